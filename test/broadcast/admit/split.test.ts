import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openBatches, type Split, withBatches, withheldBy } from '../../../src/broadcast/admit/split.ts';
import { type Engine, memoryTransport, type Report, type Timer } from '../../../src/index.ts';
import { ManualClock } from '../../../src/testing.ts';
import { device, expectConserved, hex } from '../../engine/support.ts';
import { NOON, people, place, request, stream } from './support.ts';

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
  const none: Split = { most: 10, parts: [] };
  /** Of one device each. */
  const batches = (people: readonly number[]) => people.map((count) => ({ people: count, envelopes: count }));

  it('are runs of batches, none over the cap, none without need, in however many windows they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ people: fc.integer({ min: 1, max: 10 }), more: fc.nat(5) })),
        fc.nat(20),
        (made, at) => {
          const sealed = made.map(({ people, more }) => ({ people, envelopes: people + more }));
          const split = withBatches(withBatches(none, sealed.slice(0, at)), sealed.slice(at));
          expect(split).toEqual(withBatches(none, sealed));
          let from = 0;
          for (const { upTo, people, envelopes } of split.parts) {
            const own = sealed.slice(from, upTo);
            expect(own.reduce((sum, one) => sum + one.people, 0)).toBe(people);
            expect(own.reduce((sum, one) => sum + one.envelopes, 0)).toBe(envelopes);
            expect(people).toBeLessThanOrEqual(10);
            if (upTo < sealed.length) expect(people + sealed[upTo]!.people).toBeGreaterThan(10);
            from = upTo;
          }
          expect(from).toBe(sealed.length);
        },
      ),
    );
    const split = withBatches(none, batches([10, 5, 5, 7]));
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

  it('fills its parts to the last place, whatever the cap, the windows and the duplicates are', async () => {
    const { engine } = await opened();
    for (const [most, count, parts, options] of [
      [20, 51, 3, {}],
      [32, 96, 3, { batchRecipients: 5, windowChunks: 1 }],
      [7, 70, 10, { batchRecipients: 9, windowChunks: 2 }],
      [16, 64, 4, { batchRecipients: 10, windowChunks: 1 }],
      [50, 101, 3, { batchRecipients: 3, windowChunks: 3 }],
    ] as const) {
      const split = { caps: { recipientsPerBroadcast: most }, split: { parts } };
      // Half are duplicates: windows are half full, and parts are not.
      const to = most === 16 ? people(count, 0).flatMap((one) => [one, one]) : people(count);
      const sent = await engine.send(request(to, { ...options, profile: { version: 1, name: 'mine', ...split } }));
      expect(await sent.done).toMatchObject({ parts, partsReleased: parts, sealed: count });
    }
  });

  it('counts people, and keeps all devices of a person in one part', async () => {
    const transport = memoryTransport();
    const { engine, clock } = await opened({ profile: profile(), transport });
    const to = Array.from({ length: 23 }, (_, n) => ({
      id: `person-${n}`,
      publicKey: Array.from({ length: 1 + (n % 3) }, (_, m) => hex(device(100 + 3 * n + m).publicKey)).join(';'),
    }));
    const broadcast = await engine.send(request(to, { batchRecipients: 4, windowChunks: 2 }));
    const sealed = await broadcast.done;
    expect(sealed).toMatchObject({ sealed: 23, envelopes: 45, parts: 3, partsReleased: 2 });
    await until(engine, broadcast.id, ({ pending, withheld }) => pending === withheld);
    // Twenty people have all of theirs, three nothing yet: nobody half.
    const had = await Promise.all(
      to.map((one) =>
        engine.fetch(broadcast.id, one.id).then(
          ({ envelopes }) => envelopes.length,
          ({ code }: { code: string }) => code,
        ),
      ),
    );
    expect(had.filter((one) => one === 'POLICY_HELD')).toHaveLength(3);
    had.forEach((one, n) => {
      expect(['POLICY_HELD', 1 + (n % 3)]).toContain(one);
    });
    clock.advance(24 * HOUR);
    expect(await broadcast.settled).toMatchObject({ delivered: 45, partsReleased: 3 });
    expect(new Set(transport.parcels.map(({ id }) => id)).size).toBe(45);
  });

  it('goes out as caps of people have room, too', async () => {
    const transport = memoryTransport();
    const caps = { recipientsPerBroadcast: 10, recipients: [{ most: 25, per: '24h' }] };
    const clock = new ManualClock(NOON);
    const waits: number[] = [];
    const timer: Timer = {
      after(ms, call, options) {
        if (options?.background) waits.push(ms);
        return clock.after(ms, call, options);
      },
    };
    const { engine } = await opened({ profile: profile({ caps }), transport, clock, timer });
    await (await engine.send(request(people(6)))).settled;
    const broadcast = await engine.send(request(people(38)));
    // 6 and 10 are 16, another 10 would be 26.
    expect(await broadcast.done).toMatchObject({ parts: 4, partsReleased: 1, withheld: 28 });
    await until(engine, broadcast.id, ({ pending, withheld }) => pending === withheld);
    // Nobody looks again before there can be room.
    expect(waits.at(-1)).toBeGreaterThan(HOUR / 2);
    // What waits has no place: another may have what is left, and no more.
    await expect((await engine.send(request(people(10)))).done).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
      violations: [{ rule: 'recipients-per-24h' }],
    });
    await (await engine.send(request(people(9)))).settled;
    clock.advance(24 * HOUR - 1);
    await engine.policy({ from: 'city-hall' });
    expect((await engine.report(broadcast.id)).partsReleased).toBe(1);
    clock.advance(1);
    expect((await until(engine, broadcast.id, ({ pending }) => pending <= 8)).partsReleased).toBe(3);
    clock.advance(24 * HOUR);
    expect(await broadcast.settled).toMatchObject({ delivered: 38, partsReleased: 4 });
    expect(transport.parcels).toHaveLength(6 + 38 + 9);
  });

  it('keeps the place of its first part while it is held, and is known by its text as a whole', async () => {
    const caps = { recipientsPerBroadcast: 10, recipients: [{ most: 25, per: '24h' }] };
    const burst = { recipients: 30, window: '48h' };
    const { engine } = await opened({ profile: profile({ caps, burst, approval: { above: 20 } }) });
    const held = await engine.send(request(people(28)));
    expect(await held.done).toMatchObject({ admission: 'held', partsReleased: 0, withheld: 28, parts: 3 });
    // 10 are taken, 15 are left; of the same text 28 are.
    const other = 'The library is open on Sundays from now on.';
    await expect((await engine.send(request(people(10), { message: other }))).done).resolves.toMatchObject({
      admission: 'released',
    });
    await expect((await engine.send(request(people(6), { message: other }))).done).rejects.toMatchObject({
      message: expect.stringContaining('26 recipients > 25'),
    });
    const same = engine.policy({ from: 'city-hall', message: 'Water is off on Friday.', recipients: 3 });
    expect(same.violations).toMatchObject([{ rule: 'same-text', says: expect.stringContaining('to 31 recipients') }]);
    expect(await engine.approve(held.id)).toMatchObject({ partsReleased: 1, withheld: 18 });
    // Nor are the parts that wait forgotten; those that never go are.
    const before = engine.policy({ from: 'city-hall', message: 'Water is off on Friday.', recipients: 3 });
    expect(before.violations).toMatchObject([{ rule: 'same-text' }]);
    await engine.abort(held.id);
    expect(engine.policy({ from: 'city-hall', message: 'Water is off on Friday.', recipients: 3 }).violations).toEqual(
      [],
    );
  });

  it('is told how many parts it would be, and refused, by a dry run', async () => {
    const { engine } = await opened({ profile: profile({ caps: { recipientsPerBroadcast: 10 } }) });
    expect(await (await engine.send(request(people(50), { dryRun: true }))).done).toMatchObject({ parts: 5 });
    await expect((await engine.send(request(people(51), { dryRun: true }))).done).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
    });
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
      [
        {
          recipientsPerBroadcast: 10,
          recipients: [
            { most: 100, per: '24h' },
            { most: 9, per: 'day' },
          ],
        },
        'caps.recipients[1].most: found 9, allowed is beside split 10 or more',
      ],
    ] as const)
      await expect(engine.send(request(people(1), { profile: profile({ caps }) }))).rejects.toMatchObject({
        code: 'PROFILE_INVALID',
        message: expect.stringContaining(allowed),
      });
  });
});
