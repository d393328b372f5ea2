/**
 * Everything that runs once per recipient when a batch is sealed: X25519, pseudonyms, HPKE's key schedule, the slot. Four
 * recipients at a time; src/fanout/seal-reference.ts is the readable twin, docs/wire-format.md the last word.
 *
 *   person tag = HMAC(person key, id)          mailbox = HMAC(mailbox key, person tag ‖ device key)
 *   token      = HMAC(receipt key, mailbox)                                                        each cut to 16 bytes
 *   slot       = ChaCha20-Poly1305(HPKE's key and nonce, aad = header with the mailbox, plaintext)   suites 1 and 2
 *                XChaCha20-Poly1305(slot key, nonce = batch nonce XOR (mailbox ‖ 0⁸), …)             suite 3
 *
 * A plaintext is written where its slot will be and encrypted there. Columns hold a multiple of four recipients: what stands in
 * the places behind the last is sealed as well and read by nobody.
 */
import { sealFour, streamClose, streamOpen, streamPiece } from './symmetric/aead';
import { CHACHA_COUNTER, CHACHA_KEY, CHACHA_NONCE, chachaConstants, hchacha } from './symmetric/chacha20';
import { copyBytes, hashStrings, hmac, hmacKey, hmacStrings, openHmac } from './symmetric/hmac';
import { hpkeOpen, hpkeSchedule, infoHash, placeEnc } from './symmetric/hpke';
import { fillWords, place, reverseWords, slice, sliceReversed, unslice, WORD } from './symmetric/lanes';
import { polyBlocks, polyKey, polyLongBlocks, polyLongKey, polyLongTag, polyTag } from './symmetric/poly1305';
import {
  BATCH_NONCE,
  CHACHA_STATE,
  DH,
  ENC,
  EPHEMERAL_INDEX,
  EPHEMERAL_KEY,
  EPHEMERAL_MESSAGE,
  EXPORTER,
  HEADERS,
  INFO_HASH,
  IV,
  KEY,
  MAILBOX,
  MAILBOX_KEY,
  MAILBOX_MESSAGE,
  NONCE,
  PERSON_KEY,
  PERSON_TAG,
  PLAIN,
  PRK_KEY,
  RECEIPT_KEY,
  RECIPIENT_KEY,
  STRING_BLOCK,
  STRINGS,
  TOKEN,
  TOKEN_BYTES,
  TOKEN_MESSAGE,
  wipeScratch,
} from './symmetric/scratch';
import { x25519Slice, x25519SliceEach } from './x25519/slice';
import { STATE } from './symmetric/sha256';

export { streamClose, streamOpen, streamPiece };

/** Bytes of what stands before the slot in suites 1 to 3, and from one header to the next in HEADERS. */
const HEADER: u32 = 72;
const HEADER_STRIDE: usize = 80;
const HEADER_MAILBOX: usize = 24;
/** Of enc, which is a nonce in suite 3. */
const HEADER_ENC: usize = 40;
/** Of a recipient's index in the message of which its ephemeral secret is made. */
const EPHEMERAL_INDEX_AT: usize = 21;
/** Where info_hash's message has the mailbox. */
const INFO_MAILBOX: usize = 60;
/** Of the plaintext. */
const PLAIN_FIXED: usize = 96;
const PLAIN_TOKEN: usize = 64;
const PLAIN_PERSONAL_LENGTH: usize = 88;
const PLAIN_PERSONAL: usize = 90;

/** In sealOpen's setup. */
const SETUP_EPHEMERAL: usize = 1160;

let plainBytes: u32 = 0;
let pairOfSecrets: bool = false;
let ephemeralEach: bool = false;

/**
 * Begins a batch: person key(32) ‖ mailbox key(32) ‖ receipt key(32) ‖ header(72) with zeros for the mailbox ‖ first 96 bytes of
 * the plaintext with zeros for token and personal ‖ HPKE's messages(896, `hpkeOpen`; suites 1 and 2).
 *
 * @param each 1 where each recipient has an ephemeral key: header and messages then have zeros for enc, and there follow
 *   the secret of which they are made(32) ‖ the message for it(64), with zeros for the index at EPHEMERAL_INDEX_AT
 */
export function sealOpen(setup: usize, suite: u32, slotPlainBytes: u32, each: u32): void {
  plainBytes = slotPlainBytes;
  pairOfSecrets = suite == 2;
  ephemeralEach = each == 1;
  if (suite == 3) openHmac();
  else hpkeOpen(setup + 264, suite == 2 ? 1 : 0);
  sharedKey(PERSON_KEY, setup);
  sharedKey(MAILBOX_KEY, setup + 32);
  sharedKey(RECEIPT_KEY, setup + 64);
  if (ephemeralEach) {
    sharedKey(EPHEMERAL_KEY, setup + SETUP_EPHEMERAL);
    sliceReversed(EPHEMERAL_MESSAGE, setup + SETUP_EPHEMERAL + 32, 0, 4);
  }
  for (let lane: usize = 0; lane < 4; lane++) copyBytes(HEADERS + lane * HEADER_STRIDE, setup + 96, HEADER);
  copyBytes(PLAIN, setup + 168, <u32>PLAIN_FIXED);
  // tag(16) ‖ device key(32), and mailbox(16), as the second blocks of HMAC's inner hashes.
  fillWords(MAILBOX_MESSAGE, 0, 16);
  fillWords(MAILBOX_MESSAGE + 12 * WORD, 0x80000000, 1);
  fillWords(MAILBOX_MESSAGE + 15 * WORD, (64 + 48) * 8, 1);
  fillWords(TOKEN_MESSAGE, 0, 16);
  fillWords(TOKEN_MESSAGE + 4 * WORD, 0x80000000, 1);
  fillWords(TOKEN_MESSAGE + 15 * WORD, (64 + 16) * 8, 1);
  if (suite == 3) slice(BATCH_NONCE, setup + 96 + HEADER_ENC, 0, 1);
}

function sharedKey(state: usize, key: usize): void {
  sliceReversed(STRING_BLOCK, key, 0, 2);
  hmacKey(state, STRING_BLOCK, 8);
}

/** Everything of the batch but what the caller laid out is zero again. */
export function sealWipe(): void {
  wipeScratch();
  plainBytes = 0;
  ephemeralEach = false;
}

/**
 * Suites 1 and 2. Columns of `count` recipients, rounded up to four:
 *
 *   first             which recipient of the batch the first of these is: what an ephemeral secret of its own is made from
 *   ephemeral, sender the batch's scalars, 32 bytes; 0 when the columns they give are there already
 *   encs              32 each, written where each has an ephemeral key, whose secret is then written to `ephemeral`, 32 each;
 *                     read where ephemeral is 0
 *   work, missing     x25519Scratch(count) bytes, and 32 each, secret afterwards
 *   ids, idEnd        bytes, and u32 running ends        keys         32 each
 *   secrets           32 each, X25519(ephemeral, key): written, or read where ephemeral is 0
 *   identities        32 each, X25519(sender, key): read where it is not zero, else written; suite 2 only
 *   personal, …End    like the ids
 *   tags, mailboxes   16 each, written                   slots        slotPlainBytes + 16 each, written
 *
 * @returns how many keys are of low order: if any, their secrets are zeros and nothing was sealed
 */
export function sealSlice(
  count: u32,
  first: u32,
  ephemeral: usize,
  encs: usize,
  sender: usize,
  work: usize,
  missing: usize,
  ids: usize,
  idEnd: usize,
  keys: usize,
  secrets: usize,
  identities: usize,
  personal: usize,
  personalEnd: usize,
  tags: usize,
  mailboxes: usize,
  slots: usize,
): u32 {
  let low: u32 = 0;
  if (ephemeral != 0) {
    if (ephemeralEach) {
      ephemeralSlice(count, first, ephemeral);
      basePoints(encs, count);
      x25519SliceEach(ephemeral, encs, encs, count, work);
      low += x25519SliceEach(ephemeral, keys, secrets, count, work);
    } else low += x25519Slice(ephemeral, keys, secrets, count, work);
  }
  if (sender != 0) low += missingPairs(count, sender, keys, identities, missing, work);
  if (low > 0) return low;
  const stride = <usize>plainBytes + 16;
  for (let i: usize = 0; i < count; i += 4) {
    namesOfFour(i, ids, idEnd, keys, tags, mailboxes);
    unslice(TOKEN_BYTES, 16, TOKEN, 1);
    infoHash(MAILBOX, INFO_MAILBOX);
    if (ephemeralEach) encsOfFour(encs + 32 * i);
    sliceReversed(DH, secrets + 32 * i, 32, 2);
    if (pairOfSecrets) sliceReversed(DH + STATE, identities + 32 * i, 32, 2);
    hpkeSchedule(RECIPIENT_KEY, false);
    reverseWords(CHACHA_STATE + CHACHA_KEY, KEY, 8);
    reverseWords(CHACHA_STATE + CHACHA_NONCE, NONCE, 3);
    slotsOfFour(i, TOKEN_BYTES, mailboxes + 16 * i, personal, personalEnd, slots + stride * i, stride);
  }
  return 0;
}

/**
 * The ephemeral secrets of `count` recipients, rounded up to four, from number `first` on; HKDF-Expand of one block is HMAC
 * (src/crypto/hpke.ts has the formula). sealSlice does this itself unless their column is given.
 */
export function ephemeralSlice(count: u32, first: u32, secrets: usize): void {
  for (let i: u32 = 0; i < count; i += 4) {
    for (let lane: u32 = 0; lane < 4; lane++) store<u32>(EPHEMERAL_INDEX + 4 * lane, bswap<u32>(first + i + lane));
    place(EPHEMERAL_MESSAGE, EPHEMERAL_INDEX_AT, EPHEMERAL_INDEX, 1);
    hmac(KEY, EPHEMERAL_KEY, EPHEMERAL_MESSAGE, 1);
    reverseWords(KEY, KEY, 8);
    unslice(secrets + 32 * <usize>i, 32, KEY, 2);
  }
}

function basePoints(points: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++, points += 32) {
    store<u64>(points, 9);
    store<u64>(points, 0, 8);
    store<u64>(points, 0, 16);
    store<u64>(points, 0, 24);
  }
}

/** Into the key schedule, and into the headers. */
function encsOfFour(encs: usize): void {
  sliceReversed(ENC, encs, 32, 2);
  placeEnc(ENC);
  for (let lane: usize = 0; lane < 4; lane++)
    copyBytes(HEADERS + lane * HEADER_STRIDE + HEADER_ENC, encs + 32 * lane, 32);
}

/**
 * X25519(sender, key) where `identities` has zeros, which no key that may be sealed to gives: zeros say "not kept" and need no
 * flags beside them, and a kept secret that was lost or zeroed costs a ladder, never a slot under a known secret. The keys
 * without one are gathered, so that a batch may mix both kinds and a kept one costs nothing. The branch says whether a
 * secret is kept, which the time of the batch says anyway; nothing depends on what it is.
 */
function missingPairs(
  count: u32,
  sender: usize,
  keys: usize,
  identities: usize,
  missing: usize,
  work: usize,
): u32 {
  let gathered = missing;
  for (let i: usize = 0; i < count; i++) {
    if (!isZero(identities + 32 * i)) continue;
    copyBytes(gathered, keys + 32 * i, 32);
    gathered += 32;
  }
  const low = x25519Slice(sender, missing, missing, <u32>((gathered - missing) / 32), work);
  gathered = missing;
  // Each place is looked at before it is written, so both loops see the same ones.
  for (let i: usize = 0; i < count; i++) {
    if (!isZero(identities + 32 * i)) continue;
    copyBytes(identities + 32 * i, gathered, 32);
    gathered += 32;
  }
  return low;
}

function isZero(secret: usize): bool {
  return (load<u64>(secret) | load<u64>(secret, 8) | load<u64>(secret, 16) | load<u64>(secret, 24)) == 0;
}

/** The pseudonyms alone: 16 bytes each of tags, mailboxes and receipt tokens. */
export function nameSlice(
  count: u32,
  ids: usize,
  idEnd: usize,
  keys: usize,
  tags: usize,
  mailboxes: usize,
  tokens: usize,
): void {
  for (let i: usize = 0; i < count; i += 4) {
    namesOfFour(i, ids, idEnd, keys, tags, mailboxes);
    unslice(tokens + 16 * i, 16, TOKEN, 1);
  }
}

/** Suite 3: slot keys (32 each), mailboxes and receipt tokens (16 each) are given. */
export function sealWarmSlice(
  count: u32,
  slotKeys: usize,
  mailboxes: usize,
  tokens: usize,
  personal: usize,
  personalEnd: usize,
  slots: usize,
): void {
  const stride = <usize>plainBytes + 16;
  for (let i: usize = 0; i < count; i += 4) {
    chachaConstants(CHACHA_STATE);
    slice(CHACHA_STATE + CHACHA_KEY, slotKeys + 32 * i, 32, 2);
    slice(CHACHA_STATE + CHACHA_COUNTER, mailboxes + 16 * i, 16, 1);
    for (let at: usize = 0; at < 4 * WORD; at += 8)
      store<u64>(
        CHACHA_STATE + CHACHA_COUNTER + at,
        load<u64>(CHACHA_STATE + CHACHA_COUNTER + at) ^ load<u64>(BATCH_NONCE + at),
      );
    hchacha(CHACHA_STATE + CHACHA_KEY, CHACHA_STATE);
    fillWords(CHACHA_STATE + CHACHA_NONCE, 0, 1);
    fillWords(CHACHA_STATE + CHACHA_NONCE + WORD, load<u32>(HEADERS + HEADER_ENC, 16), 1);
    fillWords(CHACHA_STATE + CHACHA_NONCE + 2 * WORD, load<u32>(HEADERS + HEADER_ENC, 20), 1);
    slotsOfFour(i, tokens + 16 * i, mailboxes + 16 * i, personal, personalEnd, slots + stride * i, stride);
  }
}

/** Leaves PERSON_TAG, MAILBOX (big-endian words), TOKEN (little-endian) and RECIPIENT_KEY (big-endian). */
function namesOfFour(i: usize, ids: usize, idEnd: usize, keys: usize, tags: usize, mailboxes: usize): void {
  for (let lane: usize = 0; lane < 4; lane++) {
    const start = startOf(idEnd, i + lane);
    store<u32>(STRINGS + 8 * lane, <u32>ids + start);
    store<u32>(STRINGS + 8 * lane, load<u32>(idEnd + 4 * (i + lane)) - start, 4);
  }
  hmacStrings(PERSON_TAG, PERSON_KEY, STRINGS);
  reverseWords(TOKEN, PERSON_TAG, 4);
  unslice(tags + 16 * i, 16, TOKEN, 1);

  sliceReversed(RECIPIENT_KEY, keys + 32 * i, 32, 2);
  copyWords(MAILBOX_MESSAGE, PERSON_TAG, 4);
  copyWords(MAILBOX_MESSAGE + 4 * WORD, RECIPIENT_KEY, 8);
  hmac(MAILBOX, MAILBOX_KEY, MAILBOX_MESSAGE, 1);
  reverseWords(TOKEN, MAILBOX, 4);
  unslice(mailboxes + 16 * i, 16, TOKEN, 1);

  copyWords(TOKEN_MESSAGE, MAILBOX, 4);
  hmac(TOKEN, RECEIPT_KEY, TOKEN_MESSAGE, 1);
  reverseWords(TOKEN, TOKEN, 4);
}

function copyWords(to: usize, from: usize, words: usize): void {
  for (let at: usize = 0; at < words * WORD; at += 8) store<u64>(to + at, load<u64>(from + at));
}

// @ts-ignore: decorator
@inline
function startOf(ends: usize, i: usize): u32 {
  return i == 0 ? 0 : load<u32>(ends + 4 * i - 4);
}

/** Plaintexts and headers, then one seal. CHACHA_STATE holds keys and nonces. */
function slotsOfFour(
  i: usize,
  tokens: usize,
  mailboxes: usize,
  personal: usize,
  personalEnd: usize,
  slots: usize,
  stride: usize,
): void {
  for (let lane: usize = 0; lane < 4; lane++) {
    const slot = slots + lane * stride;
    for (let at: usize = 0; at < PLAIN_FIXED; at += 8) store<u64>(slot + at, load<u64>(PLAIN + at));
    // Over whatever the arena held before, or it would be sealed into somebody's slot.
    for (let at: usize = PLAIN_FIXED; at < plainBytes; at += 8) store<u64>(slot + at, 0);
    store<u64>(slot + PLAIN_TOKEN, load<u64>(tokens + 16 * lane));
    store<u64>(slot + PLAIN_TOKEN, load<u64>(tokens + 16 * lane, 8), 8);
    const start = startOf(personalEnd, i + lane);
    const length = load<u32>(personalEnd + 4 * (i + lane)) - start;
    store<u16>(slot + PLAIN_PERSONAL_LENGTH, <u16>length);
    copyBytes(slot + PLAIN_PERSONAL, personal + start, length);
    const header = HEADERS + lane * HEADER_STRIDE;
    store<u64>(header + HEADER_MAILBOX, load<u64>(mailboxes + 16 * lane));
    store<u64>(header + HEADER_MAILBOX, load<u64>(mailboxes + 16 * lane, 8), 8);
  }
  sealFour(HEADERS, HEADER_STRIDE, HEADER, slots, stride, plainBytes);
}

// ---- the parts alone: for known answers, and for who opens ---------------------------------------------------------

/** SHA-256 of four strings (4 × (pointer, length), u32 each): 32 bytes each. */
export function sha256Four(out: usize, strings: usize): void {
  openHmac();
  hashStrings(KEY, IV, strings, 0);
  reverseWords(KEY, KEY, 8);
  unslice(out, 32, KEY, 2);
}

/** HMAC-SHA-256 of four strings under four keys, each 64 bytes as RFC 2104 pads or hashes it: 32 bytes each. */
export function hmacFour(out: usize, keys: usize, strings: usize): void {
  openHmac();
  sliceReversed(STRING_BLOCK, keys, 64, 4);
  hmacKey(PRK_KEY, STRING_BLOCK, 16);
  hmacStrings(KEY, PRK_KEY, strings);
  reverseWords(KEY, KEY, 8);
  unslice(out, 32, KEY, 2);
}

/**
 * The key schedule alone, for any info: the columns of four are secrets, identities (mode auth), keys and info hashes, 32 bytes
 * each. Writes key(32) ‖ base nonce(12) ‖ zeros(20) ‖ exporter secret(32) for each, as columns of 4 × 32.
 */
export function hpkeFour(
  out: usize,
  messages: usize,
  auth: u32,
  secrets: usize,
  identities: usize,
  keys: usize,
  infoHashes: usize,
): void {
  hpkeOpen(messages, auth);
  sliceReversed(DH, secrets, 32, 2);
  if (auth) sliceReversed(DH + STATE, identities, 32, 2);
  sliceReversed(RECIPIENT_KEY, keys, 32, 2);
  sliceReversed(INFO_HASH, infoHashes, 32, 2);
  hpkeSchedule(RECIPIENT_KEY, true);
  fillWords(NONCE + 3 * WORD, 0, 5);
  reverseWords(KEY, KEY, 8);
  reverseWords(NONCE, NONCE, 8);
  reverseWords(EXPORTER, EXPORTER, 8);
  unslice(out, 32, KEY, 2);
  unslice(out + 128, 32, NONCE, 2);
  unslice(out + 256, 32, EXPORTER, 2);
}

/** Four texts of one length, in place, each with room for its tag behind it. Nonces of 12 bytes, or of 24. */
export function aeadFour(
  keys: usize,
  nonces: usize,
  nonceBytes: u32,
  aad: usize,
  aadStride: usize,
  aadBytes: u32,
  text: usize,
  stride: usize,
  bytes: u32,
): void {
  slice(CHACHA_STATE + CHACHA_KEY, keys, 32, 2);
  if (nonceBytes == 24) {
    chachaConstants(CHACHA_STATE);
    slice(CHACHA_STATE + CHACHA_COUNTER, nonces, 24, 1);
    hchacha(CHACHA_STATE + CHACHA_KEY, CHACHA_STATE);
    fillWords(CHACHA_STATE + CHACHA_NONCE, 0, 1);
  }
  const rest: usize = nonceBytes == 24 ? 16 : 0;
  const first: usize = nonceBytes == 24 ? WORD : 0;
  for (let lane: usize = 0; lane < 4; lane++)
    for (let word: usize = 0; word < 3 - first / WORD; word++)
      store<u32>(
        CHACHA_STATE + CHACHA_NONCE + first + WORD * word + 4 * lane,
        load<u32>(nonces + <usize>nonceBytes * lane + rest + 4 * word),
      );
  sealFour(aad, aadStride, aadBytes, text, stride, bytes);
}

/** Poly1305 alone (RFC 8439, section 2.5), of four texts of whole blocks under keys of 32 bytes: 16 bytes each. */
export function poly1305Four(out: usize, keys: usize, text: usize, stride: usize, blocks: u32): void {
  slice(KEY, keys, 32, 2);
  polyKey(KEY);
  polyBlocks(text, stride, blocks);
  polyTag(out, 16);
}

/** The same of one long text. */
export function poly1305Long(out: usize, key: usize, text: usize, blocks: u32): void {
  slice(KEY, key, 0, 2);
  polyLongKey(KEY);
  polyLongBlocks(text, blocks);
  polyLongTag(out);
}
