/**
 * HPKE (RFC 9180), the one ciphersuite of suites 1 and 2:
 *
 *   KEM   DHKEM(X25519, HKDF-SHA256)  0x0020
 *   KDF   HKDF-SHA256                 0x0001
 *   AEAD  ChaCha20Poly1305            0x0003
 *   modes base (0) and auth (2)
 *
 * The receiver is RFC 9180 to the letter. The sender departs from Encap() in one point: `batchSender` takes the ephemeral
 * secret and uses it for every recipient of a batch (multi-recipient hashed ElGamal: Bellare, Boldyreva, Staddon 2003;
 * Pinto, Poettering, Schuldt 2014). That is safe because DHKEM hashes enc and the recipient's key into the shared secret
 * and `info` holds the mailbox, so no two recipients share a key; and only while (mailbox, key) never repeats. With a secret
 * from `recipientEphemeral` for each recipient it is RFC 9180's Encap() again.
 *
 * Only single shots: a context seals or opens one message, so the sequence number is 0, the nonce is `baseNonce`, and
 * there is no counter that could wrap or be set back.
 *
 *   dh     = X25519(skE, pkR) [ ‖ X25519(skS, pkR) ]        kem_context = enc ‖ pkR [ ‖ pkS ]       [ ]: auth
 *   shared = LabeledExpand(LabeledExtract("", "eae_prk", dh), "shared_secret", kem_context, 32)        KEM suite id
 *   ctx    = mode ‖ LabeledExtract("", "psk_id_hash", "") ‖ LabeledExtract("", "info_hash", info)      HPKE suite id
 *   secret = LabeledExtract(shared, "secret", "")
 *   key, base nonce, exporter secret = LabeledExpand(secret, "key" | "base_nonce" | "exp", ctx, 32 | 12 | 32)
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { SealcastError } from '../errors.ts';
import { concat, utf8 } from './bytes.ts';
import { EPHEMERAL, HPKE_VERSION } from './labels.ts';
import { wipe } from './wipe.ts';
import { type DiffieHellman, nobleX25519, publicKeyOf, sharedSecret } from './x25519.ts';

export const ENC_BYTES = 32;
export const AEAD_TAG_BYTES = 16;

const EMPTY = new Uint8Array(0);
const MODE_BASE = 0x00;
const MODE_AUTH = 0x02;

// "HPKE-v1" ‖ suite_id ‖ label is the same for every call: put together once (RFC 9180 section 4).
const KEM_SUITE = concat(utf8('KEM'), Uint8Array.of(0x00, 0x20));
const HPKE_SUITE = concat(utf8('HPKE'), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x03));
const prefix = (suite: Uint8Array, label: string): Uint8Array => concat(HPKE_VERSION, suite, utf8(label));
const EAE_PRK = prefix(KEM_SUITE, 'eae_prk');
const SHARED_SECRET = prefix(KEM_SUITE, 'shared_secret');
const INFO_HASH = prefix(HPKE_SUITE, 'info_hash');
const SECRET = prefix(HPKE_SUITE, 'secret');
const KEY = prefix(HPKE_SUITE, 'key');
const BASE_NONCE = prefix(HPKE_SUITE, 'base_nonce');
const EXP = prefix(HPKE_SUITE, 'exp');
const SEC = prefix(HPKE_SUITE, 'sec');
/** No mode with a pre-shared key here, so psk_id is always empty and its hash a constant. */
const PSK_ID_HASH = labeledExtract(EMPTY, prefix(HPKE_SUITE, 'psk_id_hash'), EMPTY);

/** The secrets of one slot. Wipe after use (`wipeContext`). */
export interface HpkeContext {
  readonly key: Uint8Array;
  readonly baseNonce: Uint8Array;
  readonly exporterSecret: Uint8Array;
}

/** The sender's side of one batch: one ephemeral key pair, many recipients. */
export interface BatchSender {
  /** The public half of the ephemeral key, 32 bytes, the same for the whole batch. */
  readonly enc: Uint8Array<ArrayBuffer>;
  /**
   * Null when the recipient's key is of low order.
   * @param pairSecret X25519(sender, recipientKey) in mode auth: read where it is kept, written where it is zeros
   */
  context(recipientKey: Uint8Array, info: Uint8Array, pairSecret?: Uint8Array): HpkeContext | null;
}

/**
 * @param ephemeralSecret 32 bytes, fresh for this batch and never used again; stays the caller's to wipe
 * @param senderSecret the sender's X25519 secret for mode auth, null for mode base
 */
export function batchSender(ephemeralSecret: Uint8Array, senderSecret: Uint8Array | null): BatchSender {
  const enc = publicKeyOf(ephemeralSecret);
  const senderKey = senderSecret === null ? EMPTY : publicKeyOf(senderSecret);
  const mode = senderSecret === null ? MODE_BASE : MODE_AUTH;
  const kemContext = concat(enc, new Uint8Array(32), senderKey);
  return {
    enc,
    context(recipientKey, info, pairSecret) {
      const ephemeral = sharedSecret(ephemeralSecret, recipientKey);
      const kept = pairSecret?.some((byte) => byte !== 0) ? pairSecret.slice() : undefined;
      const identity = senderSecret === null ? EMPTY : (kept ?? sharedSecret(senderSecret, recipientKey));
      if (ephemeral === null || identity === null) {
        wipe(kept);
        return null;
      }
      pairSecret?.set(identity);
      kemContext.set(recipientKey, ENC_BYTES);
      return schedule(mode, ephemeral, identity, kemContext, info);
    },
  };
}

/**
 * Where no two recipients are to share `enc`: the ephemeral secret of number i of a batch, 32 bytes, the caller's to wipe.
 *
 *   skE_i = HKDF-Expand(batch secret, "sealcast v1 ephemeral" ‖ i(4, little-endian), 32)         RFC 5869, section 2.3
 *
 * One block, so HMAC once: noble's HKDF would leave a copy of the secret behind. To who does not know the batch secret these are independent random keys, and one that became
 * known would tell nothing of the others.
 *
 * @param batchSecret 32 uniformly random bytes, fresh for this batch
 */
export function recipientEphemeral(batchSecret: Uint8Array, i: number): Uint8Array {
  const index = new Uint8Array(4);
  new DataView(index.buffer).setUint32(0, i, true);
  return hmac(sha256, batchSecret, concat(EPHEMERAL, index, Uint8Array.of(1)));
}

/** The message of that HMAC as a kernel takes it: zeros for the index, padded. 64 bytes. */
export function ephemeralMessage(): Uint8Array {
  return padded(concat(EPHEMERAL, new Uint8Array(4), Uint8Array.of(1)), 64);
}

/**
 * The receiver's side.
 * @param enc from the envelope
 * @param senderKey the sender's X25519 public key for mode auth, null for mode base
 * @returns null when a shared secret would be all zero
 */
export function receiverContext(
  enc: Uint8Array,
  secret: Uint8Array,
  senderKey: Uint8Array | null,
  info: Uint8Array,
  x25519: DiffieHellman = nobleX25519,
): HpkeContext | null {
  const ephemeral = x25519.sharedSecret(secret, enc);
  const identity = senderKey === null ? EMPTY : x25519.sharedSecret(secret, senderKey);
  if (ephemeral === null || identity === null) return null;
  const kemContext = concat(enc, x25519.publicKey(secret), senderKey ?? EMPTY);
  return schedule(senderKey === null ? MODE_BASE : MODE_AUTH, ephemeral, identity, kemContext, info);
}

/** Seals the one message of a context, into `out` (plaintext length + 16) when given. */
export function sealSingle(context: HpkeContext, aad: Uint8Array, plaintext: Uint8Array, out?: Uint8Array): Uint8Array {
  return chacha20poly1305(context.key, context.baseNonce, aad).encrypt(plaintext, out);
}

/** Null when the tag does not verify. */
export function openSingle(context: HpkeContext, aad: Uint8Array, ciphertext: Uint8Array): Uint8Array | null {
  if (ciphertext.length < AEAD_TAG_BYTES) return null;
  try {
    return chacha20poly1305(context.key, context.baseNonce, aad).decrypt(ciphertext);
  } catch {
    return null;
  }
}

/** RFC 9180 section 5.3. */
export function exportSecret(context: HpkeContext, exporterContext: Uint8Array, length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 0 || length > 255 * 32)
    throw new SealcastError('USAGE', 'an export is 0 to 8160 bytes');
  return labeledExpand(context.exporterSecret, SEC, exporterContext, length);
}

export function wipeContext(context: HpkeContext | null): void {
  if (context !== null) wipe(context.key, context.baseNonce, context.exporterSecret);
}

/**
 * The messages that `schedule` hashes, as a kernel takes them: labels and what a batch has in common filled in, zeros where a
 * recipient's part goes, each padded for SHA-256 as it stands behind HMAC's first block. 896 bytes:
 *
 *   eae_prk(128) ‖ shared_secret(192) ‖ info_hash(128) ‖ secret(64) ‖ key(128) ‖ base_nonce(128) ‖ exp(128)
 *
 * @param senderKey the sender's X25519 public key for mode auth, null for mode base
 * @param info with zeros where it differs between recipients
 */
export function scheduleMessages(
  enc: Uint8Array,
  senderKey: Uint8Array | null,
  info: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const hole = new Uint8Array(32);
  const context = concat(Uint8Array.of(senderKey === null ? MODE_BASE : MODE_AUTH), PSK_ID_HASH, hole);
  const kemContext = concat(enc, hole, senderKey ?? EMPTY);
  const expanded = (label: Uint8Array, data: Uint8Array, length: number) =>
    concat(Uint8Array.of(length >> 8, length & 0xff), label, data, Uint8Array.of(1));
  return concat(
    padded(concat(EAE_PRK, hole, senderKey === null ? EMPTY : hole), 128),
    padded(expanded(SHARED_SECRET, kemContext, 32), 192),
    padded(concat(INFO_HASH, info), 128),
    padded(SECRET, 64),
    padded(expanded(KEY, context, 32), 128),
    padded(expanded(BASE_NONCE, context, 12), 128),
    padded(expanded(EXP, context, 32), 128),
  );
}

/** FIPS 180-4, section 5.1.1, for a message behind a block of 64 bytes; zeros to `room` where it ends a block earlier. */
function padded(message: Uint8Array, room: number): Uint8Array {
  const out = new Uint8Array(room);
  out.set(message);
  out[message.length] = 0x80;
  const end = Math.ceil((message.length + 9) / 64) * 64;
  if (end > room) throw new SealcastError('INTERNAL', 'a message of the key schedule is longer than its room');
  new DataView(out.buffer).setUint32(end - 4, (64 + message.length) * 8);
  return out;
}

/** Consumes both shared secrets. */
function schedule(
  mode: number,
  ephemeral: Uint8Array,
  identity: Uint8Array,
  kemContext: Uint8Array,
  info: Uint8Array,
): HpkeContext {
  const dh = concat(ephemeral, identity);
  const eaePrk = labeledExtract(EMPTY, EAE_PRK, dh);
  const shared = labeledExpand(eaePrk, SHARED_SECRET, kemContext, 32);
  const context = concat(Uint8Array.of(mode), PSK_ID_HASH, labeledExtract(EMPTY, INFO_HASH, info));
  const secret = labeledExtract(shared, SECRET, EMPTY);
  try {
    return {
      key: labeledExpand(secret, KEY, context, 32),
      baseNonce: labeledExpand(secret, BASE_NONCE, context, 12),
      exporterSecret: labeledExpand(secret, EXP, context, 32),
    };
  } finally {
    wipe(ephemeral, identity, dh, eaePrk, shared, secret);
  }
}

function labeledExtract(salt: Uint8Array, labeled: Uint8Array, ikm: Uint8Array): Uint8Array {
  const input = concat(labeled, ikm);
  try {
    return extract(sha256, input, salt);
  } finally {
    wipe(input);
  }
}

function labeledExpand(prk: Uint8Array, labeled: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return expand(sha256, prk, concat(Uint8Array.of(length >> 8, length & 0xff), labeled, info), length);
}
