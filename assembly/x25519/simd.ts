// Written by scripts/make-x25519.mjs: change scripts/x25519/simd.mjs instead, which says how this works.
//
// GF(2^255 - 19) and the Montgomery ladder on two lanes of f64x2: twelve signed limbs, limb i a multiple of
// 2^ceil(21.25 i). "Carried" is |limb| <= 2^(width - 1) + 2^14 of these units; a sum is twice that. Each product states the most
// its columns can be, in the column's unit, as the script computed and checked it; 2^53 is where doubles end.

// @ts-ignore: decorator
@lazy const CONSTANTS: usize = memory.data<f64>([
  3.281744050935889e-76, 3.281744050935889e-76,
  2.833419889721787e+22, 2.833419889721787e+22,
  2.6133685779528074e+41, 2.6133685779528074e+41,
  4.820814132776971e+60, 4.820814132776971e+60,
  8.892832453425884e+79, 8.892832453425884e+79,
  5.942112188569825e+28, 5.942112188569825e+28,
  1.0961262279981772e+48, 1.0961262279981772e+48,
  1.010998000018149e+67, 1.010998000018149e+67,
  1.8649621365367e+86, 1.8649621365367e+86,
  1.2461512460483586e+35, 1.2461512460483586e+35,
  2.2987433112988333e+54, 2.2987433112988333e+54,
  4.2404329554681224e+73, 4.2404329554681224e+73,
  3.911109074562213e+92, 3.911109074562213e+92,
  121665, 121665,
], 16);
// @ts-ignore: decorator
@lazy const STATE: usize = memory.data(3264, 16);
// @ts-ignore: decorator
@inline const A: usize = STATE + 0;
// @ts-ignore: decorator
@inline const B: usize = STATE + 192;
// @ts-ignore: decorator
@inline const C: usize = STATE + 384;
// @ts-ignore: decorator
@inline const D: usize = STATE + 576;
// @ts-ignore: decorator
@inline const P: usize = STATE + 768;
// @ts-ignore: decorator
@inline const Q: usize = STATE + 960;
// @ts-ignore: decorator
@inline const X: usize = STATE + 1152;
// @ts-ignore: decorator
@inline const Z: usize = STATE + 1344;
// @ts-ignore: decorator
@inline const S: usize = STATE + 1536;
// @ts-ignore: decorator
@inline const T: usize = STATE + 1728;
// @ts-ignore: decorator
@inline const AA: usize = STATE + 1920;
// @ts-ignore: decorator
@inline const BB: usize = STATE + 2112;
// @ts-ignore: decorator
@inline const E: usize = STATE + 2304;
// @ts-ignore: decorator
@inline const U: usize = STATE + 2496;
// @ts-ignore: decorator
@inline const TWICE: usize = STATE + 2688;
// @ts-ignore: decorator
@inline const COLUMNS: usize = STATE + 2880;

/** o = a b; factors carried or sums of two carried; carried. */
export function mul(o: usize, a: usize, b: usize): void {
  // factors <= 2^22 + 2^15; columns <= 2.00 2^50
  const fold = v128.load(CONSTANTS, 0);
  let c: v128;
  const x2_2_0 = v128.load(a, 128);
  const x2_2_1 = v128.load(a, 144);
  const x2_2_2 = v128.load(a, 160);
  const x2_2_3 = v128.load(a, 176);
  const y2_2_0 = v128.load(b, 128);
  let s4_16 = f64x2.mul(x2_2_0, y2_2_0);
  let s4_17 = f64x2.mul(x2_2_1, y2_2_0);
  let s4_18 = f64x2.mul(x2_2_2, y2_2_0);
  let s4_19 = f64x2.mul(x2_2_3, y2_2_0);
  const y2_2_1 = v128.load(b, 144);
  s4_17 = f64x2.add(s4_17, f64x2.mul(x2_2_0, y2_2_1));
  s4_18 = f64x2.add(s4_18, f64x2.mul(x2_2_1, y2_2_1));
  s4_19 = f64x2.add(s4_19, f64x2.mul(x2_2_2, y2_2_1));
  let s4_20 = f64x2.mul(x2_2_3, y2_2_1);
  const y2_2_2 = v128.load(b, 160);
  s4_18 = f64x2.add(s4_18, f64x2.mul(x2_2_0, y2_2_2));
  s4_19 = f64x2.add(s4_19, f64x2.mul(x2_2_1, y2_2_2));
  s4_20 = f64x2.add(s4_20, f64x2.mul(x2_2_2, y2_2_2));
  let s4_21 = f64x2.mul(x2_2_3, y2_2_2);
  const y2_2_3 = v128.load(b, 176);
  s4_19 = f64x2.add(s4_19, f64x2.mul(x2_2_0, y2_2_3));
  s4_20 = f64x2.add(s4_20, f64x2.mul(x2_2_1, y2_2_3));
  s4_21 = f64x2.add(s4_21, f64x2.mul(x2_2_2, y2_2_3));
  let s4_22 = f64x2.mul(x2_2_3, y2_2_3);
  v128.store(COLUMNS, s4_16, 256);
  v128.store(COLUMNS, s4_17, 272);
  v128.store(COLUMNS, s4_18, 288);
  v128.store(COLUMNS, s4_19, 304);
  v128.store(COLUMNS, s4_20, 320);
  v128.store(COLUMNS, s4_21, 336);
  v128.store(COLUMNS, s4_22, 352);
  const x1_2_0 = v128.load(a, 64);
  const x1_2_1 = v128.load(a, 80);
  const x1_2_2 = v128.load(a, 96);
  const x1_2_3 = v128.load(a, 112);
  const y1_2_0 = v128.load(b, 128);
  let s3_12 = f64x2.mul(x1_2_0, y1_2_0);
  let s3_13 = f64x2.mul(x1_2_1, y1_2_0);
  let s3_14 = f64x2.mul(x1_2_2, y1_2_0);
  let s3_15 = f64x2.mul(x1_2_3, y1_2_0);
  const y1_2_1 = v128.load(b, 144);
  s3_13 = f64x2.add(s3_13, f64x2.mul(x1_2_0, y1_2_1));
  s3_14 = f64x2.add(s3_14, f64x2.mul(x1_2_1, y1_2_1));
  s3_15 = f64x2.add(s3_15, f64x2.mul(x1_2_2, y1_2_1));
  let s3_16 = f64x2.mul(x1_2_3, y1_2_1);
  const y1_2_2 = v128.load(b, 160);
  s3_14 = f64x2.add(s3_14, f64x2.mul(x1_2_0, y1_2_2));
  s3_15 = f64x2.add(s3_15, f64x2.mul(x1_2_1, y1_2_2));
  s3_16 = f64x2.add(s3_16, f64x2.mul(x1_2_2, y1_2_2));
  let s3_17 = f64x2.mul(x1_2_3, y1_2_2);
  const y1_2_3 = v128.load(b, 176);
  s3_15 = f64x2.add(s3_15, f64x2.mul(x1_2_0, y1_2_3));
  s3_16 = f64x2.add(s3_16, f64x2.mul(x1_2_1, y1_2_3));
  s3_17 = f64x2.add(s3_17, f64x2.mul(x1_2_2, y1_2_3));
  let s3_18 = f64x2.mul(x1_2_3, y1_2_3);
  const x2_1_0 = v128.load(a, 128);
  const x2_1_1 = v128.load(a, 144);
  const x2_1_2 = v128.load(a, 160);
  const x2_1_3 = v128.load(a, 176);
  const y2_1_0 = v128.load(b, 64);
  s3_12 = f64x2.add(s3_12, f64x2.mul(x2_1_0, y2_1_0));
  s3_13 = f64x2.add(s3_13, f64x2.mul(x2_1_1, y2_1_0));
  s3_14 = f64x2.add(s3_14, f64x2.mul(x2_1_2, y2_1_0));
  s3_15 = f64x2.add(s3_15, f64x2.mul(x2_1_3, y2_1_0));
  const y2_1_1 = v128.load(b, 80);
  s3_13 = f64x2.add(s3_13, f64x2.mul(x2_1_0, y2_1_1));
  s3_14 = f64x2.add(s3_14, f64x2.mul(x2_1_1, y2_1_1));
  s3_15 = f64x2.add(s3_15, f64x2.mul(x2_1_2, y2_1_1));
  s3_16 = f64x2.add(s3_16, f64x2.mul(x2_1_3, y2_1_1));
  const y2_1_2 = v128.load(b, 96);
  s3_14 = f64x2.add(s3_14, f64x2.mul(x2_1_0, y2_1_2));
  s3_15 = f64x2.add(s3_15, f64x2.mul(x2_1_1, y2_1_2));
  s3_16 = f64x2.add(s3_16, f64x2.mul(x2_1_2, y2_1_2));
  s3_17 = f64x2.add(s3_17, f64x2.mul(x2_1_3, y2_1_2));
  const y2_1_3 = v128.load(b, 112);
  s3_15 = f64x2.add(s3_15, f64x2.mul(x2_1_0, y2_1_3));
  s3_16 = f64x2.add(s3_16, f64x2.mul(x2_1_1, y2_1_3));
  s3_17 = f64x2.add(s3_17, f64x2.mul(x2_1_2, y2_1_3));
  s3_18 = f64x2.add(s3_18, f64x2.mul(x2_1_3, y2_1_3));
  v128.store(COLUMNS, s3_12, 192);
  v128.store(COLUMNS, s3_13, 208);
  v128.store(COLUMNS, s3_14, 224);
  v128.store(COLUMNS, s3_15, 240);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 256), s3_16), 256);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 272), s3_17), 272);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 288), s3_18), 288);
  const x0_2_0 = v128.load(a, 0);
  const x0_2_1 = v128.load(a, 16);
  const x0_2_2 = v128.load(a, 32);
  const x0_2_3 = v128.load(a, 48);
  const y0_2_0 = v128.load(b, 128);
  let s2_8 = f64x2.mul(x0_2_0, y0_2_0);
  let s2_9 = f64x2.mul(x0_2_1, y0_2_0);
  let s2_10 = f64x2.mul(x0_2_2, y0_2_0);
  let s2_11 = f64x2.mul(x0_2_3, y0_2_0);
  const y0_2_1 = v128.load(b, 144);
  s2_9 = f64x2.add(s2_9, f64x2.mul(x0_2_0, y0_2_1));
  s2_10 = f64x2.add(s2_10, f64x2.mul(x0_2_1, y0_2_1));
  s2_11 = f64x2.add(s2_11, f64x2.mul(x0_2_2, y0_2_1));
  let s2_12 = f64x2.mul(x0_2_3, y0_2_1);
  const y0_2_2 = v128.load(b, 160);
  s2_10 = f64x2.add(s2_10, f64x2.mul(x0_2_0, y0_2_2));
  s2_11 = f64x2.add(s2_11, f64x2.mul(x0_2_1, y0_2_2));
  s2_12 = f64x2.add(s2_12, f64x2.mul(x0_2_2, y0_2_2));
  let s2_13 = f64x2.mul(x0_2_3, y0_2_2);
  const y0_2_3 = v128.load(b, 176);
  s2_11 = f64x2.add(s2_11, f64x2.mul(x0_2_0, y0_2_3));
  s2_12 = f64x2.add(s2_12, f64x2.mul(x0_2_1, y0_2_3));
  s2_13 = f64x2.add(s2_13, f64x2.mul(x0_2_2, y0_2_3));
  let s2_14 = f64x2.mul(x0_2_3, y0_2_3);
  const x1_1_0 = v128.load(a, 64);
  const x1_1_1 = v128.load(a, 80);
  const x1_1_2 = v128.load(a, 96);
  const x1_1_3 = v128.load(a, 112);
  const y1_1_0 = v128.load(b, 64);
  s2_8 = f64x2.add(s2_8, f64x2.mul(x1_1_0, y1_1_0));
  s2_9 = f64x2.add(s2_9, f64x2.mul(x1_1_1, y1_1_0));
  s2_10 = f64x2.add(s2_10, f64x2.mul(x1_1_2, y1_1_0));
  s2_11 = f64x2.add(s2_11, f64x2.mul(x1_1_3, y1_1_0));
  const y1_1_1 = v128.load(b, 80);
  s2_9 = f64x2.add(s2_9, f64x2.mul(x1_1_0, y1_1_1));
  s2_10 = f64x2.add(s2_10, f64x2.mul(x1_1_1, y1_1_1));
  s2_11 = f64x2.add(s2_11, f64x2.mul(x1_1_2, y1_1_1));
  s2_12 = f64x2.add(s2_12, f64x2.mul(x1_1_3, y1_1_1));
  const y1_1_2 = v128.load(b, 96);
  s2_10 = f64x2.add(s2_10, f64x2.mul(x1_1_0, y1_1_2));
  s2_11 = f64x2.add(s2_11, f64x2.mul(x1_1_1, y1_1_2));
  s2_12 = f64x2.add(s2_12, f64x2.mul(x1_1_2, y1_1_2));
  s2_13 = f64x2.add(s2_13, f64x2.mul(x1_1_3, y1_1_2));
  const y1_1_3 = v128.load(b, 112);
  s2_11 = f64x2.add(s2_11, f64x2.mul(x1_1_0, y1_1_3));
  s2_12 = f64x2.add(s2_12, f64x2.mul(x1_1_1, y1_1_3));
  s2_13 = f64x2.add(s2_13, f64x2.mul(x1_1_2, y1_1_3));
  s2_14 = f64x2.add(s2_14, f64x2.mul(x1_1_3, y1_1_3));
  const x2_0_0 = v128.load(a, 128);
  const x2_0_1 = v128.load(a, 144);
  const x2_0_2 = v128.load(a, 160);
  const x2_0_3 = v128.load(a, 176);
  const y2_0_0 = v128.load(b, 0);
  s2_8 = f64x2.add(s2_8, f64x2.mul(x2_0_0, y2_0_0));
  s2_9 = f64x2.add(s2_9, f64x2.mul(x2_0_1, y2_0_0));
  s2_10 = f64x2.add(s2_10, f64x2.mul(x2_0_2, y2_0_0));
  s2_11 = f64x2.add(s2_11, f64x2.mul(x2_0_3, y2_0_0));
  const y2_0_1 = v128.load(b, 16);
  s2_9 = f64x2.add(s2_9, f64x2.mul(x2_0_0, y2_0_1));
  s2_10 = f64x2.add(s2_10, f64x2.mul(x2_0_1, y2_0_1));
  s2_11 = f64x2.add(s2_11, f64x2.mul(x2_0_2, y2_0_1));
  s2_12 = f64x2.add(s2_12, f64x2.mul(x2_0_3, y2_0_1));
  const y2_0_2 = v128.load(b, 32);
  s2_10 = f64x2.add(s2_10, f64x2.mul(x2_0_0, y2_0_2));
  s2_11 = f64x2.add(s2_11, f64x2.mul(x2_0_1, y2_0_2));
  s2_12 = f64x2.add(s2_12, f64x2.mul(x2_0_2, y2_0_2));
  s2_13 = f64x2.add(s2_13, f64x2.mul(x2_0_3, y2_0_2));
  const y2_0_3 = v128.load(b, 48);
  s2_11 = f64x2.add(s2_11, f64x2.mul(x2_0_0, y2_0_3));
  s2_12 = f64x2.add(s2_12, f64x2.mul(x2_0_1, y2_0_3));
  s2_13 = f64x2.add(s2_13, f64x2.mul(x2_0_2, y2_0_3));
  s2_14 = f64x2.add(s2_14, f64x2.mul(x2_0_3, y2_0_3));
  v128.store(COLUMNS, s2_8, 128);
  v128.store(COLUMNS, s2_9, 144);
  v128.store(COLUMNS, s2_10, 160);
  v128.store(COLUMNS, s2_11, 176);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 192), s2_12), 192);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 208), s2_13), 208);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 224), s2_14), 224);
  const x0_1_0 = v128.load(a, 0);
  const x0_1_1 = v128.load(a, 16);
  const x0_1_2 = v128.load(a, 32);
  const x0_1_3 = v128.load(a, 48);
  const y0_1_0 = v128.load(b, 64);
  let s1_4 = f64x2.mul(x0_1_0, y0_1_0);
  let s1_5 = f64x2.mul(x0_1_1, y0_1_0);
  let s1_6 = f64x2.mul(x0_1_2, y0_1_0);
  let s1_7 = f64x2.mul(x0_1_3, y0_1_0);
  const y0_1_1 = v128.load(b, 80);
  s1_5 = f64x2.add(s1_5, f64x2.mul(x0_1_0, y0_1_1));
  s1_6 = f64x2.add(s1_6, f64x2.mul(x0_1_1, y0_1_1));
  s1_7 = f64x2.add(s1_7, f64x2.mul(x0_1_2, y0_1_1));
  let s1_8 = f64x2.mul(x0_1_3, y0_1_1);
  const y0_1_2 = v128.load(b, 96);
  s1_6 = f64x2.add(s1_6, f64x2.mul(x0_1_0, y0_1_2));
  s1_7 = f64x2.add(s1_7, f64x2.mul(x0_1_1, y0_1_2));
  s1_8 = f64x2.add(s1_8, f64x2.mul(x0_1_2, y0_1_2));
  let s1_9 = f64x2.mul(x0_1_3, y0_1_2);
  const y0_1_3 = v128.load(b, 112);
  s1_7 = f64x2.add(s1_7, f64x2.mul(x0_1_0, y0_1_3));
  s1_8 = f64x2.add(s1_8, f64x2.mul(x0_1_1, y0_1_3));
  s1_9 = f64x2.add(s1_9, f64x2.mul(x0_1_2, y0_1_3));
  let s1_10 = f64x2.mul(x0_1_3, y0_1_3);
  const x1_0_0 = v128.load(a, 64);
  const x1_0_1 = v128.load(a, 80);
  const x1_0_2 = v128.load(a, 96);
  const x1_0_3 = v128.load(a, 112);
  const y1_0_0 = v128.load(b, 0);
  s1_4 = f64x2.add(s1_4, f64x2.mul(x1_0_0, y1_0_0));
  s1_5 = f64x2.add(s1_5, f64x2.mul(x1_0_1, y1_0_0));
  s1_6 = f64x2.add(s1_6, f64x2.mul(x1_0_2, y1_0_0));
  s1_7 = f64x2.add(s1_7, f64x2.mul(x1_0_3, y1_0_0));
  const y1_0_1 = v128.load(b, 16);
  s1_5 = f64x2.add(s1_5, f64x2.mul(x1_0_0, y1_0_1));
  s1_6 = f64x2.add(s1_6, f64x2.mul(x1_0_1, y1_0_1));
  s1_7 = f64x2.add(s1_7, f64x2.mul(x1_0_2, y1_0_1));
  s1_8 = f64x2.add(s1_8, f64x2.mul(x1_0_3, y1_0_1));
  const y1_0_2 = v128.load(b, 32);
  s1_6 = f64x2.add(s1_6, f64x2.mul(x1_0_0, y1_0_2));
  s1_7 = f64x2.add(s1_7, f64x2.mul(x1_0_1, y1_0_2));
  s1_8 = f64x2.add(s1_8, f64x2.mul(x1_0_2, y1_0_2));
  s1_9 = f64x2.add(s1_9, f64x2.mul(x1_0_3, y1_0_2));
  const y1_0_3 = v128.load(b, 48);
  s1_7 = f64x2.add(s1_7, f64x2.mul(x1_0_0, y1_0_3));
  s1_8 = f64x2.add(s1_8, f64x2.mul(x1_0_1, y1_0_3));
  s1_9 = f64x2.add(s1_9, f64x2.mul(x1_0_2, y1_0_3));
  s1_10 = f64x2.add(s1_10, f64x2.mul(x1_0_3, y1_0_3));
  v128.store(COLUMNS, s1_4, 64);
  v128.store(COLUMNS, s1_5, 80);
  v128.store(COLUMNS, s1_6, 96);
  v128.store(COLUMNS, s1_7, 112);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 128), s1_8), 128);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 144), s1_9), 144);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 160), s1_10), 160);
  const x0_0_0 = v128.load(a, 0);
  const x0_0_1 = v128.load(a, 16);
  const x0_0_2 = v128.load(a, 32);
  const x0_0_3 = v128.load(a, 48);
  const y0_0_0 = v128.load(b, 0);
  let s0_0 = f64x2.mul(x0_0_0, y0_0_0);
  let s0_1 = f64x2.mul(x0_0_1, y0_0_0);
  let s0_2 = f64x2.mul(x0_0_2, y0_0_0);
  let s0_3 = f64x2.mul(x0_0_3, y0_0_0);
  const y0_0_1 = v128.load(b, 16);
  s0_1 = f64x2.add(s0_1, f64x2.mul(x0_0_0, y0_0_1));
  s0_2 = f64x2.add(s0_2, f64x2.mul(x0_0_1, y0_0_1));
  s0_3 = f64x2.add(s0_3, f64x2.mul(x0_0_2, y0_0_1));
  let s0_4 = f64x2.mul(x0_0_3, y0_0_1);
  const y0_0_2 = v128.load(b, 32);
  s0_2 = f64x2.add(s0_2, f64x2.mul(x0_0_0, y0_0_2));
  s0_3 = f64x2.add(s0_3, f64x2.mul(x0_0_1, y0_0_2));
  s0_4 = f64x2.add(s0_4, f64x2.mul(x0_0_2, y0_0_2));
  let s0_5 = f64x2.mul(x0_0_3, y0_0_2);
  const y0_0_3 = v128.load(b, 48);
  s0_3 = f64x2.add(s0_3, f64x2.mul(x0_0_0, y0_0_3));
  s0_4 = f64x2.add(s0_4, f64x2.mul(x0_0_1, y0_0_3));
  s0_5 = f64x2.add(s0_5, f64x2.mul(x0_0_2, y0_0_3));
  let s0_6 = f64x2.mul(x0_0_3, y0_0_3);
  v128.store(COLUMNS, s0_0, 0);
  v128.store(COLUMNS, s0_1, 16);
  v128.store(COLUMNS, s0_2, 32);
  v128.store(COLUMNS, s0_3, 48);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 64), s0_4), 64);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 80), s0_5), 80);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 96), s0_6), 96);
  let h0 = f64x2.add(v128.load(COLUMNS, 0), f64x2.mul(fold, v128.load(COLUMNS, 192)));
  let h1 = f64x2.add(v128.load(COLUMNS, 16), f64x2.mul(fold, v128.load(COLUMNS, 208)));
  let h2 = f64x2.add(v128.load(COLUMNS, 32), f64x2.mul(fold, v128.load(COLUMNS, 224)));
  let h3 = f64x2.add(v128.load(COLUMNS, 48), f64x2.mul(fold, v128.load(COLUMNS, 240)));
  let h4 = f64x2.add(v128.load(COLUMNS, 64), f64x2.mul(fold, v128.load(COLUMNS, 256)));
  let h5 = f64x2.add(v128.load(COLUMNS, 80), f64x2.mul(fold, v128.load(COLUMNS, 272)));
  let h6 = f64x2.add(v128.load(COLUMNS, 96), f64x2.mul(fold, v128.load(COLUMNS, 288)));
  let h7 = f64x2.add(v128.load(COLUMNS, 112), f64x2.mul(fold, v128.load(COLUMNS, 304)));
  let h8 = f64x2.add(v128.load(COLUMNS, 128), f64x2.mul(fold, v128.load(COLUMNS, 320)));
  let h9 = f64x2.add(v128.load(COLUMNS, 144), f64x2.mul(fold, v128.load(COLUMNS, 336)));
  let h10 = f64x2.add(v128.load(COLUMNS, 160), f64x2.mul(fold, v128.load(COLUMNS, 352)));
  let h11 = v128.load(COLUMNS, 176);
  c = f64x2.sub(f64x2.add(h0, v128.load(CONSTANTS, 16)), v128.load(CONSTANTS, 16)); h0 = f64x2.sub(h0, c); h1 = f64x2.add(h1, c);
  c = f64x2.sub(f64x2.add(h3, v128.load(CONSTANTS, 32)), v128.load(CONSTANTS, 32)); h3 = f64x2.sub(h3, c); h4 = f64x2.add(h4, c);
  c = f64x2.sub(f64x2.add(h6, v128.load(CONSTANTS, 48)), v128.load(CONSTANTS, 48)); h6 = f64x2.sub(h6, c); h7 = f64x2.add(h7, c);
  c = f64x2.sub(f64x2.add(h9, v128.load(CONSTANTS, 64)), v128.load(CONSTANTS, 64)); h9 = f64x2.sub(h9, c); h10 = f64x2.add(h10, c);
  c = f64x2.sub(f64x2.add(h1, v128.load(CONSTANTS, 80)), v128.load(CONSTANTS, 80)); h1 = f64x2.sub(h1, c); h2 = f64x2.add(h2, c);
  c = f64x2.sub(f64x2.add(h4, v128.load(CONSTANTS, 96)), v128.load(CONSTANTS, 96)); h4 = f64x2.sub(h4, c); h5 = f64x2.add(h5, c);
  c = f64x2.sub(f64x2.add(h7, v128.load(CONSTANTS, 112)), v128.load(CONSTANTS, 112)); h7 = f64x2.sub(h7, c); h8 = f64x2.add(h8, c);
  c = f64x2.sub(f64x2.add(h10, v128.load(CONSTANTS, 128)), v128.load(CONSTANTS, 128)); h10 = f64x2.sub(h10, c); h11 = f64x2.add(h11, c);
  c = f64x2.sub(f64x2.add(h2, v128.load(CONSTANTS, 144)), v128.load(CONSTANTS, 144)); h2 = f64x2.sub(h2, c); h3 = f64x2.add(h3, c);
  c = f64x2.sub(f64x2.add(h5, v128.load(CONSTANTS, 160)), v128.load(CONSTANTS, 160)); h5 = f64x2.sub(h5, c); h6 = f64x2.add(h6, c);
  c = f64x2.sub(f64x2.add(h8, v128.load(CONSTANTS, 176)), v128.load(CONSTANTS, 176)); h8 = f64x2.sub(h8, c); h9 = f64x2.add(h9, c);
  c = f64x2.sub(f64x2.add(h11, v128.load(CONSTANTS, 192)), v128.load(CONSTANTS, 192)); h11 = f64x2.sub(h11, c); h0 = f64x2.add(h0, f64x2.mul(c, v128.load(CONSTANTS, 0)));
  c = f64x2.sub(f64x2.add(h3, v128.load(CONSTANTS, 32)), v128.load(CONSTANTS, 32)); h3 = f64x2.sub(h3, c); h4 = f64x2.add(h4, c);
  c = f64x2.sub(f64x2.add(h6, v128.load(CONSTANTS, 48)), v128.load(CONSTANTS, 48)); h6 = f64x2.sub(h6, c); h7 = f64x2.add(h7, c);
  c = f64x2.sub(f64x2.add(h9, v128.load(CONSTANTS, 64)), v128.load(CONSTANTS, 64)); h9 = f64x2.sub(h9, c); h10 = f64x2.add(h10, c);
  c = f64x2.sub(f64x2.add(h0, v128.load(CONSTANTS, 16)), v128.load(CONSTANTS, 16)); h0 = f64x2.sub(h0, c); h1 = f64x2.add(h1, c);
  v128.store(o, h0, 0);
  v128.store(o, h1, 16);
  v128.store(o, h2, 32);
  v128.store(o, h3, 48);
  v128.store(o, h4, 64);
  v128.store(o, h5, 80);
  v128.store(o, h6, 96);
  v128.store(o, h7, 112);
  v128.store(o, h8, 128);
  v128.store(o, h9, 144);
  v128.store(o, h10, 160);
  v128.store(o, h11, 176);
}

/** o = a^2; carried or a sum; carried. */
export function sqr(o: usize, a: usize): void {
  // factors <= 2^22 + 2^15; columns <= 2.00 2^50
  const fold = v128.load(CONSTANTS, 0);
  let c: v128;
  v128.store(TWICE, f64x2.add(v128.load(a, 0), v128.load(a, 0)), 0);
  v128.store(TWICE, f64x2.add(v128.load(a, 16), v128.load(a, 16)), 16);
  v128.store(TWICE, f64x2.add(v128.load(a, 32), v128.load(a, 32)), 32);
  v128.store(TWICE, f64x2.add(v128.load(a, 48), v128.load(a, 48)), 48);
  v128.store(TWICE, f64x2.add(v128.load(a, 64), v128.load(a, 64)), 64);
  v128.store(TWICE, f64x2.add(v128.load(a, 80), v128.load(a, 80)), 80);
  v128.store(TWICE, f64x2.add(v128.load(a, 96), v128.load(a, 96)), 96);
  v128.store(TWICE, f64x2.add(v128.load(a, 112), v128.load(a, 112)), 112);
  v128.store(TWICE, f64x2.add(v128.load(a, 128), v128.load(a, 128)), 128);
  v128.store(TWICE, f64x2.add(v128.load(a, 144), v128.load(a, 144)), 144);
  v128.store(TWICE, f64x2.add(v128.load(a, 160), v128.load(a, 160)), 160);
  const x2_2_0 = v128.load(a, 128), d2_2_0 = v128.load(TWICE, 128);
  const x2_2_1 = v128.load(a, 144), d2_2_1 = v128.load(TWICE, 144);
  const x2_2_2 = v128.load(a, 160), d2_2_2 = v128.load(TWICE, 160);
  const x2_2_3 = v128.load(a, 176), d2_2_3 = x2_2_3;
  let s4_16 = f64x2.mul(x2_2_0, x2_2_0);
  let s4_17 = f64x2.mul(d2_2_0, x2_2_1);
  let s4_18 = f64x2.mul(x2_2_1, x2_2_1);
  s4_18 = f64x2.add(s4_18, f64x2.mul(d2_2_0, x2_2_2));
  let s4_19 = f64x2.mul(d2_2_1, x2_2_2);
  let s4_20 = f64x2.mul(x2_2_2, x2_2_2);
  s4_19 = f64x2.add(s4_19, f64x2.mul(d2_2_0, x2_2_3));
  s4_20 = f64x2.add(s4_20, f64x2.mul(d2_2_1, x2_2_3));
  let s4_21 = f64x2.mul(d2_2_2, x2_2_3);
  let s4_22 = f64x2.mul(x2_2_3, x2_2_3);
  v128.store(COLUMNS, s4_16, 256);
  v128.store(COLUMNS, s4_17, 272);
  v128.store(COLUMNS, s4_18, 288);
  v128.store(COLUMNS, s4_19, 304);
  v128.store(COLUMNS, s4_20, 320);
  v128.store(COLUMNS, s4_21, 336);
  v128.store(COLUMNS, s4_22, 352);
  const x1_2_0 = v128.load(a, 64), d1_2_0 = v128.load(TWICE, 64);
  const x1_2_1 = v128.load(a, 80), d1_2_1 = v128.load(TWICE, 80);
  const x1_2_2 = v128.load(a, 96), d1_2_2 = v128.load(TWICE, 96);
  const x1_2_3 = v128.load(a, 112), d1_2_3 = v128.load(TWICE, 112);
  const y1_2_0 = v128.load(a, 128);
  let s3_12 = f64x2.mul(d1_2_0, y1_2_0);
  let s3_13 = f64x2.mul(d1_2_1, y1_2_0);
  let s3_14 = f64x2.mul(d1_2_2, y1_2_0);
  let s3_15 = f64x2.mul(d1_2_3, y1_2_0);
  const y1_2_1 = v128.load(a, 144);
  s3_13 = f64x2.add(s3_13, f64x2.mul(d1_2_0, y1_2_1));
  s3_14 = f64x2.add(s3_14, f64x2.mul(d1_2_1, y1_2_1));
  s3_15 = f64x2.add(s3_15, f64x2.mul(d1_2_2, y1_2_1));
  let s3_16 = f64x2.mul(d1_2_3, y1_2_1);
  const y1_2_2 = v128.load(a, 160);
  s3_14 = f64x2.add(s3_14, f64x2.mul(d1_2_0, y1_2_2));
  s3_15 = f64x2.add(s3_15, f64x2.mul(d1_2_1, y1_2_2));
  s3_16 = f64x2.add(s3_16, f64x2.mul(d1_2_2, y1_2_2));
  let s3_17 = f64x2.mul(d1_2_3, y1_2_2);
  const y1_2_3 = v128.load(a, 176);
  s3_15 = f64x2.add(s3_15, f64x2.mul(d1_2_0, y1_2_3));
  s3_16 = f64x2.add(s3_16, f64x2.mul(d1_2_1, y1_2_3));
  s3_17 = f64x2.add(s3_17, f64x2.mul(d1_2_2, y1_2_3));
  let s3_18 = f64x2.mul(d1_2_3, y1_2_3);
  v128.store(COLUMNS, s3_12, 192);
  v128.store(COLUMNS, s3_13, 208);
  v128.store(COLUMNS, s3_14, 224);
  v128.store(COLUMNS, s3_15, 240);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 256), s3_16), 256);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 272), s3_17), 272);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 288), s3_18), 288);
  const x0_2_0 = v128.load(a, 0), d0_2_0 = v128.load(TWICE, 0);
  const x0_2_1 = v128.load(a, 16), d0_2_1 = v128.load(TWICE, 16);
  const x0_2_2 = v128.load(a, 32), d0_2_2 = v128.load(TWICE, 32);
  const x0_2_3 = v128.load(a, 48), d0_2_3 = v128.load(TWICE, 48);
  const y0_2_0 = v128.load(a, 128);
  let s2_8 = f64x2.mul(d0_2_0, y0_2_0);
  let s2_9 = f64x2.mul(d0_2_1, y0_2_0);
  let s2_10 = f64x2.mul(d0_2_2, y0_2_0);
  let s2_11 = f64x2.mul(d0_2_3, y0_2_0);
  const y0_2_1 = v128.load(a, 144);
  s2_9 = f64x2.add(s2_9, f64x2.mul(d0_2_0, y0_2_1));
  s2_10 = f64x2.add(s2_10, f64x2.mul(d0_2_1, y0_2_1));
  s2_11 = f64x2.add(s2_11, f64x2.mul(d0_2_2, y0_2_1));
  let s2_12 = f64x2.mul(d0_2_3, y0_2_1);
  const y0_2_2 = v128.load(a, 160);
  s2_10 = f64x2.add(s2_10, f64x2.mul(d0_2_0, y0_2_2));
  s2_11 = f64x2.add(s2_11, f64x2.mul(d0_2_1, y0_2_2));
  s2_12 = f64x2.add(s2_12, f64x2.mul(d0_2_2, y0_2_2));
  let s2_13 = f64x2.mul(d0_2_3, y0_2_2);
  const y0_2_3 = v128.load(a, 176);
  s2_11 = f64x2.add(s2_11, f64x2.mul(d0_2_0, y0_2_3));
  s2_12 = f64x2.add(s2_12, f64x2.mul(d0_2_1, y0_2_3));
  s2_13 = f64x2.add(s2_13, f64x2.mul(d0_2_2, y0_2_3));
  let s2_14 = f64x2.mul(d0_2_3, y0_2_3);
  const x1_1_0 = v128.load(a, 64), d1_1_0 = v128.load(TWICE, 64);
  const x1_1_1 = v128.load(a, 80), d1_1_1 = v128.load(TWICE, 80);
  const x1_1_2 = v128.load(a, 96), d1_1_2 = v128.load(TWICE, 96);
  const x1_1_3 = v128.load(a, 112), d1_1_3 = v128.load(TWICE, 112);
  s2_8 = f64x2.add(s2_8, f64x2.mul(x1_1_0, x1_1_0));
  s2_9 = f64x2.add(s2_9, f64x2.mul(d1_1_0, x1_1_1));
  s2_10 = f64x2.add(s2_10, f64x2.mul(x1_1_1, x1_1_1));
  s2_10 = f64x2.add(s2_10, f64x2.mul(d1_1_0, x1_1_2));
  s2_11 = f64x2.add(s2_11, f64x2.mul(d1_1_1, x1_1_2));
  s2_12 = f64x2.add(s2_12, f64x2.mul(x1_1_2, x1_1_2));
  s2_11 = f64x2.add(s2_11, f64x2.mul(d1_1_0, x1_1_3));
  s2_12 = f64x2.add(s2_12, f64x2.mul(d1_1_1, x1_1_3));
  s2_13 = f64x2.add(s2_13, f64x2.mul(d1_1_2, x1_1_3));
  s2_14 = f64x2.add(s2_14, f64x2.mul(x1_1_3, x1_1_3));
  v128.store(COLUMNS, s2_8, 128);
  v128.store(COLUMNS, s2_9, 144);
  v128.store(COLUMNS, s2_10, 160);
  v128.store(COLUMNS, s2_11, 176);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 192), s2_12), 192);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 208), s2_13), 208);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 224), s2_14), 224);
  const x0_1_0 = v128.load(a, 0), d0_1_0 = v128.load(TWICE, 0);
  const x0_1_1 = v128.load(a, 16), d0_1_1 = v128.load(TWICE, 16);
  const x0_1_2 = v128.load(a, 32), d0_1_2 = v128.load(TWICE, 32);
  const x0_1_3 = v128.load(a, 48), d0_1_3 = v128.load(TWICE, 48);
  const y0_1_0 = v128.load(a, 64);
  let s1_4 = f64x2.mul(d0_1_0, y0_1_0);
  let s1_5 = f64x2.mul(d0_1_1, y0_1_0);
  let s1_6 = f64x2.mul(d0_1_2, y0_1_0);
  let s1_7 = f64x2.mul(d0_1_3, y0_1_0);
  const y0_1_1 = v128.load(a, 80);
  s1_5 = f64x2.add(s1_5, f64x2.mul(d0_1_0, y0_1_1));
  s1_6 = f64x2.add(s1_6, f64x2.mul(d0_1_1, y0_1_1));
  s1_7 = f64x2.add(s1_7, f64x2.mul(d0_1_2, y0_1_1));
  let s1_8 = f64x2.mul(d0_1_3, y0_1_1);
  const y0_1_2 = v128.load(a, 96);
  s1_6 = f64x2.add(s1_6, f64x2.mul(d0_1_0, y0_1_2));
  s1_7 = f64x2.add(s1_7, f64x2.mul(d0_1_1, y0_1_2));
  s1_8 = f64x2.add(s1_8, f64x2.mul(d0_1_2, y0_1_2));
  let s1_9 = f64x2.mul(d0_1_3, y0_1_2);
  const y0_1_3 = v128.load(a, 112);
  s1_7 = f64x2.add(s1_7, f64x2.mul(d0_1_0, y0_1_3));
  s1_8 = f64x2.add(s1_8, f64x2.mul(d0_1_1, y0_1_3));
  s1_9 = f64x2.add(s1_9, f64x2.mul(d0_1_2, y0_1_3));
  let s1_10 = f64x2.mul(d0_1_3, y0_1_3);
  v128.store(COLUMNS, s1_4, 64);
  v128.store(COLUMNS, s1_5, 80);
  v128.store(COLUMNS, s1_6, 96);
  v128.store(COLUMNS, s1_7, 112);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 128), s1_8), 128);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 144), s1_9), 144);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 160), s1_10), 160);
  const x0_0_0 = v128.load(a, 0), d0_0_0 = v128.load(TWICE, 0);
  const x0_0_1 = v128.load(a, 16), d0_0_1 = v128.load(TWICE, 16);
  const x0_0_2 = v128.load(a, 32), d0_0_2 = v128.load(TWICE, 32);
  const x0_0_3 = v128.load(a, 48), d0_0_3 = v128.load(TWICE, 48);
  let s0_0 = f64x2.mul(x0_0_0, x0_0_0);
  let s0_1 = f64x2.mul(d0_0_0, x0_0_1);
  let s0_2 = f64x2.mul(x0_0_1, x0_0_1);
  s0_2 = f64x2.add(s0_2, f64x2.mul(d0_0_0, x0_0_2));
  let s0_3 = f64x2.mul(d0_0_1, x0_0_2);
  let s0_4 = f64x2.mul(x0_0_2, x0_0_2);
  s0_3 = f64x2.add(s0_3, f64x2.mul(d0_0_0, x0_0_3));
  s0_4 = f64x2.add(s0_4, f64x2.mul(d0_0_1, x0_0_3));
  let s0_5 = f64x2.mul(d0_0_2, x0_0_3);
  let s0_6 = f64x2.mul(x0_0_3, x0_0_3);
  v128.store(COLUMNS, s0_0, 0);
  v128.store(COLUMNS, s0_1, 16);
  v128.store(COLUMNS, s0_2, 32);
  v128.store(COLUMNS, s0_3, 48);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 64), s0_4), 64);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 80), s0_5), 80);
  v128.store(COLUMNS, f64x2.add(v128.load(COLUMNS, 96), s0_6), 96);
  let h0 = f64x2.add(v128.load(COLUMNS, 0), f64x2.mul(fold, v128.load(COLUMNS, 192)));
  let h1 = f64x2.add(v128.load(COLUMNS, 16), f64x2.mul(fold, v128.load(COLUMNS, 208)));
  let h2 = f64x2.add(v128.load(COLUMNS, 32), f64x2.mul(fold, v128.load(COLUMNS, 224)));
  let h3 = f64x2.add(v128.load(COLUMNS, 48), f64x2.mul(fold, v128.load(COLUMNS, 240)));
  let h4 = f64x2.add(v128.load(COLUMNS, 64), f64x2.mul(fold, v128.load(COLUMNS, 256)));
  let h5 = f64x2.add(v128.load(COLUMNS, 80), f64x2.mul(fold, v128.load(COLUMNS, 272)));
  let h6 = f64x2.add(v128.load(COLUMNS, 96), f64x2.mul(fold, v128.load(COLUMNS, 288)));
  let h7 = f64x2.add(v128.load(COLUMNS, 112), f64x2.mul(fold, v128.load(COLUMNS, 304)));
  let h8 = f64x2.add(v128.load(COLUMNS, 128), f64x2.mul(fold, v128.load(COLUMNS, 320)));
  let h9 = f64x2.add(v128.load(COLUMNS, 144), f64x2.mul(fold, v128.load(COLUMNS, 336)));
  let h10 = f64x2.add(v128.load(COLUMNS, 160), f64x2.mul(fold, v128.load(COLUMNS, 352)));
  let h11 = v128.load(COLUMNS, 176);
  c = f64x2.sub(f64x2.add(h0, v128.load(CONSTANTS, 16)), v128.load(CONSTANTS, 16)); h0 = f64x2.sub(h0, c); h1 = f64x2.add(h1, c);
  c = f64x2.sub(f64x2.add(h3, v128.load(CONSTANTS, 32)), v128.load(CONSTANTS, 32)); h3 = f64x2.sub(h3, c); h4 = f64x2.add(h4, c);
  c = f64x2.sub(f64x2.add(h6, v128.load(CONSTANTS, 48)), v128.load(CONSTANTS, 48)); h6 = f64x2.sub(h6, c); h7 = f64x2.add(h7, c);
  c = f64x2.sub(f64x2.add(h9, v128.load(CONSTANTS, 64)), v128.load(CONSTANTS, 64)); h9 = f64x2.sub(h9, c); h10 = f64x2.add(h10, c);
  c = f64x2.sub(f64x2.add(h1, v128.load(CONSTANTS, 80)), v128.load(CONSTANTS, 80)); h1 = f64x2.sub(h1, c); h2 = f64x2.add(h2, c);
  c = f64x2.sub(f64x2.add(h4, v128.load(CONSTANTS, 96)), v128.load(CONSTANTS, 96)); h4 = f64x2.sub(h4, c); h5 = f64x2.add(h5, c);
  c = f64x2.sub(f64x2.add(h7, v128.load(CONSTANTS, 112)), v128.load(CONSTANTS, 112)); h7 = f64x2.sub(h7, c); h8 = f64x2.add(h8, c);
  c = f64x2.sub(f64x2.add(h10, v128.load(CONSTANTS, 128)), v128.load(CONSTANTS, 128)); h10 = f64x2.sub(h10, c); h11 = f64x2.add(h11, c);
  c = f64x2.sub(f64x2.add(h2, v128.load(CONSTANTS, 144)), v128.load(CONSTANTS, 144)); h2 = f64x2.sub(h2, c); h3 = f64x2.add(h3, c);
  c = f64x2.sub(f64x2.add(h5, v128.load(CONSTANTS, 160)), v128.load(CONSTANTS, 160)); h5 = f64x2.sub(h5, c); h6 = f64x2.add(h6, c);
  c = f64x2.sub(f64x2.add(h8, v128.load(CONSTANTS, 176)), v128.load(CONSTANTS, 176)); h8 = f64x2.sub(h8, c); h9 = f64x2.add(h9, c);
  c = f64x2.sub(f64x2.add(h11, v128.load(CONSTANTS, 192)), v128.load(CONSTANTS, 192)); h11 = f64x2.sub(h11, c); h0 = f64x2.add(h0, f64x2.mul(c, v128.load(CONSTANTS, 0)));
  c = f64x2.sub(f64x2.add(h3, v128.load(CONSTANTS, 32)), v128.load(CONSTANTS, 32)); h3 = f64x2.sub(h3, c); h4 = f64x2.add(h4, c);
  c = f64x2.sub(f64x2.add(h6, v128.load(CONSTANTS, 48)), v128.load(CONSTANTS, 48)); h6 = f64x2.sub(h6, c); h7 = f64x2.add(h7, c);
  c = f64x2.sub(f64x2.add(h9, v128.load(CONSTANTS, 64)), v128.load(CONSTANTS, 64)); h9 = f64x2.sub(h9, c); h10 = f64x2.add(h10, c);
  c = f64x2.sub(f64x2.add(h0, v128.load(CONSTANTS, 16)), v128.load(CONSTANTS, 16)); h0 = f64x2.sub(h0, c); h1 = f64x2.add(h1, c);
  v128.store(o, h0, 0);
  v128.store(o, h1, 16);
  v128.store(o, h2, 32);
  v128.store(o, h3, 48);
  v128.store(o, h4, 64);
  v128.store(o, h5, 80);
  v128.store(o, h6, 96);
  v128.store(o, h7, 112);
  v128.store(o, h8, 128);
  v128.store(o, h9, 144);
  v128.store(o, h10, 160);
  v128.store(o, h11, 176);
}

/** t = a + 121665 d; a carried, d a difference; no larger than a sum. */
export function a24(t: usize, a: usize, d: usize): void {
  // columns <= 1.87 2^38
  const k = v128.load(CONSTANTS, 208);
  let h0 = f64x2.add(f64x2.mul(v128.load(d, 0), k), v128.load(a, 0));
  let h1 = f64x2.add(f64x2.mul(v128.load(d, 16), k), v128.load(a, 16));
  let h2 = f64x2.add(f64x2.mul(v128.load(d, 32), k), v128.load(a, 32));
  let h3 = f64x2.add(f64x2.mul(v128.load(d, 48), k), v128.load(a, 48));
  let h4 = f64x2.add(f64x2.mul(v128.load(d, 64), k), v128.load(a, 64));
  let h5 = f64x2.add(f64x2.mul(v128.load(d, 80), k), v128.load(a, 80));
  let h6 = f64x2.add(f64x2.mul(v128.load(d, 96), k), v128.load(a, 96));
  let h7 = f64x2.add(f64x2.mul(v128.load(d, 112), k), v128.load(a, 112));
  let h8 = f64x2.add(f64x2.mul(v128.load(d, 128), k), v128.load(a, 128));
  let h9 = f64x2.add(f64x2.mul(v128.load(d, 144), k), v128.load(a, 144));
  let h10 = f64x2.add(f64x2.mul(v128.load(d, 160), k), v128.load(a, 160));
  let h11 = f64x2.add(f64x2.mul(v128.load(d, 176), k), v128.load(a, 176));
  let c: v128;
  c = f64x2.sub(f64x2.add(h11, v128.load(CONSTANTS, 192)), v128.load(CONSTANTS, 192)); h11 = f64x2.sub(h11, c); h0 = f64x2.add(h0, f64x2.mul(c, v128.load(CONSTANTS, 0)));
  c = f64x2.sub(f64x2.add(h10, v128.load(CONSTANTS, 128)), v128.load(CONSTANTS, 128)); h10 = f64x2.sub(h10, c); h11 = f64x2.add(h11, c);
  c = f64x2.sub(f64x2.add(h9, v128.load(CONSTANTS, 64)), v128.load(CONSTANTS, 64)); h9 = f64x2.sub(h9, c); h10 = f64x2.add(h10, c);
  c = f64x2.sub(f64x2.add(h8, v128.load(CONSTANTS, 176)), v128.load(CONSTANTS, 176)); h8 = f64x2.sub(h8, c); h9 = f64x2.add(h9, c);
  c = f64x2.sub(f64x2.add(h7, v128.load(CONSTANTS, 112)), v128.load(CONSTANTS, 112)); h7 = f64x2.sub(h7, c); h8 = f64x2.add(h8, c);
  c = f64x2.sub(f64x2.add(h6, v128.load(CONSTANTS, 48)), v128.load(CONSTANTS, 48)); h6 = f64x2.sub(h6, c); h7 = f64x2.add(h7, c);
  c = f64x2.sub(f64x2.add(h5, v128.load(CONSTANTS, 160)), v128.load(CONSTANTS, 160)); h5 = f64x2.sub(h5, c); h6 = f64x2.add(h6, c);
  c = f64x2.sub(f64x2.add(h4, v128.load(CONSTANTS, 96)), v128.load(CONSTANTS, 96)); h4 = f64x2.sub(h4, c); h5 = f64x2.add(h5, c);
  c = f64x2.sub(f64x2.add(h3, v128.load(CONSTANTS, 32)), v128.load(CONSTANTS, 32)); h3 = f64x2.sub(h3, c); h4 = f64x2.add(h4, c);
  c = f64x2.sub(f64x2.add(h2, v128.load(CONSTANTS, 144)), v128.load(CONSTANTS, 144)); h2 = f64x2.sub(h2, c); h3 = f64x2.add(h3, c);
  c = f64x2.sub(f64x2.add(h1, v128.load(CONSTANTS, 80)), v128.load(CONSTANTS, 80)); h1 = f64x2.sub(h1, c); h2 = f64x2.add(h2, c);
  c = f64x2.sub(f64x2.add(h0, v128.load(CONSTANTS, 16)), v128.load(CONSTANTS, 16)); h0 = f64x2.sub(h0, c); h1 = f64x2.add(h1, c);
  v128.store(t, h0, 0);
  v128.store(t, h1, 16);
  v128.store(t, h2, 32);
  v128.store(t, h3, 48);
  v128.store(t, h4, 64);
  v128.store(t, h5, 80);
  v128.store(t, h6, 96);
  v128.store(t, h7, 112);
  v128.store(t, h8, 128);
  v128.store(t, h9, 144);
  v128.store(t, h10, 160);
  v128.store(t, h11, 176);
}

/**
 * One bit of both lanes. A, B = x + z, x - z of the point doubled last; C, D = the same of the sum. The mask says whether
 * C, D is doubled next. The pair {A D, C B} is the same set either way, and its difference is squared: nothing is swapped.
 */
function step(u: usize, mask: v128): void {
  v128.store(P, v128.bitselect(v128.load(C, 0), v128.load(A, 0), mask), 0);
  v128.store(P, v128.bitselect(v128.load(C, 16), v128.load(A, 16), mask), 16);
  v128.store(P, v128.bitselect(v128.load(C, 32), v128.load(A, 32), mask), 32);
  v128.store(P, v128.bitselect(v128.load(C, 48), v128.load(A, 48), mask), 48);
  v128.store(P, v128.bitselect(v128.load(C, 64), v128.load(A, 64), mask), 64);
  v128.store(P, v128.bitselect(v128.load(C, 80), v128.load(A, 80), mask), 80);
  v128.store(P, v128.bitselect(v128.load(C, 96), v128.load(A, 96), mask), 96);
  v128.store(P, v128.bitselect(v128.load(C, 112), v128.load(A, 112), mask), 112);
  v128.store(P, v128.bitselect(v128.load(C, 128), v128.load(A, 128), mask), 128);
  v128.store(P, v128.bitselect(v128.load(C, 144), v128.load(A, 144), mask), 144);
  v128.store(P, v128.bitselect(v128.load(C, 160), v128.load(A, 160), mask), 160);
  v128.store(P, v128.bitselect(v128.load(C, 176), v128.load(A, 176), mask), 176);
  v128.store(Q, v128.bitselect(v128.load(D, 0), v128.load(B, 0), mask), 0);
  v128.store(Q, v128.bitselect(v128.load(D, 16), v128.load(B, 16), mask), 16);
  v128.store(Q, v128.bitselect(v128.load(D, 32), v128.load(B, 32), mask), 32);
  v128.store(Q, v128.bitselect(v128.load(D, 48), v128.load(B, 48), mask), 48);
  v128.store(Q, v128.bitselect(v128.load(D, 64), v128.load(B, 64), mask), 64);
  v128.store(Q, v128.bitselect(v128.load(D, 80), v128.load(B, 80), mask), 80);
  v128.store(Q, v128.bitselect(v128.load(D, 96), v128.load(B, 96), mask), 96);
  v128.store(Q, v128.bitselect(v128.load(D, 112), v128.load(B, 112), mask), 112);
  v128.store(Q, v128.bitselect(v128.load(D, 128), v128.load(B, 128), mask), 128);
  v128.store(Q, v128.bitselect(v128.load(D, 144), v128.load(B, 144), mask), 144);
  v128.store(Q, v128.bitselect(v128.load(D, 160), v128.load(B, 160), mask), 160);
  v128.store(Q, v128.bitselect(v128.load(D, 176), v128.load(B, 176), mask), 176);
  mul(X, A, D);
  mul(Z, C, B);
  sqr(AA, P);
  sqr(BB, Q);
  sumAndDifference(S, T, X, Z);
  sqr(T, T);
  sqr(X, S);
  mul(Z, u, T);
  double();
  sumAndDifference(C, D, X, Z);
}

/** A, B = the double of the point whose (x + z)^2, (x - z)^2 are in AA and BB. */
function double(): void {
  difference(E, AA, BB);
  a24(U, AA, E);
  mul(P, AA, BB);
  mul(Q, E, U);
  sumAndDifference(A, B, P, Q);
}

function sumAndDifference(s: usize, d: usize, a: usize, b: usize): void {
  { const x = v128.load(a, 0), y = v128.load(b, 0); v128.store(s, f64x2.add(x, y), 0); v128.store(d, f64x2.sub(x, y), 0); }
  { const x = v128.load(a, 16), y = v128.load(b, 16); v128.store(s, f64x2.add(x, y), 16); v128.store(d, f64x2.sub(x, y), 16); }
  { const x = v128.load(a, 32), y = v128.load(b, 32); v128.store(s, f64x2.add(x, y), 32); v128.store(d, f64x2.sub(x, y), 32); }
  { const x = v128.load(a, 48), y = v128.load(b, 48); v128.store(s, f64x2.add(x, y), 48); v128.store(d, f64x2.sub(x, y), 48); }
  { const x = v128.load(a, 64), y = v128.load(b, 64); v128.store(s, f64x2.add(x, y), 64); v128.store(d, f64x2.sub(x, y), 64); }
  { const x = v128.load(a, 80), y = v128.load(b, 80); v128.store(s, f64x2.add(x, y), 80); v128.store(d, f64x2.sub(x, y), 80); }
  { const x = v128.load(a, 96), y = v128.load(b, 96); v128.store(s, f64x2.add(x, y), 96); v128.store(d, f64x2.sub(x, y), 96); }
  { const x = v128.load(a, 112), y = v128.load(b, 112); v128.store(s, f64x2.add(x, y), 112); v128.store(d, f64x2.sub(x, y), 112); }
  { const x = v128.load(a, 128), y = v128.load(b, 128); v128.store(s, f64x2.add(x, y), 128); v128.store(d, f64x2.sub(x, y), 128); }
  { const x = v128.load(a, 144), y = v128.load(b, 144); v128.store(s, f64x2.add(x, y), 144); v128.store(d, f64x2.sub(x, y), 144); }
  { const x = v128.load(a, 160), y = v128.load(b, 160); v128.store(s, f64x2.add(x, y), 160); v128.store(d, f64x2.sub(x, y), 160); }
  { const x = v128.load(a, 176), y = v128.load(b, 176); v128.store(s, f64x2.add(x, y), 176); v128.store(d, f64x2.sub(x, y), 176); }
}

function difference(o: usize, a: usize, b: usize): void {
  v128.store(o, f64x2.sub(v128.load(a, 0), v128.load(b, 0)), 0);
  v128.store(o, f64x2.sub(v128.load(a, 16), v128.load(b, 16)), 16);
  v128.store(o, f64x2.sub(v128.load(a, 32), v128.load(b, 32)), 32);
  v128.store(o, f64x2.sub(v128.load(a, 48), v128.load(b, 48)), 48);
  v128.store(o, f64x2.sub(v128.load(a, 64), v128.load(b, 64)), 64);
  v128.store(o, f64x2.sub(v128.load(a, 80), v128.load(b, 80)), 80);
  v128.store(o, f64x2.sub(v128.load(a, 96), v128.load(b, 96)), 96);
  v128.store(o, f64x2.sub(v128.load(a, 112), v128.load(b, 112)), 112);
  v128.store(o, f64x2.sub(v128.load(a, 128), v128.load(b, 128)), 128);
  v128.store(o, f64x2.sub(v128.load(a, 144), v128.load(b, 144)), 144);
  v128.store(o, f64x2.sub(v128.load(a, 160), v128.load(b, 160)), 160);
  v128.store(o, f64x2.sub(v128.load(a, 176), v128.load(b, 176)), 176);
}

/** Bit t of both scalars, as a mask of all ones or none. */
// @ts-ignore: decorator
@inline
function bitsAt(k: usize, t: i32): v128 {
  const at = <usize>(t >>> 3), by = t & 7;
  const bit0 = <i64>((load<u8>(k + at) >>> by) & 1), bit1 = <i64>((load<u8>(k + at, 32) >>> by) & 1);
  return i64x2.neg(i64x2.replace_lane(i64x2.splat(bit0), 1, bit1));
}

/**
 * x / z = k u for two lanes.
 * @param k the clamped scalars of both lanes, 32 bytes each
 * @param u carried
 */
export function ladder(k: usize, u: usize, x: usize, z: usize): void {
  // (1 : 0) and (u : 1)
  memory.fill(STATE, 0, 3264);
  const one = f64x2.splat(1.0);
  v128.store(A, one);
  v128.store(B, one);
  memory.copy(C, u, 192);
  memory.copy(D, u, 192);
  v128.store(C, f64x2.add(v128.load(C), one));
  v128.store(D, f64x2.sub(v128.load(D), one));
  let last = i64x2.splat(0);
  for (let t: i32 = 254; t >= 3; t--) {
    const bit = bitsAt(k, t);
    step(u, v128.xor(bit, last));
    last = bit;
  }
  // The three cleared bits: doublings only.
  const mask = last;
  v128.store(A, v128.bitselect(v128.load(C, 0), v128.load(A, 0), mask), 0);
  v128.store(A, v128.bitselect(v128.load(C, 16), v128.load(A, 16), mask), 16);
  v128.store(A, v128.bitselect(v128.load(C, 32), v128.load(A, 32), mask), 32);
  v128.store(A, v128.bitselect(v128.load(C, 48), v128.load(A, 48), mask), 48);
  v128.store(A, v128.bitselect(v128.load(C, 64), v128.load(A, 64), mask), 64);
  v128.store(A, v128.bitselect(v128.load(C, 80), v128.load(A, 80), mask), 80);
  v128.store(A, v128.bitselect(v128.load(C, 96), v128.load(A, 96), mask), 96);
  v128.store(A, v128.bitselect(v128.load(C, 112), v128.load(A, 112), mask), 112);
  v128.store(A, v128.bitselect(v128.load(C, 128), v128.load(A, 128), mask), 128);
  v128.store(A, v128.bitselect(v128.load(C, 144), v128.load(A, 144), mask), 144);
  v128.store(A, v128.bitselect(v128.load(C, 160), v128.load(A, 160), mask), 160);
  v128.store(A, v128.bitselect(v128.load(C, 176), v128.load(A, 176), mask), 176);
  v128.store(B, v128.bitselect(v128.load(D, 0), v128.load(B, 0), mask), 0);
  v128.store(B, v128.bitselect(v128.load(D, 16), v128.load(B, 16), mask), 16);
  v128.store(B, v128.bitselect(v128.load(D, 32), v128.load(B, 32), mask), 32);
  v128.store(B, v128.bitselect(v128.load(D, 48), v128.load(B, 48), mask), 48);
  v128.store(B, v128.bitselect(v128.load(D, 64), v128.load(B, 64), mask), 64);
  v128.store(B, v128.bitselect(v128.load(D, 80), v128.load(B, 80), mask), 80);
  v128.store(B, v128.bitselect(v128.load(D, 96), v128.load(B, 96), mask), 96);
  v128.store(B, v128.bitselect(v128.load(D, 112), v128.load(B, 112), mask), 112);
  v128.store(B, v128.bitselect(v128.load(D, 128), v128.load(B, 128), mask), 128);
  v128.store(B, v128.bitselect(v128.load(D, 144), v128.load(B, 144), mask), 144);
  v128.store(B, v128.bitselect(v128.load(D, 160), v128.load(B, 160), mask), 160);
  v128.store(B, v128.bitselect(v128.load(D, 176), v128.load(B, 176), mask), 176);
  for (let i = 0; i < 2; i++) {
    sqr(AA, A);
    sqr(BB, B);
    double();
  }
  sqr(AA, A);
  sqr(BB, B);
  difference(E, AA, BB);
  a24(U, AA, E);
  mul(x, AA, BB);
  mul(z, E, U);
}

/** The limbs of 32 bytes, bit 255 already cleared, into one lane: o, or o + 8; carried. */
export function decode(from: usize, o: usize): void {
  const w0 = load<u64>(from), w1 = load<u64>(from, 8), w2 = load<u64>(from, 16), w3 = load<u64>(from, 24);
  let h0 = <i64>((w0 >>> 0) & 4194303);
  let h1 = <i64>((w0 >>> 22) & 2097151);
  let h2 = <i64>((w0 >>> 43) & 2097151);
  let h3 = <i64>((w1 >>> 0) & 2097151);
  let h4 = <i64>((w1 >>> 21) & 4194303);
  let h5 = <i64>((w1 >>> 43) & 2097151);
  let h6 = <i64>((w2 >>> 0) & 2097151);
  let h7 = <i64>((w2 >>> 21) & 2097151);
  let h8 = <i64>((w2 >>> 42) & 4194303);
  let h9 = <i64>((w3 >>> 0) & 2097151);
  let h10 = <i64>((w3 >>> 21) & 2097151);
  let h11 = <i64>((w3 >>> 42) & 2097151);
  let c: i64;
  c = (h0 + 2097152) >> 22; h0 -= c << 22; h1 += c;
  c = (h1 + 1048576) >> 21; h1 -= c << 21; h2 += c;
  c = (h2 + 1048576) >> 21; h2 -= c << 21; h3 += c;
  c = (h3 + 1048576) >> 21; h3 -= c << 21; h4 += c;
  c = (h4 + 2097152) >> 22; h4 -= c << 22; h5 += c;
  c = (h5 + 1048576) >> 21; h5 -= c << 21; h6 += c;
  c = (h6 + 1048576) >> 21; h6 -= c << 21; h7 += c;
  c = (h7 + 1048576) >> 21; h7 -= c << 21; h8 += c;
  c = (h8 + 2097152) >> 22; h8 -= c << 22; h9 += c;
  c = (h9 + 1048576) >> 21; h9 -= c << 21; h10 += c;
  c = (h10 + 1048576) >> 21; h10 -= c << 21; h11 += c;
  c = (h11 + 1048576) >> 21; h11 -= c << 21; h0 += 19 * c;
  store<f64>(o, <f64>h0 * 1.0, 0);
  store<f64>(o, <f64>h1 * 4194304.0, 16);
  store<f64>(o, <f64>h2 * 8796093022208.0, 32);
  store<f64>(o, <f64>h3 * 18446744073709552000.0, 48);
  store<f64>(o, <f64>h4 * 3.8685626227668134e+25, 64);
  store<f64>(o, <f64>h5 * 1.6225927682921336e+32, 80);
  store<f64>(o, <f64>h6 * 3.402823669209385e+38, 96);
  store<f64>(o, <f64>h7 * 7.1362384635298e+44, 112);
  store<f64>(o, <f64>h8 * 1.4965776766268446e+51, 128);
  store<f64>(o, <f64>h9 * 6.277101735386681e+57, 144);
  store<f64>(o, <f64>h10 * 1.3164036458569648e+64, 160);
  store<f64>(o, <f64>h11 * 2.7606985387162255e+70, 176);
}

/** One lane of a carried element, o or o + 8, as 32 bytes, fully reduced. */
export function encode(o: usize, to: usize): void {
  let h0 = <i64>(load<f64>(o, 0) * 1);
  let h1 = <i64>(load<f64>(o, 16) * 2.384185791015625e-7);
  let h2 = <i64>(load<f64>(o, 32) * 1.1368683772161603e-13);
  let h3 = <i64>(load<f64>(o, 48) * 5.421010862427522e-20);
  let h4 = <i64>(load<f64>(o, 64) * 2.5849394142282115e-26);
  let h5 = <i64>(load<f64>(o, 80) * 6.162975822039155e-33);
  let h6 = <i64>(load<f64>(o, 96) * 2.938735877055719e-39);
  let h7 = <i64>(load<f64>(o, 112) * 1.401298464324817e-45);
  let h8 = <i64>(load<f64>(o, 128) * 6.681911775230489e-52);
  let h9 = <i64>(load<f64>(o, 144) * 1.5930919111324523e-58);
  let h10 = <i64>(load<f64>(o, 160) * 7.596454196607839e-65);
  let h11 = <i64>(load<f64>(o, 176) * 3.622271631530685e-71);
  let c: i64;
  // A carried value V is less than 2^254 + 2^250 in size, so what leaves the top is 0 or -1: the first round leaves V or
  // V + p, both in [0, 2^255), with a lowest limb that may be negative; the second puts that right, and nothing leaves.
  for (let i = 0; i < 2; i++) {
    c = h0 >> 22; h0 -= c << 22; h1 += c;
    c = h1 >> 21; h1 -= c << 21; h2 += c;
    c = h2 >> 21; h2 -= c << 21; h3 += c;
    c = h3 >> 21; h3 -= c << 21; h4 += c;
    c = h4 >> 22; h4 -= c << 22; h5 += c;
    c = h5 >> 21; h5 -= c << 21; h6 += c;
    c = h6 >> 21; h6 -= c << 21; h7 += c;
    c = h7 >> 21; h7 -= c << 21; h8 += c;
    c = h8 >> 22; h8 -= c << 22; h9 += c;
    c = h9 >> 21; h9 -= c << 21; h10 += c;
    c = h10 >> 21; h10 -= c << 21; h11 += c;
    c = h11 >> 21; h11 -= c << 21; h0 += 19 * c;
  }
  // 1 when the value is p or more: then 19 carries through all limbs.
  let q = (h0 + 19) >> 22;
  q = (h1 + q) >> 21;
  q = (h2 + q) >> 21;
  q = (h3 + q) >> 21;
  q = (h4 + q) >> 22;
  q = (h5 + q) >> 21;
  q = (h6 + q) >> 21;
  q = (h7 + q) >> 21;
  q = (h8 + q) >> 22;
  q = (h9 + q) >> 21;
  q = (h10 + q) >> 21;
  q = (h11 + q) >> 21;
  h0 += 19 * q;
  c = h0 >> 22; h0 -= c << 22; h1 += c;
  c = h1 >> 21; h1 -= c << 21; h2 += c;
  c = h2 >> 21; h2 -= c << 21; h3 += c;
  c = h3 >> 21; h3 -= c << 21; h4 += c;
  c = h4 >> 22; h4 -= c << 22; h5 += c;
  c = h5 >> 21; h5 -= c << 21; h6 += c;
  c = h6 >> 21; h6 -= c << 21; h7 += c;
  c = h7 >> 21; h7 -= c << 21; h8 += c;
  c = h8 >> 22; h8 -= c << 22; h9 += c;
  c = h9 >> 21; h9 -= c << 21; h10 += c;
  c = h10 >> 21; h10 -= c << 21; h11 += c;
  h11 &= 2097151;
  store<u64>(to, (<u64>h0 << 0) | (<u64>h1 << 22) | (<u64>h2 << 43), 0);
  store<u64>(to, (<u64>h3 << 0) | (<u64>h4 << 21) | (<u64>h5 << 43), 8);
  store<u64>(to, (<u64>h6 << 0) | (<u64>h7 << 21) | (<u64>h8 << 42), 16);
  store<u64>(to, (<u64>h9 << 0) | (<u64>h10 << 21) | (<u64>h11 << 42), 24);
}

/** Zeroes what a ladder leaves behind. */
export function wipe(): void {
  memory.fill(STATE, 0, 3264);
}
