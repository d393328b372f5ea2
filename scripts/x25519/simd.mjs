// Writes assembly/x25519/simd.ts: GF(2^255 - 19) and the Montgomery ladder on two lanes of f64x2 without fused products.
//
// An element is twelve limbs of 22, 21, 21, 21, 22, … bits, signed, in doubles: limb i is a multiple of 2^e(i) with
// e(i) = ceil(21.25 i), value = sum of the limbs, 192 bytes for two lanes. Products are plain: a[i] b[j] is a multiple of
// 2^(e(i) + e(j)), so of 2^e(i + j), and a product that passes the top is multiplied by 19 2^-255, which leaves a multiple
// of 2^e(i + j - 12), for e(k + 12) = e(k) + 255. A column of them is exact as long as it is at most 2^53 times its unit; this
// script computes the most that it can be, and refuses to write what might not fit. Bounds are in units of 2^e(i).
//
// *Carried* means |limb| <= 2^(width - 1) + 2^14. A sum or difference of two carried elements may be multiplied as it is.
import { layout, pack, unpack } from './packed.mjs';

const must = (holds, what) => {
  if (!holds) throw new Error(`bound: ${what}`);
};
const max = (values) => values.reduce((a, b) => (a > b ? a : b));
const log2 = (n) => {
  const top = n.toString(2).length - 1;
  return `${(Number(n) / 2 ** top).toFixed(2)} 2^${top}`;
};

const COUNT = 12;
const LAYOUT = layout(COUNT);
const { start: e, width } = LAYOUT;
const LIMBS = Array.from({ length: COUNT }, (_, i) => i);
export const CARRIED = LIMBS.map((i) => (1n << (width(i) - 1n)) + (1n << 14n));
export const SUM = CARRIED.map((bound) => 2n * bound);
const EXACT = 1n << 53n;
const FOLD = 19 * 2 ** -255;

const table = new Map();
const constant = (double) => {
  if (!table.has(double)) table.set(double, table.size);
  return `v128.load(CONSTANTS, ${16 * table.get(double)})`;
};
const load = (at, i) => `v128.load(${at}, ${16 * i})`;
const store = (at, i, value) => `  v128.store(${at}, ${value}, ${16 * i});\n`;

/** The carries of columns, in four chains that do not wait for each other; where one ends the next one began. */
const CHAINS = [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 0];
/** Small columns: each passes its carry on before it receives one, the top first, whose carry returns 19 times. */
const ONCE = LIMBS.toReversed();

/**
 * Carries the locals h0 … h11 and stores them. h is rounded to a multiple of the next limb's unit by adding and taking away
 * 1.5 2^52 of those units, which is exact while |h| is at most half of that.
 */
function carries(o, bound, order, target) {
  const size = [...bound];
  let text = '';
  for (const i of order) {
    const next = (i + 1) % COUNT;
    must(size[i] <= EXACT, `column ${i} is exact: ${log2(size[i])}`);
    const round = constant(1.5 * 2 ** (52 + e(i + 1)));
    text += `  c = f64x2.sub(f64x2.add(h${i}, ${round}), ${round}); h${i} = f64x2.sub(h${i}, c); `;
    text += `h${next} = f64x2.add(h${next}, ${i === COUNT - 1 ? `f64x2.mul(c, ${constant(FOLD)})` : 'c'});\n`;
    const over = (size[i] >> width(i)) + 1n;
    size[i] = 1n << (width(i) - 1n);
    size[next] += (i === COUNT - 1 ? 19n : 1n) * over;
    must(size[next] <= EXACT, `column ${next} is exact with its carry: ${log2(size[next])}`);
  }
  must(
    size.every((most, i) => most <= target[i]),
    `carried: ${size.map(log2)}`,
  );
  for (const i of LIMBS) text += store(o, i, `h${i}`);
  return text;
}

/** Limbs of a tile: 4 by 4 products meet in 7 columns, and with 4 factors they fill the registers there are. */
const TILE = 4;

/**
 * o = a b, or a^2 when b is null, of factors that are carried or sums.
 *
 * Products are made in tiles along the diagonals of the 12 by 12 square: all tiles of a diagonal add to the same seven
 * columns, which stay in registers, and a limb is loaded once for four products. Column after column would load two
 * limbs a product, and be bound by that.
 */
function product(o, a, b) {
  const square = b === null;
  const tiles = COUNT / TILE;
  const size = Array(2 * COUNT - 1).fill(0n);
  const unit = (k) => (k < COUNT ? e(k) : e(k - COUNT) + 255);
  let body = '';
  if (square)
    for (const i of LIMBS.slice(0, -1))
      body += `  v128.store(TWICE, f64x2.add(${load(a, i)}, ${load(a, i)}), ${16 * i});\n`;
  /** Partial sums of a column, by name. */
  const partial = Array.from({ length: 2 * COUNT - 1 }, () => []);
  for (let diagonal = 2 * tiles - 2; diagonal >= 0; diagonal--) {
    const sums = new Map();
    for (let row = Math.max(0, diagonal - tiles + 1); row <= Math.min(tiles - 1, diagonal); row++) {
      const line = diagonal - row;
      if (square && line < row) continue;
      const v = `${row}_${line}`;
      for (let i = 0; i < TILE; i++) {
        body += `  const x${v}_${i} = ${load(a, TILE * row + i)}`;
        body += square
          ? `, d${v}_${i} = ${TILE * row + i < COUNT - 1 ? load('TWICE', TILE * row + i) : `x${v}_${i}`};\n`
          : ';\n';
      }
      for (let j = 0; j < TILE; j++) {
        const y = square && row === line ? `x${v}_${j}` : `y${v}_${j}`;
        if (y.startsWith('y')) body += `  const ${y} = ${load(square ? a : b, TILE * line + j)};\n`;
        for (let i = 0; i < TILE; i++) {
          const [p, q] = [TILE * row + i, TILE * line + j];
          if (square && p > q) continue;
          const k = p + q;
          const times = square && p < q ? 2n : 1n;
          const shift = BigInt(e(p) + e(q) - unit(k));
          must(shift >= 0n, 'a product is a multiple of its column');
          size[k] += (SUM[p] * SUM[q] * times) << shift;
          const term = `f64x2.mul(${times === 2n ? 'd' : 'x'}${v}_${i}, ${y})`;
          const name = `s${diagonal}_${k}`;
          body += sums.has(k) ? `  ${name} = f64x2.add(${name}, ${term});\n` : `  let ${name} = ${term};\n`;
          sums.set(k, name);
        }
      }
    }
    for (const [k, name] of sums) {
      must(size[k] <= EXACT, 'a column is exact');
      // Stored, so that no compiler keeps it in a register that the next diagonal needs.
      const earlier = partial[k].length > 0 ? `f64x2.add(v128.load(COLUMNS, ${16 * k}), ${name})` : name;
      partial[k].push(name);
      body += `  v128.store(COLUMNS, ${earlier}, ${16 * k});\n`;
    }
  }
  const folded = LIMBS.map((k) => size[k] + 19n * (size[k + COUNT] ?? 0n));
  return (
    `  // factors <= 2^22 + 2^15; columns <= ${log2(max(folded))}\n  const fold = ${constant(FOLD)};\n  let c: v128;\n` +
    body +
    LIMBS.map((k) =>
      k + COUNT < 2 * COUNT - 1
        ? `  let h${k} = f64x2.add(${load('COLUMNS', k)}, f64x2.mul(fold, ${load('COLUMNS', k + COUNT)}));\n`
        : `  let h${k} = ${load('COLUMNS', k)};\n`,
    ).join('') +
    carries(o, folded, CHAINS, CARRIED)
  );
}

/** t = a + 121665 e. */
function a24(t, a, d) {
  const size = LIMBS.map((i) => CARRIED[i] + 121665n * SUM[i]);
  let text = `  // columns <= ${log2(max(size))}\n  const k = ${constant(121665)};\n`;
  for (const i of LIMBS) text += `  let h${i} = f64x2.add(f64x2.mul(${load(d, i)}, k), ${load(a, i)});\n`;
  return `${text}  let c: v128;\n${carries(t, size, ONCE, SUM)}`;
}

const each = (line) => LIMBS.map(line).join('');
/** o = mask ? b : a, for a mask of all ones or none in each lane. */
const select = (o, a, b) => each((i) => store(o, i, `v128.bitselect(${load(b, i)}, ${load(a, i)}, mask)`));

/** The columns of a product are two elements long. */
const PLACES = ['A', 'B', 'C', 'D', 'P', 'Q', 'X', 'Z', 'S', 'T', 'AA', 'BB', 'E', 'U', 'TWICE', 'COLUMNS', ''];
const ELEMENT = 16 * COUNT;

export function simd() {
  table.clear();
  const functions = `
/** o = a b; factors carried or sums of two carried; carried. */
export function mul(o: usize, a: usize, b: usize): void {
${product('o', 'a', 'b')}}

/** o = a^2; carried or a sum; carried. */
export function sqr(o: usize, a: usize): void {
${product('o', 'a', null)}}

/** t = a + 121665 d; a carried, d a difference; no larger than a sum. */
export function a24(t: usize, a: usize, d: usize): void {
${a24('t', 'a', 'd')}}

/**
 * One bit of both lanes. A, B = x + z, x - z of the point doubled last; C, D = the same of the sum. The mask says whether
 * C, D is doubled next. The pair {A D, C B} is the same set either way, and its difference is squared: nothing is swapped.
 */
function step(u: usize, mask: v128): void {
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
${each((i) => `  { const x = ${load('a', i)}, y = ${load('b', i)}; ${store('s', i, 'f64x2.add(x, y)').trim()} ${store('d', i, 'f64x2.sub(x, y)').trim()} }\n`)}}

function difference(o: usize, a: usize, b: usize): void {
${each((i) => store('o', i, `f64x2.sub(${load('a', i)}, ${load('b', i)})`))}}

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
  memory.fill(STATE, 0, ${PLACES.length * ELEMENT});
  const one = f64x2.splat(1.0);
  v128.store(A, one);
  v128.store(B, one);
  memory.copy(C, u, ${ELEMENT});
  memory.copy(D, u, ${ELEMENT});
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

/** The limbs of 32 bytes, bit 255 already cleared, into one lane: o, or o + 8; carried. */
export function decode(from: usize, o: usize): void {
  const w0 = load<u64>(from), w1 = load<u64>(from, 8), w2 = load<u64>(from, 16), w3 = load<u64>(from, 24);
${unpack(LAYOUT)}  let c: i64;
${each((i) => {
  const next = i === COUNT - 1 ? 'h0 += 19 * c' : `h${i + 1} += c`;
  return `  c = (h${i} + ${1n << (width(i) - 1n)}) >> ${width(i)}; h${i} -= c << ${width(i)}; ${next};\n`;
})}${each((i) => `  store<f64>(o, <f64>h${i} * ${2 ** e(i)}.0, ${16 * i});\n`)}}

/** One lane of a carried element, o or o + 8, as 32 bytes, fully reduced. */
export function encode(o: usize, to: usize): void {
${each((i) => `  let h${i} = <i64>(load<f64>(o, ${16 * i}) * ${2 ** -e(i)});\n`)}${pack(LAYOUT)}}

/** Zeroes what a ladder leaves behind. */
export function wipe(): void {
  memory.fill(STATE, 0, ${PLACES.length * ELEMENT});
}
`.replace(/(\d(?:e[+-]\d+)?)\.0\b/g, (_, digits) => (digits.includes('e') ? digits : `${digits}.0`));
  const words = [...table.keys()].map((double) => `${double}`);
  return `// Written by scripts/make-x25519.mjs: change scripts/x25519/simd.mjs instead, which says how this works.
//
// GF(2^255 - 19) and the Montgomery ladder on two lanes of f64x2: twelve signed limbs, limb i a multiple of
// 2^ceil(21.25 i). "Carried" is |limb| <= 2^(width - 1) + 2^14 of these units; a sum is twice that. Each product states the most
// its columns can be, in the column's unit, as the script computed and checked it; 2^53 is where doubles end.

// @ts-ignore: decorator
@lazy const CONSTANTS: usize = memory.data<f64>([
${words.map((word) => `  ${word}, ${word},`).join('\n')}
], 16);
// @ts-ignore: decorator
@lazy const STATE: usize = memory.data(${PLACES.length * ELEMENT}, 16);
${PLACES.flatMap((name, i) => (name === '' ? [] : [`// @ts-ignore: decorator\n@inline const ${name}: usize = STATE + ${i * ELEMENT};`])).join('\n')}
${functions}`;
}
