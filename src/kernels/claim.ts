import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { KernelInstance } from './wasm.ts';

/** A fingerprint: 128 bits under a key of this broadcast, its dimension mixed in, so that an id never meets a phone. */
export const PRINT_BYTES = 16;
/** id ‖ phone ‖ e-mail. All-zero means absent. */
export const ROW_PRINT_BYTES = 3 * PRINT_BYTES;
/** device key ‖ pair(id, device key). */
export const DEVICE_PRINT_BYTES = 2 * PRINT_BYTES;

/** What a batch is deduplicated by, as bits of `dims`. The pair (id, device key) always is; these only add to it. */
export const claimDim = { id: 1, key: 2, phone: 4, email: 8 } as const;

/** What became of a row, as stored in `ClaimResult.verdict`. */
export const claimVerdict = { accepted: 0, id: 1, key: 2, phone: 3, email: 4, refused: 5 } as const;

/** n rows with m devices in all, in input order. The arrays are read, never kept. */
export interface ClaimBatch {
  /** n bytes; 0: the row was refused before, it claims nothing. */
  readonly eligible: Uint8Array;
  /** 48·n bytes: id ‖ phone ‖ e-mail of each row. An eligible row always has an id. */
  readonly rowPrints: Uint8Array;
  /** n exclusive prefix ends: row r has the devices from deviceEnd[r − 1] (0 for the first) up to deviceEnd[r]. */
  readonly deviceEnd: Uint32Array;
  /** 32·m bytes: key ‖ pair of each device. Keys of one row are distinct. */
  readonly devicePrints: Uint8Array;
  /** Bits of `claimDim`; the same for all batches of a broadcast. */
  readonly dims: number;
}

/** Each array owns its buffer and may be moved to another thread. */
export interface ClaimResult {
  /** n bytes, each a `claimVerdict`. */
  readonly verdict: Uint8Array;
  /** m bytes: 1 when the row was accepted and nobody before it holds this device. */
  readonly kept: Uint8Array;
}

/**
 * Who was seen first. Batches must come in input order: the lowest position always wins, however many threads made them.
 * A row is refused, or a duplicate (by the first that matches of id, key, phone, e-mail), or accepted. Only an accepted
 * row claims: all its look-ups come before all its insertions. A device somebody else claimed is dropped; an eligible
 * row that keeps none is a duplicate by key.
 */
export interface Claims {
  /** @throws SealcastError USAGE before anything is claimed, when the batch might pass `limits.claimEntries` */
  claim(batch: ClaimBatch): ClaimResult;
  /** Prints held. */
  readonly size: number;
  /**
   * A copy of the prints that were inserted since the table held `size` of them, 16 bytes each: committed with the
   * window, given to `restore` on resume.
   */
  claimedSince(size: number): Uint8Array;
  /** Inserts prints that `claimedSince` returned, in any order. */
  restore(prints: Uint8Array): void;
  /** Zeroes the memory it used. Any later claim is an error: an emptied table would call every duplicate new. */
  wipe(): void;
}

export interface ClaimTableOptions {
  /** log2 of buckets per segment, 0 to 8 (the default). Smaller makes growth frequent, which is what tests want. */
  readonly bucketsLog2?: number | undefined;
  /** At most `limits.claimEntries`, the default. */
  readonly entriesMax?: number | undefined;
}

const BUCKETS_LOG2 = 8;
const PAGE_BYTES = 65_536;
/** Prints that lie one behind the other in the kernel's log: `CHUNK_PRINTS` in assembly/claim/table.ts. */
const CHUNK_PRINTS = 4096;
const DEVICES_MAX = limits.batchRecipients * limits.devices;

/**
 * Claims over one kernel instance, whose memory it owns from here on:
 *
 *     heapBase            arena                            table
 *     │ the module's data │ this batch in, its answer out  │ directory, segments: grows to the end of memory
 */
export class ClaimTable implements Claims {
  /** Its own until it is wiped; then whoever holds it may begin another table in it. */
  readonly instance: KernelInstance;
  readonly #entriesMax: number;
  readonly #arena: number;
  /** Bytes of the arena that were ever written: what wipe() has to zero. */
  #arenaUsed = 0;
  #state: 'open' | 'failed' | 'wiped' = 'open';

  /** @throws SealcastError KERNEL_UNAVAILABLE when the host refuses the memory (8 MiB of addresses, mostly untouched) */
  constructor(kernel: KernelInstance, options: ClaimTableOptions = {}) {
    const bucketsLog2 = options.bucketsLog2 ?? BUCKETS_LOG2;
    if (!Number.isInteger(bucketsLog2) || bucketsLog2 < 0 || bucketsLog2 > BUCKETS_LOG2)
      throw new SealcastError('INTERNAL', 'bucketsLog2 is not an integer from 0 to 8');
    this.instance = kernel;
    this.#entriesMax = claimEntriesMax(options);
    this.#arena = align(kernel.heapBase() >>> 0, 64);
    const table = align(this.#arena + arenaLayout(limits.batchRecipients, DEVICES_MAX).end, PAGE_BYTES);
    try {
      const missing = (table - kernel.memory.buffer.byteLength) / PAGE_BYTES;
      if (missing > 0) kernel.memory.grow(missing);
    } catch (cause) {
      throw noMemory(cause);
    }
    if (kernel.claimOpen(table, bucketsLog2) !== 1) throw noMemory();
  }

  get size(): number {
    return this.#state === 'wiped' ? 0 : this.instance.claimSize() >>> 0;
  }

  claim(batch: ClaimBatch): ClaimResult {
    this.#mustBeOpen();
    const { rows, devices } = checkClaimBatch(batch, this.size, this.#entriesMax);
    const at = arenaLayout(rows, devices);
    this.#arenaUsed = Math.max(this.#arenaUsed, at.end);
    const base = this.#arena;
    const kernel = this.instance;

    const before = kernel.memory.buffer;
    const input = new Uint8Array(before, base, at.end);
    input.set(batch.rowPrints, at.rowPrints);
    // By id the pair is implied, and no device is looked up: 32 bytes a device that nobody would read.
    if ((batch.dims & claimDim.key) !== 0 || (batch.dims & claimDim.id) === 0)
      input.set(batch.devicePrints, at.devicePrints);
    input.set(batch.eligible, at.eligible);
    // WebAssembly reads little-endian; so is every machine Node runs WebAssembly on without translating.
    new Uint32Array(before, base + at.deviceEnd, rows).set(batch.deviceEnd);

    const done = kernel.claimBatch(
      rows,
      batch.dims,
      base + at.eligible,
      base + at.rowPrints,
      base + at.deviceEnd,
      base + at.devicePrints,
      base + at.verdict,
      base + at.kept,
    );
    if (done !== 1) {
      this.#state = 'failed';
      throw noMemory();
    }
    // The memory may have grown, and then `before` is detached.
    const output = new Uint8Array(kernel.memory.buffer, base, at.end);
    return {
      verdict: output.slice(at.verdict, at.verdict + rows),
      kept: output.slice(at.kept, at.kept + devices),
    };
  }

  claimedSince(size: number): Uint8Array {
    this.#mustBeOpen();
    const end = this.size;
    must(Number.isInteger(size) && size >= 0 && size <= end, 'it never held so many prints');
    const prints = new Uint8Array((end - size) * PRINT_BYTES);
    const memory = new Uint8Array(this.instance.memory.buffer);
    for (let from = size; from < end; ) {
      const next = Math.min(end, from + CHUNK_PRINTS - (from % CHUNK_PRINTS));
      const at = this.instance.claimPrint(from) >>> 0;
      prints.set(memory.subarray(at, at + (next - from) * PRINT_BYTES), (from - size) * PRINT_BYTES);
      from = next;
    }
    return prints;
  }

  restore(prints: Uint8Array): void {
    this.#mustBeOpen();
    checkRestore(prints, this.size, this.#entriesMax);
    const step = limits.batchRecipients * PRINT_BYTES;
    for (let from = 0; from < prints.length; from += step) {
      const part = prints.subarray(from, from + step);
      this.#arenaUsed = Math.max(this.#arenaUsed, part.length);
      new Uint8Array(this.instance.memory.buffer, this.#arena, part.length).set(part);
      if (this.instance.claimRestore(this.#arena, part.length / PRINT_BYTES) !== 1) {
        this.#state = 'failed';
        throw noMemory();
      }
    }
  }

  wipe(): void {
    if (this.#state === 'wiped') return;
    this.#state = 'wiped';
    this.instance.claimWipe();
    new Uint8Array(this.instance.memory.buffer, this.#arena, this.#arenaUsed).fill(0);
  }

  #mustBeOpen(): void {
    if (this.#state !== 'open') throw new SealcastError('INTERNAL', `the dedup table is ${this.#state}`);
  }
}

/** Offsets in the arena of a batch's columns; those of wider elements first, so that each is aligned. */
function arenaLayout(rows: number, devices: number) {
  const rowPrints = 0;
  const devicePrints = rowPrints + rows * ROW_PRINT_BYTES;
  const deviceEnd = devicePrints + devices * DEVICE_PRINT_BYTES;
  const eligible = deviceEnd + rows * 4;
  const verdict = eligible + rows;
  const kept = verdict + rows;
  return { rowPrints, devicePrints, deviceEnd, eligible, verdict, kept, end: kept + devices };
}

/** Everything the kernel takes for granted, checked before any byte crosses. Both tables use it. */
export function checkClaimBatch(batch: ClaimBatch, size: number, entriesMax: number) {
  const { eligible, rowPrints, deviceEnd, devicePrints, dims } = batch;
  const rows = eligible.length;
  const devices = devicePrints.length / DEVICE_PRINT_BYTES;
  must(rows <= limits.batchRecipients, 'too many rows');
  must(rowPrints.length === rows * ROW_PRINT_BYTES, 'rowPrints is not 48 bytes a row');
  must(deviceEnd.length === rows, 'deviceEnd is not one end a row');
  must(Number.isInteger(devices) && devices <= DEVICES_MAX, 'devicePrints is not 32 bytes a device');
  must(Number.isInteger(dims) && dims >= 0 && dims <= 15, 'dims has unknown bits');
  let end = 0;
  for (let row = 0; row < rows; row++) {
    must(deviceEnd[row]! >= end, 'deviceEnd decreases');
    end = deviceEnd[row]!;
  }
  must(end === devices, 'deviceEnd does not end at the last device');

  const perRow = [claimDim.id, claimDim.phone, claimDim.email].filter((dim) => (dims & dim) !== 0).length;
  mayHold(size + rows * perRow + devices, entriesMax);
  return { rows, devices };
}

export function checkRestore(prints: Uint8Array, size: number, entriesMax: number): void {
  must(prints.length % PRINT_BYTES === 0, 'prints are not 16 bytes each');
  mayHold(size + prints.length / PRINT_BYTES, entriesMax);
}

export function claimEntriesMax(options: ClaimTableOptions): number {
  return Math.min(options.entriesMax ?? limits.claimEntries, limits.claimEntries);
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new SealcastError('INTERNAL', `a batch for dedup is malformed: ${what}`);
}

function mayHold(entries: number, entriesMax: number): void {
  if (entries > entriesMax)
    throw new SealcastError('USAGE', `the audience needs more than ${entriesMax} entries in the dedup table`, {
      hint: 'split the audience into several broadcasts, or name fewer fields in dedupBy',
    });
}

function noMemory(cause?: unknown): SealcastError {
  return new SealcastError('KERNEL_UNAVAILABLE', 'the dedup table cannot grow: the host refused memory', {
    hint: 'give the process more memory, or split the audience into several broadcasts, then resume',
    cause,
  });
}

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

/**
 * The known-answer test of this kernel, run by the loader on each build before it is trusted. Segments of two buckets, so
 * that splits, a doubling directory and prints away from their home are part of it. Takes the instance over.
 */
export function claimAnswers(kernel: KernelInstance): boolean {
  const table = new ClaimTable(kernel, { bucketsLog2: 1 });
  const rows = 64;
  const batch = (ids: number, keys: number, phones: number, emails: number, flip = 0): ClaimBatch => {
    const rowPrints = new Uint8Array(rows * ROW_PRINT_BYTES);
    const devicePrints = new Uint8Array(rows * DEVICE_PRINT_BYTES);
    for (let row = 0; row < rows; row++) {
      spread(rowPrints, row * ROW_PRINT_BYTES, 1, ids + row);
      spread(rowPrints, row * ROW_PRINT_BYTES + PRINT_BYTES, 3, phones + row);
      spread(rowPrints, row * ROW_PRINT_BYTES + 2 * PRINT_BYTES, 4, emails + row);
      spread(devicePrints, row * DEVICE_PRINT_BYTES, 2, keys + row);
    }
    // One bit apart, in the same place of the table: other prints all the same.
    for (let at = 5; at < rowPrints.length; at += PRINT_BYTES) rowPrints[at]! ^= flip;
    for (let at = 5; at < devicePrints.length; at += PRINT_BYTES) devicePrints[at]! ^= flip;
    const eligible = new Uint8Array(rows).fill(1);
    eligible[0] = 0;
    return { eligible, rowPrints, devicePrints, deviceEnd: Uint32Array.from(eligible, (_, row) => row + 1), dims: 15 };
  };
  // Row 0 is refused, so its prints stay free for the row that brings them next.
  const expected: [ClaimBatch, number, number][] = [
    [batch(0, 0, 0, 0), claimVerdict.accepted, 4 * 63],
    [batch(0, 100, 100, 100), claimVerdict.id, 0],
    [batch(200, 0, 200, 200), claimVerdict.key, 0],
    [batch(200, 200, 0, 200), claimVerdict.phone, 0],
    [batch(200, 200, 200, 0), claimVerdict.email, 0],
    [batch(200, 200, 200, 200), claimVerdict.accepted, 4 * 63],
    [batch(0, 0, 0, 0, 1), claimVerdict.accepted, 4 * 63],
    [batch(200, 200, 200, 200, 1), claimVerdict.accepted, 4 * 63],
    [batch(-1, 300, 300, 300), claimVerdict.id, 4],
  ];
  const holds = expected.every(([given, outcome, claimed]) => {
    const before = table.size;
    const answer = table.claim(given);
    // In the last batch row 1 brings the id of the row refused in the first, and is the one that is accepted.
    const wanted = (row: number) => (row === 0 ? claimVerdict.refused : claimed === 4 && row === 1 ? 0 : outcome);
    return (
      table.claimedSince(before).length === claimed * PRINT_BYTES &&
      answer.verdict.every((found, row) => found === wanted(row)) &&
      answer.kept.every((kept, row) => kept === (wanted(row) === claimVerdict.accepted ? 1 : 0))
    );
  });
  const size = table.size;
  table.wipe();
  return holds && size === 4 * 63 * 4 + 4;
}

/** A print that stands in for a keyed one: Weyl sequence and the finaliser of MurmurHash3, four words. */
function spread(into: Uint8Array, at: number, dim: number, index: number): void {
  for (let word = 0; word < 4; word++) {
    let x = (Math.imul(index + 1, 0x9e3779b9) + Math.imul(dim * 4 + word, 0x7f4a7c15)) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    x ^= x >>> 16;
    for (let byte = 0; byte < 4; byte++) into[at + word * 4 + byte] = x >>> (8 * byte);
  }
}
