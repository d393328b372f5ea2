/** The beginning of a file audience: its encoding, the heading of CSV and its delimiter, the first fields of NDJSON. */
import { isUtf8 } from 'node:buffer';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { ChunkBuilder } from './chunk.ts';
import { headingScore, ignoredName, type Reading, slotFinder, unreadable } from './columns.ts';
import { csvRecords } from './csv.ts';
import { CsvCutter, isBlank } from './cut-csv.ts';

/** Enough for blank lines, a heading of the longest kind, and the byte that shows that it is longer. */
export const HEAD_BYTES = 2 * limits.rowBytes;

/** How much of the input its beginning is: so far; all of it; as much as is looked at. */
export type Extent = 'part' | 'whole' | 'most';

/** Where the text begins: behind a byte order mark. */
export function textStart(head: Uint8Array): number {
  const [a, b, c] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) throw utf16();
  return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
}

/** UTF-16 without a mark shows in its first line: every ASCII character there has a zero byte beside it. */
function checkText(line: Uint8Array): void {
  if (line.includes(0)) throw utf16();
}

function utf16(): SealcastError {
  return unreadable('the file is UTF-16, or no text at all', 'Save it as UTF-8 (in Excel: "CSV UTF-8").');
}

export interface Heading {
  headings: string[];
  delimiter: string;
  /** Bytes up to the first row, and the physical line it begins on. */
  length: number;
  nextLine: number;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * The heading under each delimiter that may be meant; the one with id and publicKey wins, then the one with most columns.
 * Undefined while one of them is undecided: how much of the file happened to be there must not make a difference.
 */
export function findHeading(head: Uint8Array, extent: Extent, asked: Reading, delimiter: string): Heading | undefined {
  let best: Heading | undefined;
  let bestScore = -1;
  let problem: SealcastError | undefined;
  for (const candidate of delimiter === '' ? DELIMITERS : [delimiter]) {
    const heading = headingUnder(candidate, head, extent);
    if (heading === undefined) return undefined;
    if (heading instanceof SealcastError) {
      problem ??= heading;
      continue;
    }
    const score =
      headingScore(heading.headings, asked) * (limits.columns + 1) + Math.min(heading.headings.length, limits.columns);
    if (score > bestScore) {
      best = heading;
      bestScore = score;
    }
  }
  // One column under every delimiter that can be read: the one that could not is the one that was meant.
  if (best === undefined || (best.headings.length === 1 && problem !== undefined)) throw problem!;
  return best;
}

function headingUnder(delimiter: string, head: Uint8Array, extent: Extent): Heading | SealcastError | undefined {
  const builder = new ChunkBuilder('csv', 1, 2 * limits.rowBytes);
  const cutter = new CsvCutter({ delimiter, width: 0, line: 1, byte: 0 }, builder);
  for (let at = 0; !cutter.cut() && at < head.length; ) at += cutter.push(head.subarray(at));
  if (extent === 'whole') cutter.end();
  cutter.cut();
  const record = builder.take();
  if (record === undefined && extent === 'part') return undefined;
  if (record === undefined)
    return extent === 'whole'
      ? unreadable('the audience is empty', 'It needs a heading with id and publicKey, and a row for each person.')
      : unreadable(`no heading within the first ${HEAD_BYTES} bytes`, 'Is this a CSV file?');
  const refused = record.refusals[0]?.reason;
  checkText(head.subarray(0, record.byteCursor));
  if (refused === 'quote-not-closed')
    return unreadable(
      'a quotation mark in the heading is not closed',
      'Close it, or double the marks inside a heading.',
    );
  if (refused !== undefined)
    return unreadable(`the heading is longer than ${limits.rowBytes} bytes`, 'Is this a CSV file?');
  if (!isUtf8(record.bytes)) return unreadable('the heading is not UTF-8', 'Save the file as UTF-8.');
  const headings = csvRecords(Buffer.from(record.bytes.buffer), delimiter)[0];
  if (headings === undefined) return unreadable('the heading is not CSV', 'Is this a CSV file?');
  return { headings, delimiter, length: record.byteCursor, nextLine: cutter.line };
}

/**
 * The fields of the first row that nothing asked for; a row that cannot be read says nothing, and is refused later.
 * Undefined while its end has not been seen.
 */
export function firstRowIgnored(head: Uint8Array, extent: Extent, reading: Reading): string[] | undefined {
  for (let start = 0; start < head.length; ) {
    const found = head.indexOf(0x0a, start);
    if (found < 0 && extent === 'part') return undefined;
    const end = found < 0 ? head.length : found;
    if (!isBlank(head, start, end > start && head[end - 1] === 0x0d ? end - 1 : end)) {
      checkText(head.subarray(start, end));
      return ignoredOf(new TextDecoder().decode(head.subarray(start, end)), reading);
    }
    start = end + 1;
  }
  return extent === 'part' ? undefined : [];
}

function ignoredOf(line: string, reading: Reading): string[] {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return [];
    const find = slotFinder(reading);
    return Object.keys(row)
      .filter((key) => key.length > limits.headingChars || find(key) < 0)
      .slice(0, limits.columns)
      .map(ignoredName);
  } catch {
    return [];
  }
}
