import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Broadcast,
  fromCsv,
  memoryTransport,
  openEngine,
  type Report,
  type SendRequest,
} from '../../src/index.ts';
import {
  audience,
  csvOf,
  expectConserved,
  expectEveryoneOnce,
  expectedOf,
  fieldsOf,
  onCommit,
  pick,
  tempDir,
} from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);

const rows = audience(24, 3);
const people = rows.map(fieldsOf);
const expected = expectedOf(rows);

function request(more: Partial<SendRequest> = {}): SendRequest {
  return {
    from: 'city-hall',
    message: 'Water is off on Friday.',
    to: people as never,
    idempotencyKey: 'water',
    batchRecipients: 4,
    windowChunks: 1,
    ...more,
  };
}

/** People one after the other, then silence: what a host's database cursor looks like in the middle of a send. */
function stalling(count: number): AsyncIterable<never> & { stalled: Promise<void> } {
  let say!: () => void;
  const stalled = new Promise<void>((resolve) => {
    say = resolve;
  });
  return {
    stalled,
    async *[Symbol.asyncIterator]() {
      yield* people.slice(0, count) as never[];
      say();
      await new Promise(() => {});
    },
  };
}

/** Closes the engine in the middle of a send, after `commits` windows, as a deploy does. */
async function interrupted(home: string, commits: number, more: Partial<SendRequest> = {}): Promise<string> {
  let reached!: () => void;
  const there = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const to = more.to ?? stalling(4 * commits + 1);
  const engine = await openEngine({
    dir: home,
    threads: 2,
    logger: onCommit((n) => {
      if (n === commits) reached();
    }),
  });
  const broadcast = await engine.send(request({ ...more, to }));
  await there;
  await engine.close();
  await expect(broadcast.done).rejects.toMatchObject({ code: 'INTERRUPTED' });
  return broadcast.id;
}

describe('one idempotency key', () => {
  it('is known again where its audience is nobody', async () => {
    const engine = await openEngine({ dir: join(dir, 'nobody'), threads: 1 });
    const send = async (): Promise<Report> => (await engine.send(request({ to: [] }))).done;
    const first = await send();
    expect((await send()).broadcast).toBe(first.broadcast);
    await engine.close();
  });

  it('is one broadcast while it runs: the same handle, also before the first send has begun', async () => {
    const engine = await openEngine({ dir: join(dir, 'running'), threads: 2 });
    const [first, second] = await Promise.all([engine.send(request()), engine.send(request())]);
    expect(second).toBe(first);
    expect(await engine.send(request())).toBe(first);
    const report = await first.done;
    expect(pick(report)).toEqual(pick(expected));
    expect(await engine.list()).toHaveLength(1);
    await engine.close();
  });

  it('refuses another message, sender or option: while it runs, when it waits and when it is done', async () => {
    const home = join(dir, 'conflict');
    const id = await interrupted(home, 2);
    const others: Partial<SendRequest>[] = [
      { message: 'Water is off on Monday.' },
      { message: { text: 'Water is off on Friday.', link: 'x' } },
      { message: { text: 'Water is off on Friday.', format: 'markdown' } },
      { from: 'fire-brigade', newSender: true },
      { class: 'emergency' },
      { expires: '2d' },
      { personal: ['note'] },
      { addressed: true },
      { ephemeral: 'recipient' },
      { dedupBy: ['id'] },
      { defaultCountry: 'CN' },
    ];
    const engine = await openEngine({ dir: home, threads: 2 });
    const refuseAll = async (): Promise<void> => {
      for (const other of others)
        await expect(engine.send(request(other)), Object.keys(other)[0]).rejects.toMatchObject({
          code: 'IDEMPOTENCY_CONFLICT',
        });
    };
    await refuseAll();
    const again = await engine.send(request());
    expect(again.id).toBe(id);
    await refuseAll();
    await again.done;
    await refuseAll();
    expect(engine.senders().map(({ name }) => name)).toEqual(['city-hall']);
    expect(await engine.list()).toHaveLength(1);
    await engine.close();
  });

  it('answers with the report once it is done, and refuses another audience under it', async () => {
    const engine = await openEngine({ dir: join(dir, 'done'), threads: 2 });
    const first = await engine.send(request());
    const report = await first.done;
    const repeated = await engine.send(request());
    expect(repeated.id).toBe(first.id);
    expect(await repeated.done).toEqual(report);
    const changed = [...people];
    changed[10] = { ...changed[10]!, route: 'elsewhere' };
    for (const to of [people.slice(0, -1), [...people, people[0]!], changed, []])
      await expect((await engine.send(request({ to: to as never }))).done).rejects.toMatchObject({
        code: 'IDEMPOTENCY_CONFLICT',
      });
    expect(await engine.report(first.id)).toEqual(report);
    await expectEveryoneOnce(engine, first.id, expected, 'Water is off on Friday.');
    await engine.close();
  });

  it('continues an iterable when the host sends again, and only over the same beginning', async () => {
    const home = join(dir, 'iterable');
    const id = await interrupted(home, 3);
    const engine = await openEngine({ dir: home, threads: 2 });
    const { resumed, waiting } = await engine.resume();
    expect([resumed, waiting.map(({ broadcast }) => broadcast)]).toEqual([[], [id]]);
    const left = await engine.report(id);
    expect(left).toMatchObject({ state: 'sealing', listed: 12 });
    expectConserved(left);

    const changed = [...people];
    changed[5] = { ...changed[5]!, phone: '+8613800138000' };
    const swapped = [...people];
    [swapped[0], swapped[1]] = [swapped[1]!, swapped[0]!];
    for (const to of [changed, swapped, people.slice(1), people.slice(0, 9), []])
      await expect((await engine.send(request({ to: to as never }))).done).rejects.toMatchObject({
        code: 'AUDIENCE_CHANGED',
      });
    expect(await engine.report(id)).toEqual(left);

    const again = await engine.send(request());
    expect(again.id).toBe(id);
    expect(pick(await again.done)).toEqual(pick(expected));
    await expectEveryoneOnce(engine, id, expected, 'Water is off on Friday.');
    await engine.close();
  });

  it('continues a file alone, and refuses one that was changed in what was read', async () => {
    const home = join(dir, 'file');
    const path = join(dir, 'people.csv');
    writeFileSync(path, csvOf(people));
    // The engine closes after the second commit, wherever the reading of the file is by then.
    let closing: Promise<void> | undefined;
    const engine = await openEngine({
      dir: home,
      threads: 1,
      logger: onCommit((n) => {
        if (n === 2) closing = engine.close();
      }),
    });
    const begun = await engine.send(request({ to: fromCsv(path) }));
    await expect(begun.done).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await closing;

    const broken = [...people];
    broken[0] = { ...broken[0]!, id: 'somebody-else' };
    writeFileSync(path, csvOf(broken));
    const other = await openEngine({ dir: home, threads: 2 });
    const attempt = (await other.resume()).resumed;
    expect(attempt.map(({ id }) => id)).toEqual([begun.id]);
    await expect(attempt[0]!.done).rejects.toMatchObject({ code: 'AUDIENCE_CHANGED' });
    expectConserved(await other.report(begun.id));

    writeFileSync(path, csvOf(people));
    const [resumed] = (await other.resume()).resumed;
    expect(pick(await resumed!.done)).toEqual(pick(expected));
    await expectEveryoneOnce(other, begun.id, expected, 'Water is off on Friday.');
    await other.close();
  });

  it('takes no new rows once its whole audience was read, however the file grew', async () => {
    for (const count of [24, 22]) {
      const home = join(dir, `grown-${count}`);
      const path = join(dir, `grown-${count}.csv`);
      writeFileSync(path, csvOf(people.slice(0, count)));
      // Dies between the last commit and the end of sealing: all is read, the state says sealing.
      let report: Report | undefined;
      let failing = false;
      const engine = await openEngine({
        dir: home,
        threads: 2,
        clock: {
          now: () => {
            if (failing) throw new Error('as good as dead');
            return 1_763_800_000_000;
          },
        },
        logger: onCommit((n) => {
          failing = n === Math.ceil(count / 4) + 1;
        }),
      });
      const broadcast = await engine.send(request({ to: fromCsv(path) }));
      await expect(broadcast.done).rejects.toThrow('as good as dead');
      failing = false;
      report = await engine.report(broadcast.id);
      expect(report).toMatchObject({ state: 'sealing', listed: count });

      appendFileSync(path, csvOf([{ id: 'late', publicKey: people[0]!.publicKey! }]).split('\r\n')[1]!);
      const [grown] = (await engine.resume()).resumed;
      await expect(grown!.done).rejects.toMatchObject({ code: 'AUDIENCE_CHANGED' });
      writeFileSync(path, csvOf(people.slice(0, count)));
      const [same] = (await engine.resume()).resumed;
      report = await same!.done;
      expect(pick(report)).toEqual(pick(expectedOf(rows.slice(0, count))));
      await engine.close();
    }
  });

  it('is one run, however resume and send meet', async () => {
    const home = join(dir, 'meet');
    const path = join(dir, 'meet.csv');
    writeFileSync(path, csvOf(people));
    let closing: Promise<void> | undefined;
    const engine = await openEngine({
      dir: home,
      threads: 1,
      logger: onCommit((n) => {
        if (n === 2) closing = engine.close();
      }),
    });
    const begun = await engine.send(request({ to: fromCsv(path) }));
    await expect(begun.done).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await closing;
    const { id } = begun;

    const transport = memoryTransport();
    let commits = 0;
    const again = await openEngine({
      dir: home,
      threads: 2,
      transport,
      logger: onCommit(() => {
        commits++;
      }),
    });
    const [one, two, sent] = await Promise.all([
      again.resume(),
      again.resume(),
      again.send(request({ to: fromCsv(path) })),
    ]);
    const later = await again.send(request({ to: fromCsv(path) }));
    const handles: Broadcast[] = [...one.resumed, ...two.resumed, sent, later];
    expect(new Set(handles).size).toBe(1);
    const report = await sent.settled;
    expect(report.broadcast).toBe(id);
    expect(pick(report)).toEqual(pick(expected));
    expect(commits).toBe(Math.ceil(rows.length / 4) + 1 - 2);
    expect(transport.parcels).toHaveLength(expected.envelopes);
    await expectEveryoneOnce(again, id, expected, 'Water is off on Friday.');
    await again.close();
  });

  it('says so when its broadcast was aborted or purged', async () => {
    const engine = await openEngine({ dir: join(dir, 'aborted'), threads: 2 });
    const broadcast = await engine.send(request({ to: stalling(9) }));
    await broadcast.abort();
    await expect(engine.send(request())).rejects.toMatchObject({ code: 'ABORTED' });
    await engine.purge(broadcast);
    await expect(engine.send(request())).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await engine.list()).toHaveLength(1);
    await engine.close();
  });
});
