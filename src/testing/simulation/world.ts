import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { ManualClock } from '../clock.ts';
import { Chance } from './chance.ts';

const START = 1_790_000_000_000;
const LINES_KEPT = 60;
/** Port calls within one instant of the clock: a delivery that turns and turns without time passing. */
const CALLS_AT_ONE_INSTANT = 1_000_000;

/** Time, chance and what happened. Everything else of a simulation is made of these. */
export class World {
  readonly seed: string;
  readonly chance: Chance;
  /** Time that passes, whatever clocks say. */
  readonly time = new ManualClock(START);
  events = 0;
  /** What was broken first. */
  failure: string | undefined;
  #wallOffset = 0;
  #forwardMs = 0;
  #calls = 0;
  #callsAtInstant = 0;
  #instant = START;
  readonly #digest = createHash('sha256');
  readonly #last: string[] = [];

  constructor(seed: string) {
    this.seed = seed;
    this.chance = new Chance(`simulation ${seed}`);
  }

  /** What clocks say, unix milliseconds. */
  wall(): number {
    return Math.floor(this.time.now() + this.#wallOffset);
  }

  /** Milliseconds that have passed since the world began. */
  elapsed(): number {
    return this.time.now() - START;
  }

  /** As `elapsed`, for whoever goes by the wall clock, but never back: a clock that is set forward makes time pass. */
  wallForward(): number {
    return this.elapsed() + this.#forwardMs;
  }

  setClock(milliseconds: number): void {
    this.#wallOffset += milliseconds;
    if (milliseconds > 0) this.#forwardMs += milliseconds;
  }

  /** Somebody called a port: something moves. */
  moved(): void {
    this.#calls++;
    if (this.time.now() !== this.#instant) {
      this.#instant = this.time.now();
      this.#callsAtInstant = 0;
    }
    if (++this.#callsAtInstant === CALLS_AT_ONE_INSTANT) this.fail('something turns and turns, and no time passes');
  }

  log(what: string): void {
    this.events++;
    const line = `${stamp(this.elapsed())} ${what}`;
    this.#digest.update(`${line}\n`);
    this.#last.push(line);
    if (this.#last.length > 2 * LINES_KEPT) this.#last.splice(0, LINES_KEPT);
  }

  /** An invariant is broken. Not thrown: it would be caught by those who are being watched. */
  fail(what: string): void {
    if (this.failure !== undefined) return;
    this.log(`BROKEN: ${what}`);
    this.failure = what;
  }

  check(holds: boolean, otherwise: () => string): void {
    if (!holds) this.fail(otherwise());
  }

  /** Of all that was logged so far. */
  digest(): string {
    return this.#digest.copy().digest('hex');
  }

  last(): readonly string[] {
    return this.#last.slice(-LINES_KEPT);
  }

  /** Until nothing moves any more at this instant. */
  async quiet(): Promise<void> {
    // Whoever gives way to others is back one turn of the event loop later.
    for (let still = 0; still < 2 && this.failure === undefined; ) {
      const before = this.#calls;
      await new Promise((resolve) => setImmediate(resolve));
      still = this.#calls === before ? still + 1 : 0;
    }
  }

  /** Lets time pass up to the next thing that happens; answers whether there is one. */
  advance(): boolean {
    const next = this.time.next();
    if (next === undefined) return false;
    this.time.advance(next);
    return true;
  }

  /** Whatever nobody catches while this world runs is its failure. Answers how to end that. */
  watchUncaught(): () => void {
    const onError = (error: unknown): void => this.fail(`nobody caught ${inspect(error)}`);
    process.on('uncaughtException', onError);
    process.on('unhandledRejection', onError);
    return () => {
      process.off('uncaughtException', onError);
      process.off('unhandledRejection', onError);
    };
  }
}

/** 0012:34:56.789, hours first. */
function stamp(milliseconds: number): string {
  const pad = (value: number, length = 2): string => String(Math.floor(value)).padStart(length, '0');
  const seconds = milliseconds / 1000;
  return `${pad(seconds / 3600, 4)}:${pad((seconds / 60) % 60)}:${pad(seconds % 60)}.${pad(milliseconds % 1000, 3)}`;
}
