import { describe, expect, it } from 'vitest';
import type { EnginePace, Outcome } from '../../src/index.ts';
import { add, delivered, dispatching, ToldTransport, until } from './support.ts';

/** The most in any window of a second. */
const most = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));

describe('a pace, where time passes between a turn and its hand-over', () => {
  it.each<[string, EnginePace]>([
    ['of all', { perSecond: 10 }],
    ['of a sender', { senders: { 'city-hall': { perSecond: 10 } } }],
    ['of a transport', { transports: { told: { perSecond: 10 } } }],
  ])('%s holds as the transport sees it', async (_what, pace) => {
    const times: number[] = [];
    const transport = new ToldTransport('told', {
      always: (): Outcome => {
        times.push(under.clock.now());
        return delivered;
      },
    });
    const under = dispatching([transport], { pace });
    // A commit that takes long, then short ones, as disks have it; and batches that are slow to open.
    const commits = [700, 0, 0, 350, 0, 990, 0];
    let commit = 0;
    under.spool.before = (call) => {
      if (call === 'setStates') under.clock.advance(commits[commit++ % commits.length]!);
      else if (call === 'batches') under.clock.advance(40);
    };
    const record = under.spool.broadcast(4, 25, { class: 2 });
    const { ended } = add(under, record);
    await until(() => record.counts.delivered === 100, under.clock, 20);
    await ended;
    expect(times).toHaveLength(100);
    expect(most(times)).toBeLessThanOrEqual(10);
    expect(times.at(-1)! - times[0]!).toBeLessThan(40_000);
  });

  it('of recipients holds as the transport sees it', async () => {
    const times: number[] = [];
    const transport = new ToldTransport('told', {
      always: () => {
        times.push(under.clock.now());
        return delivered;
      },
    });
    const under = dispatching([transport], { pace: { recipients: { perSecond: 1 } } });
    // Six broadcasts to one device.
    const records = Array.from({ length: 6 }, () => under.spool.broadcast(1, 1, { class: 2 }));
    const [first, ...others] = records.map(({ id }) => `routes ${Buffer.from(id).toString('hex')}/0`);
    for (const other of others) under.spool.batches.set(other, under.spool.batches.get(first!)!);
    let commit = 0;
    under.spool.before = (call) => {
      if (call === 'setStates') under.clock.advance(commit++ % 4 === 0 ? 600 : 0);
    };
    const ends = records.map((record) => add(under, record).ended);
    await until(() => records.every(({ counts }) => counts.delivered === 1), under.clock, 20);
    await Promise.all(ends);
    expect(times).toHaveLength(6);
    expect(most(times)).toBe(1);
  });
});
