import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, test } from 'vitest';
import { type SampleOutcome, type SampleTruth, sampleAudience } from '../../src/cli/sample.ts';
import { fromCsv } from '../../src/fanout/read/audience.ts';
import { type ReadRow, readAll } from '../fanout/read/reading.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/** Dedup as the issue words it, with Sets: independent of the engine's table, and of how the sample was made. */
function deduplicated(rows: readonly ReadRow[], dims: readonly ('phone' | 'email')[]): SampleOutcome {
  const out: SampleOutcome = { duplicates: {}, sealed: 0, envelopes: 0, devicesShared: 0 };
  const claimed = { id: new Set<string>(), key: new Set<string>(), phone: new Set<string>(), email: new Set<string>() };
  for (const { id, keys, phone, email } of [...rows].sort((a, b) => a.row - b.row)) {
    const own = keys.filter((key) => !claimed.key.has(key));
    const values = { phone, email };
    const by = claimed.id.has(id)
      ? 'id'
      : own.length === 0
        ? 'key'
        : dims.find((dim) => values[dim] !== null && claimed[dim].has(values[dim]));
    if (by !== undefined) {
      out.duplicates[by] = (out.duplicates[by] ?? 0) + 1;
      continue;
    }
    out.sealed++;
    out.envelopes += own.length;
    out.devicesShared += keys.length - own.length;
    claimed.id.add(id);
    for (const key of own) claimed.key.add(key);
    if (phone !== null) claimed.phone.add(phone);
    if (email !== null) claimed.email.add(email);
  }
  return out;
}

function counts(values: readonly string[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const value of values) out[value] = (out[value] ?? 0) + 1;
  return out;
}

async function compare(csv: Iterable<Uint8Array>, truth: () => SampleTruth): Promise<ReadRow[]> {
  const { rows, refusals, chunks, ignored } = await readAll(fromCsv(csv), { defaultCountry: 'CN' });
  const known = truth();
  expect(ignored).toEqual(['District', 'Note']);
  expect(chunks.at(-1)!.cursor).toBe(known.listed);
  expect(counts(refusals.map(({ reason }) => reason))).toEqual(known.refused);
  expect(counts(rows.flatMap(({ dropped }) => dropped))).toEqual(known.dropped);
  expect(rows.reduce((sum, row) => sum + row.duplicateKeys, 0)).toBe(known.repeatedKeys);
  expect(deduplicated(rows, [])).toEqual(known.byIdKey);
  expect(deduplicated(rows, ['phone', 'email'])).toEqual(known.byIdKeyPhoneEmail);
  const lost = refusals.filter(({ reason }) => reason === 'quote-not-closed').map(({ row, line }) => ({ row, line }));
  expect(lost).toEqual(expect.arrayContaining(known.unclosed));
  for (const { id, row, line, name } of known.wellKnown)
    expect(rows.find((one) => one.row === row)).toMatchObject({ id, line, name });
  return rows;
}

describe('the reader finds what the sample is known to hold', () => {
  test.each([
    [1, 'one'],
    [2, 'two'],
    [3, 'three'],
    [29, 'small'],
    [30, 'with unclosed quotes'],
    [700, 'a'],
    [3000, 'b'],
  ])('%i rows, seed %s', async (rows, seed) => {
    const sample = sampleAudience({ rows, seed });
    await compare(sample.csv(), () => sample.truth);
    expect(sample.devices).toHaveLength(Math.min(rows, 3));
  });

  test('the committed example', async () => {
    const truth = JSON.parse(readFileSync(join(examples, 'audience.truth.json'), 'utf8')) as SampleTruth;
    const rows = await compare([readFileSync(join(examples, 'audience.csv'))], () => truth);
    // As messy as it is meant to be: every reason that a row of it can have, every dimension, every column.
    expect(Object.keys(truth.refused)).toHaveLength(11);
    expect(Object.keys(truth.byIdKeyPhoneEmail.duplicates).sort()).toEqual(['email', 'id', 'key', 'phone']);
    expect(Object.keys(truth.dropped).sort()).toEqual(['email', 'locale', 'phone', 'tags']);
    expect(truth.unclosed).toHaveLength(2);
    expect(truth.byIdKey.devicesShared).toBeGreaterThan(10);
    expect(truth.wellKnown).toHaveLength(3);
    for (const { device, row } of truth.wellKnown) {
      const jwk = JSON.parse(readFileSync(join(examples, 'devices', `${device}.key`), 'utf8')) as Record<
        string,
        string
      >;
      const publicKey = x25519.getPublicKey(Buffer.from(jwk.d!, 'base64url'));
      expect(Buffer.from(publicKey).toString('base64url')).toBe(jwk.x);
      expect(rows.find((one) => one.row === row)!.keys).toContain(Buffer.from(publicKey).toString('hex'));
    }
  });
});

test('the same seed gives the same bytes, another seed others', () => {
  const bytes = (seed: string): Buffer => Buffer.concat([...sampleAudience({ rows: 300, seed }).csv()]);
  expect(bytes('a').equals(bytes('a'))).toBe(true);
  expect(bytes('a').equals(bytes('b'))).toBe(false);
  const sample = sampleAudience({ rows: 300, seed: 'a' });
  expect(Buffer.concat([...sample.csv()])).toEqual(Buffer.concat([...sample.csv()]));
});

test('every device has a key pair when asked', async () => {
  const sample = sampleAudience({ rows: 40, seed: 'real', realKeys: true });
  const { rows } = await readAll(fromCsv(sample.csv()));
  const single = rows.filter(({ id, row, keys }) => keys.length === 1 && id === `R${String(row).padStart(8, '0')}`);
  const mine = single.filter(({ row, keys }) => {
    const secret = Buffer.from(sample.keyPair(row).d, 'base64url');
    return Buffer.from(x25519.getPublicKey(secret)).toString('hex') === keys[0];
  });
  // All but those that carry somebody else's key on purpose.
  expect(mine.length).toBeGreaterThan(30);
  expect(single.length - mine.length).toBeLessThan(5);
});

test('bounds', () => {
  for (const rows of [0, -1, 1.5, 10_000_001, Number.NaN])
    expect(() => sampleAudience({ rows, seed: '' })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  expect(() => sampleAudience({ rows: 3, seed: '' }).truth).toThrow(expect.objectContaining({ code: 'USAGE' }));
});

test('scripts/make-examples.mjs makes the committed files again, byte for byte', () => {
  const built = fileURLToPath(new URL('../../dist/cli/sample.js', import.meta.url));
  expect(existsSync(built), 'npm run build comes first').toBe(true);
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-examples-'));
  try {
    execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/make-examples.mjs', import.meta.url)), dir]);
    const made = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(made).toHaveLength(5);
    for (const { parentPath, name } of made) {
      const path = join(parentPath, name);
      expect(readFileSync(path).equals(readFileSync(join(examples, path.slice(dir.length)))), name).toBe(true);
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
});
