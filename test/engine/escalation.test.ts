import { describe, expect, it } from 'vitest';
import { type Engine, memoryTransport, type Outcome, type Parcel, type Transport } from '../../src/index.ts';
import { encodeReceipt, openEnvelope } from '../../src/open.ts';
import { ManualClock } from '../../src/testing.ts';
import {
  type Asked,
  asking,
  DELIVERED,
  deliveryPlace,
  passTime,
  people,
  request,
  START,
  turns,
} from './delivery-support.ts';
import { bytesOf, copyFiles, device, expectConserved, hex } from './support.ts';

const { open } = deliveryPlace();
const MINUTE = 60_000;
const urgent = { ...request, class: 'emergency', receipts: true } as const;
const escalate = { afterMs: MINUTE };
const UNKNOWN: Outcome = { state: 'unknown', reason: 'lost' };

/** The number of the person whose device a parcel is for. */
const personOf = ({ route }: Parcel): number => Number(route!.reveal().slice('route-'.length));
const personsOf = ({ seen }: Asked): number[] => seen.map(({ parcel }) => personOf(parcel)).sort((a, b) => a - b);

async function confirm(engine: Engine, sender: string, parcels: readonly Parcel[]): Promise<void> {
  const receipts: Uint8Array[] = [];
  for (const parcel of parcels) {
    const privateKey = device(personOf(parcel)).secret;
    const message = await openEnvelope(parcel.envelope, parcel.body, {
      privateKey,
      sender: bytesOf(sender),
      now: START,
    });
    receipts.push(encodeReceipt(message!));
  }
  expect((await engine.confirm(Buffer.concat(receipts))).refused).toBe(0);
}

/** Lanes a, b, c that answer as they are told; what they were given, and when. */
function lanes(clock: ManualClock, answers: { a?: () => Outcome; b?: () => Outcome; c?: () => Outcome } = {}) {
  const lane = (name: 'a' | 'b' | 'c'): Asked => asking(name, () => clock.now(), answers[name] ?? (() => DELIVERED));
  const [a, b, c] = [lane('a'), lane('b'), lane('c')];
  return { a, b, c, transports: [a.transport, b.transport, c.transport] };
}

describe('an emergency that nobody confirms', () => {
  it('goes from transport to transport, the same envelope, and stops at the receipt', async () => {
    const clock = new ManualClock(START);
    const { a, b, c, transports } = lanes(clock);
    const { engine } = await open({ clock, transports, escalate });
    const broadcast = await engine.send({ ...urgent, to: people(30) });
    const { sender } = await broadcast.done;
    await turns(60);
    expect(a.seen).toHaveLength(30);
    await confirm(
      engine,
      sender,
      a.seen.map(({ parcel }) => parcel).filter((parcel) => personOf(parcel) < 12),
    );
    expect(broadcast.report()).toMatchObject({ delivered: 30, pending: 0, confirmed: 12 });

    clock.advance(MINUTE - 1);
    await turns(60);
    expect(b.seen).toEqual([]);
    // Attempts are stored in tenths of a second, rounded up.
    clock.advance(101);
    await turns(60);
    expect(personsOf(b)).toEqual(Array.from({ length: 18 }, (_, n) => n + 12));
    for (const { parcel } of b.seen) {
      const first = a.seen.find((one) => one.parcel.id === parcel.id)!;
      expect(hex(parcel.envelope)).toBe(hex(first.parcel.envelope));
    }
    expect(broadcast.report()).toMatchObject({ delivered: 30, pending: 0, unknown: 0 });
    await confirm(
      engine,
      sender,
      b.seen.map(({ parcel }) => parcel).filter((parcel) => personOf(parcel) >= 15),
    );

    const settled = await passTime(broadcast.settled, clock);
    expect(personsOf(c)).toEqual([12, 13, 14]);
    expect(settled).toMatchObject({ envelopes: 30, delivered: 30, pending: 0, confirmed: 27 });
    expectConserved(settled);
    expect([a, b, c].map(({ seen }) => seen.length)).toEqual([30, 18, 3]);
    await engine.close();
  });

  it('is not waited for once all have confirmed', async () => {
    const clock = new ManualClock(START);
    const { a, b, transports } = lanes(clock);
    const { engine } = await open({ clock, transports, escalate });
    const broadcast = await engine.send({ ...urgent, to: people(12) });
    const { sender } = await broadcast.done;
    await turns(60);
    await confirm(
      engine,
      sender,
      a.seen.map(({ parcel }) => parcel),
    );
    expect(await broadcast.settled).toMatchObject({ delivered: 12, confirmed: 12 });
    expect(clock.now()).toBe(START);
    expect(b.seen).toEqual([]);
    await engine.close();
  });

  it.each([
    ['of another class', { class: 'payment' as const }, escalate],
    ['without receipts', { receipts: false }, escalate],
    ['where the host does not want it', {}, undefined],
  ])('%s stays where it is', async (_what, more, wanted) => {
    const clock = new ManualClock(START);
    const { a, b, transports } = lanes(clock);
    const { engine } = await open({ clock, transports, ...(wanted === undefined ? {} : { escalate: wanted }) });
    const broadcast = await engine.send({ ...urgent, ...more, to: people(3) });
    expect(await broadcast.settled).toMatchObject({ delivered: 3 });
    expect([a.seen.length, b.seen.length]).toEqual([3, 0]);
    await engine.close();
  });

  it('stops when it expires, and is delivered', async () => {
    const clock = new ManualClock(START);
    const { b, transports } = lanes(clock);
    const { engine } = await open({ clock, transports, escalate: { afterMs: 10 * MINUTE } });
    const broadcast = await engine.send({ ...urgent, to: people(4), notAfter: new Date(START + MINUTE) });
    const settled = await passTime(broadcast.settled, clock);
    expect(settled).toMatchObject({ delivered: 4, expired: 0, pending: 0 });
    expect(clock.now() - START).toBeLessThan(2 * MINUTE);
    expect(b.seen).toEqual([]);
    expectConserved(settled);
    await engine.close();
  });

  it('goes on after a restart, not before its time', async () => {
    const clock = new ManualClock(START);
    const first = lanes(clock);
    const { engine, options } = await open({ clock, transports: first.transports, escalate });
    const broadcast = await engine.send({ ...urgent, to: people(20), idempotencyKey: 'once' });
    const { sender } = await broadcast.done;
    await turns(60);
    await confirm(
      engine,
      sender,
      first.a.seen.map(({ parcel }) => parcel).filter((parcel) => personOf(parcel) < 5),
    );
    await engine.close();

    const { a, b, c, transports } = lanes(clock);
    const again = await open({ ...options, clock, transports });
    const { resumed } = await again.engine.resume();
    expect(resumed).toHaveLength(1);
    await turns(60);
    clock.advance(MINUTE - 1);
    await turns(60);
    expect([a, b, c].map(({ seen }) => seen.length)).toEqual([0, 0, 0]);
    const settled = await passTime(resumed[0]!.settled, clock);
    expect([a, b, c].map(({ seen }) => seen.length)).toEqual([0, 15, 15]);
    expect(settled).toMatchObject({ delivered: 20, unknown: 0 });
    expectConserved(settled);
    expect((await again.engine.resume()).resumed).toEqual([]);
    await again.engine.close();
  });

  it('that a process died over goes on to the one after, and stays delivered', async () => {
    const clock = new ManualClock(START);
    const { a, c } = lanes(clock);
    const parcels: Parcel[] = [];
    const silent: Transport = {
      name: 'b',
      deliver: (group) => {
        parcels.push(...group);
        return new Promise(() => {});
      },
    };
    const { engine, options } = await open({ clock, transports: [a.transport, silent, c.transport], escalate });
    const broadcast = await engine.send({ ...urgent, to: people(6) });
    await broadcast.done;
    await turns(60);
    clock.advance(MINUTE + 100);
    await turns(60);
    expect(parcels).toHaveLength(6);
    expect(broadcast.report()).toMatchObject({ delivered: 6, pending: 0 });
    // Once as a copy of the files at this instant has it, and once as the process itself, which gives the hand-over up.
    const copy = copyFiles(engine.dir, `${engine.dir}-died`);
    await passTime(engine.close({ graceMs: 0 }), clock);
    const died = clock.now();
    for (const dir of [copy, engine.dir]) {
      const clock = new ManualClock(died);
      const { b, c, transports } = lanes(clock);
      const again = await open({ ...options, dir, clock, timer: clock, transports });
      expect((await again.engine.list())[0]).toMatchObject({ delivered: 6, unknown: 0, conserved: true });
      const { resumed } = await again.engine.resume();
      const settled = await passTime(resumed[0]!.settled, clock);
      expect([b.seen.length, c.seen.length]).toEqual([0, 6]);
      // The second may have had them.
      expect(c.seen[0]!.at - died).toBeGreaterThanOrEqual(MINUTE);
      expect(settled).toMatchObject({ delivered: 6, unknown: 0, pending: 0 });
      await again.engine.close();
    }
  });

  it('ends with the last receipt, though somebody else has none', async () => {
    const clock = new ManualClock(START);
    const gone = { state: 'failed', reason: 'gone' } as const;
    const a = asking(
      'a',
      () => clock.now(),
      (parcel) => (personOf(parcel) === 0 ? gone : DELIVERED),
    );
    const { b } = lanes(clock);
    const { engine } = await open({ clock, transports: [a.transport, b.transport], escalate });
    const broadcast = await engine.send({ ...urgent, to: people(3) });
    const { sender } = await broadcast.done;
    await turns(60);
    const parcels = a.seen.map(({ parcel }) => parcel);
    await confirm(
      engine,
      sender,
      parcels.filter((parcel) => personOf(parcel) > 0),
    );
    clock.advance(MINUTE + 100);
    await turns(60);
    expect(await Promise.race([broadcast.settled, turns(60)])).toMatchObject({ delivered: 2, failed: 1 });
    expect(b.seen).toEqual([]);
    await engine.close();
  });

  it.each([
    ['refuses it', { state: 'failed', reason: 'gone' } as const, [1, 1], 0],
    ['loses its answer', UNKNOWN, [1, 1], 1],
    // A lane that takes nothing is left alone after some groups.
    ['is busy', { state: 'deferred', reason: 'busy' } as const, [2, 3], 0],
    // Half a minute, which is the time of fail-over.
    ['wants an hour', { state: 'deferred', reason: 'busy', retryAfterMs: 3_600_000 } as const, [1, 1], 0],
  ] as const)('goes on to the next when the second %s', async (_what, answer, [least, most], waits) => {
    const clock = new ManualClock(START);
    const { b, c, transports } = lanes(clock, { b: () => answer });
    const retry = { attempts: 3, backoffMs: 1000, backoffMaxMs: 1000 };
    const { engine } = await open({ clock, transports, escalate, retry });
    const broadcast = await engine.send({ ...urgent, to: people(5) });
    const settled = await passTime(broadcast.settled, clock);
    expect(b.seen.length).toBeGreaterThanOrEqual(5 * least);
    expect(b.seen.length).toBeLessThanOrEqual(5 * most);
    expect(c.seen).toHaveLength(5);
    const gap = c.seen[0]!.at - b.seen.at(-1)!.at;
    if (waits === 1) expect(gap).toBeGreaterThanOrEqual(MINUTE);
    else expect(gap).toBeLessThan(MINUTE);
    expect(settled).toMatchObject({ delivered: 5, failed: 0, unknown: 0, failedBy: {} });
    expectConserved(settled);
    await engine.close();
  });

  it('whose answer was lost, and whose device has it, goes nowhere else', async () => {
    const clock = new ManualClock(START);
    const { b, transports } = lanes(clock);
    let engine!: Engine;
    let sender = '';
    const lossy: Transport = {
      name: 'a',
      async deliver(parcels) {
        await confirm(
          engine,
          sender,
          parcels.filter((parcel) => personOf(parcel) % 2 === 0),
        );
        return parcels.map(() => UNKNOWN);
      },
    };
    ({ engine } = await open({ clock, transports: [lossy, ...transports.slice(1)], escalate }));
    sender = hex((await engine.createSender('city-hall')).publicKey);
    const broadcast = await engine.send({ ...urgent, to: people(24) });
    const settled = await passTime(broadcast.settled, clock);
    expect(personsOf(b)).toEqual(Array.from({ length: 12 }, (_, n) => 2 * n + 1));
    expect(settled).toMatchObject({ delivered: 24, unknown: 0, confirmed: 12 });
    await engine.close();
  });

  it('is recalled from all who have it', async () => {
    const clock = new ManualClock(START);
    const { transports } = lanes(clock);
    const { engine } = await open({ clock, transports, escalate });
    const broadcast = await engine.send({ ...urgent, to: people(7) });
    await broadcast.done;
    await turns(60);
    const recall = await engine.recall(broadcast);
    expect(await recall.settled).toMatchObject({ withdrawn: 0, replaced: 7, tooLate: 0 });
    await expect(broadcast.settled).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await engine.report(broadcast)).toMatchObject({ state: 'aborted', delivered: 7, conserved: true });
    clock.advance(10 * MINUTE);
    await turns(60);
    expect((await engine.report(broadcast)).delivered).toBe(7);
    await engine.close();
  });

  it('has a time that is one', async () => {
    for (const afterMs of [0, -1, Number.NaN, 8 * 86_400_000])
      await expect(open({ transports: [memoryTransport()], escalate: { afterMs } })).rejects.toMatchObject({
        code: 'USAGE',
      });
  });
});
