/**
 * A permit as it is presented: with a proof that whoever uses it has the last holder's private key, and means this very request
 * (docs/permissions.md, Format). Without it a copied token, or a stolen session that holds one, can do nothing.
 *
 *   0   4   "SCP2"
 *   4   4   version(1) = 1 ‖ 0(3)
 *   8   8   time, unix ms
 *   16  16  nonce, random
 *   32  32  request digest
 *   64  64  signature by the last holder, over label ‖ SHA-256(token) ‖ SHA-256(realm) ‖ bytes 0 to 64
 *   128 …   the token
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { encodeRecord } from '../../codec/msgpack.ts';
import { nobleSigner, verifyStrict } from '../../crypto/body.ts';
import { concat, equalBytes, hex, utf8 } from '../../crypto/bytes.ts';
import { PERMIT_PROOF, PERMIT_REQUEST } from '../../crypto/labels.ts';
import { wipe } from '../../crypto/wipe.ts';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { type SendRequest, settingsOf } from '../request.ts';
import { malformed } from './block.ts';
import { grantOf, verifyPermit } from './token.ts';

/**
 * What a permit is used for; `broadcast` is an id, hex. To `send`: message, sender, options and idempotency key are covered by the
 * proof; the audience is not (its size is, by the permit), nor is how it is read: `batchRecipients`, `windowChunks`, `maxRefused`. To `decide` is on an appeal (docs/trust.md).
 */
export type PermitAction = SendAction | ShowAction | DecideAction;

export interface SendAction {
  readonly do: 'send';
  readonly request: SendRequest;
}

export interface ShowAction {
  readonly do: 'approve' | 'read-report' | 'unmask';
  readonly broadcast: string;
}

export interface DecideAction {
  readonly do: 'decide';
  /** Name of the sender who appealed. */
  readonly sender: string;
  /** Number of the appeal. */
  readonly appeal: number;
  readonly decision: 'lift' | 'uphold';
}

/** In whose name; '' for what is about a broadcast, whose own sender it is then. */
export function senderOf(action: PermitAction): string {
  const name = action.do === 'send' ? action.request.from : action.do === 'decide' ? action.sender : '';
  return name.normalize('NFC');
}

const MAGIC = [0x53, 0x43, 0x50, 0x32, 0x01, 0x00, 0x00, 0x00];
const SIGNATURE_AT = 64;
const TOKEN_AT = 128;

export interface PresentOptions {
  /** As the engine's `permissions.realm`. @defaultValue '' */
  readonly realm?: string;
  /** Unix milliseconds. @defaultValue the system's clock */
  readonly now?: number;
}

/**
 * A permit ready to be handed to an engine, once, within five minutes.
 *
 * @param key private key of the permit's last holder, 32 bytes; stays yours
 * @throws SealcastError USAGE for another's key, or a request that no send would take; PERMIT_REFUSED for what is no permit
 */
export function presentPermit(
  token: Uint8Array,
  key: Uint8Array,
  action: PermitAction,
  { realm = '', now = Date.now() }: PresentOptions = {},
): Uint8Array {
  const holder = grantOf(verifyPermit(token)).holders.at(-1)!;
  if (key.length !== 32 || !equalBytes(nobleSigner.publicKey(key), holder))
    throw new SealcastError('USAGE', 'the permit is held by another key', {
      hint: 'use the key that its last block names',
    });
  const head = new Uint8Array(SIGNATURE_AT);
  head.set(MAGIC);
  new DataView(head.buffer).setBigUint64(8, BigInt(now), true);
  head.set(randomBytes(16), 16);
  head.set(actionDigest(action, now), 32);
  return concat(head, nobleSigner.sign(signedOf(token, realm, head), key), token);
}

export interface Presentation {
  readonly token: Uint8Array;
  /** Unix milliseconds. */
  readonly time: number;
  readonly digest: Uint8Array;
  /** What one proof is known by, hex, 32 characters: no two have the same. */
  readonly name: string;
  /** Does the holder of this key stand behind it? */
  isBy(holder: Uint8Array): boolean;
}

/** @throws SealcastError PERMIT_REFUSED, with the byte */
export function readPresentation(bytes: Uint8Array, realm: string): Presentation {
  if (!(bytes instanceof Uint8Array)) throw malformed(0, 'it is no Uint8Array');
  if (bytes.length > TOKEN_AT + limits.permitBytes) throw malformed(bytes.length, 'it is too long');
  for (let i = 0; i < MAGIC.length; i++) if (bytes[i] !== MAGIC[i]) throw malformed(i, 'an unknown magic or version');
  if (bytes.length <= TOKEN_AT) throw malformed(bytes.length, 'it ends too early');
  const time = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(8, true));
  if (!Number.isSafeInteger(time)) throw malformed(8, 'a time out of range');
  const token = bytes.slice(TOKEN_AT);
  const signed = signedOf(token, realm, bytes.subarray(0, SIGNATURE_AT));
  const signature = bytes.slice(SIGNATURE_AT, TOKEN_AT);
  return {
    token,
    time,
    digest: bytes.slice(32, SIGNATURE_AT),
    name: hex(sha256(signed).subarray(0, 16)),
    isBy: (holder) => verifyStrict(signature, signed, holder),
  };
}

function signedOf(token: Uint8Array, realm: string, head: Uint8Array): Uint8Array {
  return concat(PERMIT_PROOF, sha256(token), sha256(utf8(realm)), head);
}

/**
 * Over a request as it was given: what an engine's profile chooses for it is not in it, because its holder need not know. A dry run
 * and the real thing are two: a proof for the one does not do for the other.
 *
 * @param now to read spans such as '30d' by; the digest does not depend on it
 */
export function actionDigest(action: PermitAction, now: number): Uint8Array {
  if (action.do !== 'send')
    return digestOf(action.do === 'decide' ? decisionOf(action) : [action.do, action.broadcast]);
  const { idempotencyKey = null, dryRun = false, newSender = false, profile = null } = action.request;
  const { content, canonical } = settingsOf(action.request, now);
  try {
    return digestOf(['send', canonical, idempotencyKey, dryRun, newSender, profile]);
  } finally {
    wipe(content, canonical);
  }
}

function decisionOf({ sender, appeal, decision }: DecideAction): unknown[] {
  return ['decide', sender.normalize('NFC'), appeal, decision];
}

function digestOf(what: readonly unknown[]): Uint8Array {
  return sha256(concat(PERMIT_REQUEST, encodeRecord(what)));
}
