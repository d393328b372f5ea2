import { CLASSES } from '../../broadcast/request.ts';
import { hex, utf8 } from '../../crypto/bytes.ts';
import type { DeliveryOptions } from '../../delivery/delivery-options.ts';
import { DEFAULT_LADDER, type Ladder } from '../../delivery/ladder.ts';
import type { Pace } from '../../delivery/pace.ts';
import type { EnginePace } from '../../delivery/pacer.ts';
import type { RetryRule } from '../../delivery/retry.ts';
import { limits } from '../../limits.ts';
import { writeEnvelopes, writeRoutes } from '../../spool/batch-record.ts';
import {
  type BroadcastRecord,
  newCounts,
  newDelivery,
  newPeople,
  newPermission,
  newRecall,
  newReceipts,
  newRetention,
} from '../../spool/broadcast-record.ts';
import { Chance } from './chance.ts';
import { EnvelopeHistory } from './envelope-history.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SLOT_BYTES = limits.slotPlainBytes + 16;
const SHAPE = { ephemeral: 'batch', slotPlainBytes: limits.slotPlainBytes } as const;
const SENDERS = ['city-hall', 'school'];

/**
 * What can go wrong. `stall`, `slow`, `storm` (deferred, with and without a wait that is asked for), `throw`, `answer lost`, `bad answer`
 * (too short, too long, garbage) come from the way to the other side, `refusal` from the other side itself; `disk full` and `crash`
 * (kills between any two steps, and in commits) from the machine, `clock` is set forward and back; `restart`, `pause`, `pace`,
 * `retry`, `withdraw` (a recall, too), `stop` are orders of an operator who knows no mercy. `receipts`: late, twice, forged, lost.
 */
export type SimulatedFault =
  | 'stall'
  | 'slow'
  | 'storm'
  | 'throw'
  | 'answer lost'
  | 'bad answer'
  | 'refusal'
  | 'disk full'
  | 'crash'
  | 'restart'
  | 'clock'
  | 'pause'
  | 'pace'
  | 'retry'
  | 'withdraw'
  | 'stop'
  | 'receipts';

const FAULTS: readonly SimulatedFault[] = [
  'stall',
  'slow',
  'storm',
  'throw',
  'answer lost',
  'bad answer',
  'refusal',
  'disk full',
  'crash',
  'restart',
  'clock',
  'pause',
  'pace',
  'retry',
  'withdraw',
  'stop',
];

export interface LanePlan {
  readonly name: string;
  readonly dropsRepeats: boolean;
}

export interface BatchPlan {
  readonly envelopes: Uint8Array;
  readonly routes: Uint8Array;
  readonly histories: readonly EnvelopeHistory[];
}

export interface BroadcastPlan {
  readonly id: string;
  readonly name: string;
  /** Of its records in the spool, 32 bytes. */
  readonly key: Uint8Array;
  readonly body: Uint8Array;
  /** When it is begun, milliseconds from the start of the world. */
  readonly startMs: number;
  readonly holdMs: number;
  readonly expiresMs: number;
  readonly notAfterMs: number;
  /** Delivered while sealing goes on. */
  readonly early: boolean;
  /** Between two windows, at most. */
  readonly windowGapMs: number;
  readonly batches: readonly BatchPlan[];
  /** How many batches are committed together. */
  readonly windows: readonly number[];
  readonly class: number;
  readonly sender: string;
  /** Devices were asked to say that they have it. */
  readonly receipts: boolean;
  readonly receiptKey: Uint8Array;
}

/** The world that a seed stands for. */
export interface Plan {
  readonly faults: ReadonlySet<SimulatedFault>;
  readonly hours: number;
  readonly lanes: readonly LanePlan[];
  readonly options: DeliveryOptions;
  readonly broadcasts: readonly BroadcastPlan[];
}

export interface PlanWishes {
  readonly hours?: number | undefined;
  readonly envelopes?: number | undefined;
  readonly faults?: readonly SimulatedFault[] | undefined;
  readonly options?: DeliveryOptions | undefined;
}

export function planOf(chance: Chance, wishes: PlanWishes, seed: string): Plan {
  // Of its own: what it decides changes nothing else of the world.
  const own = new Chance(`receipts ${seed}`);
  // All of them at once hide each other's bugs: a world in which everything is killed gets nowhere.
  const faults = new Set(wishes.faults ?? chance.some(FAULTS, chance.pick([0, 0.2, 0.5, 0.8])));
  if (wishes.faults === undefined && own.happens(0.6)) faults.add('receipts');
  const hours = wishes.hours ?? chance.magnitude(1, 24);
  const lanes = Array.from(
    { length: chance.between(1, 3) },
    (_, n): LanePlan => ({ name: `lane-${n}`, dropsRepeats: chance.happens(0.5) }),
  );
  const escalate = own.happens(0.6) ? { escalate: { afterMs: own.magnitude(1_000, HOUR) } } : {};
  const options = wishes.options ?? { ...optionsOf(chance, lanes, faults), ...escalate };
  const most = wishes.envelopes ?? chance.magnitude(20, 1_500);
  const broadcasts = Array.from({ length: Math.min(most, chance.between(1, 5)) }, (_, n) => n);
  const devices = Math.max(1, chance.magnitude(1, most));
  return {
    faults,
    hours,
    lanes,
    options,
    broadcasts: broadcasts.map((n) =>
      planReceipts(
        planBroadcast(chance, n, Math.max(1, Math.floor(most / broadcasts.length)), hours * HOUR, devices),
        own,
      ),
    ),
  };
}

function optionsOf(chance: Chance, lanes: readonly LanePlan[], faults: ReadonlySet<SimulatedFault>): DeliveryOptions {
  const group = chance.magnitude(1, 200);
  const rules: Record<string, RetryRule> = {};
  if (chance.happens(0.3)) rules.refused = chance.pick(['next', 'fail', { attempts: 3 }] as const);
  if (chance.happens(0.2)) rules.busy = chance.pick(['next', { attempts: 6 }] as const);
  const ladder: Ladder = DEFAULT_LADDER.map((rung) => ({
    ...rung,
    group: Math.min(rung.group, group),
    jitterMs: chance.pick([0, rung.jitterMs, 2_000]),
  }));
  return {
    ladder,
    retry: {
      attempts: chance.pick([3, 12, 60]),
      backoffMs: chance.magnitude(10, 60_000),
      backoffMaxMs: chance.magnitude(60_000, HOUR),
      rules,
    },
    failOver: { afterMs: chance.magnitude(100, HOUR) },
    handOverMs: chance.magnitude(1_000, 5 * MINUTE),
    ...(faults.has('pace') ? { pace: paceOf(chance, lanes) } : {}),
  };
}

/** Such that some hundred envelopes get through within some days. */
export function paceOf(chance: Chance, lanes: readonly LanePlan[]): EnginePace {
  const some = (probability: number, period: keyof Pace, least: number, most: number): Pace =>
    chance.happens(probability) ? { [period]: chance.magnitude(least, most) } : {};
  return {
    ...some(0.3, 'perSecond', 1, 50),
    ...some(0.3, 'perMinute', 2, 200),
    ...some(0.2, 'perHour', 50, 2_000),
    ...some(0.1, 'perDay', 300, 20_000),
    senders: chance.happens(0.4) ? { [chance.pick(SENDERS)]: some(1, 'perMinute', 1, 60) } : {},
    transports: chance.happens(0.4) ? { [chance.pick(lanes).name]: some(1, 'perSecond', 1, 20) } : {},
    recipients: chance.happens(0.4) ? some(1, chance.pick(['perSecond', 'perMinute', 'perHour'] as const), 1, 20) : {},
  };
}

function planBroadcast(
  chance: Chance,
  n: number,
  most: number,
  worldMs: number,
  devices: number,
): Omit<BroadcastPlan, 'receipts' | 'receiptKey'> {
  const id = new Uint8Array(16).fill(0xb0 + n);
  const name = `b${n}`;
  const size = chance.magnitude(Math.ceil(most / 10), most);
  const batchSize = chance.magnitude(2, 64);
  const batches: BatchPlan[] = [];
  for (let from = 0; from < size; from += batchSize)
    batches.push(planBatch(chance, id, name, batches.length, Math.min(batchSize, size - from), devices));
  const windows: number[] = [];
  for (let left = batches.length; left > 0; left -= windows.at(-1)!) windows.push(Math.min(left, chance.between(1, 4)));
  return {
    id: hex(id),
    name,
    key: new Uint8Array(32).fill(0xa0 + n),
    body: utf8(`the body of ${name}`),
    startMs: chance.happens(0.4) ? 0 : chance.magnitude(1, worldMs),
    holdMs: chance.happens(0.7) ? 0 : chance.magnitude(1_000, worldMs),
    expiresMs: chance.happens(0.8) ? 400 * 24 * HOUR : chance.magnitude(MINUTE, 2 * worldMs),
    notAfterMs: chance.happens(0.9) ? Number.POSITIVE_INFINITY : chance.magnitude(MINUTE, 2 * worldMs),
    early: chance.happens(0.8),
    windowGapMs: chance.magnitude(1, Math.ceil((2 * HOUR) / windows.length)),
    batches,
    windows,
    class: chance.between(1, CLASSES.length),
    sender: chance.pick(SENDERS),
  };
}

/** Some ask for receipts, and more of them are urgent: those go on where nobody says that it came. */
function planReceipts(plan: Omit<BroadcastPlan, 'receipts' | 'receiptKey'>, own: Chance): BroadcastPlan {
  const receipts = own.happens(0.6);
  const urgent = receipts && own.happens(0.5);
  const receiptKey = plan.key.map((byte) => byte ^ 0xff);
  return { ...plan, receipts, receiptKey, class: urgent ? 1 : plan.class };
}

function planBatch(
  chance: Chance,
  broadcast: Uint8Array,
  name: string,
  batch: number,
  count: number,
  devices: number,
): BatchPlan {
  const mailboxes = new Uint8Array(16 * count);
  const slots = new Uint8Array(SLOT_BYTES * count);
  const keys = new Uint8Array(32 * count);
  const ends = new Uint32Array(count);
  const routes: Uint8Array[] = [];
  const view = new DataView(mailboxes.buffer);
  const histories: EnvelopeHistory[] = [];
  for (let i = 0; i < count; i++) {
    const device = chance.below(devices);
    // Pseudonyms, as far as one can look at them: chance decides what the other side makes of each.
    view.setUint32(16 * i, chance.below(2 ** 32));
    view.setUint32(16 * i + 4, broadcast[0]!);
    view.setUint32(16 * i + 8, batch);
    view.setUint32(16 * i + 12, i);
    const mailbox = mailboxes.subarray(16 * i, 16 * (i + 1));
    for (let at = 0; at < SLOT_BYTES; at += 16) slots.set(mailbox, SLOT_BYTES * i + at);
    new DataView(keys.buffer).setUint32(32 * i, device);
    const route = `route of ${name}/${batch}/${i}`;
    routes.push(utf8(route));
    ends[i] = (ends[i - 1] ?? 0) + routes[i]!.length;
    histories.push(
      new EnvelopeHistory({
        id: hex(mailbox),
        name: `${name}/${batch}/${i}`,
        broadcast: hex(broadcast),
        batch,
        index: i,
        device: String(device),
        route,
      }),
    );
  }
  return {
    envelopes: writeEnvelopes({ enc: new Uint8Array(32).fill(batch), mailboxes, slots }, SHAPE),
    routes: writeRoutes(keys, new Uint8Array(Buffer.concat(routes)), ends),
    histories,
  };
}

/** As `composeBroadcast` makes it: nothing is sealed yet. */
export function recordOf(plan: BroadcastPlan, now: number): BroadcastRecord {
  const expires = now + plan.expiresMs;
  return {
    version: 1,
    id: new Uint8Array(Buffer.from(plan.id, 'hex')),
    sender: plan.sender,
    senderKey: new Uint8Array(32),
    state: 'sealing',
    suite: 1,
    class: plan.class,
    created: now,
    expires,
    finished: 0,
    ...SHAPE,
    bodyDigest: new Uint8Array(32),
    bodyBytes: plan.body.length,
    dedupBy: [],
    personal: [],
    personalBytes: 0,
    defaultCountry: '',
    chunkRows: 1,
    windowChunks: 1,
    maxRefused: plan.early ? Number.MAX_SAFE_INTEGER : 0,
    audience: null,
    ignoredColumns: [],
    request: null,
    requestName: '',
    cursor: { rows: 0, inputMac: new Uint8Array(32), end: false },
    counts: newCounts(),
    batches: 0,
    windows: 0,
    prints: 0,
    sealingErased: false,
    retentionErased: false,
    sealMilliseconds: 0,
    ...newDelivery(),
    ...newRetention(),
    ...newReceipts(),
    receipts: plan.receipts,
    ...newRecall(),
    ...newPermission(),
    ...newPeople(),
    releaseAt: now + plan.holdMs,
    notAfter: Math.min(expires, plan.notAfterMs === Number.POSITIVE_INFINITY ? expires : now + plan.notAfterMs),
  };
}
