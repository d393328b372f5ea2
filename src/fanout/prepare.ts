import { PRINT } from '../batch/layout.ts';
import { PreparedWriter } from '../batch/writer.ts';
import { wipe } from '../crypto/wipe.ts';
import type { PrepareAnswer, PrepareTask } from '../threads/messages.ts';
import { CONTROL_STOP } from '../threads/messages.ts';
import { Fingerprints } from './fingerprint.ts';
import type { Refusal } from './read/refusal.ts';
import { DROPPABLE, parseRows } from './read/rows.ts';

/** One per worker: its columns are reused by every chunk. */
const writer = new PreparedWriter();

/** Stage read, normalise, fingerprint for one chunk: rows in, columns out. Runs in the pool. */
export function prepareChunk(task: PrepareTask): PrepareAnswer {
  const { control, chunk, dims } = task;
  const stopped = (): boolean => Atomics.load(control, CONTROL_STOP) !== 0;
  const refusals: Refusal[] = [];
  const dropped: Record<string, number> = {};
  let repeatedKeys = 0;
  const fingerprints = new Fingerprints(task.fingerprintKey);
  try {
    parseRows(
      chunk,
      task.reading,
      {
        refuse(row, line, column, reason) {
          refusals.push({ row, line, column, reason });
        },
        accept(row) {
          for (const key of row.keys) {
            const prints = writer.device(key);
            fingerprints.write(prints.subarray(0, PRINT), 'key', key);
            fingerprints.write(prints.subarray(PRINT), 'pair', key, row.idBytes);
          }
          const prints = writer.row(row.idBytes, row.personal, row.route ?? EMPTY);
          fingerprints.write(prints.subarray(0, PRINT), 'id', row.idBytes);
          if (dims.phone && row.phone !== null)
            fingerprints.write(prints.subarray(PRINT, 2 * PRINT), 'phone', row.phone);
          if (dims.email && row.email !== null) fingerprints.write(prints.subarray(2 * PRINT), 'email', row.email);
          if (row.dropped !== 0) countDropped(dropped, row.dropped);
          repeatedKeys += row.duplicateKeys;
        },
      },
      stopped,
    );
    const batch = writer.pack();
    return {
      kind: 'prepared',
      sizes: {
        rows: batch.rows,
        devices: batch.devices,
        ids: batch.ids.length,
        personal: batch.personal.length,
        routes: batch.routes.length,
      },
      buffer: batch.buffer,
      refusals,
      dropped,
      repeatedKeys,
    };
  } finally {
    writer.wipe();
    fingerprints.wipe();
    wipe(task.fingerprintKey, chunk.bytes);
  }
}

function countDropped(dropped: Record<string, number>, bits: number): void {
  DROPPABLE.forEach((column, bit) => {
    if ((bits & (1 << bit)) !== 0) dropped[column] = (dropped[column] ?? 0) + 1;
  });
}

const EMPTY = new Uint8Array(0);
