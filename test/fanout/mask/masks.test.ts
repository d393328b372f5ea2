import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  avatarSeed,
  maskBankCard,
  maskEmail,
  maskIdCard,
  maskIp,
  maskName,
  maskPassport,
  maskPhone,
  maskPlate,
  scanText,
} from '../../../src/fanout/mask/index.ts';
import { POSITIVE } from './text-cases.ts';

const SEED = 20261122;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const split = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);

describe('maskName', () => {
  const NAMES: readonly (readonly [name: string, mask: string, why: string])[] = [
    ['张三', '张*', 'family name'],
    ['张三丰', '张**', 'a star for each hidden character'],
    ['張無忌', '張**', 'traditional'],
    ['欧阳娜娜', '欧阳**', 'compound family name'],
    ['歐陽修', '歐陽*', 'compound, traditional'],
    ['司馬相如', '司馬**', 'compound, traditional'],
    ['诸葛亮', '诸葛*', 'compound of three'],
    ['欧阳', '欧*', 'two characters: the first is the family name'],
    ['陈方安生', '陈***', 'four, not compound'],
    ['张', '张*', 'one character'],
    ['张 三', '张*', 'blank between'],
    ['张\u3000三丰', '张**', 'ideographic blank'],
    ['\u{20BB7}野家', '\u{20BB7}**', 'a character of two code units'],
    ['中华人民共和国', '中***', 'too long for a name'],
    ['阿凡提·买买提', '阿***·买***', 'minority name with a dot'],
    ['张Wei', '张***', 'mixed'],
    ['John Smith', 'J*** S***', 'each part'],
    ['J Smith', 'J*** S***', 'an initial'],
    ['Harry S Truman', 'H*** *** T***', 'one letter hides nothing, so it is hidden'],
    ['Z h a n g', 'Z*** *** *** *** ***', 'spelt'],
    ['Jean-Luc Picard', 'J***-L*** P***', 'hyphen'],
    ["O'Brien", 'O***', 'apostrophe is no border'],
    ['  Ana   María ', 'A***   M***', 'blanks'],
    ['E\u0301lise', 'E\u0301***', 'letter with a mark'],
    ['محمد علي', 'م*** ع***', 'Arabic'],
    ['김철수', '김***', 'Hangul'],
    ['\u1100\u1175\u11b7\u110e\u1165\u11af', '\u1100\u1175\u11b7***', 'Hangul in jamo'],
    ['さくら 田中', 'さ*** 田***', 'kana make parts'],
    ['田中太郎', '田***', 'Han of another country'],
    ['अमित कुमार', 'अ*** कु***', 'Devanagari cluster'],
    ['👨‍👩‍👧 Bob', '👨‍👩‍👧*** B***', 'emoji with joiners'],
    ['🇨🇳🇫🇷', '🇨🇳***', 'flags'],
    ['', '', 'empty'],
    [' \t', '', 'blank'],
  ];

  it.each(NAMES)('%s → %s (%s)', (name, mask) => {
    expect(maskName(name)).toBe(mask);
  });

  it('shows the family name and nothing of the given name', () => {
    const han = fc.integer({ min: 0x4e00, max: 0x9fff }).map((c) => String.fromCodePoint(c));
    fc.assert(
      fc.property(fc.constantFrom('王', '欧阳', '上官'), han, han, (family, a, b) => {
        const masked = maskName(family + a + b);
        expect(masked).toBe(`${family}**`);
      }),
      { seed: SEED },
    );
  });

  it('of any other name shows one grapheme of a part at most', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 2, maxLength: 12 })
      .filter((text) => !/[\s*-]|\p{Pd}|\p{Po}/u.test(text));
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), (parts) => {
        const masked = maskName(parts.join(' '));
        fc.pre(masked.includes('***'));
        for (const [k, piece] of masked.split(' ').entries()) {
          const shown = piece.replace(/\*+$/u, '');
          expect(shown === '' || shown === split(parts[k]!)[0]).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('masking a mask changes nothing', () => {
    for (const [name] of NAMES) expect(maskName(maskName(name))).toBe(maskName(name));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (name) => {
        expect(maskName(maskName(name))).toBe(maskName(name));
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});

describe('maskPhone', () => {
  const PHONES: readonly (readonly [phone: string, mask: string])[] = [
    ['+8613812345678', '138****5678'],
    ['13812345678', '138****5678'],
    ['+86 138-1234-5678', '138****5678'],
    ['＋８６ １３８１２３４５６７８', '138****5678'],
    ['+14155552671', '+1********71'],
    ['+79161234567', '+7********67'],
    ['+447911123456', '+44********56'],
    ['+85291234567', '+852******67'],
    ['+861088888888', '+86********88'],
    ['01088888888', '*********88'],
    ['+8612812345678', '+86*********78'],
    ['12345', '***45'],
    ['1234', '***'],
    ['+2101234', '***'],
    ['+12', '***'],
    ['1234567890123456', '***'],
    ['', '***'],
    ['call me', '***'],
  ];

  it.each(PHONES)('%s → %s', (phone, mask) => {
    expect(maskPhone(phone)).toBe(mask);
  });

  it('never shows the middle', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9][0-9]{7,13}$/u), (phone) => {
        const masked = maskPhone(phone);
        const isMobile = /^\+861[3-9][0-9]{9}$/u.test(phone);
        const end = isMobile ? 4 : 2;
        expect(masked).toContain('***');
        expect(masked.slice(-end)).toBe(phone.slice(-end));
        // Country code (three digits at most) and two at the end; a mobile: three and four.
        expect(masked.replace(/[^0-9]/gu, '').length).toBeLessThanOrEqual(isMobile ? 7 : 5);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});

describe('maskEmail', () => {
  const EMAILS: readonly (readonly [email: string, mask: string])[] = [
    ['zhang@example.com', 'z***@example.com'],
    ['zhangsanfeng@example.com', 'z***@example.com'],
    ['z@example.com', '***@example.com'],
    ['e\u0301lise@example.com', 'e\u0301***@example.com'],
    ['👨‍👩‍👧a@example.com', '👨‍👩‍👧***@example.com'],
    ['"a@b"@example.com', '"***@example.com'],
    ['zhang', '***'],
    ['@example.com', '***'],
    ['zhang@', '***'],
    ['', '***'],
  ];

  it.each(EMAILS)('%s → %s', (email, mask) => {
    expect(maskEmail(email)).toBe(mask);
  });

  it('shows one grapheme of the local part, and is its own mask', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), (local) => {
        const masked = maskEmail(`${local}@example.com`);
        const shown = masked.slice(0, masked.lastIndexOf('***@example.com'));
        expect(shown === '' || shown === split(local)[0]).toBe(true);
        expect(shown).not.toBe(local);
        expect(maskEmail(masked)).toBe(masked);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});

describe('masks of documents, plates and addresses', () => {
  const MASKS = {
    'id-card': maskIdCard,
    'bank-card': maskBankCard,
    passport: maskPassport,
    plate: maskPlate,
    ip: maskIp,
  } as const;

  it('leave what maskText() leaves of them', () => {
    let compared = 0;
    for (const { text } of POSITIVE)
      for (const { kind, start, end, mask } of scanText(text)) {
        if (kind === 'phone' || kind === 'email') continue;
        expect(MASKS[kind](text.slice(start, end)), text).toBe(mask);
        expect(MASKS[kind](mask), text).toBe(mask);
        compared++;
      }
    expect(compared).toBeGreaterThan(25);
  });

  it.each([
    [maskIdCard, '1234', '***'],
    [maskIdCard, '', '***'],
    [maskBankCard, '411111', '***'],
    [maskPassport, 'E123', '***'],
    [maskPassport, '123456789', '*******89'],
    [maskPlate, '京A', '***'],
    [maskPlate, '京', '***'],
    [maskIp, 'localhost', '***'],
    [maskIp, '10.0', '***'],
    [maskIp, '::1', '***'],
    [maskIp, '2001:db8::zhang', '***'],
    [maskIdCard, '1'.repeat(100), '***'],
  ] as const)('show nothing of what is none: %s', (mask, value, expected) => {
    expect(mask(value)).toBe(expected);
  });
});

describe('avatarSeed', () => {
  const key = new Uint8Array(32).fill(7);

  it('is HMAC-SHA-256 over label and value, cut to 16 bytes', () => {
    const expected = createHmac('sha256', key).update('sealcast v1 avatar\0张三').digest('hex').slice(0, 32);
    expect(avatarSeed(key, '张三')).toBe(expected);
  });

  it('joins a person under one key and nobody under another', () => {
    expect(avatarSeed(key, 'a')).toBe(avatarSeed(key.slice(), 'a'));
    expect(avatarSeed(key, 'a')).not.toBe(avatarSeed(key, 'b'));
    expect(avatarSeed(key, 'a')).not.toBe(avatarSeed(new Uint8Array(32).fill(8), 'a'));
  });

  it('refuses a key of another length', () => {
    expect(() => avatarSeed(key.subarray(1), 'a')).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
