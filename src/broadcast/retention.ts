import { hex } from '../crypto/bytes.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Timer } from '../ports/timer.ts';
import { type BroadcastRecord, endWaiting, pendingOf } from '../spool/broadcast-record.ts';
import { sketchIsOver, sketchOwner } from './admit/admission.ts';
import { awaitsApproval } from './admit/approvals.ts';
import { partsWait } from './admit/split.ts';
import type { Broadcasts } from './broadcasts.ts';
import { settleHanding } from './recall.ts';
import { peopleAreOver } from './recipients/person-ledger.ts';
import { type EngineParts, eraseSealing, finishSealing } from './sealing.ts';

/**
 * The end of broadcasts: `purge`, and the same by itself once `retainUntil` is reached; and before it the withdrawal of those that
 * nobody approved in time. An end is
 *
 *   1. what still runs is stopped, what waits is withdrawn
 *   2. one commit: everything but the record is deleted, its retention secrets are forgotten; a sketch of its text stays while others are
 *      compared with it, unless the end was asked for
 *   3. an erasure step: the root they lay under is destroyed, and with it every copy of the file
 *   4. the record says `retentionErased`
 *
 * A crash after 2 leaves 3 and 4 to the next look. Looks come at the start, soon after the nearest end, and once an hour.
 */
export class Retention {
  readonly #parts: EngineParts;
  readonly #broadcasts: Broadcasts;
  readonly #timer: Timer;
  #callOff: () => void = () => {};
  #nextLook = Number.POSITIVE_INFINITY;
  #looking: Promise<void> = Promise.resolve();
  /** By id: until when what was found running may go on. From when it was found: a clock may jump, a machine may have slept. */
  readonly #graceUntil = new Map<string, number>();
  #closed = false;

  constructor(parts: EngineParts, broadcasts: Broadcasts, timer: Timer) {
    this.#parts = parts;
    this.#broadcasts = broadcasts;
    this.#timer = timer;
  }

  /**
   * Finishes the erasures that a crash cut short, ends what has had its time, and goes on looking.
   * @throws what a step throws: an engine whose key store does not answer is not opened
   */
  async start(): Promise<void> {
    this.#lookAt(await this.#look());
  }

  /** There is a broadcast that ends then. */
  watch(retainUntil: number): void {
    if (retainUntil < this.#nextLook) this.#lookAt(retainUntil);
  }

  /**
   * By hand: then the sketch of its text goes, too, whatever its window.
   *
   * @throws SealcastError USAGE when it has not ended, or a notice has still to read it
   */
  async purge(record: BroadcastRecord): Promise<void> {
    const { spool } = this.#parts;
    if (this.#broadcasts.isRunning(record) || record.state === 'sealing')
      throw new SealcastError('USAGE', 'the broadcast has not ended', {
        hint: 'abort it first, or wait until it is sealed',
      });
    const notice = record.recalledBy === null ? undefined : spool.broadcast(hex(record.recalledBy));
    if (notice?.state === 'sealing')
      throw new SealcastError('USAGE', 'its recall notice is not sealed yet, and needs to know whom it went to', {
        hint: 'resume, or abort the notice, first',
      });
    const sketched = record.admission.sketchMs > 0;
    if (record.state !== 'purged') this.#erase(record, false);
    else if (sketched) this.#forgetSketch(record);
    if (sketched || !record.retentionErased) await this.#eraseRetention();
  }

  /** Waits for a look that is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#callOff();
    await this.#looking;
  }

  #lookAt(at: number): void {
    this.#callOff();
    if (this.#closed) return;
    const wait = Math.min(Math.max(at - this.#parts.clock.now(), 0), limits.erasureCheckMs);
    this.#nextLook = this.#parts.clock.now() + wait;
    const look = (): void => {
      // One at a time: what comes to be watched meanwhile is seen by this one, or watched again.
      this.#nextLook = Number.POSITIVE_INFINITY;
      this.#looking = this.#looking.then(() => this.#lookAgain());
    };
    this.#callOff = this.#timer.after(wait, look, { background: true });
  }

  async #lookAgain(): Promise<void> {
    if (this.#closed) return;
    let next = Number.POSITIVE_INFINITY;
    try {
      next = await this.#look();
    } catch (error) {
      this.#parts.logger.error({ code: codeOf(error) }, 'an erasure failed, and is tried again');
    }
    this.#lookAt(Math.min(next, this.#nextLook));
  }

  /** Answers when to look again, unix milliseconds. */
  async #look(): Promise<number> {
    const { erasure, clock, spool, logger } = this.#parts;
    let next = Number.POSITIVE_INFINITY;
    let unfinished = false;
    for (const { id } of spool.broadcasts()) {
      if (this.#closed) break;
      // Read again, here and after each await: much may have happened meanwhile, and to store what was true before would undo it.
      let record = spool.broadcast(hex(id))!;
      // Where the key store failed at the end of sealing, what was promised then is still to be done.
      if (record.state !== 'sealing' && !record.sealingErased && !this.#broadcasts.isRunning(record)) {
        await eraseSealing(this.#parts, record);
        record = spool.broadcast(hex(id))!;
      }
      if (record.state === 'purged') {
        if (sketchIsOver(record, clock.now())) this.#forgetSketch(record);
        unfinished ||= !record.retentionErased;
        continue;
      }
      if (awaitsApproval(record)) {
        const { approveUntil } = record.admission;
        if (approveUntil <= clock.now()) {
          await this.#withdraw(record);
          record = spool.broadcast(hex(id))!;
        } else next = Math.min(next, approveUntil);
      }
      next = Math.min(next, this.#releaseParts(record));
      if (sketchIsOver(record, clock.now())) this.#forgetSketch(record);
      if (peopleAreOver(record, clock.now())) spool.forgetPeople(this.#broadcasts.latest(record));
      const { retainUntil } = record;
      if (retainUntil > clock.now()) {
        next = Math.min(next, retainUntil);
        continue;
      }
      try {
        if (await this.#end(record)) unfinished = true;
        else next = Math.min(next, clock.now() + limits.retentionGraceMs);
      } catch (error) {
        // One that is damaged must not keep the others.
        logger.error({ broadcast: hex(id), code: codeOf(error) }, 'a broadcast could not be purged');
      }
    }
    if (unfinished || erasure.due('retention', clock.now())) await this.#eraseRetention();
    return next;
  }

  /** It lies under a root that the next step destroys: within a day. */
  #forgetSketch(found: BroadcastRecord): void {
    const record = this.#broadcasts.latest(found);
    const before = record.admission;
    record.admission = { ...before, sketchMs: 0 };
    try {
      this.#parts.spool.update(record, this.#parts.erasure.forget('retention', sketchOwner(hex(record.id))));
    } catch (error) {
      record.admission = before;
      throw error;
    }
  }

  /** Those for which there is room by now. Answers when to look again. */
  #releaseParts(found: BroadcastRecord): number {
    const { gate, spool } = this.#parts;
    const record = this.#broadcasts.latest(found);
    if (!partsWait(record)) return Number.POSITIVE_INFINITY;
    const before = record.admission;
    record.admission = gate.releaseParts(record, before);
    if (record.admission !== before) {
      try {
        spool.update(record);
      } catch (error) {
        record.admission = before;
        throw error;
      }
      this.#broadcasts.changed(record);
    }
    return gate.nextPartAt(record);
  }

  /** Nobody approved it in time. */
  async #withdraw(record: BroadcastRecord): Promise<void> {
    const broadcast = hex(record.id);
    try {
      await this.#broadcasts.abort(record);
      this.#parts.logger.info({ broadcast }, 'nobody approved it in time: broadcast withdrawn');
    } catch (error) {
      this.#parts.logger.error({ broadcast, code: codeOf(error) }, 'a broadcast could not be withdrawn');
    }
  }

  /** False: it still runs, and gets a little longer to end by itself. */
  async #end(found: BroadcastRecord): Promise<boolean> {
    const { spool, clock, logger } = this.#parts;
    const id = hex(found.id);
    if (this.#broadcasts.isRunning(found)) {
      // What has expired is counted as that by its delivery, which at this very moment comes to see it.
      const until = this.#graceUntil.get(id) ?? clock.now() + limits.retentionGraceMs;
      this.#graceUntil.set(id, until);
      if (clock.now() < until) return false;
      await this.#broadcasts.abort(found);
    } else if (found.state === 'sealing') {
      this.#settleHanding(found);
      await finishSealing(this.#parts, found, 'aborted');
    }
    const record = spool.broadcast(id)!;
    if (this.#broadcasts.isRunning(record)) return false;
    this.#graceUntil.delete(id);
    if (record.state !== 'purged') this.#erase(record, !sketchIsOver(record, clock.now()));
    logger.info({ broadcast: id }, 'retention is over: broadcast purged');
    return true;
  }

  #settleHanding(record: BroadcastRecord): void {
    try {
      settleHanding(this.#parts, record);
    } catch (error) {
      // What cannot be read any more is to go all the more.
      const broadcast = hex(record.id);
      this.#parts.logger.warn({ broadcast, code: codeOf(error) }, 'purged without knowing what was in hand');
    }
  }

  /** @param sketch whether that of its text stays until its window is over: else the sender, who says `retain`, would say for how long */
  #erase(record: BroadcastRecord, sketch: boolean): void {
    const { spool, erasure, clock } = this.#parts;
    this.#settleHanding(record);
    if (pendingOf(record.counts) > 0) endWaiting(record, record.expires <= clock.now() ? 'expired' : 'recalled');
    record.state = 'purged';
    const id = hex(record.id);
    const gone = [...erasure.forget('retention', id)];
    if (!sketch && record.admission.sketchMs > 0) {
      gone.push(...erasure.forget('retention', sketchOwner(id)));
      record.admission = { ...record.admission, sketchMs: 0 };
    }
    spool.erase(record, gone);
  }

  /** Says `retentionErased` of the purged only after the step that made it true. */
  async #eraseRetention(): Promise<void> {
    const { erasure, spool, clock } = this.#parts;
    const waiting = spool.broadcasts().filter(({ state, retentionErased }) => state === 'purged' && !retentionErased);
    await erasure.step('retention');
    for (const { id } of waiting) {
      const record = spool.broadcast(hex(id))!;
      record.retentionErased = true;
      record.retentionErasedAt = clock.now();
      spool.update(record);
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof SealcastError ? error.code : 'INTERNAL';
}
