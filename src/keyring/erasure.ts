import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import type { KeyStore } from '../ports/key-store.ts';
import type { Random } from '../ports/random.ts';

/**
 * Secrets that can be taken back.
 *
 * Deleting in LMDB erases nothing: old pages, and every copy of the file, keep the bytes. So a secret lies in the table
 * sealed under a random chunk key, the chunk key wrapped under the current root of its class, and roots live only in the
 * KeyStore, which can destroy. A record's life:
 *
 *   seal     record under the current root                                 the host commits it beside its own changes
 *   forget   record deleted, a note "forgotten" in the same commit         the bytes are still in old pages: pending
 *   step     1. next root into the KeyStore; from now on it is the current one
 *            2. every record that is still there gets its chunk key wrapped under it, commit, sync
 *            3. the older roots are destroyed: what was not rewrapped is gone, in every copy of the file
 *            4. the notes of what was thereby erased are deleted
 *
 * A crash in a step leaves several roots; opening repeats the step from 2. Two classes, because their steps come at
 * different times: `sealing` secrets (body key, fingerprint key) die when their broadcast is sealed; `retention` secrets
 * (mailbox root, receipt key, route key) die with the broadcast, daily.
 *
 * A record in the table, key `<class>/<owner>`:
 *
 *     0   1    version 1
 *     1   1    class: 1 sealing, 2 retention
 *     2   6    zero
 *     8   8    number of the root
 *     16  24   nonce
 *     40  48   XChaCha20-Poly1305(root, nonce, chunk key); aad = "sealcast v1 chunk key" ‖ 0x00 ‖ bytes 0..16 ‖ owner
 *     88  24   nonce
 *     112 n+16 XChaCha20-Poly1305(chunk key, nonce, secret); aad = "sealcast v1 erasable" ‖ 0x00 ‖ class ‖ owner
 *
 * A note, key `forgotten/<class>/<owner>`: the number of the root that was current when it was written (8).
 * A root in the KeyStore, `erasure/<class>/<number, 16 hex digits>`: unix ms when it was made (8) ‖ root (32).
 */
export const erasureClasses = ['sealing', 'retention'] as const;
export type ErasureClass = (typeof erasureClasses)[number];

/** Key and new value, or null to delete. */
export type TableChange = readonly [key: string, value: Uint8Array | null];

/** Where records and notes lie: a part of the spool's LMDB. Values returned are copies. */
export interface ChunkTable {
  get(key: string): Uint8Array | null;
  /** What begins with `prefix`, in ascending order of keys; only keys greater than `after` when that is given. */
  entries(prefix: string, after?: string): Iterable<readonly [string, Uint8Array]>;
  /**
   * Runs `work` inside one write transaction, where `get` and `entries` see everything committed before it, and commits
   * what it returns. Durable, flushed to disk, when this returns or resolves: a root is destroyed right after.
   */
  update(work: () => readonly TableChange[]): void | Promise<void>;
}

export interface StepResult {
  /** Records that are alive and now lie under the new root. */
  readonly rewrapped: number;
  /** Forgotten secrets that are now beyond recovery. */
  readonly erased: number;
  /** Records that failed their check and could not be taken along. */
  readonly damaged: number;
}

interface Root {
  readonly number: number;
  readonly made: number;
  readonly key: Uint8Array;
}

interface ClassState {
  /** Ascending; the last is the current one. */
  roots: Root[];
  /** Head and nonce of records sealed here and not yet seen in the table: their root must outlive the commit. */
  readonly sealed: Map<string, Uint8Array>;
  step: Promise<StepResult> | null;
}

const CLASS_BYTE: Readonly<Record<ErasureClass, number>> = { sealing: 1, retention: 2 };
const WRAP_LABEL = new TextEncoder().encode('sealcast v1 chunk key\0');
const SECRET_LABEL = new TextEncoder().encode('sealcast v1 erasable\0');
const HEAD = 16;
const WRAPPED = 40;
const NONCE = 88;
const SEALED = 112;
const TAG = 16;

export interface ErasureOptions {
  readonly store: KeyStore;
  readonly table: ChunkTable;
  readonly random: Random;
  readonly clock?: Clock;
  /** Reads beside a writer: makes no roots, finishes no step. */
  readonly readOnly?: boolean;
}

/** Reads the roots, makes missing ones, and finishes a step that a crash cut short. */
export async function openErasure(options: ErasureOptions): Promise<Erasure> {
  const erasure = new Erasure(options);
  try {
    await erasure.reload();
    if (!options.readOnly) await erasure.recover();
    return erasure;
  } catch (cause) {
    erasure.close();
    throw cause;
  }
}

export class Erasure {
  readonly #store: KeyStore;
  readonly #table: ChunkTable;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #readOnly: boolean;
  readonly #classes: Readonly<Record<ErasureClass, ClassState>> = { sealing: emptyState(), retention: emptyState() };
  #open = true;

  /** Use openErasure. */
  constructor({ store, table, random, clock = systemClock, readOnly = false }: ErasureOptions) {
    this.#store = store;
    this.#table = table;
    this.#random = random;
    this.#clock = clock;
    this.#readOnly = readOnly;
  }

  /**
   * The record to commit, in whatever transaction suits the caller. Until it is in the table no step destroys the root it
   * lies under; call `forget` if it will never be committed.
   *
   * @param owner whose secret it is, of [0-9a-z.-], at most 64 characters: a broadcast id in hex
   */
  seal(cls: ErasureClass, owner: string, secret: Uint8Array): TableChange {
    const state = this.#writable(cls);
    checkOwner(owner);
    if (secret.length > limits.erasableSecretBytes)
      throw new SealcastError('INTERNAL', `an erasable secret has at most ${limits.erasableSecretBytes} bytes`);
    const root = state.roots.at(-1)!;
    const chunkKey = this.#random.bytes(32);
    try {
      const record = new Uint8Array(SEALED + secret.length + TAG);
      const nonce = this.#random.bytes(24);
      record.set(nonce, NONCE);
      record.set(xchacha20poly1305(chunkKey, nonce, secretAad(cls, owner)).encrypt(secret), SEALED);
      this.#wrap(record, cls, owner, root, chunkKey);
      const key = recordKey(cls, owner);
      state.sealed.set(key, record.slice(0, WRAPPED));
      return [key, record];
    } finally {
      chunkKey.fill(0);
    }
  }

  /**
   * The secret, a copy the caller wipes.
   *
   * @throws SealcastError KEY_ERASED when there is no record, or its root is destroyed (a reader beside a writer calls
   *   `reload` once and tries again: a step may have gone by); SPOOL_DAMAGED when the record fails its check
   */
  open(cls: ErasureClass, owner: string): Uint8Array {
    this.#check();
    checkOwner(owner);
    const record = this.#table.get(recordKey(cls, owner));
    if (record === null) throw erased();
    return this.openRecord(cls, owner, record);
  }

  /** As `open`, from the bytes of a record. */
  openRecord(cls: ErasureClass, owner: string, record: Uint8Array): Uint8Array {
    this.#check();
    const number = rootNumber(cls, record);
    if (number === null) throw damagedRecord();
    const root = this.#classes[cls].roots.find((r) => r.number === number);
    if (root === undefined) throw erased();
    const chunkKey = unwrap(cls, owner, record, root);
    if (chunkKey === null) throw damagedRecord();
    try {
      const cipher = xchacha20poly1305(chunkKey, record.subarray(NONCE, SEALED), secretAad(cls, owner));
      return cipher.decrypt(record.subarray(SEALED));
    } catch (cause) {
      throw damagedRecord(cause);
    } finally {
      chunkKey.fill(0);
    }
  }

  /** What to commit, together, so that the secret dies with the next step. No error when there is none. */
  forget(cls: ErasureClass, owner: string): readonly TableChange[] {
    const state = this.#writable(cls);
    checkOwner(owner);
    const key = recordKey(cls, owner);
    state.sealed.delete(key);
    const note = new Uint8Array(8);
    new DataView(note.buffer).setBigUint64(0, BigInt(state.roots.at(-1)!.number), true);
    return [
      [key, null],
      [noteKey(cls, owner), note],
    ];
  }

  /**
   * Erases what was forgotten. A call while a step runs waits for that one and then, because it may have come too late
   * for what the caller forgot, for one more, which all such callers share.
   */
  async step(cls: ErasureClass): Promise<StepResult> {
    const state = this.#writable(cls);
    const running = state.step;
    if (running !== null) {
      await running.catch(() => undefined);
      // Whoever of the waiting comes first has begun the next step by now.
      if (state.step !== null) return state.step;
    }
    const step = this.#step(cls, this.#writable(cls));
    state.step = step;
    try {
      return await step;
    } finally {
      if (state.step === step) state.step = null;
    }
  }

  /** Owners whose secret was forgotten and is not erased yet. */
  pendingErasures(cls: ErasureClass): string[] {
    this.#check();
    const prefix = noteKey(cls, '');
    const owners: string[] = [];
    for (const [key] of this.#table.entries(prefix)) owners.push(key.slice(prefix.length));
    return owners;
  }

  /** Whether this owner's secret was forgotten and is not erased yet. */
  pending(cls: ErasureClass, owner: string): boolean {
    this.#check();
    return this.#table.get(noteKey(cls, owner)) !== null;
  }

  /**
   * Whether a step should be taken now: something is pending and, for `retention`, the last step is a day away (in either
   * direction, so that a clock that was once far ahead does not put it off for years).
   */
  due(cls: ErasureClass, now: number = this.#clock.now()): boolean {
    this.#check();
    const current = this.#classes[cls].roots.at(-1);
    if (current === undefined || this.pendingErasures(cls).length === 0) return false;
    return cls === 'sealing' || Math.abs(now - current.made) >= limits.erasureStepMs;
  }

  /** Reads the roots again, for a reader beside a writer that takes steps. */
  async reload(): Promise<void> {
    this.#check();
    for (const cls of erasureClasses) {
      const state = this.#classes[cls];
      const prefix = rootName(cls);
      const roots: Root[] = [];
      for (const name of await this.#store.list(prefix)) {
        const value = await this.#store.read(name);
        // Destroyed since it was listed.
        if (value === null) continue;
        const number = Number.parseInt(name.slice(prefix.length), 16);
        const damaged = value.length !== 40 || name !== rootName(cls, number);
        // Not `slice`: of a Buffer, which a host's store may answer with, it is a view, and the root would be zeroed below.
        const key = damaged ? null : new Uint8Array(value.subarray(8));
        if (key !== null) roots.push({ number, made: Number(view(value).getBigUint64(0, true)), key });
        value.fill(0);
        if (damaged)
          throw new SealcastError('KEYRING_DAMAGED', 'the key store returns an erasure root that cannot be read', {
            hint: 'restore the key store from its own backup',
          });
      }
      roots.sort((a, b) => a.number - b.number);
      wipeRoots(state.roots);
      state.roots = roots;
      if (!this.#open) this.close();
    }
  }

  /** @internal The writer's part of opening. */
  async recover(): Promise<void> {
    for (const cls of erasureClasses) {
      const state = this.#writable(cls);
      if (state.roots.length === 0) await this.#addRoot(cls, state);
      else if (state.roots.length > 1) await this.#finish(cls, state);
    }
  }

  /** Wipes the roots held in memory. A step under way stops at its next border and is finished when next opened. */
  close(): void {
    this.#open = false;
    for (const cls of erasureClasses) {
      wipeRoots(this.#classes[cls].roots);
      this.#classes[cls].roots = [];
      this.#classes[cls].sealed.clear();
    }
  }

  async #step(cls: ErasureClass, state: ClassState): Promise<StepResult> {
    await this.#addRoot(cls, state);
    return this.#finish(cls, state);
  }

  /** Step 1. Durable before it is used: a record must never lie under a root that a crash can lose. */
  async #addRoot(cls: ErasureClass, state: ClassState): Promise<void> {
    // Above every number the table has seen, so that a root of a lost key store is never mistaken for a new one.
    let highest = state.roots.at(-1)?.number ?? 0;
    if (state.roots.length === 0) {
      for (const [, record] of this.#table.entries(recordKey(cls, '')))
        highest = Math.max(highest, rootNumber(cls, record) ?? 0);
    }
    const root: Root = { number: highest + 1, made: this.#clock.now(), key: this.#random.bytes(32) };
    const value = new Uint8Array(40);
    view(value).setBigUint64(0, BigInt(root.made), true);
    value.set(root.key, 8);
    try {
      await this.#store.write(rootName(cls, root.number), value);
      this.#check();
    } catch (cause) {
      root.key.fill(0);
      throw cause;
    } finally {
      value.fill(0);
    }
    state.roots.push(root);
  }

  /** Steps 2 to 4. */
  async #finish(cls: ErasureClass, state: ClassState): Promise<StepResult> {
    const current = state.roots.at(-1)!;
    let rewrapped = 0;
    let damaged = 0;
    /** Notes that were there before the first record was rewrapped: their records have no wrap under `current`. */
    let notes: string[] | null = null;
    let after: string | undefined = recordKey(cls, '');
    while (after !== undefined) {
      let last: string | undefined;
      await this.#table.update(() => {
        this.#check();
        notes ??= this.#notesBefore(cls, current.number);
        const changes: TableChange[] = [];
        for (const [key, record] of this.#table.entries(recordKey(cls, ''), after)) {
          const owner = key.slice(recordKey(cls, '').length);
          last = key;
          this.#settle(state, key, record);
          const number = rootNumber(cls, record);
          const root = state.roots.find((r) => r.number === number);
          if (number !== current.number) {
            // A root that is gone: erased already, or of a lost key store. Nothing to take along.
            const chunkKey = root === undefined ? null : unwrap(cls, owner, record, root);
            if (chunkKey === null) {
              if (root !== undefined || number === null) damaged++;
              continue;
            }
            const moved = record.slice();
            this.#wrap(moved, cls, owner, current, chunkKey);
            chunkKey.fill(0);
            changes.push([key, moved]);
          }
          rewrapped++;
          if (changes.length >= limits.rewrapRecords) return changes;
        }
        last = undefined;
        return changes;
      });
      after = last;
    }
    this.#check();

    // A record that was handed out and is not in the table may still be committed: its root stays until the next step.
    let oldestNeeded = current.number;
    for (const head of state.sealed.values()) oldestNeeded = Math.min(oldestNeeded, rootNumber(cls, head)!);
    for (const root of state.roots.filter((r) => r.number < oldestNeeded)) {
      await this.#store.destroy(rootName(cls, root.number));
      root.key.fill(0);
      state.roots = state.roots.filter((r) => r !== root);
    }
    const done: readonly string[] = notes ?? [];
    if (oldestNeeded < current.number || done.length === 0) return { rewrapped, damaged, erased: 0 };
    this.#check();
    // The same owner may have been forgotten anew meanwhile: only a note that is still the old one goes.
    let erasedCount = 0;
    await this.#table.update(() => {
      erasedCount = 0;
      const left = new Set(this.#notesBefore(cls, current.number));
      const gone = done.filter((key) => left.has(key));
      erasedCount = gone.length;
      return gone.map((key): TableChange => [key, null]);
    });
    return { rewrapped, damaged, erased: erasedCount };
  }

  /** A record counts as committed once the table shows it, known by the random nonce of its wrap. */
  #settle(state: ClassState, key: string, record: Uint8Array): void {
    const sealed = state.sealed.get(key);
    if (sealed?.every((byte, i) => byte === record[i])) state.sealed.delete(key);
  }

  /** A note with the current root's number may stand for a record under the current root: not this step's. */
  #notesBefore(cls: ErasureClass, number: number): string[] {
    const keys: string[] = [];
    for (const [key, note] of this.#table.entries(noteKey(cls, '')))
      if (note.length === 8 && view(note).getBigUint64(0, true) < BigInt(number)) keys.push(key);
    return keys;
  }

  #wrap(record: Uint8Array, cls: ErasureClass, owner: string, root: Root, chunkKey: Uint8Array): void {
    record.fill(0, 0, HEAD);
    record[0] = 1;
    record[1] = CLASS_BYTE[cls];
    view(record).setBigUint64(8, BigInt(root.number), true);
    const nonce = this.#random.bytes(24);
    record.set(nonce, HEAD);
    record.set(xchacha20poly1305(root.key, nonce, wrapAad(record, owner)).encrypt(chunkKey), WRAPPED);
  }

  #writable(cls: ErasureClass): ClassState {
    this.#check();
    if (this.#readOnly) throw new SealcastError('INTERNAL', 'erasure is open for reading only');
    return this.#classes[cls];
  }

  #check(): void {
    if (!this.#open) throw new SealcastError('ENGINE_CLOSED', 'erasure is closed');
  }
}

function emptyState(): ClassState {
  return { roots: [], sealed: new Map(), step: null };
}

function wipeRoots(roots: readonly Root[]): void {
  for (const root of roots) root.key.fill(0);
}

function recordKey(cls: ErasureClass, owner: string): string {
  return `${cls}/${owner}`;
}

function noteKey(cls: ErasureClass, owner: string): string {
  return `forgotten/${cls}/${owner}`;
}

function rootName(cls: ErasureClass, number?: number): string {
  return `erasure/${cls}/${number === undefined ? '' : number.toString(16).padStart(16, '0')}`;
}

/** From a record or its head; `null` for what is no record of this class. */
function rootNumber(cls: ErasureClass, record: Uint8Array): number | null {
  if (record.length < HEAD) return null;
  if (record[0] !== 1 || record[1] !== CLASS_BYTE[cls]) return null;
  for (let i = 2; i < 8; i++) if (record[i] !== 0) return null;
  const number = view(record).getBigUint64(8, true);
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : null;
}

function unwrap(cls: ErasureClass, owner: string, record: Uint8Array, root: Root): Uint8Array | null {
  if (record.length < SEALED + TAG || rootNumber(cls, record) !== root.number) return null;
  try {
    const cipher = xchacha20poly1305(root.key, record.subarray(HEAD, WRAPPED), wrapAad(record, owner));
    return cipher.decrypt(record.subarray(WRAPPED, NONCE));
  } catch {
    return null;
  }
}

function wrapAad(record: Uint8Array, owner: string): Uint8Array {
  return concat(WRAP_LABEL, record.subarray(0, HEAD), new TextEncoder().encode(owner));
}

function secretAad(cls: ErasureClass, owner: string): Uint8Array {
  return concat(SECRET_LABEL, Uint8Array.of(CLASS_BYTE[cls]), new TextEncoder().encode(owner));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function checkOwner(owner: string): void {
  if (!/^[0-9a-z.-]{1,64}$/.test(owner)) throw new SealcastError('INTERNAL', 'not an owner of an erasable secret');
}

function erased(): SealcastError {
  return new SealcastError('KEY_ERASED', 'the key of this record is erased', {
    hint: 'nothing brings it back: that is what erasure is for',
  });
}

function damagedRecord(cause?: unknown): SealcastError {
  return new SealcastError('SPOOL_DAMAGED', 'the record of an erasable secret fails its check', {
    hint: 'restore the spool from a backup that belongs to this key store',
    cause,
  });
}
