import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Message, memoryTransport, type SendRequest } from '../../../src/index.ts';
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

/** Every second letter followed by something, from the i-th copy on. */
function spread(text: string, hidden: string, i: number): string {
  return i === 0 ? text : text.replace(/(..)/gu, `$1${hidden}`);
}

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

  /** Another one for each copy, of which no two have anything in common. */
  const other = (i: number): string =>
    Array.from({ length: 400 }, (_, k) => String.fromCodePoint(0x4e00 + 400 * i + k)).join('');
  it.each<[what: string, message: (i: number) => Message | string, more?: Partial<SendRequest>]>([
    ['U+034F between its letters', (i) => spread(NOTICE, '\u034f', i)],
    ['U+FE0F between its letters', (i) => spread(NOTICE, '\ufe0f', i)],
    ['U+3164 between its letters', (i) => spread(NOTICE, '\u3164', i)],
    ['marks on its letters', (i) => spread(NOTICE, '\u0323', i)],
    [
      'Cyrillic among its letters',
      (i) => (i === 0 ? NOTICE : NOTICE.replace(/[aeo]/g, (x) => ({ a: 'а', e: 'е', o: 'о' })[x]!)),
    ],
    ['a field beside it that nobody sees', (i) => ({ text: NOTICE, x: other(i) })],
    ['what its markdown does not show', (i) => ({ text: `${NOTICE} <!-- ${other(i)} -->`, format: 'markdown' })],
    ['other texts, before fields that an app may show', (i) => ({ text: 'ab'[i]!.repeat(9), title: NOTICE })],
    ['blanks before it', (i) => `${'\u2800'.repeat(20_000 * i)}${NOTICE}`],
    ['the shortest retention', () => NOTICE, { retain: '1m' }],
  ])('is found with %s', async (_what, message, more) => {
    const { engine, clock } = await opened({ profile: burst });
    const send = async (i: number) =>
      (await engine.send(request(people(50, 50 * i), { message: message(i), ...more }))).done;
    const { admission, broadcast } = await send(0);
    expect(admission).toBe('released');
    clock.advance(2 * 60_000);
    const state = more === undefined ? 'sealed' : 'purged';
    await vi.waitFor(async () => expect((await engine.report(broadcast)).state).toBe(state));
    expect((await send(1)).violations[0]?.says).toBe('about the same text to 100 recipients > 50 in any 24h');
  });

  it('lets through other texts with the same fields beside them', async () => {
    const { engine } = await opened({ profile: burst });
    const send = async (text: string) =>
      (await (await engine.send(request(people(50), { message: { text, format: 'markdown', kind: 'news' } }))).done)
        .admission;
    expect([await send(NOTICE), await send(OTHER)]).toEqual(['released', 'released']);
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
    // Its sender says for how long it is kept, but not for how long it is compared; by hand it goes at once.
    const short = await send('Another text, which nobody else has.', { retain: '1h' });
    const both = await send('And one more, of which the like is not to be found.', { retain: '1h' });
    clock.advance(HOUR);
    for (const id of [short, both]) {
      await vi.waitFor(async () => expect((await engine.report(id)).state).toBe('purged'));
      expect(await sketch(id)).toBeGreaterThan(100);
      await expect(openSecret(dir, join(dir, 'keyring'), 'retention', id)).rejects.toMatchObject({
        code: 'KEY_ERASED',
      });
    }
    await engine.purge(both);
    await expect(sketch(both)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    await engine.purge(purged);
    await expect(sketch(purged)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    clock.advance(23 * HOUR - 1);
    for (const id of [sent, short]) expect(await sketch(id)).toBeGreaterThan(100);
    clock.advance(3 * HOUR);
    await made.again();
    for (const id of [sent, short]) await expect(sketch(id)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    // Withdrawn, since nobody approved it.
    await expect(sketch(held.broadcast)).rejects.toMatchObject({ code: 'KEY_ERASED' });
  });
});
