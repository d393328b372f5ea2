import { ReferenceClaimTable } from '../../src/fanout/dedup.ts';
import { type Claims, ClaimTable, type ClaimTableOptions } from '../../src/kernels/claim.ts';
import { instantiateKernels, KERNEL_BUILDS, type KernelBuild, loadKernels } from '../../src/kernels/load.ts';

export interface Implementation {
  readonly name: KernelBuild | 'twin';
  make(options?: ClaimTableOptions): Claims;
}

/** The builds that run here. scalar and simd must, everywhere; fma where the machine fuses. */
export const builds: KernelBuild[] = KERNEL_BUILDS.filter((build) => {
  try {
    loadKernels({ kernels: build });
    return true;
  } catch (error) {
    console.log(`kernels: ${build} not tested here (${(error as Error).message})`);
    return false;
  }
});

export const implementations: Implementation[] = [
  ...builds.map(
    (name): Implementation => ({
      name,
      make: (options) => new ClaimTable(instantiateKernels(loadKernels({ kernels: name })), options),
    }),
  ),
  { name: 'twin', make: (options) => new ReferenceClaimTable(options) },
];

/** Numbers from 0 to 2³² − 1 by a fixed seed: mulberry32. */
export function numbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  };
}
