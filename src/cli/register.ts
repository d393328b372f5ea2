import { consentsFromLines } from '../broadcast/recipients/consent-file.ts';
import { END, openBytes } from '../fanout/read/source.ts';
import {
  type AddressColumnOptions,
  type AddressesTaken,
  addressesFromCsv,
  type ConsentsTaken,
  type OptOutOptions,
  type RecipientAddress,
  type RecipientCounts,
} from '../index.ts';
import { type DirectoryFlags, reading, writing } from './directory.ts';
import { ask, hungUp, orThrough, type ServiceSocket } from './through.ts';

export type Change = 'optOut' | 'optIn' | 'revokeConsent';

export interface Changed extends RecipientCounts {
  readonly changed: boolean;
}

/** What recipients want, as the commands note it: with an engine of their own, or with the service that has the directory. */
export interface Register {
  change(change: Change, who: RecipientAddress, options: OptOutOptions): Promise<Changed>;
  /** @param file path of a CSV */
  importOptOuts(file: string, column: AddressColumnOptions, options: OptOutOptions): Promise<AddressesTaken>;
  /** @param lines records, one a line, base64url */
  recordConsent(lines: AsyncIterable<Uint8Array>): Promise<ConsentsTaken>;
  counts(): Promise<RecipientCounts>;
}

/** @param command for the error where another process has the directory @param registries whose records of consent count */
export function registerIn(
  flags: DirectoryFlags,
  command: 'optout' | 'consent',
  registries: readonly Uint8Array[] = [],
): Register {
  const written: typeof writing = (...args) => orThrough(command, () => writing(...args));
  return {
    change: (change, who, options) =>
      written(flags, {}, async ({ recipients }) => ({
        changed: recipients[change](who, options),
        ...recipients.counts(),
      })),
    importOptOuts: (file, column, options) =>
      written(flags, {}, ({ recipients }) => recipients.importOptOuts(addressesFromCsv(file, column), options)),
    recordConsent: (lines) =>
      written(flags, { consentRegistries: registries }, ({ recipients }) =>
        recipients.recordConsent(consentsFromLines(lines)),
      ),
    counts: () => reading(flags, async ({ recipients }) => recipients.counts()),
  };
}

const PATHS: Readonly<Record<Change, string>> = {
  optOut: '/opt-out',
  optIn: '/opt-in',
  revokeConsent: '/revoke-consent',
};
const GO_ON = 'run it again: what is noted already changes nothing';

/** By what serve/recipients.ts listens for. */
export function registerThrough(service: ServiceSocket): Register {
  const asked = async <T>(path: string, head: object, list: AsyncIterable<Uint8Array> = nothing()): Promise<T> => {
    for await (const { result } of ask<{ readonly result: T }>({ ...service, path, head, list, goOn: GO_ON }))
      return result;
    throw hungUp(GO_ON);
  };
  return {
    change: (change, who, options) => asked(PATHS[change], { who, ...options }),
    importOptOuts: (file, column, options) => asked('/import-opt-outs', { ...column, ...options }, bytesOf(file)),
    recordConsent: (lines) => asked('/record-consent', {}, lines),
    counts: () => asked('/counts', {}),
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** As the engine reads it, so that what is wrong with the file is said in the same words. */
async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  const bytes = openBytes(file);
  try {
    for (;;) {
      const piece = await bytes.next();
      if (piece === END) return;
      yield piece;
    }
  } finally {
    bytes.close();
  }
}
