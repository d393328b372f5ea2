import { hex } from '../crypto/bytes.ts';
import { type ReceiptMacs, receiptMacs } from '../crypto/mailbox.ts';
import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import { hasMark, newMarks, readBucket, setMark } from '../spool/receipts-record.ts';
import type { DeliverySpool } from './delivery-spool.ts';
import type { OpenBatch } from './open-batch.ts';
import type { RetryPolicy } from './retry.ts';
import { state } from './state.ts';

/**
 * What is urgent goes on to the next transport, the same envelope under the same id, until its device has said that it opened it:
 *
 *   handing ── delivered ──▶ awaiting ── due, no receipt ──▶ escalating ──┬─▶ awaiting, for the next transport
 *                               │                                        └─▶ delivered: that was the last
 *                               └── a receipt, expiry ──▶ delivered
 *
 * Counted `delivered` from its first hand-over on, whatever becomes of the others. `record.awaiting` is how many are `awaiting` or `escalating`;
 * where the record says how the rest has ended (`rest`), those have ended with it, and their states go on saying what they said.
 */
export class Escalation {
  readonly #record: BroadcastRecord;
  readonly #recordKey: Uint8Array;
  readonly #spool: DeliverySpool;
  readonly #macs: ReceiptMacs;

  /** @param recordKey stays the delivery's @param receiptKey 32 bytes, stays the caller's */
  constructor(record: BroadcastRecord, recordKey: Uint8Array, receiptKey: Uint8Array, spool: DeliverySpool) {
    this.#record = record;
    this.#recordKey = recordKey;
    this.#spool = spool;
    this.#macs = receiptMacs(receiptKey);
  }

  /** Its device has said so, durably. */
  isConfirmed(mailbox: Uint8Array): boolean {
    const marks = newMarks(1);
    setMark(marks, 0, this.#macs.of(mailbox));
    const record = this.#spool.batchRecord('receipts', this.#recordKey, hex(this.#record.id), marks.bucket[0]!);
    if (record === undefined) return false;
    const bucket = readBucket(record);
    return hasMark(bucket, bucket.length, marks, 0);
  }

  close(): void {
    this.#macs.wipe();
  }
}

/** Emergencies that ask for receipts, where there is a next transport and the host wants it. @param afterMs 0: it does not */
export function escalates({ class: messageClass, receipts }: BroadcastRecord, afterMs: number, lanes: number): boolean {
  return afterMs > 0 && receipts && messageClass === EMERGENCY && lanes > 1;
}
const EMERGENCY = 1;

/** Some may still go to another transport. When everybody has confirmed, nobody is waited for. */
export function awaitsReceipts({ rest, awaiting, confirmed, counts }: BroadcastRecord): boolean {
  return rest === null && awaiting > 0 && confirmed < counts.envelopes;
}

/** What a transport said of one that is `escalating`. */
export interface Escalated {
  readonly lane: number;
  readonly said: 'delivered' | 'failed' | 'deferred' | 'unknown';
  readonly reason: string;
  /** As the transport asks; 0 for not. */
  readonly retryAfterMs: number;
  /** Its transport was told to stop: one it did not come to is asked again there, by whoever goes on; one it may have taken is not. */
  readonly calledOff: boolean;
}

export interface EscalationRules {
  readonly afterMs: number;
  readonly failOverMs: number;
  readonly lanes: number;
  readonly retry: RetryPolicy;
  waitMs(count: number, retryAfterMs: number): number;
}

/**
 * It awaits its receipt again, or that was the last transport. One that was not taken is tried again there as any other would be; one that
 * may have been taken is not: it goes on, after the same time.
 *
 * @returns whether it still awaits
 */
export function settleEscalated(
  batch: OpenBatch,
  i: number,
  { lane, said, reason, retryAfterMs, calledOff }: Escalated,
  rest: BroadcastRecord['rest'],
  rules: EscalationRules,
  now: number,
): boolean {
  const { afterMs, failOverMs, lanes, retry } = rules;
  const count = batch.attempts(i) + 1;
  const since = batch.since(i) || now;
  const rule = retry.rule(reason);
  const unsent = calledOff && said === 'deferred';
  const again =
    !calledOff &&
    rule !== 'fail' &&
    rule !== 'next' &&
    (said === 'deferred' || (said === 'failed' && typeof rule === 'object')) &&
    count < retry.attempts(reason) &&
    (now - since < failOverMs || lane + 1 === lanes);
  if (rest === null && unsent) {
    const due = now + retryAfterMs;
    batch.note(i, { lane, count: count - 1, perhaps: false, reason: 0, since: batch.since(i), due });
    batch.ended(i, state.awaiting, due, now);
    return true;
  }
  if (rest === null && again) {
    const againAt = now + rules.waitMs(count, retryAfterMs);
    const nextAt = lane + 1 < lanes ? since + failOverMs : Number.POSITIVE_INFINITY;
    const due = Math.min(againAt, nextAt);
    const where = againAt > nextAt ? { lane: lane + 1, count: 0, since: 0 } : { lane, count, since };
    batch.note(i, { ...where, perhaps: false, reason: 0, due });
    batch.ended(i, state.awaiting, due, now);
    return true;
  }
  if (rest !== null || lane + 1 >= lanes) {
    batch.ended(i, state.delivered, 0, now);
    return false;
  }
  const due = said === 'delivered' || said === 'unknown' ? now + afterMs : now;
  batch.note(i, { lane: lane + 1, count: 0, perhaps: false, reason: 0, since: 0, due });
  batch.ended(i, state.awaiting, due, now);
  return true;
}
