import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bounds, texts } from '../../scripts/make-x25519.mjs';
import { compile } from './asc.mjs';
import { type Choice, choices, numbers } from './implementations.ts';
import { Field, type FieldInstance, type Layout, limbsAt, TRIALS } from './limbs.ts';

/**
 * The field arithmetic of each build with limbs as large as they are allowed to be, against BigInt. Random values would
 * never come near the product that breaks a bound by a hair; here every factor is at its bound in every limb.
 */

const P = 2n ** 255n - 19n;
const mod = (n: bigint) => ((n % P) + P) % P;

const fma: Layout = {
  lanes: 2,
  weights: [0n, 1n, 2n, 3n, 4n].map((i) => 2n ** (51n * i)),
  bytes: 80,
  write: (view, at, limb) => view.setFloat64(at, Number(limb), true),
  read: (view, at) => BigInt(view.getFloat64(at, true)),
  place: (at, limb, lane) => at + 16 * limb + 8 * lane,
};
const layouts: Record<Choice, Layout> = {
  wide: { ...fma, lanes: 4, bytes: 160, place: (at, limb, lane) => at + 32 * limb + 8 * lane },
  fma,
  simd: {
    lanes: 2,
    weights: Array.from({ length: 12 }, (_, i) => 2n ** BigInt(Math.ceil(21.25 * i))),
    bytes: 192,
    write: (view, at, limb, i) => view.setFloat64(at, Number(limb) * 2 ** Math.ceil(21.25 * i), true),
    read: (view, at, i) => BigInt(view.getFloat64(at, true) / 2 ** Math.ceil(21.25 * i)),
    place: (at, limb, lane) => at + 16 * limb + 8 * lane,
  },
  scalar: {
    lanes: 1,
    weights: Array.from({ length: 10 }, (_, i) => 2n ** BigInt(Math.ceil(25.5 * i))),
    bytes: 80,
    write: (view, at, limb) => view.setBigInt64(at, limb, true),
    read: (view, at) => view.getBigInt64(at, true),
    place: (at, limb) => at + 8 * limb,
  },
};

interface Case {
  /** Which bound each argument has; `matrix` is five elements in a row. */
  readonly takes: readonly string[];
  /** What the results are of the arguments' values, in the order of the first addresses, and their bound. */
  readonly gives: readonly { readonly value: (v: bigint[]) => bigint; readonly bound: string }[];
}

const product: Case = { takes: ['carried', 'carried'], gives: [{ value: ([a, b]) => a! * b!, bound: 'carried' }] };
const square: Case = { takes: ['carried'], gives: [{ value: ([a]) => a! * a!, bound: 'carried' }] };
const pair = (takes: readonly string[], x: (v: bigint[]) => bigint, z: (v: bigint[]) => bigint): Case => ({
  takes,
  gives: [
    { value: (v) => x(v) + z(v), bound: 'carried' },
    { value: (v) => x(v) - z(v), bound: 'carried' },
  ],
});
const ab = (v: bigint[]) => v[0]! * v[1]!;
const cd = (v: bigint[]) => v[2]! * v[3]!;

const fused: Readonly<Record<string, Case>> = {
  mul: product,
  sqr: square,
  mulLoose: { takes: ['e', 't'], gives: [{ value: ab, bound: 'carried' }] },
  eAndT: {
    takes: ['carried', 'carried'],
    gives: [
      { value: ([a, b]) => a! - b!, bound: 'e' },
      { value: ([a, b]) => a! + 121665n * (a! - b!), bound: 't' },
    ],
  },
  crossed: pair(['carried', 'carried', 'carried', 'carried'], ab, cd),
  added: pair(
    ['carried', 'carried', 'matrix'],
    ([a]) => a! * a!,
    ([, c, m]) => c! * m!,
  ),
  doubled: pair(['carried', 'carried', 'e', 't'], ab, cd),
};
const cases: Record<Choice, Readonly<Record<string, Case>>> = {
  wide: fused,
  fma: fused,
  simd: {
    mul: { takes: ['sum', 'sum'], gives: [{ value: ab, bound: 'carried' }] },
    sqr: { takes: ['sum'], gives: [{ value: ([a]) => a! * a!, bound: 'carried' }] },
    a24: { takes: ['carried', 'sum'], gives: [{ value: ([a, e]) => a! + 121665n * e!, bound: 'sum' }] },
  },
  scalar: {
    mul: { takes: ['sum', 'sum'], gives: [{ value: ab, bound: 'carried' }] },
    sqr: { takes: ['sum'], gives: [{ value: ([a]) => a! * a!, bound: 'carried' }] },
    a24: { takes: ['carried', 'sum'], gives: [{ value: ([a, e]) => a! + 121665n * e!, bound: 'carried' }] },
  },
};

describe.each(choices)('the field of %s', (build) => {
  let field: Field;
  const bound = bounds[build] as unknown as Record<string, bigint[]>;

  beforeAll(async () => {
    field = new Field(
      await compile<FieldInstance>(`assembly/x25519/${build}.ts`, build),
      layouts[build],
      P,
      'little-endian',
    );
  });

  it('is what the generator writes', () => {
    const path = new URL(`../../assembly/x25519/${build}.ts`, import.meta.url);
    expect(readFileSync(path, 'utf8') === texts[build](), 'run node scripts/make-x25519.mjs').toBe(true);
  });

  it.each(Object.entries(cases[build]))('%s, with limbs at their bounds', (name, { takes, gives }) => {
    const random = numbers(20_261_122);
    let largest = 0n;
    for (let trial = 0; trial < TRIALS; trial++) {
      let next = gives.length;
      const addresses = gives.map((_, i) => i);
      const values: bigint[][] = field.lanes.map(() => []);
      takes.forEach((kind, argument) => {
        addresses.push(next);
        const rows = kind === 'matrix' ? 5 : 1;
        const perLane = field.lanes.map((lane) =>
          Array.from({ length: rows }, (_, row) =>
            limbsAt(bound[rows === 5 ? 'carried' : kind]!, trial, 5 * argument + 3 * row + lane, random),
          ),
        );
        for (let row = 0; row < rows; row++)
          field.write(
            next + row,
            perLane.map((one) => one[row]!),
          );
        next += rows;
        perLane.forEach((one, lane) => {
          if (rows === 1) values[lane]!.push(field.value(one[0]!));
          // A matrix times c is the sum of its rows, each times a limb of c, whatever the rows are.
          else {
            const c = field.read(addresses[gives.length + argument - 1]!, lane);
            values[lane]![argument - 1] = 1n;
            values[lane]!.push(one.reduce((sum, row, i) => sum + c[i]! * field.value(row), 0n));
          }
        });
      });
      field.call(name, ...addresses);
      gives.forEach(({ value, bound: kind }, result) => {
        for (const lane of field.lanes) {
          const found = field.read(result, lane);
          if (field.value(found) !== mod(value(values[lane]!))) expect.fail(`trial ${trial}, lane ${lane}: wrong`);
          found.forEach((limb, i) => {
            const size = limb < 0n ? -limb : limb;
            if (size > bound[kind]![i]!) expect.fail(`trial ${trial}, lane ${lane}, limb ${i}: ${limb}`);
            if (size > largest) largest = size;
          });
        }
      });
    }
    // Limbs of both halves were seen: the operation did something, and near its bound.
    expect(largest).toBeGreaterThan(bound[gives[0]!.bound]![0]! / 2n);
  });

  it('decodes and encodes every value around 0, p and 2^255, and any in between', () => {
    const random = numbers(7);
    const near = [0n, P, 2n ** 255n, 2n ** 254n, 2n ** 51n, 2n ** 102n, 2n ** 128n];
    const values = near.flatMap((centre) => Array.from({ length: 80 }, (_, i) => centre + BigInt(i) - 40n));
    for (let i = 0; i < 300; i++)
      values.push(
        Array.from({ length: 8 }, random).reduce((sum, word) => (sum << 32n) | BigInt(word), 0n) % 2n ** 255n,
      );
    for (const u of values.filter((one) => one >= 0n && one < 2n ** 255n))
      for (const lane of field.lanes) {
        field.decode(0, lane, u);
        const limbs = field.read(0, lane);
        limbs.forEach((limb, i) => {
          expect(limb <= bound.carried![i]! && limb >= -bound.carried![i]!, `${u}, limb ${i}`).toBe(true);
        });
        expect(field.value(limbs)).toBe(mod(u));
        expect(field.encoded(0, lane)).toBe(mod(u));
      }
  });

  it('encodes carried limbs of either sign', () => {
    const random = numbers(8);
    for (let trial = 0; trial < TRIALS; trial++) {
      const limbs = field.lanes.map((lane) => limbsAt(bound.carried!, trial, lane, random));
      field.write(0, limbs);
      for (const lane of field.lanes) expect(field.encoded(0, lane)).toBe(field.value(limbs[lane]!));
    }
    // Small values of either sign, whose canonical form is on the other side of p.
    for (let small = -60n; small <= 60n; small++) {
      const limbs = field.lanes.map(() => bound.carried!.map((_, i) => (i === 0 ? small : 0n)));
      field.write(0, limbs);
      for (const lane of field.lanes) expect(field.encoded(0, lane)).toBe(mod(small));
    }
  });
});
