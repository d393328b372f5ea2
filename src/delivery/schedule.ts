import { setMaxListeners } from 'node:events';
import { limits } from '../limits.ts';
import type { Delivery } from './delivery.ts';
import { DueQueue } from './due-queue.ts';

/** A delivery under way, and who waits for its end. */
export interface Job {
  readonly delivery: Delivery;
  readonly rung: number;
  readonly stop: AbortController;
  readonly end: (error?: unknown) => void;
  readonly ended: Promise<void>;
  /** It is with those that could go (`ring`), that wait for a time (`timed`), that rest between two groups (`resting`), or nowhere. */
  place: 'ring' | 'timed' | 'resting' | 'none';
  /** Number of the last time it was placed: entries of the queue from before are void. */
  wake: number;
  /** The lane that is asked first in the next turn. */
  lane: number;
  /** Between two groups passes a random time: how not to wait for it. */
  jittering: (() => void) | undefined;
  /** Permits are gathered until then, by the monotonic clock, so that a group is not one envelope. */
  gatherUntil: number | undefined;
  /** What an earlier process left is sorted out. */
  readonly recovery: Promise<void>;
  recovered: boolean;
  /** Calls of retry() that look for those that failed: it does not end under them. */
  retrying: number;
  /** It was held or paused when it was last looked at. */
  shut: boolean;
  /** Given up: it ends when its last group is back. */
  failed: boolean;
  error: unknown;
}

/** A job for a delivery that nobody has placed yet; begins to sort out what an earlier process left of it. */
export function newJob(delivery: Delivery, rung: number): Job {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const ended = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Who added it may not listen: a delivery that is given up is no unhandled rejection.
  ended.catch(() => {});
  const stop = new AbortController();
  // Every group under way listens to it; there may be eight for each transport.
  setMaxListeners(0, stop.signal);
  return {
    delivery,
    recovery: delivery.recover(),
    rung,
    stop,
    end: (error) => {
      delivery.close();
      if (error === undefined) resolve();
      else reject(error);
    },
    ended,
    place: 'none',
    wake: 0,
    lane: 0,
    jittering: undefined,
    gatherUntil: undefined,
    recovered: false,
    retrying: 0,
    shut: false,
    error: undefined,
    failed: false,
  };
}

/** Which deliveries could go now, class by class, and when the others will. */
export class Schedule {
  readonly #rings: readonly Job[][];
  readonly #resting: number[];
  readonly #timed = new DueQueue<{ readonly job: Job; readonly wake: number }>();
  /** How many of its entries are void. */
  #void = 0;

  constructor(rungs: number) {
    this.#rings = Array.from({ length: rungs }, () => []);
    this.#resting = new Array<number>(rungs).fill(0);
  }

  /** By rung: is there one that could go, or that only rests between two groups? */
  waits(): boolean[] {
    return this.#rings.map((ring, rung) => ring.length + this.#resting[rung]! > 0);
  }

  /** Is there one that could go? */
  get hasReady(): boolean {
    return this.#rings.some((ring) => ring.length > 0);
  }

  count(rung: number): number {
    return this.#rings[rung]!.length;
  }

  /** Entries of the queue of those that wait for a time, void ones included. */
  get timed(): number {
    return this.#timed.size;
  }

  /** When the first of those that wait for a time has it; Infinity for never. */
  get first(): number {
    return this.#timed.first;
  }

  *ready(): Generator<Job> {
    for (const ring of this.#rings) yield* [...ring];
  }

  /** @param at unix milliseconds; Infinity: until somebody calls */
  place(job: Job, at: number, now: number): void {
    if (at <= now && job.place === 'ring') return;
    this.leave(job);
    if (at <= now) {
      job.place = 'ring';
      this.#rings[job.rung]!.push(job);
    } else if (at !== Number.POSITIVE_INFINITY) {
      job.place = 'timed';
      this.#timed.add(at, { job, wake: job.wake });
    }
  }

  /** Between two groups: it still waits, and its class keeps what it has earned. */
  rest(job: Job): void {
    this.leave(job);
    job.place = 'resting';
    this.#resting[job.rung]!++;
  }

  leave(job: Job): void {
    if (job.place === 'resting') this.#resting[job.rung]!--;
    if (job.place === 'ring') {
      const ring = this.#rings[job.rung]!;
      ring.splice(ring.indexOf(job), 1);
    }
    job.wake++;
    if (job.place === 'timed') this.#voided();
    job.place = 'none';
  }

  /** Void entries would stay until their time, a month perhaps, and the jobs with them: the queue is never mostly void. */
  #voided(): void {
    this.#void++;
    if (this.#void < limits.voidEntries || 2 * this.#void < this.#timed.size) return;
    this.#timed.retain(({ job, wake }) => job.wake === wake);
    this.#void = 0;
  }

  /** Takes out the one of a rung whose turn it is: the one that was placed longest ago. */
  take(rung: number): Job | undefined {
    const job = this.#rings[rung]!.shift();
    if (job !== undefined) job.place = 'none';
    return job;
  }

  /** Takes out one whose time has come. */
  takeDue(now: number): Job | undefined {
    for (;;) {
      const due = this.#timed.take(now);
      if (due === undefined) return undefined;
      if (due.job.wake !== due.wake) {
        this.#void--;
        continue;
      }
      due.job.place = 'none';
      return due.job;
    }
  }
}
