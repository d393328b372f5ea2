import { expand } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from './bytes.ts';
import { MAILBOX, PERSON } from './labels.ts';
import { wipe } from './wipe.ts';

/** Bytes of a person tag, a mailbox and a receipt token. */
export const PSEUDONYM_BYTES = 16;

/**
 * The pseudonyms of one broadcast. Root and therefore subkeys are new in every broadcast, so two broadcasts do not join.
 *
 *   person tag = HMAC-SHA-256(HKDF-Expand(root, "sealcast v1 person", 32), id)[0..16]
 *   mailbox    = HMAC-SHA-256(HKDF-Expand(root, "sealcast v1 mailbox", 32), person tag ‖ device key)[0..16]
 */
export interface Pseudonyms {
  /** @param id UTF-8 bytes of the recipient's id */
  personTag(id: Uint8Array): Uint8Array;
  mailbox(personTag: Uint8Array, deviceKey: Uint8Array): Uint8Array;
  wipe(): void;
}

/** The two keys, 32 bytes each: for a kernel, which does the rest. Wipe them. */
export function pseudonymKeys(mailboxRoot: Uint8Array): { person: Uint8Array; mailbox: Uint8Array } {
  return { person: expand(sha256, mailboxRoot, PERSON, 32), mailbox: expand(sha256, mailboxRoot, MAILBOX, 32) };
}

/** @param mailboxRoot 32 bytes; stays the caller's to wipe */
export function pseudonyms(mailboxRoot: Uint8Array): Pseudonyms {
  const { person, mailbox } = pseudonymKeys(mailboxRoot);
  return {
    personTag: (id) => truncatedHmac(person, id),
    mailbox: (personTag, deviceKey) => truncatedHmac(mailbox, concat(personTag, deviceKey)),
    wipe: () => wipe(person, mailbox),
  };
}

/** What a device shows to prove that it opened its slot: HMAC-SHA-256(receipt key of the broadcast, mailbox)[0..16]. */
export function receiptToken(receiptKey: Uint8Array, mailbox: Uint8Array): Uint8Array {
  return truncatedHmac(receiptKey, mailbox);
}

/**
 * HMAC-SHA-256(receipt key, mailbox), whole: 32 bytes of which the first 16 are the receipt token. The others never leave the sender. For
 * many mailboxes: the key is hashed once.
 */
export interface ReceiptMacs {
  of(mailbox: Uint8Array): Uint8Array;
  wipe(): void;
}

/** @param receiptKey 32 bytes; stays the caller's to wipe */
export function receiptMacs(receiptKey: Uint8Array): ReceiptMacs {
  const keyed = hmac.create(sha256, receiptKey);
  return { of: (mailbox) => keyed.clone().update(mailbox).digest(), wipe: () => keyed.destroy() };
}

function truncatedHmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha256, key, message).slice(0, PSEUDONYM_BYTES);
}
