import type { DeliveryOptions } from '../../delivery/delivery-options.ts';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Timer } from '../../ports/timer.ts';
import type { Parcel, Transport } from '../../ports/transport.ts';
import { Life } from './life.ts';
import { type LanePlan, planOf, type SimulatedFault } from './plan.ts';
import { type Seams, Simulation } from './simulation.ts';
import { World } from './world.ts';

/** What a transport of yours needs of a simulated world: one process's share of it. */
export interface SimulatedWorld {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /** A timer of the outside, for the other side and the way there: it goes on when the process dies. */
  readonly outside: Timer;
  /**
   * Your other side has this parcel durably. To be called for each one that it takes, and not for repeats that it drops: what is
   * called delivered is compared with it.
   */
  arrived(parcel: Parcel): void;
}

export interface SimulationOptions {
  /** What happens follows from it, all of it. */
  readonly seed: string | number;
  /** Simulated hours after which the faults end; then everything must come to its end. @defaultValue by seed, 1 to 24 */
  readonly hours?: number;
  /** Envelopes of all broadcasts together, at most. @defaultValue by seed, up to 600 */
  readonly envelopes?: number;
  /** What goes wrong; `[]` for nothing. @defaultValue some, by seed */
  readonly faults?: readonly SimulatedFault[];
  /** How the engine delivers. @defaultValue by seed */
  readonly options?: DeliveryOptions;
  /**
   * Your transports, made anew for every simulated process, and once more at first to learn their names. They must wait by the
   * timer of the world and reach nothing outside of it. @defaultValue one to three gateways of the world
   */
  readonly transports?: (world: SimulatedWorld) => readonly Transport[];
}

/** What a world that held came to. */
export interface SimulationResult {
  readonly seed: string;
  readonly faults: readonly SimulatedFault[];
  /** That passed in the world, those after the end of the faults included. */
  readonly simulatedHours: number;
  /** Lines of its log. */
  readonly events: number;
  /** Processes that delivered, one after the other. */
  readonly processes: number;
  readonly commits: number;
  readonly envelopes: number;
  /** Calls of transports, and the envelopes they were given, each time they were. */
  readonly handOvers: number;
  readonly handedOver: number;
  /** Envelopes that arrived, and repeats that the other side dropped. */
  readonly arrivals: number;
  readonly repeatsDropped: number;
  /** Receipts that count, and those that were not genuine; hand-overs to a further transport, for want of one. */
  readonly confirmed: number;
  readonly receiptsRefused: number;
  readonly escalations: number;
  readonly counts: Readonly<Record<'delivered' | 'failed' | 'unknown' | 'expired' | 'recalled', number>>;
  /** SHA-256 of the log: the same seed, the same log. Hex. */
  readonly digest: string;
}

/**
 * Runs the real dispatcher in a world where everything else is made of a seed: clock, disk, network, the other sides, and the moments
 * at which processes die. After every commit, at every hand-over and at the end it checks what delivery promises: the counts are
 * true, nobody is skipped, nobody gets it twice unless the report says so, nothing goes out too early, too late, too fast or while
 * paused, and nothing gets stuck.
 *
 * @throws Error when a promise is broken: its message has the seed and what happened last; SealcastError USAGE
 */
export function simulateDelivery(options: SimulationOptions): Promise<SimulationResult> {
  return simulate(options, {});
}

/** `simulateDelivery`, with what a test wants to have in between. */
export async function simulate(options: SimulationOptions, seams: Pick<Seams, 'spool'>): Promise<SimulationResult> {
  const { seed, transports } = options;
  checkOptions(options);
  const world = new World(String(seed));
  const plan = { ...planOf(world.chance, options, world.seed) };
  if (transports !== undefined) plan.lanes = lanesOf(world, transports);
  const simulation = new Simulation(world, plan, {
    ...seams,
    transports:
      transports && ((life, witness) => transports(worldOf(world, life, (parcel) => witness.arrived(parcel, false)))),
  });
  const unwatch = world.watchUncaught();
  try {
    await simulation.run();
  } finally {
    unwatch();
  }
  if (world.failure !== undefined) throw failureOf(world, plan.faults);
  return resultOf(simulation);
}

function worldOf(world: World, { clock, timer, random }: Life, arrived: SimulatedWorld['arrived']): SimulatedWorld {
  const outside: Timer = {
    after: (milliseconds, call) =>
      world.time.after(Math.max(1, Math.ceil(milliseconds)), () => {
        world.moved();
        call();
      }),
  };
  return { clock, timer, random, outside, arrived };
}

function lanesOf(world: World, make: NonNullable<SimulationOptions['transports']>): LanePlan[] {
  const lanes = make(worldOf(world, new Life(world, 0, () => {}), () => {}));
  if (lanes.length === 0)
    throw new SealcastError('USAGE', 'a simulation needs a transport', { hint: 'leave transports out for gateways' });
  return lanes.map(({ name, dropsRepeats }) => ({ name, dropsRepeats: dropsRepeats === true }));
}

/** @throws SealcastError USAGE */
function checkOptions({ hours = 1, envelopes = 1 }: SimulationOptions): void {
  const usage = (message: string): SealcastError =>
    new SealcastError('USAGE', message, { hint: 'leave it out for what the seed says' });
  if (!(hours > 0 && hours <= limits.simulationHours))
    throw usage(`hours must be more than 0 and at most ${limits.simulationHours}`);
  if (!(Number.isSafeInteger(envelopes) && envelopes >= 1 && envelopes <= limits.simulationEnvelopes))
    throw usage(`envelopes must be a whole number, 1 to ${limits.simulationEnvelopes}`);
}

function failureOf(world: World, faults: ReadonlySet<SimulatedFault>): Error {
  const { seed, failure } = world;
  return new Error(
    [
      `the simulation of seed ${seed} broke a promise: ${failure}`,
      `faults: ${[...faults].join(', ') || 'none'}`,
      'what happened last:',
      ...world.last().map((line) => `  ${line}`),
    ].join('\n'),
  );
}

function resultOf({ world, plan, witness, disk, lives }: Simulation): SimulationResult {
  const counts = { delivered: 0, failed: 0, unknown: 0, expired: 0, recalled: 0 };
  let envelopes = 0;
  let confirmed = 0;
  for (const { record } of disk.all()) {
    envelopes += record.counts.envelopes;
    confirmed += record.confirmed;
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += record.counts[name];
  }
  const { handOvers, handedOver, arrivals, repeatsDropped, escalations } = witness;
  return {
    seed: world.seed,
    faults: [...plan.faults],
    simulatedHours: world.elapsed() / 3_600_000,
    events: world.events,
    processes: lives,
    commits: disk.commits,
    envelopes,
    handOvers,
    handedOver,
    arrivals,
    repeatsDropped,
    confirmed,
    receiptsRefused: witness.receipts.refused,
    escalations,
    counts,
    digest: world.digest(),
  };
}
