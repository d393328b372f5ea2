import { describe, expect, it } from 'vitest';
import { add, delivered, dispatching, ToldTransport, turns, until } from './support.ts';

/** What a restart would find: states and counts that agree, or the broadcast is refused as damaged for ever. */
async function recoverable(of: ReturnType<typeof dispatching>, id: ReturnType<typeof of.spool.broadcast>) {
  const again = dispatching([new ToldTransport()], {}, { spool: of.spool });
  const record = of.spool.stored(id);
  await add(again, record).recovered;
  return record.counts;
}

describe('a commit that fails', () => {
  it('after a hand-over leaves states and counts in agreement when other groups of the batch come back later', async () => {
    const transport = new ToldTransport();
    const under = dispatching([transport], { ladder: ladder(2) });
    const record = under.spool.broadcast(1, 4);
    const { ended } = add(under, record);
    await until(() => transport.asked.length === 2);
    under.spool.before = (call) => {
      if (call === 'setStates') throw new Error('disk full');
    };
    transport.asked[0]!.answer(delivered);
    await turns();
    under.spool.before = () => {};
    transport.asked[1]!.answer(delivered);
    await expect(ended).rejects.toThrow('disk full');
    expect(under.spool.states(record)).toMatchObject({ handing: 2, delivered: 2 });
    expect(record.counts).toMatchObject({ delivered: 2 });
    expect(await recoverable(under, record)).toMatchObject({ delivered: 2, unknown: 2 });
  });

  it('before a hand-over leaves what was not handed over pending', async () => {
    const transport = new ToldTransport();
    const under = dispatching([transport], { ladder: ladder(2) });
    const record = under.spool.broadcast(1, 4);
    let commits = 0;
    under.spool.before = (call) => {
      if (call === 'setStates' && ++commits === 2) throw new Error('disk full');
    };
    const { ended } = add(under, record);
    await turns();
    expect(transport.asked).toHaveLength(1);
    under.spool.before = () => {};
    transport.asked[0]!.answer(delivered);
    await expect(ended).rejects.toThrow('disk full');
    const handed = transport.handed.size;
    expect(under.spool.states(record)).toMatchObject({ pending: 4 - handed, delivered: handed });
    expect(await recoverable(under, record)).toMatchObject({ delivered: handed, unknown: 0 });
  });

  it('of a retry leaves those that failed as they were: they are not handed over again', async () => {
    const transport = new ToldTransport();
    const under = dispatching([transport], { ladder: ladder(2) });
    const record = under.spool.broadcast(1, 4);
    const { ended, delivery } = add(under, record);
    await until(() => transport.asked.length === 2);
    transport.asked[0]!.answer({ state: 'failed', reason: 'no' });
    await turns();
    under.spool.before = (call) => {
      if (call === 'setStates') throw new Error('disk full');
    };
    await expect(delivery.retry({})).rejects.toThrow('disk full');
    under.spool.before = () => {};
    under.dispatcher.changed(delivery.id);
    await turns();
    expect(transport.asked).toHaveLength(2);
    transport.asked[1]!.answer(delivered);
    await ended;
    expect(record.counts).toMatchObject({ delivered: 2, failed: 2, failedBy: { no: 2 } });
    expect(under.spool.states(record)).toMatchObject({ delivered: 2, failed: 2 });
  });

  it('is not disturbed by outcomes that call the engine while they are read', async () => {
    const transport = new ToldTransport();
    const under = dispatching([transport]);
    const record = under.spool.broadcast(1, 2);
    const { ended } = add(under, record);
    await until(() => transport.asked.length === 1);
    const seen: number[] = [];
    transport.asked[0]!.answer({
      get state(): 'delivered' {
        under.spool.update(record);
        seen.push(under.spool.stored(record).counts.delivered);
        return 'delivered';
      },
    });
    await ended;
    expect(new Set(seen)).toEqual(new Set([0]));
    expect(record.counts.delivered).toBe(2);
  });
});

function ladder(group: number) {
  return (['emergency', 'payment', 'chat', 'broadcast'] as const).map((name) => ({
    class: name,
    floor: 0.1,
    group,
    jitterMs: 0,
  }));
}
