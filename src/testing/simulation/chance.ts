import { Draws } from '../../delivery/draws.ts';
import { unsafeSeededRandomForTesting } from '../random.ts';

/** Everything that is left to chance in a simulated world, from one seed. */
export class Chance {
  readonly #draws: Draws;

  constructor(seed: string) {
    this.#draws = new Draws(unsafeSeededRandomForTesting(seed));
  }

  /** From 0 up to, not including, `end`. */
  below(end: number): number {
    return this.#draws.below(end);
  }

  /** Both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** Whole numbers between both ends whose magnitudes are equally likely: milliseconds as well as hours. Ends at least 1. */
  magnitude(least: number, most: number): number {
    const share = this.below(2 ** 20) / 2 ** 20;
    return Math.round(Math.exp(Math.log(least) + share * (Math.log(most) - Math.log(least))));
  }

  happens(probability: number): boolean {
    return this.below(2 ** 20) < probability * 2 ** 20;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  some<T>(list: readonly T[], probability: number): T[] {
    return list.filter(() => this.happens(probability));
  }

  fork(seed: string): Chance {
    return new Chance(`${seed} ${this.below(2 ** 32)}`);
  }
}
