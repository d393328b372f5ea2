import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { docBlocks, makeVectors, placeBlocks } from '../../scripts/make-vectors.mjs';
import { decodeRecord, encodeRecord } from '../../src/codec/msgpack.ts';
import { openEnvelope } from '../../src/open.ts';
import { padmeSlow } from '../crypto/forge.ts';
import { expand, hmac, hpke, openAead, readBody, readSlot, x25519Public } from './independent.ts';

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(root, 'test', 'vectors', 'own.json'), 'utf8');
const vectors = JSON.parse(text) as Awaited<ReturnType<typeof makeVectors>>;
const of = (hex: string): Buffer => Buffer.from(hex, 'hex');
const dhKey = x25519Public(of(vectors.dhSecret));
const sender = of(vectors.sender);
const cases = vectors.broadcasts.flatMap((broadcast) =>
  broadcast.recipients.map((recipient) => ({
    name: `suite ${broadcast.suite}, ${recipient.id}`,
    broadcast,
    recipient,
  })),
);

describe('our own vectors', () => {
  it('are two broadcasts with two recipients each', () => {
    expect(vectors.version).toBe(1);
    expect(vectors.broadcasts.map(({ suite, recipients }) => [suite, recipients.length])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(sender.subarray(32)).toEqual(dhKey);
  });

  it.each(cases)('$name: every value, by node:crypto', ({ broadcast: b, recipient: r }) => {
    const label = (root: string, text: string) => expand(of(root), text);
    expect(x25519Public(of(r.privateKey)).toString('hex')).toBe(r.publicKey);
    expect(x25519Public(of(b.ephemeralSecret)).toString('hex')).toBe(b.enc);
    const tag = hmac(label(b.mailboxRoot, 'sealcast v1 person'), r.id).subarray(0, 16);
    const mailbox = hmac(label(b.mailboxRoot, 'sealcast v1 mailbox'), tag, of(r.publicKey)).subarray(0, 16);
    expect([tag, mailbox].map((bytes) => bytes.toString('hex'))).toEqual([r.personTag, r.mailbox]);
    expect(hmac(of(b.receiptKey), mailbox).subarray(0, 16).toString('hex')).toBe(r.receiptToken);

    const info = Buffer.concat([Buffer.from('sealcast v1 slot\0'), Uint8Array.of(b.suite), of(b.broadcast), mailbox]);
    expect(info.toString('hex')).toBe(r.info);
    const context = hpke(of(b.enc), of(r.privateKey), b.suite === 2 ? dhKey : null, info);
    expect(context.key.toString('hex')).toBe(r.key);
    expect(context.baseNonce.toString('hex')).toBe(r.baseNonce);
    expect(context.exporterSecret.toString('hex')).toBe(r.exporterSecret);

    // LabeledExpand(exporter secret, "sec", context, 32), RFC 9180 section 5.3.
    const labeled = Buffer.from('\0\x20HPKE-v1HPKE\0\x20\0\x01\0\x03secsealcast v1 session', 'latin1');
    expect(expand(context.exporterSecret, labeled).toString('hex')).toBe(r.session);

    const slotBytes = Buffer.alloc(2);
    slotBytes.writeUInt16LE(b.slotPlainBytes + 16);
    const head = Buffer.concat([
      Buffer.from('SCE1'),
      Uint8Array.of(b.suite, 0),
      slotBytes,
      of(b.broadcast),
      mailbox,
      of(b.enc),
    ]);
    expect(r.envelope.slice(0, 144)).toBe(head.toString('hex'));
    expect(r.envelope.length / 2).toBe(72 + b.slotPlainBytes + 16);
    const plain = openAead(context.key, context.baseNonce, head, of(r.envelope).subarray(72));
    expect(plain.toString('hex')).toBe(r.slotPlain);
    const slot = readSlot(plain);
    expect(slot.bodyKey.toString('hex')).toBe(b.bodyKey);
    expect(slot.bodyDigest.toString('hex')).toBe(b.bodyDigest);
    expect(slot.receiptToken.toString('hex')).toBe(r.receiptToken);
    expect(slot.personal.toString('hex')).toBe(r.personal);

    const body = readBody(of(b.body), slot, of(b.broadcast), sender);
    expect(body).toMatchObject({ kind: 1, suites: 1 << b.suite, created: vectors.created, expires: vectors.expires });
    expect(body.content.toString('hex')).toBe(b.content);
    expect(body.plainBytes).toBe(padmeSlow(body.usedBytes));
  });

  it.each(cases)('$name: opens', async ({ broadcast: b, recipient: r }) => {
    const message = await openEnvelope(of(r.envelope), of(b.body), {
      privateKey: of(r.privateKey),
      sender,
      now: vectors.created,
    });
    expect(message).toMatchObject({ ...b.contentValue, personal: r.personalValue, addressed: b.suite === 2 });
    expect(Buffer.from(message!.receiptToken).toString('hex')).toBe(r.receiptToken);
    expect(Buffer.from(encodeRecord(decodeRecord(of(b.content)))).toString('hex')).toBe(b.content);
  });

  it('are what the build makes', async () => {
    expect(JSON.stringify(await makeVectors(), null, 2) + '\n').toBe(text);
  });

  it('are the ones in docs/wire-format.md', () => {
    const doc = readFileSync(join(root, 'docs', 'wire-format.md'), 'utf8');
    expect(placeBlocks(doc, docBlocks(vectors))).toBe(doc);
    const key = vectors.broadcasts[1]!.recipients[1]!.key;
    expect(doc).toContain(key);
    const altered = doc.replace(
      key,
      key.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    );
    expect(placeBlocks(altered, docBlocks(vectors))).not.toBe(altered);
  });
});
