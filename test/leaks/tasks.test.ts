import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { openEngine } from '../../src/index.ts';
import { ClaimTable } from '../../src/kernels/claim.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import type { PrepareTask, SealTask } from '../../src/threads/messages.ts';
import { Pool } from '../../src/threads/pool.ts';
import { device, tempDir } from '../engine/support.ts';

/** Whether each buffer was zero when its memory was given back. */
const released: boolean[] = [];
vi.mock('../../src/threads/release.ts', async (original) => {
  const { release } = await original<typeof import('../../src/threads/release.ts')>();
  return {
    release(buffers: readonly ArrayBuffer[]): void {
      for (const buffer of buffers) released.push(new Uint8Array(buffer).every((byte) => byte === 0));
      release(buffers);
    },
  };
});

/** Examined before anything of it is made to fail. */
const { build } = loadKernels();

const { dir, remove } = tempDir();
afterAll(remove);
afterEach(() => vi.restoreAllMocks());

const people = Array.from({ length: 40 }, (_, i) => ({ id: `p${i}`, publicKey: device(i).publicKey, note: 'n' }));

/** Of a task, what the thread that sent it still holds: a message is a copy, and the worker wipes only its own. */
function secretsOf(task: PrepareTask | SealTask): (Uint8Array | null)[] {
  if (task.kind === 'prepare') return [task.fingerprintKey, task.pseudonyms!.key];
  return [task.seed, task.senderSecret, task.bodyKey, task.receiptKey, task.mailboxRoot, task.recordKey];
}

it.each(['sealed', 'stopped'])('the thread that sends tasks keeps no secret of them when all is %s', async (end) => {
  const tasks: (PrepareTask | SealTask)[] = [];
  const drawn: boolean[] = [];
  const { prepare, seal } = Pool.prototype;
  const remember = (task: PrepareTask | SealTask): void => {
    tasks.push(task);
    drawn.push(secretsOf(task).every((secret) => secret?.some((byte) => byte !== 0)));
  };
  vi.spyOn(Pool.prototype, 'prepare').mockImplementation(function (this: Pool, task) {
    remember(task);
    return prepare.call(this, task);
  });
  vi.spyOn(Pool.prototype, 'seal').mockImplementation(function (this: Pool, task) {
    remember(task);
    return end === 'sealed' ? seal.call(this, task) : Promise.reject(new Error('the thread died'));
  });
  const engine = await openEngine({ dir: `${dir}/${end}`, threads: 2 });
  engine.recipients.optOut({ id: 'somebody else' });
  const broadcast = await engine.send({
    from: 'a',
    message: 'x',
    to: people,
    batchRecipients: 10,
    windowChunks: 1,
    personal: ['note'],
  });
  const done = await broadcast.done.catch((error: unknown) => error);
  expect(done).toMatchObject(end === 'sealed' ? { sealed: 40 } : { message: 'the thread died' });
  expect(tasks.some(({ kind }) => kind === 'seal')).toBe(true);
  expect(drawn.every((secret) => secret)).toBe(true);
  for (const task of tasks)
    for (const secret of secretsOf(task)) expect(secret?.every((byte) => byte === 0)).toBe(true);
  await engine.close();
});

it.each(['claim', 'claimedSince'] as const)(
  'a chunk is wiped also where the table of duplicates fails in %s',
  async (method) => {
    const chunks: ArrayBuffer[] = [];
    const { prepare } = Pool.prototype;
    vi.spyOn(Pool.prototype, 'prepare').mockImplementation(async function (this: Pool, task) {
      const answer = await prepare.call(this, task);
      chunks.push(answer.buffer);
      return answer;
    });
    vi.spyOn(ClaimTable.prototype, method).mockImplementation(() => {
      throw new Error('the host refused memory');
    });
    released.length = 0;
    const engine = await openEngine({ dir: `${dir}/${method}`, threads: 1, kernels: build });
    const broadcast = await engine.send({ from: 'a', message: 'x', to: people, batchRecipients: 10, windowChunks: 1 });
    await expect(broadcast.done).rejects.toThrow('the host refused memory');
    expect(chunks.length).toBeGreaterThan(0);
    expect(chunks.map(({ byteLength }) => byteLength)).toEqual(chunks.map(() => 0));
    expect(released).toHaveLength(chunks.length);
    expect(released).not.toContain(false);
    await engine.close();
  },
);
