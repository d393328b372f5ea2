/** Reads a whole audience as the pipeline does, and checks on the way what must hold for every input. */
import { decodeRecord } from '../../../src/codec/msgpack.ts';
import { type AudienceInput, fromCsv, openAudience } from '../../../src/fanout/read/audience.ts';
import { type Chunk, INDEX } from '../../../src/fanout/read/chunk.ts';
import { COLUMNS, type Reading, type ReadingOptions } from '../../../src/fanout/read/columns.ts';
import type { Refusal } from '../../../src/fanout/read/refusal.ts';
import { parseRows } from '../../../src/fanout/read/rows.ts';
import { limits } from '../../../src/limits.ts';

export interface ReadRow {
  row: number;
  line: number;
  id: string;
  keys: string[];
  phone: string | null;
  email: string | null;
  name: string | null;
  locale: string | null;
  avatar: string | null;
  tags: string[];
  route: string | null;
  timeZone: string | null;
  minor: boolean | null;
  personal: Record<string, string>;
  dropped: string[];
  duplicateKeys: number;
}

export interface ReadAudience {
  reading: Reading;
  ignored: readonly string[];
  chunks: Chunk[];
  rows: ReadRow[];
  refusals: Refusal[];
}

export async function readAll(input: AudienceInput, options: ReadingOptions = {}): Promise<ReadAudience> {
  const source = openAudience(input, options);
  const reading = structuredClone(await source.start());
  const chunks: Chunk[] = [];
  for await (const chunk of source) chunks.push(chunk);
  const { rows, refusals } = parseAll(chunks, reading);
  conserved(chunks, rows, refusals, options.chunkRows ?? limits.batchRecipients);
  return { reading, ignored: source.ignoredColumns, chunks, rows, refusals };
}

export function parseAll(chunks: readonly Chunk[], reading: Reading): { rows: ReadRow[]; refusals: Refusal[] } {
  const rows: ReadRow[] = [];
  const refusals: Refusal[] = [];
  for (const chunk of chunks)
    parseRows(
      chunk,
      reading,
      {
        refuse: (row, line, column, reason) => refusals.push({ row, line, column, reason }),
        accept(row) {
          must(Buffer.from(row.idBytes).toString() === row.id, 'the bytes of an id are its text');
          rows.push({
            row: row.row,
            line: row.line,
            id: row.id,
            keys: row.keys.map((key) => Buffer.from(key).toString('hex')),
            phone: row.phone,
            email: row.email,
            name: row.name,
            locale: row.locale,
            avatar: row.avatar,
            tags: row.tags,
            route: row.route === null ? null : Buffer.from(row.route).toString(),
            timeZone: row.timeZone,
            minor: row.minor,
            personal: row.personal.length === 0 ? {} : { ...(decodeRecord(row.personal) as Record<string, string>) },
            dropped: [...COLUMNS, 'personal'].filter((_, bit) => (row.dropped >> bit) & 1),
            duplicateKeys: row.duplicateKeys,
          });
        },
      },
      () => false,
    );
  return { rows, refusals: refusals.sort((a, b) => a.row - b.row) };
}

/** Every row exactly once, in chunks that follow on each other and keep their bounds. */
export function conserved(
  chunks: readonly Chunk[],
  rows: readonly { row: number }[],
  refusals: readonly Refusal[],
  chunkRows: number,
): void {
  let cursor = 0;
  let byteCursor = 0;
  for (const chunk of chunks) {
    must(chunk.firstRow === cursor + 1, 'a chunk begins where the one before ended');
    must(chunk.rows > 0 && chunk.rows <= chunkRows, 'a chunk has rows, and not too many');
    must(chunk.bytes.length <= limits.chunkBytes, 'a chunk has not too many bytes');
    must(chunk.bytes.buffer.byteLength === chunk.bytes.length, 'a chunk owns its bytes');
    must(chunk.index.length / INDEX + chunk.refusals.length === chunk.rows, 'every row of a chunk is there or refused');
    must(chunk.byteCursor >= byteCursor, 'the byte cursor goes on');
    cursor += chunk.rows;
    byteCursor = chunk.byteCursor;
    must(chunk.cursor === cursor, 'the cursor counts the rows');
  }
  const seen = new Uint8Array(cursor + 1);
  for (const { row } of [rows, refusals].flat()) {
    must(row >= 1 && row <= cursor && seen[row] === 0, `row ${row} is accepted or refused once`);
    seen[row] = 1;
  }
  must(rows.length + refusals.length === cursor, 'no row is missing');
}

/** As `expect`, which takes 20 µs a call: a long fuzz asks twenty million times. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`it does not hold that ${what}`);
}

/** The text as a stream of pieces that end where `sizes` says, again and again. */
export function* inPieces(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let turn = 0;
  for (let at = 0; at < bytes.length; ) {
    const size = sizes[turn++ % sizes.length]!;
    // Overwritten afterwards, as by streams that use one buffer for all pieces. A Buffer: its slice is no copy.
    const piece = Buffer.from(bytes.subarray(at, at + size));
    yield piece;
    piece.fill(0x3f);
    at += size;
  }
}

export function csv(text: string | Uint8Array, pieces: readonly number[] = [65_536]) {
  return fromCsv(inPieces(typeof text === 'string' ? Buffer.from(text) : text, pieces));
}

/** A valid key that differs with n. */
export function key(n: number): string {
  const bytes = Buffer.alloc(32, 9);
  bytes.writeUInt32LE(n, 4);
  return bytes.toString('hex');
}

export function reasons(refusals: readonly Refusal[]): string[] {
  return refusals.map(({ row, line, column, reason }) => `${row}@${line} ${column}:${reason}`);
}
