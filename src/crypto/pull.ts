/**
 * How a device proves to a mailbox that an inbox is its own: with its pull key, an X25519 key pair that serves nothing else.
 *
 *     context = RFC 9180, mode base, to the pull key; info = "sealcast v1 pull" ‖ name of the server
 *     key     = Export(context, "sealcast v1 pull answer", 32)
 *     answer  = HMAC-SHA-256(key, nonce(24) ‖ address(16) ‖ pull key(32))
 *
 * The name is the one by which the device called, never one that it was told: an answer that another server has passed on to it
 * is then of no use there.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, utf8 } from './bytes.ts';
import { batchSender, exportSecret, type HpkeContext, receiverContext, wipeContext } from './hpke.ts';
import { INBOX, PULL_ANSWER, PULL_INFO } from './labels.ts';
import { wipe } from './wipe.ts';
import { publicKeyOf } from './x25519.ts';

export const ADDRESS_BYTES = 16;
export const CHALLENGE_NONCE_BYTES = 24;
export const ANSWER_BYTES = 32;
export const INBOX_BYTES = 16;

/** Where the envelopes of one device wait, and who may have them: what an audience holds as its route. */
export interface PullRoute {
  /** 16 random bytes. */
  readonly address: Uint8Array;
  /** X25519 public key, 32 bytes. */
  readonly key: Uint8Array;
}

/**
 * The server's name for it, 16 bytes: SHA-256("sealcast v1 inbox" ‖ address ‖ pull key). An address under another key is another inbox,
 * so there is no account that could be asked for.
 */
export function inboxOf({ address, key }: PullRoute): Uint8Array {
  return sha256(concat(INBOX, address, key)).slice(0, INBOX_BYTES);
}

/**
 * The server's side.
 * @param ephemeralSecret 32 bytes, fresh for this challenge; stays the caller's to wipe
 * @returns what to send, and the answer to expect, 32 bytes, secret; null when the key is of low order
 */
export function makeChallenge(
  route: PullRoute,
  name: string,
  nonce: Uint8Array,
  ephemeralSecret: Uint8Array,
): { enc: Uint8Array; expected: Uint8Array } | null {
  const sender = batchSender(ephemeralSecret, null);
  const context = sender.context(route.key, pullInfo(name));
  return context === null ? null : { enc: sender.enc, expected: answerUnder(context, nonce, route) };
}

/** The device's side. Null when `enc` is no point that can be answered. */
export function answerChallenge(
  address: Uint8Array,
  privateKey: Uint8Array,
  name: string,
  challenge: { readonly enc: Uint8Array; readonly nonce: Uint8Array },
): Uint8Array | null {
  const context = receiverContext(challenge.enc, privateKey, null, pullInfo(name));
  return context === null ? null : answerUnder(context, challenge.nonce, { address, key: publicKeyOf(privateKey) });
}

function pullInfo(name: string): Uint8Array {
  return concat(PULL_INFO, utf8(name));
}

/** Consumes the context. */
function answerUnder(context: HpkeContext, nonce: Uint8Array, { address, key }: PullRoute): Uint8Array {
  const exported = exportSecret(context, PULL_ANSWER, 32);
  try {
    return hmac(sha256, exported, concat(nonce, address, key));
  } finally {
    wipe(exported);
    wipeContext(context);
  }
}
