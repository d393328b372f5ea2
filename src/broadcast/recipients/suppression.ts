import { wipe } from '../../crypto/wipe.ts';
import { NO_SUPPRESSION, type Suppression, type SuppressionRule } from '../../fanout/suppress.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BroadcastRecord } from '../../spool/broadcast-record.ts';
import type { Profile } from '../admit/profile.ts';
import { CLASSES, type MessageClass } from '../request.ts';
import { consentRule } from './consents.ts';
import { optOutRule } from './opt-outs.ts';
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
}

/** A rule as it is run, with what it needs of a chunk. */
export interface CompiledRule extends SuppressionRule {
  readonly name: SuppressionName;
  /** Which pseudonyms it looks at besides that of the id; null: none at all. */
  readonly pseudonyms: { readonly phone: boolean; readonly email: boolean } | null;
  wipe(): void;
}

/** Null: this broadcast has nothing to ask of it, and it costs nothing. */
export type RecipientRule = (context: RuleContext) => Promise<CompiledRule | null>;

/** Every rule about single people, in the order in which they count: who is suppressed by two is counted for the first. */
export const RECIPIENT_RULES: readonly RecipientRule[] = [optOutRule, consentRule];

/**
 * Compiles the rules about single people for one run of a broadcast. What is stored then counts: what is sealed later on, after a
 * restart, is asked anew. Recall notices are asked nothing: they take back.
 */
export async function suppressionOf(
  { tables, clock }: { readonly tables: PeopleTables; readonly clock: Clock },
  record: BroadcastRecord,
  profile: Profile,
): Promise<Suppression> {
  if (record.kind === 2) return NO_SUPPRESSION;
  const context = { record, profile, tables, now: clock.now(), class: CLASSES[record.class - 1]! };
  const rules: CompiledRule[] = [];
  const wipeRules = (): void => {
    for (const rule of rules) rule.wipe();
  };
  try {
    for (const compile of RECIPIENT_RULES) {
      const rule = await compile(context);
      if (rule !== null) rules.push(rule);
    }
  } catch (error) {
    wipeRules();
    throw error;
  }
  if (rules.length === 0) return NO_SUPPRESSION;
  const asking = rules.flatMap(({ pseudonyms }) => pseudonyms ?? []);
  const key = asking.length === 0 ? null : tables.pseudonyms.key();
  return {
    rules,
    pseudonyms: key && {
      key,
      dims: { phone: asking.some(({ phone }) => phone), email: asking.some(({ email }) => email) },
    },
    wipe() {
      wipe(key);
      wipeRules();
    },
  };
}
