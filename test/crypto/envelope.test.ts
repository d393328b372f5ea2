import { describe, expect, it } from 'vitest';
import { encodeEnvelope, envelopeHeader, parseEnvelope, type Suite } from '../../src/crypto/envelope.ts';
import { parseSlotPlain, writeSlotPlain } from '../../src/crypto/slot.ts';
import { seeded } from './fixture.ts';

const lengths = { 1: 32, 2: 32, 3: 32, 4: 1120 } as const;

function make(suite: Suite, slotBytes = 112): Uint8Array {
  const enc = seeded('enc', lengths[suite]);
  if (suite === 3) enc.fill(0, 28);
  const [broadcast, mailbox, slot] = [seeded('b', 16), seeded('m', 16), seeded('s', slotBytes)];
  return encodeEnvelope({ suite, broadcast, mailbox, enc, slot });
}

describe('envelope', () => {
  it('has its fields where the wire format puts them', () => {
    const bytes = make(2, 272);
    expect(Buffer.from(bytes.subarray(0, 8)).toString('hex')).toBe('53434531' + '02' + '00' + '1001');
    expect(bytes.subarray(8, 24)).toEqual(seeded('b', 16));
    expect(bytes.subarray(24, 40)).toEqual(seeded('m', 16));
    expect(bytes.subarray(40, 72)).toEqual(seeded('enc', 32));
    expect(bytes.subarray(72)).toEqual(seeded('s', 272));
  });

  it.each([1, 2, 3, 4] as const)(
    'suite %i: what is parsed encodes to the same bytes, at both ends of the length',
    (suite) => {
      for (const slotBytes of [112, 272, 65_520]) {
        const bytes = make(suite, slotBytes);
        expect(encodeEnvelope(parseEnvelope(bytes))).toEqual(bytes);
      }
    },
  );

  it('parses where it lies in a larger buffer', () => {
    const bytes = make(1);
    const around = new Uint8Array(bytes.length + 3);
    around.set(bytes, 3);
    expect(parseEnvelope(around.subarray(3)).mailbox).toEqual(seeded('m', 16));
  });

  it.each([
    ['nothing', (b: Uint8Array) => b.subarray(0, 0), 0],
    ['39 bytes', (b: Uint8Array) => b.subarray(0, 39), 39],
    ['another magic', (b: Uint8Array) => b.with(0, 0x54), 0],
    ['the body’s magic', (b: Uint8Array) => b.with(2, 0x42), 2],
    ['suite 0', (b: Uint8Array) => b.with(4, 0), 4],
    ['suite 5', (b: Uint8Array) => b.with(4, 5), 4],
    ['flags', (b: Uint8Array) => b.with(5, 1), 5],
    ['a slot too short to be one', (b: Uint8Array) => b.with(6, 80).subarray(0, 72 + 80), 6],
    ['a slot of no multiple of 32', (b: Uint8Array) => b.with(6, 113), 6],
    ['a slot of nothing', (b: Uint8Array) => b.with(6, 0).subarray(0, 72), 6],
    ['a slot one step longer than announced', (b: Uint8Array) => b.with(6, 112 + 32), 184],
    ['a byte less', (b: Uint8Array) => b.subarray(0, -1), 183],
    ['a byte more', (b: Uint8Array) => new Uint8Array([...b, 0]), 185],
    ['suite 4 with the enc of suite 1', (b: Uint8Array) => b.with(4, 4), 184],
    [
      'suite 3 with reserved bytes that are not zero',
      (b: Uint8Array) => b.with(4, 3).fill(0, 68, 71).fill(1, 71, 72),
      71,
    ],
  ])('refuses %s', (_, change, byte) => {
    expect(() => parseEnvelope(change(make(1)))).toThrow(
      expect.objectContaining({ code: 'ENVELOPE_INVALID', position: { byte } }),
    );
  });

  it('is not made with parts of a wrong length', () => {
    expect(() => envelopeHeader(1, 112, seeded('b', 15), seeded('e', 32))).toThrow(/wrong length/);
    expect(() => envelopeHeader(1, 111, seeded('b', 16), seeded('e', 32))).toThrow(/wrong length/);
    expect(() => envelopeHeader(4, 112, seeded('b', 16), seeded('e', 32))).toThrow(/wrong length/);
  });
});

describe('slot plaintext', () => {
  const parts = {
    bodyKey: seeded('k', 32),
    bodyDigest: seeded('d', 32),
    receiptToken: seeded('t', 16),
    sessionEpoch: 0x01020304,
    personal: seeded('p', 166),
  };

  it('has its fields where the wire format puts them, and gives them back', () => {
    const plain = new Uint8Array(256).fill(0xff);
    writeSlotPlain(plain, parts);
    const expected = [
      parts.bodyKey,
      parts.bodyDigest,
      parts.receiptToken,
      Uint8Array.of(4, 3, 2, 1, 0, 0, 0, 0, 166, 0),
    ];
    expect(plain).toEqual(new Uint8Array(Buffer.concat([...expected, parts.personal])));
    expect(parseSlotPlain(plain)).toEqual(parts);
  });

  it('overwrites all of what lay there before', () => {
    const plain = new Uint8Array(256).fill(0xff);
    writeSlotPlain(plain, { ...parts, personal: Uint8Array.of(0x80) });
    expect(plain.subarray(91).every((byte) => byte === 0)).toBe(true);
    expect(parseSlotPlain(plain)!.personal).toEqual(Uint8Array.of(0x80));
  });

  it('is refused with a reserved byte, dirty padding, too long a personal part or a length of its own', () => {
    const plain = new Uint8Array(128);
    writeSlotPlain(plain, { ...parts, personal: new Uint8Array(0) });
    expect(parseSlotPlain(plain)).not.toBe(null);
    for (const byte of [84, 87, 90, 127]) expect(parseSlotPlain(plain.with(byte, 1)), `${byte}`).toBe(null);
    expect(parseSlotPlain(plain.with(88, 38))).not.toBe(null);
    expect(parseSlotPlain(plain.with(88, 39))).toBe(null);
    for (const length of [0, 64, 96 + 1]) expect(parseSlotPlain(new Uint8Array(length)), `${length}`).toBe(null);
  });
});
