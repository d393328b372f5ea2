import { chmod, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BLOCK, encodeEmptyFile, FIRST_SLOT, fileBytes } from '../../src/keyring/file-format.ts';
import { type FileKeyStore, openFileKeyStore, openKeyStoreOn } from '../../src/keyring/file-key-store.ts';
import { limits } from '../../src/limits.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { fixedRandom, hex, MemoryFile } from './support.ts';

const passphrase = new TextEncoder().encode('correct horse');
const text = (s: string) => new TextEncoder().encode(s);
/** Enough scrypt for a test. */
const quick = { scryptLogN: limits.scryptLogNMin };

let dir: string;
let count = 0;
const fresh = () => join(dir, `keyring-${count++}`);
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sealcast-keyring-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function contents(store: FileKeyStore): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const name of await store.list('')) out[name] = hex((await store.read(name))!);
  return out;
}

describe('on disk', () => {
  test('keeps secrets, with and without a passphrase, and makes its file 0600', async () => {
    for (const secret of [undefined, passphrase]) {
      const path = fresh();
      const options = { random: systemRandom, passphrase: secret, ...quick };
      const store = await openFileKeyStore(path, { ...options, create: true });
      expect(store.hasPassphrase).toBe(secret !== undefined);
      await store.write('root', text('one'));
      await store.write('erasure/sealing/1', text('two'));
      await store.write('root', text('three'));
      await store.destroy('erasure/sealing/1');
      await store.destroy('never-there');
      await store.write('empty', new Uint8Array(0));
      await store.write('full', new Uint8Array(limits.secretBytes).fill(7));
      await store.close();
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const again = await openFileKeyStore(path, options);
      expect(await again.list('')).toEqual(['empty', 'full', 'root']);
      expect(await again.read('root')).toEqual(text('three'));
      expect(await again.read('empty')).toEqual(new Uint8Array(0));
      expect(await again.read('full')).toEqual(new Uint8Array(limits.secretBytes).fill(7));
      expect(await again.read('erasure/sealing/1')).toBeNull();
      await again.close();
      await expect(again.read('root')).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    }
  });

  test('grows by groups, and a reader beside the writer sees what it wrote', async () => {
    const path = fresh();
    const store = await openFileKeyStore(path, { random: systemRandom, create: true });
    const reader = await openFileKeyStore(path, { random: systemRandom, readOnly: true });
    const n = limits.keyringSlotGroup + 3;
    for (let i = 0; i < n; i++) await store.write(`s/${i}`, Uint8Array.of(i));
    expect(await reader.list('s/')).toHaveLength(n);
    expect(await reader.read('s/17')).toEqual(Uint8Array.of(17));
    expect((await stat(path)).size).toBe(fileBytes(2 * limits.keyringSlotGroup));
    expect(() => reader.write('s/0', Uint8Array.of(1))).toThrowError(/reading only/);
    await store.close();
    await reader.close();
  });

  test('a reader beside a busy writer never sees damage', async () => {
    const path = fresh();
    const store = await openFileKeyStore(path, { random: systemRandom, create: true });
    await store.write('k', Uint8Array.of(0));
    const reader = await openFileKeyStore(path, { random: systemRandom, readOnly: true });
    let writing = true;
    const writes = (async () => {
      for (let i = 1; i <= 60; i++) await store.write('k', Uint8Array.of(i));
      writing = false;
    })();
    let last = 0;
    while (writing) {
      const seen = (await reader.read('k'))![0]!;
      expect(seen).toBeGreaterThanOrEqual(last);
      last = seen;
    }
    await writes;
    expect(await reader.read('k')).toEqual(Uint8Array.of(60));
    await reader.close();
    await store.close();
  });

  test('calls made at once run one after the other', async () => {
    const path = fresh();
    const store = await openFileKeyStore(path, { random: systemRandom, create: true });
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.write(`n${i % 5}`, Uint8Array.of(i))));
    expect(await contents(store)).toEqual({ n0: '0f', n1: '10', n2: '11', n3: '12', n4: '13' });
    const closing = Promise.all([store.write('n0', Uint8Array.of(99)), store.close()]);
    await closing;
    const again = await openFileKeyStore(path, { random: systemRandom });
    expect(await again.read('n0')).toEqual(Uint8Array.of(99));
    await again.close();
  });

  test('an overwritten or destroyed secret leaves no ciphertext in the file', async () => {
    const path = fresh();
    const store = await openFileKeyStore(path, { random: systemRandom, create: true });
    await store.write('k', text('old'));
    const slot = (await readFile(path)).subarray(FIRST_SLOT * BLOCK, (FIRST_SLOT + 1) * BLOCK);
    const tail = slot.subarray(24, 88);
    expect((await readFile(path)).includes(tail)).toBe(true);
    await store.write('k', text('new'));
    expect((await readFile(path)).includes(tail)).toBe(false);
    await store.destroy('k');
    expect((await readFile(path)).subarray(FIRST_SLOT * BLOCK).every((byte) => byte === 0)).toBe(true);
    await store.close();
  });

  test('each thing that can be wrong has its own error', async () => {
    const path = fresh();
    const options = { random: systemRandom, passphrase, ...quick };
    await expect(openFileKeyStore(path, options)).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE' });
    await expect(openFileKeyStore(path, { ...options, create: true, readOnly: true })).rejects.toMatchObject({
      code: 'DIRECTORY_UNUSABLE',
    });
    const store = await openFileKeyStore(path, { ...options, create: true });
    await store.write('root', text('x'));
    await store.close();

    await expect(openFileKeyStore(path, { random: systemRandom })).rejects.toMatchObject({
      code: 'KEYRING_PASSPHRASE',
      message: 'the keyring is under a passphrase',
    });
    await expect(openFileKeyStore(path, { ...options, passphrase: text('wrong') })).rejects.toMatchObject({
      code: 'KEYRING_PASSPHRASE',
      message: 'the passphrase is wrong',
    });
    for (const bad of [new Uint8Array(0), new Uint8Array(limits.passphraseBytes + 1)])
      await expect(openFileKeyStore(path, { ...options, passphrase: bad })).rejects.toMatchObject({
        code: 'KEYRING_PASSPHRASE',
      });
    const plain = fresh();
    await (await openFileKeyStore(plain, { random: systemRandom, create: true })).close();
    await expect(openFileKeyStore(plain, options)).rejects.toMatchObject({
      code: 'KEYRING_PASSPHRASE',
      message: 'the keyring has no passphrase, and one was given',
    });

    await chmod(path, 0o640);
    await expect(openFileKeyStore(path, options)).rejects.toMatchObject({
      code: 'DIRECTORY_UNUSABLE',
      hint: expect.stringContaining('chmod 600'),
    });
    await chmod(path, 0o600);

    const size = (await stat(path)).size;
    for (const short of [size - 1, size - BLOCK, fileBytes(0), 3 * BLOCK, 100, 3, 0]) {
      await truncate(path, short);
      await expect(openFileKeyStore(path, options)).rejects.toMatchObject({
        code: 'KEYRING_DAMAGED',
        message: expect.stringContaining('cut short'),
      });
      await expect(openFileKeyStore(path, { ...options, readOnly: true })).rejects.toMatchObject({
        code: 'KEYRING_DAMAGED',
      });
    }
    await writeFile(path, 'x'.repeat(9000));
    await expect(openFileKeyStore(path, options)).rejects.toMatchObject({
      code: 'KEYRING_DAMAGED',
      message: /no keyring/,
    });
    await truncate(path, 1e12);
    await expect(openFileKeyStore(path, options)).rejects.toMatchObject({
      code: 'KEYRING_DAMAGED',
      message: /longer than a keyring can be/,
    });
    await expect(openFileKeyStore(dir, options)).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE' });
    await expect(openFileKeyStore(join(path, 'under-a-file'), { ...options, create: true })).rejects.toMatchObject({
      code: 'DIRECTORY_UNUSABLE',
    });
    await expect(openFileKeyStore(join(dir, 'no', 'such'), { ...options, create: true })).rejects.toMatchObject({
      code: 'DIRECTORY_UNUSABLE',
    });
  });

  test('making it never replaces what is there', async () => {
    const path = fresh();
    const target = fresh();
    await symlink(target, path);
    // A link to nothing: the open finds no file, the making finds the name taken.
    await expect(openFileKeyStore(path, { random: systemRandom, create: true })).rejects.toMatchObject({
      code: 'DIRECTORY_UNUSABLE',
    });
    const made = await Promise.all(
      [1, 2, 3].map(() => openFileKeyStore(target, { random: systemRandom, create: true }).catch(() => null)),
    );
    expect(made.some((store) => store !== null)).toBe(true);
    for (const store of made) await store?.close();
  });

  test('the passphrase can be changed, and taken away', async () => {
    const path = fresh();
    const options = { random: systemRandom, ...quick };
    const store = await openFileKeyStore(path, { ...options, create: true });
    await store.write('root', text('kept'));
    const secretOfTheFile = (await readFile(path)).subarray(24, 56);
    await store.changePassphrase(passphrase);
    await store.close();
    expect((await readFile(path)).includes(secretOfTheFile)).toBe(false);
    await expect(openFileKeyStore(path, options)).rejects.toMatchObject({ code: 'KEYRING_PASSPHRASE' });
    const under = await openFileKeyStore(path, { ...options, passphrase });
    expect(await under.read('root')).toEqual(text('kept'));
    await under.changePassphrase(null);
    await under.close();
    const open = await openFileKeyStore(path, options);
    expect(await open.read('root')).toEqual(text('kept'));
    await open.close();
  });
});

describe('a damaged file', () => {
  async function sample() {
    const random = fixedRandom(11);
    const file = new MemoryFile(await encodeEmptyFile(null, limits.scryptLogN, random));
    const store = await openKeyStoreOn(file, { random });
    for (const name of ['a', 'b', 'c']) await store.write(name, text(`value of ${name}`));
    const before = await contents(store);
    await store.close();
    return { bytes: file.bytes, before, random };
  }

  test('one lost copy of header or map costs nothing, and is mended', async () => {
    const { bytes, before, random } = await sample();
    for (const index of [0, 1, 2, 3]) {
      const hurt = bytes.slice();
      hurt[index * BLOCK + 200]! ^= 1;
      const file = new MemoryFile(hurt);
      const store = await openKeyStoreOn(file, { random });
      expect(await contents(store)).toEqual(before);
      await store.close();
      const copy = (n: number) => hex(file.bytes.subarray(n * BLOCK, (n + 1) * BLOCK));
      expect(copy(index)).toBe(copy(index ^ 1));
    }
  });

  test('both copies, a flipped bit in a secret, a lost block: said, by slot at most', async () => {
    const { bytes, random } = await sample();
    const cases: [string, (file: Uint8Array) => void, object][] = [
      ['headers', (f) => f.fill(1, 100, 110) && f.fill(1, 612, 620), { message: /both headers/ }],
      ['maps', (f) => f.fill(1, 1100, 1110) && f.fill(1, 1700, 1710), { message: /both slot maps/ }],
      ['bit', (f) => (f[(FIRST_SLOT + 1) * BLOCK + 100]! ^= 4), { position: { slot: 1 } }],
      ['block', (f) => f.fill(0, (FIRST_SLOT + 2) * BLOCK, (FIRST_SLOT + 3) * BLOCK), { position: { slot: 2 } }],
      [
        'swap',
        (f) => f.copyWithin(FIRST_SLOT * BLOCK, (FIRST_SLOT + 1) * BLOCK, (FIRST_SLOT + 2) * BLOCK),
        { position: { slot: 0 } },
      ],
    ];
    for (const [what, hurt, expected] of cases) {
      const file = bytes.slice();
      hurt(file);
      await expect(openKeyStoreOn(new MemoryFile(file), { random }), what).rejects.toMatchObject({
        code: 'KEYRING_DAMAGED',
        ...expected,
      });
    }
  });

  test('longer by a group is a crash while growing, longer by more is damage', async () => {
    const { bytes, before, random } = await sample();
    const longer = (n: number) => new MemoryFile(Uint8Array.from([...bytes, ...random.bytes(n)]));
    const group = limits.keyringSlotGroup * BLOCK;
    const store = await openKeyStoreOn(longer(group), { random });
    expect(await contents(store)).toEqual(before);
    await store.close();
    await expect(openKeyStoreOn(longer(group + 1), { random })).rejects.toMatchObject({
      code: 'KEYRING_DAMAGED',
      message: /longer than its map/,
    });
  });

  test('scrypt parameters are bounded before they cost anything', async () => {
    const { sha256 } = await import('@noble/hashes/sha2.js');
    const random = fixedRandom(3);
    const good = await encodeEmptyFile(passphrase, limits.scryptLogNMin, random);
    const cases: [number, number, number, RegExp][] = [
      [limits.scryptLogNMax + 1, 8, 1, /more scrypt work/],
      [255, 8, 1, /more scrypt work/],
      [14, 65_535, 1, /more scrypt work/],
      [14, 8, 65_535, /more scrypt work/],
      [limits.scryptLogNMin - 1, 8, 1, /less scrypt work/],
      [14, 8, 0, /less scrypt work/],
      [14, 1, 1, /less scrypt work/],
    ];
    for (const [logN, r, p, message] of cases) {
      const file = good.slice();
      for (const header of [file.subarray(0, BLOCK), file.subarray(BLOCK, 2 * BLOCK)]) {
        const view = new DataView(header.buffer, header.byteOffset);
        header[11] = logN;
        view.setUint16(12, r, true);
        view.setUint16(14, p, true);
        header.set(sha256(header.subarray(0, 480)), 480);
      }
      await expect(openKeyStoreOn(new MemoryFile(file), { random, passphrase })).rejects.toMatchObject({
        code: 'KEYRING_DAMAGED',
        message,
      });
    }
  });
});

describe('power lost at any write', () => {
  type State = Record<string, string>;

  /** Runs `script` and, for every crash within it, checks that the file opens to what was promised. */
  async function cutEverywhere(
    start: Uint8Array,
    script: (store: FileKeyStore) => (() => Promise<void>)[],
    states: State[],
  ) {
    const random = fixedRandom(5);
    const file = new MemoryFile(start);
    const store = await openKeyStoreOn(file, { random });
    const borders: number[] = [file.operations.length];
    for (const step of script(store)) {
      await step();
      borders.push(file.operations.length);
    }
    await store.close();
    let crashes = 0;
    for (let at = borders[0]!; at < file.operations.length; at++) {
      const step = borders.findIndex((border, i) => at >= border && at < borders[i + 1]!);
      for (const image of file.crashes(at, random)) {
        crashes++;
        const allowed = [states[step]!, states[step + 1]!];
        const reader = await openKeyStoreOn(new MemoryFile(image), { random, readOnly: true });
        const seen = await contents(reader);
        expect(allowed, `operation ${at}`).toContainEqual(seen);
        await reader.close();

        // The next writer mends it, and the power may go again while it does.
        const mending = new MemoryFile(image);
        const writer = await openKeyStoreOn(mending, { random });
        expect(await contents(writer)).toEqual(seen);
        const mended = mending.operations.length;
        await writer.write('later', Uint8Array.of(1));
        expect(await contents(writer)).toEqual({ ...seen, later: '01' });
        await writer.close();
        for (let again = 0; again < mended; again++)
          for (const twice of mending.crashes(again, random)) {
            const third = await openKeyStoreOn(new MemoryFile(twice), { random });
            expect(await contents(third)).toEqual(seen);
            await third.close();
          }
      }
    }
    return crashes;
  }

  test('write, replace, destroy', async () => {
    const start = await encodeEmptyFile(null, limits.scryptLogN, fixedRandom(2));
    const crashes = await cutEverywhere(
      start,
      (store) => [
        () => store.write('a', Uint8Array.of(1)),
        () => store.write('b', Uint8Array.of(2)),
        () => store.write('a', Uint8Array.of(3)),
        () => store.destroy('b'),
        () => store.write('c', Uint8Array.of(4)),
      ],
      [{}, { a: '01' }, { a: '01', b: '02' }, { a: '03', b: '02' }, { a: '03' }, { a: '03', c: '04' }],
    );
    expect(crashes).toBeGreaterThan(100);
  });

  test('growth', async () => {
    const random = fixedRandom(2);
    const file = new MemoryFile(await encodeEmptyFile(null, limits.scryptLogN, random));
    const store = await openKeyStoreOn(file, { random });
    const full: State = {};
    for (let i = 0; i < limits.keyringSlotGroup; i++) {
      await store.write(`s${i}`, Uint8Array.of(i));
      full[`s${i}`] = hex(Uint8Array.of(i));
    }
    await store.close();
    await cutEverywhere(
      file.bytes,
      (next) => [() => next.write('s3', Uint8Array.of(77)), () => next.write('more', Uint8Array.of(78))],
      [full, { ...full, s3: '4d' }, { ...full, s3: '4d', more: '4e' }],
    );
  });

  test('of two values of one name the newer counts, and the older is overwritten', async () => {
    const random = fixedRandom(6);
    const file = new MemoryFile(await encodeEmptyFile(null, limits.scryptLogN, random));
    const store = await openKeyStoreOn(file, { random });
    await store.write('a', Uint8Array.of(1));
    const from = file.operations.length;
    await store.write('a', Uint8Array.of(2));
    await store.close();
    // Map, sync, new slot, sync: then the power goes.
    const cut = new MemoryFile([...file.crashes(from + 3, random)].at(-1)!);
    const used = () =>
      [0, 1, 2].filter((n) =>
        cut.bytes.subarray((FIRST_SLOT + n) * BLOCK, (FIRST_SLOT + n + 1) * BLOCK).some((b) => b !== 0),
      );
    expect(used()).toEqual([0, 1]);
    const again = await openKeyStoreOn(cut, { random });
    expect(await contents(again)).toEqual({ a: '02' });
    expect(used()).toEqual([1]);
    await again.close();
  });

  test('a reader that catches a writer in the middle looks again', async () => {
    const random = fixedRandom(8);
    const file = new MemoryFile(await encodeEmptyFile(null, limits.scryptLogN, random));
    const store = await openKeyStoreOn(file, { random });
    await store.write('a', Uint8Array.of(1));
    await store.close();
    const torn = file.bytes.slice();
    torn.fill(9, FIRST_SLOT * BLOCK, FIRST_SLOT * BLOCK + 100);
    for (const [times, readable] of [
      [3, true],
      [limits.keyringReadTries, false],
    ] as const) {
      const reader = await openKeyStoreOn(file, { random, readOnly: true });
      let reads = 0;
      const read = file.read;
      file.read = async () => (reads++ < times ? torn.slice() : file.bytes.slice());
      if (readable) expect(await reader.read('a')).toEqual(Uint8Array.of(1));
      else await expect(reader.read('a')).rejects.toMatchObject({ code: 'KEYRING_DAMAGED' });
      file.read = read;
      await reader.close();
    }
  });

  test('a change of passphrase: the old or the new one opens it, and whichever did first stays', async () => {
    const random = fixedRandom(9);
    const file = new MemoryFile(await encodeEmptyFile(null, limits.scryptLogNMin, random));
    const store = await openKeyStoreOn(file, { random, ...quick });
    await store.write('a', Uint8Array.of(1));
    const from = file.operations.length;
    await store.changePassphrase(passphrase);
    await store.close();
    for (let at = from; at < file.operations.length; at++)
      for (const image of file.crashes(at, random)) {
        const mending = new MemoryFile(image);
        const opened = [];
        for (const secret of [undefined, passphrase]) {
          const again = await openKeyStoreOn(mending, { random, passphrase: secret }).catch(() => null);
          if (again === null) continue;
          opened.push(secret);
          expect(await contents(again)).toEqual({ a: '01' });
          await again.close();
        }
        expect(opened).toHaveLength(1);
      }
  });

  test('an error of the disk in the middle: the next call reads what became of it', async () => {
    const random = fixedRandom(4);
    const bytes = await encodeEmptyFile(null, limits.scryptLogN, random);
    // A replacement is made of 6 writes.
    for (let failing = 0; failing < 6; failing++) {
      const file = new MemoryFile(bytes);
      const store = await openKeyStoreOn(file, { random });
      await store.write('a', Uint8Array.of(1));
      const write = file.write.bind(file);
      let n = 0;
      file.write = async (block, offset) => {
        if (n++ === failing) throw new Error('disk');
        await write(block, offset);
      };
      await expect(store.write('a', Uint8Array.of(2))).rejects.toThrow('disk');
      expect(['01', '02']).toContain(hex((await store.read('a'))!));
      await store.write('a', Uint8Array.of(3));
      expect(await contents(store)).toEqual({ a: '03' });
      await store.close();
    }
  });
});
