import { SealcastError } from '../errors.ts';
import { maskText } from '../fanout/mask/text.ts';
import { CLASSES } from '../fanout/mask/text-classes.ts';
import { checkTexts, maskBytes, type TextMasker, type Texts } from '../fanout/mask/text-masker.ts';
import { LABELS } from '../fanout/mask/text-numbers.ts';
import { NUMBER_RULES } from '../fanout/mask/text-rules.ts';
import { limits } from '../limits.ts';
import type { KernelInstance } from './wasm.ts';

const PAGE_BYTES = 65_536;
/** Lengths of groups: 0 (none) to 20 (too long). */
const LENGTHS = 21;
const INDEX_BYTES = 4 * LENGTHS * LENGTHS;
const ENTRY_BYTES = 16;
const LABEL_BYTES = 8;
/** Bytes the kernel reads before and behind a batch of texts, and writes behind its answer. */
const FRONT_BYTES = 16;
const BEHIND_BYTES = 80;
/** Texts are handed over in parts of this size, which stay in the processor's cache with all that is made of them. */
const PART_BYTES = 32_768;

const utf8 = new TextEncoder();
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Over one kernel instance, whose memory it owns from here on:
 *
 *     heapBase   tables            scratch          the batch
 *     │ …        │ classes, rules  │ spans, digits  │ ends, flags, texts, maps, masked texts
 *
 * The tables are the twin's, so there is one list of shapes, labels and classes. Nothing of a batch stays behind.
 */
export class MaskKernel implements TextMasker {
  readonly #kernel: KernelInstance;
  readonly #batch: number;

  /** @throws SealcastError KERNEL_UNAVAILABLE when the host refuses memory */
  constructor(kernel: KernelInstance) {
    this.#kernel = kernel;
    const at = align(kernel.heapBase() >>> 0);
    const { table, entries, labels } = tables();
    const scratch = align(at + table.length);
    this.#batch = align(scratch + (kernel.maskScratch() >>> 0));
    this.#reserve(this.#batch);
    new Uint8Array(kernel.memory.buffer).set(table, at);
    kernel.maskOpen(at, entries, labels, scratch);
  }

  mask(texts: Texts): Texts {
    checkTexts(texts);
    const count = texts.ends.length;
    // Masks are rarely longer than what they hide; where they are, there is more room made for them.
    const out = new Growing(texts.bytes.length + (texts.bytes.length >>> 5) + BEHIND_BYTES);
    const ends = new Uint32Array(count);
    let used = this.#batch;
    try {
      for (let from = 0; from < count; ) {
        const start = from === 0 ? 0 : texts.ends[from - 1]!;
        let to = from;
        while (to < count && texts.ends[to]! - start <= PART_BYTES) to++;
        // A text that fills more than a part goes alone.
        if (to === from && texts.ends[from]! - start <= limits.maskCallBytes) to++;
        if (to > from) used = Math.max(used, this.#part(texts, from, to, out, ends));
        else {
          out.append(maskBytes(texts.bytes.subarray(start, texts.ends[from])));
          ends[from] = out.length;
          to++;
        }
        from = to;
      }
      return { bytes: out.view(), ends };
    } finally {
      new Uint8Array(this.#kernel.memory.buffer).fill(0, this.#batch, used);
      this.#kernel.maskWipe();
    }
  }

  maskStrings(texts: readonly string[]): string[] {
    let most = 0;
    for (const text of texts) most += 3 * text.length;
    const bytes = Buffer.alloc(most);
    const ends = new Uint32Array(texts.length);
    let end = 0;
    for (let i = 0; i < texts.length; i++) {
      end += bytes.write(texts[i]!, end);
      ends[i] = end;
    }
    const masked = this.mask({ bytes: bytes.subarray(0, end), ends });
    const view = Buffer.from(masked.bytes.buffer, masked.bytes.byteOffset, masked.bytes.length);
    const answers = texts.map((text, i) =>
      // It has no UTF-8.
      LONE_SURROGATE.test(text)
        ? maskText(text)
        : view.toString('utf8', i === 0 ? 0 : masked.ends[i - 1], masked.ends[i]),
    );
    bytes.fill(0);
    view.fill(0);
    return answers;
  }

  /** Texts from … to − 1 in one call of the kernel. @returns how far its memory was used */
  #part(texts: Texts, from: number, to: number, out: Growing, ends: Uint32Array): number {
    const kernel = this.#kernel;
    const count = to - from;
    const start = from === 0 ? 0 : texts.ends[from - 1]!;
    const bytes = texts.ends[to - 1]! - start;
    let end = this.#batch;
    const take = (size: number): number => {
      const at = end;
      end = align(end + size);
      return at;
    };
    const at = {
      ends: take(4 * count),
      outEnds: take(4 * count),
      flags: take(count + FRONT_BYTES),
      texts: take(bytes + BEHIND_BYTES),
      maps: take(2 * (Math.ceil(bytes / 8) + 16)),
      out: take(bytes + Math.ceil(bytes / 3) + BEHIND_BYTES),
    };
    this.#reserve(end);
    const memory = new Uint8Array(kernel.memory.buffer);
    const inEnds = new Uint32Array(kernel.memory.buffer, at.ends, count);
    for (let i = 0; i < count; i++) inEnds[i] = texts.ends[from + i]! - start;
    memory.set(texts.bytes.subarray(start, start + bytes), at.texts);
    const left = kernel.maskBatch(count, at.texts, at.ends, at.maps, at.out, at.outEnds, at.flags);
    const outEnds = new Uint32Array(kernel.memory.buffer, at.outEnds, count);
    if (left === 0) {
      for (let i = 0; i < count; i++) ends[from + i] = out.length + outEnds[i]!;
      out.append(memory.subarray(at.out, at.out + outEnds[count - 1]!));
      return end;
    }
    for (let i = 0; i < count; i++) {
      const [outStart, inStart] = i === 0 ? [0, 0] : [outEnds[i - 1]!, inEnds[i - 1]!];
      if (memory[at.flags + i] !== 0) out.append(maskBytes(memory.subarray(at.texts + inStart, at.texts + inEnds[i]!)));
      else out.append(memory.subarray(at.out + outStart, at.out + outEnds[i]!));
      ends[from + i] = out.length;
    }
    return end;
  }

  #reserve(end: number): void {
    const missing = Math.ceil((end - this.#kernel.memory.buffer.byteLength) / PAGE_BYTES);
    try {
      if (missing > 0) this.#kernel.memory.grow(missing);
    } catch (cause) {
      throw new SealcastError('KERNEL_UNAVAILABLE', 'the mask kernel cannot grow: the host refused memory', {
        hint: 'give the process more memory',
        cause,
      });
    }
  }
}

class Growing {
  #bytes: Uint8Array;
  length = 0;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes);
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.length + bytes.length));
      larger.set(this.view());
      // The outgrown copy would otherwise keep texts until the collector comes by.
      this.#bytes.fill(0);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

/**
 * Classes of code units ‖ index ‖ rules ‖ labels, as assembly/mask.ts reads them. A rule's shape is one entry:
 *
 *   key u32       lengths of its groups, five bits each, the first lowest
 *   mask u32      31 in the place of each group
 *   groups, flags (1 checkX, 2 anySeparator, 4 extension), rule, keepStart, keepEnd     u8 each, and three zeros
 *
 * and the index says, by the lengths of the first two groups (0: there is one only), where entries begin and how many.
 */
function tables(): { table: Uint8Array; entries: number; labels: number } {
  const lists: { rule: number; shape: readonly number[] }[][] = Array.from({ length: LENGTHS * LENGTHS }, () => []);
  for (const [rule, { shapes }] of NUMBER_RULES.entries())
    for (const shape of shapes) lists[shape[0]! * LENGTHS + (shape[1] ?? 0)]!.push({ rule, shape });
  const entries = lists.flat();
  const entriesAt = CLASSES.length + INDEX_BYTES;
  const labelsAt = entriesAt + entries.length * ENTRY_BYTES;
  const table = new Uint8Array(labelsAt + LABELS.size * LABEL_BYTES);
  table.set(CLASSES);
  const view = new DataView(table.buffer);
  let next = 0;
  for (const [pair, list] of lists.entries()) {
    view.setUint32(CLASSES.length + 4 * pair, (next << 16) | list.length, true);
    for (const { rule, shape } of list) {
      const { checkX, anySeparator, extension, keepStart, keepEnd } = NUMBER_RULES[rule]!;
      const at = entriesAt + next++ * ENTRY_BYTES;
      view.setUint32(
        at,
        shape.reduce((key, length, k) => key | (length << (5 * k)), 0),
        true,
      );
      view.setUint32(at + 4, 2 ** (5 * shape.length) - 1, true);
      const flags = (checkX ? 1 : 0) | (anySeparator ? 2 : 0) | (extension ? 4 : 0);
      table.set([shape.length, flags, rule, keepStart, keepEnd], at + 8);
    }
  }
  for (const [i, label] of [...LABELS].entries()) utf8.encodeInto(label, table.subarray(labelsAt + i * LABEL_BYTES));
  return { table, entries: entries.length, labels: LABELS.size };
}

function align(value: number): number {
  return Math.ceil(value / 16) * 16;
}

/** The known-answer test of this kernel: each kind once, in one batch, next to what must stay. Takes the instance over. */
export function maskAnswers(kernel: KernelInstance): boolean {
  const answers: readonly (readonly [text: string, masked: string])[] = [
    ['', ''],
    [
      '电话13812345678谢谢，+1 (415) 555-2671 2026-11-22 09:30',
      '电话138****5678谢谢，+1 (***) ***-**71 2026-11-22 09:30',
    ],
    ['zhang@example.com; 张三@例子.中国', 'z***@example.com; 张***@例子.中国'],
    ['110000199003077713 / 44000019850812007x', '1****************3 / 4****************x'],
    ['4111 1111 1111 1111, 4111111111111112', '**** **** **** 1111, 4111111111111112'],
    ['E12345678 SF12345678 粤B·D12345', 'E******78 SF12345678 粤B·*****5'],
    ['10.0.0.1:8080 [2001:db8::1] 1.2.3', '10.0.*.*:8080 [2001:***::*] 1.2.3'],
    ['１３８１２３４５６７８', '１３８****５６７８'],
  ];
  const masked = new MaskKernel(kernel).maskStrings(answers.map(([text]) => text));
  return answers.every(([, wanted], i) => masked[i] === wanted);
}
