import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ReferenceClaimTable } from '../../src/fanout/dedup.ts';
import {
  type ClaimBatch,
  type Claims,
  ClaimTable,
  claimVerdict,
  DEVICE_PRINT_BYTES,
  PRINT_BYTES,
  ROW_PRINT_BYTES,
} from '../../src/kernels/claim.ts';
import { instantiateKernels, loadKernels } from '../../src/kernels/load.ts';
import type { KernelInstance } from '../../src/kernels/wasm.ts';
import { limits } from '../../src/limits.ts';
import { builds, implementations, numbers } from './implementations.ts';

/** A stand-in for a keyed fingerprint, its dimension mixed in. */
function fingerprint(dim: string, value: number | string): Uint8Array {
  const name = `${dim}:${value}`;
  let print = known.get(name);
  if (print === undefined) {
    print = createHash('sha256').update(name).digest().subarray(0, PRINT_BYTES);
    known.set(name, print);
  }
  return print;
}
const known = new Map<string, Uint8Array>();

/** Prints that all have their home in the last bucket of any segment, so that probing is long and wraps. */
function crowded(dim: string, value: number): Uint8Array {
  const print = Uint8Array.from(fingerprint(dim, value));
  print[4]! |= 0xc0;
  print[5]! |= 0x3f;
  return print;
}

/** The same with one tag, so that only the path and the print itself tell them apart. */
function alike(dim: string, value: number): Uint8Array {
  const print = Uint8Array.from(crowded(dim, value));
  print[8] = 0;
  return print;
}

type Print = typeof fingerprint | typeof crowded | typeof alike;

/** A random batch out of small pools, so that everything repeats: ids, keys, phones, e-mails, and not together. */
function randomBatch(random: () => number, rows: number, pool: number, dims: number, print: Print): ClaimBatch {
  const rowPrints = new Uint8Array(rows * ROW_PRINT_BYTES);
  const eligible = new Uint8Array(rows);
  const deviceEnd = new Uint32Array(rows);
  const devices: Uint8Array[] = [];
  for (let row = 0; row < rows; row++) {
    const id = random() % pool;
    eligible[row] = random() % 8 === 0 ? 0 : 1;
    rowPrints.set(print('id', id), row * ROW_PRINT_BYTES);
    if (random() % 3 > 0) rowPrints.set(print('phone', random() % pool), row * ROW_PRINT_BYTES + PRINT_BYTES);
    if (random() % 3 > 0) rowPrints.set(print('email', random() % pool), row * ROW_PRINT_BYTES + 2 * PRINT_BYTES);
    const first = random() % pool;
    const count = random() % 4 === 0 ? random() % 5 : 1;
    for (let i = 0; i < count; i++) {
      const key = (first + i) % (pool + 8);
      devices.push(print('key', key), fingerprint('pair', `${id}:${key}`));
    }
    deviceEnd[row] = devices.length / 2;
  }
  const devicePrints = new Uint8Array(devices.length * PRINT_BYTES);
  devices.forEach((one, i) => {
    devicePrints.set(one, i * PRINT_BYTES);
  });
  return { eligible, rowPrints, deviceEnd, devicePrints, dims };
}

function emptyBatch(rows: number, dims = 3): ClaimBatch {
  return {
    eligible: new Uint8Array(rows).fill(1),
    rowPrints: new Uint8Array(rows * ROW_PRINT_BYTES),
    deviceEnd: new Uint32Array(rows),
    devicePrints: new Uint8Array(0),
    dims,
  };
}

/** One device a row, every print new and uniform; fast, for large tables. */
function freshBatch(random: () => number, rows: number, dims: number): ClaimBatch {
  const fill = (bytes: number) => {
    const words = new Uint32Array(bytes / 4);
    for (let i = 0; i < words.length; i++) words[i] = random();
    return new Uint8Array(words.buffer);
  };
  return {
    eligible: new Uint8Array(rows).fill(1),
    rowPrints: fill(rows * ROW_PRINT_BYTES),
    deviceEnd: Uint32Array.from({ length: rows }, (_, row) => row + 1),
    devicePrints: fill(rows * DEVICE_PRINT_BYTES),
    dims,
  };
}

function claim(table: Claims, batch: ClaimBatch) {
  const before = table.size;
  return { ...table.claim(batch), claimed: table.claimedSince(before) };
}

function memoryOf(kernel: KernelInstance): Buffer {
  return Buffer.from(kernel.memory.buffer, kernel.heapBase());
}

function isZero(bytes: Buffer): boolean {
  return bytes.equals(Buffer.alloc(bytes.length));
}

function sum(bytes: Uint8Array): number {
  let total = 0;
  for (const byte of bytes) total += byte;
  return total;
}

it('scalar and simd run here', () => {
  expect(builds).toEqual(expect.arrayContaining(['scalar', 'simd']));
  expect(implementations.length).toBe(builds.length + 1);
});

describe.each(implementations)('claims on $name', ({ make }) => {
  it.each([
    ['uniform prints', fingerprint, 0],
    ['uniform prints, two buckets a segment', fingerprint, 1],
    ['uniform prints, large segments', fingerprint, 8],
    ['prints that crowd one home', crowded, 2],
    ['prints that crowd one home of a large segment', crowded, 8],
    ['prints with one home and one tag', alike, 2],
    ['prints with one home and one tag in a large segment', alike, 8],
  ] as const)('agrees with the twin in every answer: %s', (_, print, bucketsLog2) => {
    const seed = 20_261_122;
    for (let dims = 0; dims <= 15; dims++) {
      const random = numbers(seed + dims);
      const pool = 400;
      let table = make({ bucketsLog2 });
      const twin = new ReferenceClaimTable();
      const committed: Uint8Array[] = [];
      let accepted = 0;
      let dropped = 0;
      for (let i = 0; i < 12; i++) {
        const batch = randomBatch(random, random() % 150, pool, dims, print);
        const answer = claim(table, batch);
        const expected = claim(twin, batch);
        const where = `seed ${seed}, dims ${dims}, batch ${i}`;
        expect(answer.verdict, where).toEqual(expected.verdict);
        expect(answer.kept, where).toEqual(expected.kept);
        expect(Buffer.from(answer.claimed).equals(Buffer.from(expected.claimed)), where).toBe(true);
        expect(table.size, where).toBe(twin.size);
        accepted += expected.verdict.filter((one) => one === 0).length;
        dropped += expected.kept.filter((one) => one === 0).length;
        committed.push(answer.claimed);
        // As after a crash: a new table, rebuilt from what was committed, last window first.
        if (i % 4 === 3) {
          table.wipe();
          table = make({ bucketsLog2 });
          for (const prints of committed.toReversed()) table.restore(prints);
          expect(table.size, where).toBe(twin.size);
        }
      }
      expect(accepted).toBeGreaterThan(50);
      expect(dropped).toBeGreaterThan(50);
      table.wipe();
    }
  });

  it('grows within one batch, from two segments of twelve slots to thousands', () => {
    const table = make({ bucketsLog2: 0 });
    const batch = freshBatch(numbers(7), limits.batchRecipients, 15);
    const first = claim(table, batch);
    expect(first.verdict.every((one) => one === 0)).toBe(true);
    expect(table.size).toBe(4 * limits.batchRecipients);
    expect(first.claimed.length).toBe(table.size * PRINT_BYTES);
    const again = claim(table, batch);
    expect(again.verdict.every((one) => one === 1)).toBe(true);
    expect(again.kept.every((one) => one === 0)).toBe(true);
    expect(again.claimed.length).toBe(0);
  });

  it('finds what came late to a segment that is nearly empty', () => {
    // No keyed prints do this: all but one of a batch in one half, so that the numbers of the others outgrow their depth.
    const table = make();
    const random = numbers(9);
    const batches = Array.from({ length: 6 }, () => {
      const batch = freshBatch(random, limits.batchRecipients, 1);
      for (let row = 0; row < limits.batchRecipients; row++)
        batch.rowPrints[row * ROW_PRINT_BYTES + 7]! = row === 1000 ? 0xff : random() & 0x7f;
      return batch;
    });
    for (const batch of batches) expect(sum(table.claim(batch).verdict)).toBe(0);
    for (const batch of batches) expect(sum(table.claim(batch).verdict)).toBe(limits.batchRecipients);
    expect(table.size).toBe(6 * limits.batchRecipients);
  });

  it('answers at the borders: no rows, no devices, the most of both', () => {
    const table = make();
    const none = claim(table, emptyBatch(0));
    expect([none.verdict.length, none.kept.length, none.claimed.length]).toEqual([0, 0, 0]);
    // An eligible row without a device keeps none, and claims nothing, not even its id.
    const bare = freshBatch(numbers(1), 3, 3);
    const noDevices = { ...bare, deviceEnd: new Uint32Array(3), devicePrints: new Uint8Array(0) };
    expect([...table.claim(noDevices).verdict]).toEqual([2, 2, 2]);
    expect(table.size).toBe(0);
    expect(claim(table, emptyBatch(0)).claimed.length).toBe(0);
    table.restore(new Uint8Array(0));

    const n = limits.batchRecipients;
    const most: ClaimBatch = {
      ...freshBatch(numbers(2), n, 15),
      deviceEnd: Uint32Array.from({ length: n }, (_, row) => (row + 1) * limits.devices),
      devicePrints: new Uint8Array(
        Uint32Array.from({ length: (n * limits.devices * DEVICE_PRINT_BYTES) / 4 }, numbers(3)).buffer,
      ),
    };
    const full = claim(table, most);
    expect(full.claimed.length).toBe((3 * n + n * limits.devices) * PRINT_BYTES);
    expect(full.kept.length).toBe(n * limits.devices);
    expect(sum(full.kept)).toBe(n * limits.devices);
  });

  it('takes an absent print for nobody', () => {
    const table = make();
    const batch = freshBatch(numbers(4), 8, 15);
    for (let row = 0; row < 8; row++)
      batch.rowPrints.fill(0, row * ROW_PRINT_BYTES + PRINT_BYTES, (row + 1) * ROW_PRINT_BYTES);
    expect([...table.claim(batch).verdict]).toEqual(new Array(8).fill(0));
    expect(table.size).toBe(16);
    table.restore(new Uint8Array(3 * PRINT_BYTES));
    expect(table.size).toBe(16);
  });

  it('refuses malformed batches before anything is claimed', () => {
    const table = make({ entriesMax: 100 });
    const good = freshBatch(numbers(5), 10, 3);
    const malformed: Partial<ClaimBatch>[] = [
      { rowPrints: good.rowPrints.subarray(1) },
      { devicePrints: good.devicePrints.subarray(1) },
      { devicePrints: good.devicePrints.subarray(DEVICE_PRINT_BYTES) },
      { deviceEnd: good.deviceEnd.subarray(1) },
      { deviceEnd: Uint32Array.from([5, 4, 3, 2, 1, 6, 7, 8, 9, 10]) },
      { deviceEnd: Uint32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 0xffffffff]) },
      { eligible: good.eligible.subarray(1) },
      { dims: 16 },
      { dims: -1 },
      { dims: 0.5 },
    ];
    for (const [i, wrong] of malformed.entries())
      expect(() => table.claim({ ...good, ...wrong }), `case ${i}`).toThrow(
        expect.objectContaining({ code: 'INTERNAL' }),
      );
    expect(() => table.claim(emptyBatch(limits.batchRecipients + 1))).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }),
    );
    expect(() => table.restore(new Uint8Array(17))).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    expect(() => table.claim(freshBatch(numbers(6), 51, 3))).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => table.restore(new Uint8Array(101 * PRINT_BYTES))).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(table.size).toBe(0);
    expect(table.claim(good).verdict.every((one) => one === 0)).toBe(true);
    expect(table.claim(freshBatch(numbers(8), 40, 3)).verdict.length).toBe(40);
    expect(() => table.claim(freshBatch(numbers(9), 1, 3))).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('is good for nothing once wiped', () => {
    const table = make();
    table.claim(freshBatch(numbers(10), 5, 3));
    table.wipe();
    table.wipe();
    expect(table.size).toBe(0);
    expect(() => table.claim(emptyBatch(0))).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    expect(() => table.restore(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});

describe.each(builds)('memory of %s', (build) => {
  const kernels = loadKernels({ kernels: build });

  it('holds more than a million prints', () => {
    const table = new ClaimTable(instantiateKernels(kernels));
    const batches = Array.from({ length: 130 }, (_, i) => freshBatch(numbers(1000 + i), limits.batchRecipients, 3));
    for (const batch of batches) expect(claim(table, batch).claimed.length).toBe(2 * 4096 * PRINT_BYTES);
    expect(table.size).toBe(130 * 2 * 4096);
    expect(table.size).toBeGreaterThan(1_000_000);
    const others = freshBatch(numbers(1), limits.batchRecipients, 3).rowPrints;
    for (const batch of batches) {
      expect(sum(table.claim(batch).verdict)).toBe(4096 * claimVerdict.id);
      // Under other ids the devices are still known.
      expect(sum(table.claim({ ...batch, rowPrints: others }).verdict)).toBe(4096 * claimVerdict.key);
    }
    table.wipe();
  });

  it('holds no print after wipe()', () => {
    const kernel = instantiateKernels(kernels);
    const table = new ClaimTable(kernel, { bucketsLog2: 0 });
    const batch = freshBatch(numbers(20), 1000, 15);
    batch.eligible[999] = 0;
    const restored = freshBatch(numbers(21), 200, 1).rowPrints;
    table.claim(batch);
    table.restore(restored);
    table.claim(freshBatch(numbers(22), 10, 15));

    // The scanner first finds what was claimed, dropped into the arena, and restored.
    const planted = [
      batch.rowPrints.subarray(0, PRINT_BYTES),
      batch.rowPrints.subarray(500 * ROW_PRINT_BYTES + PRINT_BYTES, 500 * ROW_PRINT_BYTES + 2 * PRINT_BYTES),
      batch.devicePrints.subarray(900 * DEVICE_PRINT_BYTES, 900 * DEVICE_PRINT_BYTES + PRINT_BYTES),
      batch.rowPrints.subarray(999 * ROW_PRINT_BYTES, 999 * ROW_PRINT_BYTES + PRINT_BYTES),
      batch.devicePrints.subarray(10 * DEVICE_PRINT_BYTES + PRINT_BYTES, 11 * DEVICE_PRINT_BYTES),
      restored.subarray(0, PRINT_BYTES),
      restored.subarray(restored.length - PRINT_BYTES),
    ];
    for (const [i, print] of planted.entries()) expect(memoryOf(kernel).indexOf(print), `planted ${i}`).not.toBe(-1);

    table.wipe();
    for (const [i, print] of planted.entries()) expect(memoryOf(kernel).indexOf(print), `planted ${i}`).toBe(-1);
    expect(isZero(memoryOf(kernel))).toBe(true);
  });

  it('holds no print after wipe() of a table that only restored', () => {
    const kernel = instantiateKernels(kernels);
    const table = new ClaimTable(kernel);
    const restored = freshBatch(numbers(23), limits.batchRecipients, 1).rowPrints;
    table.restore(restored);
    expect(table.size).toBe(3 * limits.batchRecipients);
    expect(memoryOf(kernel).indexOf(restored.subarray(0, PRINT_BYTES))).not.toBe(-1);
    table.wipe();
    expect(isZero(memoryOf(kernel))).toBe(true);
  });

  it('says so when it cannot grow, and can still be wiped', () => {
    const kernel = instantiateKernels(kernels);
    const table = new ClaimTable(kernel, { bucketsLog2: 0 });
    const batch = freshBatch(numbers(30), 40, 1);
    // No keyed print does this: all agree in the bits that splitting goes by.
    for (let row = 0; row < 40; row++) batch.rowPrints.fill(0x5a, row * ROW_PRINT_BYTES, row * ROW_PRINT_BYTES + 8);
    expect(() => table.claim(batch)).toThrow(expect.objectContaining({ code: 'KERNEL_UNAVAILABLE' }));
    expect(() => table.claim(emptyBatch(0))).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    table.wipe();
    expect(isZero(memoryOf(kernel))).toBe(true);
  });

  it('says so when the host refuses memory at the start', () => {
    const kernel = instantiateKernels(kernels);
    const refusing = {
      ...kernel,
      memory: {
        buffer: kernel.memory.buffer,
        grow(): number {
          throw new RangeError('planted');
        },
      },
    };
    expect(() => new ClaimTable(refusing)).toThrow(expect.objectContaining({ code: 'KERNEL_UNAVAILABLE' }));
  });
});
