/**
 * The claim table of dedup: which 16-byte prints were seen before. Extendible hashing (Fagin, Nievergelt, Pippenger,
 * Strong 1979) over segments that are small open-addressing tables:
 *
 *   print = lo(8) ‖ hi(8), little-endian
 *
 *   directory, 2^depth × u32          a segment: 2^segmentLog slots × u16, then its prints in the order they came
 *   ┌───┐ index: the top              ┌──┬──┬──┬──┬─    ┌────────┬────────┬─
 *   │ 0 ├─ `depth` bits of lo ──────▶ │  │ ●┼──┼──┼───▶ │ lo‖hi  │ lo‖hi  │
 *   │ 0 ├──────────────────────────▶  └──┴──┴──┴──┴─    └────────┴────────┴─
 *   │ 1 ├─▶ …                         home: the low `segmentLog` bits of hi, then linear probing
 *   │ 2 ├─▶ …                         slot: 0, or four more bits of hi ‖ number of the print, from 1
 *   └───┘
 *                                     info, u32 a segment: local depth << 16 | prints
 *
 * A look-up of what is new reads a slot and writes at the end of a list: the slots of a million prints are 4 MB, the ends of
 * all lists some hundred cache lines. A table of the prints themselves would wait for memory at every row.
 *
 * A full segment splits by the next bit of lo into itself and a new one; when its local depth was the directory's, the
 * directory doubles first. So growing never moves more than one segment (3072 prints, 56 KiB, some tens of µs) however
 * large the table is, a print is looked for in one place only, and no old table is left behind. Uniform prints fill all
 * segments alike, and all would split within a few batches; so "full" is a different number in each (splitAt).
 *
 * Branches and addresses follow the prints, which are keyed: a neighbour who times them learns how often somebody was
 * listed twice, not who.
 */

/** The directory's most bits: 2^16 segments full on average need 16, and one more for those that fill early. */
const DEPTH_MAX: u32 = 17;
const SEGMENTS_MAX: u32 = 65536;
const PAGE_LOG: u32 = 16;
/** 1 MiB at a time: memory.grow costs microseconds and pages that nothing has touched cost nothing. */
const GROW_PAGES: i32 = 16;

/** Rows whose look-ups are announced to the memory together: far more than it can have under way, far less than a cache. */
const TOUCH_ROWS: u32 = 64;

/** The bits of a slot, and of hi, that tell most other prints apart without looking at them. */
const TAG: u32 = 0xf000;

const ROW_PRINTS: usize = 48;
const DEVICE_PRINTS: usize = 32;
const PRINT: usize = 16;

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

let directory: usize = 0;
let info: usize = 0;
let segments: usize = 0;
/** Bytes of a segment, and of its slots. */
let segmentBytes: usize = 0;
let slotBytes: usize = 0;
let segmentLog: u32 = 0;
let homeMask: u32 = 0;
/** Three quarters of the slots: a segment never holds more. At that load a miss reads 8.5 slots, nearly always one cache line. */
let segmentFull: u32 = 0;
/** What touch() added up: stored so that no compiler drops the reading. */
let touched: u32 = 0;
let depth: u32 = 0;
let segmentsUsed: u32 = 0;
let entries: u32 = 0;

/**
 * Lays the table out from `base` (a multiple of 16) to the end of memory. Called once in the life of an instance.
 * @returns 1, or 0 when memory is refused
 */
export function claimOpen(base: usize, log2: u32): u32 {
  segmentLog = log2;
  homeMask = (1 << log2) - 1;
  segmentFull = (3 << log2) >>> 2;
  directory = base;
  info = directory + ((<usize>4) << DEPTH_MAX);
  segments = info + 4 * <usize>SEGMENTS_MAX;
  slotBytes = (<usize>2) << log2;
  segmentBytes = slotBytes + PRINT * <usize>segmentFull;
  depth = 1;
  segmentsUsed = 0;
  entries = 0;
  for (let i: u32 = 0; i < 2; i++) {
    if (newSegment() == SEGMENTS_MAX) return 0;
    store<u32>(info + ((<usize>i) << 2), 1 << 16);
    store<u32>(directory + ((<usize>i) << 2), i);
  }
  return 1;
}

/**
 * One batch in input order; the semantics are those of `Claims` in src/kernels/claim.ts. A row's look-ups all come before
 * its insertions, so nothing it brings can make it a duplicate of itself.
 * @returns how many prints were inserted and written to `claimed` (room for 3·rows + devices), or −1 when memory is
 *   refused: the table is then good for nothing but claimWipe
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
  claimed: usize,
): i32 {
  // A claimed pair (id, device key) means that its row was accepted, and then its id and its kept keys were claimed as
  // well. So with either of these dimensions the pair is implied, and claiming it would only double the table.
  const byPair = (dims & (DIM_ID | DIM_KEY)) == 0;
  const byKey = (dims & DIM_KEY) != 0;
  const deviceOffset: usize = byKey ? 0 : PRINT;
  const byDevice = byKey || byPair;
  const firstClaimed = claimed;
  let device: u32 = 0;

  for (let row: u32 = 0; row < rows; row++, rowPrints += ROW_PRINTS) {
    const first = device;
    if (row % TOUCH_ROWS == 0) {
      const next = min(rows - row, TOUCH_ROWS);
      const last = byDevice ? load<u32>(deviceEnd + ((<usize>(row + next - 1)) << 2)) : first;
      touch(next, dims, rowPrints, first, last, devicePrints + deviceOffset);
    }
    device = load<u32>(deviceEnd + ((<usize>row) << 2));
    if (load<u8>(eligible + row) == 0) {
      dropDevices(kept, first, device);
      store<u8>(verdict + row, <u8>REFUSED);
      continue;
    }

    let outcome = ACCEPTED;
    if ((dims & DIM_ID) != 0 && has(rowPrints)) outcome = BY_ID;
    if (outcome == ACCEPTED) {
      let left: u32 = 0;
      for (let d = first; d < device; d++) {
        const taken: u32 = byDevice && has(devicePrints + <usize>d * DEVICE_PRINTS + deviceOffset) ? 1 : 0;
        store<u8>(kept + d, <u8>(1 - taken));
        left += 1 - taken;
      }
      if (left == 0) outcome = BY_KEY;
      else if ((dims & DIM_PHONE) != 0 && has(rowPrints + PRINT)) outcome = BY_PHONE;
      else if ((dims & DIM_EMAIL) != 0 && has(rowPrints + 2 * PRINT)) outcome = BY_EMAIL;
    }
    store<u8>(verdict + row, <u8>outcome);
    if (outcome != ACCEPTED) {
      dropDevices(kept, first, device);
      continue;
    }

    if ((dims & DIM_ID) != 0) {
      const n = claim(rowPrints, claimed);
      if (n < 0) return -1;
      claimed += n;
    }
    if (byDevice) {
      for (let d = first; d < device; d++) {
        if (load<u8>(kept + d) == 0) continue;
        const n = claim(devicePrints + <usize>d * DEVICE_PRINTS + deviceOffset, claimed);
        if (n < 0) return -1;
        claimed += n;
      }
    }
    if ((dims & DIM_PHONE) != 0) {
      const n = claim(rowPrints + PRINT, claimed);
      if (n < 0) return -1;
      claimed += n;
    }
    if ((dims & DIM_EMAIL) != 0) {
      const n = claim(rowPrints + 2 * PRINT, claimed);
      if (n < 0) return -1;
      claimed += n;
    }
  }
  return <i32>((claimed - firstClaimed) >>> 4);
}

/** Inserts what earlier calls claimed. @returns 1, or 0 as claimBatch's −1 */
export function claimRestore(prints: usize, count: u32): u32 {
  for (let i: u32 = 0; i < count; i++, prints += PRINT) if (insert(prints) < 0) return 0;
  return 1;
}

export function claimSize(): u32 {
  return entries;
}

/** Zeroes everything from `base` that was ever written. Pages never touched stay untouched, and not resident. */
export function claimWipe(): void {
  memory.fill(directory, 0, (<usize>4) << depth);
  memory.fill(info, 0, (<usize>segmentsUsed) << 2);
  memory.fill(segments, 0, <usize>segmentsUsed * segmentBytes);
  entries = 0;
  touched = 0;
}

// ---- below: one print ---------------------------------------------------------------------------------------------

/**
 * Reads the slot where each print of the next rows has its home, and what it leads to where that may be the same print. Every
 * look-up in a large table waits for memory; these reads depend on nothing, so the processor waits for many at once.
 */
function touch(
  rows: u32,
  dims: u32,
  rowPrints: usize,
  firstDevice: u32,
  lastDevice: u32,
  devicePrints: usize,
): void {
  let sum: u32 = 0;
  // First the slots of all, then the prints: by then the first slots have arrived.
  for (let pass: u32 = 0; pass < 2; pass++) {
    for (let row: u32 = 0, print = rowPrints; row < rows; row++, print += ROW_PRINTS) {
      if ((dims & DIM_ID) != 0) sum += touchOne(print, pass);
      if ((dims & DIM_PHONE) != 0) sum += touchOne(print + PRINT, pass);
      if ((dims & DIM_EMAIL) != 0) sum += touchOne(print + 2 * PRINT, pass);
    }
    for (let d = firstDevice; d < lastDevice; d++) sum += touchOne(devicePrints + <usize>d * DEVICE_PRINTS, pass);
  }
  touched = sum;
}

// @ts-ignore: decorator
@inline
function touchOne(print: usize, pass: u32): u32 {
  const base = segmentAt(segmentOf(print));
  const word = load<u32>(print, 8);
  const slot: u32 = load<u16>(base + ((<usize>(word & homeMask)) << 1));
  if (pass == 0 || slot == 0 || ((slot ^ word) & TAG) != 0) return slot;
  return load<u8>(printOf(base, slot));
}

/** Inserts, and appends what was new to `claimed`. @returns bytes appended, or −1 */
function claim(print: usize, claimed: usize): i32 {
  const inserted = insert(print);
  if (inserted <= 0) return inserted;
  copyPrint(claimed, print);
  return PRINT;
}

function dropDevices(kept: usize, from: u32, to: u32): void {
  for (let d = from; d < to; d++) store<u8>(kept + d, 0);
}

// @ts-ignore: decorator
@inline
function isAbsent(print: usize): bool {
  return (load<u64>(print) | load<u64>(print, 8)) == 0;
}

// @ts-ignore: decorator
@inline
function segmentOf(print: usize): u32 {
  return load<u32>(directory + ((<usize>(load<u64>(print) >>> (64 - depth))) << 2));
}

// @ts-ignore: decorator
@inline
function segmentAt(segment: u32): usize {
  return segments + <usize>segment * segmentBytes;
}

/** Where the print is that a slot's value names. */
// @ts-ignore: decorator
@inline
function printOf(base: usize, slot: u32): usize {
  return base + slotBytes + ((<usize>((slot & ~TAG) - 1)) << 4);
}

// @ts-ignore: decorator
@inline
function same(a: usize, b: usize): bool {
  if (ASC_FEATURE_SIMD) return i8x16.all_true(i8x16.eq(v128.load(a), v128.load(b)));
  return load<u64>(a) == load<u64>(b) && load<u64>(a, 8) == load<u64>(b, 8);
}

/** Not memory.copy: for a few bytes the call of it takes longer than a look-up. */
// @ts-ignore: decorator
@inline
function copyPrint(to: usize, from: usize): void {
  if (ASC_FEATURE_SIMD) v128.store(to, v128.load(from));
  else {
    store<u64>(to, load<u64>(from));
    store<u64>(to, load<u64>(from, 8), 8);
  }
}

/** The address of the print's slot, or of the empty one where it belongs. Ends: there are more slots than prints. */
// @ts-ignore: decorator
@inline
function find(base: usize, print: usize): usize {
  const word = load<u32>(print, 8);
  let home = word & homeMask;
  if (ASC_FEATURE_SIMD) {
    // Eight slots at once, where there are as many: no print has the tag before the first that is empty, nearly always.
    if (home + 8 <= homeMask) {
      const at = base + ((<usize>home) << 1);
      const slots = v128.load(at);
      const empty = i16x8.bitmask(i16x8.eq(slots, i16x8.splat(0)));
      const alike = i16x8.bitmask(
        i16x8.eq(v128.and(slots, i16x8.splat(<i16>TAG)), i16x8.splat(<i16>(word & TAG))),
      );
      // The bits below the lowest empty slot's.
      if (empty != 0 && (alike & ~empty & (empty - 1)) == 0) return at + ((<usize>ctz(empty)) << 1);
    }
  }
  while (true) {
    const at = base + ((<usize>home) << 1);
    const slot: u32 = load<u16>(at);
    if (slot == 0 || (((slot ^ word) & TAG) == 0 && same(printOf(base, slot), print))) return at;
    home = (home + 1) & homeMask;
  }
}

function has(print: usize): bool {
  return !isAbsent(print) && load<u16>(find(segmentAt(segmentOf(print)), print)) != 0;
}

/** @returns 1 inserted, 0 there already or absent, −1 no room */
function insert(print: usize): i32 {
  if (isAbsent(print)) return 0;
  let segment = segmentOf(print);
  let at = find(segmentAt(segment), print);
  if (load<u16>(at) != 0) return 0;
  let count = load<u32>(info + ((<usize>segment) << 2));
  // Keyed prints are uniform, so one split nearly always makes room. Prints that agree in DEPTH_MAX bits end in −1.
  while ((count & 0xffff) >= splitAt(load<u64>(print))) {
    if (!split(segment, load<u64>(print))) return -1;
    segment = segmentOf(print);
    at = find(segmentAt(segment), print);
    count = load<u32>(info + ((<usize>segment) << 2));
  }
  store<u32>(info + ((<usize>segment) << 2), count + 1);
  append(segmentAt(segment), at, count & 0xffff, print);
  entries++;
  return 1;
}

/** Makes `print` the segment's `number`-th, from 0, and `slot` lead to it. */
// @ts-ignore: decorator
@inline
function append(base: usize, slot: usize, number: u32, print: usize): void {
  const value = (load<u32>(print, 8) & TAG) | (number + 1);
  store<u16>(slot, <u16>value);
  copyPrint(printOf(base, value), print);
}

// ---- growth -------------------------------------------------------------------------------------------------------

/**
 * How many entries are too many where `lo` belongs: from 3/4 down to 9/16 of the segment, by the first six bits of lo.
 * Segments fill at one pace, so without this a million of entries would bring a burst of splits, and with it they are
 * spread over the next third of a million. A segment near the root spans several of these numbers; the smallest counts.
 */
// @ts-ignore: decorator
@inline
function splitAt(lo: u64): u32 {
  return segmentFull - (((segmentFull >>> 2) * <u32>(lo >>> 58)) >>> 6);
}

/** @returns the number of a zeroed segment, SEGMENTS_MAX when there is none */
function newSegment(): u32 {
  if (segmentsUsed == SEGMENTS_MAX) return SEGMENTS_MAX;
  // In 64 bits: the last byte of a full memory is 2^32.
  const end = <u64>segments + <u64>(segmentsUsed + 1) * <u64>segmentBytes;
  const pages = <i32>((end + 0xffff) >>> PAGE_LOG);
  const missing = pages - memory.size();
  if (missing > 0 && memory.grow(max(missing, GROW_PAGES)) < 0 && memory.grow(missing) < 0) return SEGMENTS_MAX;
  return segmentsUsed++;
}

/** Prints of a segment are distinct, so one that comes from it has the first empty slot from its home on. */
// @ts-ignore: decorator
@inline
function emptySlot(base: usize, word: u32): usize {
  let home = word & homeMask;
  while (load<u16>(base + ((<usize>home) << 1)) != 0) home = (home + 1) & homeMask;
  return base + ((<usize>home) << 1);
}

/** Splits the segment that holds prints beginning like `lo`. @returns false when there is no room */
function split(segment: u32, lo: u64): bool {
  const local = load<u32>(info + ((<usize>segment) << 2)) >>> 16;
  if (local == depth && depth == DEPTH_MAX) return false;
  const fresh = newSegment();
  if (fresh == SEGMENTS_MAX) return false;

  if (local == depth) {
    // Downwards, so that nothing is read after it was overwritten.
    for (let i = (<i32>1 << depth) - 1; i >= 0; i--) {
      const value = load<u32>(directory + ((<usize>i) << 2));
      store<u64>(directory + ((<usize>i) << 3), (<u64>value << 32) | value);
    }
    depth++;
  }
  // The directory entries of a segment are one run; its upper half now leads to the new one.
  const half: u32 = 1 << (depth - local - 1);
  const run = (<u32>(lo >>> (64 - local))) << (depth - local);
  for (let i = run + half; i < run + 2 * half; i++) store<u32>(directory + ((<usize>i) << 2), fresh);

  const base = segmentAt(segment);
  const other = segmentAt(fresh);
  const count = load<u32>(info + ((<usize>segment) << 2)) & 0xffff;
  memory.fill(base, 0, slotBytes);
  let moved: u32 = 0;
  let stayed: u32 = 0;
  // What stays moves towards the front, never past what is still to be read; what is behind it no slot leads to, until it is
  // overwritten or wiped. Which half a print is in decides an address, not a branch.
  const from = base + slotBytes;
  for (let i: u32 = 0; i < count; i++) {
    const print = from + ((<usize>i) << 4);
    const upper = <u32>((load<u64>(print) >>> (63 - local)) & 1);
    const half = base + ((other - base) & (0 - <usize>upper));
    append(half, emptySlot(half, load<u32>(print, 8)), stayed + ((moved - stayed) & (0 - upper)), print);
    moved += upper;
    stayed += 1 - upper;
  }
  store<u32>(info + ((<usize>segment) << 2), ((local + 1) << 16) | stayed);
  store<u32>(info + ((<usize>fresh) << 2), ((local + 1) << 16) | moved);
  return true;
}
