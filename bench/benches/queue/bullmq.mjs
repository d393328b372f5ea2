// One round of the queue bench by BullMQ, in a process of its own: adds a job an envelope, one by one or in bulk, and a worker posts
// them, meanwhile or (`late`) once all are there. Says { seconds, addSeconds, processorSeconds, memory } over IPC: from the first
// add, or from the worker's start if it is late, to the last job done; how much of it was adding; processor time of all of it.
import { randomBytes } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { Pool } from 'undici';
import { done } from '../../child.mjs';
import { CONCURRENCY, ENVELOPE_BYTES, watchMemory, watchProcessor } from './work.mjs';

const { bulk, late, socket, count, port, name } = JSON.parse(process.argv[2]);
const connection = { path: socket, maxRetriesPerRequest: null };
/** Jobs of one call: BullMQ sends them in one round trip. */
const BULK = 1000;
/** Single adds under way at a time: one after the other would measure the round trip. */
const ADDING = 64;

const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONCURRENCY, pipelining: 1 });
const queue = new Queue(name, { connection });
await queue.waitUntilReady();
const options = { removeOnComplete: true, attempts: 5, backoff: { type: 'exponential', delay: 1000 } };
/** What is sealed is taken for given, and made from one piece of noise: so many envelopes in memory would not be BullMQ's. */
const noise = randomBytes(1_048_576);
const envelope = (n) => {
  const at = (n * 64) % (noise.length - ENVELOPE_BYTES);
  return { id: String(n), envelope: noise.toString('base64', at, at + ENVELOPE_BYTES) };
};
const envelopes = (from, most) => Array.from({ length: Math.min(most, count - from) }, (_, n) => envelope(from + n));
const peak = watchMemory();
let spent = watchProcessor();
let start = performance.now();
let finished = 0;
let end = () => {};
const all = new Promise((resolve) => {
  end = resolve;
});
const worker = new Worker(
  name,
  async ({ data }) => {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/envelopes',
      headers: { 'idempotency-key': data.id, 'content-type': 'application/vnd.sealcast.envelope' },
      body: Buffer.from(data.envelope, 'base64'),
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`status ${statusCode}`);
  },
  { connection, concurrency: CONCURRENCY, autorun: !late },
);
worker.on('completed', () => {
  if (++finished === count) end();
});
if (bulk)
  for (let from = 0; from < count; from += BULK)
    await queue.addBulk(envelopes(from, BULK).map((data) => ({ name: 'envelope', data, opts: options })));
else
  for (let from = 0; from < count; from += ADDING)
    await Promise.all(envelopes(from, ADDING).map((data) => queue.add('envelope', data, options)));
const addSeconds = (performance.now() - start) / 1000;
if (late) {
  start = performance.now();
  spent = watchProcessor();
  // Resolves when the worker is closed.
  void worker.run();
}
await all;
const seconds = (performance.now() - start) / 1000;
const processorSeconds = spent();
const memory = peak();
await worker.close();
await queue.close();
await pool.close();
done({ seconds, addSeconds, processorSeconds, memory });
