import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecipientPace } from '../../src/delivery/recipient-pace.ts';
import { unsafeSeededRandomForTesting } from '../../src/testing.ts';

const SEED = Number(process.env.SEALCAST_SEED ?? 20_261_125);
const key = (n: number): Uint8Array => new Uint8Array(32).fill(n);

function pace(limits: Parameters<RecipientPace['change']>[0]): RecipientPace {
  const one = new RecipientPace(unsafeSeededRandomForTesting('recipients'));
  one.change(limits);
  return one;
}

describe('the pace of a recipient', () => {
  it('lets N through, not N + 1, and says when the next may go', () => {
    const one = pace({ perMinute: 2 });
    expect([one.take(key(1), 1_000), one.take(key(1), 1_500)]).toEqual([0, 0]);
    expect(one.take(key(1), 1_500)).toBe(61_000);
    expect(one.take(key(1), 60_999)).toBe(61_000);
    // (1 000, 61 000] has one of the two.
    expect(one.take(key(1), 61_000)).toBe(0);
    expect(one.take(key(1), 61_000)).toBe(61_500);
  });

  it('is each device its own', () => {
    const one = pace({ perHour: 1 });
    expect([1, 2, 3].map((n) => one.take(key(n), 0))).toEqual([0, 0, 0]);
    expect([1, 2, 3].map((n) => one.take(key(n), 10))).toEqual([3_600_000, 3_600_000, 3_600_000]);
  });

  it('forgets who was served, and wipes its key, when it is closed', () => {
    const random = unsafeSeededRandomForTesting('recipients');
    const drawn: Uint8Array[] = [];
    const one = new RecipientPace({
      ...random,
      bytes: (length) => {
        drawn.push(random.bytes(length));
        return drawn.at(-1)!;
      },
    });
    one.change({ perHour: 1 });
    expect([one.take(key(1), 0), one.take(key(1), 0)]).toEqual([0, 3_600_000]);
    expect(drawn.map((bytes) => bytes.some((byte) => byte !== 0))).toEqual([true]);
    one.close();
    expect(drawn[0]).toEqual(new Uint8Array(32));
    expect(one.take(key(1), 0)).toBe(0);
  });

  it('begins with the hand-over, for each of those that were drawn for it, also where one has two', () => {
    const one = pace({ perMinute: 2 });
    one.take(key(1), 0);
    one.handedOver(0);
    for (const n of [1, 2, 2]) one.take(key(n), 10);
    one.handedOver(700);
    expect(one.take(key(1), 700)).toBe(60_000);
    expect(one.take(key(2), 60_699)).toBe(60_700);
    one.take(key(3), 60_700);
    one.handedOver(60_700);
    expect(one.take(key(2), 60_701)).toBe(0);
    expect(one.take(key(2), 60_701)).toBe(0);
  });

  it('counts nothing that it holds up', () => {
    const one = pace({ perSecond: 1 });
    one.take(key(1), 0);
    for (let at = 1; at < 1_000; at++) expect(one.take(key(1), at)).toBe(1_000);
    expect(one.take(key(1), 1_000)).toBe(0);
  });

  it('changes at once, and remembers what went', () => {
    const one = pace({ perMinute: 2 });
    one.take(key(1), 0);
    one.take(key(1), 1);
    one.change({ perMinute: 3 });
    expect(one.take(key(1), 2)).toBe(0);
    expect(one.take(key(1), 3)).toBe(60_000);
    one.change({ perMinute: 1 });
    expect(one.take(key(1), 4)).toBe(60_002);
    one.change({});
    expect(one.limited).toBe(false);
    one.change({ perMinute: 1 });
    expect([one.limited, one.take(key(1), 5)]).toEqual([true, 0]);
  });

  it('is exact in every window, by a plain twin', () => {
    const limits = fc.record(
      {
        perSecond: fc.integer({ min: 1, max: 4 }),
        perMinute: fc.integer({ min: 1, max: 9 }),
        perHour: fc.integer({ min: 1, max: 20 }),
      },
      { requiredKeys: [] },
    );
    const windows = { perSecond: 1_000, perMinute: 60_000, perHour: 3_600_000 } as const;
    const moves = fc.array(
      fc.tuple(fc.constantFrom(0, 1, 300, 999, 1_000, 20_000, 59_999, 60_000, 900_000), fc.integer({ min: 1, max: 2 })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(limits, moves, (several, steps) => {
        const one = pace(several);
        const served = new Map<number, number[]>([
          [1, []],
          [2, []],
        ]);
        let now = 10_000_000;
        for (const [step, device] of steps) {
          now += step;
          const times = served.get(device)!;
          let wanted = 0;
          for (const [period, windowMs] of Object.entries(windows)) {
            const permits = several[period as keyof typeof windows];
            if (permits === undefined) continue;
            const within = times.filter((at) => at > now - windowMs);
            if (within.length >= permits) wanted = Math.max(wanted, within[within.length - permits]! + windowMs);
          }
          expect(one.take(key(device), now)).toBe(wanted);
          if (wanted === 0) times.push(now);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
