import { graphemes } from './grapheme.ts';
import { digitOf } from './text-classes.ts';

/**
 * What people may see of a value that is known to be one: the same as maskText() leaves of it in a text. None of these
 * checks it; of what is too short to hide something in, nothing is shown. Masking a mask changes nothing.
 */

/** With fewer hidden characters a mask would be a riddle of a hundred guesses. */
const HIDDEN_MIN = 3;
const HIDDEN = '***';

/** First and last character: `1****************3`. Blanks and hyphens stay. */
export function maskIdCard(id: string): string {
  return maskCharacters(id, 1, 1);
}

/** The last four digits: `**** **** **** 1111`. */
export function maskBankCard(card: string): string {
  return maskCharacters(card, 0, 4);
}

/** The letters in front and the last two characters: `E******78`. */
export function maskPassport(passport: string): string {
  const letters = /^\s*[A-Za-z]{0,2}/.exec(passport)?.[0].trim().length ?? 0;
  return maskCharacters(passport, letters, 2);
}

/** Province, letter and last character: `京A****5`. */
export function maskPlate(plate: string): string {
  return maskCharacters(plate, 2, 1);
}

/** Of IPv4 two numbers, of IPv6 one group: `192.168.***.***`, `2001:***::*`. */
export function maskIp(address: string): string {
  const text = address.trim();
  const shown = /^\d{1,3}\.\d{1,3}(?=\.)|^[0-9A-Fa-f]{1,4}(?=:)/.exec(text)?.[0] ?? '';
  const rest = text.slice(shown.length);
  if (shown === '' || !/^[.:0-9A-Fa-f*]+$/.test(rest)) return HIDDEN;
  return shown + rest.replace(/[^.:]/g, '*');
}

/** A star for each letter and digit but the first and last few; what separates them stays. */
function maskCharacters(text: string, start: number, end: number): string {
  const all = graphemes(text.trim(), CHARACTERS_MAX);
  const counted = all.map((one) => /[\p{L}\p{N}*]/u.test(one) || digitOf(one.charCodeAt(0)) >= 0);
  const count = counted.filter(Boolean).length;
  if (all.length === CHARACTERS_MAX || count - start - end < HIDDEN_MIN) return HIDDEN;
  let seen = 0;
  return all
    .map((one, i) => {
      if (!counted[i]) return one;
      seen++;
      return seen <= start || seen > count - end ? one : '*';
    })
    .join('');
}

/** None of them has as many, separators included. */
const CHARACTERS_MAX = 64;
