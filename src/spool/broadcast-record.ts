import { type Admission, newAdmission } from '../broadcast/admit/admission.ts';
import type { Cap } from '../broadcast/cap.ts';
import { decodeRecord, encodeRecord } from '../codec/msgpack.ts';
import { EPHEMERALS, type Ephemeral } from '../fanout/seal-request.ts';
import { damaged } from './damaged.ts';

/** `sealing` until the whole audience is committed; then `sealed`. `aborted` and `purged` are ends. */
export type BroadcastState = 'sealing' | 'sealed' | 'aborted' | 'purged';

/** Everything a report says, in people unless it says envelopes. All of it moves with the commit that makes it true. */
export interface Counts {
  listed: number;
  refused: number;
  duplicates: number;
  suppressed: number;
  sealed: number;
  envelopes: number;
  delivered: number;
  failed: number;
  expired: number;
  recalled: number;
  unknown: number;
  refusedBy: Record<string, number>;
  duplicatesBy: Record<string, number>;
  /** By the rule that says so; records from before there was one have none. */
  suppressedBy: Record<string, number>;
  failedBy: Record<string, number>;
  /** Malformed optional fields that were left out, by column. */
  dropped: Record<string, number>;
  /** Devices left out because the key was claimed by somebody else, or listed twice in one row. */
  devicesDropped: number;
}

/** Where reading stands: what a resumed send must find again before it goes on. */
export interface Cursor {
  rows: number;
  /** Running MAC over the input consumed; 32 bytes. */
  inputMac: Uint8Array;
  /** The whole audience is consumed. */
  end: boolean;
}

/** The one record of a broadcast: sealed under the spool key, rewritten with every window. */
export interface BroadcastRecord {
  /**
   * 2 with ephemeral 'recipient', whose batches have another layout, which a reader that knows version 1 alone must not take
   * for that one.
   */
  version: 1 | 2;
  id: Uint8Array;
  sender: string;
  senderKey: Uint8Array;
  state: BroadcastState;
  suite: 1 | 2;
  /** Records from before there was a choice have none: 'batch'. */
  ephemeral: Ephemeral;
  class: number;
  created: number;
  expires: number;
  finished: number;
  slotPlainBytes: number;
  bodyDigest: Uint8Array;
  bodyBytes: number;
  dedupBy: string[];
  personal: string[];
  personalBytes: number;
  defaultCountry: string;
  chunkRows: number;
  windowChunks: number;
  maxRefused: number;
  /** How to open the audience again, or null when only the host can. */
  audience: unknown;
  ignoredColumns: string[];
  /** MAC over message, sender and options; with an idempotency key only. */
  request: Uint8Array | null;
  requestName: string;
  cursor: Cursor;
  counts: Counts;
  batches: number;
  windows: number;
  /** Fingerprints committed so far. */
  prints: number;
  /** The secrets of sealing are destroyed, not just deleted. */
  sealingErased: boolean;
  retentionErased: boolean;
  /** Unix milliseconds; 0 while it is not, or was before this was noted. */
  retentionErasedAt: number;
  /** Purged from then on, unix milliseconds. */
  retainUntil: number;
  sealMilliseconds: number;
  // Delivery:
  /** Not handed over before, unix milliseconds. */
  releaseAt: number;
  /** Not handed over from then on, unix milliseconds. */
  notAfter: number;
  paused: boolean;
  /** What became of all that still waited, in one commit: their states go on saying `pending`. See `endWaiting`. */
  rest: 'expired' | 'recalled' | null;
  /** Of those that wait or are with a transport, how many one may have taken before: bit 7 of their lane says so. */
  perhaps: number;
  /** Reasons of failures, as transports named them; records of attempts hold their numbers. */
  reasons: string[];
  // Receipts:
  /** They were asked for. */
  receipts: boolean;
  /** Envelopes whose device has shown that it opened them: as many as the buckets of `receipts` have marks. */
  confirmed: number;
  /** Delivered ones that go to the next transport unless their receipt comes. See delivery/escalation.ts. */
  awaiting: number;
  // Recall:
  /** As in the body: 1 a message, 2 a recall notice. */
  kind: 1 | 2;
  /** The broadcast that this notice recalls, 16 bytes; null of a message. */
  recalls: Uint8Array | null;
  /** The notice that recalls this one, 16 bytes; null until there is one. */
  recalledBy: Uint8Array | null;
  /** No notice is made from then on, unix milliseconds; nor once it has expired. */
  recallUntil: number;
  /** Where it stands with its profile; records from before there were profiles have none: released. */
  admission: Admission;
  // Permission:
  cap: Cap | null;
  /** Nothing of it is handed over or given out: its sender is in the sandbox. */
  sandbox: boolean;
  // Recipients:
  /** What it is for, as recipients agree to it or not; '' where nobody said, and of records from before one could. */
  purpose: string;
  /** Its rows are read for rules about hours. */
  hours: boolean;
  /** From then on it is in somebody's hours, unix milliseconds. */
  hoursBegin: number;
  /** From then on it is in one window with messages to come that a cap counts for somebody, unix milliseconds. */
  capsAhead: number;
  /** Milliseconds from its release on for which caps may look back at whom it went to; 0: they are not counted. */
  peopleMs: number;
}

/** How a broadcast is delivered unless it is told otherwise; records from before had no such fields. */
export function newDelivery(): Pick<
  BroadcastRecord,
  'releaseAt' | 'notAfter' | 'paused' | 'rest' | 'perhaps' | 'reasons' | 'admission'
> {
  return {
    releaseAt: 0,
    notAfter: Number.MAX_SAFE_INTEGER,
    paused: false,
    rest: null,
    perhaps: 0,
    reasons: [],
    admission: newAdmission(),
  };
}

/** To as many as there are, for nothing in particular: what records from before mean. */
export function newPermission(): Pick<BroadcastRecord, 'cap' | 'sandbox' | 'purpose'> {
  return { cap: null, sandbox: false, purpose: '' };
}

/** What asks nothing of single people; records from before had no such fields. */
export function newPeople(): Pick<BroadcastRecord, 'hours' | 'hoursBegin' | 'capsAhead' | 'peopleMs'> {
  const never = Number.MAX_SAFE_INTEGER;
  return { hours: false, hoursBegin: never, capsAhead: never, peopleMs: 0 };
}

/** What asks for no receipts; records from before had no such fields. */
export function newReceipts(): Pick<BroadcastRecord, 'receipts' | 'confirmed' | 'awaiting'> {
  return { receipts: false, confirmed: 0, awaiting: 0 };
}

/** Kept until somebody purges it: what records from before mean, which had no such fields. */
export function newRetention(): Pick<BroadcastRecord, 'retentionErasedAt' | 'retainUntil'> {
  return { retentionErasedAt: 0, retainUntil: Number.MAX_SAFE_INTEGER };
}

/** What was never recalled and can be until it expires; records from before had no such fields. */
export function newRecall(): Pick<BroadcastRecord, 'kind' | 'recalls' | 'recalledBy' | 'recallUntil'> {
  return { kind: 1, recalls: null, recalledBy: null, recallUntil: Number.MAX_SAFE_INTEGER };
}

export function newCounts(): Counts {
  return {
    listed: 0,
    refused: 0,
    duplicates: 0,
    suppressed: 0,
    sealed: 0,
    envelopes: 0,
    delivered: 0,
    failed: 0,
    expired: 0,
    recalled: 0,
    unknown: 0,
    refusedBy: {},
    duplicatesBy: {},
    suppressedBy: {},
    failedBy: {},
    dropped: {},
    devicesDropped: 0,
  };
}

export function pendingOf(counts: Counts): number {
  return counts.envelopes - counts.delivered - counts.failed - counts.expired - counts.recalled - counts.unknown;
}

/**
 * Ends all that waits, by the record alone: their states go on saying `pending`. What was held is withdrawn, and its sender has it to
 * spend again. One that a transport may have taken is `unknown`:
 * nobody can call it back, nor say that it never arrived. Sealing may commit more to a broadcast that has expired: what may have
 * been taken was counted the first time.
 *
 * @param waiting those that have no end, those with a transport aside
 * @param perhaps how many of them may have been taken
 */
export function endWaiting(
  record: BroadcastRecord,
  rest: 'expired' | 'recalled',
  waiting = pendingOf(record.counts),
  perhaps = record.perhaps,
): void {
  const taken = record.rest === null ? perhaps : 0;
  record.counts[rest] += waiting - taken;
  record.counts.unknown += taken;
  // What has expired was not recalled: where nothing waits any more, its end stays what it was.
  if (record.rest === null || waiting > 0) record.rest = rest;
  if (record.admission.state === 'held') record.admission = { ...record.admission, state: 'withdrawn' };
}

/** What sealing has come to, with what delivery has: each moves its own, at the same time. */
export function mergeCounts(sealing: Counts, delivery: Counts): Counts {
  const { delivered, failed, expired, recalled, unknown, failedBy } = delivery;
  return { ...sealing, delivered, failed, expired, recalled, unknown, failedBy };
}

export function encodeBroadcast(record: BroadcastRecord): Uint8Array {
  return encodeRecord(record);
}

/** The bytes were authenticated before, so only a newer or broken writer can make this throw. */
export function decodeBroadcast(bytes: Uint8Array): BroadcastRecord {
  let value: unknown;
  try {
    value = decodeRecord(bytes);
  } catch {
    throw damaged('a broadcast record does not decode');
  }
  const record = value as Partial<BroadcastRecord> | null;
  const ephemeral = record?.ephemeral ?? 'batch';
  if (
    typeof record !== 'object' ||
    record === null ||
    !EPHEMERALS.includes(ephemeral) ||
    record.version !== (ephemeral === 'batch' ? 1 : 2) ||
    !(record.id instanceof Uint8Array) ||
    record.id.length !== 16 ||
    !record.counts ||
    !record.cursor
  )
    throw damaged('a broadcast record has an unknown shape');
  const admission = record.admission ?? newAdmission(record.created);
  return {
    ...newDelivery(),
    ...newReceipts(),
    ...newRecall(),
    ...newRetention(),
    ...newPermission(),
    ...newPeople(),
    ...(record as BroadcastRecord),
    counts: { ...record.counts, suppressedBy: record.counts.suppressedBy ?? {} },
    ephemeral,
    admission,
  };
}
