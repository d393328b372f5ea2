import { describe, expect, test } from 'vitest';
import { fromCsv } from '../../../src/fanout/read/audience.ts';
import { limits } from '../../../src/limits.ts';
import { csv, inPieces, key, readAll, reasons } from './reading.ts';

const HEAD = 'id,publicKey,name';

/** Names (or refusals) by row, in order. */
async function outcome(text: string | Uint8Array, pieces?: number[]): Promise<string[]> {
  const { rows, refusals } = await readAll(csv(text, pieces));
  const all = [
    ...rows.map((row) => [row.row, `${row.id}: ${row.name}`] as const),
    ...refusals.map((r) => [r.row, r.reason] as const),
  ];
  return all.sort((a, b) => a[0] - b[0]).map(([, what]) => what);
}

describe('records', () => {
  test('line ends of every kind, blank lines, no line end at the end', async () => {
    const text = `\n${HEAD}\r\n1,${key(1)},a\n\r\n  \t\n2,${key(2)},b\r3,${key(3)},c\r\n\n\n4,${key(4)},d`;
    const { rows } = await readAll(csv(text));
    expect(rows.map(({ id, line, name }) => [id, line, name])).toEqual([
      ['1', 3, 'a'],
      ['2', 6, 'b'],
      ['3', 7, 'c'],
      ['4', 10, 'd'],
    ]);
  });

  test('quotes: delimiters, line ends and doubled quotes inside; literal ones inside an unquoted field', async () => {
    const text = `${HEAD}\n"1","${key(1)}","a, ""b""\r\nc"\n2,${key(2)},5" pipe "x\n3,${key(3)},""\n`;
    const { rows } = await readAll(csv(text));
    expect(rows.map(({ name, line }) => [name, line])).toEqual([
      ['a, "b" c', 2],
      ['5" pipe "x', 4],
      [null, 5],
    ]);
  });

  test('too few or too many columns', async () => {
    expect(await outcome(`${HEAD}\n1,${key(1)}\n2,${key(2)},b,\n3\n4,${key(4)},d\n`)).toEqual([
      'column-count',
      'column-count',
      'column-count',
      '4: d',
    ]);
  });

  test('a row of empty columns is a row', async () => {
    expect(await outcome(`${HEAD}\n,,\n`)).toEqual(['id-missing']);
  });

  test('a row that is not UTF-8 is named, its neighbours are read', async () => {
    const text = Buffer.from(`${HEAD}\n1,${key(1)},a\n2,${key(2)},Jos~\n3,${key(3)},ö\n`);
    text[text.indexOf(0x7e)] = 0xe9;
    const { rows, refusals } = await readAll(csv(text));
    expect(rows.map(({ name }) => name)).toEqual(['a', 'ö']);
    expect(reasons(refusals)).toEqual(['2@3 :not-utf8']);
  });
});

describe('a quotation mark that is not closed', () => {
  const rows = (from: number, to: number, name = 'x'): string =>
    Array.from({ length: to - from + 1 }, (_, i) => `${from + i},${key(from + i)},${name}\n`).join('');

  test.each([
    ['no other quote follows', `${rows(1, 3)}4,${key(4)},"oops\n${rows(5, 200)}`],
    ['nothing follows', `${rows(1, 3)}4,${key(4)},"oops\n`],
    [
      'the next quote opens a field',
      `${rows(1, 3)}4,${key(4)},"oops\n${rows(5, 9)}10,${key(10)},"fine"\n${rows(11, 12)}`,
    ],
    ['it closes where a column is missing', `${rows(1, 3)}4,"oops\n${rows(5, 9)}"\n`],
    ['it is closed in the middle of a word', `${rows(1, 3)}4,${key(4)},"oo"ps\n${rows(5, 9)}`],
    ['the next line opens one, too', `${rows(1, 3)}4,${key(4)},"oops\n${rows(5, 5, '"y')}${rows(6, 9)}`],
  ])('%s: one physical line is refused, near where it opened', async (what, text) => {
    const read = await readAll(csv(`${HEAD}\n${text}`));
    const lost = read.refusals
      .filter(({ reason }) => reason === 'quote-not-closed')
      .map(({ row, line }) => [row, line]);
    expect(lost[0]).toEqual([4, 5]);
    // In two cases a second line opens a quote that is not closed.
    expect(lost).toHaveLength(/too$|missing$/.test(what) ? 2 : 1);
    const lines = text.trimEnd().split('\n').length;
    expect(read.rows.length + read.refusals.length).toBe(lines);
    expect(read.rows.length).toBeGreaterThanOrEqual(lines - 2);
  });

  test('lines: as many as the limit are a record, one more is not', async () => {
    const quoted = (lines: number): string => `1,${key(1)},"${'a\n'.repeat(lines - 1)}a"\n2,${key(2)},b\n`;
    expect(await outcome(`${HEAD}\n${quoted(limits.rowLines)}`)).toEqual([
      `1: ${'a '.repeat(limits.rowLines).trim()}`,
      '2: b',
    ]);
    const over = await outcome(`${HEAD}\n${quoted(limits.rowLines + 1)}`);
    expect(over[0]).toBe('quote-not-closed');
    expect(over.at(-1)).toBe('2: b');
    expect(over).toHaveLength(limits.rowLines + 2);
  });

  test('bytes: as many as the limit are a record, one more is not', async () => {
    const quoted = (bytes: number): string => {
      const before = `1,${key(1)},"a\n`;
      return `${before}${'b'.repeat(bytes - before.length - 1)}"\n2,${key(2)},b\n`;
    };
    // Long names are dropped, not refused.
    expect(await outcome(`${HEAD}\n${quoted(limits.rowBytes)}`)).toEqual(['1: null', '2: b']);
    expect(await outcome(`${HEAD}\n${quoted(limits.rowBytes + 1)}`)).toEqual([
      'quote-not-closed',
      'column-count',
      '2: b',
    ]);
  });

  test('every line opens one: bounded work, every line refused', async () => {
    const { refusals } = await readAll(csv(`${HEAD}\n${`1,2,"""a\n`.repeat(20_000)}`));
    expect(refusals).toHaveLength(20_000);
    expect(new Set(refusals.map(({ reason }) => reason))).toEqual(new Set(['quote-not-closed']));
  });
});

describe('a row that is too long', () => {
  const row = (bytes: number): string => {
    const before = `1,${key(1)},`;
    return `${before}${'a'.repeat(bytes - before.length)}`;
  };

  test.each([['\n'], ['\r\n'], ['\r'], ['']])('at its border, before %j', async (end) => {
    const after = end === '' ? [] : ['2: b'];
    const next = end === '' ? '' : `2,${key(2)},b\n`;
    expect(await outcome(`${HEAD}\n${row(limits.rowBytes)}${end}${next}`)).toEqual(['1: null', ...after]);
    expect(await outcome(`${HEAD}\n${row(limits.rowBytes + 1)}${end}${next}`)).toEqual(['row-too-long', ...after]);
  });

  test('far beyond what is held, in and out of quotes', async () => {
    const long = 'a'.repeat(20 * limits.rowBytes);
    expect(await outcome(`${HEAD}\n1,2,${long}\n2,${key(2)},b\n3,4,"${long}"\n4,${key(4)},d\n5,6,"${long}`)).toEqual([
      'row-too-long',
      '2: b',
      'row-too-long',
      '4: d',
      'row-too-long',
    ]);
  });
});

describe('chunks', () => {
  const text = `${HEAD}\r\n${Array.from({ length: 100 }, (_, i) => `${i},${i % 7 === 0 ? 'bad' : key(i)},"n\r\n${i}"\r\n${i % 10 === 0 ? '\r\n' : ''}${i % 13 === 0 ? '1,2,"x\r\n' : ''}`).join('')}`;

  test.each([[[1]], [[2, 3]], [[7, 1, 100]], [[65_536]]])('are the same in pieces of %j bytes', async (pieces) => {
    const whole = await readAll(csv(text, [1_000_000]), { chunkRows: 7 });
    const cut = await readAll(csv(text, pieces), { chunkRows: 7 });
    expect(cut.chunks).toEqual(whole.chunks);
    expect(cut.chunks.length).toBe(Math.ceil(whole.chunks.at(-1)!.cursor / 7));
  });

  test('say where they end in the file, in rows and bytes', async () => {
    const { chunks } = await readAll(csv(text), { chunkRows: 1 });
    const bytes = Buffer.from(text);
    const second = await readAll(
      csv(Buffer.concat([Buffer.from(`${HEAD}\n`), bytes.subarray(chunks[49]!.byteCursor)])),
    );
    expect(second.rows.length + second.refusals.length).toBe(chunks.length - 50);
    expect(chunks.at(-1)!.byteCursor).toBe(bytes.length);
  });

  test('end before the row that would not fit', async () => {
    const row = (i: number): string => `${i},${key(i)},${'x'.repeat(60_000)}\n`;
    const { chunks } = await readAll(csv(`${HEAD}\n${Array.from({ length: 40 }, (_, i) => row(i)).join('')}`));
    expect(chunks.map(({ rows }) => rows)).toEqual([17, 17, 6]);
  });
});

describe('heading', () => {
  test.each([
    ['comma', `id,publicKey,name\n1,${key(1)},x\n`],
    ['semicolon', `id;publicKey;name\n1;${key(1)};x\n`],
    ['tab', `id\tpublicKey\tname\n1\t${key(1)}\tx\n`],
    ['bar', `id|publicKey|name\n1|${key(1)}|x\n`],
    ['semicolon, with commas in a heading', `id;publicKey;name;"a,b,c,d";e,f,g\n1;${key(1)};x;;\n`],
    ['quoted', `"id";"publicKey";"na\nture";"name"\n1;${key(1)};;x\n`],
    ['case, joints and spaces', ` ID ,Public-Key, Name\n1,${key(1)},x\n`],
    ['a byte order mark', `\ufeffid,publicKey,name\n1,${key(1)},x\n`],
    ['a byte order mark before a quote', `\ufeff"id",publicKey,name\n1,${key(1)},x\n`],
    ['other columns', `a,publicKey,name,,id,\n?,${key(1)},x,,1,\n`],
  ])('%s', async (_, text) => {
    expect(await outcome(text)).toEqual(['1: x']);
    expect(await outcome(text, [1])).toEqual(['1: x']);
  });

  test('a delimiter that was given is the one', async () => {
    const text = `id^publicKey^name\n1^${key(1)}^x, y\n`;
    const { rows } = await readAll(fromCsv([text], { delimiter: '^' }));
    expect(rows[0]!.name).toBe('x, y');
  });

  test('columns by other names; what is not read is said', async () => {
    const { rows, ignored } = await readAll(
      fromCsv([`编号,Device Key,姓名,name,备注\n1,${key(1)},张伟,nick,x\n`], {
        columns: { id: '编号', publicKey: 'device key', name: '姓名' },
      }),
    );
    expect(rows[0]).toMatchObject({ id: '1', name: '张伟' });
    expect(ignored).toEqual(['name', '备注']);
  });

  test('two columns that nobody reads may have one name', async () => {
    const { rows, ignored } = await readAll(fromCsv([`id,publicKey,note,Note\n1,${key(1)},a,b\n`]));
    expect(rows).toHaveLength(1);
    expect(ignored).toEqual(['note']);
  });

  test.each([
    [
      'the id column is missing',
      'publicKey,name\n',
      /no column "id"; the columns are "publicKey", "name"/,
      /id and publicKey/,
    ],
    ['a near match is named', 'id,pubkey,name\n', /no column "publicKey"/, /Did you mean "pubkey"/],
    ['two mean the same', 'id,publicKey,public_key\n', /columns 2 and 3 of the heading mean the same/, /Rename/],
    ['a quote is not closed', 'id,"publicKey\n1,2\n', /quotation mark in the heading/, /Close it/],
    ['it is empty', '', /is empty/, /heading/],
    ['it is blank', '\n \n\r\n', /is empty/, /heading/],
    ['it is too long', `id,publicKey,${'x'.repeat(limits.rowBytes)}\n`, /longer than 65536 bytes/, /CSV/],
    ['it has too many columns', `id,publicKey${',x'.repeat(limits.columns - 1)}\n`, /more than 512/, /CSV/],
  ])('%s', async (_, text, message, hint) => {
    await expect(readAll(csv(text))).rejects.toMatchObject({
      code: 'AUDIENCE_UNREADABLE',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  test('a first row that looks like data is not quoted in the error', async () => {
    for (const text of [`7,${key(7)},张伟\n`, '张伟,138-0013-8000\n', '张伟,a@example.com\n']) {
      const error: Error & { hint?: string } = await readAll(csv(text)).then(
        () => expect.fail('was read'),
        (e) => e,
      );
      expect(error.message).toMatch(/looks like data/);
      expect(`${error.message} ${error.hint}`).not.toMatch(/张伟|8000|0909|example\.com/);
    }
  });

  test.each([
    ['UTF-16 LE, marked', Buffer.from(`\ufeff${HEAD}\n`, 'utf16le')],
    ['UTF-16 BE, marked', Buffer.from(`\ufeff${HEAD}\n`, 'utf16le').swap16()],
    ['UTF-16 LE, not marked', Buffer.from(`${HEAD}\n`, 'utf16le')],
    ['UTF-16 BE, not marked', Buffer.from(`${HEAD}\n`, 'utf16le').swap16()],
  ])('%s is said to be', async (_, bytes) => {
    await expect(readAll(csv(bytes))).rejects.toMatchObject({
      code: 'AUDIENCE_UNREADABLE',
      message: expect.stringMatching(/UTF-16/),
      hint: expect.stringMatching(/UTF-8/),
    });
  });

  test('a personal field must be a column', async () => {
    await expect(readAll(csv(`${HEAD},district\n`), { personal: ['distict'] })).rejects.toMatchObject({
      code: 'AUDIENCE_UNREADABLE',
      hint: 'Did you mean "district"?',
    });
  });
});

describe('the columns of a row', () => {
  const full = 'id,publicKey,name,phone,email,avatar,locale,tags,route,district';
  const one = async (cells: string, options = {}) => (await readAll(csv(`${full}\n${cells}\n`), options)).rows[0]!;

  test('all of them, normalised', async () => {
    const row = await one(
      `Jose\u0301,${key(1)},  Ana  B,138 0013 8000,A@B.example,https://a.example/1,zh_cn,a;b;a,https://r.example,x`,
      {
        defaultCountry: 'CN',
      },
    );
    expect(row).toEqual({
      row: 1,
      line: 2,
      id: 'José',
      keys: [key(1)],
      phone: '+8613800138000',
      email: 'a@b.example',
      name: 'Ana B',
      avatar: 'https://a.example/1',
      locale: 'zh-CN',
      tags: ['a', 'b'],
      route: 'https://r.example',
      timeZone: null,
      minor: null,
      personal: {},
      dropped: [],
      duplicateKeys: 0,
    });
  });

  test('empty ones are absent, not malformed', async () => {
    expect(await one(`1,${key(1)}, ,, ,,\u3000,;,,`)).toMatchObject({
      phone: null,
      email: null,
      name: null,
      avatar: null,
      locale: null,
      tags: [],
      route: null,
      dropped: [],
    });
  });

  test('malformed optional ones are dropped and counted', async () => {
    const long = 'x'.repeat(limits.routeBytes + 1);
    expect(await one(`1,${key(1)},${long},12,a@b,${long},??,${long},${long},x`)).toMatchObject({
      name: null,
      phone: null,
      dropped: ['name', 'phone', 'email', 'avatar', 'locale', 'tags', 'route'],
    });
  });

  test('several devices; repeated ones are counted', async () => {
    const row = await one(`1,"${key(1)}; ${Buffer.from(key(2), 'hex').toString('base64')};${key(1)}",,,,,,,,`);
    expect(row).toMatchObject({ keys: [key(1), key(2)], duplicateKeys: 1 });
  });

  test('personal: named columns only; known ones normalised, under the name that was asked for', async () => {
    const row = await one(`1,${key(1)}, Ana  B,138 0013 8000,A@B.example,,zh_cn,a; b,, e\u0301 `, {
      defaultCountry: 'CN',
      personal: ['District', 'name', 'E-Mail', 'phone', 'locale', 'tags', 'id', 'avatar'],
    });
    expect(row.personal).toEqual({
      District: 'é',
      name: 'Ana B',
      'E-Mail': 'a@b.example',
      phone: '+8613800138000',
      locale: 'zh-CN',
      tags: 'a;b',
      id: '1',
    });
  });

  test('personal fields at the border of their room', async () => {
    // fixmap, fixstr "district" (9), str 8 head (2)
    const text = (bytes: number): string => `${full}\n1,${key(1)},,,,,,,,${'x'.repeat(bytes - 12)}\n`;
    const options = { personal: ['district'], personalBytes: 100 };
    expect((await readAll(csv(text(100)), options)).rows).toHaveLength(1);
    expect(reasons((await readAll(csv(text(101)), options)).refusals)).toEqual(['1@2 :personal-too-long']);
  });

  test.each([
    ['id-missing', 'id', `,${key(1)}`],
    ['id-too-long', 'id', `${'x'.repeat(limits.idBytes + 1)},${key(1)}`],
    ['id-too-long', 'id', `${'é'.repeat(limits.idBytes / 2)}x,${key(1)}`],
    ['key-missing', 'publicKey', '1,'],
    ['key-malformed', 'publicKey', '1,zz'],
    ['key-low-order', 'publicKey', `1,${'00'.repeat(32)}`],
    ['key-non-canonical', 'publicKey', `1,${'ff'.repeat(32)}`],
    ['key-private', 'publicKey', '1,"{""kty"":""OKP"",""d"":""x""}"'],
    ['too-many-devices', 'publicKey', `1,${Array.from({ length: limits.devices + 1 }, (_, i) => key(i)).join(';')}`],
  ])('%s', async (reason, column, cells) => {
    const { rows, refusals } = await readAll(csv(`${full}\n${cells},,,,,,,,\n2,${key(2)},,,,,,,,\n`));
    expect(reasons(refusals)).toEqual([`1@2 ${column}:${reason}`]);
    expect(rows).toHaveLength(1);
  });

  test('at the border they are taken', async () => {
    const devices = Array.from({ length: limits.devices }, (_, i) => key(i));
    expect((await one(`${'é'.repeat(limits.idBytes / 2)},${devices.join(';')},,,,,,,,`)).keys).toEqual(devices);
  });
});

describe('what rules about hours ask', () => {
  const rows = [
    `1,${key(1)},Asia/Shanghai,yes`,
    `2,${key(2)},america/new_york,0`,
    `3,${key(3)},,`,
    `4,${key(4)},+08:00,17`,
    `5,${key(5)}, , `,
  ];
  const file = (heading: string) => csv([`id,publicKey,${heading}`, ...rows].join('\n'));

  test('is read where there are some, and what is malformed is left out and counted', async () => {
    const { rows: read, ignored, refusals } = await readAll(file('Time-Zone,minor'), { hours: true });
    expect({ ignored, refusals }).toEqual({ ignored: [], refusals: [] });
    expect(read.map(({ timeZone, minor, dropped }) => [timeZone, minor, dropped])).toEqual([
      ['Asia/Shanghai', true, []],
      ['America/New_York', false, []],
      [null, null, []],
      [null, null, ['timeZone', 'minor']],
      [null, null, []],
    ]);
  });

  test('is left alone where there are none, but for who names it as personal', async () => {
    const { rows: read, ignored } = await readAll(file('Time-Zone,minor'), { personal: ['minor'] });
    expect(ignored).toEqual([]);
    expect(read.map(({ timeZone, minor, dropped }) => [timeZone, minor, dropped])).toEqual(
      Array.from({ length: 5 }, () => [null, null, []]),
    );
    expect(read.map(({ personal }) => personal.minor)).toEqual(['yes', '0', undefined, '17', undefined]);
  });

  test('may have other headings', async () => {
    const text = ['id,publicKey,tz,under 18', ...rows].join('\n');
    const columns = { timeZone: 'tz', minor: 'under 18' };
    const { rows: read } = await readAll(fromCsv(inPieces(Buffer.from(text), [65_536]), { columns }), { hours: true });
    expect(read[0]).toMatchObject({ timeZone: 'Asia/Shanghai', minor: true });
  });
});
