import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../src/codec/msgpack.ts';
import { makeBroadcast, makeRecipients } from '../crypto/fixture.ts';
import { readBody, readSlot } from '../vectors/independent.ts';

/**
 * Another RFC 9180 implementation opens our envelopes, by docs/wire-format.md alone, and node:crypto our bodies.
 * Nothing of src is on the receiving side here, save the decoder for what is inside.
 */
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});
const raw = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

async function openWithHpkeCore(envelope: Buffer, privateKey: Uint8Array, sender: Uint8Array): Promise<Buffer> {
  if (envelope.toString('latin1', 0, 4) !== 'SCE1' || envelope[5] !== 0) throw new Error('not an envelope');
  const number = envelope[4]!;
  const slotBytes = envelope.readUInt16LE(6);
  if (envelope.length !== 72 + slotBytes) throw new Error('length');
  const info = Buffer.concat([
    Buffer.from('sealcast v1 slot\0'),
    Uint8Array.of(number),
    envelope.subarray(8, 24),
    envelope.subarray(24, 40),
  ]);
  const context = await suite.createRecipientContext({
    recipientKey: await suite.kem.importKey('raw', raw(privateKey), false),
    enc: raw(envelope.subarray(40, 72)),
    info: raw(info),
    ...(number === 2 ? { senderPublicKey: await suite.kem.importKey('raw', raw(sender.subarray(32)), true) } : {}),
  });
  return Buffer.from(await context.open(raw(envelope.subarray(72)), raw(envelope.subarray(0, 72))));
}

describe.each([
  [1, 'batch'],
  [2, 'batch'],
  [1, 'recipient'],
  [2, 'recipient'],
] as const)('@hpke/core opens suite %i, an ephemeral key for each %s', (number, ephemeral) => {
  const people = makeRecipients(3).map((one, i) => (number === 2 ? { ...one, personal: { name: `张${i}` } } : one));
  const sent = makeBroadcast(number, people, {}, { ephemeral });
  const { sender } = sent.from;

  it('with an enc that others share, or not', () => {
    const encs = new Set(sent.envelopes.map((envelope) => Buffer.from(envelope).toString('hex', 40, 72)));
    expect(encs.size).toBe(ephemeral === 'batch' ? 1 : people.length);
  });

  it('every recipient’s slot, the body it points to, and the text', async () => {
    for (const [i, { privateKey, personal }] of people.entries()) {
      const slot = readSlot(await openWithHpkeCore(Buffer.from(sent.envelopes[i]!), privateKey, sender));
      expect(slot.bodyKey.equals(sent.bodyKey)).toBe(true);
      if (personal === undefined) expect(slot.personal.length).toBe(0);
      else expect(decodeRecord(slot.personal)).toEqual(personal);
      const body = readBody(Buffer.from(sent.body), slot, sent.broadcast, sender);
      expect(decodeRecord(body.content)).toEqual({ format: 'plain', text: 'Water is off on Friday from 9 to 12.' });
      expect(body.suites).toBe(1 << number);
    }
  });

  it('not with another key, another mailbox, or a bit changed', async () => {
    const envelope = Buffer.from(sent.envelopes[0]!);
    const [first, second] = people;
    await expect(openWithHpkeCore(envelope, second!.privateKey, sender)).rejects.toThrow();
    for (const byte of [8, 24, 41, 100]) {
      const changed = Buffer.from(envelope);
      changed[byte]! ^= 1;
      await expect(openWithHpkeCore(changed, first!.privateKey, sender)).rejects.toThrow();
    }
  });
});
