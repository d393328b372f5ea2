import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { errorFromData, SealcastError } from '../errors.ts';
import { chunkTransfers } from '../fanout/read/chunk.ts';
import type { Kernels } from '../kernels/load.ts';
import { limits } from '../limits.ts';
import type { Answer, PrepareAnswer, PrepareTask, SealAnswer, SealTask, Task, WorkerData } from './messages.ts';
import { Workers } from './workers.ts';

/** Always built: Node 20 strips no types, and tests import the sources. In one file: scripts/bundle-worker.mjs says why. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/threads/worker.bundle.js' : './worker.bundle.js',
  import.meta.url,
);

/**
 * The thread pool of one engine. A task is a chunk or a batch, never a recipient. Tasks are stopped by the broadcast's control
 * word and not by piscina's signal, which ends the thread without running its `finally`: nothing would be wiped.
 */
export class Pool {
  readonly threads: number;
  readonly #workerData: WorkerData;
  #workers: Workers<Task, Answer> | undefined;

  /** @param kernels what the threads work with; undefined: the reference */
  constructor(threads: number | undefined, kernels: Kernels | undefined) {
    this.#workerData = { kernels };
    this.threads = threads ?? Math.min(availableParallelism(), limits.threads);
    if (!Number.isInteger(this.threads) || this.threads < 1 || this.threads > limits.threads)
      throw new SealcastError('USAGE', `threads must be a whole number from 1 to ${limits.threads}`);
  }

  /** Has the first thread load its code while the caller still does something else. The others start when there is work for them. */
  warm(): void {
    this.#start();
  }

  prepare(task: PrepareTask): Promise<PrepareAnswer> {
    return this.#run(task, chunkTransfers(task.chunk)) as Promise<PrepareAnswer>;
  }

  seal(task: SealTask): Promise<SealAnswer> {
    return this.#run(task, [task.buffer]) as Promise<SealAnswer>;
  }

  async #run(task: Task, transferList: ArrayBuffer[]): Promise<Answer> {
    const answer = await this.#start().run(task, transferList);
    if (answer.kind === 'error') throw errorFromData(answer.error);
    return answer;
  }

  #start(): Workers<Task, Answer> {
    this.#workers ??= new Workers<Task, Answer>(fileURLToPath(WORKER), this.threads, this.#workerData);
    return this.#workers;
  }

  async close(): Promise<void> {
    const workers = this.#workers;
    this.#workers = undefined;
    await workers?.close();
  }
}
