import { describe, expect, test } from 'vitest';
import {
  boundedText,
  normaliseEmail,
  normaliseId,
  normaliseLocale,
  normaliseMinor,
  normaliseName,
  normalisePhone,
  normaliseTags,
  normaliseTimeZone,
} from '../../src/fanout/normalise.ts';
import { limits } from '../../src/limits.ts';

const HALF = '\ud83d';

describe('phone', () => {
  test.each([
    '13800138000',
    '138 0013 8000',
    '138-0013-8000',
    '(138) 0013-8000',
    '+86 138 0013 8000',
    '+8613800138000',
    '0086 13800138000',
    '(+86)13800138000',
    '（＋８６）13800138000',
    '１３８００１３８０００',
    '＋８６１３８００１３８０００',
    '٠٠٨٦١٣٨٠٠١٣٨٠٠٠',
    '\u202a+8613800138000\u202c',
    '  13800138000\t',
    'tel:+86-138-0013-8000',
  ])('%s is +8613800138000', (text) => {
    expect(normalisePhone(text, 'CN')).toBe('+8613800138000');
  });

  test('without a country only international numbers are read', () => {
    expect(normalisePhone('13800138000', '')).toBeNull();
    expect(normalisePhone('+86 138 0013 8000', '')).toBe('+8613800138000');
    expect(normalisePhone('+44 20 7946 0958', 'CN')).toBe('+442079460958');
  });

  test.each([
    ['n/a'],
    ['12345'],
    ['+86 138 0013 800'],
    ['+86 138 0013 80000'],
    ['1.38E+10'],
    ['ask 13800138000'],
    ['13800138000, 13900139000'],
    ['13800138000 ext. 5'],
    ['+'],
    ['1'.repeat(limits.phoneChars + 1)],
    [HALF],
  ])('%s is none', (text) => {
    expect(normalisePhone(text, 'CN')).toBeNull();
  });

  test('the bound is on what is looked at', () => {
    const padded = '13800138000'.padStart(limits.phoneChars, ' ');
    expect(normalisePhone(padded, 'CN')).toBe('+8613800138000');
    expect(normalisePhone(` ${padded}`, 'CN')).toBeNull();
  });
});

describe('e-mail', () => {
  test.each([
    ['A.Lee@Example.COM', 'a.lee@example.com'],
    [' a+news@example.com ', 'a+news@example.com'],
    ["o'neil@example.com", "o'neil@example.com"],
    ['JOSÉ@example.com', 'josé@example.com'],
    ['josé@example.com'.normalize('NFD'), 'josé@example.com'],
    ['li@例子.测试', 'li@例子.测试'],
    ['li@xn--fsqu00a.xn--0zwm56d', 'li@例子.测试'],
    ['a@BÜCHER.example', 'a@bücher.example'],
    ['a@xn--bcher-kva.example', 'a@bücher.example'],
    ['a@123.example', 'a@123.example'],
  ])('%s', (text, address) => {
    expect(normaliseEmail(text)).toBe(address);
  });

  test.each([
    'nobody',
    '@example.com',
    'a@',
    'a@example',
    'a@@example.com',
    'a@b@example.com',
    'a b@example.com',
    'a\u00a0b@example.com',
    'a\u200bb@example.com',
    '.a@example.com',
    'a.@example.com',
    'a..b@example.com',
    'a@.example.com',
    'a@example..com',
    'a@-example.com',
    'a@example-.com',
    'a@1.2.3.4',
    'a@例子',
    'a@例子.测试/x',
    'a@xn--.example',
    'a,b@example.com',
    '"a"@example.com',
    '<a@example.com>',
    HALF + '@example.com',
  ])('%s is none', (text) => {
    expect(normaliseEmail(text)).toBeNull();
  });

  test('RFC 5321 lengths: 64 before the @, 63 a label, 254 in all', () => {
    expect(normaliseEmail(`${'a'.repeat(64)}@example.com`)).not.toBeNull();
    expect(normaliseEmail(`${'a'.repeat(65)}@example.com`)).toBeNull();
    // Bytes, not characters.
    expect(normaliseEmail(`${'é'.repeat(32)}@example.com`)).not.toBeNull();
    expect(normaliseEmail(`${'é'.repeat(33)}@example.com`)).toBeNull();
    const label = 'b'.repeat(63);
    expect(normaliseEmail(`a@${label}.com`)).not.toBeNull();
    expect(normaliseEmail(`a@b${label}.com`)).toBeNull();
    const domain = `${label}.${label}.${label}.`;
    expect(normaliseEmail(`a@${domain}${'c'.repeat(254 - 2 - domain.length)}`)).toHaveLength(254);
    expect(normaliseEmail(`a@${domain}${'c'.repeat(255 - 2 - domain.length)}`)).toBeNull();
  });
});

describe('name', () => {
  test.each([
    ['  Ana \u00a0 María\t\r\nLópez ', 'Ana María López'],
    ['José'.normalize('NFD'), 'José'],
    ['张\u3000伟', '张 伟'],
    ['a\u0000b\u0007c', 'abc'],
    ['\u202eevil\u202c \u2066x\u2069', 'evil x'],
    ['\ufeffAnn', 'Ann'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
    ['می‌خواهم', 'می‌خواهم'],
    ['a \u202e b', 'a b'],
    ['\u0007', ''],
  ])('%j', (text, name) => {
    expect(normaliseName(text)).toBe(name);
  });

  test('bounded in bytes; half a surrogate pair is none', () => {
    expect(normaliseName('é'.repeat(limits.nameBytes / 2))).not.toBeNull();
    expect(normaliseName(`${'é'.repeat(limits.nameBytes / 2)}e`)).toBeNull();
    expect(normaliseName(HALF)).toBeNull();
  });
});

test('id', () => {
  expect(normaliseId(' José\ufeff'.normalize('NFD'))).toBe('José');
  expect(normaliseId(0)).toBe('0');
  expect(normaliseId(-7)).toBe('-7');
  expect(normaliseId(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991');
  expect(normaliseId(2n ** 80n)).toBe(String(2n ** 80n));
  for (const none of [Number.MAX_SAFE_INTEGER + 1, 1.5, Number.NaN, true, {}, [], HALF])
    expect(normaliseId(none)).toBeNull();
  for (const missing of [null, undefined, '', ' \u3000']) expect(normaliseId(missing)).toBe('');
});

test('locale', () => {
  expect(normaliseLocale('zh_cn')).toBe('zh-CN');
  expect(normaliseLocale(' EN-us ')).toBe('en-US');
  expect(normaliseLocale('zh-hant-tw')).toBe('zh-Hant-TW');
  for (const none of ['zh--CN', '?', 'chinese (simplified)', 'a'.repeat(limits.localeBytes + 1)])
    expect(normaliseLocale(none)).toBeNull();
  // Asked again, it is remembered, and the same.
  expect(normaliseLocale('zh_cn')).toBe('zh-CN');
  expect(normaliseLocale('?')).toBeNull();
});

test('time zone', () => {
  expect(normaliseTimeZone(' europe/berlin ')).toBe('Europe/Berlin');
  expect(normaliseTimeZone('Asia/Shanghai')).toBe('Asia/Shanghai');
  expect(normaliseTimeZone('US/Pacific')).toBe('America/Los_Angeles');
  expect(normaliseTimeZone('UTC')).toBe('UTC');
  // Offsets are no place: what is quiet there in summer nobody knows. Some versions of Node would read them.
  for (const none of ['+08:00', 'UTC+8', 'Mars/Olympus', 'Europe/Berlin\0', `A${'a'.repeat(limits.timeZoneChars)}`, ''])
    expect(normaliseTimeZone(none)).toBeNull();
  expect(normaliseTimeZone('europe/berlin')).toBe('Europe/Berlin');
});

test('minor', () => {
  for (const yes of ['yes', 'Yes ', 'TRUE', '1', 1, true]) expect(normaliseMinor(yes)).toBe(true);
  for (const no of ['no', 'NO', 'false', '0', 0, false]) expect(normaliseMinor(no)).toBe(false);
  for (const none of ['y', '17', 17, '2010-01-01', {}, [], 2, Number.NaN]) expect(normaliseMinor(none)).toBeNull();
});

test('tags', () => {
  expect(normaliseTags(' a; b ;;a;c')).toEqual(['a', 'b', 'c']);
  expect(normaliseTags(['a;b', ' c '])).toEqual(['a;b', 'c']);
  expect(normaliseTags('')).toEqual([]);
  expect(normaliseTags('x'.repeat(limits.tagBytes))).toHaveLength(1);
  expect(normaliseTags('x'.repeat(limits.tagBytes + 1))).toBeNull();
  const many = Array.from({ length: limits.tags }, (_, i) => `t${i}`);
  expect(normaliseTags(many)).toHaveLength(limits.tags);
  expect(normaliseTags([...many, 'one more'])).toBeNull();
  for (const none of [';'.repeat(limits.tags * 4) + 'a', 7, {}, ['a', 1], [HALF], new Array(limits.tags * 5).fill('a')])
    expect(normaliseTags(none)).toBeNull();
});

test('bounded text counts the bytes of its NFC', () => {
  expect(boundedText('é'.normalize('NFD').repeat(4), 8)).toBe('éééé');
  expect(boundedText('ééééa', 8)).toBeNull();
  expect(boundedText('', 8)).toBe('');
});
