import { x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { X25519Kernel } from '../../src/kernels/x25519.ts';
import { choices, numbers, x25519Instance } from '../kernels/implementations.ts';
import {
  KEY,
  keyAt,
  littleEndian,
  lowOrder,
  P,
  privateKey,
  randomKeys,
  reference,
} from '../kernels/x25519-reference.ts';

/** The long form: SEALCAST_FUZZ_RUNS=1000000. OpenSSL answers for each point, noble, a hundred times slower, for one of this many. */
const NOBLE_EVERY = 200;
const RUNS = Number(process.env.SEALCAST_FUZZ_RUNS ?? 400);
const SEED = 20_261_123;

const special = [
  ...[0n, 2n, 9n, P - 2n, P + 2n, P + 18n, 2n ** 254n, 2n ** 255n - 1n].map(littleEndian),
  ...[0n, 1n, 2n ** 51n, 2n ** 102n - 1n, 2n ** 255n - 2n ** 204n].map((u) => littleEndian(u + 2n ** 255n)),
  ...lowOrder,
  new Uint8Array(KEY).fill(0x55),
  new Uint8Array(KEY).fill(0xaa),
  new Uint8Array(KEY).fill(0xff),
];

/** Zeros for a point of low order, which noble refuses. */
function byNoble(scalar: Uint8Array, point: Uint8Array): Uint8Array {
  try {
    return x25519.scalarMult(scalar, point);
  } catch {
    return new Uint8Array(KEY);
  }
}

describe.each(choices)('X25519 of %s', (build) => {
  const kernel = new X25519Kernel(x25519Instance(build));

  it('agrees with OpenSSL and noble on random and special scalars and points', () => {
    const random = numbers(SEED);
    const pick = () => (random() % 4 === 0 ? special[random() % special.length]! : randomKeys(random, 1));
    for (let done = 0; done < RUNS; ) {
      const n = Math.min(1 + (random() % 300), RUNS - done);
      const each = random() % 2 === 0;
      const points = Buffer.concat(Array.from({ length: n }, pick));
      const scalars = Buffer.concat(Array.from({ length: each ? n : 1 }, pick));
      const found = each ? kernel.each(scalars, points) : kernel.batch(scalars, points);
      const zero: number[] = [];
      for (let i = 0; i < n; i++) {
        const expected = reference(privateKey(keyAt(scalars, each ? i : 0)), keyAt(points, i));
        if (expected.every((byte) => byte === 0)) zero.push(i);
        if (!Buffer.from(keyAt(found.shared, i)).equals(expected)) expect.fail(`seed ${SEED}, point ${done + i}`);
        if (
          (done + i) % NOBLE_EVERY === 0 &&
          !Buffer.from(expected).equals(byNoble(keyAt(scalars, each ? i : 0), keyAt(points, i)))
        )
          expect.fail(`OpenSSL and noble differ, seed ${SEED}, point ${done + i}`);
      }
      expect(found.lowOrder).toEqual(zero);
      done += n;
    }
  });
});
