import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_LADDER } from '../../src/delivery/ladder.ts';
import { type EngineOptions, type EnginePace, memoryTransport, type Outcome, openEngine } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { ManualClock } from '../../src/testing.ts';
import { copyFiles, device, expectConserved, hex, tempDir } from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
let homes = 0;
const START = 1_763_800_000_000;
const to = Array.from({ length: 30 }, (_, n) => ({ id: `person-${n}`, publicKey: hex(device(n % 30).publicKey) }));

/** An engine by a manual clock, and when each envelope was handed over. */
async function open(pace: EnginePace | undefined, more: Partial<EngineOptions> = {}) {
  const clock = new ManualClock(START);
  const times: number[] = [];
  const memory = memoryTransport();
  const transport = {
    name: 'timed',
    deliver(parcels: Parameters<typeof memory.deliver>[0], signal: AbortSignal): Promise<readonly Outcome[]> {
      times.push(...parcels.map(() => clock.now()));
      return memory.deliver(parcels, signal);
    },
  };
  const paced = pace === undefined ? {} : { pace };
  const ladder = DEFAULT_LADDER.map((rung) => ({ ...rung, jitterMs: 0 }));
  const at = { dir: join(dir, `${++homes}`), threads: 1, clock, timer: clock };
  const options = { ...at, transport, ladder, ...paced, ...more };
  return { clock, times, engine: await openEngine(options), options };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets time pass whenever somebody waits for it, until the promise has settled. */
async function passTime<T>(promise: Promise<T>, clock: ManualClock): Promise<T> {
  let settled = false;
  const end = (): void => {
    settled = true;
  };
  promise.then(end, end);
  while (!settled) {
    const next = clock.next();
    if (next !== undefined) clock.advance(next);
    await turn();
  }
  return promise;
}

/** The most in any window of this length. */
const most = (times: readonly number[], windowMs: number): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));

describe('the pace of an engine', () => {
  it('lets exactly N through in a window, wherever the window begins, and everybody in the end', async () => {
    const { clock, times, engine } = await open({ perSecond: 4, perMinute: 20 });
    const broadcast = await engine.send({ from: 'city-hall', message: 'Slowly.', to, batchRecipients: 7 });
    const report = await passTime(broadcast.settled, clock);
    expectConserved(report);
    expect(report).toMatchObject({ delivered: 30, pending: 0 });
    expect(times).toHaveLength(30);
    expect([most(times, 1_000), most(times, 60_000)]).toEqual([4, 20]);
    expect(times.at(-1)! - START).toBeLessThan(70_000);
    await engine.close();
  });

  it('is as fast as the transport when nothing is said', async () => {
    const { times, engine } = await open(undefined);
    const broadcast = await engine.send({ from: 'city-hall', message: 'At once.', to });
    expect(await broadcast.settled).toMatchObject({ delivered: 30 });
    expect(new Set(times)).toEqual(new Set([START]));
    await engine.close();
  });

  it('holds for one sender beside others', async () => {
    const { clock, times, engine } = await open({ perMinute: 50, senders: { 'city-hall': { perMinute: 3 } } });
    const slow = await engine.send({ from: 'city-hall', message: 'Slowly.', to: to.slice(0, 6) });
    const fast = await engine.send({ from: 'fire-brigade', newSender: true, message: 'Fire.', to });
    await fast.settled;
    while (times.length < 33) await turn();
    expect(new Set(times)).toEqual(new Set([START]));
    expect(times).toHaveLength(33);
    expect(await passTime(slow.settled, clock)).toMatchObject({ delivered: 6 });
    expect(times.slice(33)).toEqual(Array(3).fill(START + 60_000));
    await engine.close();
  });

  it('changes under those who wait, and remembers what went', async () => {
    const { clock, times, engine } = await open({ perDay: 5 });
    const broadcast = await engine.send({ from: 'city-hall', message: 'Slowly.', to });
    while (broadcast.report().delivered < 5) await turn();
    clock.advance(1_000);
    expect(times).toHaveLength(5);
    expect(() => engine.pace({ perDay: 0 })).toThrow(expect.objectContaining({ code: 'USAGE' }));
    engine.pace({ perDay: 12 });
    // Some can go; a moment for more.
    while (clock.next() !== limits.paceGatherMs) await turn();
    clock.advance(limits.paceGatherMs);
    while (times.length < 12) await turn();
    while (clock.next() === undefined) await turn();
    expect(times.slice(5)).toEqual(Array(7).fill(START + 1_000 + limits.paceGatherMs));
    engine.pace({});
    expect(await broadcast.settled).toMatchObject({ delivered: 30 });
    expect(clock.now()).toBe(START + 1_000 + limits.paceGatherMs);
    await engine.close();
    expect(() => engine.pace({})).toThrow(expect.objectContaining({ code: 'ENGINE_CLOSED' }));
  });

  it('does not hold up an abort, nor a close', async () => {
    const first = await open({ perDay: 5 });
    const aborted = await first.engine.send({ from: 'city-hall', message: 'Slowly.', to });
    aborted.settled.catch(() => {});
    while (aborted.report().delivered < 5) await turn();
    const report = await aborted.abort();
    expectConserved(report);
    expect(report).toMatchObject({ delivered: 5, recalled: 25, unknown: 0 });
    await first.engine.close();

    const second = await open({ perDay: 5 });
    const left = await second.engine.send({ from: 'city-hall', message: 'Slowly.', to });
    left.settled.catch(() => {});
    while (left.report().delivered < 5) await turn();
    await second.engine.close();
    expect(second.clock.next()).toBeUndefined();
    const again = await openEngine({ ...second.options, pace: {} });
    const [resumed] = (await again.resume()).resumed;
    expect(await resumed!.settled).toMatchObject({ delivered: 30, unknown: 0 });
    expect(second.times).toHaveLength(30);
    await again.close();
  });

  it('holds across a death in the middle and a restart', async () => {
    const senders = { 'city-hall': { perHour: 7 } };
    const first = await open({ perDay: 10, senders });
    const broadcast = await first.engine.send({ from: 'city-hall', message: 'Slowly.', to });
    broadcast.settled.catch(() => {});
    while (broadcast.report().delivered < 7) await turn();
    first.clock.advance(600_000);
    // What a process that dies now leaves.
    const dead = copyFiles(first.options.dir, join(dir, `${++homes}`));
    await first.engine.close();
    expect(first.times).toHaveLength(7);

    const again = await openEngine({ ...first.options, dir: dead });
    const [resumed] = (await again.resume()).resumed;
    const report = await passTime(resumed!.settled, first.clock);
    expect(report).toMatchObject({ delivered: 30, unknown: 0 });
    expect(first.times).toHaveLength(30);
    expect([most(first.times, 3_600_000), most(first.times, 86_400_000)]).toEqual([7, 10]);
    // The seven of the first process count from when they went, to within what is stored of a window.
    expect(first.times[7]! - START).toBeGreaterThanOrEqual(3_600_000);
    expect(first.times[10]! - START).toBeGreaterThanOrEqual(86_400_000);
    expect(first.times[10]! - START).toBeLessThan(86_400_000 * 1.04);
    await again.close();
  });

  it('costs the expired no permits', async () => {
    const { clock, times, engine } = await open({ perDay: 5 });
    const broadcast = await engine.send({
      from: 'city-hall',
      message: 'Too late.',
      to,
      expires: '1h',
      batchRecipients: 7,
    });
    const report = await passTime(broadcast.settled, clock);
    expect(report).toMatchObject({ delivered: 5, expired: 25, pending: 0 });
    expect(times).toEqual(Array(5).fill(START));
    expect(clock.now() - START).toBe(3_600_000);
    await engine.close();
  });

  it.each([{ perSecond: 0 }, { senders: { 'city-hall': { perHour: 0.1 } } }, 7])('%j is refused', async (pace) => {
    await expect(open(pace as never)).rejects.toMatchObject({ code: 'USAGE' });
  });
});
