import { equalBytes, hex } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';
import { SealcastError } from '../errors.ts';
import type { ClaimTables } from '../fanout/dedup.ts';
import { macChunk, macReading, runFanout } from '../fanout/pipeline.ts';
import type { ChunkSource } from '../fanout/read/audience.ts';
import { looksLikeData } from '../fanout/read/columns.ts';
import { NO_SUPPRESSION } from '../fanout/suppress.ts';
import type { Erasure } from '../keyring/erasure.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import { type BroadcastRecord, type Counts, endWaiting, mergeCounts } from '../spool/broadcast-record.ts';
import type { Spool } from '../spool/spool.ts';
import { orAborted } from '../threads/or-aborted.ts';
import type { Pool } from '../threads/pool.ts';
import { release } from '../threads/release.ts';
import type { Admission } from './admit/admission.ts';
import type { Gate } from './admit/gate.ts';
import { withBatches } from './admit/split.ts';
import type { BroadcastRun } from './broadcast.ts';
import { capExceeded } from './cap.ts';
import type { Permissions } from './permit/permissions.ts';
import type { PersonLedger } from './recipients/person-ledger.ts';
import type { PeopleTables, Recipients } from './recipients/recipients.ts';
import { suppressionOf } from './recipients/suppression.ts';
import { newRetentionSecrets, newSealingSecrets, unpackRetention, unpackSealing, wipeSecrets } from './secrets.ts';
import type { Trust } from './trust/trust.ts';

/** What every broadcast of an engine shares. */
export interface EngineParts {
  readonly dir: string;
  readonly spool: Spool;
  readonly keyring: Keyring;
  readonly erasure: Erasure;
  readonly pool: Pool;
  readonly claimTables: ClaimTables;
  readonly random: Random;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly gate: Gate;
  readonly permissions: Permissions;
  readonly trust: Trust;
  readonly people: PeopleTables;
  readonly recipients: Recipients;
  readonly personLedger: PersonLedger;
}

/**
 * Seals a broadcast from its record's cursor to the end of its audience: the fan-out with its secrets around it. `record` is
 * moved along with every commit. Resolves when the last window is committed and the secrets of sealing are destroyed.
 */
export async function sealAudience(
  parts: EngineParts,
  record: BroadcastRecord,
  source: ChunkSource,
  run: BroadcastRun,
  dryRun: boolean,
): Promise<void> {
  const { spool, keyring, erasure, pool, random, logger, gate } = parts;
  const id = hex(record.id);
  const started = performance.now();
  const spent = record.sealMilliseconds;
  const sealing = dryRun ? newSealingSecrets(random) : unpackSealing(erasure.open('sealing', id));
  const retention = dryRun ? newRetentionSecrets(random) : unpackRetention(erasure.open('retention', id));
  const inputKey = keyring.subkey('input-mac', record.id);
  const sender = record.suite === 2 && !dryRun ? keyring.sender(record.sender) : undefined;
  const claims = parts.claimTables.open();
  let before: Counts = record.counts;
  let suppression = NO_SUPPRESSION;
  try {
    const reading = await orAborted(source.start(), run.signal);
    const tables = { tables: parts.people, ledger: parts.personLedger, clock: parts.clock };
    const compiling = suppressionOf(tables, record, gate.profileOf(record.admission), dryRun);
    suppression = await orAborted(compiling, run.signal).catch((error: unknown) => {
      compiling.then((late) => late.wipe()).catch(() => {});
      throw error;
    });
    if (!dryRun) for (const prints of spool.prints(record)) claims.restore(prints);
    await runFanout({
      chunks: source,
      reading,
      dedupBy: record.dedupBy,
      claims,
      suppression,
      pool,
      random,
      control: run.control,
      signal: run.signal,
      settings: {
        suite: record.suite,
        broadcast: record.id,
        broadcastHex: id,
        bodyDigest: record.bodyDigest,
        slotPlainBytes: record.slotPlainBytes,
        ephemeral: record.ephemeral,
      },
      secrets: { ...sealing, ...retention, senderSecret: sender?.dhSecret ?? null, inputKey },
      batchRecipients: record.chunkRows,
      partPeople: record.admission.split?.most ?? null,
      windowChunks: record.windowChunks,
      maxRefused: record.maxRefused,
      maxSealed: record.cap?.people ?? Number.POSITIVE_INFINITY,
      exceeded: (found) => capExceeded(parts, record, found),
      from: { cursor: record.cursor, counts: record.counts, batches: record.batches },
      dryRun,
      read: (counts, byteCursor) => {
        // What the chunk before came to: only now is it known that the audience goes on.
        gate.reading(record, before);
        before = structuredClone(counts);
        run.read(counts, byteCursor);
      },
      refused: (refusals) => run.onRefused(refusals),
      commit(window, cursor, counts) {
        const before = { ...record };
        record.cursor = cursor;
        record.counts = mergeCounts(counts, record.counts);
        // A field may be called after somebody (objects keyed by number or address), and reports are for everybody.
        record.ignoredColumns = [...new Set(source.ignoredColumns.map((name) => (looksLikeData(name) ? '(…)' : name)))];
        record.sealMilliseconds = spent + Math.round(performance.now() - started);
        record.hoursBegin = Math.min(record.hoursBegin, suppression.hoursBegin());
        record.capsAhead = Math.min(record.capsAhead, suppression.capsAhead());
        if (window === null) return;
        const { split } = record.admission;
        if (split !== null) record.admission = { ...record.admission, split: withBatches(split, window.batches) };
        record.batches += window.batches.length;
        record.windows += 1;
        try {
          spool.commitWindow(record, window, retention.recordKey);
        } catch (error) {
          // Reports are made from it: they must not count what is not on disk.
          Object.assign(record, before);
          throw error;
        }
        release([
          ...window.batches.map(({ batch }) => batch.buffer as ArrayBuffer),
          window.prints.buffer as ArrayBuffer,
        ]);
        run.onCommitted();
        logger.debug(
          { broadcast: id, window: record.windows, listed: counts.listed, sealed: counts.sealed },
          'window committed',
        );
      },
    });
    if (dryRun) record.admission = gate.decide(record);
    else await finishSealing(parts, record, 'sealed', gate.decide(record));
  } finally {
    parts.claimTables.release(claims);
    suppression.wipe();
    wipeSecrets(sealing);
    wipeSecrets(retention);
    wipe(inputKey, sender?.dhSecret, sender?.signSecret);
  }
}

/**
 * Ends sealing: the state, and what the profile says to it, then the secrets. They are forgotten in the same commit and destroyed by the erasure step after it;
 * only then does the record say `sealingErased`.
 */
export async function finishSealing(
  parts: EngineParts,
  record: BroadcastRecord,
  state: 'sealed' | 'aborted',
  admission: Admission = record.admission,
): Promise<void> {
  const { spool, erasure, clock } = parts;
  const id = hex(record.id);
  record.state = state;
  record.admission = admission;
  record.finished = clock.now();
  // What was sealed before an abort, or in the sandbox, never leaves: withdrawn, and counted as such.
  if (state === 'aborted' || record.sandbox) endWaiting(record, 'recalled');
  spool.finish(record, erasure.forget('sealing', id));
  await eraseSealing(parts, record);
}

/** Also what an engine does at its start for a broadcast whose process died between its last commit and this. */
export async function eraseSealing({ spool, erasure, logger }: EngineParts, record: BroadcastRecord): Promise<void> {
  await erasure.step('sealing');
  // Nothing waits for it: where the record is nobody's but ours, the stored one may have counted receipts meanwhile, got a recall notice,
  // begun to be delivered, or been purged.
  Object.assign(record, spool.broadcast(hex(record.id)));
  record.sealingErased = true;
  spool.update(record);
  logger.debug({ broadcast: hex(record.id) }, 'secrets of sealing destroyed');
}

/**
 * A repeated send of a finished broadcast: reads the whole audience once more and compares.
 * @throws SealcastError IDEMPOTENCY_CONFLICT when it is another one
 */
export async function compareAudience(
  parts: EngineParts,
  record: BroadcastRecord,
  source: ChunkSource,
  run: BroadcastRun,
): Promise<void> {
  const inputKey = parts.keyring.subkey('input-mac', record.id);
  try {
    let inputMac = macReading(inputKey, await orAborted(source.start(), run.signal));
    let rows = 0;
    const iterator = source[Symbol.asyncIterator]();
    for (;;) {
      const next = await orAborted(iterator.next(), run.signal);
      if (next.done === true) break;
      inputMac = macChunk(inputKey, inputMac, next.value);
      rows = next.value.cursor;
      wipe(next.value.bytes);
      if (rows > record.cursor.rows) break;
    }
    if (rows !== record.cursor.rows || !equalBytes(inputMac, record.cursor.inputMac))
      throw new SealcastError('IDEMPOTENCY_CONFLICT', 'this idempotency key was used for another audience', {
        hint: 'send the new audience under another key; report shows what the first one did',
      });
  } finally {
    wipe(inputKey);
  }
}
