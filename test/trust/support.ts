/** Trust without an engine: notes in memory, a clock that is moved by hand. */
import { TRUST_MODELS, type TrustModel } from '../../src/broadcast/trust/model.ts';
import { Trust } from '../../src/broadcast/trust/trust.ts';
import { decodeRecord, encodeRecord } from '../../src/codec/msgpack.ts';
import type { NoteTable } from '../../src/spool/notes.ts';
import { ManualClock } from '../../src/testing.ts';

export const START = 1_763_800_000_000;
export const DAY = 86_400_000;

/** Every value goes through its bytes, as in the spool. */
export class MemoryNotes implements NoteTable {
  readonly stored = new Map<string, Uint8Array>();

  get(name: string): unknown {
    const bytes = this.stored.get(name);
    return bytes === undefined ? undefined : decodeRecord(bytes);
  }

  all(prefix: string): ReadonlyMap<string, unknown> {
    const names = [...this.stored.keys()].filter((name) => name.startsWith(prefix));
    return new Map(names.map((name) => [name.slice(prefix.length), this.get(name)]));
  }

  set(changes: readonly (readonly [name: string, value: unknown])[]): void {
    for (const [name, value] of changes)
      if (value === null) this.stored.delete(name);
      else this.stored.set(name, encodeRecord(value));
  }
}

export function trustAt(
  model: TrustModel = TRUST_MODELS.default,
  notes = new MemoryNotes(),
  clock = new ManualClock(START),
) {
  const permits = {
    authorise: () => {
      throw new Error('no permissions here');
    },
  };
  const key = new Uint8Array(32).fill(7);
  return { trust: new Trust({ model, key, notes, clock, permits }), notes, clock };
}
