import { SealcastError } from '../../errors.ts';
import { maskText } from './text.ts';

/** Texts in UTF-8, one behind the other. */
export interface Texts {
  readonly bytes: Uint8Array;
  /** Exclusive end of each text in `bytes`; the last one is its length. */
  readonly ends: Uint32Array;
}

/** `maskText` for many texts at once. Not for two callers at a time; nothing of the texts is kept. */
export interface TextMasker {
  /**
   * What is not UTF-8 ends whatever is before it, is copied as it is, and is nobody's name: decoded, the answer is `maskText()` of the
   * decoded text. The answer's `bytes` may be a view; what is behind it in its buffer is zero.
   * @throws SealcastError USAGE for ends that decrease or do not end with the bytes
   */
  mask(texts: Texts): Texts;
  /** Strings in and out cost some five times the masking itself. */
  maskStrings(texts: readonly string[]): string[];
}

/** The readable twin of the kernel. */
export class ReferenceTextMasker implements TextMasker {
  mask(texts: Texts): Texts {
    checkTexts(texts);
    const ends = new Uint32Array(texts.ends.length);
    const masked: Uint8Array[] = [];
    let from = 0;
    let length = 0;
    for (const [i, end] of texts.ends.entries()) {
      const one = maskBytes(texts.bytes.subarray(from, end));
      masked.push(one);
      length += one.length;
      ends[i] = length;
      from = end;
    }
    return { bytes: joined(masked, length), ends };
  }

  maskStrings(texts: readonly string[]): string[] {
    return texts.map(maskText);
  }
}

const utf8 = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes that are no UTF-8 would come back as U+FFFD: what is masked around them is found by length. */
export function maskBytes(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const push = (piece: Uint8Array): void => {
    pieces.push(piece);
    length += piece.length;
  };
  // They end everything, so what is between them can be masked alone.
  let from = 0;
  for (const [start, end] of notUtf8(bytes)) {
    push(utf8.encode(maskText(decoder.decode(bytes.subarray(from, start)))));
    push(bytes.slice(start, end));
    from = end;
  }
  push(utf8.encode(maskText(decoder.decode(bytes.subarray(from)))));
  return joined(pieces, length);
}

/** Ranges of bytes that are no part of a character (the Unicode Standard, table 3-7). */
function* notUtf8(bytes: Uint8Array): Generator<readonly [start: number, end: number]> {
  for (let i = 0; i < bytes.length; ) {
    const length = characterBytes(bytes, i);
    if (length === 0) yield [i, i + 1];
    i += Math.max(length, 1);
  }
}

/** 0: no character begins at `i`. */
function characterBytes(bytes: Uint8Array, i: number): number {
  const lead = bytes[i]!;
  if (lead < 0x80) return 1;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (i + length > bytes.length) return 0;
  for (let k = 1; k < length; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) return 0;
  const second = bytes[i + 1]!;
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 0;
  return length;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @throws SealcastError USAGE */
export function checkTexts({ bytes, ends }: Texts): void {
  let end = 0;
  for (const next of ends) {
    if (next < end) throw new SealcastError('USAGE', 'texts to mask: an end decreases');
    end = next;
  }
  if (end !== bytes.length) throw new SealcastError('USAGE', 'texts to mask: the last end is not that of the bytes');
}
