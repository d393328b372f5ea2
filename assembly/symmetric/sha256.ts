/**
 * SHA-256 (FIPS 180-4), four messages at a time: the compression function alone. Padding belongs to who makes the message.
 * A state is 8 sliced words, a block 16.
 */
import { add, and, fillWords, LANE_STEP, rotl, shr, WORD, xor } from './lanes';
import { IV, SCHEDULE } from './scratch';

/** Bytes of a sliced state and of a sliced block. */
export const STATE: usize = 8 * WORD;
export const BLOCK: usize = 16 * WORD;

const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
], 16);

/** Before the first `compress`, and again after a wipe. */
export function openSha256(): void {
  fillWords(IV, 0x6a09e667, 1);
  fillWords(IV + WORD, 0xbb67ae85, 1);
  fillWords(IV + 2 * WORD, 0x3c6ef372, 1);
  fillWords(IV + 3 * WORD, 0xa54ff53a, 1);
  fillWords(IV + 4 * WORD, 0x510e527f, 1);
  fillWords(IV + 5 * WORD, 0x9b05688c, 1);
  fillWords(IV + 6 * WORD, 0x1f83d9ab, 1);
  fillWords(IV + 7 * WORD, 0x5be0cd19, 1);
}

/** out = the state after `block`, beginning from `init`. `out` may be either of the two. */
export function compress(out: usize, init: usize, block: usize): void {
  for (let lane: usize = 0; lane < WORD; lane += LANE_STEP) {
    if (ASC_FEATURE_SIMD) compressLanes<v128>(out, init, block, SCHEDULE);
    else compressLanes<u32>(out + lane, init + lane, block + lane, SCHEDULE + lane);
  }
}

/**
 * The same for a block that is the same in every call: `schedule` (64 sliced words) comes from `expandConstant`, and nothing
 * is left but the rounds.
 */
export function compressConstant(out: usize, init: usize, schedule: usize): void {
  for (let lane: usize = 0; lane < WORD; lane += LANE_STEP) {
    if (ASC_FEATURE_SIMD) compressConstantLanes<v128>(out, init, schedule);
    else compressConstantLanes<u32>(out + lane, init + lane, schedule + lane);
  }
}

/** The schedule of `block` with the round constants added, for `compressConstant`. */
export function expandConstant(schedule: usize, block: usize): void {
  memory.copy(schedule, block, BLOCK);
  for (let lane: usize = 0; lane < WORD; lane += 4) {
    for (let i: usize = 16; i < 64; i++) {
      const at = schedule + lane + (i - 16) * WORD;
      const w = expand<u32>(load<u32>(at), load<u32>(at, 16), load<u32>(at, 144), load<u32>(at, 224));
      store<u32>(at, w, 256);
    }
    for (let i: usize = 0; i < 64; i++) {
      const at = schedule + lane + i * WORD;
      store<u32>(at, load<u32>(at) + load<u32>(K + 4 * i));
    }
  }
}

/** w[t−16], w[t−15], w[t−7], w[t−2] give w[t]. */
// @ts-ignore: decorator
@inline
function expand<T>(w16: T, w15: T, w7: T, w2: T): T {
  const s0 = xor<T>(xor<T>(rotl<T>(w15, 25), rotl<T>(w15, 14)), shr<T>(w15, 3));
  const s1 = xor<T>(xor<T>(rotl<T>(w2, 15), rotl<T>(w2, 13)), shr<T>(w2, 10));
  return add<T>(add<T>(s0, w16), add<T>(s1, w7));
}

/** T1 of FIPS 180-4 6.2.2; `wk` is word plus round constant. */
// @ts-ignore: decorator
@inline
function t1<T>(e: T, f: T, g: T, h: T, wk: T): T {
  const choice = xor<T>(and<T>(xor<T>(f, g), e), g);
  const sum = xor<T>(xor<T>(rotl<T>(e, 26), rotl<T>(e, 21)), rotl<T>(e, 7));
  return add<T>(add<T>(h, wk), add<T>(sum, choice));
}

/** T2. The compiler sees that a XOR b of one round is b XOR c of the next. */
// @ts-ignore: decorator
@inline
function t2<T>(a: T, b: T, c: T): T {
  const majority = xor<T>(and<T>(xor<T>(a, b), xor<T>(b, c)), b);
  const sum = xor<T>(xor<T>(rotl<T>(a, 30), rotl<T>(a, 19)), rotl<T>(a, 10));
  return add<T>(sum, majority);
}

// @ts-ignore: decorator
@inline
function k<T>(at: usize): T {
  if (isVector<T>()) return changetype<T>(v128.load32_splat(at));
  else return changetype<T>(load<u32>(at));
}

/** Eight rounds bring the eight names back to where they were, so that is one turn of each loop. */
// @ts-ignore: decorator
@inline
function compressLanes<T>(out: usize, init: usize, block: usize, w: usize): void {
  let a = load<T>(init);
  let b = load<T>(init, 16);
  let c = load<T>(init, 32);
  let d = load<T>(init, 48);
  let e = load<T>(init, 64);
  let f = load<T>(init, 80);
  let g = load<T>(init, 96);
  let h = load<T>(init, 112);
  let t: T;
  let x: T;
  let p = w;
  let q = K;
  for (let i = 0; i < 2; i++, p += 128, block += 128, q += 32) {
    x = load<T>(block); store<T>(p, x);
    t = t1<T>(e, f, g, h, add<T>(x, k<T>(q))); d = add<T>(d, t); h = add<T>(t, t2<T>(a, b, c));
    x = load<T>(block, 16); store<T>(p, x, 16);
    t = t1<T>(d, e, f, g, add<T>(x, k<T>(q + 4))); c = add<T>(c, t); g = add<T>(t, t2<T>(h, a, b));
    x = load<T>(block, 32); store<T>(p, x, 32);
    t = t1<T>(c, d, e, f, add<T>(x, k<T>(q + 8))); b = add<T>(b, t); f = add<T>(t, t2<T>(g, h, a));
    x = load<T>(block, 48); store<T>(p, x, 48);
    t = t1<T>(b, c, d, e, add<T>(x, k<T>(q + 12))); a = add<T>(a, t); e = add<T>(t, t2<T>(f, g, h));
    x = load<T>(block, 64); store<T>(p, x, 64);
    t = t1<T>(a, b, c, d, add<T>(x, k<T>(q + 16))); h = add<T>(h, t); d = add<T>(t, t2<T>(e, f, g));
    x = load<T>(block, 80); store<T>(p, x, 80);
    t = t1<T>(h, a, b, c, add<T>(x, k<T>(q + 20))); g = add<T>(g, t); c = add<T>(t, t2<T>(d, e, f));
    x = load<T>(block, 96); store<T>(p, x, 96);
    t = t1<T>(g, h, a, b, add<T>(x, k<T>(q + 24))); f = add<T>(f, t); b = add<T>(t, t2<T>(c, d, e));
    x = load<T>(block, 112); store<T>(p, x, 112);
    t = t1<T>(f, g, h, a, add<T>(x, k<T>(q + 28))); e = add<T>(e, t); a = add<T>(t, t2<T>(b, c, d));
  }
  // p now leads 16 words behind the word that is made.
  p = w;
  for (let i = 0; i < 6; i++, p += 128, q += 32) {
    x = expand<T>(load<T>(p), load<T>(p, 16), load<T>(p, 144), load<T>(p, 224)); store<T>(p, x, 256);
    t = t1<T>(e, f, g, h, add<T>(x, k<T>(q))); d = add<T>(d, t); h = add<T>(t, t2<T>(a, b, c));
    x = expand<T>(load<T>(p, 16), load<T>(p, 32), load<T>(p, 160), load<T>(p, 240)); store<T>(p, x, 272);
    t = t1<T>(d, e, f, g, add<T>(x, k<T>(q + 4))); c = add<T>(c, t); g = add<T>(t, t2<T>(h, a, b));
    x = expand<T>(load<T>(p, 32), load<T>(p, 48), load<T>(p, 176), load<T>(p, 256)); store<T>(p, x, 288);
    t = t1<T>(c, d, e, f, add<T>(x, k<T>(q + 8))); b = add<T>(b, t); f = add<T>(t, t2<T>(g, h, a));
    x = expand<T>(load<T>(p, 48), load<T>(p, 64), load<T>(p, 192), load<T>(p, 272)); store<T>(p, x, 304);
    t = t1<T>(b, c, d, e, add<T>(x, k<T>(q + 12))); a = add<T>(a, t); e = add<T>(t, t2<T>(f, g, h));
    x = expand<T>(load<T>(p, 64), load<T>(p, 80), load<T>(p, 208), load<T>(p, 288)); store<T>(p, x, 320);
    t = t1<T>(a, b, c, d, add<T>(x, k<T>(q + 16))); h = add<T>(h, t); d = add<T>(t, t2<T>(e, f, g));
    x = expand<T>(load<T>(p, 80), load<T>(p, 96), load<T>(p, 224), load<T>(p, 304)); store<T>(p, x, 336);
    t = t1<T>(h, a, b, c, add<T>(x, k<T>(q + 20))); g = add<T>(g, t); c = add<T>(t, t2<T>(d, e, f));
    x = expand<T>(load<T>(p, 96), load<T>(p, 112), load<T>(p, 240), load<T>(p, 320)); store<T>(p, x, 352);
    t = t1<T>(g, h, a, b, add<T>(x, k<T>(q + 24))); f = add<T>(f, t); b = add<T>(t, t2<T>(c, d, e));
    x = expand<T>(load<T>(p, 112), load<T>(p, 128), load<T>(p, 256), load<T>(p, 336)); store<T>(p, x, 368);
    t = t1<T>(f, g, h, a, add<T>(x, k<T>(q + 28))); e = add<T>(e, t); a = add<T>(t, t2<T>(b, c, d));
  }
  finish<T>(out, init, a, b, c, d, e, f, g, h);
}

// @ts-ignore: decorator
@inline
function compressConstantLanes<T>(out: usize, init: usize, p: usize): void {
  let a = load<T>(init);
  let b = load<T>(init, 16);
  let c = load<T>(init, 32);
  let d = load<T>(init, 48);
  let e = load<T>(init, 64);
  let f = load<T>(init, 80);
  let g = load<T>(init, 96);
  let h = load<T>(init, 112);
  let t: T;
  for (let i = 0; i < 8; i++, p += 128) {
    t = t1<T>(e, f, g, h, load<T>(p)); d = add<T>(d, t); h = add<T>(t, t2<T>(a, b, c));
    t = t1<T>(d, e, f, g, load<T>(p, 16)); c = add<T>(c, t); g = add<T>(t, t2<T>(h, a, b));
    t = t1<T>(c, d, e, f, load<T>(p, 32)); b = add<T>(b, t); f = add<T>(t, t2<T>(g, h, a));
    t = t1<T>(b, c, d, e, load<T>(p, 48)); a = add<T>(a, t); e = add<T>(t, t2<T>(f, g, h));
    t = t1<T>(a, b, c, d, load<T>(p, 64)); h = add<T>(h, t); d = add<T>(t, t2<T>(e, f, g));
    t = t1<T>(h, a, b, c, load<T>(p, 80)); g = add<T>(g, t); c = add<T>(t, t2<T>(d, e, f));
    t = t1<T>(g, h, a, b, load<T>(p, 96)); f = add<T>(f, t); b = add<T>(t, t2<T>(c, d, e));
    t = t1<T>(f, g, h, a, load<T>(p, 112)); e = add<T>(e, t); a = add<T>(t, t2<T>(b, c, d));
  }
  finish<T>(out, init, a, b, c, d, e, f, g, h);
}

// @ts-ignore: decorator
@inline
function finish<T>(out: usize, init: usize, a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T): void {
  store<T>(out, add<T>(a, load<T>(init)));
  store<T>(out, add<T>(b, load<T>(init, 16)), 16);
  store<T>(out, add<T>(c, load<T>(init, 32)), 32);
  store<T>(out, add<T>(d, load<T>(init, 48)), 48);
  store<T>(out, add<T>(e, load<T>(init, 64)), 64);
  store<T>(out, add<T>(f, load<T>(init, 80)), 80);
  store<T>(out, add<T>(g, load<T>(init, 96)), 96);
  store<T>(out, add<T>(h, load<T>(init, 112)), 112);
}
