/** What a transport said of an envelope at its last hand-over; `none`: nothing that its process heard. */
export type Heard = 'none' | 'delivered' | 'failed' | 'deferred' | 'unsure';

/** What happened to one envelope, as an all-seeing witness has it. */
export class EnvelopeHistory {
  /** As in its parcel. */
  readonly id: string;
  readonly name: string;
  readonly broadcast: string;
  readonly batch: number;
  readonly index: number;
  readonly device: string;
  readonly route: string;
  /** How often the other sides took it, repeats that they dropped left out. */
  arrived = 0;
  /** Hand-overs. */
  tries = 0;
  /** Those by the lane of the last one, since it came to that lane. */
  triesOfLane = 0;
  lane = -1;
  /** Number of the process that handed it over last. */
  life = 0;
  heard: Heard = 'none';
  reason = '';
  retryAfterMs = 0;
  underWay = false;
  /** Lanes, as bits, that may have taken it for all that its processes heard. */
  unsure = 0;
  unsureBefore = 0;
  /** It may have been taken once, for all that its processes know. */
  perhaps = false;
  /** Not to be handed over before, by this lane; as `World.wallForward`: a time that a clock has once shown has come. */
  notBefore = 0;
  notBeforeLane = -1;
  /** Lanes, as bits, that have it for all that is on disk. */
  has = 0;
  /** Not to go on to the next lane before, as `World.wallForward`. */
  escalateAt = 0;
  /** It was handed over since it was to go on. */
  goingOn = false;
  /** A process died while it was to go on: it goes on after the lane that was meant, tried or not. */
  diedGoingOn = false;
  /** It waited when the faults ended. */
  waitedAtCalm = false;

  constructor(parts: Pick<EnvelopeHistory, 'id' | 'broadcast' | 'batch' | 'index' | 'device' | 'route' | 'name'>) {
    this.id = parts.id;
    this.name = parts.name;
    this.broadcast = parts.broadcast;
    this.batch = parts.batch;
    this.index = parts.index;
    this.device = parts.device;
    this.route = parts.route;
  }
}
