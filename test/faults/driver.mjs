// A process of its own around the built engine, for tests that kill it, fill its disk or damage its files.
//   node driver.mjs '{"action": "send" | "examine", …}'
// One line of JSON for each thing that happened, written at once: a kill loses nothing that was said.
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fromCsv, httpTransport, openEngine, SealcastError } from '../../dist/index.js';

const say = (what) => writeSync(1, `${JSON.stringify(what)}\n`);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function describe(error) {
  return error instanceof SealcastError
    ? { code: error.code, message: error.message, hint: error.hint, cause: String(error.cause ?? '') }
    : { code: 'NOT-OURS', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Says whose turn it was before it answers, so that the file shows what was really handed over. */
function journalTransport(path, answerMs) {
  return {
    name: 'journal',
    async deliver(parcels) {
      say({ handing: parcels.length });
      appendFileSync(path, parcels.map(({ id }) => `${id}\n`).join(''));
      if (answerMs > 0) await pause(Math.random() * answerMs);
      return parcels.map(() => ({ state: 'delivered' }));
    },
  };
}

/** To a gateway in a process that nobody kills; says how many are about to go. */
function gatewayTransport({ url, dropsRepeats }) {
  const http = httpTransport({ url, repeatLost: dropsRepeats, concurrencyPerOrigin: 4 });
  return {
    name: http.name,
    dropsRepeats: http.dropsRepeats,
    deliver(parcels, signal) {
      say({ handing: parcels.length });
      return http.deliver(parcels, signal);
    },
    close: () => http.close(),
  };
}

/** Small groups, at once: so that a kill falls between many of them. */
const LADDER = ['emergency', 'payment', 'chat', 'broadcast'].map((name) => ({
  class: name,
  floor: 0.1,
  group: 8,
  jitterMs: 0,
}));

async function send({
  gateway,
  dir,
  people,
  mode,
  key,
  text,
  options,
  journal,
  answerMs = 5,
  threads = 2,
  stallAfter,
}) {
  let commits = 0;
  const logger = {
    ...quiet,
    debug(fields, message) {
      if (message === 'window committed') say({ commit: ++commits, listed: fields.listed });
    },
  };
  const transport =
    gateway !== undefined
      ? gatewayTransport(gateway)
      : journal === undefined
        ? undefined
        : journalTransport(journal, answerMs);
  const delivery = gateway === undefined ? {} : { ladder: LADDER, retry: { backoffMs: 20, attempts: 50 } };
  const engine = await openEngine({
    dir,
    threads,
    logger,
    ...delivery,
    ...(transport === undefined ? {} : { transport }),
  });
  say({ reports: await engine.list() });
  async function* iterable() {
    let n = 0;
    for (const line of readFileSync(people, 'utf8').split('\n')) {
      if (n++ === stallAfter) {
        say({ stalled: true });
        // Goes on when a line comes on stdin.
        await new Promise((resolve) => process.stdin.once('data', resolve));
        process.stdin.pause();
      }
      if (line !== '') yield JSON.parse(line);
    }
  }
  const finish = async (broadcast) => {
    say({ begun: broadcast.id });
    try {
      say({ done: await broadcast.done });
      if (transport !== undefined) say({ settled: await broadcast.settled });
    } catch (error) {
      say({ failed: describe(error), report: await engine.report(broadcast.id) });
    }
  };
  const resumed = mode === 'csv' ? (await engine.resume()).resumed : [];
  for (const broadcast of resumed) await finish(broadcast);
  if (resumed.length === 0)
    await finish(
      await engine.send({
        from: 'city-hall',
        message: text,
        to: mode === 'csv' ? fromCsv(people) : iterable(),
        idempotencyKey: key,
        ...options,
      }),
    );
  await engine.close();
  say({ closed: true });
}

const DAMAGE = {
  truncate: (path, { at }) => truncateSync(path, at),
  fill: (path, { at, length, value }) => write(path, at, Buffer.alloc(length, value)),
  flip: (path, { at, mask }) => write(path, at, Buffer.of(readFileSync(path)[at] ^ mask)),
  bytes: (path, { at, hex }) => write(path, at, Buffer.from(hex, 'hex')),
};

function write(path, at, bytes) {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
}

/** Damages copies of one directory, one after the other, and says what each step of using them came to. */
async function examine({ origin, work, damages, ids, person, people, options, key, text }) {
  for (const [n, damage] of damages.entries()) {
    const dir = join(work, String(n));
    mkdirSync(dir, { recursive: true });
    for (const file of ['spool.mdb', 'keyring']) cpSync(join(origin, file), join(dir, file));
    DAMAGE[damage.kind](join(dir, damage.file), damage);
    const steps = {};
    say({ examining: n });
    const step = async (name, action) => {
      try {
        steps[name] = { ok: (await action()) ?? null };
      } catch (error) {
        steps[name] = describe(error);
      }
    };
    let engine;
    await step('open', async () => {
      engine = await openEngine({ dir, threads: 1, logger: quiet });
    });
    if (engine !== undefined) {
      await step('list', async () => (await engine.list()).map(({ broadcast, listed }) => [broadcast, listed]).sort());
      for (const id of ids) {
        await step(`body ${id}`, async () => digest([await engine.body(id)]));
        await step(`envelopes ${id}`, async () => {
          const all = [];
          for await (const envelope of engine.envelopes(id)) all.push(envelope);
          return digest(all);
        });
        await step(`fetch ${id}`, async () => digest((await engine.fetch(id, person)).envelopes));
        await step(`refusals ${id}`, async () => {
          const all = [];
          for await (const refusal of engine.refusals(id)) all.push(refusal);
          return all.length;
        });
      }
      if (damage.resume === true)
        await step('resume', async () => {
          async function* iterable() {
            for (const line of readFileSync(people, 'utf8').split('\n')) if (line !== '') yield JSON.parse(line);
          }
          const to = iterable();
          const broadcast = await engine.send({
            from: 'city-hall',
            message: text,
            to,
            idempotencyKey: key,
            ...options,
          });
          const { listed, refused, duplicates, sealed } = await broadcast.done;
          return [listed, refused, duplicates, sealed];
        });
      await step('close', async () => {
        await engine.close();
      });
    }
    say({ examined: n, steps });
  }
}

function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return `${parts.length} ${hash.digest('hex')}`;
}

const task = JSON.parse(process.argv[2]);
process.on('unhandledRejection', (error) => {
  say({ unhandled: describe(error) });
  process.exit(97);
});
process.on('uncaughtException', (error) => {
  say({ uncaught: describe(error) });
  process.exit(98);
});
try {
  await (task.action === 'send' ? send(task) : examine(task));
} catch (error) {
  say({ error: describe(error) });
}
