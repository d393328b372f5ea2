import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { heldTransport, people, request, turn } from '../engine/delivery-support.ts';
import { operatorPlace, TOKEN } from './support.ts';

const executable = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .concat('/usr/bin/chromium')
  .find((path) => existsSync(path));
if (executable === undefined) console.log('operator page: skipped, no chromium on PATH');

const { start } = operatorPlace();
const FAILED = { state: 'failed', reason: 'a-reason-with-a-very-long-name-without-a-single-space' } as const;
const TOWN = { version: 1, name: 'town', approval: { above: 2, within: '8h' } };

/** What a page elsewhere can try, by itself, as soon as somebody visits it; it leaves in an element what it got. */
const ATTACK = (victim: string, held: string): string => `<!doctype html><title>kittens</title>
<iframe id="framed" src="${victim}/"></iframe>
<img id="image" src="${victim}/assets/icon.svg">
<form id="form" method="post" action="${victim}/pause" target="sink"><input name="form" value="guess"></form>
<form id="approve" method="post" action="${victim}/broadcasts/${held}/approve" target="sink"><input name="by" value="Mallory"></form>
<form id="retry" method="post" action="${victim}/broadcasts/${held}/retry" target="sink"><input name="which" value="failed"></form>
<form id="login" method="post" action="${victim}/login" target="sink"><input name="token" value="${TOKEN}"></form>
<iframe name="sink"></iframe>
<script type="module">
const got = {};
const attempt = async (name, work) => {
  try { got[name] = await work(); } catch (error) { got[name] = 'stopped'; }
};
const loaded = (element) => new Promise((resolve) => {
  element.onload = () => resolve('loaded');
  element.onerror = () => resolve('stopped');
});
await attempt('read', async () => (await fetch('${victim}/', { credentials: 'include' })).text());
await attempt('readMetrics', async () => (await fetch('${victim}/metrics')).text());
await attempt('blindPost', async () => {
  const body = new URLSearchParams({ form: 'guess' });
  return (await fetch('${victim}/pause', { method: 'POST', mode: 'no-cors', credentials: 'include', body })).type;
});
await attempt('blindApprove', async () => {
  const body = new URLSearchParams({ form: 'guess', by: 'Mallory' });
  const path = '/broadcasts/${held}/approve';
  return (await fetch('${victim}' + path, { method: 'POST', mode: 'no-cors', credentials: 'include', body })).type;
});
await attempt('bearer', async () =>
  (await fetch('${victim}/pause', { method: 'POST', headers: { authorization: 'Bearer ${TOKEN}' } })).status);
await attempt('script', async () => {
  const script = document.createElement('script');
  script.src = '${victim}/assets/operator.js';
  const outcome = loaded(script);
  document.head.append(script);
  return outcome;
});
await attempt('image', async () => {
  const image = new Image();
  image.src = '${victim}/assets/icon.svg?again';
  return loaded(image);
});
await attempt('events', () => new Promise((resolve) => {
  const events = new EventSource('${victim}/events', { withCredentials: true });
  events.onmessage = () => resolve('message');
  events.onerror = () => { events.close(); resolve('stopped'); };
}));
await attempt('framed', async () => {
  try { return String(document.getElementById('framed').contentDocument?.body?.innerText ?? ''); } catch { return 'stopped'; }
});
const sink = document.querySelector('iframe[name=sink]');
for (const id of ['form', 'approve', 'retry', 'login']) {
  const done = loaded(sink);
  document.getElementById(id).submit();
  await done;
}
const out = document.createElement('output');
out.textContent = JSON.stringify(got);
document.body.append(out);
</script>`;

describe.skipIf(executable === undefined)('the operator page in Chromium', () => {
  let browser: Browser;
  let context: BrowserContext;
  const faults: string[] = [];
  const servers: Server[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executable!,
      // A name of an attacker's that has come to point here.
      args: ['--host-resolver-rules=MAP rebound.example 127.0.0.1'],
    });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await context?.close();
    for (const server of servers.splice(0)) server.close();
    faults.length = 0;
  });

  async function visit(url: string): Promise<Page> {
    context = await browser.newContext();
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(url);
    return page;
  }

  async function logIn(url: string): Promise<Page> {
    const page = await visit(url);
    await page.getByLabel('Token').fill(TOKEN);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('status').filter({ hasText: 'live' }).waitFor();
    return page;
  }

  async function serve(html: string, hear: (request: IncomingMessage) => void = () => {}): Promise<number> {
    const server = createServer((request, response) => {
      if (request.url === '/') hear(request);
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(html);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  it('is live, keeps the focus, and its policy has nothing to stop', async () => {
    const slow = heldTransport('slow');
    const { engine, operator } = await start({ transport: slow });
    const page = await logIn(operator.url);
    await page.getByText('Nothing is under way.').waitFor();
    const broadcast = await engine.send({ ...request, to: people(6) });
    const card = page.locator(`#b-${broadcast.id}`);
    await card.waitFor();
    const link = card.getByRole('link', { name: 'Pause…' });
    await link.focus();
    while (slow.groups.length === 0) await turn();
    for (const group of slow.groups) group.answer({ state: 'failed', reason: 'gone' });
    await broadcast.settled;
    await page.locator('#ended').getByText('6 failed').waitFor();
    const other = await engine.send({ ...request, to: people(3), from: 'fire-department', newSender: true });
    const pause = page.locator(`#b-${other.id}`).getByRole('link', { name: 'Pause…' });
    await pause.focus();
    // What is around it changes while the focus is in it.
    const third = await engine.send({ ...request, to: people(2) });
    await page.locator(`#b-${third.id}`).waitFor();
    await page.locator('#notices').getByText('A broadcast of fire-department has begun.').waitFor();
    expect(await page.evaluate(`document.activeElement?.getAttribute('href')`)).toBe(`/broadcasts/${other.id}/pause`);
    // The keyboard alone does it, with a step in between.
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Pause this broadcast?' }).waitFor();
    expect(other.report().paused).toBe(false);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused by an operator.').waitFor();
    expect(other.report().paused).toBe(true);
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    await page.goBack();
    await page.getByLabel('Token').waitFor();
    expect(faults).toEqual([]);
  });

  it('releases what waited, and tries again what failed, by the keyboard alone', async () => {
    const slow = heldTransport('slow');
    const { engine, operator } = await start({ transport: slow, profile: TOWN }, { approve: true });
    const page = await logIn(operator.url);
    const broadcast = await engine.send({ ...request, to: people(4) });
    await page.locator('#attention').getByText('1 broadcast waits for approval').waitFor();
    await page.locator(`#b-${broadcast.id}`).getByRole('link', { name: 'Approve…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Approve this broadcast?' }).waitFor();
    await page.getByLabel('Your name').focus();
    // Who approves has to say who they are.
    await page.keyboard.press('Enter');
    expect(broadcast.report().admission).toBe('held');
    await page.keyboard.type('Ada');
    await page.keyboard.press('Enter');
    await page.getByText('Approved by Ada.').waitFor();
    expect(broadcast.report()).toMatchObject({ admission: 'released', approvedBy: 'Ada' });
    while (slow.groups.length === 0) await turn();
    slow.groups[0]!.answer({ state: 'failed', reason: 'refused-403' });
    await broadcast.settled;
    // It comes by itself, with its reason.
    await page.getByRole('row', { name: 'refused-403' }).getByRole('link', { name: 'Try again…' }).click();
    await page.getByRole('radio', { name: '4 refused-403 the other side answered 403' }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('4 envelopes tried again, by an operator.').waitFor();
    while (slow.groups.length === 1) await turn();
    slow.groups[1]!.answer({ state: 'delivered' });
    await page.getByText('100 %').first().waitFor();
    expect((await engine.report(broadcast)).delivered).toBe(4);
    expect(faults).toEqual([]);
  });

  it('says so when the server is gone', async () => {
    const { operator } = await start();
    const page = await logIn(operator.url);
    await operator.close();
    await page.getByRole('status').filter({ hasText: 'figures are old' }).waitFor();
  });

  it('fits a phone of 360 pixels, and names all it shows', async () => {
    const failing = { name: 'bad', deliver: async (parcels: readonly unknown[]) => parcels.map(() => FAILED) };
    const profile = { version: 1, name: 'town', approval: { above: 7, within: '8h' } };
    const { engine, operator } = await start({ transport: failing, profile }, { approve: true });
    const name = 'a-department-with-a-very-long-name-without-a-single-space-in-it';
    const broadcast = await engine.send({ ...request, from: name, to: people(6), class: 'emergency' });
    await broadcast.settled;
    const held = await engine.send({ ...request, from: name, to: people(8) });
    await held.done;
    const at = `/broadcasts/${broadcast.id}`;
    const page = await logIn(operator.url);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ['/', at, `${at}/stop`, `${at}/retry`, `/broadcasts/${held.id}/approve`, '/pause']) {
      await page.goto(operator.url + path);
      expect(new URL(page.url()).pathname).toBe(path);
      const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect([path, wide]).toEqual([path, false]);
      // What can be tapped is as high as a finger, and has a name.
      for (const one of await page
        .locator('main .button, main button, main .option, main input:not([type="hidden"], [type="radio"])')
        .all()) {
        expect((await one.boundingBox())!.height).toBeGreaterThanOrEqual(40);
        expect(await one.evaluate('(one) => (one.labels?.[0] ?? one).textContent.trim()')).not.toBe('');
      }
      expect(await page.locator('h1').count()).toBe(1);
      for (const image of await page.locator('svg').all()) expect(await image.getAttribute('aria-label')).toMatch(/\w/);
    }
  });

  it.each(['127.0.0.1', 'localhost'])('a page on another port of %s gets nothing and changes nothing', async (host) => {
    const slow = heldTransport('slow');
    const { engine, operator } = await start({ transport: slow, profile: TOWN }, { approve: true });
    const held = await engine.send({ ...request, to: people(6) });
    await held.done;
    const page = await logIn(operator.url);
    const failedBefore = await failedLogins(operator.url);
    const port = await serve(ATTACK(operator.url, held.id));
    const attacker = await context.newPage();
    await attacker.goto(`http://${host}:${port}/`);
    const got = JSON.parse((await attacker.locator('output').textContent({ timeout: 30_000 }))!) as Record<
      string,
      unknown
    >;
    expect(got).toMatchObject({
      read: 'stopped',
      readMetrics: 'stopped',
      // It may send it, and learns nothing; what counts is that nothing came of it, below.
      blindPost: expect.stringMatching(/^(opaque|stopped)$/),
      blindApprove: expect.stringMatching(/^(opaque|stopped)$/),
      bearer: 'stopped',
      script: 'stopped',
      image: 'stopped',
      events: 'stopped',
    });
    expect(JSON.stringify(got)).not.toMatch(/Delivering|Nothing to do|sealcast_/);
    expect(engine.status()).toMatchObject({ paused: false, transports: [{ paused: false }] });
    expect([held.report().admission, slow.groups.length]).toEqual(['held', 0]);
    // The operator is who they were, and nobody was counted as having guessed.
    expect(await failedLogins(operator.url)).toBe(failedBefore);
    await page.reload();
    await page.getByRole('status').filter({ hasText: 'live' }).waitFor();
  });

  it('two of them on one host leave each other’s operators alone; under a name of its own no other port gets the cookie', async () => {
    const [one, two] = [await start(), await start()];
    const page = await logIn(one.operator.url);
    const second = await context.newPage();
    await second.goto(two.operator.url);
    await second.getByLabel('Token').fill(TOKEN);
    await second.getByRole('button', { name: 'Log in' }).click();
    await second.getByRole('status').filter({ hasText: 'live' }).waitFor();
    await page.reload();
    await page.getByRole('status').filter({ hasText: 'live' }).waitFor();

    const heard: (string | undefined)[] = [];
    const port = await serve('', ({ headers }) => heard.push(headers.cookie));
    await page.goto(`http://127.0.0.1:${port}/`);
    // What SECURITY.md says of cookies is true, so that the next step proves something.
    expect(heard[0]).toContain(`sealcast-${one.operator.port}=`);
    await context.close();
    const named = await start({}, { listen: { hosts: ['ops.localhost'] } });
    await logIn(`http://ops.localhost:${named.operator.port}`);
    const other = await context.newPage();
    for (const host of ['127.0.0.1', 'localhost']) await other.goto(`http://${host}:${port}/`);
    expect(heard.slice(1)).toEqual([undefined, undefined]);
  });

  it('a name of an attacker’s that points here gets nothing', async () => {
    const { operator } = await start();
    await logIn(operator.url);
    const page = await context.newPage();
    const answer = await page.goto(`http://rebound.example:${operator.port}/login`);
    expect(answer!.status()).toBe(421);
    expect(await page.locator('input').count()).toBe(0);
  });

  it('a stolen link opens the login, and shows nothing of what it leads to', async () => {
    const gone = { name: 'bad', deliver: async (parcels: readonly unknown[]) => parcels.map(() => FAILED) };
    const { engine, operator } = await start({ transport: gone });
    const broadcast = await engine.send({ ...request, to: people(6) });
    await broadcast.settled;
    const page = await logIn(operator.url);
    await page.goto(`${operator.url}/broadcasts/${broadcast.id}/retry?reason=gone`);
    const link = page.url();
    const history = await page.evaluate<string[]>(
      '[document.referrer, location.href, ...performance.getEntries().map(({ name }) => name)]',
    );
    for (const url of history) expect(url).not.toContain(TOKEN);
    const thief = await browser.newContext();
    const theirs = await thief.newPage();
    await theirs.goto(link);
    await theirs.getByLabel('Token').waitFor();
    expect(new URL(theirs.url()).pathname).toBe('/login');
    expect(await theirs.content()).not.toContain('city-hall');
    await thief.close();
  });
});

async function failedLogins(url: string): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return /^sealcast_operator_failed_logins_total \d+$/m.exec(text)![0];
}
