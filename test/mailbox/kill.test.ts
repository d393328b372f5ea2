import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { hex } from '../../src/crypto/bytes.ts';
import { openMailbox } from '../../src/index.ts';
import { generatePullKey, pullMailbox } from '../../src/pull.ts';
import { numbers, tempDir } from '../engine/support.ts';
import { note, seed, sized } from '../soak/long.ts';
import { NAME } from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
const KILLS = sized({ suite: 6, short: 30, long: 300 });
const limits = { ipRequests: 1_000_000, challenges: 1_000_000, inboxRequests: 1_000_000, inboxEnvelopes: 10_000_000 };

const idOf = (n: number): string =>
  createHash('sha256').update(`mailbox ${n} 0`).digest().subarray(0, 16).toString('hex');

describe(`kill -9 at ${KILLS} random moments of hand-overs to a mailbox`, () => {
  it(
    'loses nothing that was called delivered, keeps nothing twice, and every body with its envelopes',
    async () => {
      note(`mailbox: seed ${seed}, ${KILLS} kills`);
      const { below } = numbers(seed);
      const place = mkdtempSync(join(dir, 'killed-'));
      const keys = Array.from({ length: 4 }, generatePullKey);
      const delivered: number[] = [];
      let first = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const task = JSON.stringify({ dir: place, name: NAME, routes: keys.map(({ route }) => route), first });
        const child = spawn(process.execPath, [fileURLToPath(new URL('./child.mjs', import.meta.url)), task], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const ended = once(child, 'exit');
        let groups = 0;
        const enough = 1 + below(6);
        for await (const line of createInterface({ input: child.stdout })) {
          const [from, count] = line.split(' ').map(Number) as [number, number];
          for (let n = from; n < from + count; n++) delivered.push(n);
          if (++groups < enough) continue;
          // Somewhere in the next group, or the one after it.
          for (let turns = below(40); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
          child.kill('SIGKILL');
        }
        expect((await ended)[1]).toBe('SIGKILL');
        // From a little before where it was: what was taken then is a repeat, said or not.
        first = Math.max(0, delivered.at(-1)! + 1 - 100);
      }
      const mailbox = await openMailbox({ dir: place, name: NAME, limits });
      try {
        const { url } = await mailbox.listen();
        const got = new Map<string, number>();
        const bodies = new Set<string>();
        for (const key of keys)
          for await (const { envelope, body } of pullMailbox({ url, ...key, name: NAME, follow: false })) {
            const id = hex(envelope.subarray(24, 40));
            got.set(id, (got.get(id) ?? 0) + 1);
            const broadcast = hex(envelope.subarray(8, 24));
            if (bodies.has(broadcast)) continue;
            bodies.add(broadcast);
            expect(await body()).toHaveLength(3_000);
          }
        expect(delivered.filter((n) => !got.has(idOf(n)))).toEqual([]);
        expect([...got.values()].filter((times) => times > 1)).toEqual([]);
        note(`  ${new Set(delivered).size} called delivered, ${got.size} there`);
        expect(delivered.length).toBeGreaterThan(200 * KILLS - 1);
      } finally {
        await mailbox.close();
      }
    },
    sized({ suite: 120_000, short: 300_000, long: 3_600_000 }),
  );
});
