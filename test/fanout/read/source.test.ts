import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SealcastError } from '../../../src/errors.ts';
import {
  type Audience,
  audienceFromDescription,
  fromCsv,
  fromNdjson,
  openAudience,
} from '../../../src/fanout/read/audience.ts';
import { parseRows } from '../../../src/fanout/read/rows.ts';
import { key, readAll } from './reading.ts';

const TEXT = `id,publicKey\n1,${key(1)}\n2,${key(2)}\n`;
let dir: string;
let path: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'sealcast-read-'));
  path = join(dir, 'people.csv');
  writeFileSync(path, TEXT);
});
afterAll(() => rmSync(dir, { recursive: true }));

const ids = async (audience: Audience): Promise<string[]> => (await readAll(audience)).rows.map(({ id }) => id);

describe('sources', () => {
  test('a path, a file: URL, a Readable, a web stream, iterables of bytes or text', async () => {
    const bytes = Buffer.from(TEXT);
    for (const source of [
      path,
      pathToFileURL(path),
      Readable.from([bytes.subarray(0, 9), bytes.subarray(9)]),
      Readable.from([TEXT]).setEncoding('utf8'),
      new Blob([TEXT]).stream() as unknown as AsyncIterable<Uint8Array>,
      [bytes],
      ['', TEXT, new Uint8Array(0)],
    ])
      expect(await ids(fromCsv(source))).toEqual(['1', '2']);
  });

  test('a path can be opened again, from its description, too; a stream cannot', async () => {
    const file = fromCsv(path, { delimiter: ',', columns: { name: 'publicKey ' } });
    expect(file.resumable).toBe(true);
    const again = audienceFromDescription(JSON.parse(JSON.stringify(fromCsv(path, { delimiter: ',' }).describe())));
    expect(await ids(again)).toEqual(['1', '2']);
    expect(await ids(again)).toEqual(['1', '2']);
    expect(audienceFromDescription(file.describe()!).describe()).toEqual(file.describe());
    const lines = fromNdjson(path, { columns: { id: 'x' } });
    expect(audienceFromDescription(lines.describe()!).describe()).toEqual(lines.describe());

    const stream = fromCsv(Readable.from([TEXT]));
    expect([stream.resumable, stream.describe()]).toEqual([false, null]);
    expect(await ids(stream)).toEqual(['1', '2']);
    expect(() => openAudience(stream)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  test.each([
    ['missing', () => join(dir, 'nobody.csv'), /does not exist/],
    ['below a file', () => join(path, 'x.csv'), /does not exist/],
    ['a directory', () => dir, /is a directory/],
  ])('a path that is %s', async (_, at, message) => {
    await expect(readAll(fromCsv(at()))).rejects.toMatchObject({
      code: 'AUDIENCE_UNREADABLE',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  test.skipIf(process.getuid?.() === 0)('a path that may not be read', async () => {
    const locked = join(dir, 'locked.csv');
    writeFileSync(locked, TEXT);
    chmodSync(locked, 0);
    await expect(readAll(fromCsv(locked))).rejects.toMatchObject({
      code: 'AUDIENCE_UNREADABLE',
      message: /may not be read/,
    });
  });

  test.each([[''], [7], [null], [{}], [new URL('https://example.com/people.csv')]])('%s is no source', (source) => {
    expect(() => fromCsv(source as never)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  test.each([[',,'], ['"'], ['\n'], ['é'], ['\0']])('%j is no delimiter', (delimiter) => {
    expect(() => fromCsv(path, { delimiter })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  test.each([[{ nome: 'x' }], [{ id: '' }], [{ id: 7 }], [{ id: 'x', publicKey: ' X ' }]])(
    '%j are no columns',
    (columns) => {
      expect(() => fromCsv(path, { columns: columns as never })).toThrow(expect.objectContaining({ code: 'USAGE' }));
    },
  );

  test('a stream that fails, late, keeps the chunks before it', async () => {
    const source = openAudience(
      fromCsv(
        (async function* () {
          yield TEXT;
          yield `3,${key(3)}\n`.repeat(3000);
          throw new Error('secret');
        })(),
      ),
      { chunkRows: 1 },
    );
    expect((await source.next()).value).toMatchObject({ cursor: 1 });
    let chunks = 1;
    const error = await (async () => {
      for await (const _ of source) chunks++;
      return null;
    })().catch((e: unknown) => e as SealcastError);
    expect(chunks).toBeGreaterThan(1000);
    expect(error).toBeInstanceOf(SealcastError);
    expect(error).toMatchObject({ code: 'AUDIENCE_UNREADABLE', cause: expect.any(Error) });
    expect(error!.message).not.toContain('secret');
    expect(await source.next()).toMatchObject({ done: true });
  });

  test('a stream of something else than bytes', async () => {
    await expect(readAll(fromCsv([7] as never))).rejects.toMatchObject({ code: 'AUDIENCE_UNREADABLE' });
  });
});

describe('closing', () => {
  /** Never answers, not even to `return`. */
  const silent = (first: readonly string[]): AsyncIterable<string> & { returned: number } => {
    const waiting = [...first];
    return {
      returned: 0,
      [Symbol.asyncIterator]() {
        const { returned: _, ...self } = this;
        return {
          ...self,
          next: () => {
            const value = waiting.shift();
            return value === undefined ? new Promise(() => {}) : Promise.resolve({ done: false, value });
          },
          return: () => {
            this.returned++;
            return new Promise(() => {});
          },
        } as AsyncIterator<string>;
      },
    };
  };

  test('a waiting next ends, when the source never answers', async () => {
    const input = silent([TEXT]);
    const source = openAudience(fromCsv(input), { chunkRows: 1 });
    const waiting = source.next();
    await Promise.resolve();
    expect(await source.return()).toMatchObject({ done: true });
    expect(await waiting).toMatchObject({ done: true });
    expect(await source.next()).toMatchObject({ done: true });
    expect(input.returned).toBe(1);
  });

  test('a waiting start ends, too, and blames nobody', async () => {
    const source = openAudience(fromCsv(silent([])));
    const starting = source.start();
    void source.return();
    await expect(starting).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(source.start()).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('objects that never come', async () => {
    const source = openAudience(silent([]) as never);
    const waiting = source.next();
    void source.return();
    expect(await waiting).toMatchObject({ done: true });
  });

  test('leaving a loop closes the stream and wipes what was held', async () => {
    const stream = new PassThrough();
    stream.write(TEXT + `3,${key(3)}\n`.repeat(5000));
    const source = openAudience(fromCsv(stream), { chunkRows: 1 });
    for await (const chunk of source) {
      expect(chunk.cursor).toBe(1);
      break;
    }
    expect(stream.destroyed).toBe(true);
    expect(await source.next()).toMatchObject({ done: true });
  });

  test('a stream that is being waited for is destroyed at once', async () => {
    const stream = new PassThrough();
    stream.write(TEXT);
    const source = openAudience(fromCsv(stream));
    const waiting = source.next();
    await new Promise(setImmediate);
    await source.return();
    expect(stream.destroyed).toBe(true);
    expect(await waiting).toMatchObject({ done: true });
  });

  test('a heading is read as soon as it is there, and no later', async () => {
    const stream = new PassThrough();
    stream.write(`${TEXT}3`);
    const source = openAudience(fromCsv(stream), { chunkRows: 1 });
    expect(await source.start()).toMatchObject({ width: 2 });
    expect((await source.next()).value).toMatchObject({ cursor: 1 });
    await source.return();
    const lines = new PassThrough();
    lines.write(`${JSON.stringify({ id: 1, publicKey: key(1), more: 1 })}\n`);
    const ndjson = openAudience(fromNdjson(lines));
    await ndjson.start();
    expect(ndjson.ignoredColumns).toEqual(['more']);
    await ndjson.return();
  });

  test('a heading that is refused closes the stream', async () => {
    const stream = Readable.from([`name\nx\n`]);
    await expect(openAudience(fromCsv(stream)).start()).rejects.toMatchObject({ code: 'AUDIENCE_UNREADABLE' });
    expect(stream.destroyed).toBe(true);
  });
});

test('parseRows looks at `stopped` every 64 rows, and then accepts nothing more', async () => {
  const text = `id,publicKey\n${Array.from({ length: 1000 }, (_, i) => `${i},${key(i)}\n`).join('')}`;
  const source = openAudience(fromCsv([text]));
  const reading = await source.start();
  const { value: chunk } = await source.next();
  let accepted = 0;
  const sink = { accept: () => void accepted++, refuse: () => expect.fail('nothing is wrong') };
  expect(() => parseRows(chunk, reading, sink, () => accepted >= 100)).toThrow(
    expect.objectContaining({ code: 'ABORTED' }),
  );
  expect(accepted).toBe(128);
});
