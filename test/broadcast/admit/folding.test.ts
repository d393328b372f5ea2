import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, signsOf } from '../../../src/broadcast/admit/folding.ts';
import { wordsIn } from '../../../src/broadcast/admit/keywords.ts';
import { textsOf } from '../../../src/broadcast/admit/texts.ts';

/** Every code point of a property, as the Unicode of this Node has it. */
function all(property: RegExp): string[] {
  return Array.from({ length: 0x110000 }, (_, i) => i)
    .filter((point) => point < 0xd800 || point > 0xdfff)
    .map((point) => String.fromCodePoint(point))
    .filter((char) => property.test(char));
}
const IGNORABLE = all(/\p{Default_Ignorable_Code_Point}/u);
const ignorable = fc.constantFrom(...IGNORABLE);

describe('the folding of a text', () => {
  it.each([
    ['width, case, spaces and signs', 'Ｆｒｅｅ  MONEY!', 'free-money'],
    ['U+034F', 'f\u034free mon\u034fey', 'free money'],
    ['variation selectors', 'f\ufe0fr\u{e0100}ee', 'free'],
    ['Hangul fillers', 'f\u3164r\u115fe\uffa0e', 'free'],
    ['Cyrillic', 'frее mоnеу', 'free money'],
    ['Cyrillic capitals', 'FRЕЕ МОNЕУ', 'free money'],
    ['Greek', 'frεε μοnεy, Νow', 'free money now'],
    ['Greek of two looks', 'mυηey Νow', 'muney now'],
    ['Cherokee, Lisu, Armenian and small capitals', 'Ꭼꓳօᴏ', 'eooo'],
    ['mathematical letters', '𝓯𝕣𝖊𝚎', 'free'],
    ['accents, one on the other', 'fr\u0301\u0302\u0489éẽ', 'free'],
    ['marks on signs', 'free-\u0301 \u0e31money', 'free money'],
    ['marks of no script between letters that have their own', 'का\u0336म', 'काम'],
    ['a kana that is composed, or not', 'か\u3099', 'が'],
    ['Hangul that is composed, or not', '\u1112\u1161\u11ab', '한'],
    ['harakat, which are written or not', 'مَدِينَة', 'مدينة'],
    ['niqqud', 'שָׁלוֹם', 'שלום'],
    ['Greek in capitals', 'ΣΟΦΟΣ ΗΜΕΡΑ', 'σοφος ημερα'],
    ['Russian in capitals', 'ВОДА НЕ БУДЕТ', 'вода не будет'],
    ['long s and sharp s', 'Straße ſo', 'STRASSE so'],
  ])('is the same whatever %s', (_what, one, other) => {
    expect(folded(one)).toBe(folded(other));
    expect(folded(one)).not.toBe('');
  });

  it.each([
    ['vowels of Devanagari', 'कि', 'की'],
    ['a vowel of Devanagari, or none', 'कम', 'काम'],
    ['tones and vowels of Thai', 'มา', 'ม้า'],
    ['vowels of Tamil', 'கி', 'கு'],
    ['vowels of Khmer', 'កា', 'កិ'],
    ['vowels of Thaana', 'ބަ', 'ބި'],
    ['voicing of kana', 'か', 'が'],
    ['o and 0', 'foo', 'f00'],
    ['Russian words', 'вода', 'воды'],
    ['Greek words', 'μήνας', 'μέρος'],
    ['Chinese', '停水', '停电'],
  ])('keeps apart %s', (_what, one, other) => {
    expect(folded(one)).not.toBe(folded(other));
  });

  it('does not change by what nobody sees, wherever it is put, and whatever it is put into', () => {
    const pieces = fc.array(fc.string({ unit: 'grapheme', maxLength: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(pieces, fc.array(ignorable, { minLength: 9, maxLength: 9 }), (texts, hidden) => {
        const with_ = texts.map((text, i) => hidden[i] + text).join('') + hidden[8];
        // Between the parts of a grapheme, too.
        const spread = [...texts.join('')].map((char, i) => char + hidden[i % hidden.length]).join('');
        expect(folded(with_)).toBe(folded(texts.join('')));
        expect(folded(spread)).toBe(folded(texts.join('')));
        expect(signsOf(spread)).toBe(signsOf(texts.join('')));
      }),
      { numRuns: 500 },
    );
    for (const char of IGNORABLE) expect(folded(`f${char}ree`)).toBe('free');
    expect(IGNORABLE.length).toBeGreaterThan(4000);
  });

  it('keeps apart what is seen to differ: any two texts of small letters and digits', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789') });
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        expect(folded(one) === folded(other)).toBe(one === other);
      }),
    );
    const others = ['停水请提前储', 'कखगघचछ', 'กขคงจฉ', 'אבגדהו', 'ابتثجح', 'かきくけこが', '한글물이없다'].join('');
    const foreign = fc.string({ unit: fc.constantFrom(...others) });
    fc.assert(
      fc.property(foreign, foreign, (one, other) => {
        expect(folded(one) === folded(other)).toBe(one === other);
      }),
    );
  });

  it('finds words however they are hidden, and no others', () => {
    const words = ['free money', 'विज्ञापन', 'слово'];
    for (const text of [
      'f\u034free money',
      'frее\u3164 mоney',
      'F.R.E.E. m\u0336o\u0336ney',
      'сл\u200dово',
      'विज्ञा\u200cपन',
    ])
      expect(wordsIn(`Dear all, ${text}!`, words), text).toBe(1);
    for (const text of ['three monks', 'विज्ञान', 'слава']) expect(wordsIn(text, words), text).toBe(0);
  });

  it('takes time in proportion to the text, also where nothing of it is closed', () => {
    for (const unit of ['<', '[', '[a](', '<!--', '&#', 'a\u0301', '中', 'ν', 'ν中'])
      expect(folded(textsOf({ text: unit.repeat(100_000), format: 'markdown' }).all).length, unit).toBeLessThanOrEqual(
        1_000_000,
      );
  });
});

describe('what of a message is compared', () => {
  it('is its text, its markdown as it is read, and all of it', () => {
    const link = '[Fr&#8203;ee](https://example.org/x9) <!-- q7 --><b>mon</b>ey\n[r]: /k3\n[now][r]';
    const { views, all } = textsOf({ text: link, format: 'markdown', more: { title: ['Hi'] } });
    expect(views[0]).toBe(link);
    expect(folded(views[1]!)).toBe('freemoneynow');
    expect(views[2]).toBe(`${link}\nmarkdown\nHi`);
    expect(wordsIn(all, ['free money', 'hi', 'x9'])).toBe(3);
    expect(textsOf({ text: 'a <b> c' }).views).toEqual(['a <b> c', 'a <b> c', 'a <b> c']);
    expect(textsOf('Hi')).toEqual({ all: 'Hi', views: ['Hi'] });
  });
});
