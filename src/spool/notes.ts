/** Small records that live as long as the directory and belong to no broadcast: what was revoked, what a sender has done. */
export interface NoteTable {
  get(name: string): unknown;
  /** All whose names begin like this, by the rest of the name. */
  all(prefix: string): ReadonlyMap<string, unknown>;
  /** In one commit; null deletes. Values are what a record can hold; names must say nothing of anybody. */
  set(changes: readonly (readonly [name: string, value: unknown])[]): void;
}
