import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withOffsets } from '../../scripts/wasm-offsets.mjs';
import { chooseBuild, chooseKernels, loadKernels, probeKernels } from '../../src/kernels/load.ts';
import { newTextMasker } from '../../src/kernels/text-masker.ts';
import { wasm } from '../../src/kernels/wasm.ts';
import { WIDE_EXPORTS } from '../../src/kernels/wide.ts';
import { choices } from './implementations.ts';

/** X25519 by four points at once, as the loader sees it; what it computes is tested where every build's is. */

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const file = readFileSync(join(dist, 'kernels', 'wide.wasm'));
const here = choices.includes('wide');

afterEach(() => vi.unstubAllEnvs());

describe('the file of wide', () => {
  it('imports nothing, exports the contract, names no file', () => {
    expect(file.includes('assembly')).toBe(false);
    expect(file.includes('.ts')).toBe(false);
    if (wasm === undefined || !wasm.validate(file)) return;
    const module = new wasm.Module(file);
    expect(wasm.Module.imports(module)).toEqual([]);
    const names = wasm.Module.exports(module).map((one) => one.name);
    expect(names.sort()).toEqual(WIDE_EXPORTS);
  });

  it('comes out byte for byte when compiled again', async () => {
    const { default: asc } = await import('assemblyscript/asc');
    const written: Uint8Array[] = [];
    const command = ['assembly/wide.ts', '--baseDir', dirname(dist), '--config', 'asconfig.json', '--target', 'wide'];
    const { error } = await asc.main(command, {
      writeFile(_name, contents) {
        written.push(typeof contents === 'string' ? Buffer.from(contents) : contents);
      },
    });
    expect(error).toBe(null);
    expect(written.length).toBe(1);
    expect(file.equals(withOffsets(written[0]!))).toBe(true);
    expect(file.equals(written[0]!), 'the addresses are still the optimiser’s').toBe(false);
  });
});

describe('the choice of wide', () => {
  it('is never made but by name', () => {
    vi.stubEnv('SEALCAST_KERNELS', '');
    expect(chooseKernels()?.wide).toBe(undefined);
    expect(chooseKernels({ kernels: 'simd' })?.wide).toBe(undefined);
    const { wide, why } = probeKernels();
    expect(wide).toMatchObject({ exists: true, bytes: file.length });
    expect(why).not.toMatch(/wide/);
    vi.stubEnv('SEALCAST_KERNELS', 'wide');
    // Who multiplies no points is not kept waiting, and not refused.
    expect(chooseBuild()).toEqual(chooseBuild({ kernels: 'wide' }));
    expect(chooseBuild()?.wide).toBe(undefined);
    expect(newTextMasker().maskStrings(['13812345678'])).toEqual(['138****5678']);
  });

  it.skipIf(!here)('is fma with something beside it', () => {
    const { build, module, wide } = loadKernels({ kernels: 'wide' });
    expect(build).toBe('fma');
    expect(wide).toBeDefined();
    expect(loadKernels({ kernels: 'fma' })).toEqual({ build, module });
    expect(loadKernels({ kernels: 'wide' }).wide).toBe(wide);
    vi.stubEnv('SEALCAST_KERNELS', 'wide');
    expect(chooseKernels()?.wide).toBe(wide);
    expect(probeKernels()).toMatchObject({ chosen: 'wide', forcedBy: 'SEALCAST_KERNELS', wide: { runs: true } });
  });

  it.skipIf(here)('is an error where it cannot run, which names what it needs', () => {
    const why =
      /wide: (it needs Node 24 or 26|this Node has no vectoriser|it was not tried with|relaxed_madd does not fuse)/;
    expect(() => chooseKernels({ kernels: 'wide' })).toThrow(
      expect.objectContaining({ code: 'KERNEL_UNAVAILABLE', message: expect.stringMatching(why) }),
    );
    expect(probeKernels({ kernels: 'wide' })).toMatchObject({ chosen: undefined, wide: { runs: false } });
  });
});

/** What a process of its own prints that asks for wide, cut where the script says so. */
function printed(flags: readonly string[], script: string): string[] {
  const program = `
    import { readFileSync, writeSync } from 'node:fs';
    import { setFlagsFromString } from 'node:v8';
    import { Worker } from 'node:worker_threads';
    const { loadKernels, probeKernels } = await import(${JSON.stringify(join(dist, 'kernels', 'load.js'))});
    const cut = () => writeSync(1, '\\nCUT\\n');
    const file = readFileSync(${JSON.stringify(join(dist, 'kernels', 'wide.wasm'))});
    ${script}`;
  const env = { ...process.env, NODE_OPTIONS: '', SEALCAST_KERNELS: '' };
  const command = [...flags, '--input-type=module', '-e', program];
  return execFileSync(process.execPath, command, { env, encoding: 'utf8', maxBuffer: 1 << 28 }).split('\nCUT\n');
}

/** Another module to V8, which keeps what it compiled by its bytes: a section that means nothing. */
const ANOTHER = `
    const kernel = new WebAssembly.Instance(new WebAssembly.Module(Buffer.concat([file, Buffer.from([0, 2, 1, 120])]))).exports;
    const at = 65536 * kernel.memory.grow(2);
    const slices = (n) => { for (let i = 0; i < n; i++) kernel.x25519Slice(at, at + 64, at + 8192, 128, at + 16384); };`;

/** How many nodes of each function became half as many, the most first. */
const joined = (trace: string): number[] =>
  [...trace.matchAll(/Decided? to vectorize, (\d+) revectorizable nodes/g)]
    .map(([, nodes]) => Number(nodes))
    .sort((a, b) => b - a);

describe.skipIf(!here)("V8's vectoriser", () => {
  // A step has 1400 lines for each pair, a doubling 620.
  const whole = (trace: string) => {
    const [step, double] = joined(trace);
    expect(step).toBeGreaterThan(2600);
    expect(double).toBeGreaterThan(1100);
  };

  it('joins the pairs of a step and of a doubling, and is off again afterwards', () => {
    const [before = '', after = ''] = printed(
      ['--trace-wasm-revectorize'],
      `loadKernels({ kernels: 'wide' });
       cut();
       setFlagsFromString('--wasm-sync-tier-up');
       ${ANOTHER}
       slices(40);`,
    );
    whole(before);
    expect(after).not.toMatch(/revec/i);
  });

  it('is not kept from it by the same file, compiled before as any other', () => {
    const [before = ''] = printed(
      ['--trace-wasm-revectorize'],
      `const plain = new WebAssembly.Module(file);
       loadKernels({ kernels: 'wide' });
       if (plain === undefined) throw new Error('it is to be held');`,
    );
    whole(before);
  });

  it.each(['--experimental-wasm-revectorize', '-experimental_wasm_revectorize'])('stays on under %s', (flag) => {
    const [, after = ''] = printed(
      [flag, '--trace-wasm-revectorize'],
      `loadKernels({ kernels: 'wide' });
       cut();
       setFlagsFromString('--wasm-sync-tier-up');
       ${ANOTHER}
       slices(40);`,
    );
    whole(after);
  });

  it('leaves it to V8 afterwards when something is compiled for good, also when the file is none', () => {
    // Twice as often as a function of this budget would have to be called.
    const script = `cut(); ${ANOTHER} for (let i = 0; i < 4; i++) kernel.x25519Scratch(4); cut(); slices(40);`;
    const good = printed(['--trace-wasm-compilation-times'], `loadKernels({ kernels: 'wide' }); ${script}`);
    const [loading = '', calling = ''] = good;
    expect(loading).toMatch(/turbofan/i);
    expect(calling).not.toMatch(/turbofan/i);
    const bad = printed(
      ['--trace-wasm-compilation-times'],
      `const whole = WebAssembly.Module;
       WebAssembly.Module = function () { throw new WebAssembly.CompileError('no'); };
       if (probeKernels({ kernels: 'wide' }).wide.runs) throw new Error('it runs');
       WebAssembly.Module = whole;
       ${script}`,
    );
    expect(bad[1]).not.toMatch(/turbofan/i);
    expect(bad).toHaveLength(3);
  });

  it('is not tried with flags nobody tried it with', () => {
    for (const flag of [
      '--liftoff',
      '--no-liftoff',
      '--wasm-inlining',
      '--no-experimental-wasm-revectorize',
      '--no-enable-avx2',
    ]) {
      const [said = ''] = printed([flag], `console.log(JSON.stringify(probeKernels({ kernels: 'wide' })));`);
      expect(JSON.parse(said)).toMatchObject({ wide: { runs: false, why: `it was not tried with ${flag}` } });
    }
  });

  it('ends nobody who runs WebAssembly in another thread meanwhile', () => {
    const [said = ''] = printed(
      [],
      `const worker = new Worker(\`
         const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
         for (let n = 0; ; n++) {
           const bytes = Buffer.concat([workerData, Buffer.from([0, 4, 1, 120, n & 255, n >> 8])]);
           const kernel = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
           const at = 65536 * kernel.memory.grow(3);
           for (let i = 0; i < 3; i++) kernel.x25519Slice(at, at + 64, at + 8192, 128, at + 16384);
           parentPort.postMessage(n);
         }\`, { eval: true, workerData: file });
       const modules = (n) => new Promise((resolve) => worker.on('message', (done) => { if (done === n) resolve(); }));
       await modules(3);
       loadKernels({ kernels: 'wide' });
       await modules(12);
       console.log('alive');
       process.exit(0);`,
    );
    expect(said).toBe('alive\n');
  });
});
