import { type FileHandle, open } from 'node:fs/promises';
import type { Command } from 'commander';
import { fromBase64url } from '../crypto/base64.ts';
import { fromHex } from '../crypto/bytes.ts';
import { RECEIPT_BYTES } from '../crypto/receipt.ts';
import { limits } from '../limits.ts';
import { type DirectoryFlags, dirOption, passphraseOptions, writing } from './directory.ts';
import { EXIT, usage } from './exit.ts';
import { fileFault } from './input.ts';
import { count, note, print, printJson, table } from './output.ts';

interface ConfirmFlags extends DirectoryFlags {
  readonly json?: boolean;
}

/** Characters of one in hex, the longer of the two ways to write it. */
const LINE_CHARS = 2 * RECEIPT_BYTES;
/** As much of a line is kept, so that blanks around one do no harm. */
const KEPT = LINE_CHARS + 16;
/** Malformed ones that are named; of the rest their number is said. */
const NAMED = 10;

export function addConfirm(program: Command): void {
  const command = program
    .command('confirm')
    .description('count receipts that were collected elsewhere, each once, however often they are given')
    .argument('<file>', 'one a line, in base64url or hex, or 48 bytes each as devices post them; - is stdin')
    .addOption(dirOption())
    .option('--json', 'one line of JSON');
  passphraseOptions(command).action(confirm);
}

async function confirm(file: string, flags: ConfirmFlags): Promise<void> {
  if (file === '-' && flags.passphraseFd === 0)
    throw usage('the passphrase and the receipts cannot both come from stdin', 'use another descriptor: 3< FILE');
  const stream = file === '-' ? process.stdin : (await opened(file)).createReadStream();
  const total = { confirmed: 0, repeated: 0, refused: 0 };
  const reader = new ReceiptReader();
  try {
    await writing(
      flags,
      {},
      async (engine) => {
        const hand = async (most: number): Promise<void> => {
          for (let batch = reader.take(most); batch.length > 0; batch = reader.take(most)) {
            const { confirmed, repeated, refused } = await engine.confirm(batch);
            total.confirmed += confirmed;
            total.repeated += repeated;
            total.refused += refused;
          }
        };
        for await (const piece of pieces(stream, file)) {
          reader.add(piece);
          await hand(limits.receiptsBatch);
        }
        reader.end();
        await hand(1);
      },
      'give the same file again: what was counted is not counted twice',
    );
  } finally {
    stream.destroy();
  }
  report({ ...total, malformed: reader.malformed, named: reader.named }, flags.json === true);
}

function report(
  {
    malformed,
    named,
    ...total
  }: Record<'confirmed' | 'repeated' | 'refused' | 'malformed', number> & {
    readonly named: readonly Malformed[];
  },
  json: boolean,
): void {
  if (json) printJson({ ...total, malformed, at: named });
  else
    for (const line of table(
      [{ align: 'right' }, {}, { flexible: true }],
      [
        [count(total.confirmed), 'confirmed', 'counted now'],
        [count(total.repeated), 'repeated', 'counted before'],
        [
          count(total.refused),
          'refused',
          'not genuine, or of a broadcast that is not here, was purged or asked for none',
        ],
        [count(malformed), 'malformed', 'no receipts'],
      ],
    ))
      print(line);
  if (malformed === 0) return;
  for (const { line, says } of named) note(`sealcast: line ${line} is no receipt: ${says}`);
  if (malformed > named.length) note(`sealcast: so are ${count(malformed - named.length)} more`);
  process.exitCode = EXIT.data;
}

/** Before the engine is: a slip in a path makes no directory. */
async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw usage(`the file of receipts ${fileFault(error)}`, 'check its path');
  }
}

async function* pieces(stream: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of stream) yield piece;
  } catch (error) {
    throw usage(`the file of receipts ${fileFault(error)}`, file === '-' ? 'check stdin' : 'check its path');
  }
}

export interface Malformed {
  /** From 1 on; of 48 bytes each, which of them. */
  readonly line: number;
  /** What is wrong with it, without what stands there. */
  readonly says: string;
}

/**
 * Takes a file of receipts apart, piece by piece. A line that is none costs itself and no other. Lines or bytes: receipts are random,
 * so 64 bytes of one that all happen to be digits of base64url do not occur.
 */
export class ReceiptReader {
  readonly named: Malformed[] = [];
  malformed = 0;
  #raw: boolean | undefined;
  /** What was read and is not yet known to be whole: at most a receipt, or a line as far as it could be one. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Characters of the line that is being read, the ones that were let go included. */
  #chars = 0;
  #number = 0;
  readonly #whole: Uint8Array[] = [];
  #bytes = 0;

  add(piece: Uint8Array): void {
    if (this.#raw === undefined) {
      this.#rest = Buffer.concat([this.#rest, piece]);
      if (this.#rest.length < LINE_CHARS) return;
      this.#begin();
      return;
    }
    if (this.#raw) this.#addRaw(piece);
    else this.#addLines(piece);
  }

  /** What is left is a last line, or a receipt that was torn. */
  end(): void {
    if (this.#raw === undefined) this.#begin();
    if (!this.#raw) this.#line();
    else if (this.#rest.length > 0) {
      this.#number++;
      this.#fault(`the file ends after ${this.#rest.length} of its ${RECEIPT_BYTES} bytes`);
    }
  }

  /** Up to one batch of whole receipts; empty while there are fewer than `least`. */
  take(least: number): Uint8Array {
    if (this.#bytes < least * RECEIPT_BYTES) return new Uint8Array(0);
    const all = Buffer.concat(this.#whole);
    const length = Math.min(all.length, limits.receiptsBatch * RECEIPT_BYTES);
    this.#whole.splice(0, this.#whole.length, all.subarray(length));
    this.#bytes = all.length - length;
    return all.subarray(0, length);
  }

  #begin(): void {
    const head = this.#rest;
    this.#rest = new Uint8Array(0);
    this.#raw = head.subarray(0, 64).some((byte) => byte > 0x7e || (byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte)));
    // A byte order mark is text.
    if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
      this.#raw = false;
      this.#addLines(head.subarray(3));
    } else this.add(head);
  }

  #addRaw(piece: Uint8Array): void {
    const all = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const whole = all.length - (all.length % RECEIPT_BYTES);
    this.#rest = all.slice(whole);
    this.#number += whole / RECEIPT_BYTES;
    this.#whole.push(all.subarray(0, whole));
    this.#bytes += whole;
  }

  #addLines(piece: Uint8Array): void {
    for (let from = 0; from < piece.length; ) {
      const found = piece.indexOf(0x0a, from);
      const to = found < 0 ? piece.length : found;
      const room = KEPT - this.#rest.length;
      if (room > 0) this.#rest = Buffer.concat([this.#rest, piece.subarray(from, Math.min(to, from + room))]);
      this.#chars += to - from;
      if (found < 0) return;
      this.#line();
      from = found + 1;
    }
  }

  #line(): void {
    const text = Buffer.from(this.#rest).toString('latin1').trim();
    const chars = this.#chars;
    this.#rest = new Uint8Array(0);
    this.#chars = 0;
    this.#number++;
    if (text === '') return;
    const receipt = chars > KEPT ? null : receiptIn(text);
    if (receipt === null) this.#fault(wrongWith(text, chars));
    else {
      this.#whole.push(receipt);
      this.#bytes += RECEIPT_BYTES;
    }
  }

  #fault(says: string): void {
    this.malformed++;
    if (this.named.length < NAMED) this.named.push({ line: this.#number, says });
  }
}

function receiptIn(text: string): Uint8Array | null {
  const bytes = text.length === LINE_CHARS ? fromHex(text) : fromBase64url(text);
  return bytes?.length === RECEIPT_BYTES ? bytes : null;
}

function wrongWith(text: string, chars: number): string {
  const base64url = (4 * RECEIPT_BYTES) / 3;
  if (chars > KEPT || (text.length !== base64url && text.length !== LINE_CHARS))
    return `${chars > KEPT ? chars : text.length} characters, not ${base64url} of base64url or ${LINE_CHARS} of hex`;
  return `a character that is none of ${text.length === LINE_CHARS ? 'hex' : 'base64url'}`;
}
