/**
 * HMAC-SHA-256 (RFC 2104), four at a time. A key is kept as the two states it leaves behind, inner ‖ outer, 2 × 8 sliced
 * words: made once a batch where the key is the batch's. HKDF (RFC 5869) is this with messages that end in a counter; nothing
 * here needs more than its first 32 bytes.
 */
import { fillWords, LANE_STEP, sliceReversed, splat, WORD, xor } from './lanes';
import {
  IV,
  MIDSTATE,
  OUTER_BLOCK,
  PAD_BLOCK,
  STRING_BLOCK,
  STRING_BYTES,
  STRING_NEXT,
} from './scratch';
import { BLOCK, compress, compressConstant, openSha256, STATE } from './sha256';

export function openHmac(): void {
  openSha256();
  // The outer hash is of 64 + 32 bytes, always.
  fillWords(OUTER_BLOCK + STATE, 0x80000000, 1);
  fillWords(OUTER_BLOCK + STATE + WORD, 0, 6);
  fillWords(OUTER_BLOCK + 15 * WORD, (64 + 32) * 8, 1);
}

/** `words` (at most 16) sliced big-endian words of key to its two states. */
export function hmacKey(state: usize, key: usize, words: usize): void {
  padBlock(key, words, 0x36363636);
  compress(state, IV, PAD_BLOCK);
  padBlock(key, words, 0x5c5c5c5c);
  compress(state + STATE, IV, PAD_BLOCK);
}

function padBlock(key: usize, words: usize, pad: u32): void {
  for (let lane: usize = 0; lane < WORD; lane += LANE_STEP) {
    if (ASC_FEATURE_SIMD) padLanes<v128>(key, words, pad, 0);
    else padLanes<u32>(key, words, pad, lane);
  }
}

// @ts-ignore: decorator
@inline
function padLanes<T>(key: usize, words: usize, pad: u32, lane: usize): void {
  const value = splat<T>(pad);
  const end = words * WORD;
  for (let at = lane; at < end; at += WORD) store<T>(PAD_BLOCK + at, xor<T>(load<T>(key + at), value));
  for (let at = end + lane; at < BLOCK; at += WORD) store<T>(PAD_BLOCK + at, value);
}

/** out (8 words) = HMAC of `blocks` sliced blocks, which hold their own padding: 64 + length counted. */
export function hmac(out: usize, key: usize, message: usize, blocks: i32): void {
  let state = key;
  for (let i = 1; i < blocks; i++, message += BLOCK) {
    compress(MIDSTATE, state, message);
    state = MIDSTATE;
  }
  compress(OUTER_BLOCK, state, message);
  compress(out, key + STATE, OUTER_BLOCK);
}

/** The same for one block that is the same in every call (`expandConstant`). */
export function hmacConstant(out: usize, key: usize, schedule: usize): void {
  compressConstant(OUTER_BLOCK, key, schedule);
  compress(out, key + STATE, OUTER_BLOCK);
}

/**
 * The same for four strings of any length: `strings` is 4 × (pointer, length), u32 each. Branches and time depend on the
 * lengths, never on the bytes.
 */
export function hmacStrings(out: usize, key: usize, strings: usize): void {
  hashStrings(OUTER_BLOCK, key, strings, 64);
  compress(out, key + STATE, OUTER_BLOCK);
}

/** The state after four strings, beginning from `init`, which has seen `before` bytes (a multiple of 64) already. */
export function hashStrings(out: usize, init: usize, strings: usize, before: u32): void {
  let blocks: u32 = 0;
  for (let lane: usize = 0; lane < 4; lane++) blocks = max(blocks, blocksOf(load<u32>(strings + 8 * lane, 4)));
  copyBytes(out, init, <u32>STATE);
  for (let block: u32 = 0; block < blocks; block++) {
    for (let lane: usize = 0; lane < 4; lane++)
      stringBlock(
        STRING_BYTES + 64 * lane,
        load<u32>(strings + 8 * lane),
        load<u32>(strings + 8 * lane, 4),
        block,
        before,
      );
    sliceReversed(STRING_BLOCK, STRING_BYTES, 64, 4);
    compress(STRING_NEXT, out, STRING_BLOCK);
    // A string that ended earlier keeps its state.
    for (let lane: usize = 0; lane < 4; lane++) {
      const mask = block < blocksOf(load<u32>(strings + 8 * lane, 4)) ? <u32>0xffffffff : 0;
      for (let at: usize = 4 * lane; at < STATE; at += WORD)
        store<u32>(out + at, (load<u32>(STRING_NEXT + at) & mask) | (load<u32>(out + at) & ~mask));
    }
  }
}

/** With its end mark and the 64-bit length. */
// @ts-ignore: decorator
@inline
function blocksOf(length: u32): u32 {
  return (length + 72) >>> 6;
}

/** Block number `block` of a padded string, as bytes. */
function stringBlock(to: usize, from: usize, length: u32, block: u32, before: u32): void {
  for (let at: usize = 0; at < 64; at += 8) store<u64>(to + at, 0);
  const start = block << 6;
  if (length > start) copyBytes(to, from + start, min(length - start, 64));
  if (length >= start && length - start < 64) store<u8>(to + (length - start), <u8>0x80);
  if (block == blocksOf(length) - 1) store<u64>(to, bswap<u64>((<u64>before + <u64>length) << 3), 56);
}

/** memory.copy is a call out of the module; most of what is copied here is shorter than that call is long. */
export function copyBytes(to: usize, from: usize, length: u32): void {
  let at: u32 = 0;
  for (; at + 8 <= length; at += 8) store<u64>(to + at, load<u64>(from + at));
  for (; at < length; at++) store<u8>(to + at, load<u8>(from + at));
}
