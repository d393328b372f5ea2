import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { KERNEL_BUILDS, loadKernels } from '../../src/kernels/load.ts';
import {
  instantiateP256,
  loadP256,
  P256_EXPORTS,
  type P256Instance,
  P256Kernel,
  p256Answers,
} from '../../src/kernels/p256.ts';
import { wasm } from '../../src/kernels/wasm.ts';
import { limits } from '../../src/limits.ts';
import { haveShared, shared as vectors } from '../vectors/shared.ts';
import { builds, numbers } from './implementations.ts';
import {
  bigEndian,
  DOUBLING,
  extremePoints,
  extremeScalars,
  N,
  noPoints,
  POINT,
  pointAt,
  randomScalars,
  reference,
  referencePublic,
  SCALAR,
  scalarAt,
  uncompressed,
} from './p256-reference.ts';

const SEED = 20_261_125;
const SLICE = limits.p256SlicePoints;
const root = fileURLToPath(new URL('../../', import.meta.url));
const kernels = join(root, 'dist', 'kernels');
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const column = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** Two slices and an odd end, computed once for all builds, by OpenSSL. */
const many = (() => {
  const random = numbers(SEED);
  const n = 2 * SLICE + 3;
  const scalars = randomScalars(random, n);
  const others = randomScalars(random, n);
  const publics = column(Array.from({ length: n }, (_, i) => referencePublic(scalarAt(scalars, i))));
  const points = column(Array.from({ length: n }, (_, i) => referencePublic(scalarAt(others, i))));
  const shared = column(Array.from({ length: n }, (_, i) => reference(scalarAt(scalars, i), pointAt(points, i))));
  return { n, scalars, points, publics, shared };
})();

interface Wycheproof<Public, Private> {
  testGroups: { tests: { public: Public; private: Private; shared: string; result: string; tcId: number }[] }[];
}

describe.each(KERNEL_BUILDS)('the P-256 file of %s', (build) => {
  const bytes = readFileSync(join(kernels, `p256-${build}.wasm`));

  it('imports nothing, exports the contract, names no file', () => {
    expect(bytes.includes('assembly')).toBe(false);
    expect(bytes.includes('.ts')).toBe(false);
    if (wasm === undefined || !wasm.validate(bytes)) return;
    const module = new wasm.Module(bytes);
    expect(wasm.Module.imports(module)).toEqual([]);
    const names = wasm.Module.exports(module).map(({ name }) => name);
    expect(names.sort()).toEqual(P256_EXPORTS);
  });

  it('comes out byte for byte when compiled again, with the options of the other kernels', async () => {
    const { default: asc } = await import('assemblyscript/asc');
    const written: Uint8Array[] = [];
    const command = ['assembly/p256.ts', '--baseDir', root, '--config', 'asconfig.json', '--target', `p256-${build}`];
    const { error } = await asc.main(command, {
      writeFile(_name, contents) {
        written.push(typeof contents === 'string' ? Buffer.from(contents) : contents);
      },
    });
    expect(error).toBe(null);
    expect(written.length).toBe(1);
    expect(bytes.equals(written[0]!)).toBe(true);
    const { targets } = JSON.parse(readFileSync(join(root, 'asconfig.json'), 'utf8')) as {
      targets: Record<string, object>;
    };
    const outFile = `dist/kernels/p256-${build}.wasm`;
    expect(targets[`p256-${build}`]).toEqual({ ...targets[build], outFile });
  });
});

it('is not taken where its file is missing, or gives a wrong answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealcast-p256-'));
  try {
    mkdirSync(join(folder, 'kernels'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    for (const name of ['errors.js', 'limits.js']) copyFileSync(join(root, 'dist', name), join(folder, name));
    for (const name of readdirSync(kernels).filter((one) => one.endsWith('.js')))
      copyFileSync(join(kernels, name), join(folder, 'kernels', name));
    writeFileSync(
      join(folder, 'ask.js'),
      `import { loadP256 } from './kernels/p256.js';
       try { loadP256('scalar'); console.log('nothing'); } catch (error) { console.log(error.message); }`,
    );
    const why = () => execFileSync(process.execPath, [join(folder, 'ask.js')], { encoding: 'utf8' }).trim();
    expect(why()).toMatch(/its file cannot be used/);
    const file = join(folder, 'kernels', 'p256-scalar.wasm');
    copyFileSync(join(kernels, 'scalar.wasm'), file);
    expect(why()).toMatch(/its exports/);
    // The base point of another curve: one byte of the module's data.
    const wrong = readFileSync(join(kernels, 'p256-scalar.wasm'));
    const at = wrong.indexOf(Buffer.from('6b17d1f2e12c4247', 'hex'));
    expect(at).toBeGreaterThan(0);
    wrong[at + 40]! ^= 1;
    writeFileSync(file, wrong);
    expect(why()).toMatch(/a known answer came out wrong/);
    copyFileSync(join(kernels, 'p256-scalar.wasm'), file);
    expect(why()).toBe('nothing');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe.each(builds)('P-256 of %s', (build) => {
  // The first to ask for fma on Node 20 sets the flag that its instructions need.
  loadKernels({ kernels: build });
  const instance = () => instantiateP256(loadP256(build));
  const kernel = new P256Kernel(instance());

  it.skipIf(!haveShared)("gives all of Wycheproof's answers, in one call", () => {
    const points = vectors<Wycheproof<string, string>>('wycheproof/ecdh_secp256r1_ecpoint_test.json')
      .testGroups.flatMap(({ tests }) => tests)
      .map((one) => ({ ...one, point: Buffer.from(one.public, 'hex'), scalar: BigInt(`0x${one.private}`) }));
    const jwks = vectors<Wycheproof<{ x?: string; y?: string; crv: string }, { d: string }>>(
      'wycheproof/ecdh_secp256r1_webcrypto_test.json',
    )
      .testGroups.flatMap(({ tests }) => tests)
      .map((one) => {
        const [x, y, d] = [one.public.x, one.public.y, one.private.d].map((text) =>
          Buffer.from(text ?? '', 'base64url'),
        );
        const point = one.public.crv === 'P-256' ? Buffer.concat([Uint8Array.of(4), x!, y!]) : Buffer.alloc(0);
        return { ...one, point, scalar: BigInt(`0x${d!.toString('hex')}`) };
      });
    // A subscription's key has 65 bytes: what has not is refused where it is read.
    const asked = [...points, ...jwks].filter(({ point }) => point.length === POINT);
    const { shared, valid } = kernel.each(
      column(asked.map(({ scalar }) => bigEndian(scalar))),
      column(asked.map(({ point }) => point)),
    );
    for (const [i, one] of asked.entries()) {
      expect([one.tcId, valid[i]]).toEqual([one.tcId, one.result === 'valid' ? 1 : 0]);
      if (valid[i] === 1) expect([one.tcId, toHex(scalarAt(shared, i))]).toEqual([one.tcId, one.shared]);
      else expect(scalarAt(shared, i)).toEqual(new Uint8Array(SCALAR));
    }
    expect(asked.filter(({ result }) => result === 'valid')).toHaveLength(330 + 330);
    expect(asked.filter(({ result }) => result !== 'valid').length).toBeGreaterThan(20);
  });

  it('agrees with OpenSSL and noble on a batch, in every size around a pair and a slice', () => {
    for (const n of [0, 1, 2, 3, 7, SLICE - 1, SLICE, SLICE + 1, many.n]) {
      const scalars = many.scalars.subarray(0, SCALAR * n);
      const { shared, valid } = kernel.each(scalars, many.points.subarray(0, POINT * n));
      expect(Buffer.from(shared).equals(many.shared.subarray(0, SCALAR * n)), `${n} points`).toBe(true);
      expect(valid).toEqual(new Uint8Array(n).fill(1));
      const keys = kernel.publicKeys(scalars);
      expect(Buffer.from(keys).equals(many.publics.subarray(0, POINT * n)), `${n} keys`).toBe(true);
    }
    for (let i = 0; i < 4; i++) {
      const scalar = scalarAt(many.scalars, i);
      expect(toHex(p256.getSharedSecret(scalar, pointAt(many.points, i)).subarray(1))).toBe(
        toHex(scalarAt(many.shared, i)),
      );
      expect(toHex(p256.getPublicKey(scalar, false))).toBe(toHex(pointAt(many.publics, i)));
    }
  });

  it('has no scalar and no point that it is wrong for', () => {
    const scalars = extremeScalars.map(bigEndian);
    const keys = kernel.publicKeys(column(scalars));
    for (const [i, scalar] of scalars.entries())
      expect([extremeScalars[i], toHex(pointAt(keys, i))]).toEqual([extremeScalars[i], toHex(referencePublic(scalar))]);
    for (const [p, point] of extremePoints.entries()) {
      const { shared, valid } = kernel.each(column(scalars), column(scalars.map(() => point)));
      expect(valid).toEqual(new Uint8Array(scalars.length).fill(1));
      for (const [i, scalar] of scalars.entries())
        expect([p, extremeScalars[i], toHex(scalarAt(shared, i))]).toEqual([
          p,
          extremeScalars[i],
          toHex(reference(scalar, point)),
        ]);
    }
    // The ones whose last addition doubles, beside ones whose does not, in either lane.
    const twos = column([2n, 7n, 7n, 2n, N - 2n, 2n, DOUBLING, 9n, 9n, N - DOUBLING].map(bigEndian));
    const points = many.points.subarray(0, 10 * POINT);
    const { shared } = kernel.each(twos, points);
    const publics = kernel.publicKeys(twos);
    for (let i = 0; i < 10; i++) {
      expect(toHex(scalarAt(shared, i))).toBe(toHex(reference(scalarAt(twos, i), pointAt(points, i))));
      expect(toHex(pointAt(publics, i))).toBe(toHex(referencePublic(scalarAt(twos, i))));
    }
  });

  it('names what is no point, and lets no other feel it', () => {
    const n = 2 * noPoints.length + 1;
    const points = many.points.slice(0, POINT * n);
    const expected = many.shared.slice(0, SCALAR * n);
    for (const [i, none] of noPoints.entries()) {
      points.set(none, POINT * (2 * i + (i % 2)));
      expected.fill(0, SCALAR * (2 * i + (i % 2)), SCALAR * (2 * i + (i % 2) + 1));
    }
    const { shared, valid } = kernel.each(many.scalars.subarray(0, SCALAR * n), points);
    const named = [...valid.entries()].flatMap(([i, good]) => (good === 0 ? [i] : []));
    expect(named).toEqual(noPoints.map((_, i) => 2 * i + (i % 2)));
    expect(toHex(shared)).toBe(toHex(expected));
  });

  it('refuses scalars out of range, and malformed batches', () => {
    const one = many.points.subarray(0, POINT);
    for (const scalar of [0n, N, N + 1n, 2n ** 256n - 1n]) {
      const bad = column([bigEndian(1n), bigEndian(scalar)]);
      expect(() => kernel.publicKeys(bad), `${scalar}`).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
      expect(() => kernel.each(bad, column([one, one]))).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    }
    const malformed: (() => unknown)[] = [
      () => kernel.publicKeys(new Uint8Array(31).fill(1)),
      () => kernel.each(bigEndian(1n), new Uint8Array(64)),
      () => kernel.each(bigEndian(1n), new Uint8Array(2 * POINT)),
    ];
    for (const call of malformed) expect(call).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    expect(toHex(kernel.publicKeys(bigEndian(N - 1n)))).toBe(toHex(referencePublic(bigEndian(N - 1n))));
  });

  it('draws scalars until they are in range', () => {
    const bad = [0n, N, 2n ** 256n - 1n].map(bigEndian);
    const good = [1n, N - 1n, 5n].map(bigEndian);
    const asked: number[] = [];
    const draws = [column([good[0]!, bad[0]!, bad[1]!, good[2]!]), bad[2]!, good[1]!, good[2]!];
    const drawn = kernel.draw(4, (length) => {
      asked.push(length);
      return Uint8Array.from(draws[asked.length - 1]!);
    });
    expect(toHex(drawn)).toBe(toHex(column([good[0]!, good[1]!, good[2]!, good[2]!])));
    expect(asked).toEqual([128, 32, 32, 32]);
    // A source that ends leaves nothing of what it gave before.
    const first = column([good[0]!, bad[0]!]);
    let given = 0;
    const ends = () => {
      if (given++ > 0) throw new Error('the source ended');
      return first;
    };
    expect(() => kernel.draw(2, ends)).toThrow('the source ended');
    expect(first).toEqual(new Uint8Array(64));
  });

  it('tells a wrong kernel by its answers', () => {
    expect(p256Answers(instance())).toBe(true);
    const spoilt = (spoil: Partial<P256Instance>, of: P256Instance): boolean => p256Answers({ ...of, ...spoil });
    const one = instance();
    const flip = (at: number) => {
      new Uint8Array(one.memory.buffer)[at]! ^= 1;
    };
    expect(
      spoilt(
        {
          p256Public: (scalars, out, n, scratch, table) => {
            one.p256Public(scalars, out, n, scratch, table);
            flip(out + 64);
          },
        },
        one,
      ),
    ).toBe(false);
    const two = instance();
    expect(
      spoilt(
        {
          p256Shared: (scalars, points, valid, out, n, scratch) => {
            two.p256Shared(scalars, points, valid, out, n, scratch);
            new Uint8Array(two.memory.buffer)[out + 31]! ^= 1;
          },
        },
        two,
      ),
    ).toBe(false);
  });
});

describe.each(builds)('memory of P-256 of %s', (build) => {
  const n = 5;
  const scalars = many.scalars.subarray(0, SCALAR * n);
  const points = many.points.subarray(0, POINT * n);
  /** Every 8 bytes of what may not stay, in both orders: the scalars, the odd ones among them once more, the shared secrets. */
  const secrets = [scalars, many.shared.subarray(0, SCALAR * n)].flatMap((column_) =>
    Array.from({ length: (SCALAR * n) / 8 }, (_, i) => Buffer.from(column_.subarray(8 * i, 8 * i + 8))),
  );
  const odd = [0, 1, 2, 3, 4].filter((i) => scalars[SCALAR * i + 31]! % 2 === 1);

  it('is as it was before after each call of the door, the one that threw too', () => {
    const kernel = instantiateP256(loadP256(build));
    let seen = 0;
    const memory = () => Buffer.from(kernel.memory.buffer);
    const spied: P256Instance = {
      ...kernel,
      p256Shared: (...given) => {
        kernel.p256Shared(...given);
        // The scanner finds what is there: shared secrets, and the last odd scalar, which the kernel keeps in its own order.
        if (secrets.slice(secrets.length / 2).every((one) => memory().includes(one))) seen++;
        const last = Buffer.from(scalarAt(scalars, odd.at(-1)!)).reverse();
        if (given[4] === odd.at(-1)! + 1 && memory().includes(last.subarray(0, 8))) seen++;
      },
      p256Public: (...given) => {
        kernel.p256Public(...given);
        if (secrets.slice(0, secrets.length / 2).every((one) => memory().includes(one))) seen++;
      },
    };
    const door = new P256Kernel(spied);
    const pristine = memory();
    door.each(scalars, points);
    expect(seen).toBe(odd.at(-1) === n - 1 ? 2 : 1);
    expect(memory().equals(pristine)).toBe(true);
    seen = 0;
    door.publicKeys(scalars);
    expect(seen).toBe(1);
    expect(memory().equals(pristine)).toBe(true);
    expect(() => door.publicKeys(column([many.scalars.subarray(0, SCALAR * SLICE), bigEndian(N)]))).toThrow();
    expect(memory().equals(pristine)).toBe(true);
    door.draw(3, (length) => new Uint8Array(length).fill(7)).fill(0);
    door.wipe();
    expect(memory().equals(pristine)).toBe(true);
    expect(secrets.filter((one) => memory().includes(one))).toEqual([]);
  });

  it('holds the same table in every instance', () => {
    const tables = [0, 1].map(() => {
      const kernel = instantiateP256(loadP256(build));
      const door = new P256Kernel(kernel);
      door.wipe();
      return Buffer.from(kernel.memory.buffer);
    });
    expect(tables[0]!.equals(tables[1]!)).toBe(true);
    expect(tables[0]!.some((byte) => byte !== 0)).toBe(true);
    // y² = x³ − 3x + b holds for what came of it: the keys of the suite above. A point of it for good measure.
    const g = p256.Point.BASE.toAffine();
    expect(toHex(new P256Kernel(instantiateP256(loadP256(build))).publicKeys(bigEndian(1n)))).toBe(
      toHex(uncompressed(g.x, g.y)),
    );
  });
});
