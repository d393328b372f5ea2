import type { Command } from 'commander';
import type { Report } from '../broadcast/report.ts';
import type { Engine } from '../engine.ts';
import { type DirectoryFlags, dirOption, find, passphraseOptions, writing } from './directory.ts';
import { count, print, printJson, table } from './output.ts';
import { plainReport } from './report.ts';

interface EndFlags extends DirectoryFlags {
  readonly broadcast: string;
  readonly json?: boolean;
}

/** Digits of an id that name a broadcast where the mistake cannot be undone. */
const DIGITS = 8;
const ID = `its id, or at least ${DIGITS} digits of the beginning`;

export function addAbort(program: Command): void {
  const command = program
    .command('abort')
    .description('end a broadcast for good: nothing of it that waits is ever delivered')
    .addOption(dirOption())
    .requiredOption('--broadcast <id>', ID)
    .option('--json', 'one line of JSON');
  passphraseOptions(command).action((flags: EndFlags) =>
    end(
      flags,
      (engine, id) => engine.abort(id),
      ({ recalled }) => `aborted; ${count(recalled)} envelopes withdrawn`,
    ),
  );
}

export function addRecall(program: Command): void {
  const command = program
    .command('recall')
    .description('take a broadcast back: withdraw what waits, and seal a recall notice to every device that has it')
    .addOption(dirOption())
    .requiredOption('--broadcast <id>', ID)
    .option('--json', 'one line of JSON');
  passphraseOptions(command).action(recall);
}

async function recall(flags: EndFlags): Promise<void> {
  await writing(flags, {}, async (engine) => {
    const found = find(await engine.list(), flags.broadcast, DIGITS);
    const { broadcast, notice, withdrawn, replaced, tooLate, pending } = await engine.recall(found.broadcast);
    if (flags.json) {
      printJson({ broadcast, notice, withdrawn, replaced, tooLate, pending });
      return;
    }
    print(`${broadcast} recalled.`);
    const columns = [{ align: 'right' as const }, {}, { flexible: true }];
    const rows = [
      [count(withdrawn), 'withdrawn', 'never left'],
      [count(replaced), 'replaced', 'a recall notice was delivered after it'],
      [count(tooLate), 'too late', pending > 0 ? `of which ${count(pending)} have a notice on its way` : ''],
    ];
    for (const line of table(columns, rows)) print(line);
    if (notice !== null) print(`The notice is broadcast ${notice}.`);
    else if (tooLate > 0) print('No notice: it has expired, or was not to be recalled any more.');
  });
}

export function addPurge(program: Command): void {
  const command = program
    .command('purge')
    .description('erase a broadcast that has ended: envelopes, routes and keys are destroyed, the counts stay')
    .addOption(dirOption())
    .requiredOption('--broadcast <id>', ID)
    .option('--json', 'one line of JSON');
  passphraseOptions(command).action((flags: EndFlags) =>
    end(
      flags,
      (engine, id) => engine.purge(id),
      () => 'purged; its envelopes, routes and keys are destroyed',
    ),
  );
}

async function end(
  flags: EndFlags,
  act: (engine: Engine, id: string) => Promise<Report>,
  says: (report: Report) => string,
): Promise<void> {
  await writing(flags, {}, async (engine) => {
    const { broadcast } = find(await engine.list(), flags.broadcast, DIGITS);
    const report = await act(engine, broadcast);
    if (flags.json) printJson(plainReport(report));
    else print(`${broadcast} ${says(report)}.`);
  });
}
