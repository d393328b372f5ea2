import { join } from 'node:path';
import type { KeyStore } from '../ports/key-store.ts';
import type { Random } from '../ports/random.ts';
import { openFileKeyStore } from './file-key-store.ts';
import { passphraseBytes } from './passphrase.ts';

/** The keyring file of a directory. @param given bytes, or text that is brought to the bytes the command takes it for */
export async function openStore(
  dir: string,
  given: Uint8Array | string | undefined,
  random: Random,
  readOnly: boolean,
): Promise<KeyStore> {
  const own = typeof given === 'string' ? passphraseBytes(given) : undefined;
  const passphrase = own ?? (given as Uint8Array | undefined);
  try {
    return await openFileKeyStore(join(dir, 'keyring'), {
      random,
      create: !readOnly,
      readOnly,
      ...(passphrase === undefined ? {} : { passphrase }),
    });
  } finally {
    own?.fill(0);
  }
}
