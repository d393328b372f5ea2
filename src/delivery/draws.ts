import type { Random } from '../ports/random.ts';

const NUMBERS = 1024;

/** Whole numbers at random, from the CSPRNG, a few kilobytes of it at a time: an order that nobody can foretell. */
export class Draws {
  readonly #random: Random;
  #numbers: Uint32Array = new Uint32Array(0);
  #at = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** From 0 up to, not including, `end`; at most 2^32. Each as likely as any other: those that would tip the scales are thrown away. */
  below(end: number): number {
    const most = 2 ** 32 - (2 ** 32 % end);
    for (;;) {
      if (this.#at === this.#numbers.length) {
        this.#numbers = new Uint32Array(this.#random.bytes(4 * NUMBERS).buffer);
        this.#at = 0;
      }
      const number = this.#numbers[this.#at++]!;
      if (number < most) return number % end;
    }
  }
}
