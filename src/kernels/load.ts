import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { SealcastError } from '../errors.ts';
import { claimAnswers } from './claim.ts';
import { fingerprintAnswers } from './fingerprint.ts';
import { maskAnswers } from './mask.ts';
import { symmetricAnswers } from './symmetric.ts';
import { fuses, instantiate, type KernelInstance, NO_WASM, type WasmModule, wasm } from './wasm.ts';
import { examineWide, probeWide, type WideProbe } from './wide.ts';
import { x25519Answers } from './x25519.ts';

/** Best first: this is also the order of falling back. */
export const KERNEL_BUILDS = ['fma', 'simd', 'scalar'] as const;
export type KernelBuild = (typeof KERNEL_BUILDS)[number];
/**
 * A build; or `wide`, which is fma with X25519 by four points at once, on Node 24 and 26 (docs/adr/030-four-points-at-once.md); or the
 * readable twins of all kernels, in JavaScript: some fifty times slower. All give the same bytes.
 */
export type KernelChoice = KernelBuild | 'wide' | 'reference';

/** Plain data: may pass through `workerData`, and brings the machine code that is already compiled. */
export interface Kernels {
  readonly build: KernelBuild;
  readonly module: WasmModule;
  /** X25519 by four points at once, where that was asked for; the build is then fma. */
  readonly wide?: WasmModule | undefined;
}

export interface KernelOptions {
  /** This build or none. Else the environment's SEALCAST_KERNELS, else the best that runs here. */
  readonly kernels?: KernelChoice | undefined;
}

/** What is known of one build on this host; later questions are only asked when the earlier ones were answered yes. */
export interface KernelProbe {
  readonly build: KernelBuild;
  /** The file is there. */
  readonly exists: boolean;
  readonly bytes: number;
  /** This host knows all its instructions. */
  readonly validates: boolean;
  /** It has the exports of the contract, its arithmetic rounds as it should, and all known answers came out. */
  readonly runs: boolean;
  /** Why it does not run, or that it does. */
  readonly why: string;
}

export interface KernelReport {
  readonly chosen: KernelChoice | undefined;
  readonly forcedBy: ForcedBy | undefined;
  /** One sentence. */
  readonly why: string;
  readonly builds: readonly KernelProbe[];
  readonly wide: WideProbe;
}

type Examined = KernelProbe & { readonly module?: WasmModule };

/** The contract of assembly/README.md: the same exports in each build, and nothing imported. */
export const KERNEL_EXPORTS: readonly string[] = [
  'aeadFour',
  'claimBatch',
  'claimOpen',
  'claimPrint',
  'claimRestore',
  'claimSize',
  'claimWipe',
  'ephemeralSlice',
  'fingerprintBatch',
  'heapBase',
  'hmacFour',
  'hpkeFour',
  'maskBatch',
  'maskOpen',
  'maskScratch',
  'maskWipe',
  'memory',
  'multiplyAdd',
  'nameSlice',
  'poly1305Four',
  'poly1305Long',
  'sealOpen',
  'sealSlice',
  'sealWarmSlice',
  'sealWipe',
  'sha256Four',
  'streamClose',
  'streamOpen',
  'streamPiece',
  'x25519Scratch',
  'x25519Slice',
  'x25519SliceEach',
  'x25519Wipe',
];

/** Each kernel's known-answer test; each gets an instance of its own. */
const ANSWERS: readonly ((kernel: KernelInstance) => boolean)[] = [
  claimAnswers,
  fingerprintAnswers,
  maskAnswers,
  symmetricAnswers,
  x25519Answers,
];

/** Compiled and tested once in a process: later calls cost nothing, and workers are given the module. */
const examined = new Map<KernelBuild, Examined>();

/**
 * Chooses a build, compiles it and tests it. Synchronous: the files are small, and nothing can start before.
 * @returns undefined where the reference was asked for
 * @throws SealcastError KERNEL_UNAVAILABLE when the forced build, or every build, cannot run; USAGE for an unknown name
 */
export function chooseKernels(options: KernelOptions = {}): Kernels | undefined {
  const forced = forcedChoice(options);
  if (forced?.choice === 'reference') return undefined;
  if (forced === undefined) return best();
  const { choice, by } = forced;
  const hint = `leave the choice free (${by}), or see sealcast doctor`;
  if (choice !== 'wide') return firstOf([choice], true, hint);
  const { module: wide, why } = examineWide();
  if (wide === undefined) throw unavailable(`wide: ${why}`, hint);
  return { ...firstOf(['fma'], true, hint), wide };
}

function best(): Kernels {
  return firstOf(KERNEL_BUILDS, false, "run npm run build, or ask for kernels: 'reference', which is slow");
}

function firstOf(builds: readonly KernelBuild[], forced: boolean, hint: string): Kernels {
  const tried: Examined[] = [];
  for (const build of builds) {
    const result = examine(build, forced);
    if (result.runs && result.module !== undefined) return { build, module: result.module };
    tried.push(result);
  }
  throw unavailable(tried.map(describe).join('; '), hint);
}

function unavailable(why: string, hint: string): SealcastError {
  return new SealcastError('KERNEL_UNAVAILABLE', `no kernel runs here: ${why}`, { hint });
}

/** The same for who multiplies no points on Curve25519: 'wide' is then the best build, and no flag of V8's is touched for it. */
export function chooseBuild(options: KernelOptions = {}): Kernels | undefined {
  const wide = forcedChoice(options)?.choice === 'wide';
  return wide ? best() : chooseKernels(options);
}

/** The same for who needs a build: 'reference' is an unknown name to it. */
export function loadKernels(options: { readonly kernels?: KernelBuild | 'wide' | undefined } = {}): Kernels {
  const kernels = chooseKernels(options);
  if (kernels === undefined) throw unknownChoice('SEALCAST_KERNELS', ['wide', ...KERNEL_BUILDS]);
  return kernels;
}

/** A fresh instance with a memory of its own. */
export function instantiateKernels(kernels: Kernels): KernelInstance {
  return instantiate(kernels.module, `the kernel ${kernels.build}`);
}

/** For `sealcast doctor`: tries every build, chooses as loadKernels does, never throws for one that cannot run. */
export function probeKernels(options: KernelOptions = {}): KernelReport {
  const forced = forcedChoice(options);
  // First, as in chooseKernels: while its flags are on nothing else is compiled.
  if (forced?.choice === 'wide') examineWide();
  const wide = probeWide();
  const builds = KERNEL_BUILDS.map((build): KernelProbe => {
    const { module: _, ...probe } = examine(build, forced?.choice === build);
    return probe;
  });
  if (forced?.choice === 'reference')
    return { chosen: 'reference', forcedBy: forced.by, why: `asked for by ${forced.by}; slow`, builds, wide };
  if (forced?.choice === 'wide') {
    const both = wide.runs && builds[0]?.runs === true;
    const missing = wide.runs ? builds.slice(0, 1).map(describe).join() : wide.why;
    return {
      chosen: both ? 'wide' : undefined,
      forcedBy: forced.by,
      why: both ? `asked for by ${forced.by}` : `wide was asked for and cannot run: ${missing}`,
      builds,
      wide,
    };
  }
  const chosen =
    forced === undefined ? builds.find((probe) => probe.runs) : builds.find((p) => p.build === forced.choice);
  if (chosen === undefined || !chosen.runs)
    return {
      chosen: undefined,
      forcedBy: forced?.by,
      why:
        forced === undefined ? 'no build runs here' : `${forced.choice} was asked for and cannot run: ${chosen?.why}`,
      builds,
      wide,
    };
  const passed = builds.slice(0, builds.indexOf(chosen)).map(describe).join('; ');
  const free = passed === '' ? 'the best build there is' : `the best that runs here (${passed})`;
  return {
    chosen: chosen.build,
    forcedBy: forced?.by,
    why: forced === undefined ? free : `asked for by ${forced.by}`,
    builds,
    wide,
  };
}

function describe(probe: KernelProbe): string {
  return `${probe.build}: ${probe.why}`;
}

type ForcedBy = 'option' | 'SEALCAST_KERNELS';

const CHOICES: readonly KernelChoice[] = ['wide', ...KERNEL_BUILDS, 'reference'];

function forcedChoice(options: KernelOptions): { choice: KernelChoice; by: ForcedBy } | undefined {
  const by = options.kernels === undefined ? 'SEALCAST_KERNELS' : 'option';
  const name = options.kernels ?? process.env.SEALCAST_KERNELS;
  if (name === undefined || name === '') return undefined;
  const choice = CHOICES.find((known) => known === name);
  if (choice === undefined) throw unknownChoice(by, CHOICES);
  return { choice, by };
}

function unknownChoice(by: ForcedBy, known: readonly string[]): SealcastError {
  return new SealcastError('USAGE', `${by === 'option' ? 'the option kernels' : by} names an unknown build`, {
    hint: `use one of ${known.join(', ')}, or none`,
  });
}

function examine(build: KernelBuild, forced: boolean): Examined {
  const known = examined.get(build);
  // Only a forced fma is allowed to touch V8's flags, so an answer from before it was forced is asked again.
  if (known !== undefined && (known.runs || !forced)) return known;
  const result = examineNow(build, forced);
  examined.set(build, result);
  return result;
}

function examineNow(build: KernelBuild, forced: boolean): Examined {
  const probe = { build, exists: false, bytes: 0, validates: false, runs: false };
  if (wasm === undefined) return { ...probe, why: NO_WASM };
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(kernelFile(build));
  } catch {
    return { ...probe, why: 'its file is missing or unreadable' };
  }
  const found = { ...probe, exists: true, bytes: bytes.length };
  if (!validates(bytes, build, forced)) return { ...found, why: whyInvalid(build, forced) };
  const valid = { ...found, validates: true };
  try {
    const module = new wasm.Module(bytes);
    const names = wasm.Module.exports(module).map((one) => one.name);
    if (names.sort().join() !== KERNEL_EXPORTS.join() || wasm.Module.imports(module).length > 0)
      return { ...valid, why: 'its exports are not those of this version: build again' };
    const kernels: Kernels = { build, module };
    if (fuses(instantiateKernels(kernels)) !== (build === 'fma'))
      return { ...valid, why: build === 'fma' ? 'relaxed_madd does not fuse on this machine' : 'it rounds wrongly' };
    if (!ANSWERS.every((answers) => answers(instantiateKernels(kernels))))
      return { ...valid, why: 'a known answer came out wrong' };
    return { ...valid, runs: true, why: 'all known answers came out', module };
  } catch (error) {
    return { ...valid, why: `it does not start (${error instanceof Error ? error.name : typeof error})` };
  }
}

/** Beside this module in dist; tests import from src and use the kernels of the last build. */
function kernelFile(build: KernelBuild): URL {
  const folder = import.meta.url.endsWith('.ts') ? '../../dist/kernels/' : './';
  return new URL(`${folder}${build}.wasm`, import.meta.url);
}

/** Node 20's V8 has relaxed SIMD behind a flag; from 21 on it is always there, and setting the flag prints a warning. */
function behindFlag(build: KernelBuild): boolean {
  return build === 'fma' && process.versions.node.startsWith('20.');
}

function validates(bytes: Uint8Array, build: KernelBuild, forced: boolean): boolean {
  if (wasm === undefined) return false;
  if (wasm.validate(bytes)) return true;
  // The flag holds for the whole process, the host's own WebAssembly included: only on request (docs/adr).
  if (!forced || !behindFlag(build)) return false;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return wasm.validate(bytes);
}

function whyInvalid(build: KernelBuild, forced: boolean): string {
  if (!behindFlag(build) || forced) return 'this host does not know its instructions';
  return "Node 20 has relaxed SIMD behind a flag: ask for it by kernels: 'fma' or SEALCAST_KERNELS=fma";
}
