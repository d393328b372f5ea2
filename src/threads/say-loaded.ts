import { parentPort, threadId } from 'node:worker_threads';
import type { WorkerLoaded } from './messages.ts';

/**
 * Called by a thread's file as its last statement. In a microtask: the file must be loaded when the pool hears of it, and it is still
 * being evaluated.
 */
export function sayLoaded(): void {
  queueMicrotask(() => parentPort?.postMessage({ loaded: threadId } satisfies WorkerLoaded));
}
