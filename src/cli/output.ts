/**
 * Everything the command prints. Results go to stdout, progress and errors to stderr. With --json stdout has one line.
 * What came out of a file (a heading, a message) never reaches the terminal with its control characters.
 */
import type { Failure } from './exit.ts';

export const COLUMNS_MIN = 40;

export function width(): number {
  return Math.max(COLUMNS_MIN, Math.min(process.stdout.columns ?? 80, 100));
}

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** A line of progress or advice, beside the result. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** `sealcast: what went wrong; what to do`: one line, whatever the message held. */
export function printFailure({ message, hint }: Failure): void {
  const line = hint === undefined ? message : `${withoutStop(message)}; ${decapitalised(withoutStop(hint))}`;
  note(`${paint('red', 'sealcast:', process.stderr)} ${printable(line).replace(/\s+/g, ' ')}`);
}

function withoutStop(text: string): string {
  return text.trim().replace(/\.$/, '');
}

function decapitalised(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

// ---- colour ----

const COLOURS = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** Only for a person at a terminal who has not asked for none (no-color.org). */
export function paint(
  colour: keyof typeof COLOURS,
  text: string,
  stream: { isTTY?: boolean } = process.stdout,
): string {
  const { NO_COLOR, TERM } = process.env;
  const wanted = stream.isTTY === true && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
  return wanted ? `\x1b[${COLOURS[colour]}m${text}\x1b[0m` : text;
}

// ---- text ----

/** Control characters, and those that turn the direction of writing, become visible: a message is no terminal program. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) =>
    char === '\n' || char === '\t' ? char : '\ufffd',
  );
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
// East Asian Wide and Fullwidth as far as names need them (Unicode 15, EastAsianWidth.txt), and emoji.
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b16f}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u;

/** Columns of a terminal the text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const { segment } of segmenter.segment(text)) columns += WIDE.test(segment) ? 2 : 1;
  return columns;
}

/** Cut to fit, with an ellipsis where something is missing. */
export function fitted(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let out = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const next = WIDE.test(segment) ? 2 : 1;
    if (used + next > columns - 1) break;
    out += segment;
    used += next;
  }
  return `${out}…`;
}

export function padded(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return align === 'left' ? text + space : space + text;
}

/** Words broken into lines. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

export interface TableColumn {
  readonly align?: 'left' | 'right';
  /** Takes what room is left: its text is broken into lines. At most one. */
  readonly flexible?: boolean;
}

/** Rows as lines, two spaces between columns, and nothing drawn. */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[], indent = 0): string[] {
  const widths = columns.map((column, i) =>
    column.flexible ? 0 : Math.max(0, ...rows.map((row) => columnsOf(row[i] ?? ''))),
  );
  const taken = indent + widths.reduce((sum, one) => sum + one, 0) + 2 * (columns.length - 1);
  const room = Math.max(20, width() - taken);
  return rows.flatMap((row) => {
    const cells = columns.map((column, i) => (column.flexible ? wrapped(row[i] ?? '', room) : [row[i] ?? '']));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, y) => {
      const line = cells.map((cell, i) =>
        columns[i]!.flexible ? (cell[y] ?? '') : padded(cell[y] ?? '', widths[i]!, columns[i]!.align),
      );
      return `${' '.repeat(indent)}${line.join('  ')}`.trimEnd();
    });
  });
}

// ---- figures ----

const grouped = new Intl.NumberFormat('en-US');

export function count(n: number): string {
  return grouped.format(n);
}

export function span(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function moment(date: Date | number): string {
  return `${new Date(date).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function bytes(n: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  for (; n >= 1024 && unit < units.length - 1; unit++) n /= 1024;
  return `${unit === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[unit]}`;
}
