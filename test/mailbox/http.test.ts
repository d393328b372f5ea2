import { request as httpRequest } from 'node:http';
import { fastify } from 'fastify';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../src/crypto/base64.ts';
import { concat, hex } from '../../src/crypto/bytes.ts';
import { limits } from '../../src/limits.ts';
import { Receipts } from '../../src/mailbox/receipts.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { systemTimer } from '../../src/ports/timer.ts';
import { generatePullKey, type Pulled, pullMailbox } from '../../src/pull.ts';
import { ManualClock } from '../../src/testing.ts';
import { tempDir } from '../engine/support.ts';
import { deliver, mailboxIn, NAME, parcelFor, Raw } from './support.ts';

const { dir, remove } = tempDir();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(remove);

async function served(options: Parameters<typeof mailboxIn>[1] = {}) {
  const mailbox = await mailboxIn(dir, options);
  closers.push(() => mailbox.close());
  const { url } = await mailbox.listen();
  const key = generatePullKey();
  const raw = new Raw(url);
  return { mailbox, url, key, raw, headers: await raw.session(key) };
}

/** Resolves when so many long polls and streams wait. */
async function waits(mailbox: { metrics(): { waits: number } }, count: number): Promise<void> {
  while (mailbox.metrics().waits !== count) await new Promise((resolve) => setImmediate(resolve));
}

describe('envelopes', () => {
  it('come in their order, by pages, from behind a cursor', async () => {
    const { mailbox, key, raw, headers } = await served();
    const parcels = Array.from({ length: 300 }, () => parcelFor(key.route));
    expect(new Set(await deliver(mailbox, ...parcels))).toEqual(new Set(['delivered']));
    const got: string[] = [];
    const pages: number[] = [];
    for (let after = ''; ; ) {
      const page = await raw.waiting(headers, after);
      pages.push(page.length);
      if (page.length === 0) break;
      got.push(...page.map(({ envelope }) => envelope));
      after = `?after=${page.at(-1)!.cursor}`;
    }
    expect(got).toEqual(parcels.map(({ envelope }) => hex(envelope)));
    expect(pages).toEqual([128, 128, 44, 0]);
  });

  it('are few in a page when they are long', async () => {
    const { mailbox, key, raw, headers } = await served();
    const envelope = () => Buffer.concat([parcelFor(null).envelope, systemRandom.bytes(30_000)]);
    await deliver(mailbox, ...Array.from({ length: 5 }, () => parcelFor(key.route, { envelope: envelope() })));
    expect(await raw.waiting(headers)).toHaveLength(2);
  });

  it('are waited for, and come when they come', async () => {
    const { mailbox, key, raw, headers } = await served();
    const waiting = raw.waiting(headers, '?wait=55');
    const others = raw.waiting(await raw.session(generatePullKey()), '?wait=1');
    await waits(mailbox, 2);
    const parcel = parcelFor(key.route);
    await deliver(mailbox, parcel);
    const [found] = await waiting;
    expect(found!.envelope).toBe(hex(parcel.envelope));
    // What came for one device wakes no other.
    expect(await others).toEqual([]);
    expect(mailbox.metrics().waits).toBe(0);
  });

  it('are waited for no longer than asked, and at most 55 seconds', async () => {
    const clock = new ManualClock(Date.now());
    const { mailbox, raw, headers } = await served({ clock, timer: clock });
    for (const [query, ms] of [
      ['?wait=3', 3_000],
      ['?wait=9999', 1_000 * limits.mailboxWaitSeconds],
    ] as const) {
      let ended = false;
      const waiting = raw.waiting(headers, query).then((page) => {
        ended = true;
        return page;
      });
      await waits(mailbox, 1);
      clock.advance(ms - 1);
      expect([mailbox.metrics().waits, ended]).toEqual([1, false]);
      clock.advance(1);
      expect(await waiting).toEqual([]);
    }
  });

  it('are waited for by nobody who has gone, nor in a mailbox that closes', async () => {
    const { mailbox, raw, headers } = await served();
    const gone = new AbortController();
    const polled = raw.say('/envelopes?wait=55', { headers, signal: gone.signal }).catch(() => 'gone');
    const streamed = fetch(`${raw.url}/events`, { headers, signal: gone.signal });
    await waits(mailbox, 2);
    const stream = await streamed;
    gone.abort();
    expect(await polled).toBe('gone');
    await stream.text().catch(() => 'gone');
    await waits(mailbox, 0);
    const polledAgain = raw.waiting(headers, '?wait=55');
    await waits(mailbox, 1);
    await mailbox.close();
    expect(await polledAgain).toEqual([]);
  });

  it('have their body for whoever holds one that waits', async () => {
    const { mailbox, key, raw, headers } = await served();
    const body = systemRandom.bytes(1_000_000);
    const parcel = parcelFor(key.route, { body });
    const other = generatePullKey();
    await deliver(mailbox, parcel);
    const { cursor } = (await raw.waiting(headers))[0]!;
    const path = `/envelopes/${cursor}/body`;
    const response = await fetch(raw.url + path, { headers });
    expect(response.headers.get('content-type')).toBe('application/vnd.sealcast.body');
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
    expect((await raw.say(path, { headers: await raw.session(other) })).status).toBe(404);
    await raw.post('/ack', { acks: [{ cursor }] }, headers);
    expect(await raw.say(path, { headers })).toMatchObject({ status: 404, json: { error: 'not-found' } });
  });
});

describe('a stream', () => {
  it('has what waits, what comes, and a sign of life every fifteen seconds; and ends with its session', async () => {
    const clock = new ManualClock(Date.now());
    const { mailbox, key, url, headers } = await served({ clock, timer: clock });
    const [first, second, third] = [parcelFor(key.route), parcelFor(key.route), parcelFor(key.route)];
    await deliver(mailbox, first, second);
    const response = await fetch(`${url}/events`, { headers });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body!.getReader();
    let text = '';
    const until = async (pattern: RegExp): Promise<void> => {
      while (!pattern.test(text)) text += new TextDecoder().decode((await reader.read()).value);
    };
    const data = (parcel: { envelope: Uint8Array }) =>
      new RegExp(`event: envelope\ndata: ${toBase64url(parcel.envelope)}\n\n`);
    await until(data(second));
    expect(text).toMatch(data(first));
    await waits(mailbox, 1);
    await deliver(mailbox, third);
    await until(data(third));
    const cursor = /id: (\w{16})\nevent: envelope\ndata: [\w-]+\n\n$/.exec(text)![1]!;

    text = '';
    // It begins to wait after it has written: in a turn of its own.
    const alive = until(/^:\n\n/);
    for (let n = 0; n < 20 && text === ''; n++) {
      clock.advance(limits.mailboxHeartbeatMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await alive;

    const again = await fetch(`${url}/events`, { headers: { ...headers, 'last-event-id': cursor } });
    const rest = again.text();
    await waits(mailbox, 2);
    const end = async (): Promise<void> => {
      while (mailbox.metrics().waits > 0) {
        clock.advance(limits.mailboxHeartbeatMs);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all([
      end(),
      rest,
      reader.read().then(async () => {
        while (!(await reader.read()).done);
      }),
    ]);
    expect(await rest).toMatch(/^(:\n\n)+$/);
  });
});

describe('acknowledgements', () => {
  it('remove, once, what is one’s own; with a receipt the host hears of it, before', async () => {
    const receipts: string[] = [];
    let refuse = true;
    const { mailbox, key, raw, headers } = await served({
      onReceipts: (some) => {
        if (refuse) throw new Error('not now');
        receipts.push(hex(some));
      },
    });
    const other = generatePullKey();
    const parcels = [parcelFor(key.route), parcelFor(key.route), parcelFor(key.route)];
    await deliver(mailbox, ...parcels, parcelFor(other.route));
    const mine = await raw.waiting(headers);
    const others = await raw.session(other);
    const [theirs] = await raw.waiting(others);
    const receipt = systemRandom.bytes(48);
    const acks = [
      { cursor: mine[0]!.cursor, receipt: toBase64url(receipt) },
      { cursor: mine[1]!.cursor },
      { cursor: theirs!.cursor === mine[0]!.cursor ? '0'.repeat(16) : theirs!.cursor },
    ];
    // A host that could not take them: nothing is removed, and the device knows that it was not heard.
    expect(await raw.post('/ack', { acks }, headers)).toMatchObject({ status: 503, json: { error: 'failed' } });
    expect(await raw.waiting(headers)).toHaveLength(3);
    refuse = false;
    expect((await raw.post('/ack', { acks }, headers)).status).toBe(204);
    expect(receipts).toEqual([hex(receipt)]);
    expect((await raw.waiting(headers)).map(({ cursor }) => cursor)).toEqual([mine[2]!.cursor]);
    expect(await raw.waiting(others)).toHaveLength(1);
    expect(mailbox.metrics()).toMatchObject({ acknowledged: 2, receipts: 1, envelopes: 2 });
  });

  it('with a receipt are heard also when the envelope is gone: another tab was quicker', async () => {
    const receipts: string[] = [];
    const { mailbox, key, raw, headers } = await served({ onReceipts: (some) => receipts.push(hex(some)) });
    const parcel = parcelFor(key.route);
    await deliver(mailbox, parcel);
    const tabs = await Promise.all(
      Array.from({ length: 2 }, async () => {
        for await (const one of pullMailbox({ url: raw.url, ...key, name: NAME })) return one;
        throw new Error('nothing came');
      }),
    );
    const token = systemRandom.bytes(16);
    await tabs[0]!.ack();
    expect((await raw.waiting(headers)).length).toBe(0);
    await tabs[1]!.ack(token);
    expect(receipts).toEqual([hex(parcel.broadcast) + hex(parcel.mailbox) + hex(token)]);
  });

  it('of many devices reach the host together', async () => {
    const calls: number[] = [];
    const clock = new ManualClock(Date.now());
    const mailbox = await mailboxIn(dir, { timer: clock, onReceipts: (some) => calls.push(some.length / 48) });
    closers.push(() => mailbox.close());
    const raw = new Raw((await mailbox.listen()).url);
    const receipt = toBase64url(systemRandom.bytes(48));
    const told = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const key = generatePullKey();
        await deliver(mailbox, parcelFor(key.route));
        const headers = await raw.session(key);
        const { cursor } = (await raw.waiting(headers))[0]!;
        return () => raw.post('/ack', { acks: [{ cursor, receipt }] }, headers);
      }),
    );
    const answers = Promise.all(told.map((tell) => tell()));
    let ended = false;
    void answers.then(() => {
      ended = true;
    });
    while (!ended) {
      clock.advance(limits.mailboxReceiptsMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await answers).map(({ status }) => status)).toEqual(Array(8).fill(204));
    expect(calls.reduce((sum, n) => sum + n, 0)).toBe(8);
    expect(mailbox.metrics().envelopes).toBe(0);
  });
});

describe('receipts', () => {
  it('that a device kept back come without a session, as they are, and say nothing to whoever sends them', async () => {
    const calls: Uint8Array[] = [];
    const { raw, mailbox } = await served({ onReceipts: (some) => void calls.push(some) });
    const send = (content: Uint8Array, type = 'application/octet-stream') =>
      raw.say('/receipts', { method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(content) });
    const broadcast = systemRandom.bytes(16);
    const receiptsOf = (count: number): Uint8Array =>
      concat(...Array.from({ length: count }, () => [broadcast, systemRandom.bytes(32)]).flat());
    const shown = receiptsOf(limits.mailboxReceipts);
    expect((await send(shown)).status).toBe(204);
    const both = [receiptsOf(2), receiptsOf(limits.mailboxReceipts - 1)];
    expect((await Promise.all(both.map((content) => send(content)))).map(({ status }) => status)).toEqual([204, 204]);
    expect(calls.map(({ length }) => length / 48).sort((a, b) => a - b)).toEqual([
      2,
      limits.mailboxReceipts - 1,
      limits.mailboxReceipts,
    ]);
    expect(hex(calls[0]!)).toBe(hex(shown));
    expect((await send(systemRandom.bytes(47))).status).toBe(400);
    expect((await send(new Uint8Array(0))).status).toBe(204);
    expect((await send(systemRandom.bytes(48), 'application/json')).status).toBe(400);
    expect((await send(systemRandom.bytes(48 * limits.mailboxReceipts + 48))).status).toBe(413);
    expect(mailbox.metrics().receipts).toBe(2 * limits.mailboxReceipts + 1);
    const deaf = await served();
    const { status } = await deaf.raw.say('/receipts', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(48),
    });
    expect([status, deaf.mailbox.metrics().receipts]).toEqual([204, 0]);
  });

  it('that a host does not take are refused before they fill its memory', async () => {
    const held: (() => void)[] = [];
    const receipts = new Receipts(() => new Promise<void>((resolve) => held.push(resolve)), systemTimer);
    const most = new Uint8Array(48 * limits.mailboxReceipts);
    const added = [];
    for (let n = 0; n < limits.mailboxReceiptsWaiting; n += limits.mailboxReceipts) added.push(receipts.add(most));
    expect(await receipts.add(new Uint8Array(48))).toBe(false);
    for (const settle of held) settle();
    expect(new Set(await Promise.all(added))).toEqual(new Set([true]));
    const more = receipts.add(most);
    held.at(-1)!();
    expect(await more).toBe(true);
  });
});

describe('in a fastify server of the host', () => {
  it('keeps to its prefix, and the host to its own', async () => {
    const lines: string[] = [];
    const mailbox = await mailboxIn(dir);
    const app = fastify({ logger: { level: 'info', stream: { write: (line: string) => void lines.push(line) } } });
    closers.push(
      () => mailbox.close(),
      () => app.close(),
    );
    app.setErrorHandler((_error, _request, reply) => reply.code(418).send('the host’s own'));
    app.get('/', async () => 'hello');
    app.post('/own', async (request) => request.body);
    app.get('/fails', async () => {
      throw new Error('no');
    });
    await app.register(mailbox.plugin, { prefix: '/mailbox' });
    const url = await app.listen({ port: 0 });
    const key = generatePullKey();
    await deliver(mailbox, parcelFor(key.route));
    const got: Pulled[] = [];
    for await (const one of pullMailbox({ url: `${url}/mailbox/`, ...key, name: NAME, follow: false })) got.push(one);
    expect(got).toHaveLength(1);
    const host = async (path: string) => {
      const response = await fetch(url + path);
      return [response.status, await response.text(), response.headers.get('x-content-type-options')];
    };
    expect(await host('/')).toEqual([200, 'hello', null]);
    expect(await host('/fails')).toEqual([418, 'the host’s own', null]);
    expect((await host('/envelopes'))[0]).toBe(404);
    expect(await host('/mailbox/envelopes')).toEqual([401, '{"error":"unauthorized"}', 'nosniff']);
    // The host's log has its own requests, and nothing of who pulls.
    const log = lines.join('');
    expect(log).toContain('"url":"/fails"');
    expect(log).not.toMatch(/challenge|session|envelopes\?/);

    const waiting = fetch(`${url}/mailbox/envelopes?wait=55`, {
      headers: await new Raw(`${url}/mailbox`).session(generatePullKey()),
    });
    await waits(mailbox, 1);
    await app.close();
    expect(await (await waiting).json()).toEqual({ envelopes: [] });
  });

  it('tells pages of the origins that may, and no others', async () => {
    const { raw } = await served({ origins: ['https://app.city.example'] });
    const of = async (origin: string, method: string) => {
      // By hand: fetch does not let an origin be set.
      const { url } = raw;
      return new Promise<Record<string, unknown>>((resolve, reject) => {
        const sent = httpRequest(`${url}/envelopes`, { method, headers: { origin } }, (response) => {
          response.resume();
          resolve({ status: response.statusCode, allowed: response.headers['access-control-allow-origin'] });
        });
        sent.on('error', reject).end();
      });
    };
    expect(await of('https://app.city.example', 'OPTIONS')).toEqual({
      status: 204,
      allowed: 'https://app.city.example',
    });
    expect(await of('https://app.city.example', 'GET')).toEqual({ status: 401, allowed: 'https://app.city.example' });
    expect(await of('https://evil.example', 'OPTIONS')).toEqual({ status: 204, allowed: undefined });
    await expect(mailboxIn(dir, { origins: ['app.city.example'] })).rejects.toThrow('an origin is');
  });
});
