/**
 * How fast, exactly: N per window means that no half-open interval (t - window, t] ever sees more than N, wherever it begins. A permit
 * is taken before what it is for (a batch to open, a commit to sync) and counts from its hand-over: see `moveNewest`.
 * Pure data and time as an argument; `pacer.ts` does the waiting.
 */
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';

export interface PaceLimit {
  /** How many, at least 1. */
  readonly permits: number;
  readonly windowMs: number;
}

/**
 * The permits of one limit, as runs of (time, count), oldest first:
 *
 *        expires at last + window                        newest
 *        ┌────────┬───────┐ ┌────────┬───────┐     ┌───────┬──────┬───────┐
 *   ──▶  │ last   │ count │ │ last   │ count │ ──▶ │ start │ last │ count │
 *        └────────┴───────┘ └────────┴───────┘     └───────┴──────┴───────┘
 *
 * Up to `paceRuns` permits each has its own time: a ring of timestamps, exact both ways. Beyond, permits that follow each other within
 * a grain (window / paceRuns) become one run and count as taken at its *last* instant: never more than N, and a permit returns late
 * by less than a grain, 0.025 % of the window. So the memory of a limit is bounded by `paceRuns`, whatever N is.
 */
export class SlidingWindow {
  #permits: number;
  #windowMs: number;
  #grain: number;
  #last = new Float64Array(16);
  #count = new Float64Array(16);
  #head = 0;
  #runs = 0;
  #newestStart = 0;
  #used = 0;
  /** Own time: the caller's, which may be set back, plus how far it was. Set back counts as standing still. */
  #now = Number.NEGATIVE_INFINITY;
  #setBack = 0;

  /** @throws SealcastError USAGE */
  constructor(limit: PaceLimit) {
    checkLimit(limit);
    this.#permits = limit.permits;
    this.#windowMs = limit.windowMs;
    this.#grain = grainOf(limit);
  }

  get limit(): PaceLimit {
    return { permits: this.#permits, windowMs: this.#windowMs };
  }

  /**
   * From now on another limit. What was taken stays taken, as far back as the old window remembers.
   *
   * @throws SealcastError USAGE
   */
  change(limit: PaceLimit): void {
    checkLimit(limit);
    this.#permits = limit.permits;
    this.#windowMs = limit.windowMs;
    this.#grain = grainOf(limit);
    const runs = Array.from({ length: this.#runs }, (_, i) => [this.#lastOf(i), this.#countOf(i)] as const);
    this.#runs = 0;
    this.#used = 0;
    for (const [at, count] of runs) this.#record(at, count);
  }

  /** Permits that can be taken at `now`, in milliseconds. */
  available(now: number): number {
    this.#expire(this.#time(now));
    return Math.max(0, this.#permits - this.#used);
  }

  /** When so many permits can be taken, if none is taken before: `now`, or later. More than the limit means the limit. */
  next(now: number, wanted = 1): number {
    const time = this.#time(now);
    this.#expire(time);
    let missing = this.#used + Math.min(wanted, this.#permits) - this.#permits;
    let at = time;
    for (let i = 0; missing > 0; i++) {
      at = this.#lastOf(i) + this.#windowMs;
      missing -= this.#countOf(i);
    }
    return Math.max(now, at - this.#setBack);
  }

  /** @throws SealcastError INTERNAL when they are not available */
  take(now: number, count: number): void {
    if (count > this.available(now)) throw new SealcastError('INTERNAL', 'more permits taken than there are');
    if (count > 0) this.#record(this.#now, count);
  }

  /** The permits taken last, of nobody else, count from now on: what they were taken for has happened only now. */
  moveNewest(now: number, count: number): void {
    const time = this.#time(now);
    if (this.#runs === 0) return;
    const newest = (this.#head + this.#runs - 1) % this.#last.length;
    // A limit that was changed in between may not know of all of them.
    const moved = Math.min(count, this.#count[newest]!);
    this.#used -= moved;
    this.#count[newest]! -= moved;
    if (this.#count[newest] === 0) {
      this.#runs--;
      // When the run before it began is not known any more: nothing is added to that.
      this.#newestStart = Number.NEGATIVE_INFINITY;
    }
    if (moved > 0) this.#record(time, moved);
  }

  /**
   * What was taken, as far as it still counts, for another process: at most `runs` pairs of (time, count), 16 bytes each. Where there
   * are more, neighbours are one and count as taken at the later time: again never more than N, and a permit returns late.
   */
  snapshot(now: number, runs: number): Uint8Array {
    this.#expire(this.#time(now));
    const each = Math.ceil(this.#runs / runs);
    const kept = each === 0 ? 0 : Math.ceil(this.#runs / each);
    const out = new DataView(new ArrayBuffer(16 * kept));
    for (let i = 0; i < kept; i++) {
      let count = 0;
      let last = 0;
      for (let run = i * each; run < Math.min(this.#runs, (i + 1) * each); run++) {
        count += this.#countOf(run);
        last = this.#lastOf(run);
      }
      // Times are the caller's own again: as this process has seen its clock set back, the next one has not.
      out.setFloat64(16 * i, last - this.#setBack, true);
      out.setFloat64(16 * i + 8, count, true);
    }
    return new Uint8Array(out.buffer);
  }

  /** Takes over what another process has taken. Before anything is taken of this one. */
  restore(snapshot: Uint8Array, now: number): void {
    const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength);
    for (let at = 0; at + 16 <= snapshot.length; at += 16) {
      const last = view.getFloat64(at, true);
      const count = view.getFloat64(at + 8, true);
      // Taken in what is the future by this clock, which was set back in between: as if it were now.
      if (count > 0 && last + this.#windowMs > now) this.#record(Math.min(last, now), count);
    }
    this.#time(now);
  }

  #time(now: number): number {
    const time = now + this.#setBack;
    if (time >= this.#now) this.#now = time;
    else this.#setBack += this.#now - time;
    return this.#now;
  }

  #expire(time: number): void {
    while (this.#runs > 0 && this.#last[this.#head]! + this.#windowMs <= time) {
      this.#used -= this.#count[this.#head]!;
      this.#head = (this.#head + 1) % this.#last.length;
      this.#runs--;
    }
  }

  #record(at: number, count: number): void {
    this.#used += count;
    const newest = (this.#head + this.#runs - 1 + this.#last.length) % this.#last.length;
    if (this.#runs > 0 && (this.#last[newest] === at || at - this.#newestStart < this.#grain)) {
      this.#last[newest] = at;
      this.#count[newest]! += count;
      return;
    }
    if (this.#runs === this.#last.length) this.#grow();
    const end = (this.#head + this.#runs) % this.#last.length;
    this.#last[end] = at;
    this.#count[end] = count;
    this.#newestStart = at;
    this.#runs++;
  }

  #grow(): void {
    const last = new Float64Array(2 * this.#last.length);
    const count = new Float64Array(last.length);
    for (let i = 0; i < this.#runs; i++) {
      last[i] = this.#lastOf(i);
      count[i] = this.#countOf(i);
    }
    this.#last = last;
    this.#count = count;
    this.#head = 0;
  }

  #lastOf(run: number): number {
    return this.#last[(this.#head + run) % this.#last.length]!;
  }

  #countOf(run: number): number {
    return this.#count[(this.#head + run) % this.#count.length]!;
  }
}

// ---- several limits at once ----

/** Permits that all of them have. */
export function availableIn(windows: readonly SlidingWindow[], now: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const window of windows) least = Math.min(least, window.available(now));
  return least;
}

/** When all of them have so many, or as many as they ever have. */
export function nextIn(windows: readonly SlidingWindow[], now: number, wanted = 1): number {
  let most = Number.POSITIVE_INFINITY;
  for (const { limit } of windows) most = Math.min(most, limit.permits);
  let at = now;
  for (const window of windows) at = Math.max(at, window.next(now, Math.min(wanted, most)));
  return at;
}

export function takeIn(windows: readonly SlidingWindow[], now: number, count: number): void {
  for (const window of windows) window.take(now, count);
}

export function moveNewestIn(windows: readonly SlidingWindow[], now: number, count: number): void {
  for (const window of windows) window.moveNewest(now, count);
}

// ---- limits as people write them ----

/** Any of them together: `{ perSecond: 100, perDay: 50_000 }`. Each is a sliding window, none is an average. */
export interface Pace {
  readonly perSecond?: number;
  readonly perMinute?: number;
  readonly perHour?: number;
  readonly perDay?: number;
}

const WINDOWS = { perSecond: 1_000, perMinute: 60_000, perHour: 3_600_000, perDay: 86_400_000 } as const;
const PERIODS = Object.keys(WINDOWS) as readonly (keyof Pace)[];

/** The windows of a pace, by their names; a change keeps those that stay, with what they remember. */
export class PacedWindows {
  readonly #windows = new Map<keyof Pace, SlidingWindow>();
  #all: readonly SlidingWindow[] = [];

  /** @throws SealcastError USAGE */
  constructor(pace: Pace) {
    this.change(pace);
  }

  get all(): readonly SlidingWindow[] {
    return this.#all;
  }

  /** To so many runs each: of a permit may be said that it returns later than it does, never earlier. */
  compact(now: number, runs: number): void {
    for (const [period, window] of this.#windows) {
      const compacted = new SlidingWindow(window.limit);
      compacted.restore(window.snapshot(now, runs), now);
      this.#windows.set(period, compacted);
    }
    this.#all = [...this.#windows.values()];
  }

  /** With the names of their periods. */
  entries(): IterableIterator<[keyof Pace, SlidingWindow]> {
    return this.#windows.entries();
  }

  /** @throws SealcastError USAGE; then nothing has changed */
  change(pace: Pace): void {
    checkPace(pace);
    for (const period of PERIODS) {
      const permits = pace[period];
      if (permits === undefined) {
        this.#windows.delete(period);
        continue;
      }
      const limit = { permits, windowMs: WINDOWS[period] };
      const window = this.#windows.get(period);
      if (window === undefined) this.#windows.set(period, new SlidingWindow(limit));
      else window.change(limit);
    }
    this.#all = [...this.#windows.values()];
  }
}

/** @throws SealcastError USAGE */
export function checkPace(pace: Pace): void {
  if (typeof pace !== 'object' || pace === null)
    throw new SealcastError('USAGE', 'a pace is an object', { hint: 'pace: { perSecond: 100 }' });
  for (const period of PERIODS)
    if (pace[period] !== undefined) checkLimit({ permits: pace[period], windowMs: WINDOWS[period] }, period);
}

function checkLimit({ permits, windowMs }: PaceLimit, name = 'permits'): void {
  if (!Number.isSafeInteger(permits) || permits < 1)
    throw new SealcastError('USAGE', `${name} of a pace must be a whole number, 1 or more`, {
      hint: 'to stop delivery, abort the broadcast or close the engine',
    });
  if (!(windowMs > 0 && windowMs < Number.POSITIVE_INFINITY))
    throw new SealcastError('USAGE', 'the window of a pace must be longer than nothing');
}

function grainOf({ permits, windowMs }: PaceLimit): number {
  return permits <= limits.paceRuns ? 0 : windowMs / limits.paceRuns;
}
