import type { Violation } from './broadcast/admit/violation.ts';

/**
 * Every error this library throws on purpose: a closed set of codes, grouped by whose move it is.
 * A message names a position (row 17, column phone, slot 3), never an identity and never content;
 * `hint` says what to do next. `cause` keeps the original.
 */
const CODES = {
  // the caller's mistake: change the call
  USAGE: 'caller',
  SENDER_UNKNOWN: 'caller',
  BROADCAST_UNKNOWN: 'caller',
  RECIPIENT_UNKNOWN: 'caller',
  IDEMPOTENCY_CONFLICT: 'caller',
  AUDIENCE_CHANGED: 'caller',
  ENGINE_CLOSED: 'caller',
  NO_TRANSPORT: 'caller',
  PERMIT_REFUSED: 'caller',
  // the data's fault: mend the input
  AUDIENCE_UNREADABLE: 'data',
  MESSAGE_INVALID: 'data',
  KEY_INVALID: 'data',
  TOO_MANY_REFUSED: 'data',
  ENVELOPE_INVALID: 'data',
  UNREADABLE: 'data',
  PROFILE_INVALID: 'data',
  // the rules for sending: change what is sent, or the profile
  POLICY_REFUSED: 'policy',
  POLICY_HELD: 'policy',
  // the world outside: the disk, the key store, another process, a transport
  DIRECTORY_BUSY: 'outside',
  DIRECTORY_UNUSABLE: 'outside',
  DISK_FULL: 'outside',
  SPOOL_DAMAGED: 'outside',
  SPOOL_SCHEMA: 'outside',
  KEYRING_DAMAGED: 'outside',
  KEYRING_PASSPHRASE: 'outside',
  KEY_ERASED: 'outside',
  KERNEL_UNAVAILABLE: 'outside',
  MAILBOX_UNAVAILABLE: 'outside',
  // neither: somebody asked for it to stop
  ABORTED: 'stopped',
  INTERRUPTED: 'stopped',
  // a broken invariant of our own
  INTERNAL: 'bug',
} as const;

export type SealcastErrorCode = keyof typeof CODES;
export type SealcastErrorKind = (typeof CODES)[SealcastErrorCode];

export interface SealcastErrorDetail {
  /** What the reader can do about it, one sentence. */
  hint?: string;
  cause?: unknown;
  /** Where: numbers and column names only. */
  position?: Readonly<Record<string, number | string>>;
  /** Of POLICY_REFUSED and POLICY_HELD: the rules that are not kept. */
  violations?: readonly Violation[];
}

export class SealcastError extends Error {
  override readonly name = 'SealcastError';
  readonly code: SealcastErrorCode;
  readonly kind: SealcastErrorKind;
  readonly hint: string | undefined;
  readonly position: Readonly<Record<string, number | string>> | undefined;
  /** Of POLICY_REFUSED and POLICY_HELD: the rules that are not kept. */
  readonly violations: readonly Violation[] | undefined;

  constructor(code: SealcastErrorCode, message: string, detail: SealcastErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.kind = CODES[code];
    this.hint = detail.hint;
    this.position = detail.position;
    this.violations = detail.violations;
  }
}

/** Errors lose class and fields between threads, so they cross as data (threads/messages.ts) and are raised again here. */
export interface ErrorAsData {
  code: SealcastErrorCode;
  message: string;
  hint?: string | undefined;
  position?: Readonly<Record<string, number | string>> | undefined;
}

export function errorToData(error: unknown): ErrorAsData {
  if (error instanceof SealcastError)
    return { code: error.code, message: error.message, hint: error.hint, position: error.position };
  // Only the kind of an unforeseen error crosses: its message may quote a row.
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  return { code: 'INTERNAL', message: `unexpected ${kind} in a worker` };
}

export function errorFromData(data: ErrorAsData): SealcastError {
  return new SealcastError(data.code, data.message, {
    ...(data.hint === undefined ? {} : { hint: data.hint }),
    ...(data.position === undefined ? {} : { position: data.position }),
  });
}
