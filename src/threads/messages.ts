import type { PreparedSizes } from '../batch/layout.ts';
import type { ErrorAsData } from '../errors.ts';
import type { Chunk } from '../fanout/read/chunk.ts';
import type { Reading } from '../fanout/read/columns.ts';
import type { Refusal } from '../fanout/read/refusal.ts';
import type { Ephemeral } from '../fanout/seal-request.ts';
import type { Kernels } from '../kernels/load.ts';

/**
 * Every message that crosses between the main thread and the pool. Buffers are moved, not copied; secrets are copied once a
 * batch and wiped by the worker before it answers.
 */

/**
 * Shared by the main thread and all workers of one broadcast, so that a stop is seen between two recipients and progress
 * needs no message: [0] stop (1) or go (0), [1] recipients sealed by workers, committed or not.
 */
export type Control = Int32Array<SharedArrayBuffer>;
export const CONTROL_STOP = 0;
export const CONTROL_SEALED = 1;

export function newControl(): Control {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** What a thread is given when it starts: it chooses nothing, and the compiled module brings its machine code along. */
export interface WorkerData {
  readonly kernels: Kernels | undefined;
}

export interface PrepareTask {
  readonly kind: 'prepare';
  readonly control: Control;
  readonly chunk: Chunk;
  readonly reading: Reading;
  /** 32 bytes; wiped by the worker. */
  readonly fingerprintKey: Uint8Array;
  readonly dims: { readonly phone: boolean; readonly email: boolean };
  readonly pseudonyms: PseudonymTask | null;
}

/** What rules about single people know them by, in all broadcasts of a directory. */
export interface PseudonymTask {
  /** 32 bytes, of the directory; wiped by the worker. */
  readonly key: Uint8Array;
  readonly dims: { readonly phone: boolean; readonly email: boolean };
}

export interface PrepareAnswer {
  readonly kind: 'prepared';
  readonly sizes: PreparedSizes;
  readonly buffer: ArrayBuffer;
  /** What the column `zone` counts in. */
  readonly zones: readonly string[];
  readonly refusals: Refusal[];
  /** Malformed optional fields that were dropped, by column. */
  readonly dropped: Readonly<Record<string, number>>;
  /** The same key twice in one row. */
  readonly repeatedKeys: number;
}

/** What is the same for every batch of a broadcast. */
export interface SealSettings {
  readonly suite: 1 | 2;
  readonly broadcast: Uint8Array;
  readonly broadcastHex: string;
  readonly bodyDigest: Uint8Array;
  readonly slotPlainBytes: number;
  readonly ephemeral: Ephemeral;
}

export interface SealTask {
  readonly kind: 'seal';
  readonly control: Control;
  readonly settings: SealSettings;
  readonly batch: number;
  readonly sizes: { count: number; ids: number; personal: number; routes: number };
  readonly buffer: ArrayBuffer;
  /** Secrets, each wiped by the worker: 32 bytes, but hedge. */
  readonly seed: Uint8Array;
  readonly hedge: Uint8Array;
  readonly senderSecret: Uint8Array | null;
  readonly bodyKey: Uint8Array;
  readonly receiptKey: Uint8Array;
  readonly mailboxRoot: Uint8Array;
  readonly recordKey: Uint8Array;
}

export interface SealAnswer {
  readonly kind: 'sealed';
  readonly count: number;
  /** Three spool records in one buffer, in this order; lengths in bytes. */
  readonly buffer: ArrayBuffer;
  readonly lengths: { batch: number; tags: number; routes: number };
}

export type Task = PrepareTask | SealTask;
export type Answer = PrepareAnswer | SealAnswer | { readonly kind: 'error'; readonly error: ErrorAsData };

/** From a thread, once, as soon as it can take tasks. */
export interface WorkerLoaded {
  /** Its `threadId`. */
  readonly loaded: number;
}
