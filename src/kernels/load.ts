import { SealcastError } from '../errors.ts';
import { type KernelInstance, type WasmModule, wasm } from './wasm.ts';

/** Best first: this is also the order of falling back. */
export const KERNEL_BUILDS = ['fma', 'simd', 'scalar'] as const;
export type KernelBuild = (typeof KERNEL_BUILDS)[number];

/** Plain data: may pass through `workerData`, and carries the machine code that is already compiled. */
export interface Kernels {
  readonly build: KernelBuild;
  readonly module: WasmModule;
}

/** A fresh instance with a memory of its own. */
export function instantiateKernels(kernels: Kernels): KernelInstance {
  if (wasm === undefined) throw new SealcastError('KERNEL_UNAVAILABLE', 'this host runs no WebAssembly');
  return new wasm.Instance(kernels.module).exports as KernelInstance;
}
