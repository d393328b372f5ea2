import { equalBytes } from '../crypto/bytes.ts';
import type { OpenKernel } from '../crypto/opening.ts';
import { wipe } from '../crypto/wipe.ts';
import { limits } from '../device-limits.ts';
import { SealcastError } from '../errors.ts';
import { type WasmMemory, type WasmModule, wasm } from './wasm.ts';

/** Where the bytes of `sealcast/open.wasm` come from: read from a file, fetched, or compiled already. */
export type OpenKernelSource = Uint8Array | ArrayBuffer | FetchedKernel | WasmModule;

/** What `fetch` answers, as far as it is used. */
export interface FetchedKernel {
  readonly ok: boolean;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What dist/kernels/open.wasm exports: assembly/open.ts, described in assembly/README.md. */
interface OpenInstance {
  readonly memory: WasmMemory;
  heapBase(): number;
  x25519Scratch(n: number): number;
  x25519Slice(scalar: number, points: number, out: number, n: number, scratch: number): number;
  x25519Wipe(scratch: number, n: number): void;
  streamOpen(key: number, nonce: number, nonceBytes: number, aad: number, aadBytes: number): void;
  streamOpened(text: number, bytes: number): void;
  streamClose(tag: number): void;
  wipeScratch(): void;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PAGE_BYTES = 65_536;
/** A multiple of what the kernel decrypts at a time. */
const PIECE_BYTES = limits.bodyChunkBytes;
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(KEY_BYTES - 1));

/**
 * Loads the receiver's kernel: 11 KB of WebAssembly without features, for `openEnvelope({ kernel })`. X25519 takes a sixteenth of
 * its time, decryption a third. What opens a message now and then does well without; what opens hundreds gains
 * a millisecond each.
 *
 *     const kernel = await loadOpenKernel(fetch('/sealcast/open.wasm'))        // a page: it needs 'wasm-unsafe-eval' in its CSP
 *     const kernel = await loadOpenKernel(readFile(fileURLToPath(import.meta.resolve('sealcast/open.wasm'))))
 *
 * @throws SealcastError KERNEL_UNAVAILABLE where there is no WebAssembly, a policy forbids it, the bytes are others, or the
 *   kernel's known answers are wrong: go on without it
 */
export async function loadOpenKernel(source: OpenKernelSource | Promise<OpenKernelSource>): Promise<OpenKernel> {
  if (wasm === undefined) throw unavailable('this host has no WebAssembly');
  try {
    const given = await source;
    const module = isModule(given) ? given : await wasm.compile(await bytesOf(given));
    const kernel = new Opening(new wasm.Instance(module).exports as OpenInstance);
    if (!answers(kernel)) throw unavailable('the kernel gives wrong answers');
    return kernel;
  } catch (cause) {
    throw cause instanceof SealcastError ? cause : unavailable('the kernel does not load', cause);
  }
}

function unavailable(what: string, cause?: unknown): SealcastError {
  return new SealcastError('KERNEL_UNAVAILABLE', what, {
    hint: 'Open without `kernel`: slower, the same answers.',
    cause,
  });
}

async function bytesOf(source: Exclude<OpenKernelSource, WasmModule>): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (!source.ok) throw unavailable('the kernel was not found where it was fetched from');
  return new Uint8Array(await source.arrayBuffer());
}

function isModule(source: OpenKernelSource): source is WasmModule {
  return (
    !(source instanceof Uint8Array) && (source as Partial<WasmModule>)[Symbol.toStringTag] === 'WebAssembly.Module'
  );
}

/**
 * Over one instance, whose memory it owns:
 *
 *     heapBase   key       nonce     point     out       tag       scratch                     piece
 *     │ static   │ 32      │ 32      │ 32      │ 32      │ 32      │ x25519Scratch(1)          │ 64 KiB │
 *
 * Whatever was written is zero again when a method returns or throws.
 */
class Opening implements OpenKernel {
  readonly #kernel: OpenInstance;
  readonly #at: number;
  readonly #scratch: number;
  readonly #piece: number;

  constructor(kernel: OpenInstance) {
    this.#kernel = kernel;
    this.#at = aligned(kernel.heapBase() >>> 0);
    this.#scratch = this.#at + 5 * KEY_BYTES;
    this.#piece = aligned(this.#scratch + (kernel.x25519Scratch(1) >>> 0));
    const missing = this.#piece + PIECE_BYTES - kernel.memory.buffer.byteLength;
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
  }

  publicKey(secret: Uint8Array): Uint8Array {
    return this.#x25519(secret, BASE_POINT);
  }

  sharedSecret(secret: Uint8Array, publicKey: Uint8Array): Uint8Array | null {
    const shared = this.#x25519(secret, publicKey);
    // All zero for a point of low order, and for nothing else: that is public.
    let any = 0;
    for (const byte of shared) any |= byte;
    return any === 0 ? null : shared;
  }

  #x25519(secret: Uint8Array, point: Uint8Array): Uint8Array {
    if (secret.length !== KEY_BYTES || point.length !== KEY_BYTES)
      throw new SealcastError('USAGE', 'X25519 keys are 32 bytes');
    const memory = new Uint8Array(this.#kernel.memory.buffer);
    const key = this.#at;
    const from = key + 2 * KEY_BYTES;
    const to = key + 3 * KEY_BYTES;
    try {
      memory.set(secret, key);
      memory.set(point, from);
      this.#kernel.x25519Slice(key, from, to, 1, this.#scratch);
      return memory.slice(to, to + KEY_BYTES);
    } finally {
      this.#kernel.x25519Wipe(this.#scratch, 1);
      memory.fill(0, key, this.#scratch);
    }
  }

  decrypt(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, out: Uint8Array): boolean {
    const bytes = sealed.length - TAG_BYTES;
    if (key.length !== KEY_BYTES || nonce.length !== NONCE_BYTES || bytes < 0 || out.length !== bytes)
      throw new SealcastError('INTERNAL', 'a text to be opened with key, nonce or room of a wrong length');
    const kernel = this.#kernel;
    const memory = new Uint8Array(kernel.memory.buffer);
    const keyAt = this.#at;
    const nonceAt = keyAt + KEY_BYTES;
    const tagAt = keyAt + 4 * KEY_BYTES;
    let genuine = false;
    try {
      memory.set(key, keyAt);
      memory.set(nonce, nonceAt);
      kernel.streamOpen(keyAt, nonceAt, NONCE_BYTES, keyAt, 0);
      for (let from = 0; from < bytes; from += PIECE_BYTES) {
        const n = Math.min(PIECE_BYTES, bytes - from);
        memory.set(sealed.subarray(from, from + n), this.#piece);
        kernel.streamOpened(this.#piece, n);
        out.set(memory.subarray(this.#piece, this.#piece + n), from);
      }
      kernel.streamClose(tagAt);
      genuine = equalBytes(memory.subarray(tagAt, tagAt + TAG_BYTES), sealed.subarray(bytes));
      return genuine;
    } finally {
      kernel.wipeScratch();
      memory.fill(0, keyAt, this.#scratch);
      memory.fill(0, this.#piece, this.#piece + Math.min(bytes, PIECE_BYTES));
      if (!genuine) wipe(out);
    }
  }
}

function aligned(at: number): number {
  return Math.ceil(at / 64) * 64;
}

/**
 * RFC 7748, section 5.2, a point of order 1, and counted bytes as the ciphertext of 300 bytes under the key and nonce of RFC 8439,
 * section 2.8.2 (no vector there is without associated data; test/kernels/open.test.ts holds these to noble's).
 */
function answers(kernel: OpenKernel): boolean {
  const scalar = hex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
  const shared = kernel.sharedSecret(scalar, hex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c'));
  const key = Uint8Array.from({ length: KEY_BYTES }, (_, i) => 0x80 + i);
  const sealed = Uint8Array.from({ length: 300 + TAG_BYTES }, (_, i) => i);
  sealed.set(hex(KNOWN_TAG), 300);
  const out = new Uint8Array(300);
  const genuine = kernel.decrypt(key, hex('070000004041424344454647'), sealed, out);
  sealed[299]! ^= 1;
  const forged = kernel.decrypt(key, hex('070000004041424344454647'), sealed, new Uint8Array(300));
  return (
    shared !== null &&
    equalBytes(shared, hex('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552')) &&
    kernel.sharedSecret(scalar, Uint8Array.of(1, ...new Uint8Array(KEY_BYTES - 1))) === null &&
    genuine &&
    !forged &&
    equalBytes(out.subarray(0, 8), hex(KNOWN_FIRST)) &&
    equalBytes(out.subarray(292), hex(KNOWN_LAST))
  );
}

const KNOWN_TAG = '79051bb2803f51cea89132b9894fa3bd';
const KNOWN_FIRST = '9f7aeb5e05f846bd';
const KNOWN_LAST = '883004d8987d5c29';

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
