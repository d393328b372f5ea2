/**
 * Stage seal: recipients' keys in, sealed slots out, a batch at a time. A worker that has a kernel seals with it; without one
 * the reference, on noble, gives the same bytes at a fiftieth of the speed.
 */
import { encodeEnvelope, SLOT_TAG_BYTES } from '../crypto/envelope.ts';
import { ENC_BYTES } from '../crypto/hpke.ts';
import { PSEUDONYM_BYTES } from '../crypto/mailbox.ts';
import type { SealKernel } from '../kernels/seal.ts';
import { sealBatchReference, sealWarmReference } from './seal-reference.ts';
import type { SealedBatch, SealRequest, WarmRequest } from './seal-request.ts';

export type { Ephemeral, SealedBatch, SealRequest, WarmRequest } from './seal-request.ts';

/**
 * @throws SealcastError ABORTED when stopped; KEY_INVALID for a key of low order, with the device's position in the batch;
 *   INTERNAL when the request breaks its own terms (lengths, a device twice)
 */
export function sealBatch(request: SealRequest, kernel?: SealKernel): SealedBatch {
  return kernel === undefined ? sealBatchReference(request) : kernel.seal(request);
}

/**
 * Suite 3, with slot keys given.
 * @throws SealcastError ABORTED, INTERNAL as sealBatch
 */
export function sealWarmBatch(request: WarmRequest, kernel?: SealKernel): SealedBatch {
  return kernel === undefined ? sealWarmReference(request) : kernel.sealWarm(request);
}

/** The wire bytes of one device's envelope, from a batch. `enc` is the batch's or, 32 bytes each, the devices'. */
export function envelopeAt(
  suite: 1 | 2 | 3,
  broadcast: Uint8Array,
  batch: Pick<SealedBatch, 'enc' | 'mailboxes' | 'slots'>,
  slotPlainBytes: number,
  i: number,
): Uint8Array<ArrayBuffer> {
  const slotBytes = slotPlainBytes + SLOT_TAG_BYTES;
  return encodeEnvelope({
    suite,
    broadcast,
    mailbox: batch.mailboxes.subarray(PSEUDONYM_BYTES * i, PSEUDONYM_BYTES * (i + 1)),
    enc: batch.enc.length > ENC_BYTES ? batch.enc.subarray(ENC_BYTES * i, ENC_BYTES * (i + 1)) : batch.enc,
    slot: batch.slots.subarray(slotBytes * i, slotBytes * (i + 1)),
  });
}
