import { hex } from '../crypto/bytes.ts';
import {
  ATTEMPT_UNIT_MS,
  type AttemptColumns,
  newAttempts,
  PERHAPS_TAKEN,
  perhapsTaken,
  readAttempts,
} from '../spool/attempts-record.ts';
import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import type { DeliverySpool } from './delivery-spool.ts';
import { state } from './state.ts';

/** A batch of which an earlier process left some as `handing` or `escalating`. */
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
 * What died as `handing` becomes `unknown`, or pending where the other side drops repeats; what died as `escalating` goes on to the next
 * transport, which it may need. Committed.
 *
 * @param dropsRepeats by lane @param escalateAt when what goes on is due, unix milliseconds; 0: nothing does
 */
export function settleLeft(
  spool: DeliverySpool,
  recordKey: Uint8Array,
  record: BroadcastRecord,
  { number, states, attempts, perhaps }: Left,
  dropsRepeats: readonly boolean[],
  escalateAt: number,
): void {
  const before = { counts: { ...record.counts }, perhaps: record.perhaps, awaiting: record.awaiting };
  record.perhaps -= perhaps;
  for (let i = 0; i < states.length; i++) {
    if (states[i] === state.escalating) settleEscalating(record, states, attempts, i, dropsRepeats.length, escalateAt);
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

/** The same of a broadcast that has had its end: all that died as `handing` is `unknown`. Committed, batch by batch. */
export function giveUpLeft(
  spool: Pick<DeliverySpool, 'batchRecord' | 'setStates'>,
  recordKey: Uint8Array,
  record: BroadcastRecord,
): void {
  const id = hex(record.id);
  for (let batch = 0; batch < record.batches; batch++) {
    const states = spool.batchRecord('states', recordKey, id, batch);
    if (!states?.includes(state.handing)) continue;
    const stored = spool.batchRecord('attempts', recordKey, id, batch);
    const attempts = stored === undefined ? undefined : readAttempts(stored, states.length);
    const before = { counts: record.counts, perhaps: record.perhaps };
    record.counts = { ...record.counts };
    states.forEach((one, i) => {
      if (one !== state.handing) return;
      states[i] = state.unknown;
      record.counts.unknown++;
      if (perhapsTaken(attempts, i)) record.perhaps--;
    });
    try {
      spool.setStates(record, recordKey, [{ batch, states, attempts: null }]);
    } catch (error) {
      // Reports are made from it: they must not count what is not on disk.
      Object.assign(record, before);
      throw error;
    }
  }
}

function settleEscalating(
  record: BroadcastRecord,
  states: Uint8Array,
  attempts: AttemptColumns,
  i: number,
  lanes: number,
  at: number,
): void {
  const next = (attempts.lane[i]! & ~PERHAPS_TAKEN) + 1;
  if (record.rest !== null || at === 0 || next >= lanes) {
    states[i] = state.delivered;
    record.awaiting--;
    return;
  }
  states[i] = state.awaiting;
  attempts.lane[i] = next;
  attempts.count[i] = 0;
  attempts.since[i] = 0;
  attempts.due[i] = Math.min(0xffffffff, Math.max(1, Math.ceil((at - record.created) / ATTEMPT_UNIT_MS)));
}
