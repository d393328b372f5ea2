import { read } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';

/** Where a passphrase comes from. Never from an argument: those are in the process list and the shell's history. */
export type PassphraseSource =
  /** the value of an environment variable; who may read /proc/PID/environ may read it, so prefer a descriptor */
  | { readonly env: string }
  /** an open file descriptor, read to its end; one line end at the end is not part of it */
  | { readonly fd: number }
  /** asked on a terminal without echo; twice when `confirm`, for a keyring that is being made */
  | { readonly prompt: { readonly label?: string; readonly confirm?: boolean } };

export interface PassphraseTerminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * Reads a passphrase and brings it to the bytes that go into scrypt. They are the caller's to wipe; the strings it
 * passed through are the garbage collector's, which JavaScript gives no way to hurry.
 *
 * @throws SealcastError KEYRING_PASSPHRASE when there is none, or it breaks a rule; ABORTED on Ctrl-C at the prompt
 */
export async function readPassphrase(
  source: PassphraseSource,
  terminal: PassphraseTerminal = { input: process.stdin, output: process.stderr },
): Promise<Uint8Array> {
  if ('env' in source) {
    const value = process.env[source.env];
    if (value === undefined)
      throw refused('the environment variable for the passphrase is not set', 'set it, or drop the option');
    return passphraseBytes(value);
  }
  if ('fd' in source) return fromDescriptor(source.fd);
  const { label = 'Passphrase of the keyring', confirm = false } = source.prompt;
  const [first, second] = await ask(confirm ? [`${label}: `, 'Once more: '] : [`${label}: `], terminal);
  if (confirm && second !== first) throw refused('the two passphrases differ', 'try again');
  return passphraseBytes(first!);
}

/**
 * RFC 8265 §4.2 (OpaqueString): other spaces become U+0020, case stays, NFC; neither empty nor with control characters.
 * So the same phrase typed on a Mac and on a Linux box is the same key.
 */
export function passphraseBytes(text: string): Uint8Array {
  const normal = text.replace(/\p{Zs}/gu, ' ').normalize('NFC');
  if (/[\p{Cc}\p{Cs}]/u.test(normal))
    throw refused('the passphrase holds control characters', 'use what a keyboard types on one line');
  const bytes = new TextEncoder().encode(normal);
  if (bytes.length === 0) throw refused('the passphrase is empty', 'give one, or drop the option');
  if (bytes.length > limits.passphraseBytes) {
    bytes.fill(0);
    throw refused(`the passphrase is longer than ${limits.passphraseBytes} bytes`, 'use a shorter one');
  }
  return bytes;
}

const readDescriptor = promisify(read);

async function fromDescriptor(fd: number): Promise<Uint8Array> {
  // Room for the longest one, its line end, and one byte more, by which too long is noticed.
  const room = new Uint8Array(limits.passphraseBytes + 3);
  let length = 0;
  try {
    try {
      for (;;) {
        const { bytesRead } = await readDescriptor(fd, room, length, room.length - length, null);
        length += bytesRead;
        if (bytesRead === 0 || length === room.length) break;
      }
    } catch (cause) {
      throw refused(
        'the file descriptor for the passphrase cannot be read',
        'open it for reading, e.g. 3< FILE',
        cause,
      );
    }
    if (room[length - 1] === 0x0a) length -= room[length - 2] === 0x0d ? 2 : 1;
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(room.subarray(0, length));
    } catch {
      throw refused('the passphrase is not UTF-8', 'a file of random bytes must be encoded first, e.g. as base64');
    }
    return passphraseBytes(text);
  } finally {
    room.fill(0);
  }
}

/** One interface for all questions: what is typed ahead, or pasted as two lines, is not lost between them. */
function ask(labels: readonly string[], { input, output }: PassphraseTerminal): Promise<string[]> {
  if (input.isTTY !== true)
    return Promise.reject(
      refused('there is no terminal to ask for the passphrase on', 'give it by environment variable or descriptor'),
    );
  return new Promise((resolve, reject) => {
    // readline edits the line and echoes it: into nothing. Only labels and line ends are shown.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
    const answers: string[] = [];
    let stopped = false;
    output.write(labels[0]!);
    lines.on('line', (line) => {
      if (answers.length === labels.length) return;
      answers.push(line);
      output.write('\n');
      if (answers.length < labels.length) output.write(labels[answers.length]!);
      else lines.close();
    });
    lines.once('SIGINT', () => {
      stopped = true;
      lines.close();
    });
    lines.once('close', () => {
      if (answers.length === labels.length) return resolve(answers);
      output.write('\n');
      if (stopped) reject(new SealcastError('ABORTED', 'stopped at the passphrase prompt'));
      else reject(refused('no passphrase was given', 'type it and press Enter'));
    });
  });
}

function refused(message: string, hint: string, cause?: unknown): SealcastError {
  return new SealcastError('KEYRING_PASSPHRASE', message, { hint, ...(cause === undefined ? {} : { cause }) });
}
