import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likeness, likenessOfViews, sketchesOf, sketchOf } from '../../../src/broadcast/admit/sketch.ts';
import { limits } from '../../../src/limits.ts';

const key = new Uint8Array(32).fill(7);
const like = (a: string, b: string): number => likeness(sketchOf(a, key), sketchOf(b, key));
const NOTICE = 'Water is off on Friday from 9 to 12 in all of the old town. Please fill a bucket before.';

describe('a sketch', () => {
  it.each([
    [
      'its case, spaces and signs',
      'WATER  is off on friday, from 9 to 12 — in all of the old town! Please fill a bucket before',
    ],
    ['its numbers', NOTICE.replace('9', '2026-11-27 10').replace('12', '3')],
    ['its width', NOTICE.replace('Water', 'Ｗａｔｅｒ')],
  ])('is the same whatever %s', (_what, text) => {
    expect(like(NOTICE, text)).toBe(1);
  });

  it.each([
    ['a word replaced', NOTICE.replace('Friday', 'Thursday')],
    ['a name in front', `Dear Ada Lovelace, ${NOTICE}`],
    ['a word left out', NOTICE.replace('all of ', '')],
  ])('is alike with %s', (_what, text) => {
    const found = like(NOTICE, text);
    expect(found).toBeGreaterThanOrEqual(limits.alikeDefault);
    expect(found).toBeLessThan(1);
  });

  it('is not alike for another text, nor in Chinese', () => {
    expect(like(NOTICE, 'The library is open on Sunday; there is cake, and a reading for children.')).toBeLessThan(0.1);
    expect(like('周五九点到十二点停水，请提前储水。', '周六九点到十二点停水，请提前储水。')).toBeGreaterThan(0.5);
    expect(like('周五九点到十二点停水，请提前储水。', '图书馆周日开放，欢迎带孩子来听故事。')).toBeLessThan(0.1);
  });

  it('is the Jaccard index of short texts, and near it of long ones', () => {
    const jaccard = (a: number, b: number): number => {
      const word = (i: number): string => String.fromCodePoint(0x4e00 + i);
      const text = (from: number, to: number): string =>
        Array.from({ length: to - from }, (_, i) => word(from + i)).join('');
      return like(text(0, a), text(b, a + b));
    };
    // 30 characters, 28 shingles; shifted by 10, 18 of 38 are shared.
    expect(jaccard(30, 10)).toBeCloseTo(18 / 38, 10);
    expect(Math.abs(jaccard(3000, 1000) - 1998 / 3998)).toBeLessThan(0.15);
    expect(jaccard(3000, 3000)).toBe(0);
  });

  it('says nothing without the key, and holds no more than it may', () => {
    expect(likeness(sketchOf(NOTICE, key), sketchOf(NOTICE, new Uint8Array(32)))).toBe(0);
    expect(sketchOf(NOTICE.repeat(1000), key).length).toBeLessThanOrEqual(4 * limits.sketchHashes);
    const long = Array.from({ length: 5000 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
    expect(sketchOf(long, key)).toHaveLength(4 * limits.sketchHashes);
  });

  it('is of any text, alike with itself, and as alike one way as the other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(like(a, a)).toBe(1);
        expect(like(a, b)).toBe(like(b, a));
      }),
      { numRuns: 200 },
    );
    expect(like('!!!', '!!!')).toBe(1);
    expect(like('!!!', '???')).toBe(0);
  });

  it('is of several views, alike in one of them, and reads what was stored when there was one', () => {
    const of = (...views: string[]): Uint8Array => sketchesOf(views, key);
    const noise = 'Quite another text, of which nothing is the same.';
    expect(of(NOTICE, NOTICE, NOTICE).length).toBe(sketchOf(NOTICE, key).length + 12);
    expect(likenessOfViews(of(NOTICE, NOTICE, `${NOTICE} ${noise}`), of(NOTICE))).toBe(1);
    expect(likenessOfViews(of('a', 'a', NOTICE), of('b', 'b', NOTICE))).toBe(1);
    expect(likenessOfViews(of('a', NOTICE, 'b'), of(NOTICE, NOTICE, NOTICE))).toBe(1);
    // Not one view with another: what an app shows beside the text is no text.
    expect(likenessOfViews(of('a', 'a', NOTICE), of(NOTICE, 'b', noise))).toBeLessThan(0.1);
    expect(likenessOfViews(sketchOf(NOTICE, key), of(NOTICE, noise, noise))).toBe(1);
    expect(likenessOfViews(of(noise), sketchOf(NOTICE, key))).toBeLessThan(0.1);
  });

  it('begins where something is seen, and takes no longer for what is not', () => {
    expect(like(NOTICE, `${'\u00ad\u2800 '.repeat(50_000)}${NOTICE}`)).toBe(1);
    expect(like('!?\u034f!', '!\u200b?\u0301 !')).toBe(1);
  });
});
