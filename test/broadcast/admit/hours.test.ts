import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hoursAt, hourText } from '../../../src/broadcast/admit/hours.ts';

const at = (text: string): number => Date.parse(text);
const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
/** When clocks were changed: London, St John's, Lord Howe, Casablanca, both ways. */
const CHANGES = [
  ...['2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-03-08T05:30Z', '2026-11-01T04:30Z'],
  ...['2026-04-04T15:00Z', '2026-10-03T15:30Z', '2026-02-15T02:00Z', '2026-03-22T02:00Z'],
];
const around = (change: string) => fc.integer({ min: at(change) - 26 * 3_600_000, max: at(change) + 3_600_000 });
const hours = (from: string, to: string) => ({ from: minutes(from), to: minutes(to) });

describe('hours of the day', () => {
  it.each([
    // Over midnight, UTC and both sides of it.
    ['22:00', '08:00', 'UTC', '2026-11-25T22:00:00.000Z', '2026-11-26T08:00:00.000Z'],
    ['22:00', '08:00', 'Asia/Shanghai', '2026-11-25T14:00:00.000Z', '2026-11-26T00:00:00.000Z'],
    ['22:00', '08:00', 'America/New_York', '2026-11-26T03:00:00.000Z', '2026-11-26T13:00:00.000Z'],
    ['22:00', '08:00', 'Asia/Kathmandu', '2026-11-25T16:15:00.000Z', '2026-11-26T02:15:00.000Z'],
    // On the other side of the date line, and within a day.
    ['22:00', '06:00', 'Pacific/Kiritimati', '2026-11-25T08:00:00.000Z', '2026-11-25T16:00:00.000Z'],
    ['12:00', '13:30', 'Pacific/Honolulu', '2026-11-25T22:00:00.000Z', '2026-11-25T23:30:00.000Z'],
    ['00:00', '06:00', 'Europe/Berlin', '2026-11-24T23:00:00.000Z', '2026-11-25T05:00:00.000Z'],
    ['22:00', '24:00', 'Europe/Berlin', '2026-11-25T21:00:00.000Z', '2026-11-25T23:00:00.000Z'],
    // The night in which clocks go forward has an hour less, and the other way round.
    ['22:00', '08:00', 'Europe/Berlin', '2026-03-28T21:00:00.000Z', '2026-03-29T06:00:00.000Z'],
    ['22:00', '08:00', 'Europe/Berlin', '2026-10-24T20:00:00.000Z', '2026-10-25T07:00:00.000Z'],
    // A border in the gap from 02:00 to 03:00 is reached when the clock jumps over it.
    ['22:00', '02:30', 'Europe/Berlin', '2026-03-28T21:00:00.000Z', '2026-03-29T01:00:00.000Z'],
    ['02:30', '08:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', '2026-03-29T06:00:00.000Z'],
    // What is gone through twice, from 02:00 to 03:00, is twice what it is: 02:15 to 02:45, then 02:15 again.
    ['02:00', '03:00', 'Europe/Berlin', '2026-10-25T00:00:00.000Z', '2026-10-25T02:00:00.000Z'],
    ['02:15', '02:45', 'Europe/Berlin', '2026-10-25T00:15:00.000Z', '2026-10-25T00:45:00.000Z'],
    ['02:15', '02:45', 'Europe/Berlin', '2026-10-25T01:15:00.000Z', '2026-10-25T01:45:00.000Z'],
    // Half an hour, as nowhere else.
    ['22:00', '08:00', 'Australia/Lord_Howe', '2026-04-04T11:00:00.000Z', '2026-04-04T21:30:00.000Z'],
  ])('%s to %s in %s: from %s on, up to %s', (from, to, timeZone, first, end) => {
    const own = hours(from, to);
    const state = (when: number) => hoursAt(own, timeZone, when);
    expect(state(at(first) - 1)).toEqual({ within: false, until: at(first) });
    expect(state(at(first))).toEqual({ within: true, until: at(end) });
    expect(state(at(end) - 1)).toEqual({ within: true, until: at(end) });
    expect(state(at(end)).within).toBe(false);
  });

  it('that a clock jumps over do not come that day', () => {
    const gap = hours('02:10', '02:50');
    expect(hoursAt(gap, 'Europe/Berlin', at('2026-03-29T00:59:59.999Z'))).toEqual({
      within: false,
      until: at('2026-03-30T00:10:00.000Z'),
    });
  });

  it('of a whole day never end', () => {
    expect(hoursAt(hours('00:00', '24:00'), 'UTC', 0)).toEqual({ within: true, until: Number.POSITIVE_INFINITY });
  });

  it('are as the clock on the wall says, minute by minute, until the border and not beyond', () => {
    const zones = [
      'UTC',
      'Asia/Shanghai',
      'Europe/London',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    ];
    const wall = (timeZone: string, when: number): number =>
      minutes(new Date(when).toLocaleTimeString('de-DE', { timeZone, hour: '2-digit', minute: '2-digit' }));
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(
        ...([
          minute,
          minute,
          fc.constantFrom(...zones),
          fc.oneof(fc.integer({ min: at('2026-01-01'), max: at('2028-01-01') }), ...CHANGES.map(around)),
        ] as const),
        (from, to, timeZone, when) => {
          fc.pre(from !== to);
          const isWithin = (then: number): boolean => {
            const now = wall(timeZone, then);
            return from < to ? now >= from && now < to : now >= from || now < to;
          };
          const { within, until } = hoursAt({ from, to }, timeZone, when);
          expect(within).toBe(isWithin(when));
          expect(isWithin(until)).toBe(!within);
          for (let then = when; then < until; then += 7 * 60_000) expect(isWithin(then)).toBe(within);
          expect(isWithin(until - 1)).toBe(within);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are written as in a profile', () => {
    expect([0, 65, 1440].map(hourText)).toEqual(['00:00', '01:05', '24:00']);
  });
});
