// Bounded memory: RssAnon of a process that sends to few and to many, with real sealing. It may grow by the dedup table and
// by nothing that has to do with the number of recipients. What V8 keeps for new objects is held small: by itself it grows with the
// garbage there has been, to its bound at about a million rows, and that would drown what is looked for.
//   node memory.mjs [--short]            compares two sizes, each in a process of its own: ten million take six minutes
//   node memory.mjs --rows N [--small]   is such a process; --small: with small windows
import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The memory of the dedup table is caught as it is made: of the main thread's instances it is the one that grows.
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    memories.push(this.exports.memory);
  }
};

const { openEngine } = await import('../../dist/index.js');

const MiB = 1_048_576;
/** Of ten times as many: what malloc and LMDB keep is not the same twice. */
const MOST = 1.2;

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

async function send(rows, small) {
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
    // Small windows, so that a small audience fills as many as are ever in memory at once.
    const options = small ? { batchRecipients: 512, windowChunks: 2 } : {};
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
    const table = Math.max(...memories.map(({ buffer }) => buffer.byteLength));
    await engine.close();
    return { rows, peak, table, seconds: Math.round((performance.now() - started) / 100) / 10 };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const at = process.argv.indexOf('--rows');
if (at >= 0) {
  process.stdout.write(
    `${JSON.stringify(await send(Number(process.argv[at + 1]), process.argv.includes('--small')))}\n`,
  );
} else {
  // Fewer than 20 000 do not fill the two windows that may be in memory at once.
  const short = process.argv.includes('--short');
  const sizes = short ? [20_000, 200_000] : [1_000_000, 10_000_000];
  const [few, many] = sizes.map((rows) => {
    const args = [
      '--expose-gc',
      '--max-semi-space-size=4',
      fileURLToPath(import.meta.url),
      '--rows',
      String(rows),
      ...(short ? ['--small'] : []),
    ];
    const result = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    process.stdout.write(
      `memory: ${rows} rows, RssAnon at most ${(result.peak / MiB).toFixed(1)} MiB, dedup table ` +
        `${(result.table / MiB).toFixed(1)} MiB, ${result.seconds} s\n`,
    );
    return result;
  });
  const ratio = (many.peak - many.table) / (few.peak - few.table);
  process.stdout.write(`memory: beside the dedup table ${ratio.toFixed(2)} times as much; ${MOST} is allowed\n`);
  if (ratio > MOST) {
    process.stdout.write('memory: FAILED, memory grows with the audience\n');
    process.exitCode = 1;
  }
}
