/** Where the bytes of a file audience come from, behind one shape: a path, or a stream the host hands over. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SealcastError } from '../../errors.ts';
import { unreadable, usage } from './columns.ts';

/** A path, a file: URL, or bytes as they come: a Readable, a web stream, any (async) iterable of Uint8Array or text. */
export type ByteSource = string | URL | AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** The path of a source that can be opened again; null for a stream, which cannot. */
export function sourcePath(source: ByteSource): string | null {
  if (typeof source === 'string') {
    if (source === '') throw usage('the path of the audience is empty', 'Give the path of a file.');
    return source;
  }
  if (source instanceof URL) {
    if (source.protocol !== 'file:')
      throw usage('an audience is read from a file: URL only', 'Fetch it first, and hand over the body as a stream.');
    return fileURLToPath(source);
  }
  if (source === null || typeof source !== 'object' || !(Symbol.asyncIterator in source || Symbol.iterator in source))
    throw usage('an audience needs a path, a file: URL or a stream of bytes', 'Say fromCsv("people.csv").');
  return null;
}

/** What `next` gives behind the last value: null and undefined are values a host's iterable may give. */
export const END: unique symbol = Symbol('end of the audience');

export interface Pull<T> {
  /** The next value, at once where the source has it. */
  next(): T | typeof END | Promise<T | typeof END>;
  /** Ends a waiting `next`, and asks the source to stop, without waiting for its answer. */
  close(): void;
}

/** Pieces of a file. `next` never gives an empty one. */
export function openBytes(source: ByteSource): Pull<Uint8Array> {
  const path = sourcePath(source);
  const items = path === null ? pull(source as Iterable<unknown>, 'stream') : openFile(path);
  return {
    async next() {
      for (;;) {
        const piece = await items.next();
        if (piece === END) return END;
        if (typeof piece === 'string' ? piece === '' : piece instanceof Uint8Array && piece.length === 0) continue;
        if (typeof piece === 'string') return new TextEncoder().encode(piece);
        if (piece instanceof Uint8Array) return piece;
        throw unreadable(
          'the stream of the audience gave something else than bytes',
          'It must give Uint8Array or text.',
        );
      }
    },
    close: () => items.close(),
  };
}

function openFile(path: string): Pull<unknown> {
  let inner: Pull<unknown> | undefined;
  let closed = false;
  return {
    async next() {
      if (inner === undefined) {
        try {
          // createReadStream reports a directory only when it is read, and with a message of its own.
          if ((await stat(path)).isDirectory()) throw unreadable(`${path} is a directory`, 'Name the file in it.');
        } catch (error) {
          throw fileError(path, error);
        }
        if (closed) return END;
        inner = pull(createReadStream(path, { highWaterMark: 262_144 }), 'file', (error) => fileError(path, error));
      }
      return inner.next();
    },
    close() {
      closed = true;
      inner?.close();
    },
  };
}

const FILE_ERRORS: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['does not exist', 'Check the path of the audience.'],
  ENOTDIR: ['does not exist', 'Check the path of the audience.'],
  EACCES: ['may not be read', 'Give this user the right to read it.'],
  EPERM: ['may not be read', 'Give this user the right to read it.'],
  EISDIR: ['is a directory', 'Name the file in it.'],
};

function fileError(path: string, error: unknown): SealcastError {
  if (error instanceof SealcastError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const [what, hint] = FILE_ERRORS[code] ?? [
    `could not be read to its end (${code})`,
    'Check the disk, then try again.',
  ];
  return unreadable(`${path} ${what}`, hint, error);
}

/**
 * Pulls from an iterator of the host's, which may be slow, throw, or never answer. One promise per value is made here, so
 * that `close` can settle it: `Promise.race` against one long promise would hold on to every value ever awaited.
 */
export function pull<T>(
  source: Iterable<T> | AsyncIterable<T>,
  what: string,
  mend: (error: unknown) => SealcastError = (error) =>
    unreadable(`the ${what} of the audience failed`, 'See the cause for what it threw.', error),
): Pull<T> {
  let iterator: Iterator<T> | AsyncIterator<T> | undefined;
  let closed = false;
  let done = false;
  let settle: ((end: typeof END) => void) | null = null;

  const open = (): Iterator<T> | AsyncIterator<T> => {
    const make = (source as AsyncIterable<T>)[Symbol.asyncIterator] ?? (source as Iterable<T>)[Symbol.iterator];
    return make.call(source) as Iterator<T> | AsyncIterator<T>;
  };
  const taken = (result: IteratorResult<T>): T | typeof END => {
    if (typeof result !== 'object' || result === null) throw new TypeError('an iterator result is not an object');
    if (!result.done) return result.value;
    done = true;
    return END;
  };
  const awaited = <A>(answer: PromiseLike<A>, read: (answer: A) => T | typeof END): Promise<T | typeof END> =>
    new Promise((resolve, reject) => {
      settle = resolve;
      const fail = (error: unknown): void => {
        done = true;
        if (closed) resolve(END);
        else reject(mend(error));
      };
      try {
        answer.then((value) => {
          try {
            resolve(read(value));
          } catch (error) {
            fail(error);
          }
        }, fail);
      } catch (error) {
        // Something that only looks like a promise.
        fail(error);
      }
    });

  return {
    next() {
      if (closed || done) return END;
      try {
        iterator ??= open();
        const result = iterator.next();
        if (isPromise(result)) return awaited<IteratorResult<T>>(result, taken);
        const value = taken(result);
        return value !== END && isPromise(value) ? awaited(value as PromiseLike<T>, (item) => item) : value;
      } catch (error) {
        done = true;
        throw mend(error);
      }
    },
    close() {
      if (closed) return;
      closed = true;
      settle?.(END);
      if (done) return;
      try {
        // A generator that is waiting inside `next` answers `return` only after it: nobody waits for that here.
        const answer: unknown = iterator?.return?.();
        if (isPromise(answer)) answer.then(undefined, () => {});
        // A stream is not stopped by its iterator while a read is under way.
        const { destroy } = source as { destroy?: unknown };
        if (typeof destroy === 'function') destroy.call(source);
      } catch {
        // It was asked to stop; how it does is its own affair.
      }
    },
  };
}

/** Real promises only: a hostile item may have a `then`, or throw when asked. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  try {
    return value instanceof Promise;
  } catch {
    return false;
  }
}
