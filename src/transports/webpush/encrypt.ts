import { createCipheriv, createECDH, type ECDH } from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';
import { p256 } from '@noble/curves/nist.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, utf8 } from '../../crypto/bytes.ts';
import { wipe } from '../../crypto/wipe.ts';
import type { HmacKernel } from '../../kernels/hmac.ts';

/** RFC 8291, section 2.1: what a subscription says. */
export interface PushKeys {
  /** The user agent's P-256 public key, uncompressed, 65 bytes. */
  readonly p256dh: Uint8Array;
  /** The authentication secret, 16 bytes. */
  readonly auth: Uint8Array;
}

/** What makes a message a new one; from a CSPRNG. */
export interface PushSecrets {
  /** The sender's P-256 secret key, 32 bytes: one message's, ever (reused, it would mark all of them to the push service). */
  readonly asPrivate: Uint8Array;
  /** 16 bytes. */
  readonly salt: Uint8Array;
}

export const PUSH_SALT_BYTES = 16;
export const PUSH_AUTH_BYTES = 16;
export const PUSH_KEY_BYTES = 65;
/** RFC 8188, section 2.1: salt(16) ‖ record size(4) ‖ length of the key id(1) ‖ the sender's public key(65). */
export const PUSH_HEADER_BYTES = PUSH_SALT_BYTES + 4 + 1 + PUSH_KEY_BYTES;
const TAG_BYTES = 16;
/** RFC 8291, section 4: a push service takes 4096 bytes at least, and one record is all there is. */
const PUSH_RECORD_BYTES = 4_096;
/** Plaintext that always fits: 4096 less header, delimiter and tag. */
export const PUSH_PLAINTEXT_BYTES = PUSH_RECORD_BYTES - PUSH_HEADER_BYTES - 1 - TAG_BYTES;

const KEY_INFO = utf8('WebPush: info\0');
const CEK_INFO = concat(utf8('Content-Encoding: aes128gcm\0'), Uint8Array.of(1));
const NONCE_INFO = concat(utf8('Content-Encoding: nonce\0'), Uint8Array.of(1));
const LAST_RECORD = 2;

/**
 * The slow, obvious twin, on noble: one message in encoding `aes128gcm` (RFC 8188) under keys of RFC 8291, section 3.4.
 *
 *     salt(16) ‖ rs(4) ‖ 65 ‖ as_public(65) ‖ AES-128-GCM(plaintext ‖ 0x02 ‖ zeros)
 *
 * @param bytes of plaintext and padding together; at most 3993
 * @param recordBytes `rs` as it is written
 */
export function encryptPushReference(
  { p256dh, auth }: PushKeys,
  plaintext: Uint8Array,
  bytes: number,
  { asPrivate, salt }: PushSecrets,
  recordBytes = PUSH_RECORD_BYTES,
): Uint8Array<ArrayBuffer> {
  const asPublic = p256.getPublicKey(asPrivate, false);
  const shared = p256.getSharedSecret(asPrivate, p256dh, true).subarray(1);
  const prkKey = hmac(sha256, auth, shared);
  const ikm = hmac(sha256, prkKey, concat(KEY_INFO, p256dh, asPublic, Uint8Array.of(1)));
  const prk = hmac(sha256, salt, ikm);
  const cek = hmac(sha256, prk, CEK_INFO).subarray(0, 16);
  const nonce = hmac(sha256, prk, NONCE_INFO).subarray(0, 12);
  try {
    const record = gcm(cek, nonce).encrypt(padded(plaintext, bytes));
    return concat(headerOf(salt, asPublic, recordBytes), record);
  } finally {
    wipe(shared, prkKey, ikm, prk, cek);
  }
}

/** plaintext ‖ 0x02 ‖ zeros: RFC 8188, section 2. */
function padded(plaintext: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes + 1);
  out.set(plaintext);
  out[plaintext.length] = LAST_RECORD;
  return out;
}

function headerOf(salt: Uint8Array, asPublic: Uint8Array, recordBytes: number): Uint8Array {
  const out = new Uint8Array(PUSH_HEADER_BYTES);
  out.set(salt);
  new DataView(out.buffer).setUint32(PUSH_SALT_BYTES, recordBytes);
  out[PUSH_SALT_BYTES + 4] = PUSH_KEY_BYTES;
  out.set(asPublic, PUSH_SALT_BYTES + 5);
  return out;
}

/** Messages of one push each, as columns: the i-th begins at i times the length they all have. */
export interface PushBatch {
  /** 65 × n. */
  readonly p256dh: Uint8Array;
  /** 16 × n. */
  readonly auth: Uint8Array;
  /** n plaintexts of `plaintextBytes` each. */
  readonly plaintexts: Uint8Array;
  readonly plaintextBytes: number;
  /** Plaintext and padding together, of each. */
  readonly paddedBytes: number;
  readonly count: number;
}

/** Bytes of one encrypted message. */
export function pushBytes(paddedBytes: number): number {
  return PUSH_HEADER_BYTES + paddedBytes + 1 + TAG_BYTES;
}

const LANES = 4;

/**
 * A batch at once: P-256 and AES-GCM by OpenSSL, whose assembly no WebAssembly matches; the five HMACs of RFC 8291 four messages at
 * a time in the kernel, because by OpenSSL each costs the call and not the work. With the bytes of `encryptPushReference`.
 */
export class PushEncryptor {
  readonly #hmac: HmacKernel;
  readonly #ecdh: ECDH = createECDH('prime256v1');
  readonly #randomBytes: (length: number) => Uint8Array;

  /** @param randomBytes for the salts. The keys are OpenSSL's own. */
  constructor(hmac: HmacKernel, randomBytes: (length: number) => Uint8Array) {
    this.#hmac = hmac;
    this.#randomBytes = randomBytes;
  }

  /**
   * @returns n × `pushBytes(paddedBytes)`; zeros for a key that is no point of the curve
   */
  encrypt(batch: PushBatch): Uint8Array<ArrayBuffer> {
    const { count, plaintextBytes, paddedBytes } = batch;
    const each = pushBytes(paddedBytes);
    const out = new Uint8Array(each * count);
    const plain = new Uint8Array(paddedBytes + 1);
    const salts = this.#randomBytes(PUSH_SALT_BYTES * count);
    try {
      for (let first = 0; first < count; first += LANES) {
        const lanes = Math.min(LANES, count - first);
        const keys = this.#keysOfFour(batch, first, lanes, salts, out);
        for (let lane = 0; lane < lanes; lane++) {
          const at = each * (first + lane);
          // No point of the curve: the header was not written.
          if (out[at + PUSH_SALT_BYTES + 4] === 0) continue;
          const from = plaintextBytes * (first + lane);
          plain.set(batch.plaintexts.subarray(from, from + plaintextBytes));
          plain[plaintextBytes] = LAST_RECORD;
          const cipher = createCipheriv(
            'aes-128-gcm',
            keys.cek.subarray(32 * lane, 32 * lane + 16),
            keys.nonce.subarray(32 * lane, 32 * lane + 12),
          );
          const text = cipher.update(plain);
          cipher.final();
          out.set(text, at + PUSH_HEADER_BYTES);
          out.set(cipher.getAuthTag(), at + PUSH_HEADER_BYTES + text.length);
        }
        wipe(keys.cek, keys.nonce);
      }
      return out;
    } finally {
      wipe(plain);
    }
  }

  /** Draws the keys of up to four messages, writes their headers, and answers what they are encrypted under. */
  #keysOfFour(
    { p256dh, auth, paddedBytes }: PushBatch,
    first: number,
    lanes: number,
    salts: Uint8Array,
    out: Uint8Array,
  ): { cek: Uint8Array; nonce: Uint8Array } {
    const each = pushBytes(paddedBytes);
    const authSecrets: Uint8Array[] = [];
    const shared: Uint8Array[] = [];
    const infos: Uint8Array[] = [];
    const saltOf: Uint8Array[] = [];
    for (let lane = 0; lane < LANES; lane++) {
      // Lanes that are not used do the work of the first.
      const i = first + (lane < lanes ? lane : 0);
      const uaPublic = p256dh.subarray(PUSH_KEY_BYTES * i, PUSH_KEY_BYTES * (i + 1));
      const salt = salts.subarray(PUSH_SALT_BYTES * i, PUSH_SALT_BYTES * (i + 1));
      authSecrets.push(auth.subarray(PUSH_AUTH_BYTES * i, PUSH_AUTH_BYTES * (i + 1)));
      saltOf.push(salt);
      if (lane >= lanes) {
        shared.push(shared[0]!);
        infos.push(infos[0]!);
        continue;
      }
      const info = new Uint8Array(KEY_INFO.length + 2 * PUSH_KEY_BYTES + 1);
      info.set(KEY_INFO);
      info.set(uaPublic, KEY_INFO.length);
      info[info.length - 1] = 1;
      const asPublic = this.#ecdh.generateKeys();
      info.set(asPublic, KEY_INFO.length + PUSH_KEY_BYTES);
      infos.push(info);
      try {
        shared.push(this.#ecdh.computeSecret(uaPublic));
        out.set(headerOf(salt, asPublic, PUSH_RECORD_BYTES), each * i);
      } catch {
        // Not on the curve: whoever made the subscription. Its lane is filled, and nothing of it leaves.
        shared.push(new Uint8Array(32));
      }
    }
    const prkKey = this.#hmac.four(authSecrets, shared);
    const ikm = this.#hmac.four(split(prkKey), infos);
    const prk = this.#hmac.four(saltOf, split(ikm));
    const cek = this.#hmac.four(split(prk), FOUR_CEK);
    const nonce = this.#hmac.four(split(prk), FOUR_NONCE);
    wipe(prkKey, ikm, prk, ...shared);
    return { cek, nonce };
  }
}

const FOUR_CEK = [CEK_INFO, CEK_INFO, CEK_INFO, CEK_INFO];
const FOUR_NONCE = [NONCE_INFO, NONCE_INFO, NONCE_INFO, NONCE_INFO];

function split(four: Uint8Array): Uint8Array[] {
  return [0, 32, 64, 96].map((at) => four.subarray(at, at + 32));
}
