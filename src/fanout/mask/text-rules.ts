import { countryCodeLength, isMainlandMobile } from './phone.ts';
import type { SpanKind } from './text.ts';

/**
 * What a number in a text can be. A number is one or more *groups* of digits; a rule names the shapes it is written in
 * (lengths of its groups) and what its digits must satisfy. Order is precedence: where two fit the same groups, the
 * first in the table is meant.
 */
export interface NumberRule {
  readonly kind: SpanKind;
  readonly shapes: readonly (readonly number[])[];
  /** The last character may be X, which counts as the digit 10. */
  readonly checkX: boolean;
  /** Written with dots and parentheses as well; a card never is. */
  readonly anySeparator: boolean;
  /** The last group is an extension: only a hyphen joins it, else any number that follows would be one. */
  readonly extension: boolean;
  /** @param first length of the first group */
  accepts(digits: ArrayLike<number>, first: number): boolean;
  /** How many digits at the start and the end stay readable. */
  readonly keepStart: number;
  readonly keepEnd: number;
}

const card = { checkX: false, anySeparator: false, extension: false } as const;
const mobile = { kind: 'phone', checkX: false, anySeparator: true, extension: false, keepEnd: 4 } as const;
const phone = { ...mobile, keepStart: 0, keepEnd: 2 } as const;
const landline = { ...phone, accepts: isMainlandLandline } as const;
/** Area code apart, else a landline number looks like any number that begins with 0. */
const LANDLINE_SHAPES = [3, 4].flatMap((area) => [[7], [8], [3, 4], [4, 4]].map((local) => [area, ...local]));

export const NUMBER_RULES: readonly NumberRule[] = [
  {
    ...card,
    kind: 'id-card',
    shapes: [[18], [6, 8, 4], [6, 4, 4, 4], [3, 3, 4, 4, 4]],
    checkX: true,
    accepts: isMainlandIdCard,
    keepStart: 1,
    keepEnd: 1,
  },
  {
    ...card,
    kind: 'bank-card',
    shapes: [
      ...[13, 14, 15, 16, 17, 18, 19].map((length) => [length]),
      [4, 4, 4, 4, 3],
      [4, 4, 4, 4, 2],
      [4, 4, 4, 4, 1],
      [4, 4, 4, 4],
      [4, 4, 4, 3],
      [4, 4, 4, 2],
      [4, 4, 4, 1],
      [4, 6, 5],
      [4, 6, 4],
      [6, 13],
      [6, 10],
    ],
    accepts: isBankCard,
    keepStart: 0,
    keepEnd: 4,
  },
  {
    ...mobile,
    shapes: [[11], [3, 4, 4], [3, 8], [7, 4], [4, 4, 3], [3, 3, 5], [5, 6]],
    accepts: (digits) => isMainlandMobile(digits, 0),
    keepStart: 3,
  },
  {
    ...mobile,
    shapes: [[13], [2, 11], [2, 3, 4, 4], [2, 3, 8], [2, 7, 4], [5, 4, 4]],
    accepts: (digits) => digits[0] === 8 && digits[1] === 6 && isMainlandMobile(digits, 2),
    keepStart: 5,
  },
  {
    ...mobile,
    shapes: [[15], [4, 11], [4, 3, 4, 4], [4, 3, 8], [4, 7, 4], [7, 4, 4]],
    accepts: (digits) => startsWith(digits, 0, 0, 8, 6) && isMainlandMobile(digits, 4),
    keepStart: 7,
  },
  {
    ...landline,
    shapes: LANDLINE_SHAPES.flatMap((shape) => [1, 2, 3, 4, 5, 6].map((extension) => [...shape, extension])),
    extension: true,
  },
  { ...landline, shapes: LANDLINE_SHAPES },
  // Grouped numbers of other countries with their trunk zero: 090-1234-5678, 0912-345-678.
  {
    ...phone,
    shapes: [
      [3, 4, 4],
      [3, 3, 4],
      [4, 3, 4],
      [4, 3, 3],
      [5, 6],
    ],
    accepts: hasTrunkZero,
  },
  // The North American plan: (415) 555-2671.
  { ...phone, shapes: [[3, 3, 4]], accepts: (digits) => isNorthAmerican(digits, 0) },
  {
    ...phone,
    shapes: [[1, 3, 3, 4]],
    accepts: (digits) => digits[0] === 1 && isNorthAmerican(digits, 1),
    keepStart: 1,
  },
];

function startsWith(digits: ArrayLike<number>, ...wanted: number[]): boolean {
  return wanted.every((digit, k) => digits[k] === digit);
}

// ---- ID cards (GB 11643-1999) ---------------------------------------------------------------------------------------

/** First two digits: provinces, Taiwan 71 and 83, Hong Kong 81, Macau 82, permanent residents from abroad 91. */
const REGIONS: ReadonlySet<number> = new Set([
  11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
  64, 65, 71, 81, 82, 83, 91,
]);
/** 2^(17 - position) mod 11 (ISO/IEC 7064, MOD 11-2); the weighted sum of all 18 is 1 mod 11. */
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1] as const;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function number(digits: ArrayLike<number>, from: number, to: number): number {
  let value = 0;
  for (let k = from; k < to; k++) value = value * 10 + digits[k]!;
  return value;
}

/** Plausible: a day of the calendar from 1900 to 2099. No clock is asked, so that a text is masked the same for ever. */
function isBirthday(year: number, month: number, day: number): boolean {
  if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 || day > DAYS[month - 1]!) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && year !== 1900);
}

/** Eighteen digits, the last may be 10 for X. */
export function isMainlandIdCard(digits: ArrayLike<number>): boolean {
  if (!REGIONS.has(number(digits, 0, 2))) return false;
  if (!isBirthday(number(digits, 6, 10), number(digits, 10, 12), number(digits, 12, 14))) return false;
  let sum = 0;
  for (let k = 0; k < 18; k++) sum += digits[k]! * ID_WEIGHTS[k]!;
  return sum % 11 === 1;
}

// ---- bank cards (ISO/IEC 7812) --------------------------------------------------------------------------------------

/**
 * Issuer prefixes with the lengths they are issued in. Luhn alone passes every tenth order number; together with these
 * one in twenty-five of those with sixteen digits, and none that begins with 1, 7 or 20.
 */
const ISSUERS: readonly (readonly [from: number, to: number, prefixDigits: number, lengths: readonly number[]])[] = [
  [4, 4, 1, [13, 16, 19]],
  [2221, 2720, 4, [16]],
  [51, 55, 2, [16]],
  [50, 50, 2, [13, 14, 15, 16, 17, 18, 19]],
  [56, 58, 2, [13, 14, 15, 16, 17, 18, 19]],
  [34, 34, 2, [15]],
  [37, 37, 2, [15]],
  [300, 305, 3, [14, 15, 16, 17, 18, 19]],
  [36, 36, 2, [14, 15, 16, 17, 18, 19]],
  [38, 39, 2, [14, 15, 16, 17, 18, 19]],
  [3528, 3589, 4, [16, 17, 18, 19]],
  [60, 60, 2, [13, 14, 15, 16, 17, 18, 19]],
  [62, 62, 2, [16, 17, 18, 19]],
  [64, 65, 2, [16, 17, 18, 19]],
  [61, 61, 2, [13, 14, 15, 16, 17, 18, 19]],
  [63, 63, 2, [13, 14, 15, 16, 17, 18, 19]],
  [66, 69, 2, [13, 14, 15, 16, 17, 18, 19]],
  [8100, 8171, 4, [16, 17, 18, 19]],
  // Domestic numbers from before UnionPay that are still in wallets: 9558 …, 95595 … 95599.
  [9558, 9559, 4, [16, 17, 18, 19]],
];

export function isBankCard(digits: ArrayLike<number>): boolean {
  return hasIssuer(digits) && passesLuhn(digits);
}

function hasIssuer(digits: ArrayLike<number>): boolean {
  for (const [from, to, prefixDigits, lengths] of ISSUERS) {
    const prefix = number(digits, 0, prefixDigits);
    if (prefix >= from && prefix <= to && lengths.includes(digits.length)) return true;
  }
  return false;
}

/** ISO/IEC 7812-1, annex B: every second digit from the right, the check digit aside, counts double. */
function passesLuhn(digits: ArrayLike<number>): boolean {
  let sum = 0;
  for (let k = 0; k < digits.length; k++) {
    const digit = digits[digits.length - 1 - k]!;
    const doubled = k % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

// ---- phones ---------------------------------------------------------------------------------------------------------

/** Area code 010, 02x or 03xx … 09xx, then a subscriber number that begins with 2 … 8. */
function isMainlandLandline(digits: ArrayLike<number>, area: number): boolean {
  if (digits[0] !== 0 || digits[area]! < 2 || digits[area]! > 8) return false;
  const second = digits[1]!;
  if (second >= 3) return area === 4;
  return area === 3 && (second === 2 || (second === 1 && digits[2] === 0));
}

function hasTrunkZero(digits: ArrayLike<number>): boolean {
  return digits[0] === 0 && digits[1] !== 0;
}

/**
 * Area and exchange begin with 2 … 9. Area codes with two equal last digits are for services (800, 888, 911; in China
 * 400-xxx-xxxx looks the same): nobody's own number.
 */
function isNorthAmerican(digits: ArrayLike<number>, from: number): boolean {
  return digits[from]! >= 2 && digits[from + 1] !== digits[from + 2] && digits[from + 3]! >= 2;
}

/** Digits after the country code, where the plan is well known; elsewhere 7 to 12. ITU-T E.164 allows 15 in all. */
const NATIONAL_LENGTHS: ReadonlyMap<number, readonly [min: number, max: number]> = new Map([
  [1, [10, 10]],
  [7, [10, 10]],
  [33, [9, 9]],
  [34, [9, 9]],
  [44, [9, 10]],
  [60, [8, 10]],
  [61, [9, 9]],
  [65, [8, 8]],
  [66, [8, 9]],
  [81, [9, 10]],
  [82, [8, 10]],
  [86, [9, 11]],
  [91, [10, 10]],
  [852, [8, 8]],
  [853, [8, 8]],
  [886, [8, 9]],
  [966, [8, 9]],
  [971, [8, 9]],
]);
const NATIONAL_LENGTHS_ELSE = [7, 12] as const;

/** `digits` begins with a country code, since a plus sign stood before it. */
export function isInternational(digits: ArrayLike<number>): boolean {
  const codeLength = countryCodeLength(digits);
  if (codeLength === 0) return false;
  const [min, max] = NATIONAL_LENGTHS.get(number(digits, 0, codeLength)) ?? NATIONAL_LENGTHS_ELSE;
  const national = digits.length - codeLength;
  // No plan has subscriber numbers that begin with 00; round sums after a plus sign do.
  return national >= min && national <= max && (digits[codeLength] !== 0 || digits[codeLength + 1] !== 0);
}

// ---- passports and travel permits -----------------------------------------------------------------------------------

/**
 * Letters before the digits of a document of nine characters (ICAO 9303 has room for nine). Mainland: E or G and eight
 * digits, E and a letter and seven, DE, SE, PE; permits C and W, and C with a letter. Hong Kong: K, H, KJ, HJ. Macau: M,
 * MA, MB. No I, O and X anywhere. Other countries' numbers are too like order numbers.
 */
const PASSPORT = /^(?:[CEGHKMW]|[CE][A-HJ-NP-WYZ]|[DSP]E|[KH]J|M[AB])$/i;
const PASSPORT_CHARACTERS = 9;

/** How many digits a document has that begins with these letters; 0: there is none. */
export function passportDigits(letters: string): number {
  return PASSPORT.test(letters) ? PASSPORT_CHARACTERS - letters.length : 0;
}
