import { limits } from '../device-limits.ts';
import type { Timer } from '../ports/timer.ts';

/**
 * The pieces of an answer, until it ends or the signal is aborted. That is seen to here, because `fetch` of Node 20 forgets its signal
 * once its request was collected as garbage, and a stream would then never end.
 *
 * @throws Error when nothing comes for longer than a mailbox is silent
 */
export async function* read(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  timer: Timer,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  // Also ends a read that waits.
  const end = (): void => void reader.cancel().catch(() => {});
  let silent = false;
  const leave = (): void => {
    silent = true;
    end();
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    while (!signal.aborted) {
      const cancel = timer.after(limits.pullSilenceMs, leave);
      const { done, value } = await reader.read().finally(cancel);
      if (silent) throw new Error('nothing came for too long');
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
