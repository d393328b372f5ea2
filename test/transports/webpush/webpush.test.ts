import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { p256 } from '@noble/curves/nist.js';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openEngine, type WebPushTransportOptions, webPushTransport } from '../../../src/index.ts';
import { openEnvelope, readPushContent } from '../../../src/open.ts';
import { bytesOf, device, expectConserved, hex, tempDir } from '../../engine/support.ts';
import { decryptPush } from './aes128gcm.ts';

const { dir, remove } = tempDir();
const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(remove);
let homes = 0;

interface Got {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly content: Uint8Array;
}

/** A push service: says what it got, and answers as it is told. */
async function pushService(answer: (path: string, times: number) => [status: number, headers?: object] = () => [201]) {
  const got: Got[] = [];
  const times = new Map<string, number>();
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url!;
    got.push({ path, headers: request.headers, content: new Uint8Array(Buffer.concat(chunks)) });
    const before = times.get(path) ?? 0;
    times.set(path, before + 1);
    const [status, headers = {}] = answer(path, before);
    response.writeHead(status, headers as never).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, got };
}

/** A browser: its subscription, and what opens its pushes. */
function browser(origin: string, n: number) {
  const { secretKey, publicKey } = p256.keygen();
  const p256dh = Buffer.from(p256.Point.fromBytes(publicKey).toBytes(false)).toString('base64url');
  const auth = randomBytes(16);
  const subscription = {
    endpoint: `${origin}/push/${n}`,
    expirationTime: null,
    keys: { p256dh, auth: auth.toString('base64url') },
  };
  return { subscription, secret: secretKey, auth: new Uint8Array(auth) };
}

const vapid = { subject: 'mailto:operator@city.example', privateKey: p256.utils.randomSecretKey() };

async function send(
  origin: string,
  routes: readonly (string | undefined)[],
  more: Partial<WebPushTransportOptions> = {},
  message = 'Water is off.',
) {
  const transport = webPushTransport({ vapid, origins: [origin], ...more });
  const engine = await openEngine({ dir: join(dir, `${++homes}`), threads: 1, transport });
  closing.push(() => engine.close());
  const to = routes.map((route, n) => ({
    id: `p${n}`,
    publicKey: hex(device(n).publicKey),
    ...(route === undefined ? {} : { route }),
  }));
  const broadcast = await engine.send({ from: 'city-hall', message, to, expires: '2h', class: 'emergency' });
  const report = await broadcast.settled;
  expectConserved(report);
  return { engine, transport, report };
}

describe('the Web Push transport', () => {
  it('pushes to each browser what only it can open, all of one length, and says who we are', async () => {
    const { origin, got } = await pushService();
    const browsers = Array.from({ length: 9 }, (_, n) => browser(origin, n));
    const { report, transport } = await send(
      origin,
      browsers.map(({ subscription }) => JSON.stringify(subscription)),
    );
    expect(report).toMatchObject({ delivered: 9, pending: 0 });
    expect(new Set(got.map(({ content }) => content.length)).size).toBe(1);
    // Keys, topics: nothing that two of them share.
    expect(new Set(got.map(({ content }) => hex(content.subarray(21, 86)))).size).toBe(9);
    expect(new Set(got.map(({ headers }) => headers.topic)).size).toBe(9);
    for (const { path, headers, content } of got) {
      const n = Number(path.split('/').at(-1));
      const { secret, auth } = browsers[n]!;
      const pushed = readPushContent(decryptPush(content, secret, auth));
      if (pushed === null || !('body' in pushed)) throw new Error('no body');
      const options = { privateKey: device(n).secret, sender: bytesOf(report.sender) };
      expect(await openEnvelope(pushed.envelope, pushed.body, options)).toMatchObject({ text: 'Water is off.' });
      expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' });
      expect(headers.topic).toMatch(/^[\w-]{32}$/);
      expect(Number(headers.ttl)).toBeGreaterThan(7_000);
      expect(Number(headers.ttl)).toBeLessThanOrEqual(7_200);
    }
    // RFC 8292: an ES256 token for this origin, by the key that subscriptions were made for; one for all of them.
    const tokens = new Set(got.map(({ headers }) => headers.authorization));
    expect(tokens.size).toBe(1);
    const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec([...tokens][0]!)!;
    expect(key).toBe(transport.applicationServerKey);
    const [head, claims, signature] = token!.split('.');
    const point = Buffer.from(key!, 'base64url');
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    const signed = Buffer.from(`${head}.${claims}`);
    const ours = verify(
      'sha256',
      signed,
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature!, 'base64url'),
    );
    expect(ours).toBe(true);
    const said = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as { aud: string; sub: string; exp: number };
    expect(said).toMatchObject({ aud: origin, sub: vapid.subject });
    expect(said.exp - Date.now() / 1000).toBeLessThan(86_400);
  });

  it('makes of each answer what it means, and asks again where it may', async () => {
    const answers: Record<string, [number, object?][]> = {
      '/push/0': [[201]],
      '/push/1': [[404]],
      '/push/2': [[410]],
      '/push/3': [[413]],
      '/push/4': [[403]],
      '/push/5': [[429, { 'retry-after': '0' }], [201]],
      '/push/6': [[500], [201]],
    };
    const { origin, got } = await pushService((path, times) => answers[path]![times]!);
    const routes = Object.keys(answers).map((_, n) => JSON.stringify(browser(origin, n).subscription));
    const { engine, report } = await send(origin, routes);
    expect(report).toMatchObject({ delivered: 3, failed: 4, unknown: 0 });
    expect(report.failedBy).toEqual({ gone: 2, 'too-large': 1, 'refused-403': 1 });
    const gone: string[] = [];
    for await (const { mailbox } of engine.failures(report.broadcast, { reason: 'gone' })) gone.push(mailbox);
    const lost = await Promise.all(['p1', 'p2'].map((id) => engine.fetch(report.broadcast, id)));
    expect(gone.sort()).toEqual(lost.map(({ envelopes }) => hex(envelopes[0]!.subarray(24, 40))).sort());
    expect(got).toHaveLength(9);
  });

  it('goes nowhere that a stranger names', async () => {
    const { origin, got } = await pushService();
    const good = browser(origin, 0).subscription;
    const routes = [
      JSON.stringify(good),
      undefined,
      'not json',
      JSON.stringify({ ...good, keys: { ...good.keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } }),
      JSON.stringify({ ...good, keys: { p256dh: good.keys.p256dh, auth: 'short' } }),
      JSON.stringify({ ...good, endpoint: 'http://169.254.169.254/latest' }),
      JSON.stringify({ ...good, endpoint: 'https://user:secret@push.example/1' }),
      JSON.stringify({ ...good, endpoint: 'file:///etc/passwd' }),
    ];
    const { report } = await send(origin, routes);
    expect(report.delivered).toBe(1);
    expect(report.failedBy).toEqual({ 'no-route': 1, 'subscription-invalid': 3, 'url-refused': 3 });
    expect(got).toHaveLength(1);
    // Without a list of push services: none at a private address, none without TLS.
    const guarded = await send(origin, [JSON.stringify(good)], { origins: undefined as never });
    expect(guarded.report.failedBy).toEqual({ 'url-refused': 1 });
    expect(got).toHaveLength(1);
  });

  it('does not follow a redirect', async () => {
    const { origin, got } = await pushService(() => [307, { location: '/elsewhere' }]);
    const { report } = await send(origin, [JSON.stringify(browser(origin, 0).subscription)]);
    expect(report.failedBy).toEqual({ 'refused-307': 1 });
    expect(got.map(({ path }) => path)).toEqual(['/push/0']);
  });

  it('sends where a large body is instead, or says that it is too large', async () => {
    const { origin, got } = await pushService();
    const one = browser(origin, 0);
    const routes = [JSON.stringify(one.subscription)];
    const text = 'Long. '.repeat(2_000);
    const without = await send(origin, routes, {}, text);
    expect(without.report.failedBy).toEqual({ 'too-large': 1 });
    const bodyUrl = (broadcast: string) => `https://city.example/bodies/${broadcast}`;
    const { engine, report } = await send(origin, routes, { bodyUrl }, text);
    expect(report.delivered).toBe(1);
    const pushed = readPushContent(decryptPush(got[0]!.content, one.secret, one.auth));
    if (pushed === null || !('bodyUrl' in pushed)) throw new Error('no URL');
    expect(pushed.bodyUrl).toBe(bodyUrl(report.broadcast));
    const body = await engine.body(report.broadcast);
    const options = { privateKey: device(0).secret, sender: bytesOf(report.sender) };
    expect((await openEnvelope(pushed.envelope, body, options))?.text).toBe(text);
  });

  it('refuses options that cannot work', () => {
    for (const bad of [
      {},
      { vapid: { subject: 'operator', privateKey: vapid.privateKey } },
      { vapid: { subject: vapid.subject, privateKey: new Uint8Array(31) } },
      { vapid: { subject: vapid.subject, privateKey: new Uint8Array(32) } },
      { vapid, origins: ['push.example'] },
      { vapid, padTo: 5_000 },
    ])
      expect(() => webPushTransport(bad as never)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('what is pushed', () => {
  it('is read only whole', () => {
    const envelope = new Uint8Array(randomBytes(184));
    const body = new Uint8Array(randomBytes(300));
    const whole = new Uint8Array([1, 1, 0, 0, 184, 0, 0, 0, ...envelope, 44, 1, 0, 0, ...body]);
    expect(readPushContent(whole)).toEqual({ envelope, body });
    for (let end = 0; end < whole.length; end++) expect(readPushContent(whole.subarray(0, end))).toBeNull();
    for (const [at, value] of [
      [0, 2],
      [1, 3],
      [2, 1],
      [4, 255],
      [192, 45],
    ] as const) {
      const damaged = whole.slice();
      damaged[at] = value;
      expect(readPushContent(damaged)).toBeNull();
    }
  });
});
