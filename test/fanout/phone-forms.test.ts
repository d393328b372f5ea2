import { describe, expect, it } from 'vitest';
import { parsedPhone } from '../../src/fanout/normalise.ts';
import { commonPhone } from '../../src/fanout/phone-forms.ts';
import { numbers } from '../kernels/implementations.ts';

const SEED = 20_261_122;
const COUNTRIES = ['', 'CN', 'US', 'GB', 'DE', 'FR', 'IN', 'CA', 'HK', 'IT', 'AR'];
const CODES = ['86', '1', '44', '49', '33', '91', '852', '39', '7'];

function digits(random: () => number, count: number): string {
  return Array.from({ length: count }, () => random() % 10).join('');
}

/** As people write it: groups of two to four, one separator or none. */
function written(random: () => number, number: string): string {
  const separator = [' ', '-', '', ' ', '.', '  '][random() % 6]!;
  if (separator === '') return number;
  let text = '';
  for (let i = 0; i < number.length; ) {
    const length = 2 + (random() % 3);
    text += (text === '' ? '' : separator) + number.slice(i, i + length);
    i += length;
  }
  return text;
}

/** Numbers near the rules: the usual beginnings, and then anything, of about the right length. */
function nationalNumber(random: () => number): string {
  const start = [
    '13',
    '15',
    '17',
    '10',
    '21',
    '755',
    '415',
    '212',
    '800',
    '7911',
    '20',
    '151',
    '30',
    '6',
    '1',
    '98',
    '11',
    '',
  ];
  return start[random() % start.length]! + digits(random, 5 + (random() % 7));
}

function variants(random: () => number): string {
  const number = nationalNumber(random);
  const code = CODES[random() % CODES.length]!;
  const prefixes = [
    `+${code}`,
    `00${code}`,
    code,
    '',
    '0',
    '1',
    `+${code} 0`,
    `+${code} (0)`,
    '(0',
    '011',
    '17951',
    '000',
    '+0',
  ];
  const prefix = prefixes[random() % prefixes.length]!;
  const body = written(random, number);
  let text =
    prefix === '(0' ? `(0${number.slice(0, 2)}) ${number.slice(2)}` : prefix + (random() % 2 === 0 ? ' ' : '') + body;
  if (random() % 8 === 0) text = text.replace(/[0-9+]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
  if (random() % 16 === 0)
    text = [` ${text} `, `${text}-`, `-${text}`, `.${text}`, `${text})`, `(${text})`][random() % 6]!;
  return text;
}

describe('the common forms of phone numbers', () => {
  it.each([
    ['+8613812345678', '', '+8613812345678'],
    ['+86 138-1234-5678', '', '+8613812345678'],
    ['0086 138 1234 5678', 'CN', '+8613812345678'],
    ['8613812345678', 'CN', '+8613812345678'],
    ['13812345678', 'CN', '+8613812345678'],
    ['+８６ １３８１２３４５６７８', '', '+8613812345678'],
    ['１３８１２３４５６７８', 'CN', '+8613812345678'],
    ['010-88888888', 'CN', '+861088888888'],
    ['(415) 555-2671', 'US', '+14155552671'],
    ['+1 415.555.2671', 'CN', '+14155552671'],
    ['1 415 555 2671', 'US', '+14155552671'],
    ['07400 123456', 'GB', '+447400123456'],
    ['0151 12345678', 'DE', '+4915112345678'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['98765 43210', 'IN', '+919876543210'],
  ] as const)('are read without the parser: %s in %s', (text, country, number) => {
    expect(commonPhone(text, country)).toBe(number);
    expect(parsedPhone(text, country)).toBe(number);
  });

  it.each([
    ['13812345678', ''],
    ['+39 06 1234 5678', ''],
    ['tel:+8613812345678', 'CN'],
    ['+86 138 1234 5678 ext. 9', 'CN'],
    ['12812345678', 'CN'],
    ['+86 0 138 1234 5678', 'CN'],
    ['+1 264 497 1234', ''],
    ['张三 13812345678', 'CN'],
    ['＋８６ １３８１２３４５６７８', ''],
    ['07911 123456', 'GB'],
    ['', 'CN'],
  ])('leave all else to the parser: %s in %s', (text, country) => {
    expect(commonPhone(text, country)).toBe(undefined);
  });

  it('mean what the parser reads in them', () => {
    const random = numbers(SEED);
    let decided = 0;
    for (let i = 0; i < 25_000; i++) {
      const text = variants(random);
      const country = COUNTRIES[random() % COUNTRIES.length]!;
      const number = commonPhone(text, country);
      if (number === undefined) continue;
      decided++;
      expect(number, `seed ${SEED}, ${i}: ${JSON.stringify(text)} in ${country}`).toBe(parsedPhone(text, country));
    }
    expect(decided).toBeGreaterThan(1000);
  });

  it('mean it in every area of America, every mobile prefix of China, every beginning elsewhere', () => {
    const random = numbers(SEED);
    const texts: (readonly [text: string, country: string])[] = [];
    for (let area = 0; area < 1000; area++) {
      const start = String(area).padStart(3, '0');
      texts.push([`+1${start}${2 + (random() % 8)}${digits(random, 6)}`, ''], [`${start}${digits(random, 7)}`, 'US']);
      texts.push([`1${start}${digits(random, 7)}`, 'CN'], [`+86${start}${digits(random, 8)}`, '']);
      for (const [code, length] of [
        ['44', 7],
        ['49', 8],
        ['33', 6],
        ['91', 7],
      ] as const)
        texts.push([`+${code}${start}${digits(random, length)}`, '']);
    }
    let decided = 0;
    for (const [text, country] of texts) {
      const number = commonPhone(text, country);
      if (number === undefined) continue;
      decided++;
      expect(number, `${text} in ${country}`).toBe(parsedPhone(text, country));
    }
    expect(decided).toBeGreaterThan(1500);
  });
});
