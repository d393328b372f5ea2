import { describe, expect, it } from 'vitest';
import { Lane } from '../../src/delivery/lane.ts';
import type { Outcome, Parcel } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { add, delivered, dispatching, ToldTransport, until } from './support.ts';

describe('a lane', () => {
  it('is left alone for a while when its probe fails, also where an older group closed it meanwhile', () => {
    const lane = new Lane(new ToldTransport(), 0, 4);
    const older = lane.begin(3);
    for (let group = 0; group < limits.laneBreakerGroups; group++) lane.end(3, lane.begin(3), 'not answered', 0, 8);
    expect(lane.opensAt(0)).toBe(limits.laneBreakerPauseMs);
    const probe = lane.begin(3);
    expect(probe).toBe(true);
    lane.end(3, older, 'answered', 1_000, 8);
    expect(lane.opensAt(1_000)).toBe(0);
    expect(lane.end(3, probe, 'not answered', 1_000, 1)).toBe(limits.laneBreakerPauseMs);
    expect(lane.end(3, lane.begin(3), 'not answered', 2_000, 1)).toBe(2 * limits.laneBreakerPauseMs);
  });
});

describe('two transports', () => {
  const later = (): Outcome => ({ state: 'deferred', reason: 'busy' });

  it('after a fail-over the first is tried again, and taken again once it works', async () => {
    const first = new ToldTransport('first', { always: later });
    const second = new ToldTransport('second', { always: () => delivered });
    const under = dispatching([first, second], { failOver: { afterMs: 10_000 }, retry: { backoffMaxMs: 1_000 } });
    const record = under.spool.broadcast(1, 64, { class: 2 });
    const { ended } = add(under, record);
    await until(() => record.counts.delivered === 64, under.clock, 500);
    await ended;
    expect(second.handed.size).toBe(64);
    first.always = () => delivered;
    under.clock.advance(120_000);
    const next = under.spool.broadcast(2, 64, { class: 2 });
    await Promise.all([add(under, next).ended, until(() => next.counts.delivered === 128, under.clock, 500)]);
    const before = first.handed.size;
    const last = under.spool.broadcast(1, 64, { class: 2 });
    await Promise.all([add(under, last).ended, until(() => last.counts.delivered === 64, under.clock, 500)]);
    expect(first.handed.size).toBe(before + 64);
  });

  it('what went to the second does not wait until the first has taken everything else', async () => {
    const moved = new Set<string>();
    const always = ({ id }: Parcel): Outcome => {
      if (moved.size >= 4 || moved.has(id)) return delivered;
      moved.add(id);
      return { state: 'failed', reason: 'other' };
    };
    const first = new ToldTransport('first', { always });
    const second = new ToldTransport('second', { always: () => delivered });
    const under = dispatching([first, second], { ladder: groupsOf(4), retry: { rules: { other: 'next' } } });
    const record = under.spool.broadcast(1, 400, { class: 2 });
    const { ended } = add(under, record);
    await until(() => second.handed.size === 4);
    expect(first.handed.size).toBeLessThan(40);
    await ended;
  });
});

function groupsOf(group: number) {
  return (['emergency', 'payment', 'chat', 'broadcast'] as const).map((name) => ({
    class: name,
    floor: 0.1,
    group,
    jitterMs: 0,
  }));
}
