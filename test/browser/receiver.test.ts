import type { Server } from 'node:http';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { encodeRecord } from '../../src/codec/msgpack.ts';
import { openEngine } from '../../src/index.ts';
import { encodePushContent } from '../../src/transports/webpush/content.ts';
import { makeBroadcast, makeRecipients, makeSender, seeded } from '../crypto/fixture.ts';
import { bytesOf, hex, tempDir } from '../engine/support.ts';
import { durableChecks, storeChecks } from '../receiver/store-suite.ts';
import { bundled, executable, serve } from './chromium.ts';

/**
 * What a service worker of an app does, as docs/receipts.md has it. A push that a test makes cannot be `waitUntil`: only the browser's own
 * can, and those come through a push service. So the page hands the bytes over, and the worker is kept alive by that message.
 */
const WORKER_SCRIPT = `
import { indexedDbStore, openPush, postReceipts, receiptQueue } from '/receiver.js';
const of = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const store = indexedDbStore('mail');
const receipts = receiptQueue({ store: store.receipts, send: postReceipts('/receipts'), delayMs: 0 });

self.addEventListener('push', (event) => event.waitUntil(onPush(event)));
async function onPush({ data }) {
  const { privateKey, sender } = await (await fetch('/keys')).json();
  const options = { privateKey: of(privateKey), sender: of(sender), seen: store.seen, receipts, bodyOrigins: [self.location.origin] };
  const pushed = await openPush(data, options);
  if (pushed.state === 'message') await self.registration.showNotification(pushed.message.text, { tag: pushed.tag });
  if (pushed.state === 'recall')
    for (const shown of await self.registration.getNotifications({ tag: pushed.tag })) shown.close();
  const { sent } = await receipts.flush();
  return { state: pushed.state, text: pushed.message?.text, sent };
}

let evalWorks = true;
try { new Function('return 1')(); } catch { evalWorks = false; }
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  const push = new PushEvent('push', { data: of(event.data.push) });
  const answered = new Promise((resolve, reject) => {
    push.waitUntil = (promise) => promise.then(resolve, reject);
  });
  self.dispatchEvent(push);
  event.waitUntil(answered.then((outcome) => event.source.postMessage({ ...outcome, evalWorks }),
    (error) => event.source.postMessage({ error: String(error) })));
});
`;

/** Hands what /push holds to the worker, then says what came of it, and which notifications there are. */
const PAGE_SCRIPT = `
const stopped = [];
addEventListener('securitypolicyviolation', (event) => stopped.push(event.blockedURI));
await navigator.serviceWorker.register('/worker.js', { type: 'module' });
const registration = await navigator.serviceWorker.ready;
const answer = new Promise((resolve) => navigator.serviceWorker.addEventListener('message', resolve, { once: true }));
registration.active.postMessage({ push: await (await fetch('/push')).text() });
const { data } = await answer;
const shown = (await registration.getNotifications()).map(({ title }) => title);
const outcome = document.createElement('output');
outcome.textContent = JSON.stringify({ ...data, shown, stopped });
document.body.append(outcome);
`;

/** Runs the suite of stores on IndexedDB; a database of its own for each check. */
const SUITE_SCRIPT = `
import { indexedDbStore } from '/receiver.js';
import { durableChecks, storeChecks } from '/store-suite.js';
const went = {};
for (const [name, check] of Object.entries({ ...storeChecks, ...durableChecks })) {
  try {
    await check(() => indexedDbStore(name));
    went[name] = 'held';
  } catch (error) {
    went[name] = String(error);
  }
}
const outcome = document.createElement('output');
outcome.textContent = JSON.stringify(went);
document.body.append(outcome);
`;

/** Asks for 50 keys, as another tab does at the same time; then waits to be told that the database is to be closed. */
const TAB_SCRIPT = `
import { indexedDbStore } from '/receiver.js';
const { seen } = indexedDbStore('tabs');
const mine = [];
for (let n = 0; n < 50; n++) if (await seen.add(n.toString(16).padStart(162, '0'), 2, 1)) mine.push(n);
const outcome = document.createElement('output');
outcome.textContent = JSON.stringify(mine);
document.body.append(outcome);
`;

const html = (title: string, script: string) =>
  ['text/html', `<!doctype html><title>${title}</title><script type="module" src="${script}"></script>`] as const;

describe.skipIf(executable === undefined)('sealcast/receiver in Chromium, under a CSP without eval', () => {
  let server: Server;
  let browser: Browser;
  let context: BrowserContext;
  let origin: string;
  let code: string;
  const given = { keys: '', push: '', body: new Uint8Array(0) };
  const receipts: Buffer[] = [];

  beforeAll(async () => {
    code = await bundled('dist', 'receiver.js');
    const script = (text: string) => ['text/javascript', text] as const;
    const files = {
      '/': html('push', '/page.js'),
      '/page.js': script(PAGE_SCRIPT),
      '/worker.js': script(WORKER_SCRIPT),
      '/receiver.js': script(code),
      '/suite': html('suite', '/suite.js'),
      '/suite.js': script(SUITE_SCRIPT),
      '/store-suite.js': script(await bundled('test', 'receiver', 'store-suite.ts')),
      '/tab': html('tab', '/tab.js'),
      '/tab.js': script(TAB_SCRIPT),
    };
    ({ server, origin } = await serve(files, async (request, response) => {
      if (request.url === '/keys') response.end(given.keys);
      else if (request.url === '/push') response.end(given.push);
      else if (request.url === '/body') response.end(given.body);
      else if (request.url === '/receipts') {
        for await (const piece of request) receipts.push(piece as Buffer);
        response.writeHead(204).end();
      } else response.writeHead(404).end();
    }));
    browser = await chromium.launch({ executablePath: executable! });
  });

  beforeEach(async () => {
    receipts.length = 0;
    context = await browser.newContext();
    await context.grantPermissions(['notifications'], { origin });
    onTestFinished(() => context.close());
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  async function outcomeOf(path: string, page?: Page) {
    const tab = page ?? (await context.newPage());
    await tab.goto(origin + path);
    const text = await tab.locator('output').textContent({ timeout: 20_000 });
    return { tab, outcome: JSON.parse(text!) as Record<string, unknown> };
  }

  async function pushed(content: Parameters<typeof encodePushContent>[0]) {
    given.push = hex(encodePushContent(content));
    const { tab, outcome } = await outcomeOf('/');
    await tab.close();
    expect(outcome).toMatchObject({ evalWorks: false, stopped: [] });
    return outcome;
  }

  /** As the browser does with a worker that has nothing to do: what it held in memory is gone. */
  async function stopWorkers(): Promise<void> {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.stopAllWorkers');
    await page.close();
  }

  it('imports nothing, and makes no code from text', () => {
    expect(/\bimport\s*["'{*(]|\bfrom\s*["']/.test(code)).toBe(false);
    expect(/\bFunction\(|\beval\(/.test(code)).toBe(false);
  });

  it('keeps what stores promise, on IndexedDB', async () => {
    const names = Object.keys({ ...storeChecks, ...durableChecks });
    const { outcome } = await outcomeOf('/suite');
    expect(outcome).toEqual(Object.fromEntries(names.map((name) => [name, 'held'])));
  });

  it('says true to one of two tabs', async () => {
    const tabs = await Promise.all([context.newPage(), context.newPage()]);
    const both = await Promise.all(
      tabs.map(async (tab) => (await outcomeOf('/tab', tab)).outcome as unknown as number[]),
    );
    expect(both.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  it('shows a push once, also when its worker has been stopped, and takes it back', async () => {
    const { dir, remove } = tempDir();
    const engine = await openEngine({ dir, threads: 1 });
    onTestFinished(async () => {
      await engine.close();
      remove();
    });
    const [alice, carol] = makeRecipients(2) as [
      ReturnType<typeof makeRecipients>[0],
      ReturnType<typeof makeRecipients>[0],
    ];
    const text = 'Leave the building now. 请立即离开。';
    const to = [alice, carol].map(({ id, publicKey }) => ({ id, publicKey }));
    const broadcast = await engine.send({ from: 'city-hall', message: text, to, receipts: true });
    const { sender } = await broadcast.done;
    given.keys = JSON.stringify({ privateKey: hex(alice.privateKey), sender });
    const { envelopes, body } = await engine.fetch(broadcast, alice.id);
    const mine = { envelope: envelopes[0]!, body };

    expect(await pushed(mine)).toMatchObject({ state: 'message', text, sent: 1, shown: [text] });
    expect(await engine.confirm(Buffer.concat(receipts))).toEqual({ confirmed: 1, repeated: 0, refused: 0 });
    await stopWorkers();
    expect(await pushed(mine)).toMatchObject({ state: 'unreadable', sent: 0, shown: [text] });
    const other = await engine.fetch(broadcast, carol.id);
    expect(await pushed({ envelope: other.envelopes[0]!, body })).toMatchObject({ state: 'not-ours', shown: [text] });
    expect(receipts).toHaveLength(1);

    // The engine has no transport, so for it nothing has left, and it has nothing to take back: the notice is made by hand.
    const from = makeSender('city-hall');
    given.keys = JSON.stringify({ privateKey: hex(alice.privateKey), sender: hex(from.sender) });
    const times = { created: Date.now(), expires: Date.now() + 60_000 };
    const notice = makeBroadcast(1, [alice], {
      kind: 2,
      content: encodeRecord({ recalls: bytesOf(broadcast.id) }),
      ...times,
    });
    const recall = { envelope: notice.envelopes[0]!, body: notice.body };
    expect(await pushed(recall)).toMatchObject({ state: 'recall', shown: [] });
  });

  it('fetches the body that was left behind, from its own origin only', async () => {
    const [alice] = makeRecipients(1) as [ReturnType<typeof makeRecipients>[0]];
    const text = '停水 🚰 '.repeat(12_000);
    const times = { created: Date.now(), expires: Date.now() + 60_000 };
    const sent = makeBroadcast(
      1,
      [alice],
      { content: encodeRecord({ format: 'plain', text }), ...times },
      { broadcast: seeded('long', 16) },
    );
    given.keys = JSON.stringify({ privateKey: hex(alice.privateKey), sender: hex(sent.from.sender) });
    given.body = new Uint8Array(sent.body);
    const envelope = sent.envelopes[0]!;
    expect(await pushed({ envelope, bodyUrl: 'https://elsewhere.example/body' })).toMatchObject({ state: 'no-body' });
    expect(await pushed({ envelope, bodyUrl: `${origin}/body` })).toMatchObject({ state: 'message', text, sent: 0 });
    expect(receipts).toEqual([]);
  });
});
