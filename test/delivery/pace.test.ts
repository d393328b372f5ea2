import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  availableIn,
  checkPace,
  nextIn,
  PacedWindows,
  type PaceLimit,
  SlidingWindow,
  takeIn,
} from '../../src/delivery/pace.ts';
import { limits } from '../../src/limits.ts';

/** The slow, obvious twin: every permit with its time, for ever. */
class Twin {
  limit: PaceLimit;
  readonly taken: { at: number; count: number }[] = [];

  constructor(limit: PaceLimit) {
    this.limit = limit;
  }

  /** Permits in (now - window, now]. */
  used(now: number, windowMs = this.limit.windowMs): number {
    return this.taken.reduce((sum, { at, count }) => sum + (at > now - windowMs && at <= now ? count : 0), 0);
  }

  available(now: number, windowMs?: number): number {
    return Math.max(0, this.limit.permits - this.used(now, windowMs));
  }

  next(now: number, wanted: number): number {
    const least = Math.min(wanted, this.limit.permits);
    // Something returns only where a permit grows out of the window.
    const times = [now, ...this.taken.map(({ at }) => at + this.limit.windowMs).filter((at) => at > now)];
    return times.sort((a, b) => a - b).find((at) => this.available(at) >= least)!;
  }

  /** The most that any half-open interval of this length has seen. */
  most(windowMs: number): number {
    return Math.max(0, ...this.taken.map(({ at }) => this.used(at, windowMs)));
  }
}

/** Steps in time that meet borders: nothing, a window but for one, a window exactly, one more; and anything. */
const steps = (windowMs: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.nat(Math.ceil(windowMs / 4)) },
    fc.constantFrom(0, 0, 1, windowMs - 1, windowMs, windowMs + 1),
  );
const greed = fc.oneof(fc.constant(1), fc.nat(8), fc.constant(Number.MAX_SAFE_INTEGER));

describe('a sliding window', () => {
  it('is what a list of all permits says, at every border', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.tuple(fc.nat(), greed), { minLength: 1, maxLength: 80 }),
        (permits, windowMs, moves) => {
          const limit = { permits, windowMs };
          const window = new SlidingWindow(limit);
          const twin = new Twin(limit);
          let now = 1_000;
          for (const [step, wanted] of moves) {
            now += [0, 0, 1, windowMs - 1, windowMs, windowMs + 1, step % (windowMs + 2)][step % 7]!;
            expect(window.available(now)).toBe(twin.available(now));
            expect(window.next(now, wanted)).toBe(twin.next(now, wanted));
            const count = Math.min(wanted, twin.available(now));
            window.take(now, count);
            if (count > 0) twin.taken.push({ at: now, count });
          }
          expect(twin.most(windowMs)).toBeLessThanOrEqual(permits);
        },
      ),
      { seed: 56, numRuns: 300 },
    );
  });

  it('that is stored and restored never lets more through, and forgets nothing where it has room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.tuple(fc.nat(), greed, fc.boolean()), { minLength: 1, maxLength: 80 }),
        (permits, windowMs, runs, moves) => {
          const limit = { permits, windowMs };
          let window = new SlidingWindow(limit);
          const twin = new Twin(limit);
          let now = 1_000;
          let exact = true;
          for (const [step, wanted, dies] of moves) {
            // Small steps: several runs have to be in a window for any to be taken together.
            now += step % 13 === 0 ? windowMs : step % (Math.ceil(windowMs / 8) + 1);
            if (dies) {
              const times = new Set(twin.taken.filter(({ at }) => at > now - windowMs).map(({ at }) => at));
              exact &&= times.size <= runs;
              const stored = window.snapshot(now, runs);
              expect(stored.length).toBeLessThanOrEqual(16 * runs);
              window = new SlidingWindow(limit);
              window.restore(stored, now);
            }
            expect(window.available(now)).toBeLessThanOrEqual(twin.available(now));
            if (exact) expect(window.available(now)).toBe(twin.available(now));
            const count = Math.min(wanted, window.available(now));
            window.take(now, count);
            if (count > 0) twin.taken.push({ at: now, count });
          }
          expect(twin.most(windowMs)).toBeLessThanOrEqual(permits);
        },
      ),
      { seed: 57, numRuns: 300 },
    );
  });

  it('of N lets exactly N through when everybody pushes, in each window', () => {
    for (const permits of [1, 2, 7, 100]) {
      const window = new SlidingWindow({ permits, windowMs: 1_000 });
      const taken: number[] = [];
      for (let now = 0; now < 5_000; now++) {
        const count = window.available(now);
        window.take(now, count);
        for (let i = 0; i < count; i++) taken.push(now);
      }
      expect(taken).toHaveLength(5 * permits);
      for (let from = 0; from <= 4_000; from += 1)
        expect(taken.filter((at) => at >= from && at < from + 1_000).length).toBe(permits);
    }
  });

  it('frees a permit at the end of its window, not one millisecond before', () => {
    const window = new SlidingWindow({ permits: 2, windowMs: 1_000 });
    window.take(5, 1);
    window.take(700, 1);
    expect([704, 1_004, 1_005, 1_699, 1_700].map((now) => window.available(now))).toEqual([0, 0, 1, 1, 2]);
    const again = new SlidingWindow({ permits: 2, windowMs: 1_000 });
    again.take(5, 1);
    again.take(700, 1);
    expect([1, 2, 3].map((wanted) => again.next(701, wanted))).toEqual([1_005, 1_700, 1_700]);
  });

  it('of very many never lets more through, and is late by less than a grain', () => {
    const runs = limits.paceRuns;
    fc.assert(
      fc.property(
        fc.integer({ min: runs + 1, max: 3 * runs }),
        fc.integer({ min: 1_000, max: 60_000 }),
        fc.array(fc.tuple(fc.nat(10), fc.nat(4_000)), { minLength: 50, maxLength: 250 }),
        (permits, windowMs, moves) => {
          const grain = windowMs / runs;
          const limit = { permits, windowMs };
          const window = new SlidingWindow(limit);
          const twin = new Twin(limit);
          let now = 0;
          for (const [step, wanted] of moves) {
            now += step === 10 ? Math.floor(windowMs / 3) : step;
            const available = window.available(now);
            expect(available).toBeLessThanOrEqual(twin.available(now));
            expect(available).toBeGreaterThanOrEqual(twin.available(now, windowMs + grain));
            const count = Math.min(wanted, available);
            window.take(now, count);
            if (count > 0) twin.taken.push({ at: now, count });
            const next = window.next(now, wanted);
            expect(next).toBeGreaterThanOrEqual(twin.next(now, wanted));
            expect(next).toBeLessThan(twin.next(now, wanted) + grain);
          }
          expect(twin.most(windowMs)).toBeLessThanOrEqual(permits);
        },
      ),
      { seed: 56, numRuns: 60 },
    );
  });

  it('remembers what it needs, however large N is', () => {
    const window = new SlidingWindow({ permits: 10_000_000, windowMs: 86_400_000 });
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 2_000_000; i++) window.take(i * 40, 1);
    expect(window.available(80_000_000)).toBe(8_000_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_048_576);
  });

  it('changed under way keeps what was taken', () => {
    const any = fc.record({ permits: fc.integer({ min: 1, max: 30 }), windowMs: fc.constantFrom(20, 50) });
    fc.assert(
      fc.property(
        any,
        fc.array(fc.tuple(steps(50), fc.integer({ min: 1, max: 10 }), fc.option(any, { freq: 3 })), {
          minLength: 1,
          maxLength: 60,
        }),
        (limit, moves) => {
          const window = new SlidingWindow(limit);
          const twin = new Twin(limit);
          let now = 0;
          // What an old, shorter window had forgotten stays forgotten.
          let remembered = Number.NEGATIVE_INFINITY;
          for (const [step, wanted, change] of moves) {
            now += step;
            if (change !== null) {
              window.available(now);
              remembered = Math.max(remembered, now - twin.limit.windowMs);
              window.change(change);
              twin.limit = change;
              for (let i = twin.taken.length - 1; i >= 0; i--)
                if (twin.taken[i]!.at <= remembered) twin.taken.splice(i, 1);
            }
            expect(window.available(now)).toBe(twin.available(now));
            expect(window.next(now, wanted)).toBe(twin.next(now, wanted));
            const count = Math.min(wanted, twin.available(now));
            window.take(now, count);
            if (count > 0) twin.taken.push({ at: now, count });
          }
        },
      ),
      { seed: 56, numRuns: 300 },
    );
  });

  it('moved on to its hand-over lets no more through than N of those, in any window', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 7, limits.paceRuns, 3 * limits.paceRuns),
        fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), lateMs: fc.integer({ min: 0, max: 400 }) }), {
          minLength: 20,
          maxLength: 60,
        }),
        (permits, groups) => {
          const window = new SlidingWindow({ permits, windowMs: 1_000 });
          const handed: (readonly [at: number, count: number])[] = [];
          let now = 0;
          for (const { afterMs, lateMs } of groups) {
            now += afterMs;
            const count = Math.min(window.available(now), Math.ceil(permits / 3));
            if (count === 0) continue;
            window.take(now, count);
            now += lateMs;
            window.moveNewest(now, count);
            handed.push([now, count]);
          }
          for (const [from] of handed) {
            const seen = handed.filter(([at]) => at >= from && at < from + 1_000);
            expect(seen.reduce((sum, [, count]) => sum + count, 0)).toBeLessThanOrEqual(permits);
          }
          // And all of it comes back, a grain late at most.
          expect(window.available(now + 1_001)).toBe(permits);
        },
      ),
      { seed: 59, numRuns: 300 },
    );
  });

  it('takes a clock that is set back for one that stands still', () => {
    const window = new SlidingWindow({ permits: 3, windowMs: 1_000 });
    window.take(10_000, 3);
    expect(window.available(4_000)).toBe(0);
    expect(window.next(4_000)).toBe(5_000);
    expect(window.available(4_999)).toBe(0);
    expect(window.available(5_000)).toBe(3);
  });

  it('does not give what it has not got', () => {
    const window = new SlidingWindow({ permits: 3, windowMs: 1_000 });
    expect(() => window.take(0, 4)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    expect(window.available(0)).toBe(3);
  });
});

describe('several limits', () => {
  it('hold all at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ permits: fc.integer({ min: 1, max: 12 }), windowMs: fc.integer({ min: 1, max: 60 }) }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.array(fc.tuple(steps(60), greed), { maxLength: 60 }),
        (several, moves) => {
          const windows = several.map((limit) => new SlidingWindow(limit));
          const twins = several.map((limit) => new Twin(limit));
          let now = 0;
          for (const [step, wanted] of moves) {
            now += step;
            const available = Math.min(...twins.map((twin) => twin.available(now)));
            expect(availableIn(windows, now)).toBe(available);
            const least = Math.min(wanted, ...several.map(({ permits }) => permits));
            expect(nextIn(windows, now, wanted)).toBe(Math.max(...twins.map((twin) => twin.next(now, least))));
            const count = Math.min(wanted, available);
            takeIn(windows, now, count);
            if (count > 0) for (const twin of twins) twin.taken.push({ at: now, count });
          }
          for (const twin of twins) expect(twin.most(twin.limit.windowMs)).toBeLessThanOrEqual(twin.limit.permits);
        },
      ),
      { seed: 56, numRuns: 200 },
    );
  });

  it('are written as a pace, and changed by one', () => {
    const paced = new PacedWindows({ perSecond: 5, perDay: 100 });
    expect(paced.all.map(({ limit }) => limit)).toEqual([
      { permits: 5, windowMs: 1_000 },
      { permits: 100, windowMs: 86_400_000 },
    ]);
    takeIn(paced.all, 0, 5);
    paced.change({ perSecond: 8, perMinute: 9 });
    expect(availableIn(paced.all, 0)).toBe(3);
    takeIn(paced.all, 1_000, 8);
    expect([availableIn(paced.all, 2_000), nextIn(paced.all, 2_000)]).toEqual([1, 2_000]);
    expect(() => paced.change({ perSecond: 1, perHour: 0.5 })).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(availableIn(paced.all, 2_000)).toBe(1);
    paced.change({});
    expect([availableIn(paced.all, 0), nextIn(paced.all, 7)]).toEqual([Number.POSITIVE_INFINITY, 7]);
  });

  it.each([null, 5, { perSecond: 0 }, { perMinute: -1 }, { perHour: 1.5 }, { perDay: Number.NaN }, { perDay: '5' }])(
    '%j is no pace',
    (pace) => {
      expect(() => checkPace(pace as never)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    },
  );
});
