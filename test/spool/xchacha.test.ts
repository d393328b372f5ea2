import { randomBytes, randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { xchacha, xchachaByNoble, xchachaByNode } from '../../src/spool/xchacha.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** At an odd place of a larger array, as a record of a page may lie. */
const within = (bytes: Uint8Array): Uint8Array => {
  const larger = new Uint8Array(bytes.length + 9);
  larger.set(bytes, 5);
  return larger.subarray(5, 5 + bytes.length);
};
const both = { node: xchachaByNode, noble: xchachaByNoble };

describe.each(Object.entries(both))('XChaCha20-Poly1305 by %s', (_name, { seal, open }) => {
  it('gives what draft-irtf-cfrg-xchacha-03, appendix A.3.1, says', () => {
    const text = new TextEncoder().encode(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    const key = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);
    const nonce = Uint8Array.from({ length: 24 }, (_, i) => 0x40 + i);
    const aad = bytesOf('50515253c0c1c2c3c4c5c6c7');
    const out = new Uint8Array(text.length + 16);
    seal(key, nonce, aad, text, out);
    expect(hex(out.subarray(0, 16))).toBe('bd6d179d3e83d43b9576579493c0e939');
    expect(hex(out.subarray(text.length))).toBe('c0875924c1c7987947deafd8780acf49');
    expect(open(key, nonce, aad, out)).toEqual(text);
  });

  it('refuses whatever was changed', () => {
    const [key, nonce, aad, text] = [randomBytes(32), randomBytes(24), randomBytes(20), randomBytes(100)];
    const sealed = new Uint8Array(116);
    seal(key, nonce, aad, text, sealed);
    expect(hex(open(key, nonce, aad, sealed))).toBe(hex(text));
    for (let at = 0; at < sealed.length; at++) {
      const forged = sealed.slice();
      forged[at]! ^= 1 << (at % 8);
      expect(() => open(key, nonce, aad, forged)).toThrow();
    }
    for (let at = 0; at < 24; at++) {
      const other = Uint8Array.from(nonce, (byte, i) => (i === at ? byte ^ 1 : byte));
      expect(() => open(key, other, aad, sealed)).toThrow();
    }
    expect(() => open(randomBytes(32), nonce, aad, sealed)).toThrow();
    expect(() => open(key, nonce, aad.subarray(1), sealed)).toThrow();
    for (const length of [0, 15, 16, 115]) expect(() => open(key, nonce, aad, sealed.subarray(0, length))).toThrow();
  });
});

it('both seal the same, and each opens what the other sealed, into an array of its own', () => {
  const lengths = [0, 1, 15, 16, 17, 63, 64, 65, 4096, 65_537, 700_000];
  for (let n = 0; n < 100; n++) lengths.push(randomInt(5_000));
  for (const length of lengths) {
    const [key, nonce, aad, text] = [32, 24, randomInt(80), length].map((n) => within(randomBytes(n))) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const [one, other] = Object.values(both).map(({ seal }) => {
      const out = within(new Uint8Array(length + 16));
      seal(key, nonce, aad, text, out);
      return out;
    }) as [Uint8Array, Uint8Array];
    expect(hex(one)).toBe(hex(other));
    for (const { open } of Object.values(both)) {
      const opened = open(key, nonce, aad, one);
      expect(hex(opened)).toBe(hex(text));
      expect(opened.constructor).toBe(Uint8Array);
      expect(opened.buffer.byteLength).toBe(length);
    }
  }
});

it('records are sealed by OpenSSL where it can', () => {
  expect(xchacha).toBe(xchachaByNode);
});
