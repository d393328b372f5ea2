import { SealcastError } from '../errors.ts';
import type { TooMany } from '../fanout/pipeline.ts';
import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import { refusedError } from './admit/admission.ts';
import { sayViolations, type Violation } from './admit/violation.ts';
import type { SendRequest, Settings } from './request.ts';
import type { EngineParts } from './sealing.ts';
import { warmUpViolation } from './trust/explain.ts';

/** The most people a broadcast may reach, and who says so. With one more it is aborted, and nothing of it leaves. */
export interface Cap {
  readonly people: number;
  readonly by: 'permit' | 'two-person' | 'warm-up';
}

/** Null: as many as there are. Of equal ones the first. */
export function leastCap(...caps: readonly Cap[]): Cap | null {
  let least: Cap | null = null;
  for (const cap of caps)
    if (cap.people !== Number.POSITIVE_INFINITY && (least === null || cap.people < least.people)) least = cap;
  return least;
}

/** What one person too many is told: by the cap that ends it, and by all else that so many people are too many for. */
export function capExceeded(
  { gate, trust }: Pick<EngineParts, 'gate' | 'trust'>,
  record: BroadcastRecord,
  { row, counts, goesOn }: TooMany,
): SealcastError {
  const { people: most, by } = record.cap!;
  const { sealed: people } = counts;
  const { profile } = record.admission;
  const against = gate.againstMany(record, counts, goesOn);
  const age = by === 'warm-up' ? most : trust.verdict(record.sender, gate.profileOf(record.admission).trust).recipients;
  const violations = people > age ? [warmUpViolation(age, people, goesOn), ...against] : against;
  if (by === 'warm-up') return refusedError({ profile, violations });
  const found = `${people} people${goesOn ? ' or more' : ''} > ${most}`;
  const [says, hint] = {
    permit: [`${found} that are permitted`, 'it takes a permit for more; nothing was sent'],
    'two-person': [
      `${found} that one person's permit is enough for`,
      'it takes the permit of a second one as well; nothing was sent',
    ],
  }[by] as [string, string];
  const besides = violations.length === 0 ? '' : `; besides: ${sayViolations(violations, profile)}`;
  return new SealcastError('PERMIT_REFUSED', says + besides, { hint, position: { row } });
}

/** On which conditions a send may begin. */
export interface Conditions {
  readonly settings: Pick<Settings, 'cap' | 'sandbox'>;
  /** As `Allowed.spend`. */
  readonly spend: () => void;
}

/**
 * @param against rules that refuse it besides
 * @throws SealcastError POLICY_REFUSED, PERMIT_REFUSED
 */
export function admitted(
  { trust, permissions, gate }: Pick<EngineParts, 'trust' | 'permissions' | 'gate'>,
  request: SendRequest,
  against: () => readonly Violation[],
): Conditions {
  const { profile } = gate.profile(request.profile);
  const { violations, recipients, sandbox } = trust.verdict(request.from, profile.trust);
  if (violations.length > 0) throw refusedError({ profile: profile.name, violations: [...violations, ...against()] });
  const { caps, spend } = permissions.allowSend(request, gate.permitName(profile));
  return { settings: { cap: leastCap(...caps, { people: recipients, by: 'warm-up' }), sandbox }, spend };
}
