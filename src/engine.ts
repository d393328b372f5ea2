import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Broadcast, BroadcastRun, type Extent } from './broadcast/broadcast.ts';
import { type Report, reportOf } from './broadcast/report.ts';
import { type SendRequest, type Settings, settingsOf } from './broadcast/request.ts';
import { compareAudience, type EngineParts, eraseSealing, finishSealing, sealAudience } from './broadcast/sealing.ts';
import {
  newRetentionSecrets,
  newSealingSecrets,
  packRetention,
  packSealing,
  unpackRetention,
  wipeSecrets,
} from './broadcast/secrets.ts';
import { type BodyClass, sealBody } from './crypto/body.ts';
import { concat, equalBytes, fromHex, hex, utf8 } from './crypto/bytes.ts';
import { encodeEnvelope } from './crypto/envelope.ts';
import { pseudonyms } from './crypto/mailbox.ts';
import { wipe } from './crypto/wipe.ts';
import { dispatch } from './delivery/dispatch.ts';
import { SealcastError } from './errors.ts';
import { normaliseText } from './fanout/normalise.ts';
import {
  type AudienceDescription,
  type AudienceInput,
  audienceFromDescription,
  type ChunkSource,
  isAudience,
  openAudience,
  type ReadingOptions,
} from './fanout/read/audience.ts';
import type { Refusal } from './fanout/read/refusal.ts';
import { type KernelBuild, loadKernels } from './kernels/load.ts';
import { openErasure } from './keyring/erasure.ts';
import { openFileKeyStore } from './keyring/file-key-store.ts';
import { openKeyring, type SenderPublic } from './keyring/keyring.ts';
import { limits } from './limits.ts';
import { type Clock, systemClock } from './ports/clock.ts';
import type { KeyStore } from './ports/key-store.ts';
import { type Logger, silentLogger } from './ports/logger.ts';
import { type Random, systemRandom } from './ports/random.ts';
import type { Transport } from './ports/transport.ts';
import { bytesPerEnvelope, readEnvelopes } from './spool/batch-record.ts';
import { type BroadcastRecord, newCounts, pendingOf } from './spool/broadcast-record.ts';
import { checkDiskSpace } from './spool/lmdb.ts';
import { type DirectoryLock, lockDirectory, prepareDirectory } from './spool/lock.ts';
import { Spool, unknownBroadcast } from './spool/spool.ts';
import { Pool } from './threads/pool.ts';

export interface EngineOptions {
  /** Directory of keyring and spool; made with mode 0700. One process writes to it. */
  dir: string;
  /** Threads of the pool, 1 to 256. @defaultValue the machine's cores */
  threads?: number;
  /** Hands sealed envelopes over, as soon as a broadcast is sealed. Without one they wait in the spool. */
  transport?: Transport;
  /** Passphrase of the keyring file, UTF-8 bytes (normalised to NFC by you) or text; a copy is used. */
  passphrase?: Uint8Array | string;
  /** Where the keyring lives instead of DIR/keyring: a KMS. */
  keyStore?: KeyStore;
  /** pino's shape; counts, ids of broadcasts and durations only. @defaultValue silent */
  logger?: Logger;
  /** Force a build of the kernels. @defaultValue the best that runs here, or SEALCAST_KERNELS */
  kernels?: KernelBuild;
  /** Look beside a writing process: report, envelopes, fetch, refusals; everything else throws. @defaultValue false */
  readOnly?: boolean;
  clock?: Clock;
  random?: Random;
}

/** What `resume()` found: broadcasts that go on, and those that need their host to `send` again, same key, same audience. */
export interface Resumed {
  readonly resumed: readonly Broadcast[];
  readonly waiting: readonly Report[];
}

/** One recipient's envelopes of one broadcast, one per device, and the body that they open. */
export interface Fetched {
  readonly envelopes: readonly Uint8Array[];
  readonly body: Uint8Array;
}

/** A delivery engine on one directory. Close it, or bind it with `await using` (TypeScript; Node 24 in plain JavaScript). */
export interface Engine extends AsyncDisposable {
  readonly dir: string;
  readonly threads: number;
  /** Begins, continues or repeats a broadcast; resolves once it is durable under its id, before it is sealed. */
  send(request: SendRequest): Promise<Broadcast>;
  /** Goes on with what an earlier process left: sealing of file audiences, delivery of what is sealed. */
  resume(): Promise<Resumed>;
  /** Reports of all broadcasts, oldest first. */
  list(): Promise<Report[]>;
  report(broadcast: BroadcastRef): Promise<Report>;
  /** Every row that was refused: position, column and reason, in input order, as far as committed. */
  refusals(broadcast: BroadcastRef): AsyncIterable<Refusal>;
  /** Wire-format envelopes, in the spool's order, as far as committed when the iteration gets there. */
  envelopes(broadcast: BroadcastRef): AsyncIterable<Uint8Array>;
  /** The wire-format body of a broadcast. */
  body(broadcast: BroadcastRef): Promise<Uint8Array>;
  /** @throws SealcastError RECIPIENT_UNKNOWN when no envelope is addressed to this id */
  fetch(broadcast: BroadcastRef, recipientId: string): Promise<Fetched>;
  /** Ends a broadcast for good, running or not: nothing of it that waits is ever delivered. */
  abort(broadcast: BroadcastRef): Promise<Report>;
  /** Erases a broadcast that has ended: its envelopes, routes and keys are destroyed, its counts stay. */
  purge(broadcast: BroadcastRef): Promise<Report>;
  senders(): readonly SenderPublic[];
  createSender(name: string): Promise<SenderPublic>;
  /** Stops at the next batch border; what was being sealed can be resumed. Safe to call twice. */
  close(): Promise<void>;
}

/** A broadcast, or its id in hex. */
export type BroadcastRef = string | Pick<Broadcast, 'id'>;

/**
 * Opens the engine on a directory, making keyring and spool on first use.
 *
 * @throws SealcastError DIRECTORY_BUSY (another process writes to it), DIRECTORY_UNUSABLE, KEYRING_PASSPHRASE, KEYRING_DAMAGED,
 *   SPOOL_DAMAGED, SPOOL_SCHEMA, KERNEL_UNAVAILABLE, USAGE
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  if (typeof options?.dir !== 'string' || options.dir === '')
    throw new SealcastError('USAGE', 'openEngine needs a directory', {
      hint: "openEngine({ dir: './sealcast-data' })",
    });
  const readOnly = options.readOnly ?? false;
  const random = options.random ?? systemRandom;
  const clock = options.clock ?? systemClock;
  const pool = new Pool(options.threads);
  const kernels = loadKernels({ kernels: options.kernels });
  const dir = await prepareDirectory(options.dir, { readOnly });

  // Opened in this order, closed in the opposite one, also when a later one fails.
  const closers: (() => Promise<void> | void)[] = [];
  try {
    const lock: DirectoryLock | undefined = readOnly ? undefined : await lockDirectory(dir);
    closers.push(() => lock?.release());
    const store = options.keyStore ?? (await openStore(dir, options, random, readOnly));
    if (options.keyStore === undefined) closers.push(() => store.close());
    const keyring = await openKeyring(store, { random, create: !readOnly });
    closers.push(() => keyring.close());
    const spool = new Spool(dir, keyring.subkey('spool-record'), random, { readOnly });
    closers.push(() => spool.close());
    const erasure = await openErasure({ store, table: spool.chunkTable(), random, clock, readOnly });
    closers.push(() => erasure.close());
    closers.push(() => pool.close());
    const parts: EngineParts = {
      dir,
      spool,
      keyring,
      erasure,
      pool,
      kernels,
      random,
      clock,
      logger: options.logger ?? silentLogger,
    };
    const engine = new LocalEngine(parts, options.transport, readOnly, closers);
    if (!readOnly) await engine.recover();
    return engine;
  } catch (error) {
    for (const close of closers.reverse()) await close();
    throw error;
  }
}

async function openStore(dir: string, options: EngineOptions, random: Random, readOnly: boolean): Promise<KeyStore> {
  const given = options.passphrase;
  const passphrase = typeof given === 'string' ? utf8(given.normalize('NFC')) : given;
  return openFileKeyStore(join(dir, 'keyring'), {
    random,
    create: !readOnly,
    readOnly,
    ...(passphrase === undefined ? {} : { passphrase }),
  });
}

interface Running {
  readonly run: BroadcastRun;
  readonly record: BroadcastRecord;
  /** Settles when nothing of this broadcast is under way any more; never rejects. */
  readonly ended: Promise<void>;
}

class LocalEngine implements Engine {
  readonly dir: string;
  readonly #parts: EngineParts;
  readonly #transport: Transport | undefined;
  readonly #readOnly: boolean;
  readonly #closers: (() => Promise<void> | void)[];
  /** By broadcast id, while sealing or delivering. */
  readonly #running = new Map<string, Running>();
  /** By the MAC of an idempotency key: a second send of a running one gets the same handle, also while the first one starts. */
  readonly #starting = new Map<string, Promise<Broadcast>>();
  readonly #delivery = new AbortController();
  #daily: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    parts: EngineParts,
    transport: Transport | undefined,
    readOnly: boolean,
    closers: (() => Promise<void> | void)[],
  ) {
    this.dir = parts.dir;
    this.#parts = parts;
    this.#transport = transport;
    this.#readOnly = readOnly;
    this.#closers = closers;
  }

  get threads(): number {
    return this.#parts.pool.threads;
  }

  /** Finishes the erasures that a crash cut short, and keeps the daily one going. */
  async recover(): Promise<void> {
    for (const record of this.#parts.spool.broadcasts())
      if (record.state !== 'sealing' && !record.sealingErased) await eraseSealing(this.#parts, record);
    await this.#eraseDaily();
    this.#daily = setInterval(() => {
      this.#eraseDaily().catch((error: unknown) => {
        this.#parts.logger.error(
          { error: error instanceof SealcastError ? error.code : 'INTERNAL' },
          'daily erasure failed',
        );
      });
    }, limits.erasureCheckMs);
    this.#daily.unref();
  }

  async #eraseDaily(): Promise<void> {
    const { erasure, clock } = this.#parts;
    if (erasure.due('retention', clock.now())) await this.#eraseRetention();
  }

  /** Says `retentionErased` of the purged only after the step that made it true. */
  async #eraseRetention(): Promise<void> {
    const { erasure, spool } = this.#parts;
    const purged = spool.broadcasts().filter(({ state, retentionErased }) => state === 'purged' && !retentionErased);
    await erasure.step('retention');
    for (const record of purged) {
      record.retentionErased = true;
      spool.update(record);
    }
  }

  // ---- sending ----

  async send(request: SendRequest): Promise<Broadcast> {
    this.#checkWritable();
    const settings = settingsOf(request, this.#parts.clock.now());
    request.signal?.throwIfAborted();
    const name = this.#requestName(request.idempotencyKey);
    if (name === '' || request.dryRun === true) return this.#begin(request, settings, '');
    const starting = this.#starting.get(name);
    if (starting !== undefined) {
      const broadcast = await starting;
      this.#checkSameRequest(this.#record(broadcast), settings);
      return broadcast;
    }
    const begun = this.#begin(request, settings, name);
    this.#starting.set(name, begun);
    const forget = (): void => {
      this.#starting.delete(name);
    };
    begun.then((broadcast) => this.#running.get(broadcast.id)?.ended.then(forget) ?? forget(), forget);
    return begun;
  }

  async #begin(request: SendRequest, settings: Settings, requestName: string): Promise<Broadcast> {
    const { spool } = this.#parts;
    const earlier = requestName === '' ? undefined : spool.broadcastOfRequest(requestName);
    if (earlier !== undefined) return this.#repeat(request, settings, earlier);

    const dryRun = request.dryRun === true;
    await this.#checkSender(request);
    const reading = readingOf(settings);
    const source = openAudience(request.to, reading);
    try {
      // The heading is read before anything is stored: a file that cannot be read leaves no broadcast behind.
      await source.start();
      const extent = await extentOf(request.to);
      if (!dryRun) checkDiskSpace(this.dir, estimateBytes(extent, settings));
      const description = isAudience(request.to) ? request.to.describe() : null;
      const record = dryRun ? this.#dryRecord(settings) : this.#create(settings, description, requestName);
      return this.#start(record, source, extent, request.signal, dryRun);
    } catch (error) {
      await source.return();
      throw error;
    }
  }

  async #repeat(request: SendRequest, settings: Settings, record: BroadcastRecord): Promise<Broadcast> {
    this.#checkSameRequest(record, settings);
    if (record.state === 'aborted' || record.state === 'purged')
      throw new SealcastError('ABORTED', `the broadcast of this idempotency key was ${record.state}`, {
        hint: 'send under another key if it is to go out after all',
      });
    const source = openAudience(request.to, readingOf(record));
    const extent = await extentOf(request.to);
    if (record.state === 'sealing') return this.#start(record, source, extent, request.signal, false);

    const run = new BroadcastRun(hex(record.id), () => reportOf(record), extent);
    this.#register(record, run, request.signal, async () => {
      try {
        await compareAudience(this.#parts, record, source, run);
      } finally {
        await source.return();
      }
    });
    return run;
  }

  #checkSameRequest(record: BroadcastRecord, settings: Settings): void {
    const mac = this.#requestMac(settings);
    if (record.request === null || !equalBytes(mac, record.request))
      throw new SealcastError(
        'IDEMPOTENCY_CONFLICT',
        'this idempotency key was used for another message, sender or options',
        {
          hint: 'use another key, or send exactly what was sent before',
        },
      );
  }

  async #checkSender({ from, newSender }: SendRequest): Promise<void> {
    const { keyring } = this.#parts;
    if (typeof from !== 'string')
      throw new SealcastError('USAGE', 'send needs the name of a sender', { hint: "from: 'city-hall'" });
    const senders = keyring.senders();
    const known = senders.some(({ name }) => name === from.normalize('NFC'));
    if (known) return;
    // The first sender of a new directory needs no ceremony; a later unknown name is more likely a slip than a wish.
    if (senders.length === 0 || newSender === true) await keyring.createSender(from);
    else keyring.sender(from);
  }

  #create(settings: Settings, audience: AudienceDescription | null, requestName: string): BroadcastRecord {
    const { spool, keyring, erasure, random, logger } = this.#parts;
    const id = random.bytes(16);
    const owner = hex(id);
    const sealing = newSealingSecrets(random);
    const retention = newRetentionSecrets(random);
    const packed = [packSealing(sealing), packRetention(retention)] as const;
    const sender = keyring.sender(settings.from);
    try {
      const { body, digest } = sealBody(
        {
          kind: 1,
          class: settings.class as BodyClass,
          // This suite alone: an envelope that was re-made under a weaker one is refused by the receiver.
          suites: 1 << settings.suite,
          created: settings.created,
          expires: settings.expires,
          sender: sender.publicKey,
          content: settings.content,
        },
        { bodyKey: sealing.bodyKey, broadcast: id, signSecret: sender.signSecret },
      );
      const record: BroadcastRecord = {
        ...recordOf(settings),
        id,
        sender: sender.name,
        senderKey: sender.publicKey,
        bodyDigest: digest,
        bodyBytes: body.length,
        audience,
        ignoredColumns: [],
        request: requestName === '' ? null : this.#requestMac(settings),
        requestName,
      };
      spool.create(record, body, [
        erasure.seal('sealing', owner, packed[0]),
        erasure.seal('retention', owner, packed[1]),
      ]);
      logger.info({ broadcast: owner, suite: record.suite, bodyBytes: body.length }, 'broadcast begun');
      return record;
    } finally {
      wipe(...packed, sender.signSecret, sender.dhSecret, settings.content);
      wipeSecrets(sealing);
      wipeSecrets(retention);
    }
  }

  #dryRecord(settings: Settings): BroadcastRecord {
    return {
      ...recordOf(settings),
      id: new Uint8Array(16),
      sender: settings.from,
      senderKey: new Uint8Array(this.#parts.keyring.sender(settings.from).publicKey),
      bodyDigest: new Uint8Array(32),
      bodyBytes: 0,
      audience: null,
      ignoredColumns: [],
      request: null,
      requestName: '',
    };
  }

  #start(
    record: BroadcastRecord,
    source: ChunkSource,
    extent: Extent,
    signal: AbortSignal | undefined,
    dryRun: boolean,
  ): Broadcast {
    const run = new BroadcastRun(
      dryRun ? '' : hex(record.id),
      () => reportOf(record, dryRun ? 'dry-run' : record.state),
      extent,
    );
    this.#register(
      record,
      run,
      signal,
      async () => {
        try {
          await sealAudience(this.#parts, record, source, run, dryRun);
        } catch (error) {
          // A commit that failed has moved the record in memory only: what is on disk counts.
          if (!dryRun) Object.assign(record, this.#parts.spool.broadcast(run.id));
          if (!dryRun && error instanceof SealcastError && error.code === 'TOO_MANY_REFUSED')
            await finishSealing(this.#parts, record, 'aborted');
          throw run.stopped ?? error;
        } finally {
          // Not awaited: a stream that hangs must not hold up an abort.
          void source.return();
        }
      },
      dryRun,
    );
    return run;
  }

  /** Runs `seal`, then delivery, behind a handle that everybody finds by its id. */
  #register(
    record: BroadcastRecord,
    run: BroadcastRun,
    signal: AbortSignal | undefined,
    seal: () => Promise<void>,
    dryRun = false,
  ): void {
    const { logger } = this.#parts;
    const work = async (): Promise<void> => {
      try {
        await seal();
      } catch (error) {
        logger.warn(
          { broadcast: run.id, code: error instanceof SealcastError ? error.code : 'INTERNAL' },
          'broadcast stopped',
        );
        // abort() has its own last word: the rejection follows once the abort is durable.
        if (run.stopped?.code !== 'ABORTED') run.failed(error);
        return;
      }
      const report = reportOf(record, dryRun ? 'dry-run' : record.state);
      const delivering = !dryRun && this.#transport !== undefined && report.pending > 0;
      run.sealed(report, delivering);
      if (delivering) await this.#deliver(record, run);
      else if (report.pending === 0) run.delivered(report);
      else
        run.undelivered(
          new SealcastError('NO_TRANSPORT', 'the engine has no transport: the envelopes wait in the spool', {
            hint: 'openEngine({ transport }) delivers them, envelopes() and fetch() read them',
          }),
        );
    };
    const key = dryRun ? `dry-run ${this.#dryRuns++}` : run.id;
    const ended = work().finally(() => {
      this.#running.delete(key);
      signal?.removeEventListener('abort', onSignal);
    });
    this.#running.set(key, { run, record, ended });
    const onSignal = (): void => {
      void run.abort().catch(() => {});
    };
    run.onAbort = () => this.#abortRun({ run, record, ended }, dryRun);
    if (signal?.aborted) onSignal();
    else signal?.addEventListener('abort', onSignal, { once: true });
  }
  #dryRuns = 0;

  async #abortRun({ run, record, ended }: Running, dryRun: boolean): Promise<Report> {
    const reason = new SealcastError('ABORTED', 'the broadcast was aborted', {
      hint: 'nothing of it that waited will be delivered',
    });
    run.requestStop(reason);
    await ended;
    if (!dryRun) await this.#endAborted(record);
    run.failed(reason);
    return reportOf(record, dryRun ? 'dry-run' : record.state);
  }

  async #endAborted(record: BroadcastRecord): Promise<void> {
    if (record.state === 'sealing') await finishSealing(this.#parts, record, 'aborted');
    else if (record.state === 'sealed' && pendingOf(record.counts) > 0) {
      record.counts.recalled += pendingOf(record.counts);
      record.state = 'aborted';
      this.#parts.spool.update(record);
    }
  }

  // ---- delivery ----

  async #deliver(record: BroadcastRecord, run: BroadcastRun): Promise<void> {
    const { spool, erasure, clock, logger } = this.#parts;
    const transport = this.#transport!;
    const stop = new AbortController();
    run.stop.catch((reason: unknown) => stop.abort(reason));
    const retention = unpackRetention(erasure.open('retention', run.id));
    try {
      const signal = AbortSignal.any([stop.signal, this.#delivery.signal]);
      await dispatch(record, { spool, transport, clock, logger, recordKey: retention.recordKey, signal });
      run.delivered(reportOf(record));
    } catch (error) {
      logger.warn(
        { broadcast: run.id, code: error instanceof SealcastError ? error.code : 'INTERNAL' },
        'delivery stopped',
      );
      run.undelivered(error);
    } finally {
      wipeSecrets(retention);
    }
  }

  // ---- resuming ----

  async resume(): Promise<Resumed> {
    this.#checkWritable();
    const resumed: Broadcast[] = [];
    const waiting: Report[] = [];
    for (const record of this.#parts.spool.broadcasts()) {
      const id = hex(record.id);
      if (this.#running.has(id)) continue;
      if (record.state === 'sealing') {
        if (record.audience === null) waiting.push(reportOf(record));
        else {
          const audience = audienceFromDescription(record.audience as AudienceDescription);
          resumed.push(
            this.#start(record, openAudience(audience, readingOf(record)), await extentOf(audience), undefined, false),
          );
        }
      } else if (record.state === 'sealed' && pendingOf(record.counts) > 0 && this.#transport !== undefined) {
        const run = new BroadcastRun(id, () => reportOf(record));
        this.#register(record, run, undefined, () => Promise.resolve());
        resumed.push(run);
      }
    }
    return { resumed, waiting };
  }

  // ---- looking ----

  async list(): Promise<Report[]> {
    this.#checkOpen();
    return this.#parts.spool.broadcasts().map((record) => this.#latest(record));
  }

  async report(broadcast: BroadcastRef): Promise<Report> {
    return this.#latest(this.#record(broadcast));
  }

  #latest(record: BroadcastRecord): Report {
    return reportOf(this.#running.get(hex(record.id))?.record ?? record);
  }

  async *refusals(broadcast: BroadcastRef): AsyncGenerator<Refusal> {
    yield* this.#parts.spool.refusals(hex(this.#record(broadcast).id));
  }

  async *envelopes(broadcast: BroadcastRef): AsyncGenerator<Uint8Array> {
    const { spool } = this.#parts;
    const record = this.#record(broadcast);
    const id = hex(record.id);
    const retention = await this.#retention(id);
    try {
      for (let batch = 0; ; batch++) {
        this.#checkOpen();
        const opened = spool.batchRecord('batches', retention.recordKey, id, batch);
        if (opened === undefined) return;
        const columns = readEnvelopes(opened, record.slotPlainBytes + 16);
        for (let i = 0; i < columns.count; i++)
          yield encodeEnvelope({
            suite: record.suite,
            broadcast: record.id,
            enc: columns.enc,
            mailbox: columns.mailbox(i),
            slot: columns.slot(i),
          });
      }
    } finally {
      wipeSecrets(retention);
    }
  }

  async body(broadcast: BroadcastRef): Promise<Uint8Array> {
    const record = this.#record(broadcast);
    if (record.state === 'purged') throw erased();
    return this.#parts.spool.body(hex(record.id));
  }

  async fetch(broadcast: BroadcastRef, recipientId: string): Promise<Fetched> {
    const { spool } = this.#parts;
    const record = this.#record(broadcast);
    const id = hex(record.id);
    const retention = await this.#retention(id);
    const names = pseudonyms(retention.mailboxRoot);
    try {
      const wanted = names.personTag(utf8(normaliseText(String(recipientId)) ?? ''));
      const envelopes: Uint8Array[] = [];
      // A scan of 16 bytes a recipient: a million are 16 MB, and no index has to be written per recipient while sealing.
      for (let batch = 0; ; batch++) {
        const tags = spool.batchRecord('tags', retention.recordKey, id, batch);
        if (tags === undefined) break;
        let columns: ReturnType<typeof readEnvelopes> | undefined;
        for (let i = 0; 16 * i < tags.length; i++) {
          if (!equalBytes(tags.subarray(16 * i, 16 * i + 16), wanted)) continue;
          columns ??= readEnvelopes(
            spool.requireBatch('batches', retention.recordKey, id, batch),
            record.slotPlainBytes + 16,
          );
          envelopes.push(
            encodeEnvelope({
              suite: record.suite,
              broadcast: record.id,
              enc: columns.enc,
              mailbox: columns.mailbox(i),
              slot: columns.slot(i),
            }),
          );
        }
        wipe(tags);
      }
      if (envelopes.length === 0)
        throw new SealcastError('RECIPIENT_UNKNOWN', 'no envelope of this broadcast is addressed to that id', {
          hint: 'the row may have been refused or a duplicate: see the report and send --refused FILE',
        });
      return { envelopes, body: spool.body(id) };
    } finally {
      names.wipe();
      wipeSecrets(retention);
    }
  }

  async #retention(id: string) {
    const { erasure } = this.#parts;
    try {
      return unpackRetention(erasure.open('retention', id));
    } catch (error) {
      if (!this.#readOnly || !(error instanceof SealcastError) || error.code !== 'KEY_ERASED') throw error;
      // The writer beside us may have taken an erasure step since: its new root is in the key store.
      await erasure.reload();
      return unpackRetention(erasure.open('retention', id));
    }
  }

  // ---- ending ----

  async abort(broadcast: BroadcastRef): Promise<Report> {
    this.#checkWritable();
    const record = this.#record(broadcast);
    const running = this.#running.get(hex(record.id));
    if (running !== undefined) return running.run.abort();
    if (record.state === 'sealed' && pendingOf(record.counts) === 0)
      throw new SealcastError('USAGE', 'nothing of this broadcast waits any more', {
        hint: 'purge erases what is left of it',
      });
    await this.#endAborted(record);
    return reportOf(record);
  }

  async purge(broadcast: BroadcastRef): Promise<Report> {
    this.#checkWritable();
    const { spool, erasure } = this.#parts;
    const record = this.#record(broadcast);
    const id = hex(record.id);
    if (this.#running.has(id) || record.state === 'sealing')
      throw new SealcastError('USAGE', 'the broadcast has not ended', {
        hint: 'abort it first, or wait until it is sealed',
      });
    if (record.state !== 'purged') {
      record.counts.recalled += pendingOf(record.counts);
      record.state = 'purged';
      spool.erase(record, erasure.forget('retention', id));
    }
    if (!record.retentionErased) await this.#eraseRetention();
    return reportOf(this.#record(broadcast));
  }

  senders(): readonly SenderPublic[] {
    this.#checkOpen();
    return this.#parts.keyring.senders();
  }

  createSender(name: string): Promise<SenderPublic> {
    this.#checkWritable();
    return this.#parts.keyring.createSender(name);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    clearInterval(this.#daily);
    const reason = new SealcastError('INTERRUPTED', 'the engine was closed while this broadcast was under way', {
      hint: 'resume goes on where it stopped',
    });
    this.#delivery.abort(reason);
    const running = [...this.#running.values()];
    for (const { run } of running) run.requestStop(reason);
    await Promise.all(running.map(({ ended }) => ended));
    for (const close of this.#closers.reverse()) await close();
    await this.#transport?.close?.();
  }

  // ---- common ----

  #record(broadcast: BroadcastRef): BroadcastRecord {
    this.#checkOpen();
    const id = typeof broadcast === 'string' ? broadcast : broadcast?.id;
    const bytes = typeof id === 'string' ? fromHex(id) : null;
    if (bytes === null || bytes.length !== 16)
      throw new SealcastError('USAGE', 'a broadcast id has 32 hexadecimal digits', { hint: 'list shows them' });
    const record = this.#parts.spool.broadcast(hex(bytes));
    if (record === undefined) throw unknownBroadcast();
    return record;
  }

  #requestName(idempotencyKey: string | undefined): string {
    if (idempotencyKey === undefined) return '';
    const bytes = utf8(idempotencyKey);
    if (bytes.length === 0 || bytes.length > limits.idempotencyKeyBytes)
      throw new SealcastError('USAGE', `an idempotency key has 1 to ${limits.idempotencyKeyBytes} bytes`);
    return hex(this.#requestKeyed('key', bytes));
  }

  #requestMac(settings: Settings): Uint8Array {
    return this.#requestKeyed('request', settings.canonical);
  }

  #requestKeyed(what: 'key' | 'request', bytes: Uint8Array): Uint8Array {
    const key = this.#parts.keyring.subkey('idempotency');
    try {
      return hmac(sha256, key, concat(utf8(`${what}\0`), bytes));
    } finally {
      wipe(key);
    }
  }

  #checkOpen(): void {
    if (this.#closing !== undefined)
      throw new SealcastError('ENGINE_CLOSED', 'the engine is closed', { hint: 'open it again' });
  }

  #checkWritable(): void {
    this.#checkOpen();
    if (this.#readOnly)
      throw new SealcastError('USAGE', 'the engine was opened read-only', { hint: 'leave readOnly out to write' });
  }
}

function recordOf(settings: Settings) {
  const { personal, dedupBy, class: messageClass, suite, created, expires, slotPlainBytes, personalBytes } = settings;
  const { defaultCountry, chunkRows, windowChunks, maxRefused } = settings;
  return {
    version: 1 as const,
    state: 'sealing' as const,
    suite,
    class: messageClass,
    created,
    expires,
    finished: 0,
    slotPlainBytes,
    dedupBy: [...dedupBy],
    personal,
    personalBytes,
    defaultCountry,
    chunkRows,
    windowChunks,
    maxRefused,
    cursor: { rows: 0, inputMac: new Uint8Array(32), end: false },
    counts: newCounts(),
    batches: 0,
    windows: 0,
    sealingErased: false,
    retentionErased: false,
    sealMilliseconds: 0,
  };
}

function readingOf({
  personal,
  personalBytes,
  defaultCountry,
  chunkRows,
}: Pick<BroadcastRecord, 'personal' | 'personalBytes' | 'defaultCountry' | 'chunkRows'>): ReadingOptions {
  return {
    personal,
    ...(personal.length === 0 ? {} : { personalBytes }),
    ...(defaultCountry === '' ? {} : { defaultCountry }),
    chunkRows,
  };
}

async function extentOf(to: AudienceInput): Promise<Extent> {
  if (Array.isArray(to)) return { expected: to.length };
  const path = isAudience(to) ? to.describe()?.path : undefined;
  if (path === undefined) return {};
  const found = await stat(path).catch(() => null);
  return found === null ? {} : { bytesExpected: found.size };
}

/** Rows as far as known; else from the size of the file, at the least bytes a row with a key can have. */
function estimateBytes({ expected, bytesExpected }: Extent, { slotPlainBytes }: Settings): number {
  const rows = expected ?? (bytesExpected === undefined ? 0 : Math.ceil(bytesExpected / LEAST_ROW_BYTES));
  return rows * bytesPerEnvelope(slotPlainBytes, 0);
}
const LEAST_ROW_BYTES = 64;

function erased(): SealcastError {
  return new SealcastError('KEY_ERASED', 'the broadcast was purged', { hint: 'only its counts are left: see report' });
}
