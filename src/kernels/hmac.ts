import { SealcastError } from '../errors.ts';
import type { KernelInstance } from './wasm.ts';

const LANES = 4;
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Of one message: two of them fit the info of RFC 8291 three times over. */
const MESSAGE_BYTES = 512;
const PAGE_BYTES = 65_536;

/**
 * HMAC-SHA-256 (RFC 2104) of four messages under four keys in one call, over one kernel instance, whose memory it owns from here on.
 *
 *     heapBase   out(128) │ keys(4 × 64) │ strings(4 × (pointer, length)) │ messages(4 × 512)
 *
 * What was written is zero again when `four` returns or throws.
 */
export class HmacKernel {
  readonly #kernel: KernelInstance;
  readonly #out: number;
  readonly #keys: number;
  readonly #strings: number;
  readonly #messages: number;
  readonly #end: number;

  /** @throws SealcastError KERNEL_UNAVAILABLE when the host refuses memory */
  constructor(kernel: KernelInstance) {
    this.#kernel = kernel;
    this.#out = Math.ceil((kernel.heapBase() >>> 0) / BLOCK_BYTES) * BLOCK_BYTES;
    this.#keys = this.#out + LANES * DIGEST_BYTES;
    this.#strings = this.#keys + LANES * BLOCK_BYTES;
    this.#messages = this.#strings + LANES * 8;
    this.#end = this.#messages + LANES * MESSAGE_BYTES;
    const missing = this.#end - kernel.memory.buffer.byteLength;
    try {
      if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch (cause) {
      throw new SealcastError('KERNEL_UNAVAILABLE', 'the HMAC kernel gets no memory', {
        hint: 'give the process more memory',
        cause,
      });
    }
  }

  /**
   * @param keys four, at most 64 bytes each @param messages four, at most 512 bytes each
   * @returns 4 × 32 bytes
   */
  four(keys: readonly Uint8Array[], messages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    if (
      keys.length !== LANES ||
      messages.length !== LANES ||
      keys.some(({ length }) => length > BLOCK_BYTES) ||
      messages.some(({ length }) => length > MESSAGE_BYTES)
    )
      throw new SealcastError('INTERNAL', 'HMAC of other than four messages, or of too long ones');
    const memory = new Uint8Array(this.#kernel.memory.buffer);
    const view = new DataView(this.#kernel.memory.buffer);
    try {
      for (let lane = 0; lane < LANES; lane++) {
        const at = this.#messages + MESSAGE_BYTES * lane;
        memory.set(keys[lane]!, this.#keys + BLOCK_BYTES * lane);
        memory.set(messages[lane]!, at);
        view.setUint32(this.#strings + 8 * lane, at, true);
        view.setUint32(this.#strings + 8 * lane + 4, messages[lane]!.length, true);
      }
      this.#kernel.hmacFour(this.#out, this.#keys, this.#strings);
      return memory.slice(this.#out, this.#out + LANES * DIGEST_BYTES);
    } finally {
      memory.fill(0, this.#out, this.#end);
      this.#kernel.sealWipe();
    }
  }
}
