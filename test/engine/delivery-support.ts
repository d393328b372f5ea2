/** What the tests of delivery through a real engine share: a clock that is moved by hand, people, and transports that are told. */
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { DEFAULT_LADDER } from '../../src/delivery/ladder.ts';
import { type EngineOptions, type Outcome, openEngine, type Parcel, type Transport } from '../../src/index.ts';
import { ManualClock } from '../../src/testing.ts';
import { device, hex, tempDir } from './support.ts';

export { type Held, type HeldTransport, heldTransport, turn, turns } from '../delivery/memory-spool.ts';

import { turn } from '../delivery/memory-spool.ts';

export const START = 1_763_800_000_000;
export const people = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: `person-${n}`,
    publicKey: hex(device(n).publicKey),
    route: `route-${n}`,
  }));
export const DELIVERED: Outcome = { state: 'delivered' };

let homes = 0;

export function deliveryPlace() {
  const { dir, remove } = tempDir();
  afterAll(remove);
  const home = (): string => join(dir, `${++homes}`);
  return {
    home,
    /** An engine by a manual clock, without jitter. */
    async open(more: Partial<EngineOptions> & { clock?: ManualClock } = {}) {
      const clock = more.clock ?? new ManualClock(START);
      const ladder = DEFAULT_LADDER.map((rung) => ({ ...rung, jitterMs: 0 }));
      const options = { dir: home(), threads: 1, timer: clock, ladder, ...more, clock };
      return { clock, options, engine: await openEngine(options) };
    },
  };
}

export const request = { from: 'city-hall', message: 'Carried.' } as const;

/** Asks a function what became of each parcel, and writes down what it was given, and when. */
export interface Asked {
  readonly transport: Transport;
  readonly seen: { readonly parcel: Parcel; readonly at: number }[];
  readonly groups: number[];
}

export function asking(
  name: string,
  clock: () => number,
  answer: (parcel: Parcel, times: number) => Outcome,
  more: Partial<Transport> = {},
): Asked {
  const seen: { parcel: Parcel; at: number }[] = [];
  const groups: number[] = [];
  const times = new Map<string, number>();
  const transport: Transport = {
    name,
    async deliver(parcels) {
      groups.push(parcels.length);
      return parcels.map((parcel) => {
        seen.push({ parcel, at: clock() });
        times.set(parcel.id, (times.get(parcel.id) ?? 0) + 1);
        return answer(parcel, times.get(parcel.id)!);
      });
    },
    ...more,
  };
  return { transport, seen, groups };
}

/** Lets time pass whenever somebody waits for it and nothing else happens, until the promise has settled. */
export async function passTime<T>(promise: Promise<T>, clock: ManualClock): Promise<T> {
  let settled = false;
  const end = (): void => {
    settled = true;
  };
  promise.then(end, end);
  while (!settled) {
    for (let n = 0; n < 4 && !settled; n++) await turn();
    const next = clock.next();
    if (!settled && next !== undefined) clock.advance(next);
  }
  return promise;
}
