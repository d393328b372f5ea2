// One round of the queue bench by Sealcast, in a process of its own: `seal` makes the spool, `deliver` hands it over, `send` does both
// at once. Says { seconds, processorSeconds, memory } over IPC.
import { httpTransport, openEngine } from '../../../dist/index.js';
import { audience } from '../../audience.mjs';
import { done } from '../../child.mjs';
import { CONCURRENCY, watchMemory, watchProcessor } from './work.mjs';

const { what, dir, count, port } = JSON.parse(process.argv[2]);

const request = { from: 'bench', message: 'a'.repeat(256), to: audience(count) };
const transport = () =>
  httpTransport({ url: `http://127.0.0.1:${port}`, concurrencyPerOrigin: CONCURRENCY, body: 'by-reference' });
const engine = await openEngine({ dir, ...(what === 'seal' ? {} : { transport: transport() }) });
const peak = watchMemory();
const spent = watchProcessor();
const start = performance.now();
let report;
if (what === 'deliver') report = await (await engine.resume()).resumed[0].settled;
else {
  const broadcast = await engine.send(request);
  report = await (what === 'seal' ? broadcast.done : broadcast.settled);
}
const seconds = (performance.now() - start) / 1000;
if (what !== 'seal' && report.delivered !== count) throw new Error(`${report.delivered} of ${count} delivered`);
const processorSeconds = spent();
const memory = peak();
await engine.close();
done({ seconds, processorSeconds, memory });
