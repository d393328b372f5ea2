/**
 * Fingerprints of a chunk of rows: SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast
 * short-input PRF", 2012, and the reference implementation's siphash.c for the long output), a key for each dimension.
 *
 *   keys   5 × 16   id, device key, pair, phone, e-mail
 *   row    id(16) ‖ phone(16) ‖ e-mail(16)      zero where there is none
 *   device key(16) ‖ pair(16)                   the pair is of device key ‖ id: the first part has a fixed length
 *
 * Additions, rotations and exclusive ors only: neither a branch nor an address depends on a key or on what is printed,
 * lengths aside. All loads are unaligned and little-endian, as SipHash wants them.
 */

const PRINT: usize = 16;
const ROW_PRINTS: usize = 48;
const DEVICE_PRINTS: usize = 32;
const DEVICE_KEY: usize = 32;

/**
 * The columns are those of `FingerprintColumns` in src/kernels/fingerprint.ts; up to 7 bytes behind each text column are
 * read, and have no influence. `phones` and `emails` may have all ends zero: nobody has one.
 */
export function fingerprintBatch(
  rows: u32,
  keys: usize,
  ids: usize,
  idEnd: usize,
  deviceEnd: usize,
  deviceKeys: usize,
  phones: usize,
  phoneEnd: usize,
  emails: usize,
  emailEnd: usize,
  rowPrints: usize,
  devicePrints: usize,
): void {
  let id: usize = 0;
  let phone: usize = 0;
  let email: usize = 0;
  let device: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const at = (<usize>row) << 2;
    const idUntil: usize = load<u32>(idEnd + at);
    const phoneUntil: usize = load<u32>(phoneEnd + at);
    const emailUntil: usize = load<u32>(emailEnd + at);
    sip(keys, ids, 0, ids + id, idUntil - id, rowPrints);
    sipOrZero(keys + 3 * PRINT, phones + phone, phoneUntil - phone, rowPrints + PRINT);
    sipOrZero(keys + 4 * PRINT, emails + email, emailUntil - email, rowPrints + 2 * PRINT);
    const deviceUntil = load<u32>(deviceEnd + at);
    for (; device < deviceUntil; device++) {
      sip(keys + PRINT, deviceKeys, 0, deviceKeys, DEVICE_KEY, devicePrints);
      sip(keys + 2 * PRINT, deviceKeys, DEVICE_KEY >>> 3, ids + id, idUntil - id, devicePrints + PRINT);
      deviceKeys += DEVICE_KEY;
      devicePrints += DEVICE_PRINTS;
    }
    id = idUntil;
    phone = phoneUntil;
    email = emailUntil;
    rowPrints += ROW_PRINTS;
  }
}

function sipOrZero(key: usize, text: usize, length: usize, out: usize): void {
  if (length != 0) sip(key, text, 0, text, length, out);
  else memory.fill(out, 0, PRINT);
}

/** The print of `words` 8-byte words at `first`, followed by `length` bytes at `text`. */
function sip(key: usize, first: usize, words: usize, text: usize, length: usize, out: usize): void {
  const k0 = load<u64>(key);
  const k1 = load<u64>(key, 8);
  let v0: u64 = k0 ^ 0x736f6d6570736575;
  let v1: u64 = k1 ^ 0x646f72616e646f6d ^ 0xee;
  let v2: u64 = k0 ^ 0x6c7967656e657261;
  let v3: u64 = k1 ^ 0x7465646279746573;

  const whole = words + (length >>> 3);
  const tail = <u64>(length & 7) << 3;
  for (let i: usize = 0; i <= whole; i++) {
    let m: u64;
    if (i < words) m = load<u64>(first + (i << 3));
    else {
      m = load<u64>(text + ((i - words) << 3));
      // The last word: what is left of the text, and in its top byte the whole length.
      if (i == whole) m = (m & (((<u64>1) << tail) - 1)) | (<u64>((words << 3) + length) << 56);
    }
    v3 ^= m;
    v0 += v1; v2 += v3; v1 = rotl<u64>(v1, 13) ^ v0; v3 = rotl<u64>(v3, 16) ^ v2; v0 = rotl<u64>(v0, 32);
    v2 += v1; v0 += v3; v1 = rotl<u64>(v1, 17) ^ v2; v3 = rotl<u64>(v3, 21) ^ v0; v2 = rotl<u64>(v2, 32);
    v0 += v1; v2 += v3; v1 = rotl<u64>(v1, 13) ^ v0; v3 = rotl<u64>(v3, 16) ^ v2; v0 = rotl<u64>(v0, 32);
    v2 += v1; v0 += v3; v1 = rotl<u64>(v1, 17) ^ v2; v3 = rotl<u64>(v3, 21) ^ v0; v2 = rotl<u64>(v2, 32);
    v0 ^= m;
  }
  v2 ^= 0xee;
  for (let half: usize = 0; half < PRINT; half += 8) {
    for (let round = 0; round < 2; round++) {
      v0 += v1; v2 += v3; v1 = rotl<u64>(v1, 13) ^ v0; v3 = rotl<u64>(v3, 16) ^ v2; v0 = rotl<u64>(v0, 32);
      v2 += v1; v0 += v3; v1 = rotl<u64>(v1, 17) ^ v2; v3 = rotl<u64>(v3, 21) ^ v0; v2 = rotl<u64>(v2, 32);
      v0 += v1; v2 += v3; v1 = rotl<u64>(v1, 13) ^ v0; v3 = rotl<u64>(v3, 16) ^ v2; v0 = rotl<u64>(v0, 32);
      v2 += v1; v0 += v3; v1 = rotl<u64>(v1, 17) ^ v2; v3 = rotl<u64>(v3, 21) ^ v0; v2 = rotl<u64>(v2, 32);
    }
    store<u64>(out + half, v0 ^ v1 ^ v2 ^ v3);
    v1 ^= 0xdd;
  }
}
