import { open } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { publicKeyIn } from '../broadcast/permit/permissions.ts';
import { CONSENT_REFUSALS } from '../broadcast/recipients/recipients.ts';
import {
  type AddressColumnOptions,
  type AddressesTaken,
  addressesFromCsv,
  type ConsentsTaken,
  newConsent,
  newRevocation,
  type OptOutOptions,
  type RecipientAddress,
} from '../index.ts';
import { type DirectoryFlags, dirOption, passphraseOptions } from './directory.ts';
import { usage } from './exit.ts';
import { fileFault } from './input.ts';
import { list } from './options.ts';
import { count, print, printJson } from './output.ts';
import { readPermitKey } from './permit-files.ts';
import { type Change, type Register, registerIn, registerThrough } from './register.ts';
import { serviceSocket, type ThroughFlags, throughOptions } from './through.ts';

interface WhoFlags {
  readonly id?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly purpose?: string;
  readonly defaultCountry?: string;
}

interface FileFlags {
  readonly file: string;
  readonly by?: 'id' | 'phone' | 'email';
  readonly column?: string;
}

/** Where it is noted, and how what came of it is printed. */
interface RegisterFlags extends DirectoryFlags, ThroughFlags {
  readonly json?: boolean;
}

/** `optout`: who wants no more. */
export function addOptOut(program: Command): void {
  const optOut = program
    .command('optout')
    .description('note who wants no more, of a purpose or of anything; only pseudonyms are kept')
    .helpCommand(false);
  for (const [name, says, set] of [
    ['add', 'note that somebody wants no more', 'optOut'],
    ['remove', 'take that back: of the same purpose, or of everything', 'optIn'],
  ] as const)
    who(sub(optOut, name, says)).action((flags: RegisterFlags & WhoFlags) => changing('optout', flags, set));
  const all = file(sub(optOut, 'import', 'note everybody in a column of a CSV file'));
  country(purpose(all)).action(async (flags: RegisterFlags & WhoFlags & FileFlags) => {
    const register = registerOf('optout', flags);
    printTaken(await register.importOptOuts(flags.file, columnOf(flags), optionsOf(flags)), flags);
  });
  counting(optOut);
}

/** `consent`: who agreed to what. */
export function addConsent(program: Command): void {
  const consent = program
    .command('consent')
    .description('sign, take in and take back what recipients agreed to; only pseudonyms are kept')
    .helpCommand(false);
  const sign = file(
    consent.command('sign').description('sign that everybody in a column of a CSV file agrees, or no longer does'),
  )
    .requiredOption('--key <file>', 'private key of the registry (sealcast permit key makes one)')
    .option('--revoke', 'that they no longer agree')
    .option('--expires <date>', 'until when (default: until it is taken back)');
  purpose(sign).action(signed);
  sub(consent, 'import', 'take in records of consent, one a line as consent sign prints them', ['registry'])
    .requiredOption('--file <file>', 'the records')
    .option('--registry <key,...>', 'public keys whose records count, hex or base64url; a service has its own', list)
    .action(imported);
  const revoke = who(sub(consent, 'revoke', 'take back what somebody agreed to, a purpose or all, from now on'));
  revoke.action((flags: RegisterFlags & WhoFlags) => changing('consent', flags, 'revokeConsent'));
  counting(consent);
}

/** @param others options that are the service's to say */
function sub(parent: Command, name: string, says: string, others: readonly string[] = []): Command {
  const command = parent
    .command(name)
    .description(says)
    .addOption(dirOption({ optional: true }));
  return passphraseOptions(throughOptions(command, 'recipients', others)).option('--json', 'one line of JSON');
}

function counting(parent: Command): void {
  const command = sub(parent, 'count', 'say how many opt-outs and consents are on record');
  command.action(async (flags: RegisterFlags) => {
    const counts = await registerOf('optout', flags).counts();
    if (flags.json) printJson(counts);
    else print(`${count(counts.optOuts)} opt-outs, ${count(counts.consents)} consents`);
  });
}

function registerOf(command: 'optout' | 'consent', flags: RegisterFlags, registries?: readonly Uint8Array[]): Register {
  const service = serviceSocket(flags, 'recipients');
  return service === null ? registerIn(flags, command, registries) : registerThrough(service);
}

function purpose(command: Command): Command {
  return command.option('--purpose <name>', 'of what: a-z, 0-9 and - (default: everything)');
}

function country(command: Command): Command {
  return command.addOption(
    new Option('--default-country <code>', 'of phone numbers without a country code, such as CN'),
  );
}

function who(command: Command): Command {
  return country(purpose(command))
    .option('--id <id>', 'whom, as audiences call them')
    .option('--phone <number>', 'or by phone')
    .option('--email <address>', 'or by e-mail');
}

function file(command: Command): Command {
  return command
    .requiredOption('--file <csv>', 'the file, with a heading')
    .addOption(
      new Option('--by <what>', 'what the column has (default: as it is called)').choices(['id', 'phone', 'email']),
    )
    .option('--column <heading>', 'its heading, where that is another than id, phone or email');
}

function optionsOf({ purpose: name, defaultCountry }: WhoFlags): OptOutOptions {
  return {
    ...(name === undefined ? {} : { purpose: name }),
    ...(defaultCountry === undefined ? {} : { defaultCountry }),
  };
}

function addressIn({ id, phone, email }: WhoFlags): RecipientAddress {
  const given = Object.entries({ id, phone, email }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) throw usage('say who, by one of --id, --phone, --email', "--email 'ann@example.com'");
  return Object.fromEntries(given) as unknown as RecipientAddress;
}

function columnOf({ by, column }: FileFlags): AddressColumnOptions {
  return { ...(by === undefined ? {} : { by }), ...(column === undefined ? {} : { column }) };
}

async function changing(command: 'optout' | 'consent', flags: RegisterFlags & WhoFlags, change: Change): Promise<void> {
  const who = addressIn(flags);
  const said = await registerOf(command, flags).change(change, who, optionsOf(flags));
  if (flags.json) printJson(said);
  else print(said.changed ? 'Noted.' : 'It was so before.');
}

function printTaken(taken: AddressesTaken | ConsentsTaken, { json }: RegisterFlags): void {
  if (json) {
    printJson(taken);
    return;
  }
  print(`${count(taken.listed)} listed, ${count(taken.changed)} new, ${count(taken.refused)} refused`);
  if (taken.refused > 0)
    print(`Refused: row ${taken.refusedAt.slice(0, 10).join(', ')}${taken.refused > 10 ? ', …' : ''}`);
  for (const [reason, n] of Object.entries('refusedBy' in taken ? taken.refusedBy : {}))
    print(`  ${count(n)} ${reason}: ${CONSENT_REFUSALS[reason as keyof typeof CONSENT_REFUSALS]}`);
}

interface SignFlags extends WhoFlags, FileFlags {
  readonly key: string;
  readonly revoke?: boolean;
  readonly expires?: string;
}

/** Records go to stdout, one a line; what cannot be signed ends it, because a list that is shorter than its file is no list. */
async function signed(flags: SignFlags): Promise<void> {
  const { purpose: name, revoke, expires } = flags;
  if (name === undefined && revoke !== true) throw usage('say what they agree to', '--purpose newsletter');
  const until = expires === undefined ? undefined : Date.parse(expires);
  if (until !== undefined && (Number.isNaN(until) || revoke))
    throw usage('--expires is a date, of a consent', '--expires 2027-01-31');
  const key = await readPermitKey(flags.key);
  try {
    let row = 0;
    for await (const address of addressesFromCsv(flags.file, columnOf(flags))) {
      row++;
      let record: Uint8Array;
      try {
        record = revoke
          ? newRevocation(key, address!, name === undefined ? {} : { purpose: name })
          : newConsent(key, address!, { purpose: name!, ...(until === undefined ? {} : { expires: until }) });
      } catch (error) {
        throw usage(`row ${row}: ${error instanceof Error ? error.message : 'it cannot be signed'}`, 'mend the row');
      }
      print(Buffer.from(record).toString('base64url'));
    }
  } finally {
    key.fill(0);
  }
}

interface ImportFlags extends RegisterFlags {
  readonly file: string;
  readonly registry?: readonly string[];
}

async function imported(flags: ImportFlags): Promise<void> {
  const registries = flags.registry?.map((text) => {
    const key = publicKeyIn(text);
    if (key === null) throw usage('--registry is no public key', '32 bytes in hex or base64url');
    return key;
  });
  const register = registerOf('consent', flags, registries);
  if (flags.through === undefined && registries === undefined)
    throw usage('--registry is missing', 'say whose records count: --registry KEY');
  const file = await open(flags.file).catch((error: unknown) => {
    throw usage(`the records ${flags.file} ${fileFault(error)}`, 'check the path of --file');
  });
  try {
    printTaken(await register.recordConsent(file.createReadStream({ autoClose: false })), flags);
  } finally {
    await file.close();
  }
}
