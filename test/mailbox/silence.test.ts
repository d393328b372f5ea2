/** A device whose connection has gone dead without a word: it finds out by itself, and asks again. */
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../src/crypto/base64.ts';
import { hex } from '../../src/crypto/bytes.ts';
import { limits } from '../../src/limits.ts';
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

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const until = async (held: () => boolean): Promise<void> => {
  while (!held()) await turn();
};
const never = <T>(): Promise<T> => new Promise<T>(() => {});
const POLL_MS = 1_000 * limits.mailboxWaitSeconds + limits.pullTellMs;

async function served() {
  const mailbox = await mailboxIn(dir);
  closers.push(() => mailbox.close());
  const { url } = await mailbox.listen();
  return { mailbox, url, key: generatePullKey(), clock: new ManualClock(0) };
}

/** Collects until it is ended by the test, or told to. */
function collecting(options: Omit<PullOptions, 'name' | 'signal' | 'log'>) {
  const end = new AbortController();
  closers.push(() => end.abort());
  const got: Pulled[] = [];
  const troubles: unknown[] = [];
  const log = ({ code, cause }: SealcastError): void => void troubles.push([code, (cause as Error).message]);
  const ended = (async () => {
    for await (const one of pullMailbox({ ...options, name: NAME, signal: end.signal, log })) got.push(one);
  })();
  return { got, troubles, end: () => end.abort(), ended };
}

describe('a device', () => {
  it('leaves a stream without a sign of life, not one that has them, and goes on behind its last envelope', async () => {
    const { mailbox, url, key, clock } = await served();
    const asked: string[] = [];
    const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
    let left = 0;
    const fetches: typeof fetch = async (input, init) => {
      const { pathname, search } = new URL(String(input));
      if (pathname !== '/events') return fetch(input, init);
      asked.push(search);
      const cancel = (): void => void left++;
      return new Response(new ReadableStream({ start: (controller) => void streams.push(controller), cancel }));
    };
    const { got, troubles, end, ended } = collecting({ url, ...key, wait: 'stream', fetch: fetches, timer: clock });
    const say = async (text: string): Promise<void> => {
      await until(() => clock.next() === limits.pullSilenceMs);
      clock.advance(30_000);
      streams.at(-1)!.enqueue(new TextEncoder().encode(text));
    };
    const cursor = '00000000000000ff';
    await say(':\n\n');
    await say(`id: ${cursor}\nevent: envelope\ndata: ${toBase64url(parcelFor(null).envelope)}\n\n`);
    for (let n = 0; n < 4; n++) await say(':\n\n');
    await until(() => clock.next() === limits.pullSilenceMs);
    clock.advance(limits.pullSilenceMs - 1);
    await turn();
    expect([asked, got.length, troubles, left]).toEqual([[''], 1, [], 0]);
    clock.advance(1);
    await until(() => troubles.length === 1);
    expect([troubles, left]).toEqual([[['MAILBOX_UNAVAILABLE', 'nothing came for too long']], 1]);
    await until(() => clock.next() !== undefined);
    clock.advance(limits.pullBackoffMs);
    await until(() => asked.length === 2);
    expect(asked).toEqual(['', `?after=${cursor}`]);
    end();
    await ended;
    // Nothing is left that would keep a process alive.
    expect([clock.next(), mailbox.metrics().waits]).toEqual([undefined, 0]);
  });

  it.each(['poll', 'stream'] as const)('leaves a request that nobody answers, and asks again: %s', async (wait) => {
    const { mailbox, url, key, clock } = await served();
    await deliver(mailbox, parcelFor(key.route));
    let lost = 1;
    const signals: AbortSignal[] = [];
    const fetches: typeof fetch = (input, init) => {
      if (!/\/(envelopes|events)$/.test(new URL(String(input)).pathname) || lost-- <= 0) return fetch(input, init);
      signals.push(init!.signal!);
      return never();
    };
    const { got, troubles, end, ended } = collecting({ url, ...key, wait, fetch: fetches, timer: clock });
    await until(() => signals.length === 1);
    const patience = wait === 'poll' ? POLL_MS : limits.pullTellMs;
    expect(clock.next()).toBe(patience);
    clock.advance(patience - 1);
    await turn();
    expect(troubles).toEqual([]);
    clock.advance(1);
    await until(() => troubles.length === 1);
    expect([troubles, signals[0]!.aborted]).toEqual([[['MAILBOX_UNAVAILABLE', 'no answer in time']], true]);
    await until(() => clock.next() !== undefined);
    clock.advance(limits.pullBackoffMs);
    await until(() => got.length === 1);
    end();
    await ended;
  });

  it('asks again soon after a stream that lasted as long as its session, however often it failed before', async () => {
    const { url, key, clock } = await served();
    let asked = 0;
    const failures = 9;
    const fetches: typeof fetch = (input, init) => {
      if (new URL(String(input)).pathname !== '/events') return fetch(input, init);
      // It fails, then lasts once, then fails again.
      return ++asked === failures + 1 ? Promise.resolve(new Response(':\n\n')) : Promise.reject(new Error('no route'));
    };
    const { troubles, end, ended } = collecting({ url, ...key, wait: 'stream', fetch: fetches, timer: clock });
    for (let n = 1; n <= failures; n++) {
      await until(() => troubles.length === n);
      clock.advance(limits.pullBackoffMaxMs);
    }
    await until(() => asked === failures + 1 && clock.next() !== undefined && clock.next()! <= limits.pullBackoffMs);
    clock.advance(limits.pullBackoffMs);
    await until(() => troubles.length === failures + 1);
    expect(clock.next()).toBeLessThanOrEqual(limits.pullBackoffMs);
    end();
    await ended;
  });

  it.each([
    ['/challenge', limits.pullTellMs],
    ['/session', limits.pullTellMs],
    ['/envelopes', limits.pullTellMs],
    ['/body', limits.pullTellMs],
    ['/ack', limits.pullTellMs],
  ])('says that nobody answers to %s', async (path, patience) => {
    const { mailbox, url, key, clock } = await served();
    await deliver(mailbox, parcelFor(key.route));
    let asked = 0;
    const fetches: typeof fetch = (input, init) => {
      if (!new URL(String(input)).pathname.endsWith(path)) return fetch(input, init);
      asked++;
      return never();
    };
    const collected = (async () => {
      const options = { url, ...key, name: NAME, follow: false, fetch: fetches, timer: clock };
      for await (const { body, ack } of pullMailbox(options)) {
        await body();
        await ack();
      }
    })();
    const refused = expect(collected).rejects.toMatchObject({
      code: 'MAILBOX_UNAVAILABLE',
      cause: { message: 'no answer in time' },
    });
    await until(() => asked === 1);
    expect(clock.next()).toBe(patience);
    clock.advance(patience);
    await refused;
    expect(clock.next()).toBeUndefined();
  });

  it('does not wait for the rest of a body that stops coming', async () => {
    const { mailbox, url, key, clock } = await served();
    await deliver(mailbox, parcelFor(key.route));
    const fetches: typeof fetch = async (input, init) =>
      new URL(String(input)).pathname.endsWith('/body')
        ? new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(100)) }))
        : fetch(input, init);
    for await (const { body } of pullMailbox({
      url,
      ...key,
      name: NAME,
      follow: false,
      fetch: fetches,
      timer: clock,
    })) {
      const refused = expect(body()).rejects.toMatchObject({ code: 'MAILBOX_UNAVAILABLE' });
      await until(() => clock.next() === limits.pullSilenceMs);
      await turn();
      clock.advance(limits.pullSilenceMs);
      await refused;
    }
  });

  it.each(['poll', 'stream'] as const)(
    'behind a proxy that forgets its connections gets what comes: %s',
    async (wait) => {
      const { mailbox, url, key, clock } = await served();
      const proxy = await forgetful(Number(new URL(url).port));
      const first = parcelFor(key.route);
      const second = parcelFor(key.route);
      await deliver(mailbox, first);
      const { got, troubles, end, ended } = collecting({ url: proxy.url, ...key, wait, timer: clock });
      await until(() => got.length === 1 && mailbox.metrics().waits === 1);
      await got[0]!.ack();
      proxy.forget();
      await deliver(mailbox, second);
      clock.advance(wait === 'poll' ? POLL_MS : limits.pullSilenceMs);
      // It may hold other connections: a request that is lost in one is given its time, and so is each pause.
      let [lost, paused] = [0, 0];
      while (got.length < 2)
        if (proxy.lost() > lost) {
          lost = proxy.lost();
          clock.advance(POLL_MS);
        } else if (troubles.length > paused) clock.advance(limits.pullBackoffMs * 2 ** paused++);
        else await turn();
      expect(got.map(({ envelope }) => hex(envelope))).toEqual([first, second].map(({ envelope }) => hex(envelope)));
      expect(proxy.connections()).toBeGreaterThan(1);
      end();
      await ended;
    },
  );
});

/** A proxy of TCP that can forget what it holds: those stay open, and nothing goes through them any more. New ones work. */
async function forgetful(target: number) {
  const sockets = new Set<Socket>();
  let remembered: Socket[] = [];
  let [connections, lost] = [0, 0];
  const server = createServer((near) => {
    connections++;
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      remembered.push(from);
      from.on('data', (part: Buffer) => {
        if (remembered.includes(from)) to.write(part);
        else if (from === near) lost++;
      });
      from.on('error', () => from.destroy());
      from.on('close', () => {
        sockets.delete(from);
        if (remembered.includes(from)) to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    connections: () => connections,
    /** Pieces that came from a device and went nowhere. */
    lost: () => lost,
    forget: () => {
      remembered = [];
    },
  };
}
