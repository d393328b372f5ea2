// The entry of the receiver's module, dist/kernels/open.wasm: what one envelope is opened with. README.md has the ABI.
export { heapBase } from './probe';
export { x25519Scratch, x25519Slice, x25519Wipe } from './x25519/slice';
export { streamClose, streamOpen, streamOpened } from './symmetric/aead';
export { wipeScratch } from './symmetric/scratch';
