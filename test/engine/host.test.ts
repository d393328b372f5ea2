/** What a host hands over, and how it can be wrong: transports, key stores, loggers, options in the wrong type. */
import { afterAll, describe, expect, it } from 'vitest';
import { type EngineOptions, openEngine, type SendRequest, type Transport } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { MemoryKeyStore } from '../keyring/support.ts';
import { device, expectConserved, hex, tempDir } from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
let homes = 0;
const home = (): string => `${dir}/${++homes}`;
const open = (more: object = {}) => openEngine({ dir: home(), threads: 1, ...more } as EngineOptions);
const person = (n: number) => ({ id: `p${n}`, publicKey: device(n).publicKey });
const people = [1, 2, 3].map(person);
const request = { from: 'a', message: 'Hello.', to: people };
const usage = (message: RegExp) => expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(message) });

async function delivered(deliver: unknown, more: object = {}) {
  const engine = await open({ transport: { name: 'host', deliver } as Transport, ...more });
  const broadcast = await engine.send(request);
  const settled = await broadcast.settled.catch((error: unknown) => error);
  const report = await engine.report(broadcast.id);
  return { engine, broadcast, settled, report };
}

describe('a transport', () => {
  it('may answer without a promise', async () => {
    const { engine, report } = await delivered((parcels: unknown[]) => parcels.map(() => ({ state: 'delivered' })));
    expect(report).toMatchObject({ delivered: 3, unknown: 0 });
    await engine.close();
  });

  it.each([
    ['a name of every object', 'constructor', 'constructor'],
    ['the prototype', '__proto__', '__proto__'],
    ['a character cut in two', `${'x'.repeat(63)}😀`, `${'x'.repeat(63)}\ufffd`],
    ['a byte order mark', '\ufeffgone', 'gone'],
    ['no text', Object.create(null), 'object'],
  ])('may give %s as reason of a failure', async (_name, reason, counted) => {
    const { engine, broadcast, report } = await delivered(async (parcels: unknown[]) =>
      parcels.map(() => ({ state: 'failed', reason })),
    );
    expectConserved(report);
    expect(Object.entries(report.failedBy)).toEqual([[counted, 3]]);
    expect(Object.entries(broadcast.report().failedBy)).toEqual([[counted, 3]]);
    await engine.close();
  });

  it('whose outcome throws when it is read leaves that one unknown', async () => {
    const { engine, report } = await delivered(async () => [
      { state: 'delivered' },
      Object.defineProperty({}, 'state', {
        get() {
          throw new Error('host');
        },
      }),
      { state: 'delivered' },
    ]);
    expectConserved(report);
    expect(report).toMatchObject({ delivered: 2, unknown: 1, pending: 0 });
    await engine.close();
  });

  it('with a reason of its own for everybody has the first of them counted by name', async () => {
    const many = limits.failureReasons + 40;
    let n = 0;
    const transport = {
      name: 'host',
      deliver: async (parcels: unknown[]) => parcels.map(() => ({ state: 'failed', reason: `after ${n++} ms` })),
    };
    const engine = await open({ transport });
    const to = Array.from({ length: many }, (_, i) => ({ id: `p${i}`, publicKey: device(1).publicKey }));
    const report = await (await engine.send({ ...request, to, dedupBy: [] })).settled;
    expectConserved(report);
    expect(Object.keys(report.failedBy)).toHaveLength(limits.failureReasons + 1);
    expect(report.failedBy['other reasons']).toBe(40);
    await engine.close();
  });

  it('that writes into its parcels reaches nothing of the spool', async () => {
    const where = home();
    const { engine, broadcast, report } = await delivered(
      async (parcels: { broadcast: Uint8Array; mailbox: Uint8Array; envelope: Uint8Array }[]) =>
        parcels.map((parcel) => {
          for (const bytes of [parcel.broadcast, parcel.mailbox, parcel.envelope]) bytes.fill(0);
          return { state: 'delivered' };
        }),
      { dir: where },
    );
    expect(report).toMatchObject({ broadcast: broadcast.id, delivered: 3 });
    await engine.close();
    const again = await openEngine({ dir: where, threads: 1 });
    expect((await again.list()).map((one) => one.broadcast)).toEqual([broadcast.id]);
    await again.close();
  });
});

describe('a key store', () => {
  it('may answer with Buffers, of which slice makes views', async () => {
    const store = new MemoryKeyStore();
    const read = store.read.bind(store);
    store.read = async (name) => {
      const value = await read(name);
      return value === null ? null : Buffer.from(value);
    };
    const options = { dir: home(), threads: 1, keyStore: store };
    const first = await openEngine(options);
    const one = await first.send(request);
    await one.done;
    const senders = first.senders().map(({ publicKey }) => hex(publicKey));
    await first.close();

    const second = await openEngine(options);
    expect(second.senders().map(({ publicKey }) => hex(publicKey))).toEqual(senders);
    let envelopes = 0;
    for await (const _ of second.envelopes(one.id)) envelopes++;
    expect(envelopes).toBe(3);
    const two = await second.send({ ...request, message: 'Again.' });
    expect(await two.done).toMatchObject({ sealed: 3, erased: true });
    await second.close();
    for (const [name, value] of store.secrets)
      expect(value.subarray(name === 'root' ? 0 : 8).some((byte) => byte !== 0)).toBe(true);
  });

  it('that fails when secrets are to be destroyed is asked again', async () => {
    const store = new MemoryKeyStore();
    const options = { dir: home(), threads: 1, keyStore: store };
    const engine = await openEngine(options);
    store.before = (what) => {
      if (what === 'destroy') throw new Error('the store is away');
    };
    const broadcast = await engine.send(request);
    await expect(broadcast.done).rejects.toThrow('the store is away');
    expect(await engine.report(broadcast.id)).toMatchObject({ state: 'sealed', sealed: 3, erased: false });
    store.before = () => {};
    await engine.close();
    const again = await openEngine(options);
    expect(await again.report(broadcast.id)).toMatchObject({ erased: true });
    await again.close();
  });
});

it('a logger that throws ends nothing', async () => {
  const unhandled: unknown[] = [];
  const warnings: string[] = [];
  const listen = (error: unknown): void => {
    unhandled.push(error);
  };
  process.on('unhandledRejection', listen);
  const logger = {
    debug() {},
    info() {},
    warn(_fields: object, message: string) {
      warnings.push(message);
      throw new Error('logger');
    },
    error() {},
  };
  const failing = async () => {
    throw new Error('gone');
  };
  const { engine, report } = await delivered(failing, { logger });
  expectConserved(report);
  expect(report).toMatchObject({ unknown: 3, pending: 0 });
  expect(warnings).toContain('a hand-over gave no answer');
  await engine.close();
  process.off('unhandledRejection', listen);
  expect(unhandled).toEqual([]);
});

describe('plain JavaScript', () => {
  it.each([
    ['transport', { transport: { name: 'x' } }, /transport has no method deliver/],
    ['keyStore', { keyStore: {} }, /keyStore has no method read/],
    ['logger', { logger: {} }, /logger has no method debug/],
    ['clock', { clock: null }, /clock has no method now/],
  ])('hears of an unfit %s when it opens the engine', async (_name, options, message) => {
    await expect(open(options)).rejects.toEqual(usage(message));
  });

  it.each([
    ['idempotencyKey', null],
    ['idempotencyKey', 7],
    ['dryRun', 'true'],
    ['addressed', 1],
    ['ephemeral', 'each'],
    ['ephemeral', true],
    ['newSender', 'false'],
    ['personal', 'name'],
    ['dedupBy', 'phone'],
    ['defaultCountry', 86],
    ['onRefused', true],
    ['signal', {}],
    ['expires', {}],
  ])('hears of %s: %j before anything is stored', async (name, value) => {
    const engine = await open();
    await expect(engine.send({ ...request, [name]: value } as never as SendRequest)).rejects.toMatchObject({
      code: 'USAGE',
    });
    expect(await engine.list()).toEqual([]);
    await engine.close();
  });

  it.each(['\ufeffNo.', 'x\ud800'])('may have fields called %j, which are ignored', async (name) => {
    const engine = await open();
    const broadcast = await engine.send({ ...request, to: people.map((one, i) => ({ [name]: i, ...one })) });
    const report = await broadcast.done;
    expect(report).toMatchObject({ sealed: 3, refused: 0 });
    expect(report.ignoredColumns).toHaveLength(1);
    await engine.close();
  });
});

it('a large window in which everybody is refused is committed, and every refusal can be read', async () => {
  const engine = await open();
  const count = 27_000;
  const to = [...Array.from({ length: count }, () => ({})), ...people] as never;
  const broadcast = await engine.send({ ...request, to, windowChunks: limits.windowChunksMax });
  expect(await broadcast.done).toMatchObject({ refused: count, sealed: 3, conserved: true });
  let row = 0;
  for await (const refusal of engine.refusals(broadcast)) expect(refusal.row).toBe(++row);
  expect(row).toBe(count);
  await engine.close();
});
