import type { KernelInstance } from './wasm.ts';

/**
 * The known-answer test of the symmetric kernels, run by the loader on each build before it is trusted: HMAC (RFC 4231, test
 * case 2) in one lane, ChaCha20-Poly1305 (RFC 8439, section 2.8.2) four at once and as a stream, then a few slots of each suite
 * from counted bytes, whose digest every build must agree on. Takes the instance over.
 */
export function symmetricAnswers(kernel: KernelInstance): boolean {
  const base = Math.ceil((kernel.heapBase() >>> 0) / 64) * 64;
  const missing = base + ROOM - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / 65_536));
  const bytes = new Uint8Array(kernel.memory.buffer, base, ROOM);
  const view = new DataView(kernel.memory.buffer, base, ROOM);
  const strings = (parts: readonly Uint8Array[]) => {
    let at = STRINGS + 32;
    for (const [lane, part] of parts.entries()) {
      bytes.set(part, at);
      view.setUint32(STRINGS + 8 * lane, base + at, true);
      view.setUint32(STRINGS + 8 * lane + 4, part.length, true);
      at += part.length;
    }
  };
  const read = (at: number, length: number) => bytes.subarray(at, at + length);

  strings([text('what do ya want for nothing?'), text(''), text(''), text('')]);
  bytes.set(text('Jefe'), KEYS);
  kernel.hmacFour(base + OUT, base + KEYS, base + STRINGS);
  const mac = same(read(OUT, 32), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');

  const key = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);
  const nonce = hex('070000004041424344454647');
  const aad = hex('50515253c0c1c2c3c4c5c6c7');
  const sunscreen = text(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  );
  for (let lane = 0; lane < 4; lane++) {
    bytes.set(key, KEYS + 32 * lane);
    bytes.set(nonce, NONCES + 12 * lane);
    bytes.set(sunscreen, TEXT + 256 * lane);
  }
  bytes.set(aad, AAD);
  kernel.aeadFour(base + KEYS, base + NONCES, 12, base + AAD, 0, 12, base + TEXT, 256, sunscreen.length);
  let four = true;
  for (let lane = 0; lane < 4; lane++) four &&= same(read(TEXT + 256 * lane + sunscreen.length, 16), RFC8439_TAG);
  bytes.set(sunscreen, TEXT);
  kernel.streamOpen(base + KEYS, base + NONCES, 12, base + AAD, 12);
  kernel.streamPiece(base + TEXT, sunscreen.length);
  kernel.streamClose(base + OUT);
  const stream = same(read(OUT, 16), RFC8439_TAG);

  // Every input byte is its address: nothing here is a message or a key, all of it goes through every step.
  for (let i = 0; i < SLOTS; i++) bytes[i] = i * 31 + (i >> 8);
  for (let i = 0; i < COUNT; i++) {
    view.setUint32(ID_END + 4 * i, 23 * (i + 1), true);
    view.setUint32(PERSONAL_END + 4 * i, 5 * i, true);
  }
  for (const [round, suite] of [1, 2, 3].entries()) {
    const slots = base + SLOTS + round * COUNT * (PLAIN + 16);
    kernel.sealOpen(base + SETUP, suite, PLAIN, 0);
    const [ids, idEnd, keys, secrets] = [base + IDS, base + ID_END, base + KEYS, base + SECRETS];
    const [personalEnd, tags, mailboxes] = [base + PERSONAL_END, base + TAGS, base + MAILBOXES];
    const identities = secrets + 64;
    if (suite === 3) kernel.sealWarmSlice(COUNT, secrets, mailboxes, tags, ids, personalEnd, slots);
    else
      kernel.sealSlice(
        COUNT,
        0,
        0,
        0,
        0,
        0,
        0,
        ids,
        idEnd,
        keys,
        secrets,
        identities,
        ids,
        personalEnd,
        tags,
        mailboxes,
        slots,
      );
  }
  view.setUint32(STRINGS, base + TAGS, true);
  view.setUint32(STRINGS + 4, MAILBOXES + 16 * COUNT - TAGS, true);
  view.setUint32(STRINGS + 8, base + SLOTS, true);
  view.setUint32(STRINGS + 12, 3 * COUNT * (PLAIN + 16), true);
  view.setUint32(STRINGS + 20, 0, true);
  view.setUint32(STRINGS + 28, 0, true);
  kernel.sha256Four(base + OUT, base + STRINGS);
  const sealed = same(read(OUT, 64), SLOTS_DIGEST);
  kernel.sealWipe();
  return mac && four && stream && sealed;
}

const RFC8439_TAG = '1ae10b594f09e26a7e902ecbd0600691';
/** SHA-256 of tags and mailboxes, and of the slots of suites 1, 2 and 3. */
const SLOTS_DIGEST =
  '541f6e994fb1c9fdc9568c5e449bcef88c79f3ae76ea62c8e8c10d239ae5f46c' +
  '571d36207d2e3da021580b817b6729964e77e5425c6c948c3b7acca1ee82e95b';

const COUNT = 8;
const PLAIN = 128;

/** Offsets; what is written in one step is done with before the next. */
const SETUP = 0;
const STRINGS = 1280;
const OUT = 1600;
const KEYS = 2048;
const NONCES = 2304;
const AAD = 2432;
const TEXT = 2560;
const IDS = 3584;
const ID_END = 4096;
const PERSONAL_END = 4160;
const SECRETS = 4224;
const TAGS = 4608;
const MAILBOXES = TAGS + 16 * COUNT;
const SLOTS = 5120;
const ROOM = SLOTS + 3 * COUNT * (PLAIN + 16);

function text(ascii: string): Uint8Array {
  return Uint8Array.from(ascii, (letter) => letter.charCodeAt(0));
}

function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

function same(bytes: Uint8Array, digits: string): boolean {
  const wanted = hex(digits);
  return bytes.length === wanted.length && bytes.every((byte, i) => byte === wanted[i]);
}
