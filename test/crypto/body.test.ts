import { describe, expect, it } from 'vitest';
import { encodeRecord } from '../../src/codec/msgpack.ts';
import { type BodyFields, checkBodyFrame, openBody, padme, sealBody } from '../../src/crypto/body.ts';
import { hex } from '../../src/crypto/bytes.ts';
import { CREATED, EXPIRES, makeSender, seeded } from './fixture.ts';
import { digestOf, forgeBody, forgePlain, padmeSlow } from './forge.ts';

const from = makeSender();
const secrets = () => ({ bodyKey: seeded('bk', 32), broadcast: seeded('b', 16), signSecret: from.signSecret.slice() });
const fields = (rest: Partial<BodyFields> = {}): BodyFields => ({
  kind: 1,
  class: 2,
  suites: 0b110,
  created: CREATED,
  expires: EXPIRES,
  sender: from.sender,
  content: encodeRecord({ format: 'plain', text: 'x' }),
  ...rest,
});
/** A content map that makes the whole plaintext exactly `length` bytes before padding. */
const contentFor = (length: number) => {
  const room = length - 92 - 64;
  for (let text = Math.max(0, room - 30); ; text++) {
    const content = encodeRecord({ format: 'plain', text: 'x'.repeat(text) });
    if (content.length === room) return content;
    if (content.length > room) throw new Error(`no content makes ${length} bytes`);
  }
};

describe('sealBody', () => {
  it('makes the bytes that a second implementation makes from the page alone', () => {
    const lengths = [200, 65_535, 65_536, 65_537, 131_072, 200_000];
    for (const length of lengths) {
      const content = contentFor(length);
      const { body, digest } = sealBody(fields({ content }), secrets());
      const { broadcast, bodyKey, signSecret } = secrets();
      const plain = forgePlain({
        class: 2,
        created: BigInt(CREATED),
        expires: BigInt(EXPIRES),
        sender: from.sender,
        content,
        signSecret,
        signedBroadcast: broadcast,
      });
      const twin = forgeBody(plain, bodyKey, broadcast);
      expect(hex(body) === hex(twin), `${length}`).toBe(true);
      expect(hex(digest)).toBe(hex(digestOf(twin)));
    }
  });

  it('round-trips every field, at chunk borders too, and passes its own frame check', () => {
    for (const length of [157, 65_536, 65_537, 131_072]) {
      const sent = fields({ kind: 3, class: 4, suites: 0b11110, content: contentFor(length === 157 ? 180 : length) });
      const { body } = sealBody(sent, secrets());
      expect(() => checkBodyFrame(body)).not.toThrow();
      expect(openBody(body, seeded('bk', 32), seeded('b', 16), from.sender)).toEqual(sent);
    }
  });

  it('hides the length of the text', () => {
    const lengths = new Set<number>();
    for (let n = 1000; n < 1016; n++)
      lengths.add(
        sealBody(fields({ content: encodeRecord({ format: 'plain', text: 'x'.repeat(n) }) }), secrets()).body.length,
      );
    expect(lengths.size).toBe(1);
  });

  it('wipes none of the caller’s secrets', () => {
    const given = secrets();
    sealBody(fields(), given);
    expect(given).toEqual(secrets());
  });

  it.each([
    ['kind', { kind: 4 as never }],
    ['class', { class: 0 as never }],
    ['suites', { suites: 0 }],
    ['suites', { suites: 1 }],
    ['suites', { suites: 0b100000 }],
    ['times', { created: -1 }],
    ['times', { created: 0.5 }],
    ['times', { expires: 2 ** 53 }],
    ['before it is created', { expires: CREATED }],
    ['400 days', { expires: CREATED + 400 * 86_400_000 + 1 }],
    ['64 bytes', { sender: from.sender.subarray(1) }],
    ['content', { content: new Uint8Array(16 * 1_048_576 + 1) }],
  ])('refuses a wrong %s', (what, rest) => {
    expect(() => sealBody(fields(rest), secrets())).toThrow(
      expect.objectContaining({ code: 'MESSAGE_INVALID', message: expect.stringContaining(what) }),
    );
  });

  it('refuses to sign for somebody else', () => {
    const { sender } = makeSender('other');
    expect(() => sealBody(fields({ sender }), secrets())).toThrow(/another key than its sender/);
  });
});

describe('openBody', () => {
  const { body } = sealBody(fields(), secrets());
  it('fails under another key, broadcast or sender, each in its own way', () => {
    expect(openBody(body, seeded('other', 32), seeded('b', 16), from.sender)).toBe('commitment');
    expect(openBody(body, seeded('bk', 32), seeded('other', 16), from.sender)).toBe('commitment');
    expect(openBody(body, seeded('bk', 32), seeded('b', 16), makeSender('other').sender)).toBe('signature');
  });

  it('refuses a body cut at a chunk border', () => {
    const { body: long } = sealBody(fields({ content: contentFor(131_072) }), secrets());
    const cut = long.subarray(0, 40 + 65_552);
    expect(() => checkBodyFrame(cut)).not.toThrow();
    expect(openBody(cut, seeded('bk', 32), seeded('b', 16), from.sender)).toBe('payload');
  });
});

describe('checkBodyFrame', () => {
  it('accepts lengths that Padmé gives, and no others', () => {
    const frame = (length: number) => {
      const out = new Uint8Array(length);
      out.set([0x53, 0x43, 0x42, 0x31, 1]);
      return out;
    };
    for (const plain of [160, 176, 65_536, 67_584, 131_072])
      expect(() => checkBodyFrame(frame(40 + plain + 16 * Math.ceil(plain / 65_536)))).not.toThrow();
    for (const total of [40 + 16, 40 + 144 + 16, 40 + 161 + 16, 40 + 65_536 + 16 + 16, 40 + 65_536 + 16 + 1])
      expect(() => checkBodyFrame(frame(total)), `${total}`).toThrow(/a length that no body has/);
    expect(() => checkBodyFrame(frame(20 * 1_048_576 + 1))).toThrow(/longer than/);
  });
});

describe('padme', () => {
  it('agrees with its definition, is stable, and costs at most 12 %', () => {
    for (let n = 2; n < 5000; n++) {
      expect(padme(n)).toBe(padmeSlow(n));
      expect(padme(padme(n))).toBe(padme(n));
      expect(padme(n) / n).toBeLessThan(1.12);
    }
    for (const n of [65_535, 65_537, 1_000_001, 16_777_216 + 156, 20_971_519]) expect(padme(n)).toBe(padmeSlow(n));
    expect([0, 1].map(padme)).toEqual([0, 1]);
  });
});
