/**
 * Cuts CSV at record borders, byte by byte, without building a field. RFC 4180 with what real exports do: CR, LF or CRLF
 * ends a line; a quote counts only at the start of a field and is literal elsewhere; blank lines are skipped.
 *
 * The danger is a quote that is never closed: read literally, it turns the rest of the file into one field. So a record
 * with a line break inside quotes is believed only when it ends well: closed by a quote that a delimiter or line end
 * follows, with the heading's number of columns, within `limits.rowBytes` and `limits.rowLines`. If not, its first
 * physical line is refused as `quote-not-closed` and reading goes on from the second: every later line gets its chance.
 * A line is looked at again at most `limits.rowLines` times, which bounds what a hostile file can cost.
 *
 *                 quote                 quote
 *     FIELD ────────────────▶ QUOTED ◀────────▶ CLOSING      CLOSING ─ delimiter ▶ FIELD, ─ line end ▶ record ends,
 *       │ ▲                                                            ─ else ▶ not closed
 *  else ▼ │ delimiter
 *     PLAIN ── line end ▶ record ends                         LOST: skips to the line end of a refused line
 */
import { limits } from '../../limits.ts';
import type { ChunkBuilder } from './chunk.ts';
import type { RefusalReason } from './refusal.ts';

const FIELD = 0;
const PLAIN = 1;
const QUOTED = 2;
const CLOSING = 3;
const LOST = 4;

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** Room for the longest row and the next piece of the stream. */
const HOLD_BYTES = 4 * limits.rowBytes;

export interface CsvCutting {
  delimiter: string;
  /** Columns every record must have; 0: any (for the heading itself). */
  width: number;
  /** Physical line and byte of the file at which the first `push` begins. */
  line: number;
  byte: number;
}

export class CsvCutter {
  readonly #delimiter: number;
  readonly #width: number;
  readonly #out: ChunkBuilder;
  /** Bytes [start, end) of `hold` are the record under way; `at` is the next to look at; `hold[0]` is byte `base` of the file. */
  readonly #hold = new Uint8Array(HOLD_BYTES);
  #base: number;
  #start = 0;
  #at = 0;
  #end = 0;
  #final = false;
  /** Physical line on which the record began. */
  #line: number;
  #state = FIELD;
  #columns = 1;
  /** Line breaks inside the quotes of this record, and where its second physical line begins (-1: it has one line so far). */
  #breaks = 0;
  #secondLine = -1;
  #lost: RefusalReason = 'row-too-long';

  constructor(cutting: CsvCutting, out: ChunkBuilder) {
    this.#delimiter = cutting.delimiter.charCodeAt(0);
    this.#width = cutting.width;
    this.#line = cutting.line;
    this.#base = cutting.byte;
    this.#out = out;
  }

  /** Physical line on which the next record begins. */
  get line(): number {
    return this.#line;
  }

  /** Takes as much of `piece` as there is room for; answers how many bytes. */
  push(piece: Uint8Array): number {
    if (this.#start > 0 && HOLD_BYTES - this.#end < limits.rowBytes) {
      this.#hold.copyWithin(0, this.#start, this.#end);
      this.#base += this.#start;
      this.#at -= this.#start;
      this.#end -= this.#start;
      if (this.#secondLine >= 0) this.#secondLine -= this.#start;
      this.#start = 0;
    }
    const taken = Math.min(piece.length, HOLD_BYTES - this.#end);
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

  /** Moves records to the builder until it has closed a chunk (true), or until more input is needed (false). */
  cut(): boolean {
    const hold = this.#hold;
    const delimiter = this.#delimiter;
    while (!this.#out.waiting) {
      const end = this.#end;
      // One byte beyond the limit may be looked at: it is the one that shows that the row is too long.
      const stop = Math.min(end, this.#start + limits.rowBytes + 1);
      let at = this.#at;
      switch (this.#state) {
        case PLAIN: {
          while (at < stop && hold[at] !== delimiter && hold[at] !== CR && hold[at] !== LF) at++;
          this.#at = at;
          if (at < stop) {
            if (hold[at] !== delimiter) {
              if (!this.#endRecord()) return false;
            } else if (this.#step()) this.#nextField();
            continue;
          }
          break;
        }
        case QUOTED: {
          while (at < stop && hold[at] !== QUOTE && hold[at] !== CR && hold[at] !== LF) at++;
          this.#at = at;
          if (at < stop) {
            if (hold[at] === QUOTE) {
              if (this.#step()) this.#state = CLOSING;
            } else if (!this.#breakLine()) return false;
            continue;
          }
          break;
        }
        case LOST: {
          while (at < end && hold[at] !== CR && hold[at] !== LF) at++;
          this.#at = at;
          // What is skipped need not be held: a refused line may be longer than any memory.
          if (at === end) this.#start = at;
          else {
            if (!this.#endRecord()) return false;
            continue;
          }
          break;
        }
        default: {
          // FIELD or CLOSING: one byte decides.
          if (at === end) break;
          const byte = hold[at]!;
          if (byte === CR || byte === LF) {
            if (!this.#endRecord()) return false;
          } else if (!this.#step()) continue;
          else if (byte === delimiter) this.#nextField();
          else if (byte === QUOTE) this.#state = QUOTED;
          else if (this.#state === FIELD) this.#state = PLAIN;
          else this.#lose('quote-not-closed');
          continue;
        }
      }
      if (this.#state !== LOST && this.#at - this.#start > limits.rowBytes) this.#lose('row-too-long');
      else if (this.#at < this.#end) continue;
      else if (!this.#final || !this.#endFile()) return false;
    }
    return true;
  }

  /** Passes one byte of content; false when it was one too many for a row. */
  #step(): boolean {
    this.#at++;
    if (this.#at - this.#start <= limits.rowBytes) return true;
    this.#lose('row-too-long');
    return false;
  }

  #nextField(): void {
    this.#columns++;
    this.#state = FIELD;
  }

  /** The byte behind the line end at `at`, or -1 when that cannot be told yet: CR LF is one line end. */
  #behindLineEnd(): number {
    const at = this.#at;
    if (this.#hold[at] === LF) return at + 1;
    if (at + 1 < this.#end) return this.#hold[at + 1] === LF ? at + 2 : at + 1;
    return this.#final ? at + 1 : -1;
  }

  /** A line break inside quotes. False: more input is needed. */
  #breakLine(): boolean {
    const next = this.#behindLineEnd();
    if (next < 0) return false;
    this.#at = next;
    if (this.#secondLine < 0) this.#secondLine = next;
    this.#breaks++;
    if (this.#breaks + 1 > limits.rowLines || next - this.#start > limits.rowBytes) this.#lose('row-too-long');
    return true;
  }

  /** A line end outside quotes. False: more input is needed. */
  #endRecord(): boolean {
    const next = this.#behindLineEnd();
    if (next < 0) return false;
    this.#record(this.#at, next);
    return true;
  }

  /** What is held is all there is. False when nothing is left of it. */
  #endFile(): boolean {
    if (this.#state === QUOTED) {
      if (this.#secondLine < 0) {
        this.#lost = 'quote-not-closed';
        this.#state = LOST;
      } else {
        this.#lose('quote-not-closed');
        return true;
      }
    }
    if (this.#state === FIELD && this.#at === this.#start) {
      this.#out.finish();
      return false;
    }
    this.#record(this.#end, this.#end);
    return true;
  }

  #record(end: number, next: number): void {
    const out = this.#out;
    const fits = this.#width === 0 || this.#columns === this.#width;
    if (this.#state === LOST) {
      out.refuse(this.#line, '', this.#lost, this.#base + next);
    } else if (this.#secondLine >= 0 && !fits) {
      this.#lose('quote-not-closed');
      return;
    } else if (this.#columns === 1 && this.#secondLine < 0 && isBlank(this.#hold, this.#start, end)) {
      // A blank line is no row.
    } else if (fits) {
      out.add(this.#hold, this.#start, end, this.#line, this.#base + next);
    } else {
      out.refuse(this.#line, '', 'column-count', this.#base + next);
    }
    this.#line += this.#breaks + 1;
    this.#begin(next);
  }

  /** The record cannot be one: refuses its first physical line and goes on from the second. */
  #lose(reason: RefusalReason): void {
    if (this.#secondLine < 0) {
      // Its first line has not ended yet.
      this.#lost = reason;
      this.#state = LOST;
      return;
    }
    const next = this.#secondLine;
    this.#out.refuse(this.#line, '', 'quote-not-closed', this.#base + next);
    this.#line++;
    this.#begin(next);
  }

  #begin(at: number): void {
    this.#start = at;
    this.#at = at;
    this.#state = FIELD;
    this.#columns = 1;
    this.#breaks = 0;
    this.#secondLine = -1;
  }
}

export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0x20 && bytes[i] !== 0x09) return false;
  return true;
}
