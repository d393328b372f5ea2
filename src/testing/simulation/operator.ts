import type { EnginePace } from '../../delivery/pacer.ts';
import type { Chance } from './chance.ts';
import type { SimulatedDisk } from './disk.ts';
import type { Host } from './host.ts';
import type { Network } from './network.ts';
import { type Plan, paceOf, type SimulatedFault } from './plan.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;

/** What an operator acts on. */
interface Scene {
  readonly world: World;
  readonly plan: Plan;
  readonly witness: Witness;
  readonly disk: SimulatedDisk;
  /** The process that is alive, if any. */
  readonly host: Host | undefined;
  restart(host: Host, graceMs: number): Promise<void>;
}

/** Spoils the world, and gives the orders that operators give, as chance will have it. */
export class Operator {
  /** That a process begins with. */
  pace: EnginePace;
  readonly #scene: Scene;
  readonly #network: Network;
  readonly #chance: Chance;

  constructor(scene: Scene, network: Network) {
    this.#scene = scene;
    this.#network = network;
    this.#chance = scene.world.chance.fork('operator');
    this.pace = scene.plan.options.pace ?? {};
    scene.witness.pace.change(this.pace);
  }

  act(): void {
    const { plan, host } = this.#scene;
    // What devices do badly they do all the time.
    const faults = [...plan.faults].filter((fault) => fault !== 'receipts');
    if (faults.length === 0) return;
    const fault = this.#chance.pick(faults);
    this.#spoil(fault);
    if (host !== undefined) this.#order(host, fault);
  }

  #spoil(fault: SimulatedFault): void {
    const { world, plan, disk } = this.#scene;
    const chance = this.#chance;
    if (fault === 'clock') {
      const milliseconds = chance.magnitude(1, 6 * HOUR) * chance.pick([1, -1]);
      world.log(`the clock is set by ${milliseconds} ms`);
      world.setClock(milliseconds);
    } else if (fault === 'disk full') {
      disk.weather.full = chance.pick([0, 0, 0.1, 1]);
      world.log(`share of the commits that find a full disk: ${disk.weather.full}`);
    } else if (this.#network.faults.includes(fault)) {
      const lane = chance.below(plan.lanes.length);
      const share = chance.pick([0, 0.2, 0.5, 1]);
      world.log(`${plan.lanes[lane]!.name}: ${fault}, ${share}`);
      this.#network.setWeather(lane, fault, share);
    }
  }

  #order(host: Host, fault: SimulatedFault): void {
    const { world, witness, plan } = this.#scene;
    const chance = this.#chance;
    const broadcast = chance.pick(plan.broadcasts).id;
    switch (fault) {
      case 'crash':
        this.#kill(host);
        break;
      case 'restart':
        if (!host.closing) this.#told(this.#scene.restart(host, chance.pick([0, 1_000, 60_000])));
        break;
      case 'pause':
        this.#pause(host, broadcast);
        break;
      case 'pace':
        this.pace = chance.happens(0.2) ? {} : paceOf(chance, plan.lanes);
        world.log(`the pace is ${JSON.stringify(this.pace)}`);
        witness.pace.change(this.pace);
        host.pace(this.pace);
        break;
      case 'retry':
        host.retry(broadcast, {
          unknown: chance.happens(0.3),
          ...(chance.happens(0.5) ? { reason: chance.pick(['gone', 'refused', 'busy']) } : {}),
        });
        break;
      case 'withdraw':
        if (chance.happens(0.1)) host.withdraw(broadcast);
        else if (chance.happens(0.2)) this.#recall(host, broadcast);
        break;
      case 'stop':
        this.#told(host.stop(broadcast));
        break;
      default:
    }
  }

  #kill({ life }: Host): void {
    const { world, disk } = this.#scene;
    const chance = this.#chance;
    if (chance.happens(0.3)) life.kill('while it waits');
    else if (chance.happens(0.5)) life.killAfter(chance.magnitude(1, 1_000));
    else {
      disk.weather.crash = chance.pick([0, 0, 0.02, 0.2]);
      world.log(`share of the commits that kill: ${disk.weather.crash}`);
    }
  }

  #pause(host: Host, broadcast: string): void {
    const { world, witness, plan } = this.#scene;
    const chance = this.#chance;
    const paused = chance.happens(0.4);
    const what = chance.pick(['engine', 'lane', 'broadcast'] as const);
    const { name } = chance.pick(plan.lanes);
    world.log(`${what} ${paused ? 'paused' : 'not paused'}`);
    if (what === 'broadcast') host.pauseBroadcast(broadcast, paused);
    else if (what === 'engine') witness.orders.enginePaused = paused;
    else if (paused) witness.orders.lanesPaused.add(name);
    else witness.orders.lanesPaused.delete(name);
    if (what === 'engine') host.pause(undefined, paused);
    if (what === 'lane') host.pause(name, paused);
  }

  /** And, as several clients of a host may, in the same tick something that begins it again. */
  #recall(host: Host, broadcast: string): void {
    const chance = this.#chance;
    const orders = [
      () => this.#told(host.recall(broadcast)),
      chance.happens(0.5) ? () => host.resume() : () => host.retry(broadcast, { unknown: chance.happens(0.5) }),
    ];
    if (chance.happens(0.5)) orders.reverse();
    for (const order of orders) order();
  }

  #told(work: Promise<void>): void {
    work.catch((error: unknown) => this.#scene.world.fail(`an order was refused: ${String(error)}`));
  }
}
