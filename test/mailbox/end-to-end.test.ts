import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, fetch as undiciFetch } from 'undici';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fromHex, hex } from '../../src/crypto/bytes.ts';
import { openEngine } from '../../src/index.ts';
import { generateDeviceKey, memorySeen, openEnvelope } from '../../src/open.ts';
import { generatePullKey, type Pulled, type PullOptions, pullMailbox } from '../../src/pull.ts';
import { tempDir } from '../engine/support.ts';
import { certificateIn } from '../transports/gateway.ts';
import { mailboxIn, NAME } from './support.ts';

const { dir, remove } = tempDir();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(remove);
const certificate = certificateIn(dir);

const people = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: `resident-${n}`,
    device: generateDeviceKey(),
    pull: generatePullKey(),
  }));

/** An engine with a mailbox behind it that is served over TLS, or not. */
async function host(tls: boolean) {
  const receipts: string[] = [];
  const mailbox = await mailboxIn(dir, {
    onReceipts: async (some) => {
      receipts.push(hex(some));
      await engine.confirm(some);
    },
  });
  const server = await mailbox.listen(
    tls ? { host: 'localhost', tls: { key: readFileSync(certificate.key), cert: readFileSync(certificate.cert) } } : {},
  );
  const engine = await openEngine({ dir: mkdtempSync(join(dir, 'engine-')), transport: mailbox.transport, threads: 1 });
  closers.push(
    () => mailbox.close(),
    () => engine.close(),
  );
  const agent = new Agent({ connect: { ca: readFileSync(certificate.cert) } });
  closers.push(() => agent.close());
  const overTls = ((url: string, init: object) =>
    undiciFetch(url, { ...init, dispatcher: agent })) as unknown as typeof fetch;
  const pull = (person: { pull: ReturnType<typeof generatePullKey> }, options: Partial<PullOptions> = {}) =>
    pullMailbox({ url: server.url, ...person.pull, name: NAME, ...(tls ? { fetch: overTls } : {}), ...options });
  return { receipts, mailbox, server, engine, pull, fetches: tls ? overTls : fetch };
}

describe.each([false, true])('from the engine to devices, TLS: %s', (tls) => {
  it('is collected, opened, acknowledged, and gone', async () => {
    const { engine, fetches, mailbox, pull, receipts, server } = await host(tls);
    expect(server.url.startsWith(tls ? 'https://localhost:' : 'http://127.0.0.1:')).toBe(true);
    const all = people(12);
    const texts = ['Water is off on Friday.', 'Water is back.'];
    const sent = [];
    for (const text of texts) {
      const broadcast = await engine.send({
        from: 'city-hall',
        message: text,
        receipts: true,
        to: all.map(({ id, device, pull: { route } }) => ({ id, publicKey: device.publicKey, route })),
      });
      sent.push(await broadcast.settled);
    }
    expect(sent.map(({ delivered, envelopes }) => [delivered, envelopes])).toEqual([
      [12, 12],
      [12, 12],
    ]);
    expect(mailbox.metrics()).toMatchObject({ envelopes: 24, bodies: 2, delivered: 24 });
    const sender = fromHex(sent[0]!.sender)!;

    const tokens: string[] = [];
    for (const person of all) {
      const shown: string[] = [];
      const seen = memorySeen();
      for await (const { envelope, body, ack } of pull(person, { follow: false })) {
        const message = await openEnvelope(envelope, await body(), { ...person.device, sender, seen });
        shown.push(message!.text);
        tokens.push(hex(message!.broadcast) + hex(message!.mailbox) + hex(message!.receiptToken));
        await ack(message!.receiptToken);
      }
      expect(shown).toEqual(texts);
    }
    expect(receipts.join('')).toBe(tokens.join(''));
    for (const { broadcast } of sent) expect(await engine.report(broadcast)).toMatchObject({ confirmed: 12 });
    // One that a device kept back, or sends again, comes without a session and is counted no second time.
    const again = {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: fromHex(tokens[0]!)!,
    };
    expect((await fetches(`${server.url}/receipts`, again)).status).toBe(204);
    expect(receipts).toHaveLength(25);
    expect(await engine.report(sent[0]!.broadcast)).toMatchObject({ confirmed: 12 });
    for (const person of all) {
      const left: Pulled[] = [];
      for await (const one of pull(person, { follow: false })) left.push(one);
      expect(left).toEqual([]);
    }
    expect(mailbox.metrics()).toMatchObject({ envelopes: 0, acknowledged: 24, receipts: 25 });
  });

  it.each(['poll', 'stream'] as const)('arrives while a device waits: %s', async (wait) => {
    const { engine, mailbox, pull } = await host(tls);
    const [person] = people(1) as [ReturnType<typeof people>[number]];
    const end = new AbortController();
    const got: string[] = [];
    const send = async (n: number): Promise<void> => {
      const to = [{ id: person.id, publicKey: person.device.publicKey, route: person.pull.route }];
      await (await engine.send({ from: 'city-hall', message: `Message ${n}.`, to })).settled;
    };
    const sends: Promise<void>[] = [];
    await send(0);
    const sender = fromHex((await engine.list())[0]!.sender)!;
    for await (const { envelope, body, ack } of pull(person, { wait, signal: end.signal })) {
      got.push((await openEnvelope(envelope, await body(), { ...person.device, sender }))!.text);
      // Not waited for: the next is sent when the device has begun to wait for it, or is about to.
      void ack();
      if (got.length === 3) end.abort();
      else sends.push(send(got.length));
    }
    await Promise.all(sends);
    expect(mailbox.metrics()).toMatchObject({ acknowledged: 3, envelopes: 0 });
    expect(got).toEqual(['Message 0.', 'Message 1.', 'Message 2.']);
  });
});
