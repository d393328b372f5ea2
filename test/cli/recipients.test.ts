import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { people } from '../broadcast/admit/support.ts';
import { csvOf } from '../engine/support.ts';
import { place, run } from './run.ts';

const DIR = ['--dir', 'd'];
const SEND = ['send', ...DIR, '--from', 'city-hall', '--message', 'm.md', '--audience', 'a.csv', '--new-sender'];

function filled(): string {
  const dir = place();
  writeFileSync(join(dir, 'm.md'), 'Water is off on Friday.\n');
  writeFileSync(join(dir, 'a.csv'), csvOf(people(5)));
  writeFileSync(
    join(dir, 'out.csv'),
    'Name;Kontakt\r\nAnn;ann@example.com\r\n"B;ob";no address\r\nCy;cy@example.com\r\n',
  );
  return dir;
}

async function json(dir: string, args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr, code } = await run(dir, [...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('optout', () => {
  it('notes, counts and takes back; a send leaves them out and says why', async () => {
    const dir = filled();
    expect(await json(dir, ['optout', 'add', ...DIR, '--id', 'person-0'])).toMatchObject({ changed: true, optOuts: 1 });
    expect((await run(dir, ['optout', 'add', ...DIR, '--id', 'person-0'])).stdout).toBe('It was so before.\n');
    await json(dir, ['optout', 'add', ...DIR, '--id', 'person-1', '--purpose', 'news']);
    const taken = await json(dir, [
      'optout',
      'import',
      ...DIR,
      '--file',
      'out.csv',
      '--by',
      'email',
      '--column',
      'Kontakt',
    ]);
    expect(taken).toEqual({ listed: 3, changed: 2, refused: 1, refusedAt: [2] });
    expect((await run(dir, ['optout', 'count', ...DIR])).stdout).toBe('4 opt-outs, 0 consents\n');
    const report = await json(dir, [...SEND, '--purpose', 'news']);
    expect(report).toMatchObject({ purpose: 'news', suppressed: 2, suppressedBy: { 'opt-out': 2 }, sealed: 3 });
    const shown = await run(dir, ['report', ...DIR]);
    expect(shown.stdout).toMatch(/^Purpose +news$/m);
    expect(shown.stdout).toMatch(/^ *2 +opt-out +they said that they want no more of it$/m);
    expect(await json(dir, ['optout', 'remove', ...DIR, '--id', 'person-0'])).toMatchObject({
      changed: true,
      optOuts: 3,
    });
  });

  it('says what is wrong with who, file and column', async () => {
    const dir = filled();
    for (const [args, says] of [
      [['add', ...DIR], 'say who, by one of --id, --phone, --email'],
      [['add', ...DIR, '--id', 'a', '--email', 'a@b.example'], 'say who, by one of'],
      [['add', ...DIR, '--phone', '12'], 'this is no address of a recipient'],
      [['add', ...DIR, '--id', 'a', '--purpose', 'No'], 'a purpose is a name of a-z'],
      [['import', ...DIR, '--file', 'out.csv', '--column', 'Kontakt'], 'needs to be said what it holds'],
    ] as const) {
      const { code, stderr } = await run(dir, ['optout', ...args]);
      expect([code, stderr.includes(says)]).toEqual([2, true]);
    }
    for (const [file, says] of [
      ['out.csv', 'no column is called id, phone or email'],
      ['a.csv', 'it has columns for id and phone and email'],
      ['none.csv', 'does not exist'],
    ] as const) {
      const { code, stderr } = await run(dir, ['optout', 'import', ...DIR, '--file', file]);
      expect([code, stderr.includes(says)]).toEqual([3, true]);
    }
  });
});

describe('consent', () => {
  it('is signed, taken in, asked for by a profile, and taken back', async () => {
    const dir = filled();
    const registry = (await run(dir, ['permit', 'key', '--out', 'registry.key'])).stdout.trim();
    const sign = ['consent', 'sign', '--key', 'registry.key', '--file', 'a.csv', '--by', 'id'];
    const signed = await run(dir, [...sign, '--purpose', 'news']);
    expect([signed.code, signed.stdout.trim().split('\n').length]).toEqual([0, 5]);
    writeFileSync(join(dir, 'records'), `${signed.stdout}bm8gcmVjb3Jk\n`);
    const into = ['consent', 'import', ...DIR, '--file', 'records', '--registry', registry];
    expect(await json(dir, into)).toMatchObject({ listed: 6, changed: 5, refused: 1, refusedBy: { malformed: 1 } });
    expect((await run(dir, into)).stdout).toMatch(/^6 listed, 0 new, 1 refused\nRefused: row 6\n {2}1 malformed: /);
    const refused = await run(dir, [...SEND, '--profile', 'eu']);
    expect(refused.code).toBe(9);
    expect(refused.stderr).toContain('refused: class broadcast without a purpose (profile eu, rule purpose)');
    const asked = ['policy', 'check', ...DIR, '--profile', 'eu', '--from', 'city-hall'];
    expect((await run(dir, asked)).code).toBe(9);
    expect((await run(dir, [...asked, '--purpose', 'news'])).stdout).toBe('It would be let through.\n');
    const explained = (await run(dir, ['policy', 'explain', ...asked.slice(2)])).stdout;
    expect(explained).toMatch(/^consent +Of that, only who has agreed to it is written to\.$/m);
    expect(explained).toMatch(/^opt-out +Who opted out gets nothing of chat, broadcast\.$/m);
    await json(dir, ['consent', 'revoke', ...DIR, '--id', 'person-2']);
    // Not eu: at night it leaves everybody out.
    writeFileSync(join(dir, 'own.json'), JSON.stringify({ version: 1, name: 'own', consent: {} }));
    const news = [...SEND, '--profile', 'own.json', '--purpose', 'news'];
    expect(await json(dir, news)).toMatchObject({ sealed: 4, suppressedBy: { consent: 1 } });
    const back = await run(dir, [...sign, '--revoke']);
    writeFileSync(join(dir, 'records'), back.stdout);
    expect(await json(dir, into)).toMatchObject({ changed: 5 });
    expect(await json(dir, news)).toMatchObject({ sealed: 0, suppressed: 5 });
  });

  it('says what is wrong with keys, records and dates', async () => {
    const dir = filled();
    await run(dir, ['permit', 'key', '--out', 'k']);
    expect(statSync(join(dir, 'k')).mode & 0o077).toBe(0);
    const sign = ['sign', '--key', 'k', '--file', 'a.csv', '--by', 'id'];
    for (const [args, says] of [
      [sign, 'say what they agree to'],
      [[...sign, '--purpose', 'news', '--expires', 'soon'], '--expires is a date'],
      [
        ['sign', '--key', 'k', '--file', 'out.csv', '--by', 'email', '--column', 'Kontakt', '--purpose', 'n'],
        'row 2: ',
      ],
      [['import', ...DIR, '--file', 'none', '--registry', 'ab'], '--registry is no public key'],
      [['import', ...DIR, '--file', 'none', '--registry', 'ab'.repeat(32)], 'does not exist'],
    ] as const) {
      const { code, stderr } = await run(dir, ['consent', ...args]);
      expect([code, stderr.includes(says)]).toEqual([2, true]);
    }
  });
});
