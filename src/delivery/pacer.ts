import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Random } from '../ports/random.ts';
import { availableIn, checkPace, nextIn, type Pace, PacedWindows, type SlidingWindow, takeIn } from './pace.ts';
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

/** The limits of an engine, and what was taken of them. They can change at any moment. */
export class Pacer {
  readonly #all = new PacedWindows({});
  readonly #senders = new Map<string, PacedWindows>();
  readonly #transports = new Map<string, PacedWindows>();
  readonly #recipients: RecipientPace;

  /** @throws SealcastError USAGE */
  constructor(pace: EnginePace, random: Random) {
    this.#recipients = new RecipientPace(random);
    this.change(pace);
  }

  /**
   * From now on another pace; limits that stay keep what was taken of them.
   *
   * @throws SealcastError USAGE; then nothing has changed
   */
  change(pace: EnginePace): void {
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
  }

  /** How many of this sender may go by this transport now. */
  available(sender: string, transport: string, now: number): number {
    return availableIn(this.#windowsOf(sender, transport), now);
  }

  /** When so many may, if none goes before; or as many as ever may at once. */
  next(sender: string, transport: string, now: number, wanted = 1): number {
    return nextIn(this.#windowsOf(sender, transport), now, wanted);
  }

  /** @throws SealcastError INTERNAL when so many may not */
  take(sender: string, transport: string, now: number, count: number): void {
    takeIn(this.#windowsOf(sender, transport), now, count);
  }

  /** Undefined while recipients have no pace of their own. */
  get recipients(): RecipientPace | undefined {
    return this.#recipients.limited ? this.#recipients : undefined;
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
