import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { preparedBatch } from '../batch/layout.ts';
import { encodeRecord } from '../codec/msgpack.ts';
import { equalBytes } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Random } from '../ports/random.ts';
import type { Counts, Cursor } from '../spool/broadcast-record.ts';
import type { SealedWindow } from '../spool/spool.ts';
import type { Control, PrepareAnswer, SealAnswer, SealSettings, SealTask } from '../threads/messages.ts';
import { CONTROL_STOP } from '../threads/messages.ts';
import { orAborted } from '../threads/or-aborted.ts';
import type { Pool } from '../threads/pool.ts';
import { release } from '../threads/release.ts';
import { type Claims, claimVerdict, dedupDims } from './dedup.ts';
import { type Chunk, chunkTransfers } from './read/chunk.ts';
import type { Reading } from './read/columns.ts';
import type { Refusal } from './read/refusal.ts';
import { type ClaimedBatch, type ShuffledBatch, shuffleWindow } from './shuffle.ts';
import { type PeopleWindow, peopleOf, type Suppression, suppressed } from './suppress.ts';

/** The secrets of one broadcast while it is sealed, 32 bytes each. The pipeline copies them for each task and keeps none. */
export interface SealSecrets {
  readonly fingerprintKey: Uint8Array;
  readonly bodyKey: Uint8Array;
  readonly senderSecret: Uint8Array | null;
  readonly receiptKey: Uint8Array;
  readonly mailboxRoot: Uint8Array;
  readonly recordKey: Uint8Array;
  /** Keys the running MAC over the input. */
  readonly inputKey: Uint8Array;
}

export interface Fanout {
  readonly chunks: AsyncIterable<Chunk>;
  readonly reading: Reading;
  readonly dedupBy: readonly string[];
  readonly claims: Claims;
  /** Who of the audience is not to be written to. */
  readonly suppression: Suppression;
  readonly pool: Pool;
  readonly random: Random;
  readonly control: Control;
  readonly settings: SealSettings;
  readonly secrets: SealSecrets;
  readonly batchRecipients: number;
  /** People of a part: no batch lies across the border of two, and nobody is in both. Null: nothing is cut by people. */
  readonly partPeople: number | null;
  readonly windowChunks: number;
  readonly maxRefused: number;
  /** People; with one more it ends with `exceeded`, and nothing of the window that they are in is sealed. */
  readonly maxSealed: number;
  readonly exceeded: (found: TooMany) => SealcastError;
  /** From here: the cursor and the counts of the last commit. */
  readonly from: { readonly cursor: Cursor; readonly counts: Counts; readonly batches: number };
  /** Aborts as soon as somebody asks for a stop, so that waiting for an audience that never answers ends, too. */
  readonly signal: AbortSignal;
  /** Durable when it returns. `null` window: a dry run's, nothing was sealed. */
  commit(window: SealedWindow | null, cursor: Cursor, counts: Counts): void;
  /** After each chunk is claimed, before its window is committed. */
  read?(counts: Counts, byteCursor: number): void;
  /** Before the count of them can end the broadcast. */
  refused?(refusals: readonly Refusal[]): void;
  readonly dryRun: boolean;
}

/** More people than may be. */
export interface TooMany {
  /** As far as the audience was read when it was seen, from 1. */
  readonly row: number;
  /** People, and their devices. */
  readonly counts: Readonly<Pick<Counts, 'sealed' | 'envelopes'>>;
  /** The audience goes on: there are so many, or more. */
  readonly goesOn: boolean;
}

/**
 * One broadcast's fan-out, the stages in their order:
 *
 *   read, normalise, fingerprint   pool     chunk by chunk, several at once, answers taken in input order
 *   suppress                       here     a chunk at once, each row by itself; who is not written to claims nothing
 *   dedup                          here     in input order, so the lowest position wins whatever the threads do
 *   shuffle                        here     across the window
 *   mask, seal                     pool     batch by batch, while the next window is read
 *   spool                          here     a window, its fingerprints and the cursor in one commit
 */
export async function runFanout(fanout: Fanout): Promise<void> {
  const counts = structuredClone(fanout.from.counts);
  const dims = dedupDims(fanout.dedupBy);
  let window = newWindow(fanout);
  let batches = fanout.from.batches;
  let people = fanout.from.counts.sealed;
  /** The window before, still being sealed: at most one, so at most two windows are in memory. */
  let sealing: Promise<void> = Promise.resolve();
  /** A window that failed ends the reading of the next one, which may be waiting for an audience that takes its time. */
  const failed = new AbortController();
  const signal = AbortSignal.any([fanout.signal, failed.signal]);

  const flush = async (cursor: Cursor): Promise<void> => {
    await sealing;
    const full = window;
    window = newWindow(fanout);
    const committed = structuredClone(counts);
    const first = batches;
    const sealed = sealWindow(fanout, full, first, people);
    batches += sealed.batches;
    people = committed.sealed;
    sealing = sealed.done.then((result) => {
      throwIfStopped(fanout.control);
      fanout.commit(result, cursor, committed);
      full.people?.committed();
    });
    sealing.catch((error: unknown) => failed.abort(error));
  };

  try {
    let { cursor } = fanout.from;
    // An audience of nobody has a chain, too: by it a repeated send is known.
    if (cursor.rows === 0) cursor = { ...cursor, inputMac: macReading(fanout.secrets.inputKey, fanout.reading) };
    /** Where the people became too many; told by the next chunk, or the end, so that the figures are those of all that was read. */
    let exceededAt: number | null = null;
    for await (const { chunk, answer, inputMac } of preparedInOrder(fanout, signal)) {
      try {
        claimChunk(fanout, answer, dims, counts, window);
      } catch (error) {
        // No window has it to wipe.
        discard([answer.buffer]);
        throw error;
      }
      cursor = { rows: chunk.cursor, inputMac, end: false };
      counts.listed = chunk.cursor;
      addRefusals(counts, window.refusals, answer.refusals);
      if (answer.refusals.length > 0) fanout.refused?.(answer.refusals);
      if (exceededAt !== null) throw fanout.exceeded({ row: exceededAt, counts, goesOn: true });
      fanout.read?.(counts, chunk.byteCursor);
      if (counts.refused > fanout.maxRefused)
        throw new SealcastError(
          'TOO_MANY_REFUSED',
          `${counts.refused} rows were refused, ${fanout.maxRefused} are allowed`,
          {
            hint: 'mend the rows (--refused FILE lists them) or raise --max-refused; nothing was sent',
            position: { row: chunk.cursor },
          },
        );
      window.chunks++;
      if (counts.sealed > fanout.maxSealed) exceededAt = chunk.cursor;
      else if (window.chunks >= fanout.windowChunks) await flush(cursor);
    }
    if (exceededAt !== null) throw fanout.exceeded({ row: exceededAt, counts, goesOn: false });
    await flush({ ...cursor, end: true });
    await sealing;
  } finally {
    await sealing.catch(() => {});
    wipeWindow(window);
  }
}

interface Window {
  chunks: number;
  claimed: ClaimedBatch[];
  /** Prints that the table held before it. */
  readonly printsBefore: number;
  refusals: Refusal[];
  readonly people: PeopleWindow | null;
}

function newWindow({ claims, suppression }: Fanout): Window {
  const people = suppression.people?.window() ?? null;
  return { chunks: 0, claimed: [], printsBefore: claims.size, refusals: [], people };
}

function wipeWindow({ claimed }: Window): void {
  discard(claimed.splice(0).map(({ batch }) => batch.buffer));
}

function discard(buffers: readonly ArrayBuffer[]): void {
  for (const buffer of buffers) new Uint8Array(buffer).fill(0);
  release(buffers);
}

interface Prepared {
  chunk: Pick<Chunk, 'cursor' | 'byteCursor'>;
  answer: PrepareAnswer;
  /** The running MAC after this chunk. */
  inputMac: Uint8Array;
}

/**
 * Chunks that are read and prepared, in input order, with as many under way as keeps the threads busy. On a resume the chunks up to
 * the cursor are only compared: their MAC must come out as it was.
 */
async function* preparedInOrder(fanout: Fanout, signal: AbortSignal): AsyncGenerator<Prepared> {
  const { from, pool, control } = fanout;
  const inFlight: Promise<Prepared>[] = [];
  const most = pool.threads * limits.chunksPerThread;
  const iterator = fanout.chunks[Symbol.asyncIterator]();
  let inputMac = macReading(fanout.secrets.inputKey, fanout.reading);
  let skipped = 0;
  let reading: Promise<IteratorResult<Chunk>> | null = null;
  let ended = false;
  const take = (chunk: Chunk): void => {
    const { rows, inputMac: wanted, end } = from.cursor;
    inputMac = macChunk(fanout.secrets.inputKey, inputMac, chunk);
    if (skipped < rows) {
      skipped = chunk.cursor;
      wipe(chunk.bytes);
      release(chunkTransfers(chunk));
      if (skipped > rows || (skipped === rows && !equalBytes(inputMac, wanted))) throw audienceChanged(rows);
      return;
    }
    // It was read to its end before: whatever follows now was not in it.
    if (end) throw audienceChanged(rows);
    inFlight.push(prepare(fanout, chunk, inputMac));
    // A rejection is taken where the answer is awaited, in order; the others must not count as unhandled meanwhile.
    inFlight.at(-1)!.catch(() => {});
  };
  try {
    for (;;) {
      if (!ended && inFlight.length < most) reading ??= iterator.next();
      // An audience that takes its time must not hold up what it gave before: whichever is there first.
      const first = inFlight[0];
      if (reading !== null) {
        const next: IteratorResult<Chunk> | null = await orAborted(
          first === undefined ? reading : Promise.race([reading, first.then(() => null)]),
          signal,
        );
        if (next !== null) {
          reading = null;
          if (next.done === true) ended = true;
          else take(next.value);
          continue;
        }
      }
      if (first === undefined) break;
      inFlight.shift();
      yield await first;
    }
    if (skipped < from.cursor.rows) throw audienceChanged(from.cursor.rows);
  } finally {
    // Not awaited: a source that hangs in next() may hang in return(), too.
    void Promise.resolve(iterator.return?.()).catch(() => {});
    Atomics.compareExchange(control, CONTROL_STOP, 0, inFlight.length > 0 ? 1 : 0);
    reading?.then(({ done, value }) => done || wipe(value.bytes)).catch(() => {});
    for (const one of await Promise.allSettled(inFlight))
      if (one.status === 'fulfilled') discard([one.value.answer.buffer]);
  }
}

function audienceChanged(rows: number): SealcastError {
  return new SealcastError(
    'AUDIENCE_CHANGED',
    `the audience is not the one this broadcast began with, of which ${rows} rows were read before`,
    {
      hint: 'give the same audience again, or send the new one under another idempotency key',
      position: { row: rows },
    },
  );
}

/** The chain begins with how rows are read: under another heading the same cells mean something else. */
export function macReading(key: Uint8Array, reading: Reading): Uint8Array {
  return hmac(sha256, key, encodeRecord(reading));
}

/** Input is MACed as it is cut; cutting is a function of the content alone, so the same audience gives the same chain. */
export function macChunk(key: Uint8Array, before: Uint8Array, chunk: Chunk): Uint8Array {
  const mac = hmac.create(sha256, key).update(before);
  const head = new DataView(new ArrayBuffer(24));
  head.setFloat64(0, chunk.cursor, true);
  head.setFloat64(8, chunk.bytes.length, true);
  head.setFloat64(16, chunk.refusals.length, true);
  return mac.update(new Uint8Array(head.buffer)).update(chunk.bytes).digest();
}

async function prepare(fanout: Fanout, chunk: Chunk, inputMac: Uint8Array): Promise<Prepared> {
  const { cursor, byteCursor } = chunk;
  const fingerprintKey = fanout.secrets.fingerprintKey.slice();
  const pseudonyms = fanout.suppression.pseudonyms && {
    ...fanout.suppression.pseudonyms,
    key: fanout.suppression.pseudonyms.key.slice(),
  };
  try {
    const answer = await fanout.pool.prepare({
      kind: 'prepare',
      control: fanout.control,
      chunk,
      reading: fanout.reading,
      fingerprintKey,
      dims: { phone: fanout.dedupBy.includes('phone'), email: fanout.dedupBy.includes('email') },
      pseudonyms,
    });
    return { chunk: { cursor, byteCursor }, answer, inputMac };
  } finally {
    // The worker wiped the copy it was sent, which is another one. Not earlier: a task may wait before it is copied.
    wipe(fingerprintKey, pseudonyms?.key);
  }
}

const VERDICT_NAMES: readonly string[] = ['', 'id', 'key', 'phone', 'email'];

function claimChunk(fanout: Fanout, answer: PrepareAnswer, dims: number, counts: Counts, window: Window): void {
  const batch = preparedBatch(answer.sizes, answer.buffer, answer.zones);
  const codes = suppressed(fanout.suppression, batch);
  const { verdict, kept } = fanout.claims.claim({
    eligible: codes.map((code) => (code === 0 ? 1 : 0)),
    rowPrints: batch.rowPrints,
    deviceEnd: batch.deviceEnd,
    devicePrints: batch.devicePrints,
    dims,
  });
  window.people?.add(batch, verdict);
  let device = 0;
  for (let row = 0; row < batch.rows; row++) {
    const before = counts.envelopes;
    const first = device;
    for (; device < batch.deviceEnd[row]!; device++) if (kept[device] === 1) counts.envelopes++;
    if (verdict[row] === claimVerdict.accepted) {
      counts.sealed++;
      counts.devicesDropped += device - first - (counts.envelopes - before);
    } else if (codes[row] === 0) {
      counts.duplicates++;
      const by = VERDICT_NAMES[verdict[row]!]!;
      counts.duplicatesBy[by] = (counts.duplicatesBy[by] ?? 0) + 1;
    } else {
      counts.suppressed++;
      const { name } = fanout.suppression.rules[codes[row]! - 1]!;
      counts.suppressedBy[name] = (counts.suppressedBy[name] ?? 0) + 1;
    }
  }
  counts.devicesDropped += answer.repeatedKeys;
  for (const [column, count] of Object.entries(answer.dropped))
    counts.dropped[column] = (counts.dropped[column] ?? 0) + count;
  window.claimed.push({ batch, verdict, kept });
}

function addRefusals(counts: Counts, into: Refusal[], refusals: Refusal[]): void {
  for (const refusal of refusals.sort((a, b) => a.row - b.row)) {
    counts.refused++;
    counts.refusedBy[refusal.reason] = (counts.refusedBy[refusal.reason] ?? 0) + 1;
    into.push(refusal);
  }
}

/** Seals the batches of a window in the pool; how many there will be is known at once. */
function sealWindow(
  fanout: Fanout,
  window: Window,
  firstBatch: number,
  peopleBefore: number,
): { batches: number; done: Promise<SealedWindow | null> } {
  if (fanout.dryRun) {
    wipeWindow(window);
    return { batches: 0, done: Promise.resolve(null) };
  }
  const { batchRecipients, random, partPeople } = fanout;
  const parts = partPeople === null ? null : { most: partPeople, before: peopleBefore };
  let batches: ShuffledBatch[];
  let prints: Uint8Array;
  try {
    batches = shuffleWindow(window.claimed, batchRecipients, random, parts);
    prints = fanout.claims.claimedSince(window.printsBefore);
  } finally {
    wipeWindow(window);
  }
  const counts = batches.map(({ batch, people }) => ({ envelopes: batch.count, people }));
  const tasks = batches.map(({ batch }, i) =>
    sealInPool(fanout.pool, {
      kind: 'seal',
      control: fanout.control,
      settings: fanout.settings,
      batch: firstBatch + i,
      sizes: {
        count: batch.count,
        ids: batch.ids.length,
        personal: batch.personal.length,
        routes: batch.routes.length,
      },
      buffer: batch.buffer as ArrayBuffer,
      seed: fanout.random.bytes(32),
      hedge: fanout.random.hedge(),
      senderSecret: fanout.secrets.senderSecret?.slice() ?? null,
      bodyKey: fanout.secrets.bodyKey.slice(),
      receiptKey: fanout.secrets.receiptKey.slice(),
      mailboxRoot: fanout.secrets.mailboxRoot.slice(),
      recordKey: fanout.secrets.recordKey.slice(),
    }),
  );
  return {
    batches: batches.length,
    done: settleAll(fanout.control, tasks).then((sealed) => ({
      batches: sealed.map((answer, i) => ({ ...records(answer), ...counts[i]! })),
      prints,
      refusals: window.refusals,
      people: peopleOf(window.people),
    })),
  };
}

/** The worker wipes its copies of the secrets, and here go those that they were copied from. */
async function sealInPool(pool: Pool, task: SealTask): Promise<SealAnswer> {
  const { seed, senderSecret, bodyKey, receiptKey, mailboxRoot, recordKey } = task;
  try {
    return await pool.seal(task);
  } finally {
    wipe(seed, senderSecret, bodyKey, receiptKey, mailboxRoot, recordKey);
  }
}

/** All answers, or the first error once every task has ended: nothing may still hold secrets when the error is out. */
async function settleAll<T>(control: Control, tasks: readonly Promise<T>[]): Promise<T[]> {
  for (const task of tasks)
    task.catch(() => {
      Atomics.store(control, CONTROL_STOP, 1);
    });
  const settled = await Promise.allSettled(tasks);
  const failures = settled.filter((one) => one.status === 'rejected').map((one) => one.reason as unknown);
  // The first cause, not the stops that followed from it.
  const cause = failures.find((error) => !(error instanceof SealcastError && error.code === 'ABORTED')) ?? failures[0];
  if (cause !== undefined) throw cause;
  return settled.map((one) => (one as PromiseFulfilledResult<T>).value);
}

function records(answer: SealAnswer) {
  const bytes = new Uint8Array(answer.buffer);
  const { batch, tags, routes } = answer.lengths;
  return {
    batch: bytes.subarray(0, batch),
    tags: bytes.subarray(batch, batch + tags),
    routes: bytes.subarray(batch + tags, batch + tags + routes),
  };
}

function throwIfStopped(control: Control): void {
  if (Atomics.load(control, CONTROL_STOP) !== 0) throw new SealcastError('ABORTED', 'the broadcast was stopped');
}
