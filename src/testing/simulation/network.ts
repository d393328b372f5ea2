import { limits } from '../../limits.ts';
import type { Outcome, Parcel, Transport } from '../../ports/transport.ts';
import type { Chance } from './chance.ts';
import type { SimulatedDisk } from './disk.ts';
import type { EnvelopeHistory } from './envelope-history.ts';
import type { Life } from './life.ts';
import type { Plan, SimulatedFault } from './plan.ts';
import type { Understood, Witness } from './witness.ts';
import type { World } from './world.ts';

/** What the way to the other side does with a group. */
type Passage =
  | 'through'
  | 'at once'
  | 'slow'
  | 'never arrives'
  | 'never answers'
  | 'throws before'
  | 'throws after'
  | 'storm'
  | 'part'
  | 'short'
  | 'long'
  | 'garbage'
  | 'some lost'
  | 'twice';

const PASSAGES: Readonly<Partial<Record<SimulatedFault, readonly Passage[]>>> = {
  stall: ['never arrives', 'never answers'],
  slow: ['slow'],
  storm: ['storm', 'part'],
  throw: ['throws before'],
  'answer lost': ['throws after', 'some lost', 'twice'],
  'bad answer': ['short', 'long', 'garbage'],
};

interface LaneWeather {
  fault: SimulatedFault | undefined;
  /** Share of the groups that it hits. */
  share: number;
}

/** The other side of each lane, and the way there: both outlive processes. */
export class Network {
  /** The faults of the way there. */
  readonly faults = Object.keys(PASSAGES) as readonly SimulatedFault[];
  readonly #world: World;
  readonly #chance: Chance;
  readonly #plan: Plan;
  readonly #witness: Witness;
  readonly #disk: SimulatedDisk;
  readonly #weather: readonly LaneWeather[];
  readonly #has: readonly Set<string>[];
  readonly #deferred = new Map<string, number>();

  constructor(world: World, plan: Plan, witness: Witness, disk: SimulatedDisk) {
    this.#world = world;
    this.#chance = world.chance.fork('network');
    this.#plan = plan;
    this.#witness = witness;
    this.#disk = disk;
    this.#weather = plan.lanes.map(() => ({ fault: undefined, share: 0 }));
    this.#has = plan.lanes.map(() => new Set());
  }

  setWeather(lane: number, fault: SimulatedFault | undefined, share: number): void {
    this.#weather[lane]!.fault = fault;
    this.#weather[lane]!.share = share;
  }

  calm(): void {
    this.#weather.forEach((_, lane) => {
      this.setWeather(lane, undefined, 0);
    });
  }

  // ---- the other side ----

  /** The gateway of a lane: takes most, refuses some for good, defers some for a while. */
  gateway(lane: number): Transport {
    const { name, dropsRepeats } = this.#plan.lanes[lane]!;
    return {
      name,
      dropsRepeats,
      deliver: async (parcels) => parcels.map((parcel) => this.#answer(lane, parcel)),
    };
  }

  #answer(lane: number, parcel: Parcel): Outcome {
    const { id } = parcel;
    const verdict = verdictOf(id, this.#plan);
    if (verdict === 'gone') return { state: 'failed', reason: 'gone' };
    if (verdict === 'refused') return { state: 'failed', reason: 'refused' };
    if (verdict === 'quota') {
      const times = (this.#deferred.get(id) ?? 0) + 1;
      this.#deferred.set(id, times);
      if (times <= 2) return { state: 'deferred', reason: 'quota', retryAfterMs: 1_000 * times };
    }
    const { dropsRepeats } = this.#plan.lanes[lane]!;
    const has = this.#has[lane]!;
    this.#witness.arrived(parcel, dropsRepeats && has.has(id));
    has.add(id);
    return { state: 'delivered' };
  }

  /** Whether a lane that works takes it at once. */
  takes({ id }: EnvelopeHistory): boolean {
    return verdictOf(id, this.#plan) === 'takes';
  }

  // ---- the way there ----

  /** A transport with its other side, as a process has it: behind the weather of its lane, and watched. */
  watched(life: Life, lane: number, inner: Transport): Transport {
    return {
      name: inner.name,
      dropsRepeats: inner.dropsRepeats === true,
      deliver: (parcels, signal) => {
        life.called();
        // Nothing that a dead process does is real.
        if (!life.alive) return new Promise(() => {});
        this.#witness.handOver(life, lane, parcels, (id) => this.#disk.onDisk(id));
        const crossing: Crossing = { life, inner, parcels, signal, toldAt: Number.POSITIVE_INFINITY };
        signal.addEventListener('abort', () => {
          crossing.toldAt = this.#world.elapsed();
          this.#witness.notHeard(parcels);
        });
        const passage = this.#passageOf(lane);
        this.#world.log(
          `life ${life.number}: ${parcels.length} to ${inner.name}, ${passage}, ${parcels[0]?.id.slice(0, 8)}`,
        );
        if (passage === 'throws before' && this.#chance.happens(0.5)) throw this.#broken(crossing);
        return passage === 'twice' ? this.#twice(crossing) : this.#carry(crossing, passage);
      },
      ...(inner.close === undefined ? {} : { close: () => inner.close!() }),
    };
  }

  #passageOf(lane: number): Passage {
    const { fault, share } = this.#weather[lane]!;
    if (fault !== undefined && this.#chance.happens(share)) return this.#chance.pick(PASSAGES[fault]!);
    return this.#chance.happens(0.3) ? 'at once' : 'through';
  }

  async #carry(crossing: Crossing, passage: Passage): Promise<readonly Outcome[]> {
    const { inner, parcels, signal } = crossing;
    const longest = passage === 'slow' ? SLOW_MS : QUICK_MS;
    if (passage !== 'at once') await this.#wait(longest);
    if (passage === 'never arrives') return new Promise(() => {});
    if (signal.aborted && this.#chance.happens(0.5))
      return this.#hear(
        crossing,
        parcels.map(() => STOPPED),
      );
    if (passage === 'throws before') throw this.#broken(crossing);
    if (passage === 'storm') return this.#hear(crossing, this.#busy(parcels.length));
    let outcomes: readonly Outcome[];
    try {
      outcomes = await inner.deliver(passage === 'part' ? parcels.slice(0, parcels.length >> 1) : parcels, signal);
    } catch (error) {
      this.#unheard(crossing);
      throw error;
    }
    if (passage !== 'at once') await this.#wait(longest);
    if (passage === 'never answers') return new Promise(() => {});
    if (passage === 'throws after') throw this.#broken(crossing);
    if (passage === 'part')
      return this.#hear(crossing, [...outcomes, ...this.#busy(parcels.length - (parcels.length >> 1))]);
    return this.#hear(crossing, this.#spoiled(outcomes, passage));
  }

  /** The answer comes twice, the second time another one; the request too, where the other side drops repeats. */
  #twice(crossing: Crossing): Promise<readonly Outcome[]> {
    const { inner, parcels, signal } = crossing;
    const carried = this.#carry(crossing, 'through');
    if (inner.dropsRepeats === true) inner.deliver(parcels, signal).catch(() => {});
    const answer = {
      // biome-ignore lint/suspicious/noThenProperty: what a careless transport may answer with
      then(resolve: (outcomes: readonly Outcome[]) => void, reject: (error: unknown) => void): void {
        carried.then((outcomes) => {
          resolve(outcomes);
          resolve(parcels.map(() => ({ state: 'failed', reason: 'a second answer' })));
          reject(new Error('a third answer'));
        }, reject);
      },
    };
    return answer as Promise<readonly Outcome[]>;
  }

  #spoiled(outcomes: readonly Outcome[], passage: Passage): readonly Outcome[] {
    switch (passage) {
      case 'short':
        return outcomes.slice(0, this.#chance.below(outcomes.length));
      case 'long':
        return [...outcomes, { state: 'delivered' }, { state: 'failed', reason: 'nobody' }];
      case 'garbage':
        return this.#chance.happens(0.1)
          ? (this.#chance.pick(NO_LISTS) as Outcome[])
          : outcomes.map((outcome) => (this.#chance.happens(0.3) ? (this.#chance.pick(GARBAGE) as Outcome) : outcome));
      case 'some lost':
        return outcomes.map((outcome) =>
          this.#chance.happens(0.3) ? { state: 'unknown', reason: this.#chance.pick(REASONS) } : outcome,
        );
      default:
        return outcomes;
    }
  }

  #busy(count: number): Outcome[] {
    const reason = this.#chance.pick(REASONS);
    const retryAfterMs = this.#chance.happens(0.4) ? this.#chance.magnitude(100, 2 * SLOW_MS) : undefined;
    return Array.from({ length: count }, () => ({
      state: 'deferred',
      reason,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    }));
  }

  #wait(longest: number): Promise<void> {
    const milliseconds = this.#chance.magnitude(1, longest);
    return new Promise((resolve) => {
      this.#world.time.after(milliseconds, () => {
        this.#world.moved();
        resolve();
      });
    });
  }

  // ---- what the process hears ----

  /** Nobody knows what arrived. */
  #broken(crossing: Crossing): Error {
    this.#unheard(crossing);
    return new Error('the connection broke');
  }

  #unheard({ life, parcels, signal }: Crossing): void {
    for (const parcel of parcels) if (life.alive && !signal.aborted) this.#witness.heard(parcel, UNSURE);
  }

  #hear({ life, parcels, toldAt }: Crossing, outcomes: readonly Outcome[]): readonly Outcome[] | Promise<never> {
    if (!life.alive) return new Promise(() => {});
    const since = this.#world.elapsed() - toldAt;
    // So late that nobody listens any more, whether that was a stop or the end of a grace.
    if (since > limits.drainAnswerMs + TIMER_LATE_MS) return outcomes;
    // In between one cannot tell from outside.
    if (since >= limits.lastAnswerMs) return new Promise(() => {});
    parcels.forEach((parcel, n) => {
      this.#witness.heard(parcel, understood(outcomes, n));
    });
    return outcomes;
  }
}

interface Crossing {
  readonly life: Life;
  readonly inner: Transport;
  readonly parcels: readonly Parcel[];
  readonly signal: AbortSignal;
  /** When it was told to stop, by the time of the world; Infinity before. */
  toldAt: number;
}

const QUICK_MS = 300;
const SLOW_MS = 120_000;
const REASONS = ['busy', 'busy', 'busy', 'status 503', 'constructor', '__proto__', ''];
const NO_LISTS: readonly unknown[] = [undefined, null, 'delivered', {}];
const GARBAGE: readonly unknown[] = [
  undefined,
  null,
  7,
  'delivered',
  { state: 'DELIVERED' },
  {},
  {
    get state(): string {
      throw new Error('a getter that throws');
    },
  },
];

/** What a transport says of those it did not come to when it was told to stop. */
const STOPPED: Outcome = { state: 'deferred', reason: 'stopped' };
/** By so much timers of a process come late, at most; see Life. */
const TIMER_LATE_MS = 3;

const UNSURE: Understood = { said: 'unsure', reason: '', retryAfterMs: 0 };

/** What an outcome means, by its definition; everything else means that nobody knows. */
function understood(outcomes: readonly Outcome[], n: number): Understood {
  if (!Array.isArray(outcomes) || (GARBAGE as readonly unknown[]).includes(outcomes[n])) return UNSURE;
  const outcome = outcomes[n]!;
  if (outcome.state === 'delivered') return { said: 'delivered', reason: '', retryAfterMs: 0 };
  if (outcome.state === 'failed') return { said: 'failed', reason: outcome.reason, retryAfterMs: 0 };
  if (outcome.state !== 'deferred') return UNSURE;
  const retryAfterMs = Math.min(outcome.retryAfterMs ?? 0, limits.retryAfterMsMax);
  return { said: 'deferred', reason: outcome.reason, retryAfterMs };
}

type Verdict = 'takes' | 'gone' | 'refused' | 'quota';

/** What the other side makes of a parcel is always the same: the first byte of its id decides. */
function verdictOf(id: string, { faults }: Plan): Verdict {
  if (!faults.has('refusal')) return 'takes';
  const byte = Number.parseInt(id.slice(0, 2), 16);
  if (byte < 8) return 'gone';
  if (byte < 16) return 'refused';
  return byte < 40 ? 'quota' : 'takes';
}
