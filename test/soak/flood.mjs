// A flood through a slow transport, in flat memory: RssAnon of a process that delivers few and many from the spool. What waits is on
// disk; a few batches are open, whatever the number.
//   node flood.mjs [--short]                       100 000 against a million envelopes; without --short a million against ten
//   node flood.mjs --seal|--deliver DIR --rows N   is one of its processes
import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openEngine } from '../../dist/index.js';

const MiB = 1_048_576;

function rssAnon() {
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
}

/** Any 32 bytes below p are a public key; a stream cipher gives as many as one likes, the same in every run. */
function* people(rows) {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16));
  for (let i = 0; i < rows; i++) {
    const key = stream.update(Buffer.alloc(32));
    key[31] &= 0x3f;
    yield { id: `person-${i}`, publicKey: new Uint8Array(key), route: `https://push.example/subscription/${i}` };
  }
}

async function seal(dir, rows) {
  const engine = await openEngine({ dir });
  const report = await (await engine.send({ from: 'a', message: 'Flood.', to: people(rows) })).done;
  await engine.close();
  if (report.sealed !== rows) throw new Error(`sealed ${report.sealed} of ${rows}`);
}

/**
 * Takes 20 ms for a group; of each group one parcel is not taken, unless it is the only one, and of one group in ten none is.
 *
 * @param onGroup called while each group is with it
 */
function slowTransport(onGroup) {
  const seen = { groups: 0, deferred: 0 };
  return {
    name: 'slow',
    seen,
    async deliver(parcels) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const none = ++seen.groups % 10 === 0;
      onGroup(seen.groups);
      return parcels.map((_, n) => {
        if (!none && (n > 0 || parcels.length === 1)) return { state: 'delivered' };
        seen.deferred++;
        return { state: 'deferred', reason: 'busy' };
      });
    },
  };
}

async function deliver(dir, rows) {
  let peak = 0;
  const sample = () => {
    globalThis.gc();
    peak = Math.max(peak, rssAnon());
  };
  // By groups, not by time: on a busy machine a collection every so many milliseconds would be all that it does.
  const transport = slowTransport((groups) => groups % 4 === 0 && sample());
  const engine = await openEngine({ dir, transport, retry: { backoffMs: 500, backoffMaxMs: 2_000, attempts: 50 } });
  const started = performance.now();
  const report = await (await engine.resume()).resumed[0].settled;
  const seconds = (performance.now() - started) / 1000;
  sample();
  const { wait, handOver } = engine.latency().broadcast;
  await engine.close();
  if (report.delivered !== rows || !report.conserved) throw new Error(`delivered ${report.delivered} of ${rows}`);
  return { rows, peak, seconds, ...transport.seen, waits: wait.count, handOverP99: handOver.p99Ms };
}

const { values } = parseArgs({
  options: {
    seal: { type: 'string' },
    deliver: { type: 'string' },
    rows: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
});
if (values.seal !== undefined) await seal(values.seal, Number(values.rows));
else if (values.deliver !== undefined)
  process.stdout.write(`${JSON.stringify(await deliver(values.deliver, Number(values.rows)))}\n`);
else {
  const sizes = values.short ? [100_000, 1_000_000] : [1_000_000, 10_000_000];
  const results = sizes.map((rows) => {
    const dir = mkdtempSync(join(tmpdir(), 'sealcast-flood-'));
    try {
      const run = (what) =>
        execFileSync(
          process.execPath,
          ['--expose-gc', fileURLToPath(import.meta.url), `--${what}`, dir, '--rows', String(rows)],
          { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
        );
      run('seal');
      const result = JSON.parse(run('deliver'));
      process.stdout.write(
        `flood: ${rows} envelopes in ${result.groups} groups, ${result.deferred} times one was not taken, ` +
          `${result.seconds.toFixed(1)} s, RssAnon at most ${(result.peak / MiB).toFixed(1)} MiB\n`,
      );
      return result;
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
  const growth = results[1].peak - results[0].peak;
  // Per batch of 4096 a number or two of where it is; the rest is noise of the collector.
  const batches = (16 * (sizes[1] - sizes[0])) / 4096;
  const slack = 24 * MiB;
  process.stdout.write(`flood: ${(growth / MiB).toFixed(1)} MiB more for ${sizes[1] / sizes[0]} times as many\n`);
  if (growth > batches + slack) {
    process.stdout.write('flood: FAILED, memory grows with what waits\n');
    process.exitCode = 1;
  }
}
