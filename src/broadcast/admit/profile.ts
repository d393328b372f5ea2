import { EPHEMERALS, type Ephemeral } from '../../fanout/seal-request.ts';
import { limits } from '../../limits.ts';
import { CLASSES, type MessageClass, PURPOSE } from '../request.ts';
import { TRUST_NAMES, type TrustName } from '../trust/model.ts';
import { type Hours, hourText } from './hours.ts';
import { listOf, mapOf, mismatch, object, oneOf, optional, type Reader, share, span, text, whole } from './schema.ts';
import type { Effect } from './violation.ts';
import { CALENDAR_UNITS, type CalendarUnit, longestMs, spanText, type Window } from './window.ts';

/** So many in a window. */
export interface Cap {
  readonly most: number;
  readonly window: Window;
}

/** So many to each person in a window, by all senders of the directory; broadcasts of other classes neither count nor are kept back. */
export interface PersonCap extends Cap {
  readonly classes: readonly MessageClass[];
}

/** When people are not written to. */
export interface PersonHours extends Hours {
  /** Of people whose row has none. */
  readonly timeZone: string;
  readonly classes: readonly MessageClass[];
}

/**
 * What a sender may send, to how many, how often: a policy as data, read from its document (docs/policy.md has every key). Null, or
 * an empty list of caps: no such rule. Spans are milliseconds.
 */
export interface Profile {
  readonly version: 1;
  readonly name: string;
  readonly description: string;
  /** Names of senders, or their 64 public bytes in hex. */
  readonly senders: readonly string[] | null;
  readonly classes: readonly MessageClass[] | null;
  readonly caps: {
    /** People after dedup. */
    readonly recipientsPerBroadcast: number | null;
    /** What a person may be of all that counts people: so many devices each, on an average of the broadcast. */
    readonly devicesPerPerson: number | null;
    readonly broadcasts: readonly Cap[];
    readonly recipients: readonly Cap[];
    readonly person: readonly PersonCap[];
  };
  readonly quietHours: PersonHours | null;
  /** Of minors alone, and of those of whom it is not known where the profile says so. */
  readonly minors: (PersonHours & { readonly unknown: 'adult' | 'minor' }) | null;
  /** More people than `recipientsPerBroadcast` are sent to in parts, each a broadcast of its own to the caps. */
  readonly split: { readonly parts: number } | null;
  /** Somebody must approve what goes to more people. */
  readonly approval: { readonly above: number | null; readonly withinMs: number };
  /** Somebody must approve when about the same text goes to more people within the window. */
  readonly burst: { readonly recipients: number; readonly windowMs: number; readonly alike: number } | null;
  readonly recallMs: number | null;
  readonly retainMs: number | null;
  /** The least that is allowed; also what is done unless the request says. */
  readonly ephemeral: Ephemeral | null;
  readonly personalBytes: number | null;
  /** The trust model by which the age of a sender's account is judged where the engine was opened without one; null: by none. */
  readonly trust: TrustName | null;
  readonly keywords: { readonly words: readonly string[]; readonly effect: Effect } | null;
  /** What an opt-out binds: these classes; one from everything binds all purposes but these. */
  readonly optOut: { readonly classes: readonly MessageClass[]; readonly except: readonly string[] };
  /** What of these classes is sent for a purpose that its recipients agree to, and for which purposes they need not. */
  readonly consent: {
    readonly classes: readonly MessageClass[];
    readonly purposes: ReadonlyMap<string, ConsentNeed>;
    /** For purposes that are not among them. */
    readonly otherwise: ConsentNeed;
  } | null;
}

/** Only who has agreed is written to; everybody is; nobody may be. */
export const CONSENT_NEEDS = ['required', 'none', 'refused'] as const;
export type ConsentNeed = (typeof CONSENT_NEEDS)[number];

/** A profile as JSON has it. */
export type ProfileDocument = Readonly<Record<string, unknown>>;

const timeZone: Reader<string> = (value, path) => {
  const allowed = 'a time zone such as "Europe/Berlin" or "UTC"';
  if (typeof value !== 'string' || value.length > limits.timeZoneChars) throw mismatch(path, value, allowed);
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    throw mismatch(path, value, allowed);
  }
};

const per =
  (mostDays: number): Reader<CalendarUnit | number> =>
  (value, path) => {
    if (CALENDAR_UNITS.includes(value as CalendarUnit)) return value as CalendarUnit;
    try {
      return span(mostDays)(value, path);
    } catch {
      const units = CALENDAR_UNITS.map((unit) => `"${unit}"`).join(', ');
      throw mismatch(path, value, `${units}, or a span such as "24h", at most ${mostDays} days`);
    }
  };
const readCap = object({
  most: whole(1, Number.MAX_SAFE_INTEGER),
  per: per(limits.policyWindowDays),
  timeZone: optional(timeZone, null),
});

const cap: Reader<Cap> = (value, path) => capOf(readCap(value, path), path);

function capOf({ most, per, timeZone }: ReturnType<typeof readCap>, path: string): Cap {
  if (typeof per !== 'number') return { most, window: { kind: 'calendar', unit: per, timeZone: timeZone ?? 'UTC' } };
  if (timeZone !== null) throw mismatch(`${path}.timeZone`, timeZone, 'none: a span is the same everywhere');
  return { most, window: { kind: 'sliding', ms: per } };
}

const someClasses: Reader<readonly MessageClass[]> = (value, path) => {
  const classes = listOf(oneOf(...CLASSES), CLASSES.length)(value, path);
  if (classes.length === 0) throw mismatch(path, classes, `one of ${CLASSES.join(', ')}, or more`);
  return classes;
};
/** What is urgent, or what somebody waits for, is left alone unless the profile says so. */
const DISTURBING = ['chat', 'broadcast'] as const;

const readPersonCap = object({
  most: whole(1, limits.personMost),
  per: per(limits.personWindowDays),
  timeZone: optional(timeZone, null),
  classes: optional(someClasses, DISTURBING),
});

const personCap: Reader<PersonCap> = (value, path) => {
  const { classes, ...cap } = readPersonCap(value, path);
  return { ...capOf(cap, path), classes };
};

const hour = (most: '23:59' | '24:00'): Reader<number> => {
  const pattern =
    most === '24:00' ? /^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/ : /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;
  const read = text(pattern, `a time of the day from "00:00" to "${most}"`);
  return (value, path) => {
    const [hours, minutes] = read(value, path).split(':').map(Number);
    return 60 * hours! + minutes!;
  };
};
const hoursKeys = {
  from: hour('23:59'),
  to: hour('24:00'),
  timeZone,
  classes: optional(someClasses, DISTURBING),
};
const hours =
  <T extends Hours>(read: Reader<T>): Reader<T> =>
  (value, path) => {
    const found = read(value, path);
    if (found.from === found.to)
      throw mismatch(
        `${path}.to`,
        hourText(found.to),
        'another time than "from"; "00:00" to "24:00" is all of the day',
      );
    return found;
  };

const name = text(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a name of a-z, 0-9 and -, at most 32 characters');
/** Anything but control characters, that is not blank. */
const line = (most: number): RegExp => new RegExp(`^(?=.*\\S)[^\\p{Cc}\\p{Cs}]{1,${most}}$`, 'u');

const PURPOSE_SAYS = `a purpose of a-z, 0-9 and -, at most ${limits.purposeChars} characters`;
const purpose = text(PURPOSE, PURPOSE_SAYS);
const CONSENT_CLASSES = ['broadcast'] as const;
const NO_PURPOSES: ReadonlyMap<string, ConsentNeed> = new Map();
/** Nobody writes on after a no because a profile did not mention it: this holds unless one says otherwise. */
const OPT_OUT = { classes: ['chat', 'broadcast'], except: [] } as const;

const read = object({
  version: oneOf(1),
  name,
  description: optional(text(line(500), 'one line of at most 500 characters'), ''),
  senders: optional(
    listOf(
      text(line(2 * limits.senderNameBytes), 'the name of a sender, or 128 hexadecimal digits', false),
      limits.senders,
    ),
    null,
  ),
  classes: optional(someClasses, null),
  caps: optional(
    object({
      recipientsPerBroadcast: optional(whole(1, Number.MAX_SAFE_INTEGER), null),
      devicesPerPerson: optional(whole(1, limits.devices), null),
      broadcasts: optional(listOf(cap, limits.policyCaps), []),
      recipients: optional(listOf(cap, limits.policyCaps), []),
      person: optional(listOf(personCap, limits.policyCaps), []),
    }),
    { recipientsPerBroadcast: null, devicesPerPerson: null, broadcasts: [], recipients: [], person: [] },
  ),
  quietHours: optional(hours(object(hoursKeys)), null),
  minors: optional(hours(object({ ...hoursKeys, unknown: optional(oneOf('adult', 'minor'), 'adult' as const) })), null),
  split: optional(object({ parts: whole(2, limits.splitParts) }), null),
  approval: optional(
    object({
      above: optional(whole(0, Number.MAX_SAFE_INTEGER), null),
      within: optional(span(limits.expiresDays), limits.approvalMs),
    }),
    { above: null, within: limits.approvalMs },
  ),
  burst: optional(
    object({
      recipients: whole(0, Number.MAX_SAFE_INTEGER),
      window: span(limits.policyWindowDays),
      alike: optional(share(limits.alikeLeast, 1), limits.alikeDefault),
    }),
    null,
  ),
  recallWithin: optional(span(limits.expiresDays), null),
  retain: optional(span(limits.expiresDays), null),
  ephemeral: optional(oneOf(...EPHEMERALS), null),
  personalBytes: optional(whole(0, limits.slotPlainBytesMax - limits.slotFixedBytes), null),
  trust: optional(oneOf(...TRUST_NAMES), null),
  keywords: optional(
    object({
      words: listOf(
        text(line(limits.keywordChars), `a word of at most ${limits.keywordChars} characters`, false),
        limits.keywords,
      ),
      effect: optional(oneOf('refuse', 'hold'), 'refuse' as const),
    }),
    null,
  ),
  optOut: optional(
    object({
      classes: optional(listOf(oneOf(...CLASSES), CLASSES.length), OPT_OUT.classes),
      except: optional(listOf(purpose, limits.purposes), OPT_OUT.except),
    }),
    OPT_OUT,
  ),
  consent: optional(
    object({
      classes: optional(listOf(oneOf(...CLASSES), CLASSES.length), CONSENT_CLASSES),
      purposes: optional(mapOf(PURPOSE, PURPOSE_SAYS, oneOf(...CONSENT_NEEDS), limits.purposes), NO_PURPOSES),
      otherwise: optional(oneOf(...CONSENT_NEEDS), 'required' as const),
    }),
    null,
  ),
});

/**
 * A profile from its document.
 *
 * @throws SealcastError PROFILE_INVALID with the path in the document, what was found there and what is allowed
 */
export function readProfile(document: unknown): Profile {
  const { caps, approval, burst, recallWithin, retain, ...rest } = read(document, '');
  if (rest.split !== null && caps.recipientsPerBroadcast === null)
    throw mismatch('split', rest.split, 'none without caps.recipientsPerBroadcast, the size of a part');
  const part = rest.split === null ? 0 : (caps.recipientsPerBroadcast ?? 0);
  const narrow = caps.recipients.findIndex(({ most }) => most < part);
  if (narrow >= 0)
    throw mismatch(
      `caps.recipients[${narrow}].most`,
      caps.recipients[narrow]!.most,
      `beside split ${part} or more, a whole part: else it would wait for ever`,
    );
  if (rest.split !== null && (caps.person.length > 0 || rest.quietHours !== null || rest.minors !== null))
    throw mismatch(
      'split',
      rest.split,
      'none beside caps.person, quietHours or minors: parts go out later than people are looked at',
    );
  const looksBack = Math.max(0, ...caps.person.map(({ window }) => longestMs(window)));
  if (retain !== null && retain < looksBack)
    throw mismatch('retain', spanText(retain), `${spanText(looksBack)} at least, for which caps.person looks back`);
  return {
    ...rest,
    caps,
    approval: { above: approval.above, withinMs: approval.within },
    burst: burst && { recipients: burst.recipients, windowMs: burst.window, alike: burst.alike },
    recallMs: recallWithin,
    retainMs: retain,
  };
}
