import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { presentPermit } from '../broadcast/permit/proof.ts';
import type { Explanation } from '../broadcast/trust/explain.ts';
import { modelOf } from '../broadcast/trust/trust.ts';
import { hex } from '../crypto/bytes.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import { type Penalty, TRUST_MODELS, type TrustModel, type TrustSignal } from '../index.ts';
import { type DirectoryFlags, dirOption, passphraseOptions, reading, writing } from './directory.ts';
import { usage } from './exit.ts';
import { fileFault } from './input.ts';
import { print, printable, printJson } from './output.ts';
import { checkKeys, readPermissions, readPermitKey, readToken } from './permit-files.ts';

interface TrustFlags extends DirectoryFlags {
  readonly trust?: string;
  readonly json?: boolean;
}

interface SenderFlags extends TrustFlags {
  readonly sender: string;
}

interface SignalFlags extends SenderFlags {
  readonly accountCreated?: Date;
  readonly violation?: string;
}

interface DecideFlags extends SenderFlags {
  readonly appeal: number;
  readonly lift?: boolean;
  readonly uphold?: boolean;
  readonly permissions: string;
  readonly permit: string;
  readonly permitKey: string;
}

/** `trust` alone explains; what changes something has a word of its own. */
export function addTrust(program: Command): void {
  const trust = program
    .command('trust')
    .description('say how senders stand, and why; note what was seen of them; decide on appeals')
    .helpCommand(false);
  const explain = sub(trust, 'explain', 'say how senders stand: each reason with what it weighs now', {
    isDefault: true,
  }).option('--sender <name>', 'only this one (default: all there are)');
  passphraseOptions(explain).action(explainIn);
  const signal = sender(sub(trust, 'signal', 'take note of something that was seen of a sender'))
    .addOption(new Option('--account-created <date>', 'when the account was made: 2026-01-31').argParser(date))
    .option('--violation <rule>', 'name of the rule that was not kept: keywords, complaint, …');
  passphraseOptions(signal).action(signalIn);
  const appeal = sender(sub(trust, 'appeal', 'ask for the penalty of a sender to be lifted, once for each'));
  passphraseOptions(appeal).action((flags: SenderFlags) =>
    changing(flags, (engine) => {
      engine.trust.appeal(flags.sender);
      return engine.trust.explain(flags.sender);
    }),
  );
  const decide = sender(sub(trust, 'decide', 'decide on an appeal, with the permit of somebody who may approve'))
    .requiredOption('--appeal <n>', 'its number, as explain shows it', Number)
    .option('--lift', 'the penalty ends, and what led to it is forgotten')
    .option('--uphold', 'the penalty stays')
    .requiredOption('--permissions <file>', 'whose permits count, as JSON')
    .requiredOption('--permit <file>', 'the permit to present')
    .requiredOption('--permit-key <file>', 'private key of its holder');
  passphraseOptions(decide).action(decideIn);
  const forget = sender(sub(trust, 'forget', 'forget everything about a sender'));
  passphraseOptions(forget).action((flags: SenderFlags) =>
    changing(flags, (engine) => {
      engine.trust.forget(flags.sender);
      return engine.trust.explain(flags.sender);
    }),
  );
}

function sub(trust: Command, name: string, says: string, options: { isDefault?: boolean } = {}): Command {
  return trust
    .command(name, options)
    .description(says)
    .addOption(dirOption())
    .addOption(trustOption())
    .option('--json', 'one line of JSON');
}

function sender(command: Command): Command {
  return command.requiredOption('--sender <name>', 'whom it is about');
}

export function trustOption(): Option {
  const names = Object.keys(TRUST_MODELS).join(', ');
  return new Option('--trust <model>', `how trust is judged: ${names}, or a file of your own`);
}

/** The model of --trust. @throws CommandFailure for a file that holds none */
export async function trustModelOf(given: string): Promise<TrustModel> {
  if (Object.hasOwn(TRUST_MODELS, given)) return TRUST_MODELS[given as keyof typeof TRUST_MODELS];
  let text: string;
  try {
    text = await readFile(given, 'utf8');
  } catch (error) {
    throw usage(`the trust model ${given} ${fileFault(error)}`, `there are ${Object.keys(TRUST_MODELS).join(', ')}`);
  }
  try {
    const own: unknown = JSON.parse(text);
    checkKeys(text, `the trust model ${given}`);
    // What a file leaves out is as the default has it.
    return modelOf({ ...TRUST_MODELS.default, ...(own as Partial<TrustModel>) })!;
  } catch (error) {
    if (error instanceof SyntaxError) throw usage(`the trust model ${given} is not JSON`, 'check the path');
    throw error;
  }
}

async function optionsOf({ trust = 'default' }: TrustFlags): Promise<Pick<EngineOptions, 'trust'>> {
  return { trust: await trustModelOf(trust) };
}

async function explainIn(flags: TrustFlags & { sender?: string }): Promise<void> {
  const options = await optionsOf(flags);
  await reading(
    flags,
    async (engine) => {
      const names = flags.sender === undefined ? engine.senders().map(({ name }) => name) : [flags.sender];
      const all = names.map((name) => engine.trust.explain(name));
      if (flags.json) printJson({ senders: all.map(plain) });
      else if (all.length === 0) print('No senders yet: the first send makes one.');
      else for (const one of all) say(one);
    },
    options,
  );
}

async function signalIn(flags: SignalFlags): Promise<void> {
  const { accountCreated, violation } = flags;
  const signals: TrustSignal[] = [
    ...(accountCreated === undefined ? [] : [{ kind: 'account', created: accountCreated } as const]),
    ...(violation === undefined ? [] : [{ kind: 'violation', rule: violation } as const]),
  ];
  if (signals.length === 0) throw usage('nothing was seen', 'give --account-created or --violation');
  await changing(flags, (engine) => signals.map((signal) => engine.trust.signal(flags.sender, signal)).at(-1)!);
}

async function decideIn(flags: DecideFlags): Promise<void> {
  if (flags.lift === flags.uphold) throw usage('a decision is --lift or --uphold', 'give one of them');
  const decision = flags.lift === true ? 'lift' : 'uphold';
  const permissions = await readPermissions(flags.permissions);
  const token = await readToken(flags.permit);
  const key = await readPermitKey(flags.permitKey);
  const { sender: name, appeal } = flags;
  let permit: Uint8Array;
  try {
    const { realm = '' } = permissions;
    permit = presentPermit(token, key, { do: 'decide', sender: name, appeal, decision }, { realm });
  } finally {
    key.fill(0);
  }
  await changing(flags, (engine) => engine.trust.decide(name, appeal, decision, permit), { permissions });
}

async function changing(
  flags: TrustFlags,
  change: (engine: Engine) => Explanation,
  more: Pick<EngineOptions, 'permissions'> = {},
): Promise<void> {
  const options = { ...(await optionsOf(flags)), ...more };
  await writing(flags, options, async (engine) => {
    const explained = change(engine);
    if (flags.json) printJson(plain(explained));
    else say(explained);
  });
}

function say({ sender: name, says }: Explanation): void {
  print(printable(name));
  for (const line of says) print(`  ${line}`);
}

function plain({ sender: name, score, reasons, account, penalty, penalties, violations, says }: Explanation) {
  const { recipients, ...age } = account;
  return {
    sender: name,
    score: Math.round(10 * score) / 10,
    reasons: reasons.map((reason) => ({ ...reason, at: new Date(reason.at) })),
    account: { ...age, recipients: recipients === Number.POSITIVE_INFINITY ? null : recipients },
    penalty: penalty && plainPenalty(penalty),
    penalties: penalties.map(plainPenalty),
    violations,
    says,
  };
}

function plainPenalty({ since, until, appeal, ...rest }: Penalty) {
  const decided = appeal && {
    ...appeal,
    at: new Date(appeal.at),
    decidedAt: appeal.decidedAt === 0 ? null : new Date(appeal.decidedAt),
    decidedBy: appeal.decidedBy && hex(appeal.decidedBy),
    permit: appeal.permit && Buffer.from(appeal.permit).toString('base64url'),
  };
  return { ...rest, since: new Date(since), until: until === null ? null : new Date(until), appeal: decided };
}

function date(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('Write a date such as 2026-01-31.');
  return at;
}
