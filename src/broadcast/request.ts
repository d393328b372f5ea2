import { encodeRecord } from '../codec/msgpack.ts';
import { SealcastError } from '../errors.ts';
import { DEDUP_FIELDS, type DedupField } from '../fanout/dedup.ts';
import type { AudienceInput } from '../fanout/read/audience.ts';
import type { Refusal } from '../fanout/read/refusal.ts';
import { EPHEMERALS, type Ephemeral } from '../fanout/seal-request.ts';
import { limits } from '../limits.ts';
import type { Cap } from './cap.ts';

/** The message of a broadcast: encrypted once, the same for all its recipients. */
export interface Message {
  /** The text, UTF-8; with its padding at most 16 MiB. */
  text: string;
  /** How to show it. @defaultValue 'plain' */
  format?: 'plain' | 'markdown';
  /** Further fields for the receiver's app: strings, numbers, booleans, null, arrays and maps of them. */
  [field: string]: unknown;
}

/** In order of importance (wire-format.md, body). */
export const CLASSES = ['emergency', 'payment', 'chat', 'broadcast'] as const;
export type MessageClass = (typeof CLASSES)[number];

export const PURPOSE: RegExp = new RegExp(`^[a-z0-9][a-z0-9-]{0,${limits.purposeChars - 1}}$`);

/** @throws SealcastError USAGE */
export function checkedPurpose(purpose: unknown): string {
  if (typeof purpose === 'string' && PURPOSE.test(purpose)) return purpose;
  throw usage(
    `a purpose is a name of a-z, 0-9 and -, at most ${limits.purposeChars} characters`,
    "purpose: 'newsletter'",
  );
}

export interface SendRequest {
  /** Name of the sender whose key signs. The first sender of a new directory is made by its first send. */
  from: string;
  message: Message | string;
  /** The audience: an array, an iterable, an async iterable, `fromCsv(…)` or `fromNdjson(…)`. */
  to: AudienceInput;
  /** @defaultValue 'broadcast' */
  class?: MessageClass;
  /**
   * What it is for: a name of a-z, 0-9 and -, at most 32 characters, which opt-outs and consents name, too. @defaultValue nothing in
   * particular: only an opt-out from everything binds it
   */
  purpose?: string;
  /** When receivers stop showing it: a Date, unix milliseconds, or a span such as '36h' or '30d'. At most 400 days. @defaultValue '30d' */
  expires?: Date | number | string;
  /**
   * Hand nothing over, and give nothing out, until so many milliseconds after the send: time to abort it. Caps count it at that moment. At most
   * 400 days. @defaultValue 0
   */
  holdMs?: number;
  /**
   * Hand nothing over from then on, though it may still be shown: a spool that comes back from a backup sends nothing stale. As
   * `expires`. @defaultValue when it expires
   */
  notAfter?: Date | number | string;
  /**
   * Ask devices to say that they opened it, and count them: `engine.confirm()`, `confirmed` in the report. The message says so to
   * them, sealed (`receiptWanted`); what a device answers is its app's choice. @defaultValue false: receipts are refused
   */
  receipts?: boolean;
  /**
   * How long `recall()` makes notices to those who have it already, as `expires`: '2m'. Afterwards it withdraws what waits, and
   * says of the rest that it is too late. @defaultValue until it expires
   */
  recallWithin?: Date | number | string;
  /**
   * How long envelopes, routes and keys are kept, as `expires`: '72h'. Then the broadcast is purged, whatever waits; its counts
   * stay. What devices have been given they show until it expires. @defaultValue until it expires
   */
  retain?: Date | number | string;
  /**
   * Names this send. Sending again under the same key continues it after a crash, or answers with its report once it is done;
   * another message, sender or option under the same key is refused, and an audience that begins otherwise than what is sealed of the
   * first; once all is sealed, any other. 1 to 512 bytes of UTF-8.
   */
  idempotencyKey?: string;
  /** Columns that travel to their recipient as personal fields. They make the slot longer and need suite 2. @defaultValue none */
  personal?: readonly string[];
  /** Room for personal fields, bytes; 90 + this is rounded up to a multiple of 32. @defaultValue 166 */
  personalBytes?: number;
  /** Prove to the recipient that it was addressed to them (suite 2) also without personal fields. @defaultValue false */
  addressed?: boolean;
  /**
   * Who shares an ephemeral key. 'batch': the recipients of a batch, so that two envelopes show whether they were sealed
   * together. 'recipient': nobody; it costs a multiplication more for each, and 32 bytes of spool. @defaultValue 'batch'
   */
  ephemeral?: 'batch' | 'recipient';
  /** What makes two rows one person. The pair (id, device key) always does. @defaultValue ['id', 'key'] */
  dedupBy?: readonly DedupField[];
  /** ISO 3166-1 alpha-2, for phone numbers without a country code. @defaultValue none: such numbers are dropped */
  defaultCountry?: string;
  /** Stop, send nothing, when more rows than this are refused. @defaultValue no limit */
  maxRefused?: number;
  /** Read, check and deduplicate, but seal and store nothing. @defaultValue false */
  dryRun?: boolean;
  /** Make the sender if there is none of that name. @defaultValue false */
  newSender?: boolean;
  /**
   * Hears of the refused rows as they are found, in input order: the only way in a dry run, and where `maxRefused` ends a
   * broadcast before they are committed. Afterwards `engine.refusals()` has them, those of earlier runs included.
   */
  onRefused?: (refusals: readonly Refusal[]) => void;
  /**
   * What this sender may send, to how many, how often: the name of a profile that comes along (`'wechat'`), or a document of your
   * own. @defaultValue that of the engine
   */
  profile?: string | Readonly<Record<string, unknown>>;
  /** What allows it, where the engine has `permissions`: one permit or several, as `presentPermit` makes them of this request. */
  permit?: Uint8Array | readonly Uint8Array[];
  /** Aborts the broadcast for good, as `abort()` does. */
  signal?: AbortSignal;
  /** Rows of a chunk and recipients of a batch, 1 to 4096. Smaller commits more often and seals slower. @defaultValue 4096 */
  batchRecipients?: number;
  /** Chunks that are shuffled and committed together, 1 to 64. @defaultValue 4 */
  windowChunks?: number;
}

/** A request with every choice made: what the broadcast record stores and the idempotency key covers. */
export interface Settings {
  from: string;
  content: Uint8Array;
  class: number;
  purpose: string;
  created: number;
  expires: number;
  releaseAt: number;
  notAfter: number;
  receipts: boolean;
  recallUntil: number;
  retainUntil: number;
  suite: 1 | 2;
  ephemeral: Ephemeral;
  slotPlainBytes: number;
  personal: string[];
  personalBytes: number;
  dedupBy: DedupField[];
  defaultCountry: string;
  maxRefused: number;
  /** What permits and trust of this send come to. */
  cap: Cap | null;
  sandbox: boolean;
  /** As in the record. */
  hours: boolean;
  peopleMs: number;
  chunkRows: number;
  windowChunks: number;
  /** What a repeated send must agree with: the request as it was given, not the moment it was given at. */
  canonical: Uint8Array;
}

/** What a profile chooses where the request does not; null: nothing. */
export interface SendDefaults {
  /** Its name. */
  readonly profile: string;
  readonly recallMs: number | null;
  readonly retainMs: number | null;
  readonly ephemeral: Ephemeral | null;
  readonly personalBytes: number | null;
  /** What rules about single people need of a broadcast of this class. */
  readonly asks: (of: MessageClass) => { readonly hours: boolean; readonly peopleMs: number };
}
const NO_DEFAULTS: SendDefaults = {
  profile: 'open',
  recallMs: null,
  retainMs: null,
  ephemeral: null,
  personalBytes: null,
  asks: () => ({ hours: false, peopleMs: 0 }),
};

export function settingsOf(request: SendRequest, now: number, defaults: SendDefaults = NO_DEFAULTS): Settings {
  if (typeof request !== 'object' || request === null) throw usage('send needs a request object');
  if (typeof request.from !== 'string') throw usage('send needs the name of a sender', "from: 'city-hall'");
  checkTypes(request);
  const message = messageOf(request.message);
  const receipts = request.receipts ?? false;
  const content = encodeContent(message, receipts);
  const messageClass = request.class ?? 'broadcast';
  const classNumber = CLASSES.indexOf(messageClass) + 1;
  if (classNumber === 0) throw usage('class is unknown', `use one of ${CLASSES.join(', ')}`);
  const expires = endOf('expires', request.expires ?? `${limits.expiresDaysDefault}d`, now);
  const notAfter = endOf('notAfter', request.notAfter ?? expires, now);
  const holdMs = whole('holdMs', request.holdMs ?? 0, 0, limits.expiresDays * 86_400_000);
  if (now + holdMs >= Math.min(expires, notAfter))
    throw usage('nothing could be handed over: it is held until it expires, or until notAfter', 'hold it for less');
  const { recallMs, retainMs } = defaults;
  const asks = defaults.asks(messageClass);
  // Nobody knows whom a broadcast went to once it is purged: what caps look back at is kept for as long, unless it is told otherwise.
  const kept = Math.max(expires, asks.peopleMs === 0 ? 0 : now + holdMs + asks.peopleMs);
  const retainUntil = endOf('retain', request.retain ?? (retainMs === null ? kept : now + retainMs), now);
  const recallUntil = endOf(
    'recallWithin',
    request.recallWithin ?? (recallMs === null ? expires : now + recallMs),
    now,
  );

  const personal = [...new Set(request.personal ?? [])]
    .map((column) => String(column).trim())
    .filter((column) => column !== '');
  if (personal.length > limits.columns) throw usage(`personal names more than ${limits.columns} columns`);
  const asked = whole(
    'personalBytes',
    request.personalBytes ?? defaults.personalBytes ?? limits.personalBytesDefault,
    0,
    limits.slotPlainBytesMax - limits.slotFixedBytes,
  );
  const slotPlainBytes =
    personal.length === 0 ? limits.slotPlainBytes : 32 * Math.ceil((limits.slotFixedBytes + asked) / 32);
  const personalBytes = personal.length === 0 ? 0 : slotPlainBytes - limits.slotFixedBytes;
  const suite = personal.length > 0 || request.addressed === true ? 2 : 1;
  const ephemeral = request.ephemeral ?? defaults.ephemeral ?? 'batch';
  if (!EPHEMERALS.includes(ephemeral)) throw usage('ephemeral is unknown', `use one of ${EPHEMERALS.join(', ')}`);

  const dedupBy = [...new Set(request.dedupBy ?? (['id', 'key'] as const))];
  for (const field of dedupBy)
    if (!DEDUP_FIELDS.includes(field)) throw usage('dedupBy names an unknown field', `use ${DEDUP_FIELDS.join(', ')}`);
  const defaultCountry = (request.defaultCountry ?? '').toUpperCase();
  if (defaultCountry !== '' && !/^[A-Z]{2}$/.test(defaultCountry))
    throw usage('defaultCountry is not a two-letter country code', 'use ISO 3166-1 alpha-2, such as CN or DE');

  const settings = {
    from: request.from,
    content,
    class: classNumber,
    purpose: request.purpose === undefined ? '' : checkedPurpose(request.purpose),
    created: now,
    expires,
    releaseAt: holdMs === 0 ? 0 : now + holdMs,
    notAfter,
    receipts,
    recallUntil,
    retainUntil,
    suite: suite as 1 | 2,
    ephemeral,
    slotPlainBytes,
    personal,
    personalBytes,
    dedupBy: DEDUP_FIELDS.filter((field) => dedupBy.includes(field)),
    defaultCountry,
    maxRefused:
      request.maxRefused === undefined
        ? Number.MAX_SAFE_INTEGER
        : whole('maxRefused', request.maxRefused, 0, Number.MAX_SAFE_INTEGER),
    chunkRows: whole('batchRecipients', request.batchRecipients ?? limits.batchRecipients, 1, limits.batchRecipients),
    cap: null,
    sandbox: false,
    ...asks,
    windowChunks: whole('windowChunks', request.windowChunks ?? limits.windowChunks, 1, limits.windowChunksMax),
  };
  const canonical = encodeRecord([
    1,
    settings.from,
    settings.content,
    settings.class,
    request.expires instanceof Date ? request.expires.getTime() : (request.expires ?? null),
    settings.suite,
    settings.slotPlainBytes,
    settings.personal,
    settings.dedupBy,
    settings.defaultCountry,
    settings.ephemeral,
    holdMs,
    request.notAfter instanceof Date ? request.notAfter.getTime() : (request.notAfter ?? null),
    request.recallWithin instanceof Date ? request.recallWithin.getTime() : (request.recallWithin ?? null),
    request.retain instanceof Date ? request.retain.getTime() : (request.retain ?? null),
    ...(defaults.profile === 'open' ? [] : [defaults.profile]),
    // In a list, so that no profile is named the same.
    ...(settings.purpose === '' ? [] : [[settings.purpose]]),
  ]);
  return { ...settings, canonical };
}

/**
 * What JavaScript would quietly take for something else: 'false' for true, the text of one column for a list of letters. A dry
 * run that was asked for in the wrong type must not become a real one.
 */
function checkTypes(request: SendRequest): void {
  for (const name of ['dryRun', 'addressed', 'newSender', 'receipts'] as const) {
    const value: unknown = request[name] ?? false;
    if (typeof value !== 'boolean') throw usage(`${name} must be true or false`);
  }
  for (const name of ['personal', 'dedupBy'] as const) {
    const value: unknown = request[name] ?? [];
    if (!Array.isArray(value) || value.some((item) => typeof item !== 'string'))
      throw usage(`${name} must be an array of names`, `${name}: ['phone']`);
  }
  const { defaultCountry, onRefused, signal, expires, notAfter, recallWithin, retain }: Record<string, unknown> = {
    ...request,
  };
  if (defaultCountry !== undefined && defaultCountry !== null && typeof defaultCountry !== 'string')
    throw usage('defaultCountry must be a string', "use ISO 3166-1 alpha-2: 'CN'");
  if (onRefused !== undefined && typeof onRefused !== 'function') throw usage('onRefused must be a function');
  // Not instanceof: a signal of another realm, or of a polyfill, is one.
  const listens = typeof (signal as AbortSignal | null | undefined)?.addEventListener === 'function';
  if (signal !== undefined && !listens)
    throw usage('signal must be an AbortSignal', 'an AbortController has one: controller.signal');
  for (const [name, end] of Object.entries({ expires, notAfter, recallWithin, retain }))
    if (!['undefined', 'string', 'number'].includes(typeof end) && end !== null && !(end instanceof Date))
      throw usage(`${name} is neither a date nor a span`, "use '36h', '30d', or a date such as 2027-01-31");
}

function messageOf(message: Message | string): Message {
  const whole: Message = typeof message === 'string' ? { text: message } : message;
  if (typeof whole !== 'object' || whole === null || typeof whole.text !== 'string')
    throw new SealcastError('MESSAGE_INVALID', 'the message has no text', { hint: "use { text: '…' }" });
  if (whole.format !== undefined && whole.format !== 'plain' && whole.format !== 'markdown')
    throw new SealcastError('MESSAGE_INVALID', 'the message format is unknown', { hint: "use 'plain' or 'markdown'" });
  if ('receiptWanted' in whole)
    throw new SealcastError('MESSAGE_INVALID', 'a message does not ask for receipts by itself', {
      hint: 'send with receipts: true, which also counts them',
    });
  if (whole.text.trim() === '')
    throw new SealcastError('MESSAGE_INVALID', 'the message is empty', { hint: 'write something' });
  if (/\p{Surrogate}/u.test(whole.text))
    throw new SealcastError('MESSAGE_INVALID', 'the message text holds half a character (a lone surrogate)', {
      hint: 'save it as UTF-8',
    });
  return whole;
}

function encodeContent(message: Message, receipts: boolean): Uint8Array {
  const { format = 'plain', text, ...rest } = message;
  let content: Uint8Array;
  try {
    // Editors put a byte order mark in front; it is no part of the text.
    const fields = { format, text: text.replace(/^\ufeff+/, '').normalize('NFC'), ...rest };
    content = encodeRecord(receipts ? { ...fields, receiptWanted: true } : fields);
  } catch (cause) {
    throw new SealcastError('MESSAGE_INVALID', 'a message field cannot be encoded', {
      cause,
      hint: 'use strings, numbers, booleans, null, arrays and plain objects',
    });
  }
  if (content.length > limits.contentBytes)
    throw new SealcastError(
      'MESSAGE_INVALID',
      `the message is ${content.length} bytes, ${limits.contentBytes} are the most`,
      {
        hint: 'shorten it, or send a link',
      },
    );
  return content;
}

const SPANS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function endOf(name: string, end: Date | number | string, now: number): number {
  let at: number;
  if (end instanceof Date) at = end.getTime();
  else if (typeof end === 'number') at = end;
  else {
    const span = /^([0-9]{1,6})([mhdw])$/.exec(end.trim());
    at = span ? now + Number(span[1]) * SPANS[span[2]!]! : Date.parse(end);
  }
  if (!Number.isFinite(at))
    throw usage(`${name} is neither a date nor a span`, "use '36h', '30d', or a date such as 2027-01-31");
  at = Math.floor(at);
  if (at <= now) throw usage(`${name} lies in the past`, "use a later date or a span such as '30d'");
  if (at - now > limits.expiresDays * 86_400_000) throw usage(`${name} is more than ${limits.expiresDays} days away`);
  return at;
}

function whole(name: string, value: number, least: number, most: number): number {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw usage(`${name} must be a whole number from ${least} to ${most}`);
  return value;
}

function usage(message: string, hint?: string): SealcastError {
  return new SealcastError('USAGE', message, hint === undefined ? {} : { hint });
}
