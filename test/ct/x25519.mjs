// Does the time of X25519 depend on secrets? In the manner of dudect (Reparaz, Balasch, Verbauwhede, 2017): two classes of
// inputs in random order, the time of each call, Welch's t-test on the two, on all times and on those below some percentile,
// because what other work on the machine adds hides small differences.
//
//   npm run build && npm run ct                SEALCAST_CT_RUNS=200000 for a longer one
//
// First it must find the leak planted in assembly/x25519/leaky.ts, in each build that runs here; only then does silence
// count. |t| > 4.5 is suspicious, and measured again; a leak is what is beyond it twice, on the same side. Exit 1: leak;
// 2: the harness is blind.
import { randomBytes, randomFillSync } from 'node:crypto';
import { instantiateKernels, KERNEL_BUILDS, loadKernels } from '../../dist/kernels/load.js';
import { compile } from '../kernels/asc.mjs';

const RUNS = Number(process.env.SEALCAST_CT_RUNS ?? 30_000);
const SUSPICIOUS = 4.5;
const KEY = 32;
const POINTS = 2;

const fixed = (byte) => () => new Uint8Array(KEY).fill(byte);
const random = () => new Uint8Array(randomBytes(KEY));
const point = fixed(0x5a)();

/** What differs between the classes: scalar and points of class 0, of class 1. */
const QUESTIONS = [
  { name: 'scalar: all bits clear, or random', scalars: [fixed(0), random], points: [() => point, () => point] },
  { name: 'scalar: all bits set, or random', scalars: [fixed(0xff), random], points: [() => point, () => point] },
  { name: 'limbs: one small point, or random', scalars: [random, random], points: [fixed(2), random] },
];

/** Times of `runs` calls, by class. */
function measure(kernel, call, { scalars, points }, runs) {
  const base = 65_536 * kernel.memory.grow(2);
  const memory = new Uint8Array(kernel.memory.buffer);
  const [at, pointsAt, out, scratch] = [base, base + KEY, base + 1024, base + 65_536];
  const classes = new Uint8Array(runs);
  randomFillSync(classes);
  // Everything is made beforehand: a call differs from the next in nothing but what the kernel reads.
  const inputs = new Uint8Array(runs * (1 + POINTS) * KEY);
  for (let i = 0; i < runs; i++) {
    const side = classes[i] & 1;
    inputs.set(scalars[side](), i * (1 + POINTS) * KEY);
    for (let p = 1; p <= POINTS; p++) inputs.set(points[side](), (i * (1 + POINTS) + p) * KEY);
  }
  const times = [new Float64Array(runs), new Float64Array(runs)];
  const count = [0, 0];
  for (let i = 0; i < runs; i++) {
    memory.set(inputs.subarray(i * (1 + POINTS) * KEY, (i + 1) * (1 + POINTS) * KEY), at);
    const start = performance.now();
    call(at, pointsAt, out, POINTS, scratch);
    const end = performance.now();
    const side = classes[i] & 1;
    times[side][count[side]++] = 1e6 * (end - start);
  }
  return times.map((all, side) => all.subarray(0, count[side]));
}

function welch(a, b) {
  const moments = (all) => {
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    return [mean, all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1) / all.length];
  };
  const [meanA, errorA] = moments(a);
  const [meanB, errorB] = moments(b);
  return (meanA - meanB) / Math.sqrt(errorA + errorB);
}

/** The largest t over the crops, with its sign. */
function largestT([a, b]) {
  const sorted = Float64Array.from([...a, ...b]).sort();
  let largest = 0;
  for (const share of [0.3, 0.5, 0.7, 0.9, 0.99, 1]) {
    const most = sorted[Math.ceil(share * sorted.length) - 1];
    const t = welch(
      a.filter((x) => x <= most),
      b.filter((x) => x <= most),
    );
    if (Math.abs(t) > Math.abs(largest)) largest = t;
  }
  return largest;
}

function ask(kernel, call, question) {
  measure(kernel, call, question, 3_000); // until the code is compiled for good
  return largestT(measure(kernel, call, question, RUNS));
}

const show = (t) => `t = ${t.toFixed(1).padStart(6)}`;
let blind = false;
let leaks = 0;
for (const build of KERNEL_BUILDS) {
  let kernels;
  try {
    kernels = loadKernels({ kernels: build });
  } catch (error) {
    console.log(`${build}: not here (${error.message})`);
    continue;
  }
  const leaky = await compile('assembly/x25519/leaky.ts', build);
  const planted = ask(leaky, leaky.x25519LeakySlice, QUESTIONS[0]);
  const found = Math.abs(planted) > SUSPICIOUS;
  console.log(`${build.padEnd(6)} ${show(planted)}  the planted leak: ${found ? 'found' : 'NOT FOUND'}`);
  blind ||= !found;
  for (const question of QUESTIONS) {
    const kernel = instantiateKernels(kernels);
    const first = ask(kernel, kernel.x25519Slice, question);
    let verdict = 'nothing';
    if (Math.abs(first) > SUSPICIOUS) {
      const again = ask(kernel, kernel.x25519Slice, question);
      const leak = Math.abs(again) > SUSPICIOUS && Math.sign(again) === Math.sign(first);
      verdict = `suspicious; again ${show(again)}: ${leak ? 'A LEAK' : 'nothing'}`;
      if (leak) leaks++;
    }
    console.log(`${build.padEnd(6)} ${show(first)}  ${question.name}: ${verdict}`);
  }
}
if (blind) console.log('blind: run it longer, or on a quieter machine');
process.exitCode = leaks > 0 ? 1 : blind ? 2 : 0;
