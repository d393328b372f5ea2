import { mkdir, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hex } from '../crypto/bytes.ts';
import { SealcastError } from '../errors.ts';
import type { Outcome, Parcel, Transport } from '../ports/transport.ts';

/**
 * Writes envelopes to files, for a carrier that moves files:
 *
 *   DIR/<broadcast>.body        the body, once
 *   DIR/<broadcast>.envelopes   envelope after envelope, each after its length as u32, little-endian
 *
 * An outcome is `delivered` once its bytes are synced to disk. Routes are not written: the envelope names its mailbox.
 */
export function fileTransport(dir: string): Transport {
  // One call after the other: what one truncates after a full disk must not be what another has just written.
  let last: Promise<unknown> = Promise.resolve();
  return {
    name: 'file',
    deliver(parcels, signal) {
      const delivered = last.then(() => write(dir, parcels, signal));
      last = delivered.catch(() => {});
      return delivered;
    },
  };
}

async function write(dir: string, parcels: readonly Parcel[], signal: AbortSignal): Promise<Outcome[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const outcomes: Outcome[] = [];
  for (const group of byBroadcast(parcels)) {
    signal.throwIfAborted();
    const name = join(dir, hex(group[0]!.broadcast));
    await writeOnce(`${name}.body`, group[0]!.body);
    await append(`${name}.envelopes`, group);
    outcomes.push(...group.map((): Outcome => ({ state: 'delivered' })));
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

async function append(path: string, parcels: readonly Parcel[]): Promise<void> {
  const bytes = Buffer.alloc(parcels.reduce((sum, { envelope }) => sum + 4 + envelope.length, 0));
  let at = 0;
  for (const { envelope } of parcels) {
    at = bytes.writeUInt32LE(envelope.length, at);
    bytes.set(envelope, at);
    at += envelope.length;
  }
  const file = await open(path, 'a', 0o600);
  try {
    const before = (await file.stat()).size;
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      // A group half written (a full disk) would put every later reader out of step.
      await file.truncate(before).catch(() => {});
      throw error;
    }
  } finally {
    await file.close();
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
      if (bytesRead < 4 || length > 0x1_0000 + 2_048) throw cutOff(at);
      const envelope = new Uint8Array(length);
      if ((await file.read(envelope, 0, length, at + 4)).bytesRead < length) throw cutOff(at);
      yield envelope;
      at += 4 + length;
    }
  } finally {
    await file.close();
  }
}
