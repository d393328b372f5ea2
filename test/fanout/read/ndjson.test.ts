import { describe, expect, test } from 'vitest';
import { fromNdjson } from '../../../src/fanout/read/audience.ts';
import { limits } from '../../../src/limits.ts';
import { inPieces, key, readAll, reasons } from './reading.ts';

const ndjson = (text: string | Uint8Array) =>
  fromNdjson(inPieces(typeof text === 'string' ? Buffer.from(text) : text, [1000]));
const row = (fields: object): string => JSON.stringify({ id: 1, publicKey: key(1), ...fields });

test('rows, blank lines, a byte order mark, CRLF, no line end at the end', async () => {
  const { rows, refusals } = await readAll(
    ndjson(`\ufeff\n${row({ id: 'a' })}\r\n \t\r\n${row({ id: 2 })}\n${row({ id: '3' })}`),
  );
  expect(rows.map(({ row, line, id }) => [row, line, id])).toEqual([
    [1, 2, 'a'],
    [2, 4, '2'],
    [3, 5, '3'],
  ]);
  expect(refusals).toEqual([]);
  expect((await readAll(ndjson(''))).chunks).toEqual([]);
});

test('fields in other spellings; other fields are ignored, and those of the first row said to be', async () => {
  const first = JSON.stringify({
    ID: 1,
    public_key: key(1),
    'E-Mail': 'A@b.example',
    Tags: ['x', 'y'],
    extra: 1,
    route: { b: 1, a: [2] },
  });
  const { rows, ignored } = await readAll(ndjson(`${first}\n${row({ other: 2 })}\n`));
  expect(rows[0]).toMatchObject({ id: '1', email: 'a@b.example', tags: ['x', 'y'], route: '{"b":1,"a":[2]}' });
  expect(ignored).toEqual(['extra']);
});

test('fields by other names', async () => {
  const { rows } = await readAll(
    fromNdjson([`{"uid":7,"device":["${key(1)}","${key(2)}"],"id":"not this"}`], {
      columns: { id: 'uid', publicKey: 'device' },
    }),
  );
  expect(rows[0]).toMatchObject({ id: '7', keys: [key(1), key(2)] });
});

test('personal fields: text, numbers and booleans; anything else is dropped and counted', async () => {
  const options = { personal: ['seat', 'vip', 'more'] };
  const { rows } = await readAll(
    ndjson([{ seat: 12.5, vip: true, more: ' x ' }, { seat: { a: 1 } }, { seat: null }].map(row).join('\n')),
    options,
  );
  expect(rows.map(({ personal, dropped }) => [personal, dropped])).toEqual([
    [{ seat: '12.5', vip: 'true', more: 'x' }, []],
    [{}, ['personal']],
    [{}, []],
  ]);
});

test('a route nested a thousand times costs the route, not the chunk', async () => {
  const nested = (depth: number): string => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  const line = (depth: number): string => row({ route: 0 }).replace('"route":0', `"route":${nested(depth)}`);
  const { rows } = await readAll(ndjson([limits.fieldDepth, limits.fieldDepth + 1, 1000, 30_000].map(line).join('\n')));
  expect(rows.map(({ dropped }) => dropped)).toEqual([[], ['route'], ['route'], ['route']]);
});

describe('refused', () => {
  test.each([
    ['not-json', '', '{"id":1,'],
    ['not-json', '', 'id,publicKey'],
    ['not-an-object', '', '[1]'],
    ['not-an-object', '', 'null'],
    ['not-an-object', '', '"x"'],
    ['field-twice', 'id', `{"id":1,"ID":2,"publicKey":"${key(1)}"}`],
    ['id-missing', 'id', row({ id: null })],
    ['id-missing', 'id', row({ id: ' ' })],
    ['id-malformed', 'id', row({ id: 1.5 })],
    ['id-malformed', 'id', row({ id: {} })],
    ['id-malformed', 'id', `{"id":9007199254740993,"publicKey":"${key(1)}"}`],
    ['id-malformed', 'id', `{"id":"\\ud800","publicKey":"${key(1)}"}`],
    ['key-missing', 'publicKey', row({ publicKey: [] })],
    ['key-malformed', 'publicKey', row({ publicKey: { kty: 'OKP' } })],
    ['key-private', 'publicKey', row({ publicKey: { kty: 'OKP', crv: 'X25519', x: '', d: '' } })],
    ['too-many-devices', 'publicKey', row({ publicKey: Array.from({ length: limits.devices + 1 }, (_, i) => key(i)) })],
    ['row-too-long', '', row({ x: 'x'.repeat(limits.rowBytes) })],
    ['row-too-long', '', row({ x: 'x'.repeat(20 * limits.rowBytes) })],
  ])('%s %s: %s', async (reason, column, line) => {
    const { rows, refusals } = await readAll(ndjson(`${row({})}\n${line}\n${row({})}\n`));
    expect(rows.map((one) => one.row)).toEqual([1, 3]);
    expect(reasons(refusals)).toEqual([`2@2 ${column}:${reason}`]);
  });

  test('not-utf8', async () => {
    const text = Buffer.from(`${row({})}\n${row({ name: 'Jos~' })}\n${row({ name: 'é' })}\n`);
    text[text.indexOf(0x7e)] = 0xe9;
    const { rows, refusals } = await readAll(ndjson(text));
    expect(rows.map(({ name }) => name)).toEqual([null, 'é']);
    expect(reasons(refusals)).toEqual(['2@2 :not-utf8']);
  });

  test.each(['\n', '\r\n', ''])('too long at its border, before %j', async (end) => {
    const padded = (bytes: number): string =>
      row({ x: '' }).replace('""', `"${'x'.repeat(bytes - row({ x: '' }).length)}"`);
    expect(padded(limits.rowBytes)).toHaveLength(limits.rowBytes);
    expect((await readAll(ndjson(padded(limits.rowBytes) + end))).rows).toHaveLength(1);
    expect(reasons((await readAll(ndjson(padded(limits.rowBytes + 1) + end))).refusals)).toEqual(['1@1 :row-too-long']);
  });

  test('names of Object.prototype are names like any other', async () => {
    const line = `{"__proto__":{"id":"x","publicKey":"${key(1)}"},"constructor":1,"toString":2,"id":"1","publicKey":"${key(1)}"}`;
    const { rows } = await readAll(ndjson(`${line}\n{"__proto__":{"id":"x","publicKey":"${key(1)}"}}\n`), {
      personal: ['constructor', 'toString', '__proto__'],
    });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ id: '1', personal: { constructor: '1', toString: '2' }, dropped: ['personal'] });
  });
});

test('UTF-16 is said to be', async () => {
  for (const bytes of [Buffer.from(`\ufeff${row({})}\n`, 'utf16le'), Buffer.from(`${row({})}\n`, 'utf16le')])
    await expect(readAll(ndjson(bytes))).rejects.toMatchObject({ code: 'AUDIENCE_UNREADABLE', message: /UTF-16/ });
});
