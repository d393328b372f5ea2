import { wipe } from '../../crypto/wipe.ts';
import { NO_SUPPRESSION, type Suppression, type SuppressionRule } from '../../fanout/suppress.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BroadcastRecord } from '../../spool/broadcast-record.ts';
import type { Profile } from '../admit/profile.ts';
import { CLASSES, type MessageClass } from '../request.ts';
import { consentRule } from './consents.ts';
import { minorsHoursRule, quietHoursRule } from './hours.ts';
import { optOutRule } from './opt-outs.ts';
import { capsOf, personCapRule } from './person-cap.ts';
import type { PersonLedger, PersonRun } from './person-ledger.ts';
import type { PeopleTables } from './recipients.ts';
import type { SuppressionName } from './rule-names.ts';

/** What a rule about single people is compiled from, once for each run of a broadcast. */
export interface RuleContext {
  readonly record: BroadcastRecord;
  readonly class: MessageClass;
  readonly profile: Profile;
  readonly tables: PeopleTables;
  /** Unix milliseconds. */
  readonly now: number;
  readonly clock: Clock;
  /** Whom other broadcasts go to; null where nobody asks. */
  readonly people: PersonRun | null;
}

/** A rule as it is run, with what it needs of a chunk. */
export interface CompiledRule extends SuppressionRule {
  readonly name: SuppressionName;
  /** Which pseudonyms it looks at besides that of the id; null: none at all. */
  readonly pseudonyms: { readonly phone: boolean; readonly email: boolean } | null;
  /** When it is first in the hours of somebody it let through, unix milliseconds; of rules about hours. */
  hoursBegin?(): number;
  /** From when on messages to come of somebody it let through may be in one window with it, unix milliseconds; of caps. */
  capsAhead?(): number;
  wipe(): void;
}

/** Null: this broadcast has nothing to ask of it, and it costs nothing. */
export type RecipientRule = (context: RuleContext) => Promise<CompiledRule | null>;

/** Every rule about single people, in the order in which they count: who is suppressed by two is counted for the first. */
export const RECIPIENT_RULES: readonly RecipientRule[] = [
  optOutRule,
  consentRule,
  minorsHoursRule,
  quietHoursRule,
  personCapRule,
];

interface SuppressionParts {
  readonly tables: PeopleTables;
  readonly ledger: PersonLedger;
  readonly clock: Clock;
}

/**
 * Compiles the rules about single people for one run of a broadcast. What is stored then counts: what is sealed later on, after a
 * restart, is asked anew. Recall notices are asked nothing: they take back.
 *
 * @param dryRun nobody is counted as written to
 */
export async function suppressionOf(
  { tables, ledger, clock }: SuppressionParts,
  record: BroadcastRecord,
  profile: Profile,
  dryRun: boolean,
): Promise<Suppression> {
  if (record.kind === 2) return NO_SUPPRESSION;
  const given = CLASSES[record.class - 1]!;
  const counts = record.peopleMs > 0;
  const people = counts || capsOf(profile, given).length > 0 ? await ledger.open(record, clock.now()) : null;
  const rules: CompiledRule[] = [];
  const wipeRules = (): void => {
    for (const rule of rules) rule.wipe();
    people?.close();
  };
  try {
    const context = { record, profile, tables, now: clock.now(), clock, class: given, people };
    for (const compile of RECIPIENT_RULES) {
      const rule = await compile(context);
      if (rule !== null) rules.push(rule);
    }
  } catch (error) {
    wipeRules();
    throw error;
  }
  if (rules.length === 0 && people === null) return NO_SUPPRESSION;
  const asking = rules.flatMap(({ pseudonyms }) => pseudonyms ?? []);
  const key = asking.length === 0 && people === null ? null : tables.pseudonyms.key();
  return {
    rules,
    pseudonyms: key && {
      key,
      dims: { phone: asking.some(({ phone }) => phone), email: asking.some(({ email }) => email) },
    },
    people: counts && !dryRun ? people : null,
    hoursBegin: () => Math.min(Number.MAX_SAFE_INTEGER, ...rules.flatMap(({ hoursBegin }) => hoursBegin?.() ?? [])),
    capsAhead: () => Math.min(Number.MAX_SAFE_INTEGER, ...rules.flatMap(({ capsAhead }) => capsAhead?.() ?? [])),
    wipe() {
      wipe(key);
      wipeRules();
    },
  };
}
