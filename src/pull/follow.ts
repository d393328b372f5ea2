import { limits } from '../device-limits.ts';
import type { Timer } from '../ports/timer.ts';
import type { PullOptions } from '../pull.ts';
import { type Arrived, type Connection, retryAfterMs, unavailable } from './connection.ts';
import { readEvents } from './events.ts';

/** Envelopes behind a cursor, in their order; waits for others, and asks again after a failure, where it is to follow. */
export async function* follow(connection: Connection, options: PullOptions): AsyncGenerator<Arrived> {
  const { signal, timer } = connection;
  const following = options.follow ?? true;
  let { after } = options;
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (following && options.wait === 'stream') {
        for await (const one of readEvents(await connection.stream(after), signal, timer)) {
          failures = 0;
          after = one.cursor;
          yield one;
        }
        failures = 0;
        // It ends with its session; one that ends sooner is not to be asked for without a pause.
        await pause(backoffMs(0), signal, timer);
      } else {
        const page = await connection.page(after, following ? limits.mailboxWaitSeconds : 0);
        failures = 0;
        for (const one of page) {
          after = one.cursor;
          yield one;
        }
        if (!following && page.length === 0) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      const failure = unavailable(error);
      if (!following || failure === error) throw failure;
      options.log?.(failure);
      await pause(retryAfterMs(error) ?? backoffMs(failures++), signal, timer);
    }
  }
}

/** A random wait, so that devices that lost a mailbox together do not come back together. */
function backoffMs(failures: number): number {
  const most = Math.min(limits.pullBackoffMs * 2 ** failures, limits.pullBackoffMaxMs);
  return (most * crypto.getRandomValues(new Uint32Array(1))[0]!) / 2 ** 32;
}

function pause(milliseconds: number, signal: AbortSignal, timer: Timer): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = timer.after(Math.min(milliseconds, limits.pullBackoffMaxMs), end);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
