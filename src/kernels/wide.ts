import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { SealcastError } from '../errors.ts';
import { fuses, type WasmModule, wasm, type X25519Instance } from './wasm.ts';
import { x25519Answers } from './x25519.ts';

/**
 * X25519 four points at a time, beside the fma build: dist/kernels/wide.wasm. Every line of its ladder stands there for two pairs
 * of lanes, and V8's vectoriser makes one instruction of both: 1.9 times as fast. docs/adr/030-four-points-at-once.md
 * says why that is only done where a host asks for it.
 */

/** What dist/kernels/wide.wasm exports: assembly/wide.ts. */
export const WIDE_EXPORTS: readonly string[] = [
  'heapBase',
  'memory',
  'multiplyAdd',
  'x25519Scratch',
  'x25519Slice',
  'x25519SliceEach',
  'x25519Wipe',
];

/** The engines it was tried on, whole: Node 24 and 26. The flags are V8's own and may mean something else in the next. */
const KNOWN_V8: readonly string[] = ['13.6', '14.6'];

/**
 * For as long as the module is compiled: two lines are one instruction, and all of it is compiled for good, so that the machine code that
 * gives the known answers is the one that runs. Without inlining, for which V8 14 wants counts that only the other compiler makes.
 */
const FLAGS: readonly string[] = ['experimental-wasm-revectorize', 'liftoff', 'wasm-inlining', 'wasm-lazy-compilation'];
const WANTED: readonly boolean[] = [true, false, false, false];

/** What is known of the module on this host. */
export interface WideProbe {
  readonly exists: boolean;
  readonly bytes: number;
  readonly runs: boolean;
  readonly why: string;
}

type Examined = WideProbe & { readonly module?: WasmModule };

let examined: Examined | undefined;

/** Without touching a flag: whether it could be asked for. */
export function probeWide(): WideProbe {
  const { exists, bytes, runs, why } = examined ?? found();
  return { exists, bytes, runs, why };
}

/** Compiled and tested once in a process. Workers are given the module, with the machine code. */
export function examineWide(): Examined {
  if (examined?.runs !== true) examined = examineNow();
  return examined;
}

/** A fresh instance with a memory of its own. */
export function instantiateWide(module: WasmModule): X25519Instance {
  if (wasm === undefined) throw new SealcastError('KERNEL_UNAVAILABLE', 'this host has no WebAssembly');
  try {
    return new wasm.Instance(module).exports as X25519Instance;
  } catch (cause) {
    throw new SealcastError('KERNEL_UNAVAILABLE', 'the wide kernel does not start', {
      hint: 'give the process more address space (ulimit -v)',
      cause,
    });
  }
}

function found(): WideProbe & { readonly content?: Uint8Array } {
  const probe = { exists: false, bytes: 0, runs: false };
  if (wasm === undefined) return { ...probe, why: 'this host has no WebAssembly' };
  let content: Uint8Array;
  try {
    const folder = import.meta.url.endsWith('.ts') ? '../../dist/kernels/' : './';
    content = readFileSync(new URL(`${folder}wide.wasm`, import.meta.url));
  } catch {
    return { ...probe, why: 'its file is missing or unreadable' };
  }
  const there = { ...probe, exists: true, bytes: content.length };
  const v8 = process.versions.v8;
  if (!KNOWN_V8.some((known) => v8.startsWith(`${known}.`)))
    return { ...there, why: `it needs Node 24 or 26; it was not tried on V8 ${v8.split('.', 2).join('.')}` };
  if (process.arch !== 'x64' || (process.config.variables as { [name: string]: unknown })[VECTORISER] !== 1)
    return { ...there, why: 'this Node has no vectoriser for WebAssembly' };
  return { ...there, content, why: "only asked for by name: kernels: 'wide' or SEALCAST_KERNELS=wide" };
}

const VECTORISER = 'v8_enable_wasm_simd256_revec';

function examineNow(): Examined {
  const { content, ...probe } = found();
  if (content === undefined || wasm === undefined) return probe;
  try {
    const module = compileForGood(content);
    const names = wasm.Module.exports(module).map(({ name }) => name);
    if (names.sort().join() !== WIDE_EXPORTS.join() || wasm.Module.imports(module).length > 0)
      return { ...probe, why: 'its exports are not those of this version: build again' };
    if (!fuses(instantiateWide(module))) return { ...probe, why: 'relaxed_madd does not fuse on this machine' };
    if (!x25519Answers(instantiateWide(module))) return { ...probe, why: 'a known answer came out wrong' };
    return { ...probe, runs: true, why: 'all known answers came out', module };
  } catch (error) {
    return { ...probe, why: `it does not start (${error instanceof Error ? error.name : typeof error})` };
  }
}

/** For `examineWide`, and for tests of the parts it is made of. The flags hold for the whole process while this runs. */
export function compileForGood(content: Uint8Array): WasmModule {
  // Those the process was started with are as they are to be, and stay.
  const given = new Set(process.execArgv.map((flag) => flag.replace(/^--(no-?)?/, '').replaceAll('_', '-')));
  const changed = FLAGS.map((flag, i) => ({ flag, on: WANTED[i]! })).filter(({ flag }) => !given.has(flag));
  const set = (flag: string, on: boolean): void => setFlagsFromString(`--${on ? '' : 'no-'}${flag}`);
  try {
    for (const { flag, on } of changed) set(flag, on);
    return new wasm!.Module(content);
  } finally {
    for (const { flag, on } of changed) set(flag, !on);
  }
}
