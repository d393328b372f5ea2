import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { figureOf } from '../plot.mjs';

const BENCH = 'growth';
const CHILD = fileURLToPath(new URL('./growth/pipeline.mjs', import.meta.url));
const MIB = 2 ** 20;
const SIZES = [10_000, 100_000, 1_000_000, 10_000_000];
const QUICK_SIZES = [500, 2_000];
const SAMPLE_MS = 50;

/**
 * @typedef {object} Run one size
 * @property {number} rows
 * @property {number} seconds from `send` to `done`
 * @property {number} cpuSeconds of the process, with all its threads and its start
 * @property {number} rssAnonMiB peak of what the process has for itself; NaN where /proc does not say
 * @property {number} tableMiB memory of the dedup table at its end
 * @property {number} nurseryMiB what V8 kept for new objects of the main thread, at the end
 */

/**
 * The whole pipeline at sizes ten times apart: does ten times as much take ten times as long, and no more memory but for the table
 * that finds duplicates? CSV comes from a stream that holds no row. Each size in a process and a directory of its own; the spool
 * of ten million takes some 3 GB of the folder for temporary files.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ quick, sizes, threads, say }) {
  /** @type {Run[]} */
  const runs = [];
  for (const rows of sizes ?? (quick ? QUICK_SIZES : SIZES)) {
    say(`${BENCH}: ${rows.toLocaleString('en-US')} rows on ${threads} threads`);
    runs.push(await send(rows, threads));
  }
  return runs.map((run) => ({
    bench: BENCH,
    implementation: `sealcast, ${run.rows.toLocaleString('en-US')} rows`,
    threads,
    recipientsPerSecond: Math.round(run.rows / run.seconds),
    ratio: 1,
    note: [
      `${run.seconds.toFixed(2)} s (${run.cpuSeconds.toFixed(1)} s of processors)`,
      `RssAnon peak ${Math.round(run.rssAnonMiB)} MiB`,
      `dedup table ${Math.round(run.tableMiB)} MiB, ${Math.round((run.tableMiB * MIB) / run.rows)} bytes a row`,
      `young generation ${Math.round(run.nurseryMiB)} MiB`,
    ].join('; '),
    run,
  }));
}

/**
 * How steep the curve is: 1 is straight. Least squares over the logarithms.
 *
 * @param {readonly Run[]} runs
 */
function exponentOf(runs) {
  const points = runs.map(({ rows, seconds }) => [Math.log(rows), Math.log(seconds)]);
  const mean = (/** @type {number} */ axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

/**
 * The plot that goes with a saved run.
 *
 * @param {readonly { run: Run }[]} results
 * @param {string} on the machine, in a line
 * @returns {string} SVG
 */
export function figure(results, on) {
  const runs = results.map(({ run }) => run);
  const line = (/** @type {string} */ name, /** @type {(run: Run) => number} */ of) => ({
    name,
    points: runs.map((run) => /** @type {const} */ ([run.rows, of(run)])).filter(([, y]) => y > 0),
  });
  const exponent = runs.length > 1 ? `, growing as N^${exponentOf(runs).toFixed(2)}` : '';
  return figureOf('Sealcast: CSV into the committed spool', on, [
    {
      title: `Seconds${exponent}`,
      x: 'recipients',
      y: 's',
      series: [line('sealed and committed', (run) => run.seconds)],
      slope: 1,
    },
    {
      title: 'Memory',
      x: 'recipients',
      y: 'MiB',
      series: [
        line('RssAnon, peak', (run) => run.rssAnonMiB),
        line('dedup table', (run) => run.tableMiB),
        line('RssAnon without the table', (run) => run.rssAnonMiB - run.tableMiB),
        line('and without V8’s young generation', (run) => run.rssAnonMiB - run.tableMiB - run.nurseryMiB),
      ],
    },
  ]);
}

/** @param {number} rows @param {number} threads @returns {Promise<Run>} */
async function send(rows, threads) {
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-bench-'));
  const child = fork(CHILD, [join(dir, 'data'), String(rows), String(threads)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let peak = Number.NaN;
  const sampling = setInterval(() => {
    const now = rssAnonMiB(child.pid);
    if (Number.isFinite(now) && !(peak >= now)) peak = now;
  }, SAMPLE_MS);
  try {
    const ended = once(child, 'exit');
    const answer = await Promise.race([once(child, 'message'), ended.then(([code]) => code)]);
    if (!Array.isArray(answer)) throw new Error(`the process of ${BENCH} ended with ${answer}`);
    const [{ seconds, cpuSeconds, tableBytes, nurseryBytes }] = answer;
    await ended;
    return { rows, seconds, cpuSeconds, rssAnonMiB: peak, tableMiB: tableBytes / MIB, nurseryMiB: nurseryBytes / MIB };
  } finally {
    clearInterval(sampling);
    child.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Pages that no file is behind: what the process uses, without the spool's mapped file. @param {number | undefined} pid */
function rssAnonMiB(pid) {
  try {
    const found = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? Number.NaN : Number(found[1]) / 1024;
  } catch {
    // It has ended, or this is no Linux.
    return Number.NaN;
  }
}
