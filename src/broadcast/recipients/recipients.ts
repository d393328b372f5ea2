import { hex } from '../../crypto/bytes.ts';
import { SealcastError } from '../../errors.ts';
import type { Kernels } from '../../kernels/load.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import { nodeVerifier } from '../../keyring/sender-keys.ts';
import { limits } from '../../limits.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NoteTable } from '../../spool/notes.ts';
import { PersonTable } from '../../spool/person-table.ts';
import { checkedPurpose } from '../request.ts';
import { type Address, addressOf, type RecipientAddress } from './address.ts';
import { type ConsentRecord, parseConsent, type ReadConsent } from './consent-record.ts';
import { CONSENT_VALUE, type ConsentTimes, timesOf, withConsent } from './consents.ts';
import { KeyList, Pseudonyms } from './pseudonyms.ts';
import { Purposes } from './purposes.ts';

/** What is kept of single people, across broadcasts, by pseudonym. */
export interface PeopleTables {
  readonly pseudonyms: Pseudonyms;
  readonly purposes: Purposes;
  /** No value: who is in it wants no more. */
  readonly optOuts: PersonTable;
  /** See consents.ts. */
  readonly consents: PersonTable;
}

export function peopleTables(keyring: Keyring, notes: NoteTable, kernels: Kernels | undefined): PeopleTables {
  return {
    pseudonyms: new Pseudonyms(keyring, kernels),
    purposes: new Purposes(notes),
    optOuts: new PersonTable(notes, 'opt-outs', 0),
    consents: new PersonTable(notes, 'consents', CONSENT_VALUE),
  };
}

/** Addresses of a list; null stands for a row that could not be read, and is refused. */
export type RecipientAddresses = Iterable<RecipientAddress | null> | AsyncIterable<RecipientAddress | null>;

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
  /**
   * Many at once, in commits of half a million: an iterable of addresses. What is no address is counted, and stops nobody else. Where
   * the iterable throws, whom it gave before is noted, and it throws what that threw.
   */
  importOptOuts(people: RecipientAddresses, options?: OptOutOptions): Promise<AddressesTaken>;
  /**
   * Takes in records that somebody agreed, or no longer does, as `newConsent` and `newRevocation` make them. Each is verified against
   * `consentRegistries` of the engine; one that is refused stops nobody else. They may come in any order, and more than once. Durable
   * when it resolves, and asked by the next run that seals. Where the iterable throws, what it gave before is kept.
   */
  recordConsent(records: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<ConsentsTaken>;
  /**
   * Takes back what somebody agreed to, from now on: a purpose, or all of them; also what a registry whose clock is ahead has dated
   * later. Needs no signature, since nobody is written to because of it.
   *
   * @returns whether that is new: false where it was taken back before, and not agreed to since
   * @throws SealcastError USAGE
   */
  revokeConsent(who: RecipientAddress, options?: OptOutOptions): boolean;
  counts(): RecipientCounts;
}

/** Why a record of consent was not taken. */
export const CONSENT_REFUSALS = {
  malformed: 'no record of consent, or damaged',
  'unknown-registry': 'signed by a key that is not trusted',
  'bad-signature': 'changed since it was signed',
  'of-the-future': 'more than five minutes ahead of this clock',
} as const satisfies Readonly<Record<string, string>>;
export type ConsentRefusal = keyof typeof CONSENT_REFUSALS;

/** What came of some records. */
export interface ConsentsTaken {
  readonly listed: number;
  /** Those that said something new. */
  readonly changed: number;
  readonly refused: number;
  readonly refusedBy: Readonly<Partial<Record<ConsentRefusal, number>>>;
  /** Positions, from 1, at most 1000. */
  readonly refusedAt: readonly number[];
}

export interface RecipientCounts {
  /** Opt-outs on record: somebody who opted out of two purposes, or by two addresses, counts twice. */
  readonly optOuts: number;
  /** Entries of the register of consents: one a person and purpose, taken back or not. */
  readonly consents: number;
}

const NOTHING = new Uint8Array(0);

export class RecipientRegister implements Recipients {
  readonly #tables: PeopleTables;
  readonly #clock: Clock;
  /** By public key, hex. */
  readonly #verifiers: ReadonlyMap<string, ReturnType<typeof nodeVerifier>>;

  /** @param registries public keys whose records of consent count */
  constructor(tables: PeopleTables, clock: Clock, registries: readonly Uint8Array[]) {
    this.#tables = tables;
    this.#clock = clock;
    this.#verifiers = new Map(registries.map((key) => [hex(key), nodeVerifier(key)]));
  }

  optOut(who: RecipientAddress, options: OptOutOptions = {}): boolean {
    const address = addressIn(who, options);
    const number = this.#tables.purposes.numberOf(purposeIn(options));
    return this.#put(this.#tables.pseudonyms.keysOf([address], [number])) > 0;
  }

  optIn(who: RecipientAddress, options: OptOutOptions = {}): boolean {
    const { optOuts, purposes, pseudonyms } = this.#tables;
    const address = addressIn(who, options);
    const number = purposes.find(purposeIn(options));
    if (number === undefined) return false;
    return optOuts.update(pseudonyms.keysOf([address], [number]), () => null).removed > 0;
  }

  async importOptOuts(people: RecipientAddresses, options: OptOutOptions = {}): Promise<AddressesTaken> {
    const number = this.#tables.purposes.numberOf(purposeIn(options));
    const keys = new KeyList(this.#tables.pseudonyms);
    let [listed, changed, refused] = [0, 0, 0];
    const refusedAt: number[] = [];
    try {
      for await (const one of people) {
        listed++;
        const address = addressOf(one, options.defaultCountry ?? '');
        if (address !== null) keys.add(address, number);
        else if (++refused <= limits.addressesRefused) refusedAt.push(listed);
        if (keys.size === limits.personsPerCommit) changed += this.#put(keys.take());
      }
    } finally {
      // Also of a list that breaks off: each of them said it for themselves, whatever became of the others.
      changed += this.#put(keys.take());
    }
    return { listed, changed, refused, refusedAt };
  }

  #put(keys: Uint8Array): number {
    return this.#tables.optOuts.update(keys, (old) => old ?? NOTHING).added;
  }

  async recordConsent(records: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<ConsentsTaken> {
    const keys = new KeyList(this.#tables.pseudonyms);
    let said: Said[] = [];
    let [listed, changed, refused] = [0, 0, 0];
    const refusedBy: Partial<Record<ConsentRefusal, number>> = {};
    const refusedAt: number[] = [];
    const store = (): void => {
      changed += this.#store(keys.take(), said);
      said = [];
    };
    try {
      for await (const bytes of records) {
        if (listed++ % limits.consentsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
        const record = this.#verified(bytes);
        if (typeof record === 'string') {
          refusedBy[record] = (refusedBy[record] ?? 0) + 1;
          if (++refused <= limits.addressesRefused) refusedAt.push(listed);
          continue;
        }
        const { kind, at, expires } = record;
        keys.add(record.address, this.#tables.purposes.numberOf(record.purpose));
        said.push({ kind, at, expires });
        if (keys.size === limits.personsPerCommit) store();
      }
    } finally {
      store();
    }
    return { listed, changed, refused, refusedBy, refusedAt };
  }

  revokeConsent(who: RecipientAddress, options: OptOutOptions = {}): boolean {
    const { pseudonyms, purposes, consents } = this.#tables;
    const address = addressIn(who, options);
    const own = purposes.numberOf(purposeIn(options));
    // What its own entry is to cover, or is covered by, is read on the way to it.
    const numbers = [...(own === 0 ? purposes.names().map((_, i) => i + 1) : [0]), own];
    const before: ConsentTimes[] = [];
    let changed = false;
    const keys = pseudonyms.keysOf(new Array<Address>(numbers.length).fill(address), numbers);
    consents.update(keys, (value, i) => {
      const times = timesOf(value);
      if (i < numbers.length - 1) {
        before.push(times);
        return value;
      }
      const [all, grants] = own === 0 ? [times.revoked, before] : [before[0]!.revoked, [times]];
      changed = Math.max(times.revoked, all) === 0 || grants.some((one) => one.granted > Math.max(one.revoked, all));
      // A grant may be dated ahead of this clock: it is taken back all the same.
      const at = Math.max(this.#clock.now(), ...grants.map(({ granted }) => granted));
      return withConsent(value, { kind: 'revocation', at, expires: Number.POSITIVE_INFINITY });
    });
    return changed;
  }

  #verified(bytes: Uint8Array): ConsentRecord | ConsentRefusal {
    let read: ReadConsent;
    try {
      read = parseConsent(bytes);
    } catch (error) {
      if (error instanceof SealcastError) return 'malformed';
      throw error;
    }
    const { record, signed, signature } = read;
    const isBy = this.#verifiers.get(hex(record.registry));
    if (isBy === undefined) return 'unknown-registry';
    if (!isBy(signature, signed)) return 'bad-signature';
    return record.at > this.#clock.now() + limits.consentSkewMs ? 'of-the-future' : record;
  }

  /** @returns how many said something new */
  #store(keys: Uint8Array, said: readonly Said[]): number {
    let changed = 0;
    this.#tables.consents.update(keys, (value, i) => {
      const next = withConsent(value, said[i]!);
      if (next !== value) changed++;
      return next;
    });
    return changed;
  }

  counts(): RecipientCounts {
    return { optOuts: this.#tables.optOuts.size, consents: this.#tables.consents.size };
  }
}

/** What a record says, without whom it is of. */
type Said = Pick<ConsentRecord, 'kind' | 'at' | 'expires'>;

/** '' for everything. */
function purposeIn({ purpose }: OptOutOptions): string {
  return purpose === undefined ? '' : checkedPurpose(purpose);
}

function addressIn(who: RecipientAddress, { defaultCountry = '' }: OptOutOptions): Address {
  const address = addressOf(who, defaultCountry);
  if (address !== null) return address;
  throw new SealcastError('USAGE', 'this is no address of a recipient', {
    hint: "one of { id: '…' }, { phone: '+49…' }, { email: '…' }",
  });
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
    importOptOuts: asked((people: RecipientAddresses, options?: OptOutOptions) =>
      recipients.importOptOuts(people, options),
    ),
    recordConsent: asked((records: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) =>
      recipients.recordConsent(records),
    ),
    revokeConsent: asked((who: RecipientAddress, options?: OptOutOptions) => recipients.revokeConsent(who, options)),
    counts: () => recipients.counts(),
  };
}

/** @throws SealcastError USAGE */
export function checkedRegistries(keys: readonly Uint8Array[] | undefined): readonly Uint8Array[] {
  const given: readonly unknown[] = Array.isArray(keys ?? []) ? (keys ?? []) : [null];
  if (given.length <= limits.consentRegistries && given.every((key) => key instanceof Uint8Array && key.length === 32))
    return (given as Uint8Array[]).map((key) => key.slice());
  throw new SealcastError('USAGE', `consentRegistries has up to ${limits.consentRegistries} public keys of 32 bytes`, {
    hint: 'generatePermitKey().publicKey is one',
  });
}
