import { createCipheriv, createECDH, createHmac, createSecretKey, type ECDH } from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';
import { p256 } from '@noble/curves/nist.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, utf8 } from '../../crypto/bytes.ts';
import { wipe } from '../../crypto/wipe.ts';
import { P256_SCALAR_BYTES, type P256Kernel, type P256Result } from '../../kernels/p256.ts';

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

/** A key pair for each message, and what it has in common with the subscription's. */
export interface PushAgreement {
  /**
   * @param p256dh 65 × n, anybody's
   * @param publics 65 × n: gets a fresh public key each
   * @returns the shared secrets, which the caller wipes, and which of the keys are points of the curve
   */
  agree(p256dh: Uint8Array, publics: Uint8Array): P256Result;
}

/** In the P-256 kernel, all of a batch at once. */
export class KernelAgreement implements PushAgreement {
  readonly #kernel: P256Kernel;
  readonly #randomBytes: (length: number) => Uint8Array;

  constructor(kernel: P256Kernel, randomBytes: (length: number) => Uint8Array) {
    this.#kernel = kernel;
    this.#randomBytes = randomBytes;
  }

  agree(p256dh: Uint8Array, publics: Uint8Array): P256Result {
    const scalars = this.#kernel.draw(p256dh.length / PUSH_KEY_BYTES, this.#randomBytes);
    try {
      publics.set(this.#kernel.publicKeys(scalars));
      return this.#kernel.each(scalars, p256dh);
    } finally {
      wipe(scalars);
    }
  }
}

/** By OpenSSL, one after the other: where there are no fused products, its assembly is faster than any kernel. The keys are its own. */
export class NodeAgreement implements PushAgreement {
  readonly #ecdh: ECDH = createECDH('prime256v1');

  agree(p256dh: Uint8Array, publics: Uint8Array): P256Result {
    const count = p256dh.length / PUSH_KEY_BYTES;
    const shared = new Uint8Array(P256_SCALAR_BYTES * count);
    const valid = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      publics.set(this.#ecdh.generateKeys(), PUSH_KEY_BYTES * i);
      try {
        const x = this.#ecdh.computeSecret(p256dh.subarray(PUSH_KEY_BYTES * i, PUSH_KEY_BYTES * (i + 1)));
        shared.set(x, P256_SCALAR_BYTES * i);
        wipe(x);
        valid[i] = 1;
      } catch {
        // Not on the curve: whoever made the subscription.
      }
    }
    return { shared, valid };
  }
}

/** HMAC-SHA-256 of four messages under four keys: 4 × 32 bytes. */
export interface FourHmacs {
  four(keys: readonly Uint8Array[], messages: readonly Uint8Array[]): Uint8Array<ArrayBuffer>;
}

/** By OpenSSL, where no kernel is to be used. */
export class NodeHmac implements FourHmacs {
  four(keys: readonly Uint8Array[], messages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(HMAC_BYTES * LANES);
    for (let lane = 0; lane < LANES; lane++)
      out.set(createHmac('sha256', keys[lane]!).update(messages[lane]!).digest(), HMAC_BYTES * lane);
    return out;
  }
}

const LANES = 4;
const HMAC_BYTES = 32;

/**
 * A batch at once: keys are agreed on for all, AES-GCM is OpenSSL's, whose assembly no WebAssembly matches; the five HMACs of RFC
 * 8291 go four messages at a time through the kernel, because by OpenSSL each costs the call and not the work. With the bytes of
 * `encryptPushReference`.
 */
export class PushEncryptor {
  readonly #hmac: FourHmacs;
  readonly #agreement: PushAgreement;
  readonly #randomBytes: (length: number) => Uint8Array;

  /** @param randomBytes for the salts */
  constructor(hmac: FourHmacs, agreement: PushAgreement, randomBytes: (length: number) => Uint8Array) {
    this.#hmac = hmac;
    this.#agreement = agreement;
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
    const publics = new Uint8Array(PUSH_KEY_BYTES * count);
    const { shared: secrets, valid } = this.#agreement.agree(batch.p256dh, publics);
    try {
      for (let first = 0; first < count; first += LANES) {
        const lanes = Math.min(LANES, count - first);
        const keys = this.#keysOfFour(batch, first, lanes, salts, publics, secrets);
        for (let lane = 0; lane < lanes; lane++) {
          const i = first + lane;
          if (valid[i] === 0) continue;
          const at = each * i;
          out.set(salts.subarray(PUSH_SALT_BYTES * i, PUSH_SALT_BYTES * (i + 1)), at);
          out.set(RECORD_AND_KEY_LENGTH, at + PUSH_SALT_BYTES);
          out.set(
            publics.subarray(PUSH_KEY_BYTES * i, PUSH_KEY_BYTES * (i + 1)),
            at + PUSH_HEADER_BYTES - PUSH_KEY_BYTES,
          );
          const from = plaintextBytes * i;
          plain.set(batch.plaintexts.subarray(from, from + plaintextBytes));
          plain[plaintextBytes] = LAST_RECORD;
          // A key object, because Node 24 takes 8 µs longer over bytes.
          const key = createSecretKey(keys.cek.subarray(32 * lane, 32 * lane + 16));
          const cipher = createCipheriv('aes-128-gcm', key, keys.nonce.subarray(32 * lane, 32 * lane + 12));
          const text = cipher.update(plain);
          cipher.final();
          out.set(text, at + PUSH_HEADER_BYTES);
          out.set(cipher.getAuthTag(), at + PUSH_HEADER_BYTES + text.length);
        }
        wipe(keys.cek, keys.nonce);
      }
      return out;
    } finally {
      wipe(plain, secrets);
    }
  }

  /** What up to four messages are encrypted under. Those with no valid key get something that nobody uses. */
  #keysOfFour(
    { p256dh, auth }: PushBatch,
    first: number,
    lanes: number,
    salts: Uint8Array,
    publics: Uint8Array,
    secrets: Uint8Array,
  ): { cek: Uint8Array; nonce: Uint8Array } {
    // Lanes that are not used do the work of the first.
    const column = (bytes: Uint8Array, each: number): Uint8Array[] =>
      [0, 1, 2, 3].map((lane) => {
        const i = first + (lane < lanes ? lane : 0);
        return bytes.subarray(each * i, each * (i + 1));
      });
    const keys = column(p256dh, PUSH_KEY_BYTES);
    const senders = column(publics, PUSH_KEY_BYTES);
    const infos = keys.map((key, lane) => {
      const info = new Uint8Array(KEY_INFO.length + 2 * PUSH_KEY_BYTES + 1);
      info.set(KEY_INFO);
      info.set(key, KEY_INFO.length);
      info.set(senders[lane]!, KEY_INFO.length + PUSH_KEY_BYTES);
      info[info.length - 1] = 1;
      return info;
    });
    const prkKey = this.#hmac.four(column(auth, PUSH_AUTH_BYTES), column(secrets, P256_SCALAR_BYTES));
    const ikm = this.#hmac.four(split(prkKey), infos);
    const prk = this.#hmac.four(column(salts, PUSH_SALT_BYTES), split(ikm));
    const cek = this.#hmac.four(split(prk), FOUR_CEK);
    const nonce = this.#hmac.four(split(prk), FOUR_NONCE);
    wipe(prkKey, ikm, prk);
    return { cek, nonce };
  }
}

/** RFC 8188, section 2.1: the record size and the length of the key id. */
const RECORD_AND_KEY_LENGTH = headerOf(
  new Uint8Array(PUSH_SALT_BYTES),
  new Uint8Array(PUSH_KEY_BYTES),
  PUSH_RECORD_BYTES,
).slice(PUSH_SALT_BYTES, PUSH_SALT_BYTES + 5);

const FOUR_CEK = [CEK_INFO, CEK_INFO, CEK_INFO, CEK_INFO];
const FOUR_NONCE = [NONCE_INFO, NONCE_INFO, NONCE_INFO, NONCE_INFO];

function split(four: Uint8Array): Uint8Array[] {
  return [0, 32, 64, 96].map((at) => four.subarray(at, at + 32));
}
