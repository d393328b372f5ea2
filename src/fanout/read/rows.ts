/**
 * Parses a chunk, in a worker: bytes in, one normalised `Row` after the other out. Every row the chunk holds is either
 * accepted or refused, once; nothing a row says can stop the others.
 */
import { isUtf8 } from 'node:buffer';
import { encodeRecord } from '../../codec/msgpack.ts';
import { parseDeviceKeys } from '../../crypto/device-key.ts';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import {
  boundedText,
  normaliseEmail,
  normaliseId,
  normaliseLocale,
  normaliseMinor,
  normaliseName,
  normalisePhone,
  normaliseTags,
  normaliseText,
  normaliseTimeZone,
} from '../normalise.ts';
import { type Chunk, INDEX } from './chunk.ts';
import {
  AVATAR,
  COLUMNS,
  type Column,
  EMAIL,
  ID,
  knownSlot,
  LOCALE,
  MINOR,
  NAME,
  PHONE,
  PUBLIC_KEY,
  type Reading,
  ROUTE,
  slotFinder,
  TAGS,
  TIME_ZONE,
} from './columns.ts';
import { csvRecords } from './csv.ts';
import type { RefusalReason } from './refusal.ts';

export interface RowSink {
  /** `row` is one reused object, its byte arrays included: copy what you keep. */
  accept(row: Row): void;
  refuse(row: number, line: number, column: string, reason: RefusalReason): void;
}

export interface Row {
  /** Ordinal in the audience, from 1. */
  row: number;
  /** Physical line in the file, from 1; 0 when there is no file. */
  line: number;
  /** NFC, trimmed; 1 to `limits.idBytes` bytes. */
  id: string;
  idBytes: Uint8Array;
  /** 32 bytes each, checked, distinct, in their order; 1 to `limits.devices`. */
  keys: Uint8Array[];
  /** E.164, with its `+`. */
  phone: string | null;
  email: string | null;
  name: string | null;
  /** BCP 47. */
  locale: string | null;
  avatar: string | null;
  tags: string[];
  /** UTF-8 of a text, or of the JSON of an object. */
  route: Uint8Array | null;
  /** A name of the tz database; null also where nobody asks. */
  timeZone: string | null;
  /** Null: not known, or nobody asks. */
  minor: boolean | null;
  /** A msgpack map of text to text, at most `personalBytes` long; empty when there are no personal fields. */
  personal: Uint8Array;
  /** Malformed optional fields, left out: bit n is COLUMNS[n], bit COLUMNS.length any personal field. */
  dropped: number;
  /** Keys that this row repeated. */
  duplicateKeys: number;
}

/** Bit n of `Row.dropped`. */
export const DROPPABLE: readonly (Column | 'personal')[] = [...COLUMNS, 'personal'];

/** Rows handed to csv-parse at once, and between two looks at `stopped`: at 10 µs a row far below `limits.abortMs`. */
const RUN_ROWS = 64;

const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * @param stopped asked at least every 64 rows
 * @throws SealcastError ABORTED once `stopped` says so; what was accepted until then is to be discarded
 */
export function parseRows(chunk: Chunk, reading: Reading, sink: RowSink, stopped: () => boolean): void {
  for (const { row, line, column, reason } of chunk.refusals) sink.refuse(row, line, column, reason);
  const reader = new RowReader(reading);
  const { index } = chunk;
  const count = index.length / INDEX;
  const cut = (row: number): number => (row < count ? index[INDEX * row]! : chunk.bytes.length);
  // One view for all: csv-parse and JSON.parse want a Buffer's methods, and none of them writes.
  const bytes = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.length);
  try {
    for (let from = 0; from < count; from += RUN_ROWS) {
      if (stopped()) throw new SealcastError('ABORTED', 'stopped while reading the audience');
      const to = Math.min(from + RUN_ROWS, count);
      const valid = isUtf8(bytes.subarray(cut(from), cut(to)));
      const records =
        valid && chunk.format === 'csv' ? csvRecords(bytes.subarray(cut(from), cut(to)), reading.delimiter) : [];
      const agreed = records.length === to - from && records.every((record) => record.length === reading.width);
      for (let row = from; row < to; row++) {
        const ordinal = index[INDEX * row + 1]!;
        const line = index[INDEX * row + 2]!;
        // The line end stays out: for NDJSON it is white space, for CSV the record's own end.
        const text = bytes.subarray(cut(row), cut(row + 1) - 1);
        let found: Fault | null;
        if (!valid && !isUtf8(text)) found = fault('', 'not-utf8');
        else if (chunk.format === 'csv') {
          found = reader.csv(agreed ? records[row - from] : alone(text, reading.delimiter));
        } else if (chunk.format === 'ndjson') found = reader.ndjson(text.toString('utf8'));
        else found = reader.objects(text.toString('utf8'));
        if (found === null) sink.accept(reader.accepted(ordinal, line));
        else sink.refuse(ordinal, line, found.column, found.reason);
      }
    }
  } finally {
    reader.wipe();
  }
}

/** A row that csv-parse would not have together with its neighbours. */
function alone(text: Buffer, delimiter: string): string[] | undefined {
  const records = csvRecords(text, delimiter);
  return records.length === 1 ? records[0] : undefined;
}

/** Why a row is refused, and for which column. */
interface Fault {
  readonly column: string;
  readonly reason: RefusalReason;
}

const fault = (column: string, reason: RefusalReason): Fault => ({ column, reason });

/** Each reading method fills the one row, or answers what is wrong with it. */
class RowReader {
  readonly #reading: Reading;
  readonly #find: (heading: string) => number;
  readonly #slotOf = new Map<string, number>();
  readonly #cells: unknown[];
  readonly #personalSlots: readonly number[];
  readonly #encoder = new TextEncoder();
  /** Of one chunk only: a column may hold what is no locale, and a worker must not keep it. */
  readonly #locales = new Map<string, string | null>();
  readonly #idBytes = new Uint8Array(limits.idBytes);
  readonly #row: Row = {
    row: 0,
    line: 0,
    id: '',
    idBytes: NOTHING,
    keys: [],
    phone: null,
    email: null,
    name: null,
    locale: null,
    avatar: null,
    tags: [],
    route: null,
    timeZone: null,
    minor: null,
    personal: NOTHING,
    dropped: 0,
    duplicateKeys: 0,
  };

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#find = slotFinder(reading);
    this.#cells = new Array<unknown>(COLUMNS.length + reading.personal.length).fill(null);
    this.#personalSlots = reading.personal.map((name, i) => {
      const known = knownSlot(name, reading);
      return known >= 0 ? known : COLUMNS.length + i;
    });
  }

  accepted(row: number, line: number): Row {
    this.#row.row = row;
    this.#row.line = line;
    return this.#row;
  }

  wipe(): void {
    this.#idBytes.fill(0);
    this.#row.personal.fill(0);
    this.#row.route?.fill(0);
    for (const key of this.#row.keys) key.fill(0);
  }

  csv(record: readonly string[] | undefined): Fault | null {
    const { positions, width } = this.#reading;
    // The cutter counted them: this is csv-parse being of another mind.
    if (record?.length !== width) return fault('', 'column-count');
    for (let slot = 0; slot < positions.length; slot++) {
      const position = positions[slot]!;
      this.#cells[slot] = position < 0 ? null : record[position];
    }
    return this.#read();
  }

  ndjson(text: string): Fault | null {
    let object: unknown;
    try {
      object = JSON.parse(text);
    } catch {
      return fault('', 'not-json');
    }
    if (typeof object !== 'object' || object === null || Array.isArray(object)) return fault('', 'not-an-object');
    const cells = this.#cells.fill(undefined);
    for (const [key, value] of Object.entries(object)) {
      const slot = this.#fieldSlot(key);
      if (slot < 0) continue;
      if (cells[slot] !== undefined) return fault(COLUMNS[slot] ?? '', 'field-twice');
      cells[slot] = value;
    }
    return this.#read();
  }

  /** What `ObjectCutter` wrote: never malformed, but this is a thread boundary, and a slip must cost one row at most. */
  objects(text: string): Fault | null {
    let cells: unknown;
    try {
      cells = JSON.parse(text);
    } catch {
      cells = null;
    }
    if (!Array.isArray(cells) || cells.length !== this.#cells.length) return fault('', 'not-an-object');
    for (let slot = 0; slot < cells.length; slot++) this.#cells[slot] = cells[slot];
    return this.#read();
  }

  #fieldSlot(key: string): number {
    if (key.length > limits.headingChars) return -1;
    const known = this.#slotOf.get(key);
    if (known !== undefined) return known;
    const slot = this.#find(key);
    if (this.#slotOf.size < 4 * limits.columns) this.#slotOf.set(key, slot);
    return slot;
  }

  /** The cells of a row are in place. */
  #read(): Fault | null {
    const cells = this.#cells;
    const row = this.#row;
    row.dropped = 0;

    const id = normaliseId(cells[ID]);
    if (id === null) return fault('id', 'id-malformed');
    if (id === '') return fault('id', 'id-missing');
    // Below it in UTF-16 does not mean below it in UTF-8: encodeInto tells, by not reading all.
    const { read, written } = this.#encoder.encodeInto(id, this.#idBytes);
    if (read < id.length) return fault('id', 'id-too-long');
    row.id = id;
    row.idBytes = this.#idBytes.subarray(0, written);

    const keys = parseDeviceKeys(cells[PUBLIC_KEY], limits.devices);
    if (typeof keys === 'string') return fault('publicKey', keys);
    row.keys = keys.keys;
    row.duplicateKeys = keys.duplicates;

    row.name = this.#optional(NAME, normaliseName);
    row.phone = this.#optional(PHONE, (text) => normalisePhone(text, this.#reading.defaultCountry));
    row.email = this.#optional(EMAIL, normaliseEmail);
    row.avatar = this.#optional(AVATAR, (text) => boundedText(text, limits.avatarBytes));
    row.locale = this.#optional(LOCALE, (text) => normaliseLocale(text, this.#locales));
    row.tags = this.#tags();
    row.route = this.#route();
    if (this.#reading.hours) {
      row.timeZone = this.#optional(TIME_ZONE, normaliseTimeZone);
      row.minor = this.#minor();
    }

    const personal = this.#personal();
    if (personal === null) return fault('', 'personal-too-long');
    row.personal = personal;
    return null;
  }

  /** A text column: null when it is absent, empty, or malformed (then counted). */
  #optional(slot: number, normalise: (text: string) => string | null): string | null {
    const cell = this.#cells[slot];
    if (cell === null || cell === undefined || cell === '') return null;
    // JSON has numbers, and people put phones and names of places into them.
    const text = typeof cell === 'number' && Number.isSafeInteger(cell) ? String(cell) : cell;
    if (typeof text === 'string' && text.trim() === '') return null;
    const value = typeof text === 'string' ? normalise(text) : null;
    if (value === null) this.#drop(slot);
    return value === '' ? null : value;
  }

  #tags(): string[] {
    const cell = this.#cells[TAGS];
    if (cell === null || cell === undefined) return [];
    const tags = normaliseTags(cell);
    if (tags === null) this.#drop(TAGS);
    return tags ?? [];
  }

  #minor(): boolean | null {
    const cell = this.#cells[MINOR];
    if (cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '')) return null;
    const minor = normaliseMinor(cell);
    if (minor === null) this.#drop(MINOR);
    return minor;
  }

  #route(): Uint8Array | null {
    const cell = this.#cells[ROUTE];
    if (cell === null || cell === undefined) return null;
    const object = typeof cell === 'object' && !Array.isArray(cell) && shallow(cell, limits.fieldDepth);
    const text = object ? JSON.stringify(cell) : typeof cell === 'string' ? boundedText(cell, limits.routeBytes) : null;
    if (text === '') return null;
    const bytes = text === null ? null : this.#encoder.encode(text);
    if (bytes === null || bytes.length > limits.routeBytes) {
      this.#drop(ROUTE);
      return null;
    }
    return bytes;
  }

  /** Null: too long. */
  #personal(): Uint8Array | null {
    const { personal, personalBytes } = this.#reading;
    if (personal.length === 0) return NOTHING;
    const fields: Record<string, string> = Object.create(null);
    let any = false;
    let bytes = 0;
    for (let i = 0; i < personal.length; i++) {
      const text = this.#personalText(this.#personalSlots[i]!);
      if (text === '') continue;
      any = true;
      fields[personal[i]!] = text;
      bytes += text.length;
    }
    if (!any) return NOTHING;
    if (bytes > personalBytes) return null;
    const map = encodeRecord(fields);
    return map.length > personalBytes ? null : map;
  }

  #personalText(slot: number): string {
    const row = this.#row;
    switch (slot) {
      case ID:
        return row.id;
      case NAME:
        return row.name ?? '';
      case PHONE:
        return row.phone ?? '';
      case EMAIL:
        return row.email ?? '';
      case AVATAR:
        return row.avatar ?? '';
      case LOCALE:
        return row.locale ?? '';
      case TAGS:
        return row.tags.join(';');
      default: {
        const cell = this.#cells[slot];
        if (cell === null || cell === undefined) return '';
        const scalar = typeof cell === 'string' || typeof cell === 'boolean' || typeof cell === 'number';
        const text = scalar ? normaliseText(String(cell)) : null;
        if (text === null) this.#drop(COLUMNS.length);
        return text ?? '';
      }
    }
  }

  #drop(bit: number): void {
    this.#row.dropped |= 1 << bit;
  }
}

/** JSON.parse takes any depth, JSON.stringify as much as the stack of the thread happens to have left. */
function shallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((item) => shallow(item, levels - 1));
}
