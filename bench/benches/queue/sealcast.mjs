// One round of the queue bench by Sealcast, in a process of its own: `seal` makes the spool, `deliver` hands it over, `send` does both
// at once. Says { seconds, memory } over IPC.
import { randomBytes } from 'node:crypto';
import { httpTransport, openEngine } from '../../../dist/index.js';
import { CONCURRENCY, done, watchMemory } from './work.mjs';

const { what, dir, count, port } = JSON.parse(process.argv[2]);

/** Any 32 bytes below the prime are somebody's public key, as far as a sender can tell. */
function* audience() {
  for (let row = 0; row < count; row++) {
    const publicKey = new Uint8Array(randomBytes(32));
    publicKey[31] &= 0x3f;
    yield { id: `u-${row}`, publicKey };
  }
}

const request = { from: 'bench', message: 'a'.repeat(256), to: audience() };
const transport = () =>
  httpTransport({ url: `http://127.0.0.1:${port}`, concurrencyPerOrigin: CONCURRENCY, body: 'by-reference' });
const engine = await openEngine({ dir, ...(what === 'seal' ? {} : { transport: transport() }) });
const peak = watchMemory();
const start = performance.now();
let report;
if (what === 'deliver') report = await (await engine.resume()).resumed[0].settled;
else {
  const broadcast = await engine.send(request);
  report = await (what === 'seal' ? broadcast.done : broadcast.settled);
}
const seconds = (performance.now() - start) / 1000;
if (what !== 'seal' && report.delivered !== count) throw new Error(`${report.delivered} of ${count} delivered`);
const memory = peak();
await engine.close();
done({ seconds, memory });
