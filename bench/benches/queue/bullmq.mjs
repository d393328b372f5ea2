// One round of the queue bench by BullMQ, in a process of its own: adds a job an envelope, one by one or in bulk, and a worker posts
// them. Says { seconds, addSeconds, memory } over IPC: from the first add to the last job done; and how much of it was adding.
import { randomBytes } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { Pool } from 'undici';
import { CONCURRENCY, done, ENVELOPE_BYTES, watchMemory } from './work.mjs';

const { bulk, socket, count, port, name } = JSON.parse(process.argv[2]);
const connection = { path: socket, maxRetriesPerRequest: null };
/** Jobs of one call: BullMQ sends them in one round trip. */
const BULK = 1000;
/** Single adds under way at a time: one after the other would measure the round trip. */
const ADDING = 64;

const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONCURRENCY, pipelining: 1 });
const queue = new Queue(name, { connection });
await queue.waitUntilReady();
const options = { removeOnComplete: true, attempts: 5, backoff: { type: 'exponential', delay: 1000 } };
const envelopes = Array.from({ length: count }, (_, n) => ({
  id: String(n),
  envelope: randomBytes(ENVELOPE_BYTES).toString('base64'),
}));
const peak = watchMemory();
const start = performance.now();
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
  { connection, concurrency: CONCURRENCY },
);
worker.on('completed', () => {
  if (++finished === count) end();
});
if (bulk)
  for (let from = 0; from < count; from += BULK)
    await queue.addBulk(envelopes.slice(from, from + BULK).map((data) => ({ name: 'envelope', data, opts: options })));
else
  for (let from = 0; from < count; from += ADDING)
    await Promise.all(envelopes.slice(from, from + ADDING).map((data) => queue.add('envelope', data, options)));
const addSeconds = (performance.now() - start) / 1000;
await all;
const seconds = (performance.now() - start) / 1000;
const memory = peak();
await worker.close();
await queue.close();
await pool.close();
done({ seconds, addSeconds, memory });
