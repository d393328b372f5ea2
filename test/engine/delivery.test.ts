import { describe, expect, it } from 'vitest';
import { type Broadcast, openEngine, type Random, type Report, type SealcastError } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { ManualClock, memoryTransport } from '../../src/testing.ts';
import {
  asking,
  DELIVERED,
  deliveryPlace,
  heldTransport,
  passTime,
  people,
  request,
  START,
  turn,
  turns,
} from './delivery-support.ts';
import { copyFiles, expectConserved, hex } from './support.ts';

const { open, home } = deliveryPlace();
const to = people(24);
const quiet = (broadcast: Broadcast): Broadcast => {
  broadcast.settled.catch(() => {});
  return broadcast;
};

describe('a hold', () => {
  it('hands nothing over before its time, and all after it', async () => {
    const clock = new ManualClock(START);
    const { transport, seen } = asking(
      'first',
      () => clock.now(),
      () => DELIVERED,
    );
    const { engine } = await open({ clock, transport });
    const broadcast = await engine.send({ ...request, to, holdMs: 600_000 });
    const done = await broadcast.done;
    expect(done).toMatchObject({ pending: 24, releaseAt: new Date(START + 600_000) });
    const report = await passTime(broadcast.settled, clock);
    expect(report).toMatchObject({ delivered: 24, pending: 0 });
    expect(new Set(seen.map(({ at }) => at))).toEqual(new Set([START + 600_000]));
    await engine.close();
  });

  it('holds over a restart, and an abort within it withdraws all', async () => {
    const memory = memoryTransport();
    const { clock, engine, options } = await open({ transport: memory });
    quiet(await engine.send({ ...request, to, holdMs: 600_000 }));
    const aborted = quiet(await engine.send({ ...request, to, holdMs: 600_000 }));
    await aborted.done;
    clock.advance(599_999);
    await turns(5);
    const report = await aborted.abort();
    expectConserved(report);
    expect(report).toMatchObject({ state: 'aborted', recalled: 24, delivered: 0, pending: 0 });
    await engine.close();
    const again = await openEngine(options);
    const { resumed } = await again.resume();
    await turns(5);
    expect([resumed.length, memory.parcels.length]).toEqual([1, 0]);
    clock.advance(1);
    expect(await resumed[0]!.settled).toMatchObject({ delivered: 24 });
    await again.close();
  });

  it.each([
    { holdMs: -1 },
    { holdMs: 0.5 },
    { holdMs: 3_600_000, expires: '1h' },
    { holdMs: 3_600_000, notAfter: '1h' },
    { notAfter: new Date(START - 1) },
    { notAfter: 'soon' },
  ])('%j is refused', async (more) => {
    const { engine } = await open();
    await expect(engine.send({ ...request, to, ...more })).rejects.toMatchObject({ code: 'USAGE' });
    expect(await engine.list()).toEqual([]);
    await engine.close();
  });
});

describe('what is not to go after a time', () => {
  it('does not, out of a copy of the directory that comes back later', async () => {
    const { clock, engine, options } = await open();
    const broadcast = quiet(await engine.send({ ...request, to, notAfter: '2h', expires: '30d' }));
    await broadcast.done;
    const backup = copyFiles(options.dir, home());
    await engine.close();
    for (const [after, counts] of [
      [7_199_999, { delivered: 24, expired: 0 }],
      [7_200_000, { delivered: 0, expired: 24 }],
    ] as const) {
      const later = new ManualClock(START + after);
      const memory = memoryTransport();
      const dir = copyFiles(backup, home());
      const restored = await openEngine({ ...options, dir, clock: later, timer: later, transport: memory });
      const [resumed] = (await restored.resume()).resumed;
      const report = await resumed!.settled;
      expectConserved(report);
      expect(report).toMatchObject({ ...counts, pending: 0 });
      expect(memory.parcels).toHaveLength(counts.delivered);
      await restored.close();
    }
    expect(clock.now()).toBe(START);
  });

  it('ends what waits to be tried again, and what is with a transport when it comes back', async () => {
    const slow = heldTransport('slow');
    const { clock, engine } = await open({ transport: slow, handOverMs: 3_600_000, pace: { perHour: 8 } });
    const broadcast = await engine.send({ ...request, to, notAfter: '10m', batchRecipients: 8 });
    while (slow.groups.length < 1) {
      await turn();
      if (slow.groups.length === 0 && clock.next() === 100) clock.advance(100);
    }
    await broadcast.done;
    const taken = slow.groups[0]!.parcels.length;
    clock.advance(600_000);
    await turns(5);
    for (const group of slow.groups)
      group.answer((_, n) => (n === 0 ? DELIVERED : { state: 'deferred', reason: 'later' }));
    const report = await broadcast.settled;
    expectConserved(report);
    const delivered = slow.groups.length;
    expect(taken).toBeGreaterThan(1);
    expect(report).toMatchObject({ delivered, expired: 24 - delivered, pending: 0, failed: 0 });
    await engine.close();
  });
});

describe('a pause', () => {
  it('of a broadcast holds it alone, also after a restart', async () => {
    const memory = memoryTransport();
    const { engine, options } = await open({ transport: memory });
    const held = quiet(await engine.send({ ...request, to, holdMs: 1_000 }));
    await held.done;
    expect(held.pause()).toMatchObject({ paused: true });
    const other = await engine.send({ ...request, to: people(3) });
    expect(await other.settled).toMatchObject({ delivered: 3 });
    await engine.close();
    const again = await openEngine(options);
    const [resumed] = (await again.resume()).resumed;
    options.clock.advance(60_000);
    await turns(10);
    expect(memory.parcels).toHaveLength(3);
    expect(await again.report(held.id)).toMatchObject({ paused: true, pending: 24 });
    again.unpause({ broadcast: held.id });
    expect(await resumed!.settled).toMatchObject({ delivered: 24, paused: false });
    await again.close();
  });

  it('that could not be stored is none', async () => {
    let failing = false;
    const random: Random = {
      bytes(length) {
        // Nonces of 24 bytes are drawn inside commits alone.
        if (failing && length === 24) throw new Error('as if the disk had failed');
        return systemRandom.bytes(length);
      },
      hedge: () => systemRandom.hedge(),
    };
    const memory = memoryTransport();
    const { clock, engine } = await open({ transport: memory, random });
    const broadcast = quiet(await engine.send({ ...request, to, holdMs: 1_000 }));
    await broadcast.done;
    failing = true;
    expect(() => broadcast.pause()).toThrow(expect.objectContaining({ code: 'SPOOL_DAMAGED' }));
    failing = false;
    expect(broadcast.report()).toMatchObject({ paused: false });
    clock.advance(1_000);
    expect(await broadcast.settled).toMatchObject({ delivered: 24, paused: false });
    await engine.close();
  });

  it('of a broadcast in the middle lets end what is with the transport, and lets it expire', async () => {
    const slow = heldTransport('slow');
    const { clock, engine } = await open({ transport: slow, pace: { perSecond: 5 } });
    const broadcast = await engine.send({ ...request, to, expires: '1h' });
    while (slow.groups.length < 1) {
      await turn();
      if (slow.groups.length === 0 && clock.next() === 100) clock.advance(100);
    }
    broadcast.pause();
    slow.groups[0]!.answer(DELIVERED);
    await turns(5);
    clock.advance(60_000);
    await turns(10);
    expect(broadcast.report()).toMatchObject({ delivered: 5, pending: 19 });
    expect(slow.groups).toHaveLength(1);
    expect(await passTime(broadcast.settled, clock)).toMatchObject({ delivered: 5, expired: 19 });
    expect(clock.now()).toBe(START + 3_600_000);
    await engine.close();
  });

  it('of the engine holds all, of a transport what is its own; a name that is not there is refused', async () => {
    const memory = memoryTransport();
    const { engine } = await open({ transport: memory });
    for (const what of [{}, { transport: 'memory' }]) {
      const before = memory.parcels.length;
      engine.pause(what);
      const broadcast = await engine.send({ ...request, to });
      await broadcast.done;
      await turns(10);
      expect(memory.parcels).toHaveLength(before);
      engine.unpause(what);
      expect(await broadcast.settled).toMatchObject({ delivered: 24 });
    }
    expect(() => engine.pause({ transport: 'carrier-pigeon' })).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => engine.pause({ broadcast: '00'.repeat(16) })).toThrow(
      expect.objectContaining({ code: 'BROADCAST_UNKNOWN' }),
    );
    await engine.close();
  });

  it('of the engine does not keep anything from expiring', async () => {
    const { clock, engine } = await open({ transport: memoryTransport() });
    engine.pause();
    const broadcast = await engine.send({ ...request, to, expires: '1h' });
    await broadcast.done;
    await turns(3);
    expect(await passTime(broadcast.settled, clock)).toMatchObject({ delivered: 0, expired: 24 });
    expect(clock.now()).toBe(START + 3_600_000);
    await engine.close();
  });
});

describe('delivery', () => {
  /** Gives the rest of its people only when it is told. */
  function waiting(first: number) {
    let tell!: () => void;
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    async function* rows() {
      yield* to.slice(0, first);
      await told;
      yield* to.slice(first);
    }
    return { rows: rows(), tell };
  }
  const small = { batchRecipients: 4, windowChunks: 1 };

  it('begins while sealing goes on, with what is committed', async () => {
    const memory = memoryTransport();
    const { engine } = await open({ transport: memory });
    const { rows, tell } = waiting(13);
    const broadcast = await engine.send({ ...request, to: rows, ...small });
    while (broadcast.report().delivered < 12) await turn();
    expectConserved(broadcast.report());
    expect(broadcast.report()).toMatchObject({ state: 'sealing', sealed: 12, delivered: 12 });
    tell();
    const report = await broadcast.settled;
    expectConserved(report);
    expect(report).toMatchObject({ state: 'sealed', sealed: 24, delivered: 24 });
    expect(new Set(memory.parcels.map(({ id }) => id)).size).toBe(24);
    await engine.close();
  });

  it('goes on after a death while both were under way: nobody skipped, nobody twice', async () => {
    const memory = memoryTransport();
    const { engine, options } = await open({ transport: memory });
    const { rows } = waiting(13);
    const broadcast = await engine.send({ ...request, to: rows, ...small, idempotencyKey: 'k' });
    broadcast.done.catch(() => {});
    while (broadcast.report().delivered < 12) await turn();
    const dead = copyFiles(options.dir, home());
    await engine.close();
    const again = await openEngine({ ...options, dir: dead });
    const second = await again.send({ ...request, to, ...small, idempotencyKey: 'k' });
    const report = await second.settled;
    expectConserved(report);
    expect(report).toMatchObject({ sealed: 24, delivered: 24, unknown: 0 });
    expect(memory.parcels).toHaveLength(24);
    expect(new Set(memory.parcels.map(({ id }) => id)).size).toBe(24);
    await again.close();
  });

  it('does not begin before the end where too many refusals would end it all', async () => {
    const memory = memoryTransport();
    const { engine } = await open({ transport: memory });
    const { rows, tell } = waiting(13);
    const broadcast = await engine.send({ ...request, to: rows, ...small, maxRefused: 3 });
    while (broadcast.report().sealed < 12) await turn();
    await turns(10);
    expect(memory.parcels).toEqual([]);
    tell();
    expect(await broadcast.settled).toMatchObject({ delivered: 24 });
    async function* bad() {
      yield* to.slice(0, 13);
      for (let n = 0; n < 4; n++) yield { id: `bad-${n}`, publicKey: '' };
      yield* to.slice(13);
    }
    const refused = quiet(await engine.send({ ...request, to: bad(), ...small, maxRefused: 3 }));
    await expect(refused.done).rejects.toMatchObject({ code: 'TOO_MANY_REFUSED' });
    expect(memory.parcels).toHaveLength(24);
    expect(refused.report()).toMatchObject({ state: 'aborted', delivered: 0 });
    await engine.close();
  });

  it('is in an order that differs each time, is not the spool’s, and goes by groups of different sizes', async () => {
    const all = people(400);
    const orders: string[] = [];
    for (let run = 0; run < 2; run++) {
      const { transport, seen, groups } = asking(
        'first',
        () => 0,
        () => DELIVERED,
      );
      const ladder = (['emergency', 'payment', 'chat', 'broadcast'] as const).map((name) => ({
        ...{ class: name, floor: 0, group: 40, jitterMs: 20 },
      }));
      const { clock, engine, options } = await open({ transport, ladder });
      const broadcast = await engine.send({ ...request, to: all, batchRecipients: 100 });
      await passTime(broadcast.settled, clock);
      const spool: string[] = [];
      for await (const envelope of engine.envelopes(broadcast)) spool.push(hex(envelope.subarray(24, 40)));
      const handed = seen.map(({ parcel }) => parcel.id);
      expect(handed.toSorted()).toEqual(spool.toSorted());
      // In a random order two in a row are neighbours of the spool twice in four hundred.
      const place = new Map(spool.map((id, n) => [id, n]));
      const neighbours = handed.slice(1).filter((id, n) => place.get(id)! - place.get(handed[n]!)! === 1);
      expect(neighbours.length).toBeLessThan(20);
      // Batches are mixed: the first group has some of each.
      expect(new Set(handed.slice(0, groups[0]).map((id) => Math.floor(place.get(id)! / 100))).size).toBe(4);
      expect(new Set(groups).size).toBeGreaterThan(3);
      for (const size of groups.slice(0, -1)) expect(size).toBeGreaterThanOrEqual(20);
      expect(Math.max(...groups)).toBeLessThanOrEqual(40);
      orders.push(seen.map(({ parcel }) => parcel.route!.reveal()).join());
      await engine.close();
      expect(options.clock.now()).toBeGreaterThan(START);
    }
    expect(orders[0]).not.toBe(orders[1]);
  });

  it('says how long envelopes waited, and how long a hand-over took', async () => {
    const slow = heldTransport('slow');
    const { clock, engine } = await open({ transport: slow });
    engine.pause({ transport: 'slow' });
    const broadcast = await engine.send({ ...request, to, class: 'payment' });
    await broadcast.done;
    clock.advance(40);
    engine.unpause({ transport: 'slow' });
    while (slow.groups.length < 1) await turn();
    clock.advance(7);
    slow.groups[0]!.answer(DELIVERED);
    await broadcast.settled;
    const { payment, chat } = engine.latency();
    expect(payment.wait).toEqual({
      count: 24,
      meanMs: expect.closeTo(40, 0),
      p50Ms: expect.closeTo(40, 0),
      p90Ms: expect.closeTo(40, 0),
      p99Ms: expect.closeTo(40, 0),
      maxMs: expect.closeTo(40, 0),
      buckets: payment.wait.buckets.map(({ leMs }) => ({ leMs, count: leMs < 40 ? 0 : 24 })),
    });
    expect(payment.wait.buckets.map(({ leMs }) => leMs)).toEqual(expect.arrayContaining([1, 20, 50, 3_600_000]));
    expect(payment.handOver).toMatchObject({ count: 1, p99Ms: expect.closeTo(7, 0) });
    expect(payment.handOver.buckets.find(({ count }) => count === 1)).toEqual({ leMs: 10, count: 1 });
    expect(chat.wait).toMatchObject({ count: 0, meanMs: 0, p50Ms: 0, p90Ms: 0, p99Ms: 0, maxMs: 0 });
    await engine.close();
    expect(() => engine.latency()).toThrow(expect.objectContaining({ code: 'ENGINE_CLOSED' }));
  });

  it('has the most important first, whichever came first', async () => {
    const memory = memoryTransport();
    const { engine } = await open({ transport: memory });
    engine.pause();
    const classes = ['broadcast', 'chat', 'payment', 'emergency'] as const;
    const all: Broadcast[] = [];
    for (const name of classes) all.push(await engine.send({ ...request, to: people(5), class: name }));
    await Promise.all(all.map(({ done }) => done));
    await turns(5);
    engine.unpause();
    await Promise.all(all.map(({ settled }) => settled));
    const order = [...new Set(memory.parcels.map(({ broadcast }) => hex(broadcast)))];
    expect(order).toEqual(all.map(({ id }) => id).reverse());
    await engine.close();
  });
});

describe('closing', () => {
  it('waits for what a transport is at, counts its outcome, and begins nothing more', async () => {
    const slow = heldTransport('slow');
    const { engine, options } = await open({ transport: slow, pace: { perDay: 10 } });
    const broadcast = quiet(await engine.send({ ...request, to }));
    while (slow.groups.length < 1) {
      await turn();
      if (options.clock.next() === 100) options.clock.advance(100);
    }
    let closed = false;
    const closing = engine.close().then(() => {
      closed = true;
    });
    await turns(20);
    expect(closed).toBe(false);
    slow.groups[0]!.answer(DELIVERED);
    await closing;
    await expect(broadcast.settled).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(slow.groups).toHaveLength(1);
    const again = await openEngine({ ...options, readOnly: true });
    expect(await again.report(broadcast.id)).toMatchObject({ delivered: 10, unknown: 0, pending: 14 });
    await again.close();
  });

  it.each([
    ['no longer than it is told', 5_000, 5_000],
    ['no longer than for a last answer', 0, 0],
  ])('waits %s; then that is unknown', async (_how, graceMs, waitedMs) => {
    const slow = heldTransport('slow');
    const { clock, engine, options } = await open({ transport: slow });
    const broadcast = quiet(await engine.send({ ...request, to }));
    while (slow.groups.length < 1) await turn();
    const closing = engine.close({ graceMs });
    await turns(5);
    if (waitedMs > 0) {
      const toldMs = waitedMs - limits.drainAnswerMs;
      clock.advance(toldMs - 1);
      await turns(5);
      expect(slow.groups[0]!.signal.aborted).toBe(false);
      clock.advance(1);
      await turns(5);
      expect(slow.groups[0]!.signal.aborted).toBe(true);
      expect(slow.groups).toHaveLength(1);
      clock.advance(limits.drainAnswerMs);
    } else clock.advance(limits.lastAnswerMs);
    await closing;
    expect(slow.groups[0]!.signal.aborted).toBe(true);
    const again = await openEngine({ ...options, transport: memoryTransport() });
    expect(await again.report(broadcast.id)).toMatchObject({ unknown: 24, pending: 0 });
    expect(await again.resume()).toEqual({ resumed: [], waiting: [] });
    await again.close();
  });
});

describe('what is not waited for', () => {
  it.each([
    ['a close', true],
    ['an abort', false],
  ])(
    'by %s is asked for again where the other side drops repeats, unless nothing may go any more',
    async (_how, closes) => {
      const slow = heldTransport('slow', true);
      const { engine, options } = await open({ transport: slow });
      const broadcast = quiet(await engine.send({ ...request, to }));
      while (slow.groups.length < 1) await turn();
      if (!closes) {
        const aborted = await passTime(broadcast.abort(), options.clock);
        expectConserved(aborted);
        expect(aborted).toMatchObject({ state: 'aborted', unknown: 24, pending: 0, recalled: 0 });
      }
      await passTime(engine.close({ graceMs: 0 }), options.clock);
      const memory = { ...memoryTransport(), name: 'slow', dropsRepeats: true };
      const again = await openEngine({ ...options, transport: memory });
      const before = await again.report(broadcast.id);
      expectConserved(before);
      expect(before).toMatchObject(closes ? { pending: 24, unknown: 0 } : { pending: 0, unknown: 24 });
      const { resumed } = await again.resume();
      expect(resumed).toHaveLength(closes ? 1 : 0);
      if (closes) {
        expect(await resumed[0]!.settled).toMatchObject({ delivered: 24, unknown: 0 });
        const ids = (parcels: readonly { id: string }[]): string[] => parcels.map(({ id }) => id).sort();
        expect(ids(memory.parcels)).toEqual(ids(slow.groups[0]!.parcels));
      }
      await again.close();
    },
  );
});

describe('an audience that fails half-way', () => {
  it.each([
    ['in time is counted', limits.closeGraceMs - 1, 'delivered'],
    ['too late is unknown', limits.closeGraceMs + limits.lastAnswerMs, 'unknown'],
  ])('stops delivery; an answer %s, and the same send goes on', async (_when, waitedMs, state) => {
    const slow = heldTransport('slow');
    const { clock, engine } = await open({ transport: slow });
    let fail!: () => void;
    const failed = new Promise<void>((resolve) => {
      fail = resolve;
    });
    async function* half() {
      yield* to.slice(0, 16);
      await failed;
      throw new Error('the database went away');
    }
    const small = { ...request, batchRecipients: 8, windowChunks: 1, idempotencyKey: 'again' };
    const broadcast = quiet(await engine.send({ ...small, to: half() }));
    const { done } = broadcast;
    let told = false;
    done.catch(() => {
      told = true;
    });
    while (slow.groups.length < 1) await turn();
    fail();
    const failedAt = clock.now();
    while (clock.next() !== limits.closeGraceMs) await turn();
    // One or two, as sealing and delivery came along.
    const begun = slow.groups.length;
    const handed = slow.groups.flatMap(({ parcels }) => parcels).length;
    const counted = { delivered: 0, unknown: 0, [state]: handed };
    for (const until of [limits.closeGraceMs - 1, limits.closeGraceMs, waitedMs]) {
      clock.advance(Math.max(0, Math.min(until, waitedMs) - (clock.now() - failedAt)));
      await turns(5);
    }
    expect([slow.groups[0]!.signal.aborted, told]).toEqual(Array(2).fill(waitedMs > limits.closeGraceMs));
    for (const { answer } of slow.groups) answer(DELIVERED);
    await expect(done).rejects.toMatchObject({ code: 'AUDIENCE_UNREADABLE' });
    await expect(broadcast.settled).rejects.toMatchObject({ code: 'AUDIENCE_UNREADABLE' });
    const report = await engine.report(broadcast.id);
    expectConserved(report);
    expect(report).toMatchObject({ state: 'sealing', ...counted, pending: report.envelopes - handed });
    expect(slow.groups).toHaveLength(begun);

    const again = await engine.send({ ...small, to });
    expect(again.id).toBe(broadcast.id);
    let settled: Report | undefined;
    again.settled.then((final) => {
      settled = final;
    });
    for (let n = begun; settled === undefined; await turn())
      if (n < slow.groups.length) slow.groups[n++]!.answer(DELIVERED);
    expectConserved(settled);
    expect(settled).toMatchObject({ sealed: 24, delivered: 24 - counted.unknown, unknown: counted.unknown });
    const ids = slow.groups.flatMap(({ parcels }) => parcels.map(({ id }) => id));
    expect([ids.length, new Set(ids).size]).toEqual([24, 24]);
    await engine.close();
  });
});

describe('a commit that fails in the middle of delivery', () => {
  it('stops it honestly, and resume goes on', async () => {
    let failing = false;
    const random: Random = {
      bytes(length) {
        // Nonces of 24 bytes are drawn inside commits alone.
        if (failing && length === 24) throw new Error('as if the disk had failed');
        return systemRandom.bytes(length);
      },
      hedge: () => systemRandom.hedge(),
    };
    const slow = heldTransport('slow');
    const { clock, engine, options } = await open({ transport: slow, random, pace: { perSecond: 10 } });
    const broadcast = await engine.send({ ...request, to });
    while (slow.groups.length < 1) {
      await turn();
      if (slow.groups.length === 0 && clock.next() === 100) clock.advance(100);
    }
    // The erasure at the end of sealing draws such, too.
    await broadcast.done;
    failing = true;
    slow.groups[0]!.answer(DELIVERED);
    const error: SealcastError = await broadcast.settled.then(
      () => expect.fail('it settled'),
      (reason) => reason,
    );
    expect(error.code).toBe('SPOOL_DAMAGED');
    failing = false;
    expectConserved(broadcast.report());
    expect(broadcast.report()).toMatchObject({ delivered: 0, pending: 24 });
    expect(await engine.report(broadcast)).toEqual(broadcast.report());
    const memory = memoryTransport();
    await engine.close();
    const again = await openEngine({ ...options, transport: memory, pace: {} });
    const [resumed] = (await again.resume()).resumed;
    const report = await resumed!.settled;
    expectConserved(report);
    expect(report).toMatchObject({ unknown: 10, delivered: 14, pending: 0 });
    await again.close();
  });
});

describe('the pace of recipients', () => {
  it('is kept per device over broadcasts, and the others do not wait for them', async () => {
    const clock = new ManualClock(START);
    const { transport, seen } = asking(
      'first',
      () => clock.now(),
      () => DELIVERED,
    );
    const { engine } = await open({ clock, transport, pace: { recipients: { perMinute: 2 } } });
    const all: Broadcast[] = [];
    for (let n = 0; n < 5; n++) all.push(await engine.send({ ...request, to: people(n === 4 ? 9 : 6) }));
    // Sealed before time passes: threads have a clock of their own.
    await Promise.all(all.map(({ done }) => done));
    await passTime(Promise.all(all.map(({ settled }) => settled)), clock);
    for (let n = 0; n < 9; n++) {
      const times = seen.filter(({ parcel }) => parcel.route!.reveal() === `route-${n}`).map(({ at }) => at - START);
      const minutes = times.map((at) => Math.floor(at / 60_000));
      expect(minutes).toEqual(n < 6 ? [0, 0, 1, 1, 2] : [0]);
      for (const [i, at] of times.slice(2).entries()) expect(at - times[i]!).toBeGreaterThanOrEqual(60_000);
    }
    await engine.close();
  });
});
