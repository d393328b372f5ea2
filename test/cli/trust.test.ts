import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HEADING, json, NOTICE, people, place, run } from './run.ts';

const SEND = ['send', '--dir', 'data', '--from', 'city-hall', '--message', 'notice.md', '--audience', 'people.csv'];

describe('sealcast trust', () => {
  it('explains, notes, refuses, appeals and decides', async () => {
    const dir = place();
    writeFileSync(join(dir, 'notice.md'), NOTICE);
    writeFileSync(join(dir, 'people.csv'), [HEADING, ...people(2)].join('\n'));
    const trust = (...args: string[]) => json(dir, ['trust', ...args, '--dir', 'data']);
    expect((await run(dir, [...SEND, '--trust', 'default'])).code).toBe(0);
    const [first] = (await trust()).senders;
    expect(first).toMatchObject({ sender: 'city-hall', score: 100, penalty: null, account: { ageDays: null } });
    const seen = await trust('signal', '--sender', 'city-hall', '--violation', 'stolen-account');
    expect(seen).toMatchObject({ score: 20, penalty: { penalty: 'suspend', appeal: null } });
    const refused = await run(dir, [...SEND, '--trust', 'default']);
    expect([refused.code, refused.stderr]).toEqual([9, expect.stringContaining('suspended: score 20 < 30')]);
    await trust('appeal', '--sender', 'city-hall');

    const key = async (name: string) =>
      ((await json(dir, ['permit', 'key', '--out', `${name}.key`])) as unknown as { publicKey: string }).publicKey;
    const [root, ada] = [await key('root'), await key('ada')];
    const make = ['permit', 'new', '--key', 'root.key', '--holder', ada, '--rights', 'approve', '--expires', '1d'];
    writeFileSync(join(dir, 'ada.permit'), (await run(dir, make)).stdout);
    writeFileSync(join(dir, 'permissions.json'), JSON.stringify({ roots: [root], realm: 'hall' }));
    const permit = ['--permissions', 'permissions.json', '--permit', 'ada.permit', '--permit-key', 'ada.key'];
    const decide = ['trust', 'decide', '--dir', 'data', '--sender', 'city-hall', '--appeal', '1', ...permit];
    expect((await run(dir, decide)).code).toBe(2);
    expect((await run(dir, [...decide, '--lift', '--uphold'])).code).toBe(2);
    const decidedBy = Buffer.from(ada, 'base64url').toString('hex');
    expect(await json(dir, [...decide, '--lift'])).toMatchObject({
      score: 100,
      penalty: null,
      penalties: [{ penalty: 'suspend', appeal: { state: 'lifted', decidedBy } }],
    });
    expect((await run(dir, [...SEND, '--trust', 'default'])).code).toBe(0);
    const young = [
      'signal',
      '--sender',
      'city-hall',
      '--account-created',
      new Date().toISOString(),
      '--trust',
      'wechat',
    ];
    expect(await trust(...young)).toMatchObject({ account: { ageDays: 0, recipients: 0 } });
    expect((await run(dir, [...SEND, '--trust', 'wechat'])).stderr).toContain('account of 0 days: nothing yet');
    const { stdout } = await run(dir, ['trust', 'forget', '--dir', 'data', '--sender', 'city-hall']);
    expect(stdout).toContain('The age of the account is not known');
  });

  it('takes a model of your own, and refuses what is none', async () => {
    const dir = place();
    writeFileSync(join(dir, 'notice.md'), NOTICE);
    writeFileSync(join(dir, 'people.csv'), [HEADING, ...people(2)].join('\n'));
    expect((await run(dir, [...SEND, '--trust', 'nobody'])).code).toBe(2);
    writeFileSync(
      join(dir, 'own.json'),
      JSON.stringify({ warmUp: [{ fromDays: 0, recipients: 1 }], unknownAge: 'refuse' }),
    );
    const refused = await run(dir, [...SEND, '--trust', 'own.json']);
    expect([refused.code, refused.stderr]).toEqual([9, expect.stringContaining('age of the account is not known')]);
    writeFileSync(join(dir, 'own.json'), JSON.stringify({ ladder: [{ penalty: 'shame', below: 1, days: 1 }] }));
    expect((await run(dir, [...SEND, '--trust', 'own.json'])).stderr).toContain('a penalty is one of warn');
    writeFileSync(join(dir, 'own.json'), '{"unknownAge":"refuse",\n"unknownAge":"allow"}');
    const twice = await run(dir, [...SEND, '--trust', 'own.json']);
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('has unknownAge twice, again in line 2')]);
  });
});
