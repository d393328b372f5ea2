import { Buffer } from 'node:buffer';
import { SealcastError } from '../errors.ts';
import {
  type ClaimBatch,
  type ClaimResult,
  type Claims,
  ClaimTable,
  type ClaimTableOptions,
  checkClaimBatch,
  checkRestore,
  claimDim,
  claimEntriesMax,
  claimVerdict,
  DEVICE_PRINT_BYTES,
  PRINT_BYTES,
  ROW_PRINT_BYTES,
} from '../kernels/claim.ts';
import { instantiateKernels, type Kernels } from '../kernels/load.ts';
import type { KernelInstance } from '../kernels/wasm.ts';
import { limits } from '../limits.ts';

export type { ClaimBatch, ClaimResult, Claims } from '../kernels/claim.ts';
export { claimDim, claimVerdict } from '../kernels/claim.ts';

/** What `dedupBy` may name, in the order in which a match is counted. */
export const DEDUP_FIELDS = ['id', 'key', 'phone', 'email'] as const;
export type DedupField = (typeof DEDUP_FIELDS)[number];

/** The bits of `ClaimBatch.dims`. An empty list is allowed: the pair (id, device key) alone is then deduplicated. */
export function dedupDims(fields: readonly string[]): number {
  let dims = 0;
  for (const field of fields) {
    if (!DEDUP_FIELDS.includes(field as DedupField))
      throw new SealcastError('USAGE', 'dedupBy names an unknown field', { hint: `use ${DEDUP_FIELDS.join(', ')}` });
    dims |= claimDim[field as DedupField];
  }
  return dims;
}

/**
 * The stage's tables of an engine, one for each broadcast that is sealed: a kernel instance with a memory of its own, or the twin
 * where the host runs no WebAssembly. Same answers either way.
 *
 * The memory of one table that is done with is kept, zeroed, for the next: a page that is touched for the first time costs as much
 * as the four prints in it take to look up (bench/NOTES.md).
 */
export class ClaimTables {
  readonly #kernels: Kernels | undefined;
  readonly #open = new Set<Claims>();
  #spare: KernelInstance | undefined;

  constructor(kernels: Kernels | undefined) {
    this.#kernels = kernels;
  }

  open(options: ClaimTableOptions = {}): Claims {
    const claims = this.#kernels === undefined ? new ReferenceClaimTable(options) : this.#table(this.#kernels, options);
    this.#open.add(claims);
    return claims;
  }

  /** Wipes a table that `open` gave. A second time it does nothing: the memory may be another's by then. */
  release(claims: Claims): void {
    if (!this.#open.delete(claims)) return;
    claims.wipe();
    if (!(claims instanceof ClaimTable)) return;
    const { instance } = claims;
    if (instance.memory.buffer.byteLength <= limits.claimSpareBytes) this.#spare = instance;
  }

  #table(kernels: Kernels, options: ClaimTableOptions): ClaimTable {
    const instance = this.#spare ?? instantiateKernels(kernels);
    this.#spare = undefined;
    return new ClaimTable(instance, options);
  }
}

/**
 * The readable twin of the kernel: one Set, a string per print. What it answers is the definition; the kernel must agree.
 * Its strings cannot be zeroed, only dropped.
 */
export class ReferenceClaimTable implements Claims {
  readonly #prints = new Set<string>();
  readonly #inOrder: string[] = [];
  readonly #entriesMax: number;
  #wiped = false;

  constructor(options: ClaimTableOptions = {}) {
    this.#entriesMax = claimEntriesMax(options);
  }

  get size(): number {
    return this.#prints.size;
  }

  claim(batch: ClaimBatch): ClaimResult {
    this.#mustBeOpen();
    const n = checkClaimBatch(batch, this.size, this.#entriesMax);
    const rows = latin1(batch.rowPrints);
    const devices = latin1(batch.devicePrints);
    const by = (field: DedupField) => (batch.dims & claimDim[field]) !== 0;
    // A claimed pair (id, device key) means that its row was accepted, and with it its id and its keys: where one of
    // these counts, the pair is implied, and claiming it as well would only double the table.
    const byPair = !by('id') && !by('key');
    const verdict = new Uint8Array(n.rows);
    const kept = new Uint8Array(n.devices);

    for (let row = 0; row < n.rows; row++) {
      if (batch.eligible[row] === 0) {
        verdict[row] = claimVerdict.refused;
        continue;
      }
      const [id, phone, email] = [0, 1, 2].map((i) => print(rows, row * ROW_PRINT_BYTES + i * PRINT_BYTES));
      const left: number[] = [];
      for (let device = row === 0 ? 0 : batch.deviceEnd[row - 1]!; device < batch.deviceEnd[row]!; device++) {
        const key = print(devices, device * DEVICE_PRINT_BYTES);
        const pair = print(devices, device * DEVICE_PRINT_BYTES + PRINT_BYTES);
        if (!(by('key') && this.#has(key)) && !(byPair && this.#has(pair))) left.push(device);
      }

      if (by('id') && this.#has(id)) verdict[row] = claimVerdict.id;
      else if (left.length === 0) verdict[row] = claimVerdict.key;
      else if (by('phone') && this.#has(phone)) verdict[row] = claimVerdict.phone;
      else if (by('email') && this.#has(email)) verdict[row] = claimVerdict.email;
      if (verdict[row] !== claimVerdict.accepted) continue;

      const mine: (string | undefined)[] = [];
      if (by('id')) mine.push(id);
      for (const device of left) {
        kept[device] = 1;
        if (by('key')) mine.push(print(devices, device * DEVICE_PRINT_BYTES));
        if (byPair) mine.push(print(devices, device * DEVICE_PRINT_BYTES + PRINT_BYTES));
      }
      if (by('phone')) mine.push(phone);
      if (by('email')) mine.push(email);
      for (const one of mine) this.#add(one);
    }
    return { verdict, kept };
  }

  claimedSince(size: number): Uint8Array {
    this.#mustBeOpen();
    return new Uint8Array(Buffer.from(this.#inOrder.slice(size).join(''), 'latin1'));
  }

  restore(prints: Uint8Array): void {
    this.#mustBeOpen();
    checkRestore(prints, this.size, this.#entriesMax);
    const from = latin1(prints);
    for (let at = 0; at < prints.length; at += PRINT_BYTES) {
      this.#add(print(from, at));
    }
  }

  wipe(): void {
    this.#wiped = true;
    this.#prints.clear();
    this.#inOrder.length = 0;
  }

  #mustBeOpen(): void {
    if (this.#wiped) throw new SealcastError('INTERNAL', 'the dedup table is wiped');
  }

  #add(one: string | undefined): void {
    if (one === undefined || this.#prints.has(one)) return;
    this.#prints.add(one);
    this.#inOrder.push(one);
  }

  #has(one: string | undefined): boolean {
    return one !== undefined && this.#prints.has(one);
  }
}

const ABSENT = '\0'.repeat(PRINT_BYTES);

function latin1(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function print(from: Buffer, at: number): string | undefined {
  const one = from.toString('latin1', at, at + PRINT_BYTES);
  return one === ABSENT ? undefined : one;
}
