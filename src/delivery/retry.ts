import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Random } from '../ports/random.ts';

/** What to do with a reason: give up, go to the next transport, or try so often. */
export type RetryRule = 'fail' | 'next' | { readonly attempts: number };

export interface RetryOptions {
  /** Attempts of one envelope with one transport, the first included, 1 to 255. @defaultValue 12 */
  readonly attempts?: number;
  /** The wait before attempt n + 1 is random, up to this times 2^(n-1). Milliseconds. @defaultValue 1000 */
  readonly backoffMs?: number;
  /** It never is longer than this. @defaultValue 600 000, ten minutes */
  readonly backoffMaxMs?: number;
  /**
   * By reason, as transports name them: `{ quota: { attempts: 3 }, 'refused-403': 'next' }`. Without a rule a `failed` is the end
   * and a `deferred` is tried again.
   */
  readonly rules?: Readonly<Record<string, RetryRule>>;
}

/** Which failures are to be tried again. */
export interface RetryFilter {
  /** Only those of this reason. @defaultValue all that failed */
  readonly reason?: string;
  /** Those that are `unknown`, too: some will arrive twice, and devices show them once. @defaultValue false */
  readonly unknown?: boolean;
}

/** One that failed, or of which nobody knows. */
export interface Failure {
  /** Hex, 32 characters: as in the envelope, and in what `fetch` answers. */
  readonly mailbox: string;
  readonly state: 'failed' | 'unknown';
  /** As the transport named it; `gone`: the route is dead. Empty where none was given. */
  readonly reason: string;
}

/** Options with every choice made. */
export class RetryPolicy {
  readonly #attempts: number;
  readonly #backoffMs: number;
  readonly #backoffMaxMs: number;
  readonly #rules: ReadonlyMap<string, RetryRule>;

  /** @throws SealcastError USAGE */
  constructor(options: RetryOptions) {
    if (typeof options !== 'object' || options === null) throw usage('retry is an object', 'retry: { attempts: 5 }');
    const { attempts, backoffMs, backoffMaxMs, rules = {} } = options;
    if (typeof rules !== 'object' || rules === null)
      throw usage('retry.rules is an object', "rules: { quota: 'next' }");
    this.#attempts = within('retry.attempts', attempts ?? limits.retryAttempts, limits.retryAttemptsMax);
    this.#backoffMs = within('retry.backoffMs', backoffMs ?? limits.retryBackoffMs, limits.retryBackoffMsMax);
    this.#backoffMaxMs = within(
      'retry.backoffMaxMs',
      backoffMaxMs ?? Math.max(limits.retryBackoffMaxMs, this.#backoffMs),
      limits.retryBackoffMsMax,
    );
    if (this.#backoffMaxMs < this.#backoffMs) throw usage('retry.backoffMaxMs is below backoffMs', 'swap the two');
    this.#rules = new Map(Object.entries(rules));
    for (const [reason, rule] of this.#rules) {
      if (rule === 'fail' || rule === 'next') continue;
      if (typeof rule !== 'object' || rule === null)
        throw usage(`the rule for ${reason} is unknown`, "use 'fail', 'next' or { attempts: 3 }");
      within(`attempts for ${reason}`, rule.attempts, limits.retryAttemptsMax);
    }
  }

  rule(reason: string): RetryRule | undefined {
    return this.#rules.get(reason);
  }

  /** Attempts, the first included, for an envelope that was not taken for this reason. */
  attempts(reason: string): number {
    const rule = this.#rules.get(reason);
    return typeof rule === 'object' ? rule.attempts : rule === undefined ? this.#attempts : 1;
  }

  /**
   * Milliseconds to wait after so many attempts. Full jitter: those that failed together do not come back together. What the other
   * side asked for is a least: they come after it, not all at its end.
   */
  waitMs(attempts: number, retryAfterMs: number, random: Random): number {
    const ceiling = Math.min(this.#backoffMaxMs, this.#backoffMs * 2 ** (attempts - 1));
    const wait = uniform(random) * ceiling;
    return retryAfterMs > 0 ? retryAfterMs + Math.min(wait, this.#backoffMs) : wait;
  }
}

/** From 0 up to, not including, 1. */
export function uniform(random: Random): number {
  const four = random.bytes(4);
  return new DataView(four.buffer, four.byteOffset).getUint32(0, true) / 2 ** 32;
}

function within(name: string, value: number, most: number): number {
  if (!Number.isSafeInteger(value) || value < 1 || value > most)
    throw usage(`${name} must be a whole number, 1 to ${most}`, 'leave it out for what suits most');
  return value;
}

function usage(message: string, hint: string): SealcastError {
  return new SealcastError('USAGE', message, { hint });
}
