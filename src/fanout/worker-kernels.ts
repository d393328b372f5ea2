import { SealcastError } from '../errors.ts';
import { type Kernels, loadKernels } from '../kernels/load.ts';

let kernels: Kernels | null | undefined;

/** The kernels of this thread, loaded by its first task; undefined where none runs, and the twins do the work. */
export function workerKernels(): Kernels | undefined {
  if (kernels === undefined) {
    try {
      kernels = loadKernels();
    } catch (error) {
      if (!(error instanceof SealcastError) || error.code !== 'KERNEL_UNAVAILABLE') throw error;
      kernels = null;
    }
  }
  return kernels ?? undefined;
}
