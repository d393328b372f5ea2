/** Waiting, as a port, so that a test can make an hour pass at once. */
export interface Timer {
  /** Calls once, not earlier than in so many milliseconds; answers how to call it off. */
  after(milliseconds: number, call: () => void, options?: TimerOptions): () => void;
}

export interface TimerOptions {
  /** Housekeeping, that nobody waits for: it must not keep a process alive that has nothing else to do. @defaultValue false */
  readonly background?: boolean;
}

export const systemTimer: Timer = {
  after(milliseconds, call, { background = false } = {}) {
    const timeout = setTimeout(call, milliseconds);
    if (background) timeout.unref();
    return () => clearTimeout(timeout);
  },
};
