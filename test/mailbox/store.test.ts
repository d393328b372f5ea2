import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hex } from '../../src/crypto/bytes.ts';
import { openMailbox } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { CURSOR_START, type Incoming, MailboxStore } from '../../src/mailbox/store.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { ManualClock } from '../../src/testing.ts';
import { tempDir } from '../engine/support.ts';
import { deliver, generatePullKey, mailboxIn, NAME, parcelFor } from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
const fresh = (): string => mkdtempSync(join(dir, 'store-'));
const NOW = 1_763_800_000_000;

const broadcastId = systemRandom.bytes(16);
function incoming(inbox: string, given: Partial<Incoming> = {}): Incoming {
  return {
    parcel: hex(systemRandom.bytes(16)),
    inbox,
    broadcast: broadcastId,
    envelope: systemRandom.bytes(168),
    body: systemRandom.bytes(300),
    expires: NOW + 10_000,
    ...given,
  };
}
const [A, B] = ['a'.repeat(32), 'b'.repeat(32)];

describe('what a mailbox keeps', () => {
  it('is there after a restart, in its order, also when the clock was set back', async () => {
    const place = fresh();
    const sent = [incoming(A), incoming(A), incoming(B), incoming(A)];
    let store = new MailboxStore(place);
    store.keep(sent.slice(0, 3), NOW);
    await store.close();
    store = new MailboxStore(place);
    store.keep(sent.slice(3), NOW - 5_000_000);
    const page = store.page(A, CURSOR_START, NOW);
    expect(page.map(({ envelope }) => hex(envelope))).toEqual(
      [sent[0]!, sent[1]!, sent[3]!].map(({ envelope }) => hex(envelope)),
    );
    const cursors = page.map(({ cursor }) => cursor);
    expect([...new Set(cursors)].sort()).toEqual(cursors);
    expect(store.page(A, cursors[1]!, NOW).map(({ cursor }) => cursor)).toEqual([cursors[2]]);
    expect(store.page(B, CURSOR_START, NOW)).toHaveLength(1);
    expect(store.page('c'.repeat(32), CURSOR_START, NOW)).toEqual([]);
    await store.close();
  });

  it('is kept once by its id, also when it was acknowledged in between', async () => {
    const store = new MailboxStore(fresh());
    const [one, two] = [incoming(A), incoming(A)];
    expect(store.keep([one, two, one], NOW)).toEqual(['new', 'new', 'repeat']);
    const [first] = store.page(A, CURSOR_START, NOW);
    expect(store.remove(A, [first!.cursor, first!.cursor, CURSOR_START])).toBe(1);
    expect(store.remove(B, [store.page(A, CURSOR_START, NOW)[0]!.cursor])).toBe(0);
    expect(store.keep([one, two], NOW + 1)).toEqual(['repeat', 'repeat']);
    expect(store.page(A, CURSOR_START, NOW)).toHaveLength(1);
    expect(store.counts()).toEqual({ envelopes: 1, parcels: 2, bodies: 1 });
    await store.close();
  });

  it('has an end for each inbox', async () => {
    const store = new MailboxStore(fresh());
    expect(store.keep([incoming(A), incoming(A), incoming(A), incoming(B)], NOW, 2)).toEqual([
      'new',
      'new',
      'full',
      'new',
    ]);
    expect(store.keep([incoming(A), incoming(B)], NOW, 2)).toEqual(['full', 'new']);
    store.remove(A, [store.page(A, CURSOR_START, NOW)[0]!.cursor]);
    expect(store.keep([incoming(A)], NOW, 2)).toEqual(['new']);
    await store.close();
  });

  it('goes when its time is over, not before, the body with the last of its envelopes', async () => {
    const store = new MailboxStore(fresh());
    const body = systemRandom.bytes(100);
    const [early, late] = [incoming(A, { body }), incoming(B, { body, expires: NOW + 20_000 })];
    store.keep([early, late], NOW);
    const id = hex(broadcastId);
    expect(store.sweep(NOW + 9_999)).toEqual({ envelopes: 0, more: false });
    expect(store.page(A, CURSOR_START, NOW + 9_999)).toHaveLength(1);
    // Not shown from its very end on, swept or not.
    expect(store.page(A, CURSOR_START, NOW + 10_000)).toEqual([]);
    expect(store.sweep(NOW + 10_000)).toEqual({ envelopes: 1, more: false });
    expect(store.counts()).toEqual({ envelopes: 1, parcels: 1, bodies: 1 });
    expect(hex(store.body(id)!)).toBe(hex(body));
    expect(store.sweep(NOW + 20_000)).toEqual({ envelopes: 1, more: false });
    expect(store.counts()).toEqual({ envelopes: 0, parcels: 0, bodies: 0 });
    expect(store.body(id)).toBeNull();
    // Nothing is left that a sweep would look at for ever.
    expect(store.sweep(Number.MAX_SAFE_INTEGER - 1)).toEqual({ envelopes: 0, more: false });
    // Only then is an id forgotten.
    expect(store.keep([incoming(A, { parcel: early.parcel, expires: NOW + 50_000 })], NOW + 20_000)).toEqual(['new']);
    await store.close();
  });

  it('names no inbox by what a device or an audience knows', async () => {
    const mailbox = await mailboxIn(dir);
    const key = generatePullKey();
    await deliver(mailbox, parcelFor(key.route));
    await mailbox.close();
    const { readdirSync, readFileSync } = await import('node:fs');
    const found: string[] = [];
    const look = (bytes: Uint8Array, what: string): void => {
      const needle = Buffer.from(bytes);
      for (const place of readdirSync(dir, { recursive: true, withFileTypes: true }))
        if (place.isFile() && place.name === 'mailbox.mdb') {
          const file = readFileSync(join(place.parentPath, place.name));
          if (file.includes(needle) || file.includes(hex(needle))) found.push(what);
        }
    };
    const parcel = parcelFor(key.route);
    writeFileSync(join(fresh(), 'mailbox.mdb'), Buffer.concat([Buffer.alloc(100), parcel.envelope]));
    look(parcel.envelope, 'planted');
    look(key.address, 'address');
    look(Buffer.from(key.route.slice(5), 'base64url').subarray(16), 'pull key');
    expect(found).toEqual(['planted']);
  });
});

describe('a mailbox', () => {
  it('removes what has expired by itself, as much at a time as a commit takes', async () => {
    const clock = new ManualClock(Date.now());
    const mailbox = await mailboxIn(dir, { clock, timer: clock });
    const key = generatePullKey();
    const many = limits.mailboxSweepEntries + 10;
    await deliver(
      mailbox,
      ...Array.from({ length: many }, () => parcelFor(key.route, { expires: clock.now() + 5_000 })),
    );
    await deliver(mailbox, parcelFor(key.route, { expires: clock.now() + 10 * limits.mailboxSweepMs }));
    expect(mailbox.metrics()).toMatchObject({ envelopes: many + 1, expired: 0 });
    clock.advance(limits.mailboxSweepMs);
    expect(mailbox.metrics()).toMatchObject({ envelopes: 1, parcels: 1, bodies: 1, expired: many });
    await mailbox.close();
    clock.advance(100 * limits.mailboxSweepMs);
  });

  it('says what becomes of each parcel', async () => {
    const mailbox = await mailboxIn(dir, { limits: { inboxEnvelopes: 1 } });
    const { route } = generatePullKey();
    const first = parcelFor(route);
    const expired = parcelFor(route, { expires: Date.now() - 1 });
    expect(
      await deliver(mailbox, parcelFor(null), parcelFor('https://x.example'), first, expired, parcelFor(route), first),
    ).toEqual([
      'failed no-route',
      'failed route-invalid',
      'delivered',
      'failed expired',
      'deferred inbox-full',
      'delivered',
    ]);
    expect(mailbox.metrics()).toMatchObject({ delivered: 1, repeated: 1 });
    await mailbox.close();
    expect(await deliver(mailbox, parcelFor(route))).toEqual(['deferred stopped']);
    await mailbox.close();
  });

  it('goes by whole milliseconds, whatever its clock has', async () => {
    const clock = new ManualClock(Date.now() + 0.25);
    const mailbox = await mailboxIn(dir, { clock, timer: clock });
    const { route } = generatePullKey();
    expect(await deliver(mailbox, parcelFor(route, { expires: clock.now() + 1_000.5 }))).toEqual(['delivered']);
    clock.advance(limits.mailboxSweepMs);
    expect(mailbox.metrics()).toMatchObject({ envelopes: 0, expired: 1 });
    await mailbox.close();
  });

  it('belongs to one process, in a directory of its own, under a name', async () => {
    const place = fresh();
    const options = { dir: place, name: NAME };
    const mailbox = await openMailbox(options);
    await expect(openMailbox(options)).rejects.toMatchObject({ code: 'DIRECTORY_BUSY' });
    await mailbox.close();
    await (await openMailbox(options)).close();
    for (const bad of [
      { dir: place },
      { ...options, name: '' },
      { ...options, name: 'a b' },
      { name: NAME },
      { ...options, limits: { waits: 0 } },
      { ...options, limits: { what: 1 } },
    ])
      await expect(openMailbox(bad as never)).rejects.toMatchObject({ code: 'USAGE' });
    writeFileSync(join(place, 'mailbox.mdb'), Buffer.alloc(8_192, 0xab));
    await expect(openMailbox(options)).rejects.toMatchObject({ code: 'SPOOL_DAMAGED' });
    // It was freed again.
    await expect(openMailbox(options)).rejects.toMatchObject({ code: 'SPOOL_DAMAGED' });
  });
});
