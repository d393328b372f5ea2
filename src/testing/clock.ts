import type { Clock } from '../ports/clock.ts';
import type { Timer } from '../ports/timer.ts';

/** A clock that stands still until it is told, and a timer that goes by it. */
export class ManualClock implements Clock, Timer {
  #now: number;
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>();

  /** @param now unix milliseconds */
  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, call: () => void): () => void {
    const timer = { at: this.#now + milliseconds, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Milliseconds until the next timer, or `undefined` when nobody waits. */
  next(): number | undefined {
    let at = Number.POSITIVE_INFINITY;
    for (const timer of this.#timers) at = Math.min(at, timer.at);
    return at === Number.POSITIVE_INFINITY ? undefined : Math.max(0, at - this.#now);
  }

  /** Time passes; timers that come due are called in the order of their time, each at its time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      let due: { readonly at: number; readonly call: () => void } | undefined;
      for (const timer of this.#timers) if (timer.at <= end && (due === undefined || timer.at < due.at)) due = timer;
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.call();
    }
    this.#now = end;
  }
}
