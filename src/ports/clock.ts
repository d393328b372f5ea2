export interface Clock {
  /** Unix time, milliseconds. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
