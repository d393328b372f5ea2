import type { Pace } from '../../delivery/pace.ts';
import type { EnginePace } from '../../delivery/pacer.ts';
import type { World } from './world.ts';

const WINDOWS = { perSecond: 1_000, perMinute: 60_000, perHour: 3_600_000, perDay: 86_400_000 } as const;
const PERIODS = Object.keys(WINDOWS) as readonly (keyof Pace)[];

interface Limit {
  permits: number;
  readonly windowMs: number;
  /** When each was taken, the oldest first, by key: one, or one for each recipient. */
  readonly taken: Map<string, number[]>;
}

/** Counts what is handed over in every window of every limit, with nothing but a list of times. */
export class PaceWitness {
  readonly #world: World;
  readonly #limits = new Map<string, Limit>();

  constructor(world: World) {
    this.#world = world;
  }

  /** From now on; a limit that is new begins to count, one that stays goes on. */
  change(pace: EnginePace): void {
    const wanted = new Map<string, { permits: number; windowMs: number }>();
    const add = (name: string, limits: Pace): void => {
      for (const period of PERIODS)
        if (limits[period] !== undefined)
          wanted.set(`${name} ${period}`, { permits: limits[period], windowMs: WINDOWS[period] });
    };
    add('all', pace);
    add('recipient', pace.recipients ?? {});
    for (const [name, limits] of Object.entries(pace.senders ?? {})) add(`sender ${name}`, limits);
    for (const [name, limits] of Object.entries(pace.transports ?? {})) add(`transport ${name}`, limits);
    for (const name of this.#limits.keys()) if (!wanted.has(name)) this.#limits.delete(name);
    for (const [name, { permits, windowMs }] of wanted) {
      const limit = this.#limits.get(name);
      if (limit === undefined) this.#limits.set(name, { permits, windowMs, taken: new Map() });
      else limit.permits = permits;
    }
  }

  /** Who was served is kept in the memory of a process. */
  restarted(): void {
    for (const [name, { taken }] of this.#limits) if (name.startsWith('recipient ')) taken.clear();
  }

  handedOver(sender: string, transport: string, devices: readonly string[]): void {
    for (const [name, limit] of this.#limits) {
      if (name.startsWith('recipient ')) for (const device of devices) this.#take(name, limit, device, 1);
      else if (
        name.startsWith('all ') ||
        name.startsWith(`sender ${sender} `) ||
        name.startsWith(`transport ${transport} `)
      )
        this.#take(name, limit, '', devices.length);
    }
  }

  #take(name: string, { permits, windowMs, taken }: Limit, key: string, count: number): void {
    // A clock that is set forward gives permits back early, one that is set back gives none.
    const now = this.#world.wallForward();
    const times = taken.get(key) ?? [];
    let old = 0;
    while (old < times.length && times[old]! + windowMs <= now) old++;
    times.splice(0, old);
    for (let n = 0; n < count; n++) times.push(now);
    taken.set(key, times);
    this.#world.check(times.length <= permits, () => `${name} ${permits}: ${times.length} in one window`);
  }
}
