import { type CountryCode, Metadata } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';

/**
 * The common written forms of phone numbers without libphonenumber's parser, which takes 9 to 15 µs for each and is half of
 * what reading a row costs. Its *metadata* decide here as well: what they accept is accepted, 0.3 µs later, and everything
 * else is answered by `undefined` and goes the long way. So this never says that a number is malformed, and when the
 * metadata change it changes with them. `test/fanout/phone-forms.test.ts` holds it equal to the parser.
 *
 *   +8613812345678   0086 138-1234-5678   86 138 1234 5678   １３８１２３４５６７８   (415) 555-2671   0151 12345678
 *
 * Read: one plus sign in front, digits (ASCII and full-width), and between them blanks, hyphens, dots and parentheses, which mean
 * nothing to the parser either; a full-width plus sign is the parser's. The countries are those whose rules are known to end here: for a calling code that several
 * share only the first of them, whose types the parser asks first.
 */
const COUNTRIES = ['CN', 'US', 'GB', 'DE', 'FR', 'IN'] as const satisfies readonly CountryCode[];

/** What is used of libphonenumber's numbering plans; its types name fewer. */
interface NumberingPlan {
  callingCode(): string;
  IDDPrefix(): string;
  nationalPrefixForParsing(): string;
  nationalNumberPattern(): string;
  leadingDigits(): string | undefined;
  type(name: string): { pattern(): string; possibleLengths(): number[] } | undefined;
}

interface Plan {
  readonly code: string;
  readonly general: RegExp;
  readonly idd: RegExp;
  readonly nationalPrefix: RegExp;
  /** Mobile first: most are. */
  readonly types: readonly { readonly lengths: ReadonlySet<number>; readonly pattern: RegExp }[];
}

const TYPES = [
  ...['MOBILE', 'FIXED_LINE', 'TOLL_FREE', 'SHARED_COST', 'PREMIUM_RATE'],
  ...['VOIP', 'PERSONAL_NUMBER', 'PAGER', 'UAN', 'VOICEMAIL'],
];

const plans = new Map<string, Plan | null>();

/** @returns null when the metadata are not of the form that is known here: then nothing is decided */
function planOf(country: string): Plan | null {
  const known = plans.get(country);
  if (known !== undefined) return known;
  const plan = COUNTRIES.includes(country as (typeof COUNTRIES)[number]) ? makePlan(country as CountryCode) : null;
  plans.set(country, plan);
  return plan;
}

function makePlan(country: CountryCode): Plan | null {
  const all = new Metadata(metadata);
  all.selectNumberingPlan(country);
  const plan = all.numberingPlan as NumberingPlan | undefined;
  if (plan?.leadingDigits()) return null;
  const code = plan?.callingCode() ?? '';
  const sharing: readonly string[] = metadata.country_calling_codes[code as '86'] ?? [];
  if (plan === undefined || sharing[0] !== country) return null;
  const types = TYPES.flatMap((name) => {
    const type = plan.type(name);
    // '' stands for the same pattern as fixed lines have.
    if (!type?.pattern()) return [];
    return [{ lengths: new Set(type.possibleLengths()), pattern: new RegExp(`^(?:${type.pattern()})$`) }];
  });
  return {
    code,
    types,
    general: new RegExp(`^(?:${plan.nationalNumberPattern()})$`),
    idd: new RegExp(`^(?:${plan.IDDPrefix()})`),
    nationalPrefix: new RegExp(`^(?:${plan.nationalPrefixForParsing()})`),
  };
}

/** By calling code; no code is the beginning of another. */
const CODES = new Map<string, string>(COUNTRIES.map((country) => [planOf(country)?.code ?? country, country]));

function isValid(number: string, plan: Plan): boolean {
  // The general pattern comes last: that a type fits is the rarer thing, and decides.
  for (const { lengths, pattern } of plan.types)
    if (lengths.has(number.length) && pattern.test(number)) return plan.general.test(number);
  return false;
}

/** E.164, or undefined: ask libphonenumber. @param defaultCountry ISO 3166, '' for none */
export function commonPhone(text: string, defaultCountry: string): string | undefined {
  const digits = digitsOf(text);
  if (digits === '') return undefined;
  if (digits[0] === '+') return international(digits.slice(1));
  const plan = planOf(defaultCountry);
  if (plan === null) return undefined;
  if (digits.startsWith('00') && digits[2] !== '0') {
    const idd = plan.idd.exec(digits)?.[0];
    return idd === '00' ? international(digits.slice(2)) : undefined;
  }
  if (plan.idd.test(digits)) return undefined;
  return national(digits, plan);
}

/** After a plus sign, or what is dialled for one. */
function international(digits: string): string | undefined {
  for (let length = 1; length <= 2; length++) {
    const country = CODES.get(digits.slice(0, length));
    if (country === undefined) continue;
    const plan = planOf(country);
    if (plan === null) return undefined;
    const number = digits.slice(length);
    // A national prefix where none belongs: the parser takes it away under conditions.
    return plan.nationalPrefix.test(number) || !isValid(number, plan) ? undefined : `+${plan.code}${number}`;
  }
  return undefined;
}

function national(digits: string, plan: Plan): string | undefined {
  const prefix = plan.nationalPrefix.exec(digits)?.[0] ?? '';
  if (prefix === '' && isValid(digits, plan)) return `+${plan.code}${digits}`;
  if (digits.startsWith(plan.code)) {
    // The calling code without its plus, when nothing but taking it away makes a number.
    const shorter = digits.slice(plan.code.length);
    if (plan.general.test(digits) || plan.nationalPrefix.test(shorter) || !isValid(shorter, plan)) return undefined;
    return `+${plan.code}${shorter}`;
  }
  // A trunk zero, and nothing that only looks like one: carriers' codes are longer, some numbers begin with 0.
  const number = digits.slice(1);
  return prefix === '0' && isValid(number, plan) ? `+${plan.code}${number}` : undefined;
}

/** A plus sign, if there is one, and the digits; '' when anything is written differently. */
function digitsOf(text: string): string {
  let digits = '';
  let opened = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x30 && unit <= 0x39) digits += text[i];
    else if (unit >= 0xff10 && unit <= 0xff19) digits += String.fromCharCode(unit - 0xfee0);
    else if (unit === 0x2b) {
      if (i > 0) return '';
      digits = '+';
    } else if (unit === 0x28) {
      if (opened) return '';
      opened = true;
    } else if (unit === 0x29) {
      if (!opened) return '';
      opened = false;
    } else if (unit !== 0x20 && unit !== 0x2d && unit !== 0x2e) return '';
  }
  return opened || digits.length < 7 ? '' : digits;
}
