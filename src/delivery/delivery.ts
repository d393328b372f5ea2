import { openBatches } from '../broadcast/admit/split.ts';
import { hex } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { monotonic } from '../ports/clock.ts';
import type { Outcome } from '../ports/transport.ts';
import { type BroadcastRecord, type Counts, endWaiting, pendingOf } from '../spool/broadcast-record.ts';
import { damaged } from '../spool/damaged.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import type { StateChange } from './delivery-spool.ts';
import { Draws } from './draws.ts';
import { DueQueue } from './due-queue.ts';
import { awaitsReceipts, Escalation, escalates, settleEscalated } from './escalation.ts';
import { countReason, type Group, readOutcome, reasonNumber, type Said } from './hand-over.ts';
import { OpenBatch } from './open-batch.ts';
import type { Pacer, StoredPaces } from './pacer.ts';
import { type Left, readLeft, settleLeft } from './recovery.ts';
import type { RetryFilter } from './retry.ts';
import { state } from './state.ts';

/** Where a batch is. */
const where = { done: 0, fresh: 1, asleep: 2, open: 3 } as const;

/**
 * The envelopes of one broadcast that wait, and what becomes of them. Batches come in at random from all that are committed; from a
 * few that are open at a time groups are drawn at random: so the order of hand-over says nothing of the list, in memory that does
 * not grow with it.
 *
 *     committed ──▶ fresh ──▶ open (a few) ──▶ done
 *                               │  ▲
 *                               ▼  │ due
 *                              asleep: all that is left of it waits to be tried again
 *
 * Each group is committed as `handing` before and with its outcomes after, so the counts are true at every instant.
 */
export class Delivery {
  readonly record: BroadcastRecord;
  readonly id: string;
  /** Sealing is over: what is committed is all there will be. */
  sealed = false;
  /** Groups and envelopes with the transports. */
  groupsUnderWay = 0;
  envelopesUnderWay = 0;
  /** Of these, those that are counted as delivered already. */
  #escalatedUnderWay = 0;
  /** Since when it may be handed over, by the monotonic clock: what it waited before, held or paused, was no queueing. */
  openSince = Number.NEGATIVE_INFINITY;
  readonly #parts: DeliveryParts;
  readonly #recordKey: Uint8Array;
  readonly #draws: Draws;
  /** Undefined: what is delivered goes nowhere else. */
  readonly #escalation: Escalation | undefined;
  readonly #where: number[] = [];
  readonly #committedAt: number[] = [];
  readonly #fresh: number[] = [];
  /** Of parts that are not released. */
  #withheld: number[] = [];
  readonly #asleep = new DueQueue<number>();
  #open: OpenBatch[] = [];
  #body: Uint8Array | undefined;
  #halted = false;
  #closed = false;
  /** After a commit that failed memory could not be brought back to what is stored. */
  #astray = false;

  /** @param recordKey 32 bytes; owned by the delivery from here on @param receiptKey 32 bytes, the caller's */
  constructor(record: BroadcastRecord, recordKey: Uint8Array, parts: DeliveryParts, receiptKey?: Uint8Array) {
    this.record = record;
    this.id = hex(record.id);
    this.#recordKey = recordKey;
    this.#parts = parts;
    this.#draws = new Draws(parts.random);
    if (receiptKey !== undefined && escalates(record, parts.escalateMs, parts.dropsRepeats.length))
      this.#escalation = new Escalation(record, recordKey, receiptKey, parts.spool);
  }

  get body(): Uint8Array {
    this.#body ??= this.#parts.spool.body(this.id);
    return this.#body;
  }

  /** It waits for somebody: to let it go on, or to approve it. */
  get isShut(): boolean {
    return this.record.paused || this.record.admission.state !== 'released';
  }

  /** Not before its release, nor when it was withdrawn or has expired. */
  isOpenAt(now: number): boolean {
    return this.record.rest === null && !this.isShut && this.record.releaseAt <= now;
  }

  /** Nothing is handed over from then on, unix milliseconds. */
  get expires(): number {
    return Math.min(this.record.expires, this.record.notAfter);
  }

  hasExpired(now: number): boolean {
    return now >= this.expires;
  }

  /** Envelopes that are committed and have no end, those with a transport aside. */
  get waiting(): number {
    return pendingOf(this.record.counts) - this.envelopesUnderWay + this.#escalatedUnderWay;
  }

  /** Some that are delivered may have to go to the next transport. */
  get awaitsReceipts(): boolean {
    return this.#escalation !== undefined && awaitsReceipts(this.record);
  }

  get finished(): boolean {
    return this.sealed && this.groupsUnderWay === 0 && pendingOf(this.record.counts) === 0 && !this.awaitsReceipts;
  }

  // ---- what waits ----

  /** Further batches are committed. */
  committed(upTo: number): void {
    const at = monotonic(this.#parts.clock);
    for (let batch = this.#where.length; batch < upTo; batch++) {
      this.#where.push(where.fresh);
      this.#committedAt.push(at);
      this.#queue(batch);
    }
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
    const open = batch < openBatches(this.record.admission.split);
    (open ? this.#fresh : this.#withheld).push(batch);
    return open;
  }

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
      if (number !== undefined) this.#openBatch(number, now);
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

  // ---- handing over ----

  /**
   * Draws up to `most` of those ready for a lane, at random, and commits that they are handed over now. May be fewer, or none:
   * then recipients have had their share for now.
   *
   * @param to number of the lane that takes them
   * @param transport its name, whose permits are taken
   * @param most not more than there are permits
   * @throws what a commit throws; then this delivery is to be given up
   */
  draw(lane: number, to: number, transport: string, most: number, pacer: Pacer, now: number): Group {
    // Read before anything is committed: a group that cannot be put together was not handed over.
    void this.body;
    const batch: OpenBatch[] = [];
    const index: number[] = [];
    const waitedMs: number[] = [];
    const monotonicNow = monotonic(this.#parts.clock);
    const { recipients } = pacer;
    const confirmed: (readonly [OpenBatch, number])[] = [];
    let escalated = 0;
    for (let n = 0; n < most; n++) {
      let ready = 0;
      for (const one of this.#open) ready += one.ready(lane);
      if (ready === 0) break;
      let place = this.#draws.below(ready);
      const from = this.#open.find((one) => {
        if (place < one.ready(lane)) return true;
        place -= one.ready(lane);
        return false;
      })!;
      const i = from.draw(lane, place);
      if (this.#isConfirmed(from, i)) {
        confirmed.push([from, i]);
        continue;
      }
      const due = recipients?.take(from.routes.key(i), now) ?? 0;
      if (due > now) {
        from.putBack(i, due, now);
        continue;
      }
      if (from.states[i] === state.awaiting) escalated++;
      from.states[i] = from.states[i] === state.awaiting ? state.escalating : state.handing;
      batch.push(from);
      index.push(i);
      const againAt = from.due(i);
      // Math.max takes NaN over: what an earlier process has committed is not known.
      const sinceReady = Math.max(0, monotonicNow - Math.max(from.committedAt, this.openSince));
      waitedMs.push(againAt > 0 ? Math.max(0, now - againAt) : sinceReady);
    }
    const group = { batch, index, waitedMs, escalated };
    if (index.length + confirmed.length === 0) return group;
    if (to !== lane)
      index.forEach((i, n) => {
        const perhaps = batch[n]!.perhapsTaken(i);
        batch[n]!.note(i, { lane: to, count: 0, perhaps, reason: 0, since: 0, due: batch[n]!.due(i) });
      });
    const paces = index.length === 0 ? undefined : pacer.take(this.record.sender, transport, now, index.length);
    const stop = (counts: Counts): void => {
      for (const [from, i] of confirmed) this.#stopAtReceipt(from, i, counts, now);
    };
    this.#commit(new Set([...batch, ...confirmed.map(([from]) => from)]), stop, paces);
    if (index.length === 0) return group;
    this.groupsUnderWay++;
    this.envelopesUnderWay += index.length;
    this.#escalatedUnderWay += escalated;
    return group;
  }

  /** One that a transport has, or may have, and whose device says that it opened it. */
  #isConfirmed(batch: OpenBatch, i: number): boolean {
    if (this.#escalation === undefined || (batch.states[i] !== state.awaiting && !batch.perhapsTaken(i))) return false;
    return this.#escalation.isConfirmed(batch.envelopes.mailbox(i));
  }

  #stopAtReceipt(batch: OpenBatch, i: number, counts: Counts, now: number): void {
    if (batch.states[i] === state.awaiting) this.record.awaiting--;
    else {
      this.record.perhaps--;
      counts.delivered++;
    }
    batch.ended(i, state.delivered, 0, now);
  }

  /**
   * Commits what became of a group.
   *
   * @param outcomes as the transport gave them; null: nobody knows, and nobody is to be asked again
   * @returns whether any of them got a final answer
   */
  settle({ batch, index }: Group, lane: number, outcomes: readonly Outcome[] | null, now: number): boolean {
    // Before anything moves: getters of an outcome are the host's code, which may ask for a report or pause the broadcast.
    const said = index.map((_, n): Said => (outcomes === null ? CALLED_OFF : readOutcome(outcomes, n)));
    this.#commit(new Set(batch), (counts) => {
      index.forEach((i, n) => {
        this.#settleOne(batch[n]!, i, lane, said[n]!, outcomes === null, counts, now);
      });
    });
    return said.some((one) => one.state === 'delivered' || one.state === 'failed');
  }

  /** The group is with its transport no more, whether it could be settled or not. To be said once of each. */
  returned({ index, escalated }: Group): void {
    this.groupsUnderWay--;
    this.envelopesUnderWay -= index.length;
    this.#escalatedUnderWay -= escalated;
  }

  #settleOne(
    batch: OpenBatch,
    i: number,
    lane: number,
    said: Said,
    calledOff: boolean,
    counts: Counts,
    now: number,
  ): void {
    const { retry, failOverMs, escalateMs, dropsRepeats } = this.#parts;
    if (batch.states[i] === state.escalating) {
      const escalated = { lane, said: said.state, reason: said.reason, retryAfterMs: said.retryAfterMs, calledOff };
      const waitMs = (count: number, afterMs: number): number => retry.waitMs(count, afterMs, this.#parts.random);
      const rules = { afterMs: escalateMs, failOverMs, lanes: dropsRepeats.length, retry, waitMs };
      if (!settleEscalated(batch, i, escalated, this.record.rest, rules, now)) this.record.awaiting--;
      return;
    }
    if (batch.perhapsTaken(i)) this.record.perhaps--;
    if (said.state === 'delivered') {
      counts.delivered++;
      if (this.#escalation === undefined || this.record.rest !== null || lane + 1 >= dropsRepeats.length) {
        batch.ended(i, state.delivered, 0, now);
        return;
      }
      const due = now + escalateMs;
      batch.note(i, { lane: lane + 1, count: 0, perhaps: false, reason: 0, since: 0, due });
      batch.ended(i, state.awaiting, due, now);
      this.record.awaiting++;
      return;
    }
    const { rest, reasons } = this.record;
    const reason = said.reason === '' ? 0 : reasonNumber(reasons, said.reason);
    const perhaps = batch.perhapsTaken(i) || said.state === 'unknown';
    const count = batch.attempts(i) + 1;
    const since = batch.since(i) || now;
    const rule = retry.rule(said.reason);
    const tried = { lane, count, perhaps, reason, since, due: 0 };

    const lost = said.state === 'unknown';
    const again =
      !calledOff &&
      rest === null &&
      rule !== 'fail' &&
      (lost ? dropsRepeats[lane]! : said.state === 'deferred' || typeof rule === 'object') &&
      count < retry.attempts(said.reason);
    // What was lost may be shown by the other transport's device a second time: it has the same id, and is shown once.
    const next =
      !calledOff &&
      rest === null &&
      lane + 1 < dropsRepeats.length &&
      (rule === 'next' || (rule !== 'fail' && said.state !== 'failed' && (!again || now - since >= failOverMs)));

    if (perhaps && (next || again)) this.record.perhaps++;
    if (next) {
      batch.note(i, { ...tried, lane: lane + 1, count: 0, since: 0, due: now });
      batch.ended(i, state.pending, 0, now);
    } else if (again) {
      const due = now + retry.waitMs(count, said.retryAfterMs, this.#parts.random);
      batch.note(i, { ...tried, due });
      batch.ended(i, state.pending, due, now);
    } else {
      batch.note(i, tried);
      if (perhaps) {
        batch.ended(i, state.unknown, 0, now);
        counts.unknown++;
      } else if (rest !== null && said.state === 'deferred') {
        batch.ended(i, state[rest], 0, now);
        counts[rest]++;
      } else {
        batch.ended(i, state.failed, 0, now);
        counts.failed++;
        countReason(counts.failedBy, reasons[reason - 1] ?? '', 1);
      }
    }
  }

  // ---- ends that come from outside ----

  /** All that waits has its end, in one commit; those with a transport are settled as they come back. */
  endRest(rest: 'expired' | 'recalled'): void {
    const { record } = this;
    const before = { counts: { ...record.counts }, rest: record.rest };
    const underWay = this.#open.reduce((sum, batch) => sum + batch.perhapsUnderWay, 0);
    endWaiting(record, rest, this.waiting, record.perhaps - underWay);
    try {
      this.#parts.spool.update(record);
    } catch (error) {
      Object.assign(record, before);
      throw error;
    }
  }

  /**
   * Those that failed wait again, as if they had never been tried. Answers how many.
   *
   * @throws SealcastError USAGE when nothing of this broadcast may go out any more; and what a commit throws: then this delivery is to
   *   be given up
   */
  async retry(filter: RetryFilter): Promise<number> {
    const { record } = this;
    const wanted = filter.reason === undefined || filter.reason === '' ? 0 : record.reasons.indexOf(filter.reason) + 1;
    if (this.#isOver())
      throw new SealcastError('USAGE', 'the broadcast has expired, or was withdrawn', {
        hint: 'what is to go out after all is sent anew',
      });
    if (wanted === 0 && (filter.reason ?? '') !== '') return 0;
    this.openSince = monotonic(this.#parts.clock);
    let revived = 0;
    for (let number = 0; number < record.batches; number++) {
      await this.#breathe(number);
      // Meanwhile it may have been given up, or have ended: those that wait by now have that end, the others keep theirs.
      if (this.#closed || this.#isOver()) break;
      const opened = this.#open.find((batch) => batch.number === number);
      if (opened === undefined && !this.#hasFailed(number, filter)) continue;
      const batch = opened ?? this.#openBatch(number, this.#parts.clock.now(), false);
      try {
        const found = batch.failed(filter.reason === undefined ? -1 : wanted, filter.unknown === true);
        if (found.length === 0) continue;
        this.#revive(batch, found);
        revived += found.length;
        // One that sleeps has an entry for when it was due: it is void from now on.
        if (opened === undefined && this.#where[number] !== where.fresh) {
          this.#where[number] = where.fresh;
          this.#fresh.push(number);
        }
      } finally {
        if (opened === undefined) batch.close();
      }
    }
    return revived;
  }

  /** By its record of states alone: most batches have nothing to be tried again, and to open one takes milliseconds. */
  #hasFailed(number: number, { unknown }: RetryFilter): boolean {
    const states = this.#parts.spool.batchRecord('states', this.#recordKey, this.id, number);
    return states?.some((one) => one === state.failed || (unknown === true && one === state.unknown)) === true;
  }

  #isOver(): boolean {
    return this.record.rest !== null || this.hasExpired(this.#parts.clock.now());
  }

  #revive(batch: OpenBatch, found: readonly number[]): void {
    this.#commit(new Set([batch]), (counts) => {
      for (const i of found) {
        this.#uncount(counts, batch.states[i]!, batch.reason(i));
        batch.revive(i);
        if (batch.perhapsTaken(i)) this.record.perhaps++;
      }
    });
  }

  #uncount(counts: Counts, was: number, reason: number): void {
    if (was === state.unknown) counts.unknown--;
    else {
      counts.failed--;
      countReason(counts.failedBy, this.record.reasons[reason - 1] ?? '', -1);
    }
  }

  // ---- what an earlier process left ----

  /**
   * What died as `handing` becomes `unknown`, or pending where the other side drops repeats. All states together must be what the
   * counts say: where a record of states was lost, its envelopes would look as if they still waited, and go out twice.
   */
  async recover(): Promise<void> {
    const { record } = this;
    const { spool } = this.#parts;
    const { counts, batches } = record;
    const found = new Array<number>(Object.keys(state).length).fill(0);
    const left: Left[] = [];
    // Before anything is awaited: what is committed meanwhile comes behind.
    for (let number = 0; number < batches; number++) {
      this.#where.push(where.done);
      this.#committedAt.push(Number.NaN);
    }
    for (let number = 0; number < batches; number++) {
      await this.#breathe(number);
      if (this.#halted) return;
      const states = spool.batchRecord('states', this.#recordKey, this.id, number);
      const seen = new Array<number>(found.length).fill(0);
      for (const one of states ?? []) if (one < seen.length) seen[one]!++;
      seen.forEach((count, one) => {
        found[one]! += count;
      });
      if (states !== undefined && seen[state.handing]! + seen[state.escalating]! > 0)
        left.push(readLeft(spool, this.#recordKey, this.id, number, states));
      const waits = states === undefined || seen[state.pending]! + seen[state.handing]! > 0;
      const awaits = this.#escalation !== undefined && seen[state.awaiting]! + seen[state.escalating]! > 0;
      if (!waits && !awaits) continue;
      this.#where[number] = where.fresh;
      this.#queue(number);
    }
    const awaiting = found[state.awaiting]! + found[state.escalating]!;
    if (awaiting !== record.awaiting)
      throw damaged(`it holds ${awaiting} envelopes that await a receipt, not ${record.awaiting}`);
    found[state.delivered]! += awaiting;
    // See endWaiting.
    if (record.rest !== null)
      found[state.unknown]! += record.perhaps - left.reduce((sum, { perhaps }) => sum + perhaps, 0);
    for (const name of ['delivered', 'failed', 'unknown'] as const)
      if (found[state[name]] !== counts[name])
        throw damaged(`it holds ${found[state[name]]} envelopes as ${name}, not ${counts[name]}`);
    const { dropsRepeats, escalateMs, clock } = this.#parts;
    const escalateAt = this.#escalation === undefined ? 0 : clock.now() + escalateMs;
    for (const one of left) settleLeft(spool, this.#recordKey, record, one, dropsRepeats, escalateAt);
  }

  /** It is given up: what was left needs no further look. */
  halt(): void {
    this.#halted = true;
  }

  /** Memory and keys go. Nothing is stored: what matters was committed. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const batch of this.#open) batch.close();
    this.#parts.open.batches -= this.#open.length;
    this.#open = [];
    // Its handle may be kept for long, and a body has megabytes.
    this.#body = undefined;
    wipe(this.#recordKey);
    this.#escalation?.close();
  }

  // ---- within ----

  #commit(touched: ReadonlySet<OpenBatch>, move: (counts: Counts) => void, paces?: StoredPaces): void {
    const { record } = this;
    if (this.#astray) throw damaged('what is stored could not be read again after a commit that failed');
    const { perhaps, awaiting } = record;
    const before = { counts: structuredClone(record.counts), perhaps, awaiting, reasons: [...record.reasons] };
    move(record.counts);
    const changes: StateChange[] = [...touched].map((batch) => batch.change());
    try {
      this.#parts.spool.setStates(record, this.#recordKey, changes, paces);
    } catch (error) {
      // Reports are made from it: they must not count what is not on disk. Nor must a later commit bring what this one did not.
      Object.assign(record, before);
      this.#astray = true;
      const now = this.#parts.clock.now();
      for (const batch of touched) batch.load(this.#parts.spool, this.#recordKey, this.id, now);
      this.#astray = false;
      throw error;
    }
    for (const batch of touched) batch.stored();
  }

  #openBatch(number: number, now: number, keep = true): OpenBatch {
    const batch = new OpenBatch(this.#parts.spool, this.#recordKey, this.record, this.id, number, {
      now,
      lanes: this.#parts.dropsRepeats.length,
      committedAt: this.#committedAt[number] ?? Number.NaN,
      awaits: this.#escalation !== undefined,
    });
    if (!keep) return batch;
    this.#where[number] = where.open;
    this.#parts.open.batches++;
    this.#open.push(batch);
    return batch;
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

  /** A broadcast of ten million has thousands of batches to look through: others want the thread, too. */
  async #breathe(batch: number): Promise<void> {
    if (batch % limits.openBatches === limits.openBatches - 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

const CALLED_OFF: Said = { state: 'unknown', reason: '', retryAfterMs: 0 };
