import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { KernelInstance } from './wasm.ts';

/** A fingerprint: 128 bits under a key of this broadcast, its dimension mixed in, so that an id never meets a phone. */
export const PRINT_BYTES = 16;
/** id ‖ phone ‖ e-mail. All-zero means absent. */
export const ROW_PRINT_BYTES = 3 * PRINT_BYTES;
/** device key ‖ pair(id, device key). */
export const DEVICE_PRINT_BYTES = 2 * PRINT_BYTES;

/** What a batch is deduplicated by, as bits of `dims`. The pair (id, device key) always is; these only add to it. */
export const claimDim = { id: 1, key: 2, phone: 4, email: 8 } as const;

/** What became of a row, as stored in `ClaimResult.verdict`. */
export const claimVerdict = { accepted: 0, id: 1, key: 2, phone: 3, email: 4, refused: 5 } as const;

/** n rows with m devices in all, in input order. The arrays are read, never kept. */
export interface ClaimBatch {
  /** n bytes; 0: the row was refused before, it claims nothing. */
  readonly eligible: Uint8Array;
  /** 48·n bytes: id ‖ phone ‖ e-mail of each row. An eligible row always has an id. */
  readonly rowPrints: Uint8Array;
  /** n exclusive prefix ends: row r has the devices from deviceEnd[r − 1] (0 for the first) up to deviceEnd[r]. */
  readonly deviceEnd: Uint32Array;
  /** 32·m bytes: key ‖ pair of each device. Keys of one row are distinct. */
  readonly devicePrints: Uint8Array;
  /** Bits of `claimDim`; the same for all batches of a broadcast. */
  readonly dims: number;
}

/** Each array owns its buffer and may be moved to another thread. */
export interface ClaimResult {
  /** n bytes, each a `claimVerdict`. */
  readonly verdict: Uint8Array;
  /** m bytes: 1 when the row was accepted and nobody before it holds this device. */
  readonly kept: Uint8Array;
  /** The prints this call inserted, 16 bytes each: committed with the window, given to `restore` on resume. */
  readonly claimed: Uint8Array;
}

/**
 * Who was seen first. Batches must come in input order: the lowest position always wins, however many threads made them.
 * A row is refused, or a duplicate (by the first that matches of id, key, phone, e-mail), or accepted. Only an accepted
 * row claims: all its look-ups come before all its insertions. A device somebody else claimed is dropped; an eligible
 * row that keeps none is a duplicate by key.
 */
export interface Claims {
  /** @throws SealcastError USAGE before anything is claimed, when the batch might pass `limits.claimEntries` */
  claim(batch: ClaimBatch): ClaimResult;
  /** Inserts 16·c bytes of prints that earlier calls returned as `claimed`, in any order. */
  restore(prints: Uint8Array): void;
  /** Prints held. */
  readonly size: number;
  /** Zeroes the memory it used. Any later claim is an error: an emptied table would call every duplicate new. */
  wipe(): void;
}

export interface ClaimTableOptions {
  /** log2 of entries per segment, 4 to 12. Smaller makes growth frequent, which is what tests want. */
  readonly segmentLog2?: number;
  readonly entriesMax?: number;
}

/** Claims over one kernel instance, whose memory it owns from here on. */
export class ClaimTable implements Claims {
  constructor(_kernel: KernelInstance, _options: ClaimTableOptions = {}) {
    throw new SealcastError('INTERNAL', `not built yet, ${limits.batchRecipients}`);
  }

  get size(): number {
    return 0;
  }

  claim(_batch: ClaimBatch): ClaimResult {
    throw new SealcastError('INTERNAL', 'not built yet');
  }

  restore(_prints: Uint8Array): void {}

  wipe(): void {}
}
