import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../child.mjs';
import { median } from '../measure.mjs';
import { mustHold } from '../peers/keys.mjs';
import { ours } from '../report.mjs';

const BENCH = 'queue';

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
  const sink = fork(new URL('./queue/sink.mjs', import.meta.url));
  try {
    const [{ port }] = await once(sink, 'message');
    const takes = async () => {
      sink.send('count');
      const [{ count: taken }] = await once(sink, 'message');
      mustHold(taken === count, `${taken} of ${count} envelopes reached the sink`);
    };
    /** @type {Record<string, { rates: number[], memory: number[], processor: number[], note: string }>} */
    const figures = {};
    const add = (/** @type {string} */ name, /** @type {Round} */ { seconds, processorSeconds, memory }, note = '') => {
      figures[name] ??= { rates: [], memory: [], processor: [], note };
      figures[name].processor.push((1e6 * processorSeconds) / count);
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
      for (const [name, bulk, everysec, late] of /** @type {const} */ ([
        ['bullmq', false, false, false],
        ['bullmq addBulk', true, false, false],
        ['bullmq addBulk, appendfsync everysec', true, true, false],
        ['bullmq, jobs added before', true, false, true],
      ])) {
        const redis = await startRedis(dir, everysec);
        try {
          const result = await run('bullmq', { bulk, late, socket: redis.socket, count, port, name: `bench-${round}` });
          const adding = Math.round((100 * result.addSeconds) / result.seconds);
          const told = late ? 'as sealcast: what waits is there' : `adding until ${adding} % of the time`;
          add(
            name,
            result,
            `${told}; redis itself ${redis.memory()} MiB, ${Math.round((1e6 * redis.processorSeconds()) / count)} µs`,
          );
          await takes();
        } finally {
          await redis.stop();
        }
      }
      for (const made of [spool, fresh]) rmSync(made, { recursive: true, force: true });
    }
    const own = figures.sealcast.rates;
    return Object.entries(figures).map(([name, { rates, memory, processor, note }]) => ({
      ...ours(BENCH, name, rates, {
        note: `${Math.round(median(processor))} µs of processor time and ${Math.round(median(memory))} MiB; ${note}`,
      }),
      ratio: name.startsWith('sealcast') ? 1 : median(rates.map((rate, round) => own[round] / rate)),
    }));
  } finally {
    sink.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @typedef {{ seconds: number, addSeconds: number, processorSeconds: number, memory: number }} Round */

/** @param {string} name @param {object} what @returns {Promise<Round>} */
const run = (name, what) => runChild(new URL(`./queue/${name}.mjs`, import.meta.url), what);

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
    /** Its whole life: adding included. In ticks of a hundredth of a second, as Linux has them everywhere. */
    processorSeconds: () => {
      const fields = readFileSync(`/proc/${redis.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    async stop() {
      redis.kill();
      await exit;
    },
  };
}
