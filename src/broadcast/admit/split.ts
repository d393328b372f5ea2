import type { BroadcastRecord } from '../../spool/broadcast-record.ts';

/**
 * An audience over the cap of a broadcast as several sends: one broadcast, one body, one report, and parts that are released one after
 * the other as the caps of its sender have room for them. A part is a run of batches, so that what is open is one number.
 */
export interface Split {
  /** People of a part, at most. */
  readonly most: number;
  /** Envelopes of each batch, while it is sealed; then the parts have them. */
  readonly envelopes: readonly number[];
  readonly parts: readonly Part[];
}

export interface Part {
  /** Its batches end before this one. */
  readonly upTo: number;
  readonly envelopes: number;
  /** When it was released, unix milliseconds; 0: it waits. */
  readonly at: number;
}

/**
 * Recipients of a batch. Of a split broadcast a quarter of a part: windows do not end where parts do, and a part is filled with whole
 * batches.
 */
export function batchOf({ chunkRows, admission }: Pick<BroadcastRecord, 'chunkRows' | 'admission'>): number {
  return admission.split === null ? chunkRows : Math.max(1, Math.floor(chunkRows / 4));
}

/**
 * Batches gathered in their order into parts of at most so many envelopes, and so of at most so many people: a person with two
 * devices may be in two parts. No batch has more: `chunkRows` was chosen so.
 */
export function partsOf(envelopes: readonly number[], most: number): Part[] {
  const parts: { upTo: number; envelopes: number; at: number }[] = [];
  envelopes.forEach((count, batch) => {
    const last = parts.at(-1);
    if (last === undefined || last.envelopes + count > most) parts.push({ upTo: batch + 1, envelopes: count, at: 0 });
    else {
      last.upTo = batch + 1;
      last.envelopes += count;
    }
  });
  return parts;
}

/** How many batches may be handed over, or given out. */
export function openBatches(split: Split | null): number {
  if (split === null) return Number.POSITIVE_INFINITY;
  return split.parts.findLast(({ at }) => at > 0)?.upTo ?? 0;
}

/** Envelopes of the parts that wait. */
export function withheldBy(split: Split | null): number {
  return split?.parts.reduce((sum, { at, envelopes }) => sum + (at > 0 ? 0 : envelopes), 0) ?? 0;
}
