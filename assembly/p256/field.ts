/**
 * The field arithmetic of this build: GF(p) of P-256 over elements in memory, LANES values at once, ELEMENT bytes. Factors
 * are carried, but where something else is said, and so are products. An o may be one of the factors. Both files have the same functions;
 * what is not reached is not compiled.
 */
import * as fma from './fma';
import * as scalar from './scalar';

/** Points that are multiplied at once. */
export const LANES: u32 = ASC_FEATURE_RELAXED_SIMD ? 4 : 1;

/** Bytes of an element, all lanes; a multiple of 16. Where a lane of it is addressed, laneAt says. */
export const ELEMENT: usize = ASC_FEATURE_RELAXED_SIMD ? 192 : 96;

/** Pairs of lanes lie behind each other, interleaved by limbs. */
// @ts-ignore: decorator
@inline
export function laneAt(lane: usize): usize {
  return ((lane & 1) << 3) + (lane >> 1) * 96;
}

/** Bytes of an element that all lanes share. */
export const SHARED: usize = ASC_FEATURE_RELAXED_SIMD ? 48 : 96;

/** o = a b, both loose. */
// @ts-ignore: decorator
@inline
export function mul(o: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.mul(o, a, b);
  else scalar.mul(o, a, b);
}

/** o = 2 a b. */
// @ts-ignore: decorator
@inline
export function mulTwice(o: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.mulTwice(o, a, b);
  else scalar.mulTwice(o, a, b);
}

/** o = a b - t. */
// @ts-ignore: decorator
@inline
export function mulMinus(o: usize, a: usize, b: usize, t: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.mulMinus(o, a, b, t);
  else scalar.mulMinus(o, a, b, t);
}

/** o = 3 (a - b) (a + b). */
// @ts-ignore: decorator
@inline
export function mulConjugates(o: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.mulConjugates(o, a, b);
  else scalar.mulConjugates(o, a, b);
}

/** o = a^2. */
// @ts-ignore: decorator
@inline
export function sqr(o: usize, a: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.sqr(o, a);
  else scalar.sqr(o, a);
}

/** o = 2 a^2. */
// @ts-ignore: decorator
@inline
export function twiceSqr(o: usize, a: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.twiceSqr(o, a);
  else scalar.twiceSqr(o, a);
}

/** o = a^2 - 2 t. */
// @ts-ignore: decorator
@inline
export function sqrMinusTwice(o: usize, a: usize, t: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.sqrMinusTwice(o, a, t);
  else scalar.sqrMinusTwice(o, a, t);
}

/** o = a^2 - t - 2 v. */
// @ts-ignore: decorator
@inline
export function sqrMinus(o: usize, a: usize, t: usize, v: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.sqrMinus(o, a, t, v);
  else scalar.sqrMinus(o, a, t, v);
}

/** o = (a - b) c - d e. */
// @ts-ignore: decorator
@inline
export function differenceMinusMul(o: usize, a: usize, b: usize, c: usize, d: usize, e: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.differenceMinusMul(o, a, b, c, d, e);
  else scalar.differenceMinusMul(o, a, b, c, d, e);
}

/** o = (a - b) c - 2 d^2. */
// @ts-ignore: decorator
@inline
export function differenceMinusTwiceSqr(o: usize, a: usize, b: usize, c: usize, d: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.differenceMinusTwiceSqr(o, a, b, c, d);
  else scalar.differenceMinusTwiceSqr(o, a, b, c, d);
}

/** o = a + b, loose. */
// @ts-ignore: decorator
@inline
export function add(o: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.add(o, a, b);
  else scalar.add(o, a, b);
}

/** o = a - b, loose. */
// @ts-ignore: decorator
@inline
export function sub(o: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.sub(o, a, b);
  else scalar.sub(o, a, b);
}

/** The lane of an element at `from` as it lies in a table that all lanes share: SHARED bytes. */
// @ts-ignore: decorator
@inline
export function share(to: usize, from: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.share(to, from);
  else scalar.share(to, from);
}

/** o = mask ? -o : o; masks are an i64 a lane, all ones or none. */
// @ts-ignore: decorator
@inline
export function negateIf(o: usize, mask: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.negateIf(o, mask);
  else scalar.negateIf(o, mask);
}

/** o = mask ? a : o. */
// @ts-ignore: decorator
@inline
export function select(o: usize, a: usize, mask: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.select(o, a, mask);
  else scalar.select(o, a, mask);
}

/**
 * o = entry `index` of a table of `count` entries of `elements` each; each lane has its table and its index. All of the table is
 * read, whatever is asked. @param index an i64 a lane
 */
// @ts-ignore: decorator
@inline
export function lookup(o: usize, table: usize, count: u32, elements: u32, index: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.lookup(o, table, count, elements, index);
  else scalar.lookup(o, table, count, elements, index);
}

/** The same of a table that all lanes share. */
// @ts-ignore: decorator
@inline
export function lookupShared(o: usize, table: usize, count: u32, elements: u32, index: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.lookupShared(o, table, count, elements, index);
  else scalar.lookupShared(o, table, count, elements, index);
}

/** Limb i, 0 to 5, of 48 bits, of one lane. */
// @ts-ignore: decorator
@inline
export function limb(o: usize, i: usize): i64 {
  return ASC_FEATURE_RELAXED_SIMD ? fma.limb(o, i) : scalar.limb(o, i);
}

/** The same, written; |value| <= 2^47 + 1. */
// @ts-ignore: decorator
@inline
export function setLimb(o: usize, i: usize, value: i64): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.setLimb(o, i, value);
  else scalar.setLimb(o, i, value);
}

/** Zeroes what any of these left behind in memory. */
// @ts-ignore: decorator
@inline
export function wipeField(): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.wipe();
}
