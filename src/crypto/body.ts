/**
 * The body: the message, encrypted and signed once for all recipients.
 *
 *   0   4   "SCB1"
 *   4   4   version(1) = 1, flags(3) = 0
 *   8   32  commitment = HKDF-Expand(body key, "sealcast v1 commit" ‖ broadcast id, 32)
 *   40  …   STREAM as in age: 64 KiB chunks of ChaCha20-Poly1305,
 *           key = HKDF-Expand(body key, "sealcast v1 payload" ‖ broadcast id, 32), nonce = chunk counter(11, BE) ‖ last(1)
 *
 * Its plaintext:
 *
 *   0   1   kind                16  8   expires, unix ms
 *   1   1   class               24  64  sender: Ed25519 ‖ X25519
 *   2   2   flags, 0            88  4   content length n
 *   4   4   suites, bit k = k   92  n   content, a MessagePack map
 *   8   8   created, unix ms    92+n 64 signature      zeros to Padmé
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { expand } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { limits } from '../device-limits.ts';
import { SealcastError } from '../errors.ts';
import { concat, equalBytes } from './bytes.ts';
import { BODY_COMMIT, BODY_PAYLOAD, BODY_SIGNATURE } from './labels.ts';
import { nobleOpening, type OpenKernel } from './opening.ts';
import { wipe } from './wipe.ts';

/** 1 a message, 2 a recall, 3 a change of the sender's key. */
export type BodyKind = 1 | 2 | 3;
/** 1 emergency, 2 payment, 3 chat, 4 broadcast. */
export type BodyClass = 1 | 2 | 3 | 4;

export interface BodyFields {
  readonly kind: BodyKind;
  readonly class: BodyClass;
  /** Bit n: an envelope of suite n may carry this body. */
  readonly suites: number;
  /** Unix milliseconds. */
  readonly created: number;
  /** Unix milliseconds; later than `created`, at most 400 days. */
  readonly expires: number;
  /** 64 bytes: Ed25519 public key ‖ X25519 public key. */
  readonly sender: Uint8Array;
  /** MessagePack map. */
  readonly content: Uint8Array;
}

export interface BodySecrets {
  /** 32 bytes, for this body alone, ever; stays the caller's to wipe. */
  readonly bodyKey: Uint8Array;
  /** 16 bytes. */
  readonly broadcast: Uint8Array;
  /** The sender's Ed25519 secret (seed), 32 bytes; stays the caller's to wipe. */
  readonly signSecret: Uint8Array;
}

/** Ed25519 over a seed of 32 bytes (RFC 8032, sections 5.1.5 and 5.1.6). */
export interface Signer {
  publicKey(seed: Uint8Array): Uint8Array;
  sign(message: Uint8Array, seed: Uint8Array): Uint8Array;
}

export const nobleSigner: Signer = {
  publicKey: (seed) => ed25519.getPublicKey(seed),
  sign: (message, seed) => ed25519.sign(message, seed),
};

/** Why a body whose digest is right is still not shown: for the device's own log. */
export type BodyFault = 'commitment' | 'payload' | 'padding' | 'layout' | 'signature' | 'sender';

export const SENDER_BYTES = 64;
const SIGNATURE_BYTES = 64;
const TAG_BYTES = 16;
const CONTENT_AT = 92;
const PAYLOAD_AT = 40;
const MAGIC = [0x53, 0x43, 0x42, 0x31, 0x01, 0x00, 0x00, 0x00];
const DAY_MS = 86_400_000;
/** Bits 1 to 4: the suites that version 1 defines. */
const SUITES_DEFINED = 0b11110;

/**
 * The stored and carried bytes of a body, and the digest that every slot holds.
 * @throws SealcastError MESSAGE_INVALID when a field is outside its bounds
 */
export function sealBody(
  fields: BodyFields,
  secrets: BodySecrets,
  signer: Signer = nobleSigner,
): { body: Uint8Array<ArrayBuffer>; digest: Uint8Array<ArrayBuffer> } {
  const fault = fieldFault(fields);
  if (fault !== null)
    throw new SealcastError('MESSAGE_INVALID', `the body cannot be made: ${fault}`, {
      hint: 'See docs/wire-format.md, Body.',
    });
  const signKey = signer.publicKey(secrets.signSecret);
  if (!equalBytes(signKey, fields.sender.subarray(0, 32)))
    throw new SealcastError('INTERNAL', 'a body signed by another key than its sender');

  const unpadded = CONTENT_AT + fields.content.length + SIGNATURE_BYTES;
  const plain = new Uint8Array(padme(unpadded));
  const payloadKey = subkey(secrets.bodyKey, BODY_PAYLOAD, secrets.broadcast);
  try {
    writeFields(plain, fields);
    const signed = concat(BODY_SIGNATURE, secrets.broadcast, plain.subarray(0, unpadded - SIGNATURE_BYTES));
    plain.set(signer.sign(signed, secrets.signSecret), unpadded - SIGNATURE_BYTES);
    wipe(signed);

    const chunks = Math.ceil(plain.length / limits.bodyChunkBytes);
    const body = new Uint8Array(PAYLOAD_AT + plain.length + chunks * TAG_BYTES);
    body.set(MAGIC);
    body.set(subkey(secrets.bodyKey, BODY_COMMIT, secrets.broadcast), MAGIC.length);
    for (let i = 0; i < chunks; i++) {
      const from = i * limits.bodyChunkBytes;
      const chunk = plain.subarray(from, from + limits.bodyChunkBytes);
      const at = PAYLOAD_AT + i * (limits.bodyChunkBytes + TAG_BYTES);
      const nonce = chunkNonce(i, i === chunks - 1);
      chacha20poly1305(payloadKey, nonce).encrypt(chunk, body.subarray(at, at + chunk.length + TAG_BYTES));
    }
    return { body, digest: bodyDigest(body) };
  } finally {
    wipe(plain, payloadKey);
  }
}

/** SHA-256 of the body's bytes: what slots, verdicts and log entries bind. */
export function bodyDigest(body: Uint8Array): Uint8Array<ArrayBuffer> {
  return sha256(body) as Uint8Array<ArrayBuffer>;
}

/**
 * What can be said of a body without any key: its head and its length.
 * @throws SealcastError ENVELOPE_INVALID, with the byte
 */
export function checkBodyFrame(body: Uint8Array): void {
  for (let i = 0; i < MAGIC.length; i++)
    if (body[i] !== MAGIC[i]) throw invalid(i, i < 4 ? 'not a body' : 'an unknown version or undefined flags');
  if (body.length > limits.bodyBytes) throw invalid(limits.bodyBytes, `longer than ${limits.bodyBytes} bytes`);
  const payload = body.length - PAYLOAD_AT;
  const chunks = Math.ceil(payload / (limits.bodyChunkBytes + TAG_BYTES));
  // Plaintext is never empty, so no chunk is; and its length is one that Padmé gives.
  const plainBytes = payload - chunks * TAG_BYTES;
  const last = payload - (chunks - 1) * (limits.bodyChunkBytes + TAG_BYTES);
  if (last <= TAG_BYTES || plainBytes < padme(CONTENT_AT + SIGNATURE_BYTES) || padme(plainBytes) !== plainBytes)
    throw invalid(body.length, 'a length that no body has');
}

/**
 * Commitment, decryption, padding, layout, signature and sender, in this order; the caller has compared the digest.
 * The fields are views into memory of their own.
 */
export function openBody(
  body: Uint8Array,
  bodyKey: Uint8Array,
  broadcast: Uint8Array,
  sender: Uint8Array,
  kernel: OpenKernel = nobleOpening,
): BodyFields | BodyFault {
  // ChaCha20-Poly1305 does not commit to its key: without this, one ciphertext could open to two messages under two keys.
  const commitment = subkey(bodyKey, BODY_COMMIT, broadcast);
  if (!equalBytes(commitment, body.subarray(MAGIC.length, PAYLOAD_AT))) return 'commitment';

  const plain = decrypt(body, bodyKey, broadcast, kernel);
  if (plain === null) return 'payload';
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  if (plain.length < CONTENT_AT + SIGNATURE_BYTES) return 'padding';
  const signatureAt = CONTENT_AT + view.getUint32(88, true);
  const end = signatureAt + SIGNATURE_BYTES;
  if (end > plain.length || padme(end) !== plain.length) return 'padding';
  for (let i = end; i < plain.length; i++) if (plain[i] !== 0) return 'padding';

  const created = view.getBigUint64(8, true);
  const expires = view.getBigUint64(16, true);
  const fields: BodyFields = {
    kind: plain[0] as BodyKind,
    class: plain[1] as BodyClass,
    suites: view.getUint32(4, true),
    // Beyond 2^53 these are rounded; `fieldFault` refuses what is not a safe integer.
    created: Number(created),
    expires: Number(expires),
    sender: plain.subarray(24, 24 + SENDER_BYTES),
    content: plain.subarray(CONTENT_AT, signatureAt),
  };
  if (view.getUint16(2, true) !== 0 || fieldFault(fields) !== null) return 'layout';

  const signed = concat(BODY_SIGNATURE, broadcast, plain.subarray(0, signatureAt));
  // Under the key the app expects, never under the one inside.
  if (!verifyStrict(plain.subarray(signatureAt, end), signed, sender.subarray(0, 32))) return 'signature';
  return equalBytes(fields.sender, sender) ? fields : 'sender';
}

/**
 * Ed25519 (RFC 8032, section 5.1.7, with the cofactor), strictly: only canonical encodings, S below the group order, no key
 * of small order (`zip215: false`). False, never a throw, for keys and signatures that are none.
 */
export function verifyStrict(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

/**
 * Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019): a length keeps
 * only its first log2(log2 n)+1 significant bits, so it leaks O(log log n) bits and costs at most 12 %.
 */
export function padme(length: number): number {
  if (length < 2) return length;
  const exponent = 31 - Math.clz32(length);
  const kept = 32 - Math.clz32(exponent);
  const mask = 2 ** (exponent - kept) - 1;
  return exponent <= kept ? length : length + mask - ((length + mask) & mask);
}

function writeFields(plain: Uint8Array, fields: BodyFields): void {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  plain[0] = fields.kind;
  plain[1] = fields.class;
  view.setUint32(4, fields.suites, true);
  view.setBigUint64(8, BigInt(fields.created), true);
  view.setBigUint64(16, BigInt(fields.expires), true);
  plain.set(fields.sender, 24);
  view.setUint32(88, fields.content.length, true);
  plain.set(fields.content, CONTENT_AT);
}

/** One rule for both ends: the sender refuses to make what a receiver would refuse to show. */
function fieldFault(fields: BodyFields): string | null {
  const { kind, class: cls, suites, created, expires } = fields;
  if (!(Number.isInteger(kind) && kind >= 1 && kind <= 3)) return 'unknown kind';
  if (!(Number.isInteger(cls) && cls >= 1 && cls <= 4)) return 'unknown class';
  if (!Number.isInteger(suites) || suites <= 0 || (suites & ~SUITES_DEFINED) !== 0) return 'unknown suites';
  if (!Number.isSafeInteger(created) || !Number.isSafeInteger(expires) || created < 0) return 'times out of range';
  if (expires <= created) return 'it expires before it is created';
  if (expires - created > limits.expiresDays * DAY_MS) return `it expires after more than ${limits.expiresDays} days`;
  if (fields.sender.length !== SENDER_BYTES) return 'a sender is 64 bytes';
  if (fields.content.length > limits.contentBytes) return `content longer than ${limits.contentBytes} bytes`;
  return null;
}

function decrypt(body: Uint8Array, bodyKey: Uint8Array, broadcast: Uint8Array, kernel: OpenKernel): Uint8Array | null {
  const sealedChunk = limits.bodyChunkBytes + TAG_BYTES;
  const payload = body.subarray(PAYLOAD_AT);
  const chunks = Math.ceil(payload.length / sealedChunk);
  const plain = new Uint8Array(payload.length - chunks * TAG_BYTES);
  const key = subkey(bodyKey, BODY_PAYLOAD, broadcast);
  try {
    for (let i = 0; i < chunks; i++) {
      const chunk = payload.subarray(i * sealedChunk, (i + 1) * sealedChunk);
      const from = i * limits.bodyChunkBytes;
      const nonce = chunkNonce(i, i === chunks - 1);
      if (kernel.decrypt(key, nonce, chunk, plain.subarray(from, from + chunk.length - TAG_BYTES))) continue;
      wipe(plain);
      return null;
    }
    return plain;
  } finally {
    wipe(key);
  }
}

/**
 * Counter(11, big-endian) ‖ last(1). The key belongs to this body alone, so a counter from 0 never repeats a nonce; the
 * last flag is what makes a body cut at a chunk border fail.
 */
function chunkNonce(index: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, index);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** The body key is uniformly random, so HKDF-Expand alone will do (RFC 5869 section 3.3). */
function subkey(bodyKey: Uint8Array, label: Uint8Array, broadcast: Uint8Array): Uint8Array {
  return expand(sha256, bodyKey, concat(label, broadcast), 32);
}

function invalid(byte: number, what: string): SealcastError {
  return new SealcastError('ENVELOPE_INVALID', `${what} (byte ${byte} of the body)`, {
    hint: 'The body is damaged, or of a version this one does not know.',
    position: { byte },
  });
}
