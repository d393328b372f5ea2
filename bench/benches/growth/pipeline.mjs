// node pipeline.mjs DIR ROWS THREADS: sends to so many people and tells the parent how long it took, and what the dedup table came to.
import { randomFillSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { getHeapSpaceStatistics } from 'node:v8';

const [dir, rows, threads] = process.argv.slice(2);

// The table's size is nobody's business outside the engine. Here its memory is caught as it is made: of the main thread's
// instances it is the one that grows. Nothing else of this thread makes one while the engine sends.
/** @type {{ memory: { buffer: ArrayBuffer } }[]} */
const instances = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports | undefined} */ imports) {
    super(module, imports);
    instances.push(/** @type {never} */ (this.exports));
  }
};

const { fromCsv, openEngine } = await import('../../../dist/index.js');

/** Rows in pieces, none of them kept. */
function* csv(/** @type {number} */ count) {
  const perPiece = 512;
  const keys = Buffer.alloc(32 * perPiece);
  yield 'id,publicKey,name,phone,email\n';
  for (let first = 0; first < count; first += perPiece) {
    randomFillSync(keys);
    let piece = '';
    for (let k = 0; k < Math.min(perPiece, count - first); k++) {
      const at = 32 * k;
      // Below the prime: then any 32 bytes are somebody's public key, as far as a sender can tell.
      keys[at + 31] &= 0x3f;
      const row = first + k;
      piece += `u-${row},${keys.toString('base64', at, at + 32)},张三,138${String(row % 1e8).padStart(8, '0')},u${row}@example.com\n`;
    }
    yield Buffer.from(piece);
  }
}

const engine = await openEngine({ dir, threads: Number(threads) });
instances.length = 0;
const start = performance.now();
const to = fromCsv(Readable.from(csv(Number(rows)), { objectMode: false }));
const broadcast = await engine.send({ from: 'bench', message: 'a'.repeat(256), to });
const report = await broadcast.done;
const seconds = (performance.now() - start) / 1000;
if (report.sealed !== Number(rows) || !report.conserved) throw new Error(`${report.sealed} of ${rows} rows sealed`);
const tableBytes = Math.max(...instances.map(({ memory }) => memory.buffer.byteLength));
const { userCPUTime, systemCPUTime } = process.resourceUsage();
// What V8 keeps for new objects of this thread grows with the garbage there has been, up to a bound of V8's own.
const nurseryBytes = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.physical_space_size;
process.send?.({ seconds, tableBytes, nurseryBytes, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 });
await engine.close();
process.disconnect();
