import { asLatin, mixedAsLatin } from './lookalikes.ts';

/**
 * How a text is compared, by filters of words and by sketches alike: as it is seen, and not as it is encoded.
 *
 *   1. What nobody sees is dropped (`visible`).
 *   2. NFKD; marks that spell nothing are dropped (`unmarked`); NFC.
 *   3. Case: to capitals and back, so that `ß` is `ss`, and `ς` is `σ`.
 *   4. Letters that look like one of a to z are that one (lookalikes.ts).
 *   5. What is no letter, mark or number is dropped: `Ｆｒｅｅ  money` and `free-money` are the same.
 *
 * What looks different stays different, but for case, accents, spaces and signs, and a few letters within Greek, Cyrillic and Armenian
 * that look like the same Latin one. `0` is no `o`, and `1` no `l`.
 */
export function folded(text: string): string {
  const letters = unmarked(mixedAsLatin(visible(text)).normalize('NFKD')).normalize('NFC');
  const small = letters.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  return asLatin(small).replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}

/** Without soft hyphens, joiners, variation selectors, fillers, U+034F: Default_Ignorable_Code_Point of Unicode. */
export function visible(text: string): string {
  return text.replace(/\p{Default_Ignorable_Code_Point}+/gu, '');
}

/** Of a text that has neither letters nor numbers: its signs, without space and marks. */
export function signsOf(text: string): string {
  return visible(text)
    .normalize('NFKC')
    .replace(/[\p{M}\p{Z}\p{C}]+/gu, '');
}

/**
 * Marks are kept where they are how a script writes: the vowels of Devanagari, Thai, Khmer, Thaana and their like, the voicing of kana.
 * After letters of scripts that are read without them (accents, harakat, niqqud), and after anything that is no letter, they are dropped;
 * so are, after any letter, those of the blocks that belong to no script.
 */
function unmarked(text: string): string {
  return text.replace(/(\P{M}?)(\p{M}+)/gu, (_all, base: string, marks: string) =>
    WRITES_MARKS.test(base) ? base + marks.replace(OF_NO_SCRIPT, '') : base,
  );
}
const WRITES_MARKS =
  /(?![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Armenian}\p{sc=Georgian}\p{sc=Coptic}\p{sc=Cherokee}\p{sc=Lisu}\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Han}\p{sc=Hangul}])\p{L}/u;
/** Combining Diacritical Marks, their Extended and Supplement, those for Symbols, Combining Half Marks. */
const OF_NO_SCRIPT = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+/gu;
