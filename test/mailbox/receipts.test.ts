/** The receiver's queue and the mailbox's `POST /receipts`, together over a real socket: what a device kept back reaches the engine, once. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fromHex, hex } from '../../src/crypto/bytes.ts';
import { type Confirmed, openEngine } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { generatePullKey, pullMailbox } from '../../src/pull.ts';
import { fileStore } from '../../src/receiver/node.ts';
import { generateDeviceKey, memoryStore, openEnvelope, postReceipts, receiptQueue } from '../../src/receiver.ts';
import { ManualClock } from '../../src/testing.ts';
import { tempDir } from '../engine/support.ts';
import { mailboxIn, NAME } from './support.ts';

const { dir, remove } = tempDir();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(remove);

/** Twelve devices that have collected, and acknowledged without a receipt: that one waits in a store of theirs. */
async function collected() {
  const told: Confirmed[] = [];
  let refuse = false;
  const mailbox = await mailboxIn(dir, {
    onReceipts: async (receipts) => {
      if (refuse) throw new Error('the spool is full');
      told.push(await engine.confirm(receipts));
    },
  });
  closers.push(() => mailbox.close());
  const server = await mailbox.listen();
  const engine = await openEngine({ dir: mkdtempSync(join(dir, 'engine-')), transport: mailbox.transport, threads: 1 });
  closers.push(() => engine.close());
  const people = Array.from({ length: 12 }, () => ({ device: generateDeviceKey(), pull: generatePullKey() }));
  const to = people.map(({ device, pull }, n) => ({ id: `p${n}`, publicKey: device.publicKey, route: pull.route }));
  const broadcast = await engine.send({ from: 'city-hall', message: 'Leave.', class: 'emergency', receipts: true, to });
  const { sender } = await broadcast.settled;
  const url = `${server.url}/receipts`;
  const queues = [];
  for (const { device, pull } of people) {
    const store = fileStore(mkdtempSync(join(dir, 'device-')));
    const receipts = receiptQueue({ store: store.receipts, send: postReceipts(url), delayMs: 0 });
    const options = { privateKey: device.privateKey, sender: fromHex(sender)!, seen: store.seen, receipts };
    for await (const { envelope, body, ack } of pullMailbox({ url: server.url, name: NAME, ...pull, follow: false })) {
      expect((await openEnvelope(envelope, await body(), options))?.text).toBe('Leave.');
      await ack();
    }
    queues.push(receipts);
  }
  const confirmed = async () => (await engine.report(broadcast)).confirmed;
  return { told, mailbox, server, engine, broadcast, queues, url, confirmed, refusing: (on: boolean) => (refuse = on) };
}

describe('receipts that a device kept back', () => {
  it('reach the engine through the mailbox, without a session, and are counted once', async () => {
    const { told, mailbox, queues, confirmed } = await collected();
    expect([mailbox.metrics().envelopes, mailbox.metrics().receipts, told]).toEqual([0, 0, []]);
    for (const queue of queues.slice(0, 9)) expect(await queue.flush()).toMatchObject({ sent: 1, kept: 0 });
    expect(await confirmed()).toBeNull();
    await Promise.all(queues.slice(9).map((queue) => queue.flush()));
    expect(await confirmed()).toBe(12);
    expect(told.reduce((sum, one) => sum + one.confirmed, 0)).toBe(12);
    expect(mailbox.metrics()).toMatchObject({ receipts: 12, refused: { malformed: 0, unauthorized: 0 } });
    for (const queue of queues) expect(await queue.flush()).toMatchObject({ sent: 0, kept: 0 });
  });

  it('stay where they are while the host cannot take them, or nobody answers', async () => {
    const { mailbox, queues, confirmed, refusing, server, told } = await collected();
    refusing(true);
    for (const queue of queues) expect(await queue.flush()).toMatchObject({ sent: 0, kept: 1 });
    expect([told, mailbox.metrics().refused.failed]).toEqual([[], 12]);
    refusing(false);
    for (const queue of queues.slice(0, 11)) expect(await queue.flush()).toMatchObject({ sent: 1, kept: 0 });
    expect(await confirmed()).toBe(11);
    await server.close();
    await expect(queues[11]!.flush()).rejects.toThrow();
    await mailbox.listen({ port: server.port });
    expect(await queues[11]!.flush()).toMatchObject({ sent: 1, kept: 0 });
    expect(await confirmed()).toBe(12);
  });

  it('of more broadcasts than a mailbox takes at once, or in a second, go by and by', async () => {
    const clock = new ManualClock(Date.now());
    const shown: Uint8Array[] = [];
    const mailbox = await mailboxIn(dir, {
      clock,
      limits: { receipts: 100 },
      onReceipts: (receipts) => void shown.push(receipts),
    });
    closers.push(() => mailbox.close());
    const { url } = await mailbox.listen();
    const { receipts: store } = memoryStore();
    const queue = receiptQueue({ store, send: postReceipts(`${url}/receipts`), delayMs: 0 });
    const all = Array.from({ length: 150 }, () => systemRandom.bytes(48));
    for (const receipt of all) await store.put(receipt, 0, Number.POSITIVE_INFINITY);
    const flushed: number[] = [];
    while (all.length > flushed.reduce((sum, n) => sum + n, 0)) {
      flushed.push((await queue.flush()).sent);
      clock.advance(1_000);
    }
    expect(flushed).toEqual([64, 64, 22]);
    expect(new Set(shown.flatMap((some) => hex(some).match(/.{96}/g)))).toEqual(new Set(all.map(hex)));
    expect(mailbox.metrics().refused).toMatchObject({ 'too-large': 0, 'too-many': 2 });
  });

  it('get one answer whatever they are: forged, repeated, of nobody; what is no receipt is refused', async () => {
    const { told, url, confirmed, queues } = await collected();
    const forged = new Uint8Array(48 * limits.mailboxReceipts).fill(7);
    expect(await postReceipts(url)(forged)).toBe(true);
    expect(told).toEqual([{ confirmed: 0, repeated: 0, refused: limits.mailboxReceipts }]);
    expect(await postReceipts(url)(forged.subarray(1))).toBe(false);
    expect(await postReceipts(url)(new Uint8Array(48 * (limits.mailboxReceipts + 1)))).toBe(false);
    expect(told).toHaveLength(1);
    for (const queue of queues) await queue.flush();
    expect(await confirmed()).toBe(12);
  });
});
