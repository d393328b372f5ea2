import { describe, expect, it } from 'vitest';
import { type ClaimBatch, type Claims, ClaimTables, dedupDims, ReferenceClaimTable } from '../../src/fanout/dedup.ts';
import { ClaimTable } from '../../src/kernels/claim.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { limits } from '../../src/limits.ts';
import { implementations, numbers } from '../kernels/implementations.ts';

interface Person {
  id: string;
  keys: string[];
  phone?: string;
  email?: string;
  refused?: true;
}

/** Short names as prints: the first byte is the dimension, the text follows. */
function batchOf(people: readonly Person[], dims: number): ClaimBatch {
  const write = (into: Uint8Array, at: number, dim: number, text: string) => {
    into[at] = dim;
    Buffer.from(text).copy(into, at + 1, 0, 15);
  };
  const rowPrints = new Uint8Array(48 * people.length);
  const deviceEnd = new Uint32Array(people.length);
  const devices = people.flatMap((person) => person.keys.map((key) => [key, `${person.id}/${key}`] as const));
  const devicePrints = new Uint8Array(32 * devices.length);
  let end = 0;
  people.forEach((person, row) => {
    write(rowPrints, 48 * row, 1, person.id);
    if (person.phone !== undefined) write(rowPrints, 48 * row + 16, 3, person.phone);
    if (person.email !== undefined) write(rowPrints, 48 * row + 32, 4, person.email);
    end += person.keys.length;
    deviceEnd[row] = end;
  });
  devices.forEach(([key, pair], i) => {
    write(devicePrints, 32 * i, 2, key);
    write(devicePrints, 32 * i + 16, 5, pair);
  });
  const eligible = Uint8Array.from(people, (person) => (person.refused ? 0 : 1));
  return { eligible, rowPrints, deviceEnd, devicePrints, dims };
}

const WORDS = ['accepted', 'id', 'key', 'phone', 'email', 'refused'];

function outcome(claims: Claims, people: readonly Person[], fields: string[]): string[] {
  const { verdict, kept } = claims.claim(batchOf(people, dedupDims(fields)));
  let device = 0;
  return people.map((person, row) => {
    const held = person.keys.filter(() => kept[device++] === 1);
    return [WORDS[verdict[row]!], ...held].join(' ');
  });
}

/** The rule in words, with objects: pairs always claimed, nothing left out because something else implies it. */
class Plain {
  readonly #seen = new Set<string>();

  walk(people: readonly Person[], fields: string[]): string[] {
    return people.map((person) => {
      if (person.refused) return 'refused';
      const taken = (dim: string, value: string | undefined) =>
        fields.includes(dim) && value !== undefined && this.#seen.has(`${dim} ${value}`);
      const left = person.keys.filter((key) => !taken('key', key) && !this.#seen.has(`pair ${person.id} ${key}`));
      if (taken('id', person.id)) return 'id';
      if (left.length === 0) return 'key';
      if (taken('phone', person.phone)) return 'phone';
      if (taken('email', person.email)) return 'email';
      this.#seen.add(`id ${person.id}`).add(`phone ${person.phone}`).add(`email ${person.email}`);
      for (const key of left) this.#seen.add(`key ${key}`).add(`pair ${person.id} ${key}`);
      return ['accepted', ...left].join(' ');
    });
  }
}

describe.each(implementations)('dedup on $name', ({ make }) => {
  const BOTH = ['id', 'key'];

  it('lets the first of two rows with one id win', () => {
    const people = [
      { id: 'li', keys: ['k1'] },
      { id: 'li', keys: ['k2'] },
      { id: 'wu', keys: ['k2'] },
    ];
    // The second row is a duplicate and claims nothing: its key is free for the third.
    expect(outcome(make(), people, BOTH)).toEqual(['accepted k1', 'id', 'accepted k2']);
  });

  it('drops a device somebody else claimed, and a person without devices left', () => {
    const people = [
      { id: 'a', keys: ['k1', 'k2'] },
      { id: 'b', keys: ['k2', 'k3'] },
      { id: 'c', keys: ['k1', 'k3'] },
      { id: 'd', keys: ['k4'] },
    ];
    expect(outcome(make(), people, BOTH)).toEqual(['accepted k1 k2', 'accepted k3', 'key', 'accepted k4']);
  });

  it('lets a refused row claim nothing', () => {
    const people: Person[] = [
      { id: 'a', keys: ['k1'], phone: 'p', refused: true },
      { id: 'a', keys: ['k1'], phone: 'p' },
    ];
    expect(outcome(make(), people, [...BOTH, 'phone'])).toEqual(['refused', 'accepted k1']);
  });

  it('counts a match once, in the order id, key, phone, e-mail', () => {
    const all = ['id', 'key', 'phone', 'email'];
    const first = { id: 'a', keys: ['k'], phone: 'p', email: 'e' };
    const people = [
      first,
      first,
      { ...first, id: 'b' },
      { ...first, id: 'b', keys: ['l'] },
      { ...first, id: 'b', keys: ['l'], phone: 'q' },
      { ...first, id: 'b', keys: ['l'], phone: 'q', email: 'f' },
    ];
    expect(outcome(make(), people, all)).toEqual(['accepted k', 'id', 'key', 'phone', 'email', 'accepted l']);
  });

  it('always deduplicates the pair of id and key, also when neither alone counts', () => {
    const people = [
      { id: 'a', keys: ['k'] },
      { id: 'a', keys: ['k', 'l'] },
      { id: 'b', keys: ['k'] },
      { id: 'a', keys: ['l', 'k'] },
    ];
    expect(outcome(make(), people, [])).toEqual(['accepted k', 'accepted l', 'accepted k', 'key']);
    expect(outcome(make(), people, ['phone'])).toEqual(['accepted k', 'accepted l', 'accepted k', 'key']);
  });

  it('does not take a row for a duplicate of itself, nor a missing phone for another', () => {
    const people = [
      { id: 'a', keys: ['k'] },
      { id: 'b', keys: ['l'], phone: 'a', email: 'a' },
      { id: 'c', keys: ['m'] },
    ];
    expect(outcome(make(), people, ['id', 'key', 'phone', 'email'])).toEqual([
      'accepted k',
      'accepted l',
      'accepted m',
    ]);
  });

  it('is the rule in words, for every dedupBy, however the rows are cut into batches', () => {
    const seed = 4711;
    const seen = new Set<string>();
    for (let dims = 0; dims <= 15; dims++) {
      const fields = ['id', 'key', 'phone', 'email'].filter((_, bit) => (dims >> bit) & 1);
      const random = numbers(seed + dims);
      const people = Array.from({ length: 300 }, (): Person => {
        const keys = new Set(Array.from({ length: 1 + (random() % 3) }, () => `k${random() % 150}`));
        return {
          id: `i${random() % 150}`,
          keys: [...keys],
          ...(random() % 2 ? { phone: `p${random() % 150}` } : {}),
          ...(random() % 2 ? { email: `e${random() % 150}` } : {}),
          ...(random() % 10 ? {} : { refused: true }),
        };
      });
      const expected = new Plain().walk(people, fields);
      for (const size of [1, 7, 300]) {
        const claims = make();
        const found: string[] = [];
        for (let at = 0; at < people.length; at += size)
          found.push(...outcome(claims, people.slice(at, at + size), fields));
        expect(found, `seed ${seed}, dims ${dims}, batches of ${size}`).toEqual(expected);
        claims.wipe();
      }
      for (const one of expected) seen.add(one.split(' ')[0]!);
    }
    expect([...seen].sort()).toEqual([...WORDS].sort());
  });
});

it('names the dimensions, and no others', () => {
  expect(dedupDims([])).toBe(0);
  expect(dedupDims(['id', 'key'])).toBe(3);
  expect(dedupDims(['email', 'phone', 'id', 'key', 'id'])).toBe(15);
  expect(() => dedupDims(['id', 'name'])).toThrow(expect.objectContaining({ code: 'USAGE' }));
  expect(() => dedupDims(['ID'])).toThrow(expect.objectContaining({ code: 'USAGE' }));
});

it('takes the kernel where there is one, the twin where not', () => {
  expect(new ClaimTables(loadKernels()).open()).toBeInstanceOf(ClaimTable);
  expect(new ClaimTables(undefined).open()).toBeInstanceOf(ReferenceClaimTable);
});

describe('the memory of a table that is done with', () => {
  const people: Person[] = [
    { id: 'a', keys: ['k1', 'k2'] },
    { id: 'b', keys: ['k3'], phone: 'p' },
    { id: 'a', keys: ['k4'] },
  ];
  const fields = ['id', 'key', 'phone'];

  it('serves the next one, which knows nobody', () => {
    const tables = new ClaimTables(loadKernels());
    const first = tables.open() as ClaimTable;
    const said = outcome(first, people, fields);
    expect(said[2]).toBe('id');
    tables.release(first);
    const second = tables.open() as ClaimTable;
    expect(second.instance).toBe(first.instance);
    expect(second.size).toBe(0);
    expect(outcome(second, people, fields)).toEqual(said);
    expect(() => first.claim(batchOf(people, 1))).toThrow('wiped');
  });

  it('is not given to two, whoever releases what twice', () => {
    const tables = new ClaimTables(loadKernels());
    const first = tables.open() as ClaimTable;
    const second = tables.open() as ClaimTable;
    expect(second.instance).not.toBe(first.instance);
    tables.release(first);
    const third = tables.open() as ClaimTable;
    tables.release(first);
    expect((tables.open() as ClaimTable).instance).not.toBe(third.instance);
  });

  it('is let go where it is large', () => {
    const tables = new ClaimTables(loadKernels());
    const first = tables.open() as ClaimTable;
    const { memory } = first.instance;
    memory.grow((limits.claimSpareBytes - memory.buffer.byteLength) / 65_536 + 1);
    tables.release(first);
    expect((tables.open() as ClaimTable).instance).not.toBe(first.instance);
  });
});
