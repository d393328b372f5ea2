/**
 * Columns: which of an audience's headings or fields mean what. Resolved once, on the main thread, into a `Reading`,
 * plain data that goes to the workers with every chunk.
 *
 * A row becomes *slots*: the known columns in the order of COLUMNS, then the personal ones in the order they were named.
 */
import { isSupportedCountry } from 'libphonenumber-js/max';
import { parseDeviceKeys } from '../../crypto/device-key.ts';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { ChunkFormat } from './chunk.ts';

export const COLUMNS = [
  ...(['id', 'publicKey', 'name', 'phone', 'email', 'avatar', 'locale', 'tags', 'route'] as const),
  // For rules about hours, and read only where there are some (`ReadingOptions.hours`).
  ...(['timeZone', 'minor'] as const),
] as const;
export type Column = (typeof COLUMNS)[number];

/** Other names for the known columns: what the heading or field is called in this audience. */
export type ColumnNames = Partial<Record<Column, string>>;

/** What a host may ask of reading. */
export interface ReadingOptions {
  /**
   * Columns that become personal fields: text in the slot that only this recipient can open. Known columns give their
   * normalised value. Not `publicKey` or `route`.
   */
  personal?: readonly string[];
  /** Room for personal fields, bytes of their msgpack map; default `limits.personalBytesDefault`. */
  personalBytes?: number;
  /** ISO 3166 country of phone numbers written without `+`; without it only international ones are read. */
  defaultCountry?: string;
  /** Read `timeZone` and `minor`; default false: they are known columns, and left alone. */
  hours?: boolean;
  /** Rows of a chunk; default and maximum `limits.batchRecipients`. Small ones are for tests. */
  chunkRows?: number;
}

/** How the rows of one audience are read: plain data, survives structured clone. */
export interface Reading {
  readonly format: ChunkFormat;
  /** CSV: the delimiter, one ASCII character; else ''. */
  readonly delimiter: string;
  /** CSV: columns of the heading; else 0. */
  readonly width: number;
  /** CSV: for every slot, its position in a record, or -1. */
  readonly positions: readonly number[];
  /** NDJSON and objects: the name each known column was given; '' where it has its own. */
  readonly names: readonly string[];
  readonly personal: readonly string[];
  readonly personalBytes: number;
  readonly defaultCountry: string;
  readonly hours: boolean;
}

const SLOT_OF: ReadonlyMap<string, number> = new Map(COLUMNS.map((column, slot) => [squeeze(column), slot]));

/** For `public_key`, `Public-Key`, `E-mail`: known columns are found whatever the case and the joints. */
function squeeze(heading: string): string {
  return heading.toLowerCase().replace(/[\s_-]/g, '');
}

export function plainHeading(heading: string): string {
  return heading.normalize('NFC').trim().toLowerCase();
}

/**
 * The name of a column that nobody asked for, as a record can hold it: a byte order mark in front is no part of it (whoever
 * parsed a CSV file without taking it off has one in the first name of every object), half a surrogate pair is no text.
 */
export function ignoredName(heading: string): string {
  return heading
    .normalize('NFC')
    .trim()
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Checks what the host asked; every fault is the caller's, found before anything is read. */
export function checkedOptions(names: ColumnNames, options: ReadingOptions): Reading {
  const given = Object.entries(names);
  for (const [column, name] of given) {
    if (!(COLUMNS as readonly string[]).includes(column))
      throw usage(`columns: there is no column ${nameable(column)}`, `The columns are ${COLUMNS.join(', ')}.`);
    if (typeof name !== 'string' || name.trim() === '' || name.length > limits.headingChars)
      throw usage(`columns: ${column} needs a heading, as a string`, 'Say { publicKey: "the heading in the file" }.');
  }
  if (new Set(given.map(([, name]) => plainHeading(name))).size !== given.length)
    throw usage('columns: one heading was given to two columns', 'Every column needs a heading of its own.');

  const personal = [...(options.personal ?? [])];
  if (personal.length > limits.personalColumns)
    throw usage(`at most ${limits.personalColumns} personal columns`, 'Name fewer.');
  for (const name of personal) {
    if (
      typeof name !== 'string' ||
      name.trim() === '' ||
      name.length > limits.headingChars ||
      /\p{Surrogate}/u.test(name)
    )
      throw usage('personal: a column name is empty, too long, or no string', 'Name columns of the audience.');
    const slot = SLOT_OF.get(squeeze(name));
    if (slot === PUBLIC_KEY || slot === ROUTE)
      throw usage(`personal: ${COLUMNS[slot]} cannot be a personal field`, 'Leave it out: it serves delivery.');
  }
  if (new Set(personal.map(plainHeading)).size !== personal.length)
    throw usage('personal: a column is named twice', 'Name each once.');

  const personalBytes = options.personalBytes ?? limits.personalBytesDefault;
  const most = limits.slotPlainBytesMax - limits.slotFixedBytes;
  if (!Number.isInteger(personalBytes) || personalBytes < 0 || personalBytes > most)
    throw usage(`personalBytes must be a whole number from 0 to ${most}`, 'The default is usually right.');
  const { defaultCountry = '' } = options;
  if (defaultCountry !== '' && !(typeof defaultCountry === 'string' && isSupportedCountry(defaultCountry)))
    throw usage('defaultCountry is not an ISO 3166 country code', 'Two capital letters, such as CN.');
  const { chunkRows = 1 } = options;
  if (!Number.isInteger(chunkRows) || chunkRows < 1 || chunkRows > limits.batchRecipients)
    throw usage(`chunkRows must be a whole number from 1 to ${limits.batchRecipients}`, 'Leave it out.');
  return {
    format: 'objects',
    delimiter: '',
    width: 0,
    positions: [],
    names: COLUMNS.map((column) => names[column]?.normalize('NFC').trim() ?? ''),
    personal: personal.map((name) => name.normalize('NFC').trim()),
    personalBytes,
    defaultCountry,
    hours: options.hours ?? false,
  };
}

export const ID = 0;
export const PUBLIC_KEY = 1;
export const NAME = 2;
export const PHONE = 3;
export const EMAIL = 4;
export const AVATAR = 5;
export const LOCALE = 6;
export const TAGS = 7;
export const ROUTE = 8;
export const TIME_ZONE = 9;
export const MINOR = 10;

/** The known column a personal name means, as a slot; -1 when it is a column of its own. */
export function knownSlot(name: string, reading: Reading): number {
  const plain = plainHeading(name);
  const given = reading.names.findIndex((other) => other !== '' && plainHeading(other) === plain);
  return given >= 0 ? given : (SLOT_OF.get(squeeze(plain)) ?? -1);
}

/** Finds the slot that a heading or field name fills, or -1. */
export function slotFinder(reading: Reading): (heading: string) => number {
  const { names, personal } = reading;
  const slots = new Map<string, number>();
  personal.forEach((name, i) => {
    if (knownSlot(name, reading) < 0) slots.set(plainHeading(name), COLUMNS.length + i);
  });
  names.forEach((name, slot) => {
    if (name !== '') slots.set(plainHeading(name), slot);
  });
  return (heading) => {
    const plain = plainHeading(heading);
    const slot = slots.get(plain) ?? SLOT_OF.get(squeeze(plain)) ?? -1;
    // A column that was given another name no longer answers to its own.
    return slot >= 0 && slot < COLUMNS.length && names[slot] !== '' && plainHeading(names[slot]!) !== plain ? -1 : slot;
  };
}

/** A CSV heading, resolved. */
export function resolveHeading(
  headings: readonly string[],
  delimiter: string,
  reading: Reading,
): { reading: Reading; ignored: string[] } {
  if (headings.length > limits.columns)
    throw unreadable(`the heading has more than ${limits.columns} columns`, 'Is this a CSV file with a heading row?');
  const find = slotFinder(reading);
  const positions = new Array<number>(COLUMNS.length + reading.personal.length).fill(-1);
  const ignored: string[] = [];
  const seen = new Set<string>();
  headings.forEach((heading, at) => {
    const plain = plainHeading(heading);
    if (plain === '') return;
    const slot = find(heading);
    // Two columns that nobody reads may well have one name: real exports do.
    const twice = slot >= 0 ? positions[slot]! : -1;
    if (twice >= 0)
      throw unreadable(
        `columns ${twice + 1} and ${at + 1} of the heading mean the same${described(heading, headings)}`,
        'Rename one of them, or say which is meant with columns: { … }.',
      );
    if (slot >= 0) positions[slot] = at;
    else if (!seen.has(plain)) ignored.push(heading.normalize('NFC').trim());
    seen.add(plain);
  });
  for (const slot of [ID, PUBLIC_KEY]) if (positions[slot]! < 0) throw missing(slot, headings, reading);
  reading.names.forEach((name, slot) => {
    if (name !== '' && positions[slot]! < 0) throw missing(slot, headings, reading);
  });
  reading.personal.forEach((name, i) => {
    const known = knownSlot(name, reading);
    if (positions[known >= 0 ? known : COLUMNS.length + i]! >= 0) return;
    const near = nearest(name, headings);
    throw unreadable(
      `there is no column for the personal field "${name}"${found(headings)}`,
      near === null ? 'Name columns that the heading has.' : `Did you mean "${near}"?`,
    );
  });
  return { reading: { ...reading, format: 'csv', delimiter, width: headings.length, positions }, ignored };
}

/** How many of the columns that must be there a heading has; for choosing between delimiters. */
export function headingScore(headings: readonly string[], reading: Reading): number {
  const find = slotFinder(reading);
  const slots = new Set(headings.map(find));
  return Number(slots.has(ID)) + Number(slots.has(PUBLIC_KEY));
}

function missing(slot: number, headings: readonly string[], reading: Reading): SealcastError {
  const column = COLUMNS[slot]!;
  const wanted = reading.names[slot] || column;
  const near = headings.some(looksLikeData) ? null : nearest(wanted, headings);
  return unreadable(
    `there is no column "${wanted}"${wanted === column ? '' : ` for ${column}`}${found(headings)}`,
    near === null
      ? `The first row must be a heading with id and publicKey; map other names with columns: { ${column}: "…" }.`
      : `Did you mean "${near}"? Then say columns: { ${column}: "${near}" }.`,
  );
}

/**
 * Names the columns found, unless the first row looks like somebody's data: a file without a heading must not put its
 * first person into an error message.
 */
function found(headings: readonly string[]): string {
  if (headings.some(looksLikeData))
    return ` (the first row, of ${headings.length}, looks like data, not like a heading)`;
  const shown = headings.slice(0, 20).map((heading) => `"${heading.trim()}"`);
  return `; the columns are ${shown.join(', ')}${headings.length > 20 ? ', …' : ''}`;
}

function described(heading: string, headings: readonly string[]): string {
  return headings.some(looksLikeData) ? '' : ` ("${heading.trim()}")`;
}

export function looksLikeData(heading: string): boolean {
  return heading.length > limits.headingChars || /@|[{}]|\p{Nd}(?:[\s.-]*\p{Nd}){4}/u.test(heading) || isKey(heading);
}

/** Every row of an audience has a key: the surest sign that a row is no heading. */
function isKey(heading: string): boolean {
  const found = parseDeviceKeys(heading, limits.devices);
  return found !== 'key-missing' && found !== 'key-malformed';
}

/** A name that came from outside, as far as it can stand in an error message. */
function nameable(name: string): string {
  return looksLikeData(name) ? '(…)' : `"${name}"`;
}

/** The candidate with the fewest edits, when that is at most a third of the word. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const target = squeeze(word);
  let best: string | null = null;
  let least = Math.max(2, Math.floor(target.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > limits.headingChars) continue;
    const squeezed = squeeze(candidate);
    if (squeezed === '') continue;
    const far =
      squeezed.includes(target) || (squeezed.length > 2 && target.includes(squeezed)) ? 1 : edits(target, squeezed);
    if (far < least && far < target.length) {
      least = far;
      best = candidate.trim();
    }
  }
  return best;
}

/** Levenshtein distance; both words are bounded by `limits.headingChars`. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

export function unreadable(message: string, hint: string, cause?: unknown): SealcastError {
  return new SealcastError('AUDIENCE_UNREADABLE', message, cause === undefined ? { hint } : { hint, cause });
}

export function usage(message: string, hint: string): SealcastError {
  return new SealcastError('USAGE', message, { hint });
}
