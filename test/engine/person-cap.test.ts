/** Caps for each person over all broadcasts of a directory: their borders, what counts and what does not, kills, crowds. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { leavesAt, opensAt, type Window } from '../../src/broadcast/admit/window.ts';
import { Pseudonyms } from '../../src/broadcast/recipients/pseudonyms.ts';
import { unpackRetention } from '../../src/broadcast/secrets.ts';
import {
  type Broadcast,
  type Engine,
  openEngine,
  type Report,
  type SendRequest,
  type Transport,
} from '../../src/index.ts';
import { openErasure } from '../../src/keyring/erasure.ts';
import { openFileKeyStore } from '../../src/keyring/file-key-store.ts';
import { openKeyring } from '../../src/keyring/keyring.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { Spool } from '../../src/spool/spool.ts';
import { ManualClock, memoryTransport } from '../../src/testing.ts';
import { handOver, LADDER, NOON, pass, people, place, request, stream } from '../broadcast/admit/support.ts';
import { expectConserved, hex, onCommit, tempDir } from './support.ts';

const at = (text: string): number => Date.parse(text);
const base = { version: 1, name: 'mine' };
const capped = (...person: object[]) => ({ ...base, caps: { person } });
const DAILY = capped({ most: 2, per: 'day', timeZone: 'Asia/Shanghai' });

let end: () => Promise<void> = async () => undefined;
afterEach(() => end());

async function opened(options: Parameters<typeof place>[0] = {}) {
  const here = await place({ threads: 1, ...options });
  end = here.end;
  const until = (moment: string): void => here.clock.advance(at(moment) - here.clock.now());
  return { ...here, until };
}

async function sent(engine: Engine, to: SendRequest['to'], more: Partial<SendRequest> = {}): Promise<Report> {
  const report = await (await engine.send(request(to, { newSender: true, ...more }))).done;
  expectConserved(report);
  return report;
}

/** Of so many people, those who have an envelope of it. */
async function reached(engine: Engine, broadcast: string, of = 6): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < of; i++)
    await engine.fetch(broadcast, `person-${i}`).then(
      () => found.push(i),
      (error) => expect(error.code).toBe('RECIPIENT_UNKNOWN'),
    );
  return found;
}

describe('a cap for each person', () => {
  it('leaves out who has had as many in the calendar day, to its last millisecond, and nobody else', async () => {
    const { engine, until } = await opened({ profile: DAILY });
    await sent(engine, people(3));
    until('2026-11-25T15:59:59.999Z');
    await sent(engine, people(3), { from: 'another' });
    const third = await sent(engine, people(4), { from: 'a third' });
    expect(third).toMatchObject({ listed: 4, sealed: 1, suppressed: 3, suppressedBy: { 'person-cap': 3 } });
    expect(await reached(engine, third.broadcast)).toEqual([3]);
    until('2026-11-25T16:00:00.000Z');
    expect((await sent(engine, people(4))).suppressed).toBe(0);
  });

  it('slides: a message counts for so long, and not a millisecond more', async () => {
    const { engine, clock } = await opened({ profile: capped({ most: 1, per: '24h' }) });
    expect((await sent(engine, people(1))).sealed).toBe(1);
    clock.advance(24 * 3_600_000 - 1);
    expect((await sent(engine, people(1))).sealed).toBe(0);
    clock.advance(1);
    expect((await sent(engine, people(1))).sealed).toBe(1);
    // What was left out counts for nothing.
    clock.advance(24 * 3_600_000);
    expect((await sent(engine, people(1))).sealed).toBe(1);
  });

  it('may be several, of which each holds', async () => {
    const profile = capped({ most: 2, per: '1h' }, { most: 3, per: '24h' });
    const { engine, clock } = await opened({ profile });
    const outcomes: number[] = [];
    for (let i = 0; i < 6; i++) {
      outcomes.push((await sent(engine, people(1))).sealed);
      clock.advance(31 * 60_000);
    }
    expect(outcomes).toEqual([1, 1, 1, 0, 0, 0]);
  });

  it('counts the classes that it names, and keeps back those', async () => {
    const { engine } = await opened({ profile: capped({ most: 1, per: 'day' }) });
    const outcome = async (given: SendRequest['class']) => (await sent(engine, people(1), { class: given! })).sealed;
    for (const given of ['emergency', 'payment', 'payment'] as const) expect(await outcome(given)).toBe(1);
    expect([await outcome('chat'), await outcome('broadcast'), await outcome('payment')]).toEqual([1, 0, 1]);
    const paid = { ...capped({ most: 1, per: 'day', classes: ['payment'] }), name: 'paid' };
    // Those before were sent while nobody counted payments.
    expect((await sent(engine, people(1), { profile: paid, class: 'payment' })).sealed).toBe(1);
    expect((await sent(engine, people(1), { profile: paid, class: 'payment' })).sealed).toBe(0);
  });

  it('of the engine counts what is sent under another profile', async () => {
    const { engine } = await opened({ profile: capped({ most: 1, per: 'day' }) });
    expect((await sent(engine, people(2), { profile: 'open' })).sealed).toBe(2);
    expect((await sent(engine, people(3))).sealed).toBe(1);
    expect((await sent(engine, people(3), { profile: 'open' })).sealed).toBe(3);
  });

  it('is nobody’s business where no profile has one', async () => {
    const { engine } = await opened();
    for (let i = 0; i < 3; i++) expect((await sent(engine, people(2))).suppressed).toBe(0);
  });

  it('tells who is twice in a list from who had a message before', async () => {
    const { engine } = await opened({ profile: capped({ most: 1, per: 'day' }) });
    const [a, b] = people(2);
    const report = await sent(engine, [a!, a!, b!, a!], { batchRecipients: 2, windowChunks: 1 });
    expect(report).toMatchObject({ sealed: 2, duplicates: 2, suppressed: 0 });
    expect((await sent(engine, [a!, a!])).suppressed).toBe(2);
  });

  it('holds within a list, where one person may be on it twice', async () => {
    const { engine } = await opened({ profile: DAILY });
    const [a] = people(1);
    const devices = people(5).map(({ publicKey }) => ({ id: a!.id, publicKey }));
    for (const batchRecipients of [2, 4096]) {
      const { engine: own } = batchRecipients === 2 ? { engine } : await opened({ profile: DAILY });
      const report = await sent(own, devices, { dedupBy: ['key'], batchRecipients, windowChunks: 1 });
      expect(report).toMatchObject({ sealed: 2, suppressedBy: { 'person-cap': 3 } });
      if (own === engine) await end();
    }
  });
});

describe('what counts', () => {
  it('is no dry run, and a dry run says what would be', async () => {
    const { engine } = await opened({ profile: capped({ most: 1, per: 'day' }) });
    expect((await sent(engine, people(2), { dryRun: true })).sealed).toBe(2);
    expect((await sent(engine, people(2))).sealed).toBe(2);
    expect(await sent(engine, people(3), { dryRun: true })).toMatchObject({ sealed: 1, suppressed: 2 });
  });

  it('is what is held, in every window, until it is withdrawn; and what was approved, from then on', async () => {
    const profile = capped({ most: 1, per: '1h' });
    const { engine, clock } = await opened({ profile });
    const held = { profile: { ...profile, name: 'held', approval: { above: 0, within: '400d' } }, expires: '300d' };
    const [withdrawn, approved] = [await sent(engine, people(1), held), await sent(engine, people(1, 1), held)];
    clock.advance(10 * 86_400_000);
    expect((await sent(engine, people(3))).sealed).toBe(1);
    await engine.abort(withdrawn.broadcast);
    await engine.approve(approved.broadcast);
    clock.advance(3_600_000 - 1);
    expect((await sent(engine, people(2))).sealed).toBe(1);
    clock.advance(1);
    expect((await sent(engine, people(2))).sealed).toBe(1);
  });

  it('is what was aborted after its release, as for the caps of senders', async () => {
    const { engine } = await opened({ profile: capped({ most: 1, per: 'day' }) });
    const first = await sent(engine, people(1));
    await engine.abort(first.broadcast);
    expect((await sent(engine, people(1))).sealed).toBe(0);
  });

  it('is nothing that was refused', async () => {
    const profile = {
      ...capped({ most: 1, per: 'day' }),
      caps: { person: [{ most: 1, per: 'day' }], recipientsPerBroadcast: 2 },
    };
    const { engine } = await opened({ profile });
    await expect(sent(engine, people(3))).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    expect((await sent(engine, people(2))).sealed).toBe(2);
  });

  it('is no recall notice, which no rule keeps back', async () => {
    const quietHours = { from: '22:00', to: '08:00', timeZone: 'UTC' };
    const profile = { ...capped({ most: 1, per: 'day' }), quietHours };
    const { engine, until } = await opened({ profile, transport: memoryTransport() });
    const run = await engine.send(request(people(3)));
    await run.settled;
    until('2026-11-25T23:00:00Z');
    const recall = await run.recall();
    expect(await recall.settled).toMatchObject({ replaced: 3, tooLate: 0 });
    until('2026-11-26T08:00:00Z');
    expect((await sent(engine, people(3))).sealed).toBe(3);
    expect((await sent(engine, people(3))).sealed).toBe(0);
  });

  it('is what is kept: a purge forgets whom it went to', async () => {
    const { engine } = await opened({ profile: capped({ most: 1, per: 'day' }) });
    const { broadcast, retainUntil, created } = await sent(engine, people(1), { expires: '2h' });
    // Else it would be purged before it has left the window.
    expect(retainUntil!.getTime() - created.getTime()).toBe(25 * 3_600_000);
    await engine.purge(broadcast);
    expect((await sent(engine, people(1))).sealed).toBe(1);
    await expect(sent(engine, people(1), { retain: '24h' })).rejects.toMatchObject({
      message: 'refused: retain 24h < 25h, for which messages to a person count (profile mine, rule person-retain)',
    });
  });
});

describe('the table', () => {
  it('is read from disk once, and kept while it is small', async () => {
    const { engine, again } = await opened({ profile: DAILY });
    const reads = vi.spyOn(Spool.prototype, 'batchRecord');
    const ofPeople = (): number => reads.mock.calls.filter(([store]) => store === 'people').length;
    try {
      for (let i = 0; i < 3; i++) await sent(engine, people(3));
      expect(ofPeople()).toBe(0);
      const next = await again();
      for (let i = 0; i < 3; i++) expect((await sent(next, people(3))).sealed).toBe(0);
      // Two broadcasts went to somebody; each broadcast has one window.
      expect(ofPeople()).toBe(3);
    } finally {
      reads.mockRestore();
    }
  });
});

describe('a process that ends', () => {
  it('and goes on counts nobody twice and forgets nobody', async () => {
    const profile = capped({ most: 2, per: 'day' });
    for (const crashAt of [1, 3, 5]) {
      const { dir, remove } = tempDir();
      const clock = new ManualClock(NOON);
      const options = { threads: 2, clock, timer: clock, ladder: LADDER, profile };
      const more = { idempotencyKey: 'k', batchRecipients: 4, windowChunks: 1 };
      // What is on disk at that commit is what a kill would leave.
      const logger = onCommit((commit) => {
        if (commit === crashAt) cpSync(join(dir, 'first'), join(dir, 'killed'), { recursive: true });
      });
      const first = await openEngine({ dir: join(dir, 'first'), ...options, logger });
      expect((await sent(first, stream(people(20)), more)).sealed).toBe(20);
      await first.close();
      const engine = await openEngine({ dir: join(dir, 'killed'), ...options });
      try {
        // Another broadcast sees those who are sealed to, before the first goes on.
        const [waiting] = (await engine.resume()).waiting;
        expect(waiting!.sealed).toBe(4 * crashAt);
        expect((await sent(engine, people(20))).sealed).toBe(20);
        expect(await sent(engine, people(20))).toMatchObject({ suppressed: 4 * crashAt });
        // Those who are left have two by now; those who were sealed to stay.
        expect(await sent(engine, stream(people(20)), more)).toMatchObject({
          sealed: 4 * crashAt,
          suppressed: 20 - 4 * crashAt,
        });
      } finally {
        await engine.close();
        remove();
      }
    }
  });

  it('is what an abort is: what was not committed is nobody’s', async () => {
    const { engine } = await opened({ profile: capped({ most: 1, per: 'day' }) });
    async function* endless(first = 0) {
      yield* people(6, first);
      await new Promise(() => undefined);
    }
    const held = { ...capped({ most: 1, per: 'day' }), name: 'held', approval: { above: 0 } };
    const run = await engine.send(request(endless(), { profile: held, batchRecipients: 2, windowChunks: 2 }));
    while ((await engine.list())[0]!.sealed < 4) await new Promise((resolve) => setImmediate(resolve));
    const during = await sent(engine, people(6));
    expect(during.suppressed).toBe(6);
    // While another one goes on, nobody reads anew what is on disk.
    const other = await engine.send(request(endless(100), { batchRecipients: 2, windowChunks: 1 }));
    while (other.report().sealed < 6) await new Promise((resolve) => setImmediate(resolve));
    await run.abort();
    expect((await sent(engine, people(6))).sealed).toBe(6);
    expect((await sent(engine, people(6))).sealed).toBe(0);
    expect((await sent(engine, people(6, 100))).sealed).toBe(0);
    // What was released counts, as far as it was committed: of six people the window of four.
    const released = await engine.send(request(endless(200), { batchRecipients: 2, windowChunks: 2 }));
    for await (const { sealed, listed } of released.progress()) if (sealed === 4 && listed === 6) break;
    await released.abort();
    expect(await sent(engine, people(6, 200))).toMatchObject({ sealed: 2, suppressed: 4 });
    await other.abort();
  });
});

describe('on disk', () => {
  it('a pseudonym is nowhere in the clear, and goes when no cap looks back at it', async () => {
    const { dir, remove } = tempDir();
    const clock = new ManualClock(NOON);
    const options = { dir: join(dir, 'home'), threads: 1, clock, timer: clock, ladder: LADDER };
    const engine = await openEngine({ ...options, profile: capped({ most: 1, per: 'day' }) });
    end = async () => {
      await engine.close();
      remove();
    };
    await sent(engine, people(50));
    const { seen, made } = await peopleIn(join(dir, 'home'));
    expect(seen.map(hex)).toEqual(made.map(hex));
    const stored = readFileSync(join(dir, 'home', 'spool.mdb'));
    for (const one of seen) expect(stored.includes(Buffer.from(one))).toBe(false);
    clock.advance(26 * 3_600_000);
    // The look that purges, and forgets.
    await engine.close();
    await (await openEngine(options)).close();
    expect((await peopleIn(join(dir, 'home'))).seen).toHaveLength(0);
  });
});

/** What whoever has the keyring, too, finds: the pseudonyms of a directory, and those that its addresses have. */
async function peopleIn(dir: string): Promise<{ seen: Uint8Array[]; made: Uint8Array[] }> {
  const store = await openFileKeyStore(join(dir, 'keyring'), { random: systemRandom, create: false, readOnly: true });
  const keyring = await openKeyring(store, { random: systemRandom, create: false });
  const spool = new Spool(dir, keyring.subkey('spool-record'), systemRandom, { readOnly: true });
  const erasure = await openErasure({ store, table: spool.chunkTable(), random: systemRandom, readOnly: true });
  try {
    const seen: Uint8Array[] = [];
    for (const { id, windows } of spool.broadcasts()) {
      const { recordKey } = unpackRetention(erasure.open('retention', hex(id)));
      for (let window = 0; window < windows; window++) {
        const people = spool.batchRecord('people', recordKey, hex(id), window) ?? new Uint8Array(0);
        for (let i = 0; i < people.length; i += 8) seen.push(people.slice(i, i + 8));
      }
    }
    const addresses = people(50).map(({ id }) => ({ kind: 'id' as const, text: id }));
    const keys = new Pseudonyms(keyring, undefined).keysOf(addresses, new Array<number>(50).fill(0));
    return { seen, made: addresses.map((_, i) => keys.slice(19 * i, 19 * i + 8)) };
  } finally {
    erasure.close();
    await spool.close();
    keyring.close();
    await store.close();
  }
}

const CAPS = [
  { most: 2, per: 'day', timeZone: 'Asia/Shanghai' },
  { most: 3, per: '72h' },
] as const;
const WINDOWS: readonly Window[] = [
  { kind: 'calendar', unit: 'day', timeZone: 'Asia/Shanghai' },
  { kind: 'sliding', ms: 72 * 3_600_000 },
];
const CROWD = 8;
const HOUR = 3_600_000;
const SENDERS = ['city-hall', 'school', 'library'];
const FREE = capped(...CAPS);
const HELD = { ...FREE, name: 'held', approval: { above: 0, within: '30d' } };

interface Sending {
  readonly who: number[];
  readonly held: boolean;
  /** Unix milliseconds. */
  readonly heldTo: number;
}

/** More than a day may have, of two days, for one moment. */
const GATHERED = [0, 1].flatMap(() => [
  { kind: 'send' as const, sends: [0, 1].map(() => ({ who: [0], held: false, heldTo: NOON + 144 * HOUR })) },
  { kind: 'later' as const, ms: 72 * HOUR },
]);

describe('whatever happens', () => {
  const send = fc.record({
    who: fc.subarray(
      Array.from({ length: CROWD }, (_, i) => i),
      { minLength: 1 },
    ),
    held: fc.boolean(),
    // Noon in three days, that day of Shanghai to its last millisecond, and what comes behind; 0, and what is over by then, goes at once.
    heldTo: fc.constantFrom(0, 0, ...[72 * HOUR, 76 * HOUR - 1, 76 * HOUR, 144 * HOUR].map((ms) => NOON + ms)),
  });
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('send' as const),
        sends: fc.array(send, { minLength: 1, maxLength: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('crash' as const), one: send, commit: fc.integer({ min: 1, max: 3 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('later' as const),
        ms: fc.constantFrom(1, 3_600_000, 13 * 3_600_000, 86_399_999, 86_400_000),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom('approve' as const, 'abort' as const, 'reopen' as const) }),
    },
  );

  it('nobody has more than the caps allow, in any window, and nobody alone in asking is left out for nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 10 }),
        fc.constantFrom(1, 2),
        fc.boolean(),
        async (steps, threads, crowdsHold) => {
          const { dir, remove } = tempDir();
          const clock = new ManualClock(NOON);
          let home = join(dir, '0');
          let copies = 0;
          const open = (logger = onCommit(() => undefined)): Promise<Engine> =>
            openEngine({ dir: home, threads, clock, timer: clock, ladder: LADDER, profile: FREE, logger, transport });
          const given: { readonly person: string; readonly at: number }[] = [];
          const transport: Transport = {
            name: 'given',
            async deliver(parcels) {
              for (const { route } of parcels) given.push({ person: route!.reveal(), at: clock.now() });
              return parcels.map(() => ({ state: 'delivered' as const }));
            },
          };
          let engine = await open();
          for (const name of SENDERS) await engine.createSender(name);
          let keys = 0;
          const begin = (own: Engine, { who, held, heldTo }: Sending, key: string): Promise<Broadcast> =>
            own.send(
              request(stream(who.map((i) => ({ ...people(1, i)[0]!, route: `person-${i}` }))), {
                ...{
                  idempotencyKey: key,
                  batchRecipients: 2,
                  windowChunks: 1,
                  expires: '300d',
                  from: SENDERS[keys % 3]!,
                  holdMs: Math.max(0, heldTo - clock.now()),
                },
                ...(held ? { profile: HELD } : {}),
              }),
            );
          /** When each message comes, by person; of broadcasts that wait for somebody: Infinity. */
          const messages = new Map<string, { who: number[]; when: number }>();
          /** Is there room in each window that has a moment of its release, and in which others are, or that ends with it? */
          const allowed = ({ held, heldTo }: Sending, person: number): boolean => {
            const now = clock.now();
            const from = Math.max(now, heldTo);
            const to = held ? Math.max(from, now + 30 * 24 * HOUR - 1) : from;
            const times = [...messages.values()].filter(({ who }) => who.includes(person)).map(({ when }) => when);
            const ends = [from, ...times.filter((when) => when > from && when < Number.POSITIVE_INFINITY)];
            return WINDOWS.every((window, cap) =>
              ends
                .filter((end) => opensAt(window, end) <= to)
                .every((end) => {
                  const last = window.kind === 'sliding' ? end : leavesAt(window, end) - 1;
                  const within = times.filter(
                    (when) => when === Number.POSITIVE_INFINITY || (when >= opensAt(window, end) && when <= last),
                  );
                  return within.length < CAPS[cap]!.most;
                }),
            );
          };
          const learn = async ({ broadcast, admission, releaseAt }: Report, who: number[]): Promise<void> => {
            const when = Math.max(clock.now(), releaseAt?.getTime() ?? 0);
            if (admission !== 'released') messages.set(broadcast, { who, when: Number.POSITIVE_INFINITY });
            // Nobody is told before whom it goes to.
            else if (when > clock.now()) messages.set(broadcast, { who, when });
            else messages.set(broadcast, { who: await reached(engine, broadcast, CROWD), when });
          };
          const expectSealed = ({ sealed }: Report, who: readonly number[]): void => {
            if (!crowdsHold) expect(sealed).toBe(who.length);
          };
          try {
            for (const one of steps) {
              await handOver(engine, clock.now());
              if (one.kind === 'later') await pass(engine, clock, one.ms);
              else if (one.kind === 'reopen') {
                await engine.close();
                engine = await open();
                await engine.resume();
              } else if (one.kind === 'send') {
                const [first] = one.sends;
                const alone = one.sends.length === 1 ? first!.who.filter((i) => allowed(first!, i)) : null;
                // Of several at once none is held, by a rule or to a moment, or else nobody here knows whom those reach.
                const apart = crowdsHold ? { held: false } : { held: false, heldTo: 0 };
                const sends = one.sends.map((each) => (alone === null ? { ...each, ...apart } : each));
                const runs = await Promise.all(sends.map((each) => begin(engine, each, `key ${keys++}`)));
                for (const { settled } of runs) settled.catch(() => undefined);
                const reports = await Promise.all(runs.map(({ done }) => done));
                for (const report of reports) expectConserved(report);
                if (alone !== null) expectSealed(reports[0]!, alone);
                for (const report of reports) await learn(report, alone ?? []);
              } else if (one.kind === 'crash') {
                const who = one.one.who.filter((i) => allowed(one.one, i));
                const key = `key ${keys++}`;
                const killed = join(dir, String(++copies));
                await engine.close();
                let before = 0;
                engine = await open(
                  onCommit((commit) => {
                    if (commit !== one.commit) return;
                    before = given.length;
                    cpSync(home, killed, { recursive: true });
                  }),
                );
                const run = await begin(engine, one.one, key);
                run.settled.catch(() => undefined);
                expectSealed(await run.done, who);
                await engine.close();
                // It was over before that commit, if it had fewer; else what came after that never was.
                if (Math.ceil(one.one.who.length / 2) >= one.commit) {
                  home = killed;
                  given.splice(before);
                }
                engine = await open();
                await engine.resume();
                const again = await begin(engine, one.one, key);
                again.settled.catch(() => undefined);
                const report = await again.done;
                expectConserved(report);
                expectSealed(report, who);
                await learn(report, who);
              } else {
                const [held] = await engine.held();
                if (held === undefined) continue;
                if (one.kind === 'abort') {
                  await engine.abort(held.broadcast);
                  messages.delete(held.broadcast);
                } else {
                  const { who } = messages.get(held.broadcast)!;
                  await learn(await engine.approve(held.broadcast), who);
                  if (!crowdsHold) expect(messages.get(held.broadcast)!.who).toEqual(who);
                }
              }
            }
            await pass(engine, clock, Math.max(0, NOON + 144 * HOUR - clock.now()));
            for (let person = 0; person < CROWD; person++)
              for (const [cap, window] of WINDOWS.entries()) {
                const come = given.filter((one) => one.person === `person-${person}`).map(({ at }) => at);
                const { most } = CAPS[cap]!;
                for (let i = most; i < come.length; i++)
                  expect(leavesAt(window, come[i - most]!)).toBeLessThanOrEqual(come[i]!);
              }
          } finally {
            await engine.close();
            remove();
          }
        },
      ),
      { numRuns: 8, examples: [[GATHERED, 1, true]], interruptAfterTimeLimit: 200_000, markInterruptAsFailure: true },
    );
  }, 240_000);
});
