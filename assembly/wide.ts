// The entry of X25519 alone, four points at a time: dist/kernels/wide.wasm, which stands beside the fma build where a host
// asks for it (docs/adr/030-four-points-at-once.md). What is exported here is its ABI, described in README.md.
export { heapBase, multiplyAdd } from './probe';
export { x25519Scratch, x25519Slice, x25519SliceEach, x25519Wipe } from './x25519/slice';
