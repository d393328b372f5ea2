import { SealcastError } from '../errors.ts';

export function damaged(
  what: string,
  position?: Readonly<Record<string, number | string>>,
  cause?: unknown,
): SealcastError {
  return new SealcastError('SPOOL_DAMAGED', `the spool file is damaged: ${what}`, {
    hint: 'restore it from a backup, or move it away to start anew (what it held is then lost)',
    ...(position === undefined ? {} : { position }),
    ...(cause === undefined ? {} : { cause }),
  });
}
