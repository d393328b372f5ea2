import type { Command } from 'commander';
import { dirOption, find, passphraseOptions } from './directory.ts';
import { usage } from './exit.ts';
import { count, note, printJson } from './output.ts';
import { RefusedFile } from './refused.ts';
import { plainReport, printList, printReport } from './report.ts';
import { type ShownFlags, showing, shownOptions } from './shown.ts';

interface ReportFlags extends ShownFlags {
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
  passphraseOptions(shownOptions(command)).action(list);
}

export function addReport(program: Command): void {
  const command = program
    .command('report')
    .description('say where every row of an audience went')
    .addOption(dirOption())
    .option('--broadcast <id>', 'its id, or the beginning of it (default: the newest)')
    .option('--refused <file>', 'write row, line, column and reason of every refused row to a CSV file')
    .option('--json', 'one line of JSON');
  passphraseOptions(shownOptions(command)).action(report);
}

async function list(flags: ShownFlags & { json?: boolean }): Promise<void> {
  await showing(flags, 'read-report', async (engine, pass) => {
    const broadcasts = await engine.list(pass);
    if (flags.json) printJson({ broadcasts: broadcasts.map(plainReport) });
    else printList(broadcasts);
  });
}

async function report(flags: ReportFlags): Promise<void> {
  await showing(flags, 'read-report', async (engine, pass) => {
    const reports = await engine.list(pass);
    const found = flags.broadcast === undefined ? reports.at(-1) : find(reports, flags.broadcast);
    if (found === undefined) throw usage('the directory holds no broadcast yet', 'send something first');
    if (flags.refused !== undefined) {
      const file = await RefusedFile.open(flags.refused);
      try {
        const rows = await file.write(engine.refusals(found.broadcast, pass));
        if (!flags.json) note(`${count(rows)} refused rows written to ${flags.refused}`);
      } finally {
        await file.close();
      }
    }
    if (flags.json) printJson(plainReport(found));
    else printReport(found);
  });
}
