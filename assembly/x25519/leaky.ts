/**
 * Not part of any build: X25519 with a leak planted, which `npm run ct` has to find before its silence about the real one
 * counts. Two bytes of the scalar are branched on, and a set bit costs one multiplication: some thousandths of the whole.
 */
import { mul } from './field';
import { x25519Slice } from './slice';

export { x25519Scratch, x25519SliceEach, x25519Wipe } from './slice';

const WORK: usize = memory.data(192, 16);

export function x25519LeakySlice(scalar: usize, points: usize, out: usize, n: u32, scratch: usize): u32 {
  const low = x25519Slice(scalar, points, out, n, scratch);
  for (let bit = 0; bit < 16; bit++) if ((load<u16>(scalar, 8) >>> bit) & 1) mul(WORK, WORK, WORK);
  return low;
}
