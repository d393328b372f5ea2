import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Random } from '../ports/random.ts';
import {
  availableIn,
  checkPace,
  moveNewestIn,
  nextIn,
  type Pace,
  PacedWindows,
  type SlidingWindow,
  takeIn,
} from './pace.ts';
import { RecipientPace } from './recipient-pace.ts';

/** How fast an engine hands envelopes over: in all, of single senders, by single transports, to single recipients. All limits hold at once. */
export interface EnginePace extends Pace {
  /** By the sender's name. */
  readonly senders?: Readonly<Record<string, Pace>>;
  /** By the transport's name. */
  readonly transports?: Readonly<Record<string, Pace>>;
  /**
   * To each device, by a pseudonym of its key that never leaves the process. Windows up to an hour: who was served is kept in
   * memory, 100 bytes each; where more than a million were within the window, the next ones wait.
   */
  readonly recipients?: Pick<Pace, 'perSecond' | 'perMinute' | 'perHour'>;
}

/** What was taken of the limits, as it is stored: by a name for each window. */
export type StoredPaces = ReadonlyMap<string, Uint8Array>;

/**
 * The limits of an engine, and what was taken of them. They can change at any moment. What was taken is stored with the commit that
 * takes it, so that a process that dies and comes back does not begin its windows anew; but for recipients, who are in memory only.
 */
export class Pacer {
  readonly #all = new PacedWindows({});
  readonly #senders = new Map<string, PacedWindows>();
  readonly #transports = new Map<string, PacedWindows>();
  readonly #recipients: RecipientPace;
  /** What an earlier process has stored, of windows that have not been asked for yet. */
  readonly #stored: Map<string, Uint8Array>;

  /** @throws SealcastError USAGE */
  constructor(pace: EnginePace, random: Random, stored: StoredPaces, now: number) {
    this.#recipients = new RecipientPace(random);
    this.#stored = new Map(stored);
    this.change(pace, now);
  }

  close(): void {
    this.#recipients.close();
  }

  /**
   * From now on another pace; limits that stay keep what was taken of them.
   *
   * @throws SealcastError USAGE; then nothing has changed
   */
  change(pace: EnginePace, now: number): void {
    checkPace(pace);
    const senders = named(pace.senders);
    const transports = named(pace.transports);
    const recipients = pace.recipients ?? {};
    checkPace(recipients);
    if ((recipients as Pace).perDay !== undefined)
      throw new SealcastError('USAGE', 'a pace of recipients has no perDay', {
        hint: 'perHour is the longest; a cap per day is a rule of who may send what',
      });
    this.#all.change(pace);
    changeAll(this.#senders, senders);
    changeAll(this.#transports, transports);
    this.#recipients.change(recipients);
    if (this.#stored.size === 0) return;
    for (const [name, window] of this.#named(undefined, undefined)) {
      const stored = this.#stored.get(name);
      if (stored === undefined) continue;
      this.#stored.delete(name);
      window.restore(stored, now);
    }
  }

  /** How many of this sender may go by this transport now. */
  available(sender: string, transport: string, now: number): number {
    return availableIn(this.#windowsOf(sender, transport), now);
  }

  /** When so many may, if none goes before; or as many as ever may at once. */
  next(sender: string, transport: string, now: number, wanted = 1): number {
    return nextIn(this.#windowsOf(sender, transport), now, wanted);
  }

  /** When this transport may take anything at all, whoever sends it. */
  opensAt(transport: string, now: number): number {
    const own = this.#transports.get(transport);
    const shared = nextIn(this.#all.all, now);
    return own === undefined ? shared : Math.max(shared, nextIn(own.all, now));
  }

  /**
   * Takes them, and answers what is to be stored in the commit that hands them over.
   *
   * @throws SealcastError INTERNAL when so many may not
   */
  take(sender: string, transport: string, now: number, count: number): StoredPaces {
    takeIn(this.#windowsOf(sender, transport), now, count);
    const paces = new Map<string, Uint8Array>();
    for (const [name, window] of this.#named(sender, transport))
      paces.set(name, window.snapshot(now, limits.paceStoredRuns));
    return paces;
  }

  /**
   * What was taken last is with its transport now. Batches and a commit may have come in between, and windows are promised as the
   * transport sees them. What is stored says when it was taken: a process that is killed before its next commit remembers that.
   */
  handedOver(sender: string, transport: string, now: number, count: number): void {
    moveNewestIn(this.#windowsOf(sender, transport), now, count);
    this.#recipients.handedOver(now);
  }

  /** Undefined while recipients have no pace of their own. */
  get recipients(): RecipientPace | undefined {
    return this.#recipients.limited ? this.#recipients : undefined;
  }

  /** Windows by the names they are stored under; those of one sender and one transport, or (undefined) of all. */
  *#named(sender: string | undefined, transport: string | undefined): Generator<readonly [string, SlidingWindow]> {
    for (const [period, window] of this.#all.entries()) yield [`all/${period}`, window];
    for (const [what, paces, wanted] of [
      ['sender', this.#senders, sender],
      ['transport', this.#transports, transport],
    ] as const)
      for (const name of wanted === undefined ? paces.keys() : [wanted])
        for (const [period, window] of paces.get(name)?.entries() ?? []) yield [`${what}/${period}/${name}`, window];
  }

  #windowsOf(sender: string, transport: string): readonly SlidingWindow[] {
    const windows = [...this.#all.all];
    for (const own of [this.#senders.get(sender), this.#transports.get(transport)])
      if (own !== undefined) windows.push(...own.all);
    return windows;
  }
}

function named(paces: Readonly<Record<string, Pace>> = {}): Map<string, Pace> {
  const found = new Map(Object.entries(paces).map(([name, pace]) => [name.normalize('NFC'), pace]));
  if (found.size > limits.senders)
    throw new SealcastError('USAGE', 'a pace for more names than there can be', { hint: 'name those that exist' });
  for (const pace of found.values()) checkPace(pace);
  return found;
}

function changeAll(windows: Map<string, PacedWindows>, paces: ReadonlyMap<string, Pace>): void {
  for (const name of windows.keys()) if (!paces.has(name)) windows.delete(name);
  for (const [name, pace] of paces) {
    const own = windows.get(name);
    if (own === undefined) windows.set(name, new PacedWindows(pace));
    else own.change(pace);
  }
}
