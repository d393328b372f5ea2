import { isDeepStrictEqual } from 'node:util';
import { repeatedKeyIn } from '../../codec/repeated-key.ts';
import { SealcastError } from '../../errors.ts';
import { type Profile, type ProfileDocument, readProfile } from './profile.ts';

/**
 * The profiles that come along, as the documents a host would write. Figures are those that the platforms are known by; `eu` and `cn`
 * are defaults for a region and no statement of its law (docs/policy.md says where each comes from).
 */
export const PROFILES: Readonly<Record<string, ProfileDocument>> = {
  open: { version: 1, name: 'open', description: 'No rules: whoever holds the keyring sends what they like.' },
  wechat: {
    version: 1,
    name: 'wechat',
    description:
      'As group sending in WeChat: 200 people, 3 a day, a second look at the same text to more than 50, nothing from new accounts.',
    caps: {
      recipientsPerBroadcast: 200,
      devicesPerPerson: 5,
      broadcasts: [{ most: 3, per: 'day', timeZone: 'Asia/Shanghai' }],
    },
    burst: { recipients: 50, window: '24h' },
    recallWithin: '2m',
    trust: 'wechat',
  },
  qq: {
    version: 1,
    name: 'qq',
    description: 'As QQ: 500 people, as often as one likes, with a list of words that you fill in.',
    caps: { recipientsPerBroadcast: 500, devicesPerPerson: 5 },
    keywords: { words: [] },
  },
  dingtalk: {
    version: 1,
    name: 'dingtalk',
    description: 'As DingTalk: 1000 people, by the senders of an organisation, whose list you fill in.',
    senders: [],
    caps: { recipientsPerBroadcast: 1000, devicesPerPerson: 5 },
  },
  weibo: {
    version: 1,
    name: 'weibo',
    description: 'As Weibo, which keeps things for ever: 400 days, the longest the format allows.',
    retain: '400d',
  },
  douyin: {
    version: 1,
    name: 'douyin',
    description: 'As Douyin: gone after 72 hours, and nothing to minors at night.',
    retain: '72h',
    minors: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' },
  },
  eu: {
    version: 1,
    name: 'eu',
    description:
      'Large groups that agreed to it, quiet nights, and the settings for privacy on: ephemeral keys for each, one length, 30 days.',
    ephemeral: 'recipient',
    personalBytes: 166,
    retain: '30d',
    quietHours: { from: '22:00', to: '08:00', timeZone: 'Europe/Brussels' },
    consent: { classes: ['broadcast'], otherwise: 'required' },
  },
  cn: {
    version: 1,
    name: 'cn',
    description:
      'Held until somebody has looked, by listed senders, with a list of words, to those who agreed; few a day, none at night.',
    senders: [],
    caps: { devicesPerPerson: 5, person: [{ most: 3, per: 'day', timeZone: 'Asia/Shanghai' }] },
    quietHours: { from: '22:00', to: '08:00', timeZone: 'Asia/Shanghai' },
    minors: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai', classes: ['payment', 'chat', 'broadcast'] },
    approval: { above: 0, within: '24h' },
    burst: { recipients: 50, window: '24h' },
    keywords: { words: [], effect: 'hold' },
    consent: { classes: ['broadcast'], otherwise: 'required' },
  },
};

export const OPEN: Profile = readProfile(PROFILES.open);

/**
 * The document that a name or a document stands for.
 *
 * @throws SealcastError PROFILE_INVALID, also for a name there is not
 */
export function profileDocument(given: string | ProfileDocument | undefined): ProfileDocument {
  if (given === undefined) return PROFILES.open!;
  if (typeof given !== 'string') return given;
  if (Object.hasOwn(PROFILES, given)) return PROFILES[given]!;
  throw new SealcastError('PROFILE_INVALID', 'there is no profile of this name', {
    hint: `use one of ${Object.keys(PROFILES).join(', ')}, or a document of your own`,
  });
}

/**
 * A profile from the document of a host. The names of those that come along are theirs: who reads `profile wechat` in a refusal, or in a
 * permit, is to know what it says.
 *
 * @throws SealcastError PROFILE_INVALID as `readProfile`, and for such a name on another document
 */
export function ownProfile(document: unknown): Profile {
  const profile = readProfile(document);
  const { name } = profile;
  if (Object.hasOwn(PROFILES, name) && !isSameProfile(profile, readProfile(PROFILES[name])))
    throw new SealcastError(
      'PROFILE_INVALID',
      `name: this document is not the one that comes along by the name of ${name}`,
      {
        hint: `give it a name of its own; profile: '${name}', without a document, is the one that comes along`,
        position: { path: 'name' },
      },
    );
  return profile;
}

/** By all that they say but their descriptions. */
export function isSameProfile(one: Profile, other: Profile): boolean {
  return isDeepStrictEqual({ ...one, description: '' }, { ...other, description: '' });
}

/**
 * A profile's document from its JSON text, in which no key stands twice: which of them was meant nobody knows.
 *
 * @throws SealcastError PROFILE_INVALID with the path, also of a key that is there twice
 */
export function parseProfile(json: string): ProfileDocument {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    // Not the cause: it quotes the document.
    throw new SealcastError('PROFILE_INVALID', 'the profile is not JSON', { hint: 'docs/policy.md shows one' });
  }
  const repeated = repeatedKeyIn(json);
  if (repeated !== null)
    throw new SealcastError('PROFILE_INVALID', `${repeated.path} is there twice, again in line ${repeated.line}`, {
      hint: 'leave one of the two out: which of them holds would be a guess',
      position: { ...repeated },
    });
  ownProfile(document);
  return document as ProfileDocument;
}
