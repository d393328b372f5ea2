import { limits } from '../../limits.ts';
import { monotonic } from '../../ports/clock.ts';
import { Origin, type OriginOptions } from './origin.ts';

/**
 * All origins that are asked, or that must not be forgotten yet:
 *
 *     awake (connections) ── too many: the one used longest ago, not in use ──▶ resting ── permits back, pauses over ──▶ forgotten
 *            ▲                                                                     │
 *            └───────────────────────────── asked again ───────────────────────────┘
 *
 * Routes come from people: if an origin were forgotten for a few others that somebody names, so were its pace and the pause it asked
 * for. So where too many would have to be remembered a new one waits.
 */
export class Origins {
  readonly #options: OriginOptions;
  /** With connections. The one used longest ago first. */
  readonly #awake = new Map<string, Origin>();
  readonly #resting = new Map<string, Origin>();
  /** The one used last: mostly the one that is asked for again. */
  #last: { readonly name: string; readonly origin: Origin } | undefined;
  /** Before that no place becomes free, by the monotonic clock. */
  #fullUntil = Number.NEGATIVE_INFINITY;

  constructor(options: OriginOptions) {
    this.#options = options;
  }

  /** Null: it would be one too many. See `freeInMs`. */
  of(name: string): Origin | null {
    if (this.#last?.name === name) return this.#last.origin;
    const known = this.#awake.get(name) ?? this.#resting.get(name);
    if (known === undefined && !this.#hasRoom()) return null;
    const origin = known ?? new Origin(name, this.#options);
    this.#resting.delete(name);
    this.#awake.delete(name);
    this.#awake.set(name, origin);
    for (const [other, unused] of this.#awake) {
      if (this.#awake.size <= limits.httpOrigins) break;
      if (unused.users > 0 || other === name) continue;
      unused.rest().catch(() => {});
      this.#awake.delete(other);
      if (unused.remembersUntil() > this.#now()) this.#resting.set(other, unused);
    }
    this.#last = { name, origin };
    return origin;
  }

  /** With connections: more than `limits.httpOrigins` only while they are in use. */
  get size(): number {
    return this.#awake.size;
  }

  /** In how many milliseconds a new one may have a place. */
  get freeInMs(): number {
    return Math.max(1, Math.ceil(this.#fullUntil - this.#now()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#awake.values(), ...this.#resting.values()].map((origin) => origin.close()));
  }

  #hasRoom(): boolean {
    if (this.#awake.size + this.#resting.size < limits.httpOriginsKnown) return true;
    const now = this.#now();
    if (now < this.#fullUntil) return false;
    // Those beyond the number with connections are in use, and may end at any time.
    let first = this.#awake.size > limits.httpOrigins ? now + limits.httpBackoffMaxMs : Number.POSITIVE_INFINITY;
    for (const [name, origin] of this.#resting) {
      const until = origin.remembersUntil();
      if (until <= now) this.#resting.delete(name);
      else first = Math.min(first, until);
    }
    if (this.#awake.size + this.#resting.size < limits.httpOriginsKnown) return true;
    this.#fullUntil = first;
    return false;
  }

  #now(): number {
    return monotonic(this.#options.clock);
  }
}
