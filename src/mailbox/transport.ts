import { hex } from '../crypto/bytes.ts';
import { inboxOf } from '../crypto/pull.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Outcome, Parcel, Transport } from '../ports/transport.ts';
import type { Arrivals } from './arrivals.ts';
import type { Counters } from './counters.ts';
import { readPullRoute } from './route.ts';
import type { Incoming, MailboxStore } from './store.ts';

interface Parts {
  readonly name: string;
  readonly store: MailboxStore;
  readonly arrivals: Arrivals;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly inboxEnvelopes: number;
}

/**
 * Puts parcels into inboxes, some at a time, so that requests are answered in between. Reasons of a failure, all there are:
 * `no-route`, `route-invalid`, `expired`; of a `deferred` (certainly not taken): `inbox-full`, `disk-full`, `stopped`.
 */
export class MailboxTransport implements Transport {
  readonly name: string;
  readonly dropsRepeats = true;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.name = parts.name;
    this.#parts = parts;
  }

  async deliver(parcels: readonly Parcel[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let at = 0; at < parcels.length; at += limits.mailboxCommitParcels) {
      if (at > 0) await new Promise((resolve) => setImmediate(resolve));
      const some = parcels.slice(at, at + limits.mailboxCommitParcels);
      outcomes.push(...(signal.aborted || this.#parts.store.closed ? some.map(() => STOPPED) : this.#keep(some)));
    }
    return outcomes;
  }

  #keep(parcels: readonly Parcel[]): Outcome[] {
    const { store, arrivals, counters, clock, inboxEnvelopes } = this.#parts;
    const now = clock.now();
    const outcomes = new Array<Outcome>(parcels.length);
    const incoming: Incoming[] = [];
    const places: number[] = [];
    parcels.forEach((parcel, n) => {
      const { route, id, broadcast, envelope, body, expires } = parcel;
      const read = route === null ? null : readPullRoute(route.reveal());
      if (read === null) outcomes[n] = route === null ? NO_ROUTE : ROUTE_INVALID;
      else if (expires <= now) outcomes[n] = EXPIRED;
      else {
        incoming.push({ parcel: id, inbox: hex(inboxOf(read)), broadcast, envelope, body, expires });
        places.push(n);
      }
    });
    if (incoming.length === 0) return outcomes;
    let kept: ReturnType<MailboxStore['keep']>;
    try {
      kept = store.keep(incoming, now, inboxEnvelopes);
    } catch (error) {
      // What was rolled back has certainly not been taken; of anything else nobody can tell.
      if (!(error instanceof SealcastError && error.code === 'DISK_FULL')) throw error;
      for (const n of places) outcomes[n] = DISK_FULL;
      return outcomes;
    }
    const arrived = new Set<string>();
    kept.forEach((outcome, i) => {
      outcomes[places[i]!] = outcome === 'full' ? INBOX_FULL : DELIVERED;
      if (outcome === 'new') {
        arrived.add(incoming[i]!.inbox);
        counters.delivered++;
      } else if (outcome === 'repeat') counters.repeated++;
    });
    arrivals.tell(arrived);
    return outcomes;
  }
}

const DELIVERED: Outcome = { state: 'delivered' };
const NO_ROUTE: Outcome = { state: 'failed', reason: 'no-route' };
const ROUTE_INVALID: Outcome = { state: 'failed', reason: 'route-invalid' };
const EXPIRED: Outcome = { state: 'failed', reason: 'expired' };
const INBOX_FULL: Outcome = { state: 'deferred', reason: 'inbox-full' };
const DISK_FULL: Outcome = { state: 'deferred', reason: 'disk-full' };
const STOPPED: Outcome = { state: 'deferred', reason: 'stopped' };
