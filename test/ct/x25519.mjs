import { randomFillSync } from 'node:crypto';
import { instantiateKernels, KERNEL_BUILDS } from '../../dist/kernels/load.js';
import { instantiateWide } from '../../dist/kernels/wide.js';
import { ROOM } from './dudect.mjs';

const KEY = 32;
/** As many as the widest ladder takes. */
const POINTS = 4;
const point = new Uint8Array(POINTS * KEY).fill(0x5a);

/** Input: a scalar, then the points. @param {number | null} scalar its every byte; null: random @param {Uint8Array | null} points */
const input = (scalar, points) => (/** @type {Uint8Array} */ into) => {
  randomFillSync(into);
  if (scalar !== null) into.fill(scalar, 0, KEY);
  if (points !== null) into.set(points, KEY);
};

const asked = (name, sides, of = 'x25519Slice') => ({
  name: `X25519: ${name}`,
  bytes: KEY * (1 + POINTS),
  sides,
  call: (kernel, at) => kernel[of](at, at + KEY, at + ROOM, POINTS, at + 65_536),
});

const bits = [input(0, point), input(null, point)];
export const planted = {
  entry: 'assembly/x25519/leaky.ts',
  question: asked('the planted leak', bits, 'x25519LeakySlice'),
};
export const questions = [
  asked('scalar with all bits clear, or random', bits),
  asked('scalar with all bits set, or random', [input(0xff, point), input(null, point)]),
  asked('one small point, or random', [input(null, new Uint8Array(POINTS * KEY).fill(2)), input(null, null)]),
];
export const builds = ['wide', ...KERNEL_BUILDS];
/** @param {import('../../dist/kernels/load.js').Kernels} kernels */
export const instance = (kernels) => (kernels.wide ? instantiateWide(kernels.wide) : instantiateKernels(kernels));
