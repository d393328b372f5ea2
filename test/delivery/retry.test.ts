import { describe, expect, it } from 'vitest';
import { type RetryOptions, RetryPolicy, uniform } from '../../src/delivery/retry.ts';
import { limits } from '../../src/limits.ts';
import type { Random } from '../../src/ports/random.ts';
import { unsafeSeededRandomForTesting } from '../../src/testing.ts';

/** One value for ever: the ends of what is uniform. */
const always = (byte: number): Random => ({
  bytes: (length) => new Uint8Array(length).fill(byte),
  hedge: () => new Uint8Array(24),
});
const [LEAST, MOST] = [always(0), always(0xff)];

describe('retry', () => {
  it('has a rule by reason, and the same attempts for all others', () => {
    const retry = new RetryPolicy({ attempts: 5, rules: { quota: { attempts: 2 }, blocked: 'next', banned: 'fail' } });
    expect(['quota', 'blocked', 'banned', 'other'].map((reason) => retry.attempts(reason))).toEqual([2, 1, 1, 5]);
    expect(['quota', 'blocked', 'banned', 'other'].map((reason) => retry.rule(reason))).toEqual([
      { attempts: 2 },
      'next',
      'fail',
      undefined,
    ]);
    // Reasons are names from outside.
    expect(retry.rule('constructor')).toBeUndefined();
    expect(new RetryPolicy({}).attempts('other')).toBe(limits.retryAttempts);
  });

  it('waits at random from nothing up to a time that doubles, up to its most', () => {
    const retry = new RetryPolicy({ backoffMs: 100, backoffMaxMs: 1_000 });
    const attempts = [1, 2, 3, 4, 5, 6, 255];
    expect(attempts.map((n) => retry.waitMs(n, 0, LEAST))).toEqual(Array(7).fill(0));
    for (const [i, most] of [100, 200, 400, 800, 1_000, 1_000, 1_000].entries()) {
      expect(retry.waitMs(attempts[i]!, 0, MOST)).toBeLessThan(most);
      expect(retry.waitMs(attempts[i]!, 0, MOST)).toBeGreaterThan(most * 0.999);
    }
    const random = unsafeSeededRandomForTesting('back-off');
    const waits = Array.from({ length: 4_000 }, () => retry.waitMs(3, 0, random));
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(mean).toBeGreaterThan(190);
    expect(mean).toBeLessThan(210);
  });

  it('takes what the other side asked for as a least, and comes after it, not at it', () => {
    const retry = new RetryPolicy({ backoffMs: 100, backoffMaxMs: 1_000 });
    expect(retry.waitMs(8, 30_000, LEAST)).toBe(30_000);
    expect(retry.waitMs(8, 30_000, MOST)).toBe(30_100);
    expect(retry.waitMs(1, 5, MOST)).toBeGreaterThan(104);
    expect(retry.waitMs(1, 5, MOST)).toBeLessThan(105);
  });

  it('never waits less at most than it does at first', () => {
    const retry = new RetryPolicy({ backoffMs: 2 * limits.retryBackoffMaxMs });
    expect(retry.waitMs(1, 0, MOST)).toBeGreaterThan(1.9 * limits.retryBackoffMaxMs);
  });

  it('is accepted at its borders, and refused beyond', () => {
    const most = limits.retryAttemptsMax;
    for (const options of [{ attempts: 1 }, { attempts: most }, { rules: { x: { attempts: most } } }, { backoffMs: 1 }])
      expect(() => new RetryPolicy(options)).not.toThrow();
    for (const options of [
      null,
      7,
      { attempts: 0 },
      { attempts: most + 1 },
      { attempts: 1.5 },
      { attempts: '3' },
      { backoffMs: 0 },
      { backoffMs: limits.retryBackoffMsMax + 1 },
      { backoffMaxMs: 0 },
      { backoffMs: 500, backoffMaxMs: 400 },
      { rules: null },
      { rules: { x: 'never' } },
      { rules: { x: null } },
      { rules: { x: {} } },
      { rules: { x: { attempts: 0 } } },
      { rules: { x: { attempts: most + 1 } } },
    ])
      expect(() => new RetryPolicy(options as RetryOptions), JSON.stringify(options)).toThrow(
        expect.objectContaining({ code: 'USAGE' }),
      );
  });

  it('draws from 0 up to, not including, 1', () => {
    expect(uniform(LEAST)).toBe(0);
    expect(uniform(MOST)).toBe(1 - 2 ** -32);
    const random = unsafeSeededRandomForTesting('uniform');
    const tenths = new Array<number>(10).fill(0);
    for (let n = 0; n < 20_000; n++) tenths[Math.floor(10 * uniform(random))]!++;
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(6 * Math.sqrt(1_800));
  });
});
