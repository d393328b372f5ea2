/**
 * The field arithmetic of this build: GF(p) of P-256 over elements in memory, LANES values at once, ELEMENT bytes. Products come out
 * carried; what they take is said of each. Both files have the same functions. What is not reached is not compiled.
 */
import * as fma from './fma';
import * as scalar from './scalar';

/** Points that are multiplied at once. */
export const LANES: u32 = ASC_FEATURE_RELAXED_SIMD ? 2 : 1;

/** Bytes of an element, all lanes; a multiple of 16. Lane i of an element at o is addressed as o + 8 i. */
export const ELEMENT: usize = 96;

/** Bytes of an element that all lanes share. */
export const SHARED: usize = ASC_FEATURE_RELAXED_SIMD ? 48 : 96;

/** o = a b, both loose. */
// @ts-ignore: decorator
@inline
export function mul(o: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.mul(o, a, b);
  else scalar.mul(o, a, b);
}

/** o = 3 a b, both loose. */
// @ts-ignore: decorator
@inline
export function mul3(o: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.mul3(o, a, b);
  else scalar.mul3(o, a, b);
}

/** o = a^2, loose. */
// @ts-ignore: decorator
@inline
export function sqr(o: usize, a: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.sqr(o, a);
  else scalar.sqr(o, a);
}

/** o = 2 a^2, carried. */
// @ts-ignore: decorator
@inline
export function twiceSqr(o: usize, a: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.twiceSqr(o, a);
  else scalar.twiceSqr(o, a);
}

/** o = a^2 - t; a loose, t at most three times carried. */
// @ts-ignore: decorator
@inline
export function sqrMinus(o: usize, a: usize, t: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.sqrMinus(o, a, t);
  else scalar.sqrMinus(o, a, t);
}

/** o = a b - c d; a and b loose, c and d carried. */
// @ts-ignore: decorator
@inline
export function mulMinusMul(o: usize, a: usize, b: usize, c: usize, d: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.mulMinusMul(o, a, b, c, d);
  else scalar.mulMinusMul(o, a, b, c, d);
}

/** o = a b - 2 c^2; a and b loose, c carried. */
// @ts-ignore: decorator
@inline
export function mulMinusTwiceSqr(o: usize, a: usize, b: usize, c: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.mulMinusTwiceSqr(o, a, b, c);
  else scalar.mulMinusTwiceSqr(o, a, b, c);
}

/** o = a + b: loose, of carried. */
// @ts-ignore: decorator
@inline
export function add(o: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.add(o, a, b);
  else scalar.add(o, a, b);
}

/** o = a - b: loose, of carried. */
// @ts-ignore: decorator
@inline
export function sub(o: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.sub(o, a, b);
  else scalar.sub(o, a, b);
}

/** o = a + 2 b: three times carried. */
// @ts-ignore: decorator
@inline
export function addTwice(o: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.addTwice(o, a, b);
  else scalar.addTwice(o, a, b);
}

/** Lane 0 of an element as it lies in a table that all lanes share: SHARED bytes. */
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
  if (ASC_FEATURE_RELAXED_SIMD) fma.lookup(o, table, count, 6 * elements, index);
  else scalar.lookup(o, table, count, 6 * elements, index);
}

/** The same of a table that all lanes share. */
// @ts-ignore: decorator
@inline
export function lookupShared(o: usize, table: usize, count: u32, elements: u32, index: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fma.lookupShared(o, table, count, 6 * elements, index);
  else scalar.lookupShared(o, table, count, 6 * elements, index);
}

/** Limb i, 0 to 5, of 48 bits, of one lane: o, or o + 8. */
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
