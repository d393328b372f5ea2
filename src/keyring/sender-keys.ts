import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { nobleSigner, type Signer, verifyStrict } from '../crypto/body.ts';
import { publicKeyOf } from '../crypto/x25519.ts';

/**
 * A sender's keys by Node's OpenSSL, with the bytes that noble makes: a process sends in its first tenth of a second, where noble
 * spends 40 ms on tables and on code that is not compiled yet. Noble does it where OpenSSL will not (FIPS mode).
 */
export const nodeSigner: Signer = {
  publicKey(seed) {
    const key = privateKey(ED25519, seed);
    return key === undefined ? nobleSigner.publicKey(seed) : rawPublicKey(key);
  },
  sign(message, seed) {
    const key = privateKey(ED25519, seed);
    return key === undefined ? nobleSigner.sign(message, seed) : new Uint8Array(sign(null, message, key));
  },
};

/**
 * Whether an Ed25519 signature is by this key: for many by one key that is trusted, where noble takes ten times as long. Noble does it
 * where OpenSSL will not.
 */
export function nodeVerifier(publicKey: Uint8Array): (signature: Uint8Array, message: Uint8Array) => boolean {
  const key = publicKeyObject(publicKey);
  if (key === undefined) return (signature, message) => verifyStrict(signature, message, publicKey);
  return (signature, message) => verify(null, message, key, signature);
}

/** SubjectPublicKeyInfo (RFC 8410, section 4). */
function publicKeyObject(publicKey: Uint8Array): KeyObject | undefined {
  const der = Buffer.from([0x30, 42, 0x30, 5, 6, 3, 43, 101, ED25519, 3, 33, 0, ...publicKey]);
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** X25519's, of a private key of 32 bytes. */
export function nodePublicKey(secret: Uint8Array): Uint8Array {
  const key = privateKey(X25519, secret);
  return key === undefined ? publicKeyOf(secret) : rawPublicKey(key);
}

/** The last byte of their object identifiers, 1.3.101.n (RFC 8410, section 3). */
const X25519 = 110;
const ED25519 = 112;

/** OneAsymmetricKey (RFC 5958) with the 32 bytes at its end, as RFC 8410 section 7 shows it. */
function privateKey(algorithm: number, secret: Uint8Array): KeyObject | undefined {
  if (secret.length !== 32) return undefined;
  const der = Uint8Array.of(0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 43, 101, algorithm, 4, 34, 4, 32, ...new Uint8Array(32));
  der.set(secret, 16);
  try {
    // A view of the same memory, so that one wipe reaches it.
    return createPrivateKey({ key: Buffer.from(der.buffer), format: 'der', type: 'pkcs8' });
  } catch {
    return undefined;
  } finally {
    der.fill(0);
  }
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32));
}
