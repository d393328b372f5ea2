/** Routes come from browsers, and so from anybody: what is no subscription is none, whatever it is, and many of them cost bounded memory. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Pace } from '../../../src/delivery/pace.ts';
import { limits } from '../../../src/limits.ts';
import { ManualClock } from '../../../src/testing.ts';
import { Addresses } from '../../../src/transports/http/address.ts';
import type { Origin } from '../../../src/transports/http/origin.ts';
import { Origins } from '../../../src/transports/http/origins.ts';
import { Stop } from '../../../src/transports/http/stop.ts';
import { readSubscription } from '../../../src/transports/webpush/subscription.ts';

const p256dh = Buffer.concat([Buffer.from([4]), randomBytes(64)]);
const auth = randomBytes(16);
const GOOD = {
  endpoint: 'https://push.example/1',
  expirationTime: null,
  keys: { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') },
};
const keysWith = (more: object) => JSON.stringify({ ...GOOD, keys: { ...GOOD.keys, ...more } });

describe('a subscription', () => {
  it('is read as browsers write it, and in the other alphabet', () => {
    const read = { endpoint: GOOD.endpoint, p256dh: new Uint8Array(p256dh), auth: new Uint8Array(auth) };
    expect(readSubscription(JSON.stringify(GOOD))).toEqual(read);
    expect(readSubscription(keysWith({ p256dh: p256dh.toString('base64'), auth: auth.toString('base64') }))).toEqual(
      read,
    );
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['a string', '"https://push.example/1"'],
    ['no keys', JSON.stringify({ endpoint: GOOD.endpoint })],
    ['keys that are null', JSON.stringify({ ...GOOD, keys: null })],
    ['keys that are a string', JSON.stringify({ ...GOOD, keys: 'p256dh' })],
    ['keys of a prototype', `{"endpoint":"https://push.example/1","__proto__":{"keys":${JSON.stringify(GOOD.keys)}}}`],
    ['an endpoint that is an object', JSON.stringify({ ...GOOD, endpoint: { toString: 'https://x.example' } })],
    ['a key that is a number', keysWith({ p256dh: 4 })],
    ['a key of a byte less', keysWith({ p256dh: p256dh.subarray(1).toString('base64url') })],
    ['a key of a byte more', keysWith({ p256dh: Buffer.concat([p256dh, auth.subarray(1, 2)]).toString('base64url') })],
    [
      'a compressed key',
      keysWith({ p256dh: Buffer.concat([Buffer.from([2]), randomBytes(32)]).toString('base64url') }),
    ],
    [
      'a key that says it is compressed',
      keysWith({ p256dh: Buffer.concat([Buffer.from([3]), p256dh.subarray(1)]).toString('base64url') }),
    ],
    ['a key with spaces', keysWith({ p256dh: ` ${GOOD.keys.p256dh}` })],
    ['a secret that is empty', keysWith({ auth: '' })],
    ['a secret with a line end', keysWith({ auth: `${GOOD.keys.auth}\n` })],
    ['a list that is nested deep', '['.repeat(limits.routeBytes)],
    ['objects that are nested deep', '{"keys":'.repeat(limits.routeBytes / 8)],
    ['more than a route', JSON.stringify({ ...GOOD, more: 'x'.repeat(limits.routeBytes) })],
  ])('is not %s', (_, route) => {
    expect(readSubscription(route)).toBeNull();
  });
});

describe('push services that strangers name', () => {
  const clock = new ManualClock(0);
  const originsWith = (pace: Pace): Origins =>
    new Origins({
      concurrency: 1,
      streams: 1,
      timeoutMs: 1_000,
      pace,
      tls: {} as never,
      addresses: new Addresses(null),
      clock,
      timer: clock,
    });
  const known = (origins: Origins, name: string): Origin => {
    const origin = origins.of(name);
    if (origin === null) throw new Error('no place');
    return origin;
  };

  it('are forgotten, but for those in use: connections have an end', async () => {
    const origins = originsWith({});
    const used = Array.from({ length: 10 }, (_, n) => known(origins, `https://used-${n}.example`));
    for (const one of used) one.users++;
    for (let n = 0; n < 20 * limits.httpOrigins; n++) origins.of(`https://p${n}.example`);
    expect(origins.size).toBe(limits.httpOrigins);
    expect(used.map((one, n) => origins.of(`https://used-${n}.example`) === one)).toEqual(used.map(() => true));
    for (const one of used) one.users--;
    for (let n = 0; n < limits.httpOrigins; n++) origins.of(`https://q${n}.example`);
    expect(used.map((one, n) => origins.of(`https://used-${n}.example`) === one)).toEqual(used.map(() => false));
    await origins.close();
  });

  it('are remembered while they have permits taken; where there are too many, a new one waits', async () => {
    const origins = originsWith({ perMinute: 1 });
    // Ends before there is a connection: the permit is taken all the same.
    const request = {
      method: 'POST' as const,
      path: '/',
      headers: () => ({}),
      content: (): Uint8Array => {
        throw new Error('nothing to send');
      },
    };
    const ask = (name: string) => known(origins, name).attempt(request, { at: undefined }, new Stop());
    const names = Array.from({ length: limits.httpOriginsKnown }, (_, n) => `https://p${n}.example`);
    for (const [n, name] of names.entries()) {
      // The first is a second older than the others.
      if (n === 1) clock.advance(1_000);
      expect(await ask(name)).toEqual({ kind: 'unsent' });
    }
    expect(origins.size).toBe(limits.httpOrigins);
    expect(origins.of('https://new.example')).toBeNull();
    expect(origins.freeInMs).toBe(59_000);
    const first = known(origins, names[0]!);
    const stop = new Stop();
    const waiting = first.attempt(request, { at: undefined }, stop);
    clock.advance(58_999);
    await Promise.resolve();
    stop.tell();
    expect(await waiting).toBe('stopped');
    expect(origins.of('https://new.example')).toBeNull();
    clock.advance(1_001);
    expect(await ask('https://new.example')).toEqual({ kind: 'unsent' });
    // Their minute is over: nothing keeps any of them but the connections.
    for (let n = 0; n < limits.httpOriginsKnown; n++) known(origins, `https://q${n}.example`);
    expect(known(origins, names[5]!)).not.toBe(first);
    await origins.close();
  });
});
