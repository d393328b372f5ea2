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
const instance = kernels && instantiateKernels(kernels);
const kernel = instance && new SealKernel(instance);

/** The same with pseudonyms and tokens that are there already: what a slot costs without its names. */
function slotKernel() {
  if (kernels === undefined) return undefined;
  const inner = instantiateKernels(kernels);
  const names = new Uint8Array(randomBytes(16 * limits.batchRecipients));
  let next = 0;
  return new SealKernel({
    ...inner,
    nameSlice(count, _ids, _idEnd, _keys, tags, mailboxes, tokens) {
      const memory = new Uint8Array(inner.memory.buffer);
      const slice = names.subarray(next, next + 16 * count);
      for (const column of [tags, mailboxes, tokens]) memory.set(slice, column);
      // Full batches only: the next one begins with the first name again.
      next = (next + slice.length) % names.length;
    },
  });
}

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
  const seal = (by = kernel) => sealWarmBatch({ ...request, batchNonce: new Uint8Array(randomBytes(24)) }, by);
  mustHold(seal().slots.length === count * (limits.slotPlainBytes + 16), 'sealWarmBatch');
  const named = slotKernel();

  const plain = Buffer.alloc(limits.slotPlainBytes, 7);
  const out = Buffer.alloc(limits.slotPlainBytes + 16);
  const nonce = randomBytes(24);
  const header = randomBytes(72);
  const slotKeys = Array.from({ length: count }, (_, i) =>
    Buffer.from(request.slotKeys.subarray(32 * i, 32 * (i + 1))),
  );

  const batches = (/** @type {SealKernel | undefined} */ by) => ({
    unit: count,
    run(/** @type {number} */ recipients) {
      for (let done = 0; done < recipients; done += count) seal(by);
    },
  });
  const results = [];
  if (named !== undefined) {
    say(`${BENCH}: the slots alone`);
    const { b, ratio } = await compare(batches(kernel), batches(named), effort);
    const note = `${ratio.toFixed(2)} × the whole's time; names and tokens are there`;
    results.push(ours(BENCH, 'sealcast, slots alone', b, { note }));
  }
  say(`${BENCH}: sealcast and sodium-native in turn`);
  const comparison = await compare(
    batches(kernel),
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
    ...results,
    peer(BENCH, 'sodium-native', comparison, 'the encryption alone'),
  ];
}
