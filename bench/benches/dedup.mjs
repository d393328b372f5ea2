import { randomFillSync } from 'node:crypto';
import { ClaimTables } from '../../dist/fanout/dedup.js';
import { claimDim, claimVerdict, DEVICE_PRINT_BYTES, PRINT_BYTES, ROW_PRINT_BYTES } from '../../dist/kernels/claim.js';
import { FINGERPRINT_KEY_BYTES, FINGERPRINT_KEYS, FingerprintKernel } from '../../dist/kernels/fingerprint.js';
import { instantiateKernels, loadKernels } from '../../dist/kernels/load.js';
import { limits } from '../../dist/limits.js';
import { compare, measure } from '../measure.mjs';
import { mustHold } from '../peers/keys.mjs';
import { ours, peer } from '../report.mjs';

const BENCH = 'dedup';
const BATCH = limits.batchRecipients;
/** Of so many rows one repeats the id of a row about halfway before it, and another one's device. */
const REPEAT = 50;
const ID_CHARACTERS = 16;
/** 32 bytes in base64, as a list holds them. */
const KEY_CHARACTERS = 43;
const KEY_BYTES = 32;
const NO_ENDS = new Uint32Array(BATCH);
const NO_BYTES = new Uint8Array(0);

/**
 * @typedef {import('../../dist/kernels/load.js').Kernels} Kernels
 * @typedef {import('../measure.mjs').Subject & { verdicts(): Uint8Array }} Dedup `verdicts` of the rows of the last table, untimed
 */

/**
 * Who is new? Tables begin empty in every round, so growing is part of it, and each string is met once, as in life: a string
 * remembers its hash. As in an engine, a table of up to a million people has the memory of the one before. Both sides answer the same for every row, which is checked before anything is measured.
 *
 * Set: ids alone, against the claim table over ids alone. The table begins at the fingerprints that stage prepare makes of ids
 * on other threads; what making them costs is shown by the line that begins at bytes.
 *
 * Sets, same answers: what `dedupBy: ['id', 'key']`, the default, asks. The id is new, and the device is nobody else's; the row
 * that came first wins. A pair (id, device) that comes again is found by its id, so neither side needs a table of pairs.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ quick, effort, say }) {
  const kernels = loadKernels();
  const rows = quick ? 65_536 : 1_048_576;
  const results = [];
  const one = async (/** @type {number} */ size, /** @type {string} */ suffix, pairs = effort.pairs) => {
    say(`${BENCH}: ids, sealcast and Set in turn, ${size} rows`);
    const [table, set] = [claims(size, claimDim.id, kernels), idSet(size)];
    sameVerdicts(table, set);
    const comparison = await compare(table, set, { ...effort, pairs });
    results.push(
      ours(BENCH, `sealcast${suffix}`, comparison.a, {
        note: `claim table, kernels ${kernels.build}, ids, ${size} rows`,
      }),
      peer(BENCH, `Set${suffix}`, comparison, `of id strings, ${size} rows`),
    );
  };
  await one(rows, '');
  results.push(
    ours(BENCH, 'sealcast first', await measure(claims(rows, claimDim.id, kernels, { first: true }), effort), {
      note: 'the first broadcast of an engine: its memory is touched for the first time',
    }),
  );

  say(`${BENCH}: ids and keys, sealcast and Sets in turn`);
  const [table, sets] = [claims(rows, claimDim.id | claimDim.key, kernels), idAndKeySets(rows)];
  sameVerdicts(table, sets);
  const both = await compare(table, sets, effort);
  results.push(
    ours(BENCH, 'sealcast id, key', both.a, { note: 'ids and device keys, as dedupBy does by default' }),
    peer(BENCH, 'Sets, same answers', both, 'of id strings and of key strings'),
    ours(BENCH, 'sealcast from bytes', await measure(claimsFromBytes(rows, kernels), effort), {
      note: 'ids and device keys, fingerprints made here as well',
    }),
  );

  if (!quick) {
    await one(65_536, ' 65536');
    // A pair of rounds takes ten seconds, and most of that the Set.
    await one(10_485_760, ' 10485760', Math.min(effort.pairs, 3));
  }
  return results;
}

/**
 * @param {Dedup} a
 * @param {Dedup} b
 */
function sameVerdicts(a, b) {
  const [found, wanted] = [a.verdicts(), b.verdicts()];
  const repeated = wanted.reduce((sum, verdict) => sum + (verdict === claimVerdict.accepted ? 0 : 1), 0);
  mustHold(repeated >= Math.floor(wanted.length / REPEAT), `${repeated} rows repeat something`);
  mustHold(Buffer.compare(found, wanted) === 0, 'the same verdict for every row');
}

/** @param {number} row */
function personOf(row) {
  return row % REPEAT === REPEAT - 1 ? (row >> 1) - 1 : row;
}

/** @param {number} row */
function deviceOf(row) {
  return row % REPEAT === REPEAT >> 1 ? row >> 1 : personOf(row);
}

/**
 * @param {number} rows
 * @param {number} dims
 * @param {Kernels} kernels
 * @param {{ first?: boolean }} [options] first: each table is the first of its engine, in memory that nobody has touched
 * @returns {Dedup}
 */
function claims(rows, dims, kernels, { first = false } = {}) {
  let tables = new ClaimTables(kernels);
  const eligible = new Uint8Array(BATCH).fill(1);
  const deviceEnd = Uint32Array.from({ length: BATCH }, (_, row) => row + 1);
  // Prints are cut from random bytes: 16 bytes further for each person.
  const ids = randomFill(rows * PRINT_BYTES);
  const keys = (dims & claimDim.key) === 0 ? null : randomFill(rows * PRINT_BYTES);
  const unread = new Uint8Array(BATCH * DEVICE_PRINT_BYTES);
  const batches = Array.from({ length: rows / BATCH }, (_, k) => {
    const rowPrints = new Uint8Array(BATCH * ROW_PRINT_BYTES);
    const devicePrints = keys === null ? unread : new Uint8Array(BATCH * DEVICE_PRINT_BYTES);
    for (let i = 0; i < BATCH; i++) {
      const row = k * BATCH + i;
      const person = personOf(row) * PRINT_BYTES;
      const device = deviceOf(row) * PRINT_BYTES;
      rowPrints.set(ids.subarray(person, person + PRINT_BYTES), i * ROW_PRINT_BYTES);
      if (keys !== null) devicePrints.set(keys.subarray(device, device + PRINT_BYTES), i * DEVICE_PRINT_BYTES);
    }
    return { eligible, rowPrints, deviceEnd, devicePrints, dims };
  });
  return {
    unit: rows,
    verdicts: () => {
      const table = tables.open();
      const all = Buffer.concat(batches.map((batch) => table.claim(batch).verdict));
      tables.release(table);
      return all;
    },
    run(recipients) {
      for (let done = 0; done < recipients; done += rows) {
        if (first) tables = new ClaimTables(kernels);
        const table = tables.open();
        let accepted = 0;
        for (const batch of batches) accepted += acceptedIn(table.claim(batch).verdict);
        mustHold(accepted === table.size / (keys === null ? 1 : 2), 'everybody accepted is in the table');
        tables.release(table);
      }
    },
  };
}

/**
 * The same from bytes: ids in UTF-8 and device keys, as they stand in a prepared batch.
 *
 * @param {number} rows
 * @param {Kernels} kernels
 * @returns {import('../measure.mjs').Subject}
 */
function claimsFromBytes(rows, kernels) {
  const tables = new ClaimTables(kernels);
  const secret = randomFill(FINGERPRINT_KEYS.length * FINGERPRINT_KEY_BYTES);
  const fingerprints = new FingerprintKernel(instantiateKernels(kernels));
  const deviceKeys = randomFill(rows * KEY_BYTES);
  const eligible = new Uint8Array(BATCH).fill(1);
  const deviceEnd = Uint32Array.from({ length: BATCH }, (_, row) => row + 1);
  const idEnd = Uint32Array.from({ length: BATCH }, (_, row) => (row + 1) * ID_CHARACTERS);
  const ids = idBytes(rows);
  const batches = Array.from({ length: rows / BATCH }, (_, k) => {
    const keys = new Uint8Array(BATCH * KEY_BYTES);
    for (let i = 0; i < BATCH; i++) {
      const device = deviceOf(k * BATCH + i) * KEY_BYTES;
      keys.set(deviceKeys.subarray(device, device + KEY_BYTES), i * KEY_BYTES);
    }
    const at = k * BATCH * ID_CHARACTERS;
    const columns = { deviceEnd, keys, idEnd, ids: ids.subarray(at, at + BATCH * ID_CHARACTERS) };
    return { ...columns, phoneEnd: NO_ENDS, phones: NO_BYTES, emailEnd: NO_ENDS, emails: NO_BYTES };
  });
  const rowPrints = new Uint8Array(BATCH * ROW_PRINT_BYTES);
  const devicePrints = new Uint8Array(BATCH * DEVICE_PRINT_BYTES);
  const dims = claimDim.id | claimDim.key;
  return {
    unit: rows,
    run(recipients) {
      for (let done = 0; done < recipients; done += rows) {
        const table = tables.open();
        let accepted = 0;
        for (const columns of batches) {
          fingerprints.write(secret, columns, rowPrints, devicePrints);
          accepted += acceptedIn(table.claim({ eligible, rowPrints, deviceEnd, devicePrints, dims }).verdict);
        }
        mustHold(accepted === table.size / 2, 'everybody accepted is in the table');
        tables.release(table);
      }
    },
  };
}

/** @param {Uint8Array} verdict */
function acceptedIn(verdict) {
  let accepted = 0;
  for (let row = 0; row < verdict.length; row++) if (verdict[row] === claimVerdict.accepted) accepted++;
  return accepted;
}

/**
 * @param {number} rows
 * @returns {Dedup}
 */
function idSet(rows) {
  const bytes = idBytes(rows);
  /** @type {string[][]} one list a table */
  let lists = [];
  return {
    unit: rows,
    verdicts() {
      const seen = new Set();
      return Uint8Array.from(strings(bytes, ID_CHARACTERS), (id) => {
        if (seen.has(id)) return claimVerdict.id;
        seen.add(id);
        return claimVerdict.accepted;
      });
    },
    prepare(recipients) {
      lists = Array.from({ length: recipients / rows }, () => strings(bytes, ID_CHARACTERS));
    },
    run() {
      for (const ids of lists) {
        const seen = new Set();
        let accepted = 0;
        for (const id of ids) {
          if (seen.has(id)) continue;
          seen.add(id);
          accepted++;
        }
        mustHold(accepted === seen.size, 'everybody accepted is in the Set');
      }
    },
    release() {
      lists = [];
    },
  };
}

/**
 * @param {number} rows
 * @returns {Dedup}
 */
function idAndKeySets(rows) {
  const ids = idBytes(rows);
  const random = randomFill(rows * KEY_BYTES);
  const keyOf = (/** @type {number} */ device) =>
    Buffer.from(random.buffer, device * KEY_BYTES, KEY_BYTES).toString('base64url');
  const keys = Buffer.alloc(rows * KEY_CHARACTERS);
  for (let row = 0; row < rows; row++) keys.latin1Write(keyOf(deviceOf(row)), row * KEY_CHARACTERS);
  const verdict = new Uint8Array(rows);
  /** @type {{ ids: string[], keys: string[] }[]} */
  let lists = [];
  const cut = () => ({ ids: strings(ids, ID_CHARACTERS), keys: strings(keys, KEY_CHARACTERS) });
  const dedup = (/** @type {{ ids: string[], keys: string[] }} */ list) => {
    const seenIds = new Set();
    const seenKeys = new Set();
    for (let row = 0; row < rows; row++) {
      const id = list.ids[row];
      const key = list.keys[row];
      if (seenIds.has(id)) verdict[row] = claimVerdict.id;
      else if (seenKeys.has(key)) verdict[row] = claimVerdict.key;
      else {
        verdict[row] = claimVerdict.accepted;
        seenIds.add(id);
        seenKeys.add(key);
      }
    }
  };
  return {
    unit: rows,
    verdicts() {
      dedup(cut());
      return verdict;
    },
    prepare(recipients) {
      lists = Array.from({ length: recipients / rows }, cut);
    },
    run() {
      for (const list of lists) dedup(list);
    },
    release() {
      lists = [];
    },
  };
}

/** @param {number} rows */
function idBytes(rows) {
  const bytes = Buffer.alloc(rows * ID_CHARACTERS);
  for (let row = 0; row < rows; row++)
    bytes.latin1Write(`u-${String(personOf(row)).padStart(ID_CHARACTERS - 2, '0')}`, row * ID_CHARACTERS);
  return bytes;
}

/**
 * Cut from bytes anew, as a reader does.
 *
 * @param {Buffer} bytes
 * @param {number} characters
 * @returns {string[]}
 */
function strings(bytes, characters) {
  return Array.from({ length: bytes.length / characters }, (_, row) =>
    bytes.latin1Slice(row * characters, (row + 1) * characters),
  );
}

/** @param {number} length */
function randomFill(length) {
  const bytes = new Uint8Array(length);
  const most = 1 << 30;
  for (let from = 0; from < length; from += most) randomFillSync(bytes.subarray(from, from + most));
  return bytes;
}
