/**
 * Poly1305 (RFC 8439, section 2.5) by fused multiply-add, for the fma build: two recipients in a v128 of two doubles, two such
 * groups side by side, because one alone waits for its own carries.
 *
 * An element is three signed limbs of 44 bits, each an integer in a double: h = h0 + 2^44·h1 + 2^88·h2, and 2^132 = 20 (mod p).
 * The product of two limbs is split at 2^44 without ever being rounded:
 *
 *   C1 = 3·2^95, C2 = C1 + 3·2^51        a = fma(x, y, C1)        l = fma(x, y, C2 − a)
 *
 * Near C1 the last bit of a double weighs 2^44. So a − C1 is x·y rounded to 2^44 and, read as an integer, bits(a) − bits(C1)
 * counts it in units of 2^44: the high part. C2 − a is exact, l is 3·2^51 plus what rounding took away, and bits(l) −
 * bits(3·2^51) is that low part, signed. Both are added to 64-bit columns as they are, and the constants subtracted once.
 *
 * Bounds, with m0, m1 < 2^44 and m2 < 2^41 of a message block, and
 *
 *   carried:      |h0|, |h1|, |h2| <= 2^43 + 2^8
 *   multiplier:   |r0|, |r1| <= 2^43, 0 <= r2 <= 2^42 + 1 (2^36 for a clamped key); s = 20·r, an integer below 2^48: exact
 *
 *   x = h + m:    |x0|, |x1| <= 3.01·2^43, |x2| <= 1.26·2^43
 *   products:     the largest are x1·s2 <= 3.01·2^43·20·2^42 and x2·s1 <= 1.26·2^43·20·2^43, both < 2^91, so |a − C1| < 2^91 < 2^95:
 *                 a stays where its last bit is 2^44, by a factor of 16. A low part is <= 2^43, so l stays within 2^52 … 2^53.
 *   columns:      c3 <= (1.51 + 3.01 + 1.26)·2^42, and 20·c3 <= 58·2^43;   c0 <= 3·2^43 + 20·c3 < 31·2^44
 *                 c1 <= 3·2^43 + (3.01 + 30.1 + 25.2)·2^42 < 17·2^44;      c2 <= 3·2^43 + (3.01 + 3.01 + 12.6)·2^42 < 7·2^44
 *   carry:        each column is given 256·2^44 + 2^43, so it is positive, its bits above 44 are 256 plus the carry, and those
 *                 below, less 2^43, the limb. Carries are <= 31, <= 17 and 20·7 = 140: the results are carried.
 */
import { POLY_H, POLY_LAST, POLY_LIMBS, POLY_PAD, POLY_R, POLY_R4, TAIL } from './scratch';

const MASK44: i64 = (1 << 44) - 1;
const MASK42: i64 = (1 << 42) - 1;
/** 3·2^51: added to an integer below 2^51 in a double, it leaves that integer in the low bits. */
const THREE_51: f64 = 6755399441055744;

/** Bytes of a multiplier (r0, r1, r2, s1, s2) and of an accumulator (h0, h1, h2) for two recipients. */
const R_GROUP: usize = 80;
const H_GROUP: usize = 48;

/** Above the 128 bits of a message block stands a 1: in the limb that begins at 2^88, this. */
const BLOCK_TOP: u64 = 1 << 40;

/** Each twice, for both lanes. Loaded once a call: V8 would build a constant anew where it is used. */
const CONSTANTS: usize = memory.data<u64>([
  // C1, C2
  0x45f8000000000000, 0x45f8000000000000, 0x45f8000000000180, 0x45f8000000000180,
  // 2^44 − 1; the bits of 2^52, under which an integer below 2^52 is a double
  0x00000fffffffffff, 0x00000fffffffffff, 0x4330000000000000, 0x4330000000000000,
  // o − 3·bits(3·2^51) − 20·3·bits(C1) for c0, and o − 3·bits(3·2^51) − 3·bits(C1) for c1, c2; o = 256·2^44 + 2^43
  0xd048080000000000, 0xd048080000000000, 0x6480080000000000, 0x6480080000000000,
  // what o leaves in a limb, as doubles: 2^52 + 2^43 + 256, and 2^52 + 2^43 + 20·256 where the carry comes around
  0x4330080000000100, 0x4330080000000100, 0x4330080000001400, 0x4330080000001400,
], 16);

/** `words`: 8 sliced words of keystream, r ‖ s (RFC 8439, section 2.6). The accumulators become zero. */
export function polyKey(words: usize): void {
  clear();
  for (let lane: usize = 0; lane < 4; lane++) {
    const at = words + 4 * lane;
    const low = load<u32>(at) | (<u64>load<u32>(at, 16) << 32);
    const high = load<u32>(at, 32) | (<u64>load<u32>(at, 48) << 32);
    const r0 = low & 0x0ffffffc0fffffff;
    const r1 = high & 0x0ffffffc0ffffffc;
    setMultiplier(POLY_R, lane, <i64>r0 & MASK44, <i64>((r0 >> 44) | (r1 << 20)) & MASK44, <i64>(r1 >> 24));
    for (let word: usize = 0; word < 4; word++)
      store<u32>(POLY_PAD + 16 * lane + 4 * word, load<u32>(at + 16 * word, 64));
  }
}

/** Each of the four absorbs n whole blocks: `stride` bytes from one recipient to the next, 16 from block to block. */
export function polyBlocks(message: usize, stride: usize, n: u32): void {
  blocks(POLY_R, message, stride, 16, n, BLOCK_TOP);
}

/** The tags, 16 bytes each, `stride` apart. */
export function polyTag(out: usize, stride: usize): void {
  for (let lane: usize = 0; lane < 4; lane++) tag(out + lane * stride, lane);
}

// ---- one long message ---------------------------------------------------------------------------------------------

/*
 * Four lanes, one message: block 4i + j goes to lane j, which multiplies by r⁴, and at its last block by the j-th of
 * (r⁴, r³, r², r); then the lanes are added. What was absorbed before stands in lane 0 when a run begins.
 */

/** Like polyKey, with the same words in all lanes. */
export function polyLongKey(words: usize): void {
  polyKey(words);
  v128.store(TAIL, i64x2.splat(0));
  // 0 times r would stay 0, so the first factor is set, and each empty block without its 1 above multiplies by r.
  const low = (load<u32>(words) | (<u64>load<u32>(words, 16) << 32)) & 0x0ffffffc0fffffff;
  const high = (load<u32>(words, 32) | (<u64>load<u32>(words, 48) << 32)) & 0x0ffffffc0ffffffc;
  reduce(<i64>low & MASK44, <i64>((low >> 44) | (high << 20)) & MASK44, <i64>(high >> 24));
  for (let power: usize = 1; ; power++) {
    setMultiplier(POLY_LAST, 4 - power, limbAt(0), limbAt(1), limbAt(2));
    if (power == 4) break;
    setAccumulator(0);
    blocks(POLY_R, TAIL, 0, 0, 1, 0);
    reduceLane(0);
  }
  for (let lane: usize = 0; lane < 4; lane++) setMultiplier(POLY_R4, lane, limbAt(0), limbAt(1), limbAt(2));
  clear();
}

export function polyLongBlocks(message: usize, n: u32): void {
  const groups = n >>> 2;
  if (groups > 0) {
    blocks(POLY_R4, message, 16, 64, groups - 1, BLOCK_TOP);
    blocks(POLY_LAST, message + (((<usize>groups) - 1) << 6), 16, 64, 1, BLOCK_TOP);
    reduce(sumOf(0), sumOf(1), sumOf(2));
    clear();
    setAccumulator(0);
  }
  if ((n & 3) > 0) {
    blocks(POLY_R, message + ((<usize>groups) << 6), 0, 16, n & 3, BLOCK_TOP);
    reduceLane(0);
    clear();
    setAccumulator(0);
  }
}

export function polyLongTag(out: usize): void {
  tag(out, 0);
}

// ---- below: limbs -------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function number(integer: v128, two52: v128): v128 {
  return f64x2.sub(v128.or(integer, two52), two52);
}

// @ts-ignore: decorator
@inline
function low(x: v128, y: v128, c2: v128, a: v128): v128 {
  return f64x2.relaxed_madd(x, y, f64x2.sub(c2, a));
}

// @ts-ignore: decorator
@inline
function limb(column: v128, carry: v128, mask: v128, two52: v128, undo: v128): v128 {
  return f64x2.sub(i64x2.add(i64x2.add(v128.and(column, mask), two52), carry), undo);
}

/** n times h = (h + block)·r in all four lanes. */
function blocks(r: usize, message: usize, stride: usize, step: usize, n: u32, blockTop: u64): void {
  const c1 = v128.load(CONSTANTS);
  const c2 = v128.load(CONSTANTS, 16);
  const mask = v128.load(CONSTANTS, 32);
  const two52 = v128.load(CONSTANTS, 48);
  const bias0 = v128.load(CONSTANTS, 64);
  const bias1 = v128.load(CONSTANTS, 80);
  const undo1 = v128.load(CONSTANTS, 96);
  const undo0 = v128.load(CONSTANTS, 112);
  const top = i64x2.splat(<i64>blockTop);
  const o00: usize = 0;
  const o01 = stride;
  const o10: usize = 2 * stride;
  const o11: usize = 3 * stride;
  const r00 = v128.load(r, 0);
  const r01 = v128.load(r, 16);
  const r02 = v128.load(r, 32);
  const s01 = v128.load(r, 48);
  const s02 = v128.load(r, 64);
  let h00 = v128.load(POLY_H, 0);
  let h01 = v128.load(POLY_H, 16);
  let h02 = v128.load(POLY_H, 32);
  const r10 = v128.load(r, 80);
  const r11 = v128.load(r, 96);
  const r12 = v128.load(r, 112);
  const s11 = v128.load(r, 128);
  const s12 = v128.load(r, 144);
  let h10 = v128.load(POLY_H, 48);
  let h11 = v128.load(POLY_H, 64);
  let h12 = v128.load(POLY_H, 80);
  for (; n > 0; n--, message += step) {
    const v0 = v128.load64_lane(message + o01, v128.load64_zero(message + o00), 1);
    const w0 = v128.load64_lane(message + o01, v128.load64_zero(message + o00, 8), 1, 8);
    const x00 = f64x2.add(h00, number(v128.and(v0, mask), two52));
    const x01 = f64x2.add(
      h01,
      number(v128.and(v128.or(i64x2.shr_u(v0, 44), i64x2.shl(w0, 20)), mask), two52),
    );
    const x02 = f64x2.add(h02, number(v128.or(i64x2.shr_u(w0, 24), top), two52));
    const v1 = v128.load64_lane(message + o11, v128.load64_zero(message + o10), 1);
    const w1 = v128.load64_lane(message + o11, v128.load64_zero(message + o10, 8), 1, 8);
    const x10 = f64x2.add(h10, number(v128.and(v1, mask), two52));
    const x11 = f64x2.add(
      h11,
      number(v128.and(v128.or(i64x2.shr_u(v1, 44), i64x2.shl(w1, 20)), mask), two52),
    );
    const x12 = f64x2.add(h12, number(v128.or(i64x2.shr_u(w1, 24), top), two52));

    const a020 = f64x2.relaxed_madd(x00, r02, c1);
    const a021 = f64x2.relaxed_madd(x01, r01, c1);
    const a022 = f64x2.relaxed_madd(x02, r00, c1);
    const c03 = i64x2.add(i64x2.add(a020, a021), a022);
    let c02 = i64x2.add(
      i64x2.add(low(x00, r02, c2, a020), low(x01, r01, c2, a021)),
      low(x02, r00, c2, a022),
    );
    const a010 = f64x2.relaxed_madd(x00, r01, c1);
    const a011 = f64x2.relaxed_madd(x01, r00, c1);
    const a012 = f64x2.relaxed_madd(x02, s02, c1);
    c02 = i64x2.add(c02, i64x2.add(i64x2.add(a010, a011), a012));
    let c01 = i64x2.add(
      i64x2.add(low(x00, r01, c2, a010), low(x01, r00, c2, a011)),
      low(x02, s02, c2, a012),
    );
    const a000 = f64x2.relaxed_madd(x00, r00, c1);
    const a001 = f64x2.relaxed_madd(x01, s02, c1);
    const a002 = f64x2.relaxed_madd(x02, s01, c1);
    c01 = i64x2.add(c01, i64x2.add(i64x2.add(a000, a001), a002));
    let c00 = i64x2.add(
      i64x2.add(low(x00, r00, c2, a000), low(x01, s02, c2, a001)),
      low(x02, s01, c2, a002),
    );

    const a120 = f64x2.relaxed_madd(x10, r12, c1);
    const a121 = f64x2.relaxed_madd(x11, r11, c1);
    const a122 = f64x2.relaxed_madd(x12, r10, c1);
    const c13 = i64x2.add(i64x2.add(a120, a121), a122);
    let c12 = i64x2.add(
      i64x2.add(low(x10, r12, c2, a120), low(x11, r11, c2, a121)),
      low(x12, r10, c2, a122),
    );
    const a110 = f64x2.relaxed_madd(x10, r11, c1);
    const a111 = f64x2.relaxed_madd(x11, r10, c1);
    const a112 = f64x2.relaxed_madd(x12, s12, c1);
    c12 = i64x2.add(c12, i64x2.add(i64x2.add(a110, a111), a112));
    let c11 = i64x2.add(
      i64x2.add(low(x10, r11, c2, a110), low(x11, r10, c2, a111)),
      low(x12, s12, c2, a112),
    );
    const a100 = f64x2.relaxed_madd(x10, r10, c1);
    const a101 = f64x2.relaxed_madd(x11, s12, c1);
    const a102 = f64x2.relaxed_madd(x12, s11, c1);
    c11 = i64x2.add(c11, i64x2.add(i64x2.add(a100, a101), a102));
    let c10 = i64x2.add(
      i64x2.add(low(x10, r10, c2, a100), low(x11, s12, c2, a101)),
      low(x12, s11, c2, a102),
    );

    c00 = i64x2.add(i64x2.add(c00, bias0), i64x2.add(i64x2.shl(c03, 4), i64x2.shl(c03, 2)));
    c01 = i64x2.add(c01, bias1);
    c02 = i64x2.add(c02, bias1);
    const q0 = i64x2.shr_u(c02, 44);
    h01 = limb(c01, i64x2.shr_u(c00, 44), mask, two52, undo1);
    h02 = limb(c02, i64x2.shr_u(c01, 44), mask, two52, undo1);
    h00 = limb(c00, i64x2.add(i64x2.shl(q0, 4), i64x2.shl(q0, 2)), mask, two52, undo0);

    c10 = i64x2.add(i64x2.add(c10, bias0), i64x2.add(i64x2.shl(c13, 4), i64x2.shl(c13, 2)));
    c11 = i64x2.add(c11, bias1);
    c12 = i64x2.add(c12, bias1);
    const q1 = i64x2.shr_u(c12, 44);
    h11 = limb(c11, i64x2.shr_u(c10, 44), mask, two52, undo1);
    h12 = limb(c12, i64x2.shr_u(c11, 44), mask, two52, undo1);
    h10 = limb(c10, i64x2.add(i64x2.shl(q1, 4), i64x2.shl(q1, 2)), mask, two52, undo0);
  }
  v128.store(POLY_H, h00, 0);
  v128.store(POLY_H, h01, 16);
  v128.store(POLY_H, h02, 32);
  v128.store(POLY_H, h10, 48);
  v128.store(POLY_H, h11, 64);
  v128.store(POLY_H, h12, 80);
}

function clear(): void {
  for (let at: usize = 0; at < 2 * H_GROUP; at += 16) v128.store(POLY_H + at, i64x2.splat(0));
}

/** Limbs from 0 to 2^44 − 1 to balanced ones, with 20 times the upper two. */
function setMultiplier(r: usize, lane: usize, l0: i64, l1: i64, l2: i64): void {
  const to = r + (lane >>> 1) * R_GROUP + (lane & 1) * 8;
  const q0 = (l0 + (1 << 43)) >> 44;
  l0 -= q0 << 44;
  l1 += q0;
  const q1 = (l1 + (1 << 43)) >> 44;
  l1 -= q1 << 44;
  l2 += q1;
  store<f64>(to, <f64>l0);
  store<f64>(to, <f64>l1, 16);
  store<f64>(to, <f64>l2, 32);
  store<f64>(to, <f64>(l1 * 20), 48);
  store<f64>(to, <f64>(l2 * 20), 64);
}

/** The limbs of `reduce`, balanced. */
function setAccumulator(lane: usize): void {
  const to = POLY_H + (lane >>> 1) * H_GROUP + (lane & 1) * 8;
  let l0 = limbAt(0);
  let l1 = limbAt(1);
  let l2 = limbAt(2);
  const q0 = (l0 + (1 << 43)) >> 44;
  l0 -= q0 << 44;
  l1 += q0;
  const q1 = (l1 + (1 << 43)) >> 44;
  l1 -= q1 << 44;
  l2 += q1;
  store<f64>(to, <f64>l0);
  store<f64>(to, <f64>l1, 16);
  store<f64>(to, <f64>l2, 32);
}

// @ts-ignore: decorator
@inline
function limbAt(i: usize): i64 {
  return load<i64>(POLY_LIMBS + 8 * i);
}

/** Limb i of a lane. Not a conversion, which may branch: see THREE_51. */
// @ts-ignore: decorator
@inline
function heldBy(lane: usize, i: usize): i64 {
  const held = load<f64>(POLY_H + (lane >>> 1) * H_GROUP + (lane & 1) * 8 + 16 * i);
  return reinterpret<i64>(held + THREE_51) - reinterpret<i64>(THREE_51);
}

function sumOf(i: usize): i64 {
  return heldBy(0, i) + heldBy(1, i) + heldBy(2, i) + heldBy(3, i);
}

function reduceLane(lane: usize): void {
  reduce(heldBy(lane, 0), heldBy(lane, 1), heldBy(lane, 2));
}

/** The one representative below p, in limbs of 44, 44 and 42 bits. Takes the sum of four lanes: |limb| <= 2^46. */
function reduce(h0: i64, h1: i64, h2: i64): void {
  // 32p = 2^135 − 160 makes it positive.
  h0 -= 160;
  h2 += 1 << 47;
  h1 += h0 >> 44;
  h0 &= MASK44;
  h2 += h1 >> 44;
  h1 &= MASK44;
  // h2 was below 2^48, so at most 5·63 comes around: h < 2^130 + 315 < 2p, and p is taken off once at most.
  h0 += 5 * (h2 >> 42);
  h2 &= MASK42;
  h1 += h0 >> 44;
  h0 &= MASK44;
  h2 += h1 >> 44;
  h1 &= MASK44;
  // h − p = h + 5 − 2^130, taken when it is not negative.
  let g0 = h0 + 5;
  let g1 = h1 + (g0 >> 44);
  const g2 = h2 + (g1 >> 44) - (1 << 42);
  g0 &= MASK44;
  g1 &= MASK44;
  const keep = g2 >> 63;
  store<i64>(POLY_LIMBS, (h0 & keep) | (g0 & ~keep));
  store<i64>(POLY_LIMBS, (h1 & keep) | (g1 & ~keep), 8);
  store<i64>(POLY_LIMBS, (h2 & keep) | (g2 & ~keep), 16);
}

/** (h mod p) + s mod 2^128. */
function tag(out: usize, lane: usize): void {
  reduceLane(lane);
  const low = limbAt(0) | (limbAt(1) << 44);
  const high = (limbAt(1) >>> 20) | (limbAt(2) << 24);
  const sum = <u64>low + load<u64>(POLY_PAD + 16 * lane);
  store<u64>(out, sum);
  store<u64>(out, <u64>high + load<u64>(POLY_PAD + 16 * lane, 8) + u64(sum < <u64>low), 8);
}
