import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hex } from '../../src/crypto/bytes.ts';
import { type Mailbox, type MailboxServer, openMailbox } from '../../src/index.ts';
import { deliver, parcelFor } from '../mailbox/support.ts';

const root = join(import.meta.dirname, '..', '..');
const executable = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .concat('/usr/bin/chromium')
  .find((path) => existsSync(path));
if (executable === undefined) console.log('browser: skipped, no chromium on PATH');

/**
 * What the page runs: it makes its key, tells its route to the page's server (which stands for who keeps the list), and collects three
 * envelopes from the mailbox, which is another origin; the last one comes while it waits.
 */
const PAGE_SCRIPT = `
import { generatePullKey, pullMailbox } from '/pull.js';
const say = (path, body) => fetch(path, { method: 'POST', body });
const { url, name, wait } = await (await fetch('/given')).json();
const key = generatePullKey();
await say('/route', key.route);
const end = new AbortController();
const got = [];
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
let error = null;
try {
  for await (const { envelope, body, ack } of pullMailbox({ url, name, wait, ...key, signal: end.signal })) {
    got.push([toHex(envelope), (await body()).length]);
    await ack();
    if (got.length === 2) void say('/more', key.route);
    if (got.length === 3) end.abort();
  }
} catch (caught) {
  error = String(caught);
}
const outcome = document.createElement('output');
outcome.textContent = JSON.stringify({ got, error });
document.body.append(outcome);
`;

describe.skipIf(executable === undefined)('sealcast/pull in Chromium, under a CSP without eval', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-pull-'));
  let server: Server;
  let browser: Browser;
  let mailbox: Mailbox;
  let listening: MailboxServer;
  let origin: string;
  let bundled: string;
  let wait: 'poll' | 'stream';
  let sent: string[] = [];

  const send = async (route: string): Promise<void> => {
    const parcel = parcelFor(route);
    sent.push(hex(parcel.envelope));
    expect(await deliver(mailbox, parcel)).toEqual(['delivered']);
  };

  beforeAll(async () => {
    const bundle = await rolldown({ input: join(root, 'dist', 'pull.js'), platform: 'browser' });
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    await bundle.close();
    bundled = output[0].code;
    const files: Record<string, [type: string, text: () => string]> = {
      '/': ['text/html', () => '<!doctype html><title>pull</title><script type="module" src="/page.js"></script>'],
      '/page.js': ['text/javascript', () => PAGE_SCRIPT],
      '/pull.js': ['text/javascript', () => bundled],
      '/given': ['application/json', () => JSON.stringify({ url: listening.url, name: 'mail.city.example', wait })],
    };
    server = createServer(async (request, response) => {
      let content = '';
      for await (const piece of request) content += String(piece);
      if (request.url === '/route') for (let n = 0; n < 2; n++) await send(content);
      else if (request.url === '/more') await send(content);
      const [type, text] = files[request.url ?? ''] ?? [];
      response.writeHead(request.method === 'POST' || type !== undefined ? 200 : 404, {
        'content-type': type ?? 'text/plain',
        'content-security-policy': `default-src 'none'; script-src 'self'; connect-src 'self' ${listening.url}`,
      });
      response.end(text?.());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    mailbox = await openMailbox({ dir: join(dir, 'mailbox'), name: 'mail.city.example', origins: [origin] });
    listening = await mailbox.listen();
    browser = await chromium.launch({ executablePath: executable! });
  });

  afterAll(async () => {
    await browser?.close();
    await mailbox?.close();
    server?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('imports nothing from Node', () => {
    expect(/\bimport\s*["'{*(]|\bfrom\s*["']/.test(bundled)).toBe(false);
    expect(/\bFunction\(|\beval\(/.test(bundled)).toBe(false);
  });

  it.each(['poll', 'stream'] as const)('collects from another origin, by %s', async (how) => {
    wait = how;
    sent = [];
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(origin);
    const outcome = await page.locator('output').textContent({ timeout: 20_000 });
    expect(JSON.parse(outcome!)).toEqual({ got: sent.map((envelope) => [envelope, 500]), error: null });
    expect([errors, mailbox.metrics().envelopes]).toEqual([[], 0]);
    await page.close();
  });
});
