import type { PersonCap } from '../admit/profile.ts';
import type { PersonRun } from './person-ledger.ts';
import type { CompiledRule, RuleContext } from './suppression.ts';

/** `person-cap`: who has had as many messages in a window as the profile allows, of all senders of the directory. */
export async function personCapRule({
  record,
  class: given,
  profile,
  clock,
  people,
}: RuleContext): Promise<CompiledRule | null> {
  const caps = profile.caps.person.filter(({ classes }) => classes.includes(given));
  return caps.length === 0 || people === null
    ? null
    : compiled(caps, people, record.dedupBy.includes('id'), () => clock.now());
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
