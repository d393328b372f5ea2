import { constants } from 'node:fs';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { fileBytes } from './file-format.ts';

/** The few things the keyring does to its file. Tests put one in its place that loses power between any two writes. */
export interface BlockFile {
  /** The whole file, in an array of its own. */
  read(): Promise<Uint8Array>;
  write(bytes: Uint8Array, offset: number): Promise<void>;
  /** What was written before is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** @returns null when there is no such file */
export async function openBlockFile(path: string, { readOnly }: { readOnly: boolean }): Promise<BlockFile | null> {
  let handle: FileHandle;
  try {
    // Not to wait for a writer, should the path be a pipe. Absent on Windows.
    const flags = (readOnly ? constants.O_RDONLY : constants.O_RDWR) | (constants.O_NONBLOCK ?? 0);
    handle = await open(path, flags);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw outside(cause);
  }
  try {
    const found = await handle.stat();
    if (!found.isFile())
      throw new SealcastError('DIRECTORY_UNUSABLE', 'the keyring is not a regular file', { hint: 'check the path' });
    if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
      throw new SealcastError('DIRECTORY_UNUSABLE', 'other users of this machine may read or write the keyring', {
        hint: 'chmod 600 the file; if anybody may have read it, its keys are no longer secret',
      });
    return new DiskFile(handle);
  } catch (cause) {
    await handle.close();
    throw cause instanceof SealcastError ? cause : outside(cause);
  }
}

/**
 * Makes the file with its first contents, mode 0600, so that there is either all of it or none, whatever crashes.
 * Somebody else's file of that name is never replaced.
 */
export async function createBlockFile(path: string, contents: Uint8Array): Promise<void> {
  // One name, so that a crash leaves at most one of them; it never held a secret that was used.
  const fresh = `${path}.new`;
  try {
    await rm(fresh, { force: true });
    const handle = await open(fresh, 'wx', 0o600);
    try {
      await handle.writeFile(contents);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await publish(fresh, path);
    if (process.platform === 'win32') return;
    const directory = await open(dirname(path), constants.O_RDONLY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (cause) {
    throw outside(cause);
  }
}

/** A link fails where rename would replace: of two that make the file at once, the second uses the first one's. */
async function publish(fresh: string, path: string): Promise<void> {
  try {
    await link(fresh, path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    // File systems without hard links.
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) return rename(fresh, path);
    if (code !== 'EEXIST') throw cause;
  }
  await rm(fresh, { force: true });
}

class DiskFile implements BlockFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async read(): Promise<Uint8Array> {
    try {
      const { size } = await this.#handle.stat();
      // Before anything is allocated: a file this long is none of ours.
      if (size > fileBytes(limits.keyringSlots + limits.keyringSlotGroup))
        throw new SealcastError('KEYRING_DAMAGED', 'the keyring file is longer than a keyring can be', {
          hint: 'check the path: another program wrote this file',
        });
      const bytes = new Uint8Array(size);
      let at = 0;
      while (at < size) {
        const { bytesRead } = await this.#handle.read(bytes, at, size - at, at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return bytes.subarray(0, at);
    } catch (cause) {
      throw cause instanceof SealcastError ? cause : outside(cause);
    }
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    try {
      let at = 0;
      while (at < bytes.length) {
        const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at, offset + at);
        at += bytesWritten;
      }
    } catch (cause) {
      throw outside(cause);
    }
  }

  async sync(): Promise<void> {
    try {
      await this.#handle.sync();
    } catch (cause) {
      throw outside(cause);
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function outside(cause: unknown): SealcastError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new SealcastError('DISK_FULL', 'no room to write the keyring', { hint: 'free some disk space', cause });
  return new SealcastError('DIRECTORY_UNUSABLE', 'the keyring file cannot be used', {
    hint: 'check the owner and mode of the directory (0700) and of the file (0600), and the disk',
    cause,
  });
}
