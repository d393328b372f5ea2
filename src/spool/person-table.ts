import { Buffer } from 'node:buffer';
import { limits } from '../limits.ts';
import { damaged } from './damaged.ts';
import type { NoteTable } from './notes.ts';

/**
 * A table of small entries by person, of which there may be millions:
 *
 *   key    pseudonym(16) ‖ of what: 1 id, 2 phone, 3 e-mail (1) ‖ number of a purpose, 0: all of them (u16 BE)
 *   value  as many bytes as the table says
 *
 * Entries lie sorted by key in 4096 buckets, by the first 12 bits of the pseudonym; each bucket is a sealed note. To change an entry
 * is to write its bucket, to read them all is to open each bucket once. Names say the number of a bucket, and nothing else. How many
 * entries there are is stored besides: LMDB may lose a page in silence, and an entry that is lost is somebody who is written to
 * against their will.
 */
export const PERSON_KEY = 19;
const BUCKETS = 4096;

/** What became of some entries. */
export interface PersonChanges {
  /** Entries that are there now, and were not before. */
  readonly added: number;
  readonly removed: number;
}

export class PersonTable {
  readonly #notes: NoteTable;
  readonly #name: string;
  readonly #width: number;
  /** Those under way: a change of what they have yet to see is one they will see. */
  readonly #readers = new Set<{ bucket: number; expected: number }>();

  /** @param valueBytes of each entry, the same for the life of the directory */
  constructor(notes: NoteTable, name: string, valueBytes: number) {
    this.#notes = notes;
    this.#name = name;
    this.#width = PERSON_KEY + valueBytes;
  }

  get size(): number {
    return (this.#notes.get(this.#nameOf('count')) as number | undefined) ?? 0;
  }

  /**
   * Changes entries, all in one commit or none.
   *
   * @param keys 19 bytes each, in any order; one that is there twice is changed twice. Those of one person are asked in their order
   * @param change what becomes of the value of the i-th; null for an entry that is not there
   * @throws SealcastError DISK_FULL, SPOOL_DAMAGED
   */
  update(keys: Uint8Array, change: (value: Uint8Array | null, i: number) => Uint8Array | null): PersonChanges {
    const changes: [name: string, value: unknown][] = [];
    const grown: [bucket: number, by: number][] = [];
    let [added, removed] = [0, 0];
    const text = latin1(keys);
    for (const [bucket, members] of byBucket(keys)) {
      const entries = this.#entries(bucket);
      const before = entries.size;
      let changed = false;
      for (const i of members) {
        const key = text.slice(i * PERSON_KEY, (i + 1) * PERSON_KEY);
        const old = entries.get(key) ?? null;
        const value = change(old, i);
        if (value === old) continue;
        changed = true;
        if (value !== null) entries.set(key, value);
        else entries.delete(key);
        if (old === null) added++;
        if (value === null) removed++;
      }
      if (!changed) continue;
      changes.push([this.#nameOf(bucket), entries.size === 0 ? null : this.#packed(entries)]);
      grown.push([bucket, entries.size - before]);
    }
    if (changes.length === 0) return { added, removed };
    this.#notes.set([...changes, [this.#nameOf('count'), this.size + added - removed]]);
    for (const reader of this.#readers)
      for (const [bucket, by] of grown) if (bucket >= reader.bucket) reader.expected += by;
    return { added, removed };
  }

  /**
   * Shows every entry, sorted by key. What is shown is wiped afterwards: copy what is to stay. An entry that comes while it is read
   * may be missed.
   *
   * @throws SealcastError SPOOL_DAMAGED where entries are missing
   */
  async each(show: (entry: Uint8Array) => void): Promise<void> {
    const reader = { bucket: 0, expected: this.size };
    if (reader.expected === 0) return;
    let found = 0;
    this.#readers.add(reader);
    try {
      while (reader.bucket < BUCKETS) {
        const entries = this.#bucket(reader.bucket++);
        for (let at = 0; at < entries.length; at += this.#width) show(entries.subarray(at, at + this.#width));
        found += entries.length / this.#width;
        entries.fill(0);
        if (reader.bucket % limits.personBucketsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      this.#readers.delete(reader);
    }
    if (found !== reader.expected) throw damaged(`it holds ${found} ${this.#name}, not ${reader.expected}`);
  }

  #bucket(bucket: number): Uint8Array {
    const entries = this.#notes.get(this.#nameOf(bucket)) ?? new Uint8Array(0);
    if (!(entries instanceof Uint8Array) || entries.length % this.#width !== 0)
      throw damaged(`a bucket of ${this.#name} has an impossible length`);
    return entries;
  }

  /** Values by key, of copies. */
  #entries(bucket: number): Map<string, Uint8Array> {
    const bytes = this.#bucket(bucket);
    const text = latin1(bytes);
    const entries = new Map<string, Uint8Array>();
    for (let at = 0; at < bytes.length; at += this.#width)
      entries.set(text.slice(at, at + PERSON_KEY), bytes.subarray(at + PERSON_KEY, at + this.#width));
    return entries;
  }

  #packed(entries: ReadonlyMap<string, Uint8Array>): Uint8Array {
    const out = Buffer.alloc(entries.size * this.#width);
    let at = 0;
    // One code unit a byte: in the order of the bytes.
    for (const key of [...entries.keys()].sort()) {
      out.write(key, at, 'latin1');
      out.set(entries.get(key)!, at + PERSON_KEY);
      at += this.#width;
    }
    return new Uint8Array(out.buffer, out.byteOffset, out.length);
  }

  #nameOf(what: number | 'count'): string {
    return `${this.#name}/${typeof what === 'number' ? what.toString(16).padStart(3, '0') : what}`;
  }
}

/** Which of the keys are in which bucket, each bucket's in the order in which they came. */
function byBucket(keys: Uint8Array): Map<number, number[]> {
  const buckets = new Map<number, number[]>();
  for (let i = 0; i * PERSON_KEY < keys.length; i++) {
    const bucket = (keys[i * PERSON_KEY]! << 4) | (keys[i * PERSON_KEY + 1]! >> 4);
    const members = buckets.get(bucket);
    if (members === undefined) buckets.set(bucket, [i]);
    else members.push(i);
  }
  return buckets;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
