import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../src/crypto/base64.ts';
import { concat, utf8 } from '../../src/crypto/bytes.ts';
import { publicKeyOf } from '../../src/crypto/x25519.ts';
import { limits } from '../../src/limits.ts';
import { encodePullRoute, readPullRoute } from '../../src/mailbox/route.ts';
import { Tokens } from '../../src/mailbox/tokens.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { ManualClock } from '../../src/testing.ts';
import { tempDir } from '../engine/support.ts';
import { deliver, generatePullKey, mailboxIn, NAME, parcelFor, Raw } from './support.ts';

const { dir, remove } = tempDir();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(remove);

async function served(options: Parameters<typeof mailboxIn>[1] = {}) {
  const mailbox = await mailboxIn(dir, options);
  closers.push(() => mailbox.close());
  return { mailbox, raw: new Raw((await mailbox.listen()).url) };
}

const bytes = (text: unknown): Uint8Array => fromBase64url(text as string)!;

describe('a challenge', () => {
  it('is answered by another implementation of RFC 9180', async () => {
    const { raw } = await served({ clock: new ManualClock(Date.now()) });
    const key = generatePullKey();
    const { json } = await raw.challenge(key);
    const suite = new CipherSuite({
      kem: new DhkemX25519HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Chacha20Poly1305(),
    });
    const own = (one: Uint8Array): ArrayBuffer => new Uint8Array(one).buffer;
    const context = await suite.createRecipientContext({
      recipientKey: await suite.kem.deserializePrivateKey(own(key.privateKey)),
      enc: own(bytes(json.enc)),
      info: own(utf8(`sealcast v1 pull${NAME}`)),
    });
    const exported = new Uint8Array(await context.export(own(utf8('sealcast v1 pull answer')), 32));
    const message = concat(bytes(json.nonce), key.address, publicKeyOf(key.privateKey));
    const answer = toBase64url(hmac(sha256, exported, message));
    const { status, json: session } = await raw.post('/session', { nonce: json.nonce, state: json.state, answer });
    expect([status, session.expiresIn]).toEqual([200, limits.mailboxSessionMs / 1_000]);
  });

  it('answered rightly opens the inbox of that address and key, and of no other', async () => {
    const { mailbox, raw } = await served();
    const [mine, other] = [generatePullKey(), generatePullKey()];
    const parcel = parcelFor(mine.route);
    expect(await deliver(mailbox, parcel)).toEqual(['delivered']);
    expect(await raw.waiting(await raw.session(mine))).toHaveLength(1);
    expect(await raw.waiting(await raw.session(other))).toEqual([]);
    // Who knows an address and has a key of their own gets an inbox of their own, and it is empty.
    expect(await raw.waiting(await raw.session({ address: mine.address, privateKey: other.privateKey }))).toEqual([]);
    expect(await raw.waiting(await raw.session({ address: other.address, privateKey: mine.privateKey }))).toEqual([]);
  });

  it('looks the same whether there is such an address or not, and so does what follows', async () => {
    const { mailbox, raw } = await served();
    const [known, unknown, thief] = [generatePullKey(), generatePullKey(), generatePullKey()];
    await deliver(mailbox, parcelFor(known.route));
    const shown = [];
    for (const { address, privateKey } of [known, unknown]) {
      const challenge = await raw.challenge({ address, privateKey });
      // A thief without the key can answer with one of their own only.
      const answered = await raw.post('/session', raw.answer(challenge, { address, privateKey: thief.privateKey }));
      const shape = (json: Record<string, unknown>) =>
        Object.entries(json).map(([name, value]) => [name, typeof value, String(value).length]);
      const headers = (of: Headers) => [...of.keys()].filter((name) => name !== 'date').sort();
      shown.push([
        challenge.status,
        shape(challenge.json),
        headers(challenge.headers),
        answered.status,
        answered.json,
        headers(answered.headers),
      ]);
    }
    expect(shown[0]).toEqual(shown[1]);
    expect(shown[0]![3]).toBe(401);
    expect(shown[0]![4]).toEqual({ error: 'unauthorized' });
  });

  it('counts once, rightly or wrongly answered, for one server and one minute', async () => {
    const clock = new ManualClock(Date.now());
    const { raw, mailbox } = await served({ clock });
    const elsewhere = await served({ clock });
    const key = generatePullKey();

    const first = raw.answer(await raw.challenge(key), key);
    expect((await raw.post('/session', first)).status).toBe(200);
    expect((await raw.post('/session', first)).status).toBe(401);

    const second = raw.answer(await raw.challenge(key), key);
    expect((await raw.post('/session', { ...second, answer: toBase64url(new Uint8Array(32)) })).status).toBe(401);
    expect((await raw.post('/session', second)).status).toBe(401);

    const third = raw.answer(await raw.challenge(key), key);
    expect((await elsewhere.raw.post('/session', third)).status).toBe(401);
    clock.advance(limits.mailboxChallengeMs - 1);
    expect((await raw.post('/session', third)).status).toBe(200);
    const fourth = raw.answer(await raw.challenge(key), key);
    clock.advance(limits.mailboxChallengeMs);
    expect((await raw.post('/session', fourth)).status).toBe(401);

    // The parts of two challenges are no third one; and another name is another server.
    const [a, b] = [raw.answer(await raw.challenge(key), key), raw.answer(await raw.challenge(key), key)];
    expect((await raw.post('/session', { ...a, state: b.state })).status).toBe(401);
    expect((await raw.post('/session', { ...a, nonce: b.nonce })).status).toBe(401);
    const misled = raw.answer(await raw.challenge(key), key, 'evil.example');
    expect((await raw.post('/session', misled)).status).toBe(401);
    expect(mailbox.metrics()).toMatchObject({ sessions: 2, refused: { unauthorized: 7 } });
  });

  it('a session ends, and is good for nothing else', async () => {
    const clock = new ManualClock(Date.now());
    const { raw } = await served({ clock });
    const key = generatePullKey();
    const headers = await raw.session(key);
    clock.advance(limits.mailboxSessionMs - 1);
    expect((await raw.say('/envelopes', { headers })).status).toBe(200);
    clock.advance(1);
    expect(await raw.say('/envelopes', { headers })).toMatchObject({ status: 401, json: { error: 'unauthorized' } });
    // A challenge is no session, however it is cut.
    const { json } = await raw.challenge(key);
    const token = toBase64url(concat(bytes(json.nonce), bytes(json.state)));
    expect((await raw.say('/envelopes', { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  });

  it('is remembered only when it was answered, and of those no more than there is room for', () => {
    const clock = new ManualClock(1_700_000_000_000);
    const tokens = new Tokens(NAME, { clock, random: systemRandom }, 20);
    const { address, privateKey } = generatePullKey();
    const route = { address, key: publicKeyOf(privateKey) };
    const answered = () => tokens.session({ ...tokens.challenge(route)!, answer: new Uint8Array(32) });
    for (let n = 0; n < 50; n++) tokens.challenge(route);
    for (let n = 0; n < 20; n++) expect(answered()).toBe('wrong');
    expect(answered()).toBe('full');
    clock.advance(limits.mailboxChallengeMs);
    expect(answered()).toBe('wrong');
  });
});

describe('requests that are none', () => {
  it('are refused with a word, before anything is made of them', async () => {
    const { raw, mailbox } = await served();
    const key = generatePullKey();
    const [address, pull] = [toBase64url(key.address), toBase64url(publicKeyOf(key.privateKey))];
    const bad = [
      'not json',
      'null',
      '[]',
      {},
      { address },
      { address, key: 7 },
      { address: `${address}A`, key: pull },
      { address, key: `${pull}=` },
      { address, key: toBase64url(new Uint8Array(32)) },
      { address, key: toBase64url(new Uint8Array(32).fill(0xff)) },
      { address: '__proto__', key: pull },
      '{"__proto__": {"address": 1}}',
    ];
    for (const content of bad)
      expect([content, await raw.post('/challenge', content)]).toMatchObject([
        content,
        { status: 400, json: { error: 'malformed' } },
      ]);
    for (const content of [{}, { nonce: 'A', state: 'A', answer: 'A' }])
      expect((await raw.post('/session', content)).status).toBe(400);
    for (const content of [
      { nonce: 'AA', state: 'AA', answer: 'AA' },
      { nonce: '', state: '', answer: '' },
    ])
      expect((await raw.post('/session', content)).status).toBe(401);
    expect((await raw.post('/challenge', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(
      400,
    );
    expect(mailbox.metrics().challenges).toBe(0);

    const headers = await raw.session(key);
    for (const query of [
      '?after=0',
      '?after=g000000000000000',
      '?wait=-1',
      '?wait=1e9',
      '?after=&wait=',
      '?wait=1&wait=2',
    ])
      expect([query, (await raw.say(`/envelopes${query}`, { headers })).status]).toEqual([query, 400]);
    for (const acks of [7, [7], [null], [{}], [{ cursor: 'x' }], [{ cursor: '0'.repeat(16), receipt: 'AAAA' }]])
      expect([acks, (await raw.post('/ack', { acks }, headers)).status]).toEqual([acks, 400]);
    const none = '0'.repeat(16);
    expect((await raw.say(`/envelopes/${none}/body`, { headers })).status).toBe(404);
    expect((await raw.say('/envelopes/x/body', { headers })).status).toBe(400);
    expect(await raw.say('/anything', { headers })).toMatchObject({ status: 404, json: { error: 'not-found' } });
  });

  it('without a session are all answered alike', async () => {
    const { raw } = await served();
    const tokens = ['', 'Bearer', 'Bearer x', `Bearer ${'A'.repeat(80)}`, 'Basic QTpC', `Bearer ${'A'.repeat(4_000)}`];
    for (const authorization of tokens)
      for (const [path, init] of [
        ['/envelopes', {}],
        ['/envelopes?wait=55', {}],
        ['/events', {}],
        [`/envelopes/${'0'.repeat(16)}/body`, {}],
        ['/ack', { method: 'POST', body: '{"acks":[]}' }],
      ] as const) {
        const said = await raw.say(path, { ...init, headers: { authorization, 'content-type': 'application/json' } });
        expect([path, said.status, said.json]).toEqual([path, 401, { error: 'unauthorized' }]);
      }
  });
});

describe('a route', () => {
  it('has one spelling', () => {
    const { address, privateKey, route } = generatePullKey();
    expect(route).toMatch(/^pull:[\w-]{64}$/);
    expect(readPullRoute(route)).toEqual({ address, key: publicKeyOf(privateKey) });
    const low = toBase64url(concat(address, new Uint8Array(32)));
    for (const bad of ['', 'pull:', route.slice(1), `${route}A`, route.toUpperCase(), ` ${route}`, `pull:${low}`])
      expect([bad, readPullRoute(bad)]).toEqual([bad, null]);
    expect(() => encodePullRoute({ address: address.subarray(1), key: publicKeyOf(privateKey) })).toThrow('16 bytes');
    expect(() => encodePullRoute({ address, key: new Uint8Array(32) })).toThrow('public key');
  });

  it('base64url: what is read is what would be written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (some) => {
        const text = toBase64url(some);
        expect(text).toBe(Buffer.from(some).toString('base64url'));
        expect(fromBase64url(text)).toEqual(new Uint8Array(some));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ABab09-_=+/ \n'), maxLength: 12 }), (text) => {
        const read = fromBase64url(text);
        expect(read === null || toBase64url(read) === text).toBe(true);
      }),
    );
    for (const spare of ['AB', 'AAB', 'A']) expect(fromBase64url(spare)).toBeNull();
  });
});
