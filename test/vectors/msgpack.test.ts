import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '../../src/codec/msgpack.ts';
import { haveShared, shared } from './shared.ts';

interface Case {
  msgpack: string[];
  nil?: null;
  bool?: boolean;
  binary?: string;
  number?: number;
  bignum?: string;
  string?: string;
  array?: unknown[];
  map?: Record<string, unknown>;
}

const dashed = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll('-', ''), 'hex'));

function expected(test: Case): unknown {
  if (test.bignum !== undefined) {
    const value = BigInt(test.bignum);
    return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : value;
  }
  if (test.binary !== undefined) return dashed(test.binary);
  for (const kind of ['nil', 'bool', 'number', 'string', 'array', 'map'] as const)
    if (test[kind] !== undefined) return test[kind];
  return expect.fail('a case of no known kind');
}

describe.skipIf(!haveShared)('msgpack-test-suite', () => {
  const groups = haveShared ? shared<Record<string, Case[]>>('msgpack-test-suite.json') : {};

  it('has the cases it is known to have', () => {
    expect(Object.keys(groups)).toHaveLength(15);
    expect(Object.values(groups).flat()).toHaveLength(85);
  });

  it('decodes every encoding, encodes to one of them, and takes only that one unasked', () => {
    let encodings = 0;
    let cases = 0;
    for (const [name, tests] of Object.entries(groups)) {
      if (name.startsWith('50.') || name.startsWith('60.')) continue;
      for (const test of tests) {
        cases++;
        const value = expected(test);
        const written = Buffer.from(encodeRecord(value)).toString('hex');
        const listed = test.msgpack.map((hex) => hex.replaceAll('-', ''));
        // msgpackr writes integers from 2^32 to 2^63 in the signed form; the suite lists both.
        expect(listed, name).toContain(written);
        for (const hex of listed) {
          encodings++;
          expect(decodeRecord(dashed(hex), { anyEncoding: true }), `${name} ${hex}`).toEqual(value);
          if (hex === written) expect(decodeRecord(dashed(hex))).toEqual(value);
          else expect(() => decodeRecord(dashed(hex)), `${name} ${hex}`).toThrow(/not a record/);
        }
      }
    }
    expect([cases, encodings]).toEqual([59, 203]);
  });

  it('refuses timestamps and extensions, in every encoding', () => {
    const tests = [...groups['50.timestamp.yaml']!, ...groups['60.ext.yaml']!];
    expect(tests).toHaveLength(26);
    for (const hex of tests.flatMap((test) => test.msgpack))
      for (const anyEncoding of [false, true])
        expect(() => decodeRecord(dashed(hex), { anyEncoding })).toThrow(/an extension or unused type/);
  });
});
