import { randomBytes, randomFillSync } from 'node:crypto';
import { scheduleMessages } from '../../dist/crypto/hpke.js';
import { slotInfo } from '../../dist/crypto/slot.js';
import { ROOM } from './dudect.mjs';

/** Public input lies behind the secret one, output behind both. */
const PUBLIC = ROOM;
const OUT = 2 * ROOM;
const SETUP_BYTES = 1_160;

const all = (/** @type {number} */ byte) => (/** @type {Uint8Array} */ into) => into.fill(byte);
const random = (/** @type {Uint8Array} */ into) => {
  randomFillSync(into);
};
/** One secret, the same in each call: a table's lines or a branch would be known after a few. */
function constant() {
  const once = randomBytes(ROOM);
  return (/** @type {Uint8Array} */ into) => into.set(once.subarray(0, into.length));
}

/** @param {string} name @param {number} bytes @param {Pick<import('./dudect.mjs').Question, 'open' | 'call'>} how */
const asked = (name, bytes, how) =>
  /** @type {const} */ ([
    ['all bits clear', all(0)],
    ['all bits set', all(0xff)],
    ['one secret', constant()],
  ]).map(([side, fill]) => ({ name: `${name}: ${side}, or random`, bytes, sides: [fill, random], ...how }));

const put = (kernel, at, /** @type {Uint8Array} */ bytes) => new Uint8Array(kernel.memory.buffer).set(bytes, at);

/** Four keys of a block, four messages of 64 bytes. */
const hmac = (of) => ({
  open(kernel, at) {
    const strings = Uint32Array.from([0, 1, 2, 3].flatMap((lane) => [at + 256 + 64 * lane, 64]));
    put(kernel, at + PUBLIC, new Uint8Array(strings.buffer));
  },
  call: (kernel, at) => kernel[of](at + OUT, at, at + PUBLIC),
});

/** Secrets and identities; recipients' keys and info hashes are public. */
const schedule = (auth) => {
  const info = slotInfo(auth ? 2 : 1, randomBytes(16), new Uint8Array(16));
  const messages = scheduleMessages(randomBytes(32), auth ? randomBytes(32) : null, info);
  return {
    open(kernel, at) {
      put(kernel, at + PUBLIC, messages);
      put(kernel, at + PUBLIC + 4_096, randomBytes(256));
    },
    call: (kernel, at) =>
      kernel.hpkeFour(
        ...[at + OUT, at + PUBLIC, auth ? 1 : 0, at, auth ? at + 128 : 0],
        ...[at + PUBLIC + 4_096, at + PUBLIC + 4_096 + 128],
      ),
  };
};

/** Keys, then four texts of 128 bytes, each with room for its tag. */
const TEXT = 128;
const aead = (nonceBytes) => ({
  open: (kernel, at) => put(kernel, at + PUBLIC, randomBytes(4 * nonceBytes + 4 * 72)),
  call: (kernel, at) =>
    kernel.aeadFour(
      ...[at, at + PUBLIC, nonceBytes, at + PUBLIC + 4 * nonceBytes, 72, 72],
      ...[at + 128, TEXT + 16, TEXT],
    ),
});

/** Person, mailbox and receipt keys, header and slot plaintext of the batch, constant here. */
const setup = (kernel, at, suite) => {
  put(kernel, at + PUBLIC, randomBytes(SETUP_BYTES));
  kernel.sealOpen(at + PUBLIC, suite, 96);
};
const ends = (kernel, at, /** @type {number} */ bytes) =>
  put(kernel, at, new Uint8Array(Uint32Array.from([1, 2, 3, 4], (k) => bytes * k).buffer));

/** Ids of 32 bytes, then device keys: who it is, is as secret as any key. */
const names = {
  open(kernel, at) {
    setup(kernel, at, 3);
    ends(kernel, at + PUBLIC + 4_096, 32);
  },
  call: (kernel, at) => kernel.nameSlice(4, at, at + PUBLIC + 4_096, at + 128, at + OUT, at + OUT + 64, at + OUT + 128),
};

/** Slot keys, then receipt tokens. */
const slot = {
  open(kernel, at) {
    setup(kernel, at, 3);
    put(kernel, at + PUBLIC + 2_048, randomBytes(64));
    ends(kernel, at + PUBLIC + 4_096, 0);
  },
  call: (kernel, at) =>
    kernel.sealWarmSlice(4, at, at + PUBLIC + 2_048, at + 128, at + OUT, at + PUBLIC + 4_096, at + OUT),
};

const keyed = asked('HMAC-SHA-256', 512, hmac('hmacFour'));
export const planted = {
  entry: 'assembly/symmetric/leaky.ts',
  question: { ...keyed[0], ...hmac('hmacLeakyFour') },
};
export const questions = [
  ...keyed,
  ...asked('HPKE schedule, base', 128, schedule(false)),
  ...asked('HPKE schedule, auth', 256, schedule(true)),
  ...asked('ChaCha20-Poly1305', 128 + 4 * (TEXT + 16), aead(12)),
  ...asked('XChaCha20-Poly1305', 128 + 4 * (TEXT + 16), aead(24)),
  ...asked('names', 256, names),
  ...asked('slot', 192, slot),
];
