import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../../src/broadcast/admit/profile.ts';
import { ownProfile, PROFILES, parseProfile, profileDocument } from '../../../src/broadcast/admit/profiles.ts';
import { SealcastError } from '../../../src/errors.ts';

const base = { version: 1, name: 'mine' };
const NIGHT = { from: '22:00', to: '08:00', timeZone: 'UTC' };
const SPLIT = { split: { parts: 2 }, caps: { recipientsPerBroadcast: 10 } };

function messageOf(document: unknown): string {
  try {
    readProfile(document);
  } catch (error) {
    expect(error).toBeInstanceOf(SealcastError);
    expect((error as SealcastError).code).toBe('PROFILE_INVALID');
    return (error as SealcastError).message;
  }
  throw new Error('the document was taken for a profile');
}

describe('a profile', () => {
  it('comes in eight shapes, of which each reads, under its own name', () => {
    expect(Object.keys(PROFILES)).toEqual(['open', 'wechat', 'qq', 'dingtalk', 'weibo', 'douyin', 'eu', 'cn']);
    for (const [name, document] of Object.entries(PROFILES)) {
      expect(readProfile(document).name).toBe(name);
      expect(parseProfile(JSON.stringify(document))).toEqual(document);
      expect(profileDocument(name)).toBe(document);
    }
    expect(profileDocument(undefined)).toBe(PROFILES.open);
    expect(() => profileDocument('toString')).toThrow('there is no profile of this name');
  });

  it('has the figures that were asked for', () => {
    const of = (name: string) => readProfile(PROFILES[name]);
    const day = { kind: 'calendar', unit: 'day', timeZone: 'Asia/Shanghai' };
    expect(of('wechat').caps).toEqual({
      recipientsPerBroadcast: 200,
      devicesPerPerson: 5,
      broadcasts: [{ most: 3, window: day }],
      recipients: [],
      person: [],
    });
    expect(of('wechat').burst).toEqual({ recipients: 50, windowMs: 86_400_000, alike: 0.5 });
    expect(of('wechat').recallMs).toBe(120_000);
    expect(of('qq').caps.recipientsPerBroadcast).toBe(500);
    expect(of('qq').keywords).toEqual({ words: [], effect: 'refuse' });
    expect(of('dingtalk').caps.recipientsPerBroadcast).toBe(1000);
    expect(of('dingtalk').senders).toEqual([]);
    for (const name of ['wechat', 'qq', 'dingtalk', 'cn']) expect(of(name).caps.devicesPerPerson).toBe(5);
    expect(of('weibo').retainMs).toBe(400 * 86_400_000);
    expect(of('douyin').retainMs).toBe(72 * 3_600_000);
  });

  it('leaves what is urgent, and what somebody waits for, alone unless it says so', () => {
    const of = (document: object) => readProfile({ ...base, ...document });
    const cap = { most: 2, per: 'day', timeZone: 'Asia/Shanghai' };
    const window = { kind: 'calendar', unit: 'day', timeZone: 'Asia/Shanghai' };
    expect(of({ caps: { person: [cap] } }).caps.person).toEqual([{ most: 2, window, classes: ['chat', 'broadcast'] }]);
    expect(of({ quietHours: NIGHT }).quietHours).toEqual({
      from: 22 * 60,
      to: 8 * 60,
      timeZone: 'UTC',
      classes: ['chat', 'broadcast'],
    });
    expect(of({ quietHours: { ...NIGHT, from: '00:00', to: '24:00' } }).quietHours).toMatchObject({
      from: 0,
      to: 1440,
    });
    expect(of({ minors: { ...NIGHT, classes: ['payment'] } }).minors).toMatchObject({
      classes: ['payment'],
      unknown: 'adult',
    });
    expect(of({})).toMatchObject({ quietHours: null, minors: null, caps: { person: [] } });
  });

  it.each([
    [null, 'the profile: found null, allowed is an object with version, name'],
    [[], 'the profile: found a list of 0'],
    [{}, 'version: found nothing, allowed is 1'],
    [{ ...base, version: 2 }, 'version: found 2, allowed is 1'],
    [{ ...base, version: '1' }, 'version: found "1", allowed is 1'],
    [{ version: 1 }, 'name: found nothing'],
    [{ ...base, name: 'Mine' }, 'name: found "Mine", allowed is a name of a-z'],
    [{ ...base, cap: {} }, 'cap: found "a key that is not known", allowed is one of version, name'],
    [{ ...base, 'ada@example.com': 1 }, '(…): found "a key that is not known"'],
    [{ ...base, caps: { recipientsPerBroadcast: 0 } }, 'caps.recipientsPerBroadcast: found 0, allowed is a whole'],
    [{ ...base, caps: { recipientsPerBroadcast: 1.5 } }, 'caps.recipientsPerBroadcast: found 1.5'],
    [{ ...base, caps: { broadcasts: [{ most: 3 }] } }, 'caps.broadcasts[0].per: found nothing, allowed is "day"'],
    [{ ...base, caps: { broadcasts: [{ most: 3, per: '1y' }] } }, 'caps.broadcasts[0].per: found "1y"'],
    [{ ...base, caps: { broadcasts: [{ most: 3, per: '401d' }] } }, 'caps.broadcasts[0].per: found "401d"'],
    [
      { ...base, caps: { broadcasts: [{ most: 3, per: '24h', timeZone: 'UTC' }] } },
      'caps.broadcasts[0].timeZone: found "UTC", allowed is none',
    ],
    [{ ...base, caps: { recipients: [{ most: 3, per: 'day', timeZone: 'Mars' }] } }, 'timeZone: found "Mars"'],
    [
      { ...base, caps: { person: [{ most: 0, per: 'day' }] } },
      'caps.person[0].most: found 0, allowed is a whole number',
    ],
    [{ ...base, caps: { person: [{ most: 201, per: 'day' }] } }, 'caps.person[0].most: found 201'],
    [{ ...base, caps: { person: [{ most: 1, per: '32d' }] } }, 'caps.person[0].per: found "32d"'],
    [
      { ...base, caps: { person: [{ most: 1, per: 'day', classes: [] }] } },
      'caps.person[0].classes: found a list of 0',
    ],
    [{ ...base, quietHours: { from: '22:00', to: '08:00' } }, 'quietHours.timeZone: found nothing'],
    [
      { ...base, quietHours: { ...NIGHT, from: '24:00' } },
      'quietHours.from: found "24:00", allowed is a time of the day',
    ],
    [{ ...base, quietHours: { ...NIGHT, from: '9:00' } }, 'quietHours.from: found "9:00"'],
    [{ ...base, quietHours: { ...NIGHT, to: '24:01' } }, 'quietHours.to: found "24:01"'],
    [{ ...base, quietHours: { ...NIGHT, to: '22:00' } }, 'quietHours.to: found "22:00", allowed is another time'],
    [{ ...base, quietHours: { ...NIGHT, unknown: 'minor' } }, 'quietHours.unknown: found "a key that is not known"'],
    [{ ...base, minors: { ...NIGHT, unknown: 'child' } }, 'minors.unknown: found "child"'],
    [
      { ...base, ...SPLIT, quietHours: NIGHT },
      'split: found an object, allowed is none beside caps.person, quietHours',
    ],
    [{ ...base, ...SPLIT, minors: NIGHT }, 'split: found an object, allowed is none beside caps.person, quietHours'],
    [
      { ...base, ...SPLIT, caps: { ...SPLIT.caps, person: [{ most: 1, per: 'day' }] } },
      'split: found an object, allowed is none beside caps.person, quietHours',
    ],
    [{ ...base, burst: {} }, 'burst.recipients: found nothing'],
    [{ ...base, burst: { recipients: 50, window: '1h', alike: 0.2 } }, 'burst.alike: found 0.2, allowed is a number'],
    [{ ...base, approval: { above: -1 } }, 'approval.above: found -1'],
    [{ ...base, classes: [] }, 'classes: found a list of 0'],
    [{ ...base, classes: ['spam'] }, 'classes[0]: found "spam", allowed is "emergency" or "payment"'],
    [{ ...base, retain: '401d' }, 'retain: found "401d"'],
    [{ ...base, recallWithin: 120 }, 'recallWithin: found 120'],
    [{ ...base, ephemeral: 'none' }, 'ephemeral: found "none", allowed is "batch" or "recipient"'],
    [{ ...base, senders: ['\u0000secret'] }, 'senders[0]: found a text of 7 characters'],
    [{ ...base, keywords: { words: [' '] } }, 'keywords.words[0]: found a text of 1 characters'],
    [{ ...base, keywords: { words: [], effect: 'no' } }, 'keywords.effect: found "no"'],
  ])('is refused with the path, what was found and what is allowed: %j', (document, message) => {
    expect(messageOf(document)).toContain(message);
  });

  it('is not JSON without a word of what it is', () => {
    expect(() => parseProfile('{"name": "secret"')).toThrow(/^the profile is not JSON$/);
  });

  it('that comes along has its name to itself', () => {
    for (const [name, document] of Object.entries(PROFILES)) {
      // The same in another order, or with keys that say nothing, is the same.
      const same = Object.fromEntries(Object.entries({ ...document, classes: null }).reverse());
      expect(ownProfile(same)).toEqual(readProfile(document));
      expect(ownProfile({ ...document, description: 'Ours.' }).description).toBe('Ours.');
      for (const other of [
        { ...document, retain: '401h' },
        { ...document, caps: { recipientsPerBroadcast: 1_000_000 } },
        { version: 1, name, classes: ['chat'] },
      ]) {
        const refused = expect.objectContaining({ code: 'PROFILE_INVALID', position: { path: 'name' } });
        expect(() => ownProfile(other)).toThrow(refused);
        expect(() => parseProfile(JSON.stringify(other))).toThrow(refused);
        expect(ownProfile({ ...other, name: `my-${name}` }).name).toBe(`my-${name}`);
      }
    }
  });

  it.each([
    ['"caps":{"recipientsPerBroadcast":200},"senders":["a"],"caps":{},"senders":null', 'caps', 1],
    ['"caps":{"recipientsPerBroadcast":200},"c\\u0061ps":{}', 'caps', 1],
    ['"caps":{"recipientsPerBroadcast":200,\n"recipientsPerBroadcast":null}', 'caps.recipientsPerBroadcast', 2],
    ['"caps":{"broadcasts":[{"most":3,"per":"day","most":300}]}', 'caps.broadcasts[0].most', 1],
  ])('has no key twice: %s', (rules, path, line) => {
    const json = `{"version":1,"name":"mine",${rules}}`;
    // What JSON.parse alone makes of it.
    expect(readProfile(JSON.parse(json)).senders).toBeNull();
    expect(() => parseProfile(json)).toThrow(
      expect.objectContaining({
        code: 'PROFILE_INVALID',
        message: `${path} is there twice, again in line ${line}`,
        position: { path, line, column: expect.any(Number) },
      }),
    );
  });

  it('never ends in anything but a profile or PROFILE_INVALID, whatever the document', () => {
    const keys = ['version', 'name', 'senders', 'caps', 'broadcasts', 'most', 'per', 'burst', '__proto__', 'keywords'];
    const value = fc.letrec((tie) => ({
      leaf: fc.oneof(
        fc.constantFrom(
          1,
          0,
          -1,
          Number.POSITIVE_INFINITY,
          'day',
          '24h',
          '9999999w',
          'wechat',
          'recipient',
          null,
          true,
        ),
        fc.double(),
        fc.string(),
      ),
      node: fc.oneof(
        { depthSize: 'small' },
        tie('leaf'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    const whole = fc.dictionary(fc.constantFrom(...Object.keys(readProfile(base)), 'x'), value);
    const mutated = fc
      .constantFrom(...Object.values(PROFILES))
      .chain((one) =>
        fc
          .record({ key: fc.constantFrom(...Object.keys(one)), value })
          .map(({ key, value }) => ({ ...one, [key]: value })),
      );
    fc.assert(
      fc.property(fc.oneof(value, whole, mutated), (document) => {
        try {
          const profile = readProfile(document);
          expect(profile.version).toBe(1);
          expect(profile.name).toMatch(/^[a-z0-9-]+$/);
        } catch (error) {
          if (!(error instanceof SealcastError)) throw error;
          expect(error.code).toBe('PROFILE_INVALID');
          expect(error.message).toMatch(/: found .*, allowed is /);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
