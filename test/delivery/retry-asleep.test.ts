import { expect, it } from 'vitest';
import { Dispatcher } from '../../src/delivery/dispatcher.ts';
import type { Outcome, Transport } from '../../src/index.ts';
import { SimulatedDisk } from '../../src/testing/simulation/disk.ts';
import { Life } from '../../src/testing/simulation/life.ts';
import { Network } from '../../src/testing/simulation/network.ts';
import { planOf } from '../../src/testing/simulation/plan.ts';
import { Witness } from '../../src/testing/simulation/witness.ts';
import { World } from '../../src/testing/simulation/world.ts';

const DAY = 86_400_000;

it('a retry hands over now what failed, though its batch is put away until tomorrow', async () => {
  const { world, planned, broadcasts } = worldOfManyBatches();
  const lanes = [{ name: 'own', dropsRepeats: false }];
  // One of each batch is to wait for a day, the others fail.
  const plan = { ...planned, lanes, broadcasts, options: {} };
  const broadcast = broadcasts[0]!;
  const witness = new Witness(world, plan);
  const disk = new SimulatedDisk(world, witness);
  const life = new Life(world, 1, () => {});
  const later = new Set(broadcast.batches.map(({ histories }) => histories[0]!.id));
  let takes = false;
  const delivered = new Set<string>();
  const own: Transport = {
    name: 'own',
    async deliver(parcels) {
      return parcels.map((parcel): Outcome => {
        if (takes) {
          witness.arrived(parcel, false);
          delivered.add(parcel.id);
          return { state: 'delivered' };
        }
        if (later.has(parcel.id)) return { state: 'deferred', reason: 'later', retryAfterMs: DAY };
        return { state: 'failed', reason: 'no' };
      });
    },
  };
  const watched = new Network(world, plan, witness, disk).watched(life, 0, own);
  const record = disk.begin(life, broadcast);
  Object.assign(record, { releaseAt: 0, expires: world.wall() + 9 * DAY, notAfter: world.wall() + 9 * DAY });
  record.batches = broadcast.batches.length;
  record.counts.envelopes = broadcast.batches.reduce((sum, { histories }) => sum + histories.length, 0);
  disk.commitWindow(life, record);

  const { clock, timer, random, logger } = life;
  const dispatcher = new Dispatcher([watched], {}, { spool: disk.spoolOf(life), clock, timer, random, logger });
  const { delivery } = dispatcher.add(record, broadcast.key.slice());
  delivery.sealed = true;
  const passTime = async (milliseconds: number): Promise<void> => {
    for (const end = world.elapsed() + milliseconds; ; ) {
      await world.quiet();
      const next = world.time.next();
      if (next === undefined || world.elapsed() + next > end) return;
      world.time.advance(next);
    }
  };
  await passTime(DAY / 2);
  expect(record.counts.failed).toBe(record.counts.envelopes - later.size);
  takes = true;
  witness.orders.retrying.set(delivery.id, {});
  expect(await delivery.retry({})).toBe(record.counts.envelopes - later.size);
  dispatcher.changed(delivery.id);
  await passTime(60_000);
  expect(delivered.size).toBe(record.counts.envelopes - later.size);
  await passTime(2 * DAY);
  expect(record.counts.delivered).toBe(record.counts.envelopes);
  expect(world.failure).toBeUndefined();
  await dispatcher.close(new Error('the end of the test'));
});

/** More batches than may be open. */
function worldOfManyBatches() {
  for (let seed = 0; ; seed++) {
    const world = new World(`asleep ${seed}`);
    const planned = planOf(world.chance, { faults: [], envelopes: 200, options: {} }, world.seed);
    const broadcasts = planned.broadcasts.filter(({ batches }) => batches.length > 10).slice(0, 1);
    if (broadcasts.length > 0) return { world, planned, broadcasts };
  }
}
