import { describe, expect, it } from 'vitest';
import type { Outcome, Parcel } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { add, delivered, dispatching, ToldTransport, turns, until } from './support.ts';

/** How many batches are opened in one turn of the event loop, at most, while something happens. */
async function mostInOneTurn(under: ReturnType<typeof dispatching>, what: () => boolean): Promise<number> {
  let most = 0;
  let before = under.spool.calls.batches ?? 0;
  await until(() => {
    const now = under.spool.calls.batches ?? 0;
    most = Math.max(most, now - before);
    before = now;
    return what();
  });
  return most;
}

describe('batches', () => {
  it('are opened one a turn, and still mixed before the first group goes', async () => {
    const transport = new ToldTransport();
    const under = dispatching([transport]);
    const record = under.spool.broadcast(40, 4);
    add(under, record);
    expect(await mostInOneTurn(under, () => transport.asked.length > 0)).toBe(1);
    expect(under.spool.calls.batches).toBe(limits.openBatches);
  });

  it('of which all wait are put away one a turn after a restart', async () => {
    const later = (): Outcome => ({ state: 'deferred', reason: 'busy', retryAfterMs: 86_400_000 });
    const busy = new ToldTransport('told', { always: later });
    const first = dispatching([busy]);
    const record = first.spool.broadcast(40, 4);
    const { delivery } = add(first, record);
    await until(() => busy.handed.size === 160 && delivery.envelopesUnderWay === 0, first.clock, 1_000);
    await first.dispatcher.close(new Error('closed'));
    const transport = new ToldTransport('told', { always: () => delivered });
    const under = dispatching([transport], {}, first);
    under.spool.calls.batches = 0;
    const stored = under.spool.stored(record);
    const { ended } = add(under, stored);
    expect(await mostInOneTurn(under, () => under.spool.calls.batches === 40)).toBe(1);
    await until(() => stored.counts.delivered === 160, under.clock, 60_000);
    await ended;
  });

  it('that a group under way holds open do not stop the others', async () => {
    const transport = new ToldTransport();
    const under = dispatching([transport]);
    const record = under.spool.broadcast(24, 64);
    const { ended } = add(under, record);
    await until(() => transport.asked.length === 1);
    const held = transport.asked.shift()!;
    const batches = 24 * 64 - held.parcels.length;
    await until(
      () => {
        for (const asked of transport.asked.splice(0)) asked.answer(delivered);
        return record.counts.delivered === batches;
      },
      under.clock,
      1,
    );
    held.answer(delivered);
    await ended;
  });

  it('are held open by groups under way in a bounded number', async () => {
    const transport = new ToldTransport();
    const under = dispatching([transport]);
    const record = under.spool.broadcast(80, 2);
    add(under, record);
    let most = 0;
    for (let turn = 0; turn < 500; turn++) {
      await turns(1);
      under.clock.advance(20);
      most = Math.max(most, under.spool.calls.batches ?? 0);
    }
    expect(most).toBeGreaterThan(limits.openBatches);
    expect(most).toBeLessThanOrEqual(2 * limits.openBatches);
  });

  it('of which none has failed are not opened for a retry', async () => {
    const seen = new Set<string>();
    const always = ({ id }: Parcel): Outcome => {
      seen.add(id);
      return seen.size === 1 ? { state: 'failed', reason: 'no' } : delivered;
    };
    const first = dispatching([new ToldTransport('told', { always })]);
    const record = first.spool.broadcast(40, 2);
    await Promise.all([add(first, record).ended, until(() => seen.size === 80, first.clock, 50)]);
    const under = dispatching([new ToldTransport()], {}, first);
    const { delivery, recovered } = add(under, under.spool.stored(record));
    delivery.sealed = false;
    await recovered;
    under.spool.calls.batches = 0;
    expect(await delivery.retry({})).toBe(1);
    expect(under.spool.calls.batches).toBe(1);
  });
});
