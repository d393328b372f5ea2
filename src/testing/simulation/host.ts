import { type Abortable, abortRuns } from '../../broadcast/abort-runs.ts';
import { hex } from '../../crypto/bytes.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import type { DeliverySpool } from '../../delivery/delivery-spool.ts';
import { Dispatcher } from '../../delivery/dispatcher.ts';
import { awaitsReceipts, escalates } from '../../delivery/escalation.ts';
import type { EnginePace } from '../../delivery/pacer.ts';
import { type Confirmed, Receipts } from '../../delivery/receipts.ts';
import { giveUpLeft } from '../../delivery/recovery.ts';
import type { RetryFilter } from '../../delivery/retry.ts';
import { SealcastError } from '../../errors.ts';
import type { Transport } from '../../ports/transport.ts';
import { type BroadcastRecord, endWaiting, pendingOf } from '../../spool/broadcast-record.ts';
import type { SimulatedDisk } from './disk.ts';
import { Dead, type Life } from './life.ts';
import type { BroadcastPlan, Plan } from './plan.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

/** What all processes of a world have in common. */
export interface HostParts {
  readonly world: World;
  readonly plan: Plan;
  readonly disk: SimulatedDisk;
  readonly witness: Witness;
}

interface Job {
  readonly plan: BroadcastPlan;
  record: BroadcastRecord;
  delivery: Delivery | undefined;
  /** Something of it is under way. */
  running: boolean;
  stopping: boolean;
  /** Resolves when nothing of it is under way any more. */
  ended: Promise<void>;
}

/**
 * A process that sends: seals, delivers with a real dispatcher, and does what its operator wants, all as an engine does it.
 * Broadcasts are begun again after a failure, by this process or the next one.
 */
export class Host {
  readonly #parts: HostParts;
  readonly #life: Life;
  readonly #spool: DeliverySpool;
  readonly #dispatcher: Dispatcher;
  readonly #receipts: Receipts;
  readonly #jobs = new Map<string, Job>();
  closing = false;

  constructor(parts: HostParts, life: Life, transports: readonly Transport[], spool: DeliverySpool, pace: EnginePace) {
    this.#parts = parts;
    this.#life = life;
    this.#spool = spool;
    const { clock, timer, random, logger } = life;
    this.#dispatcher = new Dispatcher(
      transports,
      { ...parts.plan.options, pace },
      { spool, clock, timer, random, logger },
    );
    this.#receipts = new Receipts({
      spool: parts.disk.receiptSpoolOf(life),
      logger,
      latest: (record) => {
        const job = this.#jobs.get(hex(record.id));
        return job?.running === true ? job.record : record;
      },
      counted: (id) => this.#dispatcher.changed(id),
      withSecrets: ({ id }, use) => {
        const { key, receiptKey } = parts.plan.broadcasts.find((one) => one.id === hex(id))!;
        return use({ receiptKey, recordKey: key });
      },
    });
    for (const { plan } of parts.disk.all()) this.#goOn(plan);
  }

  get life(): Life {
    return this.#life;
  }

  /** The engine has let go of everything. */
  get quit(): boolean {
    return [...this.#jobs.keys()].every((id) => this.#dispatcher.delivery(id) === undefined);
  }

  /** Nothing runs: every broadcast that was begun has its end, as far as this process knows. */
  get idle(): boolean {
    return [...this.#jobs.values()].every(({ running }) => !running);
  }

  // ---- broadcasts ----

  /** Makes a broadcast durable and seals it, window by window. */
  begin(plan: BroadcastPlan): void {
    if (this.closing || this.#parts.disk.onDisk(plan.id) !== undefined) return;
    try {
      const record = this.#parts.disk.begin(this.#life, plan);
      this.#run(plan, record);
    } catch (error) {
      this.#expected(error);
      this.#later(() => this.begin(plan));
    }
  }

  /** What an earlier process, or a failure, left. */
  #goOn(plan: BroadcastPlan): void {
    if (this.closing || this.#jobs.get(plan.id)?.running === true) return;
    const record = this.#parts.disk.load(plan.id);
    if (record.state === 'sealed' && !isOpen(record, this.#parts.plan)) return;
    if (record.state === 'aborted') return;
    this.#run(plan, record);
  }

  #run(plan: BroadcastPlan, record: BroadcastRecord): void {
    const job: Job = { plan, record, delivery: undefined, running: true, stopping: false, ended: NOTHING };
    this.#jobs.set(plan.id, job);
    this.#follow(job, this.#sealAndDeliver(job));
  }

  #follow(job: Job, work: Promise<void>): void {
    const { id } = job.plan;
    job.ended = work.then(
      () => {
        job.running = false;
      },
      (error: unknown) => {
        job.running = false;
        this.#expected(error);
        if (!job.stopping) this.#later(() => this.#goOn(this.#parts.plan.broadcasts.find((one) => one.id === id)!));
      },
    );
  }

  async #sealAndDeliver(job: Job): Promise<void> {
    const { plan, record } = job;
    let delivering = plan.early || record.state === 'sealed' ? this.#deliver(job) : undefined;
    try {
      while (record.state === 'sealing') await this.#sealWindow(job);
    } catch (error) {
      await this.#dispatcher.stop(plan.id, error);
      throw error;
    }
    if (!isOpen(record, this.#parts.plan) && delivering === undefined) return;
    delivering ??= this.#deliver(job);
    delivering.delivery.sealed = true;
    this.#dispatcher.changed(plan.id);
    await delivering.ended;
  }

  #deliver(job: Job): ReturnType<Dispatcher['add']> {
    const delivering = this.#dispatcher.add(job.record, job.plan.key.slice(), job.plan.receiptKey);
    job.delivery = delivering.delivery;
    return delivering;
  }

  async #sealWindow(job: Job): Promise<void> {
    const { plan, record } = job;
    const { world, disk } = this.#parts;
    await this.#pass(world.chance.magnitude(1, plan.windowGapMs));
    if (job.stopping) throw new SealcastError('ABORTED', 'stopped by the host');
    const before = { counts: record.counts, batches: record.batches, windows: record.windows, state: record.state };
    const length = plan.windows[record.windows];
    if (length === undefined) record.state = 'sealed';
    else {
      const added = plan.batches.slice(record.batches, record.batches + length);
      const envelopes = added.reduce((sum, { histories }) => sum + histories.length, 0);
      record.counts = { ...record.counts, envelopes: record.counts.envelopes + envelopes };
      record.batches += length;
      record.windows++;
    }
    try {
      disk.commitWindow(this.#life, record);
    } catch (error) {
      Object.assign(record, before);
      throw error;
    }
    job.delivery?.committed(record.batches);
    this.#dispatcher.changed(plan.id);
  }

  // ---- what an operator does ----

  /** Durable, as `broadcast.pause()`. */
  pauseBroadcast(id: string, paused: boolean): void {
    const job = this.#jobs.get(id);
    if (job === undefined || !this.#life.alive) return;
    const record = job.running ? job.record : this.#parts.disk.load(id);
    if (record.paused === paused) return;
    record.paused = paused;
    try {
      this.#spool.update(record);
      this.#dispatcher.changed(id);
    } catch (error) {
      record.paused = !paused;
      this.#expected(error);
    }
  }

  pause(transport: string | undefined, paused: boolean): void {
    this.#dispatcher.pause(transport, paused);
  }

  pace(pace: EnginePace): void {
    this.#dispatcher.pace(pace);
  }

  /** As `engine.confirm()`; undefined: there was no answer. */
  confirm(receipts: Uint8Array): Confirmed | undefined {
    if (this.closing || !this.#life.alive) return undefined;
    try {
      const confirmed = this.#receipts.confirm(receipts);
      return this.#life.alive ? confirmed : undefined;
    } catch (error) {
      this.#expected(error);
      return undefined;
    }
  }

  /** As `broadcast.retry()`, while it is delivered and after. */
  retry(id: string, filter: RetryFilter): void {
    const job = this.#jobs.get(id);
    const { witness } = this.#parts;
    if (job === undefined || this.closing || witness.orders.retrying.has(id)) return;
    const delivery = this.#dispatcher.delivery(id);
    const over = delivery === undefined;
    if (over && (job.running || job.record.state !== 'sealed')) return;
    if (!over) this.#retryRunning(delivery, filter).catch((error: unknown) => this.#expected(error));
    else {
      job.running = true;
      this.#follow(job, this.#retryOver(job, filter));
    }
  }

  async #retryRunning(delivery: Delivery, filter: RetryFilter): Promise<void> {
    const { world, witness } = this.#parts;
    witness.orders.retrying.set(delivery.id, filter);
    try {
      const count = await delivery.retry(filter);
      world.log(`life ${this.#life.number}: ${count} are tried again`);
    } catch (error) {
      // Nothing of it may go out any more.
      const { rest } = delivery.record;
      const refused = error instanceof SealcastError && error.code === 'USAGE';
      if (!refused || (rest === null && world.wall() < delivery.expires)) throw error;
    } finally {
      if (this.#life.alive) witness.orders.retrying.delete(delivery.id);
    }
    this.#dispatcher.changed(delivery.id);
  }

  async #retryOver(job: Job, filter: RetryFilter): Promise<void> {
    const { id } = job.plan;
    job.record = this.#parts.disk.load(id);
    const { delivery, ended, recovered } = this.#deliver(job);
    try {
      await recovered;
      await this.#retryRunning(delivery, filter);
    } catch (error) {
      await this.#dispatcher.stop(id, error);
      throw error;
    }
    delivery.sealed = true;
    this.#dispatcher.changed(id);
    await ended;
  }

  /** What still waits shall not go out. */
  withdraw(id: string): void {
    const job = this.#jobs.get(id);
    if (job?.delivery === undefined || !job.delivery.sealed || this.#dispatcher.delivery(id) !== job.delivery) return;
    if (job.record.rest !== null) return;
    this.#parts.witness.orders.withdrawn.add(id);
    try {
      job.delivery.endRest('recalled');
      this.#dispatcher.changed(id);
    } catch (error) {
      this.#expected(error);
    }
  }

  /** As `engine.recall()`, without the notice: what runs is aborted, and what waits never goes out. */
  async recall(id: string): Promise<void> {
    if (this.closing || !this.#life.alive || this.#parts.disk.onDisk(id) === undefined) return;
    this.#parts.witness.orders.withdrawn.add(id);
    const running = (): Abortable | undefined => {
      const job = this.#jobs.get(id);
      return job?.running === true ? { abort: () => this.#abort(job) } : undefined;
    };
    await abortRuns(running, () => this.#endAborted(id));
  }

  async #abort(job: Job): Promise<void> {
    job.stopping = true;
    await this.#dispatcher.stop(job.plan.id, new SealcastError('ABORTED', 'aborted by the host'));
    await job.ended;
  }

  #endAborted(id: string): void {
    const { disk, plan, world, witness } = this.#parts;
    if (this.closing || !this.#life.alive) return;
    const record = disk.load(id);
    if (record.state === 'aborted') return;
    try {
      giveUpLeft(this.#spool, plan.broadcasts.find((one) => one.id === id)!.key, record);
      endWaiting(record, 'recalled');
      record.state = 'aborted';
      this.#spool.update(record);
    } catch (error) {
      this.#expected(error);
      this.#later(() => void this.recall(id));
      return;
    }
    const job = this.#jobs.get(id);
    if (job !== undefined) job.record = record;
    world.log(`life ${this.#life.number}: ${record.counts.recalled} of a broadcast are withdrawn`);
    witness.recalled(id, record.counts);
  }

  /** As `engine.resume()`: all that waits goes on at once. */
  resume(): void {
    for (const { plan } of [...this.#parts.disk.all()]) this.#goOn(plan);
  }

  /** Gives a delivery up, and takes it up again later. */
  async stop(id: string): Promise<void> {
    await this.#dispatcher.stop(id, new SealcastError('INTERRUPTED', 'given up by the host for a while'));
  }

  /** As an engine that is closed. */
  async close(graceMs: number): Promise<void> {
    this.closing = true;
    for (const job of this.#jobs.values()) job.stopping = true;
    const reason = new SealcastError('INTERRUPTED', 'the engine was closed');
    await this.#dispatcher.drain(graceMs, reason);
    await this.#dispatcher.close(reason);
  }

  // ---- within ----

  #pass(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#life.timer.after(milliseconds, resolve);
    });
  }

  #later(call: () => void): void {
    this.#life.timer.after(this.#parts.world.chance.magnitude(100, 600_000), () => {
      if (!this.closing) call();
    });
  }

  /** What the world does to a process on purpose. Everything else is a bug of somebody's. */
  #expected(error: unknown): void {
    if (error instanceof Dead || !this.#life.alive) return;
    const code = error instanceof SealcastError ? error.code : undefined;
    if (code === 'DISK_FULL' || code === 'INTERRUPTED' || code === 'ABORTED' || code === 'ENGINE_CLOSED') return;
    this.#parts.world.fail(
      `a delivery was given up: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
    );
  }
}

const NOTHING = Promise.resolve();

/** Something of it waits, or goes on for want of a receipt. */
export function isOpen(record: BroadcastRecord, { options, lanes }: Pick<Plan, 'options' | 'lanes'>): boolean {
  if (pendingOf(record.counts) > 0) return true;
  return escalates(record, options.escalate?.afterMs ?? 0, lanes.length) && awaitsReceipts(record);
}
