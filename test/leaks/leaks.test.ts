import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Engine,
  fromCsv,
  fromNdjson,
  type Logger,
  memoryTransport,
  openEngine,
  type Parcel,
  type SendRequest,
} from '../../src/index.ts';
import { copyFiles, csvOf, device, expectConserved, tempDir } from '../engine/support.ts';
import { canaries, canaryRows, planted, scan } from './canaries.ts';

const { dir, remove } = tempDir();
afterAll(remove);

const request = (more: Partial<SendRequest> = {}): SendRequest => ({
  from: 'city-hall',
  message: { text: canaries.text, format: 'markdown', title: canaries.text },
  to: canaryRows() as never,
  personal: ['note', 'name'],
  dedupBy: ['id', 'key', 'phone', 'email'],
  idempotencyKey: canaries.idempotencyKey,
  batchRecipients: 4,
  windowChunks: 2,
  ...more,
});

/** Hours that are asked about and are not now, anywhere from Tokyo to Antarctica; a cap that nobody reaches. */
function asking(): Record<string, unknown> {
  const hour = (later: number): string => `${String((new Date().getUTCHours() + 9 + later) % 24).padStart(2, '0')}:00`;
  const hours = { from: hour(10), to: hour(12), timeZone: 'Asia/Tokyo' };
  const caps = { person: [{ most: 200, per: '31d' }] };
  return { version: 1, name: 'asking', quietHours: hours, minors: { ...hours, unknown: 'minor' }, caps };
}

/** All an object can say of itself, to any printer. */
function everything(value: unknown): string {
  const shown = [inspect(value, { depth: null, showHidden: true, getters: true, maxStringLength: null })];
  try {
    shown.push(JSON.stringify(value) ?? '');
  } catch {
    // Cycles: inspect has shown it.
  }
  shown.push(String(value));
  if (value instanceof Error) shown.push(value.stack ?? '', everything(value.cause), JSON.stringify({ ...value }));
  return shown.join('\n');
}

function recorder(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const record =
    (level: string) =>
    (...args: unknown[]): void => {
      lines.push(`${level} ${args.map(everything).join(' ')}`);
    };
  return {
    logger: { debug: record('debug'), info: record('info'), warn: record('warn'), error: record('error') },
    lines,
  };
}

function scanDirectory(of: string): string[] {
  return readdirSync(of, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => scan(readFileSync(join(entry.parentPath, entry.name))).map((what) => `${entry.name}: ${what}`));
}

describe('the scanner', () => {
  it('finds every canary in every form, wherever it lies, and nothing in noise', () => {
    let forms = 0;
    for (const { what, bytes } of planted()) {
      const noise = randomBytes(5000);
      noise.set(bytes, 1 + (forms % 4000));
      expect(scan(noise)).toContain(what);
      forms++;
    }
    expect(forms).toBeGreaterThan(11 * Object.keys(canaries).length);
    expect(scan(randomBytes(1_000_000))).toEqual([]);
  });

  it('finds one in a file, a log line, an error’s cause, and inside an object nobody meant to print', () => {
    const home = join(dir, 'planted');
    mkdirSync(home);
    const plant = Buffer.concat([randomBytes(9000), Buffer.from(canaries.chinese), randomBytes(9)]);
    writeFileSync(join(home, 'spool.mdb'), plant);
    expect(scanDirectory(home)).toEqual([
      'spool.mdb: chinese as utf-8',
      'spool.mdb: chinese as utf-8, lower case',
      'spool.mdb: chinese as json escapes',
    ]);
    const { logger, lines } = recorder();
    logger.warn({ deep: { deeper: new Map([['a', [{ b: canaries.email }]]]) } }, 'x');
    expect(lines.flatMap((line) => scan(line))).toContain('email as utf-8');
    const error = new Error('outer', { cause: new Error('inner', { cause: { row: canaries.id } }) });
    expect(scan(everything(error))).toContain('id as utf-8');
    expect(scan(everything({ buffer: Buffer.from(canaries.note).toString('base64') }))).toContain('note as base64 0');
  });
});

/** All that a transport is told. Urgency and expiry are its business: a push service wants to know both. */
const PARCEL = ['body', 'broadcast', 'class', 'envelope', 'expires', 'id', 'mailbox', 'route'];

describe('nothing leaks', () => {
  const home = join(dir, 'home');
  const { logger, lines } = recorder();
  const printed: string[] = [];
  const parcels: Parcel[] = [];
  const files: string[] = [];
  let engine: Engine;

  beforeAll(async () => {
    const memory = memoryTransport();
    let copies = 0;
    const watching: Logger = {
      ...logger,
      debug(fields, message) {
        logger.debug(fields, message);
        if (message === 'window committed') files.push(copyFiles(home, join(dir, `at-${++copies}`)));
      },
    };
    engine = await openEngine({
      dir: home,
      threads: 2,
      logger: watching,
      passphrase: canaries.passphrase,
      profile: asking(),
      transport: {
        name: 'watching',
        async deliver(group, signal) {
          files.push(copyFiles(home, join(dir, `at-${++copies}`)));
          return memory.deliver(group, signal);
        },
      },
    });
    const broadcast = await engine.send(request());
    for await (const progress of broadcast.progress()) printed.push(everything(progress));
    const report = await broadcast.settled;
    expectConserved(report);
    // The canary and her neighbours went through, and the bad rows did not: else the scans below would prove nothing.
    expect(report.sealed).toBe(15);
    expect(report.refused).toBe(5);
    expect(report.delivered).toBe(15);
    expect(report.dropped).toMatchObject({ phone: 1, email: 1, locale: 1, timeZone: 1, minor: 1 });
    // And its hours and people were asked about.
    expect(report.hoursBegin).not.toBeNull();
    printed.push(everything(report), everything(await engine.list()), everything(broadcast), everything(engine));
    for await (const refusal of engine.refusals(broadcast)) printed.push(everything(refusal));
    printed.push(everything(engine.senders()));
    parcels.push(...memory.parcels);
    files.push(copyFiles(home, join(dir, `at-${++copies}`)));

    // Aborted, purged, dry-run, and from files: their traces, too.
    const aborted = await engine.send(request({ idempotencyKey: `${canaries.idempotencyKey}-2` }));
    printed.push(everything(await aborted.abort()));
    await engine.purge(broadcast);
    const csv = join(dir, 'canaries.csv');
    writeFileSync(csv, csvOf(canaryRows()));
    const dry = await engine.send(request({ to: fromCsv(csv), personal: ['note'], dryRun: true }));
    printed.push(everything(await dry.done));
    const last = await engine.send(request({ to: fromCsv(csv), personal: ['note'], idempotencyKey: 'plain' }));
    printed.push(everything(await last.settled), everything(last));
    // Fields that are called after people.
    const named = [{ ...canaryRows()[0], [`+86${canaries.phone}`]: 1, [canaries.email]: 2, [canaries.key]: 3 }];
    const keyed = await engine.send(request({ to: named as never, idempotencyKey: 'named' }));
    const { ignoredColumns } = await keyed.settled;
    expect(ignoredColumns).toEqual(['(…)']);
    printed.push(everything(keyed.report()));
    const recall = await keyed.recall();
    expect(await recall.settled).toMatchObject({ replaced: 1, tooLate: 0 });
    printed.push(everything(recall), everything(await engine.report(recall.notice!)));
    await engine.close();
    files.push(home);
  });

  it('into the directory, at any commit, in hand-over, after an abort, a purge and the end', () => {
    expect(files.length).toBeGreaterThan(6);
    expect(readdirSync(home)).toContain('spool.mdb-lock');
    for (const at of files) {
      // The scanner reads what is really there: both files, the spool with all its pages.
      const names = readdirSync(at);
      expect(names.filter((name) => name !== 'spool.mdb-lock').sort()).toEqual(['keyring', 'spool.mdb']);
      expect(readFileSync(join(at, 'spool.mdb')).length).toBeGreaterThan(20_000);
      expect(scanDirectory(at)).toEqual([]);
    }
  });

  it('into the log', () => {
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.flatMap((line) => scan(line))).toEqual([]);
  });

  it('into progress, reports, refusals, and whatever else is printed of engine and broadcast', () => {
    expect(printed.length).toBeGreaterThan(10);
    expect(printed.join('\n')).toContain('key-malformed');
    expect(printed.flatMap((text) => scan(text))).toEqual([]);
  });

  it('to a transport, but for the route, and that one does not print', () => {
    expect(parcels).toHaveLength(15);
    const routes = parcels.map(({ route }) => route?.reveal());
    expect(routes).toContain(canaries.route);
    for (const parcel of parcels) {
      expect(scan(everything(parcel))).toEqual([]);
      for (const bytes of [parcel.envelope, parcel.body, parcel.mailbox, parcel.broadcast])
        expect(scan(bytes)).toEqual([]);
      expect(scan(parcel.id)).toEqual([]);
      expect(Object.keys(parcel).sort()).toEqual(PARCEL);
    }
  });
});

describe('errors', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ dir: join(dir, 'errors'), threads: 1, passphrase: canaries.passphrase });
    await engine.createSender('city-hall');
  });
  afterAll(() => engine.close());

  const write = (name: string, text: string): string => {
    const path = join(dir, name);
    writeFileSync(path, text);
    return path;
  };
  const key64 = Buffer.from(device(777_001).publicKey).toString('base64');
  const send = async (more: Partial<SendRequest>): Promise<unknown> =>
    (await engine.send(request({ idempotencyKey: `${canaries.idempotencyKey} ${Math.random()}`, ...more }))).done;
  const [row] = canaryRows();

  const cases: Record<string, () => Promise<unknown>> = {
    'a file without a heading': () =>
      send({ to: fromCsv(write('a.csv', `${row!.id},${row!.name},${row!.publicKey},${row!.phone}\n`)) }),
    'a file without a heading, keys in base64, nothing with digits': () =>
      send({ to: fromCsv(write('b.csv', `CanaryId-7Qx2Vb9Kd,${canaries.name},${key64},${canaries.chinese}\n`)) }),
    'a first row with one cell twice': () =>
      send({ to: fromCsv(write('c.csv', `${canaries.name},${canaries.name},${key64}\n`)) }),
    'a heading whose quote never closes': () => send({ to: fromCsv(write('d.csv', `"${canaries.name},id\n`)) }),
    'a personal column that the heading lacks': () =>
      send({ to: fromCsv(write('e.csv', `id,publicKey\n${row!.id},${row!.publicKey}\n`)), personal: ['note'] }),
    'too many refused': () => send({ maxRefused: 1 }),
    'too many refused, of a file': () =>
      send({ to: fromNdjson(write('f.ndjson', `${JSON.stringify(row).slice(0, -3)}\n`)), maxRefused: 0 }),
    'an audience that gives no rows but text': () => send({ to: canaries.name as never, maxRefused: 0 }),
    'objects that throw when read': () =>
      send({
        to: [
          {
            id: 'x',
            get publicKey(): string {
              throw new Error(canaries.name);
            },
          },
        ] as never,
        maxRefused: 0,
      }),
    'a message that holds half a character': () => send({ message: `${canaries.text}\ud800` }),
    'a message with a field that cannot be encoded': () => send({ message: { text: canaries.text, at: new Date() } }),
    'a message field that throws': () =>
      send({
        message: {
          text: canaries.text,
          get more(): string {
            throw new Error('a getter of the host');
          },
        },
      }),
    'a message of an unknown format': () => send({ message: { text: canaries.text, format: canaries.text as never } }),
    'an empty message': () => send({ message: { text: '', more: canaries.text } }),
    'a key too long': () => send({ idempotencyKey: canaries.idempotencyKey.repeat(100) }),
    'somebody who got nothing': async () => {
      const broadcast = await engine.send(request({ idempotencyKey: 'none' }));
      await broadcast.done;
      return engine.fetch(broadcast, `${canaries.id}-2`);
    },
    'another message under one key': async () => {
      await (await engine.send(request({ idempotencyKey: 'two' }))).done;
      return engine.send(request({ idempotencyKey: 'two', message: `${canaries.text}!` }));
    },
    'another audience under one key': async () => {
      await (await engine.send(request({ idempotencyKey: 'three' }))).done;
      return (await engine.send(request({ idempotencyKey: 'three', to: canaryRows().slice(1) as never }))).done;
    },
    'a wrong passphrase': () => openEngine({ dir: wrong, passphrase: `${canaries.passphrase} not` }),
    'an unknown broadcast': () => engine.report(canaries.id),
  };
  const wrong = join(dir, 'wrong');

  it.each(Object.keys(cases))('of %s say nothing', async (name) => {
    if (name === 'a wrong passphrase') await (await openEngine({ dir: wrong, passphrase: 'another' })).close();
    const thrown: unknown = await cases[name]!().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(Error);
    expect(scan(everything(thrown))).toEqual([]);
  });
});

describe('the memory of pool workers', () => {
  /** All strings of a worker's heap that something still refers to: V8 collects garbage first. */
  async function snapshot(worker: Worker): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of await worker.getHeapSnapshot()) parts.push(part as Buffer);
    return Buffer.concat(parts);
  }

  it('holds no string of a row once its batch is sealed', async () => {
    // The scanner finds one in a worker that does keep it.
    const keeper = new Worker(
      `const { parentPort } = require('node:worker_threads');
       globalThis.kept = new Map([['row', { name: ${JSON.stringify(canaries.name)} }]]);
       parentPort.on('message', () => {}); parentPort.postMessage(0);`,
      { eval: true },
    );
    await new Promise((resolve) => keeper.once('message', resolve));
    expect(scan(await snapshot(keeper))).toContain('name as utf-8');
    await keeper.terminate();

    const workers: Worker[] = [];
    const onWorker = (worker: Worker): void => {
      workers.push(worker);
    };
    process.on('worker', onWorker);
    const engine = await openEngine({ dir: join(dir, 'workers'), threads: 1 });
    try {
      const broadcast = await engine.send(request());
      expect((await broadcast.done).sealed).toBe(15);
      // What a regular expression matched last, V8 keeps: so the canary comes last, too, in each place where one looks.
      const [row] = canaryRows();
      for (const to of [[row], [{ ...row, locale: 'zqanaria', tags: [canaries.note, canaries.name] }]]) {
        const other = await engine.send(request({ to: to as never, idempotencyKey: `last ${Math.random()}` }));
        await other.done;
      }
      const csv = join(dir, 'last.csv');
      writeFileSync(csv, csvOf([row!]));
      await (await engine.send(request({ to: fromCsv(csv), personal: ['note'], idempotencyKey: 'last' }))).done;
      expect(workers).toHaveLength(1);
      const heap = await snapshot(workers[0]!);
      // It is the worker's heap: its code is there.
      expect(heap.includes('prepareChunk')).toBe(true);
      expect(scan(heap)).toEqual([]);
    } finally {
      process.off('worker', onWorker);
      await engine.close();
    }
  });
});
