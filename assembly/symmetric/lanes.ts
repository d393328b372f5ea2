/**
 * Four recipients side by side. A *sliced* string is the 32-bit words of four strings, interleaved:
 *
 *   byte 0      4      8      12     16
 *        │ w0 of recipient 0 … 3 │ w1 of 0 … 3 │ …
 *
 * One v128 holds one word of all four, so an algorithm over words is written once and does four recipients at a time. The
 * scalar build has the same bytes in memory and takes one recipient after the other: word j of lane l lies at 16·j + 4·l
 * either way. That is what the type parameter T is for: v128, or u32 and a pointer moved to its lane.
 *
 * No function here branches on, or forms an address from, what it carries.
 */

/** Bytes from one word of a sliced string to the next. */
export const WORD: usize = 16;

/** How far apart the passes of a build are: all four recipients in one, or one in each of four. */
export const LANE_STEP: usize = ASC_FEATURE_SIMD ? 16 : 4;

// @ts-ignore: decorator
@inline
export function splat<T>(value: u32): T {
  if (isVector<T>()) return changetype<T>(i32x4.splat(value));
  else return changetype<T>(value);
}

// @ts-ignore: decorator
@inline
export function add<T>(a: T, b: T): T {
  if (isVector<T>()) return changetype<T>(i32x4.add(changetype<v128>(a), changetype<v128>(b)));
  else return changetype<T>(changetype<u32>(a) + changetype<u32>(b));
}

// @ts-ignore: decorator
@inline
export function xor<T>(a: T, b: T): T {
  if (isVector<T>()) return changetype<T>(v128.xor(changetype<v128>(a), changetype<v128>(b)));
  else return changetype<T>(changetype<u32>(a) ^ changetype<u32>(b));
}

// @ts-ignore: decorator
@inline
export function and<T>(a: T, b: T): T {
  if (isVector<T>()) return changetype<T>(v128.and(changetype<v128>(a), changetype<v128>(b)));
  else return changetype<T>(changetype<u32>(a) & changetype<u32>(b));
}

// @ts-ignore: decorator
@inline
export function or<T>(a: T, b: T): T {
  if (isVector<T>()) return changetype<T>(v128.or(changetype<v128>(a), changetype<v128>(b)));
  else return changetype<T>(changetype<u32>(a) | changetype<u32>(b));
}

// @ts-ignore: decorator
@inline
export function shl<T>(a: T, n: i32): T {
  if (isVector<T>()) return changetype<T>(i32x4.shl(changetype<v128>(a), n));
  else return changetype<T>(changetype<u32>(a) << n);
}

// @ts-ignore: decorator
@inline
export function shr<T>(a: T, n: i32): T {
  if (isVector<T>()) return changetype<T>(i32x4.shr_u(changetype<v128>(a), n));
  else return changetype<T>(changetype<u32>(a) >>> n);
}

// @ts-ignore: decorator
@inline
export function rotl<T>(a: T, n: i32): T {
  if (isVector<T>()) return or<T>(shl<T>(a, n), shr<T>(a, 32 - n));
  else return changetype<T>(rotl32(changetype<u32>(a), n));
}

// @ts-ignore: decorator
@inline
function rotl32(a: u32, n: u32): u32 {
  return (a << n) | (a >>> (32 - n));
}

/** Whole bytes are moved by one shuffle instead of two shifts and an or. */
// @ts-ignore: decorator
@inline
export function rotl16<T>(a: T): T {
  if (isVector<T>()) {
    const x = changetype<v128>(a);
    return changetype<T>(i8x16.shuffle(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  } else return rotl<T>(a, 16);
}

// @ts-ignore: decorator
@inline
export function rotl8<T>(a: T): T {
  if (isVector<T>()) {
    const x = changetype<v128>(a);
    return changetype<T>(i8x16.shuffle(x, x, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14));
  } else return rotl<T>(a, 8);
}

/** Big-endian words to little-endian ones and back. */
// @ts-ignore: decorator
@inline
export function reverse<T>(a: T): T {
  if (isVector<T>()) {
    const x = changetype<v128>(a);
    return changetype<T>(i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  } else return changetype<T>(bswap<u32>(changetype<u32>(a)));
}

/** `words` words of `from` to `to`, each reversed in its bytes. */
export function reverseWords(to: usize, from: usize, words: usize): void {
  for (let lane: usize = 0; lane < WORD; lane += LANE_STEP)
    for (let at: usize = lane; at < words * WORD; at += WORD) {
      if (ASC_FEATURE_SIMD) v128.store(to + at, reverse<v128>(v128.load(from + at)));
      else store<u32>(to + at, bswap<u32>(load<u32>(from + at)));
    }
}

/** A word that all four share, at the words of a sliced string. */
export function fillWords(to: usize, value: u32, words: usize): void {
  for (let at: usize = 0; at < words * WORD; at += 4) store<u32>(to + at, value);
}

/** Four strings of 16·quarters bytes, `stride` apart, as little-endian words. */
export function slice(to: usize, from: usize, stride: usize, quarters: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let q: usize = 0; q < quarters; q++, to += 4 * WORD, from += 16) {
      const a = v128.load(from);
      const b = v128.load(from + stride);
      const c = v128.load(from + 2 * stride);
      const d = v128.load(from + 3 * stride);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const ef = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const gh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 16);
      v128.store(to, v128.shuffle<i64>(ef, gh, 0, 2), 32);
      v128.store(to, v128.shuffle<i64>(ef, gh, 1, 3), 48);
    }
  } else {
    for (let lane: usize = 0; lane < 4; lane++)
      for (let word: usize = 0; word < 4 * quarters; word++)
        store<u32>(to + word * WORD + 4 * lane, load<u32>(from + lane * stride + 4 * word));
  }
}

/** The same as big-endian words, which is how SHA-256 reads bytes. */
export function sliceReversed(to: usize, from: usize, stride: usize, quarters: usize): void {
  slice(to, from, stride, quarters);
  reverseWords(to, to, 4 * quarters);
}

/**
 * Back to bytes: `to` of each recipient becomes `from` XOR the sliced keystream. Both may be the same; a stride of 0 in
 * `from` gives all four the same bytes.
 */
export function xorSliced(
  to: usize,
  toStride: usize,
  from: usize,
  fromStride: usize,
  keystream: usize,
  quarters: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    for (let q: usize = 0; q < quarters; q++, to += 16, from += 16, keystream += 4 * WORD) {
      const a = v128.load(keystream);
      const b = v128.load(keystream, 16);
      const c = v128.load(keystream, 32);
      const d = v128.load(keystream, 48);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const ef = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const gh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.xor(v128.load(from), v128.shuffle<i64>(ab, cd, 0, 2)));
      v128.store(
        to + toStride,
        v128.xor(v128.load(from + fromStride), v128.shuffle<i64>(ab, cd, 1, 3)),
      );
      v128.store(
        to + 2 * toStride,
        v128.xor(v128.load(from + 2 * fromStride), v128.shuffle<i64>(ef, gh, 0, 2)),
      );
      v128.store(
        to + 3 * toStride,
        v128.xor(v128.load(from + 3 * fromStride), v128.shuffle<i64>(ef, gh, 1, 3)),
      );
    }
  } else {
    for (let lane: usize = 0; lane < 4; lane++, to += toStride, from += fromStride)
      for (let word: usize = 0; word < 4 * quarters; word++)
        store<u32>(to + 4 * word, load<u32>(from + 4 * word) ^ load<u32>(keystream + word * WORD + 4 * lane));
  }
}

/** Sliced little-endian words to the bytes of each recipient. */
export function unslice(to: usize, stride: usize, from: usize, quarters: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let q: usize = 0; q < quarters; q++, to += 16, from += 4 * WORD) {
      const a = v128.load(from);
      const b = v128.load(from, 16);
      const c = v128.load(from, 32);
      const d = v128.load(from, 48);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const ef = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const gh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(to + stride, v128.shuffle<i64>(ab, cd, 1, 3));
      v128.store(to + 2 * stride, v128.shuffle<i64>(ef, gh, 0, 2));
      v128.store(to + 3 * stride, v128.shuffle<i64>(ef, gh, 1, 3));
    }
  } else {
    for (let lane: usize = 0; lane < 4; lane++, to += stride)
      for (let word: usize = 0; word < 4 * quarters; word++)
        store<u32>(to + 4 * word, load<u32>(from + word * WORD + 4 * lane));
  }
}

/**
 * Writes `words` sliced big-endian words over a sliced message from its byte `at` on. The message's bytes before and behind
 * stay, also those that share a word with what is written: a prefix of odd length costs two shifts a word and no copy.
 */
export function place(message: usize, at: usize, from: usize, words: usize): void {
  for (let lane: usize = 0; lane < WORD; lane += LANE_STEP) {
    if (ASC_FEATURE_SIMD) placeLanes<v128>(message, at, from, words);
    else placeLanes<u32>(message + lane, at, from + lane, words);
  }
}

// @ts-ignore: decorator
@inline
function placeLanes<T>(message: usize, at: usize, from: usize, words: usize): void {
  let to = message + (at >>> 2) * WORD;
  const end = from + words * WORD;
  const right = <i32>((at & 3) << 3);
  if (right == 0) {
    for (; from < end; from += WORD, to += WORD) store<T>(to, load<T>(from));
    return;
  }
  const left = 32 - right;
  const kept = <u32>0xffffffff >>> right;
  let before = and<T>(load<T>(to), splat<T>(~kept));
  for (; from < end; from += WORD, to += WORD) {
    const word = load<T>(from);
    store<T>(to, or<T>(before, shr<T>(word, right)));
    before = shl<T>(word, left);
  }
  store<T>(to, or<T>(before, and<T>(load<T>(to), splat<T>(kept))));
}
