import { nobleSigner } from '../../crypto/body.ts';
import { equalBytes } from '../../crypto/bytes.ts';
import { PERMIT_KEY } from './block.ts';

/** The private key of a JWK (RFC 8037, Ed25519), 32 bytes, whose public part is its own; null for anything else. */
export function permitKeyOf(jwk: unknown): Uint8Array | null {
  const { kty, crv, x, d } = (typeof jwk === 'object' && jwk !== null ? jwk : {}) as Record<string, unknown>;
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string' || typeof d !== 'string') return null;
  const key = new Uint8Array(Buffer.from(d, 'base64url'));
  if (key.length !== PERMIT_KEY) return null;
  return equalBytes(new Uint8Array(Buffer.from(x, 'base64url')), nobleSigner.publicKey(key)) ? key : null;
}

/** A token as `sealcast permit new` prints it: base64url. Null for anything else. */
export function tokenIn(text: string): Uint8Array | null {
  const trimmed = text.trim();
  return /^[\w-]+$/.test(trimmed) ? new Uint8Array(Buffer.from(trimmed, 'base64url')) : null;
}
