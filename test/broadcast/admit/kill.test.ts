import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { memoryTransport, openEngine } from '../../../src/index.ts';
import { ManualClock } from '../../../src/testing.ts';
import { csvOf, expectConserved, tempDir } from '../../engine/support.ts';
import { drive, type Line } from '../../faults/child.ts';
import { LADDER, people } from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);

const COUNT = 40;
const profile = {
  version: 1,
  name: 'mine',
  caps: { broadcasts: [{ most: 1, per: '24h' }], recipients: [{ most: 40, per: '24h' }] },
  approval: { above: 0 },
  burst: { recipients: 10, window: '24h' },
};
const SECOND = { from: 'city-hall', message: 'Another one.', to: people(1), profile };

/** Kills a process that sends when it says a certain thing; answers with the directory and what was handed over by then. */
async function killed(
  name: string,
  at: (line: Line) => boolean,
  options: object = { profile, batchRecipients: 4, windowChunks: 1 },
): Promise<{ home: string; handed: string }> {
  const home = join(dir, name);
  const file = join(dir, `${name}.csv`);
  const journal = join(dir, `${name}.journal`);
  writeFileSync(file, csvOf(people(COUNT)));
  const child = drive({
    action: 'send',
    dir: home,
    people: file,
    mode: 'csv',
    key: 'k',
    text: 'Water.',
    options,
    journal,
  });
  await child.until(at);
  child.process.kill('SIGKILL');
  await child.ended;
  return { home, handed: existsSync(journal) ? readFileSync(journal, 'utf8') : '' };
}

describe('a process that is killed', () => {
  it.each([
    ['begun', (line: Line) => line.begun !== undefined],
    ['commit-1', (line: Line) => line.commit === 1],
    ['commit-4', (line: Line) => line.commit === 4],
    ['commit-10', (line: Line) => line.commit === 10],
    ['held', (line: Line) => line.done !== undefined],
  ])(
    'at %s has handed nothing over; its place is kept, and once approved everybody is served once',
    async (name, at) => {
      const { home, handed } = await killed(name, at);
      expect(handed).toBe('');
      const transport = memoryTransport();
      const engine = await openEngine({ dir: home, threads: 1, transport });
      const [left] = await engine.list();
      expect(left).toMatchObject({ admission: 'held', profile: 'mine' });
      await expect(engine.send(SECOND)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
      const { resumed } = await engine.resume();
      expect(resumed).toHaveLength(1);
      const report = await resumed[0]!.done;
      expect(report).toMatchObject({ admission: 'held', sealed: COUNT, pending: COUNT });
      expect(report.violations.map(({ rule }) => rule)).toEqual(['approval-above', 'same-text']);
      await expect(engine.send(SECOND)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
      await engine.approve(report.broadcast, { by: 'Ada' });
      const settled = await resumed[0]!.settled;
      expectConserved(settled);
      expect(settled.delivered).toBe(COUNT);
      expect(new Set(transport.parcels.map(({ id }) => id)).size).toBe(COUNT);
      expect(transport.parcels).toHaveLength(COUNT);
      await expect(engine.send(SECOND)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
      await engine.close();
    },
  );

  it.each([
    ['part-handing', (line: Line) => line.handing !== undefined],
    ['part-done', (line: Line) => line.done !== undefined],
    ['part-commit', (line: Line) => line.commit === 1],
  ])('at %s has no part go twice, nor one more than there was room for', async (name, at) => {
    const split = {
      version: 1,
      name: 'parts',
      caps: { recipientsPerBroadcast: 10, broadcasts: [{ most: 2, per: '24h' }] },
      split: { parts: 4 },
    };
    const { home, handed } = await killed(name, at, { profile: split });
    const ids = handed.split('\n').filter((id) => id !== '');
    const clock = new ManualClock(Date.now());
    const transport = memoryTransport();
    const engine = await openEngine({ dir: home, threads: 1, transport, clock, timer: clock, ladder: LADDER });
    const [broadcast] = (await engine.resume()).resumed;
    const all = (): string[] => [...ids, ...transport.parcels.map(({ id }) => id)];
    const released = (): boolean => {
      const { pending, withheld, state } = broadcast!.report();
      return state === 'sealed' && pending === withheld;
    };
    while (!released()) await new Promise((resolve) => setImmediate(resolve));
    const half = broadcast!.report();
    expect(half).toMatchObject({ parts: 4, partsReleased: 2, withheld: 20 });
    expect(half.delivered + half.unknown).toBe(20);
    // A group that was handed over when the process died may be in the journal, or not: it is unknown either way.
    expect(all().length).toBeGreaterThanOrEqual(half.delivered);
    expect(all().length).toBeLessThanOrEqual(20);
    clock.advance(24 * 3_600_000);
    const settled = await broadcast!.settled;
    expectConserved(settled);
    expect(settled.delivered + settled.unknown).toBe(COUNT);
    expect(all().length).toBeGreaterThanOrEqual(settled.delivered);
    expect(new Set(all()).size).toBe(all().length);
    await engine.close();
  });

  it('before its audience was through gives its place back when it is aborted', async () => {
    const { home } = await killed('aborted', (line) => line.commit === 3);
    const engine = await openEngine({ dir: home, threads: 1 });
    const [left] = await engine.list();
    expect(await engine.abort(left!.broadcast)).toMatchObject({ admission: 'withdrawn', state: 'aborted' });
    expect((await (await engine.send(SECOND)).done).sealed).toBe(1);
    await engine.close();
  });
});
