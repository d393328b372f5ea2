import { open as openDescriptor } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { Message } from '../broadcast/request.ts';
import { SealcastError } from '../errors.ts';
import { type Audience, type ColumnNames, fromCsv, fromNdjson } from '../fanout/read/audience.ts';
import { limits } from '../limits.ts';

export interface AudienceFlags {
  readonly audience: string;
  readonly format?: 'csv' | 'ndjson';
  readonly columns?: Readonly<Record<string, string>>;
  readonly delimiter?: string;
}

export interface OpenedAudience {
  readonly audience: Audience;
  /** Lets go of a stream, read or not: its other end may never close, and this process would wait for it. */
  close(): void;
}

/**
 * The audience of --audience: a file, which a resume can open again, or a stream: stdin, and whatever else a path leads to
 * (a named pipe, a shell's `<(…)`).
 */
export async function audienceOf(flags: AudienceFlags): Promise<OpenedAudience> {
  const { audience: path, columns, delimiter } = flags;
  const named = flags.format ?? FORMATS[extname(path).toLowerCase()];
  const names = columns === undefined ? {} : { columns: columns as ColumnNames };
  const csv = { ...names, ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }) };
  const stream = path === '-' ? process.stdin : await streamAt(path);
  if (stream === null) {
    const format = named ?? formatOf(await firstBytes(path));
    return { audience: format === 'csv' ? fromCsv(path, csv) : fromNdjson(path, names), close: () => {} };
  }
  try {
    const { head, all } = await peeked(stream);
    const audience = (named ?? formatOf(head)) === 'csv' ? fromCsv(all, csv) : fromNdjson(all, names);
    return { audience, close: () => stream.destroy() };
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/** A list as bytes, for whoever reads it elsewhere: what it is, and how. */
export interface AudienceBytes {
  readonly type: 'csv' | 'ndjson';
  readonly columns: Readonly<Record<string, string>> | undefined;
  readonly delimiter: string | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
  close(): void;
}

/** The audience of --audience as a stream, also where it is a file. */
export async function audienceBytesOf(flags: AudienceFlags): Promise<AudienceBytes> {
  const { audience: path, columns, delimiter } = flags;
  let stream: Readable;
  try {
    stream = path === '-' ? process.stdin : ((await streamAt(path)) ?? (await open(path, 'r')).createReadStream());
    const { head, all } = await peeked(stream);
    const type = flags.format ?? FORMATS[extname(path).toLowerCase()] ?? formatOf(head);
    return {
      type,
      columns,
      delimiter: delimiter === '\\t' ? '\t' : delimiter,
      bytes: all,
      close: () => stream.destroy(),
    };
  } catch (error) {
    throw new SealcastError('AUDIENCE_UNREADABLE', `the audience ${fileFault(error)}`, {
      hint: 'check the path of --audience',
    });
  }
}

/** Null for a file, and for what is not there: the reader of files has the words for that. */
async function streamAt(path: string): Promise<Readable | null> {
  const found = await stat(path).catch(() => null);
  if (found?.isFIFO() !== true) return null;
  // Read as a socket, which can be let go of: a file's read waits in a thread until the other end writes or closes.
  const fd = await promisify(openDescriptor)(path, 'r');
  return new Socket({ fd, readable: true, writable: false });
}

const FORMATS: Readonly<Record<string, 'csv' | 'ndjson' | undefined>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
};

/** A heading of CSV does not begin with a brace; a line of NDJSON with anything else is refused there. */
function formatOf(head: Uint8Array): 'csv' | 'ndjson' {
  return /^\ufeff?\s*\{/.test(new TextDecoder().decode(head)) ? 'ndjson' : 'csv';
}

async function firstBytes(path: string): Promise<Uint8Array> {
  // What is wrong with the path is said by whoever reads it: in the same words, whatever its extension.
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return new Uint8Array(0);
  try {
    const head = new Uint8Array(4_096);
    return head.subarray(0, (await file.read(head, 0, head.length, 0)).bytesRead);
  } catch {
    return new Uint8Array(0);
  } finally {
    await file.close();
  }
}

interface Pieces extends AsyncIterable<Uint8Array> {
  destroy(): void;
}

async function peeked(stream: Readable): Promise<{ head: Uint8Array; all: Pieces }> {
  const pieces: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
  const first = await pieces.next();
  const head = first.done === true ? new Uint8Array(0) : first.value;
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { head, all: { [Symbol.asyncIterator]: all, destroy: () => stream.destroy() } };
}

/** The message of --message: `.md` is Markdown, everything else plain text. */
export async function messageOf(path: string): Promise<Message> {
  const bytes = path === '-' ? await readAll(process.stdin, limits.contentBytes) : await readWhole(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SealcastError('MESSAGE_INVALID', 'the message file is not UTF-8', { hint: 'save it as UTF-8' });
  }
  const markdown = ['.md', '.markdown'].includes(extname(path).toLowerCase());
  return { text, format: markdown ? 'markdown' : 'plain' };
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > limits.contentBytes) throw tooLong();
    return await readFile(path);
  } catch (error) {
    if (error instanceof SealcastError) throw error;
    throw new SealcastError('MESSAGE_INVALID', `the message ${path} ${fileFault(error)}`, {
      hint: 'check the path of --message',
    });
  }
}

async function readAll(stream: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    length += piece.length;
    if (length > most) throw tooLong();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function tooLong(): SealcastError {
  return new SealcastError('MESSAGE_INVALID', `the message is longer than ${limits.contentBytes} bytes`, {
    hint: 'shorten it, or send a link',
  });
}

/** Why a file named on the command line cannot be read or written. */
export function fileFault(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return FILE_FAULTS[code] ?? `cannot be used (${code || 'unknown error'})`;
}

const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read or written by this user',
  EPERM: 'may not be read or written by this user',
  EISDIR: 'is a directory',
  EEXIST: 'exists already',
  EROFS: 'is on a read-only file system',
  ENOSPC: 'does not fit on the disk',
};
