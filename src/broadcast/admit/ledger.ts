import { hex } from '../../crypto/bytes.ts';
import { limits } from '../../limits.ts';
import type { BroadcastRecord } from '../../spool/broadcast-record.ts';
import type { Usage } from './facts.ts';
import { inWindow, leavesAt } from './window.ts';

/** What one broadcast counts for. */
interface Entry {
  /** When it was released, unix milliseconds; Infinity while it is held, which counts in every window. */
  readonly at: number;
  readonly people: number;
  /** It has a sketch of its text until then, unix milliseconds; 0: none. */
  readonly sketchUntil: number;
}

/**
 * What senders have sent, in memory, as the records of the spool say: there is no second account that could come to differ. It is read
 * from all records once, when it is first asked, and told of each record after the commit that made it true.
 */
export class Ledger {
  /** By sender, then by broadcast id. */
  #entries: Map<string, Map<string, Entry>> | undefined;
  readonly #stored: () => readonly BroadcastRecord[];

  /** @param stored every record there is */
  constructor(stored: () => readonly BroadcastRecord[]) {
    this.#stored = stored;
  }

  /**
   * People whom this sender's other broadcasts have sent about the same text, in so many milliseconds up to now.
   *
   * @param alike whether the text of the broadcast of this id is about the same
   */
  alike(sender: string, now: number, except: string, ms: number, alike: (id: string) => boolean): number {
    let people = 0;
    for (const [id, entry] of this.#of(sender)) {
      if (id === except || entry.people === 0 || entry.sketchUntil <= now) continue;
      if (inWindow({ kind: 'sliding', ms }, entry.at, now) && alike(id)) people += entry.people;
    }
    return people;
  }

  /** A record as it has just been committed. */
  note(record: BroadcastRecord): void {
    if (this.#entries === undefined) return;
    const id = hex(record.id);
    const entry = entryOf(record);
    const own = this.#entries.get(record.sender);
    if (entry === null) own?.delete(id);
    else if (own === undefined) this.#entries.set(record.sender, new Map([[id, entry]]));
    else own.set(id, entry);
  }

  /**
   * What this sender's broadcasts count for at `now`.
   *
   * @param except id in hex of the one that is decided on
   */
  usageOf(sender: string, now: number, except: string | null): Usage {
    const own = this.#of(sender);
    const entries: Entry[] = [];
    for (const [id, entry] of own) {
      if (entry.at <= now - limits.policyWindowDays * 86_400_000) own.delete(id);
      else if (id !== except) entries.push(entry);
    }
    const amount = (what: 'broadcasts' | 'recipients', entry: Entry): number =>
      what === 'broadcasts' ? 1 : entry.people;
    const within = (window: Parameters<Usage['used']>[1]): Entry[] =>
      entries.filter(({ at }) => inWindow(window, at, now));
    return {
      used: (what, window) => within(window).reduce((sum, entry) => sum + amount(what, entry), 0),
      roomAt(what, window, most, wanted) {
        const counted = within(window);
        let left = counted.reduce((sum, entry) => sum + amount(what, entry), 0);
        if (left + wanted <= most) return now;
        const leaving = counted
          .filter(({ at }) => at !== Number.POSITIVE_INFINITY)
          .map((entry) => ({ entry, at: leavesAt(window, entry.at) }))
          .sort((a, b) => a.at - b.at);
        for (const { entry, at } of leaving) {
          left -= amount(what, entry);
          if (left + wanted <= most) return at;
        }
        return null;
      },
    };
  }

  #of(sender: string): Map<string, Entry> {
    if (this.#entries === undefined) {
      this.#entries = new Map();
      for (const record of this.#stored()) this.note(record);
    }
    return this.#entries.get(sender) ?? new Map<string, Entry>();
  }
}

/** Null: it counts for nothing. A recall notice takes back, and is not to be kept from that. */
function entryOf({ admission, kind, state, counts }: BroadcastRecord): Entry | null {
  if (kind === 2 || admission.state === 'refused' || admission.state === 'withdrawn') return null;
  const { at, sketchMs } = admission;
  if (admission.state === 'released')
    return { at, people: counts.sealed, sketchUntil: sketchMs === 0 ? 0 : at + sketchMs };
  // Until its audience is through it has no number of people, and nobody has anything of it.
  const people = state === 'sealing' ? 0 : counts.sealed;
  return { at: Number.POSITIVE_INFINITY, people, sketchUntil: sketchMs === 0 ? 0 : Number.POSITIVE_INFINITY };
}
