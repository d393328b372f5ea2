import { SealcastError } from '../../errors.ts';
import type { BroadcastRecord } from '../../spool/broadcast-record.ts';
import { partsWait, type Split } from './split.ts';
import { sayViolations, type Violation } from './violation.ts';
import { momentText } from './window.ts';

/**
 * Where a broadcast stands with its profile:
 *
 *              counted, nothing against it          approved
 *   held ────────────────────────────────▶ released ◀──────── held, for somebody's approval
 *     │ counted, and too much                                    │ aborted, or nobody approved in time
 *     ▼                                                          ▼
 *   refused                                                    withdrawn
 *
 * Nothing is handed over, and no envelope is given out, unless it is `released`. What is held or released counts against the caps of
 * its sender; what was refused or withdrawn does not.
 */
export type AdmissionState = 'held' | 'released' | 'refused' | 'withdrawn';

/** Part of the record of a broadcast, and so durable with it: the reservation is the record. */
export interface Admission {
  readonly state: AdmissionState;
  /** Name of the profile. */
  readonly profile: string;
  /** Its document without lists of words and senders, which are asked at the send only: JSON; '' for `open`. */
  readonly document: string;
  /** When it was decided on last, unix milliseconds, or its last part released; when it was sent, while it is not. */
  readonly at: number;
  /** Why it is held for approval, or was refused. */
  readonly violations: readonly Violation[];
  /** Until when it can be approved, unix milliseconds; 0 while nobody is asked. */
  readonly approveUntil: number;
  /** Who approved it, as the host called them; '' for nobody. */
  readonly approvedBy: string;
  /** Milliseconds from its release, or the moment to which it is held, for which the sketch of its text is kept among the erasable secrets; 0: there is none. */
  readonly sketchMs: number;
  /** Its parts, where it has more people than its profile allows at once; null: it is one. */
  readonly split: Split | null;
}

/** Of records from before there were profiles, and of recall notices. */
export function newAdmission(at = 0): Admission {
  return {
    state: 'released',
    profile: 'open',
    document: '',
    at,
    violations: [],
    approveUntil: 0,
    approvedBy: '',
    sketchMs: 0,
    split: null,
  };
}

/** What a refusal is told with: every rule that refuses. */
export function refusedError({ profile, violations }: Pick<Admission, 'profile' | 'violations'>): SealcastError {
  return new SealcastError('POLICY_REFUSED', `refused: ${sayViolations(violations, profile)}`, {
    hint: violations.map(({ remedy }) => remedy).join('; '),
    violations,
  });
}

/** For whoever asks for the envelopes of a broadcast that is not released. */
export function unreleasedError({ state, profile, violations }: Admission): SealcastError {
  if (state === 'refused') return refusedError({ profile, violations });
  if (state === 'withdrawn')
    return new SealcastError('POLICY_REFUSED', `withdrawn: ${sayViolations(violations, profile)}`, {
      hint: 'nobody approved it in time, or it was aborted; send it anew',
      violations,
    });
  const why = violations.length === 0 ? 'its people are not counted yet' : sayViolations(violations, profile);
  return new SealcastError('POLICY_HELD', `held: ${why}`, {
    hint: violations.length === 0 ? 'it is decided on when all is sealed' : 'approve releases it',
    violations,
  });
}

/** For whoever asks for the envelopes of one that its sender holds. @param releaseAt unix milliseconds */
export function heldToError(releaseAt: number): SealcastError {
  return new SealcastError('POLICY_HELD', `held until ${momentText(releaseAt)}`, {
    hint: 'its sender asked for that: holdMs',
  });
}

/** Whose secret the sketch of a text is. @param id of its broadcast, hex */
export function sketchOwner(id: string): string {
  return `${id}.sketch`;
}

/** Nothing is compared with it any more: it is to go. */
export function sketchIsOver(
  record: Pick<BroadcastRecord, 'state' | 'rest' | 'admission' | 'releaseAt'>,
  now: number,
): boolean {
  const { state, at, sketchMs } = record.admission;
  if (sketchMs === 0 || state === 'held' || partsWait(record)) return false;
  return state !== 'released' || Math.max(at, record.releaseAt) + sketchMs <= now;
}
