import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Engine,
  type EngineOptions,
  memoryTransport,
  type Outcome,
  openEngine,
  type Parcel,
  type Report,
  type Transport,
} from '../../src/index.ts';
import { memorySeen, openEnvelope } from '../../src/open.ts';
import { ManualClock } from '../../src/testing.ts';
import { bytesOf, copyFiles, device, expectConserved, hex, onCommit, tempDir } from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
let homes = 0;
const START = 1_763_800_000_000;

/**
 * Devices 0 to 23, most people with one, some with two; routes as text, as an object (its text is not in NFC), as text that looks
 * like one, or none.
 */
const ROUTES: readonly (string | object | undefined)[] = [
  'https://push.example/é',
  { endpoint: 'https://push.example/2', keys: { auth: 'e\u0301', p256dh: 'x' } },
  '{"written": "with spaces"}',
  undefined,
];
const to = Array.from({ length: 18 }, (_, n) => ({
  id: `person-${n}`,
  publicKey: (n < 6 ? [2 * n, 2 * n + 1] : [n + 6]).map((key) => hex(device(key).publicKey)),
  ...(ROUTES[n % 4] === undefined ? {} : { route: ROUTES[n % 4]! }),
}));
const small = { batchRecipients: 4, windowChunks: 1 };
// A class whose groups follow each other at once.
const request = { from: 'city-hall', message: 'Water is off.', to, class: 'payment' as const, ...small };

async function open(more: Partial<EngineOptions> = {}) {
  const home = join(dir, `${++homes}`);
  return { home, engine: await openEngine({ dir: home, threads: 1, ...more }) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets the moments pass by which groups are spread, and no more, until it is so. */
async function passUntil(clock: ManualClock, isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    const next = clock.next();
    if (next !== undefined && next <= 1_000) clock.advance(next);
    await turn();
  }
}

async function passTime<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const end = (): void => {
    settled = true;
  };
  promise.then(end, end);
  await passUntil(clock, () => settled);
  return promise;
}

const routeOf = ({ route }: Parcel): string => (route === null ? '(none)' : (route.reveal() as string));

/** Which of the 24 devices each parcel is for, found by opening it; with its route, sorted. */
async function reached(parcels: readonly Parcel[], sender: string, now?: number): Promise<string[]> {
  const out: string[] = [];
  for (const parcel of parcels) {
    const { envelope, body } = parcel;
    for (let n = 0; n < 24; n++) {
      const options = { privateKey: device(n).secret, sender: bytesOf(sender), ...(now === undefined ? {} : { now }) };
      if ((await openEnvelope(envelope, body, options)) === null) continue;
      out.push(`${n} ${routeOf(parcel)}`);
      break;
    }
  }
  return out.sort();
}

/** Answers as told by how many it had before, and keeps what it was given. */
function answering(answer: (n: number) => Outcome): Transport & { readonly parcels: Parcel[] } {
  const parcels: Parcel[] = [];
  return {
    name: 'answering',
    parcels,
    async deliver(group) {
      const first = parcels.length;
      parcels.push(...group);
      return group.map((_, i) => answer(first + i));
    },
  };
}

const of = (parcels: readonly Parcel[], id: string | null): Parcel[] =>
  parcels.filter(({ broadcast }) => hex(broadcast) === id);

describe('recall of what was delivered', () => {
  it('sends a notice to exactly the same devices by the same routes, once', async () => {
    const transport = memoryTransport();
    const { engine } = await open({ transport });
    const broadcast = await engine.send(request);
    const sent = await broadcast.settled;
    expect(sent).toMatchObject({ delivered: 24, kind: 'message', recalls: null, recalledBy: null });

    const [recall] = await Promise.all([broadcast.recall(), engine.recall(broadcast)]);
    expect(recall).toMatchObject({ broadcast: broadcast.id, withdrawn: 0 });
    expect(recall.replaced + recall.tooLate).toBe(24);
    expect(recall.pending).toBe(recall.tooLate);
    const settled = await recall.settled;
    expect(settled).toEqual({
      broadcast: broadcast.id,
      notice: recall.notice,
      withdrawn: 0,
      replaced: 24,
      tooLate: 0,
      pending: 0,
    });

    const notices = of(transport.parcels, recall.notice);
    expect(transport.parcels).toHaveLength(48);
    const first = await reached(of(transport.parcels, broadcast.id), sent.sender);
    expect(new Set(first.map((one) => one.split(' ')[0])).size).toBe(24);
    expect(first.filter((one) => one.endsWith('(none)')).length).toBeGreaterThan(0);
    expect(await reached(notices, sent.sender)).toEqual(first);
    // No pseudonym is used twice.
    expect(new Set(transport.parcels.map(({ mailbox }) => hex(mailbox))).size).toBe(48);

    const notice = await engine.report(recall.notice!);
    expectConserved(notice);
    expect(notice).toMatchObject({
      ...{ kind: 'recall', recalls: broadcast.id, recalledBy: null, suite: 1, class: sent.class, from: 'city-hall' },
      ...{ listed: 24, sealed: 24, envelopes: 24, delivered: 24, refused: 0, duplicates: 0 },
      expires: sent.expires,
    });
    expect(await engine.report(broadcast)).toMatchObject({
      recalledBy: recall.notice,
      state: 'aborted',
      delivered: 24,
    });

    // Again, by id and by handle, at once: the same notice.
    const again = await Promise.all([engine.recall(broadcast.id), broadcast.recall(), engine.recall(broadcast)]);
    for (const one of again) expect({ ...one, settled: await one.settled }).toEqual({ ...settled, settled });
    expect(transport.parcels).toHaveLength(48);
    expect(await engine.list()).toHaveLength(2);
    await engine.close();
  });

  it('is opened as a recall, and keeps what it recalls from being shown, whichever comes first', async () => {
    const transport = memoryTransport();
    const { engine } = await open({ transport });
    const broadcast = await engine.send({ ...request, to: to.slice(6, 7), addressed: true, class: 'emergency' });
    const { sender, expires } = await broadcast.settled;
    const { notice, settled } = await broadcast.recall();
    await settled;
    const [message] = of(transport.parcels, broadcast.id);
    const [recall] = of(transport.parcels, notice);
    const options = { privateKey: device(12).secret, sender: bytesOf(sender) };
    const show = async (parcel: Parcel | undefined, seen = memorySeen()) => {
      const faults: string[] = [];
      const opening = openEnvelope(parcel!.envelope, parcel!.body, {
        ...options,
        seen,
        log: (fault) => faults.push(fault),
      });
      return opening.catch(() => faults);
    };
    expect(await show(recall)).toMatchObject({
      kind: 'recall',
      recalls: bytesOf(broadcast.id),
      text: '',
      class: 'emergency',
      addressed: false,
      expires: expires.getTime(),
      broadcast: bytesOf(notice!),
    });
    expect(await show(message)).toMatchObject({ kind: 'message', recalls: null });

    const overtaken = memorySeen();
    expect(await show(recall, overtaken)).toMatchObject({ kind: 'recall' });
    expect(await show(message, overtaken)).toEqual(['replay']);
    const inOrder = memorySeen();
    expect(await show(message, inOrder)).toMatchObject({ kind: 'message' });
    expect(await show(recall, inOrder)).toMatchObject({ kind: 'recall' });
    expect(await show(recall, inOrder)).toEqual(['replay']);

    // For the host that carries envelopes itself: its own name of the person finds the notice, too.
    const fetched = await engine.fetch(notice!, 'person-6');
    expect(fetched.envelopes.map(hex)).toEqual([hex(recall!.envelope)]);
    await expect(engine.fetch(notice!, 'person-7')).rejects.toMatchObject({ code: 'RECIPIENT_UNKNOWN' });
    await engine.close();
  });

  it.each(['batch', 'recipient'] as const)(
    'makes an ephemeral key for each %s, as the message had',
    async (ephemeral) => {
      const transport = memoryTransport();
      const { engine } = await open({ transport });
      const broadcast = await engine.send({ ...request, ephemeral });
      await broadcast.settled;
      const { notice, settled } = await broadcast.recall();
      expect(await settled).toMatchObject({ replaced: 24 });
      for (const id of [broadcast.id, notice]) {
        const parcels = of(transport.parcels, id);
        expect(parcels).toHaveLength(24);
        const found = new Set(parcels.map(({ envelope }) => hex(envelope.subarray(40, 72)))).size;
        if (ephemeral === 'recipient') expect(found).toBe(24);
        else expect(found).toBeLessThan(24);
      }
      await engine.close();
    },
  );

  it('goes to every device of people whose id is on several rows', async () => {
    const transport = memoryTransport();
    const { engine } = await open({ transport });
    const rows = [1, 2, 3].map((n) => ({ id: 'one', publicKey: hex(device(n).publicKey) }));
    const broadcast = await engine.send({ ...request, to: rows, dedupBy: ['key'] });
    expect(await broadcast.settled).toMatchObject({ delivered: 3 });
    const { settled } = await broadcast.recall();
    expect(await settled).toMatchObject({ replaced: 3, tooLate: 0 });
    await engine.close();
  });
});

describe('recall of what is under way', () => {
  it('withdraws what waits, and leaves alone whoever has nothing', async () => {
    const clock = new ManualClock(START);
    const transport = answering(
      (n) =>
        [{ state: 'delivered' }, { state: 'unknown', reason: 'lost' }, { state: 'failed', reason: 'gone' }][
          n % 3
        ] as Outcome,
    );
    const { engine } = await open({ clock, timer: clock, transport, pace: { perHour: 12 } });
    const broadcast = await engine.send(request);
    const told = broadcast.settled.catch((error: unknown) => error);
    await passUntil(clock, () => broadcast.report().pending === 12);
    const recall = await broadcast.recall();
    expect(await told).toMatchObject({ code: 'ABORTED' });
    expect(recall).toMatchObject({ withdrawn: 12, replaced: 0, tooLate: 8, pending: 8 });
    const report = await engine.report(broadcast);
    expectConserved(report);
    expect(report).toMatchObject({ state: 'aborted', delivered: 4, unknown: 4, failed: 4, recalled: 12, pending: 0 });

    // An hour on, the notices have their turn, and nothing else.
    await passUntil(clock, () => (clock.next() ?? 0) > 1_000);
    clock.advance(3_600_000);
    const end = await passTime(clock, recall.settled);
    expect(end).toMatchObject({ withdrawn: 12, replaced: 3, tooLate: 5, pending: 0 });
    expect(transport.parcels).toHaveLength(20);
    const left = of(transport.parcels, broadcast.id).filter((_, n) => n % 3 !== 2);
    expect(await reached(of(transport.parcels, recall.notice), report.sender, START)).toEqual(
      await reached(left, report.sender, START),
    );
    await engine.close();
  });

  it('counts what was lost and is to be tried again as perhaps taken, and never tries it again', async () => {
    const clock = new ManualClock(START);
    const parcels: Parcel[] = [];
    const transport: Transport = {
      name: 'losing',
      dropsRepeats: true,
      async deliver(group) {
        parcels.push(...group);
        // Each second message is lost, and its notice is not.
        return group.map(({ broadcast }, i) =>
          i % 2 === 1 && hex(broadcast) === id ? { state: 'unknown', reason: 'lost' } : { state: 'delivered' },
        );
      },
    };
    const { engine } = await open({ clock, timer: clock, transport });
    const broadcast = await engine.send({ ...request, maxRefused: 0 });
    const { id } = broadcast;
    await passUntil(clock, () => parcels.length === 24 && broadcast.report().delivered > 0);
    const { pending, delivered } = broadcast.report();
    expect(pending * delivered).toBeGreaterThan(0);
    const recall = await broadcast.recall();
    expect(recall).toMatchObject({ withdrawn: 0 });
    expect(await passTime(clock, recall.settled)).toMatchObject({ replaced: 24, tooLate: 0, withdrawn: 0 });
    const report = await engine.report(broadcast);
    expectConserved(report);
    expect(report).toMatchObject({ delivered, unknown: pending, recalled: 0, pending: 0 });
    clock.advance(86_400_000);
    expect(parcels).toHaveLength(48);
    await expect(engine.retry(broadcast)).rejects.toMatchObject({ code: 'USAGE' });
    await engine.close();
  });

  it('leaves alone who has nothing, and lets nobody be tried again', async () => {
    const { engine } = await open({ transport: answering(() => ({ state: 'failed', reason: 'gone' })) });
    const broadcast = await engine.send({ ...request, idempotencyKey: 'all gone' });
    expect(await broadcast.settled).toMatchObject({ failed: 24 });
    // By its id: the handle knows nothing of it, and must not undo it.
    expect(await engine.recall(broadcast.id)).toMatchObject({ notice: null, withdrawn: 0, replaced: 0, tooLate: 0 });
    await expect(broadcast.retry()).rejects.toMatchObject({ code: 'USAGE' });
    broadcast.pause();
    expect(await engine.report(broadcast)).toMatchObject({ state: 'aborted', failed: 24, paused: true });
    await broadcast.recall();
    expect(broadcast.report()).toMatchObject({ state: 'aborted', failed: 24 });
    await expect(engine.send({ ...request, idempotencyKey: 'all gone' })).rejects.toMatchObject({ code: 'ABORTED' });
    await engine.close();
  });

  it('ends sealing, and makes no notice where nothing has left', async () => {
    const { engine } = await open();
    async function* slow(): AsyncGenerator<(typeof to)[number]> {
      yield* to.slice(0, 8);
      await new Promise(() => {});
    }
    const broadcast = await engine.send({ ...request, to: slow() });
    while (broadcast.report().sealed === 0) await turn();
    const recall = await broadcast.recall();
    expect(recall).toMatchObject({ notice: null, replaced: 0, tooLate: 0, pending: 0 });
    expect(recall.withdrawn).toBe((await engine.report(broadcast)).envelopes);
    expect(await recall.settled).toMatchObject({ notice: null });
    expect(await engine.list()).toHaveLength(1);
    await engine.close();
  });

  it('knows that what a dead process had in hand has perhaps left', async () => {
    const dead = join(dir, 'dead');
    let handed = 0;
    const dying: Transport = {
      name: 'dying',
      async deliver(parcels) {
        if (handed === 0) {
          handed = parcels.length;
          copyFiles(home, dead);
        }
        return parcels.map((): Outcome => ({ state: 'delivered' }));
      },
    };
    const { home, engine } = await open({ transport: dying });
    const broadcast = await engine.send({ ...request, maxRefused: 0 });
    await broadcast.settled;
    await engine.close();

    const later = await openEngine({ dir: dead, threads: 1 });
    const recall = await later.recall(broadcast.id);
    expect(recall).toMatchObject({ withdrawn: 24 - handed, replaced: 0, tooLate: handed, pending: handed });
    await expect(recall.settled).rejects.toMatchObject({ code: 'NO_TRANSPORT' });
    expect(await later.report(broadcast.id)).toMatchObject({ unknown: handed, recalled: 24 - handed, pending: 0 });
    await later.close();

    const transport = memoryTransport();
    const last = await openEngine({ dir: dead, threads: 1, transport });
    const { resumed } = await last.resume();
    expect(resumed.map(({ id }) => id)).toEqual([recall.notice]);
    await resumed[0]!.settled;
    expect(await last.recall(broadcast.id)).toMatchObject({ replaced: handed, tooLate: 0, pending: 0 });
    expect(transport.parcels).toHaveLength(handed);
    await last.close();
  });
});

describe('recall across a crash', () => {
  /** Delivers all; then recalls without a transport, with a copy of the files at each commit of the notice's windows. */
  async function copies() {
    const found: string[] = [];
    const transport = memoryTransport();
    const { home, engine } = await open({ transport });
    const broadcast = await engine.send(request);
    const { sender } = await broadcast.settled;
    await engine.close();
    const before = copyFiles(home, join(dir, `crash-${homes}-before`));
    const logger = onCommit(() => found.push(copyFiles(home, join(dir, `crash-${homes}-${found.length}`))));
    // The moment the notice is durable and nothing of it is sealed.
    logger.info = (_fields, message) => {
      if (message === 'broadcast begun') found.push(copyFiles(home, join(dir, `crash-${homes}-begun`)));
    };
    const later = await openEngine({ dir: home, threads: 1, logger });
    const { notice } = await later.recall(broadcast.id);
    await later.close();
    return { before, found, id: broadcast.id, notice: notice!, sender, first: of(transport.parcels, broadcast.id) };
  }

  it('goes on from any commit by itself, and reaches everybody once', async () => {
    const { before, found, id, notice, sender, first } = await copies();
    expect(found.length).toBeGreaterThanOrEqual(5);
    const devices = await reached(first, sender);
    for (const copy of [found[0]!, found[3]!, found.at(-1)!]) {
      const transport = memoryTransport();
      const engine = await openEngine({ dir: copy, threads: 1, transport });
      const { resumed, waiting } = await engine.resume();
      expect(waiting).toEqual([]);
      expect(resumed.map((one) => one.id)).toEqual([notice]);
      const report = await resumed[0]!.settled;
      expectConserved(report);
      expect(await reached(transport.parcels, sender)).toEqual(devices);
      expect(await engine.recall(id)).toMatchObject({ notice, replaced: 24, tooLate: 0 });
      await engine.close();
    }
    // Recalling again does what resume does, with the notice there is.
    const transport = memoryTransport();
    const engine = await openEngine({ dir: found[1]!, threads: 1, transport });
    expect((await engine.list()).map(({ broadcast }) => broadcast)).toEqual([id, notice]);
    await engine.close();
    const fresh = await openEngine({ dir: before, threads: 1, transport });
    expect((await (await fresh.recall(id)).settled).replaced).toBe(24);
    await fresh.close();
  });

  it('is taken up by recall itself where nobody resumed', async () => {
    const { found, id, notice, sender, first } = await copies();
    const transport = memoryTransport();
    const engine = await openEngine({ dir: found[2]!, threads: 1, transport });
    expect(await engine.report(notice)).toMatchObject({ state: 'sealing' });
    const both = await Promise.all([engine.recall(id), engine.recall(id)]);
    for (const one of both) expect(await one.settled).toMatchObject({ notice, replaced: 24, pending: 0 });
    expect(await reached(transport.parcels, sender)).toEqual(await reached(first, sender));
    await engine.close();
  });

  it('keeps what its notice still has to read', async () => {
    const { found, id, notice } = await copies();
    const engine = await openEngine({ dir: found[1]!, threads: 1 });
    await expect(engine.purge(id)).rejects.toMatchObject({ code: 'USAGE' });
    await engine.abort(notice);
    expect(await engine.purge(id)).toMatchObject({ state: 'purged' });
    await expect(engine.recall(id)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    await engine.close();
  });
});

describe('recall, and when it is too late', () => {
  async function delivered(
    more: object,
  ): Promise<{ clock: ManualClock; engine: Engine; report: Report; parcels: Parcel[] }> {
    const clock = new ManualClock(START);
    const transport = memoryTransport();
    const { engine } = await open({ clock, transport });
    const broadcast = await engine.send({ ...request, ...more });
    return { clock, engine, report: await broadcast.settled, parcels: transport.parcels };
  }

  it.each([
    ['recallWithin', { recallWithin: '2m' }, 120_000],
    ['expires', { expires: '1h', recallWithin: '2d' }, 3_600_000],
  ])('until %s, to the millisecond', async (_name, more, span) => {
    for (const late of [false, true]) {
      const { clock, engine, report, parcels } = await delivered(more);
      clock.advance(late ? span : span - 1);
      const recall = await engine.recall(report.broadcast);
      const end = await recall.settled;
      if (late) expect(end).toMatchObject({ notice: null, withdrawn: 0, replaced: 0, tooLate: 24, pending: 0 });
      else expect(end).toMatchObject({ notice: expect.any(String), replaced: 24, tooLate: 0 });
      expect(parcels).toHaveLength(late ? 24 : 48);
      await engine.close();
    }
  });

  it('withdraws what waits whenever it is asked', async () => {
    const clock = new ManualClock(START);
    const { engine } = await open({ clock });
    const broadcast = await engine.send({ ...request, recallWithin: '2m' });
    await broadcast.done;
    clock.advance(3_600_000);
    expect(await broadcast.recall()).toMatchObject({ notice: null, withdrawn: 24, replaced: 0, tooLate: 0 });
    await engine.close();
  });

  it('refuses a notice, a dry run and what was purged', async () => {
    const { engine, report } = await delivered({});
    const { notice, settled } = await engine.recall(report.broadcast);
    await settled;
    await expect(engine.recall(notice!)).rejects.toMatchObject({ code: 'USAGE' });
    const dry = await engine.send({ ...request, dryRun: true });
    await dry.done;
    await expect(dry.recall()).rejects.toMatchObject({ code: 'USAGE' });
    await engine.purge(report.broadcast);
    await expect(engine.recall(report.broadcast)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    await expect(engine.fetch(notice!, 'person-1')).rejects.toMatchObject({ code: 'KEY_ERASED' });
    expect((await engine.report(notice!)).delivered).toBe(24);
    await engine.close();
    await expect(engine.recall(report.broadcast)).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
  });

  it.each([
    ['a span that is none', 'soon'],
    ['the past', new Date(START - 1)],
    ['a boolean', true],
    ['too far away', '401d'],
  ])('refuses recallWithin that is %s', async (_what, recallWithin) => {
    const { engine } = await open({ clock: new ManualClock(START) });
    await expect(engine.send({ ...request, recallWithin } as never)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('recallWithin'),
    });
    await engine.close();
  });
});
