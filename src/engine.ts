import { join } from 'node:path';
import { unreleasedError } from './broadcast/admit/admission.ts';
import { type Approval, Approvals, awaitsApproval } from './broadcast/admit/approvals.ts';
import type { PolicyExplanation } from './broadcast/admit/explain.ts';
import { Gate, type PolicyQuestion } from './broadcast/admit/gate.ts';
import { Ledger } from './broadcast/admit/ledger.ts';
import type { Broadcast } from './broadcast/broadcast.ts';
import { Broadcasts, type Resumed, type Retried } from './broadcast/broadcasts.ts';
import { envelopesOf, type Fetched, failuresOf, fetchEnvelopes, personTagOf } from './broadcast/envelopes.ts';
import {
  approverOf,
  checkPermissions,
  guardedPermits,
  type PermissionOptions,
  Permissions,
  type Permits,
} from './broadcast/permit/permissions.ts';
import type { Recall } from './broadcast/recall.ts';
import { receiptsOf } from './broadcast/receipts.ts';
import { type Report, reportOf } from './broadcast/report.ts';
import type { SendRequest } from './broadcast/request.ts';
import { Retention } from './broadcast/retention.ts';
import type { EngineParts } from './broadcast/sealing.ts';
import { type RetentionSecrets, unpackRetention, wipeSecrets } from './broadcast/secrets.ts';
import type { TrustModel } from './broadcast/trust/model.ts';
import { givenOut } from './broadcast/trust/sandbox.ts';
import { Throttle } from './broadcast/trust/throttle.ts';
import { guarded, modelOf, type SenderTrust, trustOf } from './broadcast/trust/trust.ts';
import { fromHex, hex } from './crypto/bytes.ts';
import type { DeliveryOptions } from './delivery/delivery-options.ts';
import { Dispatcher } from './delivery/dispatcher.ts';
import type { LatencyReport } from './delivery/latency.ts';
import type { EnginePace } from './delivery/pacer.ts';
import type { Confirmed, Receipts } from './delivery/receipts.ts';
import type { Failure, RetryFilter } from './delivery/retry.ts';
import { SealcastError } from './errors.ts';
import { ClaimTables } from './fanout/dedup.ts';
import type { Refusal } from './fanout/read/refusal.ts';
import { chooseKernels, type KernelChoice } from './kernels/load.ts';
import { openErasure } from './keyring/erasure.ts';
import { openFileKeyStore } from './keyring/file-key-store.ts';
import { openKeyring, type SenderPublic } from './keyring/keyring.ts';
import { passphraseBytes } from './keyring/passphrase.ts';
import { limits } from './limits.ts';
import type { Approver } from './ports/approver.ts';
import { checkPorts, transportsOf } from './ports/check.ts';
import { type Clock, systemClock } from './ports/clock.ts';
import type { KeyStore } from './ports/key-store.ts';
import { harmlessLogger, type Logger } from './ports/logger.ts';
import { type Random, systemRandom } from './ports/random.ts';
import { systemTimer, type Timer } from './ports/timer.ts';
import type { Transport } from './ports/transport.ts';
import type { BroadcastRecord } from './spool/broadcast-record.ts';
import { type DirectoryLock, lockDirectory, prepareDirectory } from './spool/lock.ts';
import { Spool, unknownBroadcast } from './spool/spool.ts';
import { Pool } from './threads/pool.ts';

export interface EngineOptions extends DeliveryOptions {
  /** Directory of keyring and spool; made with mode 0700. One process writes to it. */
  dir: string;
  /** Threads of the pool, 1 to 256. @defaultValue the machine's cores */
  threads?: number;
  /** Hands sealed envelopes over, as soon as they are committed. Without one they wait in the spool. */
  transport?: Transport;
  /** Several, at most 16, instead of one: what the first has not taken in time goes to the second, and so on. */
  transports?: readonly Transport[];
  /** Passphrase of the keyring file, UTF-8 bytes (normalised to NFC by you) or text; a copy is used. */
  passphrase?: Uint8Array | string;
  /**
   * Where the keyring lives instead of DIR/keyring: a KMS. One namespace of it for each directory: two directories on one store
   * would destroy each other's erasure roots.
   */
  keyStore?: KeyStore;
  /**
   * What senders may send, to how many, how often, where a send does not say: the name of a profile, or a document.
   * @defaultValue 'open': no rules
   */
  profile?: string | Readonly<Record<string, unknown>>;
  /** Says whether an approval counts. @defaultValue whoever can write to the directory approves; with `permissions`, who presents a permit to */
  approver?: Approver;
  /** Whose permits count. With them a send needs one; see docs/permissions.md. @defaultValue nobody needs a permit */
  permissions?: PermissionOptions;
  /**
   * How far senders are trusted: a model of your own, or the name of one that comes along; see docs/trust.md. `engine.trust` is told
   * what the host sees of them. @defaultValue nobody is judged
   */
  trust?: 'default' | 'wechat' | TrustModel;
  /** pino's shape; counts, ids of broadcasts and durations only. @defaultValue silent */
  logger?: Logger;
  /** Force a build of the kernels, or the slow reference. @defaultValue SEALCAST_KERNELS, or the best that runs here */
  kernels?: KernelChoice;
  /** Look beside a writing process: report, envelopes, fetch, refusals; everything else throws. @defaultValue false */
  readOnly?: boolean;
  clock?: Clock;
  timer?: Timer;
  random?: Random;
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
  /**
   * Takes a broadcast back as far as that can be: what waits is withdrawn, and to every device that has it, or perhaps has, goes a
   * recall notice, signed by the same sender. Resolves when that notice is sealed and durable; `settled` has the counts of the end.
   * Calling again makes no second notice, and answers with the counts as they are now.
   *
   * @throws SealcastError USAGE for a notice, KEY_ERASED for what was purged
   */
  recall(broadcast: BroadcastRef): Promise<Recall>;
  /**
   * Counts receipts, each once and durably: 48 bytes each (broadcast id ‖ mailbox ‖ receipt token), at most 1024. One that is not genuine, or that
   * nobody asked for, is no error, so that whoever sends it can be given one answer.
   *
   * @throws SealcastError USAGE when they are no receipts, or too many; and what a commit throws: then none was counted
   */
  confirm(receipts: Uint8Array): Promise<Confirmed>;
  /** Erases a broadcast that has ended: its envelopes, routes and keys are destroyed, its counts stay. At the end of `retain` it comes by itself. */
  purge(broadcast: BroadcastRef): Promise<Report>;
  /** Reports of those that are sealed and wait for somebody's approval, oldest first. */
  held(): Promise<Report[]>;
  /**
   * Releases a broadcast that is held: it goes on exactly where it stands, and is delivered where there is a transport. Approving
   * again changes nothing.
   *
   * @throws SealcastError POLICY_REFUSED when its time is over, or the approver says that this approval does not count; USAGE when it
   *   does not wait for one
   */
  approve(broadcast: BroadcastRef, approval?: Approval): Promise<Report>;
  /**
   * What a profile allows a sender now, in plain words, and what it would say to this broadcast: nothing is sent, or counted.
   *
   * @throws SealcastError PROFILE_INVALID, USAGE, MESSAGE_INVALID
   */
  policy(question: PolicyQuestion): PolicyExplanation;
  /** Permits: asked for by the host, and revoked. */
  readonly permits: Permits;
  /** How senders stand, and why. */
  readonly trust: SenderTrust;
  senders(): readonly SenderPublic[];
  createSender(name: string): Promise<SenderPublic>;
  /**
   * Changes how fast envelopes are handed over, at once and for those that wait, too: `{ perSecond: 100, perDay: 50_000, senders:
   * { 'city-hall': { perMinute: 600 } }, transports: { http: { perSecond: 50 } }, recipients: { perMinute: 1 } }`. N per window is exactly that, in whichever window one looks; counted when an envelope
   * is given to the transport, by the engine's clock, also across restarts (but for recipients). `{}` lets everything
   * through.
   *
   * @throws SealcastError USAGE
   */
  pace(pace: EnginePace): void;
  /** Tries those that failed again, and nobody else. @throws SealcastError NO_TRANSPORT, USAGE when it is not sealed */
  retry(broadcast: BroadcastRef, filter?: RetryFilter): Promise<Retried>;
  /** Those that failed, or of which nobody knows, by mailbox; `{ reason: 'gone' }` has the dead routes. */
  failures(broadcast: BroadcastRef, filter?: { readonly reason?: string }): AsyncIterable<Failure>;
  /**
   * Hands nothing over until `unpause`: of one broadcast (which stays so after a restart), by one transport, or nothing at all.
   * What is with a transport goes on, and so does sealing.
   *
   * @throws SealcastError BROADCAST_UNKNOWN, USAGE for a transport there is not
   */
  pause(what?: Pausable): void;
  unpause(what?: Pausable): void;
  /** How long envelopes waited and hand-overs took, by class, since the engine was opened. */
  latency(): LatencyReport;
  /**
   * Stops at the next border: sealing at once, to be resumed; what a transport is at is waited for, up to `graceMs` milliseconds
   * (2000 by default, at most ten minutes), because what is not waited for is `unknown`. Safe to call twice. For SIGTERM:
   * `process.once('SIGTERM', () => engine.close())`.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** Neither: everything. */
export interface Pausable {
  readonly broadcast?: BroadcastRef;
  /** By its name. */
  readonly transport?: string;
}

/** A broadcast, or its id in hex. */
export type BroadcastRef = string | Pick<Broadcast, 'id'>;

/**
 * Opens the engine on a directory, making keyring and spool on first use.
 *
 * @throws SealcastError DIRECTORY_BUSY (another process writes to it), DIRECTORY_UNUSABLE, KEYRING_PASSPHRASE, KEYRING_DAMAGED,
 *   SPOOL_DAMAGED, SPOOL_SCHEMA, KERNEL_UNAVAILABLE, PROFILE_INVALID, USAGE
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  if (typeof options?.dir !== 'string' || options.dir === '')
    throw new SealcastError('USAGE', 'openEngine needs a directory', {
      hint: "openEngine({ dir: './sealcast-data' })",
    });
  checkPorts(options);
  if (options.permissions !== undefined) checkPermissions(options.permissions);
  const model = modelOf(options.trust);
  const readOnly = options.readOnly ?? false;
  const random = options.random ?? systemRandom;
  const clock = options.clock ?? systemClock;
  const transports = transportsOf(options);
  const kernels = chooseKernels({ kernels: options.kernels });
  const pool = new Pool(options.threads, kernels);
  const dir = await prepareDirectory(options.dir, { readOnly });

  // Opened in this order, closed in the opposite one, also when a later one fails.
  const closers: (() => Promise<void> | void)[] = [];
  try {
    const lock: DirectoryLock | undefined = readOnly ? undefined : await lockDirectory(dir);
    closers.push(() => lock?.release());
    closers.push(() => pool.close());
    // Who only looks needs no thread; who sends waits for one less long if it starts now.
    if (!readOnly) pool.warm();
    const store = options.keyStore ?? (await openStore(dir, options, random, readOnly));
    if (options.keyStore === undefined) closers.push(() => store.close());
    const keyring = await openKeyring(store, { random, create: !readOnly });
    closers.push(() => keyring.close());
    const spool = new Spool(dir, keyring.subkey('spool-record'), random, { readOnly });
    closers.push(() => spool.close());
    const erasure = await openErasure({ store, table: spool.chunkTable(), random, clock, readOnly });
    closers.push(() => erasure.close());
    const ledger = new Ledger(() => spool.broadcasts());
    spool.onCommitted = (record) => ledger.note(record);
    const permissions = new Permissions(options.permissions, spool.notes(), clock);
    const trust = trustOf(model, { keyring, notes: spool.notes(), clock, permissions });
    closers.push(() => trust.close());
    const parts: EngineParts = {
      dir,
      spool,
      keyring,
      erasure,
      pool,
      claimTables: new ClaimTables(kernels),
      random,
      clock,
      logger: harmlessLogger(options.logger),
      gate: new Gate(options.profile, { keyring, clock, erasure, ledger }),
      permissions,
      trust,
    };
    const { logger } = parts;
    const timer = options.timer ?? systemTimer;
    const dispatcher = new Dispatcher(transports, options, { spool, clock, timer, random, logger });
    const approvals = new Approvals(parts, approverOf(permissions, options.approver));
    const pace = options.pace ?? {};
    const engine = new LocalEngine(parts, transports, dispatcher, approvals, timer, readOnly, closers, pace);
    if (!readOnly) await engine.recover();
    return engine;
  } catch (error) {
    for (const close of closers.reverse()) await close();
    throw error;
  }
}

async function openStore(dir: string, options: EngineOptions, random: Random, readOnly: boolean): Promise<KeyStore> {
  const given = options.passphrase;
  // As the command does it: the same phrase must open the same keyring.
  const own = typeof given === 'string' ? passphraseBytes(given) : undefined;
  const passphrase = own ?? (given as Uint8Array | undefined);
  try {
    return await openFileKeyStore(join(dir, 'keyring'), {
      random,
      create: !readOnly,
      readOnly,
      ...(passphrase === undefined ? {} : { passphrase }),
    });
  } finally {
    own?.fill(0);
  }
}

class LocalEngine implements Engine {
  readonly dir: string;
  readonly #parts: EngineParts;
  readonly #broadcasts: Broadcasts;
  readonly #dispatcher: Dispatcher;
  readonly #transports: readonly Transport[];
  readonly #readOnly: boolean;
  readonly #closers: (() => Promise<void> | void)[];
  readonly #retention: Retention;
  readonly #throttle: Throttle;
  readonly #receipts: Receipts;
  #closing: Promise<void> | undefined;

  constructor(
    parts: EngineParts,
    transports: readonly Transport[],
    dispatcher: Dispatcher,
    approvals: Approvals,
    timer: Timer,
    readOnly: boolean,
    closers: (() => Promise<void> | void)[],
    pace: EnginePace,
  ) {
    this.dir = parts.dir;
    this.#parts = parts;
    this.#broadcasts = new Broadcasts(parts, dispatcher, approvals);
    this.#retention = new Retention(parts, this.#broadcasts, timer);
    approvals.onHeld = (until) => this.#retention.watch(until);
    this.#receipts = receiptsOf(parts, this.#broadcasts, dispatcher);
    this.#dispatcher = dispatcher;
    this.#transports = transports;
    this.#readOnly = readOnly;
    this.#closers = closers;
    const { trust, clock, keyring } = parts;
    const senders = (): string[] => keyring.senders().map(({ name }) => name);
    this.#throttle = new Throttle({ trust, clock, timer, senders, change: (to) => dispatcher.pace(to) }, pace);
    if (!readOnly) this.#throttle.look();
  }

  get threads(): number {
    return this.#parts.pool.threads;
  }

  get permits(): Permits {
    this.#checkOpen();
    return guardedPermits(this.#parts.permissions, {
      before: () => this.#checkWritable(),
      senderOf: (broadcast) => this.#record(broadcast).sender,
    });
  }

  get trust(): SenderTrust {
    this.#checkOpen();
    const { trust } = this.#parts;
    return guarded(trust, { before: () => this.#checkWritable(), after: () => this.#throttle.look() });
  }

  // ---- sending ----

  async send(request: SendRequest): Promise<Broadcast> {
    this.#checkWritable();
    const broadcast = await this.#broadcasts.send(request).catch((error: unknown) => {
      if (this.#parts.trust.refused(request.from, error)) this.#throttle.look();
      throw error;
    });
    this.#retention.watch(broadcast.report().retainUntil?.getTime() ?? Number.POSITIVE_INFINITY);
    return broadcast;
  }

  async resume(): Promise<Resumed> {
    this.#checkWritable();
    return this.#broadcasts.resume();
  }

  async abort(broadcast: BroadcastRef): Promise<Report> {
    this.#checkWritable();
    return this.#broadcasts.abort(this.#record(broadcast));
  }

  async recall(broadcast: BroadcastRef): Promise<Recall> {
    this.#checkWritable();
    return this.#broadcasts.recall(this.#record(broadcast));
  }

  // ---- looking ----

  async list(): Promise<Report[]> {
    this.#checkOpen();
    return this.#parts.spool.broadcasts().map((record) => reportOf(this.#broadcasts.latest(record)));
  }

  async report(broadcast: BroadcastRef): Promise<Report> {
    return reportOf(this.#broadcasts.latest(this.#record(broadcast)));
  }

  async *refusals(broadcast: BroadcastRef): AsyncGenerator<Refusal> {
    yield* this.#whileOpen(this.#parts.spool.refusals(this.#record(broadcast)));
  }

  async *envelopes(broadcast: BroadcastRef): AsyncGenerator<Uint8Array> {
    const record = this.#released(broadcast);
    const retention = await this.#retentionOf(record);
    try {
      yield* this.#whileOpen(envelopesOf(this.#parts.spool, record, retention));
    } finally {
      wipeSecrets(retention);
    }
  }

  async body(broadcast: BroadcastRef): Promise<Uint8Array> {
    const record = this.#released(broadcast);
    if (record.state === 'purged') throw purged();
    return this.#parts.spool.body(hex(record.id));
  }

  async fetch(broadcast: BroadcastRef, recipientId: string): Promise<Fetched> {
    const record = this.#released(broadcast);
    const id = record.recalls === null ? recipientId : await this.#tagIn(hex(record.recalls), recipientId);
    const retention = await this.#retentionOf(record);
    try {
      return fetchEnvelopes(this.#parts.spool, record, retention, id);
    } finally {
      wipeSecrets(retention);
    }
  }

  /** What a recall notice knows a person by: their pseudonym in the broadcast that it recalls. */
  async #tagIn(recalled: string, recipientId: string): Promise<string> {
    const retention = await this.#retentionOf(this.#record(recalled));
    try {
      return hex(personTagOf(retention.mailboxRoot, recipientId));
    } finally {
      wipeSecrets(retention);
    }
  }

  /** Asked before each step: the next one may read from a spool that was closed meanwhile. */
  *#whileOpen<T>(items: Generator<T>): Generator<T> {
    for (;;) {
      this.#checkOpen();
      const { done, value } = items.next();
      if (done === true) return;
      yield value;
    }
  }

  async #retentionOf(record: BroadcastRecord): Promise<RetentionSecrets> {
    const { erasure } = this.#parts;
    const id = hex(record.id);
    if (record.state === 'purged') throw purged();
    try {
      return unpackRetention(erasure.open('retention', id));
    } catch (error) {
      if (!this.#readOnly || !(error instanceof SealcastError) || error.code !== 'KEY_ERASED') throw error;
      // The writer beside us may have taken an erasure step since: its new root is in the key store.
      await erasure.reload();
      return unpackRetention(erasure.open('retention', id));
    }
  }

  async held(): Promise<Report[]> {
    this.#checkOpen();
    const held = this.#parts.spool.broadcasts().map((record) => this.#broadcasts.latest(record));
    return held.filter(awaitsApproval).map((record) => reportOf(record));
  }

  async approve(broadcast: BroadcastRef, approval: Approval = {}): Promise<Report> {
    this.#checkWritable();
    return this.#broadcasts.approve(this.#record(broadcast), approval);
  }

  policy(question: PolicyQuestion): PolicyExplanation {
    this.#checkOpen();
    return this.#parts.gate.explain(question);
  }

  senders(): readonly SenderPublic[] {
    this.#checkOpen();
    return this.#parts.keyring.senders();
  }

  createSender(name: string): Promise<SenderPublic> {
    this.#checkWritable();
    return this.#parts.keyring.createSender(name);
  }

  // ---- erasing ----

  async purge(broadcast: BroadcastRef): Promise<Report> {
    this.#checkWritable();
    await this.#retention.purge(this.#record(broadcast));
    return reportOf(this.#record(broadcast));
  }

  /** Finishes the erasures that a crash cut short, and keeps looking for what has had its time. */
  async recover(): Promise<void> {
    await this.#retention.start();
  }

  // ---- delivering ----

  pace(pace: EnginePace): void {
    this.#checkWritable();
    this.#throttle.pace(pace);
  }

  async retry(broadcast: BroadcastRef, filter: RetryFilter = {}): Promise<Retried> {
    this.#checkWritable();
    return this.#broadcasts.retry(this.#record(broadcast), filter);
  }

  async *failures(broadcast: BroadcastRef, filter: { readonly reason?: string } = {}): AsyncGenerator<Failure> {
    const record = this.#broadcasts.latest(this.#record(broadcast));
    const retention = await this.#retentionOf(record);
    try {
      yield* this.#whileOpen(failuresOf(this.#parts.spool, record, retention, filter.reason));
    } finally {
      wipeSecrets(retention);
    }
  }

  async confirm(receipts: Uint8Array): Promise<Confirmed> {
    this.#checkWritable();
    return this.#receipts.confirm(receipts);
  }

  pause(what: Pausable = {}): void {
    this.#pause(what, true);
  }

  unpause(what: Pausable = {}): void {
    this.#pause(what, false);
  }

  #pause({ broadcast, transport }: Pausable, paused: boolean): void {
    this.#checkWritable();
    if (broadcast !== undefined) this.#broadcasts.pause(this.#record(broadcast), paused);
    if (transport !== undefined || broadcast === undefined) this.#dispatcher.pause(transport, paused);
  }

  latency(): LatencyReport {
    this.#checkOpen();
    return this.#dispatcher.latency();
  }

  // ---- closing ----

  close({ graceMs = limits.closeGraceMs }: { readonly graceMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(Math.min(graceMs, limits.closeGraceMsMax));
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(graceMs: number): Promise<void> {
    this.#throttle.close();
    await this.#retention.close();
    await this.#broadcasts.interrupt(graceMs);
    let failure: unknown;
    // One that fails must not keep the directory locked, or the transport open.
    const transports = this.#transports.map((transport) => () => transport.close?.());
    for (const close of [...this.#closers.reverse(), ...transports])
      try {
        await close();
      } catch (error) {
        failure ??= error;
      }
    if (failure !== undefined) throw failure;
  }

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

  /** For what gives envelopes out: not what is held, nor what was refused. */
  #released(broadcast: BroadcastRef): BroadcastRecord {
    const record = givenOut(this.#record(broadcast));
    if (record.admission.state !== 'released') throw unreleasedError(record.admission);
    return record;
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

function purged(): SealcastError {
  return new SealcastError('KEY_ERASED', 'the broadcast was purged', { hint: 'only its counts are left: see report' });
}
