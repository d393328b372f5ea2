import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type AudienceInput,
  type EngineOptions,
  fromCsv,
  fromNdjson,
  openEngine,
  type SendRequest,
} from '../../src/index.ts';
import { openEnvelope } from '../../src/open.ts';
import { ManualClock, unsafeSeededRandomForTesting } from '../../src/testing.ts';
import { choices } from '../kernels/implementations.ts';
import {
  audience,
  bytesOf,
  csvOf,
  device,
  expectEveryoneOnce,
  expectedOf,
  fieldsOf,
  hex,
  ndjsonOf,
  pick,
  type Row,
  tempDir,
} from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
let homes = 0;

const rows = audience(40, 21).map(
  (row, i): Row => ({ ...row, phone: `+86138001380${String(i % 37).padStart(2, '0')}` }),
);
const people = rows.map(fieldsOf);
const dedupBy = ['id', 'key', 'phone'] as const;
const expected = expectedOf(rows, dedupBy, { personal: true });
const text = 'The same for all.';
const csv = join(dir, 'people.csv');
const ndjson = join(dir, 'people.ndjson');
writeFileSync(csv, csvOf(people));
writeFileSync(ndjson, ndjsonOf(people));

interface Form {
  to: () => AudienceInput;
  threads: number;
  batchRecipients: number;
  windowChunks: number;
}

const forms: Record<string, Form> = {
  'an array, one thread, one window': { to: () => people as never, threads: 1, batchRecipients: 4096, windowChunks: 4 },
  'an array, eight threads, small windows': {
    to: () => people as never,
    threads: 8,
    batchRecipients: 3,
    windowChunks: 2,
  },
  'an async iterable, eight threads, windows of one row': {
    to: () => Readable.from(people) as never,
    threads: 8,
    batchRecipients: 1,
    windowChunks: 1,
  },
  'CSV, two threads': { to: () => fromCsv(csv), threads: 2, batchRecipients: 7, windowChunks: 3 },
  'CSV as a stream of single bytes': {
    to: () => fromCsv([...Buffer.from(csvOf(people))].map((byte) => Uint8Array.of(byte))),
    threads: 2,
    batchRecipients: 5,
    windowChunks: 64,
  },
  'NDJSON, eight threads': { to: () => fromNdjson(ndjson), threads: 8, batchRecipients: 4, windowChunks: 1 },
};

const request = ({ to, batchRecipients, windowChunks }: Form): SendRequest => ({
  from: 'city-hall',
  message: text,
  to: to(),
  personal: ['note'],
  dedupBy,
  batchRecipients,
  windowChunks,
});

describe('the same people', () => {
  it.each(Object.entries(forms))('are sealed, refused and deduplicated from %s', async (_name, form) => {
    const engine = await openEngine({ dir: join(dir, `${++homes}`), threads: form.threads });
    const broadcast = await engine.send(request(form));
    const report = await broadcast.done;
    expect(pick(report)).toEqual(pick(expected));
    await expectEveryoneOnce(engine, broadcast.id, expected, text, { personal: true });
    const refusals = [];
    for await (const { row, column, reason } of engine.refusals(broadcast)) refusals.push({ row, column, reason });
    expect(refusals).toEqual(
      rows.flatMap(({ bad }, i) =>
        bad === undefined ? [] : [{ row: i + 1, column: bad.startsWith('id') ? 'id' : 'publicKey', reason: bad }],
      ),
    );
    await engine.close();
  });

  it('open theirs and nobody else’s: every envelope tried with every key', async () => {
    const some = rows.slice(0, 12);
    const engine = await openEngine({ dir: join(dir, `${++homes}`), threads: 2 });
    const broadcast = await engine.send({ from: 'city-hall', message: text, to: some.map(fieldsOf) as never });
    const report = await broadcast.done;
    const body = await engine.body(broadcast);
    const keys = [...new Set(some.flatMap((row) => row.devices))];
    const openedBy: number[] = [];
    for await (const envelope of engine.envelopes(broadcast)) {
      const openers = [];
      for (const n of keys) {
        const options = { privateKey: device(n).secret, sender: bytesOf(report.sender) };
        if ((await openEnvelope(envelope, body, options)) !== null) openers.push(n);
      }
      expect(openers).toHaveLength(1);
      openedBy.push(...openers);
    }
    const wanted = expectedOf(some).accepted.flatMap((person) => person.devices);
    expect(openedBy.sort((a, b) => a - b)).toEqual(wanted.sort((a, b) => a - b));
    expect(wanted.length).toBeGreaterThan(8);
    await engine.close();
  });
});

describe('the same bytes', () => {
  /** Everything a broadcast puts out, in the spool's order. */
  async function output(
    form: Form,
    options: Partial<EngineOptions>,
    more: Partial<SendRequest> = {},
  ): Promise<string[]> {
    const engine = await openEngine({ dir: join(dir, `${++homes}`), threads: form.threads, ...options });
    const broadcast = await engine.send({ ...request(form), ...more });
    await broadcast.done;
    const out = [broadcast.id, hex(await engine.body(broadcast))];
    for await (const envelope of engine.envelopes(broadcast)) out.push(hex(envelope));
    await engine.close();
    return out;
  }
  const seeded = (seed: string): Partial<EngineOptions> => ({
    random: unsafeSeededRandomForTesting(seed),
    clock: new ManualClock(1_763_800_000_000),
  });
  const form = (threads: number): Form => ({ to: () => people as never, threads, batchRecipients: 3, windowChunks: 3 });

  it('come of one seed, whatever the number of threads, and others of another seed', async () => {
    const one = await output(form(1), seeded('a'));
    expect(one).toHaveLength(2 + expected.envelopes);
    expect(await output(form(8), seeded('a'))).toEqual(one);
    expect(await output(form(3), seeded('a'))).toEqual(one);
    const other = await output(form(1), seeded('b'));
    expect(other.filter((bytes) => one.includes(bytes))).toEqual([]);
  });

  it('come of every build of the kernels and of the reference', async () => {
    const reference = await output(form(2), { ...seeded('a'), kernels: 'reference' });
    expect(reference).toHaveLength(2 + expected.envelopes);
    for (const kernels of choices) expect(await output(form(2), { ...seeded('a'), kernels })).toEqual(reference);
  });

  it('are others with an ephemeral key for each recipient, of which no two envelopes share any', async () => {
    const own = { ephemeral: 'recipient' } as const;
    const reference = await output(form(2), { ...seeded('a'), kernels: 'reference' }, own);
    for (const kernels of choices) expect(await output(form(8), { ...seeded('a'), kernels }, own)).toEqual(reference);
    const encs = reference.slice(2).map((envelope) => envelope.slice(80, 144));
    expect(encs).toHaveLength(expected.envelopes);
    expect(new Set(encs).size).toBe(expected.envelopes);
    // The body, the mailboxes and the order are the same; nothing else is.
    const shared = await output(form(2), seeded('a'));
    expect(reference.slice(0, 2)).toEqual(shared.slice(0, 2));
    reference.slice(2).forEach((envelope, i) => {
      const other = shared[2 + i]!;
      expect(envelope.slice(0, 80)).toBe(other.slice(0, 80));
      expect(envelope.length).toBe(other.length);
      expect(envelope.slice(80, 144)).not.toBe(other.slice(80, 144));
    });
  });

  it('never come twice without one, and the spool’s order is not the list’s', async () => {
    const [one, two] = [await output(form(2), {}), await output(form(2), {})];
    expect(one).toHaveLength(2 + expected.envelopes);
    const parts = (all: string[]): Set<string> =>
      // Mailbox, ephemeral key, slot: none of them may come back in another broadcast.
      new Set(
        all.slice(2).flatMap((envelope) => [envelope.slice(48, 80), envelope.slice(80, 144), envelope.slice(144)]),
      );
    const first = parts(one);
    expect([...parts(two)].filter((part) => first.has(part))).toEqual([]);
    expect(one[0]).not.toBe(two[0]);
    expect(one[1]).not.toBe(two[1]);

    // The ephemeral key is fresh for each batch, so it too must come back only inside a batch.
    const encs = one.slice(2).map((envelope) => envelope.slice(80, 144));
    const runs = encs.filter((enc, i) => enc !== encs[i - 1]);
    expect(new Set(runs).size).toBe(runs.length);
  });

  it('are in an order that says nothing of the list', async () => {
    // 24 people in one window: the chance that a shuffle leaves the list's order is 1 in 24!.
    const some = Array.from({ length: 24 }, (_, i): Row => ({ id: `person-${i}`, devices: [i] }));
    const engine = await openEngine({ dir: join(dir, `${++homes}`), threads: 2 });
    const orders: string[] = [];
    for (let n = 0; n < 2; n++) {
      const broadcast = await engine.send({ from: 'city-hall', message: text, to: some.map(fieldsOf) as never });
      await broadcast.done;
      const place = new Map<string, number>();
      for await (const envelope of engine.envelopes(broadcast)) place.set(hex(envelope), place.size);
      const order = [];
      for (const { id } of some) order.push(place.get(hex((await engine.fetch(broadcast, id)).envelopes[0]!)));
      expect([...order].sort((a, b) => a! - b!)).toEqual(some.map((_, i) => i));
      orders.push(order.join());
    }
    const inOrder = some.map((_, i) => i).join();
    expect(orders).not.toContain(inOrder);
    expect(orders[0]).not.toBe(orders[1]);
    await engine.close();
  });
});
