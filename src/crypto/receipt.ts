import { concat } from './bytes.ts';
import { PSEUDONYM_BYTES } from './mailbox.ts';

/** broadcast id(16) ‖ mailbox(16) ‖ receipt token(16) */
export const RECEIPT_BYTES = 3 * PSEUDONYM_BYTES;

/** What a device shows to prove that it opened its slot. An opened message has all three. */
export interface Receipt {
  /** 16 bytes. */
  readonly broadcast: Uint8Array;
  /** 16 bytes. */
  readonly mailbox: Uint8Array;
  /** 16 bytes. */
  readonly receiptToken: Uint8Array;
}

/** 48 bytes: broadcast id ‖ mailbox ‖ receipt token. Receipts that go together stand behind each other. */
export function encodeReceipt({ broadcast, mailbox, receiptToken }: Receipt): Uint8Array<ArrayBuffer> {
  return concat(broadcast, mailbox, receiptToken);
}
