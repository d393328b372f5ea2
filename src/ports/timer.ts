/** Waiting, as a port, so that a test can make an hour pass at once. */
export interface Timer {
  /** Calls once, not earlier than in so many milliseconds; answers how to call it off. */
  after(milliseconds: number, call: () => void): () => void;
}

export const systemTimer: Timer = {
  after(milliseconds, call) {
    const timeout = setTimeout(call, milliseconds);
    return () => clearTimeout(timeout);
  },
};
