// A process that sends, then looks for every secret it ever drew in all of its own memory: heaps of all threads, freed blocks,
// messages between threads. It measures and does not judge: V8 keeps arrays of up to 64 bytes on its heap and moves them, and what
// it leaves behind nobody can wipe. It fails only when it does not find the secret that is kept on purpose.
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { openEngine } from '../../dist/index.js';

const MASK = 0x5a;
/** Secrets are kept here under a mask, so that this list is not what is found. */
const drawn = [];

function remember(bytes, where) {
  drawn.push({ where, masked: Buffer.from(bytes).map((byte) => byte ^ MASK) });
  return bytes;
}

const random = {
  bytes(length) {
    const bytes = randomFillSync(new Uint8Array(length));
    // All of 32 bytes are keys or seeds; ids and nonces are shorter, and no secret.
    if (length !== 32) return bytes;
    const frame = new Error().stack.split('\n').find((line) => line.includes('/dist/') && !line.includes('random'));
    return remember(bytes, frame?.replace(/^.*\/dist\/([^:]+).*$/, '$1') ?? 'unknown');
  },
  hedge: () => randomFillSync(new Uint8Array(24)),
};

/** Every readable and writable page of this process, masked, in overlapping pieces. */
function* memory() {
  const size = 4 * 1_048_576;
  const overlap = 31;
  const piece = Buffer.alloc(size + overlap);
  const file = openSync('/proc/self/mem', 'r');
  try {
    for (const line of readFileSync('/proc/self/maps', 'utf8').split('\n')) {
      const found = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
      if (found === null || /\[vvar|\.mdb/.test(line)) continue;
      const end = Number.parseInt(found[2], 16);
      for (let at = Number.parseInt(found[1], 16); at < end; at += size) {
        let read = 0;
        try {
          read = readSync(file, piece, 0, Math.min(piece.length, end - at), at);
        } catch {
          continue;
        }
        const words = new BigUint64Array(piece.buffer, piece.byteOffset, read >> 3);
        for (let i = 0; i < words.length; i++) words[i] ^= 0x5a5a5a5a5a5a5a5an;
        for (let i = words.length * 8; i < read; i++) piece[i] ^= MASK;
        yield piece.subarray(0, read);
      }
    }
  } finally {
    piece.fill(0);
    closeSync(file);
  }
}

async function search() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await turn();
  }
  const counts = new Map();
  let bytes = 0;
  for (const piece of memory()) {
    bytes += piece.length;
    for (const { where, masked } of drawn) if (piece.includes(masked)) counts.set(where, (counts.get(where) ?? 0) + 1);
  }
  return { megabytes: Math.round(bytes / 1_048_576), found: Object.fromEntries(counts) };
}

const dir = mkdtempSync(join(tmpdir(), 'sealcast-secrets-'));
const kept = remember(randomFillSync(new Uint8Array(32)), 'planted');
const engine = await openEngine({ dir, threads: 2, random });
const people = Array.from({ length: 60 }, (_, i) => {
  const publicKey = randomFillSync(new Uint8Array(32));
  publicKey[31] &= 0x3f;
  return { id: `p${i}`, publicKey, note: `note ${i}` };
});
for (const suite of [1, 2]) {
  const more = suite === 2 ? { personal: ['note'] } : {};
  const broadcast = await engine.send({
    from: 'a',
    message: 'x',
    to: people,
    batchRecipients: 16,
    windowChunks: 1,
    ...more,
  });
  await broadcast.done;
}
const open = await search();
await engine.close();
const closed = await search();
rmSync(dir, { recursive: true, force: true });
const show = (when, { megabytes, found }) => {
  process.stdout.write(`secrets: ${when}, ${megabytes} MB searched\n`);
  for (const [where, copies] of Object.entries(found))
    process.stdout.write(`secrets:   ${copies} × drawn in ${where}\n`);
};
process.stdout.write(`secrets: ${drawn.length} secrets of 32 bytes drawn\n`);
show('after two broadcasts', open);
show('after close', closed);
if (kept.length !== 32 || open.found.planted === undefined) {
  process.stdout.write('secrets: FAILED, the one that is there was not found\n');
  process.exitCode = 1;
}
