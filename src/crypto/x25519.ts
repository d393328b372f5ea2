import { x25519 } from '@noble/curves/ed25519.js';
import { SealcastError } from '../errors.ts';

export const KEY_BYTES = 32;

/** X25519 (RFC 7748) by noble, or by a kernel. */
export interface DiffieHellman {
  /** Of the base point: 32 bytes. */
  publicKey(secret: Uint8Array): Uint8Array;
  /** 32 bytes, the caller's to wipe; null where the result is all zero. */
  sharedSecret(secret: Uint8Array, publicKey: Uint8Array): Uint8Array | null;
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

export const nobleX25519: DiffieHellman = { publicKey: publicKeyOf, sharedSecret };
