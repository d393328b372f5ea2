import { SealcastError } from './errors.ts';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that holds identity and cannot be printed by accident: `String(x)`, template literals, `JSON.stringify`,
 * `util.inspect`, console and loggers all show its mask. `reveal()` is the one way in, and easy to search for.
 * No Node import: the receiver's side may use it.
 */
export class Private<T = string> {
  readonly #value: T;
  readonly #mask: string;

  /** @param mask what people may see instead; must not itself hold identity */
  constructor(value: T, mask: string) {
    if (typeof mask !== 'string') throw new SealcastError('USAGE', 'a private value needs its mask as a string');
    this.#value = value;
    this.#mask = mask;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return this.#mask;
  }

  toJSON(): string {
    return this.#mask;
  }

  valueOf(): string {
    return this.#mask;
  }

  [Symbol.toPrimitive](): string {
    return this.#mask;
  }

  [INSPECT](): string {
    return this.#mask;
  }
}
