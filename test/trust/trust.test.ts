import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkModel, TRUST_MODELS, type TrustModel, warmUpCap } from '../../src/broadcast/trust/model.ts';
import { type Penalty, penaltyAt, UNKNOWN } from '../../src/broadcast/trust/standing.ts';
import { coarsePlace, leastDistance, leastSpeed } from '../../src/broadcast/trust/travel.ts';
import { modelOf, type TrustSignal } from '../../src/broadcast/trust/trust.ts';
import { limits } from '../../src/limits.ts';
import { DAY, MemoryNotes, START, trustAt } from './support.ts';

const model = TRUST_MODELS.default;
const violation = (rule: string): TrustSignal => ({ kind: 'violation', rule });

describe('the score', () => {
  it('is 100 less what each reason weighs now, to the figure, and says each', () => {
    const { trust, clock } = trustAt();
    expect(trust.explain('a')).toMatchObject({ score: 100, reasons: [], penalty: null, violations: [] });
    trust.signal('a', violation('keywords'));
    clock.advance(30 * DAY);
    trust.signal('a', violation('other-rule'));
    const { score, reasons, says } = trust.explain('a');
    expect(reasons).toEqual([
      { reason: 'violation', rule: 'keywords', at: START, weight: 20, halfLifeDays: 30, points: 10 },
      { reason: 'violation', rule: 'other-rule', at: START + 30 * DAY, weight: 3, halfLifeDays: 7, points: 3 },
    ]);
    expect(score).toBe(87);
    expect(says[0]).toBe('The score is 87 of 100.');
    expect(says[1]).toBe('Violation of keywords on 2025-11-22 08:26 UTC takes 10 (20 at first, half in 30 days).');
    clock.advance(7 * DAY);
    expect(trust.explain('a').reasons[1]!.points).toBeCloseTo(1.5, 9);
    // Below 0 it does not go, however much there is.
    for (let i = 0; i < 2; i++) trust.signal('a', violation('stolen-account'));
    expect(trust.explain('a').score).toBe(0);
  });

  it('is of one sender, and known under no name in what is stored', () => {
    const { trust, notes } = trustAt();
    trust.signal('zhang-wei', { kind: 'login', device: 'phone-4711', place: { latitude: 30.57, longitude: 104.07 } });
    trust.signal('zhang-wei', violation('keywords'));
    expect(trust.explain('li-na').score).toBe(100);
    const all = [...notes.stored].map(([name, value]) => `${name} ${Buffer.from(value).toString('latin1')}`).join('\n');
    expect(all).toContain('keywords');
    for (const secret of ['zhang-wei', 'phone-4711', '30.57', '104.07']) expect(all).not.toContain(secret);
    // One device of two senders: nothing in common that could be joined.
    trust.signal('li-na', { kind: 'login', device: 'phone-4711' });
    const devices = [...notes.all('').values()].map((state) => (state as { devices: Uint8Array[] }).devices[0]!);
    expect(devices).toHaveLength(2);
    expect(Buffer.compare(devices[0]!, devices[1]!)).not.toBe(0);
    trust.forget('zhang-wei');
    expect(trust.explain('zhang-wei').score).toBe(100);
    expect(notes.stored.size).toBe(1);
  });

  it('stays between 0 and 100, never rises by a signal, never falls by waiting', () => {
    const signal = fc.oneof(
      fc.constantFrom('keywords', 'complaint', 'unheard-of').map((rule) => violation(rule)),
      fc.constantFrom('a', 'b', 'c').map((device): TrustSignal => ({ kind: 'login', device })),
      fc
        .record({ latitude: fc.integer({ min: -90, max: 90 }), longitude: fc.integer({ min: -180, max: 180 }) })
        .map((place): TrustSignal => ({ kind: 'login', place })),
    );
    const step = fc.record({ signal, hours: fc.integer({ min: 0, max: 400 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { trust, clock } = trustAt();
        let score = 100;
        for (const { signal: one, hours } of steps) {
          clock.advance(hours * 3_600_000);
          const rested = trust.explain('s').score;
          expect(rested).toBeGreaterThanOrEqual(score - 1e-9);
          const { score: after, reasons } = trust.signal('s', one);
          expect(after).toBeLessThanOrEqual(rested + 1e-9);
          expect(after).toBeGreaterThanOrEqual(0);
          const points = reasons.reduce((sum, reason) => sum + reason.points, 0);
          expect(after).toBeCloseTo(Math.max(0, 100 - points), 9);
          score = after;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('remembers so much of a sender, and forgets first what counts least', () => {
    const { trust, clock, notes } = trustAt();
    trust.signal('a', violation('stolen-account'));
    for (let i = 0; i < limits.trustEvents + 50; i++) {
      clock.advance(60_000);
      trust.signal('a', violation('unheard-of'));
    }
    for (let i = 0; i < limits.trustDevices + 10; i++) trust.signal('a', { kind: 'login', device: `device ${i}` });
    const { reasons } = trust.explain('a');
    expect(reasons).toHaveLength(limits.trustEvents);
    expect(reasons[0]).toMatchObject({ rule: 'stolen-account' });
    const [state] = notes.all('').values();
    expect((state as { devices: unknown[] }).devices).toHaveLength(limits.trustDevices);
  });
});

describe('devices and places', () => {
  it('calls a device new that was not there before, but for the first', () => {
    const { trust } = trustAt();
    const login = (device: string) => trust.signal('a', { kind: 'login', device }).reasons.length;
    expect([login('one'), login('one'), login('two'), login('one'), login('two')]).toEqual([0, 0, 1, 1, 1]);
  });

  it('sees travel that nobody can have done, and none that somebody may', () => {
    const chengdu = { latitude: 30.57, longitude: 104.07 };
    const berlin = { latitude: 52.52, longitude: 13.4 };
    const travels = (hours: number) => {
      const { trust, clock } = trustAt();
      trust.signal('a', { kind: 'login', place: chengdu });
      clock.advance(hours * 3_600_000);
      return trust.signal('a', { kind: 'login', place: berlin }).reasons.map(({ reason }) => reason);
    };
    expect(travels(2)).toEqual(['impossible-travel']);
    expect(travels(7)).toEqual(['impossible-travel']);
    expect(travels(12)).toEqual([]);
  });

  it.each([
    ['its neighbour', 50.9, 10.9, 51.1, 11.1, 0],
    ['across the date line', 0.5, 179.5, 0.5, -179.5, 0],
    ['the poles, wherever along', 89.5, 0, 89.5, 179, 0],
    ['a quarter of the globe', 0.5, 0.5, 0.5, 90.5, 9_800],
  ])('never says farther than it is: %s', (_, aLat, aLon, bLat, bLon, km) => {
    const [a, b] = [coarsePlace(aLat, aLon, START)!, coarsePlace(bLat, bLon, START)!];
    const least = leastDistance(a, b);
    expect(least).toBeLessThanOrEqual(km + 60);
    expect(least).toBeGreaterThanOrEqual(Math.max(0, km - 60));
    // In the same ten minutes: ten minutes are what is left to the traveller.
    expect(leastSpeed(a, b)).toBeCloseTo(6 * least, 9);
  });

  it('has a lower bound on the distance of any two points in the cells', () => {
    const point = fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    const exact = (a: { latitude: number; longitude: number }, b: typeof a): number => {
      const r = Math.PI / 180;
      const vector = (p: typeof a) => [
        Math.cos(p.latitude * r) * Math.cos(p.longitude * r),
        Math.cos(p.latitude * r) * Math.sin(p.longitude * r),
        Math.sin(p.latitude * r),
      ];
      const [x, y] = [vector(a), vector(b)];
      return (
        6_371 *
        Math.acos(
          Math.max(
            -1,
            Math.min(
              1,
              x.reduce((sum, one, i) => sum + one * y[i]!, 0),
            ),
          ),
        )
      );
    };
    fc.assert(
      fc.property(point, point, (a, b) => {
        const cells = [a, b].map((p) => coarsePlace(p.latitude, p.longitude, START)!);
        expect(leastDistance(cells[0]!, cells[1]!)).toBeLessThanOrEqual(exact(a, b) + 0.01);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is no distance between cells that touch, at every latitude and by every corner', () => {
    for (let latitude = -90; latitude < 90; latitude++)
      for (const [up, along] of [-1, 0, 1].flatMap((one) => [-1, 0, 1].map((other) => [one, other] as const))) {
        if (latitude + up < -90 || latitude + up > 89) continue;
        const cell = { latitude, longitude: 10, at: START };
        const other = { latitude: latitude + up, longitude: 10 + along, at: START };
        expect(leastDistance(cell, other), `${latitude}, ${up}, ${along}`).toBeLessThan(1e-9);
      }
  });

  it('keeps a cell and ten minutes', () => {
    const { trust, notes } = trustAt();
    trust.signal('a', { kind: 'login', place: { latitude: -0.1, longitude: 180 } });
    const [state] = notes.all('').values();
    expect((state as { place: unknown }).place).toEqual({
      latitude: -1,
      longitude: -180,
      at: Math.floor(START / 600_000) * 600_000,
    });
    for (const place of [{ latitude: 91, longitude: 0 }, { latitude: Number.NaN, longitude: 0 }, {}])
      expect(() => trust.signal('a', { kind: 'login', place: place as never })).toThrow('latitude and longitude');
  });
});

describe('the warm-up of wechat', () => {
  it.each([
    [0, 0],
    [14, 0],
    [15, 50],
    [29, 50],
    [30, 100],
    [59, 100],
    [60, 200],
    [4_000, 200],
  ])('at %i days allows %i', (days, recipients) => {
    expect(warmUpCap(TRUST_MODELS.wechat, days)).toBe(recipients);
    const { trust, clock } = trustAt(TRUST_MODELS.wechat);
    // Days are whole ones: what is kept of the account is its day.
    trust.signal('a', { kind: 'account', created: new Date(clock.now() - (clock.now() % DAY)) });
    clock.advance(days * DAY);
    const { account, violations } = trust.explain('a');
    expect(account).toMatchObject({ ageDays: days, recipients });
    expect(violations.map(({ rule }) => rule)).toEqual(recipients === 0 ? ['trust-warm-up'] : []);
    expect(trust.verdict('a', null).recipients).toBe(recipients);
  });

  it('says so where it does not know the age, and guesses nothing', () => {
    const { trust } = trustAt(TRUST_MODELS.wechat);
    const { account, says, violations } = trust.explain('a');
    expect(account).toEqual({ ageDays: null, recipients: Number.POSITIVE_INFINITY, nextDays: null });
    expect(says).toContain('The age of the account is not known: the warm-up is left out.');
    expect(violations).toEqual([]);
    const strict = trustAt({ ...TRUST_MODELS.wechat, unknownAge: 'refuse' }).trust.explain('a');
    expect(strict.violations).toEqual([
      {
        rule: 'trust-warm-up',
        effect: 'refuse',
        says: 'the age of the account is not known',
        remedy: 'the host must say when the account was made',
      },
    ]);
    expect(trustAt().trust.explain('a').says).toContain(
      'The age of the account is not known, and no rule asks for it.',
    );
  });

  it('keeps the day an account was made, and not the time', () => {
    const { trust, notes } = trustAt();
    const midnight = Math.floor(START / DAY) * DAY;
    for (const created of [midnight - 1, new Date(midnight - DAY), midnight - DAY + 1]) {
      trust.signal('a', { kind: 'account', created });
      const [state] = notes.all('').values();
      expect((state as { created: unknown }).created).toBe(midnight - DAY);
    }
    trust.signal('a', { kind: 'account', created: midnight });
    expect([...notes.all('').values()]).toMatchObject([{ created: midnight }]);
  });

  it('takes no account from the future', () => {
    const { trust, clock } = trustAt();
    expect(() => trust.signal('a', { kind: 'account', created: clock.now() + 1 })).toThrow('in the past');
    expect(() => trust.signal('a', { kind: 'account', created: new Date(Number.NaN) })).toThrow('in the past');
    expect(trust.signal('a', { kind: 'account', created: clock.now() }).account.ageDays).toBe(0);
  });
});

describe('the ladder', () => {
  /** One reason of exactly so many points, so that the score is what the test says. */
  const weighing = (score: number): TrustModel => ({
    ...model,
    violations: { other: { weight: 100 - score, halfLifeDays: 1e9 } },
  });

  it.each([
    [80, null],
    [79.9, 'warn'],
    [65, 'warn'],
    [64.9, 'throttle'],
    [50, 'throttle'],
    [49.9, 'sandbox'],
    [30, 'sandbox'],
    [29.9, 'suspend'],
    [5, 'suspend'],
    [4.9, 'ban'],
  ])('at a score of %d is at %s', (score, penalty) => {
    const { trust } = trustAt(weighing(score));
    const explained = trust.signal('a', violation('x'));
    expect(explained.score).toBeCloseTo(score, 6);
    expect(explained.penalty?.penalty ?? null).toBe(penalty);
    const verdict = trust.verdict('a', null);
    expect(verdict.sandbox).toBe(penalty === 'sandbox');
    const refused = penalty === 'suspend' || penalty === 'ban';
    expect(verdict.violations.map(({ rule }) => rule)).toEqual(refused ? [`trust-${penalty}`] : []);
    expect(trust.throttleOf('a')?.perHour ?? null).toBe(penalty === 'throttle' ? 100 : null);
  });

  it('ends a penalty at its time, to the millisecond, and a ban never', () => {
    const { trust, clock } = trustAt({ ...weighing(60), violations: { other: { weight: 40, halfLifeDays: 3 } } });
    trust.signal('a', violation('x'));
    clock.advance(7 * DAY - 1);
    expect(trust.explain('a').penalty?.penalty).toBe('throttle');
    clock.advance(1);
    expect(trust.explain('a').penalty).toBeNull();
    expect(trust.explain('a').penalties).toHaveLength(1);
    const banned = trustAt(weighing(0));
    banned.trust.signal('a', violation('x'));
    banned.clock.advance(4_000 * DAY);
    expect(banned.trust.explain('a').penalty).toMatchObject({ penalty: 'ban', until: null });
  });

  const LONG: TrustModel = {
    ...model,
    violations: { other: { weight: 30, halfLifeDays: 10 }, worse: { weight: 50, halfLifeDays: 0.1 } },
    ladder: [
      { penalty: 'throttle', below: 95, days: 60, perHour: 10 },
      { penalty: 'sandbox', below: 80, days: 30 },
      { penalty: 'suspend', below: 40, days: 1 },
    ],
  };

  it('does not end a penalty by a harder one that is shorter', () => {
    const { trust, clock } = trustAt({
      ...LONG,
      violations: { ...LONG.violations, mild: { weight: 6, halfLifeDays: 1 } },
    });
    const standing = () => trust.explain('a').penalty?.penalty;
    trust.signal('a', violation('mild'));
    trust.signal('a', violation('x'));
    expect(standing()).toBe('sandbox');
    clock.advance(DAY);
    expect(trust.signal('a', violation('worse')).penalty?.penalty).toBe('suspend');
    expect(trust.throttleOf('a')).toEqual({ perHour: 10, until: START + 60 * DAY });
    clock.advance(DAY - 1);
    expect(standing()).toBe('suspend');
    clock.advance(1);
    expect(standing()).toBe('sandbox');
    expect(trust.verdict('a', null)).toMatchObject({ sandbox: true, violations: [] });
    // No second one of those in force, by whatever comes.
    trust.signal('a', violation('x'));
    expect(trust.explain('a').penalties).toHaveLength(3);
    clock.advance(28 * DAY - 1);
    expect(standing()).toBe('sandbox');
    clock.advance(1);
    expect(standing()).toBe('throttle');
  });

  it('forgets none that is in force, however many shorter ones there are beside it', () => {
    const { trust, clock } = trustAt(LONG);
    trust.signal('a', violation('x'));
    const [first] = trust.explain('a').penalties;
    for (let i = 0; i < 2 * limits.trustPenalties; i++) {
      for (let k = 0; k < 2; k++) trust.signal('a', violation('worse'));
      const { penalty, penalties } = trust.explain('a');
      expect(penalty?.penalty).toBe('suspend');
      if (clock.now() < START + 30 * DAY) expect(penalties).toContainEqual(first);
      expect(penalties.length).toBeLessThanOrEqual(limits.trustPenalties);
      clock.advance(DAY);
    }
    expect(trust.explain('a').penalties).toHaveLength(limits.trustPenalties);
  });

  it('is appealed one by one: what is lifted leaves the milder one, which can be appealed, too', () => {
    const { trust, clock } = trustAt(LONG);
    trust.signal('a', violation('x'));
    for (let k = 0; k < 2; k++) trust.signal('a', violation('worse'));
    expect(trust.appeal('a').number).toBe(1);
    expect(() => trust.appeal('a')).toThrow('this penalty was appealed before');
    expect(trust.explain('a').penalties.map(({ appeal }) => appeal?.number)).toEqual([undefined, 1]);
    clock.advance(DAY);
    expect(trust.appeal('a').number).toBe(2);
    expect(trust.explain('a').penalties.map(({ penalty, appeal }) => [penalty, appeal?.number])).toEqual([
      ['sandbox', 2],
      ['suspend', 1],
    ]);
  });

  it('is in force from its beginning to its end, unless an appeal has lifted it', () => {
    const penalty: Penalty = {
      penalty: 'suspend',
      score: 20,
      below: 30,
      since: START,
      until: START + DAY,
      perHour: null,
      appeal: null,
    };
    const at = (now: number, more: Partial<Penalty> = {}) =>
      penaltyAt(
        {
          ...UNKNOWN,
          penalties: [
            { ...penalty, penalty: 'warn' },
            { ...penalty, ...more },
          ],
        },
        now,
      )?.penalty;
    const appealed = (state: 'open' | 'lifted' | 'upheld') => ({
      appeal: { number: 1, at: START, state, decidedAt: 0, decidedBy: null, permit: null },
    });
    expect([at(START), at(START + DAY - 1), at(START + DAY)]).toEqual(['suspend', 'suspend', undefined]);
    expect(at(START + 4_000 * DAY, { until: null })).toBe('suspend');
    expect(at(START, appealed('open'))).toBe('suspend');
    expect(at(START, appealed('upheld'))).toBe('suspend');
    // The warning beside it is a penalty of its own.
    expect(at(START, appealed('lifted'))).toBe('warn');
    expect(at(START + DAY, { ...appealed('lifted'), until: null })).toBeUndefined();
    expect(penaltyAt(UNKNOWN, START)).toBeNull();
  });

  it('goes up while one is in force, and not down', () => {
    const { trust, clock } = trustAt();
    for (const [rule, penalty] of [
      ['keywords', undefined],
      ['keywords', 'throttle'],
      ['unheard-of', 'throttle'],
      ['keywords', 'sandbox'],
      ['stolen-account', 'ban'],
      ['unheard-of', 'ban'],
    ] as const) {
      clock.advance(1_000);
      expect(trust.signal('a', violation(rule)).penalty?.penalty).toBe(penalty);
    }
    expect(trust.explain('a').penalties.map(({ penalty }) => penalty)).toEqual(['throttle', 'sandbox', 'ban']);
  });

  it('remembers so many penalties', () => {
    const { trust, clock } = trustAt({ ...model, violations: { other: { weight: 30, halfLifeDays: 1 } } });
    for (let i = 0; i < limits.trustPenalties + 5; i++) {
      trust.signal('a', violation('x'));
      clock.advance(30 * DAY);
    }
    expect(trust.explain('a').penalties).toHaveLength(limits.trustPenalties);
  });

  it('stands in what is stored: another process says the same', () => {
    const notes = new MemoryNotes();
    const { trust, clock } = trustAt(model, notes);
    trust.signal('a', { kind: 'account', created: START - 40 * DAY });
    trust.signal('a', violation('stolen-account'));
    trust.appeal('a');
    expect(trustAt(model, notes, clock).trust.explain('a')).toEqual(trust.explain('a'));
  });
});

describe('a trust model', () => {
  const wrong = (more: Record<string, unknown>) => () => checkModel({ ...model, ...more } as TrustModel);

  it.each<[string, Record<string, unknown>, string]>([
    [
      'days out of order',
      {
        warmUp: [
          { fromDays: 2, recipients: 1 },
          { fromDays: 2, recipients: 2 },
        ],
      },
      'in order',
    ],
    ['half a recipient', { warmUp: [{ fromDays: 0, recipients: 0.5 }] }, 'whole numbers'],
    ['no rule for an unknown age', { unknownAge: 'perhaps' }, 'unknownAge'],
    ['a weight above 100', { newDevice: { weight: 101, halfLifeDays: 1 } }, 'newDevice'],
    ['no half-life', { newDevice: { weight: 1, halfLifeDays: 0 } }, 'newDevice'],
    ['no weight for others', { violations: { keywords: { weight: 1, halfLifeDays: 1 } } }, 'other'],
    ['no speed', { impossibleTravel: { weight: 1, halfLifeDays: 1 } }, 'kmPerHour'],
    ['a ladder that goes down', { ladder: [model.ladder[2], { ...model.ladder[0], below: 10 }] }, 'goes up'],
    ['borders that rise', { ladder: [model.ladder[0], { ...model.ladder[2], below: 90 }] }, 'borders fall'],
    ['a throttle without a pace', { ladder: [{ penalty: 'throttle', below: 10, days: 1 }] }, 'perHour'],
    ['a warning with a pace', { ladder: [{ penalty: 'warn', below: 10, days: 1, perHour: 3 }] }, 'perHour'],
    ['a key of nothing', { warmup: [] }, 'nothing called warmup'],
    ['a key of no weight', { newDevice: { weight: 1, halfLifeDays: 1, half: 2 } }, 'newDevice.half'],
    ['a key of no speed', { impossibleTravel: { ...model.impossibleTravel, kmh: 2 } }, 'impossibleTravel.kmh'],
    [
      'a key of no violation',
      { violations: { ...model.violations, keywords: { weight: 1, halfLifeDays: 1, days: 3 } } },
      'violations.keywords.days',
    ],
    ['a key of no step', { warmUp: [{ fromDays: 0, recipients: 1, from: 3 }] }, 'warmUp.from'],
    ['a key of no penalty', { ladder: [{ penalty: 'warn', below: 10, days: 1, day: 3 }] }, 'ladder.day'],
    ['no such penalty', { ladder: [{ penalty: 'shame', below: 10, days: 1 }] }, 'a penalty is one of'],
    [
      'too many steps',
      { warmUp: Array.from({ length: 17 }, (_, i) => ({ fromDays: i, recipients: i })) },
      'at most 16',
    ],
  ])('with %s is refused', (_, more, says) => {
    expect(wrong(more)).toThrow(says);
  });

  it('that comes along is one', () => {
    for (const one of Object.values(TRUST_MODELS)) expect(() => checkModel(one)).not.toThrow();
    expect(modelOf('wechat')).toBe(TRUST_MODELS.wechat);
    expect(() => modelOf('toString' as never)).toThrow('no trust model of this name');
  });

  it('is asked for', () => {
    const { trust } = trustAt();
    for (const signal of [{ kind: 'shoe-size' }, { kind: 'violation', rule: 'Not A Name' }, null])
      expect(() => trust.signal('a', signal as never)).toThrow(/unknown signal|name of a rule/);
    for (const name of ['', 'x'.repeat(65), null])
      expect(() => trust.explain(name as never)).toThrow('name of a sender');
    for (const device of ['', 'x'.repeat(257), 7])
      expect(() => trust.signal('a', { kind: 'login', device: device as never })).toThrow('256 bytes');
  });
});
