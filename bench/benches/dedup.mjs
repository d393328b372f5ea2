import { randomFillSync } from 'node:crypto';
import { createClaims } from '../../dist/fanout/dedup.js';
import { claimDim, claimVerdict, DEVICE_PRINT_BYTES, PRINT_BYTES, ROW_PRINT_BYTES } from '../../dist/kernels/claim.js';
import { loadKernels } from '../../dist/kernels/load.js';
import { limits } from '../../dist/limits.js';
import { compare } from '../measure.mjs';
import { mustHold } from '../peers/keys.mjs';
import { ours, peer } from '../report.mjs';

const BENCH = 'dedup';
/** Every so many rows repeats the id of the row halfway before it. */
const REPEAT = 50;
const ID_CHARACTERS = 16;

/**
 * An audience of distinct ids with one row in fifty twice: who is new? Sealcast: the claim table, in batches, from the
 * fingerprints that stage prepare makes; the same rows also claim their devices' pairs, which a Set of ids does not.
 * Peer: a Set of id strings that were never hashed before. Each round fills fresh tables of the same size, so growing is
 * part of it.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ quick, effort, say }) {
  const rows = quick ? 65_536 : 1_048_576;
  const kernels = loadKernels();
  const table = claims(rows, kernels);
  const set = idSet(rows);
  say(`${BENCH}: sealcast and Set in turn`);
  const comparison = await compare(table, set, effort);
  mustHold(
    table.accepted() === set.accepted(),
    `${table.accepted()} accepted by the claim table, ${set.accepted()} by the Set`,
  );
  return [
    ours(BENCH, 'sealcast', comparison.a, { note: `claim table, kernels ${kernels.build}, ${rows} rows a table` }),
    peer(BENCH, 'Set', comparison, `of id strings, ${rows} a set`),
  ];
}

/** @param {number} row */
function personOf(row) {
  return row % REPEAT === REPEAT - 1 ? row >> 1 : row;
}

/**
 * @param {number} rows
 * @param {import('../../dist/kernels/load.js').Kernels} kernels
 */
function claims(rows, kernels) {
  const batchRows = limits.batchRecipients;
  const batches = Array.from({ length: rows / batchRows }, () => ({
    eligible: new Uint8Array(batchRows).fill(1),
    rowPrints: new Uint8Array(batchRows * ROW_PRINT_BYTES),
    deviceEnd: Uint32Array.from({ length: batchRows }, (_, row) => row + 1),
    devicePrints: randomFillSync(new Uint8Array(batchRows * DEVICE_PRINT_BYTES)),
    dims: claimDim.id,
  }));
  const prints = randomFillSync(new Uint8Array(rows * PRINT_BYTES));
  for (let row = 0; row < rows; row++) {
    const person = personOf(row);
    const { rowPrints } = batches[Math.floor(row / batchRows)];
    rowPrints.set(
      prints.subarray(person * PRINT_BYTES, (person + 1) * PRINT_BYTES),
      (row % batchRows) * ROW_PRINT_BYTES,
    );
  }
  let accepted = 0;
  return {
    unit: rows,
    accepted: () => accepted,
    run(/** @type {number} */ recipients) {
      for (let done = 0; done < recipients; done += rows) {
        const table = createClaims(kernels);
        accepted = 0;
        for (const batch of batches) {
          const { verdict } = table.claim(batch);
          for (let row = 0; row < verdict.length; row++) if (verdict[row] === claimVerdict.accepted) accepted++;
        }
        table.wipe();
      }
    },
  };
}

/** @param {number} rows */
function idSet(rows) {
  const bytes = Buffer.from(
    Array.from({ length: rows }, (_, row) => `u-${String(personOf(row)).padStart(ID_CHARACTERS - 2, '0')}`).join(''),
  );
  /** @type {string[][]} one list a table */
  let lists = [];
  let accepted = 0;
  return {
    unit: rows,
    accepted: () => accepted,
    prepare(/** @type {number} */ recipients) {
      // Cut from bytes anew, as a reader does: a string remembers its hash, and in life each is met once.
      const id = (/** @type {number} */ row) => bytes.latin1Slice(row * ID_CHARACTERS, (row + 1) * ID_CHARACTERS);
      lists = Array.from({ length: recipients / rows }, () => Array.from({ length: rows }, (_, row) => id(row)));
    },
    run() {
      for (const ids of lists) {
        const seen = new Set();
        accepted = 0;
        for (const id of ids) {
          if (seen.has(id)) continue;
          seen.add(id);
          accepted++;
        }
      }
    },
  };
}
