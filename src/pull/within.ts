import type { Timer } from '../ports/timer.ts';

/**
 * What `ask` answers, unless that takes longer, or the signal is aborted: then it rejects, and what is under way is ended. A connection whose
 * other side has gone may never say so.
 */
export async function within<T>(
  milliseconds: number,
  timer: Timer,
  signal: AbortSignal | undefined,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  let end!: (reason: unknown) => void;
  // Beside the answer, because not every `fetch` hears its signal.
  const tooLate = new Promise<never>((_, reject) => {
    end = (reason) => {
      ended.abort(reason);
      reject(reason);
    };
  });
  const aborted = (): void => end(signal?.reason);
  const cancel = timer.after(milliseconds, () => end(new Error('no answer in time')));
  signal?.addEventListener('abort', aborted, { once: true });
  if (signal?.aborted === true) aborted();
  try {
    return await Promise.race([tooLate, ask(ended.signal)]);
  } finally {
    cancel();
    signal?.removeEventListener('abort', aborted);
  }
}
