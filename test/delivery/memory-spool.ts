/** A spool in memory, for the dispatcher without sealing: batches of random bytes, commits that can be made to fail. */
import { createHash } from 'node:crypto';
import { CLASSES, type MessageClass } from '../../src/broadcast/request.ts';
import { hex } from '../../src/crypto/bytes.ts';
import type { DeliveryOptions } from '../../src/delivery/delivery-options.ts';
import type { DeliverySpool, StateChange } from '../../src/delivery/delivery-spool.ts';
import { Dispatcher } from '../../src/delivery/dispatcher.ts';
import { DEFAULT_LADDER } from '../../src/delivery/ladder.ts';
import type { StoredPaces } from '../../src/delivery/pacer.ts';
import type { Outcome, Parcel, Transport } from '../../src/ports/transport.ts';
import { writeEnvelopes, writeRoutes } from '../../src/spool/batch-record.ts';
import {
  type BroadcastRecord,
  decodeBroadcast,
  encodeBroadcast,
  newCounts,
  newDelivery,
  newReceipts,
} from '../../src/spool/broadcast-record.ts';
import { ManualClock, unsafeSeededRandomForTesting } from '../../src/testing.ts';

export const START = 1_763_800_000_000;
const SLOT_PLAIN = 96;
const DAY = 86_400_000;

const digest = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest());

export interface BroadcastShape {
  readonly class?: MessageClass;
  /** Envelopes of each batch. */
  readonly batches: readonly number[];
  readonly sender?: string;
  readonly more?: Partial<BroadcastRecord>;
}

export class MemorySpool implements DeliverySpool {
  /** Records as they were last committed. */
  readonly stored = new Map<string, BroadcastRecord>();
  readonly states = new Map<string, Uint8Array>();
  readonly attempts = new Map<string, Uint8Array>();
  readonly sizes = new Map<string, readonly number[]>();
  /** Called at the beginning of each commit; what it throws is a commit that failed. */
  beforeCommit: () => void = () => {};
  /** How often something was read. */
  reads = 0;
  commits = 0;
  bodyFails = false;
  #broadcasts = 0;

  broadcast({ class: name = 'broadcast', batches, sender = 'city-hall', more = {} }: BroadcastShape): BroadcastRecord {
    const id = digest(`broadcast ${++this.#broadcasts}`).slice(0, 16);
    const envelopes = batches.reduce((sum, size) => sum + size, 0);
    const record = {
      ...newDelivery(),
      ...newReceipts(),
      version: 1,
      ephemeral: 'batch',
      id,
      sender,
      state: 'sealed',
      suite: 1,
      class: CLASSES.indexOf(name) + 1,
      created: START,
      expires: START + 30 * DAY,
      slotPlainBytes: SLOT_PLAIN,
      cursor: { rows: envelopes, inputMac: new Uint8Array(32), end: true },
      counts: { ...newCounts(), listed: envelopes, sealed: envelopes, envelopes },
      batches: batches.length,
      ...more,
    } as BroadcastRecord;
    this.sizes.set(hex(id), batches);
    this.stored.set(hex(id), structuredClone(record));
    return record;
  }

  body(): Uint8Array {
    if (this.bodyFails) throw new Error('the body is gone');
    return new Uint8Array(100);
  }

  requireBatch(store: 'batches' | 'routes', _key: Uint8Array, id: string, batch: number): Uint8Array {
    this.reads++;
    const count = this.sizes.get(id)![batch]!;
    const names = Array.from({ length: count }, (_, i) => digest(`${id} ${batch} ${i}`));
    const flat = (bytes: number): Uint8Array =>
      new Uint8Array(Buffer.concat(names.map((one) => one.subarray(0, bytes))));
    if (store === 'routes') return writeRoutes(flat(32), new Uint8Array(0), new Uint32Array(count));
    const slots = new Uint8Array(count * (SLOT_PLAIN + 16));
    const shape = { ephemeral: 'batch', slotPlainBytes: SLOT_PLAIN } as const;
    return writeEnvelopes({ enc: digest(`${id} ${batch}`), mailboxes: flat(16), slots }, shape);
  }

  batchRecord(store: 'states' | 'attempts', _key: Uint8Array, id: string, batch: number): Uint8Array | undefined {
    this.reads++;
    return this[store].get(`${id}/${batch}`)?.slice();
  }

  setStates(record: BroadcastRecord, _key: Uint8Array, changes: readonly StateChange[]): void {
    this.beforeCommit();
    this.commits++;
    for (const { batch, states, attempts } of changes) {
      this.states.set(`${hex(record.id)}/${batch}`, states.slice());
      if (attempts !== null) this.attempts.set(`${hex(record.id)}/${batch}`, attempts.slice());
    }
    this.stored.set(hex(record.id), decodeBroadcast(encodeBroadcast(record)));
  }

  paces(): StoredPaces {
    return new Map();
  }

  update(record: BroadcastRecord): void {
    this.beforeCommit();
    this.commits++;
    this.stored.set(hex(record.id), decodeBroadcast(encodeBroadcast(record)));
  }
}

/** A group with a transport that answers when it is told to. */
export interface Held {
  readonly parcels: readonly Parcel[];
  readonly signal: AbortSignal;
  answer(outcome: Outcome | ((parcel: Parcel, n: number) => Outcome)): void;
  fail(error: unknown): void;
}

export interface HeldTransport extends Transport {
  readonly groups: Held[];
}

export function heldTransport(name: string, dropsRepeats = false): HeldTransport {
  const groups: Held[] = [];
  return {
    name,
    dropsRepeats,
    groups,
    deliver: (parcels, signal) =>
      new Promise((resolve, reject) => {
        groups.push({
          parcels,
          signal,
          answer: (outcome) =>
            resolve(parcels.map((parcel, n) => (typeof outcome === 'function' ? outcome(parcel, n) : outcome))),
          fail: reject,
        });
      }),
  };
}

export const DELIVERED: Outcome = { state: 'delivered' };
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await turn();
}

export const CALM = DEFAULT_LADDER.map((rung) => ({ ...rung, jitterMs: 0 }));

export function dispatcherOn(spool: MemorySpool, transports: readonly Transport[], options: DeliveryOptions = {}) {
  const clock = new ManualClock(START);
  const said: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  const note = (level: string) => (fields: object, message: string) => {
    said.push({ level, fields: fields as Record<string, unknown>, message });
  };
  const logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const parts = { spool, clock, timer: clock, random: unsafeSeededRandomForTesting('dispatcher'), logger };
  const dispatcher = new Dispatcher(transports, { ladder: CALM, ...options }, parts);
  /** Delivers a broadcast that is sealed. */
  const add = (record: BroadcastRecord) => {
    const { delivery, ended, recovered } = dispatcher.add(record, new Uint8Array(32));
    delivery.sealed = true;
    return { record, delivery, ended, recovered };
  };
  return { dispatcher, clock, said, add };
}
