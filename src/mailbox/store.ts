import { join } from 'node:path';
import { hex } from '../crypto/bytes.ts';
import { limits } from '../limits.ts';
import { type Environment, openLmdb } from '../spool/lmdb.ts';

/**
 * What a mailbox keeps: DIR/mailbox.mdb. Names in the stores are hex.
 *
 *   store       name                        value
 *   envelopes   inbox(16) ‖ cursor(8)       expires(8) ‖ envelope            until acknowledged, or expired
 *   parcels     parcel(16)                  expires(8) ‖ inbox(16) ‖ cursor(8)
 *                                           what was taken, so that a repeat is known    until expired
 *   bodies      broadcast(16)               expires(8) ‖ body                until the last of its envelopes expires
 *   expiries    expires(8) ‖ p | b ‖ name   -                                what a sweep looks for, in the order of time
 *   meta        schema, tick
 *
 * Nothing says which device an inbox is: its name is a hash of an address and a key, both random. `expires` is unix milliseconds.
 *
 * A cursor is tick(6) ‖ n(2): the tick of a commit is the time in milliseconds, or one more than the last; n tells several parcels
 * of one commit to one inbox apart. So cursors grow in an inbox, also over a restart and when a clock is set back, and say nothing of
 * others' mail.
 */
type StoreName = 'meta' | 'envelopes' | 'parcels' | 'bodies' | 'expiries';

const FILE = 'mailbox.mdb';
const SCHEMA = 1;
const STORES: readonly StoreName[] = ['meta', 'envelopes', 'parcels', 'bodies', 'expiries'];
const TIME = 8;
const INBOX_CHARS = 32;
const CURSOR_CHARS = 16;
/** Before the first cursor; behind the last one. */
export const CURSOR_START = '0'.repeat(CURSOR_CHARS);
const CURSOR_END = 'g';
const NOTHING = Buffer.alloc(1);

/** What is to be kept: a parcel whose route was read. */
export interface Incoming {
  readonly parcel: string;
  /** Hex. */
  readonly inbox: string;
  readonly broadcast: Uint8Array;
  readonly envelope: Uint8Array;
  readonly body: Uint8Array;
  readonly expires: number;
}

export interface Waiting {
  /** 16 hex characters; later ones are greater. */
  readonly cursor: string;
  readonly envelope: Uint8Array;
}

export interface Swept {
  readonly envelopes: number;
  /** There may be more that has expired. */
  readonly more: boolean;
}

export class MailboxStore {
  readonly #environment: Environment<StoreName>;
  #closed = false;

  /** @throws SealcastError DIRECTORY_UNUSABLE, SPOOL_DAMAGED, SPOOL_SCHEMA */
  constructor(dir: string) {
    this.#environment = openLmdb<StoreName>(join(dir, FILE), { readOnly: false, stores: STORES, schema: SCHEMA });
  }

  /**
   * Keeps parcels, all or none, durably. Answers for each whether it was new, was had before, or finds its inbox full.
   *
   * @throws SealcastError DISK_FULL, SPOOL_DAMAGED; nothing was kept then
   */
  keep(
    parcels: readonly Incoming[],
    now: number,
    inboxEnvelopes: number = limits.mailboxInboxEnvelopes,
  ): ('new' | 'repeat' | 'full')[] {
    const { stores } = this.#environment;
    const outcomes: ('new' | 'repeat' | 'full')[] = [];
    this.#environment.commit(() => {
      const last = stores.meta.get('tick');
      const tick = Math.max(Math.floor(now), last === undefined ? 0 : Number(last.readBigUInt64BE()) + 1);
      stores.meta.putSync('tick', bigEndian(tick));
      const inThisCommit = new Map<string, number>();
      const bodies = new Map<string, number>();
      for (const { parcel, inbox, broadcast, envelope, body, expires } of parcels) {
        if (stores.parcels.doesExist(parcel)) {
          outcomes.push('repeat');
          continue;
        }
        const range = { start: inbox, end: inbox + CURSOR_END, limit: inboxEnvelopes };
        if (stores.envelopes.getKeysCount(range) >= inboxEnvelopes) {
          outcomes.push('full');
          continue;
        }
        const name = hex(broadcast);
        if (!((bodies.get(name) ?? -1) >= expires)) {
          this.#keepBody(name, body, expires);
          bodies.set(name, expires);
        }
        const n = inThisCommit.get(inbox) ?? 0;
        inThisCommit.set(inbox, n + 1);
        const cursor = cursorOf(tick, n);
        stores.envelopes.putSync(inbox + cursor, Buffer.concat([bigEndian(expires), envelope]));
        stores.parcels.putSync(
          parcel,
          Buffer.concat([bigEndian(expires), Buffer.from(inbox, 'hex'), Buffer.from(cursor, 'hex')]),
        );
        stores.expiries.putSync(`${bigEndian(expires).toString('hex')}p${parcel}`, NOTHING);
        outcomes.push('new');
      }
    });
    return outcomes;
  }

  /** In a commit. Its time is that of the last of its envelopes. */
  #keepBody(broadcast: string, body: Uint8Array, expires: number): void {
    const { bodies, expiries } = this.#environment.stores;
    const kept = bodies.get(broadcast);
    if (kept !== undefined && expiresOf(kept) >= expires) return;
    bodies.putSync(broadcast, Buffer.concat([bigEndian(expires), kept?.subarray(TIME) ?? body]));
    expiries.putSync(`${bigEndian(expires).toString('hex')}b${broadcast}`, NOTHING);
  }

  /** Envelopes of an inbox behind a cursor, as many as make a page, in the order they came. Copies. */
  page(inbox: string, after: string, now: number): Waiting[] {
    const found: Waiting[] = [];
    let bytes = 0;
    const range = { start: inbox + after, end: inbox + CURSOR_END, exclusiveStart: true };
    this.#environment.read(() => {
      for (const { key, value } of this.#environment.stores.envelopes.getRange(range)) {
        if (expiresOf(value) <= now) continue;
        const envelope = new Uint8Array(value.subarray(TIME));
        if (found.length > 0 && bytes + envelope.length > limits.mailboxPageBytes) break;
        bytes += envelope.length;
        found.push({ cursor: key.slice(INBOX_CHARS), envelope });
        if (found.length === limits.mailboxPageEnvelopes) break;
      }
    });
    return found;
  }

  /** One envelope, as long as it waits there. A copy. */
  envelope(inbox: string, cursor: string, now: number): Uint8Array | null {
    const value = this.#environment.read(() => this.#environment.stores.envelopes.get(inbox + cursor));
    return value === undefined || expiresOf(value) <= now ? null : new Uint8Array(value.subarray(TIME));
  }

  /** @param broadcast hex */
  body(broadcast: string): Uint8Array | null {
    const value = this.#environment.read(() => this.#environment.stores.bodies.get(broadcast));
    return value === undefined ? null : value.subarray(TIME);
  }

  /** Removes envelopes from an inbox, durably; answers how many were there. @throws SealcastError DISK_FULL, SPOOL_DAMAGED */
  remove(inbox: string, cursors: readonly string[]): number {
    const { envelopes } = this.#environment.stores;
    let removed = 0;
    this.#environment.commit(() => {
      for (const cursor of cursors) if (envelopes.removeSync(inbox + cursor)) removed++;
    });
    return removed;
  }

  /** Removes what has expired, as much as one commit takes. @throws SealcastError DISK_FULL, SPOOL_DAMAGED */
  sweep(now: number): Swept {
    const { stores } = this.#environment;
    // `now` itself has expired, and every name under it comes before the next millisecond.
    const end = bigEndian(now + 1).toString('hex');
    const due = this.#environment.read(() => [...stores.expiries.getKeys({ end, limit: limits.mailboxSweepEntries })]);
    let envelopes = 0;
    if (due.length > 0)
      this.#environment.commit(() => {
        for (const entry of due) {
          const expires = Number(BigInt(`0x${entry.slice(0, 2 * TIME)}`));
          const name = entry.slice(2 * TIME + 1);
          if (entry[2 * TIME] === 'b') {
            const body = stores.bodies.get(name);
            // One that was given more time since has a later entry.
            if (body !== undefined && expiresOf(body) <= expires) stores.bodies.removeSync(name);
          } else {
            const parcel = stores.parcels.get(name);
            if (parcel !== undefined && stores.envelopes.removeSync(parcel.toString('hex', TIME))) envelopes++;
            stores.parcels.removeSync(name);
          }
          stores.expiries.removeSync(entry);
        }
      });
    return { envelopes, more: due.length === limits.mailboxSweepEntries };
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Figures LMDB keeps itself: they cost nothing. */
  counts(): { envelopes: number; parcels: number; bodies: number } {
    const { envelopes, parcels, bodies } = this.#environment.stores;
    const of = (store: typeof envelopes): number => (store.getStats() as { entryCount: number }).entryCount;
    return { envelopes: of(envelopes), parcels: of(parcels), bodies: of(bodies) };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#environment.close();
  }
}

/** Null for what is no cursor. */
export function readCursor(text: unknown): string | null {
  return typeof text === 'string' && /^[0-9a-f]{16}$/.test(text) ? text : null;
}

function cursorOf(tick: number, n: number): string {
  return tick.toString(16).padStart(12, '0') + n.toString(16).padStart(4, '0');
}

function bigEndian(time: number): Buffer {
  const out = Buffer.alloc(TIME);
  out.writeBigUInt64BE(BigInt(Math.floor(time)));
  return out;
}

function expiresOf(value: Buffer): number {
  return Number(value.readBigUInt64BE());
}
