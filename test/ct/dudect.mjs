// Does the time of a kernel depend on secrets? In the manner of dudect (Reparaz, Balasch, Verbauwhede, 2017): two classes of inputs in
// random order, the time of each call, Welch's t-test on the two, on all times and on those below some percentile, because what other
// work on the machine adds hides small differences.
import { randomFillSync } from 'node:crypto';
import { instantiateKernels, KERNEL_BUILDS, loadKernels } from '../../dist/kernels/load.js';
import { instantiateP256, loadP256 } from '../../dist/kernels/p256.js';
import { compile } from '../kernels/asc.mjs';

const RUNS = Number(process.env.SEALCAST_CT_RUNS ?? 30_000);
const SUSPICIOUS = 4.5;
/** Behind the input, from its beginning: where a call may write. */
export const ROOM = 8_192;

/**
 * @typedef {object} Question
 * @property {string} name
 * @property {number} bytes of secret input, at most ROOM
 * @property {[Fill, Fill]} sides the two classes
 * @property {(kernel: any, at: number) => void} [open] once, before all calls
 * @property {(kernel: any, at: number) => void} call one call, its input at `at`, 1 MiB from there is its own
 *
 * @typedef {(into: Uint8Array) => void} Fill
 */

/** Times in ns of `runs` calls, by class. */
function measure(kernel, { bytes, sides, open, call }, runs) {
  const at = 65_536 * kernel.memory.grow(16);
  const classes = new Uint8Array(runs);
  randomFillSync(classes);
  // Everything is made beforehand: a call differs from the next in nothing but what the kernel reads.
  const inputs = new Uint8Array(runs * bytes);
  for (let i = 0; i < runs; i++) sides[classes[i] & 1](inputs.subarray(i * bytes, (i + 1) * bytes));
  open?.(kernel, at);
  const memory = new Uint8Array(kernel.memory.buffer);
  mustWrite(memory.subarray(at, at + 4 * ROOM), inputs.subarray(0, bytes), () => call(kernel, at));
  const times = [new Float64Array(runs), new Float64Array(runs)];
  const count = [0, 0];
  for (let i = 0; i < runs; i++) {
    memory.set(inputs.subarray(i * bytes, (i + 1) * bytes), at);
    const start = performance.now();
    call(kernel, at);
    const end = performance.now();
    const side = classes[i] & 1;
    times[side][count[side]++] = 1e6 * (end - start);
  }
  return times.map((all, side) => all.subarray(0, count[side]));
}

/** A call that was given wrong places would take the same time whatever the secret. */
function mustWrite(memory, input, call) {
  memory.set(input);
  const before = memory.slice();
  call();
  if (Buffer.compare(before, memory) === 0) throw new Error('a question whose call writes nothing');
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

/** The second module, of the same build. */
export const p256Instance = ({ build }) => instantiateP256(loadP256(build));

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
    // A crop that all times share has no variance, and says nothing.
    if (Number.isFinite(t) && Math.abs(t) > Math.abs(largest)) largest = t;
  }
  return largest;
}

function ask(kernel, question, factor) {
  measure(kernel, question, 3_000); // until the code is compiled for good
  return largestT(measure(kernel, question, factor * RUNS));
}

const show = (t) => `t = ${t.toFixed(1).padStart(6)}`;

/**
 * Asks all questions of each build that runs here, after it has found what is planted. |t| > 4.5 is suspicious, and measured
 * again; a leak is what is beyond it twice, on the same side.
 *
 * @param {{ entry: string, question: Question }} planted an assembly file with a leak, and what finds it
 * @param {readonly Question[]} questions
 * @param {number} [factor] times as many runs, where a call is short
 * @param {(kernels: import('../../dist/kernels/load.js').Kernels) => any} [instance] of the module that is asked
 * @param {readonly (import('../../dist/kernels/load.js').KernelBuild | 'wide')[]} [builds]
 * @returns {Promise<{ blind: boolean, leaks: number }>}
 */
export async function investigate(
  planted,
  questions,
  factor = 1,
  instance = instantiateKernels,
  builds = KERNEL_BUILDS,
) {
  let blind = false;
  let leaks = 0;
  for (const build of builds) {
    let kernels;
    try {
      kernels = loadKernels({ kernels: build });
    } catch (error) {
      console.log(`${build}: not here (${error.message})`);
      continue;
    }
    const t = ask(await compile(planted.entry, build), planted.question, factor);
    const found = Math.abs(t) > SUSPICIOUS;
    console.log(`${build.padEnd(6)} ${show(t)}  the planted leak: ${found ? 'found' : 'NOT FOUND'}`);
    blind ||= !found;
    for (const question of questions) {
      const kernel = instance(kernels);
      const first = ask(kernel, question, factor);
      let verdict = 'nothing';
      if (Math.abs(first) > SUSPICIOUS) {
        const again = ask(kernel, question, factor);
        const leak = Math.abs(again) > SUSPICIOUS && Math.sign(again) === Math.sign(first);
        verdict = `suspicious; again ${show(again)}: ${leak ? 'A LEAK' : 'nothing'}`;
        if (leak) leaks++;
      }
      console.log(`${build.padEnd(6)} ${show(first)}  ${question.name}: ${verdict}`);
    }
  }
  return { blind, leaks };
}
