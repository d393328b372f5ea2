import { hex } from '../crypto/bytes.ts';
import { encodeEnvelope } from '../crypto/envelope.ts';
import { wipe } from '../crypto/wipe.ts';
import { limits } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Outcome, Parcel, Transport } from '../ports/transport.ts';
import { Private } from '../private.ts';
import { type EnvelopeColumns, type RouteColumns, readEnvelopes, readRoutes } from '../spool/batch-record.ts';
import { type BroadcastRecord, pendingOf } from '../spool/broadcast-record.ts';
import { damaged } from '../spool/damaged.ts';
import type { Spool } from '../spool/spool.ts';
import { orAborted } from '../threads/or-aborted.ts';
import type { Pacer } from './pacer.ts';
import { state } from './state.ts';

export interface Dispatch {
  readonly spool: Spool;
  readonly transport: Transport;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Opens batches, routes and states of this broadcast; 32 bytes, the caller wipes it. */
  readonly recordKey: Uint8Array;
  readonly signal: AbortSignal;
}

/**
 * Hands the pending envelopes of a sealed broadcast to the transport, group by group, and commits what became of each. A group
 * is committed as `handing` before and with its outcomes after, so the counts are true at every instant.
 */
export async function dispatch(record: BroadcastRecord, dispatch: Dispatch): Promise<void> {
  const { spool, signal } = dispatch;
  const id = hex(record.id);
  recoverStates(record, dispatch);
  const body = spool.body(id);
  for (let batch = 0; batch < record.batches; batch++) {
    if (pendingOf(record.counts) === 0) break;
    const opened = openBatch(record, dispatch, batch);
    try {
      for (let from = 0; from < opened.envelopes.count; ) {
        signal.throwIfAborted();
        from = await handOver(record, dispatch, body, batch, opened, from);
      }
    } finally {
      wipe(opened.routesRecord);
    }
  }
}

interface OpenedBatch {
  envelopes: EnvelopeColumns;
  routes: RouteColumns;
  routesRecord: Uint8Array;
  states: Uint8Array;
}

function openBatch(record: BroadcastRecord, { spool, recordKey }: Dispatch, batch: number): OpenedBatch {
  const id = hex(record.id);
  const envelopes = readEnvelopes(spool.requireBatch('batches', recordKey, id, batch), record.slotPlainBytes + 16);
  const routesRecord = spool.requireBatch('routes', recordKey, id, batch);
  const routes = readRoutes(routesRecord, envelopes.count);
  const states = spool.batchRecord('states', recordKey, id, batch) ?? new Uint8Array(envelopes.count);
  return { envelopes, routes, routesRecord, states };
}

/** One group of those that wait from `from` on, as large as the pace allows; answers where the next one begins. */
async function handOver(
  record: BroadcastRecord,
  { spool, transport, pacer, clock, logger, recordKey, signal }: Dispatch,
  body: Uint8Array,
  batch: number,
  { envelopes, routes, states }: OpenedBatch,
  from: number,
): Promise<number> {
  const { counts } = record;
  const group: number[] = [];
  const end = Math.min(from + limits.handOverGroup, envelopes.count);
  for (let i = from; i < end; i++) if (states[i] === state.pending) group.push(i);
  if (group.length === 0) return end;

  // What has expired needs no permits, and what expires while it waits for them has.
  const count = record.expires <= clock.now() ? group.length : await pacer.take(record.sender, group.length, signal);
  const next = count < group.length ? group[count]! : end;
  group.length = count;

  if (record.expires <= clock.now()) {
    for (const i of group) states[i] = state.expired;
    counts.expired += group.length;
    spool.setStates(record, recordKey, [[batch, states]]);
    return next;
  }

  for (const i of group) states[i] = state.handing;
  spool.setStates(record, recordKey, [[batch, states]]);

  // A copy: what a transport does to its parcels must not reach the record, whose id is its name in the spool.
  const broadcast = new Uint8Array(record.id);
  const parcels = group.map((i): Parcel => {
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
        enc: envelopes.enc,
        slot: envelopes.slot(i),
      }),
      body,
      route: route.length === 0 ? null : new Private(new TextDecoder().decode(route), '(route)'),
    };
  });
  let outcomes: readonly Outcome[];
  try {
    // Plain JavaScript may answer without a promise.
    const answer: unknown = await orAborted(Promise.resolve(transport.deliver(parcels, signal)), signal);
    outcomes = Array.isArray(answer) ? (answer as Outcome[]) : [];
  } catch (error) {
    // What arrived before it threw, nobody knows: `unknown`, never a second hand-over by ourselves.
    logger.warn(
      { transport: transport.name, envelopes: group.length, error: nameOf(error) },
      'a hand-over gave no answer',
    );
    outcomes = [];
  }
  group.forEach((i, n) => {
    const outcome = readOutcome(outcomes, n);
    if (outcome.state === 'delivered') {
      states[i] = state.delivered;
      counts.delivered++;
    } else if (outcome.state === 'failed') {
      states[i] = state.failed;
      counts.failed++;
      countReason(counts.failedBy, outcome.reason);
    } else {
      states[i] = state.unknown;
      counts.unknown++;
    }
  });
  spool.setStates(record, recordKey, [[batch, states]]);
  return next;
}

/**
 * What a process that died left as `handing` becomes `unknown`. All states together must be what the counts say: where a record
 * of states was lost, its envelopes would look as if they still waited, and go out twice.
 */
function recoverStates(record: BroadcastRecord, { spool, recordKey }: Dispatch): void {
  const id = hex(record.id);
  const { counts } = record;
  const found = new Uint32Array(Object.keys(state).length);
  for (let batch = 0; batch < record.batches; batch++)
    for (const one of spool.batchRecord('states', recordKey, id, batch) ?? []) if (one < found.length) found[one]!++;
  for (const name of ['delivered', 'failed', 'expired', 'unknown'] as const)
    if (found[state[name]] !== counts[name])
      throw damaged(`it holds ${found[state[name]]} envelopes as ${name}, not ${counts[name]}`);
  for (let batch = 0; batch < record.batches; batch++) {
    const states = spool.batchRecord('states', recordKey, id, batch);
    if (states === undefined) continue;
    let found = 0;
    for (let i = 0; i < states.length; i++) {
      if (states[i] !== state.handing) continue;
      states[i] = state.unknown;
      found++;
    }
    if (found === 0) continue;
    record.counts.unknown += found;
    spool.setStates(record, recordKey, [[batch, states]]);
  }
}

/** What the host's code says became of parcel n, read once: getters may throw, and nothing of it may stop the others. */
function readOutcome(outcomes: readonly Outcome[], n: number): { state: Outcome['state']; reason: string } {
  try {
    const outcome = outcomes[n] as { state?: unknown; reason?: unknown } | null | undefined;
    const said = outcome?.state;
    if (said === 'delivered') return { state: said, reason: '' };
    if (said === 'failed') return { state: said, reason: storable(outcome?.reason) };
  } catch {
    // As good as no answer.
  }
  return { state: 'unknown', reason: '' };
}

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
 * Reasons are counted, so they should be few; a transport that puts a time or an id into each would make the record grow with
 * every group. They are names from outside, too: `__proto__` and `constructor` are reasons like any other.
 */
function countReason(failedBy: Record<string, number>, reason: string): void {
  const known = Object.hasOwn(failedBy, reason);
  const name = known || Object.keys(failedBy).length < limits.failureReasons ? reason : OTHER_REASONS;
  const value = (Object.hasOwn(failedBy, name) ? failedBy[name]! : 0) + 1;
  Object.defineProperty(failedBy, name, { value, enumerable: true, configurable: true, writable: true });
}
const OTHER_REASONS = 'other reasons';

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
