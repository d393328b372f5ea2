import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Draws } from '../../src/delivery/draws.ts';
import { DueQueue } from '../../src/delivery/due-queue.ts';
import type { Random } from '../../src/ports/random.ts';
import { unsafeSeededRandomForTesting } from '../../src/testing.ts';

const SEED = Number(process.env.SEALCAST_SEED ?? 20_261_125);

describe('a queue of what is due', () => {
  it('gives back what a sort would, whatever comes in between', () => {
    const step = fc.oneof(
      fc.record({ add: fc.integer({ min: 0, max: 30 }) }),
      fc.record({ take: fc.integer({ min: -1, max: 31 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new DueQueue<number>();
        const model: { at: number; item: number }[] = [];
        steps.forEach((one, item) => {
          if ('add' in one) {
            queue.add(one.add, item);
            model.push({ at: one.add, item });
            model.sort((a, b) => a.at - b.at);
          } else {
            const first = model[0]?.at ?? Number.POSITIVE_INFINITY;
            const taken = queue.take(one.take);
            if (first > one.take) expect(taken).toBeUndefined();
            else {
              const place = model.findIndex((other) => other.item === taken);
              expect(model[place]?.at).toBe(first);
              model.splice(place, 1);
            }
          }
          expect(queue.size).toBe(model.length);
          expect(queue.first).toBe(model[0]?.at ?? Number.POSITIVE_INFINITY);
        });
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('sorts thousands', () => {
    const queue = new DueQueue<number>();
    const draws = new Draws(unsafeSeededRandomForTesting('queue'));
    const times = Array.from({ length: 5_000 }, () => draws.below(1_000_000));
    for (const at of times) queue.add(at, at);
    const out: number[] = [];
    for (let at = queue.take(1e9); at !== undefined; at = queue.take(1e9)) out.push(at);
    expect(out).toEqual(times.sort((a, b) => a - b));
  });
});

describe('draws', () => {
  it('are whole numbers below their end, all of them, each as often', () => {
    const draws = new Draws(unsafeSeededRandomForTesting('draws'));
    for (const end of [1, 2, 3, 7, 100]) {
      const seen = new Array<number>(end).fill(0);
      const each = 1_000;
      for (let n = 0; n < each * end; n++) seen[draws.below(end)]!++;
      // Six standard deviations of a count that is as good as Poisson's; NaN places would make it NaN.
      for (const count of seen) expect(Math.abs(count - each)).toBeLessThan(6 * Math.sqrt(each));
      expect(seen).toHaveLength(end);
    }
  });

  it('throw away what would tip the scales', () => {
    // 2^32 = 3 * 1431655765 + 1: the one value left over must not count.
    const words = [0xffff_ffff, 0xffff_fffe, 0];
    const bytes: Random = {
      bytes(length) {
        const out = new Uint32Array(length / 4);
        out.set(words);
        return new Uint8Array(out.buffer);
      },
      hedge: () => new Uint8Array(24),
    };
    const draws = new Draws(bytes);
    expect(draws.below(3)).toBe(0xffff_fffe % 3);
    expect(draws.below(3)).toBe(0);
    // A power of two has none.
    expect(new Draws(bytes).below(2 ** 32)).toBe(0xffff_ffff);
  });
});
