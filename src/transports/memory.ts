import type { Outcome, Parcel, Transport } from '../ports/transport.ts';

export interface MemoryTransport extends Transport {
  /** Everything handed over, in order. Holds it all: for tests, demos and small audiences. */
  readonly parcels: Parcel[];
}

/** Keeps parcels in memory: for tests, demos, and hosts that carry envelopes themselves. */
export function memoryTransport(): MemoryTransport {
  const parcels: Parcel[] = [];
  return {
    name: 'memory',
    parcels,
    async deliver(group) {
      parcels.push(...group);
      return group.map((): Outcome => ({ state: 'delivered' }));
    },
  };
}
