// Writes assembly/p256/scalar.ts: GF(p) of P-256 in 64-bit integers, one value at a time, for the builds without fused products.
//
// An element is twelve limbs of 24 bits, value = sum a[i] 2^(24 i), signed, each an i64: 96 bytes. With B = 2^24, by the multiple
// of p that scripts/p256/fma.mjs explains,
//
//     B^12 = -B^8 - 2^8 B^5 - B^4 + 2^8 B + 1   mod p.
//
// *Carried* means |limb| <= 2^23 + 2^12, *loose* twice that. This script computes the most that every column can be and refuses
// to write what might not fit.

import { FUNCTIONS } from './functions.mjs';

const must = (holds, what) => {
  if (!holds) throw new Error(`bound: ${what}`);
};
const max = (values) => values.reduce((a, b) => (a > b ? a : b));
const log2 = (n) => {
  const top = n.toString(2).length - 1;
  return `${(Number(n) / 2 ** top).toFixed(2)} 2^${top}`;
};

const LIMBS = Array.from({ length: 12 }, (_, i) => i);
const HALF = 1n << 23n;
const WORD = 1n << 63n;
export const CARRIED = LIMBS.map(() => HALF + (1n << 12n));
export const LOOSE = CARRIED.map((bound) => 2n * bound);
const ELEMENT = 96;

const load = (at, i) => `load<i64>(${at}, ${8 * i})`;
const store = (at, i, value) => `  store<i64>(${at}, ${value}, ${8 * i});\n`;

/** o = the sum of products, less `minus`, times `factor`; carried. */
function combine(o, products, { factor = 1n, minus } = {}) {
  const size = Array(25).fill(0n);
  const terms = Array.from({ length: 23 }, () => '');
  let text = '';
  products.forEach(({ a, b, square, sign }, n) => {
    for (const i of LIMBS) text += `  const a${i}_${n} = ${a.limb(i)};\n`;
    for (const i of LIMBS) text += `  const b${i}_${n} = ${b === undefined ? `a${i}_${n}` : b.limb(i)};\n`;
    if (square) for (const i of LIMBS.slice(1)) text += `  const d${i}_${n} = b${i}_${n} << 1;\n`;
    for (const i of LIMBS)
      for (const j of LIMBS) {
        if (square && j < i) continue;
        size[i + j] += a.bound[i] * (b ?? a).bound[j] * (square && i !== j ? 2n : 1n);
        const term = `a${i}_${n} * ${square && i !== j ? 'd' : 'b'}${j}_${n}`;
        terms[i + j] += `${sign < 0 ? ' - ' : terms[i + j] === '' ? '' : ' + '}${term}`;
      }
  });
  const columns = max(size);
  for (let k = 0; k < 23; k++) text += `  let h${k} = ${terms[k]};\n`;
  text += '  let h23: i64 = 0, h24: i64 = 0, over: i64, up: i64;\n';
  const carry = (k) => {
    must(size[k] + HALF < WORD, `column ${k} has 63 bits: ${log2(size[k])}`);
    text += `  over = (h${k} + ${HALF}) >> 24; h${k} -= over << 24; h${k + 1} += over;\n`;
    size[k + 1] += (size[k] + HALF) >> 24n;
    size[k] = HALF;
  };
  const down = (k) => {
    must(size[k] << 8n < WORD, `column ${k} has room for 2^8: ${log2(size[k])}`);
    text += `  up = h${k} << 8; h${k - 4} -= h${k}; h${k - 7} -= up; h${k - 8} -= h${k}; h${k - 11} += up; h${k - 12} += h${k};\n`;
    for (const [by, times] of [
      [4, 1n],
      [7, 256n],
      [8, 1n],
      [11, 256n],
      [12, 1n],
    ])
      size[k - by] += times * size[k];
    size[k] = 0n;
  };
  for (let k = 12; k < 24; k++) carry(k);
  for (let k = 24; k >= 12; k--) down(k);
  if (minus !== undefined)
    for (const i of LIMBS) {
      text += `  h${i} -= ${minus.limb(i)};\n`;
      size[i] += minus.bound[i];
    }
  if (factor === 3n)
    for (const i of LIMBS) {
      text += `  h${i} *= 3;\n`;
      size[i] *= 3n;
    }
  for (let round = 0; round < 2; round++) {
    text += '  h12 = 0;\n';
    for (const k of LIMBS) carry(k);
    down(12);
  }
  must(
    LIMBS.every((i) => size[i] <= CARRIED[i]),
    `carried: ${size.slice(0, 12).map(log2)}`,
  );
  for (const i of LIMBS) text += store(o, i, `h${i}`);
  return `  // columns <= ${log2(columns)}; limbs <= 2^23 + ${log2(max(size.slice(0, 12)) - HALF)}\n${text}`;
}

const define = (doc, name, args, body) =>
  `\n/** ${doc} */\nexport function ${name}(${args.map((a) => `${a}: usize`).join(', ')}): void {\n${body}}\n`;
const limbwise = (value) => LIMBS.map((i) => store('o', i, value(i))).join('');

// Factors, and what is taken away.
const carried = (at) => ({ bound: CARRIED, limb: (i) => load(at, i) });
const loose = (at) => ({ bound: LOOSE, limb: (i) => load(at, i) });
const twice = (at) => ({ bound: LOOSE, limb: (i) => `${load(at, i)} << 1` });
const difference = (a, b) => ({ bound: LOOSE, limb: (i) => `${load(a, i)} - ${load(b, i)}` });
const sum = (a, b) => ({ bound: LOOSE, limb: (i) => `${load(a, i)} + ${load(b, i)}` });
const oneAndTwice = (t, v) => ({
  bound: CARRIED.map((n) => 3n * n),
  limb: (i) => `${load(t, i)} + (${load(v, i)} << 1)`,
});

export function scalar() {
  const product = (a, b, sign = 1) => ({ a, b, sign, square: false });
  const square = (a) => ({ a, sign: 1, square: true });
  const twiceSquare = (at, sign = 1) => ({ a: twice(at), b: carried(at), sign, square: true });
  const multiply = (name, args, products, more) =>
    define(FUNCTIONS[name], name, ['o', ...args], combine('o', products, more));
  const functions = [
    multiply('mul', ['a', 'b'], [product(loose('a'), loose('b'))]),
    multiply('mulTwice', ['a', 'b'], [product(twice('a'), carried('b'))]),
    multiply('mulMinus', ['a', 'b', 't'], [product(carried('a'), carried('b'))], { minus: carried('t') }),
    multiply('mulConjugates', ['a', 'b'], [product(difference('a', 'b'), sum('a', 'b'))], { factor: 3n }),
    multiply('sqr', ['a'], [square(carried('a'))]),
    multiply('twiceSqr', ['a'], [twiceSquare('a')]),
    multiply('sqrMinusTwice', ['a', 't'], [square(carried('a'))], { minus: twice('t') }),
    multiply('sqrMinus', ['a', 't', 'v'], [square(carried('a'))], { minus: oneAndTwice('t', 'v') }),
    multiply(
      'differenceMinusMul',
      ['a', 'b', 'c', 'd', 'e'],
      [product(difference('a', 'b'), carried('c')), product(carried('d'), carried('e'), -1)],
    ),
    multiply(
      'differenceMinusTwiceSqr',
      ['a', 'b', 'c', 'd'],
      [product(difference('a', 'b'), carried('c')), twiceSquare('d', -1)],
    ),
    define(
      FUNCTIONS.add,
      'add',
      ['o', 'a', 'b'],
      limbwise((i) => `${load('a', i)} + ${load('b', i)}`),
    ),
    define(
      FUNCTIONS.sub,
      'sub',
      ['o', 'a', 'b'],
      limbwise((i) => `${load('a', i)} - ${load('b', i)}`),
    ),
  ];
  return `// Written by scripts/make-p256.mjs: change scripts/p256/scalar.mjs instead.
//
// GF(p) of P-256 in 64-bit integers: twelve signed limbs of 24 bits. "Carried" is |limb| <= 2^23 + 2^12, "loose" twice that. Each
// product states the most its columns and limbs can be, as the script computed and checked it.
${functions.join('')}
/**
 * o = entry \`index\` of a table of \`count\` entries of \`elements\` each: all of them are read, whatever is asked.
 * @param index an i64, 0 to count - 1
 */
export function lookup(o: usize, table: usize, count: u32, elements: u32, index: usize): void {
  const wanted = load<i64>(index), bytes = <usize>elements * ${ELEMENT};
  memory.fill(o, 0, bytes);
  for (let i: u32 = 0; i < count; i++, table += bytes) {
    const other = wanted ^ <i64>i, mask = ((other | (0 - other)) >> 63) ^ -1;
    for (let at: usize = 0; at < bytes; at += 8) store<i64>(o + at, load<i64>(o + at) | (load<i64>(table + at) & mask));
  }
}

/** The same: one lane shares its tables with none. */
export function lookupShared(o: usize, table: usize, count: u32, elements: u32, index: usize): void {
  lookup(o, table, count, elements, index);
}

/** An element as it lies in a table that all lanes share. */
export function share(to: usize, from: usize): void {
  memory.copy(to, from, ${ELEMENT});
}

/** o = mask ? -o : o, for a mask of all ones or none. */
export function negateIf(o: usize, mask: usize): void {
  const m = load<i64>(mask);
${LIMBS.map((i) => store('o', i, `(${load('o', i)} ^ m) - m`)).join('')}}

/** o = mask ? a : o. */
export function select(o: usize, a: usize, mask: usize): void {
  const m = load<i64>(mask);
${LIMBS.map((i) => `  { const x = ${load('o', i)}; ${store('o', i, `x ^ ((x ^ ${load('a', i)}) & m)`).trim()} }\n`).join('')}}

/** Limb i, 0 to 5, were there six of 48 bits. */
// @ts-ignore: decorator
@inline
export function limb(o: usize, i: usize): i64 {
  return load<i64>(o + (i << 4)) + (load<i64>(o + (i << 4), 8) << 24);
}

/** The same, written; |value| <= 2^47 + 1. */
// @ts-ignore: decorator
@inline
export function setLimb(o: usize, i: usize, value: i64): void {
  const high = (value + ${HALF}) >> 24;
  store<i64>(o + (i << 4), value - (high << 24));
  store<i64>(o + (i << 4), high, 8);
}
`;
}
