/**
 * Not part of any build: P-256 with a leak planted, which `npm run ct` has to find before its silence about the real one counts. Two
 * bytes of the scalar are branched on, and a set bit costs eight products: some thousandths of the whole.
 */
import { mul } from './field';
import { p256Shared } from './slice';

export { p256Open, p256Public, p256Scratch, p256Table, p256Wipe } from './slice';

const WORK: usize = memory.data(192, 16);

export function p256LeakyShared(scalars: usize, points: usize, valid: usize, out: usize, n: u32, scratch: usize): void {
  p256Shared(scalars, points, valid, out, n, scratch);
  for (let bit = 0; bit < 16; bit++)
    if ((load<u16>(scalars, 8) >>> bit) & 1) for (let i = 0; i < 8; i++) mul(WORK, WORK, WORK);
}
