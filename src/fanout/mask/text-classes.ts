/**
 * What a UTF-16 code unit is to the scanner of text.ts. Codes 0 … 9 are the digits themselves. One byte per code unit,
 * 64 KiB in all: a kernel takes the table as it is.
 */
export const CLASS = {
  /** Of scripts that separate words: Latin, Greek, Cyrillic, Armenian, Georgian. Next to digits it makes a code of them. */
  LETTER: 10,
  /** x and X: a letter that can also be the check character of an ID card. */
  X: 11,
  /** Of all other scripts (Han, kana, Hangul, Arabic, Thai, …), surrogates included: may stand next to a number unspaced. */
  OTHER_LETTER: 12,
  UNDERSCORE: 13,
  /** Blanks within a line; a tab or line break ends a number as it ends a column or a row. */
  SPACE: 14,
  HYPHEN: 15,
  DOT: 16,
  OPEN: 17,
  CLOSE: 18,
  PLUS: 19,
  AT: 20,
  /** Other characters the local part of an address may contain. */
  LOCAL_MARK: 21,
  /** Combining marks, joiners, bidi controls, soft hyphens: as if they were not there. Phone books copy numbers with them. */
  IGNORED: 22,
  /** Ends everything. */
  OTHER: 23,
} as const;

/** Inclusive ranges of code units; later lines overwrite earlier ones. Whatever is in none is OTHER. */
const RANGES: readonly (readonly [from: number, to: number, cls: number])[] = [
  [0x41, 0x5a, CLASS.LETTER],
  [0x61, 0x7a, CLASS.LETTER],
  [0xaa, 0xaa, CLASS.LETTER],
  [0xb5, 0xb5, CLASS.LETTER],
  [0xba, 0xba, CLASS.LETTER],
  [0xc0, 0x2af, CLASS.LETTER],
  [0xd7, 0xd7, CLASS.OTHER],
  [0xf7, 0xf7, CLASS.OTHER],
  [0x370, 0x58f, CLASS.LETTER],
  [0x590, 0x1dff, CLASS.OTHER_LETTER],
  [0x10a0, 0x10ff, CLASS.LETTER],
  [0x1e00, 0x1fff, CLASS.LETTER],
  [0x2e80, 0x2fdf, CLASS.OTHER_LETTER],
  [0x3005, 0x3007, CLASS.OTHER_LETTER],
  [0x3040, 0x9fff, CLASS.OTHER_LETTER],
  [0xa000, 0xfaff, CLASS.OTHER_LETTER],
  [0xfb1d, 0xfdff, CLASS.OTHER_LETTER],
  [0xfe70, 0xfefc, CLASS.OTHER_LETTER],
  [0xff21, 0xff3a, CLASS.LETTER],
  [0xff41, 0xff5a, CLASS.LETTER],
  [0xff66, 0xffdc, CLASS.OTHER_LETTER],
  // Arabic and Thai punctuation that would otherwise count as letters.
  [0x60c, 0x60d, CLASS.OTHER],
  [0x61b, 0x61b, CLASS.OTHER],
  [0x61d, 0x61f, CLASS.OTHER],
  [0x66a, 0x66d, CLASS.OTHER],
  [0x6d4, 0x6d4, CLASS.OTHER],
  [0x964, 0x965, CLASS.OTHER],
  [0x300, 0x36f, CLASS.IGNORED],
  [0xad, 0xad, CLASS.IGNORED],
  [0x61c, 0x61c, CLASS.IGNORED],
  [0x180e, 0x180e, CLASS.IGNORED],
  [0x200b, 0x200f, CLASS.IGNORED],
  [0x202a, 0x202e, CLASS.IGNORED],
  [0x2060, 0x206f, CLASS.IGNORED],
  [0x20d0, 0x20ff, CLASS.IGNORED],
  [0xfe00, 0xfe0f, CLASS.IGNORED],
  [0xfeff, 0xfeff, CLASS.IGNORED],
  [0x2000, 0x200a, CLASS.SPACE],
];

const SINGLES: readonly (readonly [characters: string, cls: number])[] = [
  ['xXｘＸ', CLASS.X],
  ['_＿', CLASS.UNDERSCORE],
  [' \u00a0\u202f\u205f\u3000', CLASS.SPACE],
  ['-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d', CLASS.HYPHEN],
  ['.．', CLASS.DOT],
  ['(（', CLASS.OPEN],
  [')）', CLASS.CLOSE],
  ['+＋', CLASS.PLUS],
  ['@＠﹫', CLASS.AT],
  ["!#$%&'*^~", CLASS.LOCAL_MARK],
];

/** Code units of the digit zero; nine follow each. ASCII, Arabic-Indic, its eastern form, Devanagari, full-width. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0xff10] as const;

export const CLASSES: Uint8Array = buildClasses();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000).fill(CLASS.OTHER);
  for (const [from, to, cls] of RANGES) classes.fill(cls, from, to + 1);
  for (const [characters, cls] of SINGLES) for (const c of characters) classes[c.charCodeAt(0)] = cls;
  for (const zero of ZEROS) for (let digit = 0; digit < 10; digit++) classes[zero + digit] = digit;
  return classes;
}

/** The value of a digit in any of the scripts above, else -1. */
export function digitOf(unit: number): number {
  const cls = CLASSES[unit]!;
  return cls < 10 ? cls : -1;
}
