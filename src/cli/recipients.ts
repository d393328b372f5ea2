import { type FileHandle, open } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { publicKeyIn } from '../broadcast/permit/permissions.ts';
import { CONSENT_REFUSALS } from '../broadcast/recipients/recipients.ts';
import {
  type AddressesTaken,
  addressesFromCsv,
  type ConsentsTaken,
  type Engine,
  newConsent,
  newRevocation,
  type OptOutOptions,
  type RecipientAddress,
} from '../index.ts';
import { type DirectoryFlags, dirOption, passphraseOptions, reading, writing } from './directory.ts';
import { usage } from './exit.ts';
import { fileFault } from './input.ts';
import { list } from './options.ts';
import { count, print, printJson } from './output.ts';
import { readPermitKey } from './permit-files.ts';

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

interface Printed {
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
  ] as const) {
    const command = who(sub(optOut, name, says));
    passphraseOptions(command).action((flags: DirectoryFlags & WhoFlags & Printed) =>
      changing(flags, (engine) => engine.recipients[set](addressIn(flags), optionsOf(flags))),
    );
  }
  const all = file(sub(optOut, 'import', 'note everybody in a column of a CSV file'));
  passphraseOptions(country(purpose(all))).action(async (flags: DirectoryFlags & WhoFlags & FileFlags & Printed) => {
    const taken = await writing(flags, {}, (engine) =>
      engine.recipients.importOptOuts(addresses(flags), optionsOf(flags)),
    );
    printTaken(taken, flags);
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
  const into = sub(consent, 'import', 'take in records of consent, one a line as consent sign prints them')
    .requiredOption('--file <file>', 'the records')
    .requiredOption('--registry <key,...>', 'public keys whose records count, hex or base64url', list);
  passphraseOptions(into).action(imported);
  const revoke = who(sub(consent, 'revoke', 'take back what somebody agreed to, a purpose or all, from now on'));
  passphraseOptions(revoke).action((flags: DirectoryFlags & WhoFlags & Printed) =>
    changing(flags, (engine) => engine.recipients.revokeConsent(addressIn(flags), optionsOf(flags))),
  );
  counting(consent);
}

function sub(parent: Command, name: string, says: string): Command {
  return parent.command(name).description(says).addOption(dirOption()).option('--json', 'one line of JSON');
}

function counting(parent: Command): void {
  const command = sub(parent, 'count', 'say how many opt-outs and consents are on record');
  passphraseOptions(command).action(async (flags: DirectoryFlags & Printed) => {
    const counts = await reading(flags, async (engine) => engine.recipients.counts());
    if (flags.json) printJson(counts);
    else print(`${count(counts.optOuts)} opt-outs, ${count(counts.consents)} consents`);
  });
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

/** What is no row, or no address, is counted where they are taken. */
function addresses({ file: path, by, column }: FileFlags): AsyncIterable<RecipientAddress | null> {
  const options = { ...(by === undefined ? {} : { by }), ...(column === undefined ? {} : { column }) };
  return addressesFromCsv(path, options);
}

async function changing(flags: DirectoryFlags & Printed, change: (engine: Engine) => boolean): Promise<void> {
  const [changed, counts] = await writing(
    flags,
    {},
    async (engine) => [change(engine), engine.recipients.counts()] as const,
  );
  if (flags.json) printJson({ changed, ...counts });
  else print(changed ? 'Noted.' : 'It was so before.');
}

function printTaken(taken: AddressesTaken | ConsentsTaken, { json }: Printed): void {
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
    for await (const address of addresses(flags)) {
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

interface ImportFlags extends DirectoryFlags, Printed {
  readonly file: string;
  readonly registry: readonly string[];
}

async function imported(flags: ImportFlags): Promise<void> {
  const registries = flags.registry.map((text) => {
    const key = publicKeyIn(text);
    if (key === null) throw usage('--registry is no public key', '32 bytes in hex or base64url');
    return key;
  });
  const file = await open(flags.file).catch((error: unknown) => {
    throw usage(`the records ${flags.file} ${fileFault(error)}`, 'check the path of --file');
  });
  try {
    const taken = await writing(flags, { consentRegistries: registries }, (engine) =>
      engine.recipients.recordConsent(recordsIn(file)),
    );
    printTaken(taken, flags);
  } finally {
    await file.close();
  }
}

/** One a line; what is no record is counted where they are taken. */
async function* recordsIn(file: FileHandle): AsyncGenerator<Uint8Array> {
  for await (const line of file.readLines({ encoding: 'latin1', autoClose: false })) {
    const text = line.trim();
    if (text !== '') yield new Uint8Array(Buffer.from(text, 'base64url'));
  }
}
