/**
 * Device keys as people write them down: 32 raw bytes, hex, base64, base64url, a JWK (RFC 8037: OKP, X25519), or several.
 *
 * What is refused, and why (wire-format.md, Names and keys):
 * - bit 255 set, or u >= p: X25519 ignores the bit and reduces u, so one key would have several spellings, and a
 *   deduplication by bytes would miss that two recipients share it;
 * - the five u of low order: the shared secret is zero for every private key, so anybody could open the slot.
 *
 * No Node import: the receiver may use it.
 */

export type KeyRefusal = 'key-missing' | 'key-malformed' | 'key-private' | 'key-non-canonical' | 'key-low-order';

export const KEY_BYTES = 32;

/** A JWK as far as a device key needs one. */
export interface DeviceJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
}

/** One public key: a fresh array of 32 bytes, or why it is none. Never throws. */
export function parseDeviceKey(input: unknown): Uint8Array<ArrayBuffer> | KeyRefusal {
  try {
    if (input === undefined || input === null) return 'key-missing';
    if (input instanceof Uint8Array) return checkedKey(new Uint8Array(input));
    if (typeof input === 'string') return parseKeyText(input.trim());
    return typeof input === 'object' ? parseJwk(input) : 'key-malformed';
  } catch {
    // A getter of the caller's object, or a detached buffer.
    return 'key-malformed';
  }
}

/**
 * The keys of one person, distinct, in their order: an array of what `parseDeviceKey` reads, or text with `;` between
 * keys, or a JSON array. One bad key refuses all of them: which device would be left out is for a person to decide.
 *
 * @param max refuses more than this many, repeated ones included
 */
export function parseDeviceKeys(
  input: unknown,
  max: number,
): { keys: Uint8Array<ArrayBuffer>[]; duplicates: number } | KeyRefusal | 'too-many-devices' {
  const parts = keyParts(input);
  if (parts.length === 0) return 'key-missing';
  if (parts.length > max) return 'too-many-devices';
  const keys: Uint8Array<ArrayBuffer>[] = [];
  let duplicates = 0;
  for (const part of parts) {
    const key = parseDeviceKey(part);
    if (typeof key === 'string') return key;
    if (keys.some((earlier) => same(earlier, key))) duplicates++;
    else keys.push(key);
  }
  return { keys, duplicates };
}

/** What can be checked of a public key without a private one: null when it is fine. */
export function refusalOf(key: Uint8Array): KeyRefusal | null {
  if (key.length !== KEY_BYTES) return 'key-malformed';
  if (key[31]! >= 0x80 || !belowP(key)) return 'key-non-canonical';
  for (const point of LOW_ORDER) if (same(point, key)) return 'key-low-order';
  return null;
}

function checkedKey(key: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | KeyRefusal {
  return refusalOf(key) ?? key;
}

function keyParts(input: unknown): readonly unknown[] {
  if (Array.isArray(input)) return input.filter((part) => !blank(part));
  if (typeof input !== 'string') return blank(input) ? [] : [input];
  const text = input.trim();
  if (text.startsWith('[')) {
    const list = json(text);
    return Array.isArray(list) ? list.filter((part) => !blank(part)) : [text];
  }
  // A JWK may hold `;` in a member such as kid, so it is tried whole before it is split.
  if (text.startsWith('{') && json(text) !== undefined) return [text];
  return text.split(';').filter((part) => !blank(part));
}

function blank(part: unknown): boolean {
  return part === null || part === undefined || (typeof part === 'string' && part.trim() === '');
}

function parseKeyText(text: string): Uint8Array<ArrayBuffer> | KeyRefusal {
  if (text === '') return 'key-missing';
  if (text.length === 64) {
    const key = new Uint8Array(KEY_BYTES);
    return fromHex(text, key) ? checkedKey(key) : 'key-malformed';
  }
  if (text.length === 43 || text.length === 44) {
    const key = new Uint8Array(KEY_BYTES);
    return fromBase64(text, key, 'any') ? checkedKey(key) : 'key-malformed';
  }
  if (text.startsWith('{')) {
    const jwk = json(text);
    return typeof jwk === 'object' && jwk !== null ? parseJwk(jwk) : 'key-malformed';
  }
  // PEM armour of a private key: not readable here, but somebody must hear that it is in the list.
  return text.includes('PRIVATE KEY') ? 'key-private' : 'key-malformed';
}

function parseJwk(jwk: object): Uint8Array<ArrayBuffer> | KeyRefusal {
  const { kty, crv, x, d } = jwk as Record<string, unknown>;
  if (d !== undefined && d !== null) return 'key-private';
  if (kty !== 'OKP' || crv !== 'X25519' || typeof x !== 'string') return 'key-malformed';
  const key = new Uint8Array(KEY_BYTES);
  return x.length === 43 && fromBase64(x, key, 'url') ? checkedKey(key) : 'key-malformed';
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromHex(text: string, out: Uint8Array): boolean {
  for (let i = 0; i < out.length; i++) {
    const high = HEX[text.charCodeAt(2 * i)] ?? -1;
    const low = HEX[text.charCodeAt(2 * i + 1)] ?? -1;
    if (high < 0 || low < 0) return false;
    out[i] = (high << 4) | low;
  }
  return true;
}

/**
 * RFC 4648 of exactly 32 bytes: 43 digits, then at most one `=`. One alphabet in one key, and the two spare bits zero:
 * otherwise four texts would be one key.
 */
function fromBase64(text: string, out: Uint8Array, alphabet: 'any' | 'url'): boolean {
  if (text.length === 44 && text.charCodeAt(43) !== 0x3d) return false;
  if (/[-_]/.test(text) ? /[+/]/.test(text) : alphabet === 'url' && /[+/]/.test(text)) return false;
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < 43; i++) {
    const digit = BASE64[text.charCodeAt(i)] ?? -1;
    if (digit < 0) return false;
    held = (held << 6) | digit;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = held >>> bits;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0;
}

/** u < 2^255 − 19: little-endian, so all of 31 upper bytes at their maximum leaves 0…0xec for the lowest. */
function belowP(key: Uint8Array): boolean {
  if (key[0]! < 0xed || key[31] !== 0x7f) return true;
  for (let i = 1; i < 31; i++) if (key[i] !== 0xff) return true;
  return false;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < KEY_BYTES; i++) if (a[i] !== b[i]) return false;
  return true;
}

function table(alphabet: string): Int8Array {
  const out = new Int8Array(128).fill(-1);
  for (let i = 0; i < alphabet.length; i++) out[alphabet.charCodeAt(i)] = i;
  return out;
}

const HEX = table('0123456789abcdef');
for (let i = 10; i < 16; i++) HEX[0x41 + i - 10] = i;
const BASE64 = table('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
BASE64[0x2d] = 62;
BASE64[0x5f] = 63;

/**
 * Every canonical u of a point of order 2, 4 or 8, on the curve or on its twist: 0 (order 2), 1 (order 4), p − 1 (order
 * 4, twist), and two of order 8. Their other spellings (u + p, bit 255) are refused before, as non-canonical.
 */
const LOW_ORDER: readonly Uint8Array[] = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
].map((text) => {
  const out = new Uint8Array(KEY_BYTES);
  fromHex(text, out);
  return out;
});
