/**
 * The slot: the one part of a broadcast made for one recipient.
 *
 *   0    32  body key
 *   32   32  body digest, SHA-256 of the body's bytes
 *   64   16  receipt token
 *   80   4   session epoch offered, 0 = none
 *   84   4   zero
 *   88   2   length of personal
 *   90   n   personal, a MessagePack map
 *        …   zeros to the slot's plaintext length, the same for a whole broadcast
 *
 *   info = "sealcast v1 slot" ‖ 0x00 ‖ suite(1) ‖ broadcast id(16) ‖ mailbox(16)
 *   aad  = the envelope's bytes before the slot
 */
import { limits } from '../device-limits.ts';
import { concat } from './bytes.ts';
import { type Envelope, headerBytes } from './envelope.ts';
import { openSingle, receiverContext, wipeContext } from './hpke.ts';
import { SLOT_INFO } from './labels.ts';
import type { DiffieHellman } from './x25519.ts';

const DIGEST_AT = 32;
const TOKEN_AT = 64;
const EPOCH_AT = 80;
const RESERVED_AT = 84;
const PERSONAL_LENGTH_AT = 88;
const PERSONAL_AT = limits.slotFixedBytes;

export interface SlotPlain {
  /** 32 bytes, secret. */
  readonly bodyKey: Uint8Array;
  /** 32 bytes. */
  readonly bodyDigest: Uint8Array;
  /** 16 bytes, secret until shown. */
  readonly receiptToken: Uint8Array;
  /** 0: no session offered. */
  readonly sessionEpoch: number;
  /** MessagePack bytes, empty for none. */
  readonly personal: Uint8Array;
}

/** Bytes of personal fields that fit a slot plaintext. */
export function personalRoom(slotPlainBytes: number): number {
  return slotPlainBytes - PERSONAL_AT;
}

/** Writes every byte of `out`, whose length is the broadcast's slot plaintext length: nothing of a former slot shows through. */
export function writeSlotPlain(out: Uint8Array, slot: SlotPlain): void {
  out.set(slot.bodyKey);
  out.set(slot.bodyDigest, DIGEST_AT);
  out.set(slot.receiptToken, TOKEN_AT);
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  view.setUint32(EPOCH_AT, slot.sessionEpoch, true);
  view.setUint32(RESERVED_AT, 0, true);
  view.setUint16(PERSONAL_LENGTH_AT, slot.personal.length, true);
  out.set(slot.personal, PERSONAL_AT);
  out.fill(0, PERSONAL_AT + slot.personal.length);
}

/** Views into `plain`, or null where a reserved byte, a length or the padding is not as defined. */
export function parseSlotPlain(plain: Uint8Array): SlotPlain | null {
  if (plain.length < limits.slotPlainBytes || plain.length > limits.slotPlainBytesMax || plain.length % 32 !== 0)
    return null;
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  if (view.getUint32(RESERVED_AT) !== 0) return null;
  const personalEnd = PERSONAL_AT + view.getUint16(PERSONAL_LENGTH_AT, true);
  if (personalEnd > plain.length) return null;
  for (let i = personalEnd; i < plain.length; i++) if (plain[i] !== 0) return null;
  return {
    bodyKey: plain.subarray(0, DIGEST_AT),
    bodyDigest: plain.subarray(DIGEST_AT, TOKEN_AT),
    receiptToken: plain.subarray(TOKEN_AT, EPOCH_AT),
    sessionEpoch: view.getUint32(EPOCH_AT, true),
    personal: plain.subarray(PERSONAL_AT, personalEnd),
  };
}

/** Suite and mailbox are in `info`, so one public key under two mailboxes or suites gets unrelated keys. */
export function slotInfo(suite: 1 | 2, broadcast: Uint8Array, mailbox: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(SLOT_INFO, Uint8Array.of(suite), broadcast, mailbox);
}
/** Where `slotInfo` has the mailbox; a batch writes it anew for each recipient. */
export const INFO_MAILBOX_AT: number = SLOT_INFO.length + 1 + 16;

/**
 * The slot's plaintext, or null: not for this key. Suites 3 and 4 are parsed but not opened here, which is null as well.
 * @param bytes the whole envelope, of which `envelope` is the parse
 * @param senderKey the expected sender's X25519 public key; used in suite 2
 */
export function openSlot(
  bytes: Uint8Array,
  envelope: Envelope,
  secret: Uint8Array,
  senderKey: Uint8Array,
  x25519?: DiffieHellman,
): Uint8Array | null {
  const { suite } = envelope;
  if (suite !== 1 && suite !== 2) return null;
  const info = slotInfo(suite, envelope.broadcast, envelope.mailbox);
  const context = receiverContext(envelope.enc, secret, suite === 2 ? senderKey : null, info, x25519);
  if (context === null) return null;
  try {
    return openSingle(context, bytes.subarray(0, headerBytes(suite)), envelope.slot);
  } finally {
    wipeContext(context);
  }
}
