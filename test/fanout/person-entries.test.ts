import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersonEntries } from '../../src/fanout/person-entries.ts';

/** Rows of `stride` words, of which the first two are the person. */
function rows(people: readonly (readonly [number, number])[], stride: number): Uint32Array {
  const words = new Uint32Array(people.length * stride).fill(0xffffffff);
  people.forEach((person, row) => {
    words.set(person, row * stride);
  });
  return words;
}

describe('entries of people', () => {
  it('answer as a plain count does, whatever collides, grows and is disowned', () => {
    // Few words, so that slots and halves of prints collide; the ends of the range, so that a slip of sign shows.
    const word = fc.constantFrom(0, 1, 2, 1023, 1024, 0x7fffffff, 0x80000000, 0xffffffff);
    const person = fc.tuple(word, word);
    const step = fc.record({
      people: fc.array(person, { maxLength: 400 }),
      owner: fc.integer({ min: 1, max: 6 }),
      asked: fc.array(person, { maxLength: 40 }),
      weights: fc.uint8Array({ minLength: 7, maxLength: 7 }),
      bit: fc.constantFrom(1, 2, 128),
      most: fc.integer({ min: 1, max: 5 }),
      disowned: fc.option(fc.integer({ min: 1, max: 6 })),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const entries = new PersonEntries();
        const model: { key: string; owner: number }[] = [];
        const gone = new Set<number>();
        for (const { people, owner, asked, weights, bit, most, disowned } of steps) {
          if (!gone.has(owner)) {
            entries.add(rows(people, 2), owner, (one) => !gone.has(one));
            for (const one of people) model.push({ key: String(one), owner });
          }
          if (disowned !== null) gone.add(disowned);
          for (const one of gone) weights[one] = 0;
          const codes = Uint8Array.from(asked, (_, row) => (row % 5 === 4 ? 9 : 0));
          const also = Uint32Array.from(asked, (_, row) => row % 3);
          for (const extra of [null, also]) {
            const marked = codes.slice();
            entries.mark({ pseudonyms: rows(asked, 12), stride: 12, codes: marked }, { weights, bit, most }, 7, extra);
            const wanted = asked.map((one, row) => {
              if (codes[row] !== 0) return 9;
              const found = model.filter(({ key, owner }) => key === String(one) && (weights[owner]! & bit) !== 0);
              return found.length + (extra?.[row] ?? 0) >= most ? 7 : 0;
            });
            expect([...marked]).toEqual(wanted);
          }
        }
        expect(entries.size).toBeLessThanOrEqual(model.length);
        entries.wipe();
        expect(entries.size).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it('leave behind what nobody owns when they grow', () => {
    const entries = new PersonEntries();
    const people = (from: number): Uint32Array => Uint32Array.from({ length: 1000 }, (_, i) => from + i);
    entries.add(people(0), 1, () => true);
    expect(entries.size).toBe(500);
    entries.add(people(5000), 2, (owner) => owner !== 1);
    expect(entries.size).toBe(500);
    const weights = Uint8Array.of(0, 1, 1);
    const codes = new Uint8Array(2);
    entries.mark({ pseudonyms: Uint32Array.of(0, 1, 5000, 5001), stride: 2, codes }, { weights, bit: 1, most: 1 }, 3);
    expect([...codes]).toEqual([0, 3]);
  });

  it('are no more than fit', () => {
    const entries = new PersonEntries();
    const many = { length: 2 * 24_000_001 } as unknown as Uint32Array;
    expect(() => entries.add(many, 1, () => true)).toThrow('more than 24000000 messages to people');
    expect(entries.size).toBe(0);
  });
});
