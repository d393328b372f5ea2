import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { paceOf } from '../../src/cli/transport.ts';
import { readEnvelopeFile } from '../../src/index.ts';
import { HEADING, json, NOTICE, people, place, run, start } from './run.ts';

const SEND = 'send --dir data --from city-hall --message notice.md --audience people.csv'.split(' ');

function prepared(rows: number): string {
  const dir = place();
  writeFileSync(join(dir, 'notice.md'), NOTICE);
  writeFileSync(join(dir, 'people.csv'), `${[HEADING, ...people(rows)].join('\n')}\n`);
  return dir;
}

/** A gateway that answers each envelope as it is told, and the authorization it was shown. */
async function gateway(answer: (n: number, response: ServerResponse) => void) {
  const bodies = new Set<string>();
  const keys: string[] = [];
  const tokens = new Set<string | undefined>();
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      tokens.add(request.headers.authorization);
      const path = request.url!;
      if (path.startsWith('/bodies/')) {
        response.writeHead(request.method === 'HEAD' && !bodies.has(path) ? 404 : 201).end();
        bodies.add(path);
      } else answer(keys.push(String(request.headers['idempotency-key'])), response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys, tokens };
}

async function envelopesIn(path: string): Promise<number> {
  let count = 0;
  for await (const _ of readEnvelopeFile(path)) count++;
  return count;
}

describe('delivery by the command', () => {
  it('into files: send, and resume of what was sealed before', async () => {
    const dir = prepared(40);
    const sent = await json(dir, [...SEND, '--out-dir', 'out', '--pace', '1000/s,40/h']);
    expect(sent).toMatchObject({ state: 'sealed', delivered: 40, pending: 0, conserved: true });
    expect(await envelopesIn(join(dir, 'out', `${sent.broadcast}.envelopes`))).toBe(40);

    const sealed = await json(dir, [...SEND, '--class', 'payment']);
    expect(sealed).toMatchObject({ delivered: 0, pending: 40 });
    expect(await run(dir, ['resume', '--dir', 'data'])).toMatchObject({
      code: 0,
      stdout: 'Nothing to resume: all is sealed.\n',
    });
    const { resumed } = await json(dir, ['resume', '--dir', 'data', '--out-dir', 'later']);
    expect(resumed).toMatchObject([{ broadcast: sealed.broadcast, class: 'payment', delivered: 40 }]);
    expect(readdirSync(join(dir, 'later')).sort()).toEqual([
      `${sealed.broadcast}.body`,
      `${sealed.broadcast}.envelopes`,
    ]);
    expect((await run(dir, ['resume', '--dir', 'data', '--out-dir', 'later'])).stdout).toBe(
      'Nothing to resume: all is sealed, and nothing waits.\n',
    );
  });

  it('to a gateway: failures are listed by mailbox, and retried by reason', async () => {
    const dir = prepared(12);
    let gone = true;
    const { url, keys, tokens } = await gateway((n, response) => {
      response.writeHead(!gone || n > 5 ? 200 : n > 2 ? 410 : 403).end();
    });
    const env = { GATEWAY_TOKEN: 'secret-token' };
    const to = ['--to-gateway', url, '--gateway-token-env', 'GATEWAY_TOKEN'];
    const { code, stdout, stderr } = await run(dir, [...SEND, ...to], { env });
    expect(stderr).toMatch(/delivered 7 of 12 envelopes\n$/);
    expect(code).toBe(0);
    expect(stdout).toMatch(/5 +failed +gone: 3, refused-403: 2\n/);
    expect([...tokens]).toEqual(['Bearer secret-token']);
    const { broadcast } = (await json(dir, ['list', '--dir', 'data'])).broadcasts[0]!;
    const ref = ['--dir', 'data', '--broadcast', broadcast.slice(0, 8)];

    const listed = await run(dir, ['failures', ...ref, '--reason', 'gone']);
    expect(listed).toMatchObject({ code: 0, stderr: '3 envelopes\n' });
    expect(
      listed.stdout
        .split('\n')
        .slice(0, 3)
        .map((line) => line.slice(0, 32))
        .sort(),
    ).toEqual(keys.slice(2, 5).sort());
    expect(listed.stdout).toMatch(/^([0-9a-f]{32} {2}failed {3}gone\n){3}$/);
    const all = (await json(dir, ['failures', ...ref])) as unknown as {
      failures: { mailbox: string; reason: string }[];
    };
    expect(all.failures.map(({ mailbox }) => mailbox).sort()).toEqual(keys.slice(0, 5).sort());
    expect(await json(dir, ['failures', ...ref, '--reason', 'never'])).toEqual({ broadcast, failures: [] });

    gone = false;
    const retried = await json(dir, ['retry', ...ref, ...to, '--reason', 'refused-403'], { env });
    expect(retried).toMatchObject({ delivered: 9, failed: 3, failedBy: { gone: 3 }, conserved: true });
    expect(keys.slice(12).sort()).toEqual(keys.slice(0, 2).sort());
    const rest = await run(dir, ['retry', ...ref, ...to], { env });
    expect(rest.stderr).toBe('3 envelopes wait again\n');
    expect(rest.stdout).toMatch(/12 +delivered/);
  });

  it('is held, paused, and goes on', async () => {
    const dir = prepared(5);
    const before = Date.now();
    const { broadcast, releaseAt } = (await json(dir, [...SEND, '--hold', '2h', '--not-after', '1d'])) as unknown as {
      broadcast: string;
      releaseAt: string;
    };
    expect(Date.parse(releaseAt) - before).toBeGreaterThanOrEqual(7_200_000);
    expect(Date.parse(releaseAt) - Date.now()).toBeLessThanOrEqual(7_200_000);
    const ref = ['--dir', 'data', '--broadcast', broadcast];
    expect((await run(dir, ['pause', ...ref])).stdout).toBe(`${broadcast} paused; 5 envelopes wait.\n`);
    expect((await run(dir, ['report', ...ref])).stdout).toMatch(/Paused +nothing is handed over until unpause/);
    // A resume does not wait for somebody who may come in days.
    const paused = await run(dir, ['resume', '--dir', 'data', '--out-dir', 'out']);
    expect(paused.code).toBe(0);
    expect(paused.stdout).toContain(`Paused: ${broadcast}. sealcast unpause lets it go on.\n`);
    expect(existsSync(join(dir, 'out'))).toBe(false);
    expect(await json(dir, ['unpause', ...ref])).toMatchObject({ paused: false, pending: 5 });

    const held = start(dir, ['resume', '--dir', 'data', '--out-dir', 'out']);
    await once(held.child.stderr!, 'data');
    held.child.kill('SIGTERM');
    expect(await held.ended).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/interrupted; go on with: sealcast resume --dir data --out-dir out\n$/),
    });
    expect(await json(dir, ['report', ...ref])).toMatchObject({ pending: 5, unknown: 0, delivered: 0 });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stopped by %s waits for what the gateway has in hand', async (signal) => {
    const dir = prepared(3);
    const waiting: ServerResponse[] = [];
    let asked = (): void => {};
    const { url } = await gateway((_, response) => {
      waiting.push(response);
      asked();
    });
    const first = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const sending = start(dir, [...SEND, '--to-gateway', url, '--pace', '2/d']);
    await first;
    while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve));
    sending.child.kill(signal);
    let stderr = '';
    sending.child.stderr!.on('data', (text: string) => {
      stderr += text;
      // Only now, when it has begun to stop.
      if (stderr.includes('stopping')) for (const response of waiting.splice(0)) response.writeHead(200).end();
    });
    const { code } = await sending.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/what is sealed is safe, go on with: sealcast resume --dir data --to-gateway http:/);
    const report = await json(dir, ['report', '--dir', 'data']);
    expect(report).toMatchObject({ delivered: 2, pending: 1, unknown: 0, conserved: true });
  });

  it('refuses what cannot be meant', async () => {
    const dir = prepared(1);
    for (const [args, says] of [
      [['--out-dir', 'o', '--to-gateway', 'http://localhost'], /cannot be used with/],
      [['--pace', '5/s'], /--pace needs a transport/],
      [['--out-dir', 'o', '--pace', '5'], /such as 100\/s/],
      [['--out-dir', 'o', '--pace', '0/s'], /delivers nothing/],
      [['--to-gateway', 'ftp://x'], /./],
      [['--to-gateway', 'http://localhost', '--gateway-token-env', 'NOT_THERE'], /no NOT_THERE/],
      [['--hold', 'soon'], /10m/],
    ] as const) {
      const { code, stderr } = await run(dir, [...SEND, ...args]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
    }
    expect(existsSync(join(dir, 'data'))).toBe(false);
    await json(dir, SEND);
    const retry = await run(dir, ['retry', '--dir', 'data', '--broadcast', '0000']);
    expect([retry.code, retry.stderr]).toEqual([2, expect.stringMatching(/retry needs a transport/)]);
    expect(await run(dir, ['pause', '--dir', 'data', '--broadcast', 'ffff'])).toMatchObject({ code: 2 });
  });

  it('reads a pace', () => {
    expect(paceOf('100/s, 50000/d')).toEqual({ perSecond: 100, perDay: 50_000 });
    expect(paceOf('7/m,9/h')).toEqual({ perMinute: 7, perHour: 9 });
    for (const text of ['', '100', '1/s,2/s', '1.5/s', '-1/s', '1/w', '1/s,'])
      expect(() => paceOf(text), text).toThrow(/./);
  });
});
