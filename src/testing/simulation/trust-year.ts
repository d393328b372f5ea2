import { TRUST_MODELS, type TrustModel } from '../../broadcast/trust/model.ts';
import { Trust, type TrustSignal } from '../../broadcast/trust/trust.ts';
import type { NoteTable } from '../../spool/notes.ts';
import { ManualClock } from '../clock.ts';

/**
 * A year of honest and abusive senders under a trust model: how much abuse is stopped, and how much of what is honest is stopped by
 * mistake. Everything is drawn from a seed, and judged by the real `Trust` on a clock that is moved by hand; only the audiences are
 * numbers. Who they are, and what they do, is a guess of ours and said below; the figures are of that guess.
 *
 *   office    300 days old or more; every third day to 500 to 20 000; a complaint worth a signal after 1 of 100; a new device twice a year
 *   shop      opens on a day of the year; once a week to 20 to 150; 1 in 200 meets a listed word, 1 in 100 brings a complaint
 *   traveller as an office, on the road: a new place every week, reached at the speed of an aeroplane; 1 login in 60 through a foreign network
 *   spammer   a new account; two a day to 200 to 5 000; half of them meet a listed word, three of five bring a complaint the next day
 *   thief     takes an office's account for three to ten days: a new device far away, five a day to 2 000 to 20 000, as a spammer;
 *             its owner reports it on the second day, and appeals when it is theirs again
 *   sleeper   sends little and honestly for 60 to 200 days, then as a spammer
 */
export interface TrustYear {
  readonly kinds: readonly KindOfYear[];
  /** People reached by abuse up to the end of each month, and without trust. */
  readonly months: readonly { readonly day: number; readonly reached: number; readonly untrusted: number }[];
  readonly signals: number;
}

/** What became of the broadcasts of one kind of sender. People unless it says broadcasts. */
export interface KindOfYear {
  readonly kind: SenderKind;
  readonly abusive: boolean;
  readonly senders: number;
  readonly broadcasts: number;
  readonly through: number;
  readonly throttled: number;
  readonly sandboxed: number;
  readonly refused: number;
  readonly people: number;
  readonly reached: number;
}

export type SenderKind = 'office' | 'shop' | 'traveller' | 'spammer' | 'thief' | 'sleeper';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = 1_767_225_600_000;

interface Actor {
  readonly name: string;
  readonly kind: SenderKind;
  /** Days of the year: from when on the account is there; from when on, and until when, it is abused. */
  readonly opens: number;
  readonly abusedFrom: number;
  readonly abusedTo: number;
  readonly home: Position;
  place: Position;
  devices: number;
}

interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** What comes along, with the first 15 days of `wechat` and then room for large offices. */
const MODEL: TrustModel = {
  ...TRUST_MODELS.default,
  warmUp: [
    { fromDays: 0, recipients: 0 },
    { fromDays: 15, recipients: 150 },
    { fromDays: 60, recipients: 1_000 },
    { fromDays: 180, recipients: 100_000 },
  ],
};

/** @param scale of how many senders there are: 1 is 400 */
export function simulateTrustYear(seed: number, scale = 1, model: TrustModel = MODEL): TrustYear {
  const draw = drawing(seed);
  const clock = new ManualClock(START);
  const world = new World(model, clock);
  const actors = actorsOf(draw, scale);
  for (const actor of actors) {
    const opened = START + actor.opens * DAY;
    if (actor.opens <= 0) world.signal(actor, { kind: 'account', created: opened });
  }
  const months: { day: number; reached: number; untrusted: number }[] = [];
  for (let day = 0; day < 365; day++) {
    for (const actor of actors) {
      clock.advance(START + day * DAY - clock.now());
      if (actor.opens === day) world.signal(actor, { kind: 'account', created: clock.now() });
      if (actor.opens <= day) liveOneDay(world, draw, actor, day, clock);
    }
    if ((day + 1) % 30 === 0 || day === 364) months.push({ day: day + 1, ...world.abuse() });
    clock.advance(START + (day + 1) * DAY - clock.now());
  }
  return { kinds: world.kinds(actors), months, signals: world.signals };
}

/** The hours of a day in which something is done, in their order. */
function liveOneDay(world: World, draw: Draw, actor: Actor, day: number, clock: ManualClock): void {
  const abused = day >= actor.abusedFrom && day < actor.abusedTo;
  const at = (hour: number): void => clock.advance(Math.max(0, START + day * DAY + hour * HOUR - clock.now()));
  if (actor.kind === 'thief' && day === actor.abusedTo) world.takenBack(actor);
  if (actor.kind === 'traveller' && day % 7 === 0) actor.place = elsewhere(draw, actor.home, 30);
  at(8);
  if (!abused || actor.kind !== 'thief') {
    if (draw.chance(0.5)) {
      const foreign = actor.kind === 'traveller' && draw.chance(1 / 60);
      const place = foreign ? elsewhere(draw, actor.place, 120) : actor.place;
      if (draw.chance(2 / 182)) actor.devices++;
      world.signal(actor, { kind: 'login', device: `${actor.name} ${actor.devices}`, place });
    }
  } else if (day === actor.abusedFrom)
    world.signal(actor, { kind: 'login', device: `${actor.name} stolen`, place: elsewhere(draw, actor.home, 100) });
  else if (day === actor.abusedFrom + 1) world.signal(actor, { kind: 'violation', rule: 'stolen-account' });
  at(10);
  if (abused) {
    const [count, least, most] = actor.kind === 'thief' ? [5, 2_000, 20_000] : [2, 200, 5_000];
    for (let i = 0; i < count; i++) world.send(actor, true, draw.between(least, most), draw.chance(0.5));
    at(22);
    if (draw.chance(0.6)) world.signal(actor, { kind: 'violation', rule: 'complaint' });
    return;
  }
  const shop = actor.kind === 'shop' || actor.kind === 'sleeper' || actor.kind === 'spammer';
  if (!draw.chance(shop ? 1 / 7 : 1 / 3)) return;
  const people = shop ? draw.between(20, 150) : draw.between(500, 20_000);
  world.send(actor, false, people, shop && draw.chance(1 / 200));
  at(22);
  if (draw.chance(1 / 100)) world.signal(actor, { kind: 'violation', rule: 'complaint' });
}

type Tally = {
  -readonly [Name in 'broadcasts' | 'through' | 'throttled' | 'sandboxed' | 'refused' | 'people' | 'reached']: number;
};

class World {
  signals = 0;
  readonly #trust: Trust;
  readonly #tallies = new Map<string, Tally>();
  #untrusted = 0;

  constructor(model: TrustModel, clock: ManualClock) {
    // Whoever decides on an appeal is outside of this world: what is simulated is that somebody does.
    const granted = { holders: [new Uint8Array(32)] };
    const permits = { authorise: () => [granted] as never };
    this.#trust = new Trust({ model, key: new Uint8Array(32).fill(1), notes: memoryNotes(), clock, permits });
  }

  signal({ name }: Actor, signal: TrustSignal): void {
    this.signals++;
    this.#trust.signal(name, signal);
  }

  /** @param listed whether a rule of the profile stops it, with trust or without: it has a listed word */
  send(actor: Actor, abusive: boolean, people: number, listed: boolean): void {
    const tally = this.#tallyOf(actor.kind, abusive);
    tally.broadcasts++;
    tally.people += people;
    const { violations, recipients, sandbox } = this.#trust.verdict(actor.name, null);
    if (abusive && !listed) this.#untrusted += people;
    const throttle = this.#trust.throttleOf(actor.name);
    if (violations.length > 0 || people > recipients) tally.refused++;
    else if (listed) {
      tally.refused++;
      this.signal(actor, { kind: 'violation', rule: 'keywords' });
    } else if (sandbox) tally.sandboxed++;
    else if (throttle !== null) {
      // Until its host looks, a day later.
      tally.throttled++;
      tally.reached += Math.min(people, 24 * throttle.perHour);
    } else {
      tally.through++;
      tally.reached += people;
    }
  }

  /** Its owner has the account again, and appeals: somebody looks, and lifts what the thief brought upon it. */
  takenBack({ name }: Actor): void {
    if (this.#trust.explain(name).penalty === null) return;
    const { number } = this.#trust.appeal(name);
    this.#trust.decide(name, number, 'lift', new Uint8Array(1));
  }

  abuse(): { reached: number; untrusted: number } {
    let reached = 0;
    for (const [name, tally] of this.#tallies) if (name.endsWith(' abusive')) reached += tally.reached;
    return { reached, untrusted: this.#untrusted };
  }

  kinds(actors: readonly Actor[]): KindOfYear[] {
    return [...this.#tallies].map(([name, tally]) => {
      const [kind, how] = name.split(' ') as [SenderKind, string];
      return { kind, abusive: how === 'abusive', senders: actors.filter((one) => one.kind === kind).length, ...tally };
    });
  }

  #tallyOf(kind: SenderKind, abusive: boolean): Tally {
    const name = `${kind} ${abusive ? 'abusive' : 'honest'}`;
    const found = this.#tallies.get(name);
    if (found !== undefined) return found;
    const tally = { broadcasts: 0, through: 0, throttled: 0, sandboxed: 0, refused: 0, people: 0, reached: 0 };
    this.#tallies.set(name, tally);
    return tally;
  }
}

// ---- what is drawn ----

interface Draw {
  chance(share: number): boolean;
  between(least: number, most: number): number;
}

/** Numbers that are the same for the same seed (mulberry32). */
function drawing(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    chance: (share) => next() < share,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
  };
}

function actorsOf(draw: Draw, scale: number): Actor[] {
  const never = { abusedFrom: Number.POSITIVE_INFINITY, abusedTo: Number.POSITIVE_INFINITY };
  const counts: readonly [SenderKind, number][] = [
    ['office', 150],
    ['shop', 100],
    ['traveller', 30],
    ['spammer', 70],
    ['thief', 30],
    ['sleeper', 20],
  ];
  return counts.flatMap(([kind, count]) =>
    Array.from({ length: Math.max(1, Math.round(count * scale)) }, (_, i): Actor => {
      const home = { latitude: draw.between(-40, 60), longitude: draw.between(-180, 179) };
      const actor = { name: `${kind} ${i}`, kind, home, place: home, devices: 0 };
      const old = -draw.between(300, 3_000);
      const opens = draw.between(0, 300);
      if (kind === 'shop') return { ...actor, opens, ...never };
      if (kind === 'spammer') return { ...actor, opens, abusedFrom: opens, abusedTo: 365 };
      if (kind === 'sleeper') {
        const since = draw.between(0, 150);
        return { ...actor, opens: since, abusedFrom: since + draw.between(60, 200), abusedTo: 365 };
      }
      if (kind !== 'thief') return { ...actor, opens: old, ...never };
      const abusedFrom = draw.between(10, 350);
      return { ...actor, opens: old, abusedFrom, abusedTo: abusedFrom + draw.between(3, 10) };
    }),
  );
}

/** Some other place, so many degrees away at most; a week is enough to get there by aeroplane. */
function elsewhere(draw: Draw, from: Position, degrees: number): Position {
  const longitude = from.longitude + draw.between(Math.ceil(degrees / 2), degrees);
  return {
    latitude: Math.max(-60, Math.min(60, from.latitude + draw.between(-20, 20))),
    longitude: longitude > 179 ? longitude - 360 : longitude,
  };
}

function memoryNotes(): NoteTable {
  const stored = new Map<string, unknown>();
  return {
    get: (name) => stored.get(name),
    all: () => stored,
    set: (changes) => {
      for (const [name, value] of changes)
        if (value === null) stored.delete(name);
        else stored.set(name, value);
    },
  };
}
