import { equalBytes, hex } from '../crypto/bytes.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { RetryFilter } from '../delivery/retry.ts';
import { SealcastError } from '../errors.ts';
import {
  type AudienceDescription,
  type AudienceInput,
  audienceFromDescription,
  isAudience,
  openAudience,
} from '../fanout/read/audience.ts';
import { type BroadcastRecord, pendingOf } from '../spool/broadcast-record.ts';
import { checkDiskSpace } from '../spool/lmdb.ts';
import { orAborted } from '../threads/or-aborted.ts';
import { abortRuns } from './abort-runs.ts';
import { unreleasedError } from './admit/admission.ts';
import type { Approval, Approvals } from './admit/approvals.ts';
import type { Admitted } from './admit/gate.ts';
import type { Broadcast } from './broadcast.ts';
import { admitted, type Cap, capExceeded, leastCap } from './cap.ts';
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
import { isUnfinished, Runs } from './runs.ts';
import type { EngineParts } from './sealing.ts';
import { aborted, noTransport, untilAborted } from './stopped.ts';
import { givenOut } from './trust/sandbox.ts';

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

/** A send that may begin, on the conditions that are in its settings. */
interface Asked {
  readonly request: SendRequest;
  readonly settings: Settings;
  /** As `Allowed.spend`. */
  readonly spend: () => void;
}

/** What can be asked of the broadcasts of one engine: begun, repeated under an idempotency key, resumed, tried again, recalled. */
export class Broadcasts {
  readonly #parts: EngineParts;
  readonly #dispatcher: Dispatcher;
  readonly #approvals: Approvals;
  readonly #runs: Runs;
  /** By request name: a second send with the key gets the same handle, also while the first one is still being composed. */
  readonly #starting = new Map<string, Promise<Broadcast>>();

  constructor(parts: EngineParts, dispatcher: Dispatcher, approvals: Approvals) {
    this.#parts = parts;
    this.#approvals = approvals;
    this.#dispatcher = dispatcher;
    this.#runs = new Runs(parts, dispatcher, approvals, {
      retry: (record, filter) => this.retry(record, filter),
      pause: (record, paused) => this.pause(record, paused),
      recall: (record) => this.recall(record),
    });
  }

  /** The record as its run moves it, or as it is stored. */
  latest(record: BroadcastRecord): BroadcastRecord {
    return this.#runs.latest(record);
  }

  /** Handles of all that is under way, dry runs aside. */
  running(): Broadcast[] {
    return this.#runs.handles();
  }

  /** Something that its delivery waits for: a part was released. */
  changed(record: BroadcastRecord): void {
    this.#dispatcher.changed(hex(record.id));
  }

  isRunning(record: BroadcastRecord): boolean {
    return this.#runs.has(record);
  }

  async send(request: SendRequest): Promise<Broadcast> {
    const { keyring, spool, clock, gate } = this.#parts;
    const settings = this.#settingsOf(request, clock.now());
    const name = requestNameOf(keyring, request.idempotencyKey);
    if (request.signal?.aborted) throw aborted();
    // A repeated send was let through by the profile before.
    const against = () =>
      name !== '' && spool.broadcastOfRequest(name) !== undefined
        ? []
        : gate.against(settings, request.message, request.profile);
    const conditions = admitted(this.#parts, request, against);
    Object.assign(settings, conditions.settings);
    const asked: Asked = { request, settings, spend: conditions.spend };
    if (name === '' || request.dryRun === true) return this.#begin(asked, '');
    const starting = this.#starting.get(name);
    if (starting !== undefined) {
      const broadcast = await starting;
      this.#checkSameRequest(spool.broadcastOfRequest(name)!, settings);
      asked.spend();
      return broadcast;
    }
    const begun = this.#begin(asked, name).finally(() => this.#starting.delete(name));
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
      this.#runs.checkOpen();
      const record = this.#parts.spool.broadcast(hex(id))!;
      if (this.#runs.has(record)) continue;
      if (record.state === 'sealing' && audience === null) waiting.push(reportOf(record));
      else if (record.state === 'sealing') {
        const source = openAudience(audience!, readingOf(record));
        resumed.push(this.#runs.seal(record, { source, extent, dryRun: false }, undefined));
      } else if (record.state === 'sealed' && isUnfinished(record) && this.#dispatcher.hasTransport)
        resumed.push(this.#runs.deliver(record));
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
    const running = this.#runs.of(hex(record.id));
    if (running !== undefined) return running.run.abort();
    if (record.state !== 'sealing' && !isUnfinished(record))
      throw new SealcastError('USAGE', 'nothing of this broadcast waits any more', {
        hint: 'purge erases what is left of it',
      });
    settleHanding(this.#parts, record);
    await this.#runs.endAborted(record);
    return reportOf(record);
  }

  /** Those that failed are tried again, and nobody else. */
  async retry(record: BroadcastRecord, filter: RetryFilter): Promise<Retried> {
    if (!this.#dispatcher.hasTransport) throw noTransport();
    givenOut(record);
    const id = hex(record.id);
    for (let running = this.#runs.of(id); running !== undefined; running = this.#runs.of(id)) {
      const { settled } = running.run;
      const retried = await this.#dispatcher.retry(id, filter);
      if (retried !== undefined) return { retried, settled };
      if (this.latest(record).state !== 'sealed') break;
      // It is about to end, or compares an audience: then it is begun anew.
      await running.ended;
    }
    this.#runs.checkOpen();
    // What was given may be older, of a handle from before.
    this.#runs.reload(record);
    if (record.state !== 'sealed' || this.#runs.has(record))
      throw new SealcastError('USAGE', `the broadcast is ${record.state}, and not being delivered`, {
        hint: 'only what was sealed and handed over can be tried again',
      });
    let retried = 0;
    const started = new Promise<void>((resolve, reject) => {
      const run = this.#runs.deliver(record, async (delivery) => {
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
    const { run } = this.#runs.of(id)!;
    await started;
    return { retried, settled: run.settled };
  }

  /** Durable: a broadcast that is paused stays so in the next process, too. */
  pause(record: BroadcastRecord, paused: boolean): Report {
    const current = this.latest(record);
    if (current.paused !== paused) {
      try {
        current.paused = paused;
        this.#parts.spool.update(current);
      } catch (error) {
        current.paused = !paused;
        throw error;
      }
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
    if (waits && this.#dispatcher.hasTransport && !this.#runs.has(approved)) this.#runs.deliver(approved);
    return reportOf(approved);
  }

  /** @throws SealcastError USAGE for a notice, KEY_ERASED for what was purged */
  async recall(record: BroadcastRecord): Promise<Recall> {
    checkRecallable(record);
    const id = hex(record.id);
    const { spool } = this.#parts;
    await abortRuns(
      () => this.#runs.of(id)?.run,
      () => {
        const withdrawn = spool.broadcast(id)!;
        settleHanding(this.#parts, withdrawn);
        // Also where nothing waits: it is not to be sent, or tried, again.
        return this.#runs.endAborted(withdrawn, true);
      },
    );
    // From here to the start of the notice nothing is awaited: of two calls one makes it, and nothing else begins meanwhile.
    this.#runs.checkOpen();
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
    const running = this.#runs.of(hex(notice.id));
    if (running !== undefined) return running.run;
    if (notice.state === 'sealing') {
      const source = openAudience(this.#audienceOf(notice.audience)!, readingOf(notice));
      return this.#runs.seal(notice, { source, extent: {}, dryRun: false }, undefined);
    }
    const delivers = notice.state === 'sealed' && pendingOf(notice.counts) > 0 && this.#dispatcher.hasTransport;
    return delivers ? this.#runs.deliver(notice) : undefined;
  }

  /**
   * Stops every run at its next border, in a state that can be resumed: sealing at once; what is with a transport is waited for,
   * but not longer than `graceMs`.
   */
  async interrupt(graceMs: number): Promise<void> {
    const reason = new SealcastError('INTERRUPTED', 'the engine was closed while this broadcast was under way', {
      hint: 'resume goes on where it stopped',
    });
    await this.#runs.interrupt(reason, graceMs);
    this.#approvals.close(reason);
  }

  // ---- beginning ----

  async #begin(asked: Asked, requestName: string): Promise<Broadcast> {
    const { spool, dir } = this.#parts;
    const { request, settings } = asked;
    if (requestName !== '' && spool.broadcastOfRequest(requestName) !== undefined)
      return this.#repeat(asked, requestName);

    const dryRun = request.dryRun === true;
    // What is refused here makes no sender, and reads nothing; what counts is asked again in the turn that stores it.
    const admit = () => this.#admit(asked);
    admit();
    if (!dryRun) await this.#parts.keyring.settleSender(request.from, request.newSender === true);
    const source = openAudience(request.to, readingOf(settings));
    try {
      // The heading is read before anything is stored: a file that cannot be read leaves no broadcast behind.
      await untilAborted(orAborted(source.start(), this.#runs.closed), request.signal);
      const extent = await extentOf(request.to);
      this.#runs.checkOpen();
      if (!dryRun) checkDiskSpace(dir, estimateBytes(extent, settings));
      const description = isAudience(request.to) ? request.to.describe() : null;
      const admission = admit();
      asked.spend();
      const record = dryRun
        ? dryRecord(settings, admission.admission)
        : composeBroadcast(this.#parts, settings, admission, description, requestName);
      return this.#runs.seal(record, { source, extent, dryRun, onRefused: request.onRefused }, request.signal);
    } catch (error) {
      await source.return();
      throw error;
    }
  }

  #admit({ request, settings, spend }: Asked): Admitted {
    const { gate, trust } = this.#parts;
    try {
      return gate.admit(settings, request.message, request.profile);
    } catch (error) {
      // What counts against its sender counts once for each proof: else whoever has seen one could bring the sender down with it.
      if (request.dryRun !== true && trust.isViolation(error)) {
        spend();
        trust.refused(settings.from, error);
      }
      throw error;
    }
  }

  /** A send under a key that was used before: goes on where it stopped, or answers with what it came to. */
  async #repeat({ request, settings, spend }: Asked, requestName: string): Promise<Broadcast> {
    const extent = await extentOf(request.to);
    // From here to its start nothing is awaited: see resume().
    this.#runs.checkOpen();
    const record = this.#parts.spool.broadcastOfRequest(requestName)!;
    this.#checkSameRequest(record, settings);
    const running = this.#runs.of(hex(record.id));
    if (running !== undefined) {
      spend();
      return running.run;
    }
    const { admission } = record;
    if (admission.state === 'refused' || admission.state === 'withdrawn') throw unreleasedError(admission);
    if (record.state === 'aborted' || record.state === 'purged')
      throw new SealcastError('ABORTED', `the broadcast of this idempotency key was ${record.state}`, {
        hint: 'send under another key if it is to go out after all',
      });
    const goesOn = record.state === 'sealing';
    if (goesOn) checkSealed(this.#parts, record, settings.cap);
    spend();
    if (goesOn) this.#lowerCap(record, settings.cap);
    const source = openAudience(request.to, readingOf(record));
    const { onRefused } = request;
    if (goesOn) return this.#runs.seal(record, { source, extent, dryRun: false, onRefused }, request.signal);

    return this.#runs.compare(record, { source, extent, dryRun: false }, request.signal);
  }

  /**
   * What is not sealed yet may be anybody's: whoever goes on sends it, and reaches no more people than their own permits allow. Nor than
   * those before did: what goes on was begun by them. Durable before anything is read, for a `resume` that asks nobody.
   */
  #lowerCap(record: BroadcastRecord, cap: Cap | null): void {
    const { cap: before } = record;
    const least = leastCap(...[before, cap].filter((one) => one !== null));
    if (least === before) return;
    record.cap = least;
    try {
      this.#parts.spool.update(record);
    } catch (error) {
      record.cap = before;
      throw error;
    }
  }

  #checkSameRequest(record: BroadcastRecord, settings: Settings): void {
    if (record.request !== null && equalBytes(requestMac(this.#parts.keyring, settings), record.request)) return;
    const what = 'this idempotency key was used for another message, sender or options';
    throw new SealcastError('IDEMPOTENCY_CONFLICT', what, {
      hint: 'use another key, or send exactly what was sent before',
    });
  }
}

/**
 * A repeat that may send to fewer than are sealed already changes nothing: those who may can still go on.
 *
 * @throws SealcastError PERMIT_REFUSED, POLICY_REFUSED
 */
function checkSealed(parts: EngineParts, record: BroadcastRecord, cap: Cap | null): void {
  const { counts, cursor } = record;
  if (cap !== null && counts.sealed > cap.people)
    throw capExceeded(parts, { ...record, cap }, { row: cursor.rows, counts, goesOn: true });
}
