import { chooseKernels } from '../dist/kernels/load.js';

/**
 * What is asked for by name only, to be measured beside the default: undefined where it does not run, or where SEALCAST_KERNELS asks
 * for something else.
 */
export function wideBeside() {
  const free = chooseKernels();
  if (free?.build !== 'fma' || free.wide !== undefined) return undefined;
  try {
    return chooseKernels({ kernels: 'wide' });
  } catch {
    return undefined;
  }
}
