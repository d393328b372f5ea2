import { limits } from '../limits.ts';
import type { Ladder } from './ladder.ts';

/** A class that was demoted or taken back, with the figures that decided it. */
export interface Demotion {
  readonly class: string;
  readonly demoted: boolean;
  /** Mean queueing time in the window, milliseconds, of the class that had to wait too long or no longer. */
  readonly waitMs: number;
  readonly limitMs: number;
  readonly waiting: string;
  readonly envelopes: number;
}

/**
 * Overload as DAGOR measures it (Zhou et al., "Overload Control for Scaling WeChat Microservices", SoCC 2018, section 4.2): not by
 * load, but by the mean time between becoming ready and being handed over, in windows of a second or 2000 envelopes; over 20 ms is
 * overload. Then the lowest class is demoted to its floor, with small groups; in the next window the one above it, never one that
 * waits itself. Once waiting is short again, they come back in the opposite order, one a window.
 */
export class Overload {
  readonly #ladder: Ladder;
  readonly #sum: Float64Array;
  readonly #count: Float64Array;
  #windowStart: number | undefined;
  #envelopes = 0;
  /** So many of the lowest rungs are demoted. */
  #level = 0;
  /** How often each rung was, since the engine was opened. */
  readonly demotions: number[];

  constructor(ladder: Ladder) {
    this.#ladder = ladder;
    this.#sum = new Float64Array(ladder.length);
    this.#count = new Float64Array(ladder.length);
    this.demotions = new Array<number>(ladder.length).fill(0);
  }

  isDemoted(rung: number): boolean {
    return rung >= this.#ladder.length - this.#level;
  }

  /** @param waitMs mean of these envelopes */
  waited(rung: number, waitMs: number, count: number, now: number): Demotion | null {
    this.#windowStart ??= now;
    this.#sum[rung]! += waitMs * count;
    this.#count[rung]! += count;
    this.#envelopes += count;
    return this.look(now);
  }

  /** Ends the window when its time has come. Also to be asked when nothing was handed over: silence is no overload. */
  look(now: number): Demotion | null {
    const started = this.#windowStart;
    if (started === undefined) return null;
    if (now - started < limits.overloadWindowMs && this.#envelopes < limits.overloadWindowEnvelopes) return null;
    const changed = this.#decide();
    this.#sum.fill(0);
    this.#count.fill(0);
    this.#envelopes = 0;
    this.#windowStart = this.#level > 0 ? now : undefined;
    return changed;
  }

  #decide(): Demotion | null {
    const last = this.#ladder.length - 1;
    const limitMs = limits.overloadWaitMs;
    // The lowest class is what yields: that its own envelopes wait is no overload.
    let worst = 0;
    for (let rung = 1; rung < last; rung++) if (this.#mean(rung) > this.#mean(worst)) worst = rung;
    const waitMs = this.#mean(worst);
    const waiting = this.#ladder[worst]!.class;
    const about = { waitMs, limitMs, waiting, envelopes: this.#count[worst]! };
    if (waitMs > limitMs && last - this.#level > worst) {
      this.#level++;
      this.demotions[last - this.#level + 1]!++;
      return { class: this.#ladder[last - this.#level + 1]!.class, demoted: true, ...about };
    }
    if (waitMs <= limitMs / 2 && this.#level > 0) {
      this.#level--;
      return { class: this.#ladder[last - this.#level]!.class, demoted: false, ...about };
    }
    return null;
  }

  #mean(rung: number): number {
    return this.#count[rung]! > 0 ? this.#sum[rung]! / this.#count[rung]! : 0;
  }
}
