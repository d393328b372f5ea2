import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../../src/index.ts';
import { DELIVERED, heldTransport, people, request, turn } from '../engine/delivery-support.ts';
import { canaries, canaryRows, scan } from '../leaks/canaries.ts';
import { ask, login, operatorPlace, TOKEN } from './support.ts';

const { start } = operatorPlace();
const to = people(6);

/** What a person would read: text without tags. */
function read(text: string): string {
  return text
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ');
}

describe('an act', () => {
  it('is confirmed with what it will do, then done: pause, go on, abort', async () => {
    const slow = heldTransport('slow');
    const { engine, operator } = await start({ transport: slow });
    const inside = await login(operator.url);
    const broadcast = await engine.send({ ...request, to });
    await broadcast.done;
    const at = `/broadcasts/${broadcast.id}`;
    const pause = await inside.get(`${at}/pause`);
    expect(read(pause.text)).toContain('6 envelopes will wait');
    expect(pause.text).toContain(`action="${at}/pause"`);
    // Looking is no act.
    expect(broadcast.report().paused).toBe(false);
    expect((await inside.post(`${at}/pause`)).headers.location).toBe(at);
    expect(broadcast.report().paused).toBe(true);
    expect(read((await inside.get(at)).text)).toContain('Paused by an operator.');
    expect((await inside.get('/')).text).toContain(`${at}/unpause`);
    expect((await inside.post(`${at}/unpause`)).status).toBe(303);
    expect(broadcast.report().paused).toBe(false);
    const abort = read((await inside.get(`${at}/abort`)).text);
    expect(abort).toContain('will never be delivered');
    expect(abort).toContain('This cannot be undone.');
    expect((await inside.post(`${at}/abort`)).status).toBe(303);
    expect((await engine.report(broadcast)).state).toBe('aborted');
    // Again: nothing waits, and the engine says so.
    const again = await inside.post(`${at}/abort`);
    expect([again.status, read(again.text).includes('nothing of this broadcast waits')]).toEqual([409, true]);
  });

  it('recall withdraws, and tells devices; a notice cannot be recalled', async () => {
    const delivering: Transport = { name: 'good', deliver: async (parcels) => parcels.map(() => DELIVERED) };
    const { engine, operator } = await start({ transport: delivering });
    const inside = await login(operator.url);
    const broadcast = await engine.send({ ...request, to });
    await broadcast.settled;
    const at = `/broadcasts/${broadcast.id}`;
    const stop = await inside.get(`${at}/stop`);
    expect(stop.text).toContain(`href="${at}/recall"`);
    expect(stop.text).not.toContain(`href="${at}/abort"`);
    expect(read((await inside.get(`${at}/recall`)).text)).toContain('6 devices are sent a notice');
    expect((await inside.post(`${at}/recall`)).status).toBe(303);
    let { recalledBy } = await engine.report(broadcast);
    while (recalledBy === null) {
      await turn();
      ({ recalledBy } = await engine.report(broadcast));
    }
    for (const one of engine.running()) await one.settled;
    const { text } = await inside.get('/');
    expect(read(text)).toContain('recall notice');
    expect(read(text)).toContain('Recalled');
    const notice = await inside.post(`/broadcasts/${recalledBy}/recall`);
    expect([notice.status, read(notice.text).includes('a recall notice cannot be recalled')]).toEqual([409, true]);
  });

  it('on everything, and on one transport', async () => {
    const { engine, operator } = await start({ transport: heldTransport('slow') });
    const inside = await login(operator.url);
    expect((await inside.get('/pause')).text).toContain('action="/pause"');
    await inside.post('/pause');
    expect(engine.status().paused).toBe(true);
    expect(read((await inside.get('/')).text)).toContain('Everything is paused');
    await inside.post('/unpause');
    expect(engine.status().paused).toBe(false);
    expect((await inside.get('/transports/slow/pause')).text).toContain('action="/transports/slow/pause"');
    await inside.post('/transports/slow/pause');
    expect(engine.status().transports[0]!.paused).toBe(true);
    expect(read((await inside.get('/')).text)).toContain('Transport slow is paused.');
    await inside.post('/transports/slow/unpause');
    expect(engine.status().transports[0]!.paused).toBe(false);
    for (const path of ['/transports/none/pause', '/transports/slow/burn', '/broadcasts/x/burn', '/none'])
      expect([path, (await inside.get(path)).status]).toEqual([path, 404]);
    expect((await inside.post('/transports/none/pause')).status).toBe(409);
    expect((await inside.post(`/broadcasts/${'0'.repeat(32)}/pause`)).status).toBe(404);
    expect((await inside.get(`/broadcasts/${'0'.repeat(32)}`)).status).toBe(404);
  });
});

describe('colours', () => {
  /** Relative luminance and contrast: WCAG 2.2. */
  const luminance = (colour: string): number => {
    const [r, g, b] = colour.match(/[0-9a-f]{2}/g)!.map((part) => {
      const value = Number.parseInt(part, 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };
  const css = readFileSync(new URL('../../src/serve/assets/operator.css', import.meta.url), 'utf8');
  const themes = [...css.matchAll(/:root \{([^}]*)\}/g)].map(
    ([, body]) =>
      new Map([...body!.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!])),
  );

  it('are told apart by tired eyes, in the light and in the dark', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(themes.map(({ size }) => size)).toEqual([20, 20]);
    for (const theme of themes) {
      const of = (name: string): string => theme.get(name)!;
      const pairs = [
        ...['text', 'soft', 'link', 'bad', 'warning'].flatMap((ink) => [
          [ink, 'page'] as const,
          [ink, 'card'] as const,
        ]),
        ...['going', 'good', 'held', 'warning', 'bad'].map((tone) => [tone, `${tone}-soft`] as const),
        ...['bad-soft', 'warning-soft', 'held-soft', 'quiet-soft'].map((paper) => ['text', paper] as const),
        ['on', 'link'] as const,
        ['on', 'bad'] as const,
      ];
      for (const [ink, paper] of pairs)
        expect([ink, paper, contrast(of(ink), of(paper)) >= 4.5]).toEqual([ink, paper, true]);
      // Parts of a bar, beside each other.
      for (const part of ['good', 'bad', 'warning'])
        expect([part, contrast(of(part), of('waits')) >= 3]).toEqual([part, true]);
    }
  });
});

describe('the page', () => {
  it('says what was refused and why, what failed and why, and what is left', async () => {
    const failing: Transport = {
      name: 'gateway',
      deliver: async (parcels) =>
        parcels.map((_, n) => (n % 2 === 0 ? { state: 'failed', reason: 'gone' } : DELIVERED)),
    };
    const { engine, operator } = await start({ transport: failing });
    const inside = await login(operator.url);
    const bad = { id: 'b', publicKey: 'nope' };
    const broadcast = await engine.send({
      ...request,
      to: [...to, bad, { ...bad, publicKey: '' }],
      class: 'emergency',
    });
    await broadcast.settled;
    const { delivered, failed } = broadcast.report();
    expect(failed).toBeGreaterThan(0);
    const text = read((await inside.get(`/broadcasts/${broadcast.id}`)).text);
    expect(text).toMatch(/key-malformed not 32 bytes .* 1 /);
    expect(text).toMatch(/key-missing has no device key 1 /);
    expect(text).toMatch(new RegExp(`gone the route is dead: take it from the list ${failed} `));
    expect(text).toContain(`Delivered ${delivered} `);
    expect(text).toContain('Refused 2 25 %');
    expect(text).toContain('emergency');
    expect(text).toContain('Done, not all reached');
    expect(text).toContain('Figures add up');
    const overview = read((await inside.get('/')).text);
    expect(overview).toContain(`${delivered} of 6 delivered`);
    expect(overview).toContain('2 rows refused');
  });

  it('shows what waits for approval, and which rule holds it', async () => {
    const { engine, operator } = await start({
      transport: { name: 'good', deliver: async (parcels) => parcels.map(() => DELIVERED) },
      profile: { version: 1, name: 'town', approval: { above: 2, within: '8h' } },
    });
    const inside = await login(operator.url);
    const broadcast = await engine.send({ ...request, to });
    await broadcast.done;
    const overview = read((await inside.get('/')).text);
    expect(overview).toContain('Waits for approval');
    expect(overview).toContain('1 broadcast waits for approval');
    const detail = read((await inside.get(`/broadcasts/${broadcast.id}`)).text);
    expect(detail).toContain('What the rules say 6 recipients');
    expect(detail).toContain('To be approved until');
    await engine.approve(broadcast, { by: 'Ada' });
    await broadcast.settled;
    expect(read((await inside.get(`/broadcasts/${broadcast.id}`)).text)).toContain('Approved by Ada');
    expect(read((await inside.get('/')).text)).toContain('6 of 6 delivered');
  });

  it('makes no markup of what others have named', async () => {
    const evil = `<img src=x onerror=alert(1)>"'&`;
    const rude: Transport = {
      name: 'rude',
      deliver: async (parcels) => parcels.map(() => ({ state: 'failed', reason: '<script>alert(2)</script>"' })),
    };
    const { engine, operator } = await start({ transport: rude });
    const inside = await login(operator.url);
    const broadcast = await engine.send({ ...request, from: evil, to });
    await broadcast.settled;
    for (const path of ['/', `/broadcasts/${broadcast.id}`, `/broadcasts/${broadcast.id}/recall`]) {
      const { text } = await inside.get(path);
      expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
      expect(text).not.toContain('<img');
      expect(text.match(/<script/g)).toHaveLength(1);
      // Neither a script, nor a handler, nor a style that the policy would have to stop.
      expect(text).not.toMatch(/<[a-z]+[^>]*\s(?:on[a-z]+|style)\s*=/);
      expect(text).not.toMatch(/<script(?![^>]*src=)|javascript:/);
    }
    expect((await inside.get(`/broadcasts/${broadcast.id}`)).text).toContain('&lt;script&gt;alert(2)&lt;/script&gt;');
    expect((await ask(operator.url, '/metrics')).text).not.toContain('script');
  });

  it('nor do metrics, identify a recipient', async () => {
    const failing: Transport = {
      name: 'gateway',
      deliver: async (parcels) => parcels.map(() => ({ state: 'failed', reason: 'gone' })),
    };
    const { engine, operator } = await start({ transport: failing });
    const inside = await login(operator.url);
    const broadcast = await engine.send({
      from: 'city-hall',
      message: { text: canaries.text },
      to: canaryRows() as never,
      personal: ['note'],
      idempotencyKey: canaries.idempotencyKey,
    });
    const { sealed, refused } = await broadcast.settled;
    // Else the scan proves nothing.
    expect([sealed > 0, refused > 0]).toEqual([true, true]);
    const at = `/broadcasts/${broadcast.id}`;
    const pages = ['/', at, `${at}/stop`, `${at}/recall`, '/metrics'];
    const texts = await Promise.all(pages.map(async (path) => (await inside.get(path)).text));
    expect(texts[1]).toContain('key-malformed');
    expect(texts.flatMap((text) => scan(text))).toEqual([]);
    expect(scan(`${texts[0]}${canaries.name}`)).toContain('name as utf-8');
    // Of an id of a broadcast, and of the operator's token, metrics know nothing either.
    expect(texts[4]).not.toContain(broadcast.id);
    expect(texts[4]).not.toContain('city-hall');
    expect(texts.join()).not.toContain(TOKEN);
  });
});
