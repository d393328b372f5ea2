import { limits } from '../limits.ts';
import type { Timer } from '../ports/timer.ts';

/** What a device showed when it acknowledged an envelope. Whether it is true only the sender can tell. */
export interface MailboxReceipt {
  /** 16 bytes. */
  readonly broadcast: Uint8Array;
  /** The pseudonym that the envelope was addressed to, 16 bytes. */
  readonly mailbox: Uint8Array;
  /** `receiptToken` of the opened message, 16 bytes; unchecked. */
  readonly token: Uint8Array;
}

export type OnReceipts = (receipts: readonly MailboxReceipt[]) => unknown;

interface Part {
  readonly receipts: readonly MailboxReceipt[];
  readonly settle: (error?: unknown) => void;
}

/** Gathers the receipts of many acknowledgements into one call. */
export class Receipts {
  readonly #onReceipts: OnReceipts;
  readonly #timer: Timer;
  #parts: Part[] = [];
  #gathered = 0;
  #waiting = 0;
  #cancel: (() => void) | undefined;

  constructor(onReceipts: OnReceipts, timer: Timer) {
    this.#onReceipts = onReceipts;
    this.#timer = timer;
  }

  /** Resolves when the host has them, with false when too many wait. Rejects with what the host threw. */
  async add(receipts: readonly MailboxReceipt[]): Promise<boolean> {
    if (this.#waiting + receipts.length > limits.mailboxReceiptsWaiting) return false;
    this.#waiting += receipts.length;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#parts.push({ receipts, settle: (error) => (error === undefined ? resolve() : reject(error)) });
        this.#gathered += receipts.length;
        if (this.#gathered >= limits.mailboxReceipts) void this.#hand();
        else this.#cancel ??= this.#timer.after(limits.mailboxReceiptsMs, () => void this.#hand());
      });
      return true;
    } finally {
      this.#waiting -= receipts.length;
    }
  }

  async #hand(): Promise<void> {
    const parts = this.#parts;
    this.#parts = [];
    this.#gathered = 0;
    this.#cancel?.();
    this.#cancel = undefined;
    try {
      await this.#onReceipts(parts.flatMap(({ receipts }) => receipts));
      for (const { settle } of parts) settle();
    } catch (error) {
      for (const { settle } of parts) settle(error ?? new Error('the host refused the receipts'));
    }
  }
}
