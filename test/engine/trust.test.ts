import { describe, expect, it } from 'vitest';
import { TRUST_MODELS, type TrustModel } from '../../src/broadcast/trust/model.ts';
import {
  type Engine,
  memoryTransport,
  type Outcome,
  openEngine,
  presentPermit,
  readPermit,
  SealcastError,
  type SendRequest,
  type Transport,
} from '../../src/index.ts';
import { ManualClock } from '../../src/testing.ts';
import { turn } from '../delivery/memory-spool.ts';
import { ada, bo, DAY, permitFor, root, START } from '../permit/keys.ts';
import { deliveryPlace, people } from './delivery-support.ts';
import { expectConserved } from './support.ts';

const place = deliveryPlace();
const request: SendRequest = { from: 'city-hall', message: 'Water is off.', to: people(3), class: 'payment' };

/** One violation of `x` brings the score to this. */
function bringing(score: number): TrustModel {
  return { ...TRUST_MODELS.default, violations: { other: { weight: 100 - score, halfLifeDays: 1e9 } } };
}

const offend = (engine: Engine) => engine.trust.signal('city-hall', { kind: 'violation', rule: 'x' });

async function refusal(engine: Engine, asked: SendRequest = request): Promise<SealcastError> {
  try {
    const broadcast = await engine.send(asked);
    broadcast.settled.catch(() => {});
    await broadcast.done;
  } catch (error) {
    if (error instanceof SealcastError) return error;
    throw error;
  }
  throw new Error('it was sent');
}

/** Lets time pass whenever somebody waits for it, until the promise has settled. */
async function passTime<T>(promise: Promise<T>, clock: ManualClock): Promise<T> {
  let settled = false;
  const end = (): void => {
    settled = true;
  };
  promise.then(end, end);
  while (!settled) {
    const next = clock.next();
    if (next !== undefined) clock.advance(next);
    await turn();
  }
  return promise;
}

describe('a profile that names a trust model', () => {
  const created = (clock: ManualClock, days: number) =>
    ({ kind: 'account', created: clock.now() - days * DAY }) as const;

  it('holds senders to their warm-up in an engine without one, and judges nothing else', async () => {
    const { engine, options, clock } = await place.open();
    const under = { ...request, class: 'broadcast', profile: 'wechat' } as const;
    await engine.createSender('city-hall');
    expect(engine.policy({ from: 'city-hall', profile: 'wechat' }).statements.at(-1)).toMatchObject({
      rule: 'trust-warm-up',
      now: expect.stringContaining('The age of the account is not known: the warm-up is left out.'),
    });
    expect((await (await engine.send(under)).done).sealed).toBe(3);
    await engine.close();
    const own = await openEngine({ ...options, profile: 'wechat' });
    own.trust.signal('city-hall', created(clock, 14));
    await own.close();

    const again = await openEngine(options);
    expect((await refusal(again, under)).message).toContain('account of 14 days: nothing yet (profile trust');
    expect((await (await again.send({ ...request, class: 'broadcast' })).done).sealed).toBe(3);
    expect(() => again.trust.explain('city-hall')).toThrow('opened without trust');
    clock.advance(DAY);
    const { violations } = again.policy({ from: 'city-hall', profile: 'wechat', recipients: 51 });
    expect(violations.map(({ says }) => says)).toContain('51 recipients > 50 for an account of this age');
    expect(again.policy({ from: 'city-hall', profile: 'wechat', recipients: 50 }).violations).toEqual([]);
    expect((await (await again.send(under)).done).sealed).toBe(3);
    await again.close();
    const judging = await openEngine({ ...options, trust: 'default' });
    expect(judging.trust.explain('city-hall').reasons).toEqual([]);
    await judging.close();
  });

  it('is refused with every rule that is not kept: those of trust and those of the profile, with their figures', async () => {
    const { engine, clock } = await place.open({ profile: 'wechat' });
    const to = people(201);
    const asked: SendRequest = { ...request, class: 'broadcast', to };
    engine.trust.signal('city-hall', created(clock, 3));
    const says = async (more: Partial<SendRequest> = {}) => (await refusal(engine, { ...asked, ...more })).message;
    const warmUp = '(profile trust, rule trust-warm-up)';
    const recall = 'recallWithin 1h > 2m (profile wechat, rule recall-within)';
    expect(await says()).toBe(`refused: account of 3 days: nothing yet ${warmUp}`);
    expect(await says({ recallWithin: '1h' })).toBe(`refused: account of 3 days: nothing yet ${warmUp}; ${recall}`);
    clock.advance(17 * DAY);
    const both = `refused: 201 recipients > 50 for an account of this age ${warmUp}; 201 recipients > 200 (profile wechat, rule recipients-per-broadcast)`;
    expect(await says({ dryRun: true })).toBe(both);
    expect(await says({ idempotencyKey: 'k' })).toBe(both);
    expect(await says({ idempotencyKey: 'k' })).toBe(both);
    const [{ violations, state }] = (await engine.list()) as [Awaited<ReturnType<Engine['report']>>];
    expect([state, violations.map(({ rule }) => rule)]).toEqual([
      'aborted',
      ['trust-warm-up', 'recipients-per-broadcast'],
    ]);
    expect(await says({ to: people(60) })).toBe(`refused: 60 recipients > 50 for an account of this age ${warmUp}`);
    // Chunk by chunk: it ends where the next one shows that there are more, also among those who are on the list twice.
    const chunks = { batchRecipients: 64, windowChunks: 1 };
    expect(await says({ ...chunks, to: [...people(201), ...people(201)] })).toBe(
      `refused: 128 recipients or more > 50 for an account of this age ${warmUp}`,
    );
    clock.advance(40 * DAY);
    expect(await says()).toBe(both.replace('> 50', '> 200'));
    await engine.close();
  });

  it('gives way to the model that the engine was opened with', async () => {
    const { engine, options, clock } = await place.open();
    await engine.close();
    const other = await openEngine({ ...options, profile: 'wechat', trust: 'default' });
    other.trust.signal('city-hall', created(clock, 1));
    expect((await (await other.send({ ...request, newSender: true } as SendRequest)).done).sealed).toBe(3);
    await other.close();
  });
});

describe('an engine with trust', () => {
  it.each([
    [20, 'trust-suspend', 'suspended: score 20 < 30'],
    [0, 'trust-ban', 'banned: score 0 < 5'],
  ])('at a score of %d sends nothing, not even dry, says why, also after a restart', async (score, rule, says) => {
    const { engine, options, clock } = await place.open();
    await engine.close();
    const trusted = { ...options, trust: bringing(score) };
    const first = await openEngine(trusted);
    offend(first);
    await first.close();
    const again = await openEngine(trusted);
    for (const dryRun of [false, true]) {
      const error = await refusal(again, { ...request, dryRun });
      expect(error.code).toBe('POLICY_REFUSED');
      expect(error.message).toBe(`refused: ${says} (profile trust, rule ${rule})`);
      expect(error.violations).toHaveLength(1);
    }
    expect(again.policy({ from: 'city-hall' })).toMatchObject({
      profile: 'open',
      violations: [{ rule, says }],
      penalty: rule.slice('trust-'.length),
    });
    expect(await again.list()).toEqual([]);
    // Being refused is no violation of its own.
    expect(again.trust.explain('city-hall').reasons).toHaveLength(1);
    clock.advance(31 * DAY);
    if (rule === 'trust-ban') expect((await refusal(again)).code).toBe('POLICY_REFUSED');
    await again.close();
  });

  it('names the rules of the profile besides, but not to a repeated send, which the profile let through', async () => {
    const profile = { version: 1, name: 'once', caps: { broadcasts: [{ most: 1, per: 'day' }] } };
    const { engine } = await place.open({ profile, trust: bringing(20) });
    const first = { ...request, idempotencyKey: 'first' };
    await (await engine.send(first)).done;
    offend(engine);
    const suspended = 'refused: suspended: score 20 < 30 (profile trust, rule trust-suspend)';
    expect((await refusal(engine, first)).message).toBe(suspended);
    expect((await refusal(engine, { ...request, idempotencyKey: 'second' })).message).toBe(
      `${suspended}; 2 broadcasts > 1 in a calendar day (UTC) (profile once, rule broadcasts-per-day)`,
    );
    await engine.close();
  });

  it('runs everything in the sandbox, and hands nothing over, ever', async () => {
    const transport = memoryTransport();
    const { engine, options } = await place.open({ transport });
    await engine.close();
    const trusted = { ...options, trust: bringing(40) };
    const first = await openEngine(trusted);
    expect(offend(first).penalty?.penalty).toBe('sandbox');
    const broadcast = await first.send({ ...request, to: people(12), batchRecipients: 4, windowChunks: 1 });
    const report = await broadcast.settled;
    expectConserved(report);
    expect(report).toMatchObject({
      state: 'sealed',
      sandbox: true,
      sealed: 12,
      envelopes: 12,
      recalled: 12,
      delivered: 0,
    });
    await expect(first.retry(broadcast)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    const given = async () => {
      for await (const envelope of first.envelopes(broadcast)) throw new Error(`given out: ${envelope.length} bytes`);
    };
    await expect(given()).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    await expect(first.fetch(broadcast, 'person-1')).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    await expect(first.body(broadcast)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    await first.close();
    // Nor by an engine that judges nobody.
    const later = await openEngine(options);
    expect(await later.resume()).toEqual({ resumed: [], waiting: [] });
    expect(await later.report(broadcast)).toMatchObject({ sandbox: true, recalled: 12 });
    await later.close();
    expect(transport.parcels).toEqual([]);
  });

  it('goes on in the sandbox where it was interrupted there', async () => {
    const transport = memoryTransport();
    const { engine, options } = await place.open({ transport });
    await engine.close();
    const first = await openEngine({ ...options, trust: bringing(40) });
    offend(first);
    const asked = { ...request, to: people(40), batchRecipients: 2, windowChunks: 1, idempotencyKey: 'again' };
    const broadcast = await first.send(asked);
    broadcast.settled.catch(() => {});
    broadcast.done.catch(() => {});
    await first.close();
    const later = await openEngine(options);
    const report = await (await later.send(asked)).settled;
    expect(report).toMatchObject({ sandbox: true, sealed: 40, recalled: 40, delivered: 0 });
    await later.close();
    expect(transport.parcels).toEqual([]);
  });

  it('throttles a sender to the envelopes an hour that the ladder says, and lets go in time', async () => {
    const ladder = [{ penalty: 'throttle', below: 80, days: 1, perHour: 5 }] as const;
    const times: number[] = [];
    const clock = new ManualClock(START);
    const transport: Transport = {
      name: 'timed',
      async deliver(parcels) {
        times.push(...parcels.map(() => clock.now()));
        return parcels.map((): Outcome => ({ state: 'delivered' }));
      },
    };
    const { engine } = await place.open({ clock, transport, trust: { ...bringing(70), ladder } });
    await engine.createSender('city-hall');
    await engine.createSender('fire-brigade');
    const broadcast = await engine.send({ ...request, to: people(200), holdMs: 1_000 });
    await broadcast.done;
    offend(engine);
    // The host's own pace does not undo it.
    engine.pace({ senders: { 'city-hall': { perHour: 1_000 } } });
    const other = await engine.send({ ...request, from: 'fire-brigade', to: people(50) });
    expect((await other.settled).delivered).toBe(50);
    times.length = 0;
    expect((await passTime(broadcast.settled, clock)).delivered).toBe(200);
    const inAnyHour = Math.max(
      ...times
        .filter((at) => at < START + DAY)
        .map((from) => times.filter((at) => at >= from && at < Math.min(from + 3_600_000, START + DAY)).length),
    );
    expect(inAnyHour).toBe(5);
    expect(times.filter((at) => at < START + DAY)).toHaveLength(120);
    // All that was left, as soon as the day was over.
    expect(times.filter((at) => at >= START + DAY && at < START + DAY + 60_000)).toHaveLength(80);
    await engine.close();
  });

  it.each(['newSender', 'createSender'] as const)(
    'throttles a sender that was refused before it was made: by %s',
    async (how) => {
      const words = { version: 1, name: 'words', keywords: { words: ['lottery'] } };
      const clock = new ManualClock(START);
      const transport = memoryTransport();
      const { engine } = await place.open({ clock, transport, trust: 'default', profile: words });
      await engine.createSender('fire-brigade');
      const asked = { ...request, newSender: true };
      for (let i = 0; i < 2; i++)
        expect((await refusal(engine, { ...asked, message: 'A lottery.' })).code).toBe('POLICY_REFUSED');
      expect(engine.senders().map(({ name }) => name)).toEqual(['fire-brigade']);
      expect(engine.trust.explain('city-hall').penalty?.penalty).toBe('throttle');
      if (how === 'createSender') await engine.createSender('city-hall');
      const broadcast = await engine.send({ ...asked, newSender: how === 'newSender', to: people(120) });
      await broadcast.done;
      while (clock.now() < START + 3_590_000 && broadcast.report().pending > 0) {
        clock.advance(10_000);
        await turn();
      }
      expect(broadcast.report()).toMatchObject({ delivered: 100, pending: 20 });
      broadcast.settled.catch(() => {});
      await engine.close();
    },
  );

  it('throttles after a restart as before', async () => {
    const ladder = [{ penalty: 'throttle', below: 80, days: 1, perHour: 5 }] as const;
    const clock = new ManualClock(START);
    const transport = memoryTransport();
    const { engine, options } = await place.open({ clock, transport, trust: { ...bringing(70), ladder } });
    await engine.createSender('city-hall');
    offend(engine);
    await engine.close();
    const again = await openEngine(options);
    const broadcast = await again.send({ ...request, to: people(20) });
    await broadcast.done;
    while (transport.parcels.length < 5) await passTime(turn(), clock);
    await again.close();
    expect(transport.parcels).toHaveLength(5);
    expect(broadcast.report()).toMatchObject({ delivered: 5, pending: 15 });
  });

  it('counts people while an account warms up: as many as its age allows', async () => {
    const warmUp = [
      { fromDays: 0, recipients: 0 },
      { fromDays: 15, recipients: 5 },
    ];
    const { engine, clock } = await place.open({ trust: { ...TRUST_MODELS.default, warmUp } });
    const today = START - (START % DAY);
    engine.trust.signal('city-hall', { kind: 'account', created: today });
    clock.advance(today + 15 * DAY - 1 - clock.now());
    expect((await refusal(engine)).message).toBe(
      'refused: account of 14 days: nothing yet (profile trust, rule trust-warm-up)',
    );
    clock.advance(1);
    const five = await engine.send({ ...request, to: [...people(5), ...people(2)] });
    five.settled.catch(() => {});
    expect(await five.done).toMatchObject({ sealed: 5, duplicates: 2 });
    const six = await refusal(engine, { ...request, to: people(6) });
    expect(six).toMatchObject({ code: 'POLICY_REFUSED', violations: [{ rule: 'trust-warm-up' }] });
    expect(six.message).toBe(
      'refused: 6 recipients > 5 for an account of this age (profile trust, rule trust-warm-up)',
    );
    const ended = (await engine.list()).map(({ state, delivered }) => [state, delivered]);
    expect(ended.sort()).toEqual([
      ['aborted', 0],
      ['sealed', 0],
    ]);
    await engine.close();
  });

  it('counts no refusal against a sender that trust had a part in', async () => {
    const warmUp = [{ fromDays: 0, recipients: 3 }];
    const profile = { version: 1, name: 'small', caps: { recipientsPerBroadcast: 5 }, classes: ['payment'] };
    const { engine } = await place.open({ profile, trust: { ...TRUST_MODELS.default, warmUp } });
    engine.trust.signal('city-hall', { kind: 'account', created: START - DAY });
    const { violations } = await refusal(engine, { ...request, to: people(6) });
    expect(violations?.map(({ rule }) => rule)).toEqual(['trust-warm-up', 'recipients-per-broadcast']);
    expect(engine.trust.explain('city-hall').reasons).toEqual([]);
    await engine.close();
  });

  it('counts a refusal against its sender once: at the send or at the end of its audience, and never one that was only tried', async () => {
    const weights = {
      ...TRUST_MODELS.default.violations,
      'recipients-per-broadcast': { weight: 30, halfLifeDays: 1e9 },
    };
    const profile = { version: 1, name: 'small', caps: { recipientsPerBroadcast: 3 }, classes: ['payment'] };
    const { engine } = await place.open({ profile, trust: { ...TRUST_MODELS.default, violations: weights } });
    const rules = () => engine.trust.explain('city-hall').reasons.map(({ rule }) => rule);
    for (const more of [{ to: people(4) }, { class: 'chat' }] as const)
      expect((await refusal(engine, { ...request, ...more, dryRun: true })).code).toBe('POLICY_REFUSED');
    expect(rules()).toEqual([]);
    const four = { ...request, to: people(4), idempotencyKey: 'k' };
    expect((await refusal(engine, four)).code).toBe('POLICY_REFUSED');
    expect(rules()).toEqual(['recipients-per-broadcast']);
    // It has brought a penalty by itself.
    expect(engine.trust.explain('city-hall').penalty?.penalty).toBe('warn');
    // The answer to a repeated send is the old one.
    expect((await refusal(engine, four)).code).toBe('POLICY_REFUSED');
    expect(rules()).toEqual(['recipients-per-broadcast']);
    expect((await refusal(engine, { ...request, class: 'chat' })).code).toBe('POLICY_REFUSED');
    expect(rules()).toEqual(['recipients-per-broadcast', 'class']);
    await engine.close();
  });

  it('throttles at once a sender whose refusal brings that', async () => {
    const ladder = [{ penalty: 'throttle', below: 80, days: 1, perHour: 5 }] as const;
    const clock = new ManualClock(START);
    const transport = memoryTransport();
    const trust: TrustModel = { ...bringing(70), ladder };
    const { engine } = await place.open({ clock, transport, trust });
    const broadcast = await engine.send({ ...request, to: people(20), holdMs: 1_000 });
    await broadcast.done;
    const profile = { version: 1, name: 'small', caps: { recipientsPerBroadcast: 3 } };
    expect((await refusal(engine, { ...request, to: people(4), profile })).code).toBe('POLICY_REFUSED');
    while (transport.parcels.length < 5) await passTime(turn(), clock);
    await engine.close();
    expect(broadcast.report()).toMatchObject({ delivered: 5, pending: 15 });
  });

  it('lifts a penalty on appeal, by the permit of somebody who may approve, and keeps who it was', async () => {
    const permissions = { roots: [root.publicKey] };
    const { engine, options } = await place.open({ permissions, trust: bringing(20) });
    offend(engine);
    const { number } = engine.trust.appeal('city-hall');
    expect(number).toBe(1);
    expect(() => engine.trust.appeal('city-hall')).toThrow('appealed before: it is open');
    const action = { do: 'decide', sender: 'city-hall', appeal: number, decision: 'lift' } as const;
    const by = (terms: Parameters<typeof permitFor>[1], other: Partial<typeof action> = {}) =>
      presentPermit(permitFor(ada, terms), ada.privateKey, { ...action, ...other } as typeof action, { now: START });
    const decide = (permit: Uint8Array) => engine.trust.decide('city-hall', 1, 'lift', permit);
    expect(() => decide(by({ rights: ['send', 'compose'] }))).toThrow('no permit for approve');
    expect(() => decide(by({}, { decision: 'uphold' as never }))).toThrow('for another request');
    expect(() => decide(by({}, { appeal: 2 as never }))).toThrow('for another request');
    expect(() => decide(by({ sender: 'fire-brigade' }))).toThrow('for another sender');
    expect(() => engine.trust.decide('city-hall', 2, 'lift', by({}))).toThrow('no open appeal');
    expect((await refusal(engine)).code).toBe('POLICY_REFUSED');
    const permit = by({ rights: ['approve'] });
    const lifted = decide(permit);
    expect(lifted).toMatchObject({ score: 100, penalty: null });
    await engine.close();
    const again = await openEngine(options);
    const [penalty] = again.trust.explain('city-hall').penalties;
    expect(penalty).toMatchObject({ penalty: 'suspend', appeal: { state: 'lifted', decidedAt: START } });
    expect(Buffer.compare(penalty!.appeal!.decidedBy!, ada.publicKey)).toBe(0);
    expect(Buffer.compare(penalty!.appeal!.permit!, permit)).toBe(0);
    // What was kept is enough to check the decision once more.
    expect(readPermit(new Uint8Array(penalty!.appeal!.permit!.subarray(128))).root).toEqual(root.publicKey);
    expect(() => again.trust.decide('city-hall', 1, 'lift', permit)).toThrow('no penalty');
    const sent = await again.send({
      ...request,
      permit: presentPermit(permitFor(bo), bo.privateKey, { do: 'send', request }, { now: START }),
    });
    sent.settled.catch(() => {});
    expect((await sent.done).sealed).toBe(3);
    await again.close();
  });

  it('upholds a penalty, which then cannot be appealed again', async () => {
    const { engine } = await place.open({ permissions: { roots: [root.publicKey] }, trust: bringing(20) });
    offend(engine);
    engine.trust.appeal('city-hall');
    const action = { do: 'decide', sender: 'city-hall', appeal: 1, decision: 'uphold' } as const;
    const permit = presentPermit(permitFor(ada), ada.privateKey, action, { now: START });
    expect(engine.trust.decide('city-hall', 1, 'uphold', permit)).toMatchObject({ penalty: { penalty: 'suspend' } });
    expect(() => engine.trust.appeal('city-hall')).toThrow('appealed before: it is upheld');
    await engine.close();
  });

  it('decides nothing where no permits are looked at', async () => {
    const { engine } = await place.open({ trust: bringing(20) });
    offend(engine);
    engine.trust.appeal('city-hall');
    expect(() => engine.trust.decide('city-hall', 1, 'lift', permitFor(ada))).toThrow('without permissions');
    expect(engine.trust.explain('city-hall').penalty).not.toBeNull();
    await engine.close();
  });

  it('judges nobody unless it is told to', async () => {
    const { engine, options } = await place.open();
    expect(() => engine.trust.explain('city-hall')).toThrow('without trust');
    expect(() => offend(engine)).toThrow('without trust');
    await engine.close();
    await expect(openEngine({ ...options, trust: 'nobody' as never })).rejects.toMatchObject({ code: 'USAGE' });
    const reader = await openEngine({ ...options, readOnly: true, trust: 'default' });
    expect(reader.trust.explain('city-hall').score).toBe(100);
    expect(() => offend(reader)).toThrow('read-only');
    await reader.close();
  });
});
