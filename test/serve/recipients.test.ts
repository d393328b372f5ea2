/** What can be noted at the socket of a service about recipients, and by whom: over the socket itself, byte by byte. */
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  type EngineOptions,
  generatePermitKey,
  newConsent,
  openEngine,
  type RecipientAddresses,
} from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { openRecipientsSocket, type RecipientsSocketOptions } from '../../src/serve/recipients.ts';
import { configOf, openService } from '../../src/serve.ts';
import { people, turn } from '../engine/delivery-support.ts';
import { tempDir } from '../engine/support.ts';
import { canaries, scan } from '../leaks/canaries.ts';
import { type Asking, asked, asking, framed, type Said } from './socket-support.ts';
import { TOKEN } from './support.ts';

const { dir, remove } = tempDir();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(remove);

const registry = generatePermitKey();
const stranger = generatePermitKey();
const PATHS = ['/opt-out', '/opt-in', '/revoke-consent', '/import-opt-outs', '/record-consent', '/counts'];

async function serving(more: Partial<RecipientsSocketOptions> = {}, engineOptions: Partial<EngineOptions> = {}) {
  const home = mkdtempSync(join(dir, 'd'));
  const engine = await openEngine({
    ...{ dir: join(home, 'data'), threads: 1, consentRegistries: [registry.publicKey] },
    ...engineOptions,
  });
  const socket = join(home, 's');
  const recipients = await openRecipientsSocket({ engine, socket, token: TOKEN, ...more });
  closers.push(
    () => engine.close(),
    () => recipients.close(),
  );
  return { engine, socket, recipients, home };
}

/** The only line of its answer. */
async function say(
  socket: string,
  path: string,
  head: unknown,
  list?: string,
  how: Partial<Asking> = {},
): Promise<Said['lines'][number] & { status: number }> {
  const { status, lines } = await asked(socket, { path, ...how }, head, list);
  expect(lines).toHaveLength(1);
  return { status, ...lines[0]! };
}

/** An engine of which it is known how much of its lists has been read. */
function watched(engine: Pick<Awaited<ReturnType<typeof openEngine>>, 'recipients'>) {
  const seen = { rows: 0, over: 0 };
  async function* counted(rows: RecipientAddresses) {
    try {
      for await (const row of rows) {
        seen.rows++;
        yield row;
      }
    } finally {
      seen.over++;
    }
  }
  const { recipients } = engine;
  const importOptOuts: typeof recipients.importOptOuts = (rows, options) =>
    recipients.importOptOuts(counted(rows), options);
  return { seen, engine: { recipients: { ...recipients, importOptOuts } } };
}

const rows = (n: number): string => Array.from({ length: n }, (_, i) => `p${i}\n`).join('');

describe('what recipients want', () => {
  it('is noted by the engine that has the directory, holds for its next broadcast, and is taken back', async () => {
    const { engine, socket } = await serving();
    const to = people(4);
    const sent = async () =>
      (await engine.send({ from: 'city-hall', message: 'x', to, newSender: true, purpose: 'news' })).done;
    const who = { id: to[0]!.id };
    expect(await say(socket, '/opt-out', { who })).toEqual({
      status: 200,
      result: { changed: true, optOuts: 1, consents: 0 },
    });
    expect(await say(socket, '/opt-out', { who })).toMatchObject({ result: { changed: false, optOuts: 1 } });
    await say(socket, '/opt-out', { who: { id: to[1]!.id }, purpose: 'news' });
    await say(socket, '/opt-out', { who: { phone: '138 1234 5671' }, defaultCountry: 'CN' });
    expect(await say(socket, '/counts', {})).toEqual({ status: 200, result: { optOuts: 3, consents: 0 } });
    expect(await sent()).toMatchObject({ sealed: 2, suppressedBy: { 'opt-out': 2 } });
    // Of everything, and not of one purpose.
    expect(await say(socket, '/opt-in', { who, purpose: 'news' })).toMatchObject({ result: { changed: false } });
    expect(await say(socket, '/opt-in', { who })).toMatchObject({ result: { changed: true, optOuts: 2 } });
    expect(await sent()).toMatchObject({ sealed: 3, suppressedBy: { 'opt-out': 1 } });
    expect(engine.recipients.optOut({ phone: '+8613812345671' })).toBe(false);
  });

  it('comes as a list, too, of which what is no address is counted with its row', async () => {
    const { engine, socket } = await serving();
    const list = `Name;Kontakt\r\n${Array.from({ length: 12_000 }, (_, i) => `N;${i % 1_000 === 7 ? 'none' : `p${i}@example.com`}\r\n`).join('')}`;
    const head = { by: 'email', column: 'Kontakt', purpose: 'news' };
    expect(await say(socket, '/import-opt-outs', head, list)).toEqual({
      status: 200,
      result: {
        listed: 12_000,
        changed: 11_988,
        refused: 12,
        refusedAt: Array.from({ length: 12 }, (_, i) => i * 1_000 + 8),
      },
    });
    expect(engine.recipients.counts()).toEqual({ optOuts: 11_988, consents: 0 });
    expect(engine.recipients.optOut({ email: 'P11999@example.com' }, { purpose: 'news' })).toBe(false);
    expect(await say(socket, '/import-opt-outs', {}, 'id\np1\n')).toMatchObject({ result: { listed: 1, changed: 1 } });
  });

  it('is consent where a registry of the service signed it, whatever whoever hands it in would like', async () => {
    const { engine, socket } = await serving();
    const record = ({ privateKey }: typeof registry, n: number): string =>
      Buffer.from(newConsent(privateKey, { id: `p${n}` }, { purpose: 'news' })).toString('base64url');
    const list = Array.from({ length: 300 }, (_, i) => `${record(i % 3 === 0 ? stranger : registry, i)}\r\n`);
    expect(await say(socket, '/record-consent', {}, `${list.join('')}\nbm8gcmVjb3Jk\n${'x'.repeat(9_000)}`)).toEqual({
      status: 200,
      result: {
        listed: 302,
        changed: 200,
        refused: 102,
        refusedBy: { 'unknown-registry': 100, malformed: 2 },
        refusedAt: [...Array.from({ length: 100 }, (_, i) => 3 * i + 1), 301, 302],
      },
    });
    for (const name of ['registry', 'registries', 'consentRegistries'])
      expect(
        await say(socket, '/record-consent', { [name]: [Buffer.from(stranger.publicKey).toString('hex')] }, list[0]),
      ).toMatchObject({ error: { code: 'USAGE', message: `${name} is no setting` } });
    expect(await say(socket, '/revoke-consent', { who: { id: 'p1' } })).toMatchObject({ result: { changed: true } });
    expect(engine.recipients.counts().consents).toBe(201);
  });

  it('is refused as the engine refuses it, in its words', async () => {
    const { engine, socket } = await serving();
    const errorOf = async (path: string, head: object, list = ''): Promise<unknown> =>
      (await say(socket, path, head, list)).error;
    for (const path of ['/opt-out', '/opt-in', '/revoke-consent']) {
      for (const who of [undefined, 'p1', {}, { id: 'a', email: 'a@b.example' }, { phone: '12' }, { id: '' }])
        expect([path, who, await errorOf(path, { who })]).toEqual([
          path,
          who,
          { code: 'USAGE', message: 'this is no address of a recipient', hint: expect.stringContaining('{ id:') },
        ]);
      expect(await errorOf(path, { who: { id: 'a' }, purpose: 'No' })).toMatchObject({
        message: expect.stringContaining('a purpose is a name of a-z'),
      });
    }
    expect(await errorOf('/import-opt-outs', {}, 'name\nx\n')).toMatchObject({
      code: 'AUDIENCE_UNREADABLE',
      message: 'no column is called id, phone or email',
    });
    expect(await errorOf('/import-opt-outs', { column: 'x' }, 'x\ny\n')).toMatchObject({
      message: expect.stringContaining('needs to be said what it holds'),
    });
    expect(await errorOf('/import-opt-outs', { path: '/etc/passwd' })).toMatchObject({
      message: 'path is no setting',
    });
    expect(engine.recipients.counts()).toEqual({ optOuts: 0, consents: 0 });
  });

  it('of a list that breaks off is noted as far as it was read, and its last half a row is nobody', async () => {
    const { engine } = await serving();
    const { seen, engine: counting } = watched(engine);
    const { socket, recipients } = await serving({ engine: counting });
    const { sent, said } = asking(socket, { path: '/import-opt-outs' });
    sent.write(Buffer.concat([framed({}), Buffer.from(`id\n${rows(12_000)}half-of-some`)]));
    while (seen.rows < 8_000) await turn();
    sent.destroy();
    expect(await said).toBe('hung up');
    while (seen.over === 0 || engine.recipients.counts().optOuts === 0) await turn();
    const { optOuts } = engine.recipients.counts();
    expect(optOuts).toBe(seen.rows);
    expect(optOuts).toBeGreaterThanOrEqual(8_000);
    expect([engine.recipients.optOut({ id: 'p0' }), engine.recipients.optOut({ id: 'half-of-some' })]).toEqual([
      false,
      true,
    ]);
    // What is noted already changes nothing.
    expect(await say(socket, '/import-opt-outs', {}, `id\n${rows(12_000)}`)).toMatchObject({
      result: { listed: 12_000, changed: 12_000 - optOuts },
    });
    // Whoever hung up is not waited for.
    await recipients.drain();
  });
});

describe('whoever has no token of this socket', () => {
  it('has nothing noted, and nothing of theirs is read', async () => {
    const { engine, socket } = await serving();
    for (const path of PATHS)
      for (const token of [null, 'x', `${TOKEN}x`, TOKEN.slice(1)])
        expect(await say(socket, path, { who: { id: 'p1' } }, 'id\np1\n', { token })).toEqual({
          status: 401,
          error: { code: 'USAGE', message: 'the service does not take this token' },
        });
    expect(engine.recipients.counts()).toEqual({ optOuts: 0, consents: 0 });
  });

  it('cannot even connect, being another user', async () => {
    const { socket } = await serving();
    expect(statSync(socket).mode & 0o777).toBe(0o600);
  });

  it('with it can do that, and nothing else', async () => {
    const { socket } = await serving();
    for (const [method, path] of [
      ['POST', '/send'],
      ['POST', '/'],
      ['GET', '/counts'],
      ['POST', '/counts?x'],
      ['POST', '/pause'],
      ['GET', '/metrics'],
      ['POST', '/constructor'],
    ] as const)
      expect(await say(socket, path, {}, '', { method })).toEqual({
        status: 404,
        error: { code: 'USAGE', message: `there is POST ${PATHS.join(', ')} only` },
      });
  });
});

describe('whoever hands in what is none', () => {
  it('is told so, and nothing is noted', async () => {
    const { engine, socket } = await serving();
    const errorOf = async (head: unknown): Promise<string> => (await say(socket, '/opt-out', head)).error!.message;
    expect(await errorOf('{')).toBe('the request has a head that is no JSON');
    expect(await errorOf([])).toBe('the request has a head that is no object');
    expect(await errorOf({ who: { id: 'p1' }, from: 'x' })).toBe('from is no setting');
    expect(await errorOf({ who: { id: 'p1' }, purpose: 5 })).toBe('purpose must be text');
    const { sent, said } = asking(socket, { path: '/opt-out' });
    sent.end(Buffer.from([9, 0]));
    expect(await said).toMatchObject({ lines: [{ error: { message: 'the request ends before its head does' } }] });
    expect(engine.recipients.counts().optOuts).toBe(0);
  });

  it('with a head that is too long is not read to its end', async () => {
    const { socket } = await serving();
    for (const path of PATHS) {
      const { sent, said } = asking(socket, { path });
      const length = Buffer.alloc(4);
      length.writeUInt32LE(limits.recipientHeadBytes + 1);
      sent.write(length);
      expect(await said).toMatchObject({
        lines: [{ error: { code: 'USAGE', message: `the request has a head of more than 8192 bytes` } }],
      });
      sent.destroy();
    }
  });

  it('and says nothing more is let go, and leaves its place to others', async () => {
    const { engine, socket } = await serving({ idleMs: 100 });
    const half = Array.from({ length: limits.recipientLists }, () => {
      const one = asking(socket, { path: '/import-opt-outs' });
      one.sent.write(Buffer.concat([framed({}), Buffer.from('id\np1\np2')]));
      return one;
    });
    expect(await Promise.all(half.map(({ said }) => said))).toEqual(half.map(() => 'hung up'));
    let status = 503;
    while (status !== 200) ({ status } = await asked(socket, { path: '/import-opt-outs' }, {}, 'id\np3\n'));
    expect(engine.recipients.optOut({ id: 'p2' })).toBe(true);
  });

  it('finds places for so many lists and no more; one person is noted all the same', async () => {
    const { engine } = await serving();
    const { seen, engine: counting } = watched(engine);
    const { socket } = await serving({ engine: counting });
    const half = Array.from({ length: limits.recipientLists }, () => {
      const one = asking(socket, { path: '/import-opt-outs' });
      one.sent.write(Buffer.concat([framed({}), Buffer.from(`id\n${rows(5_000)}`)]));
      return one;
    });
    while (seen.rows < 4_096 * limits.recipientLists) await turn();
    for (const path of ['/import-opt-outs', '/record-consent'])
      expect(await say(socket, path, {}, 'id\nq\n')).toEqual({
        status: 503,
        error: { code: 'DIRECTORY_BUSY', message: '2 lists are being taken in', hint: 'try it again later' },
      });
    expect(await say(socket, '/opt-out', { who: { id: 'q' } })).toMatchObject({ result: { changed: true } });
    for (const { sent } of half) sent.end();
    for (const { said } of half) expect(await said).toMatchObject({ lines: [{ result: { listed: 5_000 } }] });
    expect(await say(socket, '/import-opt-outs', {}, 'id\nr\n')).toMatchObject({ result: { changed: 1 } });
  });
});

it('who it is about is in no answer, no log line and no file, whatever is wrong with it', async () => {
  const lines: string[] = [];
  const record = (...args: unknown[]): void => {
    lines.push(JSON.stringify(args));
  };
  const { socket, home } = await serving({}, { logger: { debug: record, info: record, warn: record, error: record } });
  const { id, email, phone, name } = canaries;
  const heads: unknown[] = [
    ...[{ id }, { email }, { phone: `+86${phone}` }, { phone: name }, { email: name }, { id, email }, id, [id]].map(
      (who) => ({ who }),
    ),
    { who: { id }, purpose: email },
    { who: { id }, defaultCountry: name },
    { who: { id }, purpose: { email } },
    { who: { id: `${id}`.padEnd(400, 'x') } },
    `{"who":{"id":"${id}`,
  ];
  for (const path of PATHS)
    for (const head of heads) lines.push(JSON.stringify(await asked(socket, { path }, head, email)));
  const files = [`id\n${id}\n"${email}\n`, `${email}\n${id}\n`, `${id},${phone}`, `email\n${email}\n${name}\n`];
  for (const [by, column] of [[], ['email'], ['email', name], [name, email]])
    for (const file of files)
      lines.push(JSON.stringify(await asked(socket, { path: '/import-opt-outs' }, { by, column }, file)));
  const consent = newConsent(registry.privateKey, { email }, { purpose: 'news' });
  const records = `${Buffer.from(consent).toString('base64url')}\n${email}\n`;
  lines.push(JSON.stringify(await asked(socket, { path: '/record-consent' }, {}, records)));
  expect(lines.length).toBeGreaterThan(90);
  expect(lines.join('\n')).toContain('"changed":true');
  expect(scan(lines.join('\n'))).toEqual([]);
  for (const file of readdirSync(join(home, 'data'))) expect(scan(readFileSync(join(home, 'data', file)))).toEqual([]);
});

describe('the socket', () => {
  it('is taken over from a process that died, and from nobody else', async () => {
    const { engine, socket } = await serving();
    const opening = (path: string) => openRecipientsSocket({ engine, socket: path, token: TOKEN });
    await expect(opening(socket)).rejects.toMatchObject({
      code: 'USAGE',
      message: 'the socket of recipients is in use, or is no socket',
      position: { path: 'recipients.socket' },
    });
    expect((await say(socket, '/counts', {})).status).toBe(200);
    const file = join(mkdtempSync(join(dir, 'd')), 'file');
    writeFileSync(file, 'mine');
    await expect(opening(file)).rejects.toThrow(/is no socket/);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    await expect(opening(join(dir, 'x'.repeat(120)))).rejects.toThrow(/more than 103 bytes/);
  });

  it('drains: nothing new is taken, and what was read of the list under way is noted and told', async () => {
    const { engine } = await serving();
    const { seen, engine: counting } = watched(engine);
    const { socket, recipients } = await serving({ engine: counting });
    const { sent, said } = asking(socket, { path: '/import-opt-outs' });
    sent.write(Buffer.concat([framed({}), Buffer.from(`id\n${rows(9_000)}`)]));
    while (seen.rows < 8_000) await turn();
    await recipients.drain();
    expect(engine.recipients.counts().optOuts).toBe(seen.rows);
    expect(await said).toMatchObject({
      status: 200,
      lines: [{ error: { code: 'INTERRUPTED', hint: expect.stringContaining('again') } }],
    });
    sent.destroy();
    const refused = await new Promise((resolve) => {
      const one = connect(socket);
      one.on('connect', () => resolve('connected')).on('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
    });
    expect(refused).toMatch(/ENOENT|ECONNREFUSED/);
  });

  it('is drained before the engine of the service is closed', async () => {
    const home = mkdtempSync(join(dir, 'd'));
    writeFileSync(join(home, 'token'), TOKEN, { mode: 0o600 });
    const config = configOf({ listen: { port: 0 }, recipients: { socket: 's', tokenFile: 'token' } }, home);
    const service = await openService({ dir: join(home, 'data'), config });
    closers.push(() => service.close());
    const { seen, engine } = watched(service.engine);
    Object.defineProperty(service.engine, 'recipients', { value: engine.recipients });
    const { sent, said } = asking(join(home, 's'), { path: '/import-opt-outs' });
    sent.write(Buffer.concat([framed({}), Buffer.from(`id\n${rows(9_000)}`)]));
    while (seen.rows < 8_000) await turn();
    await service.close();
    expect(await said).toMatchObject({ lines: [{ error: { code: 'INTERRUPTED' } }] });
    sent.destroy();
    const reopened = await openEngine({ dir: join(home, 'data'), readOnly: true });
    closers.push(() => reopened.close());
    expect(reopened.recipients.counts().optOuts).toBe(seen.rows);
  });
});
