/**
 * `sealcast/open-kernel`: opening in WebAssembly, for who opens many. The module is a file of its own, `sealcast/open.wasm`; nothing
 * here loads it unasked, so a page under a CSP without `wasm-unsafe-eval` does without.
 */
export type { OpenKernel } from './crypto/opening.ts';
export { SealcastError, type SealcastErrorCode } from './errors.ts';
export { type FetchedKernel, loadOpenKernel, type OpenKernelSource } from './kernels/open.ts';
