import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Engine,
  type EngineOptions,
  fromCsv,
  openEngine,
  type Report,
  type SendRequest,
  type Transport,
} from '../../src/index.ts';
import {
  audience,
  copyFiles,
  device,
  expectConserved,
  expectedOf,
  fieldsOf,
  hex,
  onCommit,
  openSecret,
  pick,
  tempDir,
} from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
let homes = 0;

const rows = audience(24, 5);
const people = rows.map(fieldsOf);

async function open(more: Partial<EngineOptions> = {}): Promise<{ engine: Engine; home: string }> {
  const home = join(dir, `${++homes}`);
  return { engine: await openEngine({ dir: home, threads: 2, ...more }), home };
}

const request = (more: Partial<SendRequest> = {}): SendRequest => ({
  from: 'city-hall',
  message: 'Never mind.',
  to: people as never,
  idempotencyKey: 'once',
  batchRecipients: 4,
  windowChunks: 1,
  ...more,
});

/** The first `count` people, then nothing, for ever. */
async function* never(count = 0): AsyncGenerator<never> {
  yield* people.slice(0, count) as never[];
  await new Promise(() => {});
}

/** Thousands of rows with a phone number each, which is what takes a worker longest to read. */
function many(count: number): never[] {
  const publicKeys = Array.from({ length: 64 }, (_, i) => hex(device(i).publicKey));
  return Array.from({ length: count }, (_, i) => ({
    id: `p${i}`,
    publicKey: publicKeys[i % 64]!,
    phone: `+8613${String(800_000_000 + i)}`,
    email: `p${i}@example.com`,
  })) as never[];
}

/** What must be true behind every abort: the state, the counts, the secrets, and that nothing brings it back. */
async function expectAborted(
  engine: Engine,
  home: string,
  id: string,
  report: Report,
  more: Partial<SendRequest> = {},
): Promise<void> {
  expectConserved(report);
  expect(report).toMatchObject({ state: 'aborted', pending: 0, erased: true });
  expect(await engine.report(id)).toEqual(report);
  await expect(engine.send(request(more))).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await engine.resume()).toEqual({ resumed: [], waiting: [] });
  const copy = copyFiles(home, join(dir, `${++homes}`));
  await expect(openSecret(copy, join(copy, 'keyring'), 'sealing', id)).rejects.toMatchObject({ code: 'KEY_ERASED' });
  // The attack itself works: the other class is still there to be opened.
  expect(await openSecret(copy, join(copy, 'keyring'), 'retention', id)).toHaveLength(96);
}

describe('abort', () => {
  it('ends the wait for an audience that never answers, before its first row and after some', async () => {
    for (const count of [0, 9]) {
      const { engine, home } = await open();
      const broadcast = await engine.send(request({ to: never(count) }));
      // Two windows of four rows each are committed before it falls silent.
      if (count > 0) while (broadcast.report().listed < 8) await turn();
      const report = await broadcast.abort();
      await expect(broadcast.done).rejects.toMatchObject({ code: 'ABORTED' });
      await expect(broadcast.settled).rejects.toMatchObject({ code: 'ABORTED' });
      expect(pick(report)).toEqual(pick(expectedOf(rows.slice(0, count > 0 ? 8 : 0))));
      await expectAborted(engine, home, broadcast.id, report);
      expect(await broadcast.abort()).toEqual(report);
      const last = [];
      for await (const progress of broadcast.progress()) last.push(progress.phase);
      expect(last).toEqual(['finished']);
      await engine.close();
    }
  });

  it('by a signal ends a send that still waits for the heading, and leaves no broadcast behind', async () => {
    const { engine } = await open();
    const controller = new AbortController();
    const sending = engine.send(request({ to: fromCsv(new PassThrough()), signal: controller.signal }));
    await turn();
    controller.abort();
    await expect(sending).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(engine.send(request({ signal: controller.signal }))).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await engine.list()).toEqual([]);
    await engine.close();
  });

  it('by a signal is abort: at once, in the middle, and never after the end', async () => {
    const { engine, home } = await open();
    const controller = new AbortController();
    const broadcast = await engine.send(request({ to: never(5), signal: controller.signal }));
    controller.abort();
    await expect(broadcast.done).rejects.toMatchObject({ code: 'ABORTED' });
    await expectAborted(engine, home, broadcast.id, broadcast.report());

    const late = new AbortController();
    const other = await engine.send(request({ idempotencyKey: 'other', signal: late.signal }));
    const report = await other.done;
    late.abort();
    await turn();
    expect(await engine.report(other.id)).toEqual(report);
    await engine.close();
  });

  it('stops workers inside a chunk of rows: nothing of it is claimed or committed', async () => {
    let commits = 0;
    const { engine, home } = await open({ logger: onCommit(() => commits++) });
    const more = { batchRecipients: 4096, windowChunks: 4, dedupBy: ['id', 'phone', 'email'] } as const;
    const broadcast = await engine.send(request({ to: many(40_000), ...more }));
    // One turn for the first chunks to reach the threads; the whole takes them seconds.
    for (let i = 0; i < 50; i++) await turn();
    const report = await broadcast.abort();
    expect(report.listed).toBe(0);
    expect(commits).toBe(0);
    await expectAborted(engine, home, broadcast.id, report, more);
    await engine.close();
  });

  it('stops workers between two recipients: a batch begun is neither finished nor committed', async () => {
    let commits = 0;
    const { engine, home } = await open({ logger: onCommit(() => commits++) });
    const total = 6000;
    const more = { batchRecipients: 4096, windowChunks: 4, dedupBy: ['id'] } as const;
    const broadcast = await engine.send(request({ to: many(total), ...more }));
    let seen = 0;
    for await (const progress of broadcast.progress()) {
      seen = progress.envelopesSealing;
      if (seen > 0) break;
    }
    expect(seen).toBeGreaterThan(0);
    const report = await broadcast.abort();
    let last = 0;
    for await (const progress of broadcast.progress()) last = progress.envelopesSealing;
    // Seconds of work were left; what was begun stopped on the way.
    expect(last).toBeLessThan(total);
    expect(commits).toBe(0);
    expect(report).toMatchObject({ listed: 0, envelopes: 0, recalled: 0 });
    await expectAborted(engine, home, broadcast.id, report, more);
    await engine.close();
  });

  it('ends a hand-over that never answers: what was handed over is unknown, the rest recalled', async () => {
    let handed = 0;
    let stuck!: () => void;
    const there = new Promise<void>((resolve) => {
      stuck = resolve;
    });
    const transport: Transport = {
      name: 'silent',
      deliver(parcels) {
        handed += parcels.length;
        stuck();
        return new Promise(() => {});
      },
    };
    const { engine, home } = await open({ transport });
    const broadcast = await engine.send(request({ batchRecipients: 4, windowChunks: 2 }));
    await there;
    const done = await broadcast.done;
    const report = await broadcast.abort();
    await expect(broadcast.settled).rejects.toMatchObject({ code: 'ABORTED' });
    expect(handed).toBeGreaterThan(0);
    expect(report).toMatchObject({ unknown: handed, recalled: done.envelopes - handed, delivered: 0 });
    await expectAborted(engine, home, broadcast.id, report);
    await engine.close();
  });

  it('of a dry run leaves nothing, not even a broadcast', async () => {
    const { engine } = await open();
    const broadcast = await engine.send(request({ to: never(9), dryRun: true }));
    const report = await broadcast.abort();
    expect(report.state).toBe('dry-run');
    await expect(broadcast.done).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await engine.list()).toEqual([]);
    await engine.close();
  });

  it('by an old handle cannot undo a purge, and ends the run that came after it', async () => {
    const { engine } = await open();
    const purged = await engine.send(request());
    await purged.done;
    const gone = await engine.purge(purged);
    expect(gone).toMatchObject({ state: 'purged', erased: true });
    await purged.abort();
    expect(await engine.report(purged.id)).toEqual(gone);

    // An audience that fails leaves a handle; the send that goes on is another one.
    async function* failing(): AsyncGenerator<never> {
      yield* people.slice(0, 9) as never[];
      throw new Error('the database went away');
    }
    const failed = await engine.send(request({ idempotencyKey: 'again', to: failing() }));
    await expect(failed.done).rejects.toMatchObject({ code: 'AUDIENCE_UNREADABLE' });
    const again = await engine.send(request({ idempotencyKey: 'again', to: never(12) }));
    expect([again.id, again === failed]).toEqual([failed.id, false]);
    const report = await failed.abort();
    await expect(again.done).rejects.toMatchObject({ code: 'ABORTED' });
    expect(report).toMatchObject({ state: 'aborted', pending: 0 });
    expect(await engine.report(again.id)).toEqual(report);
    await engine.close();
  });
});

describe('close', () => {
  it('waits for an abort that came before it, and refuses one that comes after', async () => {
    const { engine, home } = await open();
    const broadcast = await engine.send(request({ to: never(9) }));
    const aborting = broadcast.abort();
    await engine.close();
    const report = await aborting;
    expect(report).toMatchObject({ state: 'aborted', erased: true });
    const again = await openEngine({ dir: home });
    expect((await again.report(broadcast.id)).state).toBe('aborted');
    const waiting = await again.send(request({ idempotencyKey: 'two', to: never(9) }));
    await again.close();
    await expect(waiting.done).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await expect(waiting.abort()).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    await expect(again.send(request())).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    await expect(again.report(broadcast.id)).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    await again.close();
  });

  it('ends a send that still waits for the heading', async () => {
    const { engine } = await open();
    await engine.createSender('city-hall');
    const sending = engine.send(request({ to: fromCsv(new PassThrough()) }));
    const refused = expect(sending).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await turn();
    await engine.close();
    await refused;
  });

  it('ends an iteration over envelopes or refusals with ENGINE_CLOSED', async () => {
    const { engine } = await open();
    const broadcast = await engine.send(request({ to: people as never }));
    await broadcast.done;
    for (const begin of [() => engine.envelopes(broadcast), () => engine.refusals(broadcast)]) {
      const iterator = begin()[Symbol.asyncIterator]();
      expect((await iterator.next()).done).toBe(false);
      await iterator.return?.();
    }
    const envelopes = engine.envelopes(broadcast)[Symbol.asyncIterator]();
    const refusals = engine.refusals(broadcast)[Symbol.asyncIterator]();
    await Promise.all([envelopes.next(), refusals.next()]);
    await engine.close();
    await expect(envelopes.next()).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    await expect(refusals.next()).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
  });
});
