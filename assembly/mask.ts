/**
 * Masks free text, UTF-8, many texts a call: the scanner of src/fanout/mask/text.ts, its readable twin, whose answers are
 * the definition. Character classes, the shapes of numbers and the label words are the twin's own tables, written into
 * memory by src/kernels/mask.ts; what a number's digits must satisfy is written out here.
 *
 * First every byte of the batch is classed, 16 at a time and without a branch, into two maps of a bit a byte:
 *
 *   text     电 话 1 3 8 - 1 2 3 4 - 5 6 7 8 ， z @ q q . c n
 *   digits           1 1 1   1 1 1 1   1 1 1 1
 *   stops            1 1 1   1 1 1 1   1 1 1 1 1   1               @ and the first bytes of other digits and of ＠ as well
 *
 * Then each text is walked from one stop to the next; what cannot begin anything is never looked at. From a digit on,
 * the first map gives the lengths of the groups of a chain. With fewer than seven digits, or with lengths that are nowhere side
 * by side in a shape, nothing begins there: most dates, prices, times, order numbers. A number in one group is read where
 * it stands, and only what is left goes through the twin's machine, character by character.
 *
 * What is not UTF-8 counts as a character that ends everything, byte by byte, as if U+FFFD stood there, and is copied.
 * A text that needs more than this (the first grapheme of an unusual local part; hundreds of groups in one number) is
 * left to the twin and says so. Branches follow the text: this is no secret to the process that masks it.
 */

// Classes of src/fanout/mask/text-classes.ts. 0 … 9 are the digits.
const X: u32 = 11;
const OTHER_LETTER: u32 = 12;
const UNDERSCORE: u32 = 13;
const SPACE: u32 = 14;
const HYPHEN: u32 = 15;
const DOT: u32 = 16;
const OPEN: u32 = 17;
const CLOSE: u32 = 18;
const PLUS_SIGN: u32 = 19;
const AT: u32 = 20;
const LOCAL_MARK: u32 = 21;
const IGNORED: u32 = 22;
const OTHER: u32 = 23;
/** Bit n: class n is one of words. One shift, where comparing would be a branch or four instructions for each class. */
const WORDS: u32 = ((2 << X) - 1) | (1 << UNDERSCORE);
/** Bit n: with class n a chain may go on. */
const CHAINED: u32 =
  0x3ff | (1 << X) | (1 << SPACE) | (1 << HYPHEN) | (1 << DOT) | (1 << OPEN) | (1 << CLOSE) | (1 << IGNORED);

// What is known of a group of digits, as in text-numbers.ts.
const TOUCHES_LEFT: u32 = 1;
const TOUCHES_RIGHT: u32 = 2;
const PLUS: u32 = 4;
const TIGHT: u32 = 8;
const NOT_PLAIN: u32 = 16;
const OPENED: u32 = 32;
const CHECK_X: u32 = 64;
const DOTTED: u32 = 128;

const GROUP_DIGITS_MAX: u32 = 19;
const GROUP_TOO_LONG: u32 = 20;
const INTERNATIONAL_GROUPS_MAX: u32 = 8;
/** Bit n: a number may be one group of n digits. 64 bits, since n may be 56 and a shift by 32 is none. */
const ALONE: u64 = 0xfe800;
/** No number, passport or plate aside, has fewer digits. */
const DIGITS_MIN: u32 = 7;
const LABEL_MAX: u32 = 8;

// The tables, from `tables` on: laid out by src/kernels/mask.ts.
const CLASSES_BYTES: usize = 65536;
const LENGTHS: u32 = 21;
/** u32 a pair of lengths: first entry << 16 | entries. */
const INDEX_BYTES: usize = 4 * 441;
const ENTRY: usize = 16;
/** Bits of an entry's flags. */
const RULE_CHECK_X: u32 = 1;
const RULE_ANY_SEPARATOR: u32 = 2;
const RULE_EXTENSION: u32 = 4;

// Scratch, from `scratch` on: bounded, whatever the text.
const GROUPS_MAX: u32 = 256;
const GROUP: usize = 16;
const DIGITS_AT: usize = GROUP * 256;
const DIGITS_BYTES: usize = 5120;
const DIALLED_AT: usize = DIGITS_AT + DIGITS_BYTES;
const DIALLED_BYTES: usize = 256;
const SPANS_AT: usize = DIALLED_AT + DIALLED_BYTES;
const SPANS_MAX: u32 = 4096;
const SPAN: usize = 16;
const NEIGHBOURS_AT: usize = SPANS_AT + SPAN * 4096;
const BESIDES_AT: usize = NEIGHBOURS_AT + 4 * 21;
const SCRATCH_BYTES: usize = BESIDES_AT + 256;

// What a byte may be next to a digit.
/** It stands between two groups of a number. */
const JOINT: u32 = 1;
/** A letter of a hexadecimal number, or a colon. */
const HEX: u32 = 2;
/** Before the digits of a plate: a letter, or the last byte of a separator that is none of ASCII's. */
const PLATE: u32 = 4;
/** The same, when a letter is before it: a separator of ASCII. */
const PLATE_BEHIND: u32 = 8;

// Kinds of spans, in their last word.
/** Detail: digits in all | shown at the start << 8 | shown at the end << 16, and PLAIN. */
const NUMBER: u32 = 0;
/** Its digits are those of the map, all of them. */
const PLAIN: u32 = 1 << 24;
/** Detail: where its @ is. Bytes of the local part that are shown << 8 are added to the kind. */
const EMAIL: u32 = 1;
/** What is hidden of a plate or of IPv6: each byte is a star, but for colons. */
const CODE: u32 = 2;

let tables: usize = 0;
let labels: usize = 0;
/** u8 a byte: what it may be next to a digit. */
let besides: usize = 0;
/** u32 a length: bit n is set when groups of that and of n digits are side by side in a shape. */
let neighbours: usize = 0;
let labelCount: u32 = 0;
/** Bit n: a label ends in the nth letter. */
let labelEnds: u32 = 0;
let scratch: usize = 0;
/** A byte's bit is the bit `address & 7` of the map's byte `address >>> 3`: where memory's first byte would have it. */
let digitMap: usize = 0;
let stopMap: usize = 0;

/** The text: addresses of its first byte and behind its last. */
let first: usize = 0;
let last: usize = 0;

let spans: u32 = 0;
/** The most of a text since the last wipe. */
let spansMost: u32 = 0;
/** Nothing that begins before here is masked: it belongs to an address. */
let floor: usize = 0;
/** No local part begins before here. */
let localFloor: usize = 0;
let needsTwin: bool = false;

// What decode() and back() found beside the class.
let size: usize = 0;
let point: u32 = 0;
let backAt: usize = 0;

// The chain.
let groups: u32 = 0;
let digitCount: u32 = 0;
let passport: u32 = 0;
let plain: u32 = 0;

/** Bytes of scratch. */
export function maskScratch(): usize {
  return SCRATCH_BYTES;
}

/** @param at the tables: classes, index, `entries` rules, `words` labels of eight bytes, as src/kernels/mask.ts lays them out */
export function maskOpen(at: usize, entries: u32, words: u32, scratchAt: usize): void {
  tables = at;
  labels = at + CLASSES_BYTES + INDEX_BYTES + ENTRY * <usize>entries;
  // Entries are 16 bytes and the index 1764: labels are read unaligned.
  labelCount = words;
  scratch = scratchAt;
  labelEnds = 0;
  for (let k: u32 = 0; k < words; k++) {
    const word = load<u64>(labels + ((<usize>k) << 3));
    labelEnds |= 1 << ((<u32>(word >>> (56 - (clz(word) & ~7))) & 0xff) - 0x61);
  }
  neighbours = scratchAt + NEIGHBOURS_AT;
  for (let k: u32 = 0; k < LENGTHS; k++) store<u32>(neighbours + ((<usize>k) << 2), 0);
  for (let entry = at + CLASSES_BYTES + INDEX_BYTES; entry < labels; entry += ENTRY) {
    const key = load<u32>(entry);
    const row = neighbours + ((<usize>key & 31) << 2);
    store<u32>(row, load<u32>(row) | (1 << ((key >>> 5) & 31)));
  }
  besides = scratchAt + BESIDES_AT;
  for (let byte: u32 = 0; byte < 256; byte++) {
    let what: u32 = 0;
    if (byte < 0x80 && classOf(byte) - SPACE <= CLOSE - SPACE) what |= JOINT;
    if (mayBeHex(byte)) what |= HEX;
    if (isLetter(byte) || (byte >= 0x80 && endsJoint(byte))) what |= PLATE;
    else if (endsJoint(byte)) what |= PLATE_BEHIND;
    store<u8>(besides + byte, <u8>what);
  }
}

/**
 * @param texts their bytes, one behind the other, 8-aligned; at least 16 readable bytes before, 80 behind
 * @param ends u32 a text
 * @param maps 2 × (bytes / 8 rounded up, + 16), in whole words
 * @param out room for 4/3 of the bytes and 64 more
 * @param outEnds u32 a text, written
 * @param flags u8 a text, written: 1 when it is left to the twin, and then it has no bytes in `out`
 * @returns how many are left to the twin
 */
export function maskBatch(
  count: u32,
  texts: usize,
  ends: usize,
  maps: usize,
  out: usize,
  outEnds: usize,
  flags: usize,
): u32 {
  const bytes: usize = count == 0 ? 0 : load<u32>(ends + ((<usize>(count - 1)) << 2));
  const mapBytes = ((bytes + 7) >>> 3) + 16;
  classify(texts, bytes, maps, maps + mapBytes);

  digitMap = maps - (texts >>> 3);
  stopMap = digitMap + mapBytes;
  let from: usize = 0;
  let to = out;
  let left: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const end: usize = load<u32>(ends + ((<usize>i) << 2));
    first = texts + from;
    last = texts + end;
    scan();
    store<u8>(flags + i, needsTwin ? 1 : 0);
    if (needsTwin) left++;
    else to = write(to);
    store<u32>(outEnds + ((<usize>i) << 2), <u32>(to - out));
    from = end;
  }
  return left;
}

/** Zeroes the spans and digits of the last texts, and forgets where they were. */
export function maskWipe(): void {
  memory.fill(scratch, 0, SPANS_AT + SPAN * <usize>spansMost);
  spansMost = 0;
  first = last = floor = localFloor = backAt = 0;
  size = 0;
  point = 0;
}

// ---- classes of bytes -----------------------------------------------------------------------------------------------

/** Whole words of the maps: up to 63 bytes behind the texts are classed as well, and 2 more are read. */
function classify(texts: usize, bytes: usize, digitsTo: usize, stopsTo: usize): void {
  let to: usize = 0;
  if (ASC_FEATURE_SIMD) {
    // A byte's class is what its two halves have in common: 1 digit, 4 @, 8 E0 and EF, 16 D9 and DB. V8 makes a constant
    // anew each time it is used, in a loop as well: half of the instructions in this one. What is loaded stays.
    const constants = memory.data<u8>([
      0x0d, 1, 1, 1, 1, 1, 1, 1, 1, 0x11, 0, 0x10, 0, 0, 0, 8,
      0, 0, 0, 1, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 8, 0,
      0x0f, 0x10, 0xa0, 0x17,
    ]);
    const low = v128.load(constants);
    const high = v128.load(constants, 16);
    const half = v128.load8_splat(constants, 32);
    const ten = v128.load8_splat(constants, 33);
    const least = v128.load8_splat(constants, 34);
    const always = v128.load8_splat(constants, 35);
    const none = i8x16.splat(0);
    for (let at = texts; at < texts + bytes; at += 64) {
      for (let part: usize = 0; part < 64; part += 16) {
        const v = v128.load(at + part);
        const lower = v128.and(v, half);
        const upper = v128.and(i16x8.shr_u(v, 4), half);
        const both = v128.and(
          ASC_FEATURE_RELAXED_SIMD ? i8x16.relaxed_swizzle(low, lower) : i8x16.swizzle(low, lower),
          ASC_FEATURE_RELAXED_SIMD ? i8x16.relaxed_swizzle(high, upper) : i8x16.swizzle(high, upper),
        );
        // Third bytes of full-width digits and @ and of Devanagari digits are 90 to AF; most punctuation has less.
        // One comparison of signed bytes: 90 … AF less 10 are the least that there are.
        const third = i8x16.lt_s(i8x16.sub(v128.load(at + part, 2), ten), least);
        const cls = v128.and(both, v128.or(third, always));
        store<u16>(digitsTo + to, <u16>i8x16.bitmask(i16x8.shl(cls, 7)));
        store<u16>(stopsTo + to, <u16>i8x16.bitmask(i8x16.ne(cls, none)));
        to += 2;
      }
    }
    return;
  }
  for (let at = texts; at < texts + bytes; at += 64) {
    for (let part: usize = 0; part < 64; part += 8) {
      let digits: u32 = 0;
      let others: u32 = 0;
      for (let bit: u32 = 0; bit < 8; bit++) {
        const byte: u32 = load<u8>(at + part + bit);
        if (byte - 0x30 < 10) digits |= 1 << bit;
        else if (byte == 0x40 || byte == 0xe0 || byte == 0xef || byte == 0xd9 || byte == 0xdb) others |= 1 << bit;
      }
      store<u8>(digitsTo + to, <u8>digits);
      store<u8>(stopsTo + to, <u8>(digits | others));
      to++;
    }
  }
}

/** The map's bits from the address `at` on, 57 at least. */
// @ts-ignore: decorator
@inline
function window(map: usize, at: usize): u64 {
  return load<u64>(map + (at >>> 3)) >>> (<u64>at & 7);
}

// @ts-ignore: decorator
@inline
function classOf(unit: u32): u32 {
  return load<u8>(tables + unit);
}

// @ts-ignore: decorator
@inline
function isWord(cls: u32): bool {
  return ((WORDS >>> cls) & 1) != 0;
}

// @ts-ignore: decorator
@inline
function isContinuation(at: usize): bool {
  return (load<u8>(at) & 0xc0) == 0x80;
}

/** The class of the character at `at`, before `until`; `size` and `point` are set. */
function decode(at: usize, until: usize): u32 {
  const byte: u32 = load<u8>(at);
  size = 1;
  point = byte;
  if (byte < 0x80) return classOf(byte);
  const room = until - at;
  if (byte >= 0xc2 && byte < 0xe0) {
    if (room < 2 || !isContinuation(at + 1)) return OTHER;
    size = 2;
    point = ((byte & 0x1f) << 6) | (load<u8>(at, 1) & 0x3f);
    return classOf(point);
  }
  if (byte >= 0xe0 && byte < 0xf0) {
    if (room < 3 || !isContinuation(at + 1) || !isContinuation(at + 2)) return OTHER;
    const value = ((byte & 0x0f) << 12) | ((<u32>load<u8>(at, 1) & 0x3f) << 6) | (load<u8>(at, 2) & 0x3f);
    if (value < 0x800 || (value >= 0xd800 && value < 0xe000)) return OTHER;
    size = 3;
    point = value;
    return classOf(value);
  }
  if (byte >= 0xf0 && byte < 0xf5) {
    if (room < 4 || !isContinuation(at + 1) || !isContinuation(at + 2) || !isContinuation(at + 3)) return OTHER;
    const upper = ((byte & 7) << 6) | (load<u8>(at, 1) & 0x3f);
    if (upper < 0x10 || upper >= 0x110) return OTHER;
    size = 4;
    // The class of both halves of a surrogate pair.
    point = 0x10000;
    return OTHER_LETTER;
  }
  return OTHER;
}

/** As decode(), of the text, but sets nothing: most of what is not ASCII's has three bytes, and is not worth a call. */
// @ts-ignore: decorator
@inline
function classAt(at: usize): u32 {
  const bytes = load<u32>(at);
  const lead = bytes & 0xff;
  // E0 may begin what is longer than need be, ED surrogates.
  if ((bytes & 0xc0c0f0) != 0x8080e0 || lead == 0xe0 || lead == 0xed || last - at < 3) return decode(at, last);
  return classOf(((lead & 0x0f) << 12) | ((bytes >>> 2) & 0xfc0) | ((bytes >>> 16) & 0x3f));
}

/** The class of the character that ends at `at`, after `from`; `backAt` is set to where it begins. */
function back(at: usize, from: usize): u32 {
  const byte: u32 = load<u8>(at - 1);
  backAt = at - 1;
  if (byte < 0x80) return classOf(byte);
  let start = at - 1;
  while (start > from && at - start < 4 && isContinuation(start)) start--;
  const cls = decode(start, at);
  // A character of UTF-8 is found from its first byte whatever is before it; all else is one that ends everything.
  if (size != at - start) return OTHER;
  backAt = start;
  return cls;
}

/** As back(), of the last character before `at` that counts; OTHER at the text's start. */
function previous(at: usize): u32 {
  while (at > first) {
    const cls = back(at, first);
    if (cls != IGNORED) return cls;
    at = backAt;
  }
  backAt = first;
  return OTHER;
}

// ---- the walk -------------------------------------------------------------------------------------------------------

function scan(): void {
  spans = 0;
  floor = first;
  localFloor = first;
  needsTwin = false;
  let at = first;
  const until = last;
  while (at < until) {
    const bits = window(stopMap, at);
    if (bits == 0) {
      at = (at & ~7) + 64;
      continue;
    }
    at += <usize>ctz(bits);
    if (at >= until) return;

    const byte: u32 = load<u8>(at);
    if (byte - 0x30 < 10) {
      at = readDigits(at);
      if ((beside(load<u8>(at)) & HEX) != 0 && at < last) findIpv6(at - 1);
    } else if (byte == 0x40) {
      readAddress(at, 1);
      at++;
    } else {
      const cls = classAt(at);
      if (cls <= 9) {
        at = readChain(at);
        if ((beside(load<u8>(at)) & HEX) != 0 && at < last) findIpv6(at - 1);
      } else if (cls == AT) {
        readAddress(at, 3);
        at += 3;
      } else at++;
    }
    if (needsTwin) return;
  }
}

/** How many ASCII digits there are from `at` on, by the map; 56 stands for more as well. */
// @ts-ignore: decorator
@inline
function run(at: usize): usize {
  return min(min(<usize>ctz(~window(digitMap, at)), 56), last - at);
}

/** What the byte may be: JOINT, HEX, PLATE, PLATE_BEHIND. */
// @ts-ignore: decorator
@inline
function beside(byte: u32): u32 {
  return load<u8>(besides + byte);
}

// @ts-ignore: decorator
@inline
function isJoint(byte: u32): bool {
  return (beside(byte) & JOINT) != 0;
}

/** `at` is an ASCII digit, and the one before it is none. @returns where to go on */
// @ts-ignore: decorator
@inline
function readDigits(at: usize): usize {
  const length = run(at);
  if (length == 56) return readChain(at);
  let before: u32 = 0;
  if (at > first) {
    before = load<u8>(at - 1);
    const what = beside(before);
    // Nearly always a blank behind something else, or Han: neither begins a plate. Nor has one seven digits.
    if (length < 7 && what > JOINT) {
      if ((what & PLATE) != 0 || ((what & PLATE_BEHIND) != 0 && isLetter(load<u8>(at - 2)))) findPlate(at);
      // A group of IPv6 has four digits. Behind a digit and a colon, as in times, all was looked at when the group before was read.
      if (
        length <= 4 &&
        (what & HEX) != 0 &&
        !(before == 0x3a && at >= first + 2 && <u32>load<u8>(at - 2) - 0x30 < 10)
      )
        findIpv6(at);
    }
  }
  const own = at + length;
  let end = own;
  let next: u32 = end < last ? load<u8>(end) : 0;
  let count = length;
  let behind = min(length, GROUP_TOO_LONG);
  let dots: u32 = 0;
  // Bit 0: here is a group that may be a number alone, or beside the next one.
  let sides = <u32>(ALONE >>> <u64>length);
  // Lengths of groups, five bits each, and whether one blank or hyphen is between each two of them, five at most.
  let key = <u32>length;
  let joints: u32 = 0;
  let evenly: bool = length <= GROUP_DIGITS_MAX;
  // 00 dials abroad where a chain begins: here, or behind more blanks and marks than the machine lets pass.
  let dials: bool = load<u16>(at) == 0x3030;
  while (isJoint(next)) {
    const joint = next;
    const from = end;
    do {
      if (next == 0x2e) dots++;
      next = ++end < last ? load<u8>(end) : 0;
    } while (isJoint(next));
    if (next - 0x30 >= 10) break;
    if (end - from > 1 && load<u16>(end) == 0x3030) dials = true;
    const more = run(end);
    count += more;
    joints++;
    if (end - from > 1 || (joint != 0x20 && joint != 0x2d) || joints > 4) evenly = false;
    else key |= <u32>more << (5 * joints);
    if (more > GROUP_DIGITS_MAX) {
      behind = GROUP_TOO_LONG;
      evenly = false;
    } else {
      sides |= (load<u32>(neighbours + (behind << 2)) | <u32>ALONE) >>> <u32>more;
      behind = more;
    }
    end += more;
    next = end < last ? load<u8>(end) : 0;
  }
  let word: bool = false;
  if (next >= 0x80) {
    // Leads of Han, Hangul and whatever else is all letters that a number may touch.
    if (next < 0xe4 || next > 0xee) {
      const cls = classAt(end);
      // The chain goes on where no map tells.
      if (((CHAINED >>> cls) & 1) != 0) return readChain(at);
      word = isWord(cls);
    }
  } else if (end < last) {
    const cls = classOf(next);
    if (cls == X) return readChain(at);
    word = isWord(cls);
  }
  if (count < DIGITS_MIN && (dots < 3 || joints < 3)) return end;

  const side = classBefore(at, before);
  // What begins with a plus sign, 00 or the letters of a passport has no shape.
  if (side == PLUS_SIGN) return readChain(at);
  if (count == length) {
    // One group, in which no number reaches its end: of eleven digits, or of thirteen to nineteen.
    const mayBePassport: bool = length == 7 || length == 8;
    if ((sides & 1) == 0 && !mayBePassport) return end;
    if (isWord(side) && touchesWord(at, mayBePassport)) return mayBePassport ? readChain(at) : end;
    if ((sides & 1) != 0 && !(word && end == own)) readGroupAt(at, <u32>length);
    return end;
  }
  if ((dots >= 3 && joints >= 3) || dials) return readChain(at);
  if (isWord(side)) return (sides & 1) != 0 || length == 7 || length == 8 ? readChain(at) : end;
  if ((sides & 1) == 0) return end;
  return evenly && !word && readEvenly(at, key, joints, <u32>count) ? end : readChain(at);
}

/** The class of what is before the digit at `at`, marks aside; the byte before is `before`. */
// @ts-ignore: decorator
@inline
function classBefore(at: usize, before: u32): u32 {
  if (at == first) return OTHER;
  if (before < 0x80) return classOf(before);
  if (at >= first + 3 && isHan(at - 3)) return OTHER_LETTER;
  return previous(at);
}

/**
 * A number that is a whole chain of up to five groups with a blank or a hyphen between each two. False when that is not
 * what there is, or when a shorter shape has to be asked before.
 */
function readEvenly(at: usize, key: u32, joints: u32, count: u32): bool {
  const digits = scratch + DIGITS_AT;
  let from = at;
  let to = digits;
  for (let k: u32 = 0; k <= joints; k++) {
    const length: usize = (key >>> (5 * k)) & 31;
    copyDigits(to, from);
    if (length > 16) copyDigits(to + 16, from + 16);
    to += length;
    from += length + 1;
  }
  const end = from - 1;
  const pair = (key & 31) * LENGTHS + ((key >>> 5) & 31);
  const listed = load<u32>(tables + CLASSES_BYTES + ((<usize>pair) << 2));
  let entry = tables + CLASSES_BYTES + INDEX_BYTES + <usize>(listed >>> 16) * ENTRY;
  for (let k = listed & 0xffff; k > 0; k--, entry += ENTRY) {
    if ((key & load<u32>(entry, 4)) != load<u32>(entry)) continue;
    const flags: u32 = load<u8>(entry, 9);
    if (load<u8>(entry, 8) != joints + 1) return false;
    // An extension stands behind a hyphen.
    if ((flags & RULE_EXTENSION) != 0 && load<u8>(end - ((key >>> (5 * joints)) & 31) - 1) != 0x2d) continue;
    if (!accepts(load<u8>(entry, 10), digits, key & 31, count)) continue;
    const shown = (<u32>load<u8>(entry, 11) << 8) | (<u32>load<u8>(entry, 12) << 16);
    if (at >= floor) pushSpan(at, end, PLAIN | count | shown, NUMBER);
    return true;
  }
  return false;
}

/** A number in one group of ASCII digits, with nothing that it touches. */
// @ts-ignore: decorator
@inline
function readGroupAt(at: usize, length: u32): void {
  if (at < floor) return;
  const digits = scratch + DIGITS_AT;
  if (length == 11) {
    if (load<u8>(at) == 0x31 && load<u8>(at, 1) >= 0x33) pushSpan(at, at + 11, PLAIN | 11 | (3 << 8) | (4 << 16), NUMBER);
    return;
  }
  copyDigits(digits, at);
  copyDigits(digits + 16, at + 16);
  if (length == 18 && isIdCard(digits)) pushSpan(at, at + 18, PLAIN | 18 | (1 << 8) | (1 << 16), NUMBER);
  else if (isBankCard(digits, length)) pushSpan(at, at + length, PLAIN | length | (4 << 16), NUMBER);
  else if (length == 13 && accepts(3, digits, 13, 13))
    pushSpan(at, at + 13, PLAIN | 13 | (5 << 8) | (4 << 16), NUMBER);
  else if (length == 15 && accepts(4, digits, 15, 15))
    pushSpan(at, at + 15, PLAIN | 15 | (7 << 8) | (4 << 16), NUMBER);
}

// @ts-ignore: decorator
@inline
function copyDigits(to: usize, from: usize): void {
  if (ASC_FEATURE_SIMD) v128.store(to, i8x16.sub(v128.load(from), i8x16.splat(0x30)));
  else for (let i: usize = 0; i < 16; i++) store<u8>(to + i, load<u8>(from + i) - 0x30);
}

// @ts-ignore: decorator
@inline
function pushSpan(start: usize, end: usize, detail: u32, kind: u32): void {
  if (spans == SPANS_MAX) {
    needsTwin = true;
    return;
  }
  const at = scratch + SPANS_AT + <usize>spans * SPAN;
  store<u32>(at, <u32>start);
  store<u32>(at, <u32>end, 4);
  store<u32>(at, detail, 8);
  store<u32>(at, kind, 12);
  spans++;
  spansMost = max(spansMost, spans);
}

/** What begins behind `start` is dropped, what reaches beyond it is cut. */
function cutAt(start: usize): void {
  while (spans > 0) {
    const at = scratch + SPANS_AT + <usize>(spans - 1) * SPAN;
    if (load<u32>(at) < start) {
      if (load<u32>(at, 4) > start) store<u32>(at, <u32>start, 4);
      return;
    }
    spans--;
  }
}

// ---- numbers: the machine of text-numbers.ts ------------------------------------------------------------------------

const IN_DIGITS: u32 = 0;
const IN_CHECK: u32 = 1;
const AFTER_X: u32 = 2;
const IN_SEPARATOR: u32 = 3;

// @ts-ignore: decorator
@inline
function group(i: u32): usize {
  return scratch + <usize>i * GROUP;
}

// A group: start u32, end u32, its first digit u16, length u8, flags u8, then what reads from it: groups u8, keepStart u8,
// keepEnd u8.
// @ts-ignore: decorator
@inline
function lengthOf(i: u32): u32 {
  return load<u8>(group(i), 10);
}

// @ts-ignore: decorator
@inline
function flagsOf(i: u32): u32 {
  return load<u8>(group(i), 11);
}

// @ts-ignore: decorator
@inline
function digitsAt(i: u32): usize {
  return scratch + DIGITS_AT + <usize>load<u16>(group(i), 8);
}

function openGroup(start: usize, flags: u32): void {
  if (groups == GROUPS_MAX) {
    needsTwin = true;
    groups--;
  }
  const at = group(groups);
  store<u32>(at, <u32>start);
  store<u16>(at, <u16>digitCount, 8);
  store<u8>(at, 0, 10);
  store<u8>(at, <u8>flags, 11);
  groups++;
}

/** Reads the chain whose first digit is at `at`, and masks what is found in it. @returns where it ended */
function readChain(at: usize): usize {
  groups = 0;
  digitCount = 0;
  passport = 0;
  openFirst(at);
  plain = PLAIN;
  let state = IN_DIGITS;
  let beforeX: usize = 0;
  let blanks: u32 = 0;
  let hyphens: u32 = 0;
  let dots: u32 = 0;
  let opens: u32 = 0;
  let closes: u32 = 0;
  while (true) {
    const inText = at < last;
    let cls: u32 = OTHER;
    let width: usize = 1;
    let run: u32 = 1;
    if (inText) {
      const byte: u32 = load<u8>(at);
      if (byte < 0x80) {
        cls = classOf(byte);
        if (cls <= 9) {
          run = digitRun(at);
          width = run;
        }
      } else {
        cls = decode(at, last);
        width = size;
        plain = 0;
      }
    }
    if (cls == IGNORED) {
      if (state == IN_DIGITS || state == IN_CHECK) store<u32>(group(groups - 1), <u32>(at + width), 4);
      at += width;
      continue;
    }
    if (state == AFTER_X) {
      if (cls > 9) touchRight();
      break;
    }
    if (cls <= 9) {
      if (state == IN_CHECK) {
        dropCheckX(beforeX);
        break;
      }
      if (state == IN_SEPARATOR) {
        let flags: u32 = 0;
        if (hyphens + dots > 0 && blanks == 0) flags |= TIGHT;
        if (dots + opens + closes > 0) flags |= NOT_PLAIN;
        if (opens > 0) flags |= OPENED;
        if (dots == 1 && blanks + hyphens + opens + closes == 0) flags |= DOTTED;
        openGroup(at, flags);
        if (needsTwin) return last;
        state = IN_DIGITS;
      }
      takeDigits(at, cls, run);
      at += width;
      store<u32>(group(groups - 1), <u32>at, 4);
    } else if (isWord(cls)) {
      if (state == IN_DIGITS && cls == X) {
        const length = lengthOf(groups - 1);
        state = AFTER_X;
        plain = 0;
        if (length == 17 || length == 3) {
          const g = group(groups - 1);
          state = IN_CHECK;
          beforeX = load<u32>(g, 4);
          store<u8>(scratch + DIGITS_AT + digitCount, 10);
          digitCount++;
          store<u8>(g, <u8>(length + 1), 10);
          store<u8>(g, <u8>(flagsOf(groups - 1) | CHECK_X), 11);
          store<u32>(g, <u32>(at + width), 4);
        }
        at += width;
        continue;
      }
      if (state == IN_CHECK) dropCheckX(beforeX);
      if (state != IN_SEPARATOR) touchRight();
      break;
    } else if (cls >= SPACE && cls <= CLOSE) {
      if (state != IN_SEPARATOR) {
        blanks = hyphens = dots = opens = closes = 0;
        state = IN_SEPARATOR;
      }
      if (cls == SPACE) blanks++;
      else if (cls == HYPHEN) hyphens++;
      else if (cls == DOT) dots++;
      else if (cls == OPEN) opens++;
      else closes++;
      if (blanks > 2 || hyphens + dots > 1 || opens > 1 || closes > 1) break;
      at += width;
    } else break;
  }
  readGroups();
  return at;
}

/** How many ASCII digits there are from `at` on, at most 16. */
function digitRun(at: usize): u32 {
  let run: u32 = 1;
  if (ASC_FEATURE_SIMD) {
    const value = i8x16.sub(v128.load(at), i8x16.splat(0x30));
    run = <u32>ctz(~i8x16.bitmask(i8x16.lt_u(value, i8x16.splat(10))));
  } else {
    while (run < 16 && <u32>load<u8>(at + run) - 0x30 < 10) run++;
  }
  return min(run, <u32>min<usize>(last - at, 16));
}

function takeDigits(at: usize, value: u32, run: u32): void {
  const g = group(groups - 1);
  const length: u32 = load<u8>(g, 10);
  const to = scratch + DIGITS_AT + <usize>digitCount;
  if (run == 1) store<u8>(to, <u8>value);
  else if (ASC_FEATURE_SIMD) v128.store(to, i8x16.sub(v128.load(at), i8x16.splat(0x30)));
  else for (let i: u32 = 0; i < run; i++) store<u8>(to + i, load<u8>(at + i) - 0x30);
  // Of a group that is too long the digits are never asked for; nineteen keep their place.
  const kept = min(length + run, GROUP_DIGITS_MAX);
  digitCount += kept - min(length, GROUP_DIGITS_MAX);
  store<u8>(g, <u8>min(length + run, GROUP_TOO_LONG), 10);
}

function touchRight(): void {
  store<u8>(group(groups - 1), <u8>(flagsOf(groups - 1) | TOUCHES_RIGHT), 11);
}

function dropCheckX(beforeX: usize): void {
  const g = group(groups - 1);
  store<u8>(g, <u8>(lengthOf(groups - 1) - 1), 10);
  store<u8>(g, <u8>(flagsOf(groups - 1) & ~CHECK_X), 11);
  store<u32>(g, <u32>beforeX, 4);
  digitCount--;
}

/** The chain's first group: what stands before it. */
function openFirst(at: usize): void {
  const cls = previous(at);
  if (cls == PLUS_SIGN) {
    const plus = backAt;
    if (isWord(previous(plus))) openGroup(at, 0);
    else openGroup(plus, PLUS);
    return;
  }
  const touches = isWord(cls) && touchesWord(at, true);
  // The letters of a passport are part of its number, and no digits.
  openGroup(passport == 0 ? at : at - (9 - passport), touches ? TOUCHES_LEFT : 0);
}

/**
 * False when the word before `at` is a label. Sets `passport` when it is the beginning of one's number; where digits do not
 * allow that, most codes are told from labels by their last letter.
 */
function touchesWord(at: usize, mayBePassport: bool): bool {
  const before: u32 = (<u32>load<u8>(at - 1) | 0x20) - 0x61;
  if (!mayBePassport && before < 26 && ((labelEnds >>> before) & 1) == 0) return true;
  let start = at;
  while (start > first) {
    const byte: u32 = load<u8>(start - 1);
    if (byte >= 0x80) {
      // A longer word; or marks in it, and then it is no word that is known.
      if (isWord(previous(start))) return true;
      break;
    }
    if (!isWord(classOf(byte))) break;
    if (at - start == LABEL_MAX) return true;
    start--;
  }
  const length = <u32>(at - start);
  if (length == 0) return true;
  let word: u64 = 0;
  for (let i: usize = 0; i < length; i++) word |= (<u64>(load<u8>(start + i) | 0x20)) << (<u64>i << 3);
  for (let i: u32 = 0; i < labelCount; i++) if (load<u64>(labels + ((<usize>i) << 3)) == word) return false;
  if (length <= 2) passport = passportDigits(<u32>word & 0xff, length == 2 ? <u32>(word >>> 8) & 0xff : 0);
  return true;
}

/** Small letters; `b` is 0 when there is one only. */
function passportDigits(a: u32, b: u32): u32 {
  if (b == 0) return a == 0x63 || a == 0x65 || a == 0x67 || a == 0x68 || a == 0x6b || a == 0x6d || a == 0x77 ? 8 : 0;
  let fits = false;
  if (a == 0x63 || a == 0x65) fits = b - 0x61 < 26 && b != 0x69 && b != 0x6f && b != 0x78;
  else if (a == 0x64 || a == 0x73 || a == 0x70) fits = b == 0x65;
  else if (a == 0x6b || a == 0x68) fits = b == 0x6a;
  else if (a == 0x6d) fits = b == 0x61 || b == 0x62;
  return fits ? 7 : 0;
}

// @ts-ignore: decorator
@inline
function setReading(i: u32, count: u32, keepStart: u32, keepEnd: u32): void {
  store<u32>(group(i), count | (keepStart << 8) | (keepEnd << 16), 12);
}

// @ts-ignore: decorator
@inline
function readingOf(i: u32): u32 {
  return load<u32>(group(i), 12);
}

function readGroups(): void {
  let digitsBehind: u32 = 0;
  for (let i = <i32>groups - 1; i >= 0; i--) {
    const g = <u32>i;
    const length = lengthOf(g);
    digitsBehind += length;
    store<u32>(group(g), 0, 12);
    if ((flagsOf(g) & TOUCHES_LEFT) != 0) {
      if (passport != 0 && length == passport && endsAt(g + 1)) setReading(g, 1, 0, 2);
    } else if (digitsBehind >= DIGITS_MIN || (groups - g >= 4 && length <= 3)) readGroup(g);
  }
  let consumed: u32 = 0;
  for (let i: u32 = 0; i < groups; ) {
    const reading = readingOf(i);
    const count = reading & 0xff;
    if (count == 0 || ((flagsOf(i) & TIGHT) != 0 && i != consumed)) {
      i++;
      continue;
    }
    const start: usize = load<u32>(group(i));
    let digits: u32 = 0;
    for (let k = i; k < i + count; k++) digits += lengthOf(k);
    if (start >= floor) pushSpan(start, load<u32>(group(i + count - 1), 4), plain | digits | (reading & 0xffff00), NUMBER);
    i += count;
    consumed = i;
  }
}

function endsAt(next: u32): bool {
  if (next == groups) return (flagsOf(next - 1) & TOUCHES_RIGHT) == 0;
  return (flagsOf(next) & TIGHT) == 0 || (readingOf(next) & 0xff) != 0;
}

function readGroup(i: u32): void {
  if (readInternational(i)) return;
  if (readIpv4(i)) return;
  const length = lengthOf(i);
  const behind = min(groups - i, 5);
  // Lengths of up to five groups, five bits each; shapes are compared as beginnings of it.
  let key: u32 = 0;
  for (let k: u32 = 0; k < behind; k++) key |= lengthOf(i + k) << (5 * k);
  // A shape of one group is filed under a second length of 0.
  if (tryShapes(i, key, length * LENGTHS) || behind == 1) return;
  tryShapes(i, key, length * LENGTHS + lengthOf(i + 1));
}

function tryShapes(i: u32, key: u32, pair: u32): bool {
  const listed = load<u32>(tables + CLASSES_BYTES + ((<usize>pair) << 2));
  let entry = tables + CLASSES_BYTES + INDEX_BYTES + <usize>(listed >>> 16) * ENTRY;
  for (let k = listed & 0xffff; k > 0; k--, entry += ENTRY) {
    // key u32, mask u32, groups u8, flags u8, accepts u8, keepStart u8, keepEnd u8
    if ((key & load<u32>(entry, 4)) != load<u32>(entry)) continue;
    const count: u32 = load<u8>(entry, 8);
    if (i + count > groups) continue;
    const flags: u32 = load<u8>(entry, 9);
    if (!hasJoints(i, count, flags) || !endsAt(i + count)) continue;
    if (!accepts(load<u8>(entry, 10), digitsAt(i), lengthOf(i), shapeDigits(i, count))) continue;
    setReading(i, count, load<u8>(entry, 11), load<u8>(entry, 12));
    return true;
  }
  return false;
}

function shapeDigits(i: u32, count: u32): u32 {
  let digits: u32 = 0;
  for (let k = i; k < i + count; k++) digits += lengthOf(k);
  return digits;
}

function hasJoints(i: u32, count: u32, rule: u32): bool {
  for (let k: u32 = 0; k < count; k++) {
    const flags = flagsOf(i + k);
    if ((flags & CHECK_X) != 0 && (rule & RULE_CHECK_X) == 0) return false;
    if (k > 0 && (flags & NOT_PLAIN) != 0 && (rule & RULE_ANY_SEPARATOR) == 0) return false;
  }
  return (rule & RULE_EXTENSION) == 0 || (flagsOf(i + count - 1) & TIGHT) != 0;
}

function readIpv4(i: u32): bool {
  if (i + 4 > groups) return false;
  for (let k = i; k < i + 4; k++) {
    const length = lengthOf(k);
    if (length > 3 || (k > i && (flagsOf(k) & DOTTED) == 0)) return false;
    const at = digitsAt(k);
    let value: u32 = 0;
    for (let d: u32 = 0; d < length; d++) value = value * 10 + load<u8>(at + d);
    if (value > 255 || (length > 1 && load<u8>(at) == 0)) return false;
  }
  if (!endsAt(i + 4)) return false;
  setReading(i, 4, lengthOf(i) + lengthOf(i + 1), 0);
  return true;
}

/** True when nothing else is to be tried either: after a plus sign. */
function readInternational(i: u32): bool {
  const hasPlus = (flagsOf(i) & PLUS) != 0;
  const own = digitsAt(i);
  if (!hasPlus && (i > 0 || lengthOf(i) > 5 || load<u8>(own) != 0 || secondDigit(i) != 0)) return false;
  const prefix: u32 = hasPlus ? 0 : 2;
  const dialled = scratch + DIALLED_AT;
  let count: u32 = 0;
  let found = false;
  for (let j = i; j < groups && j - i < INTERNATIONAL_GROUPS_MAX; j++) {
    const length = lengthOf(j);
    if (length == GROUP_TOO_LONG || (flagsOf(j) & CHECK_X) != 0) break;
    const isTrunk = length == 1 && (flagsOf(j) & OPENED) != 0 && j > i && count == codeLength(dialled, count);
    if (!isTrunk) {
      const at = digitsAt(j);
      for (let k: u32 = j == i ? prefix : 0; k < length; k++) store<u8>(dialled + count++, load<u8>(at + k));
    }
    const code = codeLength(dialled, count);
    if (!isInternational(dialled, count, code) || (!hasPlus && j == i) || !endsAt(j + 1)) continue;
    const isMobile = count == 13 && load<u8>(dialled) == 8 && load<u8>(dialled, 1) == 6 && isMobileAt(dialled + 2);
    setReading(i, j + 1 - i, prefix + (isMobile ? code + 3 : code), isMobile ? 4 : 2);
    found = true;
  }
  return found || hasPlus;
}

/** The digit after a chain's first; of one digit alone there is none, or the next group's. */
function secondDigit(i: u32): u32 {
  return load<u16>(group(i), 8) + 1 < <u16>digitCount ? load<u8>(digitsAt(i), 1) : 255;
}

// ---- what digits must satisfy: text-rules.ts and phone.ts -----------------------------------------------------------

// @ts-ignore: decorator
@inline
function two(at: usize): u32 {
  return <u32>load<u8>(at) * 10 + load<u8>(at, 1);
}

// @ts-ignore: decorator
@inline
function four(at: usize): u32 {
  return two(at) * 100 + two(at + 2);
}

/** Eleven digits. */
// @ts-ignore: decorator
@inline
function isMobileAt(at: usize): bool {
  return load<u8>(at) == 1 && load<u8>(at, 1) >= 3;
}

/** In the order of NUMBER_RULES. */
function accepts(rule: u32, at: usize, area: u32, count: u32): bool {
  switch (rule) {
    case 0:
      return isIdCard(at);
    case 1:
      return isBankCard(at, count);
    case 2:
      return isMobileAt(at);
    case 3:
      return two(at) == 86 && isMobileAt(at + 2);
    case 4:
      return four(at) == 86 && isMobileAt(at + 4);
    case 5:
    case 6:
      return isLandline(at, area);
    case 7:
      return load<u8>(at) == 0 && load<u8>(at, 1) != 0;
    case 8:
      return isNorthAmerican(at);
    case 9:
      return load<u8>(at) == 1 && isNorthAmerican(at + 1);
    default:
      return false;
  }
}

function isLandline(at: usize, area: u32): bool {
  const local: u32 = load<u8>(at + area);
  if (load<u8>(at) != 0 || local < 2 || local > 8) return false;
  const second: u32 = load<u8>(at, 1);
  if (second >= 3) return area == 4;
  return area == 3 && (second == 2 || (second == 1 && load<u8>(at, 2) == 0));
}

function isNorthAmerican(at: usize): bool {
  return load<u8>(at) >= 2 && load<u8>(at, 1) != load<u8>(at, 2) && load<u8>(at, 3) >= 2;
}

/** Bit n: n is one of REGIONS, below 64 and from 64 on. */
const REGIONS_LOW: u64 =
  (<u64>0x1f << 11) | (<u64>7 << 21) | (<u64>0x7f << 31) | (<u64>0x3f << 41) | (<u64>0x1f << 50) | (<u64>7 << 61);
const REGIONS_HIGH: u64 = 3 | (1 << 7) | (<u64>7 << 17) | (<u64>1 << 27);

function isIdCard(at: usize): bool {
  const region = two(at);
  if (((region < 64 ? REGIONS_LOW >>> <u64>region : REGIONS_HIGH >>> <u64>(region - 64)) & 1) == 0) return false;
  const year = four(at + 6);
  const month = two(at + 10);
  const day = two(at + 12);
  if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 || day > daysOf(month)) return false;
  if (month == 2 && day == 29 && (year % 4 != 0 || year == 1900)) return false;
  return checkSum(at) % 11 == 1;
}

/** Eighteen digits, each times 2^(17 − k) or what that leaves when divided by 11 (GB 11643). */
function checkSum(at: usize): u32 {
  let sum: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    const digits = v128.load(at);
    const weights = i8x16(7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4);
    const eights = i16x8.add(
      i16x8.extmul_low_i8x16_u(digits, weights),
      i16x8.extmul_high_i8x16_u(digits, weights),
    );
    return sumOf(i32x4.extadd_pairwise_i16x8_u(eights)) + 2 * <u32>load<u8>(at, 16) + load<u8>(at, 17);
  }
  // Horner's scheme: double and add.
  for (let k: usize = 0; k < 18; k++) sum = 2 * sum + load<u8>(at + k);
  return sum;
}

// @ts-ignore: decorator
@inline
function sumOf(fours: v128): u32 {
  return (
    i32x4.extract_lane(fours, 0) +
    i32x4.extract_lane(fours, 1) +
    i32x4.extract_lane(fours, 2) +
    i32x4.extract_lane(fours, 3)
  );
}

function daysOf(month: u32): u32 {
  if (month == 2) return 29;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

function isBankCard(at: usize, count: u32): bool {
  return passesLuhn(at, count) && hasIssuer(at, count);
}

function hasIssuer(at: usize, count: u32): bool {
  const long = count >= 16;
  const prefix = four(at);
  const head = prefix / 100;
  switch (prefix / 1000) {
    case 2:
      return prefix >= 2221 && prefix <= 2720 && count == 16;
    case 3:
      if (head == 34 || head == 37) return count == 15;
      if (head == 36 || head == 38 || head == 39 || (prefix >= 3000 && prefix < 3060)) return count >= 14;
      return prefix >= 3528 && prefix <= 3589 && long;
    case 4:
      return count == 13 || count == 16 || count == 19;
    case 5:
      return head <= 55 && head >= 51 ? count == 16 : head != 59;
    case 6:
      return head == 62 || head == 64 || head == 65 ? long : true;
    case 8:
      return prefix >= 8100 && prefix <= 8171 && long;
    case 9:
      return (prefix == 9558 || prefix == 9559) && long;
    default:
      return false;
  }
}

/** Thirteen to nineteen digits; up to three bytes before them are read. */
function passesLuhn(at: usize, count: u32): bool {
  let sum: u32 = 0;
  let rest = count;
  if (ASC_FEATURE_SIMD) {
    // The last sixteen, what is before the number made zero: every second lane from the right counts double.
    const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const digits = v128.and(
      v128.load(at + count - 16),
      i8x16.ge_s(lanes, i8x16.splat(<i8>(16 - <i32>count))),
    );
    const twice = i8x16.add(digits, digits);
    const doubled = i8x16.sub(twice, v128.and(i8x16.gt_s(twice, i8x16.splat(9)), i8x16.splat(9)));
    const even = i16x8.splat(0x00ff);
    const pairs = i16x8.extadd_pairwise_i8x16_u(v128.bitselect(doubled, digits, even));
    sum = sumOf(i32x4.extadd_pairwise_i16x8_u(pairs));
    rest = count > 16 ? count - 16 : 0;
  }
  for (let k: u32 = 0; k < rest; k++) {
    let digit: u32 = load<u8>(at + k);
    if (((count - k) & 1) == 0) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += digit;
  }
  return sum % 10 == 0;
}

/** Bit n: n is one of TWO_DIGIT_CODES, below 64 and from 64 on. */
const CODES_LOW: u64 = 0xf7fbfb97c8100000;
const CODES_HIGH: u64 = 0x4fc560007;

function codeLength(at: usize, count: u32): u32 {
  if (count == 0) return 0;
  const digit: u32 = load<u8>(at);
  if (digit == 0) return 0;
  if (digit == 1 || digit == 7) return 1;
  if (count == 1) return 0;
  const code = two(at);
  if (((code < 64 ? CODES_LOW >>> <u64>code : CODES_HIGH >>> <u64>(code - 64)) & 1) != 0) return 2;
  return count > 2 ? 3 : 0;
}

function isInternational(at: usize, count: u32, code: u32): bool {
  if (code == 0) return false;
  const national = count - code;
  const prefix: u32 = code == 1 ? load<u8>(at) : code == 2 ? two(at) : two(at) * 10 + load<u8>(at, 2);
  let shortest: u32 = 7;
  let longest: u32 = 12;
  switch (prefix) {
    case 1:
    case 7:
    case 91:
      shortest = longest = 10;
      break;
    case 33:
    case 34:
    case 61:
      shortest = longest = 9;
      break;
    case 65:
    case 852:
    case 853:
      shortest = longest = 8;
      break;
    case 44:
    case 81:
      shortest = 9;
      longest = 10;
      break;
    case 60:
    case 82:
      shortest = 8;
      longest = 10;
      break;
    case 66:
    case 886:
    case 966:
    case 971:
      shortest = 8;
      longest = 9;
      break;
    case 86:
      shortest = 9;
      longest = 11;
      break;
  }
  if (national < shortest || national > longest) return false;
  return load<u8>(at + code) != 0 || load<u8>(at + code, 1) != 0;
}

// ---- e-mail addresses: text-addresses.ts, from the @ in both directions ---------------------------------------------

/** The `width` bytes at `at` are an @. */
function readAddress(at: usize, width: usize): void {
  const start = localStart(at);
  localFloor = at + width;
  if (start == 0) return;

  let end: usize = 0;
  const stop = latinDomain(at + width);
  if (stop != 0) {
    end = domainEnd;
    if (end != 0) endAddress(start, at, end, stop);
    return;
  }
  let labels: u32 = 0;
  let numericLabels: u32 = 0;
  let label = at + width;
  let length: u32 = 0;
  let letters: u32 = 0;
  let digits: u32 = 0;
  let latin = false;
  let hyphen = false;
  let p = label;
  while (p < last) {
    const byte: u32 = load<u8>(p);
    let cls: u32;
    let width: usize = 1;
    let units: u32 = 1;
    if (byte < 0x80) cls = classOf(byte);
    else {
      cls = decode(p, last);
      width = size;
      if (size == 4) units = 2;
    }
    if (cls == IGNORED) {
      p += width;
      continue;
    }
    if (cls == DOT) {
      if (length == 0) break;
      if (!hyphen) {
        if (labels < 2 && digits == length) numericLabels++;
        if (labels >= 1 && numericLabels < 2 && isTop(label, p, length, letters)) end = p;
        labels++;
      }
      length = letters = digits = 0;
      latin = hyphen = false;
      p += width;
      label = p;
      continue;
    }
    if (cls == HYPHEN) {
      if (length == 0) break;
      if (labels >= 1 && numericLabels < 2 && isTop(label, p, length, letters)) end = p;
      hyphen = true;
    } else if (cls <= 9) {
      if (labels >= 1 && numericLabels < 2 && isTop(label, p, length, letters)) end = p;
      digits++;
      hyphen = false;
    } else if (cls <= OTHER_LETTER) {
      if (cls == OTHER_LETTER) {
        if (latin) break;
      } else if (length == digits) latin = true;
      letters += units;
      hyphen = false;
    } else break;
    length += units;
    p += width;
  }
  // The label that the domain stops in, as after a dot.
  if (length > 0 && !hyphen) {
    if (labels < 2 && digits == length) numericLabels++;
    if (labels >= 1 && numericLabels < 2 && isTop(label, p, length, letters)) end = p;
  }
  if (end != 0) endAddress(start, at, end, p);
}

/** The domain was read up to `stop`. */
function endAddress(start: usize, at: usize, end: usize, stop: usize): void {
  localFloor = stop;
  floor = max(floor, end);
  cutAt(start);
  pushSpan(start, end, <u32>at, EMAIL | (<u32>shownOf(start, at) << 8));
}

let domainEnd: usize = 0;

/** A domain of ASCII letters and dots: where it stops, and `domainEnd`; 0 when there is anything else in it. */
function latinDomain(at: usize): usize {
  let label = at;
  let labels: u32 = 0;
  let end: usize = 0;
  let byte: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    // Sixteen bytes at once: there are eighty behind the texts.
    const bytes = v128.load(at);
    const points = <u32>i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x2e)));
    const room = last - at;
    let stop: usize = ctz<u32>(~(<u32>i8x16.bitmask(letters(bytes)) | points));
    if (stop > room) stop = room;
    if (stop < 16) {
      for (let left = points & ((1 << <u32>stop) - 1); left != 0; left &= left - 1) {
        const point = at + <usize>ctz<u32>(left);
        if (point == label) {
          stop = point - at;
          break;
        }
        if (labels > 0 && point >= label + 2) end = point;
        labels++;
        label = point + 1;
      }
      at += stop;
    }
  }
  // The rest of a long one; of a short one, what ends it.
  for (; at < last; at++) {
    byte = load<u8>(at);
    if (isLetter(byte)) continue;
    if (byte != 0x2e || at == label) break;
    if (labels > 0 && at >= label + 2) end = at;
    labels++;
    label = at + 1;
  }
  if (at < last) {
    const cls = byte < 0x80 ? classOf(byte) : decode(at, last);
    if (cls <= X || cls == HYPHEN || cls == IGNORED) return 0;
    // Han ends a label that has begun in Latin letters; a full stop that is none of ASCII's is one all the same.
    if (byte >= 0x80 && (cls == DOT || (cls == OTHER_LETTER && at == label))) return 0;
  }
  if (labels > 0 && at >= label + 2) end = at;
  domainEnd = end;
  return at;
}

/** Where the local part before the @ at `at` begins; 0: there is none. */
function localStart(at: usize): usize {
  if (ASC_FEATURE_SIMD) {
    const short = shortLocalStart(at);
    if (short != UNKNOWN) return short;
  }
  let latin: usize = 0;
  let any: usize = 0;
  let inLatin = true;
  while (at > localFloor) {
    const byte: u32 = load<u8>(at - 1);
    let cls: u32;
    if (byte < 0x80) {
      cls = classOf(byte);
      at--;
    } else {
      cls = back(at, localFloor);
      at = backAt;
    }
    if (isWord(cls)) {
      any = at;
      if (inLatin) latin = at;
    } else if (cls == OTHER_LETTER) {
      any = at;
      inLatin = false;
    } else if (cls < HYPHEN || cls == OPEN || cls == CLOSE || cls == AT || cls == OTHER) break;
  }
  return latin != 0 ? latin : any;
}

const UNKNOWN: usize = 1;

/** localStart() where the local part is fewer than sixteen ASCII letters, digits and `_` behind what ends it; else UNKNOWN. */
// @ts-ignore: decorator
@inline
function shortLocalStart(at: usize): usize {
  const bytes = v128.load(at - 16);
  const others = ~i8x16.bitmask(
    v128.or(
      v128.or(letters(bytes), i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10))),
      i8x16.eq(bytes, i8x16.splat(0x5f)),
    ),
  );
  const length: usize = min(clz<u32>(<u32>others << 16), 16);
  const start = at - length;
  if (start <= localFloor) return localFloor < at ? localFloor : 0;
  if (length == 16) return UNKNOWN;
  const byte: u32 = load<u8>(start - 1);
  if (byte < 0x80) {
    const cls = classOf(byte);
    if (cls == HYPHEN || cls == DOT || cls == PLUS_SIGN || cls == LOCAL_MARK || cls == IGNORED) return UNKNOWN;
  } else if (start < localFloor + 3 || length == 0 || !isHan(start - 3)) return UNKNOWN;
  return length == 0 ? 0 : start;
}

/** The three bytes at `at` are one of the characters U+4000 … U+CFFF, letters that may touch a number. */
// @ts-ignore: decorator
@inline
function isHan(at: usize): bool {
  const lead: u32 = load<u8>(at);
  return lead >= 0xe4 && lead <= 0xec && isContinuation(at + 1) && isContinuation(at + 2);
}

/** All ones in the lanes of ASCII letters. */
// @ts-ignore: decorator
@inline
function letters(bytes: v128): v128 {
  const small = v128.or(bytes, i8x16.splat(0x20));
  return i8x16.lt_u(i8x16.sub(small, i8x16.splat(0x61)), i8x16.splat(26));
}

/** A label of `length` units that ends at `end` is a top-level one. */
function isTop(label: usize, end: usize, length: u32, letters: u32): bool {
  if (letters < 2) return false;
  if (letters == length) return true;
  return isPunycode(label, end, length);
}

/** The label's last `length` characters begin with `xn--`; with marks in it these are not its first. */
function isPunycode(label: usize, end: usize, length: u32): bool {
  let at = end;
  for (let units: u32 = 0; units < length && at > label; units++) {
    back(at, label);
    // A character of four bytes is two units.
    if (at - backAt == 4) units++;
    at = backAt;
  }
  return last - at >= 4 && load<u32>(at) == 0x2d2d6e78;
}

/** Bytes of the local part's first grapheme; 0 when that is all of it. */
function shownOf(start: usize, at: usize): usize {
  if ((load<u16>(start) & 0x8080) == 0) return start + 1 == at ? 0 : 1;
  decode(start, at);
  const width = size;
  const one = point;
  if (start + width == at) return 0;
  decode(start + width, at);
  // Between two of these a grapheme always ends (UAX #29, GB999). Marks, joiners, emoji, Indic and jamo are for the twin.
  if (!isPlain(one) || !isPlain(point)) needsTwin = true;
  return width;
}

/** Letters of Latin, Greek, Cyrillic, kana, Han, full-width forms, precomposed Hangul, and whatever is below U+0300. */
function isPlain(point: u32): bool {
  return (
    point < 0x300 ||
    (point >= 0x370 && point <= 0x52f && (point < 0x483 || point > 0x489)) ||
    (point >= 0x3041 && point <= 0x3096) ||
    (point >= 0x30a1 && point <= 0x30fa) ||
    (point >= 0x3400 && point <= 0x4dbf) ||
    (point >= 0x4e00 && point <= 0x9fff) ||
    (point >= 0xac00 && point <= 0xd7a3) ||
    (point >= 0xff01 && point <= 0xff5e)
  );
}

// ---- plates and IPv6: text-codes.ts ---------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function isLetter(byte: u32): bool {
  return (byte | 0x20) - 0x61 < 26;
}

// @ts-ignore: decorator
@inline
function isHex(byte: u32): bool {
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6;
}

/** No more of the word follows, nor a mark on its last character. */
function endsWord(at: usize): bool {
  if (at >= last) return true;
  const cls = decode(at, last);
  return !isWord(cls) && cls != IGNORED;
}

/** A letter of a hexadecimal number, or a colon. */
// @ts-ignore: decorator
@inline
function mayBeHex(byte: u32): bool {
  return byte == 0x3a || (byte | 0x20) - 0x61 < 6;
}

/** `digit` may be the first decimal digit of an address: before the chain it begins, or when the one it ends is read. */
function findIpv6(digit: usize): void {
  let start = digit;
  while (start > first && digit - start < 4 && isHex(load<u8>(start - 1))) start--;
  // With a decimal digit in a group before, all this was looked at there.
  while (start > first && mayBeHex(load<u8>(start - 1))) start--;
  if (start > first && <u32>load<u8>(start - 1) - 0x30 < 10) return;
  if (start + 4 < last && load<u8>(start + 4) == 0x3a) readIpv6(start + 4);
}

/** `colon` may end the first group. */
function readIpv6(colon: usize): void {
  const start = colon - 4;
  if (colon < first + 4 || !isHex(load<u8>(colon - 1)) || !isHex(load<u8>(colon - 2))) return;
  if (!isHex(load<u8>(colon - 3)) || !isHex(load<u8>(start))) return;
  if (start > first) {
    const cls = back(start, first);
    if (isWord(cls) || cls == IGNORED || load<u8>(start - 1) == 0x3a) return;
  }
  let end = colon;
  while (end < last && (isHex(load<u8>(end)) || load<u8>(end) == 0x3a)) end++;
  while (load<u8>(end - 1) == 0x3a) end--;
  if (end < colon || !endsWord(end)) return;

  let colons: u32 = 0;
  let gaps: u32 = 0;
  let length: u32 = 0;
  let decimal = false;
  for (let p = start; p < end; p++) {
    const byte: u32 = load<u8>(p);
    if (byte == 0x3a) {
      colons++;
      if (length == 0) gaps++;
      length = 0;
    } else if (++length > 4) return;
    if (byte - 0x30 < 10) decimal = true;
  }
  if (!decimal || gaps > 1 || (gaps == 0 ? colons != 7 : colons > 7)) return;
  if (start >= floor) {
    cutAt(start);
    pushSpan(colon, end, 0, CODE);
  }
  floor = max(floor, end);
}

/** `digit` may be the first digit of a plate; it is not the text's first byte. */
function findPlate(digit: usize): void {
  const before: u32 = load<u8>(digit - 1);
  let letters: usize = 0;
  let at = digit;
  if (isLetter(before)) {
    while (at > first && letters < 4 && isLetter(load<u8>(at - 1))) {
      at--;
      letters++;
    }
  }
  if (letters > 3 || at < first + 3) return;
  // Without a separator the first of the letters is the plate's own.
  let body = at + 1;
  let province = at - 3;
  if (letters == 0 || load<u8>(at - 1) < 0x80 || jointBefore(at) != 0) {
    const joint = jointBefore(at);
    if (joint == 0 || letters > 2 || at < first + joint + 4 || !isLetter(load<u8>(at - joint - 1))) return;
    body = at;
    province = at - joint - 4;
  }
  if (!isProvince(province)) return;

  let length: usize = 0;
  let others: u32 = 0;
  while (body + length < last && length < 7) {
    const byte: u32 = load<u8>(body + length);
    const small = byte | 0x20;
    if (byte - 0x30 >= 10) {
      if (!isLetter(byte) || small == 0x69 || small == 0x6f) break;
      others++;
    }
    length++;
  }
  // As many as there are, at most six; and then the word has to end.
  if (length < 4 || length > 6 || others > 2) return;
  let end = body + length;
  let hidden = end - 1;
  if (length == 4) {
    if (!isSpecial(end)) return;
    hidden = end;
    end += 3;
  }
  if (!endsWord(end)) return;
  if (province >= floor) pushSpan(body, hidden, 0, CODE);
  floor = max(floor, end);
}

/** `byte` may be the last of a separator in a plate. */
// @ts-ignore: decorator
@inline
function endsJoint(byte: u32): bool {
  return byte == 0x20 || byte == 0x2e || byte == 0x2d || byte == 0xb7 || byte == 0xa2 || byte == 0xbb;
}

/** Bytes of the separator that ends at `at`, in a plate; 0: there is none. */
function jointBefore(at: usize): usize {
  if (at == first) return 0;
  const byte: u32 = load<u8>(at - 1);
  if (byte == 0x20 || byte == 0x2e || byte == 0x2d) return 1;
  if (byte == 0xb7) return at >= first + 2 && load<u8>(at - 2) == 0xc2 ? 2 : 0;
  if (at < first + 3) return 0;
  const pair: u32 = load<u16>(at - 3);
  return (byte == 0xa2 && pair == 0x80e2) || (byte == 0xbb && pair == 0x83e3) ? 3 : 0;
}

/** The three bytes at `at` are one of PROVINCES. */
function isProvince(at: usize): bool {
  if (at < first) return false;
  const list = memory.data<u8>([
    0xe4, 0xba, 0xac, 0xe6, 0xb4, 0xa5, 0xe6, 0xb2, 0xaa, 0xe6, 0xb8, 0x9d, 0xe5, 0x86, 0x80, 0xe8, 0xb1, 0xab, 0xe4, 0xba, 0x91, 0xe8, 0xbe, 0xbd,
    0xe9, 0xbb, 0x91, 0xe6, 0xb9, 0x98, 0xe7, 0x9a, 0x96, 0xe9, 0xb2, 0x81, 0xe6, 0x96, 0xb0, 0xe8, 0x8b, 0x8f, 0xe6, 0xb5, 0x99, 0xe8, 0xb5, 0xa3,
    0xe9, 0x84, 0x82, 0xe6, 0xa1, 0x82, 0xe7, 0x94, 0x98, 0xe6, 0x99, 0x8b, 0xe8, 0x92, 0x99, 0xe9, 0x99, 0x95, 0xe5, 0x90, 0x89, 0xe9, 0x97, 0xbd,
    0xe8, 0xb4, 0xb5, 0xe7, 0xb2, 0xa4, 0xe9, 0x9d, 0x92, 0xe8, 0x97, 0x8f, 0xe5, 0xb7, 0x9d, 0xe5, 0xae, 0x81, 0xe7, 0x90, 0xbc, 0x00,
  ]);
  const character = load<u32>(at) & 0xffffff;
  for (let k: usize = 0; k < 93; k += 3) if ((load<u32>(list + k) & 0xffffff) == character) return true;
  return false;
}

/** The three bytes at `at` are one of 学警港澳挂领. */
function isSpecial(at: usize): bool {
  if (at + 3 > last) return false;
  const character = load<u32>(at) & 0xffffff;
  return (
    character == 0xa6ade5 ||
    character == 0xa6ade8 ||
    character == 0xafb8e6 ||
    character == 0xb3bee6 ||
    character == 0x828ce6 ||
    character == 0x86a2e9
  );
}

// ---- the masked text ------------------------------------------------------------------------------------------------

/** Copies 16 bytes at a time, up to 15 more than asked for: there is room behind both. */
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, bytes: usize): void {
  if (ASC_FEATURE_SIMD) for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
  else for (let i: usize = 0; i < bytes; i += 8) store<u64>(to + i, load<u64>(from + i));
}

/** @returns where the text's mask ends */
function write(to: usize): usize {
  let from = first;
  const behind = scratch + SPANS_AT + <usize>spans * SPAN;
  for (let span = scratch + SPANS_AT; span < behind; span += SPAN) {
    const start: usize = load<u32>(span);
    const end: usize = load<u32>(span, 4);
    const detail = load<u32>(span, 8);
    const kind = load<u32>(span, 12);
    copy(to, from, start - from);
    to += start - from;
    from = end;
    if (kind == NUMBER) to = writeNumber(to, start, end, detail);
    else if (kind == CODE) {
      for (let p = start; p < end; p++) store<u8>(to++, load<u8>(p) == 0x3a ? 0x3a : 0x2a);
    } else {
      store<u32>(to, load<u32>(start));
      to += <usize>(kind >>> 8);
      store<u32>(to, 0x2a2a2a);
      to += 3;
      from = detail;
    }
  }
  copy(to, from, last - from);
  return to + (last - from);
}

// @ts-ignore: decorator
@inline
function writeNumber(to: usize, start: usize, end: usize, detail: u32): usize {
  const keepStart = (detail >>> 8) & 0xff;
  const shown = (detail & 0xff) - ((detail >>> 16) & 0xff);
  if (ASC_FEATURE_SIMD && (detail & PLAIN) != 0 && end - start <= 56) {
    let hidden = window(digitMap, start) & ((<u64>1 << <u64>(end - start)) - 1);
    // What is shown is mostly one group, or a part of it: no separator between, and then it is one mask.
    const bits: i64 = end - start;
    // Below zero where an address has cut the number short.
    const behind: i64 = <i64>popcnt(hidden) - <i64>shown;
    const one: u64 = 1;
    const tail = ((one << behind) - 1) << (bits - behind);
    if (behind > 0 && (hidden & tail) == tail) hidden &= ~tail;
    else for (let k = behind; k > 0; k--) hidden &= ~((<u64>1 << 63) >>> clz(hidden));
    const head = (<u64>1 << keepStart) - 1;
    if ((hidden & head) == head) hidden &= ~head;
    else for (let k: u32 = 0; k < keepStart; k++) hidden &= hidden - 1;
    for (let p = start; p < end; p += 16) {
      // Sixteen bits become sixteen bytes, all ones or zeros.
      const bits = v128.and(
        i8x16.shuffle(i16x8.splat(<i16>hidden), i8x16.splat(0), 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1),
        i64x2.splat(<i64>0x8040201008040201),
      );
      v128.store(
        to + (p - start),
        v128.bitselect(v128.load(p), i8x16.splat(0x2a), i8x16.eq(bits, i8x16.splat(0))),
      );
      hidden >>>= 16;
    }
    return to + (end - start);
  }
  let seen: u32 = 0;
  for (let p = start; p < end; ) {
    const byte: u32 = load<u8>(p);
    if (byte < 0x80) {
      p++;
      if (byte - 0x30 < 10 || (byte | 0x20) == 0x78) {
        store<u8>(to++, seen >= keepStart && seen < shown ? 0x2a : <u8>byte);
        seen++;
      } else store<u8>(to++, <u8>byte);
      continue;
    }
    const cls = decode(p, end);
    if (cls <= 9 || cls == X) {
      if (seen >= keepStart && seen < shown) {
        store<u8>(to++, 0x2a);
        p += size;
        seen++;
        continue;
      }
      seen++;
    }
    for (const until = p + size; p < until; p++) store<u8>(to++, load<u8>(p));
  }
  return to;
}
