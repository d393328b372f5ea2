/**
 * ChaCha20 (RFC 8439, section 2.3) and HChaCha20 (draft-irtf-cfrg-xchacha, section 2.2), four states at a time. A state is 16
 * sliced little-endian words: constants(4) ‖ key(8) ‖ counter ‖ nonce(3), or for HChaCha20 constants(4) ‖ key(8) ‖ nonce(4).
 */
import { add, fillWords, LANE_STEP, rotl, rotl16, rotl8, WORD, xor } from './lanes';

export const CHACHA_KEY: usize = 4 * WORD;
export const CHACHA_COUNTER: usize = 12 * WORD;
export const CHACHA_NONCE: usize = 13 * WORD;

/** "expand 32-byte k" */
export function chachaConstants(state: usize): void {
  fillWords(state, 0x61707865, 1);
  fillWords(state + WORD, 0x3320646e, 1);
  fillWords(state + 2 * WORD, 0x79622d32, 1);
  fillWords(state + 3 * WORD, 0x6b206574, 1);
}

/** One block of keystream, 64 bytes each, sliced. */
export function chachaBlock(out: usize, state: usize): void {
  for (let lane: usize = 0; lane < WORD; lane += LANE_STEP) {
    if (ASC_FEATURE_SIMD) rounds<v128>(out, state, false);
    else rounds<u32>(out + lane, state + lane, false);
  }
}

/** The subkey, 8 sliced words: the rounds without the final addition, first and last row. */
export function hchacha(out: usize, state: usize): void {
  for (let lane: usize = 0; lane < WORD; lane += LANE_STEP) {
    if (ASC_FEATURE_SIMD) rounds<v128>(out, state, true);
    else rounds<u32>(out + lane, state + lane, true);
  }
}

// @ts-ignore: decorator
@inline
function rounds<T>(out: usize, state: usize, subkey: bool): void {
  let x0 = load<T>(state);
  let x1 = load<T>(state, 16);
  let x2 = load<T>(state, 32);
  let x3 = load<T>(state, 48);
  let x4 = load<T>(state, 64);
  let x5 = load<T>(state, 80);
  let x6 = load<T>(state, 96);
  let x7 = load<T>(state, 112);
  let x8 = load<T>(state, 128);
  let x9 = load<T>(state, 144);
  let x10 = load<T>(state, 160);
  let x11 = load<T>(state, 176);
  let x12 = load<T>(state, 192);
  let x13 = load<T>(state, 208);
  let x14 = load<T>(state, 224);
  let x15 = load<T>(state, 240);
  // Each line does its step in all four quarter rounds, which are independent.
  for (let i = 0; i < 10; i++) {
    x0 = add<T>(x0, x4); x1 = add<T>(x1, x5); x2 = add<T>(x2, x6); x3 = add<T>(x3, x7);
    x12 = rotl16<T>(xor<T>(x12, x0)); x13 = rotl16<T>(xor<T>(x13, x1)); x14 = rotl16<T>(xor<T>(x14, x2)); x15 = rotl16<T>(xor<T>(x15, x3));
    x8 = add<T>(x8, x12); x9 = add<T>(x9, x13); x10 = add<T>(x10, x14); x11 = add<T>(x11, x15);
    x4 = rotl<T>(xor<T>(x4, x8), 12); x5 = rotl<T>(xor<T>(x5, x9), 12); x6 = rotl<T>(xor<T>(x6, x10), 12); x7 = rotl<T>(xor<T>(x7, x11), 12);
    x0 = add<T>(x0, x4); x1 = add<T>(x1, x5); x2 = add<T>(x2, x6); x3 = add<T>(x3, x7);
    x12 = rotl8<T>(xor<T>(x12, x0)); x13 = rotl8<T>(xor<T>(x13, x1)); x14 = rotl8<T>(xor<T>(x14, x2)); x15 = rotl8<T>(xor<T>(x15, x3));
    x8 = add<T>(x8, x12); x9 = add<T>(x9, x13); x10 = add<T>(x10, x14); x11 = add<T>(x11, x15);
    x4 = rotl<T>(xor<T>(x4, x8), 7); x5 = rotl<T>(xor<T>(x5, x9), 7); x6 = rotl<T>(xor<T>(x6, x10), 7); x7 = rotl<T>(xor<T>(x7, x11), 7);

    x0 = add<T>(x0, x5); x1 = add<T>(x1, x6); x2 = add<T>(x2, x7); x3 = add<T>(x3, x4);
    x15 = rotl16<T>(xor<T>(x15, x0)); x12 = rotl16<T>(xor<T>(x12, x1)); x13 = rotl16<T>(xor<T>(x13, x2)); x14 = rotl16<T>(xor<T>(x14, x3));
    x10 = add<T>(x10, x15); x11 = add<T>(x11, x12); x8 = add<T>(x8, x13); x9 = add<T>(x9, x14);
    x5 = rotl<T>(xor<T>(x5, x10), 12); x6 = rotl<T>(xor<T>(x6, x11), 12); x7 = rotl<T>(xor<T>(x7, x8), 12); x4 = rotl<T>(xor<T>(x4, x9), 12);
    x0 = add<T>(x0, x5); x1 = add<T>(x1, x6); x2 = add<T>(x2, x7); x3 = add<T>(x3, x4);
    x15 = rotl8<T>(xor<T>(x15, x0)); x12 = rotl8<T>(xor<T>(x12, x1)); x13 = rotl8<T>(xor<T>(x13, x2)); x14 = rotl8<T>(xor<T>(x14, x3));
    x10 = add<T>(x10, x15); x11 = add<T>(x11, x12); x8 = add<T>(x8, x13); x9 = add<T>(x9, x14);
    x5 = rotl<T>(xor<T>(x5, x10), 7); x6 = rotl<T>(xor<T>(x6, x11), 7); x7 = rotl<T>(xor<T>(x7, x8), 7); x4 = rotl<T>(xor<T>(x4, x9), 7);
  }
  if (subkey) {
    store<T>(out, x0);
    store<T>(out, x1, 16);
    store<T>(out, x2, 32);
    store<T>(out, x3, 48);
    store<T>(out, x12, 64);
    store<T>(out, x13, 80);
    store<T>(out, x14, 96);
    store<T>(out, x15, 112);
  } else {
    store<T>(out, add<T>(x0, load<T>(state)));
    store<T>(out, add<T>(x1, load<T>(state, 16)), 16);
    store<T>(out, add<T>(x2, load<T>(state, 32)), 32);
    store<T>(out, add<T>(x3, load<T>(state, 48)), 48);
    store<T>(out, add<T>(x4, load<T>(state, 64)), 64);
    store<T>(out, add<T>(x5, load<T>(state, 80)), 80);
    store<T>(out, add<T>(x6, load<T>(state, 96)), 96);
    store<T>(out, add<T>(x7, load<T>(state, 112)), 112);
    store<T>(out, add<T>(x8, load<T>(state, 128)), 128);
    store<T>(out, add<T>(x9, load<T>(state, 144)), 144);
    store<T>(out, add<T>(x10, load<T>(state, 160)), 160);
    store<T>(out, add<T>(x11, load<T>(state, 176)), 176);
    store<T>(out, add<T>(x12, load<T>(state, 192)), 192);
    store<T>(out, add<T>(x13, load<T>(state, 208)), 208);
    store<T>(out, add<T>(x14, load<T>(state, 224)), 224);
    store<T>(out, add<T>(x15, load<T>(state, 240)), 240);
  }
}
