import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import { settleEscalated } from './escalation.ts';
import { countReason, reasonNumber, type Said } from './hand-over.ts';
import type { OpenBatch } from './open-batch.ts';
import { state } from './state.ts';

/** What a transport answered to one envelope, and whose transport it was. */
export interface Answered {
  readonly lane: number;
  readonly said: Said;
  /** It was told to stop. What it did not come to, or may have taken, is no attempt, and is asked again, where that is safe, by whoever goes on. */
  readonly calledOff: boolean;
  /** What is delivered goes on to the next transport, for want of a receipt. */
  readonly escalates: boolean;
}

/**
 * What becomes of one envelope that was with a transport: it has its end, or waits to be tried again, by the same transport or the
 * next one. In memory only: batch and counts are to be committed.
 *
 * @param now unix milliseconds
 */
export function settleOne(
  batch: OpenBatch,
  i: number,
  { lane, said, calledOff: toldToStop, escalates }: Answered,
  record: BroadcastRecord,
  parts: DeliveryParts,
  now: number,
): void {
  const { retry, failOverMs, escalateMs, dropsRepeats, random } = parts;
  const { counts, rest, reasons } = record;
  const lost = said.state === 'unknown';
  const calledOff = toldToStop && (lost || said.state === 'deferred');
  if (batch.states[i] === state.escalating) {
    const escalated = { lane, said: said.state, reason: said.reason, retryAfterMs: said.retryAfterMs, calledOff };
    const waitMs = (count: number, afterMs: number): number => retry.waitMs(count, afterMs, random);
    const rules = { afterMs: escalateMs, failOverMs, lanes: dropsRepeats.length, retry, waitMs };
    if (!settleEscalated(batch, i, escalated, rest, rules, now)) record.awaiting--;
    return;
  }
  if (batch.perhapsTaken(i)) record.perhaps--;
  if (said.state === 'delivered') {
    counts.delivered++;
    if (!escalates || rest !== null || lane + 1 >= dropsRepeats.length) {
      batch.ended(i, state.delivered, 0, now);
      return;
    }
    const due = now + escalateMs;
    batch.note(i, { lane: lane + 1, count: 0, perhaps: false, reason: 0, since: 0, due });
    batch.ended(i, state.awaiting, due, now);
    record.awaiting++;
    return;
  }
  // Why it is to wait was our wish, and no reason of the other side's.
  const reason = said.reason === '' || (calledOff && !lost) ? 0 : reasonNumber(reasons, said.reason);
  const perhaps = batch.perhapsTaken(i) || said.state === 'unknown';
  const count = batch.attempts(i) + 1;
  const since = batch.since(i) || now;
  const rule = retry.rule(said.reason);
  const tried = { lane, count, perhaps, reason, since, due: 0 };

  const again = calledOff
    ? rest === null && (!lost || dropsRepeats[lane]!)
    : rest === null &&
      rule !== 'fail' &&
      (lost ? dropsRepeats[lane]! : said.state === 'deferred' || typeof rule === 'object') &&
      count < retry.attempts(said.reason);
  // What was lost may be shown by the other transport's device a second time: it has the same id, and is shown once.
  const mayGoOn = !calledOff && rest === null && lane + 1 < dropsRepeats.length && rule !== 'fail';
  const goesOn = mayGoOn && rule !== 'next' && said.state !== 'failed';
  const next = mayGoOn && (rule === 'next' || (goesOn && (!again || now - since >= failOverMs)));

  if (perhaps && (next || again)) record.perhaps++;
  if (next) {
    batch.note(i, { ...tried, lane: lane + 1, count: 0, since: 0, due: now });
    batch.ended(i, state.pending, 0, now);
  } else if (again && calledOff) {
    // As after a death in the middle: no attempt of which anybody knows how it went. But who asked for time gets it.
    const due = said.retryAfterMs > 0 ? now + said.retryAfterMs : 0;
    batch.note(i, { ...tried, count: count - 1, since: batch.since(i), due });
    batch.ended(i, state.pending, due, now);
  } else if (again) {
    const againAt = now + retry.waitMs(count, said.retryAfterMs, random);
    // Its own transport is not asked earlier than it wants: it is the next one's before that.
    const nextAt = goesOn ? since + failOverMs : Number.POSITIVE_INFINITY;
    const due = Math.min(againAt, nextAt);
    batch.note(i, againAt > nextAt ? { ...tried, lane: lane + 1, count: 0, since: 0, due } : { ...tried, due });
    batch.ended(i, state.pending, due, now);
  } else {
    batch.note(i, tried);
    if (perhaps) {
      batch.ended(i, state.unknown, 0, now);
      counts.unknown++;
    } else if (rest !== null && said.state === 'deferred') {
      batch.ended(i, state[rest], 0, now);
      counts[rest]++;
    } else {
      batch.ended(i, state.failed, 0, now);
      counts.failed++;
      countReason(counts.failedBy, reasons[reason - 1] ?? '', 1);
    }
  }
}
