import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';

/**
 * The bytes of a file with a secret, without one line end at the end. Read through one descriptor, so that what was looked at is what
 * is read.
 *
 * @param setting its path in the configuration, for the message
 * @throws SealcastError USAGE when it cannot be read, is empty or too long, or others on this machine can read it
 */
export function readSecretFile(path: string, setting: string): Buffer {
  let bytes: Buffer;
  try {
    const file = openSync(path, 'r');
    try {
      const { mode, size } = fstatSync(file);
      if (process.platform !== 'win32' && (mode & 0o077) !== 0)
        throw refused(setting, 'can be read by others on this machine', 'chmod 600 it');
      if (size > limits.serveSecretBytes) throw refused(setting, `has more than ${limits.serveSecretBytes} bytes`);
      bytes = readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof SealcastError) throw error;
    throw refused(setting, `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, 'check the path');
  }
  let end = bytes.length;
  if (bytes[end - 1] === 10) end -= bytes[end - 2] === 13 ? 2 : 1;
  if (end === 0) throw refused(setting, 'is empty');
  return bytes.subarray(0, end);
}

/** A certificate: no secret, so that it may be readable. @throws SealcastError USAGE */
export function readPublicFile(path: string, setting: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw refused(setting, `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, 'check the path');
  }
}

function refused(setting: string, message: string, hint?: string): SealcastError {
  return new SealcastError('USAGE', `the file of ${setting} ${message}`, {
    position: { path: setting },
    ...(hint === undefined ? {} : { hint }),
  });
}
