import { randomFillSync } from 'node:crypto';
import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import { HmacKernel } from '../../kernels/hmac.ts';
import { instantiateKernels, type Kernels } from '../../kernels/load.ts';
import { sayLoaded } from '../../threads/say-loaded.ts';
import { type PushBatch, PushEncryptor } from './encrypt.ts';

let encryptor: PushEncryptor | undefined;

/** What a thread of the Web Push transport runs: a batch of messages, encrypted. Its columns are moved in, and the answer out. */
export default function encryptPushes(batch: PushBatch): unknown {
  encryptor ??= new PushEncryptor(
    new HmacKernel(instantiateKernels((workerData as { kernels: Kernels }).kernels)),
    (length) => randomFillSync(new Uint8Array(length)),
  );
  try {
    const pushes = encryptor.encrypt(batch);
    return move({ [transferableSymbol]: [pushes.buffer], [valueSymbol]: pushes } as never);
  } finally {
    batch.auth.fill(0);
  }
}

sayLoaded();
