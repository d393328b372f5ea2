import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { PRINT } from '../batch/layout.ts';

/**
 * Keyed 128-bit fingerprints of what makes two rows the same person: HMAC-SHA-256(key, dimension ‖ value) cut to 16 bytes.
 * The key lives for one broadcast and is destroyed when it is sealed, so fingerprints left on disk say nothing afterwards.
 * Two of 10^8 distinct values collide with probability 10^16 / 2^129, below 2^-75.
 */
export type Dimension = 'id' | 'key' | 'pair' | 'phone' | 'email';

/** One byte in front keeps the dimensions apart: a phone number can be somebody else's id. */
const TAG: Readonly<Record<Dimension, number>> = { id: 1, key: 2, pair: 3, phone: 4, email: 5 };

const text = new TextEncoder();

export class Fingerprints {
  readonly #keyed: ReturnType<typeof hmac.create>;
  readonly #tags = Object.fromEntries(
    Object.entries(TAG).map(([dimension, tag]) => [dimension, Uint8Array.of(tag)]),
  ) as Record<Dimension, Uint8Array>;

  /** @param key 32 bytes; not kept, only its HMAC state */
  constructor(key: Uint8Array) {
    this.#keyed = hmac.create(sha256, key);
  }

  /** Writes 16 bytes to `out`. Several parts are safe only where all but the last have a fixed length. */
  write(out: Uint8Array, dimension: Dimension, ...parts: readonly (Uint8Array | string)[]): void {
    const mac = this.#keyed.clone().update(this.#tags[dimension]);
    for (const part of parts) mac.update(typeof part === 'string' ? text.encode(part) : part);
    out.set(mac.digest().subarray(0, PRINT));
  }

  wipe(): void {
    this.#keyed.destroy();
  }
}
