import { setTimeout as pause } from 'node:timers/promises';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { KeyStore } from '../ports/key-store.ts';
import type { Random } from '../ports/random.ts';
import { type BlockFile, createBlockFile, openBlockFile } from './block-file.ts';
import {
  BLOCK,
  type Contents,
  encodeEmptyFile,
  encodeHeader,
  encodeMap,
  encodeSlot,
  FIRST_MAP,
  FIRST_SLOT,
  type FileKeys,
  fileBytes,
  fileKeys,
  headerGeneration,
  headerHasPassphrase,
  NAME,
  openHeader,
  readContents,
  readHeaders,
  SECOND_MAP,
  type Secret,
  type SlotMap,
  wipeKeys,
} from './file-format.ts';

/**
 * The KeyStore that needs nothing else: one file of encrypted slots, layout in file-format.ts.
 *
 * Every change is in place, because a file that is written anew leaves its old blocks, and the secrets in them, somewhere
 * on the disk. What a change does to the disk, `|` being a sync:
 *
 *     write      first map says: slots a, b are in flux | new secret into the free slot a |
 *                random bytes over the old one in b | zeros over b | second map says: done | first map, too
 *     destroy    the same without a
 *
 * A crash at any point leaves one valid map, and by it every slot is readable, free, or in flux. In flux, what cannot be
 * read was being written or being destroyed, and was promised to nobody; of two values of one name the newer counts.
 * Whoever opens the file for writing next puts it in order.
 *
 * What this cannot do: flash storage, copy-on-write file systems, snapshots and backups keep old blocks where no
 * overwriting reaches them. Where that matters, use a KMS. Nor does it notice when somebody puts the whole file of last
 * week in its place.
 */
export interface FileKeyStore extends KeyStore {
  /** Whether the file is under a passphrase. If not, whoever reads the file has every key in it. */
  readonly hasPassphrase: boolean;
  /**
   * Puts the file under another passphrase, or null for none. The keys inside stay: who had the file and the old
   * passphrase still has those.
   */
  changePassphrase(passphrase: Uint8Array | null): Promise<void>;
}

export interface FileKeyStoreOptions {
  readonly random: Random;
  /** As passphraseBytes gives it; the caller wipes its own. Without one the file is the secret. */
  readonly passphrase?: Uint8Array | undefined;
  /** Makes the file where there is none. */
  readonly create?: boolean;
  /** Reads beside a writer, and sees what that has written since. */
  readonly readOnly?: boolean;
  /** log2 of scrypt's N, for a file or a passphrase that is new. */
  readonly scryptLogN?: number;
}

/**
 * @throws SealcastError KEYRING_PASSPHRASE when it is wrong, missing, or given for a file that has none; KEYRING_DAMAGED;
 *   DIRECTORY_UNUSABLE when there is no file (and `create` is not set), or it cannot be used, or others may read it
 */
export async function openFileKeyStore(path: string, options: FileKeyStoreOptions): Promise<FileKeyStore> {
  checkPassphrase(options.passphrase ?? null);
  const readOnly = options.readOnly ?? false;
  let file = await openBlockFile(path, { readOnly });
  if (file === null && options.create && !readOnly) {
    const { scryptLogN = limits.scryptLogN, random } = options;
    const empty = await encodeEmptyFile(options.passphrase ?? null, scryptLogN, random);
    try {
      await createBlockFile(path, empty);
    } finally {
      empty.fill(0);
    }
    file = await openBlockFile(path, { readOnly });
  }
  if (file === null)
    throw new SealcastError('DIRECTORY_UNUSABLE', 'there is no keyring in this directory', {
      hint: 'check the path; the first send makes it',
    });
  return openKeyStoreOn(file, options);
}

/** As openFileKeyStore, on a file that is open. Closes it when it cannot be used. */
export async function openKeyStoreOn(file: BlockFile, options: FileKeyStoreOptions): Promise<FileKeyStore> {
  const readOnly = options.readOnly ?? false;
  let keys: FileKeys | null = null;
  try {
    const opened = await patiently(readOnly, async () => openAnyHeader(await file.read(), options.passphrase ?? null));
    keys = fileKeys(opened.master);
    const store = new SlotStore(file, keys, opened.header, options);
    await store.load();
    return store;
  } catch (cause) {
    if (keys !== null) wipeKeys(keys);
    await file.close();
    throw cause;
  }
}

class SlotStore implements FileKeyStore {
  readonly #file: BlockFile;
  readonly #keys: FileKeys;
  readonly #random: Random;
  readonly #readOnly: boolean;
  readonly #scryptLogN: number;
  #header: Uint8Array;
  #contents: Contents | null = null;
  /** Calls run one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #open = true;

  constructor(file: BlockFile, keys: FileKeys, header: Uint8Array, options: FileKeyStoreOptions) {
    this.#file = file;
    this.#keys = keys;
    this.#header = header.slice();
    this.#random = options.random;
    this.#readOnly = options.readOnly ?? false;
    this.#scryptLogN = options.scryptLogN ?? limits.scryptLogN;
  }

  get hasPassphrase(): boolean {
    return headerHasPassphrase(this.#header);
  }

  read(name: string): Promise<Uint8Array | null> {
    checkName(name);
    return this.#next(async () => (await this.#fresh()).secrets.get(name)?.value.slice() ?? null);
  }

  list(prefix: string): Promise<string[]> {
    return this.#next(async () =>
      [...(await this.#fresh()).secrets.keys()].filter((name) => name.startsWith(prefix)).sort(),
    );
  }

  write(name: string, secret: Uint8Array): Promise<void> {
    checkName(name);
    if (secret.length > limits.secretBytes)
      throw new SealcastError('INTERNAL', `a secret has at most ${limits.secretBytes} bytes`);
    const value = secret.slice();
    return this.#change(async (contents) => {
      const { map, secrets } = contents;
      const slot = await this.#freeSlot(map);
      const count = Math.max(map.count, roundUp(slot + 1));
      const old = secrets.get(name);
      const fresh: Secret = { slot, sequence: contents.sequence + 1, name, value };
      const flux = old === undefined ? [slot] : [slot, old.slot];
      await this.#beginFlux({ ...map, count, flux });
      await this.#writeBlock(encodeSlot(fresh, this.#keys, this.#random), FIRST_SLOT + slot);
      const used = new Set(map.used).add(slot);
      if (old !== undefined) {
        await this.#overwrite(old.slot);
        used.delete(old.slot);
        old.value.fill(0);
      }
      const next = await this.#endFlux({ generation: map.generation + 2, count, flux: [], used });
      secrets.set(name, fresh);
      return { ...contents, map: next, sequence: fresh.sequence };
    }).catch((cause: unknown) => {
      value.fill(0);
      throw cause;
    });
  }

  destroy(name: string): Promise<void> {
    checkName(name);
    return this.#change(async (contents) => {
      const { map, secrets } = contents;
      const old = secrets.get(name);
      if (old === undefined) return contents;
      await this.#beginFlux({ ...map, flux: [old.slot] });
      await this.#overwrite(old.slot);
      const used = new Set(map.used);
      used.delete(old.slot);
      old.value.fill(0);
      secrets.delete(name);
      const next = await this.#endFlux({ ...map, generation: map.generation + 2, flux: [], used });
      return { ...contents, map: next };
    });
  }

  changePassphrase(passphrase: Uint8Array | null): Promise<void> {
    checkPassphrase(passphrase);
    const own = passphrase?.slice() ?? null;
    return this.#change(async (contents) => {
      const generation = headerGeneration(this.#header) + 1;
      const header = await encodeHeader(this.#keys.master, generation, own, this.#scryptLogN, this.#random);
      await this.#writeBlock(header, 1);
      await this.#writeBlock(header, 0);
      this.#header = header;
      return contents;
    }).finally(() => own?.fill(0));
  }

  close(): Promise<void> {
    if (!this.#open) return this.#last.then(() => undefined);
    this.#open = false;
    // Behind the calls that were made before: none is cut off between two of its writes.
    this.#last = this.#last.then(async () => {
      this.#forget();
      wipeKeys(this.#keys);
      await this.#file.close();
    });
    return this.#last.then(() => undefined);
  }

  /** Reads the file; a writer then finishes or clears away what a crash left. */
  async load(): Promise<Contents> {
    const [file, contents] = await patiently(this.#readOnly, async () => {
      const bytes = await this.#file.read();
      readHeaders(bytes);
      return [bytes, readContents(bytes, this.#keys)] as const;
    });
    this.#forget();
    this.#contents = contents;
    if (this.#readOnly) return contents;

    // Slots first: until the map says that nothing is in flux, a crash in here changes nothing.
    for (const slot of contents.remains) await this.#overwrite(slot);
    if (!contents.tidy) {
      const used = new Set([...contents.secrets.values()].map((secret) => secret.slot));
      const map = { generation: contents.map.generation + 1, count: contents.map.count, flux: [], used };
      const bytes = encodeMap(map, this.#keys);
      // The other copy may be torn: the good one is not touched before that is whole again.
      await this.#writeBlock(bytes, contents.mapBlock === FIRST_MAP ? SECOND_MAP : FIRST_MAP);
      await this.#writeBlock(bytes, contents.mapBlock);
      this.#contents = { ...contents, map, remains: [], tidy: true };
    }
    // A passphrase change that was cut short, or a damaged copy: the header that opened is the one that stays.
    for (const copy of [1, 0])
      if (this.#header.some((byte, i) => byte !== file[copy * BLOCK + i])) await this.#writeBlock(this.#header, copy);
    return this.#contents;
  }

  /** What the file holds: a writer knows, a reader looks. After a failed write a writer looks, too. */
  async #fresh(): Promise<Contents> {
    return this.#readOnly || this.#contents === null ? await this.load() : this.#contents;
  }

  #change(work: (contents: Contents) => Promise<Contents>): Promise<void> {
    if (this.#readOnly) throw new SealcastError('INTERNAL', 'the key store is open for reading only');
    return this.#next(async () => {
      const contents = await this.#fresh();
      // Unknown until it is done: an error in the middle makes the next call look at the file.
      this.#contents = null;
      try {
        this.#contents = await work(contents);
      } finally {
        if (this.#contents === null) for (const secret of contents.secrets.values()) secret.value.fill(0);
      }
    });
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#open) return Promise.reject(new SealcastError('ENGINE_CLOSED', 'the key store is closed'));
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** The lowest free slot; grows the file, zeros first, when there is none. The map learns of it with the next change. */
  async #freeSlot(map: SlotMap): Promise<number> {
    for (let slot = 0; slot < map.count; slot++) if (!map.used.has(slot)) return slot;
    if (map.count >= limits.keyringSlots)
      throw new SealcastError('USAGE', `the keyring file holds at most ${limits.keyringSlots} secrets`, {
        hint: 'use another directory for the rest',
      });
    await this.#file.write(new Uint8Array(limits.keyringSlotGroup * BLOCK), fileBytes(map.count));
    await this.#file.sync();
    return map.count;
  }

  async #beginFlux(map: SlotMap): Promise<void> {
    await this.#writeBlock(encodeMap({ ...map, generation: map.generation + 1 }, this.#keys), FIRST_MAP);
  }

  async #endFlux(map: SlotMap): Promise<SlotMap> {
    const bytes = encodeMap(map, this.#keys);
    await this.#writeBlock(bytes, SECOND_MAP);
    // Not synced: should it be lost, the second copy has the higher generation. The next change syncs it or replaces it.
    await this.#file.write(bytes, FIRST_MAP * BLOCK);
    return map;
  }

  /** Random bytes first: a disk that compresses or drops blocks of zeros might not touch the old ones. */
  async #overwrite(slot: number): Promise<void> {
    await this.#writeBlock(this.#random.bytes(BLOCK), FIRST_SLOT + slot);
    await this.#writeBlock(new Uint8Array(BLOCK), FIRST_SLOT + slot);
  }

  async #writeBlock(bytes: Uint8Array, index: number): Promise<void> {
    await this.#file.write(bytes, index * BLOCK);
    await this.#file.sync();
  }

  #forget(): void {
    if (this.#contents !== null) for (const secret of this.#contents.secrets.values()) secret.value.fill(0);
    this.#contents = null;
  }
}

async function openAnyHeader(
  file: Uint8Array,
  passphrase: Uint8Array | null,
): Promise<{ header: Uint8Array; master: Uint8Array }> {
  const headers = readHeaders(file);
  for (const header of headers) {
    const master = await openHeader(header, passphrase);
    if (master !== null) return { header, master };
  }
  if (passphrase === null)
    throw new SealcastError('KEYRING_PASSPHRASE', 'the keyring is under a passphrase', {
      hint: 'give it by prompt, environment variable or file descriptor',
    });
  if (!headers.some(headerHasPassphrase))
    throw new SealcastError('KEYRING_PASSPHRASE', 'the keyring has no passphrase, and one was given', {
      hint: 'leave it out, or put the keyring under one first',
    });
  throw new SealcastError('KEYRING_PASSPHRASE', 'the passphrase is wrong', { hint: 'try again' });
}

/** A reader may catch a writer in the middle: what looks like damage is looked at again before it is called that. */
async function patiently<T>(readOnly: boolean, look: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await look();
    } catch (cause) {
      const passing = cause instanceof SealcastError && cause.code === 'KEYRING_DAMAGED';
      if (!readOnly || !passing || tries >= limits.keyringReadTries) throw cause;
      await pause(limits.keyringReadPauseMs);
    }
  }
}

function roundUp(slots: number): number {
  return Math.ceil(slots / limits.keyringSlotGroup) * limits.keyringSlotGroup;
}

function checkName(name: string): void {
  if (!NAME.test(name)) throw new SealcastError('INTERNAL', 'not a name of a secret');
}

function checkPassphrase(passphrase: Uint8Array | null): void {
  if (passphrase !== null && (passphrase.length === 0 || passphrase.length > limits.passphraseBytes))
    throw new SealcastError('KEYRING_PASSPHRASE', `a passphrase has 1 to ${limits.passphraseBytes} bytes`, {
      hint: 'use another one, or none',
    });
}
