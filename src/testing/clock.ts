import type { Clock } from '../ports/clock.ts';

/** A clock that stands still until it is told. */
export class ManualClock implements Clock {
  #now: number;

  /** @param now unix milliseconds */
  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
