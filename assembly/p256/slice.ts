/**
 * P-256 for many secret scalars in one call: public keys, and shared secrets of ECDH (SP 800-56A, 5.7.1.2: x of the product). A
 * scalar each, 1 to n - 1.
 *
 * A scalar k becomes 64 odd digits, k = sum d[i] 16^i with d[i] = ±1, ±3, ... ±15 and d[63] > 0: bits 4 i + 1 to 4 i + 4 are the
 * number w of d[i] = 2 w - 15, of which the last has but three bits and is 2 w + 1. That takes an odd k; for an even one n - k is
 * taken, whose product is the opposite point: the same x, and -y. So there is no digit of zero, no infinity, and no case to leave out.
 *
 * Shared secrets: A = d[63] P; then, for each digit, four doublings and A += d[i] P. Public keys: a table of every d 16^i G, and 63
 * additions. Multiples are affine, so additions are mixed; all inversions of a call, for the tables and at the end, are three, by
 * Montgomery's trick.
 *
 * Why no addition meets the case it is wrong for. Shared secrets: before the addition A = 16 a P with a the integer that the higher
 * digits make, a >= 1, so 16 a >= 16 > |d|; and while i > 0, 16 a + 15 < 2^253 < n. So 16 a = ±d is impossible modulo n but at i = 0. There
 * 16 a + d = k, no multiple of n; and 16 a - d = k - 2 d = n asks for k = n - 2 with d = -1, and finds it: 2 P comes out as -P - P. Public
 * keys: the sum of d[j] 16^j for j < i is odd and less than 16^i in size, so neither zero nor ±d[i] 16^i, and modulo n neither while
 * i < 63. At i = 63 the sum is k; the difference is n for k = 30 2^252 - n alone. In both, the last addition is one that can double.
 *
 * Z is never zero then, and Montgomery's trick needs that: one zero would spoil all results of the call.
 *
 * Constant time: no branch and no address depends on a scalar or on what is computed from it. Every look-up reads the whole table.
 * Points that are handed in are public, and are judged by branches.
 */
import { decode, encode } from './bytes';
import { ELEMENT, laneAt, LANES, limb, lookup, lookupShared, mul, negateIf, select, setLimb, share, SHARED, sqr, wipeField } from './field';
import { addAffine, addAffineOrDouble, double, G, isPoint, setOne, wipePoint } from './point';

const KEY: usize = 32;
const POINT: usize = 65;
const DIGITS: u32 = 64;
const MULTIPLES: u32 = 8;

/** The odd scalar of each lane, little-endian, in 48 bytes: zeros follow. Then a digit: masks and an index. Then elements. */
const K: usize = memory.data(192, 16);
const EVEN: usize = memory.data(32, 16);
const INDEX: usize = memory.data(32, 16);
const NEGATIVE: usize = memory.data(32, 16);
const ELEMENTS_BYTES: i32 = 16 * <i32>ELEMENT;
const ELEMENTS: usize = memory.data(ELEMENTS_BYTES, 16);
// @ts-ignore: decorator
@inline
const X: usize = ELEMENTS;
// @ts-ignore: decorator
@inline
const Y: usize = ELEMENTS + ELEMENT;
// @ts-ignore: decorator
@inline
const Z: usize = ELEMENTS + 2 * ELEMENT;
/** A multiple from a table. */
// @ts-ignore: decorator
@inline
const M: usize = ELEMENTS + 3 * ELEMENT;
// @ts-ignore: decorator
@inline
const T: usize = ELEMENTS + 5 * ELEMENT;

/** n, the order: words, the lowest first. */
const N0: u64 = 0xf3b9cac2fc632551;
const N1: u64 = 0xbce6faada7179e84;
const N2: u64 = 0xffffffffffffffff;
const N3: u64 = 0xffffffff00000000;

/**
 * What a call keeps of n points, by groups of LANES: eight multiples, affine; two elements; z, and products of z, of seven multiples at
 * most; a mask a lane.
 */
// @ts-ignore: decorator
@inline
const TABLE: usize = 2 * <usize>MULTIPLES * ELEMENT;
// @ts-ignore: decorator
@inline
const GROUP: usize = TABLE + 2 * ELEMENT + 14 * ELEMENT + 32;

// @ts-ignore: decorator
@inline
function groupsOf(n: u32): usize {
  return <usize>((n + LANES - 1) / LANES);
}

/** Bytes of scratch for n points: a multiple of 16. */
export function p256Scratch(n: u32): u32 {
  return <u32>(groupsOf(n) * GROUP);
}

/** Bytes of the table of the base point's multiples. */
export function p256Table(): u32 {
  return DIGITS * MULTIPLES * 2 * <u32>SHARED;
}

/** Where things lie in the scratch of a call. */
let tables: usize = 0;
let sums: usize = 0;
let zs: usize = 0;
let products: usize = 0;
let masks: usize = 0;

function layOut(scratch: usize, groups: usize): void {
  tables = scratch;
  sums = tables + groups * TABLE;
  zs = sums + groups * 2 * ELEMENT;
  products = zs + groups * 7 * ELEMENT;
  masks = products + groups * 7 * ELEMENT;
}

/**
 * Makes the table: d 16^i G for 64 i and 8 odd d. Once an instance; nothing of it is secret.
 * @param table p256Table() bytes at a multiple of 16 @param scratch p256Scratch(64) bytes
 */
export function p256Open(table: usize, scratch: usize): void {
  const groups = groupsOf(DIGITS);
  layOut(scratch, groups);
  for (let lane: usize = 0; lane < <usize>LANES; lane++) {
    decode(G + 1, X + laneAt(lane));
    decode(G + 33, Y + laneAt(lane));
  }
  setOne(Z);
  for (let i: usize = 0; i < <usize>DIGITS; i++) {
    const g = i / <usize>LANES, lane = laneAt(i % <usize>LANES);
    copyLane(tables + g * TABLE + lane, X);
    copyLane(tables + g * TABLE + ELEMENT + lane, Y);
    copyLane(zs + g * ELEMENT + lane, Z);
    for (let j = 0; j < 4; j++) double(X, Y, Z);
  }
  invertAll(groups);
  for (let g: usize = 0; g < groups; g++) toAffine(tables + g * TABLE, zs + g * ELEMENT);
  multiples(groups);
  for (let i: usize = 0; i < <usize>DIGITS; i++) {
    let from = tables + (i / <usize>LANES) * TABLE + laneAt(i % <usize>LANES);
    for (let e: u32 = 0; e < 2 * MULTIPLES; e++, from += ELEMENT, table += SHARED) share(table, from);
  }
}

/**
 * out[i] = scalars[i] G, uncompressed, 65 bytes each.
 *
 * @param scalars 32 n bytes, big-endian, each from 1 to n - 1
 * @param out 65 n bytes
 * @param scratch p256Scratch(n) bytes at a multiple of 16, secret afterwards: p256Wipe
 * @param table as p256Open made it
 */
export function p256Public(scalars: usize, out: usize, n: u32, scratch: usize, table: usize): void {
  if (n == 0) return;
  const groups = groupsOf(n);
  layOut(scratch, groups);
  for (let g: usize = 0; g < groups; g++) {
    readScalars(scalars, g, n);
    memory.copy(masks + 32 * g, EVEN, 32);
    let at = table;
    for (let i: u32 = 0; i < DIGITS; i++, at += <usize>MULTIPLES * 2 * SHARED) {
      digit(i);
      lookupShared(M, at, MULTIPLES, 2, INDEX);
      negateIf(M + ELEMENT, NEGATIVE);
      if (i == 0) {
        memory.copy(X, M, 2 * ELEMENT);
        setOne(Z);
      } else if (i < DIGITS - 1) addAffine(X, Y, Z, M, M + ELEMENT);
      else addAffineOrDouble(X, Y, Z, M, M + ELEMENT);
    }
    memory.copy(sums + 2 * g * ELEMENT, X, 2 * ELEMENT);
    memory.copy(zs + g * ELEMENT, Z, ELEMENT);
  }
  invertAll(groups);
  for (let g: usize = 0; g < groups; g++) {
    const sum = sums + 2 * g * ELEMENT;
    toAffine(sum, zs + g * ELEMENT);
    negateIf(sum + ELEMENT, masks + 32 * g);
    for (let lane: usize = 0; lane < <usize>LANES; lane++) {
      const i = g * LANES + lane, to = out + POINT * i;
      if (i >= <usize>n) continue;
      store<u8>(to, 4);
      encode(sum + laneAt(lane), to + 1);
      encode(sum + ELEMENT + laneAt(lane), to + 33);
    }
  }
}

/**
 * out[i] = x of scalars[i] points[i], 32 bytes, big-endian; zeros for what is no uncompressed point of the curve.
 *
 * @param scalars 32 n bytes, big-endian, each from 1 to n - 1
 * @param points 65 n bytes
 * @param valid n bytes: 1 for a point, 0 for what is none
 * @param out 32 n bytes; may be the scalars' own
 * @param scratch p256Scratch(n) bytes at a multiple of 16, secret afterwards: p256Wipe
 */
export function p256Shared(scalars: usize, points: usize, valid: usize, out: usize, n: u32, scratch: usize): void {
  if (n == 0) return;
  const groups = groupsOf(n);
  layOut(scratch, groups);
  for (let g: usize = 0; g < groups; g++)
    for (let lane: usize = 0; lane < <usize>LANES; lane++) {
      const i = placeOf(g, lane, n);
      const good = isPoint(points + POINT * i);
      store<u8>(valid + i, good ? 1 : 0);
      // What is no point is computed as the base point, for the others' sake.
      const point = good ? points + POINT * i : G;
      decode(point + 1, tables + g * TABLE + laneAt(lane));
      decode(point + 33, tables + g * TABLE + ELEMENT + laneAt(lane));
    }
  multiples(groups);
  for (let g: usize = 0; g < groups; g++) {
    readScalars(scalars, g, n);
    const table = tables + g * TABLE;
    for (let i = DIGITS; i-- > 0; ) {
      digit(i);
      lookup(M, table, MULTIPLES, 2, INDEX);
      negateIf(M + ELEMENT, NEGATIVE);
      if (i == DIGITS - 1) {
        memory.copy(X, M, 2 * ELEMENT);
        setOne(Z);
        continue;
      }
      double(X, Y, Z);
      double(X, Y, Z);
      double(X, Y, Z);
      double(X, Y, Z);
      if (i > 0) addAffine(X, Y, Z, M, M + ELEMENT);
      else addAffineOrDouble(X, Y, Z, M, M + ELEMENT);
    }
    memory.copy(sums + 2 * g * ELEMENT, X, ELEMENT);
    memory.copy(zs + g * ELEMENT, Z, ELEMENT);
  }
  invertAll(groups);
  for (let g: usize = 0; g < groups; g++) {
    sqr(T, zs + g * ELEMENT);
    mul(T, T, sums + 2 * g * ELEMENT);
    for (let lane: usize = 0; lane < <usize>LANES; lane++) {
      const i = g * LANES + lane;
      if (i >= <usize>n) continue;
      encode(T + laneAt(lane), out + KEY * i);
      if (load<u8>(valid + i) == 0) memory.fill(out + KEY * i, 0, KEY);
    }
  }
}

/**
 * Which of n scalars are from 1 to n - 1: FIPS 186-5, A.2.2, rejects the others, which are one in 2^32.
 * @param good n bytes: 1, or 0
 * @returns how many are
 */
export function p256InRange(scalars: usize, good: usize, n: u32): u32 {
  let count: u32 = 0;
  for (let i: usize = 0; i < <usize>n; i++) {
    const from = scalars + KEY * i;
    const w3 = bswap(load<u64>(from)), w2 = bswap(load<u64>(from, 8)), w1 = bswap(load<u64>(from, 16));
    const w0 = bswap(load<u64>(from, 24));
    const b0 = borrow(w0, N0, w0 - N0);
    const e1 = w1 - N1, b1 = borrow(w1, N1, e1) | borrow(e1, b0, e1 - b0);
    const e2 = w2 - N2, b2 = borrow(w2, N2, e2) | borrow(e2, b1, e2 - b1);
    const e3 = w3 - N3, b3 = borrow(w3, N3, e3) | borrow(e3, b2, e3 - b2);
    const any = w0 | w1 | w2 | w3;
    const within = <u32>(b3 & ((any | (0 - any)) >>> 63));
    store<u8>(good + i, within);
    count += within;
  }
  return count;
}

/** Zeroes everything that a call wrote in the module's own memory, and the scratch of n points. */
export function p256Wipe(scratch: usize, n: u32): void {
  wipePoint();
  wipeField();
  memory.fill(K, 0, 192);
  memory.fill(EVEN, 0, 32);
  memory.fill(INDEX, 0, 32);
  memory.fill(NEGATIVE, 0, 32);
  memory.fill(ELEMENTS, 0, ELEMENTS_BYTES);
  memory.fill(scratch, 0, p256Scratch(n));
}

/** Which point a lane of a group computes. An odd end: its last point is computed in both lanes, and written once. */
// @ts-ignore: decorator
@inline
function placeOf(g: usize, lane: usize, n: u32): usize {
  const i = g * LANES + lane;
  return i < <usize>n ? i : <usize>n - 1;
}

/** The scalars of a group, odd, and in EVEN which of them were not. */
function readScalars(scalars: usize, g: usize, n: u32): void {
  for (let lane: usize = 0; lane < <usize>LANES; lane++) {
    const from = scalars + KEY * placeOf(g, lane, n), k = K + 48 * lane;
    const w3 = bswap(load<u64>(from)), w2 = bswap(load<u64>(from, 8)), w1 = bswap(load<u64>(from, 16));
    const w0 = bswap(load<u64>(from, 24));
    const even = (w0 & 1) - 1;
    // n - k; a borrow out of x - y is the top bit of (~x & y) | (~(x ^ y) & (x - y)).
    const d0 = N0 - w0, b0 = borrow(N0, w0, d0);
    const e1 = N1 - w1, d1 = e1 - b0, b1 = borrow(N1, w1, e1) | borrow(e1, b0, d1);
    const e2 = N2 - w2, d2 = e2 - b1, b2 = borrow(N2, w2, e2) | borrow(e2, b1, d2);
    const d3 = N3 - w3 - b2;
    store<u64>(k, w0 ^ ((w0 ^ d0) & even));
    store<u64>(k, w1 ^ ((w1 ^ d1) & even), 8);
    store<u64>(k, w2 ^ ((w2 ^ d2) & even), 16);
    store<u64>(k, w3 ^ ((w3 ^ d3) & even), 24);
    store<u64>(EVEN + 8 * lane, even);
  }
}

// @ts-ignore: decorator
@inline
function borrow(x: u64, y: u64, difference: u64): u64 {
  return ((~x & y) | (~(x ^ y) & difference)) >>> 63;
}

/** INDEX and NEGATIVE of digit i: which of 1, 3, ... 15, and its sign. */
function digit(i: u32): void {
  const bit = 4 * i + 1, at = <usize>(bit >>> 3);
  // Bits beyond 255 are zero; the highest digit is positive.
  const top: u64 = i == DIGITS - 1 ? 8 : 0;
  for (let lane: usize = 0; lane < <usize>LANES; lane++) {
    const w = ((<u64>load<u16>(K + 48 * lane + at) >>> (bit & 7)) & 15) | top;
    const negative = (w >>> 3) - 1;
    store<u64>(INDEX + 8 * lane, (w ^ negative) & 7);
    store<u64>(NEGATIVE + 8 * lane, negative);
  }
}

/** The tables of all groups, of which the first entry is there: 3 P, 5 P, ... 15 P. */
function multiples(groups: usize): void {
  for (let g: usize = 0; g < groups; g++) {
    const table = tables + g * TABLE, two = sums + 2 * g * ELEMENT;
    memory.copy(two, table, 2 * ELEMENT);
    setOne(zs + g * ELEMENT);
    double(two, two + ELEMENT, zs + g * ELEMENT);
  }
  invertAll(groups);
  for (let g: usize = 0; g < groups; g++) toAffine(sums + 2 * g * ELEMENT, zs + g * ELEMENT);
  for (let g: usize = 0; g < groups; g++) {
    const two = sums + 2 * g * ELEMENT;
    let entry = tables + g * TABLE, z = zs + 7 * g * ELEMENT;
    memory.copy(X, entry, 2 * ELEMENT);
    setOne(Z);
    for (let m: u32 = 1; m < MULTIPLES; m++, z += ELEMENT) {
      entry += 2 * ELEMENT;
      addAffine(X, Y, Z, two, two + ELEMENT);
      memory.copy(entry, X, 2 * ELEMENT);
      memory.copy(z, Z, ELEMENT);
    }
  }
  invertAll(7 * groups);
  for (let g: usize = 0; g < groups; g++)
    for (let m: usize = 1; m < <usize>MULTIPLES; m++)
      toAffine(tables + g * TABLE + 2 * m * ELEMENT, zs + (7 * g + m - 1) * ELEMENT);
}

/** (x, y), at p, of (X, Y) there and 1 / Z. */
function toAffine(p: usize, inverse: usize): void {
  sqr(T, inverse);
  mul(p, p, T);
  mul(T, T, inverse);
  mul(p + ELEMENT, p + ELEMENT, T);
}

/** z[i] = 1 / z[i] for the first n elements at zs, none of them zero: one exponentiation, and three products each. */
function invertAll(n: usize): void {
  const inverse = T, t = T + ELEMENT;
  memory.copy(products, zs, ELEMENT);
  for (let i: usize = 1; i < n; i++)
    mul(products + i * ELEMENT, products + (i - 1) * ELEMENT, zs + i * ELEMENT);
  invert(inverse, products + (n - 1) * ELEMENT);
  for (let i = n - 1; i > 0; i--) {
    const z = zs + i * ELEMENT;
    mul(t, inverse, products + (i - 1) * ELEMENT);
    mul(inverse, inverse, z);
    memory.copy(z, t, ELEMENT);
  }
  memory.copy(zs, inverse, ELEMENT);
}

/** o = z^(p - 2); p - 2 is 32 ones, 31 zeros, a one, 96 zeros, 94 ones, a zero, a one. 255 squarings and 14 products. */
function invert(o: usize, z: usize): void {
  const to2 = T + 2 * ELEMENT, to4 = to2 + ELEMENT, to8 = to4 + ELEMENT, to16 = to8 + ELEMENT, to32 = to16 + ELEMENT;
  const to30 = to32 + ELEMENT, t = to30 + ELEMENT;
  power(to2, z, 1, z); // z^(2^2 - 1)
  power(to4, to2, 2, to2);
  power(to8, to4, 4, to4);
  power(to16, to8, 8, to8);
  power(to32, to16, 16, to16);
  power(to30, to16, 8, to8);
  power(to30, to30, 4, to4);
  power(to30, to30, 2, to2);
  power(t, to32, 32, z);
  power(t, t, 128, to32);
  power(t, t, 32, to32);
  power(t, t, 30, to30);
  power(o, t, 2, z);
}

/** o = a^(2^n) b; o may be a. */
function power(o: usize, a: usize, n: u32, b: usize): void {
  const t = T + 9 * ELEMENT;
  sqr(t, a);
  for (let i: u32 = 1; i < n; i++) sqr(t, t);
  mul(o, t, b);
}

function copyLane(to: usize, from: usize): void {
  for (let i: usize = 0; i < 6; i++) setLimb(to, i, limb(from, i));
}
