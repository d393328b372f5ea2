import { describe, expect, it } from 'vitest';
import { limits } from '../../src/limits.ts';
import type { Outcome, Parcel, Transport } from '../../src/ports/transport.ts';
import { pendingOf } from '../../src/spool/broadcast-record.ts';
import { DELIVERED, dispatcherOn, MemorySpool, turn, turns } from './memory-spool.ts';

const COUNT = 12;
const STOPPED: Outcome = { state: 'deferred', reason: 'stopped' };
const WAIT_MS = 7_000;

/** What it says when it is told to stop, `lateMs` after that: by parcel, in six kinds. */
const kinds: readonly (Outcome | undefined)[] = [
  DELIVERED,
  { state: 'failed', reason: 'gone' },
  STOPPED,
  { state: 'deferred', reason: 'quota', retryAfterMs: WAIT_MS },
  { state: 'unknown', reason: 'no-answer' },
  // Missing from its answer.
  undefined,
];
const byKind = (parcels: readonly Parcel[]): Outcome[] =>
  parcels.map((_, n) => kinds[Math.floor((n * kinds.length) / parcels.length)]).filter((one) => one !== undefined);

interface Told extends Transport {
  readonly groups: Parcel[][];
}

/** Says nothing until it is told to stop; then `answer`, which may be anything, or throw. */
function telling(answer: (parcels: readonly Parcel[], answered: number) => unknown, dropsRepeats = false): Told {
  const groups: Parcel[][] = [];
  return {
    name: 'telling',
    dropsRepeats,
    groups,
    deliver(parcels, signal) {
      groups.push([...parcels]);
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          try {
            resolve(answer(parcels, groups.length) as Outcome[]);
          } catch (error) {
            reject(error);
          }
        });
      });
    },
  };
}

function under(transports: readonly Transport[], options: Parameters<typeof dispatcherOn>[2] = {}) {
  const spool = new MemorySpool();
  const { dispatcher, clock, add, said } = dispatcherOn(spool, transports, options);
  const { record, delivery, ended } = add(spool.broadcast({ class: 'payment', batches: [COUNT] }));
  ended.catch(() => {});
  return { spool, dispatcher, clock, record, id: delivery.id, said, warned: () => said.map(({ message }) => message) };
}

const never = (): Promise<never> => new Promise(() => {});
const reason = new Error('enough');

describe('what a transport says when it is told to stop', () => {
  it('counts: what it took or refused has its end, what it did not come to waits as before', async () => {
    const transport = telling(byKind);
    // An attempt that counted would be the last one.
    const { dispatcher, record, id, spool } = under([transport], { retry: { attempts: 1 } });
    await turns(4);
    await dispatcher.stop(id, reason);
    const { counts, reasons } = record;
    expect(counts).toMatchObject({ delivered: 2, failed: 2, unknown: 4, failedBy: { gone: 2 } });
    expect(pendingOf(counts)).toBe(4);
    expect(reasons).not.toContain('stopped');
    expect(reasons).not.toContain('quota');

    const next = telling(() => []);
    const again = dispatcherOn(spool, [{ ...next, deliver: async (all) => deliveredBy(next, all) }]);
    again.add(spool.stored.get(id)!);
    await turns(4);
    expect(next.groups.flat()).toHaveLength(2);
    again.clock.advance(WAIT_MS - 1);
    await turns(4);
    expect(next.groups.flat()).toHaveLength(2);
    again.clock.advance(1);
    await turns(4);
    const handed = next.groups.flat().map((parcel) => parcel.id);
    expect(handed.sort()).toEqual(
      transport.groups[0]!.slice(4, 8)
        .map((parcel) => parcel.id)
        .sort(),
    );
  });

  it('leaves what may have been taken to be asked again where repeats are dropped', async () => {
    const { dispatcher, record, id } = under([telling(byKind, true)], { retry: { attempts: 1 } });
    await turns(4);
    await dispatcher.stop(id, reason);
    expect(record.counts).toMatchObject({ delivered: 2, failed: 2, unknown: 0 });
    expect([pendingOf(record.counts), record.perhaps]).toEqual([8, 4]);
  });

  it.each<[string, (parcels: readonly Parcel[]) => unknown, number]>([
    ['nothing at all', () => undefined, 0],
    ['no list', () => 'delivered', 0],
    ['an empty list', () => [], 0],
    ['too many', (parcels) => [...parcels, ...parcels].map(() => DELIVERED), COUNT],
    [
      'no, loudly',
      () => {
        throw new Error('aborted');
      },
      0,
    ],
  ])('is understood when it says %s', async (_what, answer, delivered) => {
    const { dispatcher, record, id } = under([telling(answer)]);
    await turns(4);
    await dispatcher.stop(id, reason);
    expect(record.counts).toMatchObject({ delivered, unknown: COUNT - delivered, failed: 0 });
  });

  it('is waited for so long, and no longer', async () => {
    for (const inTime of [true, false]) {
      let answer!: (outcomes: Outcome[]) => void;
      const late = new Promise<Outcome[]>((resolve) => {
        answer = resolve;
      });
      const { dispatcher, record, id, clock } = under([telling(() => late)]);
      await turns(4);
      let stopped = false;
      const stopping = dispatcher.stop(id, reason).then(() => {
        stopped = true;
      });
      clock.advance(limits.lastAnswerMs - 1);
      await turns(4);
      expect(stopped).toBe(false);
      if (inTime) answer(Array(COUNT).fill(DELIVERED));
      else clock.advance(1);
      await stopping;
      answer(Array(COUNT).fill(DELIVERED));
      await turns(4);
      expect(record.counts).toMatchObject(inTime ? { delivered: COUNT } : { delivered: 0, unknown: COUNT });
    }
  });

  it('comes within the grace of a drain, which tells it in time', async () => {
    let answer!: (outcomes: Outcome[]) => void;
    const late = new Promise<Outcome[]>((resolve) => {
      answer = resolve;
    });
    const transport = telling(() => late);
    const { dispatcher, record, clock } = under([transport]);
    await turns(4);
    let drained = false;
    const draining = dispatcher.drain(1_000, reason).then(() => {
      drained = true;
    });
    clock.advance(1_000 - limits.drainAnswerMs);
    await turns(4);
    clock.advance(limits.drainAnswerMs - 1);
    await turns(4);
    expect(drained).toBe(false);
    answer(Array(COUNT).fill(DELIVERED));
    await draining;
    expect(record.counts).toMatchObject({ delivered: COUNT, unknown: 0 });
    await dispatcher.close(reason);
  });

  it('costs no more than the grace where nothing is said', async () => {
    for (const graceMs of [100, 1_000]) {
      const { dispatcher, record, clock } = under([telling(never)]);
      await turns(4);
      const closing = dispatcher.drain(graceMs, reason).then(() => dispatcher.close(reason));
      let closed = false;
      void closing.then(() => {
        closed = true;
      });
      for (let passed = 0; passed < graceMs; passed += 50) {
        expect(closed).toBe(false);
        clock.advance(50);
        await turns(4);
      }
      await closing;
      expect(record.counts).toMatchObject({ unknown: COUNT });
    }
  });

  it('says nothing of the lane: a stop opens no breaker', async () => {
    const spool = new MemorySpool();
    const { dispatcher, add } = dispatcherOn(spool, [telling((parcels) => parcels.map(() => STOPPED))]);
    for (let n = 0; n < 3 * limits.laneBreakerGroups; n++) {
      const { delivery, ended } = add(spool.broadcast({ batches: [limits.laneBreakerEnvelopes] }));
      ended.catch(() => {});
      await turns(4);
      await dispatcher.stop(delivery.id, reason);
    }
    expect(dispatcher.status().transports[0]).toMatchObject({ breaks: 0 });
  });

  it('counts after a hand-over that took too long, too: what was not sent is tried again', async () => {
    const transport = telling((parcels, answered) =>
      parcels.map((_, n) => (answered > 1 || n < 5 ? DELIVERED : STOPPED)),
    );
    const { record, clock, warned } = under([transport], { handOverMs: 1_000 });
    await turns(4);
    clock.advance(1_000);
    await turns(4);
    expect(record.counts).toMatchObject({ delivered: 5, unknown: 0 });
    expect(warned()).not.toContain('a hand-over gave no answer');
    while (transport.groups.length < 2) {
      clock.advance(clock.next() ?? 0);
      await turn();
    }
    expect(transport.groups[1]!.map(({ id }) => id)).not.toContain(transport.groups[0]![0]!.id);
  });
});

function deliveredBy(transport: Told, parcels: readonly Parcel[]): Outcome[] {
  transport.groups.push([...parcels]);
  return parcels.map(() => DELIVERED);
}
