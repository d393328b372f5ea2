/** The example as a resident and a clerk use it, in a real browser, with everything that crosses the wire written down. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { inspect } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Host, startHost } from '../../examples/host-service/service.mjs';
import type { Logger } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { tempDir } from '../engine/support.ts';
import { canaries, scan } from '../leaks/canaries.ts';

const executable = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .concat('/usr/bin/chromium')
  .find((path) => existsSync(path));
if (executable === undefined) console.log('host-service: skipped, no chromium on PATH');

const RESIDENTS = [
  { code: 'first-code-1', id: canaries.id, name: canaries.name, phone: canaries.phone },
  { code: 'second-code-2', id: 'other', name: canaries.chinese, phone: canaries.phone },
];

/** Everything between browser and service, in both directions. */
class Wire {
  readonly #parts: Buffer[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  target = 0;

  constructor() {
    this.#server = createServer((near) => {
      const far = connect(this.target, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on('data', (part: Buffer) => {
          this.#parts.push(part);
          to.write(part);
        });
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
        from.on('error', () => to.destroy());
      }
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

function scanDirectory(of: string): string[] {
  return readdirSync(of, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => scan(readFileSync(join(entry.parentPath, entry.name))).map((what) => `${entry.name}: ${what}`));
}

describe.skipIf(executable === undefined)('examples/host-service', () => {
  const { dir, remove } = tempDir();
  const lines: string[] = [];
  const record: Logger['info'] = (fields, message) => lines.push(`${inspect(fields, { depth: null })} ${message}`);
  const logger: Logger = { debug: record, info: record, warn: record, error: record };
  let browser: Browser;
  let host: Host;
  let wire: Wire;
  let url: string;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executable! });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    wire?.close();
    await host?.close();
  });
  afterAll(async () => {
    await browser?.close();
    remove();
  });

  async function start(home: string): Promise<void> {
    host = await startHost({ dir: join(dir, home), residents: RESIDENTS, logger });
    wire = new Wire();
    wire.target = Number(new URL(host.url).port);
    url = await wire.open();
  }

  async function visit(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('400')) faults.push(message.text());
    });
    await page.clock.install();
    await page.goto(url);
    return page;
  }

  async function signUp(page: Page, code: string): Promise<void> {
    await page.getByLabel('The code in your letter').fill(code);
    await page.getByRole('button', { name: 'Receive notices on this device' }).click();
  }

  async function send(notice: Readonly<Record<string, string>>, token = host.clerkToken) {
    const answer = await fetch(`${host.url}/notices`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(notice),
    });
    return { status: answer.status, ...((await answer.json()) as { broadcast?: string; error?: string }) };
  }

  const metrics = async (): Promise<string> => (await fetch(`${host.operator.url}/metrics`)).text();

  it('a page makes its key, pulls its mail, opens and shows it; nothing on the way knows whose', async () => {
    await start('whole');
    const page = await visit();
    await signUp(page, 'no-such-code');
    await page.getByRole('status').filter({ hasText: 'this code is not known' }).waitFor();
    await signUp(page, 'First-Code-1 ');
    await page.getByRole('status').filter({ hasText: 'This device receives notices.' }).waitFor();
    expect(await page.getByLabel('The code in your letter').isVisible()).toBe(false);
    const other = await visit();
    await signUp(other, 'second-code-2');
    await other.getByRole('status').filter({ hasText: 'This device receives notices.' }).waitFor();

    const notice = { key: 'water', text: `${canaries.text} For {{name}}.`, class: 'emergency' };
    expect(await send(notice, 'x'.repeat(43))).toMatchObject({ status: 401 });
    const sent = await send(notice);
    expect(sent.status).toBe(202);
    const shown = page.getByRole('listitem');
    await shown.filter({ hasText: `${canaries.text} For ${canaries.name}.` }).waitFor();
    await other
      .getByRole('listitem')
      .filter({ hasText: `For ${canaries.chinese}.` })
      .waitFor();
    // Both say that they opened it, each for itself, within half a minute; of so few the operator is not told how many.
    for (let told = ''; told !== '2'; ) {
      for (const one of [page, other]) await one.clock.runFor(limits.receiptDelayEmergencyMs);
      told = /^sealcast_mailbox_receipts_total (\d+)$/m.exec(await metrics())![1]!;
    }
    expect(await metrics()).toContain('sealcast_confirmed_envelopes{class="emergency"} 0\n');
    // The same key is the same notice.
    expect((await send(notice)).broadcast).toBe(sent.broadcast);

    // What is kept on the device: the key that opens, which has never crossed the wire.
    const kept = await page.evaluate<{ device: number[]; pull: number[] }>(`new Promise((resolve) => {
      indexedDB.open('city-notices').onsuccess = ({ target }) => {
        target.result.transaction('device').objectStore('device').get('own').onsuccess = ({ target: { result } }) =>
          resolve({ device: [...result.privateKey], pull: [...result.pull.privateKey] });
      };
    })`);
    for (const key of [kept.device, kept.pull]) {
      const bytes = Buffer.from(key);
      expect(bytes).toHaveLength(32);
      for (const form of [bytes, ...(['hex', 'base64', 'base64url'] as const).map((name) => bytes.toString(name))])
        expect(wire.bytes.includes(form)).toBe(false);
    }

    // The page is loaded again: what it had is there, and comes only once.
    await page.reload();
    await shown.filter({ hasText: canaries.name }).waitFor();
    await send({ key: 'second', text: 'Water is back.' });
    await shown.filter({ hasText: 'Water is back.' }).waitFor();
    expect(await shown.count()).toBe(2);

    // The operator sees it go, and takes it back: it is gone from every page.
    const operator = await (await browser.newContext()).newPage();
    await operator.goto(host.operator.url);
    await operator.getByLabel('Token').fill(host.operator.token);
    await operator.getByRole('button', { name: 'Log in' }).click();
    await operator.getByRole('heading', { name: 'Mailbox' }).waitFor();
    await operator.goto(`${host.operator.url}/broadcasts/${sent.broadcast}`);
    await operator.getByRole('link', { name: 'Stop for good…' }).click();
    await operator.getByRole('link', { name: 'Recall…' }).click();
    await operator.getByText('2 devices are sent a notice').waitFor();
    await operator.getByRole('button', { name: 'Recall for good' }).click();
    await shown.filter({ hasText: canaries.name }).waitFor({ state: 'detached' });
    expect(await shown.allTextContents()).toEqual([expect.stringContaining('Water is back.')]);
    const seen = [await operator.content()];
    await operator.goto(host.operator.url);
    seen.push(await operator.content(), await (await fetch(`${host.operator.url}/metrics`)).text());
    expect(faults).toEqual([]);

    await host.close();
    // The scanner reads what is really there, and finds one that is planted.
    const home = join(dir, 'whole');
    const register = scan(readFileSync(join(home, 'register.json')));
    expect(register).toContain('id as utf-8');
    mkdirSync(join(dir, 'planted'));
    writeFileSync(join(dir, 'planted', 'spool.mdb'), Buffer.concat([Buffer.alloc(5000), Buffer.from(canaries.name)]));
    expect(scanDirectory(join(dir, 'planted'))).toContain('spool.mdb: name as utf-8');
    expect(wire.bytes.length).toBeGreaterThan(20_000);
    expect(wire.bytes.includes('/register')).toBe(true);
    expect(wire.bytes.includes('/mailbox/')).toBe(true);
    expect(lines.length).toBeGreaterThan(3);
    expect(readFileSync(join(home, 'engine', 'spool.mdb')).length).toBeGreaterThan(20_000);

    expect(scanDirectory(join(home, 'engine'))).toEqual([]);
    expect(scanDirectory(join(home, 'mailbox'))).toEqual([]);
    expect(lines.flatMap((line) => scan(line))).toEqual([]);
    expect(seen.flatMap((text) => scan(text))).toEqual([]);
    expect(scan(wire.bytes)).toEqual([]);
  });

  it('mail waits for a device that is away, over a restart of the service', async () => {
    await start('away');
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    await signUp(page, 'first-code-1');
    await page.getByRole('status').filter({ hasText: 'This device receives notices.' }).waitFor();
    await page.goto('about:blank');
    await send({ key: 'away', text: 'While you were away, {{name}}.' });
    await Promise.all(host.engine.running().map(({ settled }) => settled));
    await host.close();
    host = await startHost({ dir: join(dir, 'away'), residents: RESIDENTS, logger });
    wire.target = Number(new URL(host.url).port);
    await page.goto(url);
    await page
      .getByRole('listitem')
      .filter({ hasText: `While you were away, ${canaries.name}.` })
      .waitFor();
  });
});
