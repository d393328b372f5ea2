import { equalBytes, hex } from '../crypto/bytes.ts';
import { receiptMacs } from '../crypto/mailbox.ts';
import { RECEIPT_BYTES } from '../crypto/receipt.ts';
import { wipe } from '../crypto/wipe.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Logger } from '../ports/logger.ts';
import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import { bytesOfBucket, hasMark, type Marks, newMarks, readBucket, setMark } from '../spool/receipts-record.ts';
import type { ReceiptsChange, Spool } from '../spool/spool.ts';

/** What a batch of receipts came to. For the host's own figures: whoever sent them is told the same, whatever it was. */
export interface Confirmed {
  /** Genuine, and counted now. */
  readonly confirmed: number;
  /** Genuine, and counted before: a device that did not hear that its batch had arrived sends it again. */
  readonly repeated: number;
  /** Not genuine, or of a broadcast that asked for none, was purged, or is not of this directory. */
  readonly refused: number;
}

/** The two secrets that receipts need, 32 bytes each. */
export interface ReceiptSecrets {
  readonly receiptKey: Uint8Array;
  readonly recordKey: Uint8Array;
}

export interface ReceiptParts {
  readonly spool: Pick<Spool, 'broadcast' | 'batchRecord' | 'commitReceipts'>;
  readonly logger: Logger;
  /** The record as its run moves it, or as it is stored. */
  readonly latest: (record: BroadcastRecord) => BroadcastRecord;
  /** A broadcast has receipts that it had not before. */
  readonly counted: (id: string) => void;
  /** Lends the secrets of a broadcast, and wipes them. @throws SealcastError KEY_ERASED */
  readonly withSecrets: <T>(record: BroadcastRecord, use: (secrets: ReceiptSecrets) => T) => T;
}

/**
 * Takes receipts. Each proves itself: nobody but the device that opened the slot and the sender can make its token, so no envelope is
 * looked for, and an unknown mailbox costs what a known one does (docs/adr/018-receipts.md).
 *
 *     receipts ──▶ by broadcast ──▶ token, in constant time ──▶ by bucket: counted before? ──▶ one commit for the whole batch
 */
export class Receipts {
  readonly #parts: ReceiptParts;

  constructor(parts: ReceiptParts) {
    this.#parts = parts;
  }

  /**
   * @param receipts 48 bytes each
   * @throws SealcastError USAGE when they are no receipts, or too many; and what a commit throws: then none was counted
   */
  confirm(receipts: Uint8Array): Confirmed {
    const { spool, logger } = this.#parts;
    const count = checkReceipts(receipts);
    const looked: ReceiptsChange[] = [];
    let genuine = 0;
    try {
      for (const [id, places] of byBroadcast(receipts, count)) {
        const stored = spool.broadcast(id);
        const record = stored && this.#parts.latest(stored);
        if (record === undefined || !record.receipts || record.state === 'purged') continue;
        this.#parts.withSecrets(record, ({ receiptKey, recordKey }) => {
          const marks = newMarks(places.length);
          const proven = prove(receiptKey, receipts, places, marks);
          genuine += proven.length;
          looked.push(this.#fill(record, recordKey, marks, proven));
        });
      }
      const changes = looked.filter(({ added }) => added > 0);
      const confirmed = this.#commit(changes);
      for (const { record } of changes) this.#parts.counted(hex(record.id));
      const refused = count - genuine;
      // Of those that are counted nothing is logged: at one receipt a batch, a log would say when somebody read.
      if (refused > 0) logger.warn({ refused }, 'receipts were refused');
      return { confirmed, repeated: genuine - confirmed, refused };
    } finally {
      wipe(...looked.map(({ key }) => key));
    }
  }

  #commit(changes: readonly ReceiptsChange[]): number {
    if (changes.length === 0) return 0;
    for (const { record, added } of changes) record.confirmed += added;
    try {
      this.#parts.spool.commitReceipts(changes);
    } catch (error) {
      // Reports are made from it: they must not count what is not on disk.
      for (const { record, added } of changes) record.confirmed -= added;
      throw error;
    }
    return changes.reduce((sum, { added }) => sum + added, 0);
  }

  /** The buckets as they are with those that were not counted before. */
  #fill(record: BroadcastRecord, recordKey: Uint8Array, marks: Marks, genuine: number[]): ReceiptsChange {
    const { spool } = this.#parts;
    const id = hex(record.id);
    const buckets = new Map<number, Uint8Array>();
    let added = 0;
    genuine.sort((a, b) => marks.bucket[a]! - marks.bucket[b]!);
    for (let from = 0; from < genuine.length; ) {
      const number = marks.bucket[genuine[from]!]!;
      let to = from;
      while (to < genuine.length && marks.bucket[genuine[to]!] === number) to++;
      const found = spool.batchRecord('receipts', recordKey, id, number);
      const before = found === undefined ? new Uint32Array(0) : readBucket(found);
      const bucket = new Uint32Array(before.length + 2 * (to - from));
      bucket.set(before);
      let { length } = before;
      for (; from < to; from++) {
        const i = genuine[from]!;
        if (hasMark(bucket, length, marks, i)) continue;
        bucket.set(marks.mark.subarray(2 * i, 2 * i + 2), length);
        length += 2;
        added++;
      }
      if (length > before.length) buckets.set(number, bytesOfBucket(bucket, length));
    }
    return { record, key: recordKey.slice(), buckets, added };
  }
}

/** Which of the receipts at these places show the right token; marks of all of them. */
function prove(receiptKey: Uint8Array, receipts: Uint8Array, places: readonly number[], marks: Marks): number[] {
  const proven: number[] = [];
  const macs = receiptMacs(receiptKey);
  try {
    places.forEach((place, i) => {
      const mac = macs.of(receipts.subarray(place + MAILBOX_AT, place + TOKEN_AT));
      setMark(marks, i, mac);
      const token = receipts.subarray(place + TOKEN_AT, place + RECEIPT_BYTES);
      if (equalBytes(mac.subarray(0, token.length), token)) proven.push(i);
    });
  } finally {
    macs.wipe();
  }
  return proven;
}

const MAILBOX_AT = 16;
const TOKEN_AT = 32;

function checkReceipts(receipts: Uint8Array): number {
  if (!(receipts instanceof Uint8Array) || receipts.length % RECEIPT_BYTES !== 0)
    throw new SealcastError('USAGE', `receipts are ${RECEIPT_BYTES} bytes each, in one Uint8Array`, {
      hint: 'broadcast id ‖ mailbox ‖ receipt token, one behind the other',
    });
  const count = receipts.length / RECEIPT_BYTES;
  if (count > limits.receiptsBatch)
    throw new SealcastError('USAGE', `${count} receipts at once, ${limits.receiptsBatch} are the most`, {
      hint: 'confirm them in several calls',
    });
  return count;
}

/** Offsets of the receipts of each broadcast, by its id in hex. */
function byBroadcast(receipts: Uint8Array, count: number): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let place = 0; place < count * RECEIPT_BYTES; place += RECEIPT_BYTES) {
    const id = hex(receipts.subarray(place, place + MAILBOX_AT));
    const places = groups.get(id);
    if (places === undefined) groups.set(id, [place]);
    else places.push(place);
  }
  return groups;
}
