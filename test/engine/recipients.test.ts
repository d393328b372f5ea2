/** Opt-outs in a whole engine: who is left out, who is not, and what the counts say of it. */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Engine, openEngine, type Report, type SendRequest } from '../../src/index.ts';
import {
  device,
  expectConserved,
  expectEveryoneOnce,
  expectedOf,
  fieldsOf,
  hex,
  onCommit,
  pick,
  type Row,
  tempDir,
} from './support.ts';

const SEED = Number(process.env.SEALCAST_SEED ?? 20_261_125);
const { dir, remove } = tempDir();
afterAll(remove);
let count = 0;
const fresh = (): string => join(dir, String(count++));

const person = (n: number) => ({
  id: `p${n}`,
  publicKey: hex(device(n).publicKey),
  phone: `+86138123456${70 + n}`,
  email: `P${n}@Example.com`,
});

async function withEngine<T>(work: (engine: Engine) => Promise<T>, options = {}): Promise<T> {
  const engine = await openEngine({ dir: fresh(), threads: 1, ...options });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

async function sent(engine: Engine, request: Partial<SendRequest> = {}): Promise<Report> {
  const to = [0, 1, 2, 3].map(person);
  const report = await (await engine.send({ from: 'tester', message: 'x', to, newSender: true, ...request })).done;
  expectConserved(report);
  return report;
}

describe('an opt-out', () => {
  it('by id, phone or e-mail, however it is written, leaves that person out and nobody else', () =>
    withEngine(async (engine) => {
      const { recipients } = engine;
      expect((await sent(engine)).suppressed).toBe(0);
      expect(recipients.optOut({ id: ' p0 ' })).toBe(true);
      expect(recipients.optOut({ phone: '138 1234 5671' }, { defaultCountry: 'CN' })).toBe(true);
      expect(recipients.optOut({ email: 'p2@EXAMPLE.com' })).toBe(true);
      expect(recipients.optOut({ id: 'p0' })).toBe(false);
      expect(recipients.counts().optOuts).toBe(3);
      const report = await sent(engine);
      expect(report).toMatchObject({
        listed: 4,
        sealed: 1,
        envelopes: 1,
        duplicates: 0,
        suppressedBy: { 'opt-out': 3 },
      });
      await expect(engine.fetch(report.broadcast, 'p3')).resolves.toBeDefined();
      for (const id of ['p0', 'p1', 'p2'])
        await expect(engine.fetch(report.broadcast, id)).rejects.toMatchObject({ code: 'RECIPIENT_UNKNOWN' });
      expect(await sent(engine, { dryRun: true })).toMatchObject({ sealed: 1, suppressed: 3 });
    }));

  it('is of what it was written for: the phone of one is not the id of another', () =>
    withEngine(async (engine) => {
      engine.recipients.optOut({ id: '+8613812345670' });
      engine.recipients.optOut({ id: 'p1@example.com' });
      expect((await sent(engine)).suppressed).toBe(0);
    }));

  it('binds purposes and classes as its own name and the profile say', () =>
    withEngine(async (engine) => {
      const { recipients } = engine;
      recipients.optOut({ id: 'p0' });
      recipients.optOut({ id: 'p1' }, { purpose: 'news' });
      const profile = { version: 1, name: 'own', optOut: { classes: ['chat', 'broadcast'], except: ['invoice'] } };
      const left = async (request: Partial<SendRequest>) => (await sent(engine, request)).suppressed;
      expect(await left({})).toBe(1);
      expect(await left({ purpose: 'news' })).toBe(2);
      expect(await left({ purpose: 'other' })).toBe(1);
      expect(await left({ purpose: 'news', class: 'chat' })).toBe(2);
      expect(await left({ purpose: 'news', class: 'payment' })).toBe(0);
      expect(await left({ class: 'emergency' })).toBe(0);
      expect(await left({ purpose: 'invoice' })).toBe(1);
      expect(await left({ purpose: 'invoice', profile })).toBe(0);
      recipients.optOut({ id: 'p2' }, { purpose: 'invoice' });
      expect(await left({ purpose: 'invoice', profile })).toBe(1);
      expect(await left({ class: 'payment', profile: { ...profile, optOut: { classes: ['payment'] } } })).toBe(1);
      expect(await left({ profile: { ...profile, optOut: { classes: [] } } })).toBe(0);
    }));

  it('may be of what a send under an idempotency key is for, which then stays the same', () =>
    withEngine(async (engine) => {
      const first = await sent(engine, { idempotencyKey: 'k', purpose: 'news' });
      expect((await sent(engine, { idempotencyKey: 'k', purpose: 'news' })).broadcast).toBe(first.broadcast);
      for (const more of [{ purpose: 'other' }, {}])
        await expect(sent(engine, { idempotencyKey: 'k', ...more })).rejects.toMatchObject({
          code: 'IDEMPOTENCY_CONFLICT',
        });
    }));

  it('is taken back by an opt-in of the same, and outlives the process', async () => {
    const at = fresh();
    const first = await openEngine({ dir: at, threads: 1 });
    first.recipients.optOut({ id: 'p0' });
    first.recipients.optOut({ id: 'p1' });
    first.recipients.optOut({ id: 'p1' }, { purpose: 'news' });
    await first.close();
    const again = await openEngine({ dir: at, threads: 1 });
    expect(again.recipients.counts().optOuts).toBe(3);
    expect(again.recipients.optIn({ id: 'p1' })).toBe(true);
    expect(again.recipients.optIn({ id: 'p1' })).toBe(false);
    expect(again.recipients.optIn({ id: 'p1' }, { purpose: 'never-used' })).toBe(false);
    expect((await sent(again)).suppressed).toBe(1);
    expect((await sent(again, { purpose: 'news' })).suppressed).toBe(2);
    await again.close();
    const reader = await openEngine({ dir: at, readOnly: true });
    expect(() => reader.recipients.optOut({ id: 'p9' })).toThrowError(expect.objectContaining({ code: 'USAGE' }));
    expect(reader.recipients.counts().optOuts).toBe(2);
    await reader.close();
  });

  it('of what is no address, or no purpose, is an error that names nobody', () =>
    withEngine(async (engine) => {
      const { recipients } = engine;
      for (const who of [
        {},
        { id: '' },
        { id: 'a', phone: '+8613812345670' },
        { phone: 'canary' },
        { email: 'canary' },
        null,
      ]) {
        const refused = (): boolean => recipients.optOut(who as never);
        expect(refused).toThrowError(expect.objectContaining({ code: 'USAGE' }));
        expect(refused).not.toThrowError(/canary/);
      }
      for (const purpose of ['', 'News', '-a', 'a'.repeat(33)])
        expect(() => recipients.optOut({ id: 'a' }, { purpose })).toThrowError(/purpose/);
      recipients.optOut({ id: 'a' }, { purpose: 'a'.repeat(32) });
      await expect(engine.send({ from: 't', message: 'x', to: [], purpose: 'No' })).rejects.toMatchObject({
        code: 'USAGE',
      });
    }));

  it('of many comes in at once; what is no address is counted with its position', () =>
    withEngine(async (engine) => {
      async function* people() {
        for (let i = 0; i < 10_000; i++) yield i % 100 === 7 ? { email: 'x' } : { id: `q${i}` };
      }
      const taken = await engine.recipients.importOptOuts(people());
      expect(taken).toMatchObject({ listed: 10_000, changed: 9900, refused: 100 });
      expect(taken.refusedAt.slice(0, 2)).toEqual([8, 108]);
      expect(engine.recipients.counts().optOuts).toBe(9900);
      expect(await engine.recipients.importOptOuts([{ id: 'q0' }, { id: 'new' }])).toMatchObject({ changed: 1 });
      const to = Array.from({ length: 500 }, (_, i) => ({ ...person(i), id: `q${i}` }));
      expect(await sent(engine, { to, dedupBy: [] })).toMatchObject({ suppressed: 495, sealed: 5 });
    }));

  it('of a list that breaks off is noted as far as it went', () =>
    withEngine(async (engine) => {
      async function* people() {
        yield* [{ id: 'p0' }, { id: 'p2' }];
        throw new Error('the line is dead');
      }
      await expect(engine.recipients.importOptOuts(people())).rejects.toThrow('the line is dead');
      expect(await sent(engine)).toMatchObject({ sealed: 2, suppressedBy: { 'opt-out': 2 } });
    }));
});

describe('who is left out', () => {
  it('claims nothing: whoever shares their device is no duplicate, and each row of theirs is left out', () =>
    withEngine(async (engine) => {
      engine.recipients.optOut({ id: 'p0' });
      const shared = { id: 'other', publicKey: person(0).publicKey };
      const report = await sent(engine, { to: [person(0), shared, person(0), shared] });
      expect(report).toMatchObject({ listed: 4, sealed: 1, duplicatesBy: { id: 1 }, suppressedBy: { 'opt-out': 2 } });
    }));
});

/** Few people, so that rows of those who are left out meet rows of others in id, key, phone and e-mail. */
const rows: fc.Arbitrary<Row[]> = fc.array(
  fc.record(
    {
      id: fc.integer({ min: 0, max: 9 }).map((n) => `p${n}`),
      devices: fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 3 }),
      phone: fc.integer({ min: 0, max: 4 }).map((n) => `+86138123456${70 + n}`),
      email: fc.integer({ min: 0, max: 4 }).map((n) => `p${n}@example.com`),
      bad: fc.constantFrom<NonNullable<Row['bad']>>('id-missing', 'key-malformed'),
    },
    { requiredKeys: ['id', 'devices'] },
  ),
  { maxLength: 40 },
);

describe('conservation', () => {
  it('holds with people left out, at every commit, and over a kill between any two', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.subarray(['p0', 'p1', 'p2', 'p3'], { minLength: 1 }),
        fc.subarray(['+8613812345670', '+8613812345671']),
        fc.subarray(['p3@example.com', 'p4@example.com']),
        fc.subarray(['id', 'key', 'phone', 'email'] as const),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 5 }),
        async (given, ids, phones, emails, dedupBy, batchRecipients, stopAt) => {
          const at = fresh();
          const request = {
            ...{ from: 'tester', message: 'conserved', to: given.map(fieldsOf) as never, dedupBy, batchRecipients },
            ...{ windowChunks: 1, idempotencyKey: 'k', newSender: true },
          };
          const commits: Report[] = [];
          let stop = (): void => undefined;
          const first = await openEngine({ dir: at, threads: 1, logger: onCommit((n) => n === stopAt && stop()) });
          await first.recipients.importOptOuts([
            ...ids.map((id) => ({ id })),
            ...phones.map((phone) => ({ phone })),
            ...emails.map((email) => ({ email })),
          ]);
          const broadcast = await first.send(request);
          // Closing at a commit leaves what a kill there leaves: the windows before it, and nothing of the next.
          stop = () => {
            commits.push(broadcast.report());
            void first.close();
          };
          await broadcast.done.catch(() => undefined);
          await first.close();

          const engine = await openEngine({ dir: at, threads: 1 });
          try {
            const report = await (await engine.send(request)).done;
            const out = (row: Row): boolean =>
              row.bad === undefined &&
              (ids.includes(row.id) || phones.includes(row.phone!) || emails.includes(row.email!));
            const model = (some: readonly Row[]) => {
              const expected = expectedOf(
                some.filter((row) => !out(row)),
                dedupBy,
              );
              // A key twice in one row is counted before anybody is asked who it is.
              const twice = some
                .filter(out)
                .reduce((sum, { devices }) => sum + devices.length - new Set(devices).size, 0);
              return { ...expected, listed: some.length, devicesDropped: expected.devicesDropped + twice };
            };
            for (const one of [...commits, report]) {
              expectConserved(one);
              const seen = given.slice(0, one.listed);
              expect(pick(one)).toEqual(pick(model(seen)));
              expect(one.suppressed).toBe(seen.filter(out).length);
            }
            expect(report.listed).toBe(given.length);
            await expectEveryoneOnce(engine, report.broadcast, model(given), 'conserved');
          } finally {
            await engine.close();
          }
        },
      ),
      { seed: SEED, numRuns: 25 },
    );
  });
});
