import { describe, expect, it } from 'vitest';
import { type Engine, type Outcome, openEngine, type Parcel, type Transport } from '../../src/index.ts';
import { ManualClock } from '../../src/testing.ts';
import { DELIVERED, deliveryPlace, heldTransport, people, request, START, turn, turns } from './delivery-support.ts';
import { copyFiles, expectConserved } from './support.ts';

const place = deliveryPlace();
const COUNT = 40;

/** Refuses everything until told to take it. */
function refusing() {
  const taken: Parcel[] = [];
  const side = { takes: false, taken };
  const transport: Transport = {
    name: 'refusing',
    async deliver(parcels) {
      if (side.takes) taken.push(...parcels);
      return parcels.map((): Outcome => (side.takes ? { state: 'delivered' } : { state: 'failed', reason: 'no' }));
    },
  };
  return { side, transport };
}

/** A broadcast that waits: sealed by an engine that had no transport, and found by one that has. */
async function waiting() {
  const { engine, options } = await place.open();
  const sent = await engine.send({ ...request, to: people(COUNT), class: 'payment' });
  await sent.done;
  await engine.close();
  const { side, transport } = refusing();
  side.takes = true;
  return { id: sent.id, side, engine: await openEngine({ ...options, transport }), options };
}

/** A broadcast that was sealed, and failed for everybody. */
async function failedForAll() {
  const { side, transport } = refusing();
  const { engine, options } = await place.open({ transport });
  const sent = await engine.send({ ...request, to: people(COUNT), class: 'payment' });
  expect(await sent.settled).toMatchObject({ failed: COUNT });
  side.takes = true;
  return { id: sent.id, side, engine, options };
}

async function expectOver(engine: Engine, id: string, counts: object): Promise<void> {
  await turns(40);
  const report = await engine.report(id);
  expectConserved(report);
  expect(report).toMatchObject({ state: 'aborted', pending: 0, delivered: 0, ...counts });
}

/** Orders of one tick, the end of a broadcast among them; those that come too late may be refused. */
const refusedOr = <T>(promise: Promise<T>): Promise<T | string> =>
  promise.catch((error: { code: string }) => error.code);

describe('the end of a broadcast in the tick in which something wants to begin it', () => {
  const BEGINNINGS = {
    resume: (engine: Engine) => engine.resume(),
    'resume, twice': (engine: Engine) => Promise.all([engine.resume(), engine.resume()]),
  };
  for (const [name, begin] of Object.entries(BEGINNINGS))
    for (const end of ['recall', 'abort'] as const)
      for (const first of ['the end', 'the beginning'])
        it(`${end} stays, ${first} first: ${name}`, async () => {
          const { engine, id, side } = await waiting();
          const orders = [() => engine[end](id), () => begin(engine)];
          if (first !== 'the end') orders.reverse();
          await Promise.all(orders.map((order) => refusedOr<unknown>(order())));
          await expectOver(engine, id, { recalled: COUNT });
          expect(side.taken).toEqual([]);
          expect((await engine.recall(id)).withdrawn).toBe(COUNT);
          await engine.close();
        });

  for (const first of ['recall', 'retry'])
    it(`recall stays, ${first} first: retry of those that failed`, async () => {
      const { engine, id, side } = await failedForAll();
      const orders = [() => engine.recall(id), () => engine.retry(id, { reason: 'no' })];
      if (first === 'retry') orders.reverse();
      await Promise.all(orders.map((order) => refusedOr<unknown>(order())));
      const { failed, recalled } = await engine.report(id);
      expect(failed + recalled).toBe(COUNT);
      await expectOver(engine, id, { failed, recalled });
      expect(side.taken).toEqual([]);
      await engine.close();
    });
});

/** A broadcast of which a dead process had sealed a part, had some of that delivered, and some in hand. */
async function halfSealed() {
  const transport = heldTransport('held');
  const { engine, options } = await place.open({ transport });
  async function* hanging() {
    yield* people(COUNT);
    await new Promise(() => {});
  }
  const sent = await engine.send({
    ...{ ...request, to: hanging() as never, class: 'payment' as const, retain: '2h' },
    ...{ batchRecipients: 4, windowChunks: 1, chunkRows: 8 },
  });
  while (transport.groups.length === 0) await turn();
  transport.groups[0]!.answer(DELIVERED);
  while (transport.groups.length < 2 || sent.report().delivered === 0) await turn();
  const dir = copyFiles(options.dir, place.home());
  const { delivered, pending } = sent.report();
  const inHand = transport.groups.slice(1).reduce((sum, { parcels }) => sum + parcels.length, 0);
  const closing = engine.close({ graceMs: 0 });
  for (const group of transport.groups) group.answer(DELIVERED);
  await closing;
  return { id: sent.id, options: { dir, threads: 1 }, delivered, inHand, pending };
}

describe('the end of a broadcast that is not sealed, while the secrets of its sealing are destroyed', () => {
  it('is not undone by the last word of that: purged stays purged', async () => {
    const { id, options } = await halfSealed();
    const engine = await openEngine({ ...options, clock: new ManualClock(START) });
    const [, purged] = await Promise.all([engine.abort(id), engine.purge(id)]);
    expect(purged).toMatchObject({ state: 'purged' });
    await turns(10);
    expect(await engine.report(id)).toMatchObject({ state: 'purged', retentionErased: true, erased: true });
    await engine.close();
  });

  it('is one notice, however many recall it', async () => {
    const { id, options, delivered, inHand, pending } = await halfSealed();
    const engine = await openEngine({ ...options, clock: new ManualClock(START) });
    const recalls = await Promise.all([engine.recall(id), engine.recall(id), engine.recall(id)]);
    for (const { notice, withdrawn, tooLate, settled } of recalls) {
      await expect(settled).rejects.toMatchObject({ code: 'NO_TRANSPORT' });
      expect({ notice, withdrawn, tooLate }).toEqual({
        notice: recalls[0]!.notice,
        withdrawn: pending - inHand,
        tooLate: delivered + inHand,
      });
    }
    expect(await engine.list()).toHaveLength(2);
    expect((await engine.report(id)).recalledBy).toBe(recalls[0]!.notice);
    await engine.close();
  });

  it('counts what was in hand as unknown also where it comes by itself', async () => {
    const { id, options, delivered, inHand, pending } = await halfSealed();
    const engine = await openEngine({ ...options, clock: new ManualClock(START + 3 * 3_600_000) });
    const report = await engine.report(id);
    expectConserved(report);
    expect(report).toMatchObject({ state: 'purged', delivered, unknown: inHand, recalled: pending - inHand });
    await engine.close();
  });
});
