/**
 * Reading records: a structural walk of our own over every byte first, then msgpackr.
 *
 * Why the walk: a decoder that trusts lengths on the wire lets a few bytes allocate gigabytes, nest until the stack is
 * gone, or name a prototype. The walk allocates nothing that grows with the input, visits each byte once, and passes on
 * only what msgpackr then turns into plain values: no extension, no `0xc1`, no record.
 *
 * Why this entry of msgpackr: the default build holds a `new Function`. It is for msgpackr's records, which never get past
 * the walk, but whoever audits a page for its CSP finds it. `unpack-no-eval` has neither that nor the encoder, which makes
 * the receiver's bundle 6 KB (gzip) smaller.
 */
import { Unpackr } from 'msgpackr/unpack-no-eval';
import { limits } from '../device-limits.ts';
import { SealcastError } from '../errors.ts';

const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: false, int64AsType: 'auto', copyBuffers: true });
const utf8 = new TextDecoder('utf-8', { fatal: true });

export interface DecodeOptions {
  /**
   * Accept every encoding of a value (longer heads than needed, float32, unordered keys), not only the canonical one.
   * For bytes that did not come from `encodeRecord`.
   */
  anyEncoding?: boolean;
}

/**
 * One MessagePack value: null, boolean, number, bigint (integers beyond ±2^53), string, Uint8Array (a copy), array, or an
 * object without prototype. Canonical encoding only, unless asked otherwise: what is accepted, `encodeRecord` turns back
 * into the same bytes. The rules stand in docs/wire-format.md.
 *
 * @throws SealcastError UNREADABLE, with the byte where it went wrong
 */
export function decodeRecord(bytes: Uint8Array, options: DecodeOptions = {}): unknown {
  // A view of our own: msgpackr leaves a property on the array it is given, and reads a Buffer by other routes.
  const own = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  walk(own, options.anyEncoding !== true);
  return plain(unpackr.unpack(own), own);
}

/** Which values a head byte announces, and the smallest value or length that justifies it in canonical form. */
const FIXED_BYTES: Readonly<Record<number, number>> = {
  192: 0, // nil
  194: 0, // false
  195: 0, // true
  202: 4, // float 32
  203: 8, // float 64
  204: 1, // uint 8, 16, 32, 64
  205: 2,
  206: 4,
  207: 8,
  208: 1, // int 8, 16, 32, 64
  209: 2,
  210: 4,
  211: 8,
};

function walk(bytes: Uint8Array, canonical: boolean): void {
  const end = bytes.length;
  if (end > limits.contentBytes) throw refused(0, `longer than ${limits.contentBytes} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  // One level per open container: values still to come (a map counts keys and values), and for maps the last key seen.
  const left = new Float64Array(limits.recordDepth);
  const isMap = new Uint8Array(limits.recordDepth);
  const keyStart = new Float64Array(limits.recordDepth);
  const keyEnd = new Float64Array(limits.recordDepth);
  let depth = 0;
  let items = 0;
  let at = 0;

  do {
    const start = at;
    if (at >= end) throw refused(start, 'the value ends too early');
    if (++items > limits.recordItems) throw refused(start, `more than ${limits.recordItems} values`);
    const head = bytes[at++]!;
    const level = depth - 1;
    const key = depth > 0 && isMap[level] === 1 && left[level]! % 2 === 0;
    if (depth > 0) left[level]!--;

    let opens = 0;
    let opensMap = false;
    if (head < 0x80 || head >= 0xe0) {
      if (key) throw refused(start, 'a map key is not a string');
    } else if (head >= 0xa0 && head < 0xc0) {
      at = text(bytes, start, at, head & 0x1f);
    } else if (head >= 0xd9 && head <= 0xdb) {
      const length = sized(view, start, at, head - 0xd9, end);
      if (canonical && length < [0x20, 0x100, 0x10000][head - 0xd9]!) throw refused(start, 'a longer head than needed');
      at = text(bytes, start, at + (1 << (head - 0xd9)), length);
    } else if (key) {
      throw refused(start, 'a map key is not a string');
    } else if (head >= 0xc4 && head <= 0xc6) {
      const length = sized(view, start, at, head - 0xc4, end);
      if (canonical && length < [0, 0x100, 0x10000][head - 0xc4]!) throw refused(start, 'a longer head than needed');
      at += (1 << (head - 0xc4)) + length;
    } else if (head < 0x90) {
      opens = head & 0x0f;
      opensMap = true;
    } else if (head < 0xa0) {
      opens = head & 0x0f;
    } else if (head >= 0xdc && head <= 0xdf) {
      const wide = head & 1;
      opens = sized(view, start, at, 1 + wide, end);
      opensMap = head >= 0xde;
      at += 2 << wide;
      if (canonical && opens < [0x10, 0x10000][wide]!) throw refused(start, 'a longer head than needed');
    } else {
      const width = FIXED_BYTES[head];
      if (width === undefined) throw refused(start, 'an extension or unused type');
      if (width > end - at) throw refused(start, 'the value ends too early');
      if (canonical && !shortest(view, head, at)) throw refused(start, 'a number not in its canonical form');
      at += width;
    }
    if (at > end) throw refused(start, 'the value ends too early');

    if (key) {
      const textStart = start + (head < 0xc0 ? 1 : 1 + (1 << (head - 0xd9)));
      // Ascending order makes the encoding unique and finds duplicates without remembering all keys.
      if (canonical && keyEnd[level]! > 0 && compare(bytes, keyStart[level]!, keyEnd[level]!, textStart, at) >= 0)
        throw refused(start, 'map keys out of order, or twice');
      keyStart[level] = textStart;
      keyEnd[level] = at;
    }
    if (opens > 0) {
      // Each value takes a byte at least, so a count beyond what is left is refused before anything is allocated for it.
      const values = opensMap ? 2 * opens : opens;
      if (values > end - at) throw refused(start, 'more values announced than bytes left');
      if (depth === limits.recordDepth) throw refused(start, `deeper than ${limits.recordDepth} levels`);
      left[depth] = values;
      isMap[depth] = opensMap ? 1 : 0;
      keyEnd[depth] = 0;
      depth++;
    }
    while (depth > 0 && left[depth - 1] === 0) depth--;
  } while (depth > 0);
  if (at !== end) throw refused(at, 'bytes left over behind the value');
}

/** A length of 1, 2 or 4 bytes (`power` 0, 1, 2), big-endian. */
function sized(view: DataView, start: number, at: number, power: number, end: number): number {
  if (1 << power > end - at) throw refused(start, 'the value ends too early');
  return power === 0 ? view.getUint8(at) : power === 1 ? view.getUint16(at) : view.getUint32(at);
}

/** Checks a string's bytes, answers where they end. */
function text(bytes: Uint8Array, start: number, at: number, length: number): number {
  const end = at + length;
  if (end > bytes.length) throw refused(start, 'the value ends too early');
  for (let i = at; i < end; i++) {
    if (bytes[i]! < 0x80) continue;
    try {
      utf8.decode(bytes.subarray(at, end));
    } catch {
      throw refused(start, 'a string is not UTF-8');
    }
    break;
  }
  // msgpackr's TextDecoder drops a byte order mark from longer strings: the value would come back changed.
  if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf && length >= 3)
    throw refused(start, 'a string begins with a byte order mark');
  return end;
}

function shortest(view: DataView, head: number, at: number): boolean {
  switch (head) {
    case 0xca:
      return false;
    case 0xcb: {
      const value = view.getFloat64(at);
      return Number.isFinite(value) && !(Number.isInteger(value) && Math.abs(value) <= 2 ** 53);
    }
    case 0xcc:
      return view.getUint8(at) >= 0x80;
    case 0xcd:
      return view.getUint16(at) >= 0x100;
    case 0xce:
      return view.getUint32(at) >= 0x10000;
    case 0xcf:
      return view.getBigUint64(at) >= 1n << 63n;
    case 0xd0:
      return view.getInt8(at) < -0x20;
    case 0xd1:
      return view.getInt16(at) < -0x80;
    case 0xd2:
      return view.getInt32(at) < -0x8000;
    case 0xd3: {
      const value = view.getBigInt64(at);
      return value > 0xffff_ffffn || value < -0x8000_0000n;
    }
    default:
      return true;
  }
}

function compare(bytes: Uint8Array, a: number, aEnd: number, b: number, bEnd: number): number {
  for (; a < aEnd && b < bEnd; a++, b++) if (bytes[a] !== bytes[b]) return bytes[a]! - bytes[b]!;
  return aEnd - a - (bEnd - b);
}

/** Maps become objects without prototype: `__proto__`, `constructor` and `toString` are then keys like any other. */
function plain(value: unknown, bytes: Uint8Array): unknown {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = plain(value[i], bytes);
    return value;
  }
  if (!(value instanceof Map)) return value;
  const out: Record<string, unknown> = Object.create(null);
  for (const [key, item] of value as Map<string, unknown>) out[key] = plain(item, bytes);
  return out;
}

function refused(byte: number, what: string): SealcastError {
  return new SealcastError('UNREADABLE', `not a record: ${what} (byte ${byte})`, {
    hint: 'The bytes are damaged, or were not written by Sealcast.',
    position: { byte },
  });
}
