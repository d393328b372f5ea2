import { hex } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { monotonic } from '../ports/clock.ts';
import type { Outcome } from '../ports/transport.ts';
import { type BroadcastRecord, type Counts, endWaiting, pendingOf } from '../spool/broadcast-record.ts';
import { damaged } from '../spool/damaged.ts';
import { BatchPool } from './batch-pool.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import type { StateChange } from './delivery-spool.ts';
import { awaitsReceipts, Escalation, escalates } from './escalation.ts';
import { countReason, type Group, readOutcome, type Said } from './hand-over.ts';
import type { OpenBatch } from './open-batch.ts';
import type { Pacer, StoredPaces } from './pacer.ts';
import { type Left, readLeft, settleLeft } from './recovery.ts';
import type { RetryFilter } from './retry.ts';
import { settleOne } from './settle.ts';
import { state } from './state.ts';

/**
 * The envelopes of one broadcast that wait, and what becomes of them. Each group is committed as `handing` before and with its
 * outcomes after, so the counts are true at every instant.
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
  /** Undefined: what is delivered goes nowhere else. */
  readonly #escalation: Escalation | undefined;
  readonly #pool: BatchPool;
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
    if (receiptKey !== undefined && escalates(record, parts.escalateMs, parts.dropsRepeats.length))
      this.#escalation = new Escalation(record, recordKey, receiptKey, parts.spool);
    this.#pool = new BatchPool(record, this.id, recordKey, parts, this.#escalation !== undefined);
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
    this.#pool.committed(upTo);
  }

  /** How many could go now, by lane; null: to be asked again in the next turn of the event loop. */
  prepare(now: number): number[] | null {
    return this.#pool.prepare(now);
  }

  /** When there will be something to do, unix milliseconds: 0 for now, Infinity for never by itself. */
  nextAt(now: number): number {
    return this.#pool.nextAt(now);
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
      const drawn = this.#pool.draw(lane);
      if (drawn === undefined) break;
      const [from, i] = drawn;
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
   * @param outcomes as the transport gave them; null: it was told to stop, and nobody knows
   * @param calledOff it was told to stop: what it has not taken is no attempt, and is not tried again by this process
   * @returns whether any of them got a final answer
   */
  settle(
    { batch, index }: Group,
    lane: number,
    outcomes: readonly Outcome[] | null,
    now: number,
    calledOff = false,
  ): boolean {
    // Before anything moves: getters of an outcome are the host's code, which may ask for a report or pause the broadcast.
    const said = index.map((_, n): Said => (outcomes === null ? CALLED_OFF : readOutcome(outcomes, n)));
    const how = { lane, calledOff, escalates: this.#escalation !== undefined };
    this.#commit(new Set(batch), () => {
      index.forEach((i, n) => {
        settleOne(batch[n]!, i, { ...how, said: said[n]! }, this.record, this.#parts, now);
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

  // ---- ends that come from outside ----

  /** All that waits has its end, in one commit; those with a transport are settled as they come back. */
  endRest(rest: 'expired' | 'recalled'): void {
    const { record } = this;
    const before = { counts: { ...record.counts }, rest: record.rest };
    const underWay = this.#pool.open.reduce((sum, batch) => sum + batch.perhapsUnderWay, 0);
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
      if (!this.#pool.isOpen(number) && !this.#hasFailed(number, filter)) continue;
      const { batch, opened } = this.#pool.look(number);
      try {
        const found = batch.failed(filter.reason === undefined ? -1 : wanted, filter.unknown === true);
        if (found.length === 0) continue;
        this.#revive(batch, found);
        revived += found.length;
        if (opened) this.#pool.revived(number);
      } finally {
        if (opened) batch.close();
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
    this.#pool.known(batches);
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
      this.#pool.waits(number);
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
    this.#pool.close();
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

  /** A broadcast of ten million has thousands of batches to look through: others want the thread, too. */
  async #breathe(batch: number): Promise<void> {
    if (batch % limits.openBatches === limits.openBatches - 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

const CALLED_OFF: Said = { state: 'unknown', reason: '', retryAfterMs: 0 };
