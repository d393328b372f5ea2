import { SealcastError } from '../errors.ts';
import { type Clock, monotonic } from '../ports/clock.ts';
import type { Transport } from '../ports/transport.ts';
import { checkNames } from './delivery-options.ts';
import { Lane } from './lane.ts';
import type { Pacer } from './pacer.ts';

/** All transports of an engine, in the order of fail-over, and which of them may be given something. */
export class Lanes {
  readonly all: readonly Lane[];
  readonly #pacer: Pacer;
  readonly #failOverMs: number;
  readonly #clock: Clock;

  /**
   * @param rungs how many classes share them
   * @throws SealcastError USAGE
   */
  constructor(transports: readonly Transport[], rungs: number, pacer: Pacer, failOverMs: number, clock: Clock) {
    this.all = transports.map((transport, index) => new Lane(transport, index, rungs));
    checkNames(this.all);
    this.#pacer = pacer;
    this.#failOverMs = failOverMs;
    this.#clock = clock;
  }

  /** @throws SealcastError USAGE for a transport there is not */
  named(name: string): Lane {
    const lane = this.all.find((one) => one.name === String(name).normalize('NFC'));
    if (lane !== undefined) return lane;
    throw new SealcastError('USAGE', 'the engine has no transport of this name', {
      hint: `it has ${this.all.map((one) => one.name).join(', ') || 'none'}`,
    });
  }

  get groupsUnderWay(): number {
    return this.all.reduce((total, lane) => total + lane.underWay, 0);
  }

  /** When one may be given something of a class, unix milliseconds: it is well, and it has permits. */
  opensAt(lane: Lane, now: number, rung?: number): number {
    const monotonicNow = monotonic(this.#clock);
    const at = lane.opensAt(monotonicNow, rung);
    return Math.max(at > monotonicNow ? now + at - monotonicNow : 0, this.#pacer.opensAt(lane.name, now));
  }

  /** One that has taken nothing for too long leaves what is its own to the next one that works, but for its probes. */
  insteadOf(lane: number): Lane {
    const now = monotonic(this.#clock);
    for (let other = lane; other < this.all.length; other++) {
      const one = this.all[other]!;
      if (!one.paused && (one.downMs(now) < this.#failOverMs || one.opensAt(now) <= now)) return one;
    }
    return this.all[lane]!;
  }

  /** When one of them may be given something that may not now, unix milliseconds; Infinity when nobody knows. */
  changesAt(now: number): number {
    const monotonicNow = monotonic(this.#clock);
    let at = Number.POSITIVE_INFINITY;
    for (const lane of this.all) {
      const opens = this.opensAt(lane, now);
      const downMs = lane.downMs(monotonicNow);
      if (opens > now) at = Math.min(at, opens);
      // Then what is its own may go to the next one.
      if (downMs > 0 && downMs < this.#failOverMs) at = Math.min(at, now - downMs + this.#failOverMs);
    }
    return at;
  }
}
