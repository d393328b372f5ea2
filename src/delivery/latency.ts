import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { MessageClass } from '../broadcast/request.ts';
import type { Ladder } from './ladder.ts';

/** Of one stage of delivery, milliseconds; an HDR histogram's figures, three digits of them true. */
export interface LatencySummary {
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface ClassLatency {
  /** From the commit that made an envelope ready (or its time to be tried again) to its hand-over. */
  readonly wait: LatencySummary;
  /** From the hand-over to the answer, by groups. */
  readonly handOver: LatencySummary;
}

/** Since the engine was opened. */
export type LatencyReport = Readonly<Record<MessageClass, ClassLatency>>;

/** How long envelopes take, by class and stage. */
export class Latency {
  readonly #ladder: Ladder;
  /** Made when there is something to count: few engines have traffic of every class. */
  readonly #wait: (RecordableHistogram | undefined)[] = [];
  readonly #handOver: (RecordableHistogram | undefined)[] = [];

  constructor(ladder: Ladder) {
    this.#ladder = ladder;
  }

  waited(rung: number, milliseconds: number): void {
    this.#wait[rung] ??= newHistogram();
    this.#wait[rung].record(microseconds(milliseconds));
  }

  handedOver(rung: number, milliseconds: number): void {
    this.#handOver[rung] ??= newHistogram();
    this.#handOver[rung].record(microseconds(milliseconds));
  }

  report(): LatencyReport {
    return Object.fromEntries(
      this.#ladder.map(({ class: name }, rung) => [
        name,
        { wait: summary(this.#wait[rung]), handOver: summary(this.#handOver[rung]) },
      ]),
    ) as LatencyReport;
  }
}

/** A histogram counts from 1 to 2^53, and throws at anything else: at what a clock of the host's says, too. */
function microseconds(milliseconds: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(1, Math.round(milliseconds * 1000) || 1));
}

function newHistogram(): RecordableHistogram {
  return createHistogram({ figures: 3 });
}

function summary(histogram: RecordableHistogram | undefined): LatencySummary {
  if (histogram === undefined) return { count: 0, meanMs: 0, p50Ms: 0, p90Ms: 0, p99Ms: 0, maxMs: 0 };
  const of = (microseconds: number): number => Math.round(microseconds) / 1000;
  return {
    count: histogram.count,
    meanMs: of(histogram.mean),
    p50Ms: of(histogram.percentile(50)),
    p90Ms: of(histogram.percentile(90)),
    p99Ms: of(histogram.percentile(99)),
    maxMs: of(histogram.max),
  };
}
