import { hex } from '../crypto/bytes.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import { awaitsReceipts } from '../delivery/escalation.ts';
import type { RetryFilter } from '../delivery/retry.ts';
import { SealcastError } from '../errors.ts';
import type { ChunkSource } from '../fanout/read/audience.ts';
import type { Refusal } from '../fanout/read/refusal.ts';
import { limits } from '../limits.ts';
import { type BroadcastRecord, endWaiting, pendingOf } from '../spool/broadcast-record.ts';
import { whenAborted } from '../threads/when-aborted.ts';
import { abortRuns } from './abort-runs.ts';
import type { Approvals } from './admit/approvals.ts';
import { type Broadcast, BroadcastRun, type Extent } from './broadcast.ts';
import { type Report, reportOf } from './report.ts';
import type { SendRequest } from './request.ts';
import { compareAudience, type EngineParts, finishSealing, sealAudience } from './sealing.ts';
import { unpackRetention, wipeSecrets } from './secrets.ts';
import { aborted, codeOf, noTransport } from './stopped.ts';

export interface Running {
  readonly run: BroadcastRun;
  readonly record: BroadcastRecord;
  /** Settles when nothing of this broadcast is under way any more; never rejects. */
  readonly ended: Promise<void>;
}

/** Where a run's chunks come from. A dry run counts and stores nothing. */
export interface Reading {
  readonly source: ChunkSource;
  readonly extent: Extent;
  readonly dryRun: boolean;
  readonly onRefused?: SendRequest['onRefused'];
}

/** How a broadcast is run: sealed (or compared), then delivered. */
interface HowToRun {
  readonly signal?: AbortSignal | undefined;
  readonly seal: () => Promise<void>;
  /** Delivered while it is sealed, not only after. */
  readonly early?: boolean;
  readonly dryRun?: boolean;
  readonly first?: ((delivery: Delivery) => Promise<void>) | undefined;
}

type Delivering = ReturnType<Dispatcher['add']>;

/** What a handle can ask for that begins something, or concerns more than its own run. */
export interface Requests {
  retry(record: BroadcastRecord, filter: RetryFilter): ReturnType<Broadcast['retry']>;
  pause(record: BroadcastRecord, paused: boolean): Report;
  recall(record: BroadcastRecord): ReturnType<Broadcast['recall']>;
}

/**
 * The broadcasts of one engine that are under way, each at most once: sealed (or compared), delivered, aborted, until nothing of
 * them runs any more and their handle has been told.
 */
export class Runs {
  readonly #parts: EngineParts;
  readonly #dispatcher: Dispatcher;
  readonly #approvals: Approvals;
  readonly #requests: Requests;
  /** By broadcast id (dry runs by a number of their own), while sealing or delivering. */
  readonly #running = new Map<string, Running>();
  /** Aborts in the course of their last word, which an engine that closes waits for. */
  readonly #aborting = new Set<Promise<Report>>();
  readonly #closed = new AbortController();
  #dryRuns = 0;

  constructor(parts: EngineParts, dispatcher: Dispatcher, approvals: Approvals, requests: Requests) {
    this.#parts = parts;
    this.#dispatcher = dispatcher;
    this.#approvals = approvals;
    this.#requests = requests;
  }

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** @throws SealcastError ENGINE_CLOSED */
  checkOpen(): void {
    if (this.#closed.signal.aborted)
      throw new SealcastError('ENGINE_CLOSED', 'the engine is closed', { hint: 'open it again' });
  }

  /** @param id in hexadecimal digits */
  of(id: string): Running | undefined {
    return this.#running.get(id);
  }

  has(record: BroadcastRecord): boolean {
    return this.#running.has(hex(record.id));
  }

  /** The record as its run moves it, or as it is stored. */
  latest(record: BroadcastRecord): BroadcastRecord {
    return this.#running.get(hex(record.id))?.record ?? record;
  }

  /** Handles of all that is under way, dry runs aside. */
  handles(): Broadcast[] {
    return [...this.#running.values()].map(({ run }) => run).filter(({ id }) => id !== '');
  }

  /** Seals on from where the record stands, and delivers. */
  seal(record: BroadcastRecord, reading: Reading, signal: AbortSignal | undefined): Broadcast {
    const { source, extent, dryRun, onRefused } = reading;
    const current = (): Report => reportOf(record, dryRun ? 'dry-run' : record.state);
    const run = new BroadcastRun(dryRun ? '' : hex(record.id), current, extent);
    if (onRefused !== undefined) run.onRefused = onRefused;
    const seal = async (): Promise<void> => {
      try {
        await sealAudience(this.#parts, record, source, run, dryRun);
      } catch (error) {
        if (!dryRun) this.reload(record);
        if (!dryRun && run.stopped === undefined && error instanceof SealcastError) {
          const { code, violations = [] } = error;
          if (code === 'TOO_MANY_REFUSED' || code === 'PERMIT_REFUSED')
            await finishSealing(this.#parts, record, 'aborted');
          if (code === 'POLICY_REFUSED') {
            await finishSealing(this.#parts, record, 'aborted', this.#parts.gate.refused(record.admission, violations));
            this.#parts.trust.refused(record.sender, error);
          }
        }
        throw run.stopped ?? error;
      } finally {
        // Not awaited: a stream that hangs must not hold up an abort.
        void source.return();
      }
    };
    // Where too many refusals, or too many people, end it all, nobody must have it by then.
    const fits = record.cap === null || record.cap.people >= (extent.expected ?? Number.POSITIVE_INFINITY);
    const released = record.admission.state === 'released';
    const early = record.maxRefused === Number.MAX_SAFE_INTEGER && released && fits;
    this.#start(record, run, { signal, seal, early, dryRun });
    return run;
  }

  /** Compares a whole audience with the one that was sealed. */
  compare(record: BroadcastRecord, { source, extent }: Reading, signal: AbortSignal | undefined): Broadcast {
    const run = new BroadcastRun(hex(record.id), () => reportOf(record), extent);
    const compare = async (): Promise<void> => {
      try {
        await compareAudience(this.#parts, record, source, run);
      } finally {
        void source.return();
      }
    };
    this.#start(record, run, { signal, seal: compare });
    return run;
  }

  /** @param first done with the delivery before it begins */
  deliver(record: BroadcastRecord, first?: (delivery: Delivery) => Promise<void>): BroadcastRun {
    const run = new BroadcastRun(hex(record.id), () => reportOf(record));
    this.#start(record, run, { seal: () => Promise.resolve(), first });
    return run;
  }

  /**
   * Stops every run at its next border, in a state that can be resumed: sealing at once; what is with a transport is waited for,
   * but not longer than `graceMs`.
   */
  async interrupt(reason: SealcastError, graceMs: number): Promise<void> {
    this.#closed.abort(reason);
    const running = [...this.#running.values()];
    for (const { run } of running) run.requestStop(reason);
    await this.#dispatcher.drain(graceMs, reason);
    await this.#dispatcher.close(reason);
    await Promise.all(running.map(({ ended }) => ended));
    await Promise.allSettled(this.#aborting);
  }

  /** Runs `seal` and the delivery of what it commits, behind a handle that everybody finds by its id. */
  #start(record: BroadcastRecord, run: BroadcastRun, how: HowToRun): void {
    const { signal, seal, early = false, dryRun = false, first } = how;
    const delivers = !dryRun && !record.sandbox && this.#dispatcher.hasTransport;
    /** Answers how the handle is told, once nothing of the broadcast runs any more. */
    const work = async (): Promise<() => void> => {
      let delivering = delivers && early ? this.#beginDelivery(record, run) : undefined;
      try {
        await seal();
      } catch (error) {
        this.#parts.logger.warn({ broadcast: run.id, code: codeOf(error) }, 'broadcast stopped');
        if (this.#closed.signal.aborted) await delivering?.ended.catch(() => {});
        // An audience that fails is a stop like a close: nobody wanted the answers lost that are on their way.
        else await this.#dispatcher.stop(run.id, error, run.stopped === undefined ? limits.closeGraceMs : 0);
        // abort() has the last word itself: `done` rejects once the abort is durable.
        return () => {
          if (run.stopped?.code !== 'ABORTED') run.failed(error);
        };
      }
      const report = run.report();
      this.#approvals.sealed(record, run);
      if (delivers && (isUnfinished(record) || first !== undefined)) delivering ??= this.#beginDelivery(record, run);
      if (delivering !== undefined) {
        run.sealed(report, true);
        return this.#delivered(record, run, delivering, first);
      }
      return () => {
        run.sealed(report, false);
        if (report.pending === 0) run.delivered(report);
        else run.undelivered(noTransport());
      };
    };
    const key = dryRun ? `dry run ${this.#dryRuns++}` : run.id;
    const onSignal = (): void => {
      run.abort().catch(() => {});
    };
    const leave = signal === undefined || signal.aborted ? () => {} : whenAborted(signal, onSignal);
    // The handle is registered before any work: abort() must find it at its first await.
    const ended = Promise.resolve()
      .then(work)
      .finally(() => {
        this.#running.delete(key);
        leave();
      })
      .then((tell) => tell())
      // A logger of the host's that throws, a spool that cannot even say what it holds: told, and no unhandled rejection.
      .catch((error: unknown) => run.failed(error));
    this.#running.set(key, { run, record, ended });
    // The handle may be an old one, and its record what things were like at its end: to store that would undo what came after.
    const stored = (): BroadcastRecord => {
      if (dryRun) throw new SealcastError('USAGE', 'a dry run has sent nothing');
      this.checkOpen();
      return this.#parts.spool.broadcast(run.id)!;
    };
    if (!dryRun)
      run.onReport = () => {
        const ended = !this.has(record) && !this.#closed.signal.aborted;
        return reportOf(ended ? stored() : this.latest(record));
      };
    run.onRefusals = () => this.#refusalsOf(stored());
    run.onRetry = async (filter) => this.#requests.retry(stored(), filter);
    run.onPause = (paused) => this.#requests.pause(stored(), paused);
    run.onRecall = async () => {
      try {
        return await this.#requests.recall(stored());
      } finally {
        if (!dryRun && !this.#closed.signal.aborted && !this.has(record)) this.reload(record);
      }
    };
    run.onAbort = () => {
      const aborting = this.#abortRun({ run, record, ended }, dryRun);
      this.#aborting.add(aborting);
      const forget = (): void => {
        this.#aborting.delete(aborting);
      };
      aborting.then(forget, forget);
      return aborting;
    };
    if (signal?.aborted) onSignal();
  }

  *#refusalsOf(record: BroadcastRecord): Generator<Refusal> {
    for (const refusal of this.#parts.spool.refusals(record)) {
      yield refusal;
      // The next one may be read from a spool that was closed meanwhile.
      this.checkOpen();
    }
  }

  async #abortRun({ run, record, ended }: Running, dryRun: boolean): Promise<Report> {
    this.checkOpen();
    const reason = aborted();
    const under = this.has(record);
    run.requestStop(reason);
    try {
      if (!dryRun) await this.#dispatcher.stop(run.id, reason);
      await ended;
      if (dryRun) return run.report();
      // The handle may be an old one: its broadcast purged since, or under way once more.
      await abortRuns(
        () => this.#running.get(run.id)?.run,
        () => {
          this.reload(record);
          // Where a transport had all of it, nothing is left to withdraw; aborted it was all the same.
          return this.endAborted(record, under);
        },
      );
      return run.report();
    } finally {
      run.failed(reason);
    }
  }

  async endAborted(record: BroadcastRecord, wasRunning = false): Promise<void> {
    if (record.state === 'sealing') await finishSealing(this.#parts, record, 'aborted');
    else if (record.state === 'sealed' && (wasRunning || isUnfinished(record))) {
      endWaiting(record, 'recalled');
      record.state = 'aborted';
      this.#parts.spool.update(record);
    }
    this.#approvals.ended(record);
  }

  /** Begins to deliver what is committed. @throws SealcastError KEY_ERASED */
  #beginDelivery(record: BroadcastRecord, run: BroadcastRun): Delivering {
    const retention = unpackRetention(this.#parts.erasure.open('retention', run.id));
    try {
      const delivering = this.#dispatcher.add(record, retention.recordKey.slice(), retention.receiptKey);
      run.onCommitted = () => {
        delivering.delivery.committed(record.batches);
        this.#dispatcher.changed(run.id);
      };
      return delivering;
    } finally {
      wipeSecrets(retention);
    }
  }

  /** All is sealed; answers how the handle is told of the end of its delivery. */
  async #delivered(
    record: BroadcastRecord,
    run: BroadcastRun,
    { delivery, ended, recovered }: Delivering,
    first: HowToRun['first'],
  ): Promise<() => void> {
    try {
      // Aborted in the very tick that began it: there was no delivery yet that could have been stopped.
      if (run.stopped?.code === 'ABORTED') throw run.stopped;
      if (first !== undefined) {
        await recovered;
        await first(delivery);
      }
      delivery.sealed = true;
      this.#dispatcher.changed(run.id);
      await ended;
      this.#approvals.ended(record);
      return () => run.delivered(reportOf(record));
    } catch (error) {
      await this.#dispatcher.stop(run.id, error);
      this.reload(record);
      this.#parts.logger.warn({ broadcast: run.id, code: codeOf(error) }, 'delivery stopped');
      return () => {
        if (run.stopped?.code !== 'ABORTED') run.undelivered(error);
      };
    }
  }

  /** A commit that failed has moved the record in memory only: what is on disk counts. */
  reload(record: BroadcastRecord): void {
    Object.assign(record, this.#parts.spool.broadcast(hex(record.id)));
  }
}

/** Some of it wait for a transport, or await a receipt. */
export function isUnfinished(record: BroadcastRecord): boolean {
  return pendingOf(record.counts) > 0 || awaitsReceipts(record);
}
