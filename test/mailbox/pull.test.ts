import { mkdtempSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../src/crypto/base64.ts';
import { hex } from '../../src/crypto/bytes.ts';
import { publicKeyOf } from '../../src/crypto/x25519.ts';
import { type Mailbox, openMailbox } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { generatePullKey, type Pulled, type PullOptions, pullMailbox, type SealcastError } from '../../src/pull.ts';
import { ManualClock } from '../../src/testing.ts';
import { tempDir } from '../engine/support.ts';
import { deliver, mailboxIn, NAME, parcelFor } from './support.ts';

const { dir, remove } = tempDir();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(remove);

async function all(options: PullOptions): Promise<Pulled[]> {
  const found: Pulled[] = [];
  for await (const one of pullMailbox(options)) found.push(one);
  return found;
}

/** Hears each request, as method and path without query. */
function counting(requests: string[]): typeof fetch {
  return (input, init) => {
    requests.push(`${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`);
    return fetch(input, init);
  };
}

describe('a device that follows', () => {
  it.each(['poll', 'stream'] as const)('goes on when the mailbox was away, by %s, and misses nothing', async (wait) => {
    const place = mkdtempSync(join(dir, 'away-'));
    const key = generatePullKey();
    let mailbox: Mailbox = await openMailbox({ dir: place, name: NAME });
    const { port, url } = await mailbox.listen();
    const sent = Array.from({ length: 4 }, () => parcelFor(key.route));
    const end = new AbortController();
    const troubles: SealcastError[] = [];
    const got: string[] = [];
    await deliver(mailbox, sent[0]!);
    for await (const { envelope, ack } of pullMailbox({
      url,
      ...key,
      name: NAME,
      wait,
      signal: end.signal,
      log: (error) => troubles.push(error),
    })) {
      got.push(hex(envelope));
      await ack();
      if (got.length === 4) end.abort();
      else if (got.length === 1) {
        await mailbox.close();
        mailbox = await openMailbox({ dir: place, name: NAME });
        await deliver(mailbox, sent[1]!);
        await mailbox.listen({ port });
      } else void deliver(mailbox, sent[got.length]!);
    }
    expect(got).toEqual(sent.map(({ envelope }) => hex(envelope)));
    for (const { code } of troubles) expect(code).toBe('MAILBOX_UNAVAILABLE');
    expect(mailbox.metrics()).toMatchObject({ envelopes: 0, acknowledged: 3 });
    await mailbox.close();
  });

  it('opens a new session when the old one is over, once for all that wait for it', async () => {
    const clock = new ManualClock(Date.now());
    const mailbox = await mailboxIn(dir, { clock });
    closers.push(() => mailbox.close());
    const { url } = await mailbox.listen();
    const key = generatePullKey();
    await deliver(mailbox, parcelFor(key.route), parcelFor(key.route));
    const requests: string[] = [];
    const got: Pulled[] = [];
    for await (const one of pullMailbox({ url, ...key, name: NAME, follow: false, fetch: counting(requests) })) {
      got.push(one);
      if (got.length === 2) clock.advance(limits.mailboxSessionMs);
    }
    expect(requests).toEqual([
      'POST /challenge',
      'POST /session',
      'GET /envelopes',
      'GET /envelopes',
      'POST /challenge',
      'POST /session',
      'GET /envelopes',
    ]);
  });

  it('waits as long as it is told to, and asks again', async () => {
    const mailbox = await mailboxIn(dir);
    closers.push(() => mailbox.close());
    const { url } = await mailbox.listen();
    const key = generatePullKey();
    await deliver(mailbox, parcelFor(key.route));
    let refusals = 3;
    const troubled: typeof fetch = async (input, init) => {
      if (String(input).endsWith('/challenge') && refusals-- > 0)
        return new Response('{"error":"busy"}', {
          status: refusals === 1 ? 429 : 503,
          headers: { 'retry-after': '0' },
        });
      return fetch(input, init);
    };
    const end = new AbortController();
    const said: string[] = [];
    const log = ({ message }: SealcastError): void => void said.push(message);
    for await (const _one of pullMailbox({ url, ...key, name: NAME, fetch: troubled, log, signal: end.signal }))
      end.abort();
    expect(said).toEqual([
      'the mailbox answered with 503',
      'the mailbox answered with 429',
      'the mailbox answered with 503',
    ]);
  });

  it('ends when it is told to, whatever it waits for', async () => {
    const mailbox = await mailboxIn(dir);
    closers.push(() => mailbox.close());
    const { url } = await mailbox.listen();
    for (const wait of ['poll', 'stream'] as const) {
      const end = new AbortController();
      const ended = all({ url, ...generatePullKey(), name: NAME, wait, signal: end.signal });
      while (mailbox.metrics().waits === 0) await new Promise((resolve) => setImmediate(resolve));
      end.abort();
      expect(await ended).toEqual([]);
      while (mailbox.metrics().waits > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await all({ url, ...generatePullKey(), signal: AbortSignal.abort() })).toEqual([]);
    // While it waits to ask a mailbox that is not there again.
    await mailbox.close();
    const end = new AbortController();
    expect(await all({ url, ...generatePullKey(), signal: end.signal, log: () => end.abort() })).toEqual([]);
  });
});

describe('what is acknowledged', () => {
  it('together goes together; and what a mailbox does not take is there again', async () => {
    const mailbox = await mailboxIn(dir);
    closers.push(() => mailbox.close());
    const { url } = await mailbox.listen();
    const key = generatePullKey();
    const count = 200;
    await deliver(mailbox, ...Array.from({ length: count }, () => parcelFor(key.route)));
    const requests: string[] = [];
    let lose = true;
    const fetches = counting(requests);
    const losing: typeof fetch = (input, init) =>
      lose && String(input).endsWith('/ack') ? Promise.reject(new Error('no route')) : fetches(input, init);
    const options = { url, ...key, name: NAME, follow: false, fetch: losing };
    for await (const { ack } of pullMailbox(options)) void ack();
    expect(mailbox.metrics().envelopes).toBe(count);
    const [first] = await all(options);
    await expect(first!.ack()).rejects.toMatchObject({ code: 'MAILBOX_UNAVAILABLE' });
    await expect(first!.ack(new Uint8Array(15))).rejects.toMatchObject({ code: 'USAGE' });
    lose = false;
    requests.length = 0;
    for await (const { ack } of pullMailbox(options)) void ack();
    expect(mailbox.metrics().envelopes).toBe(0);
    expect(requests.filter((one) => one === 'POST /ack').length).toBeLessThan(20);
  });

  it('the body of a broadcast is asked for once', async () => {
    const mailbox = await mailboxIn(dir);
    closers.push(() => mailbox.close());
    const { url } = await mailbox.listen();
    const key = generatePullKey();
    const [broadcast, body] = [systemRandom.bytes(16), systemRandom.bytes(100_000)];
    await deliver(
      mailbox,
      ...Array.from({ length: 5 }, () => parcelFor(key.route, { broadcast, body })),
      parcelFor(key.route),
    );
    const requests: string[] = [];
    const got = await all({ url, ...key, name: NAME, follow: false, fetch: counting(requests) });
    const bodies = await Promise.all(got.slice(0, 5).map((one) => one.body()));
    expect(new Set(bodies.map(hex))).toEqual(new Set([hex(body)]));
    expect(await got[5]!.body()).toHaveLength(500);
    expect(requests.filter((one) => one.endsWith('/body'))).toHaveLength(2);
    await got[0]!.ack();
    await expect(got[0]!.body()).rejects.toMatchObject({
      code: 'MAILBOX_UNAVAILABLE',
      message: 'the mailbox answered with 404',
    });
  });
});

/** A server that is no mailbox, or a bad one. */
async function falseMailbox(answers: Record<string, (response: ServerResponse) => void>): Promise<string> {
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://x').pathname;
    request.resume();
    request.on('end', () => (answers[path] ?? ((other) => other.writeHead(404).end()))(response));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = (content: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(content));
const challenge = json({
  enc: toBase64url(publicKeyOf(systemRandom.bytes(32))),
  nonce: toBase64url(systemRandom.bytes(24)),
  state: 'AAAA',
});
const opened = { '/challenge': challenge, '/session': json({ token: 'AAAA', expiresIn: 900 }) };
const endless = (response: ServerResponse): void => {
  let written = 0;
  const more = (): void => {
    while (written < 64 * 1_048_576 && !response.destroyed) {
      written += 65_536;
      if (!response.write('['.repeat(65_536))) return void response.once('drain', more);
    }
    response.end();
  };
  more();
};
const zeros = '0'.repeat(16);

describe('a mailbox that is false', () => {
  it.each<[string, Record<string, (response: ServerResponse) => void>]>([
    ['nobody', {}],
    ['no JSON', { '/challenge': (response) => void response.end('<html>') }],
    ['no challenge', { '/challenge': json(null) }],
    [
      'a challenge to a point of low order',
      { '/challenge': json({ enc: toBase64url(new Uint8Array(32)), nonce: 'A'.repeat(32), state: '' }) },
    ],
    ['an endless challenge', { '/challenge': endless }],
    ['no session', { '/challenge': challenge, '/session': json({}) }],
    ['a token with a line end', { '/challenge': challenge, '/session': json({ token: 'a\r\nb' }) }],
    ['no list', { ...opened, '/envelopes': json({ envelopes: 7 }) }],
    ['no cursor', { ...opened, '/envelopes': json({ envelopes: [{ cursor: '../x', envelope: 'AAAA' }] }) }],
    ['no base64', { ...opened, '/envelopes': json({ envelopes: [{ cursor: zeros, envelope: '<b>' }] }) }],
    ['an endless list', { ...opened, '/envelopes': endless }],
    [
      'somewhere else',
      {
        ...opened,
        '/challenge': (response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
        '/elsewhere': challenge,
        '/envelopes': json({ envelopes: [] }),
      },
    ],
  ])('%s: is unavailable, and is not believed', async (_what, answers) => {
    const url = await falseMailbox(answers);
    await expect(all({ url, ...generatePullKey(), follow: false })).rejects.toMatchObject({
      code: 'MAILBOX_UNAVAILABLE',
    });
  });

  it('that does not end a body, or an event, is left', async () => {
    const envelope = toBase64url(parcelFor(null).envelope);
    const url = await falseMailbox({
      ...opened,
      '/envelopes': (() => {
        let asked = 0;
        return (response: ServerResponse) =>
          json({ envelopes: asked++ === 0 ? [{ cursor: zeros, envelope }] : [] })(response);
      })(),
      [`/envelopes/${zeros}/body`]: endless,
      '/events': endless,
    });
    const [one] = await all({ url, ...generatePullKey(), follow: false });
    await expect(one!.body()).rejects.toMatchObject({ code: 'MAILBOX_UNAVAILABLE' });
    const end = new AbortController();
    const troubles: unknown[] = [];
    const log = ({ cause }: SealcastError): void => {
      troubles.push((cause as Error).message);
      end.abort();
    };
    expect(await all({ url, ...generatePullKey(), wait: 'stream', signal: end.signal, log })).toEqual([]);
    expect(troubles).toEqual(['an event without end']);
  });

  it('or goes by another name, is told nothing that another could use, and says so also to one that follows', async () => {
    const mailbox = await mailboxIn(dir);
    closers.push(() => mailbox.close());
    const { url } = await mailbox.listen();
    for (const follow of [true, false]) {
      const pulling = all({ url, ...generatePullKey(), follow });
      await expect(pulling).rejects.toMatchObject({
        code: 'MAILBOX_UNAVAILABLE',
        hint: expect.stringContaining(new URL(url).host),
      });
    }
  });

  it('is not asked with what is no key', async () => {
    const key = generatePullKey();
    for (const bad of [
      { url: 'mail' },
      { address: key.address.subarray(1) },
      { privateKey: new Uint8Array(31) },
      { privateKey: 'x' },
    ])
      await expect(all({ url: 'http://127.0.0.1:9', ...key, follow: false, ...(bad as object) })).rejects.toMatchObject(
        { code: 'USAGE' },
      );
  });
});
