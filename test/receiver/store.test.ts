import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileStore } from '../../src/receiver/node.ts';
import { indexedDbStore, memoryStore } from '../../src/receiver.ts';
import { tempDir } from '../engine/support.ts';
import { durableChecks, storeChecks } from './store-suite.ts';

const { dir, remove } = tempDir();
afterAll(remove);
let places = 0;

describe('memoryStore', () => {
  it.each(Object.entries(storeChecks))('%s', async (_name, check) => {
    const store = memoryStore();
    await check(() => store);
  });
});

describe('fileStore', () => {
  it.each(Object.entries({ ...storeChecks, ...durableChecks }))('%s', async (_name, check) => {
    const place = join(dir, `${++places}`, 'receiver');
    await check(() => fileStore(place));
    for (const folder of readdirSync(place)) {
      expect(statSync(join(place, folder)).mode & 0o777).toBe(0o700);
      // Nothing is left of how a file is made.
      expect(readdirSync(join(place, folder)).filter((name) => name.startsWith('.'))).toEqual([]);
    }
  });

  it('takes no name that leads elsewhere', async () => {
    const { seen } = fileStore(join(dir, `${++places}`));
    await expect(Promise.resolve(seen.add('../../outside', 2, 1))).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('indexedDbStore', () => {
  it('says so where there is no IndexedDB, each time', async () => {
    const store = indexedDbStore();
    for (let times = 0; times < 2; times++)
      await expect(store.receipts.state()).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE' });
    await store.close();
  });
});
