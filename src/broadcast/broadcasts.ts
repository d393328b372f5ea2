import { equalBytes, hex } from '../crypto/bytes.ts';
import { dispatch } from '../delivery/dispatch.ts';
import type { Pacer } from '../delivery/pacer.ts';
import { SealcastError } from '../errors.ts';
import {
  type AudienceDescription,
  audienceFromDescription,
  type ChunkSource,
  isAudience,
  openAudience,
} from '../fanout/read/audience.ts';
import type { Transport } from '../ports/transport.ts';
import { type BroadcastRecord, pendingOf } from '../spool/broadcast-record.ts';
import { checkDiskSpace } from '../spool/lmdb.ts';
import { orAborted } from '../threads/or-aborted.ts';
import { type Broadcast, BroadcastRun, type Extent } from './broadcast.ts';
import {
  composeBroadcast,
  dryRecord,
  estimateBytes,
  extentOf,
  readingOf,
  requestMac,
  requestNameOf,
} from './compose.ts';
import { type Report, reportOf } from './report.ts';
import { type SendRequest, type Settings, settingsOf } from './request.ts';
import { compareAudience, type EngineParts, finishSealing, sealAudience } from './sealing.ts';
import { type RetentionSecrets, unpackRetention, wipeSecrets } from './secrets.ts';

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
  readonly #transport: Transport | undefined;
  readonly #pacer: Pacer;
  /** By broadcast id (dry runs by a number of their own), while sealing or delivering. */
  readonly #running = new Map<string, Running>();
  /** By request name: a second send with the key gets the same handle, also while the first one is still being composed. */
  readonly #starting = new Map<string, Promise<Broadcast>>();
  /** Aborts in the course of their last word, which an engine that closes waits for. */
  readonly #aborting = new Set<Promise<Report>>();
  readonly #closed = new AbortController();
  #dryRuns = 0;

  constructor(parts: EngineParts, transport: Transport | undefined, pacer: Pacer) {
    this.#parts = parts;
    this.#transport = transport;
    this.#pacer = pacer;
  }

  /** The record as its run moves it, or as it is stored. */
  latest(record: BroadcastRecord): BroadcastRecord {
    return this.#running.get(hex(record.id))?.record ?? record;
  }

  isRunning(record: BroadcastRecord): boolean {
    return this.#running.has(hex(record.id));
  }

  async send(request: SendRequest): Promise<Broadcast> {
    const { keyring, spool, clock } = this.#parts;
    const settings = settingsOf(request, clock.now());
    const name = requestNameOf(keyring, request.idempotencyKey);
    if (request.signal?.aborted) throw aborted();
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

  async resume(): Promise<Resumed> {
    const resumed: Broadcast[] = [];
    const waiting: Report[] = [];
    for (const { id, audience: description } of this.#parts.spool.broadcasts()) {
      const audience = description === null ? null : audienceFromDescription(description as AudienceDescription);
      const extent = audience === null ? {} : await extentOf(audience);
      // From here to its start nothing is awaited: of two calls that find a broadcast waiting, one begins it.
      this.#checkOpen();
      const record = this.#parts.spool.broadcast(hex(id))!;
      if (this.isRunning(record)) continue;
      if (record.state === 'sealing' && audience === null) waiting.push(reportOf(record));
      else if (record.state === 'sealing') {
        const source = openAudience(audience!, readingOf(record));
        resumed.push(this.#seal(record, { source, extent, dryRun: false }, undefined));
      } else if (record.state === 'sealed' && pendingOf(record.counts) > 0 && this.#transport !== undefined) {
        const run = new BroadcastRun(hex(record.id), () => reportOf(record));
        this.#start(record, run, undefined, () => Promise.resolve());
        resumed.push(run);
      }
    }
    return { resumed, waiting };
  }

  /** @throws SealcastError USAGE when nothing of it waits any more */
  async abort(record: BroadcastRecord): Promise<Report> {
    const running = this.#running.get(hex(record.id));
    if (running !== undefined) return running.run.abort();
    if (record.state !== 'sealing' && pendingOf(record.counts) === 0)
      throw new SealcastError('USAGE', 'nothing of this broadcast waits any more', {
        hint: 'purge erases what is left of it',
      });
    await this.#endAborted(record);
    return reportOf(record);
  }

  /** Stops every run at its next border, in a state that can be resumed. */
  async interrupt(): Promise<void> {
    const reason = new SealcastError('INTERRUPTED', 'the engine was closed while this broadcast was under way', {
      hint: 'resume goes on where it stopped',
    });
    this.#closed.abort(reason);
    const running = [...this.#running.values()];
    for (const { run } of running) run.requestStop(reason);
    await Promise.all(running.map(({ ended }) => ended));
    await Promise.allSettled(this.#aborting);
  }

  // ---- beginning ----

  async #begin(request: SendRequest, settings: Settings, requestName: string): Promise<Broadcast> {
    const { spool, dir } = this.#parts;
    if (requestName !== '' && spool.broadcastOfRequest(requestName) !== undefined)
      return this.#repeat(request, settings, requestName);

    const dryRun = request.dryRun === true;
    if (!dryRun) await this.#checkSender(request);
    const source = openAudience(request.to, readingOf(settings));
    try {
      // The heading is read before anything is stored: a file that cannot be read leaves no broadcast behind.
      await untilAborted(orAborted(source.start(), this.#closed.signal), request.signal);
      const extent = await extentOf(request.to);
      this.#checkOpen();
      if (!dryRun) checkDiskSpace(dir, estimateBytes(extent, settings));
      const description = isAudience(request.to) ? request.to.describe() : null;
      const record = dryRun ? dryRecord(settings) : composeBroadcast(this.#parts, settings, description, requestName);
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
    if (record.state === 'aborted' || record.state === 'purged')
      throw new SealcastError('ABORTED', `the broadcast of this idempotency key was ${record.state}`, {
        hint: 'send under another key if it is to go out after all',
      });
    const source = openAudience(request.to, readingOf(record));
    const { onRefused } = request;
    if (record.state === 'sealing')
      return this.#seal(record, { source, extent, dryRun: false, onRefused }, request.signal);

    const run = new BroadcastRun(hex(record.id), () => reportOf(record), extent);
    this.#start(record, run, request.signal, async () => {
      try {
        await compareAudience(this.#parts, record, source, run);
      } finally {
        void source.return();
      }
    });
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
        if (!dryRun && error instanceof SealcastError && error.code === 'TOO_MANY_REFUSED')
          await finishSealing(this.#parts, record, 'aborted');
        throw run.stopped ?? error;
      } finally {
        // Not awaited: a stream that hangs must not hold up an abort.
        void source.return();
      }
    };
    this.#start(record, run, signal, seal, dryRun);
    return run;
  }

  /** Runs `seal`, then delivery, behind a handle that everybody finds by its id. */
  #start(
    record: BroadcastRecord,
    run: BroadcastRun,
    signal: AbortSignal | undefined,
    seal: () => Promise<void>,
    dryRun = false,
  ): void {
    /** Answers how the handle is told, once nothing of the broadcast runs any more. */
    const work = async (): Promise<() => void> => {
      try {
        await seal();
      } catch (error) {
        this.#parts.logger.warn({ broadcast: run.id, code: codeOf(error) }, 'broadcast stopped');
        // abort() has the last word itself: `done` rejects once the abort is durable.
        return () => {
          if (run.stopped?.code !== 'ABORTED') run.failed(error);
        };
      }
      const report = run.report();
      const delivering = !dryRun && this.#transport !== undefined && report.pending > 0;
      if (delivering) {
        run.sealed(report, true);
        return this.#deliver(record, run, this.#transport!);
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
    run.requestStop(reason);
    try {
      await ended;
      if (dryRun) return run.report();
      // The handle may be an old one: its broadcast purged since, or under way once more.
      const newer = this.#running.get(run.id);
      if (newer !== undefined) await newer.run.abort();
      this.#reload(record);
      await this.#endAborted(record);
      return run.report();
    } finally {
      run.failed(reason);
    }
  }

  #checkOpen(): void {
    if (this.#closed.signal.aborted)
      throw new SealcastError('ENGINE_CLOSED', 'the engine is closed', { hint: 'open it again' });
  }

  async #endAborted(record: BroadcastRecord): Promise<void> {
    if (record.state === 'sealing') await finishSealing(this.#parts, record, 'aborted');
    else if (record.state === 'sealed' && pendingOf(record.counts) > 0) {
      record.counts.recalled += pendingOf(record.counts);
      record.state = 'aborted';
      this.#parts.spool.update(record);
    }
  }

  async #deliver(record: BroadcastRecord, run: BroadcastRun, transport: Transport): Promise<() => void> {
    const { spool, erasure, clock, logger } = this.#parts;
    let retention: RetentionSecrets | undefined;
    try {
      retention = unpackRetention(erasure.open('retention', run.id));
      const { recordKey } = retention;
      const pacer = this.#pacer;
      await dispatch(record, { spool, transport, pacer, clock, logger, recordKey, signal: run.signal });
      return () => run.delivered(reportOf(record));
    } catch (error) {
      this.#reload(record);
      logger.warn({ broadcast: run.id, code: codeOf(error) }, 'delivery stopped');
      return () => {
        if (run.stopped?.code !== 'ABORTED') run.undelivered(error);
      };
    } finally {
      wipeSecrets(retention);
    }
  }

  /** A commit that failed has moved the record in memory only: what is on disk counts. */
  #reload(record: BroadcastRecord): void {
    Object.assign(record, this.#parts.spool.broadcast(hex(record.id)));
  }
}

/** The host's signal has a reason of its own; ours says what was aborted. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  try {
    return await orAborted(promise, signal);
  } catch (error) {
    throw signal.aborted && error === signal.reason ? aborted() : error;
  }
}

function aborted(): SealcastError {
  return new SealcastError('ABORTED', 'the broadcast was aborted', {
    hint: 'nothing of it that waited will be delivered',
  });
}

function noTransport(): SealcastError {
  return new SealcastError('NO_TRANSPORT', 'the engine has no transport: the envelopes wait in the spool', {
    hint: 'openEngine({ transport }) delivers them, envelopes() and fetch() read them',
  });
}

function codeOf(error: unknown): string {
  return error instanceof SealcastError ? error.code : 'INTERNAL';
}
