/**
 * Poly1305 (RFC 8439, section 2.5) on 64-bit integers, for the simd and scalar builds, one recipient after the other. Without
 * fused products vectors win nothing here: the 32-bit extended multiplication is three instructions in V8, so two recipients
 * in radix 2^26 take 75 of them a block, against 21 multiplications each.
 *
 * Four limbs of 32 bits and a small fifth. r is clamped, so r1, r2, r3 are multiples of 4 and 2^130 = 5 folds exactly: what
 * passes 2^128 is multiplied by r/4·5 instead of r.
 *
 *   f_i = (r_i >> 2)·5: at most 5/4·2^28
 *   x0 = s0·r0 + s1·f3 + s2·f2 + s3·f1 + s4·f0        x2 = s0·r2 + s1·r1 + s2·r0 + s3·f3 + s4·f2
 *   x1 = s0·r1 + s1·r0 + s2·f3 + s3·f2 + s4·f1        x3 = s0·r3 + s1·r2 + s2·r1 + s3·r0 + s4·f3
 *   x4 = s4·(r0 & 3)                                  the part of s4·r0 that stays below 2^130
 *
 * Bounds: s = h + block, s0 … s3 < 2^33, s4 <= 6. x0 is the largest, below 2^33·2^28·(1 + 3·5/4) + 6·2^29 < 4.76·2^61: it fits 64
 * bits. Then u (below) starts from at most 18 + 2^31, its chain carries at most 2, and h4 <= 2 + 3 = 5, so s4 <= 6 again.
 */
import { POLY_H, POLY_PAD, POLY_R } from './scratch';

/** Bytes of a lane's r0 … r3, and of its h0 … h4. */
const R_LANE: usize = 16;
const H_LANE: usize = 20;

/** `words`: 8 sliced words of keystream, r ‖ s (RFC 8439, section 2.6). The accumulators become zero. */
export function polyKey(words: usize): void {
  for (let lane: usize = 0; lane < 4; lane++) {
    const at = words + 4 * lane;
    const r = POLY_R + lane * R_LANE;
    store<u32>(r, load<u32>(at) & 0x0fffffff);
    store<u32>(r, load<u32>(at, 16) & 0x0ffffffc, 4);
    store<u32>(r, load<u32>(at, 32) & 0x0ffffffc, 8);
    store<u32>(r, load<u32>(at, 48) & 0x0ffffffc, 12);
    for (let word: usize = 0; word < 4; word++)
      store<u32>(POLY_PAD + 16 * lane + 4 * word, load<u32>(at + 16 * word, 64));
    for (let word: usize = 0; word < 5; word++) store<u32>(POLY_H + lane * H_LANE + 4 * word, 0);
  }
}

/** Each of the four absorbs n whole blocks: `stride` bytes from one recipient to the next, 16 from block to block. */
export function polyBlocks(message: usize, stride: usize, n: u32): void {
  for (let lane: usize = 0; lane < 4; lane++) blocks(lane, message + lane * stride, n);
}

/** The tags, 16 bytes each, `stride` apart. */
export function polyTag(out: usize, stride: usize): void {
  for (let lane: usize = 0; lane < 4; lane++) tag(out + lane * stride, lane);
}

/** One long message: lane 0. Its chain of carries is about as long as its multiplications take. */
export function polyLongKey(words: usize): void {
  polyKey(words);
}

export function polyLongBlocks(message: usize, n: u32): void {
  blocks(0, message, n);
}

export function polyLongTag(out: usize): void {
  tag(out, 0);
}

function blocks(lane: usize, message: usize, n: u32): void {
  const r = POLY_R + lane * R_LANE;
  const h = POLY_H + lane * H_LANE;
  const r0 = <u64>load<u32>(r);
  const r1 = <u64>load<u32>(r, 4);
  const r2 = <u64>load<u32>(r, 8);
  const r3 = <u64>load<u32>(r, 12);
  const f0 = (r0 >> 2) * 5;
  const f1 = (r1 >> 2) * 5;
  const f2 = (r2 >> 2) * 5;
  const f3 = (r3 >> 2) * 5;
  let h0 = <u64>load<u32>(h);
  let h1 = <u64>load<u32>(h, 4);
  let h2 = <u64>load<u32>(h, 8);
  let h3 = <u64>load<u32>(h, 12);
  let h4 = <u64>load<u32>(h, 16);
  for (; n > 0; n--, message += 16) {
    const s0 = h0 + load<u32>(message);
    const s1 = h1 + load<u32>(message, 4);
    const s2 = h2 + load<u32>(message, 8);
    const s3 = h3 + load<u32>(message, 12);
    const s4 = h4 + 1;
    const x0 = s0 * r0 + s1 * f3 + s2 * f2 + s3 * f1 + s4 * f0;
    const x1 = s0 * r1 + s1 * r0 + s2 * f3 + s3 * f2 + s4 * f1;
    const x2 = s0 * r2 + s1 * r1 + s2 * r0 + s3 * f3 + s4 * f2;
    const x3 = s0 * r3 + s1 * r2 + s2 * r1 + s3 * r0 + s4 * f3;
    const top = s4 * (r0 & 3) + (x3 >> 32);
    const u0 = (top >> 2) * 5 + (x0 & 0xffffffff);
    const u1 = (u0 >> 32) + (x1 & 0xffffffff) + (x0 >> 32);
    const u2 = (u1 >> 32) + (x2 & 0xffffffff) + (x1 >> 32);
    const u3 = (u2 >> 32) + (x3 & 0xffffffff) + (x2 >> 32);
    h0 = u0 & 0xffffffff;
    h1 = u1 & 0xffffffff;
    h2 = u2 & 0xffffffff;
    h3 = u3 & 0xffffffff;
    h4 = (u3 >> 32) + (top & 3);
  }
  store<u32>(h, <u32>h0);
  store<u32>(h, <u32>h1, 4);
  store<u32>(h, <u32>h2, 8);
  store<u32>(h, <u32>h3, 12);
  store<u32>(h, <u32>h4, 16);
}

/** (h mod p) + s mod 2^128. h is below 2·2^130, so the carry out of h + 5 at 2^130 says whether p is to be taken off. */
function tag(out: usize, lane: usize): void {
  const h = POLY_H + lane * H_LANE;
  const pad = POLY_PAD + 16 * lane;
  let carry: u64 = 5;
  for (let word: usize = 0; word < 4; word++) carry = (carry + load<u32>(h + 4 * word)) >> 32;
  let sum = ((carry + load<u32>(h, 16)) >> 2) * 5;
  for (let word: usize = 0; word < 4; word++) {
    sum += <u64>load<u32>(h + 4 * word) + <u64>load<u32>(pad + 4 * word);
    store<u32>(out + 4 * word, <u32>sum);
    sum >>= 32;
  }
}
