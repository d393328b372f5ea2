import { type Approval, Approvals } from './broadcast/admit/approvals.ts';
import type { PolicyExplanation } from './broadcast/admit/explain.ts';
import { Gate, type PolicyQuestion } from './broadcast/admit/gate.ts';
import { Ledger } from './broadcast/admit/ledger.ts';
import type { Broadcast } from './broadcast/broadcast.ts';
import type { Resumed, Retried } from './broadcast/broadcasts.ts';
import type { Fetched } from './broadcast/envelopes.ts';
import {
  approverOf,
  checkPermissions,
  type PermissionOptions,
  Permissions,
  type Permits,
  type Presented,
  readingNotes,
} from './broadcast/permit/permissions.ts';
import type { Recall } from './broadcast/recall.ts';
import { PersonLedger } from './broadcast/recipients/person-ledger.ts';
import {
  checkedRegistries,
  peopleTables,
  RecipientRegister,
  type Recipients,
} from './broadcast/recipients/recipients.ts';
import type { Report } from './broadcast/report.ts';
import type { SendRequest } from './broadcast/request.ts';
import type { EngineParts } from './broadcast/sealing.ts';
import type { TrustModel } from './broadcast/trust/model.ts';
import { modelOf, type SenderTrust, trustOf } from './broadcast/trust/trust.ts';
import { type DeliveryOptions, transportsOf } from './delivery/delivery-options.ts';
import { Dispatcher } from './delivery/dispatcher.ts';
import type { LatencyReport } from './delivery/latency.ts';
import type { EnginePace } from './delivery/pacer.ts';
import type { Confirmed } from './delivery/receipts.ts';
import type { Failure, RetryFilter } from './delivery/retry.ts';
import type { DeliveryStatus } from './delivery/status.ts';
import { SealcastError } from './errors.ts';
import { ClaimTables } from './fanout/dedup.ts';
import type { Refusal } from './fanout/read/refusal.ts';
import { chooseKernels, type KernelChoice } from './kernels/load.ts';
import { openErasure } from './keyring/erasure.ts';
import { openKeyring, type SenderPublic } from './keyring/keyring.ts';
import { openStore } from './keyring/open-store.ts';
import { LocalEngine } from './local-engine.ts';
import type { Approver } from './ports/approver.ts';
import { checkPorts } from './ports/check.ts';
import { type Clock, systemClock } from './ports/clock.ts';
import type { KeyStore } from './ports/key-store.ts';
import { harmlessLogger, type Logger } from './ports/logger.ts';
import { type Random, systemRandom } from './ports/random.ts';
import { systemTimer, type Timer } from './ports/timer.ts';
import type { Transport } from './ports/transport.ts';
import { type DirectoryLock, lockDirectory, prepareDirectory } from './spool/lock.ts';
import { Spool } from './spool/spool.ts';
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
  /**
   * Ed25519 public keys, 32 bytes each, of whoever keeps what recipients agreed to: `recipients.recordConsent` takes what they have
   * signed. At most 64. @defaultValue none: no record is taken
   */
  consentRegistries?: readonly Uint8Array[];
  /** pino's shape; counts, ids of broadcasts and durations only. @defaultValue silent */
  logger?: Logger;
  /**
   * Force a build of the kernels, or the slow reference; or `wide`, which sets flags of V8's for the whole process while it is compiled:
   * docs/adr/030-four-points-at-once.md. @defaultValue SEALCAST_KERNELS, or the best that runs here
   */
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
  /**
   * Reports of all broadcasts, oldest first.
   *
   * @param permit where `permissions.guards` has `read-report`: then of those that it is for, presented for broadcast `*`
   */
  list(permit?: Presented): Promise<Report[]>;
  /** Ids of all broadcasts, in hex, oldest first. */
  ids(): Promise<string[]>;
  /** Handles of the broadcasts under way: being sealed or delivered. */
  running(): readonly Broadcast[];
  /** @param permit as `list`, presented for this one */
  report(broadcast: BroadcastRef, permit?: Presented): Promise<Report>;
  /** Every row that was refused: position, column and reason, in input order, as far as committed. */
  refusals(broadcast: BroadcastRef, permit?: Presented): AsyncIterable<Refusal>;
  /** Wire-format envelopes, in the spool's order, as far as committed when the iteration gets there. */
  envelopes(broadcast: BroadcastRef): AsyncIterable<Uint8Array>;
  /** The wire-format body of a broadcast. */
  body(broadcast: BroadcastRef): Promise<Uint8Array>;
  /**
   * @param permit where `permissions.guards` has `unmask`
   * @throws SealcastError RECIPIENT_UNKNOWN when no envelope is addressed to this id
   */
  fetch(broadcast: BroadcastRef, recipientId: string, permit?: Presented): Promise<Fetched>;
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
   * Counts receipts: 48 bytes each, broadcast id ‖ mailbox ‖ receipt token, at most 1024. Each once, whenever and however often it
   * comes, durably when this resolves. One that is not genuine, or that nobody asked for, is refused: counted, and no error, so that who sends it can be given
   * one answer whatever it was.
   *
   * @throws SealcastError USAGE when they are no receipts, or too many; and what a commit throws: then none was counted
   */
  confirm(receipts: Uint8Array): Promise<Confirmed>;
  /** Erases a broadcast that has ended: its envelopes, routes and keys are destroyed, its counts stay. At the end of `retain` it comes by itself. */
  purge(broadcast: BroadcastRef): Promise<Report>;
  /** Reports of those that are sealed and wait for somebody's approval, oldest first. */
  held(permit?: Presented): Promise<Report[]>;
  /**
   * Releases a broadcast that is held: it goes on exactly where it stands, and is delivered where there is a transport. Approving
   * again changes nothing.
   *
   * @throws SealcastError POLICY_REFUSED when its time is over, or the approver says that this approval does not count; USAGE when it
   *   does not wait for one
   */
  approve(broadcast: BroadcastRef, approval?: Approval): Promise<Report>;
  /**
   * What a profile allows a sender now, in plain words, and what it, and the engine's trust, would say to this broadcast: nothing is
   * sent, or counted.
   *
   * @throws SealcastError PROFILE_INVALID, USAGE, MESSAGE_INVALID
   */
  policy(question: PolicyQuestion): PolicyExplanation;
  /** Permits: asked for by the host, and revoked. */
  readonly permits: Permits;
  /** How senders stand, and why. */
  readonly trust: SenderTrust;
  /** What recipients want, and do not: asked before anything is sealed to them. */
  readonly recipients: Recipients;
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
  failures(
    broadcast: BroadcastRef,
    filter?: { readonly reason?: string; readonly permit?: Presented },
  ): AsyncIterable<Failure>;
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
  /** What delivery does at this moment: what is paused, which transports take nothing, which classes are demoted. */
  status(): DeliveryStatus;
  /**
   * Whether it could send now: asks the key store, and commits to the spool.
   *
   * @throws SealcastError ENGINE_CLOSED, DISK_FULL, SPOOL_DAMAGED, USAGE when it was opened read-only; and what a key store throws
   */
  check(): Promise<void>;
  /**
   * Stops at the next border: sealing at once, to be resumed; what a transport is at is waited for, up to `graceMs` milliseconds
   * (2000 by default, at most ten minutes), because what was sent and not answered by then is `unknown`, unless the other side drops
   * repeats: then it waits again, as does what was not sent. Safe to call twice. For SIGTERM:
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
  const registries = checkedRegistries(options.consentRegistries);
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
    const store = options.keyStore ?? (await openStore(dir, options.passphrase, random, readOnly));
    if (options.keyStore === undefined) closers.push(() => store.close());
    const keyring = await openKeyring(store, { random, create: !readOnly });
    closers.push(() => keyring.close());
    const spool = new Spool(dir, keyring.subkey('spool-record'), random, { readOnly });
    closers.push(() => spool.close());
    const erasure = await openErasure({ store, table: spool.chunkTable(), random, clock, readOnly });
    closers.push(() => erasure.close());
    const ledger = new Ledger(() => spool.broadcasts());
    const personLedger = new PersonLedger(spool, erasure);
    closers.push(() => personLedger.close());
    spool.onCommitted = (record) => {
      ledger.note(record);
      personLedger.note(record);
    };
    const permissions = new Permissions(
      options.permissions,
      readOnly ? readingNotes(spool.notes(), () => spool.refresh()) : spool.notes(),
      clock,
    );
    const gate = new Gate(options.profile, { keyring, clock, erasure, ledger });
    const trust = trustOf(model, gate.profile(undefined).profile.trust, {
      keyring,
      notes: spool.notes(),
      clock,
      permissions,
    });
    closers.push(() => trust.close());
    const people = peopleTables(keyring, spool.notes(), kernels);
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
      gate,
      permissions,
      trust,
      people,
      personLedger,
      recipients: new RecipientRegister(people, clock, registries),
    };
    const { logger } = parts;
    const timer = options.timer ?? systemTimer;
    const dispatcher = new Dispatcher(transports, options, { spool, clock, timer, random, logger });
    const approvals = new Approvals(parts, approverOf(permissions, options.approver));
    const pace = options.pace ?? {};
    const check = async (): Promise<void> => {
      (await store.read('root'))?.fill(0);
      spool.probe();
    };
    const engine = new LocalEngine(parts, transports, dispatcher, approvals, timer, readOnly, closers, pace, check);
    if (!readOnly) await engine.recover();
    return engine;
  } catch (error) {
    for (const close of closers.reverse()) await close();
    throw error;
  }
}
