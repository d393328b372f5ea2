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
import { type Release, spanOf } from '../admit/usage.ts';
import { opensAt, type Stretch, Stretches, type Window } from '../admit/window.ts';
import { CLASSES } from '../request.ts';
import { unpackRetention, wipeSecrets } from '../secrets.ts';

/** When messages count, and when that was decided, unix milliseconds. */
export interface Moment {
  readonly at: number;
  readonly decided: number;
}

/**
 * When the messages of a broadcast count, as the ledger of senders has it: always while it is sealed or held
 * (Infinity), then from its release on, or the moment to which its sender holds it; never (-Infinity) what was refused or withdrawn. What
 * is delivered while it is sealed counts as of the end of that.
 */
export function countsAt({ state, admission, finished, peopleMs, releaseAt }: BroadcastRecord): Moment {
  if (peopleMs === 0 || state === 'purged') return NEVER;
  if (admission.state === 'refused' || admission.state === 'withdrawn') return NEVER;
  if (state === 'sealing' || admission.state === 'held') return EVER;
  const decided = Math.max(admission.at, finished);
  return { at: Math.max(decided, releaseAt), decided };
}

const NEVER: Moment = { at: Number.NEGATIVE_INFINITY, decided: Number.NEGATIVE_INFINITY };
const EVER: Moment = { at: Number.POSITIVE_INFINITY, decided: Number.POSITIVE_INFINITY };

/** Nobody's cap looks back at it any more. */
export function peopleAreOver(record: BroadcastRecord, now: number): boolean {
  return record.peopleMs > 0 && countsAt(record).at + record.peopleMs <= now;
}

interface Counted {
  /** A bit of the class: 1 << class. */
  readonly classBit: number;
  moment: Moment;
}

/** Of what nobody owns: a window that was not committed. */
const NOBODY: Counted = { classBit: 0, moment: NEVER };

/** Has a person had `most` messages of these classes from one moment to another, the second not included? */
interface Question extends Stretch {
  readonly most: number;
  /** Bits of the classes that count. */
  readonly classes: number;
}
/** What a byte of weights holds. */
const QUESTIONS_AT_ONCE = 8;

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
    if (counted !== undefined) counted.moment = countsAt(record);
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
    this.#entries!.add(people, owner, (one) => this.#owners[one]!.moment !== NEVER);
  }

  /** @internal By owner, bit n: it counts for the n-th question. */
  weights(questions: readonly Question[], now: number, except: Counted | null): Uint8Array {
    const bits = new Map<Counted, number>([[NOBODY, 0]]);
    const weights = new Uint8Array(this.#owners.length);
    for (let owner = 1; owner < weights.length; owner++) {
      const counted = this.#owners[owner]!;
      let of = bits.get(counted);
      if (of === undefined) {
        of = 0;
        const { since, until } = spanOf(counted.moment, now);
        for (const [n, question] of questions.entries()) {
          const counts = counted !== except && (counted.classBit & question.classes) !== 0;
          if (counts && since < question.until && until >= question.from) of |= 1 << n;
        }
        bits.set(counted, of);
      }
      weights[owner] = of;
    }
    return weights;
  }

  /** @internal Moments after this one at which messages of these classes count, of other broadcasts than this, in their order. */
  ahead(after: number, classes: number, except: Counted): number[] {
    const moments = new Set<number>();
    for (const counted of this.#broadcasts.values()) {
      const { at } = counted.moment;
      if (counted !== except && (counted.classBit & classes) !== 0 && at > after && at < Number.POSITIVE_INFINITY)
        moments.add(at);
    }
    return [...moments].sort((a, b) => a - b);
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
      counted = { classBit: 1 << record.class, moment: countsAt(record) };
      this.#broadcasts.set(id, counted);
    }
    return counted;
  }

  async #load(now: number): Promise<PersonEntries> {
    const records = this.#spool
      .broadcasts()
      .filter((record) => countsAt(record) !== NEVER && !peopleAreOver(record, now));
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
  readonly #stretches = new Map<Window, Stretches>();
  /** See BroadcastRecord. */
  capsAhead = Number.MAX_SAFE_INTEGER;

  constructor(ledger: PersonLedger, own: Counted) {
    this.#ledger = ledger;
    this.#own = own;
  }

  /**
   * Marks who has as many messages as a cap allows, in any window that the release may fall into.
   *
   * @param byId nobody is in the audience twice, as far as it gets: then what this broadcast has sealed before is no matter of caps
   */
  mark(
    batch: PreparedBatch,
    codes: Uint8Array,
    code: number,
    caps: readonly PersonCap[],
    { now, release, byId }: { readonly now: number; readonly release: Release; readonly byId: boolean },
  ): void {
    const questions = caps.flatMap((cap) => this.#questions(cap, release));
    const pseudonyms = wordsOf(batch.pseudonyms);
    const also = byId ? null : before(pseudonyms, codes);
    const rows = { pseudonyms, stride: WORDS, codes };
    for (let first = 0; first < questions.length; first += QUESTIONS_AT_ONCE) {
      const some = questions.slice(first, first + QUESTIONS_AT_ONCE);
      const weights = this.#ledger.weights(some, now, byId ? this.#own : null);
      for (const [n, { most }] of some.entries())
        this.#ledger.entries.mark(rows, { weights, bit: 1 << n, most }, code, also);
    }
  }

  /**
   * One for the window that ends, or is, when it is released, and one for each that holds messages to come besides. What comes after all of
   * them is no matter, as long as the release is not put off: up to `capsAhead`.
   */
  #questions({ most, classes: names, window }: PersonCap, release: Release): readonly Question[] {
    const classes = names.reduce((mask, one) => mask | (1 << (CLASSES.indexOf(one) + 1)), 0);
    const windows: Stretch[] = [this.#windowAt(window, release.from)];
    for (const at of this.#ledger.ahead(release.from, classes, this.#own)) {
      const one = this.#windowAt(window, at);
      if (one.from > release.to) {
        this.capsAhead = Math.min(this.capsAhead, one.from);
        break;
      }
      if (one.until > windows.at(-1)!.until) windows.push(one);
    }
    // So many are not told apart: who has as many in all of them is left out.
    const asked =
      windows.length > limits.personWindows ? [{ from: windows[0]!.from, until: windows.at(-1)!.until }] : windows;
    return asked.map((one) => ({ most, classes, ...one }));
  }

  /** The moments of the window that ends at one, or of the calendar has it. */
  #windowAt(window: Window, at: number): Stretch {
    if (window.kind === 'sliding') return { from: opensAt(window, at), until: at + 1 };
    let stretches = this.#stretches.get(window);
    if (stretches === undefined) {
      stretches = new Stretches(window);
      this.#stretches.set(window, stretches);
    }
    return stretches.at(at);
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
}

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
