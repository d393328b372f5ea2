/** Sends that are held to a later moment with `holdMs`: what they count for, and when, before that moment and behind it. */
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineOptions, Parcel, Report, SendRequest, Transport } from '../../../src/index.ts';
import { turns } from '../../delivery/memory-spool.ts';
import { NOON, people, place, request } from './support.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const base = { version: 1, name: 'mine' };
const at = (text: string): number => Date.parse(text);

let end: () => Promise<void> = async () => undefined;
afterEach(() => end());

async function opened(profile: EngineOptions['profile'], more: Partial<EngineOptions> = {}) {
  const seen: { at: number; parcel: Parcel }[] = [];
  const transport: Transport = {
    name: 'seen',
    async deliver(parcels) {
      for (const parcel of parcels) seen.push({ at: here.clock.now(), parcel });
      return parcels.map(() => ({ state: 'delivered' as const }));
    },
  };
  const here = await place({ threads: 1, profile: profile!, transport, ...more });
  end = here.end;
  const send = async (to: SendRequest['to'], rest: Partial<SendRequest> = {}): Promise<Report> => {
    const broadcast = await here.engine.send(request(to, { newSender: true, expires: '300d', ...rest }));
    broadcast.settled.catch(() => undefined);
    return broadcast.done;
  };
  /** Held to a moment. */
  const sendTo = (moment: number, to: SendRequest['to'] = people(1), rest: Partial<SendRequest> = {}) =>
    send(to, { holdMs: moment - here.clock.now(), ...rest });
  const later = async (ms: number): Promise<void> => {
    here.clock.advance(ms);
    await turns(40);
  };
  const refusal = (sent: Promise<Report>): Promise<string> =>
    sent.then(
      () => 'sent',
      (error) => `${error.message}; ${error.hint}`,
    );
  return { ...here, seen, send, sendTo, later, refusal };
}

describe('a broadcast that is held to a moment counts then:', () => {
  it('days of sends cannot be gathered for one', async () => {
    const { sendTo, later, refusal, seen } = await opened('wechat');
    const then = NOON + 3 * DAY;
    const outcomes: string[] = [];
    for (let day = 0; day < 3; day++) {
      for (let i = 0; i < 3; i++)
        outcomes.push(
          await refusal(
            sendTo(then, people(1), { message: `Number ${day} ${i}: ${'abcdefghi'[3 * day + i]!.repeat(40)}` }),
          ),
        );
      await later(DAY);
    }
    await later(HOUR);
    expect(seen).toHaveLength(3);
    expect(outcomes.slice(0, 3)).toEqual(['sent', 'sent', 'sent']);
    for (const one of outcomes.slice(3))
      expect(one).toBe(
        'refused: 4 broadcasts > 3 in a calendar day (Asia/Shanghai) (profile wechat, rule broadcasts-per-day); hold it until 2026-11-28 16:00:00 UTC',
      );
  });

  it('nor can messages to one person', async () => {
    const { sendTo, later, seen } = await opened({ ...base, caps: { person: [{ most: 1, per: '24h' }] } });
    const then = NOON + 5 * DAY;
    const suppressed: number[] = [];
    for (let day = 0; day < 5; day++) {
      suppressed.push((await sendTo(then)).suppressed);
      await later(DAY);
    }
    await later(HOUR);
    expect(seen).toHaveLength(1);
    expect(suppressed).toEqual([0, 1, 1, 1, 1]);
  });

  it('nor the same text', async () => {
    const { sendTo, later } = await opened({ ...base, burst: { recipients: 2, window: '24h' } });
    const then = NOON + 5 * DAY;
    const found: unknown[] = [];
    const look = ({ admission, violations }: Report) => found.push([admission, ...violations.map(({ says }) => says)]);
    for (let day = 0; day < 3; day++) {
      look(await sendTo(then));
      await later(DAY);
    }
    // Before, and behind.
    for (const moment of [then - DAY, then - DAY + 1, then + DAY - 1, then + DAY]) look(await sendTo(moment));
    const held = ['held', 'about the same text to 3 recipients > 2 in any 24h'];
    expect(found).toEqual([
      ['released'],
      ['released'],
      held,
      ['released'],
      held,
      // One that waits counts wherever it may fall.
      ['held', 'about the same text to 4 recipients > 2 in any 24h'],
      held,
    ]);
  });

  it('it takes no place of those that go out before', async () => {
    const { send, sendTo, refusal, later } = await opened({ ...base, caps: { broadcasts: [{ most: 1, per: '24h' }] } });
    await sendTo(NOON + 3 * DAY);
    await send(people(1));
    await later(DAY);
    expect(await refusal(send(people(1)))).toBe('sent');
    // The two would be less than 24 hours apart: neither from now, nor at any moment up to a day after that one.
    await later(DAY + 1);
    expect(await refusal(send(people(1)))).toContain('2 broadcasts > 1 in any 24h');
    expect(await refusal(send(people(1)))).toContain('wait until 2026-11-29 12:00:00 UTC');
    expect(await refusal(sendTo(NOON + 4 * DAY - 1))).toContain('hold it until 2026-11-29 12:00:00 UTC');
    expect(await refusal(sendTo(NOON + 4 * DAY))).toBe('sent');
  });

  it('a window that slides has no more than the cap, on either side', async () => {
    const { sendTo, refusal } = await opened({ ...base, caps: { broadcasts: [{ most: 2, per: '24h' }] } });
    await sendTo(NOON + 2 * DAY);
    await sendTo(NOON + 2 * DAY + 20 * HOUR);
    // Three within 24 hours, in whatever order they were sent.
    expect(await refusal(sendTo(NOON + 2 * DAY - 3 * HOUR))).toContain('3 broadcasts > 2');
    expect(await refusal(sendTo(NOON + 2 * DAY + 10 * HOUR))).toContain('3 broadcasts > 2');
    expect(await refusal(sendTo(NOON + 3 * DAY - 1))).toContain('3 broadcasts > 2');
    // Two of them in each window, though this one is near both.
    expect(await refusal(sendTo(NOON + 2 * DAY - 4 * HOUR))).toBe('sent');
  });

  it('people count on their day of the calendar', async () => {
    const { sendTo, refusal } = await opened({
      ...base,
      caps: { recipients: [{ most: 5, per: 'day', timeZone: 'Asia/Shanghai' }] },
    });
    const border = at('2026-11-27T16:00:00Z');
    await sendTo(border, people(3));
    expect(await refusal(sendTo(border - 1, people(3)))).toBe('sent');
    expect(await refusal(sendTo(border + DAY - 1, people(3)))).toContain('6 recipients > 5');
    expect(await refusal(sendTo(border + DAY - 1, people(2)))).toBe('sent');
    expect(await refusal(sendTo(border + DAY, people(5)))).toBe('sent');
    expect(await refusal(sendTo(border - 1, people(3)))).toContain('hold it until 2026-11-29 16:00:00 UTC');
  });

  it('also after a restart, and after a clock was set back', async () => {
    const made = await opened({ ...base, caps: { broadcasts: [{ most: 1, per: 'day' }] } });
    await made.sendTo(NOON + 2 * DAY);
    const engine = await made.again();
    await expect(engine.send(request(people(1), { holdMs: 2 * DAY + HOUR }))).rejects.toThrow('2 broadcasts > 1');
    await (await engine.send(request(people(1)))).done;
    made.clock.advance(-3 * DAY);
    // What was decided at a time that is yet to come counts up to that time.
    await expect(engine.send(request(people(1)))).rejects.toMatchObject({
      message: expect.stringContaining('3 broadcasts > 1'),
      hint: 'wait until 2026-11-28 00:00:00 UTC',
    });
  });

  it('what may be approved until then must fit whenever it is', async () => {
    const profile = { ...base, caps: { broadcasts: [{ most: 1, per: '24h' }] }, approval: { above: 1, within: '24h' } };
    const { engine, send, sendTo, refusal, later } = await opened(profile);
    await sendTo(NOON + 2 * DAY - 2);
    expect(await refusal(send(people(2)))).toContain('2 broadcasts > 1 in any 24h');
    // One that needs no approval goes at once.
    expect(await refusal(send(people(1)))).toBe('sent');
    await later(2 * DAY + DAY);
    const { broadcast } = await send(people(2));
    await later(DAY - 1);
    expect(await engine.approve(broadcast)).toMatchObject({ admission: 'released' });
  });

  it('and so says the policy, of now and of that moment', async () => {
    const profile = { ...base, caps: { broadcasts: [{ most: 2, per: '24h' }], recipients: [{ most: 5, per: 'day' }] } };
    const { engine, sendTo, send } = await opened(profile);
    for (const moment of [NOON + 2 * DAY, NOON + 2 * DAY + HOUR]) await sendTo(moment, people(2));
    await send(people(1));
    const figures = (holdMs: number) => {
      const { statements, violations } = engine.policy({ from: 'city-hall', holdMs, recipients: 2 });
      const said = statements.filter(({ rule }) => rule.includes('-per-')).map(({ now }) => now);
      return [...said, ...violations.map(({ says, remedy }) => `${says}; ${remedy}`)];
    };
    expect(figures(0)).toEqual(['1 used, 1 left.', '1 used, 4 left.']);
    expect(figures(DAY)).toEqual([
      'At 2026-11-26 12:00:00 UTC: 0 used, 2 left.',
      'At 2026-11-26 12:00:00 UTC: 0 used, 5 left.',
    ]);
    expect(figures(DAY + 2 * HOUR)).toEqual([
      'At 2026-11-26 14:00:00 UTC: 2 used, 0 left; the next at 2026-11-28 12:00:00 UTC.',
      'At 2026-11-26 14:00:00 UTC: 0 used, 5 left.',
      '3 broadcasts > 2 in any 24h; hold it until 2026-11-28 12:00:00 UTC',
    ]);
    expect(figures(2 * DAY + 6 * HOUR)).toEqual([
      'At 2026-11-27 18:00:00 UTC: 2 used, 0 left; the next at 2026-11-28 12:00:00 UTC.',
      'At 2026-11-27 18:00:00 UTC: 4 used, 1 left.',
      '3 broadcasts > 2 in any 24h; hold it until 2026-11-28 12:00:00 UTC',
      '6 recipients > 5 in a calendar day (UTC); hold it until 2026-11-28 00:00:00 UTC',
    ]);
  });

  it('and a part as any other', async () => {
    const profile = {
      ...base,
      caps: { recipientsPerBroadcast: 2, broadcasts: [{ most: 2, per: '24h' }] },
      split: { parts: 5 },
    };
    const { engine, sendTo, later, seen } = await opened(profile);
    const then = NOON + 3 * DAY;
    const { broadcast } = await sendTo(then, people(6));
    await sendTo(then - DAY, people(2)).catch(() => undefined);
    for (let hours = 0; hours < 24 * 6; hours++) await later(HOUR);
    expect(await engine.report(broadcast)).toMatchObject({ parts: 3, partsReleased: 3, delivered: 6 });
    const moments = seen.map((one) => one.at);
    for (const moment of moments)
      expect(moments.filter((other) => other <= moment && other > moment - DAY).length).toBeLessThanOrEqual(4);
    expect(Math.min(...moments.slice(2))).toBe(then);
  });

  it('and nothing of it is given out before', async () => {
    const { engine, sendTo, later } = await opened({ ...base });
    const { broadcast } = await sendTo(NOON + HOUR, people(1));
    const held = { code: 'POLICY_HELD', message: 'held until 2026-11-25 13:00:00 UTC' };
    await expect(engine.fetch(broadcast, 'person-0')).rejects.toMatchObject(held);
    await expect(engine.body(broadcast)).rejects.toMatchObject(held);
    await expect(engine.envelopes(broadcast)[Symbol.asyncIterator]().next()).rejects.toMatchObject(held);
    await later(HOUR - 1);
    await expect(engine.fetch(broadcast, 'person-0')).rejects.toMatchObject(held);
    await later(1);
    expect((await engine.fetch(broadcast, 'person-0')).envelopes).toHaveLength(1);
  });
});

describe('messages to a person', () => {
  it('are counted on both sides of a moment, and no further', async () => {
    const { send, sendTo, later } = await opened({ ...base, caps: { person: [{ most: 2, per: '24h' }] } });
    const to = async (moment: number) => (await sendTo(moment)).sealed;
    expect([await to(NOON + 2 * DAY), await to(NOON + 2 * DAY + 20 * HOUR)]).toEqual([1, 1]);
    expect(await to(NOON + 2 * DAY - 3 * HOUR)).toBe(0);
    expect(await to(NOON + 2 * DAY + 10 * HOUR)).toBe(0);
    expect(await to(NOON + 3 * DAY - 1)).toBe(0);
    expect(await to(NOON + 2 * DAY - 4 * HOUR)).toBe(1);
    // What is to come keeps nobody from what goes out a day before.
    expect((await send(people(1))).sealed).toBe(1);
    await later(DAY - 4 * HOUR);
    expect((await send(people(1))).sealed).toBe(1);
    await later(1);
    expect((await send(people(1))).sealed).toBe(0);
  });

  it('are those of their day, by the calendar', async () => {
    const cap = { most: 1, per: 'day', timeZone: 'Asia/Shanghai' };
    const { sendTo, again, clock } = await opened({ ...base, caps: { person: [cap] } });
    const border = at('2026-11-27T16:00:00Z');
    const to = async (moment: number) => (await sendTo(moment)).sealed;
    expect([await to(border), await to(border - 1), await to(border + DAY)]).toEqual([1, 1, 1]);
    expect([await to(border + DAY - 1), await to(border - DAY), await to(border + 2 * DAY - 1)]).toEqual([0, 0, 0]);
    const engine = await again();
    const heldFor = async (holdMs: number) =>
      (await (await engine.send(request(people(1), { holdMs, expires: '300d' }))).done).sealed;
    expect(await heldFor(border + DAY - 1 - clock.now())).toBe(0);
    expect(await heldFor(border - DAY - 1 - clock.now())).toBe(1);
  });

  it('are counted for every moment at which somebody may approve the broadcast', async () => {
    const cap = { caps: { person: [{ most: 1, per: '24h' }] } };
    const { engine, send, sendTo, later } = await opened({ ...base, ...cap });
    const profile = { ...base, ...cap, name: 'looked-at', approval: { above: 0, within: '24h' } };
    await sendTo(NOON + 2 * DAY - 2, people(1));
    await sendTo(NOON + 2 * DAY - 1, people(1, 1));
    const { broadcast, sealed, approveUntil } = await send(people(3), { profile });
    expect({ sealed, approveUntil }).toEqual({ sealed: 2, approveUntil: new Date(NOON + DAY) });
    await later(DAY - 1);
    expect(await engine.approve(broadcast)).toMatchObject({ admission: 'released' });
  });

  it('that are to come end the time in which it can be approved, or let go', async () => {
    const caps = { person: [{ most: 1, per: '24h' }] };
    const { send, sendTo, later, refusal, clock } = await opened({ ...base, caps });
    await sendTo(NOON + 2 * DAY, people(1));
    async function* slow(ms: number) {
      yield* people(4);
      await later(ms);
    }
    const settings = { batchRecipients: 2, windowChunks: 1 };
    const counted = { ...base, name: 'counted', caps: { ...caps, recipientsPerBroadcast: 10 } };
    expect(await refusal(send(slow(DAY + 1) as never, { profile: counted, ...settings }))).toContain(
      'messages to come of some of its recipients are in one window with it from 2026-11-26 12:00:00 UTC on (profile counted, rule person-cap-ahead)',
    );
    expect(clock.now()).toBe(NOON + DAY + 1);
  });

  it('are kept for as long as they count', async () => {
    const caps = { person: [{ most: 1, per: '24h' }] };
    const { sendTo, refusal } = await opened({ ...base, caps });
    expect(await refusal(sendTo(NOON + DAY, people(1), { retain: '47h' }))).toBe(
      'refused: retain 47h < 48h, for which messages to a person count (profile mine, rule person-retain); leave retain out, or ask for more',
    );
  });
});
