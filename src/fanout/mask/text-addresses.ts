import { maskLocalPart } from './email.ts';
import type { Span } from './text.ts';
import { CLASS } from './text-classes.ts';

/**
 * Finds e-mail addresses, one character at a time:
 *
 *   local part …  @  label . label … . top-level label  ‖ anything else
 *
 * The local part begins after whatever cannot be in one, and with a letter, digit or underscore. In scripts that write no
 * blanks (`邮箱zhang@example.com`) it begins where the letters become Latin; if it is not Latin itself
 * (`张三@例子.中国`), where the letters begin. The domain needs a dot, and a last label of two or more letters: so
 * `lodash@4.17.21` and `root@10.0.0.1` are none.
 *
 * Nothing is ever looked at twice: the part after a failed `@` is, meanwhile, the next local part.
 */
export class AddressReader {
  readonly spans: Span[] = [];
  /** Characters copied into masks: with those taken, the whole work. */
  steps = 0;
  readonly #text: string;
  /** Where a local part would begin if the next character were `@`; -1: nowhere. In Latin letters, and in any. */
  #latinStart = -1;
  #anyStart = -1;
  #lastIsLatin = false;
  /** The domain being read: where its address begins (-1: no domain), its `@`, the end of its last good label. */
  #start = -1;
  #at = -1;
  #end = -1;
  /** The label being read. */
  #labels = 0;
  #numericLabels = 0;
  #length = 0;
  #letters = 0;
  #digits = 0;
  #latinLabel = false;
  #endsInHyphen = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** The character at `i` is of class `cls`; after the last one comes CLASS.OTHER. */
  take(cls: number, i: number): void {
    if (cls === CLASS.IGNORED) return;
    const inDomain = this.#start >= 0;
    if (inDomain && !this.#takeDomain(cls, i)) this.#endDomain(i);
    if (cls === CLASS.AT) this.#openDomain(i);
    else this.#takeLocal(cls, i);
  }

  #takeLocal(cls: number, i: number): void {
    if (cls === CLASS.OTHER_LETTER) {
      this.#latinStart = -1;
      if (this.#anyStart < 0) this.#anyStart = i;
      this.#lastIsLatin = false;
    } else if (cls <= CLASS.X || cls === CLASS.UNDERSCORE) {
      if (this.#latinStart < 0) this.#latinStart = i;
      if (this.#anyStart < 0) this.#anyStart = i;
      this.#lastIsLatin = true;
    } else if (cls === CLASS.DOT || cls === CLASS.HYPHEN || cls === CLASS.PLUS || cls === CLASS.LOCAL_MARK) {
      this.#lastIsLatin = true;
    } else {
      this.#latinStart = -1;
      this.#anyStart = -1;
    }
  }

  #openDomain(i: number): void {
    // `张-@…`: the last character is Latin punctuation, but nothing Latin has begun.
    this.#start = this.#lastIsLatin && this.#latinStart >= 0 ? this.#latinStart : this.#anyStart;
    this.#at = i;
    this.#end = -1;
    this.#labels = 0;
    this.#numericLabels = 0;
    this.#clearLabel();
    this.#latinStart = -1;
    this.#anyStart = -1;
  }

  #clearLabel(): void {
    this.#length = 0;
    this.#letters = 0;
    this.#digits = 0;
    this.#latinLabel = false;
    this.#endsInHyphen = false;
  }

  /** False when the character ends the domain. */
  #takeDomain(cls: number, i: number): boolean {
    if (cls === CLASS.DOT) {
      if (this.#length === 0) return false;
      this.#endLabel(i);
      this.#clearLabel();
      return true;
    }
    if (cls === CLASS.HYPHEN) {
      if (this.#length === 0) return false;
      this.#endTop(i);
      this.#endsInHyphen = true;
    } else if (cls <= 9) {
      this.#endTop(i);
      this.#digits++;
      this.#endsInHyphen = false;
    } else if (cls <= CLASS.X || cls === CLASS.OTHER_LETTER) {
      // `example.com谢谢`: a label that began in Latin letters ends where another script begins.
      if (cls === CLASS.OTHER_LETTER) {
        if (this.#latinLabel) return false;
      } else if (this.#length === this.#digits) this.#latinLabel = true;
      this.#letters++;
      this.#endsInHyphen = false;
    } else return false;
    this.#length++;
    return true;
  }

  #endLabel(i: number): void {
    if (this.#length === 0 || this.#endsInHyphen) return;
    // Two numbers first (`pkg@1.0.0-alpha.beta`): a version, whatever its last label is.
    if (this.#labels < 2 && this.#digits === this.#length) this.#numericLabels++;
    this.#endTop(i);
    this.#labels++;
  }

  /** If the label so far is a top-level one, the address may end here, also before `-` or a digit (`…@example.com-`). */
  #endTop(i: number): void {
    const isTop = this.#letters >= 2 && (this.#letters === this.#length || this.#isPunycode(i));
    if (this.#labels >= 1 && this.#numericLabels < 2 && isTop) this.#end = i;
  }

  /** Top-level labels of other scripts are written `xn--…` (RFC 5891), the only ones with digits and hyphens. */
  #isPunycode(i: number): boolean {
    return this.#text.startsWith('xn--', i - this.#length);
  }

  #endDomain(i: number): void {
    this.#endLabel(i);
    if (this.#end >= 0) {
      const local = this.#text.slice(this.#start, this.#at);
      const mask = maskLocalPart(local) + this.#text.slice(this.#at, this.#end);
      this.steps += this.#end - this.#start;
      this.spans.push({ kind: 'email', start: this.#start, end: this.#end, mask });
      // What was shown as somebody's domain is not hidden as the next one's local part (`a@b.com@c.com`).
      this.#latinStart = -1;
      this.#anyStart = -1;
    }
    this.#start = -1;
  }
}
