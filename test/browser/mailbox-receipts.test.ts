/** A page that collects from a mailbox of another origin, opens, and posts its receipt there: the whole kit in one, in Chromium. */
import type { Server } from 'node:http';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Confirmed,
  type Engine,
  type Mailbox,
  type MailboxServer,
  openEngine,
  openMailbox,
} from '../../src/index.ts';
import { bytesOf, tempDir } from '../engine/support.ts';
import { bundled, executable, serve } from './chromium.ts';

const NAME = 'mail.city.example';

const PAGE_SCRIPT = `
import { generatePullKey, pullMailbox } from '/pull.js';
import { generateDeviceKey, indexedDbStore, openEnvelope, postReceipts, receiptQueue } from '/receiver.js';
const of = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const stopped = [];
addEventListener('securitypolicyviolation', (event) => stopped.push(event.blockedURI));
const said = {};
try {
  const [device, pull] = [generateDeviceKey(), generatePullKey()];
  const given = { method: 'POST', body: JSON.stringify({ publicKey: hex(device.publicKey), route: pull.route }) };
  const { url, name, sender } = await (await fetch('/register', given)).json();
  const store = indexedDbStore('mail');
  const receipts = receiptQueue({ store: store.receipts, send: postReceipts(url + '/receipts'), delayMs: 0 });
  const options = { privateKey: device.privateKey, sender: of(sender), seen: store.seen, receipts };
  for await (const { envelope, body, ack } of pullMailbox({ url, name, ...pull, follow: false })) {
    said.text = (await openEnvelope(envelope, await body(), options)).text;
    await ack();
  }
  said.flushed = await receipts.flush();
} catch (error) {
  said.error = String(error);
}
const outcome = document.createElement('output');
outcome.textContent = JSON.stringify({ ...said, stopped });
document.body.append(outcome);
`;

describe.skipIf(executable === undefined)('a receipt from a page to a mailbox of another origin', () => {
  const { dir, remove } = tempDir();
  const told: Confirmed[] = [];
  let browser: Browser;
  let page: { server: Server; origin: string };
  let engine: Engine;
  let mailbox: Mailbox;
  let listening: MailboxServer;

  beforeAll(async () => {
    const files = {
      '/page.js': ['text/javascript', PAGE_SCRIPT],
      '/pull.js': ['text/javascript', await bundled('dist', 'pull.js')],
      '/receiver.js': ['text/javascript', await bundled('dist', 'receiver.js')],
    } as const;
    page = await serve(files, async (request, response) => {
      if (request.url !== '/register') {
        response.setHeader(
          'content-security-policy',
          `default-src 'none'; script-src 'self'; connect-src 'self' ${listening.url}`,
        );
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>mail</title><script type="module" src="/page.js"></script>');
        return;
      }
      let text = '';
      for await (const piece of request) text += String(piece);
      const { publicKey, route } = JSON.parse(text) as { publicKey: string; route: string };
      const to = [{ id: 'resident-1', publicKey: bytesOf(publicKey), route }];
      const broadcast = await engine.send({ from: 'city-hall', message: 'Water is off.', receipts: true, to });
      const { sender } = await broadcast.settled;
      response.end(JSON.stringify({ url: listening.url, name: NAME, sender }));
    });
    mailbox = await openMailbox({
      dir: join(dir, 'mailbox'),
      name: NAME,
      origins: [page.origin],
      onReceipts: async (receipts) => void told.push(await engine.confirm(receipts)),
    });
    listening = await mailbox.listen();
    engine = await openEngine({ dir: join(dir, 'engine'), transport: mailbox.transport, threads: 1 });
    browser = await chromium.launch({ executablePath: executable! });
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
    await mailbox?.close();
    page?.server.close();
    await remove();
  });

  const outcomeOf = async (): Promise<Record<string, unknown>> => {
    const tab = await browser.newPage();
    try {
      await tab.goto(page.origin);
      return JSON.parse((await tab.locator('output').textContent({ timeout: 20_000 }))!) as Record<string, unknown>;
    } finally {
      await tab.close();
    }
  };

  it('is asked about first (CORS), posted, and counted by the engine', async () => {
    expect(await outcomeOf()).toEqual({
      text: 'Water is off.',
      flushed: { sent: 1, kept: 0, next: null },
      stopped: [],
    });
    expect(told).toEqual([{ confirmed: 1, repeated: 0, refused: 0 }]);
    expect(mailbox.metrics()).toMatchObject({ receipts: 1, envelopes: 0 });
  });
});
