import { equalBytes, hex } from '../crypto/bytes.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import { awaitsReceipts } from '../delivery/escalation.ts';
import type { RetryFilter } from '../delivery/retry.ts';
import { SealcastError } from '../errors.ts';
import {
  type AudienceDescription,
  type AudienceInput,
  audienceFromDescription,
  type ChunkSource,
  isAudience,
  openAudience,
} from '../fanout/read/audience.ts';
import { type BroadcastRecord, endWaiting, pendingOf } from '../spool/broadcast-record.ts';
import { checkDiskSpace } from '../spool/lmdb.ts';
import { orAborted } from '../threads/or-aborted.ts';
import { unreleasedError } from './admit/admission.ts';
import type { Approval, Approvals } from './admit/approvals.ts';
import { type Broadcast, BroadcastRun, type Extent } from './broadcast.ts';
import { admitted } from './cap.ts';
import {
  composeBroadcast,
  dryRecord,
  estimateBytes,
  extentOf,
  readingOf,
  requestMac,
  requestNameOf,
} from './compose.ts';
import {
  checkRecallable,
  isRecallDescription,
  noticeOf,
  type Recall,
  recallAudience,
  recallReportOf,
  settleHanding,
} from './recall.ts';
import { type Report, reportOf } from './report.ts';
import { type SendRequest, type Settings, settingsOf } from './request.ts';
import { compareAudience, type EngineParts, finishSealing, sealAudience } from './sealing.ts';
import { unpackRetention, wipeSecrets } from './secrets.ts';
import { aborted, codeOf, noTransport, untilAborted } from './stopped.ts';
import { givenOut } from './trust/sandbox.ts';

interface Running {
  readonly run: BroadcastRun;
  readonly record: BroadcastRecord;
  /** Settles when nothing of this broadcast is under way any more; never rejects. */
  readonly ended: Promise<void>;
}

/** Where a run's chunks come from. A dry run counts and stores nothing. */
interface Reading {
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

/** What `retry()` found. */
export interface Retried {
  /** Envelopes that wait again. */
  readonly retried: number;
  /** As `Broadcast.settled`, for this time. */
  readonly settled: Promise<Report>;
}

/** What `resume()` found: broadcasts that go on, and those that need their host to `send` again, same key, same audience. */
export interface Resumed {
  readonly resumed: readonly Broadcast[];
  readonly waiting: readonly Report[];
}

/**
 * The broadcasts of one engine, and which of them are under way: begun, repeated under an idempotency key, resumed, aborted,
 * delivered. At most one run of a broadcast exists at a time.
 */
export class Broadcasts {
  readonly #parts: EngineParts;
  readonly #dispatcher: Dispatcher;
  readonly #approvals: Approvals;
  /** By broadcast id (dry runs by a number of their own), while sealing or delivering. */
  readonly #running = new Map<string, Running>();
  /** By request name: a second send with the key gets the same handle, also while the first one is still being composed. */
  readonly #starting = new Map<string, Promise<Broadcast>>();
  /** Aborts in the course of their last word, which an engine that closes waits for. */
  readonly #aborting = new Set<Promise<Report>>();
  readonly #closed = new AbortController();
  #dryRuns = 0;

  constructor(parts: EngineParts, dispatcher: Dispatcher, approvals: Approvals) {
    this.#parts = parts;
    this.#approvals = approvals;
    this.#dispatcher = dispatcher;
  }

  /** The record as its run moves it, or as it is stored. */
  latest(record: BroadcastRecord): BroadcastRecord {
    return this.#running.get(hex(record.id))?.record ?? record;
  }

  /** Handles of all that is under way, dry runs aside. */
  running(): Broadcast[] {
    return [...this.#running.values()].map(({ run }) => run).filter(({ id }) => id !== '');
  }

  /** Something that its delivery waits for: a part was released. */
  changed(record: BroadcastRecord): void {
    this.#dispatcher.changed(hex(record.id));
  }

  isRunning(record: BroadcastRecord): boolean {
    return this.#running.has(hex(record.id));
  }

  async send(request: SendRequest): Promise<Broadcast> {
    const { keyring, spool, clock } = this.#parts;
    const settings = this.#settingsOf(request, clock.now());
    const name = requestNameOf(keyring, request.idempotencyKey);
    if (request.signal?.aborted) throw aborted();
    Object.assign(settings, admitted(this.#parts, request));
    if (name === '' || request.dryRun === true) return this.#begin(request, settings, '');
    const starting = this.#starting.get(name);
    if (starting !== undefined) {
      const broadcast = await starting;
      this.#checkSameRequest(spool.broadcastOfRequest(name)!, settings);
      return broadcast;
    }
    const begun = this.#begin(request, settings, name).finally(() => this.#starting.delete(name));
    this.#starting.set(name, begun);
    return begun;
  }

  #settingsOf(request: SendRequest, now: number): Settings {
    const { gate } = this.#parts;
    return settingsOf(request, now, gate.defaultsOf(gate.profile(request?.profile).profile));
  }

  async resume(): Promise<Resumed> {
    const resumed: Broadcast[] = [];
    const waiting: Report[] = [];
    for (const { id, audience: description } of this.#parts.spool.broadcasts()) {
      const audience = this.#audienceOf(description);
      const extent = audience === null ? {} : await extentOf(audience);
      // From here to its start nothing is awaited: of two calls that find a broadcast waiting, one begins it.
      this.#checkOpen();
      const record = this.#parts.spool.broadcast(hex(id))!;
      if (this.isRunning(record)) continue;
      if (record.state === 'sealing' && audience === null) waiting.push(reportOf(record));
      else if (record.state === 'sealing') {
        const source = openAudience(audience!, readingOf(record));
        resumed.push(this.#seal(record, { source, extent, dryRun: false }, undefined));
      } else if (record.state === 'sealed' && isUnfinished(record) && this.#dispatcher.hasTransport)
        resumed.push(this.#deliverSealed(record));
    }
    return { resumed, waiting };
  }

  /** To be read again, where that needs no host. */
  #audienceOf(description: unknown): AudienceInput | null {
    if (description === null) return null;
    if (isRecallDescription(description)) return recallAudience(this.#parts, description);
    return audienceFromDescription(description as AudienceDescription);
  }

  /** @throws SealcastError USAGE when nothing of it waits any more */
  async abort(record: BroadcastRecord): Promise<Report> {
    const running = this.#running.get(hex(record.id));
    if (running !== undefined) return running.run.abort();
    if (record.state !== 'sealing' && !isUnfinished(record))
      throw new SealcastError('USAGE', 'nothing of this broadcast waits any more', {
        hint: 'purge erases what is left of it',
      });
    settleHanding(this.#parts, record);
    await this.#endAborted(record);
    return reportOf(record);
  }

  /** Those that failed are tried again, and nobody else. */
  async retry(record: BroadcastRecord, filter: RetryFilter): Promise<Retried> {
    if (!this.#dispatcher.hasTransport) throw noTransport();
    givenOut(record);
    const id = hex(record.id);
    for (let running = this.#running.get(id); running !== undefined; running = this.#running.get(id)) {
      const { settled } = running.run;
      const retried = await this.#dispatcher.retry(id, filter);
      if (retried !== undefined) return { retried, settled };
      if (this.latest(record).state !== 'sealed') break;
      // It is about to end, or compares an audience: then it is begun anew.
      await running.ended;
    }
    this.#checkOpen();
    // What was given may be older, of a handle from before.
    this.#reload(record);
    if (record.state !== 'sealed' || this.isRunning(record))
      throw new SealcastError('USAGE', `the broadcast is ${record.state}, and not being delivered`, {
        hint: 'only what was sealed and handed over can be tried again',
      });
    let retried = 0;
    const started = new Promise<void>((resolve, reject) => {
      const run = this.#deliverSealed(record, async (delivery) => {
        try {
          retried = await delivery.retry(filter);
          resolve();
        } catch (error) {
          reject(error);
          throw error;
        }
      });
      run.settled.catch(reject);
    });
    const { run } = this.#running.get(id)!;
    await started;
    return { retried, settled: run.settled };
  }

  /** Durable: a broadcast that is paused stays so in the next process, too. */
  pause(record: BroadcastRecord, paused: boolean): Report {
    const current = this.latest(record);
    if (current.paused !== paused) {
      current.paused = paused;
      this.#parts.spool.update(current);
      this.#dispatcher.changed(hex(record.id));
    }
    return reportOf(current);
  }

  /** What was held is delivered, where there is a transport. @throws SealcastError as Approvals.approve */
  async approve(record: BroadcastRecord, approval: Approval): Promise<Report> {
    const id = hex(record.id);
    const latest = () => this.latest(this.#parts.spool.broadcast(id)!);
    await this.#approvals.approve(latest, approval);
    this.#dispatcher.changed(id);
    const approved = latest();
    const waits = approved.state === 'sealed' && pendingOf(approved.counts) > 0;
    if (waits && this.#dispatcher.hasTransport && !this.isRunning(approved)) this.#deliverSealed(approved);
    return reportOf(approved);
  }

  /** @throws SealcastError USAGE for a notice, KEY_ERASED for what was purged */
  async recall(record: BroadcastRecord): Promise<Recall> {
    checkRecallable(record);
    const id = hex(record.id);
    await this.#running.get(id)?.run.abort();
    const { spool } = this.#parts;
    const withdrawn = spool.broadcast(id)!;
    settleHanding(this.#parts, withdrawn);
    // Also where nothing waits: it is not to be sent, or tried, again.
    await this.#endAborted(withdrawn, true);
    // From here to the start of the notice nothing is awaited: of two calls one makes it, and nothing else begins meanwhile.
    this.#checkOpen();
    const recalled = spool.broadcast(id)!;
    checkRecallable(recalled);
    const notice = noticeOf(this.#parts, recalled);
    const current = () => recallReportOf(recalled, notice && this.latest(spool.broadcast(hex(notice.id))!));
    const run = notice === null ? undefined : this.#goOn(notice);
    await run?.done;
    const report = current();
    const settled =
      run?.settled.then(current) ?? (report.pending === 0 ? Promise.resolve(report) : Promise.reject(noTransport()));
    // A host that only looks at the counts must not die of an unhandled rejection.
    settled.catch(() => {});
    return { ...report, settled };
  }

  /** A notice: its run, begun where there is something to do and none yet. */
  #goOn(notice: BroadcastRecord): Broadcast | undefined {
    const running = this.#running.get(hex(notice.id));
    if (running !== undefined) return running.run;
    if (notice.state === 'sealing') {
      const source = openAudience(this.#audienceOf(notice.audience)!, readingOf(notice));
      return this.#seal(notice, { source, extent: {}, dryRun: false }, undefined);
    }
    const delivers = notice.state === 'sealed' && pendingOf(notice.counts) > 0 && this.#dispatcher.hasTransport;
    return delivers ? this.#deliverSealed(notice) : undefined;
  }

  /**
   * Stops every run at its next border, in a state that can be resumed: sealing at once; what is with a transport is waited for,
   * but not longer than `graceMs`.
   */
  async interrupt(graceMs: number): Promise<void> {
    const reason = new SealcastError('INTERRUPTED', 'the engine was closed while this broadcast was under way', {
      hint: 'resume goes on where it stopped',
    });
    this.#closed.abort(reason);
    const running = [...this.#running.values()];
    for (const { run } of running) run.requestStop(reason);
    await this.#dispatcher.drain(graceMs);
    await this.#dispatcher.close(reason);
    await Promise.all(running.map(({ ended }) => ended));
    await Promise.allSettled(this.#aborting);
    this.#approvals.close(reason);
  }

  // ---- beginning ----

  async #begin(request: SendRequest, settings: Settings, requestName: string): Promise<Broadcast> {
    const { spool, dir } = this.#parts;
    if (requestName !== '' && spool.broadcastOfRequest(requestName) !== undefined)
      return this.#repeat(request, settings, requestName);

    const dryRun = request.dryRun === true;
    // What is refused here makes no sender, and reads nothing; what counts is asked again in the turn that stores it.
    const admit = () => this.#parts.gate.admit(settings, request.message, request.profile);
    admit();
    if (!dryRun) await this.#checkSender(request);
    const source = openAudience(request.to, readingOf(settings));
    try {
      // The heading is read before anything is stored: a file that cannot be read leaves no broadcast behind.
      await untilAborted(orAborted(source.start(), this.#closed.signal), request.signal);
      const extent = await extentOf(request.to);
      this.#checkOpen();
      if (!dryRun) checkDiskSpace(dir, estimateBytes(extent, settings));
      const description = isAudience(request.to) ? request.to.describe() : null;
      const record = dryRun
        ? dryRecord(settings, admit().admission)
        : composeBroadcast(this.#parts, settings, admit(), description, requestName);
      return this.#seal(record, { source, extent, dryRun, onRefused: request.onRefused }, request.signal);
    } catch (error) {
      await source.return();
      throw error;
    }
  }

  /** A send under a key that was used before: goes on where it stopped, or answers with what it came to. */
  async #repeat(request: SendRequest, settings: Settings, requestName: string): Promise<Broadcast> {
    const extent = await extentOf(request.to);
    // From here to its start nothing is awaited: see resume().
    this.#checkOpen();
    const record = this.#parts.spool.broadcastOfRequest(requestName)!;
    this.#checkSameRequest(record, settings);
    const running = this.#running.get(hex(record.id));
    if (running !== undefined) return running.run;
    const { admission } = record;
    if (admission.state === 'refused' || admission.state === 'withdrawn') throw unreleasedError(admission);
    if (record.state === 'aborted' || record.state === 'purged')
      throw new SealcastError('ABORTED', `the broadcast of this idempotency key was ${record.state}`, {
        hint: 'send under another key if it is to go out after all',
      });
    const source = openAudience(request.to, readingOf(record));
    const { onRefused } = request;
    if (record.state === 'sealing')
      return this.#seal(record, { source, extent, dryRun: false, onRefused }, request.signal);

    const run = new BroadcastRun(hex(record.id), () => reportOf(record), extent);
    const compare = async (): Promise<void> => {
      try {
        await compareAudience(this.#parts, record, source, run);
      } finally {
        void source.return();
      }
    };
    this.#start(record, run, { signal: request.signal, seal: compare });
    return run;
  }

  #checkSameRequest(record: BroadcastRecord, settings: Settings): void {
    if (record.request !== null && equalBytes(requestMac(this.#parts.keyring, settings), record.request)) return;
    const what = 'this idempotency key was used for another message, sender or options';
    throw new SealcastError('IDEMPOTENCY_CONFLICT', what, {
      hint: 'use another key, or send exactly what was sent before',
    });
  }

  async #checkSender({ from, newSender }: SendRequest): Promise<void> {
    const { keyring } = this.#parts;
    const senders = keyring.senders();
    if (senders.some(({ name }) => name === from.normalize('NFC'))) return;
    // The first sender of a new directory needs no ceremony; a later unknown name is more likely a slip than a wish.
    if (senders.length === 0 || newSender === true) await keyring.createSender(from);
    else keyring.sender(from);
  }

  // ---- running ----

  #seal(record: BroadcastRecord, reading: Reading, signal: AbortSignal | undefined): Broadcast {
    const { source, extent, dryRun, onRefused } = reading;
    const current = (): Report => reportOf(record, dryRun ? 'dry-run' : record.state);
    const run = new BroadcastRun(dryRun ? '' : hex(record.id), current, extent);
    if (onRefused !== undefined) run.onRefused = onRefused;
    const seal = async (): Promise<void> => {
      try {
        await sealAudience(this.#parts, record, source, run, dryRun);
      } catch (error) {
        if (!dryRun) this.#reload(record);
        if (!dryRun && run.stopped === undefined && error instanceof SealcastError) {
          const { code, violations = [] } = error;
          if (code === 'TOO_MANY_REFUSED' || code === 'PERMIT_REFUSED')
            await finishSealing(this.#parts, record, 'aborted');
          if (code === 'POLICY_REFUSED')
            await finishSealing(this.#parts, record, 'aborted', this.#parts.gate.refused(record.admission, violations));
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

  /** @param first done with the delivery before it begins */
  #deliverSealed(record: BroadcastRecord, first?: (delivery: Delivery) => Promise<void>): BroadcastRun {
    const run = new BroadcastRun(hex(record.id), () => reportOf(record));
    this.#start(record, run, { seal: () => Promise.resolve(), first });
    return run;
  }

  /** Runs `seal` and the delivery of what it commits, behind a handle that everybody finds by its id. */
  #start(record: BroadcastRecord, run: BroadcastRun, how: HowToRun): void {
    const { signal, seal, early = false, dryRun = false, first } = how;
    const delivers = !dryRun && !record.sandbox && this.#dispatcher.hasTransport;
    /** Answers how the handle is told, once nothing of the broadcast runs any more. */
    const work = async (): Promise<() => void> => {
      let delivering = delivers && early ? this.#deliver(record, run) : undefined;
      try {
        await seal();
      } catch (error) {
        this.#parts.logger.warn({ broadcast: run.id, code: codeOf(error) }, 'broadcast stopped');
        if (this.#closed.signal.aborted) await delivering?.ended.catch(() => {});
        else await this.#dispatcher.stop(run.id, error);
        // abort() has the last word itself: `done` rejects once the abort is durable.
        return () => {
          if (run.stopped?.code !== 'ABORTED') run.failed(error);
        };
      }
      const report = run.report();
      this.#approvals.sealed(record, run);
      if (delivers && (isUnfinished(record) || first !== undefined)) delivering ??= this.#deliver(record, run);
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
    // The handle is registered before any work: abort() must find it at its first await.
    const ended = Promise.resolve()
      .then(work)
      .finally(() => {
        this.#running.delete(key);
        signal?.removeEventListener('abort', onSignal);
      })
      .then((tell) => tell())
      // A logger of the host's that throws, a spool that cannot even say what it holds: told, and no unhandled rejection.
      .catch((error: unknown) => run.failed(error));
    this.#running.set(key, { run, record, ended });
    // The handle may be an old one, and its record what things were like at its end: to store that would undo what came after.
    const stored = (): BroadcastRecord => {
      if (dryRun) throw new SealcastError('USAGE', 'a dry run has sent nothing');
      this.#checkOpen();
      return this.#parts.spool.broadcast(run.id)!;
    };
    if (!dryRun)
      run.onReport = () => {
        const ended = !this.isRunning(record) && !this.#closed.signal.aborted;
        return reportOf(ended ? stored() : this.latest(record));
      };
    run.onRetry = async (filter) => this.retry(stored(), filter);
    run.onPause = (paused) => this.pause(stored(), paused);
    run.onRecall = async () => {
      try {
        return await this.recall(stored());
      } finally {
        if (!dryRun && !this.#closed.signal.aborted && !this.isRunning(record)) this.#reload(record);
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
    else signal?.addEventListener('abort', onSignal, { once: true });
  }

  async #abortRun({ run, record, ended }: Running, dryRun: boolean): Promise<Report> {
    this.#checkOpen();
    const reason = aborted();
    const under = this.isRunning(record);
    run.requestStop(reason);
    try {
      if (!dryRun) await this.#dispatcher.stop(run.id, reason);
      await ended;
      if (dryRun) return run.report();
      // The handle may be an old one: its broadcast purged since, or under way once more.
      const newer = this.#running.get(run.id);
      if (newer !== undefined) await newer.run.abort();
      this.#reload(record);
      // Where a transport had all of it, nothing is left to withdraw; aborted it was all the same.
      await this.#endAborted(record, under);
      return run.report();
    } finally {
      run.failed(reason);
    }
  }

  #checkOpen(): void {
    if (this.#closed.signal.aborted)
      throw new SealcastError('ENGINE_CLOSED', 'the engine is closed', { hint: 'open it again' });
  }

  async #endAborted(record: BroadcastRecord, wasRunning = false): Promise<void> {
    if (record.state === 'sealing') await finishSealing(this.#parts, record, 'aborted');
    else if (record.state === 'sealed' && (wasRunning || isUnfinished(record))) {
      endWaiting(record, 'recalled');
      record.state = 'aborted';
      this.#parts.spool.update(record);
    }
    this.#approvals.ended(record);
  }

  /** Begins to deliver what is committed. @throws SealcastError KEY_ERASED */
  #deliver(record: BroadcastRecord, run: BroadcastRun): Delivering {
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
      this.#reload(record);
      this.#parts.logger.warn({ broadcast: run.id, code: codeOf(error) }, 'delivery stopped');
      return () => {
        if (run.stopped?.code !== 'ABORTED') run.undelivered(error);
      };
    }
  }

  /** A commit that failed has moved the record in memory only: what is on disk counts. */
  #reload(record: BroadcastRecord): void {
    Object.assign(record, this.#parts.spool.broadcast(hex(record.id)));
  }
}

/** Some of it wait for a transport, or await a receipt. */
function isUnfinished(record: BroadcastRecord): boolean {
  return pendingOf(record.counts) > 0 || awaitsReceipts(record);
}
