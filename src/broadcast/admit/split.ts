import type { BroadcastRecord } from '../../spool/broadcast-record.ts';

/**
 * An audience over the cap of a broadcast as several sends: one broadcast, one body, one report, and parts that are released one after
 * the other as the caps of its sender have room for them. A part is a run of batches, so that what is open is one number.
 */
export interface Split {
  /** People of a part, at most; all but the last have as many. */
  readonly most: number;
  /** As far as it is sealed. */
  readonly parts: readonly Part[];
}

export interface Part {
  /** Its batches end before this one. */
  readonly upTo: number;
  readonly people: number;
  readonly envelopes: number;
  /** When it was released, unix milliseconds; 0: it waits. */
  readonly at: number;
}

/**
 * With batches that were sealed since, in their order. No batch lies across the border of a part, and nobody's devices are in two:
 * fanout/shuffle.ts cuts them so.
 */
export function withBatches(
  { most, parts: before }: Split,
  batches: readonly { readonly people: number | null; readonly envelopes: number }[],
): Split {
  const parts = [...before];
  for (const { people, envelopes } of batches) {
    const added = people ?? envelopes;
    const last = parts.at(-1);
    const upTo = (last?.upTo ?? 0) + 1;
    if (last === undefined || last.people + added > most) parts.push({ upTo, people: added, envelopes, at: 0 });
    else
      parts[parts.length - 1] = {
        upTo,
        people: last.people + added,
        envelopes: last.envelopes + envelopes,
        at: 0,
      };
  }
  return { most, parts };
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

/** Will parts that are not released go out by themselves? Not of what was aborted, or came to its time. */
export function partsWait({ state, rest, admission }: Pick<BroadcastRecord, 'state' | 'rest' | 'admission'>): boolean {
  return admission.state === 'released' && state === 'sealed' && rest === null && withheldBy(admission.split) > 0;
}
