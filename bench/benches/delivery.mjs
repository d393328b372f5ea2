import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../child.mjs';
import { mustHold } from '../peers/keys.mjs';
import { ours } from '../report.mjs';

const BENCH = 'delivery';
const CHILD = new URL('./delivery/payments.mjs', import.meta.url);

/**
 * How long an envelope of class `payment` waits from the commit that makes it ready to its hand-over: alone, and while a broadcast of
 * many drains through the same engine and the same transport, in turns. Payments come at a steady rate, a send of one recipient each,
 * half as many as the machine could take. The commit's moment is the engine's own log line for it, the hand-over's the call of `deliver`.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ quick, threads, say }) {
  const count = quick ? 5_000 : 1_000_000;
  const effort = quick ? { turns: 5, perTurn: 10, atMostEvery: 25 } : { turns: 50, perTurn: 20, atMostEvery: 100 };
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-bench-'));
  try {
    say(`${BENCH}: sealing ${count} envelopes`);
    const { sealed } = await runChild(CHILD, { what: 'seal', dir, count, threads });
    mustHold(sealed === count, `${sealed} of ${count} sealed`);
    say(`${BENCH}: payments alone, and beside them, in turn`);
    const result = await runChild(CHILD, { what: 'drain', dir, count, threads, latency: 2, ...effort });
    const { delivered, handed, every, waits, seconds, ownP99 } = result;
    say(`${BENCH}: a payment every ${Math.round(every)} ms`);
    mustHold(delivered === count, `${delivered} of ${count} delivered`);
    mustHold(waits.alone.length > 0 && waits.beside.length > 0, 'no payment was measured');
    const alone = percentiles(waits.alone);
    const beside = percentiles(waits.beside);
    const perSecond = (/** @type {'alone' | 'beside'} */ turn) => [waits[turn].length / seconds[turn]];
    return [
      {
        ...ours(BENCH, 'sealcast payment, alone', perSecond('alone'), {
          threads,
          note: told(alone, waits.alone.length),
        }),
        p99Milliseconds: alone.p99,
      },
      {
        ...ours(BENCH, 'sealcast payment, beside a broadcast', perSecond('beside'), {
          threads,
          note: `${told(beside, waits.beside.length)}; p99 ${(beside.p99 / alone.p99).toFixed(2)} × alone; engine.latency() of all: p99 ${ownP99.toFixed(2)} ms`,
        }),
        p99Milliseconds: beside.p99,
        p99Ratio: beside.p99 / alone.p99,
      },
      ours(BENCH, 'sealcast broadcast, beside payments', [handed / seconds.beside], {
        threads,
        note: `${handed} of ${count} while payments were measured`,
      }),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Nearest rank: each is one that was measured. @param {number[]} values */
function percentiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** @param {ReturnType<typeof percentiles>} waits @param {number} count */
function told({ p50, p90, p99, max }, count) {
  const figures = { p50, p90, p99, max };
  const list = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  return `${list.join(', ')} ms of ${count}`;
}
