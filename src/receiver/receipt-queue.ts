import { concat, hex } from '../crypto/bytes.ts';
import { PSEUDONYM_BYTES } from '../crypto/mailbox.ts';
import { encodeReceipt } from '../crypto/receipt.ts';
import { limits } from '../device-limits.ts';
import { SealcastError } from '../errors.ts';
import type { OpenedMessage, ReceiptCollector } from '../open.ts';
import type { ReceiptStore } from './store.ts';

/**
 * Receipts of a device on their way to one sender: kept when a message is opened, sent later, together with what else is due.
 *
 *     openEnvelope ── add ──▶ store, each due at a random time ── flush ──▶ send, up to 1024 of 64 broadcasts at once ──▶ removed
 *
 * When a receipt is sent says when a message was opened to whoever watches; so each waits for a time of its own, drawn anew. It is
 * sent by the first `flush` after that, and nothing here makes one: a service worker lives for the length of an event. Call it when a page opens, in a push
 * event, in a `sync` event.
 */
export interface ReceiptQueue extends ReceiptCollector {
  add(message: OpenedMessage): Promise<void>;
  /**
   * Sends what is due, in one call of `send` for up to 1024 receipts of 64 broadcasts. What `send` has not taken stays and is sent again, so
   * the sender sees some twice and counts them once.
   *
   * @throws what `send` throws
   */
  flush(): Promise<Flushed>;
}

export interface Flushed {
  readonly sent: number;
  /** Those that wait for their time. */
  readonly kept: number;
  /** When the next is due, unix milliseconds; Infinity when none waits. */
  readonly next: number;
}

export interface ReceiptQueueOptions {
  readonly store: ReceiptStore;
  /**
   * Carries receipts to the sender: 48 bytes each, one behind the other, as `engine.confirm()` takes them. True: they have arrived;
   * false: they are to be sent again. `postReceipts(url)` is one.
   */
  readonly send: (receipts: Uint8Array) => Promise<boolean>;
  /**
   * A receipt waits for a random time between 0 and this, milliseconds. @defaultValue ten minutes; half a minute for the class emergency, whose
   * sender may try another way meanwhile
   */
  readonly delayMs?: number;
  /** Unix milliseconds. @defaultValue the clock */
  readonly now?: () => number;
}

/** @throws SealcastError USAGE for a delay of more than a week */
export function receiptQueue({ store, send, delayMs, now = Date.now }: ReceiptQueueOptions): ReceiptQueue {
  if (delayMs !== undefined && !(delayMs >= 0 && delayMs <= limits.receiptDelayMsMax))
    throw new SealcastError('USAGE', `delayMs must be 0 to ${limits.receiptDelayMsMax} milliseconds`);
  const flushOnce = async (): Promise<Flushed> => {
    let sent = 0;
    for (;;) {
      const receipts = together(await store.due(now(), limits.receiptsBatch));
      if (receipts.length === 0) break;
      if (!(await send(concat(...receipts)))) break;
      await store.remove(receipts);
      sent += receipts.length;
    }
    return { sent, ...(await store.state()) };
  };
  let flushing: Promise<Flushed> | undefined;
  return {
    async add(message) {
      if ((await store.state()).kept >= limits.receiptsKept)
        throw new SealcastError('USAGE', `${limits.receiptsKept} receipts wait to be sent`, {
          hint: 'flush sends them, as soon as the other side takes them',
        });
      const most = delayMs ?? (message.class === 'emergency' ? limits.receiptDelayEmergencyMs : limits.receiptDelayMs);
      await store.put(encodeReceipt(message), now() + Math.floor(share() * most), message.expires);
    },
    flush() {
      flushing ??= flushOnce().finally(() => {
        flushing = undefined;
      });
      return flushing;
    },
  };
}

/** As many of them, from the first on, as one request may hold. */
function together(receipts: readonly Uint8Array[]): readonly Uint8Array[] {
  const named = new Set<string>();
  for (const [n, receipt] of receipts.entries()) {
    named.add(hex(receipt.subarray(0, PSEUDONYM_BYTES)));
    if (named.size > limits.receiptBroadcasts) return receipts.slice(0, n);
  }
  return receipts;
}

/** 0 to 1, without 1, from the CSPRNG of the browser or of Node. */
function share(): number {
  const [word] = crypto.getRandomValues(new Uint32Array(1));
  return word! / 2 ** 32;
}

/**
 * Posts receipts as they are (`application/octet-stream`), without cookies, referrer or redirects. Any answer of 2xx says that they
 * have arrived; without an answer it rejects, and they stay as well.
 *
 * @param url where the sender takes them, https
 */
export function postReceipts(url: string): (receipts: Uint8Array) => Promise<boolean> {
  return async (receipts) => {
    const { ok } = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(receipts),
      headers: { 'content-type': 'application/octet-stream' },
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(limits.receiverFetchMs),
    });
    return ok;
  };
}
