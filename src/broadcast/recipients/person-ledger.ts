import { type PreparedBatch, ROW_PRINTS } from '../../batch/layout.ts';
import { hex } from '../../crypto/bytes.ts';
import { SealcastError } from '../../errors.ts';
import { PERSON, PersonEntries } from '../../fanout/person-entries.ts';
import type { PeopleCount, PeopleWindow } from '../../fanout/suppress.ts';
import type { Erasure } from '../../keyring/erasure.ts';
import { limits } from '../../limits.ts';
import type { BroadcastRecord } from '../../spool/broadcast-record.ts';
import { damaged } from '../../spool/damaged.ts';
import type { Spool } from '../../spool/spool.ts';
import type { PersonCap } from '../admit/profile.ts';
import { opensAt, type Window } from '../admit/window.ts';
import { CLASSES } from '../request.ts';
import { unpackRetention, wipeSecrets } from '../secrets.ts';

/**
 * When the messages of a broadcast count, unix milliseconds, as the ledger of senders has it: always while it is sealed or held
 * (Infinity), then from its release on; never (-Infinity) what was refused or withdrawn. What is delivered while it is sealed counts
 * as of the end of that.
 */
export function countsAt({ state, admission, finished, peopleMs }: BroadcastRecord): number {
  if (peopleMs === 0 || state === 'purged') return Number.NEGATIVE_INFINITY;
  if (admission.state === 'refused' || admission.state === 'withdrawn') return Number.NEGATIVE_INFINITY;
  if (state === 'sealing' || admission.state === 'held') return Number.POSITIVE_INFINITY;
  return Math.max(admission.at, finished);
}

/** Nobody's cap looks back at it any more. */
export function peopleAreOver(record: BroadcastRecord, now: number): boolean {
  return record.peopleMs > 0 && countsAt(record) + record.peopleMs <= now;
}

interface Counted {
  /** A bit of the class: 1 << class. */
  readonly classBit: number;
  at: number;
}

/** Of what nobody owns: a window that was not committed. */
const NOBODY: Counted = { classBit: 0, at: Number.NEGATIVE_INFINITY };

/**
 * Who had messages of which broadcast, over all senders of a directory, while some broadcast needs to know: read from the spool by the
 * first, told of every window before it is sealed, and forgotten after the last. The spool's entries are committed with the window that
 * seals those people, and what they count for is what the record of their broadcast says (docs/adr/021): nothing is counted twice, or
 * given back, apart from it.
 */
export class PersonLedger {
  readonly #spool: Spool;
  readonly #erasure: Erasure;
  #loading: Promise<PersonEntries> | undefined;
  #entries: PersonEntries | undefined;
  #runs = 0;
  /** A commit failed, of which nobody knows whether it is on disk: what is in memory is not kept. */
  #doubtful = false;
  #closed = false;
  /** By broadcast id. */
  readonly #broadcasts = new Map<string, Counted>();
  /** By number; 0 is a free slot. */
  #owners: Counted[] = [NOBODY];

  constructor(spool: Spool, erasure: Erasure) {
    this.#spool = spool;
    this.#erasure = erasure;
  }

  /** A record as it has just been committed. */
  note(record: BroadcastRecord): void {
    const counted = this.#broadcasts.get(hex(record.id));
    if (counted !== undefined) counted.at = countsAt(record);
  }

  /**
   * For one run of a broadcast; to be closed.
   *
   * @throws SealcastError SPOOL_DAMAGED, USAGE when there are more than `limits.personEntries`
   */
  async open(record: BroadcastRecord, now: number): Promise<PersonRun> {
    this.#runs++;
    try {
      this.#loading ??= this.#load(now);
      this.#entries = await this.#loading;
    } catch (error) {
      this.#leave();
      throw error;
    }
    return new PersonRun(this, this.#broadcastOf(record));
  }

  /** @internal */
  ownedBy(counted: Counted): number {
    return this.#owners.push(counted) - 1;
  }

  /** @internal */
  disown(owner: number): void {
    this.#owners[owner] = NOBODY;
    this.#doubtful = true;
  }

  /** @internal */
  add(people: Uint32Array, owner: number): void {
    this.#entries!.add(people, owner, (one) => this.#owners[one]!.at !== Number.NEGATIVE_INFINITY);
  }

  /** @internal By owner, bit n: it counts for the n-th cap. @param opens first moment that counts, by cap */
  weights(caps: readonly PersonCap[], opens: readonly number[], except: Counted | null): Uint8Array {
    const bits = new Map<Counted, number>([[NOBODY, 0]]);
    const weights = new Uint8Array(this.#owners.length);
    const masks = caps.map(({ classes }) => classes.reduce((mask, one) => mask | (1 << (CLASSES.indexOf(one) + 1)), 0));
    for (let owner = 1; owner < weights.length; owner++) {
      const counted = this.#owners[owner]!;
      let of = bits.get(counted);
      if (of === undefined) {
        of = 0;
        for (let cap = 0; cap < caps.length; cap++)
          if (counted !== except && counted.at >= opens[cap]! && (counted.classBit & masks[cap]!) !== 0) of |= 1 << cap;
        bits.set(counted, of);
      }
      weights[owner] = of;
    }
    return weights;
  }

  /** @internal */
  get entries(): PersonEntries {
    return this.#entries!;
  }

  /** @internal */
  leave(): void {
    this.#leave();
  }

  #leave(): void {
    if (--this.#runs > 0) return;
    if (this.#entries !== undefined && !this.#doubtful && this.#entries.bytes <= limits.personSpareBytes) return;
    this.#forget();
  }

  /** Whoever loads it still stops before it reads on: the spool is closed next. */
  close(): void {
    this.#closed = true;
    this.#forget();
  }

  #forget(): void {
    this.#entries?.wipe();
    this.#entries = undefined;
    this.#loading = undefined;
    this.#doubtful = false;
    this.#broadcasts.clear();
    this.#owners = [NOBODY];
  }

  #broadcastOf(record: BroadcastRecord): Counted {
    const id = hex(record.id);
    let counted = this.#broadcasts.get(id);
    if (counted === undefined) {
      counted = { classBit: 1 << record.class, at: countsAt(record) };
      this.#broadcasts.set(id, counted);
    }
    return counted;
  }

  async #load(now: number): Promise<PersonEntries> {
    const records = this.#spool
      .broadcasts()
      .filter((record) => countsAt(record) !== Number.NEGATIVE_INFINITY && !peopleAreOver(record, now));
    const expected = records.reduce((sum, { counts }) => sum + counts.sealed, 0);
    if (expected > limits.personEntries) throw tooMany();
    // With room for a broadcast more: to grow is half a second, for ten million entries.
    const entries = new PersonEntries(1.25 * expected);
    this.#entries = entries;
    for (const record of records) this.#broadcastOf(record);
    for (const record of records) await this.#loadPeople(record);
    return entries;
  }

  async #loadPeople(record: BroadcastRecord): Promise<void> {
    const id = hex(record.id);
    const owner = this.ownedBy(this.#broadcastOf(record));
    const { recordKey, ...others } = unpackRetention(this.#erasure.open('retention', id));
    let found = 0;
    try {
      for (let window = 0; window < record.windows; window++) {
        const people = this.#spool.batchRecord('people', recordKey, id, window);
        if (people === undefined) continue;
        this.add(wordsOf(people), owner);
        found += people.length / PERSON;
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#closed) throw new SealcastError('ENGINE_CLOSED', 'the engine was closed while it counted messages');
      }
    } finally {
      wipeSecrets({ recordKey, ...others });
    }
    // Purged meanwhile, it counts for nobody.
    const missing = found !== record.counts.sealed && this.#spool.broadcast(id)?.state !== 'purged';
    if (missing) throw damaged(`it holds ${found} people of a broadcast, not ${record.counts.sealed}`);
  }
}

function tooMany(): SealcastError {
  return new SealcastError('USAGE', `more than ${limits.personEntries} messages to people would have to be counted`, {
    hint: 'caps.person of the profile looks back too far for so many: choose a shorter window',
  });
}

/** One run of a broadcast whose people are counted: what caps ask, and what it adds itself. */
export class PersonRun implements PeopleCount {
  readonly #ledger: PersonLedger;
  readonly #own: Counted;
  readonly #uncommitted = new Set<number>();

  constructor(ledger: PersonLedger, own: Counted) {
    this.#ledger = ledger;
    this.#own = own;
  }

  /**
   * Marks who has as many messages as a cap allows.
   *
   * @param byId nobody is in the audience twice, as far as it gets: then what this broadcast has sealed before is no matter of caps
   */
  mark(
    batch: PreparedBatch,
    codes: Uint8Array,
    code: number,
    caps: readonly PersonCap[],
    now: number,
    byId: boolean,
  ): void {
    const opens = caps.map(({ window }) => this.#opensAt(window, now));
    const weights = this.#ledger.weights(caps, opens, byId ? this.#own : null);
    const pseudonyms = wordsOf(batch.pseudonyms);
    const also = byId ? null : before(pseudonyms, codes);
    caps.forEach(({ most }, cap) => {
      const rows = { pseudonyms, stride: WORDS, codes };
      this.#ledger.entries.mark(rows, { weights, bit: 1 << cap, most }, code, also);
    });
  }

  window(): PeopleWindow {
    const ledger = this.#ledger;
    const uncommitted = this.#uncommitted;
    const own = this.#own;
    const parts: Uint8Array[] = [];
    let owner = 0;
    return {
      add(batch, verdict) {
        const people = peopleOf(batch, verdict);
        if (people.length === 0) return;
        // The last window of a run has nobody: there is nothing of it to be in doubt about.
        if (owner === 0) {
          owner = ledger.ownedBy(own);
          uncommitted.add(owner);
        }
        ledger.add(wordsOf(people), owner);
        parts.push(people);
      },
      bytes: () => Buffer.concat(parts),
      committed() {
        uncommitted.delete(owner);
      },
    };
  }

  /** What was not committed is nobody's. */
  close(): void {
    for (const owner of this.#uncommitted) this.#ledger.disown(owner);
    this.#ledger.leave();
  }

  readonly #borders = new Map<Window, { readonly now: number; readonly opens: number }>();

  #opensAt(window: Window, now: number): number {
    const known = this.#borders.get(window);
    // The day of a calendar is looked up once a minute: forty steps of a search, each a question to Intl.
    if (
      window.kind === 'calendar' &&
      known !== undefined &&
      Math.floor(known.now / MINUTE) === Math.floor(now / MINUTE)
    )
      return known.opens;
    const opens = opensAt(window, now);
    this.#borders.set(window, { now, opens });
    return opens;
  }
}

const MINUTE = 60_000;
/** Words of a row of pseudonyms: id ‖ phone ‖ e-mail, of which the first two of the id are the person. */
const WORDS = ROW_PRINTS / 4;

function wordsOf(bytes: Uint8Array): Uint32Array {
  return bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    : new Uint32Array(new Uint8Array(bytes).buffer);
}

/** The people of the rows that were accepted, 8 bytes each. */
function peopleOf({ rows, pseudonyms }: PreparedBatch, verdict: Uint8Array): Uint8Array {
  let accepted = 0;
  for (let row = 0; row < rows; row++) if (verdict[row] === 0) accepted++;
  const people = new Uint8Array(accepted * PERSON);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    if (verdict[row] !== 0) continue;
    people.set(pseudonyms.subarray(row * ROW_PRINTS, row * ROW_PRINTS + PERSON), at);
    at += PERSON;
  }
  return people;
}

/** How often the person of each row is among the rows before it that may be sealed: where ids may repeat, in this very chunk. */
function before(pseudonyms: Uint32Array, codes: Uint8Array): Uint32Array {
  const seen = new Map<number, number>();
  return Uint32Array.from(codes, (code, row) => {
    if (code !== 0) return 0;
    // Words of 21 and 32 bits: an exact number.
    const person = (pseudonyms[row * WORDS + 1]! & 0x1fffff) * 2 ** 32 + pseudonyms[row * WORDS]!;
    const times = seen.get(person) ?? 0;
    seen.set(person, times + 1);
    return times;
  });
}
