import { describe, expect, it } from 'vitest';
import { DEFAULT_LADDER } from '../../src/delivery/ladder.ts';
import { type Demotion, Overload } from '../../src/delivery/overload.ts';
import { limits } from '../../src/limits.ts';

const [EMERGENCY, PAYMENT, CHAT, BROADCAST] = [0, 1, 2, 3];
const WINDOW = limits.overloadWindowMs;

/** One window in which these waited so long; answers what it decided. */
function window(overload: Overload, start: number, ...waited: readonly (readonly [number, number, number])[]) {
  for (const [rung, waitMs, count] of waited) expect(overload.waited(rung, waitMs, count, start)).toBeNull();
  return overload.look(start + WINDOW);
}

const demoted = (overload: Overload): number[] => [0, 1, 2, 3].filter((rung) => overload.isDemoted(rung));

describe('overload', () => {
  it('begins above a mean of 20 ms, not at it', () => {
    const at = new Overload(DEFAULT_LADDER);
    expect(window(at, 0, [PAYMENT, 40, 50], [PAYMENT, 0, 50])).toBeNull();
    expect(demoted(at)).toEqual([]);
    const above = new Overload(DEFAULT_LADDER);
    expect(window(above, 0, [PAYMENT, 40.02, 50], [PAYMENT, 0, 50])).toEqual({
      class: 'broadcast',
      demoted: true,
      waitMs: expect.closeTo(20.01, 9),
      limitMs: 20,
      waiting: 'payment',
      envelopes: 100,
    } satisfies Demotion);
    expect(demoted(above)).toEqual([BROADCAST]);
  });

  it('demotes from below, one a window, and never one that waits itself nor those above', () => {
    const overload = new Overload(DEFAULT_LADDER);
    const classes = [0, 1, 2, 3].map((n) => window(overload, n * WINDOW, [PAYMENT, 100, 1])?.class);
    expect(classes).toEqual(['broadcast', 'chat', undefined, undefined]);
    expect(demoted(overload)).toEqual([CHAT, BROADCAST]);
    expect(window(overload, 4 * WINDOW, [EMERGENCY, 100, 1])?.class).toBe('payment');
    expect(window(overload, 5 * WINDOW, [EMERGENCY, 100, 1])).toBeNull();
    expect(demoted(overload)).toEqual([PAYMENT, CHAT, BROADCAST]);
  });

  it('is of the class that waits longest; that the lowest waits is none', () => {
    const overload = new Overload(DEFAULT_LADDER);
    expect(window(overload, 0, [BROADCAST, 5_000, 1_000], [PAYMENT, 1, 1])).toBeNull();
    expect(window(overload, WINDOW, [EMERGENCY, 30, 1], [CHAT, 50, 3], [PAYMENT, 1, 1])).toMatchObject({
      waiting: 'chat',
      waitMs: 50,
      envelopes: 3,
    });
  });

  it('is over at half of it, and takes back in the opposite order', () => {
    const overload = new Overload(DEFAULT_LADDER);
    for (const n of [0, 1]) window(overload, n * WINDOW, [PAYMENT, 100, 1]);
    expect(window(overload, 2 * WINDOW, [PAYMENT, 10.01, 1])).toBeNull();
    expect(demoted(overload)).toEqual([CHAT, BROADCAST]);
    expect(window(overload, 3 * WINDOW, [PAYMENT, 10, 1])).toMatchObject({ class: 'chat', demoted: false, waitMs: 10 });
    // A window in which nothing was handed over is no overload.
    expect(overload.look(5 * WINDOW)).toMatchObject({ class: 'broadcast', demoted: false, waitMs: 0, envelopes: 0 });
    expect(demoted(overload)).toEqual([]);
    expect(overload.look(99 * WINDOW)).toBeNull();
  });

  it('ends a window after a second, or 2000 envelopes', () => {
    const time = new Overload(DEFAULT_LADDER);
    expect(time.waited(PAYMENT, 100, 1, 0)).toBeNull();
    expect(time.waited(PAYMENT, 100, 1, WINDOW - 1)).toBeNull();
    expect(time.waited(PAYMENT, 100, 1, WINDOW)).toMatchObject({ envelopes: 3 });
    const count = new Overload(DEFAULT_LADDER);
    expect(count.waited(PAYMENT, 100, limits.overloadWindowEnvelopes - 1, 0)).toBeNull();
    expect(count.waited(PAYMENT, 100, 1, 0)).toMatchObject({ envelopes: limits.overloadWindowEnvelopes });
  });
});
