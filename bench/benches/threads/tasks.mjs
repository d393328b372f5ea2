import { randomBytes } from 'node:crypto';
import { sealingBatch } from '../../../dist/batch/layout.js';
import { limits } from '../../../dist/limits.js';
import { newControl } from '../../../dist/threads/messages.js';

const bytes = (/** @type {number} */ count) => new Uint8Array(randomBytes(count));
const settings = {
  suite: /** @type {const} */ (1),
  broadcast: bytes(16),
  broadcastHex: '00'.repeat(16),
  bodyDigest: bytes(32),
  slotPlainBytes: limits.slotPlainBytes,
  ephemeral: /** @type {const} */ ('batch'),
};
const control = newControl();
let batches = 0;

/**
 * Batches as the pipeline makes them for stage seal, of people nobody has met before.
 *
 * @param {number} count of tasks
 * @param {number} recipients of each
 * @returns {import('../../../dist/threads/messages.js').SealTask[]}
 */
export function sealTasks(count, recipients) {
  return Array.from({ length: count }, () => {
    const sizes = { count: recipients, ids: 8 * recipients, personal: 0, routes: 0 };
    const batch = sealingBatch(sizes);
    batch.keys.set(randomBytes(32 * recipients));
    // Below the prime: then any 32 bytes are somebody's public key, as far as a sender can tell.
    for (let at = 31; at < batch.keys.length; at += 32) batch.keys[at] &= 0x3f;
    batch.ids.set(randomBytes(8 * recipients));
    for (let i = 0; i < recipients; i++) batch.idEnd[i] = 8 * (i + 1);
    return {
      kind: /** @type {const} */ ('seal'),
      control,
      settings,
      batch: batches++,
      sizes,
      buffer: /** @type {ArrayBuffer} */ (batch.buffer),
      seed: bytes(32),
      hedge: bytes(16),
      senderSecret: null,
      bodyKey: bytes(32),
      receiptKey: bytes(32),
      mailboxRoot: bytes(32),
      recordKey: bytes(32),
    };
  });
}
