import type { Answer, Task } from './messages.ts';

/**
 * What a thread of the pool loads first. CommonJS, because piscina calls `require`: Node 20 and 22 abort the whole process when a
 * thread is ended while it requires an ES module (the modules are not yet linked, and the answer is asked for all the same). An
 * `import()` that is cut off is only never answered. test/threads/pool.test.ts ends pools at such moments.
 */
const worker = import('../fanout/worker.ts');
worker.catch(() => {}); // The first task hears of it.

module.exports = async (task: Task): Promise<Answer> => (await worker).default(task) as Answer;
