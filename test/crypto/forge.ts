/**
 * What an attacker, or a broken sender, can make: bodies and slots with any content under any key. Written with
 * node:crypto from docs/wire-format.md alone, so that it also checks the encoder instead of repeating it.
 */
import { createCipheriv, createHash, createHmac, createPrivateKey, sign } from 'node:crypto';
import { batchSender, sealSingle } from '../../src/crypto/hpke.ts';
import { seeded, type TestSender } from './fixture.ts';

type Bytes = Uint8Array;

/** HKDF-Expand for 32 bytes is one HMAC (RFC 5869 section 2.3). */
export function expand32(key: Bytes, label: string, broadcast: Bytes = new Uint8Array(0)): Buffer {
  return createHmac('sha256', key).update(label).update(broadcast).update(Uint8Array.of(1)).digest();
}

export function signEd25519(seed: Bytes, message: Bytes): Buffer {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return sign(null, message, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
}

export interface ForgedPlain {
  kind?: number;
  class?: number;
  flags?: number;
  suites?: number;
  created?: bigint;
  expires?: bigint;
  sender: Bytes;
  content: Bytes;
  contentLength?: number;
  signSecret: Bytes;
  /** What goes into the signature as broadcast id. */
  signedBroadcast: Bytes;
  /** Plaintext length, instead of Padmé's. */
  length?: number;
  /** A byte of padding that is not zero. */
  dirtyPadding?: boolean;
  signature?: Bytes;
}

export function forgePlain(from: ForgedPlain): Buffer {
  const head = Buffer.alloc(92);
  head[0] = from.kind ?? 1;
  head[1] = from.class ?? 4;
  head.writeUInt16LE(from.flags ?? 0, 2);
  head.writeUInt32LE(from.suites ?? 0b110, 4);
  head.writeBigUInt64LE(from.created ?? 1_763_800_000_000n, 8);
  head.writeBigUInt64LE(from.expires ?? 1_763_800_000_000n + 86_400_000n, 16);
  head.set(from.sender, 24);
  head.writeUInt32LE(from.contentLength ?? from.content.length, 88);
  const unsigned = Buffer.concat([head, from.content]);
  const signed = Buffer.concat([Buffer.from('sealcast v1 body\0'), from.signedBroadcast, unsigned]);
  const signature = from.signature ?? signEd25519(from.signSecret, signed);
  const whole = Buffer.concat([unsigned, signature]);
  const padded = Buffer.alloc(from.length ?? padmeSlow(whole.length));
  padded.set(whole.subarray(0, padded.length));
  if (from.dirtyPadding) padded[padded.length - 1] = 1;
  return padded;
}

/** Padmé by its definition: the smallest length not below n whose low bits are zero. */
export function padmeSlow(n: number): number {
  const e = Math.floor(Math.log2(n));
  const s = Math.floor(Math.log2(e)) + 1;
  const step = 2 ** Math.max(0, e - s);
  return Math.ceil(n / step) * step;
}

export function forgeBody(
  plain: Bytes,
  bodyKey: Bytes,
  broadcast: Bytes,
  change: { commitment?: Bytes; lastFlags?: number[]; order?: number[] } = {},
): Buffer {
  const key = expand32(bodyKey, 'sealcast v1 payload', broadcast);
  const count = Math.max(1, Math.ceil(plain.length / 65_536));
  const chunks = Array.from({ length: count }, (_, i) => {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(i, 7);
    nonce[11] = change.lastFlags?.[i] ?? (i === count - 1 ? 1 : 0);
    const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
    const sealed = cipher.update(plain.subarray(i * 65_536, (i + 1) * 65_536));
    return Buffer.concat([sealed, cipher.final(), cipher.getAuthTag()]);
  });
  const commitment = change.commitment ?? expand32(bodyKey, 'sealcast v1 commit', broadcast);
  const ordered = (change.order ?? chunks.map((_, i) => i)).map((i) => chunks[i]!);
  return Buffer.concat([Buffer.from('SCB1'), Uint8Array.of(1, 0, 0, 0), commitment, ...ordered]);
}

export function digestOf(body: Bytes): Buffer {
  return createHash('sha256').update(body).digest();
}

export interface ForgedSlot {
  suite: 1 | 2;
  broadcast: Bytes;
  mailbox?: Bytes;
  bodyKey: Bytes;
  digest: Bytes;
  recipientKey: Bytes;
  /** Suite 2: whose X25519 secret goes into the slot. */
  dhSecret?: Bytes;
  epoch?: number;
  reserved?: number;
  personal?: Bytes;
  personalLength?: number;
  plainBytes?: number;
  dirtyPadding?: boolean;
}

export function forgeEnvelope(slot: ForgedSlot): Buffer {
  const mailbox = slot.mailbox ?? seeded('mailbox', 16);
  const plain = Buffer.alloc(slot.plainBytes ?? 256);
  plain.set(slot.bodyKey);
  plain.set(slot.digest, 32);
  plain.set(seeded('token', 16), 64);
  plain.writeUInt32LE(slot.epoch ?? 0, 80);
  plain.writeUInt32LE(slot.reserved ?? 0, 84);
  plain.writeUInt16LE(slot.personalLength ?? slot.personal?.length ?? 0, 88);
  if (slot.personal !== undefined) plain.set(slot.personal, 90);
  if (slot.dirtyPadding) plain[plain.length - 1] = 1;

  const sender = batchSender(seeded('attacker ephemeral', 32), slot.suite === 2 ? slot.dhSecret! : null);
  const head = Buffer.alloc(72);
  head.write('SCE1', 'latin1');
  head[4] = slot.suite;
  head.writeUInt16LE(plain.length + 16, 6);
  head.set(slot.broadcast, 8);
  head.set(mailbox, 24);
  head.set(sender.enc, 40);
  const info = Buffer.concat([Buffer.from('sealcast v1 slot\0'), Uint8Array.of(slot.suite), slot.broadcast, mailbox]);
  const context = sender.context(slot.recipientKey, info)!;
  return Buffer.concat([head, sealSingle(context, head, plain)]);
}

/** A broadcast with one field wrong somewhere, for one recipient; everything else, digests included, is consistent. */
export function forgeBroadcast(
  from: TestSender,
  recipientKey: Bytes,
  content: Bytes,
  change: {
    suite?: 1 | 2;
    plain?: Partial<ForgedPlain>;
    body?: Parameters<typeof forgeBody>[3];
    slot?: Partial<ForgedSlot>;
    afterDigest?: (body: Buffer) => Buffer;
    beforeDigest?: (body: Buffer) => Buffer;
  } = {},
): { envelope: Buffer; body: Buffer } {
  const broadcast = seeded('forged broadcast', 16);
  const bodyKey = seeded('forged body key', 32);
  const { signSecret, dhSecret, sender } = from;
  const plain = forgePlain({ sender, content, signSecret, signedBroadcast: broadcast, ...change.plain });
  const made = forgeBody(plain, bodyKey, broadcast, change.body);
  const body = change.beforeDigest?.(made) ?? made;
  const suite = change.suite ?? 2;
  const digest = digestOf(body);
  const envelope = forgeEnvelope({ suite, broadcast, bodyKey, digest, recipientKey, dhSecret, ...change.slot });
  return { envelope, body: change.afterDigest?.(body) ?? body };
}
