import { afterEach, describe, expect, it, vi } from 'vitest';
import { abortRuns } from '../../src/broadcast/abort-runs.ts';
import { Delivery } from '../../src/delivery/delivery.ts';
import type { DeliverySpool } from '../../src/delivery/delivery-spool.ts';
import { Dispatcher } from '../../src/delivery/dispatcher.ts';
import { Escalation } from '../../src/delivery/escalation.ts';
import { Lane } from '../../src/delivery/lane.ts';
import { OpenBatch } from '../../src/delivery/open-batch.ts';
import { type Pace, PacedWindows } from '../../src/delivery/pace.ts';
import { RecipientPace } from '../../src/delivery/recipient-pace.ts';
import { RetryPolicy } from '../../src/delivery/retry.ts';
import { state } from '../../src/delivery/state.ts';
import type { Outcome, Parcel } from '../../src/index.ts';
import { SimulatedDisk } from '../../src/testing/simulation/disk.ts';
import { simulate } from '../../src/testing/simulation/simulate.ts';
import {
  type SimulatedWorld,
  type SimulationOptions,
  type SimulationResult,
  simulateDelivery,
} from '../../src/testing.ts';

const LONG = process.env.SEALCAST_SOAK === 'long';
const SEEDS = LONG ? 20_000 : 320;
const FIRST = Number(process.env.SEALCAST_SEED ?? (LONG ? Date.now() % 1_000_000_000 : 0));

vi.mock(import('../../src/broadcast/abort-runs.ts'), { spy: true });
afterEach(() => {
  vi.restoreAllMocks();
  vi.mocked(abortRuns).mockRestore();
});

describe('the simulation of delivery', () => {
  it(
    'keeps its promises in thousands of hours of faults',
    async () => {
      const results: SimulationResult[] = [];
      for (let seed = FIRST; seed < FIRST + SEEDS; seed++) results.push(await simulateDelivery({ seed }));
      const sum = (of: (result: SimulationResult) => number): number => results.reduce((all, one) => all + of(one), 0);
      const hours = Math.round(sum(({ simulatedHours }) => simulatedHours));
      console.log(
        `seeds ${FIRST} to ${FIRST + SEEDS - 1}: ${hours} simulated hours, ${sum(({ envelopes }) => envelopes)} envelopes, ` +
          `${sum(({ handOvers }) => handOvers)} hand-overs, ${sum(({ processes }) => processes)} processes, ` +
          `${sum(({ confirmed }) => confirmed)} confirmed, ${sum(({ escalations }) => escalations)} gone on`,
      );
      expect(hours).toBeGreaterThan(2_000);
      // It would prove little if nothing ever went wrong in it.
      for (const name of ['delivered', 'failed', 'unknown', 'expired', 'recalled'] as const)
        expect(sum(({ counts }) => counts[name])).toBeGreaterThan(0);
      expect(sum(({ repeatsDropped }) => repeatsDropped)).toBeGreaterThan(100);
      expect(sum(({ confirmed }) => confirmed)).toBeGreaterThan(1_000);
      expect(sum(({ receiptsRefused }) => receiptsRefused)).toBeGreaterThan(1_000);
      expect(sum(({ escalations }) => escalations)).toBeGreaterThan(1_000);
      expect(sum(({ processes }) => processes)).toBeGreaterThan(3 * SEEDS);
    },
    LONG ? 7_200_000 : 180_000,
  );

  it('does the same for the same seed, and another thing for another', async () => {
    // One with most of the faults, whose worlds have the most to get out of step.
    for (const seed of [70, 278]) {
      const [first, second] = [await simulateDelivery({ seed }), await simulateDelivery({ seed })];
      expect(second).toEqual(first);
      expect(first.events).toBeGreaterThan(100);
    }
    const [one, other] = await Promise.all([simulateDelivery({ seed: 8 }), simulateDelivery({ seed: 9 })]);
    expect(one).toEqual(await simulateDelivery({ seed: 8 }));
    expect(one!.digest).not.toBe(other!.digest);
  });

  it('delivers everything, once, where nothing goes wrong', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const { counts, envelopes, arrivals, handedOver, processes } = await simulateDelivery({
        seed,
        faults: [],
        hours: 1,
        options: {},
      });
      expect(envelopes).toBeGreaterThan(0);
      expect(counts.failed + counts.unknown + counts.recalled).toBe(0);
      expect(arrivals).toBe(envelopes - counts.expired);
      expect(handedOver).toBe(arrivals);
      expect(processes).toBe(1);
    }
  });
});

// ---- what it finds ----

interface Planted {
  readonly finds: RegExp;
  readonly options?: Omit<SimulationOptions, 'seed'>;
  readonly plant?: () => void;
  readonly spool?: (spool: DeliverySpool) => DeliverySpool;
}

/** Seeds within which a planted bug has to be found. */
const BUDGET = 60;

const PLANTED: Readonly<Record<string, Planted>> = {
  'a checkpoint that is moved when envelopes are fetched': {
    finds: /becomes delivered from pending/,
    spool: (spool) => ({
      ...spool,
      setStates(record, key, changes, paces) {
        let early = 0;
        const moved = changes.map((change) => ({
          ...change,
          states: change.states.map((one) => {
            if (one !== state.handing) return one;
            early++;
            return state.delivered;
          }),
        }));
        const counts = { ...record.counts, delivered: record.counts.delivered + early };
        spool.setStates({ ...record, counts }, key, moved, paces);
      },
    }),
  },
  'a checkpoint at fetch time that only a crash brings out': {
    finds: /becomes delivered from handing: the transport said none/,
    options: { faults: ['crash', 'slow'] },
    spool: (spool) => afterCrash(spool, (found) => (found === state.handing ? state.delivered : found)),
  },
  'N + 1 in a window': {
    finds: /(perSecond|perMinute|perHour|perDay) \d+: \d+ in one window/,
    plant() {
      const { change } = PacedWindows.prototype;
      vi.spyOn(PacedWindows.prototype, 'change').mockImplementation(function (this: PacedWindows, pace) {
        change.call(this, oneMore(pace));
      });
    },
  },
  'N + 1 for a recipient': {
    finds: /recipient per\w+ \d+: \d+ in one window/,
    options: { faults: ['pace'] },
    plant() {
      const { change } = RecipientPace.prototype;
      vi.spyOn(RecipientPace.prototype, 'change').mockImplementation(function (this: RecipientPace, pace) {
        change.call(this, oneMore(pace));
      });
    },
  },
  'a settlement that is counted twice, one in a hundred': {
    finds: /the report says \d+ delivered, its states say \d+/,
    plant() {
      const { settle } = Delivery.prototype;
      let calls = 0;
      vi.spyOn(Delivery.prototype, 'settle').mockImplementation(function (this: Delivery, ...args) {
        const before = this.record.counts.delivered;
        const answered = settle.apply(this, args);
        if (++calls % 100 === 0) this.record.counts.delivered += this.record.counts.delivered - before;
        return answered;
      });
    },
  },
  'a recall that looks once for what runs, and then awaits': {
    finds: /was aborted, and is sealed|was recalled, and is null/,
    options: { faults: ['withdraw', 'stop', 'refusal', 'retry', 'storm'] },
    plant() {
      vi.mocked(abortRuns).mockImplementation(async (running, last) => {
        await running()?.abort();
        return last();
      });
    },
  },
  'the last answers of a transport that was told to stop, thrown away': {
    finds: /becomes (unknown|pending) from handing: the transport said (delivered|deferred|failed)/,
    options: { faults: ['restart', 'stop', 'slow'] },
    plant() {
      const { settle } = Delivery.prototype;
      vi.spyOn(Delivery.prototype, 'settle').mockImplementation(function (
        this: Delivery,
        group,
        lane,
        outcomes,
        now,
        calledOff,
      ) {
        return settle.call(this, group, lane, calledOff === true ? null : outcomes, now, calledOff);
      });
    },
  },
  'an envelope that waits again after a crash, though it may have arrived': {
    finds: /is handed over to a lane that may have it/,
    options: { faults: ['crash', 'slow'] },
    spool: (spool) => ({
      ...spool,
      batchRecord: (store, key, id, batch) => {
        const record = spool.batchRecord(store, key, id, batch);
        return store === 'states' ? record?.map((one) => (one === state.handing ? state.pending : one)) : record;
      },
    }),
  },
  'notAfter that is not looked at': {
    finds: /ms after notAfter/,
    plant: () => {
      vi.spyOn(Delivery.prototype, 'expires', 'get').mockImplementation(function (this: Delivery) {
        return this.record.expires;
      });
    },
  },
  'a release that is not waited for': {
    finds: /ms before its release/,
    plant() {
      const { add } = Dispatcher.prototype;
      vi.spyOn(Dispatcher.prototype, 'add').mockImplementation(function (this: Dispatcher, record, ...keys) {
        record.releaseAt = 0;
        return add.call(this, record, ...keys);
      });
    },
  },
  'a transport that is used while it is paused': {
    finds: /to lane-\d while it was paused/,
    options: { faults: ['pause'] },
    plant() {
      const { hasPlace } = Lane.prototype;
      vi.spyOn(Lane.prototype, 'hasPlace').mockImplementation(function (this: Lane, ...args) {
        const { paused } = this;
        this.paused = false;
        const has = hasPlace.apply(this, args);
        this.paused = paused;
        return has;
      });
    },
  },
  'Retry-After that is not obeyed': {
    finds: /ms before Retry-After/,
    plant() {
      const { waitMs } = RetryPolicy.prototype;
      vi.spyOn(RetryPolicy.prototype, 'waitMs').mockImplementation(function (this: RetryPolicy, attempts, _, random) {
        return waitMs.call(this, attempts, 0, random);
      });
    },
  },
  'a place of a transport that is never given back': {
    finds: /long after the faults there is still no end/,
    plant() {
      const { end } = Lane.prototype;
      let calls = 0;
      vi.spyOn(Lane.prototype, 'end').mockImplementation(function (this: Lane, ...args) {
        return ++calls % 5 === 0 ? undefined : end.apply(this, args);
      });
    },
  },
  'hand-overs in the order of a list': {
    finds: /% of the hand-overs follow the list/,
    options: { envelopes: 1_500, faults: [] },
    plant() {
      const { draw } = OpenBatch.prototype;
      vi.spyOn(OpenBatch.prototype, 'draw').mockImplementation(function (this: OpenBatch, lane) {
        return draw.call(this, lane, 0);
      });
    },
  },
  'a bucket of receipts that is not read before it is written': {
    finds: /: \d+ confirmed, and \d+ on disk/,
    plant() {
      const { receiptSpoolOf } = SimulatedDisk.prototype;
      vi.spyOn(SimulatedDisk.prototype, 'receiptSpoolOf').mockImplementation(function (this: SimulatedDisk, life) {
        return { ...receiptSpoolOf.call(this, life), batchRecord: () => undefined };
      });
    },
  },
  'receipts that are called counted before they are durable': {
    finds: /: \d+ confirmed, and \d+ on disk|a receipt of b\d\/\d+\/\d+ was taken, and is not counted/,
    plant() {
      const { receiptSpoolOf } = SimulatedDisk.prototype;
      vi.spyOn(SimulatedDisk.prototype, 'receiptSpoolOf').mockImplementation(function (this: SimulatedDisk, life) {
        return { ...receiptSpoolOf.call(this, life), commitReceipts: () => {} };
      });
    },
  },
  'an emergency that goes on though its device has said that it has it': {
    finds: /becomes escalating from awaiting: its device has it, and has said so/,
    plant() {
      vi.spyOn(Escalation.prototype, 'isConfirmed').mockReturnValue(false);
    },
  },
  'an emergency that stops though nobody has said so': {
    finds: /becomes delivered from awaiting: its device said nothing/,
    plant() {
      vi.spyOn(Escalation.prototype, 'isConfirmed').mockReturnValue(true);
    },
  },
  'an emergency that goes on before its time': {
    finds: /becomes escalating from awaiting: \d+ ms before its time/,
    plant() {
      const { ended } = OpenBatch.prototype;
      vi.spyOn(OpenBatch.prototype, 'ended').mockImplementation(function (this: OpenBatch, i, to, due, now) {
        return ended.call(this, i, to, to === state.awaiting ? Math.min(due, now + 500) : due, now);
      });
    },
  },
  "somebody else's route": {
    finds: /goes with another's slot or route/,
    spool: (spool) => ({
      ...spool,
      requireBatch(store, key, id, batch) {
        const record = spool.requireBatch(store, key, id, batch);
        if (store === 'routes') record.set([record.at(-1)! ^ 1], record.length - 1);
        return record;
      },
    }),
  },
};

describe('the simulation finds', () => {
  for (const [name, { finds, options = {}, plant, spool }] of Object.entries(PLANTED))
    it(name, async () => {
      plant?.();
      for (let seed = 0; seed < BUDGET; seed++)
        try {
          await simulate({ ...options, seed }, { spool });
        } catch (error) {
          const { message } = error as Error;
          expect(message).toMatch(finds);
          expect(message).toContain(`the simulation of seed ${seed} broke a promise: `);
          expect(message.split('\n').at(-1)).toMatch(/^ {2}\d{4}:\d\d:\d\d\.\d{3} /);
          return;
        }
      expect.fail(`not found in ${BUDGET} seeds`);
    });
});

function oneMore(pace: Pace): Pace {
  return Object.fromEntries(
    Object.entries(pace).map(([period, permits]) => [period, typeof permits === 'number' ? permits + 1 : permits]),
  );
}

/** Changes what a process makes of the envelopes that an earlier one left. */
function afterCrash(spool: DeliverySpool, change: (found: number) => number): DeliverySpool {
  const own = new Set<string>();
  const names = (id: Uint8Array, batch: number, i: number): string =>
    `${Buffer.from(id).toString('hex')}/${batch}/${i}`;
  return {
    ...spool,
    setStates(record, key, changes, paces) {
      const counts = { ...record.counts };
      const id = Buffer.from(record.id).toString('hex');
      const moved = changes.map(({ batch, states, attempts }) => {
        const before = spool.batchRecord('states', key, id, batch);
        const after = states.map((one, i) => {
          const name = names(record.id, batch, i);
          if (one === state.handing) own.add(name);
          const found = before?.[i];
          if (found !== state.handing || one !== state.unknown || own.has(name) || change(found) === found) return one;
          counts.unknown--;
          counts.delivered++;
          return change(found);
        });
        return { batch, states: after, attempts };
      });
      spool.setStates({ ...record, counts }, key, moved, paces);
    },
  };
}

// ---- with transports of one's own ----

describe('the simulation of transports of one’s own', () => {
  const transport = (world: SimulatedWorld, says: (id: string) => Outcome, arrives = true) => ({
    name: 'own',
    dropsRepeats: false,
    async deliver(parcels: readonly Parcel[]): Promise<Outcome[]> {
      await new Promise<void>((resolve) => world.timer.after(20, resolve));
      return parcels.map((parcel) => {
        const outcome = says(parcel.id);
        if (outcome.state === 'delivered' && arrives) world.arrived(parcel);
        return outcome;
      });
    },
  });

  it('runs them through all of it', async () => {
    let made = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { envelopes, counts } = await simulateDelivery({
        seed,
        transports: (world) => {
          made++;
          return [transport(world, (id) => (id < '1' ? { state: 'failed', reason: 'no' } : { state: 'delivered' }))];
        },
      });
      const { delivered, failed, unknown, expired, recalled } = counts;
      expect(delivered + failed + unknown + expired + recalled).toBe(envelopes);
    }
    expect(made).toBeGreaterThan(40);
  });

  it('finds one that says not taken of what may arrive yet', async () => {
    const hasty = (world: SimulatedWorld) => ({
      name: 'own',
      deliver: (parcels: readonly Parcel[]) =>
        Promise.all(
          parcels.map(
            (parcel) =>
              new Promise<Outcome>((resolve) => {
                world.outside.after(world.random.bytes(1)[0]! < 16 ? 8_000 : 50, () => {
                  world.arrived(parcel);
                  resolve({ state: 'delivered' });
                });
                world.timer.after(5_000, () => resolve({ state: 'deferred', reason: 'time-out' }));
              }),
          ),
        ),
    });
    await expect(
      simulateDelivery({ seed: 1, faults: [], options: {}, transports: (world) => [hasty(world)] }),
    ).rejects.toThrow(/a transport says deferred of b\d\/\d+\/\d+, and it arrived/);
  });

  it('refuses what it cannot do', async () => {
    for (const wrong of [{ hours: 0 }, { hours: 1e6 }, { envelopes: 0 }, { envelopes: 1.5 }, { transports: () => [] }])
      await expect(simulateDelivery({ seed: 1, ...wrong })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('finds one that says delivered too early, and one that never answers', async () => {
    await expect(
      simulateDelivery({
        seed: 3,
        faults: [],
        transports: (world) => [transport(world, () => ({ state: 'delivered' }), false)],
      }),
    ).rejects.toThrow(/says delivered of b\d\/\d+\/\d+, and it did not arrive/);
    await expect(
      simulateDelivery({
        seed: 3,
        faults: [],
        transports: () => [{ name: 'own', dropsRepeats: true, deliver: () => new Promise(() => {}) }],
        options: { retry: { attempts: 255, backoffMs: 3_600_000, backoffMaxMs: 86_400_000 }, handOverMs: 3_600_000 },
      }),
    ).rejects.toThrow(/seed 3 broke a promise: long after the faults there is still no end/);
  });
});
