/**
 * The cutter's slow, obvious twin: the rule of cut-csv.ts on a whole text at once, one character after the other, with no
 * buffer to run out of. Text is Latin-1, so that a character is a byte.
 */
import { limits } from '../../../src/limits.ts';

export interface TwinRow {
  line: number;
  /** The record without its line end, or why it is none. */
  text: string | null;
  reason: string;
}

export function twinRows(text: string, delimiter: string, width: number): TwinRow[] {
  const rows: TwinRow[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const first = lineFrom(text, at);
    const record = recordFrom(text, at, delimiter);
    if (typeof record === 'string' || (record.lines > 1 && record.columns !== width)) {
      const reason =
        record === 'row-too-long' && first.end - at > limits.rowBytes ? 'row-too-long' : 'quote-not-closed';
      rows.push({ line, text: null, reason });
      at = first.next;
      line++;
      continue;
    }
    if (!(record.columns === 1 && record.lines === 1 && /^[ \t]*$/.test(text.slice(at, record.end)))) {
      const fits = record.columns === width;
      rows.push({ line, text: fits ? text.slice(at, record.end) : null, reason: fits ? '' : 'column-count' });
    }
    at = record.next;
    line += record.lines;
  }
  return rows;
}

function lineFrom(text: string, at: number): { end: number; next: number } {
  let end = at;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return { end, next: text.startsWith('\r\n', end) ? end + 2 : end + 1 };
}

function recordFrom(
  text: string,
  start: number,
  delimiter: string,
): { end: number; next: number; columns: number; lines: number } | 'quote-not-closed' | 'row-too-long' {
  let at = start;
  let columns = 1;
  let lines = 1;
  const tooLong = (): boolean => at - start > limits.rowBytes;
  for (;;) {
    if (text[at] === '"') {
      at++;
      while (text[at] !== '"' || text[at + 1] === '"') {
        if (tooLong() || lines > limits.rowLines) return 'row-too-long';
        if (at >= text.length) return 'quote-not-closed';
        if (text[at] === '"') at++;
        else if (text[at] === '\n' || text[at] === '\r') {
          lines++;
          if (text.startsWith('\r\n', at)) at++;
        }
        at++;
      }
      at++;
      if (tooLong() || lines > limits.rowLines) return 'row-too-long';
      if (at < text.length && ![delimiter, '\n', '\r'].includes(text[at]!))
        return at + 1 - start > limits.rowBytes ? 'row-too-long' : 'quote-not-closed';
    } else {
      while (at < text.length && ![delimiter, '\n', '\r'].includes(text[at]!)) at++;
      if (tooLong()) return 'row-too-long';
    }
    if (at >= text.length || text[at] !== delimiter) break;
    at++;
    columns++;
    if (tooLong()) return 'row-too-long';
  }
  return { end: at, next: lineFrom(text, at).next, columns, lines };
}
