import { afterEach, describe, expect, it } from 'vitest';
import { type ApprovalRequest, memoryTransport } from '../../../src/index.ts';
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

const above = (n: number, more = {}) => ({
  version: 1,
  name: 'mine',
  approval: { above: n, within: '2h' },
  ...more,
});
const HOUR = 3_600_000;

describe('a broadcast that is held', () => {
  it('is handed over by nobody before it is approved, and exactly once then', async () => {
    const transport = memoryTransport();
    const { engine, clock } = await opened({ profile: above(5), transport });
    const free = await engine.send(request(people(5)));
    expect(await free.approval).toMatchObject({ admission: 'released', approvedBy: '' });
    await free.settled;
    expect(transport.parcels).toHaveLength(5);

    const broadcast = await engine.send(request(stream(people(6)) as never));
    const report = await broadcast.done;
    expect(report).toMatchObject({ state: 'sealed', admission: 'held', pending: 6, sealed: 6 });
    expect(report.violations).toMatchObject([{ rule: 'approval-above', effect: 'hold' }]);
    expect(report.approveUntil?.getTime()).toBe(clock.now() + 2 * HOUR);
    expect((await engine.held()).map((one) => one.broadcast)).toEqual([broadcast.id]);
    let approved = false;
    broadcast.approval.then(() => {
      approved = true;
    });
    // The dispatcher has had its turns: another broadcast went through meanwhile.
    const other = await engine.send(request(people(1), { message: 'Hi' }));
    await other.settled;
    expect(transport.parcels).toHaveLength(6);
    expect(approved).toBe(false);
    for (const ask of [
      engine.fetch(broadcast.id, 'person-1'),
      engine.body(broadcast.id),
      engine.envelopes(broadcast.id)[Symbol.asyncIterator]().next(),
    ])
      await expect(ask).rejects.toMatchObject({
        code: 'POLICY_HELD',
        message: expect.stringContaining('6 recipients > 5'),
      });

    clock.advance(HOUR);
    expect(await engine.approve(broadcast, { by: 'Ada' })).toMatchObject({ admission: 'released', approvedBy: 'Ada' });
    expect((await broadcast.approval).approvedBy).toBe('Ada');
    const settled = await broadcast.settled;
    expect(settled).toMatchObject({ delivered: 6, pending: 0 });
    expectConserved(settled);
    expect(transport.parcels).toHaveLength(12);
    // Again changes nothing, whoever it is.
    expect((await engine.approve(broadcast.id, { by: 'Ben' })).approvedBy).toBe('Ada');
    expect(await engine.held()).toEqual([]);
  });

  it('stays so over a restart, and is approved and delivered in the next process', async () => {
    const made = await opened({ profile: above(0) });
    const { id } = await made.engine.send(request(people(3), { idempotencyKey: 'k' })).then(async (one) => {
      await one.done;
      return one;
    });
    const transport = memoryTransport();
    let engine = await made.again({ transport });
    const { resumed } = await engine.resume();
    expect(resumed.map((one) => one.report().admission)).toEqual(['held']);
    engine = await made.again();
    // Without a transport: a handle of a repeated send hears of it, and envelopes can be read then.
    const handle = await engine.send(request(people(3), { idempotencyKey: 'k' }));
    await handle.done;
    await engine.approve(id);
    expect((await handle.approval).admission).toBe('released');
    expect((await engine.fetch(id, 'person-2')).envelopes).toHaveLength(1);
    expect(transport.parcels).toHaveLength(0);
    engine = await made.again({ transport });
    for (const one of (await engine.resume()).resumed) await one.settled;
    expect(transport.parcels).toHaveLength(3);
  });

  it('is delivered by approve alone, where nothing of it runs', async () => {
    const made = await opened({ profile: above(0) });
    const sent = await made.engine.send(request(people(3)));
    await sent.done;
    const transport = memoryTransport();
    const engine = await made.again({ transport });
    await engine.approve(sent.id);
    const running = await engine.resume();
    expect(running.resumed).toEqual([]);
    while ((await engine.report(sent.id)).pending > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(transport.parcels).toHaveLength(3);
  });

  it.each([true, false])('is withdrawn when nobody approves it in time, with a transport: %s', async (delivers) => {
    const transport = memoryTransport();
    const caps = { broadcasts: [{ most: 1, per: '24h' }] };
    const { engine, clock } = await opened({ profile: above(0, { caps }), ...(delivers ? { transport } : {}) });
    const broadcast = await engine.send(request(people(3)));
    await broadcast.done;
    clock.advance(2 * HOUR - 1);
    await expect(engine.send(request(people(1)))).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    expect((await engine.report(broadcast.id)).admission).toBe('held');
    clock.advance(1);
    await expect(engine.approve(broadcast.id)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    await expect(broadcast.approval).rejects.toMatchObject({ code: delivers ? expect.any(String) : 'POLICY_REFUSED' });
    const report = await engine.report(broadcast.id);
    expect(report).toMatchObject({ state: 'aborted', admission: 'withdrawn', recalled: 3, pending: 0 });
    expectConserved(report);
    expect(transport.parcels).toHaveLength(0);
    await expect(engine.approve(broadcast.id)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    // Its sender may send another one.
    await (await engine.send(request(people(1)))).done;
  });

  it('is withdrawn at the start of the next process, where its time ended between two', async () => {
    const made = await opened({ profile: above(0) });
    const sent = await made.engine.send(request(people(3)));
    await sent.done;
    await made.engine.close();
    made.clock.advance(3 * HOUR);
    const engine = await made.again();
    expect(await engine.report(sent.id)).toMatchObject({ admission: 'withdrawn', state: 'aborted' });
  });

  it('asks the approver, who sees figures and the token, and whose no leaves it held', async () => {
    const asked: ApprovalRequest[] = [];
    const { engine } = await opened({
      profile: above(0),
      approver: async (one) => {
        asked.push(one);
        return one.token === 'good';
      },
    });
    const broadcast = await engine.send(request(people(3)));
    await broadcast.done;
    await expect(engine.approve(broadcast.id, { by: 'Eve', token: 'bad' })).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
      message: 'this approval does not count',
    });
    expect((await engine.report(broadcast.id)).admission).toBe('held');
    const both = await Promise.all([
      engine.approve(broadcast.id, { by: 'Ada', token: 'good' }),
      engine.approve(broadcast.id, { by: 'Ben', token: 'good' }),
    ]);
    expect(both.map(({ approvedBy }) => approvedBy)).toEqual(['Ada', 'Ada']);
    expect(asked[0]).toMatchObject({
      broadcast: broadcast.id,
      from: 'city-hall',
      recipients: 3,
      by: 'Eve',
      token: 'bad',
    });
    expect(asked[0]!.violations).toMatchObject([{ rule: 'approval-above' }]);
  });

  it('is nothing that can be approved twice over: not what is being counted, was refused, or never held', async () => {
    const { engine } = await opened({ profile: above(0, { caps: { recipientsPerBroadcast: 2 } }) });
    async function* silent(): AsyncGenerator<never> {
      await new Promise(() => {});
    }
    const counting = await engine.send(request(silent()));
    await expect(engine.approve(counting.id)).rejects.toMatchObject({ code: 'USAGE' });
    expect(await engine.held()).toEqual([]);
    const refused = await engine.send(request(people(3)));
    await refused.done.catch(() => {});
    await expect(refused.approval).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    await expect(engine.approve(refused.id)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    const open = await engine.send(request(people(3), { profile: 'open' }));
    await open.done;
    await expect(engine.approve(open.id)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(engine.approve(open.id, { by: 'a\nb' })).rejects.toMatchObject({ code: 'USAGE' });
    const held = await engine.send(request(people(2)));
    await held.done;
    await held.abort();
    await expect(held.approval).rejects.toBeDefined();
    expect((await engine.report(held.id)).admission).toBe('withdrawn');
    const words = { version: 1, name: 'w', keywords: { words: ['water'], effect: 'hold' } };
    const nobody = await engine.send(request([], { profile: words }));
    expect((await nobody.done).admission).toBe('released');
    const hold = await engine.send(request(people(1), { profile: words }));
    expect(await hold.done).toMatchObject({ admission: 'held', violations: [{ rule: 'keywords' }] });
    await engine.recall(hold.id);
    expect(await engine.report(hold.id)).toMatchObject({ admission: 'withdrawn', recalledBy: null });
  });
});
