import { x25519 } from '@noble/curves/ed25519.js';
import { SealcastError } from '../errors.ts';
import { fromHex } from './bytes.ts';

export const KEY_BYTES = 32;

/** Why 32 bytes are no device key; each a reason an audience row is refused for. */
export type KeyFault = 'length' | 'high-bit' | 'not-canonical' | 'low-order';

/**
 * The u-coordinates below p whose order divides the cofactor, on the curve or its twist (little-endian). Any secret times
 * one of them is zero, so a slot sealed to them could be opened by everybody. RFC 7748 section 6.1, RFC 9180 section 7.1.4.
 */
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map((text) => fromHex(text)!);

/**
 * What is wrong with a public device key, or null. Stricter than RFC 7748, which masks bit 255 and reduces: two encodings
 * of one point would be two keys to dedup.
 */
export function publicKeyFault(key: Uint8Array): KeyFault | null {
  if (key.length !== KEY_BYTES) return 'length';
  if (key[31]! >= 0x80) return 'high-bit';
  if (key[31] === 0x7f && key[0]! >= 0xed && key.subarray(1, 31).every((byte) => byte === 0xff)) return 'not-canonical';
  return LOW_ORDER.some((point) => point.every((byte, i) => byte === key[i])) ? 'low-order' : null;
}

export function publicKeyOf(secret: Uint8Array): Uint8Array<ArrayBuffer> {
  if (secret.length !== KEY_BYTES) throw new SealcastError('USAGE', 'an X25519 secret key is 32 bytes');
  return x25519.getPublicKey(secret) as Uint8Array<ArrayBuffer>;
}

/** X25519, or null where the result is all zero and must not be used (RFC 9180 section 7.1.4). */
export function sharedSecret(secret: Uint8Array, publicKey: Uint8Array): Uint8Array | null {
  if (secret.length !== KEY_BYTES || publicKey.length !== KEY_BYTES)
    throw new SealcastError('USAGE', 'X25519 keys are 32 bytes');
  try {
    return x25519.getSharedSecret(secret, publicKey);
  } catch {
    // With lengths checked above, noble throws for one reason: a point of low order.
    return null;
  }
}
