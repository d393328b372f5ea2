import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { device, HEADING, json, NOTICE, people, place, run } from './run.ts';

/** Row 2 has no key, row 4 repeats row 1, row 5 has a key of low order; Ada is whom the messages must not name. */
function messyList(dir: string): { csv: string } {
  const { publicKey } = device(dir, 'ada');
  const rows = [
    `A-4711,${publicKey},Ada Canary,downstairs`,
    'A-4712,,Ada Canary,',
    ...people(1, 3).map((row) => `${row},`),
    `A-4711,${publicKey},Ada Canary,twice`,
    `A-4713,${'00'.repeat(32)},Ada Canary,`,
  ];
  const csv = [`${HEADING},note`, ...rows, ''].join('\n');
  writeFileSync(join(dir, 'people.csv'), csv);
  writeFileSync(join(dir, 'notice.md'), NOTICE);
  return { csv };
}

const SEND = ['send', '--dir', 'data', '--from', 'city-hall', '--message', 'notice.md', '--audience'];
const FIGURES = {
  listed: 5,
  sealed: 2,
  refused: 2,
  duplicates: 1,
  suppressed: 0,
  envelopes: 2,
  pending: 2,
  delivered: 0,
};

describe('send', () => {
  it('says in words where every row went, and writes what was refused', async () => {
    const dir = place();
    messyList(dir);
    const { code, stdout, stderr } = await run(dir, [...SEND, 'people.csv', '--refused', 'refused.csv']);
    expect(stderr).toMatch(/^broadcast [0-9a-f]{32}\n/);
    expect(code).toBe(0);
    expect(stdout).toMatch(/5 +rows listed\n/);
    expect(stdout).toMatch(/2 +sealed +an envelope/);
    expect(stdout).toMatch(/1 +duplicates +same id: 1/);
    expect(stdout).toMatch(/1 +key-low-order +a key of low order/);
    expect(stdout).toContain('Columns ignored  note');
    expect(stdout).toContain('The figures add up: 5 = 2 + 1 + 2.');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);

    const refused = parse(readFileSync(join(dir, 'refused.csv')), { columns: true }) as Record<string, string>[];
    expect(refused).toEqual([
      { row: '2', line: '3', column: 'publicKey', reason: 'key-missing', 'what to do': expect.any(String) },
      {
        row: '5',
        line: '6',
        column: 'publicKey',
        reason: 'key-low-order',
        'what to do': expect.stringMatching(/low order/),
      },
    ]);
    const all = stdout + stderr + readFileSync(join(dir, 'refused.csv'), 'utf8');
    expect(all).not.toMatch(/Ada|A-47|Water/);
  });

  it('prints one line of JSON and nothing else', async () => {
    const dir = place();
    messyList(dir);
    const { code, stdout, stderr } = await run(dir, [...SEND, 'people.csv', '--json', '--threads', '1']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(stdout).toBe(`${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ ...FIGURES, state: 'sealed', from: 'city-hall', suite: 1, conserved: true });
    expect(report.broadcast).toMatch(/^[0-9a-f]{32}$/);
    expect(report.sender).toMatch(/^[0-9a-f]{128}$/);
    expect(report.refusedBy).toEqual({ 'key-missing': 1, 'key-low-order': 1 });
    expect(report.duplicatesBy).toEqual({ id: 1 });
    expect((await json(dir, ['keys', '--dir', 'data'])).senders).toEqual([
      { name: 'city-hall', sender: report.sender },
    ]);
  });

  it('reads stdin, and knows CSV from NDJSON by its beginning', async () => {
    const dir = place();
    const { csv } = messyList(dir);
    expect(await json(dir, [...SEND, '-', '--personal', 'name'], { input: csv })).toMatchObject({
      ...FIGURES,
      suite: 2,
    });
    const ndjson = people(2).map((row) => JSON.stringify({ id: row.split(',')[0], publicKey: row.split(',')[1] }));
    const report = await json(dir, [...SEND, '-', '--addressed'], { input: `\n${ndjson.join('\n')}` });
    expect(report).toMatchObject({ listed: 2, sealed: 2, suite: 2 });
  });

  it('makes an ephemeral key for whom it is asked to', async () => {
    const dir = place();
    const [one, two] = [device(dir, 'one'), device(dir, 'two')];
    writeFileSync(join(dir, 'two.csv'), `id,publicKey\nA-1,${one.publicKey};${two.publicKey}\n`);
    writeFileSync(join(dir, 'notice.md'), NOTICE);
    const encs = async (out: string, more: string[]): Promise<number> => {
      const { broadcast } = await json(dir, [...SEND, 'two.csv', ...more]);
      const fetch = ['fetch', '--dir', 'data', '--broadcast', broadcast, '--recipient', 'A-1', '--out', out];
      const { files } = await json(dir, fetch);
      expect(files).toHaveLength(2);
      return new Set(files.map(({ envelope }) => readFileSync(join(dir, envelope)).toString('hex', 40, 72))).size;
    };
    expect(await encs('shared', [])).toBe(1);
    expect(await encs('own', ['--ephemeral', 'recipient'])).toBe(2);
    const wrong = await run(dir, [...SEND, 'two.csv', '--ephemeral', 'each']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/batch.*recipient/s);
  });

  it('maps headings, and says which one was meant', async () => {
    const dir = place();
    messyList(dir);
    writeFileSync(join(dir, 'export.csv'), `客户号;"key, device"\n${people(1)[0]!.split(',').slice(0, 2).join(';')}\n`);
    const unmapped = await run(dir, [...SEND, 'export.csv']);
    expect(unmapped.code).toBe(3);
    expect(unmapped.stderr).toMatch(
      /^sealcast: there is no column "id".*--columns id=…\n$|^sealcast: .*--columns.*\n$/,
    );
    expect(await json(dir, [...SEND, 'export.csv', '--columns', 'id=客户号,publicKey=key\\, device'])).toMatchObject({
      sealed: 1,
    });
  });

  it('checks without sealing in a dry run, and has the refused rows there, too', async () => {
    const dir = place();
    messyList(dir);
    const report = await json(dir, [...SEND, 'people.csv', '--dry-run', '--refused', 'refused.csv']);
    expect(report).toMatchObject({
      state: 'dry-run',
      broadcast: '',
      listed: 5,
      refused: 2,
      sealed: 2,
      conserved: true,
    });
    expect(readFileSync(join(dir, 'refused.csv'), 'utf8').split('\r\n')).toHaveLength(4);
    expect((await json(dir, ['list', '--dir', 'data'])).broadcasts).toEqual([]);
  });

  it('stops when too many rows are refused, and lists them all the same', async () => {
    const dir = place();
    messyList(dir);
    const ended = await run(dir, [...SEND, 'people.csv', '--max-refused', '1', '--refused', 'refused.csv', '--json']);
    expect(ended.code).toBe(3);
    const { error, broadcast } = JSON.parse(ended.stdout);
    expect(error).toMatchObject({ code: 'TOO_MANY_REFUSED', exit: 3, hint: expect.stringMatching(/--max-refused/) });
    expect(broadcast).toMatch(/^[0-9a-f]{32}$/);
    expect(readFileSync(join(dir, 'refused.csv'), 'utf8')).toMatch(
      /\r\n2,3,publicKey,key-missing,.*\r\n5,6,publicKey,key-low-order,/,
    );
    expect(await json(dir, ['report', '--dir', 'data'])).toMatchObject({ state: 'aborted', broadcast, pending: 0 });
  });

  it('answers a repeated send with its report, and another one under the same key with a conflict', async () => {
    const dir = place();
    messyList(dir);
    const first = await json(dir, [...SEND, 'people.csv', '--idempotency-key', 'water-1']);
    const second = await json(dir, [...SEND, 'people.csv', '--idempotency-key', 'water-1']);
    expect(second).toEqual(first);
    writeFileSync(join(dir, 'notice.md'), 'Something else');
    const { code, stderr } = await run(dir, [...SEND, 'people.csv', '--idempotency-key', 'water-1']);
    expect(code).toBe(7);
    expect(stderr).toMatch(/^sealcast: this idempotency key .*; use another key.*\n$/);
  });

  it('suggests the sender that was meant, and makes another one only when told', async () => {
    const dir = place();
    messyList(dir);
    await json(dir, [...SEND, 'people.csv']);
    const args = SEND.map((arg) => (arg === 'city-hall' ? 'city-hal' : arg));
    const { code, stderr } = await run(dir, [...args, 'people.csv']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'sealcast: there is no sender of this name; did you mean "city-hall"? A new one is made by --new-sender\n',
    );
    expect(await json(dir, [...args, 'people.csv', '--new-sender'])).toMatchObject({ from: 'city-hal' });
  });

  it('names the file that is not there, or not what it should be', async () => {
    const dir = place();
    messyList(dir);
    const missing = await run(dir, [...SEND, 'nobody.csv']);
    expect(missing.code).toBe(3);
    expect(missing.stderr).toMatch(/^sealcast: .*nobody\.csv does not exist; check the path.*\n$/);
    const message = await run(dir, [
      'send',
      '--dir',
      'data',
      '--from',
      'x',
      '--message',
      'no.md',
      '--audience',
      'people.csv',
    ]);
    expect(message.code).toBe(3);
    expect(message.stderr).toBe('sealcast: the message no.md does not exist; check the path of --message\n');
    const overwritten = await run(dir, [...SEND, 'people.csv', '--refused', './people.csv']);
    expect(overwritten.code).toBe(2);
    expect(readFileSync(join(dir, 'people.csv'), 'utf8')).toContain('Ada');
    const both = await run(dir, ['send', '--dir', 'd', '--from', 'x', '--message', '-', '--audience', '-']);
    expect(both.stderr).toMatch(/cannot both come from stdin/);
  });
});
