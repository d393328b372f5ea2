/**
 * The pieces of an answer, until it ends or the signal is aborted. That is seen to here, because `fetch` of Node 20 forgets its signal
 * once its request was collected as garbage, and a stream would then never end.
 */
export async function* read(stream: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  // Also ends a read that waits.
  const end = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', end, { once: true });
  try {
    while (!signal.aborted) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
