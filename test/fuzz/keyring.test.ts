import { sha256 } from '@noble/hashes/sha2.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { SealcastError } from '../../src/errors.ts';
import {
  BLOCK,
  encodeEmptyFile,
  encodeMap,
  FIRST_MAP,
  FIRST_SLOT,
  type FileKeys,
  fileKeys,
  openHeader,
} from '../../src/keyring/file-format.ts';
import { openKeyStoreOn } from '../../src/keyring/file-key-store.ts';
import { limits } from '../../src/limits.ts';
import { fixedRandom, hex, MemoryFile } from '../keyring/support.ts';

/** The long form: SEALCAST_FUZZ_RUNS=100000. */
const runs = Number(process.env.SEALCAST_FUZZ_RUNS ?? 2_000);
const seed = Number(process.env.SEALCAST_FUZZ_SEED ?? 20_261_122);
const random = fixedRandom(seed);
const { below } = random;

let sample: Uint8Array;
let before: Record<string, string>;
let keys: FileKeys;

beforeAll(async () => {
  const file = new MemoryFile(await encodeEmptyFile(null, limits.scryptLogN, random));
  const store = await openKeyStoreOn(file, { random });
  for (let i = 0; i < 6; i++) await store.write(`secret/${i}`, random.bytes(1 + below(limits.secretBytes)));
  await store.destroy('secret/2');
  await store.write('secret/4', random.bytes(32));
  before = await contents(file.bytes);
  await store.close();
  sample = file.bytes;
  keys = fileKeys((await openHeader(sample.subarray(0, BLOCK), null))!);
  expect(Object.keys(before)).toHaveLength(5);
});

async function contents(bytes: Uint8Array): Promise<Record<string, string>> {
  const store = await openKeyStoreOn(new MemoryFile(bytes), { random });
  const out: Record<string, string> = {};
  for (const name of await store.list('')) out[name] = hex((await store.read(name))!);
  await store.close();
  return out;
}

/** What disks, editors and copying do to a file. */
const harm: readonly ((file: Uint8Array) => Uint8Array)[] = [
  (f) => flip(f, below(f.length)),
  (f) => flip(f, below((FIRST_SLOT + 8) * BLOCK)),
  (f) => f.fill(below(256), below(f.length), below(f.length + 1)),
  (f) => f.fill(0, blockAt(f), blockAt(f) + BLOCK),
  (f) => f.copyWithin(blockAt(f), blockAt(f), blockAt(f) + BLOCK * (1 + below(3))),
  (f) => f.copyWithin(below(f.length), below(f.length), below(f.length)),
  (f) => f.slice(0, below(f.length + 1)),
  (f) => joined(f, random.bytes(below(3 * limits.keyringSlotGroup) * (BLOCK >> below(3)))),
  (f) => {
    const at = below(f.length);
    return joined(f.subarray(0, at), random.bytes(1 + below(40)), f.subarray(at));
  },
  (f) => {
    const at = below(f.length);
    return joined(f.subarray(0, at), f.subarray(at + 1 + below(BLOCK)));
  },
  (f) => {
    const number = [0, 1, 0xff, 0x7fffffff, 0xffffffff, 0x80000000][below(6)]!;
    new DataView(f.buffer).setUint32(below(f.length - 3), number, true);
    return f;
  },
];

function flip(file: Uint8Array, at: number): Uint8Array {
  if (at < file.length) file[at]! ^= 1 << below(8);
  return file;
}

function blockAt(file: Uint8Array): number {
  return below(Math.ceil(file.length / BLOCK)) * BLOCK;
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

async function refusal(bytes: Uint8Array): Promise<string | Record<string, string>> {
  try {
    return await contents(bytes);
  } catch (error) {
    if (!(error instanceof SealcastError)) throw error;
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.hint).toBeDefined();
    return error.code;
  }
}

async function held(): Promise<number> {
  globalThis.gc!();
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe(`keyring files, ${runs} mutations, seed ${seed}`, () => {
  test('each opens to the same secrets, or not at all and says why', { timeout: 3_600_000 }, async () => {
    const seen = { same: 0, refused: 0 };
    let start = 0;
    for (let run = 0; run < runs; run++) {
      if (run === runs >> 2) start = await held();
      let file = new Uint8Array(sample);
      for (let n = 1 + below(3); n > 0; n--)
        if (file.length > 4) file = new Uint8Array(harm[below(harm.length)]!(file));
      const result = await refusal(file);
      if (typeof result === 'string') {
        expect(result, `run ${run}`).toBe('KEYRING_DAMAGED');
        seen.refused++;
      } else {
        expect(result, `run ${run}`).toEqual(before);
        seen.same++;
      }
    }
    expect((await held()) - start).toBeLessThan(8 * 1_048_576);
    // Both must occur, or the mutations are too weak or too strong to say anything.
    expect(seen.same).toBeGreaterThan(runs / 20);
    expect(seen.refused).toBeGreaterThan(runs / 20);
  });

  test('what passes the outer check is bounded as well', { timeout: 3_600_000 }, async () => {
    for (let run = 0; run < runs; run++) {
      const file = sample.slice();
      if (below(2) === 0) {
        // A header somebody wrote on purpose: its plain hash is right.
        for (const at of [0, BLOCK]) {
          const header = file.subarray(at, at + BLOCK);
          for (let n = 1 + below(3); n > 0; n--) header[below(160)] = below(256);
          header.set(sha256(header.subarray(0, 480)), 480);
        }
        const result = await refusal(file);
        if (typeof result === 'string') expect(['KEYRING_DAMAGED', 'KEYRING_PASSPHRASE']).toContain(result);
        else expect(result).toEqual(before);
      } else {
        // A map under the right key, as only a broken writer makes it.
        const map = encodeMap(
          {
            generation: below(1 << 30),
            count: [16, 16, 0, 1, 17, limits.keyringSlots, 0xffffffff][below(7)]!,
            flux: Array.from({ length: below(3) }, () => [below(16), 0xffffffff][below(2)]!),
            used: new Set(Array.from({ length: below(12) }, () => below(below(2) === 0 ? 16 : limits.keyringSlots))),
          },
          keys,
        );
        file.set(map, FIRST_MAP * BLOCK);
        file.set(map, (FIRST_MAP + 1) * BLOCK);
        const result = await refusal(file);
        if (typeof result === 'string') expect(result).toBe('KEYRING_DAMAGED');
        else for (const [name, value] of Object.entries(result)) expect(before[name]).toBe(value);
      }
    }
  });
});
