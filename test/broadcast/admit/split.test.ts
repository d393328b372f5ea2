import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openBatches, partsOf, withheldBy } from '../../../src/broadcast/admit/split.ts';
import { type Engine, memoryTransport, type Report } from '../../../src/index.ts';
import { expectConserved } from '../../engine/support.ts';
import { people, place, request, stream } from './support.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function opened(options: Parameters<typeof place>[0] = {}): ReturnType<typeof place> {
  const made = await place(options);
  ends.push(made.end);
  return made;
}

const HOUR = 3_600_000;
/** 10 people a broadcast, two broadcasts in any 24 hours. */
const profile = (more = {}) => ({
  version: 1,
  name: 'mine',
  caps: { recipientsPerBroadcast: 10, broadcasts: [{ most: 2, per: '24h' }] },
  split: { parts: 5 },
  ...more,
});

async function until(engine: Engine, id: string, is: (report: Report) => boolean): Promise<Report> {
  for (;;) {
    const report = await engine.report(id);
    if (is(report)) return report;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('parts', () => {
  it('are runs of batches, none over the cap, none without need', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 })), (envelopes) => {
        const parts = partsOf(envelopes, 10);
        let from = 0;
        for (const { upTo, envelopes: count } of parts) {
          expect(envelopes.slice(from, upTo).reduce((sum, n) => sum + n, 0)).toBe(count);
          expect(count).toBeLessThanOrEqual(10);
          if (upTo < envelopes.length) expect(count + envelopes[upTo]!).toBeGreaterThan(10);
          from = upTo;
        }
        expect(from).toBe(envelopes.length);
      }),
    );
    const split = { most: 10, envelopes: [], parts: partsOf([10, 5, 5, 7], 10) };
    expect(openBatches(split)).toBe(0);
    expect(withheldBy(split)).toBe(27);
    expect(openBatches({ ...split, parts: split.parts.map((one, i) => ({ ...one, at: i < 2 ? 1 : 0 })) })).toBe(3);
    expect(openBatches(null)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('an audience over the cap, where the profile splits it', () => {
  it('goes out in parts as the caps have room, under one id and one report', async () => {
    const transport = memoryTransport();
    const { engine, clock } = await opened({ profile: profile(), transport });
    const broadcast = await engine.send(request(stream(people(47)) as never));
    const report = await broadcast.done;
    expect(report).toMatchObject({ admission: 'released', sealed: 47, parts: 5, partsReleased: 2, withheld: 27 });
    expect((await until(engine, broadcast.id, ({ pending }) => pending === 27)).delivered).toBe(20);
    // Its parts are broadcasts to the caps.
    await expect(engine.send(request(people(1)))).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    clock.advance(24 * HOUR - 1);
    await engine.policy({ from: 'city-hall' });
    expect((await engine.report(broadcast.id)).partsReleased).toBe(2);
    expect(transport.parcels).toHaveLength(20);
    clock.advance(1);
    expect((await until(engine, broadcast.id, ({ pending }) => pending === 7)).partsReleased).toBe(4);
    clock.advance(24 * HOUR);
    const settled = await broadcast.settled;
    expect(settled).toMatchObject({ delivered: 47, pending: 0, parts: 5, partsReleased: 5, withheld: 0 });
    expectConserved(settled);
    expect(new Set(transport.parcels.map(({ id }) => id)).size).toBe(47);
    expect(transport.parcels).toHaveLength(47);
  });

  it('is one where all fit, and refused where they are too many parts, at the border, both sides', async () => {
    const { engine } = await opened({ profile: profile({ caps: { recipientsPerBroadcast: 10 } }) });
    expect(await (await engine.send(request(people(10)))).done).toMatchObject({
      parts: 1,
      partsReleased: 1,
      withheld: 0,
    });
    expect(await (await engine.send(request(people(50)))).done).toMatchObject({ parts: 5, partsReleased: 5 });
    await expect((await engine.send(request(people(51)))).done).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
      message: 'refused: 51 recipients in 6 parts > 5 (profile mine, rule split-parts)',
    });
    expect(engine.policy({ from: 'city-hall', recipients: 50 }).violations).toEqual([]);
    expect(engine.policy({ from: 'city-hall', recipients: 51 }).violations).toMatchObject([{ rule: 'split-parts' }]);
  });

  it('fills its parts, whatever the cap and the windows are', async () => {
    const { engine } = await opened();
    for (const [most, count, parts] of [
      [20, 51, 3],
      [32, 96, 3],
      [7, 70, 10],
      // Half are duplicates: windows are half full, and parts are not.
      [16, 64, 4],
    ] as const) {
      const split = { caps: { recipientsPerBroadcast: most }, split: { parts } };
      const to = most === 16 ? people(count, 0).flatMap((one) => [one, one]) : people(count);
      const sent = await engine.send(request(to, { profile: { version: 1, name: 'mine', ...split } }));
      expect(await sent.done).toMatchObject({ parts, partsReleased: parts, sealed: count });
    }
  });

  it('shares the room with other broadcasts, and gives out envelopes of released parts alone', async () => {
    const made = await opened({ profile: profile() });
    let { engine } = made;
    await (await engine.send(request(people(1)))).done;
    const { id } = await engine.send(request(people(25))).then(async (one) => {
      expect(await one.done).toMatchObject({ parts: 3, partsReleased: 1 });
      return one;
    });
    const given = async (): Promise<number> => {
      let n = 0;
      for await (const _ of engine.envelopes(id)) n++;
      return n;
    };
    expect(await given()).toBe(10);
    const asked = await Promise.allSettled(people(25).map((one) => engine.fetch(id, one.id)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    for (const one of asked) if (one.status === 'rejected') expect(one.reason.code).toBe('POLICY_HELD');
    // In the next process, at its start: what has room by then.
    await made.engine.close();
    made.clock.advance(24 * HOUR);
    engine = await made.again();
    expect(await engine.report(id)).toMatchObject({ partsReleased: 3 });
    expect(await given()).toBe(25);
  });

  it('is approved once, and then goes out in parts; what waits can be aborted', async () => {
    const transport = memoryTransport();
    const made = await opened({ profile: profile({ approval: { above: 20 } }), transport });
    let { engine } = made;
    const broadcast = await engine.send(request(people(30)));
    expect(await broadcast.done).toMatchObject({ admission: 'held', partsReleased: 0, withheld: 30 });
    await engine.approve(broadcast.id, { by: 'Ada' });
    await until(engine, broadcast.id, ({ delivered }) => delivered === 20);
    engine = await made.again();
    const { resumed } = await engine.resume();
    expect(resumed).toHaveLength(1);
    made.clock.advance(23 * HOUR);
    expect(await engine.abort(broadcast.id)).toMatchObject({
      delivered: 20,
      recalled: 10,
      pending: 0,
      state: 'aborted',
    });
    made.clock.advance(24 * HOUR);
    await (await engine.send(request(people(1)))).settled;
    expect(transport.parcels).toHaveLength(21);
  });

  it('needs the size of a part, and caps that can be kept', async () => {
    const { engine } = await opened();
    for (const [caps, allowed] of [
      [{}, 'none without caps.recipientsPerBroadcast'],
      [{ recipientsPerBroadcast: 10, recipients: [{ most: 100, per: '24h' }] }, 'none beside caps.recipients'],
    ] as const)
      await expect(engine.send(request(people(1), { profile: profile({ caps }) }))).rejects.toMatchObject({
        code: 'PROFILE_INVALID',
        message: expect.stringContaining(allowed),
      });
  });
});
