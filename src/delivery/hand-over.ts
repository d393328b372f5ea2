import { CLASSES } from '../broadcast/request.ts';
import { hex } from '../crypto/bytes.ts';
import { encodeEnvelope } from '../crypto/envelope.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Timer } from '../ports/timer.ts';
import type { Outcome, Parcel, Transport } from '../ports/transport.ts';
import { Private } from '../private.ts';
import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import type { OpenBatch } from './open-batch.ts';

/** Envelopes drawn to be handed over together: the i-th is envelope `index[i]` of `batch[i]`. */
export interface Group {
  readonly batch: readonly OpenBatch[];
  readonly index: readonly number[];
  /** How long each was ready and waited, milliseconds; NaN where that is not known. */
  readonly waitedMs: readonly number[];
  /** How many of them are handed over for want of a receipt. */
  readonly escalated: number;
}

/** What the transport is given. Copies: what it does to its parcels must not reach the spool's records. */
export function parcelsOf(record: BroadcastRecord, body: Uint8Array, { batch, index }: Group): Parcel[] {
  const broadcast = new Uint8Array(record.id);
  return index.map((i, n): Parcel => {
    const { envelopes, routes } = batch[n]!;
    const mailbox = envelopes.mailbox(i).slice();
    const route = routes.route(i);
    return {
      id: hex(mailbox),
      broadcast,
      mailbox,
      envelope: encodeEnvelope({
        suite: record.suite,
        broadcast: record.id,
        mailbox,
        enc: envelopes.enc(i),
        slot: envelopes.slot(i),
      }),
      body,
      class: CLASSES[record.class - 1] ?? 'broadcast',
      expires: Math.min(record.expires, record.notAfter),
      route: route.length === 0 ? null : new Private(new TextDecoder().decode(route), '(route)'),
    };
  });
}

/**
 * Gives parcels to a transport and waits for what it says of them. When `stop` aborts, or so many milliseconds have passed, its own
 * signal does: then it is listened to a little longer, because it alone knows what was answered and what was never sent.
 *
 * @param lastMs asked when it is told to stop: for so many milliseconds its last answer is waited for
 * @throws what the transport throws, or why it was not waited for
 */
export async function handOver(
  transport: Transport,
  parcels: readonly Parcel[],
  stop: AbortSignal,
  timer: Timer,
  milliseconds: number,
  lastMs: () => number,
): Promise<readonly Outcome[]> {
  const end = new AbortController();
  const { signal } = end;
  let callOff = (): void => {};
  const onStop = (): void => tell(stop.reason);
  let tell: (reason: unknown) => void = () => {};
  try {
    const answer: unknown = await new Promise((resolve, reject) => {
      tell = (reason) => {
        callOff();
        callOff = timer.after(lastMs(), () => reject(reason));
        stop.removeEventListener('abort', onStop);
        end.abort(reason);
      };
      callOff = timer.after(milliseconds, () =>
        tell(new SealcastError('INTERNAL', 'the transport gave no answer in time')),
      );
      if (stop.aborted) onStop();
      else stop.addEventListener('abort', onStop, { once: true });
      // Plain JavaScript may answer without a promise.
      Promise.resolve(transport.deliver(parcels, signal)).then(resolve, reject);
    });
    return Array.isArray(answer) ? (answer as Outcome[]) : [];
  } finally {
    callOff();
    stop.removeEventListener('abort', onStop);
  }
}

/** An outcome as the host's code gave it, made harmless. */
export interface Said {
  readonly state: Outcome['state'];
  readonly reason: string;
  readonly retryAfterMs: number;
}

/** What the host's code says became of parcel n, read once: getters may throw, and nothing of it may stop the others. */
export function readOutcome(outcomes: readonly Outcome[], n: number): Said {
  try {
    const outcome = outcomes[n] as { state?: unknown; reason?: unknown; retryAfterMs?: unknown } | null | undefined;
    const said = outcome?.state;
    if (said === 'delivered') return { state: said, reason: '', retryAfterMs: 0 };
    if (said === 'failed') return { state: said, reason: storable(outcome?.reason), retryAfterMs: 0 };
    if (said === 'deferred') {
      const after = Number(outcome?.retryAfterMs);
      const retryAfterMs = after > 0 ? Math.min(after, limits.retryAfterMsMax) : 0;
      return { state: said, reason: storable(outcome?.reason), retryAfterMs };
    }
    if (said === 'unknown') return { state: said, reason: storable(outcome?.reason), retryAfterMs: 0 };
  } catch {
    // As good as no answer.
  }
  return { state: 'unknown', reason: NO_ANSWER, retryAfterMs: 0 };
}

/** The reason of an `unknown` for which the transport gave none: it threw, or was not waited for. */
export const NO_ANSWER = 'no-answer';

/** A reason as a record can hold it: short, and text that UTF-8 can say. */
function storable(reason: unknown): string {
  let text: string;
  try {
    text = String(reason);
  } catch {
    text = typeof reason;
  }
  return text
    .replace(/^\ufeff+/, '')
    .slice(0, limits.failureReasonChars)
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/**
 * The number of a reason in the broadcast's list, from 1. Reasons are counted, so they should be few; a transport that puts a time
 * or an id into each would make the record grow with every group: all further ones are one.
 */
export function reasonNumber(reasons: string[], reason: string): number {
  let at = reasons.indexOf(reason);
  if (at < 0 && reasons.length < limits.failureReasons) at = reasons.push(reason) - 1;
  else if (at < 0) {
    at = reasons.indexOf(OTHER_REASONS);
    if (at < 0) at = reasons.push(OTHER_REASONS) - 1;
  }
  return at + 1;
}
const OTHER_REASONS = 'other reasons';

/** More or fewer of a reason. They are names from outside: `__proto__` and `constructor` are reasons like any other. */
export function countReason(by: Record<string, number>, reason: string, change: 1 | -1): void {
  const value = (Object.hasOwn(by, reason) ? by[reason]! : 0) + change;
  if (value === 0) delete by[reason];
  else Object.defineProperty(by, reason, { value, enumerable: true, configurable: true, writable: true });
}
