import { SealcastError } from './errors.ts';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');
const HIDDEN = '***';

/**
 * A value that holds identity and cannot be printed by accident: `String(x)`, template literals, `+`, `JSON.stringify`,
 * `util.inspect` (nested and with `showHidden`, too), console, error messages and loggers all show its mask.
 * `reveal()` is the one way in, and easy to search for. No Node import: the receiver's side may use it.
 *
 * There is nothing to enumerate: spread, `Object.entries` and `Object.assign` find no property. `structuredClone` and
 * `postMessage` hence carry neither value nor mask: what arrives is an empty plain object. To move a value between
 * threads, reveal it into the batch on purpose. For the same reason deep equality calls any two of them equal: compare
 * what `reveal()` gives. Not hidden from: a debugger, a heap snapshot, code that calls `reveal()`.
 */
export class Private<T = string> {
  readonly #value: T;
  readonly #mask: string | ((value: T) => string);

  /**
   * @param mask what people may see instead; must not itself hold identity. As a function it runs when somebody prints
   * the value, so that a million values nobody prints cost no masking.
   */
  constructor(value: T, mask: string | ((value: T) => string)) {
    if (typeof mask !== 'string' && typeof mask !== 'function')
      throw new SealcastError('USAGE', 'a private value needs its mask', {
        hint: 'Give the mask as a string, or as a function of the value.',
      });
    this.#value = value;
    this.#mask = mask;
    // Else `x.toJSON = …` on one instance would take the mask off.
    Object.freeze(this);
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    const mask = this.#mask;
    if (typeof mask === 'string') return mask;
    // A logger must not fail because of a mask, and an error thrown by one may quote the value.
    try {
      const shown: unknown = mask(this.#value);
      return typeof shown === 'string' ? shown : HIDDEN;
    } catch {
      return HIDDEN;
    }
  }

  toJSON(): string {
    return this.toString();
  }

  valueOf(): string {
    return this.toString();
  }

  [Symbol.toPrimitive](): string {
    return this.toString();
  }

  [INSPECT](): string {
    return this.toString();
  }
}
