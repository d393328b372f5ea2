/**
 * The door of stage seal: what a batch asks for, what it leaves, and what both the kernel and the reference check.
 */
import { BROADCAST_BYTES, isSlotBytes, SLOT_TAG_BYTES } from '../crypto/envelope.ts';
import { PSEUDONYM_BYTES } from '../crypto/mailbox.ts';
import { personalRoom } from '../crypto/slot.ts';
import { KEY_BYTES } from '../crypto/x25519.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';

/** Who shares an ephemeral key, and with it `enc`: the recipients of a batch, or nobody. */
export const EPHEMERALS = ['batch', 'recipient'] as const;
export type Ephemeral = (typeof EPHEMERALS)[number];

export interface SealRequest {
  suite: 1 | 2;
  /** 16 bytes. */
  broadcast: Uint8Array;
  /** 32 bytes, fresh for this batch: `sealBatch` wipes it, whatever happens. */
  ephemeralSecret: Uint8Array;
  /**
   * 'batch': `ephemeralSecret` is the X25519 secret of all. 'recipient': it is what each recipient's is derived from
   * (`recipientEphemeral` in crypto/hpke.ts), rather than 32 × n bytes from the CSPRNG: so the hedge against a cloned
   * machine, which is in this one, is in all of them, and one array is moved and wiped instead of a column.
   * @defaultValue 'batch'
   */
  ephemeral?: Ephemeral;
  /** The sender's X25519 secret in suite 2, else null. Like the other secrets below it stays the caller's to wipe. */
  senderSecret: Uint8Array | null;
  /**
   * 32 × n, X25519(sender, key) of each device, which is the same in every broadcast: suite 2 then multiplies once a device and
   * not twice. Read where an earlier batch left one, under this sender and for this key; written where it has zeros, so that
   * the batch hands out what it computed. A batch may mix both: were known and unknown pairs split into batches, `enc`, which a
   * batch shares, would tell a carrier to whom this sender has written before. Zeros are no secret of an admissible key, so
   * there is no column of flags that could contradict this one. The caller's to wipe; when the batch fails, it is.
   */
  pairSecrets?: Uint8Array;
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
   * Asked every few milliseconds: between slices by a kernel; by the reference between recipients, while it makes mailboxes
   * and again while it seals. True: everything made so far is wiped, and ABORTED thrown.
   */
  stopped(): boolean;
  /** Told how many more are sealed. */
  sealed?(count: number): void;
}

export interface SealedBatch {
  /** 32 bytes, shared by the batch; 32 × n where each recipient has an ephemeral key. */
  enc: Uint8Array<ArrayBuffer>;
  /** 16 × n. */
  personTags: Uint8Array<ArrayBuffer>;
  /** 16 × n. */
  mailboxes: Uint8Array<ArrayBuffer>;
  /** n × (slotPlainBytes + 16). */
  slots: Uint8Array<ArrayBuffer>;
}

/** Suite 3: a batch for devices of one epoch with which sessions exist. Secrets stay the caller's to wipe. */
export interface WarmRequest
  extends Pick<
    SealRequest,
    | 'broadcast'
    | 'bodyKey'
    | 'bodyDigest'
    | 'receiptKey'
    | 'mailboxRoot'
    | 'slotPlainBytes'
    | 'count'
    | 'ids'
    | 'idEnd'
    | 'keys'
    | 'personal'
    | 'personalEnd'
    | 'stopped'
    | 'sealed'
  > {
  /** 24 CSPRNG bytes of this batch alone. */
  batchNonce: Uint8Array;
  /** floor(unix seconds / 86400), the one the slot keys belong to. */
  epoch: number;
  /** 32 × n. */
  slotKeys: Uint8Array;
}

export const WARM_NONCE_BYTES = 24;

/** What stands where suites 1 and 2 have enc: batch nonce(24) ‖ epoch(4) ‖ zeros(4). */
export function warmEnc(batchNonce: Uint8Array, epoch: number): Uint8Array<ArrayBuffer> {
  const enc = new Uint8Array(WARM_NONCE_BYTES + 8);
  enc.set(batchNonce);
  new DataView(enc.buffer).setUint32(WARM_NONCE_BYTES, epoch, true);
  return enc;
}

/** @throws SealcastError INTERNAL when a field breaks the terms of SealRequest */
export function checkRequest(request: SealRequest): void {
  const { suite, count, idEnd, personalEnd, slotPlainBytes, pairSecrets } = request;
  const terms: readonly [boolean, string][] = [
    [suite === 1 || suite === 2, 'suite'],
    [request.broadcast.length === BROADCAST_BYTES, 'broadcast'],
    [request.ephemeralSecret.length === KEY_BYTES, 'ephemeralSecret'],
    [request.ephemeral === undefined || EPHEMERALS.includes(request.ephemeral), 'ephemeral'],
    [suite === 2 ? request.senderSecret?.length === KEY_BYTES : request.senderSecret === null, 'senderSecret'],
    [pairSecrets === undefined || (suite === 2 && pairSecrets.length === KEY_BYTES * count), 'pairSecrets'],
    [request.bodyKey.length === 32, 'bodyKey'],
    [request.bodyDigest.length === 32, 'bodyDigest'],
    [request.receiptKey.length === 32, 'receiptKey'],
    [request.mailboxRoot.length === 32, 'mailboxRoot'],
    [isSlotBytes(slotPlainBytes + SLOT_TAG_BYTES), 'slotPlainBytes'],
    [request.keys.length === KEY_BYTES * count, 'keys'],
    [areEnds(idEnd, count, request.ids.length, limits.idBytes), 'ids'],
    [areEnds(personalEnd, count, request.personal.length, personalRoom(slotPlainBytes)), 'personal'],
    // Whoever holds the body could have made a suite-1 slot, so it must not say anything to one recipient alone.
    [suite === 2 || request.personal.length === 0, 'personal fields in suite 1'],
  ];
  mustHold(terms);
}

/** @throws SealcastError INTERNAL when a field breaks the terms of WarmRequest */
export function checkWarmRequest(request: WarmRequest): void {
  const { count, slotPlainBytes } = request;
  mustHold([
    [request.broadcast.length === BROADCAST_BYTES, 'broadcast'],
    [request.batchNonce.length === WARM_NONCE_BYTES, 'batchNonce'],
    [Number.isInteger(request.epoch) && request.epoch >= 0 && request.epoch <= 0xffffffff, 'epoch'],
    [request.bodyKey.length === 32, 'bodyKey'],
    [request.bodyDigest.length === 32, 'bodyDigest'],
    [request.receiptKey.length === 32, 'receiptKey'],
    [request.mailboxRoot.length === 32, 'mailboxRoot'],
    [isSlotBytes(slotPlainBytes + SLOT_TAG_BYTES), 'slotPlainBytes'],
    [request.keys.length === KEY_BYTES * count, 'keys'],
    [request.slotKeys.length === KEY_BYTES * count, 'slotKeys'],
    [areEnds(request.idEnd, count, request.ids.length, limits.idBytes), 'ids'],
    [areEnds(request.personalEnd, count, request.personal.length, personalRoom(slotPlainBytes)), 'personal'],
  ]);
}

function mustHold(terms: readonly (readonly [boolean, string])[]): void {
  for (const [holds, what] of terms)
    if (!holds) throw new SealcastError('INTERNAL', `a seal request with a wrong field: ${what}`);
}

/** Of the device at this position in the batch. */
export function lowOrderKey(device: number): SealcastError {
  return new SealcastError('KEY_INVALID', `device ${device} of the batch has a key of low order`, {
    hint: 'Ask the device for a new key.',
    position: { device },
  });
}

export function refuseStopped(request: { stopped(): boolean }): void {
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
export function refuseTwice(mailboxes: Uint8Array, count: number): void {
  let size = 2;
  while (size < 2 * count) size *= 2;
  // Places of devices, from 1: small enough to stay in the nearest cache.
  const table = count < 0xffff ? new Uint16Array(size) : new Uint32Array(size);
  const aligned = mailboxes.byteOffset % 4 === 0 ? mailboxes : mailboxes.slice();
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, (PSEUDONYM_BYTES / 4) * count);
  for (let i = 0, at = 0; i < count; i++, at += PSEUDONYM_BYTES / 4) {
    let place = words[at]! & (size - 1);
    for (let other = table[place]!; other !== 0; other = table[place]!) {
      const it = (other - 1) * (PSEUDONYM_BYTES / 4);
      if (
        words[at] === words[it] &&
        words[at + 1] === words[it + 1] &&
        words[at + 2] === words[it + 2] &&
        words[at + 3] === words[it + 3]
      )
        throw new SealcastError('INTERNAL', 'one device twice in a batch', {
          position: { device: i, first: other - 1 },
        });
      place = (place + 1) & (size - 1);
    }
    table[place] = i + 1;
  }
}
