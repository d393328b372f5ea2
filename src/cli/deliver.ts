import { once } from 'node:events';
import type { Command } from 'commander';
import type { Failure } from '../delivery/retry.ts';
import type { Engine } from '../engine.ts';
import { type DirectoryFlags, dirOption, find, findId, passphraseOptions, writing } from './directory.ts';
import { BroadcastFailure, usage } from './exit.ts';
import { count, note, print, printable, printJson } from './output.ts';
import { plainReport, printReport } from './report.ts';
import { type ShownFlags, showing, shownOptions } from './shown.ts';
import { deliveringWith, sayTransport, type TransportFlags, transportOptions } from './transport.ts';

interface OneFlags extends DirectoryFlags {
  readonly broadcast: string;
  readonly json?: boolean;
}

interface RetryFlags extends OneFlags, TransportFlags {
  readonly reason?: string;
  readonly unknown?: boolean;
}

interface FailureFlags extends OneFlags, ShownFlags {
  readonly reason?: string;
}

const ID = 'its id, or the beginning of it';

export function addRetry(program: Command): void {
  const command = program
    .command('retry')
    .description('try those of a broadcast that failed again, and nobody else')
    .addOption(dirOption())
    .requiredOption('--broadcast <id>', ID)
    .option('--reason <reason>', 'only those that failed for this reason, as failures shows it')
    .option('--unknown', 'also those of which nobody knows: some will arrive twice, and devices show them once')
    .option('--json', 'one line of JSON instead of the table');
  transportOptions(command);
  passphraseOptions(command).action(retry);
}

export function addPause(program: Command): void {
  for (const [name, paused, says] of [
    ['pause', true, 'hand nothing of a broadcast over until unpause, also by a later resume'],
    ['unpause', false, 'let a paused broadcast be handed over again: by the next resume'],
  ] as const) {
    const command = program
      .command(name)
      .description(says)
      .addOption(dirOption())
      .requiredOption('--broadcast <id>', ID)
      .option('--json', 'one line of JSON');
    passphraseOptions(command).action((flags: OneFlags) => pause(flags, paused));
  }
}

export function addFailures(program: Command): void {
  const command = program
    .command('failures')
    .description('list those of a broadcast that failed, or of which nobody knows, by mailbox')
    .addOption(dirOption())
    .requiredOption('--broadcast <id>', ID)
    .option('--reason <reason>', 'only those of this reason; gone: the route is dead')
    .option('--json', 'one line of JSON');
  passphraseOptions(shownOptions(command)).action(failures);
}

async function retry(flags: RetryFlags): Promise<void> {
  const { dir, reason, unknown = false } = flags;
  const delivering = deliveringWith(flags);
  if (delivering.transport === undefined)
    throw usage('retry needs a transport', 'give --to-gateway or --out-dir, as resume has it');
  const work = async (engine: Engine): Promise<void> => {
    const { broadcast } = find(await engine.list(), flags.broadcast);
    try {
      const { retried, settled } = await engine.retry(broadcast, {
        unknown,
        ...(reason === undefined ? {} : { reason }),
      });
      if (!flags.json) note(`${count(retried)} envelopes wait again`);
      const report = await settled;
      if (flags.json) printJson(plainReport(report));
      else printReport(report);
    } catch (error) {
      throw new BroadcastFailure(error, broadcast);
    }
  };
  const goOn = `go on with: sealcast resume --dir ${dir}${sayTransport(flags)}`;
  await writing(flags, delivering, work, goOn);
}

async function pause(flags: OneFlags, paused: boolean): Promise<void> {
  await writing(flags, {}, async (engine) => {
    const { broadcast } = find(await engine.list(), flags.broadcast);
    if (paused) engine.pause({ broadcast });
    else engine.unpause({ broadcast });
    const report = await engine.report(broadcast);
    if (flags.json) printJson(plainReport(report));
    else if (paused) print(`${broadcast} paused; ${count(report.pending)} envelopes wait.`);
    else print(`${broadcast} goes on with the next resume; ${count(report.pending)} envelopes wait.`);
  });
}

async function failures(flags: FailureFlags): Promise<void> {
  await showing(flags, 'unmask', async (engine, pass) => {
    const broadcast = findId(await engine.ids(), flags.broadcast);
    const found = engine.failures(broadcast, {
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
      ...(pass === undefined ? {} : { permit: pass }),
    });
    if (flags.json) await printAll(broadcast, found);
    else {
      let lines = 0;
      for await (const { mailbox, state, reason } of found) {
        await written(`${mailbox}  ${state.padEnd(7)}  ${printable(reason)}\n`);
        lines++;
      }
      note(lines === 0 ? 'none' : `${count(lines)} envelopes`);
    }
  });
}

/** One line, however many there are, and never all of them in memory. */
async function printAll(broadcast: string, failures: AsyncIterable<Failure>): Promise<void> {
  await written(`{"broadcast":"${broadcast}","failures":[`);
  let comma = '';
  for await (const { mailbox, state, reason } of failures) {
    await written(comma + JSON.stringify({ mailbox, state, reason }));
    comma = ',';
  }
  await written(']}\n');
}

async function written(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
