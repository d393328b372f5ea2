import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type ChunkTable,
  type Erasure,
  type ErasureClass,
  erasureClasses,
  openErasure,
  type TableChange,
} from '../../src/keyring/erasure.ts';
import { openFileKeyStore } from '../../src/keyring/file-key-store.ts';
import { limits } from '../../src/limits.ts';
import type { KeyStore } from '../../src/ports/key-store.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { fixedRandom, hex, MemoryKeyStore } from './support.ts';

const random = fixedRandom(21);
const owner = (n: number) => n.toString(16).padStart(32, '0');
const secretOf = (n: number) => new TextEncoder().encode(`the secret of broadcast ${String(n).padStart(8, '0')}`);

class MemoryTable implements ChunkTable {
  rows = new Map<string, Uint8Array>();
  before: () => void | Promise<void> = () => {};

  get(key: string): Uint8Array | null {
    return this.rows.get(key)?.slice() ?? null;
  }

  *entries(prefix: string, after = ''): Iterable<readonly [string, Uint8Array]> {
    for (const key of [...this.rows.keys()].sort())
      if (key.startsWith(prefix) && key > after) yield [key, this.rows.get(key)!.slice()];
  }

  async update(work: () => readonly TableChange[]): Promise<void> {
    await this.before();
    this.commit(work());
  }

  commit(changes: readonly TableChange[]): void {
    for (const [key, value] of changes)
      if (value === null) this.rows.delete(key);
      else this.rows.set(key, value.slice());
  }
}

function setting() {
  const store = new MemoryKeyStore();
  const table = new MemoryTable();
  let now = 1_700_000_000_000;
  const clock = { now: () => now };
  return {
    store,
    table,
    clock,
    pass: (ms: number) => {
      now += ms;
    },
    open: (readOnly = false) => openErasure({ store, table, random, clock, readOnly }),
  };
}

const gone = (erasure: Erasure, cls: ErasureClass, who: string) => {
  expect(() => erasure.open(cls, who)).toThrowError(expect.objectContaining({ code: 'KEY_ERASED' }));
};

describe('a secret', () => {
  test('opens again in its own class and owner only', async () => {
    const { open, table } = setting();
    const erasure = await open();
    const change = erasure.seal('sealing', owner(1), secretOf(1));
    expect(hex(change[1]!)).not.toContain(hex(secretOf(1)));
    gone(erasure, 'sealing', owner(1));
    table.commit([change]);
    expect(erasure.open('sealing', owner(1))).toEqual(secretOf(1));
    for (const [cls, who] of [
      ['retention', owner(1)],
      ['sealing', owner(2)],
    ] as const) {
      const moved = change[1]!.slice();
      if (cls === 'retention') moved[1] = 2;
      table.commit([[`${cls}/${who}`, moved]]);
      expect(() => erasure.open(cls, who)).toThrowError(expect.objectContaining({ code: 'SPOOL_DAMAGED' }));
    }
    for (let at = 0; at < change[1]!.length; at++) {
      const flipped = change[1]!.slice();
      flipped[at]! ^= 1;
      const error = expect.objectContaining({ code: expect.stringMatching(/SPOOL_DAMAGED|KEY_ERASED/) });
      expect(() => erasure.openRecord('sealing', owner(1), flipped), `byte ${at}`).toThrowError(error);
    }
    expect(() => erasure.openRecord('sealing', owner(1), change[1]!.subarray(0, 100))).toThrowError();
    expect(() => erasure.seal('sealing', 'Not An Owner', secretOf(1))).toThrowError();
    expect(() => erasure.seal('sealing', owner(1), new Uint8Array(limits.erasableSecretBytes + 1))).toThrowError();
  });

  test('lives through steps of its class until it is forgotten, and steps of the other do not touch it', async () => {
    const { open, store, table } = setting();
    const erasure = await open();
    table.commit([1, 2, 3].map((n) => erasure.seal('sealing', owner(n), secretOf(n))));
    table.commit([erasure.seal('retention', owner(1), secretOf(9))]);
    expect(await erasure.step('sealing')).toEqual({ rewrapped: 3, erased: 0, damaged: 0 });
    table.commit(erasure.forget('sealing', owner(2)));
    expect(erasure.pendingErasures('sealing')).toEqual([owner(2)]);
    expect(erasure.pending('sealing', owner(2))).toBe(true);
    expect(await erasure.step('retention')).toEqual({ rewrapped: 1, erased: 0, damaged: 0 });
    expect(erasure.pendingErasures('sealing')).toEqual([owner(2)]);
    expect(await erasure.step('sealing')).toEqual({ rewrapped: 2, erased: 1, damaged: 0 });
    expect(erasure.pendingErasures('sealing')).toEqual([]);
    expect(erasure.open('sealing', owner(1))).toEqual(secretOf(1));
    gone(erasure, 'sealing', owner(2));
    expect(erasure.open('retention', owner(1))).toEqual(secretOf(9));
    expect([...store.secrets.keys()]).toEqual([
      'erasure/retention/0000000000000002',
      'erasure/sealing/0000000000000003',
    ]);
    erasure.close();
    const again = await open();
    expect(again.open('sealing', owner(3))).toEqual(secretOf(3));
  });

  test('more of them than one transaction takes are all taken along, in transactions of bounded size', async () => {
    const { open, table } = setting();
    const erasure = await open();
    const n = 2 * limits.rewrapRecords + 5;
    for (let i = 0; i < n; i++) table.commit([erasure.seal('retention', owner(i), Uint8Array.of(i & 255))]);
    let updates = 0;
    table.before = () => {
      updates++;
    };
    expect(await erasure.step('retention')).toMatchObject({ rewrapped: n });
    expect(updates).toBe(3);
    for (const i of [0, 511, 512, 513, n - 1])
      expect(erasure.open('retention', owner(i))).toEqual(Uint8Array.of(i & 255));
  });

  test('a damaged record neither stops a step nor stays unsaid', async () => {
    const { open, table } = setting();
    const erasure = await open();
    table.commit([1, 2].map((n) => erasure.seal('sealing', owner(n), secretOf(n))));
    table.rows.get(`sealing/${owner(1)}`)![60]! ^= 1;
    expect(await erasure.step('sealing')).toEqual({ rewrapped: 1, erased: 0, damaged: 1 });
    expect(erasure.open('sealing', owner(2))).toEqual(secretOf(2));
  });

  test('with another key store it is gone, and new ones are not mixed up with it', async () => {
    const { open, table, store } = setting();
    const erasure = await open();
    table.commit([erasure.seal('sealing', owner(1), secretOf(1))]);
    erasure.close();
    store.secrets.clear();
    const other = await open();
    gone(other, 'sealing', owner(1));
    table.commit([other.seal('sealing', owner(2), secretOf(2))]);
    await other.step('sealing');
    expect(other.open('sealing', owner(2))).toEqual(secretOf(2));
  });
});

describe('while a step runs', () => {
  /** Lets the test act at each of a step's calls to the world. */
  async function during(act: (at: number, erasure: Erasure, table: MemoryTable) => void) {
    const { open, store, table } = setting();
    const erasure = await open();
    table.commit([erasure.seal('sealing', owner(1), secretOf(1))]);
    let at = 0;
    const hook = () => act(at++, erasure, table);
    store.before = hook;
    table.before = hook;
    await erasure.step('sealing');
    store.before = () => {};
    table.before = () => {};
    return { erasure, table, store, calls: at };
  }

  test('nothing sealed is lost, committed at once or only after the step', async () => {
    const { calls } = await during(() => {});
    expect(calls).toBe(3); // a root written, one update, a root destroyed
    for (let when = 0; when < calls; when++)
      for (const late of [false, true]) {
        let later: TableChange | undefined;
        const { erasure, table, store } = await during((at, e, t) => {
          if (at !== when) return;
          const change = e.seal('sealing', owner(2), secretOf(2));
          if (late) later = change;
          else t.commit([change]);
        });
        if (later !== undefined) table.commit([later]);
        expect(erasure.open('sealing', owner(2)), `at ${when}, ${late ? 'late' : 'at once'}`).toEqual(secretOf(2));
        await erasure.step('sealing');
        expect(erasure.open('sealing', owner(2))).toEqual(secretOf(2));
        expect(erasure.open('sealing', owner(1))).toEqual(secretOf(1));
        expect(await store.list('erasure/sealing/')).toHaveLength(1);
      }
  });

  test('a seal that is never committed holds its root back until it is forgotten', async () => {
    const { open, store, table } = setting();
    const erasure = await open();
    table.commit([erasure.seal('sealing', owner(1), secretOf(1))]);
    table.commit(erasure.forget('sealing', owner(1)));
    erasure.seal('sealing', owner(2), secretOf(2));
    expect(await erasure.step('sealing')).toMatchObject({ erased: 0 });
    expect(erasure.pendingErasures('sealing')).toEqual([owner(1)]);
    expect(await store.list('erasure/sealing/')).toHaveLength(2);
    erasure.forget('sealing', owner(2));
    expect(await erasure.step('sealing')).toMatchObject({ erased: 1 });
    expect(await store.list('erasure/sealing/')).toHaveLength(1);
  });

  test('what is forgotten is reported erased only when no root that ever wrapped it is left', async () => {
    const { calls } = await during(() => {});
    for (let when = 0; when < calls; when++)
      for (const late of [false, true]) {
        const wraps = new Set<number>();
        let later: readonly TableChange[] | undefined;
        const note = (t: MemoryTable) => {
          const record = t.rows.get(`sealing/${owner(1)}`);
          if (record !== undefined) wraps.add(record[8]!);
        };
        const { erasure, table, store } = await during((at, e, t) => {
          note(t);
          if (at !== when) return;
          const changes = e.forget('sealing', owner(1));
          if (late) later = changes;
          else t.commit(changes);
        });
        note(table);
        if (later !== undefined) table.commit(later);
        for (let more = 0; more < 2; more++) {
          const roots = (await store.list('erasure/sealing/')).map((name) => Number.parseInt(name.slice(-16), 16));
          if (!erasure.pending('sealing', owner(1))) for (const root of roots) expect(wraps).not.toContain(root);
          await erasure.step('sealing');
        }
        expect(erasure.pending('sealing', owner(1))).toBe(false);
        gone(erasure, 'sealing', owner(1));
      }
  });

  test('what was sealed under the new root and forgotten before the rewrap is not reported by this step', async () => {
    let record = new Uint8Array();
    const { erasure } = await during((at, e, t) => {
      // The new root is there, the update is not begun.
      if (at !== 1) return;
      const change = e.seal('sealing', owner(5), secretOf(5));
      record = change[1]!.slice();
      t.commit([change]);
      t.commit(e.forget('sealing', owner(5)));
    });
    expect(erasure.openRecord('sealing', owner(5), record)).toEqual(secretOf(5));
    expect(erasure.pending('sealing', owner(5))).toBe(true);
    expect(await erasure.step('sealing')).toMatchObject({ erased: 1 });
    expect(() => erasure.openRecord('sealing', owner(5), record)).toThrowError(
      expect.objectContaining({ code: 'KEY_ERASED' }),
    );
  });

  test('callers share the next step instead of queueing one each', async () => {
    const { open, store, table } = setting();
    const erasure = await open();
    let written = 0;
    store.before = (what) => {
      if (what === 'write') written++;
    };
    const first = erasure.step('sealing');
    table.commit([erasure.seal('sealing', owner(1), secretOf(1))]);
    table.commit(erasure.forget('sealing', owner(1)));
    await Promise.all([first, ...Array.from({ length: 10 }, () => erasure.step('sealing'))]);
    expect(written).toBe(2);
    expect(erasure.pendingErasures('sealing')).toEqual([]);
  });
});

test('a crash at any call of a step loses nothing and is finished when next opened', async () => {
  let calls = 99;
  for (let crash = 0; crash < calls; crash++) {
    const { open, store, table } = setting();
    const erasure = await open();
    table.commit([1, 2, 3].map((n) => erasure.seal('sealing', owner(n), secretOf(n))));
    table.commit(erasure.forget('sealing', owner(2)));
    const old = table.rows.get(`sealing/${owner(1)}`)!;
    let at = 0;
    const hook = () => {
      if (at++ === crash) throw new Error('crash');
    };
    store.before = hook;
    table.before = hook;
    const failed = await erasure.step('sealing').then(
      () => false,
      () => true,
    );
    if (!failed) {
      calls = at;
      break;
    }
    erasure.close();
    store.before = () => {};
    table.before = () => {};
    const again = await open();
    expect(await store.list('erasure/sealing/')).toHaveLength(1);
    for (const n of [1, 3]) expect(again.open('sealing', owner(n))).toEqual(secretOf(n));
    await again.step('sealing');
    expect(again.pendingErasures('sealing')).toEqual([]);
    expect(() => again.openRecord('sealing', owner(1), old)).toThrowError(
      expect.objectContaining({ code: 'KEY_ERASED' }),
    );
    expect(again.open('sealing', owner(1))).toEqual(secretOf(1));
    again.close();
  }
  expect(calls).toBe(4); // write, update, destroy, update: the loop went through all of them
});

test('a failed step can be repeated in the same process', async () => {
  const { open, store, table } = setting();
  const erasure = await open();
  table.commit([1, 2].map((n) => erasure.seal('sealing', owner(n), secretOf(n))));
  table.commit(erasure.forget('sealing', owner(2)));
  table.before = () => {
    throw new Error('disk full');
  };
  await expect(erasure.step('sealing')).rejects.toThrow('disk full');
  table.before = () => {};
  expect(erasure.pending('sealing', owner(2))).toBe(true);
  expect(await erasure.step('sealing')).toEqual({ rewrapped: 1, erased: 1, damaged: 0 });
  expect(await store.list('erasure/sealing/')).toHaveLength(1);
});

test('due: sealing as soon as something is pending, retention a day after the last step in either direction', async () => {
  const { open, table, clock, pass } = setting();
  const erasure = await open();
  for (const cls of erasureClasses) {
    expect(erasure.due(cls)).toBe(false);
    table.commit([erasure.seal(cls, owner(1), secretOf(1))]);
    table.commit(erasure.forget(cls, owner(1)));
  }
  expect(erasure.due('sealing')).toBe(true);
  expect(erasure.due('retention')).toBe(false);
  pass(limits.erasureStepMs);
  expect(erasure.due('retention')).toBe(true);
  expect(erasure.due('retention', clock.now() - 3 * limits.erasureStepMs)).toBe(true);
  await erasure.step('retention');
  expect(erasure.due('retention')).toBe(false);
});

test('a reader beside the writer finds its way after a step, and changes nothing', async () => {
  const { open, store, table } = setting();
  await expect(open(true).then((reader) => reader.open('sealing', owner(1)))).rejects.toMatchObject({
    code: 'KEY_ERASED',
  });
  expect(store.secrets.size).toBe(0);
  const writer = await open();
  table.commit([writer.seal('retention', owner(1), secretOf(1))]);
  const reader = await open(true);
  expect(reader.open('retention', owner(1))).toEqual(secretOf(1));
  await writer.step('retention');
  gone(reader, 'retention', owner(1));
  await reader.reload();
  expect(reader.open('retention', owner(1))).toEqual(secretOf(1));
  expect(() => reader.seal('retention', owner(2), secretOf(2))).toThrowError(/reading only/);
  expect(() => reader.forget('retention', owner(1))).toThrowError(/reading only/);
  await expect(reader.step('retention')).rejects.toThrowError(/reading only/);
  writer.close();
  expect(() => writer.open('retention', owner(1))).toThrowError(expect.objectContaining({ code: 'ENGINE_CLOSED' }));
});

describe('the attack: every earlier copy of the spool and every record ever seen, with the key store as it is now', () => {
  const dirs: string[] = [];
  afterAll(() => {
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
  });

  /** Whatever looks like a record, at any byte of a file: also in freed pages, and in halves of pages. */
  function* candidates(file: Uint8Array, secretBytes: number): Generator<Uint8Array> {
    const length = 112 + secretBytes + 16;
    for (let at = 0; at + length <= file.length; at++)
      if (
        file[at] === 1 &&
        (file[at + 1] === 1 || file[at + 1] === 2) &&
        file.subarray(at + 2, at + 8).every((b) => b === 0)
      )
        yield file.slice(at, at + length);
  }

  async function attack(copies: readonly Uint8Array[], store: KeyStore, table: ChunkTable): Promise<Set<string>> {
    const attacker = await openErasure({ store, table, random: systemRandom, readOnly: true });
    const found = new Set<string>();
    for (const copy of copies)
      for (const record of candidates(copy, secretOf(1).length))
        for (const cls of erasureClasses)
          for (let n = 1; n <= 6; n++)
            try {
              found.add(`${cls} ${n} ${hex(attacker.openRecord(cls, owner(n), record)) === hex(secretOf(n))}`);
            } catch {
              // not this one
            }
    attacker.close();
    return found;
  }

  for (const cls of erasureClasses)
    test(`${cls}: succeeds before the step, and after it finds only what is alive`, async () => {
      const dir = mkdtempSync(join(tmpdir(), 'sealcast-erasure-'));
      dirs.push(dir);
      const path = join(dir, 'data.mdb');
      const db = open<Uint8Array, string>({ path, noSubdir: true, encoding: 'binary', overlappingSync: false });
      const commit = (changes: readonly TableChange[]) => {
        db.transactionSync(() => {
          for (const [key, value] of changes)
            if (value === null) db.removeSync(key);
            else db.putSync(key, value);
        });
      };
      const table: ChunkTable = {
        get: (key) => db.get(key) ?? null,
        *entries(prefix, after) {
          for (const { key, value } of db.getRange({ start: after ?? prefix, end: `${prefix}\uffff` }))
            if (key.startsWith(prefix) && key !== after) yield [key, value];
        },
        update: (work) => {
          db.transactionSync(() => {
            for (const [key, value] of work())
              if (value === null) db.removeSync(key);
              else db.putSync(key, value);
          });
        },
      };
      const store = await openFileKeyStore(join(dir, 'keyring'), { random: systemRandom, create: true });
      const erasure = await openErasure({ store, table, random: systemRandom });
      const copies: Uint8Array[] = [];
      const copy = () => copies.push(new Uint8Array(readFileSync(path)));

      for (let n = 1; n <= 6; n++) {
        commit([erasure.seal(cls, owner(n), secretOf(n))]);
        copy();
      }
      await erasure.step(cls);
      copy();
      const forgotten = [2, 3, 5];
      for (const n of forgotten) {
        commit(erasure.forget(cls, owner(n)));
        copy();
      }
      for (const n of forgotten) gone(erasure, cls, owner(n));

      const before = await attack(copies, store, table);
      expect(before).toEqual(new Set([1, 2, 3, 4, 5, 6].map((n) => `${cls} ${n} true`)));
      // Even the file as it is now holds what was deleted: this is why there are roots at all.
      expect((await attack([copies.at(-1)!], store, table)).size).toBeGreaterThan(3);

      expect(await erasure.step(cls)).toEqual({ rewrapped: 3, erased: 3, damaged: 0 });
      copy();
      expect(await attack(copies, store, table)).toEqual(new Set([1, 4, 6].map((n) => `${cls} ${n} true`)));

      erasure.close();
      await store.close();
      await db.close();
    });
});
