import type { DeliveryOptions } from '../../delivery/delivery-options.ts';
import { awaitsReceipts, escalates } from '../../delivery/escalation.ts';
import type { RetryFilter } from '../../delivery/retry.ts';
import { state } from '../../delivery/state.ts';
import { limits } from '../../limits.ts';
import type { Parcel } from '../../ports/transport.ts';
import { type BroadcastRecord, type Counts, pendingOf } from '../../spool/broadcast-record.ts';
import type { EnvelopeHistory } from './envelope-history.ts';
import type { Life } from './life.ts';
import { PaceWitness } from './pace-witness.ts';
import type { BroadcastPlan, LanePlan, Plan } from './plan.ts';
import { ReceiptWitness } from './receipt-witness.ts';
import type { World } from './world.ts';

/** A broadcast as it is on disk, to those who look at it from outside. */
export interface OnDisk {
  readonly plan: BroadcastPlan;
  readonly record: BroadcastRecord;
  /** The record as it was begun. */
  readonly begun: BroadcastRecord;
  /** By batch; absent while all are pending. */
  readonly states: readonly (Uint8Array | undefined)[];
  /** Envelopes of committed batches by state. */
  readonly tally: readonly number[];
  /** By batch; absent while nothing was tried twice. */
  readonly attempts: readonly (Uint8Array | undefined)[];
  /** Buckets of receipts that were counted, by number. */
  readonly receipts: ReadonlyMap<number, Uint8Array>;
}

const STATE_NAMES = Object.keys(state);
const nameOf = (one: number): string => STATE_NAMES[one] ?? String(one);

/** What a transport said of one parcel. */
export interface Understood {
  readonly said: 'delivered' | 'failed' | 'deferred' | 'unsure';
  readonly reason: string;
  readonly retryAfterMs: number;
}

/** What the host has told the engine; the witness holds it to that. */
export interface Orders {
  enginePaused: boolean;
  readonly lanesPaused: Set<string>;
  /** Withdrawn by the host. */
  readonly withdrawn: Set<string>;
  /** `retry` that is under way, by broadcast. */
  readonly retrying: Map<string, RetryFilter>;
}

/** Sees everything, in every process and outside, and says what must not be. */
export class Witness {
  readonly orders: Orders = { enginePaused: false, lanesPaused: new Set(), withdrawn: new Set(), retrying: new Map() };
  readonly pace: PaceWitness;
  readonly receipts: ReceiptWitness;
  /** Told of each that arrives, repeats included. */
  onArrived: (parcel: Parcel) => void = () => {};
  handOvers = 0;
  /** Envelopes handed over. */
  handedOver = 0;
  arrivals = 0;
  repeatsDropped = 0;
  /** Hand-overs of what was delivered before. */
  escalations = 0;
  readonly #world: World;
  readonly #lanes: readonly LanePlan[];
  readonly #options: DeliveryOptions;
  readonly #histories = new Map<string, EnvelopeHistory>();
  /** Parcels of single hand-overs: of which it was said that they were not taken, and those that arrived. */
  readonly #saidNotTaken = new WeakMap<Parcel, string>();
  readonly #arrived = new WeakSet<Parcel>();
  /** By broadcast: how many were withdrawn when it was recalled, as its host was told. */
  readonly #recalled = new Map<string, number>();
  /** First hand-overs, batch by batch: how often the next one had the higher place. */
  readonly #lastPlace = new Map<string, number>();
  #pairs = 0;
  #ascents = 0;

  constructor(world: World, plan: Plan) {
    this.#world = world;
    this.#lanes = plan.lanes;
    this.#options = plan.options;
    this.pace = new PaceWitness(world);
    this.receipts = new ReceiptWitness(world, plan.broadcasts);
    for (const broadcast of plan.broadcasts) {
      for (const batch of broadcast.batches) for (const one of batch.histories) this.#histories.set(one.id, one);
    }
  }

  history(id: string): EnvelopeHistory | undefined {
    return this.#histories.get(id);
  }

  // ---- what is handed over ----

  handOver(life: Life, lane: number, parcels: readonly Parcel[], onDisk: (id: string) => OnDisk | undefined): void {
    const { name } = this.#lanes[lane]!;
    const world = this.#world;
    const now = world.wall();
    this.handOvers++;
    this.handedOver += parcels.length;
    world.check(!this.orders.enginePaused, () => 'handed over while the engine was paused');
    world.check(!this.orders.lanesPaused.has(name), () => `handed over to ${name} while it was paused`);
    world.check(parcels.length > 0, () => 'an empty group was handed over');
    world.check(parcels.length <= limits.handOverGroup, () => `a group of ${parcels.length}`);
    const devices: string[] = [];
    let stored: OnDisk | undefined;
    for (const parcel of parcels) {
      const history = this.#histories.get(parcel.id);
      if (history !== undefined && stored?.plan.id !== history.broadcast) stored = onDisk(history.broadcast);
      if (history === undefined || stored === undefined) {
        world.fail(`a parcel that nobody committed: ${parcel.id}`);
        return;
      }
      this.#checkParcel(parcel, history, stored.plan);
      this.#checkTime(history, stored, now);
      this.#checkRepeat(history, stored, life, lane);
      devices.push(history.device);
    }
    this.pace.handedOver(stored!.plan.sender, name, devices);
  }

  #checkParcel({ envelope, mailbox, body, route }: Parcel, history: EnvelopeHistory, plan: BroadcastPlan): void {
    const slot = envelope.subarray(-16);
    const own = slot.every((byte, i) => byte === mailbox[i]) && route?.reveal() === history.route;
    this.#world.check(own, () => `${history.name} goes with another's slot or route`);
    const same = body.length === plan.body.length && body.every((byte, i) => byte === plan.body[i]);
    this.#world.check(same, () => `${history.name} goes with another body`);
  }

  #checkTime({ name }: EnvelopeHistory, { begun, record }: OnDisk, now: number): void {
    const { releaseAt, expires, notAfter } = begun;
    const { paused, rest } = record;
    const world = this.#world;
    world.check(now >= releaseAt, () => `${name} is handed over ${releaseAt - now} ms before its release`);
    world.check(now < expires, () => `${name} is handed over ${now - expires} ms after it expired`);
    world.check(now < notAfter, () => `${name} is handed over ${now - notAfter} ms after notAfter`);
    world.check(!paused, () => `${name} is handed over while its broadcast was paused`);
    world.check(rest === null, () => `${name} is handed over after it was ${rest}`);
  }

  #checkRepeat(history: EnvelopeHistory, { states }: OnDisk, life: Life, lane: number): void {
    const { name } = history;
    const world = this.#world;
    const stored = states[history.batch]?.[history.index] ?? state.pending;
    const known = stored === state.handing || stored === state.escalating;
    world.check(known, () => `${name} is handed over, and on disk it is ${nameOf(stored)}`);
    if (stored === state.escalating) {
      this.escalations++;
      history.goingOn = true;
    }
    world.check((history.has & (1 << lane)) === 0, () => `${name} goes again to a lane that has it`);
    world.check(!(history.underWay && history.life === life.number), () => `${name} is handed over twice at once`);
    const mayHaveIt = (history.unsure & (1 << lane)) !== 0;
    world.check(
      !mayHaveIt || this.#lanes[lane]!.dropsRepeats,
      () => `${name} is handed over to a lane that may have it`,
    );
    if (history.notBeforeLane === lane) {
      const early = history.notBefore - world.wallForward();
      world.check(early <= 0, () => `${name} comes ${early} ms before Retry-After`);
    }
    if (history.tries === 0) this.#noteOrder(history);
    history.tries++;
    history.triesOfLane = history.lane === lane ? history.triesOfLane + 1 : 1;
    history.lane = lane;
    history.life = life.number;
    history.heard = 'none';
    history.underWay = true;
    history.unsureBefore = history.unsure;
    history.unsure |= 1 << lane;
  }

  #noteOrder({ broadcast, batch, index }: EnvelopeHistory): void {
    const key = `${broadcast}/${batch}`;
    const last = this.#lastPlace.get(key);
    this.#lastPlace.set(key, index);
    if (last === undefined) return;
    this.#pairs++;
    if (index > last) this.#ascents++;
  }

  /** The other side has it durably. */
  arrived(parcel: Parcel, dropped: boolean): void {
    const { id } = parcel;
    const history = this.#histories.get(id);
    if (history === undefined) {
      this.#world.fail(`something arrived that nobody sealed: ${id}`);
      return;
    }
    if (dropped) this.repeatsDropped++;
    else {
      this.arrivals++;
      history.arrived++;
    }
    this.#notTaken(parcel, this.#saidNotTaken.get(parcel));
    this.#arrived.add(parcel);
    this.onArrived(parcel);
  }

  #notTaken({ id }: Parcel, said: string | undefined): void {
    if (said !== undefined)
      this.#world.fail(`a transport says ${said} of ${this.#histories.get(id)!.name}, and it arrived`);
  }

  /** What the process that handed it over was told, as it has to understand it. */
  heard(parcel: Parcel, { said, reason, retryAfterMs }: Understood): void {
    const history = this.#histories.get(parcel.id)!;
    history.underWay = false;
    history.heard = said;
    history.reason = reason;
    history.retryAfterMs = retryAfterMs;
    if (said === 'failed' || said === 'deferred') {
      history.unsure = history.unsureBefore;
      this.#saidNotTaken.set(parcel, said);
      if (this.#arrived.has(parcel)) this.#notTaken(parcel, said);
    }
    if (said === 'delivered')
      this.#world.check(
        history.arrived > 0,
        () => `a transport says delivered of ${history.name}, and it did not arrive`,
      );
  }

  /** Nobody waits for the answer any more. */
  notHeard(parcels: readonly Parcel[]): void {
    for (const { id } of parcels) this.#histories.get(id)!.underWay = false;
  }

  /** What was heard could not be committed, and is forgotten. */
  forgotten(batch: readonly EnvelopeHistory[], stored: Uint8Array | undefined, lost: Uint8Array): void {
    lost.forEach((became, i) => {
      const history = batch[i]!;
      const was = stored?.[i];
      if ((was !== state.handing && was !== state.escalating) || became === was) return;
      history.heard = 'none';
      if (history.lane >= 0) history.unsure |= 1 << history.lane;
    });
  }

  /** What the host was told of it is the last word. */
  recalled(id: string, { recalled }: Counts): void {
    this.#recalled.set(id, recalled);
  }

  // ---- what is committed ----

  committed(life: Life, before: OnDisk, after: OnDisk, changed: readonly number[]): void {
    const { record, plan } = after;
    const world = this.#world;
    for (const batch of changed) {
      const histories = plan.batches[batch]!.histories;
      const was = before.states[batch];
      const is = after.states[batch]!;
      world.check(is.length === histories.length, () => `${plan.name}/${batch} has a record of ${is.length} states`);
      for (let i = 0; i < is.length; i++) {
        const from = was?.[i] ?? state.pending;
        if (from !== is[i]) this.#checkStep(histories[i]!, from, is[i]!, after, life);
      }
    }
    if (before.record.state === 'aborted')
      world.check(record.state === 'aborted', () => `${plan.name} was aborted, and is ${record.state}`);
    const recalled = this.#recalled.get(plan.id);
    if (recalled !== undefined)
      world.check(
        record.counts.recalled === recalled,
        () => `${plan.name}: ${recalled} were withdrawn, and are ${record.counts.recalled}`,
      );
    if (record.rest !== before.record.rest) this.#checkRest(before.record, record, plan);
    this.#checkConserved(after);
    this.receipts.committed(after);
  }

  #checkStep(history: EnvelopeHistory, from: number, to: number, after: OnDisk, life: Life): void {
    const { name } = history;
    const { record } = after;
    const broken = (why: string): void =>
      this.#world.fail(`${name} becomes ${nameOf(to)} from ${nameOf(from)}: ${why}`);
    if (from === state.handing) this.#checkSettled(history, to, record, life, broken);
    else if (from === state.pending && to === state.handing) {
      history.heard = 'none';
      if (record.rest !== null) broken(`after it was ${record.rest}`);
    } else if (from === state.awaiting || from === state.escalating)
      this.#checkEscalated(history, from, to, after, life, broken);
    else if (from === state.pending && to === state.delivered && this.#escalates(record)) {
      if (!this.receipts.has(history, after)) broken('it was not handed over, and its device said nothing');
    } else if ((from === state.failed || from === state.unknown) && to === state.pending)
      this.#checkRevived(history, from, broken);
    else broken(from === state.pending ? 'it was not handed over' : 'it has its end');
  }

  /** Is it of a broadcast that goes on for want of receipts? */
  #escalates(record: BroadcastRecord): boolean {
    return escalates(record, this.#options.escalate?.afterMs ?? 0, this.#lanes.length);
  }

  #checkEscalated(
    history: EnvelopeHistory,
    from: number,
    to: number,
    after: OnDisk,
    life: Life,
    broken: (why: string) => void,
  ): void {
    const { record } = after;
    const confirmed = this.receipts.has(history, after);
    if (from === state.awaiting && to === state.delivered) {
      if (!confirmed) broken('its device said nothing, and there are other transports');
    } else if (from === state.awaiting && to === state.escalating) {
      history.heard = 'none';
      history.goingOn = false;
      const early = history.escalateAt - this.#world.wallForward();
      if (record.rest !== null) broken(`after it was ${record.rest}`);
      if (confirmed) broken('its device has it, and has said so');
      if (early > 0) broken(`${early} ms before its time`);
    } else if (from === state.escalating && to === state.awaiting) this.#noteAwaiting(history, life);
    else if (from !== state.escalating || to !== state.delivered) broken('that is no way to go on');
    else if (history.life !== life.number || !history.goingOn) history.diedGoingOn = true;
    else if (record.rest === null && history.lane < this.#lanes.length - 1) broken('there are other transports');
  }

  /** It has one more lane behind it, or is to be tried there again. */
  #noteAwaiting(history: EnvelopeHistory, life: Life): void {
    const heard = history.life === life.number ? history.heard : 'none';
    const certain = heard === 'failed' || heard === 'deferred';
    const now = this.#world.wallForward();
    history.escalateAt = certain ? 0 : now + this.#options.escalate!.afterMs;
    if (heard === 'delivered') history.has |= 1 << history.lane;
    if (heard === 'deferred' && history.retryAfterMs > 0) {
      history.notBefore = now + history.retryAfterMs;
      history.notBeforeLane = history.lane;
    }
  }

  #checkRevived(history: EnvelopeHistory, from: number, broken: (why: string) => void): void {
    const filter = this.orders.retrying.get(history.broadcast);
    if (filter === undefined) broken('nobody asked for a retry');
    else if (from === state.unknown && filter.unknown !== true) broken('a retry of those that failed');
    else if (from === state.failed && filter.reason !== undefined && filter.reason !== history.reason)
      broken(`a retry of ${filter.reason}, and it was ${history.reason}`);
    // Whoever asks for those of which nobody knows accepts that some arrive twice.
    if (from === state.unknown) history.unsure = 0;
    history.lane = -1;
    history.notBeforeLane = -1;
  }

  #checkSettled(
    history: EnvelopeHistory,
    to: number,
    record: BroadcastRecord,
    life: Life,
    broken: (why: string) => void,
  ): void {
    // What an earlier process heard, this one cannot know.
    const heard = history.life === life.number ? history.heard : 'none';
    if (heard === 'none' || heard === 'unsure') history.perhaps = true;
    const certain = heard === 'failed' || heard === 'deferred';
    if ((to === state.delivered || to === state.awaiting) !== (heard === 'delivered'))
      broken(`the transport said ${heard}`);
    else if (to === state.awaiting) {
      if (!this.#escalates(record)) broken('nobody wants a receipt of it');
      this.#noteAwaiting(history, life);
    } else if (to === state.delivered && record.rest === null && this.#escalates(record)) {
      if (history.lane < this.#lanes.length - 1) broken('there are other transports');
    } else if (to === state.failed) this.#checkFailed(history, heard, broken);
    else if (to === state.unknown && certain && !history.perhaps) broken(`the transport said ${heard}`);
    else if (to === state.pending && heard === 'deferred' && history.retryAfterMs > 0) {
      history.notBefore = this.#world.wallForward() + history.retryAfterMs;
      history.notBeforeLane = history.lane;
    } else if ((to === state.expired || to === state.recalled) && (nameOf(to) !== record.rest || heard !== 'deferred'))
      broken(`the transport said ${heard}`);
  }

  #checkFailed(history: EnvelopeHistory, heard: string, broken: (why: string) => void): void {
    if (heard !== 'failed' && heard !== 'deferred') broken(`the transport said ${heard}`);
    if (history.arrived > 0) broken('and the other side has it');
    if (heard !== 'deferred') return;
    const { retry } = this.#options;
    const rule = retry?.rules?.[history.reason];
    const attempts =
      typeof rule === 'object' ? rule.attempts : rule === undefined ? (retry?.attempts ?? limits.retryAttempts) : 1;
    if (history.triesOfLane < attempts) broken(`after ${history.triesOfLane} attempts of ${attempts}`);
    if (history.lane < this.#lanes.length - 1 && rule !== 'fail') broken('there are other transports');
  }

  #checkRest(before: BroadcastRecord, { id, rest, expires, notAfter }: BroadcastRecord, { name }: BroadcastPlan): void {
    const world = this.#world;
    if (before.rest !== null) world.fail(`${name} was ${before.rest}, and is ${rest}`);
    if (rest === 'expired')
      world.check(world.wall() >= Math.min(expires, notAfter), () => `${name} is called expired before it is`);
    if (rest === 'recalled')
      world.check(this.orders.withdrawn.has(Buffer.from(id).toString('hex')), () => `${name} is recalled by nobody`);
  }

  /** What the report says is what the states say, at every commit. */
  #checkConserved({ record, tally, plan, states, attempts }: OnDisk): void {
    const { counts, rest } = record;
    const perhaps = new Array<number>(STATE_NAMES.length).fill(0);
    for (let batch = 0; batch < attempts.length; batch++)
      states[batch]?.forEach((one, i) => {
        if (mayHaveBeenTaken(attempts[batch], states[batch]!.length, i)) perhaps[one]!++;
      });
    // Of those that waited at an end in one commit, nobody can say of these that they never arrived.
    const unsure = rest === null ? 0 : perhaps[state.pending]!;
    const world = this.#world;
    const committed = tally.reduce((sum, count) => sum + count, 0);
    const expect = (name: string, said: number, is: number): void =>
      world.check(said === is, () => `${plan.name}: the report says ${said} ${name}, its states say ${is}`);
    expect('envelopes', counts.envelopes, committed);
    const goesOn = tally[state.awaiting]! + tally[state.escalating]!;
    expect('delivered', counts.delivered, tally[state.delivered]! + goesOn);
    expect('failed', counts.failed, tally[state.failed]!);
    expect('awaiting', record.awaiting, goesOn);
    expect('unknown', counts.unknown, tally[state.unknown]! + unsure);
    for (const name of ['expired', 'recalled'] as const)
      expect(name, counts[name], tally[state[name]]! + (rest === name ? tally[state.pending]! - unsure : 0));
    expect('perhaps taken', record.perhaps, perhaps[state.pending]! + perhaps[state.handing]!);
    expect('waiting', pendingOf(counts), tally[state.handing]! + (rest === null ? tally[state.pending]! : 0));
    const reasons = Object.values(counts.failedBy).reduce((sum, count) => sum + count, 0);
    expect('failed, by reasons', reasons, tally[state.failed]!);
  }

  // ---- the end ----

  /** Faults are over. */
  calm(stored: Iterable<OnDisk>): void {
    for (const { plan, states } of stored)
      for (const { histories } of plan.batches)
        for (const history of histories)
          history.waitedAtCalm = (states[history.batch]?.[history.index] ?? state.pending) === state.pending;
  }

  /** @param willTake whether a working transport takes it; undefined where that is not known */
  over(stored: Iterable<OnDisk>, willTake: (history: EnvelopeHistory) => boolean | undefined): void {
    const world = this.#world;
    for (const one of stored) {
      this.receipts.over(one);
      const { record } = one;
      const waits = this.#escalates(record) && awaitsReceipts(record);
      for (const { histories } of one.plan.batches)
        for (const history of histories) {
          const { name, arrived } = history;
          const left = endOf(history, one);
          // What went on when its process died, and the broadcast was aborted by the next one, goes nowhere else; it is delivered.
          const goesOn = left === 'escalating' && record.state !== 'aborted';
          const stuck = ['pending', 'handing'].includes(left) || goesOn || (left === 'awaiting' && waits);
          world.check(!stuck, () => `${name} is ${left}, and nothing moves any more`);
          const end = left === 'awaiting' || left === 'escalating' ? 'delivered' : left;
          if (
            end === 'delivered' &&
            this.#escalates(record) &&
            record.rest === null &&
            record.confirmed < record.counts.envelopes
          )
            world.check(
              this.receipts.has(history, one) || history.lane === this.#lanes.length - 1 || history.diedGoingOn,
              () => `${name} is delivered, its device says nothing, and there are other transports`,
            );
          if (end === 'delivered') world.check(arrived > 0, () => `${name} is called delivered, and was skipped`);
          if (end === 'failed' || end === 'expired' || end === 'recalled')
            world.check(arrived === 0, () => `${name} is called ${end}, and the other side has it`);
          if (history.waitedAtCalm && record.rest === null && willTake(history) === true)
            world.check(end === 'delivered', () => `${name} is ${end}, and nothing stood against it`);
        }
    }
    // Of a random order half of the steps go up; so far off it is once in a billion worlds.
    const share = this.#ascents / this.#pairs;
    if (this.#pairs >= 300)
      world.check(share > 0.3 && share < 0.7, () => `${Math.round(100 * share)} % of the hand-overs follow the list`);
  }
}

/** What the report makes of it. */
function endOf({ batch, index }: EnvelopeHistory, { record, states, attempts }: OnDisk): string {
  const own = states[batch]?.[index] ?? state.pending;
  if (own !== state.pending || record.rest === null) return nameOf(own);
  return mayHaveBeenTaken(attempts[batch], states[batch]?.length ?? 0, index) ? 'unknown' : record.rest;
}

/** Bit 7 of the lane, by the layout of a record of attempts: nine bytes for each of them come before. */
function mayHaveBeenTaken(attempts: Uint8Array | undefined, count: number, i: number): boolean {
  return attempts !== undefined && (attempts[9 * count + i]! & 0x80) !== 0;
}
