// The entry of all three builds: what is exported here is the ABI, described in README.md.
export { heapBase, multiplyAdd } from './probe';
export { claimBatch, claimOpen, claimRestore, claimSize, claimWipe } from './claim';
