import { scrypt } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Random } from '../ports/random.ts';

/**
 * The keyring file: blocks of 512 bytes, the unit a disk writes whole.
 *
 *     block 0  header      1  its copy      2  map      3  its copy      4 …  slots
 *
 * header   who may open the file. Both copies are equal except while a passphrase is being changed.
 *
 *     0   8   "SCKEYRNG"
 *     8   2   version 1
 *     10  1   kdf: 0 none, 1 scrypt
 *     11  1   scrypt: log2 N
 *     12  2   r
 *     14  2   p
 *     16  8   generation: one more with every change
 *     24  32  scrypt: salt. none: the secret itself, so that whoever reads the file has every key in it
 *     56  32  check = HKDF-Expand(kek, "sealcast v1 keyring check", 32): commits to the passphrase, so that no other one opens the file
 *     88  24  nonce
 *     112 48  XChaCha20-Poly1305(HKDF-Expand(kek, "sealcast v1 keyring wrap", 32), nonce, master key), aad = bytes 0..88
 *     160 320 zero
 *     480 32  SHA-256 of bytes 0..480: tells a damaged header from a wrong passphrase; proves nothing against an attacker
 *
 *     kek = HKDF-Extract("sealcast v1 keyring", kdf none: bytes 24..56; scrypt: scrypt(passphrase, salt, N, r, p, 32))
 *
 * map      which slots hold something, so that a slot lost to a bad sector is damage and not an empty slot.
 *
 *     0   8   "SCKEYMAP"
 *     8   8   generation; the valid copy with the higher one counts
 *     16  4   slots in the file
 *     20  4   slots in flux, 0 to 2
 *     24  8   their numbers: these may hold anything, a write to them may have been cut short
 *     32  256 one bit a slot, least significant first: it holds a secret
 *     288 192 zero
 *     480 32  HMAC-SHA-256(HKDF-Expand(master key, "sealcast v1 keyring map", 32), bytes 0..480)
 *
 * slot     one secret, or nothing; free ones are zero.
 *
 *     0   24  nonce
 *     24  488 XChaCha20-Poly1305(HKDF-Expand(master key, "sealcast v1 keyring slot", 32), nonce, plaintext),
 *             aad = "sealcast v1 keyring slot" ‖ 0x00 ‖ number of the slot(4)
 *
 *     plaintext: sequence(8) ‖ name length(1) ‖ 0(1) ‖ value length(2) ‖ name, zeros to 64 ‖ value, zeros to 472
 */
export const BLOCK = 512;
export const FIRST_MAP = 2;
export const SECOND_MAP = 3;
export const FIRST_SLOT = 4;
const MAP_BYTES = 256;
const SLOT_PLAIN = BLOCK - 24 - 16;
const NAME_AT = 12;
const VALUE_AT = 76;

const utf8 = new TextEncoder();
const HEADER_MAGIC = utf8.encode('SCKEYRNG');
const MAP_MAGIC = utf8.encode('SCKEYMAP');
const KEK_SALT = utf8.encode('sealcast v1 keyring');
const CHECK_LABEL = utf8.encode('sealcast v1 keyring check');
const WRAP_LABEL = utf8.encode('sealcast v1 keyring wrap');
const MAP_LABEL = utf8.encode('sealcast v1 keyring map');
const SLOT_LABEL = utf8.encode('sealcast v1 keyring slot');

const nameFits = NAME_AT + limits.secretNameChars <= VALUE_AT;
if (MAP_BYTES * 8 < limits.keyringSlots || !nameFits || VALUE_AT + limits.secretBytes > SLOT_PLAIN)
  throw new Error('file-format.ts: the limits of the keyring do not fit its blocks');

const KDF_NONE = 0;
const KDF_SCRYPT = 1;

/** What opens map and slots. */
export interface FileKeys {
  readonly master: Uint8Array;
  readonly map: Uint8Array;
  readonly slot: Uint8Array;
}

export interface SlotMap {
  readonly generation: number;
  readonly count: number;
  readonly flux: readonly number[];
  readonly used: ReadonlySet<number>;
}

export interface Secret {
  readonly slot: number;
  readonly sequence: number;
  readonly name: string;
  readonly value: Uint8Array;
}

export interface Contents {
  readonly map: SlotMap;
  /** The block it was read from: the last one to be overwritten. */
  readonly mapBlock: number;
  /** The newest secret of every name. */
  readonly secrets: Map<string, Secret>;
  /** Highest sequence number in use. */
  readonly sequence: number;
  /** Slots in flux that hold no secret of `secrets`: remains of a write that was cut short. */
  readonly remains: readonly number[];
  /** Both copies of the map are there, equal, and nothing is in flux. */
  readonly tidy: boolean;
}

export function block(file: Uint8Array, index: number): Uint8Array {
  return file.subarray(index * BLOCK, (index + 1) * BLOCK);
}

// ---- header -------------------------------------------------------------------------------------------------------

/** A header block with fresh salt (or secret), nonce and wrap. `passphrase` null: kdf none. */
export async function encodeHeader(
  master: Uint8Array,
  generation: number,
  passphrase: Uint8Array | null,
  logN: number,
  random: Random,
): Promise<Uint8Array> {
  const out = new Uint8Array(BLOCK);
  const fields = view(out);
  out.set(HEADER_MAGIC);
  fields.setUint16(8, 1, true);
  if (passphrase !== null) {
    out[10] = KDF_SCRYPT;
    out[11] = logN;
    fields.setUint16(12, limits.scryptR, true);
    fields.setUint16(14, 1, true);
  }
  fields.setBigUint64(16, BigInt(generation), true);
  out.set(random.bytes(32), 24);
  const kek = await deriveKek(out, passphrase);
  const wrapKey = expand(sha256, kek, WRAP_LABEL, 32);
  try {
    out.set(expand(sha256, kek, CHECK_LABEL, 32), 56);
    out.set(random.bytes(24), 88);
    out.set(xchacha20poly1305(wrapKey, out.subarray(88, 112), out.subarray(0, 88)).encrypt(master), 112);
  } finally {
    kek.fill(0);
    wrapKey.fill(0);
  }
  out.set(sha256(out.subarray(0, 480)), 480);
  return out;
}

export function headerGeneration(header: Uint8Array): number {
  return Number(view(header).getBigUint64(16, true));
}

export function headerHasPassphrase(header: Uint8Array): boolean {
  return header[10] === KDF_SCRYPT;
}

/**
 * The valid ones of the two header copies, newest first, equal ones once. Everything in them is within its bounds:
 * nothing is allocated or computed by a number from a header that has not passed here.
 */
export function readHeaders(file: Uint8Array): Uint8Array[] {
  if (file.length < FIRST_SLOT * BLOCK) {
    const ours = file.length >= 8 && equal(file.subarray(0, 8), HEADER_MAGIC);
    throw ours || file.length < 8 ? damaged('the keyring file is cut short') : foreign();
  }
  const copies = [block(file, 0), block(file, 1)];
  if (!copies.some((copy) => equal(copy.subarray(0, 8), HEADER_MAGIC))) throw foreign();
  const whole = copies.filter((copy) => equal(sha256(copy.subarray(0, 480)), copy.subarray(480)));
  if (whole.length === 0) throw damaged('both headers of the keyring file are damaged');
  const valid = whole.filter((copy) => {
    const fields = view(copy);
    if (!equal(copy.subarray(0, 8), HEADER_MAGIC) || fields.getUint16(8, true) !== 1)
      throw damaged('the keyring file was written by another version');
    const kdf = [copy[11]!, fields.getUint16(12, true), fields.getUint16(14, true)] as const;
    if (copy[10] === KDF_SCRYPT) {
      const [logN, r, p] = kdf;
      if (logN > limits.scryptLogNMax || r > limits.scryptR || p > limits.scryptPMax)
        throw damaged('the keyring file asks for more scrypt work than is allowed');
      if (logN < limits.scryptLogNMin || r < limits.scryptR || p < 1)
        throw damaged('the keyring file asks for less scrypt work than is safe');
    } else if (copy[10] !== KDF_NONE || kdf.some((n) => n !== 0)) {
      throw damaged('the keyring file was written by another version');
    }
    return isZero(copy.subarray(160, 480)) && fields.getBigUint64(16, true) <= BigInt(Number.MAX_SAFE_INTEGER);
  });
  if (valid.length === 0) throw damaged('both headers of the keyring file are damaged');
  valid.sort((a, b) => headerGeneration(b) - headerGeneration(a));
  return valid.length === 2 && equal(valid[0]!, valid[1]!) ? [valid[0]!] : valid;
}

/** The master key, or null when the passphrase is not this header's. */
export async function openHeader(header: Uint8Array, passphrase: Uint8Array | null): Promise<Uint8Array | null> {
  if (headerHasPassphrase(header) !== (passphrase !== null)) return null;
  const kek = await deriveKek(header, passphrase);
  const wrapKey = expand(sha256, kek, WRAP_LABEL, 32);
  try {
    if (!equal(expand(sha256, kek, CHECK_LABEL, 32), header.subarray(56, 88))) return null;
    return xchacha20poly1305(wrapKey, header.subarray(88, 112), header.subarray(0, 88)).decrypt(
      header.subarray(112, 160),
    );
  } catch (cause) {
    throw damaged('the master key of the keyring file is damaged', undefined, cause);
  } finally {
    kek.fill(0);
    wrapKey.fill(0);
  }
}

async function deriveKek(header: Uint8Array, passphrase: Uint8Array | null): Promise<Uint8Array> {
  const salt = header.subarray(24, 56);
  if (passphrase === null) return extract(sha256, salt, KEK_SALT);
  const fields = view(header);
  const stretched = await stretch(
    passphrase,
    salt,
    header[11]!,
    fields.getUint16(12, true),
    fields.getUint16(14, true),
  );
  try {
    return extract(sha256, stretched, KEK_SALT);
  } finally {
    stretched.fill(0);
  }
}

function stretch(passphrase: Uint8Array, salt: Uint8Array, logN: number, r: number, p: number): Promise<Uint8Array> {
  const N = 2 ** logN;
  // RFC 7914: 128·N·r for V and 128·r·p for B; OpenSSL wants a little more. Node's default stops below N = 2^15.
  const maxmem = 128 * r * (N + p + 8) + 65_536;
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, { N, r, p, maxmem }, (cause, key) => {
      if (cause === null) resolve(key);
      else
        reject(new SealcastError('KEYRING_PASSPHRASE', 'scrypt could not be run', { hint: 'free some memory', cause }));
    });
  });
}

// ---- keys ---------------------------------------------------------------------------------------------------------

/** Takes ownership of `master`. */
export function fileKeys(master: Uint8Array): FileKeys {
  return { master, map: expand(sha256, master, MAP_LABEL, 32), slot: expand(sha256, master, SLOT_LABEL, 32) };
}

export function wipeKeys(keys: FileKeys): void {
  keys.master.fill(0);
  keys.map.fill(0);
  keys.slot.fill(0);
}

// ---- map ----------------------------------------------------------------------------------------------------------

export function encodeMap({ generation, count, flux, used }: SlotMap, keys: FileKeys): Uint8Array {
  const out = new Uint8Array(BLOCK);
  const fields = view(out);
  out.set(MAP_MAGIC);
  fields.setBigUint64(8, BigInt(generation), true);
  fields.setUint32(16, count, true);
  fields.setUint32(20, flux.length, true);
  for (const [i, slot] of flux.entries()) fields.setUint32(24 + 4 * i, slot, true);
  for (const slot of used) out[32 + (slot >> 3)]! |= 1 << (slot & 7);
  out.set(hmac(sha256, keys.map, out.subarray(0, 480)), 480);
  return out;
}

function decodeMap(bytes: Uint8Array, keys: FileKeys): SlotMap | null {
  if (!equal(hmac(sha256, keys.map, bytes.subarray(0, 480)), bytes.subarray(480))) return null;
  const fields = view(bytes);
  const count = fields.getUint32(16, true);
  const flux = [fields.getUint32(24, true), fields.getUint32(28, true)].slice(0, fields.getUint32(20, true));
  const used = new Set<number>();
  for (let slot = 0; slot < MAP_BYTES * 8; slot++) if ((bytes[32 + (slot >> 3)]! >> (slot & 7)) & 1) used.add(slot);
  const map: SlotMap = { generation: Number(fields.getBigUint64(8, true)), count, flux, used };
  const sound = count <= limits.keyringSlots && [...flux, ...used].every((slot) => slot < count);
  // Whatever else is wrong with it (magic, reserved bytes) shows in its bytes.
  return sound && equal(encodeMap(map, keys), bytes) ? map : null;
}

// ---- slots --------------------------------------------------------------------------------------------------------

export function encodeSlot(secret: Secret, keys: FileKeys, random: Random): Uint8Array {
  const plain = new Uint8Array(SLOT_PLAIN);
  const fields = view(plain);
  fields.setBigUint64(0, BigInt(secret.sequence), true);
  plain[8] = secret.name.length;
  fields.setUint16(10, secret.value.length, true);
  plain.set(utf8.encode(secret.name), NAME_AT);
  plain.set(secret.value, VALUE_AT);
  const out = new Uint8Array(BLOCK);
  out.set(random.bytes(24));
  out.set(xchacha20poly1305(keys.slot, out.subarray(0, 24), slotAad(secret.slot)).encrypt(plain), 24);
  plain.fill(0);
  return out;
}

function decodeSlot(bytes: Uint8Array, slot: number, keys: FileKeys): Secret | null {
  let plain: Uint8Array;
  try {
    plain = xchacha20poly1305(keys.slot, bytes.subarray(0, 24), slotAad(slot)).decrypt(bytes.subarray(24));
  } catch {
    return null;
  }
  const fields = view(plain);
  const name = new TextDecoder().decode(plain.subarray(NAME_AT, NAME_AT + plain[8]!));
  const length = fields.getUint16(10, true);
  const sequence = Number(fields.getBigUint64(0, true));
  const sound =
    NAME.test(name) && length <= limits.secretBytes && Number.isSafeInteger(sequence) && name.length === plain[8];
  const value = plain.slice(VALUE_AT, VALUE_AT + length);
  plain.fill(0);
  return sound ? { slot, sequence, name, value } : null;
}

function slotAad(slot: number): Uint8Array {
  const aad = new Uint8Array(SLOT_LABEL.length + 5);
  aad.set(SLOT_LABEL);
  view(aad).setUint32(SLOT_LABEL.length + 1, slot, true);
  return aad;
}

export const NAME: RegExp = new RegExp(`^[a-z0-9/.-]{1,${limits.secretNameChars}}$`);

// ---- the whole file -----------------------------------------------------------------------------------------------

export function fileBytes(count: number): number {
  return (FIRST_SLOT + count) * BLOCK;
}

/** Map and slots of a file whose header is open. Values are the caller's to wipe. */
export function readContents(file: Uint8Array, keys: FileKeys): Contents {
  const first = decodeMap(block(file, FIRST_MAP), keys);
  const second = decodeMap(block(file, SECOND_MAP), keys);
  const map = first && second ? (first.generation > second.generation ? first : second) : (first ?? second);
  if (map === null) throw damaged('both slot maps of the keyring file are damaged');
  if (file.length < fileBytes(map.count)) {
    const slot = Math.floor(file.length / BLOCK) - FIRST_SLOT;
    throw damaged(`the keyring file is cut short at slot ${slot} of ${map.count}`, slot);
  }
  // A crash while the file grew leaves up to one group more than the map knows of.
  if (file.length > fileBytes(map.count + limits.keyringSlotGroup))
    throw damaged('the keyring file is longer than its map says');

  const secrets = new Map<string, Secret>();
  const remains: number[] = [];
  let sequence = 0;
  const hold = (secret: Secret) => {
    sequence = Math.max(sequence, secret.sequence);
    const other = secrets.get(secret.name);
    if (other !== undefined) {
      // Old and new value of one name: a crash came before the old one was destroyed.
      const older = other.sequence < secret.sequence ? other : secret;
      if (!map.flux.includes(older.slot))
        throw damaged(`slot ${older.slot} of the keyring file is one too many`, older.slot);
      remains.push(older.slot);
      older.value.fill(0);
      if (older === secret) return;
    }
    secrets.set(secret.name, secret);
  };
  let whole = false;
  try {
    for (let slot = 0; slot < map.count; slot++) {
      const inFlux = map.flux.includes(slot);
      if (!inFlux && !map.used.has(slot)) continue;
      const bytes = block(file, FIRST_SLOT + slot);
      const secret = decodeSlot(bytes, slot, keys);
      if (secret !== null) hold(secret);
      else if (!inFlux) throw damaged(`slot ${slot} of the keyring file is damaged`, slot);
      else if (!isZero(bytes)) remains.push(slot);
    }
    whole = true;
  } finally {
    if (!whole) for (const secret of secrets.values()) secret.value.fill(0);
  }
  const tidy = map.flux.length === 0 && equal(block(file, FIRST_MAP), block(file, SECOND_MAP));
  return { map, mapBlock: map === first ? FIRST_MAP : SECOND_MAP, secrets, sequence, remains, tidy };
}

/** A new file: no secrets, one group of free slots. */
export async function encodeEmptyFile(
  passphrase: Uint8Array | null,
  logN: number,
  random: Random,
): Promise<Uint8Array> {
  const keys = fileKeys(random.bytes(32));
  try {
    const out = new Uint8Array(fileBytes(limits.keyringSlotGroup));
    const header = await encodeHeader(keys.master, 1, passphrase, logN, random);
    const map = encodeMap({ generation: 1, count: limits.keyringSlotGroup, flux: [], used: new Set() }, keys);
    for (const copy of [0, 1]) {
      out.set(header, copy * BLOCK);
      out.set(map, (FIRST_MAP + copy) * BLOCK);
    }
    return out;
  } finally {
    wipeKeys(keys);
  }
}

export function damaged(message: string, slot?: number, cause?: unknown): SealcastError {
  return new SealcastError('KEYRING_DAMAGED', message, {
    hint: 'restore the file from its own backup; without it nothing in this directory can be opened',
    ...(slot === undefined ? {} : { position: { slot } }),
    ...(cause === undefined ? {} : { cause }),
  });
}

function foreign(): SealcastError {
  return new SealcastError('KEYRING_DAMAGED', 'the keyring file is no keyring of Sealcast', {
    hint: 'check the path: another program wrote this file, or its beginning is lost',
  });
}

/** Not in constant time: what it compares is in the file for everybody to read, or a MAC nobody gets to guess at. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
