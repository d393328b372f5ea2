import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * One round in a process of its own: nothing that an earlier one left is in its memory.
 *
 * @param {URL} file
 * @param {object} what its only argument, as JSON
 * @returns {Promise<any>} the one message that it sends
 */
export async function runChild(file, what) {
  const child = fork(file, [JSON.stringify(what)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  const answer = await Promise.race([once(child, 'message'), ended.then(([code]) => code)]);
  if (!Array.isArray(answer)) throw new Error(`${file.pathname.split('/').at(-1)} ended with ${answer}`);
  await ended;
  return answer[0];
}

/** In the child: says what it measured, and ends. @param {object} result */
export function done(result) {
  process.send?.(result, () => process.exit(0));
}
