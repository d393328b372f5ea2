import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { openEngine, type Report } from '../../src/index.ts';
import {
  audience,
  csvOf,
  expectConserved,
  expectEveryoneOnce,
  expectedOf,
  fieldsOf,
  ndjsonOf,
  numbers,
  pick,
  tempDir,
} from '../engine/support.ts';
import { note, seed, sized } from '../soak/long.ts';
import { drive } from './child.ts';

const { dir, remove } = tempDir();
afterAll(remove);

const KILLS = sized({ suite: 8, short: 20, long: 200 });
const ROWS = sized({ suite: 64, short: 160, long: 400 });
/** Chains of kills side by side, each on a directory of its own. */
const CHAINS = sized({ suite: 1, short: 2, long: 2 });

describe(`kill -9 at ${KILLS} random moments`, () => {
  it(
    'seals everyone exactly once and hands nobody over twice, and every report on the way adds up',
    async () => {
      note(`kills: seed ${seed}, ${KILLS} kills, broadcasts of ${ROWS} rows, windows of 4, ${CHAINS} side by side`);
      const started = performance.now();
      let kills = 0;
      const where: Record<string, number> = {};
      const run = async (chain: number): Promise<void> => {
        const { next, below } = numbers(seed + chain);
        const home = join(dir, `home-${chain}`);
        for (let n = chain; kills < KILLS; n += CHAINS) {
          const rows = audience(ROWS, below(2 ** 31));
          const mode = below(2) === 0 ? 'csv' : 'iterable';
          const people = join(dir, `people-${n}`);
          writeFileSync(people, mode === 'csv' ? csvOf(rows.map(fieldsOf)) : ndjsonOf(rows.map(fieldsOf)));
          const journal = join(dir, `journal-${n}`);
          writeFileSync(journal, '');
          const text = `Message ${n}.`;
          const task = {
            action: 'send',
            dir: home,
            people,
            mode,
            key: `key ${n}`,
            text,
            journal,
            options: { batchRecipients: 4, windowChunks: 1 },
          };
          let listed = 0;
          let id: string | undefined;
          let settled: Report | undefined;
          while (settled === undefined) {
            const child = drive(task);
            if (kills < KILLS) {
              // A third anywhere in its life, from the first instruction; the others some way into its work.
              if (below(3) === 0) await Promise.race([pause(next() * 400), child.ended]);
              else {
                const events = below(9);
                let seen = 0;
                await child.until((line) => ('commit' in line || 'handing' in line) && ++seen > events);
                await Promise.race([pause(next() * 5), child.ended]);
              }
              child.process.kill('SIGKILL');
            }
            const { signal, code, stderr } = await child.ended;
            const last = child.lines.at(-1) ?? {};
            for (const bad of ['error', 'failed', 'unhandled', 'uncaught'])
              expect(child.lines.find((line) => bad in line)).toBeUndefined();
            if (signal === 'SIGKILL') {
              kills++;
              const moment = child.lines.length === 0 ? 'before the first report' : Object.keys(last)[0]!;
              where[moment] = (where[moment] ?? 0) + 1;
            } else expect([code, stderr]).toEqual([0, '']);

            const reports = (child.lines.find((line) => 'reports' in line)?.reports ?? []) as Report[];
            for (const report of reports) expectConserved(report);
            id ??= child.lines.find((line) => 'begun' in line)?.begun as string | undefined;
            const mine = reports.find((report) => report.broadcast === id);
            if (mine !== undefined) {
              // What is on disk is the fate of exactly the rows before the cursor, and the cursor never goes back.
              expect(pick(mine)).toEqual(pick(expectedOf(rows.slice(0, mine.listed))));
              expect(mine.listed).toBeGreaterThanOrEqual(listed);
              listed = mine.listed;
            }
            settled = child.lines.find((line) => 'settled' in line)?.settled as Report | undefined;
            if (signal === null) expect(settled).toBeDefined();
          }

          const expected = expectedOf(rows);
          expect(pick(settled)).toEqual(pick(expected));
          expectConserved(settled);
          const handed = readFileSync(journal, 'utf8').split('\n').slice(0, -1);
          expect(new Set(handed).size).toBe(handed.length);
          expect(settled.delivered + settled.unknown).toBe(expected.envelopes);
          expect(handed.length).toBeGreaterThanOrEqual(settled.delivered);
          expect(handed.length).toBeLessThanOrEqual(expected.envelopes);
          const engine = await openEngine({ dir: home, threads: 1 });
          expect((await engine.report(settled.broadcast)).erased).toBe(true);
          await expectEveryoneOnce(engine, settled.broadcast, expected, text);
          await engine.close();
          note(
            `  ${mode} broadcast ${n}: ${kills} kills so far, ${settled.sealed} people, ${settled.envelopes} envelopes, ` +
              `${settled.unknown} unknown`,
          );
        }
      };
      await Promise.all(Array.from({ length: CHAINS }, (_, chain) => run(chain)));
      note(`  killed after: ${JSON.stringify(where)}; ${Math.round((performance.now() - started) / 1000)} s`);
      expect(kills).toBeGreaterThanOrEqual(KILLS);
      // Kills that never met the work would prove nothing.
      expect((where.commit ?? 0) + (where.handing ?? 0) + (where.begun ?? 0)).toBeGreaterThan(KILLS / 4);
    },
    sized({ suite: 120_000, short: 180_000, long: 900_000 }),
  );
});
