import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type EngineOptions,
  type KeyStore,
  type Logger,
  memoryTransport,
  openEngine,
  type TimerOptions,
} from '../../src/index.ts';
import { openFileKeyStore } from '../../src/keyring/file-key-store.ts';
import { limits } from '../../src/limits.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { ManualClock } from '../../src/testing.ts';
import { audience, copyFiles, expectConserved, fieldsOf, openSecret, tempDir } from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
let homes = 0;
const START = 1_763_800_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const to = audience(20, 4).map(fieldsOf) as never;
const small = { batchRecipients: 4, windowChunks: 1 };
// A class whose groups follow each other at once.
const request = { from: 'city-hall', message: 'Water is off.', to, class: 'payment' as const, ...small };

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Resolves when the log has said so for the nth time. */
function hearing(): { logger: Logger; heard: (message: string, times?: number) => Promise<object> } {
  const lines: { fields: object; message: string }[] = [];
  const waiting: { message: string; times: number; resolve: (fields: object) => void }[] = [];
  const log = (fields: object, message: string): void => {
    lines.push({ fields, message });
    const times = lines.filter((line) => line.message === message).length;
    for (const one of waiting) if (one.message === message && one.times === times) one.resolve(fields);
  };
  return {
    logger: { debug: log, info: log, warn: log, error: log },
    heard: (message, times = 1) => {
      const said = lines.filter((line) => line.message === message)[times - 1];
      if (said !== undefined) return Promise.resolve(said.fields);
      return new Promise((resolve) => waiting.push({ message, times, resolve }));
    },
  };
}
const PURGED = 'retention is over: broadcast purged';

/** Says how long the engine's housekeeping asked to wait last. */
class WatchedClock extends ManualClock {
  background = 0;

  override after(milliseconds: number, call: () => void, options: TimerOptions = {}): () => void {
    if (options.background) this.background = milliseconds;
    return super.after(milliseconds, call, options);
  }
}

async function open(more: Partial<EngineOptions> = {}) {
  const clock = new WatchedClock(START);
  const home = join(dir, `${++homes}`);
  const { logger, heard } = hearing();
  const options = { dir: home, threads: 1, clock, timer: clock, logger, ...more };
  return { home, clock, heard, options, engine: await openEngine(options) };
}

function newGate(): { asked: boolean; readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { asked: false, opened, open };
}

describe('the end of retention', () => {
  it('purges and shreds at the moment said, by itself, and says when', async () => {
    const { home, clock, heard, engine } = await open();
    const long = await engine.send({ ...request, retain: '3h', expires: '30d' });
    const short = await engine.send({ ...request, retain: new Date(START + 5 * MINUTE + 1), expires: '30d' });
    for (const one of [long, short]) await one.done;
    expect(short.report()).toMatchObject({
      retainUntil: new Date(START + 5 * MINUTE + 1),
      retentionErased: false,
      retentionErasedAt: null,
    });
    const before = copyFiles(home, join(dir, `before-${homes}`));
    clock.advance(5 * MINUTE);
    await engine.fetch(short, 'person-0');
    clock.advance(1);
    expect(await heard(PURGED)).toEqual({ broadcast: short.id });
    // The step comes after the line; closing waits for it.
    await engine.close();
    const keyring = join(copyFiles(home, join(dir, `after-${homes}`)), 'keyring');

    const later = await openEngine({ dir: home, threads: 1, clock, timer: clock });
    const report = await later.report(short.id);
    expectConserved(report);
    expect(report).toMatchObject({
      state: 'purged',
      recalled: report.envelopes,
      pending: 0,
      retentionErased: true,
      retentionErasedAt: new Date(START + 5 * MINUTE + 1),
    });
    await expect(later.fetch(short.id, 'person-0')).rejects.toMatchObject({ code: 'KEY_ERASED' });
    expect(await openSecret(before, join(before, 'keyring'), 'retention', short.id)).toHaveLength(96);
    await expect(openSecret(before, keyring, 'retention', short.id)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    // The other one has hours left.
    await later.fetch(long.id, 'person-0');
    await later.close();
  });

  it('comes when it expires, unless said otherwise, and counts what waits as expired', async () => {
    const { clock, heard, engine } = await open();
    const broadcast = await engine.send({ ...request, expires: '2h' });
    const { envelopes, expires, retainUntil } = await broadcast.done;
    expect(retainUntil).toEqual(expires);
    clock.advance(2 * HOUR - 1);
    await engine.fetch(broadcast, 'person-0');
    clock.advance(1);
    await heard(PURGED);
    expect(await engine.report(broadcast)).toMatchObject({
      state: 'purged',
      expired: envelopes,
      recalled: 0,
      pending: 0,
    });
    await engine.close();
  });

  it('is made up for when the engine was closed at the time, also of what was never finished', async () => {
    const { home, clock, options, engine } = await open();
    async function* slow(): AsyncGenerator<never> {
      yield* (to as never[]).slice(0, 9);
      await new Promise(() => {});
    }
    const half = await engine.send({ ...request, to: slow(), idempotencyKey: 'half', retain: '1h' });
    while (half.report().sealed === 0) await turn();
    const whole = await engine.send({ ...request, retain: '1h' });
    await whole.done;
    await engine.close();
    expect(await openSecret(home, join(home, 'keyring'), 'sealing', half.id)).toHaveLength(64);
    clock.advance(HOUR);
    const later = await openEngine(options);
    for (const { id } of [half, whole]) {
      const report = await later.report(id);
      expectConserved(report);
      expect(report).toMatchObject({ state: 'purged', erased: true, retentionErased: true, pending: 0 });
    }
    expect(await later.resume()).toEqual({ resumed: [], waiting: [] });
    await expect(later.send({ ...request, idempotencyKey: 'half', retain: '1h' })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await later.close();
    for (const cls of ['sealing', 'retention'] as const)
      await expect(openSecret(home, join(home, 'keyring'), cls, half.id)).rejects.toMatchObject({ code: 'KEY_ERASED' });
  });

  it('gives what is under way a minute to end by itself, and then ends it', async () => {
    let gate = newGate();
    const memory = memoryTransport();
    const transport = {
      name: 'slow',
      async deliver(parcels: Parameters<typeof memory.deliver>[0], signal: AbortSignal) {
        gate.asked = true;
        await gate.opened;
        return memory.deliver(parcels, signal);
      },
    };
    for (const late of [false, true]) {
      gate = newGate();
      const { clock, heard, engine } = await open({ transport, handOverMs: limits.handOverMsMax });
      const broadcast = await engine.send({ ...request, retain: '2m', maxRefused: 99 });
      const settled = broadcast.settled.catch((error: unknown) => error);
      const { envelopes } = await broadcast.done;
      while (!gate.asked) await turn();
      clock.advance(2 * MINUTE);
      expect((await engine.report(broadcast)).state).toBe('sealed');
      if (!late) {
        gate.open();
        expect(await settled).toMatchObject({ delivered: envelopes });
      }
      // Waited for: the look at the end of the hour has to have postponed it before the minute is over.
      while (clock.background !== limits.retentionGraceMs) await turn();
      clock.advance(limits.retentionGraceMs);
      while (late && clock.next() !== limits.lastAnswerMs) await turn();
      clock.advance(late ? limits.lastAnswerMs : 0);
      await heard(PURGED);
      if (late) expect(await settled).toMatchObject({ code: 'ABORTED' });
      const report = await engine.report(broadcast);
      expectConserved(report);
      expect(report).toMatchObject({ state: 'purged', delivered: late ? 0 : envelopes, pending: 0 });
      // What the transport had in hand has perhaps arrived.
      expect(report.unknown > 0).toBe(late);
      expect(report.unknown + report.recalled).toBe(late ? envelopes : 0);
      await engine.close();
    }
  });

  it('counts what a dead process had in hand as unknown', async () => {
    const dead = join(dir, 'dead');
    let handed = 0;
    const memory = memoryTransport();
    const transport = {
      name: 'dying',
      deliver(parcels: Parameters<typeof memory.deliver>[0], signal: AbortSignal) {
        if (handed === 0) {
          handed = parcels.length;
          copyFiles(home, dead);
        }
        return memory.deliver(parcels, signal);
      },
    };
    const { home, engine } = await open({ transport });
    const broadcast = await engine.send({ ...request, maxRefused: 99 });
    const { envelopes } = await broadcast.settled;
    await engine.close();
    const later = await openEngine({ dir: dead, threads: 1, clock: new ManualClock(START) });
    const report = await later.purge(broadcast.id);
    expectConserved(report);
    expect(report).toMatchObject({ state: 'purged', unknown: handed, recalled: envelopes - handed, delivered: 0 });
    await later.close();
  });

  it('of a recalled broadcast is the end of its notice, too', async () => {
    const { clock, heard, engine } = await open({ transport: memoryTransport() });
    const broadcast = await engine.send({ ...request, retain: '2h' });
    const { delivered } = await broadcast.settled;
    clock.advance(HOUR);
    const recall = await broadcast.recall();
    expect(await recall.settled).toMatchObject({ replaced: delivered });
    expect((await engine.report(recall.notice!)).retainUntil).toEqual(new Date(START + 2 * HOUR));
    clock.advance(HOUR);
    await heard(PURGED, 2);
    for (const id of [broadcast.id, recall.notice!])
      expect(await engine.report(id)).toMatchObject({ state: 'purged', delivered });
    await engine.close();
  });

  /** A key store that does not take what begins so, while it is told. */
  async function brokenStore() {
    const store = await openFileKeyStore(join(dir, `store-${homes}`), { random: systemRandom, create: true });
    const broken = { prefix: 'none' };
    const keyStore: KeyStore = {
      read: (name) => store.read(name),
      async write(name, value) {
        if (name.startsWith(broken.prefix)) throw new Error('no answer');
        await store.write(name, value);
      },
      destroy: (name) => store.destroy(name),
      list: (prefix) => store.list(prefix),
      close: () => store.close(),
    };
    return { broken, keyStore };
  }

  it('is tried again within the hour when the key store fails', async () => {
    const { broken, keyStore } = await brokenStore();
    const { clock, heard, engine } = await open({ keyStore });
    const broadcast = await engine.send({ ...request, retain: '1h' });
    await broadcast.done;
    broken.prefix = 'erasure/retention';
    clock.advance(HOUR);
    await heard('an erasure failed, and is tried again');
    expect(await engine.report(broadcast)).toMatchObject({ state: 'purged', retentionErased: false });
    broken.prefix = 'none';
    while (clock.background !== limits.erasureCheckMs) await turn();
    clock.advance(limits.erasureCheckMs);
    while (!(await engine.report(broadcast)).retentionErased) await turn();
    await engine.close();
    await keyStore.close();
  });

  it('of others is not kept by one that cannot be ended', async () => {
    const { broken, keyStore } = await brokenStore();
    const { clock, options, engine } = await open({ keyStore });
    async function* slow(): AsyncGenerator<never> {
      yield* (to as never[]).slice(0, 9);
      await new Promise(() => {});
    }
    const half = await engine.send({ ...request, to: slow(), idempotencyKey: 'half', retain: '1h' });
    const whole = await engine.send({ ...request, retain: '1h' });
    await whole.done;
    await engine.close();

    const { logger, heard } = hearing();
    const later = await openEngine({ ...options, logger });
    broken.prefix = 'erasure/sealing';
    clock.advance(HOUR);
    expect(await heard('a broadcast could not be purged')).toEqual({ broadcast: half.id, code: 'INTERNAL' });
    while (!(await later.report(whole.id)).retentionErased) await turn();
    expect(await later.report(half.id)).toMatchObject({ state: 'aborted', erased: false });
    broken.prefix = 'none';
    while (clock.background !== limits.erasureCheckMs) await turn();
    clock.advance(limits.erasureCheckMs);
    while (!(await later.report(half.id)).retentionErased) await turn();
    expect(await later.report(half.id)).toMatchObject({ state: 'purged', erased: true });
    await later.close();
    await keyStore.close();
  });

  it('keeps no process alive that has nothing else to do', async () => {
    const built = new URL('../../dist/ports/timer.js', import.meta.url).href;
    const code = `const { systemTimer } = await import('${built}');
      systemTimer.after(86_400_000, () => {}, { background: true });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
    onTestFinished(() => {
      child.kill();
    });
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('is refused where it makes no sense', async () => {
    const { engine } = await open();
    for (const retain of ['0d', 'for ever', '401d', new Date(START), {}] as never[])
      await expect(engine.send({ ...request, retain })).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining('retain'),
      });
    await engine.close();
  });
});
