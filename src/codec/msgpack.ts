/**
 * Records: MessagePack in one canonical form, so that equal values are equal bytes and what is read can be checked
 * against what was written. With decode.ts the only importer of msgpackr; `index-no-eval` is the build without
 * `new Function`, which works under a strict CSP and under `--disallow-code-generation-from-strings`.
 */
import { Packr, RESET_BUFFER_MODE } from 'msgpackr/index-no-eval';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';

export { type DecodeOptions, decodeRecord } from './decode.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true });

/**
 * The canonical MessagePack of a value: null, booleans, finite numbers, bigints of 64 bits, well-formed strings,
 * Uint8Array, arrays, Map with string keys, and plain objects. Integers take the shortest integer form, map keys stand in
 * the order of their UTF-8 bytes. The result owns its buffer and has the exact size.
 *
 * @throws SealcastError USAGE for anything else (undefined, Date, class instances, cycles …)
 */
export function encodeRecord(value: unknown): Uint8Array<ArrayBuffer> {
  const count = { items: 0 };
  const pooled = packr.pack(canonical(value, 0, count), RESET_BUFFER_MODE);
  const out = new Uint8Array(pooled);
  // msgpackr keeps its buffer for the next call, and with it the text of the last record. (A record that outgrew the
  // buffer also left a copy in the smaller one, which is the garbage collector's: personal fields fit the first 8 KB.)
  pooled.fill(0);
  if (out.length > limits.contentBytes) throw unfit(`longer than ${limits.contentBytes} bytes`);
  return out;
}

/**
 * A copy made of nothing but Map, Array, Uint8Array and primitives. msgpackr asks plain objects for `constructor` and
 * `toJSON`, which here are column names like any other.
 */
function canonical(value: unknown, depth: number, count: { items: number }): unknown {
  if (++count.items > limits.recordItems) throw unfit(`more than ${limits.recordItems} values`);
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return wellFormed(value);
    case 'number':
      if (!Number.isFinite(value)) throw unfit('a number that is not finite');
      // msgpackr writes integers beyond 32 bits as floats; as bigint they become integers.
      return Number.isInteger(value) && Math.abs(value) <= 2 ** 53 && (value > 0xffff_ffff || value < -0x8000_0000)
        ? BigInt(value)
        : value;
    case 'bigint':
      if (value >= 1n << 64n || value < -(1n << 63n)) throw unfit('an integer beyond 64 bits');
      return value >= -0x8000_0000n && value <= 0xffff_ffffn ? Number(value) : value;
    case 'object':
      break;
    default:
      throw unfit(`a value of type ${typeof value}`);
  }
  if (value === null) return null;
  if (value instanceof Uint8Array) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const prototype: unknown = Object.getPrototypeOf(value);
  const map = value instanceof Map;
  const array = Array.isArray(value);
  if (!map && !array && prototype !== Object.prototype && prototype !== null)
    throw unfit('an object with a class of its own');
  if (depth === limits.recordDepth) throw unfit(`deeper than ${limits.recordDepth} levels`);
  if (array) return Array.from(value as unknown[], (item) => canonical(item, depth + 1, count));

  const entries: [string, unknown][] = map ? [...(value as Map<string, unknown>)] : Object.entries(value);
  for (const [key] of entries) {
    if (typeof key !== 'string') throw unfit('a map key that is not a string');
    wellFormed(key);
  }
  count.items += entries.length;
  entries.sort((a, b) => compareUtf8(a[0], b[0]));
  return new Map(entries.map(([key, item]) => [key, canonical(item, depth + 1, count)]));
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function wellFormed(text: string): string {
  if (LONE_SURROGATE.test(text)) throw unfit('a string with half a surrogate pair');
  if (text.charCodeAt(0) === 0xfeff) throw unfit('a string that begins with a byte order mark');
  return text;
}

/** Order of the UTF-8 bytes, on UTF-16: surrogates stand for code points above U+FFFF, so they go last. */
function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return lastSurrogates(x) - lastSurrogates(y);
  }
  return a.length - b.length;
}

function lastSurrogates(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function unfit(what: string): SealcastError {
  return new SealcastError('USAGE', `cannot be stored as a record: ${what}`, {
    hint: 'Records hold null, booleans, finite numbers, strings, Uint8Array, arrays, and plain objects or Maps of these.',
  });
}
