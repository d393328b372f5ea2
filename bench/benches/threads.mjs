import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chooseKernels } from '../../dist/kernels/load.js';
import { limits } from '../../dist/limits.js';
import { Pool } from '../../dist/threads/pool.js';
import { wideBeside } from '../kernels.mjs';
import { compare } from '../measure.mjs';
import { mustHold } from '../peers/keys.mjs';
import { ours, peer } from '../report.mjs';
import { sealTasks } from './threads/tasks.mjs';

const BENCH = 'threads';
const PROCESS = fileURLToPath(new URL('./threads/process.mjs', import.meta.url));

/** @param {import('../run.mjs').Options} options */
export async function bench(options) {
  const wide = wideBeside();
  return [
    ...(await poolAgainstProcesses(options, chooseKernels())),
    ...(wide === undefined ? [] : await poolAgainstProcesses(options, wide)),
  ];
}

/**
 * What the pool costs: stage seal on `--threads` threads, all tasks of a round given at once as the pipeline does it, against as
 * many processes that know nothing of each other, each with the same kernel and a like share of tasks. Making the tasks is not
 * measured, on either side.
 *
 * @param {import('../run.mjs').Options} options
 * @param {ReturnType<typeof chooseKernels>} kernels
 */
async function poolAgainstProcesses({ quick, effort, threads, say }, kernels) {
  const recipients = quick ? 256 : limits.batchRecipients;
  const unit = threads * recipients;
  const name = kernels?.wide === undefined ? '' : ', wide';
  // A process chooses for itself, and as these threads were told.
  const env = name === '' ? process.env : { ...process.env, SEALCAST_KERNELS: 'wide' };
  const pool = new Pool(threads, kernels);
  const processes = Array.from({ length: threads }, () => fork(PROCESS, { env }));
  /** @type {ReturnType<typeof sealTasks>} */
  let tasks = [];
  const tell = (/** @type {object | string} */ order) =>
    Promise.all(
      processes.map(async (one) => {
        const done = once(one, 'message');
        one.send(order);
        await done;
      }),
    );
  try {
    // The first thread does all there is until the others have loaded their code.
    await Promise.all(sealTasks(16 * threads, 256).map((task) => pool.seal(task)));
    say(`${BENCH}${name}: ${threads} threads and ${threads} processes in turn`);
    const comparison = await compare(
      {
        unit,
        prepare(count) {
          tasks = sealTasks(count / recipients, recipients);
        },
        async run(count) {
          const answers = await Promise.all(tasks.map((task) => pool.seal(task)));
          const sealed = answers.reduce((sum, answer) => sum + answer.count, 0);
          mustHold(sealed === count, `${sealed} of ${count} sealed by the pool`);
        },
      },
      {
        unit,
        prepare: async (count) => {
          await tell({ make: count / unit, recipients });
        },
        run: async () => {
          await tell('run');
        },
      },
      // A round has to be long beside the last task of each side, which may run alone.
      { ...effort, milliseconds: quick ? effort.milliseconds : 8 * effort.milliseconds },
    );
    return [
      ours(BENCH, `sealcast${name}`, comparison.a, {
        threads,
        note: 'threads of the pool; mark 0.95 of the processes',
      }),
      {
        ...peer(BENCH, `sealcast processes${name}`, comparison, 'independent of each other, the same kernel'),
        threads,
      },
    ];
  } finally {
    for (const one of processes) one.kill();
    await pool.close();
  }
}
