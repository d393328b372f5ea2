/** Rules about hours in a whole engine: who is left out at which moment, and what later moments do to what was sealed. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine, Report, SendRequest } from '../../src/index.ts';
import { memoryTransport } from '../../src/testing.ts';
import { people, place, request, stream } from '../broadcast/admit/support.ts';
import { expectConserved } from './support.ts';

const at = (text: string): number => Date.parse(text);
const base = { version: 1, name: 'mine' };
const NIGHT = { from: '22:00', to: '08:00', timeZone: 'Asia/Shanghai' };

let end: () => Promise<void> = async () => undefined;
afterEach(() => end());

async function opened(now: string, options = {}) {
  const here = await place({ threads: 1, ...options });
  end = here.end;
  const until = (moment: string): void => here.clock.advance(at(moment) - here.clock.now());
  until(now);
  return { ...here, until };
}

/** Berlin, New York, Shanghai, nowhere, what is no zone. */
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Shanghai', '', '+08:00'];
const world = people(5).map((one, i) => ({ ...one, timeZone: ZONES[i]! }));

async function sent(engine: Engine, more: Partial<SendRequest> = {}): Promise<Report> {
  const report = await (await engine.send(request(world, more))).done;
  expectConserved(report);
  return report;
}

/** As many rows as are to be sealed before the clock moves on are. */
async function sealed(engine: Engine, count: number): Promise<void> {
  while ((await engine.list())[0]!.sealed < count) await new Promise((resolve) => setImmediate(resolve));
}
const small = { batchRecipients: 1, windowChunks: 1 } as const;

async function reached(engine: Engine, { broadcast }: Report): Promise<string[]> {
  const found: string[] = [];
  for (const { id } of world)
    if (
      await engine.fetch(broadcast, id).then(
        () => true,
        (error) => error.code !== 'RECIPIENT_UNKNOWN',
      )
    )
      found.push(id);
  return found;
}

describe('quiet hours', () => {
  it.each([
    // 21:59:59.999 in Berlin, 15:59 in New York, 04:59 in Shanghai, and of who has no zone.
    ['2026-11-25T20:59:59.999Z', [0, 1], '2026-11-25T21:00:00.000Z'],
    ['2026-11-25T21:00:00.000Z', [1], '2026-11-26T03:00:00.000Z'],
    // 08:00 in Shanghai.
    ['2026-11-25T23:59:59.999Z', [1], '2026-11-26T03:00:00.000Z'],
    ['2026-11-26T00:00:00.000Z', [1, 2, 3, 4], '2026-11-26T03:00:00.000Z'],
  ])('at %s let through who has none', async (now, indexes, begin) => {
    const { engine } = await opened(now);
    const report = await sent(engine, { profile: { ...base, quietHours: NIGHT } });
    const quiet = 5 - indexes.length;
    expect(report).toMatchObject({ listed: 5, sealed: indexes.length, suppressed: quiet });
    expect(report.suppressedBy).toEqual({ 'quiet-hours': quiet });
    // What is no zone was ignored, and counted; the profile's own holds then.
    expect(report.dropped).toEqual({ timeZone: 1 });
    expect(report.hoursBegin).toEqual(new Date(at(begin)));
    expect(await reached(engine, report)).toEqual(indexes.map((i) => `person-${i}`));
  });

  it('are nobody’s in a class that the profile does not name, and cost nothing there', async () => {
    const { engine } = await opened('2026-11-25T21:00:00Z');
    const profile = { ...base, quietHours: NIGHT };
    for (const one of ['emergency', 'payment'] as const) {
      const report = await sent(engine, { profile, class: one });
      expect(report).toMatchObject({ sealed: 5, suppressed: 0, hoursBegin: null, dropped: {} });
    }
    const paid = { ...base, quietHours: { ...NIGHT, classes: ['payment'] } };
    expect((await sent(engine, { profile: paid, class: 'payment' })).suppressed).toBe(4);
    expect((await sent(engine, { profile: paid, class: 'chat' })).suppressed).toBe(0);
  });

  it('are asked of the moment of release, where it is held', async () => {
    const { engine } = await opened('2026-11-25T20:30:00Z');
    const profile = { ...base, quietHours: NIGHT };
    // In half an hour it is 22:00 in Berlin; a millisecond before it is not.
    expect((await sent(engine, { profile, holdMs: 30 * 60_000 })).sealed).toBe(1);
    const before = await sent(engine, { profile, holdMs: 30 * 60_000 - 1 });
    expect(before).toMatchObject({ sealed: 2, hoursBegin: new Date(at('2026-11-25T21:00:00Z')) });
  });

  it('are asked anew while an audience takes its time', async () => {
    const { engine, until } = await opened('2026-11-25T20:59:00Z');
    async function* slowly() {
      yield world[0]!;
      await sealed(engine, 1);
      until('2026-11-25T21:00:00Z');
      yield { ...world[1]!, timeZone: 'Europe/Berlin' };
      yield { ...world[2]!, timeZone: 'Europe/London' };
    }
    const report = await sent(engine, { to: slowly(), ...small, profile: { ...base, quietHours: NIGHT } });
    expect(report).toMatchObject({ sealed: 2, suppressedBy: { 'quiet-hours': 1 } });
  });
});

describe('what is released later than it is sealed', () => {
  const held = { ...base, quietHours: NIGHT, approval: { above: 0, within: '48h' } };

  it('can be approved until somebody’s hours begin, and is withdrawn then', async () => {
    const { engine, until } = await opened('2026-11-25T20:30:00Z', { transport: memoryTransport() });
    const [first, second] = [await sent(engine, { profile: held }), await sent(engine, { profile: held })];
    expect(first.approveUntil).toEqual(new Date(at('2026-11-25T21:00:00Z')));
    until('2026-11-25T20:59:59.999Z');
    expect((await engine.approve(first.broadcast)).admission).toBe('released');
    until('2026-11-25T21:00:00Z');
    await expect(engine.approve(second.broadcast)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
  });

  it('because its people had to be counted, is refused when hours began meanwhile', async () => {
    const { engine, until } = await opened('2026-11-25T20:59:59Z');
    const counted = { ...base, quietHours: NIGHT, caps: { recipientsPerBroadcast: 100 } };
    async function* slowly() {
      yield world[0]!;
      await sealed(engine, 1);
      until('2026-11-25T21:00:00Z');
    }
    const run = await engine.send(request(slowly(), { ...small, profile: counted }));
    await expect(run.done).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
      message: expect.stringContaining('began at 2026-11-25 21:00:00 UTC'),
    });
    // Sent again, it is not refused: who is in their hours is left out.
    expect(await sent(engine, { to: stream([world[0]!, world[1]!]), profile: counted })).toMatchObject({
      sealed: 1,
      suppressedBy: { 'quiet-hours': 1 },
    });
  });
});

describe('minors', () => {
  const minors = { from: '21:00', to: '06:00', timeZone: 'Asia/Shanghai' };
  const young = people(4).map((one, i) => ({ ...one, minor: ['yes', 'no', '', '13'][i]! }));

  it.each([
    ['2026-11-25T12:59:59.999Z', 'adult', 0],
    ['2026-11-25T13:00:00.000Z', 'adult', 1],
    ['2026-11-25T12:59:59.999Z', 'minor', 0],
    ['2026-11-25T13:00:00.000Z', 'minor', 3],
    ['2026-11-25T21:59:59.999Z', 'minor', 3],
    ['2026-11-25T22:00:00.000Z', 'minor', 0],
  ])('at %s, unknown is %s: %i are left out', async (now, unknown, suppressed) => {
    const { engine } = await opened(now);
    const report = await sent(engine, { to: young, profile: { ...base, minors: { ...minors, unknown } } });
    expect(report).toMatchObject({ suppressed, dropped: { minor: 1 } });
    expect(report.suppressedBy['minors-hours'] ?? 0).toBe(suppressed);
  });

  it('count for their own rule where both would leave them out', async () => {
    const { engine } = await opened('2026-11-25T14:30:00Z');
    const report = await sent(engine, { to: young, profile: { ...base, minors, quietHours: NIGHT } });
    expect(report.suppressedBy).toEqual({ 'minors-hours': 1, 'quiet-hours': 3 });
  });
});

describe('a broadcast that was interrupted', () => {
  it('is asked anew for those who are left, and of nobody who has it', async () => {
    const here = await opened('2026-11-25T20:59:00Z');
    const profile = { ...base, quietHours: NIGHT };
    const rows = people(40).map((one) => ({ ...one, timeZone: 'Europe/Berlin' }));
    let read = 0;
    const interrupted = (async function* () {
      for (const row of rows) {
        if (read++ === 25) void here.engine.close();
        yield row;
      }
    })();
    const again: Partial<SendRequest> = { profile, idempotencyKey: 'k', ...small };
    const run = await here.engine.send(request(interrupted, again));
    await expect(run.done).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const engine = await here.again();
    const [before] = await engine.list();
    expect(before!.sealed).toBeGreaterThan(0);
    here.until('2026-11-25T21:00:00Z');
    const report = await sent(engine, { to: stream(rows), ...again });
    expect(report).toMatchObject({ sealed: before!.sealed, suppressedBy: { 'quiet-hours': 40 - before!.sealed } });
    expect(report.hoursBegin).toEqual(new Date(at('2026-11-25T21:00:00Z')));
  });
});
