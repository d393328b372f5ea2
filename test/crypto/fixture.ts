import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeRecord } from '../../src/codec/msgpack.ts';
import { type BodyFields, sealBody } from '../../src/crypto/body.ts';
import { concat, utf8 } from '../../src/crypto/bytes.ts';
import { publicKeyOf } from '../../src/crypto/x25519.ts';
import { envelopeAt, type SealRequest, sealBatch } from '../../src/fanout/seal.ts';
import type { SealKernel } from '../../src/kernels/seal.ts';

/** Bytes that are the same in every run: SHA-256 of a name and a counter. Test input, never a secret. */
export function seeded(name: string, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  for (let at = 0, i = 0; at < length; at += 32, i++)
    out.set(sha256(utf8(`${name} ${i}`)).subarray(0, length - at), at);
  return out;
}

export const CREATED = 1_763_800_000_000;
export const EXPIRES = CREATED + 30 * 86_400_000;

export interface TestSender {
  signSecret: Uint8Array;
  dhSecret: Uint8Array;
  /** 64 bytes. */
  sender: Uint8Array<ArrayBuffer>;
}

export function makeSender(name = 'city-hall'): TestSender {
  const signSecret = seeded(`${name} sign`, 32);
  const dhSecret = seeded(`${name} dh`, 32);
  return { signSecret, dhSecret, sender: concat(ed25519.getPublicKey(signSecret), publicKeyOf(dhSecret)) };
}

export interface TestRecipient {
  id: string;
  privateKey: Uint8Array;
  publicKey: Uint8Array<ArrayBuffer>;
  personal?: Record<string, unknown>;
}

export function makeRecipients(count: number): TestRecipient[] {
  return Array.from({ length: count }, (_, i) => {
    const privateKey = seeded(`device ${i}`, 32);
    return { id: `person-${i}`, privateKey, publicKey: publicKeyOf(privateKey) };
  });
}

export function sealRequest(
  suite: 1 | 2,
  recipients: readonly TestRecipient[],
  from: TestSender,
  rest: Partial<SealRequest> = {},
): SealRequest {
  const ids = recipients.map(({ id }) => utf8(id));
  const personal = recipients.map((one) =>
    one.personal === undefined ? new Uint8Array(0) : encodeRecord(one.personal),
  );
  return {
    suite,
    broadcast: seeded('broadcast', 16),
    ephemeralSecret: seeded('ephemeral', 32),
    senderSecret: suite === 2 ? from.dhSecret.slice() : null,
    bodyKey: seeded('body key', 32),
    bodyDigest: seeded('digest', 32),
    receiptKey: seeded('receipt key', 32),
    mailboxRoot: seeded('mailbox root', 32),
    slotPlainBytes: suite === 2 ? 256 : 96,
    count: recipients.length,
    ids: concat(...ids),
    idEnd: ends(ids),
    keys: concat(...recipients.map(({ publicKey }) => publicKey)),
    personal: concat(...personal),
    personalEnd: ends(personal),
    stopped: () => false,
    ...rest,
  };
}

export function ends(parts: readonly Uint8Array[]): Uint32Array {
  let end = 0;
  return Uint32Array.from(parts, (part) => {
    end += part.length;
    return end;
  });
}

export interface TestBroadcast {
  from: TestSender;
  body: Uint8Array;
  digest: Uint8Array;
  bodyKey: Uint8Array;
  broadcast: Uint8Array;
  recipients: TestRecipient[];
  envelopes: Uint8Array[];
}

/** A whole broadcast, sealed through the batch door. */
export function makeBroadcast(
  suite: 1 | 2,
  recipients: TestRecipient[] = makeRecipients(1),
  fields: Partial<BodyFields> = {},
  request: Partial<SealRequest> = {},
  kernel?: SealKernel,
): TestBroadcast {
  const from = makeSender();
  const broadcast = request.broadcast ?? seeded('broadcast', 16);
  const bodyKey = request.bodyKey ?? seeded('body key', 32);
  const { body, digest } = sealBody(
    {
      kind: 1,
      class: 4,
      suites: 1 << suite,
      created: CREATED,
      expires: EXPIRES,
      sender: from.sender,
      content: encodeRecord({ format: 'plain', text: 'Water is off on Friday from 9 to 12.' }),
      ...fields,
    },
    { bodyKey, broadcast, signSecret: from.signSecret },
  );
  const asked = sealRequest(suite, recipients, from, { broadcast, bodyKey, bodyDigest: digest, ...request });
  const batch = sealBatch(asked, kernel);
  const envelopes = recipients.map((_, i) => envelopeAt(suite, broadcast, batch, asked.slotPlainBytes, i));
  return { from, body, digest, bodyKey, broadcast, recipients, envelopes };
}
