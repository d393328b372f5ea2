import { workerData } from 'piscina';
import type { Kernels } from '../kernels/load.ts';
import { newSealKernel, type SealKernel } from '../kernels/seal.ts';
import type { WorkerData } from '../threads/messages.ts';

/** The kernels this thread was given; undefined where the reference was asked for, and outside the pool. */
export function workerKernels(): Kernels | undefined {
  return (workerData as WorkerData | undefined)?.kernels;
}

let sealKernel: SealKernel | undefined;

/** One per thread, made by its first batch: a memory of its own, which every batch leaves as new. */
export function workerSealKernel(): SealKernel | undefined {
  const kernels = workerKernels();
  if (sealKernel === undefined && kernels !== undefined) sealKernel = newSealKernel(kernels);
  return sealKernel;
}
