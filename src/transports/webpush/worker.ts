import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import { HmacKernel } from '../../kernels/hmac.ts';
import { instantiateKernels, type Kernels } from '../../kernels/load.ts';
import { instantiateP256, P256Kernel } from '../../kernels/p256.ts';
import type { WasmModule } from '../../kernels/wasm.ts';
import { systemRandom } from '../../ports/random.ts';
import { sayLoaded } from '../../threads/say-loaded.ts';
import { KernelAgreement, NodeAgreement, NodeHmac, type PushBatch, PushEncryptor } from './encrypt.ts';

export interface PushWorkerData {
  /** Absent where the reference was asked for. */
  readonly kernels: Kernels | undefined;
  /** Absent where OpenSSL is faster, or has to do. */
  readonly p256: WasmModule | undefined;
}

let encryptor: PushEncryptor | undefined;

function makeEncryptor({ kernels, p256 }: PushWorkerData): PushEncryptor {
  const random = (length: number): Uint8Array => systemRandom.bytes(length);
  const agreement =
    p256 === undefined ? new NodeAgreement() : new KernelAgreement(new P256Kernel(instantiateP256(p256)), random);
  const hmac = kernels === undefined ? new NodeHmac() : new HmacKernel(instantiateKernels(kernels));
  return new PushEncryptor(hmac, agreement, random);
}

/** What a thread of the Web Push transport runs: a batch of messages, encrypted. Its columns are moved in, and the answer out. */
export default function encryptPushes(batch: PushBatch): unknown {
  encryptor ??= makeEncryptor(workerData as PushWorkerData);
  try {
    const pushes = encryptor.encrypt(batch);
    return move({ [transferableSymbol]: [pushes.buffer], [valueSymbol]: pushes } as never);
  } finally {
    batch.auth.fill(0);
  }
}

sayLoaded();
