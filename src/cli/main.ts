#!/usr/bin/env node
import { CommanderError } from 'commander';
import { nearestName } from '../keyring/keyring.ts';
import { EXIT, type Failure, failureOf } from './exit.ts';
import { printFailure, printJson } from './output.ts';
import { sealcastProgram } from './program.ts';

const program = sealcastProgram();

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
  const { exit, code, message, hint, broadcast, violations } = failure;
  printFailure(failure);
  if (process.argv.includes('--json')) {
    const said = {
      code,
      exit,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(violations === undefined ? {} : { violations }),
    };
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
