import { SealcastError } from '../errors.ts';
import { refusedError } from './admit/admission.ts';
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

/** What one person too many is told. @param row where it was seen */
export function capExceeded({ people, by }: Cap, row: number): SealcastError {
  if (by === 'warm-up') return refusedError({ profile: 'trust', violations: [warmUpViolation(people)] });
  const [says, hint] = {
    permit: [`more than ${people} people, which is what is permitted`, 'it takes a permit for more; nothing was sent'],
    'two-person': [
      `more than ${people} people, for which one person's permit is not enough`,
      'it takes the permit of a second one as well; nothing was sent',
    ],
  }[by] as [string, string];
  return new SealcastError('PERMIT_REFUSED', says, { hint, position: { row } });
}

/** On which conditions a send may begin. */
export interface Conditions {
  readonly settings: Pick<Settings, 'cap' | 'sandbox'>;
  /** As `Allowed.spend`. */
  readonly spend: () => void;
}

/** @throws SealcastError POLICY_REFUSED, PERMIT_REFUSED */
export function admitted(
  { trust, permissions, gate }: Pick<EngineParts, 'trust' | 'permissions' | 'gate'>,
  request: SendRequest,
): Conditions {
  const { profile } = gate.profile(request.profile);
  const { violations, recipients, sandbox } = trust.verdict(request.from, profile.trust);
  if (violations.length > 0) throw refusedError({ profile: 'trust', violations });
  const { caps, spend } = permissions.allowSend(request, profile.name);
  return { settings: { cap: leastCap(...caps, { people: recipients, by: 'warm-up' }), sandbox }, spend };
}
