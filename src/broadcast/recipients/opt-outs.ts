import { PRINT, type PreparedBatch, ROW_PRINTS } from '../../batch/layout.ts';
import { type PrintSet, PrintSetWriter } from '../../fanout/print-set.ts';
import type { PersonTable } from '../../spool/person-table.ts';
import { ADDRESS_KINDS } from './address.ts';
import type { CompiledRule, RuleContext } from './suppression.ts';

/**
 * `opt-out`: who has said that they want no more of this. An opt-out from everything binds the classes that the profile names, but
 * for purposes that it excepts; one that names a purpose binds that purpose.
 */
export async function optOutRule(context: RuleContext): Promise<CompiledRule | null> {
  const { record, profile, tables } = context;
  const { optOuts, purposes } = tables;
  if (optOuts.size === 0 || !profile.optOut.classes.includes(context.class)) return null;
  const all = profile.optOut.except.includes(record.purpose) ? null : 0;
  const own = record.purpose === '' ? undefined : purposes.find(record.purpose);
  const found = await peopleOf(optOuts, (_entry, purpose) => purpose === all || purpose === own);
  return found.set.size === 0 ? null : { name: 'opt-out', ...askOf(found, true), wipe: () => found.set.wipe() };
}

export interface People {
  readonly set: PrintSet;
  /** Of what their pseudonyms are. */
  readonly kinds: ReadonlySet<number>;
}

/** Those of a table whose entry is wanted, in memory: 16 bytes each. */
export async function peopleOf(
  table: PersonTable,
  wanted: (entry: Uint8Array, purpose: number) => boolean,
): Promise<People> {
  const writer = new PrintSetWriter();
  const kinds = new Set<number>();
  await table.each((entry) => {
    if (!wanted(entry, (entry[PRINT + 1]! << 8) | entry[PRINT + 2]!)) return;
    writer.add(entry);
    kinds.add(entry[PRINT]! - 1);
  });
  return { set: writer.set(), kinds };
}

/** Asks whether a row is one of them, by whichever of its pseudonyms. @param members suppress those who are, or those who are not */
export function askOf({ set, kinds }: People, members: boolean): Pick<CompiledRule, 'pseudonyms' | 'suppress'> {
  const places = ADDRESS_KINDS.flatMap((_, place) => (kinds.has(place) ? [place * PRINT] : []));
  return {
    pseudonyms: { phone: kinds.has(1), email: kinds.has(2) },
    suppress({ rows, pseudonyms }: PreparedBatch, codes, code) {
      for (let row = 0; row < rows; row++) {
        if (codes[row] !== 0) continue;
        let found = false;
        for (let i = 0; i < places.length && !found; i++) found = set.has(pseudonyms, row * ROW_PRINTS + places[i]!);
        if (found === members) codes[row] = code;
      }
    },
  };
}
