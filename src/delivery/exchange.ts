import { limits } from '../limits.ts';
import { type Clock, monotonic } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Timer } from '../ports/timer.ts';
import type { Outcome } from '../ports/transport.ts';
import type { Delivery } from './delivery.ts';
import { type Group, handOver, parcelsOf } from './hand-over.ts';
import type { Ladder } from './ladder.ts';
import type { Answer, Lane } from './lane.ts';
import { Latency } from './latency.ts';
import { type Demotion, Overload } from './overload.ts';

/** How a hand-over ended, and when by the monotonic clock: for its lane. */
export interface Ending {
  how: Answer;
  now: number;
  /** Envelopes that had not been with this transport before. */
  firstTries: number;
}

export interface ExchangeParts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
}

/** One group and its transport: given, answered, committed; and how long each had waited, and took. */
export class Exchange {
  readonly latency: Latency;
  readonly overload: Overload;
  /** For how many milliseconds a transport that was told to stop is listened to. */
  lastAnswerMs: number = limits.lastAnswerMs;
  readonly #parts: ExchangeParts;
  readonly #handOverMs: number;

  /** @param handOverMs so long an answer is waited for */
  constructor(parts: ExchangeParts, ladder: Ladder, handOverMs: number) {
    this.#parts = parts;
    this.#handOverMs = handOverMs;
    this.latency = new Latency(ladder);
    this.overload = new Overload(ladder);
  }

  /**
   * Gives a group to its transport, and commits what became of it. `ending` is true also where this throws.
   *
   * @throws what a commit throws; then the delivery is to be given up
   */
  async give(
    delivery: Delivery,
    rung: number,
    group: Group,
    lane: Lane,
    stop: AbortSignal,
    ending: Ending,
  ): Promise<void> {
    const { clock, logger, timer } = this.#parts;
    this.#waited(rung, group);
    group.index.forEach((i, n) => {
      if (group.batch[n]!.attempts(i) === 0) ending.firstTries++;
    });
    const parcels = parcelsOf(delivery.record, delivery.body, group);
    const begun = monotonic(clock);
    let outcomes: readonly Outcome[] | null = [];
    try {
      outcomes = await handOver(lane.transport, parcels, stop, timer, this.#handOverMs, () => this.lastAnswerMs);
    } catch (error) {
      if (stop.aborted) outcomes = null;
      // What arrived before it threw, nobody knows: `unknown`, never a second hand-over by ourselves.
      else
        logger.warn(
          { transport: lane.name, envelopes: group.index.length, error: nameOf(error) },
          'a hand-over gave no answer',
        );
    }
    ending.now = monotonic(clock);
    this.latency.handedOver(rung, ending.now - begun);
    const answered = delivery.settle(group, lane.index, outcomes, clock.now(), stop.aborted);
    // That it took none says nothing of it, where it was told to stop.
    if (answered) ending.how = 'answered';
    else if (!stop.aborted) ending.how = 'not answered';
  }

  /** Is a class to be demoted, or taken back? */
  look(): void {
    this.#tell(this.overload.look(monotonic(this.#parts.clock)));
  }

  #waited(rung: number, { waitedMs }: Group): void {
    let sum = 0;
    let known = 0;
    for (const waited of waitedMs) {
      if (Number.isNaN(waited)) continue;
      this.latency.waited(rung, waited);
      sum += waited;
      known++;
    }
    if (known > 0) this.#tell(this.overload.waited(rung, sum / known, known, monotonic(this.#parts.clock)));
  }

  #tell(change: Demotion | null): void {
    if (change === null) return;
    const { class: name, demoted, waitMs, limitMs, waiting, envelopes } = change;
    const figures = { class: name, waiting, meanWaitMs: Math.round(waitMs * 10) / 10, limitMs, envelopes };
    if (demoted) this.#parts.logger.warn(figures, 'overload: a class is demoted');
    else this.#parts.logger.info(figures, 'overload is over: a class is taken back');
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
