import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { fileTransport, type Outcome, type Parcel, readEnvelopeFile } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { unsafeSeededRandomForTesting } from '../../src/testing.ts';
import { tempDir } from '../engine/support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
let made = 0;
const random = unsafeSeededRandomForTesting('file');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function parcels(count: number, broadcast = random.bytes(16), bytes = 184): Parcel[] {
  return Array.from({ length: count }, () => {
    const mailbox = random.bytes(16);
    const envelope = random.bytes(bytes);
    const more = {
      body: new Uint8Array(4),
      class: 'broadcast',
      expires: Number.MAX_SAFE_INTEGER,
      route: null,
    } as const;
    return { id: hex(mailbox), broadcast, mailbox, envelope, ...more };
  });
}

const deliver = (transport: ReturnType<typeof fileTransport>, group: readonly Parcel[]) =>
  transport.deliver(group, new AbortController().signal);
const home = (): string => join(dir, `${++made}`);
const states = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ state }) => state);

async function read(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const envelope of readEnvelopeFile(path)) found.push(hex(envelope));
  return found;
}

describe('a file of envelopes', () => {
  /** What a group may leave behind, by how many bytes of it were written. */
  const TORN: Readonly<Record<string, (group: Buffer) => Buffer>> = {
    'in a length': (group) => group.subarray(0, 3),
    'after a length': (group) => group.subarray(0, 4),
    'in an envelope': (group) => group.subarray(0, 100),
    'in the second envelope': (group) => group.subarray(0, 188 + 50),
    'with zeros where the bytes had not come': (group) => Buffer.alloc(group.length),
    'with zeros in the middle of a length': () => Buffer.alloc(2),
  };

  for (const [where, tear] of Object.entries(TORN))
    it(`that a process left half written, ${where}, goes on with what is whole`, async () => {
      const out = home();
      const first = parcels(3);
      const { broadcast } = first[0]!;
      await deliver(fileTransport(out), first);
      const path = join(out, `${hex(broadcast)}.envelopes`);
      const whole = readFileSync(path);
      const torn = tear(whole);
      appendFileSync(path, torn);
      const next = fileTransport(out);
      const groups = [parcels(2, broadcast), parcels(2, broadcast)];
      for (const group of groups) expect(states(await deliver(next, group))).toEqual(['delivered', 'delivered']);
      const kept = torn.length > 188 && torn.some((byte) => byte !== 0) ? first.slice(0, 1) : [];
      const wanted = [...first, ...kept, ...groups.flat()].map(({ envelope }) => hex(envelope));
      expect(await read(path)).toEqual(wanted);
    });

  it('that is cut between two calls of one transport is looked at again', async () => {
    const out = home();
    const transport = fileTransport(out);
    const first = parcels(3);
    await deliver(transport, first);
    const path = join(out, `${hex(first[0]!.broadcast)}.envelopes`);
    truncateSync(path, statSync(path).size - 7);
    const second = parcels(1, first[0]!.broadcast);
    await deliver(transport, second);
    expect(await read(path)).toEqual([...first.slice(0, 2), ...second].map(({ envelope }) => hex(envelope)));
  });

  it('that is damaged in the middle is left as it is, and nothing is added that nobody could read', async () => {
    const out = home();
    const group = parcels(4);
    await deliver(fileTransport(out), group);
    const path = join(out, `${hex(group[0]!.broadcast)}.envelopes`);
    const bytes = readFileSync(path);
    bytes.fill(0xff, 188, 192);
    writeFileSync(path, bytes);
    const outcomes = await deliver(fileTransport(out), parcels(2, group[0]!.broadcast));
    expect(outcomes).toEqual(Array(2).fill({ state: 'deferred', reason: 'file-damaged' }));
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('that is larger than what is looked through at a time is walked to its end', async () => {
    const out = home();
    const broadcast = random.bytes(16);
    // So that lengths fall across the borders of what is read.
    const large = parcels(40, broadcast, 60_001);
    await deliver(fileTransport(out), large);
    const path = join(out, `${hex(broadcast)}.envelopes`);
    expect(statSync(path).size).toBeGreaterThan(2 * limits.fileWalkBytes);
    appendFileSync(path, Buffer.from([200, 0, 0, 0, 1, 2, 3]));
    const more = parcels(3, broadcast);
    await deliver(fileTransport(out), more);
    expect(await read(path)).toEqual([...large, ...more].map(({ envelope }) => hex(envelope)));
  });

  it('that a process was killed over is whole for the next one, wherever it was', async () => {
    const out = home();
    mkdirSync(out, { recursive: true });
    const broadcast = Buffer.alloc(16, 7);
    const path = join(out, `${hex(broadcast)}.envelopes`);
    const known = new Set<string>();
    for (let life = 0; life < 3; life++) {
      const child = fork(fileURLToPath(new URL('./file-writer.mjs', import.meta.url)), [out, hex(broadcast)], {
        execArgv: [],
      });
      let groups = 0;
      child.on('message', (delivered: string[]) => {
        for (const envelope of delivered) known.add(envelope);
        // In the middle of the one after.
        if (++groups === 2 + life) child.kill('SIGKILL');
      });
      await once(child, 'exit');
      const last = parcels(1, new Uint8Array(broadcast));
      expect(states(await deliver(fileTransport(out), last))).toEqual(['delivered']);
      known.add(hex(last[0]!.envelope));
      const found = new Set(await read(path));
      for (const envelope of known) expect(found.has(envelope)).toBe(true);
    }
    expect(known.size).toBeGreaterThan(100);
  });
});
