import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bounds, texts } from '../../scripts/make-p256.mjs';
import { compile } from './asc.mjs';
import { builds, numbers } from './implementations.ts';
import { Field, type FieldInstance, type Layout, limbsAt, TRIALS } from './limbs.ts';
import { P } from './p256-reference.ts';

/** As x25519-field.test.ts: every factor at its bound in every limb, against BigInt. */

const mod = (n: bigint) => ((n % P) + P) % P;
const worth = (bits: number, count: number) => Array.from({ length: count }, (_, i) => 2n ** BigInt(bits * i));

const layouts: Record<'fma' | 'scalar', Layout> = {
  fma: {
    lanes: 4,
    weights: worth(48, 6),
    bytes: 192,
    write: (view, at, limb) => view.setFloat64(at, Number(limb), true),
    read: (view, at) => BigInt(view.getFloat64(at, true)),
    place: (at, limb, lane) => at + 16 * limb + 8 * (lane % 2) + 96 * (lane >> 1),
  },
  scalar: {
    lanes: 1,
    weights: worth(24, 12),
    bytes: 96,
    write: (view, at, limb) => view.setBigInt64(at, limb, true),
    read: (view, at) => view.getBigInt64(at, true),
    place: (at, limb) => at + 8 * limb,
  },
};

type Kind = 'carried' | 'loose';

interface Case {
  readonly takes: readonly Kind[];
  readonly gives: Kind;
  readonly value: (v: readonly bigint[]) => bigint;
}

const taking = (takes: readonly Kind[], value: Case['value'], gives: Kind = 'carried'): Case => ({
  takes,
  gives,
  value,
});
const carried = (count: number): Kind[] => Array.from({ length: count }, () => 'carried');

const cases: Readonly<Record<string, Case>> = {
  mul: taking(['loose', 'loose'], ([a, b]) => a! * b!),
  mulTwice: taking(carried(2), ([a, b]) => 2n * a! * b!),
  mulMinus: taking(carried(3), ([a, b, t]) => a! * b! - t!),
  mulConjugates: taking(carried(2), ([a, b]) => 3n * (a! - b!) * (a! + b!)),
  sqr: taking(carried(1), ([a]) => a! * a!),
  twiceSqr: taking(carried(1), ([a]) => 2n * a! * a!),
  sqrMinusTwice: taking(carried(2), ([a, t]) => a! * a! - 2n * t!),
  sqrMinus: taking(carried(3), ([a, t, v]) => a! * a! - t! - 2n * v!),
  differenceMinusMul: taking(carried(5), ([a, b, c, d, e]) => (a! - b!) * c! - d! * e!),
  differenceMinusTwiceSqr: taking(carried(4), ([a, b, c, d]) => (a! - b!) * c! - 2n * d! * d!),
  add: taking(carried(2), ([a, b]) => a! + b!, 'loose'),
  sub: taking(carried(2), ([a, b]) => a! - b!, 'loose'),
};

describe.each(builds)('the field of P-256 of %s', (build) => {
  const file = build === 'fma' ? 'fma' : 'scalar';
  const bound = bounds[file];
  const layout = layouts[file];
  let field: Field;
  let bytes: Field;

  beforeAll(async () => {
    field = new Field(await compile<FieldInstance>(`assembly/p256/${file}.ts`, build), layout, P, 'big-endian');
    bytes = new Field(await compile<FieldInstance>('assembly/p256/bytes.ts', build), layout, P, 'big-endian');
  });

  it('is what the generator writes', () => {
    const path = new URL(`../../assembly/p256/${file}.ts`, import.meta.url);
    expect(readFileSync(path, 'utf8') === texts[file](), 'run node scripts/make-p256.mjs').toBe(true);
  });

  it.each(Object.entries(cases))('%s, with limbs at their bounds', (name, { takes, gives, value }) => {
    const random = numbers(20_261_125);
    let largest = 0n;
    for (let trial = 0; trial < TRIALS; trial++) {
      const given = takes.map((kind, argument) =>
        field.lanes.map((lane) => limbsAt(bound[kind], trial, 5 * argument + 3 * lane, random)),
      );
      for (const [i, perLane] of given.entries()) field.write(i + 1, perLane);
      // Now beside the factors, now on each of them.
      const result = trial % (takes.length + 1);
      field.call(name, result, ...takes.map((_, i) => i + 1));
      for (const lane of field.lanes) {
        const found = field.read(result, lane);
        const wanted = mod(value(given.map((perLane) => field.value(perLane[lane]!))));
        if (field.value(found) !== wanted) expect.fail(`trial ${trial}, lane ${lane}: wrong`);
        for (const [i, limb] of found.entries()) {
          const size = limb < 0n ? -limb : limb;
          if (size > bound[gives][i]!) expect.fail(`trial ${trial}, lane ${lane}, limb ${i}: ${limb}`);
          if (size > largest) largest = size;
        }
      }
    }
    expect(largest).toBeGreaterThan(bound[gives][0]! / 2n);
  });

  it('decodes and encodes every value around 0, p and 2^256, and any in between', () => {
    const random = numbers(7);
    const near = [0n, P, 2n ** 256n, 2n ** 255n, 2n ** 224n, 2n ** 192n, 2n ** 96n, 2n ** 48n, 2n ** 256n - 2n ** 224n];
    const values = near.flatMap((centre) => Array.from({ length: 80 }, (_, i) => centre + BigInt(i) - 40n));
    for (let i = 0; i < 300; i++)
      values.push(
        Array.from({ length: 8 }, random).reduce((sum, word) => (sum << 32n) | BigInt(word), 0n) % 2n ** 256n,
      );
    for (const u of values.filter((one) => one >= 0n && one < 2n ** 256n))
      for (const lane of bytes.lanes) {
        bytes.decode(0, lane, u);
        const limbs = bytes.read(0, lane);
        limbs.forEach((limb, i) => {
          expect(limb <= bound.carried[i]! && limb >= -bound.carried[i]!, `${u}, limb ${i}`).toBe(true);
        });
        expect(bytes.value(limbs)).toBe(mod(u));
        expect(bytes.encoded(0, lane)).toBe(mod(u));
      }
  });

  it('encodes limbs of either sign, up to three carried ones', () => {
    const random = numbers(8);
    for (let trial = 0; trial < TRIALS; trial++) {
      const limbs = bytes.lanes.map((lane) =>
        limbsAt(
          bound.carried.map((most) => 3n * most),
          trial,
          lane,
          random,
        ),
      );
      bytes.write(0, limbs);
      for (const lane of bytes.lanes) expect(bytes.encoded(0, lane)).toBe(bytes.value(limbs[lane]!));
    }
    // Small values of either sign, and those around p and twice p, spelled in several ways: where the last subtraction decides.
    const spelled = (n: bigint): bigint[] => {
      let rest = n;
      return layout.weights.map((weight, i) => {
        const next = layout.weights[i + 1];
        const limb =
          next === undefined ? rest : BigInt.asIntN(next.toString(2).length - weight.toString(2).length, rest);
        rest = next === undefined ? 0n : (rest - limb) / (next / weight);
        return limb;
      });
    };
    for (const centre of [0n, P, -P, 2n * P, -2n * P, 2n ** 256n, -(2n ** 256n), 2n ** 286n, -(2n ** 286n)])
      for (let small = -60n; small <= 60n; small++) {
        const limbs = bytes.lanes.map(() => spelled(centre + small));
        bytes.write(0, limbs);
        for (const lane of bytes.lanes) expect(bytes.encoded(0, lane)).toBe(mod(centre + small));
      }
  });
});
