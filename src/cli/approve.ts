import type { Command } from 'commander';
import type { Approval } from '../broadcast/admit/approvals.ts';
import { sayViolations } from '../broadcast/admit/violation.ts';
import { presentPermit } from '../broadcast/permit/proof.ts';
import type { Report } from '../broadcast/report.ts';
import { type DirectoryFlags, dirOption, findId, passphraseOptions, writing } from './directory.ts';
import { usage } from './exit.ts';
import { count, moment, print, printable, printJson } from './output.ts';
import { readPermissions, readPermitKey, readToken } from './permit-files.ts';
import { plainReport } from './report.ts';
import { type ShownFlags, showing, shownOptions } from './shown.ts';

interface ApproveFlags extends DirectoryFlags {
  readonly broadcast: string;
  readonly by?: string;
  readonly permissions?: string;
  readonly permit?: string;
  readonly permitKey?: string;
  readonly json?: boolean;
}

/** Digits of an id that name a broadcast where the mistake cannot be undone. */
const DIGITS = 8;

export function addApprove(program: Command): void {
  const held = program
    .command('held')
    .description('list the broadcasts that wait for approval, and why')
    .addOption(dirOption())
    .option('--json', 'one line of JSON, with whole reports');
  passphraseOptions(shownOptions(held)).action(list);
  const approve = program
    .command('approve')
    .description('release a broadcast that is held: the next resume delivers it')
    .addOption(dirOption())
    .requiredOption('--broadcast <id>', `its id, or at least ${DIGITS} digits of the beginning`)
    .option('--by <name>', 'who approves, as the report is to say')
    .option('--permissions <file>', 'whose permits count, as JSON: then it takes one')
    .option('--permit <file>', 'the permit to present')
    .option('--permit-key <file>', 'private key of its holder')
    .option('--json', 'one line of JSON');
  passphraseOptions(approve).action(release);
}

async function list(flags: ShownFlags & { json?: boolean }): Promise<void> {
  await showing(flags, 'read-report', async (engine, pass) => {
    const held = await engine.held(pass);
    if (flags.json) printJson({ held: held.map(plainReport) });
    else if (held.length === 0) print('Nothing waits for approval.');
    else for (const report of held) for (const line of said(report)) print(line);
  });
}

function said({ broadcast, from, sealed, violations, profile, approveUntil }: Report): string[] {
  const until = approveUntil === null ? '' : `, until ${moment(approveUntil)}`;
  return [
    `${broadcast}  from ${printable(from)} to ${count(sealed)}${until}`,
    `  ${sayViolations(violations, profile)}`,
  ];
}

async function release(flags: ApproveFlags): Promise<void> {
  const permissions = flags.permissions === undefined ? undefined : await readPermissions(flags.permissions);
  await writing(flags, permissions === undefined ? {} : { permissions }, async (engine) => {
    const broadcast = findId(await engine.ids(), flags.broadcast, DIGITS);
    const token = await presented(flags, broadcast, permissions?.realm);
    const report = await engine.approve(broadcast, { ...token, ...(flags.by === undefined ? {} : { by: flags.by }) });
    if (flags.json) printJson(plainReport(report));
    else print(`${broadcast} approved; ${count(report.pending)} envelopes wait for the next resume.`);
  });
}

async function presented({ permit, permitKey }: ApproveFlags, broadcast: string, realm = ''): Promise<Approval> {
  if (permit === undefined && permitKey === undefined) return {};
  if (permit === undefined || permitKey === undefined)
    throw usage('--permit needs its --permit-key', 'give both, or neither');
  const token = await readToken(permit);
  const key = await readPermitKey(permitKey);
  try {
    return { token: presentPermit(token, key, { do: 'approve', broadcast }, { realm }) };
  } finally {
    key.fill(0);
  }
}
