import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { NoteTable } from '../../spool/notes.ts';

const PURPOSES = 'purposes';

/** Every purpose that an opt-out or a consent of this directory ever named, by its number; 0 stands for all of them. */
export class Purposes {
  readonly #notes: NoteTable;
  /** Once it was asked for: who writes to the directory is its only writer. */
  #names: readonly string[] | undefined;

  constructor(notes: NoteTable) {
    this.#notes = notes;
  }

  /** Of the first is 1. */
  names(): readonly string[] {
    this.#names ??= (this.#notes.get(PURPOSES) as readonly string[] | undefined) ?? [];
    return this.#names;
  }

  /** 0 for ''; undefined for a name that nobody has used. */
  find(name: string): number | undefined {
    if (name === '') return 0;
    const at = this.names().indexOf(name);
    return at < 0 ? undefined : at + 1;
  }

  /** As `find`; a new name is stored. @throws SealcastError USAGE for one too many */
  numberOf(name: string): number {
    const found = this.find(name);
    if (found !== undefined) return found;
    const names = this.names();
    if (names.length >= limits.purposes)
      throw new SealcastError('USAGE', `a directory has at most ${limits.purposes} purposes`, {
        hint: 'use one of those that are there',
      });
    this.#notes.set([[PURPOSES, [...names, name]]]);
    this.#names = [...names, name];
    return names.length + 1;
  }
}
