import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { sealingBatch } from '../batch/layout.ts';
import { wipe } from '../crypto/wipe.ts';
import type { SealKernel } from '../kernels/seal.ts';
import { writeEnvelopes, writeRoutes } from '../spool/batch-record.ts';
import { indexedName, type SealText, sealRecord } from '../spool/record.ts';
import type { SealAnswer, SealTask } from '../threads/messages.ts';
import { CONTROL_SEALED, CONTROL_STOP } from '../threads/messages.ts';
import { type SealRequest, sealBatch } from './seal.ts';

/**
 * Stages mask and seal for one batch: recipients in, three sealed records out (spool/batch-record.ts). Runs in the pool.
 * @param kernelOf this thread's kernel, asked for where a failure still wipes; undefined: the reference
 */
export function sealTask(task: SealTask, kernelOf: () => SealKernel | undefined = () => undefined): SealAnswer {
  const { control, settings } = task;
  let secrets: Uint8Array | undefined;
  let ephemeralSecret: Uint8Array | undefined;
  let routes: Uint8Array | undefined;
  let personTags: Uint8Array | undefined;
  try {
    const batch = sealingBatch(task.sizes, task.buffer);
    secrets = batchSecrets(task.seed, task.hedge, task.batch);
    ephemeralSecret = secrets.slice(0, 32);
    routes = writeRoutes(batch.keys, batch.routes, batch.routeEnd);
    const kernel = kernelOf();
    const request: SealRequest = {
      suite: settings.suite,
      broadcast: settings.broadcast,
      ephemeralSecret,
      ephemeral: settings.ephemeral,
      senderSecret: task.senderSecret,
      bodyKey: task.bodyKey,
      bodyDigest: settings.bodyDigest,
      receiptKey: task.receiptKey,
      mailboxRoot: task.mailboxRoot,
      slotPlainBytes: settings.slotPlainBytes,
      count: batch.count,
      ids: batch.ids,
      idEnd: batch.idEnd,
      keys: batch.keys,
      personal: batch.personal,
      personalEnd: batch.personalEnd,
      stopped: () => Atomics.load(control, CONTROL_STOP) !== 0,
      sealed: (count) => {
        Atomics.add(control, CONTROL_SEALED, count);
      },
    };
    const sealed = sealBatch(request, kernel);
    personTags = sealed.personTags;
    const envelopes = writeEnvelopes(sealed, settings);
    const name = indexedName(settings.broadcastHex, task.batch);
    const sealText: SealText | undefined = kernel && ((...args) => kernel.sealText(...args));
    const records = [
      sealRecord(task.recordKey, secrets.subarray(32, 56), 'batches', name, envelopes, sealText),
      sealRecord(task.recordKey, secrets.subarray(56, 80), 'tags', name, personTags, sealText),
      sealRecord(task.recordKey, secrets.subarray(80, 104), 'routes', name, routes, sealText),
    ] as const;
    const out = new Uint8Array(records[0].length + records[1].length + records[2].length);
    out.set(records[0]);
    out.set(records[1], records[0].length);
    out.set(records[2], records[0].length + records[1].length);
    return {
      kind: 'sealed',
      count: batch.count,
      buffer: out.buffer,
      lengths: { batch: records[0].length, tags: records[1].length, routes: records[2].length },
    };
  } finally {
    wipe(
      secrets,
      ephemeralSecret,
      task.seed,
      task.hedge,
      task.bodyKey,
      task.receiptKey,
      task.mailboxRoot,
      task.recordKey,
      task.senderSecret,
      new Uint8Array(task.buffer),
      routes,
      personTags,
    );
  }
}

/**
 * Ephemeral secret(32), or what the recipients' are derived from ‖ three record nonces(24). The seed is fresh CSPRNG output; the batch index and the hedge (pid, clocks)
 * keep two copies of one machine apart whose CSPRNG was copied with them.
 */
function batchSecrets(seed: Uint8Array, hedge: Uint8Array, batch: number): Uint8Array {
  const salt = new Uint8Array(hedge.length + 4);
  salt.set(hedge);
  new DataView(salt.buffer).setUint32(hedge.length, batch, true);
  return hkdf(sha256, seed, salt, BATCH_LABEL, 32 + 3 * 24);
}

const BATCH_LABEL = new TextEncoder().encode('sealcast v1 batch');
