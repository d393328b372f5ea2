import { envelopeHeader, SLOT_TAG_BYTES } from '../crypto/envelope.ts';
import { ephemeralMessage, scheduleMessages } from '../crypto/hpke.ts';
import { PSEUDONYM_BYTES, pseudonymKeys } from '../crypto/mailbox.ts';
import { slotInfo, writeSlotPlain } from '../crypto/slot.ts';
import { wipe } from '../crypto/wipe.ts';
import { KEY_BYTES } from '../crypto/x25519.ts';
import { SealcastError } from '../errors.ts';
import {
  checkRequest,
  checkWarmRequest,
  lowOrderKey,
  refuseStopped,
  refuseTwice,
  type SealedBatch,
  type SealRequest,
  type WarmRequest,
  warmEnc,
} from '../fanout/seal-request.ts';
import { limits } from '../limits.ts';
import { instantiateKernels, type Kernels } from './load.ts';
import type { KernelInstance, X25519Instance } from './wasm.ts';
import { instantiateWide } from './wide.ts';
import { isZeroKey, X25519Kernel } from './x25519.ts';

const PAGE_BYTES = 65_536;
const SLICE = limits.sealSliceRecipients;
/** The kernel takes four at a time, and needs places for them. */
const LANES = 4;
const STREAM_TAG_BYTES = 16;
/** u of the base point. */
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(KEY_BYTES - 1));

/** Over fresh instances of what was chosen. */
export function newSealKernel({ wide, ...kernels }: Kernels): SealKernel {
  return new SealKernel(instantiateKernels(kernels), wide && instantiateWide(wide));
}

/**
 * Sealing over one kernel instance, whose memory it owns from here on. A batch goes through in slices, each one call; between
 * two the request is asked whether to stop.
 *
 *     heapBase   setup …                            slots               work
 *     │ static   │ a batch's and a slice's columns  │ slots, or a piece │ X25519's │
 *
 * Whatever the kernel or this class wrote is zero again when a method returns or throws.
 *
 * Where there is an X25519 of its own beside it (kernels/wide.ts) a slice is a call of that, or three, before the kernel's.
 */
export class SealKernel {
  readonly #kernel: KernelInstance;
  readonly #wide: X25519Kernel | undefined;
  readonly #at: Layout;
  /** Bytes of the two large columns that were written since the last wipe: a small batch is not to zero half a megabyte. */
  #used = { personal: 0, slots: 0 };

  /** @throws SealcastError KERNEL_UNAVAILABLE when the host refuses memory (a megabyte) */
  constructor(kernel: KernelInstance, wide?: X25519Instance) {
    this.#kernel = kernel;
    this.#wide = wide === undefined ? undefined : new X25519Kernel(wide);
    this.#at = layout(kernel.heapBase() >>> 0, kernel.x25519Scratch(SLICE) >>> 0);
    const missing = this.#at.end - kernel.memory.buffer.byteLength;
    try {
      if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch (cause) {
      throw new SealcastError('KERNEL_UNAVAILABLE', 'the seal kernel gets no memory', {
        hint: 'give the process more memory',
        cause,
      });
    }
  }

  /** Suites 1 and 2, with the bytes and the errors of `sealBatchReference`. */
  seal(request: SealRequest): SealedBatch {
    const { suite, ephemeralSecret, senderSecret, pairSecrets } = request;
    let complete = false;
    try {
      checkRequest(request);
      const at = this.#at;
      const sealed = this.#whole(request, (memory) => {
        const each = request.ephemeral === 'recipient';
        const enc = each ? NO_ENC : this.#publicKey(memory, at.ephemeral, ephemeralSecret);
        const encs = each ? new Uint8Array(KEY_BYTES * request.count) : enc;
        if (each) {
          memory.set(ephemeralSecret, at.setup + SETUP_EPHEMERAL);
          memory.set(ephemeralMessage(), at.setup + SETUP_EPHEMERAL + KEY_BYTES);
        }
        const senderKey = senderSecret === null ? null : this.#publicKey(memory, at.sender, senderSecret);
        const info = slotInfo(suite, request.broadcast, new Uint8Array(PSEUDONYM_BYTES));
        memory.set(scheduleMessages(enc, senderKey, info), at.setup + SETUP_MESSAGES);
        this.#open(memory, request, suite, enc, each);
        return {
          enc: encs,
          slice: (first, count) => {
            const pairs = pairSecrets?.subarray(KEY_BYTES * first, KEY_BYTES * (first + count));
            if (pairs === undefined) memory.fill(0, at.identities, at.identities + KEY_BYTES * count);
            else memory.set(pairs, at.identities);
            let low = 0;
            if (this.#wide !== undefined) {
              low = this.#multiply(this.#wide, memory, first, count, each, senderSecret !== null);
              if (low !== 0) throw lowOrderKey(first + firstZero(memory.subarray(at.secrets), count));
            }
            low = this.#kernel.sealSlice(
              count,
              first,
              this.#wide === undefined ? at.ephemeral : 0,
              at.encs,
              this.#wide === undefined && senderSecret !== null ? at.sender : 0,
              at.work,
              at.missing,
              at.ids,
              at.idEnd,
              at.keys,
              at.secrets,
              at.identities,
              at.personal,
              at.personalEnd,
              at.tags,
              at.mailboxes,
              at.slots,
            );
            if (low !== 0) throw lowOrderKey(first + firstZero(memory.subarray(at.secrets), count));
            if (each) encs.set(memory.subarray(at.encs, at.encs + KEY_BYTES * count), KEY_BYTES * first);
            pairs?.set(memory.subarray(at.identities, at.identities + KEY_BYTES * count));
          },
        };
      });
      complete = true;
      return sealed;
    } finally {
      wipe(ephemeralSecret);
      if (!complete) wipe(pairSecrets);
    }
  }

  /** Suite 3, with the bytes and the errors of `sealWarmReference`. */
  sealWarm(request: WarmRequest): SealedBatch {
    checkWarmRequest(request);
    const at = this.#at;
    return this.#whole(request, (memory) => {
      const enc = warmEnc(request.batchNonce, request.epoch);
      this.#open(memory, request, 3, enc, false);
      return {
        enc,
        slice: (first, count) => {
          // Where suites 1 and 2 have their secrets.
          memory.set(request.slotKeys.subarray(KEY_BYTES * first, KEY_BYTES * (first + count)), at.secrets);
          this.#kernel.nameSlice(count, at.ids, at.idEnd, at.keys, at.tags, at.mailboxes, at.tokens);
          this.#kernel.sealWarmSlice(count, at.secrets, at.mailboxes, at.tokens, at.personal, at.personalEnd, at.slots);
        },
      };
    });
  }

  /**
   * XChaCha20-Poly1305 of one text of any length: ciphertext and tag.
   * @param key 32 bytes @param nonce 24 bytes @param aad at most 4 KiB
   * @param out text.length + 16 bytes; may begin where the text does
   */
  sealText(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, text: Uint8Array, out: Uint8Array): void {
    if (key.length !== KEY_BYTES || nonce.length !== 24 || aad.length > AAD_ROOM)
      throw new SealcastError('INTERNAL', 'a text to be sealed with key, nonce or associated data of a wrong length');
    if (out.length !== text.length + STREAM_TAG_BYTES)
      throw new SealcastError('INTERNAL', 'a text to be sealed into room of a wrong length');
    const kernel = this.#kernel;
    const at = this.#at;
    const memory = new Uint8Array(kernel.memory.buffer);
    try {
      memory.set(key, at.secrets);
      memory.set(nonce, at.identities);
      memory.set(aad, at.ids);
      kernel.streamOpen(at.secrets, at.identities, nonce.length, at.ids, aad.length);
      for (let from = 0; from < text.length; from += limits.sealSliceBytes) {
        const piece = text.subarray(from, from + limits.sealSliceBytes);
        this.#used.slots = Math.max(this.#used.slots, piece.length);
        memory.set(piece, at.slots);
        kernel.streamPiece(at.slots, piece.length);
        out.set(memory.subarray(at.slots, at.slots + piece.length), from);
      }
      kernel.streamClose(at.tags);
      out.set(memory.subarray(at.tags, at.tags + STREAM_TAG_BYTES), text.length);
    } finally {
      this.#wipe(memory);
    }
  }

  /** Runs a batch slice by slice; `open` prepares it and says what to do with a slice whose columns are laid out. */
  #whole(
    request: Batch,
    open: (memory: Uint8Array) => { enc: Uint8Array<ArrayBuffer>; slice(first: number, count: number): void },
  ): SealedBatch {
    const { count, slotPlainBytes } = request;
    const slotBytes = slotPlainBytes + SLOT_TAG_BYTES;
    const sliceCount = Math.min(SLICE, Math.floor(limits.sealSliceBytes / slotBytes / LANES) * LANES);
    const at = this.#at;
    // Nothing below makes the memory grow, so one view holds.
    const memory = new Uint8Array(this.#kernel.memory.buffer);
    const personTags = new Uint8Array(PSEUDONYM_BYTES * count);
    const mailboxes = new Uint8Array(PSEUDONYM_BYTES * count);
    const slots = new Uint8Array(slotBytes * count);
    let complete = false;
    try {
      refuseStopped(request);
      const { enc, slice } = open(memory);
      for (let first = 0; first < count; first += sliceCount) {
        if (first > 0) refuseStopped(request);
        const n = Math.min(sliceCount, count - first);
        this.#layOut(memory, request, first, n);
        slice(first, n);
        const tags = PSEUDONYM_BYTES * n;
        personTags.set(memory.subarray(at.tags, at.tags + tags), PSEUDONYM_BYTES * first);
        mailboxes.set(memory.subarray(at.mailboxes, at.mailboxes + tags), PSEUDONYM_BYTES * first);
        slots.set(memory.subarray(at.slots, at.slots + slotBytes * n), slotBytes * first);
        request.sealed?.(n);
      }
      // Later than in the reference, and in time: nothing has left this function yet.
      refuseTwice(mailboxes, count);
      complete = true;
      return { enc, personTags, mailboxes, slots };
    } finally {
      this.#wipe(memory);
      if (!complete) wipe(personTags, mailboxes, slots);
    }
  }

  /** What the kernel's `sealSlice` begins with, four points at a time: encs, secrets, and the identities that are not kept. */
  #multiply(
    wide: X25519Kernel,
    memory: Uint8Array,
    first: number,
    count: number,
    each: boolean,
    auth: boolean,
  ): number {
    const at = this.#at;
    const column = (start: number, bytes = KEY_BYTES * count): Uint8Array => memory.subarray(start, start + bytes);
    const keys = column(at.keys);
    let low = 0;
    if (each) {
      this.#kernel.ephemeralSlice(count, first, at.ephemeral);
      const encs = column(at.encs);
      for (let i = 0; i < encs.length; i += KEY_BYTES) encs.set(BASE_POINT, i);
      wide.slice(column(at.ephemeral), encs, encs);
    }
    low += wide.slice(column(at.ephemeral, each ? KEY_BYTES * count : KEY_BYTES), keys, column(at.secrets));
    if (!auth) return low;
    const missing: number[] = [];
    for (let i = 0; i < count; i++) if (isZeroKey(memory, at.identities + KEY_BYTES * i)) missing.push(KEY_BYTES * i);
    const gathered = column(at.missing, KEY_BYTES * missing.length);
    missing.forEach((from, k) => {
      gathered.set(keys.subarray(from, from + KEY_BYTES), KEY_BYTES * k);
    });
    if (missing.length > 0) low += wide.slice(column(at.sender, KEY_BYTES), gathered, gathered);
    missing.forEach((to, k) => {
      memory.set(gathered.subarray(KEY_BYTES * k, KEY_BYTES * (k + 1)), at.identities + to);
    });
    return low;
  }

  /** Leaves the secret at `to`, clamped or not as given. */
  #publicKey(memory: Uint8Array, to: number, secret: Uint8Array): Uint8Array<ArrayBuffer> {
    const at = this.#at;
    memory.set(secret, to);
    memory.set(BASE_POINT, at.keys);
    if (this.#wide === undefined) this.#kernel.x25519Slice(to, at.keys, at.secrets, 1, at.work);
    else this.#wide.slice(secret, BASE_POINT, memory.subarray(at.secrets, at.secrets + KEY_BYTES));
    return memory.slice(at.secrets, at.secrets + KEY_BYTES);
  }

  /** What all recipients of a batch share; HPKE's messages are there already where the suite has any. */
  #open(memory: Uint8Array, request: Batch, suite: 1 | 2 | 3, enc: Uint8Array, each: boolean): void {
    const { slotPlainBytes, broadcast } = request;
    const setup = this.#at.setup;
    const { person, mailbox } = pseudonymKeys(request.mailboxRoot);
    memory.set(person, setup);
    memory.set(mailbox, setup + 32);
    wipe(person, mailbox);
    memory.set(request.receiptKey, setup + 64);
    memory.set(envelopeHeader(suite, slotPlainBytes + SLOT_TAG_BYTES, broadcast, enc), setup + SETUP_HEADER);
    writeSlotPlain(memory.subarray(setup + SETUP_PLAIN, setup + SETUP_PLAIN + limits.slotPlainBytes), {
      bodyKey: request.bodyKey,
      bodyDigest: request.bodyDigest,
      receiptToken: NO_TOKEN,
      sessionEpoch: 0,
      personal: NOTHING,
    });
    this.#kernel.sealOpen(setup, suite, slotPlainBytes, each ? 1 : 0);
  }

  /** A slice's columns; the places up to the next multiple of four are nobody's, with nothing in them. */
  #layOut(memory: Uint8Array, request: Batch, first: number, count: number): void {
    const at = this.#at;
    const places = Math.ceil(count / LANES) * LANES;
    const slots = places * (request.slotPlainBytes + SLOT_TAG_BYTES);
    // Personal fields fit their slots.
    this.#used = { personal: Math.max(this.#used.personal, slots), slots: Math.max(this.#used.slots, slots) };
    memory.set(request.keys.subarray(KEY_BYTES * first, KEY_BYTES * (first + count)), at.keys);
    memory.fill(0, at.keys + KEY_BYTES * count, at.keys + KEY_BYTES * places);
    for (const secrets of [at.secrets, at.identities])
      memory.fill(0, secrets + KEY_BYTES * count, secrets + KEY_BYTES * places);
    this.#strings(memory, request.ids, request.idEnd, first, count, places, at.ids, at.idEnd);
    this.#strings(memory, request.personal, request.personalEnd, first, count, places, at.personal, at.personalEnd);
  }

  #strings(
    memory: Uint8Array,
    bytes: Uint8Array,
    ends: Uint32Array,
    first: number,
    count: number,
    places: number,
    toBytes: number,
    toEnds: number,
  ): void {
    const start = first === 0 ? 0 : ends[first - 1]!;
    const end = ends[first + count - 1]!;
    memory.set(bytes.subarray(start, end), toBytes);
    const to = new Uint32Array(memory.buffer, toEnds, places);
    for (let i = 0; i < count; i++) to[i] = ends[first + i]! - start;
    to.fill(end - start, count);
  }

  #wipe(memory: Uint8Array): void {
    this.#wide?.wipe();
    this.#kernel.sealWipe();
    this.#kernel.x25519Wipe(this.#at.work, SLICE);
    const { setup, personal, slots } = this.#at;
    memory.fill(0, setup, personal);
    memory.fill(0, personal, personal + this.#used.personal);
    memory.fill(0, slots, slots + this.#used.slots);
    this.#used = { personal: 0, slots: 0 };
  }
}

/** What suites 1, 2 and 3 have in common. */
type Batch = Pick<WarmRequest, keyof SealRequest & keyof WarmRequest>;

const NOTHING = new Uint8Array(0);
const NO_TOKEN = new Uint8Array(PSEUDONYM_BYTES);
/** Where each recipient has one of its own. */
const NO_ENC = new Uint8Array(KEY_BYTES);

/** Offsets in `setup`: person, mailbox and receipt key, then these (assembly/seal.ts, sealOpen). */
const SETUP_HEADER = 96;
const SETUP_PLAIN = 168;
const SETUP_MESSAGES = 264;
const SETUP_EPHEMERAL = 1160;
const SETUP_BYTES = 1256;
const AAD_ROOM = 4096;

type Layout = ReturnType<typeof layout>;

/** Addresses of the columns, each a multiple of 64. */
function layout(heapBase: number, work: number) {
  let end = heapBase;
  const next = (bytes: number): number => {
    const at = Math.ceil(end / 64) * 64;
    end = at + bytes;
    return at;
  };
  const columns = {
    setup: next(SETUP_BYTES),
    ephemeral: next(KEY_BYTES * SLICE),
    encs: next(KEY_BYTES * SLICE),
    sender: next(KEY_BYTES),
    idEnd: next(4 * SLICE),
    personalEnd: next(4 * SLICE),
    keys: next(KEY_BYTES * SLICE),
    secrets: next(KEY_BYTES * SLICE),
    identities: next(KEY_BYTES * SLICE),
    missing: next(KEY_BYTES * SLICE),
    tags: next(PSEUDONYM_BYTES * SLICE),
    mailboxes: next(PSEUDONYM_BYTES * SLICE),
    tokens: next(PSEUDONYM_BYTES * SLICE),
    ids: next(limits.idBytes * SLICE),
    personal: next(limits.sealSliceBytes),
    slots: next(limits.sealSliceBytes),
    work: next(work),
  };
  return { ...columns, end };
}

/** Position of the first all-zero secret. Public: it is the order of the key. */
function firstZero(secrets: Uint8Array, count: number): number {
  for (let i = 0; i < count; i++) if (isZeroKey(secrets, KEY_BYTES * i)) return i;
  throw new SealcastError('INTERNAL', 'the X25519 kernel counted a key of low order that is none');
}
