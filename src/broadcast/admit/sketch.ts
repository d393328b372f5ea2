import { createHmac } from 'node:crypto';
import { concat } from '../../crypto/bytes.ts';
import { limits } from '../../limits.ts';
import { folded, signsOf, visible } from './folding.ts';

/**
 * What is kept of a text so that another one can be compared with it, and nothing be read from it: a bottom-k sketch (Broder 1997;
 * Cohen and Kaplan 2007) of its shingles under a keyed hash.
 *
 *   fold     as filters of words do (folding.ts), every run of digits one 0: numbers are what changes between copies
 *   shingle  every 3 characters in a row, each kept once
 *   hash     HMAC-SHA-256 under a key of the keyring, 4 bytes of it, big-endian
 *   keep     the `sketchHashes` smallest, ascending
 *
 * Of two texts with no more shingles than that the likeness is their Jaccard index, exactly; of longer ones an estimate.
 *
 * @param key 32 bytes
 */
export function sketchOf(text: string, key: Uint8Array): Uint8Array {
  const chars = [...(startOf(text, folded) || startOf(text, signsOf)).replace(/\p{Nd}+/gu, '0')];
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

/** The first `sketchChars` of what a text is folded to, and no more is folded than that takes: who puts blanks in front gains nothing. */
function startOf(text: string, fold: (text: string) => string): string {
  const seen = visible(text);
  let start = '';
  for (let at = 0; at < seen.length && start.length < limits.sketchChars; at += limits.sketchChars)
    start += fold(seen.slice(at, at + limits.sketchChars));
  // Half a character at the end would be none.
  return start.slice(0, limits.sketchChars).replace(/\p{Cs}+$/u, '');
}

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

/**
 * The sketches of several views of one message, as they are stored: of each how many hashes it has (4, big-endian), and these. One that is
 * the same text as the first has none.
 */
export function sketchesOf(views: readonly string[], key: Uint8Array): Uint8Array {
  const [first] = views;
  const sketches = views.map((view, i) => (i > 0 && view === first ? new Uint8Array(0) : sketchOf(view, key)));
  return concat(
    ...sketches.flatMap((sketch) => {
      const count = new Uint8Array(4);
      new DataView(count.buffer).setUint32(0, sketch.length / 4);
      return [count, sketch];
    }),
  );
}

/** The likeness of two messages: that of the views in which they are most alike. A view that one has not is its first. */
export function likenessOfViews(a: Uint8Array, b: Uint8Array): number {
  const one = viewsIn(a);
  const other = viewsIn(b);
  let most = 0;
  for (let i = 0; i < Math.max(one.length, other.length); i++)
    most = Math.max(most, likeness(one[i] ?? one[0]!, other[i] ?? other[0]!));
  return most;
}

function viewsIn(stored: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const views: Uint8Array[] = [];
  let at = 0;
  while (at + 4 <= stored.length) {
    const length = 4 * view.getUint32(at);
    if (length > stored.length - at - 4) break;
    views.push(length === 0 ? views[0]! : stored.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  // Stored before there were several: one sketch, whose first hash is no length that it could have.
  return at === stored.length && views.length > 0 ? views : [stored];
}
