import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../src/broadcast/admit/profiles.ts';
import { people } from '../broadcast/admit/support.ts';
import { csvOf } from '../engine/support.ts';
import { place, run } from './run.ts';

const DIR = ['--dir', 'd'];
const SEND = ['send', ...DIR, '--from', 'city-hall', '--message', 'm.md'];

function filled(): string {
  const dir = place();
  writeFileSync(join(dir, 'm.md'), 'Water is off on Friday.\n');
  for (const n of [2, 50, 51, 201]) writeFileSync(join(dir, `${n}.csv`), csvOf(people(n)));
  return dir;
}

describe('send --profile', () => {
  it('refuses with every rule and its figures, exits 9, and says the same as JSON', async () => {
    const dir = filled();
    const refused = await run(dir, [...SEND, '--audience', '201.csv', '--profile', 'wechat']);
    expect(refused.code).toBe(9);
    expect(refused.stderr).toContain(
      'sealcast: refused: 201 recipients > 200 (profile wechat, rule recipients-per-broadcast); send to 200 or fewer\n',
    );
    const json = await run(dir, [...SEND, '--audience', '201.csv', '--profile', 'wechat', '--json']);
    expect(json.code).toBe(9);
    const { error, broadcast } = JSON.parse(json.stdout) as { error: Record<string, unknown>; broadcast: string };
    expect(error).toMatchObject({
      code: 'POLICY_REFUSED',
      exit: 9,
      violations: [{ rule: 'recipients-per-broadcast', effect: 'refuse', says: '201 recipients > 200' }],
    });
    const report = await run(dir, ['report', ...DIR, '--broadcast', broadcast]);
    expect(report.stdout).toMatch(/^Refused +201 recipients > 200/m);
  });

  it('holds, exits 10, and goes on once it is approved', async () => {
    const dir = filled();
    const held = await run(dir, [...SEND, '--audience', '51.csv', '--profile', 'wechat', '--out-dir', 'out']);
    expect(held.code).toBe(10);
    expect(held.stdout).toMatch(/^Held +until somebody approves it/m);
    const [, id] = /sealcast approve --dir d --broadcast ([0-9a-f]{8})\n$/.exec(held.stderr)!;
    const list = await run(dir, ['held', ...DIR]);
    expect(list.stdout).toMatch(
      /^[0-9a-f]{32} {2}from city-hall to 51, until .*\n {2}about the same text to 51 recipients > 50/,
    );
    const resumed = await run(dir, ['resume', ...DIR, '--out-dir', 'out']);
    expect(resumed.stdout).toContain('sealcast approve lets it go on.');
    expect((await run(dir, ['fetch', ...DIR, '--broadcast', id!, '--recipient', 'person-1', '--out', 'x'])).code).toBe(
      10,
    );
    const approved = await run(dir, ['approve', ...DIR, '--broadcast', id!, '--by', 'Ada']);
    expect(approved.stdout).toMatch(/approved; 51 envelopes wait for the next resume\.\n$/);
    const after = await run(dir, ['resume', ...DIR, '--out-dir', 'out', '--json']);
    expect(JSON.parse(after.stdout)).toMatchObject({ resumed: [{ delivered: 51, approvedBy: 'Ada' }] });
    expect((await run(dir, ['held', ...DIR])).stdout).toBe('Nothing waits for approval.\n');
  });

  it('delivers the parts that are released, and ends', async () => {
    const dir = filled();
    const caps = { recipientsPerBroadcast: 20, broadcasts: [{ most: 2, per: '24h' }] };
    writeFileSync(join(dir, 'mine.json'), JSON.stringify({ version: 1, name: 'mine', caps, split: { parts: 3 } }));
    const sent = await run(dir, [...SEND, '--audience', '51.csv', '--profile', 'mine.json', '--out-dir', 'out']);
    expect(sent.code).toBe(0);
    expect(sent.stdout).toMatch(/^Parts +2 of 3 released; 11 envelopes wait for the others/m);
    expect(sent.stdout).toMatch(/^40 +delivered/m);
    const resumed = await run(dir, ['resume', ...DIR, '--out-dir', 'out']);
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain('Its other parts wait for their time: resume goes on.');
    expect(JSON.parse((await run(dir, ['list', ...DIR, '--json'])).stdout)).toMatchObject({
      broadcasts: [{ delivered: 40, withheld: 11, pending: 11, conserved: true }],
    });
  });

  it('names the key of a file that is wrong, and the profiles there are', async () => {
    const dir = filled();
    writeFileSync(join(dir, 'mine.json'), JSON.stringify({ ...PROFILES.wechat, caps: { recipientPerBroadcast: 2 } }));
    const wrong = await run(dir, [...SEND, '--audience', '2.csv', '--profile', 'mine.json']);
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toContain('caps.recipientPerBroadcast: found "a key that is not known", allowed is one of');
    const none = await run(dir, [...SEND, '--audience', '2.csv', '--profile', 'wechatt']);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('there is no profile and no file wechatt; use one of open, wechat');
  });
});

describe('policy', () => {
  it('shows a document that is a profile, explains it, and checks without sending', async () => {
    const dir = filled();
    const shown = await run(dir, ['policy', 'show', 'wechat']);
    expect(JSON.parse(shown.stdout)).toEqual(PROFILES.wechat);
    writeFileSync(join(dir, 'mine.json'), shown.stdout);
    await run(dir, [...SEND, '--audience', '2.csv', '--profile', 'mine.json']);
    const ask = [...DIR, '--profile', 'mine.json', '--from', 'city-hall'];
    const explained = await run(dir, ['policy', 'explain', ...ask]);
    expect(explained.stdout.replace(/\s+/g, ' ')).toContain(
      '3 broadcasts in a calendar day (Asia/Shanghai) at most. 1 used, 2 left.',
    );
    const ahead = await run(dir, ['policy', 'explain', ...ask, '--hold', '2d']);
    expect(ahead.stdout.replace(/\s+/g, ' ')).toMatch(/at most\. At \d{4}-\d\d-\d\d [\d:]{8} UTC: 0 used, 3 left\./);
    const check = (...more: string[]) => run(dir, ['policy', 'check', ...ask, ...more]);
    expect(await check('--recipients', '48')).toMatchObject({ code: 0, stdout: 'It would be let through.\n' });
    expect(await check('--recipients', '48', '--message', 'm.md')).toMatchObject({ code: 0 });
    expect(await check('--recipients', '49', '--message', 'm.md')).toMatchObject({
      code: 10,
      stdout: expect.stringContaining('held: about the same text to 51 recipients > 50'),
    });
    const refused = await check('--recipients', '201', '--json');
    expect(refused.code).toBe(9);
    expect(JSON.parse(refused.stdout)).toMatchObject({ profile: 'wechat', verdict: 'refused' });
    expect(JSON.parse((await run(dir, ['list', ...DIR, '--json'])).stdout).broadcasts).toHaveLength(1);
  });

  it('says what send would: by the same trust', async () => {
    const dir = filled();
    const trusted = ['--profile', 'qq', '--trust', 'default'];
    const ask = (what: 'check' | 'explain', ...more: string[]) =>
      run(dir, ['policy', what, ...DIR, '--from', 'city-hall', ...more]);
    const offend = (rule: string) =>
      run(dir, ['trust', 'signal', ...DIR, '--sender', 'city-hall', '--trust', 'default', '--violation', rule]);
    await run(dir, [...SEND, '--audience', '2.csv', ...trusted]);
    expect((await ask('check', ...trusted)).stdout).toBe('It would be let through.\n');
    for (let i = 0; i < 3; i++) await offend('keywords');
    expect(await ask('check', ...trusted)).toMatchObject({
      code: 0,
      stdout: 'It would run in the sandbox: nothing of it would be handed over.\n',
    });
    expect(JSON.parse((await ask('check', ...trusted, '--json')).stdout)).toMatchObject({ penalty: 'sandbox' });
    await offend('stolen-account');
    expect(await ask('check', ...trusted)).toMatchObject({
      code: 9,
      stdout: expect.stringMatching(/^refused: banned: score 0 < 5 \(profile trust, rule trust-ban\)/),
    });
    expect((await ask('explain', ...trusted)).stdout.replace(/\s+/g, ' ')).toContain('until it is lifted: banned');
    expect((await run(dir, [...SEND, '--audience', '2.csv', ...trusted])).code).toBe(9);
    // As send does without it.
    expect((await ask('check', '--profile', 'qq')).code).toBe(0);
  });
});
