import { limits } from '../limits.ts';
import { damaged } from './damaged.ts';

/**
 * Which receipts of a broadcast were counted: a set of marks, in buckets, each a record of the store `receipts`:
 *
 *   receipts  m × u64 mark, as they came
 *
 * A mark is what a receipt's MAC holds beyond the token: HMAC-SHA-256(receipt key, mailbox) is token(16) ‖ mark(8) ‖ bucket(2) ‖ 6 unused.
 * So a set needs no index from mailboxes to envelopes, a record says nothing of a mailbox even to who can open it, and none of it can be
 * told from noise once the receipt key is destroyed. In the machine's byte order: it never leaves it.
 */
const MARK_BYTES = 8;
const MARK_AT = 16;
const BUCKET_AT = 24;

/** Columns of the marks of some receipts. */
export interface Marks {
  readonly bucket: Uint16Array;
  /** The two halves of the i-th at 2i. */
  readonly mark: Uint32Array;
}

export function newMarks(count: number): Marks {
  return { bucket: new Uint16Array(count), mark: new Uint32Array(2 * count) };
}

/** @param mac 32 bytes */
export function setMark({ bucket, mark }: Marks, i: number, mac: Uint8Array): void {
  const view = new DataView(mac.buffer, mac.byteOffset, mac.length);
  bucket[i] = view.getUint16(BUCKET_AT) % limits.receiptBuckets;
  mark[2 * i] = view.getUint32(MARK_AT);
  mark[2 * i + 1] = view.getUint32(MARK_AT + 4);
}

/** @throws SealcastError SPOOL_DAMAGED when the length does not fit */
export function readBucket(record: Uint8Array): Uint32Array<ArrayBuffer> {
  if (record.length === 0 || record.length % MARK_BYTES !== 0)
    throw damaged('a record of receipts has an impossible length');
  // A copy: a view may begin anywhere, and its numbers may not.
  return new Uint32Array(record.slice().buffer);
}

/** Whether the set holds the i-th mark, among its first `length` halves. */
export function hasMark(bucket: Uint32Array, length: number, { mark }: Marks, i: number): boolean {
  const high = mark[2 * i]!;
  const low = mark[2 * i + 1]!;
  for (let at = 0; at < length; at += 2) if (bucket[at] === high && bucket[at + 1] === low) return true;
  return false;
}

export function bytesOfBucket(bucket: Uint32Array, length: number): Uint8Array {
  return new Uint8Array(bucket.buffer, bucket.byteOffset, 4 * length);
}
