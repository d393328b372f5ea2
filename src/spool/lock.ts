import { randomBytes } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { access, mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';

/**
 * One process writes to a directory. LMDB would let two, and two engines would then seal one audience twice.
 *
 * The lock is a listening socket named after the directory's device and inode, so that every path and symbolic link to
 * it agrees; the kernel frees it with its process, kill -9 included. Three forms of the same idea:
 *
 *   Linux    an abstract socket: no file, nothing to clean up. Names are per network namespace, so two containers that
 *            share a volume but not a network do not see each other: run one of them.
 *   Windows  a named pipe: as above.
 *   others   a socket file in /tmp, which outlives its process; a dead one is told from a live one by connecting. See `lockByFile`.
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
  const release =
    form === 'file'
      ? await lockByFile(FILES, name)
      : await lockByName(form === 'abstract' ? `\0${name}` : `\\\\.\\pipe\\${name}`);
  if (release === null) throw busy();
  let released: Promise<void> | undefined;
  return {
    release() {
      released ??= release();
      return released;
    },
  };
}

/** Releases what was taken; `null`: somebody else holds it. */
type Release = (() => Promise<void>) | null;

async function lockByName(address: string): Promise<Release> {
  const server = await listen(address, (socket) => socket.destroy());
  return server === null ? null : () => close(server);
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
function listen(address: string, answer: (socket: Socket) => void): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer(answer);
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

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

// ---- socket files ----

const FILES = '/tmp';
const HELD = 'h';
const TRYING = 't';

/**
 * A socket file cannot be taken over from a dead process in one step: whoever removes it may by then be removing the file of a quicker
 * one. So nobody takes over a name. Each who wants the lock puts up a socket of its own, NAME.RANDOM.lock, which says whether it holds
 * the lock or tries to, and only then looks at all others of this name:
 *
 *     one holds it, or tries with a lower number   ──▶ gives up
 *     others try with higher numbers               ──▶ looks again: they give up, or one of them was there first and holds it
 *     nobody else                                  ──▶ holds it
 *
 * Two cannot both hold it: of any two the one that was put up later has seen the other. One gets it: the lowest gives up for a holder
 * only. A file is put up once it listens, under its name, so one that refuses is dead for good, and is removed by whoever finds it.
 */
async function lockByFile(dir: string, name: string): Promise<Release> {
  const own = `${name}.${randomBytes(6).toString('hex')}.lock`;
  let held = false;
  const path = join(dir, own);
  const server = await listen(`${path}.new`, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(held ? HELD : TRYING);
  });
  if (server === null) return null;
  const release = async (): Promise<void> => {
    await rm(path, { force: true });
    await close(server);
  };
  try {
    await rename(`${path}.new`, path);
    for (let tries = 0; tries < limits.lockTries; tries++) {
      const others = await contenders(dir, name, own);
      if (others.some((other) => other.held || other.file < own)) break;
      if (others.length === 0) {
        held = true;
        return release;
      }
      await wait(limits.lockPauseMs);
    }
  } catch (cause) {
    await release();
    throw new SealcastError('DIRECTORY_UNUSABLE', 'the data directory cannot be locked', { cause });
  }
  await release();
  return null;
}

/** Those alive that hold the lock of this name, or try to; what dead ones left is removed. */
async function contenders(dir: string, name: string, own: string): Promise<{ file: string; held: boolean }[]> {
  const files = (await readdir(dir)).filter(
    (file) => file !== own && file.startsWith(`${name}.`) && file.endsWith('.lock'),
  );
  const found = await Promise.all(
    files.map(async (file) => {
      const said = await ask(join(dir, file));
      // Another user's cannot be removed, and does no harm.
      if (said === 'dead') await rm(join(dir, file), { force: true }).catch(() => {});
      return { file, said };
    }),
  );
  return found.filter(({ said }) => said !== 'dead').map(({ file, said }) => ({ file, held: said === 'held' }));
}

/**
 * Only a refusal says that nobody is there; who does not answer in time is busy, and holds it. Who hangs up without a word is about to
 * give up: it is looked at again, or the lowest would give up for it, and nobody would have the lock.
 */
function ask(path: string): Promise<'held' | 'trying' | 'dead'> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let said: 'held' | 'trying' | 'dead' = 'trying';
    socket.setTimeout(limits.lockAnswerMs, () => {
      said = 'held';
      socket.destroy();
    });
    socket.once('data', (data) => {
      if (data.toString() !== TRYING) said = 'held';
      socket.destroy();
    });
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ECONNREFUSED' || cause.code === 'ENOENT') said = 'dead';
    });
    socket.once('close', () => resolve(said));
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
