import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateDeviceKey, openEnvelope } from '../../src/open.ts';
import { generatePullKey, pullMailbox } from '../../src/pull.ts';
import { HEADING, json, NOTICE, people, place, run, serving, start } from './run.ts';

async function until<T>(answer: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await answer();
    if (found !== undefined) return found;
  }
}

describe('sealcast serve', () => {
  it('delivers what waits, measures it, and on SIGTERM ends well', async () => {
    const dir = place();
    writeFileSync(join(dir, 'people.csv'), [HEADING, ...people(40)].join('\n'));
    writeFileSync(join(dir, 'notice.md'), NOTICE);
    await json(dir, [
      'send',
      '--dir',
      'data',
      '--from',
      'city-hall',
      '--message',
      'notice.md',
      '--audience',
      'people.csv',
    ]);
    writeFileSync(
      join(dir, 'serve.json'),
      JSON.stringify({ listen: { port: 0 }, transports: [{ type: 'file', directory: 'out' }] }),
    );
    const started = start(dir, ['serve', '--dir', 'data', '--config', 'serve.json']);
    const { url, token } = await serving(started);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(token).toMatch(/^[\w-]{43}$/);
    await until(async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return text.includes('sealcast_envelopes{class="broadcast",state="delivered"} 40\n') || undefined;
    });
    expect(await (await fetch(`${url}/readyz`)).text()).toBe('ready\n');
    // Another process does not write beside it, and can look.
    expect((await run(dir, ['resume', '--dir', 'data'])).code).toBe(4);
    expect((await json(dir, ['list', '--dir', 'data'])).broadcasts[0]).toMatchObject({ delivered: 40 });
    started.child.kill('SIGTERM');
    const { code, stdout, stderr } = await started.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('draining, up to 30 s')]);
    for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ level: /info|warn/ });
    expect(stdout).not.toContain(token!);
  });

  it('waits for what a gateway has in hand; not ready meanwhile; a second signal ends it at once', async () => {
    const dir = place();
    const waiting: (() => void)[] = [];
    const gateway = createServer((request, response) => {
      request.resume();
      if (request.url!.includes('/envelopes')) waiting.push(() => response.writeHead(201).end());
      else response.writeHead(201).end();
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    try {
      writeFileSync(join(dir, 'people.csv'), [HEADING, ...people(1)].join('\n'));
      writeFileSync(join(dir, 'notice.md'), NOTICE);
      writeFileSync(join(dir, 'operator.token'), `${'t'.repeat(40)}\n`);
      chmodSync(join(dir, 'operator.token'), 0o600);
      writeFileSync(
        join(dir, 'serve.json'),
        JSON.stringify({
          listen: { port: 0 },
          operator: { tokenFile: 'operator.token' },
          transports: [{ type: 'http', url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}` }],
        }),
      );
      const send = [
        'send',
        '--dir',
        'data',
        '--from',
        'city-hall',
        '--message',
        'notice.md',
        '--audience',
        'people.csv',
      ];
      await json(dir, send);
      const first = start(dir, ['serve', '--dir', 'data', '--config', 'serve.json']);
      const { url, token } = await serving(first);
      // The operator knows it: it is not shown again.
      expect(token).toBeUndefined();
      await until(async () => (await fetch(`${url}/healthz`)).ok && (waiting.length === 1 || undefined));
      first.child.kill('SIGTERM');
      await until(async () => (await (await fetch(`${url}/readyz`)).text()) === 'draining\n' || undefined);
      expect(first.child.exitCode).toBeNull();
      waiting[0]!();
      expect((await first.ended).code).toBe(0);
      expect((await json(dir, ['list', '--dir', 'data'])).broadcasts[0]).toMatchObject({ delivered: 1, pending: 0 });

      await json(dir, send);
      const second = start(dir, ['serve', '--dir', 'data', '--config', 'serve.json']);
      const { url: again } = await serving(second);
      await until(async () => (await fetch(`${again}/healthz`)).ok && (waiting.length === 2 || undefined));
      second.child.kill('SIGTERM');
      await until(async () => (await (await fetch(`${again}/readyz`)).text()) === 'draining\n' || undefined);
      second.child.kill('SIGTERM');
      expect((await second.ended).code).toBe(130);
      // What it had in hand, nobody knows; no more than that is lost.
      await json(dir, ['resume', '--dir', 'data', '--out-dir', 'out']);
      const { broadcasts } = await json(dir, ['list', '--dir', 'data']);
      expect(broadcasts[1]).toMatchObject({ delivered: 0, unknown: 1, pending: 0 });
    } finally {
      gateway.closeAllConnections();
      gateway.close();
    }
  });

  it('releases what a profile holds to who presents a permit for it, and to nobody else', async () => {
    const dir = place();
    writeFileSync(join(dir, 'people.csv'), [HEADING, ...people(4)].join('\n'));
    writeFileSync(join(dir, 'notice.md'), NOTICE);
    writeFileSync(join(dir, 'town.json'), '{"version":1,"name":"town","approval":{"above":2}}');
    const send = ['send', '--dir', 'data', '--from', 'city-hall', '--message', 'notice.md', '--audience', 'people.csv'];
    const held = await run(dir, [...send, '--profile', 'town.json', '--json']);
    const { broadcast } = JSON.parse(held.stdout) as { broadcast: string };
    const key = async (name: string) => (await run(dir, ['permit', 'key', '--out', `${name}.key`])).stdout.trim();
    const [root, bo] = [await key('root'), await key('bo')];
    const made = ['permit', 'new', '--key', 'root.key', '--holder', bo, '--rights', 'approve', '--expires', '1d'];
    writeFileSync(join(dir, 'bo.permit'), (await run(dir, made)).stdout);
    const config = {
      listen: { port: 0 },
      permissions: { roots: [root], realm: 'harbour' },
      transports: [{ type: 'file', directory: 'out' }],
    };
    writeFileSync(join(dir, 'serve.json'), JSON.stringify(config));
    const started = start(dir, ['serve', '--dir', 'data', '--config', 'serve.json']);
    const { url, token } = await serving(started);
    const approve = async (permit: string): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` };
      const body = new URLSearchParams({ by: 'Bo', permit });
      const answer = await fetch(`${url}/broadcasts/${broadcast}/approve`, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
      });
      return answer.status;
    };
    const present = ['permit', 'present', '--permit', 'bo.permit', '--key', 'bo.key', '--approve', broadcast];
    // The token alone, a permit that nobody has presented, and one presented elsewhere.
    expect(await approve('')).toBe(403);
    expect(await approve((await run(dir, made)).stdout)).toBe(403);
    expect(await approve((await run(dir, present)).stdout)).toBe(403);
    const presented = (await run(dir, [...present, '--realm', 'harbour'])).stdout;
    expect(await approve(presented)).toBe(303);
    await until(async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return text.includes('sealcast_envelopes{class="broadcast",state="delivered"} 4\n') || undefined;
    });
    expect((await json(dir, ['list', '--dir', 'data'])).broadcasts[0]).toMatchObject({ approvedBy: 'Bo' });
    started.child.kill('SIGTERM');
    expect((await started.ended).code).toBe(0);
    const short = await run(dir, ['permit', 'present', '--permit', 'x', '--key', 'y', '--approve', broadcast.slice(1)]);
    expect([short.code, short.stderr]).toEqual([2, expect.stringContaining('32 hexadecimal digits')]);
  });

  it.each([
    ['{"listen":{"prot":1}}', 'sealcast: listen.prot is no setting; did you mean port?'],
    ['{"listen":{"host":"0.0.0.0"}}', /^sealcast: listen.host can be reached from elsewhere/],
    [
      '{"operator":{"tokenFile":"none"}}',
      'sealcast: the file of operator.tokenFile cannot be read (ENOENT); check the path',
    ],
    ['{', /^sealcast: the configuration is no JSON/],
  ])('refuses %s in one line', async (config, says) => {
    const dir = place();
    writeFileSync(join(dir, 'serve.json'), config);
    const { code, stdout, stderr } = await run(dir, ['serve', '--dir', 'data', '--config', 'serve.json']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd()).toEqual(typeof says === 'string' ? says : expect.stringMatching(says));
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('checks a configuration without opening anything', async () => {
    const dir = place();
    writeFileSync(join(dir, 'serve.json'), '{}');
    const { code, stderr } = await run(dir, ['serve', '--dir', 'data', '--config', 'serve.json', '--check']);
    expect([code, stderr]).toEqual([0, 'the configuration is well formed\n']);
    const next = await run(dir, ['list', '--dir', 'data']);
    expect(next.code).not.toBe(0);
  });
});

describe('with a mailbox', () => {
  it('delivers into it, and a device collects what it opens', async () => {
    const dir = place();
    const devices = Array.from({ length: 12 }, () => ({ device: generateDeviceKey(), pull: generatePullKey() }));
    const rows = devices.map(
      ({ device, pull }, n) => `p${n},${Buffer.from(device.publicKey).toString('hex')},${pull.route}`,
    );
    writeFileSync(join(dir, 'people.csv'), ['id,publicKey,route', ...rows].join('\n'));
    writeFileSync(join(dir, 'notice.md'), NOTICE);
    const send = ['send', '--dir', 'data', '--from', 'city-hall', '--message', 'notice.md', '--audience', 'people.csv'];
    const { sender } = await json(dir, [...send, '--receipts']);
    const mailbox = { name: 'mail.example', directory: 'mail', port: 0 };
    writeFileSync(
      join(dir, 'serve.json'),
      JSON.stringify({ listen: { port: 0 }, mailbox, transports: [{ type: 'mailbox' }] }),
    );
    const started = start(dir, ['serve', '--dir', 'data', '--config', 'serve.json']);
    let said = '';
    started.child.stderr!.on('data', (text: string) => {
      said += text;
    });
    const { url } = await serving(started);
    const mail = /^mailbox: (\S+)$/m.exec(said)![1]!;
    expect(new URL(mail).port).not.toBe(new URL(url).port);
    const texts: string[] = [];
    for (const { device, pull } of devices) {
      const end = new AbortController();
      const where = { url: mail, ...pull, name: 'mail.example', signal: end.signal };
      for await (const { envelope, body, ack } of pullMailbox(where)) {
        const options = { privateKey: device.privateKey, sender: Buffer.from(sender, 'hex') };
        const message = await openEnvelope(envelope, await body(), options);
        texts.push(message!.text);
        await ack(message!.receiptToken);
        end.abort();
      }
    }
    expect(texts).toEqual(devices.map(() => NOTICE));
    const metrics = await (await fetch(`${url}/metrics`)).text();
    for (const line of [
      'sealcast_mailbox_acknowledged_total 12',
      'sealcast_mailbox_receipts_total 12',
      'sealcast_mailbox_envelopes 0',
      // The engine has found them genuine.
      'sealcast_confirmed_envelopes{class="broadcast"} 12',
    ])
      expect(metrics).toContain(`${line}\n`);
    started.child.kill('SIGTERM');
    expect((await started.ended).code).toBe(0);
  });
});
