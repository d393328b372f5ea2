import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Random } from '../../ports/random.ts';
import type { Timer } from '../../ports/timer.ts';
import { unsafeSeededRandomForTesting } from '../random.ts';
import type { World } from './world.ts';

/** What a process that is dead gets from its disk: nothing of what it still does is real. */
export class Dead extends Error {
  constructor() {
    super('this process of the simulation was killed');
  }
}

/**
 * One process, from its start until it is killed. Its code cannot be stopped, so its ports die: no timer calls it, no answer reaches
 * it, nothing it writes is kept.
 */
export class Life {
  readonly number: number;
  readonly random: Random;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
  alive = true;
  readonly #world: World;
  readonly #onDeath: () => void;
  /** Port calls until it dies. */
  #callsLeft = Number.POSITIVE_INFINITY;

  constructor(world: World, number: number, onDeath: () => void) {
    this.#world = world;
    this.number = number;
    this.#onDeath = onDeath;
    this.random = unsafeSeededRandomForTesting(`simulation ${world.seed} life ${number}`);
    this.clock = {
      now: () => {
        this.called();
        return world.wall();
      },
      monotonic: () => {
        this.called();
        return world.elapsed();
      },
    };
    this.timer = {
      after: (milliseconds, call) => {
        this.called();
        // As timers are: in whole milliseconds, never at once, and late by a little.
        const late = world.chance.below(3);
        return world.time.after(Math.max(1, Math.ceil(milliseconds)) + late, () => {
          if (!this.alive) return;
          this.called();
          if (this.alive) call();
        });
      },
    };
    const log = (_: object, message: string): void => world.log(`life ${number}: ${message}`);
    this.logger = { debug: log, info: log, warn: log, error: log };
  }

  /** A port was called: the process may die at any of them. */
  called(): void {
    this.#world.moved();
    if (--this.#callsLeft <= 0) this.kill('in between');
  }

  killAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  kill(when: string): void {
    if (!this.alive) return;
    this.alive = false;
    this.#world.log(`life ${this.number} is killed ${when}`);
    this.#onDeath();
  }
}
