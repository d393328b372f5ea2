import { hex } from '../../crypto/bytes.ts';
import { limits } from '../../limits.ts';
import type { BroadcastRecord } from '../../spool/broadcast-record.ts';
import type { Usage } from './facts.ts';
import { partsWait } from './split.ts';
import { type Release, spanOf, usage, type Weight } from './usage.ts';

/** When something is asked, and about which moments: unix milliseconds. */
export interface Asking {
  readonly now: number;
  readonly release: Release;
}

/** What one broadcast counts for. */
export interface Entry {
  /**
   * When it may be handed over, unix milliseconds: when it was released, or the moment to which it is held from its send on. Infinity until
   * somebody decides on it, which counts in every window.
   */
  readonly at: number;
  /** When that was decided. */
  readonly decided: number;
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
   * People whom this sender's other broadcasts send about the same text, in any so many milliseconds that a release falls into.
   *
   * @param alike whether the text of the broadcast of this id is about the same
   */
  alike(sender: string, { now, release }: Asking, except: string, ms: number, alike: (id: string) => boolean): number {
    const window = { kind: 'sliding', ms } as const;
    const weights: Weight[] = [];
    for (const [id, entries] of this.#of(sender)) {
      if (id === except) continue;
      const within = entries
        .filter((entry) => entry.readers > 0 && entry.sketchUntil > now)
        .map((entry) => ({ ...spanOf(entry, now), broadcasts: 0, recipients: entry.readers }))
        .filter(({ since, until }) => since < release.to + ms && until > release.from - ms);
      if (within.length > 0 && alike(id)) weights.push(...within);
    }
    return usage(weights, release).used('recipients', window);
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
   * What this sender's broadcasts count for, where a release falls.
   *
   * @param except id in hex of the one that is decided on
   * @param own what that one counts for as it stands: parts of it that are released
   */
  usageOf(sender: string, { now, release }: Asking, except: string | null, own: readonly Entry[] = []): Usage {
    const stored = this.#of(sender);
    const weights: Weight[] = [];
    const weigh = (entry: Entry): void => {
      weights.push({ ...spanOf(entry, now), broadcasts: entry.broadcasts, recipients: entry.people });
    };
    const oldest = now - limits.policyWindowDays * 86_400_000;
    for (const [id, entries] of stored) {
      if (entries.every(({ at }) => at <= oldest)) stored.delete(id);
      else if (id !== except) entries.forEach(weigh);
    }
    own.forEach(weigh);
    return usage(weights, release);
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
export function entriesOf(record: BroadcastRecord): readonly Entry[] {
  const { admission, kind, state, counts, releaseAt } = record;
  if (kind === 2 || admission.state === 'refused' || admission.state === 'withdrawn') return [];
  const { sketchMs, split } = admission;
  const entry = (decided: number, people: number, more: Partial<Entry> = {}): Entry => {
    const at = Math.max(decided, releaseAt);
    return {
      at,
      decided,
      broadcasts: 1,
      people,
      readers: people,
      sketchUntil: sketchMs === 0 ? 0 : at + sketchMs,
      ...more,
    };
  };
  const ever = Number.POSITIVE_INFINITY;
  if (admission.state === 'released' && split !== null) {
    const waits = partsWait(record);
    return split.parts.flatMap((part) => {
      if (part.at > 0) return entry(part.at, part.people);
      // Its text will go to them, and other broadcasts of the same are to know.
      return waits ? entry(ever, 0, { broadcasts: 0, readers: part.people }) : [];
    });
  }
  if (admission.state === 'released') return [entry(admission.at, counts.sealed)];
  // Until its audience is through it has no number of people, and nobody has anything of it.
  const readers = state === 'sealing' ? 0 : counts.sealed;
  // What is held keeps the place of its first part; the others wait for theirs when it is released.
  return [entry(ever, Math.min(readers, split?.most ?? readers), { readers })];
}
