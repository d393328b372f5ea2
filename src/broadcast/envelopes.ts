import { equalBytes, hex, utf8 } from '../crypto/bytes.ts';
import { encodeEnvelope } from '../crypto/envelope.ts';
import { pseudonyms } from '../crypto/mailbox.ts';
import { wipe } from '../crypto/wipe.ts';
import type { Failure } from '../delivery/retry.ts';
import { state } from '../delivery/state.ts';
import { SealcastError } from '../errors.ts';
import { normaliseText } from '../fanout/normalise.ts';
import { perhapsTaken, readAttempts } from '../spool/attempts-record.ts';
import { type EnvelopeColumns, readEnvelopes } from '../spool/batch-record.ts';
import type { BroadcastRecord } from '../spool/broadcast-record.ts';
import { damaged } from '../spool/damaged.ts';
import type { Spool } from '../spool/spool.ts';
import { openBatches } from './admit/split.ts';
import type { RetentionSecrets } from './secrets.ts';

/** One recipient's envelopes of one broadcast, one per device, and the body that they open. */
export interface Fetched {
  readonly envelopes: readonly Uint8Array[];
  readonly body: Uint8Array;
}

/** Wire-format envelopes batch after batch, as far as they are committed when the iteration gets there. */
export function* envelopesOf(
  spool: Spool,
  record: BroadcastRecord,
  { recordKey }: RetentionSecrets,
): Generator<Uint8Array> {
  for (let batch = 0; batch < openBatches(record.admission.split); batch++) {
    const opened = spool.batchRecord('batches', recordKey, hex(record.id), batch);
    if (opened === undefined) {
      if (batch < record.batches) throw damaged('a batch is missing', { batch });
      return;
    }
    const columns = readEnvelopes(opened, record);
    for (let i = 0; i < columns.count; i++) yield wireEnvelope(record, columns, i);
  }
}

/** Those that failed or are unknown, batch after batch, as committed; with a reason only those of this reason. */
export function* failuresOf(
  spool: Spool,
  record: BroadcastRecord,
  { recordKey }: RetentionSecrets,
  reason: string | undefined,
): Generator<Failure> {
  const id = hex(record.id);
  for (let batch = 0; batch < record.batches; batch++) {
    const states = spool.batchRecord('states', recordKey, id, batch);
    if (states === undefined) continue;
    const attempts = spool.batchRecord('attempts', recordKey, id, batch);
    const columns = attempts === undefined ? undefined : readAttempts(attempts, states.length);
    // See endWaiting.
    if (record.rest !== null)
      states.forEach((one, i) => {
        if (one === state.pending && perhapsTaken(columns, i)) states[i] = state.unknown;
      });
    if (!states.some((one) => one === state.failed || one === state.unknown)) continue;
    const { mailbox } = readEnvelopes(spool.requireBatch('batches', recordKey, id, batch), record);
    for (let i = 0; i < states.length; i++) {
      if (states[i] !== state.failed && states[i] !== state.unknown) continue;
      const why = record.reasons[(columns?.reason[i] ?? 0) - 1] ?? '';
      if (reason !== undefined && why !== reason) continue;
      yield { mailbox: hex(mailbox(i)), state: states[i] === state.failed ? 'failed' : 'unknown', reason: why };
    }
  }
}

/**
 * The envelopes addressed to one id. A scan of 16 bytes a recipient: a million are 16 MB, and sealing need not write an index entry
 * per recipient for it.
 *
 * @throws SealcastError RECIPIENT_UNKNOWN when there is none
 */
export function fetchEnvelopes(
  spool: Spool,
  record: BroadcastRecord,
  { mailboxRoot, recordKey }: RetentionSecrets,
  recipientId: string,
): Fetched {
  const id = hex(record.id);
  const wanted = personTagOf(mailboxRoot, recipientId);
  const envelopes: Uint8Array[] = [];
  const open = openBatches(record.admission.split);
  for (let batch = 0; batch < open; batch++) {
    const tags = spool.batchRecord('tags', recordKey, id, batch);
    if (tags === undefined) {
      if (batch < record.batches) throw damaged('the tags of a batch are missing', { batch });
      break;
    }
    let columns: EnvelopeColumns | undefined;
    for (let i = 0; 16 * i < tags.length; i++) {
      if (!equalBytes(tags.subarray(16 * i, 16 * i + 16), wanted)) continue;
      columns ??= readEnvelopes(spool.requireBatch('batches', recordKey, id, batch), record);
      envelopes.push(wireEnvelope(record, columns, i));
    }
    wipe(tags);
  }
  if (envelopes.length === 0 && open < record.batches)
    throw new SealcastError('POLICY_HELD', 'no envelope of the parts that are released is addressed to that id', {
      hint: 'parts of this broadcast wait for their time: see the report',
    });
  if (envelopes.length === 0)
    throw new SealcastError('RECIPIENT_UNKNOWN', 'no envelope of this broadcast is addressed to that id', {
      hint: 'the row may have been refused or a duplicate: see the report, and send --refused FILE',
    });
  return { envelopes, body: spool.body(id) };
}

/** A person's pseudonym in one broadcast, 16 bytes. */
export function personTagOf(mailboxRoot: Uint8Array, recipientId: string): Uint8Array {
  const names = pseudonyms(mailboxRoot);
  try {
    return names.personTag(utf8(normaliseText(String(recipientId)) ?? ''));
  } finally {
    names.wipe();
  }
}

function wireEnvelope(record: BroadcastRecord, columns: EnvelopeColumns, i: number): Uint8Array {
  return encodeEnvelope({
    suite: record.suite,
    broadcast: record.id,
    mailbox: columns.mailbox(i),
    enc: columns.enc(i),
    slot: columns.slot(i),
  });
}
