// The entry of all three builds: what is exported here is the ABI, described in README.md.
export { heapBase, multiplyAdd } from './probe';
export { claimBatch, claimOpen, claimPrint, claimRestore, claimSize, claimWipe } from './claim';
export { fingerprintBatch } from './fingerprint';
export { maskBatch, maskOpen, maskScratch, maskWipe } from './mask';
export { x25519Scratch, x25519Slice, x25519SliceEach, x25519Wipe } from './x25519/slice';
export {
  aeadFour,
  ephemeralSlice,
  hmacFour,
  hpkeFour,
  nameSlice,
  poly1305Four,
  poly1305Long,
  sealOpen,
  sealSlice,
  sealWarmSlice,
  sealWipe,
  sha256Four,
  streamClose,
  streamOpen,
  streamPiece,
} from './seal';
