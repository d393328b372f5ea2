/**
 * The field arithmetic of this build. All four files have the same functions over elements in memory: LANES values at
 * once, ELEMENT bytes, in limbs whose bounds the file states. What is not reached is not compiled.
 */
import * as fma from './fma';
import * as scalar from './scalar';
import * as simd from './simd';
import * as wide from './wide';

/** Set by asconfig.json where four points go through a ladder at once: see wide.ts in the folder above. */
// @ts-ignore: not declared in the other builds
const WIDE: bool = isDefined(ASC_WIDE);

/** Points a ladder takes at once. */
export const LANES: u32 = WIDE ? 4 : ASC_FEATURE_SIMD ? 2 : 1;

/** Bytes of an element, all lanes; a multiple of 16. Lane i of an element at o is addressed as o + 8 i. */
export const ELEMENT: usize = WIDE ? 160 : ASC_FEATURE_RELAXED_SIMD ? 80 : ASC_FEATURE_SIMD ? 192 : 80;

/** o = a b. Any of them may be the same. */
// @ts-ignore: decorator
@inline
export function mul(o: usize, a: usize, b: usize): void {
  if (WIDE) wide.mul(o, a, b);
  else if (ASC_FEATURE_RELAXED_SIMD) fma.mul(o, a, b);
  else if (ASC_FEATURE_SIMD) simd.mul(o, a, b);
  else scalar.mul(o, a, b);
}

/** o = a^2. */
// @ts-ignore: decorator
@inline
export function sqr(o: usize, a: usize): void {
  if (WIDE) wide.sqr(o, a);
  else if (ASC_FEATURE_RELAXED_SIMD) fma.sqr(o, a);
  else if (ASC_FEATURE_SIMD) simd.sqr(o, a);
  else scalar.sqr(o, a);
}

/** x / z = k u, with one clamped scalar a lane: LANES of them at k, 32 bytes each. */
// @ts-ignore: decorator
@inline
export function ladder(k: usize, u: usize, x: usize, z: usize): void {
  if (WIDE) wide.ladder(k, u, x, z);
  else if (ASC_FEATURE_RELAXED_SIMD) fma.ladder(k, u, x, z);
  else if (ASC_FEATURE_SIMD) simd.ladder(k, u, x, z);
  else scalar.ladder(k, u, x, z);
}

/** 32 bytes, bit 255 clear, not necessarily below p, into one lane. */
// @ts-ignore: decorator
@inline
export function decode(from: usize, o: usize): void {
  if (WIDE) wide.decode(from, o);
  else if (ASC_FEATURE_RELAXED_SIMD) fma.decode(from, o);
  else if (ASC_FEATURE_SIMD) simd.decode(from, o);
  else scalar.decode(from, o);
}

/** One lane as 32 bytes, fully reduced. */
// @ts-ignore: decorator
@inline
export function encode(o: usize, to: usize): void {
  if (WIDE) wide.encode(o, to);
  else if (ASC_FEATURE_RELAXED_SIMD) fma.encode(o, to);
  else if (ASC_FEATURE_SIMD) simd.encode(o, to);
  else scalar.encode(o, to);
}

/** Zeroes what any of these left behind in memory. */
// @ts-ignore: decorator
@inline
export function wipe(): void {
  if (WIDE) wide.wipe();
  else if (ASC_FEATURE_RELAXED_SIMD) fma.wipe();
  else if (ASC_FEATURE_SIMD) simd.wipe();
  else scalar.wipe();
}
