/**
 * Not part of any build: HMAC with a leak planted, which `npm run ct` has to find before its silence about the symmetric kernels
 * counts. One byte of the first key is branched on, and a set bit costs some divisions: a hundredth of the whole.
 */
import { hmacFour } from '../seal';

const WORK: usize = memory.data(8, 16);

export function hmacLeakyFour(out: usize, keys: usize, strings: usize): void {
  hmacFour(out, keys, strings);
  for (let bit = 0; bit < 8; bit++)
    if ((load<u8>(keys, 8) >>> bit) & 1) store<u64>(WORK, 0xffffffffffff / (load<u64>(WORK) | 3));
}
