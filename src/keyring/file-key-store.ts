import { SealcastError } from '../errors.ts';
import type { KeyStore } from '../ports/key-store.ts';
import type { Random } from '../ports/random.ts';

export interface FileKeyStoreOptions {
  readonly random: Random;
  /** As passphraseBytes gives it; copied, the caller wipes its own. Without one the file is the secret. */
  readonly passphrase?: Uint8Array;
  /** Makes the file where there is none. */
  readonly create?: boolean;
  /** Reads beside a writer; sees what it has written since. */
  readonly readOnly?: boolean;
  /** log2 of scrypt's N for a file that is made. */
  readonly scryptLogN?: number;
}

export interface FileKeyStore extends KeyStore {
  readonly passphrase: boolean;
  changePassphrase(passphrase: Uint8Array | null): Promise<void>;
}

export async function openFileKeyStore(_path: string, _options: FileKeyStoreOptions): Promise<FileKeyStore> {
  throw new SealcastError('INTERNAL', 'being written');
}
