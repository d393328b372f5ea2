import { describe, expect, it } from 'vitest';
import { Lane } from '../../src/delivery/lane.ts';
import type { Outcome, Parcel } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { unsafeSeededRandomForTesting } from '../../src/testing.ts';
import { add, delivered, dispatching, ToldTransport, turns, until } from './support.ts';

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

describe('what a transport refuses of some', () => {
  /** Takes payments, and nothing of a broadcast. */
  const picky = (): ToldTransport =>
    new ToldTransport('picky', {
      always: ({ class: one }) => (one === 'payment' ? delivered : { state: 'deferred', reason: 'unreachable' }),
    });

  it('does not close it for all, where it is a few that are tried again and again', async () => {
    const transport = picky();
    const under = dispatching([transport], { retry: { attempts: 200, backoffMs: 100, backoffMaxMs: 100 } });
    const few = under.spool.broadcast(1, limits.laneBreakerEnvelopes - 1, { class: 4 });
    const { ended } = add(under, few);
    await until(
      () => [...transport.handed.values()].every((times) => times > 20) && transport.handed.size > 0,
      under.clock,
      50,
    );
    expect(under.warnings).toEqual([]);
    expect(under.dispatcher.status().transports[0]).toMatchObject({ breaks: 0 });
    await under.dispatcher.close(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
  });

  it('makes nothing wait that is more urgent, where it was closed for them', async () => {
    const transport = picky();
    const under = dispatching([transport], { ladder: groupsOf(4) });
    const many = under.spool.broadcast(1, 400, { class: 4 });
    const { ended } = add(under, many);
    await until(() => under.warnings.length > 0);
    await turns();
    const before = transport.handed.size;
    const payment = under.spool.broadcast(1, 40, { class: 2 });
    // No time passes: the first of them is the probe, and its answer opens the transport again.
    await add(under, payment).ended;
    expect(payment.counts.delivered).toBe(40);
    expect(transport.handed.size).toBeGreaterThan(before);
    await under.dispatcher.close(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
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

describe('a wait longer than the time of fail-over', () => {
  const HOUR = 3_600_000;
  const failOver = { afterMs: 1_000 };
  /** Attempts are stored in tenths of a second, rounded up. */
  const UNIT = 100;

  it.each([
    ['that the first asked for', { retryAfterMs: HOUR }, {}],
    ['of the back-off', {}, { backoffMs: HOUR, backoffMaxMs: HOUR }],
  ] as const)('%s ends at the next one in time, and the first is left alone', async (_what, asked, retry) => {
    const first = new ToldTransport('first', { always: () => ({ state: 'deferred', reason: 'busy', ...asked }) });
    const second = new ToldTransport('second', { always: () => delivered });
    // A back-off is anything up to its ceiling: with this seed more than the time of fail-over.
    const random = unsafeSeededRandomForTesting('long waits');
    const under = dispatching([first, second], { failOver, retry }, { random });
    const record = under.spool.broadcast(1, 3, { class: 2 });
    const { ended } = add(under, record);
    await until(() => first.handed.size === 3);
    await turns();
    expect(under.spool.states(record)).toMatchObject({ pending: 3 });
    under.clock.advance(failOver.afterMs - UNIT - 1);
    await turns();
    expect(second.handed.size).toBe(0);
    under.clock.advance(2 * UNIT + 1);
    await until(() => record.counts.delivered === 3);
    await ended;
    expect([...second.handed.values()]).toEqual([1, 1, 1]);
    expect([...first.handed.values()]).toEqual([1, 1, 1]);
  });

  it('is waited out where there is no next one', async () => {
    let well = false;
    const only = new ToldTransport('only', {
      always: () => (well ? delivered : { state: 'deferred', reason: 'busy', retryAfterMs: HOUR }),
    });
    const under = dispatching([only], { failOver });
    const record = under.spool.broadcast(1, 3, { class: 2 });
    const { ended } = add(under, record);
    await until(() => only.handed.size === 3);
    await turns();
    well = true;
    under.clock.advance(HOUR - 1);
    await turns();
    expect([...only.handed.values()]).toEqual([1, 1, 1]);
    await until(() => record.counts.delivered === 3, under.clock, UNIT);
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
