import { move, transferableSymbol, valueSymbol } from 'piscina';
import { errorToData } from '../errors.ts';
import type { Answer, Task } from '../threads/messages.ts';
import { release } from '../threads/release.ts';
import { sayLoaded } from '../threads/say-loaded.ts';
import { prepareChunk } from './prepare.ts';
import { chunkTransfers } from './read/chunk.ts';
import { sealTask } from './seal-task.ts';
import { workerSealKernel } from './worker-kernels.ts';

/** What a thread of the pool runs. Errors answer as data: class, code and fields do not survive the way between threads. */
export default function work(task: Task): unknown {
  try {
    const answer: Answer = task.kind === 'prepare' ? prepareChunk(task) : sealTask(task, workerSealKernel);
    return move({ [transferableSymbol]: [answer.buffer], [valueSymbol]: answer } as never);
  } catch (error) {
    return { kind: 'error', error: errorToData(error) } satisfies Answer;
  } finally {
    // Wiped by now. What was moved here is here to stay.
    release(task.kind === 'prepare' ? chunkTransfers(task.chunk) : [task.buffer]);
  }
}

sayLoaded();
