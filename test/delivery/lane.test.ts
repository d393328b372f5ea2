import { describe, expect, it } from 'vitest';
import { Lane } from '../../src/delivery/lane.ts';
import { limits } from '../../src/limits.ts';

const RUNGS = 4;
const ENOUGH: number = limits.laneBreakerEnvelopes;
const transport = { name: 'lane', deliver: () => Promise.resolve([]) };
const lane = (): Lane => new Lane(transport, 0, RUNGS);

/** One group, and how it ended; answers the pause it led to. */
function group(
  one: Lane,
  how: Parameters<Lane['end']>[2],
  now: number,
  { rung = 0, firstTries = ENOUGH }: { rung?: number; firstTries?: number } = {},
): number | undefined {
  return one.end(rung, one.begin(rung), how, now, firstTries);
}

/** So many groups in a row of which nothing was taken. */
function failing(one: Lane, groups: number, now: number): (number | undefined)[] {
  return Array.from({ length: groups }, () => group(one, 'not answered', now));
}

describe('the breaker of a lane', () => {
  const N = limits.laneBreakerGroups;
  const PAUSE = limits.laneBreakerPauseMs;

  it('opens after so many groups in a row, not one before', () => {
    const one = lane();
    expect(failing(one, N - 1, 5_000)).toEqual(Array(N - 1).fill(undefined));
    expect(one.opensAt(5_000)).toBe(0);
    expect(group(one, 'answered', 5_000)).toBeUndefined();
    expect(failing(one, N, 6_000)).toEqual([...Array(N - 1).fill(undefined), PAUSE]);
    expect([one.opensAt(6_000), one.opensAt(6_000 + PAUSE - 1), one.opensAt(6_000 + PAUSE)]).toEqual([
      6_000 + PAUSE,
      6_000 + PAUSE,
      0,
    ]);
  });

  it('is tried with one envelope, and with nothing else meanwhile', () => {
    const one = lane();
    expect(one.mostNow()).toBe(Number.POSITIVE_INFINITY);
    failing(one, N, 0);
    expect(one.mostNow()).toBe(1);
    expect(one.begin(0)).toBe(true);
    expect(one.opensAt(PAUSE)).toBe(Number.POSITIVE_INFINITY);
    one.end(0, true, 'answered', PAUSE, 0);
    expect([one.opensAt(PAUSE), one.mostNow(), one.downMs(PAUSE)]).toEqual([0, Number.POSITIVE_INFINITY, 0]);
    // And it counts from the beginning.
    expect(failing(one, N, PAUSE)).toEqual([...Array(N - 1).fill(undefined), PAUSE]);
  });

  it('waits twice as long after each probe that fails, up to a minute', () => {
    const one = lane();
    failing(one, N, 0);
    const pauses = Array.from({ length: 8 }, () => group(one, 'not answered', 1_000_000));
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('learns nothing from groups that were under way when it opened, nor from those that were called off', () => {
    const one = lane();
    const begun = [one.begin(0), one.begin(0)];
    failing(one, N, 0);
    expect(begun.map((probe) => one.end(0, probe, 'not answered', 10, 8))).toEqual([undefined, undefined]);
    expect(one.opensAt(10)).toBe(PAUSE);
    expect(group(one, 'called off', PAUSE)).toBeUndefined();
    expect(one.opensAt(PAUSE)).toBe(0);
    expect(one.mostNow()).toBe(1);
    const other = lane();
    for (let n = 0; n < N; n++) group(other, 'called off', 0);
    expect(other.opensAt(0)).toBe(0);
  });

  it('does not open for the same few that nobody can reach, however often they are tried', () => {
    const one = lane();
    for (let n = 0; n < ENOUGH - 1; n++) expect(group(one, 'not answered', 0, { firstTries: 1 })).toBeUndefined();
    for (let n = 0; n < 100; n++) expect(group(one, 'not answered', n, { firstTries: 0 })).toBeUndefined();
    expect(one.opensAt(100)).toBe(0);
    expect(group(one, 'not answered', 100, { firstTries: 1 })).toBe(PAUSE);
    const other = lane();
    group(other, 'not answered', 0, { firstTries: ENOUGH - 1 });
    group(other, 'answered', 0);
    for (let n = 0; n < N; n++) group(other, 'not answered', 0, { firstTries: 1 });
    expect(other.opensAt(0)).toBe(0);
  });

  it('may be tried by a class above those that found it closed, once, without a wait', () => {
    const one = lane();
    for (let n = 0; n < N; n++) group(one, 'not answered', 0, { rung: 3 });
    expect([3, 2, 0].map((rung) => one.opensAt(0, rung))).toEqual([PAUSE, 0, 0]);
    expect(one.mostNow()).toBe(1);
    expect(one.begin(1)).toBe(true);
    expect([0, 1, 3].map((rung) => one.opensAt(0, rung))).toEqual(Array(3).fill(Number.POSITIVE_INFINITY));
    expect(one.end(1, true, 'not answered', 10, 1)).toBe(2 * PAUSE);
    expect([3, 1, 0].map((rung) => one.opensAt(10, rung))).toEqual([10 + 2 * PAUSE, 10 + 2 * PAUSE, 0]);
    one.end(0, one.begin(0), 'answered', 20, 1);
    expect([0, 3].map((rung) => one.opensAt(20, rung))).toEqual([0, 0]);
    // That it once was closed for those above is forgotten.
    for (let n = 0; n < N; n++) group(one, 'not answered', 30, { rung: 3 });
    expect([3, 1].map((rung) => one.opensAt(30, rung))).toEqual([30 + PAUSE, 0]);
  });

  it('says for how long nothing was taken, from the first group', () => {
    const one = lane();
    expect(one.downMs(7_000)).toBe(0);
    group(one, 'not answered', 1_000);
    group(one, 'not answered', 4_000);
    expect(one.downMs(7_000)).toBe(6_000);
    expect(one.downMs(500)).toBe(0);
    group(one, 'answered', 7_000);
    expect(one.downMs(9_000)).toBe(0);
  });
});

describe('the places of a lane', () => {
  /** How many groups of a rung it takes, one after the other. */
  const taken = (one: Lane, rung: number, demoted = false, due = false): number => {
    let groups = 0;
    for (; one.hasPlace(rung, demoted, due); groups++) one.begin(rung);
    return groups;
  };

  it('are kept, one more for each class above', () => {
    const all = limits.laneGroups;
    expect([0, 1, 2, 3].map((rung) => taken(lane(), rung))).toEqual([all, all - 1, all - 2, all - 3]);
    const one = lane();
    expect([3, 2, 1, 0].map((rung) => taken(one, rung))).toEqual([all - 3, 1, 1, 1]);
    expect(one.underWay).toBe(all);
  });

  it('are one for a class that is demoted', () => {
    const one = lane();
    one.begin(0);
    expect(taken(one, 3, true)).toBe(1);
    one.end(3, false, 'answered', 0, 1);
    expect(taken(one, 3, true)).toBe(1);
  });

  it('are any that is free for a class that is due', () => {
    const one = lane();
    expect(taken(one, 3, true)).toBe(1);
    expect(taken(one, 0)).toBe(limits.laneGroups - 1);
    expect(one.hasPlace(3, true, true)).toBe(false);
    one.end(0, false, 'answered', 0, 1);
    expect([one.hasPlace(3, false, false), one.hasPlace(3, true, false)]).toEqual([false, false]);
    expect(one.hasPlace(3, true, true)).toBe(true);
  });

  it('are none while it is paused', () => {
    const one = lane();
    one.paused = true;
    expect([taken(one, 0), taken(one, 3, false, true)]).toEqual([0, 0]);
  });
});
