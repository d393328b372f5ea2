import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';

/** Bytes of a pseudonym that an entry has: among 24 million entries, one of a million people is taken for another with a chance of 10^-6. */
export const PERSON = 8;

/**
 * Who was written to, and by what: entries of a person, as the first 8 bytes of their pseudonym, and the number of an owner. Flat
 * memory, open addressing, linear probing (Knuth, TAOCP 3, 6.4 L); a person may have many entries, one behind the other.
 *
 *   prints  2 × u32 a slot    the 8 bytes
 *   owners  u32 a slot        0: free
 *
 * 12 bytes a slot, of which three in five are used at most: 20 to 50 bytes an entry. Nothing is taken out; what nobody owns any more
 * is left behind when the table grows.
 */
export class PersonEntries {
  #prints: Uint32Array;
  #owners: Uint32Array;
  #size = 0;

  /** @param expected entries to make room for */
  constructor(expected = 0) {
    const slots = slotsFor(expected);
    this.#prints = new Uint32Array(2 * slots);
    this.#owners = new Uint32Array(slots);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#prints.byteLength + this.#owners.byteLength;
  }

  /**
   * Marks the rows of those who have `most` entries or more whose owner has the bit.
   *
   * @param pseudonyms `stride` words a row, the first two are the person
   * @param codes a row that is not 0 is left alone
   * @param weights by owner, 8 bits
   * @param also entries of each row besides those of the table; null: none
   */
  mark(
    { pseudonyms, stride, codes }: { pseudonyms: Uint32Array; stride: number; codes: Uint8Array },
    { weights, bit, most }: { weights: Uint8Array; bit: number; most: number },
    code: number,
    also: Uint32Array | null = null,
  ): void {
    const prints = this.#prints;
    const owners = this.#owners;
    const mask = owners.length - 1;
    for (let row = 0; row < codes.length; row++) {
      if (codes[row] !== 0) continue;
      const low = pseudonyms[row * stride]!;
      const high = pseudonyms[row * stride + 1]!;
      let left = most - (also === null ? 0 : also[row]!);
      for (let slot = low & mask; left > 0; slot = (slot + 1) & mask) {
        const owner = owners[slot]!;
        if (owner === 0) break;
        if (prints[2 * slot] === low && prints[2 * slot + 1] === high && (weights[owner]! & bit) !== 0) left--;
      }
      if (left <= 0) codes[row] = code;
    }
  }

  /**
   * Adds an entry for each person.
   *
   * @param people 2 words each
   * @param owner from 1
   * @param isOwned whether an owner still counts for anything; asked when the table grows
   * @throws SealcastError USAGE before anything is added, when there would be more than `limits.personEntries`
   */
  add(people: Uint32Array, owner: number, isOwned: (owner: number) => boolean): void {
    const count = people.length / 2;
    if (slotsFor(this.#size + count) > this.#owners.length) this.#grow(count, isOwned);
    for (let i = 0; i < count; i++) this.#put(people[2 * i]!, people[2 * i + 1]!, owner);
    this.#size += count;
  }

  wipe(): void {
    this.#prints.fill(0);
    this.#owners.fill(0);
    this.#size = 0;
  }

  #put(low: number, high: number, owner: number): void {
    const mask = this.#owners.length - 1;
    let slot = low & mask;
    while (this.#owners[slot] !== 0) slot = (slot + 1) & mask;
    this.#prints[2 * slot] = low;
    this.#prints[2 * slot + 1] = high;
    this.#owners[slot] = owner;
  }

  #grow(count: number, isOwned: (owner: number) => boolean): void {
    const prints = this.#prints;
    const owners = this.#owners;
    let kept = 0;
    for (let slot = 0; slot < owners.length; slot++) {
      if (owners[slot] === 0) continue;
      if (isOwned(owners[slot]!)) kept++;
      else owners[slot] = 0;
    }
    if (kept + count > limits.personEntries)
      throw new SealcastError(
        'USAGE',
        `more than ${limits.personEntries} messages to people would have to be counted`,
        {
          hint: 'caps.person of the profile looks back too far for so many: choose a shorter window',
        },
      );
    const slots = slotsFor(1.25 * (kept + count));
    this.#prints = new Uint32Array(2 * slots);
    this.#owners = new Uint32Array(slots);
    for (let slot = 0; slot < owners.length; slot++)
      if (owners[slot] !== 0) this.#put(prints[2 * slot]!, prints[2 * slot + 1]!, owners[slot]!);
    this.#size = kept;
    prints.fill(0);
  }
}

/** A power of two of which the entries take three fifths at most. */
function slotsFor(entries: number): number {
  return 2 ** Math.max(10, Math.ceil(Math.log2(Math.max(1, entries) / 0.6)));
}
