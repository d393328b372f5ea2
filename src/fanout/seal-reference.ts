/**
 * The reference of stage seal, on noble: what it gives is the definition, and kernels/seal.ts must give the same bytes. It runs
 * where the host runs no WebAssembly, and when asked for.
 *
 * One batch, n devices (multi-recipient HPKE, see crypto/hpke.ts and docs/wire-format.md):
 *
 *   skE, enc   one ephemeral key pair for the batch, or with `ephemeral: 'recipient'` one for each
 *   tag_i      person tag of id_i                     mailbox_i = from tag_i and pk_i
 *   token_i    receipt token of mailbox_i
 *   slot_i     HPKE single shot to pk_i with skE; info holds mailbox_i, aad the envelope's header with mailbox_i
 *   plain_i    body key ‖ body digest ‖ token_i ‖ 0⁸ ‖ len ‖ personal_i ‖ zeros, the same length for all
 *
 * Cost: one X25519 a device (two in suite 2, unless the pair's secret is kept; one more for an ephemeral key of its own),
 * everything else is small beside it.
 */

import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ENC_AT, envelopeHeader, MAILBOX_AT, SLOT_TAG_BYTES } from '../crypto/envelope.ts';
import {
  batchSender,
  ENC_BYTES,
  type HpkeContext,
  recipientEphemeral,
  sealSingle,
  wipeContext,
} from '../crypto/hpke.ts';
import { PSEUDONYM_BYTES, pseudonyms, receiptToken } from '../crypto/mailbox.ts';
import { INFO_MAILBOX_AT, slotInfo, writeSlotPlain } from '../crypto/slot.ts';
import { wipe } from '../crypto/wipe.ts';
import { KEY_BYTES } from '../crypto/x25519.ts';
import {
  checkRequest,
  checkWarmRequest,
  lowOrderKey,
  refuseStopped,
  refuseTwice,
  type SealedBatch,
  type SealRequest,
  type WarmRequest,
  warmEnc,
} from './seal-request.ts';

const EMPTY = new Uint8Array(0);

/**
 * @throws SealcastError ABORTED when stopped; KEY_INVALID for a key of low order, with the device's position in the batch;
 *   INTERNAL when the request breaks its own terms (lengths, a device twice)
 */
export function sealBatchReference(request: SealRequest): SealedBatch {
  const { suite, broadcast, slotPlainBytes, count, keys, idEnd, personalEnd, pairSecrets } = request;
  let complete = false;
  try {
    checkRequest(request);
    const slotBytes = slotPlainBytes + SLOT_TAG_BYTES;
    const personTags = new Uint8Array(PSEUDONYM_BYTES * count);
    const mailboxes = new Uint8Array(PSEUDONYM_BYTES * count);
    const slots = new Uint8Array(slotBytes * count);
    const plain = new Uint8Array(slotPlainBytes);
    const names = pseudonyms(request.mailboxRoot);
    try {
      for (let i = 0; i < count; i++) {
        refuseStopped(request);
        const key = keys.subarray(KEY_BYTES * i, KEY_BYTES * (i + 1));
        const tag = names.personTag(request.ids.subarray(i === 0 ? 0 : idEnd[i - 1], idEnd[i]));
        personTags.set(tag, PSEUDONYM_BYTES * i);
        mailboxes.set(names.mailbox(tag, key), PSEUDONYM_BYTES * i);
      }
      refuseTwice(mailboxes, count);

      const each = request.ephemeral === 'recipient';
      const shared = each ? null : batchSender(request.ephemeralSecret, request.senderSecret);
      const enc = shared?.enc ?? new Uint8Array(ENC_BYTES * count);
      const info = slotInfo(suite, broadcast, mailboxes.subarray(0, PSEUDONYM_BYTES));
      const aad = envelopeHeader(suite, slotBytes, broadcast, shared?.enc ?? new Uint8Array(ENC_BYTES));
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
        const ownSecret = each ? recipientEphemeral(request.ephemeralSecret, i) : EMPTY;
        let context: HpkeContext | null = null;
        try {
          const sender = shared ?? batchSender(ownSecret, request.senderSecret);
          if (each) enc.set(sender.enc, ENC_BYTES * i);
          aad.set(sender.enc, ENC_AT);
          const of = [KEY_BYTES * i, KEY_BYTES * (i + 1)] as const;
          context = sender.context(keys.subarray(...of), info, pairSecrets?.subarray(...of));
          if (context === null) throw lowOrderKey(i);
          sealSingle(context, aad, plain, slots.subarray(slotBytes * i, slotBytes * (i + 1)));
        } finally {
          wipe(ownSecret);
          wipeContext(context);
        }
        request.sealed?.(1);
      }
      complete = true;
      return { enc, personTags, mailboxes, slots };
    } finally {
      wipe(plain);
      names.wipe();
      if (!complete) wipe(personTags, mailboxes, slots);
    }
  } finally {
    wipe(request.ephemeralSecret);
    if (!complete) wipe(pairSecrets);
  }
}

/** The same for suite 3: `slotKeys` in the place of HPKE (docs/wire-format.md, warm sessions). Throws as above. */
export function sealWarmReference(request: WarmRequest): SealedBatch {
  checkWarmRequest(request);
  const { broadcast, slotPlainBytes, count, keys, idEnd, personalEnd, batchNonce } = request;
  const slotBytes = slotPlainBytes + SLOT_TAG_BYTES;
  const enc = warmEnc(batchNonce, request.epoch);
  const personTags = new Uint8Array(PSEUDONYM_BYTES * count);
  const mailboxes = new Uint8Array(PSEUDONYM_BYTES * count);
  const slots = new Uint8Array(slotBytes * count);
  const plain = new Uint8Array(slotPlainBytes);
  const nonce = batchNonce.slice();
  const names = pseudonyms(request.mailboxRoot);
  let complete = false;
  try {
    for (let i = 0; i < count; i++) {
      refuseStopped(request);
      const tag = names.personTag(request.ids.subarray(i === 0 ? 0 : idEnd[i - 1], idEnd[i]));
      personTags.set(tag, PSEUDONYM_BYTES * i);
      mailboxes.set(names.mailbox(tag, keys.subarray(KEY_BYTES * i, KEY_BYTES * (i + 1))), PSEUDONYM_BYTES * i);
    }
    refuseTwice(mailboxes, count);
    const aad = envelopeHeader(3, slotBytes, broadcast, enc);
    for (let i = 0; i < count; i++) {
      refuseStopped(request);
      const mailbox = mailboxes.subarray(PSEUDONYM_BYTES * i, PSEUDONYM_BYTES * (i + 1));
      aad.set(mailbox, MAILBOX_AT);
      for (let k = 0; k < PSEUDONYM_BYTES; k++) nonce[k] = batchNonce[k]! ^ mailbox[k]!;
      writeSlotPlain(plain, {
        bodyKey: request.bodyKey,
        bodyDigest: request.bodyDigest,
        receiptToken: receiptToken(request.receiptKey, mailbox),
        sessionEpoch: 0,
        personal: request.personal.subarray(i === 0 ? 0 : personalEnd[i - 1], personalEnd[i]),
      });
      const key = request.slotKeys.subarray(KEY_BYTES * i, KEY_BYTES * (i + 1));
      xchacha20poly1305(key, nonce, aad).encrypt(plain, slots.subarray(slotBytes * i, slotBytes * (i + 1)));
      request.sealed?.(1);
    }
    complete = true;
    return { enc, personTags, mailboxes, slots };
  } finally {
    wipe(plain);
    names.wipe();
    if (!complete) wipe(personTags, mailboxes, slots);
  }
}
