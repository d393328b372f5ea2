import type { Violation } from '../broadcast/admit/violation.ts';
import { SealcastError, type SealcastErrorCode } from '../errors.ts';

/** What the process ends with; a script tells the cases apart by these, so a number never changes its meaning. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  data: 3,
  directory: 4,
  keyring: 5,
  spool: 6,
  conflict: 7,
  notForThisKey: 8,
  policy: 9,
  held: 10,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For `sealcast help exit-codes` and docs/cli.md; a test compares the two. */
export const EXIT_CODES: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, 'done; rows that were refused and envelopes that failed are in the report, and are no failure'],
  [EXIT.unexpected, 'a fault of sealcast, or of this machine: figures that do not add up, no kernel that runs'],
  [EXIT.usage, 'the command is wrong: an option, or a sender, broadcast or recipient that is not there'],
  [EXIT.data, 'the data is wrong: audience, message, key file, envelope; or more rows refused than --max-refused'],
  [EXIT.directory, 'the directory is in use by another process, or cannot be used'],
  [EXIT.keyring, 'the passphrase is wrong or missing, the keyring is damaged, or a key was erased'],
  [EXIT.spool, 'the disk is full, or the spool is damaged or of another version'],
  [EXIT.conflict, 'the idempotency key belongs to another send, or the audience changed since it began'],
  [EXIT.notForThisKey, 'open: the envelope is for another key'],
  [EXIT.policy, 'refused by a rule of the profile, or for want of a permit: the message says which, with its figures'],
  [EXIT.held, 'held: sealed, and nothing of it is handed over before somebody approves it'],
  [
    EXIT.interrupted,
    'interrupted: what is sealed is safe, what was with a transport is counted, sealcast resume goes on',
  ],
];

/** One entry for each code of the closed set: a new one must choose before this compiles. */
const EXIT_OF: Readonly<Record<SealcastErrorCode, ExitCode>> = {
  USAGE: EXIT.usage,
  SENDER_UNKNOWN: EXIT.usage,
  BROADCAST_UNKNOWN: EXIT.usage,
  RECIPIENT_UNKNOWN: EXIT.usage,
  ENGINE_CLOSED: EXIT.usage,
  NO_TRANSPORT: EXIT.usage,
  PERMIT_REFUSED: EXIT.policy,
  IDEMPOTENCY_CONFLICT: EXIT.conflict,
  AUDIENCE_CHANGED: EXIT.conflict,
  AUDIENCE_UNREADABLE: EXIT.data,
  MESSAGE_INVALID: EXIT.data,
  KEY_INVALID: EXIT.data,
  TOO_MANY_REFUSED: EXIT.data,
  ENVELOPE_INVALID: EXIT.data,
  UNREADABLE: EXIT.data,
  PROFILE_INVALID: EXIT.data,
  POLICY_REFUSED: EXIT.policy,
  POLICY_HELD: EXIT.held,
  DIRECTORY_BUSY: EXIT.directory,
  DIRECTORY_UNUSABLE: EXIT.directory,
  DISK_FULL: EXIT.spool,
  SPOOL_DAMAGED: EXIT.spool,
  SPOOL_SCHEMA: EXIT.spool,
  KEYRING_DAMAGED: EXIT.keyring,
  KEYRING_PASSPHRASE: EXIT.keyring,
  KEY_ERASED: EXIT.keyring,
  KERNEL_UNAVAILABLE: EXIT.unexpected,
  MAILBOX_UNAVAILABLE: EXIT.unexpected,
  // The broadcast of this idempotency key was aborted: it belongs to something else now.
  ABORTED: EXIT.conflict,
  INTERRUPTED: EXIT.interrupted,
  INTERNAL: EXIT.unexpected,
};

/** The end of a command that is no fault of the library: the message is for people, the code for scripts. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exit: ExitCode;
  readonly code: string;
  readonly hint: string | undefined;

  constructor(exit: ExitCode, code: string, message: string, hint?: string) {
    super(message);
    this.exit = exit;
    this.code = code;
    this.hint = hint;
  }
}

/** An error with the broadcast it happened to, so that a script can go on with it. */
export class BroadcastFailure extends Error {
  override readonly name = 'BroadcastFailure';
  readonly broadcast: string;

  constructor(cause: unknown, broadcast: string) {
    super('the broadcast did not end well', { cause });
    this.broadcast = broadcast;
  }
}

export function usage(message: string, hint?: string): CommandFailure {
  return new CommandFailure(EXIT.usage, 'USAGE', message, hint);
}

export interface Failure {
  readonly exit: ExitCode;
  /** A SealcastErrorCode, or NOT_FOR_THIS_KEY. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly broadcast?: string;
  /** Of a refusal by a profile. */
  readonly violations?: readonly Violation[];
}

/** What went wrong, ready to be shown: positions, never identity or content. */
export function failureOf(error: unknown): Failure {
  if (error instanceof BroadcastFailure) {
    const failure = failureOf(error.cause);
    return error.broadcast === '' ? failure : { ...failure, broadcast: error.broadcast };
  }
  if (error instanceof CommandFailure)
    return { exit: error.exit, code: error.code, message: error.message, hint: error.hint };
  if (error instanceof SealcastError)
    return {
      exit: EXIT_OF[error.code],
      code: error.code,
      message: error.message,
      hint: commandWords(error.hint),
      ...(error.violations === undefined ? {} : { violations: error.violations }),
    };
  // Not its message: nobody checked that it quotes no row.
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  return {
    exit: EXIT.unexpected,
    code: 'INTERNAL',
    message: `unexpected ${kind}`,
    hint: 'run it again with SEALCAST_DEBUG=1 to see where, and report it',
  };
}

/** The library's hints speak of its options; whoever types a command needs the command's. */
function commandWords(hint: string | undefined): string | undefined {
  return hint
    ?.replace(/columns: \{ (\w+): "([^"]*)" \}/g, '--columns $1=$2')
    .replace(/columns: \{ … \}/g, '--columns NAME=HEADING')
    .replace(/\bpersonalBytes\b/g, '--personal-bytes')
    .replace('made by createSender, or --new-sender', 'made by --new-sender')
    .replace('(createSender, or --new-sender on the command line)', 'with --new-sender')
    .replace('openEngine({ transport }) delivers them, envelopes() and fetch() read them', 'sealcast fetch reads them');
}
