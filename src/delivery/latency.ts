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
  /** How many took at most so many milliseconds; the slowest are in `count` only. */
  readonly buckets: readonly { readonly leMs: number; readonly count: number }[];
}

export interface ClassLatency {
  /** From the commit that made an envelope ready (or its time to be tried again) to its hand-over. */
  readonly wait: LatencySummary;
  /** From the hand-over to the answer, by groups. */
  readonly handOver: LatencySummary;
}

/** Since the engine was opened. */
export type LatencyReport = Readonly<Record<MessageClass, ClassLatency>>;

/** Milliseconds, three a decade: what is urgent is told apart by single ones, what waits for a pace by minutes. */
const BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 3e5, 36e5];

/** How long envelopes take, by class and stage. */
export class Latency {
  readonly #ladder: Ladder;
  /** Made when there is something to count: few engines have traffic of every class. */
  readonly #wait: (Stage | undefined)[] = [];
  readonly #handOver: (Stage | undefined)[] = [];

  constructor(ladder: Ladder) {
    this.#ladder = ladder;
  }

  waited(rung: number, milliseconds: number): void {
    this.#wait[rung] ??= new Stage();
    this.#wait[rung].record(milliseconds);
  }

  handedOver(rung: number, milliseconds: number): void {
    this.#handOver[rung] ??= new Stage();
    this.#handOver[rung].record(milliseconds);
  }

  report(): LatencyReport {
    return Object.fromEntries(
      this.#ladder.map(({ class: name }, rung) => [
        name,
        { wait: summaryOf(this.#wait[rung]), handOver: summaryOf(this.#handOver[rung]) },
      ]),
    ) as LatencyReport;
  }
}

/** One stage of one class. The histogram knows quantiles, and not how many took at most so long: those are counted beside it. */
class Stage {
  readonly histogram: RecordableHistogram = createHistogram({ figures: 3 });
  readonly buckets = new Float64Array(BUCKETS_MS.length);

  record(milliseconds: number): void {
    this.histogram.record(microseconds(milliseconds));
    for (let n = 0; n < BUCKETS_MS.length; n++)
      if (milliseconds <= BUCKETS_MS[n]!) {
        this.buckets[n]!++;
        return;
      }
  }
}

/** A histogram counts from 1 to 2^53, and throws at anything else: at what a clock of the host's says, too. */
function microseconds(milliseconds: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(1, Math.round(milliseconds * 1000) || 1));
}

function summaryOf(stage: Stage | undefined): LatencySummary {
  let sum = 0;
  const buckets = BUCKETS_MS.map((leMs, n) => {
    sum += stage?.buckets[n] ?? 0;
    return { leMs, count: sum };
  });
  if (stage === undefined) return { count: 0, meanMs: 0, p50Ms: 0, p90Ms: 0, p99Ms: 0, maxMs: 0, buckets };
  const { histogram } = stage;
  const of = (microseconds: number): number => Math.round(microseconds) / 1000;
  return {
    count: histogram.count,
    meanMs: of(histogram.mean),
    p50Ms: of(histogram.percentile(50)),
    p90Ms: of(histogram.percentile(90)),
    p99Ms: of(histogram.percentile(99)),
    maxMs: of(histogram.max),
    buckets,
  };
}
