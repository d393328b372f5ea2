import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromCsv, openEngine } from '../../dist/index.js';
import { mustHold } from '../peers/keys.mjs';
import { ours } from '../report.mjs';

const BENCH = 'pipeline';

/**
 * End to end: a CSV file, read, normalised, deduplicated, sealed, committed and flushed in the spool, on a fresh directory
 * each time. Opening the engine is not part of it; the pool's threads start within it. It has no peer here: none does the
 * whole of it.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ quick, threads, say }) {
  const rows = quick ? 2_000 : 8_000;
  const rounds = quick ? 1 : 3;
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-bench-'));
  try {
    const csv = join(dir, 'audience.csv');
    writeFileSync(csv, audience(rows));
    const rates = [];
    for (let round = 0; round < rounds; round++) {
      say(`${BENCH}: ${rows} rows on ${threads} threads, ${round + 1} of ${rounds}`);
      rates.push(await send(join(dir, `data-${round}`), csv, rows, threads));
    }
    return [ours(BENCH, 'sealcast', rates, { threads, note: `${rows} rows of CSV into the committed spool` })];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {string} dir @param {string} csv @param {number} rows @param {number} threads */
async function send(dir, csv, rows, threads) {
  const engine = await openEngine({ dir, threads });
  try {
    const start = process.hrtime.bigint();
    const broadcast = await engine.send({ from: 'bench', message: 'a'.repeat(256), to: fromCsv(csv) });
    const report = await broadcast.done;
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    mustHold(report.sealed === rows && report.conserved, `${report.sealed} of ${rows} rows sealed`);
    return rows / seconds;
  } finally {
    await engine.close();
  }
}

/** Any 32 bytes below the prime are somebody's public key, as far as a sender can tell. @param {number} rows */
function audience(rows) {
  let csv = 'id,publicKey,name,phone,email\n';
  for (let row = 0; row < rows; row++) {
    const key = randomBytes(32);
    key[31] &= 0x3f;
    csv += `u-${row},${key.toString('base64')},张三,138${String(row).padStart(8, '0')},u${row}@example.com\n`;
  }
  return csv;
}
