import type { Timer } from '../ports/timer.ts';

/** Who waits for an envelope in which inbox. */
export class Arrivals {
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #timer: Timer;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  /**
   * Resolves when something arrived, `milliseconds` are over, or the signal is aborted; whoever asked looks again. Nothing is
   * missed when looking and asking happen in one turn of the event loop.
   */
  wait(inbox: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(inbox) ?? new Set();
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        waiting.delete(end);
        if (waiting.size === 0 && this.#waiting.get(inbox) === waiting) this.#waiting.delete(inbox);
        resolve();
      };
      const cancel = this.#timer.after(milliseconds, end);
      signal.addEventListener('abort', end, { once: true });
      waiting.add(end);
      this.#waiting.set(inbox, waiting);
    });
  }

  tell(inboxes: Iterable<string>): void {
    for (const inbox of inboxes) for (const end of [...(this.#waiting.get(inbox) ?? [])]) end();
  }

  /** Inboxes in which somebody waits. */
  get size(): number {
    return this.#waiting.size;
  }
}
