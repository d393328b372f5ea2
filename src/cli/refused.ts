import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import type { Refusal } from '../fanout/read/refusal.ts';
import { usage } from './exit.ts';
import { printable } from './output.ts';
import { whatToDo } from './report.ts';

const HEADING = 'row,line,column,reason,what to do\r\n';
const PIECE = 65_536;

/**
 * The list an operator mends an audience by: CSV with position, column and reason of every refused row, never what
 * stood there. Opened before the send begins, so that an hour of sealing does not end at a path that cannot be written.
 */
export class RefusedFile {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @param inputs paths that are read in this run and must not be overwritten */
  static async open(path: string, inputs: readonly string[] = []): Promise<RefusedFile> {
    const target = await realpath(path).catch(() => undefined);
    for (const input of inputs)
      if (target !== undefined && target === (await realpath(input).catch(() => null)))
        throw usage('--refused names a file that is read here', 'name another one: it would be overwritten');
    try {
      // Not emptied yet: a send that fails to start leaves the list of the last one alone.
      return new RefusedFile(await open(path, constants.O_WRONLY | constants.O_CREAT, 0o644));
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
      throw usage(`--refused ${path} cannot be written (${code})`, 'check the path and its directory');
    }
  }

  /** Replaces what the file held by these rows, and answers how many they were. */
  async write(refusals: AsyncIterable<Refusal> | Iterable<Refusal>): Promise<number> {
    await this.#file.truncate(0);
    let at = 0;
    let rows = 0;
    let text = HEADING;
    for await (const { row, line, column, reason } of refusals) {
      text += `${row},${line === 0 ? '' : line},${quoted(printable(column))},${reason},${quoted(whatToDo(reason))}\r\n`;
      rows++;
      if (text.length < PIECE) continue;
      at = await this.#put(text, at);
      text = '';
    }
    await this.#put(text, at);
    return rows;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #put(text: string, at: number): Promise<number> {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; )
      done += (await this.#file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    return at + bytes.length;
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
