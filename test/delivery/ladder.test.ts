import { describe, expect, it } from 'vitest';
import { checkLadder, DEFAULT_LADDER, type Ladder, Shares } from '../../src/delivery/ladder.ts';
import { limits } from '../../src/limits.ts';

const NAMES = ['emergency', 'payment', 'chat', 'broadcast'] as const;

function ladder(floors: readonly number[], groups: readonly number[]): Ladder {
  return NAMES.map((name, i) => ({ class: name, floor: floors[i]!, group: groups[i]!, jitterMs: 0 }));
}

/** Serves groups in the order that is asked for, while these wait; answers envelopes by rung. */
function serve(
  rungs: Ladder,
  total: number,
  waits: readonly boolean[] = [true, true, true, true],
  sizeOf: (rung: number) => number = (rung) => rungs[rung]!.group,
  shares = new Shares(rungs),
): number[] {
  const served = [0, 0, 0, 0];
  for (let sum = 0; sum < total; ) {
    const rung = shares.order(waits).find((one) => waits[one])!;
    const size = sizeOf(rung);
    served[rung]! += size;
    sum += size;
    shares.served(rung, size, waits);
  }
  return served;
}

describe('shares', () => {
  it('give each class its floor to the envelope, and the rest to the most important', () => {
    // At the 2000th three have earned one more at once, and get it one after the other.
    expect(serve(ladder([0, 0.2, 0.1, 0.05], [1, 1, 1, 1]), 2_002)).toEqual([1_302, 400, 200, 100]);
    expect(serve(ladder([0.4, 0.2, 0.1, 0.05], [1, 1, 1, 1]), 2_003)).toEqual([1_303, 400, 200, 100]);
    // Where floors are all there is, the first has what is handed over before anybody has earned anything.
    expect(serve(ladder([0, 0.25, 0.25, 0.5], [1, 1, 1, 1]), 2_002)).toEqual([2, 500, 500, 1_000]);
    expect(serve(ladder([0, 0, 0, 0], [1, 1, 1, 1]), 2_000)).toEqual([2_000, 0, 0, 0]);
    expect(serve(ladder([0, 0, 0, 1], [1, 1, 1, 1]), 2_000)).toEqual([0, 0, 0, 2_000]);
  });

  it('hold with groups of any size, to less than one group', () => {
    for (const [floors, groups] of [
      [[0.4, 0.2, 0.1, 0.05], DEFAULT_LADDER.map(({ group }) => group)],
      [
        [0, 0, 0, 0.5],
        [1024, 1024, 1024, 16],
      ],
      [
        [0, 0.3, 0.1, 0.5],
        [16, 1024, 3, 7],
      ],
    ] as const) {
      const rungs = ladder(floors, groups);
      const total = 1_000_000;
      const served = serve(rungs, total);
      const sum = served.reduce((all, one) => all + one, 0);
      for (let rung = 1; rung < 4; rung++)
        expect(Math.abs(served[rung]! - floors[rung]! * sum)).toBeLessThan(2 * Math.max(...groups));
    }
  });

  it('hold where a class may take small groups only', () => {
    const small = (rung: number): number => (rung === 3 ? 96 : DEFAULT_LADDER[rung]!.group);
    const served = serve(DEFAULT_LADDER, 1_000_000, [true, false, false, true], small);
    expect(served[3]! / (served[0]! + served[3]!)).toBeCloseTo(0.05, 2);
  });

  it('are of those that wait: a class alone has it all, and saves nothing up for later', () => {
    const rungs = ladder([0.4, 0.2, 0.1, 0.05], [1, 1, 1, 1]);
    expect(serve(rungs, 100, [false, false, false, true])).toEqual([0, 0, 0, 100]);
    expect(serve(rungs, 100, [false, true, false, true])).toEqual([0, 95, 0, 5]);
    const shares = new Shares(rungs);
    for (let n = 0; n < 19; n++) shares.served(0, 1, [true, false, false, true]);
    expect(shares.isDue(3)).toBe(true);
    expect(shares.order([true, false, false, true])).toEqual([3, 0]);
    // It had a claim, and waits no more: the claim is gone.
    expect(shares.order([true, false, false, false])).toEqual([0]);
    expect(shares.order([true, false, false, true])).toEqual([0, 3]);
  });

  it('are due at their border, not one before it', () => {
    const shares = new Shares(ladder([0, 0, 0, 0.5], [1, 1, 1, 8]));
    const waits = [true, false, false, true];
    shares.served(0, 7, waits);
    expect([shares.isDue(3), shares.order(waits)]).toEqual([false, [0, 3]]);
    shares.served(0, 1, waits);
    expect([shares.isDue(3), shares.order(waits)]).toEqual([true, [3, 0]]);
  });

  it('do not grow without end for a class that cannot go', () => {
    const shares = new Shares(ladder([0, 0, 0, 0.5], [1, 1, 1, 8]));
    const waits = [true, false, false, true];
    for (let n = 0; n < 10_000; n++) shares.served(0, 1, waits);
    let groups = 0;
    for (; shares.isDue(3); groups++) shares.served(3, 8, waits);
    // Two groups of the largest that were saved up, and what these earn by themselves.
    expect(groups).toBe(4);
  });
});

describe('a ladder', () => {
  it('is accepted at its borders', () => {
    expect(() => checkLadder(DEFAULT_LADDER)).not.toThrow();
    expect(() => checkLadder(ladder([0, 0, 0, 1], [1, 1, 1, limits.handOverGroup]))).not.toThrow();
    expect(() => checkLadder([...DEFAULT_LADDER].reverse())).not.toThrow();
    expect(() => checkLadder(ladder([0.1, 0.2, 0.3, 0.4], [1, 1, 1, 1]))).not.toThrow();
    expect(() => checkLadder(DEFAULT_LADDER.map((rung) => ({ ...rung, jitterMs: limits.jitterMsMax })))).not.toThrow();
  });

  const broken: Record<string, unknown> = {
    'no list': {},
    'no rung': [null, null, null, null],
    'a class missing': DEFAULT_LADDER.slice(1),
    'a class twice': [...DEFAULT_LADDER.slice(1), DEFAULT_LADDER[1]],
    'an unknown class': [...DEFAULT_LADDER.slice(1), { ...DEFAULT_LADDER[0], class: 'urgent' }],
    'a floor below 0': ladder([-0.01, 0, 0, 0], [1, 1, 1, 1]),
    'floors above 1': ladder([0.5, 0.3, 0.2, 0.05], [1, 1, 1, 1]),
    'a floor that is no number': ladder([Number.NaN, 0, 0, 0], [1, 1, 1, 1]),
    'an empty group': ladder([0, 0, 0, 0], [1, 1, 1, 0]),
    'a group too large': ladder([0, 0, 0, 0], [1, 1, 1, limits.handOverGroup + 1]),
    'half an envelope': ladder([0, 0, 0, 0], [1, 1, 1, 1.5]),
    'a jitter without end': DEFAULT_LADDER.map((rung) => ({ ...rung, jitterMs: limits.jitterMsMax + 1 })),
  };
  it.each(Object.entries(broken))('with %s is refused', (_what, rungs) => {
    expect(() => checkLadder(rungs as Ladder)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
