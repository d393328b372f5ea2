/** What the tests of the whole engine share: people whose device secrets we hold, rows made of them, a model of dedup. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Engine, Logger, Report } from '../../src/index.ts';
import { openErasure } from '../../src/keyring/erasure.ts';
import { openFileKeyStore } from '../../src/keyring/file-key-store.ts';
import { openKeyring } from '../../src/keyring/keyring.ts';
import { openEnvelope } from '../../src/open.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { Spool } from '../../src/spool/spool.ts';
import { x25519Public } from '../vectors/independent.ts';

export interface Device {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
}

const devices = new Map<number, Device>();

/** Device n: the same secret in every run. */
export function device(n: number): Device {
  let found = devices.get(n);
  if (found === undefined) {
    const secret = new Uint8Array(createHash('sha256').update(`test device ${n}`).digest());
    found = { secret, publicKey: new Uint8Array(x25519Public(secret)) };
    devices.set(n, found);
  }
  return found;
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** One row of an audience as a test means it; `bad` says how it is to be broken. */
export interface Row {
  id: string;
  /** Numbers for `device`. */
  devices: number[];
  phone?: string;
  email?: string;
  route?: string;
  note?: string;
  bad?: 'id-missing' | 'key-missing' | 'key-malformed' | 'key-low-order' | 'personal-too-long';
}

export type Fields = Record<string, string>;

/** The row as text fields, which objects, CSV and NDJSON can all carry. */
export function fieldsOf(row: Row): Fields {
  const keys = row.devices.map((n) => hex(device(n).publicKey)).join(';');
  return {
    id: row.bad === 'id-missing' ? '' : row.id,
    publicKey:
      row.bad === 'key-missing'
        ? ''
        : row.bad === 'key-malformed'
          ? 'not a key'
          : row.bad === 'key-low-order'
            ? '00'.repeat(32)
            : keys,
    phone: row.phone ?? '',
    email: row.email ?? '',
    route: row.route ?? '',
    note: row.bad === 'personal-too-long' ? 'x'.repeat(4000) : (row.note ?? ''),
  };
}

const COLUMNS = ['id', 'publicKey', 'phone', 'email', 'route', 'note'] as const;

export function csvOf(rows: readonly Fields[]): string {
  const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column] ?? ''))]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
}

export function ndjsonOf(rows: readonly Fields[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** What must become of an audience, in the plainest code: the yardstick of every count. */
export interface Expected {
  listed: number;
  refusedBy: Record<string, number>;
  duplicatesBy: Record<string, number>;
  refused: number;
  duplicates: number;
  sealed: number;
  envelopes: number;
  devicesDropped: number;
  /** Per accepted person their devices, in input order. */
  accepted: { id: string; devices: number[]; note: string }[];
}

export function expectedOf(
  rows: readonly Row[],
  dedupBy: readonly string[] = ['id', 'key'],
  { personal = false } = {},
): Expected {
  const out: Expected = {
    listed: 0,
    refusedBy: {},
    duplicatesBy: {},
    refused: 0,
    duplicates: 0,
    sealed: 0,
    envelopes: 0,
    devicesDropped: 0,
    accepted: [],
  };
  const claimed = new Set<string>();
  for (const row of rows) {
    out.listed++;
    if (row.bad !== undefined && (personal || row.bad !== 'personal-too-long')) {
      out.refused++;
      out.refusedBy[row.bad] = (out.refusedBy[row.bad] ?? 0) + 1;
      continue;
    }
    const own = [...new Set(row.devices)];
    out.devicesDropped += row.devices.length - own.length;
    const left = own.filter(
      (n) => !(dedupBy.includes('key') && claimed.has(`key ${n}`)) && !claimed.has(`pair ${row.id} ${n}`),
    );
    const has = (field: string, value: string | undefined): boolean =>
      dedupBy.includes(field) && value !== undefined && claimed.has(`${field} ${value}`);
    const match = has('id', row.id)
      ? 'id'
      : left.length === 0
        ? 'key'
        : has('phone', row.phone)
          ? 'phone'
          : has('email', row.email)
            ? 'email'
            : undefined;
    if (match !== undefined) {
      out.duplicates++;
      out.duplicatesBy[match] = (out.duplicatesBy[match] ?? 0) + 1;
      continue;
    }
    claimed.add(`id ${row.id}`);
    if (row.phone !== undefined) claimed.add(`phone ${row.phone}`);
    if (row.email !== undefined) claimed.add(`email ${row.email}`);
    for (const n of left) claimed.add(`key ${n}`).add(`pair ${row.id} ${n}`);
    out.devicesDropped += own.length - left.length;
    out.sealed++;
    out.envelopes += left.length;
    out.accepted.push({ id: row.id, devices: left, note: row.note ?? '' });
  }
  return out;
}

export const COUNTED = [
  'listed',
  'refused',
  'duplicates',
  'sealed',
  'envelopes',
  'refusedBy',
  'duplicatesBy',
  'devicesDropped',
] as const;

export function pick(report: Report | Expected): Record<string, unknown> {
  return Object.fromEntries(COUNTED.map((name) => [name, report[name]]));
}

/** Conservation, added up here and not believed. */
export function expectConserved(report: Report): void {
  expect(report.conserved).toBe(true);
  expect(report.refused + report.duplicates + report.suppressed + report.sealed).toBe(report.listed);
  const { pending, delivered, failed, expired, recalled, unknown } = report;
  expect(pending + delivered + failed + expired + recalled + unknown).toBe(report.envelopes);
  for (const count of [pending, delivered, failed, expired, recalled, unknown, report.sealed])
    expect(count).toBeGreaterThanOrEqual(0);
  const sum = (by: Readonly<Record<string, number>>): number => Object.values(by).reduce((total, n) => total + n, 0);
  expect(sum(report.refusedBy)).toBe(report.refused);
  expect(sum(report.duplicatesBy)).toBe(report.duplicates);
  expect(sum(report.suppressedBy)).toBe(report.suppressed);
}

/**
 * Opens everything and says who got what: exactly the envelopes of the people expected, each opened by its own device, and
 * none besides. Envelopes come from `envelopes()`; which is whose is asked of `fetch`.
 */
export async function expectEveryoneOnce(
  engine: Engine,
  id: string,
  expected: Expected,
  text: string,
  { personal = false } = {},
): Promise<void> {
  const { sender } = await engine.report(id);
  const all: string[] = [];
  for await (const envelope of engine.envelopes(id)) all.push(hex(envelope));
  expect(all).toHaveLength(expected.envelopes);
  const body = await engine.body(id);
  const opened: string[] = [];
  for (const { id: person, devices: own, note } of expected.accepted) {
    const { envelopes } = await engine.fetch(id, person);
    const left = new Set(own);
    for (const envelope of envelopes) {
      opened.push(hex(envelope));
      for (const n of left) {
        const message = await openEnvelope(envelope, body, {
          privateKey: device(n).secret,
          sender: bytesOf(sender),
          now: 0,
        });
        if (message === null) continue;
        expect(message.text).toBe(text);
        expect(message.personal.note ?? '').toBe(personal ? note : '');
        left.delete(n);
        break;
      }
    }
    // Several rows may share an id where dedup does not go by it; then fetch gives the envelopes of all of them.
    expect(left.size).toBe(0);
  }
  expect([...new Set(opened)].sort()).toEqual([...all].sort());
}

export function tempDir(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-test-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A logger that runs something at every commit of a window, before anything else can happen. */
export function onCommit(action: (commit: number) => void): Logger {
  let commits = 0;
  const nothing = (): void => {};
  return {
    debug(_fields, message) {
      if (message === 'window committed') action(++commits);
    },
    info: nothing,
    warn: nothing,
    error: nothing,
  };
}

/** Numbers that are the same for the same seed (mulberry32). */
export function numbers(seed: number): { next: () => number; below: (n: number) => number } {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, below: (n) => Math.floor(next() * n) };
}

/** A mixed audience: mostly good people, some with several devices, some repeated, some broken. */
export function audience(count: number, seed: number): Row[] {
  const { below } = numbers(seed);
  return Array.from({ length: count }, (_, i): Row => {
    const n = below(100);
    const row: Row = { id: `person-${i}`, devices: [2 * i], note: `note ${i}` };
    if (n < 12) row.devices = [2 * i, 2 * i + 1];
    if (n >= 12 && n < 20 && i > 0) row.id = `person-${below(i)}`;
    if (n >= 20 && n < 26 && i > 0) row.devices = [2 * below(i)];
    if (n >= 26 && n < 32) row.bad = (['id-missing', 'key-missing', 'key-malformed', 'key-low-order'] as const)[n % 4]!;
    if (n % 3 === 0) row.route = `https://push.example/${i}`;
    return row;
  });
}

/**
 * The secret of one class that a thief with these files can open: the spool (any copy of it) and a keyring. Throws what
 * the engine's own code throws when it cannot.
 */
export async function openSecret(
  spoolDir: string,
  keyringFile: string,
  cls: 'sealing' | 'retention',
  id: string,
): Promise<Uint8Array> {
  const store = await openFileKeyStore(keyringFile, { random: systemRandom, create: false, readOnly: true });
  try {
    const keyring = await openKeyring(store, { random: systemRandom, create: false });
    const spool = new Spool(spoolDir, keyring.subkey('spool-record'), systemRandom, { readOnly: true });
    try {
      const erasure = await openErasure({ store, table: spool.chunkTable(), random: systemRandom, readOnly: true });
      try {
        return erasure.open(cls, id);
      } finally {
        erasure.close();
      }
    } finally {
      await spool.close();
      keyring.close();
    }
  } finally {
    await store.close();
  }
}

/** Copies spool and keyring as they are at this instant: synchronous, so no commit can come between. */
export function copyFiles(from: string, to: string): string {
  mkdirSync(to, { recursive: true });
  for (const file of ['spool.mdb', 'keyring']) cpSync(join(from, file), join(to, file));
  return to;
}
