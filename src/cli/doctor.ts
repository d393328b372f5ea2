import { readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Report } from '../broadcast/report.ts';
import type { Engine } from '../engine.ts';
import { SealcastError } from '../errors.ts';
import { probeKernels } from '../kernels/load.ts';
import { headerHasPassphrase, readHeaders } from '../keyring/file-format.ts';
import { limits } from '../limits.ts';
import { checkPages, freeBytes, spoolPath } from '../spool/lmdb.ts';
import { prepareDirectory } from '../spool/lock.ts';
import { type DirectoryFlags, dirOption, passphraseOptions, reading } from './directory.ts';
import { EXIT, type ExitCode, failureOf } from './exit.ts';
import { bytes, count, paint, print, printJson, table } from './output.ts';

interface DoctorFlags extends Partial<DirectoryFlags> {
  readonly deep?: boolean;
  readonly json?: boolean;
}

interface Check {
  readonly check: string;
  readonly ok: boolean;
  readonly says: string;
}

export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('check this machine, and a directory: works beside a process that writes to it')
    .addOption(dirOption({ optional: true }))
    .option('--deep', 'read every envelope of every broadcast, which finds damage inside the spool')
    .option('--json', 'one line of JSON');
  passphraseOptions(command).action(doctor);
}

async function doctor(flags: DoctorFlags): Promise<void> {
  const patient = new Patient();
  checkMachine(patient);
  if (flags.dir !== undefined) await checkDirectory(patient, { ...flags, dir: flags.dir });
  const ok = patient.exit === EXIT.ok;
  if (flags.json) printJson({ ok, checks: patient.checks });
  else {
    const rows = patient.checks.map((one) => [one.ok ? 'ok' : 'WRONG', one.check, one.says]);
    for (const line of table([{}, {}, { flexible: true }], rows))
      print(line.startsWith('WRONG') ? paint('red', line) : line);
    if (flags.dir === undefined) print('\nWith --dir it looks at a directory, too.');
  }
  process.exitCode = patient.exit;
}

class Patient {
  readonly checks: Check[] = [];
  exit: ExitCode = EXIT.ok;

  fine(check: string, says: string): void {
    this.checks.push({ check, ok: true, says });
  }

  /** The exit code is that of the first thing that is wrong: what comes after it often follows from it. */
  wrong(check: string, says: string, exit: ExitCode): void {
    this.checks.push({ check, ok: false, says });
    if (this.exit === EXIT.ok) this.exit = exit;
  }

  failed(check: string, error: unknown): void {
    const { message, hint, exit } = failureOf(error);
    this.wrong(check, hint === undefined ? message : `${message}; ${hint}`, exit);
  }
}

const NODE_LEAST = [20, 19] as const;

function checkMachine(patient: Patient): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > NODE_LEAST[0] || (major === NODE_LEAST[0] && minor >= NODE_LEAST[1]);
  if (enough) patient.fine('Node', process.version);
  else patient.wrong('Node', `${process.version}; ${NODE_LEAST.join('.')} or newer is needed`, EXIT.unexpected);

  try {
    const { chosen, forcedBy, why, builds, wide } = probeKernels();
    // A file that is missing or of another version is made again; what this machine lacks is not.
    const made = /missing|version/.test(why) || forcedBy === undefined;
    const help = made ? 'run npm run build' : 'ask for none, and the best that runs is taken';
    if (chosen === undefined) patient.wrong('kernels', `${why}; ${help}`, EXIT.unexpected);
    else patient.fine('kernels', `${chosen}: ${why}`);
    for (const { build, runs, why: reason, bytes: size } of [{ build: 'wide', ...wide }, ...builds])
      patient.fine(
        `  ${build}`,
        `${runs ? 'runs' : reason.startsWith('may be') ? 'not loaded' : 'does not run'} (${reason}${size > 0 ? `, ${bytes(size)}` : ''})`,
      );
  } catch (error) {
    patient.failed('kernels', error);
  }
  patient.fine('threads', `${availableParallelism()}, one per core; --threads takes 1 to ${limits.threads}`);
}

async function checkDirectory(patient: Patient, flags: DirectoryFlags & DoctorFlags): Promise<void> {
  let dir: string;
  try {
    dir = await prepareDirectory(flags.dir, { readOnly: true });
    const mode = statSync(dir).mode & 0o777;
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      patient.wrong('directory', `others may look into it (mode ${mode.toString(8)}); chmod 700 it`, EXIT.directory);
    else patient.fine('directory', `mode ${mode.toString(8)}`);
  } catch (error) {
    patient.failed('directory', error);
    return;
  }
  checkKeyring(patient, join(dir, 'keyring'));
  checkSpool(patient, dir);
  if (patient.exit === EXIT.keyring || patient.exit === EXIT.spool) return;
  try {
    await reading(flags, (engine) => checkBroadcasts(patient, engine, flags.deep === true));
  } catch (error) {
    patient.failed('broadcasts', error);
  }
}

function checkKeyring(patient: Patient, path: string): void {
  try {
    const mode = statSync(path).mode & 0o777;
    const [header] = readHeaders(new Uint8Array(readFileSync(path)));
    const kept = headerHasPassphrase(header!)
      ? 'under a passphrase'
      : 'without a passphrase: whoever reads the file has every key in it';
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      patient.wrong('keyring', `others may read it (mode ${mode.toString(8)}); chmod 600 it`, EXIT.directory);
    else patient.fine('keyring', `mode ${mode.toString(8)}, ${kept}`);
  } catch (error) {
    if (error instanceof SealcastError) patient.failed('keyring', error);
    else patient.wrong('keyring', 'there is none here, or it cannot be read; the first send makes it', EXIT.directory);
  }
}

function checkSpool(patient: Patient, dir: string): void {
  try {
    checkPages(spoolPath(dir));
    patient.fine('spool', `its pages are whole, ${bytes(statSync(spoolPath(dir)).size)}`);
  } catch (error) {
    if (error instanceof SealcastError) patient.failed('spool', error);
    else patient.wrong('spool', 'there is none here, or it cannot be read; the first send makes it', EXIT.directory);
  }
  const free = freeBytes(dir);
  if (free < limits.diskReserveBytes)
    patient.wrong('disk', `${bytes(free)} free, ${bytes(limits.diskReserveBytes)} are the least`, EXIT.spool);
  else patient.fine('disk', `${bytes(free)} free`);
}

async function checkBroadcasts(patient: Patient, engine: Engine, deep: boolean): Promise<void> {
  const reports = await engine.list();
  const wrong = reports.filter(({ conserved }) => !conserved);
  const states = new Map<string, number>();
  for (const { state } of reports) states.set(state, (states.get(state) ?? 0) + 1);
  const said = [...states].map(([state, n]) => `${count(n)} ${state}`).join(', ');
  patient.fine('broadcasts', reports.length === 0 ? 'none' : said);
  if (wrong.length === 0) patient.fine('figures', 'add up');
  else
    patient.wrong('figures', `do not add up: ${wrong.map(({ broadcast }) => broadcast).join(', ')}`, EXIT.unexpected);
  if (deep) for (const report of reports) await checkEnvelopes(patient, engine, report);
}

/** A broadcast that is being sealed has more by the time they are counted; purged ones have none. */
async function checkEnvelopes(patient: Patient, engine: Engine, report: Report): Promise<void> {
  if (report.state === 'purged') return;
  const name = `  ${report.broadcast.slice(0, 12)}`;
  try {
    let found = 0;
    for await (const _ of engine.envelopes(report.broadcast)) found++;
    if (found < report.envelopes)
      patient.wrong(name, `${count(found)} of ${count(report.envelopes)} envelopes are there`, EXIT.spool);
    else patient.fine(name, `${count(found)} envelopes read`);
  } catch (error) {
    patient.failed(name, error);
  }
}
