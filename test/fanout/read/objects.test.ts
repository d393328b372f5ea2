import { describe, expect, test } from 'vitest';
import { openAudience, type Recipient } from '../../../src/fanout/read/audience.ts';
import { limits } from '../../../src/limits.ts';
import { key, readAll, reasons } from './reading.ts';

const bytes = (n: number): Uint8Array => new Uint8Array(Buffer.from(key(n), 'hex'));
const person = (n: number): Recipient => ({ id: n, publicKey: bytes(n) });
const hostile = (item: unknown): Recipient => item as Recipient;

test('keys in every form, ids of every type, all columns', async () => {
  const { rows, refusals, ignored } = await readAll(
    [
      {
        id: 1,
        publicKey: bytes(1),
        name: ' Ana ',
        phone: '+8613800138000',
        email: 'A@b.example',
        locale: 'zh_cn',
        nick: 'x',
      },
      {
        id: 'zwei',
        publicKey: Buffer.from(bytes(2)),
        tags: ['a', 'b'],
        route: { endpoint: 'https://x', keys: { auth: 'y' } },
      },
      {
        id: 3n,
        publicKey: [bytes(3), key(4), { kty: 'OKP', crv: 'X25519', x: Buffer.from(bytes(5)).toString('base64url') }],
      },
      {
        id: '4',
        publicKey: `${key(6)};${key(7)}`,
        tags: 'c;d',
        route: 'r',
        avatar: 'av',
        name: null,
        phone: undefined,
      },
    ],
    { personal: ['name'] },
  );
  expect(refusals).toEqual([]);
  expect(ignored).toEqual(['nick']);
  expect(rows[0]).toMatchObject({
    row: 1,
    line: 0,
    id: '1',
    keys: [key(1)],
    name: 'Ana',
    locale: 'zh-CN',
    personal: { name: 'Ana' },
  });
  expect(rows[1]).toMatchObject({
    id: 'zwei',
    tags: ['a', 'b'],
    route: '{"endpoint":"https://x","keys":{"auth":"y"}}',
  });
  expect(rows[2]).toMatchObject({ id: '3', keys: [key(3), key(4), key(5)] });
  expect(rows[3]).toMatchObject({
    id: '4',
    keys: [key(6), key(7)],
    tags: ['c', 'd'],
    route: 'r',
    avatar: 'av',
    dropped: [],
  });
});

test('rows of a class with getters, and names in other spellings', async () => {
  class Row {
    readonly #n = 7;
    get id() {
      return this.#n;
    }
    public_key = key(1);
    get EMAIL() {
      return 'ignored: only the library’s own names are looked up in a class';
    }
  }
  const { rows } = await readAll([hostile(new Row())]);
  expect(rows[0]).toMatchObject({ id: '7', keys: [key(1)], email: null });
});

test('what every object inherits is no field', async () => {
  const { rows } = await readAll([person(1)], { personal: ['constructor', 'toString', '__proto__'] });
  expect(rows[0]).toMatchObject({ personal: {}, dropped: [] });
});

test('each field is read once, and the item is the caller’s again when the row is taken', async () => {
  let asked = 0;
  const mine = bytes(1);
  const item = {
    get id() {
      return `${++asked}`;
    },
    publicKey: mine,
  };
  const items = function* () {
    yield item;
    mine.fill(0);
  };
  const { rows } = await readAll(items());
  expect(rows[0]).toMatchObject({ id: '1', keys: [key(1)] });
  expect(asked).toBe(1);
});

describe('hostile items cost one row each', () => {
  const cycle: Record<string, unknown> = { id: 1, publicKey: key(1), route: {} };
  (cycle.route as Record<string, unknown>).self = cycle;
  const thrower = (column: string) =>
    Object.defineProperty({ id: 1, publicKey: key(1) }, column, {
      enumerable: true,
      get() {
        throw new Error('secret: 13800138000');
      },
    });
  const trap = () => {
    throw new TypeError('no');
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  test.each([
    ['null', null, ':not-an-object'],
    ['undefined', undefined, ':not-an-object'],
    ['text', 'x', ':not-an-object'],
    ['a function', () => 1, ':not-an-object'],
    ['an array', [1], ':not-an-object'],
    ['bytes', new Uint8Array(32), ':not-an-object'],
    ['a revoked proxy', revoked.proxy, ':not-an-object'],
    ['a proxy without keys', new Proxy({}, { ownKeys: trap }), ':not-an-object'],
    ['a proxy without prototype', new Proxy(person(1), { getPrototypeOf: trap, get: trap }), 'id:field-malformed'],
    ['a getter that throws', thrower('name'), 'name:field-malformed'],
    ['an id that throws', thrower('id'), 'id:field-malformed'],
    ['a thenable', Object.fromEntries([['then', trap]]), 'id:id-missing'],
    ['nothing', {}, 'id:id-missing'],
    ['a symbol for an id', { id: Symbol('x'), publicKey: key(1) }, 'id:id-malformed'],
    ['an object for an id', { id: { toString: () => 'x' }, publicKey: key(1) }, 'id:id-malformed'],
    ['half a surrogate pair', { id: '\ud800', publicKey: key(1) }, 'id:id-malformed'],
    ['not a number', { id: Number.NaN, publicKey: key(1) }, 'id:id-malformed'],
    ['a huge bigint', { id: 10n ** 400n, publicKey: key(1) }, 'id:id-malformed'],
    ['31 bytes', { id: 1, publicKey: new Uint8Array(31) }, 'publicKey:key-malformed'],
    ['bytes of another type', { id: 1, publicKey: new Uint16Array(16) }, 'publicKey:key-malformed'],
    ['too many keys', { id: 1, publicKey: new Array(1_000_000).fill(key(1)) }, 'publicKey:too-many-devices'],
    [
      'a key that holds a private one',
      { id: 1, publicKey: { kty: 'OKP', crv: 'X25519', x: '', d: 'y' } },
      'publicKey:key-private',
    ],
    ['huge text', { ...person(1), name: 'x'.repeat(50_000_000) }, ':row-too-long'],
    ['an array of length 2^32−1', { ...person(1), tags: Object.assign([], { length: 2 ** 32 - 1 }) }, ':row-too-long'],
    [
      'too many fields',
      Object.fromEntries(Array.from({ length: limits.columns + 1 }, (_, i) => [`f${i}`, 1])),
      ':row-too-long',
    ],
    ['two names for one column', { ...person(1), public_key: key(2) }, 'publicKey:field-twice'],
  ])('%s', async (_, item, refusal) => {
    const { rows, refusals } = await readAll([person(7), hostile(item), person(8)]);
    expect(rows.map(({ id }) => id)).toEqual(['7', '8']);
    expect(reasons(refusals)).toEqual([`2@0 ${refusal}`]);
  });

  test.each([
    ['a cycle', cycle, ['route']],
    ['a function', { ...person(1), name: () => 'x' }, ['name']],
    ['a date', { ...person(1), name: new Date(0) }, ['name']],
    ['bytes', { ...person(1), route: new Uint8Array(9) }, ['route']],
    ['a function deep inside', { ...person(1), route: { a: [1, { b: () => 1 }] } }, ['route']],
    ['a date deep inside', { ...person(1), route: { a: new Date(0) } }, ['route']],
    ['too deep', { ...person(1), route: { a: { b: { c: { d: { e: { f: { g: { h: {} } } } } } } } } }, ['route']],
  ])('optional and %s: dropped and counted', async (_, item, dropped) => {
    const { rows } = await readAll([hostile(item)]);
    expect(rows[0]!.dropped).toEqual(dropped);
  });
});

test('rows at the border of their length', async () => {
  const item = (extra: number) => ({ ...person(1), route: 'x'.repeat(limits.rowBytes + extra) });
  const text = JSON.stringify(['1', key(1), ...new Array(6).fill(null), '']).length;
  expect((await readAll([hostile(item(-text - 200))])).rows).toHaveLength(1);
  expect(reasons((await readAll([item(-50)])).refusals)).toEqual(['1@0 :row-too-long']);
});

describe('iterables', () => {
  test('chunks depend on the items, not on how they arrive', async () => {
    const people = Array.from({ length: 25 }, (_, i) => person(i));
    const { chunks } = await readAll(people, { chunkRows: 7 });
    expect(chunks.map(({ rows }) => rows)).toEqual([7, 7, 7, 4]);
    const slowly = async function* () {
      for (const one of people) {
        await new Promise(setImmediate);
        yield one;
      }
    };
    expect((await readAll(slowly(), { chunkRows: 7 })).chunks).toEqual(chunks);
    expect(
      (await readAll(people.map((one) => Promise.resolve(one)) as unknown as Recipient[], { chunkRows: 7 })).chunks,
    ).toEqual(chunks);
    expect((await readAll(new Set(people), { chunkRows: 7 })).chunks).toEqual(chunks);
  });

  test('an iterator that throws ends the audience with an error that quotes nothing', async () => {
    const broken = async function* () {
      yield person(1);
      throw new Error('secret: 13800138000');
    };
    const error: Error = await readAll(broken()).then(
      () => expect.fail('was read'),
      (e) => e,
    );
    expect(error).toMatchObject({ code: 'AUDIENCE_UNREADABLE', cause: expect.any(Error) });
    expect(error.message).not.toMatch(/secret/);
  });

  test.each([[7], [null], [undefined], [{}], ['people.csv'], [() => []]])('%s is no audience', (input) => {
    expect(() => openAudience(input as never)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('what a host asks', () => {
  test.each([
    [{ personal: ['publicKey'] }],
    [{ personal: ['Route'] }],
    [{ personal: ['a', 'A'] }],
    [{ personal: [''] }],
    [{ personal: ['x'.repeat(limits.headingChars + 1)] }],
    [{ personal: ['\ud800'] }],
    [{ personal: Array.from({ length: limits.personalColumns + 1 }, (_, i) => `p${i}`) }],
    [{ personalBytes: -1 }],
    [{ personalBytes: 1.5 }],
    [{ personalBytes: limits.slotPlainBytesMax }],
    [{ defaultCountry: 'China' }],
    [{ defaultCountry: 'cn' }],
    [{ chunkRows: 0 }],
    [{ chunkRows: limits.batchRecipients + 1 }],
  ])('%j is refused before anything is read', (options) => {
    const items = {
      [Symbol.iterator]: () => expect.fail('was opened'),
    };
    expect(() => openAudience(items as Iterable<Recipient>, options)).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });
});
