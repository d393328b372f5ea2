import { PRINT, ROW_PRINTS } from '../../batch/layout.ts';
import { GrowingU8 } from '../../batch/writer.ts';
import { utf8 } from '../../crypto/bytes.ts';
import { wipe } from '../../crypto/wipe.ts';
import { createFingerprinter, type Fingerprinter } from '../../fanout/fingerprint.ts';
import { noDevices } from '../../fanout/prepare.ts';
import type { Kernels } from '../../kernels/load.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import { limits } from '../../limits.ts';
import { PERSON_KEY } from '../../spool/person-table.ts';
import { ADDRESS_KINDS, type Address, type AddressKind } from './address.ts';

/**
 * What recipients are known by across broadcasts: fingerprints as dedup makes them (ADR 010), but under a key of the directory, which
 * is derived from the root in the KeyStore and nowhere else. Who has the spool without it can test no address against them.
 */
export class Pseudonyms {
  readonly #keyring: Keyring;
  readonly #kernels: Kernels | undefined;
  #fingerprinter: Fingerprinter | undefined;

  constructor(keyring: Keyring, kernels: Kernels | undefined) {
    this.#keyring = keyring;
    this.#kernels = kernels;
  }

  /** 32 bytes; the caller wipes them. */
  key(): Uint8Array {
    return this.#keyring.subkey('recipient');
  }

  /**
   * Keys of a table of people, 19 bytes each, in the order of the addresses.
   *
   * @param purposes number of the purpose of each; 0: all
   */
  keysOf(addresses: readonly Address[], purposes: readonly number[]): Uint8Array {
    const keys = new Uint8Array(addresses.length * PERSON_KEY);
    const view = new DataView(keys.buffer);
    const key = this.key();
    try {
      for (let from = 0; from < addresses.length; from += limits.batchRecipients) {
        const some = addresses.slice(from, from + limits.batchRecipients);
        const prints = this.#prints(key, some);
        some.forEach(({ kind }, i) => {
          const place = ADDRESS_KINDS.indexOf(kind);
          const at = (from + i) * PERSON_KEY;
          const print = i * ROW_PRINTS + place * PRINT;
          keys.set(prints.subarray(print, print + PRINT), at);
          keys[at + PRINT] = place + 1;
          view.setUint16(at + PRINT + 1, purposes[from + i]!);
        });
      }
    } finally {
      wipe(key);
    }
    return keys;
  }

  #prints(key: Uint8Array, addresses: readonly Address[]): Uint8Array {
    const prints = new Uint8Array(addresses.length * ROW_PRINTS);
    const columns = Object.fromEntries(ADDRESS_KINDS.map((kind) => [kind, columnOf(kind, addresses)])) as Record<
      AddressKind,
      Column
    >;
    this.#fingerprinter ??= createFingerprinter(this.#kernels);
    const { id, phone, email } = columns;
    try {
      const people = { idEnd: id.ends, ids: id.bytes, phoneEnd: phone.ends, phones: phone.bytes };
      const rest = { emailEnd: email.ends, emails: email.bytes, ...noDevices(addresses.length) };
      this.#fingerprinter.write(key, { ...people, ...rest }, prints, new Uint8Array(0));
    } finally {
      wipe(id.bytes, phone.bytes, email.bytes);
    }
    return prints;
  }
}

/** Keys of addresses as they come, for a list of any length: the addresses themselves are let go of, 4096 at a time. */
export class KeyList {
  readonly #pseudonyms: Pseudonyms;
  readonly #keys = new GrowingU8();
  #addresses: Address[] = [];
  #purposes: number[] = [];

  constructor(pseudonyms: Pseudonyms) {
    this.#pseudonyms = pseudonyms;
  }

  get size(): number {
    return this.#keys.length / PERSON_KEY + this.#addresses.length;
  }

  add(address: Address, purpose: number): void {
    this.#addresses.push(address);
    this.#purposes.push(purpose);
    if (this.#addresses.length === limits.batchRecipients) this.#print();
  }

  /** All of them in their order, 19 bytes each; the list is empty then. */
  take(): Uint8Array {
    this.#print();
    const keys = this.#keys.view().slice();
    this.#keys.wipe();
    return keys;
  }

  #print(): void {
    this.#keys.append(this.#pseudonyms.keysOf(this.#addresses, this.#purposes));
    this.#addresses = [];
    this.#purposes = [];
  }
}

interface Column {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

function columnOf(kind: AddressKind, addresses: readonly Address[]): Column {
  const texts = addresses.map((one) => (one.kind === kind ? utf8(one.text) : null));
  const ends = new Uint32Array(addresses.length);
  const bytes = new Uint8Array(texts.reduce((sum, text) => sum + (text?.length ?? 0), 0));
  let end = 0;
  texts.forEach((text, i) => {
    if (text !== null) {
      bytes.set(text, end);
      end += text.length;
      wipe(text);
    }
    ends[i] = end;
  });
  return { bytes, ends };
}
