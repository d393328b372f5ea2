import type { DeliverySpool } from '../../delivery/delivery-spool.ts';
import { state } from '../../delivery/state.ts';
import type { Transport } from '../../ports/transport.ts';
import { ATTEMPT_UNIT_MS, readAttempts } from '../../spool/attempts-record.ts';
import type { Chance } from './chance.ts';
import { Devices } from './devices.ts';
import { SimulatedDisk } from './disk.ts';
import { Host, type HostParts, isOpen } from './host.ts';
import { Life } from './life.ts';
import { Network } from './network.ts';
import { Operator } from './operator.ts';
import type { Plan } from './plan.ts';
import { Witness } from './witness.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;
/** From the end of the faults to the end of everything: sealing takes two hours, the longest back-off one. */
const PATIENCE_MS = 6 * HOUR;
const WAITING: ReadonlySet<number> = new Set([state.pending, state.handing, state.awaiting, state.escalating]);
/** At the slowest pace that is planned. */
const PATIENCE_PACED_MS = 120 * 24 * HOUR;

/** What a test puts between the engine and the world, to see whether it is noticed. */
export interface Seams {
  /** The transports of one process; undefined: the gateways of the world. */
  readonly transports?: ((life: Life, witness: Witness) => readonly Transport[]) | undefined;
  readonly spool?: ((spool: DeliverySpool) => DeliverySpool) | undefined;
}

/** A world with its processes, from the first one's start until nothing is left to do. */
export class Simulation {
  readonly world: World;
  readonly plan: Plan;
  readonly witness: Witness;
  readonly disk: SimulatedDisk;
  lives = 0;
  readonly #seams: Seams;
  readonly #chance: Chance;
  readonly #network: Network;
  readonly #parts: HostParts;
  /** The process that is alive, if any. */
  host: Host | undefined;
  readonly #operator: Operator;
  #calm = false;
  /** Milliseconds from the start of the world by which everything has its end. */
  #deadline = Number.POSITIVE_INFINITY;

  constructor(world: World, plan: Plan, seams: Seams) {
    this.world = world;
    this.plan = plan;
    this.#seams = seams;
    this.witness = new Witness(world, plan);
    this.disk = new SimulatedDisk(world, this.witness);
    this.#network = new Network(world, plan, this.witness, this.disk);
    this.#chance = world.chance.fork('operator');
    this.#parts = { world, plan, disk: this.disk, witness: this.witness };
    this.#operator = new Operator(this, this.#network);
    const devices = new Devices(world, plan, this.witness, (receipts) => this.host?.confirm(receipts));
    this.witness.onArrived = (parcel) => devices.arrived(parcel);
  }

  async run(): Promise<void> {
    const { world, plan } = this;
    const { time } = world;
    this.#start();
    for (const broadcast of plan.broadcasts) time.after(broadcast.startMs, () => this.#begin());
    this.#nextEvent();
    time.after(plan.hours * HOUR, () => this.#becomeCalm());
    for (;;) {
      await world.quiet();
      if (world.failure !== undefined) return;
      if (this.#calm && this.#over()) break;
      if (world.elapsed() > this.#deadline) world.fail('long after the faults there is still no end');
      else if (!world.advance()) world.fail('stuck: something waits, and nothing will ever happen');
    }
    this.witness.over(
      this.disk.all(),
      this.#seams.transports === undefined ? (one) => this.#network.takes(one) : () => undefined,
    );
  }

  #over(): boolean {
    const host = this.host;
    if (host === undefined || !host.life.alive || !host.idle) return false;
    return this.plan.broadcasts.every(({ id }) => {
      const record = this.disk.onDisk(id)?.record;
      return record !== undefined && record.state !== 'sealing' && !isOpen(record, this.plan);
    });
  }

  // ---- processes ----

  #start(): void {
    const { world, plan, witness, disk } = this;
    const life = new Life(world, ++this.lives, () => this.#startLater(host));
    world.log(`life ${life.number} begins`);
    witness.orders.enginePaused = false;
    witness.orders.lanesPaused.clear();
    witness.orders.retrying.clear();
    witness.pace.restarted();
    const inner = this.#seams.transports?.(life, witness) ?? plan.lanes.map((_, lane) => this.#network.gateway(lane));
    const transports = inner.map((transport, lane) => this.#network.watched(life, lane, transport));
    const spool = this.#seams.spool?.(disk.spoolOf(life)) ?? disk.spoolOf(life);
    const host = new Host(this.#parts, life, transports, spool, this.#operator.pace);
    this.host = host;
    this.#begin();
    if (this.#calm) this.#unpause();
  }

  #startLater(host: Host): void {
    if (this.host !== host) return;
    this.host = undefined;
    this.world.time.after(this.#chance.magnitude(1, 600_000), () => this.#start());
  }

  #begin(): void {
    const { world, disk } = this;
    for (const plan of this.plan.broadcasts)
      if (plan.startMs <= world.elapsed() && disk.onDisk(plan.id) === undefined) this.host?.begin(plan);
  }

  async restart(host: Host, graceMs: number): Promise<void> {
    this.world.log(`life ${host.life.number} is closed, with ${graceMs} ms of grace`);
    await host.close(graceMs);
    if (this.host !== host) return;
    this.world.check(host.quit, () => 'a closed engine still has something under way');
    host.life.alive = false;
    this.#startLater(host);
  }

  #nextEvent(): void {
    // From moments to half an hour: some faults hit a hand-over in the middle, others last for many.
    this.world.time.after(this.#chance.magnitude(1, 1_800_000), () => {
      if (this.#calm) return;
      this.#operator.act();
      this.#nextEvent();
    });
  }

  // ---- the end of the faults ----

  #becomeCalm(): void {
    this.world.log('faults are over');
    this.#calm = true;
    // The last of them, by more than there will be patience: what goes by the wall clock though it is not stored is late.
    if (this.plan.faults.has('clock') && this.#chance.happens(0.5)) this.world.setClock(-2 * PATIENCE_MS);
    this.#network.calm();
    this.disk.weather.full = 0;
    this.disk.weather.crash = 0;
    this.host?.life.killAfter(Number.POSITIVE_INFINITY);
    this.witness.calm(this.disk.all());
    this.#unpause();
    this.#deadline = this.world.elapsed() + this.#patience();
  }

  #patience(): number {
    const { world, plan } = this;
    const paced = Object.values(this.#operator.pace).some(
      (one) => typeof one === 'number' || Object.keys(one).length > 0,
    );
    let held = 0;
    for (const { startMs, holdMs } of plan.broadcasts) held = Math.max(held, startMs + holdMs - world.elapsed());
    const escalating = 2 * plan.lanes.length * (plan.options.escalate?.afterMs ?? 0);
    return held + escalating + this.#storedMs() + (paced ? PATIENCE_PACED_MS : PATIENCE_MS);
  }

  /**
   * How far off the last time is that the disk holds for something that waits: a release, a next attempt, a fail-over. Those are later
   * where the clock was set back; nothing else may be.
   */
  #storedMs(): number {
    const now = this.world.wall();
    const failOverMs = this.plan.options.failOver?.afterMs ?? 0;
    let last = now;
    for (const { plan, record, attempts, states } of this.disk.all()) {
      last = Math.max(last, record.releaseAt);
      attempts.forEach((bytes, batch) => {
        if (bytes === undefined) return;
        const { due, since } = readAttempts(bytes, plan.batches[batch]!.histories.length);
        due.forEach((units, i) => {
          if (!WAITING.has(states[batch]?.[i] ?? state.pending)) return;
          last = Math.max(last, record.created + ATTEMPT_UNIT_MS * units);
          if (since[i]! > 0) last = Math.max(last, record.created + ATTEMPT_UNIT_MS * since[i]! + failOverMs);
        });
      });
    }
    return last - now;
  }

  #unpause(): void {
    const { orders } = this.witness;
    orders.enginePaused = false;
    orders.lanesPaused.clear();
    this.host?.pause(undefined, false);
    for (const { name } of this.plan.lanes) this.host?.pause(name, false);
    for (const { id } of this.plan.broadcasts) this.host?.pauseBroadcast(id, false);
  }
}
