import { hex } from '../../crypto/bytes.ts';
import { limits } from '../../limits.ts';
import type { BroadcastRecord } from '../../spool/broadcast-record.ts';
import type { Usage } from './facts.ts';
import { partsWait } from './split.ts';
import { leavesAt, opensAt, type Window } from './window.ts';

/** What one broadcast counts for. */
interface Entry {
  /** When it was released, unix milliseconds; Infinity while it is held, which counts in every window. */
  readonly at: number;
  readonly broadcasts: 0 | 1;
  readonly people: number;
  /** Whom its text is for, also where the caps do not count them yet: parts that wait. */
  readonly readers: number;
  /** It has a sketch of its text until then, unix milliseconds; 0: none. */
  readonly sketchUntil: number;
}

/**
 * What senders have sent, in memory, as the records of the spool say: there is no second account that could come to differ. It is read
 * from all records once, when it is first asked, and told of each record after the commit that made it true.
 */
export class Ledger {
  /** By sender, then by broadcast id. */
  #entries: Map<string, Map<string, readonly Entry[]>> | undefined;
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
    const from = opensAt({ kind: 'sliding', ms }, now);
    for (const [id, entries] of this.#of(sender)) {
      if (id === except) continue;
      const within = entries.filter((entry) => entry.readers > 0 && entry.sketchUntil > now && entry.at >= from);
      if (within.length > 0 && alike(id)) for (const entry of within) people += entry.readers;
    }
    return people;
  }

  /** A record as it has just been committed. */
  note(record: BroadcastRecord): void {
    if (this.#entries === undefined) return;
    const id = hex(record.id);
    const entries = entriesOf(record);
    const own = this.#entries.get(record.sender);
    if (entries.length === 0) own?.delete(id);
    else if (own === undefined) this.#entries.set(record.sender, new Map([[id, entries]]));
    else own.set(id, entries);
  }

  /**
   * What this sender's broadcasts count for at `now`.
   *
   * @param except id in hex of the one that is decided on
   */
  usageOf(sender: string, now: number, except: string | null): Usage {
    const own = this.#of(sender);
    const entries: Entry[] = [];
    const oldest = now - limits.policyWindowDays * 86_400_000;
    for (const [id, its] of own) {
      if (its.every(({ at }) => at <= oldest)) own.delete(id);
      else if (id !== except) entries.push(...its);
    }
    const amount = (what: 'broadcasts' | 'recipients', entry: Entry): number =>
      what === 'broadcasts' ? entry.broadcasts : entry.people;
    const within = (window: Window): Entry[] => {
      const from = opensAt(window, now);
      return entries.filter(({ at }) => at >= from);
    };
    return {
      used: (what, window) => within(window).reduce((sum, entry) => sum + amount(what, entry), 0),
      roomAt(what, window, most, wanted) {
        const counted = within(window);
        let left = counted.reduce((sum, entry) => sum + amount(what, entry), 0);
        if (left + wanted <= most) return now;
        const leaving = counted
          .filter(({ at }) => at !== Number.POSITIVE_INFINITY)
          .map((entry) => ({ entry, at: leavesAt(window, window.kind === 'calendar' ? now : entry.at) }))
          .sort((a, b) => a.at - b.at);
        for (const { entry, at } of leaving) {
          left -= amount(what, entry);
          if (left + wanted <= most) return at;
        }
        return null;
      },
    };
  }

  #of(sender: string): Map<string, readonly Entry[]> {
    if (this.#entries === undefined) {
      this.#entries = new Map();
      for (const record of this.#stored()) this.note(record);
    }
    return this.#entries.get(sender) ?? new Map<string, readonly Entry[]>();
  }
}

/** None: it counts for nothing. A recall notice takes back, and is not to be kept from that. */
function entriesOf(record: BroadcastRecord): readonly Entry[] {
  const { admission, kind, state, counts } = record;
  if (kind === 2 || admission.state === 'refused' || admission.state === 'withdrawn') return [];
  const { at, sketchMs, split } = admission;
  const entry = (at: number, people: number, more: Partial<Entry> = {}): Entry => ({
    at,
    broadcasts: 1,
    people,
    readers: people,
    sketchUntil: sketchMs === 0 ? 0 : at + sketchMs,
    ...more,
  });
  const ever = Number.POSITIVE_INFINITY;
  if (admission.state === 'released' && split !== null) {
    const waits = partsWait(record);
    return split.parts.flatMap((part) => {
      if (part.at > 0) return entry(part.at, part.people);
      // Its text will go to them, and other broadcasts of the same are to know.
      return waits ? entry(ever, 0, { broadcasts: 0, readers: part.people }) : [];
    });
  }
  if (admission.state === 'released') return [entry(at, counts.sealed)];
  // Until its audience is through it has no number of people, and nobody has anything of it.
  const readers = state === 'sealing' ? 0 : counts.sealed;
  // What is held keeps the place of its first part; the others wait for theirs when it is released.
  return [entry(ever, Math.min(readers, split?.most ?? readers), { readers })];
}
