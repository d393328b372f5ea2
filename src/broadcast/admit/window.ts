import { limits } from '../../limits.ts';

/** A stretch of time in which something is counted: any so many milliseconds up to now, or the day, week or month it is. */
export type Window =
  | { readonly kind: 'sliding'; readonly ms: number }
  | { readonly kind: 'calendar'; readonly unit: CalendarUnit; readonly timeZone: string };

export const CALENDAR_UNITS = ['day', 'week', 'month'] as const;
export type CalendarUnit = (typeof CALENDAR_UNITS)[number];

const DAY = 86_400_000;

/**
 * The first moment that is in a window with `at`, one that ends there or, of the calendar, has it. Half open: what is exactly `ms` ago
 * has left a sliding window.
 */
export function opensAt(window: Window, at: number): number {
  if (window.kind === 'sliding') return at - window.ms + 1;
  const period = periodOf(window, at);
  return border(at - 32 * DAY, at, (before) => periodOf(window, before) === period);
}

/**
 * The windows that a moment is in, by a number of each: of those that slide the moment at which one ends, of the calendar any of its
 * period. Half open. Two moments are in one window exactly if their stretches meet, and what is in one is what covers one number.
 */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** Stretches of one window. Periods are kept: each takes twice forty questions to Intl. */
export class Stretches {
  readonly #window: Window;
  readonly #periods: Stretch[] = [];
  #last: Stretch = { from: 0, until: 0 };

  constructor(window: Window) {
    this.#window = window;
  }

  /** @param at unix milliseconds; -Infinity is in all windows before, Infinity in all to come */
  at(at: number): Stretch {
    if (!Number.isFinite(at)) return { from: at, until: at };
    const window = this.#window;
    if (window.kind === 'sliding') return { from: at, until: at + window.ms };
    const has = ({ from, until }: Stretch): boolean => at >= from && at < until;
    if (has(this.#last)) return this.#last;
    let found = this.#periods.find(has);
    if (found === undefined) {
      found = { from: opensAt(window, at), until: leavesAt(window, at) };
      if (this.#periods.length >= limits.policyPeriods) this.#periods.shift();
      this.#periods.push(found);
    }
    this.#last = found;
    return found;
  }
}

/** Milliseconds after which what happened has left the window, whenever it was: days may have 25 hours. */
export function longestMs(window: Window): number {
  return window.kind === 'sliding' ? window.ms : { day: 1, week: 7, month: 31 }[window.unit] * DAY + DAY / 24;
}

/** When what happened at `at` has left the window, unix milliseconds. */
export function leavesAt(window: Window, at: number): number {
  if (window.kind === 'sliding') return at + window.ms;
  const period = periodOf(window, at);
  return border(at, at + 32 * DAY, (later) => periodOf(window, later) !== period);
}

/** The first millisecond of which it is true, between one of which it is not and one of which it is. */
function border(before: number, after: number, isTrue: (at: number) => boolean): number {
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isTrue(middle)) after = middle;
    else before = middle;
  }
  return after;
}

/** As rules are named after it: `day`, `24h`. */
export function windowName(window: Window): string {
  return window.kind === 'calendar' ? window.unit : spanText(window.ms);
}

/** `in a day (Asia/Shanghai)`, `in 24h`: which of the two it is is always said. */
export function windowText(window: Window): string {
  return window.kind === 'calendar'
    ? `in a calendar ${window.unit} (${window.timeZone})`
    : `in any ${spanText(window.ms)}`;
}

const UNITS = [
  ['d', DAY],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/** A span as profiles write it, of whole minutes: `72h` stays hours up to three days, `400d`. */
export function spanText(ms: number): string {
  for (const [unit, length] of UNITS)
    if (ms % length === 0 && (unit !== 'd' || ms > 3 * DAY)) return `${ms / length}${unit}`;
  return `${Math.round(ms / 1000)}s`;
}

/** To the second, in UTC. */
export function momentText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A number that two moments share when they are of one period. */
function periodOf({ unit, timeZone }: Window & { kind: 'calendar' }, at: number): number {
  const { year, month, day } = dateOf(timeZone, at);
  if (unit === 'month') return 12 * year + month;
  const days = Date.UTC(year, month - 1, day) / DAY;
  // 1970-01-01 was a Thursday; weeks begin on Mondays (ISO 8601).
  return unit === 'day' ? days : Math.floor((days + 3) / 7);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateOf(timeZone: string, at: number): { year: number; month: number; day: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' });
    formats.set(timeZone, format);
  }
  const parts = { year: 0, month: 0, day: 0 };
  for (const { type, value } of format.formatToParts(at)) if (type in parts) parts[type as 'day'] = Number(value);
  return parts;
}
