import { isIPv6 } from 'node:net';
import { limits } from '../limits.ts';
import { type Clock, monotonic } from '../ports/clock.ts';

/**
 * Requests of many clients, each with a bucket: it holds `burst` tokens and gets `perSecond` back. Of more clients than
 * `limits.mailboxClients` those that were not seen for longest are forgotten, so memory has an end whatever comes.
 */
export class Buckets {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #clock: Clock;

  constructor(perSecond: number, burst: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#clock = clock;
  }

  /** 0 when it may, else the seconds until it may, from 1 on. */
  take(client: string, cost = 1): number {
    const now = monotonic(this.#clock);
    const bucket = this.#buckets.get(client) ?? { tokens: this.#burst, at: now };
    const tokens = Math.min(this.#burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * this.#perSecond);
    const may = tokens >= cost;
    // Set anew, so that the order of the map is the order in which clients were seen.
    this.#buckets.delete(client);
    this.#buckets.set(client, { tokens: may ? tokens - cost : tokens, at: now });
    if (this.#buckets.size > limits.mailboxClients) this.#buckets.delete(this.#buckets.keys().next().value!);
    return may ? 0 : Math.max(1, Math.ceil((cost - tokens) / this.#perSecond));
  }

  get size(): number {
    return this.#buckets.size;
  }
}

/**
 * So much a second for all, of which nobody can keep the others from theirs: the more a network took of late, the more it has to
 * leave. One alone may have it all; of many that are greedy those come first that took least, and before them whoever took nothing. Memory
 * has an end, as for buckets.
 *
 *     may take  ⇔  all is left;  or one is, and besides  reserved × taken / (taken + half)
 *
 *     reserved   `limits.mailboxReserved` of what comes in a second
 *     taken      of late, with all of this but its last: forgotten by and by, within some `limits.mailboxShareMs`
 *     half       what a network has taken that must leave half of what is reserved
 */
export class Shares {
  /** By network: what it took, decaying with `limits.mailboxShareMs`, and since when. Those not seen for longest in front. */
  readonly #taken = new Map<string, { readonly taken: number; readonly at: number }>();
  readonly #perSecond: number;
  readonly #half: number;
  readonly #clock: Clock;
  #left: number;
  #at: number;

  /** @param perSecond of all together; as many at once after a second of rest */
  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#half = Math.max(1, perSecond / 50);
    this.#clock = clock;
    this.#left = perSecond;
    this.#at = monotonic(clock);
  }

  /**
   * `busy`: nothing is left; `too-many`: others come first.
   *
   * @param cost what is not left of it is owed, so that also what costs more than comes in a second has its turn
   */
  take(ip: string, cost = 1): 'taken' | 'busy' | 'too-many' {
    const now = monotonic(this.#clock);
    this.#left = Math.min(this.#perSecond, this.#left + (Math.max(0, now - this.#at) / 1_000) * this.#perSecond);
    this.#at = now;
    const network = networkOf(ip);
    const before = this.#taken.get(network);
    const taken =
      before === undefined ? 0 : before.taken * Math.exp(-Math.max(0, now - before.at) / limits.mailboxShareMs);
    const last = taken + cost - 1;
    const reserved = (limits.mailboxReserved * this.#perSecond * last) / (last + this.#half);
    const enough = this.#left - 1 >= reserved || this.#left === this.#perSecond;
    const may = this.#left < 1 ? 'busy' : enough ? 'taken' : 'too-many';
    if (may === 'taken') this.#left -= cost;
    this.#taken.delete(network);
    this.#taken.set(network, { taken: may === 'taken' ? taken + cost : taken, at: now });
    if (this.#taken.size > limits.mailboxClients) this.#taken.delete(this.#taken.keys().next().value!);
    return may;
  }

  get size(): number {
    return this.#taken.size;
  }
}

/** Things held at a time, by each client and by all; a client that holds none is not remembered. */
export class Places {
  readonly #held = new Map<string, number>();
  readonly #each: number;
  readonly #all: number;
  #total = 0;

  constructor(each: number, all = Number.POSITIVE_INFINITY) {
    this.#each = each;
    this.#all = all;
  }

  get total(): number {
    return this.#total;
  }

  /** How to give it back, once; null when this client, or all together, hold too much. */
  take(client: string): (() => void) | null {
    const own = this.#held.get(client) ?? 0;
    if (own >= this.#each || this.#total >= this.#all) return null;
    this.#held.set(client, own + 1);
    this.#total++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#total--;
      const left = this.#held.get(client)! - 1;
      if (left === 0) this.#held.delete(client);
      else this.#held.set(client, left);
    };
  }
}

/** Whose an address is, roughly: of IPv6 the /48 that a site gets, of IPv4 the /24 that is announced at the least. */
export function networkOf(ip: string): string {
  const client = clientOf(ip);
  return client.includes(':') ? `${client.split(':').slice(0, 3).join(':')}::/48` : client.replace(/\.\d+$/, '.0/24');
}

/** An IP address as one client: of IPv6 the /64 that a household gets, of a mapped one the IPv4 address in it. */
export function clientOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined || !isIPv6(ip)) return mapped ?? ip;
  const [head = '', tail] = ip.split('%')[0]!.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const all = [
    ...left,
    ...Array<string>(tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)).fill('0'),
    ...right,
  ];
  return `${all
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
