// Writes assembly/p256/fma.ts: GF(p) for p = 2^256 - 2^224 + 2^192 + 2^96 - 1 on two lanes of f64x2, where a product of two
// 48-bit limbs is split exactly into high and low part by fused multiply-add.
//
// It computes bounds as it writes: every factor comes with the most its limbs can be, every chain, column and carry is checked
// against what the arithmetic allows, and the numbers go into the comments of the generated file. A change that breaks a bound
// by a hair ends in an exception here, not in a wrong shared secret once in a million years.
//
// An element is six limbs, value = sum a[i] 2^(48 i), each an integer in a double, of either sign; limb i of both lanes is the
// v128 at byte 16 i, 96 bytes in all. *Carried* means |limb| <= 2^47 + 2^42, *loose* twice that: a sum or difference of two.
//
// Why 48 bits, when p has 256? Because (2^32 + 1) p = 2^288 + 2^192 + 2^128 + 2^96 - 2^32 - 1, so with B = 2^48
//
//     B^6 = -B^4 - (1 + 2^32) B^2 + (1 + 2^32)   mod p,
//
// and all that is above 2^288 comes down by whole columns, but for 2^32, which is two shifts. With 52 bits there would be 25
// products instead of 36, but each quotient of Montgomery's method would be shifted to five places; and here factors have room
// to be sums, six products share one chain, and two products may be added before they are reduced.
//
// The split. With C1 = 3 2^99 and |x y| + |z w| + ... <= 2^99, h1 = fma(x, y, C1), h2 = fma(z, w, h1), ... lie in [2^100, 2^101],
// where doubles are 2^48 apart: each rounds to a multiple of 2^48. The last, as an integer, is bits(C1) and the sum of the high
// parts. What was rounded away, fma(x, y, C1 + 3 2^51 - h1) + fma(z, w, h1 - h2) + ..., is exact and lies in [2^52, 2^53]: as an
// integer, bits(3 2^51) and the sum of the low parts. So two integers a column, constants and all; what the constants add up to
// is known when this script runs.

import { FUNCTIONS } from './functions.mjs';

const bits = (double) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, double);
  return view.getBigUint64(0);
};
const log2 = (n) => {
  const top = n.toString(2).length - 1;
  return `${(Number(n) / 2 ** top).toFixed(2)} 2^${top}`;
};
const must = (holds, what) => {
  if (!holds) throw new Error(`bound: ${what}`);
};
const max = (values) => values.reduce((a, b) => (a > b ? a : b));
const modulo = (n) => BigInt.asUintN(64, n);

const LIMBS = [0, 1, 2, 3, 4, 5];
const UNIT = 1n << 48n;
const HALF = 1n << 47n;
const C1 = 3 * 2 ** 99;
const C2 = 3 * 2 ** 99 + 3 * 2 ** 51;
const LOW = 3 * 2 ** 51;
const PAIRS = [0, 1];
const PAIR = 96;
const ELEMENT = 192;

const times = (n, bound) => bound.map((one) => n * one);
export const CARRIED = LIMBS.map(() => HALF + (1n << 42n));
export const LOOSE = times(2n, CARRIED);

/** Constants live in memory: V8 would otherwise build each again at every use. */
const table = new Map();
const constant = (value) => {
  const word = BigInt.asIntN(64, value);
  if (!table.has(word)) table.set(word, table.size);
  return `v128.load(CONSTANTS, ${16 * table.get(word)})`;
};
const float = (double) => constant(bits(double));
/** Limb i of the first or second pair of lanes. */
const limb = (base, i, pair) => `v128.load(${base}, ${16 * i + PAIR * pair})`;
const put = (base, i, pair, value) => `  v128.store(${base}, ${value}, ${16 * i + PAIR * pair});\n`;
/** The same of the pair that the loop of a first pass is at. */
const limbHere = (base, i) => `v128.load(${base} + pair, ${16 * i})`;
const putHere = (base, i, value) => `    v128.store(${base} + pair, ${value}, ${16 * i});\n`;
const getColumn = (k, pair) => `v128.load(COLUMNS, ${16 * k + 2 * PAIR * pair})`;
let serial = 0;
const fresh = () => `_${serial++}`;

// Factors. `make` writes limbs a0 … a5 as locals; a second factor is read from memory, limb by limb, as it is needed.
const carried = (at) => ({
  at,
  bound: CARRIED,
  make: (u) => LIMBS.map((i) => `    const a${i}${u} = ${limbHere(at, i)};\n`).join(''),
});
const loose = (at) => ({ ...carried(at), bound: LOOSE });
const twice = (at) => ({
  bound: LOOSE,
  make: (u) =>
    LIMBS.map((i) => `    const m${i}${u} = ${limbHere(at, i)}, a${i}${u} = f64x2.add(m${i}${u}, m${i}${u});\n`).join(
      '',
    ),
});
const difference = (at, less) => ({
  bound: LOOSE,
  make: (u) =>
    LIMBS.map((i) => `    const a${i}${u} = f64x2.sub(${limbHere(at, i)}, ${limbHere(less, i)});\n`).join(''),
});
/** The difference, and the sum at SUM for the second factor. */
const conjugate = (at, less) => ({
  bound: LOOSE,
  make: (u) =>
    LIMBS.map(
      (i) =>
        `    const m${i}${u} = ${limbHere(at, i)}, n${i}${u} = ${limbHere(less, i)}, a${i}${u} = f64x2.sub(m${i}${u}, n${i}${u});\n` +
        putHere('SUM', i, `f64x2.add(m${i}${u}, n${i}${u})`),
    ).join(''),
});

/** The products of one multiplication by column. @returns {{ before: string, columns: { x: string, y: string, bound: bigint }[][] }} */
function productsOf(kind, u, A, B) {
  const columns = Array.from({ length: 11 }, () => []);
  const add = (k, x, boundX, y, boundY) => columns[k].push({ x, y, bound: boundX * boundY });
  let before = A.make(u);
  if (kind === 'mul') {
    for (const i of LIMBS) for (const j of LIMBS) add(i + j, `a${i}${u}`, A.bound[i], limbHere(B.at, j), B.bound[j]);
    return { before, columns };
  }
  // a^2, or 2 a^2: a doubled factor where two products are one, and in the second case one factor doubled besides.
  const doubled = kind === 'twiceSqr';
  for (const i of LIMBS) if (doubled || i < 5) before += `    const d${i}${u} = f64x2.add(a${i}${u}, a${i}${u});\n`;
  const a = (i) => [`a${i}${u}`, A.bound[i]];
  const d = (i) => [`d${i}${u}`, 2n * A.bound[i]];
  for (const i of LIMBS)
    for (const j of LIMBS)
      if (i === j) add(2 * i, ...a(i), ...(doubled ? d(i) : a(i)));
      else if (i < j) add(i + j, ...d(i), ...(doubled ? d(j) : a(j)));
  return { before, columns };
}

/**
 * o = the sum of products, less `minus`, times `factor`; carried. In two passes, columns lying in COLUMNS between them: neither then
 * has more values at once than there are registers.
 *
 * @param {{ kind: 'mul' | 'sqr' | 'twiceSqr', sign: 1 | -1, A: object, B?: object }[]} products the first of them added
 * @param {{ factor?: bigint, minus?: { bound: bigint[], value: Function } }} [more]
 */
function combineOne(pair, shared, o, products, { factor = 1n, minus } = {}) {
  const u = fresh();
  /** What the integers of a column are beside its value, modulo 2^64, and the most the value can be. */
  const bias = Array(12).fill(0n);
  const size = Array(12).fill(0n);
  const { c1, c2, mask, exp } = shared;
  let text = '';
  products.forEach(({ kind, A, B, sign }, n) => {
    const { before, columns } = productsOf(kind, `${n}${u}`, A, B);
    const add = (k, by, most) => {
      bias[k] = modulo(bias[k] + BigInt(sign) * by);
      size[k] += most;
    };
    text += before;
    let above;
    const column = (k, value) => {
      const whole = n === 0 ? value : `i64x2.${sign === 1 ? 'add' : 'sub'}(v128.load(columns, ${16 * k}), ${value})`;
      text += `    v128.store(columns, ${whole}, ${16 * k});\n`;
    };
    columns.forEach((list, k) => {
      let high = c1;
      let low;
      let sum = 0n;
      list.forEach(({ x, y, bound }, i) => {
        const v = `_${serial++}`;
        sum += bound;
        text += `    const x${v} = ${x}, y${v} = ${y}, h${v} = f64x2.relaxed_madd(x${v}, y${v}, ${high});\n`;
        const rest = `f64x2.relaxed_madd(x${v}, y${v}, f64x2.sub(${i === 0 ? c2 : high}, h${v}))`;
        text += `    const l${v} = ${i === 0 ? rest : `f64x2.add(${low}, ${rest})`};\n`;
        high = `h${v}`;
        low = `l${v}`;
      });
      const lows = BigInt(list.length) * HALF;
      must(sum + lows <= 1n << 99n, `a chain of ${list.length} products holds: ${log2(sum)}`);
      must(lows <= 1n << 51n, 'the low parts of a chain fit a double');
      column(k, above === undefined ? low : `i64x2.add(${low}, ${above})`);
      above = high;
      add(k, bits(LOW), lows);
      add(k + 1, bits(C1), (sum + lows) / UNIT + 1n);
    });
    column(11, above);
  });

  const first = text;
  text = '';
  // s[k] = what B^k has once all above it is gone; for k >= 6, s (1 + 2^32) = low + 2^48 high, and z[k] is the low part of s[k] and
  // the high one of s[k - 1]. Then s[k] = column k - s[k + 2] - z[k + 4] + z[k + 6].
  const s = [];
  const z = [];
  const lows = [];
  const terms = (k) => [
    [-1n, k + 2 >= 6 ? s[k + 2] : undefined],
    [-1n, z[k + 4]],
    [1n, z[k + 6]],
  ];
  for (let k = 11; k >= 0; k--) {
    let value = getColumn(k, pair);
    for (const [sign, term] of terms(k)) {
      if (term === undefined) continue;
      value = `i64x2.${sign === 1n ? 'add' : 'sub'}(${value}, ${term.name})`;
      bias[k] = modulo(bias[k] + sign * term.bias);
      size[k] += term.size;
    }
    const v = `${k}${u}`;
    if (k >= 6 && (bias[k] < size[k] || bias[k] + size[k] >= 1n << 64n || bias[k] % 65536n !== 0n)) {
      const good = 1n << 62n;
      value = `i64x2.add(${value}, ${constant(good - bias[k])})`;
      bias[k] = good;
    }
    s[k] = { name: `s${v}`, bias: bias[k], size: size[k] };
    text += `  const s${v} = ${value};\n`;
    if (k >= 6) {
      must(bias[k] >= size[k] && bias[k] + size[k] < 1n << 64n, `column ${k} wraps: ${log2(size[k])}`);
      text += `  const e${v} = i64x2.add(s${v}, i64x2.shr_u(i64x2.shl(s${v}, 48), 16)), t${v} = i64x2.shr_u(s${v}, 16);\n`;
      lows[k] = { name: `e${v}`, bias: bias[k], size: size[k] + UNIT };
      const high = { name: `t${v}`, bias: bias[k] / 65536n, size: size[k] / 65536n + 1n };
      const low = lows[k + 1];
      if (low === undefined) z[12] = high;
      else {
        text += `  const z${k + 1}${u} = i64x2.add(${low.name}, ${high.name});\n`;
        z[k + 1] = { name: `z${k + 1}${u}`, bias: low.bias + high.bias, size: low.size + high.size };
      }
      if (k === 6) z[6] = lows[6];
    }
  }

  // What is left, as integers; then one parallel round of carries. Column k arrives as value + 2^47 + 2^48 offset, unsigned; its lower
  // 48 bits become the mantissa of a double around 3 2^51, what the column below carries is added to that as an integer, and the centre
  // taken away as a double.
  for (const k of LIMBS) {
    if (minus !== undefined) {
      must(minus.bound[k] < 1n << 51n, 'what is taken away fits a double beside its constant');
      s[k].name = `i64x2.sub(${s[k].name}, ${minus.value(k, pair)})`;
      s[k].bias = modulo(s[k].bias - bits(LOW));
      s[k].size += minus.bound[k];
    }
    if (factor !== 1n) {
      must(factor === 3n, 'three times');
      text += `  const w${k}${u} = ${s[k].name};\n`;
      s[k] = {
        name: `i64x2.add(w${k}${u}, i64x2.add(w${k}${u}, w${k}${u}))`,
        bias: modulo(3n * s[k].bias),
        size: 3n * s[k].size,
      };
    }
  }
  const most = max(LIMBS.map((k) => s[k].size));
  const offset = 1n << BigInt((most / UNIT).toString(2).length + 1);
  must((offset + 1n) * UNIT + most < 1n << 64n && offset * UNIT > most, `columns wrap: ${log2(most)}`);
  const carry = most / UNIT + 2n;
  const v = fresh();
  const bounds = [];
  const limbOf = (k, value, by, more) => {
    must(UNIT + (by < 0n ? -by : by) + more < 1n << 51n, 'a mantissa does not leave its exponent');
    must(HALF + more <= CARRIED[k], `limb ${k} is carried: 2^47 + ${log2(more)}`);
    bounds.push(more);
    text += put(o, k, pair, `f64x2.sub(${value}, ${float(LOW + Number(HALF + by))})`);
  };
  const E = (1n << 32n) + 1n;
  for (let k = 5; k >= 0; k--) {
    const value = `i64x2.add(${s[k].name}, ${constant(HALF + offset * UNIT - s[k].bias)})`;
    text += `  const v${k}${v} = ${value}, q${k}${v} = i64x2.shr_u(v${k}${v}, 48);\n`;
    if (k === 5) text += `  const e${v} = i64x2.add(q5${v}, i64x2.shl(q5${v}, 32));\n`;
    text += `  const p${k}${v} = i64x2.add(v128.and(v${k}${v}, ${mask}), ${exp});\n`;
    if (k === 4) limbOf(5, `i64x2.add(p5${v}, q4${v})`, offset, carry);
    if (k === 3) limbOf(4, `i64x2.sub(i64x2.add(p4${v}, q3${v}), q5${v})`, 0n, 2n * carry);
    if (k === 2) limbOf(3, `i64x2.add(p3${v}, q2${v})`, offset, carry);
    if (k === 1) limbOf(2, `i64x2.sub(i64x2.add(p2${v}, q1${v}), e${v})`, offset - offset * E, carry + carry * E);
    if (k === 0) limbOf(1, `i64x2.add(p1${v}, q0${v})`, offset, carry);
  }
  limbOf(0, `i64x2.add(p0${v}, e${v})`, offset * E, carry * E);
  const factors = products.map(({ A, B }) => `${log2(max(A.bound))}, ${log2(max((B ?? A).bound))}`).join('; ');
  const bound = `  // factors <= ${factors}; columns <= ${log2(most)}; limbs <= 2^47 + ${log2(max(bounds))}\n`;
  return { bound, first, second: text.split(/(?<=\n)/) };
}

/**
 * Both pairs: the first passes one after the other by a loop, since a point's doubling and addition must fit the cache of instructions
 * together; the second ones, where each line waits for the last, line by line in turn.
 */
function combine(o, products, more) {
  const u = fresh();
  const shared = { c1: `c1${u}`, c2: `c2${u}`, mask: `mask${u}`, exp: `exp${u}` };
  const [one, two] = PAIRS.map((pair) => combineOne(pair, shared, o, products, more));
  return (
    `${one.bound}  const ${shared.c1} = ${float(C1)}, ${shared.c2} = ${float(C2)};\n` +
    `  for (let pair: usize = 0; pair < ${ELEMENT}; pair += ${PAIR}) {\n    const columns = COLUMNS + 2 * pair;\n${one.first}  }\n` +
    `  const ${shared.mask} = ${constant(UNIT - 1n)}, ${shared.exp} = ${float(LOW)};\n` +
    one.second.map((line, i) => line + two.second[i]).join('')
  );
}

// What is taken away, beside 3 2^51 as a double: its bits are integers then.
const MINUS = {
  one: (t) => ({ bound: CARRIED, value: (i, pair) => `f64x2.add(${limb(t, i, pair)}, ${float(LOW)})` }),
  twice: (t) => ({
    bound: LOOSE,
    value: (i, pair) => `f64x2.relaxed_madd(${limb(t, i, pair)}, ${float(2)}, ${float(LOW)})`,
  }),
  oneAndTwice: (t, v) => ({
    bound: times(3n, CARRIED),
    value: (i, pair) =>
      `f64x2.relaxed_madd(${limb(v, i, pair)}, ${float(2)}, f64x2.add(${limb(t, i, pair)}, ${float(LOW)}))`,
  }),
};
const define = (doc, name, args, body) =>
  `\n/** ${doc} */\nexport function ${name}(${args.map((a) => `${a}: usize`).join(', ')}): void {\n${body}}\n`;
const limbwise = (value) => PAIRS.flatMap((pair) => LIMBS.map((i) => put('o', i, pair, value(i, pair)))).join('');

export function fma() {
  table.clear();
  serial = 0;
  const product = (A, B, sign = 1) => ({ kind: 'mul', sign, A, B });
  const square = (A) => ({ kind: 'sqr', sign: 1, A });
  const twiceSquare = (A, sign = 1) => ({ kind: 'twiceSqr', sign, A });
  const multiply = (name, args, products, more) =>
    define(FUNCTIONS[name], name, ['o', ...args], combine('o', products, more));
  const functions = [
    multiply('mul', ['a', 'b'], [product(loose('a'), loose('b'))]),
    multiply('mulTwice', ['a', 'b'], [product(twice('a'), carried('b'))]),
    multiply('mulMinus', ['a', 'b', 't'], [product(carried('a'), carried('b'))], { minus: MINUS.one('t') }),
    multiply('mulConjugates', ['a', 'b'], [product(conjugate('a', 'b'), loose('SUM'))], { factor: 3n }),
    multiply('sqr', ['a'], [square(carried('a'))]),
    multiply('twiceSqr', ['a'], [twiceSquare(carried('a'))]),
    multiply('sqrMinusTwice', ['a', 't'], [square(carried('a'))], { minus: MINUS.twice('t') }),
    multiply('sqrMinus', ['a', 't', 'v'], [square(carried('a'))], { minus: MINUS.oneAndTwice('t', 'v') }),
    multiply(
      'differenceMinusMul',
      ['a', 'b', 'c', 'd', 'e'],
      [product(difference('a', 'b'), carried('c')), product(carried('d'), carried('e'), -1)],
    ),
    multiply(
      'differenceMinusTwiceSqr',
      ['a', 'b', 'c', 'd'],
      [product(difference('a', 'b'), carried('c')), twiceSquare(carried('d'), -1)],
    ),
    define(
      FUNCTIONS.add,
      'add',
      ['o', 'a', 'b'],
      limbwise((i, pair) => `f64x2.add(${limb('a', i, pair)}, ${limb('b', i, pair)})`),
    ),
    define(
      FUNCTIONS.sub,
      'sub',
      ['o', 'a', 'b'],
      limbwise((i, pair) => `f64x2.sub(${limb('a', i, pair)}, ${limb('b', i, pair)})`),
    ),
  ];
  const words = [...table.keys()].flatMap((word) => [`${word}`, `${word}`]);
  const lines = [];
  for (let i = 0; i < words.length; i += 6) lines.push(`  ${words.slice(i, i + 6).join(', ')},`);
  return `// Written by scripts/make-p256.mjs: change scripts/p256/fma.mjs instead, which says how this works.
//
// GF(p) of P-256 on two lanes of f64x2, six limbs of 48 bits. "Carried" is |limb| <= 2^47 + 2^42, "loose" twice that. Each product
// states the most its factors, columns and limbs can be, as the script computed and checked it.

// @ts-ignore: decorator
@lazy const CONSTANTS: usize = memory.data<i64>([
${lines.join('\n')}
], 16);
// @ts-ignore: decorator
@lazy const COLUMNS: usize = memory.data(384, 16);
// @ts-ignore: decorator
@lazy const SUM: usize = memory.data(${ELEMENT}, 16);
${functions.join('')}
/** Zeroes what products leave behind. */
export function wipe(): void {
  memory.fill(COLUMNS, 0, 384);
  memory.fill(SUM, 0, ${ELEMENT});
}

/**
 * o = entry \`index\` of a table of \`count\` entries of \`elements\` each, another table and another index a lane: all of them are read,
 * whatever is asked.
 * @param index an i64 a lane, 0 to count - 1
 */
export function lookup(o: usize, table: usize, count: u32, elements: u32, index: usize): void {
  const bytes = <usize>elements * ${ELEMENT};
  for (let at: usize = 0; at < bytes; at += ${PAIR}) {
    // Pair after pair.
    const wanted = v128.load(index + (at / ${PAIR} % 2) * 16);
    let ${LIMBS.map((i) => `r${i} = i64x2.splat(0)`).join(', ')};
    let entry = table + at;
    for (let i: u32 = 0; i < count; i++, entry += bytes) {
      const mask = i64x2.eq(wanted, i64x2.splat(<i64>i));
${LIMBS.map((i) => `      r${i} = v128.or(r${i}, v128.and(mask, ${limb('entry', i, 0)}));`).join('\n')}
    }
${LIMBS.map((i) => `    v128.store(o + at, r${i}, ${16 * i});`).join('\n')}
  }
}

/** The same from a table that all lanes share, of doubles. */
export function lookupShared(o: usize, table: usize, count: u32, elements: u32, index: usize): void {
  const bytes = <usize>elements * ${ELEMENT};
  for (let at: usize = 0; at < bytes; at += ${PAIR}) {
    const wanted = v128.load(index + (at / ${PAIR} % 2) * 16);
    let ${LIMBS.map((i) => `r${i} = i64x2.splat(0)`).join(', ')};
    let entry = table + at / ${ELEMENT} * ${PAIR / 2};
    for (let i: u32 = 0; i < count; i++, entry += bytes >>> 2) {
      const mask = i64x2.eq(wanted, i64x2.splat(<i64>i));
${LIMBS.map((i) => `      r${i} = v128.or(r${i}, v128.and(mask, v128.load64_splat(entry, ${8 * i})));`).join('\n')}
    }
${LIMBS.map((i) => `    v128.store(o + at, r${i}, ${16 * i});`).join('\n')}
  }
}

/** One lane of an element as it lies in a table that all lanes share. */
export function share(to: usize, from: usize): void {
${LIMBS.map((i) => `  store<f64>(to, load<f64>(from, ${16 * i}), ${8 * i});`).join('\n')}
}

/** o = mask ? -o : o, for a mask of all ones or none a lane. */
export function negateIf(o: usize, mask: usize): void {
  const bit = i64x2.splat(i64.MIN_VALUE);
  const ${PAIRS.map((pair) => `m${pair} = v128.and(v128.load(mask, ${16 * pair}), bit)`).join(', ')};
${limbwise((i, pair) => `v128.xor(${limb('o', i, pair)}, m${pair})`)}}

/** o = mask ? a : o. */
export function select(o: usize, a: usize, mask: usize): void {
  const ${PAIRS.map((pair) => `m${pair} = v128.load(mask, ${16 * pair})`).join(', ')};
${limbwise((i, pair) => `v128.bitselect(${limb('a', i, pair)}, ${limb('o', i, pair)}, m${pair})`)}}

/** Limb i, 0 to 5, of the lane at o. */
// @ts-ignore: decorator
@inline
export function limb(o: usize, i: usize): i64 {
  return <i64>load<f64>(o + (i << 4));
}

/** The same, written; |value| <= 2^47 + 1. */
// @ts-ignore: decorator
@inline
export function setLimb(o: usize, i: usize, value: i64): void {
  store<f64>(o + (i << 4), <f64>value);
}
`;
}
