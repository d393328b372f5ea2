import { DueQueue } from '../delivery/due-queue.ts';
import type { Clock } from '../ports/clock.ts';
import type { Timer } from '../ports/timer.ts';

interface Waiting {
  call: (() => void) | undefined;
}

/** A clock that stands still until it is told, and a timer that goes by it. */
export class ManualClock implements Clock, Timer {
  #now: number;
  /** Each time at which somebody waits, once; who waits then, in the order of their calls. */
  readonly #times = new DueQueue<number>();
  readonly #waiting = new Map<number, Waiting[]>();

  /** @param now unix milliseconds */
  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, call: () => void): () => void {
    // As setTimeout has it: an engine stores its times as whole numbers.
    const at = this.#now + Math.ceil(milliseconds);
    const timer: Waiting = { call };
    const others = this.#waiting.get(at);
    if (others !== undefined) others.push(timer);
    else {
      this.#waiting.set(at, [timer]);
      this.#times.add(at, at);
    }
    return () => {
      timer.call = undefined;
    };
  }

  /** Milliseconds until the next timer, or `undefined` when nobody waits. */
  next(): number | undefined {
    const at = this.#first();
    return at === Number.POSITIVE_INFINITY ? undefined : Math.max(0, at - this.#now);
  }

  /** Time passes; timers that come due are called in the order of their time, each at its time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let at = this.#first(); at <= end; at = this.#first()) {
      const timer = this.#waiting.get(at)!.shift()!;
      const { call } = timer;
      timer.call = undefined;
      this.#now = Math.max(this.#now, at);
      call!();
    }
    this.#now = end;
  }

  /** The first time for which a timer is left that was not called off. */
  #first(): number {
    for (;;) {
      const at = this.#times.first;
      if (at === Number.POSITIVE_INFINITY) return at;
      const waiting = this.#waiting.get(at)!;
      while (waiting.length > 0 && waiting[0]!.call === undefined) waiting.shift();
      if (waiting.length > 0) return at;
      this.#waiting.delete(at);
      this.#times.take(at);
    }
  }
}
