import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newAttempts, PERHAPS_TAKEN, readAttempts } from '../../src/spool/attempts-record.ts';

const SEED = Number(process.env.SEALCAST_SEED ?? 20_261_125);

describe('the record of attempts', () => {
  it('gives back every column, wherever its bytes begin', () => {
    const byte = fc.integer({ min: 0, max: 0xff });
    const word = fc.integer({ min: 0, max: 0xffff_ffff });
    const one = fc.record({ due: word, since: word, count: byte, lane: byte, reason: byte });
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 0, max: 9 }),
        (envelopes, offset) => {
          const columns = newAttempts(envelopes.length);
          envelopes.forEach((envelope, i) => {
            for (const name of ['due', 'since', 'count', 'lane', 'reason'] as const) columns[name][i] = envelope[name];
          });
          // A record that was opened may lie anywhere in a larger buffer.
          const held = new Uint8Array(columns.bytes.length + 20);
          held.set(columns.bytes, offset);
          const read = readAttempts(held.subarray(offset, offset + columns.bytes.length), envelopes.length);
          const back = envelopes.map((_, i) => ({
            due: read.due[i],
            since: read.since[i],
            count: read.count[i],
            lane: read.lane[i],
            reason: read.reason[i],
          }));
          expect(back).toEqual(envelopes);
          expect(read.bytes).toEqual(columns.bytes);
          // Its own copy.
          read.due[0] = ~read.due[0]!;
          expect(columns.due[0]).toBe(envelopes[0]!.due);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('begins with nothing', () => {
    const { bytes, due, lane } = newAttempts(3);
    expect([bytes.length, [...due], lane[2]! & PERHAPS_TAKEN]).toEqual([33, [0, 0, 0], 0]);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it('of another length is damage', () => {
    for (const length of [0, 32, 34, 44])
      expect(() => readAttempts(new Uint8Array(length), 3)).toThrow(expect.objectContaining({ code: 'SPOOL_DAMAGED' }));
  });
});
