import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeRecord } from '../../src/codec/msgpack.ts';
import { CREATED, makeBroadcast, makeRecipients } from '../crypto/fixture.ts';
import { bundled, CSP, executable, root, serve } from './chromium.ts';

/** Loads the kernel, or says why not, and opens with what it got. */
const PAGE_SCRIPT = `
import { openEnvelope } from '/open.js';
import { loadOpenKernel } from '/open-kernel.js';
const of = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const { envelope, body, sender, now, privateKey } = await (await fetch('/given')).json();
let kernel, error = null, calls = 0;
try {
  const loaded = await loadOpenKernel(fetch('/open.wasm'));
  kernel = new Proxy(loaded, { get: (target, name) => (...given) => (calls++, target[name](...given)) });
} catch (caught) {
  error = caught.code;
}
const options = { privateKey: of(privateKey), sender: of(sender), now, ...(kernel ? { kernel } : {}) };
const { text } = await openEnvelope(of(envelope), of(body), options);
const outcome = document.createElement('output');
outcome.textContent = JSON.stringify({ error, calls, text });
document.body.append(outcome);
`;

describe.skipIf(executable === undefined)('sealcast/open-kernel in Chromium', () => {
  const [person] = makeRecipients(1);
  const text = '停水 🚰 '.repeat(12_000);
  const sent = makeBroadcast(1, [person!], { content: encodeRecord({ format: 'plain', text }) });
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const given = JSON.stringify({
    envelope: hex(sent.envelopes[0]!),
    body: hex(sent.body),
    sender: hex(sent.from.sender),
    now: CREATED,
    privateKey: hex(person!.privateKey),
  });
  let browser: Browser;
  let files: Record<string, readonly [string, string | Buffer]>;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executable! });
    files = {
      '/': ['text/html', '<!doctype html><title>open</title><script type="module" src="/page.js"></script>'],
      '/page.js': ['text/javascript', PAGE_SCRIPT],
      '/open.js': ['text/javascript', await bundled('dist', 'open.js')],
      '/open-kernel.js': ['text/javascript', await bundled('dist', 'open-kernel.js')],
      '/open.wasm': ['application/wasm', readFileSync(join(root, 'dist', 'kernels', 'open.wasm'))],
      '/given': ['application/json', given],
    };
  });

  afterAll(async () => {
    await browser?.close();
  });

  async function outcomeUnder(csp: string): Promise<unknown> {
    const { server, origin } = await serve(files, (_request, response) => response.writeHead(404).end(), csp);
    const page = await browser.newPage();
    try {
      await page.goto(origin);
      return JSON.parse((await page.locator('output').textContent({ timeout: 20_000 }))!);
    } finally {
      await page.close();
      server.close();
    }
  }

  it('opens with the kernel where the policy allows WebAssembly: three chunks, one secret, one public key', async () => {
    const csp = CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");
    expect(await outcomeUnder(csp)).toEqual({ error: null, calls: 5, text });
  });

  it('is told that it cannot have it where the policy does not, and opens without', async () => {
    expect(await outcomeUnder(CSP)).toEqual({ error: 'KERNEL_UNAVAILABLE', calls: 0, text });
  });
});
