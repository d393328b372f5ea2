import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withOffsets } from '../../scripts/wasm-offsets.mjs';
import { chooseKernels, loadKernels, probeKernels } from '../../src/kernels/load.ts';
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
    const why = /wide: (it needs Node 24 or 26|this Node has no vectoriser|relaxed_madd does not fuse)/;
    expect(() => chooseKernels({ kernels: 'wide' })).toThrow(
      expect.objectContaining({ code: 'KERNEL_UNAVAILABLE', message: expect.stringMatching(why) }),
    );
    expect(probeKernels({ kernels: 'wide' })).toMatchObject({ chosen: undefined, wide: { runs: false } });
  });
});

/**
 * What V8 says of its vectoriser, in a process of its own: while wide is loaded, and afterwards, when another module with the same
 * code was run until V8 had compiled it for good.
 */
function traced(...flags: string[]): { before: string; after: string } {
  const script = `
    import { readFileSync, writeSync } from 'node:fs';
    const { loadKernels } = await import(${JSON.stringify(join(dist, 'kernels', 'load.js'))});
    loadKernels({ kernels: 'wide' });
    writeSync(1, 'LOADED\\n');
    // A section that means nothing: another module to V8, which keeps what it compiled by its bytes.
    const bytes = Buffer.concat([readFileSync(${JSON.stringify(join(dist, 'kernels', 'wide.wasm'))}), Buffer.from([0, 2, 1, 120])]);
    const kernel = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    const at = 65536 * kernel.memory.grow(2);
    for (let i = 0; i < 40; i++) kernel.x25519Slice(at, at + 64, at + 8192, 128, at + 16384);`;
  const command = ['--trace-wasm-revectorize', '--wasm-sync-tier-up', ...flags, '--input-type=module', '-e', script];
  const env = { ...process.env, NODE_OPTIONS: '' };
  const printed = execFileSync(process.execPath, command, { env, encoding: 'utf8', maxBuffer: 1 << 28 });
  const [before = '', after = ''] = printed.split('LOADED\n');
  return { before, after };
}

/** How many nodes of each function became half as many. */
const joined = (trace: string): number[] =>
  [...trace.matchAll(/Decided? to vectorize, (\d+) revectorizable nodes/g)].map(([, nodes]) => Number(nodes));

describe.skipIf(!here)("V8's vectoriser", () => {
  it('joins the pairs of a step and of a doubling, and is off again afterwards', () => {
    const { before, after } = traced();
    // A step has 1400 lines for each pair, a doubling 620, the last selection 50.
    const most = joined(before).sort((a, b) => b - a);
    expect(most[0]).toBeGreaterThan(2600);
    expect(most[1]).toBeGreaterThan(1100);
    expect(after).not.toMatch(/revec/i);
  });

  it('stays on where the process was started with it', () => {
    expect(joined(traced('--experimental-wasm-revectorize').after)[0]).toBeGreaterThan(1000);
  });
});
