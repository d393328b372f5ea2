/** Field elements from and to 32 bytes, big-endian as SEC 1 has them, one lane at a time. */
import { ELEMENT, laneAt, limb, setLimb } from './field';

// @ts-ignore: decorator
@inline
const M48: u64 = 0xffffffffffff;
// @ts-ignore: decorator
@inline
const M32: i64 = 0xffffffff;
// @ts-ignore: decorator
@inline
const HALF: i64 = 1 << 47;

/** 32 bytes, not necessarily below p, into one lane; carried. */
export function decode(from: usize, o: usize): void {
  const w3 = bswap(load<u64>(from)), w2 = bswap(load<u64>(from, 8)), w1 = bswap(load<u64>(from, 16));
  const w0 = bswap(load<u64>(from, 24));
  let a0 = <i64>(w0 & M48), a1 = <i64>(((w0 >>> 48) | (w1 << 16)) & M48), a2 = <i64>(((w1 >>> 32) | (w2 << 32)) & M48);
  let a3 = <i64>(w2 >>> 16), a4 = <i64>(w3 & M48), a5 = <i64>(w3 >>> 48), c: i64;
  c = (a0 + HALF) >> 48; a0 -= c << 48; a1 += c;
  c = (a1 + HALF) >> 48; a1 -= c << 48; a2 += c;
  c = (a2 + HALF) >> 48; a2 -= c << 48; a3 += c;
  c = (a3 + HALF) >> 48; a3 -= c << 48; a4 += c;
  c = (a4 + HALF) >> 48; a4 -= c << 48; a5 += c;
  setLimb(o, 0, a0);
  setLimb(o, 1, a1);
  setLimb(o, 2, a2);
  setLimb(o, 3, a3);
  setLimb(o, 4, a4);
  setLimb(o, 5, a5);
}

/** One lane of an element, |limb| <= 2^50, as 32 bytes, fully reduced. */
export function encode(o: usize, to: usize): void {
  const m = <i64>M48;
  let a0 = limb(o, 0), a1 = limb(o, 1), a2 = limb(o, 2), a3 = limb(o, 3), a4 = limb(o, 4), a5 = limb(o, 5);
  a1 += a0 >> 48; a0 &= m;
  a2 += a1 >> 48; a1 &= m;
  a3 += a2 >> 48; a2 &= m;
  a4 += a3 >> 48; a3 &= m;
  a5 += a4 >> 48; a4 &= m;
  // Words of 32 bits, and what is above 2^256, of either sign.
  let x0 = a0 & M32, x1 = (a0 >> 32) | ((a1 << 16) & M32), x2 = a1 >> 16;
  let x3 = a2 & M32, x4 = (a2 >> 32) | ((a3 << 16) & M32), x5 = a3 >> 16;
  let x6 = a4 & M32, x7 = (a4 >> 32) | ((a5 << 16) & M32), h = a5 >> 16;
  // 2^256 = 2^224 - 2^192 - 2^96 + 1. |h| is 2^35 at most, after one round 9, after two 1, and then the rest is within 2^228 of
  // the end it overflowed: the third round brings it back, and nothing leaves.
  for (let i = 0; i < 3; i++) {
    x0 += h; x3 -= h; x6 -= h; x7 += h;
    x1 += x0 >> 32; x0 &= M32;
    x2 += x1 >> 32; x1 &= M32;
    x3 += x2 >> 32; x2 &= M32;
    x4 += x3 >> 32; x3 &= M32;
    x5 += x4 >> 32; x4 &= M32;
    x6 += x5 >> 32; x5 &= M32;
    x7 += x6 >> 32; x6 &= M32;
    h = x7 >> 32; x7 &= M32;
  }
  // Adding 2^256 - p carries out of the top when the value is p or more: then that, less 2^256, is the answer.
  let q = (x0 + 1) >> 32;
  q = (x1 + q) >> 32;
  q = (x2 + q) >> 32;
  q = (x3 + q - 1) >> 32;
  q = (x4 + q) >> 32;
  q = (x5 + q) >> 32;
  q = (x6 + q - 1) >> 32;
  q = (x7 + q + 1) >> 32;
  x0 += q; x3 -= q; x6 -= q; x7 += q;
  x1 += x0 >> 32; x2 += x1 >> 32; x3 += x2 >> 32; x4 += x3 >> 32; x5 += x4 >> 32; x6 += x5 >> 32; x7 += x6 >> 32;
  storeWords(to, x7, x6);
  storeWords(to + 8, x5, x4);
  storeWords(to + 16, x3, x2);
  storeWords(to + 24, x1, x0);
}

// @ts-ignore: decorator
@inline
function storeWords(to: usize, high: i64, low: i64): void {
  store<u64>(to, bswap((<u64>high << 32) | <u64>(low & M32)));
}

/** An element of small limbs, the same in all lanes. */
export function setSmall(o: usize, value: i64, lanes: u32): void {
  memory.fill(o, 0, ELEMENT);
  for (let lane: u32 = 0; lane < lanes; lane++) setLimb(o + laneAt(lane), 0, value);
}
