import type { Server } from 'node:http';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeRecord } from '../../src/codec/msgpack.ts';
import { CREATED, makeBroadcast, makeRecipients } from '../crypto/fixture.ts';
import { bundled, executable, serve } from './chromium.ts';

/**
 * What the page runs, by itself: what a test evaluates in a page is exempt from its CSP. It opens what /given holds, and
 * leaves in an element how it went and what the CSP had to stop: to wait for an expression, the browser would have to evaluate it
 * again and again, and between two looks the CSP stops that.
 */
const PAGE_SCRIPT = `
import * as sealcast from '/open.js';
const of = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const stopped = [];
addEventListener('securitypolicyviolation', (event) => stopped.push(event.blockedURI));
const { envelope, body, sender, now, privateKeys } = await (await fetch('/given')).json();
const faults = [];
const attempt = async (privateKey, seen) => {
  const log = (fault) => faults.push(fault);
  try {
    const options = { privateKey: of(privateKey), sender: of(sender), now, seen, log };
    const message = await sealcast.openEnvelope(of(envelope), of(body), options);
    return message && { text: message.text, personal: { ...message.personal }, addressed: message.addressed };
  } catch (error) {
    return error.code;
  }
};
const seen = sealcast.memorySeen();
const first = await attempt(privateKeys[0], seen);
const again = await attempt(privateKeys[0], seen);
const other = await attempt(privateKeys[1], seen);
const own = sealcast.generateDeviceKey();
const ownKey = sealcast.publicKeyOf(own.privateKey).join() === own.publicKey.join();
const stoppedBefore = [...stopped];
let evalWorks = true;
try { new Function('return 1')(); } catch { evalWorks = false; }
const node = [typeof process, typeof Buffer, typeof require];
const outcome = document.createElement('output');
outcome.textContent = JSON.stringify({ first, again, other, faults, ownKey, node, stoppedBefore, evalWorks });
document.body.append(outcome);
`;

describe.skipIf(executable === undefined)('sealcast/open in Chromium, under a CSP without eval', () => {
  let server: Server;
  let browser: Browser;
  let origin: string;
  let code: string;
  let given = '';

  beforeAll(async () => {
    code = await bundled('dist', 'open.js');
    const files = {
      '/': ['text/html', '<!doctype html><title>open</title><script type="module" src="/page.js"></script>'],
      '/page.js': ['text/javascript', PAGE_SCRIPT],
      '/open.js': ['text/javascript', code],
    } as const;
    ({ server, origin } = await serve(files, (request, response) => {
      if (request.url === '/given') response.writeHead(200, { 'content-type': 'application/json' }).end(given);
      else response.writeHead(404).end();
    }));
    browser = await chromium.launch({ executablePath: executable! });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('imports nothing from Node', () => {
    expect(/\bimport\s*["'{*(]|\bfrom\s*["']/.test(code)).toBe(false);
    // A minifier writes `new Function` without `new`.
    expect(/\bFunction\(|\beval\(/.test(code)).toBe(false);
  });

  it.each([1, 2] as const)('opens what Node sealed, suite %i; null for another key; once only', async (suite) => {
    const people = makeRecipients(2).map((one) => (suite === 2 ? { ...one, personal: { name: '张伟' } } : one));
    const text = '停水 🚰 '.repeat(12_000);
    const sent = makeBroadcast(suite, people, { content: encodeRecord({ format: 'plain', text }) });
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    given = JSON.stringify({
      envelope: hex(sent.envelopes[0]!),
      body: hex(sent.body),
      sender: hex(sent.from.sender),
      now: CREATED,
      privateKeys: people.map(({ privateKey }) => hex(privateKey)),
    });
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(origin);
    const outcome = await page.locator('output').textContent({ timeout: 20_000 });
    expect(JSON.parse(outcome!)).toEqual({
      first: { text, personal: suite === 2 ? { name: '张伟' } : {}, addressed: suite === 2 },
      again: 'UNREADABLE',
      other: null,
      faults: ['replay'],
      ownKey: true,
      node: ['undefined', 'undefined', 'undefined'],
      stoppedBefore: [],
      // The page is under the policy it claims to be under.
      evalWorks: false,
    });
    expect(errors).toEqual([]);
    await page.close();
  });
});
