import type { BlockFile } from '../../src/keyring/block-file.ts';
import type { KeyStore } from '../../src/ports/key-store.ts';
import type { Random } from '../../src/ports/random.ts';

/** The same bytes in every run: xorshift128 from a fixed seed. */
export function fixedRandom(seed = 1): Random & { below(n: number): number } {
  let [a, b, c, d] = [seed | 0 || 1, 0x9e3779b9 | 0, 0x85ebca6b | 0, 0xc2b2ae35 | 0];
  const next = () => {
    let t = d;
    [d, c, b] = [c, b, a];
    t ^= t << 11;
    t ^= t >>> 8;
    a = t ^ a ^ (a >>> 19);
    return a >>> 0;
  };
  for (let i = 0; i < 16; i++) next();
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 255),
    hedge: () => new Uint8Array(24),
    below: (n) => next() % n,
  };
}

type Operation = { readonly offset: number; readonly bytes: Uint8Array } | 'sync';

/** A file in memory that remembers the order of its writes and syncs. */
export class MemoryFile implements BlockFile {
  readonly operations: Operation[] = [];
  readonly #start: Uint8Array;
  bytes: Uint8Array;

  constructor(start: Uint8Array) {
    this.#start = start.slice();
    this.bytes = start.slice();
  }

  async read(): Promise<Uint8Array> {
    return this.bytes.slice();
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    this.operations.push({ offset, bytes: bytes.slice() });
    this.bytes = written(this.bytes, bytes, offset);
  }

  async sync(): Promise<void> {
    this.operations.push('sync');
  }

  async close(): Promise<void> {}

  /**
   * What may be on the disk when the power goes during operation `at`: everything synced, and of each write since
   * nothing, all of it, its first half, or in its place something that is neither old nor new.
   */
  *crashes(at: number, random: Random): Generator<Uint8Array> {
    const done = this.operations.slice(0, at + 1);
    const synced = done.lastIndexOf('sync') + 1;
    let image: Uint8Array = this.#start.slice();
    for (const operation of done.slice(0, synced))
      if (operation !== 'sync') image = written(image, operation.bytes, operation.offset);
    const open = done.slice(synced).filter((operation) => operation !== 'sync');
    for (let fates = 0; fates < 4 ** open.length; fates++) {
      let some: Uint8Array = image.slice();
      for (const [i, { bytes, offset }] of open.entries()) {
        const fate = (fates >> (2 * i)) & 3;
        if (fate === 1) some = written(some, bytes, offset);
        if (fate === 2) some = written(some, bytes.subarray(0, bytes.length >> 1), offset);
        if (fate === 3) some = written(some, random.bytes(bytes.length >> 1), offset + 7);
      }
      yield some;
    }
  }
}

function written(file: Uint8Array, bytes: Uint8Array, offset: number): Uint8Array {
  const out = new Uint8Array(Math.max(file.length, offset + bytes.length));
  out.set(file);
  out.set(bytes, offset);
  return out;
}

/** A key store whose next calls can be made to fail or to wait. */
export class MemoryKeyStore implements KeyStore {
  readonly secrets = new Map<string, Uint8Array>();
  /** Called before every change. */
  before: (what: 'write' | 'destroy', name: string) => void | Promise<void> = () => {};

  async read(name: string): Promise<Uint8Array | null> {
    return this.secrets.get(name)?.slice() ?? null;
  }

  async write(name: string, secret: Uint8Array): Promise<void> {
    const value = secret.slice();
    await this.before('write', name);
    this.secrets.set(name, value);
  }

  async destroy(name: string): Promise<void> {
    await this.before('destroy', name);
    this.secrets.delete(name);
  }

  async list(prefix: string): Promise<string[]> {
    return [...this.secrets.keys()].filter((name) => name.startsWith(prefix)).sort();
  }

  async close(): Promise<void> {}
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
