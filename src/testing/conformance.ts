import { inspect } from 'node:util';
import { equalBytes, hex } from '../crypto/bytes.ts';
import { encodeEnvelope } from '../crypto/envelope.ts';
import { limits } from '../limits.ts';
import type { Outcome, Parcel, Transport } from '../ports/transport.ts';
import { Private } from '../private.ts';
import { unsafeSeededRandomForTesting } from './random.ts';

/** A transport with the other side of it: what a check is run against. Each check asks for a fresh one. */
export interface TransportHarness {
  readonly transport: Transport;
  /** The envelopes that arrived for good, in any order; repeats of one parcel id that the other side dropped left out. */
  received(): Promise<readonly Uint8Array[]> | readonly Uint8Array[];
  /** A route for the n-th parcel that the other side serves. Without this function parcels have no route. */
  route?(n: number): string;
  /** A route that the other side says no to, for the n-th parcel. */
  badRoute?(n: number): string;
  /** From now on nobody answers: the other side dies. Nothing that is handed over afterwards arrives. */
  die?(): Promise<void> | void;
  /** Called after the check, with the transport closed. */
  close?(): Promise<void> | void;
}

export interface ConformanceCheck {
  readonly name: string;
  /**
   * Rejects with an Error that says what the transport did wrong. `not applicable` when the harness lacks what it takes.
   */
  run(): Promise<'held' | 'not applicable'>;
}

export interface ConformanceOptions {
  /** Milliseconds after which a call that has not settled is called hanging. @defaultValue 10 000 */
  readonly patienceMs?: number;
  /** Parcels of the largest group. @defaultValue 1024, the most that the engine hands over at once */
  readonly groupSize?: number;
}

/**
 * What the engine expects of every transport, as checks for any test runner:
 *
 *     for (const { name, run } of transportConformance(makeHarness)) it(name, run);
 */
export function transportConformance(
  makeHarness: () => Promise<TransportHarness> | TransportHarness,
  options: ConformanceOptions = {},
): readonly ConformanceCheck[] {
  const patienceMs = options.patienceMs ?? 10_000;
  const groupSize = options.groupSize ?? limits.handOverGroup;
  return Object.entries(CHECKS).map(([name, { needs = [], check }]) => ({
    name,
    async run() {
      const harness = await makeHarness();
      try {
        if (needs.some((part) => harness[part] === undefined)) return 'not applicable';
        await check(new Bench(harness, patienceMs, groupSize));
        return 'held';
      } finally {
        await harness.transport.close?.();
        await harness.close?.();
      }
    },
  }));
}

interface Check {
  /** What of the optional parts of a harness it cannot do without. */
  readonly needs?: readonly ('badRoute' | 'die' | 'route')[];
  check(bench: Bench): Promise<void>;
}

const CHECKS: Readonly<Record<string, Check>> = {
  'delivers a group: one outcome each, every byte arrives, once': {
    async check(bench) {
      const parcels = bench.parcels(20);
      const outcomes = await bench.deliver(parcels);
      demand(
        outcomes.every(({ state }) => state === 'delivered'),
        'it did not deliver what nothing stood against',
      );
      await bench.expectArrived(parcels, outcomes);
    },
  },
  'answers in the order of the parcels': {
    needs: ['badRoute'],
    async check(bench) {
      // No rhythm that a reversal or a shift by some places would leave as it is.
      const parcels = bench.parcels(24, (n) => (n * n) % 7 === 2 || n === 23);
      const outcomes = await bench.deliver(parcels);
      parcels.forEach((_, n) => {
        const bad = (n * n) % 7 === 2 || n === 23;
        demand(
          outcomes[n]!.state === (bad ? 'failed' : 'delivered'),
          `outcome ${n} is ${outcomes[n]!.state}, and its parcel was one the other side ${bad ? 'refuses' : 'takes'}`,
        );
      });
      await bench.expectArrived(parcels, outcomes);
    },
  },
  'one bad parcel spoils no other': {
    needs: ['badRoute'],
    async check(bench) {
      const parcels = bench.parcels(9, (n) => n === 4);
      const outcomes = await bench.deliver(parcels);
      demand(outcomes[4]!.state === 'failed', 'it did not call failed what was refused');
      demand(
        outcomes.every(({ state }, n) => n === 4 || state === 'delivered'),
        'others than the refused one were not delivered',
      );
      await bench.expectArrived(parcels, outcomes);
    },
  },
  'a repeated parcel arrives once': {
    async check(bench) {
      const parcels = bench.parcels(6);
      const first = await bench.deliver(parcels);
      const second = await bench.deliver(parcels.slice(2, 4));
      demand(
        second.every(({ state }) => state === 'delivered'),
        'it did not say delivered of what the other side has',
      );
      await bench.expectArrived(parcels, first);
    },
  },
  'two calls at once do not mix their answers': {
    async check(bench) {
      const all = bench.parcels(40);
      const [one, two] = [all.slice(0, 15), all.slice(15)];
      const [first, second] = await Promise.all([bench.deliver(one), bench.deliver(two)]);
      await bench.expectArrived(all, [...first, ...second]);
    },
  },
  'a group may hold several broadcasts': {
    async check(bench) {
      const [a, b] = [bench.parcels(6), bench.parcels(6)];
      const mixed = a.flatMap((parcel, n) => [parcel, b[n]!]);
      await bench.expectArrived(mixed, await bench.deliver(mixed));
    },
  },
  'an empty group is answered with nothing': {
    async check(bench) {
      await bench.deliver([]);
      demand((await bench.harness.received()).length === 0, 'something arrived');
    },
  },
  'the largest group': {
    async check(bench) {
      const parcels = bench.parcels(bench.groupSize);
      await bench.expectArrived(parcels, await bench.deliver(parcels));
    },
  },
  'leaves the parcels as they were': {
    async check(bench) {
      const parcels = bench.parcels(5);
      const before = parcels.map((parcel) => bytesOf(parcel));
      await bench.deliver(parcels);
      demand(
        parcels.every((parcel, n) => equalBytes(bytesOf(parcel), before[n]!)),
        'it wrote into bytes that are not its own',
      );
    },
  },
  'settles when it is aborted before it begins': {
    async check(bench) {
      const parcels = bench.parcels(12);
      const outcomes = await bench.settle(parcels, AbortSignal.abort());
      await bench.expectNoClaimTooMuch(parcels, outcomes);
    },
  },
  'settles when it is aborted in between': {
    async check(bench) {
      const parcels = bench.parcels(bench.groupSize);
      const controller = new AbortController();
      const settled = bench.settle(parcels, controller.signal);
      setImmediate(() => controller.abort());
      await bench.expectNoClaimTooMuch(parcels, await settled);
    },
  },
  'a dead other side is never called delivered': {
    needs: ['die'],
    async check(bench) {
      const alive = bench.parcels(4);
      const first = await bench.deliver(alive);
      await bench.harness.die!();
      const parcels = bench.parcels(4);
      const outcomes = await bench.settle(parcels, new AbortController().signal);
      demand(
        outcomes === null || outcomes.every(({ state }) => state !== 'delivered'),
        'it says delivered, and nobody was there',
      );
      await bench.expectArrived(alive, first);
    },
  },
  'shows no route: not in reasons, nor in errors, nor when it is printed': {
    needs: ['route'],
    async check(bench) {
      const { harness } = bench;
      const parcels = bench.parcels(8, (n) => harness.badRoute !== undefined && n % 3 === 0);
      const shown: unknown[] = [await bench.settle(parcels, new AbortController().signal)];
      shown.push(inspect(harness.transport, INSPECT));
      await harness.die?.();
      shown.push(await bench.settle(bench.parcels(3), new AbortController().signal));
      shown.push(bench.thrown, inspect(harness.transport, INSPECT));
      const text = inspect(shown, INSPECT);
      for (const route of bench.routes)
        demand(!text.includes(route) && !text.includes(encodeURIComponent(route)), 'a route is to be seen');
    },
  },
  'may be closed twice': {
    async check(bench) {
      const { transport } = bench.harness;
      await bench.deliver(bench.parcels(3));
      await bench.patiently(Promise.resolve(transport.close?.()), 'close');
      await bench.patiently(Promise.resolve(transport.close?.()), 'a second close');
    },
  },
};

const INSPECT = { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null } as const;

/** One harness, and what a check does with it. */
class Bench {
  readonly harness: TransportHarness;
  readonly groupSize: number;
  readonly routes: string[] = [];
  /** What the transport threw or rejected with. */
  readonly thrown: unknown[] = [];
  readonly #patienceMs: number;
  #made = 0;
  #broadcasts = 0;

  constructor(harness: TransportHarness, patienceMs: number, groupSize: number) {
    this.harness = harness;
    this.groupSize = groupSize;
    this.#patienceMs = patienceMs;
  }

  /** Parcels of a new broadcast: well-formed envelopes of random bytes, which nobody can open. */
  parcels(count: number, bad: (n: number) => boolean = () => false): Parcel[] {
    const random = unsafeSeededRandomForTesting(`conformance ${++this.#broadcasts}`);
    const broadcast = random.bytes(16);
    const body = new Uint8Array([...new TextEncoder().encode('SCB1'), ...random.bytes(1_000)]);
    const enc = random.bytes(32);
    return Array.from({ length: count }, (_, n) => {
      const mailbox = random.bytes(16);
      const route = this.#route(this.#made++, bad(n));
      if (route !== undefined) this.routes.push(route);
      return {
        id: hex(mailbox),
        broadcast,
        mailbox,
        envelope: encodeEnvelope({ suite: 1, broadcast, mailbox, enc, slot: random.bytes(112) }),
        body,
        class: 'broadcast',
        expires: Number.MAX_SAFE_INTEGER,
        route: route === undefined ? null : new Private(route, '(route)'),
      };
    });
  }

  #route(n: number, bad: boolean): string | undefined {
    return bad ? this.harness.badRoute?.(n) : this.harness.route?.(n);
  }

  /** Outcomes of a call that has no reason to reject. */
  async deliver(parcels: readonly Parcel[]): Promise<readonly Outcome[]> {
    const outcomes = await this.settle(parcels, new AbortController().signal);
    if (outcomes === null)
      throw new Error('deliver rejected; the engine would have to call the whole group unknown', {
        cause: this.thrown.at(-1),
      });
    return outcomes;
  }

  /** Outcomes, checked for their shape; null when the call threw or rejected, which means that all are unknown. */
  async settle(parcels: readonly Parcel[], signal: AbortSignal): Promise<readonly Outcome[] | null> {
    let outcomes: readonly Outcome[];
    try {
      outcomes = await this.patiently(this.harness.transport.deliver(parcels, signal), 'deliver');
    } catch (error) {
      if (error instanceof Hanging) throw error;
      this.thrown.push(error);
      return null;
    }
    demand(Array.isArray(outcomes), 'deliver answered with something that is no list');
    demand(outcomes.length === parcels.length, `${parcels.length} parcels, and ${outcomes.length} outcomes`);
    outcomes.forEach((outcome, n) => {
      const state: unknown = outcome?.state;
      demand(STATES.includes(state), `outcome ${n} has no known state`);
      if (outcome.state === 'delivered') return;
      const { reason } = outcome;
      demand(
        typeof reason === 'string' && reason !== '' && reason.length <= limits.failureReasonChars,
        `outcome ${n} gives no reason of 1 to ${limits.failureReasonChars} characters`,
      );
    });
    return outcomes;
  }

  async patiently<T>(promise: Promise<T>, what: string): Promise<T> {
    let timeout: NodeJS.Timeout | undefined;
    const hanging = new Promise<never>((_, reject) => {
      timeout = setTimeout(() => reject(new Hanging(`${what} has not settled`)), this.#patienceMs);
    });
    try {
      return await Promise.race([promise, hanging]);
    } finally {
      clearTimeout(timeout);
    }
  }

  /** All that is called delivered has arrived, once and unchanged; nothing that is called failed or deferred has. */
  async expectArrived(parcels: readonly Parcel[], outcomes: readonly Outcome[]): Promise<void> {
    const arrived = await this.#counted();
    parcels.forEach(({ envelope }, n) => {
      const { state } = outcomes[n]!;
      const times = arrived.get(hex(envelope)) ?? 0;
      demand(times <= 1, `parcel ${n} arrived ${times} times`);
      if (state === 'delivered') demand(times === 1, `parcel ${n} is called delivered, and did not arrive as it was`);
      if (state === 'failed' || state === 'deferred')
        demand(times === 0, `parcel ${n} is called ${state}, and arrived`);
    });
  }

  /** After an abort, or a death: what is called delivered has arrived. */
  async expectNoClaimTooMuch(parcels: readonly Parcel[], outcomes: readonly Outcome[] | null): Promise<void> {
    const arrived = await this.#counted();
    parcels.forEach(({ envelope }, n) => {
      const times = arrived.get(hex(envelope)) ?? 0;
      demand(times <= 1, `parcel ${n} arrived ${times} times`);
      demand(
        outcomes?.[n]?.state !== 'delivered' || times === 1,
        `parcel ${n} is called delivered, and did not arrive`,
      );
    });
  }

  async #counted(): Promise<Map<string, number>> {
    const counted = new Map<string, number>();
    for (const envelope of await this.harness.received()) {
      const key = hex(envelope);
      counted.set(key, (counted.get(key) ?? 0) + 1);
    }
    return counted;
  }
}

class Hanging extends Error {}

const STATES: readonly unknown[] = ['delivered', 'failed', 'deferred', 'unknown'];

function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`the transport does not conform: ${otherwise}`);
}

function bytesOf({ broadcast, mailbox, envelope, body }: Parcel): Uint8Array {
  return new Uint8Array([...broadcast, ...mailbox, ...envelope, ...body]);
}
