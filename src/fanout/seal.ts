/**
 * Stage seal: recipients' keys in, sealed slots out, a batch at a time. This is the reference implementation, on noble;
 * a kernel that replaces it has the same door and must give the same bytes.
 *
 * One batch, n devices (multi-recipient HPKE, see crypto/hpke.ts and docs/wire-format.md):
 *
 *   skE, enc   one ephemeral key pair for the batch
 *   tag_i      person tag of id_i                     mailbox_i = from tag_i and pk_i
 *   token_i    receipt token of mailbox_i
 *   slot_i     HPKE single shot to pk_i with skE; info holds mailbox_i, aad the envelope's header with mailbox_i
 *   plain_i    body key ‖ body digest ‖ token_i ‖ 0⁸ ‖ len ‖ personal_i ‖ zeros, the same length for all
 *
 * Cost: one X25519 a device (two in suite 2), everything else is small beside it.
 */

import {
  BROADCAST_BYTES,
  encodeEnvelope,
  envelopeHeader,
  isSlotBytes,
  MAILBOX_AT,
  SLOT_TAG_BYTES,
} from '../crypto/envelope.ts';
import { batchSender, sealSingle, wipeContext } from '../crypto/hpke.ts';
import { PSEUDONYM_BYTES, pseudonyms, receiptToken } from '../crypto/mailbox.ts';
import { INFO_MAILBOX_AT, personalRoom, slotInfo, writeSlotPlain } from '../crypto/slot.ts';
import { wipe } from '../crypto/wipe.ts';
import { KEY_BYTES } from '../crypto/x25519.ts';
import { SealcastError } from '../errors.ts';

export interface SealRequest {
  suite: 1 | 2;
  /** 16 bytes. */
  broadcast: Uint8Array;
  /** 32 bytes, fresh for this batch: `sealBatch` wipes it, whatever happens. */
  ephemeralSecret: Uint8Array;
  /** The sender's X25519 secret in suite 2, else null. Like the other secrets below it stays the caller's to wipe. */
  senderSecret: Uint8Array | null;
  /** 32 bytes. */
  bodyKey: Uint8Array;
  /** 32 bytes: SHA-256 of the body. */
  bodyDigest: Uint8Array;
  /** 32 bytes. */
  receiptKey: Uint8Array;
  /** 32 bytes. */
  mailboxRoot: Uint8Array;
  /** Plaintext bytes of every slot of this broadcast: 96 to 65504, a multiple of 32. */
  slotPlainBytes: number;
  /** n, the devices of this batch. */
  count: number;
  /** The ids' UTF-8, one behind the other. */
  ids: Uint8Array;
  /** n exclusive ends into `ids`. */
  idEnd: Uint32Array;
  /** 32 × n: X25519 public keys. */
  keys: Uint8Array;
  /** MessagePack maps, one behind the other; an empty one for none. Only in suite 2. */
  personal: Uint8Array;
  /** n exclusive ends into `personal`. */
  personalEnd: Uint32Array;
  /**
   * Asked between recipients, twice for each: once while mailboxes are made, once while slots are. True: everything made
   * so far is wiped, and ABORTED thrown.
   */
  stopped(): boolean;
  /** Told after each recipient. */
  sealedOne?(): void;
}

export interface SealedBatch {
  /** 32 bytes, shared by the batch. */
  enc: Uint8Array<ArrayBuffer>;
  /** 16 × n. */
  personTags: Uint8Array<ArrayBuffer>;
  /** 16 × n. */
  mailboxes: Uint8Array<ArrayBuffer>;
  /** n × (slotPlainBytes + 16). */
  slots: Uint8Array<ArrayBuffer>;
}

/**
 * @throws SealcastError ABORTED when stopped; KEY_INVALID for a key of low order, with the device's position in the batch;
 *   INTERNAL when the request breaks its own terms (lengths, a device twice)
 */
export function sealBatch(request: SealRequest): SealedBatch {
  const { suite, broadcast, slotPlainBytes, count, keys, idEnd, personalEnd } = request;
  try {
    checkRequest(request);
    const slotBytes = slotPlainBytes + SLOT_TAG_BYTES;
    const personTags = new Uint8Array(PSEUDONYM_BYTES * count);
    const mailboxes = new Uint8Array(PSEUDONYM_BYTES * count);
    const slots = new Uint8Array(slotBytes * count);
    const plain = new Uint8Array(slotPlainBytes);
    const names = pseudonyms(request.mailboxRoot);
    let complete = false;
    try {
      for (let i = 0; i < count; i++) {
        refuseStopped(request);
        const key = keys.subarray(KEY_BYTES * i, KEY_BYTES * (i + 1));
        const tag = names.personTag(request.ids.subarray(i === 0 ? 0 : idEnd[i - 1], idEnd[i]));
        personTags.set(tag, PSEUDONYM_BYTES * i);
        mailboxes.set(names.mailbox(tag, key), PSEUDONYM_BYTES * i);
      }
      refuseTwice(mailboxes, count);

      const sender = batchSender(request.ephemeralSecret, request.senderSecret);
      const info = slotInfo(suite, broadcast, mailboxes.subarray(0, PSEUDONYM_BYTES));
      const aad = envelopeHeader(suite, slotBytes, broadcast, sender.enc);
      for (let i = 0; i < count; i++) {
        refuseStopped(request);
        const mailbox = mailboxes.subarray(PSEUDONYM_BYTES * i, PSEUDONYM_BYTES * (i + 1));
        info.set(mailbox, INFO_MAILBOX_AT);
        aad.set(mailbox, MAILBOX_AT);
        writeSlotPlain(plain, {
          bodyKey: request.bodyKey,
          bodyDigest: request.bodyDigest,
          receiptToken: receiptToken(request.receiptKey, mailbox),
          sessionEpoch: 0,
          personal: request.personal.subarray(i === 0 ? 0 : personalEnd[i - 1], personalEnd[i]),
        });
        const context = sender.context(keys.subarray(KEY_BYTES * i, KEY_BYTES * (i + 1)), info);
        if (context === null)
          throw new SealcastError('KEY_INVALID', `device ${i} of the batch has a key of low order`, {
            hint: 'Ask the device for a new key.',
            position: { device: i },
          });
        try {
          sealSingle(context, aad, plain, slots.subarray(slotBytes * i, slotBytes * (i + 1)));
        } finally {
          wipeContext(context);
        }
        request.sealedOne?.();
      }
      complete = true;
      return { enc: sender.enc, personTags, mailboxes, slots };
    } finally {
      wipe(plain);
      names.wipe();
      if (!complete) wipe(personTags, mailboxes, slots);
    }
  } finally {
    wipe(request.ephemeralSecret);
  }
}

/** The wire bytes of one device's envelope, from a batch. */
export function envelopeAt(
  suite: 1 | 2,
  broadcast: Uint8Array,
  batch: Pick<SealedBatch, 'enc' | 'mailboxes' | 'slots'>,
  slotPlainBytes: number,
  i: number,
): Uint8Array<ArrayBuffer> {
  const slotBytes = slotPlainBytes + SLOT_TAG_BYTES;
  return encodeEnvelope({
    suite,
    broadcast,
    mailbox: batch.mailboxes.subarray(PSEUDONYM_BYTES * i, PSEUDONYM_BYTES * (i + 1)),
    enc: batch.enc,
    slot: batch.slots.subarray(slotBytes * i, slotBytes * (i + 1)),
  });
}

function checkRequest(request: SealRequest): void {
  const { suite, count, idEnd, personalEnd, slotPlainBytes } = request;
  const terms: readonly [boolean, string][] = [
    [suite === 1 || suite === 2, 'suite'],
    [request.broadcast.length === BROADCAST_BYTES, 'broadcast'],
    [request.ephemeralSecret.length === KEY_BYTES, 'ephemeralSecret'],
    [suite === 2 ? request.senderSecret?.length === KEY_BYTES : request.senderSecret === null, 'senderSecret'],
    [request.bodyKey.length === 32, 'bodyKey'],
    [request.bodyDigest.length === 32, 'bodyDigest'],
    [request.receiptKey.length === 32, 'receiptKey'],
    [request.mailboxRoot.length === 32, 'mailboxRoot'],
    [isSlotBytes(slotPlainBytes + SLOT_TAG_BYTES), 'slotPlainBytes'],
    [request.keys.length === KEY_BYTES * count, 'keys'],
    [areEnds(idEnd, count, request.ids.length, Number.POSITIVE_INFINITY), 'ids'],
    [areEnds(personalEnd, count, request.personal.length, personalRoom(slotPlainBytes)), 'personal'],
    // Whoever holds the body could have made a suite-1 slot, so it must not say anything to one recipient alone.
    [suite === 2 || request.personal.length === 0, 'personal fields in suite 1'],
  ];
  for (const [holds, what] of terms)
    if (!holds) throw new SealcastError('INTERNAL', `a seal request with a wrong field: ${what}`);
}

function refuseStopped(request: SealRequest): void {
  if (request.stopped()) throw new SealcastError('ABORTED', 'the batch was stopped');
}

/** n running ends, none longer than `most`, up to the column's length. */
function areEnds(ends: Uint32Array, count: number, length: number, most: number): boolean {
  if (ends.length !== count) return false;
  let start = 0;
  for (const end of ends) {
    if (end < start || end - start > most) return false;
    start = end;
  }
  return start === length;
}

/**
 * The same (mailbox, key) twice under one ephemeral key would repeat key and nonce. Dedup forbids it; this does not trust
 * dedup. A mailbox is made from the key, so a repeated pair is a repeated mailbox; mailboxes are pseudorandom, so their
 * first four bytes serve as hash in an open-addressing table.
 */
function refuseTwice(mailboxes: Uint8Array, count: number): void {
  let size = 2;
  while (size < 2 * count) size *= 2;
  const table = new Int32Array(size).fill(-1);
  const view = new DataView(mailboxes.buffer, mailboxes.byteOffset, mailboxes.length);
  for (let i = 0; i < count; i++) {
    const at = PSEUDONYM_BYTES * i;
    let place = view.getUint32(at, true) & (size - 1);
    for (; table[place] !== -1; place = (place + 1) & (size - 1)) {
      const other = PSEUDONYM_BYTES * table[place]!;
      let same = 0;
      while (same < PSEUDONYM_BYTES && mailboxes[at + same] === mailboxes[other + same]) same++;
      if (same === PSEUDONYM_BYTES)
        throw new SealcastError('INTERNAL', 'one device twice in a batch', {
          position: { device: i, first: table[place]! },
        });
    }
    table[place] = i;
  }
}
