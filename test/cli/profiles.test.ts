import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../src/broadcast/admit/profiles.ts';
import { people } from '../broadcast/admit/support.ts';
import { csvOf } from '../engine/support.ts';
import { json, place, run, start } from './run.ts';

const DIR = ['--dir', 'd'];
const DAY = 86_400_000;

/** A directory with lists of so many people, and what sends to one of them. */
function office(...counts: readonly number[]) {
  const dir = place();
  writeFileSync(join(dir, 'm.md'), 'Water is off on Friday.\n');
  for (const n of counts) writeFileSync(join(dir, `${n}.csv`), csvOf(people(n)));
  const args = (list: string | number, profile: string): string[] => [
    ...['send', ...DIR, '--from', 'city-hall', '--message', 'm.md'],
    ...['--audience', typeof list === 'number' ? `${list}.csv` : list, '--profile', profile],
  ];
  const own = (name: string, document: object): string => {
    writeFileSync(join(dir, `${name}.json`), JSON.stringify(document));
    return `${name}.json`;
  };
  return { dir, args, own, send: (list: number, profile: string) => run(dir, args(list, profile)) };
}

describe('the profiles that come along, from the command line', () => {
  it('qq: 500 people and not one more, without words of a list', async () => {
    const { dir, send, own } = office(1, 500, 501);
    expect((await send(500, 'qq')).code).toBe(0);
    const over = await send(501, 'qq');
    expect([over.code, over.stderr]).toEqual([
      9,
      expect.stringContaining('refused: 501 recipients > 500 (profile qq, rule recipients-per-broadcast)'),
    ]);
    const shown = JSON.parse((await run(dir, ['policy', 'show', 'qq'])).stdout) as object;
    const words = await send(1, own('words', { ...shown, name: 'words', keywords: { words: ['FRI-DAY'] } }));
    expect([words.code, words.stderr]).toEqual([
      9,
      expect.stringContaining('refused: 1 listed words > 0 (profile words, rule keywords)'),
    ]);
  });

  it('dingtalk: 1000 people, by senders of a list or by their keys', async () => {
    const { dir, send, own } = office(1, 1001);
    const none = await send(1, 'dingtalk');
    expect([none.code, none.stderr]).toEqual([
      9,
      expect.stringContaining('refused: the sender is none of 0 listed (profile dingtalk, rule sender-listed)'),
    ]);
    expect((await send(1, own('listed', { ...PROFILES.dingtalk, name: 'listed', senders: ['city-hall'] }))).code).toBe(
      0,
    );
    const { senders } = await json(dir, ['keys', ...DIR]);
    const certified = own('certified', { ...PROFILES.dingtalk, name: 'certified', senders: [senders[0]!.sender] });
    expect((await send(1, certified)).code).toBe(0);
    expect((await send(1001, certified)).stderr).toContain('refused: 1001 recipients > 1000 (profile certified');
  });

  it.each([
    ['weibo', 400 * DAY],
    ['douyin', 3 * DAY],
  ])('%s: kept for its time, and no longer', async (profile, ms) => {
    const { dir, args } = office(1);
    const report = await json(dir, args(1, profile));
    expect(Date.parse(String(report.retainUntil)) - Date.parse(String(report.created))).toBe(ms);
    if (profile === 'weibo') return;
    const longer = await run(dir, [...args(1, profile), '--retain', '73h']);
    expect([longer.code, longer.stderr]).toEqual([
      9,
      expect.stringContaining('refused: retain 73h > 72h (profile douyin, rule retain)'),
    ]);
  });

  it('wechat: nothing in the first 15 days of an account, and a word where nobody has said how old it is', async () => {
    const { dir, args } = office(2);
    const trust = (...more: string[]) => run(dir, ['trust', ...more, ...DIR, '--trust', 'wechat']);
    const send = () => run(dir, args(2, 'wechat'));
    const explain = () => run(dir, ['policy', 'explain', ...DIR, '--profile', 'wechat', '--from', 'city-hall']);
    expect((await send()).code).toBe(0);
    expect((await trust()).stdout).toContain('The age of the account is not known: the warm-up is left out.');
    expect((await explain()).stdout.replace(/\s+/g, ' ')).toContain(
      'The age of the account is not known: the warm-up is left out.',
    );
    const created = (days: number) =>
      trust('signal', '--sender', 'city-hall', '--account-created', new Date(Date.now() - days * DAY).toISOString());
    await created(14);
    const young = await send();
    expect([young.code, young.stderr]).toEqual([
      9,
      expect.stringContaining('refused: account of 14 days: nothing yet (profile trust, rule trust-warm-up)'),
    ]);
    const check = await run(dir, ['policy', 'check', ...DIR, '--profile', 'wechat', '--from', 'city-hall', '--json']);
    expect([check.code, JSON.parse(check.stdout).violations[0].rule]).toEqual([9, 'trust-warm-up']);
    await created(15);
    expect((await send()).code).toBe(0);
  });

  it('a refusal lists every rule that is violated', async () => {
    const { send, own } = office(1);
    const strict = {
      version: 1,
      name: 'strict',
      senders: [],
      classes: ['chat'],
      keywords: { words: ['water', 'off'] },
    };
    const { code, stderr } = await send(1, own('strict', strict));
    expect(code).toBe(9);
    expect(stderr).toContain(
      'refused: the sender is none of 0 listed (profile strict, rule sender-listed); ' +
        'class broadcast, not chat (profile strict, rule class); ' +
        '2 listed words > 0 (profile strict, rule keywords)',
    );
  });
});

describe('a list whose size nobody knows', () => {
  it('is held until it is counted, then released, or refused with nothing given out', async () => {
    const { dir, args } = office();
    const piped = async (n: number, text: string) => {
      writeFileSync(join(dir, 'm.md'), text);
      const { ended } = start(dir, [...args('-', 'wechat'), '--json'], { input: csvOf(people(n)) });
      const { code, stdout } = await ended;
      return { code, ...(JSON.parse(stdout) as { broadcast: string; admission?: string }) };
    };
    expect(await piped(50, 'Water is off on Friday.')).toMatchObject({ code: 0, admission: 'released' });
    const over = await piped(201, 'The library is open on Sundays from now on.');
    expect(over.code).toBe(9);
    const fetched = ['fetch', ...DIR, '--broadcast', over.broadcast, '--recipient', 'person-1', '--out', 'x'];
    expect((await run(dir, fetched)).code).toBe(9);
    const list = (await json(dir, ['list', ...DIR])).broadcasts;
    expect(list).toMatchObject([{ admission: 'released' }, { admission: 'refused', state: 'aborted', pending: 0 }]);
  });
});

describe('what is held', () => {
  it('is held after kill -9, goes on exactly once it is approved, and once after another', async () => {
    const { dir, args, own } = office(400);
    const profile = own('eyes', { version: 1, name: 'eyes', approval: { above: 10 } });
    const small = ['--batch-recipients', '8', '--window-chunks', '1', '--threads', '1'];
    const killed = async (command: readonly string[], when: RegExp): Promise<string> => {
      const { child, ended } = start(dir, command);
      let said = '';
      child.stderr!.on('data', (text: string) => {
        said += text;
        if (when.test(said)) child.kill('SIGKILL');
      });
      await ended;
      return said;
    };
    const said = await killed([...args(400, profile), ...small, '--out-dir', 'out'], /broadcast [0-9a-f]{32}/);
    const id = /broadcast ([0-9a-f]{32})/.exec(said)![1]!;
    const resumed = await json(dir, ['resume', ...DIR, '--out-dir', 'out']);
    expect(resumed.resumed).toMatchObject([
      { broadcast: id, admission: 'held', sealed: 400, delivered: 0, pending: 400 },
    ]);
    expect(await json(dir, ['held', ...DIR])).toMatchObject({ held: [{ broadcast: id }] });
    expect((await run(dir, ['approve', ...DIR, '--broadcast', id, '--by', 'Ada'])).code).toBe(0);
    await killed(['resume', ...DIR, '--out-dir', 'out'], /broadcast [0-9a-f]{32}/);
    await run(dir, ['resume', ...DIR, '--out-dir', 'out']);
    const [report] = (await json(dir, ['list', ...DIR])).broadcasts;
    expect(report).toMatchObject({ admission: 'released', approvedBy: 'Ada', pending: 0, conserved: true });
    expect(report!.delivered + report!.unknown).toBe(400);
  });
});
