import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consentsFromLines } from '../../src/broadcast/recipients/consent-file.ts';
import { limits } from '../../src/limits.ts';

const SEED = Number(process.env.SEALCAST_SEED ?? 20_261_126);

async function* cut(text: string, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(text: string, sizes: readonly number[] = [65_536]): Promise<string[]> {
  const records: string[] = [];
  for await (const record of consentsFromLines(cut(text, sizes))) records.push(Buffer.from(record).toString('latin1'));
  return records;
}

const line = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');

describe('records of consent in a file', () => {
  it('stand one a line, of any kind; blank lines do not count', async () => {
    expect(await read(`${line('one')}\r\n\n  \n ${line('two')} \r${line('three')}`)).toEqual(['one', 'two', 'three']);
    expect(await read('')).toEqual([]);
    expect(await read(`${line('one')}\n`)).toEqual(['one']);
  });

  it('are the same however the file is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, maxLength: 40 })),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (texts, sizes) => {
          const records = texts.map((text) => Buffer.from(text).toString('latin1'));
          expect(await read(records.map(line).join('\n'), sizes)).toEqual(records);
        },
      ),
      { seed: SEED },
    );
  });

  it('may be as long as the longest record; what is longer is none, and spoils no other', async () => {
    const longest = 'x'.repeat(limits.consentBytes);
    for (const sizes of [[65_536], [100], [7]]) {
      const long = `${line('x'.repeat(5_000))}\n`;
      expect(await read(`${long}${line(longest)}\r\n${long}${line('y')}\n${long}`, sizes)).toEqual([
        '',
        longest,
        '',
        'y',
        '',
      ]);
    }
  });

  it('of a file that breaks off do not end with half a one', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${line('whole')}\n${line('half of one')}`.slice(0, -3));
      throw new Error('gone');
    }
    const records: Uint8Array[] = [];
    const reading = async (): Promise<void> => {
      for await (const record of consentsFromLines(broken())) records.push(record);
    };
    await expect(reading()).rejects.toThrow('gone');
    expect(records.map((record) => Buffer.from(record).toString('latin1'))).toEqual(['whole']);
  });
});
