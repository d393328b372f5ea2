import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { SealcastError } from '../../errors.ts';

const LABEL = utf8ToBytes('sealcast v1 avatar\0');
const KEY_BYTES = 32;
const SEED_BYTES = 16;

/**
 * The seed of the identicon that stands for a person's avatar: HMAC-SHA-256(key, "sealcast v1 avatar" ‖ 0x00 ‖ what) cut
 * to 16 bytes, as 32 hex digits. The same for the same key and person, so that people recognise each other's picture;
 * without the key nobody can try out ids or picture addresses (a plain hash of either could be reversed by trying).
 *
 * @param key 32 secret bytes of this one purpose; another key per broadcast makes pictures that do not join
 * @param what the person's id or avatar, UTF-8
 */
export function avatarSeed(key: Uint8Array, what: string): string {
  if (key.length !== KEY_BYTES)
    throw new SealcastError('USAGE', `the key of an avatar seed has ${KEY_BYTES} bytes, not ${key.length}`);
  return bytesToHex(hmac(sha256, key, concatBytes(LABEL, utf8ToBytes(what))).subarray(0, SEED_BYTES));
}
