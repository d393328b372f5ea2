import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Broadcast, openEngine, type Random, type Report } from '../../src/index.ts';
import { systemRandom } from '../../src/ports/random.ts';
import {
  audience,
  expectConserved,
  expectEveryoneOnce,
  expectedOf,
  fieldsOf,
  onCommit,
  pick,
  tempDir,
} from '../engine/support.ts';

const { dir, remove } = tempDir();
afterAll(remove);

it('a commit that fails is not counted for one moment, ends a send whose audience has fallen silent, and can be resumed', async () => {
  const rows = audience(24, 31);
  const people = rows.map(fieldsOf);
  let commits = 0;
  let failing = false;
  let broadcast: Broadcast | undefined;
  let between: Report | undefined;
  const random: Random = {
    bytes(length) {
      // Nonces of 24 bytes are drawn inside commits alone, to seal what is committed.
      if (failing && length === 24) {
        failing = false;
        // Runs when the commit has failed and before anybody has heard of it.
        queueMicrotask(() => {
          between = broadcast!.report();
        });
        throw new Error('as if the disk had failed');
      }
      return systemRandom.bytes(length);
    },
    hedge: () => systemRandom.hedge(),
  };
  const engine = await openEngine({
    dir: join(dir, 'home'),
    threads: 2,
    random,
    logger: onCommit(() => {
      if (++commits === 2) failing = true;
    }),
  });
  async function* silent(): AsyncGenerator<never> {
    yield* people.slice(0, 13) as never[];
    await new Promise(() => {});
  }
  const request = { from: 'a', message: 'x', idempotencyKey: 'k', batchRecipients: 4, windowChunks: 1 };
  broadcast = await engine.send({ ...request, to: silent() });
  await expect(broadcast.done).rejects.toMatchObject({ code: 'SPOOL_DAMAGED' });
  expect(commits).toBe(2);
  const committed = pick(expectedOf(rows.slice(0, 8)));
  expect(pick(between!)).toEqual(committed);
  expectConserved(between!);
  expect(pick(broadcast.report())).toEqual(committed);
  expect(pick(await engine.report(broadcast.id))).toEqual(committed);

  const again = await engine.send({ ...request, to: people as never });
  expect(pick(await again.done)).toEqual(pick(expectedOf(rows)));
  await expectEveryoneOnce(engine, again.id, expectedOf(rows), 'x');
  await engine.close();
});
