import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { Report } from '../broadcast/report.ts';
import { fromHex } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';
import type { Engine } from '../engine.ts';
import { maskName } from '../fanout/mask/index.ts';
import { type Audience, fromCsv } from '../fanout/read/audience.ts';
import { openEnvelope } from '../open.ts';
import type { Outcome, Transport } from '../ports/transport.ts';
import { threadsOption, writing } from './directory.ts';
import { CommandFailure, EXIT, usage } from './exit.ts';
import { messageOf } from './input.ts';
import { privateKeyOf } from './open.ts';
import { whole } from './options.ts';
import { count, fitted, padded, paint, print, printable, printJson, span, width } from './output.ts';
import { showProgress } from './progress.ts';
import { printReport } from './report.ts';
import { type SampleTruth, sampleAudience } from './sample.ts';

interface DemoFlags {
  readonly recipients?: number;
  readonly seed?: string;
  readonly threads?: number;
  readonly dir?: string;
  readonly json?: boolean;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('the main job on a sample: ten thousand badly formatted rows, sealed, delivered, three of them opened')
    .option('--recipients <n>', 'make so many rows instead', whole(1, 10_000_000))
    .option('--seed <text>', 'of these rows (default: sealcast)')
    .addOption(threadsOption())
    .option('--dir <directory>', 'keep keyring and spool there (default: a temporary one, removed at the end)')
    .option('--json', 'as last line one object with the figures, no progress')
    .action(demo);
}

interface Sample {
  readonly says: string;
  readonly rows: number;
  readonly audience: Audience;
  /** What the sample knows of itself; complete once the audience is read. */
  readonly truth: () => SampleTruth;
  readonly devices: readonly { readonly id: string; readonly jwk: unknown }[];
}

/** Nobody reads what this one carries: it counts, so that a million envelopes need no memory. */
const countingTransport: Transport = {
  name: 'counting',
  async deliver(parcels) {
    return parcels.map((): Outcome => ({ state: 'delivered' }));
  },
};

async function demo(flags: DemoFlags): Promise<void> {
  const sample = sampleOf(flags);
  const notice = await messageOf(example('notice.md'));
  const dir = flags.dir ?? (await mkdtemp(join(tmpdir(), 'sealcast-demo-')));
  const kept = flags.dir !== undefined;
  if (!flags.json) {
    print(paint('bold', 'A notice from the city, to everybody in a badly formatted list'));
    print(`Audience   ${sample.says}`);
    print(`Directory  ${dir}${kept ? '' : ' (removed at the end)'}`);
    print();
  }
  const threads = flags.threads === undefined ? {} : { threads: flags.threads };
  const work = async (engine: Engine): Promise<void> => {
    const broadcast = await engine.send({
      from: 'city-hall',
      newSender: true,
      message: notice,
      to: sample.audience,
      personal: ['name'],
      dedupBy: ['id', 'key', 'phone', 'email'],
      defaultCountry: 'CN',
    });
    if (!flags.json) await showProgress(broadcast, sample.rows);
    await broadcast.done;
    const report = await broadcast.settled;
    if (!flags.json) printReport(report);
    const opened = await openSome(engine, report, sample, flags.json === true);
    const faults = faultsOf(report, sample.truth(), opened, sample.devices.length);
    if (flags.json) printJson(figures(report, opened, engine.threads, faults.length === 0));
    else if (faults.length === 0) sayWell(report, engine.threads, opened);
    if (faults.length > 0)
      throw new CommandFailure(
        EXIT.unexpected,
        'INTERNAL',
        `the demo went wrong: ${faults.join(', ')}`,
        'please report it',
      );
  };
  try {
    await writing({ dir }, { ...threads, transport: countingTransport }, work, 'run it again');
  } finally {
    if (!kept) await rm(dir, { recursive: true, force: true });
  }
}

function sampleOf({ recipients, seed }: DemoFlags): Sample {
  if (recipients === undefined && seed === undefined) {
    const path = example('audience.csv');
    const truth = JSON.parse(readFileSync(example('audience.truth.json'), 'utf8')) as SampleTruth;
    return {
      says: `examples/audience.csv, ${count(truth.rows)} rows`,
      rows: truth.rows,
      audience: fromCsv(path),
      truth: () => truth,
      devices: truth.wellKnown.map(({ id, device }) => {
        const jwk: unknown = JSON.parse(readFileSync(example(join('devices', `${device}.key`)), 'utf8'));
        return { id, jwk };
      }),
    };
  }
  const rows = recipients ?? 10_000;
  const made = sampleAudience({ rows, seed: seed ?? 'sealcast' });
  return {
    says: `${count(rows)} rows, made from the seed "${printable(seed ?? 'sealcast')}"`,
    rows,
    audience: fromCsv(made.csv()),
    truth: () => made.truth,
    devices: made.devices,
  };
}

/** A file of examples/, which the package brings along. */
function example(name: string): string {
  const path = fileURLToPath(new URL(join('../../examples', name), import.meta.url));
  if (!existsSync(path))
    throw usage(`examples/${name} is missing from this installation`, 'try demo --recipients 1000');
  return path;
}

/** The sample's well-known recipients, each on their own device; and one who tries an envelope of somebody else. */
async function openSome(engine: Engine, report: Report, sample: Sample, silent: boolean): Promise<number> {
  const sender = fromHex(report.sender)!;
  let opened = 0;
  let others: Uint8Array | undefined;
  for (const [i, { id, jwk }] of sample.devices.entries()) {
    const { envelopes, body } = await engine.fetch(report.broadcast, id);
    const privateKey = privateKeyOf(jwk, `of the sample's device ${i + 1}`);
    try {
      const message = await openEnvelope(envelopes[0]!, body, { privateKey, sender });
      if (message === null) continue;
      opened++;
      const foreign = others === undefined ? null : await openEnvelope(others, body, { privateKey, sender });
      if (foreign !== null)
        throw new CommandFailure(EXIT.unexpected, 'INTERNAL', 'a device opened the envelope of another');
      others = envelopes[0]!;
      if (silent) continue;
      if (i === 0) print(`\n${paint('bold', `${sample.devices.length} of the recipients open their envelopes`)}`);
      const name = maskName(String(message.personal.name ?? ''));
      const proof = message.addressed ? 'verified: from city-hall, for this key' : 'NOT ADDRESSED';
      print(`${padded(printable(name), 16)}${paint(message.addressed ? 'green' : 'red', proof)}`);
      for (const line of firstLines(message.text, 2)) print(`    ${fitted(printable(line), width() - 4)}`);
    } finally {
      wipe(privateKey);
    }
  }
  if (!silent && opened > 1) print('No device opened the envelope of another.');
  return opened;
}

function firstLines(text: string, n: number): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, n);
}

/** The report against itself, and against what is known of the sample by construction. */
export function faultsOf(report: Report, truth: SampleTruth, opened: number, devices: number): string[] {
  const expected = truth.byIdKeyPhoneEmail;
  const faults: string[] = [];
  const compare = (what: string, found: number, wanted: number): void => {
    if (found !== wanted) faults.push(`${what} ${found} instead of ${wanted}`);
  };
  if (!report.conserved) faults.push('the figures do not add up');
  compare('listed', report.listed, truth.listed);
  compare('refused', report.refused, sum(truth.refused));
  compare('duplicates', report.duplicates, sum(expected.duplicates));
  compare('sealed', report.sealed, expected.sealed);
  compare('envelopes', report.envelopes, expected.envelopes);
  compare('delivered', report.delivered, expected.envelopes);
  compare('opened', opened, devices);
  return faults;
}

function sum(counts: Partial<Record<string, number>>): number {
  return Object.values(counts).reduce<number>((total, n) => total + (n ?? 0), 0);
}

function figures(report: Report, opened: number, threads: number, conserved: boolean) {
  const { listed, refused, duplicates, suppressed, sealed, envelopes, pending, delivered, recipientsPerSecond } =
    report;
  return {
    listed,
    refused,
    duplicates,
    suppressed,
    sealed,
    envelopes,
    pending,
    delivered,
    opened,
    recipientsPerSecond,
    threads,
    conserved,
  };
}

function sayWell({ sealed, sealMilliseconds, recipientsPerSecond }: Report, threads: number, opened: number): void {
  print();
  print(`${count(opened)} opened. What became of every row agrees with what is known of the sample.`);
  const how = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  print(
    `${count(sealed)} recipients in ${span(sealMilliseconds)} with ${how}: ${count(recipientsPerSecond)} a second, from the first`,
  );
  print('row read to the last commit on disk. See docs/cli.md to do the same with your own list.');
}
