import { Worker } from 'node:worker_threads';
import { x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { loadKernels, probeKernels } from '../../src/kernels/load.ts';
import type { X25519Instance } from '../../src/kernels/wasm.ts';
import { X25519Kernel, x25519Answers } from '../../src/kernels/x25519.ts';
import { limits } from '../../src/limits.ts';
import { haveShared, shared } from '../vectors/shared.ts';
import { builds, choices, numbers, x25519Instance } from './implementations.ts';
import { KEY, keyAt, littleEndian, lowOrder, P, privateKey, randomKeys, reference } from './x25519-reference.ts';

const SEED = 20_261_122;

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** One scalar on 4096 points, computed once for all builds. */
const many = (() => {
  const random = numbers(SEED);
  const scalar = randomKeys(random, 1);
  const points = randomKeys(random, limits.batchRecipients);
  const own = privateKey(scalar);
  const expected = new Uint8Array(points.length);
  for (let i = 0; i < limits.batchRecipients; i++) expected.set(reference(own, keyAt(points, i)), KEY * i);
  return { scalar, points, expected };
})();

it('no build is left out because its answers are wrong', () => {
  expect(builds).toEqual(expect.arrayContaining(['simd', 'scalar']));
  const { builds: probes, wide } = probeKernels();
  for (const { why } of [wide, ...probes]) expect(why).not.toMatch(/wrong/);
  const engine = process.versions.v8.split('.', 2).join('.');
  if (process.arch === 'x64' && ['13.6', '14.6'].includes(engine) && builds.includes('fma'))
    expect(choices).toContain('wide');
});

interface Wycheproof {
  testGroups: { tests: { public: string; private: string; shared: string; flags: string[] }[] }[];
}

describe.each(choices)('X25519 of %s', (build) => {
  const make = () => new X25519Kernel(x25519Instance(build));
  const kernel = make();

  it.skipIf(!haveShared)("gives all of Wycheproof's answers, in one call", () => {
    const tests = shared<Wycheproof>('wycheproof/x25519_test.json').testGroups.flatMap((group) => group.tests);
    const all = (field: 'private' | 'public' | 'shared') => hex(tests.map((one) => one[field]).join(''));
    const { shared: found, lowOrder: low } = kernel.each(all('private'), all('public'));
    expect(toHex(found)).toBe(toHex(all('shared')));
    const zero = tests.flatMap(({ flags }, i) => (flags.includes('ZeroSharedSecret') ? [i] : []));
    expect(low).toEqual(zero);
    expect([tests.length, zero.length]).toEqual([518, 31]);
  });

  it("gives the RFC's answers: one, two, and after a thousand rounds", () => {
    const [k1, k2] = [
      'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
      '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
    ];
    const [u1, u2] = [
      'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
      'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
    ];
    expect(toHex(kernel.each(hex(k1! + k2!), hex(u1! + u2!)).shared)).toBe(
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552' +
        '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
    );
    let [k, u]: [Uint8Array, Uint8Array] = [littleEndian(9n), littleEndian(9n)];
    const seen: string[] = [];
    for (let round = 1; round <= 1000; round++) {
      [k, u] = [kernel.batch(k, u).shared, k];
      if (round === 1 || round === 1000) seen.push(toHex(k));
    }
    expect(seen).toEqual([
      '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079',
      '684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51',
    ]);
  });

  it('agrees with OpenSSL and noble on a batch, in every size around a pair and a slice', () => {
    for (const n of [
      0,
      1,
      2,
      3,
      7,
      limits.x25519SlicePoints - 1,
      limits.x25519SlicePoints + 1,
      limits.batchRecipients,
    ]) {
      const found = kernel.batch(many.scalar, many.points.subarray(0, KEY * n));
      expect(Buffer.from(found.shared).equals(many.expected.subarray(0, KEY * n)), `${n} points`).toBe(true);
      expect(found.lowOrder).toEqual([]);
    }
    for (let i = 0; i < 4; i++)
      expect(toHex(x25519.scalarMult(many.scalar, keyAt(many.points, i)))).toBe(toHex(keyAt(many.expected, i)));
  });

  it('names points of low order and lets no other feel them', () => {
    for (const n of [1, 2, 5, 40]) {
      for (let at = 0; at < n; at += 3) {
        const points = Uint8Array.from(many.points.subarray(0, KEY * n));
        const expected = Uint8Array.from(many.expected.subarray(0, KEY * n));
        points.set(lowOrder[at % lowOrder.length]!, KEY * at);
        expected.fill(0, KEY * at, KEY * (at + 1));
        const found = kernel.batch(many.scalar, points);
        expect(found.lowOrder).toEqual([at]);
        expect(toHex(found.shared)).toBe(toHex(expected));
      }
    }
    // Whatever the scalar: all of them, and the neighbours that are not.
    const all = Buffer.concat(lowOrder);
    const scalars = randomKeys(numbers(3), lowOrder.length);
    expect(kernel.each(scalars, all).lowOrder).toEqual(lowOrder.map((_, i) => i));
    const neighbours = Buffer.concat([2n, P - 2n, P + 2n, 2n ** 255n - 1n].map(littleEndian));
    expect(kernel.batch(many.scalar, neighbours).lowOrder).toEqual([]);
    const flipped = lowOrder.slice(0, 14).map((u) => u.map((byte, i) => (i === 17 ? byte ^ 1 : byte)));
    expect(kernel.batch(many.scalar, Buffer.concat(flipped)).lowOrder).toEqual([]);
  });

  it('counts a point of low order once, at an odd end too', () => {
    const instance = x25519Instance(build);
    const base = 65_536 * instance.memory.grow(1);
    for (const n of [1, 2, 3, 4, 5]) {
      const memory = new Uint8Array(instance.memory.buffer);
      memory.set(many.points.subarray(0, KEY * n), base);
      memory.fill(0, base + KEY * (n - 1), base + KEY * n);
      expect(instance.x25519Slice(base + 1024, base, base, n, base + 4096)).toBe(1);
    }
    expect(instance.x25519Slice(base + 1024, base, base, 0, base + 4096)).toBe(0);
  });

  it('makes public keys', () => {
    const scalars = many.points.subarray(0, KEY * 5);
    const found = kernel.publicKeys(scalars);
    for (let i = 0; i < 5; i++) expect(toHex(keyAt(found, i))).toBe(toHex(x25519.getPublicKey(keyAt(scalars, i))));
  });

  it('refuses malformed batches', () => {
    const malformed: (() => unknown)[] = [
      () => kernel.batch(new Uint8Array(31), many.points),
      () => kernel.batch(many.scalar, many.points.subarray(1)),
      () => kernel.each(many.scalar, many.points),
      () => kernel.each(new Uint8Array(33), new Uint8Array(33)),
      () => kernel.publicKeys(new Uint8Array(31)),
    ];
    for (const call of malformed) expect(call).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });

  it('stops between slices, and leaves the next batch as it was', () => {
    let asked = 0;
    const stopped = () => ++asked === 3;
    expect(() => kernel.batch(many.scalar, many.points, { stopped })).toThrow(
      expect.objectContaining({ code: 'ABORTED' }),
    );
    expect(asked).toBe(3);
    expect(toHex(kernel.batch(many.scalar, many.points.subarray(0, 96)).shared)).toBe(
      toHex(many.expected.subarray(0, 96)),
    );
  });

  it('tells a wrong kernel by its answers', () => {
    const instance = x25519Instance(build);
    expect(x25519Answers(instance)).toBe(true);
    for (const spoil of ['x25519Slice', 'x25519SliceEach'] as const) {
      const wrong: X25519Instance = {
        ...instance,
        [spoil]: (scalar: number, points: number, out: number, n: number, scratch: number) => {
          const low = instance[spoil](scalar, points, out, n, scratch);
          const bytes = new Uint8Array(instance.memory.buffer);
          bytes[out]! ^= 1;
          return low;
        },
      };
      expect(x25519Answers(wrong), spoil).toBe(false);
    }
    // One lane alone, in a group in the middle.
    for (const lane of [0, 1, 2, 3]) {
      const wrong: X25519Instance = {
        ...instance,
        x25519SliceEach: (scalars: number, points: number, out: number, n: number, scratch: number) => {
          const low = instance.x25519SliceEach(scalars, points, out, n, scratch);
          new Uint8Array(instance.memory.buffer)[out + KEY * (4 + lane) + 31]! ^= 64;
          return low;
        },
      };
      expect(x25519Answers(wrong), `lane ${lane}`).toBe(false);
    }
  });

  it('runs in a worker from the compiled module', async () => {
    const door = new URL('../../dist/kernels/', import.meta.url);
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const doors = ['load', 'wide', 'x25519'].map((name) => import(workerData.door + name + '.js'));
       Promise.all(doors).then(([{ instantiateKernels }, { instantiateWide }, { X25519Kernel }]) => {
         const { kernels } = workerData;
         const kernel = new X25519Kernel(kernels.wide ? instantiateWide(kernels.wide) : instantiateKernels(kernels));
         parentPort.postMessage(kernel.batch(workerData.scalar, workerData.points).shared);
       });`,
      {
        eval: true,
        workerData: {
          kernels: loadKernels({ kernels: build }),
          door: door.href,
          scalar: many.scalar,
          points: many.points.subarray(0, KEY * 5),
        },
      },
    );
    try {
      const answer = await new Promise<Uint8Array>((resolve, reject) =>
        worker.once('message', resolve).once('error', reject),
      );
      expect(toHex(answer)).toBe(toHex(many.expected.subarray(0, KEY * 5)));
    } finally {
      await worker.terminate();
    }
  });
});

describe.each(choices)('memory of %s', (build) => {
  const n = 5;
  /** Every 8 bytes of what may not stay: the scalar, the shared secrets. */
  const secrets = [
    ...Array.from({ length: 3 }, (_, i) => Buffer.from(many.scalar.subarray(8 * i + 1, 8 * i + 8))),
    ...Array.from({ length: 4 * n }, (_, i) => Buffer.from(many.expected.subarray(8 * i, 8 * i + 8))),
  ];
  const points = many.points.subarray(0, KEY * n);

  it('holds nothing after the wipe: not the scalar, not a secret, not a limb', () => {
    const kernel = x25519Instance(build);
    const pristine = Buffer.from(kernel.memory.buffer.slice(0));
    const base = 65_536 * kernel.memory.grow(2);
    const memory = () => Buffer.from(kernel.memory.buffer);
    memory().set(many.scalar, base);
    memory().set(points, base + KEY);
    const out = base + 1024;
    const scratch = base + 65_536;
    kernel.x25519Slice(base, base + KEY, out, n, scratch);
    expect(
      memory()
        .subarray(out, out + KEY * n)
        .equals(many.expected.subarray(0, KEY * n)),
    ).toBe(true);
    // The scanner finds what is there: secrets, and all that a ladder leaves in the module's own memory and in scratch.
    expect(secrets.filter((one) => !memory().includes(one))).toEqual([]);
    const changed = () => memory().subarray(0, pristine.length).compare(pristine) !== 0;
    const used = () =>
      memory()
        .subarray(scratch)
        .some((byte) => byte !== 0);
    expect([changed(), used()]).toEqual([true, true]);
    const scalarCopies = () => memory().subarray(0, base).includes(secrets[0]!);
    expect(scalarCopies()).toBe(true);

    kernel.x25519Wipe(scratch, n);
    // What the caller put there is the caller's to clear.
    memory().fill(0, base, out + KEY * n);
    expect(secrets.filter((one) => memory().includes(one))).toEqual([]);
    // Stronger than any scan for known bytes: the memory is what it was before.
    expect([changed(), used(), scalarCopies()]).toEqual([false, false, false]);
  });

  it('is as it was before after each call of the door, the one that was stopped too', () => {
    const kernel = x25519Instance(build);
    const door = new X25519Kernel(kernel);
    const pristine = Buffer.from(kernel.memory.buffer.slice(0));
    const memory = () => Buffer.from(kernel.memory.buffer);
    let seen = 0;
    const spied: X25519Instance = {
      ...kernel,
      x25519Slice: (...given) => {
        const low = kernel.x25519Slice(...given);
        if (secrets.some((one) => memory().includes(one)) && !memory().equals(pristine)) seen++;
        return low;
      },
    };
    const spiedDoor = new X25519Kernel(spied);
    door.batch(many.scalar, points);
    expect(memory().equals(pristine)).toBe(true);
    spiedDoor.batch(many.scalar, points);
    expect(seen).toBe(1);
    expect(memory().equals(pristine)).toBe(true);
    door.each(many.points.subarray(0, KEY * n), points);
    expect(memory().equals(pristine)).toBe(true);
    let asked = 0;
    expect(() => spiedDoor.batch(many.scalar, many.points, { stopped: () => ++asked === 2 })).toThrow();
    expect(seen).toBe(2);
    expect(memory().equals(pristine)).toBe(true);
  });
});
