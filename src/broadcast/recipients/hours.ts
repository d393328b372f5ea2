import type { PreparedBatch } from '../../batch/layout.ts';
import { SealcastError } from '../../errors.ts';
import { type HoursState, hoursAt } from '../admit/hours.ts';
import type { PersonHours } from '../admit/profile.ts';
import type { CompiledRule, RuleContext } from './suppression.ts';

/** `quiet-hours`: for whom it is between two times of the day, where they are. */
export async function quietHoursRule(context: RuleContext): Promise<CompiledRule | null> {
  return hoursRule('quiet-hours', context, context.profile.quietHours, [true, true, true]);
}

/** `minors-hours`: the same for minors, and for whom it is not known where the profile takes them for such. */
export async function minorsHoursRule(context: RuleContext): Promise<CompiledRule | null> {
  const { minors } = context.profile;
  return hoursRule('minors-hours', context, minors, [minors?.unknown === 'minor', false, true]);
}

/** @param concerned by what the column `minor` says: not known, no, yes */
function hoursRule(
  name: 'quiet-hours' | 'minors-hours',
  { record, class: given, clock }: RuleContext,
  hours: PersonHours | null,
  concerned: readonly boolean[],
): CompiledRule | null {
  if (hours === null || !hours.classes.includes(given)) return null;
  const concerns = Uint8Array.from(concerned, Number);
  const states = new ZoneHours(hours);
  let begin = Number.POSITIVE_INFINITY;
  return {
    name,
    pseudonyms: null,
    suppress({ rows, zone, minor, zones }: PreparedBatch, codes, code) {
      if (zone.length !== rows) throw new SealcastError('INTERNAL', 'a chunk was prepared without its hours');
      const at = Math.max(clock.now(), record.releaseAt);
      const known = [hours.timeZone, ...zones].map((one) => states.at(one, at));
      const within = Uint8Array.from(known, (state) => Number(state.within));
      const reached = new Uint8Array(known.length);
      for (let row = 0; row < rows; row++) {
        if (codes[row] !== 0 || concerns[minor[row]!] === 0) continue;
        if (within[zone[row]!] === 1) codes[row] = code;
        else reached[zone[row]!] = 1;
      }
      for (let i = 0; i < known.length; i++) if (reached[i] === 1) begin = Math.min(begin, known[i]!.until);
    },
    hoursBegin: () => begin,
    wipe: () => undefined,
  };
}

/** How it stands in each zone: asked once, and again when that is over. */
class ZoneHours {
  readonly #hours: PersonHours;
  readonly #states = new Map<string, HoursState & { readonly asked: number }>();

  constructor(hours: PersonHours) {
    this.#hours = hours;
  }

  at(timeZone: string, at: number): HoursState {
    const before = this.#states.get(timeZone);
    if (before !== undefined && at >= before.asked && at < before.until) return before;
    const state = { ...hoursAt(this.#hours, timeZone, at), asked: at };
    this.#states.set(timeZone, state);
    return state;
  }
}
