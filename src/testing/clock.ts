import { DueQueue } from '../delivery/due-queue.ts';
import type { Clock } from '../ports/clock.ts';
import type { Timer, TimerOptions } from '../ports/timer.ts';

interface Waiting {
  call: (() => void) | undefined;
}

/** Each time at which somebody waits, once; and who waits then, in the order of their calls. */
class Times {
  readonly #times = new DueQueue<number>();
  readonly #waiting = new Map<number, Waiting[]>();

  add(at: number, call: () => void): () => void {
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

  /** The first time for which a timer is left that was not called off; Infinity for none. */
  first(): number {
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

  /** Takes out what is to be called first. */
  take(): () => void {
    const timer = this.#waiting.get(this.first())!.shift()!;
    const call = timer.call!;
    timer.call = undefined;
    return call;
  }
}

/** A clock that stands still until it is told, and a timer that goes by it. */
export class ManualClock implements Clock, Timer {
  #now: number;
  readonly #times = new Times();
  readonly #background = new Times();

  /** @param now unix milliseconds */
  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, call: () => void, { background = false }: TimerOptions = {}): () => void {
    // As setTimeout has it: an engine stores its times as whole numbers.
    return (background ? this.#background : this.#times).add(this.#now + Math.ceil(milliseconds), call);
  }

  /** Milliseconds until the next timer, or `undefined` when nobody waits; those of the background are not counted. */
  next(): number | undefined {
    const at = this.#times.first();
    return at === Number.POSITIVE_INFINITY ? undefined : Math.max(0, at - this.#now);
  }

  /** Time passes; timers that come due are called in the order of their time, each at its time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [own, background] = [this.#times.first(), this.#background.first()];
      const at = Math.min(own, background);
      if (at > end) break;
      const call = (own <= background ? this.#times : this.#background).take();
      this.#now = Math.max(this.#now, at);
      call();
    }
    this.#now = end;
  }
}
