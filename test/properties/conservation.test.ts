import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Broadcast, memoryTransport, openEngine, type Report } from '../../src/index.ts';
import {
  audience,
  copyFiles,
  expectConserved,
  expectEveryoneOnce,
  expectedOf,
  fieldsOf,
  onCommit,
  pick,
  type Row,
  tempDir,
} from '../engine/support.ts';

const SEED = Number(process.env.SEALCAST_SEED ?? 20_261_122);
const { dir, remove } = tempDir();
afterAll(remove);

/** Few people, so that ids, keys, phones and e-mails meet often. */
const rowArbitrary: fc.Arbitrary<Row> = fc.record(
  {
    id: fc.integer({ min: 0, max: 9 }).map((n) => `p${n}`),
    devices: fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 3 }),
    phone: fc.integer({ min: 0, max: 4 }).map((n) => `+86138123456${70 + n}`),
    email: fc.integer({ min: 0, max: 4 }).map((n) => `p${n}@example.com`),
    route: fc.constantFrom('https://push.example/a', 'r'),
    note: fc.string({ maxLength: 20, unit: 'grapheme-ascii' }).map((text) => text.trim()),
    bad: fc.constantFrom<NonNullable<Row['bad']>>(
      'id-missing',
      'key-missing',
      'key-malformed',
      'key-low-order',
      'personal-too-long',
    ),
  },
  { requiredKeys: ['id', 'devices'] },
);

const sendArbitrary = fc.record({
  // Most rows unbroken: `bad` is present in half of them, and a third of those are mended here.
  rows: fc.array(
    fc.tuple(rowArbitrary, fc.integer({ min: 0, max: 4 })).map(([row, n]): Row => {
      if (n === 0) return row;
      const { bad: _, ...mended } = row;
      return mended;
    }),
    { maxLength: 30 },
  ),
  dedupBy: fc.subarray(['id', 'key', 'phone', 'email'] as const),
  personal: fc.boolean(),
  batchRecipients: fc.integer({ min: 1, max: 7 }),
  windowChunks: fc.integer({ min: 1, max: 3 }),
});

describe('conservation', () => {
  it('holds at every commit, for every report and every progress, and counts what the plain model counts', async () => {
    let broadcast: Broadcast | undefined;
    const atCommits: Report[] = [];
    const engine = await openEngine({
      dir: join(dir, 'random'),
      threads: 2,
      logger: onCommit(() => {
        if (broadcast !== undefined) atCommits.push(broadcast.report());
      }),
    });
    let sealed = 0;
    let commits = 0;
    try {
      await fc.assert(
        fc.asyncProperty(sendArbitrary, async ({ rows, dedupBy, personal, batchRecipients, windowChunks }) => {
          atCommits.length = 0;
          broadcast = undefined;
          broadcast = await engine.send({
            from: 'tester',
            message: 'conserved',
            to: rows.map(fieldsOf) as never,
            dedupBy,
            ...(personal ? { personal: ['note'] } : {}),
            batchRecipients,
            windowChunks,
          });
          const progress = [];
          for await (const one of broadcast.progress()) progress.push(one);
          const report = await broadcast.done;

          const expected = expectedOf(rows, dedupBy, { personal });
          expect(pick(report)).toEqual(pick(expected));
          expectConserved(report);
          expect(report.pending).toBe(expected.envelopes);
          expect(await engine.report(broadcast.id)).toEqual(report);
          for (const at of atCommits) {
            expectConserved(at);
            expect(at.listed % (batchRecipients * windowChunks) === 0 || at.listed === rows.length).toBe(true);
            // What is committed is the fate of exactly the rows before the cursor.
            expect(pick(at)).toEqual(pick(expectedOf(rows.slice(0, at.listed), dedupBy, { personal })));
          }
          const last = progress.at(-1)!;
          expect([last.phase, last.listed, last.refused, last.duplicates, last.sealed]).toEqual([
            'finished',
            report.listed,
            report.refused,
            report.duplicates,
            report.sealed,
          ]);
          for (const one of progress) expect(one.sealed).toBeLessThanOrEqual(one.listed);
          const positions = [];
          for await (const refusal of engine.refusals(broadcast.id)) positions.push(refusal.row);
          const bad = rows.flatMap((row, i) =>
            row.bad !== undefined && (personal || row.bad !== 'personal-too-long') ? [i + 1] : [],
          );
          expect(positions).toEqual(bad);
          sealed += report.sealed;
          commits += atCommits.length;
        }),
        { seed: SEED, numRuns: 30 },
      );
    } finally {
      await engine.close();
    }
    // Silence would prove nothing: the property must have seen people and commits.
    expect(sealed).toBeGreaterThan(50);
    expect(commits).toBeGreaterThan(50);
  });

  it('holds through an abort after any commit: what was sealed is recalled, and nothing is committed after', async () => {
    const rows = audience(40, 7);
    for (const stopAt of [1, 2, 4]) {
      let broadcast: Broadcast | undefined;
      let aborting: Promise<Report> | undefined;
      let committed = 0;
      const engine = await openEngine({
        dir: join(dir, `abort-${stopAt}`),
        threads: 2,
        logger: onCommit((commit) => {
          committed = commit;
          if (commit === stopAt) aborting = broadcast!.abort();
        }),
      });
      broadcast = await engine.send({
        from: 'tester',
        message: 'aborted',
        to: rows.map(fieldsOf) as never,
        batchRecipients: 4,
        windowChunks: 2,
      });
      await expect(broadcast.done).rejects.toMatchObject({ code: 'ABORTED' });
      const report = await aborting!;
      expectConserved(report);
      expect(report).toMatchObject({ state: 'aborted', listed: 8 * stopAt, pending: 0, erased: true });
      expect(report.recalled).toBe(report.envelopes);
      expect(pick(report)).toEqual(pick(expectedOf(rows.slice(0, report.listed))));
      expect(committed).toBe(stopAt);
      expect(await engine.report(broadcast.id)).toEqual(report);
      await engine.close();
    }
  });

  it('holds in what a crash at any commit leaves, and in what a resumed send makes of it: everyone once', async () => {
    const rows = audience(20, 11);
    const expected = expectedOf(rows);
    const home = join(dir, 'origin');
    const copies: string[] = [];
    let broadcast: Broadcast | undefined;
    const engine = await openEngine({
      dir: home,
      threads: 2,
      logger: onCommit((commit) => {
        // No await since the commit: these are the files as a process that dies here leaves them.
        copies.push(copyFiles(home, join(dir, `crash-${commit}`)));
      }),
    });
    const request = {
      from: 'tester',
      message: 'resumed',
      to: rows.map(fieldsOf) as never,
      batchRecipients: 4,
      windowChunks: 1,
      idempotencyKey: 'k',
    };
    broadcast = await engine.send(request);
    const whole = await broadcast.done;
    expect(pick(whole)).toEqual(pick(expected));
    await engine.close();
    // One commit a window, and one at the end of the input.
    expect(copies).toHaveLength(Math.ceil(rows.length / 4) + 1);

    for (const copy of copies) {
      const transport = memoryTransport();
      const again = await openEngine({ dir: copy, threads: 2, transport });
      const [left] = await again.list();
      expectConserved(left!);
      expect(left!.state).toBe('sealing');
      expect(pick(left!)).toEqual(pick(expectedOf(rows.slice(0, left!.listed))));
      const continued = await again.send(request);
      expect(continued.id).toBe(broadcast.id);
      const report = await continued.settled;
      expectConserved(report);
      expect(pick(report)).toEqual(pick(expected));
      expect(report.delivered).toBe(expected.envelopes);
      expect(new Set(transport.parcels.map((parcel) => parcel.id)).size).toBe(expected.envelopes);
      expect(transport.parcels).toHaveLength(expected.envelopes);
      await expectEveryoneOnce(again, continued.id, expected, 'resumed');
      await again.close();
    }
  });
});
