/**
 * The receiver's door, `sealcast/open`: noble and a MessagePack decoder, nothing from Node, so it runs in browsers, on
 * phones and under a CSP without `unsafe-eval`.
 *
 * Opening goes in one order, each step only when all before it held (docs/wire-format.md):
 *
 *   parse and bound both → open the slot → digest → commitment → decrypt → padding → signature, sender → suite mask
 *   → expiry → content → replay
 *
 * Before the slot opens nothing secret was used: malformed bytes are an error that says where (ENVELOPE_INVALID), a slot
 * that does not open is `null`, "not for this key". After it every failure is the same error, UNREADABLE: somebody sealed
 * something to this key and it is not what it claims. The reason goes to `log` and must not leave the device.
 */
import { x25519 } from '@noble/curves/ed25519.js';
import { decodeRecord } from './codec/decode.ts';
import { type BodyFault, bodyDigest, checkBodyFrame, openBody, SENDER_BYTES } from './crypto/body.ts';
import { equalBytes, hex } from './crypto/bytes.ts';
import { parseEnvelope } from './crypto/envelope.ts';
import type { OpenKernel } from './crypto/opening.ts';
import { openSlot, parseSlotPlain, type SlotPlain } from './crypto/slot.ts';
import { wipe } from './crypto/wipe.ts';
import { KEY_BYTES, publicKeyOf } from './crypto/x25519.ts';
import { SealcastError } from './errors.ts';

export type { OpenKernel } from './crypto/opening.ts';
export { encodeReceipt, type Receipt } from './crypto/receipt.ts';
export { SealcastError, type SealcastErrorCode } from './errors.ts';
export { type PushContent, readPushContent } from './transports/webpush/content.ts';
export { publicKeyOf };

/**
 * Why an envelope that opened is not shown; but `receipt`: it is shown, and its receipt could not be kept. For the device's own log
 * only.
 */
export type OpenFault =
  | 'slot'
  | 'digest'
  | BodyFault
  | 'suite'
  | 'expired'
  | 'content'
  | 'personal'
  | 'replay'
  | 'receipt';

export type MessageKind = 'message' | 'recall' | 'sender-key-change';
export type MessageClass = 'emergency' | 'payment' | 'chat' | 'broadcast';

export interface OpenedMessage {
  readonly kind: MessageKind;
  readonly class: MessageClass;
  /** `markdown` is untrusted input to whatever renders it, signed or not. */
  readonly format: 'plain' | 'markdown';
  /** Empty where `kind` is not `message` and no text came along. */
  readonly text: string;
  /** Of a recall: the broadcast that the sender takes back, 16 bytes; do not show it any more. Otherwise null. */
  readonly recalls: Uint8Array | null;
  /** Everything the content map holds, `format` and `text` included. An object without prototype. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Fields for this recipient alone; empty when `addressed` is false. An object without prototype. */
  readonly personal: Readonly<Record<string, unknown>>;
  /**
   * True: the sender proved that it addressed this very key. False (suite 1): the sender wrote the message, but any
   * recipient could have passed it on.
   */
  readonly addressed: boolean;
  /** Unix milliseconds. */
  readonly created: number;
  /** Unix milliseconds. */
  readonly expires: number;
  /** 16 bytes. */
  readonly broadcast: Uint8Array;
  /** 16 bytes. */
  readonly mailbox: Uint8Array;
  /** 16 bytes; whoever shows them has opened the slot. */
  readonly receiptToken: Uint8Array;
  /** The sender asks to be told that it was opened, and counts it. Nothing is sent unless the app does. */
  readonly receiptWanted: boolean;
}

/**
 * What has been shown already. One method, so that looking and remembering cannot be torn apart: of two calls with one
 * key, however they interleave, exactly one may answer true. A store shared between tabs or processes needs that from
 * its database (an insert that fails when the key exists).
 */
export interface SeenStore {
  /**
   * Remembers `key` until `expires` and answers true; or answers false when it is remembered already. A rejection is
   * passed on as it is, and the message is not shown.
   * @param key 161 characters: the sender's 64 bytes and the broadcast's 16, in hex, with a point between
   * @param expires unix milliseconds; from then on the message is refused as expired, and the key may be forgotten
   * @param now the time by which this message was found not to be expired
   */
  add(key: string, expires: number, now: number): boolean | Promise<boolean>;
}

/** Where receipts go that the sender wants and the app agrees to send: `receiptQueue` of `sealcast/receiver`, or one of your own. */
export interface ReceiptCollector {
  /** A genuine message that wants a receipt, shown for the first time. */
  add(message: OpenedMessage): void | Promise<void>;
}

export interface OpenOptions {
  /** The device's X25519 secret, 32 bytes. Stays the caller's to wipe. */
  readonly privateKey: Uint8Array;
  /** The sender the app expects: Ed25519 public key ‖ X25519 public key, 64 bytes. Never taken from the message. */
  readonly sender: Uint8Array;
  /** Unix milliseconds; default: the clock. */
  readonly now?: number;
  /**
   * With it a broadcast is shown once. It is asked last, so only genuine messages are remembered; a message is
   * remembered before it is returned, so a crash in between loses it rather than showing it twice. What a recall takes back is
   * remembered with it: should it come later, it is refused as a replay.
   */
  readonly seen?: SeenStore;
  /**
   * With it a message that wants a receipt is told to the collector, after everything else held: so nothing is ever confirmed to
   * a sender that the app does not expect, nor twice to somebody who plays an envelope again, where there is a `seen` store. Without
   * it nothing is sent. A collector that fails costs the receipt, not the message.
   */
  readonly receipts?: ReceiptCollector;
  /** From `loadOpenKernel` of `sealcast/open-kernel`: faster, the same answers. */
  readonly kernel?: OpenKernel;
  /** Hears why an UNREADABLE is one. */
  readonly log?: (fault: OpenFault) => void;
}

/**
 * Opens one envelope.
 *
 * @param envelope the bytes of "SCE1"
 * @param body the bytes of "SCB1", the same for all recipients of the broadcast
 * @returns the message, or null when the envelope is for another key (or of a suite this version does not open)
 * @throws SealcastError ENVELOPE_INVALID (malformed), UNREADABLE (for this key, but not genuine, expired, shown before …),
 *   USAGE (key or sender of the wrong length, not bytes)
 */
export async function openEnvelope(
  envelope: Uint8Array,
  body: Uint8Array,
  options: OpenOptions,
): Promise<OpenedMessage | null> {
  const { privateKey, sender } = options;
  if (!(privateKey instanceof Uint8Array) || privateKey.length !== KEY_BYTES)
    throw new SealcastError('USAGE', 'privateKey must be the 32 bytes of an X25519 secret key');
  if (!(sender instanceof Uint8Array) || sender.length !== SENDER_BYTES)
    throw new SealcastError('USAGE', 'sender must be the 64 public bytes of the sender you expect');
  if (!(envelope instanceof Uint8Array) || !(body instanceof Uint8Array))
    throw new SealcastError('USAGE', 'envelope and body must be Uint8Arrays');
  const parsed = parseEnvelope(envelope);
  checkBodyFrame(body);

  const slotPlain = openSlot(envelope, parsed, privateKey, sender.subarray(32), options.kernel);
  if (slotPlain === null) return null;
  const refuse = (fault: OpenFault): SealcastError => {
    options.log?.(fault);
    return new SealcastError('UNREADABLE', 'the envelope is for this key, but cannot be shown', {
      hint: 'The reason is given to `log` only. Do not report it over the network.',
    });
  };
  try {
    const slot = parseSlotPlain(slotPlain);
    if (slot === null || !suiteAllows(parsed.suite, slot)) throw refuse('slot');
    if (!equalBytes(bodyDigest(body), slot.bodyDigest)) throw refuse('digest');
    const fields = openBody(body, slot.bodyKey, parsed.broadcast, sender, options.kernel);
    if (typeof fields === 'string') throw refuse(fields);
    // A body that the sender allows in suite 2 only cannot be stripped to suite 1, which proves less.
    if ((fields.suites & (1 << parsed.suite)) === 0) throw refuse('suite');
    const now = options.now ?? Date.now();
    if (!(now < fields.expires)) throw refuse('expired');

    const content = map(fields.content);
    if (content === null || !isContent(content, fields.kind)) throw refuse('content');
    const personal = slot.personal.length === 0 ? Object.create(null) : map(slot.personal);
    if (personal === null) throw refuse('personal');

    const message: OpenedMessage = {
      kind: KINDS[fields.kind],
      class: CLASSES[fields.class],
      format: (content.format as 'plain' | 'markdown' | undefined) ?? 'plain',
      text: (content.text as string | undefined) ?? '',
      recalls: fields.kind === 2 ? new Uint8Array(content.recalls as Uint8Array) : null,
      content,
      personal,
      addressed: parsed.suite !== 1,
      created: fields.created,
      expires: fields.expires,
      // Not `slice`, which for a Node Buffer is a view of the caller's memory.
      broadcast: new Uint8Array(parsed.broadcast),
      mailbox: new Uint8Array(parsed.mailbox),
      receiptToken: slot.receiptToken.slice(),
      receiptWanted: content.receiptWanted === true,
    };
    if (options.seen !== undefined) {
      const keyOf = (broadcast: Uint8Array): string => `${hex(sender)}.${hex(broadcast)}`;
      // A notice that overtook what it recalls: that one is a replay when it comes. First, so that a crash in between repeats it.
      if (message.recalls !== null) await options.seen.add(keyOf(message.recalls), fields.expires, now);
      const key = keyOf(parsed.broadcast);
      if ((await options.seen.add(key, fields.expires, now)) !== true) throw refuse('replay');
    }
    if (message.receiptWanted && options.receipts !== undefined)
      try {
        await options.receipts.add(message);
      } catch {
        options.log?.('receipt');
      }
    return message;
  } finally {
    wipe(slotPlain);
  }
}

/** A fresh device key. The secret stays on the device; the 32 public bytes go to whoever sends. */
export function generateDeviceKey(): { privateKey: Uint8Array; publicKey: Uint8Array } {
  const { secretKey, publicKey } = x25519.keygen();
  return { privateKey: secretKey, publicKey };
}

/** A `seen` store for one process, gone with it. It holds genuine messages only, and each only until it expires. */
export function memorySeen(): SeenStore {
  const until = new Map<string, number>();
  return {
    add(key, expires, now) {
      for (const [old, end] of until) if (end <= now) until.delete(old);
      if (until.has(key)) return false;
      until.set(key, expires);
      return true;
    },
  };
}

const KINDS = { 1: 'message', 2: 'recall', 3: 'sender-key-change' } as const;
const CLASSES = { 1: 'emergency', 2: 'payment', 3: 'chat', 4: 'broadcast' } as const;

/** Whoever holds the body can make a suite-1 slot, so it must carry nothing that is for one recipient alone. */
function suiteAllows(suite: number, slot: SlotPlain): boolean {
  return suite !== 1 || (slot.personal.length === 0 && slot.sessionEpoch === 0);
}

function map(bytes: Uint8Array): Record<string, unknown> | null {
  let value: unknown;
  try {
    value = decodeRecord(bytes);
  } catch {
    return null;
  }
  const isMap = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
  return isMap ? (value as Record<string, unknown>) : null;
}

function isContent(content: Record<string, unknown>, kind: 1 | 2 | 3): boolean {
  const { format, text, recalls } = content;
  if (kind === 2 && !(recalls instanceof Uint8Array && recalls.length === 16)) return false;
  if (kind !== 1 && format === undefined && text === undefined) return true;
  return (format === 'plain' || format === 'markdown') && typeof text === 'string';
}
