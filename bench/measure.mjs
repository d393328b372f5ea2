/**
 * Fair ratios on a machine that is busy with other things: rounds of equal length in alternating order, A B A B …, and the
 * median of the pairs. A burst of other work then hits both sides alike, and an odd round moves nothing.
 *
 * @typedef {object} Subject what is measured
 * @property {number} [unit] it does multiples of this many recipients, default 1
 * @property {(recipients: number) => void | Promise<void>} [prepare] untimed, before each round
 * @property {(recipients: number) => void | Promise<void>} run the work itself
 * @property {() => void} [release] untimed, after each round: lets go of what `prepare` made, which the collector would
 *   otherwise walk in the other side's round
 *
 * @typedef {object} Effort
 * @property {number} milliseconds wanted length of a round
 * @property {number} pairs
 *
 * @typedef {object} Comparison
 * @property {number[]} a recipients a second, one per round
 * @property {number[]} b
 * @property {number} ratio median over the pairs of a / b
 * @property {number} ofMedians
 * @property {number} ofTenths of the fastest tenth of the rounds: what a quiet machine would say
 */

/** @type {Effort} */
export const FULL = { milliseconds: 300, pairs: 15 };
/** For CI: that everything still runs, with a first idea of the ratio. */
export const QUICK = { milliseconds: 40, pairs: 3 };

/**
 * @param {Subject} a
 * @param {Subject} b
 * @param {Effort} effort
 * @returns {Promise<Comparison>}
 */
export async function compare(a, b, effort) {
  // A subject that cannot do less than its unit makes the rounds of both longer.
  const milliseconds = Math.max(effort.milliseconds, await unitMilliseconds(a), await unitMilliseconds(b));
  const counts = { a: await recipientsIn(a, milliseconds), b: await recipientsIn(b, milliseconds) };
  /** @type {number[]} */
  const ratesA = [];
  /** @type {number[]} */
  const ratesB = [];
  for (let pair = 0; pair < effort.pairs; pair++) {
    ratesA.push(await rate(a, counts.a));
    ratesB.push(await rate(b, counts.b));
  }
  return {
    a: ratesA,
    b: ratesB,
    ratio: median(ratesA.map((value, pair) => value / ratesB[pair])),
    ofMedians: median(ratesA) / median(ratesB),
    ofTenths: fastTenth(ratesA) / fastTenth(ratesB),
  };
}

/**
 * @param {Subject} subject
 * @param {Effort} effort
 * @returns {Promise<number[]>} recipients a second, one per round
 */
export async function measure(subject, effort) {
  const recipients = await recipientsIn(subject, Math.max(effort.milliseconds, await unitMilliseconds(subject)));
  const rates = [];
  for (let round = 0; round < effort.pairs; round++) rates.push(await rate(subject, recipients));
  return rates;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number[]} values */
function fastTenth(values) {
  const sorted = values.toSorted((x, y) => y - x);
  return median(sorted.slice(0, Math.max(1, Math.round(sorted.length / 10))));
}

/**
 * @param {Subject} subject
 * @param {number} recipients
 */
async function rate(subject, recipients) {
  await subject.prepare?.(recipients);
  const start = process.hrtime.bigint();
  await subject.run(recipients);
  const took = Number(process.hrtime.bigint() - start);
  subject.release?.();
  return (recipients * 1e9) / took;
}

/** @param {Subject} subject */
async function unitMilliseconds(subject) {
  const unit = subject.unit ?? 1;
  // Twice: the first run compiles.
  await rate(subject, unit);
  return (unit * 1000) / (await rate(subject, unit));
}

/**
 * How many recipients fill a round.
 *
 * @param {Subject} subject
 * @param {number} milliseconds
 */
async function recipientsIn(subject, milliseconds) {
  const unit = subject.unit ?? 1;
  let units = 1;
  for (;;) {
    const took = (units * unit * 1000) / (await rate(subject, units * unit));
    if (took >= milliseconds / 3) return unit * Math.max(1, Math.round((units * milliseconds) / took));
    units = Math.max(units + 1, Math.ceil(units * Math.min(8, milliseconds / 2 / Math.max(took, 0.01))));
  }
}
