import { randomBytes } from 'node:crypto';
import sodium from 'sodium-native';
import { sealWarmBatch } from '../../dist/fanout/seal.js';
import { chooseKernels, instantiateKernels } from '../../dist/kernels/load.js';
import { SealKernel } from '../../dist/kernels/seal.js';
import { limits } from '../../dist/limits.js';
import { compare } from '../measure.mjs';
import { mustHold } from '../peers/keys.mjs';
import { ours, peer } from '../report.mjs';

const BENCH = 'seal.warm';

/** What a worker of the pool would have; undefined for SEALCAST_KERNELS=reference. */
const kernels = chooseKernels();
const kernel = kernels && new SealKernel(instantiateKernels(kernels));

/**
 * Suite-3 slots with the slot keys given: mailbox, token, slot plaintext and XChaCha20-Poly1305, for a batch at a time. Beside it
 * what libsodium takes for the encryption alone, of a plaintext that lies there ready.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ effort, say }) {
  const count = limits.batchRecipients;
  const request = {
    broadcast: new Uint8Array(randomBytes(16)),
    bodyKey: new Uint8Array(randomBytes(32)),
    bodyDigest: new Uint8Array(randomBytes(32)),
    receiptKey: new Uint8Array(randomBytes(32)),
    mailboxRoot: new Uint8Array(randomBytes(32)),
    slotPlainBytes: limits.slotPlainBytes,
    count,
    ids: new Uint8Array(randomBytes(8 * count)),
    idEnd: Uint32Array.from({ length: count }, (_, i) => 8 * (i + 1)),
    keys: new Uint8Array(randomBytes(32 * count)),
    personal: new Uint8Array(0),
    personalEnd: new Uint32Array(count),
    batchNonce: new Uint8Array(24),
    epoch: 20_000,
    slotKeys: new Uint8Array(randomBytes(32 * count)),
    stopped: () => false,
  };
  const seal = () => sealWarmBatch({ ...request, batchNonce: new Uint8Array(randomBytes(24)) }, kernel);
  mustHold(seal().slots.length === count * (limits.slotPlainBytes + 16), 'sealWarmBatch');

  const plain = Buffer.alloc(limits.slotPlainBytes, 7);
  const out = Buffer.alloc(limits.slotPlainBytes + 16);
  const nonce = randomBytes(24);
  const header = randomBytes(72);
  const slotKeys = Array.from({ length: count }, (_, i) =>
    Buffer.from(request.slotKeys.subarray(32 * i, 32 * (i + 1))),
  );

  say(`${BENCH}: sealcast and sodium-native in turn`);
  const comparison = await compare(
    {
      unit: count,
      run(recipients) {
        for (let done = 0; done < recipients; done += count) seal();
      },
    },
    {
      unit: count,
      run(recipients) {
        for (let i = 0; i < recipients; i++)
          sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(out, plain, header, null, nonce, slotKeys[i % count]);
      },
    },
    effort,
  );
  return [
    ours(BENCH, 'sealcast', comparison.a, { note: 'whole batches: names, token, slot' }),
    peer(BENCH, 'sodium-native', comparison, 'the encryption alone'),
  ];
}
