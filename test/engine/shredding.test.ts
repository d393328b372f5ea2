import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { unpackRetention, unpackSealing } from '../../src/broadcast/secrets.ts';
import { openBody } from '../../src/crypto/body.ts';
import { type Engine, type Outcome, openEngine, type Transport } from '../../src/index.ts';
import { openFileKeyStore } from '../../src/keyring/file-key-store.ts';
import { openKeyring, purposes } from '../../src/keyring/keyring.ts';
import { encodeReceipt, openEnvelope } from '../../src/open.ts';
import { systemRandom } from '../../src/ports/random.ts';
import type { Environment, StoreName } from '../../src/spool/lmdb.ts';
import { openRecord } from '../../src/spool/record.ts';
import { ManualClock } from '../../src/testing.ts';
import { audience, bytesOf, copyFiles, device, expectConserved, fieldsOf, hex, tempDir } from './support.ts';

/**
 * The attacker has had a copy of both files at every commit, from the first to the last; and, after the end of retention, has the
 * keyring of that day. The copies of the keyring itself are what no erasure can reach, and are used here only to show that the
 * same attack works with them: without that, a test in which nothing opens would prove nothing.
 */

const afterCommit = vi.hoisted(() => ({ call: (_dir: string): void => {} }));
vi.mock('../../src/spool/lmdb.ts', async (original) => {
  const real = await original<typeof import('../../src/spool/lmdb.ts')>();
  return {
    ...real,
    openEnvironment(path: string, options: { readOnly: boolean }): Environment {
      const environment = real.openEnvironment(path, options);
      return {
        ...environment,
        commit(action) {
          environment.commit(action);
          afterCommit.call(path);
        },
      };
    },
  };
});

const { dir, remove } = tempDir();
afterAll(remove);
const TEXT = 'For your eyes, for a while.';
/** What only the keys of a broadcast open. */
const OWN = ['batches', 'tags', 'routes', 'states', 'attempts', 'receipts'] as const;
const START = 1_763_800_000_000;

interface Loot {
  readonly name: string;
  /** Everything a copy of the spool holds, as it lies there. */
  readonly stores: Readonly<Record<StoreName, readonly (readonly [name: string, value: Uint8Array])[]>>;
  /** The keyring of the same moment. */
  readonly keyring: Keys;
}

/** Whatever in a keyring is, or makes, a key of 32 bytes. */
type Keys = readonly Uint8Array[];

async function readLoot(copy: string, ids: readonly string[]): Promise<Loot> {
  const { openEnvironment } = await import('../../src/spool/lmdb.ts');
  const environment = openEnvironment(copy, { readOnly: true });
  try {
    const stores = Object.fromEntries(
      Object.entries(environment.stores).map(([name, store]) => [
        name,
        [...store.getRange()].map(({ key, value }) => [key, new Uint8Array(value)] as const),
      ]),
    ) as unknown as Loot['stores'];
    return { name: copy, stores, keyring: await readKeys(join(copy, 'keyring'), ids) };
  } finally {
    await environment.close();
  }
}

async function readKeys(file: string, ids: readonly string[]): Promise<Keys> {
  const store = await openFileKeyStore(file, { random: systemRandom, create: false, readOnly: true });
  const keyring = await openKeyring(store, { random: systemRandom, create: false });
  const found: Uint8Array[] = [];
  for (const name of await store.list('')) {
    const value = (await store.read(name))!;
    // Wherever in a value a key may begin.
    for (let at = 0; at + 32 <= value.length; at++) found.push(value.slice(at, at + 32));
  }
  for (const purpose of purposes)
    for (const context of [undefined, ...ids.map(bytesOf)]) found.push(keyring.subkey(purpose, context));
  keyring.close();
  await store.close();
  return found;
}

/** The chunk keys that wrapped records give under any of the keys, and the secrets they lead to: `class/owner` to secret. */
function unwrapAll(wrapped: ReadonlyMap<string, readonly Uint8Array[]>, keys: Keys): Map<string, Uint8Array> {
  const secrets = new Map<string, Uint8Array>();
  const text = new TextEncoder();
  for (const [name, records] of wrapped) {
    const [cls, owner] = name.split('/') as [string, string];
    for (const record of records)
      for (const key of keys) {
        const aad = Buffer.concat([text.encode('sealcast v1 chunk key\0'), record.subarray(0, 16), text.encode(owner)]);
        const chunkKey = attempt(() =>
          xchacha20poly1305(key, record.subarray(16, 40), aad).decrypt(record.subarray(40, 88)),
        );
        if (chunkKey === null) continue;
        const label = Buffer.concat([
          text.encode('sealcast v1 erasable\0'),
          Uint8Array.of(cls === 'sealing' ? 1 : 2),
          text.encode(owner),
        ]);
        const nonce = record.subarray(88, 112);
        secrets.set(name, xchacha20poly1305(chunkKey, nonce, label).decrypt(record.subarray(112)));
      }
  }
  return secrets;
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}

/** Every wrapped record of every copy, each once. */
function wrappedOf(loot: readonly Loot[]): Map<string, Uint8Array[]> {
  const wrapped = new Map<string, Map<string, Uint8Array>>();
  for (const { stores } of loot)
    for (const [name, value] of stores.chunks) {
      if (name.startsWith('forgotten/')) continue;
      const known = wrapped.get(name) ?? new Map<string, Uint8Array>();
      wrapped.set(name, known.set(hex(value), value));
    }
  return new Map([...wrapped].map(([name, records]) => [name, [...records.values()]]));
}

/**
 * All that can be opened of some broadcasts with these keys, out of all copies: how many different records of each store, and the
 * texts of bodies.
 */
function attack(loot: readonly Loot[], keys: Keys, sender: Uint8Array) {
  const secrets = unwrapAll(wrappedOf(loot), keys);
  const recordKeys = [...secrets].flatMap(([name, secret]) =>
    name.startsWith('retention/') ? [unpackRetention(secret.slice()).recordKey] : [],
  );
  const bodyKeys = [...secrets].flatMap(([name, secret]) =>
    name.startsWith('sealing/') ? [unpackSealing(secret.slice()).bodyKey] : [],
  );
  const candidates = [...keys, ...recordKeys, ...bodyKeys];
  const tried = new Set<string>();
  const opened = { batches: 0, tags: 0, routes: 0, states: 0, attempts: 0, receipts: 0 };
  const texts = new Set<string>();
  for (const { stores } of loot) {
    for (const store of OWN)
      for (const [name, value] of stores[store]) {
        const mark = `${store} ${name} ${hex(value.subarray(0, 24))}`;
        if (tried.has(mark)) continue;
        tried.add(mark);
        if (candidates.some((key) => attempt(() => openRecord(key, store, name, value)) !== null)) opened[store]++;
      }
    for (const [name, value] of stores.bodies) {
      if (tried.has(`body ${name}`)) continue;
      tried.add(`body ${name}`);
      // Of the directory's own key: what lies below it is the body as it travels.
      const body = candidates
        .map((key) => attempt(() => openRecord(key, 'bodies', name, value)))
        .find((one) => one !== null);
      for (const key of body ? candidates : []) {
        const fields = openBody(body!, key, bytesOf(name), sender);
        if (typeof fields !== 'string') texts.add(Buffer.from(fields.content).toString('latin1'));
      }
    }
  }
  return { secrets: [...secrets.keys()].sort(), opened, texts: [...texts], tried: tried.size };
}

describe('somebody with every copy of the files from every commit', () => {
  const home = join(dir, 'home');
  const loot: Loot[] = [];
  let ids: string[];
  let sender: Uint8Array;
  let after: Keys;

  beforeAll(async () => {
    const copies: string[] = [];
    const label = { now: '' };
    mkdirSync(home);
    afterCommit.call = (from) => {
      if (from === home) copies.push(copyFiles(home, join(dir, `${copies.length}-${label.now}`)));
    };
    const clock = new ManualClock(START);
    let handed = 0;
    const transport: Transport = {
      name: 'half lost',
      deliver: async (parcels) =>
        parcels.map((): Outcome => (handed++ % 2 ? { state: 'unknown', reason: 'lost' } : { state: 'delivered' })),
    };
    const purged = { both: (): void => {} };
    const done = new Promise<void>((resolve) => {
      let count = 0;
      purged.both = () => {
        if (++count === 2) resolve();
      };
    });
    const say = (_fields: object, message: string): void => {
      if (message === 'retention is over: broadcast purged') purged.both();
    };
    const quiet = (): void => {};
    const logger = { debug: quiet, info: say, warn: quiet, error: quiet };
    const engine = await openEngine({ dir: home, threads: 1, clock, timer: clock, transport, logger });
    label.now = 'sending';
    const broadcast = await engine.send({
      from: 'city-hall',
      message: TEXT,
      // Whose groups follow each other at once.
      class: 'payment',
      to: audience(24, 9).map(fieldsOf) as never,
      personal: ['note'],
      receipts: true,
      batchRecipients: 4,
      windowChunks: 1,
      retain: '72h',
      expires: '30d',
    });
    const report = await broadcast.settled;
    expectConserved(report);
    expect(report.delivered * report.unknown).toBeGreaterThan(0);
    const receipts: Uint8Array[] = [];
    for await (const envelope of engine.envelopes(broadcast))
      receipts.push(await receiptOf(engine, broadcast.id, envelope));
    expect(await engine.confirm(Buffer.concat(receipts))).toMatchObject({ confirmed: receipts.length, refused: 0 });
    label.now = 'recalling';
    const recall = await broadcast.recall();
    await recall.settled;
    ids = [broadcast.id, recall.notice!];
    sender = bytesOf(report.sender);

    label.now = 'ending';
    clock.advance(3 * 24 * 3_600_000);
    await done;
    await engine.close();
    afterCommit.call = () => {};
    after = await readKeys(join(home, 'keyring'), ids);
    copies.push(copyFiles(home, join(dir, `${copies.length}-after`)));
    for (const copy of copies) loot.push(await readLoot(copy, ids));
  });

  it('has copies of every stage, and every store in them', () => {
    const copies = (stage: string): number => loot.filter(({ name }) => name.endsWith(stage)).length;
    expect(copies('after')).toBe(1);
    // Some 20 each on an idle machine. What happens at once is committed at once, so a busy one makes fewer.
    for (const stage of ['sending', 'recalling', 'ending']) expect(copies(stage)).toBeGreaterThan(5);
    for (const store of [...OWN, 'bodies', 'chunks'] as const)
      for (const id of store === 'receipts' ? ids.slice(0, 1) : ids)
        expect(loot.some(({ stores }) => stores[store].some(([name]) => name.includes(id)))).toBe(true);
    // The last one has nothing of the two any more but their records.
    for (const store of [...OWN, 'bodies', 'prints', 'chunks'] as const) expect(loot.at(-1)!.stores[store]).toEqual([]);
  });

  it('opens everything with the keyrings of the time', () => {
    const then = loot.flatMap(({ keyring }) => keyring);
    const distinct = [...new Map(then.map((key) => [hex(key), key])).values()];
    const { secrets, opened, texts } = attack(loot, distinct, sender);
    expect(secrets).toEqual(ids.flatMap((id) => [`retention/${id}`, `sealing/${id}`]).sort());
    const all = Object.fromEntries(OWN.map((store) => [store, recordsOf(loot, store)]));
    expect(opened).toEqual(all);
    expect(Math.min(...Object.values(opened))).toBeGreaterThan(4);
    expect(texts.filter((text) => text.includes(TEXT))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('recalls'))).toHaveLength(1);
  });

  it('opens nothing with the keyring of after', () => {
    const { secrets, opened, texts, tried } = attack(loot, after, sender);
    expect(after.length).toBeGreaterThan(100);
    expect(tried).toBe(OWN.reduce((sum, store) => sum + recordsOf(loot, store), 2));
    expect(secrets).toEqual([]);
    expect(opened).toEqual({ batches: 0, tags: 0, routes: 0, states: 0, attempts: 0, receipts: 0 });
    expect(texts).toEqual([]);
  });

  it('still opens all but the message with a keyring from just before the end: the step is what does it', () => {
    const before = loot.filter(({ name }) => name.endsWith('recalling')).at(-1)!;
    const { secrets, opened, texts } = attack(loot, before.keyring, sender);
    expect(secrets).toEqual(ids.map((id) => `retention/${id}`).sort());
    expect(opened).toEqual(Object.fromEntries(OWN.map((store) => [store, recordsOf(loot, store)])));
    expect(texts).toEqual([]);
  });
});

/** As the device that it is for makes it. */
async function receiptOf(engine: Engine, broadcast: string, envelope: Uint8Array): Promise<Uint8Array> {
  const body = await engine.body(broadcast);
  const sender = bytesOf((await engine.report(broadcast)).sender);
  for (let n = 0; n < 48; n++) {
    const message = await openEnvelope(envelope, body, { privateKey: device(n).secret, sender, now: START });
    if (message !== null) return encodeReceipt(message);
  }
  throw new Error('nobody opens it');
}

function recordsOf(loot: readonly Loot[], store: StoreName): number {
  const marks = loot.flatMap(({ stores }) =>
    stores[store].map(([name, value]) => `${name} ${hex(value.subarray(0, 24))}`),
  );
  return new Set(marks).size;
}
