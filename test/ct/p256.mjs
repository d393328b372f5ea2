import { createECDH, randomFillSync } from 'node:crypto';
import { p256Instance, ROOM } from './dudect.mjs';

const SCALAR = 32;
const POINT = 65;
/** One group of the fma build, four of the others. */
const LANES = 4;
const SCALARS = LANES * SCALAR;
/** Behind what a call writes. */
const SCRATCH = 2 * ROOM;
const TABLE = 8 * ROOM;

const point = createECDH('prime256v1').generateKeys();
/** Distinct ones, made beforehand: half of the bytes that could be a point are none, and are judged by branches. */
const pool = Array.from({ length: 64 }, () => createECDH('prime256v1').generateKeys());
let next = 0;

/** Input: scalars, then points. @param {Uint8Array | null} scalar null: random @param {boolean} fixed the points are always the same */
const input = (scalar, fixed) => (/** @type {Uint8Array} */ into) => {
  for (let lane = 0; lane < LANES; lane++) {
    const own = into.subarray(SCALAR * lane, SCALAR * (lane + 1));
    if (scalar !== null) own.set(scalar);
    else {
      randomFillSync(own);
      // Below the order, and not zero.
      own[0] &= 0x7f;
      own[31] |= 2;
    }
    into.set(fixed ? point : pool[next++ % pool.length], SCALARS + POINT * lane);
  }
};

const shared = (name, sides, of = 'p256Shared') => ({
  name: `P-256: ${name}`,
  bytes: SCALARS + LANES * POINT,
  sides,
  call: (kernel, at) => kernel[of](at, at + SCALARS, at + ROOM, at + ROOM + 64, LANES, at + SCRATCH),
});
const publics = (name, sides) => ({
  name: `P-256, public keys: ${name}`,
  bytes: SCALARS + LANES * POINT,
  sides,
  open: (kernel, at) => kernel.p256Open(at + TABLE, at + TABLE + kernel.p256Table()),
  call: (kernel, at) => kernel.p256Public(at, at + ROOM, LANES, at + SCRATCH, at + TABLE),
});

const one = new Uint8Array(SCALAR).fill(1, SCALAR - 1);
/** Even, so that the order less it is taken, and all of its digits are alike. */
const even = new Uint8Array(SCALAR).fill(0x22);
const ones = new Uint8Array(SCALAR).fill(0xff, 1);
const bits = [input(one, true), input(null, true)];

export const instance = p256Instance;
export const planted = {
  entry: 'assembly/p256/leaky.ts',
  question: shared('the planted leak', bits, 'p256LeakyShared'),
};
export const questions = [
  shared('scalar 1, or random', bits),
  shared('scalar even and all digits alike, or random', [input(even, true), input(null, true)]),
  shared('scalar with all bits but eight set, or random', [input(ones, true), input(null, true)]),
  shared('one point, or many', [input(null, true), input(null, false)]),
  publics('scalar 1, or random', bits),
  publics('scalar even and all digits alike, or random', [input(even, true), input(null, true)]),
];
