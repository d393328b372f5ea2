import { instantiateKernels, type KernelBuild, loadKernels } from '../../src/kernels/load.ts';
import type { KernelInstance } from '../../src/kernels/wasm.ts';

const ROOM = 2 ** 21;

/** The parts of the symmetric kernels over one instance, four lanes at a time, as tests want to call them. */
export class Parts {
  readonly kernel: KernelInstance;
  readonly #base: number;
  #at = 0;

  constructor(build: KernelBuild) {
    this.kernel = instantiateKernels(loadKernels({ kernels: build }));
    this.#base = Math.ceil((this.kernel.heapBase() >>> 0) / 64) * 64;
    this.kernel.memory.grow(Math.ceil((this.#base + ROOM) / 65_536));
  }

  #put(bytes: Uint8Array, room = bytes.length): number {
    const at = this.#room(room);
    new Uint8Array(this.kernel.memory.buffer).set(bytes, at);
    return at;
  }

  #room(bytes: number): number {
    const at = this.#base + this.#at;
    this.#at += Math.ceil((bytes + 1) / 16) * 16;
    if (this.#at > ROOM) throw new Error('more than a test may ask for');
    return at;
  }

  #read(at: number, length: number): Uint8Array {
    return new Uint8Array(this.kernel.memory.buffer).slice(at, at + length);
  }

  #strings(parts: readonly Uint8Array[]): number {
    const words = parts.flatMap((part) => [this.#put(part), part.length]);
    return this.#put(new Uint8Array(Uint32Array.from(words).buffer));
  }

  #columns(at: number): Uint8Array[] {
    return [0, 1, 2, 3].map((lane) => this.#read(at + 32 * lane, 32));
  }

  sha256(messages: readonly Uint8Array[]): Uint8Array[] {
    this.#at = 0;
    const out = this.#room(128);
    this.kernel.sha256Four(out, this.#strings(messages));
    return this.#columns(out);
  }

  /** Keys of any length. */
  hmac(keys: readonly Uint8Array[], messages: readonly Uint8Array[]): Uint8Array[] {
    const short = keys.map((key) => (key.length > 64 ? this.sha256([key, NONE, NONE, NONE])[0]! : key));
    this.#at = 0;
    const out = this.#room(128);
    const blocks = new Uint8Array(256);
    for (const [lane, key] of short.entries()) blocks.set(key, 64 * lane);
    this.kernel.hmacFour(out, this.#put(blocks), this.#strings(messages));
    return this.#columns(out);
  }

  /** RFC 5869, one output in four lanes: `lane` is the one that counts, the others get other keys. */
  hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number, lane: number): Uint8Array {
    const one = (key: Uint8Array, message: Uint8Array) =>
      this.hmac(
        [0, 1, 2, 3].map((l) => (l === lane ? key : Uint8Array.of(l))),
        [0, 1, 2, 3].map((l) => (l === lane ? message : new Uint8Array(17 * l))),
      )[lane]!;
    const prk = one(salt, ikm);
    const out = new Uint8Array(Math.ceil(length / 32) * 32);
    let block: Uint8Array = NONE;
    for (let i = 1; 32 * (i - 1) < length; i++) {
      block = one(prk, Buffer.concat([block, info, Uint8Array.of(i)]));
      out.set(block, 32 * (i - 1));
    }
    return out.subarray(0, length);
  }

  /** Four texts of one length, with associated data of one length: ciphertext and tag of each. */
  aead(
    keys: readonly Uint8Array[],
    nonces: readonly Uint8Array[],
    aads: readonly Uint8Array[],
    texts: readonly Uint8Array[],
  ): Uint8Array[] {
    this.#at = 0;
    const [nonceBytes, aadBytes, bytes] = [nonces[0]!.length, aads[0]!.length, texts[0]!.length];
    const stride = bytes + 16 + 5;
    const text = new Uint8Array(4 * stride);
    for (const [lane, one] of texts.entries()) text.set(one, stride * lane);
    const at = this.#put(text);
    const args = [this.#put(Buffer.concat(keys)), this.#put(Buffer.concat(nonces)), nonceBytes] as const;
    this.kernel.aeadFour(...args, this.#put(Buffer.concat(aads)), aadBytes, aadBytes, at, stride, bytes);
    return [0, 1, 2, 3].map((lane) => this.#read(at + stride * lane, bytes + 16));
  }

  /** One text, in pieces of `piece` bytes, a multiple of 256. */
  stream(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, text: Uint8Array, piece = 1024): Uint8Array {
    this.#at = 0;
    const at = this.#put(text, text.length + 16);
    this.kernel.streamOpen(this.#put(key), this.#put(nonce), nonce.length, this.#put(aad), aad.length);
    for (let from = 0; from < text.length; from += piece)
      this.kernel.streamPiece(at + from, Math.min(piece, text.length - from));
    this.kernel.streamClose(at + text.length);
    return this.#read(at, text.length + 16);
  }

  /** Whole blocks; the last answer is that of the long message, of the first text. */
  poly1305(keys: readonly Uint8Array[], texts: readonly Uint8Array[]): Uint8Array[] {
    this.#at = 0;
    const out = this.#room(80);
    const [key, text, length] = [this.#put(Buffer.concat(keys)), this.#put(Buffer.concat(texts)), texts[0]!.length];
    this.kernel.poly1305Four(out, key, text, length, length / 16);
    this.kernel.poly1305Long(out + 64, key, text, length / 16);
    return [0, 1, 2, 3, 4].map((i) => this.#read(out + 16 * i, 16));
  }

  /** `messages` of crypto/hpke.ts; columns of four. Each answer is key(32), base nonce(12), exporter secret(32). */
  hpke(
    messages: Uint8Array,
    secrets: readonly Uint8Array[],
    identities: readonly Uint8Array[] | null,
    keys: readonly Uint8Array[],
    infoHashes: readonly Uint8Array[],
  ): { key: Uint8Array; baseNonce: Uint8Array; exporterSecret: Uint8Array }[] {
    this.#at = 0;
    const out = this.#room(384);
    const column = (parts: readonly Uint8Array[]) => this.#put(Buffer.concat(parts));
    this.kernel.hpkeFour(
      out,
      this.#put(messages),
      identities === null ? 0 : 1,
      column(secrets),
      identities === null ? 0 : column(identities),
      column(keys),
      column(infoHashes),
    );
    return [0, 1, 2, 3].map((lane) => ({
      key: this.#read(out + 32 * lane, 32),
      baseNonce: this.#read(out + 128 + 32 * lane, 12),
      exporterSecret: this.#read(out + 256 + 32 * lane, 32),
    }));
  }
}

const NONE = new Uint8Array(0);
