import type { PreparedBatch } from '../batch/layout.ts';
import { SealcastError } from '../errors.ts';
import type { PseudonymTask } from '../threads/messages.ts';

/** One rule about single people, compiled for one broadcast: it sees whole chunks, and looks into flat arrays only. */
export interface SuppressionRule {
  /** As reports count it: `opt-out`. */
  readonly name: string;
  /**
   * Marks the rows that are not to be written to.
   *
   * @param codes one byte a row; 0 goes. A row that is marked already stays as it is: it counts for the first rule that says so
   * @param code what to mark it with
   */
  suppress(batch: PreparedBatch, codes: Uint8Array, code: number): void;
}

/** What a broadcast asks of its recipients. Nothing of it outlives the run: `wipe`. */
export interface Suppression {
  /** Whose pseudonyms the rules need, and the key they are made with; null: none, and none is made. */
  readonly pseudonyms: PseudonymTask | null;
  /** At most 255, in the order in which they count. */
  readonly rules: readonly SuppressionRule[];
  /** Null: whom it goes to is no matter to others. */
  readonly people: PeopleCount | null;
  /** When it is first in the hours of somebody who was let through so far, unix milliseconds. */
  hoursBegin(): number;
  /** From when on messages to come are in one window with it that somebody who was let through may have, unix milliseconds. */
  capsAhead(): number;
  wipe(): void;
}

/** Counts whom a broadcast goes to, for rules that look back over broadcasts. */
export interface PeopleCount {
  /** A window begins. */
  window(): PeopleWindow;
}

export interface PeopleWindow {
  /** The accepted rows of a chunk: from now on other broadcasts see them. @param verdict 0 where a row was accepted */
  add(batch: PreparedBatch, verdict: Uint8Array): void;
  /** All of them, to be committed with the window; 8 bytes a person. */
  bytes(): Uint8Array;
  /** They are on disk. A window of which this is not said is forgotten with the run. */
  committed(): void;
}

const NOBODY = new Uint8Array(0);

/** Of a window; nobody where nothing is counted. */
export function peopleOf(window: PeopleWindow | null): Uint8Array {
  return window === null ? NOBODY : window.bytes();
}

export const NO_SUPPRESSION: Suppression = {
  pseudonyms: null,
  rules: [],
  people: null,
  hoursBegin: () => Number.MAX_SAFE_INTEGER,
  capsAhead: () => Number.MAX_SAFE_INTEGER,
  wipe: () => undefined,
};

/**
 * For each row of a chunk the rule that suppresses it: 0 for none, else its number in `rules`, from 1. Asked before dedup, and of each
 * row by itself, so that who is not written to claims nothing: whoever shares their device or their phone is no duplicate of theirs.
 */
export function suppressed({ pseudonyms, rules }: Suppression, batch: PreparedBatch): Uint8Array {
  if (pseudonyms !== null && batch.pseudonyms.length !== batch.rowPrints.length)
    throw new SealcastError('INTERNAL', 'a chunk was prepared without its pseudonyms');
  const codes = new Uint8Array(batch.rows);
  for (const [i, rule] of rules.entries()) rule.suppress(batch, codes, i + 1);
  return codes;
}
