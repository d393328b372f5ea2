import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addApprove } from './approve.ts';
import { addConfirm } from './confirm.ts';
import { addFailures, addPause, addRetry } from './deliver.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addAbort, addPurge, addRecall } from './end.ts';
import { addFetch } from './fetch.ts';
import { addHelp } from './help.ts';
import { addKeygen, addKeys } from './keys.ts';
import { addList, addReport } from './look.ts';
import { addOpen } from './open.ts';
import { addPermit } from './permit.ts';
import { addPolicy } from './policy.ts';
import { addConsent, addOptOut } from './recipients.ts';
import { addResume, addSend } from './send.ts';
import { addServe } from './serve.ts';
import { addTrust } from './trust.ts';

/** Every command with its options; nothing runs before it is told to parse. */
export function sealcastProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };

  const program = new Command('sealcast')
    .description('Send one message to a million people without telling anyone who they are.')
    .version(version)
    .exitOverride()
    // Commander's own message has several lines; ours is made of it below.
    .configureOutput({ outputError: () => {} })
    .addHelpText(
      'after',
      '\nsealcast help COMMAND says more; sealcast help exit-codes lists what a script can rely on.',
    );
  addDemo(program);
  addSend(program);
  addResume(program);
  addRetry(program);
  addPause(program);
  addServe(program);
  addList(program);
  addReport(program);
  addFailures(program);
  addConfirm(program);
  addAbort(program);
  addRecall(program);
  addPurge(program);
  addPolicy(program);
  addApprove(program);
  addFetch(program);
  addOpen(program);
  addKeygen(program);
  addKeys(program);
  addPermit(program);
  addTrust(program);
  addOptOut(program);
  addConsent(program);
  addDoctor(program);
  addHelp(program);
  return program;
}
