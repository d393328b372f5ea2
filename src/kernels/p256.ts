import { readFileSync } from 'node:fs';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { KernelBuild, Kernels } from './load.ts';
import { instantiate, NO_WASM, type WasmMemory, type WasmModule, wasm } from './wasm.ts';

export const P256_SCALAR_BYTES = 32;
/** Uncompressed: 4 ‖ x ‖ y (SEC 1, 2.3.3). */
export const P256_POINT_BYTES = 65;
const PAGE_BYTES = 65_536;
const SLICE = limits.p256SlicePoints;
/** Whose multiples the kernel's table has: 64 windows, made as a slice of 64 points. */
const WINDOWS = 64;

/** What each build of the second module exports; assembly/README.md is the contract. */
export interface P256Instance {
  readonly memory: WasmMemory;
  heapBase(): number;
  multiplyAdd(a: number, b: number, c: number): number;
  /** @returns how many of n scalars are from 1 to n − 1; `good`: a byte each */
  p256InRange(scalars: number, good: number, n: number): number;
  /** Makes the table, once. */
  p256Open(table: number, scratch: number): void;
  p256Public(scalars: number, out: number, n: number, scratch: number, table: number): void;
  /** Bytes of scratch for n points. */
  p256Scratch(n: number): number;
  p256Shared(scalars: number, points: number, valid: number, out: number, n: number, scratch: number): void;
  /** Bytes of the table. */
  p256Table(): number;
  p256Wipe(scratch: number, n: number): void;
}

export const P256_EXPORTS: readonly string[] = [
  'heapBase',
  'memory',
  'multiplyAdd',
  'p256InRange',
  'p256Open',
  'p256Public',
  'p256Scratch',
  'p256Shared',
  'p256Table',
  'p256Wipe',
];

const loaded = new Map<KernelBuild, WasmModule>();

/**
 * The module of one build, compiled and tested once in a process. For a build that `loadKernels` chose: that its machine fuses is
 * known then. Apart from the other kernels because Web Push alone uses it, and those start before anything can.
 *
 * @throws SealcastError KERNEL_UNAVAILABLE
 */
export function loadP256(build: KernelBuild): WasmModule {
  const known = loaded.get(build);
  if (known !== undefined) return known;
  const unavailable = (why: string, cause?: unknown): SealcastError =>
    new SealcastError('KERNEL_UNAVAILABLE', `the P-256 kernel, ${build}: ${why}`, { hint: 'run npm run build', cause });
  if (wasm === undefined) throw unavailable(NO_WASM);
  const folder = import.meta.url.endsWith('.ts') ? '../../dist/kernels/' : './';
  let module: WasmModule;
  try {
    module = new wasm.Module(readFileSync(new URL(`${folder}p256-${build}.wasm`, import.meta.url)));
  } catch (cause) {
    throw unavailable('its file cannot be used', cause);
  }
  const names = wasm.Module.exports(module).map(({ name }) => name);
  if (names.sort().join() !== P256_EXPORTS.join() || wasm.Module.imports(module).length > 0)
    throw unavailable('its exports are not those of this version');
  if (!p256Answers(instantiateP256(module))) throw unavailable('a known answer came out wrong');
  loaded.set(build, module);
  return module;
}

/**
 * The module where it is faster than OpenSSL, which is where products fuse: docs/adr/028-p256-in-a-kernel.md. Where it does not load
 * OpenSSL does the same work, and nothing that is to be sent has to wait for a mended installation.
 */
export function p256BesideOpenSsl(kernels: Kernels | undefined): WasmModule | undefined {
  if (kernels?.build !== 'fma') return undefined;
  try {
    return loadP256(kernels.build);
  } catch (error) {
    if (error instanceof SealcastError && error.code === 'KERNEL_UNAVAILABLE') return undefined;
    throw error;
  }
}

/** A fresh instance with a memory of its own. */
export function instantiateP256(module: WasmModule): P256Instance {
  return instantiate(module, 'the P-256 kernel');
}

export interface P256Result {
  /** 32·n bytes, x of each product, big-endian; zeros for a point that is none. Secret: the caller wipes it. */
  readonly shared: Uint8Array<ArrayBuffer>;
  /** n bytes: 1 for an uncompressed point of the curve, else 0. */
  readonly valid: Uint8Array<ArrayBuffer>;
}

/**
 * P-256 for many secret scalars, over one instance whose memory it owns from here on:
 *
 *     heapBase   table     scalars      points       flags    out          scratch
 *     │ data     │ 48 KiB  │ 32 × SLICE │ 65 × SLICE │ SLICE  │ 65 × SLICE │ what the kernel needs for SLICE points │
 *
 * Everything secret is zero again when a method returns or throws, but for what it returns.
 */
export class P256Kernel {
  readonly #kernel: P256Instance;
  readonly #table: number;
  readonly #scalars: number;
  readonly #points: number;
  readonly #flags: number;
  readonly #out: number;
  readonly #scratch: number;
  readonly #end: number;

  /** @throws SealcastError KERNEL_UNAVAILABLE when the host refuses memory */
  constructor(kernel: P256Instance) {
    this.#kernel = kernel;
    const aligned = (at: number): number => Math.ceil(at / 16) * 16;
    this.#table = aligned(kernel.heapBase() >>> 0);
    this.#scalars = aligned(this.#table + (kernel.p256Table() >>> 0));
    this.#points = this.#scalars + P256_SCALAR_BYTES * SLICE;
    this.#flags = this.#points + P256_POINT_BYTES * SLICE;
    this.#out = this.#flags + SLICE;
    this.#scratch = aligned(this.#out + P256_POINT_BYTES * SLICE);
    this.#end = this.#scratch + (kernel.p256Scratch(Math.max(SLICE, WINDOWS)) >>> 0);
    const missing = this.#end - kernel.memory.buffer.byteLength;
    try {
      if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch (cause) {
      throw new SealcastError('KERNEL_UNAVAILABLE', 'the P-256 kernel gets no memory', {
        hint: 'give the process more memory',
        cause,
      });
    }
    kernel.p256Open(this.#table, this.#scratch);
    this.wipe();
  }

  /**
   * Secret scalars, uniform from 1 to n − 1, by rejection (FIPS 186-5, A.2.2): one in 2³² draws is made again.
   * @param randomBytes a CSPRNG
   * @returns 32·count bytes, big-endian. Secret: the caller wipes it
   */
  draw(count: number, randomBytes: (length: number) => Uint8Array): Uint8Array {
    const scalars = randomBytes(P256_SCALAR_BYTES * count);
    let complete = false;
    try {
      for (let first = 0; first < count; first += SLICE) {
        const some = scalars.subarray(P256_SCALAR_BYTES * first, P256_SCALAR_BYTES * Math.min(count, first + SLICE));
        for (let bad = this.#outOfRange(some); bad !== -1; bad = this.#outOfRange(some))
          some.set(randomBytes(P256_SCALAR_BYTES), P256_SCALAR_BYTES * bad);
      }
      complete = true;
      return scalars;
    } finally {
      if (!complete) scalars.fill(0);
    }
  }

  /**
   * Public keys, uncompressed.
   * @param scalars 32·n bytes
   * @returns 65·n bytes
   * @throws SealcastError INTERNAL for a scalar that is zero, or n or more
   */
  publicKeys(scalars: Uint8Array): Uint8Array<ArrayBuffer> {
    const n = countOf(scalars, P256_SCALAR_BYTES);
    const out = new Uint8Array(P256_POINT_BYTES * n);
    this.#slices(scalars, n, (bytes, first, count) => {
      this.#kernel.p256Public(this.#scalars, this.#out, count, this.#scratch, this.#table);
      out.set(bytes.subarray(this.#out, this.#out + P256_POINT_BYTES * count), P256_POINT_BYTES * first);
    });
    return out;
  }

  /**
   * ECDH (SP 800-56A, 5.7.1.2): a scalar for each point.
   * @param scalars 32·n bytes
   * @param points 65·n bytes: anybody's
   * @throws SealcastError INTERNAL for a scalar that is zero, or n or more
   */
  each(scalars: Uint8Array, points: Uint8Array): P256Result {
    const n = countOf(scalars, P256_SCALAR_BYTES);
    if (points.length !== P256_POINT_BYTES * n) throw malformed('each point has a scalar');
    const shared = new Uint8Array(P256_SCALAR_BYTES * n);
    const valid = new Uint8Array(n);
    let complete = false;
    try {
      this.#slices(scalars, n, (bytes, first, count) => {
        const from = P256_POINT_BYTES * first;
        bytes.set(points.subarray(from, from + P256_POINT_BYTES * count), this.#points);
        this.#kernel.p256Shared(this.#scalars, this.#points, this.#flags, this.#out, count, this.#scratch);
        shared.set(bytes.subarray(this.#out, this.#out + P256_SCALAR_BYTES * count), P256_SCALAR_BYTES * first);
        valid.set(bytes.subarray(this.#flags, this.#flags + count), first);
      });
      complete = true;
      return { shared, valid };
    } finally {
      if (!complete) shared.fill(0);
    }
  }

  /** Zeroes whatever a call may have left. The methods above do so themselves. */
  wipe(): void {
    this.#kernel.p256Wipe(this.#scratch, SLICE);
    new Uint8Array(this.#kernel.memory.buffer).fill(0, this.#scalars, this.#end);
  }

  #slices(scalars: Uint8Array, n: number, work: (bytes: Uint8Array, first: number, count: number) => void): void {
    try {
      for (let first = 0; first < n; first += SLICE) {
        const count = Math.min(SLICE, n - first);
        const some = scalars.subarray(P256_SCALAR_BYTES * first, P256_SCALAR_BYTES * (first + count));
        // One zero would make every result of the call zero.
        if (this.#outOfRange(some) !== -1) throw malformed('a scalar is zero, or not below the order');
        work(new Uint8Array(this.#kernel.memory.buffer), first, count);
      }
    } finally {
      this.wipe();
    }
  }

  /** Puts a slice of scalars where the kernel reads them. @returns the first that is not from 1 to n − 1, or −1 */
  #outOfRange(scalars: Uint8Array): number {
    const bytes = new Uint8Array(this.#kernel.memory.buffer);
    const count = scalars.length / P256_SCALAR_BYTES;
    bytes.set(scalars, this.#scalars);
    if (this.#kernel.p256InRange(this.#scalars, this.#flags, count) === count) return -1;
    return bytes.subarray(this.#flags, this.#flags + count).indexOf(0);
  }
}

function countOf(column: Uint8Array, each: number): number {
  if (column.length % each !== 0) throw malformed(`entries of ${each} bytes`);
  return column.length / each;
}

function malformed(what: string): SealcastError {
  return new SealcastError('INTERNAL', `a batch for P-256 is malformed: ${what}`);
}

/**
 * The known-answer test, run on a build before it is trusted: the key agreement of RFC 8291, Appendix A, an odd and an even scalar, the
 * one that the last addition must double for, and bytes that are no point. Takes the instance over.
 */
export function p256Answers(kernel: P256Instance): boolean {
  const door = new P256Kernel(kernel);
  const of = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
  const two = new Uint8Array(P256_SCALAR_BYTES);
  two[P256_SCALAR_BYTES - 1] = 2;
  const scalars = Buffer.concat([of(ANSWER.asPrivate), of(ANSWER.uaPrivate), of(ANSWER.asPrivate), two]);
  const points = Buffer.concat([
    of(ANSWER.uaPublic),
    of(ANSWER.asPublic),
    new Uint8Array(P256_POINT_BYTES).fill(4),
    of(ANSWER.asPublic),
  ]);
  const { shared, valid } = door.each(scalars, points);
  const keys = door.publicKeys(scalars);
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  return (
    valid.join() === '1,1,0,1' &&
    text(shared.subarray(0, 32)) === ANSWER.shared &&
    text(shared.subarray(32, 64)) === ANSWER.shared &&
    shared.subarray(64, 96).every((byte) => byte === 0) &&
    text(shared.subarray(96)) === ANSWER.twiceX &&
    text(keys.subarray(0, 65)) === ANSWER.asPublic &&
    text(keys.subarray(65, 130)) === ANSWER.uaPublic &&
    text(keys.subarray(195)) === ANSWER.twiceBase
  );
}

const ANSWER = {
  asPrivate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  asPublic: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
  uaPrivate: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  uaPublic: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  shared: 'kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs',
  twiceX: '8nhQoWqGtHFIoE8Pvct5CkfVtZvdwuGlONRcov1_ZTE',
  twiceBase: 'BHzyexiNA09-ilI4AwS1GsPAiWnid_IbNaYLSPxHZpl4B3dVENuO0EApPZrGn3Qw27p9reY86YIpngS3nSJ4c9E',
} as const;
