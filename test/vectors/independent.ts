/**
 * A second implementation of the receiving side, from docs/wire-format.md and the RFCs, on node:crypto alone. It shares
 * no line with src, so that agreement means something. Slow and plain on purpose.
 */
import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  verify,
} from 'node:crypto';

const X25519_PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex');
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export function x25519(secret: Uint8Array, publicKey: Uint8Array): Buffer {
  const privateKey = createPrivateKey({ key: Buffer.concat([X25519_PKCS8, secret]), format: 'der', type: 'pkcs8' });
  const peer = createPublicKey({ key: Buffer.concat([X25519_SPKI, publicKey]), format: 'der', type: 'spki' });
  return diffieHellman({ privateKey, publicKey: peer });
}

export function x25519Public(secret: Uint8Array): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([X25519_PKCS8, secret]), format: 'der', type: 'pkcs8' });
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12);
}

export function hmac(key: Uint8Array, ...parts: (Uint8Array | string)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** HKDF-Expand of at most 32 bytes: one block. */
export function expand(prk: Uint8Array, info: Uint8Array | string, length = 32): Buffer {
  return hmac(prk, info, Uint8Array.of(1)).subarray(0, length);
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Throws when the tag does not verify. */
export function openAead(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  decipher.setAAD(aad, { plaintextLength: sealed.length - 16 });
  decipher.setAuthTag(sealed.subarray(sealed.length - 16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

/** RFC 9180 sections 4, 4.1, 5.1: DecapsulateKey and key schedule for our one suite, modes base and auth. */
export function hpke(enc: Uint8Array, secret: Uint8Array, senderKey: Uint8Array | null, info: Uint8Array) {
  const kem = Buffer.from('4b454d0020', 'hex');
  const suite = Buffer.from('48504b45002000010003', 'hex');
  const labeledExtract = (id: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array) =>
    hmac(salt, 'HPKE-v1', id, label, ikm);
  const labeledExpand = (id: Uint8Array, prk: Uint8Array, label: string, context: Uint8Array, length: number) =>
    expand(
      prk,
      Buffer.concat([Uint8Array.of(0, length), Buffer.from('HPKE-v1'), id, Buffer.from(label), context]),
      length,
    );
  const none = Buffer.alloc(0);

  const dh = [x25519(secret, enc), ...(senderKey === null ? [] : [x25519(secret, senderKey)])];
  const kemContext = Buffer.concat([enc, x25519Public(secret), senderKey ?? none]);
  const eaePrk = labeledExtract(kem, none, 'eae_prk', Buffer.concat(dh));
  const shared = labeledExpand(kem, eaePrk, 'shared_secret', kemContext, 32);
  const context = Buffer.concat([
    Uint8Array.of(senderKey === null ? 0 : 2),
    labeledExtract(suite, none, 'psk_id_hash', none),
    labeledExtract(suite, none, 'info_hash', info),
  ]);
  const root = labeledExtract(suite, shared, 'secret', none);
  return {
    key: labeledExpand(suite, root, 'key', context, 32),
    baseNonce: labeledExpand(suite, root, 'base_nonce', context, 12),
    exporterSecret: labeledExpand(suite, root, 'exp', context, 32),
  };
}

export interface Slot {
  bodyKey: Buffer;
  bodyDigest: Buffer;
  receiptToken: Buffer;
  personal: Buffer;
}

export function readSlot(plain: Buffer): Slot {
  const length = plain.readUInt16LE(88);
  if (!plain.subarray(80, 88).equals(Buffer.alloc(8))) throw new Error('session or reserved bytes');
  if (plain.subarray(90 + length).some((byte) => byte !== 0)) throw new Error('slot padding');
  return {
    bodyKey: plain.subarray(0, 32),
    bodyDigest: plain.subarray(32, 64),
    receiptToken: plain.subarray(64, 80),
    personal: plain.subarray(90, 90 + length),
  };
}

/** Body bytes to the fields of its plaintext; throws at whatever is not as the page says. */
export function readBody(body: Buffer, slot: Slot, broadcast: Uint8Array, sender: Uint8Array) {
  if (!sha256(body).equals(slot.bodyDigest)) throw new Error('digest');
  if (body.subarray(0, 8).toString('hex') !== '5343423101000000') throw new Error('head');
  const bound = (label: string) => expand(slot.bodyKey, Buffer.concat([Buffer.from(label), broadcast]));
  if (!bound('sealcast v1 commit').equals(body.subarray(8, 40))) throw new Error('commitment');
  const key = bound('sealcast v1 payload');
  const chunks: Buffer[] = [];
  for (let at = 40, i = 0; at < body.length; at += 65_552, i++) {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(i, 7);
    nonce[11] = at + 65_552 >= body.length ? 1 : 0;
    chunks.push(openAead(key, nonce, Buffer.alloc(0), body.subarray(at, at + 65_552)));
  }
  const plain = Buffer.concat(chunks);
  const signatureAt = 92 + plain.readUInt32LE(88);
  const end = signatureAt + 64;
  if (plain.subarray(end).some((byte) => byte !== 0)) throw new Error('padding');
  const signed = Buffer.concat([Buffer.from('sealcast v1 body\0'), broadcast, plain.subarray(0, signatureAt)]);
  const verifier = createPublicKey({
    key: Buffer.concat([ED25519_SPKI, sender.subarray(0, 32)]),
    format: 'der',
    type: 'spki',
  });
  if (!verify(null, signed, verifier, plain.subarray(signatureAt, end))) throw new Error('signature');
  if (!plain.subarray(24, 88).equals(sender)) throw new Error('sender');
  return {
    kind: plain[0],
    class: plain[1],
    suites: plain.readUInt32LE(4),
    created: Number(plain.readBigUInt64LE(8)),
    expires: Number(plain.readBigUInt64LE(16)),
    content: plain.subarray(92, signatureAt),
    plainBytes: plain.length,
    usedBytes: end,
  };
}
