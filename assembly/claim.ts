/**
 * Dedup, one batch a call: rows in input order against the table of claim/table.ts. The semantics are those of `Claims` in
 * src/kernels/claim.ts.
 */
import {
  GROUP,
  insert,
  isAbsent,
  PRESENT,
  PRINT,
  printAt,
  resolve,
  tableHints,
  tableOpen,
  tableSize,
  tableSplits,
  tableWipe,
} from './claim/table';

const ROW_PRINTS: usize = 48;
const DEVICE_PRINTS: usize = 32;

const DIM_ID: u32 = 1;
const DIM_KEY: u32 = 2;
const DIM_PHONE: u32 = 4;
const DIM_EMAIL: u32 = 8;

const ACCEPTED: u32 = 0;
const BY_ID: u32 = 1;
const BY_KEY: u32 = 2;
const BY_PHONE: u32 = 3;
const BY_EMAIL: u32 = 4;
const REFUSED: u32 = 5;

/** Devices of a group that get a hint; those beyond are looked up without. */
const GROUP_DEVICES: u32 = 256;

/** Hints, a word each, for the ids, phones, e-mails and devices of a group. */
let hints: usize = 0;
const HINTS_BYTES: usize = 4 * (3 * <usize>GROUP + <usize>GROUP_DEVICES);

/**
 * Lays the table out from `base` (a multiple of 64) to the end of memory. Called once in the life of an instance.
 * @returns 1, or 0 when memory is refused
 */
export function claimOpen(base: usize, bucketsLog2: u32): u32 {
  hints = base;
  return tableOpen(base + HINTS_BYTES, bucketsLog2);
}

/**
 * One batch in input order. A row's look-ups all come before its insertions, so nothing it brings can make it a duplicate of
 * itself.
 * @returns 1, or 0 when memory is refused: the table is then good for nothing but claimWipe
 */
export function claimBatch(
  rows: u32,
  dims: u32,
  eligible: usize,
  rowPrints: usize,
  deviceEnd: usize,
  devicePrints: usize,
  verdict: usize,
  kept: usize,
): u32 {
  // A claimed pair (id, device key) means that its row was accepted, and then its id and its kept keys were claimed as
  // well. So with either of these dimensions the pair is implied, and claiming it would only double the table.
  const byId = (dims & DIM_ID) != 0;
  const byPhone = (dims & DIM_PHONE) != 0;
  const byEmail = (dims & DIM_EMAIL) != 0;
  const byDevice = (dims & DIM_KEY) != 0 || !byId;
  if ((dims & DIM_KEY) == 0) devicePrints += PRINT;
  const idHints = hints;
  const phoneHints = idHints + 4 * <usize>GROUP;
  const emailHints = phoneHints + 4 * <usize>GROUP;
  const deviceHints = emailHints + 4 * <usize>GROUP;
  let device: u32 = 0;
  let hinted: u32 = 0;
  let firstHinted: u32 = 0;
  let lastHinted: u32 = 0;

  for (let row: u32 = 0; row < rows; row++, rowPrints += ROW_PRINTS) {
    const hint = (<usize>(row % GROUP)) << 2;
    if (hint == 0) {
      const next = min(rows - row, GROUP);
      hinted = tableSplits();
      if (byId) tableHints(rowPrints, ROW_PRINTS, next, idHints);
      if (byPhone) tableHints(rowPrints + PRINT, ROW_PRINTS, next, phoneHints);
      if (byEmail) tableHints(rowPrints + 2 * PRINT, ROW_PRINTS, next, emailHints);
      if (byDevice) {
        firstHinted = device;
        lastHinted = min(load<u32>(deviceEnd + ((<usize>(row + next - 1)) << 2)), device + GROUP_DEVICES);
        tableHints(devicePrints + <usize>device * DEVICE_PRINTS, DEVICE_PRINTS, lastHinted - device, deviceHints);
      }
    }
    const first = device;
    device = load<u32>(deviceEnd + ((<usize>row) << 2));
    if (load<u8>(eligible + row) == 0) {
      keepDevices(kept, first, device, 0);
      store<u8>(verdict + row, <u8>REFUSED);
      continue;
    }

    const resolved = tableSplits();
    let outcome = ACCEPTED;
    let idSlot: u32 = 0;
    let phoneSlot: u32 = 0;
    let emailSlot: u32 = 0;
    if (byId && !isAbsent(rowPrints)) {
      idSlot = resolve(rowPrints, load<u32>(idHints + hint), hinted);
      if (idSlot == PRESENT) outcome = BY_ID;
    }
    if (outcome == ACCEPTED) {
      let left: u32 = 0;
      if (byDevice) {
        for (let d = first; d < device; d++) {
          const print = devicePrints + <usize>d * DEVICE_PRINTS;
          let taken: u32 = 0;
          if (!isAbsent(print)) {
            const at = deviceHints + ((<usize>(d - firstHinted)) << 2);
            const slot = resolve(print, d < lastHinted ? load<u32>(at) : 0, hinted);
            if (d < lastHinted) store<u32>(at, slot);
            taken = slot == PRESENT ? 1 : 0;
          }
          store<u8>(kept + d, <u8>(1 - taken));
          left += 1 - taken;
        }
      } else left = device - first;
      if (left == 0) outcome = BY_KEY;
      else {
        if (byPhone && !isAbsent(rowPrints + PRINT)) {
          phoneSlot = resolve(rowPrints + PRINT, load<u32>(phoneHints + hint), hinted);
          if (phoneSlot == PRESENT) outcome = BY_PHONE;
        }
        if (outcome == ACCEPTED && byEmail && !isAbsent(rowPrints + 2 * PRINT)) {
          emailSlot = resolve(rowPrints + 2 * PRINT, load<u32>(emailHints + hint), hinted);
          if (emailSlot == PRESENT) outcome = BY_EMAIL;
        }
      }
    }
    store<u8>(verdict + row, <u8>outcome);
    if (outcome != ACCEPTED) {
      keepDevices(kept, first, device, 0);
      continue;
    }

    if (idSlot != 0 && !insert(rowPrints, idSlot, resolved)) return 0;
    if (byDevice) {
      for (let d = first; d < device; d++) {
        const print = devicePrints + <usize>d * DEVICE_PRINTS;
        if (load<u8>(kept + d) == 0 || isAbsent(print)) continue;
        const slot = d < lastHinted ? load<u32>(deviceHints + ((<usize>(d - firstHinted)) << 2)) : 0;
        if (!insert(print, slot, resolved)) return 0;
      }
    } else keepDevices(kept, first, device, 1);
    if (phoneSlot != 0 && !insert(rowPrints + PRINT, phoneSlot, resolved)) return 0;
    if (emailSlot != 0 && !insert(rowPrints + 2 * PRINT, emailSlot, resolved)) return 0;
  }
  return 1;
}

/** Inserts what earlier calls claimed. @returns 1, or 0 as claimBatch's */
export function claimRestore(prints: usize, count: u32): u32 {
  for (let i: u32 = 0; i < count; i++, prints += PRINT) {
    const hint = (<usize>(i % GROUP)) << 2;
    if (hint == 0) tableHints(prints, PRINT, min(count - i, GROUP), hints);
    if (!isAbsent(prints) && !insert(prints, 0, 0)) return 0;
  }
  return 1;
}

export function claimSize(): u32 {
  return tableSize();
}

/** @returns where the `index`-th print is that was inserted, from 0; those that follow it up to the next multiple of 4096 are behind it */
export function claimPrint(index: u32): usize {
  return printAt(index);
}

/** Zeroes everything from `base` that was ever written. Pages never touched stay untouched, and not resident. */
export function claimWipe(): void {
  memory.fill(hints, 0, HINTS_BYTES);
  tableWipe();
}

// @ts-ignore: decorator
@inline
function keepDevices(kept: usize, from: u32, to: u32, keep: u32): void {
  for (let d = from; d < to; d++) store<u8>(kept + d, <u8>keep);
}
