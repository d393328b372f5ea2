import { once } from 'node:events';
import type { Command } from 'commander';
import type { Logger } from '../ports/logger.ts';
import type { Service } from '../serve.ts';
import { dirOption } from './directory.ts';
import { EXIT, usage } from './exit.ts';
import { note } from './output.ts';

interface ServeFlags {
  readonly dir: string;
  readonly config: string;
  readonly check?: boolean;
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('run engine, mailbox and operator page as one process, until SIGTERM')
    .addOption(dirOption())
    .requiredOption('--config <file>', 'JSON file that says what is delivered how, and who may look')
    .option('--check', 'read the configuration, say what is wrong with it, and end')
    .action(serve);
}

async function serve({ dir, config: file, check }: ServeFlags): Promise<void> {
  // What it needs is not loaded by the other commands.
  const { openService, readConfig } = await import('../serve.ts');
  const config = readConfig(file);
  if (check) {
    note('the configuration is well formed');
    return;
  }
  let service: Service;
  try {
    service = await openService({ dir, config, logger: jsonLogger });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL')
      throw usage(`the page cannot listen at listen.host and listen.port (${code})`, 'choose another port or address');
    throw error;
  }
  const { operator, tokenIsNew, mailboxUrl } = service;
  if (mailboxUrl !== null) note(`mailbox: ${mailboxUrl}`);
  // Shown once, and apart from the address: what is not in a link is in no history, no log of a proxy, no Referer.
  note(`operator page: ${operator.url}${tokenIsNew ? `\ntoken for this run: ${operator.token}` : ''}`);
  const stopped = new AbortController();
  let ending: Promise<void> | undefined;
  const onSignal = (): void => {
    if (ending !== undefined) process.exit(EXIT.interrupted);
    note(`sealcast: draining, up to ${config.drainSeconds} s; once more to stop at once`);
    ending = service.close();
    ending.then(
      () => stopped.abort(),
      () => stopped.abort(),
    );
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  await once(stopped.signal, 'abort');
  await ending;
  for (const signal of SIGNALS) process.off(signal, onSignal);
}
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One line of JSON on stdout for each: counts, ids of broadcasts and durations, as all that the engine logs. */
const jsonLogger: Logger = {
  debug() {},
  info: (fields, message) => line('info', fields, message),
  warn: (fields, message) => line('warn', fields, message),
  error: (fields, message) => line('error', fields, message),
};

function line(level: string, fields: object, message: string): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
}
