// One independent process: the task of a thread and its kernel, and no pool. Told how many tasks to make ready, then to do them.
import { sealTask } from '../../../dist/fanout/seal-task.js';
import { chooseKernels } from '../../../dist/kernels/load.js';
import { newSealKernel } from '../../../dist/kernels/seal.js';
import { sealTasks } from './tasks.mjs';

const kernels = chooseKernels();
const kernel = kernels && newSealKernel(kernels);
/** @type {ReturnType<typeof sealTasks>} */
let tasks = [];

process.on('message', (/** @type {{ make: number, recipients: number } | 'run'} */ order) => {
  if (order === 'run') for (const task of tasks) sealTask(task, () => kernel);
  else tasks = sealTasks(order.make, order.recipients);
  process.send?.('done');
});
