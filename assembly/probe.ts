/**
 * a·b + c. The fma build uses relaxed_madd, which may round once or twice as the machine likes; the loader asks this
 * function which it is, and keeps the build only where it fuses: kernels that split limbs by fused products are wrong
 * elsewhere. The other builds always round twice. The operands are arguments so that no compiler can answer in advance.
 */
export function multiplyAdd(a: f64, b: f64, c: f64): f64 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    const v = f64x2.relaxed_madd(f64x2.splat(a), f64x2.splat(b), f64x2.splat(c));
    const first = f64x2.extract_lane(v, 0);
    // Both lanes must agree, or neither is believed.
    return first == f64x2.extract_lane(v, 1) ? first : NaN;
  }
  return a * b + c;
}

/** The first byte that no static data of the module occupies: from here on memory is the caller's to lay out. */
export function heapBase(): usize {
  return __heap_base;
}
