import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PrintSet, PrintSetWriter } from '../../src/fanout/print-set.ts';
import type { NoteTable } from '../../src/spool/notes.ts';
import { PERSON_KEY, PersonTable } from '../../src/spool/person-table.ts';

function memoryNotes(): NoteTable & { readonly stored: Map<string, unknown> } {
  const stored = new Map<string, unknown>();
  return {
    stored,
    get: (name) => structuredClone(stored.get(name)),
    all: () => stored,
    set(changes) {
      for (const [name, value] of changes)
        value === null ? stored.delete(name) : stored.set(name, structuredClone(value));
    },
  };
}

function keysOf(count: number): Uint8Array {
  return new Uint8Array(randomBytes(count * PERSON_KEY));
}
const hexes = (keys: Uint8Array): string[] => Buffer.from(keys).toString('hex').match(/.{38}/g) ?? [];

async function entriesOf(table: PersonTable): Promise<string[]> {
  const entries: string[] = [];
  await table.each((entry) => entries.push(Buffer.from(entry).toString('hex')));
  return entries;
}

const put = (value: Uint8Array) => () => value;
const NOTHING = new Uint8Array(0);

describe('a table of people', () => {
  it('has what was put, sorted, and no more of it after it was taken away', async () => {
    const table = new PersonTable(memoryNotes(), 't', 2);
    const keys = keysOf(5000);
    expect(table.update(keys, (_old, i) => Uint8Array.of(i & 0xff, i >> 8))).toEqual({ added: 5000, removed: 0 });
    const wanted = hexes(keys).map((key, i) => key + Buffer.of(i & 0xff, i >> 8).toString('hex'));
    expect(await entriesOf(table)).toEqual(wanted.sort());
    expect(table.update(keys, (old) => old)).toEqual({ added: 0, removed: 0 });
    const half = keys.slice(0, 2500 * PERSON_KEY);
    expect(table.update(half, () => null)).toEqual({ added: 0, removed: 2500 });
    expect(table.update(half, () => null)).toEqual({ added: 0, removed: 0 });
    expect([table.size, (await entriesOf(table)).length]).toEqual([2500, 2500]);
  });

  it('changes a key that is given twice twice, in its order', async () => {
    const table = new PersonTable(memoryNotes(), 't', 1);
    const key = keysOf(1);
    const seen: (number | null)[] = [];
    const twice = new Uint8Array([...key, ...key]);
    const changes = table.update(twice, (old, i) => {
      seen.push(old?.[0] ?? null);
      return Uint8Array.of(i + 7);
    });
    expect([changes, seen]).toEqual([{ added: 1, removed: 0 }, [null, 7]]);
    expect(await entriesOf(table)).toEqual([`${hexes(key)[0]}08`]);
  });

  it('misses a bucket that is gone, or is too short', async () => {
    for (const damage of [
      (notes: ReturnType<typeof memoryNotes>, name: string) => notes.stored.delete(name),
      (notes: ReturnType<typeof memoryNotes>, name: string) => notes.stored.set(name, new Uint8Array(PERSON_KEY - 1)),
    ]) {
      const notes = memoryNotes();
      const table = new PersonTable(notes, 't', 0);
      table.update(keysOf(100), put(NOTHING));
      damage(notes, [...notes.stored.keys()].find((name) => name !== 't/count')!);
      await expect(table.each(() => undefined)).rejects.toMatchObject({ code: 'SPOOL_DAMAGED' });
    }
  });

  it('is read beside changes, before and behind where the reader is, without a false alarm', async () => {
    const table = new PersonTable(memoryNotes(), 't', 0);
    const first = keysOf(2000);
    table.update(first, put(NOTHING));
    let shown = 0;
    const reading = table.each(() => shown++);
    // The reader has seen the first buckets, and waits for its next turn.
    table.update(keysOf(2000), put(NOTHING));
    table.update(first.slice(0, 1000 * PERSON_KEY), () => null);
    await reading;
    expect(shown).toBeGreaterThan(1000);
    expect((await entriesOf(table)).length).toBe(3000);
  });
});

describe('a set of prints', () => {
  it('has its own, in every place of the index, and nothing that is one bit away', () => {
    const prints = Array.from({ length: 3000 }, (_, i) => {
      const print = new Uint8Array(randomBytes(16));
      // Crowds under a few heads, the first and the last among them.
      if (i % 3 === 0)
        print.set(
          [
            [0, 0],
            [0xff, 0xff],
            [0x12, 0x34],
          ][(i / 3) % 3]!,
        );
      return print;
    }).sort((a, b) => Buffer.compare(a, b));
    const writer = new PrintSetWriter();
    for (const print of prints) {
      writer.add(print);
      writer.add(print);
    }
    const set = writer.set();
    expect(set.size).toBe(3000);
    for (const print of prints) {
      const row = new Uint8Array(48);
      row.set(print, 16);
      expect(set.has(row, 16)).toBe(true);
      row[16 + 15]! ^= 1;
      expect(set.has(row, 16)).toBe(false);
      row[16 + 15]! ^= 1;
      row[16 + 2]! ^= 0x80;
      expect(set.has(row, 16)).toBe(false);
    }
    set.wipe();
    expect(set.has(prints[5]!, 0)).toBe(false);
    expect(new PrintSet(new Uint8Array(0)).has(prints[0]!, 0)).toBe(false);
  });
});
