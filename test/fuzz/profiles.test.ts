import { describe, expect, it } from 'vitest';
import { explain } from '../../src/broadcast/admit/explain.ts';
import { readProfile } from '../../src/broadcast/admit/profile.ts';
import { PROFILES, parseProfile } from '../../src/broadcast/admit/profiles.ts';
import { checkAll } from '../../src/broadcast/admit/rules.ts';
import { SealcastError } from '../../src/index.ts';
import { facts } from '../broadcast/admit/support.ts';

/** The long form: SEALCAST_FUZZ_RUNS=100000. */
const runs = Number(process.env.SEALCAST_FUZZ_RUNS ?? 5_000);
const seed = Number(process.env.SEALCAST_FUZZ_SEED ?? 20_261_125);

/** xorshift32: the same mutations for the same seed, on every machine. */
function generator(from: number) {
  let state = from >>> 0 || 1;
  return (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const FULL = {
  ...PROFILES.cn,
  ...PROFILES.wechat,
  name: 'full',
  senders: ['city-hall', 'ab'.repeat(64)],
  classes: ['chat', 'broadcast'],
  caps: {
    recipientsPerBroadcast: 200,
    devicesPerPerson: 5,
    broadcasts: [{ most: 3, per: 'day', timeZone: 'Asia/Shanghai' }],
    recipients: [
      { most: 1000, per: '7d' },
      { most: 5000, per: 'month' },
    ],
  },
  split: { parts: 5 },
  approval: { above: 100, within: '2h' },
  burst: { recipients: 50, window: '24h', alike: 0.6 },
  retain: '30d',
  ephemeral: 'recipient',
  personalBytes: 166,
  keywords: { words: ['free money'], effect: 'hold' },
};
/** Under names of their own: a document that was changed is none of those that come along. */
const ALONG = Object.values(PROFILES).map((document) => ({ ...document, name: `my-${document.name}` }));
const DOCUMENTS: readonly object[] = [...ALONG, FULL, FULL, FULL];
const KEYS = [
  ...new Set(DOCUMENTS.flatMap((one) => Object.keys(one))),
  'most',
  'per',
  '__proto__',
  'constructor',
  'toString',
];
const VALUES: readonly unknown[] = [
  ...[null, true, 0, 1, -1, 1.5, 1e21, Number.MAX_SAFE_INTEGER + 1, Number.NaN],
  ...[
    '',
    'day',
    'month',
    '24h',
    '0h',
    '401d',
    '9'.repeat(400),
    'Europe/Berlin',
    'Mars',
    'ﬁ\u0000',
    '\ud800',
    'x'.repeat(10_000),
  ],
  ...[
    [],
    {},
    [[]],
    [null],
    { most: 1, per: 'day' },
    [{ most: 1, per: '1h' }],
    Array.from({ length: 5_000 }, () => 'w'),
  ],
];

const INHERITED = ['__proto__', 'constructor', 'toString'];
type Below = (n: number) => number;

/** Another document: somewhere in it a key, a value, or a copy of another place. */
function mutated(value: unknown, below: Below, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || (depth > 0 && below(4) === 0)) return VALUES[below(VALUES.length)];
  const entries = Object.entries(value);
  const at = below(entries.length + 1);
  if (Array.isArray(value)) {
    const copy = [...(value as unknown[])];
    if (at === copy.length) copy.push(copy[0] ?? VALUES[below(VALUES.length)]);
    else copy[at] = mutated(copy[at], below, depth + 1);
    return copy;
  }
  const how = below(8);
  if (at === entries.length || how === 0) entries.push([KEYS[below(KEYS.length)]!, VALUES[below(VALUES.length)]]);
  else if (how === 1) entries.splice(at, 1);
  else entries[at] = [entries[at]![0], mutated(entries[at]![1], below, depth + 1)];
  return Object.fromEntries(entries);
}

/** Null where it is refused as it has to be. */
function read<T>(reading: () => T): T | null {
  try {
    return reading();
  } catch (error) {
    if (!(error instanceof SealcastError) || error.code !== 'PROFILE_INVALID') throw error;
    // It names a path and what is allowed, and never drags a long value along.
    expect(error.message.length).toBeLessThan(600);
    return null;
  }
}

describe(`profiles that were changed, seed ${seed}`, () => {
  it('are read as what they say, or refused with the path; and every rule can be asked of what was read', () => {
    const below = generator(seed);
    const count = { read: 0, refused: 0 };
    for (let run = 0; run < runs; run++) {
      let document: unknown = DOCUMENTS[below(DOCUMENTS.length)]!;
      for (let steps = 1 + below(3); steps > 0; steps--) document = mutated(document, below);
      const where = `seed ${seed}, run ${run}`;
      const profile = read(() => readProfile(document));
      if (profile === null) {
        count.refused++;
        continue;
      }
      count.read++;
      // Nor is a key known that every object has.
      for (const key of INHERITED) expect(Object.keys(document as object), where).not.toContain(key);
      // As it is stored with a broadcast, and read again by another process.
      const stored = JSON.stringify(document);
      expect(readProfile(JSON.parse(stored)), where).toEqual(profile);
      expect(readProfile(parseProfile(stored)), where).toEqual(profile);
      const found = checkAll(facts, profile);
      const said = explain(profile, facts);
      expect(said.violations, where).toEqual(found);
      for (const { rule, says, remedy } of found)
        expect(`${rule} ${says} ${remedy}`, where).not.toMatch(/undefined|NaN/);
      for (const { allows, now } of said.statements) expect(`${allows} ${now}`, where).not.toMatch(/undefined|NaN/);
    }
    expect(count.read).toBeGreaterThan(runs / 20);
    expect(count.refused).toBeGreaterThan(runs / 20);
  });

  it('are refused as text, too, where the text is no document', () => {
    const below = generator(seed + 1);
    const texts = DOCUMENTS.map((one) => JSON.stringify(one));
    const count = { read: 0, refused: 0 };
    for (let run = 0; run < runs; run++) {
      let text = texts[below(texts.length)]!;
      for (let steps = 1 + below(3); steps > 0; steps--) {
        const at = below(text.length + 1);
        const other = texts[below(texts.length)]!;
        const pieces = [
          () => text.slice(0, at) + text.slice(at + 1 + below(4)),
          () => text.slice(0, at) + '{}[]",:019eE-.\\ntrue'[below(19)]! + text.slice(at + 1),
          () => text.slice(0, at) + other.slice(below(other.length)),
        ];
        text = pieces[below(pieces.length)]!();
      }
      const document = read(() => parseProfile(text));
      if (document === null) count.refused++;
      else {
        count.read++;
        expect(readProfile(document), `seed ${seed}, run ${run}: ${text}`).toEqual(readProfile(JSON.parse(text)));
      }
    }
    expect(count.read).toBeGreaterThan(runs / 200);
    expect(count.refused).toBeGreaterThan(runs / 20);
  });
});
