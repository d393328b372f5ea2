import type { MessageClass } from '../broadcast/request.ts';
import type { Private } from '../private.ts';

/** One envelope on its way: what a transport is given, and nothing else. */
export interface Parcel {
  /** Idempotency key: the same on every attempt, so that the other side can drop repeats. Hex, 32 characters. */
  readonly id: string;
  /** Broadcast id, 16 bytes. */
  readonly broadcast: Uint8Array;
  /** The pseudonym the envelope is addressed to, 16 bytes; new in every broadcast. */
  readonly mailbox: Uint8Array;
  /** The wire-format envelope ("SCE1"). */
  readonly envelope: Uint8Array;
  /**
   * The wire-format body ("SCB1"), the same bytes for every parcel of a broadcast: one array for all of them, in all groups, because it may
   * have megabytes. Who writes into it spoils those of others, and the conformance suite says so.
   */
  readonly body: Uint8Array;
  /** Of the message: how urgent it is. */
  readonly class: MessageClass;
  /** When receivers stop showing it, unix milliseconds: nobody needs it after that. */
  readonly expires: number;
  /** How to reach the mailbox, opened for this hand-over; `null` when the audience gave none. Cannot be printed. */
  readonly route: Private | null;
}

/**
 * What became of one parcel.
 *
 * - `delivered`: the other side has it durably.
 * - `failed`: it will never take it. `gone` is the reason for a route that is dead (404, 410): those are collected, by mailbox.
 * - `deferred`: it certainly has not taken it, and may later: the engine tries again, not before `retryAfterMs` have passed.
 * - `unknown`: handed over, but the answer was lost.
 */
export type Outcome =
  | { readonly state: 'delivered' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'deferred'; readonly reason: string; readonly retryAfterMs?: number }
  | { readonly state: 'unknown'; readonly reason: string };

/**
 * Carries envelopes. `deliver` answers with one outcome per parcel, in their order; `delivered` only once the other side
 * has the envelope durably. A throw or rejection makes the whole group `unknown`: nobody can tell what arrived.
 *
 * `signal` aborts when the engine is to stop, or waited too long. What `deliver` answers within 50 ms after that still counts (250 ms in a
 * close with a grace), and only what is missing in it is `unknown`: so answer with what is known, and `deferred` for what was not sent.
 */
export interface Transport {
  readonly name: string;
  /** The other side drops a parcel whose id it has seen: then one whose answer was lost is handed over again. @defaultValue false */
  readonly dropsRepeats?: boolean;
  deliver(parcels: readonly Parcel[], signal: AbortSignal): Promise<readonly Outcome[]>;
  close?(): Promise<void>;
}
