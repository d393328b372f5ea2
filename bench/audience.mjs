import { randomBytes } from 'node:crypto';

/** Any 32 bytes below the prime are somebody's public key, as far as a sender can tell. */
export function anyPublicKey() {
  const publicKey = new Uint8Array(randomBytes(32));
  publicKey[31] &= 0x3f;
  return publicKey;
}

/** @param {number} count */
export function* audience(count) {
  for (let row = 0; row < count; row++) yield { id: `u-${row}`, publicKey: anyPublicKey() };
}
