import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Confirmed,
  type Engine,
  type EngineOptions,
  type KeyStore,
  type Logger,
  memoryTransport,
  openEngine,
  type Progress,
} from '../../src/index.ts';
import { openFileKeyStore } from '../../src/keyring/file-key-store.ts';
import { encodeReceipt, openEnvelope } from '../../src/open.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { bytesOf, device, expectConserved, hex, onCommit, tempDir } from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
let homes = 0;
const home = (): string => join(dir, `${++homes}`);
const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({
    id: `person-${from + n}`,
    publicKey: hex(device(from + n).publicKey),
    route: `https://push.example/${from + n}`,
  }));
const request = { from: 'city-hall', message: 'Leave the building now.', receipts: true } as const;
const NOTHING: Confirmed = { confirmed: 0, repeated: 0, refused: 0 };

/** The receipts that the devices of `people(count)` make by opening what the engine holds for them. */
async function receiptsOf(engine: Engine, broadcast: string, count: number, from = 0): Promise<Uint8Array[]> {
  const sender = bytesOf((await engine.report(broadcast)).sender);
  const receipts: Uint8Array[] = [];
  for (let n = from; n < from + count; n++) {
    const { envelopes, body } = await engine.fetch(broadcast, `person-${n}`);
    const message = await openEnvelope(envelopes[0]!, body, { privateKey: device(n).secret, sender });
    expect(message).toMatchObject({ receiptWanted: true, text: request.message });
    receipts.push(encodeReceipt(message!));
  }
  return receipts;
}

const joined = (receipts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(receipts));

async function sent(count: number, options: Partial<EngineOptions> = {}) {
  const engine = await openEngine({ dir: home(), threads: 1, ...options });
  const broadcast = await engine.send({ ...request, to: people(count) });
  await (options.transport === undefined ? broadcast.done : broadcast.settled);
  return { engine, id: broadcast.id, receipts: await receiptsOf(engine, broadcast.id, count) };
}

describe('receipts', () => {
  it('count each device once: in a batch, in the next one, after a restart', async () => {
    const { engine, id, receipts } = await sent(14);
    expect(await engine.report(id)).toMatchObject({ receipts: true, confirmed: null });
    expect(await engine.confirm(joined([...receipts.slice(0, 11), ...receipts.slice(4, 6)]))).toEqual({
      ...NOTHING,
      confirmed: 11,
      repeated: 2,
    });
    expect((await engine.report(id)).confirmed).toBe(11);
    expect(await engine.confirm(joined(receipts.slice(9, 13)))).toEqual({ ...NOTHING, confirmed: 2, repeated: 2 });
    await engine.close();

    await using again = await openEngine({ dir: engine.dir, threads: 1 });
    expect((await again.report(id)).confirmed).toBe(13);
    expect(await again.confirm(joined(receipts))).toEqual({ ...NOTHING, confirmed: 1, repeated: 13 });
    const report = await again.report(id);
    expect(report.confirmed).toBe(14);
    expectConserved(report);
  });

  it('are hidden while they are fewer than ten, also where there are none', async () => {
    const { engine, id, receipts } = await sent(12);
    const shown = [];
    for (const receipt of receipts) {
      shown.push((await engine.report(id)).confirmed);
      await engine.confirm(receipt);
    }
    shown.push((await engine.report(id)).confirmed);
    expect(shown).toEqual([...new Array(10).fill(null), 10, 11, 12]);
    await engine.close();
  });

  it('of several broadcasts go in one batch, and each counts its own', async () => {
    const { engine, id, receipts } = await sent(10);
    const other = await engine.send({ ...request, to: people(11, 100) });
    await other.done;
    const others = await receiptsOf(engine, other.id, 11, 100);
    const mixed = [...receipts, ...others].sort((a, b) => Buffer.compare(a.subarray(40), b.subarray(40)));
    expect(await engine.confirm(joined(mixed))).toEqual({ ...NOTHING, confirmed: 21 });
    expect((await engine.report(id)).confirmed).toBe(10);
    expect(other.report().confirmed).toBe(11);
    await engine.close();
  });

  it('that nobody asked for are refused, and the message does not ask', async () => {
    await using engine = await openEngine({ dir: home(), threads: 1 });
    const { receipts: _, ...quiet } = request;
    const broadcast = await engine.send({ ...quiet, to: people(10) });
    const { sender } = await broadcast.done;
    const { envelopes, body } = await engine.fetch(broadcast, 'person-3');
    const options = { privateKey: device(3).secret, sender: bytesOf(sender) };
    const message = await openEnvelope(envelopes[0]!, body, options);
    expect(message).toMatchObject({ receiptWanted: false, content: { format: 'plain', text: request.message } });
    expect(await engine.confirm(encodeReceipt(message!))).toEqual({ ...NOTHING, refused: 1 });
    expect(broadcast.report()).toMatchObject({ receipts: false, confirmed: null });
  });

  it('cannot be asked for by the message alone', async () => {
    await using engine = await openEngine({ dir: home(), threads: 1 });
    const message = { text: 'Tell me.', receiptWanted: true };
    await expect(engine.send({ from: 'city-hall', message, to: people(1) })).rejects.toMatchObject({
      code: 'MESSAGE_INVALID',
    });
    await expect(engine.send({ ...request, receipts: 'yes' as never, to: people(1) })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('cannot be forged by a carrier that has all there is to carry', async () => {
    const seen = memoryTransport();
    const { engine, id, receipts } = await sent(40, { transport: seen });
    // Everything a relay has: ids, mailboxes, envelopes, the body, routes, and the receipts of others that passed through it.
    const { parcels } = seen;
    expect(parcels).toHaveLength(40);
    const mine = receipts.slice(0, 20);
    await engine.confirm(joined(mine));
    const forged: Uint8Array[] = [];
    for (const { broadcast, mailbox, envelope, body } of parcels) {
      if (mine.some((receipt) => Buffer.compare(receipt.subarray(16, 32), mailbox) === 0)) continue;
      const attempt = (receiptToken: Uint8Array) => forged.push(encodeReceipt({ broadcast, mailbox, receiptToken }));
      for (const receipt of mine.slice(0, 3)) attempt(receipt.subarray(32));
      for (const bytes of [envelope, body.subarray(0, 128)])
        for (let at = 0; at + 16 <= bytes.length; at += 8) attempt(bytes.subarray(at, at + 16));
      attempt(new Uint8Array(16));
      // A genuine receipt with one bit of its mailbox changed.
      const turned = mine[0]!.slice();
      turned[16 + (forged.length % 16)]! ^= 1;
      forged.push(turned);
    }
    // Of a broadcast that is not there, and of a mailbox that is not.
    const nowhere = mine[0]!.slice();
    nowhere[0]! ^= 1;
    const nobody = encodeReceipt({
      broadcast: bytesOf(id),
      mailbox: new Uint8Array(16),
      receiptToken: new Uint8Array(16),
    });
    for (const receipt of [nowhere, nobody, ...forged.slice(0, 50)])
      expect(await engine.confirm(receipt)).toEqual({ ...NOTHING, refused: 1 });
    for (let at = 0; at < forged.length; at += 1024)
      expect((await engine.confirm(joined(forged.slice(at, at + 1024)))).confirmed).toBe(0);
    expect((await engine.report(id)).confirmed).toBe(20);
    // The devices behind those mailboxes can.
    expect(await engine.confirm(joined(receipts))).toEqual({ ...NOTHING, confirmed: 20, repeated: 20 });
    await engine.close();
  });

  it('of another broadcast of the same people do not count', async () => {
    const { engine, id, receipts } = await sent(3);
    const other = await engine.send({ ...request, to: people(3) });
    await other.done;
    const turned = receipts.map((receipt) => joined([bytesOf(other.id), receipt.subarray(16)]));
    expect(await engine.confirm(joined(turned))).toEqual({ ...NOTHING, refused: 3 });
    expect(await engine.confirm(joined(receipts))).toEqual({ ...NOTHING, confirmed: 3 });
    expect(id).not.toBe(other.id);
    await engine.close();
  });

  it('are refused after a purge, and the count stays', async () => {
    const { engine, id, receipts } = await sent(12);
    await engine.confirm(joined(receipts.slice(0, 11)));
    await engine.purge(id);
    expect(await engine.confirm(joined(receipts))).toEqual({ ...NOTHING, refused: 12 });
    expect(await engine.report(id)).toMatchObject({ state: 'purged', confirmed: 11 });
    await engine.close();
    await using again = await openEngine({ dir: engine.dir, threads: 1 });
    expect((await again.report(id)).confirmed).toBe(11);
  });

  it('leave nothing in the spool that a receipt or an envelope has', async () => {
    const { engine, receipts } = await sent(30);
    await engine.confirm(joined(receipts));
    await engine.close();
    const file = readFileSync(join(engine.dir, 'spool.mdb'));
    // The scan finds what is there: names of records.
    expect(file.includes(hex(receipts[0]!.subarray(0, 16)))).toBe(true);
    for (const receipt of receipts)
      for (const [from, to] of [
        [16, 32],
        [32, 48],
        [16, 24],
        [32, 40],
      ] as const) {
        const part = Buffer.from(receipt.subarray(from, to));
        expect(file.includes(part)).toBe(false);
        expect(file.includes(hex(part))).toBe(false);
      }
  });

  it('count while sealing and delivery go on, and neither loses the other’s counts', async () => {
    let engine!: Engine;
    let id = '';
    const counting: Promise<Confirmed>[] = [];
    const logger: Logger = onCommit((window) => {
      if (window > 3) return;
      // What is committed so far is there to be opened; the next windows are being sealed.
      counting.push(receiptsOf(engine, id, 4, 4 * (window - 1)).then((receipts) => engine.confirm(joined(receipts))));
    });
    engine = await openEngine({ dir: home(), threads: 1, logger, transport: memoryTransport() });
    async function* slowly() {
      for (const [n, person] of people(40).entries()) {
        yield person;
        if (n % 4 === 3) await Promise.all(counting);
      }
    }
    const broadcast = await engine.send({ ...request, to: slowly(), batchRecipients: 4, windowChunks: 1 });
    ({ id } = broadcast);
    let last: Progress | undefined;
    for await (const progress of broadcast.progress()) last = progress;
    const report = await broadcast.settled;
    expect(last).toMatchObject({ phase: 'finished', confirmed: 12 });
    expect(await Promise.all(counting)).toEqual(new Array(3).fill({ ...NOTHING, confirmed: 4 }));
    expect(report).toMatchObject({ sealed: 40, delivered: 40, confirmed: 12 });
    expectConserved(report);
    await engine.close();
    await using again = await openEngine({ dir: engine.dir, threads: 1 });
    expect(await again.report(id)).toMatchObject({ sealed: 40, delivered: 40, confirmed: 12 });
  });

  it('that come during an erasure step are not lost to the commit after it', async () => {
    const path = home();
    let first!: Engine;
    let closing: Promise<void> | undefined;
    const logger = onCommit((window) => {
      if (window === 3) closing = first.close();
    });
    first = await openEngine({ dir: path, threads: 1, logger });
    const broadcast = await first.send({ ...request, to: people(40), batchRecipients: 4, windowChunks: 1 });
    await expect(broadcast.done).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await closing;

    const file = await openFileKeyStore(join(path, 'keyring'), { random: systemRandom, create: false });
    let reached!: () => void;
    let goOn!: () => void;
    const erasing = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const free = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let held = false;
    const keyStore: KeyStore = {
      read: (name) => file.read(name),
      write: (name, value) => file.write(name, value),
      list: (prefix) => file.list(prefix),
      close: () => file.close(),
      async destroy(name) {
        if (held) {
          reached();
          await free;
        }
        await file.destroy(name);
      },
    };
    const engine = await openEngine({ dir: path, threads: 1, keyStore });
    const receipts = await receiptsOf(engine, broadcast.id, 12);
    held = true;
    const aborting = engine.abort(broadcast.id);
    await erasing;
    expect(await engine.confirm(joined(receipts))).toEqual({ ...NOTHING, confirmed: 12 });
    goOn();
    await aborting;
    expect(await engine.report(broadcast.id)).toMatchObject({ state: 'aborted', erased: true, confirmed: 12 });
    await engine.close();
    await file.close();
  });

  it('that are none are a mistake of the caller', async () => {
    await using engine = await openEngine({ dir: home(), threads: 1 });
    for (const wrong of [new Uint8Array(47), new Uint8Array(48 * 1025), 'receipts', [1, 2]] as never[])
      await expect(engine.confirm(wrong)).rejects.toMatchObject({ code: 'USAGE' });
    expect(await engine.confirm(new Uint8Array(0))).toEqual(NOTHING);
    expect(await engine.confirm(new Uint8Array(48 * 1024))).toEqual({ ...NOTHING, refused: 1024 });
    await using reader = await openEngine({ dir: engine.dir, readOnly: true });
    await expect(reader.confirm(new Uint8Array(48))).rejects.toMatchObject({ code: 'USAGE' });
  });
});
