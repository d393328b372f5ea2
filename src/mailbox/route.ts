import { fromBase64url, toBase64url } from '../crypto/base64.ts';
import { concat } from '../crypto/bytes.ts';
import { KEY_BYTES, refusalOf } from '../crypto/device-key.ts';
import { ADDRESS_BYTES, type PullRoute } from '../crypto/pull.ts';
import { SealcastError } from '../errors.ts';

/** "pull:" and 64 characters: address(16) ‖ pull key(32) in base64url. No Node import: devices write it. */
const PREFIX = 'pull:';
const CHARS = 64;

/** @throws SealcastError USAGE for an address that has not 16 bytes, or a key that is none */
export function encodePullRoute({ address, key }: PullRoute): string {
  if (address.length !== ADDRESS_BYTES)
    throw new SealcastError('USAGE', `a pull address is ${ADDRESS_BYTES} bytes`, {
      hint: 'generatePullKey() makes one',
    });
  if (refusalOf(key) !== null)
    throw new SealcastError('USAGE', `a pull key is an X25519 public key of ${KEY_BYTES} bytes`, {
      hint: 'generatePullKey() makes one',
    });
  return PREFIX + toBase64url(concat(address, key));
}

/** Null for anything else: it came from somebody's device, or from somebody. */
export function readPullRoute(route: string): PullRoute | null {
  if (!route.startsWith(PREFIX) || route.length !== PREFIX.length + CHARS) return null;
  const bytes = fromBase64url(route.slice(PREFIX.length));
  if (bytes === null) return null;
  const key = bytes.subarray(ADDRESS_BYTES);
  return refusalOf(key) === null ? { address: bytes.subarray(0, ADDRESS_BYTES), key } : null;
}
