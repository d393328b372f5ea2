/**
 * Audiences: what a host passes as `to`, and how it becomes chunks. A file is cut at row borders here and parsed in the
 * pool; objects are read here, since they cannot travel. Whatever the source does (end early, fail, never answer), the
 * chunks it gave so far stand, and closing is immediate.
 */
import { resolve as resolvePath } from 'node:path';
import { SealcastError } from '../../errors.ts';
import { type Chunk, ChunkBuilder } from './chunk.ts';
import {
  type ColumnNames,
  checkedOptions,
  type Reading,
  type ReadingOptions,
  resolveHeading,
  usage,
} from './columns.ts';
import { CsvCutter } from './cut-csv.ts';
import { LineCutter } from './cut-lines.ts';
import { type Extent, findHeading, firstRowIgnored, HEAD_BYTES, textStart } from './heading.ts';
import { ObjectCutter } from './objects.ts';
import { type ByteSource, END, isPromise, openBytes, type Pull, pull, sourcePath } from './source.ts';

export type { Column, ColumnNames, Reading, ReadingOptions } from './columns.ts';
export type { ByteSource } from './source.ts';

/** One person. Other fields may be named as personal columns; the rest is ignored. */
export interface Recipient {
  /** The host's own name for the person; text, or an integer that is exact. */
  id: string | number | bigint;
  /** X25519: 32 bytes, hex, base64, base64url or JWK; several as an array, or as text with `;` between. */
  publicKey: DeviceKeyInput | readonly DeviceKeyInput[];
  name?: string | null;
  phone?: string | null;
  email?: string | null;
  avatar?: string | null;
  /** BCP 47. */
  locale?: string | null;
  tags?: string | readonly string[] | null;
  /** How a transport reaches the person: text, or an object such as a push subscription. Sealed at rest. */
  route?: string | object | null;
  /** A name of the tz database, `Asia/Shanghai`; read where the profile has rules about hours. */
  timeZone?: string | null;
  /** Whether the person is a minor: true or false, `yes` or `no`, 1 or 0; read as `timeZone` is. */
  minor?: boolean | string | number | null;
  [personal: string]: unknown;
}

export type DeviceKeyInput =
  | Uint8Array
  | string
  | { readonly kty?: string; readonly crv?: string; readonly x?: string };

export interface FileOptions {
  /** What a column is called in this file, where it is not called by its own name. */
  columns?: ColumnNames;
}

export interface CsvOptions extends FileOptions {
  /** One ASCII character; found from the heading (`,` `;` tab `|`) when not given. */
  delimiter?: string;
}

/** A path audience as plain data: what a resumed broadcast opens it from again. */
export interface AudienceDescription {
  readonly kind: 'csv' | 'ndjson';
  /** Absolute. */
  readonly path: string;
  readonly columns: Readonly<Record<string, string>>;
  /** '' when it is to be found. */
  readonly delimiter: string;
}

const made = new WeakSet<Audience>();

/** A list of people in a file or stream. Made by `fromCsv` and `fromNdjson`; reading begins when it is sent to. */
export class Audience {
  readonly kind: 'csv' | 'ndjson';
  readonly columns: ColumnNames;
  /** '' when it is to be found from the heading. */
  readonly delimiter: string;
  readonly #source: ByteSource;
  readonly #path: string | null;
  #taken = false;

  private constructor(kind: 'csv' | 'ndjson', source: ByteSource, columns: ColumnNames, delimiter: string) {
    this.kind = kind;
    const path = sourcePath(source);
    // Resumed from another working directory, the path must still mean the same file.
    this.#path = path === null ? null : resolvePath(path);
    this.#source = this.#path ?? source;
    this.columns = { ...columns };
    this.delimiter = delimiter;
    checkedOptions(this.columns, {});
    made.add(this);
  }

  /** Whether it can be opened again after a crash, without the host: a file can, a stream cannot. */
  get resumable(): boolean {
    return this.#path !== null;
  }

  /** Null for a stream. */
  describe(): AudienceDescription | null {
    if (this.#path === null) return null;
    return {
      kind: this.kind,
      path: this.#path,
      columns: { ...this.columns } as Record<string, string>,
      delimiter: this.delimiter,
    };
  }

  static fromCsv(source: ByteSource, options: CsvOptions = {}): Audience {
    const { delimiter = '', columns = {} } = options;
    if (delimiter !== '' && !/^[^\0\r\n"\x80-\uffff]$/.test(delimiter))
      throw usage(
        'the delimiter must be one ASCII character, no quote and no line end',
        'Leave it out to have it found.',
      );
    return new Audience('csv', source, columns, delimiter);
  }

  static fromNdjson(source: ByteSource, options: FileOptions = {}): Audience {
    return new Audience('ndjson', source, options.columns ?? {}, '');
  }

  /** @internal The bytes, once for a stream. */
  bytes(): Pull<Uint8Array> {
    if (this.#taken && this.#path === null)
      throw usage('this stream has been read already', 'Make a new audience of a new stream, or pass a path.');
    this.#taken = true;
    return openBytes(this.#source);
  }
}

export const fromCsv = (source: ByteSource, options?: CsvOptions): Audience => Audience.fromCsv(source, options);
export const fromNdjson = (source: ByteSource, options?: FileOptions): Audience => Audience.fromNdjson(source, options);

/** The inverse of `Audience.describe`. */
export function audienceFromDescription(description: AudienceDescription): Audience {
  const { kind, path, columns, delimiter } = description;
  return kind === 'csv'
    ? fromCsv(path, { columns, ...(delimiter === '' ? {} : { delimiter }) })
    : fromNdjson(path, { columns });
}

export type AudienceInput = Audience | Iterable<Recipient> | AsyncIterable<Recipient>;

export function isAudience(input: unknown): input is Audience {
  return typeof input === 'object' && input !== null && made.has(input as Audience);
}

/** An audience being read: chunks in order, each once. */
export interface ChunkSource extends AsyncIterableIterator<Chunk> {
  /** Reads the heading, if there is one: how workers are to read the chunks. Plain data; part of what a resume must compare. */
  start(): Promise<Reading>;
  /**
   * Columns that are not read. Of CSV complete after `start`; of NDJSON those of the first row, of objects those met so
   * far, complete at the end.
   */
  readonly ignoredColumns: readonly string[];
  next(): Promise<IteratorResult<Chunk>>;
  /** Closes the source without waiting for it; a waiting `next` ends. Wipes what was held. */
  return(): Promise<IteratorResult<Chunk>>;
}

/** @throws SealcastError USAGE, before anything is read */
export function openAudience(input: AudienceInput, options: ReadingOptions = {}): ChunkSource {
  if (isAudience(input)) {
    const reading = checkedOptions(input.columns, options);
    const builder = new ChunkBuilder(input.kind, options.chunkRows);
    const bytes = input.bytes();
    return input.kind === 'csv'
      ? new Source(csvFeed(bytes, builder, reading, input.delimiter), builder, bytes)
      : new Source(ndjsonFeed(bytes, builder, reading), builder, bytes);
  }
  const iterable =
    typeof input === 'object' && input !== null && (Symbol.asyncIterator in input || Symbol.iterator in input);
  if (!iterable)
    throw usage(
      'an audience must be an array, an (async) iterable, or fromCsv(…) or fromNdjson(…)',
      'See `to` in the docs.',
    );
  const reading = checkedOptions({}, options);
  const items = pull<unknown>(input, 'iterable');
  const builder = new ChunkBuilder('objects', options.chunkRows);
  return new Source(objectFeed(items, builder, reading), builder, items);
}

/** One way of filling the builder. */
interface Feed {
  start(): Promise<{ reading: Reading; ignored: Iterable<string> }>;
  /** Reads on until the builder has a chunk, or the input has ended. */
  fill(): Promise<void>;
  wipe(): void;
}

class Source implements ChunkSource {
  readonly #feed: Feed;
  readonly #builder: ChunkBuilder;
  readonly #input: { close(): void };
  #started: Promise<{ reading: Reading; ignored: Iterable<string> }> | null = null;
  #ignored: Iterable<string> = [];
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(feed: Feed, builder: ChunkBuilder, input: { close(): void }) {
    this.#feed = feed;
    this.#builder = builder;
    this.#input = input;
  }

  get ignoredColumns(): readonly string[] {
    return [...this.#ignored];
  }

  async start(): Promise<Reading> {
    if (this.#closed) throw stopped();
    try {
      this.#started ??= this.#feed.start();
      const { reading, ignored } = await this.#started;
      this.#ignored = ignored;
      if (!this.#closed) return reading;
    } catch (error) {
      // Closed while it waited for a heading, it saw an input that ended early: that is no fault of the file.
      if (!this.#closed) {
        await this.return();
        throw error;
      }
    }
    throw stopped();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Calls queue up, as those of a generator do. */
  next(): Promise<IteratorResult<Chunk>> {
    const answer = this.#turn.then(() => this.#next());
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async return(): Promise<IteratorResult<Chunk>> {
    if (!this.#closed) {
      this.#closed = true;
      this.#input.close();
      this.#builder.wipe();
      this.#feed.wipe();
    }
    return { done: true, value: undefined };
  }

  async #next(): Promise<IteratorResult<Chunk>> {
    try {
      if (!this.#closed) await this.start();
      if (!this.#closed && !this.#builder.waiting) await this.#feed.fill();
    } catch (error) {
      if (this.#closed) return { done: true, value: undefined };
      await this.return();
      throw error;
    }
    const chunk = this.#closed ? undefined : this.#builder.take();
    return chunk === undefined ? this.return() : { done: false, value: chunk };
  }
}

function stopped(): SealcastError {
  return new SealcastError('ABORTED', 'the audience was closed before it was read');
}

/** The cutters of files, as far as feeding them goes. */
interface Cutter {
  push(piece: Uint8Array): number;
  end(): void;
  cut(): boolean;
  wipe(): void;
}

/** Feeds a cutter from the pieces of a stream, of whatever size they come. */
export class Feeder {
  readonly #bytes: Pull<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #ended = false;

  constructor(bytes: Pull<Uint8Array>) {
    this.#bytes = bytes;
  }

  async fill(cutter: Cutter): Promise<void> {
    while (!cutter.cut() && !this.#ended) {
      if (this.#piece.length === 0) {
        const piece = await this.#bytes.next();
        if (piece === END) {
          this.#ended = true;
          cutter.end();
          continue;
        }
        this.#piece = piece;
      }
      this.#piece = this.#piece.subarray(cutter.push(this.#piece));
    }
  }

  /**
   * Asks `decide` about the beginning of the input, with twice as much of it each time, until it answers. What it sees last
   * is `HEAD_BYTES` or the whole input. Nothing of it is consumed.
   */
  async head<T>(decide: (head: Uint8Array, extent: Extent) => T | undefined): Promise<T> {
    let held = new Uint8Array(0);
    for (let enough = 64; ; enough *= 2) {
      const pieces: Uint8Array[] = [held];
      let length = held.length;
      let ended = false;
      while (length < Math.min(enough, HEAD_BYTES) && !ended) {
        const piece = await this.#bytes.next();
        ended = piece === END;
        if (piece === END) continue;
        // A copy (Buffer's slice is none): a source may use its buffer again for the next piece.
        pieces.push(new Uint8Array(piece));
        length += piece.length;
      }
      held = joined(pieces, length);
      this.#piece = held;
      const extent = length >= HEAD_BYTES ? 'most' : ended ? 'whole' : 'part';
      const answer = decide(held.subarray(0, HEAD_BYTES), extent);
      if (answer !== undefined) return answer;
      if (extent !== 'part') throw new SealcastError('INTERNAL', 'the beginning of an audience was not decided on');
    }
  }

  skip(bytes: number): void {
    this.#piece = this.#piece.subarray(bytes);
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

function csvFeed(bytes: Pull<Uint8Array>, builder: ChunkBuilder, asked: Reading, delimiter: string): Feed {
  const feeder = new Feeder(bytes);
  let cutter: CsvCutter | undefined;
  return {
    async start() {
      const { text, heading } = await feeder.head((head, extent) => {
        const text = textStart(head);
        const heading = findHeading(head.subarray(text), extent, asked, delimiter);
        return heading === undefined ? undefined : { text, heading };
      });
      const resolved = resolveHeading(heading.headings, heading.delimiter, asked);
      feeder.skip(text + heading.length);
      cutter = new CsvCutter(
        {
          delimiter: heading.delimiter,
          width: resolved.reading.width,
          line: heading.nextLine,
          byte: text + heading.length,
        },
        builder,
      );
      return resolved;
    },
    fill: () => feeder.fill(cutter!),
    wipe: () => cutter?.wipe(),
  };
}

function ndjsonFeed(bytes: Pull<Uint8Array>, builder: ChunkBuilder, asked: Reading): Feed {
  const feeder = new Feeder(bytes);
  let cutter: LineCutter | undefined;
  return {
    async start() {
      const reading: Reading = { ...asked, format: 'ndjson' };
      const { text, ignored } = await feeder.head((head, extent) => {
        const text = textStart(head);
        const ignored = firstRowIgnored(head.subarray(text), extent, reading);
        return ignored === undefined ? undefined : { text, ignored };
      });
      feeder.skip(text);
      cutter = new LineCutter(text, builder);
      return { reading, ignored };
    },
    fill: () => feeder.fill(cutter!),
    wipe: () => cutter?.wipe(),
  };
}

function objectFeed(items: Pull<unknown>, builder: ChunkBuilder, reading: Reading): Feed {
  const ignored = new Set<string>();
  const cutter = new ObjectCutter(reading, builder, ignored);
  return {
    start: async () => ({ reading, ignored }),
    async fill() {
      while (!builder.waiting) {
        let item = items.next();
        if (isPromise(item)) item = await item;
        if (item === END) {
          builder.finish();
          return;
        }
        cutter.push(item);
      }
    },
    wipe: () => cutter.wipe(),
  };
}
