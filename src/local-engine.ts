import { heldToError, unreleasedError } from './broadcast/admit/admission.ts';
import { type Approval, type Approvals, awaitsApproval } from './broadcast/admit/approvals.ts';
import { type PolicyExplanation, withTrust } from './broadcast/admit/explain.ts';
import type { PolicyQuestion } from './broadcast/admit/gate.ts';
import type { Broadcast } from './broadcast/broadcast.ts';
import { Broadcasts, type Resumed, type Retried } from './broadcast/broadcasts.ts';
import { envelopesOf, type Fetched, failuresOf, fetchEnvelopes, personTagOf } from './broadcast/envelopes.ts';
import {
  type About,
  ALL,
  guardedPermits,
  type Permits,
  type Presented,
  type Shown,
} from './broadcast/permit/permissions.ts';
import type { Recall } from './broadcast/recall.ts';
import { receiptsOf } from './broadcast/receipts.ts';
import { guardedRecipients, type Recipients } from './broadcast/recipients/recipients.ts';
import { type Report, reportOf } from './broadcast/report.ts';
import type { SendRequest } from './broadcast/request.ts';
import { Retention } from './broadcast/retention.ts';
import type { EngineParts } from './broadcast/sealing.ts';
import { type RetentionSecrets, unpackRetention, wipeSecrets } from './broadcast/secrets.ts';
import { givenOut } from './broadcast/trust/sandbox.ts';
import { Throttle } from './broadcast/trust/throttle.ts';
import { guarded, type SenderTrust } from './broadcast/trust/trust.ts';
import { fromHex, hex } from './crypto/bytes.ts';
import type { Dispatcher } from './delivery/dispatcher.ts';
import type { LatencyReport } from './delivery/latency.ts';
import type { EnginePace } from './delivery/pacer.ts';
import type { Confirmed, Receipts } from './delivery/receipts.ts';
import type { Failure, RetryFilter } from './delivery/retry.ts';
import type { DeliveryStatus } from './delivery/status.ts';
import type { BroadcastRef, Engine, Pausable } from './engine.ts';
import { SealcastError } from './errors.ts';
import type { Refusal } from './fanout/read/refusal.ts';
import type { SenderPublic } from './keyring/keyring.ts';
import { limits } from './limits.ts';
import type { Timer } from './ports/timer.ts';
import type { Transport } from './ports/transport.ts';
import type { BroadcastRecord } from './spool/broadcast-record.ts';
import { unknownBroadcast } from './spool/spool.ts';

/** The engine in this process: every call of a host checked, and handed to where it belongs. */
export class LocalEngine implements Engine {
  readonly dir: string;
  readonly #parts: EngineParts;
  readonly #broadcasts: Broadcasts;
  readonly #dispatcher: Dispatcher;
  readonly #transports: readonly Transport[];
  readonly #readOnly: boolean;
  readonly #closers: (() => Promise<void> | void)[];
  readonly #retention: Retention;
  readonly #throttle: Throttle;
  readonly #check: () => Promise<void>;
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
    check: () => Promise<void>,
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
    trust.onRefused = () => this.#throttle.look();
    // A name can have been throttled before there was a sender of it: refusals are remembered by name.
    keyring.onCreated = () => this.#throttle.look();
    this.#check = check;
  }

  get threads(): number {
    return this.#parts.pool.threads;
  }

  get permits(): Permits {
    this.#checkOpen();
    const { permissions, gate } = this.#parts;
    return guardedPermits(permissions, {
      before: () => this.#checkWritable(),
      aboutOf: (broadcast) => aboutOf(this.#record(broadcast)),
      profileOf: ({ profile }) => gate.permitName(gate.profile(profile).profile),
    });
  }

  get trust(): SenderTrust {
    this.#checkOpen();
    const { trust } = this.#parts;
    return guarded(trust, { before: () => this.#checkWritable(), after: () => this.#throttle.look() });
  }

  get recipients(): Recipients {
    this.#checkOpen();
    return guardedRecipients(this.#parts.recipients, () => this.#checkWritable());
  }

  // ---- sending ----

  async send(request: SendRequest): Promise<Broadcast> {
    this.#checkWritable();
    const broadcast = await this.#broadcasts.send(request);
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

  async list(permit?: Presented): Promise<Report[]> {
    return this.#visible(permit).map((record) => reportOf(record));
  }

  async ids(): Promise<string[]> {
    this.#checkOpen();
    return this.#parts.spool.broadcasts().map(({ id }) => hex(id));
  }

  running(): readonly Broadcast[] {
    this.#checkOpen();
    return this.#broadcasts.running();
  }

  async report(broadcast: BroadcastRef, permit?: Presented): Promise<Report> {
    return reportOf(this.#broadcasts.latest(this.#shown('read-report', this.#record(broadcast), permit)));
  }

  async *refusals(broadcast: BroadcastRef, permit?: Presented): AsyncGenerator<Refusal> {
    yield* this.#whileOpen(this.#parts.spool.refusals(this.#shown('read-report', this.#record(broadcast), permit)));
  }

  /** All that somebody may read, as it stands now. */
  #visible(permit: Presented | undefined): BroadcastRecord[] {
    this.#checkOpen();
    const shows = this.#parts.permissions.shows('read-report', ALL, permit);
    const records = this.#parts.spool.broadcasts().filter((record) => shows(aboutOf(record)));
    return records.map((record) => this.#broadcasts.latest(record));
  }

  #shown(right: Shown, record: BroadcastRecord, permit: Presented | undefined): BroadcastRecord {
    this.#parts.permissions.shows(right, hex(record.id), permit, aboutOf(record));
    return record;
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

  async fetch(broadcast: BroadcastRef, recipientId: string, permit?: Presented): Promise<Fetched> {
    const record = this.#shown('unmask', this.#released(broadcast), permit);
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

  async held(permit?: Presented): Promise<Report[]> {
    return this.#visible(permit)
      .filter(awaitsApproval)
      .map((record) => reportOf(record));
  }

  async approve(broadcast: BroadcastRef, approval: Approval = {}): Promise<Report> {
    this.#checkWritable();
    return this.#broadcasts.approve(this.#record(broadcast), approval);
  }

  policy(question: PolicyQuestion): PolicyExplanation {
    this.#checkOpen();
    const { gate, trust } = this.#parts;
    const said = gate.explain(question);
    const { profile } = gate.profile(question.profile);
    if (!trust.judges && profile.trust === null) return said;
    return withTrust(said, trust.explained(said.from, profile.trust), question.recipients ?? 0);
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

  async *failures(
    broadcast: BroadcastRef,
    filter: { readonly reason?: string; readonly permit?: Presented } = {},
  ): AsyncGenerator<Failure> {
    const record = this.#broadcasts.latest(this.#shown('unmask', this.#record(broadcast), filter.permit));
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

  status(): DeliveryStatus {
    this.#checkOpen();
    return this.#dispatcher.status();
  }

  async check(): Promise<void> {
    this.#checkWritable();
    await this.#check();
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
    if (this.#parts.clock.now() < record.releaseAt) throw heldToError(record.releaseAt);
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

function aboutOf({ sender, admission }: BroadcastRecord): About {
  return { sender, profile: admission.profile };
}

function purged(): SealcastError {
  return new SealcastError('KEY_ERASED', 'the broadcast was purged', { hint: 'only its counts are left: see report' });
}
