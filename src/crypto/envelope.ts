/**
 * The envelope: what a transport carries.
 *
 *   0   4   "SCE1"
 *   4   1   suite
 *   5   1   flags, 0
 *   6   2   slot length n, tag included
 *   8   16  broadcast id
 *   24  16  mailbox
 *   40  e   suites 1, 2: enc   3: batch nonce(24) ‖ epoch(4) ‖ 0(4)   4: enc
 *   40+e n  slot
 *
 * Everything before the slot is the slot's associated data. Nothing here is secret, nothing is authenticated before the
 * slot opens.
 */

import { limits } from '../device-limits.ts';
import { SealcastError } from '../errors.ts';

/** 1: HPKE base. 2: HPKE auth. 3: warm session. 4: reserved for X-Wing. */
export type Suite = 1 | 2 | 3 | 4;

export const BROADCAST_BYTES = 16;
export const MAILBOX_BYTES = 16;
export const SLOT_TAG_BYTES = 16;
/** Offset of the mailbox and of what follows it. */
export const MAILBOX_AT = 24;
export const ENC_AT = 40;

const ENC_BYTES: Readonly<Record<Suite, number>> = { 1: 32, 2: 32, 3: 32, 4: 1120 };
const MAGIC = [0x53, 0x43, 0x45, 0x31];

export interface Envelope {
  readonly suite: Suite;
  /** 16 bytes. */
  readonly broadcast: Uint8Array;
  /** 16 bytes. */
  readonly mailbox: Uint8Array;
  /** 32 bytes; suite 4: 1120. Suite 3: batch nonce ‖ epoch ‖ zeros. */
  readonly enc: Uint8Array;
  /** Ciphertext and tag. */
  readonly slot: Uint8Array;
}

/** Bytes before the slot. */
export function headerBytes(suite: Suite): number {
  return ENC_AT + ENC_BYTES[suite];
}

/** The bytes before the slot, with the mailbox left zero when not given: a batch fills it in for each recipient. */
export function envelopeHeader(
  suite: Suite,
  slotBytes: number,
  broadcast: Uint8Array,
  enc: Uint8Array,
  mailbox?: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(headerBytes(suite));
  writeHeader(out, suite, slotBytes, broadcast, enc, mailbox);
  return out;
}

function writeHeader(
  out: Uint8Array,
  suite: Suite,
  slotBytes: number,
  broadcast: Uint8Array,
  enc: Uint8Array,
  mailbox: Uint8Array | undefined,
): void {
  if (enc.length !== ENC_BYTES[suite] || broadcast.length !== BROADCAST_BYTES || !isSlotBytes(slotBytes))
    throw new SealcastError('INTERNAL', 'an envelope with parts of the wrong length');
  out.set(MAGIC);
  out[4] = suite;
  out[6] = slotBytes & 0xff;
  out[7] = slotBytes >> 8;
  out.set(broadcast, 8);
  if (mailbox !== undefined) out.set(mailbox, MAILBOX_AT);
  out.set(enc, ENC_AT);
}

export function encodeEnvelope(envelope: Envelope): Uint8Array<ArrayBuffer> {
  const { suite, broadcast, mailbox, enc, slot } = envelope;
  const out = new Uint8Array(headerBytes(suite) + slot.length);
  writeHeader(out, suite, slot.length, broadcast, enc, mailbox);
  out.set(slot, headerBytes(suite));
  return out;
}

/**
 * Views into `bytes`; what is accepted, `encodeEnvelope` turns back into the same bytes.
 * @throws SealcastError ENVELOPE_INVALID, with the byte
 */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length < ENC_AT) throw invalid(bytes.length, 'the envelope ends too early');
  for (let i = 0; i < MAGIC.length; i++) if (bytes[i] !== MAGIC[i]) throw invalid(i, 'not an envelope');
  const suite = bytes[4]!;
  if (!isSuite(suite)) throw invalid(4, 'an unknown suite');
  if (bytes[5] !== 0) throw invalid(5, 'undefined flags');
  const slotBytes = bytes[6]! | (bytes[7]! << 8);
  if (!isSlotBytes(slotBytes)) throw invalid(6, 'a slot length that no broadcast has');
  const header = headerBytes(suite);
  if (bytes.length !== header + slotBytes) throw invalid(bytes.length, 'a length that differs from the one announced');
  if (suite === 3)
    for (let i = header - 4; i < header; i++) if (bytes[i] !== 0) throw invalid(i, 'a reserved byte that is not zero');
  return {
    suite,
    broadcast: bytes.subarray(8, MAILBOX_AT),
    mailbox: bytes.subarray(MAILBOX_AT, ENC_AT),
    enc: bytes.subarray(ENC_AT, header),
    slot: bytes.subarray(header),
  };
}

/** A slot's plaintext is a multiple of 32 that holds the fixed fields; the ciphertext has a tag more. */
export function isSlotBytes(slotBytes: number): boolean {
  const plain = slotBytes - SLOT_TAG_BYTES;
  return plain % 32 === 0 && plain >= limits.slotPlainBytes && plain <= limits.slotPlainBytesMax;
}

function isSuite(value: number): value is Suite {
  return value >= 1 && value <= 4;
}

function invalid(byte: number, what: string): SealcastError {
  return new SealcastError('ENVELOPE_INVALID', `${what} (byte ${byte} of the envelope)`, {
    hint: 'The envelope is damaged, or of a version this one does not know.',
    position: { byte },
  });
}
