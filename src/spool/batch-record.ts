import { KEY } from '../batch/layout.ts';
import { SLOT_TAG_BYTES } from '../crypto/envelope.ts';
import type { Ephemeral } from '../fanout/seal-request.ts';
import { damaged } from './damaged.ts';
import { RECORD_OVERHEAD } from './record.ts';

/**
 * What the seal stage leaves of a batch of n envelopes, before each is sealed as a record:
 *
 *   batches  enc(32) ‖ n × (mailbox(16) ‖ slot)         ephemeral 'batch': what all share, once
 *            n × (mailbox(16) ‖ enc(32) ‖ slot)         ephemeral 'recipient': as on the wire
 *   tags     n × person tag(16)
 *   routes   n × u32 running end ‖ n × device key(32) ‖ routes     (the key: a recall notice is sealed to it later)
 *   states   n × u8, see delivery/state.ts; written by the dispatcher, absent while all are pending
 */
export const ENC = 32;
export const MAILBOX = 16;
export const TAG = 16;

/** What decides which of the two layouts a batch has, and its lengths: the same for a whole broadcast, and in its record. */
export interface BatchShape {
  readonly ephemeral: Ephemeral;
  readonly slotPlainBytes: number;
}

export interface EnvelopeColumns {
  readonly count: number;
  mailbox(i: number): Uint8Array;
  enc(i: number): Uint8Array;
  slot(i: number): Uint8Array;
}

/** Offsets: of the first envelope in a record; in each, of enc where it has its own, and of the slot; of the next one. */
function layoutOf({ ephemeral, slotPlainBytes }: BatchShape) {
  // Asked as stage seal asks it, so that the two cannot disagree.
  const shared = ephemeral !== 'recipient';
  const slot = shared ? MAILBOX : MAILBOX + ENC;
  return { shared, first: shared ? ENC : 0, slot, each: slot + slotPlainBytes + SLOT_TAG_BYTES };
}

/** @param sealed as stage seal leaves it: `enc` of 32 bytes, or of 32 × n with ephemeral 'recipient' */
export function writeEnvelopes(
  sealed: { enc: Uint8Array; mailboxes: Uint8Array; slots: Uint8Array },
  shape: BatchShape,
): Uint8Array {
  const { shared, first, slot, each } = layoutOf(shape);
  const { enc, mailboxes, slots } = sealed;
  const slotBytes = each - slot;
  const count = mailboxes.length / MAILBOX;
  const out = new Uint8Array(first + count * each);
  if (shared) out.set(enc);
  for (let i = 0, at = first; i < count; i++, at += each) {
    out.set(mailboxes.subarray(MAILBOX * i, MAILBOX * (i + 1)), at);
    if (!shared) out.set(enc.subarray(ENC * i, ENC * (i + 1)), at + MAILBOX);
    out.set(slots.subarray(slotBytes * i, slotBytes * (i + 1)), at + slot);
  }
  return out;
}

/** @throws SealcastError SPOOL_DAMAGED when the lengths do not fit */
export function readEnvelopes(record: Uint8Array, shape: BatchShape): EnvelopeColumns {
  const { shared, first, slot, each } = layoutOf(shape);
  if (record.length < first + each || (record.length - first) % each !== 0)
    throw damaged('a batch has an impossible length');
  const at = (i: number): number => first + each * i;
  return {
    count: (record.length - first) / each,
    mailbox: (i) => record.subarray(at(i), at(i) + MAILBOX),
    enc: (i) => (shared ? record.subarray(0, ENC) : record.subarray(at(i) + MAILBOX, at(i) + MAILBOX + ENC)),
    slot: (i) => record.subarray(at(i) + slot, at(i) + each),
  };
}

export function writeRoutes(keys: Uint8Array, routes: Uint8Array, routeEnd: Uint32Array): Uint8Array {
  const count = routeEnd.length;
  const out = new Uint8Array((4 + KEY) * count + routes.length);
  const view = new DataView(out.buffer);
  routeEnd.forEach((end, i) => {
    view.setUint32(4 * i, end, true);
  });
  out.set(keys, 4 * count);
  out.set(routes, (4 + KEY) * count);
  return out;
}

export interface RouteColumns {
  key(i: number): Uint8Array;
  /** Empty when the audience gave none. */
  route(i: number): Uint8Array;
}

/** @throws SealcastError SPOOL_DAMAGED when the lengths do not fit */
export function readRoutes(record: Uint8Array, count: number): RouteColumns {
  const base = (4 + KEY) * count;
  if (record.length < base) throw damaged('a route record has an impossible length');
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const end = (i: number): number => (i < 0 ? 0 : view.getUint32(4 * i, true));
  let previous = 0;
  for (let i = 0; i < count; i++) {
    if (end(i) < previous || base + end(i) > record.length) throw damaged('a route record has impossible ends');
    previous = end(i);
  }
  return {
    key: (i) => record.subarray(4 * count + KEY * i, 4 * count + KEY * (i + 1)),
    route: (i) => record.subarray(base + end(i - 1), base + end(i)),
  };
}

/** Bytes an envelope takes in the spool, for the estimate before a send. */
export function bytesPerEnvelope(shape: BatchShape, routeBytes: number): number {
  const columns = layoutOf(shape).each + TAG + 4 + KEY + routeBytes + 1;
  const prints = 3 * 16;
  // Records of a batch, and LMDB's page ends, spread over the smallest batch worth counting.
  return columns + prints + Math.ceil((4 * RECORD_OVERHEAD + 4096) / 256);
}
