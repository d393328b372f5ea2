import { SealcastError } from '../errors.ts';

/**
 * The few WebAssembly names this library uses. TypeScript ships them with its DOM library only and @types/node 20 not at
 * all; declaring them globally would clash for a host that compiles with the DOM. So they are ordinary types here, and
 * the global is read in one place. None of them is re-exported by a public door.
 */

/** A compiled module: opaque, structured-cloneable, so it may pass through `workerData`. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

export interface WasmMemory {
  /** A new object after every growth; the one before it is then detached. Never keep it across a kernel call. */
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 KiB. @throws RangeError when the host or the declared maximum refuses */
  grow(pages: number): number;
}

export interface WasmDescriptor {
  readonly name: string;
  readonly kind: 'function' | 'global' | 'memory' | 'table';
}

interface WasmHost {
  readonly Module: {
    new (bytes: Uint8Array): WasmModule;
    exports(module: WasmModule): WasmDescriptor[];
    imports(module: WasmModule): WasmDescriptor[];
  };
  readonly Instance: new (module: WasmModule, imports?: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<WasmModule>;
}

/** Absent where the host has no WebAssembly at all, for example under `node --jitless`. */
export const wasm: WasmHost | undefined = (globalThis as { WebAssembly?: WasmHost }).WebAssembly;

/**
 * A fresh instance with a memory of its own.
 * @param what of the module, for who reads that it does not start
 * @throws SealcastError KERNEL_UNAVAILABLE
 */
export function instantiate<Exports>(module: WasmModule, what: string): Exports {
  if (wasm === undefined) throw new SealcastError('KERNEL_UNAVAILABLE', NO_WASM);
  try {
    return new wasm.Instance(module).exports as Exports;
  } catch (cause) {
    throw new SealcastError('KERNEL_UNAVAILABLE', `${what} does not start`, {
      hint: 'give the process more address space (ulimit -v), or see sealcast doctor',
      cause,
    });
  }
}

export const NO_WASM = 'this host has no WebAssembly';

/**
 * (1 + 2⁻²⁷)² − (1 + 2⁻²⁶) is 2⁻⁵⁴ when the product is not rounded, 0 when it is: 2⁻⁵⁴ is lost beside 1. The second
 * pair has other signs and exponents, so that a constant would not do.
 */
export function fuses(kernel: Pick<X25519Instance, 'multiplyAdd'>): boolean {
  const one = kernel.multiplyAdd(1 + 2 ** -27, 1 + 2 ** -27, -(1 + 2 ** -26));
  const two = kernel.multiplyAdd(-(2 ** 30 + 8), 2 ** 30 + 8, 2 ** 60 + 2 ** 34);
  return one === 2 ** -54 && two === -64;
}

/** X25519 alone: what the wide module exports, and every build among other things. */
export interface X25519Instance {
  readonly memory: WasmMemory;
  /** The first byte that no static data of the module occupies. */
  heapBase(): number;
  /** a·b + c: rounded once where the build uses relaxed_madd and the machine fuses it, else twice. */
  multiplyAdd(a: number, b: number, c: number): number;
  /** Bytes of scratch for n points. */
  x25519Scratch(n: number): number;
  /** One scalar for n points. @returns how many points have low order */
  x25519Slice(scalar: number, points: number, out: number, n: number, scratch: number): number;
  /** One scalar a point. */
  x25519SliceEach(scalars: number, points: number, out: number, n: number, scratch: number): number;
  x25519Wipe(scratch: number, n: number): void;
}

/**
 * What every build exports, all of it; assembly/README.md is the contract. Pointers and counts are unsigned 32-bit, and
 * arrive in JavaScript as signed numbers: `>>> 0` before use.
 */
export interface KernelInstance extends X25519Instance {
  claimOpen(base: number, bucketsLog2: number): number;
  claimBatch(
    rows: number,
    dims: number,
    eligible: number,
    rowPrints: number,
    deviceEnd: number,
    devicePrints: number,
    verdict: number,
    kept: number,
  ): number;
  claimRestore(prints: number, count: number): number;
  claimSize(): number;
  claimPrint(index: number): number;
  claimWipe(): void;
  fingerprintBatch(
    rows: number,
    keys: number,
    ids: number,
    idEnd: number,
    deviceEnd: number,
    deviceKeys: number,
    phones: number,
    phoneEnd: number,
    emails: number,
    emailEnd: number,
    rowPrints: number,
    devicePrints: number,
  ): void;
  /** Bytes of scratch that maskOpen wants. */
  maskScratch(): number;
  maskOpen(tables: number, entries: number, labels: number, scratch: number): void;
  /** @returns how many texts are left to the twin */
  maskBatch(
    count: number,
    texts: number,
    ends: number,
    maps: number,
    out: number,
    outEnds: number,
    flags: number,
  ): number;
  maskWipe(): void;
  /** Begins a batch; the layout of `setup` is in assembly/seal.ts. */
  sealOpen(setup: number, suite: number, slotPlainBytes: number, each: number): void;
  /** The ephemeral secrets alone, where each recipient has one: 32 bytes each, for a multiple of four. */
  ephemeralSlice(count: number, first: number, secrets: number): void;
  /** @returns how many keys are of low order; if any, nothing was sealed */
  sealSlice(
    count: number,
    first: number,
    ephemeral: number,
    encs: number,
    sender: number,
    work: number,
    missing: number,
    ids: number,
    idEnd: number,
    keys: number,
    secrets: number,
    identities: number,
    personal: number,
    personalEnd: number,
    tags: number,
    mailboxes: number,
    slots: number,
  ): number;
  nameSlice(
    count: number,
    ids: number,
    idEnd: number,
    keys: number,
    tags: number,
    mailboxes: number,
    tokens: number,
  ): void;
  sealWarmSlice(
    count: number,
    slotKeys: number,
    mailboxes: number,
    tokens: number,
    personal: number,
    personalEnd: number,
    slots: number,
  ): void;
  /** Zeroes what the symmetric kernels hold of a batch or a stream. */
  sealWipe(): void;
  /** ChaCha20-Poly1305 (nonce of 12 bytes) or XChaCha20-Poly1305 (24) of one long text, in place. */
  streamOpen(key: number, nonce: number, nonceBytes: number, aad: number, aadBytes: number): void;
  /** Every piece but the last is a multiple of 256 bytes. */
  streamPiece(text: number, bytes: number): void;
  streamClose(tag: number): void;
  /** From here on parts alone, for known answers. `strings`: 4 × (pointer, length), u32 each. */
  sha256Four(out: number, strings: number): void;
  poly1305Four(out: number, keys: number, text: number, stride: number, blocks: number): void;
  poly1305Long(out: number, key: number, text: number, blocks: number): void;
  hmacFour(out: number, keys: number, strings: number): void;
  hpkeFour(
    out: number,
    messages: number,
    auth: number,
    secrets: number,
    identities: number,
    keys: number,
    infoHashes: number,
  ): void;
  aeadFour(
    keys: number,
    nonces: number,
    nonceBytes: number,
    aad: number,
    aadStride: number,
    aadBytes: number,
    text: number,
    stride: number,
    bytes: number,
  ): void;
}
