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
  const caps = capsOf(profile, context.class);
  if (people === null || caps.length === 0) return null;
  return compiled(caps, people, record.dedupBy.includes('id'), () => clock.now());
}

function compiled(caps: readonly PersonCap[], people: PersonRun, byId: boolean, now: () => number): CompiledRule {
  return {
    name: 'person-cap',
    pseudonyms: { phone: false, email: false },
    suppress(batch, codes, code) {
      people.mark(batch, codes, code, caps, now(), byId);
    },
    wipe: () => undefined,
  };
}
