import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/broadcast/report.ts';
import { faultsOf } from '../../src/cli/demo.ts';
import { sampleAudience } from '../../src/cli/sample.ts';
import { place, run } from './run.ts';

describe('demo', () => {
  it('seals a messy list, opens three envelopes, and leaves nothing behind', async () => {
    const dir = place();
    const env = { TMPDIR: dir };
    const { code, stdout, stderr } = await run(dir, ['demo', '--recipients', '400', '--seed', 'cli'], { env });
    expect(code).toBe(0);
    // A slow machine has time for lines of progress; there is nothing else.
    expect(stderr).toMatch(/^((sealing|delivering) .*\n)*$/);
    expect(stdout).toMatch(/^400 +rows listed$/m);
    expect(stdout).toContain('The figures add up: 400 = ');
    expect(stdout.match(/verified: from city-hall, for this key/g)).toHaveLength(3);
    expect(stdout).toMatch(/^张\* +verified/m);
    expect(stdout).toContain('No device opened the envelope of another.');
    expect(stdout).not.toMatch(/张伟|Amelia Brown/);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('has the figures as its last line of JSON', async () => {
    const dir = place();
    const { code, stdout } = await run(
      dir,
      'demo --recipients 150 --seed cli --threads 1 --dir kept --json'.split(' '),
    );
    expect(code).toBe(0);
    const figures = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    const keys =
      'listed refused duplicates suppressed sealed envelopes pending delivered opened recipientsPerSecond threads conserved';
    expect(Object.keys(figures)).toEqual(keys.split(' '));
    expect(figures).toMatchObject({ listed: 150, opened: 3, pending: 0, threads: 1, conserved: true, suppressed: 0 });
    expect(figures.refused + figures.duplicates + figures.sealed).toBe(150);
    expect(figures.delivered).toBe(figures.envelopes);
    expect(readdirSync(`${dir}/kept`)).toContain('spool.mdb');
  });

  it('calls every figure wrong that is not the one known by construction', () => {
    const sample = sampleAudience({ rows: 400, seed: 'cli' });
    for (const _ of sample.csv());
    const { truth } = sample;
    const { sealed, envelopes, duplicates } = truth.byIdKeyPhoneEmail;
    const total = (counts: object): number => Object.values(counts).reduce((sum: number, n: number) => sum + n, 0);
    const right = {
      listed: 400,
      refused: total(truth.refused),
      duplicates: total(duplicates),
      sealed,
      envelopes,
      delivered: envelopes,
      conserved: true,
    };
    expect(faultsOf(right as unknown as Report, truth, 3, 3)).toEqual([]);
    for (const [name, value] of Object.entries(right)) {
      const wrong = { ...right, [name]: typeof value === 'number' ? value + 1 : false };
      expect(faultsOf(wrong as unknown as Report, truth, 3, 3)).toHaveLength(1);
    }
    expect(faultsOf(right as unknown as Report, truth, 2, 3)).toEqual(['opened 2 instead of 3']);
  });
});
