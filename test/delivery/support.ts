/** What the tests of the dispatcher share: a spool in memory that can fail, broadcasts in it, transports that are told what to answer. */
import { randomBytes } from 'node:crypto';
import type { DeliveryOptions } from '../../src/delivery/delivery-options.ts';
import type { DeliverySpool, StateChange } from '../../src/delivery/delivery-spool.ts';
import { Dispatcher } from '../../src/delivery/dispatcher.ts';
import type { StoredPaces } from '../../src/delivery/pacer.ts';
import { state } from '../../src/delivery/state.ts';
import type { Clock, Logger, Outcome, Parcel, Transport } from '../../src/index.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { writeEnvelopes, writeRoutes } from '../../src/spool/batch-record.ts';
import {
  type BroadcastRecord,
  newCounts,
  newDelivery,
  newPeople,
  newPermission,
  newRecall,
  newReceipts,
  newRetention,
} from '../../src/spool/broadcast-record.ts';
import { ManualClock } from '../../src/testing.ts';

export const START = Date.UTC(2026, 0, 1);
const SLOT_PLAIN = 224;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function recordOf(more: Partial<BroadcastRecord> = {}): BroadcastRecord {
  return {
    ...newDelivery(),
    ...newReceipts(),
    ...newRecall(),
    ...newRetention(),
    ...newPermission(),
    ...newPeople(),
    version: 1,
    id: new Uint8Array(randomBytes(16)),
    sender: 'city-hall',
    senderKey: new Uint8Array(64),
    state: 'sealed',
    suite: 1,
    class: 4,
    created: START,
    expires: START + 30 * 86_400_000,
    finished: START,
    ephemeral: 'batch',
    slotPlainBytes: SLOT_PLAIN,
    bodyDigest: new Uint8Array(32),
    bodyBytes: 4,
    dedupBy: [],
    personal: [],
    personalBytes: 0,
    defaultCountry: '',
    chunkRows: 4096,
    windowChunks: 1,
    maxRefused: Number.MAX_SAFE_INTEGER,
    audience: null,
    ignoredColumns: [],
    request: null,
    requestName: '',
    cursor: { rows: 0, inputMac: new Uint8Array(32), end: true },
    counts: newCounts(),
    batches: 0,
    windows: 0,
    prints: 0,
    sealingErased: true,
    retentionErased: false,
    sealMilliseconds: 0,
    ...more,
  };
}

/** What is committed, and nothing else. `before` is asked before each call and may throw. */
export class MemorySpool implements DeliverySpool {
  readonly batches = new Map<string, Uint8Array>();
  readonly records = new Map<string, BroadcastRecord>();
  /** Calls, by name. */
  readonly calls: Record<string, number> = {};
  before: (call: string) => void = () => {};
  #paces: StoredPaces = new Map();

  /** A broadcast of so many batches of so many envelopes, all pending. */
  broadcast(batches: number, each: number, more: Partial<BroadcastRecord> = {}): BroadcastRecord {
    const record = recordOf(more);
    for (let batch = 0; batch < batches; batch++) this.commit(record, each);
    return record;
  }

  /** One more batch, as sealing commits it. */
  commit(record: BroadcastRecord, each: number): void {
    const name = `${hex(record.id)}/${record.batches}`;
    const mailboxes = new Uint8Array(randomBytes(16 * each));
    const slots = new Uint8Array((SLOT_PLAIN + 16) * each);
    this.batches.set(`batches ${name}`, writeEnvelopes({ enc: new Uint8Array(32), mailboxes, slots }, record));
    this.batches.set(
      `routes ${name}`,
      writeRoutes(new Uint8Array(randomBytes(32 * each)), new Uint8Array(0), new Uint32Array(each)),
    );
    record.batches++;
    record.counts.envelopes += each;
    record.counts.sealed += each;
    record.counts.listed += each;
    this.#store(record);
  }

  /** The record as it would be found after a restart. */
  stored(record: BroadcastRecord): BroadcastRecord {
    return structuredClone(this.records.get(hex(record.id))!);
  }

  /** How many envelopes are in which state, as committed. */
  states(record: BroadcastRecord): Record<keyof typeof state, number> {
    const found = Object.fromEntries(Object.keys(state).map((name) => [name, 0])) as Record<keyof typeof state, number>;
    const names = Object.keys(state) as (keyof typeof state)[];
    for (let batch = 0; batch < record.batches; batch++) {
      const name = `${hex(record.id)}/${batch}`;
      const count = this.batches.get(`routes ${name}`)!.length / 36;
      const states = this.batches.get(`states ${name}`) ?? new Uint8Array(count);
      for (const one of states) found[names.find((what) => state[what] === one)!]++;
    }
    return found;
  }

  body(): Uint8Array {
    this.#called('body');
    return new Uint8Array(4);
  }

  paces(): StoredPaces {
    return this.#paces;
  }

  requireBatch(store: string, _key: Uint8Array, id: string, batch: number): Uint8Array {
    return this.batchRecord(store, _key, id, batch)!;
  }

  batchRecord(store: string, _key: Uint8Array, id: string, batch: number): Uint8Array | undefined {
    this.#called(store);
    return this.batches.get(`${store} ${id}/${batch}`)?.slice();
  }

  setStates(record: BroadcastRecord, _key: Uint8Array, changes: readonly StateChange[], paces?: StoredPaces): void {
    this.#called('setStates');
    for (const { batch, states, attempts } of changes) {
      this.batches.set(`states ${hex(record.id)}/${batch}`, states.slice());
      if (attempts !== null) this.batches.set(`attempts ${hex(record.id)}/${batch}`, attempts.slice());
    }
    if (paces !== undefined) this.#paces = new Map([...this.#paces, ...paces]);
    this.#store(record);
  }

  update(record: BroadcastRecord): void {
    this.#called('update');
    this.#store(record);
  }

  #called(call: string): void {
    this.calls[call] = (this.calls[call] ?? 0) + 1;
    this.before(call);
  }

  #store(record: BroadcastRecord): void {
    this.records.set(hex(record.id), structuredClone(record));
  }
}

/** One call of a transport that waits for its answer. */
export interface Asked {
  readonly parcels: readonly Parcel[];
  answer(outcome: Outcome | ((parcel: Parcel) => Outcome)): void;
}

/** A transport that answers when the test does, or at once with `always`. */
export class ToldTransport implements Transport {
  readonly name: string;
  readonly dropsRepeats: boolean;
  readonly asked: Asked[] = [];
  /** How often each parcel was handed over. */
  readonly handed = new Map<string, number>();
  always: ((parcel: Parcel) => Outcome) | undefined;

  constructor(
    name = 'told',
    { dropsRepeats = false, always }: Partial<Pick<ToldTransport, 'dropsRepeats' | 'always'>> = {},
  ) {
    this.name = name;
    this.dropsRepeats = dropsRepeats;
    this.always = always;
  }

  deliver(parcels: readonly Parcel[]): Promise<readonly Outcome[]> {
    for (const { id } of parcels) this.handed.set(id, (this.handed.get(id) ?? 0) + 1);
    const { always } = this;
    if (always !== undefined) return Promise.resolve(parcels.map((parcel) => always(parcel)));
    return new Promise((resolve) => {
      const answer: Asked['answer'] = (outcome) =>
        resolve(parcels.map((parcel) => (typeof outcome === 'function' ? outcome(parcel) : outcome)));
      this.asked.push({ parcels, answer });
    });
  }
}

export const delivered: Outcome = { state: 'delivered' };

export interface Dispatching {
  readonly clock: ManualClock;
  readonly spool: MemorySpool;
  readonly dispatcher: Dispatcher;
  /** What was logged as a warning. */
  readonly warnings: { readonly fields: object; readonly message: string }[];
}

export function dispatching(
  transports: readonly Transport[],
  options: DeliveryOptions = {},
  { clock = new ManualClock(START), spool = new MemorySpool(), random = systemRandom, wall = clock as Clock } = {},
): Dispatching {
  const warnings: { fields: object; message: string }[] = [];
  const nothing = (): void => {};
  const logger: Logger = {
    debug: nothing,
    info: nothing,
    warn: (fields, message) => warnings.push({ fields, message }),
    error: nothing,
  };
  const dispatcher = new Dispatcher(transports, options, { spool, clock: wall, timer: clock, random, logger });
  return { clock, spool, dispatcher, warnings };
}

/** Adds what is sealed, and delivers it. */
export function add({ dispatcher }: Dispatching, record: BroadcastRecord) {
  const added = dispatcher.add(record, new Uint8Array(32));
  added.delivery.sealed = true;
  return added;
}

/** Lets the event loop turn. */
export async function turns(count = 50): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets the event loop turn until something holds; time passes where `passing` says how much a turn, milliseconds. */
export async function until(what: () => boolean, clock?: ManualClock, passing = 0): Promise<void> {
  for (let turn = 0; turn < 20_000; turn++) {
    if (what()) return;
    await turns(1);
    clock?.advance(passing);
  }
  throw new Error('it never happened');
}
