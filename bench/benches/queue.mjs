import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.mjs';
import { mustHold } from '../peers/keys.mjs';
import { ours } from '../report.mjs';

const BENCH = 'queue';
const child = (/** @type {string} */ name) => fileURLToPath(new URL(`./queue/${name}.mjs`, import.meta.url));

/**
 * The same number of envelopes of one size, one POST each, to one local HTTP sink, 32 at a time: by Sealcast from its committed spool
 * (`sealcast`), and with sealing them in the same time; by BullMQ on Redis through a unix socket, a job an envelope, from the first
 * add to the last answer. Each round in a process of its own; rounds in turn.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ quick, say }) {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    say(`${BENCH}: skipped, there is no redis-server (apt-get install redis-server)`);
    return [];
  }
  const count = quick ? 2_000 : 100_000;
  const rounds = quick ? 1 : 3;
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-bench-'));
  const sink = fork(child('sink'));
  try {
    const [{ port }] = await once(sink, 'message');
    const takes = async () => {
      sink.send('count');
      const [{ count: taken }] = await once(sink, 'message');
      mustHold(taken === count, `${taken} of ${count} envelopes reached the sink`);
    };
    /** @type {Record<string, { rates: number[], memory: number[], note: string }>} */
    const figures = {};
    const add = (/** @type {string} */ name, /** @type {Round} */ { seconds, memory }, note = '') => {
      figures[name] ??= { rates: [], memory: [], note };
      figures[name].rates.push(count / seconds);
      figures[name].memory.push(memory);
    };
    for (let round = 0; round < rounds; round++) {
      say(`${BENCH}: ${count} envelopes, round ${round + 1} of ${rounds}`);
      const spool = join(dir, `spool-${round}`);
      await run('sealcast', { what: 'seal', dir: spool, count, port });
      add('sealcast', await run('sealcast', { what: 'deliver', dir: spool, count, port }), 'from the committed spool');
      await takes();
      const fresh = join(dir, `fresh-${round}`);
      const whole = await run('sealcast', { what: 'send', dir: fresh, count, port });
      add('sealcast, sealing included', whole, 'X25519 for each in the same time');
      await takes();
      for (const [name, bulk, everysec] of /** @type {const} */ ([
        ['bullmq', false, false],
        ['bullmq addBulk', true, false],
        ['bullmq addBulk, appendfsync everysec', true, true],
      ])) {
        const redis = await startRedis(dir, everysec);
        try {
          const result = await run('bullmq', { bulk, socket: redis.socket, count, port, name: `bench-${round}` });
          const adding = Math.round((100 * result.addSeconds) / result.seconds);
          add(name, result, `adding until ${adding} % of the time; redis itself ${redis.memory()} MiB`);
          await takes();
        } finally {
          await redis.stop();
        }
      }
      for (const made of [spool, fresh]) rmSync(made, { recursive: true, force: true });
    }
    const own = median(figures.sealcast.rates);
    return Object.entries(figures).map(([name, { rates, memory, note }]) => ({
      ...ours(BENCH, name, rates, { note: `${note}; ${Math.round(median(memory))} MiB` }),
      ratio: name.startsWith('sealcast') ? 1 : own / median(rates),
    }));
  } finally {
    sink.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @typedef {{ seconds: number, addSeconds: number, memory: number }} Round */

/** @param {string} name @param {object} what @returns {Promise<Round>} */
async function run(name, what) {
  const process = fork(child(name), [JSON.stringify(what)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(process, 'exit');
  const answer = await Promise.race([once(process, 'message'), ended.then(([code]) => code)]);
  if (!Array.isArray(answer)) throw new Error(`${name} ended with ${answer}`);
  await ended;
  return answer[0];
}

/** A Redis of our own on a socket: nothing listens on a port. @param {string} dir @param {boolean} everysec */
async function startRedis(dir, everysec) {
  const home = mkdtempSync(join(dir, 'redis-'));
  const socket = join(home, 'redis.sock');
  const durable = everysec ? ['--appendonly', 'yes', '--appendfsync', 'everysec'] : ['--appendonly', 'no'];
  const options = ['--port', '0', '--unixsocket', socket, '--dir', home, '--save', '', ...durable];
  const redis = spawn('redis-server', options, { stdio: 'ignore' });
  const exit = once(redis, 'exit');
  for (let tries = 0; !existsSync(socket); tries++) {
    mustHold(tries < 200 && redis.exitCode === null, 'redis-server did not start');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    socket,
    memory: () => {
      const status = readFileSync(`/proc/${redis.pid}/status`, 'utf8');
      return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
    },
    async stop() {
      redis.kill();
      await exit;
    },
  };
}
