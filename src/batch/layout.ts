/**
 * A batch is one ArrayBuffer of columns: it crosses threads by transfer, enters a kernel in one call, and is wiped with one
 * `fill(0)`. This file is the map of both kinds; offsets are in bytes, every column starts on a multiple of 8.
 *
 * Prepared (worker to main thread, n rows, m devices)   Sealing (main thread to worker, n devices, shuffled)
 *
 *   deviceEnd    u32 × n   exclusive end into devices       keys         32 × n
 *   idEnd        u32 × n   exclusive end into ids           idEnd        u32 × n
 *   personalEnd  u32 × n                                    personalEnd  u32 × n
 *   routeEnd     u32 × n                                    routeEnd     u32 × n
 *   rowPrints    48 × n    id ‖ phone ‖ email, 16 each      ids          UTF-8
 *   devicePrints 32 × m    key ‖ (id, key)                  personal     msgpack maps
 *   pseudonyms   48 × n    as rowPrints, under a key of     routes       bytes
 *                          the directory; none unless asked
 *   keys         32 × m    X25519 public keys
 *   zone         u16 × n   0: none, else from 1 in `zones`
 *   minor        u8 × n    0: not known, 1: no, 2: yes; these two none unless asked
 *   ids, personal, routes  concatenated bytes
 *
 * `…End` columns are running sums: element i spans [end(i-1), end(i)), so a column needs no separate lengths.
 */
export interface Columns {
  readonly buffer: ArrayBuffer;
}

export interface PreparedBatch extends Columns {
  readonly rows: number;
  readonly devices: number;
  readonly deviceEnd: Uint32Array;
  readonly idEnd: Uint32Array;
  readonly personalEnd: Uint32Array;
  readonly routeEnd: Uint32Array;
  readonly rowPrints: Uint8Array;
  readonly devicePrints: Uint8Array;
  /** Empty where no rule asks who somebody is in other broadcasts. */
  readonly pseudonyms: Uint8Array;
  readonly keys: Uint8Array;
  /** Empty, as `minor`, where no rule asks for hours. */
  readonly zone: Uint16Array;
  readonly minor: Uint8Array;
  readonly ids: Uint8Array;
  readonly personal: Uint8Array;
  readonly routes: Uint8Array;
  /** Names of the tz database that `zone` counts in, from 1: those of this batch. */
  readonly zones: readonly string[];
}

export interface PreparedSizes {
  rows: number;
  devices: number;
  /** As many as rows, or none. */
  pseudonyms: number;
  /** Rows of `zone` and `minor`: as many as rows, or none. */
  hours: number;
  ids: number;
  personal: number;
  routes: number;
}

export interface SealingBatch extends Columns {
  readonly count: number;
  readonly keys: Uint8Array;
  readonly idEnd: Uint32Array;
  readonly personalEnd: Uint32Array;
  readonly routeEnd: Uint32Array;
  readonly ids: Uint8Array;
  readonly personal: Uint8Array;
  readonly routes: Uint8Array;
}

export interface SealingSizes {
  count: number;
  ids: number;
  personal: number;
  routes: number;
}

export const ROW_PRINTS = 48;
export const DEVICE_PRINTS = 32;
export const PRINT = 16;
export const KEY = 32;

export function preparedBatch(
  sizes: PreparedSizes,
  buffer?: ArrayBuffer,
  zones: readonly string[] = [],
): PreparedBatch {
  const { rows, devices } = sizes;
  const cut = cutter(buffer ?? new ArrayBuffer(preparedBytes(sizes)));
  return {
    buffer: cut.buffer,
    rows,
    devices,
    deviceEnd: cut.u32(rows),
    idEnd: cut.u32(rows),
    personalEnd: cut.u32(rows),
    routeEnd: cut.u32(rows),
    rowPrints: cut.u8(rows * ROW_PRINTS),
    devicePrints: cut.u8(devices * DEVICE_PRINTS),
    pseudonyms: cut.u8(sizes.pseudonyms * ROW_PRINTS),
    keys: cut.u8(devices * KEY),
    zone: cut.u16(sizes.hours),
    minor: cut.u8(sizes.hours),
    ids: cut.u8(sizes.ids),
    personal: cut.u8(sizes.personal),
    routes: cut.u8(sizes.routes),
    zones,
  };
}

export function sealingBatch(sizes: SealingSizes, buffer?: ArrayBuffer): SealingBatch {
  const { count } = sizes;
  const cut = cutter(buffer ?? new ArrayBuffer(sealingBytes(sizes)));
  return {
    buffer: cut.buffer,
    count,
    keys: cut.u8(count * KEY),
    idEnd: cut.u32(count),
    personalEnd: cut.u32(count),
    routeEnd: cut.u32(count),
    ids: cut.u8(sizes.ids),
    personal: cut.u8(sizes.personal),
    routes: cut.u8(sizes.routes),
  };
}

function preparedBytes(s: PreparedSizes): number {
  return (
    4 * up8(4 * s.rows) +
    up8(s.rows * ROW_PRINTS) +
    up8(s.devices * DEVICE_PRINTS) +
    up8(s.pseudonyms * ROW_PRINTS) +
    up8(s.devices * KEY) +
    up8(2 * s.hours) +
    up8(s.hours) +
    up8(s.ids) +
    up8(s.personal) +
    up8(s.routes)
  );
}

function sealingBytes(s: SealingSizes): number {
  return up8(s.count * KEY) + 3 * up8(4 * s.count) + up8(s.ids) + up8(s.personal) + up8(s.routes);
}

function up8(bytes: number): number {
  return (bytes + 7) & ~7;
}

function cutter(buffer: ArrayBuffer) {
  let at = 0;
  const take = (bytes: number): number => {
    const start = at;
    at += up8(bytes);
    return start;
  };
  return {
    buffer,
    u8: (length: number) => new Uint8Array(buffer, take(length), length),
    u16: (length: number) => new Uint16Array(buffer, take(2 * length), length),
    u32: (length: number) => new Uint32Array(buffer, take(4 * length), length),
  };
}

/** Start of element i in a column of running ends. */
export function startOf(ends: Uint32Array, i: number): number {
  return i === 0 ? 0 : ends[i - 1]!;
}
