/**
 * One spelling for each thing a row says of a person, so that equal things are equal bytes. Every function answers null
 * for what is malformed; none throws. Normalising decides who counts as the same person, so each rule says why.
 */
import { domainToASCII, domainToUnicode } from 'node:url';
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { limits } from '../limits.ts';
import { commonPhone } from './phone-forms.ts';

const LONE_SURROGATE = /\p{Surrogate}/u;
/** Controls but for white space; marks that reorder what is written after them; byte order marks; interlinear marks. */
const UNSEEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/gu;
/** Marks that phones put around a number copied from them, and which mean nothing in it. */
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** NFC, without white space around it; '' stays ''. Null: half a surrogate pair, which no UTF-8 can say. */
export function normaliseText(text: string): string | null {
  return LONE_SURROGATE.test(text) ? null : text.normalize('NFC').trim();
}

/** As `normaliseText`, at most `bytes` long. */
export function boundedText(text: string, bytes: number): string | null {
  // A UTF-16 unit is at least one byte of UTF-8; what is far too long is not looked at.
  if (text.length > 4 * bytes) return null;
  const plain = normaliseText(text);
  return plain === null || Buffer.byteLength(plain) > bytes ? null : plain;
}

/**
 * '' when there is none; null when it is neither text nor an exact whole number: JSON's 9007199254740993 arrives as
 * ...992, and would be somebody else.
 */
export function normaliseId(id: unknown): string | null {
  if (id === null || id === undefined) return '';
  if (typeof id === 'number') return Number.isSafeInteger(id) ? String(id) : null;
  if (typeof id === 'bigint') return String(id);
  return typeof id === 'string' ? normaliseText(id) : null;
}

/**
 * For people to read: white space of any kind becomes one space; what cannot be seen goes, above all overrides of the
 * writing direction, with which one name can pass for another. Joiners stay: Persian and emoji need them.
 */
export function normaliseName(text: string): string | null {
  if (text.length > 4 * limits.nameBytes || LONE_SURROGATE.test(text)) return null;
  const plain = text.replace(/\s+/gu, ' ').replace(UNSEEN, '').normalize('NFC').replace(/ +/g, ' ').trim();
  return Buffer.byteLength(plain) > limits.nameBytes ? null : plain;
}

/** `(+86)138…` and RFC 3966's `tel:`, which libphonenumber reads only where it may search a text for numbers. */
const BEFORE_NUMBER = /^(?:tel:)?\s*[(（]\s*([+＋]\p{Nd}{1,3})\s*[)）]|^tel:/iu;

/**
 * E.164, by the rules of libphonenumber; the whole text must be one number. It can also search a text for numbers, but
 * then "neighbour: 138…" would make two people one, and not being told is worse than being told twice. For the same
 * reason a number with an extension is refused: E.164 cannot say it, and a switchboard is not a person.
 */
export function normalisePhone(text: string, defaultCountry: string): string | null {
  if (text.length > limits.phoneChars) return null;
  return commonPhone(text, defaultCountry) ?? parsedPhone(text, defaultCountry);
}

/** The same without the short way: what every form of a number means is decided here. */
export function parsedPhone(text: string, defaultCountry: string): string | null {
  const number = text.replace(DIRECTION, '').trim().replace(BEFORE_NUMBER, '$1');
  const options = defaultCountry === '' ? {} : { defaultCountry: defaultCountry as CountryCode };
  const phone = parsePhoneNumberFromString(number, { ...options, extract: false });
  return phone === undefined || phone.ext !== undefined || !phone.isValid() ? null : phone.number;
}

/** RFC 5322 dot-atom; RFC 6531 adds everything beyond ASCII. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+)*$/u;
/** RFC 1123 labels, two at least, the last not a number (that would be an address of IPv4). */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?![0-9]+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * NFC and lower case throughout. RFC 5321 lets a mailbox depend on the case of its local part; nobody's does, people
 * write one address both ways, and treating them as two would send twice. An international domain is written in its
 * Unicode form, whichever of the two the list has. Dots and `+tags` stay: only some providers ignore them.
 */
export function normaliseEmail(text: string): string | null {
  if (text.length > limits.emailBytes + 64 || LONE_SURROGATE.test(text)) return null;
  const address = text.normalize('NFC').trim().toLowerCase();
  const at = address.indexOf('@');
  const local = address.slice(0, at);
  if (at < 1 || Buffer.byteLength(local) > 64 || /[\s\p{Cc}\p{Cf}]/u.test(local) || !LOCAL.test(local)) return null;
  let domain = address.slice(at + 1);
  let international = false;
  if (/[^\0-\x7f]|(?:^|\.)xn--/.test(domain)) {
    // Both directions: the first checks and maps, as UTS 46 says; '' when the name cannot be one.
    if (/[\s/?#:@[\]\\%]/.test(domain)) return null;
    domain = domainToASCII(domain);
    international = true;
  }
  if (!DOMAIN.test(domain)) return null;
  const whole = `${local}@${international ? domainToUnicode(domain) : domain}`;
  return Buffer.byteLength(`${local}@${domain}`) > limits.emailBytes || Buffer.byteLength(whole) > limits.emailBytes
    ? null
    : whole;
}

/** BCP 47 in canonical case; `zh_CN`, as most systems write it, is read as `zh-CN`. */
export function normaliseLocale(text: string, known: Map<string, string | null> = new Map()): string | null {
  if (text.length > limits.localeBytes) return null;
  const before = known.get(text);
  if (before !== undefined) return before;
  let locale: string | null = null;
  try {
    locale = Intl.getCanonicalLocales(text.trim().replaceAll('_', '-'))[0] ?? null;
  } catch {
    // RangeError: not a language tag.
  }
  // An audience has a dozen; a hostile one must not fill memory.
  if (known.size < 512) known.set(text, locale);
  return locale;
}

/** Distinct tags in their order, from text with `;` between them or from an array of strings. */
export function normaliseTags(value: unknown): string[] | null {
  const parts: unknown = typeof value === 'string' ? value.split(';', limits.tags * 4 + 1) : value;
  if (!Array.isArray(parts) || parts.length > limits.tags * 4) return null;
  const tags: string[] = [];
  for (const part of parts) {
    const tag = typeof part === 'string' ? boundedText(part, limits.tagBytes) : null;
    if (tag === null) return null;
    if (tag !== '' && !tags.includes(tag)) tags.push(tag);
  }
  return tags.length > limits.tags ? null : tags;
}

/** What names of the tz database are written with; offsets such as `+08:00` are none, and only some versions of Node know them. */
const TIME_ZONE = /^[A-Za-z][A-Za-z0-9_+/-]*$/;
/** Names of places, and of no person: a thread may keep them. */
const zones = new Map<string, string>();

/** A name of the tz database (IANA), in the case it has there. */
export function normaliseTimeZone(text: string): string | null {
  const name = text.trim();
  if (name.length > limits.timeZoneChars || !TIME_ZONE.test(name)) return null;
  const before = zones.get(name);
  if (before !== undefined) return before;
  let zone: string;
  try {
    zone = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // RangeError: no time zone.
    return null;
  }
  // The database has 600 names; ways to write them in capitals are endless.
  if (zones.size < limits.timeZones) zones.set(name, zone);
  return zone;
}

const MINOR: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...(['yes', 'true', '1', 1, true] as const).map((one) => [one, true] as const),
  ...(['no', 'false', '0', 0, false] as const).map((one) => [one, false] as const),
]);

/** `yes`, `true`, `1` and their opposites, in any case; JSON's own as well. */
export function normaliseMinor(value: unknown): boolean | null {
  return MINOR.get(typeof value === 'string' ? value.trim().toLowerCase() : value) ?? null;
}
