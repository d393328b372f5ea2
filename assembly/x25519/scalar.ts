// Written by scripts/make-x25519.mjs: change scripts/x25519/scalar.mjs instead.
//
// GF(2^255 - 19) and the Montgomery ladder in 64-bit integers: ten signed limbs of 26 and 25 bits in turn. "Carried" is
// |even limb| <= 2^25 + 2^13, |odd limb| <= 2^24 + 2^13; a sum is twice that. Each product states the most its factors
// and columns can be, as the script computed and checked it.

// @ts-ignore: decorator
@lazy const STATE: usize = memory.data(1120, 16);
// @ts-ignore: decorator
@inline const A: usize = STATE + 0;
// @ts-ignore: decorator
@inline const B: usize = STATE + 80;
// @ts-ignore: decorator
@inline const C: usize = STATE + 160;
// @ts-ignore: decorator
@inline const D: usize = STATE + 240;
// @ts-ignore: decorator
@inline const P: usize = STATE + 320;
// @ts-ignore: decorator
@inline const Q: usize = STATE + 400;
// @ts-ignore: decorator
@inline const X: usize = STATE + 480;
// @ts-ignore: decorator
@inline const Z: usize = STATE + 560;
// @ts-ignore: decorator
@inline const S: usize = STATE + 640;
// @ts-ignore: decorator
@inline const T: usize = STATE + 720;
// @ts-ignore: decorator
@inline const AA: usize = STATE + 800;
// @ts-ignore: decorator
@inline const BB: usize = STATE + 880;
// @ts-ignore: decorator
@inline const E: usize = STATE + 960;
// @ts-ignore: decorator
@inline const U: usize = STATE + 1040;

/** o = a b; factors carried or sums of two carried; carried. */
export function mul(o: usize, a: usize, b: usize): void {
  // factors <= 1.00 2^26, 1.00 2^26; columns <= 1.95 2^58
  const a0 = load<i64>(a, 0);
  const a1 = load<i64>(a, 8);
  const a2 = load<i64>(a, 16);
  const a3 = load<i64>(a, 24);
  const a4 = load<i64>(a, 32);
  const a5 = load<i64>(a, 40);
  const a6 = load<i64>(a, 48);
  const a7 = load<i64>(a, 56);
  const a8 = load<i64>(a, 64);
  const a9 = load<i64>(a, 72);
  const b0 = load<i64>(b, 0);
  const b1 = load<i64>(b, 8);
  const b2 = load<i64>(b, 16);
  const b3 = load<i64>(b, 24);
  const b4 = load<i64>(b, 32);
  const b5 = load<i64>(b, 40);
  const b6 = load<i64>(b, 48);
  const b7 = load<i64>(b, 56);
  const b8 = load<i64>(b, 64);
  const b9 = load<i64>(b, 72);
  const a1x2 = a1 * 2;
  const b9x19 = b9 * 19;
  const b8x19 = b8 * 19;
  const a3x2 = a3 * 2;
  const b7x19 = b7 * 19;
  const b6x19 = b6 * 19;
  const a5x2 = a5 * 2;
  const b5x19 = b5 * 19;
  const b4x19 = b4 * 19;
  const a7x2 = a7 * 2;
  const b3x19 = b3 * 19;
  const b2x19 = b2 * 19;
  const a9x2 = a9 * 2;
  const b1x19 = b1 * 19;
  let h0 = a0 * b0 + a1x2 * b9x19 + a2 * b8x19 + a3x2 * b7x19 + a4 * b6x19 + a5x2 * b5x19 + a6 * b4x19 + a7x2 * b3x19 + a8 * b2x19 + a9x2 * b1x19;
  let h1 = a0 * b1 + a1 * b0 + a2 * b9x19 + a3 * b8x19 + a4 * b7x19 + a5 * b6x19 + a6 * b5x19 + a7 * b4x19 + a8 * b3x19 + a9 * b2x19;
  let h2 = a0 * b2 + a1x2 * b1 + a2 * b0 + a3x2 * b9x19 + a4 * b8x19 + a5x2 * b7x19 + a6 * b6x19 + a7x2 * b5x19 + a8 * b4x19 + a9x2 * b3x19;
  let h3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * b9x19 + a5 * b8x19 + a6 * b7x19 + a7 * b6x19 + a8 * b5x19 + a9 * b4x19;
  let h4 = a0 * b4 + a1x2 * b3 + a2 * b2 + a3x2 * b1 + a4 * b0 + a5x2 * b9x19 + a6 * b8x19 + a7x2 * b7x19 + a8 * b6x19 + a9x2 * b5x19;
  let h5 = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0 + a6 * b9x19 + a7 * b8x19 + a8 * b7x19 + a9 * b6x19;
  let h6 = a0 * b6 + a1x2 * b5 + a2 * b4 + a3x2 * b3 + a4 * b2 + a5x2 * b1 + a6 * b0 + a7x2 * b9x19 + a8 * b8x19 + a9x2 * b7x19;
  let h7 = a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0 + a8 * b9x19 + a9 * b8x19;
  let h8 = a0 * b8 + a1x2 * b7 + a2 * b6 + a3x2 * b5 + a4 * b4 + a5x2 * b3 + a6 * b2 + a7x2 * b1 + a8 * b0 + a9x2 * b9x19;
  let h9 = a0 * b9 + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1 + a9 * b0;
  let c: i64;
  c = (h0 + 33554432) >> 26; h0 -= c << 26; h1 += c;
  c = (h5 + 16777216) >> 25; h5 -= c << 25; h6 += c;
  c = (h1 + 16777216) >> 25; h1 -= c << 25; h2 += c;
  c = (h6 + 33554432) >> 26; h6 -= c << 26; h7 += c;
  c = (h2 + 33554432) >> 26; h2 -= c << 26; h3 += c;
  c = (h7 + 16777216) >> 25; h7 -= c << 25; h8 += c;
  c = (h3 + 16777216) >> 25; h3 -= c << 25; h4 += c;
  c = (h8 + 33554432) >> 26; h8 -= c << 26; h9 += c;
  c = (h4 + 33554432) >> 26; h4 -= c << 26; h5 += c;
  c = (h9 + 16777216) >> 25; h9 -= c << 25; h0 += 19 * c;
  c = (h5 + 16777216) >> 25; h5 -= c << 25; h6 += c;
  c = (h0 + 33554432) >> 26; h0 -= c << 26; h1 += c;
  store<i64>(o, h0, 0);
  store<i64>(o, h1, 8);
  store<i64>(o, h2, 16);
  store<i64>(o, h3, 24);
  store<i64>(o, h4, 32);
  store<i64>(o, h5, 40);
  store<i64>(o, h6, 48);
  store<i64>(o, h7, 56);
  store<i64>(o, h8, 64);
  store<i64>(o, h9, 72);
}

/** o = a^2; carried or a sum; carried. */
export function sqr(o: usize, a: usize): void {
  // factors <= 1.00 2^26, 1.00 2^26; columns <= 1.95 2^58
  const a0 = load<i64>(a, 0);
  const a1 = load<i64>(a, 8);
  const a2 = load<i64>(a, 16);
  const a3 = load<i64>(a, 24);
  const a4 = load<i64>(a, 32);
  const a5 = load<i64>(a, 40);
  const a6 = load<i64>(a, 48);
  const a7 = load<i64>(a, 56);
  const a8 = load<i64>(a, 64);
  const a9 = load<i64>(a, 72);
  const a0x2 = a0 * 2;
  const a1x2 = a1 * 2;
  const a1x4 = a1 * 4;
  const a9x19 = a9 * 19;
  const a2x2 = a2 * 2;
  const a8x19 = a8 * 19;
  const a3x2 = a3 * 2;
  const a3x4 = a3 * 4;
  const a7x19 = a7 * 19;
  const a4x2 = a4 * 2;
  const a6x19 = a6 * 19;
  const a5x2 = a5 * 2;
  const a5x19 = a5 * 19;
  const a5x4 = a5 * 4;
  const a6x2 = a6 * 2;
  const a7x2 = a7 * 2;
  const a7x4 = a7 * 4;
  const a8x2 = a8 * 2;
  const a9x2 = a9 * 2;
  let h0 = a0 * a0 + a1x4 * a9x19 + a2x2 * a8x19 + a3x4 * a7x19 + a4x2 * a6x19 + a5x2 * a5x19;
  let h1 = a0x2 * a1 + a2x2 * a9x19 + a3x2 * a8x19 + a4x2 * a7x19 + a5x2 * a6x19;
  let h2 = a0x2 * a2 + a1x2 * a1 + a3x4 * a9x19 + a4x2 * a8x19 + a5x4 * a7x19 + a6 * a6x19;
  let h3 = a0x2 * a3 + a1x2 * a2 + a4x2 * a9x19 + a5x2 * a8x19 + a6x2 * a7x19;
  let h4 = a0x2 * a4 + a1x4 * a3 + a2 * a2 + a5x4 * a9x19 + a6x2 * a8x19 + a7x2 * a7x19;
  let h5 = a0x2 * a5 + a1x2 * a4 + a2x2 * a3 + a6x2 * a9x19 + a7x2 * a8x19;
  let h6 = a0x2 * a6 + a1x4 * a5 + a2x2 * a4 + a3x2 * a3 + a7x4 * a9x19 + a8 * a8x19;
  let h7 = a0x2 * a7 + a1x2 * a6 + a2x2 * a5 + a3x2 * a4 + a8x2 * a9x19;
  let h8 = a0x2 * a8 + a1x4 * a7 + a2x2 * a6 + a3x4 * a5 + a4 * a4 + a9x2 * a9x19;
  let h9 = a0x2 * a9 + a1x2 * a8 + a2x2 * a7 + a3x2 * a6 + a4x2 * a5;
  let c: i64;
  c = (h0 + 33554432) >> 26; h0 -= c << 26; h1 += c;
  c = (h5 + 16777216) >> 25; h5 -= c << 25; h6 += c;
  c = (h1 + 16777216) >> 25; h1 -= c << 25; h2 += c;
  c = (h6 + 33554432) >> 26; h6 -= c << 26; h7 += c;
  c = (h2 + 33554432) >> 26; h2 -= c << 26; h3 += c;
  c = (h7 + 16777216) >> 25; h7 -= c << 25; h8 += c;
  c = (h3 + 16777216) >> 25; h3 -= c << 25; h4 += c;
  c = (h8 + 33554432) >> 26; h8 -= c << 26; h9 += c;
  c = (h4 + 33554432) >> 26; h4 -= c << 26; h5 += c;
  c = (h9 + 16777216) >> 25; h9 -= c << 25; h0 += 19 * c;
  c = (h5 + 16777216) >> 25; h5 -= c << 25; h6 += c;
  c = (h0 + 33554432) >> 26; h0 -= c << 26; h1 += c;
  store<i64>(o, h0, 0);
  store<i64>(o, h1, 8);
  store<i64>(o, h2, 16);
  store<i64>(o, h3, 24);
  store<i64>(o, h4, 32);
  store<i64>(o, h5, 40);
  store<i64>(o, h6, 48);
  store<i64>(o, h7, 56);
  store<i64>(o, h8, 64);
  store<i64>(o, h9, 72);
}

/** t = a + 121665 e; a carried, e a difference; carried. */
export function a24(t: usize, a: usize, e: usize): void {
  // columns <= 1.86 2^42
  let h0 = load<i64>(a, 0) + 121665 * load<i64>(e, 0);
  let h1 = load<i64>(a, 8) + 121665 * load<i64>(e, 8);
  let h2 = load<i64>(a, 16) + 121665 * load<i64>(e, 16);
  let h3 = load<i64>(a, 24) + 121665 * load<i64>(e, 24);
  let h4 = load<i64>(a, 32) + 121665 * load<i64>(e, 32);
  let h5 = load<i64>(a, 40) + 121665 * load<i64>(e, 40);
  let h6 = load<i64>(a, 48) + 121665 * load<i64>(e, 48);
  let h7 = load<i64>(a, 56) + 121665 * load<i64>(e, 56);
  let h8 = load<i64>(a, 64) + 121665 * load<i64>(e, 64);
  let h9 = load<i64>(a, 72) + 121665 * load<i64>(e, 72);
  let c: i64;
  c = (h0 + 33554432) >> 26; h0 -= c << 26; h1 += c;
  c = (h5 + 16777216) >> 25; h5 -= c << 25; h6 += c;
  c = (h1 + 16777216) >> 25; h1 -= c << 25; h2 += c;
  c = (h6 + 33554432) >> 26; h6 -= c << 26; h7 += c;
  c = (h2 + 33554432) >> 26; h2 -= c << 26; h3 += c;
  c = (h7 + 16777216) >> 25; h7 -= c << 25; h8 += c;
  c = (h3 + 16777216) >> 25; h3 -= c << 25; h4 += c;
  c = (h8 + 33554432) >> 26; h8 -= c << 26; h9 += c;
  c = (h4 + 33554432) >> 26; h4 -= c << 26; h5 += c;
  c = (h9 + 16777216) >> 25; h9 -= c << 25; h0 += 19 * c;
  c = (h5 + 16777216) >> 25; h5 -= c << 25; h6 += c;
  c = (h0 + 33554432) >> 26; h0 -= c << 26; h1 += c;
  store<i64>(t, h0, 0);
  store<i64>(t, h1, 8);
  store<i64>(t, h2, 16);
  store<i64>(t, h3, 24);
  store<i64>(t, h4, 32);
  store<i64>(t, h5, 40);
  store<i64>(t, h6, 48);
  store<i64>(t, h7, 56);
  store<i64>(t, h8, 64);
  store<i64>(t, h9, 72);
}

/**
 * One bit. A, B = x + z, x - z of the point doubled last; C, D = the same of the sum. The mask says whether C, D is doubled
 * next. The pair {A D, C B} is the same set either way, and its difference is squared: nothing is swapped.
 */
function step(u: usize, mask: i64): void {
  { const s = load<i64>(A, 0); store<i64>(P, s ^ ((s ^ load<i64>(C, 0)) & mask), 0); }
  { const s = load<i64>(A, 8); store<i64>(P, s ^ ((s ^ load<i64>(C, 8)) & mask), 8); }
  { const s = load<i64>(A, 16); store<i64>(P, s ^ ((s ^ load<i64>(C, 16)) & mask), 16); }
  { const s = load<i64>(A, 24); store<i64>(P, s ^ ((s ^ load<i64>(C, 24)) & mask), 24); }
  { const s = load<i64>(A, 32); store<i64>(P, s ^ ((s ^ load<i64>(C, 32)) & mask), 32); }
  { const s = load<i64>(A, 40); store<i64>(P, s ^ ((s ^ load<i64>(C, 40)) & mask), 40); }
  { const s = load<i64>(A, 48); store<i64>(P, s ^ ((s ^ load<i64>(C, 48)) & mask), 48); }
  { const s = load<i64>(A, 56); store<i64>(P, s ^ ((s ^ load<i64>(C, 56)) & mask), 56); }
  { const s = load<i64>(A, 64); store<i64>(P, s ^ ((s ^ load<i64>(C, 64)) & mask), 64); }
  { const s = load<i64>(A, 72); store<i64>(P, s ^ ((s ^ load<i64>(C, 72)) & mask), 72); }
  { const s = load<i64>(B, 0); store<i64>(Q, s ^ ((s ^ load<i64>(D, 0)) & mask), 0); }
  { const s = load<i64>(B, 8); store<i64>(Q, s ^ ((s ^ load<i64>(D, 8)) & mask), 8); }
  { const s = load<i64>(B, 16); store<i64>(Q, s ^ ((s ^ load<i64>(D, 16)) & mask), 16); }
  { const s = load<i64>(B, 24); store<i64>(Q, s ^ ((s ^ load<i64>(D, 24)) & mask), 24); }
  { const s = load<i64>(B, 32); store<i64>(Q, s ^ ((s ^ load<i64>(D, 32)) & mask), 32); }
  { const s = load<i64>(B, 40); store<i64>(Q, s ^ ((s ^ load<i64>(D, 40)) & mask), 40); }
  { const s = load<i64>(B, 48); store<i64>(Q, s ^ ((s ^ load<i64>(D, 48)) & mask), 48); }
  { const s = load<i64>(B, 56); store<i64>(Q, s ^ ((s ^ load<i64>(D, 56)) & mask), 56); }
  { const s = load<i64>(B, 64); store<i64>(Q, s ^ ((s ^ load<i64>(D, 64)) & mask), 64); }
  { const s = load<i64>(B, 72); store<i64>(Q, s ^ ((s ^ load<i64>(D, 72)) & mask), 72); }
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
  { const x = load<i64>(a, 0), y = load<i64>(b, 0); store<i64>(s, x + y, 0); store<i64>(d, x - y, 0); }
  { const x = load<i64>(a, 8), y = load<i64>(b, 8); store<i64>(s, x + y, 8); store<i64>(d, x - y, 8); }
  { const x = load<i64>(a, 16), y = load<i64>(b, 16); store<i64>(s, x + y, 16); store<i64>(d, x - y, 16); }
  { const x = load<i64>(a, 24), y = load<i64>(b, 24); store<i64>(s, x + y, 24); store<i64>(d, x - y, 24); }
  { const x = load<i64>(a, 32), y = load<i64>(b, 32); store<i64>(s, x + y, 32); store<i64>(d, x - y, 32); }
  { const x = load<i64>(a, 40), y = load<i64>(b, 40); store<i64>(s, x + y, 40); store<i64>(d, x - y, 40); }
  { const x = load<i64>(a, 48), y = load<i64>(b, 48); store<i64>(s, x + y, 48); store<i64>(d, x - y, 48); }
  { const x = load<i64>(a, 56), y = load<i64>(b, 56); store<i64>(s, x + y, 56); store<i64>(d, x - y, 56); }
  { const x = load<i64>(a, 64), y = load<i64>(b, 64); store<i64>(s, x + y, 64); store<i64>(d, x - y, 64); }
  { const x = load<i64>(a, 72), y = load<i64>(b, 72); store<i64>(s, x + y, 72); store<i64>(d, x - y, 72); }
}

function difference(o: usize, a: usize, b: usize): void {
  store<i64>(o, load<i64>(a, 0) - load<i64>(b, 0), 0);
  store<i64>(o, load<i64>(a, 8) - load<i64>(b, 8), 8);
  store<i64>(o, load<i64>(a, 16) - load<i64>(b, 16), 16);
  store<i64>(o, load<i64>(a, 24) - load<i64>(b, 24), 24);
  store<i64>(o, load<i64>(a, 32) - load<i64>(b, 32), 32);
  store<i64>(o, load<i64>(a, 40) - load<i64>(b, 40), 40);
  store<i64>(o, load<i64>(a, 48) - load<i64>(b, 48), 48);
  store<i64>(o, load<i64>(a, 56) - load<i64>(b, 56), 56);
  store<i64>(o, load<i64>(a, 64) - load<i64>(b, 64), 64);
  store<i64>(o, load<i64>(a, 72) - load<i64>(b, 72), 72);
}

/**
 * x / z = k u.
 * @param k the clamped scalar, 32 bytes
 * @param u carried
 */
export function ladder(k: usize, u: usize, x: usize, z: usize): void {
  // (1 : 0) and (u : 1)
  memory.fill(STATE, 0, 1120);
  store<i64>(A, 1);
  store<i64>(B, 1);
  memory.copy(C, u, 80);
  memory.copy(D, u, 80);
  store<i64>(C, load<i64>(C) + 1);
  store<i64>(D, load<i64>(D) - 1);
  let last: i64 = 0;
  for (let t: i32 = 254; t >= 3; t--) {
    const bit = <i64>((load<u8>(k + <usize>(t >>> 3)) >>> (t & 7)) & 1);
    step(u, 0 - (bit ^ last));
    last = bit;
  }
  // The three cleared bits: doublings only.
  const mask = 0 - last;
  { const s = load<i64>(A, 0); store<i64>(A, s ^ ((s ^ load<i64>(C, 0)) & mask), 0); }
  { const s = load<i64>(A, 8); store<i64>(A, s ^ ((s ^ load<i64>(C, 8)) & mask), 8); }
  { const s = load<i64>(A, 16); store<i64>(A, s ^ ((s ^ load<i64>(C, 16)) & mask), 16); }
  { const s = load<i64>(A, 24); store<i64>(A, s ^ ((s ^ load<i64>(C, 24)) & mask), 24); }
  { const s = load<i64>(A, 32); store<i64>(A, s ^ ((s ^ load<i64>(C, 32)) & mask), 32); }
  { const s = load<i64>(A, 40); store<i64>(A, s ^ ((s ^ load<i64>(C, 40)) & mask), 40); }
  { const s = load<i64>(A, 48); store<i64>(A, s ^ ((s ^ load<i64>(C, 48)) & mask), 48); }
  { const s = load<i64>(A, 56); store<i64>(A, s ^ ((s ^ load<i64>(C, 56)) & mask), 56); }
  { const s = load<i64>(A, 64); store<i64>(A, s ^ ((s ^ load<i64>(C, 64)) & mask), 64); }
  { const s = load<i64>(A, 72); store<i64>(A, s ^ ((s ^ load<i64>(C, 72)) & mask), 72); }
  { const s = load<i64>(B, 0); store<i64>(B, s ^ ((s ^ load<i64>(D, 0)) & mask), 0); }
  { const s = load<i64>(B, 8); store<i64>(B, s ^ ((s ^ load<i64>(D, 8)) & mask), 8); }
  { const s = load<i64>(B, 16); store<i64>(B, s ^ ((s ^ load<i64>(D, 16)) & mask), 16); }
  { const s = load<i64>(B, 24); store<i64>(B, s ^ ((s ^ load<i64>(D, 24)) & mask), 24); }
  { const s = load<i64>(B, 32); store<i64>(B, s ^ ((s ^ load<i64>(D, 32)) & mask), 32); }
  { const s = load<i64>(B, 40); store<i64>(B, s ^ ((s ^ load<i64>(D, 40)) & mask), 40); }
  { const s = load<i64>(B, 48); store<i64>(B, s ^ ((s ^ load<i64>(D, 48)) & mask), 48); }
  { const s = load<i64>(B, 56); store<i64>(B, s ^ ((s ^ load<i64>(D, 56)) & mask), 56); }
  { const s = load<i64>(B, 64); store<i64>(B, s ^ ((s ^ load<i64>(D, 64)) & mask), 64); }
  { const s = load<i64>(B, 72); store<i64>(B, s ^ ((s ^ load<i64>(D, 72)) & mask), 72); }
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

/** The limbs of 32 bytes, bit 255 already cleared; carried. */
export function decode(from: usize, o: usize): void {
  const w0 = load<u64>(from), w1 = load<u64>(from, 8), w2 = load<u64>(from, 16), w3 = load<u64>(from, 24);
  let h0 = <i64>((w0 >>> 0) & 67108863);
  let h1 = <i64>((w0 >>> 26) & 33554431);
  let h2 = <i64>(((w0 >>> 51) | (w1 << 13)) & 67108863);
  let h3 = <i64>((w1 >>> 13) & 33554431);
  let h4 = <i64>((w1 >>> 38) & 67108863);
  let h5 = <i64>((w2 >>> 0) & 33554431);
  let h6 = <i64>((w2 >>> 25) & 67108863);
  let h7 = <i64>(((w2 >>> 51) | (w3 << 13)) & 33554431);
  let h8 = <i64>((w3 >>> 12) & 67108863);
  let h9 = <i64>((w3 >>> 38) & 33554431);
  let c: i64;
  c = (h0 + 33554432) >> 26; h0 -= c << 26; h1 += c;
  c = (h5 + 16777216) >> 25; h5 -= c << 25; h6 += c;
  c = (h1 + 16777216) >> 25; h1 -= c << 25; h2 += c;
  c = (h6 + 33554432) >> 26; h6 -= c << 26; h7 += c;
  c = (h2 + 33554432) >> 26; h2 -= c << 26; h3 += c;
  c = (h7 + 16777216) >> 25; h7 -= c << 25; h8 += c;
  c = (h3 + 16777216) >> 25; h3 -= c << 25; h4 += c;
  c = (h8 + 33554432) >> 26; h8 -= c << 26; h9 += c;
  c = (h4 + 33554432) >> 26; h4 -= c << 26; h5 += c;
  c = (h9 + 16777216) >> 25; h9 -= c << 25; h0 += 19 * c;
  c = (h5 + 16777216) >> 25; h5 -= c << 25; h6 += c;
  c = (h0 + 33554432) >> 26; h0 -= c << 26; h1 += c;
  store<i64>(o, h0, 0);
  store<i64>(o, h1, 8);
  store<i64>(o, h2, 16);
  store<i64>(o, h3, 24);
  store<i64>(o, h4, 32);
  store<i64>(o, h5, 40);
  store<i64>(o, h6, 48);
  store<i64>(o, h7, 56);
  store<i64>(o, h8, 64);
  store<i64>(o, h9, 72);
}

/** A carried element as 32 bytes, fully reduced. */
export function encode(o: usize, to: usize): void {
  let h0 = load<i64>(o, 0);
  let h1 = load<i64>(o, 8);
  let h2 = load<i64>(o, 16);
  let h3 = load<i64>(o, 24);
  let h4 = load<i64>(o, 32);
  let h5 = load<i64>(o, 40);
  let h6 = load<i64>(o, 48);
  let h7 = load<i64>(o, 56);
  let h8 = load<i64>(o, 64);
  let h9 = load<i64>(o, 72);
  let c: i64;
  // A carried value V is less than 2^254 + 2^250 in size, so what leaves the top is 0 or -1: the first round leaves V or
  // V + p, both in [0, 2^255), with a lowest limb that may be negative; the second puts that right, and nothing leaves.
  for (let i = 0; i < 2; i++) {
    c = h0 >> 26; h0 -= c << 26; h1 += c;
    c = h1 >> 25; h1 -= c << 25; h2 += c;
    c = h2 >> 26; h2 -= c << 26; h3 += c;
    c = h3 >> 25; h3 -= c << 25; h4 += c;
    c = h4 >> 26; h4 -= c << 26; h5 += c;
    c = h5 >> 25; h5 -= c << 25; h6 += c;
    c = h6 >> 26; h6 -= c << 26; h7 += c;
    c = h7 >> 25; h7 -= c << 25; h8 += c;
    c = h8 >> 26; h8 -= c << 26; h9 += c;
    c = h9 >> 25; h9 -= c << 25; h0 += 19 * c;
  }
  // 1 when the value is p or more: then 19 carries through all limbs.
  let q = (h0 + 19) >> 26;
  q = (h1 + q) >> 25;
  q = (h2 + q) >> 26;
  q = (h3 + q) >> 25;
  q = (h4 + q) >> 26;
  q = (h5 + q) >> 25;
  q = (h6 + q) >> 26;
  q = (h7 + q) >> 25;
  q = (h8 + q) >> 26;
  q = (h9 + q) >> 25;
  h0 += 19 * q;
  c = h0 >> 26; h0 -= c << 26; h1 += c;
  c = h1 >> 25; h1 -= c << 25; h2 += c;
  c = h2 >> 26; h2 -= c << 26; h3 += c;
  c = h3 >> 25; h3 -= c << 25; h4 += c;
  c = h4 >> 26; h4 -= c << 26; h5 += c;
  c = h5 >> 25; h5 -= c << 25; h6 += c;
  c = h6 >> 26; h6 -= c << 26; h7 += c;
  c = h7 >> 25; h7 -= c << 25; h8 += c;
  c = h8 >> 26; h8 -= c << 26; h9 += c;
  h9 &= 33554431;
  store<u64>(to, (<u64>h0 << 0) | (<u64>h1 << 26) | (<u64>h2 << 51), 0);
  store<u64>(to, (<u64>h2 >>> 13) | (<u64>h3 << 13) | (<u64>h4 << 38), 8);
  store<u64>(to, (<u64>h5 << 0) | (<u64>h6 << 25) | (<u64>h7 << 51), 16);
  store<u64>(to, (<u64>h7 >>> 13) | (<u64>h8 << 12) | (<u64>h9 << 38), 24);
}

/** Zeroes what a ladder leaves behind. */
export function wipe(): void {
  memory.fill(STATE, 0, 1120);
}
