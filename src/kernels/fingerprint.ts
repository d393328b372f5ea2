import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { DEVICE_PRINT_BYTES, ROW_PRINT_BYTES } from './claim.ts';
import type { KernelInstance } from './wasm.ts';

/** What `keys` holds, 16 bytes each, in this order. */
export const FINGERPRINT_KEYS = ['id', 'key', 'pair', 'phone', 'email'] as const;
export const FINGERPRINT_KEY_BYTES = 16;

/** n rows with m devices in all. `…End` are running ends, as in src/batch/layout.ts. The arrays are read, never kept. */
export interface FingerprintColumns {
  /** n ends into `keys`, in devices. */
  readonly deviceEnd: Uint32Array;
  /** 32·m bytes. */
  readonly keys: Uint8Array;
  /** n ends into `ids`, in bytes. */
  readonly idEnd: Uint32Array;
  readonly ids: Uint8Array;
  /** n ends; a row that adds nothing has none, and a print of zeros. */
  readonly phoneEnd: Uint32Array;
  readonly phones: Uint8Array;
  readonly emailEnd: Uint32Array;
  readonly emails: Uint8Array;
}

const DEVICE_KEY_BYTES = 32;
const PAGE_BYTES = 65_536;
/** The kernel reads the last word of a text whole. */
const SLACK_BYTES = 8;

/** Fingerprints over one kernel instance, whose memory it owns from here on. */
export class FingerprintKernel {
  readonly #kernel: KernelInstance;
  readonly #arena: number;

  constructor(kernel: KernelInstance) {
    this.#kernel = kernel;
    this.#arena = align(kernel.heapBase() >>> 0);
  }

  /**
   * One call for a chunk; afterwards nothing of it is left in the kernel's memory.
   *
   * @param keys 80 bytes, as `FINGERPRINT_KEYS`
   * @param rowPrints 48·n bytes, written: id ‖ phone ‖ e-mail
   * @param devicePrints 32·m bytes, written: key ‖ pair
   * @throws SealcastError KERNEL_UNAVAILABLE when the host refuses memory
   */
  write(keys: Uint8Array, columns: FingerprintColumns, rowPrints: Uint8Array, devicePrints: Uint8Array): void {
    const { rows, devices } = checkColumns(keys, columns, rowPrints, devicePrints);
    const { deviceEnd, idEnd, ids, phoneEnd, phones, emailEnd, emails } = columns;
    let end = this.#arena;
    const take = (bytes: number): number => {
      const start = end;
      end = align(end + bytes + SLACK_BYTES);
      return start;
    };
    const at = {
      keys: take(keys.length),
      idEnd: take(4 * rows),
      deviceEnd: take(4 * rows),
      phoneEnd: take(4 * rows),
      emailEnd: take(4 * rows),
      ids: take(ids.length),
      devices: take(columns.keys.length),
      phones: take(phones.length),
      emails: take(emails.length),
      rowPrints: take(rowPrints.length),
      devicePrints: take(devicePrints.length),
    };
    const kernel = this.#kernel;
    const missing = Math.ceil((end - kernel.memory.buffer.byteLength) / PAGE_BYTES);
    try {
      if (missing > 0) kernel.memory.grow(missing);
    } catch (cause) {
      throw new SealcastError('KERNEL_UNAVAILABLE', 'the fingerprint kernel cannot grow: the host refused memory', {
        hint: 'give the process more memory, or send with fewer threads',
        cause,
      });
    }
    const memory = new Uint8Array(kernel.memory.buffer);
    const words = new Uint32Array(kernel.memory.buffer);
    try {
      memory.set(keys, at.keys);
      words.set(idEnd, at.idEnd >>> 2);
      words.set(deviceEnd, at.deviceEnd >>> 2);
      words.set(phoneEnd, at.phoneEnd >>> 2);
      words.set(emailEnd, at.emailEnd >>> 2);
      memory.set(ids, at.ids);
      memory.set(columns.keys, at.devices);
      memory.set(phones, at.phones);
      memory.set(emails, at.emails);
      kernel.fingerprintBatch(
        rows,
        at.keys,
        at.ids,
        at.idEnd,
        at.deviceEnd,
        at.devices,
        at.phones,
        at.phoneEnd,
        at.emails,
        at.emailEnd,
        at.rowPrints,
        at.devicePrints,
      );
      rowPrints.set(memory.subarray(at.rowPrints, at.rowPrints + rows * ROW_PRINT_BYTES));
      devicePrints.set(memory.subarray(at.devicePrints, at.devicePrints + devices * DEVICE_PRINT_BYTES));
    } finally {
      memory.fill(0, this.#arena, end);
    }
  }
}

function align(value: number): number {
  return Math.ceil(value / 16) * 16;
}

/** Everything the kernel takes for granted, checked before any byte crosses. The twin uses it as well. */
export function checkColumns(
  keys: Uint8Array,
  columns: FingerprintColumns,
  rowPrints: Uint8Array,
  devicePrints: Uint8Array,
): { rows: number; devices: number } {
  const rows = columns.idEnd.length;
  const devices = columns.keys.length / DEVICE_KEY_BYTES;
  must(rows <= limits.batchRecipients, 'too many rows');
  must(Number.isInteger(devices) && devices <= limits.batchRecipients * limits.devices, 'keys are not 32 bytes each');
  must(keys.length === FINGERPRINT_KEYS.length * FINGERPRINT_KEY_BYTES, 'it takes five keys of 16 bytes');
  must(rowPrints.length === rows * ROW_PRINT_BYTES, 'rowPrints is not 48 bytes a row');
  must(devicePrints.length === devices * DEVICE_PRINT_BYTES, 'devicePrints is not 32 bytes a device');
  must(ends(columns.idEnd, rows, columns.ids.length), 'idEnd');
  must(ends(columns.deviceEnd, rows, devices), 'deviceEnd');
  must(ends(columns.phoneEnd, rows, columns.phones.length), 'phoneEnd');
  must(ends(columns.emailEnd, rows, columns.emails.length), 'emailEnd');
  return { rows, devices };
}

/** One end a row, never decreasing, the last one where the column ends. */
function ends(column: Uint32Array, rows: number, length: number): boolean {
  if (column.length !== rows) return false;
  let end = 0;
  for (let row = 0; row < rows; row++) {
    if (column[row]! < end) return false;
    end = column[row]!;
  }
  return end === length;
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new SealcastError('INTERNAL', `columns to fingerprint are malformed: ${what}`);
}

/**
 * The known-answer test of this kernel: the reference implementation's vectors of 0, 7, 8, 15 and 32 bytes (key and
 * message are 00 01 02 …), and of 47 for a pair, whose two parts are one message.
 */
export function fingerprintAnswers(kernel: KernelInstance): boolean {
  const keys = Uint8Array.from({ length: FINGERPRINT_KEYS.length * FINGERPRINT_KEY_BYTES }, (_, i) => i & 15);
  const bytes = (from: number, to: number) => Uint8Array.from({ length: to - from }, (_, i) => from + i);
  const rowPrints = new Uint8Array(2 * ROW_PRINT_BYTES);
  const devicePrints = new Uint8Array(DEVICE_PRINT_BYTES);
  const columns: FingerprintColumns = {
    deviceEnd: Uint32Array.of(1, 1),
    keys: bytes(0, 32),
    idEnd: Uint32Array.of(15, 15),
    ids: bytes(32, 47),
    phoneEnd: Uint32Array.of(7, 7),
    phones: bytes(0, 7),
    emailEnd: Uint32Array.of(8, 23),
    emails: Uint8Array.from([...bytes(0, 8), ...bytes(0, 15)]),
  };
  new FingerprintKernel(kernel).write(keys, columns, rowPrints, devicePrints);
  const answers: readonly (readonly [found: Uint8Array, wanted: string])[] = [
    [rowPrints.subarray(16, 32), 'a1f1ebbed8dbc153c0b84aa61ff08239'],
    [rowPrints.subarray(32, 48), '3b62a9ba6258f5610f83e264f31497b4'],
    [rowPrints.subarray(48, 64), 'a3817f04ba25a8e66df67214c7550293'],
    [rowPrints.subarray(64, 80), '00000000000000000000000000000000'],
    [rowPrints.subarray(80, 96), '5493e99933b0a8117e08ec0f97cfc3d9'],
    [devicePrints.subarray(0, 16), '7c3956ca5eeafc3e363e9d556546eb68'],
    [devicePrints.subarray(16, 32), 'e61c432b720b19d18ec8d84bdc63151b'],
  ];
  return answers.every(
    ([found, wanted]) => Array.from(found, (byte) => byte.toString(16).padStart(2, '0')).join('') === wanted,
  );
}
