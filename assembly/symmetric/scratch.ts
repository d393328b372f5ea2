/**
 * Every byte that the symmetric kernels keep between two instructions, in one piece, so that one fill wipes it. Written from
 * `open` on, zero after `wipe`; nobody outside reads it.
 *
 *   SHA-256    initial state, the pads of HMAC, message schedule
 *   HMAC       states of the batch's keys, of the recipients' keys, a digest on its way
 *   HPKE       the messages of the key schedule, sliced, constants filled in once a batch
 *   ChaCha20   state and keystream                 Poly1305   key, accumulator, one padded block
 *   slot       header, first bytes of the plaintext, pseudonyms on their way
 */
import { WORD } from './lanes';

const STATE: usize = 8 * WORD;
const BLOCK: usize = 16 * WORD;

const SCRATCH_BYTES: usize = 13312;
const SCRATCH: usize = memory.data(13312, 64);

// ---- SHA-256 ------------------------------------------------------------------------------------------------------
export const IV: usize = SCRATCH;
/** 64 words. */
export const SCHEDULE: usize = IV + STATE;

// ---- HMAC ---------------------------------------------------------------------------------------------------------
/** key XOR ipad or opad. */
export const PAD_BLOCK: usize = SCHEDULE + 4 * BLOCK;
/** The block of the outer hash: a digest, then padding that never changes. */
export const OUTER_BLOCK: usize = PAD_BLOCK + BLOCK;
/** The state between two blocks of a message. */
export const MIDSTATE: usize = OUTER_BLOCK + BLOCK;
/** A message of any length, a block at a time: bytes, then sliced; the state it would give. */
export const STRING_BYTES: usize = MIDSTATE + STATE;
export const STRING_BLOCK: usize = STRING_BYTES + BLOCK;
export const STRING_NEXT: usize = STRING_BLOCK + BLOCK;

// ---- HMAC keys of a batch: inner and outer state each -------------------------------------------------------------
export const PERSON_KEY: usize = STRING_NEXT + STATE;
export const MAILBOX_KEY: usize = PERSON_KEY + 2 * STATE;
export const RECEIPT_KEY: usize = MAILBOX_KEY + 2 * STATE;
export const ZERO_KEY: usize = RECEIPT_KEY + 2 * STATE;
/** Of which ephemeral secrets are made, where each recipient has one; the message for it, and its index. */
export const EPHEMERAL_KEY: usize = ZERO_KEY + 2 * STATE;
export const EPHEMERAL_MESSAGE: usize = EPHEMERAL_KEY + 2 * STATE;
export const EPHEMERAL_INDEX: usize = EPHEMERAL_MESSAGE + BLOCK;

// ---- HPKE ---------------------------------------------------------------------------------------------------------
/** A recipient's PRK and the key state made of it. */
export const PRK: usize = EPHEMERAL_INDEX + WORD;
export const PRK_KEY: usize = PRK + STATE;
export const EAE_MESSAGE: usize = PRK_KEY + 2 * STATE;
export const SHARED_MESSAGE: usize = EAE_MESSAGE + 2 * BLOCK;
export const INFO_MESSAGE: usize = SHARED_MESSAGE + 3 * BLOCK;
export const KEY_MESSAGE: usize = INFO_MESSAGE + 2 * BLOCK;
export const NONCE_MESSAGE: usize = KEY_MESSAGE + 2 * BLOCK;
export const EXPORT_MESSAGE: usize = NONCE_MESSAGE + 2 * BLOCK;
/** The message that is the same for everybody, expanded: 64 words. */
export const SECRET_SCHEDULE: usize = EXPORT_MESSAGE + 2 * BLOCK;
export const DH: usize = SECRET_SCHEDULE + 4 * BLOCK;
export const INFO_HASH: usize = DH + BLOCK;
export const KEY: usize = INFO_HASH + STATE;
export const NONCE: usize = KEY + STATE;
export const EXPORTER: usize = NONCE + STATE;

// ---- ChaCha20 and Poly1305 ----------------------------------------------------------------------------------------
export const CHACHA_STATE: usize = EXPORTER + STATE;
export const KEYSTREAM: usize = CHACHA_STATE + BLOCK;
/** Keystream as bytes, where a text does not end with a block. */
export const KEYSTREAM_BYTES: usize = KEYSTREAM + BLOCK;
/** One padded block for each. */
export const TAIL: usize = KEYSTREAM_BYTES + BLOCK;
export const LENGTHS: usize = TAIL + 64;
/** Multiplier, for the long message also r⁴ and (r⁴, r³, r², r); accumulator; the half of the key that is added last. */
export const POLY_R: usize = LENGTHS + 16;
export const POLY_R4: usize = POLY_R + 160;
export const POLY_LAST: usize = POLY_R4 + 160;
export const POLY_H: usize = POLY_LAST + 160;
export const POLY_PAD: usize = POLY_H + 96;
/** An element on its way, reduced. */
export const POLY_LIMBS: usize = POLY_PAD + 64;

// ---- the slot -----------------------------------------------------------------------------------------------------
export const MAILBOX_MESSAGE: usize = POLY_LIMBS + 32;
export const TOKEN_MESSAGE: usize = MAILBOX_MESSAGE + BLOCK;
export const RECIPIENT_KEY: usize = TOKEN_MESSAGE + BLOCK;
export const ENC: usize = RECIPIENT_KEY + STATE;
export const PERSON_TAG: usize = ENC + STATE;
export const MAILBOX: usize = PERSON_TAG + STATE;
export const TOKEN: usize = MAILBOX + STATE;
/** Receipt tokens as bytes. */
export const TOKEN_BYTES: usize = TOKEN + STATE;
/** Four envelope headers, 80 bytes apart. */
export const HEADERS: usize = TOKEN_BYTES + 64;
/** The first 96 bytes of every plaintext. */
export const PLAIN: usize = HEADERS + 320;
/** Four pointers with lengths. */
export const STRINGS: usize = PLAIN + 96;
/** The nonce of a warm batch, in words that all share. */
export const BATCH_NONCE: usize = STRINGS + 32;
const END: usize = BATCH_NONCE + 6 * WORD;

export function wipeScratch(): void {
  if (END > SCRATCH + SCRATCH_BYTES) ERROR('the scratch does not hold all its names');
  memory.fill(SCRATCH, 0, SCRATCH_BYTES);
}
