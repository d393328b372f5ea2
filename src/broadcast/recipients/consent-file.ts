import { limits } from '../../limits.ts';

/** Characters of a line that may be a record: the longest one in base64url, and some white space around it. */
const LINE = Math.ceil((limits.consentBytes * 4) / 3) + 16;
const NO_RECORD = new Uint8Array(0);

/**
 * The records of consent in a file: one a line, base64url; blank lines do not count. What is none is refused, and counted, where they
 * are taken; a line that is too long to be one comes as an empty record, and is never held.
 */
export async function* consentsFromLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = '';
  let tooLong = false;
  const hold = (text: string): void => {
    held += text;
    if (held.length <= LINE) return;
    held = '';
    tooLong = true;
  };
  const take = (): Uint8Array[] => {
    const text = held.trim();
    const found = tooLong ? [NO_RECORD] : text === '' ? [] : [new Uint8Array(Buffer.from(text, 'base64url'))];
    held = '';
    tooLong = false;
    return found;
  };
  for await (const piece of bytes) {
    const text = Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1');
    const [rest = '', ...lines] = text.split(/[\r\n]/);
    hold(rest);
    for (const line of lines) {
      yield* take();
      hold(line);
    }
  }
  yield* take();
}
