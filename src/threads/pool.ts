import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { errorFromData, SealcastError } from '../errors.ts';
import { chunkTransfers } from '../fanout/read/chunk.ts';
import type { Kernels } from '../kernels/load.ts';
import { limits } from '../limits.ts';
import type {
  Answer,
  PrepareAnswer,
  PrepareTask,
  SealAnswer,
  SealTask,
  Task,
  WorkerData,
  WorkerLoaded,
} from './messages.ts';

/** Always built JavaScript: Node 20 strips no types, and tests import the sources. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/fanout/worker.js' : '../fanout/worker.js',
  import.meta.url,
);

/** What Node answers for the id of a thread that has ended. */
const GONE = -1;

/**
 * The thread pool of one engine. A task is a chunk or a batch, never a recipient. Tasks are stopped by the broadcast's control
 * word and not by piscina's signal, which ends the thread without running its `finally`: nothing would be wiped.
 */
export class Pool {
  readonly threads: number;
  readonly #workerData: WorkerData;
  #piscina: Piscina<Task, Answer> | undefined;
  /** Ids of the threads whose code is loaded. */
  readonly #loaded = new Set<number>();
  readonly #onLoaded = new Set<() => void>();

  /** @param kernels what the threads work with; undefined: the reference */
  constructor(threads: number | undefined, kernels: Kernels | undefined) {
    this.#workerData = { kernels };
    this.threads = threads ?? Math.min(availableParallelism(), limits.threads);
    if (!Number.isInteger(this.threads) || this.threads < 1 || this.threads > limits.threads)
      throw new SealcastError('USAGE', `threads must be a whole number from 1 to ${limits.threads}`);
  }

  prepare(task: PrepareTask): Promise<PrepareAnswer> {
    return this.#run(task, chunkTransfers(task.chunk)) as Promise<PrepareAnswer>;
  }

  seal(task: SealTask): Promise<SealAnswer> {
    return this.#run(task, [task.buffer]) as Promise<SealAnswer>;
  }

  async #run(task: Task, transferList: ArrayBuffer[]): Promise<Answer> {
    // Threads start with the first task: an engine opened for a report needs none.
    this.#piscina ??= this.#start();
    let answer: Answer;
    try {
      answer = await this.#piscina.run(task, { transferList });
    } catch (cause) {
      // The thread died (out of memory, process.exit in it): its memory went with it, the window is sealed again on resume.
      throw new SealcastError('INTERNAL', 'a worker thread ended in the middle of a task', {
        cause,
        hint: 'run resume; if it happens again, send with fewer threads',
      });
    }
    if (answer.kind === 'error') throw errorFromData(answer.error);
    return answer;
  }

  #start(): Piscina<Task, Answer> {
    const piscina = new Piscina<Task, Answer>({
      filename: fileURLToPath(WORKER),
      minThreads: this.threads,
      maxThreads: this.threads,
      workerData: this.#workerData,
    });
    piscina.on('message', ({ loaded }: WorkerLoaded) => {
      this.#loaded.add(loaded);
      for (const look of this.#onLoaded) look();
    });
    return piscina;
  }

  async close(): Promise<void> {
    const piscina = this.#piscina;
    this.#piscina = undefined;
    if (piscina === undefined) return;
    await Promise.all(piscina.threads.map((thread) => this.#loadedOrGone(thread)));
    await piscina.destroy();
  }

  /**
   * Node 20 and 22 abort the whole process when a thread is ended while it loads its code: piscina requires it, and for a
   * module that is not linked yet V8 gives no answer but the end.
   */
  #loadedOrGone(thread: Worker): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (thread.threadId !== GONE && !this.#loaded.has(thread.threadId)) return;
        this.#onLoaded.delete(look);
        thread.off('exit', look);
        resolve();
      };
      this.#onLoaded.add(look);
      thread.once('exit', look);
      look();
    });
  }
}
