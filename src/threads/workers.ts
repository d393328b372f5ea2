import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { WorkerLoaded } from './messages.ts';

/** What Node answers for the id of a thread that has ended. */
const GONE = -1;

/**
 * Threads that all run one file: piscina, with the two things that it leaves to us. A file says `{ loaded: threadId }` to its parent
 * once it can take tasks (`sayLoaded`).
 */
export class Workers<In, Out> {
  readonly #piscina: Piscina<In, Out>;
  /** Ids of the threads whose code is loaded. */
  readonly #loaded = new Set<number>();
  readonly #onLoaded = new Set<() => void>();

  constructor(filename: string, threads: number, workerData: unknown) {
    this.#piscina = new Piscina<In, Out>({
      filename,
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: limits.threadYoungMib },
      // One that still loads is no place for a task that the others would have done before it is ready. The first task has no choice.
      loadBalancer: (_, all) => {
        const idle = all.filter(({ currentUsage }) => currentUsage === 0);
        return idle.find(({ id }) => this.#loaded.has(id)) ?? (this.#loaded.size === 0 ? (idle[0] ?? null) : null);
      },
    });
    this.#piscina.on('message', ({ loaded }: WorkerLoaded) => {
      this.#loaded.add(loaded);
      for (const look of this.#onLoaded) look();
    });
  }

  /** @throws SealcastError INTERNAL when the thread died */
  async run(task: In, transferList: ArrayBuffer[]): Promise<Out> {
    try {
      return await this.#piscina.run(task, { transferList });
    } catch (cause) {
      // The thread died (out of memory, process.exit in it): its memory went with it, the window is sealed again on resume.
      throw new SealcastError('INTERNAL', 'a worker thread ended in the middle of a task', {
        cause,
        hint: 'run resume; if it happens again, send with fewer threads',
      });
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#piscina.threads.map((thread) => this.#loadedOrGone(thread)));
    await this.#piscina.destroy();
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
