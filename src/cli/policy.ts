import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { PolicyExplanation } from '../broadcast/admit/explain.ts';
import type { ProfileDocument } from '../broadcast/admit/profile.ts';
import { PROFILES, parseProfile } from '../broadcast/admit/profiles.ts';
import { sayViolations } from '../broadcast/admit/violation.ts';
import { CLASSES, type MessageClass } from '../broadcast/request.ts';
import { limits } from '../limits.ts';
import { type DirectoryFlags, dirOption, passphraseOptions, reading } from './directory.ts';
import { CommandFailure, EXIT, usage } from './exit.ts';
import { fileFault, messageOf } from './input.ts';
import { milliseconds, whole } from './options.ts';
import { print, printable, printJson, table } from './output.ts';
import { trustModelOf, trustOption } from './trust.ts';

export function profileOption({ optional = true } = {}): Option {
  const option = new Option(
    '--profile <name|file>',
    `rules for sending: ${Object.keys(PROFILES).join(', ')}, or a JSON file`,
  );
  return optional ? option : option.makeOptionMandatory();
}

/** A name that comes along, else a file; a file of such a name is meant by `./wechat`. */
export async function profileOf(given: string): Promise<string | ProfileDocument> {
  if (Object.hasOwn(PROFILES, given)) return given;
  if (!existsSync(given))
    throw usage(
      `there is no profile and no file ${printable(given)}`,
      `use one of ${Object.keys(PROFILES).join(', ')}, or a JSON file`,
    );
  let json: string;
  try {
    if ((await stat(given)).size > limits.profileBytes)
      throw usage(`the profile ${printable(given)} is longer than ${limits.profileBytes} bytes`);
    json = await readFile(given, 'utf8');
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw usage(`the profile ${printable(given)} ${fileFault(error)}`, 'check the path of --profile');
  }
  return parseProfile(json);
}

interface PolicyFlags extends DirectoryFlags {
  readonly profile: string;
  readonly from: string;
  readonly recipients?: number;
  readonly class?: MessageClass;
  readonly purpose?: string;
  readonly message?: string;
  readonly trust?: string;
  readonly hold?: number;
  readonly json?: boolean;
}

export function addPolicy(program: Command): void {
  const policy = program
    .command('policy')
    .description('say what a profile allows: show its document, explain it for a sender, check a broadcast against it');
  policy
    .command('show')
    .description('print the document of a profile, to begin one of your own with')
    .argument('<profile>', `${Object.keys(PROFILES).join(', ')}, or a JSON file to check`)
    .action(show);
  for (const [name, says, action] of [
    ['explain', 'say in plain words what a profile allows a sender now', explain],
    ['check', 'say whether a broadcast would be let through now, and what would have to change', check],
  ] as const) {
    const command = policy
      .command(name)
      .description(says)
      .addOption(dirOption())
      .addOption(profileOption({ optional: false }))
      .requiredOption('--from <name>', 'sender')
      .option('--recipients <n>', 'people it would go to, duplicates not counted', whole(0, Number.MAX_SAFE_INTEGER))
      .addOption(new Option('--class <class>', 'what it would be (default: broadcast)').choices(CLASSES))
      .option('--purpose <name>', 'what it would be for')
      .option('--message <file>', 'what it would say; - for stdin')
      .addOption(trustOption())
      .addOption(new Option('--hold <span>', 'as of send: the figures of that moment').argParser(milliseconds))
      .option('--json', 'one line of JSON');
    passphraseOptions(command).action(action);
  }
}

async function show(given: string): Promise<void> {
  const profile = await profileOf(given);
  print(JSON.stringify(typeof profile === 'string' ? PROFILES[profile] : profile, null, 2));
}

async function ask(flags: PolicyFlags): Promise<PolicyExplanation> {
  const profile = await profileOf(flags.profile);
  const message = flags.message === undefined ? {} : { message: await messageOf(flags.message) };
  const recipients = flags.recipients === undefined ? {} : { recipients: flags.recipients };
  const messageClass = flags.class === undefined ? {} : { class: flags.class };
  const purpose = flags.purpose === undefined ? {} : { purpose: flags.purpose };
  const trust = flags.trust === undefined ? {} : { trust: await trustModelOf(flags.trust) };
  const hold = flags.hold === undefined ? {} : { holdMs: flags.hold };
  const asked = { ...message, ...recipients, ...messageClass, ...purpose, ...hold };
  return reading(flags, async (engine) => engine.policy({ from: flags.from, profile, ...asked }), trust);
}

async function explain(flags: PolicyFlags): Promise<void> {
  const said = await ask(flags);
  if (flags.json) {
    printJson(said);
    return;
  }
  print(`${said.profile}: ${said.description === '' ? 'a profile of your own.' : said.description}`);
  const rows = said.statements.map(({ rule, allows, now }) => [rule, now === '' ? allows : `${allows} ${now}`]);
  for (const line of table([{}, { flexible: true }], rows)) print(line);
}

async function check(flags: PolicyFlags): Promise<void> {
  const { profile, from, violations, penalty } = await ask(flags);
  const refused = violations.some(({ effect }) => effect === 'refuse');
  const verdict = violations.length === 0 ? 'released' : refused ? 'refused' : 'held';
  if (flags.json) printJson({ profile, from, verdict, violations, penalty });
  else {
    const through =
      penalty === 'sandbox'
        ? 'It would run in the sandbox: nothing of it would be handed over.'
        : 'It would be let through.';
    print(violations.length === 0 ? through : `${verdict}: ${sayViolations(violations, profile)}`);
    for (const { rule, remedy } of violations) print(`  ${rule}: ${remedy}.`);
  }
  process.exitCode = violations.length === 0 ? EXIT.ok : refused ? EXIT.policy : EXIT.held;
}
