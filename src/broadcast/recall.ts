import { encodeRecord } from '../codec/msgpack.ts';
import { hex } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';
import { giveUpLeft } from '../delivery/recovery.ts';
import { state } from '../delivery/state.ts';
import { SealcastError } from '../errors.ts';
import type { Recipient } from '../fanout/read/audience.ts';
import { limits } from '../limits.ts';
import { perhapsTaken, readAttempts } from '../spool/attempts-record.ts';
import { readRoutes, TAG } from '../spool/batch-record.ts';
import { type BroadcastRecord, pendingOf } from '../spool/broadcast-record.ts';
import type { Spool } from '../spool/spool.ts';
import { newAdmission } from './admit/admission.ts';
import { composeBroadcast } from './compose.ts';
import type { Settings } from './request.ts';
import type { EngineParts } from './sealing.ts';
import { unpackRetention } from './secrets.ts';

/**
 * Recall of a broadcast, in envelopes:
 *
 *   pending            withdrawn: it never leaves
 *   delivered, unknown a recall notice follows it: a broadcast of its own, of body kind 2, to the same device key by the same route
 *   failed, expired    nothing to take back
 *
 * The notice runs like any broadcast, sealing and delivery. Its audience is in the spool: the states, tags and routes of what it
 * recalls. So it goes on by itself after a crash, and cannot be made once those are erased.
 */

/** What recalling a broadcast has come to, in envelopes: `replaced` + `tooLate` are those that were delivered or are unknown. */
export interface RecallReport {
  /** The recalled broadcast. Hex, 32 characters. */
  readonly broadcast: string;
  /** The recall notice, a broadcast of its own; null where nobody has anything to take back, or it was too late for one. */
  readonly notice: string | null;
  /** Never left. */
  readonly withdrawn: number;
  /** Left, or perhaps did, and a notice was delivered to the same device after it. */
  readonly replaced: number;
  /** Left, or perhaps did, and no notice was delivered. */
  readonly tooLate: number;
  /** Of those too late, how many have a notice under way that may still be delivered. */
  readonly pending: number;
}

/** What recalling has come to by now, and what it comes to in the end. */
export interface Recall extends RecallReport {
  /** Resolves when every notice has its end. Rejects with NO_TRANSPORT when the engine has none, and as `Broadcast.settled` does. */
  readonly settled: Promise<RecallReport>;
}

/** The audience of a notice as plain data: what a resumed one is read from again. */
export interface RecallDescription {
  readonly kind: 'recall';
  /** The recalled broadcast. Hex, 32 characters. */
  readonly broadcast: string;
}

export function isRecallDescription(audience: unknown): audience is RecallDescription {
  return (audience as Partial<RecallDescription> | null)?.kind === 'recall';
}

/** @param notice of `recalled`, if there is one */
export function recallReportOf(recalled: BroadcastRecord, notice: BroadcastRecord | null): RecallReport {
  const left = leftOf(recalled);
  const { delivered, failed, expired, recalled: withdrawn, unknown } = notice?.counts ?? NO_COUNTS;
  const ended = notice === null || notice.state === 'aborted' || notice.state === 'purged';
  return {
    broadcast: hex(recalled.id),
    notice: notice === null ? null : hex(notice.id),
    withdrawn: recalled.counts.recalled,
    replaced: delivered,
    tooLate: left - delivered,
    // Not the notice's own: while it is being sealed, it does not know yet of all that it will have.
    pending: ended ? 0 : left - delivered - failed - expired - withdrawn - unknown,
  };
}
const NO_COUNTS = { delivered: 0, failed: 0, expired: 0, recalled: 0, unknown: 0 } as const;

/** @throws SealcastError USAGE for a notice, KEY_ERASED for what was purged */
export function checkRecallable(record: BroadcastRecord): void {
  if (record.kind === 2)
    throw new SealcastError('USAGE', 'a recall notice cannot be recalled', { hint: 'abort stops what of it waits' });
  if (record.state === 'purged')
    throw new SealcastError('KEY_ERASED', 'the broadcast was purged: whom it went to is erased', {
      hint: 'recall before the end of its retention',
    });
}

/**
 * The notice of a broadcast of which nothing waits any more and nothing is with a transport: the one there is, or a new one,
 * durable when this returns. Null where none is called for, or `recallWithin` is over.
 */
export function noticeOf(parts: EngineParts, recalled: BroadcastRecord): BroadcastRecord | null {
  if (recalled.recalledBy !== null) return parts.spool.broadcast(hex(recalled.recalledBy)) ?? null;
  const now = parts.clock.now();
  if (leftOf(recalled) === 0 || now >= Math.min(recalled.recallUntil, recalled.expires)) return null;
  const audience: RecallDescription = { kind: 'recall', broadcast: hex(recalled.id) };
  // A notice takes back: no profile keeps it from that, and it counts for nothing.
  return composeBroadcast(
    parts,
    noticeSettings(recalled, now),
    { admission: newAdmission(now), sketch: () => null },
    audience,
    '',
    recalled,
  );
}

/** Suite 1 and nothing personal: it says the same to all. */
function noticeSettings(recalled: BroadcastRecord, now: number): Settings {
  return {
    from: recalled.sender,
    content: encodeRecord({ recalls: recalled.id }),
    class: recalled.class,
    purpose: '',
    created: now,
    // A device that meets the notice first has to remember it for as long as the other could still be shown.
    expires: recalled.expires,
    releaseAt: 0,
    notAfter: recalled.expires,
    receipts: false,
    recallUntil: now,
    // It holds the same routes and keys of devices.
    retainUntil: recalled.retainUntil,
    suite: 1,
    // Whoever wanted no two envelopes to show what they share wants it of these, too.
    ephemeral: recalled.ephemeral,
    slotPlainBytes: limits.slotPlainBytes,
    personal: [],
    personalBytes: 0,
    // The pair of tag and key is all that is to be told apart: a person's devices may be on several rows.
    dedupBy: [],
    defaultCountry: '',
    maxRefused: Number.MAX_SAFE_INTEGER,
    cap: null,
    sandbox: false,
    hours: false,
    peopleMs: 0,
    chunkRows: recalled.chunkRows,
    windowChunks: recalled.windowChunks,
    canonical: new Uint8Array(0),
  };
}

/**
 * Whom a notice goes to, in the order of the spool: who has an envelope of the recalled broadcast, or perhaps has. The person's id
 * is gone by then, and their tag stands in for it. The states do not change any more, so that a resumed notice finds the same.
 *
 * @throws SealcastError KEY_ERASED when it was purged meanwhile, SPOOL_DAMAGED
 */
export function* recallAudience(
  { spool, erasure }: EngineParts,
  { broadcast }: RecallDescription,
): Generator<Recipient> {
  const { recordKey, ...others } = unpackRetention(erasure.open('retention', broadcast));
  wipe(...Object.values(others));
  try {
    const batches = spool.broadcast(broadcast)?.batches ?? 0;
    for (let batch = 0; batch < batches; batch++) {
      // Absent while all of it is pending.
      const states = spool.batchRecord('states', recordKey, broadcast, batch);
      if (states === undefined) continue;
      const attempts = attemptsOf(spool, recordKey, broadcast, batch, states.length);
      // What is pending has had its end, too; see endWaiting.
      const hasLeft = (i: number): boolean =>
        states[i] === state.delivered ||
        states[i] === state.awaiting ||
        states[i] === state.escalating ||
        states[i] === state.unknown ||
        (states[i] === state.pending && perhapsTaken(attempts, i));
      if (!states.some((_, i) => hasLeft(i))) continue;
      const tags = spool.requireBatch('tags', recordKey, broadcast, batch);
      const routes = spool.requireBatch('routes', recordKey, broadcast, batch);
      try {
        const columns = readRoutes(routes, states.length);
        for (let i = 0; i < states.length; i++)
          if (hasLeft(i))
            yield {
              id: hex(tags.subarray(TAG * i, TAG * (i + 1))),
              publicKey: columns.key(i).slice(),
              route: routeOf(columns.route(i)),
            };
      } finally {
        wipe(tags, routes);
      }
    }
  } finally {
    wipe(recordKey);
  }
}

function leftOf({ counts }: BroadcastRecord): number {
  return counts.delivered + counts.unknown;
}

/** As the audience had it: an object is stored as its JSON, and reading text would normalise what is inside. */
function routeOf(stored: Uint8Array): string | object | null {
  if (stored.length === 0) return null;
  const text = new TextDecoder().decode(stored);
  if (!text.startsWith('{')) return text;
  try {
    const object = JSON.parse(text) as object;
    return JSON.stringify(object) === text ? object : text;
  } catch {
    return text;
  }
}

/**
 * What a process that died had in hand becomes `unknown`: it has perhaps left, and is not to be withdrawn. Only while nothing of the
 * broadcast is under way.
 */
export function settleHanding({ spool, erasure }: EngineParts, record: BroadcastRecord): void {
  if (pendingOf(record.counts) === 0) return;
  const id = hex(record.id);
  const { recordKey, ...others } = unpackRetention(erasure.open('retention', id));
  wipe(...Object.values(others));
  try {
    giveUpLeft(spool, recordKey, record);
  } finally {
    wipe(recordKey);
  }
}

function attemptsOf(spool: Spool, key: Uint8Array, id: string, batch: number, count: number) {
  const attempts = spool.batchRecord('attempts', key, id, batch);
  return attempts === undefined ? undefined : readAttempts(attempts, count);
}
