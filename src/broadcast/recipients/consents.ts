import { PRINT } from '../../batch/layout.ts';
import { PERSON_KEY } from '../../spool/person-table.ts';
import type { ConsentRecord } from './consent-record.ts';
import { askOf, peopleOf } from './opt-outs.ts';
import type { CompiledRule, RuleContext } from './suppression.ts';

/**
 * What is known of one person's consent to one purpose: the latest grant and the latest revocation there was, three times as
 * unix milliseconds, 24 bytes:
 *
 *   0   8  granted, f64 BE; 0: never
 *   8   8  expires, f64 BE: of that grant; Infinity: when it is taken back
 *   16  8  revoked, f64 BE; 0: never
 *
 * Each is a maximum (the expiry of two grants of one moment a minimum), so that records may come in any order and any number of times,
 * and an old grant that is replayed changes nothing.
 */
export const CONSENT_VALUE = 24;

/** What a value says; all 0 where there is none. */
export interface ConsentTimes {
  readonly granted: number;
  readonly revoked: number;
}

export function timesOf(value: Uint8Array | null): ConsentTimes {
  if (value === null) return { granted: 0, revoked: 0 };
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return { granted: view.getFloat64(0), revoked: view.getFloat64(16) };
}

/** What becomes of a value by one more record; the same array where it says nothing new. */
export function withConsent(
  value: Uint8Array | null,
  { kind, at, expires }: Pick<ConsentRecord, 'kind' | 'at' | 'expires'>,
): Uint8Array {
  const next = value === null ? new Uint8Array(CONSENT_VALUE) : value.slice();
  const view = new DataView(next.buffer);
  const granted = view.getFloat64(0);
  if (kind === 'revocation') view.setFloat64(16, Math.max(view.getFloat64(16), at));
  else if (at > granted) {
    view.setFloat64(0, at);
    view.setFloat64(8, expires);
  } else if (at === granted) view.setFloat64(8, Math.min(view.getFloat64(8), expires));
  const same = value?.every((byte, i) => byte === next[i]) === true;
  return same ? value! : next;
}

/**
 * `consent`: who has not agreed to this purpose, or no longer does. A revocation of everything (its entry comes first of its person's)
 * takes back every grant before it, of whichever purpose. What is granted and taken back at one moment is taken back.
 */
export async function consentRule({
  record,
  profile,
  tables,
  now,
  ...context
}: RuleContext): Promise<CompiledRule | null> {
  const { consent } = profile;
  if (consent === null || !consent.classes.includes(context.class)) return null;
  if ((consent.purposes.get(record.purpose) ?? consent.otherwise) !== 'required') return null;
  const own = tables.purposes.find(record.purpose);
  const person = new Uint8Array(PRINT);
  let allRevoked = 0;
  const agreed = await peopleOf(tables.consents, (entry, purpose) => {
    const value = new DataView(entry.buffer, entry.byteOffset + PERSON_KEY, CONSENT_VALUE);
    const revoked = value.getFloat64(16);
    if (purpose === 0) {
      person.set(entry.subarray(0, PRINT));
      allRevoked = revoked;
      return false;
    }
    if (purpose !== own) return false;
    const all = person.every((byte, i) => byte === entry[i]) ? allRevoked : 0;
    return value.getFloat64(0) > Math.max(revoked, all) && value.getFloat64(8) > now;
  });
  person.fill(0);
  return { name: 'consent', ...askOf(agreed, false), wipe: () => agreed.set.wipe() };
}
