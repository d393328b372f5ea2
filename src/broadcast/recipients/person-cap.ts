import type { Asking } from '../admit/ledger.ts';
import type { PersonCap, Profile } from '../admit/profile.ts';
import type { MessageClass } from '../request.ts';
import type { PersonRun } from './person-ledger.ts';
import type { CompiledRule, RuleContext } from './suppression.ts';

/** The caps that a broadcast of this class must keep. */
export function capsOf({ caps }: Profile, given: MessageClass): readonly PersonCap[] {
  return caps.person.filter(({ classes }) => classes.includes(given));
}

/** `person-cap`: who has had as many messages in a window as the profile allows, of all senders of the directory. */
export async function personCapRule(context: RuleContext): Promise<CompiledRule | null> {
  const { record, profile, clock, people } = context;
  const { above, withinMs } = profile.approval;
  // A word that holds is not in the profile any more, but has left its mark.
  const waits = above !== null || profile.burst !== null || record.admission.violations.length > 0;
  const caps = capsOf(profile, context.class);
  if (people === null || caps.length === 0) return null;
  const asking = (): Asking => {
    const now = clock.now();
    const from = Math.max(now, record.releaseAt);
    return { now, release: { from, to: waits ? Math.max(from, now + withinMs - 1) : from } };
  };
  return compiled(caps, people, record.dedupBy.includes('id'), asking);
}

function compiled(caps: readonly PersonCap[], people: PersonRun, byId: boolean, asking: () => Asking): CompiledRule {
  return {
    name: 'person-cap',
    pseudonyms: { phone: false, email: false },
    suppress(batch, codes, code) {
      people.mark(batch, codes, code, caps, { ...asking(), byId });
    },
    capsAhead: () => people.capsAhead,
    wipe: () => undefined,
  };
}
