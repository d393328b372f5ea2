import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HEADING, json, NOTICE, people, place, run, serving, start } from './run.ts';

const SEND = ['send', '--from', 'city-hall', '--message', 'notice.md', '--audience', 'people.csv'];
const THROUGH = ['--through', 'send.sock', '--token-file', 'send.token'];

function prepared(config: object = {}): string {
  const dir = place();
  writeFileSync(join(dir, 'people.csv'), [HEADING, ...people(30), 'bad,nope,Bad'].join('\n'));
  writeFileSync(join(dir, 'notice.md'), NOTICE);
  for (const [name, token] of [
    ['send.token', 's'.repeat(40)],
    ['operator.token', 'o'.repeat(40)],
  ] as const) {
    writeFileSync(join(dir, name), token);
    chmodSync(join(dir, name), 0o600);
  }
  const full = {
    listen: { port: 0 },
    operator: { tokenFile: 'operator.token' },
    submission: { socket: 'send.sock', tokenFile: 'send.token' },
    transports: [{ type: 'file', directory: 'out' }],
    ...config,
  };
  writeFileSync(join(dir, 'serve.json'), JSON.stringify(full));
  return dir;
}

describe('sealcast send --through', () => {
  it('hands a send to the process that has the directory, which delivers it', async () => {
    const dir = prepared();
    const service = start(dir, ['serve', '--dir', 'data', '--config', 'serve.json']);
    const { url } = await serving(service);
    // Beside it nobody writes, and is told what to do.
    const beside = await run(dir, [...SEND, '--dir', 'data']);
    expect([beside.code, beside.stderr]).toEqual([4, expect.stringContaining('send --through')]);

    const sent = await json(dir, [...SEND, ...THROUGH, '--refused', 'refused.csv']);
    expect(sent).toMatchObject({ state: 'sealed', sealed: 30, refused: 1, from: 'city-hall' });
    expect(readFileSync(join(dir, 'refused.csv'), 'utf8').split('\r\n')[1]).toMatch(/^31,32,publicKey,key-malformed,/);
    for (;;) {
      const text = await (await fetch(`${url}/metrics`)).text();
      if (text.includes('sealcast_envelopes{class="broadcast",state="delivered"} 30\n')) break;
    }
    const shown = await run(dir, [...SEND, ...THROUGH, '--idempotency-key', 'k']);
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringMatching(/^ *30 {2}sealed /m)]);
    expect(shown.stderr).toMatch(/^broadcast [0-9a-f]{32}$/m);
    // From a stream, the same list under the same key: nothing is sent twice.
    const input = readFileSync(join(dir, 'people.csv'), 'utf8');
    const again = [...SEND.slice(0, -1), '-', ...THROUGH, '--idempotency-key', 'k'];
    const { broadcast } = await json(dir, again, { input });
    expect(shown.stdout).toContain(broadcast);
    expect((await json(dir, ['list', '--dir', 'data'])).broadcasts).toHaveLength(2);

    // The operator's token opens no socket, this one no page.
    const other = await run(dir, [...SEND, ...THROUGH.slice(0, 3), 'operator.token']);
    expect([other.code, other.stderr]).toEqual([2, 'sealcast: the service does not take this token\n']);
    const page = await fetch(`${url}/pause`, {
      method: 'POST',
      headers: { authorization: `Bearer ${'s'.repeat(40)}` },
    });
    expect(page.status).toBe(401);
    const unknown = await run(dir, [...SEND, '--from', 'nobody', ...THROUGH, '--json']);
    expect([unknown.code, JSON.parse(unknown.stdout).error.code]).toEqual([2, 'SENDER_UNKNOWN']);
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
    expect(existsSync(join(dir, 'send.sock'))).toBe(false);
    const gone = await run(dir, [...SEND, ...THROUGH]);
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('nothing listens at the socket')]);
  });

  it('is held by the profile of the service, and says so to a script', async () => {
    const dir = prepared({ profile: { version: 1, name: 'town', approval: { above: 2 } } });
    const service = start(dir, ['serve', '--dir', 'data', '--config', 'serve.json']);
    await serving(service);
    const { code, stdout } = await run(dir, [...SEND, ...THROUGH, '--json']);
    expect([code, JSON.parse(stdout)]).toMatchObject([10, { admission: 'held', profile: 'town' }]);
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
  });

  it('refuses what is the service’s to say, and what is left out', async () => {
    const dir = prepared();
    for (const [more, says] of [
      [[...THROUGH, '--dir', 'data'], /--through <socket>' cannot be used with option '--dir/],
      [[...THROUGH, '--profile', 'open'], /cannot be used with option '--profile/],
      [[...THROUGH, '--new-sender'], /cannot be used with option '--new-sender/],
      [['--through', 'send.sock'], /--through needs --token-file/],
      [[], /--dir is missing/],
      [THROUGH, /nothing listens at the socket/],
    ] as const) {
      const { code, stderr } = await run(dir, [...SEND, ...more]);
      expect([more, code, stderr]).toEqual([more, 2, expect.stringMatching(says)]);
    }
  });

  it.each([
    [{ submission: { socket: 'send.sock', tokenFile: 'operator.token' } }, /token of submission is that of operators/],
    [{ submission: { socket: 'notice.md', tokenFile: 'send.token' } }, /is no socket/],
  ])('%j does not start, and leaves nothing running', async (config, says) => {
    const dir = prepared(config);
    const { code, stderr } = await run(dir, ['serve', '--dir', 'data', '--config', 'serve.json']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
    // Another one can have the directory.
    expect((await run(dir, ['list', '--dir', 'data'])).code).toBe(0);
  });
});
