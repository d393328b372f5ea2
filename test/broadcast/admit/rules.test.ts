import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/broadcast/admit/facts.ts';
import { type Profile, readProfile } from '../../../src/broadcast/admit/profile.ts';
import { checkAll, RULES } from '../../../src/broadcast/admit/rules.ts';
import { sayViolations } from '../../../src/broadcast/admit/violation.ts';
import { facts } from './support.ts';

const HOUR = 3_600_000;
function profile(document: object): Profile {
  return readProfile({ version: 1, name: 'mine', ...document });
}
const used = (n: number): Facts['usage'] => ({ used: () => n, roomAt: () => facts.now + HOUR });

/** Document, facts just inside, facts just outside, the violation there. */
const BORDERS: readonly [string, object, Partial<Facts>, Partial<Facts>, string, 'refuse' | 'hold'][] = [
  ['sender-listed', { senders: ['city-hall'] }, {}, { sender: 'city-hal' }, 'the sender is none of 1 listed', 'refuse'],
  [
    'sender-listed',
    { senders: ['AB'.repeat(64)] },
    { sender: 'any' },
    { sender: 'any', senderKey: null },
    'the sender is none of 1 listed',
    'refuse',
  ],
  [
    'class',
    { classes: ['chat', 'broadcast'] },
    {},
    { class: 'emergency' },
    'class emergency, not chat, broadcast',
    'refuse',
  ],
  ['purpose', { consent: {} }, {}, { purpose: '' }, 'class broadcast without a purpose', 'refuse'],
  [
    'purpose',
    { consent: { purposes: { news: 'required', service: 'none', old: 'refused' }, otherwise: 'refused' } },
    { purpose: 'service' },
    { purpose: 'other' },
    'purpose other, which is none of 2 allowed',
    'refuse',
  ],
  [
    'purpose',
    { consent: { purposes: { old: 'refused' } } },
    { purpose: 'other' },
    { purpose: 'old' },
    'purpose old, which is none of 0 allowed',
    'refuse',
  ],
  [
    'purpose',
    { consent: { classes: ['chat'] } },
    { purpose: '' },
    { purpose: '', class: 'chat' },
    'class chat without a purpose',
    'refuse',
  ],
  [
    'keywords',
    { keywords: { words: ['免费', 'Free Money', 'x'] } },
    { text: 'Freedom, not money. 免 for you, 费 for me' },
    { text: 'Ｆｒｅｅ-mo\u200bney, 免 费' },
    '2 listed words > 0',
    'refuse',
  ],
  [
    'keywords',
    { keywords: { words: ['free'], effect: 'hold' } },
    { text: 'fre' },
    { text: 'FREE' },
    '1 listed words > 0',
    'hold',
  ],
  [
    'recall-within',
    { recallWithin: '2m' },
    { recallMs: 120_000 },
    { recallMs: 180_000 },
    'recallWithin 3m > 2m',
    'refuse',
  ],
  ['retain', { retain: '72h' }, { retainMs: 72 * HOUR }, { retainMs: 73 * HOUR }, 'retain 73h > 72h', 'refuse'],
  [
    'person-retain',
    {
      caps: {
        person: [
          { most: 1, per: 'day' },
          { most: 3, per: '72h', classes: ['payment'] },
        ],
      },
    },
    { retainMs: 25 * HOUR },
    { retainMs: 24 * HOUR },
    'retain 24h < 25h, for which messages to a person count',
    'refuse',
  ],
  [
    'hours-begun',
    { quietHours: { from: '22:00', to: '08:00', timeZone: 'UTC' } },
    { hoursBegin: Date.UTC(2026, 10, 25, 12) + 1 },
    { hoursBegin: Date.UTC(2026, 10, 25, 12) },
    'hours of some of its recipients began at 2026-11-25 12:00:00 UTC, before its release',
    'refuse',
  ],
  [
    'person-cap-ahead',
    { caps: { person: [{ most: 1, per: 'day' }] } },
    { capsAhead: facts.releaseAt + 1 },
    { capsAhead: facts.releaseAt },
    'messages to come of some of its recipients are in one window with it from 2026-11-25 12:00:00 UTC on',
    'refuse',
  ],
  ['ephemeral', { ephemeral: 'recipient' }, { ephemeral: 'recipient' }, {}, 'ephemeral batch, not recipient', 'refuse'],
  [
    'personal-bytes',
    { personalBytes: 166 },
    { personalBytes: 166 },
    { personalBytes: 134 },
    'personalBytes 134 < 166',
    'refuse',
  ],
  [
    'recipients-per-broadcast',
    { caps: { recipientsPerBroadcast: 200 } },
    { recipients: 200 },
    { recipients: 201 },
    '201 recipients > 200',
    'refuse',
  ],
  [
    'recipients-per-broadcast',
    { caps: { recipientsPerBroadcast: 200 } },
    { recipients: 200, goesOn: true },
    { recipients: 201, goesOn: true },
    '201 recipients or more > 200',
    'refuse',
  ],
  [
    'devices-per-person',
    { caps: { devicesPerPerson: 5 } },
    { recipients: 50, devices: 250 },
    { recipients: 50, devices: 251 },
    '251 devices of 50 recipients > 250, 5 each',
    'refuse',
  ],
  [
    // As long as it goes on nobody knows: those who come may have fewer.
    'devices-per-person',
    { caps: { devicesPerPerson: 1 } },
    { recipients: 50, devices: 1600, goesOn: true },
    { recipients: 50, devices: 1600 },
    '1600 devices of 50 recipients > 50, 1 each',
    'refuse',
  ],
  [
    'split-parts',
    { caps: { recipientsPerBroadcast: 200 }, split: { parts: 5 } },
    { recipients: 1000 },
    { recipients: 1001 },
    '1001 recipients in 6 parts > 5',
    'refuse',
  ],
  [
    'split-parts',
    { caps: { recipientsPerBroadcast: 200 }, split: { parts: 5 } },
    { recipients: 1000, goesOn: true },
    { recipients: 1001, goesOn: true },
    '1001 recipients or more in 6 parts > 5',
    'refuse',
  ],
  [
    // Of parts the first has to fit.
    'recipients-per-24h',
    { caps: { recipientsPerBroadcast: 200, recipients: [{ most: 500, per: '24h' }] }, split: { parts: 5 } },
    { recipients: 900, usage: used(300) },
    { recipients: 900, usage: used(301) },
    '501 recipients > 500 in any 24h',
    'refuse',
  ],
  [
    'broadcasts-per-day',
    { caps: { broadcasts: [{ most: 3, per: 'day' }] } },
    { usage: used(2) },
    { usage: used(3) },
    '4 broadcasts > 3 in a calendar day (UTC)',
    'refuse',
  ],
  [
    'broadcasts-per-24h',
    { caps: { broadcasts: [{ most: 3, per: '24h' }] } },
    { usage: used(2) },
    { usage: used(3) },
    '4 broadcasts > 3 in any 24h',
    'refuse',
  ],
  [
    'recipients-per-7d',
    { caps: { recipients: [{ most: 1000, per: '7d' }] } },
    { usage: used(900) },
    { usage: used(901) },
    '1001 recipients > 1000 in any 7d',
    'refuse',
  ],
  [
    'recipients-per-7d',
    { caps: { recipients: [{ most: 1000, per: '7d' }] } },
    { usage: used(999), recipients: null },
    { usage: used(1000), recipients: null },
    '1001 recipients > 1000 in any 7d',
    'refuse',
  ],
  [
    'approval-above',
    { approval: { above: 99 } },
    { recipients: 99 },
    { recipients: 100 },
    '100 recipients > 99 without approval',
    'hold',
  ],
  [
    'same-text',
    { burst: { recipients: 50, window: '24h' } },
    { alike: 50 },
    { alike: 51 },
    'about the same text to 51 recipients > 50 in any 24h',
    'hold',
  ],
];

describe('the rules', () => {
  it.each(BORDERS)('%s: keeps its border, both sides: %j', (rule, document, inside, outside, says, effect) => {
    expect(checkAll({ ...facts, ...inside }, profile(document))).toEqual([]);
    const found = checkAll({ ...facts, ...outside }, profile(document));
    expect(found).toMatchObject([{ rule, says, effect }]);
    expect(found[0]!.remedy).toMatch(/^\S.*[^.]$/);
  });

  it('are all in the table', () => {
    const seen = BORDERS.map(([, document, , outside]) =>
      RULES.findIndex((rule) => rule.check({ ...facts, ...outside }, profile(document)).length > 0),
    );
    expect([...new Set(seen)].sort((a, b) => a - b)).toEqual(RULES.map((_, i) => i));
  });

  it('find nothing under open, nor in what is not known', () => {
    expect(checkAll({ ...facts, recipients: 10_000_000, alike: 10_000_000 }, profile({}))).toEqual([]);
    const all = { caps: { recipientsPerBroadcast: 1 }, approval: { above: 0 }, burst: { recipients: 0, window: '1h' } };
    const unknown = { ...facts, recipients: null, alike: null, text: null };
    expect(checkAll(unknown, profile({ ...all, keywords: { words: ['water'] } }))).toEqual([]);
  });

  it('are all asked, and a refusal names each with its figures', () => {
    const strict = profile({
      name: 'wechat',
      caps: { recipientsPerBroadcast: 200, broadcasts: [{ most: 3, per: 'day', timeZone: 'Asia/Shanghai' }] },
    });
    const found = checkAll({ ...facts, recipients: 201, usage: used(3) }, strict);
    expect(`refused: ${sayViolations(found, 'wechat')}`).toBe(
      'refused: 201 recipients > 200 (profile wechat, rule recipients-per-broadcast); ' +
        '4 broadcasts > 3 in a calendar day (Asia/Shanghai) (profile wechat, rule broadcasts-per-day)',
    );
    expect(found[1]!.remedy).toBe('wait until 2026-11-25 13:00:00 UTC');
  });
});
