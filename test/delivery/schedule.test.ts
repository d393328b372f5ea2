import { expect, it } from 'vitest';
import type { Delivery } from '../../src/delivery/delivery.ts';
import { type Job, Schedule } from '../../src/delivery/schedule.ts';

function jobOf(): Job {
  return {
    delivery: {} as Delivery,
    rung: 0,
    stop: new AbortController(),
    end: () => {},
    ended: Promise.resolve(),
    place: 'none',
    wake: 0,
    lane: 0,
    jittering: undefined,
    gatherUntil: undefined,
    recovery: Promise.resolve(),
    recovered: true,
    retrying: 0,
    shut: false,
    error: undefined,
    failed: false,
  };
}

it('a schedule keeps nothing of jobs that left, however often they came and whenever they were due', () => {
  const schedule = new Schedule(1);
  const [one, other] = [jobOf(), jobOf()];
  schedule.place(other, 500, 0);
  for (let n = 0; n < 10_000; n++) {
    schedule.place(one, 1_000_000 + n, 0);
    if (n % 3 === 0) schedule.leave(one);
  }
  expect(schedule.timed).toBeLessThan(100);
  schedule.leave(one);
  for (let n = 0; n < 100; n++) {
    const gone = jobOf();
    schedule.place(gone, 1_000_000, 0);
    schedule.leave(gone);
  }
  expect(schedule.timed).toBeLessThan(100);
  expect(schedule.first).toBe(500);
  expect(schedule.takeDue(499)).toBeUndefined();
  expect(schedule.takeDue(500)).toBe(other);
  expect(schedule.takeDue(2_000_000)).toBeUndefined();
});
