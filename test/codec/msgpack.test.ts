import fc from 'fast-check';
import { Packr, RESET_BUFFER_MODE } from 'msgpackr/index-no-eval';
import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '../../src/codec/msgpack.ts';
import { SealcastError } from '../../src/errors.ts';
import { limits } from '../../src/limits.ts';

const of = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (value: unknown): string => Buffer.from(encodeRecord(value)).toString('hex');

describe('encodeRecord', () => {
  it('writes maps as msgpack maps in the order of their keys, whatever made them', () => {
    const expected = '82a161' + '01' + 'a162' + '02';
    expect(hexOf({ a: 1, b: 2 })).toBe(expected);
    expect(hexOf({ b: 2, a: 1 })).toBe(expected);
    expect(
      hexOf(
        new Map([
          ['b', 2],
          ['a', 1],
        ]),
      ),
    ).toBe(expected);
    expect(hexOf(Object.assign(Object.create(null), { b: 2, a: 1 }))).toBe(expected);
    // Byte order of UTF-8, which is not that of UTF-16: U+FF5E comes before U+1F37A.
    expect(hexOf({ '🍺': 1, '\uff5e': 2 })).toBe('82a3efbd9e02a4f09f8dba01');
  });

  it('never writes msgpackr records, however often a shape repeats', () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({ id: i, name: 'x' }));
    for (let i = 0; i < 10; i++) expect(decodeRecord(encodeRecord(rows))).toEqual(rows);
  });

  it('owns its buffer, exact in size', () => {
    const first = encodeRecord({ a: 'b' });
    expect(first.buffer.byteLength).toBe(first.length);
    expect(encodeRecord({ a: 'b' }).buffer).not.toBe(first.buffer);
  });

  it('leaves nothing in the buffer that msgpackr keeps', () => {
    // All Packrs share one pool, so a fresh one shows it; and used directly it does leave the text there.
    const pool = () =>
      Buffer.from(new Packr({ useRecords: false, variableMapSize: true }).pack(0, RESET_BUFFER_MODE).buffer);
    encodeRecord({ secret: 'canary-5b0d' });
    expect(pool().includes('canary-5b0d')).toBe(false);
    new Packr({ useRecords: false, variableMapSize: true }).pack({ secret: 'canary-77f1' }, RESET_BUFFER_MODE);
    expect(pool().includes('anary-77f1')).toBe(true);
  });

  it('writes keys that name prototypes and hooks like any other', () => {
    const value: Record<string, unknown> = Object.create(null);
    for (const key of ['__proto__', 'constructor', 'toJSON', 'toString', 'hasOwnProperty']) value[key] = { x: key };
    const back = decodeRecord(encodeRecord(value)) as Record<string, unknown>;
    expect(Object.getPrototypeOf(back)).toBe(null);
    expect(Object.keys(back).sort()).toEqual(Object.keys(value).sort());
    expect(({} as Record<string, unknown>).x).toBe(undefined);
  });

  it.each([
    ['undefined', undefined],
    ['a hole', { a: [1, undefined] }],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a Date', new Date(0)],
    ['a Set', new Set([1])],
    ['an Error', new Error('e')],
    ['a class instance', new SealcastError('USAGE', 'x')],
    ['NaN', Number.NaN],
    ['Infinity', [Number.POSITIVE_INFINITY]],
    ['2^64', 2n ** 64n],
    ['a number as key', new Map([[1, 2]])],
    ['half a surrogate pair', { text: 'a\ud83c' }],
    ['half a pair in a key', { '\udf7a': 1 }],
    ['a byte order mark', '\ufeffnotice'],
  ])('refuses %s', (_, value) => {
    expect(() => encodeRecord(value)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('refuses a cycle, depth and count beyond the bounds', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => encodeRecord(cycle)).toThrow(/deeper/);
    expect(() => encodeRecord(new Array(limits.recordItems).fill(null))).toThrow(/more than/);
    expect(encodeRecord(new Array(limits.recordItems - 1).fill(null)).length).toBe(limits.recordItems + 4);
  });
});

describe('decodeRecord', () => {
  it('gives back what went in, and the same bytes again', () => {
    const leaf = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
      fc.bigInt({ min: 2n ** 53n + 1n, max: 2n ** 64n - 1n }),
      fc.string({ unit: 'binary', maxLength: 90 }).filter((text) => !text.startsWith('\ufeff')),
      fc.uint8Array({ maxLength: 300 }),
    );
    const key = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.startsWith('\ufeff'));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie('value'), { maxLength: 20 }),
        fc.dictionary(key, tie('value')),
      ),
    }));
    fc.assert(
      fc.property(value, (input) => {
        const written = encodeRecord(input);
        const back = decodeRecord(written);
        expect(back).toEqual(input);
        expect(encodeRecord(back)).toEqual(written);
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });

  it('copies bytes out: the input may be wiped', () => {
    const input = encodeRecord({ key: new Uint8Array([1, 2, 3]) });
    const { key } = decodeRecord(Buffer.from(input)) as { key: Uint8Array };
    const { key: kept } = decodeRecord(input) as { key: Uint8Array };
    input.fill(0);
    expect(kept).toEqual(new Uint8Array([1, 2, 3]));
    expect(key.constructor).toBe(Uint8Array);
  });

  it.each([
    ['nothing', '', /too early/],
    ['a string cut short', 'a3 61 62', /too early/],
    ['a string longer than memory', 'db ff ff ff ff 61', /too early/],
    ['bytes longer than memory', 'c6 ff ff ff ff 61', /too early/],
    ['an array longer than memory', 'dd ff ff ff ff c0', /more values announced/],
    ['a map longer than memory', 'df ff ff ff ff a1 61 c0', /more values announced/],
    ['an array in an array, both too long', '92 dc 00 10 c0 c0', /too early|announced|longer head/],
    ['a map without its last value', '81 a1 61', /announced|too early/],
    ['a map with a number as key', '81 01 02', /not a string/],
    ['a map with a map as key', '81 80 02', /not a string/],
    ['bytes behind the value', 'c0 c0', /left over/],
    ['c1', 'c1', /extension or unused/],
    ['a msgpackr record', 'd4 72 40 91 a1 61 01', /extension or unused/],
    ['undefined as msgpackr writes it', 'd4 00 00', /extension or unused/],
    ['a timestamp', 'd6 ff 00 00 00 00', /extension or unused/],
    ['UTF-8 with a surrogate', 'a3 ed a0 80', /not UTF-8/],
    ['UTF-8, overlong', 'a2 c0 80', /not UTF-8/],
    ['a byte order mark', 'a4 ef bb bf 61', /byte order mark/],
    ['a key twice', '82 a1 61 01 a1 61 02', /out of order, or twice/],
    ['the empty key twice', '82 a0 01 a0 02', /out of order, or twice/],
    ['keys out of order', '82 a1 62 01 a1 61 02', /out of order, or twice/],
    ['a shorter key behind a longer', '82 a2 61 61 01 a1 61 02', /out of order, or twice/],
    ['uint8 for a fixint', 'cc 7f', /canonical/],
    ['uint32 for a uint16', 'ce 00 00 ff ff', /canonical/],
    ['int64 for a uint32', 'd3 00 00 00 00 ff ff ff ff', /canonical/],
    ['uint64 for an int64', 'cf 7f ff ff ff ff ff ff ff', /canonical/],
    ['int8 for a fixint', 'd0 e0', /canonical/],
    ['float32', 'ca 3f c0 00 00', /canonical/],
    ['float64 for an integer', 'cb 3f f0 00 00 00 00 00 00', /canonical/],
    ['minus zero', 'cb 80 00 00 00 00 00 00 00', /canonical/],
    ['NaN', 'cb 7f f8 00 00 00 00 00 00', /canonical/],
    ['str8 for a fixstr', 'd9 01 61', /longer head/],
    ['bin16 for a bin8', 'c5 00 01 61', /longer head/],
    ['array16 for a fixarray', 'dc 00 01 c0', /longer head/],
    ['map16 for a fixmap', 'de 00 01 a1 61 c0', /longer head/],
  ])('refuses %s', (_, hex, message) => {
    expect(() => decodeRecord(of(hex))).toThrow(message);
    expect(() => decodeRecord(of(hex))).toThrow(expect.objectContaining({ code: 'UNREADABLE' }));
  });

  it('refuses depth, count and length beyond the bounds before it builds anything', () => {
    const nested = (depth: number) => of('91'.repeat(depth) + 'c0');
    expect(() => decodeRecord(nested(limits.recordDepth + 1))).toThrow(/deeper/);
    expect(() => decodeRecord(nested(5_000_000))).toThrow(/deeper/);
    const many = new Uint8Array(5 + limits.recordItems).fill(0x80);
    many.set(of('dd 00 02 00 00'));
    expect(() => decodeRecord(many)).toThrow(/more than/);
    expect(() => decodeRecord(new Uint8Array(limits.contentBytes + 1))).toThrow(/longer than/);
  });

  it('names the byte and nothing of the content', () => {
    const bytes = of('82 a1 61 a6 63616e617279 a1 62 c1');
    expect(() => decodeRecord(bytes)).toThrow(
      expect.objectContaining({ position: { byte: 12 }, message: expect.not.stringContaining('canary') }),
    );
  });
});
