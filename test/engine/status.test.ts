/** What an engine says of itself to whoever watches it. */
import { describe, expect, it } from 'vitest';
import { type KeyStore, openEngine } from '../../src/index.ts';
import { DELIVERED, deliveryPlace, heldTransport, people, request, START, turn } from './delivery-support.ts';

const { open } = deliveryPlace();
const to = people(8);

describe('running', () => {
  it('has the handles of what is under way, and of nothing else', async () => {
    const slow = heldTransport('slow');
    const { engine } = await open({ transport: slow });
    expect(engine.running()).toEqual([]);
    const broadcast = await engine.send({ ...request, to });
    expect(engine.running()).toEqual([broadcast]);
    while (slow.groups.length < 1) await turn();
    expect(engine.running()).toEqual([broadcast]);
    slow.groups[0]!.answer(DELIVERED);
    await broadcast.settled;
    expect(engine.running()).toEqual([]);
    const dry = await engine.send({ ...request, to, dryRun: true });
    expect(engine.running()).toEqual([]);
    await dry.done;
    await engine.close();
    expect(() => engine.running()).toThrow(expect.objectContaining({ code: 'ENGINE_CLOSED' }));
  });
});

describe('status', () => {
  it('tells what is paused, what a transport has in hand, and for how long it has taken nothing', async () => {
    const slow = heldTransport('slow');
    const { engine, clock } = await open({ transport: slow, retry: { attempts: 9, backoffMs: 1 } });
    const idle = { name: 'slow', paused: false, groups: 0, downMs: 0, breaks: 0 };
    expect(engine.status()).toEqual({
      paused: false,
      transports: [idle],
      classes: ['emergency', 'payment', 'chat', 'broadcast'].map((name) => ({
        class: name,
        demoted: false,
        demotions: 0,
      })),
    });
    engine.pause();
    engine.pause({ transport: 'slow' });
    expect(engine.status()).toMatchObject({ paused: true, transports: [{ paused: true }] });
    engine.unpause();
    engine.unpause({ transport: 'slow' });
    await engine.send({ ...request, to });
    for (let n = 0; n < 3; n++) {
      while (slow.groups.length <= n) {
        await turn();
        const next = clock.next();
        if (slow.groups.length <= n && next !== undefined) clock.advance(next);
      }
      expect(engine.status().transports[0]).toMatchObject({ groups: 1 });
      slow.groups[n]!.answer({ state: 'deferred', reason: 'unavailable' });
      while (engine.status().transports[0]!.groups > 0) await turn();
    }
    clock.advance(250);
    const { downMs, breaks } = engine.status().transports[0]!;
    expect(breaks).toBe(1);
    expect(downMs).toBeGreaterThanOrEqual(250);
    await engine.close();
    expect(() => engine.status()).toThrow(expect.objectContaining({ code: 'ENGINE_CLOSED' }));
    expect(clock.now()).toBeGreaterThan(START);
  });
});

describe('check', () => {
  it('resolves while it could send; not read-only, not closed', async () => {
    const { engine, options } = await open();
    await engine.check();
    await engine.check();
    expect(await engine.list()).toEqual([]);
    const reader = await openEngine({ dir: options.dir, readOnly: true });
    await expect(reader.check()).rejects.toMatchObject({ code: 'USAGE' });
    await reader.close();
    await engine.close();
    await expect(engine.check()).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
  });

  it('fails when the key store does', async () => {
    const secrets = new Map<string, Uint8Array>();
    let reachable = true;
    const keyStore: KeyStore = {
      async read(name) {
        if (!reachable) throw new Error('out of reach');
        return secrets.get(name)?.slice() ?? null;
      },
      async write(name, secret) {
        secrets.set(name, secret.slice());
      },
      async destroy(name) {
        secrets.delete(name);
      },
      list: async (prefix) => [...secrets.keys()].filter((name) => name.startsWith(prefix)),
      close: async () => {},
    };
    const { engine } = await open({ keyStore });
    await engine.check();
    reachable = false;
    await expect(engine.check()).rejects.toThrow('out of reach');
    reachable = true;
    await engine.check();
    await engine.close();
  });
});
