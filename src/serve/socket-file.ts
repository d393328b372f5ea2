import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { connect } from 'node:net';

/**
 * Whether a server may listen at a path: nothing is there, or the socket of a process that is gone, which is taken out of the way. It
 * is renamed first and asked again under the new name: of two processes that find the same dead file, the slower one may by then be
 * holding the quicker one's live socket, and puts it back.
 */
export async function socketFileFree(path: string): Promise<boolean> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return true;
  if (!found.isSocket() || (await answers(path))) return false;
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw cause;
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
    // Only a refusal says that nobody is there.
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      resolve(cause.code !== 'ECONNREFUSED' && cause.code !== 'ENOENT');
    });
  });
}
