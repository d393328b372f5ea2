import { randomBytes } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { access, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { SealcastError } from '../errors.ts';

/**
 * One process writes to a directory. LMDB would let two, and two engines would then seal one audience twice.
 *
 * The lock is a listening socket named after the directory's device and inode, so that every path and symbolic link to
 * it agrees; the kernel frees it with its process, kill -9 included. Three forms of the same idea:
 *
 *   Linux    an abstract socket: no file, nothing to clean up. Names are per network namespace, so two containers that
 *            share a volume but not a network do not see each other: run one of them.
 *   Windows  a named pipe: as above.
 *   others   a socket file in /tmp, which outlives its process; a dead one is told from a live one by connecting.
 *
 * It guards against accidents, not against an enemy: any local user may take a name first, and then nobody starts.
 */
export interface DirectoryLock {
  /** Frees the directory; a second call does nothing. */
  release(): Promise<void>;
}

/** Which form of the lock to use. Only tests choose; everybody else takes the platform's. */
export type LockForm = 'abstract' | 'pipe' | 'file';

const platformForm: LockForm =
  process.platform === 'linux' ? 'abstract' : process.platform === 'win32' ? 'pipe' : 'file';

/**
 * Takes the lock of an existing directory, or fails at once.
 *
 * @throws SealcastError DIRECTORY_BUSY when any process, this one included, holds it; DIRECTORY_UNUSABLE when it cannot be read
 */
export async function lockDirectory(dir: string, form: LockForm = platformForm): Promise<DirectoryLock> {
  let identity: BigIntStats;
  try {
    identity = await stat(dir, { bigint: true });
  } catch (cause) {
    throw unusable(cause);
  }
  const name = `sealcast-${identity.dev.toString(36)}-${identity.ino.toString(36)}`;
  const address =
    form === 'abstract' ? `\0${name}` : form === 'pipe' ? `\\\\.\\pipe\\${name}` : join('/tmp', `${name}.lock`);

  let server = await listen(address);
  if (server === null && form === 'file' && (await removeIfDead(address))) server = await listen(address);
  if (server === null) throw busy();
  const held = server;
  let released: Promise<void> | undefined;
  return {
    release() {
      released ??= new Promise((resolve) => held.close(() => resolve()));
      return released;
    },
  };
}

/**
 * Makes the data directory (mode 0700, parents too) where there is none, and checks that it can be used.
 *
 * @param readOnly for those who read beside a writer: nothing is made, no right to write is asked for
 * @returns its path without symbolic links
 * @throws SealcastError DIRECTORY_UNUSABLE
 */
export async function prepareDirectory(dir: string, { readOnly = false } = {}): Promise<string> {
  try {
    if (!readOnly) await mkdir(dir, { recursive: true, mode: 0o700 });
    const found = await stat(dir);
    if (!found.isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
    await access(dir, constants.R_OK | constants.X_OK | (readOnly ? 0 : constants.W_OK));
    return await realpath(dir);
  } catch (cause) {
    throw unusable(cause);
  }
}

/** `null`: somebody listens there already. */
function listen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') resolve(null);
      else reject(new SealcastError('DIRECTORY_UNUSABLE', 'the data directory cannot be locked', { cause }));
    });
    // exclusive: a worker of node:cluster would otherwise be lent the primary's socket, and two would hold one lock.
    server.listen({ path: address, exclusive: true }, () => {
      // A lock alone is no reason for a process to stay alive.
      server.unref();
      resolve(server);
    });
  });
}

async function removeIfDead(path: string): Promise<boolean> {
  return !(await answers(path)) && (await takeAside(path));
}

/**
 * Takes a socket file whose process is gone out of the way. It is renamed first and looked at again under the new name:
 * of two processes that find the same dead file, the slower one may by then be holding the quicker one's live socket,
 * and puts it back.
 *
 * @internal exported for its test
 * @returns whether the path is free
 */
export async function takeAside(path: string): Promise<boolean> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw new SealcastError('DIRECTORY_UNUSABLE', 'a stale lock of the data directory cannot be removed', {
      hint: 'another user of this machine left it in /tmp: have it removed there',
      cause,
    });
  }
  if (await answers(aside)) {
    await rename(aside, path);
    return false;
  }
  await rm(aside, { force: true });
  return true;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    // Only a refusal says that nobody is there; when in doubt the lock is held.
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      resolve(cause.code !== 'ECONNREFUSED' && cause.code !== 'ENOENT');
    });
  });
}

function busy(): SealcastError {
  return new SealcastError(
    'DIRECTORY_BUSY',
    'another process, or another engine in this one, writes to this directory',
    {
      hint: 'close it first, or choose another directory; report, fetch and doctor can read beside it',
    },
  );
}

const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  ENOTDIR: ['a file stands where the data directory or one of its parents should be', 'choose another path'],
  EEXIST: ['a file stands where the data directory should be', 'choose another path'],
  ENOENT: ['there is no such data directory', 'check the path; the first send makes it'],
  EACCES: ['the data directory may not be used by this user', 'check its owner and mode (0700)'],
  EPERM: ['the data directory may not be used by this user', 'check its owner and mode (0700)'],
  EROFS: ['the data directory is on a read-only file system', 'choose a path that can be written'],
  ENOSPC: ['there is no room for the data directory', 'free some disk space'],
  ELOOP: ['the path of the data directory is a circle of symbolic links', 'choose another path'],
  ENAMETOOLONG: ['the path of the data directory is too long', 'choose a shorter one'],
};

function unusable(cause: unknown): SealcastError {
  const [message, hint] = REASONS[(cause as NodeJS.ErrnoException).code ?? ''] ?? [
    'the data directory cannot be used',
    'see the cause',
  ];
  return new SealcastError('DIRECTORY_UNUSABLE', message, { hint, cause });
}
