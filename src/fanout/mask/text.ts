import { AddressReader } from './text-addresses.ts';
import { CLASS, CLASSES } from './text-classes.ts';
import { readCodes } from './text-codes.ts';
import { NumberReader } from './text-numbers.ts';

export type SpanKind = 'email' | 'phone' | 'id-card' | 'bank-card' | 'passport' | 'plate' | 'ip';

/** Something in a text that tells who or whose. */
export interface Span {
  readonly kind: SpanKind;
  /** UTF-16 offsets, as of `String.prototype.slice`; never between a character and its combining marks. */
  readonly start: number;
  readonly end: number;
  /** What people may see instead. */
  readonly mask: string;
}

/**
 * The text with what identifies somebody masked in place; all else is left as it is.
 *
 * | kind | found | shown |
 * |---|---|---|
 * | email | a local part, `@`, a domain with a dot and a top-level label | `z***@example.com` |
 * | phone | mainland mobiles in any usual grouping, with or without +86; landlines with their area code apart; any country's after `+`; `(415) 555-2671`, `090-1234-5678` | `138****5678`; after `+` the country code and the last two digits; else the last two |
 * | id-card | 18 characters, region, a day of the calendar, check character (GB 11643) | the first and the last |
 * | bank-card | 13 to 19 digits, an issuer's prefix, Luhn | the last four |
 * | passport | nine characters: the letters of a mainland, Hong Kong or Macau document, then digits | letters, last two |
 * | plate | mainland: province, letter, five or six more, at most two of them letters | province, letter, last |
 * | ip | IPv4, four numbers up to 255; IPv6, written out or with `::`, from a first group of four | two numbers; one group |
 *
 * Digits may be full-width, Arabic-Indic or Devanagari; blanks and hyphens of any kind may group them; invisible
 * characters between them don't matter. A number of another length, or in a longer word or number, is left alone:
 * order and tracking numbers, dates, timestamps, prices, versions, UUIDs, digests. One that
 * fulfils all that a card's or phone's number must is masked whatever the text calls it: that cannot be told apart.
 *
 * Where two overlap: an e-mail before a number (`13812345678@qq.com`), an ID card before a bank card before a phone,
 * the earlier before the later, what a plus sign begins before all; a plate or an IPv6 address before any number. Masking twice hides no less.
 */
export function maskText(text: string): string {
  let masked = '';
  let from = 0;
  for (const span of scanText(text)) {
    masked += text.slice(from, span.start) + span.mask;
    from = span.end;
  }
  return from === 0 ? text : masked + text.slice(from);
}

/** What maskText() masks: ascending, not overlapping. */
export function scanText(text: string): Span[] {
  return walkText(text).spans;
}

/**
 * One pass: each character's class is looked up once and given to both readers; no character is looked at again but the
 * digits of a chain, a constant number of times. `steps` counts all of it, so that a test can see that it is linear.
 */
export function walkText(text: string): { spans: Span[]; steps: number } {
  const addresses = new AddressReader(text);
  const numbers = new NumberReader(text);
  for (let i = 0; i < text.length; i++) {
    const cls = CLASSES[text.charCodeAt(i)]!;
    addresses.take(cls, i);
    numbers.take(cls, i);
  }
  addresses.take(CLASS.OTHER, text.length);
  numbers.take(CLASS.OTHER, text.length);
  const codes = readCodes(text);
  const spans = merge(addresses.spans, merge(codes.spans, numbers.spans));
  return { spans, steps: 2 * text.length + addresses.steps + numbers.steps + codes.steps };
}

/** Both ascending. Of what an address cuts, what is before the address stays masked. */
function merge(addresses: readonly Span[], numbers: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let next = 0;
  for (const address of addresses) {
    for (; next < numbers.length && numbers[next]!.start < address.end; next++) {
      const number = numbers[next]!;
      if (number.end <= address.start) spans.push(number);
      else if (number.start < address.start) {
        // The mask of whatever is no e-mail has its length, character by character.
        const mask = number.mask.slice(0, address.start - number.start);
        if (mask.includes('*')) spans.push({ ...number, end: address.start, mask });
      }
    }
    spans.push(address);
  }
  for (; next < numbers.length; next++) spans.push(numbers[next]!);
  return spans;
}
