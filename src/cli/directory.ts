import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Report } from '../broadcast/report.ts';
import { type Engine, type EngineOptions, openEngine } from '../engine.ts';
import { SealcastError } from '../errors.ts';
import { type PassphraseSource, readPassphrase } from '../keyring/passphrase.ts';
import { limits } from '../limits.ts';
import { BroadcastFailure, CommandFailure, EXIT, usage } from './exit.ts';
import { whole } from './options.ts';
import { note } from './output.ts';

export interface DirectoryFlags {
  readonly dir: string;
  readonly passphraseEnv?: string;
  readonly passphraseFd?: number;
  readonly passphrasePrompt?: boolean;
}

export function dirOption({ optional = false } = {}): Option {
  const option = new Option('--dir <directory>', 'directory of keyring and spool');
  return optional ? option : option.makeOptionMandatory();
}

export function passphraseOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--passphrase-env <name>', 'passphrase of the keyring, from an environment variable').conflicts([
        'passphraseFd',
        'passphrasePrompt',
      ]),
    )
    .addOption(
      new Option('--passphrase-fd <n>', 'the same, from an open file descriptor: 3< FILE')
        .argParser(whole(0, 1_000_000))
        .conflicts('passphrasePrompt'),
    )
    .addOption(new Option('--passphrase-prompt', 'the same, asked on the terminal'));
}

export function threadsOption(): Option {
  return new Option('--threads <n>', 'threads that seal (default: one per core)').argParser(whole(1, limits.threads));
}

/** Opens the engine; a keyring that turns out to have a passphrase is asked for where there is somebody to ask. */
export async function openDirectory(flags: DirectoryFlags, options: Omit<EngineOptions, 'dir'> = {}): Promise<Engine> {
  const source = passphraseSource(flags);
  try {
    return await openWith(flags.dir, options, source);
  } catch (error) {
    const forgotten =
      source === undefined &&
      error instanceof SealcastError &&
      error.code === 'KEYRING_PASSPHRASE' &&
      process.stdin.isTTY === true;
    if (!forgotten) throw error;
    return openWith(flags.dir, options, { prompt: {} });
  }
}

/** For what only looks: works beside a process that writes. */
export async function reading<T>(
  flags: DirectoryFlags,
  work: (engine: Engine) => Promise<T>,
  options: Omit<EngineOptions, 'dir' | 'readOnly'> = {},
): Promise<T> {
  const engine = await openDirectory(flags, { ...options, readOnly: true });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/**
 * For what writes. The first SIGINT or SIGTERM closes the engine, which stops at the next batch, and waits for what a transport has
 * in hand; what is sealed is safe.
 * The second one ends the process where it stands, which is safe, too, and only loses the window under way.
 *
 * @param goOn what to do after an interruption, once there is a broadcast
 */
export async function writing<T>(
  flags: DirectoryFlags,
  options: Omit<EngineOptions, 'dir'>,
  work: (engine: Engine) => Promise<T>,
  goOn = `go on with: sealcast resume --dir ${flags.dir}`,
): Promise<T> {
  const engine = await openDirectory(flags, options);
  let closing: Promise<void> | undefined;
  const onSignal = (): void => {
    if (closing !== undefined) process.exit(EXIT.interrupted);
    note('sealcast: stopping; once more to stop at once');
    closing = engine.close({ graceMs: limits.commandGraceMs });
    closing.catch(() => {});
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(engine);
  } catch (error) {
    if (closing === undefined) throw error;
    const begun = error instanceof BroadcastFailure;
    const hint = begun ? goOn : 'run it again';
    const interrupted = new CommandFailure(EXIT.interrupted, 'INTERRUPTED', 'interrupted', hint);
    throw begun ? new BroadcastFailure(interrupted, error.broadcast) : interrupted;
  } finally {
    await engine.close();
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function passphraseSource(flags: DirectoryFlags): PassphraseSource | undefined {
  if (flags.passphraseEnv !== undefined) return { env: flags.passphraseEnv };
  if (flags.passphraseFd !== undefined) return { fd: flags.passphraseFd };
  // Twice where a keyring is being made: a slip would lock everything that is sealed in this directory.
  if (flags.passphrasePrompt === true) return { prompt: { confirm: !existsSync(join(flags.dir, 'keyring')) } };
  return undefined;
}

async function openWith(
  dir: string,
  options: Omit<EngineOptions, 'dir'>,
  source: PassphraseSource | undefined,
): Promise<Engine> {
  if (source === undefined) return openEngine({ ...options, dir });
  const passphrase = await passphraseFrom(source);
  try {
    return await openEngine({ ...options, dir, passphrase });
  } finally {
    passphrase.fill(0);
  }
}

async function passphraseFrom(source: PassphraseSource): Promise<Uint8Array> {
  try {
    return await readPassphrase(source);
  } catch (error) {
    if (error instanceof SealcastError && error.code === 'ABORTED')
      throw new CommandFailure(EXIT.interrupted, 'INTERRUPTED', error.message);
    throw error;
  }
}

/**
 * The broadcast that an id, or enough of its beginning, names.
 *
 * @param least digits asked for: more where a mistake cannot be undone
 */
export function find(reports: readonly Report[], given: string, least = 4): Report {
  const ids = reports.map(({ broadcast }) => broadcast);
  return reports[ids.indexOf(findId(ids, given, least))]!;
}

/** The same by ids alone, which need no permit. */
export function findId(ids: readonly string[], given: string, least = 4): string {
  const wanted = given.toLowerCase();
  if (!/^[0-9a-f]{1,32}$/.test(wanted)) throw usage('a broadcast id has 32 hexadecimal digits', 'list shows them');
  const found = ids.filter((id) => id.startsWith(wanted));
  if (found.length === 0)
    throw new SealcastError('BROADCAST_UNKNOWN', 'the directory holds no such broadcast', { hint: 'list shows them' });
  if (wanted.length < least)
    throw usage(`${wanted.length} digits of a broadcast id are too few here`, `give at least ${least}`);
  if (found.length > 1) throw usage(`${found.length} broadcasts begin like this`, 'give more digits of the id');
  return found[0]!;
}
