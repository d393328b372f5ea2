import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/index.ts';
import { ManualClock } from '../../src/testing.ts';
import { add, delivered, dispatching, START, ToldTransport, turns, until } from './support.ts';

describe('what goes wrong in a turn', () => {
  it('of expiry ends the delivery with it, and not the process', async () => {
    const under = dispatching([new ToldTransport()]);
    under.dispatcher.pause('told', true);
    const record = under.spool.broadcast(1, 4, { expires: START + 60_000 });
    const { ended } = add(under, record);
    await turns();
    under.spool.before = (call) => {
      if (call === 'update') throw new Error('disk full');
    };
    under.clock.advance(120_000);
    await expect(ended).rejects.toThrow('disk full');
    expect(record.counts.expired).toBe(0);
  });

  it('because the body cannot be read leaves all of it pending', async () => {
    const transport = new ToldTransport();
    const under = dispatching([transport]);
    const record = under.spool.broadcast(1, 4);
    under.spool.before = (call) => {
      if (call === 'body') throw new Error('a body is missing');
    };
    const { ended } = add(under, record);
    await expect(ended).rejects.toThrow('a body is missing');
    expect(transport.asked).toHaveLength(0);
    expect(under.spool.states(record)).toMatchObject({ pending: 4 });
  });

  it.each(['in a turn', 'after a hand-over', 'while what was left is looked through'])(
    'by a clock that throws, %s, ends all deliveries with it',
    async (when) => {
      let broken = false;
      class BrokenClock extends ManualClock {
        override now(): number {
          if (broken) throw new Error('no time');
          return super.now();
        }
      }
      const transport = new ToldTransport();
      const under = dispatching([transport], {}, { clock: new BrokenClock(START) });
      const { ended, delivery, recovered } = add(under, under.spool.broadcast(1, 4));
      broken = when === 'while what was left is looked through';
      await recovered;
      broken ||= when === 'in a turn';
      await turns();
      broken = true;
      for (const { answer } of transport.asked) answer(delivered);
      await expect(ended).rejects.toThrow('no time');
      expect(delivery.groupsUnderWay).toBe(0);
      await under.dispatcher.close(new Error('closed'));
    },
  );

  it('by a name that throws or changes does nothing: a transport has the name it came with', async () => {
    const transport = new ToldTransport('', { always: (): Outcome => ({ state: 'unknown', reason: 'lost' }) });
    let asks = 0;
    Object.defineProperty(transport, 'name', {
      get() {
        if (asks++ > 2) throw new Error('no name');
        return 'e\u0301te\u0301';
      },
    });
    const under = dispatching([transport], { pace: { transports: { '\u00e9t\u00e9': { perMinute: 3 } } } });
    const record = under.spool.broadcast(1, 9);
    const { ended } = add(under, record);
    await turns();
    under.clock.advance(100);
    await turns();
    expect(record.counts.unknown).toBe(3);
    expect(under.dispatcher.pause('e\u0301te\u0301', false)).toBeUndefined();
    await until(() => record.counts.unknown === 9, under.clock, 1_000);
    await ended;
  });

  it('by figures that are none still settles the group', async () => {
    class WrongClock extends ManualClock {
      monotonic(): number {
        return Number.NaN;
      }
    }
    const under = dispatching(
      [new ToldTransport('told', { always: () => delivered })],
      {},
      { clock: new WrongClock(START) },
    );
    const record = under.spool.broadcast(0, 0);
    record.state = 'sealing';
    const { ended, delivery, recovered } = under.dispatcher.add(record, new Uint8Array(32));
    await recovered;
    under.spool.commit(record, 4);
    delivery.committed(1);
    delivery.sealed = true;
    under.dispatcher.changed(delivery.id);
    await until(() => record.counts.delivered === 4, under.clock, 1);
    await ended;
  });
});

describe('a paused engine', () => {
  it('counts what expires meanwhile', async () => {
    const under = dispatching([new ToldTransport()]);
    under.dispatcher.pause(undefined, true);
    const held = under.spool.broadcast(1, 4, { expires: START + 3_600_000, releaseAt: START + 1_800_000 });
    const { ended } = add(under, held);
    await turns();
    await until(() => held.counts.expired === 4, under.clock, 60_000);
    await ended;
  });
});
