import { describe, expect, it } from 'vitest';
import { type Progress, RecentRate } from '../../src/broadcast/broadcast.ts';
import { asking, DELIVERED, deliveryPlace, people, request, turn } from './delivery-support.ts';

describe('the rate of delivery', () => {
  it('is of the last ten seconds', () => {
    const rate = new RecentRate();
    expect([rate.at(0, 0), rate.at(999, 500)]).toEqual([0, 0]);
    expect(rate.at(1_000, 1_000)).toBe(1_000);
    for (let second = 2; second <= 30; second++) rate.at(1_000 * second, 1_000 + 10 * (second - 1));
    expect(rate.at(30_500, 1_295)).toBeCloseTo(10, 5);
  });

  it('stands still when nothing goes', () => {
    const rate = new RecentRate();
    for (let second = 0; second <= 20; second++) rate.at(1_000 * second, Math.min(second, 5));
    expect(rate.at(20_500, 5)).toBe(0);
  });
});

describe('progress', () => {
  const { open } = deliveryPlace();

  it('says how far delivery is, and nothing of the time left before it has a rate', async () => {
    const { transport } = asking(
      'first',
      () => 0,
      () => DELIVERED,
    );
    const { engine } = await open({ transport });
    engine.pause();
    const broadcast = await engine.send({ ...request, to: people(6) });
    await broadcast.done;
    const seen: Progress[] = [];
    for await (const progress of broadcast.progress()) {
      seen.push(progress);
      if (seen.length === 1) engine.unpause();
      await turn();
    }
    expect(seen[0]).toMatchObject({ phase: 'delivering', delivered: 0, pending: 6, deliveredPerSecond: 0 });
    expect(seen[0]!.millisecondsLeft).toBeUndefined();
    expect(seen.at(-1)).toMatchObject({ phase: 'finished', delivered: 6, pending: 0, millisecondsLeft: 0 });
    await engine.close();
  });
});
