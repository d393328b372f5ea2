import type { Command } from 'commander';
import { type DirectoryFlags, dirOption, find, passphraseOptions, reading } from './directory.ts';
import { usage } from './exit.ts';
import { count, note, printJson } from './output.ts';
import { RefusedFile } from './refused.ts';
import { plainReport, printList, printReport } from './report.ts';

interface ReportFlags extends DirectoryFlags {
  readonly broadcast?: string;
  readonly refused?: string;
  readonly json?: boolean;
}

export function addList(program: Command): void {
  const command = program
    .command('list')
    .description('list the broadcasts of a directory, oldest first')
    .addOption(dirOption())
    .option('--json', 'one line of JSON, with whole reports');
  passphraseOptions(command).action(list);
}

export function addReport(program: Command): void {
  const command = program
    .command('report')
    .description('say where every row of an audience went')
    .addOption(dirOption())
    .option('--broadcast <id>', 'its id, or the beginning of it (default: the newest)')
    .option('--refused <file>', 'write row, line, column and reason of every refused row to a CSV file')
    .option('--json', 'one line of JSON');
  passphraseOptions(command).action(report);
}

async function list(flags: DirectoryFlags & { json?: boolean }): Promise<void> {
  await reading(flags, async (engine) => {
    const broadcasts = await engine.list();
    if (flags.json) printJson({ broadcasts: broadcasts.map(plainReport) });
    else printList(broadcasts);
  });
}

async function report(flags: ReportFlags): Promise<void> {
  await reading(flags, async (engine) => {
    const reports = await engine.list();
    const found = flags.broadcast === undefined ? reports.at(-1) : find(reports, flags.broadcast);
    if (found === undefined) throw usage('the directory holds no broadcast yet', 'send something first');
    if (flags.refused !== undefined) {
      const file = await RefusedFile.open(flags.refused);
      try {
        const rows = await file.write(engine.refusals(found.broadcast));
        if (!flags.json) note(`${count(rows)} refused rows written to ${flags.refused}`);
      } finally {
        await file.close();
      }
    }
    if (flags.json) printJson(plainReport(found));
    else printReport(found);
  });
}
