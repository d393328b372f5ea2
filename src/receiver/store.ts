import { hex } from '../crypto/bytes.ts';
import { memorySeen, type SeenStore } from '../open.ts';

/** A receipt that waits for its time, 48 bytes. */
export interface ReceiptStore {
  /**
   * Keeps a receipt from then until it is removed. One that is kept already keeps its time.
   *
   * @param due when it may be sent, unix milliseconds
   * @param expires when nobody counts it any more, unix milliseconds
   */
  put(receipt: Uint8Array, due: number, expires: number): Promise<void>;
  /** Those that may be sent now, the earliest first; what has expired is forgotten. */
  due(now: number, most: number): Promise<readonly Uint8Array[]>;
  remove(receipts: readonly Uint8Array[]): Promise<void>;
  /** How many are kept, and when the first of them may be sent: unix milliseconds, Infinity when there is none. */
  state(): Promise<{ readonly kept: number; readonly next: number }>;
}

/** What a receiver remembers: which messages it has shown, and which receipts it has still to send. */
export interface ReceiverStore {
  readonly seen: SeenStore;
  readonly receipts: ReceiptStore;
  close(): Promise<void>;
}

/** For one process, gone with it: tests, and pages that ask nobody to remember anything. */
export function memoryStore(): ReceiverStore {
  const kept = new Map<string, { receipt: Uint8Array; due: number; expires: number }>();
  return {
    seen: memorySeen(),
    receipts: {
      async put(receipt, due, expires) {
        const key = hex(receipt);
        if (!kept.has(key)) kept.set(key, { receipt: receipt.slice(), due, expires });
      },
      async due(now, most) {
        for (const [key, { expires }] of kept) if (expires <= now) kept.delete(key);
        const ready = [...kept.values()].filter(({ due }) => due <= now).sort((a, b) => a.due - b.due);
        return ready.slice(0, most).map(({ receipt }) => receipt.slice());
      },
      async remove(receipts) {
        for (const receipt of receipts) kept.delete(hex(receipt));
      },
      async state() {
        return { kept: kept.size, next: Math.min(...[...kept.values()].map(({ due }) => due)) };
      },
    },
    async close() {},
  };
}
