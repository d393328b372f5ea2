/**
 * The key schedule of HPKE (RFC 9180, sections 4.1 and 5.1) for DHKEM(X25519, HKDF-SHA256), HKDF-SHA256: four recipients from
 * their shared secrets to key and base nonce. src/crypto/hpke.ts has the formulas. Labels are TypeScript's business: it hands
 * over each message as bytes, padded for SHA-256 behind a first block of 64, with zeros where a recipient's part goes, and
 * `hpkeOpen` slices them. The offsets are those of the labels:
 *
 *   message      blocks base, auth   holes                                            compressions
 *   eae_prk            1, 2          dh at 19                                         2, 3
 *   shared_secret      2, 3          recipient's key at 59; enc at 27 (`placeEnc`)    5, 6   with the key's two states
 *   info_hash          2             at `infoAt`; of the slot: mailbox at 60          3
 *   secret             1             none                                             4      one without its schedule
 *   key                2             info_hash at 55                                  5      with the states of "secret"
 *   base_nonce         2             info_hash at 62                                  3
 *   exp                2             info_hash at 55                                  3      when asked for
 */
import { fillWords, place, sliceReversed } from './lanes';
import { hmac, hmacConstant, hmacKey, openHmac } from './hmac';
import {
  DH,
  EAE_MESSAGE,
  EXPORT_MESSAGE,
  EXPORTER,
  INFO_HASH,
  KEY,
  KEY_MESSAGE,
  NONCE,
  NONCE_MESSAGE,
  PRK,
  PRK_KEY,
  INFO_MESSAGE,
  SECRET_SCHEDULE,
  SHARED_MESSAGE,
  STRING_BLOCK,
  ZERO_KEY,
} from './scratch';
import { BLOCK, expandConstant } from './sha256';

const DH_AT: usize = 19;
const ENC_AT: usize = 27;
const RECIPIENT_AT: usize = 59;
const KEY_INFO_AT: usize = 55;
const NONCE_INFO_AT: usize = 62;

let dhWords: usize = 8;
let eaeBlocks: i32 = 1;
let sharedBlocks: i32 = 2;

/**
 * @param messages eae_prk 128 bytes, shared_secret 192, info_hash 128, secret 64, key 128, base_nonce 128, exp 128: 896
 * @param auth 1 in mode auth: two shared secrets each, and the sender's key in shared_secret
 */
export function hpkeOpen(messages: usize, auth: u32): void {
  openHmac();
  dhWords = auth ? 16 : 8;
  eaeBlocks = auth ? 2 : 1;
  sharedBlocks = auth ? 3 : 2;
  sliceReversed(EAE_MESSAGE, messages, 0, 8);
  sliceReversed(SHARED_MESSAGE, messages + 128, 0, 12);
  sliceReversed(INFO_MESSAGE, messages + 320, 0, 8);
  sliceReversed(STRING_BLOCK, messages + 448, 0, 4);
  expandConstant(SECRET_SCHEDULE, STRING_BLOCK);
  sliceReversed(KEY_MESSAGE, messages + 512, 0, 8);
  sliceReversed(NONCE_MESSAGE, messages + 640, 0, 8);
  sliceReversed(EXPORT_MESSAGE, messages + 768, 0, 8);
  // An empty salt is a key of zeros (RFC 5869, section 2.2).
  fillWords(PRK, 0, 8);
  hmacKey(ZERO_KEY, PRK, 8);
}

/** INFO_HASH of the slot's info, into which `mailbox` (4 sliced words) goes. */
export function infoHash(mailbox: usize, at: usize): void {
  place(INFO_MESSAGE, at, mailbox, 4);
  hmac(INFO_HASH, ZERO_KEY, INFO_MESSAGE, 2);
}

/** For the recipients of the next schedule, where enc (8 sliced big-endian words) is not the batch's. */
export function placeEnc(enc: usize): void {
  place(SHARED_MESSAGE, ENC_AT, enc, 8);
}

/**
 * KEY (8 sliced words) and NONCE (the first 3 of 8), big-endian, from DH, INFO_HASH and the recipients' sliced public keys;
 * with `exports` also EXPORTER.
 */
export function hpkeSchedule(recipientKey: usize, exports: bool): void {
  place(EAE_MESSAGE, DH_AT, DH, dhWords);
  hmac(PRK, ZERO_KEY, EAE_MESSAGE, eaeBlocks);
  hmacKey(PRK_KEY, PRK, 8);
  place(SHARED_MESSAGE, RECIPIENT_AT, recipientKey, 8);
  hmac(PRK, PRK_KEY, SHARED_MESSAGE, sharedBlocks);
  // The shared secret is the salt of "secret", whose message is the same for everybody.
  hmacKey(PRK_KEY, PRK, 8);
  hmacConstant(PRK, PRK_KEY, SECRET_SCHEDULE);
  hmacKey(PRK_KEY, PRK, 8);
  place(KEY_MESSAGE, KEY_INFO_AT, INFO_HASH, 8);
  hmac(KEY, PRK_KEY, KEY_MESSAGE, 2);
  place(NONCE_MESSAGE, NONCE_INFO_AT, INFO_HASH, 8);
  hmac(NONCE, PRK_KEY, NONCE_MESSAGE, 2);
  if (exports) {
    place(EXPORT_MESSAGE, KEY_INFO_AT, INFO_HASH, 8);
    hmac(EXPORTER, PRK_KEY, EXPORT_MESSAGE, 2);
  }
}
