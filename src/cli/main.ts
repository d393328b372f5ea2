#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { nearestName } from '../keyring/keyring.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addAbort, addPurge } from './end.ts';
import { EXIT, type Failure, failureOf } from './exit.ts';
import { addFetch } from './fetch.ts';
import { addHelp } from './help.ts';
import { addKeygen, addKeys } from './keys.ts';
import { addList, addReport } from './look.ts';
import { addOpen } from './open.ts';
import { printFailure, printJson } from './output.ts';
import { addResume, addSend } from './send.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('sealcast')
  .description('Send one message to a million people without telling anyone who they are.')
  .version(version)
  .exitOverride()
  // Commander's own message has several lines; ours is made of it below.
  .configureOutput({ outputError: () => {} })
  .addHelpText('after', '\nsealcast help COMMAND says more; sealcast help exit-codes lists what a script can rely on.');
addDemo(program);
addSend(program);
addResume(program);
addList(program);
addReport(program);
addAbort(program);
addPurge(program);
addFetch(program);
addOpen(program);
addKeygen(program);
addKeys(program);
addDoctor(program);
addHelp(program);

// `sealcast list | head -1` is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) end(failureOf(error), error);
  else if (error.code === 'commander.help') process.exitCode = EXIT.usage;
  else if (error.exitCode !== 0) end(usageFailure(error));
}

function end(failure: Failure, error?: unknown): void {
  const { exit, code, message, hint, broadcast } = failure;
  printFailure(failure);
  if (process.argv.includes('--json')) {
    const said = { code, exit, message, ...(hint === undefined ? {} : { hint }) };
    printJson({ error: said, ...(broadcast === undefined ? {} : { broadcast }) });
  }
  if (process.env.SEALCAST_DEBUG) console.error(error);
  process.exitCode = exit;
}

/** "error: unknown option '--jsno'\n(Did you mean --json?)" in our one line. */
function usageFailure(error: CommanderError): Failure {
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const command = program.commands.find((one) => one.name() === process.argv[2]);
  // Whoever wrote --dri hears of that, and not that --dir is missing.
  const known = command?.options.map(({ long }) => long ?? '') ?? [];
  const slip = process.argv.slice(3).find((word) => word.startsWith('--') && !known.includes(word.split('=')[0]!));
  const meant = slip === undefined ? null : nearestName(slip.split('=')[0]!, known);
  if (error.code === 'commander.missingMandatoryOptionValue' && meant !== null)
    return {
      exit: EXIT.usage,
      code: 'USAGE',
      message: `unknown option '${slip?.split('=')[0]}'`,
      hint: `did you mean ${meant}?`,
    };
  const seeHelp = `see sealcast help${command === undefined ? '' : ` ${command.name()}`}`;
  const hint = suggestion === undefined ? seeHelp : suggestion.replace(/^\(|\)$/g, '');
  return { exit: EXIT.usage, code: 'USAGE', message: first, hint };
}
