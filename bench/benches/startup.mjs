import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.mjs';

const BENCH = 'startup';
const CHILD = fileURLToPath(new URL('./startup/first-envelope.mjs', import.meta.url));
/** Recipients, and within how many milliseconds the first of their envelopes should be with the transport. */
const SIZES = /** @type {const} */ ([
  [1, 100],
  [10, 100],
  [200, 150],
]);

/**
 * From `openEngine` to the first envelope at the transport, in a process that has loaded the library and done nothing else: what
 * somebody waits who notifies one person. Once in a new directory, whose keyring and spool are made meanwhile, and once in one that
 * was used before.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ quick, threads, say }) {
  const rounds = quick ? 1 : 15;
  /** @type {import('../report.mjs').Result[]} */
  const results = [];
  for (const [recipients, mark] of SIZES) {
    say(`${BENCH}: ${recipients} recipients, ${rounds} rounds`);
    /** @type {Record<'new' | 'used', number[]>} */
    const first = { new: [], used: [] };
    /** @type {number[]} */
    const imports = [];
    for (let round = 0; round < rounds; round++) {
      const dir = mkdtempSync(join(tmpdir(), 'sealcast-bench-'));
      try {
        for (const state of /** @type {const} */ (['new', 'used'])) {
          const told = await firstEnvelope(join(dir, 'data'), recipients, threads);
          first[state].push(told.milliseconds);
          imports.push(told.importMilliseconds);
        }
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    }
    for (const state of /** @type {const} */ (['new', 'used'])) {
      const milliseconds = median(first[state]);
      const least = Math.round(Math.min(...first[state]));
      const note = `${Math.round(milliseconds)} ms, at best ${least}, mark ${mark}; import before it ${Math.round(median(imports))} ms`;
      results.push({
        bench: BENCH,
        implementation: `sealcast, ${recipients} in a ${state} directory`,
        threads,
        recipientsPerSecond: Math.round((recipients * 1000) / milliseconds),
        ratio: 1,
        note,
        milliseconds: Math.round(milliseconds),
      });
    }
  }
  return results;
}

/**
 * @param {string} dir
 * @param {number} recipients
 * @param {number} threads
 * @returns {Promise<{ milliseconds: number, importMilliseconds: number }>}
 */
async function firstEnvelope(dir, recipients, threads) {
  const child = fork(CHILD, [dir, String(recipients), String(threads)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const answer = await Promise.race([once(child, 'message'), ended.then(([code]) => code)]);
  if (!Array.isArray(answer)) throw new Error(`the process of ${BENCH} ended with ${answer}`);
  await ended;
  return answer[0];
}
