import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leavesAt, opensAt, Stretches, spanText, type Window } from '../../../src/broadcast/admit/window.ts';

const at = (text: string): number => Date.parse(text);
const calendar = (unit: 'day' | 'week' | 'month', timeZone = 'UTC'): Window => ({ kind: 'calendar', unit, timeZone });

/** Are both in one window? */
function together(window: Window, a: number, b: number): boolean {
  const stretches = new Stretches(window);
  const [one, other] = [stretches.at(a), stretches.at(b)];
  return one.from < other.until && other.from < one.until;
}

describe('a window', () => {
  it('that slides is half open', () => {
    const window: Window = { kind: 'sliding', ms: 1000 };
    const moments = [5000, 5001, 5999, 6000, 6001, 6999, 7000];
    const expected = [false, true, true, true, true, true, false];
    expect(moments.map((then) => together(window, then, 6000))).toEqual(expected);
    expect(moments.map((then) => together(window, 6000, then))).toEqual(expected);
    expect(opensAt(window, 6000)).toBe(5001);
    expect(leavesAt(window, 5000)).toBe(6000);
  });

  it.each([
    [calendar('day'), '2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z'],
    [calendar('day', 'Asia/Shanghai'), '2026-11-24T16:00:00Z', '2026-11-25T16:00:00Z'],
    // 25 hours: clocks go back.
    [calendar('day', 'Europe/Berlin'), '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    [calendar('day', 'Europe/Berlin'), '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    // Monday to Monday, over the end of a year.
    [calendar('week'), '2026-12-28T00:00:00Z', '2027-01-04T00:00:00Z'],
    [calendar('month'), '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
    [calendar('month'), '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ])('of the calendar has its borders: %j', (window, from, to) => {
    const [first, next] = [at(from), at(to)];
    expect(leavesAt(window, first)).toBe(next);
    expect(leavesAt(window, next - 1)).toBe(next);
    expect(leavesAt(window, first - 1)).toBe(first);
    for (const inside of [first, next - 1]) expect(opensAt(window, inside)).toBe(first);
    expect(together(window, first, next - 1)).toBe(true);
    expect(together(window, first - 1, first)).toBe(false);
    expect(together(window, next - 1, next)).toBe(false);
    const stretches = new Stretches(window);
    for (const inside of [first, next - 1, first]) expect(stretches.at(inside)).toEqual({ from: first, until: next });
    for (const outside of [first - 1, next]) expect(stretches.at(outside)).not.toEqual(stretches.at(first));
  });

  it('is left exactly when leavesAt says', () => {
    const window = fc.oneof(
      fc.integer({ min: 60_000, max: 400 * 86_400_000 }).map((ms): Window => ({ kind: 'sliding', ms })),
      fc
        .tuple(fc.constantFrom('day', 'week', 'month'), fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York'))
        .map(([unit, zone]) => calendar(unit, zone)),
    );
    fc.assert(
      fc.property(window, fc.integer({ min: at('2020-01-01'), max: at('2040-01-01') }), (one, then) => {
        const out = leavesAt(one, then);
        expect(together(one, then, out - 1)).toBe(true);
        expect(together(one, then, out)).toBe(false);
        const opens = opensAt(one, then);
        expect(together(one, then, opens)).toBe(true);
        expect(together(one, then, opens - 1)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('has a span in the words of a profile', () => {
    expect([60_000, 120_000, 72 * 3_600_000, 86_400_000, 7 * 86_400_000, 400 * 86_400_000].map(spanText)).toEqual([
      '1m',
      '2m',
      '72h',
      '24h',
      '7d',
      '400d',
    ]);
  });
});
