import { whenAborted } from './when-aborted.ts';

/**
 * `promise`, unless `signal` aborts first; then its reason. Not a race against one promise that lives as long as the
 * broadcast: that would hold on to every value ever awaited with it, chunks of the audience among them.
 */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    const leave = signal.aborted ? () => {} : whenAborted(signal, onAbort);
    promise.then(
      (value) => {
        leave();
        resolve(value);
      },
      (error) => {
        leave();
        reject(error);
      },
    );
    if (signal.aborted) onAbort();
  });
}
