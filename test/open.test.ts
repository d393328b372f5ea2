import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeRecord } from '../src/codec/msgpack.ts';
import { concat } from '../src/crypto/bytes.ts';
import { parseEnvelope } from '../src/crypto/envelope.ts';
import { openSlot, parseSlotPlain } from '../src/crypto/slot.ts';
import { loadOpenKernel } from '../src/kernels/open.ts';
import { memorySeen, type OpenFault, type OpenOptions, openEnvelope } from '../src/open.ts';
import { CREATED, EXPIRES, makeBroadcast, makeRecipients, makeSender, seeded } from './crypto/fixture.ts';
import { digestOf, forgeBody, forgeBroadcast, forgeEnvelope, forgePlain } from './crypto/forge.ts';

const NOW = CREATED + 1000;
const city = makeSender('city-hall');
const mallory = makeSender('mallory');
const [alice, carol] = makeRecipients(2) as [
  ReturnType<typeof makeRecipients>[0],
  ReturnType<typeof makeRecipients>[0],
];
const content = encodeRecord({ format: 'plain', text: 'Water is off.' });

const kernels = [
  { by: 'noble', kernel: undefined },
  {
    by: 'the kernel',
    kernel: await loadOpenKernel(readFileSync(new URL('../dist/kernels/open.wasm', import.meta.url))),
  },
];

describe.each(kernels)('by $by', ({ kernel }) => {
  /** Opens and says how it went: the message, null, or the code and what only the log heard. */
  async function attempt(envelope: Uint8Array, body: Uint8Array, options: Partial<OpenOptions> = {}) {
    const faults: OpenFault[] = [];
    try {
      const message = await openEnvelope(envelope, body, {
        privateKey: alice.privateKey,
        sender: city.sender,
        now: NOW,
        log: (fault) => faults.push(fault),
        ...(kernel === undefined ? {} : { kernel }),
        ...options,
      });
      return { message, faults };
    } catch (error) {
      return { error: error as Error & { code: string; position?: unknown; cause?: unknown }, faults };
    }
  }

  describe('openEnvelope, what it gives', () => {
    it('suite 1: text, times, not addressed', async () => {
      const sent = makeBroadcast(1, makeRecipients(3));
      const { message, faults } = await attempt(sent.envelopes[0]!, sent.body);
      expect(faults).toEqual([]);
      expect(message).toMatchObject({
        kind: 'message',
        class: 'broadcast',
        format: 'plain',
        text: 'Water is off on Friday from 9 to 12.',
        addressed: false,
        created: CREATED,
        expires: EXPIRES,
        broadcast: sent.broadcast,
      });
      expect(Object.keys(message!.personal)).toEqual([]);
      expect(Object.getPrototypeOf(message!.personal)).toBe(null);
    });

    it('suite 2: personal fields, addressed; Buffers will do, and nothing given out is a view of them', async () => {
      const people = makeRecipients(2).map((one, i) => ({ ...one, personal: { name: `张${i}`, toString: i } }));
      const sent = makeBroadcast(2, people, {
        class: 1,
        content: encodeRecord({ format: 'markdown', text: '# 停水', language: 'zh' }),
      });
      const envelope = Buffer.from(sent.envelopes[0]!);
      const { message } = await attempt(envelope, Buffer.from(sent.body));
      expect(message).toMatchObject({ class: 'emergency', format: 'markdown', text: '# 停水', addressed: true });
      expect(message!.personal).toEqual({ name: '张0', toString: 0 });
      expect(message!.content.language).toBe('zh');
      envelope.fill(0);
      expect(message!.mailbox).toEqual(sent.envelopes[0]!.subarray(24, 40));
      expect(message!.broadcast).toEqual(sent.broadcast);
    });

    it('a body of several chunks', async () => {
      const text = '水'.repeat(60_000);
      const sent = makeBroadcast(1, makeRecipients(1), { content: encodeRecord({ format: 'plain', text }) });
      expect(sent.body.length).toBeGreaterThan(2 * 65_536);
      expect((await attempt(sent.envelopes[0]!, sent.body)).message!.text).toBe(text);
    });

    it('a recall: what it recalls, with text or without', async () => {
      const recalls = seeded('x', 16);
      for (const words of [{}, { format: 'plain', text: 'Sorry.' }]) {
        const sent = makeBroadcast(1, makeRecipients(1), { kind: 2, content: encodeRecord({ recalls, ...words }) });
        const { message } = await attempt(sent.envelopes[0]!, sent.body);
        expect(message).toMatchObject({ kind: 'recall', text: '', recalls, ...words });
      }
      // In a message the field is the host's own.
      const own = encodeRecord({ format: 'plain', text: 'x', recalls });
      const { message } = await attempt(
        ...(Object.values(forgeBroadcast(city, alice.publicKey, own)) as [Buffer, Buffer]),
      );
      expect(message).toMatchObject({ kind: 'message', recalls: null });
    });

    it('leaves the private key as it was', async () => {
      const sent = makeBroadcast(2);
      const privateKey = alice.privateKey.slice();
      await attempt(sent.envelopes[0]!, sent.body, { privateKey });
      expect(privateKey).toEqual(alice.privateKey);
    });
  });

  describe('openEnvelope, not for this key: null, and nobody hears of it', () => {
    const sent1 = makeBroadcast(1);
    const sent2 = makeBroadcast(2);
    const asked: string[] = [];
    const seen = { add: (key: string) => asked.push(key) > 0 };
    const silent = async (envelope: Uint8Array, body: Uint8Array, options: Partial<OpenOptions> = {}) => {
      expect(await attempt(envelope, body, { seen, ...options })).toEqual({ message: null, faults: [] });
      expect(asked).toEqual([]);
    };

    it('another key', () => silent(sent1.envelopes[0]!, sent1.body, { privateKey: carol.privateKey }));
    it('suite 2 from somebody else', () => silent(sent2.envelopes[0]!, sent2.body, { sender: mallory.sender }));
    it('a suite that is parsed but not opened here', async () => {
      for (const suite of [3, 4]) {
        const enc = suite === 4 ? 1120 : 32;
        const head = Buffer.concat([Buffer.from('SCE1'), Uint8Array.of(suite, 0, 112, 0), Buffer.alloc(32 + enc)]);
        await silent(Buffer.concat([head, Buffer.alloc(112)]), sent1.body);
      }
    });
    it('an enc of low order', () => {
      const envelope = sent1.envelopes[0]!.slice();
      envelope.fill(0, 40, 72);
      return silent(envelope, sent1.body);
    });
    it.each([
      ['broadcast id', 8],
      ['mailbox', 24],
      ['enc', 41],
      ['slot', 80],
      ['tag', 183],
    ])('one bit of the %s', (_, byte) => {
      const envelope = sent1.envelopes[0]!.slice();
      envelope[byte]! ^= 1;
      return silent(envelope, sent1.body);
    });
    it('suite 2 called suite 1, and the other way round', async () => {
      for (const [sent, suite] of [
        [sent2, 1],
        [sent1, 2],
      ] as const) {
        const envelope = sent.envelopes[0]!.slice();
        envelope[4] = suite;
        await silent(envelope, sent.body);
      }
    });
  });

  describe('openEnvelope, for this key but not shown: one error, the reason in the log', () => {
    type Change = NonNullable<Parameters<typeof forgeBroadcast>[3]>;
    const flip = (byte: number) => (body: Buffer) => {
      const changed = Buffer.from(body);
      changed[byte]! ^= 1;
      return changed;
    };
    const long = encodeRecord({ format: 'plain', text: 'a'.repeat(131_000) });
    const expired = { expires: BigInt(NOW) };
    const otherSender = concat(city.sender.subarray(0, 32), mallory.sender.subarray(32));
    const recall = { kind: 2 };
    const takesBack = encodeRecord({ recalls: seeded('x', 16) });
    // Of the same bytes as a message: kind 1 is not in its content, and only the signature says which it is.
    const signed = forgePlain({ ...city, content: takesBack, signedBroadcast: seeded('forged broadcast', 16) });
    const signature = signed.subarray(92 + takesBack.length, 156 + takesBack.length);
    const table: [name: string, fault: OpenFault, change: Change, content?: Uint8Array][] = [
      ['slot: a reserved byte', 'slot', { slot: { reserved: 1 } }],
      ['slot: padding', 'slot', { slot: { dirtyPadding: true } }],
      ['slot: personal longer than the slot', 'slot', { slot: { personalLength: 167 } }],
      ['suite 1 with personal fields', 'slot', { suite: 1, slot: { personal: encodeRecord({ a: 1 }) } }],
      ['suite 1 that offers a session', 'slot', { suite: 1, slot: { epoch: 20_000 } }],
      ['another body', 'digest', { afterDigest: () => Buffer.from(makeBroadcast(1).body) }],
      ['one bit of the body', 'digest', { afterDigest: flip(60) }],
      ['one bit of the commitment, digest made to fit', 'commitment', { beforeDigest: flip(20) }],
      ['the commitment of another key', 'commitment', { body: { commitment: seeded('c', 32) } }],
      ['one bit of the payload, digest made to fit', 'payload', { beforeDigest: flip(60) }],
      ['the last chunk not marked', 'payload', { body: { lastFlags: [0] } }],
      ['a chunk marked last too early', 'payload', { body: { lastFlags: [1, 0, 1] } }, long],
      ['two chunks in the other order', 'payload', { body: { order: [1, 0, 2] } }, long],
      ['padding that is not zero', 'padding', { plain: { dirtyPadding: true } }],
      ['more padding than Padmé gives', 'padding', { plain: { length: 208 } }],
      ['content longer than the body', 'padding', { plain: { contentLength: 0xffff_ffff } }],
      ['an unknown kind', 'layout', { plain: { kind: 4 } }],
      ['an unknown class', 'layout', { plain: { class: 0 } }],
      ['undefined flags', 'layout', { plain: { flags: 1 } }],
      ['no suite allowed', 'layout', { plain: { suites: 0 } }],
      ['an undefined suite allowed', 'layout', { plain: { suites: 0b100110 } }],
      ['the sign bit in the suites', 'layout', { plain: { suites: 0x8000_0006 } }],
      ['expires at its creation', 'layout', { plain: { expires: 1_763_800_000_000n } }],
      ['expires after 400 days', 'layout', { plain: { expires: 1_763_800_000_000n + 400n * 86_400_000n + 1n } }],
      ['times beyond 2^53', 'layout', { plain: { created: 2n ** 53n, expires: 2n ** 53n + 4n } }],
      ['a signature of somebody else', 'signature', { plain: { signSecret: mallory.signSecret } }],
      ['a signature over another broadcast', 'signature', { plain: { signedBroadcast: seeded('other', 16) } }],
      ['a signature of zeros', 'signature', { plain: { signature: Buffer.alloc(64) } }],
      ['the right signer, another X25519 key', 'sender', { plain: { sender: otherSender } }],
      ['a suite stripped: the sender allows 2 only', 'suite', { suite: 1, plain: { suites: 0b100 } }],
      ['a suite the sender does not allow', 'suite', { suite: 2, plain: { suites: 0b010 } }],
      ['expired this very millisecond', 'expired', { plain: expired }],
      ['content that is no map', 'content', {}, encodeRecord(['plain'])],
      ['content that is no record', 'content', {}, Uint8Array.of(0xc1)],
      ['content not in its canonical form', 'content', {}, Uint8Array.of(0xde, 0, 0)],
      ['content without text', 'content', {}, encodeRecord({ format: 'plain' })],
      ['text as bytes', 'content', {}, encodeRecord({ format: 'plain', text: Uint8Array.of(97) })],
      ['an unknown format', 'content', {}, encodeRecord({ format: 'html', text: '' })],
      [
        'a recall signed by a recipient',
        'signature',
        { plain: { ...recall, signSecret: mallory.signSecret } },
        takesBack,
      ],
      ['a message made a recall, its signature kept', 'signature', { plain: { ...recall, signature } }, takesBack],
      ['a recall by another sender', 'sender', { plain: { ...recall, sender: otherSender } }, takesBack],
      ['a recall of an exchanged body', 'digest', { plain: recall, afterDigest: flip(60) }, takesBack],
      ['a recall of nothing', 'content', { plain: recall }, content],
      ['a recall of too few bytes', 'content', { plain: recall }, encodeRecord({ recalls: seeded('x', 15) })],
      ['a recall of text', 'content', { plain: recall }, encodeRecord({ recalls: 'a1'.repeat(8) })],
      [
        'a recall with half a text',
        'content',
        { plain: recall },
        encodeRecord({ recalls: seeded('x', 16), text: 'x' }),
      ],
      ['personal that is no map', 'personal', { slot: { personal: encodeRecord('x') } }],
      ['personal that is no record', 'personal', { slot: { personal: Uint8Array.of(0x81) } }],
    ];

    it.each(table)('%s: %s', async (_, fault, change, from = content) => {
      const { envelope, body } = forgeBroadcast(city, alice.publicKey, from, change);
      const asked: string[] = [];
      const { error, faults } = await attempt(envelope, body, { seen: { add: (key) => asked.push(key) > 0 } });
      expect(faults).toEqual([fault]);
      expect(error).toMatchObject({ code: 'UNREADABLE', kind: 'data', position: undefined });
      expect(error!.message).toBe('the envelope is for this key, but cannot be shown');
      expect(error!.cause).toBe(undefined);
      // A message that is refused must not be remembered: the genuine one would then be taken for a replay.
      expect(asked).toEqual([]);
    });

    it('opens what the forger makes when nothing is wrong with it', async () => {
      const personal = encodeRecord({ name: 'A' });
      const { envelope, body } = forgeBroadcast(city, alice.publicKey, content, { slot: { personal } });
      expect((await attempt(envelope, body)).message).toMatchObject({ text: 'Water is off.', personal: { name: 'A' } });
      const last = forgeBroadcast(city, alice.publicKey, content, { plain: { expires: BigInt(NOW + 1) } });
      expect((await attempt(last.envelope, last.body)).message).toMatchObject({ expires: NOW + 1 });
    });

    it('reports the first of several faults, in the order of the steps', async () => {
      // Each change joins those before it, from the last step to the first: the earlier step must win every time.
      const replayed = { add: () => false };
      const make = (change: Change, from = content) => forgeBroadcast(city, alice.publicKey, from, change);
      const badContent = encodeRecord({ format: 'html' });
      const wrongSender = concat(city.sender.subarray(0, 32), mallory.sender.subarray(32));
      let plain: NonNullable<Change['plain']> = {};
      const heard: string[] = [];
      const step = async (change: Change, from = badContent, withPlain: NonNullable<Change['plain']> = {}) => {
        plain = { ...plain, ...withPlain };
        const { envelope, body } = make({ ...change, plain }, from);
        heard.push((await attempt(envelope, body, { seen: replayed })).faults.join());
      };
      const dirty = { slot: { personal: encodeRecord('x') } };
      await step({}, content);
      await step(dirty, content);
      await step(dirty);
      await step(dirty, badContent, { expires: BigInt(NOW) });
      await step(dirty, badContent, { suites: 0b010 });
      await step(dirty, badContent, { sender: wrongSender });
      await step(dirty, badContent, { signSecret: mallory.signSecret });
      await step(dirty, badContent, { kind: 7 });
      await step(dirty, badContent, { dirtyPadding: true });
      await step({ ...dirty, body: { lastFlags: [0] } });
      await step({ ...dirty, body: { lastFlags: [0], commitment: seeded('c', 32) } });
      const all = { ...dirty, body: { lastFlags: [0], commitment: seeded('c', 32) }, afterDigest: flip(60) };
      await step(all);
      await step({ ...all, slot: { ...dirty.slot, reserved: 1 } });
      expect(heard).toEqual([
        'replay',
        'personal',
        'content',
        'expired',
        'suite',
        'sender',
        'signature',
        'layout',
        'padding',
        'payload',
        'commitment',
        'digest',
        'slot',
      ]);
    });
  });

  describe('openEnvelope, malformed: says where', () => {
    const sent = makeBroadcast(1);
    it.each([
      ['the body is nothing', (b: Uint8Array) => b.subarray(0, 0), 0],
      ['another magic', (b: Uint8Array) => b.with(3, 0x32), 3],
      ['another version', (b: Uint8Array) => b.with(4, 2), 4],
      ['flags', (b: Uint8Array) => b.with(7, 1), 7],
      ['a byte less', (b: Uint8Array) => b.subarray(0, -1), sent.body.length - 1],
      ['the head alone', (b: Uint8Array) => b.subarray(0, 40), 40],
      ['a payload of a tag', (b: Uint8Array) => b.subarray(0, 56), 56],
    ])('%s', async (_, change, byte) => {
      const { error } = await attempt(sent.envelopes[0]!, change(sent.body));
      expect(error).toMatchObject({ code: 'ENVELOPE_INVALID', position: { byte } });
    });

    it('a key or a sender of another length, or no bytes at all, is the caller’s mistake', async () => {
      const [envelope] = sent.envelopes;
      for (const options of [{ privateKey: new Uint8Array(31) }, { sender: new Uint8Array(32) }])
        expect((await attempt(envelope!, sent.body, options)).error).toMatchObject({ code: 'USAGE' });
      for (const bad of [undefined, 'SCE1', 1e12, new ArrayBuffer(184)] as unknown as Uint8Array[]) {
        expect((await attempt(bad, sent.body)).error).toMatchObject({ code: 'USAGE' });
        expect((await attempt(envelope!, bad)).error).toMatchObject({ code: 'USAGE' });
      }
    });
  });

  describe('replay', () => {
    it('shows a message once, even when ten calls race on an asynchronous store', async () => {
      const sent = makeBroadcast(1);
      const memory = memorySeen();
      const slow = { add: (k: string, e: number, n: number) => Promise.resolve().then(() => memory.add(k, e, n)) };
      for (const seen of [memorySeen(), slow]) {
        const all = await Promise.all(
          Array.from({ length: 10 }, () => attempt(sent.envelopes[0]!, sent.body, { seen })),
        );
        expect(all.filter(({ message }) => message).length).toBe(1);
        expect(all.flatMap(({ faults }) => faults)).toEqual(Array(9).fill('replay'));
      }
    });

    it('shows nothing when the store fails, and passes its error on', async () => {
      const sent = makeBroadcast(1);
      const broken = new Error('the database is locked');
      const { error, faults } = await attempt(sent.envelopes[0]!, sent.body, {
        seen: { add: () => Promise.reject(broken) },
      });
      expect(error).toBe(broken);
      expect(faults).toEqual([]);
    });

    it('tells broadcasts and senders apart, and forgets what has expired', async () => {
      const seen = memorySeen();
      const one = makeBroadcast(1);
      const two = makeBroadcast(1, makeRecipients(1), {}, { broadcast: seeded('second', 16) });
      expect((await attempt(one.envelopes[0]!, one.body, { seen })).message).toBeTruthy();
      expect((await attempt(two.envelopes[0]!, two.body, { seen })).message).toBeTruthy();
      expect((await attempt(two.envelopes[0]!, two.body, { seen })).faults).toEqual(['replay']);
      expect(seen.add('other', 10, 5)).toBe(true);
      expect(seen.add('other', 10, 9)).toBe(false);
      expect(seen.add('other', 20, 10)).toBe(true);
    });
  });

  describe('body binding: one recipient and the relay against another', () => {
    const slotOf = (sent: ReturnType<typeof makeBroadcast>) => {
      const envelope = sent.envelopes[0]!;
      return parseSlotPlain(openSlot(envelope, parseEnvelope(envelope), alice.privateKey, city.sender.subarray(32))!)!;
    };
    const openAsCarol = (envelope: Uint8Array, body: Uint8Array) =>
      attempt(envelope, body, { privateKey: carol.privateKey });

    it('the genuine body passed on in suite 1 is shown as not addressed, where the sender allows that', async () => {
      const sent = makeBroadcast(1);
      const { bodyKey, bodyDigest } = slotOf(sent);
      const common = { broadcast: sent.broadcast, bodyKey, digest: bodyDigest, recipientKey: carol.publicKey };
      const passed = forgeEnvelope({ suite: 1, plainBytes: 96, ...common });
      expect((await openAsCarol(passed, sent.body)).message).toMatchObject({ addressed: false });
      // But not with fields that the sender never wrote.
      const withFields = forgeEnvelope({ suite: 1, personal: encodeRecord({ owed: 500 }), ...common });
      expect((await openAsCarol(withFields, sent.body)).faults).toEqual(['slot']);
    });

    it('the body of a suite-2 broadcast cannot be re-sealed: neither stripped to suite 1 nor under another key', async () => {
      const sent = makeBroadcast(2, [{ ...alice, personal: { name: 'A' } }]);
      const { bodyKey, bodyDigest } = slotOf(sent);
      const personal = encodeRecord({ owed: 500 });
      const common = { broadcast: sent.broadcast, bodyKey, digest: bodyDigest, recipientKey: carol.publicKey };
      const stripped = forgeEnvelope({ suite: 1, ...common });
      expect((await openAsCarol(stripped, sent.body)).faults).toEqual(['suite']);
      const asAlice = forgeEnvelope({ suite: 2, personal, dhSecret: alice.privateKey, ...common });
      expect(await openAsCarol(asAlice, sent.body)).toEqual({ message: null, faults: [] });
    });

    it('another body under the genuine body key is refused: by the genuine slot, and in a slot made for it', async () => {
      const sent = makeBroadcast(1, [alice, carol]);
      const { bodyKey } = slotOf(sent);
      const own = { sender: city.sender, signSecret: mallory.signSecret, signedBroadcast: sent.broadcast };
      const plain = forgePlain({ content: encodeRecord({ format: 'plain', text: 'Pay here.' }), ...own });
      const swapped = forgeBody(plain, bodyKey, sent.broadcast);
      expect((await openAsCarol(sent.envelopes[1]!, swapped)).faults).toEqual(['digest']);
      const slot = { broadcast: sent.broadcast, bodyKey, digest: digestOf(swapped), recipientKey: carol.publicKey };
      const made = forgeEnvelope({ suite: 1, plainBytes: 96, ...slot });
      expect((await openAsCarol(made, swapped)).faults).toEqual(['signature']);
    });
  });
});
