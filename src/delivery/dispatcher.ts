import { CLASSES } from '../broadcast/request.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { type Clock, monotonic } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Timer } from '../ports/timer.ts';
import type { Transport } from '../ports/transport.ts';
import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import { Delivery } from './delivery.ts';
import { type DeliveryOptions, within } from './delivery-options.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import type { DeliverySpool } from './delivery-spool.ts';
import { type Ending, Exchange } from './exchange.ts';
import type { Group } from './hand-over.ts';
import { checkLadder, DEFAULT_LADDER, type Ladder, type Rung, Shares } from './ladder.ts';
import type { Lane } from './lane.ts';
import { Lanes } from './lanes.ts';
import type { LatencyReport } from './latency.ts';
import { type EnginePace, Pacer } from './pacer.ts';
import { type RetryFilter, RetryPolicy, uniform } from './retry.ts';
import { type Job, newJob, Schedule } from './schedule.ts';
import { type DeliveryStatus, statusOf } from './status.ts';

export interface DispatcherParts {
  readonly spool: DeliverySpool;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly logger: Logger;
}

export interface Added {
  readonly delivery: Delivery;
  /** What an earlier process left is sorted out. */
  readonly recovered: Promise<void>;
  readonly ended: Promise<void>;
}

/**
 * Decides what is handed over next, and when: of all broadcasts under way, all classes and all transports, one group after the other,
 * each in a turn of the event loop of its own. A turn costs the same however much waits:
 *
 *     class: shares of the ladder ──▶ broadcast: one after the other ──▶ transport: a place, open, permits ──▶ group: at random
 *
 * Nothing of it is stored but what `Delivery` commits.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #deliveryParts: DeliveryParts;
  readonly #ladder: Ladder;
  readonly #shares: Shares;
  readonly #pacer: Pacer;
  readonly #lanes: Lanes;
  readonly #exchange: Exchange;
  readonly #jobs = new Map<string, Job>();
  readonly #schedule: Schedule;
  readonly #drained = new Set<() => void>();
  /** By rung: how many broadcasts were asked in vain, and still could go, since something last changed. */
  readonly #tried: number[];
  #paused = false;
  #closed = false;
  #turning = false;
  #callOff: (() => void) | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #expiryLookAt = 0;
  /** By how much the wall clock was ahead of the monotonic one in the last turn. */
  #ahead = Number.NEGATIVE_INFINITY;
  /** When something of a class above the lowest was last handed over, by the monotonic clock: then the lowest takes small groups. */
  #busyAboveAt = Number.NEGATIVE_INFINITY;

  /** @throws SealcastError USAGE */
  constructor(transports: readonly Transport[], options: DeliveryOptions, parts: DispatcherParts) {
    const { ladder = DEFAULT_LADDER, retry = {}, pace = {}, failOver, escalate, handOverMs } = options;
    checkLadder(ladder);
    this.#parts = parts;
    this.#ladder = ladder;
    this.#shares = new Shares(ladder);
    this.#tried = new Array<number>(ladder.length).fill(0);
    this.#pacer = new Pacer(pace, parts.random, parts.spool.paces(), parts.clock.now());
    const failOverMs = within('failOver.afterMs', failOver?.afterMs, limits.failOverMs, limits.failOverMsMax);
    this.#lanes = new Lanes(transports, ladder.length, this.#pacer, failOverMs, parts.clock);
    const answerMs = within('handOverMs', handOverMs, limits.handOverMs, limits.handOverMsMax);
    this.#exchange = new Exchange(parts, ladder, answerMs);
    this.#schedule = new Schedule(ladder.length);
    this.#deliveryParts = {
      spool: parts.spool,
      clock: parts.clock,
      random: parts.random,
      retry: new RetryPolicy(retry),
      failOverMs,
      escalateMs: within('escalate.afterMs', escalate?.afterMs, 0, limits.escalateMsMax),
      dropsRepeats: transports.map(({ dropsRepeats }) => dropsRepeats === true),
      open: { batches: 0 },
    };
  }

  get hasTransport(): boolean {
    return this.#lanes.all.length > 0;
  }

  // ---- broadcasts ----

  /**
   * Delivers what is committed of a broadcast, and what will be. `ended` resolves when every envelope has its end, and rejects when
   * the delivery had to be given up, by `stop` or because the spool failed; then nothing of it is under way any more.
   *
   * @param recordKey 32 bytes; owned by the delivery from here on
   * @param receiptKey 32 bytes, the caller's; without it nothing goes on for want of a receipt
   */
  add(record: BroadcastRecord, recordKey: Uint8Array, receiptKey?: Uint8Array): Added {
    const delivery = new Delivery(record, recordKey, this.#deliveryParts, receiptKey);
    const job = newJob(delivery, this.#rungOf(record.class));
    const { ended, recovery: recovered } = job;
    this.#jobs.set(delivery.id, job);
    if (this.#closed) this.#giveUp(job, closed());
    recovered.then(
      () => {
        job.recovered = true;
        if (job.failed) this.#endIfOver(job);
        else this.#look(job);
      },
      (error: unknown) => {
        job.recovered = true;
        this.#giveUp(job, error);
      },
    );
    return { delivery, ended, recovered };
  }

  delivery(id: string): Delivery | undefined {
    return this.#jobs.get(id)?.delivery;
  }

  /** Something about it has changed: batches committed, sealing over, released, paused, revived. */
  changed(id: string): void {
    if (this.#jobs.has(id)) this.#look(this.#jobs.get(id)!);
  }

  /**
   * Those that failed are tried again: answers how many, or undefined when it is not being delivered.
   *
   * @throws SealcastError USAGE when nothing of it may go out any more; and what a commit throws: then the delivery is given up
   */
  async retry(id: string, filter: RetryFilter): Promise<number | undefined> {
    const job = this.#jobs.get(id);
    if (job === undefined || job.failed) return undefined;
    job.retrying++;
    try {
      await job.recovery;
      return await job.delivery.retry(filter);
    } catch (error) {
      const refused = error instanceof SealcastError && error.code === 'USAGE';
      if (!refused) this.#giveUp(job, error);
      throw error;
    } finally {
      job.retrying--;
      if (job.failed) this.#endIfOver(job);
      else this.#look(job);
    }
  }

  /**
   * Gives a delivery up: what is with a transport is waited for so many milliseconds. Resolves when nothing of it is under way.
   */
  async stop(id: string, reason: unknown, graceMs = 0): Promise<void> {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    this.#giveUp(job, reason);
    if (graceMs > 0 && job.delivery.groupsUnderWay > 0)
      await new Promise<void>((resolve) => {
        const callOff = this.#parts.timer.after(graceMs, resolve);
        void job.ended
          .catch(() => {})
          .then(() => {
            callOff();
            resolve();
          });
      });
    job.stop.abort(reason);
    await job.ended.catch(() => {});
  }

  // ---- all of them ----

  /** @throws SealcastError USAGE; then nothing has changed */
  pace(pace: EnginePace): void {
    this.#pacer.change(pace, this.#parts.clock.now());
    for (const job of this.#jobs.values()) this.#look(job);
  }

  /** @throws SealcastError USAGE for a transport there is not */
  pause(transport: string | undefined, paused: boolean): void {
    if (transport === undefined) this.#paused = paused;
    else this.#lanes.named(transport).paused = paused;
    if (paused) return;
    const now = monotonic(this.#parts.clock);
    for (const job of this.#jobs.values()) {
      if (transport === undefined) job.delivery.openSince = now;
      this.#look(job);
    }
  }

  latency(): LatencyReport {
    return this.#exchange.latency.report();
  }

  status(): DeliveryStatus {
    const now = monotonic(this.#parts.clock);
    return statusOf(this.#paused, this.#ladder, this.#exchange.overload, this.#lanes.all, now);
  }

  /**
   * Begins no further group, for good; resolves when none is under way, or after so many milliseconds. Transports are told to stop a
   * while before that, so that their last answers come in time.
   *
   * @param reason for what is told to stop
   */
  async drain(graceMs: number, reason: unknown): Promise<void> {
    this.#closed = true;
    if (this.#lanes.groupsUnderWay === 0 || graceMs <= 0) return;
    const lastMs = Math.min(limits.drainAnswerMs, graceMs / 2);
    const { timer } = this.#parts;
    await new Promise<void>((resolve) => {
      let callOff = timer.after(graceMs - lastMs, () => {
        this.#exchange.lastAnswerMs = lastMs;
        for (const { stop } of this.#jobs.values()) stop.abort(reason);
        callOff = timer.after(lastMs, resolve);
      });
      this.#drained.add(() => {
        callOff();
        resolve();
      });
    });
  }

  /** Gives all deliveries up. */
  async close(reason: unknown): Promise<void> {
    this.#closed = true;
    this.#callOff?.();
    await Promise.all([...this.#jobs.keys()].map((id) => this.stop(id, reason)));
    this.#pacer.close();
  }

  // ---- turns ----

  /** Puts a job where it belongs now, and sees to it that a turn follows. */
  #look(job: Job): void {
    if (job.failed || !job.recovered) return;
    if (job.delivery.finished) {
      this.#endIfOver(job);
      return;
    }
    if (job.jittering !== undefined || this.#closed) return;
    try {
      this.#place(job, this.#parts.clock.now());
      this.#soon();
    } catch (error) {
      // A clock of the host's that throws. Timers call this, too: there is nobody else to tell.
      this.#giveUp(job, error);
    }
  }

  #place(job: Job, now: number): void {
    this.#schedule.place(job, this.#nextAt(job, now), now);
    if (job.place === 'ring') this.#expiryLookAt = Math.min(this.#expiryLookAt, job.delivery.expires);
  }

  #nextAt(job: Job, now: number): number {
    const { delivery } = job;
    const { record } = delivery;
    // Nothing waits: what is with a transport, or not committed yet, calls again.
    if (delivery.waiting === 0 && !delivery.awaitsReceipts) return Number.POSITIVE_INFINITY;
    if (delivery.hasExpired(now)) return 0;
    const shut = !delivery.isOpenAt(now);
    if (job.shut && !shut) delivery.openSince = monotonic(this.#parts.clock);
    job.shut = shut;
    if (delivery.isShut) return delivery.expires;
    return Math.min(delivery.expires, Math.max(record.releaseAt, delivery.nextAt(now)));
  }

  /** One group a turn: in between, whatever else came in has its say. */
  #soon(): void {
    this.#tried.fill(0);
    this.#next();
  }

  #next(): void {
    if (this.#turning || this.#closed) return;
    this.#turning = true;
    setImmediate(() => {
      this.#turning = false;
      if (this.#closed) return;
      try {
        if (this.#turn()) this.#next();
        else this.#arm();
      } catch (error) {
        // A clock or timer of the host's that throws: nothing can go on, and those who wait must hear of it.
        for (const job of [...this.#jobs.values()]) this.#giveUp(job, error);
      }
    });
  }

  /** Hands one group over, if any may go. Answers whether there is more to look at now. */
  #turn(): boolean {
    const now = this.#parts.clock.now();
    this.#lookForSetBack(now);
    let more = this.#wake(now);
    this.#exchange.look();
    if (now >= this.#expiryLookAt) this.#lookForExpired(now);
    if (this.#paused) return more;
    const waits = this.#schedule.waits();
    for (const rung of this.#shares.order(waits)) {
      const handed = this.#turnOf(rung, waits, now);
      if (handed === 'one') return true;
      more ||= handed === 'perhaps';
    }
    return more;
  }

  /**
   * Who waits for a permit, or for a place, waits for a time that was reckoned by a clock that was set back since: all are placed anew.
   * Those that wait for a time that is stored, a release or a next attempt, go on waiting for that.
   */
  #lookForSetBack(now: number): void {
    const ahead = now - monotonic(this.#parts.clock);
    // One of the two may be in whole milliseconds.
    if (ahead < this.#ahead - 1) {
      this.#expiryLookAt = 0;
      for (const job of this.#jobs.values()) if (job.place === 'timed') this.#place(job, now);
    }
    this.#ahead = ahead;
  }

  /** Those whose time has come could go now. A turn takes some; answers whether there are more. */
  #wake(now: number): boolean {
    for (let n = 0; n < limits.turnJobs; n++) {
      const job = this.#schedule.takeDue(now);
      if (job === undefined) return false;
      this.#place(job, now);
    }
    return this.#schedule.first <= now;
  }

  /** `perhaps`: some broadcasts of the class have not been asked yet. */
  #turnOf(rung: number, waits: readonly boolean[], now: number): 'one' | 'perhaps' | 'none' {
    const demoted = this.#exchange.overload.isDemoted(rung);
    const due = this.#shares.isDue(rung);
    const takes = (lane: Lane): boolean =>
      lane.hasPlace(rung, demoted, due) && this.#lanes.opensAt(lane, now, rung) <= now;
    if (!this.#lanes.all.some(takes)) return 'none';
    for (let n = 0; n < limits.turnJobs && this.#tried[rung]! < this.#schedule.count(rung); n++) {
      const job = this.#schedule.take(rung)!;
      try {
        const count = this.#tryJob(job, demoted, due, now);
        if (count === 0 && job.place === 'ring') this.#tried[rung]!++;
        if (count === 0) continue;
        this.#tried[rung] = 0;
        if (count === AGAIN) return 'one';
        this.#shares.served(rung, count, waits);
        if (rung < this.#ladder.length - 1) this.#busyAboveAt = monotonic(this.#parts.clock);
        return 'one';
      } catch (error) {
        this.#giveUp(job, error);
      }
    }
    return this.#tried[rung]! < this.#schedule.count(rung) ? 'perhaps' : 'none';
  }

  /** Answers how many envelopes were handed over, or AGAIN. Puts the job where it belongs. */
  #tryJob(job: Job, demoted: boolean, due: boolean, now: number): number {
    const { delivery } = job;
    if (delivery.hasExpired(now)) {
      this.#expire(job);
      return 0;
    }
    const ready = delivery.isOpenAt(now) ? delivery.prepare(now) : [];
    if (ready === null) {
      this.#place(job, now);
      return AGAIN;
    }
    let retryAt = Number.POSITIVE_INFINITY;
    for (let n = 0; n < ready.length; n++) {
      // In turns: what has gone to the second must not wait until the first has taken all the others.
      const lane = (job.lane + n) % ready.length;
      if (ready[lane] === 0) continue;
      const to = this.#lanes.insteadOf(lane);
      if (!to.hasPlace(job.rung, demoted, due) || this.#lanes.opensAt(to, now, job.rung) > now) {
        // A place that becomes free, a lane that opens: both end in a turn.
        retryAt = now;
        continue;
      }
      const wanted = Math.min(ready[lane]!, this.#groupOf(job.rung, demoted), to.mostNow());
      const permitted = this.#permitted(job, to.name, wanted, now);
      if (permitted.count === 0) {
        retryAt = Math.min(retryAt, permitted.at);
        continue;
      }
      const group = delivery.draw(lane, to.index, to.name, permitted.count, this.#pacer, now);
      if (group.index.length === 0) {
        // All that were drawn have had their share, or have been opened; others of it may go.
        if (delivery.finished) this.#endIfOver(job);
        else this.#schedule.place(job, this.#nextAt(job, now), now);
        return AGAIN;
      }
      job.lane = lane + 1;
      this.#handOver(job, group, to).catch((error: unknown) => this.#giveUp(job, error));
      // The transport has been called: batches were opened and a commit was synced since the permits were taken.
      this.#pacer.handedOver(delivery.record.sender, to.name, this.#parts.clock.now(), group.index.length);
      const { jitterMs } = this.#ladder[job.rung]!;
      if (jitterMs > 0) this.#jitter(job, uniform(this.#parts.random) * jitterMs);
      else this.#schedule.place(job, this.#nextAt(job, now), now);
      return group.index.length;
    }
    const at = this.#nextAt(job, now);
    if (at > now || retryAt === Number.POSITIVE_INFINITY)
      this.#schedule.place(job, at <= now ? Number.POSITIVE_INFINITY : at, now);
    else this.#schedule.place(job, Math.min(Math.max(at, retryAt), delivery.expires), now);
    return 0;
  }

  /** The class's groups, of random size; small ones while a class above has traffic, since its envelopes wait for the end of each. */
  #groupOf(rung: number, demoted: boolean): number {
    const { group } = this.#ladder[rung]!;
    const sinceBusyMs = monotonic(this.#parts.clock) - this.#busyAboveAt;
    const busyAbove = rung === this.#ladder.length - 1 && sinceBusyMs < limits.busyAboveMs;
    const most = demoted || busyAbove ? Math.max(1, group >> 3) : group;
    const { jitterMs } = this.#ladder[rung]!;
    return jitterMs === 0 ? most : Math.ceil(most * (0.5 + uniform(this.#parts.random) / 2));
  }

  /** One permit is not worth two commits: once there is one, a moment is waited for more. */
  #permitted(job: Job, transport: string, wanted: number, now: number): { count: number; at: number } {
    const { sender } = job.delivery.record;
    const count = Math.min(wanted, this.#pacer.available(sender, transport, now));
    const full = this.#pacer.next(sender, transport, now, wanted);
    const monotonicNow = monotonic(this.#parts.clock);
    if (count > 0) job.gatherUntil ??= monotonicNow + limits.paceGatherMs;
    if (count > 0 && (full <= now || job.gatherUntil! <= monotonicNow)) {
      job.gatherUntil = undefined;
      return { count, at: now };
    }
    const next = count > 0 ? now + job.gatherUntil! - monotonicNow : this.#pacer.next(sender, transport, now);
    const at = Math.min(full, next);
    return { count: 0, at };
  }

  #jitter(job: Job, milliseconds: number): void {
    this.#schedule.rest(job);
    // Not by the clock: a timer that fires has waited long enough, whatever the clock says.
    job.jittering = this.#parts.timer.after(milliseconds, () => {
      job.jittering = undefined;
      this.#schedule.leave(job);
      this.#look(job);
    });
  }

  // ---- one group ----

  async #handOver(job: Job, group: Group, lane: Lane): Promise<void> {
    const { delivery, rung } = job;
    const ending: Ending = { how: 'called off', now: monotonic(this.#parts.clock), firstTries: 0 };
    const probe = lane.begin(rung);
    try {
      await this.#exchange.give(delivery, rung, group, lane, job.stop.signal, ending);
    } finally {
      // Whatever happened: a place that is not given back is lost, and a group that never returns holds up the end.
      delivery.returned(group);
      const pauseMs = lane.end(rung, probe, ending.how, ending.now, ending.firstTries);
      if (pauseMs !== undefined)
        this.#parts.logger.warn({ transport: lane.name, pauseMs }, 'a transport takes nothing; left alone for a while');
      if (this.#lanes.groupsUnderWay === 0) for (const resolve of [...this.#drained]) resolve();
      this.#soon();
    }
    if (job.failed) this.#endIfOver(job);
    else if (job.place !== 'ring') this.#look(job);
  }

  // ---- ends ----

  /** Those that wait for a transport expire while they do, also when none is asked. */
  #lookForExpired(now: number): void {
    this.#expiryLookAt = now + limits.expiryLookMs;
    for (const job of this.#schedule.ready()) {
      this.#expiryLookAt = Math.min(this.#expiryLookAt, Math.max(now, job.delivery.expires));
      if (!job.delivery.hasExpired(now)) continue;
      try {
        this.#expire(job);
      } catch (error) {
        this.#giveUp(job, error);
      }
    }
  }

  #expire(job: Job): void {
    const { delivery } = job;
    this.#schedule.leave(job);
    // While sealing goes on, more may come that has expired, too: counted once it is over.
    if (delivery.sealed && delivery.record.rest === null) delivery.endRest('expired');
    this.#endIfOver(job);
  }

  #giveUp(job: Job, error: unknown): void {
    if (!job.failed) {
      job.failed = true;
      job.error = error;
      job.delivery.halt();
    }
    this.#schedule.leave(job);
    this.#endIfOver(job);
  }

  #endIfOver(job: Job): void {
    const { delivery } = job;
    if (!job.recovered || job.retrying > 0 || delivery.groupsUnderWay > 0 || this.#jobs.get(delivery.id) !== job)
      return;
    if (!job.failed && !delivery.finished) return;
    this.#jobs.delete(delivery.id);
    this.#schedule.leave(job);
    job.jittering?.();
    job.end(job.failed ? job.error : undefined);
  }

  // ---- small things ----

  /** The next time at which something could go. */
  #arm(): void {
    const now = this.#parts.clock.now();
    let at = this.#schedule.first;
    if (this.#schedule.hasReady) at = Math.min(at, this.#expiryLookAt, this.#lanes.changesAt(now));
    if (at === this.#armedFor && this.#callOff !== undefined) return;
    this.#callOff?.();
    this.#callOff = undefined;
    this.#armedFor = at;
    if (at === Number.POSITIVE_INFINITY) return;
    // A timeout of Node's of more than 2^31 ms would fire at once.
    this.#callOff = this.#parts.timer.after(Math.min(Math.max(0, at - now), limits.timerMs), () => {
      this.#callOff = undefined;
      this.#soon();
    });
  }

  #rungOf(classNumber: number): number {
    const name = CLASSES[classNumber - 1] ?? 'broadcast';
    return this.#ladder.findIndex((rung: Rung) => rung.class === name);
  }
}

/** Nothing was handed over, but another turn may. */
const AGAIN = -1;

function closed(): SealcastError {
  return new SealcastError('ENGINE_CLOSED', 'the engine is closed', { hint: 'open it again' });
}
