import { PersonEntries } from '../../dist/fanout/person-entries.js';
import { compare, measure } from '../measure.mjs';
import { mustHold } from '../peers/keys.mjs';
import { alone, ours, peer } from '../report.mjs';

const BENCH = 'people';
const BROADCASTS = 10;
const ROWS = 4_096;
/** Words of a row of pseudonyms. */
const STRIDE = 12;

/**
 * What a cap for each person costs, chunk by chunk, with ten broadcasts of a million within its window, half of whose people are the
 * same in all: asking and adding, against what one might take instead, a Map from the pseudonym as text to a count, which can neither
 * look back by another window nor forget a broadcast. And how long the table takes to be filled.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ quick, effort, say }) {
  const people = quick ? 50_000 : 1_000_000;
  const broadcasts = Array.from({ length: BROADCASTS }, (_, n) => audience(people, n));
  say(`${BENCH}: ${BROADCASTS} broadcasts of ${people} people`);
  const from = performance.now();
  const entries = new PersonEntries(BROADCASTS * people);
  broadcasts.forEach((words, i) => {
    entries.add(words, i + 1, () => true);
  });
  const filled = performance.now() - from;
  const map = new Map();
  for (const words of broadcasts) for (let i = 0; i < people; i++) count(map, words, 2 * i);

  const weights = new Uint8Array(BROADCASTS + 2).fill(1);
  const chunks = chunksOf(people);
  let sealed = 0;
  const rates = await compare(table(entries, weights, chunks), mapped(map, chunks), effort);
  const asked = await measure(
    {
      unit: ROWS,
      run(n) {
        for (let row = 0; row < n; row += ROWS) sealed += mark(entries, weights, chunks.next());
      },
    },
    effort,
  );
  mustHold(sealed > 0, 'somebody has room for a message more');
  const mib = Math.round(entries.bytes / 1_048_576);
  return [
    ours(BENCH, 'sealcast', rates.a, { note: `asked and added, ${entries.size} entries in ${mib} MiB` }),
    peer(BENCH, 'Map', rates, 'the same by a Map of texts'),
    alone(BENCH, 'sealcast asked', asked, 'asked alone'),
    alone(BENCH, 'sealcast filled', [(1000 * BROADCASTS * people) / filled], `${Math.round(filled)} ms for all`),
  ];
}

/** Half of them in every broadcast. @param {number} people @param {number} broadcast */
function audience(people, broadcast) {
  const words = new Uint32Array(2 * people);
  for (let i = 0; i < people; i++) person(words, 2 * i, i % 2 === 0 ? i : i + people * (broadcast + 1));
  return words;
}

/** A number as two words without a pattern (the finaliser of MurmurHash3). */
function person(/** @type {Uint32Array} */ words, /** @type {number} */ at, /** @type {number} */ n) {
  words[at] = mixed(n);
  words[at + 1] = mixed(n ^ 0x5bd1e995);
}

function mixed(/** @type {number} */ n) {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Chunks of the next broadcast, whose people are spread over those before. @param {number} people */
function chunksOf(people) {
  let next = 0;
  return {
    next() {
      const pseudonyms = new Uint32Array(STRIDE * ROWS);
      for (let row = 0; row < ROWS; row++) person(pseudonyms, STRIDE * row, (next++ * 7919) % (2 * people));
      return pseudonyms;
    },
  };
}

/** How many may be sealed to. @param {PersonEntries} entries @param {Uint8Array} weights @param {Uint32Array} pseudonyms */
function mark(entries, weights, pseudonyms) {
  const codes = new Uint8Array(ROWS);
  entries.mark({ pseudonyms, stride: STRIDE, codes }, { weights, bit: 1, most: 5 }, 1);
  return codes.reduce((sum, code) => sum + (code === 0 ? 1 : 0), 0);
}

/** @param {PersonEntries} entries @param {Uint8Array} weights @param {ReturnType<typeof chunksOf>} chunks @returns {import('../measure.mjs').Subject} */
function table(entries, weights, chunks) {
  /** @type {Uint32Array[]} */
  let waiting = [];
  return {
    unit: ROWS,
    prepare(n) {
      waiting = Array.from({ length: n / ROWS }, () => chunks.next());
    },
    run() {
      for (const pseudonyms of waiting) {
        const codes = new Uint8Array(ROWS);
        entries.mark({ pseudonyms, stride: STRIDE, codes }, { weights, bit: 1, most: 5 }, 1);
        const accepted = new Uint32Array(2 * ROWS);
        let at = 0;
        for (let row = 0; row < ROWS; row++) {
          if (codes[row] !== 0) continue;
          accepted[at++] = pseudonyms[STRIDE * row];
          accepted[at++] = pseudonyms[STRIDE * row + 1];
        }
        // Of nobody, so that rounds do not grow on each other.
        entries.add(accepted.subarray(0, at), BROADCASTS + 1, (owner) => owner <= BROADCASTS);
      }
    },
  };
}

/** @param {Map<string, number>} map @param {ReturnType<typeof chunksOf>} chunks @returns {import('../measure.mjs').Subject} */
function mapped(map, chunks) {
  /** @type {Uint32Array[]} */
  let waiting = [];
  return {
    unit: ROWS,
    prepare(n) {
      waiting = Array.from({ length: n / ROWS }, () => chunks.next());
    },
    run() {
      for (const pseudonyms of waiting)
        for (let row = 0; row < ROWS; row++)
          if ((map.get(text(pseudonyms, STRIDE * row)) ?? 0) < 5) count(map, pseudonyms, STRIDE * row);
    },
  };
}

function count(/** @type {Map<string, number>} */ map, /** @type {Uint32Array} */ words, /** @type {number} */ at) {
  const key = text(words, at);
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** Four code units: what is shortest for the engine. */
function text(/** @type {Uint32Array} */ words, /** @type {number} */ at) {
  const [low, high] = [words[at], words[at + 1]];
  return String.fromCharCode(low & 0xffff, low >>> 16, high & 0xffff, high >>> 16);
}
