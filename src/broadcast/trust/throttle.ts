import type { EnginePace } from '../../delivery/pacer.ts';
import { limits } from '../../limits.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Timer } from '../../ports/timer.ts';
import type { Trust } from './trust.ts';

/** The host's pace, with the senders who are throttled held to less: the stricter of the two counts. */
export function throttled(pace: EnginePace, perHour: ReadonlyMap<string, number>): EnginePace {
  if (perHour.size === 0) return pace;
  const senders = new Map(Object.entries(pace.senders ?? {}).map(([name, own]) => [name.normalize('NFC'), own]));
  for (const [name, most] of perHour) {
    const own = senders.get(name) ?? {};
    senders.set(name, { ...own, perHour: Math.min(most, own.perHour ?? Number.POSITIVE_INFINITY) });
  }
  return { ...pace, senders: Object.fromEntries(senders) };
}

export interface ThrottleParts {
  readonly trust: Trust;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Names of all senders there are. */
  readonly senders: () => readonly string[];
  /** Changes the pace of hand-overs. @throws SealcastError USAGE */
  readonly change: (pace: EnginePace) => void;
}

/** Keeps hand-overs to the host's pace and to the throttles in force; a throttle that ends is let go of by itself. */
export class Throttle {
  readonly #parts: ThrottleParts;
  #pace: EnginePace;
  #callOff: () => void = () => {};

  /** @param pace what is in force already */
  constructor(parts: ThrottleParts, pace: EnginePace) {
    this.#parts = parts;
    this.#pace = pace;
  }

  /** @throws SealcastError USAGE; then nothing has changed */
  pace(pace: EnginePace): void {
    this.#parts.change(throttled(pace, this.#inForce()));
    this.#pace = pace;
  }

  /** Looks again: a penalty has begun, or was lifted. */
  look(): void {
    if (this.#parts.trust.judges) this.pace(this.#pace);
  }

  close(): void {
    this.#callOff();
  }

  #inForce(): ReadonlyMap<string, number> {
    const { trust, clock, timer, senders } = this.#parts;
    const perHour = new Map<string, number>();
    let next = Number.POSITIVE_INFINITY;
    for (const name of trust.judges ? senders() : []) {
      const throttle = trust.throttleOf(name);
      if (throttle === null) continue;
      perHour.set(name, throttle.perHour);
      next = Math.min(next, throttle.until ?? Number.POSITIVE_INFINITY);
    }
    this.#callOff();
    if (next < Number.POSITIVE_INFINITY) {
      const wait = Math.min(limits.timerMs, Math.max(0, next - clock.now()));
      this.#callOff = timer.after(wait, () => this.look(), { background: true });
    }
    return perHour;
  }
}
