import { describe, expect, it } from 'vitest';
import { type Broadcast, type Engine, type Failure, type Outcome, openEngine } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { ManualClock } from '../../src/testing.ts';
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
} from './delivery-support.ts';
import { copyFiles, expectConserved, hex } from './support.ts';

const { open, home } = deliveryPlace();
const to = people(12);
const deferred = (more: Partial<Outcome> = {}): Outcome =>
  ({ state: 'deferred', reason: 'unavailable', ...more }) as Outcome;

async function failures(engine: Engine, broadcast: Broadcast, reason?: string): Promise<Failure[]> {
  const found: Failure[] = [];
  for await (const failure of engine.failures(broadcast, reason === undefined ? {} : { reason })) found.push(failure);
  return found;
}

/** Which of them this is: routes are known, and mailboxes are not. */
const person = (parcel: { route: { reveal(): string } | null }): number => Number(parcel.route!.reveal().slice(6));

describe('what was not taken', () => {
  it('is tried again with growing waits until it is, and is the same bytes under the same id', async () => {
    const clock = new ManualClock(START);
    const { transport, seen } = asking(
      'shaky',
      () => clock.now(),
      (_, times) => (times < 3 ? deferred() : DELIVERED),
    );
    const { engine } = await open({ clock, transport, retry: { backoffMs: 1_000 } });
    const broadcast = await engine.send({ ...request, to: people(1) });
    const report = await passTime(broadcast.settled, clock);
    expectConserved(report);
    expect(report).toMatchObject({ delivered: 1, failed: 0, unknown: 0, failedBy: {} });
    expect(new Set(seen.map(({ parcel }) => parcel.id + hex(parcel.envelope))).size).toBe(1);
    // Full jitter, and a tenth of a second in which a due time is stored.
    const waited = seen.slice(1).map(({ at }, n) => at - seen[n]!.at);
    expect(waited).toHaveLength(2);
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(0);
    expect(waited[0]).toBeLessThanOrEqual(1_000 + 200);
    expect(waited[1]).toBeLessThanOrEqual(2_000 + 200);
    await engine.close();
  });

  it('is not tried before the other side wants it', async () => {
    const clock = new ManualClock(START);
    const asked = deferred({ retryAfterMs: 90_000 } as Partial<Outcome>);
    const { transport, seen } = asking(
      'busy',
      () => clock.now(),
      (_, times) => (times < 2 ? asked : DELIVERED),
    );
    const { engine } = await open({ clock, transport, retry: { backoffMs: 500 } });
    const broadcast = await engine.send({ ...request, to });
    await passTime(broadcast.settled, clock);
    for (const { at } of seen.slice(12)) {
      expect(at - START).toBeGreaterThanOrEqual(90_000);
      expect(at - START).toBeLessThanOrEqual(90_500 + 200);
    }
    // Those that failed together do not come back together.
    expect(new Set(seen.slice(12).map(({ at }) => at)).size).toBeGreaterThan(1);
    await engine.close();
  });

  it('is given up after so many attempts, and counted by its reason', async () => {
    const clock = new ManualClock(START);
    const { transport, seen } = asking(
      'down',
      () => clock.now(),
      (parcel) =>
        person(parcel) < 4
          ? deferred()
          : person(parcel) < 6
            ? deferred({ reason: 'quota' } as Partial<Outcome>)
            : DELIVERED,
    );
    const { engine } = await open({ clock, transport, retry: { attempts: 3, backoffMs: 10 } });
    const broadcast = await engine.send({ ...request, to });
    const report = await passTime(broadcast.settled, clock);
    expectConserved(report);
    expect(report).toMatchObject({ delivered: 6, failed: 6, failedBy: { unavailable: 4, quota: 2 } });
    expect(seen).toHaveLength(6 + 3 * 6);
    await engine.close();
  });

  it('follows the rule of its reason: fail, next, attempts', async () => {
    const clock = new ManualClock(START);
    const reasons = ['banned', 'moved', 'odd', 'final', 'lost'];
    const first = asking(
      'first',
      () => clock.now(),
      (parcel) => {
        const reason = reasons[person(parcel) % 5]!;
        return {
          state: reason === 'odd' || reason === 'final' ? 'failed' : reason === 'lost' ? 'unknown' : 'deferred',
          reason,
        };
      },
    );
    const second = asking(
      'second',
      () => clock.now(),
      () => DELIVERED,
    );
    const rules = { banned: 'fail', moved: 'next', odd: { attempts: 2 }, lost: 'fail' } as const;
    const transports = [first.transport, second.transport];
    const { engine } = await open({ clock, transports, retry: { backoffMs: 10, rules } });
    const broadcast = await engine.send({ ...request, to: people(10) });
    const report = await passTime(broadcast.settled, clock);
    expectConserved(report);
    expect(report).toMatchObject({ delivered: 2, failed: 6, unknown: 2, failedBy: { banned: 2, odd: 2, final: 2 } });
    const times = [0, 1, 2, 3, 4].map((kind) => first.seen.filter(({ parcel }) => person(parcel) % 5 === kind).length);
    expect(times).toEqual([2, 2, 4, 2, 2]);
    expect(second.seen.map(({ parcel }) => person(parcel) % 5)).toEqual([1, 1]);
    await engine.close();
  });

  it('keeps its attempts and its time over a restart', async () => {
    const clock = new ManualClock(START);
    const asked = deferred({ retryAfterMs: 60_000 } as Partial<Outcome>);
    const { transport, seen } = asking(
      'down',
      () => clock.now(),
      () => asked,
    );
    const { engine, options } = await open({ clock, transport, retry: { attempts: 3, backoffMs: 1 } });
    const broadcast = await engine.send({ ...request, to });
    broadcast.settled.catch(() => {});
    while (seen.length < 12) await turn();
    while (clock.next() !== 60_000 && (clock.next() ?? 0) < 60_000) await turn();
    await engine.close();
    const again = await openEngine(options);
    const [resumed] = (await again.resume()).resumed;
    const report = await passTime(resumed!.settled, clock);
    expect(report).toMatchObject({ failed: 12, failedBy: { unavailable: 12 } });
    expect(seen).toHaveLength(36);
    for (const { at } of seen.slice(12, 24)) expect(at - START).toBeGreaterThanOrEqual(60_000);
    await again.close();
  });
});

describe('an answer that was lost', () => {
  const lost: Outcome = { state: 'unknown', reason: 'no-answer' };

  it('is asked for again where the other side drops repeats, and nowhere else', async () => {
    for (const dropsRepeats of [true, false]) {
      const clock = new ManualClock(START);
      const lossy = asking(
        'lossy',
        () => clock.now(),
        (_, times) => (times < 3 ? lost : DELIVERED),
        { dropsRepeats },
      );
      const { engine } = await open({ clock, transport: lossy.transport, retry: { backoffMs: 10 } });
      const broadcast = await engine.send({ ...request, to });
      const report = await passTime(broadcast.settled, clock);
      expectConserved(report);
      expect(report).toMatchObject(dropsRepeats ? { delivered: 12, unknown: 0 } : { delivered: 0, unknown: 12 });
      expect(lossy.seen).toHaveLength(dropsRepeats ? 36 : 12);
      await engine.close();
    }
  });

  it('stays unknown where a later one says that it was not taken', async () => {
    const clock = new ManualClock(START);
    const lossy = asking(
      'lossy',
      () => clock.now(),
      (_, times) => (times < 2 ? lost : deferred()),
      { dropsRepeats: true },
    );
    const { engine } = await open({ clock, transport: lossy.transport, retry: { attempts: 3, backoffMs: 10 } });
    const broadcast = await engine.send({ ...request, to });
    expect(await passTime(broadcast.settled, clock)).toMatchObject({ unknown: 12, failed: 0, failedBy: {} });
    await engine.close();
  });

  it('is a matter of the second transport at once: same id, same bytes, delivered', async () => {
    const clock = new ManualClock(START);
    const first = asking(
      'first',
      () => clock.now(),
      () => lost,
    );
    const second = asking(
      'second',
      () => clock.now(),
      () => DELIVERED,
    );
    const { engine } = await open({ clock, transports: [first.transport, second.transport] });
    const broadcast = await engine.send({ ...request, to });
    expect(await broadcast.settled).toMatchObject({ delivered: 12, unknown: 0 });
    const bytes = (seen: typeof first.seen): string[] =>
      seen.map(({ parcel }) => parcel.id + hex(parcel.envelope)).sort();
    expect(bytes(second.seen)).toEqual(bytes(first.seen));
    expect(second.seen.map(({ at }) => at)).toEqual(Array(12).fill(START));
    await engine.close();
  });

  it('by a death in the middle is asked for again where repeats are dropped, else unknown', async () => {
    for (const dropsRepeats of [true, false]) {
      const slow = heldTransport('slow', dropsRepeats);
      const { engine, options } = await open({ transport: slow });
      const broadcast = await engine.send({ ...request, to });
      while (slow.groups.length === 0) await turn();
      const dead = copyFiles(options.dir, home());
      slow.groups[0]!.answer(DELIVERED);
      await broadcast.settled;
      await engine.close();

      const second = asking(
        'slow',
        () => 0,
        () => DELIVERED,
        { dropsRepeats },
      );
      const again = await openEngine({ ...options, dir: dead, transport: second.transport });
      const [resumed] = (await again.resume()).resumed;
      const report = await resumed!.settled;
      expectConserved(report);
      expect(report).toMatchObject(dropsRepeats ? { delivered: 12, unknown: 0 } : { delivered: 0, unknown: 12 });
      const ids = (parcels: readonly { id: string }[]): string[] => parcels.map(({ id }) => id).sort();
      const repeated = ids(second.seen.map(({ parcel }) => parcel));
      expect(repeated).toEqual(dropsRepeats ? ids(slow.groups[0]!.parcels) : []);
      await again.close();
    }
  });
});

describe('fail-over', () => {
  const bytes = (parcels: readonly { id: string; envelope: Uint8Array }[]): string[] =>
    parcels.map(({ id, envelope }) => id + hex(envelope)).sort();

  it('gives what the first has not taken in time to the second, as it is', async () => {
    const clock = new ManualClock(START);
    const first = asking(
      'first',
      () => clock.now(),
      () => deferred(),
    );
    const second = asking(
      'second',
      () => clock.now(),
      () => DELIVERED,
    );
    const transports = [first.transport, second.transport];
    const options = { retry: { backoffMs: 200, backoffMaxMs: 400 }, failOver: { afterMs: 3_000 } };
    const { engine } = await open({ clock, transports, ...options });
    const broadcast = await engine.send({ ...request, to });
    expect(await passTime(broadcast.settled, clock)).toMatchObject({ delivered: 12, failed: 0 });
    expect(bytes(second.seen.map(({ parcel }) => parcel))).toEqual(
      bytes(first.seen.slice(0, 12).map(({ parcel }) => parcel)),
    );
    expect(Math.min(...second.seen.map(({ at }) => at)) - START).toBeGreaterThanOrEqual(3_000);
    expect(Math.max(...second.seen.map(({ at }) => at)) - START).toBeLessThan(4_000);
    await engine.close();
  });

  it('does not wait for a hand-over that never ends', async () => {
    const clock = new ManualClock(START);
    const stalled = heldTransport('stalled');
    const second = asking(
      'second',
      () => clock.now(),
      () => DELIVERED,
    );
    const { engine } = await open({ clock, transports: [stalled, second.transport], handOverMs: 20_000 });
    const broadcast = await engine.send({ ...request, to });
    const report = await passTime(broadcast.settled, clock);
    expectConserved(report);
    expect(report).toMatchObject({ delivered: 12, unknown: 0 });
    expect(stalled.groups).toHaveLength(1);
    expect(stalled.groups[0]!.signal.aborted).toBe(true);
    expect(bytes(second.seen.map(({ parcel }) => parcel))).toEqual(bytes(stalled.groups[0]!.parcels));
    // With the moment in which it could still have said what it knew.
    expect(new Set(second.seen.map(({ at }) => at - START))).toEqual(new Set([20_000 + limits.lastAnswerMs]));
    await engine.close();
  });

  it.each([
    [{ transports: [] }],
    [{ transports: [{ name: 'a' }] }],
    [{ transports: [heldTransport('a'), heldTransport('a')] }],
    [{ transports: [heldTransport('a')], transport: heldTransport('b') }],
    [{ transports: Array.from({ length: 17 }, (_, n) => heldTransport(`t${n}`)) }],
    [{ failOver: { afterMs: 0 } }],
    [{ failOver: { afterMs: Number.NaN } }],
    [{ handOverMs: -1 }],
    [{ handOverMs: 3_600_001 }],
    [{ retry: { attempts: 0 } }],
    [{ ladder: [] }],
  ])('%o is refused', async (options) => {
    await expect(open(options as never)).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('a retry of those that failed', () => {
  it('touches them and nobody else; the dead routes are listed by mailbox', async () => {
    const clock = new ManualClock(START);
    let mended = false;
    const { transport, seen } = asking(
      'first',
      () => clock.now(),
      (parcel) => {
        const n = person(parcel);
        if (n < 3) return { state: 'failed', reason: 'gone' };
        if (n < 5) return mended ? DELIVERED : { state: 'failed', reason: 'refused-403' };
        if (n < 6) return { state: 'unknown', reason: 'no-answer' };
        return DELIVERED;
      },
    );
    const { engine, options } = await open({ clock, transport });
    const broadcast = await engine.send({ ...request, to, batchRecipients: 5 });
    const before = await broadcast.settled;
    expect(before).toMatchObject({ delivered: 6, failed: 5, unknown: 1, failedBy: { gone: 3, 'refused-403': 2 } });
    const gone = await failures(engine, broadcast, 'gone');
    const mailboxes = seen.filter(({ parcel }) => person(parcel) < 3).map(({ parcel }) => hex(parcel.mailbox));
    expect(gone.map(({ mailbox }) => mailbox).sort()).toEqual(mailboxes.sort());
    expect(gone.every(({ state, reason }) => state === 'failed' && reason === 'gone')).toBe(true);
    const all = await failures(engine, broadcast);
    expect(all.map(({ reason }) => reason).sort()).toEqual([
      'gone',
      'gone',
      'gone',
      'no-answer',
      'refused-403',
      'refused-403',
    ]);

    mended = true;
    expect(await broadcast.retry({ reason: 'never-seen' })).toMatchObject({ retried: 0 });
    const { retried, settled } = await broadcast.retry({ reason: 'refused-403' });
    expect(retried).toBe(2);
    const after = await settled;
    expectConserved(after);
    expect(broadcast.report()).toEqual(after);
    expect(after).toEqual({ ...before, delivered: 8, failed: 3, failedBy: { gone: 3 } });
    expect(
      seen
        .slice(12)
        .map(({ parcel }) => person(parcel))
        .sort(),
    ).toEqual([3, 4]);
    expect((await failures(engine, broadcast)).sort(byMailbox)).toEqual(
      all.filter(({ reason }) => reason !== 'refused-403').sort(byMailbox),
    );

    // By another process, all that failed; with `unknown` those, too.
    await engine.close();
    const again = await openEngine(options);
    const second = await again.retry(broadcast.id);
    expect(second.retried).toBe(3);
    expect(await second.settled).toMatchObject({ delivered: 8, failed: 3, unknown: 1 });
    const third = await again.retry(broadcast.id, { reason: 'no-answer', unknown: true });
    expect(third.retried).toBe(1);
    expect(await third.settled).toMatchObject({ delivered: 8, failed: 3, unknown: 1 });
    expect(
      seen
        .slice(14)
        .map(({ parcel }) => person(parcel))
        .sort(),
    ).toEqual([0, 1, 2, 5]);
    await again.close();
  });

  it('while others still wait goes at once, and leaves them their time', async () => {
    const clock = new ManualClock(START);
    let mended = false;
    const later = deferred({ retryAfterMs: 600_000 } as Partial<Outcome>);
    const { transport, seen } = asking(
      'first',
      () => clock.now(),
      (parcel, times) => {
        if (person(parcel) % 2 === 0) return mended ? DELIVERED : { state: 'failed', reason: 'refused-403' };
        return times === 1 ? later : DELIVERED;
      },
    );
    const { engine } = await open({ clock, transport });
    // More batches than are open at a time: most are put away until what they hold is due.
    const broadcast = await engine.send({ ...request, to: people(80), batchRecipients: 2 });
    while (seen.length < 80 || broadcast.report().failed < 40) await turn();
    mended = true;
    expect(await broadcast.retry()).toMatchObject({ retried: 40 });
    while (broadcast.report().delivered < 40) await turn();
    expect(clock.now()).toBe(START);
    expect(seen).toHaveLength(120);
    const report = await passTime(broadcast.settled, clock);
    expectConserved(report);
    expect(report).toMatchObject({ delivered: 80, failed: 0, failedBy: {} });
    expect(seen).toHaveLength(160);
    for (const { at } of seen.slice(120)) expect(at - START).toBeGreaterThanOrEqual(600_000);
    await engine.close();
  });

  it('is refused once it would come too late, before all is sealed, and without a transport', async () => {
    const clock = new ManualClock(START);
    const { transport } = asking(
      'first',
      () => clock.now(),
      () => ({ state: 'failed', reason: 'gone' }),
    );
    const { engine, options } = await open({ clock, transport });
    const broadcast = await engine.send({ ...request, to, expires: '1h' });
    await broadcast.settled;
    clock.advance(3_600_000);
    await expect(broadcast.retry()).rejects.toMatchObject({ code: 'USAGE' });
    expect(await engine.report(broadcast)).toMatchObject({ failed: 12, pending: 0 });
    await engine.close();
    const { transport: _, ...without } = options;
    const bare = await openEngine(without);
    await expect(bare.retry(broadcast.id)).rejects.toMatchObject({ code: 'NO_TRANSPORT' });
    await bare.close();
  });

  const byMailbox = (a: Failure, b: Failure): number => (a.mailbox < b.mailbox ? -1 : 1);
});
