import { hex } from '../crypto/bytes.ts';
import { limits } from '../limits.ts';
import { type BroadcastRecord, type BroadcastState, type Counts, pendingOf } from '../spool/broadcast-record.ts';
import type { AdmissionState } from './admit/admission.ts';
import { withheldBy } from './admit/split.ts';
import type { Violation } from './admit/violation.ts';
import { CLASSES, type MessageClass } from './request.ts';

/** What became of a broadcast: counts, never identities. People unless it says envelopes. */
export interface Report extends Readonly<Counts> {
  /** Broadcast id, hex, 32 characters. Empty for a dry run. */
  readonly broadcast: string;
  readonly state: BroadcastState | 'dry-run';
  readonly from: string;
  /** The sender's 64 public bytes, hex: what a receiver must expect. */
  readonly sender: string;
  readonly class: MessageClass;
  /** What it is for; '' where the send did not say. */
  readonly purpose: string;
  readonly suite: 1 | 2;
  /** A recall notice is a broadcast like any other, made by `recall()`. */
  readonly kind: 'message' | 'recall';
  /** The broadcast that this notice recalls, hex; null of a message. */
  readonly recalls: string | null;
  /** The notice that recalls this one, hex; null while there is none. */
  readonly recalledBy: string | null;
  readonly created: Date;
  readonly expires: Date;
  /** It is purged then by itself; null: only when somebody does it. */
  readonly retainUntil: Date | null;
  /** Envelopes that still wait for their hand-over. */
  readonly pending: number;
  /** Name of the profile it was sent under. */
  readonly profile: string;
  /** Nothing of it is handed over, and no envelope given out, unless it is `released`. */
  readonly admission: AdmissionState;
  /** Why it is held for approval, or was refused. */
  readonly violations: readonly Violation[];
  /** Until when it can be approved; null where nobody is asked. */
  readonly approveUntil: Date | null;
  /** Parts it is handed over in, one after the other as the profile allows, and how many of them are released. */
  readonly parts: number;
  readonly partsReleased: number;
  /** Envelopes of parts that wait. */
  readonly withheld: number;
  /** Who approved it, as they were called; '' for nobody. */
  readonly approvedBy: string;
  /** Devices were asked to say that they opened it. */
  readonly receipts: boolean;
  /** Envelopes that their device says it opened; null while they are fewer than 10, and where nobody was asked. */
  readonly confirmed: number | null;
  /** Nothing of it is handed over until it is told to go on. */
  readonly paused: boolean;
  /** Nothing of it is handed over before this; null where it is not held. */
  readonly releaseAt: Date | null;
  /** When hours of somebody whom it was sealed to begin, by a profile with rules about hours; null where there are none. */
  readonly hoursBegin: Date | null;
  /** Nothing of it is handed over from this on. */
  readonly notAfter: Date;
  /** It ran in the sandbox: everything but the hand-over. Its envelopes are withdrawn, and counted as `recalled`. */
  readonly sandbox: boolean;
  /** Columns of the audience that were ignored: neither known nor named as personal. */
  readonly ignoredColumns: readonly string[];
  /** Milliseconds spent on sealing, over all its runs. */
  readonly sealMilliseconds: number;
  readonly recipientsPerSecond: number;
  /** The secrets of sealing (body key, fingerprint key) are destroyed. */
  readonly erased: boolean;
  /** It was purged, and the last key that could open anything of it is destroyed, in every copy of the spool. */
  readonly retentionErased: boolean;
  /** When that was; null while it is not. */
  readonly retentionErasedAt: Date | null;
  /** listed = refused + duplicates + suppressed + sealed, and envelopes = pending + delivered + failed + expired + recalled + unknown. */
  readonly conserved: boolean;
}

export function reportOf(record: BroadcastRecord, state: Report['state'] = record.state): Report {
  const { counts, admission } = record;
  const pending = pendingOf(counts);
  return {
    ...structuredClone(counts),
    broadcast: state === 'dry-run' ? '' : hex(record.id),
    state,
    from: record.sender,
    sender: hex(record.senderKey),
    class: CLASSES[record.class - 1] ?? 'broadcast',
    purpose: record.purpose,
    suite: record.suite,
    kind: record.kind === 2 ? 'recall' : 'message',
    recalls: record.recalls === null ? null : hex(record.recalls),
    recalledBy: record.recalledBy === null ? null : hex(record.recalledBy),
    created: new Date(record.created),
    expires: new Date(record.expires),
    retainUntil: record.retainUntil === Number.MAX_SAFE_INTEGER ? null : new Date(record.retainUntil),
    pending,
    profile: admission.profile,
    admission: admission.state,
    violations: admission.violations.map((one) => ({ ...one })),
    approveUntil: admission.approveUntil === 0 ? null : new Date(admission.approveUntil),
    // All but the last are full; a dry run has made none.
    parts: admission.split === null ? 1 : Math.max(1, Math.ceil(counts.sealed / admission.split.most)),
    partsReleased: admission.split?.parts.filter(({ at }) => at > 0).length ?? (admission.state === 'released' ? 1 : 0),
    withheld: withheldBy(admission.split),
    approvedBy: admission.approvedBy,
    receipts: record.receipts,
    confirmed: record.receipts && record.confirmed >= limits.receiptsShown ? record.confirmed : null,
    paused: record.paused,
    releaseAt: record.releaseAt === 0 ? null : new Date(record.releaseAt),
    hoursBegin: record.hoursBegin === Number.MAX_SAFE_INTEGER ? null : new Date(record.hoursBegin),
    notAfter: new Date(Math.min(record.notAfter, record.expires)),
    sandbox: record.sandbox,
    ignoredColumns: record.ignoredColumns,
    sealMilliseconds: record.sealMilliseconds,
    recipientsPerSecond: record.sealMilliseconds > 0 ? Math.round((counts.sealed / record.sealMilliseconds) * 1000) : 0,
    erased: record.sealingErased,
    retentionErased: record.retentionErased,
    retentionErasedAt: record.retentionErasedAt === 0 ? null : new Date(record.retentionErasedAt),
    conserved: conserved(counts),
  };
}

export function conserved(counts: Counts): boolean {
  return (
    counts.listed === counts.refused + counts.duplicates + counts.suppressed + counts.sealed &&
    pendingOf(counts) >= 0 &&
    sum(counts.refusedBy) === counts.refused &&
    sum(counts.duplicatesBy) === counts.duplicates &&
    sum(counts.suppressedBy) === counts.suppressed &&
    sum(counts.failedBy) === counts.failed
  );
}

function sum(by: Readonly<Record<string, number>>): number {
  return Object.values(by).reduce((total, count) => total + count, 0);
}
