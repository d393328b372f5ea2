import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { fuses, instantiate, NO_WASM, type WasmModule, wasm, type X25519Instance } from './wasm.ts';
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

/** The engines it was tried on: Node 24 and 26. The flags are V8's own and may mean something else in the next. */
const KNOWN_V8: readonly string[] = ['13.6', '14.6'];
const VECTORISER = 'v8_enable_wasm_simd256_revec';
const VECTORISE = '--experimental-wasm-revectorize';

/**
 * For as long as the known answers are computed for the first time: each function is compiled for good when it is called twice, at
 * once, and two lines are then one instruction. What is compiled meanwhile for another thread is compiled so as well, which is right
 * and slow. V8's flags that are on by default stay as they are: without its first compiler, or without inlining, code of other
 * threads ends the process.
 */
const FLAGS: readonly { readonly during: string; readonly after: string }[] = [
  { during: VECTORISE, after: '--no-experimental-wasm-revectorize' },
  { during: '--wasm-sync-tier-up', after: '--no-wasm-sync-tier-up' },
  { during: '--wasm-tiering-budget=1', after: '--wasm-tiering-budget=13000000' },
];

/** Flags of the process with which V8 compiles otherwise than it was tried. */
const OTHERWISE = /^-+(?!-|trace)[\w-]*(wasm|liftoff|turbo|enable[-_](avx|fma|sse|bmi))/;

/** What is known of the module on this host. */
export interface WideProbe {
  readonly exists: boolean;
  readonly bytes: number;
  readonly runs: boolean;
  readonly why: string;
}

type Examined = WideProbe & { readonly module?: WasmModule };

let examined: Examined | undefined;

/** Without touching a flag: whether it could be asked for, or what came of asking. */
export function probeWide(): WideProbe {
  const { exists, bytes, runs, why } = examined ?? found();
  return { exists, bytes, runs, why };
}

/** Compiled and tested once in a process, also where that fails. Workers are given the module, with the machine code. */
export function examineWide(): Examined {
  examined ??= examineNow();
  return examined;
}

/** A fresh instance with a memory of its own. */
export function instantiateWide(module: WasmModule): X25519Instance {
  return instantiate(module, 'the wide kernel');
}

function found(): WideProbe & { readonly content?: Uint8Array } {
  const probe = { exists: false, bytes: 0, runs: false };
  if (wasm === undefined) return { ...probe, why: NO_WASM };
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
  const otherwise = process.execArgv.find((flag) => OTHERWISE.test(flag) && !isVectorise(flag));
  if (otherwise !== undefined) return { ...there, why: `it was not tried with ${otherwise.split('=', 1)[0]}` };
  return { ...there, content, why: "may be asked for: kernels: 'wide' or SEALCAST_KERNELS=wide" };
}

/** As V8 reads it: one hyphen or two, and underscores. */
function isVectorise(flag: string): boolean {
  return `--${flag.replace(/^-{1,2}/, '')}`.replaceAll('_', '-') === VECTORISE;
}

function examineNow(): Examined {
  const { content, ...probe } = found();
  if (content === undefined || wasm === undefined) return probe;
  try {
    const { module, answers } = compileForGood(content);
    // Again, by the code that is there now and stays.
    const right = answers && x25519Answers(instantiateWide(module));
    return right
      ? { ...probe, runs: true, why: 'all known answers came out', module }
      : { ...probe, why: 'a known answer came out wrong' };
  } catch (error) {
    if (error instanceof Unfit) return { ...probe, why: error.message };
    return { ...probe, why: `it does not start (${error instanceof Error ? error.name : typeof error})` };
  }
}

class Unfit extends Error {}

/** The module, and whether the known answers came out while V8 compiled it for good. */
function compileForGood(content: Uint8Array): { module: WasmModule; answers: boolean } {
  const { Module } = wasm!;
  return within(() => {
    const made = new Module(Buffer.concat([content, OWN_SECTION]));
    const names = Module.exports(made).map(({ name }) => name);
    if (names.sort().join() !== WIDE_EXPORTS.join() || Module.imports(made).length > 0)
      throw new Unfit('its exports are not those of this version: build again');
    if (!fuses(instantiateWide(made))) throw new Unfit('relaxed_madd does not fuse on this machine');
    // Twice: what is called once a ladder is compiled the second time.
    const answers = x25519Answers(instantiateWide(made)) && x25519Answers(instantiateWide(made));
    return { module: made, answers };
  });
}

/** V8 keeps what it compiled by its bytes, and a host may have compiled the file as it is: slow, and it stays so. */
const OWN_SECTION = Uint8Array.of(0, 9, 8, ...Buffer.from('sealcast'));

/** The flags hold for the whole process, until `work` is done. */
function within<T>(work: () => T): T {
  const flags = process.execArgv.some(isVectorise) ? FLAGS.filter(({ during }) => during !== VECTORISE) : FLAGS;
  try {
    for (const { during } of flags) setFlagsFromString(during);
    return work();
  } finally {
    for (const { after } of flags) setFlagsFromString(after);
  }
}
