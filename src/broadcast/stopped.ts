import { SealcastError } from '../errors.ts';
import { orAborted } from '../threads/or-aborted.ts';

/** The host's signal has a reason of its own; ours says what was aborted. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  try {
    return await orAborted(promise, signal);
  } catch (error) {
    throw signal.aborted && error === signal.reason ? aborted() : error;
  }
}

export function aborted(): SealcastError {
  return new SealcastError('ABORTED', 'the broadcast was aborted', {
    hint: 'nothing of it that waited will be delivered',
  });
}

export function noTransport(): SealcastError {
  return new SealcastError('NO_TRANSPORT', 'the engine has no transport: the envelopes wait in the spool', {
    hint: 'openEngine({ transport }) delivers them, envelopes() and fetch() read them',
  });
}

export function codeOf(error: unknown): string {
  return error instanceof SealcastError ? error.code : 'INTERNAL';
}
