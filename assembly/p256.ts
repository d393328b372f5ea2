// The entry of the second module, which only Web Push loads: what is exported here is its ABI, described in README.md.
export { heapBase, multiplyAdd } from './probe';
export { p256InRange, p256Open, p256Public, p256Scratch, p256Shared, p256Table, p256Wipe } from './p256/slice';
