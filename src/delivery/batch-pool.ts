import { openBatches } from '../broadcast/admit/split.ts';
import { limits } from '../limits.ts';
import { monotonic } from '../ports/clock.ts';
import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import { Draws } from './draws.ts';
import { DueQueue } from './due-queue.ts';
import { OpenBatch } from './open-batch.ts';

/** Where a batch is. */
const where = { done: 0, fresh: 1, asleep: 2, open: 3 } as const;

/**
 * The batches of one broadcast that have something waiting. They are opened at random from all that are committed; from a few that
 * are open at a time envelopes are drawn at random: so the order of hand-over says nothing of the list, in memory that does not grow
 * with it, but by two numbers a batch.
 *
 *     committed ──▶ fresh ──▶ open (a few) ──▶ done
 *                               │  ▲
 *                               ▼  │ due
 *                              asleep: all that is left of it waits to be tried again
 */
export class BatchPool {
  readonly #record: BroadcastRecord;
  readonly #id: string;
  readonly #recordKey: Uint8Array;
  readonly #parts: DeliveryParts;
  /** Those that await a receipt may go. */
  readonly #awaits: boolean;
  readonly #draws: Draws;
  readonly #where: number[] = [];
  readonly #committedAt: number[] = [];
  readonly #fresh: number[] = [];
  /** Of parts that are not released. */
  #withheld: number[] = [];
  readonly #asleep = new DueQueue<number>();
  #open: OpenBatch[] = [];

  /** @param recordKey 32 bytes, the delivery's */
  constructor(record: BroadcastRecord, id: string, recordKey: Uint8Array, parts: DeliveryParts, awaits: boolean) {
    this.#record = record;
    this.#id = id;
    this.#recordKey = recordKey;
    this.#parts = parts;
    this.#awaits = awaits;
    this.#draws = new Draws(parts.random);
  }

  get open(): readonly OpenBatch[] {
    return this.#open;
  }

  // ---- what comes in ----

  /** Further batches are committed. */
  committed(upTo: number): void {
    const at = monotonic(this.#parts.clock);
    for (let batch = this.#where.length; batch < upTo; batch++) {
      this.#where.push(where.fresh);
      this.#committedAt.push(at);
      this.#queue(batch);
    }
  }

  /** Batches that an earlier process committed: done, as long as nobody says that they wait. */
  known(upTo: number): void {
    for (let batch = this.#where.length; batch < upTo; batch++) {
      this.#where.push(where.done);
      this.#committedAt.push(Number.NaN);
    }
  }

  /** Something of a known batch waits. */
  waits(batch: number): void {
    this.#where[batch] = where.fresh;
    this.#queue(batch);
  }

  /** Something of a batch that is not open was revived. One that sleeps has an entry for when it was due: it is void from now on. */
  revived(batch: number): void {
    if (this.#where[batch] === where.fresh) return;
    this.#where[batch] = where.fresh;
    this.#fresh.push(batch);
  }

  /** Of parts that were released since: they wait from now on. */
  #release(): void {
    if (this.#withheld.length === 0) return;
    const at = monotonic(this.#parts.clock);
    const withheld = this.#withheld;
    this.#withheld = [];
    for (const batch of withheld) if (this.#queue(batch)) this.#committedAt[batch] = at;
  }

  #queue(batch: number): boolean {
    const open = batch < openBatches(this.#record.admission.split);
    (open ? this.#fresh : this.#withheld).push(batch);
    return open;
  }

  // ---- what goes out ----

  /**
   * Wakes batches, puts away what is done, and opens one where there is room, so that those that could go now are at hand. Answers
   * how many there are, by lane; null: more are to be opened before any of them goes. One in each turn of the event loop, because
   * it takes milliseconds, and there may be thousands of which all wait.
   */
  prepare(now: number): number[] | null {
    for (const batch of this.#open) batch.wake(now);
    this.#putAway(this.#open.filter((batch) => batch.idle && batch.nextDue === Number.POSITIVE_INFINITY));
    if (this.#makesRoom(now)) {
      const number = this.#wakeOne(now) ?? this.#drawFresh();
      if (number !== undefined) this.#keepOpen(number, now);
      if (this.#makesRoom(now)) return null;
    }
    const ready = this.#parts.dropsRepeats.map(() => 0);
    for (const batch of this.#open) for (let lane = 0; lane < ready.length; lane++) ready[lane]! += batch.ready(lane);
    return ready;
  }

  /** When there will be something to do, unix milliseconds: 0 for now, Infinity for never by itself. */
  nextAt(now: number): number {
    this.#release();
    if (this.#fresh.length > 0 || this.#asleep.first <= now) return 0;
    let at = this.#asleep.first;
    for (const batch of this.#open) at = batch.hasReady ? 0 : Math.min(at, batch.nextDue);
    return at;
  }

  /** Takes one of those ready for a lane out, at random; undefined when none is. */
  draw(lane: number): readonly [batch: OpenBatch, index: number] | undefined {
    let ready = 0;
    for (const one of this.#open) ready += one.ready(lane);
    if (ready === 0) return undefined;
    let place = this.#draws.below(ready);
    const from = this.#open.find((one) => {
      if (place < one.ready(lane)) return true;
      place -= one.ready(lane);
      return false;
    })!;
    return [from, from.draw(lane, place)];
  }

  // ---- open batches ----

  /** As it is open, or else opened for a moment: then it is the caller's, to be closed. */
  look(number: number): { readonly batch: OpenBatch; readonly opened: boolean } {
    const open = this.#open.find((batch) => batch.number === number);
    return open === undefined
      ? { batch: this.#openBatch(number, this.#parts.clock.now()), opened: true }
      : { batch: open, opened: false };
  }

  isOpen(number: number): boolean {
    return this.#where[number] === where.open;
  }

  close(): void {
    for (const batch of this.#open) batch.close();
    this.#parts.open.batches -= this.#open.length;
    this.#open = [];
  }

  #openBatch(number: number, now: number): OpenBatch {
    return new OpenBatch(this.#parts.spool, this.#recordKey, this.#record, this.#id, number, {
      now,
      lanes: this.#parts.dropsRepeats.length,
      committedAt: this.#committedAt[number] ?? Number.NaN,
      awaits: this.#awaits,
    });
  }

  #keepOpen(number: number, now: number): void {
    const batch = this.#openBatch(number, now);
    this.#where[number] = where.open;
    this.#parts.open.batches++;
    this.#open.push(batch);
  }

  /** Is there one to be opened, and room for it? Where none of those open could go, they make some. */
  #makesRoom(now: number): boolean {
    if (this.#fresh.length === 0 && this.#asleep.first > now) return false;
    if (this.#hasRoom()) return true;
    if (this.#open.some((batch) => batch.hasReady)) return false;
    // All that is left of these waits: others may go meanwhile.
    this.#putAway(this.#open.filter((batch) => batch.idle));
    return this.#hasRoom();
  }

  /**
   * One at least, however many others have open. Batches that are all with transports do not count but once more: those that are
   * drawn from end at about the same time, and the next ones are not to wait until the last answer is back.
   */
  #hasRoom(): boolean {
    const open = this.#open.length;
    if (open === 0) return true;
    if (open >= 2 * limits.openBatches || this.#parts.open.batches >= limits.openBatchesTotal) return false;
    let drawn = 0;
    for (const batch of this.#open) if (batch.hasReady) drawn++;
    return drawn < limits.openBatches;
  }

  #putAway(idle: readonly OpenBatch[]): void {
    if (idle.length === 0) return;
    this.#open = this.#open.filter((batch) => !idle.includes(batch));
    for (const batch of idle) {
      const { number, nextDue } = batch;
      this.#where[number] = nextDue === Number.POSITIVE_INFINITY ? where.done : where.asleep;
      if (nextDue !== Number.POSITIVE_INFINITY) this.#asleep.add(nextDue, number);
      this.#parts.open.batches--;
      batch.close();
    }
  }

  /** Entries of batches that were revived since are void. */
  #wakeOne(now: number): number | undefined {
    let number = this.#asleep.take(now);
    while (number !== undefined && this.#where[number] !== where.asleep) number = this.#asleep.take(now);
    return number;
  }

  #drawFresh(): number | undefined {
    if (this.#fresh.length === 0) return undefined;
    const place = this.#draws.below(this.#fresh.length);
    const number = this.#fresh[place]!;
    this.#fresh[place] = this.#fresh.at(-1)!;
    this.#fresh.pop();
    return number;
  }
}
