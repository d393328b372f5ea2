import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { loadKernels } from '../../src/kernels/load.ts';
import { instantiateP256, loadP256, P256Kernel } from '../../src/kernels/p256.ts';
import { builds, numbers } from '../kernels/implementations.ts';
import {
  bigEndian,
  extremePoints,
  extremeScalars,
  N,
  noPoints,
  POINT,
  pointAt,
  randomScalars,
  reference,
  referencePublic,
  SCALAR,
  scalarAt,
} from '../kernels/p256-reference.ts';

/** The long form: SEALCAST_FUZZ_RUNS=1000000. OpenSSL answers for each, noble, a hundred times slower, for one of this many. */
const NOBLE_EVERY = 200;
const RUNS = Number(process.env.SEALCAST_FUZZ_RUNS ?? 400);
const SEED = 20_261_126;

/** By noble: null for what is no uncompressed point. */
function byNoble(scalar: Uint8Array, point: Uint8Array): Uint8Array | null {
  try {
    return point[0] === 4 ? p256.getSharedSecret(scalar, point).subarray(1) : null;
  } catch {
    return null;
  }
}

/** By OpenSSL, which takes hybrid and compressed forms as well. */
function byOpenSsl(scalar: Uint8Array, point: Uint8Array): Uint8Array | null {
  try {
    return point[0] === 4 ? reference(scalar, point) : null;
  } catch {
    return null;
  }
}

describe.each(builds)('P-256 of %s', (build) => {
  loadKernels({ kernels: build });
  const kernel = new P256Kernel(instantiateP256(loadP256(build)));

  it('agrees with OpenSSL and noble on random and special scalars and points', () => {
    const random = numbers(SEED);
    /** Random, or special, or 64 digits out of three. */
    const scalar = (): Uint8Array => {
      const kind = random() % 4;
      if (kind > 1) return randomScalars(random, 1);
      if (kind === 1) return bigEndian(extremeScalars[random() % extremeScalars.length]!);
      const digits = [random() % 16, random() % 16, random() % 16];
      const text = Array.from({ length: 64 }, () => digits[random() % 3]!.toString(16)).join('');
      const k = BigInt(`0x${text}`) % N;
      return bigEndian(k === 0n ? 1n : k);
    };
    const points = Array.from({ length: 64 }, () => referencePublic(randomScalars(random, 1)));
    const point = (): Uint8Array => {
      const kind = random() % 8;
      if (kind === 0) return extremePoints[random() % extremePoints.length]!;
      if (kind === 1) return noPoints[random() % noPoints.length]!;
      const one = points[random() % points.length]!;
      if (kind > 2) return one;
      const spoilt = Uint8Array.from(one);
      spoilt[random() % POINT]! ^= 1 << (random() % 8);
      return spoilt;
    };
    for (let done = 0; done < RUNS; ) {
      const n = Math.min(1 + (random() % 300), RUNS - done);
      const scalars = new Uint8Array(Buffer.concat(Array.from({ length: n }, scalar)));
      const column = new Uint8Array(Buffer.concat(Array.from({ length: n }, point)));
      const { shared, valid } = kernel.each(scalars, column);
      const keys = kernel.publicKeys(scalars);
      for (let i = 0; i < n; i++) {
        const where = `seed ${SEED}, point ${done + i}`;
        const [k, p] = [scalarAt(scalars, i), pointAt(column, i)];
        const expected = byOpenSsl(k, p);
        if (valid[i] !== (expected === null ? 0 : 1)) expect.fail(`${where}: valid ${valid[i]}`);
        if (!Buffer.from(scalarAt(shared, i)).equals(expected ?? new Uint8Array(SCALAR))) expect.fail(where);
        if (!Buffer.from(pointAt(keys, i)).equals(referencePublic(k))) expect.fail(`${where}: the public key`);
        if ((done + i) % NOBLE_EVERY !== 0) continue;
        const noble = byNoble(k, p);
        if (!Buffer.from(expected ?? []).equals(noble ?? new Uint8Array())) expect.fail(`${where}: OpenSSL and noble`);
        expect(Buffer.from(p256.getPublicKey(k, false)).equals(pointAt(keys, i)), where).toBe(true);
      }
      done += n;
    }
  });
});
