import { isUtf8 } from 'node:buffer';
import { Feeder } from '../../fanout/read/audience.ts';
import { type Chunk, ChunkBuilder, INDEX } from '../../fanout/read/chunk.ts';
import { checkedOptions, EMAIL, ID, PHONE, slotFinder, unreadable, usage } from '../../fanout/read/columns.ts';
import { csvRecords } from '../../fanout/read/csv.ts';
import { CsvCutter } from '../../fanout/read/cut-csv.ts';
import { findHeading, textStart } from '../../fanout/read/heading.ts';
import { type ByteSource, openBytes } from '../../fanout/read/source.ts';
import type { AddressKind, RecipientAddress } from './address.ts';

const SLOTS = { id: ID, phone: PHONE, email: EMAIL } as const;

/** Which column of a file has the addresses. */
export interface AddressColumnOptions {
  /** What they are. @defaultValue the one of `id`, `phone`, `email` that the heading has */
  readonly by?: AddressKind;
  /** Its heading, where that is another. @defaultValue what audiences call it */
  readonly column?: string;
}

/**
 * The addresses of one column of a CSV file, in its order, as `{ id }`, `{ phone }` or `{ email }`: null for a row that cannot be read.
 *
 * @throws SealcastError USAGE, AUDIENCE_UNREADABLE
 */
export async function* addressesFromCsv(
  source: ByteSource,
  { by, column }: AddressColumnOptions = {},
): AsyncGenerator<RecipientAddress | null> {
  if (by !== undefined && !Object.hasOwn(SLOTS, by)) throw usage('by is id, phone or email', "by: 'email'");
  if (column !== undefined && by === undefined)
    throw usage('a column needs to be said what it holds', "{ column: 'Kontakt', by: 'email' }");
  const reading = checkedOptions(by === undefined || column === undefined ? {} : { [by]: column }, {});
  const bytes = openBytes(source);
  const feeder = new Feeder(bytes);
  const builder = new ChunkBuilder('csv');
  let cutter: CsvCutter | undefined;
  try {
    const { skipped, heading } = await feeder.head((head, extent) => {
      const skipped = textStart(head);
      const heading = findHeading(head.subarray(skipped), extent, reading, '');
      return heading && { skipped, heading };
    });
    const find = slotFinder(reading);
    const slots = heading.headings.map(find);
    const present = (Object.keys(SLOTS) as AddressKind[]).filter((kind) => slots.includes(SLOTS[kind]));
    const kind = by ?? present[0];
    if (by === undefined && present.length !== 1)
      throw unreadable(
        present.length === 0 ? 'no column is called id, phone or email' : `it has columns for ${present.join(' and ')}`,
        "The first row must be a heading; say which column is meant: { by: 'email', column: '…' }.",
      );
    const at = slots.indexOf(SLOTS[kind!]);
    if (at < 0) throw unreadable(`no column is called ${kind!}`, 'The first row must be a heading.');
    feeder.skip(skipped + heading.length);
    const { delimiter, headings, nextLine } = heading;
    cutter = new CsvCutter(
      { delimiter, width: headings.length, line: nextLine, byte: skipped + heading.length },
      builder,
    );
    for (;;) {
      await feeder.fill(cutter);
      let chunk = builder.take();
      if (chunk === undefined) {
        builder.finish();
        chunk = builder.take();
      }
      if (chunk === undefined) return;
      const read = cellsOf(chunk, delimiter, at);
      chunk.bytes.fill(0);
      for (let row = chunk.firstRow; row < chunk.firstRow + chunk.rows; row++) {
        const cell = read.get(row);
        yield cell === undefined ? null : ({ [kind!]: cell } as unknown as RecipientAddress);
      }
    }
  } finally {
    bytes.close();
    builder.wipe();
    cutter?.wipe();
  }
}

/** The cells of one column, by the ordinal of their row. */
function cellsOf({ bytes, index }: Chunk, delimiter: string, column: number): ReadonlyMap<number, string> {
  const cells = new Map<number, string>();
  const rows = index.length / INDEX;
  const recordsIn = (from: number, to: number): string[][] => {
    const piece = Buffer.from(bytes.buffer, from, to - from);
    return isUtf8(piece) ? csvRecords(piece, delimiter) : [];
  };
  const startOfRow = (row: number): number => (row < rows ? index[row * INDEX]! : bytes.length);
  const all = recordsIn(0, bytes.length);
  // One row that is none spoils the lot: then each is read by itself.
  const whole = all.length === rows;
  for (let row = 0; row < rows; row++) {
    const record = whole ? all[row] : recordsIn(startOfRow(row), startOfRow(row + 1))[0];
    const cell = record?.[column];
    if (cell !== undefined) cells.set(index[row * INDEX + 1]!, cell);
  }
  return cells;
}
