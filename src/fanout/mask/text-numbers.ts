import { countryCodeLength, isMainlandMobile } from './phone.ts';
import type { Span } from './text.ts';
import { CLASS, CLASSES } from './text-classes.ts';
import { isInternational, NUMBER_RULES, type NumberRule, passportDigits } from './text-rules.ts';

// What is known of a group of digits.
/** Touches a letter or underscore: part of a code. Only a chain's first group can on the left, its last on the right. */
const TOUCHES_LEFT = 1;
const TOUCHES_RIGHT = 2;
/** A plus sign stands directly before it. */
const PLUS = 4;
/** Joined to the group before it by a hyphen or dot, without a blank. */
const TIGHT = 8;
/** Something other than blanks and a hyphen joins it to the group before. */
const NOT_PLAIN = 16;
/** A parenthesis opens directly before it. */
const OPENED = 32;
/** Its last character is the X of an ID card, stored as the digit 10. */
const CHECK_X = 64;
/** A single dot and nothing else joins it to the group before. */
const DOTTED = 128;

/** No rule wants more digits in one group (a bank card has 19). Longer groups are kept only as too long. */
const GROUP_DIGITS_MAX = 19;
const GROUP_TOO_LONG = GROUP_DIGITS_MAX + 1;
/** Groups of an international number: +33 6 12 34 56 78 has six. */
const INTERNATIONAL_GROUPS_MAX = 8;
/** Digits before an X that may be the check character: those of a whole ID card, or of its last group. */
const CHECK_X_AFTER: ReadonlySet<number> = new Set([17, 3]);

/** Words that may touch a number although they are letters: `tel13812345678`. */
export const LABELS: ReadonlySet<string> = new Set(
  'tel phone mobile mob cell call fax sms text whatsapp wechat weixin wx vx'.split(' '),
);
const LABEL_MAX = 8;

/** Rules and their shapes by the length of the first group, in order of precedence. */
const SHAPES: readonly (readonly { rule: NumberRule; shape: readonly number[] }[])[] = Array.from(
  { length: GROUP_TOO_LONG + 1 },
  (_, first) =>
    NUMBER_RULES.flatMap((rule) => rule.shapes.filter(([f]) => f === first).map((shape) => ({ rule, shape }))),
);

interface Reading {
  readonly kind: Span['kind'];
  readonly groups: number;
  readonly keepStart: number;
  readonly keepEnd: number;
}

/**
 * Finds phones, ID cards, bank cards, passports and IPv4 addresses, one character at a time. Digits make *groups*, groups that only separators part
 * make a *chain*, and when a chain ends the rules are tried on it:
 *
 *   +86 (10) 8888-8888   is the chain   86 · 10 · 8888 – 8888      · loose   – tight
 *
 * - A group that touches a letter or underscore is part of a code (SF1234567890123, a hex digest) and begins or ends
 *   nothing; Han and other unspaced scripts don't count, nor do the words of LABELS before it.
 * - What hyphens or dots join without a blank is one number: read to its end or not at all. So neither a UUID, nor
 *   2026-13812345678, nor 0.13812345678 contains a phone, and 13812345678-13912345678 is two.
 * - Letters that begin a passport's number are the one exception: only that is then read.
 * - A blank joins only if a rule wants it to: in `2 13812345678 5` the middle one is found.
 *
 * Work is bounded by a constant for each group, since rules and their shapes are.
 */
export class NumberReader {
  readonly spans: Span[] = [];
  /** Groups, shapes and digits looked at when chains ended: with the characters, the whole work. */
  steps = 0;
  readonly #text: string;

  // The chain, one entry a group; `digits` are those of all its groups, `offset` where a group's begin.
  readonly #start: number[] = [];
  readonly #end: number[] = [];
  readonly #length: number[] = [];
  readonly #flags: number[] = [];
  readonly #offset: number[] = [];
  readonly #digits: number[] = [];

  /** Digits of the passport whose letters the chain begins with; 0: there is none. */
  #passport = 0;
  /** Where the last group ended before its X. */
  #beforeX = 0;

  /** `x`: after digits an x that is no check character; what follows tells what it is. */
  #state: 'none' | 'digits' | 'check' | 'x' | 'separator' = 'none';
  /** Class of the last character that counted, and where the word began that it belongs to. */
  #previous: number = CLASS.OTHER;
  #word = 0;
  /** The last plus sign, and whether a word stood before it (`1+1`). */
  #plus = -1;
  #plusInWord = false;
  // The separator since the last group: how many of each.
  #blanks = 0;
  #hyphens = 0;
  #dots = 0;
  #opens = 0;
  #closes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The character at `i` is of class `cls`; after the last one comes CLASS.OTHER. */
  take(cls: number, i: number): void {
    if (cls === CLASS.IGNORED) {
      // A combining mark belongs to the digit before it: a span never ends inside a grapheme.
      if (this.#state === 'digits' || this.#state === 'check') this.#end[this.#end.length - 1] = i + 1;
      return;
    }
    if (isWord(cls) && !isWord(this.#previous)) this.#word = i;
    if (this.#state === 'x') {
      // `13812345678x2`: between digits it is a multiplication sign or begins an extension, and parts them.
      if (cls > 9) this.#flags[this.#flags.length - 1]! |= TOUCHES_RIGHT;
      this.#endChain();
    }
    if (cls <= 9) this.#takeDigit(cls, i);
    else if (isWord(cls)) this.#takeLetter(cls, i);
    else if (cls >= CLASS.SPACE && cls <= CLASS.CLOSE) this.#takeSeparator(cls);
    else this.#endChain();
    if (cls === CLASS.PLUS) {
      this.#plus = i;
      this.#plusInWord = isWord(this.#previous);
    }
    this.#previous = cls;
  }

  #takeDigit(digit: number, i: number): void {
    if (this.#state === 'check') {
      this.#dropCheckX();
      this.#endChain();
    }
    if (this.#state !== 'digits') this.#openGroup(i);
    const group = this.#end.length - 1;
    this.#end[group] = i + 1;
    if (this.#length[group]! >= GROUP_DIGITS_MAX) this.#length[group] = GROUP_TOO_LONG;
    else {
      this.#length[group]!++;
      this.#digits.push(digit);
    }
  }

  #openGroup(i: number): void {
    let start = i;
    let flags = 0;
    if (this.#state === 'separator') {
      if (this.#hyphens + this.#dots > 0 && this.#blanks === 0) flags |= TIGHT;
      if (this.#dots + this.#opens + this.#closes > 0) flags |= NOT_PLAIN;
      if (this.#opens > 0) flags |= OPENED;
      if (this.#dots === 1 && this.#blanks + this.#hyphens + this.#opens + this.#closes === 0) flags |= DOTTED;
    } else if (this.#previous === CLASS.PLUS && !this.#plusInWord) {
      start = this.#plus;
      flags |= PLUS;
    } else if (isWord(this.#previous) && !this.#isLabel(i)) {
      flags |= TOUCHES_LEFT;
      this.#passport = i - this.#word <= 2 ? passportDigits(this.#text.slice(this.#word, i)) : 0;
      if (this.#passport > 0) start = this.#word;
    }
    this.#start.push(start);
    this.#end.push(i);
    this.#length.push(0);
    this.#flags.push(flags);
    this.#offset.push(this.#digits.length);
    this.#state = 'digits';
  }

  #isLabel(i: number): boolean {
    return i - this.#word <= LABEL_MAX && LABELS.has(this.#text.slice(this.#word, i).toLowerCase());
  }

  #takeLetter(cls: number, i: number): void {
    const group = this.#end.length - 1;
    if (this.#state === 'digits' && cls === CLASS.X) {
      this.#state = 'x';
      if (!CHECK_X_AFTER.has(this.#length[group]!)) return;
      this.#state = 'check';
      this.#length[group]!++;
      this.#flags[group]! |= CHECK_X;
      this.#digits.push(10);
      this.#beforeX = this.#end[group]!;
      this.#end[group] = i + 1;
      return;
    }
    if (this.#state === 'check') this.#dropCheckX();
    if (this.#state === 'digits' || this.#state === 'check') this.#flags[group]! |= TOUCHES_RIGHT;
    this.#endChain();
  }

  #dropCheckX(): void {
    const group = this.#end.length - 1;
    this.#length[group]!--;
    this.#flags[group]! &= ~CHECK_X;
    this.#digits.pop();
    this.#end[group] = this.#beforeX;
  }

  #takeSeparator(cls: number): void {
    if (this.#state === 'none') return;
    if (this.#state !== 'separator') {
      this.#blanks = this.#hyphens = this.#dots = this.#opens = this.#closes = 0;
      this.#state = 'separator';
    }
    if (cls === CLASS.SPACE) this.#blanks++;
    else if (cls === CLASS.HYPHEN) this.#hyphens++;
    else if (cls === CLASS.DOT) this.#dots++;
    else if (cls === CLASS.OPEN) this.#opens++;
    else this.#closes++;
    // At most ` - `, `) `, ` (`, `)-`: what is longer, or doubled, separates two things and not the groups of one.
    if (this.#blanks > 2 || this.#hyphens + this.#dots > 1 || this.#opens > 1 || this.#closes > 1) this.#endChain();
  }

  /** Reads the chain from right to left, so that each group knows whether a number begins behind a tight join. */
  #endChain(): void {
    if (this.#state === 'none') return;
    this.#state = 'none';
    const groups = this.#end.length;
    const readings: (Reading | null)[] = new Array(groups).fill(null);
    for (let i = groups - 1; i >= 0; i--) {
      this.steps++;
      if ((this.#flags[i]! & TOUCHES_LEFT) === 0) readings[i] = this.#read(i, readings);
      else if (this.#passport > 0) readings[i] = this.#readPassport(i, readings);
    }
    this.#passport = 0;
    let consumed = 0;
    for (let i = 0; i < groups; i++) {
      const reading = readings[i]!;
      if (i < consumed || reading === null || ((this.#flags[i]! & TIGHT) !== 0 && i !== consumed)) continue;
      // From the chain's start a tight join is met only behind a number: `i === consumed` is 0 at first, without a join.
      this.#emit(i, reading);
      consumed = i + reading.groups;
    }
    this.#start.length = this.#end.length = this.#length.length = this.#flags.length = 0;
    this.#offset.length = this.#digits.length = 0;
  }

  #read(i: number, readings: readonly (Reading | null)[]): Reading | null {
    const international = this.#readInternational(i, readings);
    if (international !== null || (this.#flags[i]! & PLUS) !== 0) return international;
    const address = this.#readAddress(i, readings);
    if (address !== null) return address;
    for (const { rule, shape } of SHAPES[this.#length[i]!]!) {
      this.steps++;
      if (!this.#hasShape(i, shape, rule) || !this.#endsAt(i + shape.length, readings)) continue;
      const digits = this.#digitsOf(i, i + shape.length);
      if (rule.accepts(digits, shape[0]!))
        return { kind: rule.kind, groups: shape.length, keepStart: rule.keepStart, keepEnd: rule.keepEnd };
    }
    return null;
  }

  /** After a plus sign, or after 00 with the country code apart from what follows (0044 20 7946 0958): the longest. */
  #readInternational(i: number, readings: readonly (Reading | null)[]): Reading | null {
    const hasPlus = (this.#flags[i]! & PLUS) !== 0;
    const from = this.#offset[i]!;
    if (!hasPlus && (i > 0 || this.#digits[from] !== 0 || this.#digits[from + 1] !== 0 || this.#length[i]! > 5))
      return null;
    const prefix = hasPlus ? 0 : 2;
    const digits: number[] = [];
    let longest: Reading | null = null;
    for (let j = i; j < this.#end.length && j - i < INTERNATIONAL_GROUPS_MAX; j++) {
      const length = this.#length[j]!;
      if (length === GROUP_TOO_LONG || (this.#flags[j]! & CHECK_X) !== 0) break;
      const codeLength = countryCodeLength(digits);
      // +44 (0)20 …: the trunk zero in parentheses is not dialled.
      const isTrunk = length === 1 && (this.#flags[j]! & OPENED) !== 0 && digits.length === codeLength && j > i;
      for (let k = j === i ? prefix : 0; k < length; k++) {
        this.steps++;
        if (!isTrunk) digits.push(this.#digits[this.#offset[j]! + k]!);
      }
      if (!isInternational(digits) || !this.#endsAt(j + 1, readings) || (!hasPlus && j === i)) continue;
      const isMobile = digits[0] === 8 && digits[1] === 6 && isMainlandMobile(digits, 2);
      const code = prefix + countryCodeLength(digits);
      longest = { kind: 'phone', groups: j + 1 - i, keepStart: isMobile ? code + 3 : code, keepEnd: isMobile ? 4 : 2 };
    }
    return longest;
  }

  /** The letters are checked. */
  #readPassport(i: number, readings: readonly (Reading | null)[]): Reading | null {
    if (this.#length[i] !== this.#passport || !this.#endsAt(i + 1, readings)) return null;
    return { kind: 'passport', groups: 1, keepStart: 0, keepEnd: 2 };
  }

  /** IPv4: four numbers from 0 to 255, without zeros before them. */
  #readAddress(i: number, readings: readonly (Reading | null)[]): Reading | null {
    if (i + 4 > this.#end.length) return null;
    for (let k = i; k < i + 4; k++) {
      const length = this.#length[k]!;
      if (length > 3 || (k > i && (this.#flags[k]! & DOTTED) === 0)) return null;
      let value = 0;
      for (let d = 0; d < length; d++) value = value * 10 + this.#digits[this.#offset[k]! + d]!;
      this.steps += length;
      if (value > 255 || (length > 1 && this.#digits[this.#offset[k]!] === 0)) return null;
    }
    if (!this.#endsAt(i + 4, readings)) return null;
    return { kind: 'ip', groups: 4, keepStart: this.#length[i]! + this.#length[i + 1]!, keepEnd: 0 };
  }

  #hasShape(i: number, shape: readonly number[], rule: NumberRule): boolean {
    if (i + shape.length > this.#end.length) return false;
    for (let k = 0; k < shape.length; k++) {
      this.steps++;
      const flags = this.#flags[i + k]!;
      if (this.#length[i + k] !== shape[k]) return false;
      if ((flags & CHECK_X) !== 0 && !rule.checkX) return false;
      if (k > 0 && (flags & NOT_PLAIN) !== 0 && !rule.anySeparator) return false;
    }
    return !rule.extension || (this.#flags[i + shape.length - 1]! & TIGHT) !== 0;
  }

  /** A number may end before group `next`: the chain ends there, or a blank parts them, or another number begins. */
  #endsAt(next: number, readings: readonly (Reading | null)[]): boolean {
    if (next === this.#end.length) return (this.#flags[next - 1]! & TOUCHES_RIGHT) === 0;
    return (this.#flags[next]! & TIGHT) === 0 || readings[next] !== null;
  }

  #digitsOf(from: number, to: number): number[] {
    const digits = this.#digits.slice(this.#offset[from], this.#offset[to]);
    this.steps += digits.length;
    return digits;
  }

  #emit(i: number, { kind, groups, keepStart, keepEnd }: Reading): void {
    const start = this.#start[i]!;
    const end = this.#end[i + groups - 1]!;
    let count = 0;
    for (let k = i; k < i + groups; k++) count += this.#length[k]!;
    let mask = '';
    let seen = 0;
    for (let at = start; at < end; at++) {
      this.steps++;
      const cls = CLASSES[this.#text.charCodeAt(at)]!;
      const isDigit = cls <= 9 || cls === CLASS.X;
      mask += isDigit && seen >= keepStart && seen < count - keepEnd ? '*' : this.#text[at]!;
      if (isDigit) seen++;
    }
    this.spans.push({ kind, start, end, mask });
  }
}

function isWord(cls: number): boolean {
  return cls <= CLASS.X || cls === CLASS.UNDERSCORE;
}
