import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type EngineOptions,
  fileTransport,
  memoryTransport,
  type Outcome,
  openEngine,
  type Parcel,
  readEnvelopeFile,
  type Transport,
} from '../../src/index.ts';
import { openEnvelope } from '../../src/open.ts';
import { ManualClock } from '../../src/testing.ts';
import {
  audience,
  bytesOf,
  copyFiles,
  device,
  expectConserved,
  expectedOf,
  fieldsOf,
  hex,
  tempDir,
} from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
let homes = 0;

const rows = audience(30, 23);
const people = rows.map(fieldsOf);
const expected = expectedOf(rows);
const request = { from: 'city-hall', message: 'Carried.', to: people as never, batchRecipients: 5, windowChunks: 2 };

async function open(more: Partial<EngineOptions>) {
  const home = join(dir, `${++homes}`);
  return { home, engine: await openEngine({ dir: home, threads: 2, ...more }) };
}

/** Who opens these: one device each, none of them twice. */
async function expectEveryDevice(
  pairs: readonly { envelope: Uint8Array; body: Uint8Array }[],
  sender: string,
): Promise<void> {
  const left = new Set(expected.accepted.flatMap((person) => person.devices));
  expect(pairs).toHaveLength(left.size);
  for (const { envelope, body } of pairs) {
    let found: number | undefined;
    for (const n of left) {
      const message = await openEnvelope(envelope, body, { privateKey: device(n).secret, sender: bytesOf(sender) });
      if (message === null) continue;
      expect(message.text).toBe('Carried.');
      found = n;
      break;
    }
    expect(found).toBeDefined();
    left.delete(found!);
  }
  expect(left.size).toBe(0);
}

describe('a transport', () => {
  it('in memory gets every envelope once, with its route', async () => {
    const transport = memoryTransport();
    const { engine } = await open({ transport });
    const broadcast = await engine.send(request);
    const done = await broadcast.done;
    expectConserved(done);
    expect(done).toMatchObject({ state: 'sealed', erased: true });
    const report = await broadcast.settled;
    expectConserved(report);
    expect(report).toMatchObject({ delivered: expected.envelopes, pending: 0 });
    await expectEveryDevice(transport.parcels, report.sender);
    const routes = transport.parcels.map(({ route }) => route?.reveal() ?? null);
    const wanted = expected.accepted.flatMap(({ id, devices }) => {
      const row = rows.find((one) => one.id === id && one.bad === undefined)!;
      return devices.map(() => row.route ?? null);
    });
    expect(routes.sort()).toEqual(wanted.sort());
    expect(new Set(transport.parcels.map(({ id }) => id)).size).toBe(expected.envelopes);
    for (const parcel of transport.parcels) expect(parcel.id).toBe(hex(parcel.mailbox));
    await engine.close();
  });

  it('to files leaves envelopes that open, one behind the other, and says when the file was cut', async () => {
    const out = join(dir, 'out');
    const { engine } = await open({ transport: fileTransport(out) });
    const broadcast = await engine.send(request);
    const report = await broadcast.settled;
    expect(report.delivered).toBe(expected.envelopes);
    expect(readdirSync(out).sort()).toEqual([`${broadcast.id}.body`, `${broadcast.id}.envelopes`]);
    const path = join(out, `${broadcast.id}.envelopes`);
    const body = new Uint8Array(readFileSync(join(out, `${broadcast.id}.body`)));
    const pairs = [];
    for await (const envelope of readEnvelopeFile(path)) pairs.push({ envelope, body });
    await expectEveryDevice(pairs, report.sender);
    truncateSync(path, readFileSync(path).length - 7);
    const read = async (): Promise<number> => {
      let count = 0;
      for await (const _ of readEnvelopeFile(path)) count++;
      return count;
    };
    await expect(read()).rejects.toThrow('cut off');
    await engine.close();
  });

  const misbehaving: Record<
    string,
    [Transport['deliver'], Partial<Record<'delivered' | 'failed' | 'unknown', number>>]
  > = {
    'that throws': [() => Promise.reject(new Error('gone')), { unknown: expected.envelopes }],
    'that throws before it promises': [
      () => {
        throw new Error('gone');
      },
      { unknown: expected.envelopes },
    ],
    'that answers nothing': [async () => [], { unknown: expected.envelopes }],
    'that answers no list': [async () => undefined as never, { unknown: expected.envelopes }],
    'that answers nonsense': [
      async (parcels) => parcels.map(() => ({ state: 'sent' }) as never),
      { unknown: expected.envelopes },
    ],
    'that fails all, each for its reason': [
      async (parcels) => parcels.map((): Outcome => ({ state: 'failed', reason: '410 gone' })),
      { failed: expected.envelopes },
    ],
  };
  it.each(Object.entries(misbehaving))(
    '%s is counted as what it did, and asked once',
    async (_name, [deliver, counts]) => {
      const handed: Parcel[] = [];
      const transport: Transport = {
        name: 'misbehaving',
        deliver(parcels, signal) {
          handed.push(...parcels);
          return deliver(parcels, signal);
        },
      };
      const { engine } = await open({ transport });
      const broadcast = await engine.send(request);
      const report = await broadcast.settled;
      expectConserved(report);
      expect(report).toMatchObject({ delivered: 0, failed: 0, unknown: 0, pending: 0, ...counts });
      if (counts.failed !== undefined) expect(report.failedBy).toEqual({ '410 gone': counts.failed });
      expect(handed).toHaveLength(expected.envelopes);
      expect(await engine.resume()).toEqual({ resumed: [], waiting: [] });
      await engine.close();
    },
  );

  it('is not asked again about what a dead process had in hand: unknown, and the rest goes on', async () => {
    let copy: string | undefined;
    let handed = 0;
    const first: Transport = {
      name: 'dying',
      async deliver(parcels) {
        if (copy === undefined) {
          // What is on disk here is what a process that dies in the middle of its first hand-over leaves.
          handed = parcels.length;
          copy = copyFiles(home, join(dir, 'dead'));
        }
        return parcels.map((): Outcome => ({ state: 'delivered' }));
      },
    };
    const { home, engine } = await open({});
    const broadcast = await engine.send(request);
    await broadcast.done;
    await engine.close();
    const dying = await openEngine({ dir: home, threads: 1, transport: first });
    await (await dying.resume()).resumed[0]!.settled;
    await dying.close();

    const transport = memoryTransport();
    const again = await openEngine({ dir: copy!, threads: 1, transport });
    const before = await again.report(broadcast.id);
    expectConserved(before);
    expect(before.delivered).toBe(0);
    const [resumed] = (await again.resume()).resumed;
    const report = await resumed!.settled;
    expectConserved(report);
    expect(handed).toBeGreaterThan(0);
    expect(report).toMatchObject({ unknown: handed, delivered: expected.envelopes - handed, pending: 0 });
    expect(transport.parcels).toHaveLength(expected.envelopes - handed);
    await again.close();
  });

  it('gets nothing of a broadcast that has expired', async () => {
    const clock = new ManualClock(1_763_800_000_000);
    const { home, engine } = await open({ clock });
    const broadcast = await engine.send({ ...request, expires: '1h', retain: '2h' });
    await expect(broadcast.settled).rejects.toMatchObject({ code: 'NO_TRANSPORT' });
    await engine.close();
    clock.advance(3_600_000);
    const transport = memoryTransport();
    const later = await openEngine({ dir: home, threads: 1, clock, transport });
    const [resumed] = (await later.resume()).resumed;
    const report = await resumed!.settled;
    expectConserved(report);
    expect(report).toMatchObject({ expired: expected.envelopes, delivered: 0 });
    expect(transport.parcels).toEqual([]);
    await later.close();
  });
});
