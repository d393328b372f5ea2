// Writes assembly/x25519/scalar.ts: GF(2^255 - 19) and the Montgomery ladder in 64-bit integers, one point at a time.
//
// An element is ten limbs of 26 and 25 bits in turn, value = sum a[i] 2^ceil(25.5 i), signed, each an i64: 80 bytes.
// A product of two limbs then has about 52 bits, and ten of them, some times 38, fit 64. *Carried* means |even limb| <=
// 2^25 + 2^13, |odd limb| <= 2^24 + 2^13. This script computes the most that every column can be and refuses to write what
// might not fit.

import { layout, pack, unpack } from './packed.mjs';

const must = (holds, what) => {
  if (!holds) throw new Error(`bound: ${what}`);
};
const max = (values) => values.reduce((a, b) => (a > b ? a : b));
const log2 = (n) => {
  const top = n.toString(2).length - 1;
  return `${(Number(n) / 2 ** top).toFixed(2)} 2^${top}`;
};

const LAYOUT = layout(10);
const { width } = LAYOUT;
const LIMBS = Array.from({ length: 10 }, (_, i) => i);
export const CARRIED = LIMBS.map((i) => (1n << (width(i) - 1n)) + (1n << 13n));
/** A sum or difference of two carried elements. */
export const SUM = CARRIED.map((bound) => 2n * bound);
const WORD = 1n << 63n;

const load = (at, i) => `load<i64>(${at}, ${8 * i})`;
const store = (at, i, value) => `  store<i64>(${at}, ${value}, ${8 * i});\n`;

/**
 * Carries h0..h9, locals, from the given bounds until all are carried: two chains at once, 0 to 4 and 5 to 9, so that
 * neighbours in the code do not wait for each other.
 */
function carries(bound, store_) {
  const size = [...bound];
  let text = '';
  const one = (i) => {
    const w = width(i);
    const half = 1n << (w - 1n);
    must(size[i] + half < WORD, `column ${i} has 63 bits: ${log2(size[i])}`);
    const over = (size[i] + half) >> w;
    const next = (i + 1) % 10;
    text += `  c = (h${i} + ${half}) >> ${w}; h${i} -= c << ${w}; h${next} += ${i === 9 ? '19 * c' : 'c'};\n`;
    size[i] = half;
    size[next] += (i === 9 ? 19n : 1n) * over;
  };
  for (const i of [0, 5, 1, 6, 2, 7, 3, 8, 4, 9, 5, 0]) one(i);
  must(
    size.every((s, i) => s <= CARRIED[i]),
    `carried: ${size.map(log2)}`,
  );
  for (const i of LIMBS) text += store_(i);
  return text;
}

/** o = a b, or a^2 when b is null; factors within the bounds. */
function product(o, a, b, A, B) {
  const square = b === null;
  const terms = LIMBS.map(() => []);
  const size = Array(10).fill(0n);
  const used = new Set();
  // Where two odd limbs meet, 2^ceil(25.5 i) 2^ceil(25.5 j) is twice 2^ceil(25.5 (i + j)).
  for (const i of LIMBS)
    for (const j of LIMBS) {
      if (square && j < i) continue;
      const times = (i % 2 === 1 && j % 2 === 1 ? 2n : 1n) * (square && i !== j ? 2n : 1n);
      const wraps = i + j >= 10;
      size[(i + j) % 10] += A[i] * B[j] * times * (wraps ? 19n : 1n);
      const x = times === 1n ? `a${i}` : `a${i}x${times}`;
      const y = `${square ? 'a' : 'b'}${j}${wraps ? 'x19' : ''}`;
      used.add(x).add(y);
      terms[(i + j) % 10].push(`${x} * ${y}`);
    }
  let text = `  // factors <= ${log2(max(A))}, ${log2(max(B))}; columns <= ${log2(max(size))}\n`;
  for (const i of LIMBS) text += `  const a${i} = ${load(a, i)};\n`;
  if (!square) for (const i of LIMBS) text += `  const b${i} = ${load(b, i)};\n`;
  for (const name of used) {
    const [base, times] = name.split('x');
    if (times !== undefined) text += `  const ${name} = ${base} * ${times};\n`;
  }
  for (const i of LIMBS) text += `  let h${i} = ${terms[i].join(' + ')};\n`;
  text += '  let c: i64;\n';
  return text + carries(size, (i) => store(o, i, `h${i}`));
}

/** t = a + 121665 e, carried. */
function a24(t, a, e) {
  const size = LIMBS.map((i) => CARRIED[i] + 121665n * SUM[i]);
  let text = `  // columns <= ${log2(max(size))}\n`;
  for (const i of LIMBS) text += `  let h${i} = ${load(a, i)} + 121665 * ${load(e, i)};\n`;
  text += '  let c: i64;\n';
  return text + carries(size, (i) => store(t, i, `h${i}`));
}

/** o = mask ? b : a, for a mask of all ones or none. */
const select = (o, a, b) =>
  LIMBS.map((i) => `  { const s = ${load(a, i)}; ${store(o, i, `s ^ ((s ^ ${load(b, i)}) & mask)`).trim()} }\n`).join(
    '',
  );
const sumAndDifference = (s, d, a, b) =>
  LIMBS.map(
    (i) =>
      `  { const x = ${load(a, i)}, y = ${load(b, i)}; ${store(s, i, 'x + y').trim()} ${store(d, i, 'x - y').trim()} }\n`,
  ).join('');

const PLACES = ['A', 'B', 'C', 'D', 'P', 'Q', 'X', 'Z', 'S', 'T', 'AA', 'BB', 'E', 'U'];
const ELEMENT = 80;

export function scalar() {
  return `// Written by scripts/make-x25519.mjs: change scripts/x25519/scalar.mjs instead.
//
// GF(2^255 - 19) and the Montgomery ladder in 64-bit integers: ten signed limbs of 26 and 25 bits in turn. "Carried" is
// |even limb| <= 2^25 + 2^13, |odd limb| <= 2^24 + 2^13; a sum is twice that. Each product states the most its factors
// and columns can be, as the script computed and checked it.

// @ts-ignore: decorator
@lazy const STATE: usize = memory.data(${PLACES.length * ELEMENT}, 16);
${PLACES.map((name, i) => `// @ts-ignore: decorator\n@inline const ${name}: usize = STATE + ${i * ELEMENT};`).join('\n')}

/** o = a b; factors carried or sums of two carried; carried. */
export function mul(o: usize, a: usize, b: usize): void {
${product('o', 'a', 'b', SUM, SUM)}}

/** o = a^2; carried or a sum; carried. */
export function sqr(o: usize, a: usize): void {
${product('o', 'a', null, SUM, SUM)}}

/** t = a + 121665 e; a carried, e a difference; carried. */
export function a24(t: usize, a: usize, e: usize): void {
${a24('t', 'a', 'e')}}

/**
 * One bit. A, B = x + z, x - z of the point doubled last; C, D = the same of the sum. The mask says whether C, D is doubled
 * next. The pair {A D, C B} is the same set either way, and its difference is squared: nothing is swapped.
 */
function step(u: usize, mask: i64): void {
${select('P', 'A', 'C')}${select('Q', 'B', 'D')}  mul(X, A, D);
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
${sumAndDifference('s', 'd', 'a', 'b')}}

function difference(o: usize, a: usize, b: usize): void {
${LIMBS.map((i) => store('o', i, `${load('a', i)} - ${load('b', i)}`)).join('')}}

/**
 * x / z = k u.
 * @param k the clamped scalar, 32 bytes
 * @param u carried
 */
export function ladder(k: usize, u: usize, x: usize, z: usize): void {
  // (1 : 0) and (u : 1)
  memory.fill(STATE, 0, ${PLACES.length * ELEMENT});
  store<i64>(A, 1);
  store<i64>(B, 1);
  memory.copy(C, u, ${ELEMENT});
  memory.copy(D, u, ${ELEMENT});
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
${select('A', 'A', 'C')}${select('B', 'B', 'D')}  for (let i = 0; i < 2; i++) {
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
${unpack(LAYOUT)}  let c: i64;
${carries(
  LIMBS.map((i) => 1n << width(i)),
  (i) => store('o', i, `h${i}`),
)}}

/** A carried element as 32 bytes, fully reduced. */
export function encode(o: usize, to: usize): void {
${LIMBS.map((i) => `  let h${i} = ${load('o', i)};\n`).join('')}${pack(LAYOUT)}}

/** Zeroes what a ladder leaves behind. */
export function wipe(): void {
  memory.fill(STATE, 0, ${PLACES.length * ELEMENT});
}
`;
}
