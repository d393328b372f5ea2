// Written by scripts/make-x25519.mjs: change scripts/x25519/fma.mjs instead, which says how this works.
//
// GF(2^255 - 19) and the Montgomery ladder on two pairs of lanes of f64x2. "Carried" is |limb| <= 2^50 + 2^12. Each product states
// the most its factors, columns and limbs can be, as the script computed and checked it.

// @ts-ignore: decorator
@lazy const CONSTANTS: usize = memory.data<i64>([
  5073304980232863744, 5073304980232863744, 5073304980232863744, 5073304980232863744,
  5073304980232863747, 5073304980232863747, 5073304980232863747, 5073304980232863747,
  2251799813685247, 2251799813685247, 2251799813685247, 2251799813685247,
  4841369599423283200, 4841369599423283200, 4841369599423283200, 4841369599423283200,
  4842495499330125952, 4842495499330125952, 4842495499330125952, 4842495499330125952,
  19, 19, 19, 19,
  4842495499330128256, 4842495499330128256, 4842495499330128256, 4842495499330128256,
  8346296009424371712, 8346296009424371712, 8346296009424371712, 8346296009424371712,
  -5051912882002853888, -5051912882002853888, -5051912882002853888, -5051912882002853888,
  -4137682157646643200, -4137682157646643200, -4137682157646643200, -4137682157646643200,
  910853024635682816, 910853024635682816, 910853024635682816, 910853024635682816,
  1825083748991893504, 1825083748991893504, 1825083748991893504, 1825083748991893504,
  4626041242239631360, 4626041242239631360, 4626041242239631360, 4626041242239631360,
  4377498837804122112, 4377498837804122112, 4377498837804122112, 4377498837804122112,
  -1097752409171558400, -1097752409171558400, -1097752409171558400, -1097752409171558400,
  730709039540862976, 730709039540862976, 730709039540862976, 730709039540862976,
  6959187324194258944, 6959187324194258944, 6959187324194258944, 6959187324194258944,
  -5524790842876755968, -5524790842876755968, -5524790842876755968, -5524790842876755968,
  437975063761780736, 437975063761780736, 437975063761780736, 437975063761780736,
  6400740970400317440, 6400740970400317440, 6400740970400317440, 6400740970400317440,
  -6083237196670697472, -6083237196670697472, -6083237196670697472, -6083237196670697472,
  4683097168347660288, 4683097168347660288, 4683097168347660288, 4683097168347660288,
  4396357661243736064, 4396357661243736064, 4396357661243736064, 4396357661243736064,
  8922756761727795200, 8922756761727795200, 8922756761727795200, 8922756761727795200,
  -5340143258154565632, -5340143258154565632, -5340143258154565632, -5340143258154565632,
  -4425912533798354944, -4425912533798354944, -4425912533798354944, -4425912533798354944,
  622622648483971072, 622622648483971072, 622622648483971072, 622622648483971072,
  1536853372840181760, 1536853372840181760, 1536853372840181760, 1536853372840181760,
  8345170109517529088, 8345170109517529088, 8345170109517529088, 8345170109517529088,
  -521291656868134912, -521291656868134912, -521291656868134912, -521291656868134912,
  -1385982785323270144, -1385982785323270144, -1385982785323270144, -1385982785323270144,
  442478663389151232, 442478663389151232, 442478663389151232, 442478663389151232,
  7430939385161318400, 7430939385161318400, 7430939385161318400, 7430939385161318400,
  -3858458980749672448, -3858458980749672448, -3858458980749672448, -3858458980749672448,
  6958061424287416320, 6958061424287416320, 6958061424287416320, 6958061424287416320,
  4842495499330128196, 4842495499330128196, 4842495499330128196, 4842495499330128196,
  4842495499330127790, 4842495499330127790, 4842495499330127790, 4842495499330127790,
  4842495499330133740, 4842495499330133740, 4842495499330133740, 4842495499330133740,
  4842495499330133334, 4842495499330133334, 4842495499330133334, 4842495499330133334,
  4842495499330135552, 4842495499330135552, 4842495499330135552, 4842495499330135552,
  4842495499330131644, 4842495499330131644, 4842495499330131644, 4842495499330131644,
  4842495499330132050, 4842495499330132050, 4842495499330132050, 4842495499330132050,
  4842495499330126100, 4842495499330126100, 4842495499330126100, 4842495499330126100,
  4842495499330126506, 4842495499330126506, 4842495499330126506, 4842495499330126506,
  4842495499330130688, 4842495499330130688, 4842495499330130688, 4842495499330130688,
  4842495499330128406, 4842495499330128406, 4842495499330128406, 4842495499330128406,
  4842495499330126010, 4842495499330126010, 4842495499330126010, 4842495499330126010,
  4842495499330131302, 4842495499330131302, 4842495499330131302, 4842495499330131302,
  4842495499330128654, 4842495499330128654, 4842495499330128654, 4842495499330128654,
  4842495499330131434, 4842495499330131434, 4842495499330131434, 4842495499330131434,
  4842495499330126142, 4842495499330126142, 4842495499330126142, 4842495499330126142,
  4842495499330128538, 4842495499330128538, 4842495499330128538, 4842495499330128538,
  4842495499330131186, 4842495499330131186, 4842495499330131186, 4842495499330131186,
  4842495499330130844, 4842495499330130844, 4842495499330130844, 4842495499330130844,
  4842495499330129626, 4842495499330129626, 4842495499330129626, 4842495499330129626,
  4842495499330128996, 4842495499330128996, 4842495499330128996, 4842495499330128996,
  4842495499330130214, 4842495499330130214, 4842495499330130214, 4842495499330130214,
], 32);
// @ts-ignore: decorator
@lazy const STATE: usize = memory.data(3872, 32);
// @ts-ignore: decorator
@inline const ELEMENT: usize = 160;
// @ts-ignore: decorator
@inline const A: usize = STATE + 0;
// @ts-ignore: decorator
@inline const B: usize = STATE + 160;
// @ts-ignore: decorator
@inline const C: usize = STATE + 320;
// @ts-ignore: decorator
@inline const D: usize = STATE + 480;
// @ts-ignore: decorator
@inline const P: usize = STATE + 640;
// @ts-ignore: decorator
@inline const Q: usize = STATE + 800;
// @ts-ignore: decorator
@inline const XS: usize = STATE + 960;
// @ts-ignore: decorator
@inline const ZS: usize = STATE + 1120;
// @ts-ignore: decorator
@inline const SS: usize = STATE + 1280;
// @ts-ignore: decorator
@inline const DD: usize = STATE + 1440;
// @ts-ignore: decorator
@inline const AA: usize = STATE + 1600;
// @ts-ignore: decorator
@inline const BB: usize = STATE + 1760;
// @ts-ignore: decorator
@inline const EE: usize = STATE + 1920;
// @ts-ignore: decorator
@inline const TT: usize = STATE + 2080;
// @ts-ignore: decorator
@inline const D2: usize = STATE + 2240;
// @ts-ignore: decorator
@inline const XT: usize = STATE + 2400;
// @ts-ignore: decorator
@inline const ZT: usize = STATE + 2560;
// @ts-ignore: decorator
@inline const XU: usize = STATE + 2720;
// @ts-ignore: decorator
@inline const ZU: usize = STATE + 2880;
// @ts-ignore: decorator
@inline const X1: usize = STATE + 3040;
// @ts-ignore: decorator
@inline const MASK: usize = STATE + 3840;


/** o = a b; carried factors, carried product. */
export function mul(o: usize, a: usize, b: usize): void {
  // factors <= 1.00 2^50, 1.00 2^50; columns <= 1.95 2^56; limbs <= 2^50 + 171
  const c1_0l = v128.load(CONSTANTS, 0), c2_0l = v128.load(CONSTANTS, 32);
  const c1_0h = v128.load(CONSTANTS, 16), c2_0h = v128.load(CONSTANTS, 48);
  const a0_0l = v128.load(a, 0);
  const a0_0h = v128.load(a, 16);
  const a1_0l = v128.load(a, 32);
  const a1_0h = v128.load(a, 48);
  const a2_0l = v128.load(a, 64);
  const a2_0h = v128.load(a, 80);
  const a3_0l = v128.load(a, 96);
  const a3_0h = v128.load(a, 112);
  const a4_0l = v128.load(a, 128);
  const a4_0h = v128.load(a, 144);
  const x_0_0l = a4_0l, y_0_0l = v128.load(b, 128), h_0_0l = f64x2.relaxed_madd(x_0_0l, y_0_0l, c1_0l);
  const x_0_0h = a4_0h, y_0_0h = v128.load(b, 144), h_0_0h = f64x2.relaxed_madd(x_0_0h, y_0_0h, c1_0h);
  let s9_0l = h_0_0l;
  let s9_0h = h_0_0h;
  let s8_0l = f64x2.relaxed_madd(x_0_0l, y_0_0l, f64x2.sub(c2_0l, h_0_0l));
  let s8_0h = f64x2.relaxed_madd(x_0_0h, y_0_0h, f64x2.sub(c2_0h, h_0_0h));
  const m9_0l = i64x2.add(i64x2.add(i64x2.add(s9_0l, s9_0l), s9_0l), i64x2.shl(s9_0l, 4));
  const m9_0h = i64x2.add(i64x2.add(i64x2.add(s9_0h, s9_0h), s9_0h), i64x2.shl(s9_0h, 4));
  const x_1_0l = a3_0l, y_1_0l = v128.load(b, 128), h_1_0l = f64x2.relaxed_madd(x_1_0l, y_1_0l, c1_0l);
  const x_1_0h = a3_0h, y_1_0h = v128.load(b, 144), h_1_0h = f64x2.relaxed_madd(x_1_0h, y_1_0h, c1_0h);
  const p_1_0l = a4_0l, q_1_0l = v128.load(b, 96), g_1_0l = f64x2.relaxed_madd(p_1_0l, q_1_0l, h_1_0l);
  const p_1_0h = a4_0h, q_1_0h = v128.load(b, 112), g_1_0h = f64x2.relaxed_madd(p_1_0h, q_1_0h, h_1_0h);
  s8_0l = i64x2.add(s8_0l, g_1_0l);
  s8_0h = i64x2.add(s8_0h, g_1_0h);
  let s7_0l = f64x2.add(f64x2.relaxed_madd(x_1_0l, y_1_0l, f64x2.sub(c2_0l, h_1_0l)), f64x2.relaxed_madd(p_1_0l, q_1_0l, f64x2.sub(h_1_0l, g_1_0l)));
  let s7_0h = f64x2.add(f64x2.relaxed_madd(x_1_0h, y_1_0h, f64x2.sub(c2_0h, h_1_0h)), f64x2.relaxed_madd(p_1_0h, q_1_0h, f64x2.sub(h_1_0h, g_1_0h)));
  const m8_0l = i64x2.add(i64x2.add(i64x2.add(s8_0l, s8_0l), s8_0l), i64x2.shl(s8_0l, 4));
  const m8_0h = i64x2.add(i64x2.add(i64x2.add(s8_0h, s8_0h), s8_0h), i64x2.shl(s8_0h, 4));
  const x_2_0l = a2_0l, y_2_0l = v128.load(b, 128), h_2_0l = f64x2.relaxed_madd(x_2_0l, y_2_0l, c1_0l);
  const x_2_0h = a2_0h, y_2_0h = v128.load(b, 144), h_2_0h = f64x2.relaxed_madd(x_2_0h, y_2_0h, c1_0h);
  const p_2_0l = a3_0l, q_2_0l = v128.load(b, 96), g_2_0l = f64x2.relaxed_madd(p_2_0l, q_2_0l, h_2_0l);
  const p_2_0h = a3_0h, q_2_0h = v128.load(b, 112), g_2_0h = f64x2.relaxed_madd(p_2_0h, q_2_0h, h_2_0h);
  s7_0l = i64x2.add(s7_0l, g_2_0l);
  s7_0h = i64x2.add(s7_0h, g_2_0h);
  let s6_0l = f64x2.add(f64x2.relaxed_madd(x_2_0l, y_2_0l, f64x2.sub(c2_0l, h_2_0l)), f64x2.relaxed_madd(p_2_0l, q_2_0l, f64x2.sub(h_2_0l, g_2_0l)));
  let s6_0h = f64x2.add(f64x2.relaxed_madd(x_2_0h, y_2_0h, f64x2.sub(c2_0h, h_2_0h)), f64x2.relaxed_madd(p_2_0h, q_2_0h, f64x2.sub(h_2_0h, g_2_0h)));
  const x_3_0l = a4_0l, y_3_0l = v128.load(b, 64), h_3_0l = f64x2.relaxed_madd(x_3_0l, y_3_0l, c1_0l);
  const x_3_0h = a4_0h, y_3_0h = v128.load(b, 80), h_3_0h = f64x2.relaxed_madd(x_3_0h, y_3_0h, c1_0h);
  s7_0l = i64x2.add(s7_0l, h_3_0l);
  s7_0h = i64x2.add(s7_0h, h_3_0h);
  s6_0l = i64x2.add(s6_0l, f64x2.relaxed_madd(x_3_0l, y_3_0l, f64x2.sub(c2_0l, h_3_0l)));
  s6_0h = i64x2.add(s6_0h, f64x2.relaxed_madd(x_3_0h, y_3_0h, f64x2.sub(c2_0h, h_3_0h)));
  const m7_0l = i64x2.add(i64x2.add(i64x2.add(s7_0l, s7_0l), s7_0l), i64x2.shl(s7_0l, 4));
  const m7_0h = i64x2.add(i64x2.add(i64x2.add(s7_0h, s7_0h), s7_0h), i64x2.shl(s7_0h, 4));
  const x_4_0l = a1_0l, y_4_0l = v128.load(b, 128), h_4_0l = f64x2.relaxed_madd(x_4_0l, y_4_0l, c1_0l);
  const x_4_0h = a1_0h, y_4_0h = v128.load(b, 144), h_4_0h = f64x2.relaxed_madd(x_4_0h, y_4_0h, c1_0h);
  const p_4_0l = a2_0l, q_4_0l = v128.load(b, 96), g_4_0l = f64x2.relaxed_madd(p_4_0l, q_4_0l, h_4_0l);
  const p_4_0h = a2_0h, q_4_0h = v128.load(b, 112), g_4_0h = f64x2.relaxed_madd(p_4_0h, q_4_0h, h_4_0h);
  s6_0l = i64x2.add(s6_0l, g_4_0l);
  s6_0h = i64x2.add(s6_0h, g_4_0h);
  let s5_0l = f64x2.add(f64x2.relaxed_madd(x_4_0l, y_4_0l, f64x2.sub(c2_0l, h_4_0l)), f64x2.relaxed_madd(p_4_0l, q_4_0l, f64x2.sub(h_4_0l, g_4_0l)));
  let s5_0h = f64x2.add(f64x2.relaxed_madd(x_4_0h, y_4_0h, f64x2.sub(c2_0h, h_4_0h)), f64x2.relaxed_madd(p_4_0h, q_4_0h, f64x2.sub(h_4_0h, g_4_0h)));
  const x_5_0l = a3_0l, y_5_0l = v128.load(b, 64), h_5_0l = f64x2.relaxed_madd(x_5_0l, y_5_0l, c1_0l);
  const x_5_0h = a3_0h, y_5_0h = v128.load(b, 80), h_5_0h = f64x2.relaxed_madd(x_5_0h, y_5_0h, c1_0h);
  const p_5_0l = a4_0l, q_5_0l = v128.load(b, 32), g_5_0l = f64x2.relaxed_madd(p_5_0l, q_5_0l, h_5_0l);
  const p_5_0h = a4_0h, q_5_0h = v128.load(b, 48), g_5_0h = f64x2.relaxed_madd(p_5_0h, q_5_0h, h_5_0h);
  s6_0l = i64x2.add(s6_0l, g_5_0l);
  s6_0h = i64x2.add(s6_0h, g_5_0h);
  s5_0l = i64x2.add(s5_0l, f64x2.add(f64x2.relaxed_madd(x_5_0l, y_5_0l, f64x2.sub(c2_0l, h_5_0l)), f64x2.relaxed_madd(p_5_0l, q_5_0l, f64x2.sub(h_5_0l, g_5_0l))));
  s5_0h = i64x2.add(s5_0h, f64x2.add(f64x2.relaxed_madd(x_5_0h, y_5_0h, f64x2.sub(c2_0h, h_5_0h)), f64x2.relaxed_madd(p_5_0h, q_5_0h, f64x2.sub(h_5_0h, g_5_0h))));
  const m6_0l = i64x2.add(i64x2.add(i64x2.add(s6_0l, s6_0l), s6_0l), i64x2.shl(s6_0l, 4));
  const m6_0h = i64x2.add(i64x2.add(i64x2.add(s6_0h, s6_0h), s6_0h), i64x2.shl(s6_0h, 4));
  let s4_0l = m9_0l;
  let s4_0h = m9_0h;
  const x_6_0l = a0_0l, y_6_0l = v128.load(b, 128), h_6_0l = f64x2.relaxed_madd(x_6_0l, y_6_0l, c1_0l);
  const x_6_0h = a0_0h, y_6_0h = v128.load(b, 144), h_6_0h = f64x2.relaxed_madd(x_6_0h, y_6_0h, c1_0h);
  const p_6_0l = a1_0l, q_6_0l = v128.load(b, 96), g_6_0l = f64x2.relaxed_madd(p_6_0l, q_6_0l, h_6_0l);
  const p_6_0h = a1_0h, q_6_0h = v128.load(b, 112), g_6_0h = f64x2.relaxed_madd(p_6_0h, q_6_0h, h_6_0h);
  s5_0l = i64x2.add(s5_0l, g_6_0l);
  s5_0h = i64x2.add(s5_0h, g_6_0h);
  s4_0l = i64x2.add(s4_0l, f64x2.add(f64x2.relaxed_madd(x_6_0l, y_6_0l, f64x2.sub(c2_0l, h_6_0l)), f64x2.relaxed_madd(p_6_0l, q_6_0l, f64x2.sub(h_6_0l, g_6_0l))));
  s4_0h = i64x2.add(s4_0h, f64x2.add(f64x2.relaxed_madd(x_6_0h, y_6_0h, f64x2.sub(c2_0h, h_6_0h)), f64x2.relaxed_madd(p_6_0h, q_6_0h, f64x2.sub(h_6_0h, g_6_0h))));
  const x_7_0l = a2_0l, y_7_0l = v128.load(b, 64), h_7_0l = f64x2.relaxed_madd(x_7_0l, y_7_0l, c1_0l);
  const x_7_0h = a2_0h, y_7_0h = v128.load(b, 80), h_7_0h = f64x2.relaxed_madd(x_7_0h, y_7_0h, c1_0h);
  const p_7_0l = a3_0l, q_7_0l = v128.load(b, 32), g_7_0l = f64x2.relaxed_madd(p_7_0l, q_7_0l, h_7_0l);
  const p_7_0h = a3_0h, q_7_0h = v128.load(b, 48), g_7_0h = f64x2.relaxed_madd(p_7_0h, q_7_0h, h_7_0h);
  s5_0l = i64x2.add(s5_0l, g_7_0l);
  s5_0h = i64x2.add(s5_0h, g_7_0h);
  s4_0l = i64x2.add(s4_0l, f64x2.add(f64x2.relaxed_madd(x_7_0l, y_7_0l, f64x2.sub(c2_0l, h_7_0l)), f64x2.relaxed_madd(p_7_0l, q_7_0l, f64x2.sub(h_7_0l, g_7_0l))));
  s4_0h = i64x2.add(s4_0h, f64x2.add(f64x2.relaxed_madd(x_7_0h, y_7_0h, f64x2.sub(c2_0h, h_7_0h)), f64x2.relaxed_madd(p_7_0h, q_7_0h, f64x2.sub(h_7_0h, g_7_0h))));
  const x_8_0l = a4_0l, y_8_0l = v128.load(b, 0), h_8_0l = f64x2.relaxed_madd(x_8_0l, y_8_0l, c1_0l);
  const x_8_0h = a4_0h, y_8_0h = v128.load(b, 16), h_8_0h = f64x2.relaxed_madd(x_8_0h, y_8_0h, c1_0h);
  s5_0l = i64x2.add(s5_0l, h_8_0l);
  s5_0h = i64x2.add(s5_0h, h_8_0h);
  s4_0l = i64x2.add(s4_0l, f64x2.relaxed_madd(x_8_0l, y_8_0l, f64x2.sub(c2_0l, h_8_0l)));
  s4_0h = i64x2.add(s4_0h, f64x2.relaxed_madd(x_8_0h, y_8_0h, f64x2.sub(c2_0h, h_8_0h)));
  const m5_0l = i64x2.add(i64x2.add(i64x2.add(s5_0l, s5_0l), s5_0l), i64x2.shl(s5_0l, 4));
  const m5_0h = i64x2.add(i64x2.add(i64x2.add(s5_0h, s5_0h), s5_0h), i64x2.shl(s5_0h, 4));
  let s3_0l = m8_0l;
  let s3_0h = m8_0h;
  const x_9_0l = a0_0l, y_9_0l = v128.load(b, 96), h_9_0l = f64x2.relaxed_madd(x_9_0l, y_9_0l, c1_0l);
  const x_9_0h = a0_0h, y_9_0h = v128.load(b, 112), h_9_0h = f64x2.relaxed_madd(x_9_0h, y_9_0h, c1_0h);
  const p_9_0l = a1_0l, q_9_0l = v128.load(b, 64), g_9_0l = f64x2.relaxed_madd(p_9_0l, q_9_0l, h_9_0l);
  const p_9_0h = a1_0h, q_9_0h = v128.load(b, 80), g_9_0h = f64x2.relaxed_madd(p_9_0h, q_9_0h, h_9_0h);
  s4_0l = i64x2.add(s4_0l, g_9_0l);
  s4_0h = i64x2.add(s4_0h, g_9_0h);
  s3_0l = i64x2.add(s3_0l, f64x2.add(f64x2.relaxed_madd(x_9_0l, y_9_0l, f64x2.sub(c2_0l, h_9_0l)), f64x2.relaxed_madd(p_9_0l, q_9_0l, f64x2.sub(h_9_0l, g_9_0l))));
  s3_0h = i64x2.add(s3_0h, f64x2.add(f64x2.relaxed_madd(x_9_0h, y_9_0h, f64x2.sub(c2_0h, h_9_0h)), f64x2.relaxed_madd(p_9_0h, q_9_0h, f64x2.sub(h_9_0h, g_9_0h))));
  const x_10_0l = a2_0l, y_10_0l = v128.load(b, 32), h_10_0l = f64x2.relaxed_madd(x_10_0l, y_10_0l, c1_0l);
  const x_10_0h = a2_0h, y_10_0h = v128.load(b, 48), h_10_0h = f64x2.relaxed_madd(x_10_0h, y_10_0h, c1_0h);
  const p_10_0l = a3_0l, q_10_0l = v128.load(b, 0), g_10_0l = f64x2.relaxed_madd(p_10_0l, q_10_0l, h_10_0l);
  const p_10_0h = a3_0h, q_10_0h = v128.load(b, 16), g_10_0h = f64x2.relaxed_madd(p_10_0h, q_10_0h, h_10_0h);
  s4_0l = i64x2.add(s4_0l, g_10_0l);
  s4_0h = i64x2.add(s4_0h, g_10_0h);
  s3_0l = i64x2.add(s3_0l, f64x2.add(f64x2.relaxed_madd(x_10_0l, y_10_0l, f64x2.sub(c2_0l, h_10_0l)), f64x2.relaxed_madd(p_10_0l, q_10_0l, f64x2.sub(h_10_0l, g_10_0l))));
  s3_0h = i64x2.add(s3_0h, f64x2.add(f64x2.relaxed_madd(x_10_0h, y_10_0h, f64x2.sub(c2_0h, h_10_0h)), f64x2.relaxed_madd(p_10_0h, q_10_0h, f64x2.sub(h_10_0h, g_10_0h))));
  const col4_0l = i64x2.add(s4_0l, v128.load(CONSTANTS, 224));
  const col4_0h = i64x2.add(s4_0h, v128.load(CONSTANTS, 240));
  let s2_0l = m7_0l;
  let s2_0h = m7_0h;
  const x_11_0l = a0_0l, y_11_0l = v128.load(b, 64), h_11_0l = f64x2.relaxed_madd(x_11_0l, y_11_0l, c1_0l);
  const x_11_0h = a0_0h, y_11_0h = v128.load(b, 80), h_11_0h = f64x2.relaxed_madd(x_11_0h, y_11_0h, c1_0h);
  const p_11_0l = a1_0l, q_11_0l = v128.load(b, 32), g_11_0l = f64x2.relaxed_madd(p_11_0l, q_11_0l, h_11_0l);
  const p_11_0h = a1_0h, q_11_0h = v128.load(b, 48), g_11_0h = f64x2.relaxed_madd(p_11_0h, q_11_0h, h_11_0h);
  s3_0l = i64x2.add(s3_0l, g_11_0l);
  s3_0h = i64x2.add(s3_0h, g_11_0h);
  s2_0l = i64x2.add(s2_0l, f64x2.add(f64x2.relaxed_madd(x_11_0l, y_11_0l, f64x2.sub(c2_0l, h_11_0l)), f64x2.relaxed_madd(p_11_0l, q_11_0l, f64x2.sub(h_11_0l, g_11_0l))));
  s2_0h = i64x2.add(s2_0h, f64x2.add(f64x2.relaxed_madd(x_11_0h, y_11_0h, f64x2.sub(c2_0h, h_11_0h)), f64x2.relaxed_madd(p_11_0h, q_11_0h, f64x2.sub(h_11_0h, g_11_0h))));
  const x_12_0l = a2_0l, y_12_0l = v128.load(b, 0), h_12_0l = f64x2.relaxed_madd(x_12_0l, y_12_0l, c1_0l);
  const x_12_0h = a2_0h, y_12_0h = v128.load(b, 16), h_12_0h = f64x2.relaxed_madd(x_12_0h, y_12_0h, c1_0h);
  s3_0l = i64x2.add(s3_0l, h_12_0l);
  s3_0h = i64x2.add(s3_0h, h_12_0h);
  s2_0l = i64x2.add(s2_0l, f64x2.relaxed_madd(x_12_0l, y_12_0l, f64x2.sub(c2_0l, h_12_0l)));
  s2_0h = i64x2.add(s2_0h, f64x2.relaxed_madd(x_12_0h, y_12_0h, f64x2.sub(c2_0h, h_12_0h)));
  const col3_0l = i64x2.add(s3_0l, v128.load(CONSTANTS, 256));
  const col3_0h = i64x2.add(s3_0h, v128.load(CONSTANTS, 272));
  let s1_0l = m6_0l;
  let s1_0h = m6_0h;
  const x_13_0l = a0_0l, y_13_0l = v128.load(b, 32), h_13_0l = f64x2.relaxed_madd(x_13_0l, y_13_0l, c1_0l);
  const x_13_0h = a0_0h, y_13_0h = v128.load(b, 48), h_13_0h = f64x2.relaxed_madd(x_13_0h, y_13_0h, c1_0h);
  const p_13_0l = a1_0l, q_13_0l = v128.load(b, 0), g_13_0l = f64x2.relaxed_madd(p_13_0l, q_13_0l, h_13_0l);
  const p_13_0h = a1_0h, q_13_0h = v128.load(b, 16), g_13_0h = f64x2.relaxed_madd(p_13_0h, q_13_0h, h_13_0h);
  s2_0l = i64x2.add(s2_0l, g_13_0l);
  s2_0h = i64x2.add(s2_0h, g_13_0h);
  s1_0l = i64x2.add(s1_0l, f64x2.add(f64x2.relaxed_madd(x_13_0l, y_13_0l, f64x2.sub(c2_0l, h_13_0l)), f64x2.relaxed_madd(p_13_0l, q_13_0l, f64x2.sub(h_13_0l, g_13_0l))));
  s1_0h = i64x2.add(s1_0h, f64x2.add(f64x2.relaxed_madd(x_13_0h, y_13_0h, f64x2.sub(c2_0h, h_13_0h)), f64x2.relaxed_madd(p_13_0h, q_13_0h, f64x2.sub(h_13_0h, g_13_0h))));
  const col2_0l = i64x2.add(s2_0l, v128.load(CONSTANTS, 288));
  const col2_0h = i64x2.add(s2_0h, v128.load(CONSTANTS, 304));
  let s0_0l = m5_0l;
  let s0_0h = m5_0h;
  const x_14_0l = a0_0l, y_14_0l = v128.load(b, 0), h_14_0l = f64x2.relaxed_madd(x_14_0l, y_14_0l, c1_0l);
  const x_14_0h = a0_0h, y_14_0h = v128.load(b, 16), h_14_0h = f64x2.relaxed_madd(x_14_0h, y_14_0h, c1_0h);
  s1_0l = i64x2.add(s1_0l, h_14_0l);
  s1_0h = i64x2.add(s1_0h, h_14_0h);
  s0_0l = i64x2.add(s0_0l, f64x2.relaxed_madd(x_14_0l, y_14_0l, f64x2.sub(c2_0l, h_14_0l)));
  s0_0h = i64x2.add(s0_0h, f64x2.relaxed_madd(x_14_0h, y_14_0h, f64x2.sub(c2_0h, h_14_0h)));
  const col1_0l = i64x2.add(s1_0l, v128.load(CONSTANTS, 320));
  const col1_0h = i64x2.add(s1_0h, v128.load(CONSTANTS, 336));
  const col0_0l = i64x2.add(s0_0l, v128.load(CONSTANTS, 352));
  const col0_0h = i64x2.add(s0_0h, v128.load(CONSTANTS, 368));
  const mask_1l = v128.load(CONSTANTS, 64), exp_1l = v128.load(CONSTANTS, 96);
  const mask_1h = v128.load(CONSTANTS, 80), exp_1h = v128.load(CONSTANTS, 112);
  const v4_1l = col4_0l, q4_1l = i64x2.shr_u(v4_1l, 51);
  const v4_1h = col4_0h, q4_1h = i64x2.shr_u(v4_1h, 51);
  let p_1l = i64x2.add(v128.and(v4_1l, mask_1l), exp_1l);
  let p_1h = i64x2.add(v128.and(v4_1h, mask_1h), exp_1h);
  const v3_1l = col3_0l, q3_1l = i64x2.shr_u(v3_1l, 51);
  const v3_1h = col3_0h, q3_1h = i64x2.shr_u(v3_1h, 51);
  { const l = f64x2.sub(i64x2.add(p_1l, q3_1l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_1h, q3_1h), v128.load(CONSTANTS, 144)); v128.store(o, l, 128); v128.store(o, h, 144); }
  p_1l = i64x2.add(v128.and(v3_1l, mask_1l), exp_1l);
  p_1h = i64x2.add(v128.and(v3_1h, mask_1h), exp_1h);
  const v2_1l = col2_0l, q2_1l = i64x2.shr_u(v2_1l, 51);
  const v2_1h = col2_0h, q2_1h = i64x2.shr_u(v2_1h, 51);
  { const l = f64x2.sub(i64x2.add(p_1l, q2_1l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_1h, q2_1h), v128.load(CONSTANTS, 144)); v128.store(o, l, 96); v128.store(o, h, 112); }
  p_1l = i64x2.add(v128.and(v2_1l, mask_1l), exp_1l);
  p_1h = i64x2.add(v128.and(v2_1h, mask_1h), exp_1h);
  const v1_1l = col1_0l, q1_1l = i64x2.shr_u(v1_1l, 51);
  const v1_1h = col1_0h, q1_1h = i64x2.shr_u(v1_1h, 51);
  { const l = f64x2.sub(i64x2.add(p_1l, q1_1l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_1h, q1_1h), v128.load(CONSTANTS, 144)); v128.store(o, l, 64); v128.store(o, h, 80); }
  p_1l = i64x2.add(v128.and(v1_1l, mask_1l), exp_1l);
  p_1h = i64x2.add(v128.and(v1_1h, mask_1h), exp_1h);
  const v0_1l = col0_0l, q0_1l = i64x2.shr_u(v0_1l, 51);
  const v0_1h = col0_0h, q0_1h = i64x2.shr_u(v0_1h, 51);
  { const l = f64x2.sub(i64x2.add(p_1l, q0_1l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_1h, q0_1h), v128.load(CONSTANTS, 144)); v128.store(o, l, 32); v128.store(o, h, 48); }
  p_1l = i64x2.add(v128.and(v0_1l, mask_1l), exp_1l);
  p_1h = i64x2.add(v128.and(v0_1h, mask_1h), exp_1h);
  { const l = f64x2.sub(i64x2.add(p_1l, i16x8.mul(q4_1l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 192)), h = f64x2.sub(i64x2.add(p_1h, i16x8.mul(q4_1h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 208)); v128.store(o, l, 0); v128.store(o, h, 16); }
}

/** o = a^2; carried. */
export function sqr(o: usize, a: usize): void {
  // factors <= 1.00 2^50, 1.00 2^50; columns <= 1.58 2^55; limbs <= 2^50 + 76
  const c1_2l = v128.load(CONSTANTS, 0), c2_2l = v128.load(CONSTANTS, 32);
  const c1_2h = v128.load(CONSTANTS, 16), c2_2h = v128.load(CONSTANTS, 48);
  const a0_2l = v128.load(a, 0);
  const a0_2h = v128.load(a, 16);
  const a1_2l = v128.load(a, 32);
  const a1_2h = v128.load(a, 48);
  const a2_2l = v128.load(a, 64);
  const a2_2h = v128.load(a, 80);
  const a3_2l = v128.load(a, 96);
  const a3_2h = v128.load(a, 112);
  const a4_2l = v128.load(a, 128);
  const a4_2h = v128.load(a, 144);
  const t4_2l = f64x2.relaxed_madd(a4_2l, v128.load(CONSTANTS, 384), c1_2l);
  const t4_2h = f64x2.relaxed_madd(a4_2h, v128.load(CONSTANTS, 400), c1_2h);
  const v4_2l = f64x2.sub(c1_2l, t4_2l);
  const v4_2h = f64x2.sub(c1_2h, t4_2h);
  const w4_2l = f64x2.relaxed_madd(a4_2l, v128.load(CONSTANTS, 384), v4_2l);
  const w4_2h = f64x2.relaxed_madd(a4_2h, v128.load(CONSTANTS, 400), v4_2h);
  const t3_2l = f64x2.relaxed_madd(a3_2l, v128.load(CONSTANTS, 384), c1_2l);
  const t3_2h = f64x2.relaxed_madd(a3_2h, v128.load(CONSTANTS, 400), c1_2h);
  const v3_2l = f64x2.sub(c1_2l, t3_2l);
  const v3_2h = f64x2.sub(c1_2h, t3_2h);
  const w3_2l = f64x2.relaxed_madd(a3_2l, v128.load(CONSTANTS, 384), v3_2l);
  const w3_2h = f64x2.relaxed_madd(a3_2h, v128.load(CONSTANTS, 400), v3_2h);
  const z_2l = f64x2.relaxed_nmadd(v4_2l, v128.load(CONSTANTS, 416), a0_2l);
  const z_2h = f64x2.relaxed_nmadd(v4_2h, v128.load(CONSTANTS, 432), a0_2h);
  const y_2l = f64x2.relaxed_nmadd(v3_2l, v128.load(CONSTANTS, 416), w4_2l);
  const y_2h = f64x2.relaxed_nmadd(v3_2h, v128.load(CONSTANTS, 432), w4_2h);
  const zz_2l = f64x2.add(a0_2l, z_2l), yy_2l = f64x2.add(w4_2l, y_2l);
  const zz_2h = f64x2.add(a0_2h, z_2h), yy_2h = f64x2.add(w4_2h, y_2h);
  const d1_2l = f64x2.add(a1_2l, a1_2l);
  const d1_2h = f64x2.add(a1_2h, a1_2h);
  const d2_2l = f64x2.add(a2_2l, a2_2l);
  const d2_2h = f64x2.add(a2_2h, a2_2h);
  const d3_2l = f64x2.add(a3_2l, a3_2l);
  const d3_2h = f64x2.add(a3_2h, a3_2h);
  const x_0_2l = a2_2l, y_0_2l = a2_2l, h_0_2l = f64x2.relaxed_madd(x_0_2l, y_0_2l, c1_2l);
  const x_0_2h = a2_2h, y_0_2h = a2_2h, h_0_2h = f64x2.relaxed_madd(x_0_2h, y_0_2h, c1_2h);
  const p_0_2l = a4_2l, q_0_2l = zz_2l, g_0_2l = f64x2.relaxed_madd(p_0_2l, q_0_2l, h_0_2l);
  const p_0_2h = a4_2h, q_0_2h = zz_2h, g_0_2h = f64x2.relaxed_madd(p_0_2h, q_0_2h, h_0_2h);
  let s5_2l = g_0_2l;
  let s5_2h = g_0_2h;
  let s4_2l = f64x2.add(f64x2.relaxed_madd(x_0_2l, y_0_2l, f64x2.sub(c2_2l, h_0_2l)), f64x2.relaxed_madd(p_0_2l, q_0_2l, f64x2.sub(h_0_2l, g_0_2l)));
  let s4_2h = f64x2.add(f64x2.relaxed_madd(x_0_2h, y_0_2h, f64x2.sub(c2_2h, h_0_2h)), f64x2.relaxed_madd(p_0_2h, q_0_2h, f64x2.sub(h_0_2h, g_0_2h)));
  const x_1_2l = d1_2l, y_1_2l = a3_2l, h_1_2l = f64x2.relaxed_madd(x_1_2l, y_1_2l, c1_2l);
  const x_1_2h = d1_2h, y_1_2h = a3_2h, h_1_2h = f64x2.relaxed_madd(x_1_2h, y_1_2h, c1_2h);
  s5_2l = i64x2.add(s5_2l, h_1_2l);
  s5_2h = i64x2.add(s5_2h, h_1_2h);
  s4_2l = i64x2.add(s4_2l, f64x2.relaxed_madd(x_1_2l, y_1_2l, f64x2.sub(c2_2l, h_1_2l)));
  s4_2h = i64x2.add(s4_2h, f64x2.relaxed_madd(x_1_2h, y_1_2h, f64x2.sub(c2_2h, h_1_2h)));
  const m5_2l = i64x2.add(i64x2.add(i64x2.add(s5_2l, s5_2l), s5_2l), i64x2.shl(s5_2l, 4));
  const m5_2h = i64x2.add(i64x2.add(i64x2.add(s5_2h, s5_2h), s5_2h), i64x2.shl(s5_2h, 4));
  const x_2_2l = a4_2l, y_2_2l = w4_2l, h_2_2l = f64x2.relaxed_madd(x_2_2l, y_2_2l, c1_2l);
  const x_2_2h = a4_2h, y_2_2h = w4_2h, h_2_2h = f64x2.relaxed_madd(x_2_2h, y_2_2h, c1_2h);
  const p_2_2l = d3_2l, q_2_2l = z_2l, g_2_2l = f64x2.relaxed_madd(p_2_2l, q_2_2l, h_2_2l);
  const p_2_2h = d3_2h, q_2_2h = z_2h, g_2_2h = f64x2.relaxed_madd(p_2_2h, q_2_2h, h_2_2h);
  s4_2l = i64x2.add(s4_2l, g_2_2l);
  s4_2h = i64x2.add(s4_2h, g_2_2h);
  let s3_2l = f64x2.add(f64x2.relaxed_madd(x_2_2l, y_2_2l, f64x2.sub(c2_2l, h_2_2l)), f64x2.relaxed_madd(p_2_2l, q_2_2l, f64x2.sub(h_2_2l, g_2_2l)));
  let s3_2h = f64x2.add(f64x2.relaxed_madd(x_2_2h, y_2_2h, f64x2.sub(c2_2h, h_2_2h)), f64x2.relaxed_madd(p_2_2h, q_2_2h, f64x2.sub(h_2_2h, g_2_2h)));
  const x_3_2l = d1_2l, y_3_2l = a2_2l, h_3_2l = f64x2.relaxed_madd(x_3_2l, y_3_2l, c1_2l);
  const x_3_2h = d1_2h, y_3_2h = a2_2h, h_3_2h = f64x2.relaxed_madd(x_3_2h, y_3_2h, c1_2h);
  s4_2l = i64x2.add(s4_2l, h_3_2l);
  s4_2h = i64x2.add(s4_2h, h_3_2h);
  s3_2l = i64x2.add(s3_2l, f64x2.relaxed_madd(x_3_2l, y_3_2l, f64x2.sub(c2_2l, h_3_2l)));
  s3_2h = i64x2.add(s3_2h, f64x2.relaxed_madd(x_3_2h, y_3_2h, f64x2.sub(c2_2h, h_3_2h)));
  const col4_2l = i64x2.add(s4_2l, v128.load(CONSTANTS, 448));
  const col4_2h = i64x2.add(s4_2h, v128.load(CONSTANTS, 464));
  const x_4_2l = a1_2l, y_4_2l = a1_2l, h_4_2l = f64x2.relaxed_madd(x_4_2l, y_4_2l, c1_2l);
  const x_4_2h = a1_2h, y_4_2h = a1_2h, h_4_2h = f64x2.relaxed_madd(x_4_2h, y_4_2h, c1_2h);
  const p_4_2l = d2_2l, q_4_2l = z_2l, g_4_2l = f64x2.relaxed_madd(p_4_2l, q_4_2l, h_4_2l);
  const p_4_2h = d2_2h, q_4_2h = z_2h, g_4_2h = f64x2.relaxed_madd(p_4_2h, q_4_2h, h_4_2h);
  s3_2l = i64x2.add(s3_2l, g_4_2l);
  s3_2h = i64x2.add(s3_2h, g_4_2h);
  let s2_2l = f64x2.add(f64x2.relaxed_madd(x_4_2l, y_4_2l, f64x2.sub(c2_2l, h_4_2l)), f64x2.relaxed_madd(p_4_2l, q_4_2l, f64x2.sub(h_4_2l, g_4_2l)));
  let s2_2h = f64x2.add(f64x2.relaxed_madd(x_4_2h, y_4_2h, f64x2.sub(c2_2h, h_4_2h)), f64x2.relaxed_madd(p_4_2h, q_4_2h, f64x2.sub(h_4_2h, g_4_2h)));
  const x_5_2l = a3_2l, y_5_2l = yy_2l, h_5_2l = f64x2.relaxed_madd(x_5_2l, y_5_2l, c1_2l);
  const x_5_2h = a3_2h, y_5_2h = yy_2h, h_5_2h = f64x2.relaxed_madd(x_5_2h, y_5_2h, c1_2h);
  s3_2l = i64x2.add(s3_2l, h_5_2l);
  s3_2h = i64x2.add(s3_2h, h_5_2h);
  s2_2l = i64x2.add(s2_2l, f64x2.relaxed_madd(x_5_2l, y_5_2l, f64x2.sub(c2_2l, h_5_2l)));
  s2_2h = i64x2.add(s2_2h, f64x2.relaxed_madd(x_5_2h, y_5_2h, f64x2.sub(c2_2h, h_5_2h)));
  const col3_2l = i64x2.add(s3_2l, v128.load(CONSTANTS, 448));
  const col3_2h = i64x2.add(s3_2h, v128.load(CONSTANTS, 464));
  const x_6_2l = a3_2l, y_6_2l = w3_2l, h_6_2l = f64x2.relaxed_madd(x_6_2l, y_6_2l, c1_2l);
  const x_6_2h = a3_2h, y_6_2h = w3_2h, h_6_2h = f64x2.relaxed_madd(x_6_2h, y_6_2h, c1_2h);
  const p_6_2l = d1_2l, q_6_2l = z_2l, g_6_2l = f64x2.relaxed_madd(p_6_2l, q_6_2l, h_6_2l);
  const p_6_2h = d1_2h, q_6_2h = z_2h, g_6_2h = f64x2.relaxed_madd(p_6_2h, q_6_2h, h_6_2h);
  s2_2l = i64x2.add(s2_2l, g_6_2l);
  s2_2h = i64x2.add(s2_2h, g_6_2h);
  let s1_2l = f64x2.add(f64x2.relaxed_madd(x_6_2l, y_6_2l, f64x2.sub(c2_2l, h_6_2l)), f64x2.relaxed_madd(p_6_2l, q_6_2l, f64x2.sub(h_6_2l, g_6_2l)));
  let s1_2h = f64x2.add(f64x2.relaxed_madd(x_6_2h, y_6_2h, f64x2.sub(c2_2h, h_6_2h)), f64x2.relaxed_madd(p_6_2h, q_6_2h, f64x2.sub(h_6_2h, g_6_2h)));
  const x_7_2l = d2_2l, y_7_2l = y_2l, h_7_2l = f64x2.relaxed_madd(x_7_2l, y_7_2l, c1_2l);
  const x_7_2h = d2_2h, y_7_2h = y_2h, h_7_2h = f64x2.relaxed_madd(x_7_2h, y_7_2h, c1_2h);
  s2_2l = i64x2.add(s2_2l, h_7_2l);
  s2_2h = i64x2.add(s2_2h, h_7_2h);
  s1_2l = i64x2.add(s1_2l, f64x2.relaxed_madd(x_7_2l, y_7_2l, f64x2.sub(c2_2l, h_7_2l)));
  s1_2h = i64x2.add(s1_2h, f64x2.relaxed_madd(x_7_2h, y_7_2h, f64x2.sub(c2_2h, h_7_2h)));
  const col2_2l = i64x2.add(s2_2l, v128.load(CONSTANTS, 448));
  const col2_2h = i64x2.add(s2_2h, v128.load(CONSTANTS, 464));
  let s0_2l = m5_2l;
  let s0_2h = m5_2h;
  const x_8_2l = a0_2l, y_8_2l = a0_2l, h_8_2l = f64x2.relaxed_madd(x_8_2l, y_8_2l, c1_2l);
  const x_8_2h = a0_2h, y_8_2h = a0_2h, h_8_2h = f64x2.relaxed_madd(x_8_2h, y_8_2h, c1_2h);
  const p_8_2l = d1_2l, q_8_2l = w4_2l, g_8_2l = f64x2.relaxed_madd(p_8_2l, q_8_2l, h_8_2l);
  const p_8_2h = d1_2h, q_8_2h = w4_2h, g_8_2h = f64x2.relaxed_madd(p_8_2h, q_8_2h, h_8_2h);
  s1_2l = i64x2.add(s1_2l, g_8_2l);
  s1_2h = i64x2.add(s1_2h, g_8_2h);
  s0_2l = i64x2.add(s0_2l, f64x2.add(f64x2.relaxed_madd(x_8_2l, y_8_2l, f64x2.sub(c2_2l, h_8_2l)), f64x2.relaxed_madd(p_8_2l, q_8_2l, f64x2.sub(h_8_2l, g_8_2l))));
  s0_2h = i64x2.add(s0_2h, f64x2.add(f64x2.relaxed_madd(x_8_2h, y_8_2h, f64x2.sub(c2_2h, h_8_2h)), f64x2.relaxed_madd(p_8_2h, q_8_2h, f64x2.sub(h_8_2h, g_8_2h))));
  const x_9_2l = d2_2l, y_9_2l = w3_2l, h_9_2l = f64x2.relaxed_madd(x_9_2l, y_9_2l, c1_2l);
  const x_9_2h = d2_2h, y_9_2h = w3_2h, h_9_2h = f64x2.relaxed_madd(x_9_2h, y_9_2h, c1_2h);
  s1_2l = i64x2.add(s1_2l, h_9_2l);
  s1_2h = i64x2.add(s1_2h, h_9_2h);
  s0_2l = i64x2.add(s0_2l, f64x2.relaxed_madd(x_9_2l, y_9_2l, f64x2.sub(c2_2l, h_9_2l)));
  s0_2h = i64x2.add(s0_2h, f64x2.relaxed_madd(x_9_2h, y_9_2h, f64x2.sub(c2_2h, h_9_2h)));
  const col1_2l = i64x2.add(s1_2l, v128.load(CONSTANTS, 448));
  const col1_2h = i64x2.add(s1_2h, v128.load(CONSTANTS, 464));
  const col0_2l = i64x2.add(s0_2l, v128.load(CONSTANTS, 480));
  const col0_2h = i64x2.add(s0_2h, v128.load(CONSTANTS, 496));
  const mask_3l = v128.load(CONSTANTS, 64), exp_3l = v128.load(CONSTANTS, 96);
  const mask_3h = v128.load(CONSTANTS, 80), exp_3h = v128.load(CONSTANTS, 112);
  const v4_3l = col4_2l, q4_3l = i64x2.shr_u(v4_3l, 51);
  const v4_3h = col4_2h, q4_3h = i64x2.shr_u(v4_3h, 51);
  let p_3l = i64x2.add(v128.and(v4_3l, mask_3l), exp_3l);
  let p_3h = i64x2.add(v128.and(v4_3h, mask_3h), exp_3h);
  const v3_3l = col3_2l, q3_3l = i64x2.shr_u(v3_3l, 51);
  const v3_3h = col3_2h, q3_3h = i64x2.shr_u(v3_3h, 51);
  { const l = f64x2.sub(i64x2.add(p_3l, q3_3l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_3h, q3_3h), v128.load(CONSTANTS, 144)); v128.store(o, l, 128); v128.store(o, h, 144); }
  p_3l = i64x2.add(v128.and(v3_3l, mask_3l), exp_3l);
  p_3h = i64x2.add(v128.and(v3_3h, mask_3h), exp_3h);
  const v2_3l = col2_2l, q2_3l = i64x2.shr_u(v2_3l, 51);
  const v2_3h = col2_2h, q2_3h = i64x2.shr_u(v2_3h, 51);
  { const l = f64x2.sub(i64x2.add(p_3l, q2_3l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_3h, q2_3h), v128.load(CONSTANTS, 144)); v128.store(o, l, 96); v128.store(o, h, 112); }
  p_3l = i64x2.add(v128.and(v2_3l, mask_3l), exp_3l);
  p_3h = i64x2.add(v128.and(v2_3h, mask_3h), exp_3h);
  const v1_3l = col1_2l, q1_3l = i64x2.shr_u(v1_3l, 51);
  const v1_3h = col1_2h, q1_3h = i64x2.shr_u(v1_3h, 51);
  { const l = f64x2.sub(i64x2.add(p_3l, q1_3l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_3h, q1_3h), v128.load(CONSTANTS, 144)); v128.store(o, l, 64); v128.store(o, h, 80); }
  p_3l = i64x2.add(v128.and(v1_3l, mask_3l), exp_3l);
  p_3h = i64x2.add(v128.and(v1_3h, mask_3h), exp_3h);
  const v0_3l = col0_2l, q0_3l = i64x2.shr_u(v0_3l, 51);
  const v0_3h = col0_2h, q0_3h = i64x2.shr_u(v0_3h, 51);
  { const l = f64x2.sub(i64x2.add(p_3l, q0_3l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_3h, q0_3h), v128.load(CONSTANTS, 144)); v128.store(o, l, 32); v128.store(o, h, 48); }
  p_3l = i64x2.add(v128.and(v0_3l, mask_3l), exp_3l);
  p_3h = i64x2.add(v128.and(v0_3h, mask_3h), exp_3h);
  { const l = f64x2.sub(i64x2.add(p_3l, i16x8.mul(q4_3l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 192)), h = f64x2.sub(i64x2.add(p_3h, i16x8.mul(q4_3h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 208)); v128.store(o, l, 0); v128.store(o, h, 16); }
}

/** o = e t, factors as eAndT leaves them: no two products may share. */
export function mulLoose(o: usize, e: usize, t: usize): void {
  // factors <= 1.00 2^51, 1.00 2^50; columns <= 1.34 2^57; limbs <= 2^50 + 285
  const c1_4l = v128.load(CONSTANTS, 0), c2_4l = v128.load(CONSTANTS, 32);
  const c1_4h = v128.load(CONSTANTS, 16), c2_4h = v128.load(CONSTANTS, 48);
  const a0_4l = v128.load(e, 0);
  const a0_4h = v128.load(e, 16);
  const a1_4l = v128.load(e, 32);
  const a1_4h = v128.load(e, 48);
  const a2_4l = v128.load(e, 64);
  const a2_4h = v128.load(e, 80);
  const a3_4l = v128.load(e, 96);
  const a3_4h = v128.load(e, 112);
  const a4_4l = v128.load(e, 128);
  const a4_4h = v128.load(e, 144);
  const x_0_4l = a4_4l, y_0_4l = v128.load(t, 128), h_0_4l = f64x2.relaxed_madd(x_0_4l, y_0_4l, c1_4l);
  const x_0_4h = a4_4h, y_0_4h = v128.load(t, 144), h_0_4h = f64x2.relaxed_madd(x_0_4h, y_0_4h, c1_4h);
  let s9_4l = h_0_4l;
  let s9_4h = h_0_4h;
  let s8_4l = f64x2.relaxed_madd(x_0_4l, y_0_4l, f64x2.sub(c2_4l, h_0_4l));
  let s8_4h = f64x2.relaxed_madd(x_0_4h, y_0_4h, f64x2.sub(c2_4h, h_0_4h));
  const m9_4l = i64x2.add(i64x2.add(i64x2.add(s9_4l, s9_4l), s9_4l), i64x2.shl(s9_4l, 4));
  const m9_4h = i64x2.add(i64x2.add(i64x2.add(s9_4h, s9_4h), s9_4h), i64x2.shl(s9_4h, 4));
  const x_1_4l = a3_4l, y_1_4l = v128.load(t, 128), h_1_4l = f64x2.relaxed_madd(x_1_4l, y_1_4l, c1_4l);
  const x_1_4h = a3_4h, y_1_4h = v128.load(t, 144), h_1_4h = f64x2.relaxed_madd(x_1_4h, y_1_4h, c1_4h);
  s8_4l = i64x2.add(s8_4l, h_1_4l);
  s8_4h = i64x2.add(s8_4h, h_1_4h);
  let s7_4l = f64x2.relaxed_madd(x_1_4l, y_1_4l, f64x2.sub(c2_4l, h_1_4l));
  let s7_4h = f64x2.relaxed_madd(x_1_4h, y_1_4h, f64x2.sub(c2_4h, h_1_4h));
  const x_2_4l = a4_4l, y_2_4l = v128.load(t, 96), h_2_4l = f64x2.relaxed_madd(x_2_4l, y_2_4l, c1_4l);
  const x_2_4h = a4_4h, y_2_4h = v128.load(t, 112), h_2_4h = f64x2.relaxed_madd(x_2_4h, y_2_4h, c1_4h);
  s8_4l = i64x2.add(s8_4l, h_2_4l);
  s8_4h = i64x2.add(s8_4h, h_2_4h);
  s7_4l = i64x2.add(s7_4l, f64x2.relaxed_madd(x_2_4l, y_2_4l, f64x2.sub(c2_4l, h_2_4l)));
  s7_4h = i64x2.add(s7_4h, f64x2.relaxed_madd(x_2_4h, y_2_4h, f64x2.sub(c2_4h, h_2_4h)));
  const m8_4l = i64x2.add(i64x2.add(i64x2.add(s8_4l, s8_4l), s8_4l), i64x2.shl(s8_4l, 4));
  const m8_4h = i64x2.add(i64x2.add(i64x2.add(s8_4h, s8_4h), s8_4h), i64x2.shl(s8_4h, 4));
  const x_3_4l = a2_4l, y_3_4l = v128.load(t, 128), h_3_4l = f64x2.relaxed_madd(x_3_4l, y_3_4l, c1_4l);
  const x_3_4h = a2_4h, y_3_4h = v128.load(t, 144), h_3_4h = f64x2.relaxed_madd(x_3_4h, y_3_4h, c1_4h);
  s7_4l = i64x2.add(s7_4l, h_3_4l);
  s7_4h = i64x2.add(s7_4h, h_3_4h);
  let s6_4l = f64x2.relaxed_madd(x_3_4l, y_3_4l, f64x2.sub(c2_4l, h_3_4l));
  let s6_4h = f64x2.relaxed_madd(x_3_4h, y_3_4h, f64x2.sub(c2_4h, h_3_4h));
  const x_4_4l = a3_4l, y_4_4l = v128.load(t, 96), h_4_4l = f64x2.relaxed_madd(x_4_4l, y_4_4l, c1_4l);
  const x_4_4h = a3_4h, y_4_4h = v128.load(t, 112), h_4_4h = f64x2.relaxed_madd(x_4_4h, y_4_4h, c1_4h);
  s7_4l = i64x2.add(s7_4l, h_4_4l);
  s7_4h = i64x2.add(s7_4h, h_4_4h);
  s6_4l = i64x2.add(s6_4l, f64x2.relaxed_madd(x_4_4l, y_4_4l, f64x2.sub(c2_4l, h_4_4l)));
  s6_4h = i64x2.add(s6_4h, f64x2.relaxed_madd(x_4_4h, y_4_4h, f64x2.sub(c2_4h, h_4_4h)));
  const x_5_4l = a4_4l, y_5_4l = v128.load(t, 64), h_5_4l = f64x2.relaxed_madd(x_5_4l, y_5_4l, c1_4l);
  const x_5_4h = a4_4h, y_5_4h = v128.load(t, 80), h_5_4h = f64x2.relaxed_madd(x_5_4h, y_5_4h, c1_4h);
  s7_4l = i64x2.add(s7_4l, h_5_4l);
  s7_4h = i64x2.add(s7_4h, h_5_4h);
  s6_4l = i64x2.add(s6_4l, f64x2.relaxed_madd(x_5_4l, y_5_4l, f64x2.sub(c2_4l, h_5_4l)));
  s6_4h = i64x2.add(s6_4h, f64x2.relaxed_madd(x_5_4h, y_5_4h, f64x2.sub(c2_4h, h_5_4h)));
  const m7_4l = i64x2.add(i64x2.add(i64x2.add(s7_4l, s7_4l), s7_4l), i64x2.shl(s7_4l, 4));
  const m7_4h = i64x2.add(i64x2.add(i64x2.add(s7_4h, s7_4h), s7_4h), i64x2.shl(s7_4h, 4));
  const x_6_4l = a1_4l, y_6_4l = v128.load(t, 128), h_6_4l = f64x2.relaxed_madd(x_6_4l, y_6_4l, c1_4l);
  const x_6_4h = a1_4h, y_6_4h = v128.load(t, 144), h_6_4h = f64x2.relaxed_madd(x_6_4h, y_6_4h, c1_4h);
  s6_4l = i64x2.add(s6_4l, h_6_4l);
  s6_4h = i64x2.add(s6_4h, h_6_4h);
  let s5_4l = f64x2.relaxed_madd(x_6_4l, y_6_4l, f64x2.sub(c2_4l, h_6_4l));
  let s5_4h = f64x2.relaxed_madd(x_6_4h, y_6_4h, f64x2.sub(c2_4h, h_6_4h));
  const x_7_4l = a2_4l, y_7_4l = v128.load(t, 96), h_7_4l = f64x2.relaxed_madd(x_7_4l, y_7_4l, c1_4l);
  const x_7_4h = a2_4h, y_7_4h = v128.load(t, 112), h_7_4h = f64x2.relaxed_madd(x_7_4h, y_7_4h, c1_4h);
  s6_4l = i64x2.add(s6_4l, h_7_4l);
  s6_4h = i64x2.add(s6_4h, h_7_4h);
  s5_4l = i64x2.add(s5_4l, f64x2.relaxed_madd(x_7_4l, y_7_4l, f64x2.sub(c2_4l, h_7_4l)));
  s5_4h = i64x2.add(s5_4h, f64x2.relaxed_madd(x_7_4h, y_7_4h, f64x2.sub(c2_4h, h_7_4h)));
  const x_8_4l = a3_4l, y_8_4l = v128.load(t, 64), h_8_4l = f64x2.relaxed_madd(x_8_4l, y_8_4l, c1_4l);
  const x_8_4h = a3_4h, y_8_4h = v128.load(t, 80), h_8_4h = f64x2.relaxed_madd(x_8_4h, y_8_4h, c1_4h);
  s6_4l = i64x2.add(s6_4l, h_8_4l);
  s6_4h = i64x2.add(s6_4h, h_8_4h);
  s5_4l = i64x2.add(s5_4l, f64x2.relaxed_madd(x_8_4l, y_8_4l, f64x2.sub(c2_4l, h_8_4l)));
  s5_4h = i64x2.add(s5_4h, f64x2.relaxed_madd(x_8_4h, y_8_4h, f64x2.sub(c2_4h, h_8_4h)));
  const x_9_4l = a4_4l, y_9_4l = v128.load(t, 32), h_9_4l = f64x2.relaxed_madd(x_9_4l, y_9_4l, c1_4l);
  const x_9_4h = a4_4h, y_9_4h = v128.load(t, 48), h_9_4h = f64x2.relaxed_madd(x_9_4h, y_9_4h, c1_4h);
  s6_4l = i64x2.add(s6_4l, h_9_4l);
  s6_4h = i64x2.add(s6_4h, h_9_4h);
  s5_4l = i64x2.add(s5_4l, f64x2.relaxed_madd(x_9_4l, y_9_4l, f64x2.sub(c2_4l, h_9_4l)));
  s5_4h = i64x2.add(s5_4h, f64x2.relaxed_madd(x_9_4h, y_9_4h, f64x2.sub(c2_4h, h_9_4h)));
  const m6_4l = i64x2.add(i64x2.add(i64x2.add(s6_4l, s6_4l), s6_4l), i64x2.shl(s6_4l, 4));
  const m6_4h = i64x2.add(i64x2.add(i64x2.add(s6_4h, s6_4h), s6_4h), i64x2.shl(s6_4h, 4));
  let s4_4l = m9_4l;
  let s4_4h = m9_4h;
  const x_10_4l = a0_4l, y_10_4l = v128.load(t, 128), h_10_4l = f64x2.relaxed_madd(x_10_4l, y_10_4l, c1_4l);
  const x_10_4h = a0_4h, y_10_4h = v128.load(t, 144), h_10_4h = f64x2.relaxed_madd(x_10_4h, y_10_4h, c1_4h);
  s5_4l = i64x2.add(s5_4l, h_10_4l);
  s5_4h = i64x2.add(s5_4h, h_10_4h);
  s4_4l = i64x2.add(s4_4l, f64x2.relaxed_madd(x_10_4l, y_10_4l, f64x2.sub(c2_4l, h_10_4l)));
  s4_4h = i64x2.add(s4_4h, f64x2.relaxed_madd(x_10_4h, y_10_4h, f64x2.sub(c2_4h, h_10_4h)));
  const x_11_4l = a1_4l, y_11_4l = v128.load(t, 96), h_11_4l = f64x2.relaxed_madd(x_11_4l, y_11_4l, c1_4l);
  const x_11_4h = a1_4h, y_11_4h = v128.load(t, 112), h_11_4h = f64x2.relaxed_madd(x_11_4h, y_11_4h, c1_4h);
  s5_4l = i64x2.add(s5_4l, h_11_4l);
  s5_4h = i64x2.add(s5_4h, h_11_4h);
  s4_4l = i64x2.add(s4_4l, f64x2.relaxed_madd(x_11_4l, y_11_4l, f64x2.sub(c2_4l, h_11_4l)));
  s4_4h = i64x2.add(s4_4h, f64x2.relaxed_madd(x_11_4h, y_11_4h, f64x2.sub(c2_4h, h_11_4h)));
  const x_12_4l = a2_4l, y_12_4l = v128.load(t, 64), h_12_4l = f64x2.relaxed_madd(x_12_4l, y_12_4l, c1_4l);
  const x_12_4h = a2_4h, y_12_4h = v128.load(t, 80), h_12_4h = f64x2.relaxed_madd(x_12_4h, y_12_4h, c1_4h);
  s5_4l = i64x2.add(s5_4l, h_12_4l);
  s5_4h = i64x2.add(s5_4h, h_12_4h);
  s4_4l = i64x2.add(s4_4l, f64x2.relaxed_madd(x_12_4l, y_12_4l, f64x2.sub(c2_4l, h_12_4l)));
  s4_4h = i64x2.add(s4_4h, f64x2.relaxed_madd(x_12_4h, y_12_4h, f64x2.sub(c2_4h, h_12_4h)));
  const x_13_4l = a3_4l, y_13_4l = v128.load(t, 32), h_13_4l = f64x2.relaxed_madd(x_13_4l, y_13_4l, c1_4l);
  const x_13_4h = a3_4h, y_13_4h = v128.load(t, 48), h_13_4h = f64x2.relaxed_madd(x_13_4h, y_13_4h, c1_4h);
  s5_4l = i64x2.add(s5_4l, h_13_4l);
  s5_4h = i64x2.add(s5_4h, h_13_4h);
  s4_4l = i64x2.add(s4_4l, f64x2.relaxed_madd(x_13_4l, y_13_4l, f64x2.sub(c2_4l, h_13_4l)));
  s4_4h = i64x2.add(s4_4h, f64x2.relaxed_madd(x_13_4h, y_13_4h, f64x2.sub(c2_4h, h_13_4h)));
  const x_14_4l = a4_4l, y_14_4l = v128.load(t, 0), h_14_4l = f64x2.relaxed_madd(x_14_4l, y_14_4l, c1_4l);
  const x_14_4h = a4_4h, y_14_4h = v128.load(t, 16), h_14_4h = f64x2.relaxed_madd(x_14_4h, y_14_4h, c1_4h);
  s5_4l = i64x2.add(s5_4l, h_14_4l);
  s5_4h = i64x2.add(s5_4h, h_14_4h);
  s4_4l = i64x2.add(s4_4l, f64x2.relaxed_madd(x_14_4l, y_14_4l, f64x2.sub(c2_4l, h_14_4l)));
  s4_4h = i64x2.add(s4_4h, f64x2.relaxed_madd(x_14_4h, y_14_4h, f64x2.sub(c2_4h, h_14_4h)));
  const m5_4l = i64x2.add(i64x2.add(i64x2.add(s5_4l, s5_4l), s5_4l), i64x2.shl(s5_4l, 4));
  const m5_4h = i64x2.add(i64x2.add(i64x2.add(s5_4h, s5_4h), s5_4h), i64x2.shl(s5_4h, 4));
  let s3_4l = m8_4l;
  let s3_4h = m8_4h;
  const x_15_4l = a0_4l, y_15_4l = v128.load(t, 96), h_15_4l = f64x2.relaxed_madd(x_15_4l, y_15_4l, c1_4l);
  const x_15_4h = a0_4h, y_15_4h = v128.load(t, 112), h_15_4h = f64x2.relaxed_madd(x_15_4h, y_15_4h, c1_4h);
  s4_4l = i64x2.add(s4_4l, h_15_4l);
  s4_4h = i64x2.add(s4_4h, h_15_4h);
  s3_4l = i64x2.add(s3_4l, f64x2.relaxed_madd(x_15_4l, y_15_4l, f64x2.sub(c2_4l, h_15_4l)));
  s3_4h = i64x2.add(s3_4h, f64x2.relaxed_madd(x_15_4h, y_15_4h, f64x2.sub(c2_4h, h_15_4h)));
  const x_16_4l = a1_4l, y_16_4l = v128.load(t, 64), h_16_4l = f64x2.relaxed_madd(x_16_4l, y_16_4l, c1_4l);
  const x_16_4h = a1_4h, y_16_4h = v128.load(t, 80), h_16_4h = f64x2.relaxed_madd(x_16_4h, y_16_4h, c1_4h);
  s4_4l = i64x2.add(s4_4l, h_16_4l);
  s4_4h = i64x2.add(s4_4h, h_16_4h);
  s3_4l = i64x2.add(s3_4l, f64x2.relaxed_madd(x_16_4l, y_16_4l, f64x2.sub(c2_4l, h_16_4l)));
  s3_4h = i64x2.add(s3_4h, f64x2.relaxed_madd(x_16_4h, y_16_4h, f64x2.sub(c2_4h, h_16_4h)));
  const x_17_4l = a2_4l, y_17_4l = v128.load(t, 32), h_17_4l = f64x2.relaxed_madd(x_17_4l, y_17_4l, c1_4l);
  const x_17_4h = a2_4h, y_17_4h = v128.load(t, 48), h_17_4h = f64x2.relaxed_madd(x_17_4h, y_17_4h, c1_4h);
  s4_4l = i64x2.add(s4_4l, h_17_4l);
  s4_4h = i64x2.add(s4_4h, h_17_4h);
  s3_4l = i64x2.add(s3_4l, f64x2.relaxed_madd(x_17_4l, y_17_4l, f64x2.sub(c2_4l, h_17_4l)));
  s3_4h = i64x2.add(s3_4h, f64x2.relaxed_madd(x_17_4h, y_17_4h, f64x2.sub(c2_4h, h_17_4h)));
  const x_18_4l = a3_4l, y_18_4l = v128.load(t, 0), h_18_4l = f64x2.relaxed_madd(x_18_4l, y_18_4l, c1_4l);
  const x_18_4h = a3_4h, y_18_4h = v128.load(t, 16), h_18_4h = f64x2.relaxed_madd(x_18_4h, y_18_4h, c1_4h);
  s4_4l = i64x2.add(s4_4l, h_18_4l);
  s4_4h = i64x2.add(s4_4h, h_18_4h);
  s3_4l = i64x2.add(s3_4l, f64x2.relaxed_madd(x_18_4l, y_18_4l, f64x2.sub(c2_4l, h_18_4l)));
  s3_4h = i64x2.add(s3_4h, f64x2.relaxed_madd(x_18_4h, y_18_4h, f64x2.sub(c2_4h, h_18_4h)));
  const col4_4l = i64x2.add(s4_4l, v128.load(CONSTANTS, 512));
  const col4_4h = i64x2.add(s4_4h, v128.load(CONSTANTS, 528));
  let s2_4l = m7_4l;
  let s2_4h = m7_4h;
  const x_19_4l = a0_4l, y_19_4l = v128.load(t, 64), h_19_4l = f64x2.relaxed_madd(x_19_4l, y_19_4l, c1_4l);
  const x_19_4h = a0_4h, y_19_4h = v128.load(t, 80), h_19_4h = f64x2.relaxed_madd(x_19_4h, y_19_4h, c1_4h);
  s3_4l = i64x2.add(s3_4l, h_19_4l);
  s3_4h = i64x2.add(s3_4h, h_19_4h);
  s2_4l = i64x2.add(s2_4l, f64x2.relaxed_madd(x_19_4l, y_19_4l, f64x2.sub(c2_4l, h_19_4l)));
  s2_4h = i64x2.add(s2_4h, f64x2.relaxed_madd(x_19_4h, y_19_4h, f64x2.sub(c2_4h, h_19_4h)));
  const x_20_4l = a1_4l, y_20_4l = v128.load(t, 32), h_20_4l = f64x2.relaxed_madd(x_20_4l, y_20_4l, c1_4l);
  const x_20_4h = a1_4h, y_20_4h = v128.load(t, 48), h_20_4h = f64x2.relaxed_madd(x_20_4h, y_20_4h, c1_4h);
  s3_4l = i64x2.add(s3_4l, h_20_4l);
  s3_4h = i64x2.add(s3_4h, h_20_4h);
  s2_4l = i64x2.add(s2_4l, f64x2.relaxed_madd(x_20_4l, y_20_4l, f64x2.sub(c2_4l, h_20_4l)));
  s2_4h = i64x2.add(s2_4h, f64x2.relaxed_madd(x_20_4h, y_20_4h, f64x2.sub(c2_4h, h_20_4h)));
  const x_21_4l = a2_4l, y_21_4l = v128.load(t, 0), h_21_4l = f64x2.relaxed_madd(x_21_4l, y_21_4l, c1_4l);
  const x_21_4h = a2_4h, y_21_4h = v128.load(t, 16), h_21_4h = f64x2.relaxed_madd(x_21_4h, y_21_4h, c1_4h);
  s3_4l = i64x2.add(s3_4l, h_21_4l);
  s3_4h = i64x2.add(s3_4h, h_21_4h);
  s2_4l = i64x2.add(s2_4l, f64x2.relaxed_madd(x_21_4l, y_21_4l, f64x2.sub(c2_4l, h_21_4l)));
  s2_4h = i64x2.add(s2_4h, f64x2.relaxed_madd(x_21_4h, y_21_4h, f64x2.sub(c2_4h, h_21_4h)));
  const col3_4l = i64x2.add(s3_4l, v128.load(CONSTANTS, 544));
  const col3_4h = i64x2.add(s3_4h, v128.load(CONSTANTS, 560));
  let s1_4l = m6_4l;
  let s1_4h = m6_4h;
  const x_22_4l = a0_4l, y_22_4l = v128.load(t, 32), h_22_4l = f64x2.relaxed_madd(x_22_4l, y_22_4l, c1_4l);
  const x_22_4h = a0_4h, y_22_4h = v128.load(t, 48), h_22_4h = f64x2.relaxed_madd(x_22_4h, y_22_4h, c1_4h);
  s2_4l = i64x2.add(s2_4l, h_22_4l);
  s2_4h = i64x2.add(s2_4h, h_22_4h);
  s1_4l = i64x2.add(s1_4l, f64x2.relaxed_madd(x_22_4l, y_22_4l, f64x2.sub(c2_4l, h_22_4l)));
  s1_4h = i64x2.add(s1_4h, f64x2.relaxed_madd(x_22_4h, y_22_4h, f64x2.sub(c2_4h, h_22_4h)));
  const x_23_4l = a1_4l, y_23_4l = v128.load(t, 0), h_23_4l = f64x2.relaxed_madd(x_23_4l, y_23_4l, c1_4l);
  const x_23_4h = a1_4h, y_23_4h = v128.load(t, 16), h_23_4h = f64x2.relaxed_madd(x_23_4h, y_23_4h, c1_4h);
  s2_4l = i64x2.add(s2_4l, h_23_4l);
  s2_4h = i64x2.add(s2_4h, h_23_4h);
  s1_4l = i64x2.add(s1_4l, f64x2.relaxed_madd(x_23_4l, y_23_4l, f64x2.sub(c2_4l, h_23_4l)));
  s1_4h = i64x2.add(s1_4h, f64x2.relaxed_madd(x_23_4h, y_23_4h, f64x2.sub(c2_4h, h_23_4h)));
  const col2_4l = i64x2.add(s2_4l, v128.load(CONSTANTS, 576));
  const col2_4h = i64x2.add(s2_4h, v128.load(CONSTANTS, 592));
  let s0_4l = m5_4l;
  let s0_4h = m5_4h;
  const x_24_4l = a0_4l, y_24_4l = v128.load(t, 0), h_24_4l = f64x2.relaxed_madd(x_24_4l, y_24_4l, c1_4l);
  const x_24_4h = a0_4h, y_24_4h = v128.load(t, 16), h_24_4h = f64x2.relaxed_madd(x_24_4h, y_24_4h, c1_4h);
  s1_4l = i64x2.add(s1_4l, h_24_4l);
  s1_4h = i64x2.add(s1_4h, h_24_4h);
  s0_4l = i64x2.add(s0_4l, f64x2.relaxed_madd(x_24_4l, y_24_4l, f64x2.sub(c2_4l, h_24_4l)));
  s0_4h = i64x2.add(s0_4h, f64x2.relaxed_madd(x_24_4h, y_24_4h, f64x2.sub(c2_4h, h_24_4h)));
  const col1_4l = i64x2.add(s1_4l, v128.load(CONSTANTS, 608));
  const col1_4h = i64x2.add(s1_4h, v128.load(CONSTANTS, 624));
  const col0_4l = i64x2.add(s0_4l, v128.load(CONSTANTS, 640));
  const col0_4h = i64x2.add(s0_4h, v128.load(CONSTANTS, 656));
  const mask_5l = v128.load(CONSTANTS, 64), exp_5l = v128.load(CONSTANTS, 96);
  const mask_5h = v128.load(CONSTANTS, 80), exp_5h = v128.load(CONSTANTS, 112);
  const v4_5l = col4_4l, q4_5l = i64x2.shr_u(v4_5l, 51);
  const v4_5h = col4_4h, q4_5h = i64x2.shr_u(v4_5h, 51);
  let p_5l = i64x2.add(v128.and(v4_5l, mask_5l), exp_5l);
  let p_5h = i64x2.add(v128.and(v4_5h, mask_5h), exp_5h);
  const v3_5l = col3_4l, q3_5l = i64x2.shr_u(v3_5l, 51);
  const v3_5h = col3_4h, q3_5h = i64x2.shr_u(v3_5h, 51);
  { const l = f64x2.sub(i64x2.add(p_5l, q3_5l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_5h, q3_5h), v128.load(CONSTANTS, 144)); v128.store(o, l, 128); v128.store(o, h, 144); }
  p_5l = i64x2.add(v128.and(v3_5l, mask_5l), exp_5l);
  p_5h = i64x2.add(v128.and(v3_5h, mask_5h), exp_5h);
  const v2_5l = col2_4l, q2_5l = i64x2.shr_u(v2_5l, 51);
  const v2_5h = col2_4h, q2_5h = i64x2.shr_u(v2_5h, 51);
  { const l = f64x2.sub(i64x2.add(p_5l, q2_5l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_5h, q2_5h), v128.load(CONSTANTS, 144)); v128.store(o, l, 96); v128.store(o, h, 112); }
  p_5l = i64x2.add(v128.and(v2_5l, mask_5l), exp_5l);
  p_5h = i64x2.add(v128.and(v2_5h, mask_5h), exp_5h);
  const v1_5l = col1_4l, q1_5l = i64x2.shr_u(v1_5l, 51);
  const v1_5h = col1_4h, q1_5h = i64x2.shr_u(v1_5h, 51);
  { const l = f64x2.sub(i64x2.add(p_5l, q1_5l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_5h, q1_5h), v128.load(CONSTANTS, 144)); v128.store(o, l, 64); v128.store(o, h, 80); }
  p_5l = i64x2.add(v128.and(v1_5l, mask_5l), exp_5l);
  p_5h = i64x2.add(v128.and(v1_5h, mask_5h), exp_5h);
  const v0_5l = col0_4l, q0_5l = i64x2.shr_u(v0_5l, 51);
  const v0_5h = col0_4h, q0_5h = i64x2.shr_u(v0_5h, 51);
  { const l = f64x2.sub(i64x2.add(p_5l, q0_5l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_5h, q0_5h), v128.load(CONSTANTS, 144)); v128.store(o, l, 32); v128.store(o, h, 48); }
  p_5l = i64x2.add(v128.and(v0_5l, mask_5l), exp_5l);
  p_5h = i64x2.add(v128.and(v0_5h, mask_5h), exp_5h);
  { const l = f64x2.sub(i64x2.add(p_5l, i16x8.mul(q4_5l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 192)), h = f64x2.sub(i64x2.add(p_5h, i16x8.mul(q4_5h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 208)); v128.store(o, l, 0); v128.store(o, h, 16); }
}

/** e = a - b, t = a + 121665 e. */
export function eAndT(e: usize, t: usize, a: usize, b: usize): void {
  // e <= 1.00 2^51; t <= 2^50 + 1.12 2^21
  const c1_6l = v128.load(CONSTANTS, 0), unit_6l = v128.load(CONSTANTS, 416), a24_6l = v128.load(CONSTANTS, 672);
  const c1_6h = v128.load(CONSTANTS, 16), unit_6h = v128.load(CONSTANTS, 432), a24_6h = v128.load(CONSTANTS, 688);
  const a0_6l = v128.load(a, 0), e0_6l = f64x2.sub(a0_6l, v128.load(b, 0));
  const a0_6h = v128.load(a, 16), e0_6h = f64x2.sub(a0_6h, v128.load(b, 16));
  { const l = e0_6l, h = e0_6h; v128.store(e, l, 0); v128.store(e, h, 16); }
  const v0_6l = f64x2.sub(c1_6l, f64x2.add(f64x2.relaxed_madd(e0_6l, a24_6l, a0_6l), c1_6l));
  const v0_6h = f64x2.sub(c1_6h, f64x2.add(f64x2.relaxed_madd(e0_6h, a24_6h, a0_6h), c1_6h));
  const r0_6l = f64x2.add(f64x2.relaxed_madd(e0_6l, a24_6l, v0_6l), a0_6l);
  const r0_6h = f64x2.add(f64x2.relaxed_madd(e0_6h, a24_6h, v0_6h), a0_6h);
  const a1_6l = v128.load(a, 32), e1_6l = f64x2.sub(a1_6l, v128.load(b, 32));
  const a1_6h = v128.load(a, 48), e1_6h = f64x2.sub(a1_6h, v128.load(b, 48));
  { const l = e1_6l, h = e1_6h; v128.store(e, l, 32); v128.store(e, h, 48); }
  const v1_6l = f64x2.sub(c1_6l, f64x2.add(f64x2.relaxed_madd(e1_6l, a24_6l, a1_6l), c1_6l));
  const v1_6h = f64x2.sub(c1_6h, f64x2.add(f64x2.relaxed_madd(e1_6h, a24_6h, a1_6h), c1_6h));
  const r1_6l = f64x2.add(f64x2.relaxed_madd(e1_6l, a24_6l, v1_6l), a1_6l);
  const r1_6h = f64x2.add(f64x2.relaxed_madd(e1_6h, a24_6h, v1_6h), a1_6h);
  { const l = f64x2.relaxed_nmadd(v0_6l, unit_6l, r1_6l), h = f64x2.relaxed_nmadd(v0_6h, unit_6h, r1_6h); v128.store(t, l, 32); v128.store(t, h, 48); }
  const a2_6l = v128.load(a, 64), e2_6l = f64x2.sub(a2_6l, v128.load(b, 64));
  const a2_6h = v128.load(a, 80), e2_6h = f64x2.sub(a2_6h, v128.load(b, 80));
  { const l = e2_6l, h = e2_6h; v128.store(e, l, 64); v128.store(e, h, 80); }
  const v2_6l = f64x2.sub(c1_6l, f64x2.add(f64x2.relaxed_madd(e2_6l, a24_6l, a2_6l), c1_6l));
  const v2_6h = f64x2.sub(c1_6h, f64x2.add(f64x2.relaxed_madd(e2_6h, a24_6h, a2_6h), c1_6h));
  const r2_6l = f64x2.add(f64x2.relaxed_madd(e2_6l, a24_6l, v2_6l), a2_6l);
  const r2_6h = f64x2.add(f64x2.relaxed_madd(e2_6h, a24_6h, v2_6h), a2_6h);
  { const l = f64x2.relaxed_nmadd(v1_6l, unit_6l, r2_6l), h = f64x2.relaxed_nmadd(v1_6h, unit_6h, r2_6h); v128.store(t, l, 64); v128.store(t, h, 80); }
  const a3_6l = v128.load(a, 96), e3_6l = f64x2.sub(a3_6l, v128.load(b, 96));
  const a3_6h = v128.load(a, 112), e3_6h = f64x2.sub(a3_6h, v128.load(b, 112));
  { const l = e3_6l, h = e3_6h; v128.store(e, l, 96); v128.store(e, h, 112); }
  const v3_6l = f64x2.sub(c1_6l, f64x2.add(f64x2.relaxed_madd(e3_6l, a24_6l, a3_6l), c1_6l));
  const v3_6h = f64x2.sub(c1_6h, f64x2.add(f64x2.relaxed_madd(e3_6h, a24_6h, a3_6h), c1_6h));
  const r3_6l = f64x2.add(f64x2.relaxed_madd(e3_6l, a24_6l, v3_6l), a3_6l);
  const r3_6h = f64x2.add(f64x2.relaxed_madd(e3_6h, a24_6h, v3_6h), a3_6h);
  { const l = f64x2.relaxed_nmadd(v2_6l, unit_6l, r3_6l), h = f64x2.relaxed_nmadd(v2_6h, unit_6h, r3_6h); v128.store(t, l, 96); v128.store(t, h, 112); }
  const a4_6l = v128.load(a, 128), e4_6l = f64x2.sub(a4_6l, v128.load(b, 128));
  const a4_6h = v128.load(a, 144), e4_6h = f64x2.sub(a4_6h, v128.load(b, 144));
  { const l = e4_6l, h = e4_6h; v128.store(e, l, 128); v128.store(e, h, 144); }
  const v4_6l = f64x2.sub(c1_6l, f64x2.add(f64x2.relaxed_madd(e4_6l, a24_6l, a4_6l), c1_6l));
  const v4_6h = f64x2.sub(c1_6h, f64x2.add(f64x2.relaxed_madd(e4_6h, a24_6h, a4_6h), c1_6h));
  const r4_6l = f64x2.add(f64x2.relaxed_madd(e4_6l, a24_6l, v4_6l), a4_6l);
  const r4_6h = f64x2.add(f64x2.relaxed_madd(e4_6h, a24_6h, v4_6h), a4_6h);
  { const l = f64x2.relaxed_nmadd(v3_6l, unit_6l, r4_6l), h = f64x2.relaxed_nmadd(v3_6h, unit_6h, r4_6h); v128.store(t, l, 128); v128.store(t, h, 144); }
  { const l = f64x2.relaxed_nmadd(v4_6l, v128.load(CONSTANTS, 704), r0_6l), h = f64x2.relaxed_nmadd(v4_6h, v128.load(CONSTANTS, 720), r0_6h); v128.store(t, l, 0); v128.store(t, h, 16); }
}

/** The rows x1 2^(51 i), reduced, at X1: multiplying by x1 then wraps nothing. */
function matrix(point: usize): void {
  memory.copy(X1, point, ELEMENT);
  const c1l = v128.load(CONSTANTS, 0), unitl = v128.load(CONSTANTS, 416), nl = v128.load(CONSTANTS, 384);
  const c1h = v128.load(CONSTANTS, 16), unith = v128.load(CONSTANTS, 432), nh = v128.load(CONSTANTS, 400);
  for (let row: usize = X1; row < X1 + 4 * ELEMENT; row += ELEMENT) {
    const xl = v128.load(row, 128), vl = f64x2.sub(c1l, f64x2.relaxed_madd(xl, nl, c1l));
    const xh = v128.load(row, 144), vh = f64x2.sub(c1h, f64x2.relaxed_madd(xh, nh, c1h));
    { const l = f64x2.relaxed_madd(xl, nl, vl), h = f64x2.relaxed_madd(xh, nh, vh); v128.store(row, l, 160); v128.store(row, h, 176); }
    { const l = f64x2.relaxed_nmadd(vl, unitl, v128.load(row, 0)), h = f64x2.relaxed_nmadd(vh, unith, v128.load(row, 16)); v128.store(row, l, 192); v128.store(row, h, 208); }
    { const l = v128.load(row, 32), h = v128.load(row, 48); v128.store(row, l, 224); v128.store(row, h, 240); }
    { const l = v128.load(row, 64), h = v128.load(row, 80); v128.store(row, l, 256); v128.store(row, h, 272); }
    { const l = v128.load(row, 96), h = v128.load(row, 112); v128.store(row, l, 288); v128.store(row, h, 304); }
  }
}

/** One bit of all lanes. A, B = x + z, x - z of the point doubled last; C, D = the same of the sum. A mask of 1.0 doubles
 * C, D next, 0.0 A, B. The pair {A D, C B} is the same set either way, and its difference is squared: nothing is swapped. */
function step(): void {
  const maskl = v128.load(MASK, 0);
  const maskh = v128.load(MASK, 16);
  // P, Q = the point to double
  const s0_16l = v128.load(A, 0);
  const s0_16h = v128.load(A, 16);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(C, 0), s0_16l), s0_16l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(C, 16), s0_16h), s0_16h); v128.store(P, l, 0); v128.store(P, h, 16); }
  const s1_16l = v128.load(A, 32);
  const s1_16h = v128.load(A, 48);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(C, 32), s1_16l), s1_16l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(C, 48), s1_16h), s1_16h); v128.store(P, l, 32); v128.store(P, h, 48); }
  const s2_16l = v128.load(A, 64);
  const s2_16h = v128.load(A, 80);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(C, 64), s2_16l), s2_16l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(C, 80), s2_16h), s2_16h); v128.store(P, l, 64); v128.store(P, h, 80); }
  const s3_16l = v128.load(A, 96);
  const s3_16h = v128.load(A, 112);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(C, 96), s3_16l), s3_16l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(C, 112), s3_16h), s3_16h); v128.store(P, l, 96); v128.store(P, h, 112); }
  const s4_16l = v128.load(A, 128);
  const s4_16h = v128.load(A, 144);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(C, 128), s4_16l), s4_16l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(C, 144), s4_16h), s4_16h); v128.store(P, l, 128); v128.store(P, h, 144); }
  const s0_17l = v128.load(B, 0);
  const s0_17h = v128.load(B, 16);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(D, 0), s0_17l), s0_17l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(D, 16), s0_17h), s0_17h); v128.store(Q, l, 0); v128.store(Q, h, 16); }
  const s1_17l = v128.load(B, 32);
  const s1_17h = v128.load(B, 48);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(D, 32), s1_17l), s1_17l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(D, 48), s1_17h), s1_17h); v128.store(Q, l, 32); v128.store(Q, h, 48); }
  const s2_17l = v128.load(B, 64);
  const s2_17h = v128.load(B, 80);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(D, 64), s2_17l), s2_17l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(D, 80), s2_17h), s2_17h); v128.store(Q, l, 64); v128.store(Q, h, 80); }
  const s3_17l = v128.load(B, 96);
  const s3_17h = v128.load(B, 112);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(D, 96), s3_17l), s3_17l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(D, 112), s3_17h), s3_17h); v128.store(Q, l, 96); v128.store(Q, h, 112); }
  const s4_17l = v128.load(B, 128);
  const s4_17h = v128.load(B, 144);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(D, 128), s4_17l), s4_17l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(D, 144), s4_17h), s4_17h); v128.store(Q, l, 128); v128.store(Q, h, 144); }
  // A D
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_9l = v128.load(CONSTANTS, 0), c2_9l = v128.load(CONSTANTS, 32);
  const c1_9h = v128.load(CONSTANTS, 16), c2_9h = v128.load(CONSTANTS, 48);
  const a0_9l = v128.load(A, 0);
  const a0_9h = v128.load(A, 16);
  const a1_9l = v128.load(A, 32);
  const a1_9h = v128.load(A, 48);
  const a2_9l = v128.load(A, 64);
  const a2_9h = v128.load(A, 80);
  const a3_9l = v128.load(A, 96);
  const a3_9h = v128.load(A, 112);
  const a4_9l = v128.load(A, 128);
  const a4_9h = v128.load(A, 144);
  const x_0_9l = a4_9l, y_0_9l = v128.load(D, 128), h_0_9l = f64x2.relaxed_madd(x_0_9l, y_0_9l, c1_9l);
  const x_0_9h = a4_9h, y_0_9h = v128.load(D, 144), h_0_9h = f64x2.relaxed_madd(x_0_9h, y_0_9h, c1_9h);
  let s9_9l = h_0_9l;
  let s9_9h = h_0_9h;
  let s8_9l = f64x2.relaxed_madd(x_0_9l, y_0_9l, f64x2.sub(c2_9l, h_0_9l));
  let s8_9h = f64x2.relaxed_madd(x_0_9h, y_0_9h, f64x2.sub(c2_9h, h_0_9h));
  const m9_9l = i64x2.add(i64x2.add(i64x2.add(s9_9l, s9_9l), s9_9l), i64x2.shl(s9_9l, 4));
  const m9_9h = i64x2.add(i64x2.add(i64x2.add(s9_9h, s9_9h), s9_9h), i64x2.shl(s9_9h, 4));
  const x_1_9l = a3_9l, y_1_9l = v128.load(D, 128), h_1_9l = f64x2.relaxed_madd(x_1_9l, y_1_9l, c1_9l);
  const x_1_9h = a3_9h, y_1_9h = v128.load(D, 144), h_1_9h = f64x2.relaxed_madd(x_1_9h, y_1_9h, c1_9h);
  const p_1_9l = a4_9l, q_1_9l = v128.load(D, 96), g_1_9l = f64x2.relaxed_madd(p_1_9l, q_1_9l, h_1_9l);
  const p_1_9h = a4_9h, q_1_9h = v128.load(D, 112), g_1_9h = f64x2.relaxed_madd(p_1_9h, q_1_9h, h_1_9h);
  s8_9l = i64x2.add(s8_9l, g_1_9l);
  s8_9h = i64x2.add(s8_9h, g_1_9h);
  let s7_9l = f64x2.add(f64x2.relaxed_madd(x_1_9l, y_1_9l, f64x2.sub(c2_9l, h_1_9l)), f64x2.relaxed_madd(p_1_9l, q_1_9l, f64x2.sub(h_1_9l, g_1_9l)));
  let s7_9h = f64x2.add(f64x2.relaxed_madd(x_1_9h, y_1_9h, f64x2.sub(c2_9h, h_1_9h)), f64x2.relaxed_madd(p_1_9h, q_1_9h, f64x2.sub(h_1_9h, g_1_9h)));
  const m8_9l = i64x2.add(i64x2.add(i64x2.add(s8_9l, s8_9l), s8_9l), i64x2.shl(s8_9l, 4));
  const m8_9h = i64x2.add(i64x2.add(i64x2.add(s8_9h, s8_9h), s8_9h), i64x2.shl(s8_9h, 4));
  const x_2_9l = a2_9l, y_2_9l = v128.load(D, 128), h_2_9l = f64x2.relaxed_madd(x_2_9l, y_2_9l, c1_9l);
  const x_2_9h = a2_9h, y_2_9h = v128.load(D, 144), h_2_9h = f64x2.relaxed_madd(x_2_9h, y_2_9h, c1_9h);
  const p_2_9l = a3_9l, q_2_9l = v128.load(D, 96), g_2_9l = f64x2.relaxed_madd(p_2_9l, q_2_9l, h_2_9l);
  const p_2_9h = a3_9h, q_2_9h = v128.load(D, 112), g_2_9h = f64x2.relaxed_madd(p_2_9h, q_2_9h, h_2_9h);
  s7_9l = i64x2.add(s7_9l, g_2_9l);
  s7_9h = i64x2.add(s7_9h, g_2_9h);
  let s6_9l = f64x2.add(f64x2.relaxed_madd(x_2_9l, y_2_9l, f64x2.sub(c2_9l, h_2_9l)), f64x2.relaxed_madd(p_2_9l, q_2_9l, f64x2.sub(h_2_9l, g_2_9l)));
  let s6_9h = f64x2.add(f64x2.relaxed_madd(x_2_9h, y_2_9h, f64x2.sub(c2_9h, h_2_9h)), f64x2.relaxed_madd(p_2_9h, q_2_9h, f64x2.sub(h_2_9h, g_2_9h)));
  const x_3_9l = a4_9l, y_3_9l = v128.load(D, 64), h_3_9l = f64x2.relaxed_madd(x_3_9l, y_3_9l, c1_9l);
  const x_3_9h = a4_9h, y_3_9h = v128.load(D, 80), h_3_9h = f64x2.relaxed_madd(x_3_9h, y_3_9h, c1_9h);
  s7_9l = i64x2.add(s7_9l, h_3_9l);
  s7_9h = i64x2.add(s7_9h, h_3_9h);
  s6_9l = i64x2.add(s6_9l, f64x2.relaxed_madd(x_3_9l, y_3_9l, f64x2.sub(c2_9l, h_3_9l)));
  s6_9h = i64x2.add(s6_9h, f64x2.relaxed_madd(x_3_9h, y_3_9h, f64x2.sub(c2_9h, h_3_9h)));
  const m7_9l = i64x2.add(i64x2.add(i64x2.add(s7_9l, s7_9l), s7_9l), i64x2.shl(s7_9l, 4));
  const m7_9h = i64x2.add(i64x2.add(i64x2.add(s7_9h, s7_9h), s7_9h), i64x2.shl(s7_9h, 4));
  const x_4_9l = a1_9l, y_4_9l = v128.load(D, 128), h_4_9l = f64x2.relaxed_madd(x_4_9l, y_4_9l, c1_9l);
  const x_4_9h = a1_9h, y_4_9h = v128.load(D, 144), h_4_9h = f64x2.relaxed_madd(x_4_9h, y_4_9h, c1_9h);
  const p_4_9l = a2_9l, q_4_9l = v128.load(D, 96), g_4_9l = f64x2.relaxed_madd(p_4_9l, q_4_9l, h_4_9l);
  const p_4_9h = a2_9h, q_4_9h = v128.load(D, 112), g_4_9h = f64x2.relaxed_madd(p_4_9h, q_4_9h, h_4_9h);
  s6_9l = i64x2.add(s6_9l, g_4_9l);
  s6_9h = i64x2.add(s6_9h, g_4_9h);
  let s5_9l = f64x2.add(f64x2.relaxed_madd(x_4_9l, y_4_9l, f64x2.sub(c2_9l, h_4_9l)), f64x2.relaxed_madd(p_4_9l, q_4_9l, f64x2.sub(h_4_9l, g_4_9l)));
  let s5_9h = f64x2.add(f64x2.relaxed_madd(x_4_9h, y_4_9h, f64x2.sub(c2_9h, h_4_9h)), f64x2.relaxed_madd(p_4_9h, q_4_9h, f64x2.sub(h_4_9h, g_4_9h)));
  const x_5_9l = a3_9l, y_5_9l = v128.load(D, 64), h_5_9l = f64x2.relaxed_madd(x_5_9l, y_5_9l, c1_9l);
  const x_5_9h = a3_9h, y_5_9h = v128.load(D, 80), h_5_9h = f64x2.relaxed_madd(x_5_9h, y_5_9h, c1_9h);
  const p_5_9l = a4_9l, q_5_9l = v128.load(D, 32), g_5_9l = f64x2.relaxed_madd(p_5_9l, q_5_9l, h_5_9l);
  const p_5_9h = a4_9h, q_5_9h = v128.load(D, 48), g_5_9h = f64x2.relaxed_madd(p_5_9h, q_5_9h, h_5_9h);
  s6_9l = i64x2.add(s6_9l, g_5_9l);
  s6_9h = i64x2.add(s6_9h, g_5_9h);
  s5_9l = i64x2.add(s5_9l, f64x2.add(f64x2.relaxed_madd(x_5_9l, y_5_9l, f64x2.sub(c2_9l, h_5_9l)), f64x2.relaxed_madd(p_5_9l, q_5_9l, f64x2.sub(h_5_9l, g_5_9l))));
  s5_9h = i64x2.add(s5_9h, f64x2.add(f64x2.relaxed_madd(x_5_9h, y_5_9h, f64x2.sub(c2_9h, h_5_9h)), f64x2.relaxed_madd(p_5_9h, q_5_9h, f64x2.sub(h_5_9h, g_5_9h))));
  const m6_9l = i64x2.add(i64x2.add(i64x2.add(s6_9l, s6_9l), s6_9l), i64x2.shl(s6_9l, 4));
  const m6_9h = i64x2.add(i64x2.add(i64x2.add(s6_9h, s6_9h), s6_9h), i64x2.shl(s6_9h, 4));
  let s4_9l = m9_9l;
  let s4_9h = m9_9h;
  const x_6_9l = a0_9l, y_6_9l = v128.load(D, 128), h_6_9l = f64x2.relaxed_madd(x_6_9l, y_6_9l, c1_9l);
  const x_6_9h = a0_9h, y_6_9h = v128.load(D, 144), h_6_9h = f64x2.relaxed_madd(x_6_9h, y_6_9h, c1_9h);
  const p_6_9l = a1_9l, q_6_9l = v128.load(D, 96), g_6_9l = f64x2.relaxed_madd(p_6_9l, q_6_9l, h_6_9l);
  const p_6_9h = a1_9h, q_6_9h = v128.load(D, 112), g_6_9h = f64x2.relaxed_madd(p_6_9h, q_6_9h, h_6_9h);
  s5_9l = i64x2.add(s5_9l, g_6_9l);
  s5_9h = i64x2.add(s5_9h, g_6_9h);
  s4_9l = i64x2.add(s4_9l, f64x2.add(f64x2.relaxed_madd(x_6_9l, y_6_9l, f64x2.sub(c2_9l, h_6_9l)), f64x2.relaxed_madd(p_6_9l, q_6_9l, f64x2.sub(h_6_9l, g_6_9l))));
  s4_9h = i64x2.add(s4_9h, f64x2.add(f64x2.relaxed_madd(x_6_9h, y_6_9h, f64x2.sub(c2_9h, h_6_9h)), f64x2.relaxed_madd(p_6_9h, q_6_9h, f64x2.sub(h_6_9h, g_6_9h))));
  const x_7_9l = a2_9l, y_7_9l = v128.load(D, 64), h_7_9l = f64x2.relaxed_madd(x_7_9l, y_7_9l, c1_9l);
  const x_7_9h = a2_9h, y_7_9h = v128.load(D, 80), h_7_9h = f64x2.relaxed_madd(x_7_9h, y_7_9h, c1_9h);
  const p_7_9l = a3_9l, q_7_9l = v128.load(D, 32), g_7_9l = f64x2.relaxed_madd(p_7_9l, q_7_9l, h_7_9l);
  const p_7_9h = a3_9h, q_7_9h = v128.load(D, 48), g_7_9h = f64x2.relaxed_madd(p_7_9h, q_7_9h, h_7_9h);
  s5_9l = i64x2.add(s5_9l, g_7_9l);
  s5_9h = i64x2.add(s5_9h, g_7_9h);
  s4_9l = i64x2.add(s4_9l, f64x2.add(f64x2.relaxed_madd(x_7_9l, y_7_9l, f64x2.sub(c2_9l, h_7_9l)), f64x2.relaxed_madd(p_7_9l, q_7_9l, f64x2.sub(h_7_9l, g_7_9l))));
  s4_9h = i64x2.add(s4_9h, f64x2.add(f64x2.relaxed_madd(x_7_9h, y_7_9h, f64x2.sub(c2_9h, h_7_9h)), f64x2.relaxed_madd(p_7_9h, q_7_9h, f64x2.sub(h_7_9h, g_7_9h))));
  const x_8_9l = a4_9l, y_8_9l = v128.load(D, 0), h_8_9l = f64x2.relaxed_madd(x_8_9l, y_8_9l, c1_9l);
  const x_8_9h = a4_9h, y_8_9h = v128.load(D, 16), h_8_9h = f64x2.relaxed_madd(x_8_9h, y_8_9h, c1_9h);
  s5_9l = i64x2.add(s5_9l, h_8_9l);
  s5_9h = i64x2.add(s5_9h, h_8_9h);
  s4_9l = i64x2.add(s4_9l, f64x2.relaxed_madd(x_8_9l, y_8_9l, f64x2.sub(c2_9l, h_8_9l)));
  s4_9h = i64x2.add(s4_9h, f64x2.relaxed_madd(x_8_9h, y_8_9h, f64x2.sub(c2_9h, h_8_9h)));
  const m5_9l = i64x2.add(i64x2.add(i64x2.add(s5_9l, s5_9l), s5_9l), i64x2.shl(s5_9l, 4));
  const m5_9h = i64x2.add(i64x2.add(i64x2.add(s5_9h, s5_9h), s5_9h), i64x2.shl(s5_9h, 4));
  let s3_9l = m8_9l;
  let s3_9h = m8_9h;
  const x_9_9l = a0_9l, y_9_9l = v128.load(D, 96), h_9_9l = f64x2.relaxed_madd(x_9_9l, y_9_9l, c1_9l);
  const x_9_9h = a0_9h, y_9_9h = v128.load(D, 112), h_9_9h = f64x2.relaxed_madd(x_9_9h, y_9_9h, c1_9h);
  const p_9_9l = a1_9l, q_9_9l = v128.load(D, 64), g_9_9l = f64x2.relaxed_madd(p_9_9l, q_9_9l, h_9_9l);
  const p_9_9h = a1_9h, q_9_9h = v128.load(D, 80), g_9_9h = f64x2.relaxed_madd(p_9_9h, q_9_9h, h_9_9h);
  s4_9l = i64x2.add(s4_9l, g_9_9l);
  s4_9h = i64x2.add(s4_9h, g_9_9h);
  s3_9l = i64x2.add(s3_9l, f64x2.add(f64x2.relaxed_madd(x_9_9l, y_9_9l, f64x2.sub(c2_9l, h_9_9l)), f64x2.relaxed_madd(p_9_9l, q_9_9l, f64x2.sub(h_9_9l, g_9_9l))));
  s3_9h = i64x2.add(s3_9h, f64x2.add(f64x2.relaxed_madd(x_9_9h, y_9_9h, f64x2.sub(c2_9h, h_9_9h)), f64x2.relaxed_madd(p_9_9h, q_9_9h, f64x2.sub(h_9_9h, g_9_9h))));
  const x_10_9l = a2_9l, y_10_9l = v128.load(D, 32), h_10_9l = f64x2.relaxed_madd(x_10_9l, y_10_9l, c1_9l);
  const x_10_9h = a2_9h, y_10_9h = v128.load(D, 48), h_10_9h = f64x2.relaxed_madd(x_10_9h, y_10_9h, c1_9h);
  const p_10_9l = a3_9l, q_10_9l = v128.load(D, 0), g_10_9l = f64x2.relaxed_madd(p_10_9l, q_10_9l, h_10_9l);
  const p_10_9h = a3_9h, q_10_9h = v128.load(D, 16), g_10_9h = f64x2.relaxed_madd(p_10_9h, q_10_9h, h_10_9h);
  s4_9l = i64x2.add(s4_9l, g_10_9l);
  s4_9h = i64x2.add(s4_9h, g_10_9h);
  s3_9l = i64x2.add(s3_9l, f64x2.add(f64x2.relaxed_madd(x_10_9l, y_10_9l, f64x2.sub(c2_9l, h_10_9l)), f64x2.relaxed_madd(p_10_9l, q_10_9l, f64x2.sub(h_10_9l, g_10_9l))));
  s3_9h = i64x2.add(s3_9h, f64x2.add(f64x2.relaxed_madd(x_10_9h, y_10_9h, f64x2.sub(c2_9h, h_10_9h)), f64x2.relaxed_madd(p_10_9h, q_10_9h, f64x2.sub(h_10_9h, g_10_9h))));
  { const l = i64x2.add(s4_9l, v128.load(CONSTANTS, 736)), h = i64x2.add(s4_9h, v128.load(CONSTANTS, 752)); v128.store(XS, l, 128); v128.store(XS, h, 144); }
  let s2_9l = m7_9l;
  let s2_9h = m7_9h;
  const x_11_9l = a0_9l, y_11_9l = v128.load(D, 64), h_11_9l = f64x2.relaxed_madd(x_11_9l, y_11_9l, c1_9l);
  const x_11_9h = a0_9h, y_11_9h = v128.load(D, 80), h_11_9h = f64x2.relaxed_madd(x_11_9h, y_11_9h, c1_9h);
  const p_11_9l = a1_9l, q_11_9l = v128.load(D, 32), g_11_9l = f64x2.relaxed_madd(p_11_9l, q_11_9l, h_11_9l);
  const p_11_9h = a1_9h, q_11_9h = v128.load(D, 48), g_11_9h = f64x2.relaxed_madd(p_11_9h, q_11_9h, h_11_9h);
  s3_9l = i64x2.add(s3_9l, g_11_9l);
  s3_9h = i64x2.add(s3_9h, g_11_9h);
  s2_9l = i64x2.add(s2_9l, f64x2.add(f64x2.relaxed_madd(x_11_9l, y_11_9l, f64x2.sub(c2_9l, h_11_9l)), f64x2.relaxed_madd(p_11_9l, q_11_9l, f64x2.sub(h_11_9l, g_11_9l))));
  s2_9h = i64x2.add(s2_9h, f64x2.add(f64x2.relaxed_madd(x_11_9h, y_11_9h, f64x2.sub(c2_9h, h_11_9h)), f64x2.relaxed_madd(p_11_9h, q_11_9h, f64x2.sub(h_11_9h, g_11_9h))));
  const x_12_9l = a2_9l, y_12_9l = v128.load(D, 0), h_12_9l = f64x2.relaxed_madd(x_12_9l, y_12_9l, c1_9l);
  const x_12_9h = a2_9h, y_12_9h = v128.load(D, 16), h_12_9h = f64x2.relaxed_madd(x_12_9h, y_12_9h, c1_9h);
  s3_9l = i64x2.add(s3_9l, h_12_9l);
  s3_9h = i64x2.add(s3_9h, h_12_9h);
  s2_9l = i64x2.add(s2_9l, f64x2.relaxed_madd(x_12_9l, y_12_9l, f64x2.sub(c2_9l, h_12_9l)));
  s2_9h = i64x2.add(s2_9h, f64x2.relaxed_madd(x_12_9h, y_12_9h, f64x2.sub(c2_9h, h_12_9h)));
  { const l = i64x2.add(s3_9l, v128.load(CONSTANTS, 768)), h = i64x2.add(s3_9h, v128.load(CONSTANTS, 784)); v128.store(XS, l, 96); v128.store(XS, h, 112); }
  let s1_9l = m6_9l;
  let s1_9h = m6_9h;
  const x_13_9l = a0_9l, y_13_9l = v128.load(D, 32), h_13_9l = f64x2.relaxed_madd(x_13_9l, y_13_9l, c1_9l);
  const x_13_9h = a0_9h, y_13_9h = v128.load(D, 48), h_13_9h = f64x2.relaxed_madd(x_13_9h, y_13_9h, c1_9h);
  const p_13_9l = a1_9l, q_13_9l = v128.load(D, 0), g_13_9l = f64x2.relaxed_madd(p_13_9l, q_13_9l, h_13_9l);
  const p_13_9h = a1_9h, q_13_9h = v128.load(D, 16), g_13_9h = f64x2.relaxed_madd(p_13_9h, q_13_9h, h_13_9h);
  s2_9l = i64x2.add(s2_9l, g_13_9l);
  s2_9h = i64x2.add(s2_9h, g_13_9h);
  s1_9l = i64x2.add(s1_9l, f64x2.add(f64x2.relaxed_madd(x_13_9l, y_13_9l, f64x2.sub(c2_9l, h_13_9l)), f64x2.relaxed_madd(p_13_9l, q_13_9l, f64x2.sub(h_13_9l, g_13_9l))));
  s1_9h = i64x2.add(s1_9h, f64x2.add(f64x2.relaxed_madd(x_13_9h, y_13_9h, f64x2.sub(c2_9h, h_13_9h)), f64x2.relaxed_madd(p_13_9h, q_13_9h, f64x2.sub(h_13_9h, g_13_9h))));
  { const l = i64x2.add(s2_9l, v128.load(CONSTANTS, 800)), h = i64x2.add(s2_9h, v128.load(CONSTANTS, 816)); v128.store(XS, l, 64); v128.store(XS, h, 80); }
  let s0_9l = m5_9l;
  let s0_9h = m5_9h;
  const x_14_9l = a0_9l, y_14_9l = v128.load(D, 0), h_14_9l = f64x2.relaxed_madd(x_14_9l, y_14_9l, c1_9l);
  const x_14_9h = a0_9h, y_14_9h = v128.load(D, 16), h_14_9h = f64x2.relaxed_madd(x_14_9h, y_14_9h, c1_9h);
  s1_9l = i64x2.add(s1_9l, h_14_9l);
  s1_9h = i64x2.add(s1_9h, h_14_9h);
  s0_9l = i64x2.add(s0_9l, f64x2.relaxed_madd(x_14_9l, y_14_9l, f64x2.sub(c2_9l, h_14_9l)));
  s0_9h = i64x2.add(s0_9h, f64x2.relaxed_madd(x_14_9h, y_14_9h, f64x2.sub(c2_9h, h_14_9h)));
  { const l = i64x2.add(s1_9l, v128.load(CONSTANTS, 832)), h = i64x2.add(s1_9h, v128.load(CONSTANTS, 848)); v128.store(XS, l, 32); v128.store(XS, h, 48); }
  { const l = i64x2.add(s0_9l, v128.load(CONSTANTS, 864)), h = i64x2.add(s0_9h, v128.load(CONSTANTS, 880)); v128.store(XS, l, 0); v128.store(XS, h, 16); }
  // C B
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_7l = v128.load(CONSTANTS, 0), c2_7l = v128.load(CONSTANTS, 32);
  const c1_7h = v128.load(CONSTANTS, 16), c2_7h = v128.load(CONSTANTS, 48);
  const a0_7l = v128.load(B, 0);
  const a0_7h = v128.load(B, 16);
  const a1_7l = v128.load(B, 32);
  const a1_7h = v128.load(B, 48);
  const a2_7l = v128.load(B, 64);
  const a2_7h = v128.load(B, 80);
  const a3_7l = v128.load(B, 96);
  const a3_7h = v128.load(B, 112);
  const a4_7l = v128.load(B, 128);
  const a4_7h = v128.load(B, 144);
  const x_0_7l = a4_7l, y_0_7l = v128.load(C, 128), h_0_7l = f64x2.relaxed_madd(x_0_7l, y_0_7l, c1_7l);
  const x_0_7h = a4_7h, y_0_7h = v128.load(C, 144), h_0_7h = f64x2.relaxed_madd(x_0_7h, y_0_7h, c1_7h);
  let s9_7l = h_0_7l;
  let s9_7h = h_0_7h;
  let s8_7l = f64x2.relaxed_madd(x_0_7l, y_0_7l, f64x2.sub(c2_7l, h_0_7l));
  let s8_7h = f64x2.relaxed_madd(x_0_7h, y_0_7h, f64x2.sub(c2_7h, h_0_7h));
  const m9_7l = i64x2.add(i64x2.add(i64x2.add(s9_7l, s9_7l), s9_7l), i64x2.shl(s9_7l, 4));
  const m9_7h = i64x2.add(i64x2.add(i64x2.add(s9_7h, s9_7h), s9_7h), i64x2.shl(s9_7h, 4));
  const x_1_7l = a3_7l, y_1_7l = v128.load(C, 128), h_1_7l = f64x2.relaxed_madd(x_1_7l, y_1_7l, c1_7l);
  const x_1_7h = a3_7h, y_1_7h = v128.load(C, 144), h_1_7h = f64x2.relaxed_madd(x_1_7h, y_1_7h, c1_7h);
  const p_1_7l = a4_7l, q_1_7l = v128.load(C, 96), g_1_7l = f64x2.relaxed_madd(p_1_7l, q_1_7l, h_1_7l);
  const p_1_7h = a4_7h, q_1_7h = v128.load(C, 112), g_1_7h = f64x2.relaxed_madd(p_1_7h, q_1_7h, h_1_7h);
  s8_7l = i64x2.add(s8_7l, g_1_7l);
  s8_7h = i64x2.add(s8_7h, g_1_7h);
  let s7_7l = f64x2.add(f64x2.relaxed_madd(x_1_7l, y_1_7l, f64x2.sub(c2_7l, h_1_7l)), f64x2.relaxed_madd(p_1_7l, q_1_7l, f64x2.sub(h_1_7l, g_1_7l)));
  let s7_7h = f64x2.add(f64x2.relaxed_madd(x_1_7h, y_1_7h, f64x2.sub(c2_7h, h_1_7h)), f64x2.relaxed_madd(p_1_7h, q_1_7h, f64x2.sub(h_1_7h, g_1_7h)));
  const m8_7l = i64x2.add(i64x2.add(i64x2.add(s8_7l, s8_7l), s8_7l), i64x2.shl(s8_7l, 4));
  const m8_7h = i64x2.add(i64x2.add(i64x2.add(s8_7h, s8_7h), s8_7h), i64x2.shl(s8_7h, 4));
  const x_2_7l = a2_7l, y_2_7l = v128.load(C, 128), h_2_7l = f64x2.relaxed_madd(x_2_7l, y_2_7l, c1_7l);
  const x_2_7h = a2_7h, y_2_7h = v128.load(C, 144), h_2_7h = f64x2.relaxed_madd(x_2_7h, y_2_7h, c1_7h);
  const p_2_7l = a3_7l, q_2_7l = v128.load(C, 96), g_2_7l = f64x2.relaxed_madd(p_2_7l, q_2_7l, h_2_7l);
  const p_2_7h = a3_7h, q_2_7h = v128.load(C, 112), g_2_7h = f64x2.relaxed_madd(p_2_7h, q_2_7h, h_2_7h);
  s7_7l = i64x2.add(s7_7l, g_2_7l);
  s7_7h = i64x2.add(s7_7h, g_2_7h);
  let s6_7l = f64x2.add(f64x2.relaxed_madd(x_2_7l, y_2_7l, f64x2.sub(c2_7l, h_2_7l)), f64x2.relaxed_madd(p_2_7l, q_2_7l, f64x2.sub(h_2_7l, g_2_7l)));
  let s6_7h = f64x2.add(f64x2.relaxed_madd(x_2_7h, y_2_7h, f64x2.sub(c2_7h, h_2_7h)), f64x2.relaxed_madd(p_2_7h, q_2_7h, f64x2.sub(h_2_7h, g_2_7h)));
  const x_3_7l = a4_7l, y_3_7l = v128.load(C, 64), h_3_7l = f64x2.relaxed_madd(x_3_7l, y_3_7l, c1_7l);
  const x_3_7h = a4_7h, y_3_7h = v128.load(C, 80), h_3_7h = f64x2.relaxed_madd(x_3_7h, y_3_7h, c1_7h);
  s7_7l = i64x2.add(s7_7l, h_3_7l);
  s7_7h = i64x2.add(s7_7h, h_3_7h);
  s6_7l = i64x2.add(s6_7l, f64x2.relaxed_madd(x_3_7l, y_3_7l, f64x2.sub(c2_7l, h_3_7l)));
  s6_7h = i64x2.add(s6_7h, f64x2.relaxed_madd(x_3_7h, y_3_7h, f64x2.sub(c2_7h, h_3_7h)));
  const m7_7l = i64x2.add(i64x2.add(i64x2.add(s7_7l, s7_7l), s7_7l), i64x2.shl(s7_7l, 4));
  const m7_7h = i64x2.add(i64x2.add(i64x2.add(s7_7h, s7_7h), s7_7h), i64x2.shl(s7_7h, 4));
  const x_4_7l = a1_7l, y_4_7l = v128.load(C, 128), h_4_7l = f64x2.relaxed_madd(x_4_7l, y_4_7l, c1_7l);
  const x_4_7h = a1_7h, y_4_7h = v128.load(C, 144), h_4_7h = f64x2.relaxed_madd(x_4_7h, y_4_7h, c1_7h);
  const p_4_7l = a2_7l, q_4_7l = v128.load(C, 96), g_4_7l = f64x2.relaxed_madd(p_4_7l, q_4_7l, h_4_7l);
  const p_4_7h = a2_7h, q_4_7h = v128.load(C, 112), g_4_7h = f64x2.relaxed_madd(p_4_7h, q_4_7h, h_4_7h);
  s6_7l = i64x2.add(s6_7l, g_4_7l);
  s6_7h = i64x2.add(s6_7h, g_4_7h);
  let s5_7l = f64x2.add(f64x2.relaxed_madd(x_4_7l, y_4_7l, f64x2.sub(c2_7l, h_4_7l)), f64x2.relaxed_madd(p_4_7l, q_4_7l, f64x2.sub(h_4_7l, g_4_7l)));
  let s5_7h = f64x2.add(f64x2.relaxed_madd(x_4_7h, y_4_7h, f64x2.sub(c2_7h, h_4_7h)), f64x2.relaxed_madd(p_4_7h, q_4_7h, f64x2.sub(h_4_7h, g_4_7h)));
  const x_5_7l = a3_7l, y_5_7l = v128.load(C, 64), h_5_7l = f64x2.relaxed_madd(x_5_7l, y_5_7l, c1_7l);
  const x_5_7h = a3_7h, y_5_7h = v128.load(C, 80), h_5_7h = f64x2.relaxed_madd(x_5_7h, y_5_7h, c1_7h);
  const p_5_7l = a4_7l, q_5_7l = v128.load(C, 32), g_5_7l = f64x2.relaxed_madd(p_5_7l, q_5_7l, h_5_7l);
  const p_5_7h = a4_7h, q_5_7h = v128.load(C, 48), g_5_7h = f64x2.relaxed_madd(p_5_7h, q_5_7h, h_5_7h);
  s6_7l = i64x2.add(s6_7l, g_5_7l);
  s6_7h = i64x2.add(s6_7h, g_5_7h);
  s5_7l = i64x2.add(s5_7l, f64x2.add(f64x2.relaxed_madd(x_5_7l, y_5_7l, f64x2.sub(c2_7l, h_5_7l)), f64x2.relaxed_madd(p_5_7l, q_5_7l, f64x2.sub(h_5_7l, g_5_7l))));
  s5_7h = i64x2.add(s5_7h, f64x2.add(f64x2.relaxed_madd(x_5_7h, y_5_7h, f64x2.sub(c2_7h, h_5_7h)), f64x2.relaxed_madd(p_5_7h, q_5_7h, f64x2.sub(h_5_7h, g_5_7h))));
  const m6_7l = i64x2.add(i64x2.add(i64x2.add(s6_7l, s6_7l), s6_7l), i64x2.shl(s6_7l, 4));
  const m6_7h = i64x2.add(i64x2.add(i64x2.add(s6_7h, s6_7h), s6_7h), i64x2.shl(s6_7h, 4));
  let s4_7l = m9_7l;
  let s4_7h = m9_7h;
  const x_6_7l = a0_7l, y_6_7l = v128.load(C, 128), h_6_7l = f64x2.relaxed_madd(x_6_7l, y_6_7l, c1_7l);
  const x_6_7h = a0_7h, y_6_7h = v128.load(C, 144), h_6_7h = f64x2.relaxed_madd(x_6_7h, y_6_7h, c1_7h);
  const p_6_7l = a1_7l, q_6_7l = v128.load(C, 96), g_6_7l = f64x2.relaxed_madd(p_6_7l, q_6_7l, h_6_7l);
  const p_6_7h = a1_7h, q_6_7h = v128.load(C, 112), g_6_7h = f64x2.relaxed_madd(p_6_7h, q_6_7h, h_6_7h);
  s5_7l = i64x2.add(s5_7l, g_6_7l);
  s5_7h = i64x2.add(s5_7h, g_6_7h);
  s4_7l = i64x2.add(s4_7l, f64x2.add(f64x2.relaxed_madd(x_6_7l, y_6_7l, f64x2.sub(c2_7l, h_6_7l)), f64x2.relaxed_madd(p_6_7l, q_6_7l, f64x2.sub(h_6_7l, g_6_7l))));
  s4_7h = i64x2.add(s4_7h, f64x2.add(f64x2.relaxed_madd(x_6_7h, y_6_7h, f64x2.sub(c2_7h, h_6_7h)), f64x2.relaxed_madd(p_6_7h, q_6_7h, f64x2.sub(h_6_7h, g_6_7h))));
  const x_7_7l = a2_7l, y_7_7l = v128.load(C, 64), h_7_7l = f64x2.relaxed_madd(x_7_7l, y_7_7l, c1_7l);
  const x_7_7h = a2_7h, y_7_7h = v128.load(C, 80), h_7_7h = f64x2.relaxed_madd(x_7_7h, y_7_7h, c1_7h);
  const p_7_7l = a3_7l, q_7_7l = v128.load(C, 32), g_7_7l = f64x2.relaxed_madd(p_7_7l, q_7_7l, h_7_7l);
  const p_7_7h = a3_7h, q_7_7h = v128.load(C, 48), g_7_7h = f64x2.relaxed_madd(p_7_7h, q_7_7h, h_7_7h);
  s5_7l = i64x2.add(s5_7l, g_7_7l);
  s5_7h = i64x2.add(s5_7h, g_7_7h);
  s4_7l = i64x2.add(s4_7l, f64x2.add(f64x2.relaxed_madd(x_7_7l, y_7_7l, f64x2.sub(c2_7l, h_7_7l)), f64x2.relaxed_madd(p_7_7l, q_7_7l, f64x2.sub(h_7_7l, g_7_7l))));
  s4_7h = i64x2.add(s4_7h, f64x2.add(f64x2.relaxed_madd(x_7_7h, y_7_7h, f64x2.sub(c2_7h, h_7_7h)), f64x2.relaxed_madd(p_7_7h, q_7_7h, f64x2.sub(h_7_7h, g_7_7h))));
  const x_8_7l = a4_7l, y_8_7l = v128.load(C, 0), h_8_7l = f64x2.relaxed_madd(x_8_7l, y_8_7l, c1_7l);
  const x_8_7h = a4_7h, y_8_7h = v128.load(C, 16), h_8_7h = f64x2.relaxed_madd(x_8_7h, y_8_7h, c1_7h);
  s5_7l = i64x2.add(s5_7l, h_8_7l);
  s5_7h = i64x2.add(s5_7h, h_8_7h);
  s4_7l = i64x2.add(s4_7l, f64x2.relaxed_madd(x_8_7l, y_8_7l, f64x2.sub(c2_7l, h_8_7l)));
  s4_7h = i64x2.add(s4_7h, f64x2.relaxed_madd(x_8_7h, y_8_7h, f64x2.sub(c2_7h, h_8_7h)));
  const m5_7l = i64x2.add(i64x2.add(i64x2.add(s5_7l, s5_7l), s5_7l), i64x2.shl(s5_7l, 4));
  const m5_7h = i64x2.add(i64x2.add(i64x2.add(s5_7h, s5_7h), s5_7h), i64x2.shl(s5_7h, 4));
  let s3_7l = m8_7l;
  let s3_7h = m8_7h;
  const x_9_7l = a0_7l, y_9_7l = v128.load(C, 96), h_9_7l = f64x2.relaxed_madd(x_9_7l, y_9_7l, c1_7l);
  const x_9_7h = a0_7h, y_9_7h = v128.load(C, 112), h_9_7h = f64x2.relaxed_madd(x_9_7h, y_9_7h, c1_7h);
  const p_9_7l = a1_7l, q_9_7l = v128.load(C, 64), g_9_7l = f64x2.relaxed_madd(p_9_7l, q_9_7l, h_9_7l);
  const p_9_7h = a1_7h, q_9_7h = v128.load(C, 80), g_9_7h = f64x2.relaxed_madd(p_9_7h, q_9_7h, h_9_7h);
  s4_7l = i64x2.add(s4_7l, g_9_7l);
  s4_7h = i64x2.add(s4_7h, g_9_7h);
  s3_7l = i64x2.add(s3_7l, f64x2.add(f64x2.relaxed_madd(x_9_7l, y_9_7l, f64x2.sub(c2_7l, h_9_7l)), f64x2.relaxed_madd(p_9_7l, q_9_7l, f64x2.sub(h_9_7l, g_9_7l))));
  s3_7h = i64x2.add(s3_7h, f64x2.add(f64x2.relaxed_madd(x_9_7h, y_9_7h, f64x2.sub(c2_7h, h_9_7h)), f64x2.relaxed_madd(p_9_7h, q_9_7h, f64x2.sub(h_9_7h, g_9_7h))));
  const x_10_7l = a2_7l, y_10_7l = v128.load(C, 32), h_10_7l = f64x2.relaxed_madd(x_10_7l, y_10_7l, c1_7l);
  const x_10_7h = a2_7h, y_10_7h = v128.load(C, 48), h_10_7h = f64x2.relaxed_madd(x_10_7h, y_10_7h, c1_7h);
  const p_10_7l = a3_7l, q_10_7l = v128.load(C, 0), g_10_7l = f64x2.relaxed_madd(p_10_7l, q_10_7l, h_10_7l);
  const p_10_7h = a3_7h, q_10_7h = v128.load(C, 16), g_10_7h = f64x2.relaxed_madd(p_10_7h, q_10_7h, h_10_7h);
  s4_7l = i64x2.add(s4_7l, g_10_7l);
  s4_7h = i64x2.add(s4_7h, g_10_7h);
  s3_7l = i64x2.add(s3_7l, f64x2.add(f64x2.relaxed_madd(x_10_7l, y_10_7l, f64x2.sub(c2_7l, h_10_7l)), f64x2.relaxed_madd(p_10_7l, q_10_7l, f64x2.sub(h_10_7l, g_10_7l))));
  s3_7h = i64x2.add(s3_7h, f64x2.add(f64x2.relaxed_madd(x_10_7h, y_10_7h, f64x2.sub(c2_7h, h_10_7h)), f64x2.relaxed_madd(p_10_7h, q_10_7h, f64x2.sub(h_10_7h, g_10_7h))));
  { const l = i64x2.add(s4_7l, v128.load(CONSTANTS, 896)), h = i64x2.add(s4_7h, v128.load(CONSTANTS, 912)); v128.store(ZS, l, 128); v128.store(ZS, h, 144); }
  let s2_7l = m7_7l;
  let s2_7h = m7_7h;
  const x_11_7l = a0_7l, y_11_7l = v128.load(C, 64), h_11_7l = f64x2.relaxed_madd(x_11_7l, y_11_7l, c1_7l);
  const x_11_7h = a0_7h, y_11_7h = v128.load(C, 80), h_11_7h = f64x2.relaxed_madd(x_11_7h, y_11_7h, c1_7h);
  const p_11_7l = a1_7l, q_11_7l = v128.load(C, 32), g_11_7l = f64x2.relaxed_madd(p_11_7l, q_11_7l, h_11_7l);
  const p_11_7h = a1_7h, q_11_7h = v128.load(C, 48), g_11_7h = f64x2.relaxed_madd(p_11_7h, q_11_7h, h_11_7h);
  s3_7l = i64x2.add(s3_7l, g_11_7l);
  s3_7h = i64x2.add(s3_7h, g_11_7h);
  s2_7l = i64x2.add(s2_7l, f64x2.add(f64x2.relaxed_madd(x_11_7l, y_11_7l, f64x2.sub(c2_7l, h_11_7l)), f64x2.relaxed_madd(p_11_7l, q_11_7l, f64x2.sub(h_11_7l, g_11_7l))));
  s2_7h = i64x2.add(s2_7h, f64x2.add(f64x2.relaxed_madd(x_11_7h, y_11_7h, f64x2.sub(c2_7h, h_11_7h)), f64x2.relaxed_madd(p_11_7h, q_11_7h, f64x2.sub(h_11_7h, g_11_7h))));
  const x_12_7l = a2_7l, y_12_7l = v128.load(C, 0), h_12_7l = f64x2.relaxed_madd(x_12_7l, y_12_7l, c1_7l);
  const x_12_7h = a2_7h, y_12_7h = v128.load(C, 16), h_12_7h = f64x2.relaxed_madd(x_12_7h, y_12_7h, c1_7h);
  s3_7l = i64x2.add(s3_7l, h_12_7l);
  s3_7h = i64x2.add(s3_7h, h_12_7h);
  s2_7l = i64x2.add(s2_7l, f64x2.relaxed_madd(x_12_7l, y_12_7l, f64x2.sub(c2_7l, h_12_7l)));
  s2_7h = i64x2.add(s2_7h, f64x2.relaxed_madd(x_12_7h, y_12_7h, f64x2.sub(c2_7h, h_12_7h)));
  { const l = s3_7l, h = s3_7h; v128.store(ZS, l, 96); v128.store(ZS, h, 112); }
  let s1_7l = m6_7l;
  let s1_7h = m6_7h;
  const x_13_7l = a0_7l, y_13_7l = v128.load(C, 32), h_13_7l = f64x2.relaxed_madd(x_13_7l, y_13_7l, c1_7l);
  const x_13_7h = a0_7h, y_13_7h = v128.load(C, 48), h_13_7h = f64x2.relaxed_madd(x_13_7h, y_13_7h, c1_7h);
  const p_13_7l = a1_7l, q_13_7l = v128.load(C, 0), g_13_7l = f64x2.relaxed_madd(p_13_7l, q_13_7l, h_13_7l);
  const p_13_7h = a1_7h, q_13_7h = v128.load(C, 16), g_13_7h = f64x2.relaxed_madd(p_13_7h, q_13_7h, h_13_7h);
  s2_7l = i64x2.add(s2_7l, g_13_7l);
  s2_7h = i64x2.add(s2_7h, g_13_7h);
  s1_7l = i64x2.add(s1_7l, f64x2.add(f64x2.relaxed_madd(x_13_7l, y_13_7l, f64x2.sub(c2_7l, h_13_7l)), f64x2.relaxed_madd(p_13_7l, q_13_7l, f64x2.sub(h_13_7l, g_13_7l))));
  s1_7h = i64x2.add(s1_7h, f64x2.add(f64x2.relaxed_madd(x_13_7h, y_13_7h, f64x2.sub(c2_7h, h_13_7h)), f64x2.relaxed_madd(p_13_7h, q_13_7h, f64x2.sub(h_13_7h, g_13_7h))));
  { const l = s2_7l, h = s2_7h; v128.store(ZS, l, 64); v128.store(ZS, h, 80); }
  let s0_7l = m5_7l;
  let s0_7h = m5_7h;
  const x_14_7l = a0_7l, y_14_7l = v128.load(C, 0), h_14_7l = f64x2.relaxed_madd(x_14_7l, y_14_7l, c1_7l);
  const x_14_7h = a0_7h, y_14_7h = v128.load(C, 16), h_14_7h = f64x2.relaxed_madd(x_14_7h, y_14_7h, c1_7h);
  s1_7l = i64x2.add(s1_7l, h_14_7l);
  s1_7h = i64x2.add(s1_7h, h_14_7h);
  s0_7l = i64x2.add(s0_7l, f64x2.relaxed_madd(x_14_7l, y_14_7l, f64x2.sub(c2_7l, h_14_7l)));
  s0_7h = i64x2.add(s0_7h, f64x2.relaxed_madd(x_14_7h, y_14_7h, f64x2.sub(c2_7h, h_14_7h)));
  { const l = s1_7l, h = s1_7h; v128.store(ZS, l, 32); v128.store(ZS, h, 48); }
  { const l = s0_7l, h = s0_7h; v128.store(ZS, l, 0); v128.store(ZS, h, 16); }
  // AA = P^2, BB = Q^2
  // factors <= 1.00 2^50, 1.00 2^50; columns <= 1.58 2^55; limbs <= 2^50 + 76
  const c1_18l = v128.load(CONSTANTS, 0), c2_18l = v128.load(CONSTANTS, 32);
  const c1_18h = v128.load(CONSTANTS, 16), c2_18h = v128.load(CONSTANTS, 48);
  const a0_18l = v128.load(P, 0);
  const a0_18h = v128.load(P, 16);
  const a1_18l = v128.load(P, 32);
  const a1_18h = v128.load(P, 48);
  const a2_18l = v128.load(P, 64);
  const a2_18h = v128.load(P, 80);
  const a3_18l = v128.load(P, 96);
  const a3_18h = v128.load(P, 112);
  const a4_18l = v128.load(P, 128);
  const a4_18h = v128.load(P, 144);
  const t4_18l = f64x2.relaxed_madd(a4_18l, v128.load(CONSTANTS, 384), c1_18l);
  const t4_18h = f64x2.relaxed_madd(a4_18h, v128.load(CONSTANTS, 400), c1_18h);
  const v4_18l = f64x2.sub(c1_18l, t4_18l);
  const v4_18h = f64x2.sub(c1_18h, t4_18h);
  const w4_18l = f64x2.relaxed_madd(a4_18l, v128.load(CONSTANTS, 384), v4_18l);
  const w4_18h = f64x2.relaxed_madd(a4_18h, v128.load(CONSTANTS, 400), v4_18h);
  const t3_18l = f64x2.relaxed_madd(a3_18l, v128.load(CONSTANTS, 384), c1_18l);
  const t3_18h = f64x2.relaxed_madd(a3_18h, v128.load(CONSTANTS, 400), c1_18h);
  const v3_18l = f64x2.sub(c1_18l, t3_18l);
  const v3_18h = f64x2.sub(c1_18h, t3_18h);
  const w3_18l = f64x2.relaxed_madd(a3_18l, v128.load(CONSTANTS, 384), v3_18l);
  const w3_18h = f64x2.relaxed_madd(a3_18h, v128.load(CONSTANTS, 400), v3_18h);
  const z_18l = f64x2.relaxed_nmadd(v4_18l, v128.load(CONSTANTS, 416), a0_18l);
  const z_18h = f64x2.relaxed_nmadd(v4_18h, v128.load(CONSTANTS, 432), a0_18h);
  const y_18l = f64x2.relaxed_nmadd(v3_18l, v128.load(CONSTANTS, 416), w4_18l);
  const y_18h = f64x2.relaxed_nmadd(v3_18h, v128.load(CONSTANTS, 432), w4_18h);
  const zz_18l = f64x2.add(a0_18l, z_18l), yy_18l = f64x2.add(w4_18l, y_18l);
  const zz_18h = f64x2.add(a0_18h, z_18h), yy_18h = f64x2.add(w4_18h, y_18h);
  const d1_18l = f64x2.add(a1_18l, a1_18l);
  const d1_18h = f64x2.add(a1_18h, a1_18h);
  const d2_18l = f64x2.add(a2_18l, a2_18l);
  const d2_18h = f64x2.add(a2_18h, a2_18h);
  const d3_18l = f64x2.add(a3_18l, a3_18l);
  const d3_18h = f64x2.add(a3_18h, a3_18h);
  const x_0_18l = a2_18l, y_0_18l = a2_18l, h_0_18l = f64x2.relaxed_madd(x_0_18l, y_0_18l, c1_18l);
  const x_0_18h = a2_18h, y_0_18h = a2_18h, h_0_18h = f64x2.relaxed_madd(x_0_18h, y_0_18h, c1_18h);
  const p_0_18l = a4_18l, q_0_18l = zz_18l, g_0_18l = f64x2.relaxed_madd(p_0_18l, q_0_18l, h_0_18l);
  const p_0_18h = a4_18h, q_0_18h = zz_18h, g_0_18h = f64x2.relaxed_madd(p_0_18h, q_0_18h, h_0_18h);
  let s5_18l = g_0_18l;
  let s5_18h = g_0_18h;
  let s4_18l = f64x2.add(f64x2.relaxed_madd(x_0_18l, y_0_18l, f64x2.sub(c2_18l, h_0_18l)), f64x2.relaxed_madd(p_0_18l, q_0_18l, f64x2.sub(h_0_18l, g_0_18l)));
  let s4_18h = f64x2.add(f64x2.relaxed_madd(x_0_18h, y_0_18h, f64x2.sub(c2_18h, h_0_18h)), f64x2.relaxed_madd(p_0_18h, q_0_18h, f64x2.sub(h_0_18h, g_0_18h)));
  const x_1_18l = d1_18l, y_1_18l = a3_18l, h_1_18l = f64x2.relaxed_madd(x_1_18l, y_1_18l, c1_18l);
  const x_1_18h = d1_18h, y_1_18h = a3_18h, h_1_18h = f64x2.relaxed_madd(x_1_18h, y_1_18h, c1_18h);
  s5_18l = i64x2.add(s5_18l, h_1_18l);
  s5_18h = i64x2.add(s5_18h, h_1_18h);
  s4_18l = i64x2.add(s4_18l, f64x2.relaxed_madd(x_1_18l, y_1_18l, f64x2.sub(c2_18l, h_1_18l)));
  s4_18h = i64x2.add(s4_18h, f64x2.relaxed_madd(x_1_18h, y_1_18h, f64x2.sub(c2_18h, h_1_18h)));
  const m5_18l = i64x2.add(i64x2.add(i64x2.add(s5_18l, s5_18l), s5_18l), i64x2.shl(s5_18l, 4));
  const m5_18h = i64x2.add(i64x2.add(i64x2.add(s5_18h, s5_18h), s5_18h), i64x2.shl(s5_18h, 4));
  const x_2_18l = a4_18l, y_2_18l = w4_18l, h_2_18l = f64x2.relaxed_madd(x_2_18l, y_2_18l, c1_18l);
  const x_2_18h = a4_18h, y_2_18h = w4_18h, h_2_18h = f64x2.relaxed_madd(x_2_18h, y_2_18h, c1_18h);
  const p_2_18l = d3_18l, q_2_18l = z_18l, g_2_18l = f64x2.relaxed_madd(p_2_18l, q_2_18l, h_2_18l);
  const p_2_18h = d3_18h, q_2_18h = z_18h, g_2_18h = f64x2.relaxed_madd(p_2_18h, q_2_18h, h_2_18h);
  s4_18l = i64x2.add(s4_18l, g_2_18l);
  s4_18h = i64x2.add(s4_18h, g_2_18h);
  let s3_18l = f64x2.add(f64x2.relaxed_madd(x_2_18l, y_2_18l, f64x2.sub(c2_18l, h_2_18l)), f64x2.relaxed_madd(p_2_18l, q_2_18l, f64x2.sub(h_2_18l, g_2_18l)));
  let s3_18h = f64x2.add(f64x2.relaxed_madd(x_2_18h, y_2_18h, f64x2.sub(c2_18h, h_2_18h)), f64x2.relaxed_madd(p_2_18h, q_2_18h, f64x2.sub(h_2_18h, g_2_18h)));
  const x_3_18l = d1_18l, y_3_18l = a2_18l, h_3_18l = f64x2.relaxed_madd(x_3_18l, y_3_18l, c1_18l);
  const x_3_18h = d1_18h, y_3_18h = a2_18h, h_3_18h = f64x2.relaxed_madd(x_3_18h, y_3_18h, c1_18h);
  s4_18l = i64x2.add(s4_18l, h_3_18l);
  s4_18h = i64x2.add(s4_18h, h_3_18h);
  s3_18l = i64x2.add(s3_18l, f64x2.relaxed_madd(x_3_18l, y_3_18l, f64x2.sub(c2_18l, h_3_18l)));
  s3_18h = i64x2.add(s3_18h, f64x2.relaxed_madd(x_3_18h, y_3_18h, f64x2.sub(c2_18h, h_3_18h)));
  const col4_18l = i64x2.add(s4_18l, v128.load(CONSTANTS, 448));
  const col4_18h = i64x2.add(s4_18h, v128.load(CONSTANTS, 464));
  const x_4_18l = a1_18l, y_4_18l = a1_18l, h_4_18l = f64x2.relaxed_madd(x_4_18l, y_4_18l, c1_18l);
  const x_4_18h = a1_18h, y_4_18h = a1_18h, h_4_18h = f64x2.relaxed_madd(x_4_18h, y_4_18h, c1_18h);
  const p_4_18l = d2_18l, q_4_18l = z_18l, g_4_18l = f64x2.relaxed_madd(p_4_18l, q_4_18l, h_4_18l);
  const p_4_18h = d2_18h, q_4_18h = z_18h, g_4_18h = f64x2.relaxed_madd(p_4_18h, q_4_18h, h_4_18h);
  s3_18l = i64x2.add(s3_18l, g_4_18l);
  s3_18h = i64x2.add(s3_18h, g_4_18h);
  let s2_18l = f64x2.add(f64x2.relaxed_madd(x_4_18l, y_4_18l, f64x2.sub(c2_18l, h_4_18l)), f64x2.relaxed_madd(p_4_18l, q_4_18l, f64x2.sub(h_4_18l, g_4_18l)));
  let s2_18h = f64x2.add(f64x2.relaxed_madd(x_4_18h, y_4_18h, f64x2.sub(c2_18h, h_4_18h)), f64x2.relaxed_madd(p_4_18h, q_4_18h, f64x2.sub(h_4_18h, g_4_18h)));
  const x_5_18l = a3_18l, y_5_18l = yy_18l, h_5_18l = f64x2.relaxed_madd(x_5_18l, y_5_18l, c1_18l);
  const x_5_18h = a3_18h, y_5_18h = yy_18h, h_5_18h = f64x2.relaxed_madd(x_5_18h, y_5_18h, c1_18h);
  s3_18l = i64x2.add(s3_18l, h_5_18l);
  s3_18h = i64x2.add(s3_18h, h_5_18h);
  s2_18l = i64x2.add(s2_18l, f64x2.relaxed_madd(x_5_18l, y_5_18l, f64x2.sub(c2_18l, h_5_18l)));
  s2_18h = i64x2.add(s2_18h, f64x2.relaxed_madd(x_5_18h, y_5_18h, f64x2.sub(c2_18h, h_5_18h)));
  const col3_18l = i64x2.add(s3_18l, v128.load(CONSTANTS, 448));
  const col3_18h = i64x2.add(s3_18h, v128.load(CONSTANTS, 464));
  const x_6_18l = a3_18l, y_6_18l = w3_18l, h_6_18l = f64x2.relaxed_madd(x_6_18l, y_6_18l, c1_18l);
  const x_6_18h = a3_18h, y_6_18h = w3_18h, h_6_18h = f64x2.relaxed_madd(x_6_18h, y_6_18h, c1_18h);
  const p_6_18l = d1_18l, q_6_18l = z_18l, g_6_18l = f64x2.relaxed_madd(p_6_18l, q_6_18l, h_6_18l);
  const p_6_18h = d1_18h, q_6_18h = z_18h, g_6_18h = f64x2.relaxed_madd(p_6_18h, q_6_18h, h_6_18h);
  s2_18l = i64x2.add(s2_18l, g_6_18l);
  s2_18h = i64x2.add(s2_18h, g_6_18h);
  let s1_18l = f64x2.add(f64x2.relaxed_madd(x_6_18l, y_6_18l, f64x2.sub(c2_18l, h_6_18l)), f64x2.relaxed_madd(p_6_18l, q_6_18l, f64x2.sub(h_6_18l, g_6_18l)));
  let s1_18h = f64x2.add(f64x2.relaxed_madd(x_6_18h, y_6_18h, f64x2.sub(c2_18h, h_6_18h)), f64x2.relaxed_madd(p_6_18h, q_6_18h, f64x2.sub(h_6_18h, g_6_18h)));
  const x_7_18l = d2_18l, y_7_18l = y_18l, h_7_18l = f64x2.relaxed_madd(x_7_18l, y_7_18l, c1_18l);
  const x_7_18h = d2_18h, y_7_18h = y_18h, h_7_18h = f64x2.relaxed_madd(x_7_18h, y_7_18h, c1_18h);
  s2_18l = i64x2.add(s2_18l, h_7_18l);
  s2_18h = i64x2.add(s2_18h, h_7_18h);
  s1_18l = i64x2.add(s1_18l, f64x2.relaxed_madd(x_7_18l, y_7_18l, f64x2.sub(c2_18l, h_7_18l)));
  s1_18h = i64x2.add(s1_18h, f64x2.relaxed_madd(x_7_18h, y_7_18h, f64x2.sub(c2_18h, h_7_18h)));
  const col2_18l = i64x2.add(s2_18l, v128.load(CONSTANTS, 448));
  const col2_18h = i64x2.add(s2_18h, v128.load(CONSTANTS, 464));
  let s0_18l = m5_18l;
  let s0_18h = m5_18h;
  const x_8_18l = a0_18l, y_8_18l = a0_18l, h_8_18l = f64x2.relaxed_madd(x_8_18l, y_8_18l, c1_18l);
  const x_8_18h = a0_18h, y_8_18h = a0_18h, h_8_18h = f64x2.relaxed_madd(x_8_18h, y_8_18h, c1_18h);
  const p_8_18l = d1_18l, q_8_18l = w4_18l, g_8_18l = f64x2.relaxed_madd(p_8_18l, q_8_18l, h_8_18l);
  const p_8_18h = d1_18h, q_8_18h = w4_18h, g_8_18h = f64x2.relaxed_madd(p_8_18h, q_8_18h, h_8_18h);
  s1_18l = i64x2.add(s1_18l, g_8_18l);
  s1_18h = i64x2.add(s1_18h, g_8_18h);
  s0_18l = i64x2.add(s0_18l, f64x2.add(f64x2.relaxed_madd(x_8_18l, y_8_18l, f64x2.sub(c2_18l, h_8_18l)), f64x2.relaxed_madd(p_8_18l, q_8_18l, f64x2.sub(h_8_18l, g_8_18l))));
  s0_18h = i64x2.add(s0_18h, f64x2.add(f64x2.relaxed_madd(x_8_18h, y_8_18h, f64x2.sub(c2_18h, h_8_18h)), f64x2.relaxed_madd(p_8_18h, q_8_18h, f64x2.sub(h_8_18h, g_8_18h))));
  const x_9_18l = d2_18l, y_9_18l = w3_18l, h_9_18l = f64x2.relaxed_madd(x_9_18l, y_9_18l, c1_18l);
  const x_9_18h = d2_18h, y_9_18h = w3_18h, h_9_18h = f64x2.relaxed_madd(x_9_18h, y_9_18h, c1_18h);
  s1_18l = i64x2.add(s1_18l, h_9_18l);
  s1_18h = i64x2.add(s1_18h, h_9_18h);
  s0_18l = i64x2.add(s0_18l, f64x2.relaxed_madd(x_9_18l, y_9_18l, f64x2.sub(c2_18l, h_9_18l)));
  s0_18h = i64x2.add(s0_18h, f64x2.relaxed_madd(x_9_18h, y_9_18h, f64x2.sub(c2_18h, h_9_18h)));
  const col1_18l = i64x2.add(s1_18l, v128.load(CONSTANTS, 448));
  const col1_18h = i64x2.add(s1_18h, v128.load(CONSTANTS, 464));
  const col0_18l = i64x2.add(s0_18l, v128.load(CONSTANTS, 480));
  const col0_18h = i64x2.add(s0_18h, v128.load(CONSTANTS, 496));
  const mask_19l = v128.load(CONSTANTS, 64), exp_19l = v128.load(CONSTANTS, 96);
  const mask_19h = v128.load(CONSTANTS, 80), exp_19h = v128.load(CONSTANTS, 112);
  const v4_19l = col4_18l, q4_19l = i64x2.shr_u(v4_19l, 51);
  const v4_19h = col4_18h, q4_19h = i64x2.shr_u(v4_19h, 51);
  let p_19l = i64x2.add(v128.and(v4_19l, mask_19l), exp_19l);
  let p_19h = i64x2.add(v128.and(v4_19h, mask_19h), exp_19h);
  const v3_19l = col3_18l, q3_19l = i64x2.shr_u(v3_19l, 51);
  const v3_19h = col3_18h, q3_19h = i64x2.shr_u(v3_19h, 51);
  { const l = f64x2.sub(i64x2.add(p_19l, q3_19l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_19h, q3_19h), v128.load(CONSTANTS, 144)); v128.store(AA, l, 128); v128.store(AA, h, 144); }
  p_19l = i64x2.add(v128.and(v3_19l, mask_19l), exp_19l);
  p_19h = i64x2.add(v128.and(v3_19h, mask_19h), exp_19h);
  const v2_19l = col2_18l, q2_19l = i64x2.shr_u(v2_19l, 51);
  const v2_19h = col2_18h, q2_19h = i64x2.shr_u(v2_19h, 51);
  { const l = f64x2.sub(i64x2.add(p_19l, q2_19l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_19h, q2_19h), v128.load(CONSTANTS, 144)); v128.store(AA, l, 96); v128.store(AA, h, 112); }
  p_19l = i64x2.add(v128.and(v2_19l, mask_19l), exp_19l);
  p_19h = i64x2.add(v128.and(v2_19h, mask_19h), exp_19h);
  const v1_19l = col1_18l, q1_19l = i64x2.shr_u(v1_19l, 51);
  const v1_19h = col1_18h, q1_19h = i64x2.shr_u(v1_19h, 51);
  { const l = f64x2.sub(i64x2.add(p_19l, q1_19l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_19h, q1_19h), v128.load(CONSTANTS, 144)); v128.store(AA, l, 64); v128.store(AA, h, 80); }
  p_19l = i64x2.add(v128.and(v1_19l, mask_19l), exp_19l);
  p_19h = i64x2.add(v128.and(v1_19h, mask_19h), exp_19h);
  const v0_19l = col0_18l, q0_19l = i64x2.shr_u(v0_19l, 51);
  const v0_19h = col0_18h, q0_19h = i64x2.shr_u(v0_19h, 51);
  { const l = f64x2.sub(i64x2.add(p_19l, q0_19l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_19h, q0_19h), v128.load(CONSTANTS, 144)); v128.store(AA, l, 32); v128.store(AA, h, 48); }
  p_19l = i64x2.add(v128.and(v0_19l, mask_19l), exp_19l);
  p_19h = i64x2.add(v128.and(v0_19h, mask_19h), exp_19h);
  { const l = f64x2.sub(i64x2.add(p_19l, i16x8.mul(q4_19l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 192)), h = f64x2.sub(i64x2.add(p_19h, i16x8.mul(q4_19h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 208)); v128.store(AA, l, 0); v128.store(AA, h, 16); }
  // factors <= 1.00 2^50, 1.00 2^50; columns <= 1.58 2^55; limbs <= 2^50 + 76
  const c1_20l = v128.load(CONSTANTS, 0), c2_20l = v128.load(CONSTANTS, 32);
  const c1_20h = v128.load(CONSTANTS, 16), c2_20h = v128.load(CONSTANTS, 48);
  const a0_20l = v128.load(Q, 0);
  const a0_20h = v128.load(Q, 16);
  const a1_20l = v128.load(Q, 32);
  const a1_20h = v128.load(Q, 48);
  const a2_20l = v128.load(Q, 64);
  const a2_20h = v128.load(Q, 80);
  const a3_20l = v128.load(Q, 96);
  const a3_20h = v128.load(Q, 112);
  const a4_20l = v128.load(Q, 128);
  const a4_20h = v128.load(Q, 144);
  const t4_20l = f64x2.relaxed_madd(a4_20l, v128.load(CONSTANTS, 384), c1_20l);
  const t4_20h = f64x2.relaxed_madd(a4_20h, v128.load(CONSTANTS, 400), c1_20h);
  const v4_20l = f64x2.sub(c1_20l, t4_20l);
  const v4_20h = f64x2.sub(c1_20h, t4_20h);
  const w4_20l = f64x2.relaxed_madd(a4_20l, v128.load(CONSTANTS, 384), v4_20l);
  const w4_20h = f64x2.relaxed_madd(a4_20h, v128.load(CONSTANTS, 400), v4_20h);
  const t3_20l = f64x2.relaxed_madd(a3_20l, v128.load(CONSTANTS, 384), c1_20l);
  const t3_20h = f64x2.relaxed_madd(a3_20h, v128.load(CONSTANTS, 400), c1_20h);
  const v3_20l = f64x2.sub(c1_20l, t3_20l);
  const v3_20h = f64x2.sub(c1_20h, t3_20h);
  const w3_20l = f64x2.relaxed_madd(a3_20l, v128.load(CONSTANTS, 384), v3_20l);
  const w3_20h = f64x2.relaxed_madd(a3_20h, v128.load(CONSTANTS, 400), v3_20h);
  const z_20l = f64x2.relaxed_nmadd(v4_20l, v128.load(CONSTANTS, 416), a0_20l);
  const z_20h = f64x2.relaxed_nmadd(v4_20h, v128.load(CONSTANTS, 432), a0_20h);
  const y_20l = f64x2.relaxed_nmadd(v3_20l, v128.load(CONSTANTS, 416), w4_20l);
  const y_20h = f64x2.relaxed_nmadd(v3_20h, v128.load(CONSTANTS, 432), w4_20h);
  const zz_20l = f64x2.add(a0_20l, z_20l), yy_20l = f64x2.add(w4_20l, y_20l);
  const zz_20h = f64x2.add(a0_20h, z_20h), yy_20h = f64x2.add(w4_20h, y_20h);
  const d1_20l = f64x2.add(a1_20l, a1_20l);
  const d1_20h = f64x2.add(a1_20h, a1_20h);
  const d2_20l = f64x2.add(a2_20l, a2_20l);
  const d2_20h = f64x2.add(a2_20h, a2_20h);
  const d3_20l = f64x2.add(a3_20l, a3_20l);
  const d3_20h = f64x2.add(a3_20h, a3_20h);
  const x_0_20l = a2_20l, y_0_20l = a2_20l, h_0_20l = f64x2.relaxed_madd(x_0_20l, y_0_20l, c1_20l);
  const x_0_20h = a2_20h, y_0_20h = a2_20h, h_0_20h = f64x2.relaxed_madd(x_0_20h, y_0_20h, c1_20h);
  const p_0_20l = a4_20l, q_0_20l = zz_20l, g_0_20l = f64x2.relaxed_madd(p_0_20l, q_0_20l, h_0_20l);
  const p_0_20h = a4_20h, q_0_20h = zz_20h, g_0_20h = f64x2.relaxed_madd(p_0_20h, q_0_20h, h_0_20h);
  let s5_20l = g_0_20l;
  let s5_20h = g_0_20h;
  let s4_20l = f64x2.add(f64x2.relaxed_madd(x_0_20l, y_0_20l, f64x2.sub(c2_20l, h_0_20l)), f64x2.relaxed_madd(p_0_20l, q_0_20l, f64x2.sub(h_0_20l, g_0_20l)));
  let s4_20h = f64x2.add(f64x2.relaxed_madd(x_0_20h, y_0_20h, f64x2.sub(c2_20h, h_0_20h)), f64x2.relaxed_madd(p_0_20h, q_0_20h, f64x2.sub(h_0_20h, g_0_20h)));
  const x_1_20l = d1_20l, y_1_20l = a3_20l, h_1_20l = f64x2.relaxed_madd(x_1_20l, y_1_20l, c1_20l);
  const x_1_20h = d1_20h, y_1_20h = a3_20h, h_1_20h = f64x2.relaxed_madd(x_1_20h, y_1_20h, c1_20h);
  s5_20l = i64x2.add(s5_20l, h_1_20l);
  s5_20h = i64x2.add(s5_20h, h_1_20h);
  s4_20l = i64x2.add(s4_20l, f64x2.relaxed_madd(x_1_20l, y_1_20l, f64x2.sub(c2_20l, h_1_20l)));
  s4_20h = i64x2.add(s4_20h, f64x2.relaxed_madd(x_1_20h, y_1_20h, f64x2.sub(c2_20h, h_1_20h)));
  const m5_20l = i64x2.add(i64x2.add(i64x2.add(s5_20l, s5_20l), s5_20l), i64x2.shl(s5_20l, 4));
  const m5_20h = i64x2.add(i64x2.add(i64x2.add(s5_20h, s5_20h), s5_20h), i64x2.shl(s5_20h, 4));
  const x_2_20l = a4_20l, y_2_20l = w4_20l, h_2_20l = f64x2.relaxed_madd(x_2_20l, y_2_20l, c1_20l);
  const x_2_20h = a4_20h, y_2_20h = w4_20h, h_2_20h = f64x2.relaxed_madd(x_2_20h, y_2_20h, c1_20h);
  const p_2_20l = d3_20l, q_2_20l = z_20l, g_2_20l = f64x2.relaxed_madd(p_2_20l, q_2_20l, h_2_20l);
  const p_2_20h = d3_20h, q_2_20h = z_20h, g_2_20h = f64x2.relaxed_madd(p_2_20h, q_2_20h, h_2_20h);
  s4_20l = i64x2.add(s4_20l, g_2_20l);
  s4_20h = i64x2.add(s4_20h, g_2_20h);
  let s3_20l = f64x2.add(f64x2.relaxed_madd(x_2_20l, y_2_20l, f64x2.sub(c2_20l, h_2_20l)), f64x2.relaxed_madd(p_2_20l, q_2_20l, f64x2.sub(h_2_20l, g_2_20l)));
  let s3_20h = f64x2.add(f64x2.relaxed_madd(x_2_20h, y_2_20h, f64x2.sub(c2_20h, h_2_20h)), f64x2.relaxed_madd(p_2_20h, q_2_20h, f64x2.sub(h_2_20h, g_2_20h)));
  const x_3_20l = d1_20l, y_3_20l = a2_20l, h_3_20l = f64x2.relaxed_madd(x_3_20l, y_3_20l, c1_20l);
  const x_3_20h = d1_20h, y_3_20h = a2_20h, h_3_20h = f64x2.relaxed_madd(x_3_20h, y_3_20h, c1_20h);
  s4_20l = i64x2.add(s4_20l, h_3_20l);
  s4_20h = i64x2.add(s4_20h, h_3_20h);
  s3_20l = i64x2.add(s3_20l, f64x2.relaxed_madd(x_3_20l, y_3_20l, f64x2.sub(c2_20l, h_3_20l)));
  s3_20h = i64x2.add(s3_20h, f64x2.relaxed_madd(x_3_20h, y_3_20h, f64x2.sub(c2_20h, h_3_20h)));
  const col4_20l = i64x2.add(s4_20l, v128.load(CONSTANTS, 448));
  const col4_20h = i64x2.add(s4_20h, v128.load(CONSTANTS, 464));
  const x_4_20l = a1_20l, y_4_20l = a1_20l, h_4_20l = f64x2.relaxed_madd(x_4_20l, y_4_20l, c1_20l);
  const x_4_20h = a1_20h, y_4_20h = a1_20h, h_4_20h = f64x2.relaxed_madd(x_4_20h, y_4_20h, c1_20h);
  const p_4_20l = d2_20l, q_4_20l = z_20l, g_4_20l = f64x2.relaxed_madd(p_4_20l, q_4_20l, h_4_20l);
  const p_4_20h = d2_20h, q_4_20h = z_20h, g_4_20h = f64x2.relaxed_madd(p_4_20h, q_4_20h, h_4_20h);
  s3_20l = i64x2.add(s3_20l, g_4_20l);
  s3_20h = i64x2.add(s3_20h, g_4_20h);
  let s2_20l = f64x2.add(f64x2.relaxed_madd(x_4_20l, y_4_20l, f64x2.sub(c2_20l, h_4_20l)), f64x2.relaxed_madd(p_4_20l, q_4_20l, f64x2.sub(h_4_20l, g_4_20l)));
  let s2_20h = f64x2.add(f64x2.relaxed_madd(x_4_20h, y_4_20h, f64x2.sub(c2_20h, h_4_20h)), f64x2.relaxed_madd(p_4_20h, q_4_20h, f64x2.sub(h_4_20h, g_4_20h)));
  const x_5_20l = a3_20l, y_5_20l = yy_20l, h_5_20l = f64x2.relaxed_madd(x_5_20l, y_5_20l, c1_20l);
  const x_5_20h = a3_20h, y_5_20h = yy_20h, h_5_20h = f64x2.relaxed_madd(x_5_20h, y_5_20h, c1_20h);
  s3_20l = i64x2.add(s3_20l, h_5_20l);
  s3_20h = i64x2.add(s3_20h, h_5_20h);
  s2_20l = i64x2.add(s2_20l, f64x2.relaxed_madd(x_5_20l, y_5_20l, f64x2.sub(c2_20l, h_5_20l)));
  s2_20h = i64x2.add(s2_20h, f64x2.relaxed_madd(x_5_20h, y_5_20h, f64x2.sub(c2_20h, h_5_20h)));
  const col3_20l = i64x2.add(s3_20l, v128.load(CONSTANTS, 448));
  const col3_20h = i64x2.add(s3_20h, v128.load(CONSTANTS, 464));
  const x_6_20l = a3_20l, y_6_20l = w3_20l, h_6_20l = f64x2.relaxed_madd(x_6_20l, y_6_20l, c1_20l);
  const x_6_20h = a3_20h, y_6_20h = w3_20h, h_6_20h = f64x2.relaxed_madd(x_6_20h, y_6_20h, c1_20h);
  const p_6_20l = d1_20l, q_6_20l = z_20l, g_6_20l = f64x2.relaxed_madd(p_6_20l, q_6_20l, h_6_20l);
  const p_6_20h = d1_20h, q_6_20h = z_20h, g_6_20h = f64x2.relaxed_madd(p_6_20h, q_6_20h, h_6_20h);
  s2_20l = i64x2.add(s2_20l, g_6_20l);
  s2_20h = i64x2.add(s2_20h, g_6_20h);
  let s1_20l = f64x2.add(f64x2.relaxed_madd(x_6_20l, y_6_20l, f64x2.sub(c2_20l, h_6_20l)), f64x2.relaxed_madd(p_6_20l, q_6_20l, f64x2.sub(h_6_20l, g_6_20l)));
  let s1_20h = f64x2.add(f64x2.relaxed_madd(x_6_20h, y_6_20h, f64x2.sub(c2_20h, h_6_20h)), f64x2.relaxed_madd(p_6_20h, q_6_20h, f64x2.sub(h_6_20h, g_6_20h)));
  const x_7_20l = d2_20l, y_7_20l = y_20l, h_7_20l = f64x2.relaxed_madd(x_7_20l, y_7_20l, c1_20l);
  const x_7_20h = d2_20h, y_7_20h = y_20h, h_7_20h = f64x2.relaxed_madd(x_7_20h, y_7_20h, c1_20h);
  s2_20l = i64x2.add(s2_20l, h_7_20l);
  s2_20h = i64x2.add(s2_20h, h_7_20h);
  s1_20l = i64x2.add(s1_20l, f64x2.relaxed_madd(x_7_20l, y_7_20l, f64x2.sub(c2_20l, h_7_20l)));
  s1_20h = i64x2.add(s1_20h, f64x2.relaxed_madd(x_7_20h, y_7_20h, f64x2.sub(c2_20h, h_7_20h)));
  const col2_20l = i64x2.add(s2_20l, v128.load(CONSTANTS, 448));
  const col2_20h = i64x2.add(s2_20h, v128.load(CONSTANTS, 464));
  let s0_20l = m5_20l;
  let s0_20h = m5_20h;
  const x_8_20l = a0_20l, y_8_20l = a0_20l, h_8_20l = f64x2.relaxed_madd(x_8_20l, y_8_20l, c1_20l);
  const x_8_20h = a0_20h, y_8_20h = a0_20h, h_8_20h = f64x2.relaxed_madd(x_8_20h, y_8_20h, c1_20h);
  const p_8_20l = d1_20l, q_8_20l = w4_20l, g_8_20l = f64x2.relaxed_madd(p_8_20l, q_8_20l, h_8_20l);
  const p_8_20h = d1_20h, q_8_20h = w4_20h, g_8_20h = f64x2.relaxed_madd(p_8_20h, q_8_20h, h_8_20h);
  s1_20l = i64x2.add(s1_20l, g_8_20l);
  s1_20h = i64x2.add(s1_20h, g_8_20h);
  s0_20l = i64x2.add(s0_20l, f64x2.add(f64x2.relaxed_madd(x_8_20l, y_8_20l, f64x2.sub(c2_20l, h_8_20l)), f64x2.relaxed_madd(p_8_20l, q_8_20l, f64x2.sub(h_8_20l, g_8_20l))));
  s0_20h = i64x2.add(s0_20h, f64x2.add(f64x2.relaxed_madd(x_8_20h, y_8_20h, f64x2.sub(c2_20h, h_8_20h)), f64x2.relaxed_madd(p_8_20h, q_8_20h, f64x2.sub(h_8_20h, g_8_20h))));
  const x_9_20l = d2_20l, y_9_20l = w3_20l, h_9_20l = f64x2.relaxed_madd(x_9_20l, y_9_20l, c1_20l);
  const x_9_20h = d2_20h, y_9_20h = w3_20h, h_9_20h = f64x2.relaxed_madd(x_9_20h, y_9_20h, c1_20h);
  s1_20l = i64x2.add(s1_20l, h_9_20l);
  s1_20h = i64x2.add(s1_20h, h_9_20h);
  s0_20l = i64x2.add(s0_20l, f64x2.relaxed_madd(x_9_20l, y_9_20l, f64x2.sub(c2_20l, h_9_20l)));
  s0_20h = i64x2.add(s0_20h, f64x2.relaxed_madd(x_9_20h, y_9_20h, f64x2.sub(c2_20h, h_9_20h)));
  const col1_20l = i64x2.add(s1_20l, v128.load(CONSTANTS, 448));
  const col1_20h = i64x2.add(s1_20h, v128.load(CONSTANTS, 464));
  const col0_20l = i64x2.add(s0_20l, v128.load(CONSTANTS, 480));
  const col0_20h = i64x2.add(s0_20h, v128.load(CONSTANTS, 496));
  const mask_21l = v128.load(CONSTANTS, 64), exp_21l = v128.load(CONSTANTS, 96);
  const mask_21h = v128.load(CONSTANTS, 80), exp_21h = v128.load(CONSTANTS, 112);
  const v4_21l = col4_20l, q4_21l = i64x2.shr_u(v4_21l, 51);
  const v4_21h = col4_20h, q4_21h = i64x2.shr_u(v4_21h, 51);
  let p_21l = i64x2.add(v128.and(v4_21l, mask_21l), exp_21l);
  let p_21h = i64x2.add(v128.and(v4_21h, mask_21h), exp_21h);
  const v3_21l = col3_20l, q3_21l = i64x2.shr_u(v3_21l, 51);
  const v3_21h = col3_20h, q3_21h = i64x2.shr_u(v3_21h, 51);
  { const l = f64x2.sub(i64x2.add(p_21l, q3_21l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_21h, q3_21h), v128.load(CONSTANTS, 144)); v128.store(BB, l, 128); v128.store(BB, h, 144); }
  p_21l = i64x2.add(v128.and(v3_21l, mask_21l), exp_21l);
  p_21h = i64x2.add(v128.and(v3_21h, mask_21h), exp_21h);
  const v2_21l = col2_20l, q2_21l = i64x2.shr_u(v2_21l, 51);
  const v2_21h = col2_20h, q2_21h = i64x2.shr_u(v2_21h, 51);
  { const l = f64x2.sub(i64x2.add(p_21l, q2_21l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_21h, q2_21h), v128.load(CONSTANTS, 144)); v128.store(BB, l, 96); v128.store(BB, h, 112); }
  p_21l = i64x2.add(v128.and(v2_21l, mask_21l), exp_21l);
  p_21h = i64x2.add(v128.and(v2_21h, mask_21h), exp_21h);
  const v1_21l = col1_20l, q1_21l = i64x2.shr_u(v1_21l, 51);
  const v1_21h = col1_20h, q1_21h = i64x2.shr_u(v1_21h, 51);
  { const l = f64x2.sub(i64x2.add(p_21l, q1_21l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_21h, q1_21h), v128.load(CONSTANTS, 144)); v128.store(BB, l, 64); v128.store(BB, h, 80); }
  p_21l = i64x2.add(v128.and(v1_21l, mask_21l), exp_21l);
  p_21h = i64x2.add(v128.and(v1_21h, mask_21h), exp_21h);
  const v0_21l = col0_20l, q0_21l = i64x2.shr_u(v0_21l, 51);
  const v0_21h = col0_20h, q0_21h = i64x2.shr_u(v0_21h, 51);
  { const l = f64x2.sub(i64x2.add(p_21l, q0_21l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_21h, q0_21h), v128.load(CONSTANTS, 144)); v128.store(BB, l, 32); v128.store(BB, h, 48); }
  p_21l = i64x2.add(v128.and(v0_21l, mask_21l), exp_21l);
  p_21h = i64x2.add(v128.and(v0_21h, mask_21h), exp_21h);
  { const l = f64x2.sub(i64x2.add(p_21l, i16x8.mul(q4_21l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 192)), h = f64x2.sub(i64x2.add(p_21h, i16x8.mul(q4_21h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 208)); v128.store(BB, l, 0); v128.store(BB, h, 16); }
  // SS, DD = A D + C B, A D - C B
  // columns <= 1.95 2^57, offsets 7510 7916 1966 2372 512; limbs <= 2^50 + 342
  const mask_22l = v128.load(CONSTANTS, 64), exp_22l = v128.load(CONSTANTS, 96);
  const mask_22h = v128.load(CONSTANTS, 80), exp_22h = v128.load(CONSTANTS, 112);
  const v4_22l = i64x2.add(v128.load(XS, 128), v128.load(ZS, 128)), q4_22l = i64x2.shr_u(v4_22l, 51);
  const v4_22h = i64x2.add(v128.load(XS, 144), v128.load(ZS, 144)), q4_22h = i64x2.shr_u(v4_22h, 51);
  let p_22l = i64x2.add(v128.and(v4_22l, mask_22l), exp_22l);
  let p_22h = i64x2.add(v128.and(v4_22h, mask_22h), exp_22h);
  const v3_22l = i64x2.add(v128.load(XS, 96), v128.load(ZS, 96)), q3_22l = i64x2.shr_u(v3_22l, 51);
  const v3_22h = i64x2.add(v128.load(XS, 112), v128.load(ZS, 112)), q3_22h = i64x2.shr_u(v3_22h, 51);
  { const l = f64x2.sub(i64x2.add(p_22l, q3_22l), v128.load(CONSTANTS, 1120)), h = f64x2.sub(i64x2.add(p_22h, q3_22h), v128.load(CONSTANTS, 1136)); v128.store(SS, l, 128); v128.store(SS, h, 144); }
  p_22l = i64x2.add(v128.and(v3_22l, mask_22l), exp_22l);
  p_22h = i64x2.add(v128.and(v3_22h, mask_22h), exp_22h);
  const v2_22l = i64x2.add(v128.load(XS, 64), v128.load(ZS, 64)), q2_22l = i64x2.shr_u(v2_22l, 51);
  const v2_22h = i64x2.add(v128.load(XS, 80), v128.load(ZS, 80)), q2_22h = i64x2.shr_u(v2_22h, 51);
  { const l = f64x2.sub(i64x2.add(p_22l, q2_22l), v128.load(CONSTANTS, 1152)), h = f64x2.sub(i64x2.add(p_22h, q2_22h), v128.load(CONSTANTS, 1168)); v128.store(SS, l, 96); v128.store(SS, h, 112); }
  p_22l = i64x2.add(v128.and(v2_22l, mask_22l), exp_22l);
  p_22h = i64x2.add(v128.and(v2_22h, mask_22h), exp_22h);
  const v1_22l = i64x2.add(v128.load(XS, 32), v128.load(ZS, 32)), q1_22l = i64x2.shr_u(v1_22l, 51);
  const v1_22h = i64x2.add(v128.load(XS, 48), v128.load(ZS, 48)), q1_22h = i64x2.shr_u(v1_22h, 51);
  { const l = f64x2.sub(i64x2.add(p_22l, q1_22l), v128.load(CONSTANTS, 1184)), h = f64x2.sub(i64x2.add(p_22h, q1_22h), v128.load(CONSTANTS, 1200)); v128.store(SS, l, 64); v128.store(SS, h, 80); }
  p_22l = i64x2.add(v128.and(v1_22l, mask_22l), exp_22l);
  p_22h = i64x2.add(v128.and(v1_22h, mask_22h), exp_22h);
  const v0_22l = i64x2.add(v128.load(XS, 0), v128.load(ZS, 0)), q0_22l = i64x2.shr_u(v0_22l, 51);
  const v0_22h = i64x2.add(v128.load(XS, 16), v128.load(ZS, 16)), q0_22h = i64x2.shr_u(v0_22h, 51);
  { const l = f64x2.sub(i64x2.add(p_22l, q0_22l), v128.load(CONSTANTS, 1216)), h = f64x2.sub(i64x2.add(p_22h, q0_22h), v128.load(CONSTANTS, 1232)); v128.store(SS, l, 32); v128.store(SS, h, 48); }
  p_22l = i64x2.add(v128.and(v0_22l, mask_22l), exp_22l);
  p_22h = i64x2.add(v128.and(v0_22h, mask_22h), exp_22h);
  { const l = f64x2.sub(i64x2.add(p_22l, i16x8.mul(q4_22l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1248)), h = f64x2.sub(i64x2.add(p_22h, i16x8.mul(q4_22h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1264)); v128.store(SS, l, 0); v128.store(SS, h, 16); }
  // columns <= 1.95 2^57, offsets 682 276 6226 5820 256; limbs <= 2^50 + 342
  const mask_23l = v128.load(CONSTANTS, 64), exp_23l = v128.load(CONSTANTS, 96);
  const mask_23h = v128.load(CONSTANTS, 80), exp_23h = v128.load(CONSTANTS, 112);
  const v4_23l = i64x2.sub(v128.load(XS, 128), v128.load(ZS, 128)), q4_23l = i64x2.shr_u(v4_23l, 51);
  const v4_23h = i64x2.sub(v128.load(XS, 144), v128.load(ZS, 144)), q4_23h = i64x2.shr_u(v4_23h, 51);
  let p_23l = i64x2.add(v128.and(v4_23l, mask_23l), exp_23l);
  let p_23h = i64x2.add(v128.and(v4_23h, mask_23h), exp_23h);
  const v3_23l = i64x2.sub(v128.load(XS, 96), v128.load(ZS, 96)), q3_23l = i64x2.shr_u(v3_23l, 51);
  const v3_23h = i64x2.sub(v128.load(XS, 112), v128.load(ZS, 112)), q3_23h = i64x2.shr_u(v3_23h, 51);
  { const l = f64x2.sub(i64x2.add(p_23l, q3_23l), v128.load(CONSTANTS, 1280)), h = f64x2.sub(i64x2.add(p_23h, q3_23h), v128.load(CONSTANTS, 1296)); v128.store(DD, l, 128); v128.store(DD, h, 144); }
  p_23l = i64x2.add(v128.and(v3_23l, mask_23l), exp_23l);
  p_23h = i64x2.add(v128.and(v3_23h, mask_23h), exp_23h);
  const v2_23l = i64x2.sub(v128.load(XS, 64), v128.load(ZS, 64)), q2_23l = i64x2.shr_u(v2_23l, 51);
  const v2_23h = i64x2.sub(v128.load(XS, 80), v128.load(ZS, 80)), q2_23h = i64x2.shr_u(v2_23h, 51);
  { const l = f64x2.sub(i64x2.add(p_23l, q2_23l), v128.load(CONSTANTS, 1312)), h = f64x2.sub(i64x2.add(p_23h, q2_23h), v128.load(CONSTANTS, 1328)); v128.store(DD, l, 96); v128.store(DD, h, 112); }
  p_23l = i64x2.add(v128.and(v2_23l, mask_23l), exp_23l);
  p_23h = i64x2.add(v128.and(v2_23h, mask_23h), exp_23h);
  const v1_23l = i64x2.sub(v128.load(XS, 32), v128.load(ZS, 32)), q1_23l = i64x2.shr_u(v1_23l, 51);
  const v1_23h = i64x2.sub(v128.load(XS, 48), v128.load(ZS, 48)), q1_23h = i64x2.shr_u(v1_23h, 51);
  { const l = f64x2.sub(i64x2.add(p_23l, q1_23l), v128.load(CONSTANTS, 1344)), h = f64x2.sub(i64x2.add(p_23h, q1_23h), v128.load(CONSTANTS, 1360)); v128.store(DD, l, 64); v128.store(DD, h, 80); }
  p_23l = i64x2.add(v128.and(v1_23l, mask_23l), exp_23l);
  p_23h = i64x2.add(v128.and(v1_23h, mask_23h), exp_23h);
  const v0_23l = i64x2.sub(v128.load(XS, 0), v128.load(ZS, 0)), q0_23l = i64x2.shr_u(v0_23l, 51);
  const v0_23h = i64x2.sub(v128.load(XS, 16), v128.load(ZS, 16)), q0_23h = i64x2.shr_u(v0_23h, 51);
  { const l = f64x2.sub(i64x2.add(p_23l, q0_23l), v128.load(CONSTANTS, 1376)), h = f64x2.sub(i64x2.add(p_23h, q0_23h), v128.load(CONSTANTS, 1392)); v128.store(DD, l, 32); v128.store(DD, h, 48); }
  p_23l = i64x2.add(v128.and(v0_23l, mask_23l), exp_23l);
  p_23h = i64x2.add(v128.and(v0_23h, mask_23h), exp_23h);
  { const l = f64x2.sub(i64x2.add(p_23l, i16x8.mul(q4_23l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1408)), h = f64x2.sub(i64x2.add(p_23h, i16x8.mul(q4_23h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1424)); v128.store(DD, l, 0); v128.store(DD, h, 16); }
  // E = AA - BB, T = AA + 121665 E
  // e <= 1.00 2^51; t <= 2^50 + 1.12 2^21
  const c1_24l = v128.load(CONSTANTS, 0), unit_24l = v128.load(CONSTANTS, 416), a24_24l = v128.load(CONSTANTS, 672);
  const c1_24h = v128.load(CONSTANTS, 16), unit_24h = v128.load(CONSTANTS, 432), a24_24h = v128.load(CONSTANTS, 688);
  const a0_24l = v128.load(AA, 0), e0_24l = f64x2.sub(a0_24l, v128.load(BB, 0));
  const a0_24h = v128.load(AA, 16), e0_24h = f64x2.sub(a0_24h, v128.load(BB, 16));
  { const l = e0_24l, h = e0_24h; v128.store(EE, l, 0); v128.store(EE, h, 16); }
  const v0_24l = f64x2.sub(c1_24l, f64x2.add(f64x2.relaxed_madd(e0_24l, a24_24l, a0_24l), c1_24l));
  const v0_24h = f64x2.sub(c1_24h, f64x2.add(f64x2.relaxed_madd(e0_24h, a24_24h, a0_24h), c1_24h));
  const r0_24l = f64x2.add(f64x2.relaxed_madd(e0_24l, a24_24l, v0_24l), a0_24l);
  const r0_24h = f64x2.add(f64x2.relaxed_madd(e0_24h, a24_24h, v0_24h), a0_24h);
  const a1_24l = v128.load(AA, 32), e1_24l = f64x2.sub(a1_24l, v128.load(BB, 32));
  const a1_24h = v128.load(AA, 48), e1_24h = f64x2.sub(a1_24h, v128.load(BB, 48));
  { const l = e1_24l, h = e1_24h; v128.store(EE, l, 32); v128.store(EE, h, 48); }
  const v1_24l = f64x2.sub(c1_24l, f64x2.add(f64x2.relaxed_madd(e1_24l, a24_24l, a1_24l), c1_24l));
  const v1_24h = f64x2.sub(c1_24h, f64x2.add(f64x2.relaxed_madd(e1_24h, a24_24h, a1_24h), c1_24h));
  const r1_24l = f64x2.add(f64x2.relaxed_madd(e1_24l, a24_24l, v1_24l), a1_24l);
  const r1_24h = f64x2.add(f64x2.relaxed_madd(e1_24h, a24_24h, v1_24h), a1_24h);
  { const l = f64x2.relaxed_nmadd(v0_24l, unit_24l, r1_24l), h = f64x2.relaxed_nmadd(v0_24h, unit_24h, r1_24h); v128.store(TT, l, 32); v128.store(TT, h, 48); }
  const a2_24l = v128.load(AA, 64), e2_24l = f64x2.sub(a2_24l, v128.load(BB, 64));
  const a2_24h = v128.load(AA, 80), e2_24h = f64x2.sub(a2_24h, v128.load(BB, 80));
  { const l = e2_24l, h = e2_24h; v128.store(EE, l, 64); v128.store(EE, h, 80); }
  const v2_24l = f64x2.sub(c1_24l, f64x2.add(f64x2.relaxed_madd(e2_24l, a24_24l, a2_24l), c1_24l));
  const v2_24h = f64x2.sub(c1_24h, f64x2.add(f64x2.relaxed_madd(e2_24h, a24_24h, a2_24h), c1_24h));
  const r2_24l = f64x2.add(f64x2.relaxed_madd(e2_24l, a24_24l, v2_24l), a2_24l);
  const r2_24h = f64x2.add(f64x2.relaxed_madd(e2_24h, a24_24h, v2_24h), a2_24h);
  { const l = f64x2.relaxed_nmadd(v1_24l, unit_24l, r2_24l), h = f64x2.relaxed_nmadd(v1_24h, unit_24h, r2_24h); v128.store(TT, l, 64); v128.store(TT, h, 80); }
  const a3_24l = v128.load(AA, 96), e3_24l = f64x2.sub(a3_24l, v128.load(BB, 96));
  const a3_24h = v128.load(AA, 112), e3_24h = f64x2.sub(a3_24h, v128.load(BB, 112));
  { const l = e3_24l, h = e3_24h; v128.store(EE, l, 96); v128.store(EE, h, 112); }
  const v3_24l = f64x2.sub(c1_24l, f64x2.add(f64x2.relaxed_madd(e3_24l, a24_24l, a3_24l), c1_24l));
  const v3_24h = f64x2.sub(c1_24h, f64x2.add(f64x2.relaxed_madd(e3_24h, a24_24h, a3_24h), c1_24h));
  const r3_24l = f64x2.add(f64x2.relaxed_madd(e3_24l, a24_24l, v3_24l), a3_24l);
  const r3_24h = f64x2.add(f64x2.relaxed_madd(e3_24h, a24_24h, v3_24h), a3_24h);
  { const l = f64x2.relaxed_nmadd(v2_24l, unit_24l, r3_24l), h = f64x2.relaxed_nmadd(v2_24h, unit_24h, r3_24h); v128.store(TT, l, 96); v128.store(TT, h, 112); }
  const a4_24l = v128.load(AA, 128), e4_24l = f64x2.sub(a4_24l, v128.load(BB, 128));
  const a4_24h = v128.load(AA, 144), e4_24h = f64x2.sub(a4_24h, v128.load(BB, 144));
  { const l = e4_24l, h = e4_24h; v128.store(EE, l, 128); v128.store(EE, h, 144); }
  const v4_24l = f64x2.sub(c1_24l, f64x2.add(f64x2.relaxed_madd(e4_24l, a24_24l, a4_24l), c1_24l));
  const v4_24h = f64x2.sub(c1_24h, f64x2.add(f64x2.relaxed_madd(e4_24h, a24_24h, a4_24h), c1_24h));
  const r4_24l = f64x2.add(f64x2.relaxed_madd(e4_24l, a24_24l, v4_24l), a4_24l);
  const r4_24h = f64x2.add(f64x2.relaxed_madd(e4_24h, a24_24h, v4_24h), a4_24h);
  { const l = f64x2.relaxed_nmadd(v3_24l, unit_24l, r4_24l), h = f64x2.relaxed_nmadd(v3_24h, unit_24h, r4_24h); v128.store(TT, l, 128); v128.store(TT, h, 144); }
  { const l = f64x2.relaxed_nmadd(v4_24l, v128.load(CONSTANTS, 704), r0_24l), h = f64x2.relaxed_nmadd(v4_24h, v128.load(CONSTANTS, 720), r0_24h); v128.store(TT, l, 0); v128.store(TT, h, 16); }
  // D2 = DD^2
  // factors <= 1.00 2^50, 1.00 2^50; columns <= 1.58 2^55; limbs <= 2^50 + 76
  const c1_25l = v128.load(CONSTANTS, 0), c2_25l = v128.load(CONSTANTS, 32);
  const c1_25h = v128.load(CONSTANTS, 16), c2_25h = v128.load(CONSTANTS, 48);
  const a0_25l = v128.load(DD, 0);
  const a0_25h = v128.load(DD, 16);
  const a1_25l = v128.load(DD, 32);
  const a1_25h = v128.load(DD, 48);
  const a2_25l = v128.load(DD, 64);
  const a2_25h = v128.load(DD, 80);
  const a3_25l = v128.load(DD, 96);
  const a3_25h = v128.load(DD, 112);
  const a4_25l = v128.load(DD, 128);
  const a4_25h = v128.load(DD, 144);
  const t4_25l = f64x2.relaxed_madd(a4_25l, v128.load(CONSTANTS, 384), c1_25l);
  const t4_25h = f64x2.relaxed_madd(a4_25h, v128.load(CONSTANTS, 400), c1_25h);
  const v4_25l = f64x2.sub(c1_25l, t4_25l);
  const v4_25h = f64x2.sub(c1_25h, t4_25h);
  const w4_25l = f64x2.relaxed_madd(a4_25l, v128.load(CONSTANTS, 384), v4_25l);
  const w4_25h = f64x2.relaxed_madd(a4_25h, v128.load(CONSTANTS, 400), v4_25h);
  const t3_25l = f64x2.relaxed_madd(a3_25l, v128.load(CONSTANTS, 384), c1_25l);
  const t3_25h = f64x2.relaxed_madd(a3_25h, v128.load(CONSTANTS, 400), c1_25h);
  const v3_25l = f64x2.sub(c1_25l, t3_25l);
  const v3_25h = f64x2.sub(c1_25h, t3_25h);
  const w3_25l = f64x2.relaxed_madd(a3_25l, v128.load(CONSTANTS, 384), v3_25l);
  const w3_25h = f64x2.relaxed_madd(a3_25h, v128.load(CONSTANTS, 400), v3_25h);
  const z_25l = f64x2.relaxed_nmadd(v4_25l, v128.load(CONSTANTS, 416), a0_25l);
  const z_25h = f64x2.relaxed_nmadd(v4_25h, v128.load(CONSTANTS, 432), a0_25h);
  const y_25l = f64x2.relaxed_nmadd(v3_25l, v128.load(CONSTANTS, 416), w4_25l);
  const y_25h = f64x2.relaxed_nmadd(v3_25h, v128.load(CONSTANTS, 432), w4_25h);
  const zz_25l = f64x2.add(a0_25l, z_25l), yy_25l = f64x2.add(w4_25l, y_25l);
  const zz_25h = f64x2.add(a0_25h, z_25h), yy_25h = f64x2.add(w4_25h, y_25h);
  const d1_25l = f64x2.add(a1_25l, a1_25l);
  const d1_25h = f64x2.add(a1_25h, a1_25h);
  const d2_25l = f64x2.add(a2_25l, a2_25l);
  const d2_25h = f64x2.add(a2_25h, a2_25h);
  const d3_25l = f64x2.add(a3_25l, a3_25l);
  const d3_25h = f64x2.add(a3_25h, a3_25h);
  const x_0_25l = a2_25l, y_0_25l = a2_25l, h_0_25l = f64x2.relaxed_madd(x_0_25l, y_0_25l, c1_25l);
  const x_0_25h = a2_25h, y_0_25h = a2_25h, h_0_25h = f64x2.relaxed_madd(x_0_25h, y_0_25h, c1_25h);
  const p_0_25l = a4_25l, q_0_25l = zz_25l, g_0_25l = f64x2.relaxed_madd(p_0_25l, q_0_25l, h_0_25l);
  const p_0_25h = a4_25h, q_0_25h = zz_25h, g_0_25h = f64x2.relaxed_madd(p_0_25h, q_0_25h, h_0_25h);
  let s5_25l = g_0_25l;
  let s5_25h = g_0_25h;
  let s4_25l = f64x2.add(f64x2.relaxed_madd(x_0_25l, y_0_25l, f64x2.sub(c2_25l, h_0_25l)), f64x2.relaxed_madd(p_0_25l, q_0_25l, f64x2.sub(h_0_25l, g_0_25l)));
  let s4_25h = f64x2.add(f64x2.relaxed_madd(x_0_25h, y_0_25h, f64x2.sub(c2_25h, h_0_25h)), f64x2.relaxed_madd(p_0_25h, q_0_25h, f64x2.sub(h_0_25h, g_0_25h)));
  const x_1_25l = d1_25l, y_1_25l = a3_25l, h_1_25l = f64x2.relaxed_madd(x_1_25l, y_1_25l, c1_25l);
  const x_1_25h = d1_25h, y_1_25h = a3_25h, h_1_25h = f64x2.relaxed_madd(x_1_25h, y_1_25h, c1_25h);
  s5_25l = i64x2.add(s5_25l, h_1_25l);
  s5_25h = i64x2.add(s5_25h, h_1_25h);
  s4_25l = i64x2.add(s4_25l, f64x2.relaxed_madd(x_1_25l, y_1_25l, f64x2.sub(c2_25l, h_1_25l)));
  s4_25h = i64x2.add(s4_25h, f64x2.relaxed_madd(x_1_25h, y_1_25h, f64x2.sub(c2_25h, h_1_25h)));
  const m5_25l = i64x2.add(i64x2.add(i64x2.add(s5_25l, s5_25l), s5_25l), i64x2.shl(s5_25l, 4));
  const m5_25h = i64x2.add(i64x2.add(i64x2.add(s5_25h, s5_25h), s5_25h), i64x2.shl(s5_25h, 4));
  const x_2_25l = a4_25l, y_2_25l = w4_25l, h_2_25l = f64x2.relaxed_madd(x_2_25l, y_2_25l, c1_25l);
  const x_2_25h = a4_25h, y_2_25h = w4_25h, h_2_25h = f64x2.relaxed_madd(x_2_25h, y_2_25h, c1_25h);
  const p_2_25l = d3_25l, q_2_25l = z_25l, g_2_25l = f64x2.relaxed_madd(p_2_25l, q_2_25l, h_2_25l);
  const p_2_25h = d3_25h, q_2_25h = z_25h, g_2_25h = f64x2.relaxed_madd(p_2_25h, q_2_25h, h_2_25h);
  s4_25l = i64x2.add(s4_25l, g_2_25l);
  s4_25h = i64x2.add(s4_25h, g_2_25h);
  let s3_25l = f64x2.add(f64x2.relaxed_madd(x_2_25l, y_2_25l, f64x2.sub(c2_25l, h_2_25l)), f64x2.relaxed_madd(p_2_25l, q_2_25l, f64x2.sub(h_2_25l, g_2_25l)));
  let s3_25h = f64x2.add(f64x2.relaxed_madd(x_2_25h, y_2_25h, f64x2.sub(c2_25h, h_2_25h)), f64x2.relaxed_madd(p_2_25h, q_2_25h, f64x2.sub(h_2_25h, g_2_25h)));
  const x_3_25l = d1_25l, y_3_25l = a2_25l, h_3_25l = f64x2.relaxed_madd(x_3_25l, y_3_25l, c1_25l);
  const x_3_25h = d1_25h, y_3_25h = a2_25h, h_3_25h = f64x2.relaxed_madd(x_3_25h, y_3_25h, c1_25h);
  s4_25l = i64x2.add(s4_25l, h_3_25l);
  s4_25h = i64x2.add(s4_25h, h_3_25h);
  s3_25l = i64x2.add(s3_25l, f64x2.relaxed_madd(x_3_25l, y_3_25l, f64x2.sub(c2_25l, h_3_25l)));
  s3_25h = i64x2.add(s3_25h, f64x2.relaxed_madd(x_3_25h, y_3_25h, f64x2.sub(c2_25h, h_3_25h)));
  const col4_25l = i64x2.add(s4_25l, v128.load(CONSTANTS, 448));
  const col4_25h = i64x2.add(s4_25h, v128.load(CONSTANTS, 464));
  const x_4_25l = a1_25l, y_4_25l = a1_25l, h_4_25l = f64x2.relaxed_madd(x_4_25l, y_4_25l, c1_25l);
  const x_4_25h = a1_25h, y_4_25h = a1_25h, h_4_25h = f64x2.relaxed_madd(x_4_25h, y_4_25h, c1_25h);
  const p_4_25l = d2_25l, q_4_25l = z_25l, g_4_25l = f64x2.relaxed_madd(p_4_25l, q_4_25l, h_4_25l);
  const p_4_25h = d2_25h, q_4_25h = z_25h, g_4_25h = f64x2.relaxed_madd(p_4_25h, q_4_25h, h_4_25h);
  s3_25l = i64x2.add(s3_25l, g_4_25l);
  s3_25h = i64x2.add(s3_25h, g_4_25h);
  let s2_25l = f64x2.add(f64x2.relaxed_madd(x_4_25l, y_4_25l, f64x2.sub(c2_25l, h_4_25l)), f64x2.relaxed_madd(p_4_25l, q_4_25l, f64x2.sub(h_4_25l, g_4_25l)));
  let s2_25h = f64x2.add(f64x2.relaxed_madd(x_4_25h, y_4_25h, f64x2.sub(c2_25h, h_4_25h)), f64x2.relaxed_madd(p_4_25h, q_4_25h, f64x2.sub(h_4_25h, g_4_25h)));
  const x_5_25l = a3_25l, y_5_25l = yy_25l, h_5_25l = f64x2.relaxed_madd(x_5_25l, y_5_25l, c1_25l);
  const x_5_25h = a3_25h, y_5_25h = yy_25h, h_5_25h = f64x2.relaxed_madd(x_5_25h, y_5_25h, c1_25h);
  s3_25l = i64x2.add(s3_25l, h_5_25l);
  s3_25h = i64x2.add(s3_25h, h_5_25h);
  s2_25l = i64x2.add(s2_25l, f64x2.relaxed_madd(x_5_25l, y_5_25l, f64x2.sub(c2_25l, h_5_25l)));
  s2_25h = i64x2.add(s2_25h, f64x2.relaxed_madd(x_5_25h, y_5_25h, f64x2.sub(c2_25h, h_5_25h)));
  const col3_25l = i64x2.add(s3_25l, v128.load(CONSTANTS, 448));
  const col3_25h = i64x2.add(s3_25h, v128.load(CONSTANTS, 464));
  const x_6_25l = a3_25l, y_6_25l = w3_25l, h_6_25l = f64x2.relaxed_madd(x_6_25l, y_6_25l, c1_25l);
  const x_6_25h = a3_25h, y_6_25h = w3_25h, h_6_25h = f64x2.relaxed_madd(x_6_25h, y_6_25h, c1_25h);
  const p_6_25l = d1_25l, q_6_25l = z_25l, g_6_25l = f64x2.relaxed_madd(p_6_25l, q_6_25l, h_6_25l);
  const p_6_25h = d1_25h, q_6_25h = z_25h, g_6_25h = f64x2.relaxed_madd(p_6_25h, q_6_25h, h_6_25h);
  s2_25l = i64x2.add(s2_25l, g_6_25l);
  s2_25h = i64x2.add(s2_25h, g_6_25h);
  let s1_25l = f64x2.add(f64x2.relaxed_madd(x_6_25l, y_6_25l, f64x2.sub(c2_25l, h_6_25l)), f64x2.relaxed_madd(p_6_25l, q_6_25l, f64x2.sub(h_6_25l, g_6_25l)));
  let s1_25h = f64x2.add(f64x2.relaxed_madd(x_6_25h, y_6_25h, f64x2.sub(c2_25h, h_6_25h)), f64x2.relaxed_madd(p_6_25h, q_6_25h, f64x2.sub(h_6_25h, g_6_25h)));
  const x_7_25l = d2_25l, y_7_25l = y_25l, h_7_25l = f64x2.relaxed_madd(x_7_25l, y_7_25l, c1_25l);
  const x_7_25h = d2_25h, y_7_25h = y_25h, h_7_25h = f64x2.relaxed_madd(x_7_25h, y_7_25h, c1_25h);
  s2_25l = i64x2.add(s2_25l, h_7_25l);
  s2_25h = i64x2.add(s2_25h, h_7_25h);
  s1_25l = i64x2.add(s1_25l, f64x2.relaxed_madd(x_7_25l, y_7_25l, f64x2.sub(c2_25l, h_7_25l)));
  s1_25h = i64x2.add(s1_25h, f64x2.relaxed_madd(x_7_25h, y_7_25h, f64x2.sub(c2_25h, h_7_25h)));
  const col2_25l = i64x2.add(s2_25l, v128.load(CONSTANTS, 448));
  const col2_25h = i64x2.add(s2_25h, v128.load(CONSTANTS, 464));
  let s0_25l = m5_25l;
  let s0_25h = m5_25h;
  const x_8_25l = a0_25l, y_8_25l = a0_25l, h_8_25l = f64x2.relaxed_madd(x_8_25l, y_8_25l, c1_25l);
  const x_8_25h = a0_25h, y_8_25h = a0_25h, h_8_25h = f64x2.relaxed_madd(x_8_25h, y_8_25h, c1_25h);
  const p_8_25l = d1_25l, q_8_25l = w4_25l, g_8_25l = f64x2.relaxed_madd(p_8_25l, q_8_25l, h_8_25l);
  const p_8_25h = d1_25h, q_8_25h = w4_25h, g_8_25h = f64x2.relaxed_madd(p_8_25h, q_8_25h, h_8_25h);
  s1_25l = i64x2.add(s1_25l, g_8_25l);
  s1_25h = i64x2.add(s1_25h, g_8_25h);
  s0_25l = i64x2.add(s0_25l, f64x2.add(f64x2.relaxed_madd(x_8_25l, y_8_25l, f64x2.sub(c2_25l, h_8_25l)), f64x2.relaxed_madd(p_8_25l, q_8_25l, f64x2.sub(h_8_25l, g_8_25l))));
  s0_25h = i64x2.add(s0_25h, f64x2.add(f64x2.relaxed_madd(x_8_25h, y_8_25h, f64x2.sub(c2_25h, h_8_25h)), f64x2.relaxed_madd(p_8_25h, q_8_25h, f64x2.sub(h_8_25h, g_8_25h))));
  const x_9_25l = d2_25l, y_9_25l = w3_25l, h_9_25l = f64x2.relaxed_madd(x_9_25l, y_9_25l, c1_25l);
  const x_9_25h = d2_25h, y_9_25h = w3_25h, h_9_25h = f64x2.relaxed_madd(x_9_25h, y_9_25h, c1_25h);
  s1_25l = i64x2.add(s1_25l, h_9_25l);
  s1_25h = i64x2.add(s1_25h, h_9_25h);
  s0_25l = i64x2.add(s0_25l, f64x2.relaxed_madd(x_9_25l, y_9_25l, f64x2.sub(c2_25l, h_9_25l)));
  s0_25h = i64x2.add(s0_25h, f64x2.relaxed_madd(x_9_25h, y_9_25h, f64x2.sub(c2_25h, h_9_25h)));
  const col1_25l = i64x2.add(s1_25l, v128.load(CONSTANTS, 448));
  const col1_25h = i64x2.add(s1_25h, v128.load(CONSTANTS, 464));
  const col0_25l = i64x2.add(s0_25l, v128.load(CONSTANTS, 480));
  const col0_25h = i64x2.add(s0_25h, v128.load(CONSTANTS, 496));
  const mask_26l = v128.load(CONSTANTS, 64), exp_26l = v128.load(CONSTANTS, 96);
  const mask_26h = v128.load(CONSTANTS, 80), exp_26h = v128.load(CONSTANTS, 112);
  const v4_26l = col4_25l, q4_26l = i64x2.shr_u(v4_26l, 51);
  const v4_26h = col4_25h, q4_26h = i64x2.shr_u(v4_26h, 51);
  let p_26l = i64x2.add(v128.and(v4_26l, mask_26l), exp_26l);
  let p_26h = i64x2.add(v128.and(v4_26h, mask_26h), exp_26h);
  const v3_26l = col3_25l, q3_26l = i64x2.shr_u(v3_26l, 51);
  const v3_26h = col3_25h, q3_26h = i64x2.shr_u(v3_26h, 51);
  { const l = f64x2.sub(i64x2.add(p_26l, q3_26l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_26h, q3_26h), v128.load(CONSTANTS, 144)); v128.store(D2, l, 128); v128.store(D2, h, 144); }
  p_26l = i64x2.add(v128.and(v3_26l, mask_26l), exp_26l);
  p_26h = i64x2.add(v128.and(v3_26h, mask_26h), exp_26h);
  const v2_26l = col2_25l, q2_26l = i64x2.shr_u(v2_26l, 51);
  const v2_26h = col2_25h, q2_26h = i64x2.shr_u(v2_26h, 51);
  { const l = f64x2.sub(i64x2.add(p_26l, q2_26l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_26h, q2_26h), v128.load(CONSTANTS, 144)); v128.store(D2, l, 96); v128.store(D2, h, 112); }
  p_26l = i64x2.add(v128.and(v2_26l, mask_26l), exp_26l);
  p_26h = i64x2.add(v128.and(v2_26h, mask_26h), exp_26h);
  const v1_26l = col1_25l, q1_26l = i64x2.shr_u(v1_26l, 51);
  const v1_26h = col1_25h, q1_26h = i64x2.shr_u(v1_26h, 51);
  { const l = f64x2.sub(i64x2.add(p_26l, q1_26l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_26h, q1_26h), v128.load(CONSTANTS, 144)); v128.store(D2, l, 64); v128.store(D2, h, 80); }
  p_26l = i64x2.add(v128.and(v1_26l, mask_26l), exp_26l);
  p_26h = i64x2.add(v128.and(v1_26h, mask_26h), exp_26h);
  const v0_26l = col0_25l, q0_26l = i64x2.shr_u(v0_26l, 51);
  const v0_26h = col0_25h, q0_26h = i64x2.shr_u(v0_26h, 51);
  { const l = f64x2.sub(i64x2.add(p_26l, q0_26l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_26h, q0_26h), v128.load(CONSTANTS, 144)); v128.store(D2, l, 32); v128.store(D2, h, 48); }
  p_26l = i64x2.add(v128.and(v0_26l, mask_26l), exp_26l);
  p_26h = i64x2.add(v128.and(v0_26h, mask_26h), exp_26h);
  { const l = f64x2.sub(i64x2.add(p_26l, i16x8.mul(q4_26l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 192)), h = f64x2.sub(i64x2.add(p_26h, i16x8.mul(q4_26h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 208)); v128.store(D2, l, 0); v128.store(D2, h, 16); }
  // SS^2
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_12l = v128.load(CONSTANTS, 0), c2_12l = v128.load(CONSTANTS, 32);
  const c1_12h = v128.load(CONSTANTS, 16), c2_12h = v128.load(CONSTANTS, 48);
  const a0_12l = v128.load(SS, 0);
  const a0_12h = v128.load(SS, 16);
  const a1_12l = v128.load(SS, 32);
  const a1_12h = v128.load(SS, 48);
  const a2_12l = v128.load(SS, 64);
  const a2_12h = v128.load(SS, 80);
  const a3_12l = v128.load(SS, 96);
  const a3_12h = v128.load(SS, 112);
  const a4_12l = v128.load(SS, 128);
  const a4_12h = v128.load(SS, 144);
  const t4_12l = f64x2.relaxed_madd(a4_12l, v128.load(CONSTANTS, 384), c1_12l);
  const t4_12h = f64x2.relaxed_madd(a4_12h, v128.load(CONSTANTS, 400), c1_12h);
  const v4_12l = f64x2.sub(c1_12l, t4_12l);
  const v4_12h = f64x2.sub(c1_12h, t4_12h);
  const w4_12l = f64x2.relaxed_madd(a4_12l, v128.load(CONSTANTS, 384), v4_12l);
  const w4_12h = f64x2.relaxed_madd(a4_12h, v128.load(CONSTANTS, 400), v4_12h);
  const t3_12l = f64x2.relaxed_madd(a3_12l, v128.load(CONSTANTS, 384), c1_12l);
  const t3_12h = f64x2.relaxed_madd(a3_12h, v128.load(CONSTANTS, 400), c1_12h);
  const v3_12l = f64x2.sub(c1_12l, t3_12l);
  const v3_12h = f64x2.sub(c1_12h, t3_12h);
  const w3_12l = f64x2.relaxed_madd(a3_12l, v128.load(CONSTANTS, 384), v3_12l);
  const w3_12h = f64x2.relaxed_madd(a3_12h, v128.load(CONSTANTS, 400), v3_12h);
  const z_12l = f64x2.relaxed_nmadd(v4_12l, v128.load(CONSTANTS, 416), a0_12l);
  const z_12h = f64x2.relaxed_nmadd(v4_12h, v128.load(CONSTANTS, 432), a0_12h);
  const y_12l = f64x2.relaxed_nmadd(v3_12l, v128.load(CONSTANTS, 416), w4_12l);
  const y_12h = f64x2.relaxed_nmadd(v3_12h, v128.load(CONSTANTS, 432), w4_12h);
  const zz_12l = f64x2.add(a0_12l, z_12l), yy_12l = f64x2.add(w4_12l, y_12l);
  const zz_12h = f64x2.add(a0_12h, z_12h), yy_12h = f64x2.add(w4_12h, y_12h);
  const d1_12l = f64x2.add(a1_12l, a1_12l);
  const d1_12h = f64x2.add(a1_12h, a1_12h);
  const d2_12l = f64x2.add(a2_12l, a2_12l);
  const d2_12h = f64x2.add(a2_12h, a2_12h);
  const d3_12l = f64x2.add(a3_12l, a3_12l);
  const d3_12h = f64x2.add(a3_12h, a3_12h);
  const x_0_12l = a2_12l, y_0_12l = a2_12l, h_0_12l = f64x2.relaxed_madd(x_0_12l, y_0_12l, c1_12l);
  const x_0_12h = a2_12h, y_0_12h = a2_12h, h_0_12h = f64x2.relaxed_madd(x_0_12h, y_0_12h, c1_12h);
  const p_0_12l = a4_12l, q_0_12l = zz_12l, g_0_12l = f64x2.relaxed_madd(p_0_12l, q_0_12l, h_0_12l);
  const p_0_12h = a4_12h, q_0_12h = zz_12h, g_0_12h = f64x2.relaxed_madd(p_0_12h, q_0_12h, h_0_12h);
  let s5_12l = g_0_12l;
  let s5_12h = g_0_12h;
  let s4_12l = f64x2.add(f64x2.relaxed_madd(x_0_12l, y_0_12l, f64x2.sub(c2_12l, h_0_12l)), f64x2.relaxed_madd(p_0_12l, q_0_12l, f64x2.sub(h_0_12l, g_0_12l)));
  let s4_12h = f64x2.add(f64x2.relaxed_madd(x_0_12h, y_0_12h, f64x2.sub(c2_12h, h_0_12h)), f64x2.relaxed_madd(p_0_12h, q_0_12h, f64x2.sub(h_0_12h, g_0_12h)));
  const x_1_12l = d1_12l, y_1_12l = a3_12l, h_1_12l = f64x2.relaxed_madd(x_1_12l, y_1_12l, c1_12l);
  const x_1_12h = d1_12h, y_1_12h = a3_12h, h_1_12h = f64x2.relaxed_madd(x_1_12h, y_1_12h, c1_12h);
  s5_12l = i64x2.add(s5_12l, h_1_12l);
  s5_12h = i64x2.add(s5_12h, h_1_12h);
  s4_12l = i64x2.add(s4_12l, f64x2.relaxed_madd(x_1_12l, y_1_12l, f64x2.sub(c2_12l, h_1_12l)));
  s4_12h = i64x2.add(s4_12h, f64x2.relaxed_madd(x_1_12h, y_1_12h, f64x2.sub(c2_12h, h_1_12h)));
  const m5_12l = i64x2.add(i64x2.add(i64x2.add(s5_12l, s5_12l), s5_12l), i64x2.shl(s5_12l, 4));
  const m5_12h = i64x2.add(i64x2.add(i64x2.add(s5_12h, s5_12h), s5_12h), i64x2.shl(s5_12h, 4));
  const x_2_12l = a4_12l, y_2_12l = w4_12l, h_2_12l = f64x2.relaxed_madd(x_2_12l, y_2_12l, c1_12l);
  const x_2_12h = a4_12h, y_2_12h = w4_12h, h_2_12h = f64x2.relaxed_madd(x_2_12h, y_2_12h, c1_12h);
  const p_2_12l = d3_12l, q_2_12l = z_12l, g_2_12l = f64x2.relaxed_madd(p_2_12l, q_2_12l, h_2_12l);
  const p_2_12h = d3_12h, q_2_12h = z_12h, g_2_12h = f64x2.relaxed_madd(p_2_12h, q_2_12h, h_2_12h);
  s4_12l = i64x2.add(s4_12l, g_2_12l);
  s4_12h = i64x2.add(s4_12h, g_2_12h);
  let s3_12l = f64x2.add(f64x2.relaxed_madd(x_2_12l, y_2_12l, f64x2.sub(c2_12l, h_2_12l)), f64x2.relaxed_madd(p_2_12l, q_2_12l, f64x2.sub(h_2_12l, g_2_12l)));
  let s3_12h = f64x2.add(f64x2.relaxed_madd(x_2_12h, y_2_12h, f64x2.sub(c2_12h, h_2_12h)), f64x2.relaxed_madd(p_2_12h, q_2_12h, f64x2.sub(h_2_12h, g_2_12h)));
  const x_3_12l = d1_12l, y_3_12l = a2_12l, h_3_12l = f64x2.relaxed_madd(x_3_12l, y_3_12l, c1_12l);
  const x_3_12h = d1_12h, y_3_12h = a2_12h, h_3_12h = f64x2.relaxed_madd(x_3_12h, y_3_12h, c1_12h);
  s4_12l = i64x2.add(s4_12l, h_3_12l);
  s4_12h = i64x2.add(s4_12h, h_3_12h);
  s3_12l = i64x2.add(s3_12l, f64x2.relaxed_madd(x_3_12l, y_3_12l, f64x2.sub(c2_12l, h_3_12l)));
  s3_12h = i64x2.add(s3_12h, f64x2.relaxed_madd(x_3_12h, y_3_12h, f64x2.sub(c2_12h, h_3_12h)));
  { const l = i64x2.add(s4_12l, v128.load(CONSTANTS, 928)), h = i64x2.add(s4_12h, v128.load(CONSTANTS, 944)); v128.store(XT, l, 128); v128.store(XT, h, 144); }
  const x_4_12l = a1_12l, y_4_12l = a1_12l, h_4_12l = f64x2.relaxed_madd(x_4_12l, y_4_12l, c1_12l);
  const x_4_12h = a1_12h, y_4_12h = a1_12h, h_4_12h = f64x2.relaxed_madd(x_4_12h, y_4_12h, c1_12h);
  const p_4_12l = d2_12l, q_4_12l = z_12l, g_4_12l = f64x2.relaxed_madd(p_4_12l, q_4_12l, h_4_12l);
  const p_4_12h = d2_12h, q_4_12h = z_12h, g_4_12h = f64x2.relaxed_madd(p_4_12h, q_4_12h, h_4_12h);
  s3_12l = i64x2.add(s3_12l, g_4_12l);
  s3_12h = i64x2.add(s3_12h, g_4_12h);
  let s2_12l = f64x2.add(f64x2.relaxed_madd(x_4_12l, y_4_12l, f64x2.sub(c2_12l, h_4_12l)), f64x2.relaxed_madd(p_4_12l, q_4_12l, f64x2.sub(h_4_12l, g_4_12l)));
  let s2_12h = f64x2.add(f64x2.relaxed_madd(x_4_12h, y_4_12h, f64x2.sub(c2_12h, h_4_12h)), f64x2.relaxed_madd(p_4_12h, q_4_12h, f64x2.sub(h_4_12h, g_4_12h)));
  const x_5_12l = a3_12l, y_5_12l = yy_12l, h_5_12l = f64x2.relaxed_madd(x_5_12l, y_5_12l, c1_12l);
  const x_5_12h = a3_12h, y_5_12h = yy_12h, h_5_12h = f64x2.relaxed_madd(x_5_12h, y_5_12h, c1_12h);
  s3_12l = i64x2.add(s3_12l, h_5_12l);
  s3_12h = i64x2.add(s3_12h, h_5_12h);
  s2_12l = i64x2.add(s2_12l, f64x2.relaxed_madd(x_5_12l, y_5_12l, f64x2.sub(c2_12l, h_5_12l)));
  s2_12h = i64x2.add(s2_12h, f64x2.relaxed_madd(x_5_12h, y_5_12h, f64x2.sub(c2_12h, h_5_12h)));
  { const l = i64x2.add(s3_12l, v128.load(CONSTANTS, 960)), h = i64x2.add(s3_12h, v128.load(CONSTANTS, 976)); v128.store(XT, l, 96); v128.store(XT, h, 112); }
  const x_6_12l = a3_12l, y_6_12l = w3_12l, h_6_12l = f64x2.relaxed_madd(x_6_12l, y_6_12l, c1_12l);
  const x_6_12h = a3_12h, y_6_12h = w3_12h, h_6_12h = f64x2.relaxed_madd(x_6_12h, y_6_12h, c1_12h);
  const p_6_12l = d1_12l, q_6_12l = z_12l, g_6_12l = f64x2.relaxed_madd(p_6_12l, q_6_12l, h_6_12l);
  const p_6_12h = d1_12h, q_6_12h = z_12h, g_6_12h = f64x2.relaxed_madd(p_6_12h, q_6_12h, h_6_12h);
  s2_12l = i64x2.add(s2_12l, g_6_12l);
  s2_12h = i64x2.add(s2_12h, g_6_12h);
  let s1_12l = f64x2.add(f64x2.relaxed_madd(x_6_12l, y_6_12l, f64x2.sub(c2_12l, h_6_12l)), f64x2.relaxed_madd(p_6_12l, q_6_12l, f64x2.sub(h_6_12l, g_6_12l)));
  let s1_12h = f64x2.add(f64x2.relaxed_madd(x_6_12h, y_6_12h, f64x2.sub(c2_12h, h_6_12h)), f64x2.relaxed_madd(p_6_12h, q_6_12h, f64x2.sub(h_6_12h, g_6_12h)));
  const x_7_12l = d2_12l, y_7_12l = y_12l, h_7_12l = f64x2.relaxed_madd(x_7_12l, y_7_12l, c1_12l);
  const x_7_12h = d2_12h, y_7_12h = y_12h, h_7_12h = f64x2.relaxed_madd(x_7_12h, y_7_12h, c1_12h);
  s2_12l = i64x2.add(s2_12l, h_7_12l);
  s2_12h = i64x2.add(s2_12h, h_7_12h);
  s1_12l = i64x2.add(s1_12l, f64x2.relaxed_madd(x_7_12l, y_7_12l, f64x2.sub(c2_12l, h_7_12l)));
  s1_12h = i64x2.add(s1_12h, f64x2.relaxed_madd(x_7_12h, y_7_12h, f64x2.sub(c2_12h, h_7_12h)));
  { const l = i64x2.add(s2_12l, v128.load(CONSTANTS, 960)), h = i64x2.add(s2_12h, v128.load(CONSTANTS, 976)); v128.store(XT, l, 64); v128.store(XT, h, 80); }
  let s0_12l = m5_12l;
  let s0_12h = m5_12h;
  const x_8_12l = a0_12l, y_8_12l = a0_12l, h_8_12l = f64x2.relaxed_madd(x_8_12l, y_8_12l, c1_12l);
  const x_8_12h = a0_12h, y_8_12h = a0_12h, h_8_12h = f64x2.relaxed_madd(x_8_12h, y_8_12h, c1_12h);
  const p_8_12l = d1_12l, q_8_12l = w4_12l, g_8_12l = f64x2.relaxed_madd(p_8_12l, q_8_12l, h_8_12l);
  const p_8_12h = d1_12h, q_8_12h = w4_12h, g_8_12h = f64x2.relaxed_madd(p_8_12h, q_8_12h, h_8_12h);
  s1_12l = i64x2.add(s1_12l, g_8_12l);
  s1_12h = i64x2.add(s1_12h, g_8_12h);
  s0_12l = i64x2.add(s0_12l, f64x2.add(f64x2.relaxed_madd(x_8_12l, y_8_12l, f64x2.sub(c2_12l, h_8_12l)), f64x2.relaxed_madd(p_8_12l, q_8_12l, f64x2.sub(h_8_12l, g_8_12l))));
  s0_12h = i64x2.add(s0_12h, f64x2.add(f64x2.relaxed_madd(x_8_12h, y_8_12h, f64x2.sub(c2_12h, h_8_12h)), f64x2.relaxed_madd(p_8_12h, q_8_12h, f64x2.sub(h_8_12h, g_8_12h))));
  const x_9_12l = d2_12l, y_9_12l = w3_12l, h_9_12l = f64x2.relaxed_madd(x_9_12l, y_9_12l, c1_12l);
  const x_9_12h = d2_12h, y_9_12h = w3_12h, h_9_12h = f64x2.relaxed_madd(x_9_12h, y_9_12h, c1_12h);
  s1_12l = i64x2.add(s1_12l, h_9_12l);
  s1_12h = i64x2.add(s1_12h, h_9_12h);
  s0_12l = i64x2.add(s0_12l, f64x2.relaxed_madd(x_9_12l, y_9_12l, f64x2.sub(c2_12l, h_9_12l)));
  s0_12h = i64x2.add(s0_12h, f64x2.relaxed_madd(x_9_12h, y_9_12h, f64x2.sub(c2_12h, h_9_12h)));
  { const l = i64x2.add(s1_12l, v128.load(CONSTANTS, 960)), h = i64x2.add(s1_12h, v128.load(CONSTANTS, 976)); v128.store(XT, l, 32); v128.store(XT, h, 48); }
  { const l = i64x2.add(s0_12l, v128.load(CONSTANTS, 992)), h = i64x2.add(s0_12h, v128.load(CONSTANTS, 1008)); v128.store(XT, l, 0); v128.store(XT, h, 16); }
  // AA BB
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_15l = v128.load(CONSTANTS, 0), c2_15l = v128.load(CONSTANTS, 32);
  const c1_15h = v128.load(CONSTANTS, 16), c2_15h = v128.load(CONSTANTS, 48);
  const a0_15l = v128.load(AA, 0);
  const a0_15h = v128.load(AA, 16);
  const a1_15l = v128.load(AA, 32);
  const a1_15h = v128.load(AA, 48);
  const a2_15l = v128.load(AA, 64);
  const a2_15h = v128.load(AA, 80);
  const a3_15l = v128.load(AA, 96);
  const a3_15h = v128.load(AA, 112);
  const a4_15l = v128.load(AA, 128);
  const a4_15h = v128.load(AA, 144);
  const x_0_15l = a4_15l, y_0_15l = v128.load(BB, 128), h_0_15l = f64x2.relaxed_madd(x_0_15l, y_0_15l, c1_15l);
  const x_0_15h = a4_15h, y_0_15h = v128.load(BB, 144), h_0_15h = f64x2.relaxed_madd(x_0_15h, y_0_15h, c1_15h);
  let s9_15l = h_0_15l;
  let s9_15h = h_0_15h;
  let s8_15l = f64x2.relaxed_madd(x_0_15l, y_0_15l, f64x2.sub(c2_15l, h_0_15l));
  let s8_15h = f64x2.relaxed_madd(x_0_15h, y_0_15h, f64x2.sub(c2_15h, h_0_15h));
  const m9_15l = i64x2.add(i64x2.add(i64x2.add(s9_15l, s9_15l), s9_15l), i64x2.shl(s9_15l, 4));
  const m9_15h = i64x2.add(i64x2.add(i64x2.add(s9_15h, s9_15h), s9_15h), i64x2.shl(s9_15h, 4));
  const x_1_15l = a3_15l, y_1_15l = v128.load(BB, 128), h_1_15l = f64x2.relaxed_madd(x_1_15l, y_1_15l, c1_15l);
  const x_1_15h = a3_15h, y_1_15h = v128.load(BB, 144), h_1_15h = f64x2.relaxed_madd(x_1_15h, y_1_15h, c1_15h);
  const p_1_15l = a4_15l, q_1_15l = v128.load(BB, 96), g_1_15l = f64x2.relaxed_madd(p_1_15l, q_1_15l, h_1_15l);
  const p_1_15h = a4_15h, q_1_15h = v128.load(BB, 112), g_1_15h = f64x2.relaxed_madd(p_1_15h, q_1_15h, h_1_15h);
  s8_15l = i64x2.add(s8_15l, g_1_15l);
  s8_15h = i64x2.add(s8_15h, g_1_15h);
  let s7_15l = f64x2.add(f64x2.relaxed_madd(x_1_15l, y_1_15l, f64x2.sub(c2_15l, h_1_15l)), f64x2.relaxed_madd(p_1_15l, q_1_15l, f64x2.sub(h_1_15l, g_1_15l)));
  let s7_15h = f64x2.add(f64x2.relaxed_madd(x_1_15h, y_1_15h, f64x2.sub(c2_15h, h_1_15h)), f64x2.relaxed_madd(p_1_15h, q_1_15h, f64x2.sub(h_1_15h, g_1_15h)));
  const m8_15l = i64x2.add(i64x2.add(i64x2.add(s8_15l, s8_15l), s8_15l), i64x2.shl(s8_15l, 4));
  const m8_15h = i64x2.add(i64x2.add(i64x2.add(s8_15h, s8_15h), s8_15h), i64x2.shl(s8_15h, 4));
  const x_2_15l = a2_15l, y_2_15l = v128.load(BB, 128), h_2_15l = f64x2.relaxed_madd(x_2_15l, y_2_15l, c1_15l);
  const x_2_15h = a2_15h, y_2_15h = v128.load(BB, 144), h_2_15h = f64x2.relaxed_madd(x_2_15h, y_2_15h, c1_15h);
  const p_2_15l = a3_15l, q_2_15l = v128.load(BB, 96), g_2_15l = f64x2.relaxed_madd(p_2_15l, q_2_15l, h_2_15l);
  const p_2_15h = a3_15h, q_2_15h = v128.load(BB, 112), g_2_15h = f64x2.relaxed_madd(p_2_15h, q_2_15h, h_2_15h);
  s7_15l = i64x2.add(s7_15l, g_2_15l);
  s7_15h = i64x2.add(s7_15h, g_2_15h);
  let s6_15l = f64x2.add(f64x2.relaxed_madd(x_2_15l, y_2_15l, f64x2.sub(c2_15l, h_2_15l)), f64x2.relaxed_madd(p_2_15l, q_2_15l, f64x2.sub(h_2_15l, g_2_15l)));
  let s6_15h = f64x2.add(f64x2.relaxed_madd(x_2_15h, y_2_15h, f64x2.sub(c2_15h, h_2_15h)), f64x2.relaxed_madd(p_2_15h, q_2_15h, f64x2.sub(h_2_15h, g_2_15h)));
  const x_3_15l = a4_15l, y_3_15l = v128.load(BB, 64), h_3_15l = f64x2.relaxed_madd(x_3_15l, y_3_15l, c1_15l);
  const x_3_15h = a4_15h, y_3_15h = v128.load(BB, 80), h_3_15h = f64x2.relaxed_madd(x_3_15h, y_3_15h, c1_15h);
  s7_15l = i64x2.add(s7_15l, h_3_15l);
  s7_15h = i64x2.add(s7_15h, h_3_15h);
  s6_15l = i64x2.add(s6_15l, f64x2.relaxed_madd(x_3_15l, y_3_15l, f64x2.sub(c2_15l, h_3_15l)));
  s6_15h = i64x2.add(s6_15h, f64x2.relaxed_madd(x_3_15h, y_3_15h, f64x2.sub(c2_15h, h_3_15h)));
  const m7_15l = i64x2.add(i64x2.add(i64x2.add(s7_15l, s7_15l), s7_15l), i64x2.shl(s7_15l, 4));
  const m7_15h = i64x2.add(i64x2.add(i64x2.add(s7_15h, s7_15h), s7_15h), i64x2.shl(s7_15h, 4));
  const x_4_15l = a1_15l, y_4_15l = v128.load(BB, 128), h_4_15l = f64x2.relaxed_madd(x_4_15l, y_4_15l, c1_15l);
  const x_4_15h = a1_15h, y_4_15h = v128.load(BB, 144), h_4_15h = f64x2.relaxed_madd(x_4_15h, y_4_15h, c1_15h);
  const p_4_15l = a2_15l, q_4_15l = v128.load(BB, 96), g_4_15l = f64x2.relaxed_madd(p_4_15l, q_4_15l, h_4_15l);
  const p_4_15h = a2_15h, q_4_15h = v128.load(BB, 112), g_4_15h = f64x2.relaxed_madd(p_4_15h, q_4_15h, h_4_15h);
  s6_15l = i64x2.add(s6_15l, g_4_15l);
  s6_15h = i64x2.add(s6_15h, g_4_15h);
  let s5_15l = f64x2.add(f64x2.relaxed_madd(x_4_15l, y_4_15l, f64x2.sub(c2_15l, h_4_15l)), f64x2.relaxed_madd(p_4_15l, q_4_15l, f64x2.sub(h_4_15l, g_4_15l)));
  let s5_15h = f64x2.add(f64x2.relaxed_madd(x_4_15h, y_4_15h, f64x2.sub(c2_15h, h_4_15h)), f64x2.relaxed_madd(p_4_15h, q_4_15h, f64x2.sub(h_4_15h, g_4_15h)));
  const x_5_15l = a3_15l, y_5_15l = v128.load(BB, 64), h_5_15l = f64x2.relaxed_madd(x_5_15l, y_5_15l, c1_15l);
  const x_5_15h = a3_15h, y_5_15h = v128.load(BB, 80), h_5_15h = f64x2.relaxed_madd(x_5_15h, y_5_15h, c1_15h);
  const p_5_15l = a4_15l, q_5_15l = v128.load(BB, 32), g_5_15l = f64x2.relaxed_madd(p_5_15l, q_5_15l, h_5_15l);
  const p_5_15h = a4_15h, q_5_15h = v128.load(BB, 48), g_5_15h = f64x2.relaxed_madd(p_5_15h, q_5_15h, h_5_15h);
  s6_15l = i64x2.add(s6_15l, g_5_15l);
  s6_15h = i64x2.add(s6_15h, g_5_15h);
  s5_15l = i64x2.add(s5_15l, f64x2.add(f64x2.relaxed_madd(x_5_15l, y_5_15l, f64x2.sub(c2_15l, h_5_15l)), f64x2.relaxed_madd(p_5_15l, q_5_15l, f64x2.sub(h_5_15l, g_5_15l))));
  s5_15h = i64x2.add(s5_15h, f64x2.add(f64x2.relaxed_madd(x_5_15h, y_5_15h, f64x2.sub(c2_15h, h_5_15h)), f64x2.relaxed_madd(p_5_15h, q_5_15h, f64x2.sub(h_5_15h, g_5_15h))));
  const m6_15l = i64x2.add(i64x2.add(i64x2.add(s6_15l, s6_15l), s6_15l), i64x2.shl(s6_15l, 4));
  const m6_15h = i64x2.add(i64x2.add(i64x2.add(s6_15h, s6_15h), s6_15h), i64x2.shl(s6_15h, 4));
  let s4_15l = m9_15l;
  let s4_15h = m9_15h;
  const x_6_15l = a0_15l, y_6_15l = v128.load(BB, 128), h_6_15l = f64x2.relaxed_madd(x_6_15l, y_6_15l, c1_15l);
  const x_6_15h = a0_15h, y_6_15h = v128.load(BB, 144), h_6_15h = f64x2.relaxed_madd(x_6_15h, y_6_15h, c1_15h);
  const p_6_15l = a1_15l, q_6_15l = v128.load(BB, 96), g_6_15l = f64x2.relaxed_madd(p_6_15l, q_6_15l, h_6_15l);
  const p_6_15h = a1_15h, q_6_15h = v128.load(BB, 112), g_6_15h = f64x2.relaxed_madd(p_6_15h, q_6_15h, h_6_15h);
  s5_15l = i64x2.add(s5_15l, g_6_15l);
  s5_15h = i64x2.add(s5_15h, g_6_15h);
  s4_15l = i64x2.add(s4_15l, f64x2.add(f64x2.relaxed_madd(x_6_15l, y_6_15l, f64x2.sub(c2_15l, h_6_15l)), f64x2.relaxed_madd(p_6_15l, q_6_15l, f64x2.sub(h_6_15l, g_6_15l))));
  s4_15h = i64x2.add(s4_15h, f64x2.add(f64x2.relaxed_madd(x_6_15h, y_6_15h, f64x2.sub(c2_15h, h_6_15h)), f64x2.relaxed_madd(p_6_15h, q_6_15h, f64x2.sub(h_6_15h, g_6_15h))));
  const x_7_15l = a2_15l, y_7_15l = v128.load(BB, 64), h_7_15l = f64x2.relaxed_madd(x_7_15l, y_7_15l, c1_15l);
  const x_7_15h = a2_15h, y_7_15h = v128.load(BB, 80), h_7_15h = f64x2.relaxed_madd(x_7_15h, y_7_15h, c1_15h);
  const p_7_15l = a3_15l, q_7_15l = v128.load(BB, 32), g_7_15l = f64x2.relaxed_madd(p_7_15l, q_7_15l, h_7_15l);
  const p_7_15h = a3_15h, q_7_15h = v128.load(BB, 48), g_7_15h = f64x2.relaxed_madd(p_7_15h, q_7_15h, h_7_15h);
  s5_15l = i64x2.add(s5_15l, g_7_15l);
  s5_15h = i64x2.add(s5_15h, g_7_15h);
  s4_15l = i64x2.add(s4_15l, f64x2.add(f64x2.relaxed_madd(x_7_15l, y_7_15l, f64x2.sub(c2_15l, h_7_15l)), f64x2.relaxed_madd(p_7_15l, q_7_15l, f64x2.sub(h_7_15l, g_7_15l))));
  s4_15h = i64x2.add(s4_15h, f64x2.add(f64x2.relaxed_madd(x_7_15h, y_7_15h, f64x2.sub(c2_15h, h_7_15h)), f64x2.relaxed_madd(p_7_15h, q_7_15h, f64x2.sub(h_7_15h, g_7_15h))));
  const x_8_15l = a4_15l, y_8_15l = v128.load(BB, 0), h_8_15l = f64x2.relaxed_madd(x_8_15l, y_8_15l, c1_15l);
  const x_8_15h = a4_15h, y_8_15h = v128.load(BB, 16), h_8_15h = f64x2.relaxed_madd(x_8_15h, y_8_15h, c1_15h);
  s5_15l = i64x2.add(s5_15l, h_8_15l);
  s5_15h = i64x2.add(s5_15h, h_8_15h);
  s4_15l = i64x2.add(s4_15l, f64x2.relaxed_madd(x_8_15l, y_8_15l, f64x2.sub(c2_15l, h_8_15l)));
  s4_15h = i64x2.add(s4_15h, f64x2.relaxed_madd(x_8_15h, y_8_15h, f64x2.sub(c2_15h, h_8_15h)));
  const m5_15l = i64x2.add(i64x2.add(i64x2.add(s5_15l, s5_15l), s5_15l), i64x2.shl(s5_15l, 4));
  const m5_15h = i64x2.add(i64x2.add(i64x2.add(s5_15h, s5_15h), s5_15h), i64x2.shl(s5_15h, 4));
  let s3_15l = m8_15l;
  let s3_15h = m8_15h;
  const x_9_15l = a0_15l, y_9_15l = v128.load(BB, 96), h_9_15l = f64x2.relaxed_madd(x_9_15l, y_9_15l, c1_15l);
  const x_9_15h = a0_15h, y_9_15h = v128.load(BB, 112), h_9_15h = f64x2.relaxed_madd(x_9_15h, y_9_15h, c1_15h);
  const p_9_15l = a1_15l, q_9_15l = v128.load(BB, 64), g_9_15l = f64x2.relaxed_madd(p_9_15l, q_9_15l, h_9_15l);
  const p_9_15h = a1_15h, q_9_15h = v128.load(BB, 80), g_9_15h = f64x2.relaxed_madd(p_9_15h, q_9_15h, h_9_15h);
  s4_15l = i64x2.add(s4_15l, g_9_15l);
  s4_15h = i64x2.add(s4_15h, g_9_15h);
  s3_15l = i64x2.add(s3_15l, f64x2.add(f64x2.relaxed_madd(x_9_15l, y_9_15l, f64x2.sub(c2_15l, h_9_15l)), f64x2.relaxed_madd(p_9_15l, q_9_15l, f64x2.sub(h_9_15l, g_9_15l))));
  s3_15h = i64x2.add(s3_15h, f64x2.add(f64x2.relaxed_madd(x_9_15h, y_9_15h, f64x2.sub(c2_15h, h_9_15h)), f64x2.relaxed_madd(p_9_15h, q_9_15h, f64x2.sub(h_9_15h, g_9_15h))));
  const x_10_15l = a2_15l, y_10_15l = v128.load(BB, 32), h_10_15l = f64x2.relaxed_madd(x_10_15l, y_10_15l, c1_15l);
  const x_10_15h = a2_15h, y_10_15h = v128.load(BB, 48), h_10_15h = f64x2.relaxed_madd(x_10_15h, y_10_15h, c1_15h);
  const p_10_15l = a3_15l, q_10_15l = v128.load(BB, 0), g_10_15l = f64x2.relaxed_madd(p_10_15l, q_10_15l, h_10_15l);
  const p_10_15h = a3_15h, q_10_15h = v128.load(BB, 16), g_10_15h = f64x2.relaxed_madd(p_10_15h, q_10_15h, h_10_15h);
  s4_15l = i64x2.add(s4_15l, g_10_15l);
  s4_15h = i64x2.add(s4_15h, g_10_15h);
  s3_15l = i64x2.add(s3_15l, f64x2.add(f64x2.relaxed_madd(x_10_15l, y_10_15l, f64x2.sub(c2_15l, h_10_15l)), f64x2.relaxed_madd(p_10_15l, q_10_15l, f64x2.sub(h_10_15l, g_10_15l))));
  s3_15h = i64x2.add(s3_15h, f64x2.add(f64x2.relaxed_madd(x_10_15h, y_10_15h, f64x2.sub(c2_15h, h_10_15h)), f64x2.relaxed_madd(p_10_15h, q_10_15h, f64x2.sub(h_10_15h, g_10_15h))));
  { const l = i64x2.add(s4_15l, v128.load(CONSTANTS, 736)), h = i64x2.add(s4_15h, v128.load(CONSTANTS, 752)); v128.store(XU, l, 128); v128.store(XU, h, 144); }
  let s2_15l = m7_15l;
  let s2_15h = m7_15h;
  const x_11_15l = a0_15l, y_11_15l = v128.load(BB, 64), h_11_15l = f64x2.relaxed_madd(x_11_15l, y_11_15l, c1_15l);
  const x_11_15h = a0_15h, y_11_15h = v128.load(BB, 80), h_11_15h = f64x2.relaxed_madd(x_11_15h, y_11_15h, c1_15h);
  const p_11_15l = a1_15l, q_11_15l = v128.load(BB, 32), g_11_15l = f64x2.relaxed_madd(p_11_15l, q_11_15l, h_11_15l);
  const p_11_15h = a1_15h, q_11_15h = v128.load(BB, 48), g_11_15h = f64x2.relaxed_madd(p_11_15h, q_11_15h, h_11_15h);
  s3_15l = i64x2.add(s3_15l, g_11_15l);
  s3_15h = i64x2.add(s3_15h, g_11_15h);
  s2_15l = i64x2.add(s2_15l, f64x2.add(f64x2.relaxed_madd(x_11_15l, y_11_15l, f64x2.sub(c2_15l, h_11_15l)), f64x2.relaxed_madd(p_11_15l, q_11_15l, f64x2.sub(h_11_15l, g_11_15l))));
  s2_15h = i64x2.add(s2_15h, f64x2.add(f64x2.relaxed_madd(x_11_15h, y_11_15h, f64x2.sub(c2_15h, h_11_15h)), f64x2.relaxed_madd(p_11_15h, q_11_15h, f64x2.sub(h_11_15h, g_11_15h))));
  const x_12_15l = a2_15l, y_12_15l = v128.load(BB, 0), h_12_15l = f64x2.relaxed_madd(x_12_15l, y_12_15l, c1_15l);
  const x_12_15h = a2_15h, y_12_15h = v128.load(BB, 16), h_12_15h = f64x2.relaxed_madd(x_12_15h, y_12_15h, c1_15h);
  s3_15l = i64x2.add(s3_15l, h_12_15l);
  s3_15h = i64x2.add(s3_15h, h_12_15h);
  s2_15l = i64x2.add(s2_15l, f64x2.relaxed_madd(x_12_15l, y_12_15l, f64x2.sub(c2_15l, h_12_15l)));
  s2_15h = i64x2.add(s2_15h, f64x2.relaxed_madd(x_12_15h, y_12_15h, f64x2.sub(c2_15h, h_12_15h)));
  { const l = i64x2.add(s3_15l, v128.load(CONSTANTS, 768)), h = i64x2.add(s3_15h, v128.load(CONSTANTS, 784)); v128.store(XU, l, 96); v128.store(XU, h, 112); }
  let s1_15l = m6_15l;
  let s1_15h = m6_15h;
  const x_13_15l = a0_15l, y_13_15l = v128.load(BB, 32), h_13_15l = f64x2.relaxed_madd(x_13_15l, y_13_15l, c1_15l);
  const x_13_15h = a0_15h, y_13_15h = v128.load(BB, 48), h_13_15h = f64x2.relaxed_madd(x_13_15h, y_13_15h, c1_15h);
  const p_13_15l = a1_15l, q_13_15l = v128.load(BB, 0), g_13_15l = f64x2.relaxed_madd(p_13_15l, q_13_15l, h_13_15l);
  const p_13_15h = a1_15h, q_13_15h = v128.load(BB, 16), g_13_15h = f64x2.relaxed_madd(p_13_15h, q_13_15h, h_13_15h);
  s2_15l = i64x2.add(s2_15l, g_13_15l);
  s2_15h = i64x2.add(s2_15h, g_13_15h);
  s1_15l = i64x2.add(s1_15l, f64x2.add(f64x2.relaxed_madd(x_13_15l, y_13_15l, f64x2.sub(c2_15l, h_13_15l)), f64x2.relaxed_madd(p_13_15l, q_13_15l, f64x2.sub(h_13_15l, g_13_15l))));
  s1_15h = i64x2.add(s1_15h, f64x2.add(f64x2.relaxed_madd(x_13_15h, y_13_15h, f64x2.sub(c2_15h, h_13_15h)), f64x2.relaxed_madd(p_13_15h, q_13_15h, f64x2.sub(h_13_15h, g_13_15h))));
  { const l = i64x2.add(s2_15l, v128.load(CONSTANTS, 1056)), h = i64x2.add(s2_15h, v128.load(CONSTANTS, 1072)); v128.store(XU, l, 64); v128.store(XU, h, 80); }
  let s0_15l = m5_15l;
  let s0_15h = m5_15h;
  const x_14_15l = a0_15l, y_14_15l = v128.load(BB, 0), h_14_15l = f64x2.relaxed_madd(x_14_15l, y_14_15l, c1_15l);
  const x_14_15h = a0_15h, y_14_15h = v128.load(BB, 16), h_14_15h = f64x2.relaxed_madd(x_14_15h, y_14_15h, c1_15h);
  s1_15l = i64x2.add(s1_15l, h_14_15l);
  s1_15h = i64x2.add(s1_15h, h_14_15h);
  s0_15l = i64x2.add(s0_15l, f64x2.relaxed_madd(x_14_15l, y_14_15l, f64x2.sub(c2_15l, h_14_15l)));
  s0_15h = i64x2.add(s0_15h, f64x2.relaxed_madd(x_14_15h, y_14_15h, f64x2.sub(c2_15h, h_14_15h)));
  { const l = i64x2.add(s1_15l, v128.load(CONSTANTS, 832)), h = i64x2.add(s1_15h, v128.load(CONSTANTS, 848)); v128.store(XU, l, 32); v128.store(XU, h, 48); }
  { const l = i64x2.add(s0_15l, v128.load(CONSTANTS, 864)), h = i64x2.add(s0_15h, v128.load(CONSTANTS, 880)); v128.store(XU, l, 0); v128.store(XU, h, 16); }
  // E T
  // factors <= 1.00 2^51, 1.00 2^50
  const c1_13l = v128.load(CONSTANTS, 0), c2_13l = v128.load(CONSTANTS, 32);
  const c1_13h = v128.load(CONSTANTS, 16), c2_13h = v128.load(CONSTANTS, 48);
  const a0_13l = v128.load(EE, 0);
  const a0_13h = v128.load(EE, 16);
  const a1_13l = v128.load(EE, 32);
  const a1_13h = v128.load(EE, 48);
  const a2_13l = v128.load(EE, 64);
  const a2_13h = v128.load(EE, 80);
  const a3_13l = v128.load(EE, 96);
  const a3_13h = v128.load(EE, 112);
  const a4_13l = v128.load(EE, 128);
  const a4_13h = v128.load(EE, 144);
  const x_0_13l = a4_13l, y_0_13l = v128.load(TT, 128), h_0_13l = f64x2.relaxed_madd(x_0_13l, y_0_13l, c1_13l);
  const x_0_13h = a4_13h, y_0_13h = v128.load(TT, 144), h_0_13h = f64x2.relaxed_madd(x_0_13h, y_0_13h, c1_13h);
  let s9_13l = h_0_13l;
  let s9_13h = h_0_13h;
  let s8_13l = f64x2.relaxed_madd(x_0_13l, y_0_13l, f64x2.sub(c2_13l, h_0_13l));
  let s8_13h = f64x2.relaxed_madd(x_0_13h, y_0_13h, f64x2.sub(c2_13h, h_0_13h));
  const m9_13l = i64x2.add(i64x2.add(i64x2.add(s9_13l, s9_13l), s9_13l), i64x2.shl(s9_13l, 4));
  const m9_13h = i64x2.add(i64x2.add(i64x2.add(s9_13h, s9_13h), s9_13h), i64x2.shl(s9_13h, 4));
  const x_1_13l = a3_13l, y_1_13l = v128.load(TT, 128), h_1_13l = f64x2.relaxed_madd(x_1_13l, y_1_13l, c1_13l);
  const x_1_13h = a3_13h, y_1_13h = v128.load(TT, 144), h_1_13h = f64x2.relaxed_madd(x_1_13h, y_1_13h, c1_13h);
  s8_13l = i64x2.add(s8_13l, h_1_13l);
  s8_13h = i64x2.add(s8_13h, h_1_13h);
  let s7_13l = f64x2.relaxed_madd(x_1_13l, y_1_13l, f64x2.sub(c2_13l, h_1_13l));
  let s7_13h = f64x2.relaxed_madd(x_1_13h, y_1_13h, f64x2.sub(c2_13h, h_1_13h));
  const x_2_13l = a4_13l, y_2_13l = v128.load(TT, 96), h_2_13l = f64x2.relaxed_madd(x_2_13l, y_2_13l, c1_13l);
  const x_2_13h = a4_13h, y_2_13h = v128.load(TT, 112), h_2_13h = f64x2.relaxed_madd(x_2_13h, y_2_13h, c1_13h);
  s8_13l = i64x2.add(s8_13l, h_2_13l);
  s8_13h = i64x2.add(s8_13h, h_2_13h);
  s7_13l = i64x2.add(s7_13l, f64x2.relaxed_madd(x_2_13l, y_2_13l, f64x2.sub(c2_13l, h_2_13l)));
  s7_13h = i64x2.add(s7_13h, f64x2.relaxed_madd(x_2_13h, y_2_13h, f64x2.sub(c2_13h, h_2_13h)));
  const m8_13l = i64x2.add(i64x2.add(i64x2.add(s8_13l, s8_13l), s8_13l), i64x2.shl(s8_13l, 4));
  const m8_13h = i64x2.add(i64x2.add(i64x2.add(s8_13h, s8_13h), s8_13h), i64x2.shl(s8_13h, 4));
  const x_3_13l = a2_13l, y_3_13l = v128.load(TT, 128), h_3_13l = f64x2.relaxed_madd(x_3_13l, y_3_13l, c1_13l);
  const x_3_13h = a2_13h, y_3_13h = v128.load(TT, 144), h_3_13h = f64x2.relaxed_madd(x_3_13h, y_3_13h, c1_13h);
  s7_13l = i64x2.add(s7_13l, h_3_13l);
  s7_13h = i64x2.add(s7_13h, h_3_13h);
  let s6_13l = f64x2.relaxed_madd(x_3_13l, y_3_13l, f64x2.sub(c2_13l, h_3_13l));
  let s6_13h = f64x2.relaxed_madd(x_3_13h, y_3_13h, f64x2.sub(c2_13h, h_3_13h));
  const x_4_13l = a3_13l, y_4_13l = v128.load(TT, 96), h_4_13l = f64x2.relaxed_madd(x_4_13l, y_4_13l, c1_13l);
  const x_4_13h = a3_13h, y_4_13h = v128.load(TT, 112), h_4_13h = f64x2.relaxed_madd(x_4_13h, y_4_13h, c1_13h);
  s7_13l = i64x2.add(s7_13l, h_4_13l);
  s7_13h = i64x2.add(s7_13h, h_4_13h);
  s6_13l = i64x2.add(s6_13l, f64x2.relaxed_madd(x_4_13l, y_4_13l, f64x2.sub(c2_13l, h_4_13l)));
  s6_13h = i64x2.add(s6_13h, f64x2.relaxed_madd(x_4_13h, y_4_13h, f64x2.sub(c2_13h, h_4_13h)));
  const x_5_13l = a4_13l, y_5_13l = v128.load(TT, 64), h_5_13l = f64x2.relaxed_madd(x_5_13l, y_5_13l, c1_13l);
  const x_5_13h = a4_13h, y_5_13h = v128.load(TT, 80), h_5_13h = f64x2.relaxed_madd(x_5_13h, y_5_13h, c1_13h);
  s7_13l = i64x2.add(s7_13l, h_5_13l);
  s7_13h = i64x2.add(s7_13h, h_5_13h);
  s6_13l = i64x2.add(s6_13l, f64x2.relaxed_madd(x_5_13l, y_5_13l, f64x2.sub(c2_13l, h_5_13l)));
  s6_13h = i64x2.add(s6_13h, f64x2.relaxed_madd(x_5_13h, y_5_13h, f64x2.sub(c2_13h, h_5_13h)));
  const m7_13l = i64x2.add(i64x2.add(i64x2.add(s7_13l, s7_13l), s7_13l), i64x2.shl(s7_13l, 4));
  const m7_13h = i64x2.add(i64x2.add(i64x2.add(s7_13h, s7_13h), s7_13h), i64x2.shl(s7_13h, 4));
  const x_6_13l = a1_13l, y_6_13l = v128.load(TT, 128), h_6_13l = f64x2.relaxed_madd(x_6_13l, y_6_13l, c1_13l);
  const x_6_13h = a1_13h, y_6_13h = v128.load(TT, 144), h_6_13h = f64x2.relaxed_madd(x_6_13h, y_6_13h, c1_13h);
  s6_13l = i64x2.add(s6_13l, h_6_13l);
  s6_13h = i64x2.add(s6_13h, h_6_13h);
  let s5_13l = f64x2.relaxed_madd(x_6_13l, y_6_13l, f64x2.sub(c2_13l, h_6_13l));
  let s5_13h = f64x2.relaxed_madd(x_6_13h, y_6_13h, f64x2.sub(c2_13h, h_6_13h));
  const x_7_13l = a2_13l, y_7_13l = v128.load(TT, 96), h_7_13l = f64x2.relaxed_madd(x_7_13l, y_7_13l, c1_13l);
  const x_7_13h = a2_13h, y_7_13h = v128.load(TT, 112), h_7_13h = f64x2.relaxed_madd(x_7_13h, y_7_13h, c1_13h);
  s6_13l = i64x2.add(s6_13l, h_7_13l);
  s6_13h = i64x2.add(s6_13h, h_7_13h);
  s5_13l = i64x2.add(s5_13l, f64x2.relaxed_madd(x_7_13l, y_7_13l, f64x2.sub(c2_13l, h_7_13l)));
  s5_13h = i64x2.add(s5_13h, f64x2.relaxed_madd(x_7_13h, y_7_13h, f64x2.sub(c2_13h, h_7_13h)));
  const x_8_13l = a3_13l, y_8_13l = v128.load(TT, 64), h_8_13l = f64x2.relaxed_madd(x_8_13l, y_8_13l, c1_13l);
  const x_8_13h = a3_13h, y_8_13h = v128.load(TT, 80), h_8_13h = f64x2.relaxed_madd(x_8_13h, y_8_13h, c1_13h);
  s6_13l = i64x2.add(s6_13l, h_8_13l);
  s6_13h = i64x2.add(s6_13h, h_8_13h);
  s5_13l = i64x2.add(s5_13l, f64x2.relaxed_madd(x_8_13l, y_8_13l, f64x2.sub(c2_13l, h_8_13l)));
  s5_13h = i64x2.add(s5_13h, f64x2.relaxed_madd(x_8_13h, y_8_13h, f64x2.sub(c2_13h, h_8_13h)));
  const x_9_13l = a4_13l, y_9_13l = v128.load(TT, 32), h_9_13l = f64x2.relaxed_madd(x_9_13l, y_9_13l, c1_13l);
  const x_9_13h = a4_13h, y_9_13h = v128.load(TT, 48), h_9_13h = f64x2.relaxed_madd(x_9_13h, y_9_13h, c1_13h);
  s6_13l = i64x2.add(s6_13l, h_9_13l);
  s6_13h = i64x2.add(s6_13h, h_9_13h);
  s5_13l = i64x2.add(s5_13l, f64x2.relaxed_madd(x_9_13l, y_9_13l, f64x2.sub(c2_13l, h_9_13l)));
  s5_13h = i64x2.add(s5_13h, f64x2.relaxed_madd(x_9_13h, y_9_13h, f64x2.sub(c2_13h, h_9_13h)));
  const m6_13l = i64x2.add(i64x2.add(i64x2.add(s6_13l, s6_13l), s6_13l), i64x2.shl(s6_13l, 4));
  const m6_13h = i64x2.add(i64x2.add(i64x2.add(s6_13h, s6_13h), s6_13h), i64x2.shl(s6_13h, 4));
  let s4_13l = m9_13l;
  let s4_13h = m9_13h;
  const x_10_13l = a0_13l, y_10_13l = v128.load(TT, 128), h_10_13l = f64x2.relaxed_madd(x_10_13l, y_10_13l, c1_13l);
  const x_10_13h = a0_13h, y_10_13h = v128.load(TT, 144), h_10_13h = f64x2.relaxed_madd(x_10_13h, y_10_13h, c1_13h);
  s5_13l = i64x2.add(s5_13l, h_10_13l);
  s5_13h = i64x2.add(s5_13h, h_10_13h);
  s4_13l = i64x2.add(s4_13l, f64x2.relaxed_madd(x_10_13l, y_10_13l, f64x2.sub(c2_13l, h_10_13l)));
  s4_13h = i64x2.add(s4_13h, f64x2.relaxed_madd(x_10_13h, y_10_13h, f64x2.sub(c2_13h, h_10_13h)));
  const x_11_13l = a1_13l, y_11_13l = v128.load(TT, 96), h_11_13l = f64x2.relaxed_madd(x_11_13l, y_11_13l, c1_13l);
  const x_11_13h = a1_13h, y_11_13h = v128.load(TT, 112), h_11_13h = f64x2.relaxed_madd(x_11_13h, y_11_13h, c1_13h);
  s5_13l = i64x2.add(s5_13l, h_11_13l);
  s5_13h = i64x2.add(s5_13h, h_11_13h);
  s4_13l = i64x2.add(s4_13l, f64x2.relaxed_madd(x_11_13l, y_11_13l, f64x2.sub(c2_13l, h_11_13l)));
  s4_13h = i64x2.add(s4_13h, f64x2.relaxed_madd(x_11_13h, y_11_13h, f64x2.sub(c2_13h, h_11_13h)));
  const x_12_13l = a2_13l, y_12_13l = v128.load(TT, 64), h_12_13l = f64x2.relaxed_madd(x_12_13l, y_12_13l, c1_13l);
  const x_12_13h = a2_13h, y_12_13h = v128.load(TT, 80), h_12_13h = f64x2.relaxed_madd(x_12_13h, y_12_13h, c1_13h);
  s5_13l = i64x2.add(s5_13l, h_12_13l);
  s5_13h = i64x2.add(s5_13h, h_12_13h);
  s4_13l = i64x2.add(s4_13l, f64x2.relaxed_madd(x_12_13l, y_12_13l, f64x2.sub(c2_13l, h_12_13l)));
  s4_13h = i64x2.add(s4_13h, f64x2.relaxed_madd(x_12_13h, y_12_13h, f64x2.sub(c2_13h, h_12_13h)));
  const x_13_13l = a3_13l, y_13_13l = v128.load(TT, 32), h_13_13l = f64x2.relaxed_madd(x_13_13l, y_13_13l, c1_13l);
  const x_13_13h = a3_13h, y_13_13h = v128.load(TT, 48), h_13_13h = f64x2.relaxed_madd(x_13_13h, y_13_13h, c1_13h);
  s5_13l = i64x2.add(s5_13l, h_13_13l);
  s5_13h = i64x2.add(s5_13h, h_13_13h);
  s4_13l = i64x2.add(s4_13l, f64x2.relaxed_madd(x_13_13l, y_13_13l, f64x2.sub(c2_13l, h_13_13l)));
  s4_13h = i64x2.add(s4_13h, f64x2.relaxed_madd(x_13_13h, y_13_13h, f64x2.sub(c2_13h, h_13_13h)));
  const x_14_13l = a4_13l, y_14_13l = v128.load(TT, 0), h_14_13l = f64x2.relaxed_madd(x_14_13l, y_14_13l, c1_13l);
  const x_14_13h = a4_13h, y_14_13h = v128.load(TT, 16), h_14_13h = f64x2.relaxed_madd(x_14_13h, y_14_13h, c1_13h);
  s5_13l = i64x2.add(s5_13l, h_14_13l);
  s5_13h = i64x2.add(s5_13h, h_14_13h);
  s4_13l = i64x2.add(s4_13l, f64x2.relaxed_madd(x_14_13l, y_14_13l, f64x2.sub(c2_13l, h_14_13l)));
  s4_13h = i64x2.add(s4_13h, f64x2.relaxed_madd(x_14_13h, y_14_13h, f64x2.sub(c2_13h, h_14_13h)));
  const m5_13l = i64x2.add(i64x2.add(i64x2.add(s5_13l, s5_13l), s5_13l), i64x2.shl(s5_13l, 4));
  const m5_13h = i64x2.add(i64x2.add(i64x2.add(s5_13h, s5_13h), s5_13h), i64x2.shl(s5_13h, 4));
  let s3_13l = m8_13l;
  let s3_13h = m8_13h;
  const x_15_13l = a0_13l, y_15_13l = v128.load(TT, 96), h_15_13l = f64x2.relaxed_madd(x_15_13l, y_15_13l, c1_13l);
  const x_15_13h = a0_13h, y_15_13h = v128.load(TT, 112), h_15_13h = f64x2.relaxed_madd(x_15_13h, y_15_13h, c1_13h);
  s4_13l = i64x2.add(s4_13l, h_15_13l);
  s4_13h = i64x2.add(s4_13h, h_15_13h);
  s3_13l = i64x2.add(s3_13l, f64x2.relaxed_madd(x_15_13l, y_15_13l, f64x2.sub(c2_13l, h_15_13l)));
  s3_13h = i64x2.add(s3_13h, f64x2.relaxed_madd(x_15_13h, y_15_13h, f64x2.sub(c2_13h, h_15_13h)));
  const x_16_13l = a1_13l, y_16_13l = v128.load(TT, 64), h_16_13l = f64x2.relaxed_madd(x_16_13l, y_16_13l, c1_13l);
  const x_16_13h = a1_13h, y_16_13h = v128.load(TT, 80), h_16_13h = f64x2.relaxed_madd(x_16_13h, y_16_13h, c1_13h);
  s4_13l = i64x2.add(s4_13l, h_16_13l);
  s4_13h = i64x2.add(s4_13h, h_16_13h);
  s3_13l = i64x2.add(s3_13l, f64x2.relaxed_madd(x_16_13l, y_16_13l, f64x2.sub(c2_13l, h_16_13l)));
  s3_13h = i64x2.add(s3_13h, f64x2.relaxed_madd(x_16_13h, y_16_13h, f64x2.sub(c2_13h, h_16_13h)));
  const x_17_13l = a2_13l, y_17_13l = v128.load(TT, 32), h_17_13l = f64x2.relaxed_madd(x_17_13l, y_17_13l, c1_13l);
  const x_17_13h = a2_13h, y_17_13h = v128.load(TT, 48), h_17_13h = f64x2.relaxed_madd(x_17_13h, y_17_13h, c1_13h);
  s4_13l = i64x2.add(s4_13l, h_17_13l);
  s4_13h = i64x2.add(s4_13h, h_17_13h);
  s3_13l = i64x2.add(s3_13l, f64x2.relaxed_madd(x_17_13l, y_17_13l, f64x2.sub(c2_13l, h_17_13l)));
  s3_13h = i64x2.add(s3_13h, f64x2.relaxed_madd(x_17_13h, y_17_13h, f64x2.sub(c2_13h, h_17_13h)));
  const x_18_13l = a3_13l, y_18_13l = v128.load(TT, 0), h_18_13l = f64x2.relaxed_madd(x_18_13l, y_18_13l, c1_13l);
  const x_18_13h = a3_13h, y_18_13h = v128.load(TT, 16), h_18_13h = f64x2.relaxed_madd(x_18_13h, y_18_13h, c1_13h);
  s4_13l = i64x2.add(s4_13l, h_18_13l);
  s4_13h = i64x2.add(s4_13h, h_18_13h);
  s3_13l = i64x2.add(s3_13l, f64x2.relaxed_madd(x_18_13l, y_18_13l, f64x2.sub(c2_13l, h_18_13l)));
  s3_13h = i64x2.add(s3_13h, f64x2.relaxed_madd(x_18_13h, y_18_13h, f64x2.sub(c2_13h, h_18_13h)));
  { const l = i64x2.add(s4_13l, v128.load(CONSTANTS, 1088)), h = i64x2.add(s4_13h, v128.load(CONSTANTS, 1104)); v128.store(ZU, l, 128); v128.store(ZU, h, 144); }
  let s2_13l = m7_13l;
  let s2_13h = m7_13h;
  const x_19_13l = a0_13l, y_19_13l = v128.load(TT, 64), h_19_13l = f64x2.relaxed_madd(x_19_13l, y_19_13l, c1_13l);
  const x_19_13h = a0_13h, y_19_13h = v128.load(TT, 80), h_19_13h = f64x2.relaxed_madd(x_19_13h, y_19_13h, c1_13h);
  s3_13l = i64x2.add(s3_13l, h_19_13l);
  s3_13h = i64x2.add(s3_13h, h_19_13h);
  s2_13l = i64x2.add(s2_13l, f64x2.relaxed_madd(x_19_13l, y_19_13l, f64x2.sub(c2_13l, h_19_13l)));
  s2_13h = i64x2.add(s2_13h, f64x2.relaxed_madd(x_19_13h, y_19_13h, f64x2.sub(c2_13h, h_19_13h)));
  const x_20_13l = a1_13l, y_20_13l = v128.load(TT, 32), h_20_13l = f64x2.relaxed_madd(x_20_13l, y_20_13l, c1_13l);
  const x_20_13h = a1_13h, y_20_13h = v128.load(TT, 48), h_20_13h = f64x2.relaxed_madd(x_20_13h, y_20_13h, c1_13h);
  s3_13l = i64x2.add(s3_13l, h_20_13l);
  s3_13h = i64x2.add(s3_13h, h_20_13h);
  s2_13l = i64x2.add(s2_13l, f64x2.relaxed_madd(x_20_13l, y_20_13l, f64x2.sub(c2_13l, h_20_13l)));
  s2_13h = i64x2.add(s2_13h, f64x2.relaxed_madd(x_20_13h, y_20_13h, f64x2.sub(c2_13h, h_20_13h)));
  const x_21_13l = a2_13l, y_21_13l = v128.load(TT, 0), h_21_13l = f64x2.relaxed_madd(x_21_13l, y_21_13l, c1_13l);
  const x_21_13h = a2_13h, y_21_13h = v128.load(TT, 16), h_21_13h = f64x2.relaxed_madd(x_21_13h, y_21_13h, c1_13h);
  s3_13l = i64x2.add(s3_13l, h_21_13l);
  s3_13h = i64x2.add(s3_13h, h_21_13h);
  s2_13l = i64x2.add(s2_13l, f64x2.relaxed_madd(x_21_13l, y_21_13l, f64x2.sub(c2_13l, h_21_13l)));
  s2_13h = i64x2.add(s2_13h, f64x2.relaxed_madd(x_21_13h, y_21_13h, f64x2.sub(c2_13h, h_21_13h)));
  { const l = s3_13l, h = s3_13h; v128.store(ZU, l, 96); v128.store(ZU, h, 112); }
  let s1_13l = m6_13l;
  let s1_13h = m6_13h;
  const x_22_13l = a0_13l, y_22_13l = v128.load(TT, 32), h_22_13l = f64x2.relaxed_madd(x_22_13l, y_22_13l, c1_13l);
  const x_22_13h = a0_13h, y_22_13h = v128.load(TT, 48), h_22_13h = f64x2.relaxed_madd(x_22_13h, y_22_13h, c1_13h);
  s2_13l = i64x2.add(s2_13l, h_22_13l);
  s2_13h = i64x2.add(s2_13h, h_22_13h);
  s1_13l = i64x2.add(s1_13l, f64x2.relaxed_madd(x_22_13l, y_22_13l, f64x2.sub(c2_13l, h_22_13l)));
  s1_13h = i64x2.add(s1_13h, f64x2.relaxed_madd(x_22_13h, y_22_13h, f64x2.sub(c2_13h, h_22_13h)));
  const x_23_13l = a1_13l, y_23_13l = v128.load(TT, 0), h_23_13l = f64x2.relaxed_madd(x_23_13l, y_23_13l, c1_13l);
  const x_23_13h = a1_13h, y_23_13h = v128.load(TT, 16), h_23_13h = f64x2.relaxed_madd(x_23_13h, y_23_13h, c1_13h);
  s2_13l = i64x2.add(s2_13l, h_23_13l);
  s2_13h = i64x2.add(s2_13h, h_23_13h);
  s1_13l = i64x2.add(s1_13l, f64x2.relaxed_madd(x_23_13l, y_23_13l, f64x2.sub(c2_13l, h_23_13l)));
  s1_13h = i64x2.add(s1_13h, f64x2.relaxed_madd(x_23_13h, y_23_13h, f64x2.sub(c2_13h, h_23_13h)));
  { const l = s2_13l, h = s2_13h; v128.store(ZU, l, 64); v128.store(ZU, h, 80); }
  let s0_13l = m5_13l;
  let s0_13h = m5_13h;
  const x_24_13l = a0_13l, y_24_13l = v128.load(TT, 0), h_24_13l = f64x2.relaxed_madd(x_24_13l, y_24_13l, c1_13l);
  const x_24_13h = a0_13h, y_24_13h = v128.load(TT, 16), h_24_13h = f64x2.relaxed_madd(x_24_13h, y_24_13h, c1_13h);
  s1_13l = i64x2.add(s1_13l, h_24_13l);
  s1_13h = i64x2.add(s1_13h, h_24_13h);
  s0_13l = i64x2.add(s0_13l, f64x2.relaxed_madd(x_24_13l, y_24_13l, f64x2.sub(c2_13l, h_24_13l)));
  s0_13h = i64x2.add(s0_13h, f64x2.relaxed_madd(x_24_13h, y_24_13h, f64x2.sub(c2_13h, h_24_13h)));
  { const l = s1_13l, h = s1_13h; v128.store(ZU, l, 32); v128.store(ZU, h, 48); }
  { const l = s0_13l, h = s0_13h; v128.store(ZU, l, 0); v128.store(ZU, h, 16); }
  // x1 D2
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_10l = v128.load(CONSTANTS, 0), c2_10l = v128.load(CONSTANTS, 32);
  const c1_10h = v128.load(CONSTANTS, 16), c2_10h = v128.load(CONSTANTS, 48);
  const a0_10l = v128.load(D2, 0);
  const a0_10h = v128.load(D2, 16);
  const a1_10l = v128.load(D2, 32);
  const a1_10h = v128.load(D2, 48);
  const a2_10l = v128.load(D2, 64);
  const a2_10h = v128.load(D2, 80);
  const a3_10l = v128.load(D2, 96);
  const a3_10h = v128.load(D2, 112);
  const a4_10l = v128.load(D2, 128);
  const a4_10h = v128.load(D2, 144);
  const x_0_10l = a0_10l, y_0_10l = v128.load(X1, 128), h_0_10l = f64x2.relaxed_madd(x_0_10l, y_0_10l, c1_10l);
  const x_0_10h = a0_10h, y_0_10h = v128.load(X1, 144), h_0_10h = f64x2.relaxed_madd(x_0_10h, y_0_10h, c1_10h);
  const p_0_10l = a1_10l, q_0_10l = v128.load(X1, 288), g_0_10l = f64x2.relaxed_madd(p_0_10l, q_0_10l, h_0_10l);
  const p_0_10h = a1_10h, q_0_10h = v128.load(X1, 304), g_0_10h = f64x2.relaxed_madd(p_0_10h, q_0_10h, h_0_10h);
  let s5_10l = g_0_10l;
  let s5_10h = g_0_10h;
  let s4_10l = f64x2.add(f64x2.relaxed_madd(x_0_10l, y_0_10l, f64x2.sub(c2_10l, h_0_10l)), f64x2.relaxed_madd(p_0_10l, q_0_10l, f64x2.sub(h_0_10l, g_0_10l)));
  let s4_10h = f64x2.add(f64x2.relaxed_madd(x_0_10h, y_0_10h, f64x2.sub(c2_10h, h_0_10h)), f64x2.relaxed_madd(p_0_10h, q_0_10h, f64x2.sub(h_0_10h, g_0_10h)));
  const x_1_10l = a2_10l, y_1_10l = v128.load(X1, 448), h_1_10l = f64x2.relaxed_madd(x_1_10l, y_1_10l, c1_10l);
  const x_1_10h = a2_10h, y_1_10h = v128.load(X1, 464), h_1_10h = f64x2.relaxed_madd(x_1_10h, y_1_10h, c1_10h);
  const p_1_10l = a3_10l, q_1_10l = v128.load(X1, 608), g_1_10l = f64x2.relaxed_madd(p_1_10l, q_1_10l, h_1_10l);
  const p_1_10h = a3_10h, q_1_10h = v128.load(X1, 624), g_1_10h = f64x2.relaxed_madd(p_1_10h, q_1_10h, h_1_10h);
  s5_10l = i64x2.add(s5_10l, g_1_10l);
  s5_10h = i64x2.add(s5_10h, g_1_10h);
  s4_10l = i64x2.add(s4_10l, f64x2.add(f64x2.relaxed_madd(x_1_10l, y_1_10l, f64x2.sub(c2_10l, h_1_10l)), f64x2.relaxed_madd(p_1_10l, q_1_10l, f64x2.sub(h_1_10l, g_1_10l))));
  s4_10h = i64x2.add(s4_10h, f64x2.add(f64x2.relaxed_madd(x_1_10h, y_1_10h, f64x2.sub(c2_10h, h_1_10h)), f64x2.relaxed_madd(p_1_10h, q_1_10h, f64x2.sub(h_1_10h, g_1_10h))));
  const x_2_10l = a4_10l, y_2_10l = v128.load(X1, 768), h_2_10l = f64x2.relaxed_madd(x_2_10l, y_2_10l, c1_10l);
  const x_2_10h = a4_10h, y_2_10h = v128.load(X1, 784), h_2_10h = f64x2.relaxed_madd(x_2_10h, y_2_10h, c1_10h);
  s5_10l = i64x2.add(s5_10l, h_2_10l);
  s5_10h = i64x2.add(s5_10h, h_2_10h);
  s4_10l = i64x2.add(s4_10l, f64x2.relaxed_madd(x_2_10l, y_2_10l, f64x2.sub(c2_10l, h_2_10l)));
  s4_10h = i64x2.add(s4_10h, f64x2.relaxed_madd(x_2_10h, y_2_10h, f64x2.sub(c2_10h, h_2_10h)));
  const m5_10l = i64x2.add(i64x2.add(i64x2.add(s5_10l, s5_10l), s5_10l), i64x2.shl(s5_10l, 4));
  const m5_10h = i64x2.add(i64x2.add(i64x2.add(s5_10h, s5_10h), s5_10h), i64x2.shl(s5_10h, 4));
  const x_3_10l = a0_10l, y_3_10l = v128.load(X1, 96), h_3_10l = f64x2.relaxed_madd(x_3_10l, y_3_10l, c1_10l);
  const x_3_10h = a0_10h, y_3_10h = v128.load(X1, 112), h_3_10h = f64x2.relaxed_madd(x_3_10h, y_3_10h, c1_10h);
  const p_3_10l = a1_10l, q_3_10l = v128.load(X1, 256), g_3_10l = f64x2.relaxed_madd(p_3_10l, q_3_10l, h_3_10l);
  const p_3_10h = a1_10h, q_3_10h = v128.load(X1, 272), g_3_10h = f64x2.relaxed_madd(p_3_10h, q_3_10h, h_3_10h);
  s4_10l = i64x2.add(s4_10l, g_3_10l);
  s4_10h = i64x2.add(s4_10h, g_3_10h);
  let s3_10l = f64x2.add(f64x2.relaxed_madd(x_3_10l, y_3_10l, f64x2.sub(c2_10l, h_3_10l)), f64x2.relaxed_madd(p_3_10l, q_3_10l, f64x2.sub(h_3_10l, g_3_10l)));
  let s3_10h = f64x2.add(f64x2.relaxed_madd(x_3_10h, y_3_10h, f64x2.sub(c2_10h, h_3_10h)), f64x2.relaxed_madd(p_3_10h, q_3_10h, f64x2.sub(h_3_10h, g_3_10h)));
  const x_4_10l = a2_10l, y_4_10l = v128.load(X1, 416), h_4_10l = f64x2.relaxed_madd(x_4_10l, y_4_10l, c1_10l);
  const x_4_10h = a2_10h, y_4_10h = v128.load(X1, 432), h_4_10h = f64x2.relaxed_madd(x_4_10h, y_4_10h, c1_10h);
  const p_4_10l = a3_10l, q_4_10l = v128.load(X1, 576), g_4_10l = f64x2.relaxed_madd(p_4_10l, q_4_10l, h_4_10l);
  const p_4_10h = a3_10h, q_4_10h = v128.load(X1, 592), g_4_10h = f64x2.relaxed_madd(p_4_10h, q_4_10h, h_4_10h);
  s4_10l = i64x2.add(s4_10l, g_4_10l);
  s4_10h = i64x2.add(s4_10h, g_4_10h);
  s3_10l = i64x2.add(s3_10l, f64x2.add(f64x2.relaxed_madd(x_4_10l, y_4_10l, f64x2.sub(c2_10l, h_4_10l)), f64x2.relaxed_madd(p_4_10l, q_4_10l, f64x2.sub(h_4_10l, g_4_10l))));
  s3_10h = i64x2.add(s3_10h, f64x2.add(f64x2.relaxed_madd(x_4_10h, y_4_10h, f64x2.sub(c2_10h, h_4_10h)), f64x2.relaxed_madd(p_4_10h, q_4_10h, f64x2.sub(h_4_10h, g_4_10h))));
  const x_5_10l = a4_10l, y_5_10l = v128.load(X1, 736), h_5_10l = f64x2.relaxed_madd(x_5_10l, y_5_10l, c1_10l);
  const x_5_10h = a4_10h, y_5_10h = v128.load(X1, 752), h_5_10h = f64x2.relaxed_madd(x_5_10h, y_5_10h, c1_10h);
  s4_10l = i64x2.add(s4_10l, h_5_10l);
  s4_10h = i64x2.add(s4_10h, h_5_10h);
  s3_10l = i64x2.add(s3_10l, f64x2.relaxed_madd(x_5_10l, y_5_10l, f64x2.sub(c2_10l, h_5_10l)));
  s3_10h = i64x2.add(s3_10h, f64x2.relaxed_madd(x_5_10h, y_5_10h, f64x2.sub(c2_10h, h_5_10h)));
  { const l = i64x2.add(s4_10l, v128.load(CONSTANTS, 1024)), h = i64x2.add(s4_10h, v128.load(CONSTANTS, 1040)); v128.store(ZT, l, 128); v128.store(ZT, h, 144); }
  const x_6_10l = a0_10l, y_6_10l = v128.load(X1, 64), h_6_10l = f64x2.relaxed_madd(x_6_10l, y_6_10l, c1_10l);
  const x_6_10h = a0_10h, y_6_10h = v128.load(X1, 80), h_6_10h = f64x2.relaxed_madd(x_6_10h, y_6_10h, c1_10h);
  const p_6_10l = a1_10l, q_6_10l = v128.load(X1, 224), g_6_10l = f64x2.relaxed_madd(p_6_10l, q_6_10l, h_6_10l);
  const p_6_10h = a1_10h, q_6_10h = v128.load(X1, 240), g_6_10h = f64x2.relaxed_madd(p_6_10h, q_6_10h, h_6_10h);
  s3_10l = i64x2.add(s3_10l, g_6_10l);
  s3_10h = i64x2.add(s3_10h, g_6_10h);
  let s2_10l = f64x2.add(f64x2.relaxed_madd(x_6_10l, y_6_10l, f64x2.sub(c2_10l, h_6_10l)), f64x2.relaxed_madd(p_6_10l, q_6_10l, f64x2.sub(h_6_10l, g_6_10l)));
  let s2_10h = f64x2.add(f64x2.relaxed_madd(x_6_10h, y_6_10h, f64x2.sub(c2_10h, h_6_10h)), f64x2.relaxed_madd(p_6_10h, q_6_10h, f64x2.sub(h_6_10h, g_6_10h)));
  const x_7_10l = a2_10l, y_7_10l = v128.load(X1, 384), h_7_10l = f64x2.relaxed_madd(x_7_10l, y_7_10l, c1_10l);
  const x_7_10h = a2_10h, y_7_10h = v128.load(X1, 400), h_7_10h = f64x2.relaxed_madd(x_7_10h, y_7_10h, c1_10h);
  const p_7_10l = a3_10l, q_7_10l = v128.load(X1, 544), g_7_10l = f64x2.relaxed_madd(p_7_10l, q_7_10l, h_7_10l);
  const p_7_10h = a3_10h, q_7_10h = v128.load(X1, 560), g_7_10h = f64x2.relaxed_madd(p_7_10h, q_7_10h, h_7_10h);
  s3_10l = i64x2.add(s3_10l, g_7_10l);
  s3_10h = i64x2.add(s3_10h, g_7_10h);
  s2_10l = i64x2.add(s2_10l, f64x2.add(f64x2.relaxed_madd(x_7_10l, y_7_10l, f64x2.sub(c2_10l, h_7_10l)), f64x2.relaxed_madd(p_7_10l, q_7_10l, f64x2.sub(h_7_10l, g_7_10l))));
  s2_10h = i64x2.add(s2_10h, f64x2.add(f64x2.relaxed_madd(x_7_10h, y_7_10h, f64x2.sub(c2_10h, h_7_10h)), f64x2.relaxed_madd(p_7_10h, q_7_10h, f64x2.sub(h_7_10h, g_7_10h))));
  const x_8_10l = a4_10l, y_8_10l = v128.load(X1, 704), h_8_10l = f64x2.relaxed_madd(x_8_10l, y_8_10l, c1_10l);
  const x_8_10h = a4_10h, y_8_10h = v128.load(X1, 720), h_8_10h = f64x2.relaxed_madd(x_8_10h, y_8_10h, c1_10h);
  s3_10l = i64x2.add(s3_10l, h_8_10l);
  s3_10h = i64x2.add(s3_10h, h_8_10h);
  s2_10l = i64x2.add(s2_10l, f64x2.relaxed_madd(x_8_10l, y_8_10l, f64x2.sub(c2_10l, h_8_10l)));
  s2_10h = i64x2.add(s2_10h, f64x2.relaxed_madd(x_8_10h, y_8_10h, f64x2.sub(c2_10h, h_8_10h)));
  { const l = s3_10l, h = s3_10h; v128.store(ZT, l, 96); v128.store(ZT, h, 112); }
  const x_9_10l = a0_10l, y_9_10l = v128.load(X1, 32), h_9_10l = f64x2.relaxed_madd(x_9_10l, y_9_10l, c1_10l);
  const x_9_10h = a0_10h, y_9_10h = v128.load(X1, 48), h_9_10h = f64x2.relaxed_madd(x_9_10h, y_9_10h, c1_10h);
  const p_9_10l = a1_10l, q_9_10l = v128.load(X1, 192), g_9_10l = f64x2.relaxed_madd(p_9_10l, q_9_10l, h_9_10l);
  const p_9_10h = a1_10h, q_9_10h = v128.load(X1, 208), g_9_10h = f64x2.relaxed_madd(p_9_10h, q_9_10h, h_9_10h);
  s2_10l = i64x2.add(s2_10l, g_9_10l);
  s2_10h = i64x2.add(s2_10h, g_9_10h);
  let s1_10l = f64x2.add(f64x2.relaxed_madd(x_9_10l, y_9_10l, f64x2.sub(c2_10l, h_9_10l)), f64x2.relaxed_madd(p_9_10l, q_9_10l, f64x2.sub(h_9_10l, g_9_10l)));
  let s1_10h = f64x2.add(f64x2.relaxed_madd(x_9_10h, y_9_10h, f64x2.sub(c2_10h, h_9_10h)), f64x2.relaxed_madd(p_9_10h, q_9_10h, f64x2.sub(h_9_10h, g_9_10h)));
  const x_10_10l = a2_10l, y_10_10l = v128.load(X1, 352), h_10_10l = f64x2.relaxed_madd(x_10_10l, y_10_10l, c1_10l);
  const x_10_10h = a2_10h, y_10_10h = v128.load(X1, 368), h_10_10h = f64x2.relaxed_madd(x_10_10h, y_10_10h, c1_10h);
  const p_10_10l = a3_10l, q_10_10l = v128.load(X1, 512), g_10_10l = f64x2.relaxed_madd(p_10_10l, q_10_10l, h_10_10l);
  const p_10_10h = a3_10h, q_10_10h = v128.load(X1, 528), g_10_10h = f64x2.relaxed_madd(p_10_10h, q_10_10h, h_10_10h);
  s2_10l = i64x2.add(s2_10l, g_10_10l);
  s2_10h = i64x2.add(s2_10h, g_10_10h);
  s1_10l = i64x2.add(s1_10l, f64x2.add(f64x2.relaxed_madd(x_10_10l, y_10_10l, f64x2.sub(c2_10l, h_10_10l)), f64x2.relaxed_madd(p_10_10l, q_10_10l, f64x2.sub(h_10_10l, g_10_10l))));
  s1_10h = i64x2.add(s1_10h, f64x2.add(f64x2.relaxed_madd(x_10_10h, y_10_10h, f64x2.sub(c2_10h, h_10_10h)), f64x2.relaxed_madd(p_10_10h, q_10_10h, f64x2.sub(h_10_10h, g_10_10h))));
  const x_11_10l = a4_10l, y_11_10l = v128.load(X1, 672), h_11_10l = f64x2.relaxed_madd(x_11_10l, y_11_10l, c1_10l);
  const x_11_10h = a4_10h, y_11_10h = v128.load(X1, 688), h_11_10h = f64x2.relaxed_madd(x_11_10h, y_11_10h, c1_10h);
  s2_10l = i64x2.add(s2_10l, h_11_10l);
  s2_10h = i64x2.add(s2_10h, h_11_10h);
  s1_10l = i64x2.add(s1_10l, f64x2.relaxed_madd(x_11_10l, y_11_10l, f64x2.sub(c2_10l, h_11_10l)));
  s1_10h = i64x2.add(s1_10h, f64x2.relaxed_madd(x_11_10h, y_11_10h, f64x2.sub(c2_10h, h_11_10h)));
  { const l = s2_10l, h = s2_10h; v128.store(ZT, l, 64); v128.store(ZT, h, 80); }
  let s0_10l = m5_10l;
  let s0_10h = m5_10h;
  const x_12_10l = a0_10l, y_12_10l = v128.load(X1, 0), h_12_10l = f64x2.relaxed_madd(x_12_10l, y_12_10l, c1_10l);
  const x_12_10h = a0_10h, y_12_10h = v128.load(X1, 16), h_12_10h = f64x2.relaxed_madd(x_12_10h, y_12_10h, c1_10h);
  const p_12_10l = a1_10l, q_12_10l = v128.load(X1, 160), g_12_10l = f64x2.relaxed_madd(p_12_10l, q_12_10l, h_12_10l);
  const p_12_10h = a1_10h, q_12_10h = v128.load(X1, 176), g_12_10h = f64x2.relaxed_madd(p_12_10h, q_12_10h, h_12_10h);
  s1_10l = i64x2.add(s1_10l, g_12_10l);
  s1_10h = i64x2.add(s1_10h, g_12_10h);
  s0_10l = i64x2.add(s0_10l, f64x2.add(f64x2.relaxed_madd(x_12_10l, y_12_10l, f64x2.sub(c2_10l, h_12_10l)), f64x2.relaxed_madd(p_12_10l, q_12_10l, f64x2.sub(h_12_10l, g_12_10l))));
  s0_10h = i64x2.add(s0_10h, f64x2.add(f64x2.relaxed_madd(x_12_10h, y_12_10h, f64x2.sub(c2_10h, h_12_10h)), f64x2.relaxed_madd(p_12_10h, q_12_10h, f64x2.sub(h_12_10h, g_12_10h))));
  const x_13_10l = a2_10l, y_13_10l = v128.load(X1, 320), h_13_10l = f64x2.relaxed_madd(x_13_10l, y_13_10l, c1_10l);
  const x_13_10h = a2_10h, y_13_10h = v128.load(X1, 336), h_13_10h = f64x2.relaxed_madd(x_13_10h, y_13_10h, c1_10h);
  const p_13_10l = a3_10l, q_13_10l = v128.load(X1, 480), g_13_10l = f64x2.relaxed_madd(p_13_10l, q_13_10l, h_13_10l);
  const p_13_10h = a3_10h, q_13_10h = v128.load(X1, 496), g_13_10h = f64x2.relaxed_madd(p_13_10h, q_13_10h, h_13_10h);
  s1_10l = i64x2.add(s1_10l, g_13_10l);
  s1_10h = i64x2.add(s1_10h, g_13_10h);
  s0_10l = i64x2.add(s0_10l, f64x2.add(f64x2.relaxed_madd(x_13_10l, y_13_10l, f64x2.sub(c2_10l, h_13_10l)), f64x2.relaxed_madd(p_13_10l, q_13_10l, f64x2.sub(h_13_10l, g_13_10l))));
  s0_10h = i64x2.add(s0_10h, f64x2.add(f64x2.relaxed_madd(x_13_10h, y_13_10h, f64x2.sub(c2_10h, h_13_10h)), f64x2.relaxed_madd(p_13_10h, q_13_10h, f64x2.sub(h_13_10h, g_13_10h))));
  const x_14_10l = a4_10l, y_14_10l = v128.load(X1, 640), h_14_10l = f64x2.relaxed_madd(x_14_10l, y_14_10l, c1_10l);
  const x_14_10h = a4_10h, y_14_10h = v128.load(X1, 656), h_14_10h = f64x2.relaxed_madd(x_14_10h, y_14_10h, c1_10h);
  s1_10l = i64x2.add(s1_10l, h_14_10l);
  s1_10h = i64x2.add(s1_10h, h_14_10h);
  s0_10l = i64x2.add(s0_10l, f64x2.relaxed_madd(x_14_10l, y_14_10l, f64x2.sub(c2_10l, h_14_10l)));
  s0_10h = i64x2.add(s0_10h, f64x2.relaxed_madd(x_14_10h, y_14_10h, f64x2.sub(c2_10h, h_14_10h)));
  { const l = s1_10l, h = s1_10h; v128.store(ZT, l, 32); v128.store(ZT, h, 48); }
  { const l = s0_10l, h = s0_10h; v128.store(ZT, l, 0); v128.store(ZT, h, 16); }
  // A, B = AA BB + E T, AA BB - E T
  // columns <= 1.16 2^58, offsets 2830 5478 186 2582 512; limbs <= 2^50 + 437
  const mask_27l = v128.load(CONSTANTS, 64), exp_27l = v128.load(CONSTANTS, 96);
  const mask_27h = v128.load(CONSTANTS, 80), exp_27h = v128.load(CONSTANTS, 112);
  const v4_27l = i64x2.add(v128.load(XU, 128), v128.load(ZU, 128)), q4_27l = i64x2.shr_u(v4_27l, 51);
  const v4_27h = i64x2.add(v128.load(XU, 144), v128.load(ZU, 144)), q4_27h = i64x2.shr_u(v4_27h, 51);
  let p_27l = i64x2.add(v128.and(v4_27l, mask_27l), exp_27l);
  let p_27h = i64x2.add(v128.and(v4_27h, mask_27h), exp_27h);
  const v3_27l = i64x2.add(v128.load(XU, 96), v128.load(ZU, 96)), q3_27l = i64x2.shr_u(v3_27l, 51);
  const v3_27h = i64x2.add(v128.load(XU, 112), v128.load(ZU, 112)), q3_27h = i64x2.shr_u(v3_27h, 51);
  { const l = f64x2.sub(i64x2.add(p_27l, q3_27l), v128.load(CONSTANTS, 1440)), h = f64x2.sub(i64x2.add(p_27h, q3_27h), v128.load(CONSTANTS, 1456)); v128.store(A, l, 128); v128.store(A, h, 144); }
  p_27l = i64x2.add(v128.and(v3_27l, mask_27l), exp_27l);
  p_27h = i64x2.add(v128.and(v3_27h, mask_27h), exp_27h);
  const v2_27l = i64x2.add(v128.load(XU, 64), v128.load(ZU, 64)), q2_27l = i64x2.shr_u(v2_27l, 51);
  const v2_27h = i64x2.add(v128.load(XU, 80), v128.load(ZU, 80)), q2_27h = i64x2.shr_u(v2_27h, 51);
  { const l = f64x2.sub(i64x2.add(p_27l, q2_27l), v128.load(CONSTANTS, 1472)), h = f64x2.sub(i64x2.add(p_27h, q2_27h), v128.load(CONSTANTS, 1488)); v128.store(A, l, 96); v128.store(A, h, 112); }
  p_27l = i64x2.add(v128.and(v2_27l, mask_27l), exp_27l);
  p_27h = i64x2.add(v128.and(v2_27h, mask_27h), exp_27h);
  const v1_27l = i64x2.add(v128.load(XU, 32), v128.load(ZU, 32)), q1_27l = i64x2.shr_u(v1_27l, 51);
  const v1_27h = i64x2.add(v128.load(XU, 48), v128.load(ZU, 48)), q1_27h = i64x2.shr_u(v1_27h, 51);
  { const l = f64x2.sub(i64x2.add(p_27l, q1_27l), v128.load(CONSTANTS, 1504)), h = f64x2.sub(i64x2.add(p_27h, q1_27h), v128.load(CONSTANTS, 1520)); v128.store(A, l, 64); v128.store(A, h, 80); }
  p_27l = i64x2.add(v128.and(v1_27l, mask_27l), exp_27l);
  p_27h = i64x2.add(v128.and(v1_27h, mask_27h), exp_27h);
  const v0_27l = i64x2.add(v128.load(XU, 0), v128.load(ZU, 0)), q0_27l = i64x2.shr_u(v0_27l, 51);
  const v0_27h = i64x2.add(v128.load(XU, 16), v128.load(ZU, 16)), q0_27h = i64x2.shr_u(v0_27h, 51);
  { const l = f64x2.sub(i64x2.add(p_27l, q0_27l), v128.load(CONSTANTS, 1536)), h = f64x2.sub(i64x2.add(p_27h, q0_27h), v128.load(CONSTANTS, 1552)); v128.store(A, l, 32); v128.store(A, h, 48); }
  p_27l = i64x2.add(v128.and(v0_27l, mask_27l), exp_27l);
  p_27h = i64x2.add(v128.and(v0_27h, mask_27h), exp_27h);
  { const l = f64x2.sub(i64x2.add(p_27l, i16x8.mul(q4_27l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1248)), h = f64x2.sub(i64x2.add(p_27h, i16x8.mul(q4_27h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1264)); v128.store(A, l, 0); v128.store(A, h, 16); }
  // columns <= 1.16 2^58, offsets 5362 2714 318 5610 256; limbs <= 2^50 + 437
  const mask_28l = v128.load(CONSTANTS, 64), exp_28l = v128.load(CONSTANTS, 96);
  const mask_28h = v128.load(CONSTANTS, 80), exp_28h = v128.load(CONSTANTS, 112);
  const v4_28l = i64x2.sub(v128.load(XU, 128), v128.load(ZU, 128)), q4_28l = i64x2.shr_u(v4_28l, 51);
  const v4_28h = i64x2.sub(v128.load(XU, 144), v128.load(ZU, 144)), q4_28h = i64x2.shr_u(v4_28h, 51);
  let p_28l = i64x2.add(v128.and(v4_28l, mask_28l), exp_28l);
  let p_28h = i64x2.add(v128.and(v4_28h, mask_28h), exp_28h);
  const v3_28l = i64x2.sub(v128.load(XU, 96), v128.load(ZU, 96)), q3_28l = i64x2.shr_u(v3_28l, 51);
  const v3_28h = i64x2.sub(v128.load(XU, 112), v128.load(ZU, 112)), q3_28h = i64x2.shr_u(v3_28h, 51);
  { const l = f64x2.sub(i64x2.add(p_28l, q3_28l), v128.load(CONSTANTS, 1568)), h = f64x2.sub(i64x2.add(p_28h, q3_28h), v128.load(CONSTANTS, 1584)); v128.store(B, l, 128); v128.store(B, h, 144); }
  p_28l = i64x2.add(v128.and(v3_28l, mask_28l), exp_28l);
  p_28h = i64x2.add(v128.and(v3_28h, mask_28h), exp_28h);
  const v2_28l = i64x2.sub(v128.load(XU, 64), v128.load(ZU, 64)), q2_28l = i64x2.shr_u(v2_28l, 51);
  const v2_28h = i64x2.sub(v128.load(XU, 80), v128.load(ZU, 80)), q2_28h = i64x2.shr_u(v2_28h, 51);
  { const l = f64x2.sub(i64x2.add(p_28l, q2_28l), v128.load(CONSTANTS, 1600)), h = f64x2.sub(i64x2.add(p_28h, q2_28h), v128.load(CONSTANTS, 1616)); v128.store(B, l, 96); v128.store(B, h, 112); }
  p_28l = i64x2.add(v128.and(v2_28l, mask_28l), exp_28l);
  p_28h = i64x2.add(v128.and(v2_28h, mask_28h), exp_28h);
  const v1_28l = i64x2.sub(v128.load(XU, 32), v128.load(ZU, 32)), q1_28l = i64x2.shr_u(v1_28l, 51);
  const v1_28h = i64x2.sub(v128.load(XU, 48), v128.load(ZU, 48)), q1_28h = i64x2.shr_u(v1_28h, 51);
  { const l = f64x2.sub(i64x2.add(p_28l, q1_28l), v128.load(CONSTANTS, 1632)), h = f64x2.sub(i64x2.add(p_28h, q1_28h), v128.load(CONSTANTS, 1648)); v128.store(B, l, 64); v128.store(B, h, 80); }
  p_28l = i64x2.add(v128.and(v1_28l, mask_28l), exp_28l);
  p_28h = i64x2.add(v128.and(v1_28h, mask_28h), exp_28h);
  const v0_28l = i64x2.sub(v128.load(XU, 0), v128.load(ZU, 0)), q0_28l = i64x2.shr_u(v0_28l, 51);
  const v0_28h = i64x2.sub(v128.load(XU, 16), v128.load(ZU, 16)), q0_28h = i64x2.shr_u(v0_28h, 51);
  { const l = f64x2.sub(i64x2.add(p_28l, q0_28l), v128.load(CONSTANTS, 1664)), h = f64x2.sub(i64x2.add(p_28h, q0_28h), v128.load(CONSTANTS, 1680)); v128.store(B, l, 32); v128.store(B, h, 48); }
  p_28l = i64x2.add(v128.and(v0_28l, mask_28l), exp_28l);
  p_28h = i64x2.add(v128.and(v0_28h, mask_28h), exp_28h);
  { const l = f64x2.sub(i64x2.add(p_28l, i16x8.mul(q4_28l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1408)), h = f64x2.sub(i64x2.add(p_28h, i16x8.mul(q4_28h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1424)); v128.store(B, l, 0); v128.store(B, h, 16); }
  // C, D = SS^2 + x1 D2, SS^2 - x1 D2
  // columns <= 1.61 2^56, offsets 3802 5020 5020 5020 512; limbs <= 2^50 + 152
  const mask_29l = v128.load(CONSTANTS, 64), exp_29l = v128.load(CONSTANTS, 96);
  const mask_29h = v128.load(CONSTANTS, 80), exp_29h = v128.load(CONSTANTS, 112);
  const v4_29l = i64x2.add(v128.load(XT, 128), v128.load(ZT, 128)), q4_29l = i64x2.shr_u(v4_29l, 51);
  const v4_29h = i64x2.add(v128.load(XT, 144), v128.load(ZT, 144)), q4_29h = i64x2.shr_u(v4_29h, 51);
  let p_29l = i64x2.add(v128.and(v4_29l, mask_29l), exp_29l);
  let p_29h = i64x2.add(v128.and(v4_29h, mask_29h), exp_29h);
  const v3_29l = i64x2.add(v128.load(XT, 96), v128.load(ZT, 96)), q3_29l = i64x2.shr_u(v3_29l, 51);
  const v3_29h = i64x2.add(v128.load(XT, 112), v128.load(ZT, 112)), q3_29h = i64x2.shr_u(v3_29h, 51);
  { const l = f64x2.sub(i64x2.add(p_29l, q3_29l), v128.load(CONSTANTS, 1696)), h = f64x2.sub(i64x2.add(p_29h, q3_29h), v128.load(CONSTANTS, 1712)); v128.store(C, l, 128); v128.store(C, h, 144); }
  p_29l = i64x2.add(v128.and(v3_29l, mask_29l), exp_29l);
  p_29h = i64x2.add(v128.and(v3_29h, mask_29h), exp_29h);
  const v2_29l = i64x2.add(v128.load(XT, 64), v128.load(ZT, 64)), q2_29l = i64x2.shr_u(v2_29l, 51);
  const v2_29h = i64x2.add(v128.load(XT, 80), v128.load(ZT, 80)), q2_29h = i64x2.shr_u(v2_29h, 51);
  { const l = f64x2.sub(i64x2.add(p_29l, q2_29l), v128.load(CONSTANTS, 1696)), h = f64x2.sub(i64x2.add(p_29h, q2_29h), v128.load(CONSTANTS, 1712)); v128.store(C, l, 96); v128.store(C, h, 112); }
  p_29l = i64x2.add(v128.and(v2_29l, mask_29l), exp_29l);
  p_29h = i64x2.add(v128.and(v2_29h, mask_29h), exp_29h);
  const v1_29l = i64x2.add(v128.load(XT, 32), v128.load(ZT, 32)), q1_29l = i64x2.shr_u(v1_29l, 51);
  const v1_29h = i64x2.add(v128.load(XT, 48), v128.load(ZT, 48)), q1_29h = i64x2.shr_u(v1_29h, 51);
  { const l = f64x2.sub(i64x2.add(p_29l, q1_29l), v128.load(CONSTANTS, 1696)), h = f64x2.sub(i64x2.add(p_29h, q1_29h), v128.load(CONSTANTS, 1712)); v128.store(C, l, 64); v128.store(C, h, 80); }
  p_29l = i64x2.add(v128.and(v1_29l, mask_29l), exp_29l);
  p_29h = i64x2.add(v128.and(v1_29h, mask_29h), exp_29h);
  const v0_29l = i64x2.add(v128.load(XT, 0), v128.load(ZT, 0)), q0_29l = i64x2.shr_u(v0_29l, 51);
  const v0_29h = i64x2.add(v128.load(XT, 16), v128.load(ZT, 16)), q0_29h = i64x2.shr_u(v0_29h, 51);
  { const l = f64x2.sub(i64x2.add(p_29l, q0_29l), v128.load(CONSTANTS, 1728)), h = f64x2.sub(i64x2.add(p_29h, q0_29h), v128.load(CONSTANTS, 1744)); v128.store(C, l, 32); v128.store(C, h, 48); }
  p_29l = i64x2.add(v128.and(v0_29l, mask_29l), exp_29l);
  p_29h = i64x2.add(v128.and(v0_29h, mask_29h), exp_29h);
  { const l = f64x2.sub(i64x2.add(p_29l, i16x8.mul(q4_29l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1248)), h = f64x2.sub(i64x2.add(p_29h, i16x8.mul(q4_29h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1264)); v128.store(C, l, 0); v128.store(C, h, 16); }
  // columns <= 1.61 2^56, offsets 4390 3172 3172 3172 256; limbs <= 2^50 + 152
  const mask_30l = v128.load(CONSTANTS, 64), exp_30l = v128.load(CONSTANTS, 96);
  const mask_30h = v128.load(CONSTANTS, 80), exp_30h = v128.load(CONSTANTS, 112);
  const v4_30l = i64x2.sub(v128.load(XT, 128), v128.load(ZT, 128)), q4_30l = i64x2.shr_u(v4_30l, 51);
  const v4_30h = i64x2.sub(v128.load(XT, 144), v128.load(ZT, 144)), q4_30h = i64x2.shr_u(v4_30h, 51);
  let p_30l = i64x2.add(v128.and(v4_30l, mask_30l), exp_30l);
  let p_30h = i64x2.add(v128.and(v4_30h, mask_30h), exp_30h);
  const v3_30l = i64x2.sub(v128.load(XT, 96), v128.load(ZT, 96)), q3_30l = i64x2.shr_u(v3_30l, 51);
  const v3_30h = i64x2.sub(v128.load(XT, 112), v128.load(ZT, 112)), q3_30h = i64x2.shr_u(v3_30h, 51);
  { const l = f64x2.sub(i64x2.add(p_30l, q3_30l), v128.load(CONSTANTS, 1760)), h = f64x2.sub(i64x2.add(p_30h, q3_30h), v128.load(CONSTANTS, 1776)); v128.store(D, l, 128); v128.store(D, h, 144); }
  p_30l = i64x2.add(v128.and(v3_30l, mask_30l), exp_30l);
  p_30h = i64x2.add(v128.and(v3_30h, mask_30h), exp_30h);
  const v2_30l = i64x2.sub(v128.load(XT, 64), v128.load(ZT, 64)), q2_30l = i64x2.shr_u(v2_30l, 51);
  const v2_30h = i64x2.sub(v128.load(XT, 80), v128.load(ZT, 80)), q2_30h = i64x2.shr_u(v2_30h, 51);
  { const l = f64x2.sub(i64x2.add(p_30l, q2_30l), v128.load(CONSTANTS, 1760)), h = f64x2.sub(i64x2.add(p_30h, q2_30h), v128.load(CONSTANTS, 1776)); v128.store(D, l, 96); v128.store(D, h, 112); }
  p_30l = i64x2.add(v128.and(v2_30l, mask_30l), exp_30l);
  p_30h = i64x2.add(v128.and(v2_30h, mask_30h), exp_30h);
  const v1_30l = i64x2.sub(v128.load(XT, 32), v128.load(ZT, 32)), q1_30l = i64x2.shr_u(v1_30l, 51);
  const v1_30h = i64x2.sub(v128.load(XT, 48), v128.load(ZT, 48)), q1_30h = i64x2.shr_u(v1_30h, 51);
  { const l = f64x2.sub(i64x2.add(p_30l, q1_30l), v128.load(CONSTANTS, 1760)), h = f64x2.sub(i64x2.add(p_30h, q1_30h), v128.load(CONSTANTS, 1776)); v128.store(D, l, 64); v128.store(D, h, 80); }
  p_30l = i64x2.add(v128.and(v1_30l, mask_30l), exp_30l);
  p_30h = i64x2.add(v128.and(v1_30h, mask_30h), exp_30h);
  const v0_30l = i64x2.sub(v128.load(XT, 0), v128.load(ZT, 0)), q0_30l = i64x2.shr_u(v0_30l, 51);
  const v0_30h = i64x2.sub(v128.load(XT, 16), v128.load(ZT, 16)), q0_30h = i64x2.shr_u(v0_30h, 51);
  { const l = f64x2.sub(i64x2.add(p_30l, q0_30l), v128.load(CONSTANTS, 1792)), h = f64x2.sub(i64x2.add(p_30h, q0_30h), v128.load(CONSTANTS, 1808)); v128.store(D, l, 32); v128.store(D, h, 48); }
  p_30l = i64x2.add(v128.and(v0_30l, mask_30l), exp_30l);
  p_30h = i64x2.add(v128.and(v0_30h, mask_30h), exp_30h);
  { const l = f64x2.sub(i64x2.add(p_30l, i16x8.mul(q4_30l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1408)), h = f64x2.sub(i64x2.add(p_30h, i16x8.mul(q4_30h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1424)); v128.store(D, l, 0); v128.store(D, h, 16); }
}

/** A, B doubled. */
function double(): void {
  // factors <= 1.00 2^50, 1.00 2^50; columns <= 1.58 2^55; limbs <= 2^50 + 76
  const c1_34l = v128.load(CONSTANTS, 0), c2_34l = v128.load(CONSTANTS, 32);
  const c1_34h = v128.load(CONSTANTS, 16), c2_34h = v128.load(CONSTANTS, 48);
  const a0_34l = v128.load(A, 0);
  const a0_34h = v128.load(A, 16);
  const a1_34l = v128.load(A, 32);
  const a1_34h = v128.load(A, 48);
  const a2_34l = v128.load(A, 64);
  const a2_34h = v128.load(A, 80);
  const a3_34l = v128.load(A, 96);
  const a3_34h = v128.load(A, 112);
  const a4_34l = v128.load(A, 128);
  const a4_34h = v128.load(A, 144);
  const t4_34l = f64x2.relaxed_madd(a4_34l, v128.load(CONSTANTS, 384), c1_34l);
  const t4_34h = f64x2.relaxed_madd(a4_34h, v128.load(CONSTANTS, 400), c1_34h);
  const v4_34l = f64x2.sub(c1_34l, t4_34l);
  const v4_34h = f64x2.sub(c1_34h, t4_34h);
  const w4_34l = f64x2.relaxed_madd(a4_34l, v128.load(CONSTANTS, 384), v4_34l);
  const w4_34h = f64x2.relaxed_madd(a4_34h, v128.load(CONSTANTS, 400), v4_34h);
  const t3_34l = f64x2.relaxed_madd(a3_34l, v128.load(CONSTANTS, 384), c1_34l);
  const t3_34h = f64x2.relaxed_madd(a3_34h, v128.load(CONSTANTS, 400), c1_34h);
  const v3_34l = f64x2.sub(c1_34l, t3_34l);
  const v3_34h = f64x2.sub(c1_34h, t3_34h);
  const w3_34l = f64x2.relaxed_madd(a3_34l, v128.load(CONSTANTS, 384), v3_34l);
  const w3_34h = f64x2.relaxed_madd(a3_34h, v128.load(CONSTANTS, 400), v3_34h);
  const z_34l = f64x2.relaxed_nmadd(v4_34l, v128.load(CONSTANTS, 416), a0_34l);
  const z_34h = f64x2.relaxed_nmadd(v4_34h, v128.load(CONSTANTS, 432), a0_34h);
  const y_34l = f64x2.relaxed_nmadd(v3_34l, v128.load(CONSTANTS, 416), w4_34l);
  const y_34h = f64x2.relaxed_nmadd(v3_34h, v128.load(CONSTANTS, 432), w4_34h);
  const zz_34l = f64x2.add(a0_34l, z_34l), yy_34l = f64x2.add(w4_34l, y_34l);
  const zz_34h = f64x2.add(a0_34h, z_34h), yy_34h = f64x2.add(w4_34h, y_34h);
  const d1_34l = f64x2.add(a1_34l, a1_34l);
  const d1_34h = f64x2.add(a1_34h, a1_34h);
  const d2_34l = f64x2.add(a2_34l, a2_34l);
  const d2_34h = f64x2.add(a2_34h, a2_34h);
  const d3_34l = f64x2.add(a3_34l, a3_34l);
  const d3_34h = f64x2.add(a3_34h, a3_34h);
  const x_0_34l = a2_34l, y_0_34l = a2_34l, h_0_34l = f64x2.relaxed_madd(x_0_34l, y_0_34l, c1_34l);
  const x_0_34h = a2_34h, y_0_34h = a2_34h, h_0_34h = f64x2.relaxed_madd(x_0_34h, y_0_34h, c1_34h);
  const p_0_34l = a4_34l, q_0_34l = zz_34l, g_0_34l = f64x2.relaxed_madd(p_0_34l, q_0_34l, h_0_34l);
  const p_0_34h = a4_34h, q_0_34h = zz_34h, g_0_34h = f64x2.relaxed_madd(p_0_34h, q_0_34h, h_0_34h);
  let s5_34l = g_0_34l;
  let s5_34h = g_0_34h;
  let s4_34l = f64x2.add(f64x2.relaxed_madd(x_0_34l, y_0_34l, f64x2.sub(c2_34l, h_0_34l)), f64x2.relaxed_madd(p_0_34l, q_0_34l, f64x2.sub(h_0_34l, g_0_34l)));
  let s4_34h = f64x2.add(f64x2.relaxed_madd(x_0_34h, y_0_34h, f64x2.sub(c2_34h, h_0_34h)), f64x2.relaxed_madd(p_0_34h, q_0_34h, f64x2.sub(h_0_34h, g_0_34h)));
  const x_1_34l = d1_34l, y_1_34l = a3_34l, h_1_34l = f64x2.relaxed_madd(x_1_34l, y_1_34l, c1_34l);
  const x_1_34h = d1_34h, y_1_34h = a3_34h, h_1_34h = f64x2.relaxed_madd(x_1_34h, y_1_34h, c1_34h);
  s5_34l = i64x2.add(s5_34l, h_1_34l);
  s5_34h = i64x2.add(s5_34h, h_1_34h);
  s4_34l = i64x2.add(s4_34l, f64x2.relaxed_madd(x_1_34l, y_1_34l, f64x2.sub(c2_34l, h_1_34l)));
  s4_34h = i64x2.add(s4_34h, f64x2.relaxed_madd(x_1_34h, y_1_34h, f64x2.sub(c2_34h, h_1_34h)));
  const m5_34l = i64x2.add(i64x2.add(i64x2.add(s5_34l, s5_34l), s5_34l), i64x2.shl(s5_34l, 4));
  const m5_34h = i64x2.add(i64x2.add(i64x2.add(s5_34h, s5_34h), s5_34h), i64x2.shl(s5_34h, 4));
  const x_2_34l = a4_34l, y_2_34l = w4_34l, h_2_34l = f64x2.relaxed_madd(x_2_34l, y_2_34l, c1_34l);
  const x_2_34h = a4_34h, y_2_34h = w4_34h, h_2_34h = f64x2.relaxed_madd(x_2_34h, y_2_34h, c1_34h);
  const p_2_34l = d3_34l, q_2_34l = z_34l, g_2_34l = f64x2.relaxed_madd(p_2_34l, q_2_34l, h_2_34l);
  const p_2_34h = d3_34h, q_2_34h = z_34h, g_2_34h = f64x2.relaxed_madd(p_2_34h, q_2_34h, h_2_34h);
  s4_34l = i64x2.add(s4_34l, g_2_34l);
  s4_34h = i64x2.add(s4_34h, g_2_34h);
  let s3_34l = f64x2.add(f64x2.relaxed_madd(x_2_34l, y_2_34l, f64x2.sub(c2_34l, h_2_34l)), f64x2.relaxed_madd(p_2_34l, q_2_34l, f64x2.sub(h_2_34l, g_2_34l)));
  let s3_34h = f64x2.add(f64x2.relaxed_madd(x_2_34h, y_2_34h, f64x2.sub(c2_34h, h_2_34h)), f64x2.relaxed_madd(p_2_34h, q_2_34h, f64x2.sub(h_2_34h, g_2_34h)));
  const x_3_34l = d1_34l, y_3_34l = a2_34l, h_3_34l = f64x2.relaxed_madd(x_3_34l, y_3_34l, c1_34l);
  const x_3_34h = d1_34h, y_3_34h = a2_34h, h_3_34h = f64x2.relaxed_madd(x_3_34h, y_3_34h, c1_34h);
  s4_34l = i64x2.add(s4_34l, h_3_34l);
  s4_34h = i64x2.add(s4_34h, h_3_34h);
  s3_34l = i64x2.add(s3_34l, f64x2.relaxed_madd(x_3_34l, y_3_34l, f64x2.sub(c2_34l, h_3_34l)));
  s3_34h = i64x2.add(s3_34h, f64x2.relaxed_madd(x_3_34h, y_3_34h, f64x2.sub(c2_34h, h_3_34h)));
  const col4_34l = i64x2.add(s4_34l, v128.load(CONSTANTS, 448));
  const col4_34h = i64x2.add(s4_34h, v128.load(CONSTANTS, 464));
  const x_4_34l = a1_34l, y_4_34l = a1_34l, h_4_34l = f64x2.relaxed_madd(x_4_34l, y_4_34l, c1_34l);
  const x_4_34h = a1_34h, y_4_34h = a1_34h, h_4_34h = f64x2.relaxed_madd(x_4_34h, y_4_34h, c1_34h);
  const p_4_34l = d2_34l, q_4_34l = z_34l, g_4_34l = f64x2.relaxed_madd(p_4_34l, q_4_34l, h_4_34l);
  const p_4_34h = d2_34h, q_4_34h = z_34h, g_4_34h = f64x2.relaxed_madd(p_4_34h, q_4_34h, h_4_34h);
  s3_34l = i64x2.add(s3_34l, g_4_34l);
  s3_34h = i64x2.add(s3_34h, g_4_34h);
  let s2_34l = f64x2.add(f64x2.relaxed_madd(x_4_34l, y_4_34l, f64x2.sub(c2_34l, h_4_34l)), f64x2.relaxed_madd(p_4_34l, q_4_34l, f64x2.sub(h_4_34l, g_4_34l)));
  let s2_34h = f64x2.add(f64x2.relaxed_madd(x_4_34h, y_4_34h, f64x2.sub(c2_34h, h_4_34h)), f64x2.relaxed_madd(p_4_34h, q_4_34h, f64x2.sub(h_4_34h, g_4_34h)));
  const x_5_34l = a3_34l, y_5_34l = yy_34l, h_5_34l = f64x2.relaxed_madd(x_5_34l, y_5_34l, c1_34l);
  const x_5_34h = a3_34h, y_5_34h = yy_34h, h_5_34h = f64x2.relaxed_madd(x_5_34h, y_5_34h, c1_34h);
  s3_34l = i64x2.add(s3_34l, h_5_34l);
  s3_34h = i64x2.add(s3_34h, h_5_34h);
  s2_34l = i64x2.add(s2_34l, f64x2.relaxed_madd(x_5_34l, y_5_34l, f64x2.sub(c2_34l, h_5_34l)));
  s2_34h = i64x2.add(s2_34h, f64x2.relaxed_madd(x_5_34h, y_5_34h, f64x2.sub(c2_34h, h_5_34h)));
  const col3_34l = i64x2.add(s3_34l, v128.load(CONSTANTS, 448));
  const col3_34h = i64x2.add(s3_34h, v128.load(CONSTANTS, 464));
  const x_6_34l = a3_34l, y_6_34l = w3_34l, h_6_34l = f64x2.relaxed_madd(x_6_34l, y_6_34l, c1_34l);
  const x_6_34h = a3_34h, y_6_34h = w3_34h, h_6_34h = f64x2.relaxed_madd(x_6_34h, y_6_34h, c1_34h);
  const p_6_34l = d1_34l, q_6_34l = z_34l, g_6_34l = f64x2.relaxed_madd(p_6_34l, q_6_34l, h_6_34l);
  const p_6_34h = d1_34h, q_6_34h = z_34h, g_6_34h = f64x2.relaxed_madd(p_6_34h, q_6_34h, h_6_34h);
  s2_34l = i64x2.add(s2_34l, g_6_34l);
  s2_34h = i64x2.add(s2_34h, g_6_34h);
  let s1_34l = f64x2.add(f64x2.relaxed_madd(x_6_34l, y_6_34l, f64x2.sub(c2_34l, h_6_34l)), f64x2.relaxed_madd(p_6_34l, q_6_34l, f64x2.sub(h_6_34l, g_6_34l)));
  let s1_34h = f64x2.add(f64x2.relaxed_madd(x_6_34h, y_6_34h, f64x2.sub(c2_34h, h_6_34h)), f64x2.relaxed_madd(p_6_34h, q_6_34h, f64x2.sub(h_6_34h, g_6_34h)));
  const x_7_34l = d2_34l, y_7_34l = y_34l, h_7_34l = f64x2.relaxed_madd(x_7_34l, y_7_34l, c1_34l);
  const x_7_34h = d2_34h, y_7_34h = y_34h, h_7_34h = f64x2.relaxed_madd(x_7_34h, y_7_34h, c1_34h);
  s2_34l = i64x2.add(s2_34l, h_7_34l);
  s2_34h = i64x2.add(s2_34h, h_7_34h);
  s1_34l = i64x2.add(s1_34l, f64x2.relaxed_madd(x_7_34l, y_7_34l, f64x2.sub(c2_34l, h_7_34l)));
  s1_34h = i64x2.add(s1_34h, f64x2.relaxed_madd(x_7_34h, y_7_34h, f64x2.sub(c2_34h, h_7_34h)));
  const col2_34l = i64x2.add(s2_34l, v128.load(CONSTANTS, 448));
  const col2_34h = i64x2.add(s2_34h, v128.load(CONSTANTS, 464));
  let s0_34l = m5_34l;
  let s0_34h = m5_34h;
  const x_8_34l = a0_34l, y_8_34l = a0_34l, h_8_34l = f64x2.relaxed_madd(x_8_34l, y_8_34l, c1_34l);
  const x_8_34h = a0_34h, y_8_34h = a0_34h, h_8_34h = f64x2.relaxed_madd(x_8_34h, y_8_34h, c1_34h);
  const p_8_34l = d1_34l, q_8_34l = w4_34l, g_8_34l = f64x2.relaxed_madd(p_8_34l, q_8_34l, h_8_34l);
  const p_8_34h = d1_34h, q_8_34h = w4_34h, g_8_34h = f64x2.relaxed_madd(p_8_34h, q_8_34h, h_8_34h);
  s1_34l = i64x2.add(s1_34l, g_8_34l);
  s1_34h = i64x2.add(s1_34h, g_8_34h);
  s0_34l = i64x2.add(s0_34l, f64x2.add(f64x2.relaxed_madd(x_8_34l, y_8_34l, f64x2.sub(c2_34l, h_8_34l)), f64x2.relaxed_madd(p_8_34l, q_8_34l, f64x2.sub(h_8_34l, g_8_34l))));
  s0_34h = i64x2.add(s0_34h, f64x2.add(f64x2.relaxed_madd(x_8_34h, y_8_34h, f64x2.sub(c2_34h, h_8_34h)), f64x2.relaxed_madd(p_8_34h, q_8_34h, f64x2.sub(h_8_34h, g_8_34h))));
  const x_9_34l = d2_34l, y_9_34l = w3_34l, h_9_34l = f64x2.relaxed_madd(x_9_34l, y_9_34l, c1_34l);
  const x_9_34h = d2_34h, y_9_34h = w3_34h, h_9_34h = f64x2.relaxed_madd(x_9_34h, y_9_34h, c1_34h);
  s1_34l = i64x2.add(s1_34l, h_9_34l);
  s1_34h = i64x2.add(s1_34h, h_9_34h);
  s0_34l = i64x2.add(s0_34l, f64x2.relaxed_madd(x_9_34l, y_9_34l, f64x2.sub(c2_34l, h_9_34l)));
  s0_34h = i64x2.add(s0_34h, f64x2.relaxed_madd(x_9_34h, y_9_34h, f64x2.sub(c2_34h, h_9_34h)));
  const col1_34l = i64x2.add(s1_34l, v128.load(CONSTANTS, 448));
  const col1_34h = i64x2.add(s1_34h, v128.load(CONSTANTS, 464));
  const col0_34l = i64x2.add(s0_34l, v128.load(CONSTANTS, 480));
  const col0_34h = i64x2.add(s0_34h, v128.load(CONSTANTS, 496));
  const mask_35l = v128.load(CONSTANTS, 64), exp_35l = v128.load(CONSTANTS, 96);
  const mask_35h = v128.load(CONSTANTS, 80), exp_35h = v128.load(CONSTANTS, 112);
  const v4_35l = col4_34l, q4_35l = i64x2.shr_u(v4_35l, 51);
  const v4_35h = col4_34h, q4_35h = i64x2.shr_u(v4_35h, 51);
  let p_35l = i64x2.add(v128.and(v4_35l, mask_35l), exp_35l);
  let p_35h = i64x2.add(v128.and(v4_35h, mask_35h), exp_35h);
  const v3_35l = col3_34l, q3_35l = i64x2.shr_u(v3_35l, 51);
  const v3_35h = col3_34h, q3_35h = i64x2.shr_u(v3_35h, 51);
  { const l = f64x2.sub(i64x2.add(p_35l, q3_35l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_35h, q3_35h), v128.load(CONSTANTS, 144)); v128.store(AA, l, 128); v128.store(AA, h, 144); }
  p_35l = i64x2.add(v128.and(v3_35l, mask_35l), exp_35l);
  p_35h = i64x2.add(v128.and(v3_35h, mask_35h), exp_35h);
  const v2_35l = col2_34l, q2_35l = i64x2.shr_u(v2_35l, 51);
  const v2_35h = col2_34h, q2_35h = i64x2.shr_u(v2_35h, 51);
  { const l = f64x2.sub(i64x2.add(p_35l, q2_35l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_35h, q2_35h), v128.load(CONSTANTS, 144)); v128.store(AA, l, 96); v128.store(AA, h, 112); }
  p_35l = i64x2.add(v128.and(v2_35l, mask_35l), exp_35l);
  p_35h = i64x2.add(v128.and(v2_35h, mask_35h), exp_35h);
  const v1_35l = col1_34l, q1_35l = i64x2.shr_u(v1_35l, 51);
  const v1_35h = col1_34h, q1_35h = i64x2.shr_u(v1_35h, 51);
  { const l = f64x2.sub(i64x2.add(p_35l, q1_35l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_35h, q1_35h), v128.load(CONSTANTS, 144)); v128.store(AA, l, 64); v128.store(AA, h, 80); }
  p_35l = i64x2.add(v128.and(v1_35l, mask_35l), exp_35l);
  p_35h = i64x2.add(v128.and(v1_35h, mask_35h), exp_35h);
  const v0_35l = col0_34l, q0_35l = i64x2.shr_u(v0_35l, 51);
  const v0_35h = col0_34h, q0_35h = i64x2.shr_u(v0_35h, 51);
  { const l = f64x2.sub(i64x2.add(p_35l, q0_35l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_35h, q0_35h), v128.load(CONSTANTS, 144)); v128.store(AA, l, 32); v128.store(AA, h, 48); }
  p_35l = i64x2.add(v128.and(v0_35l, mask_35l), exp_35l);
  p_35h = i64x2.add(v128.and(v0_35h, mask_35h), exp_35h);
  { const l = f64x2.sub(i64x2.add(p_35l, i16x8.mul(q4_35l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 192)), h = f64x2.sub(i64x2.add(p_35h, i16x8.mul(q4_35h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 208)); v128.store(AA, l, 0); v128.store(AA, h, 16); }
  // factors <= 1.00 2^50, 1.00 2^50; columns <= 1.58 2^55; limbs <= 2^50 + 76
  const c1_36l = v128.load(CONSTANTS, 0), c2_36l = v128.load(CONSTANTS, 32);
  const c1_36h = v128.load(CONSTANTS, 16), c2_36h = v128.load(CONSTANTS, 48);
  const a0_36l = v128.load(B, 0);
  const a0_36h = v128.load(B, 16);
  const a1_36l = v128.load(B, 32);
  const a1_36h = v128.load(B, 48);
  const a2_36l = v128.load(B, 64);
  const a2_36h = v128.load(B, 80);
  const a3_36l = v128.load(B, 96);
  const a3_36h = v128.load(B, 112);
  const a4_36l = v128.load(B, 128);
  const a4_36h = v128.load(B, 144);
  const t4_36l = f64x2.relaxed_madd(a4_36l, v128.load(CONSTANTS, 384), c1_36l);
  const t4_36h = f64x2.relaxed_madd(a4_36h, v128.load(CONSTANTS, 400), c1_36h);
  const v4_36l = f64x2.sub(c1_36l, t4_36l);
  const v4_36h = f64x2.sub(c1_36h, t4_36h);
  const w4_36l = f64x2.relaxed_madd(a4_36l, v128.load(CONSTANTS, 384), v4_36l);
  const w4_36h = f64x2.relaxed_madd(a4_36h, v128.load(CONSTANTS, 400), v4_36h);
  const t3_36l = f64x2.relaxed_madd(a3_36l, v128.load(CONSTANTS, 384), c1_36l);
  const t3_36h = f64x2.relaxed_madd(a3_36h, v128.load(CONSTANTS, 400), c1_36h);
  const v3_36l = f64x2.sub(c1_36l, t3_36l);
  const v3_36h = f64x2.sub(c1_36h, t3_36h);
  const w3_36l = f64x2.relaxed_madd(a3_36l, v128.load(CONSTANTS, 384), v3_36l);
  const w3_36h = f64x2.relaxed_madd(a3_36h, v128.load(CONSTANTS, 400), v3_36h);
  const z_36l = f64x2.relaxed_nmadd(v4_36l, v128.load(CONSTANTS, 416), a0_36l);
  const z_36h = f64x2.relaxed_nmadd(v4_36h, v128.load(CONSTANTS, 432), a0_36h);
  const y_36l = f64x2.relaxed_nmadd(v3_36l, v128.load(CONSTANTS, 416), w4_36l);
  const y_36h = f64x2.relaxed_nmadd(v3_36h, v128.load(CONSTANTS, 432), w4_36h);
  const zz_36l = f64x2.add(a0_36l, z_36l), yy_36l = f64x2.add(w4_36l, y_36l);
  const zz_36h = f64x2.add(a0_36h, z_36h), yy_36h = f64x2.add(w4_36h, y_36h);
  const d1_36l = f64x2.add(a1_36l, a1_36l);
  const d1_36h = f64x2.add(a1_36h, a1_36h);
  const d2_36l = f64x2.add(a2_36l, a2_36l);
  const d2_36h = f64x2.add(a2_36h, a2_36h);
  const d3_36l = f64x2.add(a3_36l, a3_36l);
  const d3_36h = f64x2.add(a3_36h, a3_36h);
  const x_0_36l = a2_36l, y_0_36l = a2_36l, h_0_36l = f64x2.relaxed_madd(x_0_36l, y_0_36l, c1_36l);
  const x_0_36h = a2_36h, y_0_36h = a2_36h, h_0_36h = f64x2.relaxed_madd(x_0_36h, y_0_36h, c1_36h);
  const p_0_36l = a4_36l, q_0_36l = zz_36l, g_0_36l = f64x2.relaxed_madd(p_0_36l, q_0_36l, h_0_36l);
  const p_0_36h = a4_36h, q_0_36h = zz_36h, g_0_36h = f64x2.relaxed_madd(p_0_36h, q_0_36h, h_0_36h);
  let s5_36l = g_0_36l;
  let s5_36h = g_0_36h;
  let s4_36l = f64x2.add(f64x2.relaxed_madd(x_0_36l, y_0_36l, f64x2.sub(c2_36l, h_0_36l)), f64x2.relaxed_madd(p_0_36l, q_0_36l, f64x2.sub(h_0_36l, g_0_36l)));
  let s4_36h = f64x2.add(f64x2.relaxed_madd(x_0_36h, y_0_36h, f64x2.sub(c2_36h, h_0_36h)), f64x2.relaxed_madd(p_0_36h, q_0_36h, f64x2.sub(h_0_36h, g_0_36h)));
  const x_1_36l = d1_36l, y_1_36l = a3_36l, h_1_36l = f64x2.relaxed_madd(x_1_36l, y_1_36l, c1_36l);
  const x_1_36h = d1_36h, y_1_36h = a3_36h, h_1_36h = f64x2.relaxed_madd(x_1_36h, y_1_36h, c1_36h);
  s5_36l = i64x2.add(s5_36l, h_1_36l);
  s5_36h = i64x2.add(s5_36h, h_1_36h);
  s4_36l = i64x2.add(s4_36l, f64x2.relaxed_madd(x_1_36l, y_1_36l, f64x2.sub(c2_36l, h_1_36l)));
  s4_36h = i64x2.add(s4_36h, f64x2.relaxed_madd(x_1_36h, y_1_36h, f64x2.sub(c2_36h, h_1_36h)));
  const m5_36l = i64x2.add(i64x2.add(i64x2.add(s5_36l, s5_36l), s5_36l), i64x2.shl(s5_36l, 4));
  const m5_36h = i64x2.add(i64x2.add(i64x2.add(s5_36h, s5_36h), s5_36h), i64x2.shl(s5_36h, 4));
  const x_2_36l = a4_36l, y_2_36l = w4_36l, h_2_36l = f64x2.relaxed_madd(x_2_36l, y_2_36l, c1_36l);
  const x_2_36h = a4_36h, y_2_36h = w4_36h, h_2_36h = f64x2.relaxed_madd(x_2_36h, y_2_36h, c1_36h);
  const p_2_36l = d3_36l, q_2_36l = z_36l, g_2_36l = f64x2.relaxed_madd(p_2_36l, q_2_36l, h_2_36l);
  const p_2_36h = d3_36h, q_2_36h = z_36h, g_2_36h = f64x2.relaxed_madd(p_2_36h, q_2_36h, h_2_36h);
  s4_36l = i64x2.add(s4_36l, g_2_36l);
  s4_36h = i64x2.add(s4_36h, g_2_36h);
  let s3_36l = f64x2.add(f64x2.relaxed_madd(x_2_36l, y_2_36l, f64x2.sub(c2_36l, h_2_36l)), f64x2.relaxed_madd(p_2_36l, q_2_36l, f64x2.sub(h_2_36l, g_2_36l)));
  let s3_36h = f64x2.add(f64x2.relaxed_madd(x_2_36h, y_2_36h, f64x2.sub(c2_36h, h_2_36h)), f64x2.relaxed_madd(p_2_36h, q_2_36h, f64x2.sub(h_2_36h, g_2_36h)));
  const x_3_36l = d1_36l, y_3_36l = a2_36l, h_3_36l = f64x2.relaxed_madd(x_3_36l, y_3_36l, c1_36l);
  const x_3_36h = d1_36h, y_3_36h = a2_36h, h_3_36h = f64x2.relaxed_madd(x_3_36h, y_3_36h, c1_36h);
  s4_36l = i64x2.add(s4_36l, h_3_36l);
  s4_36h = i64x2.add(s4_36h, h_3_36h);
  s3_36l = i64x2.add(s3_36l, f64x2.relaxed_madd(x_3_36l, y_3_36l, f64x2.sub(c2_36l, h_3_36l)));
  s3_36h = i64x2.add(s3_36h, f64x2.relaxed_madd(x_3_36h, y_3_36h, f64x2.sub(c2_36h, h_3_36h)));
  const col4_36l = i64x2.add(s4_36l, v128.load(CONSTANTS, 448));
  const col4_36h = i64x2.add(s4_36h, v128.load(CONSTANTS, 464));
  const x_4_36l = a1_36l, y_4_36l = a1_36l, h_4_36l = f64x2.relaxed_madd(x_4_36l, y_4_36l, c1_36l);
  const x_4_36h = a1_36h, y_4_36h = a1_36h, h_4_36h = f64x2.relaxed_madd(x_4_36h, y_4_36h, c1_36h);
  const p_4_36l = d2_36l, q_4_36l = z_36l, g_4_36l = f64x2.relaxed_madd(p_4_36l, q_4_36l, h_4_36l);
  const p_4_36h = d2_36h, q_4_36h = z_36h, g_4_36h = f64x2.relaxed_madd(p_4_36h, q_4_36h, h_4_36h);
  s3_36l = i64x2.add(s3_36l, g_4_36l);
  s3_36h = i64x2.add(s3_36h, g_4_36h);
  let s2_36l = f64x2.add(f64x2.relaxed_madd(x_4_36l, y_4_36l, f64x2.sub(c2_36l, h_4_36l)), f64x2.relaxed_madd(p_4_36l, q_4_36l, f64x2.sub(h_4_36l, g_4_36l)));
  let s2_36h = f64x2.add(f64x2.relaxed_madd(x_4_36h, y_4_36h, f64x2.sub(c2_36h, h_4_36h)), f64x2.relaxed_madd(p_4_36h, q_4_36h, f64x2.sub(h_4_36h, g_4_36h)));
  const x_5_36l = a3_36l, y_5_36l = yy_36l, h_5_36l = f64x2.relaxed_madd(x_5_36l, y_5_36l, c1_36l);
  const x_5_36h = a3_36h, y_5_36h = yy_36h, h_5_36h = f64x2.relaxed_madd(x_5_36h, y_5_36h, c1_36h);
  s3_36l = i64x2.add(s3_36l, h_5_36l);
  s3_36h = i64x2.add(s3_36h, h_5_36h);
  s2_36l = i64x2.add(s2_36l, f64x2.relaxed_madd(x_5_36l, y_5_36l, f64x2.sub(c2_36l, h_5_36l)));
  s2_36h = i64x2.add(s2_36h, f64x2.relaxed_madd(x_5_36h, y_5_36h, f64x2.sub(c2_36h, h_5_36h)));
  const col3_36l = i64x2.add(s3_36l, v128.load(CONSTANTS, 448));
  const col3_36h = i64x2.add(s3_36h, v128.load(CONSTANTS, 464));
  const x_6_36l = a3_36l, y_6_36l = w3_36l, h_6_36l = f64x2.relaxed_madd(x_6_36l, y_6_36l, c1_36l);
  const x_6_36h = a3_36h, y_6_36h = w3_36h, h_6_36h = f64x2.relaxed_madd(x_6_36h, y_6_36h, c1_36h);
  const p_6_36l = d1_36l, q_6_36l = z_36l, g_6_36l = f64x2.relaxed_madd(p_6_36l, q_6_36l, h_6_36l);
  const p_6_36h = d1_36h, q_6_36h = z_36h, g_6_36h = f64x2.relaxed_madd(p_6_36h, q_6_36h, h_6_36h);
  s2_36l = i64x2.add(s2_36l, g_6_36l);
  s2_36h = i64x2.add(s2_36h, g_6_36h);
  let s1_36l = f64x2.add(f64x2.relaxed_madd(x_6_36l, y_6_36l, f64x2.sub(c2_36l, h_6_36l)), f64x2.relaxed_madd(p_6_36l, q_6_36l, f64x2.sub(h_6_36l, g_6_36l)));
  let s1_36h = f64x2.add(f64x2.relaxed_madd(x_6_36h, y_6_36h, f64x2.sub(c2_36h, h_6_36h)), f64x2.relaxed_madd(p_6_36h, q_6_36h, f64x2.sub(h_6_36h, g_6_36h)));
  const x_7_36l = d2_36l, y_7_36l = y_36l, h_7_36l = f64x2.relaxed_madd(x_7_36l, y_7_36l, c1_36l);
  const x_7_36h = d2_36h, y_7_36h = y_36h, h_7_36h = f64x2.relaxed_madd(x_7_36h, y_7_36h, c1_36h);
  s2_36l = i64x2.add(s2_36l, h_7_36l);
  s2_36h = i64x2.add(s2_36h, h_7_36h);
  s1_36l = i64x2.add(s1_36l, f64x2.relaxed_madd(x_7_36l, y_7_36l, f64x2.sub(c2_36l, h_7_36l)));
  s1_36h = i64x2.add(s1_36h, f64x2.relaxed_madd(x_7_36h, y_7_36h, f64x2.sub(c2_36h, h_7_36h)));
  const col2_36l = i64x2.add(s2_36l, v128.load(CONSTANTS, 448));
  const col2_36h = i64x2.add(s2_36h, v128.load(CONSTANTS, 464));
  let s0_36l = m5_36l;
  let s0_36h = m5_36h;
  const x_8_36l = a0_36l, y_8_36l = a0_36l, h_8_36l = f64x2.relaxed_madd(x_8_36l, y_8_36l, c1_36l);
  const x_8_36h = a0_36h, y_8_36h = a0_36h, h_8_36h = f64x2.relaxed_madd(x_8_36h, y_8_36h, c1_36h);
  const p_8_36l = d1_36l, q_8_36l = w4_36l, g_8_36l = f64x2.relaxed_madd(p_8_36l, q_8_36l, h_8_36l);
  const p_8_36h = d1_36h, q_8_36h = w4_36h, g_8_36h = f64x2.relaxed_madd(p_8_36h, q_8_36h, h_8_36h);
  s1_36l = i64x2.add(s1_36l, g_8_36l);
  s1_36h = i64x2.add(s1_36h, g_8_36h);
  s0_36l = i64x2.add(s0_36l, f64x2.add(f64x2.relaxed_madd(x_8_36l, y_8_36l, f64x2.sub(c2_36l, h_8_36l)), f64x2.relaxed_madd(p_8_36l, q_8_36l, f64x2.sub(h_8_36l, g_8_36l))));
  s0_36h = i64x2.add(s0_36h, f64x2.add(f64x2.relaxed_madd(x_8_36h, y_8_36h, f64x2.sub(c2_36h, h_8_36h)), f64x2.relaxed_madd(p_8_36h, q_8_36h, f64x2.sub(h_8_36h, g_8_36h))));
  const x_9_36l = d2_36l, y_9_36l = w3_36l, h_9_36l = f64x2.relaxed_madd(x_9_36l, y_9_36l, c1_36l);
  const x_9_36h = d2_36h, y_9_36h = w3_36h, h_9_36h = f64x2.relaxed_madd(x_9_36h, y_9_36h, c1_36h);
  s1_36l = i64x2.add(s1_36l, h_9_36l);
  s1_36h = i64x2.add(s1_36h, h_9_36h);
  s0_36l = i64x2.add(s0_36l, f64x2.relaxed_madd(x_9_36l, y_9_36l, f64x2.sub(c2_36l, h_9_36l)));
  s0_36h = i64x2.add(s0_36h, f64x2.relaxed_madd(x_9_36h, y_9_36h, f64x2.sub(c2_36h, h_9_36h)));
  const col1_36l = i64x2.add(s1_36l, v128.load(CONSTANTS, 448));
  const col1_36h = i64x2.add(s1_36h, v128.load(CONSTANTS, 464));
  const col0_36l = i64x2.add(s0_36l, v128.load(CONSTANTS, 480));
  const col0_36h = i64x2.add(s0_36h, v128.load(CONSTANTS, 496));
  const mask_37l = v128.load(CONSTANTS, 64), exp_37l = v128.load(CONSTANTS, 96);
  const mask_37h = v128.load(CONSTANTS, 80), exp_37h = v128.load(CONSTANTS, 112);
  const v4_37l = col4_36l, q4_37l = i64x2.shr_u(v4_37l, 51);
  const v4_37h = col4_36h, q4_37h = i64x2.shr_u(v4_37h, 51);
  let p_37l = i64x2.add(v128.and(v4_37l, mask_37l), exp_37l);
  let p_37h = i64x2.add(v128.and(v4_37h, mask_37h), exp_37h);
  const v3_37l = col3_36l, q3_37l = i64x2.shr_u(v3_37l, 51);
  const v3_37h = col3_36h, q3_37h = i64x2.shr_u(v3_37h, 51);
  { const l = f64x2.sub(i64x2.add(p_37l, q3_37l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_37h, q3_37h), v128.load(CONSTANTS, 144)); v128.store(BB, l, 128); v128.store(BB, h, 144); }
  p_37l = i64x2.add(v128.and(v3_37l, mask_37l), exp_37l);
  p_37h = i64x2.add(v128.and(v3_37h, mask_37h), exp_37h);
  const v2_37l = col2_36l, q2_37l = i64x2.shr_u(v2_37l, 51);
  const v2_37h = col2_36h, q2_37h = i64x2.shr_u(v2_37h, 51);
  { const l = f64x2.sub(i64x2.add(p_37l, q2_37l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_37h, q2_37h), v128.load(CONSTANTS, 144)); v128.store(BB, l, 96); v128.store(BB, h, 112); }
  p_37l = i64x2.add(v128.and(v2_37l, mask_37l), exp_37l);
  p_37h = i64x2.add(v128.and(v2_37h, mask_37h), exp_37h);
  const v1_37l = col1_36l, q1_37l = i64x2.shr_u(v1_37l, 51);
  const v1_37h = col1_36h, q1_37h = i64x2.shr_u(v1_37h, 51);
  { const l = f64x2.sub(i64x2.add(p_37l, q1_37l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_37h, q1_37h), v128.load(CONSTANTS, 144)); v128.store(BB, l, 64); v128.store(BB, h, 80); }
  p_37l = i64x2.add(v128.and(v1_37l, mask_37l), exp_37l);
  p_37h = i64x2.add(v128.and(v1_37h, mask_37h), exp_37h);
  const v0_37l = col0_36l, q0_37l = i64x2.shr_u(v0_37l, 51);
  const v0_37h = col0_36h, q0_37h = i64x2.shr_u(v0_37h, 51);
  { const l = f64x2.sub(i64x2.add(p_37l, q0_37l), v128.load(CONSTANTS, 128)), h = f64x2.sub(i64x2.add(p_37h, q0_37h), v128.load(CONSTANTS, 144)); v128.store(BB, l, 32); v128.store(BB, h, 48); }
  p_37l = i64x2.add(v128.and(v0_37l, mask_37l), exp_37l);
  p_37h = i64x2.add(v128.and(v0_37h, mask_37h), exp_37h);
  { const l = f64x2.sub(i64x2.add(p_37l, i16x8.mul(q4_37l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 192)), h = f64x2.sub(i64x2.add(p_37h, i16x8.mul(q4_37h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 208)); v128.store(BB, l, 0); v128.store(BB, h, 16); }
  // e <= 1.00 2^51; t <= 2^50 + 1.12 2^21
  const c1_38l = v128.load(CONSTANTS, 0), unit_38l = v128.load(CONSTANTS, 416), a24_38l = v128.load(CONSTANTS, 672);
  const c1_38h = v128.load(CONSTANTS, 16), unit_38h = v128.load(CONSTANTS, 432), a24_38h = v128.load(CONSTANTS, 688);
  const a0_38l = v128.load(AA, 0), e0_38l = f64x2.sub(a0_38l, v128.load(BB, 0));
  const a0_38h = v128.load(AA, 16), e0_38h = f64x2.sub(a0_38h, v128.load(BB, 16));
  { const l = e0_38l, h = e0_38h; v128.store(EE, l, 0); v128.store(EE, h, 16); }
  const v0_38l = f64x2.sub(c1_38l, f64x2.add(f64x2.relaxed_madd(e0_38l, a24_38l, a0_38l), c1_38l));
  const v0_38h = f64x2.sub(c1_38h, f64x2.add(f64x2.relaxed_madd(e0_38h, a24_38h, a0_38h), c1_38h));
  const r0_38l = f64x2.add(f64x2.relaxed_madd(e0_38l, a24_38l, v0_38l), a0_38l);
  const r0_38h = f64x2.add(f64x2.relaxed_madd(e0_38h, a24_38h, v0_38h), a0_38h);
  const a1_38l = v128.load(AA, 32), e1_38l = f64x2.sub(a1_38l, v128.load(BB, 32));
  const a1_38h = v128.load(AA, 48), e1_38h = f64x2.sub(a1_38h, v128.load(BB, 48));
  { const l = e1_38l, h = e1_38h; v128.store(EE, l, 32); v128.store(EE, h, 48); }
  const v1_38l = f64x2.sub(c1_38l, f64x2.add(f64x2.relaxed_madd(e1_38l, a24_38l, a1_38l), c1_38l));
  const v1_38h = f64x2.sub(c1_38h, f64x2.add(f64x2.relaxed_madd(e1_38h, a24_38h, a1_38h), c1_38h));
  const r1_38l = f64x2.add(f64x2.relaxed_madd(e1_38l, a24_38l, v1_38l), a1_38l);
  const r1_38h = f64x2.add(f64x2.relaxed_madd(e1_38h, a24_38h, v1_38h), a1_38h);
  { const l = f64x2.relaxed_nmadd(v0_38l, unit_38l, r1_38l), h = f64x2.relaxed_nmadd(v0_38h, unit_38h, r1_38h); v128.store(TT, l, 32); v128.store(TT, h, 48); }
  const a2_38l = v128.load(AA, 64), e2_38l = f64x2.sub(a2_38l, v128.load(BB, 64));
  const a2_38h = v128.load(AA, 80), e2_38h = f64x2.sub(a2_38h, v128.load(BB, 80));
  { const l = e2_38l, h = e2_38h; v128.store(EE, l, 64); v128.store(EE, h, 80); }
  const v2_38l = f64x2.sub(c1_38l, f64x2.add(f64x2.relaxed_madd(e2_38l, a24_38l, a2_38l), c1_38l));
  const v2_38h = f64x2.sub(c1_38h, f64x2.add(f64x2.relaxed_madd(e2_38h, a24_38h, a2_38h), c1_38h));
  const r2_38l = f64x2.add(f64x2.relaxed_madd(e2_38l, a24_38l, v2_38l), a2_38l);
  const r2_38h = f64x2.add(f64x2.relaxed_madd(e2_38h, a24_38h, v2_38h), a2_38h);
  { const l = f64x2.relaxed_nmadd(v1_38l, unit_38l, r2_38l), h = f64x2.relaxed_nmadd(v1_38h, unit_38h, r2_38h); v128.store(TT, l, 64); v128.store(TT, h, 80); }
  const a3_38l = v128.load(AA, 96), e3_38l = f64x2.sub(a3_38l, v128.load(BB, 96));
  const a3_38h = v128.load(AA, 112), e3_38h = f64x2.sub(a3_38h, v128.load(BB, 112));
  { const l = e3_38l, h = e3_38h; v128.store(EE, l, 96); v128.store(EE, h, 112); }
  const v3_38l = f64x2.sub(c1_38l, f64x2.add(f64x2.relaxed_madd(e3_38l, a24_38l, a3_38l), c1_38l));
  const v3_38h = f64x2.sub(c1_38h, f64x2.add(f64x2.relaxed_madd(e3_38h, a24_38h, a3_38h), c1_38h));
  const r3_38l = f64x2.add(f64x2.relaxed_madd(e3_38l, a24_38l, v3_38l), a3_38l);
  const r3_38h = f64x2.add(f64x2.relaxed_madd(e3_38h, a24_38h, v3_38h), a3_38h);
  { const l = f64x2.relaxed_nmadd(v2_38l, unit_38l, r3_38l), h = f64x2.relaxed_nmadd(v2_38h, unit_38h, r3_38h); v128.store(TT, l, 96); v128.store(TT, h, 112); }
  const a4_38l = v128.load(AA, 128), e4_38l = f64x2.sub(a4_38l, v128.load(BB, 128));
  const a4_38h = v128.load(AA, 144), e4_38h = f64x2.sub(a4_38h, v128.load(BB, 144));
  { const l = e4_38l, h = e4_38h; v128.store(EE, l, 128); v128.store(EE, h, 144); }
  const v4_38l = f64x2.sub(c1_38l, f64x2.add(f64x2.relaxed_madd(e4_38l, a24_38l, a4_38l), c1_38l));
  const v4_38h = f64x2.sub(c1_38h, f64x2.add(f64x2.relaxed_madd(e4_38h, a24_38h, a4_38h), c1_38h));
  const r4_38l = f64x2.add(f64x2.relaxed_madd(e4_38l, a24_38l, v4_38l), a4_38l);
  const r4_38h = f64x2.add(f64x2.relaxed_madd(e4_38h, a24_38h, v4_38h), a4_38h);
  { const l = f64x2.relaxed_nmadd(v3_38l, unit_38l, r4_38l), h = f64x2.relaxed_nmadd(v3_38h, unit_38h, r4_38h); v128.store(TT, l, 128); v128.store(TT, h, 144); }
  { const l = f64x2.relaxed_nmadd(v4_38l, v128.load(CONSTANTS, 704), r0_38l), h = f64x2.relaxed_nmadd(v4_38h, v128.load(CONSTANTS, 720), r0_38h); v128.store(TT, l, 0); v128.store(TT, h, 16); }
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_33l = v128.load(CONSTANTS, 0), c2_33l = v128.load(CONSTANTS, 32);
  const c1_33h = v128.load(CONSTANTS, 16), c2_33h = v128.load(CONSTANTS, 48);
  const a0_33l = v128.load(AA, 0);
  const a0_33h = v128.load(AA, 16);
  const a1_33l = v128.load(AA, 32);
  const a1_33h = v128.load(AA, 48);
  const a2_33l = v128.load(AA, 64);
  const a2_33h = v128.load(AA, 80);
  const a3_33l = v128.load(AA, 96);
  const a3_33h = v128.load(AA, 112);
  const a4_33l = v128.load(AA, 128);
  const a4_33h = v128.load(AA, 144);
  const x_0_33l = a4_33l, y_0_33l = v128.load(BB, 128), h_0_33l = f64x2.relaxed_madd(x_0_33l, y_0_33l, c1_33l);
  const x_0_33h = a4_33h, y_0_33h = v128.load(BB, 144), h_0_33h = f64x2.relaxed_madd(x_0_33h, y_0_33h, c1_33h);
  let s9_33l = h_0_33l;
  let s9_33h = h_0_33h;
  let s8_33l = f64x2.relaxed_madd(x_0_33l, y_0_33l, f64x2.sub(c2_33l, h_0_33l));
  let s8_33h = f64x2.relaxed_madd(x_0_33h, y_0_33h, f64x2.sub(c2_33h, h_0_33h));
  const m9_33l = i64x2.add(i64x2.add(i64x2.add(s9_33l, s9_33l), s9_33l), i64x2.shl(s9_33l, 4));
  const m9_33h = i64x2.add(i64x2.add(i64x2.add(s9_33h, s9_33h), s9_33h), i64x2.shl(s9_33h, 4));
  const x_1_33l = a3_33l, y_1_33l = v128.load(BB, 128), h_1_33l = f64x2.relaxed_madd(x_1_33l, y_1_33l, c1_33l);
  const x_1_33h = a3_33h, y_1_33h = v128.load(BB, 144), h_1_33h = f64x2.relaxed_madd(x_1_33h, y_1_33h, c1_33h);
  const p_1_33l = a4_33l, q_1_33l = v128.load(BB, 96), g_1_33l = f64x2.relaxed_madd(p_1_33l, q_1_33l, h_1_33l);
  const p_1_33h = a4_33h, q_1_33h = v128.load(BB, 112), g_1_33h = f64x2.relaxed_madd(p_1_33h, q_1_33h, h_1_33h);
  s8_33l = i64x2.add(s8_33l, g_1_33l);
  s8_33h = i64x2.add(s8_33h, g_1_33h);
  let s7_33l = f64x2.add(f64x2.relaxed_madd(x_1_33l, y_1_33l, f64x2.sub(c2_33l, h_1_33l)), f64x2.relaxed_madd(p_1_33l, q_1_33l, f64x2.sub(h_1_33l, g_1_33l)));
  let s7_33h = f64x2.add(f64x2.relaxed_madd(x_1_33h, y_1_33h, f64x2.sub(c2_33h, h_1_33h)), f64x2.relaxed_madd(p_1_33h, q_1_33h, f64x2.sub(h_1_33h, g_1_33h)));
  const m8_33l = i64x2.add(i64x2.add(i64x2.add(s8_33l, s8_33l), s8_33l), i64x2.shl(s8_33l, 4));
  const m8_33h = i64x2.add(i64x2.add(i64x2.add(s8_33h, s8_33h), s8_33h), i64x2.shl(s8_33h, 4));
  const x_2_33l = a2_33l, y_2_33l = v128.load(BB, 128), h_2_33l = f64x2.relaxed_madd(x_2_33l, y_2_33l, c1_33l);
  const x_2_33h = a2_33h, y_2_33h = v128.load(BB, 144), h_2_33h = f64x2.relaxed_madd(x_2_33h, y_2_33h, c1_33h);
  const p_2_33l = a3_33l, q_2_33l = v128.load(BB, 96), g_2_33l = f64x2.relaxed_madd(p_2_33l, q_2_33l, h_2_33l);
  const p_2_33h = a3_33h, q_2_33h = v128.load(BB, 112), g_2_33h = f64x2.relaxed_madd(p_2_33h, q_2_33h, h_2_33h);
  s7_33l = i64x2.add(s7_33l, g_2_33l);
  s7_33h = i64x2.add(s7_33h, g_2_33h);
  let s6_33l = f64x2.add(f64x2.relaxed_madd(x_2_33l, y_2_33l, f64x2.sub(c2_33l, h_2_33l)), f64x2.relaxed_madd(p_2_33l, q_2_33l, f64x2.sub(h_2_33l, g_2_33l)));
  let s6_33h = f64x2.add(f64x2.relaxed_madd(x_2_33h, y_2_33h, f64x2.sub(c2_33h, h_2_33h)), f64x2.relaxed_madd(p_2_33h, q_2_33h, f64x2.sub(h_2_33h, g_2_33h)));
  const x_3_33l = a4_33l, y_3_33l = v128.load(BB, 64), h_3_33l = f64x2.relaxed_madd(x_3_33l, y_3_33l, c1_33l);
  const x_3_33h = a4_33h, y_3_33h = v128.load(BB, 80), h_3_33h = f64x2.relaxed_madd(x_3_33h, y_3_33h, c1_33h);
  s7_33l = i64x2.add(s7_33l, h_3_33l);
  s7_33h = i64x2.add(s7_33h, h_3_33h);
  s6_33l = i64x2.add(s6_33l, f64x2.relaxed_madd(x_3_33l, y_3_33l, f64x2.sub(c2_33l, h_3_33l)));
  s6_33h = i64x2.add(s6_33h, f64x2.relaxed_madd(x_3_33h, y_3_33h, f64x2.sub(c2_33h, h_3_33h)));
  const m7_33l = i64x2.add(i64x2.add(i64x2.add(s7_33l, s7_33l), s7_33l), i64x2.shl(s7_33l, 4));
  const m7_33h = i64x2.add(i64x2.add(i64x2.add(s7_33h, s7_33h), s7_33h), i64x2.shl(s7_33h, 4));
  const x_4_33l = a1_33l, y_4_33l = v128.load(BB, 128), h_4_33l = f64x2.relaxed_madd(x_4_33l, y_4_33l, c1_33l);
  const x_4_33h = a1_33h, y_4_33h = v128.load(BB, 144), h_4_33h = f64x2.relaxed_madd(x_4_33h, y_4_33h, c1_33h);
  const p_4_33l = a2_33l, q_4_33l = v128.load(BB, 96), g_4_33l = f64x2.relaxed_madd(p_4_33l, q_4_33l, h_4_33l);
  const p_4_33h = a2_33h, q_4_33h = v128.load(BB, 112), g_4_33h = f64x2.relaxed_madd(p_4_33h, q_4_33h, h_4_33h);
  s6_33l = i64x2.add(s6_33l, g_4_33l);
  s6_33h = i64x2.add(s6_33h, g_4_33h);
  let s5_33l = f64x2.add(f64x2.relaxed_madd(x_4_33l, y_4_33l, f64x2.sub(c2_33l, h_4_33l)), f64x2.relaxed_madd(p_4_33l, q_4_33l, f64x2.sub(h_4_33l, g_4_33l)));
  let s5_33h = f64x2.add(f64x2.relaxed_madd(x_4_33h, y_4_33h, f64x2.sub(c2_33h, h_4_33h)), f64x2.relaxed_madd(p_4_33h, q_4_33h, f64x2.sub(h_4_33h, g_4_33h)));
  const x_5_33l = a3_33l, y_5_33l = v128.load(BB, 64), h_5_33l = f64x2.relaxed_madd(x_5_33l, y_5_33l, c1_33l);
  const x_5_33h = a3_33h, y_5_33h = v128.load(BB, 80), h_5_33h = f64x2.relaxed_madd(x_5_33h, y_5_33h, c1_33h);
  const p_5_33l = a4_33l, q_5_33l = v128.load(BB, 32), g_5_33l = f64x2.relaxed_madd(p_5_33l, q_5_33l, h_5_33l);
  const p_5_33h = a4_33h, q_5_33h = v128.load(BB, 48), g_5_33h = f64x2.relaxed_madd(p_5_33h, q_5_33h, h_5_33h);
  s6_33l = i64x2.add(s6_33l, g_5_33l);
  s6_33h = i64x2.add(s6_33h, g_5_33h);
  s5_33l = i64x2.add(s5_33l, f64x2.add(f64x2.relaxed_madd(x_5_33l, y_5_33l, f64x2.sub(c2_33l, h_5_33l)), f64x2.relaxed_madd(p_5_33l, q_5_33l, f64x2.sub(h_5_33l, g_5_33l))));
  s5_33h = i64x2.add(s5_33h, f64x2.add(f64x2.relaxed_madd(x_5_33h, y_5_33h, f64x2.sub(c2_33h, h_5_33h)), f64x2.relaxed_madd(p_5_33h, q_5_33h, f64x2.sub(h_5_33h, g_5_33h))));
  const m6_33l = i64x2.add(i64x2.add(i64x2.add(s6_33l, s6_33l), s6_33l), i64x2.shl(s6_33l, 4));
  const m6_33h = i64x2.add(i64x2.add(i64x2.add(s6_33h, s6_33h), s6_33h), i64x2.shl(s6_33h, 4));
  let s4_33l = m9_33l;
  let s4_33h = m9_33h;
  const x_6_33l = a0_33l, y_6_33l = v128.load(BB, 128), h_6_33l = f64x2.relaxed_madd(x_6_33l, y_6_33l, c1_33l);
  const x_6_33h = a0_33h, y_6_33h = v128.load(BB, 144), h_6_33h = f64x2.relaxed_madd(x_6_33h, y_6_33h, c1_33h);
  const p_6_33l = a1_33l, q_6_33l = v128.load(BB, 96), g_6_33l = f64x2.relaxed_madd(p_6_33l, q_6_33l, h_6_33l);
  const p_6_33h = a1_33h, q_6_33h = v128.load(BB, 112), g_6_33h = f64x2.relaxed_madd(p_6_33h, q_6_33h, h_6_33h);
  s5_33l = i64x2.add(s5_33l, g_6_33l);
  s5_33h = i64x2.add(s5_33h, g_6_33h);
  s4_33l = i64x2.add(s4_33l, f64x2.add(f64x2.relaxed_madd(x_6_33l, y_6_33l, f64x2.sub(c2_33l, h_6_33l)), f64x2.relaxed_madd(p_6_33l, q_6_33l, f64x2.sub(h_6_33l, g_6_33l))));
  s4_33h = i64x2.add(s4_33h, f64x2.add(f64x2.relaxed_madd(x_6_33h, y_6_33h, f64x2.sub(c2_33h, h_6_33h)), f64x2.relaxed_madd(p_6_33h, q_6_33h, f64x2.sub(h_6_33h, g_6_33h))));
  const x_7_33l = a2_33l, y_7_33l = v128.load(BB, 64), h_7_33l = f64x2.relaxed_madd(x_7_33l, y_7_33l, c1_33l);
  const x_7_33h = a2_33h, y_7_33h = v128.load(BB, 80), h_7_33h = f64x2.relaxed_madd(x_7_33h, y_7_33h, c1_33h);
  const p_7_33l = a3_33l, q_7_33l = v128.load(BB, 32), g_7_33l = f64x2.relaxed_madd(p_7_33l, q_7_33l, h_7_33l);
  const p_7_33h = a3_33h, q_7_33h = v128.load(BB, 48), g_7_33h = f64x2.relaxed_madd(p_7_33h, q_7_33h, h_7_33h);
  s5_33l = i64x2.add(s5_33l, g_7_33l);
  s5_33h = i64x2.add(s5_33h, g_7_33h);
  s4_33l = i64x2.add(s4_33l, f64x2.add(f64x2.relaxed_madd(x_7_33l, y_7_33l, f64x2.sub(c2_33l, h_7_33l)), f64x2.relaxed_madd(p_7_33l, q_7_33l, f64x2.sub(h_7_33l, g_7_33l))));
  s4_33h = i64x2.add(s4_33h, f64x2.add(f64x2.relaxed_madd(x_7_33h, y_7_33h, f64x2.sub(c2_33h, h_7_33h)), f64x2.relaxed_madd(p_7_33h, q_7_33h, f64x2.sub(h_7_33h, g_7_33h))));
  const x_8_33l = a4_33l, y_8_33l = v128.load(BB, 0), h_8_33l = f64x2.relaxed_madd(x_8_33l, y_8_33l, c1_33l);
  const x_8_33h = a4_33h, y_8_33h = v128.load(BB, 16), h_8_33h = f64x2.relaxed_madd(x_8_33h, y_8_33h, c1_33h);
  s5_33l = i64x2.add(s5_33l, h_8_33l);
  s5_33h = i64x2.add(s5_33h, h_8_33h);
  s4_33l = i64x2.add(s4_33l, f64x2.relaxed_madd(x_8_33l, y_8_33l, f64x2.sub(c2_33l, h_8_33l)));
  s4_33h = i64x2.add(s4_33h, f64x2.relaxed_madd(x_8_33h, y_8_33h, f64x2.sub(c2_33h, h_8_33h)));
  const m5_33l = i64x2.add(i64x2.add(i64x2.add(s5_33l, s5_33l), s5_33l), i64x2.shl(s5_33l, 4));
  const m5_33h = i64x2.add(i64x2.add(i64x2.add(s5_33h, s5_33h), s5_33h), i64x2.shl(s5_33h, 4));
  let s3_33l = m8_33l;
  let s3_33h = m8_33h;
  const x_9_33l = a0_33l, y_9_33l = v128.load(BB, 96), h_9_33l = f64x2.relaxed_madd(x_9_33l, y_9_33l, c1_33l);
  const x_9_33h = a0_33h, y_9_33h = v128.load(BB, 112), h_9_33h = f64x2.relaxed_madd(x_9_33h, y_9_33h, c1_33h);
  const p_9_33l = a1_33l, q_9_33l = v128.load(BB, 64), g_9_33l = f64x2.relaxed_madd(p_9_33l, q_9_33l, h_9_33l);
  const p_9_33h = a1_33h, q_9_33h = v128.load(BB, 80), g_9_33h = f64x2.relaxed_madd(p_9_33h, q_9_33h, h_9_33h);
  s4_33l = i64x2.add(s4_33l, g_9_33l);
  s4_33h = i64x2.add(s4_33h, g_9_33h);
  s3_33l = i64x2.add(s3_33l, f64x2.add(f64x2.relaxed_madd(x_9_33l, y_9_33l, f64x2.sub(c2_33l, h_9_33l)), f64x2.relaxed_madd(p_9_33l, q_9_33l, f64x2.sub(h_9_33l, g_9_33l))));
  s3_33h = i64x2.add(s3_33h, f64x2.add(f64x2.relaxed_madd(x_9_33h, y_9_33h, f64x2.sub(c2_33h, h_9_33h)), f64x2.relaxed_madd(p_9_33h, q_9_33h, f64x2.sub(h_9_33h, g_9_33h))));
  const x_10_33l = a2_33l, y_10_33l = v128.load(BB, 32), h_10_33l = f64x2.relaxed_madd(x_10_33l, y_10_33l, c1_33l);
  const x_10_33h = a2_33h, y_10_33h = v128.load(BB, 48), h_10_33h = f64x2.relaxed_madd(x_10_33h, y_10_33h, c1_33h);
  const p_10_33l = a3_33l, q_10_33l = v128.load(BB, 0), g_10_33l = f64x2.relaxed_madd(p_10_33l, q_10_33l, h_10_33l);
  const p_10_33h = a3_33h, q_10_33h = v128.load(BB, 16), g_10_33h = f64x2.relaxed_madd(p_10_33h, q_10_33h, h_10_33h);
  s4_33l = i64x2.add(s4_33l, g_10_33l);
  s4_33h = i64x2.add(s4_33h, g_10_33h);
  s3_33l = i64x2.add(s3_33l, f64x2.add(f64x2.relaxed_madd(x_10_33l, y_10_33l, f64x2.sub(c2_33l, h_10_33l)), f64x2.relaxed_madd(p_10_33l, q_10_33l, f64x2.sub(h_10_33l, g_10_33l))));
  s3_33h = i64x2.add(s3_33h, f64x2.add(f64x2.relaxed_madd(x_10_33h, y_10_33h, f64x2.sub(c2_33h, h_10_33h)), f64x2.relaxed_madd(p_10_33h, q_10_33h, f64x2.sub(h_10_33h, g_10_33h))));
  { const l = i64x2.add(s4_33l, v128.load(CONSTANTS, 736)), h = i64x2.add(s4_33h, v128.load(CONSTANTS, 752)); v128.store(XU, l, 128); v128.store(XU, h, 144); }
  let s2_33l = m7_33l;
  let s2_33h = m7_33h;
  const x_11_33l = a0_33l, y_11_33l = v128.load(BB, 64), h_11_33l = f64x2.relaxed_madd(x_11_33l, y_11_33l, c1_33l);
  const x_11_33h = a0_33h, y_11_33h = v128.load(BB, 80), h_11_33h = f64x2.relaxed_madd(x_11_33h, y_11_33h, c1_33h);
  const p_11_33l = a1_33l, q_11_33l = v128.load(BB, 32), g_11_33l = f64x2.relaxed_madd(p_11_33l, q_11_33l, h_11_33l);
  const p_11_33h = a1_33h, q_11_33h = v128.load(BB, 48), g_11_33h = f64x2.relaxed_madd(p_11_33h, q_11_33h, h_11_33h);
  s3_33l = i64x2.add(s3_33l, g_11_33l);
  s3_33h = i64x2.add(s3_33h, g_11_33h);
  s2_33l = i64x2.add(s2_33l, f64x2.add(f64x2.relaxed_madd(x_11_33l, y_11_33l, f64x2.sub(c2_33l, h_11_33l)), f64x2.relaxed_madd(p_11_33l, q_11_33l, f64x2.sub(h_11_33l, g_11_33l))));
  s2_33h = i64x2.add(s2_33h, f64x2.add(f64x2.relaxed_madd(x_11_33h, y_11_33h, f64x2.sub(c2_33h, h_11_33h)), f64x2.relaxed_madd(p_11_33h, q_11_33h, f64x2.sub(h_11_33h, g_11_33h))));
  const x_12_33l = a2_33l, y_12_33l = v128.load(BB, 0), h_12_33l = f64x2.relaxed_madd(x_12_33l, y_12_33l, c1_33l);
  const x_12_33h = a2_33h, y_12_33h = v128.load(BB, 16), h_12_33h = f64x2.relaxed_madd(x_12_33h, y_12_33h, c1_33h);
  s3_33l = i64x2.add(s3_33l, h_12_33l);
  s3_33h = i64x2.add(s3_33h, h_12_33h);
  s2_33l = i64x2.add(s2_33l, f64x2.relaxed_madd(x_12_33l, y_12_33l, f64x2.sub(c2_33l, h_12_33l)));
  s2_33h = i64x2.add(s2_33h, f64x2.relaxed_madd(x_12_33h, y_12_33h, f64x2.sub(c2_33h, h_12_33h)));
  { const l = i64x2.add(s3_33l, v128.load(CONSTANTS, 768)), h = i64x2.add(s3_33h, v128.load(CONSTANTS, 784)); v128.store(XU, l, 96); v128.store(XU, h, 112); }
  let s1_33l = m6_33l;
  let s1_33h = m6_33h;
  const x_13_33l = a0_33l, y_13_33l = v128.load(BB, 32), h_13_33l = f64x2.relaxed_madd(x_13_33l, y_13_33l, c1_33l);
  const x_13_33h = a0_33h, y_13_33h = v128.load(BB, 48), h_13_33h = f64x2.relaxed_madd(x_13_33h, y_13_33h, c1_33h);
  const p_13_33l = a1_33l, q_13_33l = v128.load(BB, 0), g_13_33l = f64x2.relaxed_madd(p_13_33l, q_13_33l, h_13_33l);
  const p_13_33h = a1_33h, q_13_33h = v128.load(BB, 16), g_13_33h = f64x2.relaxed_madd(p_13_33h, q_13_33h, h_13_33h);
  s2_33l = i64x2.add(s2_33l, g_13_33l);
  s2_33h = i64x2.add(s2_33h, g_13_33h);
  s1_33l = i64x2.add(s1_33l, f64x2.add(f64x2.relaxed_madd(x_13_33l, y_13_33l, f64x2.sub(c2_33l, h_13_33l)), f64x2.relaxed_madd(p_13_33l, q_13_33l, f64x2.sub(h_13_33l, g_13_33l))));
  s1_33h = i64x2.add(s1_33h, f64x2.add(f64x2.relaxed_madd(x_13_33h, y_13_33h, f64x2.sub(c2_33h, h_13_33h)), f64x2.relaxed_madd(p_13_33h, q_13_33h, f64x2.sub(h_13_33h, g_13_33h))));
  { const l = i64x2.add(s2_33l, v128.load(CONSTANTS, 1056)), h = i64x2.add(s2_33h, v128.load(CONSTANTS, 1072)); v128.store(XU, l, 64); v128.store(XU, h, 80); }
  let s0_33l = m5_33l;
  let s0_33h = m5_33h;
  const x_14_33l = a0_33l, y_14_33l = v128.load(BB, 0), h_14_33l = f64x2.relaxed_madd(x_14_33l, y_14_33l, c1_33l);
  const x_14_33h = a0_33h, y_14_33h = v128.load(BB, 16), h_14_33h = f64x2.relaxed_madd(x_14_33h, y_14_33h, c1_33h);
  s1_33l = i64x2.add(s1_33l, h_14_33l);
  s1_33h = i64x2.add(s1_33h, h_14_33h);
  s0_33l = i64x2.add(s0_33l, f64x2.relaxed_madd(x_14_33l, y_14_33l, f64x2.sub(c2_33l, h_14_33l)));
  s0_33h = i64x2.add(s0_33h, f64x2.relaxed_madd(x_14_33h, y_14_33h, f64x2.sub(c2_33h, h_14_33h)));
  { const l = i64x2.add(s1_33l, v128.load(CONSTANTS, 832)), h = i64x2.add(s1_33h, v128.load(CONSTANTS, 848)); v128.store(XU, l, 32); v128.store(XU, h, 48); }
  { const l = i64x2.add(s0_33l, v128.load(CONSTANTS, 864)), h = i64x2.add(s0_33h, v128.load(CONSTANTS, 880)); v128.store(XU, l, 0); v128.store(XU, h, 16); }
  // factors <= 1.00 2^51, 1.00 2^50
  const c1_31l = v128.load(CONSTANTS, 0), c2_31l = v128.load(CONSTANTS, 32);
  const c1_31h = v128.load(CONSTANTS, 16), c2_31h = v128.load(CONSTANTS, 48);
  const a0_31l = v128.load(EE, 0);
  const a0_31h = v128.load(EE, 16);
  const a1_31l = v128.load(EE, 32);
  const a1_31h = v128.load(EE, 48);
  const a2_31l = v128.load(EE, 64);
  const a2_31h = v128.load(EE, 80);
  const a3_31l = v128.load(EE, 96);
  const a3_31h = v128.load(EE, 112);
  const a4_31l = v128.load(EE, 128);
  const a4_31h = v128.load(EE, 144);
  const x_0_31l = a4_31l, y_0_31l = v128.load(TT, 128), h_0_31l = f64x2.relaxed_madd(x_0_31l, y_0_31l, c1_31l);
  const x_0_31h = a4_31h, y_0_31h = v128.load(TT, 144), h_0_31h = f64x2.relaxed_madd(x_0_31h, y_0_31h, c1_31h);
  let s9_31l = h_0_31l;
  let s9_31h = h_0_31h;
  let s8_31l = f64x2.relaxed_madd(x_0_31l, y_0_31l, f64x2.sub(c2_31l, h_0_31l));
  let s8_31h = f64x2.relaxed_madd(x_0_31h, y_0_31h, f64x2.sub(c2_31h, h_0_31h));
  const m9_31l = i64x2.add(i64x2.add(i64x2.add(s9_31l, s9_31l), s9_31l), i64x2.shl(s9_31l, 4));
  const m9_31h = i64x2.add(i64x2.add(i64x2.add(s9_31h, s9_31h), s9_31h), i64x2.shl(s9_31h, 4));
  const x_1_31l = a3_31l, y_1_31l = v128.load(TT, 128), h_1_31l = f64x2.relaxed_madd(x_1_31l, y_1_31l, c1_31l);
  const x_1_31h = a3_31h, y_1_31h = v128.load(TT, 144), h_1_31h = f64x2.relaxed_madd(x_1_31h, y_1_31h, c1_31h);
  s8_31l = i64x2.add(s8_31l, h_1_31l);
  s8_31h = i64x2.add(s8_31h, h_1_31h);
  let s7_31l = f64x2.relaxed_madd(x_1_31l, y_1_31l, f64x2.sub(c2_31l, h_1_31l));
  let s7_31h = f64x2.relaxed_madd(x_1_31h, y_1_31h, f64x2.sub(c2_31h, h_1_31h));
  const x_2_31l = a4_31l, y_2_31l = v128.load(TT, 96), h_2_31l = f64x2.relaxed_madd(x_2_31l, y_2_31l, c1_31l);
  const x_2_31h = a4_31h, y_2_31h = v128.load(TT, 112), h_2_31h = f64x2.relaxed_madd(x_2_31h, y_2_31h, c1_31h);
  s8_31l = i64x2.add(s8_31l, h_2_31l);
  s8_31h = i64x2.add(s8_31h, h_2_31h);
  s7_31l = i64x2.add(s7_31l, f64x2.relaxed_madd(x_2_31l, y_2_31l, f64x2.sub(c2_31l, h_2_31l)));
  s7_31h = i64x2.add(s7_31h, f64x2.relaxed_madd(x_2_31h, y_2_31h, f64x2.sub(c2_31h, h_2_31h)));
  const m8_31l = i64x2.add(i64x2.add(i64x2.add(s8_31l, s8_31l), s8_31l), i64x2.shl(s8_31l, 4));
  const m8_31h = i64x2.add(i64x2.add(i64x2.add(s8_31h, s8_31h), s8_31h), i64x2.shl(s8_31h, 4));
  const x_3_31l = a2_31l, y_3_31l = v128.load(TT, 128), h_3_31l = f64x2.relaxed_madd(x_3_31l, y_3_31l, c1_31l);
  const x_3_31h = a2_31h, y_3_31h = v128.load(TT, 144), h_3_31h = f64x2.relaxed_madd(x_3_31h, y_3_31h, c1_31h);
  s7_31l = i64x2.add(s7_31l, h_3_31l);
  s7_31h = i64x2.add(s7_31h, h_3_31h);
  let s6_31l = f64x2.relaxed_madd(x_3_31l, y_3_31l, f64x2.sub(c2_31l, h_3_31l));
  let s6_31h = f64x2.relaxed_madd(x_3_31h, y_3_31h, f64x2.sub(c2_31h, h_3_31h));
  const x_4_31l = a3_31l, y_4_31l = v128.load(TT, 96), h_4_31l = f64x2.relaxed_madd(x_4_31l, y_4_31l, c1_31l);
  const x_4_31h = a3_31h, y_4_31h = v128.load(TT, 112), h_4_31h = f64x2.relaxed_madd(x_4_31h, y_4_31h, c1_31h);
  s7_31l = i64x2.add(s7_31l, h_4_31l);
  s7_31h = i64x2.add(s7_31h, h_4_31h);
  s6_31l = i64x2.add(s6_31l, f64x2.relaxed_madd(x_4_31l, y_4_31l, f64x2.sub(c2_31l, h_4_31l)));
  s6_31h = i64x2.add(s6_31h, f64x2.relaxed_madd(x_4_31h, y_4_31h, f64x2.sub(c2_31h, h_4_31h)));
  const x_5_31l = a4_31l, y_5_31l = v128.load(TT, 64), h_5_31l = f64x2.relaxed_madd(x_5_31l, y_5_31l, c1_31l);
  const x_5_31h = a4_31h, y_5_31h = v128.load(TT, 80), h_5_31h = f64x2.relaxed_madd(x_5_31h, y_5_31h, c1_31h);
  s7_31l = i64x2.add(s7_31l, h_5_31l);
  s7_31h = i64x2.add(s7_31h, h_5_31h);
  s6_31l = i64x2.add(s6_31l, f64x2.relaxed_madd(x_5_31l, y_5_31l, f64x2.sub(c2_31l, h_5_31l)));
  s6_31h = i64x2.add(s6_31h, f64x2.relaxed_madd(x_5_31h, y_5_31h, f64x2.sub(c2_31h, h_5_31h)));
  const m7_31l = i64x2.add(i64x2.add(i64x2.add(s7_31l, s7_31l), s7_31l), i64x2.shl(s7_31l, 4));
  const m7_31h = i64x2.add(i64x2.add(i64x2.add(s7_31h, s7_31h), s7_31h), i64x2.shl(s7_31h, 4));
  const x_6_31l = a1_31l, y_6_31l = v128.load(TT, 128), h_6_31l = f64x2.relaxed_madd(x_6_31l, y_6_31l, c1_31l);
  const x_6_31h = a1_31h, y_6_31h = v128.load(TT, 144), h_6_31h = f64x2.relaxed_madd(x_6_31h, y_6_31h, c1_31h);
  s6_31l = i64x2.add(s6_31l, h_6_31l);
  s6_31h = i64x2.add(s6_31h, h_6_31h);
  let s5_31l = f64x2.relaxed_madd(x_6_31l, y_6_31l, f64x2.sub(c2_31l, h_6_31l));
  let s5_31h = f64x2.relaxed_madd(x_6_31h, y_6_31h, f64x2.sub(c2_31h, h_6_31h));
  const x_7_31l = a2_31l, y_7_31l = v128.load(TT, 96), h_7_31l = f64x2.relaxed_madd(x_7_31l, y_7_31l, c1_31l);
  const x_7_31h = a2_31h, y_7_31h = v128.load(TT, 112), h_7_31h = f64x2.relaxed_madd(x_7_31h, y_7_31h, c1_31h);
  s6_31l = i64x2.add(s6_31l, h_7_31l);
  s6_31h = i64x2.add(s6_31h, h_7_31h);
  s5_31l = i64x2.add(s5_31l, f64x2.relaxed_madd(x_7_31l, y_7_31l, f64x2.sub(c2_31l, h_7_31l)));
  s5_31h = i64x2.add(s5_31h, f64x2.relaxed_madd(x_7_31h, y_7_31h, f64x2.sub(c2_31h, h_7_31h)));
  const x_8_31l = a3_31l, y_8_31l = v128.load(TT, 64), h_8_31l = f64x2.relaxed_madd(x_8_31l, y_8_31l, c1_31l);
  const x_8_31h = a3_31h, y_8_31h = v128.load(TT, 80), h_8_31h = f64x2.relaxed_madd(x_8_31h, y_8_31h, c1_31h);
  s6_31l = i64x2.add(s6_31l, h_8_31l);
  s6_31h = i64x2.add(s6_31h, h_8_31h);
  s5_31l = i64x2.add(s5_31l, f64x2.relaxed_madd(x_8_31l, y_8_31l, f64x2.sub(c2_31l, h_8_31l)));
  s5_31h = i64x2.add(s5_31h, f64x2.relaxed_madd(x_8_31h, y_8_31h, f64x2.sub(c2_31h, h_8_31h)));
  const x_9_31l = a4_31l, y_9_31l = v128.load(TT, 32), h_9_31l = f64x2.relaxed_madd(x_9_31l, y_9_31l, c1_31l);
  const x_9_31h = a4_31h, y_9_31h = v128.load(TT, 48), h_9_31h = f64x2.relaxed_madd(x_9_31h, y_9_31h, c1_31h);
  s6_31l = i64x2.add(s6_31l, h_9_31l);
  s6_31h = i64x2.add(s6_31h, h_9_31h);
  s5_31l = i64x2.add(s5_31l, f64x2.relaxed_madd(x_9_31l, y_9_31l, f64x2.sub(c2_31l, h_9_31l)));
  s5_31h = i64x2.add(s5_31h, f64x2.relaxed_madd(x_9_31h, y_9_31h, f64x2.sub(c2_31h, h_9_31h)));
  const m6_31l = i64x2.add(i64x2.add(i64x2.add(s6_31l, s6_31l), s6_31l), i64x2.shl(s6_31l, 4));
  const m6_31h = i64x2.add(i64x2.add(i64x2.add(s6_31h, s6_31h), s6_31h), i64x2.shl(s6_31h, 4));
  let s4_31l = m9_31l;
  let s4_31h = m9_31h;
  const x_10_31l = a0_31l, y_10_31l = v128.load(TT, 128), h_10_31l = f64x2.relaxed_madd(x_10_31l, y_10_31l, c1_31l);
  const x_10_31h = a0_31h, y_10_31h = v128.load(TT, 144), h_10_31h = f64x2.relaxed_madd(x_10_31h, y_10_31h, c1_31h);
  s5_31l = i64x2.add(s5_31l, h_10_31l);
  s5_31h = i64x2.add(s5_31h, h_10_31h);
  s4_31l = i64x2.add(s4_31l, f64x2.relaxed_madd(x_10_31l, y_10_31l, f64x2.sub(c2_31l, h_10_31l)));
  s4_31h = i64x2.add(s4_31h, f64x2.relaxed_madd(x_10_31h, y_10_31h, f64x2.sub(c2_31h, h_10_31h)));
  const x_11_31l = a1_31l, y_11_31l = v128.load(TT, 96), h_11_31l = f64x2.relaxed_madd(x_11_31l, y_11_31l, c1_31l);
  const x_11_31h = a1_31h, y_11_31h = v128.load(TT, 112), h_11_31h = f64x2.relaxed_madd(x_11_31h, y_11_31h, c1_31h);
  s5_31l = i64x2.add(s5_31l, h_11_31l);
  s5_31h = i64x2.add(s5_31h, h_11_31h);
  s4_31l = i64x2.add(s4_31l, f64x2.relaxed_madd(x_11_31l, y_11_31l, f64x2.sub(c2_31l, h_11_31l)));
  s4_31h = i64x2.add(s4_31h, f64x2.relaxed_madd(x_11_31h, y_11_31h, f64x2.sub(c2_31h, h_11_31h)));
  const x_12_31l = a2_31l, y_12_31l = v128.load(TT, 64), h_12_31l = f64x2.relaxed_madd(x_12_31l, y_12_31l, c1_31l);
  const x_12_31h = a2_31h, y_12_31h = v128.load(TT, 80), h_12_31h = f64x2.relaxed_madd(x_12_31h, y_12_31h, c1_31h);
  s5_31l = i64x2.add(s5_31l, h_12_31l);
  s5_31h = i64x2.add(s5_31h, h_12_31h);
  s4_31l = i64x2.add(s4_31l, f64x2.relaxed_madd(x_12_31l, y_12_31l, f64x2.sub(c2_31l, h_12_31l)));
  s4_31h = i64x2.add(s4_31h, f64x2.relaxed_madd(x_12_31h, y_12_31h, f64x2.sub(c2_31h, h_12_31h)));
  const x_13_31l = a3_31l, y_13_31l = v128.load(TT, 32), h_13_31l = f64x2.relaxed_madd(x_13_31l, y_13_31l, c1_31l);
  const x_13_31h = a3_31h, y_13_31h = v128.load(TT, 48), h_13_31h = f64x2.relaxed_madd(x_13_31h, y_13_31h, c1_31h);
  s5_31l = i64x2.add(s5_31l, h_13_31l);
  s5_31h = i64x2.add(s5_31h, h_13_31h);
  s4_31l = i64x2.add(s4_31l, f64x2.relaxed_madd(x_13_31l, y_13_31l, f64x2.sub(c2_31l, h_13_31l)));
  s4_31h = i64x2.add(s4_31h, f64x2.relaxed_madd(x_13_31h, y_13_31h, f64x2.sub(c2_31h, h_13_31h)));
  const x_14_31l = a4_31l, y_14_31l = v128.load(TT, 0), h_14_31l = f64x2.relaxed_madd(x_14_31l, y_14_31l, c1_31l);
  const x_14_31h = a4_31h, y_14_31h = v128.load(TT, 16), h_14_31h = f64x2.relaxed_madd(x_14_31h, y_14_31h, c1_31h);
  s5_31l = i64x2.add(s5_31l, h_14_31l);
  s5_31h = i64x2.add(s5_31h, h_14_31h);
  s4_31l = i64x2.add(s4_31l, f64x2.relaxed_madd(x_14_31l, y_14_31l, f64x2.sub(c2_31l, h_14_31l)));
  s4_31h = i64x2.add(s4_31h, f64x2.relaxed_madd(x_14_31h, y_14_31h, f64x2.sub(c2_31h, h_14_31h)));
  const m5_31l = i64x2.add(i64x2.add(i64x2.add(s5_31l, s5_31l), s5_31l), i64x2.shl(s5_31l, 4));
  const m5_31h = i64x2.add(i64x2.add(i64x2.add(s5_31h, s5_31h), s5_31h), i64x2.shl(s5_31h, 4));
  let s3_31l = m8_31l;
  let s3_31h = m8_31h;
  const x_15_31l = a0_31l, y_15_31l = v128.load(TT, 96), h_15_31l = f64x2.relaxed_madd(x_15_31l, y_15_31l, c1_31l);
  const x_15_31h = a0_31h, y_15_31h = v128.load(TT, 112), h_15_31h = f64x2.relaxed_madd(x_15_31h, y_15_31h, c1_31h);
  s4_31l = i64x2.add(s4_31l, h_15_31l);
  s4_31h = i64x2.add(s4_31h, h_15_31h);
  s3_31l = i64x2.add(s3_31l, f64x2.relaxed_madd(x_15_31l, y_15_31l, f64x2.sub(c2_31l, h_15_31l)));
  s3_31h = i64x2.add(s3_31h, f64x2.relaxed_madd(x_15_31h, y_15_31h, f64x2.sub(c2_31h, h_15_31h)));
  const x_16_31l = a1_31l, y_16_31l = v128.load(TT, 64), h_16_31l = f64x2.relaxed_madd(x_16_31l, y_16_31l, c1_31l);
  const x_16_31h = a1_31h, y_16_31h = v128.load(TT, 80), h_16_31h = f64x2.relaxed_madd(x_16_31h, y_16_31h, c1_31h);
  s4_31l = i64x2.add(s4_31l, h_16_31l);
  s4_31h = i64x2.add(s4_31h, h_16_31h);
  s3_31l = i64x2.add(s3_31l, f64x2.relaxed_madd(x_16_31l, y_16_31l, f64x2.sub(c2_31l, h_16_31l)));
  s3_31h = i64x2.add(s3_31h, f64x2.relaxed_madd(x_16_31h, y_16_31h, f64x2.sub(c2_31h, h_16_31h)));
  const x_17_31l = a2_31l, y_17_31l = v128.load(TT, 32), h_17_31l = f64x2.relaxed_madd(x_17_31l, y_17_31l, c1_31l);
  const x_17_31h = a2_31h, y_17_31h = v128.load(TT, 48), h_17_31h = f64x2.relaxed_madd(x_17_31h, y_17_31h, c1_31h);
  s4_31l = i64x2.add(s4_31l, h_17_31l);
  s4_31h = i64x2.add(s4_31h, h_17_31h);
  s3_31l = i64x2.add(s3_31l, f64x2.relaxed_madd(x_17_31l, y_17_31l, f64x2.sub(c2_31l, h_17_31l)));
  s3_31h = i64x2.add(s3_31h, f64x2.relaxed_madd(x_17_31h, y_17_31h, f64x2.sub(c2_31h, h_17_31h)));
  const x_18_31l = a3_31l, y_18_31l = v128.load(TT, 0), h_18_31l = f64x2.relaxed_madd(x_18_31l, y_18_31l, c1_31l);
  const x_18_31h = a3_31h, y_18_31h = v128.load(TT, 16), h_18_31h = f64x2.relaxed_madd(x_18_31h, y_18_31h, c1_31h);
  s4_31l = i64x2.add(s4_31l, h_18_31l);
  s4_31h = i64x2.add(s4_31h, h_18_31h);
  s3_31l = i64x2.add(s3_31l, f64x2.relaxed_madd(x_18_31l, y_18_31l, f64x2.sub(c2_31l, h_18_31l)));
  s3_31h = i64x2.add(s3_31h, f64x2.relaxed_madd(x_18_31h, y_18_31h, f64x2.sub(c2_31h, h_18_31h)));
  { const l = i64x2.add(s4_31l, v128.load(CONSTANTS, 1088)), h = i64x2.add(s4_31h, v128.load(CONSTANTS, 1104)); v128.store(ZU, l, 128); v128.store(ZU, h, 144); }
  let s2_31l = m7_31l;
  let s2_31h = m7_31h;
  const x_19_31l = a0_31l, y_19_31l = v128.load(TT, 64), h_19_31l = f64x2.relaxed_madd(x_19_31l, y_19_31l, c1_31l);
  const x_19_31h = a0_31h, y_19_31h = v128.load(TT, 80), h_19_31h = f64x2.relaxed_madd(x_19_31h, y_19_31h, c1_31h);
  s3_31l = i64x2.add(s3_31l, h_19_31l);
  s3_31h = i64x2.add(s3_31h, h_19_31h);
  s2_31l = i64x2.add(s2_31l, f64x2.relaxed_madd(x_19_31l, y_19_31l, f64x2.sub(c2_31l, h_19_31l)));
  s2_31h = i64x2.add(s2_31h, f64x2.relaxed_madd(x_19_31h, y_19_31h, f64x2.sub(c2_31h, h_19_31h)));
  const x_20_31l = a1_31l, y_20_31l = v128.load(TT, 32), h_20_31l = f64x2.relaxed_madd(x_20_31l, y_20_31l, c1_31l);
  const x_20_31h = a1_31h, y_20_31h = v128.load(TT, 48), h_20_31h = f64x2.relaxed_madd(x_20_31h, y_20_31h, c1_31h);
  s3_31l = i64x2.add(s3_31l, h_20_31l);
  s3_31h = i64x2.add(s3_31h, h_20_31h);
  s2_31l = i64x2.add(s2_31l, f64x2.relaxed_madd(x_20_31l, y_20_31l, f64x2.sub(c2_31l, h_20_31l)));
  s2_31h = i64x2.add(s2_31h, f64x2.relaxed_madd(x_20_31h, y_20_31h, f64x2.sub(c2_31h, h_20_31h)));
  const x_21_31l = a2_31l, y_21_31l = v128.load(TT, 0), h_21_31l = f64x2.relaxed_madd(x_21_31l, y_21_31l, c1_31l);
  const x_21_31h = a2_31h, y_21_31h = v128.load(TT, 16), h_21_31h = f64x2.relaxed_madd(x_21_31h, y_21_31h, c1_31h);
  s3_31l = i64x2.add(s3_31l, h_21_31l);
  s3_31h = i64x2.add(s3_31h, h_21_31h);
  s2_31l = i64x2.add(s2_31l, f64x2.relaxed_madd(x_21_31l, y_21_31l, f64x2.sub(c2_31l, h_21_31l)));
  s2_31h = i64x2.add(s2_31h, f64x2.relaxed_madd(x_21_31h, y_21_31h, f64x2.sub(c2_31h, h_21_31h)));
  { const l = s3_31l, h = s3_31h; v128.store(ZU, l, 96); v128.store(ZU, h, 112); }
  let s1_31l = m6_31l;
  let s1_31h = m6_31h;
  const x_22_31l = a0_31l, y_22_31l = v128.load(TT, 32), h_22_31l = f64x2.relaxed_madd(x_22_31l, y_22_31l, c1_31l);
  const x_22_31h = a0_31h, y_22_31h = v128.load(TT, 48), h_22_31h = f64x2.relaxed_madd(x_22_31h, y_22_31h, c1_31h);
  s2_31l = i64x2.add(s2_31l, h_22_31l);
  s2_31h = i64x2.add(s2_31h, h_22_31h);
  s1_31l = i64x2.add(s1_31l, f64x2.relaxed_madd(x_22_31l, y_22_31l, f64x2.sub(c2_31l, h_22_31l)));
  s1_31h = i64x2.add(s1_31h, f64x2.relaxed_madd(x_22_31h, y_22_31h, f64x2.sub(c2_31h, h_22_31h)));
  const x_23_31l = a1_31l, y_23_31l = v128.load(TT, 0), h_23_31l = f64x2.relaxed_madd(x_23_31l, y_23_31l, c1_31l);
  const x_23_31h = a1_31h, y_23_31h = v128.load(TT, 16), h_23_31h = f64x2.relaxed_madd(x_23_31h, y_23_31h, c1_31h);
  s2_31l = i64x2.add(s2_31l, h_23_31l);
  s2_31h = i64x2.add(s2_31h, h_23_31h);
  s1_31l = i64x2.add(s1_31l, f64x2.relaxed_madd(x_23_31l, y_23_31l, f64x2.sub(c2_31l, h_23_31l)));
  s1_31h = i64x2.add(s1_31h, f64x2.relaxed_madd(x_23_31h, y_23_31h, f64x2.sub(c2_31h, h_23_31h)));
  { const l = s2_31l, h = s2_31h; v128.store(ZU, l, 64); v128.store(ZU, h, 80); }
  let s0_31l = m5_31l;
  let s0_31h = m5_31h;
  const x_24_31l = a0_31l, y_24_31l = v128.load(TT, 0), h_24_31l = f64x2.relaxed_madd(x_24_31l, y_24_31l, c1_31l);
  const x_24_31h = a0_31h, y_24_31h = v128.load(TT, 16), h_24_31h = f64x2.relaxed_madd(x_24_31h, y_24_31h, c1_31h);
  s1_31l = i64x2.add(s1_31l, h_24_31l);
  s1_31h = i64x2.add(s1_31h, h_24_31h);
  s0_31l = i64x2.add(s0_31l, f64x2.relaxed_madd(x_24_31l, y_24_31l, f64x2.sub(c2_31l, h_24_31l)));
  s0_31h = i64x2.add(s0_31h, f64x2.relaxed_madd(x_24_31h, y_24_31h, f64x2.sub(c2_31h, h_24_31h)));
  { const l = s1_31l, h = s1_31h; v128.store(ZU, l, 32); v128.store(ZU, h, 48); }
  { const l = s0_31l, h = s0_31h; v128.store(ZU, l, 0); v128.store(ZU, h, 16); }
  // columns <= 1.16 2^58, offsets 2830 5478 186 2582 512; limbs <= 2^50 + 437
  const mask_39l = v128.load(CONSTANTS, 64), exp_39l = v128.load(CONSTANTS, 96);
  const mask_39h = v128.load(CONSTANTS, 80), exp_39h = v128.load(CONSTANTS, 112);
  const v4_39l = i64x2.add(v128.load(XU, 128), v128.load(ZU, 128)), q4_39l = i64x2.shr_u(v4_39l, 51);
  const v4_39h = i64x2.add(v128.load(XU, 144), v128.load(ZU, 144)), q4_39h = i64x2.shr_u(v4_39h, 51);
  let p_39l = i64x2.add(v128.and(v4_39l, mask_39l), exp_39l);
  let p_39h = i64x2.add(v128.and(v4_39h, mask_39h), exp_39h);
  const v3_39l = i64x2.add(v128.load(XU, 96), v128.load(ZU, 96)), q3_39l = i64x2.shr_u(v3_39l, 51);
  const v3_39h = i64x2.add(v128.load(XU, 112), v128.load(ZU, 112)), q3_39h = i64x2.shr_u(v3_39h, 51);
  { const l = f64x2.sub(i64x2.add(p_39l, q3_39l), v128.load(CONSTANTS, 1440)), h = f64x2.sub(i64x2.add(p_39h, q3_39h), v128.load(CONSTANTS, 1456)); v128.store(A, l, 128); v128.store(A, h, 144); }
  p_39l = i64x2.add(v128.and(v3_39l, mask_39l), exp_39l);
  p_39h = i64x2.add(v128.and(v3_39h, mask_39h), exp_39h);
  const v2_39l = i64x2.add(v128.load(XU, 64), v128.load(ZU, 64)), q2_39l = i64x2.shr_u(v2_39l, 51);
  const v2_39h = i64x2.add(v128.load(XU, 80), v128.load(ZU, 80)), q2_39h = i64x2.shr_u(v2_39h, 51);
  { const l = f64x2.sub(i64x2.add(p_39l, q2_39l), v128.load(CONSTANTS, 1472)), h = f64x2.sub(i64x2.add(p_39h, q2_39h), v128.load(CONSTANTS, 1488)); v128.store(A, l, 96); v128.store(A, h, 112); }
  p_39l = i64x2.add(v128.and(v2_39l, mask_39l), exp_39l);
  p_39h = i64x2.add(v128.and(v2_39h, mask_39h), exp_39h);
  const v1_39l = i64x2.add(v128.load(XU, 32), v128.load(ZU, 32)), q1_39l = i64x2.shr_u(v1_39l, 51);
  const v1_39h = i64x2.add(v128.load(XU, 48), v128.load(ZU, 48)), q1_39h = i64x2.shr_u(v1_39h, 51);
  { const l = f64x2.sub(i64x2.add(p_39l, q1_39l), v128.load(CONSTANTS, 1504)), h = f64x2.sub(i64x2.add(p_39h, q1_39h), v128.load(CONSTANTS, 1520)); v128.store(A, l, 64); v128.store(A, h, 80); }
  p_39l = i64x2.add(v128.and(v1_39l, mask_39l), exp_39l);
  p_39h = i64x2.add(v128.and(v1_39h, mask_39h), exp_39h);
  const v0_39l = i64x2.add(v128.load(XU, 0), v128.load(ZU, 0)), q0_39l = i64x2.shr_u(v0_39l, 51);
  const v0_39h = i64x2.add(v128.load(XU, 16), v128.load(ZU, 16)), q0_39h = i64x2.shr_u(v0_39h, 51);
  { const l = f64x2.sub(i64x2.add(p_39l, q0_39l), v128.load(CONSTANTS, 1536)), h = f64x2.sub(i64x2.add(p_39h, q0_39h), v128.load(CONSTANTS, 1552)); v128.store(A, l, 32); v128.store(A, h, 48); }
  p_39l = i64x2.add(v128.and(v0_39l, mask_39l), exp_39l);
  p_39h = i64x2.add(v128.and(v0_39h, mask_39h), exp_39h);
  { const l = f64x2.sub(i64x2.add(p_39l, i16x8.mul(q4_39l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1248)), h = f64x2.sub(i64x2.add(p_39h, i16x8.mul(q4_39h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1264)); v128.store(A, l, 0); v128.store(A, h, 16); }
  // columns <= 1.16 2^58, offsets 5362 2714 318 5610 256; limbs <= 2^50 + 437
  const mask_40l = v128.load(CONSTANTS, 64), exp_40l = v128.load(CONSTANTS, 96);
  const mask_40h = v128.load(CONSTANTS, 80), exp_40h = v128.load(CONSTANTS, 112);
  const v4_40l = i64x2.sub(v128.load(XU, 128), v128.load(ZU, 128)), q4_40l = i64x2.shr_u(v4_40l, 51);
  const v4_40h = i64x2.sub(v128.load(XU, 144), v128.load(ZU, 144)), q4_40h = i64x2.shr_u(v4_40h, 51);
  let p_40l = i64x2.add(v128.and(v4_40l, mask_40l), exp_40l);
  let p_40h = i64x2.add(v128.and(v4_40h, mask_40h), exp_40h);
  const v3_40l = i64x2.sub(v128.load(XU, 96), v128.load(ZU, 96)), q3_40l = i64x2.shr_u(v3_40l, 51);
  const v3_40h = i64x2.sub(v128.load(XU, 112), v128.load(ZU, 112)), q3_40h = i64x2.shr_u(v3_40h, 51);
  { const l = f64x2.sub(i64x2.add(p_40l, q3_40l), v128.load(CONSTANTS, 1568)), h = f64x2.sub(i64x2.add(p_40h, q3_40h), v128.load(CONSTANTS, 1584)); v128.store(B, l, 128); v128.store(B, h, 144); }
  p_40l = i64x2.add(v128.and(v3_40l, mask_40l), exp_40l);
  p_40h = i64x2.add(v128.and(v3_40h, mask_40h), exp_40h);
  const v2_40l = i64x2.sub(v128.load(XU, 64), v128.load(ZU, 64)), q2_40l = i64x2.shr_u(v2_40l, 51);
  const v2_40h = i64x2.sub(v128.load(XU, 80), v128.load(ZU, 80)), q2_40h = i64x2.shr_u(v2_40h, 51);
  { const l = f64x2.sub(i64x2.add(p_40l, q2_40l), v128.load(CONSTANTS, 1600)), h = f64x2.sub(i64x2.add(p_40h, q2_40h), v128.load(CONSTANTS, 1616)); v128.store(B, l, 96); v128.store(B, h, 112); }
  p_40l = i64x2.add(v128.and(v2_40l, mask_40l), exp_40l);
  p_40h = i64x2.add(v128.and(v2_40h, mask_40h), exp_40h);
  const v1_40l = i64x2.sub(v128.load(XU, 32), v128.load(ZU, 32)), q1_40l = i64x2.shr_u(v1_40l, 51);
  const v1_40h = i64x2.sub(v128.load(XU, 48), v128.load(ZU, 48)), q1_40h = i64x2.shr_u(v1_40h, 51);
  { const l = f64x2.sub(i64x2.add(p_40l, q1_40l), v128.load(CONSTANTS, 1632)), h = f64x2.sub(i64x2.add(p_40h, q1_40h), v128.load(CONSTANTS, 1648)); v128.store(B, l, 64); v128.store(B, h, 80); }
  p_40l = i64x2.add(v128.and(v1_40l, mask_40l), exp_40l);
  p_40h = i64x2.add(v128.and(v1_40h, mask_40h), exp_40h);
  const v0_40l = i64x2.sub(v128.load(XU, 0), v128.load(ZU, 0)), q0_40l = i64x2.shr_u(v0_40l, 51);
  const v0_40h = i64x2.sub(v128.load(XU, 16), v128.load(ZU, 16)), q0_40h = i64x2.shr_u(v0_40h, 51);
  { const l = f64x2.sub(i64x2.add(p_40l, q0_40l), v128.load(CONSTANTS, 1664)), h = f64x2.sub(i64x2.add(p_40h, q0_40h), v128.load(CONSTANTS, 1680)); v128.store(B, l, 32); v128.store(B, h, 48); }
  p_40l = i64x2.add(v128.and(v0_40l, mask_40l), exp_40l);
  p_40h = i64x2.add(v128.and(v0_40h, mask_40h), exp_40h);
  { const l = f64x2.sub(i64x2.add(p_40l, i16x8.mul(q4_40l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1408)), h = f64x2.sub(i64x2.add(p_40h, i16x8.mul(q4_40h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1424)); v128.store(B, l, 0); v128.store(B, h, 16); }
}

/** A, B = C, D where the mask says so. */
function selectLast(): void {
  const maskl = v128.load(MASK, 0);
  const maskh = v128.load(MASK, 16);
  const s0_41l = v128.load(A, 0);
  const s0_41h = v128.load(A, 16);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(C, 0), s0_41l), s0_41l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(C, 16), s0_41h), s0_41h); v128.store(A, l, 0); v128.store(A, h, 16); }
  const s1_41l = v128.load(A, 32);
  const s1_41h = v128.load(A, 48);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(C, 32), s1_41l), s1_41l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(C, 48), s1_41h), s1_41h); v128.store(A, l, 32); v128.store(A, h, 48); }
  const s2_41l = v128.load(A, 64);
  const s2_41h = v128.load(A, 80);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(C, 64), s2_41l), s2_41l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(C, 80), s2_41h), s2_41h); v128.store(A, l, 64); v128.store(A, h, 80); }
  const s3_41l = v128.load(A, 96);
  const s3_41h = v128.load(A, 112);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(C, 96), s3_41l), s3_41l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(C, 112), s3_41h), s3_41h); v128.store(A, l, 96); v128.store(A, h, 112); }
  const s4_41l = v128.load(A, 128);
  const s4_41h = v128.load(A, 144);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(C, 128), s4_41l), s4_41l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(C, 144), s4_41h), s4_41h); v128.store(A, l, 128); v128.store(A, h, 144); }
  const s0_42l = v128.load(B, 0);
  const s0_42h = v128.load(B, 16);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(D, 0), s0_42l), s0_42l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(D, 16), s0_42h), s0_42h); v128.store(B, l, 0); v128.store(B, h, 16); }
  const s1_42l = v128.load(B, 32);
  const s1_42h = v128.load(B, 48);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(D, 32), s1_42l), s1_42l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(D, 48), s1_42h), s1_42h); v128.store(B, l, 32); v128.store(B, h, 48); }
  const s2_42l = v128.load(B, 64);
  const s2_42h = v128.load(B, 80);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(D, 64), s2_42l), s2_42l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(D, 80), s2_42h), s2_42h); v128.store(B, l, 64); v128.store(B, h, 80); }
  const s3_42l = v128.load(B, 96);
  const s3_42h = v128.load(B, 112);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(D, 96), s3_42l), s3_42l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(D, 112), s3_42h), s3_42h); v128.store(B, l, 96); v128.store(B, h, 112); }
  const s4_42l = v128.load(B, 128);
  const s4_42h = v128.load(B, 144);
  { const l = f64x2.relaxed_madd(maskl, f64x2.sub(v128.load(D, 128), s4_42l), s4_42l), h = f64x2.relaxed_madd(maskh, f64x2.sub(v128.load(D, 144), s4_42h), s4_42h); v128.store(B, l, 128); v128.store(B, h, 144); }
}

/** Bit t of two scalars, one behind the other, as 0.0 or 1.0: a conversion, which takes as long for either. */
// @ts-ignore: decorator
@inline function bitsAt(k: usize, t: i32): v128 {
  const at = k + <usize>(t >>> 3), by = t & 7;
  const lanes = i32x4.replace_lane(i32x4.splat((<i32>load<u8>(at) >>> by) & 1), 1, (<i32>load<u8>(at, 32) >>> by) & 1);
  return f64x2.convert_low_i32x4_s(lanes);
}

/**
 * x / z = k u, lane by lane.
 * @param k the clamped scalars of all lanes, 32 bytes each
 * @param point u of all lanes, carried
 */
export function ladder(k: usize, point: usize, x: usize, z: usize): void {
  matrix(point);
  // (1 : 0) and (u : 1). u + 1 is carried: decode leaves |limb| <= 2^50 but for 19 in the lowest.
  memory.fill(A, 0, 2 * ELEMENT);
  memory.copy(C, point, ELEMENT);
  memory.copy(D, point, ELEMENT);
  const one = f64x2.splat(1.0);
  v128.store(A, one, 0);
  v128.store(B, one, 0);
  v128.store(C, f64x2.add(v128.load(C, 0), one), 0);
  v128.store(D, f64x2.sub(v128.load(D, 0), one), 0);
  v128.store(A, one, 16);
  v128.store(B, one, 16);
  v128.store(C, f64x2.add(v128.load(C, 16), one), 16);
  v128.store(D, f64x2.sub(v128.load(D, 16), one), 16);
  let last0 = f64x2.splat(0.0);
  let last1 = f64x2.splat(0.0);
  for (let t: i32 = 254; t >= 3; t--) {
    // 0.0 or 1.0: whether the bit differs from the last
    const bit0 = bitsAt(k + 0, t);
    v128.store(MASK, f64x2.abs(f64x2.sub(bit0, last0)), 0);
    last0 = bit0;
    const bit1 = bitsAt(k + 64, t);
    v128.store(MASK, f64x2.abs(f64x2.sub(bit1, last1)), 16);
    last1 = bit1;
    step();
  }
  v128.store(MASK, last0, 0);
  v128.store(MASK, last1, 16);
  selectLast();
  // The three cleared bits: doublings only.
  double();
  double();
  sqr(AA, A);
  sqr(BB, B);
  eAndT(EE, TT, AA, BB);
  mul(x, AA, BB);
  mulLoose(z, EE, TT);
}

/** The limbs of 32 bytes, bit 255 already cleared, into one lane: o + 8 i for lane i. |limb| <= 2^50, the lowest + 19. */
export function decode(from: usize, o: usize): void {
  const w0 = load<u64>(from), w1 = load<u64>(from, 8), w2 = load<u64>(from, 16), w3 = load<u64>(from, 24);
  let a0 = <i64>(w0 & M51), a1 = <i64>(((w0 >>> 51) | (w1 << 13)) & M51), a2 = <i64>(((w1 >>> 38) | (w2 << 26)) & M51);
  let a3 = <i64>(((w2 >>> 25) | (w3 << 39)) & M51), a4 = <i64>(w3 >>> 12), c: i64;
  c = (a0 + M50) >> 51; a0 -= c << 51; a1 += c;
  c = (a1 + M50) >> 51; a1 -= c << 51; a2 += c;
  c = (a2 + M50) >> 51; a2 -= c << 51; a3 += c;
  c = (a3 + M50) >> 51; a3 -= c << 51; a4 += c;
  c = (a4 + M50) >> 51; a4 -= c << 51; a0 += 19 * c;
  store<f64>(o, <f64>a0);
  store<f64>(o, <f64>a1, 32);
  store<f64>(o, <f64>a2, 64);
  store<f64>(o, <f64>a3, 96);
  store<f64>(o, <f64>a4, 128);
}
// @ts-ignore: decorator
@inline const M51: u64 = 0x7ffffffffffff;
// @ts-ignore: decorator
@inline const M50: i64 = 0x4000000000000;

/** One lane of a carried element, o + 8 i for lane i, as 32 bytes, fully reduced. */
export function encode(o: usize, to: usize): void {
  let a0 = <i64>load<f64>(o), a1 = <i64>load<f64>(o, 32), a2 = <i64>load<f64>(o, 64), a3 = <i64>load<f64>(o, 96);
  let a4 = <i64>load<f64>(o, 128);
  const m = <i64>M51;
  // A carried value V is less than 2^254 + 2^217 in size, so what leaves the top is 0 or -1: the first round leaves V or
  // V + p, both in [0, 2^255), with a lowest limb that may be negative; the second puts that right, and nothing leaves.
  for (let i = 0; i < 2; i++) {
    a1 += a0 >> 51; a0 &= m;
    a2 += a1 >> 51; a1 &= m;
    a3 += a2 >> 51; a2 &= m;
    a4 += a3 >> 51; a3 &= m;
    a0 += 19 * (a4 >> 51); a4 &= m;
  }
  // 1 when the value is p or more: then 19 carries through all limbs.
  let q = (a0 + 19) >> 51;
  q = (a1 + q) >> 51; q = (a2 + q) >> 51; q = (a3 + q) >> 51; q = (a4 + q) >> 51;
  a0 += 19 * q;
  a1 += a0 >> 51; a0 &= m;
  a2 += a1 >> 51; a1 &= m;
  a3 += a2 >> 51; a2 &= m;
  a4 += a3 >> 51; a3 &= m;
  a4 &= m;
  store<u64>(to, <u64>a0 | (<u64>a1 << 51));
  store<u64>(to, (<u64>a1 >>> 13) | (<u64>a2 << 38), 8);
  store<u64>(to, (<u64>a2 >>> 26) | (<u64>a3 << 25), 16);
  store<u64>(to, (<u64>a3 >>> 39) | (<u64>a4 << 12), 24);
}

/** Zeroes what a ladder leaves behind. */
export function wipe(): void {
  memory.fill(STATE, 0, 3872);
}

/** For the tests: o, p = a b + c d, a b - c d, as in the ladder. */
export function crossed(o: usize, p: usize, a: usize, b: usize, c: usize, d: usize): void {
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_45l = v128.load(CONSTANTS, 0), c2_45l = v128.load(CONSTANTS, 32);
  const c1_45h = v128.load(CONSTANTS, 16), c2_45h = v128.load(CONSTANTS, 48);
  const a0_45l = v128.load(a, 0);
  const a0_45h = v128.load(a, 16);
  const a1_45l = v128.load(a, 32);
  const a1_45h = v128.load(a, 48);
  const a2_45l = v128.load(a, 64);
  const a2_45h = v128.load(a, 80);
  const a3_45l = v128.load(a, 96);
  const a3_45h = v128.load(a, 112);
  const a4_45l = v128.load(a, 128);
  const a4_45h = v128.load(a, 144);
  const x_0_45l = a4_45l, y_0_45l = v128.load(b, 128), h_0_45l = f64x2.relaxed_madd(x_0_45l, y_0_45l, c1_45l);
  const x_0_45h = a4_45h, y_0_45h = v128.load(b, 144), h_0_45h = f64x2.relaxed_madd(x_0_45h, y_0_45h, c1_45h);
  let s9_45l = h_0_45l;
  let s9_45h = h_0_45h;
  let s8_45l = f64x2.relaxed_madd(x_0_45l, y_0_45l, f64x2.sub(c2_45l, h_0_45l));
  let s8_45h = f64x2.relaxed_madd(x_0_45h, y_0_45h, f64x2.sub(c2_45h, h_0_45h));
  const m9_45l = i64x2.add(i64x2.add(i64x2.add(s9_45l, s9_45l), s9_45l), i64x2.shl(s9_45l, 4));
  const m9_45h = i64x2.add(i64x2.add(i64x2.add(s9_45h, s9_45h), s9_45h), i64x2.shl(s9_45h, 4));
  const x_1_45l = a3_45l, y_1_45l = v128.load(b, 128), h_1_45l = f64x2.relaxed_madd(x_1_45l, y_1_45l, c1_45l);
  const x_1_45h = a3_45h, y_1_45h = v128.load(b, 144), h_1_45h = f64x2.relaxed_madd(x_1_45h, y_1_45h, c1_45h);
  const p_1_45l = a4_45l, q_1_45l = v128.load(b, 96), g_1_45l = f64x2.relaxed_madd(p_1_45l, q_1_45l, h_1_45l);
  const p_1_45h = a4_45h, q_1_45h = v128.load(b, 112), g_1_45h = f64x2.relaxed_madd(p_1_45h, q_1_45h, h_1_45h);
  s8_45l = i64x2.add(s8_45l, g_1_45l);
  s8_45h = i64x2.add(s8_45h, g_1_45h);
  let s7_45l = f64x2.add(f64x2.relaxed_madd(x_1_45l, y_1_45l, f64x2.sub(c2_45l, h_1_45l)), f64x2.relaxed_madd(p_1_45l, q_1_45l, f64x2.sub(h_1_45l, g_1_45l)));
  let s7_45h = f64x2.add(f64x2.relaxed_madd(x_1_45h, y_1_45h, f64x2.sub(c2_45h, h_1_45h)), f64x2.relaxed_madd(p_1_45h, q_1_45h, f64x2.sub(h_1_45h, g_1_45h)));
  const m8_45l = i64x2.add(i64x2.add(i64x2.add(s8_45l, s8_45l), s8_45l), i64x2.shl(s8_45l, 4));
  const m8_45h = i64x2.add(i64x2.add(i64x2.add(s8_45h, s8_45h), s8_45h), i64x2.shl(s8_45h, 4));
  const x_2_45l = a2_45l, y_2_45l = v128.load(b, 128), h_2_45l = f64x2.relaxed_madd(x_2_45l, y_2_45l, c1_45l);
  const x_2_45h = a2_45h, y_2_45h = v128.load(b, 144), h_2_45h = f64x2.relaxed_madd(x_2_45h, y_2_45h, c1_45h);
  const p_2_45l = a3_45l, q_2_45l = v128.load(b, 96), g_2_45l = f64x2.relaxed_madd(p_2_45l, q_2_45l, h_2_45l);
  const p_2_45h = a3_45h, q_2_45h = v128.load(b, 112), g_2_45h = f64x2.relaxed_madd(p_2_45h, q_2_45h, h_2_45h);
  s7_45l = i64x2.add(s7_45l, g_2_45l);
  s7_45h = i64x2.add(s7_45h, g_2_45h);
  let s6_45l = f64x2.add(f64x2.relaxed_madd(x_2_45l, y_2_45l, f64x2.sub(c2_45l, h_2_45l)), f64x2.relaxed_madd(p_2_45l, q_2_45l, f64x2.sub(h_2_45l, g_2_45l)));
  let s6_45h = f64x2.add(f64x2.relaxed_madd(x_2_45h, y_2_45h, f64x2.sub(c2_45h, h_2_45h)), f64x2.relaxed_madd(p_2_45h, q_2_45h, f64x2.sub(h_2_45h, g_2_45h)));
  const x_3_45l = a4_45l, y_3_45l = v128.load(b, 64), h_3_45l = f64x2.relaxed_madd(x_3_45l, y_3_45l, c1_45l);
  const x_3_45h = a4_45h, y_3_45h = v128.load(b, 80), h_3_45h = f64x2.relaxed_madd(x_3_45h, y_3_45h, c1_45h);
  s7_45l = i64x2.add(s7_45l, h_3_45l);
  s7_45h = i64x2.add(s7_45h, h_3_45h);
  s6_45l = i64x2.add(s6_45l, f64x2.relaxed_madd(x_3_45l, y_3_45l, f64x2.sub(c2_45l, h_3_45l)));
  s6_45h = i64x2.add(s6_45h, f64x2.relaxed_madd(x_3_45h, y_3_45h, f64x2.sub(c2_45h, h_3_45h)));
  const m7_45l = i64x2.add(i64x2.add(i64x2.add(s7_45l, s7_45l), s7_45l), i64x2.shl(s7_45l, 4));
  const m7_45h = i64x2.add(i64x2.add(i64x2.add(s7_45h, s7_45h), s7_45h), i64x2.shl(s7_45h, 4));
  const x_4_45l = a1_45l, y_4_45l = v128.load(b, 128), h_4_45l = f64x2.relaxed_madd(x_4_45l, y_4_45l, c1_45l);
  const x_4_45h = a1_45h, y_4_45h = v128.load(b, 144), h_4_45h = f64x2.relaxed_madd(x_4_45h, y_4_45h, c1_45h);
  const p_4_45l = a2_45l, q_4_45l = v128.load(b, 96), g_4_45l = f64x2.relaxed_madd(p_4_45l, q_4_45l, h_4_45l);
  const p_4_45h = a2_45h, q_4_45h = v128.load(b, 112), g_4_45h = f64x2.relaxed_madd(p_4_45h, q_4_45h, h_4_45h);
  s6_45l = i64x2.add(s6_45l, g_4_45l);
  s6_45h = i64x2.add(s6_45h, g_4_45h);
  let s5_45l = f64x2.add(f64x2.relaxed_madd(x_4_45l, y_4_45l, f64x2.sub(c2_45l, h_4_45l)), f64x2.relaxed_madd(p_4_45l, q_4_45l, f64x2.sub(h_4_45l, g_4_45l)));
  let s5_45h = f64x2.add(f64x2.relaxed_madd(x_4_45h, y_4_45h, f64x2.sub(c2_45h, h_4_45h)), f64x2.relaxed_madd(p_4_45h, q_4_45h, f64x2.sub(h_4_45h, g_4_45h)));
  const x_5_45l = a3_45l, y_5_45l = v128.load(b, 64), h_5_45l = f64x2.relaxed_madd(x_5_45l, y_5_45l, c1_45l);
  const x_5_45h = a3_45h, y_5_45h = v128.load(b, 80), h_5_45h = f64x2.relaxed_madd(x_5_45h, y_5_45h, c1_45h);
  const p_5_45l = a4_45l, q_5_45l = v128.load(b, 32), g_5_45l = f64x2.relaxed_madd(p_5_45l, q_5_45l, h_5_45l);
  const p_5_45h = a4_45h, q_5_45h = v128.load(b, 48), g_5_45h = f64x2.relaxed_madd(p_5_45h, q_5_45h, h_5_45h);
  s6_45l = i64x2.add(s6_45l, g_5_45l);
  s6_45h = i64x2.add(s6_45h, g_5_45h);
  s5_45l = i64x2.add(s5_45l, f64x2.add(f64x2.relaxed_madd(x_5_45l, y_5_45l, f64x2.sub(c2_45l, h_5_45l)), f64x2.relaxed_madd(p_5_45l, q_5_45l, f64x2.sub(h_5_45l, g_5_45l))));
  s5_45h = i64x2.add(s5_45h, f64x2.add(f64x2.relaxed_madd(x_5_45h, y_5_45h, f64x2.sub(c2_45h, h_5_45h)), f64x2.relaxed_madd(p_5_45h, q_5_45h, f64x2.sub(h_5_45h, g_5_45h))));
  const m6_45l = i64x2.add(i64x2.add(i64x2.add(s6_45l, s6_45l), s6_45l), i64x2.shl(s6_45l, 4));
  const m6_45h = i64x2.add(i64x2.add(i64x2.add(s6_45h, s6_45h), s6_45h), i64x2.shl(s6_45h, 4));
  let s4_45l = m9_45l;
  let s4_45h = m9_45h;
  const x_6_45l = a0_45l, y_6_45l = v128.load(b, 128), h_6_45l = f64x2.relaxed_madd(x_6_45l, y_6_45l, c1_45l);
  const x_6_45h = a0_45h, y_6_45h = v128.load(b, 144), h_6_45h = f64x2.relaxed_madd(x_6_45h, y_6_45h, c1_45h);
  const p_6_45l = a1_45l, q_6_45l = v128.load(b, 96), g_6_45l = f64x2.relaxed_madd(p_6_45l, q_6_45l, h_6_45l);
  const p_6_45h = a1_45h, q_6_45h = v128.load(b, 112), g_6_45h = f64x2.relaxed_madd(p_6_45h, q_6_45h, h_6_45h);
  s5_45l = i64x2.add(s5_45l, g_6_45l);
  s5_45h = i64x2.add(s5_45h, g_6_45h);
  s4_45l = i64x2.add(s4_45l, f64x2.add(f64x2.relaxed_madd(x_6_45l, y_6_45l, f64x2.sub(c2_45l, h_6_45l)), f64x2.relaxed_madd(p_6_45l, q_6_45l, f64x2.sub(h_6_45l, g_6_45l))));
  s4_45h = i64x2.add(s4_45h, f64x2.add(f64x2.relaxed_madd(x_6_45h, y_6_45h, f64x2.sub(c2_45h, h_6_45h)), f64x2.relaxed_madd(p_6_45h, q_6_45h, f64x2.sub(h_6_45h, g_6_45h))));
  const x_7_45l = a2_45l, y_7_45l = v128.load(b, 64), h_7_45l = f64x2.relaxed_madd(x_7_45l, y_7_45l, c1_45l);
  const x_7_45h = a2_45h, y_7_45h = v128.load(b, 80), h_7_45h = f64x2.relaxed_madd(x_7_45h, y_7_45h, c1_45h);
  const p_7_45l = a3_45l, q_7_45l = v128.load(b, 32), g_7_45l = f64x2.relaxed_madd(p_7_45l, q_7_45l, h_7_45l);
  const p_7_45h = a3_45h, q_7_45h = v128.load(b, 48), g_7_45h = f64x2.relaxed_madd(p_7_45h, q_7_45h, h_7_45h);
  s5_45l = i64x2.add(s5_45l, g_7_45l);
  s5_45h = i64x2.add(s5_45h, g_7_45h);
  s4_45l = i64x2.add(s4_45l, f64x2.add(f64x2.relaxed_madd(x_7_45l, y_7_45l, f64x2.sub(c2_45l, h_7_45l)), f64x2.relaxed_madd(p_7_45l, q_7_45l, f64x2.sub(h_7_45l, g_7_45l))));
  s4_45h = i64x2.add(s4_45h, f64x2.add(f64x2.relaxed_madd(x_7_45h, y_7_45h, f64x2.sub(c2_45h, h_7_45h)), f64x2.relaxed_madd(p_7_45h, q_7_45h, f64x2.sub(h_7_45h, g_7_45h))));
  const x_8_45l = a4_45l, y_8_45l = v128.load(b, 0), h_8_45l = f64x2.relaxed_madd(x_8_45l, y_8_45l, c1_45l);
  const x_8_45h = a4_45h, y_8_45h = v128.load(b, 16), h_8_45h = f64x2.relaxed_madd(x_8_45h, y_8_45h, c1_45h);
  s5_45l = i64x2.add(s5_45l, h_8_45l);
  s5_45h = i64x2.add(s5_45h, h_8_45h);
  s4_45l = i64x2.add(s4_45l, f64x2.relaxed_madd(x_8_45l, y_8_45l, f64x2.sub(c2_45l, h_8_45l)));
  s4_45h = i64x2.add(s4_45h, f64x2.relaxed_madd(x_8_45h, y_8_45h, f64x2.sub(c2_45h, h_8_45h)));
  const m5_45l = i64x2.add(i64x2.add(i64x2.add(s5_45l, s5_45l), s5_45l), i64x2.shl(s5_45l, 4));
  const m5_45h = i64x2.add(i64x2.add(i64x2.add(s5_45h, s5_45h), s5_45h), i64x2.shl(s5_45h, 4));
  let s3_45l = m8_45l;
  let s3_45h = m8_45h;
  const x_9_45l = a0_45l, y_9_45l = v128.load(b, 96), h_9_45l = f64x2.relaxed_madd(x_9_45l, y_9_45l, c1_45l);
  const x_9_45h = a0_45h, y_9_45h = v128.load(b, 112), h_9_45h = f64x2.relaxed_madd(x_9_45h, y_9_45h, c1_45h);
  const p_9_45l = a1_45l, q_9_45l = v128.load(b, 64), g_9_45l = f64x2.relaxed_madd(p_9_45l, q_9_45l, h_9_45l);
  const p_9_45h = a1_45h, q_9_45h = v128.load(b, 80), g_9_45h = f64x2.relaxed_madd(p_9_45h, q_9_45h, h_9_45h);
  s4_45l = i64x2.add(s4_45l, g_9_45l);
  s4_45h = i64x2.add(s4_45h, g_9_45h);
  s3_45l = i64x2.add(s3_45l, f64x2.add(f64x2.relaxed_madd(x_9_45l, y_9_45l, f64x2.sub(c2_45l, h_9_45l)), f64x2.relaxed_madd(p_9_45l, q_9_45l, f64x2.sub(h_9_45l, g_9_45l))));
  s3_45h = i64x2.add(s3_45h, f64x2.add(f64x2.relaxed_madd(x_9_45h, y_9_45h, f64x2.sub(c2_45h, h_9_45h)), f64x2.relaxed_madd(p_9_45h, q_9_45h, f64x2.sub(h_9_45h, g_9_45h))));
  const x_10_45l = a2_45l, y_10_45l = v128.load(b, 32), h_10_45l = f64x2.relaxed_madd(x_10_45l, y_10_45l, c1_45l);
  const x_10_45h = a2_45h, y_10_45h = v128.load(b, 48), h_10_45h = f64x2.relaxed_madd(x_10_45h, y_10_45h, c1_45h);
  const p_10_45l = a3_45l, q_10_45l = v128.load(b, 0), g_10_45l = f64x2.relaxed_madd(p_10_45l, q_10_45l, h_10_45l);
  const p_10_45h = a3_45h, q_10_45h = v128.load(b, 16), g_10_45h = f64x2.relaxed_madd(p_10_45h, q_10_45h, h_10_45h);
  s4_45l = i64x2.add(s4_45l, g_10_45l);
  s4_45h = i64x2.add(s4_45h, g_10_45h);
  s3_45l = i64x2.add(s3_45l, f64x2.add(f64x2.relaxed_madd(x_10_45l, y_10_45l, f64x2.sub(c2_45l, h_10_45l)), f64x2.relaxed_madd(p_10_45l, q_10_45l, f64x2.sub(h_10_45l, g_10_45l))));
  s3_45h = i64x2.add(s3_45h, f64x2.add(f64x2.relaxed_madd(x_10_45h, y_10_45h, f64x2.sub(c2_45h, h_10_45h)), f64x2.relaxed_madd(p_10_45h, q_10_45h, f64x2.sub(h_10_45h, g_10_45h))));
  { const l = i64x2.add(s4_45l, v128.load(CONSTANTS, 736)), h = i64x2.add(s4_45h, v128.load(CONSTANTS, 752)); v128.store(XS, l, 128); v128.store(XS, h, 144); }
  let s2_45l = m7_45l;
  let s2_45h = m7_45h;
  const x_11_45l = a0_45l, y_11_45l = v128.load(b, 64), h_11_45l = f64x2.relaxed_madd(x_11_45l, y_11_45l, c1_45l);
  const x_11_45h = a0_45h, y_11_45h = v128.load(b, 80), h_11_45h = f64x2.relaxed_madd(x_11_45h, y_11_45h, c1_45h);
  const p_11_45l = a1_45l, q_11_45l = v128.load(b, 32), g_11_45l = f64x2.relaxed_madd(p_11_45l, q_11_45l, h_11_45l);
  const p_11_45h = a1_45h, q_11_45h = v128.load(b, 48), g_11_45h = f64x2.relaxed_madd(p_11_45h, q_11_45h, h_11_45h);
  s3_45l = i64x2.add(s3_45l, g_11_45l);
  s3_45h = i64x2.add(s3_45h, g_11_45h);
  s2_45l = i64x2.add(s2_45l, f64x2.add(f64x2.relaxed_madd(x_11_45l, y_11_45l, f64x2.sub(c2_45l, h_11_45l)), f64x2.relaxed_madd(p_11_45l, q_11_45l, f64x2.sub(h_11_45l, g_11_45l))));
  s2_45h = i64x2.add(s2_45h, f64x2.add(f64x2.relaxed_madd(x_11_45h, y_11_45h, f64x2.sub(c2_45h, h_11_45h)), f64x2.relaxed_madd(p_11_45h, q_11_45h, f64x2.sub(h_11_45h, g_11_45h))));
  const x_12_45l = a2_45l, y_12_45l = v128.load(b, 0), h_12_45l = f64x2.relaxed_madd(x_12_45l, y_12_45l, c1_45l);
  const x_12_45h = a2_45h, y_12_45h = v128.load(b, 16), h_12_45h = f64x2.relaxed_madd(x_12_45h, y_12_45h, c1_45h);
  s3_45l = i64x2.add(s3_45l, h_12_45l);
  s3_45h = i64x2.add(s3_45h, h_12_45h);
  s2_45l = i64x2.add(s2_45l, f64x2.relaxed_madd(x_12_45l, y_12_45l, f64x2.sub(c2_45l, h_12_45l)));
  s2_45h = i64x2.add(s2_45h, f64x2.relaxed_madd(x_12_45h, y_12_45h, f64x2.sub(c2_45h, h_12_45h)));
  { const l = i64x2.add(s3_45l, v128.load(CONSTANTS, 768)), h = i64x2.add(s3_45h, v128.load(CONSTANTS, 784)); v128.store(XS, l, 96); v128.store(XS, h, 112); }
  let s1_45l = m6_45l;
  let s1_45h = m6_45h;
  const x_13_45l = a0_45l, y_13_45l = v128.load(b, 32), h_13_45l = f64x2.relaxed_madd(x_13_45l, y_13_45l, c1_45l);
  const x_13_45h = a0_45h, y_13_45h = v128.load(b, 48), h_13_45h = f64x2.relaxed_madd(x_13_45h, y_13_45h, c1_45h);
  const p_13_45l = a1_45l, q_13_45l = v128.load(b, 0), g_13_45l = f64x2.relaxed_madd(p_13_45l, q_13_45l, h_13_45l);
  const p_13_45h = a1_45h, q_13_45h = v128.load(b, 16), g_13_45h = f64x2.relaxed_madd(p_13_45h, q_13_45h, h_13_45h);
  s2_45l = i64x2.add(s2_45l, g_13_45l);
  s2_45h = i64x2.add(s2_45h, g_13_45h);
  s1_45l = i64x2.add(s1_45l, f64x2.add(f64x2.relaxed_madd(x_13_45l, y_13_45l, f64x2.sub(c2_45l, h_13_45l)), f64x2.relaxed_madd(p_13_45l, q_13_45l, f64x2.sub(h_13_45l, g_13_45l))));
  s1_45h = i64x2.add(s1_45h, f64x2.add(f64x2.relaxed_madd(x_13_45h, y_13_45h, f64x2.sub(c2_45h, h_13_45h)), f64x2.relaxed_madd(p_13_45h, q_13_45h, f64x2.sub(h_13_45h, g_13_45h))));
  { const l = i64x2.add(s2_45l, v128.load(CONSTANTS, 800)), h = i64x2.add(s2_45h, v128.load(CONSTANTS, 816)); v128.store(XS, l, 64); v128.store(XS, h, 80); }
  let s0_45l = m5_45l;
  let s0_45h = m5_45h;
  const x_14_45l = a0_45l, y_14_45l = v128.load(b, 0), h_14_45l = f64x2.relaxed_madd(x_14_45l, y_14_45l, c1_45l);
  const x_14_45h = a0_45h, y_14_45h = v128.load(b, 16), h_14_45h = f64x2.relaxed_madd(x_14_45h, y_14_45h, c1_45h);
  s1_45l = i64x2.add(s1_45l, h_14_45l);
  s1_45h = i64x2.add(s1_45h, h_14_45h);
  s0_45l = i64x2.add(s0_45l, f64x2.relaxed_madd(x_14_45l, y_14_45l, f64x2.sub(c2_45l, h_14_45l)));
  s0_45h = i64x2.add(s0_45h, f64x2.relaxed_madd(x_14_45h, y_14_45h, f64x2.sub(c2_45h, h_14_45h)));
  { const l = i64x2.add(s1_45l, v128.load(CONSTANTS, 832)), h = i64x2.add(s1_45h, v128.load(CONSTANTS, 848)); v128.store(XS, l, 32); v128.store(XS, h, 48); }
  { const l = i64x2.add(s0_45l, v128.load(CONSTANTS, 864)), h = i64x2.add(s0_45h, v128.load(CONSTANTS, 880)); v128.store(XS, l, 0); v128.store(XS, h, 16); }
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_43l = v128.load(CONSTANTS, 0), c2_43l = v128.load(CONSTANTS, 32);
  const c1_43h = v128.load(CONSTANTS, 16), c2_43h = v128.load(CONSTANTS, 48);
  const a0_43l = v128.load(c, 0);
  const a0_43h = v128.load(c, 16);
  const a1_43l = v128.load(c, 32);
  const a1_43h = v128.load(c, 48);
  const a2_43l = v128.load(c, 64);
  const a2_43h = v128.load(c, 80);
  const a3_43l = v128.load(c, 96);
  const a3_43h = v128.load(c, 112);
  const a4_43l = v128.load(c, 128);
  const a4_43h = v128.load(c, 144);
  const x_0_43l = a4_43l, y_0_43l = v128.load(d, 128), h_0_43l = f64x2.relaxed_madd(x_0_43l, y_0_43l, c1_43l);
  const x_0_43h = a4_43h, y_0_43h = v128.load(d, 144), h_0_43h = f64x2.relaxed_madd(x_0_43h, y_0_43h, c1_43h);
  let s9_43l = h_0_43l;
  let s9_43h = h_0_43h;
  let s8_43l = f64x2.relaxed_madd(x_0_43l, y_0_43l, f64x2.sub(c2_43l, h_0_43l));
  let s8_43h = f64x2.relaxed_madd(x_0_43h, y_0_43h, f64x2.sub(c2_43h, h_0_43h));
  const m9_43l = i64x2.add(i64x2.add(i64x2.add(s9_43l, s9_43l), s9_43l), i64x2.shl(s9_43l, 4));
  const m9_43h = i64x2.add(i64x2.add(i64x2.add(s9_43h, s9_43h), s9_43h), i64x2.shl(s9_43h, 4));
  const x_1_43l = a3_43l, y_1_43l = v128.load(d, 128), h_1_43l = f64x2.relaxed_madd(x_1_43l, y_1_43l, c1_43l);
  const x_1_43h = a3_43h, y_1_43h = v128.load(d, 144), h_1_43h = f64x2.relaxed_madd(x_1_43h, y_1_43h, c1_43h);
  const p_1_43l = a4_43l, q_1_43l = v128.load(d, 96), g_1_43l = f64x2.relaxed_madd(p_1_43l, q_1_43l, h_1_43l);
  const p_1_43h = a4_43h, q_1_43h = v128.load(d, 112), g_1_43h = f64x2.relaxed_madd(p_1_43h, q_1_43h, h_1_43h);
  s8_43l = i64x2.add(s8_43l, g_1_43l);
  s8_43h = i64x2.add(s8_43h, g_1_43h);
  let s7_43l = f64x2.add(f64x2.relaxed_madd(x_1_43l, y_1_43l, f64x2.sub(c2_43l, h_1_43l)), f64x2.relaxed_madd(p_1_43l, q_1_43l, f64x2.sub(h_1_43l, g_1_43l)));
  let s7_43h = f64x2.add(f64x2.relaxed_madd(x_1_43h, y_1_43h, f64x2.sub(c2_43h, h_1_43h)), f64x2.relaxed_madd(p_1_43h, q_1_43h, f64x2.sub(h_1_43h, g_1_43h)));
  const m8_43l = i64x2.add(i64x2.add(i64x2.add(s8_43l, s8_43l), s8_43l), i64x2.shl(s8_43l, 4));
  const m8_43h = i64x2.add(i64x2.add(i64x2.add(s8_43h, s8_43h), s8_43h), i64x2.shl(s8_43h, 4));
  const x_2_43l = a2_43l, y_2_43l = v128.load(d, 128), h_2_43l = f64x2.relaxed_madd(x_2_43l, y_2_43l, c1_43l);
  const x_2_43h = a2_43h, y_2_43h = v128.load(d, 144), h_2_43h = f64x2.relaxed_madd(x_2_43h, y_2_43h, c1_43h);
  const p_2_43l = a3_43l, q_2_43l = v128.load(d, 96), g_2_43l = f64x2.relaxed_madd(p_2_43l, q_2_43l, h_2_43l);
  const p_2_43h = a3_43h, q_2_43h = v128.load(d, 112), g_2_43h = f64x2.relaxed_madd(p_2_43h, q_2_43h, h_2_43h);
  s7_43l = i64x2.add(s7_43l, g_2_43l);
  s7_43h = i64x2.add(s7_43h, g_2_43h);
  let s6_43l = f64x2.add(f64x2.relaxed_madd(x_2_43l, y_2_43l, f64x2.sub(c2_43l, h_2_43l)), f64x2.relaxed_madd(p_2_43l, q_2_43l, f64x2.sub(h_2_43l, g_2_43l)));
  let s6_43h = f64x2.add(f64x2.relaxed_madd(x_2_43h, y_2_43h, f64x2.sub(c2_43h, h_2_43h)), f64x2.relaxed_madd(p_2_43h, q_2_43h, f64x2.sub(h_2_43h, g_2_43h)));
  const x_3_43l = a4_43l, y_3_43l = v128.load(d, 64), h_3_43l = f64x2.relaxed_madd(x_3_43l, y_3_43l, c1_43l);
  const x_3_43h = a4_43h, y_3_43h = v128.load(d, 80), h_3_43h = f64x2.relaxed_madd(x_3_43h, y_3_43h, c1_43h);
  s7_43l = i64x2.add(s7_43l, h_3_43l);
  s7_43h = i64x2.add(s7_43h, h_3_43h);
  s6_43l = i64x2.add(s6_43l, f64x2.relaxed_madd(x_3_43l, y_3_43l, f64x2.sub(c2_43l, h_3_43l)));
  s6_43h = i64x2.add(s6_43h, f64x2.relaxed_madd(x_3_43h, y_3_43h, f64x2.sub(c2_43h, h_3_43h)));
  const m7_43l = i64x2.add(i64x2.add(i64x2.add(s7_43l, s7_43l), s7_43l), i64x2.shl(s7_43l, 4));
  const m7_43h = i64x2.add(i64x2.add(i64x2.add(s7_43h, s7_43h), s7_43h), i64x2.shl(s7_43h, 4));
  const x_4_43l = a1_43l, y_4_43l = v128.load(d, 128), h_4_43l = f64x2.relaxed_madd(x_4_43l, y_4_43l, c1_43l);
  const x_4_43h = a1_43h, y_4_43h = v128.load(d, 144), h_4_43h = f64x2.relaxed_madd(x_4_43h, y_4_43h, c1_43h);
  const p_4_43l = a2_43l, q_4_43l = v128.load(d, 96), g_4_43l = f64x2.relaxed_madd(p_4_43l, q_4_43l, h_4_43l);
  const p_4_43h = a2_43h, q_4_43h = v128.load(d, 112), g_4_43h = f64x2.relaxed_madd(p_4_43h, q_4_43h, h_4_43h);
  s6_43l = i64x2.add(s6_43l, g_4_43l);
  s6_43h = i64x2.add(s6_43h, g_4_43h);
  let s5_43l = f64x2.add(f64x2.relaxed_madd(x_4_43l, y_4_43l, f64x2.sub(c2_43l, h_4_43l)), f64x2.relaxed_madd(p_4_43l, q_4_43l, f64x2.sub(h_4_43l, g_4_43l)));
  let s5_43h = f64x2.add(f64x2.relaxed_madd(x_4_43h, y_4_43h, f64x2.sub(c2_43h, h_4_43h)), f64x2.relaxed_madd(p_4_43h, q_4_43h, f64x2.sub(h_4_43h, g_4_43h)));
  const x_5_43l = a3_43l, y_5_43l = v128.load(d, 64), h_5_43l = f64x2.relaxed_madd(x_5_43l, y_5_43l, c1_43l);
  const x_5_43h = a3_43h, y_5_43h = v128.load(d, 80), h_5_43h = f64x2.relaxed_madd(x_5_43h, y_5_43h, c1_43h);
  const p_5_43l = a4_43l, q_5_43l = v128.load(d, 32), g_5_43l = f64x2.relaxed_madd(p_5_43l, q_5_43l, h_5_43l);
  const p_5_43h = a4_43h, q_5_43h = v128.load(d, 48), g_5_43h = f64x2.relaxed_madd(p_5_43h, q_5_43h, h_5_43h);
  s6_43l = i64x2.add(s6_43l, g_5_43l);
  s6_43h = i64x2.add(s6_43h, g_5_43h);
  s5_43l = i64x2.add(s5_43l, f64x2.add(f64x2.relaxed_madd(x_5_43l, y_5_43l, f64x2.sub(c2_43l, h_5_43l)), f64x2.relaxed_madd(p_5_43l, q_5_43l, f64x2.sub(h_5_43l, g_5_43l))));
  s5_43h = i64x2.add(s5_43h, f64x2.add(f64x2.relaxed_madd(x_5_43h, y_5_43h, f64x2.sub(c2_43h, h_5_43h)), f64x2.relaxed_madd(p_5_43h, q_5_43h, f64x2.sub(h_5_43h, g_5_43h))));
  const m6_43l = i64x2.add(i64x2.add(i64x2.add(s6_43l, s6_43l), s6_43l), i64x2.shl(s6_43l, 4));
  const m6_43h = i64x2.add(i64x2.add(i64x2.add(s6_43h, s6_43h), s6_43h), i64x2.shl(s6_43h, 4));
  let s4_43l = m9_43l;
  let s4_43h = m9_43h;
  const x_6_43l = a0_43l, y_6_43l = v128.load(d, 128), h_6_43l = f64x2.relaxed_madd(x_6_43l, y_6_43l, c1_43l);
  const x_6_43h = a0_43h, y_6_43h = v128.load(d, 144), h_6_43h = f64x2.relaxed_madd(x_6_43h, y_6_43h, c1_43h);
  const p_6_43l = a1_43l, q_6_43l = v128.load(d, 96), g_6_43l = f64x2.relaxed_madd(p_6_43l, q_6_43l, h_6_43l);
  const p_6_43h = a1_43h, q_6_43h = v128.load(d, 112), g_6_43h = f64x2.relaxed_madd(p_6_43h, q_6_43h, h_6_43h);
  s5_43l = i64x2.add(s5_43l, g_6_43l);
  s5_43h = i64x2.add(s5_43h, g_6_43h);
  s4_43l = i64x2.add(s4_43l, f64x2.add(f64x2.relaxed_madd(x_6_43l, y_6_43l, f64x2.sub(c2_43l, h_6_43l)), f64x2.relaxed_madd(p_6_43l, q_6_43l, f64x2.sub(h_6_43l, g_6_43l))));
  s4_43h = i64x2.add(s4_43h, f64x2.add(f64x2.relaxed_madd(x_6_43h, y_6_43h, f64x2.sub(c2_43h, h_6_43h)), f64x2.relaxed_madd(p_6_43h, q_6_43h, f64x2.sub(h_6_43h, g_6_43h))));
  const x_7_43l = a2_43l, y_7_43l = v128.load(d, 64), h_7_43l = f64x2.relaxed_madd(x_7_43l, y_7_43l, c1_43l);
  const x_7_43h = a2_43h, y_7_43h = v128.load(d, 80), h_7_43h = f64x2.relaxed_madd(x_7_43h, y_7_43h, c1_43h);
  const p_7_43l = a3_43l, q_7_43l = v128.load(d, 32), g_7_43l = f64x2.relaxed_madd(p_7_43l, q_7_43l, h_7_43l);
  const p_7_43h = a3_43h, q_7_43h = v128.load(d, 48), g_7_43h = f64x2.relaxed_madd(p_7_43h, q_7_43h, h_7_43h);
  s5_43l = i64x2.add(s5_43l, g_7_43l);
  s5_43h = i64x2.add(s5_43h, g_7_43h);
  s4_43l = i64x2.add(s4_43l, f64x2.add(f64x2.relaxed_madd(x_7_43l, y_7_43l, f64x2.sub(c2_43l, h_7_43l)), f64x2.relaxed_madd(p_7_43l, q_7_43l, f64x2.sub(h_7_43l, g_7_43l))));
  s4_43h = i64x2.add(s4_43h, f64x2.add(f64x2.relaxed_madd(x_7_43h, y_7_43h, f64x2.sub(c2_43h, h_7_43h)), f64x2.relaxed_madd(p_7_43h, q_7_43h, f64x2.sub(h_7_43h, g_7_43h))));
  const x_8_43l = a4_43l, y_8_43l = v128.load(d, 0), h_8_43l = f64x2.relaxed_madd(x_8_43l, y_8_43l, c1_43l);
  const x_8_43h = a4_43h, y_8_43h = v128.load(d, 16), h_8_43h = f64x2.relaxed_madd(x_8_43h, y_8_43h, c1_43h);
  s5_43l = i64x2.add(s5_43l, h_8_43l);
  s5_43h = i64x2.add(s5_43h, h_8_43h);
  s4_43l = i64x2.add(s4_43l, f64x2.relaxed_madd(x_8_43l, y_8_43l, f64x2.sub(c2_43l, h_8_43l)));
  s4_43h = i64x2.add(s4_43h, f64x2.relaxed_madd(x_8_43h, y_8_43h, f64x2.sub(c2_43h, h_8_43h)));
  const m5_43l = i64x2.add(i64x2.add(i64x2.add(s5_43l, s5_43l), s5_43l), i64x2.shl(s5_43l, 4));
  const m5_43h = i64x2.add(i64x2.add(i64x2.add(s5_43h, s5_43h), s5_43h), i64x2.shl(s5_43h, 4));
  let s3_43l = m8_43l;
  let s3_43h = m8_43h;
  const x_9_43l = a0_43l, y_9_43l = v128.load(d, 96), h_9_43l = f64x2.relaxed_madd(x_9_43l, y_9_43l, c1_43l);
  const x_9_43h = a0_43h, y_9_43h = v128.load(d, 112), h_9_43h = f64x2.relaxed_madd(x_9_43h, y_9_43h, c1_43h);
  const p_9_43l = a1_43l, q_9_43l = v128.load(d, 64), g_9_43l = f64x2.relaxed_madd(p_9_43l, q_9_43l, h_9_43l);
  const p_9_43h = a1_43h, q_9_43h = v128.load(d, 80), g_9_43h = f64x2.relaxed_madd(p_9_43h, q_9_43h, h_9_43h);
  s4_43l = i64x2.add(s4_43l, g_9_43l);
  s4_43h = i64x2.add(s4_43h, g_9_43h);
  s3_43l = i64x2.add(s3_43l, f64x2.add(f64x2.relaxed_madd(x_9_43l, y_9_43l, f64x2.sub(c2_43l, h_9_43l)), f64x2.relaxed_madd(p_9_43l, q_9_43l, f64x2.sub(h_9_43l, g_9_43l))));
  s3_43h = i64x2.add(s3_43h, f64x2.add(f64x2.relaxed_madd(x_9_43h, y_9_43h, f64x2.sub(c2_43h, h_9_43h)), f64x2.relaxed_madd(p_9_43h, q_9_43h, f64x2.sub(h_9_43h, g_9_43h))));
  const x_10_43l = a2_43l, y_10_43l = v128.load(d, 32), h_10_43l = f64x2.relaxed_madd(x_10_43l, y_10_43l, c1_43l);
  const x_10_43h = a2_43h, y_10_43h = v128.load(d, 48), h_10_43h = f64x2.relaxed_madd(x_10_43h, y_10_43h, c1_43h);
  const p_10_43l = a3_43l, q_10_43l = v128.load(d, 0), g_10_43l = f64x2.relaxed_madd(p_10_43l, q_10_43l, h_10_43l);
  const p_10_43h = a3_43h, q_10_43h = v128.load(d, 16), g_10_43h = f64x2.relaxed_madd(p_10_43h, q_10_43h, h_10_43h);
  s4_43l = i64x2.add(s4_43l, g_10_43l);
  s4_43h = i64x2.add(s4_43h, g_10_43h);
  s3_43l = i64x2.add(s3_43l, f64x2.add(f64x2.relaxed_madd(x_10_43l, y_10_43l, f64x2.sub(c2_43l, h_10_43l)), f64x2.relaxed_madd(p_10_43l, q_10_43l, f64x2.sub(h_10_43l, g_10_43l))));
  s3_43h = i64x2.add(s3_43h, f64x2.add(f64x2.relaxed_madd(x_10_43h, y_10_43h, f64x2.sub(c2_43h, h_10_43h)), f64x2.relaxed_madd(p_10_43h, q_10_43h, f64x2.sub(h_10_43h, g_10_43h))));
  { const l = i64x2.add(s4_43l, v128.load(CONSTANTS, 896)), h = i64x2.add(s4_43h, v128.load(CONSTANTS, 912)); v128.store(ZS, l, 128); v128.store(ZS, h, 144); }
  let s2_43l = m7_43l;
  let s2_43h = m7_43h;
  const x_11_43l = a0_43l, y_11_43l = v128.load(d, 64), h_11_43l = f64x2.relaxed_madd(x_11_43l, y_11_43l, c1_43l);
  const x_11_43h = a0_43h, y_11_43h = v128.load(d, 80), h_11_43h = f64x2.relaxed_madd(x_11_43h, y_11_43h, c1_43h);
  const p_11_43l = a1_43l, q_11_43l = v128.load(d, 32), g_11_43l = f64x2.relaxed_madd(p_11_43l, q_11_43l, h_11_43l);
  const p_11_43h = a1_43h, q_11_43h = v128.load(d, 48), g_11_43h = f64x2.relaxed_madd(p_11_43h, q_11_43h, h_11_43h);
  s3_43l = i64x2.add(s3_43l, g_11_43l);
  s3_43h = i64x2.add(s3_43h, g_11_43h);
  s2_43l = i64x2.add(s2_43l, f64x2.add(f64x2.relaxed_madd(x_11_43l, y_11_43l, f64x2.sub(c2_43l, h_11_43l)), f64x2.relaxed_madd(p_11_43l, q_11_43l, f64x2.sub(h_11_43l, g_11_43l))));
  s2_43h = i64x2.add(s2_43h, f64x2.add(f64x2.relaxed_madd(x_11_43h, y_11_43h, f64x2.sub(c2_43h, h_11_43h)), f64x2.relaxed_madd(p_11_43h, q_11_43h, f64x2.sub(h_11_43h, g_11_43h))));
  const x_12_43l = a2_43l, y_12_43l = v128.load(d, 0), h_12_43l = f64x2.relaxed_madd(x_12_43l, y_12_43l, c1_43l);
  const x_12_43h = a2_43h, y_12_43h = v128.load(d, 16), h_12_43h = f64x2.relaxed_madd(x_12_43h, y_12_43h, c1_43h);
  s3_43l = i64x2.add(s3_43l, h_12_43l);
  s3_43h = i64x2.add(s3_43h, h_12_43h);
  s2_43l = i64x2.add(s2_43l, f64x2.relaxed_madd(x_12_43l, y_12_43l, f64x2.sub(c2_43l, h_12_43l)));
  s2_43h = i64x2.add(s2_43h, f64x2.relaxed_madd(x_12_43h, y_12_43h, f64x2.sub(c2_43h, h_12_43h)));
  { const l = s3_43l, h = s3_43h; v128.store(ZS, l, 96); v128.store(ZS, h, 112); }
  let s1_43l = m6_43l;
  let s1_43h = m6_43h;
  const x_13_43l = a0_43l, y_13_43l = v128.load(d, 32), h_13_43l = f64x2.relaxed_madd(x_13_43l, y_13_43l, c1_43l);
  const x_13_43h = a0_43h, y_13_43h = v128.load(d, 48), h_13_43h = f64x2.relaxed_madd(x_13_43h, y_13_43h, c1_43h);
  const p_13_43l = a1_43l, q_13_43l = v128.load(d, 0), g_13_43l = f64x2.relaxed_madd(p_13_43l, q_13_43l, h_13_43l);
  const p_13_43h = a1_43h, q_13_43h = v128.load(d, 16), g_13_43h = f64x2.relaxed_madd(p_13_43h, q_13_43h, h_13_43h);
  s2_43l = i64x2.add(s2_43l, g_13_43l);
  s2_43h = i64x2.add(s2_43h, g_13_43h);
  s1_43l = i64x2.add(s1_43l, f64x2.add(f64x2.relaxed_madd(x_13_43l, y_13_43l, f64x2.sub(c2_43l, h_13_43l)), f64x2.relaxed_madd(p_13_43l, q_13_43l, f64x2.sub(h_13_43l, g_13_43l))));
  s1_43h = i64x2.add(s1_43h, f64x2.add(f64x2.relaxed_madd(x_13_43h, y_13_43h, f64x2.sub(c2_43h, h_13_43h)), f64x2.relaxed_madd(p_13_43h, q_13_43h, f64x2.sub(h_13_43h, g_13_43h))));
  { const l = s2_43l, h = s2_43h; v128.store(ZS, l, 64); v128.store(ZS, h, 80); }
  let s0_43l = m5_43l;
  let s0_43h = m5_43h;
  const x_14_43l = a0_43l, y_14_43l = v128.load(d, 0), h_14_43l = f64x2.relaxed_madd(x_14_43l, y_14_43l, c1_43l);
  const x_14_43h = a0_43h, y_14_43h = v128.load(d, 16), h_14_43h = f64x2.relaxed_madd(x_14_43h, y_14_43h, c1_43h);
  s1_43l = i64x2.add(s1_43l, h_14_43l);
  s1_43h = i64x2.add(s1_43h, h_14_43h);
  s0_43l = i64x2.add(s0_43l, f64x2.relaxed_madd(x_14_43l, y_14_43l, f64x2.sub(c2_43l, h_14_43l)));
  s0_43h = i64x2.add(s0_43h, f64x2.relaxed_madd(x_14_43h, y_14_43h, f64x2.sub(c2_43h, h_14_43h)));
  { const l = s1_43l, h = s1_43h; v128.store(ZS, l, 32); v128.store(ZS, h, 48); }
  { const l = s0_43l, h = s0_43h; v128.store(ZS, l, 0); v128.store(ZS, h, 16); }
  // columns <= 1.95 2^57, offsets 7510 7916 1966 2372 512; limbs <= 2^50 + 342
  const mask_52l = v128.load(CONSTANTS, 64), exp_52l = v128.load(CONSTANTS, 96);
  const mask_52h = v128.load(CONSTANTS, 80), exp_52h = v128.load(CONSTANTS, 112);
  const v4_52l = i64x2.add(v128.load(XS, 128), v128.load(ZS, 128)), q4_52l = i64x2.shr_u(v4_52l, 51);
  const v4_52h = i64x2.add(v128.load(XS, 144), v128.load(ZS, 144)), q4_52h = i64x2.shr_u(v4_52h, 51);
  let p_52l = i64x2.add(v128.and(v4_52l, mask_52l), exp_52l);
  let p_52h = i64x2.add(v128.and(v4_52h, mask_52h), exp_52h);
  const v3_52l = i64x2.add(v128.load(XS, 96), v128.load(ZS, 96)), q3_52l = i64x2.shr_u(v3_52l, 51);
  const v3_52h = i64x2.add(v128.load(XS, 112), v128.load(ZS, 112)), q3_52h = i64x2.shr_u(v3_52h, 51);
  { const l = f64x2.sub(i64x2.add(p_52l, q3_52l), v128.load(CONSTANTS, 1120)), h = f64x2.sub(i64x2.add(p_52h, q3_52h), v128.load(CONSTANTS, 1136)); v128.store(o, l, 128); v128.store(o, h, 144); }
  p_52l = i64x2.add(v128.and(v3_52l, mask_52l), exp_52l);
  p_52h = i64x2.add(v128.and(v3_52h, mask_52h), exp_52h);
  const v2_52l = i64x2.add(v128.load(XS, 64), v128.load(ZS, 64)), q2_52l = i64x2.shr_u(v2_52l, 51);
  const v2_52h = i64x2.add(v128.load(XS, 80), v128.load(ZS, 80)), q2_52h = i64x2.shr_u(v2_52h, 51);
  { const l = f64x2.sub(i64x2.add(p_52l, q2_52l), v128.load(CONSTANTS, 1152)), h = f64x2.sub(i64x2.add(p_52h, q2_52h), v128.load(CONSTANTS, 1168)); v128.store(o, l, 96); v128.store(o, h, 112); }
  p_52l = i64x2.add(v128.and(v2_52l, mask_52l), exp_52l);
  p_52h = i64x2.add(v128.and(v2_52h, mask_52h), exp_52h);
  const v1_52l = i64x2.add(v128.load(XS, 32), v128.load(ZS, 32)), q1_52l = i64x2.shr_u(v1_52l, 51);
  const v1_52h = i64x2.add(v128.load(XS, 48), v128.load(ZS, 48)), q1_52h = i64x2.shr_u(v1_52h, 51);
  { const l = f64x2.sub(i64x2.add(p_52l, q1_52l), v128.load(CONSTANTS, 1184)), h = f64x2.sub(i64x2.add(p_52h, q1_52h), v128.load(CONSTANTS, 1200)); v128.store(o, l, 64); v128.store(o, h, 80); }
  p_52l = i64x2.add(v128.and(v1_52l, mask_52l), exp_52l);
  p_52h = i64x2.add(v128.and(v1_52h, mask_52h), exp_52h);
  const v0_52l = i64x2.add(v128.load(XS, 0), v128.load(ZS, 0)), q0_52l = i64x2.shr_u(v0_52l, 51);
  const v0_52h = i64x2.add(v128.load(XS, 16), v128.load(ZS, 16)), q0_52h = i64x2.shr_u(v0_52h, 51);
  { const l = f64x2.sub(i64x2.add(p_52l, q0_52l), v128.load(CONSTANTS, 1216)), h = f64x2.sub(i64x2.add(p_52h, q0_52h), v128.load(CONSTANTS, 1232)); v128.store(o, l, 32); v128.store(o, h, 48); }
  p_52l = i64x2.add(v128.and(v0_52l, mask_52l), exp_52l);
  p_52h = i64x2.add(v128.and(v0_52h, mask_52h), exp_52h);
  { const l = f64x2.sub(i64x2.add(p_52l, i16x8.mul(q4_52l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1248)), h = f64x2.sub(i64x2.add(p_52h, i16x8.mul(q4_52h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1264)); v128.store(o, l, 0); v128.store(o, h, 16); }
  // columns <= 1.95 2^57, offsets 682 276 6226 5820 256; limbs <= 2^50 + 342
  const mask_53l = v128.load(CONSTANTS, 64), exp_53l = v128.load(CONSTANTS, 96);
  const mask_53h = v128.load(CONSTANTS, 80), exp_53h = v128.load(CONSTANTS, 112);
  const v4_53l = i64x2.sub(v128.load(XS, 128), v128.load(ZS, 128)), q4_53l = i64x2.shr_u(v4_53l, 51);
  const v4_53h = i64x2.sub(v128.load(XS, 144), v128.load(ZS, 144)), q4_53h = i64x2.shr_u(v4_53h, 51);
  let p_53l = i64x2.add(v128.and(v4_53l, mask_53l), exp_53l);
  let p_53h = i64x2.add(v128.and(v4_53h, mask_53h), exp_53h);
  const v3_53l = i64x2.sub(v128.load(XS, 96), v128.load(ZS, 96)), q3_53l = i64x2.shr_u(v3_53l, 51);
  const v3_53h = i64x2.sub(v128.load(XS, 112), v128.load(ZS, 112)), q3_53h = i64x2.shr_u(v3_53h, 51);
  { const l = f64x2.sub(i64x2.add(p_53l, q3_53l), v128.load(CONSTANTS, 1280)), h = f64x2.sub(i64x2.add(p_53h, q3_53h), v128.load(CONSTANTS, 1296)); v128.store(p, l, 128); v128.store(p, h, 144); }
  p_53l = i64x2.add(v128.and(v3_53l, mask_53l), exp_53l);
  p_53h = i64x2.add(v128.and(v3_53h, mask_53h), exp_53h);
  const v2_53l = i64x2.sub(v128.load(XS, 64), v128.load(ZS, 64)), q2_53l = i64x2.shr_u(v2_53l, 51);
  const v2_53h = i64x2.sub(v128.load(XS, 80), v128.load(ZS, 80)), q2_53h = i64x2.shr_u(v2_53h, 51);
  { const l = f64x2.sub(i64x2.add(p_53l, q2_53l), v128.load(CONSTANTS, 1312)), h = f64x2.sub(i64x2.add(p_53h, q2_53h), v128.load(CONSTANTS, 1328)); v128.store(p, l, 96); v128.store(p, h, 112); }
  p_53l = i64x2.add(v128.and(v2_53l, mask_53l), exp_53l);
  p_53h = i64x2.add(v128.and(v2_53h, mask_53h), exp_53h);
  const v1_53l = i64x2.sub(v128.load(XS, 32), v128.load(ZS, 32)), q1_53l = i64x2.shr_u(v1_53l, 51);
  const v1_53h = i64x2.sub(v128.load(XS, 48), v128.load(ZS, 48)), q1_53h = i64x2.shr_u(v1_53h, 51);
  { const l = f64x2.sub(i64x2.add(p_53l, q1_53l), v128.load(CONSTANTS, 1344)), h = f64x2.sub(i64x2.add(p_53h, q1_53h), v128.load(CONSTANTS, 1360)); v128.store(p, l, 64); v128.store(p, h, 80); }
  p_53l = i64x2.add(v128.and(v1_53l, mask_53l), exp_53l);
  p_53h = i64x2.add(v128.and(v1_53h, mask_53h), exp_53h);
  const v0_53l = i64x2.sub(v128.load(XS, 0), v128.load(ZS, 0)), q0_53l = i64x2.shr_u(v0_53l, 51);
  const v0_53h = i64x2.sub(v128.load(XS, 16), v128.load(ZS, 16)), q0_53h = i64x2.shr_u(v0_53h, 51);
  { const l = f64x2.sub(i64x2.add(p_53l, q0_53l), v128.load(CONSTANTS, 1376)), h = f64x2.sub(i64x2.add(p_53h, q0_53h), v128.load(CONSTANTS, 1392)); v128.store(p, l, 32); v128.store(p, h, 48); }
  p_53l = i64x2.add(v128.and(v0_53l, mask_53l), exp_53l);
  p_53h = i64x2.add(v128.and(v0_53h, mask_53h), exp_53h);
  { const l = f64x2.sub(i64x2.add(p_53l, i16x8.mul(q4_53l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1408)), h = f64x2.sub(i64x2.add(p_53h, i16x8.mul(q4_53h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1424)); v128.store(p, l, 0); v128.store(p, h, 16); }
}

/** For the tests: o, p = a^2 + m c, a^2 - m c; m is a matrix of five elements. */
export function added(o: usize, p: usize, a: usize, c: usize, m: usize): void {
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_48l = v128.load(CONSTANTS, 0), c2_48l = v128.load(CONSTANTS, 32);
  const c1_48h = v128.load(CONSTANTS, 16), c2_48h = v128.load(CONSTANTS, 48);
  const a0_48l = v128.load(a, 0);
  const a0_48h = v128.load(a, 16);
  const a1_48l = v128.load(a, 32);
  const a1_48h = v128.load(a, 48);
  const a2_48l = v128.load(a, 64);
  const a2_48h = v128.load(a, 80);
  const a3_48l = v128.load(a, 96);
  const a3_48h = v128.load(a, 112);
  const a4_48l = v128.load(a, 128);
  const a4_48h = v128.load(a, 144);
  const t4_48l = f64x2.relaxed_madd(a4_48l, v128.load(CONSTANTS, 384), c1_48l);
  const t4_48h = f64x2.relaxed_madd(a4_48h, v128.load(CONSTANTS, 400), c1_48h);
  const v4_48l = f64x2.sub(c1_48l, t4_48l);
  const v4_48h = f64x2.sub(c1_48h, t4_48h);
  const w4_48l = f64x2.relaxed_madd(a4_48l, v128.load(CONSTANTS, 384), v4_48l);
  const w4_48h = f64x2.relaxed_madd(a4_48h, v128.load(CONSTANTS, 400), v4_48h);
  const t3_48l = f64x2.relaxed_madd(a3_48l, v128.load(CONSTANTS, 384), c1_48l);
  const t3_48h = f64x2.relaxed_madd(a3_48h, v128.load(CONSTANTS, 400), c1_48h);
  const v3_48l = f64x2.sub(c1_48l, t3_48l);
  const v3_48h = f64x2.sub(c1_48h, t3_48h);
  const w3_48l = f64x2.relaxed_madd(a3_48l, v128.load(CONSTANTS, 384), v3_48l);
  const w3_48h = f64x2.relaxed_madd(a3_48h, v128.load(CONSTANTS, 400), v3_48h);
  const z_48l = f64x2.relaxed_nmadd(v4_48l, v128.load(CONSTANTS, 416), a0_48l);
  const z_48h = f64x2.relaxed_nmadd(v4_48h, v128.load(CONSTANTS, 432), a0_48h);
  const y_48l = f64x2.relaxed_nmadd(v3_48l, v128.load(CONSTANTS, 416), w4_48l);
  const y_48h = f64x2.relaxed_nmadd(v3_48h, v128.load(CONSTANTS, 432), w4_48h);
  const zz_48l = f64x2.add(a0_48l, z_48l), yy_48l = f64x2.add(w4_48l, y_48l);
  const zz_48h = f64x2.add(a0_48h, z_48h), yy_48h = f64x2.add(w4_48h, y_48h);
  const d1_48l = f64x2.add(a1_48l, a1_48l);
  const d1_48h = f64x2.add(a1_48h, a1_48h);
  const d2_48l = f64x2.add(a2_48l, a2_48l);
  const d2_48h = f64x2.add(a2_48h, a2_48h);
  const d3_48l = f64x2.add(a3_48l, a3_48l);
  const d3_48h = f64x2.add(a3_48h, a3_48h);
  const x_0_48l = a2_48l, y_0_48l = a2_48l, h_0_48l = f64x2.relaxed_madd(x_0_48l, y_0_48l, c1_48l);
  const x_0_48h = a2_48h, y_0_48h = a2_48h, h_0_48h = f64x2.relaxed_madd(x_0_48h, y_0_48h, c1_48h);
  const p_0_48l = a4_48l, q_0_48l = zz_48l, g_0_48l = f64x2.relaxed_madd(p_0_48l, q_0_48l, h_0_48l);
  const p_0_48h = a4_48h, q_0_48h = zz_48h, g_0_48h = f64x2.relaxed_madd(p_0_48h, q_0_48h, h_0_48h);
  let s5_48l = g_0_48l;
  let s5_48h = g_0_48h;
  let s4_48l = f64x2.add(f64x2.relaxed_madd(x_0_48l, y_0_48l, f64x2.sub(c2_48l, h_0_48l)), f64x2.relaxed_madd(p_0_48l, q_0_48l, f64x2.sub(h_0_48l, g_0_48l)));
  let s4_48h = f64x2.add(f64x2.relaxed_madd(x_0_48h, y_0_48h, f64x2.sub(c2_48h, h_0_48h)), f64x2.relaxed_madd(p_0_48h, q_0_48h, f64x2.sub(h_0_48h, g_0_48h)));
  const x_1_48l = d1_48l, y_1_48l = a3_48l, h_1_48l = f64x2.relaxed_madd(x_1_48l, y_1_48l, c1_48l);
  const x_1_48h = d1_48h, y_1_48h = a3_48h, h_1_48h = f64x2.relaxed_madd(x_1_48h, y_1_48h, c1_48h);
  s5_48l = i64x2.add(s5_48l, h_1_48l);
  s5_48h = i64x2.add(s5_48h, h_1_48h);
  s4_48l = i64x2.add(s4_48l, f64x2.relaxed_madd(x_1_48l, y_1_48l, f64x2.sub(c2_48l, h_1_48l)));
  s4_48h = i64x2.add(s4_48h, f64x2.relaxed_madd(x_1_48h, y_1_48h, f64x2.sub(c2_48h, h_1_48h)));
  const m5_48l = i64x2.add(i64x2.add(i64x2.add(s5_48l, s5_48l), s5_48l), i64x2.shl(s5_48l, 4));
  const m5_48h = i64x2.add(i64x2.add(i64x2.add(s5_48h, s5_48h), s5_48h), i64x2.shl(s5_48h, 4));
  const x_2_48l = a4_48l, y_2_48l = w4_48l, h_2_48l = f64x2.relaxed_madd(x_2_48l, y_2_48l, c1_48l);
  const x_2_48h = a4_48h, y_2_48h = w4_48h, h_2_48h = f64x2.relaxed_madd(x_2_48h, y_2_48h, c1_48h);
  const p_2_48l = d3_48l, q_2_48l = z_48l, g_2_48l = f64x2.relaxed_madd(p_2_48l, q_2_48l, h_2_48l);
  const p_2_48h = d3_48h, q_2_48h = z_48h, g_2_48h = f64x2.relaxed_madd(p_2_48h, q_2_48h, h_2_48h);
  s4_48l = i64x2.add(s4_48l, g_2_48l);
  s4_48h = i64x2.add(s4_48h, g_2_48h);
  let s3_48l = f64x2.add(f64x2.relaxed_madd(x_2_48l, y_2_48l, f64x2.sub(c2_48l, h_2_48l)), f64x2.relaxed_madd(p_2_48l, q_2_48l, f64x2.sub(h_2_48l, g_2_48l)));
  let s3_48h = f64x2.add(f64x2.relaxed_madd(x_2_48h, y_2_48h, f64x2.sub(c2_48h, h_2_48h)), f64x2.relaxed_madd(p_2_48h, q_2_48h, f64x2.sub(h_2_48h, g_2_48h)));
  const x_3_48l = d1_48l, y_3_48l = a2_48l, h_3_48l = f64x2.relaxed_madd(x_3_48l, y_3_48l, c1_48l);
  const x_3_48h = d1_48h, y_3_48h = a2_48h, h_3_48h = f64x2.relaxed_madd(x_3_48h, y_3_48h, c1_48h);
  s4_48l = i64x2.add(s4_48l, h_3_48l);
  s4_48h = i64x2.add(s4_48h, h_3_48h);
  s3_48l = i64x2.add(s3_48l, f64x2.relaxed_madd(x_3_48l, y_3_48l, f64x2.sub(c2_48l, h_3_48l)));
  s3_48h = i64x2.add(s3_48h, f64x2.relaxed_madd(x_3_48h, y_3_48h, f64x2.sub(c2_48h, h_3_48h)));
  { const l = i64x2.add(s4_48l, v128.load(CONSTANTS, 928)), h = i64x2.add(s4_48h, v128.load(CONSTANTS, 944)); v128.store(XT, l, 128); v128.store(XT, h, 144); }
  const x_4_48l = a1_48l, y_4_48l = a1_48l, h_4_48l = f64x2.relaxed_madd(x_4_48l, y_4_48l, c1_48l);
  const x_4_48h = a1_48h, y_4_48h = a1_48h, h_4_48h = f64x2.relaxed_madd(x_4_48h, y_4_48h, c1_48h);
  const p_4_48l = d2_48l, q_4_48l = z_48l, g_4_48l = f64x2.relaxed_madd(p_4_48l, q_4_48l, h_4_48l);
  const p_4_48h = d2_48h, q_4_48h = z_48h, g_4_48h = f64x2.relaxed_madd(p_4_48h, q_4_48h, h_4_48h);
  s3_48l = i64x2.add(s3_48l, g_4_48l);
  s3_48h = i64x2.add(s3_48h, g_4_48h);
  let s2_48l = f64x2.add(f64x2.relaxed_madd(x_4_48l, y_4_48l, f64x2.sub(c2_48l, h_4_48l)), f64x2.relaxed_madd(p_4_48l, q_4_48l, f64x2.sub(h_4_48l, g_4_48l)));
  let s2_48h = f64x2.add(f64x2.relaxed_madd(x_4_48h, y_4_48h, f64x2.sub(c2_48h, h_4_48h)), f64x2.relaxed_madd(p_4_48h, q_4_48h, f64x2.sub(h_4_48h, g_4_48h)));
  const x_5_48l = a3_48l, y_5_48l = yy_48l, h_5_48l = f64x2.relaxed_madd(x_5_48l, y_5_48l, c1_48l);
  const x_5_48h = a3_48h, y_5_48h = yy_48h, h_5_48h = f64x2.relaxed_madd(x_5_48h, y_5_48h, c1_48h);
  s3_48l = i64x2.add(s3_48l, h_5_48l);
  s3_48h = i64x2.add(s3_48h, h_5_48h);
  s2_48l = i64x2.add(s2_48l, f64x2.relaxed_madd(x_5_48l, y_5_48l, f64x2.sub(c2_48l, h_5_48l)));
  s2_48h = i64x2.add(s2_48h, f64x2.relaxed_madd(x_5_48h, y_5_48h, f64x2.sub(c2_48h, h_5_48h)));
  { const l = i64x2.add(s3_48l, v128.load(CONSTANTS, 960)), h = i64x2.add(s3_48h, v128.load(CONSTANTS, 976)); v128.store(XT, l, 96); v128.store(XT, h, 112); }
  const x_6_48l = a3_48l, y_6_48l = w3_48l, h_6_48l = f64x2.relaxed_madd(x_6_48l, y_6_48l, c1_48l);
  const x_6_48h = a3_48h, y_6_48h = w3_48h, h_6_48h = f64x2.relaxed_madd(x_6_48h, y_6_48h, c1_48h);
  const p_6_48l = d1_48l, q_6_48l = z_48l, g_6_48l = f64x2.relaxed_madd(p_6_48l, q_6_48l, h_6_48l);
  const p_6_48h = d1_48h, q_6_48h = z_48h, g_6_48h = f64x2.relaxed_madd(p_6_48h, q_6_48h, h_6_48h);
  s2_48l = i64x2.add(s2_48l, g_6_48l);
  s2_48h = i64x2.add(s2_48h, g_6_48h);
  let s1_48l = f64x2.add(f64x2.relaxed_madd(x_6_48l, y_6_48l, f64x2.sub(c2_48l, h_6_48l)), f64x2.relaxed_madd(p_6_48l, q_6_48l, f64x2.sub(h_6_48l, g_6_48l)));
  let s1_48h = f64x2.add(f64x2.relaxed_madd(x_6_48h, y_6_48h, f64x2.sub(c2_48h, h_6_48h)), f64x2.relaxed_madd(p_6_48h, q_6_48h, f64x2.sub(h_6_48h, g_6_48h)));
  const x_7_48l = d2_48l, y_7_48l = y_48l, h_7_48l = f64x2.relaxed_madd(x_7_48l, y_7_48l, c1_48l);
  const x_7_48h = d2_48h, y_7_48h = y_48h, h_7_48h = f64x2.relaxed_madd(x_7_48h, y_7_48h, c1_48h);
  s2_48l = i64x2.add(s2_48l, h_7_48l);
  s2_48h = i64x2.add(s2_48h, h_7_48h);
  s1_48l = i64x2.add(s1_48l, f64x2.relaxed_madd(x_7_48l, y_7_48l, f64x2.sub(c2_48l, h_7_48l)));
  s1_48h = i64x2.add(s1_48h, f64x2.relaxed_madd(x_7_48h, y_7_48h, f64x2.sub(c2_48h, h_7_48h)));
  { const l = i64x2.add(s2_48l, v128.load(CONSTANTS, 960)), h = i64x2.add(s2_48h, v128.load(CONSTANTS, 976)); v128.store(XT, l, 64); v128.store(XT, h, 80); }
  let s0_48l = m5_48l;
  let s0_48h = m5_48h;
  const x_8_48l = a0_48l, y_8_48l = a0_48l, h_8_48l = f64x2.relaxed_madd(x_8_48l, y_8_48l, c1_48l);
  const x_8_48h = a0_48h, y_8_48h = a0_48h, h_8_48h = f64x2.relaxed_madd(x_8_48h, y_8_48h, c1_48h);
  const p_8_48l = d1_48l, q_8_48l = w4_48l, g_8_48l = f64x2.relaxed_madd(p_8_48l, q_8_48l, h_8_48l);
  const p_8_48h = d1_48h, q_8_48h = w4_48h, g_8_48h = f64x2.relaxed_madd(p_8_48h, q_8_48h, h_8_48h);
  s1_48l = i64x2.add(s1_48l, g_8_48l);
  s1_48h = i64x2.add(s1_48h, g_8_48h);
  s0_48l = i64x2.add(s0_48l, f64x2.add(f64x2.relaxed_madd(x_8_48l, y_8_48l, f64x2.sub(c2_48l, h_8_48l)), f64x2.relaxed_madd(p_8_48l, q_8_48l, f64x2.sub(h_8_48l, g_8_48l))));
  s0_48h = i64x2.add(s0_48h, f64x2.add(f64x2.relaxed_madd(x_8_48h, y_8_48h, f64x2.sub(c2_48h, h_8_48h)), f64x2.relaxed_madd(p_8_48h, q_8_48h, f64x2.sub(h_8_48h, g_8_48h))));
  const x_9_48l = d2_48l, y_9_48l = w3_48l, h_9_48l = f64x2.relaxed_madd(x_9_48l, y_9_48l, c1_48l);
  const x_9_48h = d2_48h, y_9_48h = w3_48h, h_9_48h = f64x2.relaxed_madd(x_9_48h, y_9_48h, c1_48h);
  s1_48l = i64x2.add(s1_48l, h_9_48l);
  s1_48h = i64x2.add(s1_48h, h_9_48h);
  s0_48l = i64x2.add(s0_48l, f64x2.relaxed_madd(x_9_48l, y_9_48l, f64x2.sub(c2_48l, h_9_48l)));
  s0_48h = i64x2.add(s0_48h, f64x2.relaxed_madd(x_9_48h, y_9_48h, f64x2.sub(c2_48h, h_9_48h)));
  { const l = i64x2.add(s1_48l, v128.load(CONSTANTS, 960)), h = i64x2.add(s1_48h, v128.load(CONSTANTS, 976)); v128.store(XT, l, 32); v128.store(XT, h, 48); }
  { const l = i64x2.add(s0_48l, v128.load(CONSTANTS, 992)), h = i64x2.add(s0_48h, v128.load(CONSTANTS, 1008)); v128.store(XT, l, 0); v128.store(XT, h, 16); }
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_46l = v128.load(CONSTANTS, 0), c2_46l = v128.load(CONSTANTS, 32);
  const c1_46h = v128.load(CONSTANTS, 16), c2_46h = v128.load(CONSTANTS, 48);
  const a0_46l = v128.load(c, 0);
  const a0_46h = v128.load(c, 16);
  const a1_46l = v128.load(c, 32);
  const a1_46h = v128.load(c, 48);
  const a2_46l = v128.load(c, 64);
  const a2_46h = v128.load(c, 80);
  const a3_46l = v128.load(c, 96);
  const a3_46h = v128.load(c, 112);
  const a4_46l = v128.load(c, 128);
  const a4_46h = v128.load(c, 144);
  const x_0_46l = a0_46l, y_0_46l = v128.load(m, 128), h_0_46l = f64x2.relaxed_madd(x_0_46l, y_0_46l, c1_46l);
  const x_0_46h = a0_46h, y_0_46h = v128.load(m, 144), h_0_46h = f64x2.relaxed_madd(x_0_46h, y_0_46h, c1_46h);
  const p_0_46l = a1_46l, q_0_46l = v128.load(m, 288), g_0_46l = f64x2.relaxed_madd(p_0_46l, q_0_46l, h_0_46l);
  const p_0_46h = a1_46h, q_0_46h = v128.load(m, 304), g_0_46h = f64x2.relaxed_madd(p_0_46h, q_0_46h, h_0_46h);
  let s5_46l = g_0_46l;
  let s5_46h = g_0_46h;
  let s4_46l = f64x2.add(f64x2.relaxed_madd(x_0_46l, y_0_46l, f64x2.sub(c2_46l, h_0_46l)), f64x2.relaxed_madd(p_0_46l, q_0_46l, f64x2.sub(h_0_46l, g_0_46l)));
  let s4_46h = f64x2.add(f64x2.relaxed_madd(x_0_46h, y_0_46h, f64x2.sub(c2_46h, h_0_46h)), f64x2.relaxed_madd(p_0_46h, q_0_46h, f64x2.sub(h_0_46h, g_0_46h)));
  const x_1_46l = a2_46l, y_1_46l = v128.load(m, 448), h_1_46l = f64x2.relaxed_madd(x_1_46l, y_1_46l, c1_46l);
  const x_1_46h = a2_46h, y_1_46h = v128.load(m, 464), h_1_46h = f64x2.relaxed_madd(x_1_46h, y_1_46h, c1_46h);
  const p_1_46l = a3_46l, q_1_46l = v128.load(m, 608), g_1_46l = f64x2.relaxed_madd(p_1_46l, q_1_46l, h_1_46l);
  const p_1_46h = a3_46h, q_1_46h = v128.load(m, 624), g_1_46h = f64x2.relaxed_madd(p_1_46h, q_1_46h, h_1_46h);
  s5_46l = i64x2.add(s5_46l, g_1_46l);
  s5_46h = i64x2.add(s5_46h, g_1_46h);
  s4_46l = i64x2.add(s4_46l, f64x2.add(f64x2.relaxed_madd(x_1_46l, y_1_46l, f64x2.sub(c2_46l, h_1_46l)), f64x2.relaxed_madd(p_1_46l, q_1_46l, f64x2.sub(h_1_46l, g_1_46l))));
  s4_46h = i64x2.add(s4_46h, f64x2.add(f64x2.relaxed_madd(x_1_46h, y_1_46h, f64x2.sub(c2_46h, h_1_46h)), f64x2.relaxed_madd(p_1_46h, q_1_46h, f64x2.sub(h_1_46h, g_1_46h))));
  const x_2_46l = a4_46l, y_2_46l = v128.load(m, 768), h_2_46l = f64x2.relaxed_madd(x_2_46l, y_2_46l, c1_46l);
  const x_2_46h = a4_46h, y_2_46h = v128.load(m, 784), h_2_46h = f64x2.relaxed_madd(x_2_46h, y_2_46h, c1_46h);
  s5_46l = i64x2.add(s5_46l, h_2_46l);
  s5_46h = i64x2.add(s5_46h, h_2_46h);
  s4_46l = i64x2.add(s4_46l, f64x2.relaxed_madd(x_2_46l, y_2_46l, f64x2.sub(c2_46l, h_2_46l)));
  s4_46h = i64x2.add(s4_46h, f64x2.relaxed_madd(x_2_46h, y_2_46h, f64x2.sub(c2_46h, h_2_46h)));
  const m5_46l = i64x2.add(i64x2.add(i64x2.add(s5_46l, s5_46l), s5_46l), i64x2.shl(s5_46l, 4));
  const m5_46h = i64x2.add(i64x2.add(i64x2.add(s5_46h, s5_46h), s5_46h), i64x2.shl(s5_46h, 4));
  const x_3_46l = a0_46l, y_3_46l = v128.load(m, 96), h_3_46l = f64x2.relaxed_madd(x_3_46l, y_3_46l, c1_46l);
  const x_3_46h = a0_46h, y_3_46h = v128.load(m, 112), h_3_46h = f64x2.relaxed_madd(x_3_46h, y_3_46h, c1_46h);
  const p_3_46l = a1_46l, q_3_46l = v128.load(m, 256), g_3_46l = f64x2.relaxed_madd(p_3_46l, q_3_46l, h_3_46l);
  const p_3_46h = a1_46h, q_3_46h = v128.load(m, 272), g_3_46h = f64x2.relaxed_madd(p_3_46h, q_3_46h, h_3_46h);
  s4_46l = i64x2.add(s4_46l, g_3_46l);
  s4_46h = i64x2.add(s4_46h, g_3_46h);
  let s3_46l = f64x2.add(f64x2.relaxed_madd(x_3_46l, y_3_46l, f64x2.sub(c2_46l, h_3_46l)), f64x2.relaxed_madd(p_3_46l, q_3_46l, f64x2.sub(h_3_46l, g_3_46l)));
  let s3_46h = f64x2.add(f64x2.relaxed_madd(x_3_46h, y_3_46h, f64x2.sub(c2_46h, h_3_46h)), f64x2.relaxed_madd(p_3_46h, q_3_46h, f64x2.sub(h_3_46h, g_3_46h)));
  const x_4_46l = a2_46l, y_4_46l = v128.load(m, 416), h_4_46l = f64x2.relaxed_madd(x_4_46l, y_4_46l, c1_46l);
  const x_4_46h = a2_46h, y_4_46h = v128.load(m, 432), h_4_46h = f64x2.relaxed_madd(x_4_46h, y_4_46h, c1_46h);
  const p_4_46l = a3_46l, q_4_46l = v128.load(m, 576), g_4_46l = f64x2.relaxed_madd(p_4_46l, q_4_46l, h_4_46l);
  const p_4_46h = a3_46h, q_4_46h = v128.load(m, 592), g_4_46h = f64x2.relaxed_madd(p_4_46h, q_4_46h, h_4_46h);
  s4_46l = i64x2.add(s4_46l, g_4_46l);
  s4_46h = i64x2.add(s4_46h, g_4_46h);
  s3_46l = i64x2.add(s3_46l, f64x2.add(f64x2.relaxed_madd(x_4_46l, y_4_46l, f64x2.sub(c2_46l, h_4_46l)), f64x2.relaxed_madd(p_4_46l, q_4_46l, f64x2.sub(h_4_46l, g_4_46l))));
  s3_46h = i64x2.add(s3_46h, f64x2.add(f64x2.relaxed_madd(x_4_46h, y_4_46h, f64x2.sub(c2_46h, h_4_46h)), f64x2.relaxed_madd(p_4_46h, q_4_46h, f64x2.sub(h_4_46h, g_4_46h))));
  const x_5_46l = a4_46l, y_5_46l = v128.load(m, 736), h_5_46l = f64x2.relaxed_madd(x_5_46l, y_5_46l, c1_46l);
  const x_5_46h = a4_46h, y_5_46h = v128.load(m, 752), h_5_46h = f64x2.relaxed_madd(x_5_46h, y_5_46h, c1_46h);
  s4_46l = i64x2.add(s4_46l, h_5_46l);
  s4_46h = i64x2.add(s4_46h, h_5_46h);
  s3_46l = i64x2.add(s3_46l, f64x2.relaxed_madd(x_5_46l, y_5_46l, f64x2.sub(c2_46l, h_5_46l)));
  s3_46h = i64x2.add(s3_46h, f64x2.relaxed_madd(x_5_46h, y_5_46h, f64x2.sub(c2_46h, h_5_46h)));
  { const l = i64x2.add(s4_46l, v128.load(CONSTANTS, 1024)), h = i64x2.add(s4_46h, v128.load(CONSTANTS, 1040)); v128.store(ZT, l, 128); v128.store(ZT, h, 144); }
  const x_6_46l = a0_46l, y_6_46l = v128.load(m, 64), h_6_46l = f64x2.relaxed_madd(x_6_46l, y_6_46l, c1_46l);
  const x_6_46h = a0_46h, y_6_46h = v128.load(m, 80), h_6_46h = f64x2.relaxed_madd(x_6_46h, y_6_46h, c1_46h);
  const p_6_46l = a1_46l, q_6_46l = v128.load(m, 224), g_6_46l = f64x2.relaxed_madd(p_6_46l, q_6_46l, h_6_46l);
  const p_6_46h = a1_46h, q_6_46h = v128.load(m, 240), g_6_46h = f64x2.relaxed_madd(p_6_46h, q_6_46h, h_6_46h);
  s3_46l = i64x2.add(s3_46l, g_6_46l);
  s3_46h = i64x2.add(s3_46h, g_6_46h);
  let s2_46l = f64x2.add(f64x2.relaxed_madd(x_6_46l, y_6_46l, f64x2.sub(c2_46l, h_6_46l)), f64x2.relaxed_madd(p_6_46l, q_6_46l, f64x2.sub(h_6_46l, g_6_46l)));
  let s2_46h = f64x2.add(f64x2.relaxed_madd(x_6_46h, y_6_46h, f64x2.sub(c2_46h, h_6_46h)), f64x2.relaxed_madd(p_6_46h, q_6_46h, f64x2.sub(h_6_46h, g_6_46h)));
  const x_7_46l = a2_46l, y_7_46l = v128.load(m, 384), h_7_46l = f64x2.relaxed_madd(x_7_46l, y_7_46l, c1_46l);
  const x_7_46h = a2_46h, y_7_46h = v128.load(m, 400), h_7_46h = f64x2.relaxed_madd(x_7_46h, y_7_46h, c1_46h);
  const p_7_46l = a3_46l, q_7_46l = v128.load(m, 544), g_7_46l = f64x2.relaxed_madd(p_7_46l, q_7_46l, h_7_46l);
  const p_7_46h = a3_46h, q_7_46h = v128.load(m, 560), g_7_46h = f64x2.relaxed_madd(p_7_46h, q_7_46h, h_7_46h);
  s3_46l = i64x2.add(s3_46l, g_7_46l);
  s3_46h = i64x2.add(s3_46h, g_7_46h);
  s2_46l = i64x2.add(s2_46l, f64x2.add(f64x2.relaxed_madd(x_7_46l, y_7_46l, f64x2.sub(c2_46l, h_7_46l)), f64x2.relaxed_madd(p_7_46l, q_7_46l, f64x2.sub(h_7_46l, g_7_46l))));
  s2_46h = i64x2.add(s2_46h, f64x2.add(f64x2.relaxed_madd(x_7_46h, y_7_46h, f64x2.sub(c2_46h, h_7_46h)), f64x2.relaxed_madd(p_7_46h, q_7_46h, f64x2.sub(h_7_46h, g_7_46h))));
  const x_8_46l = a4_46l, y_8_46l = v128.load(m, 704), h_8_46l = f64x2.relaxed_madd(x_8_46l, y_8_46l, c1_46l);
  const x_8_46h = a4_46h, y_8_46h = v128.load(m, 720), h_8_46h = f64x2.relaxed_madd(x_8_46h, y_8_46h, c1_46h);
  s3_46l = i64x2.add(s3_46l, h_8_46l);
  s3_46h = i64x2.add(s3_46h, h_8_46h);
  s2_46l = i64x2.add(s2_46l, f64x2.relaxed_madd(x_8_46l, y_8_46l, f64x2.sub(c2_46l, h_8_46l)));
  s2_46h = i64x2.add(s2_46h, f64x2.relaxed_madd(x_8_46h, y_8_46h, f64x2.sub(c2_46h, h_8_46h)));
  { const l = s3_46l, h = s3_46h; v128.store(ZT, l, 96); v128.store(ZT, h, 112); }
  const x_9_46l = a0_46l, y_9_46l = v128.load(m, 32), h_9_46l = f64x2.relaxed_madd(x_9_46l, y_9_46l, c1_46l);
  const x_9_46h = a0_46h, y_9_46h = v128.load(m, 48), h_9_46h = f64x2.relaxed_madd(x_9_46h, y_9_46h, c1_46h);
  const p_9_46l = a1_46l, q_9_46l = v128.load(m, 192), g_9_46l = f64x2.relaxed_madd(p_9_46l, q_9_46l, h_9_46l);
  const p_9_46h = a1_46h, q_9_46h = v128.load(m, 208), g_9_46h = f64x2.relaxed_madd(p_9_46h, q_9_46h, h_9_46h);
  s2_46l = i64x2.add(s2_46l, g_9_46l);
  s2_46h = i64x2.add(s2_46h, g_9_46h);
  let s1_46l = f64x2.add(f64x2.relaxed_madd(x_9_46l, y_9_46l, f64x2.sub(c2_46l, h_9_46l)), f64x2.relaxed_madd(p_9_46l, q_9_46l, f64x2.sub(h_9_46l, g_9_46l)));
  let s1_46h = f64x2.add(f64x2.relaxed_madd(x_9_46h, y_9_46h, f64x2.sub(c2_46h, h_9_46h)), f64x2.relaxed_madd(p_9_46h, q_9_46h, f64x2.sub(h_9_46h, g_9_46h)));
  const x_10_46l = a2_46l, y_10_46l = v128.load(m, 352), h_10_46l = f64x2.relaxed_madd(x_10_46l, y_10_46l, c1_46l);
  const x_10_46h = a2_46h, y_10_46h = v128.load(m, 368), h_10_46h = f64x2.relaxed_madd(x_10_46h, y_10_46h, c1_46h);
  const p_10_46l = a3_46l, q_10_46l = v128.load(m, 512), g_10_46l = f64x2.relaxed_madd(p_10_46l, q_10_46l, h_10_46l);
  const p_10_46h = a3_46h, q_10_46h = v128.load(m, 528), g_10_46h = f64x2.relaxed_madd(p_10_46h, q_10_46h, h_10_46h);
  s2_46l = i64x2.add(s2_46l, g_10_46l);
  s2_46h = i64x2.add(s2_46h, g_10_46h);
  s1_46l = i64x2.add(s1_46l, f64x2.add(f64x2.relaxed_madd(x_10_46l, y_10_46l, f64x2.sub(c2_46l, h_10_46l)), f64x2.relaxed_madd(p_10_46l, q_10_46l, f64x2.sub(h_10_46l, g_10_46l))));
  s1_46h = i64x2.add(s1_46h, f64x2.add(f64x2.relaxed_madd(x_10_46h, y_10_46h, f64x2.sub(c2_46h, h_10_46h)), f64x2.relaxed_madd(p_10_46h, q_10_46h, f64x2.sub(h_10_46h, g_10_46h))));
  const x_11_46l = a4_46l, y_11_46l = v128.load(m, 672), h_11_46l = f64x2.relaxed_madd(x_11_46l, y_11_46l, c1_46l);
  const x_11_46h = a4_46h, y_11_46h = v128.load(m, 688), h_11_46h = f64x2.relaxed_madd(x_11_46h, y_11_46h, c1_46h);
  s2_46l = i64x2.add(s2_46l, h_11_46l);
  s2_46h = i64x2.add(s2_46h, h_11_46h);
  s1_46l = i64x2.add(s1_46l, f64x2.relaxed_madd(x_11_46l, y_11_46l, f64x2.sub(c2_46l, h_11_46l)));
  s1_46h = i64x2.add(s1_46h, f64x2.relaxed_madd(x_11_46h, y_11_46h, f64x2.sub(c2_46h, h_11_46h)));
  { const l = s2_46l, h = s2_46h; v128.store(ZT, l, 64); v128.store(ZT, h, 80); }
  let s0_46l = m5_46l;
  let s0_46h = m5_46h;
  const x_12_46l = a0_46l, y_12_46l = v128.load(m, 0), h_12_46l = f64x2.relaxed_madd(x_12_46l, y_12_46l, c1_46l);
  const x_12_46h = a0_46h, y_12_46h = v128.load(m, 16), h_12_46h = f64x2.relaxed_madd(x_12_46h, y_12_46h, c1_46h);
  const p_12_46l = a1_46l, q_12_46l = v128.load(m, 160), g_12_46l = f64x2.relaxed_madd(p_12_46l, q_12_46l, h_12_46l);
  const p_12_46h = a1_46h, q_12_46h = v128.load(m, 176), g_12_46h = f64x2.relaxed_madd(p_12_46h, q_12_46h, h_12_46h);
  s1_46l = i64x2.add(s1_46l, g_12_46l);
  s1_46h = i64x2.add(s1_46h, g_12_46h);
  s0_46l = i64x2.add(s0_46l, f64x2.add(f64x2.relaxed_madd(x_12_46l, y_12_46l, f64x2.sub(c2_46l, h_12_46l)), f64x2.relaxed_madd(p_12_46l, q_12_46l, f64x2.sub(h_12_46l, g_12_46l))));
  s0_46h = i64x2.add(s0_46h, f64x2.add(f64x2.relaxed_madd(x_12_46h, y_12_46h, f64x2.sub(c2_46h, h_12_46h)), f64x2.relaxed_madd(p_12_46h, q_12_46h, f64x2.sub(h_12_46h, g_12_46h))));
  const x_13_46l = a2_46l, y_13_46l = v128.load(m, 320), h_13_46l = f64x2.relaxed_madd(x_13_46l, y_13_46l, c1_46l);
  const x_13_46h = a2_46h, y_13_46h = v128.load(m, 336), h_13_46h = f64x2.relaxed_madd(x_13_46h, y_13_46h, c1_46h);
  const p_13_46l = a3_46l, q_13_46l = v128.load(m, 480), g_13_46l = f64x2.relaxed_madd(p_13_46l, q_13_46l, h_13_46l);
  const p_13_46h = a3_46h, q_13_46h = v128.load(m, 496), g_13_46h = f64x2.relaxed_madd(p_13_46h, q_13_46h, h_13_46h);
  s1_46l = i64x2.add(s1_46l, g_13_46l);
  s1_46h = i64x2.add(s1_46h, g_13_46h);
  s0_46l = i64x2.add(s0_46l, f64x2.add(f64x2.relaxed_madd(x_13_46l, y_13_46l, f64x2.sub(c2_46l, h_13_46l)), f64x2.relaxed_madd(p_13_46l, q_13_46l, f64x2.sub(h_13_46l, g_13_46l))));
  s0_46h = i64x2.add(s0_46h, f64x2.add(f64x2.relaxed_madd(x_13_46h, y_13_46h, f64x2.sub(c2_46h, h_13_46h)), f64x2.relaxed_madd(p_13_46h, q_13_46h, f64x2.sub(h_13_46h, g_13_46h))));
  const x_14_46l = a4_46l, y_14_46l = v128.load(m, 640), h_14_46l = f64x2.relaxed_madd(x_14_46l, y_14_46l, c1_46l);
  const x_14_46h = a4_46h, y_14_46h = v128.load(m, 656), h_14_46h = f64x2.relaxed_madd(x_14_46h, y_14_46h, c1_46h);
  s1_46l = i64x2.add(s1_46l, h_14_46l);
  s1_46h = i64x2.add(s1_46h, h_14_46h);
  s0_46l = i64x2.add(s0_46l, f64x2.relaxed_madd(x_14_46l, y_14_46l, f64x2.sub(c2_46l, h_14_46l)));
  s0_46h = i64x2.add(s0_46h, f64x2.relaxed_madd(x_14_46h, y_14_46h, f64x2.sub(c2_46h, h_14_46h)));
  { const l = s1_46l, h = s1_46h; v128.store(ZT, l, 32); v128.store(ZT, h, 48); }
  { const l = s0_46l, h = s0_46h; v128.store(ZT, l, 0); v128.store(ZT, h, 16); }
  // columns <= 1.61 2^56, offsets 3802 5020 5020 5020 512; limbs <= 2^50 + 152
  const mask_54l = v128.load(CONSTANTS, 64), exp_54l = v128.load(CONSTANTS, 96);
  const mask_54h = v128.load(CONSTANTS, 80), exp_54h = v128.load(CONSTANTS, 112);
  const v4_54l = i64x2.add(v128.load(XT, 128), v128.load(ZT, 128)), q4_54l = i64x2.shr_u(v4_54l, 51);
  const v4_54h = i64x2.add(v128.load(XT, 144), v128.load(ZT, 144)), q4_54h = i64x2.shr_u(v4_54h, 51);
  let p_54l = i64x2.add(v128.and(v4_54l, mask_54l), exp_54l);
  let p_54h = i64x2.add(v128.and(v4_54h, mask_54h), exp_54h);
  const v3_54l = i64x2.add(v128.load(XT, 96), v128.load(ZT, 96)), q3_54l = i64x2.shr_u(v3_54l, 51);
  const v3_54h = i64x2.add(v128.load(XT, 112), v128.load(ZT, 112)), q3_54h = i64x2.shr_u(v3_54h, 51);
  { const l = f64x2.sub(i64x2.add(p_54l, q3_54l), v128.load(CONSTANTS, 1696)), h = f64x2.sub(i64x2.add(p_54h, q3_54h), v128.load(CONSTANTS, 1712)); v128.store(o, l, 128); v128.store(o, h, 144); }
  p_54l = i64x2.add(v128.and(v3_54l, mask_54l), exp_54l);
  p_54h = i64x2.add(v128.and(v3_54h, mask_54h), exp_54h);
  const v2_54l = i64x2.add(v128.load(XT, 64), v128.load(ZT, 64)), q2_54l = i64x2.shr_u(v2_54l, 51);
  const v2_54h = i64x2.add(v128.load(XT, 80), v128.load(ZT, 80)), q2_54h = i64x2.shr_u(v2_54h, 51);
  { const l = f64x2.sub(i64x2.add(p_54l, q2_54l), v128.load(CONSTANTS, 1696)), h = f64x2.sub(i64x2.add(p_54h, q2_54h), v128.load(CONSTANTS, 1712)); v128.store(o, l, 96); v128.store(o, h, 112); }
  p_54l = i64x2.add(v128.and(v2_54l, mask_54l), exp_54l);
  p_54h = i64x2.add(v128.and(v2_54h, mask_54h), exp_54h);
  const v1_54l = i64x2.add(v128.load(XT, 32), v128.load(ZT, 32)), q1_54l = i64x2.shr_u(v1_54l, 51);
  const v1_54h = i64x2.add(v128.load(XT, 48), v128.load(ZT, 48)), q1_54h = i64x2.shr_u(v1_54h, 51);
  { const l = f64x2.sub(i64x2.add(p_54l, q1_54l), v128.load(CONSTANTS, 1696)), h = f64x2.sub(i64x2.add(p_54h, q1_54h), v128.load(CONSTANTS, 1712)); v128.store(o, l, 64); v128.store(o, h, 80); }
  p_54l = i64x2.add(v128.and(v1_54l, mask_54l), exp_54l);
  p_54h = i64x2.add(v128.and(v1_54h, mask_54h), exp_54h);
  const v0_54l = i64x2.add(v128.load(XT, 0), v128.load(ZT, 0)), q0_54l = i64x2.shr_u(v0_54l, 51);
  const v0_54h = i64x2.add(v128.load(XT, 16), v128.load(ZT, 16)), q0_54h = i64x2.shr_u(v0_54h, 51);
  { const l = f64x2.sub(i64x2.add(p_54l, q0_54l), v128.load(CONSTANTS, 1728)), h = f64x2.sub(i64x2.add(p_54h, q0_54h), v128.load(CONSTANTS, 1744)); v128.store(o, l, 32); v128.store(o, h, 48); }
  p_54l = i64x2.add(v128.and(v0_54l, mask_54l), exp_54l);
  p_54h = i64x2.add(v128.and(v0_54h, mask_54h), exp_54h);
  { const l = f64x2.sub(i64x2.add(p_54l, i16x8.mul(q4_54l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1248)), h = f64x2.sub(i64x2.add(p_54h, i16x8.mul(q4_54h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1264)); v128.store(o, l, 0); v128.store(o, h, 16); }
  // columns <= 1.61 2^56, offsets 4390 3172 3172 3172 256; limbs <= 2^50 + 152
  const mask_55l = v128.load(CONSTANTS, 64), exp_55l = v128.load(CONSTANTS, 96);
  const mask_55h = v128.load(CONSTANTS, 80), exp_55h = v128.load(CONSTANTS, 112);
  const v4_55l = i64x2.sub(v128.load(XT, 128), v128.load(ZT, 128)), q4_55l = i64x2.shr_u(v4_55l, 51);
  const v4_55h = i64x2.sub(v128.load(XT, 144), v128.load(ZT, 144)), q4_55h = i64x2.shr_u(v4_55h, 51);
  let p_55l = i64x2.add(v128.and(v4_55l, mask_55l), exp_55l);
  let p_55h = i64x2.add(v128.and(v4_55h, mask_55h), exp_55h);
  const v3_55l = i64x2.sub(v128.load(XT, 96), v128.load(ZT, 96)), q3_55l = i64x2.shr_u(v3_55l, 51);
  const v3_55h = i64x2.sub(v128.load(XT, 112), v128.load(ZT, 112)), q3_55h = i64x2.shr_u(v3_55h, 51);
  { const l = f64x2.sub(i64x2.add(p_55l, q3_55l), v128.load(CONSTANTS, 1760)), h = f64x2.sub(i64x2.add(p_55h, q3_55h), v128.load(CONSTANTS, 1776)); v128.store(p, l, 128); v128.store(p, h, 144); }
  p_55l = i64x2.add(v128.and(v3_55l, mask_55l), exp_55l);
  p_55h = i64x2.add(v128.and(v3_55h, mask_55h), exp_55h);
  const v2_55l = i64x2.sub(v128.load(XT, 64), v128.load(ZT, 64)), q2_55l = i64x2.shr_u(v2_55l, 51);
  const v2_55h = i64x2.sub(v128.load(XT, 80), v128.load(ZT, 80)), q2_55h = i64x2.shr_u(v2_55h, 51);
  { const l = f64x2.sub(i64x2.add(p_55l, q2_55l), v128.load(CONSTANTS, 1760)), h = f64x2.sub(i64x2.add(p_55h, q2_55h), v128.load(CONSTANTS, 1776)); v128.store(p, l, 96); v128.store(p, h, 112); }
  p_55l = i64x2.add(v128.and(v2_55l, mask_55l), exp_55l);
  p_55h = i64x2.add(v128.and(v2_55h, mask_55h), exp_55h);
  const v1_55l = i64x2.sub(v128.load(XT, 32), v128.load(ZT, 32)), q1_55l = i64x2.shr_u(v1_55l, 51);
  const v1_55h = i64x2.sub(v128.load(XT, 48), v128.load(ZT, 48)), q1_55h = i64x2.shr_u(v1_55h, 51);
  { const l = f64x2.sub(i64x2.add(p_55l, q1_55l), v128.load(CONSTANTS, 1760)), h = f64x2.sub(i64x2.add(p_55h, q1_55h), v128.load(CONSTANTS, 1776)); v128.store(p, l, 64); v128.store(p, h, 80); }
  p_55l = i64x2.add(v128.and(v1_55l, mask_55l), exp_55l);
  p_55h = i64x2.add(v128.and(v1_55h, mask_55h), exp_55h);
  const v0_55l = i64x2.sub(v128.load(XT, 0), v128.load(ZT, 0)), q0_55l = i64x2.shr_u(v0_55l, 51);
  const v0_55h = i64x2.sub(v128.load(XT, 16), v128.load(ZT, 16)), q0_55h = i64x2.shr_u(v0_55h, 51);
  { const l = f64x2.sub(i64x2.add(p_55l, q0_55l), v128.load(CONSTANTS, 1792)), h = f64x2.sub(i64x2.add(p_55h, q0_55h), v128.load(CONSTANTS, 1808)); v128.store(p, l, 32); v128.store(p, h, 48); }
  p_55l = i64x2.add(v128.and(v0_55l, mask_55l), exp_55l);
  p_55h = i64x2.add(v128.and(v0_55h, mask_55h), exp_55h);
  { const l = f64x2.sub(i64x2.add(p_55l, i16x8.mul(q4_55l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1408)), h = f64x2.sub(i64x2.add(p_55h, i16x8.mul(q4_55h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1424)); v128.store(p, l, 0); v128.store(p, h, 16); }
}

/** For the tests: o, p = a b + e t, a b - e t. */
export function doubled(o: usize, p: usize, a: usize, b: usize, e: usize, t: usize): void {
  // factors <= 1.00 2^50, 1.00 2^50
  const c1_51l = v128.load(CONSTANTS, 0), c2_51l = v128.load(CONSTANTS, 32);
  const c1_51h = v128.load(CONSTANTS, 16), c2_51h = v128.load(CONSTANTS, 48);
  const a0_51l = v128.load(a, 0);
  const a0_51h = v128.load(a, 16);
  const a1_51l = v128.load(a, 32);
  const a1_51h = v128.load(a, 48);
  const a2_51l = v128.load(a, 64);
  const a2_51h = v128.load(a, 80);
  const a3_51l = v128.load(a, 96);
  const a3_51h = v128.load(a, 112);
  const a4_51l = v128.load(a, 128);
  const a4_51h = v128.load(a, 144);
  const x_0_51l = a4_51l, y_0_51l = v128.load(b, 128), h_0_51l = f64x2.relaxed_madd(x_0_51l, y_0_51l, c1_51l);
  const x_0_51h = a4_51h, y_0_51h = v128.load(b, 144), h_0_51h = f64x2.relaxed_madd(x_0_51h, y_0_51h, c1_51h);
  let s9_51l = h_0_51l;
  let s9_51h = h_0_51h;
  let s8_51l = f64x2.relaxed_madd(x_0_51l, y_0_51l, f64x2.sub(c2_51l, h_0_51l));
  let s8_51h = f64x2.relaxed_madd(x_0_51h, y_0_51h, f64x2.sub(c2_51h, h_0_51h));
  const m9_51l = i64x2.add(i64x2.add(i64x2.add(s9_51l, s9_51l), s9_51l), i64x2.shl(s9_51l, 4));
  const m9_51h = i64x2.add(i64x2.add(i64x2.add(s9_51h, s9_51h), s9_51h), i64x2.shl(s9_51h, 4));
  const x_1_51l = a3_51l, y_1_51l = v128.load(b, 128), h_1_51l = f64x2.relaxed_madd(x_1_51l, y_1_51l, c1_51l);
  const x_1_51h = a3_51h, y_1_51h = v128.load(b, 144), h_1_51h = f64x2.relaxed_madd(x_1_51h, y_1_51h, c1_51h);
  const p_1_51l = a4_51l, q_1_51l = v128.load(b, 96), g_1_51l = f64x2.relaxed_madd(p_1_51l, q_1_51l, h_1_51l);
  const p_1_51h = a4_51h, q_1_51h = v128.load(b, 112), g_1_51h = f64x2.relaxed_madd(p_1_51h, q_1_51h, h_1_51h);
  s8_51l = i64x2.add(s8_51l, g_1_51l);
  s8_51h = i64x2.add(s8_51h, g_1_51h);
  let s7_51l = f64x2.add(f64x2.relaxed_madd(x_1_51l, y_1_51l, f64x2.sub(c2_51l, h_1_51l)), f64x2.relaxed_madd(p_1_51l, q_1_51l, f64x2.sub(h_1_51l, g_1_51l)));
  let s7_51h = f64x2.add(f64x2.relaxed_madd(x_1_51h, y_1_51h, f64x2.sub(c2_51h, h_1_51h)), f64x2.relaxed_madd(p_1_51h, q_1_51h, f64x2.sub(h_1_51h, g_1_51h)));
  const m8_51l = i64x2.add(i64x2.add(i64x2.add(s8_51l, s8_51l), s8_51l), i64x2.shl(s8_51l, 4));
  const m8_51h = i64x2.add(i64x2.add(i64x2.add(s8_51h, s8_51h), s8_51h), i64x2.shl(s8_51h, 4));
  const x_2_51l = a2_51l, y_2_51l = v128.load(b, 128), h_2_51l = f64x2.relaxed_madd(x_2_51l, y_2_51l, c1_51l);
  const x_2_51h = a2_51h, y_2_51h = v128.load(b, 144), h_2_51h = f64x2.relaxed_madd(x_2_51h, y_2_51h, c1_51h);
  const p_2_51l = a3_51l, q_2_51l = v128.load(b, 96), g_2_51l = f64x2.relaxed_madd(p_2_51l, q_2_51l, h_2_51l);
  const p_2_51h = a3_51h, q_2_51h = v128.load(b, 112), g_2_51h = f64x2.relaxed_madd(p_2_51h, q_2_51h, h_2_51h);
  s7_51l = i64x2.add(s7_51l, g_2_51l);
  s7_51h = i64x2.add(s7_51h, g_2_51h);
  let s6_51l = f64x2.add(f64x2.relaxed_madd(x_2_51l, y_2_51l, f64x2.sub(c2_51l, h_2_51l)), f64x2.relaxed_madd(p_2_51l, q_2_51l, f64x2.sub(h_2_51l, g_2_51l)));
  let s6_51h = f64x2.add(f64x2.relaxed_madd(x_2_51h, y_2_51h, f64x2.sub(c2_51h, h_2_51h)), f64x2.relaxed_madd(p_2_51h, q_2_51h, f64x2.sub(h_2_51h, g_2_51h)));
  const x_3_51l = a4_51l, y_3_51l = v128.load(b, 64), h_3_51l = f64x2.relaxed_madd(x_3_51l, y_3_51l, c1_51l);
  const x_3_51h = a4_51h, y_3_51h = v128.load(b, 80), h_3_51h = f64x2.relaxed_madd(x_3_51h, y_3_51h, c1_51h);
  s7_51l = i64x2.add(s7_51l, h_3_51l);
  s7_51h = i64x2.add(s7_51h, h_3_51h);
  s6_51l = i64x2.add(s6_51l, f64x2.relaxed_madd(x_3_51l, y_3_51l, f64x2.sub(c2_51l, h_3_51l)));
  s6_51h = i64x2.add(s6_51h, f64x2.relaxed_madd(x_3_51h, y_3_51h, f64x2.sub(c2_51h, h_3_51h)));
  const m7_51l = i64x2.add(i64x2.add(i64x2.add(s7_51l, s7_51l), s7_51l), i64x2.shl(s7_51l, 4));
  const m7_51h = i64x2.add(i64x2.add(i64x2.add(s7_51h, s7_51h), s7_51h), i64x2.shl(s7_51h, 4));
  const x_4_51l = a1_51l, y_4_51l = v128.load(b, 128), h_4_51l = f64x2.relaxed_madd(x_4_51l, y_4_51l, c1_51l);
  const x_4_51h = a1_51h, y_4_51h = v128.load(b, 144), h_4_51h = f64x2.relaxed_madd(x_4_51h, y_4_51h, c1_51h);
  const p_4_51l = a2_51l, q_4_51l = v128.load(b, 96), g_4_51l = f64x2.relaxed_madd(p_4_51l, q_4_51l, h_4_51l);
  const p_4_51h = a2_51h, q_4_51h = v128.load(b, 112), g_4_51h = f64x2.relaxed_madd(p_4_51h, q_4_51h, h_4_51h);
  s6_51l = i64x2.add(s6_51l, g_4_51l);
  s6_51h = i64x2.add(s6_51h, g_4_51h);
  let s5_51l = f64x2.add(f64x2.relaxed_madd(x_4_51l, y_4_51l, f64x2.sub(c2_51l, h_4_51l)), f64x2.relaxed_madd(p_4_51l, q_4_51l, f64x2.sub(h_4_51l, g_4_51l)));
  let s5_51h = f64x2.add(f64x2.relaxed_madd(x_4_51h, y_4_51h, f64x2.sub(c2_51h, h_4_51h)), f64x2.relaxed_madd(p_4_51h, q_4_51h, f64x2.sub(h_4_51h, g_4_51h)));
  const x_5_51l = a3_51l, y_5_51l = v128.load(b, 64), h_5_51l = f64x2.relaxed_madd(x_5_51l, y_5_51l, c1_51l);
  const x_5_51h = a3_51h, y_5_51h = v128.load(b, 80), h_5_51h = f64x2.relaxed_madd(x_5_51h, y_5_51h, c1_51h);
  const p_5_51l = a4_51l, q_5_51l = v128.load(b, 32), g_5_51l = f64x2.relaxed_madd(p_5_51l, q_5_51l, h_5_51l);
  const p_5_51h = a4_51h, q_5_51h = v128.load(b, 48), g_5_51h = f64x2.relaxed_madd(p_5_51h, q_5_51h, h_5_51h);
  s6_51l = i64x2.add(s6_51l, g_5_51l);
  s6_51h = i64x2.add(s6_51h, g_5_51h);
  s5_51l = i64x2.add(s5_51l, f64x2.add(f64x2.relaxed_madd(x_5_51l, y_5_51l, f64x2.sub(c2_51l, h_5_51l)), f64x2.relaxed_madd(p_5_51l, q_5_51l, f64x2.sub(h_5_51l, g_5_51l))));
  s5_51h = i64x2.add(s5_51h, f64x2.add(f64x2.relaxed_madd(x_5_51h, y_5_51h, f64x2.sub(c2_51h, h_5_51h)), f64x2.relaxed_madd(p_5_51h, q_5_51h, f64x2.sub(h_5_51h, g_5_51h))));
  const m6_51l = i64x2.add(i64x2.add(i64x2.add(s6_51l, s6_51l), s6_51l), i64x2.shl(s6_51l, 4));
  const m6_51h = i64x2.add(i64x2.add(i64x2.add(s6_51h, s6_51h), s6_51h), i64x2.shl(s6_51h, 4));
  let s4_51l = m9_51l;
  let s4_51h = m9_51h;
  const x_6_51l = a0_51l, y_6_51l = v128.load(b, 128), h_6_51l = f64x2.relaxed_madd(x_6_51l, y_6_51l, c1_51l);
  const x_6_51h = a0_51h, y_6_51h = v128.load(b, 144), h_6_51h = f64x2.relaxed_madd(x_6_51h, y_6_51h, c1_51h);
  const p_6_51l = a1_51l, q_6_51l = v128.load(b, 96), g_6_51l = f64x2.relaxed_madd(p_6_51l, q_6_51l, h_6_51l);
  const p_6_51h = a1_51h, q_6_51h = v128.load(b, 112), g_6_51h = f64x2.relaxed_madd(p_6_51h, q_6_51h, h_6_51h);
  s5_51l = i64x2.add(s5_51l, g_6_51l);
  s5_51h = i64x2.add(s5_51h, g_6_51h);
  s4_51l = i64x2.add(s4_51l, f64x2.add(f64x2.relaxed_madd(x_6_51l, y_6_51l, f64x2.sub(c2_51l, h_6_51l)), f64x2.relaxed_madd(p_6_51l, q_6_51l, f64x2.sub(h_6_51l, g_6_51l))));
  s4_51h = i64x2.add(s4_51h, f64x2.add(f64x2.relaxed_madd(x_6_51h, y_6_51h, f64x2.sub(c2_51h, h_6_51h)), f64x2.relaxed_madd(p_6_51h, q_6_51h, f64x2.sub(h_6_51h, g_6_51h))));
  const x_7_51l = a2_51l, y_7_51l = v128.load(b, 64), h_7_51l = f64x2.relaxed_madd(x_7_51l, y_7_51l, c1_51l);
  const x_7_51h = a2_51h, y_7_51h = v128.load(b, 80), h_7_51h = f64x2.relaxed_madd(x_7_51h, y_7_51h, c1_51h);
  const p_7_51l = a3_51l, q_7_51l = v128.load(b, 32), g_7_51l = f64x2.relaxed_madd(p_7_51l, q_7_51l, h_7_51l);
  const p_7_51h = a3_51h, q_7_51h = v128.load(b, 48), g_7_51h = f64x2.relaxed_madd(p_7_51h, q_7_51h, h_7_51h);
  s5_51l = i64x2.add(s5_51l, g_7_51l);
  s5_51h = i64x2.add(s5_51h, g_7_51h);
  s4_51l = i64x2.add(s4_51l, f64x2.add(f64x2.relaxed_madd(x_7_51l, y_7_51l, f64x2.sub(c2_51l, h_7_51l)), f64x2.relaxed_madd(p_7_51l, q_7_51l, f64x2.sub(h_7_51l, g_7_51l))));
  s4_51h = i64x2.add(s4_51h, f64x2.add(f64x2.relaxed_madd(x_7_51h, y_7_51h, f64x2.sub(c2_51h, h_7_51h)), f64x2.relaxed_madd(p_7_51h, q_7_51h, f64x2.sub(h_7_51h, g_7_51h))));
  const x_8_51l = a4_51l, y_8_51l = v128.load(b, 0), h_8_51l = f64x2.relaxed_madd(x_8_51l, y_8_51l, c1_51l);
  const x_8_51h = a4_51h, y_8_51h = v128.load(b, 16), h_8_51h = f64x2.relaxed_madd(x_8_51h, y_8_51h, c1_51h);
  s5_51l = i64x2.add(s5_51l, h_8_51l);
  s5_51h = i64x2.add(s5_51h, h_8_51h);
  s4_51l = i64x2.add(s4_51l, f64x2.relaxed_madd(x_8_51l, y_8_51l, f64x2.sub(c2_51l, h_8_51l)));
  s4_51h = i64x2.add(s4_51h, f64x2.relaxed_madd(x_8_51h, y_8_51h, f64x2.sub(c2_51h, h_8_51h)));
  const m5_51l = i64x2.add(i64x2.add(i64x2.add(s5_51l, s5_51l), s5_51l), i64x2.shl(s5_51l, 4));
  const m5_51h = i64x2.add(i64x2.add(i64x2.add(s5_51h, s5_51h), s5_51h), i64x2.shl(s5_51h, 4));
  let s3_51l = m8_51l;
  let s3_51h = m8_51h;
  const x_9_51l = a0_51l, y_9_51l = v128.load(b, 96), h_9_51l = f64x2.relaxed_madd(x_9_51l, y_9_51l, c1_51l);
  const x_9_51h = a0_51h, y_9_51h = v128.load(b, 112), h_9_51h = f64x2.relaxed_madd(x_9_51h, y_9_51h, c1_51h);
  const p_9_51l = a1_51l, q_9_51l = v128.load(b, 64), g_9_51l = f64x2.relaxed_madd(p_9_51l, q_9_51l, h_9_51l);
  const p_9_51h = a1_51h, q_9_51h = v128.load(b, 80), g_9_51h = f64x2.relaxed_madd(p_9_51h, q_9_51h, h_9_51h);
  s4_51l = i64x2.add(s4_51l, g_9_51l);
  s4_51h = i64x2.add(s4_51h, g_9_51h);
  s3_51l = i64x2.add(s3_51l, f64x2.add(f64x2.relaxed_madd(x_9_51l, y_9_51l, f64x2.sub(c2_51l, h_9_51l)), f64x2.relaxed_madd(p_9_51l, q_9_51l, f64x2.sub(h_9_51l, g_9_51l))));
  s3_51h = i64x2.add(s3_51h, f64x2.add(f64x2.relaxed_madd(x_9_51h, y_9_51h, f64x2.sub(c2_51h, h_9_51h)), f64x2.relaxed_madd(p_9_51h, q_9_51h, f64x2.sub(h_9_51h, g_9_51h))));
  const x_10_51l = a2_51l, y_10_51l = v128.load(b, 32), h_10_51l = f64x2.relaxed_madd(x_10_51l, y_10_51l, c1_51l);
  const x_10_51h = a2_51h, y_10_51h = v128.load(b, 48), h_10_51h = f64x2.relaxed_madd(x_10_51h, y_10_51h, c1_51h);
  const p_10_51l = a3_51l, q_10_51l = v128.load(b, 0), g_10_51l = f64x2.relaxed_madd(p_10_51l, q_10_51l, h_10_51l);
  const p_10_51h = a3_51h, q_10_51h = v128.load(b, 16), g_10_51h = f64x2.relaxed_madd(p_10_51h, q_10_51h, h_10_51h);
  s4_51l = i64x2.add(s4_51l, g_10_51l);
  s4_51h = i64x2.add(s4_51h, g_10_51h);
  s3_51l = i64x2.add(s3_51l, f64x2.add(f64x2.relaxed_madd(x_10_51l, y_10_51l, f64x2.sub(c2_51l, h_10_51l)), f64x2.relaxed_madd(p_10_51l, q_10_51l, f64x2.sub(h_10_51l, g_10_51l))));
  s3_51h = i64x2.add(s3_51h, f64x2.add(f64x2.relaxed_madd(x_10_51h, y_10_51h, f64x2.sub(c2_51h, h_10_51h)), f64x2.relaxed_madd(p_10_51h, q_10_51h, f64x2.sub(h_10_51h, g_10_51h))));
  { const l = i64x2.add(s4_51l, v128.load(CONSTANTS, 736)), h = i64x2.add(s4_51h, v128.load(CONSTANTS, 752)); v128.store(XU, l, 128); v128.store(XU, h, 144); }
  let s2_51l = m7_51l;
  let s2_51h = m7_51h;
  const x_11_51l = a0_51l, y_11_51l = v128.load(b, 64), h_11_51l = f64x2.relaxed_madd(x_11_51l, y_11_51l, c1_51l);
  const x_11_51h = a0_51h, y_11_51h = v128.load(b, 80), h_11_51h = f64x2.relaxed_madd(x_11_51h, y_11_51h, c1_51h);
  const p_11_51l = a1_51l, q_11_51l = v128.load(b, 32), g_11_51l = f64x2.relaxed_madd(p_11_51l, q_11_51l, h_11_51l);
  const p_11_51h = a1_51h, q_11_51h = v128.load(b, 48), g_11_51h = f64x2.relaxed_madd(p_11_51h, q_11_51h, h_11_51h);
  s3_51l = i64x2.add(s3_51l, g_11_51l);
  s3_51h = i64x2.add(s3_51h, g_11_51h);
  s2_51l = i64x2.add(s2_51l, f64x2.add(f64x2.relaxed_madd(x_11_51l, y_11_51l, f64x2.sub(c2_51l, h_11_51l)), f64x2.relaxed_madd(p_11_51l, q_11_51l, f64x2.sub(h_11_51l, g_11_51l))));
  s2_51h = i64x2.add(s2_51h, f64x2.add(f64x2.relaxed_madd(x_11_51h, y_11_51h, f64x2.sub(c2_51h, h_11_51h)), f64x2.relaxed_madd(p_11_51h, q_11_51h, f64x2.sub(h_11_51h, g_11_51h))));
  const x_12_51l = a2_51l, y_12_51l = v128.load(b, 0), h_12_51l = f64x2.relaxed_madd(x_12_51l, y_12_51l, c1_51l);
  const x_12_51h = a2_51h, y_12_51h = v128.load(b, 16), h_12_51h = f64x2.relaxed_madd(x_12_51h, y_12_51h, c1_51h);
  s3_51l = i64x2.add(s3_51l, h_12_51l);
  s3_51h = i64x2.add(s3_51h, h_12_51h);
  s2_51l = i64x2.add(s2_51l, f64x2.relaxed_madd(x_12_51l, y_12_51l, f64x2.sub(c2_51l, h_12_51l)));
  s2_51h = i64x2.add(s2_51h, f64x2.relaxed_madd(x_12_51h, y_12_51h, f64x2.sub(c2_51h, h_12_51h)));
  { const l = i64x2.add(s3_51l, v128.load(CONSTANTS, 768)), h = i64x2.add(s3_51h, v128.load(CONSTANTS, 784)); v128.store(XU, l, 96); v128.store(XU, h, 112); }
  let s1_51l = m6_51l;
  let s1_51h = m6_51h;
  const x_13_51l = a0_51l, y_13_51l = v128.load(b, 32), h_13_51l = f64x2.relaxed_madd(x_13_51l, y_13_51l, c1_51l);
  const x_13_51h = a0_51h, y_13_51h = v128.load(b, 48), h_13_51h = f64x2.relaxed_madd(x_13_51h, y_13_51h, c1_51h);
  const p_13_51l = a1_51l, q_13_51l = v128.load(b, 0), g_13_51l = f64x2.relaxed_madd(p_13_51l, q_13_51l, h_13_51l);
  const p_13_51h = a1_51h, q_13_51h = v128.load(b, 16), g_13_51h = f64x2.relaxed_madd(p_13_51h, q_13_51h, h_13_51h);
  s2_51l = i64x2.add(s2_51l, g_13_51l);
  s2_51h = i64x2.add(s2_51h, g_13_51h);
  s1_51l = i64x2.add(s1_51l, f64x2.add(f64x2.relaxed_madd(x_13_51l, y_13_51l, f64x2.sub(c2_51l, h_13_51l)), f64x2.relaxed_madd(p_13_51l, q_13_51l, f64x2.sub(h_13_51l, g_13_51l))));
  s1_51h = i64x2.add(s1_51h, f64x2.add(f64x2.relaxed_madd(x_13_51h, y_13_51h, f64x2.sub(c2_51h, h_13_51h)), f64x2.relaxed_madd(p_13_51h, q_13_51h, f64x2.sub(h_13_51h, g_13_51h))));
  { const l = i64x2.add(s2_51l, v128.load(CONSTANTS, 1056)), h = i64x2.add(s2_51h, v128.load(CONSTANTS, 1072)); v128.store(XU, l, 64); v128.store(XU, h, 80); }
  let s0_51l = m5_51l;
  let s0_51h = m5_51h;
  const x_14_51l = a0_51l, y_14_51l = v128.load(b, 0), h_14_51l = f64x2.relaxed_madd(x_14_51l, y_14_51l, c1_51l);
  const x_14_51h = a0_51h, y_14_51h = v128.load(b, 16), h_14_51h = f64x2.relaxed_madd(x_14_51h, y_14_51h, c1_51h);
  s1_51l = i64x2.add(s1_51l, h_14_51l);
  s1_51h = i64x2.add(s1_51h, h_14_51h);
  s0_51l = i64x2.add(s0_51l, f64x2.relaxed_madd(x_14_51l, y_14_51l, f64x2.sub(c2_51l, h_14_51l)));
  s0_51h = i64x2.add(s0_51h, f64x2.relaxed_madd(x_14_51h, y_14_51h, f64x2.sub(c2_51h, h_14_51h)));
  { const l = i64x2.add(s1_51l, v128.load(CONSTANTS, 832)), h = i64x2.add(s1_51h, v128.load(CONSTANTS, 848)); v128.store(XU, l, 32); v128.store(XU, h, 48); }
  { const l = i64x2.add(s0_51l, v128.load(CONSTANTS, 864)), h = i64x2.add(s0_51h, v128.load(CONSTANTS, 880)); v128.store(XU, l, 0); v128.store(XU, h, 16); }
  // factors <= 1.00 2^51, 1.00 2^50
  const c1_49l = v128.load(CONSTANTS, 0), c2_49l = v128.load(CONSTANTS, 32);
  const c1_49h = v128.load(CONSTANTS, 16), c2_49h = v128.load(CONSTANTS, 48);
  const a0_49l = v128.load(e, 0);
  const a0_49h = v128.load(e, 16);
  const a1_49l = v128.load(e, 32);
  const a1_49h = v128.load(e, 48);
  const a2_49l = v128.load(e, 64);
  const a2_49h = v128.load(e, 80);
  const a3_49l = v128.load(e, 96);
  const a3_49h = v128.load(e, 112);
  const a4_49l = v128.load(e, 128);
  const a4_49h = v128.load(e, 144);
  const x_0_49l = a4_49l, y_0_49l = v128.load(t, 128), h_0_49l = f64x2.relaxed_madd(x_0_49l, y_0_49l, c1_49l);
  const x_0_49h = a4_49h, y_0_49h = v128.load(t, 144), h_0_49h = f64x2.relaxed_madd(x_0_49h, y_0_49h, c1_49h);
  let s9_49l = h_0_49l;
  let s9_49h = h_0_49h;
  let s8_49l = f64x2.relaxed_madd(x_0_49l, y_0_49l, f64x2.sub(c2_49l, h_0_49l));
  let s8_49h = f64x2.relaxed_madd(x_0_49h, y_0_49h, f64x2.sub(c2_49h, h_0_49h));
  const m9_49l = i64x2.add(i64x2.add(i64x2.add(s9_49l, s9_49l), s9_49l), i64x2.shl(s9_49l, 4));
  const m9_49h = i64x2.add(i64x2.add(i64x2.add(s9_49h, s9_49h), s9_49h), i64x2.shl(s9_49h, 4));
  const x_1_49l = a3_49l, y_1_49l = v128.load(t, 128), h_1_49l = f64x2.relaxed_madd(x_1_49l, y_1_49l, c1_49l);
  const x_1_49h = a3_49h, y_1_49h = v128.load(t, 144), h_1_49h = f64x2.relaxed_madd(x_1_49h, y_1_49h, c1_49h);
  s8_49l = i64x2.add(s8_49l, h_1_49l);
  s8_49h = i64x2.add(s8_49h, h_1_49h);
  let s7_49l = f64x2.relaxed_madd(x_1_49l, y_1_49l, f64x2.sub(c2_49l, h_1_49l));
  let s7_49h = f64x2.relaxed_madd(x_1_49h, y_1_49h, f64x2.sub(c2_49h, h_1_49h));
  const x_2_49l = a4_49l, y_2_49l = v128.load(t, 96), h_2_49l = f64x2.relaxed_madd(x_2_49l, y_2_49l, c1_49l);
  const x_2_49h = a4_49h, y_2_49h = v128.load(t, 112), h_2_49h = f64x2.relaxed_madd(x_2_49h, y_2_49h, c1_49h);
  s8_49l = i64x2.add(s8_49l, h_2_49l);
  s8_49h = i64x2.add(s8_49h, h_2_49h);
  s7_49l = i64x2.add(s7_49l, f64x2.relaxed_madd(x_2_49l, y_2_49l, f64x2.sub(c2_49l, h_2_49l)));
  s7_49h = i64x2.add(s7_49h, f64x2.relaxed_madd(x_2_49h, y_2_49h, f64x2.sub(c2_49h, h_2_49h)));
  const m8_49l = i64x2.add(i64x2.add(i64x2.add(s8_49l, s8_49l), s8_49l), i64x2.shl(s8_49l, 4));
  const m8_49h = i64x2.add(i64x2.add(i64x2.add(s8_49h, s8_49h), s8_49h), i64x2.shl(s8_49h, 4));
  const x_3_49l = a2_49l, y_3_49l = v128.load(t, 128), h_3_49l = f64x2.relaxed_madd(x_3_49l, y_3_49l, c1_49l);
  const x_3_49h = a2_49h, y_3_49h = v128.load(t, 144), h_3_49h = f64x2.relaxed_madd(x_3_49h, y_3_49h, c1_49h);
  s7_49l = i64x2.add(s7_49l, h_3_49l);
  s7_49h = i64x2.add(s7_49h, h_3_49h);
  let s6_49l = f64x2.relaxed_madd(x_3_49l, y_3_49l, f64x2.sub(c2_49l, h_3_49l));
  let s6_49h = f64x2.relaxed_madd(x_3_49h, y_3_49h, f64x2.sub(c2_49h, h_3_49h));
  const x_4_49l = a3_49l, y_4_49l = v128.load(t, 96), h_4_49l = f64x2.relaxed_madd(x_4_49l, y_4_49l, c1_49l);
  const x_4_49h = a3_49h, y_4_49h = v128.load(t, 112), h_4_49h = f64x2.relaxed_madd(x_4_49h, y_4_49h, c1_49h);
  s7_49l = i64x2.add(s7_49l, h_4_49l);
  s7_49h = i64x2.add(s7_49h, h_4_49h);
  s6_49l = i64x2.add(s6_49l, f64x2.relaxed_madd(x_4_49l, y_4_49l, f64x2.sub(c2_49l, h_4_49l)));
  s6_49h = i64x2.add(s6_49h, f64x2.relaxed_madd(x_4_49h, y_4_49h, f64x2.sub(c2_49h, h_4_49h)));
  const x_5_49l = a4_49l, y_5_49l = v128.load(t, 64), h_5_49l = f64x2.relaxed_madd(x_5_49l, y_5_49l, c1_49l);
  const x_5_49h = a4_49h, y_5_49h = v128.load(t, 80), h_5_49h = f64x2.relaxed_madd(x_5_49h, y_5_49h, c1_49h);
  s7_49l = i64x2.add(s7_49l, h_5_49l);
  s7_49h = i64x2.add(s7_49h, h_5_49h);
  s6_49l = i64x2.add(s6_49l, f64x2.relaxed_madd(x_5_49l, y_5_49l, f64x2.sub(c2_49l, h_5_49l)));
  s6_49h = i64x2.add(s6_49h, f64x2.relaxed_madd(x_5_49h, y_5_49h, f64x2.sub(c2_49h, h_5_49h)));
  const m7_49l = i64x2.add(i64x2.add(i64x2.add(s7_49l, s7_49l), s7_49l), i64x2.shl(s7_49l, 4));
  const m7_49h = i64x2.add(i64x2.add(i64x2.add(s7_49h, s7_49h), s7_49h), i64x2.shl(s7_49h, 4));
  const x_6_49l = a1_49l, y_6_49l = v128.load(t, 128), h_6_49l = f64x2.relaxed_madd(x_6_49l, y_6_49l, c1_49l);
  const x_6_49h = a1_49h, y_6_49h = v128.load(t, 144), h_6_49h = f64x2.relaxed_madd(x_6_49h, y_6_49h, c1_49h);
  s6_49l = i64x2.add(s6_49l, h_6_49l);
  s6_49h = i64x2.add(s6_49h, h_6_49h);
  let s5_49l = f64x2.relaxed_madd(x_6_49l, y_6_49l, f64x2.sub(c2_49l, h_6_49l));
  let s5_49h = f64x2.relaxed_madd(x_6_49h, y_6_49h, f64x2.sub(c2_49h, h_6_49h));
  const x_7_49l = a2_49l, y_7_49l = v128.load(t, 96), h_7_49l = f64x2.relaxed_madd(x_7_49l, y_7_49l, c1_49l);
  const x_7_49h = a2_49h, y_7_49h = v128.load(t, 112), h_7_49h = f64x2.relaxed_madd(x_7_49h, y_7_49h, c1_49h);
  s6_49l = i64x2.add(s6_49l, h_7_49l);
  s6_49h = i64x2.add(s6_49h, h_7_49h);
  s5_49l = i64x2.add(s5_49l, f64x2.relaxed_madd(x_7_49l, y_7_49l, f64x2.sub(c2_49l, h_7_49l)));
  s5_49h = i64x2.add(s5_49h, f64x2.relaxed_madd(x_7_49h, y_7_49h, f64x2.sub(c2_49h, h_7_49h)));
  const x_8_49l = a3_49l, y_8_49l = v128.load(t, 64), h_8_49l = f64x2.relaxed_madd(x_8_49l, y_8_49l, c1_49l);
  const x_8_49h = a3_49h, y_8_49h = v128.load(t, 80), h_8_49h = f64x2.relaxed_madd(x_8_49h, y_8_49h, c1_49h);
  s6_49l = i64x2.add(s6_49l, h_8_49l);
  s6_49h = i64x2.add(s6_49h, h_8_49h);
  s5_49l = i64x2.add(s5_49l, f64x2.relaxed_madd(x_8_49l, y_8_49l, f64x2.sub(c2_49l, h_8_49l)));
  s5_49h = i64x2.add(s5_49h, f64x2.relaxed_madd(x_8_49h, y_8_49h, f64x2.sub(c2_49h, h_8_49h)));
  const x_9_49l = a4_49l, y_9_49l = v128.load(t, 32), h_9_49l = f64x2.relaxed_madd(x_9_49l, y_9_49l, c1_49l);
  const x_9_49h = a4_49h, y_9_49h = v128.load(t, 48), h_9_49h = f64x2.relaxed_madd(x_9_49h, y_9_49h, c1_49h);
  s6_49l = i64x2.add(s6_49l, h_9_49l);
  s6_49h = i64x2.add(s6_49h, h_9_49h);
  s5_49l = i64x2.add(s5_49l, f64x2.relaxed_madd(x_9_49l, y_9_49l, f64x2.sub(c2_49l, h_9_49l)));
  s5_49h = i64x2.add(s5_49h, f64x2.relaxed_madd(x_9_49h, y_9_49h, f64x2.sub(c2_49h, h_9_49h)));
  const m6_49l = i64x2.add(i64x2.add(i64x2.add(s6_49l, s6_49l), s6_49l), i64x2.shl(s6_49l, 4));
  const m6_49h = i64x2.add(i64x2.add(i64x2.add(s6_49h, s6_49h), s6_49h), i64x2.shl(s6_49h, 4));
  let s4_49l = m9_49l;
  let s4_49h = m9_49h;
  const x_10_49l = a0_49l, y_10_49l = v128.load(t, 128), h_10_49l = f64x2.relaxed_madd(x_10_49l, y_10_49l, c1_49l);
  const x_10_49h = a0_49h, y_10_49h = v128.load(t, 144), h_10_49h = f64x2.relaxed_madd(x_10_49h, y_10_49h, c1_49h);
  s5_49l = i64x2.add(s5_49l, h_10_49l);
  s5_49h = i64x2.add(s5_49h, h_10_49h);
  s4_49l = i64x2.add(s4_49l, f64x2.relaxed_madd(x_10_49l, y_10_49l, f64x2.sub(c2_49l, h_10_49l)));
  s4_49h = i64x2.add(s4_49h, f64x2.relaxed_madd(x_10_49h, y_10_49h, f64x2.sub(c2_49h, h_10_49h)));
  const x_11_49l = a1_49l, y_11_49l = v128.load(t, 96), h_11_49l = f64x2.relaxed_madd(x_11_49l, y_11_49l, c1_49l);
  const x_11_49h = a1_49h, y_11_49h = v128.load(t, 112), h_11_49h = f64x2.relaxed_madd(x_11_49h, y_11_49h, c1_49h);
  s5_49l = i64x2.add(s5_49l, h_11_49l);
  s5_49h = i64x2.add(s5_49h, h_11_49h);
  s4_49l = i64x2.add(s4_49l, f64x2.relaxed_madd(x_11_49l, y_11_49l, f64x2.sub(c2_49l, h_11_49l)));
  s4_49h = i64x2.add(s4_49h, f64x2.relaxed_madd(x_11_49h, y_11_49h, f64x2.sub(c2_49h, h_11_49h)));
  const x_12_49l = a2_49l, y_12_49l = v128.load(t, 64), h_12_49l = f64x2.relaxed_madd(x_12_49l, y_12_49l, c1_49l);
  const x_12_49h = a2_49h, y_12_49h = v128.load(t, 80), h_12_49h = f64x2.relaxed_madd(x_12_49h, y_12_49h, c1_49h);
  s5_49l = i64x2.add(s5_49l, h_12_49l);
  s5_49h = i64x2.add(s5_49h, h_12_49h);
  s4_49l = i64x2.add(s4_49l, f64x2.relaxed_madd(x_12_49l, y_12_49l, f64x2.sub(c2_49l, h_12_49l)));
  s4_49h = i64x2.add(s4_49h, f64x2.relaxed_madd(x_12_49h, y_12_49h, f64x2.sub(c2_49h, h_12_49h)));
  const x_13_49l = a3_49l, y_13_49l = v128.load(t, 32), h_13_49l = f64x2.relaxed_madd(x_13_49l, y_13_49l, c1_49l);
  const x_13_49h = a3_49h, y_13_49h = v128.load(t, 48), h_13_49h = f64x2.relaxed_madd(x_13_49h, y_13_49h, c1_49h);
  s5_49l = i64x2.add(s5_49l, h_13_49l);
  s5_49h = i64x2.add(s5_49h, h_13_49h);
  s4_49l = i64x2.add(s4_49l, f64x2.relaxed_madd(x_13_49l, y_13_49l, f64x2.sub(c2_49l, h_13_49l)));
  s4_49h = i64x2.add(s4_49h, f64x2.relaxed_madd(x_13_49h, y_13_49h, f64x2.sub(c2_49h, h_13_49h)));
  const x_14_49l = a4_49l, y_14_49l = v128.load(t, 0), h_14_49l = f64x2.relaxed_madd(x_14_49l, y_14_49l, c1_49l);
  const x_14_49h = a4_49h, y_14_49h = v128.load(t, 16), h_14_49h = f64x2.relaxed_madd(x_14_49h, y_14_49h, c1_49h);
  s5_49l = i64x2.add(s5_49l, h_14_49l);
  s5_49h = i64x2.add(s5_49h, h_14_49h);
  s4_49l = i64x2.add(s4_49l, f64x2.relaxed_madd(x_14_49l, y_14_49l, f64x2.sub(c2_49l, h_14_49l)));
  s4_49h = i64x2.add(s4_49h, f64x2.relaxed_madd(x_14_49h, y_14_49h, f64x2.sub(c2_49h, h_14_49h)));
  const m5_49l = i64x2.add(i64x2.add(i64x2.add(s5_49l, s5_49l), s5_49l), i64x2.shl(s5_49l, 4));
  const m5_49h = i64x2.add(i64x2.add(i64x2.add(s5_49h, s5_49h), s5_49h), i64x2.shl(s5_49h, 4));
  let s3_49l = m8_49l;
  let s3_49h = m8_49h;
  const x_15_49l = a0_49l, y_15_49l = v128.load(t, 96), h_15_49l = f64x2.relaxed_madd(x_15_49l, y_15_49l, c1_49l);
  const x_15_49h = a0_49h, y_15_49h = v128.load(t, 112), h_15_49h = f64x2.relaxed_madd(x_15_49h, y_15_49h, c1_49h);
  s4_49l = i64x2.add(s4_49l, h_15_49l);
  s4_49h = i64x2.add(s4_49h, h_15_49h);
  s3_49l = i64x2.add(s3_49l, f64x2.relaxed_madd(x_15_49l, y_15_49l, f64x2.sub(c2_49l, h_15_49l)));
  s3_49h = i64x2.add(s3_49h, f64x2.relaxed_madd(x_15_49h, y_15_49h, f64x2.sub(c2_49h, h_15_49h)));
  const x_16_49l = a1_49l, y_16_49l = v128.load(t, 64), h_16_49l = f64x2.relaxed_madd(x_16_49l, y_16_49l, c1_49l);
  const x_16_49h = a1_49h, y_16_49h = v128.load(t, 80), h_16_49h = f64x2.relaxed_madd(x_16_49h, y_16_49h, c1_49h);
  s4_49l = i64x2.add(s4_49l, h_16_49l);
  s4_49h = i64x2.add(s4_49h, h_16_49h);
  s3_49l = i64x2.add(s3_49l, f64x2.relaxed_madd(x_16_49l, y_16_49l, f64x2.sub(c2_49l, h_16_49l)));
  s3_49h = i64x2.add(s3_49h, f64x2.relaxed_madd(x_16_49h, y_16_49h, f64x2.sub(c2_49h, h_16_49h)));
  const x_17_49l = a2_49l, y_17_49l = v128.load(t, 32), h_17_49l = f64x2.relaxed_madd(x_17_49l, y_17_49l, c1_49l);
  const x_17_49h = a2_49h, y_17_49h = v128.load(t, 48), h_17_49h = f64x2.relaxed_madd(x_17_49h, y_17_49h, c1_49h);
  s4_49l = i64x2.add(s4_49l, h_17_49l);
  s4_49h = i64x2.add(s4_49h, h_17_49h);
  s3_49l = i64x2.add(s3_49l, f64x2.relaxed_madd(x_17_49l, y_17_49l, f64x2.sub(c2_49l, h_17_49l)));
  s3_49h = i64x2.add(s3_49h, f64x2.relaxed_madd(x_17_49h, y_17_49h, f64x2.sub(c2_49h, h_17_49h)));
  const x_18_49l = a3_49l, y_18_49l = v128.load(t, 0), h_18_49l = f64x2.relaxed_madd(x_18_49l, y_18_49l, c1_49l);
  const x_18_49h = a3_49h, y_18_49h = v128.load(t, 16), h_18_49h = f64x2.relaxed_madd(x_18_49h, y_18_49h, c1_49h);
  s4_49l = i64x2.add(s4_49l, h_18_49l);
  s4_49h = i64x2.add(s4_49h, h_18_49h);
  s3_49l = i64x2.add(s3_49l, f64x2.relaxed_madd(x_18_49l, y_18_49l, f64x2.sub(c2_49l, h_18_49l)));
  s3_49h = i64x2.add(s3_49h, f64x2.relaxed_madd(x_18_49h, y_18_49h, f64x2.sub(c2_49h, h_18_49h)));
  { const l = i64x2.add(s4_49l, v128.load(CONSTANTS, 1088)), h = i64x2.add(s4_49h, v128.load(CONSTANTS, 1104)); v128.store(ZU, l, 128); v128.store(ZU, h, 144); }
  let s2_49l = m7_49l;
  let s2_49h = m7_49h;
  const x_19_49l = a0_49l, y_19_49l = v128.load(t, 64), h_19_49l = f64x2.relaxed_madd(x_19_49l, y_19_49l, c1_49l);
  const x_19_49h = a0_49h, y_19_49h = v128.load(t, 80), h_19_49h = f64x2.relaxed_madd(x_19_49h, y_19_49h, c1_49h);
  s3_49l = i64x2.add(s3_49l, h_19_49l);
  s3_49h = i64x2.add(s3_49h, h_19_49h);
  s2_49l = i64x2.add(s2_49l, f64x2.relaxed_madd(x_19_49l, y_19_49l, f64x2.sub(c2_49l, h_19_49l)));
  s2_49h = i64x2.add(s2_49h, f64x2.relaxed_madd(x_19_49h, y_19_49h, f64x2.sub(c2_49h, h_19_49h)));
  const x_20_49l = a1_49l, y_20_49l = v128.load(t, 32), h_20_49l = f64x2.relaxed_madd(x_20_49l, y_20_49l, c1_49l);
  const x_20_49h = a1_49h, y_20_49h = v128.load(t, 48), h_20_49h = f64x2.relaxed_madd(x_20_49h, y_20_49h, c1_49h);
  s3_49l = i64x2.add(s3_49l, h_20_49l);
  s3_49h = i64x2.add(s3_49h, h_20_49h);
  s2_49l = i64x2.add(s2_49l, f64x2.relaxed_madd(x_20_49l, y_20_49l, f64x2.sub(c2_49l, h_20_49l)));
  s2_49h = i64x2.add(s2_49h, f64x2.relaxed_madd(x_20_49h, y_20_49h, f64x2.sub(c2_49h, h_20_49h)));
  const x_21_49l = a2_49l, y_21_49l = v128.load(t, 0), h_21_49l = f64x2.relaxed_madd(x_21_49l, y_21_49l, c1_49l);
  const x_21_49h = a2_49h, y_21_49h = v128.load(t, 16), h_21_49h = f64x2.relaxed_madd(x_21_49h, y_21_49h, c1_49h);
  s3_49l = i64x2.add(s3_49l, h_21_49l);
  s3_49h = i64x2.add(s3_49h, h_21_49h);
  s2_49l = i64x2.add(s2_49l, f64x2.relaxed_madd(x_21_49l, y_21_49l, f64x2.sub(c2_49l, h_21_49l)));
  s2_49h = i64x2.add(s2_49h, f64x2.relaxed_madd(x_21_49h, y_21_49h, f64x2.sub(c2_49h, h_21_49h)));
  { const l = s3_49l, h = s3_49h; v128.store(ZU, l, 96); v128.store(ZU, h, 112); }
  let s1_49l = m6_49l;
  let s1_49h = m6_49h;
  const x_22_49l = a0_49l, y_22_49l = v128.load(t, 32), h_22_49l = f64x2.relaxed_madd(x_22_49l, y_22_49l, c1_49l);
  const x_22_49h = a0_49h, y_22_49h = v128.load(t, 48), h_22_49h = f64x2.relaxed_madd(x_22_49h, y_22_49h, c1_49h);
  s2_49l = i64x2.add(s2_49l, h_22_49l);
  s2_49h = i64x2.add(s2_49h, h_22_49h);
  s1_49l = i64x2.add(s1_49l, f64x2.relaxed_madd(x_22_49l, y_22_49l, f64x2.sub(c2_49l, h_22_49l)));
  s1_49h = i64x2.add(s1_49h, f64x2.relaxed_madd(x_22_49h, y_22_49h, f64x2.sub(c2_49h, h_22_49h)));
  const x_23_49l = a1_49l, y_23_49l = v128.load(t, 0), h_23_49l = f64x2.relaxed_madd(x_23_49l, y_23_49l, c1_49l);
  const x_23_49h = a1_49h, y_23_49h = v128.load(t, 16), h_23_49h = f64x2.relaxed_madd(x_23_49h, y_23_49h, c1_49h);
  s2_49l = i64x2.add(s2_49l, h_23_49l);
  s2_49h = i64x2.add(s2_49h, h_23_49h);
  s1_49l = i64x2.add(s1_49l, f64x2.relaxed_madd(x_23_49l, y_23_49l, f64x2.sub(c2_49l, h_23_49l)));
  s1_49h = i64x2.add(s1_49h, f64x2.relaxed_madd(x_23_49h, y_23_49h, f64x2.sub(c2_49h, h_23_49h)));
  { const l = s2_49l, h = s2_49h; v128.store(ZU, l, 64); v128.store(ZU, h, 80); }
  let s0_49l = m5_49l;
  let s0_49h = m5_49h;
  const x_24_49l = a0_49l, y_24_49l = v128.load(t, 0), h_24_49l = f64x2.relaxed_madd(x_24_49l, y_24_49l, c1_49l);
  const x_24_49h = a0_49h, y_24_49h = v128.load(t, 16), h_24_49h = f64x2.relaxed_madd(x_24_49h, y_24_49h, c1_49h);
  s1_49l = i64x2.add(s1_49l, h_24_49l);
  s1_49h = i64x2.add(s1_49h, h_24_49h);
  s0_49l = i64x2.add(s0_49l, f64x2.relaxed_madd(x_24_49l, y_24_49l, f64x2.sub(c2_49l, h_24_49l)));
  s0_49h = i64x2.add(s0_49h, f64x2.relaxed_madd(x_24_49h, y_24_49h, f64x2.sub(c2_49h, h_24_49h)));
  { const l = s1_49l, h = s1_49h; v128.store(ZU, l, 32); v128.store(ZU, h, 48); }
  { const l = s0_49l, h = s0_49h; v128.store(ZU, l, 0); v128.store(ZU, h, 16); }
  // columns <= 1.16 2^58, offsets 2830 5478 186 2582 512; limbs <= 2^50 + 437
  const mask_56l = v128.load(CONSTANTS, 64), exp_56l = v128.load(CONSTANTS, 96);
  const mask_56h = v128.load(CONSTANTS, 80), exp_56h = v128.load(CONSTANTS, 112);
  const v4_56l = i64x2.add(v128.load(XU, 128), v128.load(ZU, 128)), q4_56l = i64x2.shr_u(v4_56l, 51);
  const v4_56h = i64x2.add(v128.load(XU, 144), v128.load(ZU, 144)), q4_56h = i64x2.shr_u(v4_56h, 51);
  let p_56l = i64x2.add(v128.and(v4_56l, mask_56l), exp_56l);
  let p_56h = i64x2.add(v128.and(v4_56h, mask_56h), exp_56h);
  const v3_56l = i64x2.add(v128.load(XU, 96), v128.load(ZU, 96)), q3_56l = i64x2.shr_u(v3_56l, 51);
  const v3_56h = i64x2.add(v128.load(XU, 112), v128.load(ZU, 112)), q3_56h = i64x2.shr_u(v3_56h, 51);
  { const l = f64x2.sub(i64x2.add(p_56l, q3_56l), v128.load(CONSTANTS, 1440)), h = f64x2.sub(i64x2.add(p_56h, q3_56h), v128.load(CONSTANTS, 1456)); v128.store(o, l, 128); v128.store(o, h, 144); }
  p_56l = i64x2.add(v128.and(v3_56l, mask_56l), exp_56l);
  p_56h = i64x2.add(v128.and(v3_56h, mask_56h), exp_56h);
  const v2_56l = i64x2.add(v128.load(XU, 64), v128.load(ZU, 64)), q2_56l = i64x2.shr_u(v2_56l, 51);
  const v2_56h = i64x2.add(v128.load(XU, 80), v128.load(ZU, 80)), q2_56h = i64x2.shr_u(v2_56h, 51);
  { const l = f64x2.sub(i64x2.add(p_56l, q2_56l), v128.load(CONSTANTS, 1472)), h = f64x2.sub(i64x2.add(p_56h, q2_56h), v128.load(CONSTANTS, 1488)); v128.store(o, l, 96); v128.store(o, h, 112); }
  p_56l = i64x2.add(v128.and(v2_56l, mask_56l), exp_56l);
  p_56h = i64x2.add(v128.and(v2_56h, mask_56h), exp_56h);
  const v1_56l = i64x2.add(v128.load(XU, 32), v128.load(ZU, 32)), q1_56l = i64x2.shr_u(v1_56l, 51);
  const v1_56h = i64x2.add(v128.load(XU, 48), v128.load(ZU, 48)), q1_56h = i64x2.shr_u(v1_56h, 51);
  { const l = f64x2.sub(i64x2.add(p_56l, q1_56l), v128.load(CONSTANTS, 1504)), h = f64x2.sub(i64x2.add(p_56h, q1_56h), v128.load(CONSTANTS, 1520)); v128.store(o, l, 64); v128.store(o, h, 80); }
  p_56l = i64x2.add(v128.and(v1_56l, mask_56l), exp_56l);
  p_56h = i64x2.add(v128.and(v1_56h, mask_56h), exp_56h);
  const v0_56l = i64x2.add(v128.load(XU, 0), v128.load(ZU, 0)), q0_56l = i64x2.shr_u(v0_56l, 51);
  const v0_56h = i64x2.add(v128.load(XU, 16), v128.load(ZU, 16)), q0_56h = i64x2.shr_u(v0_56h, 51);
  { const l = f64x2.sub(i64x2.add(p_56l, q0_56l), v128.load(CONSTANTS, 1536)), h = f64x2.sub(i64x2.add(p_56h, q0_56h), v128.load(CONSTANTS, 1552)); v128.store(o, l, 32); v128.store(o, h, 48); }
  p_56l = i64x2.add(v128.and(v0_56l, mask_56l), exp_56l);
  p_56h = i64x2.add(v128.and(v0_56h, mask_56h), exp_56h);
  { const l = f64x2.sub(i64x2.add(p_56l, i16x8.mul(q4_56l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1248)), h = f64x2.sub(i64x2.add(p_56h, i16x8.mul(q4_56h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1264)); v128.store(o, l, 0); v128.store(o, h, 16); }
  // columns <= 1.16 2^58, offsets 5362 2714 318 5610 256; limbs <= 2^50 + 437
  const mask_57l = v128.load(CONSTANTS, 64), exp_57l = v128.load(CONSTANTS, 96);
  const mask_57h = v128.load(CONSTANTS, 80), exp_57h = v128.load(CONSTANTS, 112);
  const v4_57l = i64x2.sub(v128.load(XU, 128), v128.load(ZU, 128)), q4_57l = i64x2.shr_u(v4_57l, 51);
  const v4_57h = i64x2.sub(v128.load(XU, 144), v128.load(ZU, 144)), q4_57h = i64x2.shr_u(v4_57h, 51);
  let p_57l = i64x2.add(v128.and(v4_57l, mask_57l), exp_57l);
  let p_57h = i64x2.add(v128.and(v4_57h, mask_57h), exp_57h);
  const v3_57l = i64x2.sub(v128.load(XU, 96), v128.load(ZU, 96)), q3_57l = i64x2.shr_u(v3_57l, 51);
  const v3_57h = i64x2.sub(v128.load(XU, 112), v128.load(ZU, 112)), q3_57h = i64x2.shr_u(v3_57h, 51);
  { const l = f64x2.sub(i64x2.add(p_57l, q3_57l), v128.load(CONSTANTS, 1568)), h = f64x2.sub(i64x2.add(p_57h, q3_57h), v128.load(CONSTANTS, 1584)); v128.store(p, l, 128); v128.store(p, h, 144); }
  p_57l = i64x2.add(v128.and(v3_57l, mask_57l), exp_57l);
  p_57h = i64x2.add(v128.and(v3_57h, mask_57h), exp_57h);
  const v2_57l = i64x2.sub(v128.load(XU, 64), v128.load(ZU, 64)), q2_57l = i64x2.shr_u(v2_57l, 51);
  const v2_57h = i64x2.sub(v128.load(XU, 80), v128.load(ZU, 80)), q2_57h = i64x2.shr_u(v2_57h, 51);
  { const l = f64x2.sub(i64x2.add(p_57l, q2_57l), v128.load(CONSTANTS, 1600)), h = f64x2.sub(i64x2.add(p_57h, q2_57h), v128.load(CONSTANTS, 1616)); v128.store(p, l, 96); v128.store(p, h, 112); }
  p_57l = i64x2.add(v128.and(v2_57l, mask_57l), exp_57l);
  p_57h = i64x2.add(v128.and(v2_57h, mask_57h), exp_57h);
  const v1_57l = i64x2.sub(v128.load(XU, 32), v128.load(ZU, 32)), q1_57l = i64x2.shr_u(v1_57l, 51);
  const v1_57h = i64x2.sub(v128.load(XU, 48), v128.load(ZU, 48)), q1_57h = i64x2.shr_u(v1_57h, 51);
  { const l = f64x2.sub(i64x2.add(p_57l, q1_57l), v128.load(CONSTANTS, 1632)), h = f64x2.sub(i64x2.add(p_57h, q1_57h), v128.load(CONSTANTS, 1648)); v128.store(p, l, 64); v128.store(p, h, 80); }
  p_57l = i64x2.add(v128.and(v1_57l, mask_57l), exp_57l);
  p_57h = i64x2.add(v128.and(v1_57h, mask_57h), exp_57h);
  const v0_57l = i64x2.sub(v128.load(XU, 0), v128.load(ZU, 0)), q0_57l = i64x2.shr_u(v0_57l, 51);
  const v0_57h = i64x2.sub(v128.load(XU, 16), v128.load(ZU, 16)), q0_57h = i64x2.shr_u(v0_57h, 51);
  { const l = f64x2.sub(i64x2.add(p_57l, q0_57l), v128.load(CONSTANTS, 1664)), h = f64x2.sub(i64x2.add(p_57h, q0_57h), v128.load(CONSTANTS, 1680)); v128.store(p, l, 32); v128.store(p, h, 48); }
  p_57l = i64x2.add(v128.and(v0_57l, mask_57l), exp_57l);
  p_57h = i64x2.add(v128.and(v0_57h, mask_57h), exp_57h);
  { const l = f64x2.sub(i64x2.add(p_57l, i16x8.mul(q4_57l, v128.load(CONSTANTS, 160))), v128.load(CONSTANTS, 1408)), h = f64x2.sub(i64x2.add(p_57h, i16x8.mul(q4_57h, v128.load(CONSTANTS, 176))), v128.load(CONSTANTS, 1424)); v128.store(p, l, 0); v128.store(p, h, 16); }
}
