import { describe, expect, it } from 'vitest';
import { concat, equalBytes, fromHex, hex, utf8 } from '../../src/crypto/bytes.ts';
import { wipe } from '../../src/crypto/wipe.ts';

describe('bytes', () => {
  it('concat owns its buffer', () => {
    const one = concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3));
    expect(one).toEqual(Uint8Array.of(1, 2, 3));
    expect(one.buffer.byteLength).toBe(3);
  });

  it('equalBytes tells any one byte and any length apart', () => {
    const a = Uint8Array.from({ length: 40 }, (_, i) => i);
    expect(equalBytes(a, a.slice())).toBe(true);
    for (let i = 0; i < a.length; i++) expect(equalBytes(a, a.with(i, a[i]! ^ 0x80))).toBe(false);
    expect(equalBytes(a, a.subarray(1))).toBe(false);
    expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true);
  });

  it('hex goes both ways and refuses what is none', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(hex(all)).toBe(Buffer.from(all).toString('hex'));
    expect(fromHex(hex(all).toUpperCase())).toEqual(all);
    for (const text of ['0', '0x', 'gg', ' 00', '00\n']) expect(fromHex(text), JSON.stringify(text)).toBe(null);
  });

  it('utf8 is UTF-8', () => expect(hex(utf8('张伟'))).toBe('e5bca0e4bc9f'));

  it('wipe takes any number of arrays, and none', () => {
    const [a, b] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
    wipe(a, null, undefined, b);
    expect([...a, ...b]).toEqual([0, 0, 0]);
  });
});
