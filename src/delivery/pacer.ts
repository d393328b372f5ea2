import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Timer } from '../ports/timer.ts';
import { availableIn, checkPace, nextIn, type Pace, PacedWindows, type SlidingWindow, takeIn } from './pace.ts';

/** How fast an engine hands envelopes over: to its transport in all, and of single senders. All limits hold at once. */
export interface EnginePace extends Pace {
  /** By the sender's name. */
  readonly senders?: Readonly<Record<string, Pace>>;
}

/** Who wants to hand over waits here for permits. Limits can change under those who wait. */
export class Pacer {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #transport = new PacedWindows({});
  readonly #senders = new Map<string, PacedWindows>();
  readonly #waiting = new Set<() => void>();

  /** @throws SealcastError USAGE */
  constructor(pace: EnginePace, clock: Clock, timer: Timer) {
    this.#clock = clock;
    this.#timer = timer;
    this.change(pace);
  }

  /**
   * From now on another pace; limits that stay keep what was taken of them.
   *
   * @throws SealcastError USAGE; then nothing has changed
   */
  change(pace: EnginePace): void {
    checkPace(pace);
    const senders = Object.entries(pace.senders ?? {}).map(([name, one]) => [name.normalize('NFC'), one] as const);
    if (senders.length > limits.senders)
      throw new SealcastError('USAGE', 'a pace for more senders than there can be', { hint: 'name those that exist' });
    for (const [, one] of senders) checkPace(one);
    this.#transport.change(pace);
    for (const name of this.#senders.keys()) if (!senders.some(([one]) => one === name)) this.#senders.delete(name);
    for (const [name, one] of senders) {
      const windows = this.#senders.get(name);
      if (windows === undefined) this.#senders.set(name, new PacedWindows(one));
      else windows.change(one);
    }
    for (const wake of this.#waiting) wake();
  }

  /**
   * Resolves with how many of `wanted` (at least 1) may go now, one or more; they are counted as gone. One permit is not
   * worth two commits: once there is one, it waits a moment for more.
   *
   * @throws the signal's reason
   */
  async take(sender: string, wanted: number, signal: AbortSignal): Promise<number> {
    let gathered: number | undefined;
    for (;;) {
      signal.throwIfAborted();
      const windows = this.#windowsOf(sender);
      const now = this.#clock.now();
      const count = Math.min(wanted, availableIn(windows, now));
      const full = nextIn(windows, now, wanted);
      if (count > 0) gathered ??= now + limits.paceGatherMs;
      if (count > 0 && (full <= now || gathered! <= now)) {
        takeIn(windows, now, count);
        return count;
      }
      await this.#wait(Math.min(full, count > 0 ? gathered! : nextIn(windows, now)) - now, signal);
    }
  }

  #windowsOf(sender: string): readonly SlidingWindow[] {
    const own = this.#senders.get(sender);
    return own === undefined ? this.#transport.all : [...this.#transport.all, ...own.all];
  }

  #wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        callOff();
        this.#waiting.delete(end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const callOff = this.#timer.after(milliseconds, end);
      this.#waiting.add(end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
