import { Stop } from './stop.ts';

/** The hand-overs of a transport that are under way: each can be called off, and all of them when it is closed. */
export class HandOvers {
  /** The transport is closed. */
  readonly closed = new Stop();
  readonly #underWay = new Set<Stop>();

  /** @param signal of the engine, for this one */
  async run<T>(signal: AbortSignal, work: (stop: Stop) => Promise<T>): Promise<T> {
    const stop = new Stop();
    const end = (): void => stop.tell();
    this.#underWay.add(stop);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted || this.closed.told) stop.tell();
    try {
      return await work(stop);
    } finally {
      signal.removeEventListener('abort', end);
      this.#underWay.delete(stop);
    }
  }

  close(): void {
    this.closed.tell();
    for (const stop of this.#underWay) stop.tell();
  }
}
