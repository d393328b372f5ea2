/** What recipients want, noted through a running `sealcast serve`, as the built command does it. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatePermitKey, newConsent } from '../../src/index.ts';
import { canaries, scan } from '../leaks/canaries.ts';
import { device, NOTICE, place, run, serving, start } from './run.ts';

const registry = generatePermitKey();
const stranger = generatePermitKey();
const TOKENS = { send: 's', recipients: 'r', operator: 'o' };
const THROUGH = ['--through', 'r.sock', '--token-file', 'recipients.token'];
const SEND = ['send', '--from', 'city-hall', '--message', 'notice.md', '--audience', 'people.csv', '--purpose', 'news'];
const SEND_THROUGH = ['--through', 's.sock', '--token-file', 'send.token'];
const SERVE = ['serve', '--dir', 'data', '--config', 'serve.json'];

function prepared(config: object = {}): string {
  const dir = place();
  const people = [
    ['p1', ''],
    ['p2', 'zoe@example.com'],
    ['p3', canaries.email],
    [canaries.id, ''],
  ];
  const rows = people.map(([id, email], n) => `${id},${device(dir, `k${n}`).publicKey},${email}`);
  writeFileSync(join(dir, 'people.csv'), ['id,publicKey,email', ...rows].join('\n'));
  writeFileSync(join(dir, 'notice.md'), NOTICE);
  for (const [name, letter] of Object.entries(TOKENS)) {
    writeFileSync(join(dir, `${name}.token`), letter.repeat(40));
    chmodSync(join(dir, `${name}.token`), 0o600);
  }
  const full = {
    listen: { port: 0 },
    operator: { tokenFile: 'operator.token' },
    submission: { socket: 's.sock', tokenFile: 'send.token' },
    recipients: { socket: 'r.sock', tokenFile: 'recipients.token' },
    consentRegistries: [Buffer.from(registry.publicKey).toString('hex')],
    profile: { version: 1, name: 'town', consent: { purposes: { news: 'none' }, otherwise: 'required' } },
    ...config,
  };
  writeFileSync(join(dir, 'serve.json'), JSON.stringify(full));
  return dir;
}

async function json(dir: string, args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr, code } = await run(dir, [...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('optout and consent --through', () => {
  it('note with the process that has the directory what its next broadcast goes by, and take it back', async () => {
    const dir = prepared();
    const service = start(dir, SERVE);
    await serving(service);
    for (const args of [
      ['optout', 'add', '--id', 'p1'],
      ['consent', 'revoke', '--id', 'p1'],
    ]) {
      const beside = await run(dir, [...args, '--dir', 'data']);
      expect([beside.code, beside.stderr]).toEqual([4, expect.stringContaining(`(${args[0]} --through SOCKET)`)]);
    }
    const added = await run(dir, ['optout', 'add', '--id', 'p1', ...THROUGH]);
    expect(added).toMatchObject({ code: 0, stdout: 'Noted.\n', stderr: '' });
    expect(await json(dir, ['optout', 'add', '--id', 'p1', ...THROUGH])).toEqual({
      ...{ changed: false, optOuts: 1, consents: 0 },
    });
    await json(dir, ['optout', 'add', '--email', canaries.email, '--purpose', 'news', ...THROUGH]);
    // To look, the directory can be opened beside it, too.
    for (const where of [THROUGH, ['--dir', 'data']])
      expect((await run(dir, ['optout', 'count', ...where])).stdout).toBe('2 opt-outs, 0 consents\n');
    expect(await json(dir, [...SEND, ...SEND_THROUGH])).toMatchObject({ sealed: 2, suppressedBy: { 'opt-out': 2 } });
    expect(await json(dir, ['optout', 'remove', '--id', 'p1', ...THROUGH])).toMatchObject({
      changed: true,
      optOuts: 1,
    });
    expect(await json(dir, [...SEND, ...SEND_THROUGH])).toMatchObject({ sealed: 3, suppressedBy: { 'opt-out': 1 } });

    // Each token opens one socket.
    const send = await run(dir, ['optout', 'remove', '--id', 'x', ...THROUGH.slice(0, 3), 'send.token']);
    const recipients = await run(dir, [...SEND, ...SEND_THROUGH.slice(0, 3), 'recipients.token']);
    const operator = await run(dir, ['optout', 'count', ...THROUGH.slice(0, 3), 'operator.token']);
    for (const { code, stderr } of [send, recipients, operator])
      expect([code, stderr]).toEqual([2, 'sealcast: the service does not take this token\n']);
    const wrongDoor = await run(dir, [
      'optout',
      'count',
      '--through',
      's.sock',
      '--token-file',
      'send.token',
      '--json',
    ]);
    expect([wrongDoor.code, JSON.parse(wrongDoor.stdout).error.message]).toEqual([2, 'there is POST /send only']);

    service.child.kill('SIGTERM');
    const { code, stdout, stderr } = await service.ended;
    expect(code).toBe(0);
    expect(scan(stdout + stderr)).toEqual([]);
    for (const file of readdirSync(join(dir, 'data'))) expect(scan(readFileSync(join(dir, 'data', file)))).toEqual([]);
    expect(existsSync(join(dir, 'r.sock'))).toBe(false);
    expect(await json(dir, ['optout', 'count', '--dir', 'data'])).toEqual({ optOuts: 1, consents: 0 });
  }, 120_000);

  it('take in lists as with a directory of their own, and print the same', async () => {
    const dir = prepared();
    const list = Array.from(
      { length: 10_000 },
      (_, i) => `N;${i % 1_000 === 3 ? canaries.name : `p${i}@example.com`}\r\n`,
    );
    writeFileSync(join(dir, 'out.csv'), `Name;Kontakt\r\n${list.join('')}`);
    const records = [registry, registry, stranger].map(({ privateKey }, n) =>
      Buffer.from(newConsent(privateKey, { id: `p${n + 1}` }, { purpose: 'offers' })).toString('base64url'),
    );
    writeFileSync(join(dir, 'records'), `${records.join('\n')}\nbm8gcmVjb3Jk\n`);
    const service = start(dir, SERVE);
    await serving(service);
    const key = Buffer.from(registry.publicKey).toString('hex');
    for (const [args, own] of [
      [['optout', 'import', '--file', 'out.csv', '--by', 'email', '--column', 'Kontakt'], []],
      [
        ['consent', 'import', '--file', 'records'],
        ['--registry', key],
      ],
      [['optout', 'import', '--file', 'out.csv'], []],
      [['optout', 'import', '--file', 'none.csv'], []],
      [['optout', 'import', '--file', 'out.csv', '--column', 'Kontakt'], []],
      [
        ['consent', 'import', '--file', 'none'],
        ['--registry', key],
      ],
      [['optout', 'add', '--phone', canaries.name], []],
      [['consent', 'revoke', '--id', 'p2', '--purpose', canaries.name], []],
      [['consent', 'revoke', '--id', 'p2'], []],
    ] as const) {
      const [through, direct] = await Promise.all([
        run(dir, [...args, ...THROUGH, '--json']),
        run(dir, [...args, '--dir', 'other', ...own, '--json']),
      ]);
      expect([args, through]).toEqual([args, direct]);
      expect(scan(through.stdout + through.stderr)).toEqual([]);
    }
    expect(await json(dir, ['consent', 'count', ...THROUGH])).toEqual({ optOuts: 9_990, consents: 3 });
    const offers = [...SEND.slice(0, -1), 'offers', ...SEND_THROUGH];
    expect(await json(dir, offers)).toMatchObject({ sealed: 1, suppressed: 3, suppressedBy: { consent: 3 } });
    const again = await run(dir, ['consent', 'import', '--file', 'records', ...THROUGH]);
    expect(again.stdout).toMatch(/^4 listed, 0 new, 2 refused\nRefused: row 3, 4\n {2}1 unknown-registry: /m);
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
  }, 120_000);

  it('say what to do where they are interrupted', async () => {
    const dir = prepared();
    const service = start(dir, SERVE);
    await serving(service);
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    const importing = start(dir, ['optout', 'import', '--file', 'pipe', '--by', 'id', ...THROUGH]);
    // Until somebody reads, which is when it has begun to ask.
    const pipe = await open(join(dir, 'pipe'), 'w');
    await pipe.write('id\np1\n');
    const told = once(importing.child.stderr!, 'data');
    importing.child.kill('SIGINT');
    await told;
    await pipe.close();
    expect(await importing.ended).toMatchObject({
      code: 130,
      stderr: 'sealcast: interrupted; run it again: what is noted already changes nothing\n',
    });
    expect((await run(dir, ['optout', 'count', ...THROUGH])).code).toBe(0);
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
  }, 60_000);

  it('refuse what is the service’s to say, what is left out, and what is no service', async () => {
    const dir = prepared();
    for (const [args, says] of [
      [
        ['optout', 'add', '--id', 'a', ...THROUGH, '--dir', 'data'],
        /--through <socket>' cannot be used with option '--dir/,
      ],
      [['optout', 'count', ...THROUGH, '--passphrase-env', 'P'], /cannot be used with option '--passphrase-env/],
      [['consent', 'import', '--file', 'f', ...THROUGH, '--registry', 'ab'], /cannot be used with option '--registry/],
      [['consent', 'import', '--file', 'f', '--dir', 'data'], /--registry is missing/],
      [['optout', 'add', '--id', 'a', '--through', 'r.sock'], /--through needs --token-file; recipients.tokenFile/],
      [['optout', 'add', '--id', 'a'], /--dir is missing; or hand it to a running service: --through SOCKET/],
      [
        ['optout', 'add', '--id', 'a', ...THROUGH],
        /nothing listens at the socket; start sealcast serve with recipients/,
      ],
      [['optout', 'count', '--through', 'notice.md', ...THROUGH.slice(2)], /nothing listens at the socket/],
    ] as const) {
      const { code, stderr } = await run(dir, args);
      expect([args, code, stderr]).toEqual([args, 2, expect.stringMatching(says)]);
    }
    expect(existsSync(join(dir, 'data'))).toBe(false);
  }, 60_000);

  it.each([
    [{ recipients: { socket: 'r.sock', tokenFile: 'operator.token' } }, /token of recipients is that of operators/],
    [{ recipients: { socket: 'r.sock', tokenFile: 'send.token' } }, /token of recipients is that of submission/],
    [
      { metrics: { tokenFile: 'recipients.token' }, recipients: { socket: 'r.sock', tokenFile: 'recipients.token' } },
      /token of recipients is that of metrics/,
    ],
    [{ recipients: { socket: 's.sock', tokenFile: 'recipients.token' } }, /socket of recipients is in use/],
    [{ recipients: { socket: 'notice.md', tokenFile: 'recipients.token' } }, /socket of recipients .* is no socket/],
  ])('%j does not start, and leaves nothing running', async (config, says) => {
    const dir = prepared(config);
    const { code, stderr } = await run(dir, SERVE);
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
    expect((await run(dir, ['list', '--dir', 'data'])).code).toBe(0);
  });
});
