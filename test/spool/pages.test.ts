import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterAll, describe, expect, it } from 'vitest';
import { SealcastError } from '../../src/errors.ts';
import { checkPages } from '../../src/spool/lmdb.ts';
import { checkTrees, TREE } from '../../src/spool/pages.ts';
import { numbers } from '../engine/support.ts';

const dir = mkdtempSync(join(tmpdir(), 'sealcast-pages-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const { below } = numbers(20_261_122);

const store = (path: string) =>
  open<Buffer, string>({ path, noSubdir: true, encoding: 'binary', maxDbs: 16, overlappingSync: false });

describe('the check of pages', () => {
  it('passes whatever LMDB writes: deep trees, large values, deletions, pages used again', async () => {
    const path = join(dir, 'grown.mdb');
    const kept = new Map<string, number>();
    let deepest = 0;
    for (let round = 0; round < 25; round++) {
      const root = store(path);
      const stores = ['a', 'b', 'c'].map((name) => root.openDB<Buffer, string>({ name, encoding: 'binary' }));
      // What the library itself reads before it opens: a file that has never been anything else than healthy.
      for (let commit = 0; commit < 6; commit++)
        root.transactionSync(() => {
          for (let n = 0; n < 120; n++) {
            const which = below(3);
            const key = `${'0123456789abcdef'.repeat(1 + below(3))}/${below(2500)}`;
            if (below(3) === 0 || round % 8 === 7) {
              stores[which]!.removeSync(key);
              kept.delete(`${which} ${key}`);
            } else {
              const size = [0, 16, 300, 2000, 5000, 40_000][below(round % 5 === 0 ? 6 : 4)]!;
              stores[which]!.putSync(key, Buffer.alloc(size, n));
              kept.set(`${which} ${key}`, size);
            }
          }
        });
      await root.close();
      expect(() => checkPages(path)).not.toThrow();
      const file = readFileSync(path);
      for (let page = 2; page < file.length / 4096; page++) if (file.readUInt16LE(page * 4096 + 18) === 1) deepest++;
    }
    expect(kept.size).toBeGreaterThan(500);
    expect(deepest).toBeGreaterThan(20);
  });

  it('takes no more buffers for a thousand large values than for ten', async () => {
    const taken = async (name: string, values: number): Promise<{ pages: number; buffers: number }> => {
      const path = join(dir, name);
      const root = store(path);
      const one = root.openDB<Buffer, string>({ name: 'one', encoding: 'binary' });
      root.transactionSync(() => {
        for (let n = 0; n < values; n++) one.putSync(`key ${n}`, Buffer.alloc(9_000, n));
      });
      await root.close();
      const file = readFileSync(path);
      const meta = file.readBigUInt64LE(4096 + 152) > file.readBigUInt64LE(152) ? 4096 : 0;
      const buffers = new Set<ArrayBufferLike>();
      let pages = 0;
      const trees = file.subarray(meta + 48, meta + 48 + 2 * TREE);
      const txn = file.readBigUInt64LE(meta + 152);
      checkTrees({ pageSize: 4096, lastPage: Number(file.readBigUInt64LE(meta + 144)), txn, trees }, (first, into) => {
        pages++;
        buffers.add(into.buffer);
        file.copy(into, 0, first * 4096);
      });
      return { pages, buffers: buffers.size };
    };
    const [few, many] = [await taken('few.mdb', 10), await taken('many.mdb', 1_000)];
    expect(few.pages).toBeGreaterThan(10);
    expect(many.pages).toBeGreaterThan(1_000);
    // One more level of the tree.
    expect(many.buffers).toBeLessThanOrEqual(few.buffers + 1);
  });

  it('passes beside a writer that commits meanwhile', async () => {
    const path = join(dir, 'beside.mdb');
    const root = store(path);
    for (let commit = 0; commit < 60; commit++) {
      root.transactionSync(() => {
        for (let n = 0; n < 30; n++) root.putSync(`key ${below(300)}`, Buffer.alloc(below(6000)));
      });
      expect(() => checkPages(path, true)).not.toThrow();
    }
    await root.close();
  });

  it('finds every damage that would lead LMDB astray', async () => {
    const path = join(dir, 'whole.mdb');
    const root = store(path);
    const one = root.openDB<Buffer, string>({ name: 'one', encoding: 'binary' });
    for (let n = 0; n < 400; n++) one.putSync(`key ${n}`, Buffer.alloc(n % 50 === 0 ? 9000 : 40, n));
    for (let n = 0; n < 60; n++) one.removeSync(`key ${n}`);
    await root.close();
    expect(() => checkPages(path)).not.toThrow();
    const whole = readFileSync(path);
    const newer = whole.readBigUInt64LE(4096 + 152) > whole.readBigUInt64LE(152) ? 4096 : 0;
    const page = (flags: number): number => {
      // The last of its kind belongs to the newest state; older ones may be free.
      for (let at = whole.length - 4096; at >= 8192; at -= 4096) if (whole.readUInt16LE(at + 18) === flags) return at;
      throw new Error('no such page');
    };
    const rootPage = (tree: number): number => Number(whole.readBigUInt64LE(newer + tree + 40)) * 4096;
    const free = rootPage(48);
    const main = rootPage(96);
    const firstNode = (at: number): number => at + 24 + whole.readUInt16LE(at + 24);
    const named = firstNode(main);
    const data = named + 8 + whole.readUInt16LE(named + 6);
    const branch = Number(whole.readBigUInt64LE(data + 40)) * 4096;
    expect(whole.readUInt16LE(branch + 18)).toBe(1);
    const leaf = whole.readUInt32LE(firstNode(branch)) * 4096;
    const big = page(4);
    const u16 = (at: number, value: number) => (file: Buffer) => file.writeUInt16LE(value, at);
    const u64 = (at: number, value: bigint) => (file: Buffer) => file.writeBigUInt64LE(value, at);
    const damages: Record<string, (file: Buffer) => unknown> = {
      'a root outside the file': u64(newer + 96 + 40, 1_000_000n),
      'a root that is a meta page': u64(newer + 96 + 40, 1n),
      'a depth that is too large': u16(newer + 96 + 6, 4),
      'a depth of zero': u16(newer + 48 + 6, 0),
      'entries that are not there': u64(data + 32, 5n),
      'pages that are not there': u64(data + 16, 5n),
      'another page’s number': u64(leaf, 3n),
      'a page of a transaction to come': u64(leaf + 8, whole.readBigUInt64LE(newer + 152) + 1n),
      'a branch of a transaction to come': (file) => file.writeUInt8(4, branch + 12),
      'a value’s page of a transaction to come': u64(big + 8, 1n << 40n),
      'flags of another kind': u16(leaf + 18, 4),
      'more places than the page has': u16(leaf + 20, 4094),
      'an odd bound': u16(leaf + 20, 3),
      'room beyond the page': u16(leaf + 22, 5000),
      'a place outside the page': u16(leaf + 24, 4090),
      'a place in the head': u16(leaf + 24, 0),
      'a key longer than the page': u16(firstNode(leaf) + 6, 4000),
      'a value longer than the page': (file) => file.writeUInt32LE(70_000, firstNode(leaf)),
      'flags that mean nothing here': u16(firstNode(leaf) + 4, 4),
      'keys out of order': (file) => file.fill(0xff, firstNode(leaf) + 8, firstNode(leaf) + 10),
      'a branch that leads to itself': (file) => file.writeUInt32LE(branch / 4096, firstNode(branch)),
      'two ways to one page': (file) => file.writeUInt32LE(leaf / 4096, branch + 24 + whole.readUInt16LE(branch + 26)),
      'a value’s page without its head': (file) => file.fill(0, big, big + 24),
      'a free page that is in use': (file) => {
        const at = firstNode(free);
        file.writeBigInt64LE(BigInt(main / 4096), at + 8 + 8 + 8);
      },
      'more free pages than listed': (file) => file.writeBigInt64LE(4000n, firstNode(free) + 8 + 8),
    };
    for (const [name, damage] of Object.entries(damages)) {
      const file = Buffer.from(whole);
      damage(file);
      const at = join(dir, 'damaged.mdb');
      writeFileSync(at, file);
      let thrown: unknown;
      try {
        checkPages(at);
      } catch (error) {
        thrown = error;
      }
      expect(thrown, name).toBeInstanceOf(SealcastError);
      expect((thrown as SealcastError).code, name).toBe('SPOOL_DAMAGED');
    }
    copyFileSync(path, join(dir, 'damaged.mdb'));
    expect(() => checkPages(join(dir, 'damaged.mdb'))).not.toThrow();
  });
});
