/** Cuts NDJSON at line ends. JSON text never holds a raw line break, so a line is a row whatever is wrong with it. */
import { limits } from '../../limits.ts';
import type { ChunkBuilder } from './chunk.ts';
import { isBlank } from './cut-csv.ts';

const LF = 0x0a;
const CR = 0x0d;

export class LineCutter {
  readonly #out: ChunkBuilder;
  /** Bytes [start, end) of `hold` are the line under way; `hold[0]` is byte `base` of the file. */
  readonly #hold = new Uint8Array(4 * limits.rowBytes);
  #base: number;
  #start = 0;
  #at = 0;
  #end = 0;
  #line = 1;
  #tooLong = false;
  #final = false;

  constructor(byte: number, out: ChunkBuilder) {
    this.#base = byte;
    this.#out = out;
  }

  /** Takes as much of `piece` as there is room for; answers how many bytes. */
  push(piece: Uint8Array): number {
    if (this.#start > 0 && this.#hold.length - this.#end < limits.rowBytes) {
      this.#hold.copyWithin(0, this.#start, this.#end);
      this.#base += this.#start;
      this.#at -= this.#start;
      this.#end -= this.#start;
      this.#start = 0;
    }
    const taken = Math.min(piece.length, this.#hold.length - this.#end);
    this.#hold.set(taken === piece.length ? piece : piece.subarray(0, taken), this.#end);
    this.#end += taken;
    return taken;
  }

  /** Nothing will be pushed any more: what is held is the end of the file. */
  end(): void {
    this.#final = true;
  }

  wipe(): void {
    this.#hold.fill(0);
  }

  /** Moves lines to the builder until it has closed a chunk (true), or until more input is needed (false). */
  cut(): boolean {
    while (!this.#out.waiting) {
      const found = this.#hold.subarray(0, this.#end).indexOf(LF, this.#at);
      if (found >= 0) {
        this.#row(found, found + 1);
        continue;
      }
      this.#at = this.#end;
      if (this.#at - this.#start > limits.rowBytes + 1) {
        this.#tooLong = true;
        this.#start = this.#at;
      }
      if (!this.#final) return false;
      if (this.#at === this.#start && !this.#tooLong) {
        this.#out.finish();
        return false;
      }
      this.#row(this.#end, this.#end);
    }
    return true;
  }

  #row(lineEnd: number, next: number): void {
    const end = lineEnd > this.#start && this.#hold[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (this.#tooLong || end - this.#start > limits.rowBytes) {
      this.#out.refuse(this.#line, '', 'row-too-long', this.#base + next);
    } else if (!isBlank(this.#hold, this.#start, end)) {
      this.#out.add(this.#hold, this.#start, end, this.#line, this.#base + next);
    }
    this.#line++;
    this.#tooLong = false;
    this.#start = next;
    this.#at = next;
  }
}
