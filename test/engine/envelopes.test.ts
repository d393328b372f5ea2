import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeEnvelope, envelopeHeader, parseEnvelope } from '../../src/crypto/envelope.ts';
import { batchSender, sealSingle } from '../../src/crypto/hpke.ts';
import { slotInfo, writeSlotPlain } from '../../src/crypto/slot.ts';
import { type Broadcast, type Engine, memoryTransport, openEngine, type SendRequest } from '../../src/index.ts';
import { openEnvelope } from '../../src/open.ts';
import { hpke, openAead, readSlot } from '../vectors/independent.ts';
import { bytesOf, device, hex, tempDir } from './support.ts';

const { dir, remove } = tempDir();
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ dir: join(dir, 'home'), threads: 2 });
});
afterAll(async () => {
  await engine.close();
  remove();
});

async function send(to: readonly object[], more: Partial<SendRequest> = {}): Promise<Broadcast> {
  const broadcast = await engine.send({ from: 'city-hall', message: 'x', to: to as never, ...more });
  await broadcast.done;
  return broadcast;
}

async function envelopesOf(broadcast: Broadcast): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const envelope of engine.envelopes(broadcast)) all.push(envelope);
  return all;
}

const person = (n: number, more: object = {}): object => ({
  id: `person-${n}`,
  publicKey: hex(device(n).publicKey),
  ...more,
});

/** Padmé as its paper has it (Nikitin et al., PURBs, 2019, algorithm 1). */
function padme(length: number): number {
  const e = Math.floor(Math.log2(length));
  const s = Math.floor(Math.log2(e)) + 1;
  const mask = 2 ** (e - s) - 1;
  return (length + mask) & ~mask;
}

describe('length', () => {
  it('is the same for all envelopes of a broadcast, whatever they say and to whom', async () => {
    const textArbitrary = (max: number) => fc.string({ unit: 'grapheme', maxLength: max });
    const rowArbitrary = fc.record({
      id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((id) => id.trim() !== ''),
      note: textArbitrary(25),
      name: textArbitrary(40),
      route: textArbitrary(200),
    });
    let seen = 0;
    const lengths = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowArbitrary, { minLength: 2, maxLength: 8 }),
        fc.constantFrom([], ['note'], ['note', 'name']),
        fc.integer({ min: 0, max: 700 }),
        fc.constantFrom('batch' as const, 'recipient' as const),
        async (rows, personal, personalBytes, ephemeral) => {
          const broadcast = await send(
            rows.map((row, i) => ({ ...row, publicKey: hex(device(i).publicKey) })),
            { personal, personalBytes, ephemeral },
          );
          const all = await envelopesOf(broadcast);
          seen += all.length;
          for (const envelope of all) {
            expect(envelope.length).toBe(all[0]!.length);
            lengths.add(envelope.length);
          }
        },
      ),
      { seed: 20_261_122, numRuns: 15 },
    );
    expect(seen).toBeGreaterThan(30);
    // The property would hold of a length that never changes, too.
    expect(lengths.size).toBeGreaterThan(3);
  });

  it('of a body is Padmé’s, and one for many texts', async () => {
    // 92 bytes of fixed fields, the content map, 64 of signature; header and commitment 40, tag 16.
    const content = (text: string): number =>
      1 + (1 + 6) + (1 + 5) + (1 + 4) + (text.length < 32 ? 1 : text.length < 256 ? 2 : 3) + text.length;
    const lengths: number[] = [];
    for (const length of [1, 2, 40, 41, 300, 301, 302, 303, 900, 907]) {
      const text = 'x'.repeat(length);
      const body = await engine.body(await send([person(1)], { message: text }));
      expect(body.length, `text of ${length}`).toBe(40 + padme(92 + content(text) + 64) + 16);
      lengths.push(body.length);
    }
    expect(new Set(lengths).size).toBeLessThan(lengths.length);
  });
});

describe('one body for all', () => {
  const expectUnreadable = async (
    envelope: Uint8Array,
    body: Uint8Array,
    n: number,
    sender: string,
    reason: string,
  ): Promise<void> => {
    const faults: string[] = [];
    const opening = openEnvelope(envelope, body, {
      privateKey: device(n).secret,
      sender: bytesOf(sender),
      log: (fault) => faults.push(fault),
    });
    await expect(opening).rejects.toMatchObject({ code: 'UNREADABLE' });
    expect(faults).toEqual([reason]);
  };

  it.each([1, 2] as const)(
    'suite %i: the body of another broadcast is refused, same sender, same people',
    async (suite) => {
      const addressed = suite === 2;
      const one = await send([person(1), person(2)], { message: 'Stay inside.', addressed });
      const two = await send([person(1), person(2)], { message: 'All is well.', addressed });
      const { sender } = one.report();
      for (const n of [1, 2]) {
        const { envelopes } = await engine.fetch(one, `person-${n}`);
        const other = await engine.fetch(two, `person-${n}`);
        const right = { privateKey: device(n).secret, sender: bytesOf(sender) };
        await expectUnreadable(envelopes[0]!, other.body, n, sender, 'digest');
        await expectUnreadable(other.envelopes[0]!, await engine.body(one), n, sender, 'digest');
        expect((await openEnvelope(envelopes[0]!, await engine.body(one), right))?.text).toBe('Stay inside.');
      }
    },
  );

  /**
   * What a recipient can do who opened its own slot: it holds body key and digest, and seals them anew to somebody else, with
   * personal fields of its own.
   */
  function reseal(envelope: Uint8Array, suite: 1 | 2, sender: string, from: number, to: number, personal: Uint8Array) {
    const { broadcast, enc, slot } = parseEnvelope(envelope);
    const own = envelope.subarray(24, 40);
    const opened = hpke(
      enc,
      device(from).secret,
      suite === 2 ? bytesOf(sender).subarray(32) : null,
      slotInfo(suite, broadcast, own),
    );
    const aad = envelope.subarray(0, 72);
    const { bodyKey, bodyDigest } = readSlot(openAead(opened.key, opened.baseNonce, aad, slot));

    const mailbox = new Uint8Array(16).fill(7);
    // It has no secret of the sender's; the best it has is its own.
    const forger = batchSender(new Uint8Array(32).fill(9), suite === 2 ? device(from).secret : null);
    const header = envelopeHeader(suite, slot.length, broadcast, forger.enc);
    header.set(mailbox, 24);
    const plain = new Uint8Array(slot.length - 16);
    writeSlotPlain(plain, {
      bodyKey,
      bodyDigest,
      receiptToken: new Uint8Array(16),
      sessionEpoch: 0,
      personal,
    });
    const context = forger.context(device(to).publicKey, slotInfo(suite, broadcast, mailbox))!;
    const forged = new Uint8Array(slot.length);
    sealSingle(context, header, plain, forged);
    return encodeEnvelope({ suite, broadcast, mailbox, enc: forger.enc, slot: forged });
  }

  // MessagePack: { note: 'owe' }
  const NOTE = bytesOf('81a46e6f7465a36f7765');

  it('suite 2: a recipient cannot address it to somebody else', async () => {
    const broadcast = await send([person(1, { note: 'a' }), person(2, { note: 'b' })], { personal: ['note'] });
    const { sender } = broadcast.report();
    const { envelopes, body } = await engine.fetch(broadcast, 'person-1');
    const forged = reseal(envelopes[0]!, 2, sender, 1, 3, NOTE);
    expect(await openEnvelope(forged, body, { privateKey: device(3).secret, sender: bytesOf(sender) })).toBeNull();
    // The forgery is well made: who takes the forger for the sender would open it, but the body names the true one.
    const fake = bytesOf(sender);
    fake.set(device(1).publicKey, 32);
    await expectUnreadable(forged, body, 3, hex(fake), 'sender');
  });

  it('suite 1: can be passed on, says so, and never with personal fields or as suite 2', async () => {
    const broadcast = await send([person(1), person(2)]);
    const { sender } = broadcast.report();
    const { envelopes, body } = await engine.fetch(broadcast, 'person-1');
    const options = { privateKey: device(3).secret, sender: bytesOf(sender) };
    const passedOn = await openEnvelope(reseal(envelopes[0]!, 1, sender, 1, 3, new Uint8Array(0)), body, options);
    expect(passedOn).toMatchObject({ text: 'x', addressed: false });

    const two = await send([person(1)], { addressed: true });
    const opened = await engine.fetch(two, 'person-1');
    const stripped = opened.envelopes[0]!;
    // The body of a suite-2 broadcast allows suite 2 alone: stripped to suite 1 it proves less, and is refused.
    const { broadcast: id, slot, enc } = parseEnvelope(stripped);
    const context = hpke(
      enc,
      device(1).secret,
      bytesOf(sender).subarray(32),
      slotInfo(2, id, stripped.subarray(24, 40)),
    );
    const secrets = readSlot(openAead(context.key, context.baseNonce, stripped.subarray(0, 72), slot));
    const mailbox = new Uint8Array(16).fill(7);
    const forger = batchSender(new Uint8Array(32).fill(9), null);
    const header = envelopeHeader(1, slot.length, id, forger.enc);
    header.set(mailbox, 24);
    const plain = new Uint8Array(slot.length - 16);
    writeSlotPlain(plain, {
      bodyKey: secrets.bodyKey,
      bodyDigest: secrets.bodyDigest,
      receiptToken: new Uint8Array(16),
      sessionEpoch: 0,
      personal: new Uint8Array(0),
    });
    const forged = new Uint8Array(slot.length);
    sealSingle(forger.context(device(3).publicKey, slotInfo(1, id, mailbox))!, header, plain, forged);
    const envelope = encodeEnvelope({ suite: 1, broadcast: id, mailbox, enc: forger.enc, slot: forged });
    await expectUnreadable(envelope, opened.body, 3, sender, 'suite');
  });

  it.each([false, true])(
    'no two envelopes share enc when each recipient has an ephemeral key (addressed: %s)',
    async (addressed) => {
      const handed = memoryTransport();
      const other = await openEngine({ dir: join(dir, `own-${addressed}`), threads: 2, transport: handed });
      const to = Array.from({ length: 12 }, (_, n) => person(n + 1)) as never;
      const request = {
        from: 'city-hall',
        message: 'x',
        to,
        addressed,
        ephemeral: 'recipient',
        batchRecipients: 5,
      } as const;
      const broadcast = await other.send(request);
      const report = await broadcast.settled;
      expect(report).toMatchObject({ sealed: 12, delivered: 12 });
      const body = await other.body(broadcast);
      const encs = new Set<string>();
      const spooled = new Set<string>();
      for await (const envelope of other.envelopes(broadcast)) spooled.add(hex(envelope));
      for (let n = 1; n <= 12; n++) {
        const [envelope] = (await other.fetch(broadcast, `person-${n}`)).envelopes;
        const options = { privateKey: device(n).secret, sender: bytesOf(report.sender) };
        expect(await openEnvelope(envelope!, body, options)).toMatchObject({ text: 'x', addressed });
        expect(spooled.has(hex(envelope!))).toBe(true);
        encs.add(hex(envelope!.subarray(40, 72)));
      }
      expect(encs.size).toBe(12);
      // What was handed over is what was spooled, byte for byte.
      expect(new Set(handed.parcels.map(({ envelope }) => hex(envelope)))).toEqual(spooled);
      await other.close();
    },
  );

  it('two broadcasts to the same people do not join', async () => {
    const [one, two] = [await send([person(1), person(2)]), await send([person(1), person(2)])];
    const mailboxes = async (broadcast: Broadcast): Promise<string[]> =>
      (await envelopesOf(broadcast)).map((envelope) => hex(envelope.subarray(24, 40)));
    const first = await mailboxes(one);
    expect(first).toHaveLength(2);
    expect((await mailboxes(two)).filter((mailbox) => first.includes(mailbox))).toEqual([]);
    const tokens = new Set<string>();
    for (const broadcast of [one, two])
      for (const n of [1, 2]) {
        const { envelopes, body } = await engine.fetch(broadcast, `person-${n}`);
        const sender = bytesOf(broadcast.report().sender);
        const message = await openEnvelope(envelopes[0]!, body, { privateKey: device(n).secret, sender });
        tokens.add(hex(message!.receiptToken));
      }
    expect(tokens.size).toBe(4);
  });
});
