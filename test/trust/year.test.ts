import { describe, expect, it } from 'vitest';
import { TRUST_MODELS } from '../../src/broadcast/trust/model.ts';
import { simulateTrustYear, type TrustYear } from '../../src/testing/simulation/trust-year.ts';

const seed = Number(process.env.SEALCAST_SEED ?? 4_711);

function share(year: TrustYear, abusive: boolean): { reached: number; through: number } {
  const kinds = year.kinds.filter((one) => one.abusive === abusive);
  const sum = (what: 'reached' | 'people' | 'through' | 'broadcasts') => kinds.reduce((all, one) => all + one[what], 0);
  return { reached: sum('reached') / sum('people'), through: sum('through') / sum('broadcasts') };
}

describe(`a simulated year, seed ${seed}`, () => {
  const year = simulateTrustYear(seed, 0.05);

  it('is the same for the same seed, and another for another', () => {
    expect(simulateTrustYear(seed, 0.05)).toEqual(year);
    expect(simulateTrustYear(seed + 1, 0.05)).not.toEqual(year);
  });

  it('adds up', () => {
    for (const one of year.kinds) {
      expect(one.through + one.throttled + one.sandboxed + one.refused).toBe(one.broadcasts);
      expect(one.reached).toBeLessThanOrEqual(one.people);
    }
    expect(new Set(year.kinds.map(({ kind }) => kind)).size).toBe(6);
    const reached = year.kinds.filter(({ abusive }) => abusive).reduce((all, one) => all + one.reached, 0);
    expect(year.months.at(-1)).toMatchObject({ day: 365, reached });
  });

  it('stops most of the abuse and little else; without a ladder and a warm-up it stops what the words stop', () => {
    expect(share(year, true).reached).toBeLessThan(0.1);
    expect(share(year, false).through).toBeGreaterThan(0.9);
    const nothing = simulateTrustYear(seed, 0.05, { ...TRUST_MODELS.default, ladder: [] });
    expect(share(nothing, true).reached).toBeGreaterThan(0.4);
    expect(nothing.months.at(-1)!.reached).toBe(nothing.months.at(-1)!.untrusted);
  });
});
