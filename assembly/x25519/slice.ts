/**
 * X25519 (RFC 7748) for many points in one call: n ladders that leave x / z, then one inversion for all z (Montgomery's
 * trick), then n times 32 bytes. One scalar for all, or one for each.
 *
 *   1. z1, z1 z2, z1 z2 z3, …        forward, with the ladders
 *   2. inv = 1 / (z1 z2 … zn)        one exponentiation by p − 2
 *   3. 1/zn = inv · (z1 … zn−1), inv ← inv · zn, and so on backwards
 *
 * One z of zero would make every result zero. With a clamped scalar, a multiple of 8 that is none of either group's large
 * prime, z is zero exactly for the points whose order divides 8: the five u below. Such a point is found by its bytes before
 * the ladder, replaced by the base point, and its result is replaced by zeros, which is what X25519 is there. Others never notice.
 *
 * Constant time: no branch and no address depends on a scalar, on a point, or on what is computed from them; loops run over
 * counts. The arithmetic is integers in i64, or in doubles, some of them times a fixed power of two: no division, no square
 * root, no subnormal, so nothing that takes longer for some operands than for others.
 */
import { decode, ELEMENT, encode, ladder, LANES, mul, sqr, wipe } from './field';

const KEY: usize = 32;

/** What a group of LANES points keeps between the passes: x, z, the product of all z so far, and a mask a lane. */
// @ts-ignore: decorator
@inline
const RECORD: usize = 3 * ELEMENT + (LANES == 4 ? 32 : 16);
// @ts-ignore: decorator
@inline
const Z: usize = ELEMENT;
// @ts-ignore: decorator
@inline
const PRODUCT: usize = 2 * ELEMENT;
// @ts-ignore: decorator
@inline
const KEEP: usize = 3 * ELEMENT;

const KEYS_BYTES: i32 = 4 * 32;
/** Scalars of all lanes, clamped; a point's bytes as the ladder may use them; elements. All but the point is secret. */
const K: usize = memory.data(KEYS_BYTES, 16);
const BYTES: usize = memory.data(32, 16);
const ELEMENTS_BYTES: i32 = 12 * <i32>ELEMENT;
const ELEMENTS: usize = memory.data(ELEMENTS_BYTES, 16);

/**
 * Every u with 0 <= u < 2^255 whose point has an order that divides 8, on the curve or its twist: 0, 1, p − 1, the two of
 * order 8, and p and p + 1, which are 0 and 1 again.
 */
const LOW_ORDER: usize = memory.data<u64>(
  [
    0, 0, 0, 0,
    1, 0, 0, 0,
    0xffffffffffffffec, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff,
    0xaeb8413b7c7aebe0, 0x6ac49ff1fae35616, 0xfdb1329ceb8d09da, 0x00b8495f16056286,
    0x248c50a3bc959c5f, 0x5bef839c55b1d0b1, 0x868e1c58c45c4404, 0x57119fd0dd4e22d8,
    0xffffffffffffffed, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff,
    0xffffffffffffffee, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff,
  ],
  16,
);
const LOW_ORDER_POINTS: usize = 7;

/** Bytes of scratch for n points: a multiple of 16. */
export function x25519Scratch(n: u32): u32 {
  return ((n + LANES - 1) / LANES) * <u32>RECORD;
}

/**
 * out[i] = X25519(scalar, points[i]), 32 bytes each; zeros where the point has low order.
 *
 * @param scalar 32 bytes, clamped here
 * @param points 32 n bytes; bit 255 is ignored and u reduced, as RFC 7748 has it
 * @param out 32 n bytes; may be the points' own
 * @param scratch x25519Scratch(n) bytes at a multiple of 16, secret afterwards: x25519Wipe
 * @returns how many points have low order
 */
export function x25519Slice(scalar: usize, points: usize, out: usize, n: u32, scratch: usize): u32 {
  return slice(scalar, 0, points, out, n, scratch);
}

/** The same with a scalar for each point: out[i] = X25519(scalars[i], points[i]). */
export function x25519SliceEach(scalars: usize, points: usize, out: usize, n: u32, scratch: usize): u32 {
  return slice(scalars, KEY, points, out, n, scratch);
}

/** Zeroes everything the two above wrote in the module's own memory, and the scratch of n points. */
export function x25519Wipe(scratch: usize, n: u32): void {
  wipe();
  memory.fill(K, 0, KEYS_BYTES);
  memory.fill(BYTES, 0, 32);
  memory.fill(ELEMENTS, 0, ELEMENTS_BYTES);
  memory.fill(scratch, 0, x25519Scratch(n));
}

function slice(scalars: usize, step: usize, points: usize, out: usize, n: u32, scratch: usize): u32 {
  if (n == 0) return 0;
  const groups = (n + LANES - 1) / LANES;
  const u = ELEMENTS, inverse = ELEMENTS + ELEMENT, one = ELEMENTS + 2 * ELEMENT;
  let low: u32 = 0;
  let record = scratch;
  for (let g: u32 = 0; g < groups; g++, record += RECORD) {
    for (let lane: u32 = 0; lane < LANES; lane++) {
      const i = g * LANES + lane;
      // Lanes without a point compute the last one again, and write nothing.
      const at: usize = i < n ? i : n - 1;
      clamp(scalars + step * at, K + KEY * lane);
      const isLow = readPoint(points + KEY * at, u + 8 * lane);
      low += i < n ? isLow : 0;
      store<u64>(record + KEEP + 8 * lane, <u64>isLow - 1);
    }
    ladder(K, u, record, record + Z);
    if (g == 0) memory.copy(record + PRODUCT, record + Z, ELEMENT);
    else mul(record + PRODUCT, record + PRODUCT - RECORD, record + Z);
  }
  record -= RECORD;
  invert(inverse, record + PRODUCT);
  for (let g = groups; g-- > 0; record -= RECORD) {
    if (g > 0) {
      mul(one, inverse, record + PRODUCT - RECORD);
      mul(inverse, inverse, record + Z);
    } else memory.copy(one, inverse, ELEMENT);
    mul(one, one, record);
    for (let lane: u32 = 0; lane < LANES; lane++) {
      const i = g * LANES + lane;
      if (i < n) writeResult(one + 8 * lane, load<u64>(record + KEEP + 8 * lane), out + KEY * <usize>i);
    }
  }
  return low;
}

/**
 * RFC 7748, section 5: a multiple of 8 with bit 254 set and 255 clear. Ladders read bits 254 to 3 and end with three doublings,
 * so that setting one bit is all there is to do.
 */
function clamp(scalar: usize, k: usize): void {
  store<u64>(k, load<u64>(scalar));
  store<u64>(k, load<u64>(scalar, 8), 8);
  store<u64>(k, load<u64>(scalar, 16), 16);
  store<u64>(k, load<u64>(scalar, 24) | 0x4000000000000000, 24);
}

/** Reads a point into one lane, or 9 in its place; returns 1 for a point of low order. */
function readPoint(point: usize, o: usize): u32 {
  const w0 = load<u64>(point), w1 = load<u64>(point, 8), w2 = load<u64>(point, 16);
  const w3 = load<u64>(point, 24) & 0x7fffffffffffffff;
  let low: u64 = 0;
  for (let at = LOW_ORDER; at < LOW_ORDER + LOW_ORDER_POINTS * KEY; at += KEY) {
    const d = (w0 ^ load<u64>(at)) | (w1 ^ load<u64>(at, 8)) | (w2 ^ load<u64>(at, 16)) | (w3 ^ load<u64>(at, 24));
    low |= ((d | (0 - d)) >>> 63) ^ 1;
  }
  const keep = low - 1;
  store<u64>(BYTES, (w0 & keep) | (9 & ~keep));
  store<u64>(BYTES, w1 & keep, 8);
  store<u64>(BYTES, w2 & keep, 16);
  store<u64>(BYTES, w3 & keep, 24);
  decode(BYTES, o);
  return <u32>low;
}

function writeResult(lane: usize, keep: u64, out: usize): void {
  encode(lane, out);
  for (let i: usize = 0; i < KEY; i += 8) store<u64>(out + i, load<u64>(out + i) & keep);
}

/** o = z^(p − 2), by the usual chain: 254 squarings and 11 multiplications. */
function invert(o: usize, z: usize): void {
  const z2 = ELEMENTS + 3 * ELEMENT, z9 = z2 + ELEMENT, z11 = z9 + ELEMENT, t = z11 + ELEMENT;
  const to5 = t + ELEMENT, to10 = to5 + ELEMENT, to20 = to10 + ELEMENT, to50 = to20 + ELEMENT, to100 = to50 + ELEMENT;
  sqr(z2, z);
  squarings(t, z2, 2);
  mul(z9, t, z);
  mul(z11, z9, z2);
  sqr(t, z11);
  mul(to5, t, z9); // z^(2^5 − 1)
  squarings(t, to5, 5);
  mul(to10, t, to5); // z^(2^10 − 1)
  squarings(t, to10, 10);
  mul(to20, t, to10);
  squarings(t, to20, 20);
  mul(t, t, to20); // z^(2^40 − 1)
  squarings(t, t, 10);
  mul(to50, t, to10);
  squarings(t, to50, 50);
  mul(to100, t, to50);
  squarings(t, to100, 100);
  mul(t, t, to100); // z^(2^200 − 1)
  squarings(t, t, 50);
  mul(t, t, to50); // z^(2^250 − 1)
  squarings(t, t, 5);
  mul(o, t, z11); // z^(2^255 − 21)
}

/** o = a^(2^n), n >= 1. */
function squarings(o: usize, a: usize, n: u32): void {
  sqr(o, a);
  for (let i: u32 = 1; i < n; i++) sqr(o, o);
}
