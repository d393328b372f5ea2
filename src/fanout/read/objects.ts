/**
 * Recipients as the host's own objects. They are read here, on the main thread, because they cannot be trusted to survive
 * the way to another: a getter may throw or answer differently the second time, a proxy may do anything. Each field is
 * read once and copied into one line of JSON, an array of cells in the order of the slots.
 */
import { limits } from '../../limits.ts';
import type { ChunkBuilder } from './chunk.ts';
import { COLUMNS, ignoredName, knownSlot, PUBLIC_KEY, plainHeading, type Reading, slotFinder } from './columns.ts';
import type { RefusalReason } from './refusal.ts';

/** Stands for a value that cannot be carried (a function, a cycle, not a number): malformed in every column. */
const MALFORMED = [[]] as const;

/** Thrown by `copy`: a route with one such value deep inside is no route, and must not be sealed as if it were. */
const UNFIT = Symbol('cannot be carried');

class Unreadable extends Error {
  readonly column: string;
  readonly reason: RefusalReason;

  constructor(column: string, reason: RefusalReason) {
    super(reason);
    this.column = column;
    this.reason = reason;
  }
}

export class ObjectCutter {
  readonly #out: ChunkBuilder;
  readonly #find: (heading: string) => number;
  readonly #slots: number;
  /** What each slot is called where objects have it as a property of their class (a getter) and not of their own. */
  readonly #names: readonly string[];
  readonly #seen = new Map<string, number>();
  readonly #ignored: Set<string>;
  readonly #line = new Uint8Array(limits.rowBytes + 1);
  readonly #encoder = new TextEncoder();

  constructor(reading: Reading, out: ChunkBuilder, ignored: Set<string>) {
    this.#out = out;
    this.#find = slotFinder(reading);
    this.#slots = COLUMNS.length + reading.personal.length;
    this.#names = [
      ...COLUMNS.map((column, slot) => reading.names[slot] || column),
      // A personal name that means a known column has no cell of its own.
      ...reading.personal.map((name) => (knownSlot(name, reading) < 0 ? name : '')),
    ];
    this.#ignored = ignored;
  }

  push(item: unknown): void {
    try {
      const text = this.#text(item);
      const { read, written } = this.#encoder.encodeInto(text, this.#line);
      if (read < text.length || written > limits.rowBytes) throw new Unreadable('', 'row-too-long');
      this.#out.add(this.#line, 0, written, 0, 0);
    } catch (error) {
      const { column, reason } = error instanceof Unreadable ? error : new Unreadable('', 'not-an-object');
      this.#out.refuse(0, column, reason, 0);
    }
  }

  wipe(): void {
    this.#line.fill(0);
  }

  #text(item: unknown): string {
    if (typeof item !== 'object' || item === null || Array.isArray(item) || ArrayBuffer.isView(item))
      throw new Unreadable('', 'not-an-object');
    const cells = new Array<unknown>(this.#slots).fill(null);
    const room = { bytes: limits.rowBytes };
    const keys = Object.keys(item);
    if (keys.length > limits.columns) throw new Unreadable('', 'row-too-long');
    const filled = new Set<number>();
    for (const key of keys) {
      const slot = this.#slotOf(key);
      if (slot < 0) continue;
      if (filled.has(slot)) throw new Unreadable(COLUMNS[slot] ?? '', 'field-twice');
      filled.add(slot);
      cells[slot] = this.#cell(item, key, slot, room);
    }
    for (let slot = 0; slot < this.#slots; slot++) {
      const name = this.#names[slot]!;
      // Inherited names count when a class defines them, not what every object has (constructor, toString).
      if (!filled.has(slot) && name !== '' && name in item && !(name in Object.prototype))
        cells[slot] = this.#cell(item, name, slot, room);
    }
    const text = JSON.stringify(cells);
    if (text.length > limits.rowBytes) throw new Unreadable('', 'row-too-long');
    return text;
  }

  #slotOf(key: string): number {
    if (key.length > limits.headingChars) return -1;
    const known = this.#seen.get(key);
    if (known !== undefined) return known;
    const slot = this.#find(key);
    // Names of a hostile audience may be endless; those of a real one are few.
    if (this.#seen.size < 4 * limits.columns) this.#seen.set(key, slot);
    if (slot < 0 && this.#ignored.size < limits.columns && plainHeading(key) !== '')
      this.#ignored.add(ignoredName(key));
    return slot;
  }

  #cell(item: object, key: string, slot: number, room: { bytes: number }): unknown {
    try {
      const value: unknown = (item as Record<string, unknown>)[key];
      return slot === PUBLIC_KEY ? keyCell(value, room) : copy(value, room, 0);
    } catch (error) {
      if (error === UNFIT) return MALFORMED;
      throw error instanceof Unreadable ? error : new Unreadable(COLUMNS[slot] ?? '', 'field-malformed');
    }
  }
}

/** Raw keys cross as hex, which a worker reads like any other notation. */
function keyCell(value: unknown, room: { bytes: number }): unknown {
  if (value instanceof Uint8Array) return rawKey(value, room);
  if (Array.isArray(value)) {
    // One more than allowed is enough to be refused for.
    return value
      .slice(0, limits.devices + 1)
      .map((key) => (key instanceof Uint8Array ? rawKey(key, room) : copy(key, room, 1)));
  }
  return copy(value, room, 0);
}

function rawKey(key: Uint8Array, room: { bytes: number }): unknown {
  take(room, 64);
  if (key.length !== 32) throw UNFIT;
  return Buffer.from(key).toString('hex');
}

/** A copy made of JSON's values alone. */
function copy(value: unknown, room: { bytes: number }, depth: number): unknown {
  take(room, 1);
  switch (typeof value) {
    case 'string':
      take(room, value.length);
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw UNFIT;
      return value;
    case 'bigint':
      // Written out before it is known to be short, a bigint can take minutes.
      if (value >= LONGEST_INTEGER || value <= -LONGEST_INTEGER) throw UNFIT;
      return String(value);
    case 'boolean':
      return value;
    case 'undefined':
      return null;
    case 'object':
      break;
    default:
      throw UNFIT;
  }
  if (value === null) return null;
  if (depth === limits.fieldDepth || ArrayBuffer.isView(value) || value instanceof Date) throw UNFIT;
  if (Array.isArray(value)) {
    const out: unknown[] = [];
    // Not map: an array with a length of a billion and nothing in it would be walked to its end before anybody looked.
    for (let i = 0; i < value.length; i++) out.push(copy(value[i], room, depth + 1));
    return out;
  }
  const out: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    take(room, key.length);
    out[key] = copy(item, room, depth + 1);
  }
  return out;
}

const LONGEST_INTEGER = 10n ** 40n;

function take(room: { bytes: number }, bytes: number): void {
  room.bytes -= bytes;
  if (room.bytes < 0) throw new Unreadable('', 'row-too-long');
}
