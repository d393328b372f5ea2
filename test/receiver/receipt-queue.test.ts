import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeRecord } from '../../src/codec/msgpack.ts';
import { openEngine } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import {
  generateDeviceKey,
  memorySeen,
  memoryStore,
  type OpenedMessage,
  type OpenFault,
  openEnvelope,
  postReceipts,
  type ReceiptCollector,
  receiptQueue,
} from '../../src/receiver.ts';
import { CREATED, EXPIRES, makeBroadcast, makeRecipients, makeSender, seeded } from '../crypto/fixture.ts';
import { bytesOf, tempDir } from '../engine/support.ts';

const NOW = CREATED + 1000;
const message = (n: number, more: Partial<OpenedMessage> = {}): OpenedMessage =>
  ({
    class: 'broadcast',
    expires: EXPIRES,
    broadcast: seeded('broadcast', 16),
    mailbox: seeded(`mailbox ${n}`, 16),
    receiptToken: seeded(`token ${n}`, 16),
    ...more,
  }) as OpenedMessage;

/** A queue by a clock that is set, and what it has sent; `takes` says whether the other side takes it. */
function queueOf(options: { delayMs?: number; takes?: () => boolean | Promise<boolean> } = {}) {
  const store = memoryStore();
  const clock = { now: NOW };
  const sent: Uint8Array[] = [];
  const { delayMs, takes = () => true } = options;
  const queue = receiptQueue({
    store: store.receipts,
    async send(receipts) {
      const taken = await takes();
      if (taken) sent.push(receipts);
      return taken;
    },
    now: () => clock.now,
    ...(delayMs === undefined ? {} : { delayMs }),
  });
  return { queue, store, clock, sent };
}

describe('a queue of receipts', () => {
  it.each([
    ['broadcast', limits.receiptDelayMs],
    ['emergency', limits.receiptDelayEmergencyMs],
  ] as const)('lets each of the class %s wait for a time of its own, up to %i ms', async (name, most) => {
    const { queue, store } = queueOf();
    for (let n = 0; n < 400; n++) await queue.add(message(n, { class: name }));
    const dues: number[] = [];
    for (;;) {
      const { kept, next } = await store.receipts.state();
      if (kept === 0) break;
      dues.push(next - NOW);
      await store.receipts.remove(await store.receipts.due(next, 1));
    }
    expect(dues).toHaveLength(400);
    expect(dues[0]!).toBeGreaterThanOrEqual(0);
    expect(dues[399]!).toBeLessThan(most);
    // Even, as far as 400 can be: each quarter has a share that is 8 standard deviations from empty or double.
    for (let quarter = 0; quarter < 4; quarter++) {
      const share = dues.filter((due) => Math.floor((4 * due) / most) === quarter).length;
      expect(share).toBeGreaterThan(30);
      expect(share).toBeLessThan(170);
    }
  });

  it('sends what is due together, and nothing before', async () => {
    const { queue, clock, sent } = queueOf({ delayMs: 1000 });
    for (let n = 0; n < 20; n++) await queue.add(message(n));
    const { next } = await queue.flush();
    expect(sent).toEqual([]);
    clock.now = next;
    const { sent: first, kept } = await queue.flush();
    expect(first).toBeGreaterThan(0);
    expect(sent).toHaveLength(1);
    expect(sent[0]!.length).toBe(48 * first);
    expect(kept).toBe(20 - first);
    clock.now = NOW + 1000;
    expect(await queue.flush()).toEqual({ sent: 20 - first, kept: 0, next: Number.POSITIVE_INFINITY });
    expect(sent).toHaveLength(2);
    expect(
      new Set(
        sent
          .flatMap((batch) =>
            Array.from({ length: batch.length / 48 }, (_, i) => batch.slice(48 * i, 48 * i + 48).join()),
          )
          .values(),
      ).size,
    ).toBe(20);
  });

  it('keeps what was not taken, and sends it again', async () => {
    const answers = [false, 'throws', true] as const;
    let asked = 0;
    const takes = (): boolean => {
      const answer = answers[asked++]!;
      if (answer === 'throws') throw new TypeError('no network');
      return answer;
    };
    const { queue, sent } = queueOf({ delayMs: 0, takes });
    for (let n = 0; n < 3; n++) await queue.add(message(n));
    expect(await queue.flush()).toMatchObject({ sent: 0, kept: 3 });
    await expect(queue.flush()).rejects.toThrow('no network');
    expect(await queue.flush()).toMatchObject({ sent: 3, kept: 0 });
    expect(sent.map(({ length }) => length)).toEqual([144]);
  });

  it('sends at most 1024 at once, each once, however often it is told to', async () => {
    const { queue, sent } = queueOf({ delayMs: 0 });
    for (let n = 0; n < 1030; n++) await queue.add(message(n));
    const flushed = await Promise.all([queue.flush(), queue.flush(), queue.flush()]);
    expect(flushed.map((one) => one.sent)).toEqual([1030, 1030, 1030]);
    expect(sent.map(({ length }) => length / 48)).toEqual([1024, 6]);
  });

  it('sends those of at most 64 broadcasts at once, which is what a mailbox takes', async () => {
    const { queue, sent } = queueOf({ delayMs: 0 });
    for (let n = 0; n < 150; n++) await queue.add(message(n, { broadcast: seeded(`broadcast ${n}`, 16) }));
    expect(await queue.flush()).toMatchObject({ sent: 150, kept: 0 });
    expect(sent.map(({ length }) => length / 48)).toEqual([64, 64, 22]);
  });

  it('forgets what nobody counts any more', async () => {
    const { queue, clock, sent } = queueOf({ delayMs: 1000 });
    await queue.add(message(1, { expires: NOW + 500 }));
    clock.now = NOW + 1000;
    expect(await queue.flush()).toEqual({ sent: 0, kept: 0, next: Number.POSITIVE_INFINITY });
    expect(sent).toEqual([]);
  });

  it('has an end', async () => {
    const { queue } = queueOf({ takes: () => false });
    for (let n = 0; n < limits.receiptsKept; n++) await queue.add(message(n));
    await expect(queue.add(message(limits.receiptsKept))).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('takes no delay that is none', () => {
    const options = { store: memoryStore().receipts, send: async () => true };
    for (const delayMs of [-1, Number.NaN, limits.receiptDelayMsMax + 1])
      expect(() => receiptQueue({ ...options, delayMs })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('openEnvelope with a collector', () => {
  const city = makeSender('city-hall');
  const [alice] = makeRecipients(1) as [ReturnType<typeof makeRecipients>[0]];
  const contentOf = (more: object) => encodeRecord({ format: 'plain', text: 'Leave now.', ...more });
  const wanting = makeBroadcast(1, [alice], { content: contentOf({ receiptWanted: true }) });

  async function attempt(
    sent: typeof wanting,
    more: { sender?: Uint8Array; seen?: ReturnType<typeof memorySeen>; add?: ReceiptCollector['add'] } = {},
  ) {
    const told: OpenedMessage[] = [];
    const faults: OpenFault[] = [];
    const { sender = city.sender, seen, add = (message) => void told.push(message) } = more;
    const opened = await openEnvelope(sent.envelopes[0]!, sent.body, {
      privateKey: alice.privateKey,
      sender,
      now: NOW,
      receipts: { add },
      log: (fault) => faults.push(fault),
      ...(seen === undefined ? {} : { seen }),
    }).catch((error: { code: string }) => error.code);
    return { told, faults, opened };
  }

  it('tells it of a message that wants a receipt, and of no other', async () => {
    const { told, opened } = await attempt(wanting);
    expect(told).toEqual([opened]);
    for (const receiptWanted of [undefined, false, 1, 'true'])
      expect(
        (
          await attempt(
            makeBroadcast(1, [alice], { content: contentOf(receiptWanted === undefined ? {} : { receiptWanted }) }),
          )
        ).told,
      ).toEqual([]);
  });

  it('tells it nothing of what is not shown: a replay, another sender', async () => {
    const seen = memorySeen();
    expect((await attempt(wanting, { seen })).told).toHaveLength(1);
    expect(await attempt(wanting, { seen })).toMatchObject({ told: [], opened: 'UNREADABLE', faults: ['replay'] });
    const { sender } = makeSender('mallory');
    expect(await attempt(wanting, { sender })).toMatchObject({ told: [], opened: 'UNREADABLE' });
  });

  it('shows the message whatever becomes of the receipt', async () => {
    for (const add of [
      () => Promise.reject(new Error('full')),
      () => {
        throw new Error('full');
      },
    ])
      expect(await attempt(wanting, { add })).toMatchObject({ opened: { text: 'Leave now.' }, faults: ['receipt'] });
  });
});

it('brings receipts from devices to the engine, by HTTP', async () => {
  const { dir, remove } = tempDir();
  onTestFinished(remove);
  const engine = await openEngine({ dir, threads: 1 });
  const heard: (string | undefined)[] = [];
  let refuses = true;
  const server = createServer(async (request, response) => {
    heard.push(
      `${request.method} ${request.headers['content-type']} ${request.headers.cookie} ${request.headers.referer}`,
    );
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (!refuses) await engine.confirm(Buffer.concat(pieces));
    response.writeHead(refuses ? 503 : 204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await engine.close();
  });

  const devices = Array.from({ length: 12 }, () => generateDeviceKey());
  const to = devices.map(({ publicKey }, n) => ({ id: `resident-${n}`, publicKey }));
  const broadcast = await engine.send({ from: 'city-hall', message: 'Leave now.', to, receipts: true });
  const { sender } = await broadcast.done;
  const { receipts: store } = memoryStore();
  const send = postReceipts(`http://127.0.0.1:${(server.address() as AddressInfo).port}/receipts`);
  const receipts = receiptQueue({ store, send, delayMs: 0 });
  for (const [n, { privateKey }] of devices.entries()) {
    const { envelopes, body } = await engine.fetch(broadcast, `resident-${n}`);
    await openEnvelope(envelopes[0]!, body, { privateKey, sender: bytesOf(sender), receipts });
  }
  expect(await receipts.flush()).toMatchObject({ sent: 0, kept: 12 });
  refuses = false;
  expect(await receipts.flush()).toMatchObject({ sent: 12, kept: 0 });
  expect(broadcast.report().confirmed).toBe(12);
  expect(new Set(heard)).toEqual(new Set(['POST application/octet-stream undefined undefined']));
});
