import { chacha20 } from '@noble/ciphers/chacha.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8 } from '../crypto/bytes.ts';
import type { Random } from '../ports/random.ts';

/**
 * "Randomness" that anybody can predict: ChaCha20 of zeros under SHA-256 of the seed. The same seed and the same calls give the
 * same keys and the same bytes in the spool, which is what a test wants and nobody else.
 */
export function unsafeSeededRandomForTesting(seed: string | number): Random {
  const key = sha256(utf8(`sealcast testing ${seed}`));
  let call = 0;
  return {
    bytes(length) {
      const nonce = new Uint8Array(12);
      new DataView(nonce.buffer).setUint32(0, call++, true);
      return chacha20(key, nonce, new Uint8Array(length));
    },
    hedge: () => new Uint8Array(24),
  };
}
