import { damaged } from './damaged.ts';

/**
 * What was tried with the envelopes of a batch, beside their `states`; absent while every first attempt went well:
 *
 *   attempts  n × u32 due ‖ n × u32 since ‖ n × u8 count ‖ n × u8 lane ‖ n × u8 reason
 *
 * due, since: when to try again, when it was first tried; in tenths of a second since the broadcast was created, 0 for neither.
 * count: attempts in this lane. lane: number of the transport; bit 7: one of them may have taken it. reason: of the last failure,
 * one more than its place in the broadcast record's `reasons`, 0 for none. In the machine's byte order: it never leaves it.
 */
export interface AttemptColumns {
  readonly bytes: Uint8Array;
  readonly due: Uint32Array;
  readonly since: Uint32Array;
  readonly count: Uint8Array;
  readonly lane: Uint8Array;
  readonly reason: Uint8Array;
}

/** Milliseconds of a unit of `due` and `since`: 400 days fit 32 bits, and retries do not fall on whole seconds. */
export const ATTEMPT_UNIT_MS = 100;
/** In `lane`. */
export const PERHAPS_TAKEN = 0x80;
/** Whether a transport may have taken the i-th; undefined: none was tried twice. */
export function perhapsTaken(attempts: Pick<AttemptColumns, 'lane'> | undefined, i: number): boolean {
  return attempts !== undefined && (attempts.lane[i]! & PERHAPS_TAKEN) !== 0;
}

const BYTES_EACH = 4 + 4 + 3;

export function newAttempts(count: number): AttemptColumns {
  return columnsOf(new Uint8Array(BYTES_EACH * count), count);
}

/** @throws SealcastError SPOOL_DAMAGED when the length does not fit */
export function readAttempts(record: Uint8Array, count: number): AttemptColumns {
  if (record.length !== BYTES_EACH * count) throw damaged('a record of attempts has an impossible length');
  // A copy: a view may begin anywhere, and its numbers may not.
  return columnsOf(record.slice(), count);
}

function columnsOf(bytes: Uint8Array<ArrayBuffer>, count: number): AttemptColumns {
  const { buffer } = bytes;
  return {
    bytes,
    due: new Uint32Array(buffer, 0, count),
    since: new Uint32Array(buffer, 4 * count, count),
    count: bytes.subarray(8 * count, 9 * count),
    lane: bytes.subarray(9 * count, 10 * count),
    reason: bytes.subarray(10 * count),
  };
}
