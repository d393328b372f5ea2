/** The one place where csv-parse is asked. */
import { parse } from 'csv-parse/sync';

/**
 * The records of whole rows, each ended by LF as `ChunkBuilder` ends them; empty when csv-parse will not have them. Its
 * errors quote the row, so none of them goes further than here.
 */
export function csvRecords(bytes: Buffer, delimiter: string): string[][] {
  try {
    return parse(bytes, {
      delimiter,
      record_delimiter: '\n',
      // A quote inside an unquoted field is literal, as the cutter has it; the cutter let no other misplaced one pass.
      relax_quotes: true,
      // Counted by the caller, who can say which row it is.
      relax_column_count: true,
      bom: false,
    });
  } catch {
    return [];
  }
}
