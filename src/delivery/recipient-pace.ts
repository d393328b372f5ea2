import { createHmac } from 'node:crypto';
import { wipe } from '../crypto/wipe.ts';
import { limits } from '../limits.ts';
import type { Random } from '../ports/random.ts';
import type { Pace } from './pace.ts';

const WINDOWS = { perSecond: 1_000, perMinute: 60_000, perHour: 3_600_000 } as const;
type Period = keyof typeof WINDOWS;

/**
 * N per window for each recipient. Who was served within the longest window is remembered under HMAC-SHA-256 of the device key,
 * with a key of this process: nobody else can ask whether a device is among them.
 */
export class RecipientPace {
  readonly #key: Uint8Array;
  /** When each was served, unix milliseconds, oldest first. In the order of who was served last: the first can be forgotten first. */
  readonly #served = new Map<string, number[]>();
  #limits: readonly { readonly permits: number; readonly windowMs: number }[] = [];
  #longestMs = 0;
  /** Of those that were drawn and are not handed over yet, and when they were drawn. */
  #drawn: number[][] = [];
  #drawnAt = 0;

  constructor(random: Random) {
    this.#key = random.bytes(32);
  }

  get limited(): boolean {
    return this.#limits.length > 0;
  }

  change(pace: Pick<Pace, Period>): void {
    const periods = (Object.keys(WINDOWS) as Period[]).filter((period) => pace[period] !== undefined);
    this.#limits = periods.map((period) => ({ permits: pace[period]!, windowMs: WINDOWS[period] }));
    this.#longestMs = Math.max(0, ...this.#limits.map(({ windowMs }) => windowMs));
    if (!this.limited) this.#served.clear();
  }

  /**
   * Counts one more for this device and answers 0, or counts nothing and answers when it may have one: unix milliseconds.
   *
   * @param deviceKey 32 bytes
   */
  take(deviceKey: Uint8Array, now: number): number {
    this.#forget(now);
    const name = createHmac('sha256', this.#key).update(deviceKey).digest('base64');
    const served = this.#served.get(name) ?? [];
    let at = 0;
    for (const { permits, windowMs } of this.#limits) {
      // The half-open interval (now - window, now] has seen N since the one that is N places from the end.
      const first = served[served.length - permits];
      if (first !== undefined) at = Math.max(at, first + windowMs);
    }
    if (at > now) return at;
    if (served.length === 0 && this.#served.size >= limits.paceRecipients) {
      const [oldest] = this.#served.values();
      return oldest!.at(-1)! + this.#longestMs;
    }
    const kept = served.filter((time) => time + this.#longestMs > now);
    kept.push(now);
    if (this.#drawn.length === 0) this.#drawnAt = now;
    this.#drawn.push(kept);
    this.#served.delete(name);
    this.#served.set(name, kept);
    return 0;
  }

  /** All that were counted since this was called last are served at this time. */
  handedOver(now: number): void {
    for (const served of this.#drawn)
      for (let n = served.length - 1; n >= 0 && served[n]! >= this.#drawnAt; n--) served[n] = Math.max(served[n]!, now);
    this.#drawn = [];
  }

  /** Nobody can ask any more who was served. */
  close(): void {
    wipe(this.#key);
    this.#served.clear();
    this.#drawn = [];
  }

  #forget(now: number): void {
    for (const [name, served] of this.#served) {
      const last = served.at(-1);
      if (last !== undefined && last + this.#longestMs > now) return;
      this.#served.delete(name);
    }
  }
}
