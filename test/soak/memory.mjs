// Bounded memory: RssAnon of a process that sends to few and to many, with real sealing. It may grow by the dedup table and
// by nothing that has to do with the number of recipients.
//   node memory.mjs [--short]            compares two sizes, each in a process of its own
//   node memory.mjs --rows N             is such a process
import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEngine } from '../../dist/index.js';

const MiB = 1_048_576;

function rssAnon() {
  const found = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(found[1]) * 1024;
}

/** Any 32 bytes below p are a public key; a stream cipher gives as many as one likes, the same in every run. */
function* people(rows) {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16));
  for (let i = 0; i < rows; i++) {
    const key = stream.update(Buffer.alloc(32));
    key[31] &= 0x3f;
    yield { id: `person-${i}`, publicKey: key.toString('base64'), route: `https://push.example/subscription/${i}` };
  }
}

async function send(rows) {
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-memory-'));
  try {
    let peak = 0;
    const engine = await openEngine({
      dir,
      threads: 2,
      logger: {
        debug() {
          globalThis.gc();
          peak = Math.max(peak, rssAnon());
        },
        info() {},
        warn() {},
        error() {},
      },
    });
    const started = performance.now();
    // Small windows, so that the smaller audience fills as many as are ever in memory at once.
    const options = { batchRecipients: 512, windowChunks: 2 };
    const broadcast = await engine.send({
      from: 'a',
      message: 'Memory.',
      to: people(rows),
      idempotencyKey: 'k',
      ...options,
    });
    const report = await broadcast.done;
    if (report.sealed !== rows || !report.conserved) throw new Error(`sealed ${report.sealed} of ${rows}`);
    // Repeating it reads the whole audience once more.
    await (await engine.send({ from: 'a', message: 'Memory.', to: people(rows), idempotencyKey: 'k', ...options }))
      .done;
    globalThis.gc();
    peak = Math.max(peak, rssAnon());
    await engine.close();
    return { rows, peak, seconds: Math.round((performance.now() - started) / 100) / 10 };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const at = process.argv.indexOf('--rows');
if (at >= 0) {
  process.stdout.write(`${JSON.stringify(await send(Number(process.argv[at + 1])))}\n`);
} else {
  const sizes = process.argv.includes('--short') ? [4_000, 20_000] : [20_000, 200_000];
  const results = sizes.map((rows) => {
    const args = ['--expose-gc', fileURLToPath(import.meta.url), '--rows', String(rows)];
    const result = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    process.stdout.write(
      `memory: ${rows} rows, RssAnon at most ${(result.peak / MiB).toFixed(1)} MiB, ${result.seconds} s\n`,
    );
    return result;
  });
  const growth = results[1].peak - results[0].peak;
  // Two prints of 16 bytes a person in a table that doubles, with the old one beside the new while it does.
  const table = 3 * 2 * 16 * 2 * (sizes[1] - sizes[0]);
  const slack = 16 * MiB;
  process.stdout.write(
    `memory: ${(growth / (sizes[1] - sizes[0])) | 0} bytes a row more; ${(growth / MiB).toFixed(1)} MiB in all, of which the ` +
      `dedup table may be ${(table / MiB).toFixed(1)}\n`,
  );
  if (growth > table + slack) {
    process.stdout.write('memory: FAILED, memory grows with the audience\n');
    process.exitCode = 1;
  }
}
