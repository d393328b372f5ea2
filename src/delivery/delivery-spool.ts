import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import type { StoredPaces } from './pacer.ts';

/** What became of some envelopes of a batch: its whole records, as they are to be stored. */
export interface StateChange {
  readonly batch: number;
  /** n × u8, see state.ts. */
  readonly states: Uint8Array;
  /** See spool/attempts-record.ts; null: nothing has changed in it. */
  readonly attempts: Uint8Array | null;
}

/**
 * What delivery needs of the spool. Reads are of what is committed; a commit is durable when it returns, and has not happened when
 * it throws. `Spool` is the real one; the simulator has one in memory.
 */
export interface DeliverySpool {
  body(id: string): Uint8Array;
  requireBatch(store: 'batches' | 'routes', key: Uint8Array, id: string, batch: number): Uint8Array;
  batchRecord(
    store: 'states' | 'attempts' | 'receipts',
    key: Uint8Array,
    id: string,
    batch: number,
  ): Uint8Array | undefined;
  /** One commit: the changes, the record with the counts that follow from them, and what was taken of paces. */
  setStates(record: BroadcastRecord, key: Uint8Array, changes: readonly StateChange[], paces?: StoredPaces): void;
  /** What was taken of paces, as last committed. */
  paces(): StoredPaces;
  update(record: BroadcastRecord): void;
}
