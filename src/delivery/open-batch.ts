import { wipe } from '../crypto/wipe.ts';
import {
  ATTEMPT_UNIT_MS,
  type AttemptColumns,
  newAttempts,
  PERHAPS_TAKEN,
  perhapsTaken,
  readAttempts,
} from '../spool/attempts-record.ts';
import { type EnvelopeColumns, type RouteColumns, readEnvelopes, readRoutes } from '../spool/batch-record.ts';
import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import { damaged } from '../spool/damaged.ts';
import type { DeliverySpool, StateChange } from './delivery-spool.ts';
import { state } from './state.ts';

/**
 * One batch in memory: its envelopes and routes, what became of them, and which of them could go now.
 *
 *     ready, by lane ──draw──▶ under way ──▶ ended
 *          ▲                       │
 *          └── wake ── waiting ◀───┘ deferred
 */
export class OpenBatch {
  readonly number: number;
  readonly envelopes: EnvelopeColumns;
  readonly routes: RouteColumns;
  readonly states: Uint8Array;
  /** When the commit of this batch made it ready, by the monotonic clock; NaN where that was another process. */
  readonly committedAt: number;
  readonly #routesRecord: Uint8Array;
  readonly #created: number;
  /** Those that await a receipt may go. */
  readonly #awaits: boolean;
  #attempts: AttemptColumns | undefined;
  #attemptsChanged = false;
  /** Places of those that could go, by lane. */
  readonly #ready: number[][];
  readonly #waiting = new Set<number>();
  #underWay = 0;
  #nextDue = Number.POSITIVE_INFINITY;

  constructor(
    spool: DeliverySpool,
    recordKey: Uint8Array,
    record: BroadcastRecord,
    id: string,
    number: number,
    { now, lanes, committedAt, awaits }: { now: number; lanes: number; committedAt: number; awaits: boolean },
  ) {
    this.number = number;
    this.committedAt = committedAt;
    this.#awaits = awaits;
    this.#created = record.created;
    this.envelopes = readEnvelopes(spool.requireBatch('batches', recordKey, id, number), record);
    const { count } = this.envelopes;
    this.#routesRecord = spool.requireBatch('routes', recordKey, id, number);
    this.routes = readRoutes(this.#routesRecord, count);
    this.states = new Uint8Array(count);
    this.#ready = Array.from({ length: lanes }, () => []);
    this.load(spool, recordKey, id, now);
  }

  /** As it is stored: when it is opened, and after a commit that failed, which memory must not run ahead of. */
  load(spool: DeliverySpool, recordKey: Uint8Array, id: string, now: number): void {
    const { count } = this.envelopes;
    const states = spool.batchRecord('states', recordKey, id, this.number) ?? new Uint8Array(count);
    if (states.length !== count) throw damaged('a record of states has an impossible length');
    const attempts = spool.batchRecord('attempts', recordKey, id, this.number);
    this.#attempts = attempts === undefined ? undefined : readAttempts(attempts, count);
    this.#attemptsChanged = false;
    this.states.set(states);
    for (const list of this.#ready) list.length = 0;
    this.#waiting.clear();
    this.#nextDue = Number.POSITIVE_INFINITY;
    this.#underWay = 0;
    for (let i = 0; i < count; i++)
      if (this.states[i] === state.pending || (this.#awaits && this.states[i] === state.awaiting)) this.#place(i, now);
      else if (this.states[i] === state.handing || this.states[i] === state.escalating) this.#underWay++;
  }

  ready(lane: number): number {
    return this.#ready[lane]!.length;
  }

  get hasReady(): boolean {
    return this.#ready.some((list) => list.length > 0);
  }

  /** Nothing of it is under way or could go now: it may be put away. */
  get idle(): boolean {
    return this.#underWay === 0 && !this.hasReady;
  }

  /** When the next of those that wait is due, unix milliseconds; Infinity when none waits. */
  get nextDue(): number {
    return this.#nextDue;
  }

  /** Those that waited long enough become ready. */
  wake(now: number): void {
    if (now < this.#nextDue) return;
    this.#nextDue = Number.POSITIVE_INFINITY;
    for (const i of this.#waiting) {
      const due = this.due(i);
      if (due > now) this.#nextDue = Math.min(this.#nextDue, due);
      else {
        this.#waiting.delete(i);
        this.#ready[this.lane(i)]!.push(i);
      }
    }
  }

  /** Takes the n-th of those ready in a lane out: any n will do, so who draws decides the order. */
  draw(lane: number, n: number): number {
    const list = this.#ready[lane]!;
    const i = list[n]!;
    list[n] = list.at(-1)!;
    list.pop();
    this.#underWay++;
    return i;
  }

  /** Drawn, and not to go after all: to be tried at `due`, unix milliseconds; 0 is now. Nothing of it is stored. */
  putBack(i: number, due: number, now: number): void {
    this.#underWay--;
    if (due <= now) this.#ready[this.lane(i)]!.push(i);
    else this.#wait(i, due);
  }

  /** Has its end, or is pending again or awaits a receipt: then it is `due`, unix milliseconds. */
  ended(i: number, became: number, due: number, now: number): void {
    this.states[i] = became;
    this.#underWay--;
    if (became !== state.pending && became !== state.awaiting) return;
    if (due <= now) this.#ready[this.lane(i)]!.push(i);
    else this.#wait(i, due);
  }

  // ---- what was tried ----

  lane(i: number): number {
    const lane = this.#attempts === undefined ? 0 : this.#attempts.lane[i]! & ~PERHAPS_TAKEN;
    // A transport fewer than before: the last one is left to them.
    return Math.min(lane, this.#ready.length - 1);
  }

  /** When it is to be tried again, unix milliseconds; 0: it never was put off. */
  due(i: number): number {
    const due = this.#attempts?.due[i] ?? 0;
    return due === 0 ? 0 : this.#created + due * ATTEMPT_UNIT_MS;
  }

  perhapsTaken(i: number): boolean {
    return perhapsTaken(this.#attempts, i);
  }

  /** Of those with a transport, how many one may have taken before. */
  get perhapsUnderWay(): number {
    let count = 0;
    if (this.#underWay > 0)
      this.states.forEach((one, i) => {
        if (one === state.handing && this.perhapsTaken(i)) count++;
      });
    return count;
  }

  attempts(i: number): number {
    return this.#attempts?.count[i] ?? 0;
  }

  /** When it was tried first, unix milliseconds; 0: not yet. */
  since(i: number): number {
    const since = this.#attempts?.since[i] ?? 0;
    return since === 0 ? 0 : this.#created + since * ATTEMPT_UNIT_MS;
  }

  reason(i: number): number {
    return this.#attempts?.reason[i] ?? 0;
  }

  /** Places of those that failed, for this reason or (-1) for any; with `unknown` those, too. */
  failed(reason: number, unknown: boolean): number[] {
    const found: number[] = [];
    this.states.forEach((one, i) => {
      if (one !== state.failed && !(unknown && one === state.unknown)) return;
      if (reason === -1 || this.reason(i) === reason) found.push(i);
    });
    return found;
  }

  /** As if it had never been tried; but that it may have been taken is not forgotten. */
  revive(i: number): void {
    const perhaps = this.perhapsTaken(i) || this.states[i] === state.unknown;
    this.note(i, { lane: 0, count: 0, perhaps, reason: 0, since: 0, due: 0 });
    this.states[i] = state.pending;
    this.#ready[0]!.push(i);
  }

  note(
    i: number,
    tried: { lane: number; count: number; perhaps: boolean; reason: number; since: number; due: number },
  ): void {
    this.#attempts ??= newAttempts(this.envelopes.count);
    const columns = this.#attempts;
    columns.lane[i] = tried.lane | (tried.perhaps ? PERHAPS_TAKEN : 0);
    columns.count[i] = Math.min(255, tried.count);
    columns.reason[i] = tried.reason;
    columns.since[i] = this.#units(tried.since);
    columns.due[i] = this.#units(tried.due);
    this.#attemptsChanged = true;
  }

  /** What is to be stored now; the attempts only where they have changed since they were stored. */
  change(): StateChange {
    return { batch: this.number, states: this.states, attempts: this.#attemptsChanged ? this.#attempts!.bytes : null };
  }

  /** The last change is committed. */
  stored(): void {
    this.#attemptsChanged = false;
  }

  close(): void {
    wipe(this.#routesRecord);
  }

  // ---- within ----

  #place(i: number, now: number): void {
    const due = this.due(i);
    if (due <= now) this.#ready[this.lane(i)]!.push(i);
    else this.#wait(i, due);
  }

  #wait(i: number, due: number): void {
    this.#attempts ??= newAttempts(this.envelopes.count);
    this.#attempts.due[i] = this.#units(due);
    this.#waiting.add(i);
    this.#nextDue = Math.min(this.#nextDue, this.due(i));
  }

  /** Rounded up: nothing is tried too early. */
  #units(at: number): number {
    return at === 0 ? 0 : Math.min(0xffffffff, Math.max(1, Math.ceil((at - this.#created) / ATTEMPT_UNIT_MS)));
  }
}
