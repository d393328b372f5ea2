import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { damaged } from './damaged.ts';
import { checkTrees, TREE } from './pages.ts';

/**
 * LMDB environments: an engine's spool, DIR/spool.mdb, and others of its kind. Opened only after its pages were checked, because LMDB
 * maps the file and a damaged one does not throw but kills the process (SIGSEGV for garbage, SIGBUS for a truncated file).
 */

const FILE = 'spool.mdb';
/** LMDB's on-disk constants (lmdb.h, mdb.c): both meta pages carry them. */
const META_MAGIC = 0xbeefc0de;
const META_MAGIC_AT = 24;
/** The core trees; the first one's pad holds the page size. */
const META_TREES_AT = 48;
const META_LAST_PAGE_AT = 144;
const META_TXN_AT = 152;

/** Bumped when stored records change shape; an older one is migrated or refused, never guessed at. */
export const SPOOL_SCHEMA = 1;

export type StoreName =
  | 'meta'
  | 'broadcasts'
  | 'bodies'
  | 'batches'
  | 'tags'
  | 'routes'
  | 'states'
  | 'attempts'
  | 'receipts'
  | 'people'
  | 'prints'
  | 'refusals'
  | 'requests'
  | 'chunks';

const STORES: readonly StoreName[] = [
  'meta',
  'broadcasts',
  'bodies',
  'batches',
  'tags',
  'routes',
  'states',
  'attempts',
  'receipts',
  'people',
  'prints',
  'refusals',
  'requests',
  'chunks',
];

export type Store = Database<Buffer, string>;

export interface Environment<Name extends string = StoreName> {
  readonly root: RootDatabase<Buffer, string>;
  readonly stores: Readonly<Record<Name, Store>>;
  readonly readOnly: boolean;
  /** Runs something that reads. @throws SealcastError SPOOL_DAMAGED where LMDB finds its own pages broken */
  read<T>(action: () => T): T;
  /** One durable commit: all of `action`'s writes are on disk when this returns, or none of them ever will be. */
  commit(action: () => void): void;
  close(): Promise<void>;
}

export function spoolPath(dir: string): string {
  return join(dir, FILE);
}

export function openEnvironment(dir: string, options: { readOnly: boolean }): Environment {
  return openLmdb(spoolPath(dir), { ...options, stores: STORES, schema: SPOOL_SCHEMA });
}

export interface LmdbOptions<Name extends string> {
  readonly readOnly: boolean;
  /** `meta`, where the schema is kept, is one of them. */
  readonly stores: readonly (Name | 'meta')[];
  readonly schema: number;
}

/** @throws SealcastError DIRECTORY_UNUSABLE, SPOOL_DAMAGED, SPOOL_SCHEMA */
export function openLmdb<Name extends string>(path: string, options: LmdbOptions<Name>): Environment<Name | 'meta'> {
  const existed = existsSync(path);
  if (options.readOnly && !existed)
    throw new SealcastError('DIRECTORY_UNUSABLE', 'the directory holds no spool yet', {
      hint: 'check --dir, or send something first',
    });
  if (existed) checkPages(path, options.readOnly);
  // LMDB would make both readable to all; in a directory that was there before, nothing else might keep others out.
  else for (const file of [path, `${path}-lock`]) closeSync(openSync(file, 'a', 0o600));
  let root: RootDatabase<Buffer, string> | undefined;
  try {
    const opened = open<Buffer, string>({
      path,
      noSubdir: true,
      encoding: 'binary',
      maxDbs: limits.spoolStores,
      readOnly: options.readOnly,
      // With the default (true) readers may see data that is not on disk yet; the dispatcher would deliver it.
      overlappingSync: false,
      // With true, other data of this process would be written into unused parts of pages.
      noMemInit: false,
    });
    root = opened;
    const stores = {} as Record<Name | 'meta', Store>;
    const openStores = (): void => {
      for (const name of options.stores) stores[name] = opened.openDB<Buffer, string>({ name, encoding: 'binary' });
      checkSchema(stores.meta, options);
    };
    // A new spool is made in one commit: each store alone would be one of its own, with its flush.
    if (options.readOnly) openStores();
    else opened.transactionSync(openStores);
    return {
      root,
      stores,
      readOnly: options.readOnly,
      read(action) {
        try {
          return action();
        } catch (error) {
          if (error instanceof SealcastError) throw error;
          // The read transaction it failed in is of no use any more; what the damage did not reach can still be read.
          opened.resetReadTxn();
          throw pagesDamaged(error);
        }
      },
      commit(action) {
        try {
          // transactionSync, because transaction() keeps its writes when the callback throws.
          opened.transactionSync(action);
        } catch (error) {
          throw commitError(path, error);
        }
      },
      async close() {
        await opened.close();
      },
    };
  } catch (error) {
    void root?.close();
    if (error instanceof SealcastError) throw error;
    if (existed && !isSystemError(error)) throw pagesDamaged(error);
    throw new SealcastError('DIRECTORY_UNUSABLE', 'the spool cannot be opened', {
      hint: 'see the cause',
      cause: error,
    });
  }
}

/** Of the operating system, not of what the file holds: LMDB passes its words on. */
function isSystemError(error: unknown): boolean {
  return !(error instanceof Error) || !error.message.startsWith('MDB_');
}

function checkSchema(meta: Store, { schema, readOnly }: { schema: number; readOnly: boolean }): void {
  const found = meta.get('schema');
  if (found === undefined) {
    if (!readOnly) meta.putSync('schema', Buffer.from([schema]));
    return;
  }
  if (found.length !== 1 || found[0] !== schema)
    throw new SealcastError(
      'SPOOL_SCHEMA',
      `the spool has schema ${found[0] ?? 'none'}, this version reads ${schema}`,
      {
        hint: 'open it with the version that wrote it, or start in a new directory',
      },
    );
}

/**
 * @param beside a writer may be at work: pages of the state that is checked can be taken for a newer one meanwhile
 * @throws SealcastError SPOOL_DAMAGED when a meta page cannot be trusted, the file is shorter than it says, or its trees lead astray
 */
export function checkPages(path: string, beside = false): void {
  const file = openSync(path, 'r');
  try {
    for (let tries = 1; ; tries++) {
      const meta = newestMeta(file);
      if (meta === null) return;
      try {
        checkTrees(meta, (first, into) => {
          if (readSync(file, into, 0, into.length, first * meta.pageSize) !== into.length)
            throw damaged('it is shorter than its pages');
        });
        return;
      } catch (error) {
        if (!beside || newestMeta(file)?.txn === meta.txn) throw error;
        if (tries === limits.spoolCheckTries) return;
      }
    }
  } finally {
    closeSync(file);
  }
}

interface MetaPage {
  readonly pageSize: number;
  readonly lastPage: number;
  readonly txn: bigint;
  readonly trees: Buffer;
}

/** Null for an empty file: LMDB creates it before its first pages are written, so it is new, not damaged. */
function newestMeta(file: number): MetaPage | null {
  const size = fstatSync(file).size;
  if (size === 0) return null;
  const first = readMeta(file, 0);
  const second = readMeta(file, first?.pageSize ?? 4096);
  if (first === undefined || second === undefined) throw damaged('a meta page is not LMDB’s');
  const newer = second.txn > first.txn ? second : first;
  const { pageSize } = newer;
  if (pageSize !== first.pageSize || pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0)
    throw damaged('its page size is impossible');
  if ((newer.lastPage + 1) * pageSize > size) throw damaged('it is shorter than its pages');
  return newer;
}

function readMeta(file: number, at: number): MetaPage | undefined {
  const page = Buffer.alloc(160);
  if (readSync(file, page, 0, page.length, at) !== page.length) return undefined;
  if (page.readUInt32LE(META_MAGIC_AT) !== META_MAGIC) return undefined;
  return {
    pageSize: page.readUInt32LE(META_TREES_AT),
    lastPage: Number(page.readBigUInt64LE(META_LAST_PAGE_AT)),
    txn: page.readBigUInt64LE(META_TXN_AT),
    trees: page.subarray(META_TREES_AT, META_TREES_AT + 2 * TREE),
  };
}

function pagesDamaged(cause: unknown): SealcastError {
  return damaged('LMDB cannot follow its pages', undefined, cause);
}

/** Bytes free for an unprivileged writer on the file system of `dir`. */
export function freeBytes(dir: string): number {
  const stats = statfsSync(dir);
  return stats.bavail * stats.bsize;
}

function commitError(path: string, error: unknown): unknown {
  if (error instanceof SealcastError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const full = /No space left|MDB_MAP_FULL|mapsize|ENOSPC/i.test(message);
  // A full disk reaches LMDB as EIO when the file cannot grow, so the file system is asked.
  const input = /Input\/output|EIO|\b5\b/.test(message);
  if (full || (input && (freeBytes(dirname(path)) < limits.diskReserveBytes || !canGrow(path))))
    return new SealcastError('DISK_FULL', 'the disk is full: the window was not committed, nothing before it is lost', {
      hint: 'free some space, then run resume',
      cause: error,
    });
  return new SealcastError('SPOOL_DAMAGED', 'the spool refused a commit', {
    hint: 'check the disk and its file system, then run resume',
    cause: error,
  });
}

/** Whether a file may become a little larger than the spool: free space says nothing of quotas and limits of a process. */
function canGrow(path: string): boolean {
  const probe = join(dirname(path), 'probe');
  try {
    const file = openSync(probe, 'w', 0o600);
    try {
      writeSync(file, Buffer.alloc(4096), 0, 4096, statSync(path).size + 1_048_576);
      return true;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Refuses a send that would fill the disk half-way: an estimate now beats an error at row 600 000. */
export function checkDiskSpace(dir: string, needed: number): void {
  const free = freeBytes(dir);
  const asked = needed + limits.diskReserveBytes;
  if (free < asked)
    throw new SealcastError('DISK_FULL', `the spool needs about ${mib(asked)} MiB of disk, ${mib(free)} MiB are free`, {
      hint: 'free some space or choose another --dir',
    });
}

function mib(bytes: number): number {
  return Math.ceil(bytes / 1_048_576);
}
