import { type Command, InvalidArgumentError, Option } from 'commander';
import { publicKeyIn } from '../broadcast/permit/permissions.ts';
import { grantOf } from '../broadcast/permit/token.ts';
import { equalBytes, hex } from '../crypto/bytes.ts';
import {
  attenuatePermit,
  generatePermitKey,
  newPermit,
  type Permit,
  type PermitTerms,
  presentPermit,
  RIGHTS,
  type Right,
  readPermit,
  verifyPermit,
} from '../index.ts';
import { limits } from '../limits.ts';
import { type DirectoryFlags, dirOption, passphraseOptions, reading, writing } from './directory.ts';
import { usage } from './exit.ts';
import { list, whole } from './options.ts';
import { count, moment, print, printable, printJson, table } from './output.ts';
import { readPermitKey, readToken, writePermitKey } from './permit-files.ts';

interface TermFlags {
  readonly rights?: readonly Right[];
  readonly expires?: number;
  readonly notBefore?: number;
  readonly recipients?: number;
  readonly sender?: string;
  readonly profile?: string;
}

interface MakeFlags extends TermFlags {
  readonly key: string;
  readonly holder: Uint8Array;
  readonly json?: boolean;
}

/** `permit` and what it can do. */
export function addPermit(program: Command): void {
  const permit = program
    .command('permit')
    .description('make, hand on, show and revoke permits: who may send, and to how many')
    .helpCommand(false);
  permit
    .command('key')
    .description('make the key of somebody who gives permits, or holds one: private into a file, public on stdout')
    .requiredOption('--out <file>', 'JWK file to make, mode 0600; an existing one is never replaced')
    .option('--json', 'one line of JSON')
    .action(key);
  const make = permit
    .command('new')
    .description('make a permit from its root; it is printed')
    .requiredOption('--key <file>', "the root's private key")
    .requiredOption('--rights <right,...>', RIGHTS.join(', '), rights)
    .addOption(when('--expires <when>', 'when it ends: 36h, 30d, or a date').makeOptionMandatory());
  terms(make).action((flags: MakeFlags & { rights: readonly Right[]; expires: number }) =>
    made(flags, (secret) =>
      newPermit(secret, flags.holder, { ...termsOf(flags), rights: flags.rights, expires: flags.expires }),
    ),
  );
  const less = permit
    .command('attenuate')
    .description('make a permit from one that you hold, with less in it; it is printed')
    .requiredOption('--permit <file>', 'the permit you hold')
    .requiredOption('--key <file>', 'your private key')
    .option('--rights <right,...>', 'those to keep (default: all of them)', rights)
    .addOption(when('--expires <when>', 'when it ends (default: as before)'));
  terms(less).action((flags: MakeFlags & { permit: string }) =>
    made(flags, async (secret) => attenuatePermit(await readToken(flags.permit), secret, flags.holder, termsOf(flags))),
  );
  permit
    .command('show')
    .description('say what a permit grants, and the ids by which it can be revoked')
    .requiredOption('--permit <file>', 'as permit new printed it')
    .option('--root <key>', 'public key of the root that is expected', keyOption)
    .option('--json', 'one line of JSON')
    .action(show);
  permit
    .command('present')
    .description(
      'present a permit for one approval, as the operator page asks for it; it is printed, and good for five minutes',
    )
    .requiredOption('--permit <file>', 'the permit you hold')
    .requiredOption('--key <file>', 'your private key')
    .requiredOption('--approve <id>', 'the whole id of the broadcast that is to be released', broadcastId)
    .option('--realm <name>', 'name of the installation, where its permissions have one')
    .option('--json', 'one line of JSON')
    .action(present);
  const revoke = permit
    .command('revoke')
    .description('take a permit back in a directory, with all that was derived from it')
    .addOption(dirOption())
    .requiredOption('--id <id>', 'of one of its blocks: permit show has them')
    .option('--json', 'one line of JSON');
  passphraseOptions(revoke).action(revokeIn);
  const revoked = permit
    .command('revoked')
    .description('list what was revoked in a directory')
    .addOption(dirOption())
    .option('--json', 'one line of JSON');
  passphraseOptions(revoked).action(revokedIn);
}

function terms(command: Command): Command {
  return command
    .requiredOption('--holder <key>', 'public key of whom it is for, hex or base64url', keyOption)
    .addOption(when('--not-before <when>', 'when it begins'))
    .option('--recipients <n>', 'the most people of one broadcast', whole(0, 0xffff_fffe))
    .option('--sender <name>', 'only in the name of this sender')
    .option('--profile <name>', 'only under this profile')
    .option('--json', 'one line of JSON');
}

function termsOf({ rights: kept, expires, notBefore, recipients, sender, profile }: TermFlags): PermitTerms {
  return { rights: kept, expires, notBefore, recipients, sender, profile };
}

async function key({ out, json }: { out: string; json?: boolean }): Promise<void> {
  const pair = generatePermitKey();
  try {
    await writePermitKey(out, pair);
  } finally {
    pair.privateKey.fill(0);
  }
  const publicKey = Buffer.from(pair.publicKey).toString('base64url');
  if (json) printJson({ publicKey, file: out });
  else print(publicKey);
}

async function made(flags: MakeFlags, make: (secret: Uint8Array) => Uint8Array | Promise<Uint8Array>): Promise<void> {
  const secret = await readPermitKey(flags.key);
  try {
    const token = await make(secret);
    const text = Buffer.from(token).toString('base64url');
    if (flags.json) printJson({ permit: text, ids: readPermit(token).ids });
    else print(text);
  } finally {
    secret.fill(0);
  }
}

async function present(flags: {
  permit: string;
  key: string;
  approve: string;
  realm?: string;
  json?: boolean;
}): Promise<void> {
  const token = await readToken(flags.permit);
  const secret = await readPermitKey(flags.key);
  try {
    const options = flags.realm === undefined ? {} : { realm: flags.realm };
    const presented = presentPermit(token, secret, { do: 'approve', broadcast: flags.approve }, options);
    const text = Buffer.from(presented).toString('base64url');
    if (flags.json) printJson({ presented: text });
    else print(text);
  } finally {
    secret.fill(0);
  }
}

async function show(flags: { permit: string; root?: Uint8Array; json?: boolean }): Promise<void> {
  const permit = verifyPermit(await readToken(flags.permit));
  if (flags.root !== undefined && !equalBytes(flags.root, permit.root))
    throw usage('the permit is of another root', `its root is ${hex(permit.root)}`);
  const grant = grantOf(permit);
  if (flags.json) {
    printJson({ ...plain(grant), root: hex(permit.root), blocks: blocksOf(permit) });
    return;
  }
  const said = plain(grant);
  const rows = [
    ['Grants', said.rights.join(', ')],
    ['To', hex(grant.holders.at(-1)!)],
    ['From', `${moment(grant.notBefore)} to ${moment(grant.expires)}`],
    ['People', said.recipients === null ? 'as many as there are' : `${count(said.recipients)} of one broadcast`],
    ['Sender', printable(grant.sender ?? 'any')],
    ['Profile', printable(grant.profile ?? 'any')],
    ['Root', hex(permit.root)],
    ...blocksOf(permit).map(({ id, holder }, i) => [`Block ${i}`, `${id}, held by ${holder}`]),
  ];
  for (const line of table([{}, { flexible: true }], rows)) print(line);
}

function plain({ rights: granted, recipients, sender, profile, notBefore, expires }: ReturnType<typeof grantOf>) {
  return {
    rights: granted,
    recipients: recipients === Number.POSITIVE_INFINITY ? null : recipients,
    sender,
    profile,
    notBefore: new Date(notBefore),
    expires: new Date(expires),
  };
}

function blocksOf({ blocks, ids }: Permit): { id: string; holder: string }[] {
  return blocks.map(({ holder }, i) => ({ id: ids[i]!, holder: hex(holder) }));
}

async function revokeIn(flags: DirectoryFlags & { id: string; json?: boolean }): Promise<void> {
  await writing(flags, {}, async (engine) => {
    engine.permits.revoke(flags.id);
    if (flags.json) printJson({ revoked: flags.id.toLowerCase() });
    else print('Revoked, with all that was derived from it.');
  });
}

async function revokedIn(flags: DirectoryFlags & { json?: boolean }): Promise<void> {
  await reading(flags, async (engine) => {
    const revoked = [...engine.permits.revoked()].map(([id, at]) => ({ id, at: new Date(at) }));
    if (flags.json) printJson({ revoked });
    else if (revoked.length === 0) print('Nothing was revoked.');
    else
      for (const line of table(
        [{}, {}],
        revoked.map(({ id, at }) => [id, moment(at)]),
      ))
        print(line);
  });
}

// ---- options ----

function rights(text: string, before: readonly Right[] = []): Right[] {
  const named = list(text) as Right[];
  if (named.some((right) => !RIGHTS.includes(right))) throw new InvalidArgumentError(`Use ${RIGHTS.join(', ')}.`);
  return [...before, ...named];
}

function broadcastId(text: string): string {
  const id = text.toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(id)) throw new InvalidArgumentError('Give all 32 hexadecimal digits: held shows them.');
  return id;
}

function keyOption(text: string): Uint8Array {
  const found = publicKeyIn(text);
  if (found === null) throw new InvalidArgumentError('Give a public key of 32 bytes, in hex or base64url.');
  return found;
}

const SPANS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function when(flags: string, says: string): Option {
  return new Option(flags, says).argParser((text) => {
    const span = /^([0-9]{1,6})([mhdw])$/.exec(text.trim());
    const at = span ? Date.now() + Number(span[1]) * SPANS[span[2]!]! : Date.parse(text);
    if (!Number.isFinite(at))
      throw new InvalidArgumentError(`Write a span as 36h or 30d (at most ${limits.permitDays}d), or a date.`);
    return at;
  });
}
