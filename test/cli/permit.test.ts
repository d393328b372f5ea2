import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HEADING, json, NOTICE, people, place, run } from './run.ts';

interface Made {
  readonly publicKey: string;
  readonly permit: string;
  readonly ids: readonly string[];
}

/** A root, three clerks, a notice and five people. */
async function office() {
  const dir = place();
  const made = async (args: readonly string[]) => (await json(dir, ['permit', ...args])) as unknown as Made;
  const keys: Record<string, string> = {};
  for (const name of ['root', 'ada', 'bo', 'cy']) keys[name] = (await made(['key', '--out', `${name}.key`])).publicKey;
  writeFileSync(join(dir, 'notice.md'), NOTICE);
  writeFileSync(join(dir, 'people.csv'), [HEADING, ...people(5)].join('\n'));
  writeFileSync(
    join(dir, 'permissions.json'),
    JSON.stringify({ roots: [keys.root], twoPersonAbove: 4, realm: 'hall' }),
  );
  const permit = async (name: string, args: readonly string[], kind = 'new') => {
    const { permit: text, ids } = await made([kind, '--holder', keys[name]!, ...args]);
    writeFileSync(join(dir, `${name}.permit`), `${text}\n`);
    return ids;
  };
  /** Names of holders, then options. */
  const send = (...given: string[]) => {
    const from = given.findIndex((one) => one.startsWith('--'));
    const [names, options] = from < 0 ? [given, []] : [given.slice(0, from), given.slice(from)];
    const args = ['send', '--dir', 'data', '--from', 'city-hall', '--message', 'notice.md', '--audience', 'people.csv'];
    const permits = names.flatMap((name) => ['--permit', `${name}.permit`, '--permit-key', `${name}.key`]);
    return run(dir, [...args, '--permissions', 'permissions.json', ...permits, ...options, '--json']);
  };
  return { dir, keys, permit, send };
}

const ROOT = ['--key', 'root.key', '--expires', '1d'];

describe('sealcast permit', () => {
  it('makes, hands on, shows and revokes what a send asks for', async () => {
    const { dir, keys, permit, send } = await office();
    expect((await send()).code).toBe(9);
    await permit('ada', [...ROOT, '--rights', 'compose,send', '--sender', 'city-hall']);
    const alone = await send('ada');
    expect([alone.code, alone.stderr]).toEqual([
      9,
      expect.stringContaining(" people > 4 that one person's permit is enough for"),
    ]);
    await permit('bo', [...ROOT, '--rights', 'approve']);
    const two = await send('ada', 'bo');
    expect(two.code, two.stderr).toBe(0);
    expect(JSON.parse(two.stdout)).toMatchObject({ sealed: 5 });
    const [first, second] = await permit(
      'cy',
      ['--permit', 'ada.permit', '--key', 'ada.key', '--recipients', '5'],
      'attenuate',
    );
    expect((await send('cy', 'bo')).code).toBe(0);
    const shown = await json(dir, ['permit', 'show', '--permit', 'cy.permit', '--root', keys.root!]);
    expect(shown).toMatchObject({ rights: ['compose', 'send'], recipients: 5, sender: 'city-hall', profile: null });
    expect(shown).toMatchObject({ blocks: [{ id: first }, { id: second }] });
    await json(dir, ['permit', 'revoke', '--dir', 'data', '--id', second!]);
    expect((await send('cy', 'bo')).stderr).toContain('permit 1 was revoked');
    expect((await send('ada', 'bo')).code).toBe(0);
    const revoked = await json(dir, ['permit', 'revoked', '--dir', 'data']);
    expect(revoked).toMatchObject({ revoked: [{ id: second }] });
  });

  it('approves by a permit what a profile holds', async () => {
    const { dir, permit, send } = await office();
    writeFileSync(join(dir, 'own.json'), JSON.stringify({ version: 1, name: 'own', approval: { above: 1 } }));
    writeFileSync(join(dir, 'people.csv'), [HEADING, ...people(2)].join('\n'));
    await permit('ada', [...ROOT, '--rights', 'compose,send', '--profile', 'own']);
    await permit('bo', [...ROOT, '--rights', 'approve', '--profile', 'own']);
    const held = await send('ada', '--profile', 'own.json');
    expect([held.code, held.stderr]).toEqual([10, '']);
    const { broadcast } = JSON.parse(held.stdout) as { broadcast: string };
    const approve = ['approve', '--dir', 'data', '--broadcast', broadcast, '--permissions', 'permissions.json'];
    expect((await run(dir, approve)).stderr).toContain('a permit is needed');
    const by = (name: string) => run(dir, [...approve, '--permit', `${name}.permit`, '--permit-key', `${name}.key`]);
    expect((await by('ada')).stderr).toContain('no permit for approve');
    const approved = await by('bo');
    expect(approved.code, approved.stderr).toBe(0);
  });

  it('shows reports, and who did not get it, for a permit where the permissions say so', async () => {
    const { dir, keys, permit, send } = await office();
    writeFileSync(join(dir, 'people.csv'), [HEADING, ...people(3), ',nobody,'].join('\n'));
    await permit('ada', [...ROOT, '--rights', 'compose,send']);
    await permit('bo', [...ROOT, '--rights', 'read-report', '--sender', 'city-hall']);
    await permit('cy', [...ROOT, '--rights', 'unmask']);
    writeFileSync(
      join(dir, 'permissions.json'),
      JSON.stringify({ roots: [keys.root], realm: 'hall', guards: ['read-report', 'unmask'] }),
    );
    // Whoever sends is told what it came to, with the refused rows.
    const sent = await send('ada', '--refused', 'rows.csv');
    expect(sent.code, sent.stderr).toBe(0);
    const { broadcast } = JSON.parse(sent.stdout) as { broadcast: string };
    expect(readFileSync(join(dir, 'rows.csv'), 'utf8').split('\r\n')).toHaveLength(3);
    const look = (args: readonly string[], name?: string) =>
      run(dir, [
        ...args,
        ...['--dir', 'data', '--permissions', 'permissions.json', '--json'],
        ...(name === undefined ? [] : ['--permit', `${name}.permit`, '--permit-key', `${name}.key`]),
      ]);
    const one = ['--broadcast', broadcast.slice(0, 8)];
    for (const [args, right, wrong] of [
      [['report', ...one, '--refused', 'again.csv'], 'bo', 'cy'],
      [['list'], 'bo', 'cy'],
      [['held'], 'bo', 'cy'],
      [['failures', ...one], 'cy', 'bo'],
      [['fetch', ...one, '--recipient', 'P1', '--out', 'my'], 'cy', 'bo'],
    ] as const) {
      const [bare, other, shown] = await Promise.all([look(args), look(args, wrong), look(args, right)]);
      expect([args[0], bare.code, bare.stderr]).toEqual([args[0], 9, expect.stringContaining('a permit is needed')]);
      expect([args[0], other.code, other.stderr]).toEqual([args[0], 9, expect.stringContaining('no permit for')]);
      expect([args[0], shown.code, shown.stderr]).toEqual([args[0], 0, '']);
    }
    expect(readFileSync(join(dir, 'again.csv'), 'utf8')).toBe(readFileSync(join(dir, 'rows.csv'), 'utf8'));
    const half = await run(dir, ['list', '--dir', 'data', '--permit', 'bo.permit']);
    expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('--permit-key')]);
  });

  it('keeps private keys private', async () => {
    const { dir, permit, send } = await office();
    expect(statSync(join(dir, 'ada.key')).mode & 0o777).toBe(0o600);
    const before = readFileSync(join(dir, 'ada.key'), 'utf8');
    expect((await run(dir, ['permit', 'key', '--out', 'ada.key'])).code).toBe(2);
    expect(readFileSync(join(dir, 'ada.key'), 'utf8')).toBe(before);
    await permit('ada', [...ROOT, '--rights', 'compose,send']);
    await permit('bo', [...ROOT, '--rights', 'approve']);
    chmodSync(join(dir, 'ada.key'), 0o640);
    const read = await send('ada', 'bo');
    expect([read.code, read.stderr]).toEqual([3, expect.stringContaining('can be read by others')]);
  });

  it('refuses what cannot be meant', async () => {
    const { dir, keys, permit } = await office();
    const fails = async (args: readonly string[], code: number, says: string) => {
      const { code: ended, stderr } = await run(dir, ['permit', ...args]);
      expect([ended, stderr]).toEqual([code, expect.stringContaining(says)]);
    };
    const make = ['new', ...ROOT, '--holder', keys.ada!];
    await fails([...make, '--rights', 'fly'], 2, 'compose, approve, send');
    await fails(['new', ...ROOT, '--rights', 'send', '--holder', 'abc'], 2, 'public key of 32 bytes');
    await fails(
      ['new', '--key', 'root.key', '--rights', 'send', '--holder', keys.ada!, '--expires', '401d'],
      2,
      '400 days',
    );
    await permit('ada', [...ROOT, '--rights', 'send', '--recipients', '10']);
    const on = ['attenuate', '--permit', 'ada.permit', '--holder', keys.bo!];
    await fails([...on, '--key', 'bo.key'], 2, 'held by another key');
    await fails([...on, '--key', 'ada.key', '--recipients', '11'], 2, 'cannot be widened: recipients');
    await fails(['show', '--permit', 'ada.permit', '--root', keys.bo!], 2, 'of another root');
    const text = readFileSync(join(dir, 'ada.permit'), 'utf8').trim();
    writeFileSync(join(dir, 'broken.permit'), `${text.slice(0, -8)}AAAAAAAA`);
    await fails(['show', '--permit', 'broken.permit'], 9, 'does not verify');
    writeFileSync(join(dir, 'twice.json'), `{"roots":["${keys.bo!}"],"twoPersonAbove":1,"twoPersonAbove":1000000}`);
    const twice = await run(dir, [
      'send',
      ...['--dir', 'd', '--from', 'a', '--message', 'notice.md'],
      ...['--audience', 'people.csv', '--permissions', 'twice.json'],
    ]);
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('has twoPersonAbove twice')]);
    const one = ['send', '--dir', 'd', '--from', 'a', '--message', 'notice.md', '--audience', 'people.csv'];
    const { code, stderr } = await run(dir, [...one, '--permit', 'ada.permit', '--permit-key', 'ada.key']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('without permissions')]);
  });
});
