import { mkdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, type EngineOptions, httpTransport, openEngine, type Report } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { ManualClock } from '../../src/testing.ts';
import { type GatewayProcess, startGateway } from '../transports/gateway.ts';
import { deliveryPlace, people, request } from './delivery-support.ts';
import { expectConserved, tempDir } from './support.ts';

const place = deliveryPlace();
const { dir, remove } = tempDir();
const COUNT = 400;
const ANSWERED = 150;
/** Requests under way to one origin: what may be sent, and not answered. */
const UNDER_WAY = limits.httpConcurrency;

const gateways: GatewayProcess[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.kill();
  remove();
});

async function gatewayOf(more: Parameters<typeof startGateway>[1]) {
  mkdirSync(dir, { recursive: true });
  const keys = `${dir}/keys`;
  const gateway = await startGateway(dir, { ...more, keys });
  gateways.push(gateway);
  return { gateway, taken: () => new Set(readFileSync(keys, 'utf8').split('\n').filter(Boolean)).size };
}

function optionsOf(gateway: GatewayProcess): EngineOptions {
  return { dir: place.home(), threads: 1, transport: httpTransport({ url: gateway.url }) };
}

/** What a process that comes after it finds. */
async function found(options: EngineOptions, id: string): Promise<Report> {
  const { transport: _, ...others } = options;
  const engine = await openEngine({ ...others, readOnly: true });
  const report = await engine.report(id);
  await engine.close();
  expectConserved(report);
  return report;
}

const STOPS: Readonly<Record<string, (engine: Engine, id: string) => Promise<unknown>>> = {
  close: (engine) => engine.close({ graceMs: 0 }),
  'close, after some time': (engine) => engine.close({ graceMs: 100 }),
  abort: (engine, id) => engine.abort(id),
  recall: (engine, id) => engine.recall(id),
};

describe('what a gateway has answered when somebody stops', () => {
  for (const [name, stop] of Object.entries(STOPS))
    it(`counts: ${name}`, async () => {
      const { gateway } = await gatewayOf({ holdAfter: ANSWERED });
      const options = optionsOf(gateway);
      const engine = await openEngine(options);
      // That so many more were sent shows that the answers to those before were read.
      const sent = gateway.taken(ANSWERED + UNDER_WAY);
      const { id } = await engine.send({ ...request, to: people(COUNT), class: 'payment' });
      await sent;
      await stop(engine, id);
      await engine.close({ graceMs: 0 });
      const left = COUNT - ANSWERED - UNDER_WAY;
      expect(await found(options, id)).toMatchObject({
        delivered: ANSWERED,
        unknown: UNDER_WAY,
        failed: 0,
        ...(name.startsWith('close') ? { pending: left, recalled: 0 } : { pending: 0, recalled: left }),
      });
    });

  it('counts to the last one, also of those that were under way', async () => {
    const { gateway, taken } = await gatewayOf({ delayMs: 5 });
    // Only the moment for which they are waited for is by the clock, and it stands still.
    const clock = new ManualClock(Date.now());
    const transport = httpTransport({ url: gateway.url, clock, timer: clock });
    const { engine, options } = await place.open({ clock, transport });
    const begun = gateway.taken(100);
    const { id } = await engine.send({ ...request, to: people(COUNT), class: 'payment' });
    await begun;
    await engine.close({ graceMs: 0 });
    const { delivered, unknown, pending } = await found(options, id);
    expect({ delivered, unknown, pending }).toEqual({ delivered: taken(), unknown: 0, pending: COUNT - taken() });
    expect(pending).toBeGreaterThan(0);
  });

  it('counts, and what was never sent goes out in the next process, once', async () => {
    const { gateway, taken } = await gatewayOf({ delayMs: 30 });
    const options = optionsOf(gateway);
    const engine = await openEngine(options);
    const begun = gateway.taken(100);
    const { id } = await engine.send({ ...request, to: people(COUNT), class: 'payment' });
    await begun;
    await engine.close({ graceMs: 0 });
    const stopped = await found(options, id);
    expect(stopped.delivered).toBeGreaterThan(100 - UNDER_WAY);
    expect(stopped.unknown).toBeLessThanOrEqual(UNDER_WAY);
    expect(stopped.pending).toBeGreaterThan(0);
    const again = await openEngine({ ...options, transport: httpTransport({ url: gateway.url }) });
    const [resumed] = (await again.resume()).resumed;
    const { delivered, unknown, failed, failedBy } = await resumed!.settled;
    expect({ delivered, unknown, failed, failedBy }).toEqual({
      delivered: COUNT - stopped.unknown,
      unknown: stopped.unknown,
      failed: 0,
      failedBy: {},
    });
    expect(taken()).toBeGreaterThanOrEqual(delivered);
    await again.close();
    expect(gateway.received()).toHaveLength(taken());
  });
});
