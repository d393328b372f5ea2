import { concat, hex } from '../crypto/bytes.ts';
import { PSEUDONYM_BYTES } from '../crypto/mailbox.ts';
import { limits } from '../limits.ts';
import type { Timer } from '../ports/timer.ts';

/** Bytes of one: broadcast id(16) ‖ mailbox(16) ‖ receipt token(16). */
export const RECEIPT_BYTES = 3 * PSEUDONYM_BYTES;

/**
 * Takes what devices showed as proof that they opened an envelope: 48 bytes each, one behind the other (broadcast id ‖ mailbox ‖
 * receipt token), at most 1024 in a call. Whether they are genuine only the sender's engine can tell.
 */
export type OnReceipts = (receipts: Uint8Array) => unknown;

/**
 * What it costs to check them: the secrets of each broadcast are unsealed, and each token is a MAC.
 *
 * @param receipts 48 bytes each
 * @returns how many broadcasts they name, and the sum, in the measure of `limits.mailboxReceiptWork`, from 1 on
 */
export function workOf(receipts: Uint8Array): { readonly broadcasts: number; readonly work: number } {
  const named = new Set<string>();
  for (let at = 0; at < receipts.length; at += RECEIPT_BYTES)
    named.add(hex(receipts.subarray(at, at + PSEUDONYM_BYTES)));
  const tokens = Math.floor(receipts.length / RECEIPT_BYTES / limits.mailboxReceiptsOfWork);
  return { broadcasts: named.size, work: Math.max(1, named.size + tokens) };
}

interface Part {
  readonly receipts: Uint8Array;
  readonly settle: (error?: unknown) => void;
}

/** Gathers the receipts of many requests into few calls. */
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

  /**
   * Resolves when the host has them, with false when too many wait. Rejects with what the host threw.
   * @param receipts 48 bytes each, not more than one call takes
   */
  async add(receipts: Uint8Array): Promise<boolean> {
    if (this.#waiting + receipts.length > RECEIPT_BYTES * limits.mailboxReceiptsWaiting) return false;
    this.#waiting += receipts.length;
    try {
      await new Promise<void>((resolve, reject) => {
        const most = RECEIPT_BYTES * limits.mailboxReceipts;
        if (this.#gathered + receipts.length > most) void this.#hand();
        this.#parts.push({ receipts, settle: (error) => (error === undefined ? resolve() : reject(error)) });
        this.#gathered += receipts.length;
        if (this.#gathered === most) void this.#hand();
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
      await this.#onReceipts(concat(...parts.map(({ receipts }) => receipts)));
      for (const { settle } of parts) settle();
    } catch (error) {
      for (const { settle } of parts) settle(error ?? new Error('the host refused the receipts'));
    }
  }
}
