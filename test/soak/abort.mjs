// How long abort() and an AbortSignal take, wherever a broadcast is: a figure, measured; the suite tests what must be true of it.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openEngine } from '../../dist/index.js';
import { limits } from '../../dist/limits.js';

const rounds = process.argv.includes('--short') ? 3 : 15;
const dir = mkdtempSync(join(tmpdir(), 'sealcast-abort-'));

function many(count) {
  return Array.from({ length: count }, (_, i) => {
    const key = randomBytes(32);
    key[31] &= 0x3f;
    return { id: `p${i}`, publicKey: key.toString('hex'), phone: `+8613${String(800_000_000 + i)}` };
  });
}

async function* silent(people) {
  yield* people;
  await new Promise(() => {});
}

const large = many(60_000);
const small = many(300);
const dedupBy = ['id', 'key', 'phone'];
const until = async (broadcast, wanted) => {
  for await (const progress of broadcast.progress()) if (wanted(progress)) return;
};

const moments = {
  'waiting for an audience that never answers': { to: () => silent([]), when: () => pause(20) },
  'reading, every thread inside a chunk of 4096 rows': { to: () => large, dedupBy, when: () => pause(60) },
  'sealing, every thread inside a batch': { to: () => large, when: (b) => until(b, (p) => p.envelopesSealing > 0) },
  'sealing with suite 2': {
    to: () => large,
    addressed: true,
    when: (b) => until(b, (p) => p.envelopesSealing > 0),
  },
  'sealed some windows, waiting for more': {
    to: () => silent(small),
    batchRecipients: 64,
    windowChunks: 1,
    when: (b) => until(b, (p) => p.sealed > 0),
  },
  'in the hands of a transport that never answers': { to: () => small, when: (_, handed) => handed },
};

let handing;
const engine = await openEngine({
  dir,
  threads: 2,
  transport: {
    name: 'silent',
    deliver() {
      handing();
      return new Promise(() => {});
    },
  },
});
let worst = 0;
for (const [name, { to, when, ...options }] of Object.entries(moments)) {
  const times = [];
  for (let n = 0; n < rounds; n++) {
    const handed = new Promise((resolve) => {
      handing = resolve;
    });
    const controller = new AbortController();
    const broadcast = await engine.send({ from: 'a', message: 'x', to: to(), signal: controller.signal, ...options });
    await when(broadcast, handed);
    const started = performance.now();
    if (n % 2 === 0) await broadcast.abort();
    else {
      controller.abort();
      await broadcast.settled.catch(() => {});
    }
    times.push(performance.now() - started);
    if (broadcast.report().state !== 'aborted') throw new Error(`${name}: ${broadcast.report().state}`);
  }
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1];
  worst = Math.max(worst, median);
  process.stdout.write(
    `abort: ${name}: median ${median.toFixed(1)} ms, longest ${times.at(-1).toFixed(1)} ms of ${rounds}\n`,
  );
}
await engine.close();
rmSync(dir, { recursive: true, force: true });
// Where others want the cores several times over, the figure is theirs and not ours.
const load = loadavg()[0] / availableParallelism();
process.stdout.write(`abort: load of ${load.toFixed(1)} a core${load > 2 ? ': too busy a machine to judge' : ''}\n`);
if (worst > limits.abortMs && load <= 2) {
  process.stdout.write(`abort: FAILED, a median is above ${limits.abortMs} ms\n`);
  process.exitCode = 1;
}
