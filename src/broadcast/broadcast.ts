import type { RetryFilter } from '../delivery/retry.ts';
import { SealcastError } from '../errors.ts';
import type { Refusal } from '../fanout/read/refusal.ts';
import type { Counts } from '../spool/broadcast-record.ts';
import { CONTROL_SEALED, CONTROL_STOP, type Control, newControl } from '../threads/messages.ts';
import type { Retried } from './broadcasts.ts';
import type { Recall } from './recall.ts';
import type { Report } from './report.ts';

/** How far a broadcast is, at one moment. People unless it says envelopes. */
export interface Progress {
  readonly phase: 'reading' | 'sealing' | 'delivering' | 'finished';
  /** Rows read so far, and of how many where that is known (an array, a count given). */
  readonly listed: number;
  readonly expected: number | undefined;
  /** Bytes of the audience file read, and its size where known. */
  readonly bytesRead: number | undefined;
  readonly bytesExpected: number | undefined;
  readonly refused: number;
  readonly duplicates: number;
  /** Sealed and committed. */
  readonly sealed: number;
  readonly envelopes: number;
  /** Envelopes sealed by the threads in this run, committed or about to be. */
  readonly envelopesSealing: number;
  readonly delivered: number;
  readonly pending: number;
  /** As `Report.confirmed`. */
  readonly confirmed: number | null;
  /** Envelopes sealed a second since this run began. */
  readonly envelopesPerSecond: number;
  /** Envelopes that got their end, delivered or not, a second: over the last ten seconds of this iteration. */
  readonly deliveredPerSecond: number;
  readonly elapsedMilliseconds: number;
  /**
   * Until all is sealed, estimated from the share of the input that is done; then, until all have their end, from
   * `deliveredPerSecond`. Undefined while nothing can be said.
   */
  readonly millisecondsLeft: number | undefined;
}

/** One message on its way to one audience. */
export interface Broadcast {
  /** Hex, 32 characters; empty for a dry run. */
  readonly id: string;
  /** Resolves with the report when all is sealed and committed. Rejects with SealcastError ABORTED, INTERRUPTED, or what went wrong. */
  readonly done: Promise<Report>;
  /**
   * Resolves when it is released: when all its people are counted and no rule is against it, or once somebody has approved it. Rejects
   * with POLICY_REFUSED when it is refused, or withdrawn because nobody approved it in time, and as `done` does.
   */
  readonly approval: Promise<Report>;
  /** Resolves when every envelope has its end. Rejects with NO_TRANSPORT when the engine has none. */
  readonly settled: Promise<Report>;
  /** Snapshots, about ten a second, until sealing (and delivery, where there is a transport) is over; the last one is final. Never throws. */
  progress(): AsyncIterableIterator<Progress>;
  /**
   * Ends this broadcast for good: batches in flight are discarded and wiped, what waits for delivery is withdrawn. Settles within
   * 100 ms. To stop for now and go on later, close the engine instead.
   */
  abort(): Promise<Report>;
  /** Tries those that failed again, and nobody else. @throws SealcastError NO_TRANSPORT, USAGE when it is not sealed */
  retry(filter?: RetryFilter): Promise<Retried>;
  /** Hands nothing of it over until `unpause`, also after a restart. What is with a transport goes on; so does sealing. */
  pause(): Report;
  unpause(): Report;
  /** As `Engine.recall`. @throws SealcastError USAGE for a dry run */
  recall(): Promise<Recall>;
  /** The counts as they are committed now. */
  report(): Report;
  /** As `Engine.refusals`, for whoever sent it: no permit is asked for. @throws SealcastError USAGE for a dry run */
  refusals(): AsyncIterable<Refusal>;
}

/** How large the audience is, as far as anybody knows. */
export interface Extent {
  expected?: number | undefined;
  bytesExpected?: number | undefined;
}

/** What the run of a broadcast needs of its handle: the other side of the interface above. */
export class BroadcastRun implements Broadcast {
  readonly control: Control = newControl();
  readonly done: Promise<Report>;
  readonly settled: Promise<Report>;
  readonly approval: Promise<Report>;
  /** Set once by the engine: ends the broadcast for good. */
  onRefused: (refusals: readonly Refusal[]) => void = () => {};
  /** Told by sealing after each commit. */
  onCommitted: () => void = () => {};
  /** Where another run, or another handle, may have moved the counts since this one ended. */
  onReport: (() => Report) | undefined;
  onRetry: (filter: RetryFilter) => Promise<Retried> = () => Promise.reject(beforeStart());
  onRefusals: () => Iterable<Refusal> = () => {
    throw beforeStart();
  };
  onPause: (paused: boolean) => Report = () => {
    throw beforeStart();
  };
  onRecall: () => Promise<Recall> = () => Promise.reject(beforeStart());
  onAbort: () => Promise<Report> = () => Promise.reject(beforeStart());

  readonly #stop = new AbortController();
  #resolveDone!: (report: Report) => void;
  #rejectDone!: (error: unknown) => void;
  #resolveSettled!: (report: Report) => void;
  #rejectSettled!: (error: unknown) => void;
  #resolveApproval!: (report: Report) => void;
  #rejectApproval!: (error: unknown) => void;
  #stopped: SealcastError | undefined;
  #phase: Progress['phase'] = 'reading';
  #ended = false;
  #reading: Pick<Counts, 'listed' | 'refused' | 'duplicates'> | undefined;
  readonly #started = performance.now();
  readonly #startEnvelopes: number;
  readonly #wakers = new Set<() => void>();
  #aborting: Promise<Report> | undefined;
  readonly #current: () => Report;
  readonly #extent: Extent;
  #bytesRead = 0;

  readonly id: string;

  constructor(id: string, current: () => Report, extent: Extent = {}) {
    this.id = id;
    this.#current = current;
    this.#extent = extent;
    this.#startEnvelopes = current().envelopes;
    this.done = new Promise((resolve, reject) => {
      this.#resolveDone = resolve;
      this.#rejectDone = reject;
    });
    this.settled = new Promise((resolve, reject) => {
      this.#resolveSettled = resolve;
      this.#rejectSettled = reject;
    });
    this.approval = new Promise((resolve, reject) => {
      this.#resolveApproval = resolve;
      this.#rejectApproval = reject;
    });
    // A host that only watches progress must not die of an unhandled rejection.
    for (const promise of [this.done, this.settled, this.approval]) promise.catch(() => {});
  }

  /** Aborts, with the reason, when the broadcast is to stop: for whatever waits for an answer that may never come. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get stopped(): SealcastError | undefined {
    return this.#stopped;
  }

  report(): Report {
    return (this.onReport ?? this.#current)();
  }

  abort(): Promise<Report> {
    this.#aborting ??= this.onAbort();
    return this.#aborting;
  }

  retry(filter: RetryFilter = {}): Promise<Retried> {
    return this.onRetry(filter);
  }

  async *refusals(): AsyncGenerator<Refusal> {
    yield* this.onRefusals();
  }

  pause(): Report {
    return this.onPause(true);
  }

  unpause(): Report {
    return this.onPause(false);
  }

  recall(): Promise<Recall> {
    return this.onRecall();
  }

  /** Workers see it between two recipients, the main thread at its next await. The first reason stays. */
  requestStop(reason: SealcastError): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    Atomics.store(this.control, CONTROL_STOP, 1);
    this.#stop.abort(reason);
  }

  read(counts: Counts, byteCursor: number): void {
    this.#bytesRead = byteCursor;
    this.#reading = { listed: counts.listed, refused: counts.refused, duplicates: counts.duplicates };
    this.#phase = 'sealing';
    this.#wake();
  }

  /** Sealing is over, well. */
  sealed(report: Report, delivering: boolean): void {
    this.#phase = delivering ? 'delivering' : 'finished';
    this.#ended = !delivering;
    this.#resolveDone(report);
    this.#wake();
  }

  failed(error: unknown): void {
    this.#phase = 'finished';
    this.#ended = true;
    this.#rejectDone(error);
    this.#rejectSettled(error);
    this.#rejectApproval(error);
    this.#wake();
  }

  approved(report: Report): void {
    this.#resolveApproval(report);
  }

  unapproved(error: unknown): void {
    this.#rejectApproval(error);
  }

  delivered(report: Report): void {
    this.#phase = 'finished';
    this.#ended = true;
    this.#resolveSettled(report);
    this.#wake();
  }

  undelivered(error: unknown): void {
    this.#phase = 'finished';
    this.#ended = true;
    this.#rejectSettled(error);
    this.#wake();
  }

  async *progress(): AsyncIterableIterator<Progress> {
    const rate = new RecentRate();
    while (!this.#ended) {
      yield this.#snapshot(rate);
      await this.#nextMoment();
    }
    yield this.#snapshot(rate);
  }

  #snapshot(rate: RecentRate): Progress {
    const report = this.#current();
    const deliveredPerSecond = rate.at(performance.now(), report.envelopes - report.pending);
    const listed = Math.max(report.listed, this.#reading?.listed ?? 0);
    const elapsed = performance.now() - this.#started;
    const sealing = Atomics.load(this.control, CONTROL_SEALED);
    const { expected, bytesExpected } = this.#extent;
    const bytesRead = bytesExpected === undefined ? undefined : this.#bytesRead;
    const share = expected
      ? report.listed / expected
      : bytesExpected && bytesRead
        ? (bytesRead / bytesExpected) * (report.listed / Math.max(1, listed))
        : 0;
    const sealingLeft = share > 0 ? Math.round((elapsed / share) * (1 - share)) : undefined;
    const deliveryLeft = deliveredPerSecond > 0 ? Math.round((1000 * report.pending) / deliveredPerSecond) : undefined;
    const left = { reading: sealingLeft, sealing: sealingLeft, delivering: deliveryLeft, finished: 0 };
    return {
      phase: this.#phase,
      listed,
      expected,
      bytesRead,
      bytesExpected,
      refused: Math.max(report.refused, this.#reading?.refused ?? 0),
      duplicates: Math.max(report.duplicates, this.#reading?.duplicates ?? 0),
      sealed: report.sealed,
      envelopes: report.envelopes,
      envelopesSealing: Math.max(sealing, report.envelopes - this.#startEnvelopes),
      delivered: report.delivered,
      pending: report.pending,
      confirmed: report.confirmed,
      envelopesPerSecond: elapsed > 0 ? Math.round((sealing / elapsed) * 1000) : 0,
      deliveredPerSecond: Math.round(deliveredPerSecond * 10) / 10,
      elapsedMilliseconds: Math.round(elapsed),
      millisecondsLeft: left[this.#phase],
    };
  }

  #nextMoment(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, 100);
      this.#wakers.add(wake);
    });
  }

  #wake(): void {
    if (this.#ended) for (const wake of [...this.#wakers]) wake();
  }
}

/** How fast a count has grown of late: a broadcast that was held, or that a pace slows down, is not averaged with what was before. */
export class RecentRate {
  /** One a second. */
  readonly #samples: { readonly at: number; readonly count: number }[] = [];

  /** Counts a second, by the last ten seconds; 0 until there is a second to go by. @param now milliseconds that never go back */
  at(now: number, count: number): number {
    const last = this.#samples.at(-1);
    if (last === undefined || now - last.at >= 1_000) this.#samples.push({ at: now, count });
    while (this.#samples.length > 2 && now - this.#samples[1]!.at >= 10_000) this.#samples.shift();
    const first = this.#samples[0]!;
    return now - first.at < 1_000 ? 0 : (1000 * (count - first.count)) / (now - first.at);
  }
}

function beforeStart(): SealcastError {
  return new SealcastError('INTERNAL', 'a broadcast was called before it was started');
}
