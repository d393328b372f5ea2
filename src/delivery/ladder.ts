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
 * Whose turn it is. The highest that waits, unless one below has a claim: of all envelopes that are handed over while it waits, each
 * class earns its floor's share, less what it gets; and one that has earned a group goes first. So nobody starves, however much comes
 * in above, and choosing costs the same with one envelope waiting as with ten million.
 */
export class Shares {
  readonly #ladder: Ladder;
  /** In whole millionths, so that a floor is met to the envelope. */
  readonly #floors: readonly number[];
  readonly #earned: number[];
  readonly #most: number;

  constructor(ladder: Ladder) {
    this.#ladder = ladder;
    this.#most = 2 * Math.max(...ladder.map(({ group }) => group)) * MILLION;
    this.#floors = ladder.map(({ floor }) => Math.round(floor * MILLION));
    this.#earned = new Array<number>(ladder.length).fill(0);
  }

  /** Has it earned a group, with what that group earns itself? Then it is not to be held up by rules that favour those above it. */
  isDue(rung: number): boolean {
    return this.#earned[rung]! >= this.#ladder[rung]!.group * (MILLION - this.#floors[rung]!);
  }

  /**
   * Rungs in the order in which they are to be asked: who has earned a group, the most important first; then the others.
   *
   * @param waits by rung: has it something that could go now, or in a moment?
   */
  order(waits: readonly boolean[]): number[] {
    const due: number[] = [];
    const others: number[] = [];
    for (let rung = 0; rung < this.#ladder.length; rung++) {
      // What was earned while waiting is not saved up for a time when nobody waits.
      if (!waits[rung]) this.#earned[rung] = 0;
      else if (this.isDue(rung)) due.push(rung);
      else others.push(rung);
    }
    return [...due, ...others];
  }

  /** So many of this rung were handed over, while the others waited or not. */
  served(rung: number, count: number, waits: readonly boolean[]): void {
    for (let one = 0; one < this.#ladder.length; one++) {
      const before = this.#earned[one]!;
      const earned = before + count * this.#floors[one]!;
      if (one === rung) this.#earned[one] = Math.max(0, earned - count * MILLION);
      // Nor is it saved up by one that has a claim and cannot go: that would shut the others out later.
      else if (waits[one]) this.#earned[one] = Math.max(before, Math.min(earned, this.#most));
    }
  }
}
const MILLION = 1_000_000;
