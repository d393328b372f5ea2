/** RFC 8188 and RFC 8291 on noble, both ways and with as many records as one likes: what a push service's other end does. */
import { gcm } from '@noble/ciphers/aes.js';
import { p256 } from '@noble/curves/nist.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));
const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function keysOf(ikm: Uint8Array, salt: Uint8Array) {
  return {
    cek: hkdf(sha256, ikm, salt, text('Content-Encoding: aes128gcm\0'), 16),
    nonce: hkdf(sha256, ikm, salt, text('Content-Encoding: nonce\0'), 12),
  };
}

/** RFC 8188, section 2.3: the base nonce, its last six bytes XORed with the record's number. */
function nonceOf(base: Uint8Array, record: number): Uint8Array {
  const nonce = base.slice();
  const view = new DataView(nonce.buffer);
  view.setUint32(8, view.getUint32(8) ^ record);
  return nonce;
}

/** @param pads zeros of each record, from the first on; what is left of a record is plaintext */
export function encryptContent(
  ikm: Uint8Array,
  salt: Uint8Array,
  rs: number,
  keyid: Uint8Array,
  plaintext: Uint8Array,
  pads: (record: number, room: number) => number,
): Uint8Array {
  const { cek, nonce } = keysOf(ikm, salt);
  const header = new Uint8Array(21);
  header.set(salt);
  new DataView(header.buffer).setUint32(16, rs);
  header[20] = keyid.length;
  const out = [header, keyid];
  for (let at = 0, record = 0; ; record++) {
    const room = rs - 17;
    const pad = pads(record, room);
    const end = Math.min(plaintext.length, at + room - pad);
    // The last record is the one behind which nothing is left, padding included.
    const last = end === plaintext.length && pads(record + 1, room) === 0;
    const whole = join(plaintext.subarray(at, end), Uint8Array.of(last ? 2 : 1), new Uint8Array(pad));
    out.push(gcm(cek, nonceOf(nonce, record)).encrypt(whole));
    at = end;
    if (last) return join(...out);
  }
}

export function decryptContent(payload: Uint8Array, ikmOf: (keyid: Uint8Array) => Uint8Array): Uint8Array {
  if (payload.length < 21) throw new Error('no header');
  const rs = new DataView(payload.buffer, payload.byteOffset).getUint32(16);
  if (rs < 18) throw new Error('records too small');
  const start = 21 + payload[20]!;
  if (payload.length <= start) throw new Error('no records');
  const { cek, nonce } = keysOf(ikmOf(payload.subarray(21, start)), payload.subarray(0, 16));
  const out: Uint8Array[] = [];
  for (let at = start, record = 0; at < payload.length; at += rs, record++) {
    const whole = gcm(cek, nonceOf(nonce, record)).decrypt(payload.subarray(at, at + rs));
    const end = whole.findLastIndex((byte) => byte !== 0);
    if (end < 0 || whole[end] !== (at + rs >= payload.length ? 2 : 1)) throw new Error('delimiter');
    out.push(whole.subarray(0, end));
  }
  return join(...out);
}

/** RFC 8291, section 3.4. */
export function pushIkm(
  secret: Uint8Array,
  other: Uint8Array,
  uaPublic: Uint8Array,
  asPublic: Uint8Array,
  auth: Uint8Array,
): Uint8Array {
  if (auth.length !== 16) throw new Error('auth secret');
  const shared = p256.getSharedSecret(secret, other, true).subarray(1);
  return hkdf(sha256, shared, auth, join(text('WebPush: info\0'), uaPublic, asPublic), 32);
}

export function decryptPush(payload: Uint8Array, uaPrivate: Uint8Array, auth: Uint8Array): Uint8Array {
  return decryptContent(payload, (asPublic) =>
    pushIkm(uaPrivate, asPublic, p256.getPublicKey(uaPrivate, false), asPublic, auth),
  );
}
