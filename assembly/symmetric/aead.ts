/**
 * ChaCha20-Poly1305 and XChaCha20-Poly1305 (RFC 8439, section 2.8; draft-irtf-cfrg-xchacha), in place, the tag behind the text:
 * four texts of one length under four keys, or one long text, a piece at a time.
 */
import { CHACHA_COUNTER, CHACHA_KEY, CHACHA_NONCE, chachaBlock, chachaConstants, hchacha } from './chacha20';
import { fillWords, slice, unslice, WORD, xorSliced } from './lanes';
import {
  polyBlocks,
  polyKey,
  polyLongBlocks,
  polyLongKey,
  polyLongTag,
  polyTag,
} from './poly1305';
import { CHACHA_STATE, KEYSTREAM, KEYSTREAM_BYTES, LENGTHS, TAIL } from './scratch';
import { copyBytes } from './hmac';

/** CHACHA_STATE holds the four keys and nonces. `aadStride` may be 0. */
export function sealFour(aad: usize, aadStride: usize, aadBytes: u32, text: usize, stride: usize, bytes: u32): void {
  chachaConstants(CHACHA_STATE);
  fillWords(CHACHA_STATE + CHACHA_COUNTER, 0, 1);
  chachaBlock(KEYSTREAM, CHACHA_STATE);
  polyKey(KEYSTREAM);

  let at: u32 = 0;
  for (let counter: u32 = 1; at < bytes; counter++, at += 64) {
    fillWords(CHACHA_STATE + CHACHA_COUNTER, counter, 1);
    chachaBlock(KEYSTREAM, CHACHA_STATE);
    const here = text + at;
    const left = min(bytes - at, 64);
    xorSliced(here, stride, here, stride, KEYSTREAM, left >>> 4);
    if ((left & 15) > 0) {
      unslice(KEYSTREAM_BYTES, 64, KEYSTREAM, 4);
      for (let lane: usize = 0; lane < 4; lane++)
        xorBytes(here + lane * stride, KEYSTREAM_BYTES + 64 * lane, left & 48, left);
    }
  }

  absorb(aad, aadStride, aadBytes);
  absorb(text, stride, bytes);
  store<u64>(LENGTHS, aadBytes);
  store<u64>(LENGTHS, bytes, 8);
  polyBlocks(LENGTHS, 0, 1);
  polyTag(text + bytes, stride);
}

/** The message, then zeros to a multiple of 16. */
function absorb(from: usize, stride: usize, bytes: u32): void {
  const whole = bytes >>> 4;
  polyBlocks(from, stride, whole);
  const rest = bytes & 15;
  if (rest == 0) return;
  for (let lane: usize = 0; lane < 4; lane++) tail(TAIL + 16 * lane, from + lane * stride + (whole << 4), rest);
  polyBlocks(TAIL, 16, 1);
}

function tail(to: usize, from: usize, bytes: u32): void {
  store<u64>(to, 0);
  store<u64>(to, 0, 8);
  copyBytes(to, from, bytes);
}

function xorBytes(to: usize, keystream: usize, from: u32, end: u32): void {
  for (let i = from; i < end; i++) store<u8>(to + i, load<u8>(to + i) ^ load<u8>(keystream + i));
}

// ---- one long text ------------------------------------------------------------------------------------------------

let aadLength: u32 = 0;
let textLength: u64 = 0;
let nextCounter: u32 = 0;

/** @param nonce 12 bytes, or 24 and then the key of the stream is HChaCha20's */
export function streamOpen(key: usize, nonce: usize, nonceBytes: u32, aad: usize, aadBytes: u32): void {
  chachaConstants(CHACHA_STATE);
  slice(CHACHA_STATE + CHACHA_KEY, key, 0, 2);
  if (nonceBytes == 24) {
    slice(CHACHA_STATE + CHACHA_COUNTER, nonce, 0, 1);
    hchacha(CHACHA_STATE + CHACHA_KEY, CHACHA_STATE);
    // RFC 8439's nonce: 4 zero bytes, then what is left of the 24.
    fillWords(CHACHA_STATE + CHACHA_NONCE, 0, 1);
    fillWords(CHACHA_STATE + CHACHA_NONCE + WORD, load<u32>(nonce, 16), 1);
    fillWords(CHACHA_STATE + CHACHA_NONCE + 2 * WORD, load<u32>(nonce, 20), 1);
  } else {
    for (let word: usize = 0; word < 3; word++)
      fillWords(CHACHA_STATE + CHACHA_NONCE + WORD * word, load<u32>(nonce + 4 * word), 1);
  }
  fillWords(CHACHA_STATE + CHACHA_COUNTER, 0, 1);
  chachaBlock(KEYSTREAM, CHACHA_STATE);
  polyLongKey(KEYSTREAM);
  aadLength = aadBytes;
  textLength = 0;
  nextCounter = 1;
  absorbLong(aad, aadBytes);
}

/** Seals a piece in place. Every piece but the last is a multiple of 256 bytes: four blocks of the stream, one a lane. */
export function streamPiece(text: usize, bytes: u32): void {
  xorPiece(text, bytes);
  absorbLong(text, bytes);
}

/** The way back: what is opened must not be believed before `streamClose` gave the tag that came with it. */
export function streamOpened(text: usize, bytes: u32): void {
  absorbLong(text, bytes);
  xorPiece(text, bytes);
}

function xorPiece(text: usize, bytes: u32): void {
  for (let at: u32 = 0; at < bytes; at += 256) {
    for (let lane: u32 = 0; lane < 4; lane++)
      store<u32>(CHACHA_STATE + CHACHA_COUNTER + 4 * (<usize>lane), nextCounter + lane);
    nextCounter += 4;
    chachaBlock(KEYSTREAM, CHACHA_STATE);
    const here = text + at;
    if (bytes - at >= 256) xorSliced(here, 64, here, 64, KEYSTREAM, 4);
    else {
      unslice(KEYSTREAM_BYTES, 64, KEYSTREAM, 4);
      xorBytes(here, KEYSTREAM_BYTES, 0, bytes - at);
    }
  }
  textLength += bytes;
}

export function streamClose(tag: usize): void {
  store<u64>(LENGTHS, aadLength);
  store<u64>(LENGTHS, textLength, 8);
  polyLongBlocks(LENGTHS, 1);
  polyLongTag(tag);
}

function absorbLong(from: usize, bytes: u32): void {
  polyLongBlocks(from, bytes >>> 4);
  const rest = bytes & 15;
  if (rest == 0) return;
  tail(TAIL, from + (bytes & ~15), rest);
  polyLongBlocks(TAIL, 1);
}
