import { GrowingU8, GrowingU32, PreparedWriter } from '../batch/writer.ts';
import { wipe } from '../crypto/wipe.ts';
import type { PrepareAnswer, PrepareTask } from '../threads/messages.ts';
import { CONTROL_STOP } from '../threads/messages.ts';
import { createFingerprinter, type Fingerprinter } from './fingerprint.ts';
import type { Refusal } from './read/refusal.ts';
import { DROPPABLE, parseRows } from './read/rows.ts';
import { workerKernels } from './worker-kernels.ts';

const text = new TextEncoder();

class TextColumn {
  readonly #bytes = new GrowingU8();
  readonly #ends = new GrowingU32();

  add(value: string | null): void {
    if (value !== null) this.#bytes.append(text.encode(value));
    this.#ends.push(this.#bytes.length);
  }

  get bytes(): Uint8Array {
    return this.#bytes.view();
  }

  get ends(): Uint32Array {
    return this.#ends.view();
  }

  wipe(): void {
    this.#bytes.wipe();
    this.#ends.wipe();
  }
}

/** One per worker: its columns are reused by every chunk. */
const writer = new PreparedWriter();
/** What is fingerprinted and not kept: a row that has none, or whose broadcast does not ask, adds no bytes. */
const phones = new TextColumn();
const emails = new TextColumn();
let fingerprinter: Fingerprinter | undefined;

/** Stage read, normalise, fingerprint for one chunk: rows in, columns out. Runs in the pool. */
export function prepareChunk(task: PrepareTask): PrepareAnswer {
  const { control, chunk, dims, pseudonyms } = task;
  const wanted = {
    phone: dims.phone || pseudonyms?.dims.phone === true,
    email: dims.email || pseudonyms?.dims.email === true,
  };
  const stopped = (): boolean => Atomics.load(control, CONTROL_STOP) !== 0;
  const refusals: Refusal[] = [];
  const dropped: Record<string, number> = {};
  let repeatedKeys = 0;
  try {
    parseRows(
      chunk,
      task.reading,
      {
        refuse(row, line, column, reason) {
          refusals.push({ row, line, column, reason });
        },
        accept(row) {
          for (const key of row.keys) writer.device(key);
          writer.row(row.idBytes, row.personal, row.route ?? EMPTY);
          if (task.reading.hours) writer.hours(row.timeZone, row.minor);
          phones.add(wanted.phone ? row.phone : null);
          emails.add(wanted.email ? row.email : null);
          if (row.dropped !== 0) countDropped(dropped, row.dropped);
          repeatedKeys += row.duplicateKeys;
        },
      },
      stopped,
    );
    const batch = writer.pack({ pseudonyms: pseudonyms !== null });
    fingerprinter ??= createFingerprinter(workerKernels());
    const { deviceEnd, keys, idEnd, ids, rowPrints, devicePrints } = batch;
    const people = {
      ...{ idEnd, ids, phoneEnd: phones.ends, phones: phones.bytes },
      ...{ emailEnd: emails.ends, emails: emails.bytes },
    };
    fingerprinter.write(task.fingerprintKey, { ...people, deviceEnd, keys }, rowPrints, devicePrints);
    if (pseudonyms !== null)
      fingerprinter.write(pseudonyms.key, { ...people, ...noDevices(batch.rows) }, batch.pseudonyms, EMPTY);
    return {
      kind: 'prepared',
      sizes: {
        rows: batch.rows,
        devices: batch.devices,
        pseudonyms: pseudonyms === null ? 0 : batch.rows,
        hours: batch.zone.length,
        ids: batch.ids.length,
        personal: batch.personal.length,
        routes: batch.routes.length,
      },
      buffer: batch.buffer,
      zones: batch.zones,
      refusals,
      dropped,
      repeatedKeys,
    };
  } finally {
    writer.wipe();
    phones.wipe();
    emails.wipe();
    wipe(task.fingerprintKey, pseudonyms?.key, chunk.bytes);
    forgetLastMatch();
  }
}

/** The engine keeps the text that a regular expression matched last (RegExp.input), which here is somebody's address. */
function forgetLastMatch(): void {
  /(?:)/.exec('');
}

function countDropped(dropped: Record<string, number>, bits: number): void {
  DROPPABLE.forEach((column, bit) => {
    if ((bits & (1 << bit)) !== 0) dropped[column] = (dropped[column] ?? 0) + 1;
  });
}

const EMPTY = new Uint8Array(0);

/** Pseudonyms are of people, not of their devices. */
export function noDevices(rows: number): { readonly deviceEnd: Uint32Array; readonly keys: Uint8Array } {
  return { deviceEnd: new Uint32Array(rows), keys: EMPTY };
}
