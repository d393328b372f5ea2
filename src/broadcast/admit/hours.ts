/**
 * Hours of the day by the clock on somebody's wall: from `from` on, up to and without `to`, over midnight where `to` is the smaller.
 * The tz database that counts is that of the host's Intl.
 */
export interface Hours {
  /** Minutes of the day, 0 to 1439, and 1 to 1440. */
  readonly from: number;
  readonly to: number;
}

/** How it stands at a moment, and until when it stays so: unix milliseconds, the first that is otherwise; Infinity for never. */
export interface HoursState {
  readonly within: boolean;
  readonly until: number;
}

/**
 * A clock that is put forward skips what lies in the gap, one that is put back goes through the same minutes twice: both times they
 * count for what the clock says.
 *
 * @param at unix milliseconds
 */
export function hoursAt(hours: Hours, timeZone: string, at: number): HoursState {
  const { from, to } = hours;
  if (to - from === DAY) return { within: true, until: Number.POSITIVE_INFINITY };
  const clock = new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
  const minuteAt = (when: number): number => {
    const [hour, , minute] = clock.formatToParts(when);
    return 60 * Number(hour!.value) + Number(minute!.value);
  };
  const isWithin = (minute: number): boolean =>
    from < to ? minute >= from && minute < to : minute >= from || minute < to;
  const minute = minuteAt(at);
  const within = isWithin(minute);
  const start = Math.floor(at / MINUTE) * MINUTE;
  const left = ((within ? to : from) - minute + DAY) % DAY;
  const border = start + left * MINUTE;
  if (minuteAt(border) === (within ? to : from) % DAY) return { within, until: border };
  // The clock is put forward or back before that. Up to then it goes on as it did; from then on it is asked anew.
  const ahead = (when: number): number => (minuteAt(when) - (Math.floor(when / MINUTE) % DAY) + DAY) % DAY;
  const before = ahead(start);
  let [same, other] = [start / MINUTE, border / MINUTE];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (ahead(middle * MINUTE) === before) same = middle;
    else other = middle;
  }
  const next = hoursAt(hours, timeZone, other * MINUTE);
  return next.within === within ? next : { within, until: other * MINUTE };
}

const MINUTE = 60_000;
const DAY = 1440;

/** `22:00`. */
export function hourText(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
