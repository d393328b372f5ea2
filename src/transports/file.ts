import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hex } from '../crypto/bytes.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Outcome, Parcel, Transport } from '../ports/transport.ts';

/**
 * Writes envelopes to files, for a carrier that moves files:
 *
 *   DIR/<broadcast>.body        the body, once
 *   DIR/<broadcast>.envelopes   envelope after envelope, each after its length as u32, little-endian
 *
 * An outcome is `delivered` once its bytes are synced to disk. Routes are not written: the envelope names its mailbox. What a process
 * that was killed left half written is cut off before anything is added; a file that is damaged otherwise is left as it is, and what
 * was to be added to it is `deferred`, reason `file-damaged`. One process at a time writes to a directory.
 */
export function fileTransport(dir: string): Transport {
  const path = resolve(dir);
  const sizes: Sizes = new Map();
  return {
    name: 'file',
    deliver(parcels, signal) {
      const delivered = (writing.get(path) ?? Promise.resolve()).then(() => write(dir, parcels, sizes, signal));
      const last: Promise<unknown> = delivered
        .catch(() => {})
        .then(() => {
          if (writing.get(path) === last) writing.delete(path);
        });
      writing.set(path, last);
      return delivered;
    },
  };
}

/** By directory, also of several transports: what one truncates after a full disk must not be what another has just written. */
const writing = new Map<string, Promise<unknown>>();

/** By file: its size after we wrote to it last. With another size, or none, it has to be looked at. */
type Sizes = Map<string, number>;

async function write(dir: string, parcels: readonly Parcel[], sizes: Sizes, signal: AbortSignal): Promise<Outcome[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const outcomes: Outcome[] = [];
  for (const group of byBroadcast(parcels)) {
    signal.throwIfAborted();
    const name = join(dir, hex(group[0]!.broadcast));
    await writeOnce(`${name}.body`, group[0]!.body);
    const added = await append(`${name}.envelopes`, group, sizes);
    const outcome: Outcome = added ? { state: 'delivered' } : { state: 'deferred', reason: 'file-damaged' };
    outcomes.push(...group.map(() => outcome));
  }
  return outcomes;
}

/** Runs of one broadcast: answers must keep the order of the parcels. */
function byBroadcast(parcels: readonly Parcel[]): Parcel[][] {
  const groups: Parcel[][] = [];
  for (const parcel of parcels) {
    const last = groups.at(-1);
    if (last !== undefined && last[0]!.broadcast === parcel.broadcast) last.push(parcel);
    else groups.push([parcel]);
  }
  return groups;
}

/** Answers false where the file is damaged: nothing that came behind the damage could be read. */
async function append(path: string, parcels: readonly Parcel[], sizes: Sizes): Promise<boolean> {
  const bytes = Buffer.alloc(parcels.reduce((sum, { envelope }) => sum + 4 + envelope.length, 0));
  let at = 0;
  for (const { envelope } of parcels) {
    at = bytes.writeUInt32LE(envelope.length, at);
    bytes.set(envelope, at);
    at += envelope.length;
  }
  const file = await open(path, 'a+', 0o600);
  try {
    let before = (await file.stat()).size;
    if (sizes.get(path) !== before) {
      const whole = await wholeBytes(file, before);
      if (whole === null) return false;
      // Left by a process that was killed in the middle: every later reader would be out of step.
      if (whole < before) await file.truncate(whole);
      before = whole;
    }
    sizes.delete(path);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      // A group half written (a full disk). Where this fails, too, the next one looks.
      await file.truncate(before).catch(() => {});
      throw error;
    }
    sizes.set(path, before + bytes.length);
    if (sizes.size > limits.filesKnown) sizes.delete(sizes.keys().next().value!);
    return true;
  } finally {
    await file.close();
  }
}

/**
 * How many bytes from the beginning are whole envelopes. Behind them may be one that is cut off by the end of the file, or zeros, which
 * some file systems leave of a write that a power cut ended; null: there is something else.
 */
async function wholeBytes(file: FileHandle, size: number): Promise<number | null> {
  const buffer = Buffer.alloc(Math.min(size, limits.fileWalkBytes));
  let at = 0;
  for (let start = 0, end = 0; at < size; ) {
    if (at + 4 > size) return at;
    if (at < start || at + 4 > end) {
      start = at;
      end = at + (await file.read(buffer, 0, buffer.length, at)).bytesRead;
      if (at + 4 > end) return at;
    }
    const length = buffer.readUInt32LE(at - start);
    if (length === 0 || length > ENVELOPE_BYTES_MAX) return (await isZero(file, at, buffer)) ? at : null;
    if (at + 4 + length > size) return at;
    at += 4 + length;
  }
  return at;
}

/** Nothing but zeros from there on. */
async function isZero(file: FileHandle, from: number, buffer: Buffer): Promise<boolean> {
  for (let at = from; ; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return true;
    if (buffer.subarray(0, bytesRead).some((byte) => byte !== 0)) return false;
    at += bytesRead;
  }
}

async function writeOnce(path: string, bytes: Uint8Array): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.size === bytes.length) return;
  const file = await open(`${path}.part`, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}

/** A slot of 64 KiB and what is around it. */
const ENVELOPE_BYTES_MAX = 0x1_0000 + 2_048;

function cutOff(byte: number): SealcastError {
  return new SealcastError('ENVELOPE_INVALID', `the file of envelopes is cut off or damaged at byte ${byte}`, {
    hint: 'what came before it is whole; ask for the file again',
    position: { byte },
  });
}

/** The envelopes of a file written by `fileTransport`, one after the other; a cut-off last one ends the iteration with
 * SealcastError ENVELOPE_INVALID. */
export async function* readEnvelopeFile(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(4);
    for (let at = 0; ; ) {
      const { bytesRead } = await file.read(head, 0, 4, at);
      if (bytesRead === 0) return;
      const length = head.readUInt32LE(0);
      if (bytesRead < 4 || length > ENVELOPE_BYTES_MAX) throw cutOff(at);
      const envelope = new Uint8Array(length);
      if ((await file.read(envelope, 0, length, at + 4)).bytesRead < length) throw cutOff(at);
      yield envelope;
      at += 4 + length;
    }
  } finally {
    await file.close();
  }
}
