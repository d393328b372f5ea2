export interface Clock {
  /** Unix time, milliseconds. */
  now(): number;
  /** Milliseconds, with fractions, of a clock that is never set back: for how long things take. @defaultValue `now` */
  monotonic?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export function monotonic(clock: Clock): number {
  return clock.monotonic?.() ?? clock.now();
}
