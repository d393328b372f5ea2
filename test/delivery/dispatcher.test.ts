import { describe, expect, it } from 'vitest';
import { hex } from '../../src/crypto/bytes.ts';
import { DEFAULT_LADDER } from '../../src/delivery/ladder.ts';
import { state } from '../../src/delivery/state.ts';
import { limits } from '../../src/limits.ts';
import { type BroadcastRecord, pendingOf } from '../../src/spool/broadcast-record.ts';
import { memoryTransport } from '../../src/testing.ts';
import { CALM, DELIVERED, dispatcherOn, heldTransport, MemorySpool, START, turn, turns } from './memory-spool.ts';

describe('a flood of what is more important', () => {
  it.each([
    ['without jitter', 0],
    ['with jitter', 20],
  ])('leaves each class its floor of a transport that is full, %s', async (_how, jitterMs) => {
    const spool = new MemorySpool();
    const slow = heldTransport('slow');
    const ladder = DEFAULT_LADDER.map((rung) => ({
      ...rung,
      group: 256,
      jitterMs: rung.class === 'broadcast' ? jitterMs : 0,
    }));
    const { clock, add } = dispatcherOn(spool, [slow], { ladder });
    const flood = add(spool.broadcast({ class: 'emergency', batches: Array(15).fill(4_096) }));
    const notice = add(spool.broadcast({ batches: Array(2).fill(4_096) }));
    const handed = new Map<string, number>();
    for (let seen = 0, answered = 0; flood.record.counts.delivered < 50_000; answered++) {
      while (slow.groups.length - answered < limits.laneGroups) await turn();
      for (; seen < slow.groups.length; seen++) {
        const { parcels } = slow.groups[seen]!;
        const id = hex(parcels[0]!.broadcast);
        // The first ones went while nobody had earned anything.
        if (seen >= 40) handed.set(id, (handed.get(id) ?? 0) + parcels.length);
      }
      // Always full: one group ends, another one begins.
      slow.groups[answered]!.answer(DELIVERED);
      clock.advance(8);
    }
    const [above, below] = [handed.get(flood.delivery.id)!, handed.get(notice.delivery.id)!];
    expect(below / (above + below)).toBeGreaterThan(0.045);
    expect(below / (above + below)).toBeLessThan(0.055);
  });
});

describe('thousands of broadcasts that wait', () => {
  const many = 3_000;

  it.each([
    ['of the engine', { perSecond: 1 }],
    ['of their sender', { senders: { 'city-hall': { perSecond: 1 } } }],
  ])('cost a turn no more than some do, by a pace %s', async (_whose, pace) => {
    const spool = new MemorySpool();
    const taken = heldTransport('taken');
    const { clock, add } = dispatcherOn(spool, [taken], { pace });
    for (let n = 0; n < many; n++) add(spool.broadcast({ batches: [1] }));
    // What an earlier process left of each is looked up once.
    await turn();
    let most = 0;
    for (let second = 0, now = 0; now < 40; now++) {
      for (let quiet = 0; quiet < 2; ) {
        const { reads, commits } = spool;
        await turn();
        most = Math.max(most, spool.reads - reads + spool.commits - commits);
        quiet = spool.reads === reads && spool.commits === commits ? quiet + 1 : 0;
      }
      for (; second < taken.groups.length; second++) taken.groups[second]!.answer(DELIVERED);
      clock.advance(1_000);
    }
    expect(taken.groups.length).toBeGreaterThan(30);
    // Each that is asked reads its batch, and both its columns.
    expect(most).toBeLessThanOrEqual(4 * limits.turnJobs + 4);
  });

  it('are not asked at all while the engine has no permit', async () => {
    const spool = new MemorySpool();
    const taken = heldTransport('taken');
    const { clock, add } = dispatcherOn(spool, [taken], { pace: { perHour: 1 } });
    for (let n = 0; n < many; n++) add(spool.broadcast({ batches: [1] }));
    while (taken.groups.length === 0) await turn();
    taken.groups[0]!.answer(DELIVERED);
    await turns(5);
    const { reads } = spool;
    for (let n = 0; n < 50; n++) {
      clock.advance(60_000);
      await turn();
    }
    expect(spool.reads).toBe(reads);
  });

  it('all come to their end', async () => {
    const spool = new MemorySpool();
    const { add } = dispatcherOn(spool, [memoryTransport()]);
    const all = Array.from({ length: many }, () => add(spool.broadcast({ batches: [1] })));
    await Promise.all(all.map(({ ended }) => ended));
    for (const { record } of all) expect(spool.stored.get(hex(record.id))!.counts.delivered).toBe(1);
  });
});

describe('a commit that fails', () => {
  /** Fails the n-th from now on, once. */
  function failing(spool: MemorySpool, n: number): void {
    let left = n;
    spool.beforeCommit = () => {
      if (--left === 0) throw new Error('as if the disk had failed');
    };
  }

  /** What is stored agrees with itself, and says what the record in memory says. */
  function expectStored(spool: MemorySpool, record: BroadcastRecord): void {
    const id = hex(record.id);
    const stored = spool.stored.get(id)!;
    const found = { delivered: 0, failed: 0, unknown: 0 };
    for (let batch = 0; batch < record.batches; batch++)
      for (const one of spool.states.get(`${id}/${batch}`) ?? [])
        for (const name of ['delivered', 'failed', 'unknown'] as const) if (one === state[name]) found[name]++;
    const { delivered, failed, unknown } = stored.counts;
    expect({ delivered, failed, unknown }).toEqual(found);
    expect(record.counts).toEqual(stored.counts);
  }

  it('of outcomes ends the delivery, counts nothing, and spoils nothing that is still with a transport', async () => {
    const spool = new MemorySpool();
    const slow = heldTransport('slow');
    const ladder = CALM.map((rung) => ({ ...rung, group: 10 }));
    const { add } = dispatcherOn(spool, [slow], { ladder });
    const { record, ended } = add(spool.broadcast({ batches: [100] }));
    while (slow.groups.length < 3) await turn();
    failing(spool, 1);
    slow.groups[0]!.answer(DELIVERED);
    await turns(3);
    expect(record.counts.delivered).toBe(0);
    slow.groups[1]!.answer(DELIVERED);
    for (const group of slow.groups.slice(2)) group.answer({ state: 'failed', reason: 'gone' });
    await expect(ended).rejects.toThrow('as if the disk had failed');
    expectStored(spool, record);
    expect(record.counts).toMatchObject({ delivered: 10, failedBy: { gone: 10 * (slow.groups.length - 2) } });

    // The next process finds the ten that nobody knows of, and goes on.
    const next = dispatcherOn(spool, [memoryTransport()], { ladder });
    const again = next.add(structuredClone(spool.stored.get(hex(record.id))!));
    await again.ended;
    expect(again.record.counts).toMatchObject({ unknown: 10, failed: record.counts.failed });
    expect(pendingOf(again.record.counts)).toBe(0);
    expectStored(spool, again.record);
  });

  it('before a hand-over hands nothing over', async () => {
    const spool = new MemorySpool();
    const slow = heldTransport('slow');
    const { add } = dispatcherOn(spool, [slow]);
    failing(spool, 1);
    const { record, ended } = add(spool.broadcast({ batches: [100] }));
    await expect(ended).rejects.toThrow('as if the disk had failed');
    expect(slow.groups).toEqual([]);
    expectStored(spool, record);
    const again = dispatcherOn(spool, [memoryTransport()]).add(structuredClone(record));
    await again.ended;
    expect(again.record.counts.delivered).toBe(100);
  });

  it('of an expiry ends that delivery, and no other', async () => {
    const spool = new MemorySpool();
    const stuck = heldTransport('stuck');
    const { clock, dispatcher, add } = dispatcherOn(spool, [stuck]);
    dispatcher.pause(undefined, true);
    const late = add(spool.broadcast({ batches: [5], more: { notAfter: START + 1_000 } }));
    const other = add(spool.broadcast({ batches: [5] }));
    await turns(5);
    failing(spool, 1);
    clock.advance(1_000);
    await expect(late.ended).rejects.toThrow('as if the disk had failed');
    expect(late.record.rest).toBeNull();
    dispatcher.pause(undefined, false);
    while (stuck.groups.length === 0) await turn();
    stuck.groups[0]!.answer(DELIVERED);
    await other.ended;
    expectStored(spool, other.record);
  });

  it('of a retry ends the delivery', async () => {
    const spool = new MemorySpool();
    const slow = heldTransport('slow');
    const ladder = CALM.map((rung) => ({ ...rung, group: 10 }));
    const { dispatcher, add } = dispatcherOn(spool, [slow], { ladder });
    const { record, ended, delivery } = add(spool.broadcast({ batches: [100] }));
    while (slow.groups.length < 2) await turn();
    slow.groups[0]!.answer({ state: 'failed', reason: 'gone' });
    await turns(3);
    failing(spool, 1);
    await expect(dispatcher.retry(delivery.id, {})).rejects.toThrow('as if the disk had failed');
    for (const group of slow.groups.slice(1)) group.answer(DELIVERED);
    await expect(ended).rejects.toThrow('as if the disk had failed');
    expectStored(spool, record);
    expect(record.counts).toMatchObject({ failed: 10, delivered: 10 * (slow.groups.length - 1) });
  });

  it('is not the only one: a body that is gone is handed over to nobody, and no envelope is unknown', async () => {
    const spool = new MemorySpool();
    const slow = heldTransport('slow');
    const { add } = dispatcherOn(spool, [slow]);
    spool.bodyFails = true;
    const { record, ended } = add(spool.broadcast({ batches: [10] }));
    await expect(ended).rejects.toThrow('the body is gone');
    expect([slow.groups.length, spool.commits, record.counts.unknown]).toEqual([0, 0, 0]);
  });
});

describe('queueing time', () => {
  it('is what passed since an envelope could go: not a hold, a pause, nor the wait before the next attempt', async () => {
    const spool = new MemorySpool();
    const slow = heldTransport('slow');
    const { clock, dispatcher, add, said } = dispatcherOn(spool, [slow], { retry: { backoffMs: 60_000 } });
    const payment = { class: 'payment' as const, batches: [] as number[] };
    const started = (record: BroadcastRecord) => {
      const one = add(record);
      spool.sizes.set(one.delivery.id, [3]);
      one.record.batches = 1;
      one.record.counts.envelopes = 3;
      return one;
    };
    const commit = (one: ReturnType<typeof started>): void => {
      one.delivery.committed(1);
      dispatcher.changed(one.delivery.id);
    };
    const held = started(spool.broadcast({ ...payment, more: { releaseAt: START + 3_600_000, state: 'sealing' } }));
    const paused = started(spool.broadcast({ ...payment, more: { paused: true } }));
    const tried = started(spool.broadcast(payment));
    for (const one of [held, paused, tried]) await one.recovered;
    for (const one of [held, paused, tried]) commit(one);
    while (slow.groups.length < 1) await turn();
    slow.groups[0]!.answer({ state: 'deferred', reason: 'unavailable', retryAfterMs: 1_800_000 });
    await turns(3);
    let at = 1;
    const pass = async (end: number): Promise<void> => {
      await turns(4);
      if (at === slow.groups.length) clock.advance(Math.min(clock.next() ?? 0, end - clock.now()));
      for (; at < slow.groups.length; at++) slow.groups[at]!.answer(DELIVERED);
    };
    while (clock.now() < START + 3_600_000) await pass(START + 3_600_000);
    paused.record.paused = false;
    dispatcher.changed(paused.delivery.id);
    while (tried.record.counts.delivered + held.record.counts.delivered + paused.record.counts.delivered < 9)
      await pass(Number.POSITIVE_INFINITY);
    for (const one of [held, paused, tried]) await one.ended;
    const { wait } = dispatcher.latency().payment;
    expect(wait.count).toBe(12);
    expect(wait.maxMs).toBeLessThan(200);
    expect(said).toEqual([]);
  });

  it('above 20 ms demotes the class below, says so with figures, and takes it back', async () => {
    const spool = new MemorySpool();
    const slow = heldTransport('slow');
    const { clock, dispatcher, add, said } = dispatcherOn(spool, [slow]);
    const payments: ReturnType<typeof add>[] = [];
    const pay = async (): Promise<void> => {
      const one = add(spool.broadcast({ class: 'payment', batches: [], more: { state: 'sealing' } }));
      spool.sizes.set(one.delivery.id, [100]);
      one.record.batches = 1;
      one.record.counts.envelopes = 100;
      await one.recovered;
      one.delivery.committed(1);
      dispatcher.changed(one.delivery.id);
      payments.push(one);
    };
    dispatcher.pause('slow', true);
    await pay();
    clock.advance(21);
    dispatcher.pause('slow', false);
    while (slow.groups.length < 1) await turn();
    slow.groups[0]!.answer(DELIVERED);
    clock.advance(limits.overloadWindowMs);
    await pay();
    while (slow.groups.length < 2) await turn();
    expect(said).toEqual([
      {
        level: 'warn',
        message: 'overload: a class is demoted',
        fields: { class: 'broadcast', waiting: 'payment', meanWaitMs: 21, limitMs: 20, envelopes: 100 },
      },
    ]);
    // A class that is demoted has one group with a transport, and a small one.
    add(spool.broadcast({ batches: [4_096] }));
    await turns(8);
    expect(slow.groups.slice(2).map(({ parcels }) => parcels.length)).toEqual([limits.handOverGroup / 8]);
    slow.groups[1]!.answer(DELIVERED);
    clock.advance(limits.overloadWindowMs);
    await turns(8);
    expect(said.slice(1)).toEqual([
      {
        level: 'info',
        message: 'overload is over: a class is taken back',
        fields: { class: 'broadcast', waiting: 'emergency', meanWaitMs: 0, limitMs: 20, envelopes: 0 },
      },
    ]);
    expect(slow.groups.length).toBeGreaterThan(3);
    for (const { ended } of payments) await ended.catch(() => {});
  });
});

describe('a transport that takes nothing', () => {
  it('loses what is its own to the next one when the time is over, not at its next probe', async () => {
    const spool = new MemorySpool();
    const [first, second] = [heldTransport('first'), heldTransport('second')];
    const failOver = { afterMs: 5_000 };
    const ladder = CALM.map((rung) => ({ ...rung, group: 10 }));
    const { clock, add, said } = dispatcherOn(spool, [first, second], { failOver, ladder });
    const { record } = add(spool.broadcast({ batches: [200] }));
    let at = 0;
    for (; second.groups.length === 0; ) {
      for (; at < first.groups.length; at++) first.groups[at]!.answer({ state: 'deferred', reason: 'unavailable' });
      await turns(30);
      if (at === first.groups.length && second.groups.length === 0) clock.advance(clock.next()!);
    }
    expect(clock.now() - START).toBe(5_000);
    expect(said[0]).toMatchObject({ level: 'warn', fields: { transport: 'first', pauseMs: 1_000 } });
    // Which it would have been asked again at 7 seconds only: 1 + 2 + 4.
    expect(said.map(({ fields }) => fields.pauseMs)).toEqual([1_000, 2_000, 4_000]);
    expect(record.counts.delivered).toBe(0);
  });

  it('of some, while it takes others, loses those that it has not taken in time', async () => {
    const spool = new MemorySpool();
    const [first, second] = [heldTransport('first'), heldTransport('second')];
    const options = { failOver: { afterMs: 5_000 }, retry: { attempts: 255, backoffMs: 100, backoffMaxMs: 100 } };
    const { clock, add } = dispatcherOn(spool, [first, second], options);
    const unlucky = add(spool.broadcast({ batches: [3] }));
    let at = 0;
    for (let n = 0; second.groups.length === 0; n++) {
      if (n % 10 === 0) add(spool.broadcast({ batches: [1] }));
      await turns(6);
      for (; at < first.groups.length; at++)
        first.groups[at]!.answer(({ broadcast }) =>
          hex(broadcast) === unlucky.delivery.id ? { state: 'deferred', reason: 'unavailable' } : DELIVERED,
        );
      await turns(6);
      clock.advance(50);
    }
    // At the first attempt after the time, which the breaker may have put off.
    expect(clock.now() - START).toBeGreaterThanOrEqual(5_000);
    expect(clock.now() - START).toBeLessThan(9_000);
  });

  it('paused by hand, leaves all of it to the next one, and takes what is new when it goes on', async () => {
    const spool = new MemorySpool();
    const [first, second] = [heldTransport('first'), heldTransport('second')];
    const { dispatcher, add } = dispatcherOn(spool, [first, second]);
    dispatcher.pause('first', true);
    add(spool.broadcast({ batches: [20] }));
    while (second.groups.length === 0) await turn();
    dispatcher.pause('first', false);
    add(spool.broadcast({ batches: [20] }));
    while (first.groups.length === 0) await turn();
    expect([first.groups.length, second.groups.length]).toEqual([1, 1]);
    expect(() => dispatcher.pause('third', true)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
