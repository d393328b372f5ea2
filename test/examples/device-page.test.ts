/** The resident's page where something fails, or is open twice: in a real browser, with its clock in the hand of the test. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Host, startHost } from '../../examples/host-service/service.mjs';
import { limits } from '../../src/limits.ts';
import { tempDir } from '../engine/support.ts';

const executable = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .concat('/usr/bin/chromium')
  .find((path) => existsSync(path));
if (executable === undefined) console.log('device-page: skipped, no chromium on PATH');

const RESIDENTS = [{ code: 'first-code-1', id: 'resident-1', name: 'Ada', phone: '+49 30 1234567' }];
const RECEIVES = 'This device receives notices.';

describe.skipIf(executable === undefined)('examples/host-service, the page of a resident', () => {
  const { dir, remove } = tempDir();
  let browser: Browser;
  let context: BrowserContext;
  let host: Host;
  let faults: string[];
  let homes = 0;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executable! });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await context.close();
    await host.close();
  });
  afterAll(async () => {
    await browser?.close();
    remove();
  });

  async function start(): Promise<void> {
    host = await startHost({ dir: join(dir, String(++homes)), residents: RESIDENTS });
    context = await browser.newContext();
    context.setDefaultTimeout(15_000);
    faults = [];
  }

  async function visit(): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.clock.install();
    await page.goto(host.url);
    return page;
  }

  async function signUp(page: Page): Promise<void> {
    await page.getByLabel('The code in your letter').fill('first-code-1');
    await page.getByRole('button', { name: 'Receive notices on this device' }).click();
    await receives(page);
  }

  const receives = (page: Page): Promise<void> => page.getByRole('status').filter({ hasText: RECEIVES }).waitFor();
  const notice = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });

  async function send(text: string): Promise<void> {
    const { status } = await fetch(`${host.url}/notices`, {
      method: 'POST',
      headers: { authorization: `Bearer ${host.clerkToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ key: text, text, class: 'emergency' }),
    });
    expect(status).toBe(202);
  }

  /** Receipts that the engine was given and found genuine, each once. */
  function confirmations(): { readonly confirmed: () => number } {
    const confirm = host.engine.confirm.bind(host.engine);
    let confirmed = 0;
    vi.spyOn(host.engine, 'confirm').mockImplementation(async (receipts) => {
      const counts = await confirm(receipts);
      confirmed += counts.confirmed;
      return counts;
    });
    return { confirmed: () => confirmed };
  }

  /** Time passes on a page, until all receipts that wait there are due and have arrived. */
  async function untilConfirmed(pages: readonly Page[], count: number, confirmed: () => number): Promise<void> {
    while (confirmed() < count) for (const page of pages) await page.clock.runFor(limits.receiptDelayEmergencyMs);
  }

  /** Answers the first request to a path as a server in trouble does. */
  async function failOnce(page: Page, path: string): Promise<void> {
    await page.route(path, (route) => route.fulfill({ status: 503, body: '{"error":"failed"}' }), { times: 1 });
  }

  async function metric(name: 'envelopes' | 'waits'): Promise<number> {
    const text = await (await fetch(`${host.operator.url}/metrics`)).text();
    return Number(new RegExp(`^sealcast_mailbox_${name} (\\d+)$`, 'm').exec(text)![1]);
  }

  it('goes on when an acknowledgement, a body or a receipt fails once: all is shown, and no receipt is lost', async () => {
    await start();
    const page = await visit();
    await signUp(page);
    const { confirmed } = confirmations();
    vi.mocked(host.engine.confirm).mockRejectedValueOnce(new Error('the spool is full'));
    await failOnce(page, '**/mailbox/ack');
    for (const text of ['First.', 'Second.']) {
      await send(text);
      await notice(page, text).waitFor();
    }
    await failOnce(page, '**/mailbox/envelopes/*/body');
    const failed = page.waitForResponse((response) => response.url().endsWith('/body') && response.status() === 503);
    await send('Third.');
    await failed;
    await send('Fourth.');
    await notice(page, 'Fourth.').waitFor();
    await untilConfirmed([page], 4, confirmed);
    await notice(page, 'Third.').waitFor();
    while ((await metric('envelopes')) > 0) await page.clock.runFor(10_000);
    await receives(page);
    expect([confirmed(), faults]).toEqual([4, []]);
  });

  it('says so while the mailbox is away, and when it is back', async () => {
    await start();
    const page = await visit();
    await signUp(page);
    await context.route('**/mailbox/**', (route) => route.abort());
    await page.reload();
    await page.getByRole('status').filter({ hasText: 'No notices come in: ' }).waitFor();
    await send('While it was away.');
    await context.unroute('**/mailbox/**');
    while (!(await notice(page, 'While it was away.').isVisible())) await page.clock.runFor(10_000);
    await receives(page);
  });

  it('shows everything in each tab, every notice has its receipt, and another tab goes on when one is closed', async () => {
    await start();
    const first = await visit();
    const second = await visit();
    await signUp(first);
    await receives(second);
    const { confirmed } = confirmations();
    const texts = Array.from({ length: 12 }, (_, n) => `Notice ${n}.`);
    for (const text of texts) await send(text);
    for (const page of [first, second]) for (const text of texts) await notice(page, text).waitFor();
    // One of them collects; a mailbox lets a device wait four times at once.
    expect(await metric('waits')).toBe(1);
    await first.close();
    await send('Another one.');
    await notice(second, 'Another one.').waitFor();
    const third = await visit();
    await notice(third, 'Another one.').waitFor();
    expect(await third.getByRole('listitem').count()).toBe(13);
    await untilConfirmed([second, third], 13, confirmed);
    expect([confirmed(), faults]).toEqual([13, []]);
  });
});
