/** What can be handed in at the socket of a service, and by whom: over the socket itself, byte by byte. */
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type EngineOptions, openEngine } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { openSubmission, type SubmissionOptions } from '../../src/serve/submission.ts';
import { DELIVERED, people, turn } from '../engine/delivery-support.ts';
import { tempDir } from '../engine/support.ts';
import { type Asking, asked, asking, framed, type Said } from './socket-support.ts';
import { TOKEN } from './support.ts';

const { dir, remove } = tempDir();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(remove);

const CSV = ['id,publicKey,route', ...people(6).map(({ id, publicKey, route }) => `${id},${publicKey},${route}`)].join(
  '\n',
);
/** A heading, a row, and the beginning of another. */
const HALF = Buffer.from(CSV.slice(0, 200));
const REQUEST = { from: 'city-hall', message: 'Water is off.' };

async function serving(more: Partial<SubmissionOptions> = {}, engineOptions: Partial<EngineOptions> = {}) {
  const home = mkdtempSync(join(dir, 'd'));
  const transport = { name: 'good', deliver: async (parcels: readonly unknown[]) => parcels.map(() => DELIVERED) };
  const engine = await openEngine({ dir: join(home, 'data'), threads: 1, transport, ...engineOptions });
  await engine.createSender('city-hall');
  const socket = join(home, 's');
  const submission = await openSubmission({ engine, socket, token: TOKEN, ...more });
  closers.push(
    () => engine.close(),
    () => submission.close(),
  );
  return { engine, socket, submission };
}

const headOf = (more: object = {}, request: object = REQUEST) => ({
  request,
  audience: { type: 'csv' },
  permits: [],
  ...more,
});

type Handing = Partial<Asking>;
const handing = (socket: string, how: Handing = {}) => asking(socket, { path: '/send', ...how });
const handIn = (socket: string, head: unknown, list = CSV, how: Handing = {}): Promise<Said> =>
  asked(socket, { path: '/send', ...how }, head, list);

describe('a send that is handed in', () => {
  it('is sealed and delivered by the engine that has the directory, and told line by line', async () => {
    const { engine, socket } = await serving();
    const { status, lines } = await handIn(socket, headOf({ refusals: true }), `${CSV}\nb,nope,r\n`);
    expect(status).toBe(200);
    expect(Object.keys(lines[0]!)).toEqual(['broadcast']);
    expect(lines.at(-1)).toMatchObject({ report: { state: 'sealed', sealed: 6, refused: 1 } });
    expect(lines.find((line) => 'refusals' in line)).toMatchObject({
      refusals: [{ row: 7, line: 8, column: 'publicKey', reason: 'key-malformed' }],
    });
    while (engine.running().length > 0) await turn();
    expect(await engine.report(lines[0]!.broadcast!)).toMatchObject({ delivered: 6 });
  });

  it('says what it is for, and leaves out who opted out of that', async () => {
    const { engine, socket } = await serving();
    const [first] = people(1);
    engine.recipients.optOut({ id: first!.id }, { purpose: 'news' });
    const { lines } = await handIn(socket, headOf({}, { ...REQUEST, purpose: 'news' }));
    expect(lines.at(-1)).toMatchObject({ report: { sealed: 5, suppressedBy: { 'opt-out': 1 }, purpose: 'news' } });
  });

  it('goes on under its idempotency key where whoever handed it in died in the middle of the list', async () => {
    const { engine, socket } = await serving();
    const head = headOf({}, { ...REQUEST, idempotencyKey: 'once' });
    const torn = handing(socket);
    torn.sent.write(Buffer.concat([framed(head), HALF]));
    while ((await engine.list()).length === 0) await turn();
    torn.sent.destroy();
    expect(await torn.said).toMatchObject(expect.anything());
    while (engine.running().length > 0) await turn();
    // Half a list is not a short list.
    expect((await engine.list())[0]).toMatchObject({ state: 'sealing' });
    const { lines } = await handIn(socket, head);
    expect(lines.at(-1)).toMatchObject({ report: { state: 'sealed', sealed: 6 } });
    expect(await engine.list()).toHaveLength(1);
  });

  it('is held by the rules of the service, which cannot be chosen from here', async () => {
    const { socket, engine } = await serving(
      {},
      { profile: { version: 1, name: 'town', approval: { above: 2, within: '8h' } } },
    );
    expect((await handIn(socket, headOf())).lines.at(-1)).toMatchObject({ report: { admission: 'held' } });
    for (const [name, value] of [
      ['profile', 'open'],
      ['newSender', true],
      ['to', [{ id: 'x' }]],
      ['windowChunks', 1],
      ['signal', {}],
      ['permit', ['AA']],
    ] as const) {
      const { lines } = await handIn(socket, headOf({}, { ...REQUEST, [name]: value }));
      expect([name, lines]).toEqual([
        name,
        [{ error: { code: 'USAGE', message: `request.${name} is no setting`, hint: expect.any(String) } }],
      ]);
    }
    expect(await engine.list()).toHaveLength(1);
  });

  it('is in a name that is listed, where names are', async () => {
    const { socket, engine } = await serving({ senders: ['city-hall'] });
    expect((await handIn(socket, headOf())).lines.at(-1)).toHaveProperty('report');
    await engine.createSender('school');
    const { lines } = await handIn(socket, headOf({}, { ...REQUEST, from: 'school' }));
    expect(lines).toMatchObject([{ error: { code: 'PERMIT_REFUSED' } }]);
    expect(await engine.list()).toHaveLength(1);
  });

  it('is refused as the engine refuses it, in its words', async () => {
    const { socket } = await serving();
    const wrong = async (request: object): Promise<unknown> =>
      (await handIn(socket, headOf({}, { ...REQUEST, ...request }))).lines[0]!.error;
    expect(await wrong({ message: '' })).toMatchObject({ code: 'MESSAGE_INVALID', message: 'the message is empty' });
    expect(await wrong({ dryRun: 'false' })).toMatchObject({ code: 'USAGE', message: 'dryRun must be true or false' });
    expect(await wrong({ expires: '9y' })).toMatchObject({ code: 'USAGE' });
    expect(await wrong({ maxRefused: 0 })).toBeUndefined();
  });
});

describe('whoever has no token of this socket', () => {
  it('hands in nothing, whatever else they have; and nothing of theirs is read', async () => {
    const { engine, socket } = await serving();
    for (const token of [null, '', 'x', `${TOKEN}x`, TOKEN.slice(1)]) {
      const { status, lines } = await handIn(socket, headOf(), CSV, { token });
      expect([token, status, lines]).toEqual([
        token,
        401,
        [{ error: { code: 'USAGE', message: 'the service does not take this token' } }],
      ]);
    }
    expect(await engine.list()).toEqual([]);
  });

  it('gets to read why, also with a list that is longer than what a socket holds', async () => {
    const { socket } = await serving({ senders: ['school'] });
    const list = `${CSV}\n${'x'.repeat(200)}\n`.repeat(20_000);
    expect(await handIn(socket, headOf(), list, { token: 'x' })).toMatchObject({ status: 401, lines: [{ error: {} }] });
    expect((await handIn(socket, headOf(), list)).lines).toMatchObject([{ error: { code: 'PERMIT_REFUSED' } }]);
  });

  it('cannot even connect, being another user', async () => {
    const { socket } = await serving();
    expect(statSync(socket).mode & 0o777).toBe(0o600);
  });

  it('with it can send, and nothing else', async () => {
    const { socket } = await serving();
    for (const [method, path] of [
      ['GET', '/send'],
      ['POST', '/'],
      ['POST', '/pause'],
      ['GET', '/metrics'],
      ['POST', '/send?x'],
    ] as const)
      expect([path, (await handIn(socket, headOf(), CSV, { method, path })).status]).toEqual([path, 404]);
  });
});

describe('whoever hands in what is none', () => {
  it('is told so, and nothing is begun', async () => {
    const { engine, socket } = await serving();
    const errorOf = async (head: unknown, list = ''): Promise<string> =>
      (await handIn(socket, head, list)).lines[0]!.error!.message;
    expect(await errorOf('{')).toBe('the request has a head that is no JSON');
    expect(await errorOf([])).toMatch(/a head that is no object/);
    expect(await errorOf({ request: REQUEST })).toMatch(/audience/);
    expect(await errorOf(headOf({ audience: { type: 'csv', path: '/etc/passwd' } }))).toBe(
      'audience.path is no setting',
    );
    expect(await errorOf(headOf({ audience: { type: 'file' } }))).toMatch(/audience.type must be one of csv, ndjson/);
    expect(await errorOf(headOf({}, { ...REQUEST, from: 5 }))).toMatch(/^request.from must be text/);
    expect(await errorOf(headOf({ permits: ['!'] }))).toMatch(/permits\[0\] must be base64url/);
    const { sent, said } = handing(socket);
    sent.end(Buffer.from([9, 0]));
    expect(await said).toMatchObject({
      lines: [{ error: { message: expect.stringContaining('ends before its head') } }],
    });
    expect(await engine.list()).toEqual([]);
  });

  it('with a head that is too long is not read to its end', async () => {
    const { socket } = await serving();
    const { sent, said } = handing(socket);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(limits.submissionHeadBytes + 1);
    sent.write(length);
    expect(await said).toMatchObject({ lines: [{ error: { code: 'USAGE' } }] });
    sent.destroy();
  });

  it('and says nothing more is let go, and leaves its place to others', async () => {
    const { engine, socket } = await serving({ idleMs: 100 });
    const half = Array.from({ length: limits.submissions }, (_, n) => {
      const one = handing(socket);
      one.sent.write(Buffer.concat([framed(headOf({}, { ...REQUEST, idempotencyKey: String(n) })), HALF]));
      return one;
    });
    while ((await engine.list()).length < limits.submissions) await turn();
    await Promise.all(half.map(({ said }) => said));
    while (engine.running().length > 0) await turn();
    expect((await handIn(socket, headOf())).lines.at(-1)).toHaveProperty('report');
  });

  it('finds so many places and no more', async () => {
    const { engine, socket } = await serving();
    const half = Array.from({ length: limits.submissions }, () => {
      const one = handing(socket);
      one.sent.write(Buffer.concat([framed(headOf()), HALF]));
      return one;
    });
    while ((await engine.list()).length < limits.submissions) await turn();
    expect(await handIn(socket, headOf())).toMatchObject({
      status: 503,
      lines: [{ error: { code: 'DIRECTORY_BUSY', hint: 'try it again later' } }],
    });
    for (const { sent } of half) sent.destroy();
    let status = 503;
    while (status !== 200) ({ status } = await handIn(socket, headOf()));
  });
});

describe('the socket', () => {
  it('is taken over from a process that died, and from nobody else', async () => {
    const { engine, socket } = await serving();
    await expect(openSubmission({ engine, socket, token: TOKEN })).rejects.toMatchObject({ code: 'USAGE' });
    expect((await handIn(socket, headOf())).status).toBe(200);
    const file = join(mkdtempSync(join(dir, 'd')), 'file');
    writeFileSync(file, 'mine');
    await expect(openSubmission({ engine, socket: file, token: TOKEN })).rejects.toThrow(/is no socket/);
    const long = join(dir, 'x'.repeat(120));
    await expect(openSubmission({ engine, socket: long, token: TOKEN })).rejects.toThrow(/more than 103 bytes/);
  });

  it('takes nothing new while it drains', async () => {
    const { socket, submission } = await serving();
    submission.drain();
    const refused = await new Promise((resolve) => {
      const one = connect(socket);
      one.on('connect', () => resolve('connected')).on('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
    });
    expect(refused).toMatch(/ENOENT|ECONNREFUSED/);
  });
});
