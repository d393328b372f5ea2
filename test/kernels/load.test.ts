import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  chooseKernels,
  KERNEL_BUILDS,
  KERNEL_EXPORTS,
  type KernelBuild,
  type KernelReport,
  loadKernels,
  probeKernels,
} from '../../src/kernels/load.ts';
import { wasm } from '../../src/kernels/wasm.ts';
import { builds, choices } from './implementations.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const kernelBytes = (build: string) => readFileSync(join(dist, 'kernels', `${build}.wasm`));

afterEach(() => vi.unstubAllEnvs());

describe('the choice of a build', () => {
  it('is the best that runs', () => {
    vi.stubEnv('SEALCAST_KERNELS', '');
    const { build } = loadKernels();
    expect(build).toBe(builds[0]);
    const report = probeKernels();
    expect(report.chosen).toBe(build);
    expect(report.forcedBy).toBe(undefined);
    expect(report.builds.map((probe) => probe.build)).toEqual(KERNEL_BUILDS);
    expect(report.builds.filter((probe) => probe.runs).map((probe) => probe.build)).toEqual(builds);
    // A build that gives a wrong answer would be left out of every suite, and nobody would notice.
    for (const { runs, why } of report.builds) expect(runs || /fuse|know|flag/.test(why), why).toBe(true);
    for (const probe of report.builds) expect(probe.bytes).toBe(kernelBytes(probe.build).length);
  });

  it('can be forced by the environment, and before it by the option', () => {
    vi.stubEnv('SEALCAST_KERNELS', 'scalar');
    expect(loadKernels().build).toBe('scalar');
    expect(probeKernels()).toMatchObject({ chosen: 'scalar', forcedBy: 'SEALCAST_KERNELS' });
    expect(loadKernels({ kernels: 'simd' }).build).toBe('simd');
    expect(probeKernels({ kernels: 'simd' })).toMatchObject({ chosen: 'simd', forcedBy: 'option' });
  });

  it('can be the reference, by name only', () => {
    expect(chooseKernels({ kernels: 'reference' })).toBe(undefined);
    vi.stubEnv('SEALCAST_KERNELS', 'reference');
    expect(chooseKernels()).toBe(undefined);
    expect(chooseKernels({ kernels: 'scalar' })?.build).toBe('scalar');
    expect(probeKernels()).toMatchObject({ chosen: 'reference', forcedBy: 'SEALCAST_KERNELS' });
    // Who needs a build is not given none.
    expect(() => loadKernels()).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('has no other names', () => {
    vi.stubEnv('SEALCAST_KERNELS', 'avx');
    expect(() => loadKernels()).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => probeKernels()).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => loadKernels({ kernels: 'SIMD' as KernelBuild })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('is made once: the same module each time', () => {
    expect(loadKernels({ kernels: 'simd' }).module).toBe(loadKernels({ kernels: 'simd' }).module);
  });

  it('passes through workerData', async () => {
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       import(workerData.load).then(({ instantiateKernels }) => {
         const kernel = instantiateKernels(workerData.kernels);
         parentPort.postMessage([workerData.kernels.build, kernel.multiplyAdd(2, 3, 4), kernel.claimSize()]);
       });`,
      {
        eval: true,
        workerData: { kernels: loadKernels({ kernels: 'simd' }), load: new URL(`file://${dist}kernels/load.js`).href },
      },
    );
    try {
      const answer = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
      expect(answer).toEqual(['simd', 10, 0]);
    } finally {
      await worker.terminate();
    }
  });
});

describe.each(KERNEL_BUILDS)('the file of %s', (build) => {
  it('imports nothing, exports the contract, names no file', () => {
    const bytes = kernelBytes(build);
    expect(bytes.includes('assembly')).toBe(false);
    expect(bytes.includes('.ts')).toBe(false);
    if (wasm === undefined || !wasm.validate(bytes)) return;
    const module = new wasm.Module(bytes);
    expect(wasm.Module.imports(module)).toEqual([]);
    expect(
      wasm.Module.exports(module)
        .map((one) => one.name)
        .sort(),
    ).toEqual(KERNEL_EXPORTS);
  });

  it('comes out byte for byte when compiled again', async () => {
    const { default: asc } = await import('assemblyscript/asc');
    const root = dirname(dist);
    const written: Uint8Array[] = [];
    const { error } = await asc.main(
      ['assembly/index.ts', '--baseDir', root, '--config', 'asconfig.json', '--target', build],
      {
        writeFile(_name, contents) {
          written.push(typeof contents === 'string' ? Buffer.from(contents) : contents);
        },
      },
    );
    expect(error).toBe(null);
    expect(written.length).toBe(1);
    expect(kernelBytes(build).equals(written[0]!)).toBe(true);
  });
});

/** A copy of the loader with its kernels, to be damaged, asked in a process of its own. */
function elsewhere(damage: (kernels: string) => void, kernels = '', flags: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'sealcast-kernels-'));
  try {
    mkdirSync(join(folder, 'kernels'));
    // The tables of the mask kernel.
    cpSync(join(dist, 'fanout', 'mask'), join(folder, 'fanout', 'mask'), { recursive: true });
    for (const name of ['errors.js', 'limits.js', 'device-limits.js'])
      copyFileSync(join(dist, name), join(folder, name));
    for (const name of readdirSync(join(dist, 'kernels')).filter((one) => /\.(?:js|wasm)$/.test(one)))
      copyFileSync(join(dist, 'kernels', name), join(folder, 'kernels', name));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(
      join(folder, 'ask.js'),
      `import { readFileSync } from 'node:fs';
       import { loadKernels, probeKernels } from './kernels/load.js';
       const relaxed = () => globalThis.WebAssembly?.validate(readFileSync(${JSON.stringify(join(dist, 'kernels', 'fma.wasm'))}));
       const before = relaxed();
       let loaded;
       try { loaded = loadKernels().build; } catch (error) { loaded = error.code + ': ' + error.message; }
       console.log(JSON.stringify({ loaded, report: probeKernels(), flagged: before !== relaxed() }));`,
    );
    damage(join(folder, 'kernels'));
    const env = { ...process.env, SEALCAST_KERNELS: kernels, NODE_OPTIONS: '' };
    const printed = execFileSync(process.execPath, [...flags, join(folder, 'ask.js')], { env, encoding: 'utf8' });
    return JSON.parse(printed) as { loaded: string; report: KernelReport; flagged: boolean };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same module with i8x16.all_true turned into v128.any_true: prints then match when a single byte does. */
function wrongComparison(bytes: Buffer): Buffer {
  const at = bytes.indexOf(Buffer.from([0xfd, 0x63]));
  expect(at).toBeGreaterThan(0);
  const wrong = Buffer.from(bytes);
  for (let i = at; i !== -1; i = wrong.indexOf(Buffer.from([0xfd, 0x63]))) wrong[i + 1] = 0x53;
  return wrong;
}

describe('a process of its own', () => {
  const node20 = process.versions.node.startsWith('20.');
  const nothing = () => {};

  it('leaves the flags of V8 alone unless fma is asked for', () => {
    const free = elsewhere(nothing);
    expect(free.flagged).toBe(false);
    if (node20) expect(free.loaded).toBe('simd');
    expect(elsewhere(nothing, 'simd').flagged).toBe(false);
    if (builds.includes('fma')) {
      const asked = elsewhere(nothing, 'fma');
      expect(asked.loaded).toBe('fma');
      expect(asked.flagged).toBe(node20);
    }
  });

  it('falls back when a file is missing, and says so when it was forced', () => {
    const drop = (folder: string) => rmSync(join(folder, 'simd.wasm'));
    expect(elsewhere(drop).report.builds[1]).toMatchObject({ exists: false, validates: false, runs: false });
    if (node20) expect(elsewhere(drop).loaded).toBe('scalar');
    const forced = elsewhere(drop, 'simd');
    expect(forced.loaded).toMatch(/^KERNEL_UNAVAILABLE: .*simd: its file is missing/);
    expect(forced.report.chosen).toBe(undefined);
  });

  it('falls back when a build gives a wrong answer', () => {
    const damaged = elsewhere((folder) => {
      for (const build of ['fma', 'simd'])
        writeFileSync(join(folder, `${build}.wasm`), wrongComparison(readFileSync(join(folder, `${build}.wasm`))));
    });
    expect(damaged.loaded).toBe('scalar');
    expect(damaged.report.builds[1]).toMatchObject({
      validates: true,
      runs: false,
      why: 'a known answer came out wrong',
    });
  });

  it('does not believe in fusing: a build that rounds twice is no fma build', () => {
    const damaged = elsewhere((folder) => copyFileSync(join(folder, 'simd.wasm'), join(folder, 'fma.wasm')));
    expect(damaged.loaded).toBe('simd');
    expect(damaged.report.builds[0]).toMatchObject({ validates: true, runs: false });
    expect(damaged.report.builds[0]!.why).toMatch(/does not fuse/);
  });

  it('does not take another contract, nor garbage', () => {
    const damaged = elsewhere((folder) => {
      writeFileSync(join(folder, 'fma.wasm'), 'no module');
      writeFileSync(join(folder, 'simd.wasm'), Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    });
    expect(damaged.loaded).toBe('scalar');
    expect(damaged.report.builds.map((probe) => probe.validates)).toEqual([false, true, true]);
    expect(damaged.report.builds[1]!.why).toMatch(/exports/);
  });

  it.skipIf(!choices.includes('wide'))(
    'refuses a wide that is missing, garbage or wrong, and only where it was asked for',
    () => {
      const file = (folder: string) => join(folder, 'wide.wasm');
      /** One bit of the constant by which the products are split. */
      const wrong = (folder: string) => {
        const bytes = readFileSync(file(folder));
        const at = bytes.indexOf(Buffer.from([0, 0, 0, 0, 0, 0, 0x68, 0x46]));
        expect(at).toBeGreaterThan(0);
        bytes[at + 2]! ^= 1;
        writeFileSync(file(folder), bytes);
      };
      const damages: [string, (folder: string) => void][] = [
        ['its file is missing', (folder) => rmSync(file(folder))],
        ['it does not start', (folder) => writeFileSync(file(folder), 'no module')],
        ['its exports are not', (folder) => copyFileSync(join(folder, 'fma.wasm'), file(folder))],
        ['a known answer came out wrong', wrong],
      ];
      for (const [why, damage] of damages) {
        const { loaded, report } = elsewhere(damage, 'wide');
        expect(loaded).toContain(`KERNEL_UNAVAILABLE: no kernel runs here: wide: ${why}`);
        expect(report).toMatchObject({ forcedBy: 'SEALCAST_KERNELS', wide: { runs: false } });
        expect(elsewhere(damage).loaded).toBe('fma');
      }
      expect(elsewhere(nothing, 'wide')).toMatchObject({ loaded: 'fma', report: { chosen: 'wide' } });
    },
  );

  it('says so when there is no WebAssembly at all', () => {
    const none = elsewhere(nothing, '', ['--jitless']);
    expect(none.loaded).toMatch(/^KERNEL_UNAVAILABLE: /);
    expect(none.report.builds.every((probe) => !probe.runs)).toBe(true);
  });
});
