import { CLASSES, type MessageClass } from '../broadcast/request.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';

/** One class of messages in the order of importance, and how it is handed over. */
export interface Rung {
  readonly class: MessageClass;
  /** Share of the envelopes, 0 to 1, that it gets at least while it has some that wait, whatever waits above it. */
  readonly floor: number;
  /** Envelopes of one hand-over, at most. */
  readonly group: number;
  /** Between two groups of a broadcast passes a random time up to this, milliseconds: so that timing does not tell the list. */
  readonly jitterMs: number;
}

/** The most important first. */
export type Ladder = readonly Rung[];

export const DEFAULT_LADDER: Ladder = [
  { class: 'emergency', floor: 0.4, group: 256, jitterMs: 0 },
  { class: 'payment', floor: 0.2, group: 256, jitterMs: 0 },
  { class: 'chat', floor: 0.1, group: 512, jitterMs: 5 },
  { class: 'broadcast', floor: 0.05, group: limits.handOverGroup, jitterMs: 20 },
];

/** @throws SealcastError USAGE */
export function checkLadder(ladder: Ladder): void {
  if (!Array.isArray(ladder)) throw usage('a ladder is a list of rungs');
  const classes = ladder.map((rung) => rung?.class);
  if (classes.length !== CLASSES.length || CLASSES.some((name) => !classes.includes(name)))
    throw usage(`a ladder has each class once: ${CLASSES.join(', ')}`);
  for (const { class: name, floor, group, jitterMs } of ladder) {
    if (!(floor >= 0 && floor <= 1)) throw usage(`the floor of ${name} must be a share, 0 to 1`);
    if (!(Number.isSafeInteger(group) && group >= 1 && group <= limits.handOverGroup))
      throw usage(`the group of ${name} must be a whole number, 1 to ${limits.handOverGroup}`);
    if (!(jitterMs >= 0 && jitterMs <= limits.jitterMsMax))
      throw usage(`jitterMs of ${name} must be 0 to ${limits.jitterMsMax} milliseconds`);
  }
  if (ladder.reduce((total, { floor }) => total + floor, 0) > 1) throw usage('the floors of a ladder are more than 1');
}

function usage(message: string): SealcastError {
  return new SealcastError('USAGE', message, { hint: 'leave the ladder out for the one that suits most' });
}

/**
 * Whose turn it is. The highest that waits, unless one below has a claim: while others are served, each class that waits earns its
 * floor's share of their envelopes, and one that has earned a group goes first. So nobody starves, however much comes in above,
 * and choosing costs the same with one envelope waiting as with ten million.
 */
export class Shares {
  readonly #ladder: Ladder;
  readonly #earned: Float64Array;

  constructor(ladder: Ladder) {
    this.#ladder = ladder;
    this.#earned = new Float64Array(ladder.length);
  }

  /**
   * Rungs in the order in which they are to be asked: who has earned a group, the most important first; then the others.
   *
   * @param waits by rung: has it something that could go now?
   */
  order(waits: readonly boolean[]): number[] {
    const due: number[] = [];
    const others: number[] = [];
    this.#ladder.forEach(({ group }, rung) => {
      // What was earned while waiting is not saved up for a time when nobody waits.
      if (!waits[rung]) this.#earned[rung] = 0;
      else if (this.#earned[rung]! >= group) due.push(rung);
      else others.push(rung);
    });
    return [...due, ...others];
  }

  /** So many of this rung were handed over, while the others waited or not. */
  served(rung: number, count: number, waits: readonly boolean[]): void {
    this.#ladder.forEach(({ floor, group }, other) => {
      if (other === rung) this.#earned[other] = Math.max(0, this.#earned[other]! - count);
      else if (waits[other]) this.#earned[other] = Math.min(2 * group, this.#earned[other]! + count * share(floor));
    });
  }
}

/** Earned for each envelope of others, so that of all envelopes, the own ones included, the floor is the share. */
function share(floor: number): number {
  return floor >= 1 ? Number.MAX_SAFE_INTEGER : floor / (1 - floor);
}
