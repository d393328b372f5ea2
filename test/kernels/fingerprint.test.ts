import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprint, siphash128 } from '../../src/fanout/fingerprint.ts';
import { DEVICE_PRINT_BYTES, ROW_PRINT_BYTES } from '../../src/kernels/claim.ts';
import { type FingerprintColumns, FingerprintKernel, fingerprintAnswers } from '../../src/kernels/fingerprint.ts';
import { instantiateKernels, loadKernels } from '../../src/kernels/load.ts';
import { limits } from '../../src/limits.ts';
import { builds, numbers } from './implementations.ts';

/**
 * SHA-256 over the 64 answers of SipHash-2-4-128 in the reference implementation's vectors.h (vectors_sip128: key 00 … 0f,
 * messages of 0 to 63 bytes 00 01 02 …), one behind the other. OpenSSL 3.0 gives the same 64.
 */
const VECTORS_SHA256 = 'ecfaa9fe47ff788fa834a9863ea2715a2880cd37d2b8c3c194402838428119b9';
const KEY = Uint8Array.from({ length: 16 }, (_, i) => i);
const message = (length: number) => Uint8Array.from({ length }, (_, i) => i);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

interface Prints {
  readonly rowPrints: Uint8Array;
  readonly devicePrints: Uint8Array;
}

type Write = typeof fingerprint;

function printsOf(write: Write, keys: Uint8Array, columns: FingerprintColumns): Prints {
  // Not zero: what is absent must be written as zeros.
  const rowPrints = new Uint8Array(columns.idEnd.length * ROW_PRINT_BYTES).fill(0xaa);
  const devicePrints = new Uint8Array(columns.keys.length).fill(0xaa);
  write(keys, columns, rowPrints, devicePrints);
  return { rowPrints, devicePrints };
}

const kernelOf = (build: (typeof builds)[number]) => instantiateKernels(loadKernels({ kernels: build }));
const implementations: readonly (readonly [name: string, make: () => Write])[] = [
  ...builds.map((build) => {
    const make = (): Write => {
      const kernel = new FingerprintKernel(kernelOf(build));
      return (...args) => kernel.write(...args);
    };
    return [build, make] as const;
  }),
  ['twin', () => fingerprint],
];

function bytes(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random() & 0xff);
}

/** Rows of all lengths; of three one has no phone, of three one no e-mail; none to three devices. */
function columnsOf(random: () => number, rows: number): FingerprintColumns {
  const column = (length: (row: number) => number) => {
    let end = 0;
    const ends = Uint32Array.from({ length: rows }, (_, row) => {
      end += length(row);
      return end;
    });
    return [ends, end] as const;
  };
  const [idEnd, ids] = column((row) => 1 + ((row * 7) % limits.idBytes));
  const [deviceEnd, devices] = column(() => random() % 4);
  const [phoneEnd, phones] = column((row) => (row % 3 === 0 ? 0 : 8 + (random() % 9)));
  const [emailEnd, emails] = column((row) => (row % 3 === 1 ? 0 : 6 + (random() % 60)));
  return {
    ...{ idEnd, deviceEnd, phoneEnd, emailEnd },
    ids: bytes(random, ids),
    keys: bytes(random, 32 * devices),
    phones: bytes(random, phones),
    emails: bytes(random, emails),
  };
}

const EMPTY: FingerprintColumns = {
  ...{ idEnd: new Uint32Array(0), ids: new Uint8Array(0), deviceEnd: new Uint32Array(0), keys: new Uint8Array(0) },
  ...{ phoneEnd: new Uint32Array(0), phones: new Uint8Array(0) },
  ...{ emailEnd: new Uint32Array(0), emails: new Uint8Array(0) },
};

it('the twin answers the 64 vectors of the reference implementation', () => {
  const all = createHash('sha256');
  for (let length = 0; length < 64; length++) all.update(siphash128(KEY, message(length)));
  expect(all.digest('hex')).toBe(VECTORS_SHA256);
  expect(hex(siphash128(KEY, message(0)))).toBe('a3817f04ba25a8e66df67214c7550293');
  expect(hex(siphash128(KEY, message(63)))).toBe('5150d1772f50834a503e069a973fbd7c');
});

describe.each(implementations)('fingerprints by %s', (name, make) => {
  it('answer the vectors, as an id, a phone and an e-mail', () => {
    const rows = 64;
    const keys = Uint8Array.from({ length: 80 }, (_, i) => i & 15);
    const ends = Uint32Array.from({ length: rows }, (_, row) => (row * (row + 1)) / 2);
    const texts = Uint8Array.from({ length: ends[rows - 1]! }, (_, i) => {
      const row = ends.findIndex((end) => end > i);
      return i - ends[row - 1]!;
    });
    const { rowPrints } = printsOf(make(), keys, {
      ...EMPTY,
      ...{ idEnd: ends, ids: texts, phoneEnd: ends, phones: texts, emailEnd: ends, emails: texts },
      deviceEnd: new Uint32Array(rows),
    });
    for (const dimension of [0, 16, 32]) {
      const all = createHash('sha256');
      for (let row = 0; row < rows; row++) {
        const print = rowPrints.subarray(row * ROW_PRINT_BYTES + dimension, row * ROW_PRINT_BYTES + dimension + 16);
        // Of nothing there is no print, but an id always is something.
        const absent = row === 0 && dimension > 0;
        expect(hex(print) === '0'.repeat(32)).toBe(absent);
        all.update(absent ? siphash128(KEY, message(0)) : print);
      }
      expect(all.digest('hex')).toBe(VECTORS_SHA256);
    }
  });

  it('agree with the twin on rows of every length', () => {
    const seed = 20_261_122;
    const random = numbers(seed);
    const write = make();
    for (const rows of [0, 1, 2, 3, 300]) {
      const keys = bytes(random, 80);
      const columns = columnsOf(random, rows);
      const found = printsOf(write, keys, columns);
      const expected = printsOf(fingerprint, keys, columns);
      expect(hex(found.rowPrints), `seed ${seed}, ${rows} rows`).toBe(hex(expected.rowPrints));
      expect(hex(found.devicePrints), `seed ${seed}, ${rows} rows`).toBe(hex(expected.devicePrints));
    }
  });

  it('keep dimensions, keys and the two parts of a pair apart', () => {
    const same = Uint8Array.from({ length: 32 }, (_, i) => i);
    const one = Uint32Array.of(32);
    const columns: FingerprintColumns = {
      ...{ idEnd: one, ids: same, phoneEnd: one, phones: same, emailEnd: one, emails: same },
      ...{ deviceEnd: Uint32Array.of(1), keys: same },
    };
    const write = make();
    const prints = (keys: Uint8Array) => {
      const { rowPrints, devicePrints } = printsOf(write, keys, columns);
      return (hex(rowPrints) + hex(devicePrints)).match(/.{32}/g)!;
    };
    const first = prints(bytes(numbers(1), 80));
    const second = prints(bytes(numbers(2), 80));
    expect(new Set([...first, ...second]).size).toBe(10);
  });

  it('refuse malformed columns', () => {
    const good = columnsOf(numbers(3), 6);
    const wrong: Partial<FingerprintColumns>[] = [
      { keys: good.keys.subarray(1) },
      { ids: good.ids.subarray(1) },
      { phones: good.phones.subarray(1) },
      { emailEnd: good.emailEnd.subarray(1) },
      { idEnd: Uint32Array.from(good.idEnd).reverse() },
      { deviceEnd: Uint32Array.from(good.deviceEnd, () => 0xffffffff) },
    ];
    const keys = new Uint8Array(80);
    const room = () => [new Uint8Array(6 * ROW_PRINT_BYTES), new Uint8Array(good.keys.length)] as const;
    const write = make();
    for (const [i, part] of wrong.entries())
      expect(() => write(keys, { ...good, ...part }, ...room()), `case ${i}`).toThrow(
        expect.objectContaining({ code: 'INTERNAL' }),
      );
    expect(() => write(keys.subarray(1), good, ...room())).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    expect(() => write(keys, good, room()[0].subarray(1), room()[1])).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }),
    );
    expect(() => write(keys, good, room()[0], new Uint8Array(DEVICE_PRINT_BYTES * 99))).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }),
    );
    expect(name).not.toBe('');
  });
});

describe.each(builds)('the fingerprint kernel of %s', (build) => {
  it('passes its known answers, and holds nothing after a batch', () => {
    expect(fingerprintAnswers(kernelOf(build))).toBe(true);
    const kernel = kernelOf(build);
    const columns = columnsOf(numbers(9), 500);
    const keys = bytes(numbers(10), 80);
    const planted: Record<string, Uint8Array> = {
      key: keys.subarray(16, 32),
      id: columns.ids.subarray(1000, 1016),
      phone: columns.phones.subarray(80, 88),
      email: columns.emails.subarray(500, 516),
      device: columns.keys.subarray(320, 352),
    };
    const memory = () => Buffer.from(kernel.memory.buffer);
    const holds = (value: Uint8Array) => memory().includes(Buffer.from(value));
    const batch = kernel.fingerprintBatch;
    const seen: string[] = [];
    const watched = {
      ...kernel,
      // Where the batch is at work, the scanner finds what it must not find afterwards.
      fingerprintBatch: (...args: Parameters<typeof batch>) => {
        batch(...args);
        for (const [what, value] of Object.entries(planted)) if (holds(value)) seen.push(what);
      },
    };
    const { rowPrints, devicePrints } = printsOf(
      (...args) => new FingerprintKernel(watched).write(...args),
      keys,
      columns,
    );
    expect(seen).toEqual(Object.keys(planted));
    for (const [what, value] of Object.entries(planted)) expect(holds(value), what).toBe(false);
    expect(holds(rowPrints.subarray(0, 16))).toBe(false);
    expect(holds(devicePrints.subarray(0, 16))).toBe(false);
    expect(
      memory()
        .subarray(kernel.heapBase())
        .every((byte) => byte === 0),
    ).toBe(true);
  });
});
