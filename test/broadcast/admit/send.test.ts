import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, memoryTransport, PROFILES, type SealcastError } from '../../../src/index.ts';
import { device, expectConserved, hex } from '../../engine/support.ts';
import { people, place, request, stream } from './support.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function opened(options: Parameters<typeof place>[0] = {}): ReturnType<typeof place> {
  const made = await place(options);
  ends.push(made.end);
  return made;
}

async function refusal(promise: Promise<unknown>): Promise<SealcastError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason as SealcastError,
  );
  expect(error?.code).toBe('POLICY_REFUSED');
  return error!;
}

async function countEnvelopes(engine: Engine, id: string): Promise<number> {
  let n = 0;
  for await (const _ of engine.envelopes(id)) n++;
  return n;
}

/** As the profile that comes along, without its look at the same text: that is test/broadcast/admit/burst.test.ts. */
const group = { ...PROFILES.wechat, name: 'group', burst: null };

const day = (most: number, caps = {}) => ({
  version: 1,
  name: 'mine',
  caps: { broadcasts: [{ most, per: 'day' }], ...caps },
});

describe('send under a profile', () => {
  it('changes nothing without one', async () => {
    const { engine } = await opened();
    const report = await (await engine.send(request(people(300)))).done;
    expect(report).toMatchObject({
      state: 'sealed',
      sealed: 300,
      profile: 'open',
      admission: 'released',
      violations: [],
    });
    expect(await countEnvelopes(engine, report.broadcast)).toBe(300);
  });

  it('counts people after dedup, at the border, both sides; what is refused leaves no envelope', async () => {
    const transport = memoryTransport();
    const { engine } = await opened({ profile: group, transport });
    // 200 people on 260 rows.
    const fits = await engine.send(request(stream([...people(200), ...people(60)]) as never));
    expect((await fits.settled).delivered).toBe(200);
    expect(fits.report()).toMatchObject({ admission: 'released', profile: 'group', duplicates: 60 });

    const message = 'Another text altogether, about the library and its new opening hours.';
    const over = await engine.send(request(stream(people(201)) as never, { message }));
    const error = await refusal(over.done);
    expect(error.message).toBe('refused: 201 recipients > 200 (profile group, rule recipients-per-broadcast)');
    expect(error.violations).toMatchObject([{ rule: 'recipients-per-broadcast', effect: 'refuse' }]);
    await refusal(over.settled);
    const report = await engine.report(over.id);
    expect(report).toMatchObject({ state: 'aborted', admission: 'refused', pending: 0, delivered: 0, erased: true });
    expect(report.violations).toMatchObject([{ rule: 'recipients-per-broadcast' }]);
    expectConserved(report);
    await refusal(countEnvelopes(engine, over.id));
    await refusal(engine.fetch(over.id, 'person-1'));
    await refusal(engine.body(over.id));
    expect(transport.parcels).toHaveLength(200);
  });

  it('counts people by their devices, too: a few people with many devices are many', async () => {
    const transport = memoryTransport();
    const { engine } = await opened({ profile: 'wechat', transport });
    const rows = (count: number, devices: number) =>
      Array.from({ length: count }, (_, i) => ({
        id: `row-${i}`,
        publicKey: Array.from({ length: devices }, (_, j) => hex(device(i * devices + j).publicKey)),
      }));
    const over = await engine.send(request(rows(10, 32)));
    expect((await refusal(over.done)).message).toBe(
      'refused: 320 devices of 10 recipients > 50, 5 each (profile wechat, rule devices-per-person)',
    );
    await refusal(over.settled);
    expect((await refusal((await engine.send(request(rows(10, 32), { dryRun: true }))).done)).message).toContain(
      '320 devices of 10 recipients > 50',
    );
    expect(transport.parcels).toEqual([]);
    // On an average: who has many beside those who have one.
    const mixed = [...rows(1, 32), ...people(8, 1_000)];
    expect((await (await engine.send(request(mixed))).settled).delivered).toBe(40);
    // Other profiles with a cap have the same bound, and one that names it alone counts, too.
    for (const profile of ['qq', { version: 1, name: 'mine', caps: { devicesPerPerson: 2 } }])
      expect((await refusal((await engine.send(request(rows(1, 6), { profile }))).done)).message).toContain(
        '6 devices of 1 recipients > ',
      );
    expect(engine.policy({ from: 'city-hall' }).statements).toContainEqual({
      rule: 'devices-per-person',
      allows: 'It goes to 5 devices of each recipient at most, on an average.',
      now: '',
    });
  });

  it('stops reading soon after it is too many', async () => {
    const { engine } = await opened({ profile: group });
    let read = 0;
    async function* endless(): AsyncGenerator<object> {
      for (;;) yield people(1, read++ % 300)[0]!;
    }
    const over = await engine.send(request(endless() as never, { batchRecipients: 64, windowChunks: 1 }));
    expect((await refusal(over.done)).message).toMatch(/^refused: 2\d\d recipients or more > 200 /);
    expect(read).toBeLessThan(1500);
  });

  it('refuses at once what needs no counting, and stores nothing, not even the sender', async () => {
    const { engine } = await opened();
    const strict = {
      version: 1,
      name: 'strict',
      senders: ['nobody'],
      classes: ['chat'],
      keywords: { words: ['water'] },
    };
    const error = await refusal(engine.send(request(people(1), { profile: strict, retain: '10d' })));
    expect(error.violations!.map(({ rule }) => rule)).toEqual(['sender-listed', 'class', 'keywords']);
    expect(error.message).not.toMatch(/water|city|nobody/i);
    expect(error.hint).toContain('send it as chat');
    expect(await engine.list()).toEqual([]);
    expect(engine.senders()).toEqual([]);
    await expect(engine.send(request(people(1), { profile: 'wechatt' }))).rejects.toMatchObject({
      code: 'PROFILE_INVALID',
    });
  });

  it('finds words in every field of the message', async () => {
    const { engine } = await opened();
    const profile = { version: 1, name: 'mine', keywords: { words: ['free money'] } };
    const message = { text: 'Hello', card: { lines: ['nothing', new Map([['k', 'FREE　money']])] } };
    await refusal(engine.send(request(people(1), { profile, message })));
  });

  it('knows a sender by its key, whatever it is called', async () => {
    const { engine } = await opened();
    const { publicKey } = await engine.createSender('city-hall');
    const senders = [Buffer.from(publicKey).toString('hex').toUpperCase()];
    const profile = { version: 1, name: 'mine', senders };
    expect((await (await engine.send(request(people(1), { profile }))).done).admission).toBe('released');
    await engine.createSender('other');
    await refusal(engine.send(request(people(1), { profile, from: 'other' })));
  });

  it('takes what a profile chooses, and refuses more than it allows', async () => {
    const { engine, clock } = await opened();
    const report = await (await engine.send(request(people(1), { profile: 'douyin' }))).done;
    expect(report.retainUntil?.getTime()).toBe(clock.now() + 72 * 3_600_000);
    await refusal(engine.send(request(people(1), { profile: 'douyin', retain: '73h' })));
    await (await engine.send(request(people(1), { profile: 'douyin', retain: '71h' }))).done;
    await refusal(engine.send(request(people(1), { profile: 'wechat', recallWithin: '3m' })));
    const private_ = { profile: 'eu', personal: ['note'], class: 'payment' as const };
    await refusal(engine.send(request(people(1), { ...private_, personalBytes: 100 })));
    await refusal(engine.send(request(people(1), { ...private_, ephemeral: 'batch' })));
    expect((await (await engine.send(request(people(1), private_))).done).sealed).toBe(1);
  });

  it('counts broadcasts of a day, of this sender, over restarts, until the day is over', async () => {
    const made = await opened({ profile: day(3) });
    let { engine } = made;
    const send = async (more = {}) => (await engine.send(request(people(1), more))).done;
    for (let n = 0; n < 3; n++) await send();
    const said = 'refused: 4 broadcasts > 3 in a calendar day (UTC) (profile mine, rule broadcasts-per-day)';
    expect((await refusal(send())).message).toBe(said);
    expect((await refusal(send())).hint).toBe('wait until 2026-11-26 00:00:00 UTC');
    // Another sender has counters of its own; what is sent under no rules counts all the same.
    await send({ from: 'school', newSender: true });
    engine = await made.again();
    expect((await refusal(send())).message).toBe(said);
    made.clock.advance(12 * 3_600_000 - 1);
    await refusal(send());
    made.clock.advance(1);
    for (let n = 0; n < 2; n++) await send();
    await send({ profile: 'open' });
    await refusal(send());
  });

  it('gives back what was refused or withdrawn, and not what was let through', async () => {
    const { engine } = await opened({ profile: day(1, { recipientsPerBroadcast: 2 }) });
    await refusal((await engine.send(request(people(3)))).done);
    let open!: () => void;
    async function* waiting(): AsyncGenerator<object> {
      yield people(1)[0]!;
      await new Promise<void>((resolve) => {
        open = resolve;
      });
    }
    const held = await engine.send(request(waiting() as never));
    // It is only being sealed, and counts.
    await refusal(engine.send(request(people(1))));
    expect(await engine.report(held.id)).toMatchObject({ admission: 'held', violations: [] });
    await expect(countEnvelopes(engine, held.id)).rejects.toMatchObject({ code: 'POLICY_HELD' });
    await held.abort();
    open();
    expect(await engine.report(held.id)).toMatchObject({ admission: 'withdrawn', state: 'aborted' });
    const sent = await engine.send(request(people(1)));
    await sent.done;
    await sent.abort();
    await refusal(engine.send(request(people(1))));
  });

  it('lets exactly as many through as fit, of many that come at once', async () => {
    const { engine } = await opened({ profile: day(3) });
    await engine.createSender('city-hall');
    const all = await Promise.allSettled(Array.from({ length: 12 }, () => engine.send(request(people(2)))));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await engine.list()).toHaveLength(3);
  });

  it('counts people over windows, and refuses at the end what came to be too many', async () => {
    const profile = { version: 1, name: 'mine', caps: { recipients: [{ most: 10, per: '24h' }] } };
    const { engine, clock } = await opened({ profile });
    await engine.createSender('city-hall');
    const both = await Promise.all([engine.send(request(people(6))), engine.send(request(people(6)))]);
    const ended = await Promise.allSettled(both.map(({ done }) => done));
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await (await engine.send(request(people(4)))).done).admission).toBe('released');
    await refusal(engine.send(request(people(1))));
    clock.advance(86_400_000);
    expect((await (await engine.send(request(people(10)))).done).admission).toBe('released');
  });

  it('answers a repeated send with the same refusal, and one under another profile as another request', async () => {
    const { engine } = await opened({ profile: group });
    const again = () => engine.send(request(people(201), { idempotencyKey: 'k' }));
    const first = await refusal((await again()).done);
    expect((await refusal(again())).message).toBe(first.message);
    await expect(engine.send(request(people(201), { idempotencyKey: 'k', profile: 'qq' }))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    const sent = () => engine.send(request(people(10), { idempotencyKey: 'j' }));
    const one = await (await sent()).done;
    expect((await (await sent()).done).broadcast).toBe(one.broadcast);
  });

  it('is asked in a dry run, too', async () => {
    const { engine } = await opened({ profile: group });
    await refusal((await engine.send(request(people(201), { dryRun: true }))).done);
    expect((await (await engine.send(request(people(200), { dryRun: true, message: 'Hi' }))).done).sealed).toBe(200);
    expect(await engine.list()).toEqual([]);
  });
});
