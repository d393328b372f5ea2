import { equalBytes } from '../../crypto/bytes.ts';
import type { DeliverySpool, StateChange } from '../../delivery/delivery-spool.ts';
import type { StoredPaces } from '../../delivery/pacer.ts';
import type { ReceiptParts } from '../../delivery/receipts.ts';
import { state } from '../../delivery/state.ts';
import { SealcastError } from '../../errors.ts';
import { type BroadcastRecord, decodeBroadcast, encodeBroadcast } from '../../spool/broadcast-record.ts';
import { damaged } from '../../spool/damaged.ts';
import type { Chance } from './chance.ts';
import { Dead, type Life } from './life.ts';
import { type BroadcastPlan, recordOf } from './plan.ts';
import type { OnDisk, Witness } from './witness.ts';
import type { World } from './world.ts';

interface Stored extends OnDisk {
  /** The broadcast's record as it is stored. */
  readonly bytes: Uint8Array;
}

/** What goes wrong with commits. */
export interface DiskWeather {
  /** Share of the commits that find the disk full. */
  full: number;
  /** Share of the commits in which the process dies, before it is durable or after. */
  crash: number;
}

/** A disk in memory that outlives processes. What a commit has not returned from is not on it, or all of it is. */
export class SimulatedDisk {
  readonly weather: DiskWeather = { full: 0, crash: 0 };
  commits = 0;
  readonly #world: World;
  readonly #chance: Chance;
  readonly #witness: Witness;
  readonly #broadcasts = new Map<string, Stored>();
  #paces: StoredPaces = new Map();

  constructor(world: World, witness: Witness) {
    this.#world = world;
    this.#chance = world.chance.fork('disk');
    this.#witness = witness;
  }

  onDisk(id: string): OnDisk | undefined {
    return this.#broadcasts.get(id);
  }

  all(): Iterable<OnDisk> {
    return this.#broadcasts.values();
  }

  /** The record of its own, as a process reads it. */
  load(id: string): BroadcastRecord {
    return decodeBroadcast(this.#require(id).bytes);
  }

  /** @throws SealcastError DISK_FULL, Dead */
  begin(life: Life, plan: BroadcastPlan): BroadcastRecord {
    const record = recordOf(plan, this.#world.wall());
    this.#commit(life, () => {
      const tally = Object.values(state).map(() => 0);
      const stored = asStored(record);
      this.#broadcasts.set(plan.id, {
        plan,
        ...stored,
        begun: stored.record,
        states: [],
        attempts: [],
        tally,
        receipts: new Map(),
      });
    });
    return record;
  }

  /** `record` already counts this window. @throws SealcastError DISK_FULL, Dead */
  commitWindow(life: Life, record: BroadcastRecord): void {
    const before = this.#require(hexOf(record));
    this.#commit(life, () => {
      const tally = [...before.tally];
      for (const { histories } of before.plan.batches.slice(before.record.batches, record.batches))
        tally[state.pending]! += histories.length;
      this.#put(life, before, { ...before, ...asStored(record), tally }, []);
    });
  }

  /** What a process sees of it. */
  spoolOf(life: Life): DeliverySpool {
    return {
      body: (id) => {
        life.called();
        return this.#require(id).plan.body.slice();
      },
      requireBatch: (store, key, id, batch) => {
        life.called();
        const { plan, record } = this.#opened(id, key);
        if (batch >= record.batches) throw damaged(`a record of ${store} is missing`);
        return plan.batches[batch]![store === 'batches' ? 'envelopes' : 'routes'].slice();
      },
      batchRecord: (store, key, id, batch) => {
        life.called();
        const opened = this.#opened(id, key);
        return store === 'receipts' ? opened.receipts.get(batch)?.slice() : opened[store][batch]?.slice();
      },
      setStates: (record, key, changes, paces) => this.#setStates(life, record, key, changes, paces),
      paces: () => {
        life.called();
        return new Map(this.#paces);
      },
      update: (record) => {
        const before = this.#require(hexOf(record));
        this.#commit(life, () => this.#put(life, before, { ...before, ...asStored(record) }, []));
      },
    };
  }

  /** What counts receipts sees of it: as the spool, one commit for all of them. @throws SealcastError DISK_FULL, Dead */
  receiptSpoolOf(life: Life): ReceiptParts['spool'] {
    return {
      broadcast: (id) => (this.#broadcasts.has(id) ? this.load(id) : undefined),
      batchRecord: (_store, key, id, number) => {
        life.called();
        return this.#opened(id, key).receipts.get(number)?.slice();
      },
      commitReceipts: (changes) => {
        this.#commit(life, () => {
          for (const { record, key, buckets } of changes) {
            const before = this.#opened(hexOf(record), key);
            const receipts = new Map([
              ...before.receipts,
              ...[...buckets].map(([n, bytes]) => [n, bytes.slice()] as const),
            ]);
            this.#put(life, before, { ...before, ...asStored(record), receipts }, []);
          }
        });
      },
    };
  }

  #setStates(
    life: Life,
    record: BroadcastRecord,
    key: Uint8Array,
    changes: readonly StateChange[],
    paces: StoredPaces = new Map(),
  ): void {
    const before = this.#opened(hexOf(record), key);
    const commit = (): void => {
      const states = [...before.states];
      const attempts = [...before.attempts];
      const tally = [...before.tally];
      for (const change of changes) {
        const count = before.plan.batches[change.batch]!.histories.length;
        const was = states[change.batch];
        if (was === undefined) tally[state.pending]! -= count;
        else for (const one of was) tally[one]!--;
        for (const one of change.states) tally[one]!++;
        states[change.batch] = change.states.slice();
        if (change.attempts !== null) attempts[change.batch] = change.attempts.slice();
      }
      const after = { ...before, ...asStored(record), states, attempts, tally };
      const changed = changes.map(({ batch }) => batch);
      this.#put(life, before, after, changed);
      this.#paces = new Map([...this.#paces, ...[...paces].map(([name, taken]) => [name, taken.slice()] as const)]);
    };
    try {
      this.#commit(life, commit);
    } catch (error) {
      if (this.#broadcasts.get(before.plan.id) !== before) throw error;
      for (const { batch, states } of changes)
        this.#witness.forgotten(before.plan.batches[batch]!.histories, before.states[batch], states);
      throw error;
    }
  }

  #commit(life: Life, action: () => void): void {
    life.called();
    if (!life.alive) throw new Dead();
    this.commits++;
    if (this.#chance.happens(this.weather.full)) {
      this.#world.log(`life ${life.number}: the disk is full`);
      throw new SealcastError('DISK_FULL', 'the disk of the simulation is full');
    }
    const dies = this.#chance.happens(this.weather.crash);
    const before = this.#chance.happens(0.5);
    if (dies && before) life.kill('in a commit, which is not durable');
    if (!life.alive) throw new Dead();
    action();
    if (dies) life.kill('in a commit, which is durable');
    if (!life.alive) throw new Dead();
  }

  #put(life: Life, before: Stored, after: Stored, changed: readonly number[]): void {
    const { name, id } = after.plan;
    const { counts, rest } = after.record;
    this.#world.log(
      `life ${life.number}: ${name} commits ${JSON.stringify(after.tally)} of ${counts.envelopes} ${rest ?? ''}`,
    );
    this.#witness.committed(life, before, after, changed);
    this.#broadcasts.set(id, after);
  }

  #require(id: string): Stored {
    const stored = this.#broadcasts.get(id);
    if (stored === undefined) throw damaged('a broadcast record is missing');
    return stored;
  }

  /** As records are: only with their key. */
  #opened(id: string, key: Uint8Array): Stored {
    const stored = this.#require(id);
    if (equalBytes(key, stored.plan.key)) return stored;
    this.#world.fail(`${stored.plan.name}: a record is read or written with another key`);
    throw damaged('a record does not verify');
  }
}

function hexOf({ id }: BroadcastRecord): string {
  return Buffer.from(id).toString('hex');
}

/** The bytes, and what they say without decoding them after every commit: processes do that when they begin. */
function asStored(record: BroadcastRecord): Pick<Stored, 'bytes' | 'record'> {
  return { bytes: encodeBroadcast(record), record: { ...record, counts: structuredClone(record.counts) } };
}
