import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { PRINT } from '../batch/layout.ts';
import { decodeRecord, encodeRecord } from '../codec/msgpack.ts';
import { hex, utf8 } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';
import type { DeliverySpool, StateChange } from '../delivery/delivery-spool.ts';
import type { StoredPaces } from '../delivery/pacer.ts';
import { SealcastError } from '../errors.ts';
import type { Refusal } from '../fanout/read/refusal.ts';
import type { ChunkTable, TableChange } from '../keyring/erasure.ts';
import { limits } from '../limits.ts';
import type { Random } from '../ports/random.ts';
import { type BroadcastRecord, decodeBroadcast, encodeBroadcast } from './broadcast-record.ts';
import { damaged } from './damaged.ts';
import { type Environment, openEnvironment, type StoreName } from './lmdb.ts';
import type { NoteTable } from './notes.ts';
import { indexedName, openRecord, sealRecord } from './record.ts';

/**
 * The durable spool. Life of a broadcast in it:
 *
 *   create        one commit: record, body, wrapped secrets, idempotency name; of a recall notice also the record of what it recalls
 *   commitWindow  one commit: its batches, tags, routes, fingerprints, refusals, and the record with cursor and counts
 *   finish        one commit: state sealed; fingerprints and the sealing secrets deleted (then destroyed by an erasure step)
 *   setStates     one commit: what became of a group of envelopes
 *   commitReceipts  one commit: which receipts of some broadcasts are counted, and their counts
 *   forgetPeople  one commit: whom it went to counts no more
 *   erase         one commit: everything but the record, which keeps the counts
 *
 * Every value is a record (record.ts): batches, tags, routes, states, attempts, receipts, people under the broadcast's own erasable key, the rest under the
 * spool key of the keyring. Names carry the broadcast id and an index, never a mailbox or a person.
 */
export interface SealedWindow {
  readonly batches: readonly {
    readonly envelopes: number;
    /** Null where a person's devices may be in two batches. */
    readonly people: number | null;
    readonly batch: Uint8Array;
    readonly tags: Uint8Array;
    readonly routes: Uint8Array;
  }[];
  /** Fingerprints claimed in this window, 16 bytes each. */
  readonly prints: Uint8Array;
  readonly refusals: readonly Refusal[];
  /** Whom it goes to, as far as that is counted over broadcasts: 8 bytes of each pseudonym; empty where nobody counts. */
  readonly people: Uint8Array;
}

/** Receipts of a broadcast that are to be counted: whole buckets, and the record with the count that follows from them. */
export interface ReceiptsChange {
  readonly record: BroadcastRecord;
  /** The broadcast's record key; the caller's to wipe. */
  readonly key: Uint8Array;
  /** See receipts-record.ts. */
  readonly buckets: ReadonlyMap<number, Uint8Array>;
  readonly added: number;
}

export class Spool implements DeliverySpool {
  readonly #environment: Environment;
  readonly #key: Uint8Array;
  readonly #random: Random;
  /** Told of each record of a broadcast, once it is committed. */
  onCommitted: (record: BroadcastRecord) => void = () => {};

  /** @param key 32 bytes, the keyring's subkey for spool records; owned by the spool from here on */
  constructor(dir: string, key: Uint8Array, random: Random, options: { readOnly: boolean }) {
    this.#environment = openEnvironment(dir, options);
    this.#key = key;
    this.#random = random;
  }

  get readOnly(): boolean {
    return this.#environment.readOnly;
  }

  /** From here on reads see all that is committed by now, in this turn of the event loop, too. */
  refresh(): void {
    this.#environment.root.resetReadTxn();
  }

  // ---- broadcasts ----

  /** @param also the record of another broadcast that changes with it: the one that a notice recalls */
  create(
    record: BroadcastRecord,
    body: Uint8Array,
    chunks: readonly TableChange[],
    also: BroadcastRecord | null = null,
  ): void {
    const id = hex(record.id);
    this.#environment.commit(() => {
      if (also !== null) this.#put('broadcasts', hex(also.id), encodeBroadcast(also));
      this.#put('meta', BROADCASTS, Buffer.from(String(this.#broadcastCount() + 1)));
      this.#put('broadcasts', id, encodeBroadcast(record));
      this.#put('bodies', id, body);
      if (record.requestName !== '') this.#put('requests', record.requestName, record.id);
      this.#changeChunks(chunks);
    });
    this.onCommitted(record);
  }

  broadcast(id: string): BroadcastRecord | undefined {
    const bytes = this.#get('broadcasts', id);
    return bytes === undefined ? undefined : decodeBroadcast(bytes);
  }

  broadcasts(): BroadcastRecord[] {
    const names = this.#environment.read(() => [...this.#environment.stores.broadcasts.getKeys()]);
    const count = this.#broadcastCount();
    // A damaged page may lose records in silence, and one that is not listed is neither resumed nor erased.
    if (names.length !== count) throw damaged(`it lists ${names.length} broadcasts, not ${count}`);
    return names.map((name) => this.broadcast(name)!).sort((a, b) => a.created - b.created);
  }

  /** The broadcast an idempotency key stands for, by the MAC of the key. */
  broadcastOfRequest(requestName: string): BroadcastRecord | undefined {
    const id = this.#get('requests', requestName);
    if (id === undefined) {
      // Begun again for want of this entry, a broadcast would reach everybody twice; so its absence is not believed.
      const found = this.broadcasts().find((record) => record.requestName === requestName);
      if (found !== undefined) throw damaged('an idempotency key is missing');
      return undefined;
    }
    const record = this.broadcast(hex(id));
    if (record === undefined) throw damaged('a broadcast record is missing');
    return record;
  }

  #broadcastCount(): number {
    const count = this.#get('meta', BROADCASTS);
    return count === undefined ? 0 : Number(Buffer.from(count).toString());
  }

  /** Commits a record that says nothing: what is thrown is what the next commit of a broadcast would throw. */
  probe(): void {
    this.#environment.commit(() => this.#put('meta', PROBE, Buffer.alloc(1)));
  }

  /** @param chunks secrets that change with it */
  update(record: BroadcastRecord, chunks: readonly TableChange[] = []): void {
    this.#environment.commit(() => {
      this.#changeChunks(chunks);
      this.#put('broadcasts', hex(record.id), encodeBroadcast(record));
    });
    this.onCommitted(record);
  }

  body(id: string): Uint8Array {
    const body = this.#get('bodies', id);
    if (body === undefined) throw damaged('a body is missing');
    return body;
  }

  // ---- sealing ----

  /**
   * `record` must already hold the cursor, counts, `batches` and `windows` that are true after this window.
   *
   * @param key the broadcast's record key; the caller's to wipe
   */
  commitWindow(record: BroadcastRecord, window: SealedWindow, key: Uint8Array): void {
    const id = hex(record.id);
    const firstBatch = record.batches - window.batches.length;
    record.prints += window.prints.length / PRINT;
    const { stores } = this.#environment;
    this.#environment.commit(() => {
      window.batches.forEach((batch, i) => {
        const name = indexedName(id, firstBatch + i);
        stores.batches.putSync(name, asBuffer(batch.batch));
        stores.tags.putSync(name, asBuffer(batch.tags));
        stores.routes.putSync(name, asBuffer(batch.routes));
      });
      const name = indexedName(id, record.windows - 1);
      if (window.prints.length > 0) this.#put('prints', name, window.prints);
      if (window.people.length > 0) this.#putSealed(key, 'people', name, window.people);
      for (let from = 0; from < window.refusals.length; from += REFUSALS_IN_RECORD) {
        // Sorted behind the first record of its window and before the next window's.
        const piece = from === 0 ? name : `${name}.${from.toString(16).padStart(8, '0')}`;
        this.#put('refusals', piece, encodeRefusals(window.refusals.slice(from, from + REFUSALS_IN_RECORD)));
      }
      this.#put('broadcasts', id, encodeBroadcast(record));
    });
    this.onCommitted(record);
  }

  /** Fingerprints of the committed windows, to rebuild the claim table; all of them, or somebody would be sealed to twice. */
  *prints(record: BroadcastRecord): Generator<Uint8Array> {
    let found = 0;
    for (const name of this.#names('prints', hex(record.id))) {
      const prints = this.#get('prints', name)!;
      found += prints.length / PRINT;
      yield prints;
    }
    if (found !== record.prints) throw damaged(`it holds ${found} fingerprints, not ${record.prints}`);
  }

  *refusals(record: BroadcastRecord): Generator<Refusal> {
    let found = 0;
    for (const name of this.#names('refusals', hex(record.id))) {
      const refusals = decodeRefusals(this.#get('refusals', name)!);
      found += refusals.length;
      yield* refusals;
    }
    // More of them: a send that runs has committed further windows since.
    if (found < record.counts.refused && record.state !== 'purged')
      throw damaged(`it holds ${found} refusals, not ${record.counts.refused}`);
  }

  /** The end of sealing, whichever it is: the record as given; fingerprints and the given chunks go. */
  finish(record: BroadcastRecord, chunks: readonly TableChange[]): void {
    const id = hex(record.id);
    const prints = this.#names('prints', id);
    this.#environment.commit(() => {
      for (const name of prints) this.#environment.stores.prints.removeSync(name);
      this.#changeChunks(chunks);
      this.#put('broadcasts', id, encodeBroadcast(record));
    });
    this.onCommitted(record);
  }

  /** No cap looks back at it any more. */
  forgetPeople(record: BroadcastRecord): void {
    const id = hex(record.id);
    const names = this.#names('people', id);
    this.#environment.commit(() => {
      for (const name of names) this.#environment.stores.people.removeSync(name);
      this.#put('broadcasts', id, encodeBroadcast({ ...record, peopleMs: 0 }));
    });
    record.peopleMs = 0;
    this.onCommitted(record);
  }

  /** Deletes all but the record and its idempotency name; what the file still holds is unreadable once the chunks are destroyed. */
  erase(record: BroadcastRecord, chunks: readonly TableChange[]): void {
    const id = hex(record.id);
    const doomed = PER_BROADCAST.flatMap((store) => this.#names(store, id).map((name) => [store, name] as const));
    this.#environment.commit(() => {
      for (const [store, name] of doomed) this.#environment.stores[store].removeSync(name);
      this.#environment.stores.bodies.removeSync(id);
      this.#changeChunks(chunks);
      this.#put('broadcasts', id, encodeBroadcast(record));
    });
    this.onCommitted(record);
  }

  // ---- envelopes ----

  /** The opened record of a batch, or undefined past the last one. Own copy; wipe tags and routes after use. */
  batchRecord(
    store: 'batches' | 'tags' | 'routes' | 'states' | 'attempts' | 'receipts' | 'people',
    key: Uint8Array,
    id: string,
    batch: number,
  ): Uint8Array | undefined {
    const name = indexedName(id, batch);
    const record = this.#stored(store, name);
    return record === undefined ? undefined : openRecord(key, store, name, record);
  }

  requireBatch(store: 'batches' | 'tags' | 'routes', key: Uint8Array, id: string, batch: number): Uint8Array {
    const record = this.batchRecord(store, key, id, batch);
    if (record === undefined) throw damaged(`a record of ${store} is missing`, { batch });
    return record;
  }

  /** What became of envelopes, with the counts that follow from it, in one commit. */
  setStates(record: BroadcastRecord, key: Uint8Array, changes: readonly StateChange[], paces?: StoredPaces): void {
    const id = hex(record.id);
    this.#environment.commit(() => {
      for (const [name, taken] of paces ?? []) this.#put('meta', this.#paceName(name), encodeRecord([name, taken]));
      for (const { batch, states, attempts } of changes) {
        const name = indexedName(id, batch);
        for (const [store, bytes] of [
          ['states', states],
          ['attempts', attempts],
        ] as const) {
          if (bytes !== null) this.#putSealed(key, store, name, bytes);
        }
      }
      this.#put('broadcasts', id, encodeBroadcast(record));
    });
  }

  /** All of a batch of receipts, or none: `record.confirmed` must already be what is true after it. */
  commitReceipts(changes: readonly ReceiptsChange[]): void {
    this.#environment.commit(() => {
      for (const { record, key, buckets } of changes) {
        const id = hex(record.id);
        for (const [number, bytes] of buckets) this.#putSealed(key, 'receipts', indexedName(id, number), bytes);
        this.#put('broadcasts', id, encodeBroadcast(record));
      }
    });
  }

  paces(): StoredPaces {
    const paces = new Map<string, Uint8Array>();
    const keys = this.#environment.read(() => [
      ...this.#environment.stores.meta.getKeys({ start: PACES, end: `${PACES}\uffff` }),
    ]);
    for (const key of keys) {
      const [name, taken] = decodeRecord(this.#get('meta', key)!) as [string, Uint8Array];
      paces.set(name, taken);
    }
    return paces;
  }

  /** Paces have names of senders, and those are nobody's business who has only the disk. */
  #paceName(name: string): string {
    return PACES + hex(hmac(sha256, this.#key, utf8(name)).subarray(0, 16));
  }

  // ---- notes ----

  notes(): NoteTable {
    const { meta } = this.#environment.stores;
    return {
      get: (name) => {
        const value = this.#get('meta', NOTES + name);
        return value === undefined ? undefined : decodeRecord(value);
      },
      all: (prefix) => {
        const start = NOTES + prefix;
        const names = this.#environment.read(() => [...meta.getKeys({ start, end: `${start}\uffff` })]);
        return new Map(names.map((name) => [name.slice(start.length), decodeRecord(this.#get('meta', name)!)]));
      },
      set: (changes) => {
        this.#environment.commit(() => {
          for (const [name, value] of changes) {
            if (value === null) meta.removeSync(NOTES + name);
            else this.#put('meta', NOTES + name, encodeRecord(value));
          }
        });
      },
    };
  }

  // ---- erasure ----

  /** Where wrapped chunk keys and their secrets lie; they carry their own sealing. */
  chunkTable(): ChunkTable {
    const { chunks } = this.#environment.stores;
    return {
      get: (key) => {
        const value = this.#stored('chunks', key);
        return value === undefined ? null : new Uint8Array(value);
      },
      entries: (prefix, after) =>
        this.#environment.read(() =>
          [
            ...chunks.getRange({
              start: after === undefined || after < prefix ? prefix : `${after}\0`,
              end: `${prefix}\uffff`,
            }),
          ].map(({ key, value }) => [key, new Uint8Array(value)] as const),
        ),
      update: (work) => {
        this.#environment.commit(() => {
          this.#changeChunks(work());
        });
      },
    };
  }

  async close(): Promise<void> {
    await this.#environment.close();
    wipe(this.#key);
  }

  #changeChunks(changes: readonly TableChange[]): void {
    const { chunks } = this.#environment.stores;
    for (const [name, value] of changes) {
      if (value === null) chunks.removeSync(name);
      else chunks.putSync(name, asBuffer(value));
    }
  }

  #names(store: StoreName, id: string): string[] {
    return this.#environment.read(() => [
      ...this.#environment.stores[store].getKeys({ start: `${id}/`, end: `${id}0` }),
    ]);
  }

  #put(store: StoreName, name: string, value: Uint8Array): void {
    this.#putSealed(this.#key, store, name, value);
  }

  #putSealed(key: Uint8Array, store: StoreName, name: string, value: Uint8Array): void {
    this.#environment.stores[store].putSync(
      name,
      asBuffer(sealRecord(key, this.#random.bytes(24), store, name, value)),
    );
  }

  #get(store: StoreName, name: string): Uint8Array | undefined {
    const record = this.#stored(store, name);
    return record === undefined ? undefined : openRecord(this.#key, store, name, record);
  }

  #stored(store: StoreName, name: string): Buffer | undefined {
    return this.#environment.read(() => this.#environment.stores[store].get(name));
  }
}

const BROADCASTS = 'broadcasts';
const PROBE = 'probe';
const PACES = 'pace/';
const NOTES = 'note/';
/** Five values each, and their list: the largest windows have more than one record holds when everybody is refused. */
const REFUSALS_IN_RECORD = Math.floor((limits.recordItems - 1) / 5);
const PER_BROADCAST: readonly StoreName[] = [
  'batches',
  'tags',
  'routes',
  'states',
  'attempts',
  'receipts',
  'people',
  'prints',
  'refusals',
];

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function encodeRefusals(refusals: readonly Refusal[]): Uint8Array {
  return encodeRecord(refusals.map(({ row, line, column, reason }) => [row, line, column, reason]));
}

function decodeRefusals(bytes: Uint8Array): Refusal[] {
  const rows = decodeRecord(bytes) as [number, number, string, Refusal['reason']][];
  return rows.map(([row, line, column, reason]) => ({ row, line, column, reason }));
}

export function unknownBroadcast(): SealcastError {
  return new SealcastError('BROADCAST_UNKNOWN', 'the directory holds no such broadcast', {
    hint: 'list shows the broadcasts of a directory',
  });
}
