import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/index.ts';
import { audience, expectedOf, fieldsOf, ndjsonOf, numbers, onCommit, tempDir } from '../engine/support.ts';
import { note, seed, sized } from '../soak/long.ts';
import { drive } from './child.ts';

const { dir, remove } = tempDir();
afterAll(remove);

const rows = audience(120, 17);
const people = join(dir, 'people.ndjson');
const origin = join(dir, 'origin');
const PAGE = 4096;
const options = { batchRecipients: 16, windowChunks: 1 };
let ids: string[];
/** What every step says of the undamaged directory. */
let whole: Record<string, unknown>;

interface Damage {
  kind: 'truncate' | 'fill' | 'flip';
  file: 'spool.mdb' | 'keyring';
  at: number;
  length?: number;
  value?: number;
  mask?: number;
  resume?: boolean;
}

type Steps = Record<string, { ok?: unknown; code?: string; message?: string }>;

/** Damages that crash a process are told by the one that was under examination. */
async function examine(damages: readonly Damage[]): Promise<{ steps: (Steps | undefined)[]; crashes: string[] }> {
  const steps: (Steps | undefined)[] = [];
  const crashes: string[] = [];
  while (steps.length < damages.length) {
    const rest = damages.slice(steps.length);
    const work = join(dir, `work-${steps.length}`);
    const id = rows.find((row, i) => row.bad === undefined && i > 20)!.id;
    const child = drive({
      action: 'examine',
      origin,
      work,
      damages: rest,
      ids,
      person: id,
      people,
      options,
      key: 'half',
      text: 'Half.',
    });
    const { code, signal, stderr } = await child.ended;
    for (const line of child.lines) if ('steps' in line) steps.push(line.steps as Steps);
    // LMDB itself complains on stderr; that is no crash.
    if (code !== 0 || signal !== null) {
      crashes.push(
        `${JSON.stringify(rest[Number(child.lines.at(-1)?.examining ?? -1)])}: ${code} ${signal} ${JSON.stringify(
          child.lines.at(-1),
        )} ${stderr.slice(0, 300)}`,
      );
      steps.push(undefined);
    }
    rmSync(work, { recursive: true, force: true });
  }
  return { steps, crashes };
}

beforeAll(async () => {
  writeFileSync(people, ndjsonOf(rows.map(fieldsOf)));
  let reached!: () => void;
  const half = new Promise<void>((resolve) => {
    reached = resolve;
  });
  let commits = 0;
  const engine = await openEngine({
    dir: origin,
    threads: 2,
    logger: onCommit(() => {
      if (++commits === 12) reached();
    }),
  });
  const to = rows.map(fieldsOf);
  const first = await engine.send({ from: 'city-hall', message: 'Whole.', to: to as never, ...options });
  await first.done;
  async function* stalling(): AsyncGenerator<never> {
    yield* to.slice(0, 70) as never[];
    await new Promise(() => {});
  }
  const second = await engine.send({
    from: 'city-hall',
    message: 'Half.',
    to: stalling(),
    idempotencyKey: 'half',
    ...options,
  });
  await half;
  await engine.close();
  ids = [first.id, second.id];
  const { steps } = await examine([{ kind: 'fill', file: 'spool.mdb', at: 0, length: 0, resume: true }]);
  whole = Object.fromEntries(Object.entries(steps[0]!).map(([name, step]) => [name, step.ok]));
});

/** One of three, always: what was there, or an error of ours that says what is wrong; never a crash, never less in silence. */
function expectHonest(damage: Damage, steps: Steps): void {
  for (const [name, step] of Object.entries(steps)) {
    if (step.code === undefined) expect([name, step.ok, damage]).toEqual([name, whole[name], damage]);
    else
      expect(
        ['SPOOL_DAMAGED', 'SPOOL_SCHEMA', 'KEYRING_DAMAGED', 'KEYRING_PASSPHRASE', 'KEY_ERASED'],
        `${name} ${JSON.stringify(damage)} ${step.message}`,
      ).toContain(step.code);
  }
}

describe('damaged files', () => {
  it('undamaged, say what they hold: the yardstick of the others', () => {
    const expected = expectedOf(rows);
    expect(whole).toMatchObject({
      open: null,
      resume: [expected.listed, expected.refused, expected.duplicates, expected.sealed],
    });
    for (const id of ids)
      for (const what of ['body', 'envelopes', 'fetch']) expect(String(whole[`${what} ${id}`])).toMatch(/^[1-9]\d* /);
    expect(whole[`refusals ${ids[0]}`]).toBe(expected.refused);
  });

  it('cut short or with a meta page zeroed, are refused in words', async () => {
    const size = statSync(join(origin, 'spool.mdb')).size;
    const used = lastPage(readFileSync(join(origin, 'spool.mdb'))) * PAGE;
    const damages: Damage[] = [
      ...[1, 100, PAGE, PAGE + 100, 2 * PAGE, 3 * PAGE, used - 1, used - PAGE].map(
        (at): Damage => ({
          kind: 'truncate',
          file: 'spool.mdb',
          at: Math.min(at, size - 1),
        }),
      ),
      ...[0, PAGE].map((at): Damage => ({ kind: 'fill', file: 'spool.mdb', at, length: PAGE, value: 0 })),
      { kind: 'fill', file: 'spool.mdb', at: 0, length: size, value: 0 },
      { kind: 'fill', file: 'spool.mdb', at: 0, length: size, value: 0xff },
      { kind: 'truncate', file: 'keyring', at: 100 },
      { kind: 'truncate', file: 'keyring', at: 0 },
      { kind: 'fill', file: 'keyring', at: 0, length: 4096, value: 0 },
    ];
    const { steps, crashes } = await examine(damages);
    expect(crashes).toEqual([]);
    steps.forEach((one, n) => {
      expectHonest(damages[n]!, one!);
      // Open must say it: with less than its pages, no later step may be trusted to.
      expect(one!.open!.code, JSON.stringify(damages[n])).toBeDefined();
    });
  });

  it(
    'with bytes flipped or overwritten anywhere, give what they held or an error of ours',
    async () => {
      const { below } = numbers(seed);
      const size = statSync(join(origin, 'spool.mdb')).size;
      const keyring = statSync(join(origin, 'keyring')).size;
      const count = sized({ suite: 60, short: 150, long: 1500 });
      note(`damage: seed ${seed}, ${count} damaged copies`);
      const damages = Array.from({ length: count }, (_, n): Damage => {
        const file = n % 6 === 5 ? 'keyring' : 'spool.mdb';
        const bytes = file === 'keyring' ? keyring : size;
        const resume = n % 10 === 0;
        switch (below(4)) {
          case 0:
            return { kind: 'flip', file, at: below(bytes), mask: 1 << below(8), resume };
          case 1: {
            // The head of a page and its table of places is what LMDB follows without a look.
            const page = below(Math.floor(bytes / PAGE)) * PAGE;
            return { kind: 'flip', file, at: page + below(64), mask: 1 << below(8), resume };
          }
          case 2:
            return { kind: 'fill', file, at: below(bytes - 64), length: 1 + below(64), value: below(256), resume };
          default: {
            const page = below(Math.floor(bytes / PAGE)) * PAGE;
            return { kind: 'fill', file, at: page, length: PAGE, value: below(2) * 0xff, resume };
          }
        }
      });
      const { steps, crashes } = await examine(damages);
      expect(crashes).toEqual([]);
      let noticed = 0;
      steps.forEach((one, n) => {
        expectHonest(damages[n]!, one!);
        if (Object.values(one!).some(({ code }) => code !== undefined)) noticed++;
      });
      note(`  noticed in ${noticed} of ${count}, the others did no harm`);
      expect(noticed).toBeGreaterThan(count / 20);
    },
    sized({ suite: 120_000, short: 180_000, long: 900_000 }),
  );
});

function lastPage(file: Buffer): number {
  const metas = [0, PAGE].map((at) => ({ last: file.readBigUInt64LE(at + 144), txn: file.readBigUInt64LE(at + 152) }));
  return Number(metas.sort((a, b) => Number(b.txn - a.txn))[0]!.last) + 1;
}
