import { ReferenceClaimTable } from '../../src/fanout/dedup.ts';
import { type Claims, ClaimTable, type ClaimTableOptions } from '../../src/kernels/claim.ts';
import { instantiateKernels, KERNEL_BUILDS, type KernelBuild, loadKernels } from '../../src/kernels/load.ts';
import type { X25519Instance } from '../../src/kernels/wasm.ts';
import { instantiateWide } from '../../src/kernels/wide.ts';

export interface Implementation {
  readonly name: KernelBuild | 'twin';
  make(options?: ClaimTableOptions): Claims;
}

/** Of what X25519 comes: a build, or wide beside fma. */
export type Choice = KernelBuild | 'wide';

/** What runs here. scalar and simd must, everywhere; fma where the machine fuses, wide on an engine it was tried on. */
export const choices: Choice[] = (['wide', ...KERNEL_BUILDS] as const).filter((kernels) => {
  try {
    loadKernels({ kernels });
    return true;
  } catch (error) {
    console.log(`kernels: ${kernels} not tested here (${(error as Error).message})`);
    return false;
  }
});
export const builds: KernelBuild[] = choices.filter((choice) => choice !== 'wide');

/** An instance of the module that has the X25519 of a choice. */
export function x25519Instance(choice: Choice): X25519Instance {
  const kernels = loadKernels({ kernels: choice });
  return kernels.wide === undefined ? instantiateKernels(kernels) : instantiateWide(kernels.wide);
}

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
