import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';

/** What the X25519 tests share: keys as bytes, points of low order, and OpenSSL as the second opinion. */

export const KEY = 32;
export const P = 2n ** 255n - 19n;

export const littleEndian = (n: bigint): Uint8Array => Buffer.from(n.toString(16).padStart(64, '0'), 'hex').reverse();
export const keyAt = (keys: Uint8Array, index: number): Uint8Array => keys.subarray(KEY * index, KEY * (index + 1));

export function randomKeys(random: () => number, n: number): Uint8Array {
  const words = new Uint32Array(8 * n);
  for (let i = 0; i < words.length; i++) words[i] = random();
  return new Uint8Array(words.buffer);
}

// DER around 32 raw bytes (RFC 8410).
const PRIVATE = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC = Buffer.from('302a300506032b656e032100', 'hex');

export const privateKey = (scalar: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PRIVATE, scalar]), format: 'der', type: 'pkcs8' });

/** Fast enough for a million. Zeros where OpenSSL refuses, which it does for an all-zero result. */
export function reference(scalar: KeyObject, point: Uint8Array): Uint8Array {
  const key = Buffer.concat([PUBLIC, point]);
  try {
    return diffieHellman({ privateKey: scalar, publicKey: createPublicKey({ key, format: 'der', type: 'spki' }) });
  } catch {
    return new Uint8Array(KEY);
  }
}

/** u of every point whose order divides 8, in all spellings below 2^256. */
export const lowOrder: readonly Uint8Array[] = [
  0n,
  1n,
  P - 1n,
  P,
  P + 1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
].flatMap((u) => [littleEndian(u), littleEndian(u + 2n ** 255n)]);
