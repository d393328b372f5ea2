import { type Command, Option } from 'commander';
import type { Broadcast } from '../broadcast/broadcast.ts';
import { presentPermit } from '../broadcast/permit/proof.ts';
import type { Report } from '../broadcast/report.ts';
import { CLASSES, type MessageClass, type SendRequest } from '../broadcast/request.ts';
import type { Engine } from '../engine.ts';
import { SealcastError } from '../errors.ts';
import { DEDUP_FIELDS, type DedupField } from '../fanout/dedup.ts';
import type { Refusal } from '../fanout/read/refusal.ts';
import { EPHEMERALS, type Ephemeral } from '../fanout/seal-request.ts';
import { limits } from '../limits.ts';
import { type DirectoryFlags, dirOption, passphraseOptions, threadsOption, writing } from './directory.ts';
import { BroadcastFailure, EXIT, usage } from './exit.ts';
import { type AudienceFlags, audienceBytesOf, audienceOf, messageOf } from './input.ts';
import { list, milliseconds, pairs, whole } from './options.ts';
import { count, note, print, printJson } from './output.ts';
import { readPermissions, readPermitKey, readToken } from './permit-files.ts';
import { profileOf, profileOption } from './policy.ts';
import { sayDelivered, saySealed, showProgress } from './progress.ts';
import { RefusedFile } from './refused.ts';
import { plainReport, printReport } from './report.ts';
import { submit } from './submit.ts';
import { orThrough, type ServiceSocket, serviceSocket, type ThroughFlags, throughOptions } from './through.ts';
import { deliveringWith, sayTransport, type TransportFlags, transportOptions } from './transport.ts';
import { trustModelOf, trustOption } from './trust.ts';

interface RunFlags extends DirectoryFlags, TransportFlags {
  readonly threads?: number;
  readonly refused?: string;
  readonly json?: boolean;
}

interface SendFlags extends RunFlags, AudienceFlags, ThroughFlags {
  readonly from: string;
  readonly message: string;
  readonly class?: MessageClass;
  readonly purpose?: string;
  readonly personal?: readonly string[];
  readonly personalBytes?: number;
  readonly addressed?: boolean;
  readonly ephemeral?: Ephemeral;
  readonly dedupBy?: readonly DedupField[];
  readonly defaultCountry?: string;
  readonly idempotencyKey?: string;
  readonly expires?: string;
  readonly hold?: number;
  readonly notAfter?: string;
  readonly receipts?: boolean;
  readonly recallWithin?: string;
  readonly retain?: string;
  readonly profile?: string;
  readonly maxRefused?: number;
  readonly dryRun?: boolean;
  readonly newSender?: boolean;
  readonly permissions?: string;
  readonly trust?: string;
  readonly permit?: readonly string[];
  readonly permitKey?: readonly string[];
  readonly batchRecipients?: number;
  readonly windowChunks?: number;
}

/** What is the service's to say, besides the directory. */
const NOT_THROUGH = [
  'profile',
  'trust',
  'newSender',
  'threads',
  'batchRecipients',
  'windowChunks',
  'toGateway',
  'gatewayTokenEnv',
  'gatewayDropsRepeats',
  'outDir',
  'pace',
];

const REFUSED = 'write row, line, column and reason of every refused row to a CSV file';

export function addSend(program: Command): void {
  const command = program
    .command('send')
    .description('seal a message to every recipient of an audience, into the spool, and deliver it if told where')
    .addOption(dirOption({ optional: true }));
  throughOptions(command, 'submission', NOT_THROUGH)
    .requiredOption('--from <name>', 'sender; the first one of a new directory is made')
    .requiredOption('--message <file>', 'the message: .md is Markdown, others plain text; - for stdin')
    .requiredOption('--audience <file>', 'CSV or NDJSON with id and publicKey; - for stdin')
    .addOption(
      new Option('--format <format>', 'of the audience (default: by its extension, else its first character)').choices([
        'csv',
        'ndjson',
      ]),
    )
    .option('--columns <name=heading,...>', 'columns that have another heading in the file', pairs)
    .option('--delimiter <char>', 'of CSV; \\t is a tab (default: found from the heading)')
    .option('--personal <column,...>', 'columns that travel to their recipient, sealed (suite 2)', list)
    .option(
      '--personal-bytes <n>',
      'room for them (default: 166)',
      whole(0, limits.slotPlainBytesMax - limits.slotFixedBytes),
    )
    .option('--addressed', 'prove to each recipient that it was meant for them (suite 2)')
    .addOption(
      new Option('--ephemeral <for>', 'whom an ephemeral key is made for (default: batch)').choices(EPHEMERALS),
    )
    .addOption(new Option('--class <class>', 'what it is (default: broadcast)').choices(CLASSES))
    .option('--purpose <name>', 'what it is for, as opt-outs and consents call it: a-z, 0-9 and -')
    .addOption(
      new Option(
        '--dedup-by <field,...>',
        `what makes two rows one person: ${DEDUP_FIELDS.join(', ')} (default: id,key)`,
      ).argParser(list),
    )
    .option('--default-country <code>', 'of phone numbers without a country code, such as CN')
    .option('--idempotency-key <key>', 'name of this send: repeating it goes on, or answers with the report')
    .option('--expires <when>', 'when receivers stop showing it: 36h, 30d, or a date (default: 30d)')
    .addOption(
      new Option('--hold <span>', 'hand nothing over before so long: 10m; time to abort').argParser(milliseconds),
    )
    .option('--not-after <when>', 'hand nothing over from then on: 36h, or a date (default: when it expires)')
    .option('--receipts', 'ask devices to say that they opened it, and count them')
    .option('--recall-within <when>', 'how long recall makes notices: 2m, or a date (default: until it expires)')
    .option('--retain <when>', 'how long it is kept before it is purged: 72h, or a date (default: until it expires)')
    .addOption(profileOption())
    .option(
      '--max-refused <n>',
      'stop, and send nothing, when more rows are refused',
      whole(0, Number.MAX_SAFE_INTEGER),
    )
    .option('--refused <file>', REFUSED)
    .option('--dry-run', 'read, check and deduplicate, but seal and store nothing')
    .option('--new-sender', 'make the sender if there is none of this name')
    .option('--permissions <file>', 'whose permits count, as JSON: then a send needs one')
    .option('--permit <file,...>', 'permits to present', list)
    .option('--permit-key <file,...>', 'private keys of their holders, in the same order', list)
    .addOption(trustOption())
    .option('--batch-recipients <n>', 'recipients of a batch (default: 4096)', whole(1, limits.batchRecipients))
    .option('--window-chunks <n>', 'batches committed together (default: 4)', whole(1, limits.windowChunksMax))
    .addOption(threadsOption())
    .option('--json', 'one line of JSON instead of the table, no progress');
  transportOptions(command);
  passphraseOptions(command).action(send);
}

export function addResume(program: Command): void {
  const command = program
    .command('resume')
    .description('go on with what was interrupted')
    .addOption(dirOption())
    .option('--refused <file>', REFUSED)
    .addOption(threadsOption())
    .option('--json', 'one line of JSON instead of the table, no progress');
  transportOptions(command);
  passphraseOptions(command).action(resume);
}

async function send(flags: SendFlags): Promise<void> {
  if (flags.message === '-' && flags.audience === '-')
    throw usage('--message and --audience cannot both come from stdin', 'put one of them into a file');
  if (flags.passphraseFd === 0 && [flags.message, flags.audience].includes('-'))
    throw usage('the passphrase and the data cannot both come from stdin', 'use another descriptor: 3< FILE');
  const service = serviceSocket(flags, 'submission');
  if (service !== null) return handIn(flags, service);
  const delivering = deliveringWith(flags);
  const profile = flags.profile === undefined ? undefined : await profileOf(flags.profile);
  const message = await messageOf(flags.message);
  const { audience, close } = await audienceOf(flags);
  let refused: RefusedFile | undefined;
  try {
    refused = await openRefused(flags, [flags.message, flags.audience]);
    const list = refused;
    const request: SendRequest = {
      from: flags.from,
      message,
      to: audience,
      ...given(flags),
      ...(profile === undefined ? {} : { profile }),
    };
    const permissions = flags.permissions === undefined ? undefined : await readPermissions(flags.permissions);
    const trust = flags.trust === undefined ? {} : { trust: await trustModelOf(flags.trust) };
    const permit = await presented(flags, request, permissions?.realm);
    const work = async (engine: Engine): Promise<void> => {
      const seen: Refusal[] = [];
      const broadcast = await engine.send({
        ...request,
        ...permit,
        onRefused: (refusals) => {
          if (list !== undefined) seen.push(...refusals);
        },
      });
      const report = await follow(broadcast, flags, list, seen);
      printRun(report, flags);
      if (report.admission === 'held') sayHeld(report, flags);
    };
    const options = {
      ...threadsOf(flags),
      ...delivering,
      ...(permissions && { permissions }),
      ...trust,
      // The engine's own, too: what a permit for a profile of that name is for.
      ...(profile && { profile }),
    };
    await orThrough('send', () => writing(flags, options, work, goOnOf(flags, audience.resumable)));
  } finally {
    close();
    await refused?.close();
  }
}

/** By the service that has the directory: it seals and delivers, this process brings message and list. */
async function handIn(flags: SendFlags, service: ServiceSocket): Promise<void> {
  if (flags.refused !== undefined && flags.dryRun === true)
    throw usage('--refused is not written of a dry run through a service', 'leave one of the two out');
  const message = await messageOf(flags.message);
  const permissions = flags.permissions === undefined ? undefined : await readPermissions(flags.permissions);
  const list = await audienceBytesOf(flags);
  let refused: RefusedFile | undefined;
  try {
    refused = await openRefused(flags, [flags.message, flags.audience]);
    const request = { from: flags.from, message, ...given(flags) };
    const { permit = [] } = await presented(flags, { ...request, to: [] }, permissions?.realm);
    const report = await submit({ service, request, permit, list, quiet: flags.json === true, refused });
    if (!flags.json) saySealed(report);
    printRun(report, flags);
    if (report.admission === 'held') {
      process.exitCode = EXIT.held;
      if (!flags.json) note('held: nothing is handed over before somebody approves it, on the page of the service');
    }
  } finally {
    list.close();
    await refused?.close();
  }
}

/** All went well, and nothing goes out: a script must be able to tell. */
function sayHeld({ broadcast }: Report, { dir, json }: SendFlags): void {
  process.exitCode = EXIT.held;
  if (!json && broadcast !== '')
    note(`held: nothing is handed over before sealcast approve --dir ${dir} --broadcast ${broadcast.slice(0, 8)}`);
}

/** The permits of --permit, each presented with its key of --permit-key, for this very request. */
async function presented(flags: SendFlags, request: SendRequest, realm = ''): Promise<Pick<SendRequest, 'permit'>> {
  const { permit: permits = [], permitKey: keys = [] } = flags;
  if (permits.length !== keys.length)
    throw usage('each --permit needs its --permit-key', 'give both in the same order');
  if (permits.length === 0) return {};
  const permit: Uint8Array[] = [];
  for (const [i, path] of permits.entries()) {
    const token = await readToken(path);
    const key = await readPermitKey(keys[i]!);
    try {
      permit.push(presentPermit(token, key, { do: 'send', request }, { realm }));
    } finally {
      key.fill(0);
    }
  }
  return { permit };
}

/** What to do after an interruption. */
function goOnOf(flags: SendFlags, resumable: boolean): string {
  const { dir, idempotencyKey, dryRun } = flags;
  if (dryRun) return 'nothing was sealed or stored';
  if (resumable) return `what is sealed is safe, go on with: sealcast resume --dir ${dir}${sayTransport(flags)}`;
  return idempotencyKey === undefined
    ? 'an audience from a stream goes on only under an --idempotency-key: abort this broadcast, and send again with one'
    : 'what is sealed is safe, send the same audience again under the same --idempotency-key';
}

/** What was asked for and nothing else: the engine has the defaults. */
function given(flags: SendFlags) {
  const {
    class: messageClass,
    purpose,
    personal,
    personalBytes,
    addressed,
    ephemeral,
    dedupBy,
    defaultCountry,
  } = flags;
  const { idempotencyKey, expires, hold, notAfter, receipts, recallWithin, retain } = flags;
  const { maxRefused, dryRun, newSender, batchRecipients, windowChunks } = flags;
  return Object.fromEntries(
    Object.entries({
      class: messageClass,
      purpose,
      personal,
      personalBytes,
      addressed,
      ephemeral,
      dedupBy,
      defaultCountry,
      idempotencyKey,
      expires,
      holdMs: hold,
      notAfter,
      receipts,
      recallWithin,
      retain,
      maxRefused,
      dryRun,
      newSender,
      batchRecipients,
      windowChunks,
    }).filter(([, value]) => value !== undefined),
  );
}

async function resume(flags: RunFlags): Promise<void> {
  const delivering = deliveringWith(flags);
  const goOn = `go on with: sealcast resume --dir ${flags.dir}${sayTransport(flags)}`;
  const work = async (engine: Engine): Promise<void> => {
    const { resumed, waiting } = await engine.resume();
    const reports: Report[] = [];
    for (const broadcast of resumed) {
      const refused = await openRefused(
        resumed.length < 2 || flags.refused === undefined
          ? flags
          : { ...flags, refused: `${flags.refused}.${broadcast.id.slice(0, 12)}` },
      );
      try {
        reports.push(await follow(broadcast, flags, refused));
      } finally {
        await refused?.close();
      }
    }
    if (flags.json) {
      printJson({ resumed: reports.map(plainReport), waiting: waiting.map(plainReport) });
      return;
    }
    for (const report of reports) printRun(report, flags);
    for (const { broadcast } of waiting)
      print(`Waiting: ${broadcast}. Send it again with the same --idempotency-key and the same audience.`);
    const waits = 'Its other parts wait for their time: resume goes on.';
    for (const { broadcast, paused, pending, admission, parts, partsReleased } of reports) {
      if (paused && pending > 0) print(`Paused: ${broadcast}. sealcast unpause lets it go on.`);
      if (partsReleased < parts && admission === 'released') print(`Split: ${broadcast}. ${waits}`);
      if (admission === 'held') print(`Held: ${broadcast}. sealcast approve lets it go on.`);
    }
    const all = delivering.transport === undefined ? 'sealed' : 'sealed, and nothing waits';
    if (reports.length + waiting.length === 0) print(`Nothing to resume: all is ${all}.`);
  };
  await writing(flags, { ...threadsOf(flags), ...delivering }, work, goOn);
}

/** Shows a broadcast until it is sealed, and delivered where there is a transport; its refused rows are written however it ends. */
async function follow(
  broadcast: Broadcast,
  flags: RunFlags,
  refused: RefusedFile | undefined,
  seen: readonly Refusal[] = [],
): Promise<Report> {
  const { id } = broadcast;
  if (!flags.json && id !== '') note(`broadcast ${id}`);
  try {
    if (!flags.json) await showProgress(broadcast);
    const report = await broadcast.done;
    const written = await refused?.write(allRefusals(broadcast, seen));
    if (!flags.json) {
      saySealed(report);
      if (written !== undefined) note(`${count(written)} refused rows written to ${flags.refused}`);
    }
    const { paused, admission } = broadcast.report();
    if (deliveringWith(flags).transport === undefined || id === '' || paused || admission === 'held') return report;
    const settled = await Promise.race([broadcast.settled, partsDelivered(broadcast)]);
    if (!flags.json) sayDelivered(settled);
    return settled;
  } catch (error) {
    // Whoever stopped for too many refused rows is to mend them now.
    if (error instanceof SealcastError && (error.code === 'TOO_MANY_REFUSED' || error.code === 'POLICY_REFUSED'))
      await refused?.write(allRefusals(broadcast, seen));
    throw new BroadcastFailure(error, id);
  }
}

/** The parts that are released have their end, and others wait: perhaps for days. Never, where there are none. */
async function partsDelivered(broadcast: Broadcast): Promise<Report> {
  for await (const _ of broadcast.progress()) {
    const report = broadcast.report();
    if (report.withheld > 0 && report.pending <= report.withheld) return report;
  }
  return broadcast.settled;
}

/** Those in the spool, of earlier runs of this broadcast, too; then those that were seen and never committed. */
async function* allRefusals(broadcast: Broadcast, seen: readonly Refusal[]): AsyncGenerator<Refusal> {
  let last = 0;
  if (broadcast.id !== '')
    for await (const refusal of broadcast.refusals()) {
      last = refusal.row;
      yield refusal;
    }
  for (const refusal of seen) if (refusal.row > last) yield refusal;
}

function printRun(report: Report, { json }: RunFlags): void {
  if (json) printJson(plainReport(report));
  else {
    print();
    printReport(report);
  }
}

function threadsOf({ threads }: RunFlags) {
  return threads === undefined ? {} : { threads };
}

async function openRefused({ refused }: RunFlags, inputs: readonly string[] = []): Promise<RefusedFile | undefined> {
  return refused === undefined ? undefined : RefusedFile.open(refused, inputs);
}
