import { describe, expect, it } from 'vitest';
import type { DeliveryOptions } from '../../src/delivery/delivery-options.ts';
import { DEFAULT_LADDER } from '../../src/delivery/ladder.ts';
import type { Clock, Outcome } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { ManualClock } from '../../src/testing.ts';
import { add, delivered, dispatching, START, ToldTransport, turns, until } from './support.ts';

const HOUR = 3_600_000;
const later: Outcome = { state: 'deferred', reason: 'busy' };

/** A dispatcher whose wall clock can be set, while time passes as ever. */
function settable(transports: readonly ToldTransport[], options: DeliveryOptions = {}) {
  const clock = new ManualClock(START);
  let offset = 0;
  const wall: Clock = { now: () => clock.now() + offset, monotonic: () => clock.now() - START };
  const ladder = DEFAULT_LADDER.map((rung) => ({ ...rung, group: 16, jitterMs: 0 }));
  const under = dispatching(transports, { ladder, ...options }, { clock, wall });
  return {
    ...under,
    setBack(milliseconds: number): void {
      offset -= milliseconds;
    },
  };
}

describe('a clock that is set back by an hour', () => {
  it('does not make the pause of a transport longer that takes nothing', async () => {
    let well = false;
    const transport = new ToldTransport('told', { always: () => (well ? delivered : later) });
    const under = settable([transport]);
    const { ended } = add(under, under.spool.broadcast(1, 64, { class: 2 }));
    await until(() => under.warnings.length > 0);
    await turns();
    under.setBack(HOUR);
    well = true;
    const payment = under.spool.broadcast(1, 8, { class: 2, created: START - HOUR });
    const paid = add(under, payment).ended;
    under.clock.advance(limits.laneBreakerPauseMs);
    await until(() => payment.counts.delivered === 8);
    await paid;
    // What was tried before waits for the times that are stored.
    await under.dispatcher.close(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
  });

  it('does not keep what is new from the next transport, when the first has been down for long enough', async () => {
    const first = new ToldTransport('first', { always: () => later });
    const second = new ToldTransport('second', { always: () => delivered });
    const under = settable([first, second], { failOver: { afterMs: 5_000 } });
    const { ended } = add(under, under.spool.broadcast(1, 64, { class: 2 }));
    await until(() => under.warnings.length > 0);
    await turns();
    under.setBack(HOUR);
    const next = under.spool.broadcast(1, 8, { class: 2, created: START - HOUR });
    const taken = add(under, next).ended;
    for (let passed = 0; passed < 5_000; passed += 100) {
      under.clock.advance(100);
      await turns(10);
    }
    await until(() => next.counts.delivered === 8);
    await taken;
    expect(under.dispatcher.status().transports[0]!.downMs).toBeGreaterThanOrEqual(5_000);
    await under.dispatcher.close(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
  });

  it('does not make a window longer for those who wait for its permits', async () => {
    const transport = new ToldTransport('told', { always: () => delivered });
    const under = settable([transport], { pace: { senders: { 'city-hall': { perSecond: 4 } } } });
    const record = under.spool.broadcast(1, 8, { class: 2 });
    const { ended } = add(under, record);
    await until(() => record.counts.delivered === 4);
    await turns();
    under.clock.advance(300);
    under.setBack(HOUR);
    for (let passed = 0; passed < 1_700; passed += 100) {
      under.clock.advance(100);
      await turns(10);
    }
    await until(() => record.counts.delivered === 8);
    await ended;
    expect(under.clock.now() - START).toBe(2_000);
  });
});
