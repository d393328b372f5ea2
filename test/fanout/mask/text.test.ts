import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskText, type Span, scanText, walkText } from '../../../src/fanout/mask/text.ts';
import { isBankCard, isMainlandIdCard } from '../../../src/fanout/mask/text-rules.ts';
import { NEGATIVE, POSITIVE } from './text-cases.ts';

const SEED = 20261122;

describe('the table of cases', () => {
  it('has all its rows', () => {
    expect([POSITIVE.length, NEGATIVE.length]).toEqual([94, 47]);
    expect(new Set(POSITIVE.flatMap((row) => row.found.map(([kind]) => kind)))).toEqual(
      new Set(['email', 'phone', 'id-card', 'bank-card', 'passport', 'plate', 'ip']),
    );
  });

  it.each(POSITIVE.map((row) => [row.why, row] as const))('masks: %s', (_, { text, masked, found }) => {
    const spans = scanText(text);
    expect(spans.map((span) => [span.kind, text.slice(span.start, span.end)])).toEqual(found);
    expect(maskText(text)).toBe(masked);
  });

  it.each(POSITIVE.map((row) => [row.why, row] as const))('finds the same in the middle of a text: %s', (_, row) => {
    expect(maskText(`编号A7，${row.text}\n次日`)).toBe(`编号A7，${row.masked}\n次日`);
  });

  it.each(NEGATIVE)('leaves alone: %s', (_, text) => {
    expect(scanText(text)).toEqual([]);
    expect(maskText(text)).toBe(text);
  });
});

// ---- identities made by rule, apart from the rules under test --------------------------------------------------------

const digits = (n: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: n, maxLength: n }).map((list) => list.join(''));

const mobile = fc.tuple(fc.integer({ min: 3, max: 9 }), digits(9)).map(([second, rest]) => `1${second}${rest}`);

const idCard = fc
  .tuple(
    fc.constantFrom('110000', '440000', '650000'),
    fc.date({ min: new Date('1900-01-01'), max: new Date('2020-12-31'), noInvalidDate: true }),
    digits(3),
  )
  .map(([region, date, order]) => {
    const body = region + date.toISOString().slice(0, 10).replaceAll('-', '') + order;
    // 2^(17-k) mod 11, worked from the left: not the table the scanner uses.
    let remainder = 0;
    for (const digit of body) remainder = (2 * (remainder + Number(digit))) % 11;
    return body + '10X98765432'[remainder];
  });

const bankCard = digits(12).map((rest) => {
  const body = `622${rest}`;
  for (let check = 0; check < 10; check++) {
    const sum = [...(body + check)].reverse().reduce((total, c, k) => {
      const value = Number(c) * (1 + (k % 2));
      return total + Math.floor(value / 10) + (value % 10);
    }, 0);
    if (sum % 10 === 0) return body + check;
  }
  throw new Error('some check digit fits');
});

const local = fc
  .tuple(fc.constantFrom(...'abcxyz'), fc.stringMatching(/^[a-z0-9_.+-]{1,20}[a-z0-9]$/))
  .map(([first, rest]) => first + rest);

const before = fc.constantFrom('', '电话', '，', '编号A7 ', '\n', '（', '2026-11-22 ', 'Tel: ', '🎉', '¥12.50，');
const after = fc.constantFrom('', '谢谢', '。', ' v1.2', '\n', '）', ', 2026', '！🎉');

describe('what is hidden', () => {
  it('middle digits of a mobile never come out', () => {
    fc.assert(
      fc.property(before, mobile, after, (b, number, a) => {
        expect(maskText(b + number + a)).toBe(`${b}${number.slice(0, 3)}****${number.slice(7)}${a}`);
      }),
      { seed: SEED },
    );
  });

  it('of an ID card only first and last character come out', () => {
    fc.assert(
      fc.property(before, idCard, after, (b, number, a) => {
        expect(maskText(b + number + a)).toBe(`${b}${number[0]}${'*'.repeat(16)}${number[17]}${a}`);
      }),
      { seed: SEED },
    );
  });

  it('of a bank card only the last four come out, however it is grouped', () => {
    fc.assert(
      fc.property(before, bankCard, fc.constantFrom('', ' ', '-', '\u3000'), after, (b, number, blank, a) => {
        const grouped = number.match(/.{4}/g)!.join(blank);
        const masked = `${['****', '****', '****'].join(blank)}${blank}${number.slice(12)}`;
        expect(maskText(b + grouped + a)).toBe(b + masked + a);
      }),
      { seed: SEED },
    );
  });

  it('of a local part only the first letter comes out', () => {
    fc.assert(
      fc.property(before, local, after, (b, name, a) => {
        expect(maskText(`${b}${name}@QQQ.NET${a}`)).toBe(`${b}${name[0]}***@QQQ.NET${a}`);
      }),
      { seed: SEED },
    );
  });

  it('any other digit in place of the check digit makes it an order number', () => {
    fc.assert(
      fc.property(idCard, fc.integer({ min: 1, max: 9 }), (number, add) => {
        fc.pre(!number.endsWith('X'));
        const wrong = number.slice(0, 17) + ((Number(number[17]) + add) % 10);
        expect(isMainlandIdCard([...wrong].map(Number))).toBe(false);
      }),
      { seed: SEED },
    );
    fc.assert(
      fc.property(bankCard, fc.integer({ min: 1, max: 9 }), (number, add) => {
        const wrong = number.slice(0, 15) + ((Number(number[15]) + add) % 10);
        expect(isBankCard([...wrong].map(Number))).toBe(false);
        expect(maskText(wrong)).toBe(wrong);
      }),
      { seed: SEED },
    );
  });
});

describe('any text', () => {
  /** Pieces that meet in every order: all classes, half numbers, surrogate halves, marks. */
  const piece = fc.constantFrom(
    ...['13812345678', '138', '1234', '5678', '0', '1', '4111', '1111', '110000', '19900307', '86', '+', '-', '.', ' '],
    ...[
      '(',
      ')',
      '@',
      '_',
      'x',
      'X',
      'a',
      'com',
      'q.cn',
      '张',
      'あ',
      'م',
      '３',
      '٤',
      '\u0301',
      '\u200d',
      '\ufe0f',
      '👨',
      '🎉',
    ],
    ...['\ud83d', '\udc68', '\n', '\t', ',', '*', 'tel', '0371', '88888888', '00', 'xn--'],
    ...[
      'E',
      'KJ',
      '12345678',
      '京A',
      '粤B·',
      'D1234',
      '港',
      '10.',
      '192.168',
      '255',
      ':',
      '::',
      '2001:db8',
      'fe80:',
      'f',
    ],
  );
  const anyText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  it('has spans in order, apart, and not before a combining mark', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let end = 0;
        for (const span of scanText(text)) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(span.end).toBeGreaterThan(span.start);
          expect(text.slice(span.end)).not.toMatch(/^\p{M}/u);
          expect(text.slice(span.start)).not.toMatch(/^\p{M}/u);
          end = span.end;
        }
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it('keeps everything outside the spans, and each mask hides something or all', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const spans = scanText(text);
        const outside = (list: readonly Span[]) => {
          let from = 0;
          const parts: string[] = [];
          for (const span of list) {
            parts.push(text.slice(from, span.start));
            from = span.end;
          }
          return [...parts, text.slice(from)];
        };
        const masked = maskText(text);
        const parts = outside(spans);
        expect(masked).toBe(parts.map((part, k) => part + (spans[k]?.mask ?? '')).join(''));
        for (const span of spans) if (span.mask === text.slice(span.start, span.end)) expect(span.mask).toContain('**');
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it('masked twice, hides no less', () => {
    const noAddress = anyText.map((text) => text.replaceAll('@', ' '));
    fc.assert(
      fc.property(noAddress, (text) => {
        const once = maskText(text);
        const twice = maskText(once);
        expect(twice.length).toBe(once.length);
        for (let i = 0; i < once.length; i++) if (twice[i] !== once[i]) expect(twice[i]).toBe('*');
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});

describe('work', () => {
  /** Each makes some naive scanner quadratic: many starts, a long wait, and no match at the end. */
  const ADVERSARIAL: readonly (readonly [what: string, unit: string, tail: string])[] = [
    ['digits', '1', ''],
    ['digits apart', '1 ', ''],
    ['digits with hyphens', '1-', 'a'],
    ['digits with dots', '1.', ''],
    ['groups of three', '138 ', ''],
    ['groups of four', '4111 ', ''],
    ['groups of four, joined', '4111-', 'a'],
    ['landline beginnings', '010-8888-', ''],
    ['countries', '+1 ', ''],
    ['countries without end', '+86 1 3 8 1 2 3 4 5 ', ''],
    ['zeros', '00 ', ''],
    ['zeros and a code', '00 86 ', ''],
    ['phones', '13812345678 ', ''],
    ['phones, joined', '13812345678-', 'a'],
    ['letters', 'a', ''],
    ['letters with dots', 'a.', ''],
    ['letters, then an address', 'a', '@example.com'],
    ['many @', '@', ''],
    ['a@', 'a@', ''],
    ['a@a.', 'a@a.', ''],
    ['addresses', 'a@b.cn ', ''],
    ['addresses, joined', 'a@b.cn', ''],
    ['a domain without end', 'a.a-', '@'],
    ['labels of a domain', '', `a@${'com.'.repeat(4_000)}`],
    ['marks', '1\u0301', ''],
    ['parentheses', '(1)', ''],
    ['x', '138x', ''],
    ['label words', 'tel', '13812345678'],
    ['Han, then an address', '张', '@例子.中国'],
    ['surrogates', '😀', '@a.cn'],
    ['signs', '+-. ()', ''],
    ['numbers and dots', '1.1.', 'a'],
    ['addresses of machines', '10.0.0.1 ', ''],
    ['hexadecimal groups', 'fe80:', ''],
    ['gaps', 'fe80::', 'x'],
    ['plates', '京A12345', ''],
    ['provinces', '京', 'A12345'],
    ['passports', 'E12345678 ', ''],
  ];

  it.each(ADVERSARIAL)('is linear: %s', (_, unit, tail) => {
    const steps = (n: number) => walkText(unit.repeat(n) + tail).steps / (unit.repeat(n) + tail).length;
    const [small, large] = [steps(1_000), steps(16_000)];
    // A group of two characters may try all the shapes that begin with its length: some 40 steps a character, no more.
    expect(large).toBeLessThan(64);
    expect(large).toBeLessThan(small * 1.1 + 0.1);
  });
});
