// Writes assembly/x25519/fma.ts: GF(2^255 - 19) and the Montgomery ladder on two lanes of f64x2, where a product of two
// 51-bit limbs is split exactly into high and low part by fused multiply-add. And assembly/x25519/wide.ts, the same for two
// pairs of lanes (docs/adr/030): every line stands there twice, so that an engine can make one instruction of both.
//
// It computes bounds as it writes: every factor comes with the most its limbs can be, every product, column and carry is
// checked against what the arithmetic allows, and the numbers go into the comments of the generated file. A change that
// breaks a bound by a hair ends in an exception here, not in a wrong shared secret once in a million years.
//
// An element is five limbs, value = sum a[i] 2^(51 i), each an integer in a double, of either sign; limb i of both lanes
// is the v128 at byte 16 i, 80 bytes in all; of four lanes two of them at byte 32 i, 160 bytes. *Carried* means
// |limb| <= 2^50 + 2^12.
//
// The split. With C1 = 3 2^102 and |x y| <= 2^102, h = fma(x, y, C1) lies in [2^103, 2^104], where doubles are 2^51
// apart: h is x y rounded to a multiple of 2^51, and as integers bits(h) - bits(C1) is that multiple. What is left,
// l = fma(x, y, C1 + 3 2^51 - h), is exact, lies in [2^52, 2^53], and bits(l) - bits(3 2^51) is the low part. So the bits
// are added up as 64-bit integers, constants and all; what the constants add up to is known when this script runs.
// Two products may share: h = fma(x, y, C1), g = fma(z, w, h), low = fma(x, y, C1 + 3 2^51 - h) + fma(z, w, h - g), as
// long as |x y| + |z w| + 2^50 <= 2^102: nine instructions instead of ten.

const bits = (double) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, double);
  return view.getBigUint64(0);
};
const log2 = (n) => {
  if (n < 2n) return '0';
  const top = n.toString(2).length - 1;
  const rest = Number(n) / 2 ** top;
  return rest === 1 ? `2^${top}` : `${rest.toFixed(2)} 2^${top}`;
};
const must = (holds, what) => {
  if (!holds) throw new Error(`bound: ${what}`);
};
const max = (values) => values.reduce((a, b) => (a > b ? a : b));

const LIMBS = [0, 1, 2, 3, 4];
const UNIT = 1n << 51n;
const HALF = 1n << 50n;
const C1 = 3 * 2 ** 102;
const C2 = 3 * 2 ** 102 + 3 * 2 ** 51;
const LOW = 3 * 2 ** 51;
/** Offsets of columns count 2^51 and live modulo 2^13: a column has 64 bits. */
const OFFSETS = 1n << 13n;
/** The offset of a column that may choose: far from both ends, and small enough that 19 times the top carry has 16 bits. */
const MIDDLE = 128n;

const all = (bound) => LIMBS.map(() => bound);
export const CARRIED = all(HALF + (1n << 12n));

// ---- what the generated code reads: constants, and elements at fixed places ----------------------------------------

/** Constants live in memory: V8 would otherwise build each again at every use. */
const table = new Map();
const constant = (value) => {
  const word = BigInt.asIntN(64, value);
  if (!table.has(word)) table.set(word, table.size);
  return `v128.load(CONSTANTS, ${16 * table.get(word)})`;
};
const float = (double) => constant(bits(double));

/** Places and names are those of one pair of lanes: `twice` below makes two of them. */
const limb = (base, i) => `v128.load(${base}, ${16 * i})`;
const put = (base, i, value) => `  v128.store(${base}, ${value}, ${16 * i});\n`;
/** A name nobody else has. */
let serial = 0;
const fresh = () => `_${serial++}`;

// ---- products, as 64-bit columns -----------------------------------------------------------------------------------

/**
 * The products of one multiplication, column by column, with the most their factors can be.
 *
 * mul: a b over ten columns; the upper five are folded by 19 afterwards.
 * sqr: a^2 over five. 19 a4 = w4 + 2^51 u4 with |w4| <= 2^50, the same for a3, and u joins the next limb; so nothing is
 *      left to fold but the high part of column 4.
 * mat: a times a constant whose multiples by 2^(51 i), reduced, lie in memory as five elements: five columns too.
 */
function productsOf(kind, u, A, B) {
  const at = (i) => `a${i}${u}`;
  const product = (x, boundX, y, boundY) => ({ x, y, bound: boundX * boundY });
  let before = '';
  if (kind === 'mul' || kind === 'mat') {
    const columns = Array.from({ length: kind === 'mul' ? 9 : 5 }, () => []);
    for (const i of LIMBS)
      for (const j of LIMBS) {
        const [column, from] = kind === 'mul' ? [i + j, j] : [j, 5 * i + j];
        columns[column].push(product(at(i), A.bound[i], limb(B.at, from), B.bound[j]));
      }
    return { before, columns };
  }
  const over = {};
  for (const i of [4, 3]) {
    must(19n * A.bound[i] <= 1n << 102n, 'a square splits 19 a by the same constant');
    over[i] = (19n * A.bound[i] + HALF) / UNIT;
    before +=
      `  const t${i}${u} = f64x2.relaxed_madd(${at(i)}, ${float(19)}, c1${u});\n` +
      `  const v${i}${u} = f64x2.sub(c1${u}, t${i}${u});\n` +
      `  const w${i}${u} = f64x2.relaxed_madd(${at(i)}, ${float(19)}, v${i}${u});\n`;
  }
  before +=
    `  const z${u} = f64x2.relaxed_nmadd(v4${u}, ${float(2 ** -51)}, ${at(0)});\n` +
    `  const y${u} = f64x2.relaxed_nmadd(v3${u}, ${float(2 ** -51)}, w4${u});\n` +
    `  const zz${u} = f64x2.add(${at(0)}, z${u}), yy${u} = f64x2.add(w4${u}, y${u});\n`;
  for (const i of [1, 2, 3]) before += `  const d${i}${u} = f64x2.add(${at(i)}, ${at(i)});\n`;
  const a = (i) => [at(i), A.bound[i]];
  const d = (i) => [`d${i}${u}`, 2n * A.bound[i]];
  const w = (i) => [`w${i}${u}`, HALF];
  const z = [`z${u}`, A.bound[0] + over[4]]; // a0 + u4
  const y = [`y${u}`, HALF + over[3]]; // w4 + u3
  const zz = [`zz${u}`, 2n * A.bound[0] + over[4]]; // 2 a0 + u4
  const yy = [`yy${u}`, 2n * HALF + over[3]]; // 2 w4 + u3
  const columns = [
    [a(0), a(0), d(1), w(4), d(2), w(3)],
    [a(3), w(3), d(1), z, d(2), y],
    [a(1), a(1), d(2), z, a(3), yy],
    [a(4), w(4), d(3), z, d(1), a(2)],
    [a(2), a(2), a(4), zz, d(1), a(3)],
  ].map((list) => [0, 2, 4].map((i) => product(...list[i], ...list[i + 1])));
  return { before, columns };
}

/**
 * Code that leaves a product in five 64-bit columns.
 *
 * @param kind mul, sqr or mat
 * @param A,B where the factors are and the most their limbs can be
 * @param wanted what constant column k shall carry, given the one it has by nature; null leaves that
 * @returns the code, to memory or to locals; the constants; the most the columns can be without them
 */
function columnsOf(kind, A, B, wanted) {
  const u = fresh();
  const fold = kind === 'mul';
  const { before, columns } = productsOf(kind, u, A, B);
  let head = `  const c1${u} = ${float(C1)}, c2${u} = ${float(C2)};\n`;
  for (const i of LIMBS) head += `  const a${i}${u} = ${limb(A.at, i)};\n`;
  head += before;

  const size = Array(11).fill(0n);
  const lows = Array(11).fill(0n);
  const highs = Array(11).fill(0n);
  const begun = new Set();
  const add = (k, value) => {
    if (begun.has(k)) return `  s${k}${u} = i64x2.add(s${k}${u}, ${value});\n`;
    begun.add(k);
    return `  let s${k}${u} = ${value};\n`;
  };
  let count = 0;
  const column = (k) => {
    let text = '';
    const list = [...columns[k]];
    while (list.length > 0) {
      const one = list.shift();
      const v = `_${count++}${u}`;
      must(one.bound <= 1n << 102n, 'a product must split');
      // The first that the sum allows: shared high part.
      const mate = list.findIndex((other) => one.bound + other.bound + HALF <= 1n << 102n);
      lows[k]++;
      highs[k + 1]++;
      text += `  const x${v} = ${one.x}, y${v} = ${one.y}, h${v} = f64x2.relaxed_madd(x${v}, y${v}, c1${u});\n`;
      const low = `f64x2.relaxed_madd(x${v}, y${v}, f64x2.sub(c2${u}, h${v}))`;
      if (mate < 0) {
        size[k] += HALF;
        size[k + 1] += (one.bound + HALF) / UNIT;
        text += add(k + 1, `h${v}`) + add(k, low);
        continue;
      }
      const [two] = list.splice(mate, 1);
      size[k] += 2n * HALF;
      size[k + 1] += (one.bound + two.bound + 2n * HALF) / UNIT;
      text +=
        `  const p${v} = ${two.x}, q${v} = ${two.y}, g${v} = f64x2.relaxed_madd(p${v}, q${v}, h${v});\n` +
        add(k + 1, `g${v}`) +
        add(k, `f64x2.add(${low}, f64x2.relaxed_madd(p${v}, q${v}, f64x2.sub(h${v}, g${v})))`);
    }
    return text;
  };
  // 19 s = 3 s + 16 s
  const times19 = (k) =>
    `  const m${k}${u} = i64x2.add(i64x2.add(i64x2.add(s${k}${u}, s${k}${u}), s${k}${u}), i64x2.shl(s${k}${u}, 4));\n`;

  let body = '';
  // The upper columns first: each is folded as soon as it is complete.
  if (fold) for (const k of [8, 7, 6, 5]) body += column(k) + times19(k + 1);
  if (fold) body += add(4, `m9${u}`);
  body += column(4) + times19(5);
  const parts = [];
  for (const k of [3, 2, 1, 0]) {
    if (fold || k === 0) body += add(k, `m${k + 5}${u}`);
    body += column(k);
    parts.push([k + 1, body]);
    body = '';
  }
  parts.push([0, '']);

  const folded = LIMBS.map((k) => size[k] + 19n * size[k + 5]);
  const natural = LIMBS.map((k) => {
    const of = (i) => lows[i] * bits(LOW) + highs[i] * bits(C1);
    return BigInt.asUintN(64, of(k) + 19n * of(k + 5));
  });
  const constants = LIMBS.map((k) => wanted(k, natural[k]) ?? natural[k]);
  return {
    natural,
    constants,
    size: folded,
    /** The name of column k, when it stays in a local. */
    local: (k) => `col${k}${u}`,
    /** Into memory at o, or into locals. */
    to: (o) =>
      head +
      parts
        .map(([k, text]) => {
          const difference = BigInt.asUintN(64, constants[k] - natural[k]);
          const value = difference === 0n ? `s${k}${u}` : `i64x2.add(s${k}${u}, ${constant(difference)})`;
          return text + (o === undefined ? `  const col${k}${u} = ${value};\n` : put(o, k, value));
        })
        .join(''),
  };
}

// ---- columns to limbs ----------------------------------------------------------------------------------------------

/**
 * One parallel round of carries. Column k arrives as value + 2^50 + 2^51 offset[k], unsigned; its lower 51 bits become the
 * mantissa of a double between 2^52 and 2^53, the carry of the column below is added to that as an integer, and the
 * centre is subtracted as a double. The carry out of the top returns to the bottom 19 times.
 *
 * @param size the most |value| can be
 * @returns the code, and the most the limbs can be
 */
function carryOf(column, offset, size, store) {
  const u = fresh();
  const carry = size.map((most) => (most + HALF) / UNIT + 1n);
  LIMBS.forEach((k) => {
    must(offset[k] * UNIT + HALF >= size[k], 'a column stays above 0');
    must(offset[k] * UNIT + HALF + size[k] < 1n << 64n, 'a column stays below 2^64');
  });
  must(19n * (offset[4] + carry[4]) < 1n << 16n, '19 carries of the top fit the 16 bits of one multiplication');
  const bound = LIMBS.map((k) => HALF + (k === 0 ? 19n * carry[4] : carry[k - 1]));
  const centre = (k) => float(Number((1n << 52n) + HALF + (k === 0 ? 19n * offset[4] : offset[k - 1])));
  let text =
    `  const mask${u} = ${constant(UNIT - 1n)}, exp${u} = ${constant(0x433n << 52n)};\n` +
    `  const v4${u} = ${column(4)}, q4${u} = i64x2.shr_u(v4${u}, 51);\n` +
    `  let p${u} = i64x2.add(v128.and(v4${u}, mask${u}), exp${u});\n`;
  for (const k of [3, 2, 1, 0])
    text +=
      `  const v${k}${u} = ${column(k)}, q${k}${u} = i64x2.shr_u(v${k}${u}, 51);\n` +
      store(k + 1, `f64x2.sub(i64x2.add(p${u}, q${k}${u}), ${centre(k + 1)})`) +
      `  p${u} = i64x2.add(v128.and(v${k}${u}, mask${u}), exp${u});\n`;
  text += store(0, `f64x2.sub(i64x2.add(p${u}, i16x8.mul(q4${u}, ${constant(19n)})), ${centre(0)})`);
  return { text, bound };
}

const within = (bound, most) => bound.every((b, i) => b <= most[i]);

/** o = a b (or a^2, or a times a matrix), carried. */
function single(kind, o, A, B) {
  const columns = columnsOf(kind, A, B, () => HALF + MIDDLE * UNIT);
  const { text, bound } = carryOf(
    columns.local,
    LIMBS.map(() => MIDDLE),
    columns.size,
    (k, value) => put(o, k, value),
  );
  must(within(bound, CARRIED), 'a product is carried');
  return (
    `  // factors <= ${log2(max(A.bound))}, ${log2(max((B ?? A).bound))}; columns <= ${log2(max(columns.size))}; limbs <= 2^50 + ${max(bound) - HALF}\n` +
    columns.to() +
    text
  );
}

/**
 * Two products of which only sum and difference are wanted, as the x and z of a point are: their columns are added and
 * subtracted, and each carried once. z keeps the constants it has by nature where it can; x gets those that hold sum and
 * difference away from both ends of 64 bits. xAt and zAt hold the columns in between.
 */
function sumAndDifference(x, z, xAt = 'XS', zAt = 'ZS') {
  const zs = columnsOf(z.kind, z.A, z.B, (k) => (k < 4 ? null : MIDDLE * UNIT));
  zs.constants.forEach((c) => {
    must(c % UNIT === 0n, "z's constants are whole offsets");
  });
  const zOffset = zs.constants.map((c) => (c / UNIT) % OFFSETS);
  const modulo = (n) => ((n % OFFSETS) + OFFSETS) % OFFSETS;
  // What x can be does not depend on its constants.
  const xSize = columnsOf(x.kind, x.A, x.B, () => null).size;
  const size = LIMBS.map((k) => xSize[k] + zs.size[k]);
  const room = (offset, k) => offset * UNIT > size[k] + 100n * UNIT && (OFFSETS - 100n - offset) * UNIT > size[k];
  const xOffset = LIMBS.map((k) => {
    if (k === 4) return 3n * MIDDLE;
    let c = 0n;
    while (!(room(modulo(c + zOffset[k]), k) && room(modulo(c - zOffset[k]), k))) c++;
    return c;
  });
  const xs = columnsOf(x.kind, x.A, x.B, (k) => HALF + xOffset[k] * UNIT);
  const carry = (o, operation, offset) => {
    const made = carryOf(
      (k) => `i64x2.${operation}(${limb(xAt, k)}, ${limb(zAt, k)})`,
      offset,
      size,
      (k, v) => put(o, k, v),
    );
    must(within(made.bound, CARRIED), 'a sum of products is carried');
    return (
      `  // columns <= ${log2(max(size))}, offsets ${offset.join(' ')}; limbs <= 2^50 + ${max(made.bound) - HALF}\n` +
      made.text
    );
  };
  const factors = (f) => `  // factors <= ${log2(max(f.A.bound))}, ${log2(max((f.B ?? f.A).bound))}\n`;
  return {
    x: factors(x) + xs.to(xAt),
    z: factors(z) + zs.to(zAt),
    both: (sum, difference) =>
      carry(
        sum,
        'add',
        LIMBS.map((k) => modulo(xOffset[k] + zOffset[k])),
      ) +
      carry(
        difference,
        'sub',
        LIMBS.map((k) => modulo(xOffset[k] - zOffset[k])),
      ),
  };
}

/**
 * e = a - b, not carried; t = a + 121665 e, carried once: the two factors of the doubling's z. Inside,
 * v = -round(121665 e + a) to a multiple of 2^51, by adding and taking away C1; what is left is exact.
 */
export const E = CARRIED.map((bound) => 2n * bound);
export const T = (() => {
  const whole = max(E) * 121665n + max(CARRIED);
  must(whole < 1n << 68n, '121665 e + a is rounded to 2^16 at most');
  const over = (whole + (1n << 15n) + HALF) / UNIT;
  // fma(e, 121665, v) is an integer below 2^53 and so exact; adding a then gives what is left of whole.
  must(HALF + (1n << 15n) + max(CARRIED) < 1n << 53n, 'what is left is exact');
  const left = HALF + (1n << 15n);
  return LIMBS.map((k) => left + (k === 0 ? 19n * over : over));
})();
function eAndT(e, t, a, b) {
  const u = fresh();
  let text =
    `  // e <= ${log2(max(E))}; t <= 2^50 + ${log2(max(T) - HALF)}\n` +
    `  const c1${u} = ${float(C1)}, unit${u} = ${float(2 ** -51)}, a24${u} = ${float(121665)};\n`;
  for (const i of LIMBS) {
    text +=
      `  const a${i}${u} = ${limb(a, i)}, e${i}${u} = f64x2.sub(a${i}${u}, ${limb(b, i)});\n` +
      put(e, i, `e${i}${u}`) +
      `  const v${i}${u} = f64x2.sub(c1${u}, f64x2.add(f64x2.relaxed_madd(e${i}${u}, a24${u}, a${i}${u}), c1${u}));\n` +
      `  const r${i}${u} = f64x2.add(f64x2.relaxed_madd(e${i}${u}, a24${u}, v${i}${u}), a${i}${u});\n`;
    if (i > 0) text += put(t, i, `f64x2.relaxed_nmadd(v${i - 1}${u}, unit${u}, r${i}${u})`);
  }
  return text + put(t, 0, `f64x2.relaxed_nmadd(v4${u}, ${float(19 * 2 ** -51)}, r0${u})`);
}

/** o = MASK ? b : a for a mask of 1.0 or 0.0 in each lane. |b - a| <= 2^51 + 2^13 and the sum are integers: exact. */
function select(o, a, b) {
  const u = fresh();
  return LIMBS.map(
    (i) =>
      `  const s${i}${u} = ${limb(a, i)};\n` +
      put(o, i, `f64x2.relaxed_madd(mask, f64x2.sub(${limb(b, i)}, s${i}${u}), s${i}${u})`),
  ).join('');
}
const MASK_IS_READ = '  const mask = v128.load(MASK);\n';

// ---- two pairs of lanes --------------------------------------------------------------------------------------------

/**
 * The body of a function for both pairs: line by line, the second pair's behind the first's. What belongs together is
 * 16 bytes apart in memory, and both stores of a limb come last. That is the form in which V8 makes one instruction of 256
 * bits of two lines, if it is told to; scripts/wasm.mjs does what the compiler leaves to do for it.
 */
function twice(body) {
  const names = new Set([...body.matchAll(/(?:const|let|,) (\w+)(?= = )/g)].map(([, name]) => name));
  const of = (line, pair) =>
    line
      .replace(/\b[a-z]\w*\b/g, (name) => (names.has(name) ? `${name}${'lh'[pair]}` : name))
      .replace(/v128\.load\((\w+)(?:, (\d+))?\)/g, (_, base, at = 0) => `v128.load(${base}, ${2 * at + 16 * pair})`);
  return body
    .split('\n')
    .map((line) => {
      const store = /^( +)v128\.store\((\w+), (.*?)(?:, (\d+))?\);$/.exec(line);
      if (store !== null) {
        const [, indent, base, value, at = 0] = store;
        const values = [0, 1].map((pair) => `${'lh'[pair]} = ${of(value, pair)}`).join(', ');
        return `${indent}{ const ${values}; v128.store(${base}, l, ${2 * at}); v128.store(${base}, h, ${2 * at + 16}); }`;
      }
      return /^ +(const|let) |^ +\w+ = /.test(line) ? `${of(line, 0)}\n${of(line, 1)}` : line;
    })
    .join('\n');
}

// ---- the ladder ----------------------------------------------------------------------------------------------------

const carried = (at) => ({ at, bound: CARRIED });
const mul = (o, a, b) => single('mul', o, carried(a), carried(b));
const sqr = (o, a) => single('sqr', o, carried(a));
const mulLoose = (o, e, t) => single('mul', o, { at: e, bound: E }, { at: t, bound: T });

/** A D and C B: the product pair of the differential addition, a multiplication each. */
const crossed = (a, d, b, c) =>
  sumAndDifference({ kind: 'mul', A: carried(a), B: carried(d) }, { kind: 'mul', A: carried(b), B: carried(c) });
/** ss^2 and x1 dd: x and z of the sum point. */
const added = (ss, dd, x1) =>
  sumAndDifference({ kind: 'sqr', A: carried(ss) }, { kind: 'mat', A: carried(dd), B: carried(x1) }, 'XT', 'ZT');
/** aa bb and e t: x and z of the doubled point. */
const doubled = (aa, bb, e, t) =>
  sumAndDifference(
    { kind: 'mul', A: carried(aa), B: carried(bb) },
    { kind: 'mul', A: { at: e, bound: E }, B: { at: t, bound: T } },
    'XU',
    'ZU',
  );

/** A step writes each but once: of two stores to one place V8 would join neither with its neighbour. */
const PLACES = [
  'A',
  'B',
  'C',
  'D',
  'P',
  'Q',
  'XS',
  'ZS',
  'SS',
  'DD',
  'AA',
  'BB',
  'EE',
  'TT',
  'D2',
  'XT',
  'ZT',
  'XU',
  'ZU',
];
const ELEMENT = 80;
const X1_AT = PLACES.length * ELEMENT;
const MASK_AT = X1_AT + 5 * ELEMENT;
const STATE_BYTES = MASK_AT + 16;

/** A function of element addresses, for one pair of lanes or for two. */
const defineFor =
  (pairs) =>
  (doc, name, args, body, exported = true) =>
    `\n/** ${doc} */\n${exported ? 'export ' : ''}function ${name}(${args.map((a) => `${a}: usize`).join(', ')}): void {\n${pairs === 2 ? twice(body) : body}}\n`;

function stepBody() {
  const cross = crossed('A', 'D', 'B', 'C');
  const sum = added('SS', 'D2', 'X1');
  const double = doubled('AA', 'BB', 'EE', 'TT');
  // Products that do not wait for each other stand next to each other: the processor overlaps them.
  return [
    MASK_IS_READ,
    `  // P, Q = the point to double\n`,
    select('P', 'A', 'C'),
    select('Q', 'B', 'D'),
    `  // A D\n${cross.x}  // C B\n${cross.z}`,
    `  // AA = P^2, BB = Q^2\n`,
    sqr('AA', 'P'),
    sqr('BB', 'Q'),
    `  // SS, DD = A D + C B, A D - C B\n`,
    cross.both('SS', 'DD'),
    `  // E = AA - BB, T = AA + 121665 E\n`,
    eAndT('EE', 'TT', 'AA', 'BB'),
    `  // D2 = DD^2\n`,
    sqr('D2', 'DD'),
    `  // SS^2\n${sum.x}  // AA BB\n${double.x}  // E T\n${double.z}  // x1 D2\n${sum.z}`,
    `  // A, B = AA BB + E T, AA BB - E T\n`,
    double.both('A', 'B'),
    `  // C, D = SS^2 + x1 D2, SS^2 - x1 D2\n`,
    sum.both('C', 'D'),
  ].join('');
}

function doubleBody() {
  const double = doubled('AA', 'BB', 'EE', 'TT');
  return sqr('AA', 'A') + sqr('BB', 'B') + eAndT('EE', 'TT', 'AA', 'BB') + double.x + double.z + double.both('A', 'B');
}

/** Row i + 1 is row i times 2^51: limbs move up one, the top returns as 19 a4 = w + 2^51 u. Rows stay carried. */
function matrixBody() {
  const over = (19n * max(CARRIED) + HALF) / UNIT;
  // Four rows on, limb 1 of a row has met `over` once: |u| joins limb 0 of the row before, which then is limb 1.
  must(max(CARRIED) === HALF + (1n << 12n) && over < 1n << 12n, 'the rows of the matrix are carried');
  return `  memory.copy(X1, point, ELEMENT);
  const c1 = ${float(C1)}, unit = ${float(2 ** -51)}, n = ${float(19)};
  for (let row: usize = X1; row < X1 + 4 * ELEMENT; row += ELEMENT) {
    const x = v128.load(row, 64), v = f64x2.sub(c1, f64x2.relaxed_madd(x, n, c1));
    v128.store(row, f64x2.relaxed_madd(x, n, v), 80);
    v128.store(row, f64x2.relaxed_nmadd(v, unit, v128.load(row)), 96);
    v128.store(row, v128.load(row, 16), 112);
    v128.store(row, v128.load(row, 32), 128);
    v128.store(row, v128.load(row, 48), 144);
  }
`;
}

/** Two lanes, as the fma build has them. */
export const fma = () => write(1);
/** Four. */
export const wide = () => write(2);

function write(pairs) {
  table.clear();
  serial = 0;
  const define = defineFor(pairs);
  /** Something for each pair of lanes, which is 16 p bytes further on. */
  const each = (line) => Array.from({ length: pairs }, (_, p) => line(p, 16 * p)).join('');
  const functions = [
    define('o = a b; carried factors, carried product.', 'mul', ['o', 'a', 'b'], mul('o', 'a', 'b')),
    define('o = a^2; carried.', 'sqr', ['o', 'a'], sqr('o', 'a')),
    define(
      'o = e t, factors as eAndT leaves them: no two products may share.',
      'mulLoose',
      ['o', 'e', 't'],
      mulLoose('o', 'e', 't'),
    ),
    define('e = a - b, t = a + 121665 e.', 'eAndT', ['e', 't', 'a', 'b'], eAndT('e', 't', 'a', 'b')),
    define(
      'The rows x1 2^(51 i), reduced, at X1: multiplying by x1 then wraps nothing.',
      'matrix',
      ['point'],
      matrixBody(),
      false,
    ),
    define(
      `One bit of all lanes. A, B = x + z, x - z of the point doubled last; C, D = the same of the sum. A mask of 1.0 doubles
 * C, D next, 0.0 A, B. The pair {A D, C B} is the same set either way, and its difference is squared: nothing is swapped.`,
      'step',
      [],
      stepBody(),
      false,
    ),
    define('A, B doubled.', 'double', [], doubleBody(), false),
    define(
      'A, B = C, D where the mask says so.',
      'selectLast',
      [],
      MASK_IS_READ + select('A', 'A', 'C') + select('B', 'B', 'D'),
      false,
    ),
  ];
  const cross = crossed('a', 'b', 'c', 'd');
  const sum = added('a', 'c', 'm');
  const double = doubled('a', 'b', 'e', 't');
  const testing = [
    define(
      'For the tests: o, p = a b + c d, a b - c d, as in the ladder.',
      'crossed',
      ['o', 'p', 'a', 'b', 'c', 'd'],
      cross.x + cross.z + cross.both('o', 'p'),
    ),
    define(
      'For the tests: o, p = a^2 + m c, a^2 - m c; m is a matrix of five elements.',
      'added',
      ['o', 'p', 'a', 'c', 'm'],
      sum.x + sum.z + sum.both('o', 'p'),
    ),
    define(
      'For the tests: o, p = a b + e t, a b - e t.',
      'doubled',
      ['o', 'p', 'a', 'b', 'e', 't'],
      double.x + double.z + double.both('o', 'p'),
    ),
  ];
  const lines = [...table.keys()].map(
    (word) =>
      `  ${Array(2 * pairs)
        .fill(word)
        .join(', ')},`,
  );
  const rows = pairs === 2 ? lines : inThrees(lines);
  const align = 16 * pairs;
  const limbBytes = 16 * pairs;
  return `// Written by scripts/make-x25519.mjs: change scripts/x25519/fma.mjs instead, which says how this works.
//
// GF(2^255 - 19) and the Montgomery ladder on ${pairs === 2 ? 'two pairs of lanes' : 'two lanes'} of f64x2. "Carried" is |limb| <= 2^50 + 2^12. Each product states
// the most its factors, columns and limbs can be, as the script computed and checked it.

// @ts-ignore: decorator
@lazy const CONSTANTS: usize = memory.data<i64>([
${rows.join('\n')}
], ${align});
// @ts-ignore: decorator
@lazy const STATE: usize = memory.data(${pairs * STATE_BYTES}, ${align});
// @ts-ignore: decorator
@inline const ELEMENT: usize = ${pairs * ELEMENT};
${PLACES.map((name, i) => `// @ts-ignore: decorator\n@inline const ${name}: usize = STATE + ${pairs * i * ELEMENT};`).join('\n')}
// @ts-ignore: decorator
@inline const X1: usize = STATE + ${pairs * X1_AT};
// @ts-ignore: decorator
@inline const MASK: usize = STATE + ${pairs * MASK_AT};

${functions.join('')}
/** Bit t of two scalars, one behind the other, as 0.0 or 1.0: a conversion, which takes as long for either. */
// @ts-ignore: decorator
@inline function bitsAt(k: usize, t: i32): v128 {
  const at = k + <usize>(t >>> 3), by = t & 7;
  const lanes = i32x4.replace_lane(i32x4.splat((<i32>load<u8>(at) >>> by) & 1), 1, (<i32>load<u8>(at, 32) >>> by) & 1);
  return f64x2.convert_low_i32x4_s(lanes);
}

/**
 * x / z = k u, lane by lane.
 * @param k the clamped scalars of all lanes, 32 bytes each
 * @param point u of all lanes, carried
 */
export function ladder(k: usize, point: usize, x: usize, z: usize): void {
  matrix(point);
  // (1 : 0) and (u : 1). u + 1 is carried: decode leaves |limb| <= 2^50 but for 19 in the lowest.
  memory.fill(A, 0, 2 * ELEMENT);
  memory.copy(C, point, ELEMENT);
  memory.copy(D, point, ELEMENT);
  const one = f64x2.splat(1.0);
${each(
  (_, at) => `  v128.store(A, one, ${at});
  v128.store(B, one, ${at});
  v128.store(C, f64x2.add(v128.load(C, ${at}), one), ${at});
  v128.store(D, f64x2.sub(v128.load(D, ${at}), one), ${at});
`,
)}${each((p) => `  let last${p} = f64x2.splat(0.0);\n`)}  for (let t: i32 = 254; t >= 3; t--) {
    // 0.0 or 1.0: whether the bit differs from the last
${each(
  (p, at) => `    const bit${p} = bitsAt(k + ${64 * p}, t);
    v128.store(MASK, f64x2.abs(f64x2.sub(bit${p}, last${p})), ${at});
    last${p} = bit${p};
`,
)}    step();
  }
${each((p, at) => `  v128.store(MASK, last${p}, ${at});\n`)}  selectLast();
  // The three cleared bits: doublings only.
  double();
  double();
  sqr(AA, A);
  sqr(BB, B);
  eAndT(EE, TT, AA, BB);
  mul(x, AA, BB);
  mulLoose(z, EE, TT);
}

/** The limbs of 32 bytes, bit 255 already cleared, into one lane: o + 8 i for lane i. |limb| <= 2^50, the lowest + 19. */
export function decode(from: usize, o: usize): void {
  const w0 = load<u64>(from), w1 = load<u64>(from, 8), w2 = load<u64>(from, 16), w3 = load<u64>(from, 24);
  let a0 = <i64>(w0 & M51), a1 = <i64>(((w0 >>> 51) | (w1 << 13)) & M51), a2 = <i64>(((w1 >>> 38) | (w2 << 26)) & M51);
  let a3 = <i64>(((w2 >>> 25) | (w3 << 39)) & M51), a4 = <i64>(w3 >>> 12), c: i64;
  c = (a0 + M50) >> 51; a0 -= c << 51; a1 += c;
  c = (a1 + M50) >> 51; a1 -= c << 51; a2 += c;
  c = (a2 + M50) >> 51; a2 -= c << 51; a3 += c;
  c = (a3 + M50) >> 51; a3 -= c << 51; a4 += c;
  c = (a4 + M50) >> 51; a4 -= c << 51; a0 += 19 * c;
  store<f64>(o, <f64>a0);
  store<f64>(o, <f64>a1, ${limbBytes});
  store<f64>(o, <f64>a2, ${2 * limbBytes});
  store<f64>(o, <f64>a3, ${3 * limbBytes});
  store<f64>(o, <f64>a4, ${4 * limbBytes});
}
// @ts-ignore: decorator
@inline const M51: u64 = 0x7ffffffffffff;
// @ts-ignore: decorator
@inline const M50: i64 = 0x4000000000000;

/** One lane of a carried element, o + 8 i for lane i, as 32 bytes, fully reduced. */
export function encode(o: usize, to: usize): void {
  let a0 = <i64>load<f64>(o), a1 = <i64>load<f64>(o, ${limbBytes}), a2 = <i64>load<f64>(o, ${2 * limbBytes}), a3 = <i64>load<f64>(o, ${3 * limbBytes});
  let a4 = <i64>load<f64>(o, ${4 * limbBytes});
  const m = <i64>M51;
  // A carried value V is less than 2^254 + 2^217 in size, so what leaves the top is 0 or -1: the first round leaves V or
  // V + p, both in [0, 2^255), with a lowest limb that may be negative; the second puts that right, and nothing leaves.
  for (let i = 0; i < 2; i++) {
    a1 += a0 >> 51; a0 &= m;
    a2 += a1 >> 51; a1 &= m;
    a3 += a2 >> 51; a2 &= m;
    a4 += a3 >> 51; a3 &= m;
    a0 += 19 * (a4 >> 51); a4 &= m;
  }
  // 1 when the value is p or more: then 19 carries through all limbs.
  let q = (a0 + 19) >> 51;
  q = (a1 + q) >> 51; q = (a2 + q) >> 51; q = (a3 + q) >> 51; q = (a4 + q) >> 51;
  a0 += 19 * q;
  a1 += a0 >> 51; a0 &= m;
  a2 += a1 >> 51; a1 &= m;
  a3 += a2 >> 51; a2 &= m;
  a4 += a3 >> 51; a3 &= m;
  a4 &= m;
  store<u64>(to, <u64>a0 | (<u64>a1 << 51));
  store<u64>(to, (<u64>a1 >>> 13) | (<u64>a2 << 38), 8);
  store<u64>(to, (<u64>a2 >>> 26) | (<u64>a3 << 25), 16);
  store<u64>(to, (<u64>a3 >>> 39) | (<u64>a4 << 12), 24);
}

/** Zeroes what a ladder leaves behind. */
export function wipe(): void {
  memory.fill(STATE, 0, ${pairs * STATE_BYTES});
}
${testing.join('')}`;
}

/** Three lines of the table of constants in one. */
function inThrees(lines) {
  return Array.from({ length: Math.ceil(lines.length / 3) }, (_, i) =>
    lines
      .slice(3 * i, 3 * i + 3)
      .map((line, k) => (k === 0 ? line : line.trimStart()))
      .join(' '),
  );
}
