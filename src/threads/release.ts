import { MessageChannel, type MessagePort } from 'node:worker_threads';

/**
 * Gives the memory of buffers back at once; nobody may look at them any more. Left to the collector, what was moved to a thread stays there
 * until that thread has made enough garbage of its own, and dead chunks and batches wait by the dozen. What is in them is the caller's to wipe.
 *
 * A message to a closed port is dropped with what was moved along (HTML, message port post message steps), on every Node. Later ones
 * than 20 also have `ArrayBuffer.prototype.transfer`.
 */
export function release(buffers: readonly ArrayBuffer[]): void {
  nobody ??= closedPort();
  // One that is detached already cannot be moved.
  nobody.postMessage(
    null,
    [...new Set(buffers)].filter(({ byteLength }) => byteLength > 0),
  );
}

let nobody: MessagePort | undefined;

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}
