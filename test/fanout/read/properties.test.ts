import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseText } from '../../../src/fanout/normalise.ts';
import { fromCsv, fromNdjson } from '../../../src/fanout/read/audience.ts';
import { INDEX } from '../../../src/fanout/read/chunk.ts';
import { limits } from '../../../src/limits.ts';
import { inPieces, key, readAll } from './reading.ts';
import { twinRows } from './twin.ts';

/** Fixed: a red run is red for everybody. */
const SEED = 20_261_122;
const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const chunkRows = fc.integer({ min: 1, max: 6 });

describe('CSV', () => {
  const field = fc.oneof(
    fc.string({
      unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\r\n', 'a', ' ', 'é', '𠮷', '\t', '""'),
      maxLength: 8,
    }),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );
  const table = fc.array(fc.record({ note: field, more: field, quoted: fc.boolean() }), { maxLength: 12 });

  const written = (text: string, quoted: boolean, delimiter: string): string =>
    quoted || /^"|[\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;

  test('what was written is read: the same fields as csv-parse reads, whatever the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        pieces,
        chunkRows,
        async (rows, delimiter, end, sizes, most) => {
          const lines = rows.map(({ note, more, quoted }, i) =>
            [String(i), key(i), written(note, quoted, delimiter), written(more, quoted, delimiter)].join(delimiter),
          );
          const text = [['id', 'publicKey', 'note', 'more'].join(delimiter), ...lines].join(end) + end;
          const options = { personal: ['note', 'more'], personalBytes: 4096, chunkRows: most };
          const read = await readAll(fromCsv(inPieces(Buffer.from(text), sizes)), options);

          const oracle = parse(text, { delimiter, record_delimiter: end, relax_quotes: true }).slice(1);
          expect(oracle.map((cells) => cells.slice(2))).toEqual(rows.map(({ note, more }) => [note, more]));
          expect(read.refusals).toEqual([]);
          expect(read.rows.map(({ id, keys, personal }) => [id, keys, personal])).toEqual(
            oracle.map(([id, publicKey, note, more]) => [
              id,
              [publicKey],
              Object.fromEntries(
                [
                  ['note', normaliseText(note!)],
                  ['more', normaliseText(more!)],
                ].filter(([, value]) => value !== ''),
              ),
            ]),
          );
          const whole = await readAll(fromCsv([text]), options);
          expect(read.chunks).toEqual(whole.chunks);
        },
      ),
      { seed: SEED, numRuns: 100 },
    );
  });

  test('any text: the cutter and its slow twin agree on every row', async () => {
    const soup = fc.string({
      unit: fc.constantFrom('"', '"', ',', '\n', '\r', '\r\n', 'a', ' ', '""', 'a,b,c\n', '"a\nb",', '\n1,2,"'),
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(soup, pieces, chunkRows, async (text, sizes, most) => {
        const read = await readAll(fromCsv(inPieces(Buffer.from(`id,publicKey,x\n${text}`, 'latin1'), sizes)), {
          chunkRows: most,
        });
        const cut = read.chunks.flatMap(({ bytes, index, refusals }) => [
          ...refusals.map(({ row, line, reason }) => ({ row, line: line - 1, text: null, reason })),
          ...Array.from({ length: index.length / INDEX }, (_, i) => ({
            row: index[INDEX * i + 1]!,
            line: index[INDEX * i + 2]! - 1,
            text: Buffer.from(bytes)
              .subarray(index[INDEX * i], (index[INDEX * (i + 1)] ?? bytes.length) - 1)
              .toString('latin1'),
            reason: '',
          })),
        ]);
        cut.sort((a, b) => a.row - b.row);
        expect(cut.map(({ line, text, reason }) => ({ line, text, reason }))).toEqual(twinRows(text, ',', 3));
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  test('the same across the borders of what is held at once', async () => {
    const line = fc.record({
      open: fc.constantFrom('1,2,"', '1,2,', '"1",2,"', '1,"'),
      bytes: fc.integer({ min: 1, max: 9000 }),
      breaks: fc.integer({ min: 0, max: 5 }),
      close: fc.constantFrom('"', '', '"', '",3'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 70, maxLength: 120, size: 'max' }),
        fc.integer({ min: 1, max: 9973 }),
        async (lines, size) => {
          const text = lines
            .map(
              ({ open, bytes, breaks, close }) =>
                `${open}${'x'.repeat(bytes)}${`\r\n${'y'.repeat(bytes % 977)}`.repeat(breaks)}${close}\r\n`,
            )
            .join('');
          const read = await readAll(fromCsv(inPieces(Buffer.from(`id,publicKey,x\n${text}`), [size, 65_536])));
          const twin = twinRows(text, ',', 3);
          const refused = read.chunks
            .flatMap((chunk) => chunk.refusals)
            .map(({ row, line, reason }) => [row, line - 1, reason]);
          expect(refused).toEqual(twin.flatMap((row, i) => (row.text === null ? [[i + 1, row.line, row.reason]] : [])));
          const kept = read.chunks.map(({ bytes }) => Buffer.from(bytes).toString()).join('');
          expect(kept).toBe(twin.map((row) => (row.text === null ? '' : `${row.text}\n`)).join(''));
        },
      ),
      { seed: SEED, numRuns: 12 },
    );
  });

  test('the same at the limits of bytes and lines', async () => {
    const around = (n: number) => fc.integer({ min: n - 3, max: n + 3 });
    const filler = fc.record({
      before: fc.constantFrom('1,2,', '1,"', '"', ''),
      bytes: fc.oneof(around(limits.rowBytes), around(limits.rowBytes - 6), fc.constant(0)),
      lines: fc.oneof(around(limits.rowLines), fc.constant(1)),
      after: fc.constantFrom('"', '",x,y', '', '"x', '\r', '\r\n"', '\n'),
      end: fc.constantFrom('\n', '\r\n', '\r'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(filler, { minLength: 1, maxLength: 2 }), async (fillers) => {
        const text = fillers
          .map(
            ({ before, bytes, lines, after, end }) =>
              `${before}${'x'.repeat(bytes)}${`${end}x`.repeat(lines - 1)}${after}${end}`,
          )
          .join('');
        const read = await readAll(fromCsv(inPieces(Buffer.from(`id,publicKey,x\n${text}`), [65_537, 4093])));
        const twin = twinRows(text, ',', 3);
        const refused = read.chunks.flatMap((chunk) => chunk.refusals).map(({ line, reason }) => [line - 1, reason]);
        expect(refused).toEqual(twin.filter((row) => row.text === null).map(({ line, reason }) => [line, reason]));
        expect(read.rows.length + read.refusals.length).toBe(twin.length);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});

test('NDJSON: what was written is read, whatever the pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ note: fc.string({ unit: 'binary', maxLength: 10 }), blank: fc.boolean() }), {
        maxLength: 12,
      }),
      fc.constantFrom('\n', '\r\n'),
      pieces,
      chunkRows,
      async (rows, end, sizes, most) => {
        const text = rows
          .map(
            ({ note, blank }, id) =>
              `${JSON.stringify({ id, publicKey: key(id), note })}${end}${blank ? ` ${end}` : ''}`,
          )
          .join('');
        const options = { personal: ['note'], chunkRows: most };
        const read = await readAll(fromNdjson(inPieces(Buffer.from(text), sizes)), options);
        expect(read.refusals).toEqual([]);
        expect(
          read.rows.map(({ id, personal, dropped }) => [id, personal.note ?? (dropped.length > 0 ? null : '')]),
        ).toEqual(rows.map(({ note }, id) => [String(id), normaliseText(note)]));
        expect(read.chunks).toEqual((await readAll(fromNdjson([text]), options)).chunks);
      },
    ),
    { seed: SEED, numRuns: 100 },
  );
});
