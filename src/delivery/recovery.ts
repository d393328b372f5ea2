import {
  type AttemptColumns,
  newAttempts,
  PERHAPS_TAKEN,
  perhapsTaken,
  readAttempts,
} from '../spool/attempts-record.ts';
import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import type { DeliverySpool } from './delivery-spool.ts';
import { state } from './state.ts';

/** A batch of which an earlier process left some as `handing`. */
export interface Left {
  readonly number: number;
  readonly states: Uint8Array;
  readonly attempts: AttemptColumns;
  /** How many of them a transport may have taken before. */
  readonly perhaps: number;
}

export function readLeft(
  spool: DeliverySpool,
  recordKey: Uint8Array,
  id: string,
  number: number,
  states: Uint8Array,
): Left {
  const stored = spool.batchRecord('attempts', recordKey, id, number);
  const attempts = stored === undefined ? newAttempts(states.length) : readAttempts(stored, states.length);
  let perhaps = 0;
  states.forEach((one, i) => {
    if (one === state.handing && perhapsTaken(attempts, i)) perhaps++;
  });
  return { number, states, attempts, perhaps };
}

/**
 * What died as `handing` becomes `unknown`, or pending where the other side drops repeats; committed.
 *
 * @param dropsRepeats by lane
 */
export function settleLeft(
  spool: DeliverySpool,
  recordKey: Uint8Array,
  record: BroadcastRecord,
  { number, states, attempts, perhaps }: Left,
  dropsRepeats: readonly boolean[],
): void {
  const before = { counts: { ...record.counts }, perhaps: record.perhaps };
  record.perhaps -= perhaps;
  for (let i = 0; i < states.length; i++) {
    if (states[i] !== state.handing) continue;
    const lane = Math.min(attempts.lane[i]! & ~PERHAPS_TAKEN, dropsRepeats.length - 1);
    if (record.rest === null && dropsRepeats[lane]) {
      states[i] = state.pending;
      attempts.lane[i]! |= PERHAPS_TAKEN;
      record.perhaps++;
    } else {
      states[i] = state.unknown;
      record.counts.unknown++;
    }
  }
  try {
    spool.setStates(record, recordKey, [{ batch: number, states, attempts: attempts.bytes }]);
  } catch (error) {
    Object.assign(record, before);
    throw error;
  }
}
