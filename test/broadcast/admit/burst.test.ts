import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryTransport } from '../../../src/index.ts';
import { openSecret } from '../../engine/support.ts';
import { people, place, request } from './support.ts';

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
const NOTICE = 'Water is off on Friday from 9 to 12 in all of the old town.';
const ALMOST = 'Dear all, water is off on Thursday from 10 to 12 in all of the old town!';
const OTHER = 'The library is open on Sunday, and there is cake.';
const burst = { version: 1, name: 'mine', burst: { recipients: 50, window: '24h' } };

describe('the same text to many', () => {
  it('is held at 51 under wechat, which is the border, both sides', async () => {
    const { engine } = await opened({ profile: 'wechat' });
    expect((await (await engine.send(request(people(50), { message: NOTICE }))).done).admission).toBe('released');
    const { engine: next } = await opened({ profile: 'wechat' });
    const held = await (await next.send(request(people(51), { message: NOTICE }))).done;
    expect(held).toMatchObject({ admission: 'held', violations: [{ rule: 'same-text', effect: 'hold' }] });
    expect(held.violations[0]!.says).toBe('about the same text to 51 recipients > 50 in any 24h');
  });

  it('is found over several broadcasts, nearly the same, over restarts, within the window, of this sender', async () => {
    const made = await opened({ profile: burst });
    let { engine } = made;
    const send = async (count: number, message: string, more = {}) =>
      (await engine.send(request(people(count), { message, ...more }))).done;
    expect((await send(30, NOTICE)).admission).toBe('released');
    expect((await send(50, OTHER)).admission).toBe('released');
    expect((await send(50, NOTICE, { from: 'school', newSender: true })).admission).toBe('released');
    engine = await made.again();
    expect((await send(20, ALMOST)).admission).toBe('released');
    const held = await send(1, ALMOST);
    expect(held.violations[0]!.says).toBe('about the same text to 51 recipients > 50 in any 24h');
    const { violations } = engine.policy({ from: 'city-hall', message: NOTICE, recipients: 1 });
    // What is held counts, too: 51, and one more.
    expect(violations[0]?.says).toBe('about the same text to 52 recipients > 50 in any 24h');
    await engine.abort(held.broadcast);
    made.clock.advance(24 * HOUR - 1);
    expect((await send(1, NOTICE)).admission).toBe('held');
    made.clock.advance(1);
    expect((await send(49, NOTICE)).admission).toBe('released');
  });

  it('counts what is in the window of the profile that asks, whatever the other one had', async () => {
    const { engine, clock } = await opened();
    const under = (window: string) => ({ ...burst, burst: { recipients: 50, window } });
    const send = async (window: string) =>
      (await (await engine.send(request(people(30), { message: NOTICE, profile: under(window) }))).done).admission;
    expect(await send('7d')).toBe('released');
    clock.advance(2 * HOUR);
    expect(await send('1h')).toBe('released');
    expect(await send('7d')).toBe('held');
  });

  it('is decided one after the other, however they come', async () => {
    const transport = memoryTransport();
    const { engine } = await opened({ profile: burst, transport });
    await engine.createSender('city-hall');
    const sent = await Promise.all(
      Array.from({ length: 8 }, (_, i) => engine.send(request(people(12, 12 * i), { message: `${i} ${NOTICE}` }))),
    );
    const reports = await Promise.all(sent.map(({ done }) => done));
    expect(reports.filter(({ admission }) => admission === 'released')).toHaveLength(4);
    await Promise.all(sent.filter((_, i) => reports[i]!.admission === 'released').map(({ settled }) => settled));
    expect(transport.parcels).toHaveLength(48);
  });

  it('keeps a sketch no longer than it needs it, and not under a profile that does not ask', async () => {
    const made = await opened({ profile: burst });
    const { engine, clock } = made;
    const { dir } = engine;
    const sketch = async (id: string): Promise<number> =>
      (await openSecret(dir, join(dir, 'keyring'), 'retention', `${id}.sketch`)).length;
    const send = async (message: string, more = {}): Promise<string> =>
      (await (await engine.send(request(people(1), { message, ...more }))).done).broadcast;
    const open = await send(NOTICE, { profile: 'open' });
    const purged = await send(OTHER);
    const held = await (await engine.send(request(people(51), { message: NOTICE }))).done;
    const sent = await send(ALMOST);
    for (const id of [purged, held.broadcast, sent]) expect(await sketch(id)).toBeGreaterThan(100);
    await expect(sketch(open)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    await engine.purge(purged);
    await expect(sketch(purged)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    clock.advance(24 * HOUR - 1);
    expect(await sketch(sent)).toBeGreaterThan(100);
    clock.advance(2 * HOUR);
    await made.again();
    await expect(sketch(sent)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    // Withdrawn, since nobody approved it.
    await expect(sketch(held.broadcast)).rejects.toMatchObject({ code: 'KEY_ERASED' });
  });
});
