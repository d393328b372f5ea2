import { describe, expect, it } from 'vitest';
import { maskText } from '../../src/fanout/mask/text.ts';
import { CLASSES } from '../../src/fanout/mask/text-classes.ts';
import type { TextMasker } from '../../src/fanout/mask/text-masker.ts';
import { isBankCard, isInternational, isMainlandIdCard } from '../../src/fanout/mask/text-rules.ts';
import { instantiateKernels, type KernelChoice, loadKernels } from '../../src/kernels/load.ts';
import { MaskKernel, maskAnswers } from '../../src/kernels/mask.ts';
import { newTextMasker } from '../../src/kernels/text-masker.ts';
import { limits } from '../../src/limits.ts';
import { NEGATIVE, POSITIVE } from '../fanout/mask/text-cases.ts';
import { builds, numbers } from './implementations.ts';
import { CASES, randomText } from './random-texts.ts';

const SEED = 20_261_122;
const kernelOf = (build: (typeof builds)[number]) => instantiateKernels(loadKernels({ kernels: build }));
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What doubling adds to a digit, less 9 when there are two then. */
const LUHN = [0, 1, 2, 3, 4, -4, -3, -2, -1, 0];

/** The first and last code unit of each run of one class, and every 97th. */
const BESIDE = Array.from({ length: 0x10000 }, (_, unit) => unit)
  .filter((unit) => unit % 97 === 0 || CLASSES[unit] !== CLASSES[unit - 1] || CLASSES[unit] !== CLASSES[unit + 1])
  .filter((unit) => unit < 0xd800 || unit > 0xdfff)
  .flatMap((unit) => {
    const c = String.fromCharCode(unit);
    return [
      `${c}13812345678${c}9 138${c}1234${c}5678 ab${c}c@d.com${c} 10.0.0.1${c}`,
      `京A12345${c} E12345678${c} ${c}fe80::1${c} 1381234567${c}`,
    ];
  });
const BESIDE_MASKED = BESIDE.map(maskText);

describe.each<KernelChoice>([...builds, 'reference'])('masking by %s', (kernels) => {
  const masker = () => newTextMasker({ kernels });
  const maskOne = (one: TextMasker, text: string) => one.maskStrings([text])[0];

  it('answers the table of cases, in one batch, one by one, and in the middle of a text', () => {
    const one = masker();
    const expected = [...POSITIVE.map((row) => row.masked), ...NEGATIVE.map(([, text]) => text)];
    expect(one.maskStrings(CASES)).toEqual(expected);
    expect(CASES.map((text) => maskOne(one, text))).toEqual(expected);
    const around = (text: string) => `编号A7，${text}\n次日`;
    expect(one.maskStrings(CASES.map(around))).toEqual(expected.map(around));
  });

  it('begins a number anew where there is more between digits than a number may have', () => {
    const texts = [
      '68.-204-.00.999735550999- ',
      'x 12.-00.999735550999',
      '12.- 13812345678',
      '1.-1.2.3.4',
      '1   4111 1111 1111 1111',
    ];
    expect(masker().maskStrings(texts)).toEqual(texts.map(maskText));
  });

  it('agrees with the twin on random texts of all scripts', () => {
    const random = numbers(SEED);
    const one = masker();
    let masked = 0;
    for (let batch = 0; batch < 200; batch++) {
      const texts = Array.from({ length: 40 }, () => randomText(random));
      const expected = texts.map(maskText);
      const found = one.maskStrings(texts);
      for (const [i, text] of texts.entries()) {
        expect(found[i], `seed ${SEED}, batch ${batch}: ${JSON.stringify(text)}`).toBe(expected[i]);
        if (found[i] !== text) masked++;
      }
    }
    expect(masked).toBeGreaterThan(500);
  });

  it('agrees with the twin on what is no UTF-8, and copies it', () => {
    const random = numbers(SEED);
    const one = masker();
    let invalid = 0;
    for (let i = 0; i < 1500; i++) {
      const bytes = Buffer.from(randomText(random));
      for (let k = random() % 4; k > 0; k--) {
        if (bytes.length > 0) bytes[random() % bytes.length] = 0x80 | (random() & 0x7f);
      }
      const masked = one.mask({ bytes, ends: Uint32Array.of(bytes.length) }).bytes;
      const text = decoder.decode(bytes);
      if (text.includes('\ufffd')) invalid++;
      expect(decoder.decode(masked), `seed ${SEED}, ${i}: ${bytes.toString('hex')}`).toBe(maskText(text));
      // Every byte of no character is still there, in its order.
      const strays = (list: Uint8Array) => Buffer.from(list.filter((byte) => byte === 0xff || byte === 0xc0));
      expect(strays(masked).equals(strays(bytes))).toBe(true);
    }
    expect(invalid).toBeGreaterThan(500);
  });

  it('agrees with the twin on every code unit at a border of its class, beside all kinds', () => {
    const found = masker().maskStrings(BESIDE);
    for (const [i, text] of BESIDE.entries()) expect(found[i] === BESIDE_MASKED[i], text).toBe(true);
  });

  it('knows the same cards and ID numbers', () => {
    const one = masker();
    const random = numbers(SEED);
    const digits = (n: number) => Array.from({ length: n }, () => random() % 10).join('');
    const texts: string[] = [];
    // Every prefix of four digits, each with the check digit that Luhn wants, and with another one.
    for (let prefix = 0; prefix < 10_000; prefix++) {
      const body = String(prefix).padStart(4, '0') + digits(8 + ((prefix + Math.floor(prefix / 7)) % 7));
      const check = [...body]
        .reverse()
        .reduce((total, c, k) => total + Number(c) + (k % 2 === 0 ? LUHN[Number(c)]! : 0), 0);
      texts.push(body + ((10 - (check % 10)) % 10), body + (random() % 10));
    }
    for (let region = 0; region < 100; region++)
      for (const day of [
        '19000229',
        '20000229',
        '19991231',
        '19990431',
        '21000101',
        '18991231',
        '20010228',
        '20011301',
      ])
        for (let check = 0; check < 11; check += 1 + (random() % 2))
          texts.push(`${String(region).padStart(2, '0')}0000${day}${digits(3)}${'0123456789X'[check]}`);
    let found = 0;
    for (const [i, masked] of one.maskStrings(texts).entries()) {
      const text = texts[i]!;
      const values = [...text].map((c) => (c === 'X' ? 10 : Number(c)));
      const isCard = !text.endsWith('X') && isBankCard(values);
      const isId = values.length === 18 && isMainlandIdCard(values);
      if (isCard || isId) found++;
      const wanted = isId || isCard ? masked.includes('*') : masked === text || maskText(text) === masked;
      expect(wanted, text).toBe(true);
    }
    expect(found).toBeGreaterThan(2000);
  });

  it('knows the same country codes and lengths', () => {
    const one = masker();
    const texts: string[] = [];
    for (let code = 1; code < 1000; code++)
      for (let length = 6; length < 14; length++) texts.push(`+${code} ${'234567890123456'.slice(0, length)}`);
    const found = one.maskStrings(texts);
    for (const [i, text] of texts.entries()) {
      expect(found[i], text).toBe(maskText(text));
      expect(found[i] !== text).toBe(isInternational([...text.replace(/\D/g, '')].map(Number)));
    }
  });

  it('leaves to the twin what it does not do: graphemes, long chains, long texts, halves of pairs', () => {
    const one = masker();
    const texts = [
      'e\u0301lise@example.com 13812345678',
      'क्षि@example.com',
      '👨‍👩‍👧a@example.com',
      `${'1 '.repeat(600)}13812345678`,
      `${'a@b.cc '.repeat(5000)}`,
      `${'张'.repeat(limits.maskCallBytes / 3 + 1)} 13812345678`,
      '13812345678\ud83d',
    ];
    for (const text of texts) expect(maskOne(one, text) === maskText(text), text.slice(0, 20)).toBe(true);
    const mixed = texts.flatMap((text) => [text, '电话 13812345678。']);
    expect(one.maskStrings(mixed)).toEqual(mixed.map(maskText));
  });

  it('masks texts apart from each other, whatever touches', () => {
    const one = masker();
    const parts = [
      '138',
      '1234',
      '5678',
      'a@b.',
      'com',
      '+86',
      '13812345678',
      '',
      'tel',
      '京A',
      '12345',
      '2001:db8:',
      ':1',
    ];
    for (let shift = 0; shift < parts.length; shift++) {
      const texts = [...parts.slice(shift), ...parts.slice(0, shift)];
      expect(one.maskStrings(texts)).toEqual(texts.map(maskText));
    }
    const empty = one.mask({ bytes: new Uint8Array(0), ends: new Uint32Array(0) });
    expect([empty.bytes.length, empty.ends.length]).toEqual([0, 0]);
    expect(one.maskStrings(['', '', ''])).toEqual(['', '', '']);
  });

  it('answers in as many calls as the bytes need', () => {
    const text = `${'祝好'.repeat(20_000)}13812345678`;
    const texts = Array.from({ length: 24 }, () => text);
    expect(new Set(masker().maskStrings(texts))).toEqual(new Set([maskText(text)]));
  });

  it('refuses malformed ends', () => {
    const bytes = new Uint8Array(10);
    for (const ends of [[9], [11], [5, 4, 10], []])
      expect(() => masker().mask({ bytes, ends: Uint32Array.from(ends) })).toThrow(
        expect.objectContaining({ code: 'USAGE' }),
      );
  });
});

describe.each(builds)('the mask kernel of %s', (build) => {
  it('passes its known answers', () => {
    expect(maskAnswers(kernelOf(build))).toBe(true);
  });

  it('holds nothing of a text after a batch', () => {
    const kernel = kernelOf(build);
    const planted = {
      text: '绝密的话',
      phone: '13812345678',
      local: 'zhang.canary',
      digits: Buffer.from([6, 2, 2, 2, 0, 2, 1]),
    };
    const holds = (value: string | Buffer) => Buffer.from(kernel.memory.buffer).includes(value);
    const seen: string[] = [];
    const batch = kernel.maskBatch;
    const watched = {
      ...kernel,
      maskBatch: (...args: Parameters<typeof batch>) => {
        const left = batch(...args);
        // Where the batch is at work, the scanner finds what it must not find afterwards.
        for (const [what, value] of Object.entries(planted)) if (holds(value)) seen.push(what);
        return left;
      },
    };
    const one = new MaskKernel(watched);
    const before = Buffer.from(kernel.memory.buffer.slice(0));
    const text = '绝密的话 138 1234 5678 13812345678 zhang.canary@example.com 6222021234567890128 8 8 8 8 8 8 8 8';
    expect(one.maskStrings([text, text])).toEqual([maskText(text), maskText(text)]);
    expect(seen).toEqual(Object.keys(planted));
    for (const [what, value] of Object.entries(planted)) expect(holds(value), what).toBe(false);
    const after = Buffer.from(kernel.memory.buffer);
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    expect(after.subarray(before.length).every((byte) => byte === 0)).toBe(true);
  });
});
