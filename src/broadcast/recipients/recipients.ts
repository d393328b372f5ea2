import { SealcastError } from '../../errors.ts';
import type { Kernels } from '../../kernels/load.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import { limits } from '../../limits.ts';
import type { NoteTable } from '../../spool/notes.ts';
import { PersonTable } from '../../spool/person-table.ts';
import { checkedPurpose } from '../request.ts';
import { type Address, addressOf, type RecipientAddress } from './address.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { Purposes } from './purposes.ts';

/** What is kept of single people, across broadcasts, by pseudonym. */
export interface PeopleTables {
  readonly pseudonyms: Pseudonyms;
  readonly purposes: Purposes;
  /** No value: who is in it wants no more. */
  readonly optOuts: PersonTable;
}

export function peopleTables(keyring: Keyring, notes: NoteTable, kernels: Kernels | undefined): PeopleTables {
  return {
    pseudonyms: new Pseudonyms(keyring, kernels),
    purposes: new Purposes(notes),
    optOuts: new PersonTable(notes, 'opt-outs', 0),
  };
}

/** Of what, and how phone numbers are read. */
export interface OptOutOptions {
  /** A name of a-z, 0-9 and -. @defaultValue everything */
  readonly purpose?: string;
  /** ISO 3166-1 alpha-2, for phone numbers without a country code. @defaultValue none: such numbers are refused */
  readonly defaultCountry?: string;
}

/** What came of a list of addresses. */
export interface AddressesTaken {
  readonly listed: number;
  /** Those that changed something; the others were so before. */
  readonly changed: number;
  /** Positions, from 1, of what is no address; at most 1000 are kept, `refused` counts all. */
  readonly refused: number;
  readonly refusedAt: readonly number[];
}

/** What recipients want and do not want, in an engine: docs/recipients.md. */
export interface Recipients {
  /**
   * Takes note that somebody wants no more: of a purpose, or of anything. Durable when it returns, and asked from the next broadcast
   * that is sealed on. What is kept is a pseudonym.
   *
   * @returns whether that is new
   * @throws SealcastError USAGE for what is no address, or no purpose
   */
  optOut(who: RecipientAddress, options?: OptOutOptions): boolean;
  /** Takes the same back: of this purpose, or of everything. @returns whether there was one */
  optIn(who: RecipientAddress, options?: OptOutOptions): boolean;
  /** Many at once, in commits of a million: an iterable of addresses. What is no address is counted, and stops nobody else. */
  importOptOuts(
    people: Iterable<RecipientAddress> | AsyncIterable<RecipientAddress>,
    options?: OptOutOptions,
  ): Promise<AddressesTaken>;
  counts(): RecipientCounts;
}

export interface RecipientCounts {
  /** Opt-outs on record: somebody who opted out of two purposes, or by two addresses, counts twice. */
  readonly optOuts: number;
}

const NOTHING = new Uint8Array(0);

export class RecipientRegister implements Recipients {
  readonly #tables: PeopleTables;

  constructor(tables: PeopleTables) {
    this.#tables = tables;
  }

  optOut(who: RecipientAddress, options: OptOutOptions = {}): boolean {
    return this.#setOptOuts([addressIn(who, options)], options, true) > 0;
  }

  optIn(who: RecipientAddress, options: OptOutOptions = {}): boolean {
    return this.#setOptOuts([addressIn(who, options)], options, false) > 0;
  }

  importOptOuts(
    people: Iterable<RecipientAddress> | AsyncIterable<RecipientAddress>,
    options: OptOutOptions = {},
  ): Promise<AddressesTaken> {
    return eachAddress(people, options, (addresses) => this.#setOptOuts(addresses, options, true));
  }

  counts(): RecipientCounts {
    return { optOuts: this.#tables.optOuts.size };
  }

  #setOptOuts(addresses: readonly Address[], { purpose }: OptOutOptions, out: boolean): number {
    const { optOuts, purposes, pseudonyms } = this.#tables;
    const name = purpose === undefined ? '' : checkedPurpose(purpose);
    const number = out ? purposes.numberOf(name) : purposes.find(name);
    if (number === undefined) return 0;
    const keys = pseudonyms.keysOf(
      addresses,
      addresses.map(() => number),
    );
    const { added, removed } = optOuts.update(keys, (old) => (out ? (old ?? NOTHING) : null));
    return added + removed;
  }
}

function addressIn(who: RecipientAddress, { defaultCountry = '' }: OptOutOptions): Address {
  const address = addressOf(who, defaultCountry);
  if (address !== null) return address;
  throw new SealcastError('USAGE', 'this is no address of a recipient', {
    hint: "one of { id: '…' }, { phone: '+49…' }, { email: '…' }",
  });
}

/** @param take what is done with some of them at once; how many of them it changed */
async function eachAddress(
  people: Iterable<unknown> | AsyncIterable<unknown>,
  { defaultCountry = '' }: OptOutOptions,
  take: (addresses: readonly Address[]) => number,
): Promise<AddressesTaken> {
  let addresses: Address[] = [];
  let [listed, changed, refused] = [0, 0, 0];
  const refusedAt: number[] = [];
  for await (const one of people) {
    listed++;
    const address = addressOf(one, defaultCountry);
    if (address !== null) addresses.push(address);
    else if (++refused <= limits.addressesRefused) refusedAt.push(listed);
    if (addresses.length < limits.personsPerCommit) continue;
    changed += take(addresses);
    addresses = [];
  }
  if (addresses.length > 0) changed += take(addresses);
  return { listed, changed, refused, refusedAt };
}

/** The same, with something asked before each change. */
export function guardedRecipients(recipients: Recipients, before: () => void): Recipients {
  const asked =
    <A extends readonly unknown[], R>(change: (...args: A) => R) =>
    (...args: A): R => {
      before();
      return change(...args);
    };
  return {
    optOut: asked((who: RecipientAddress, options?: OptOutOptions) => recipients.optOut(who, options)),
    optIn: asked((who: RecipientAddress, options?: OptOutOptions) => recipients.optIn(who, options)),
    importOptOuts: asked(
      (people: Iterable<RecipientAddress> | AsyncIterable<RecipientAddress>, options?: OptOutOptions) =>
        recipients.importOptOuts(people, options),
    ),
    counts: () => recipients.counts(),
  };
}
