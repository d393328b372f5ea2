import { limits } from '../../limits.ts';
import { type Clock, monotonic } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Timer } from '../../ports/timer.ts';
import { backoffMs, retryAfterMs, type Verdict, verdictOf } from './answer.ts';
import type { Deadline, HttpRequest, Origin } from './origin.ts';
import { type Stop, sleep } from './stop.ts';

export interface Carrying {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly attempts: number;
  /** May be shared: by all requests of one hand-over. */
  readonly deadline: Deadline;
  readonly stop: Stop;
}

/**
 * The end of a request, all attempts included. `unavailable`: certainly not taken. `no-answer`: perhaps taken. `stopped`: not
 * sent because somebody wanted an end; where something had been sent before, it is `no-answer`. `retryAfterMs`: how long the other
 * side wants to be left alone.
 */
export type Carried =
  | { readonly end: Exclude<Verdict, 'again' | 'lost'>; readonly status: number; readonly length?: string }
  | { readonly end: 'unavailable' | 'no-answer' | 'stopped' | 'forbidden'; readonly retryAfterMs?: number };

/**
 * Sends one request until it is answered for good: again after an answer that asks for it, or when nothing was sent; after a lost
 * answer (none came, or a 502 or 504 of somebody in between who gave up waiting) only where `repeatLost` says that the other side
 * drops repeats.
 */
export async function carry(
  origin: Origin,
  request: HttpRequest,
  repeatLost: boolean,
  carrying: Carrying,
): Promise<Carried> {
  const { clock, timer, random, attempts, deadline, stop } = carrying;
  let perhapsTaken = false;
  const given = (end: 'unavailable' | 'stopped', retryAfterMs = 0): Carried => ({
    end: perhapsTaken ? 'no-answer' : end,
    retryAfterMs,
  });
  for (let attempt = 1; ; attempt++) {
    const exchange = await origin.attempt(request, deadline, stop);
    if (exchange === 'late') return given('unavailable', origin.closedFor());
    if (exchange === 'stopped') return given('stopped');
    let asked: number | undefined;
    if (exchange.kind === 'forbidden') return { end: 'forbidden' };
    if (exchange.kind === 'lost' || exchange.kind === 'cut') {
      perhapsTaken = true;
    } else if (exchange.kind === 'answer') {
      const verdict = verdictOf(exchange.status);
      if (verdict === 'lost') perhapsTaken = true;
      else if (verdict !== 'again') return { end: verdict, ...exchange };
      asked = retryAfterMs(exchange.retryAfter, clock.now());
    }
    if (perhapsTaken && !repeatLost) return { end: 'no-answer' };
    if (stop.told) return given('stopped');
    const backoff = backoffMs(attempt, random);
    // Not all at the instant that was named, but none before it.
    const wait = asked === undefined ? backoff : asked + Math.min(backoff, limits.httpBackoffMs);
    if (attempt >= attempts || monotonic(clock) + wait > deadline.at!) return given('unavailable', asked);
    await sleep(wait, timer, stop);
  }
}
