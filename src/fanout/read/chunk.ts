/**
 * A chunk: the run of whole rows that the main thread cuts off an audience and a worker parses. Where one ends depends on
 * the content alone, never on how a stream happened to deliver it: chunks are authenticated one by one, and a resumed
 * broadcast compares them again.
 */
import { limits } from '../../limits.ts';
import type { Refusal, RefusalReason } from './refusal.ts';

/** `objects`: one JSON array per row, cells in the order of `slots` (columns.ts). */
export type ChunkFormat = 'csv' | 'ndjson' | 'objects';

export interface Chunk {
  readonly format: ChunkFormat;
  /** Ordinal of the first row, from 1. */
  readonly firstRow: number;
  /** Rows accounted for here, refused ones included. */
  readonly rows: number;
  /** The rows that can be parsed, each ended by one LF whatever ended it in the file. Owns its buffer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Per row of `bytes`, INDEX numbers: byte offset, ordinal, physical line (0 when there is no file). Owns its buffer. */
  readonly index: Uint32Array<ArrayBuffer>;
  /** Rows refused while cutting. */
  readonly refusals: readonly Refusal[];
  /** Rows consumed, this chunk included. */
  readonly cursor: number;
  /** Bytes of the file consumed, this chunk included; 0 when there is no file. */
  readonly byteCursor: number;
}

export const INDEX = 3;

/** The buffers to move with a chunk when it goes to a worker. */
export function chunkTransfers(chunk: Chunk): ArrayBuffer[] {
  return [chunk.bytes.buffer, chunk.index.buffer];
}

/** Collects rows, and closes a chunk when it holds `maxRows` rows or the next row would take it over `maxBytes`. */
export class ChunkBuilder {
  readonly #format: ChunkFormat;
  readonly #maxRows: number;
  readonly #bytes: Uint8Array;
  readonly #index: Uint32Array;
  #refusals: Refusal[] = [];
  #length = 0;
  #parsable = 0;
  #rows = 0;
  #cursor = 0;
  #byteCursor = 0;
  readonly #closed: Chunk[] = [];

  constructor(format: ChunkFormat, maxRows: number = limits.batchRecipients, maxBytes: number = limits.chunkBytes) {
    this.#format = format;
    this.#maxRows = maxRows;
    this.#index = new Uint32Array(INDEX * maxRows);
    this.#bytes = new Uint8Array(maxBytes);
  }

  /** Ordinal of the row that comes next. */
  get nextRow(): number {
    return this.#cursor + this.#rows + 1;
  }

  /** Takes the row `from[start, end)`, without its line end; copies it. `byteEnd`: where the next row begins in the file. */
  add(from: Uint8Array, start: number, end: number, line: number, byteEnd: number): void {
    const length = end - start;
    if (this.#length + length + 1 > this.#bytes.length) this.#close();
    const entry = INDEX * this.#parsable++;
    this.#index[entry] = this.#length;
    this.#index[entry + 1] = this.nextRow;
    this.#index[entry + 2] = line;
    this.#bytes.set(from.subarray(start, end), this.#length);
    this.#bytes[this.#length + length] = 0x0a;
    this.#length += length + 1;
    this.#account(byteEnd);
  }

  refuse(line: number, column: string, reason: RefusalReason, byteEnd: number): void {
    this.#refusals.push({ row: this.nextRow, line, column, reason });
    this.#account(byteEnd);
  }

  /** The input is at its end: what is left becomes the last chunk. */
  finish(): void {
    this.#close();
  }

  /** The next closed chunk, if any. */
  take(): Chunk | undefined {
    return this.#closed.shift();
  }

  get waiting(): boolean {
    return this.#closed.length > 0;
  }

  /** Rows were in here in the clear. */
  wipe(): void {
    // Behind them nothing is left: see #close.
    this.#bytes.fill(0, 0, this.#length);
    this.#index.fill(0, 0, INDEX * this.#parsable);
    for (const chunk of this.#closed) chunk.bytes.fill(0);
    this.#closed.length = 0;
    this.#refusals = [];
    this.#length = this.#parsable = this.#rows = 0;
  }

  #account(byteEnd: number): void {
    this.#byteCursor = byteEnd;
    if (++this.#rows === this.#maxRows) this.#close();
  }

  #close(): void {
    if (this.#rows === 0) return;
    const firstRow = this.#cursor + 1;
    this.#cursor += this.#rows;
    this.#closed.push({
      format: this.#format,
      firstRow,
      rows: this.#rows,
      bytes: this.#bytes.slice(0, this.#length) as Uint8Array<ArrayBuffer>,
      index: this.#index.slice(0, INDEX * this.#parsable) as Uint32Array<ArrayBuffer>,
      refusals: this.#refusals,
      cursor: this.#cursor,
      byteCursor: this.#byteCursor,
    });
    // The scratch is used again: what a longer chunk left behind the next one's end would outlive its broadcast.
    this.#bytes.fill(0, 0, this.#length);
    this.#index.fill(0, 0, INDEX * this.#parsable);
    this.#refusals = [];
    this.#length = this.#parsable = this.#rows = 0;
  }
}
