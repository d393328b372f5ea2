import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { hex } from '../../src/crypto/bytes.ts';
import {
  type HttpTransportOptions,
  httpTransport,
  type Outcome,
  type Parcel,
  Private,
  readGatewayContent,
  type Transport,
} from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { ManualClock, unsafeSeededRandomForTesting } from '../../src/testing.ts';
import { backoffMs, retryAfterMs } from '../../src/transports/http/answer.ts';
import { encodeContent } from '../../src/transports/http/content.ts';
import { Running } from '../../src/transports/http/origin.ts';
import { tempDir } from '../engine/support.ts';
import { certificateIn } from './gateway.ts';

const { dir, remove } = tempDir();
const closers: (() => unknown)[] = [remove];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});
const certificate = certificateIn(dir);
const ca = readFileSync(certificate.cert);

const START = 1_763_800_000_000;
/** Attempts never run out of time by themselves: what waits for less is a back-off, a pause or a pace. */
const NEVER = limits.httpTimeoutMsMax;

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly content: Buffer;
  readonly headers: IncomingMessage['headers'];
  readonly at: number;
}

type Answer = number | [status: number, headers: Record<string, string>] | 'cut' | 'silence' | Promise<number | 'cut'>;

/** A gateway in this process: takes bodies, asks `envelopes` what to answer to the n-th POST. */
async function gateway(
  clock: ManualClock,
  envelopes: (seen: Seen, n: number) => Answer,
  bodies: (seen: Seen) => Answer = ({ method }) => (method === 'PUT' ? 201 : 404),
) {
  const seen: Seen[] = [];
  let posts = 0;
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const key = request.headers['idempotency-key'] as string | undefined;
      const { method = '', url: path = '', headers } = request;
      const one: Seen = { method, path, key, content: Buffer.concat(chunks), headers, at: clock.now() };
      seen.push(one);
      const answer = await (method === 'POST' ? envelopes(one, posts++) : bodies(one));
      if (answer === 'silence') return;
      if (answer === 'cut') request.socket.destroy();
      else if (typeof answer === 'number') response.writeHead(answer).end();
      else response.writeHead(...answer).end();
    });
  };
  const server = createServer(onRequest).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const posted = (): Seen[] => seen.filter(({ method }) => method === 'POST');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, seen, posted };
}

function transportTo(url: HttpTransportOptions['url'], clock: ManualClock, more: Partial<HttpTransportOptions> = {}) {
  const random = unsafeSeededRandomForTesting('http');
  const transport = httpTransport({ url, clock, timer: clock, random, timeoutMs: NEVER, ...more });
  closers.push(() => transport.close?.());
  return transport;
}

let made = 0;
function parcels(count: number, route: (n: number) => string | null = (n) => `secret-${n}`): Parcel[] {
  const random = unsafeSeededRandomForTesting(`parcels ${++made}`);
  const broadcast = random.bytes(16);
  const body = random.bytes(2_000);
  return Array.from({ length: count }, (_, n) => {
    const mailbox = random.bytes(16);
    const to = route(n);
    return {
      id: hex(mailbox),
      broadcast,
      mailbox,
      envelope: random.bytes(184),
      body,
      class: 'broadcast',
      expires: Number.MAX_SAFE_INTEGER,
      route: to === null ? null : new Private(to, '(route)'),
    };
  });
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets time pass whenever somebody waits for it, though not for more than `most`, until the promise has settled. */
async function passTime<T>(promise: Promise<T>, clock: ManualClock, most = NEVER / 2): Promise<T> {
  let settled = false;
  const end = (): void => {
    settled = true;
  };
  promise.then(end, end);
  while (!settled) {
    const next = clock.next();
    if (next !== undefined && next < most) clock.advance(next);
    await turn();
  }
  return promise;
}

const deliver = (
  transport: Transport,
  group: readonly Parcel[],
  clock: ManualClock,
  most?: number,
): Promise<readonly Outcome[]> => passTime(transport.deliver(group, new AbortController().signal), clock, most);

const told = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map((outcome) => (outcome.state === 'delivered' ? 'delivered' : `${outcome.state} ${outcome.reason}`));

describe('an answer', () => {
  it.each([
    [200, 'delivered'],
    [201, 'delivered'],
    [202, 'delivered'],
    [204, 'delivered'],
    [301, 'failed refused-301'],
    [307, 'failed refused-307'],
    [400, 'failed refused-400'],
    [401, 'failed refused-401'],
    [403, 'failed refused-403'],
    [404, 'failed gone'],
    [409, 'failed refused-409'],
    [410, 'failed gone'],
    [413, 'failed too-large'],
    [422, 'failed refused-422'],
  ] as const)('%i means %s, and is asked for once', async (status, outcome) => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, () => [status, { location: '/elsewhere', 'content-length': '0' }]);
    expect(told(await deliver(transportTo(url, clock), parcels(1), clock))).toEqual([outcome]);
    expect(posted().map(({ path }) => path)).toEqual(['/envelopes']);
  });

  it.each([408, 425, 429, 500, 503, 507])('%i is asked again under the same key', async (status) => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, (_, n) => (n < 3 ? status : 200));
    const group = parcels(1);
    expect(told(await deliver(transportTo(url, clock), group, clock))).toEqual(['delivered']);
    expect(posted().map(({ key }) => key)).toEqual(Array(4).fill(group[0]!.id));
    expect(clock.now() - START).toBeGreaterThan(0);
    expect(clock.now() - START).toBeLessThanOrEqual(200 + 400 + 800);
  });

  it.each([
    [[500, 500, 500, 500, 500], 'deferred unavailable'],
    [[503, 429, 408, 425, 500], 'deferred unavailable'],
    // Somebody in between gave up waiting: it may have been taken, and nobody said that repeats are dropped.
    [[502], 'unknown no-answer'],
    [[503, 504], 'unknown no-answer'],
    [[503, 200], 'delivered'],
  ] as const)('%j ends as %s', async (statuses, outcome) => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, (_, n) => statuses[n]!);
    expect(told(await deliver(transportTo(url, clock), parcels(1), clock))).toEqual([outcome]);
    expect(posted()).toHaveLength(statuses.length);
  });

  it.each([
    [[502, 502, 502, 502, 502], 'unknown no-answer'],
    [[504, 503, 503, 503, 503], 'unknown no-answer'],
    [[504, 410], 'failed gone'],
    [[502, 504, 200], 'delivered'],
  ] as const)('%j ends as %s where repeats are dropped', async (statuses, outcome) => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, (_, n) => statuses[n]!);
    const transport = transportTo(url, clock, { repeatLost: true });
    const group = parcels(1);
    expect(told(await deliver(transport, group, clock))).toEqual([outcome]);
    expect(posted().map(({ key }) => key)).toEqual(statuses.map(() => group[0]!.id));
  });

  it('with Retry-After is obeyed, in seconds and as a date, and for the whole origin', async () => {
    for (const field of ['20', new Date(START + 20_000).toUTCString()]) {
      const clock = new ManualClock(START);
      const { url, posted } = await gateway(clock, (_, n) => (n === 0 ? [429, { 'retry-after': field }] : 200));
      const transport = transportTo(url, clock, { concurrencyPerOrigin: 1 });
      expect(told(await deliver(transport, parcels(5), clock))).toEqual(Array(5).fill('delivered'));
      const [first, ...rest] = posted();
      expect(first!.at).toBe(START);
      expect(rest).toHaveLength(5);
      for (const { at } of rest) expect(at).toBeGreaterThanOrEqual(START + 20_000);
    }
  });

  it('with two of them is obeyed as the longest says, and none for longer than a day', async () => {
    for (const [fields, retryAfterMs] of [
      [['60', '7200'], 7_200_000],
      [['999999999'], limits.retryAfterMsMax],
    ] as const) {
      const clock = new ManualClock(START);
      const limited = await gateway(clock, () => 429);
      limited.server.prependListener('request', (_request, response) => response.setHeader('retry-after', fields));
      const transport = transportTo(limited.url, clock, { body: 'with-envelope' });
      expect(await deliver(transport, parcels(1), clock)).toEqual([
        { state: 'deferred', reason: 'unavailable', retryAfterMs },
      ]);
      clock.advance(1_000);
      // Those that are not sent for it hear the same.
      expect(await deliver(transport, parcels(1), clock)).toEqual([
        { state: 'deferred', reason: 'unavailable', retryAfterMs: retryAfterMs - 1_000 },
      ]);
      expect(limited.posted()).toHaveLength(1);
    }
  });

  it('that asks for more patience than a hand-over has ends it at once, and says how long', async () => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, () => [503, { 'retry-after': '3600' }]);
    const transport = transportTo(url, clock, { concurrencyPerOrigin: 1 });
    const outcomes = await deliver(transport, parcels(8), clock);
    expect(told(outcomes)).toEqual(Array(8).fill('deferred unavailable'));
    // The one that was answered, and those that were not sent for it: the engine keeps all of them that long.
    for (const outcome of outcomes) expect(outcome).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(posted()).toHaveLength(1);
    expect(clock.now()).toBe(START);
  });

  it('that is cut off after its status counts', async () => {
    const clock = new ManualClock(START);
    const { url, server } = await gateway(clock, () => 200);
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      request.resume().on('end', () => {
        if (request.method === 'POST') {
          response.writeHead(200, { 'content-length': '1000' }).write('partly');
          setImmediate(() => request.socket.destroy());
        } else response.writeHead(201).end();
      });
    });
    expect(told(await deliver(transportTo(url, clock), parcels(1), clock))).toEqual(['delivered']);
  });

  it('without end is read so far and no further', async () => {
    const clock = new ManualClock(START);
    const { url, server } = await gateway(clock, () => 200);
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      request.resume().on('end', () => {
        if (request.method !== 'POST') return void response.writeHead(201).end();
        response.writeHead(410);
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(8_192)));
          response.once('drain', more);
        };
        more();
      });
    });
    expect(told(await deliver(transportTo(url, clock), parcels(1), clock))).toEqual(['failed gone']);
  });
});

describe('a lost answer', () => {
  it('makes a parcel unknown: it is not sent again', async () => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, (_, n) => (n === 1 ? 'cut' : 200));
    const transport = transportTo(url, clock, { concurrencyPerOrigin: 1 });
    expect(told(await deliver(transport, parcels(3), clock))).toEqual(['delivered', 'unknown no-answer', 'delivered']);
    expect(posted()).toHaveLength(3);
  });

  it('is asked for again where the gateway is known to drop repeats', async () => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, (_, n) => (n === 0 ? 'cut' : 200));
    const group = parcels(1);
    const transport = transportTo(url, clock, { repeatLost: true });
    expect(told(await deliver(transport, group, clock))).toEqual(['delivered']);
    expect(posted().map(({ key }) => key)).toEqual([group[0]!.id, group[0]!.id]);
    const always = await gateway(clock, () => 'cut');
    const other = transportTo(always.url, clock, { repeatLost: true, attempts: 3 });
    expect(told(await deliver(other, parcels(1), clock))).toEqual(['unknown no-answer']);
    expect(always.posted()).toHaveLength(3);
  });

  it('is one that does not come in time', async () => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, () => 'silence');
    const transport = transportTo(url, clock, { timeoutMs: 5_000 });
    const delivering = transport.deliver(parcels(2), new AbortController().signal);
    while (posted().length < 2) await turn();
    clock.advance(4_999);
    for (let i = 0; i < 20; i++) await turn();
    expect(clock.next()).toBe(1);
    clock.advance(1);
    expect(told(await delivering)).toEqual(Array(2).fill('unknown no-answer'));
  });

  it('of HTTP/2, when the connection goes away: delivered or unknown, and nothing is sent twice unasked', async () => {
    const clock = new ManualClock(START);
    const posts = new Map<string, number>();
    let protocol = '';
    let sessions = 0;
    let goaway = true;
    const server = createSecureServer(
      { key: readFileSync(certificate.key), cert: ca, allowHTTP1: true },
      (request, response) => {
        request.resume().on('end', () => {
          protocol = request.httpVersion;
          const key = String(request.headers['idempotency-key']);
          if (request.method === 'POST') posts.set(key, (posts.get(key) ?? 0) + 1);
          const all = [...posts.values()].reduce((sum, n) => sum + n, 0);
          if (goaway && request.method === 'POST' && all % 10 === 0)
            (request.stream.session as never as { goaway(code: number, last: number): void }).goaway(
              0,
              request.stream.id!,
            );
          setImmediate(() => {
            if (!response.stream.destroyed) response.writeHead(request.method === 'HEAD' ? 404 : 200).end();
          });
        });
      },
    ).listen(0, '127.0.0.1');
    server.on('sessionError', () => {});
    server.on('session', () => sessions++);
    await new Promise((resolve) => server.once('listening', resolve));
    closers.push(() => server.close());
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const transport = transportTo(url, clock, { tls: { ca } });
    const group = parcels(60);
    const outcomes = await deliver(transport, group, clock);
    expect(protocol).toBe('2.0');
    expect(new Set(told(outcomes))).toEqual(new Set(['delivered', 'unknown no-answer']));
    group.forEach(({ id }, n) => {
      expect(posts.get(id) ?? 0).toBeLessThanOrEqual(1);
      if (outcomes[n]!.state === 'delivered') expect(posts.get(id)).toBe(1);
    });
    // Where repeats are dropped, requests share a connection.
    goaway = false;
    sessions = 0;
    const sharing = transportTo(url, clock, { tls: { ca }, repeatLost: true });
    expect(told(await deliver(sharing, parcels(60), clock))).toEqual(Array(60).fill('delivered'));
    expect(sessions).toBe(1);
  });
});

describe('an origin that fails', () => {
  it('is left alone after failures in a row, then probed by one', async () => {
    const clock = new ManualClock(START);
    let healthy = false;
    const { url, posted } = await gateway(clock, () => (healthy ? 200 : 500));
    const transport = transportTo(url, clock, { concurrencyPerOrigin: 4, attempts: 100 });
    const delivering = transport.deliver(parcels(40), new AbortController().signal);
    const breaker = limits.httpBreakerFailures;
    const quiet = async (count: number): Promise<void> => {
      // Nothing more comes, however often the loop turns: everybody waits for the clock.
      while (posted().length < count) await turn();
      for (let i = 0; i < 50; i++) await turn();
    };
    // Those who were under way when it opened may come on top.
    while (posted().length < breaker) {
      const next = clock.next();
      if (next !== undefined && next < limits.httpBackoffMs) clock.advance(Math.min(next, 1));
      await turn();
    }
    await quiet(breaker);
    const before = posted().length;
    expect(before).toBeLessThan(breaker + 4);
    const opened = clock.now();
    clock.advance(limits.httpBreakerPauseMs - 10);
    await quiet(before);
    expect(posted()).toHaveLength(before);
    clock.advance(10);
    await quiet(before + 1);
    expect(posted()).toHaveLength(before + 1);
    clock.advance(2 * limits.httpBreakerPauseMs - 10);
    await quiet(before + 1);
    expect(posted()).toHaveLength(before + 1);
    healthy = true;
    // What waits for the probe would wait longer.
    expect(told(await passTime(delivering, clock, 5_000))).toEqual(Array(40).fill('delivered'));
    expect(posted()).toHaveLength(before + 1 + 40);
    expect(clock.now()).toBeGreaterThanOrEqual(opened + 3 * limits.httpBreakerPauseMs - 10);
  });

  it('once, in a restart, is not left alone for all that was under way; twice, it is', async () => {
    for (const [rounds, group] of [
      [1, 60],
      [Number.POSITIVE_INFINITY, 400],
    ] as const) {
      const clock = new ManualClock(START);
      let held = 0;
      let cut = (_answer: 'cut'): void => {};
      let round = new Promise<'cut'>((resolve) => {
        cut = resolve;
      });
      const { url, posted } = await gateway(clock, (_, n) => {
        if (n >= 20 * rounds) return 200;
        if (++held % 20 > 0) return round;
        const all = round;
        cut('cut');
        round = new Promise((resolve) => {
          cut = resolve;
        });
        return all;
      });
      const transport = transportTo(url, clock, { concurrencyPerOrigin: 20 });
      const delivering = transport.deliver(parcels(group), new AbortController().signal);
      if (rounds === 1) {
        const outcomes = told(await passTime(delivering, clock));
        expect(outcomes.filter((one) => one === 'unknown no-answer')).toHaveLength(20);
        expect(outcomes.filter((one) => one === 'delivered')).toHaveLength(40);
        expect(clock.now()).toBe(START);
      } else {
        while (posted().length < 40) await turn();
        for (let i = 0; i < 100; i++) await turn();
        expect(posted()).toHaveLength(40);
        await transport.close!();
        expect(told(await delivering).filter((one) => one === 'unknown no-answer')).toHaveLength(40);
      }
    }
  });

  it('is asked again when its pause is over, though the clock was set back meanwhile', async () => {
    const clock = new ManualClock(START);
    let offset = 0;
    const wall = { now: () => clock.now() + offset, monotonic: () => clock.now() };
    let healthy = false;
    const { url, posted } = await gateway(clock, () => (healthy ? 200 : 500));
    const transport = transportTo(url, clock, { clock: wall, attempts: 1, body: 'with-envelope' });
    for (let n = 0; n < limits.httpBreakerFailures; n++) await deliver(transport, parcels(1), clock, 0);
    const before = posted().length;
    offset = -3_600_000;
    healthy = true;
    const delivering = transport.deliver(parcels(1), new AbortController().signal);
    for (let n = 0; n < 50; n++) await turn();
    expect(posted()).toHaveLength(before);
    clock.advance(limits.httpBreakerPauseMs);
    expect(told(await delivering)).toEqual(['delivered']);
  });

  it('costs a large group one budget of time, and a few requests', async () => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, () => 500);
    const transport = transportTo(url, clock, { concurrencyPerOrigin: 8 });
    expect(new Set(told(await deliver(transport, parcels(500), clock)))).toEqual(new Set(['deferred unavailable']));
    expect(posted().length).toBeLessThan(50);
    expect(clock.now() - START).toBeLessThanOrEqual(2 * limits.httpRetryMs);
  });

  it('and is not there is unavailable: nobody took anything', async () => {
    const clock = new ManualClock(START);
    const { url, server } = await gateway(clock, () => 200);
    await new Promise((resolve) => server.close(resolve));
    const transport = transportTo(url, clock);
    expect(told(await deliver(transport, parcels(3), clock))).toEqual(Array(3).fill('deferred unavailable'));
  });

  it('and has a certificate of nobody is unavailable, and is told nothing', async () => {
    const clock = new ManualClock(START);
    let requests = 0;
    const server = createSecureServer({ key: readFileSync(certificate.key), cert: ca }, () => requests++);
    server.listen(0, '127.0.0.1').on('sessionError', () => {});
    await new Promise((resolve) => server.once('listening', resolve));
    closers.push(() => server.close());
    const transport = transportTo(`https://localhost:${(server.address() as AddressInfo).port}`, clock);
    expect(told(await deliver(transport, parcels(2), clock))).toEqual(Array(2).fill('deferred unavailable'));
    expect(requests).toBe(0);
  });
});

describe('the body', () => {
  const asked = (seen: readonly Seen[]): string[] =>
    seen
      .filter(({ method }) => method !== 'POST')
      .map(({ method, path }) => `${method} ${path.split('/').slice(0, 2).join('/')}`);

  it('is put once, for however many envelopes', async () => {
    const clock = new ManualClock(START);
    let stored: Buffer | undefined;
    const { url, seen, posted } = await gateway(
      clock,
      () => 200,
      ({ method, content }) => {
        if (method === 'PUT') stored = content;
        return method === 'PUT' ? 201 : stored === undefined ? 404 : [200, { 'content-length': String(stored.length) }];
      },
    );
    const group = parcels(50);
    const transport = transportTo(`${url}/v1/`, clock);
    await Promise.all([deliver(transport, group.slice(0, 25), clock), deliver(transport, group.slice(25), clock)]);
    expect(asked(seen)).toEqual(['HEAD /v1', 'PUT /v1']);
    expect(seen[0]!.path).toBe(`/v1/bodies/${hex(group[0]!.broadcast)}`);
    expect(new Uint8Array(stored!)).toEqual(group[0]!.body);
    const sent = new Map(posted().map(({ key, content }) => [key, readGatewayContent(content)]));
    group.forEach(({ id, envelope }, n) => {
      expect(new Uint8Array(sent.get(id)!.envelope)).toEqual(envelope);
      expect(sent.get(id)!.route).toBe(`secret-${n}`);
      expect(sent.get(id)!.body).toHaveLength(0);
    });
    for (const { headers } of posted())
      expect(headers).toMatchObject({
        'content-type': 'application/vnd.sealcast.envelope',
        'sealcast-broadcast': hex(group[0]!.broadcast),
      });
    // Another process, later: it asks, and need not send.
    await deliver(transportTo(`${url}/v1`, clock), group.slice(0, 2), clock);
    expect(asked(seen)).toEqual(['HEAD /v1', 'PUT /v1', 'HEAD /v1']);
  });

  it('goes again when the gateway has lost it, once', async () => {
    const clock = new ManualClock(START);
    let puts = 0;
    const forgetful = await gateway(
      clock,
      () => (puts < 2 ? 424 : 200),
      ({ method }) => {
        if (method === 'PUT') puts++;
        return method === 'PUT' ? 201 : 404;
      },
    );
    const transport = transportTo(forgetful.url, clock);
    expect(told(await deliver(transport, parcels(10), clock))).toEqual(Array(10).fill('delivered'));
    expect(puts).toBe(2);
    const never = await gateway(clock, () => 424);
    expect(told(await deliver(transportTo(never.url, clock), parcels(3), clock))).toEqual(
      Array(3).fill('failed refused-424'),
    );
    expect(asked(never.seen).length).toBeLessThanOrEqual(4);
  });

  it('that is refused holds its envelopes back', async () => {
    const clock = new ManualClock(START);
    for (const [answer, outcome] of [
      [413, 'failed too-large'],
      [403, 'failed refused-403'],
      // Not `gone`: that is said of a mailbox, and hosts take such routes off their lists.
      [404, 'failed refused-404'],
      [410, 'failed refused-410'],
      [500, 'deferred unavailable'],
      ['cut', 'deferred unavailable'],
    ] as const) {
      const { url, posted } = await gateway(
        clock,
        () => 200,
        ({ method }) => (method === 'PUT' ? answer : 404),
      );
      const transport = transportTo(url, clock);
      expect(told(await deliver(transport, parcels(4), clock))).toEqual(Array(4).fill(outcome));
      expect(posted()).toEqual([]);
    }
  });

  it('that is too large is not sent at all, and with envelopes a 413 is learned from', async () => {
    const clock = new ManualClock(START);
    const { url, seen, posted } = await gateway(clock, () => 413);
    expect(told(await deliver(transportTo(url, clock, { maxBytes: 1_999 }), parcels(3), clock))).toEqual(
      Array(3).fill('failed too-large'),
    );
    const whole = transportTo(url, clock, { maxBytes: 2_000, body: 'with-envelope' });
    expect(told(await deliver(whole, parcels(3), clock))).toEqual(Array(3).fill('failed too-large'));
    expect(seen).toEqual([]);
    const learning = transportTo(url, clock, { body: 'with-envelope', concurrencyPerOrigin: 1 });
    const group = parcels(3, () => 'same');
    expect(told(await deliver(learning, group, clock))).toEqual(Array(3).fill('failed too-large'));
    expect(posted()).toHaveLength(1);
    expect(new Uint8Array(readGatewayContent(posted()[0]!.content).body)).toEqual(group[0]!.body);
  });

  it('is asked about once a hand-over, and again by the next: somebody may have raised a limit', async () => {
    for (const body of ['by-reference', 'with-envelope'] as const) {
      const clock = new ManualClock(START);
      let raised = false;
      const answer = (): number => (raised ? 201 : 413);
      const { url, seen } = await gateway(
        clock,
        () => (body === 'with-envelope' ? answer() : 200),
        ({ method }) => (method === 'PUT' ? answer() : 404),
      );
      const transport = transportTo(url, clock, { body, concurrencyPerOrigin: 1 });
      const group = parcels(9, () => 'same');
      const refused = (): Seen[] => seen.filter(({ method }) => method !== 'HEAD');
      for (const times of [1, 2]) {
        expect(told(await deliver(transport, group, clock))).toEqual(Array(9).fill('failed too-large'));
        expect(refused()).toHaveLength(times);
      }
      raised = true;
      expect(told(await deliver(transport, group, clock))).toEqual(Array(9).fill('delivered'));
    }
  });

  it('that is too large for one URL of an origin is sent to the others', async () => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, ({ path }) => (path === '/1' ? 413 : 200));
    const transport = transportTo(({ route }) => `${url}/${route!.reveal()}`, clock, { origins: [url] });
    const group = parcels(3, (n) => `${n}`);
    for (const times of [1, 2]) {
      expect(told(await deliver(transport, group, clock))).toEqual(['delivered', 'failed too-large', 'delivered']);
      expect(posted()).toHaveLength(3 * times);
    }
  });

  it('that cannot be put costs a hand-over one budget of time, however many wait for it', async () => {
    const clock = new ManualClock(START);
    const { url, seen } = await gateway(
      clock,
      () => 200,
      () => 500,
    );
    const transport = transportTo(url, clock, { concurrencyPerOrigin: 1, attempts: 2 });
    expect(told(await deliver(transport, parcels(20), clock))).toEqual(Array(20).fill('deferred unavailable'));
    expect(seen).toHaveLength(2);
  });
});

describe('requests', () => {
  it('are so many at a time to one origin, and no more', async () => {
    const clock = new ManualClock(START);
    let underWay = 0;
    let most = 0;
    let full: (status: number) => void;
    const filled = new Promise<number>((resolve) => {
      full = resolve;
    });
    const { url } = await gateway(clock, async (): Promise<number> => {
      most = Math.max(most, ++underWay);
      if (underWay === 5) full(200);
      await filled;
      await turn();
      underWay--;
      return 200;
    });
    const transport = transportTo(url, clock, { concurrencyPerOrigin: 5 });
    const groups = [parcels(30), parcels(30)].map((group) => deliver(transport, group, clock));
    for (const outcomes of await Promise.all(groups)) expect(told(outcomes)).toEqual(Array(30).fill('delivered'));
    expect(most).toBe(5);
  });

  it('keep the pace of their origin, exactly', async () => {
    const clock = new ManualClock(START);
    const { url, seen } = await gateway(clock, () => 200);
    const transport = transportTo(url, clock, {
      pacePerOrigin: { perSecond: 7, perMinute: 30 },
      // Asked for when the request is handed to its connection.
      headers: () => ({ 'x-at': String(clock.now()) }),
    });
    expect(told(await deliver(transport, parcels(40), clock))).toEqual(Array(40).fill('delivered'));
    const times = seen.map(({ headers }) => Number(headers['x-at'])).sort((a, b) => a - b);
    expect(times).toHaveLength(42);
    for (const from of times) {
      expect(times.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(7);
      expect(times.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(30);
    }
    expect(times.at(-1)! - START).toBeLessThan(62_000);
  });

  it('keep it as the other side sees them, also where connections have to be made first', async () => {
    const clock = new ManualClock(START);
    const { url, posted } = await gateway(clock, () => 200);
    const transport = transportTo(url, clock, { pacePerOrigin: { perSecond: 2 }, body: 'with-envelope' });
    const delivering = transport.deliver(parcels(6), new AbortController().signal);
    // No turn of the event loop: they have their permits, and no connection yet.
    for (let n = 0; n < 50; n++) await Promise.resolve();
    clock.advance(700);
    const seen = async (count: number): Promise<void> => {
      while (posted().length < count) await turn();
      for (let n = 0; n < 50; n++) await turn();
      expect(posted()).toHaveLength(count);
    };
    await seen(2);
    clock.advance(999);
    await seen(2);
    clock.advance(1);
    await seen(4);
    expect(told(await passTime(delivering, clock))).toEqual(Array(6).fill('delivered'));
    expect(posted().map(({ at }) => at - START)).toEqual([700, 700, 1_700, 1_700, 2_700, 2_700]);
  });

  it('keep pace and pause of an origin that was let go for others', async () => {
    const clock = new ManualClock(START);
    const paced = await Promise.all(Array.from({ length: limits.httpOrigins + 2 }, () => gateway(clock, () => 200)));
    const pausing = await gateway(clock, () => [503, { 'retry-after': '3600' }]);
    const origins = [...paced.map(({ url }) => url), pausing.url];
    const transport = transportTo(({ route }) => route!.reveal(), clock, { origins, pacePerOrigin: { perHour: 1 } });
    const to = (url: string): Parcel[] => parcels(1, () => url);
    const first = paced[0]!;
    await deliver(transport, to(first.url), clock);
    expect(told(await deliver(transport, to(pausing.url), clock))).toEqual(['deferred unavailable']);
    for (const { url } of paced.slice(1)) expect(told(await deliver(transport, to(url), clock))).toEqual(['delivered']);
    clock.advance(2_000);
    const [again] = await deliver(transport, to(pausing.url), clock);
    expect(again).toEqual({ state: 'deferred', reason: 'unavailable', retryAfterMs: 3_598_000 });
    expect(pausing.posted()).toHaveLength(1);
    const controller = new AbortController();
    const delivering = transport.deliver(to(first.url), controller.signal);
    for (let n = 0; n < 100; n++) await turn();
    expect(first.posted()).toHaveLength(1);
    clock.advance(3_598_000);
    expect(told(await delivering)).toEqual(['delivered']);
    expect(first.posted().map(({ at }) => at - START)).toEqual([0, 3_600_000]);
  });

  it('carry the headers of the host, asked for each time', async () => {
    const clock = new ManualClock(START);
    const { url, seen } = await gateway(clock, () => 200);
    let asked = 0;
    const transport = transportTo(url, clock, { headers: () => ({ authorization: `Bearer ${++asked}` }) });
    await deliver(transport, parcels(3), clock);
    expect(seen.map(({ headers }) => headers.authorization).sort()).toEqual([1, 2, 3, 4, 5].map((n) => `Bearer ${n}`));
  });

  it('stop when they are to: sent means unknown, not sent means deferred', async () => {
    const clock = new ManualClock(START);
    const controller = new AbortController();
    const { url, posted } = await gateway(clock, () => 'silence');
    const transport = transportTo(url, clock, { concurrencyPerOrigin: 3 });
    const delivering = transport.deliver(parcels(10), controller.signal);
    while (posted().length < 3) await turn();
    let settled = false;
    void delivering.then(() => {
      settled = true;
    });
    controller.abort();
    clock.advance(limits.httpLastAnswerMs - 1);
    await turn();
    expect(settled).toBe(false);
    clock.advance(1);
    const outcomes = told(await delivering);
    expect(outcomes.filter((one) => one === 'unknown no-answer')).toHaveLength(3);
    expect(outcomes.filter((one) => one === 'deferred stopped')).toHaveLength(7);
    expect(posted()).toHaveLength(3);
  });

  it('end with the transport, and none begins after', async () => {
    const clock = new ManualClock(START);
    const { url, posted, seen } = await gateway(clock, () => 'silence');
    const transport = transportTo(url, clock, { concurrencyPerOrigin: 2 });
    const delivering = transport.deliver(parcels(4), new AbortController().signal);
    while (posted().length < 2) await turn();
    await transport.close!();
    expect(told(await delivering).sort()).toEqual([
      ...Array(2).fill('deferred stopped'),
      ...Array(2).fill('unknown no-answer'),
    ]);
    const before = seen.length;
    expect(told(await deliver(transport, parcels(2), clock))).toEqual(Array(2).fill('deferred stopped'));
    expect(seen).toHaveLength(before);
  });
});

describe('URLs that come from people', () => {
  const at = (url: string | null): Parcel[] => parcels(1, () => url);
  const byRoute = ({ route }: Parcel): string | null => route?.reveal() ?? null;

  it('are posted to, with the body and without the route, where the origin is listed', async () => {
    const clock = new ManualClock(START);
    const { url, seen } = await gateway(clock, () => 200);
    const transport = transportTo(byRoute, clock, { origins: [url] });
    const group = at(`${url}/m/abc?token=t`);
    expect(told(await deliver(transport, group, clock))).toEqual(['delivered']);
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /m/abc?token=t']);
    const content = readGatewayContent(seen[0]!.content);
    expect(content.route).toBe('');
    expect(new Uint8Array(content.body)).toEqual(group[0]!.body);
    expect(told(await deliver(transport, at('https://elsewhere.example/m'), clock))).toEqual(['failed url-refused']);
  });

  it('are https, public, and hold no credentials', async () => {
    const clock = new ManualClock(START);
    const { url, server, seen } = await gateway(clock, () => 200);
    let connections = 0;
    server.on('connection', () => connections++);
    const port = new URL(url).port;
    const transport = transportTo(byRoute, clock);
    for (const bad of [
      url,
      `https://127.0.0.1:${port}/`,
      `https://localhost:${port}/`,
      `https://[::1]:${port}/`,
      `https://[::ffff:127.0.0.1]:${port}/`,
      `https://0x7f000001:${port}/`,
      `https://2130706433:${port}/`,
      'https://169.254.169.254/latest/meta-data',
      'https://10.0.0.1/',
      'https://user:password@push.example/',
      'file:///etc/passwd',
      'not a URL',
      `https://push.example/${'x'.repeat(limits.routeBytes)}`,
    ])
      expect([bad, ...told(await deliver(transport, at(bad), clock))]).toEqual([bad, 'failed url-refused']);
    expect(told(await deliver(transport, [...at(null), ...at('')], clock))).toEqual(Array(2).fill('failed no-route'));
    const throwing = transportTo(() => {
      throw new Error('secret');
    }, clock);
    expect(told(await deliver(throwing, at('x'), clock))).toEqual(['failed url-refused']);
    expect(connections).toBe(0);
    expect(seen).toEqual([]);
  });
});

describe('options', () => {
  it.each([
    [{ url: 'gateway' }],
    [{ url: 'ftp://gateway.example' }],
    [{ url: 'https://user:secret@gateway.example' }],
    [{ url: 'https://gateway.example/?key=secret' }],
    [{ url: 'https://gateway.example', origins: ['https://other.example'] }],
    [{ url: (): null => null, body: 'by-reference' }],
    [{ url: (): null => null, origins: ['https://push.example/path'] }],
    [{ url: 'https://gateway.example', body: 'both' }],
    [{ url: 'https://gateway.example', concurrencyPerOrigin: 0 }],
    [{ url: 'https://gateway.example', attempts: 1.5 }],
    [{ url: 'https://gateway.example', timeoutMs: Number.NaN }],
    [{ url: 'https://gateway.example', pacePerOrigin: { perSecond: 0 } }],
    [{ url: 'https://gateway.example', headers: { 'Idempotency-Key': 'mine' } }],
    [{ url: 'https://gateway.example', headers: { 'x-header': 'two\r\nlines' } }],
  ])('%# are refused, and their values not repeated', (options) => {
    let thrown: unknown;
    try {
      httpTransport(options as never);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'SealcastError', code: 'USAGE' });
    expect(String((thrown as Error).message)).not.toContain('secret');
  });
});

describe('in detail', () => {
  it('a request that undici begins a second time is cut off: whether to repeat it is ours to say', () => {
    const ends: unknown[] = [];
    let writes = 0;
    const written = (): void => {
      writes++;
    };
    const running = new Running((exchange) => ends.push(exchange), written);
    const aborted: unknown[] = [];
    const controller = (name: string): never => ({ abort: () => aborted.push(name) }) as never;
    running.onRequestStart(controller('first'));
    expect([ends, aborted]).toEqual([[], []]);
    running.onRequestStart(controller('second'));
    expect([ends, aborted]).toEqual([[{ kind: 'cut' }], ['second']]);
    const late = new Running((exchange) => ends.push(exchange), written);
    late.giveUp();
    late.onRequestStart(controller('late'));
    expect([ends, aborted]).toEqual([
      [{ kind: 'cut' }, { kind: 'unsent' }],
      ['second', 'late'],
    ]);
    expect(writes).toBe(1);
  });

  it('Retry-After is read in all its forms', () => {
    const now = Date.parse('1994-11-06T08:49:00Z');
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs(' 0 ', now)).toBe(0);
    expect(retryAfterMs('Sun, 06 Nov 1994 08:49:37 GMT', now)).toBe(37_000);
    expect(retryAfterMs('Sunday, 06-Nov-94 08:49:37 GMT', now)).toBe(37_000);
    expect(retryAfterMs('Sun Nov  6 08:49:37 1994', now)).toBe(37_000);
    expect(retryAfterMs('Sun, 06 Nov 1994 08:48:00 GMT', now)).toBe(0);
    expect(retryAfterMs(['soon', '30', 'Sun, 06 Nov 1994 08:49:37 GMT', '5'], now)).toBe(37_000);
    for (const long of ['999999999', 'Sun, 06 Nov 2094 08:49:37 GMT'])
      expect(retryAfterMs(long, now)).toBe(limits.retryAfterMsMax);
    for (const odd of [undefined, '', '-1', '1.5', 'soon', '99999999999', 'Sun, 99 Nov', [], ['soon', '']])
      expect([odd, retryAfterMs(odd, now)]).toEqual([odd, undefined]);
  });

  it('back-off fills everything below a ceiling that doubles', () => {
    const random = unsafeSeededRandomForTesting('back-off');
    for (let attempt = 1; attempt <= 12; attempt++) {
      const ceiling = Math.min(limits.httpBackoffMaxMs, limits.httpBackoffMs * 2 ** (attempt - 1));
      const waits = Array.from({ length: 200 }, () => backoffMs(attempt, random));
      expect(Math.max(...waits)).toBeLessThan(ceiling);
      expect(Math.max(...waits)).toBeGreaterThan(0.9 * ceiling);
      expect(Math.min(...waits)).toBeLessThan(0.1 * ceiling);
    }
  });

  it('content comes apart as it was put together, and no other way', () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        bytes,
        fc.nat(),
        (route, envelope, body, cut) => {
          const encoded = new Uint8Array(encodeContent({ route, envelope, body }));
          const read = readGatewayContent(encoded);
          expect(read.route).toBe(route);
          expect(read.envelope).toEqual(envelope);
          expect(read.body).toEqual(body);
          expect(() => readGatewayContent(encoded.subarray(0, cut % encoded.length))).toThrow('malformed');
          expect(() => readGatewayContent(new Uint8Array([...encoded, 0]))).toThrow('malformed');
        },
      ),
      { seed: 4, numRuns: 200 },
    );
    fc.assert(
      fc.property(bytes, (any) => {
        try {
          expect(new Uint8Array(encodeContent(readGatewayContent(any)))).toEqual(any);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ENVELOPE_INVALID' });
        }
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
