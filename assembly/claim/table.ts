/**
 * The claim table of dedup: which 16-byte prints were seen before. Extendible hashing (Fagin, Nievergelt, Pippenger,
 * Strong 1979) over segments of buckets, and the prints themselves in one log, in the order they came:
 *
 *   print = lo(8) ‖ hi(8), little-endian. word: the upper half of lo; tag: the lowest byte of hi
 *
 *   directory, 2^depth × u32        record             segment: buckets of 64 bytes           log: chunks of 4096
 *   ┌───┐ index: the top            ┌──────────────┐   ┌──────────┬───────┬───┬───────────┐   ┌───────┬───────┬─
 *   │ 0 ├─ `depth` bits of word ──▶ │ segment      ├──▶│ 12 tags  │ taken │   │ 12 slots ─┼──▶│ lo‖hi │ lo‖hi │
 *   │ 0 ├─────────────────────────▶ │ depth ‖ room │   ├──────────┴───────┴───┴───────────┤   └───────┴───────┴─
 *   │ 1 ├─▶ …                       └──────────────┘   │ home: bits 6 … of word, as they  │   number: from 1
 *   │ 2 ├─▶ …                                          │ are; where it is full, the next  │
 *   └───┘                                              └──────────────────────────────────┘
 *
 *   slot, 32 bits = number(13 + d) ‖ bits d … 17 of word, from the top (18 − d) ‖ away(1)     d: depth of the segment
 *
 * A look-up of what is new reads one bucket, which is one cache line, and nothing else: that another print has the same tag
 * and the same bits in its slot is rare. A new print goes to the end of the log.
 *
 * A full segment splits by the next bit of word into itself and a new one; when its depth was the directory's, the
 * directory doubles first. The slot has that bit, and gives its place to the number, which needs one more as the table doubles. So
 * growing moves slots, not prints, and never those of more than one segment (2764 of them, 16 KiB) however large the table is; a
 * print is looked for in one place only, and no old table is left behind. Uniform prints fill all segments alike, and all would
 * split within a few batches; so "full" is a different number in each (splitAt).
 *
 * Branches and addresses follow the prints, which are keyed: a neighbour who times them learns how often somebody was
 * listed twice, not who.
 */

/** The directory's most bits: 2^16 segments full on average need 16, and one more for those that fill early. */
const DEPTH_MAX: u32 = 17;
const SEGMENTS_MAX: u32 = 65536;
/** In a slot: its print is not in its home. */
const AWAY: u32 = 1;
/** The top bits of word: the directory takes some of them, and slots have those that it leaves. */
const PATH_BITS: u32 = 18;
/** Bits of a number in a slot at depth 0. */
const NUMBER_BITS: u32 = 31 - PATH_BITS;
const BUCKETS_LOG_MAX: u32 = 8;
const PAGE_LOG: u32 = 16;
/** 1 MiB at a time: memory.grow costs microseconds and pages that nothing has touched cost nothing. */
const GROW_PAGES: i32 = 16;

export const PRINT: usize = 16;
const CHUNK_LOG: u32 = 12;
const CHUNK_PRINTS: u32 = 1 << CHUNK_LOG;
const CHUNKS_MAX: u32 = 65536;

const BUCKET: usize = 64;
const BUCKET_SLOTS: u32 = 12;
/** From a bucket to how many of its slots are taken, and to the first of them. */
const TAKEN: usize = 12;
const SLOTS: usize = 16;

/** What resolve answers for a print that is there, and for one that is not; or the address of a free slot, a multiple of four. */
export const PRESENT: u32 = 1;
const MISSING: u32 = 2;

const DIRECTORY_BYTES: usize = (<usize>4) << DEPTH_MAX;
const RECORDS_BYTES: usize = 8 * <usize>SEGMENTS_MAX;
const CHUNKS_BYTES: usize = 4 * <usize>CHUNKS_MAX;
const STASH_BYTES: usize = (<usize>4 * <usize>BUCKET_SLOTS) << BUCKETS_LOG_MAX;

/** Prints whose look-ups are announced to the memory together: far more than it can have under way, far less than a cache. */
export const GROUP: u32 = 64;

let directory: usize = 0;
let records: usize = 0;
let chunks: usize = 0;
/** What a split puts aside, and a copy of the bucket it is at. */
let stash: usize = 0;
/** First byte that was never handed out. */
let top: usize = 0;
let segmentBytes: usize = 0;
/** The bits of word that are the offset of the home: below those of the path, which begin at bit 14. */
let homeMask: u32 = 0;
/** Nine tenths of its slots: a segment never holds more. */
let segmentFull: u32 = 0;
let depth: u32 = 0;
let segmentsUsed: u32 = 0;
let entries: u32 = 0;
/** Where the next print goes. */
let logEnd: usize = 0;
/** Changes when slots do: an address of one is good as long as this is the same. */
let splits: u32 = 0;
/** What tableHints added up: stored so that no compiler drops the reading. */
let touched: u32 = 0;

/** @returns 1, or 0 when memory is refused */
export function tableOpen(base: usize, bucketsLog2: u32): u32 {
  segmentBytes = BUCKET << bucketsLog2;
  homeMask = <u32>(segmentBytes - BUCKET);
  segmentFull = ((BUCKET_SLOTS << bucketsLog2) * 9) / 10;
  directory = base;
  records = directory + DIRECTORY_BYTES;
  chunks = records + RECORDS_BYTES;
  stash = chunks + CHUNKS_BYTES;
  top = stash + STASH_BYTES + BUCKET;
  depth = 1;
  segmentsUsed = 0;
  entries = 0;
  splits = 0;
  for (let i: u32 = 0; i < 2; i++) {
    const record = newSegment();
    if (record == 0) return 0;
    store<u32>(record, (1 << 16) | splitAt(i << 31, 1), 4);
    store<u32>(directory + ((<usize>i) << 2), <u32>record);
  }
  return 1;
}

export function tableSize(): u32 {
  return entries;
}

// @ts-ignore: decorator
@inline
export function tableSplits(): u32 {
  return splits;
}

/** Zeroes everything that was ever written. Pages never touched stay untouched, and not resident. */
export function tableWipe(): void {
  for (let i: u32 = 0; i < segmentsUsed; i++) memory.fill(load<u32>(records + ((<usize>i) << 3)), 0, segmentBytes);
  for (let from: u32 = 0; from < entries; from += CHUNK_PRINTS)
    memory.fill(printAt(from), 0, PRINT * <usize>min(entries - from, CHUNK_PRINTS));
  memory.fill(directory, 0, (<usize>4) << depth);
  memory.fill(records, 0, (<usize>segmentsUsed) << 3);
  memory.fill(chunks, 0, (<usize>4) * <usize>((entries + CHUNK_PRINTS - 1) >>> CHUNK_LOG));
  if (splits != 0) memory.fill(stash, 0, STASH_BYTES + BUCKET);
  entries = 0;
  touched = 0;
}

/** Where the print is that was the `index`-th to come, from 0; the rest of its chunk follows. */
// @ts-ignore: decorator
@inline
export function printAt(index: u32): usize {
  return <usize>load<u32>(chunks + ((<usize>(index >>> CHUNK_LOG)) << 2)) + ((<usize>(index & (CHUNK_PRINTS - 1))) << 4);
}

// ---- look-up ------------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
export function isAbsent(print: usize): bool {
  if (ASC_FEATURE_SIMD) return !v128.any_true(v128.load(print));
  return (load<u64>(print) | load<u64>(print, 8)) == 0;
}

// @ts-ignore: decorator
@inline
function wordOf(print: usize): u32 {
  return load<u32>(print, 4);
}

// @ts-ignore: decorator
@inline
function recordOf(word: u32): usize {
  return load<u32>(directory + ((<usize>(word >>> (32 - depth))) << 2));
}

// @ts-ignore: decorator
@inline
function homeOf(word: u32): u32 {
  return word & homeMask;
}

/** A byte that tells most of a bucket's prints apart. */
// @ts-ignore: decorator
@inline
function tagOf(print: usize): u32 {
  return load<u8>(print, 8);
}

/** Where in a slot the number begins, in a segment of this depth: below it are a flag and the bits of the path. */
// @ts-ignore: decorator
@inline
function numberShift(local: u32): u32 {
  return PATH_BITS + 1 - local;
}

/** The bits of the path where slots have them; those that slots of a segment have are left by the mask (1 << numberShift) - 2. */
// @ts-ignore: decorator
@inline
function pathOf(word: u32): u32 {
  return (word >>> (32 - PATH_BITS)) << 1;
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

/** A bit for each of the `taken` slots of a bucket that has this tag. */
// @ts-ignore: decorator
@inline
function slotsOf(bucket: usize, taken: u32, tag: u32): u32 {
  const among: u32 = (1 << taken) - 1;
  if (ASC_FEATURE_SIMD) return <u32>i8x16.bitmask(i8x16.eq(v128.load(bucket), i8x16.splat(<i8>tag))) & among;
  const tags = <u64>tag * 0x0101010101010101;
  return (zeroBytes(load<u64>(bucket) ^ tags) | (zeroBytes(load<u64>(bucket, 8) ^ tags) << 8)) & among;
}

/** A bit for each byte that is 0. */
// @ts-ignore: decorator
@inline
function zeroBytes(x: u64): u32 {
  const low: u64 = 0x7f7f7f7f7f7f7f7f;
  return <u32>(((~(((x & low) + low) | x | low) >>> 7) * 0x0102040810204080) >>> 56);
}

// @ts-ignore: decorator
@inline
function slotAt(bucket: usize, slots: u32): usize {
  return bucket + ((<usize>ctz(slots)) << 2);
}

/**
 * For `count` prints, `stride` bytes apart: into `hints`, what resolve() begins with. Every look-up in a large table waits for
 * memory; these depend on nothing, so the processor waits for many at once.
 */
export function tableHints(prints: usize, stride: usize, count: u32, hints: usize): void {
  const from = directory;
  const shift = 32 - depth;
  const home = homeMask;
  const end = hints + ((<usize>count) << 2);
  let sum: u32 = 0;
  for (let hint = hints; hint < end; hint += 4, prints += stride) {
    const word = wordOf(prints);
    const record: usize = load<u32>(from + ((<usize>(word >>> shift)) << 2));
    const bucket = load<u32>(record) + (word & home);
    sum += load<u32>(bucket);
    // A bucket begins at a multiple of 64: there is room for the segment's depth.
    store<u32>(hint, bucket | (load<u32>(record, 4) >>> 16));
  }
  prints -= stride * <usize>count;
  // A second time from the start: by then the first buckets have arrived.
  for (let hint = hints; hint < end; hint += 4, prints += stride) {
    const both = load<u32>(hint);
    const bucket: usize = both & ~63;
    const taken: u32 = load<u8>(bucket, TAKEN);
    const alike = slotsOf(bucket, taken, tagOf(prints));
    let answer = <u32>bucket + <u32>SLOTS + (taken << 2);
    if (alike != 0) {
      const toNumber = numberShift(both & 63);
      const slot = load<u32>(slotAt(bucket, alike), SLOTS);
      if (((slot ^ pathOf(wordOf(prints))) & ((1 << toNumber) - 2)) == 0) {
        const number = slot >>> toNumber;
        sum += load<u32>(printAt(number - 1));
        answer = (number << 1) | PRESENT;
      } else if ((alike & (alike - 1)) != 0) answer = 0;
    }
    store<u32>(hint, taken == BUCKET_SLOTS && (answer & PRESENT) == 0 ? 0 : answer);
  }
  touched = sum;
}

/**
 * Is `print` there? PRESENT, MISSING, or also missing: the address of the slot where it belongs, which is good until the slot is
 * taken or tableSplits() changes.
 *
 * @param hint what tableHints wrote when tableSplits() was `hinted`; 0: nothing
 */
// @ts-ignore: decorator
@inline
export function resolve(print: usize, hint: u32, hinted: u32): u32 {
  if ((hint & PRESENT) == 0) {
    // Slots are taken in order and never given back: as long as this one is free, nothing came into its bucket.
    if (hint != 0 && hinted == splits && load<u32>(hint) == 0) return hint;
  } else if (same(printAt((hint >>> 1) - 1), print)) return PRESENT;
  return find(print) == 0 ? PRESENT : MISSING;
}

/** @returns the bucket where `print` belongs, 0 when it is there */
function find(print: usize): usize {
  const word = wordOf(print);
  const record = recordOf(word);
  const base: usize = load<u32>(record);
  const toNumber = numberShift(load<u32>(record, 4) >>> 16);
  const path = pathOf(word);
  const tag = tagOf(print);
  // Ends: there are more slots than prints.
  let home = homeOf(word);
  while (true) {
    const bucket = base + <usize>home;
    const taken: u32 = load<u8>(bucket, TAKEN);
    for (let alike = slotsOf(bucket, taken, tag); alike != 0; alike &= alike - 1) {
      const slot = load<u32>(slotAt(bucket, alike), SLOTS);
      if (((slot ^ path) & ((1 << toNumber) - 2)) == 0 && same(printAt((slot >>> toNumber) - 1), print)) return 0;
    }
    if (taken < BUCKET_SLOTS) return bucket;
    home = (home + <u32>BUCKET) & homeMask;
  }
}

// ---- insertion ----------------------------------------------------------------------------------------------------

/**
 * Inserts a print that is not absent, unless it is there.
 *
 * @param slot what resolve answered when tableSplits() was `resolved`; 0: nothing
 * @returns false: no room, the table is then good for nothing but tableWipe
 */
// @ts-ignore: decorator
@inline
export function insert(print: usize, slot: u32, resolved: u32): bool {
  const held = entries;
  if (slot > MISSING && resolved == splits && load<u32>(slot) == 0 && (held & (CHUNK_PRINTS - 1)) != 0) {
    const word = wordOf(print);
    const record = recordOf(word);
    const info = load<u32>(record, 4);
    if (!isFull(info, held)) {
      const bucket: usize = slot & ~63;
      const taken = ((slot & 63) >>> 2) - <u32>(SLOTS >>> 2);
      store<u32>(record, info - 1, 4);
      fill(bucket, taken, tagOf(print), slotOf(info >>> 16, held + 1, word));
      append(held, print);
      return true;
    }
  }
  return insertSlowly(print);
}

function insertSlowly(print: usize): bool {
  let bucket = find(print);
  if (bucket == 0) return true;
  const word = wordOf(print);
  let record = recordOf(word);
  // Keyed prints are uniform, so one split nearly always makes room. Prints that agree in DEPTH_MAX bits end in false.
  while (isFull(load<u32>(record, 4), entries)) {
    if (!split(record, word)) return false;
    record = recordOf(word);
    bucket = find(print);
  }
  if ((entries & (CHUNK_PRINTS - 1)) == 0) {
    const chunk = reserve(PRINT << CHUNK_LOG);
    if (chunk == 0) return false;
    store<u32>(chunks + ((<usize>(entries >>> CHUNK_LOG)) << 2), <u32>chunk);
    logEnd = chunk;
  }
  const info = load<u32>(record, 4);
  const away: u32 = bucket == <usize>(load<u32>(record) + homeOf(word)) ? 0 : AWAY;
  store<u32>(record, info - 1, 4);
  fill(bucket, load<u8>(bucket, TAKEN), tagOf(print), slotOf(info >>> 16, entries + 1, word) | away);
  append(entries, print);
  return true;
}

// @ts-ignore: decorator
@inline
function slotOf(local: u32, number: u32, word: u32): u32 {
  const toNumber = numberShift(local);
  return (number << toNumber) | (pathOf(word) & ((1 << toNumber) - 2));
}

/** Takes the first free slot of a bucket. */
// @ts-ignore: decorator
@inline
function fill(bucket: usize, taken: u32, tag: u32, slot: u32): void {
  store<u8>(bucket + <usize>taken, <u8>tag);
  store<u8>(bucket, <u8>(taken + 1), TAKEN);
  store<u32>(bucket + ((<usize>taken) << 2), slot, SLOTS);
}

// @ts-ignore: decorator
@inline
function append(held: u32, print: usize): void {
  const end = logEnd;
  copyPrint(end, print);
  logEnd = end + PRINT;
  entries = held + 1;
}

// ---- growth -------------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function isFull(info: u32, held: u32): bool {
  // The next number may have no room in a slot of this depth: only prints that are not uniform get there.
  return (info & 0xffff) == 0 || (held + 1) >>> (NUMBER_BITS + (info >>> 16)) != 0;
}

/**
 * How many prints a segment of this depth holds until it splits, where words begin like `word`: from segmentFull down to three
 * quarters of it, by the first six bits of the word. Segments fill at one pace, so without this a million of entries would bring
 * a burst of splits, and with it they are spread over the next third of a million. A segment near the root spans several of
 * these numbers; the smallest counts.
 */
function splitAt(word: u32, local: u32): u32 {
  const last = word | (0xffffffff >>> local);
  return segmentFull - (((segmentFull >>> 2) * (last >>> 26)) >>> 6);
}

/** @returns the address of `bytes` zeros, a multiple of 64; 0 when memory is refused */
function reserve(bytes: usize): usize {
  const at = top;
  // In 64 bits: the last byte of a full memory is 2^32.
  const pages = <i32>((<u64>at + <u64>bytes + 0xffff) >>> PAGE_LOG);
  const missing = pages - memory.size();
  if (missing > 0 && memory.grow(max(missing, GROW_PAGES)) < 0 && memory.grow(missing) < 0) return 0;
  top = at + bytes;
  return at;
}

/** @returns the record of a segment that is empty, without depth, 0 when there is none */
function newSegment(): usize {
  if (segmentsUsed == SEGMENTS_MAX) return 0;
  const segment = reserve(segmentBytes);
  if (segment == 0) return 0;
  const record = records + ((<usize>segmentsUsed) << 3);
  store<u32>(record, <u32>segment);
  segmentsUsed++;
  return record;
}

/** Moves a bucket to `copy` and leaves zeros. */
// @ts-ignore: decorator
@inline
function lift(copy: usize, bucket: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(copy, v128.load(bucket));
    v128.store(copy, v128.load(bucket, 16), 16);
    v128.store(copy, v128.load(bucket, 32), 32);
    v128.store(copy, v128.load(bucket, 48), 48);
    v128.store(bucket, i32x4.splat(0));
    v128.store(bucket, i32x4.splat(0), 16);
    v128.store(bucket, i32x4.splat(0), 32);
    v128.store(bucket, i32x4.splat(0), 48);
  } else {
    memory.copy(copy, bucket, BUCKET);
    memory.fill(bucket, 0, BUCKET);
  }
}

/** Splits the segment where `word` belongs. @returns false when there is no room */
function split(record: usize, word: u32): bool {
  const local = load<u32>(record, 4) >>> 16;
  if (local == depth && depth == DEPTH_MAX) return false;
  const fresh = newSegment();
  if (fresh == 0) return false;
  splits++;

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
  const run = (word >>> (32 - local)) << (depth - local);
  for (let i = run + half; i < run + 2 * half; i++) store<u32>(directory + ((<usize>i) << 2), <u32>fresh);

  const base: usize = load<u32>(record);
  const other: usize = load<u32>(fresh);
  const copy = stash + STASH_BYTES;
  // A slot loses the bit that the split goes by, the highest below its number, which comes down by one.
  const toNumber = numberShift(local);
  const shift = toNumber - 1;
  const keep: u32 = (1 << shift) - 1;
  let stashed = stash;
  let moved: u32 = 0;
  let stayed: u32 = 0;
  // Who is in its home stays in the bucket of that number, here or there. Which half it is in decides an address, not a branch.
  for (let home: usize = 0; home < segmentBytes; home += BUCKET) {
    lift(copy, base + home);
    let low = base + home;
    let high = other + home;
    let lowTag = low;
    let highTag = high;
    const end = copy + (<usize>load<u8>(copy, TAKEN) << 2);
    for (let at = copy, tag = copy; at < end; at += 4, tag++) {
      const slot = load<u32>(at, SLOTS);
      if ((slot & AWAY) != 0) {
        store<u32>(stashed, slot);
        stashed += 4;
        continue;
      }
      const upper: usize = (slot >>> shift) & 1;
      store<u32>(low + ((high - low) & (0 - upper)), ((slot >>> toNumber) << shift) | (slot & keep), SLOTS);
      store<u8>(lowTag + ((highTag - lowTag) & (0 - upper)), load<u8>(tag));
      high += upper << 2;
      highTag += upper;
      low += 4 - (upper << 2);
      lowTag += 1 - upper;
    }
    store<u8>(base + home, <u8>(lowTag - base - home), TAKEN);
    store<u8>(other + home, <u8>(highTag - other - home), TAKEN);
    stayed += <u32>(lowTag - base - home);
    moved += <u32>(highTag - other - home);
  }
  // Who was not goes home now, or as near as it gets.
  for (let at = stash; at < stashed; at += 4) {
    const slot = load<u32>(at);
    const upper = (slot >>> shift) & 1;
    const print = printAt((slot >>> toNumber) - 1);
    const home = homeOf(wordOf(print));
    const segment = base + ((other - base) & (0 - <usize>upper));
    let to = home;
    while (load<u8>(segment + <usize>to, TAKEN) == BUCKET_SLOTS) to = (to + <u32>BUCKET) & homeMask;
    const bucket = segment + <usize>to;
    const next = ((slot >>> toNumber) << shift) | (slot & keep & ~AWAY) | (to == home ? 0 : AWAY);
    fill(bucket, load<u8>(bucket, TAKEN), tagOf(print), next);
    moved += upper;
    stayed += 1 - upper;
  }
  const bit: u32 = 0x80000000 >>> local;
  const path = word & ~(0xffffffff >>> local);
  store<u32>(record, ((local + 1) << 16) | roomOf(splitAt(path, local + 1), stayed), 4);
  store<u32>(fresh, ((local + 1) << 16) | roomOf(splitAt(path | bit, local + 1), moved), 4);
  return true;
}

function roomOf(full: u32, held: u32): u32 {
  return held < full ? full - held : 0;
}
