/** Poly1305 of the build: by fused products where it has them. Both files have the same functions. */
import * as f64s from './poly1305-f64';
import * as i64s from './poly1305-i64';

export function polyKey(words: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) f64s.polyKey(words);
  else i64s.polyKey(words);
}

export function polyBlocks(message: usize, stride: usize, n: u32): void {
  if (ASC_FEATURE_RELAXED_SIMD) f64s.polyBlocks(message, stride, n);
  else i64s.polyBlocks(message, stride, n);
}

export function polyTag(out: usize, stride: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) f64s.polyTag(out, stride);
  else i64s.polyTag(out, stride);
}

export function polyLongKey(words: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) f64s.polyLongKey(words);
  else i64s.polyLongKey(words);
}

export function polyLongBlocks(message: usize, n: u32): void {
  if (ASC_FEATURE_RELAXED_SIMD) f64s.polyLongBlocks(message, n);
  else i64s.polyLongBlocks(message, n);
}

export function polyLongTag(out: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) f64s.polyLongTag(out);
  else i64s.polyLongTag(out);
}
