import { digitOf } from './text-classes.ts';

/**
 * Country calling codes of two digits (ITU-T E.164, list of assigned codes). Those of one digit are 1 and 7; all others
 * have three. No code is the beginning of another, so this tells where a number's code ends.
 */
const TWO_DIGIT_CODES: ReadonlySet<number> = new Set([
  20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62,
  63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
]);

/** Digits of the country code that `digits` begins with; 0 when it begins with none (a zero, or nothing). */
export function countryCodeLength(digits: ArrayLike<number>): number {
  const first = digits[0];
  const second = digits[1];
  if (first === undefined || first === 0) return 0;
  if (first === 1 || first === 7) return 1;
  if (second === undefined) return 0;
  if (TWO_DIGIT_CODES.has(first * 10 + second)) return 2;
  return digits.length > 2 ? 3 : 0;
}

/** A mainland mobile number: eleven digits from `from` on, and no more, that begin with 13 … 19. */
export function isMainlandMobile(digits: ArrayLike<number>, from: number): boolean {
  return digits.length - from === 11 && digits[from] === 1 && digits[from + 1]! >= 3;
}

/** E.164: at most 15 digits, code included. */
const DIGITS_MAX = 15;
/** With fewer hidden digits than this a mask would be a riddle of a hundred guesses. */
const HIDDEN_MIN = 3;

/**
 * What people may see of a phone number: of a mainland mobile, with or without +86, `138****5678`; of another in E.164
 * the country code and the last two digits (`+1********71`); of one in national notation the last two. Separators go.
 * What is no phone number, too short or too long: `***`.
 */
export function maskPhone(phone: string): string {
  const digits: number[] = [];
  for (let i = 0; i < phone.length; i++) {
    const digit = digitOf(phone.charCodeAt(i));
    if (digit >= 0) digits.push(digit);
  }
  if (digits.length > DIGITS_MAX) return '***';
  const isInternational = /^[^\p{Nd}]*[+＋]/u.test(phone);
  const isChina = isInternational && digits[0] === 8 && digits[1] === 6;
  const national = isChina ? 2 : 0;
  if ((isChina || !isInternational) && isMainlandMobile(digits, national))
    return digits.slice(national, national + 3).join('') + '****' + digits.slice(-4).join('');
  const shown = isInternational ? countryCodeLength(digits) : 0;
  const hidden = digits.length - shown - 2;
  if (hidden < HIDDEN_MIN) return '***';
  const code = shown === 0 ? '' : '+' + digits.slice(0, shown).join('');
  return code + '*'.repeat(hidden) + digits.slice(-2).join('');
}
