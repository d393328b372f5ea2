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
export const ELEMENT = 96;

const times = (n, bound) => bound.map((one) => n * one);
export const CARRIED = LIMBS.map(() => HALF + (1n << 42n));
export const LOOSE = times(2n, CARRIED);
/** What is taken from a square: a carried element and twice another. */
export const TRIPLE = times(3n, CARRIED);

/** Constants live in memory: V8 would otherwise build each again at every use. */
const table = new Map();
const constant = (value) => {
  const word = BigInt.asIntN(64, value);
  if (!table.has(word)) table.set(word, table.size);
  return `v128.load(CONSTANTS, ${16 * table.get(word)})`;
};
const float = (double) => constant(bits(double));
const limb = (base, i) => `v128.load(${base}, ${16 * i})`;
const put = (base, i, value) => `  v128.store(${base}, ${value}, ${16 * i});\n`;
let serial = 0;
const fresh = () => `_${serial++}`;

/** The products of one multiplication by column. @returns {{ before: string, columns: { x: string, y: string, bound: bigint }[][] }} */
function productsOf(kind, u, A, B) {
  const columns = Array.from({ length: 11 }, () => []);
  const add = (k, x, boundX, y, boundY) => columns[k].push({ x, y, bound: boundX * boundY });
  let before = LIMBS.map((i) => `  const a${i}${u} = ${limb(A.at, i)};\n`).join('');
  if (kind === 'mul') {
    for (const i of LIMBS) for (const j of LIMBS) add(i + j, `a${i}${u}`, A.bound[i], limb(B.at, j), B.bound[j]);
    return { before, columns };
  }
  // a^2, or 2 a^2: a doubled factor where two products are one, and in the second case one factor doubled besides.
  const twice = kind === 'twiceSqr';
  for (const i of LIMBS) if (twice || i < 5) before += `  const d${i}${u} = f64x2.add(a${i}${u}, a${i}${u});\n`;
  const a = (i) => [`a${i}${u}`, A.bound[i]];
  const d = (i) => [`d${i}${u}`, 2n * A.bound[i]];
  for (const i of LIMBS)
    for (const j of LIMBS)
      if (i === j) add(2 * i, ...a(i), ...(twice ? d(i) : a(i)));
      else if (i < j) add(i + j, ...d(i), ...(twice ? d(j) : a(j)));
  return { before, columns };
}

/**
 * o = the sum of products, less `minus`, times `factor`; carried.
 *
 * @param {{ kind: 'mul' | 'sqr' | 'twiceSqr', sign: 1 | -1, A: object, B?: object }[]} products
 * @param {{ factor?: bigint, minus?: { at: string, bound: bigint[] } }} [more]
 */
function combine(o, products, { factor = 1n, minus } = {}) {
  const u = fresh();
  const size = Array(12).fill(0n);
  const bias = Array(12).fill(0n);
  const begun = new Set();
  let text = '';
  const add = (k, value, sign, by, most) => {
    must(sign === 1 || begun.has(k), 'a column begins with what is added');
    text += begun.has(k)
      ? `  s${k}${u} = i64x2.${sign === 1 ? 'add' : 'sub'}(s${k}${u}, ${value});\n`
      : `  let s${k}${u} = ${value};\n`;
    begun.add(k);
    bias[k] = modulo(bias[k] + BigInt(sign) * by);
    size[k] += most;
  };

  text += `  const c1${u} = ${float(C1)}, c2${u} = ${float(C2)};\n`;
  const made = products.map(({ kind, A, B, sign }, n) => {
    const { before, columns } = productsOf(kind, `${n}${u}`, A, B);
    text += before;
    return { columns, sign };
  });

  const chain = (k, list, sign) => {
    let high = `c1${u}`;
    let low;
    let sum = 0n;
    list.forEach(({ x, y, bound }, n) => {
      const v = `_${serial++}`;
      sum += bound;
      must(sum + BigInt(list.length) * HALF <= 1n << 99n, `a chain of ${list.length} products holds: ${log2(sum)}`);
      text += `  const x${v} = ${x}, y${v} = ${y}, h${v} = f64x2.relaxed_madd(x${v}, y${v}, ${high});\n`;
      const rest = `f64x2.relaxed_madd(x${v}, y${v}, f64x2.sub(${n === 0 ? `c2${u}` : high}, h${v}))`;
      text += `  const l${v} = ${n === 0 ? rest : `f64x2.add(${low}, ${rest})`};\n`;
      high = `h${v}`;
      low = `l${v}`;
    });
    const lows = BigInt(list.length) * HALF;
    must(lows <= 1n << 51n, 'the low parts of a chain fit a double');
    add(k + 1, high, sign, bits(C1), (sum + lows) / UNIT + 1n);
    add(k, low, sign, bits(LOW), lows);
  };

  // B^k comes down to B^(k-2), B^(k-3), B^(k-4), B^(k-5), B^(k-6).
  const fold = (k) => {
    if (bias[k] < size[k] || bias[k] + size[k] >= 1n << 64n || bias[k] % 65536n !== 0n) {
      const good = 1n << 62n;
      text += `  s${k}${u} = i64x2.add(s${k}${u}, ${constant(good - bias[k])});\n`;
      bias[k] = good;
    }
    must(bias[k] >= size[k] && bias[k] + size[k] < 1n << 64n, `column ${k} wraps: ${log2(size[k])}`);
    const v = `${k}${u}`;
    // h (1 + 2^32) = low + 2^48 high
    text +=
      `  const t${v} = i64x2.shr_u(s${v}, 16);\n` +
      `  const e${v} = i64x2.add(s${v}, i64x2.shr_u(i64x2.shl(s${v}, 48), 16));\n`;
    const high = [`t${v}`, bias[k] / 65536n, size[k] / 65536n + 1n];
    const low = [`e${v}`, bias[k], size[k] + UNIT];
    const sub = (to, [value, by, most]) => add(to, value, -1, by, most);
    const plus = (to, [value, by, most]) => add(to, value, 1, by, most);
    return { sub, plus, high, low, whole: [`s${v}`, bias[k], size[k]] };
  };
  // Columns that get something before their own chain have begun do so by addition first.
  const start = new Map();
  const down = (k) => {
    const { sub, plus, high, low, whole } = fold(k);
    const moves = [
      [k - 2, sub, whole],
      [k - 4, sub, low],
      [k - 3, sub, high],
      [k - 6, plus, low],
      [k - 5, plus, high],
    ];
    for (const [to, move, what] of moves) {
      if (move === sub && !begun.has(to)) start.set(to, [...(start.get(to) ?? []), what]);
      else {
        move(to, what);
        for (const late of start.get(to) ?? []) sub(to, late);
        start.delete(to);
      }
    }
  };

  for (let k = 10; k >= 0; k--) {
    for (const { columns, sign } of made) {
      chain(k, columns[k], sign);
      for (const at of [k + 1, k]) {
        for (const [value, by, most] of start.get(at) ?? []) add(at, value, -1, by, most);
        start.delete(at);
      }
    }
    if (k + 1 >= 6) down(k + 1);
  }
  must(start.size === 0, 'everything came down');

  // Carries: one parallel round. Column k arrives as value + 2^47 + 2^48 offset, unsigned; its lower 48 bits become the mantissa
  // of a double around 3 2^51, what the column below carries is added to that as an integer, and the centre taken away as a double.
  if (minus !== undefined)
    for (const k of LIMBS) {
      must(minus.bound[k] < 1n << 51n, 'what is taken away fits a double beside its constant');
      add(k, `f64x2.add(${limb(minus.at, k)}, ${float(LOW)})`, -1, bits(LOW), minus.bound[k]);
    }
  if (factor === 3n)
    for (const k of LIMBS) {
      text += `  s${k}${u} = i64x2.add(s${k}${u}, i64x2.add(s${k}${u}, s${k}${u}));\n`;
      bias[k] = modulo(3n * bias[k]);
      size[k] *= 3n;
    }
  const most = max(size.slice(0, 6));
  const offset = 1n << BigInt((most / UNIT).toString(2).length + 1);
  must((offset + 1n) * UNIT + most < 1n << 64n && offset * UNIT > most, `columns wrap: ${log2(most)}`);
  const carry = most / UNIT + 2n;
  const v = fresh();
  text += `  const mask${v} = ${constant(UNIT - 1n)}, exp${v} = ${float(LOW)};\n`;
  for (const k of LIMBS) {
    const value = `i64x2.add(s${k}${u}, ${constant(HALF + offset * UNIT - bias[k])})`;
    text +=
      `  const v${k}${v} = ${value}, q${k}${v} = i64x2.shr_u(v${k}${v}, 48), ` +
      `p${k}${v} = i64x2.add(v128.and(v${k}${v}, mask${v}), exp${v});\n`;
  }
  const e = `e${v}`;
  text += `  const ${e} = i64x2.add(q5${v}, i64x2.shl(q5${v}, 32));\n`;
  const E = (1n << 32n) + 1n;
  const limbs = [
    [`i64x2.add(p0${v}, ${e})`, offset * E, carry * E],
    [`i64x2.add(p1${v}, q0${v})`, offset, carry],
    [`i64x2.sub(i64x2.add(p2${v}, q1${v}), ${e})`, offset - offset * E, carry + carry * E],
    [`i64x2.add(p3${v}, q2${v})`, offset, carry],
    [`i64x2.sub(i64x2.add(p4${v}, q3${v}), q5${v})`, 0n, 2n * carry],
    [`i64x2.add(p5${v}, q4${v})`, offset, carry],
  ];
  limbs.forEach(([value, by, more], k) => {
    const range = UNIT + (by < 0n ? -by : by) + more;
    must(range < 1n << 51n, 'a mantissa does not leave its exponent');
    must(HALF + more <= CARRIED[k], `limb ${k} is carried: 2^47 + ${log2(more)}`);
    text += put(o, k, `f64x2.sub(${value}, ${float(LOW + Number(HALF + by))})`);
  });
  const factors = products.map(({ A, B }) => `${log2(max(A.bound))}, ${log2(max((B ?? A).bound))}`).join('; ');
  return `  // factors <= ${factors}; columns <= ${log2(most)}; limbs <= 2^47 + ${log2(max(limbs.map(([, , more]) => more)))}\n${text}`;
}

const carried = (at) => ({ at, bound: CARRIED });
const loose = (at) => ({ at, bound: LOOSE });
const triple = (at) => ({ at, bound: TRIPLE });
const define = (doc, name, args, body) =>
  `\n/** ${doc} */\nexport function ${name}(${args.map((a) => `${a}: usize`).join(', ')}): void {\n${body}}\n`;
const limbwise = (value) => LIMBS.map((i) => put('o', i, value(i))).join('');

export function fma() {
  table.clear();
  serial = 0;
  const product = (A, B, sign = 1) => ({ kind: 'mul', sign, A, B });
  const square = (A) => ({ kind: 'sqr', sign: 1, A });
  const twiceSquare = (A, sign = 1) => ({ kind: 'twiceSqr', sign, A });
  const functions = [
    define('o = a b, both loose.', 'mul', ['o', 'a', 'b'], combine('o', [product(loose('a'), loose('b'))])),
    define(
      'o = 3 a b, both loose.',
      'mul3',
      ['o', 'a', 'b'],
      combine('o', [product(loose('a'), loose('b'))], { factor: 3n }),
    ),
    define('o = a^2, loose.', 'sqr', ['o', 'a'], combine('o', [square(loose('a'))])),
    define('o = 2 a^2, carried.', 'twiceSqr', ['o', 'a'], combine('o', [twiceSquare(carried('a'))])),
    define(
      'o = a^2 - t; a loose, t at most three times carried.',
      'sqrMinus',
      ['o', 'a', 't'],
      combine('o', [square(loose('a'))], { minus: triple('t') }),
    ),
    define(
      'o = a b - c d; a and b loose, c and d carried.',
      'mulMinusMul',
      ['o', 'a', 'b', 'c', 'd'],
      combine('o', [product(loose('a'), loose('b')), product(carried('c'), carried('d'), -1)]),
    ),
    define(
      'o = a b - 2 c^2; a and b loose, c carried.',
      'mulMinusTwiceSqr',
      ['o', 'a', 'b', 'c'],
      combine('o', [product(loose('a'), loose('b')), twiceSquare(carried('c'), -1)]),
    ),
    define(
      'o = a + b, limb by limb.',
      'add',
      ['o', 'a', 'b'],
      limbwise((i) => `f64x2.add(${limb('a', i)}, ${limb('b', i)})`),
    ),
    define(
      'o = a - b, limb by limb.',
      'sub',
      ['o', 'a', 'b'],
      limbwise((i) => `f64x2.sub(${limb('a', i)}, ${limb('b', i)})`),
    ),
    define(
      'o = a + 2 b, limb by limb.',
      'addTwice',
      ['o', 'a', 'b'],
      `  const two = ${float(2)};\n${limbwise((i) => `f64x2.relaxed_madd(${limb('b', i)}, two, ${limb('a', i)})`)}`,
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
${functions.join('')}
/**
 * o = entry \`index\` of a table of ${'`'}count${'`'} entries of \`limbs\` v128 each, another index a lane: all of them are read, whatever is asked.
 * @param index an i64 a lane, 0 to count - 1
 */
export function lookup(o: usize, table: usize, count: u32, limbs: u32, index: usize): void {
  const wanted = v128.load(index);
  const bytes = <usize>limbs << 4;
  for (let at: usize = 0; at < bytes; at += ${ELEMENT}) {
    let ${LIMBS.map((i) => `r${i} = i64x2.splat(0)`).join(', ')};
    let entry = table + at;
    for (let i: u32 = 0; i < count; i++, entry += bytes) {
      const mask = i64x2.eq(wanted, i64x2.splat(<i64>i));
${LIMBS.map((i) => `      r${i} = v128.or(r${i}, v128.and(mask, ${limb('entry', i)}));`).join('\n')}
    }
${LIMBS.map((i) => `    v128.store(o + at, r${i}, ${16 * i});`).join('\n')}
  }
}

/** The same from a table that both lanes share, of doubles. */
export function lookupShared(o: usize, table: usize, count: u32, limbs: u32, index: usize): void {
  const wanted = v128.load(index);
  const bytes = <usize>limbs << 4;
  for (let at: usize = 0; at < bytes; at += ${ELEMENT}) {
    let ${LIMBS.map((i) => `r${i} = i64x2.splat(0)`).join(', ')};
    let entry = table + (at >>> 1);
    for (let i: u32 = 0; i < count; i++, entry += bytes >>> 1) {
      const mask = i64x2.eq(wanted, i64x2.splat(<i64>i));
${LIMBS.map((i) => `      r${i} = v128.or(r${i}, v128.and(mask, v128.load64_splat(entry, ${8 * i})));`).join('\n')}
    }
${LIMBS.map((i) => `    v128.store(o + at, r${i}, ${16 * i});`).join('\n')}
  }
}

/** Lane 0 of an element as it lies in a table that both lanes share. */
export function share(to: usize, from: usize): void {
${LIMBS.map((i) => `  store<f64>(to, load<f64>(from, ${16 * i}), ${8 * i});`).join('\n')}
}

/** o = mask ? -o : o, for a mask of all ones or none a lane. */
export function negateIf(o: usize, mask: usize): void {
  const sign = v128.and(v128.load(mask), i64x2.splat(i64.MIN_VALUE));
${LIMBS.map((i) => `  v128.store(o, v128.xor(${limb('o', i)}, sign), ${16 * i});`).join('\n')}
}

/** o = mask ? a : o. */
export function select(o: usize, a: usize, mask: usize): void {
  const m = v128.load(mask);
${LIMBS.map((i) => `  v128.store(o, v128.bitselect(${limb('a', i)}, ${limb('o', i)}, m), ${16 * i});`).join('\n')}
}

/** Limb i, 0 to 5, of one lane: o, or o + 8. */
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
