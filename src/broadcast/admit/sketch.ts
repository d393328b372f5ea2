import { createHmac } from 'node:crypto';
import { limits } from '../../limits.ts';
import { folded } from './keywords.ts';

/**
 * What is kept of a text so that another one can be compared with it, and nothing be read from it: a bottom-k sketch (Broder 1997;
 * Cohen and Kaplan 2007) of its shingles under a keyed hash.
 *
 *   fold     as filters of words do (keywords.ts), every run of digits one 0: numbers are what changes between copies
 *   shingle  every 3 characters in a row, each kept once
 *   hash     HMAC-SHA-256 under a key of the keyring, 4 bytes of it, big-endian
 *   keep     the `sketchHashes` smallest, ascending
 *
 * Of two texts with no more shingles than that the likeness is their Jaccard index, exactly; of longer ones an estimate.
 *
 * @param key 32 bytes
 */
export function sketchOf(text: string, key: Uint8Array): Uint8Array {
  // Half a character at the end would be none; signs alone fold to nothing, and are compared as they are.
  const within = text.slice(0, limits.sketchChars).replace(/\p{Cs}+$/u, '');
  const chars = [...(folded(within) || within.normalize('NFKC')).replace(/\p{Nd}+/gu, '0')];
  const shingles = new Set<string>();
  for (let at = 0; at === 0 || at + SHINGLE <= chars.length; at++) shingles.add(chars.slice(at, at + SHINGLE).join(''));
  const hashes = new Set<number>();
  for (const shingle of shingles) hashes.add(createHmac('sha256', key).update(shingle).digest().readUInt32BE(0));
  const kept = Uint32Array.from(hashes).sort().subarray(0, limits.sketchHashes);
  const out = new DataView(new ArrayBuffer(4 * kept.length));
  kept.forEach((hash, i) => {
    out.setUint32(4 * i, hash);
  });
  return new Uint8Array(out.buffer);
}
const SHINGLE = 3;

/** From 0, nothing in common, to 1, the same: the share of the smallest hashes of both together that are in both. */
export function likeness(a: Uint8Array, b: Uint8Array): number {
  const one = new DataView(a.buffer, a.byteOffset, a.byteLength);
  const other = new DataView(b.buffer, b.byteOffset, b.byteLength);
  const full = 4 * limits.sketchHashes;
  // A sketch that is full says nothing of what lies beyond its last hash.
  const most = a.length < full && b.length < full ? Number.POSITIVE_INFINITY : limits.sketchHashes;
  let known = 0;
  let shared = 0;
  for (let i = 0, j = 0; known < most && (i < a.length || j < b.length); known++) {
    const x = i < a.length ? one.getUint32(i) : Number.POSITIVE_INFINITY;
    const y = j < b.length ? other.getUint32(j) : Number.POSITIVE_INFINITY;
    if (x === y) shared++;
    if (x <= y) i += 4;
    if (y <= x) j += 4;
  }
  return known === 0 ? 0 : shared / known;
}
