/** What hostile, slow and many clients get, over real sockets: a clear refusal, and no memory to hold. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fastify } from 'fastify';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../src/crypto/base64.ts';
import { answerChallenge } from '../../src/crypto/pull.ts';
import { publicKeyOf } from '../../src/crypto/x25519.ts';
import type { MailboxLimits } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { Buckets, clientOf, networkOf, Places, Shares } from '../../src/mailbox/clients.ts';
import { Tokens } from '../../src/mailbox/tokens.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { generatePullKey } from '../../src/pull.ts';
import { ManualClock, unsafeSeededRandomForTesting } from '../../src/testing.ts';
import { tempDir } from '../engine/support.ts';
import { certificateIn } from '../transports/gateway.ts';
import { deliver, mailboxIn, parcelFor, Raw } from './support.ts';

const { dir, remove } = tempDir();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(remove);
const certificate = certificateIn(dir);

async function served(of: Partial<MailboxLimits>, tls = false, options: Parameters<typeof mailboxIn>[1] = {}) {
  const mailbox = await mailboxIn(dir, { limits: of, ...options });
  closers.push(() => mailbox.close());
  const pem = { key: readFileSync(certificate.key), cert: readFileSync(certificate.cert) };
  const { url, port } = await mailbox.listen(tls ? { tls: pem } : {});
  return { mailbox, url, port, raw: new Raw(url) };
}

/** All that a socket hears until it is closed. */
async function heard(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (piece) => {
    text += piece.toString('latin1');
  });
  socket.on('error', () => {});
  await closed(socket);
  return text;
}

/** Not `once`: it rejects when a socket fails, as one does that is closed while it writes. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once('close', () => resolve());
  });
}

async function turns(until: () => boolean): Promise<void> {
  while (!until()) await new Promise((resolve) => setImmediate(resolve));
}

function dial(port: number, localAddress = '127.0.0.1'): Socket {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  closers.push(() => socket.destroy());
  return socket;
}

/** A request as it travels, for a connection that carries several. */
function ask(path: string, { authorization }: { authorization: string }, connection = 'keep-alive'): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nConnection: ${connection}\r\n\r\n`;
}

function statuses(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

describe('many requests', () => {
  it('of one address are refused, with a time to come again; others are not', async () => {
    const clock = new ManualClock(Date.now());
    const { mailbox, raw, port } = await served({ ipRequests: 2 }, false, { clock });
    const said = [];
    for (let n = 0; n < 25; n++) said.push(await raw.say('/envelopes'));
    expect(said.map(({ status }) => status)).toEqual([...Array(20).fill(401), ...Array(5).fill(429)]);
    expect(said.at(-1)!.json).toEqual({ error: 'too-many' });
    expect(said.at(-1)!.headers.get('retry-after')).toBe('1');
    const other = dial(port, '127.0.0.2');
    other.write('GET /envelopes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await heard(other)).toMatch(/^HTTP\/1.1 401 /);
    clock.advance(1_000);
    expect((await raw.say('/envelopes')).status).toBe(401);
    expect(mailbox.metrics().refused['too-many']).toBe(5);
  });

  it('of one inbox are refused wherever they come from', async () => {
    const clock = new ManualClock(Date.now());
    const { raw } = await served({ inboxRequests: 1 }, false, { clock });
    const [mine, other] = [generatePullKey(), generatePullKey()];
    const headers = await raw.session(mine);
    const others = await raw.session(other);
    for (let n = 0; n < 10; n++) expect((await raw.say('/envelopes', { headers })).status).toBe(200);
    expect((await raw.say('/envelopes', { headers })).status).toBe(429);
    expect((await raw.say('/envelopes', { headers: others })).status).toBe(200);
  });

  it('for challenges have an end for all together, before anything is computed, and none keeps others from theirs', async () => {
    const clock = new ManualClock(Date.now());
    const mailbox = await mailboxIn(dir, { limits: { challenges: 10, ipRequests: 1_000 }, clock });
    closers.push(() => mailbox.close());
    const { url } = await mailbox.listen({ trustProxy: '127.0.0.1' });
    const raw = new Raw(url);
    const { address, privateKey } = generatePullKey();
    const asked = { address: toBase64url(address), key: toBase64url(publicKeyOf(privateKey)) };
    const from = async (ip: string): Promise<number> =>
      (await raw.post('/challenge', asked, { 'x-forwarded-for': ip })).status;
    const many = async (times: number, ip: (n: number) => string): Promise<number[]> => {
      const statuses = [];
      for (let n = 0; n < times; n++) statuses.push(await from(ip(n)));
      return statuses;
    };
    // A stranger with 20 addresses of one network; then another, with 20 of a /48.
    expect(await many(20, (n) => `198.51.100.${n}`)).toEqual([...Array(5).fill(200), ...Array(15).fill(429)]);
    expect(await many(20, (n) => `2001:db8:7:${n}::1`)).toEqual([...Array(2).fill(200), ...Array(18).fill(429)]);
    expect(await many(5, (n) => `203.0.${n}.1`)).toEqual([200, 200, 200, 503, 503]);
    expect(mailbox.metrics()).toMatchObject({ challenges: 10, refused: { busy: 2, 'too-many': 33 } });
    clock.advance(1_000);
    expect(await many(2, () => '203.0.3.1')).toEqual([200, 200]);
  });

  it('that wait at a time are not too many for anything that is told of their end', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): void => void warnings.push(warning);
    process.on('warning', hear);
    closers.push(() => process.off('warning', hear));
    const { mailbox, raw } = await served({ inboxWaits: 50, inboxRequests: 100 });
    const headers = await raw.session(generatePullKey());
    const waiting = Array.from({ length: 50 }, () => raw.waiting(headers, '?wait=55'));
    await turns(() => mailbox.metrics().waits === 50);
    await mailbox.close();
    expect(new Set((await Promise.all(waiting)).map(({ length }) => length))).toEqual(new Set([0]));
    expect(warnings).toEqual([]);
  });

  it('that wait have an end: of an inbox, and of all', async () => {
    const { mailbox, raw } = await served({ inboxWaits: 2, waits: 3 });
    const [mine, other] = [await raw.session(generatePullKey()), await raw.session(generatePullKey())];
    const gone = new AbortController();
    const wait = (headers: Record<string, string>) =>
      raw.say('/envelopes?wait=55', { headers, signal: gone.signal }).catch(() => 'gone');
    const waiting = [wait(mine), wait(mine)];
    await turns(() => mailbox.metrics().waits === 2);
    expect(await wait(mine)).toMatchObject({ status: 429, json: { error: 'too-many' } });
    expect((await raw.say('/events', { headers: mine })).status).toBe(429);
    waiting.push(wait(other));
    await turns(() => mailbox.metrics().waits === 3);
    expect(await wait(other)).toMatchObject({ status: 503, json: { error: 'busy' } });
    // What does not wait is answered as ever.
    expect((await raw.say('/envelopes', { headers: other })).status).toBe(200);
    gone.abort();
    expect(await Promise.all(waiting)).toEqual(['gone', 'gone', 'gone']);
    await turns(() => mailbox.metrics().waits === 0);
  });
});

describe('an acknowledgement', () => {
  it('that is too large is refused before it is read', async () => {
    const { raw, port, mailbox } = await served({});
    const headers = await raw.session(generatePullKey());
    const many = Array.from({ length: limits.mailboxAcks + 1 }, () => ({ cursor: '0'.repeat(16) }));
    expect(await raw.post('/ack', { acks: many }, headers)).toMatchObject({
      status: 413,
      json: { error: 'too-large' },
    });

    const announced = dial(port);
    const head = `POST /ack HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\nContent-Type: application/json\r\n`;
    announced.write(`${head}Content-Length: 1000000000\r\n\r\n{"acks":[`);
    expect(await heard(announced)).toMatch(/^HTTP\/1.1 413 [\s\S]*"too-large"/);

    // One that does not say how long it is, and does not end.
    const endless = dial(port);
    endless.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    let written = 0;
    const more = (): void => {
      while (!endless.destroyed && written < 100_000_000) {
        written += 4_096;
        if (!endless.write(`1000\r\n${'['.repeat(4_096)}\r\n`)) {
          endless.once('drain', more);
          return;
        }
      }
    };
    more();
    expect(await heard(endless)).toMatch(/^HTTP\/1.1 413 [\s\S]*"too-large"|^$/);
    expect(written).toBeLessThan(100_000_000);
    expect(mailbox.metrics().refused['too-large']).toBe(3);
  });

  it('of a stranger is not read at all', async () => {
    const { port } = await served({});
    const socket = dial(port);
    socket.write('POST /ack HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 30000\r\n\r\n{');
    const said = await heard(socket);
    expect(said).toMatch(/^HTTP\/1.1 401 [\s\S]*"unauthorized"/);
    expect(said.toLowerCase()).toContain('connection: close');
  });
});

describe('receipts', () => {
  /** So many, of so many broadcasts. */
  function forged(count: number, broadcasts: number): Uint8Array {
    const all = systemRandom.bytes(48 * count);
    const ids = Array.from({ length: broadcasts }, () => systemRandom.bytes(16));
    for (let n = 0; n < count; n++) all.set(ids[n % broadcasts]!, 48 * n);
    return all;
  }

  async function receiving(of: Partial<MailboxLimits>) {
    const clock = new ManualClock(Date.now());
    let taken = 0;
    const onReceipts = (receipts: Uint8Array): void => {
      taken += receipts.length / 48;
    };
    const mailbox = await mailboxIn(dir, { limits: of, clock, onReceipts });
    closers.push(() => mailbox.close());
    const raw = new Raw((await mailbox.listen({ trustProxy: '127.0.0.1' })).url);
    const show = async (receipts: Uint8Array, ip: string): Promise<number> => {
      const headers = { 'content-type': 'application/octet-stream', 'x-forwarded-for': ip };
      const body = new Uint8Array(receipts);
      return (await raw.say('/receipts', { method: 'POST', headers, body })).status;
    };
    const taking = (): number => taken;
    return { clock, mailbox, show, taking };
  }

  it('of more broadcasts than a request may name are refused', async () => {
    const { show, taking, mailbox } = await receiving({});
    expect(await show(forged(1_024, limits.receiptBroadcasts + 1), '203.0.113.1')).toBe(413);
    expect([taking(), mailbox.metrics().refused['too-large']]).toEqual([0, 1]);
    expect(await show(forged(1_024, limits.receiptBroadcasts), '203.0.113.1')).toBe(204);
    expect(taking()).toBe(1_024);
  });

  it('count for their address by what they cost, and for no more than its burst', async () => {
    const { clock, show } = await receiving({ ipRequests: 5 });
    const [phone, other] = ['203.0.113.1', '198.51.100.1'];
    expect([await show(forged(30, 30), phone), await show(forged(30, 30), phone)]).toEqual([204, 429]);
    // Of fifty, thirty and the refused request are gone.
    for (let n = 0; n < 19; n++) expect(await show(forged(1, 1), phone)).toBe(204);
    expect([await show(forged(1, 1), phone), await show(forged(1, 1), other)]).toEqual([429, 204]);
    clock.advance(10_000);
    expect(await show(forged(1_024, 64), phone)).toBe(204);
    expect(await show(forged(1, 1), phone)).toBe(429);
    clock.advance(10_000);
    // Few broadcasts, and many tokens: 1 + 32.
    expect(await show(forged(1_024, 1), phone)).toBe(204);
    for (let n = 0; n < 17; n++) expect(await show(forged(1, 1), phone)).toBe(204);
    expect(await show(forged(1, 1), phone)).toBe(429);
  });

  it('have an end for all together, and none keeps others from theirs', async () => {
    const { clock, show, taking, mailbox } = await receiving({ receipts: 200, ipRequests: 1_000 });
    const refused = (): readonly number[] => {
      const { busy, 'too-many': many } = mailbox.metrics().refused;
      return [busy, many];
    };
    let modest = 0;
    for (let second = 0; second < 20; second++, clock.advance(1_000))
      for (let n = 0; n < 10; n++) {
        await show(forged(64, 64), `192.0.2.${n}`);
        if ((await show(forged(1, 1), `203.0.${10 * second + n}.1`)) === 204) modest++;
      }
    expect(modest).toBe(200);
    const greedy = (taking() - 200) / 64;
    // Nearly all that the others leave, and not more: 66 each.
    expect(66 * greedy).toBeLessThanOrEqual(21 * 200 - 200);
    expect(66 * greedy).toBeGreaterThan(0.5 * 20 * 200);
    expect(refused()).toEqual([0, 200 - greedy]);
  });

  it('of one request may cost more than all have in a second, and have their turn', async () => {
    const { clock, show } = await receiving({ receipts: 10 });
    expect(await show(forged(64, 64), '203.0.113.1')).toBe(204);
    expect(await show(forged(1, 1), '198.51.100.1')).toBe(503);
    clock.advance(6_000);
    expect(await show(forged(1, 1), '198.51.100.1')).toBe(204);
    expect(await show(forged(64, 64), '203.0.113.1')).toBe(429);
    clock.advance(1_000);
    expect(await show(forged(64, 64), '203.0.113.1')).toBe(204);
  });
});

describe('a slow client', () => {
  it('that never says anything, or never ends its head, is sent away', async () => {
    const { port, mailbox } = await served({ headMs: 150, requestMs: 600_000 });
    const [silent, slow] = [dial(port), dial(port)];
    slow.write('GET /envelopes HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    expect((await Promise.all([heard(silent), heard(slow)])).map((text) => text.slice(0, 12))).toEqual([
      'HTTP/1.1 408',
      'HTTP/1.1 408',
    ]);
    await turns(() => mailbox.metrics().connections === 0);
  });

  it('that never ends its request is sent away', async () => {
    const { raw, port } = await served({ headMs: 150, requestMs: 300 });
    const headers = await raw.session(generatePullKey());
    const socket = dial(port);
    socket.write(
      `POST /ack HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a`,
    );
    expect(await heard(socket)).toMatch(/^HTTP\/1.1 408 |^$/);
  });

  it('that never greets in TLS is sent away; one that does is served', async () => {
    const { port, mailbox } = await served({ headMs: 150 }, true);
    expect(await heard(dial(port))).toBe('');
    const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca: readFileSync(certificate.cert) });
    closers.push(() => socket.destroy());
    socket.write('GET /envelopes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await heard(socket)).toMatch(/^HTTP\/1.1 401 /);
    await turns(() => mailbox.metrics().connections === 0);
  });

  it('that asks for much and takes nothing holds what a socket holds, once for all, and not for long', async () => {
    const { mailbox, raw, port } = await served({ stallMs: 700 });
    const key = generatePullKey();
    const bytes = 8 * 1_048_576;
    await deliver(mailbox, parcelFor(key.route, { body: new Uint8Array(bytes).fill(7) }));
    const headers = await raw.session(key);
    const { cursor } = (await raw.waiting(headers))[0]!;
    const sockets: Socket[] = [];
    const began: Promise<unknown>[] = [];
    globalThis.gc?.();
    const before = process.memoryUsage();
    for (let n = 0; n < 12; n++) {
      const socket = dial(port);
      socket.write(
        `GET /envelopes/${cursor}/body HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\n\r\n`,
      );
      // The head of the answer, and then no more.
      began.push(once(socket, 'readable'));
      sockets.push(socket);
    }
    await Promise.all(began);
    globalThis.gc?.();
    const after = process.memoryUsage();
    const grown = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
    // The body once, and for each some pieces on their way, at both ends; not twelve bodies.
    expect(grown).toBeLessThan(4 * bytes);
    expect(mailbox.metrics().connections).toBeGreaterThanOrEqual(12);
    await turns(() => mailbox.metrics().connections <= 1);
  });

  it('gives back what it held when it goes: others are told to come again until then', async () => {
    const { mailbox, raw, port } = await served({});
    const key = generatePullKey();
    const bytes = 16 * 1_048_576;
    const most = limits.mailboxBodyBytes / bytes;
    for (let n = 0; n <= most; n++) await deliver(mailbox, parcelFor(key.route, { body: new Uint8Array(bytes) }));
    const headers = await raw.session(key);
    const cursors = (await raw.waiting(headers)).map(({ cursor }) => cursor);
    const before = mailbox.metrics().connections;
    const sockets = cursors.slice(0, most).map((cursor) => {
      const socket = dial(port);
      socket.write(ask(`/envelopes/${cursor}/body`, headers));
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, 'readable')));
    const last = `/envelopes/${cursors.at(-1)}/body`;
    expect(await raw.say(last, { headers })).toMatchObject({ status: 503, json: { error: 'busy' } });
    for (const socket of sockets) socket.destroy();
    await turns(() => mailbox.metrics().connections <= before);
    const response = await fetch(`${raw.url}${last}`, { headers });
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, bytes]);
  });
});

describe('requests behind another on one connection, or without one', () => {
  it('are answered in their order, one at a time; what one alone would not send is refused', async () => {
    const { mailbox, raw, port } = await served({});
    const headers = await raw.session(generatePullKey());
    const socket = dial(port);
    socket.write(ask('/envelopes', headers) + ask('/envelopes?after=x', headers) + ask('/envelopes', headers, 'close'));
    expect(statuses(await heard(socket))).toEqual([200, 400, 429]);
    expect(mailbox.metrics().refused).toMatchObject({ malformed: 1, 'too-many': 1 });

    const two = dial(port);
    two.write(ask('/envelopes?wait=1', headers) + ask('/envelopes', headers, 'close'));
    expect(statuses(await heard(two))).toEqual([200, 200]);
  });

  it('that wait hold no place before their turn, and none when the connection is dropped', async () => {
    const { mailbox, raw, port } = await served({ waits: 12 });
    for (const path of ['/events', '/envelopes?wait=55'])
      for (let round = 1; round <= 4; round++) {
        const sockets = [];
        for (let n = 0; n < 3; n++) {
          const socket = dial(port);
          socket.write(ask(path, await raw.session(generatePullKey())).repeat(4));
          sockets.push(socket);
        }
        await turns(() => mailbox.metrics().waits >= 3);
        await turns(() => mailbox.metrics().refused['too-many'] >= 6);
        expect(mailbox.metrics().waits).toBe(3);
        for (const socket of sockets) socket.destroy();
        await turns(() => mailbox.metrics().waits === 0);
      }
  });

  it('that a host lets in when their connection has closed hold nothing', async () => {
    const mailbox = await mailboxIn(dir);
    const app = fastify({ forceCloseConnections: true });
    closers.push(
      () => mailbox.close(),
      () => app.close(),
    );
    let late = 0;
    app.addHook('onRequest', async ({ raw: { url, socket } }) => {
      if (!/events|wait|body/.test(url!)) return;
      await closed(socket);
      late++;
    });
    await app.register(mailbox.plugin);
    const raw = new Raw(await app.listen({ host: '127.0.0.1', port: 0 }));
    const bytes = 16 * 1_048_576;
    const most = limits.mailboxBodyBytes / bytes;
    const key = generatePullKey();
    for (let n = 0; n <= most; n++) await deliver(mailbox, parcelFor(key.route, { body: new Uint8Array(bytes) }));
    const headers = await raw.session(key);
    const cursors = (await raw.waiting(headers)).map(({ cursor }) => cursor);
    const paths = ['/events', `/envelopes?wait=55&after=${cursors.at(-1)}`];
    for (const path of [...paths, ...cursors.map((cursor) => `/envelopes/${cursor}/body`)]) {
      const socket = dial(Number(new URL(raw.url).port));
      socket.end(ask(path, headers), () => socket.destroy());
      const before = late;
      await turns(() => late > before);
    }
    await turns(() => mailbox.metrics().waits === 0);
    expect(mailbox.metrics().refused.busy).toBe(0);
  });

  it('for bodies hold none when the connection is dropped', async () => {
    const { mailbox, raw, port } = await served({});
    const bytes = 16 * 1_048_576;
    const most = limits.mailboxBodyBytes / bytes;
    const dropped: Socket[] = [];
    for (let n = 0; n < most; n++) {
      const key = generatePullKey();
      await deliver(mailbox, parcelFor(key.route, { body: new Uint8Array(bytes) }));
      const headers = await raw.session(key);
      const { cursor } = (await raw.waiting(headers))[0]!;
      const socket = dial(port);
      socket.write(ask(`/envelopes?wait=55&after=${cursor}`, headers) + ask(`/envelopes/${cursor}/body`, headers));
      dropped.push(socket);
    }
    await turns(() => mailbox.metrics().waits === most);
    for (const socket of dropped) socket.destroy();
    await turns(() => mailbox.metrics().waits === 0);
    const key = generatePullKey();
    await deliver(mailbox, parcelFor(key.route, { body: new Uint8Array(bytes) }));
    const headers = await raw.session(key);
    const { cursor } = (await raw.waiting(headers))[0]!;
    const response = await fetch(`${raw.url}/envelopes/${cursor}/body`, { headers });
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, bytes]);
  });
});

describe('connections', () => {
  it('half open, more than one address may have: the others are refused, and nobody else is', async () => {
    const { port, mailbox } = await served({ ipConnections: 50 });
    const sockets = Array.from({ length: 400 }, () => dial(port));
    const texts = sockets.map(heard);
    await Promise.all(texts.slice(50));
    const refused = (await Promise.all(texts.slice(50))).filter((text) => text.startsWith('HTTP/1.1 429 '));
    expect(refused).toHaveLength(350);
    expect(mailbox.metrics()).toMatchObject({ connections: 50, refused: { 'too-many': 350 } });
    const other = dial(port, '127.0.0.2');
    other.write('GET /envelopes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await heard(other)).toMatch(/^HTTP\/1.1 401 /);
    for (const socket of sockets) socket.destroy();
    await turns(() => mailbox.metrics().connections === 0);
  });

  it('of all addresses together have an end', async () => {
    const { port, mailbox } = await served({ connections: 10 });
    const sockets = Array.from({ length: 30 }, (_, n) => dial(port, `127.0.0.${2 + (n % 5)}`));
    const ended = sockets.map(heard);
    await turns(() => mailbox.metrics().refused.busy === 20);
    expect(mailbox.metrics().connections).toBe(10);
    for (const socket of sockets) socket.destroy();
    await Promise.all(ended);
  });

  it('with a head that is too long are refused', async () => {
    const { port } = await served({});
    const socket = dial(port);
    socket.write(`GET /envelopes HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(limits.mailboxHeadBytes)}\r\n\r\n`);
    expect(await heard(socket)).toMatch(/^HTTP\/1.1 431 /);
  });

  it('behind a proxy are told apart by the address it gives, of a proxy that is believed', async () => {
    const mailbox = await mailboxIn(dir, { limits: { ipRequests: 1 } });
    closers.push(() => mailbox.close());
    const [believed, direct] = [await mailbox.listen({ trustProxy: '127.0.0.1' }), await mailbox.listen()];
    const ask = (url: string, from: string) =>
      new Promise<number>((resolve, reject) => {
        const sent = httpRequest(`${url}/envelopes`, { headers: { 'x-forwarded-for': from } }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        });
        sent.on('error', reject).end();
      });
    const statuses = async (url: string, from: (n: number) => string) => {
      const all = [];
      for (let n = 0; n < 12; n++) all.push(await ask(url, from(n)));
      return all.filter((status) => status === 429).length;
    };
    expect(await statuses(believed.url, () => '198.51.100.7')).toBeGreaterThan(0);
    expect(await statuses(believed.url, (n) => `198.51.100.${10 + n}`)).toBe(0);
    expect(await statuses(direct.url, (n) => `203.0.113.${n}`)).toBeGreaterThan(0);
  });
});

describe('what is counted', () => {
  it('of clients has an end', () => {
    const buckets = new Buckets(1, 1, new ManualClock(0));
    for (let n = 0; n < limits.mailboxClients + 1_000; n++) buckets.take(`client ${n}`);
    expect(buckets.size).toBe(limits.mailboxClients);
    // The last one is remembered, the first is not.
    expect(buckets.take(`client ${limits.mailboxClients + 999}`)).toBeGreaterThan(0);
    expect(buckets.take('client 0')).toBe(0);
  });

  it('by time: what comes back is what was agreed', () => {
    const clock = new ManualClock(0);
    const buckets = new Buckets(2, 4, clock);
    expect([1, 2, 3, 4, 5].map(() => buckets.take('a'))).toEqual([0, 0, 0, 0, 1]);
    expect(buckets.take('b', 4)).toBe(0);
    clock.advance(499);
    expect(buckets.take('a')).toBe(1);
    clock.advance(1);
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 1]);
    clock.advance(3_600_000);
    expect([1, 2, 3, 4, 5].map(() => buckets.take('a'))).toEqual([0, 0, 0, 0, 1]);
    expect(buckets.take('c', 5)).toBe(1);
  });

  it('by shares: who asks now and then is served, whatever the greedy do', () => {
    const clock = new ManualClock(0);
    const shares = new Shares(200, clock);
    const served = { greedy: 0, modest: 0 };
    let refused = 0;
    // A hundred networks that ask twenty times a second from ever new addresses, for a minute, and sixty devices a second that ask once.
    for (let step = 0; step < 600; step++, clock.advance(100)) {
      for (let n = 0; n < 100; n++)
        for (const ip of [`10.0.${n}.${step % 256}`, `10.0.${n}.${(step + 7) % 256}`])
          if (shares.take(ip) === 'taken') served.greedy++;
      for (let n = 0; n < 6; n++) {
        const who = step * 6 + n;
        if (shares.take(`172.${16 + (who >> 8)}.${who & 0xff}.9`) === 'taken') served.modest++;
        else refused++;
      }
    }
    expect([served.modest, refused]).toEqual([3_600, 0]);
    // And what these leave is not wasted.
    expect(served.greedy + served.modest).toBeGreaterThan(0.95 * 200 * 60);
    expect(served.greedy + served.modest).toBeLessThanOrEqual(200 * 61);
  });

  it('by shares: one alone has all of them, and of many that are greedy none has much more than another', () => {
    const clock = new ManualClock(0);
    const shares = new Shares(200, clock);
    const taken = (networks: number, seconds: number): number[] => {
      const each = new Array<number>(networks).fill(0);
      for (let step = 0; step < 10 * seconds; step++, clock.advance(100))
        for (let n = 0; n < 40 * networks; n++) {
          const network = (n + step) % networks;
          if (shares.take(`10.${networks}.${network}.${n % 40}`) === 'taken') each[network]!++;
        }
      return each;
    };
    expect(taken(1, 60)[0]! / 60).toBeGreaterThan(195);
    const even = taken(50, 60);
    expect(Math.min(...even) / Math.max(...even)).toBeGreaterThan(0.8);
  });

  it('by shares: who asks for much leaves what is kept for others, also when it is new', () => {
    const shares = new Shares(200, new ManualClock(0));
    for (let n = 0; n < 110; n++) expect(shares.take(`172.16.${n}.1`)).toBe('taken');
    expect([shares.take('10.0.0.1', 66), shares.take('10.0.1.1'), shares.take('10.0.2.1', 2)]).toEqual([
      'too-many',
      'taken',
      'taken',
    ]);
  });

  it('by shares: one a second is one a second, for one who asks again and again', () => {
    const clock = new ManualClock(0);
    const shares = new Shares(1, clock);
    for (let n = 0; n < 3; n++, clock.advance(1_000))
      expect([shares.take('10.0.0.1'), shares.take('10.0.0.1')]).toEqual(['taken', 'busy']);
  });

  it('of shares has an end', () => {
    const shares = new Shares(1, new ManualClock(0));
    for (let n = 0; n < limits.mailboxClients + 1_000; n++)
      shares.take(`2001:${(n >> 16).toString(16)}:${(n & 0xffff).toString(16)}::1`);
    expect(shares.size).toBe(limits.mailboxClients);
  });

  it.each([
    ['192.0.2.1', '192.0.2.0/24'],
    ['::ffff:192.0.2.1', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['::1', '0:0:0::/48'],
    ['', ''],
  ])('%s is of the network %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });

  it('of places is given back once', () => {
    const places = new Places(2, 3);
    const [a, b] = [places.take('x')!, places.take('x')!];
    expect(places.take('x')).toBeNull();
    const c = places.take('y')!;
    expect(places.take('z')).toBeNull();
    a();
    a();
    expect(places.total).toBe(2);
    expect(places.take('z')).not.toBeNull();
    b();
    c();
    expect(places.total).toBe(1);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('%s is the client %s', (ip, client) => {
    expect(clientOf(ip)).toBe(client);
  });

  it('of challenges that nobody answers is nothing: who never made one can tell a right answer', () => {
    const clock = new ManualClock(Date.now());
    // Two that share their key, and nothing else.
    const tokens = () => new Tokens('x', { clock, random: unsafeSeededRandomForTesting('the key of a process') });
    const { address, privateKey } = generatePullKey();
    const challenge = tokens().challenge({ address, key: publicKeyOf(privateKey) })!;
    const answer = answerChallenge(address, privateKey, 'x', challenge)!;
    const other = tokens();
    expect(other.session({ ...challenge, answer })).toMatchObject({ token: expect.any(Uint8Array) });
    expect(other.session({ ...challenge, answer })).toBe('wrong');
  });
});
