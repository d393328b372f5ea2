import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hex } from '../crypto/bytes.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { ReceiverStore } from './store.ts';

/**
 * `sealcast/receiver/node`: what a receiver remembers, in a directory, for Node; any number of processes may share it. A file each, whose
 * name is what it remembers, made at once with what is in it:
 *
 *   DIR/seen/KEY          until when, in text
 *   DIR/receipts/RECEIPT  until when, when it is due, in text
 *
 * @param dir made with mode 0700 where it is not there
 */
export function fileStore(dir: string): ReceiverStore {
  const seen = new Entries(join(dir, 'seen'));
  const receipts = new Entries(join(dir, 'receipts'));
  return {
    seen: {
      async add(key, expires, now) {
        if (!/^[0-9a-f.]{1,200}$/.test(key)) throw new SealcastError('USAGE', 'a key of a seen store is hex');
        await seen.sweep(now);
        return seen.create(key, [expires]);
      },
    },
    receipts: {
      async put(receipt, due, expires) {
        await receipts.create(hex(receipt), [expires, due]);
      },
      async due(now, most) {
        const ready: (readonly [due: number, name: string])[] = [];
        for (const [name, [until, due]] of await receipts.all())
          if (until! <= now) await receipts.remove(name);
          else if (due! <= now) ready.push([due!, name]);
        ready.sort(([a], [b]) => a - b);
        return ready.slice(0, most).map(([, name]) => new Uint8Array(Buffer.from(name, 'hex')));
      },
      async remove(done) {
        for (const receipt of done) await receipts.remove(hex(receipt));
      },
      async state() {
        const kept = await receipts.all();
        return { kept: kept.length, next: Math.min(...kept.map(([, [, due]]) => due!)) };
      },
    },
    async close() {},
  };
}

/** Names with some numbers each, in a directory. */
class Entries {
  readonly #dir: string;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** False where the name is there already. Durable when it answers true. */
  async create(name: string, numbers: readonly number[]): Promise<boolean> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    // A link appears with all of its content, or fails because the name exists: nobody sees half a file, and of two one wins.
    const aside = join(this.#dir, `.${randomUUID()}`);
    try {
      await using file = await open(aside, 'wx', 0o600);
      await file.writeFile(numbers.join(' '));
      await file.sync();
      await link(aside, join(this.#dir, name));
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(aside, { force: true });
    }
    await using directory = await open(this.#dir, 'r');
    await directory.sync();
    return true;
  }

  /** Undefined where there is none. */
  async read(name: string): Promise<number[] | undefined> {
    try {
      return (await readFile(join(this.#dir, name), 'utf8')).split(' ').map(Number);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#dir, name), { force: true });
  }

  async all(): Promise<(readonly [name: string, numbers: readonly number[]])[]> {
    const found: (readonly [string, readonly number[]])[] = [];
    for (const name of await this.#names()) {
      const numbers = await this.read(name);
      if (numbers !== undefined) found.push([name, numbers]);
    }
    return found;
  }

  /** Now and then: removes those whose first number is over. */
  async sweep(now: number): Promise<void> {
    if (Math.abs(now - this.#sweptAt) < limits.receiverSweepMs) return;
    this.#sweptAt = now;
    for (const [name, [until]] of await this.all()) if (until! <= now) await this.remove(name);
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#dir)).filter((name) => !name.startsWith('.'));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  }
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}
