import { hex } from '../crypto/bytes.ts';
import { SealcastError } from '../errors.ts';
import type { ReceiverStore } from './store.ts';

/**
 * What a receiver remembers, in IndexedDB: shared by the pages, tabs and service workers of an origin, kept over restarts.
 *
 *   seen      key → until when              by `expires`, so that what has expired is found
 *   receipts  hex of the receipt → the receipt, when it is due, until when     by `due` and `expires`
 *
 * Looking and remembering are one transaction, an insert that fails where the key exists: of two tabs one wins. Each transaction is
 * asked to be durable before it is called complete (`strict`), as far as the browser obeys.
 *
 * A browser may evict an origin's storage under pressure, unless it was asked to persist it (`navigator.storage.persist()`), and forgets it with
 * its user's browsing data: then a message that has not expired could be shown again.
 */
export function indexedDbStore(name = 'sealcast'): ReceiverStore {
  const database = new Connection(name);
  return {
    seen: {
      add: (key, expires, now) =>
        database.transaction([SEEN], 'readwrite', (stores, answer) => {
          const seen = stores(SEEN);
          forget(seen, now, () => {
            const request = seen.add({ key, expires });
            request.onsuccess = () => answer(true);
            request.onerror = (event) => {
              if (request.error?.name !== 'ConstraintError') return;
              // Of a failed request the whole transaction would be undone.
              event.preventDefault();
              event.stopPropagation();
              answer(false);
            };
          });
        }),
    },
    receipts: {
      put: (receipt, due, expires) =>
        database.transaction([RECEIPTS], 'readwrite', (stores, answer) => {
          const receipts = stores(RECEIPTS);
          const key = hex(receipt);
          const found = receipts.count(key);
          found.onsuccess = () => {
            if (found.result === 0) receipts.add({ key, receipt: receipt.slice(), due, expires });
            answer(undefined);
          };
        }),
      due: (now, most) =>
        database.transaction([RECEIPTS], 'readwrite', (stores, answer) => {
          const receipts = stores(RECEIPTS);
          forget(receipts, now, () => {
            const request = receipts.index('due').getAll(keyRange().upperBound(now), most);
            request.onsuccess = () =>
              answer((request.result as { receipt: Uint8Array }[]).map(({ receipt }) => receipt));
          });
        }),
      remove: (done) =>
        database.transaction([RECEIPTS], 'readwrite', (stores, answer) => {
          for (const receipt of done) stores(RECEIPTS).delete(hex(receipt));
          answer(undefined);
        }),
      state: () =>
        database.transaction([RECEIPTS], 'readonly', (stores, answer) => {
          const receipts = stores(RECEIPTS);
          const count = receipts.count();
          const first = receipts.index('due').getAll(undefined, 1);
          first.onsuccess = () => {
            const [earliest] = first.result as { due: number }[];
            answer({ kept: count.result, next: earliest?.due ?? Number.POSITIVE_INFINITY });
          };
        }),
    },
    close: () => database.close(),
  };
}

const SEEN = 'seen';
const RECEIPTS = 'receipts';
const VERSION = 1;

/** Deletes what has expired by `now`, then goes on in the same transaction. */
function forget(store: ObjectStore, now: number, then: () => void): void {
  const request = store.index('expires').openCursor(keyRange().upperBound(now));
  request.onsuccess = () => {
    const cursor = request.result;
    if (cursor === null) {
      then();
      return;
    }
    cursor.delete();
    cursor.continue();
  };
}

/** Opened when it is needed first, and again where the browser closed it: for a newer version of the page, or with its data. */
class Connection {
  readonly #name: string;
  #opened: Promise<Database> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** Resolves with what `work` answered, once it is durable. */
  async transaction<T>(
    names: readonly string[],
    mode: 'readonly' | 'readwrite',
    work: (store: (name: string) => ObjectStore, answer: (value: T) => void) => void,
  ): Promise<T> {
    this.#opened ??= this.#open();
    const database = await this.#opened;
    return new Promise<T>((resolve, reject) => {
      let answered: { readonly value: T } | undefined;
      const transaction = database.transaction(names, mode, { durability: 'strict' });
      transaction.oncomplete = () => {
        if (answered === undefined) reject(unusable(null));
        else resolve(answered.value);
      };
      transaction.onabort = () => reject(unusable(transaction.error));
      work(
        (name) => transaction.objectStore(name),
        (value) => {
          answered = { value };
        },
      );
    });
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    (await opened?.catch(() => undefined))?.close();
  }

  #open(): Promise<Database> {
    const opening = new Promise<Database>((resolve, reject) => {
      const { indexedDB } = globalThis as unknown as { indexedDB?: Factory };
      if (indexedDB === undefined) {
        reject(unusable(null));
        return;
      }
      const request = indexedDB.open(this.#name, VERSION);
      request.onupgradeneeded = () => {
        const seen = request.result.createObjectStore(SEEN, { keyPath: 'key' });
        seen.createIndex('expires', 'expires');
        const receipts = request.result.createObjectStore(RECEIPTS, { keyPath: 'key' });
        receipts.createIndex('due', 'due');
        receipts.createIndex('expires', 'expires');
      };
      request.onerror = () => reject(unusable(request.error));
      request.onsuccess = () => {
        const database = request.result;
        const forgetIt = (): void => {
          if (this.#opened === opening) this.#opened = undefined;
        };
        database.onclose = forgetIt;
        database.onversionchange = () => {
          database.close();
          forgetIt();
        };
        resolve(database);
      };
    });
    // One that failed is tried again by whoever comes next.
    opening.catch(() => {
      if (this.#opened === opening) this.#opened = undefined;
    });
    return opening;
  }
}

function unusable(cause: unknown): SealcastError {
  return new SealcastError('DIRECTORY_UNUSABLE', 'IndexedDB cannot be used', {
    hint: 'there is none in this context, it is full, or its user does not allow it: see the cause',
    cause,
  });
}

// ---- as much of IndexedDB 3.0 as is used: it belongs to the types of the DOM, which Node's do not have ----

interface Request<T> {
  readonly result: T;
  readonly error: { readonly name: string } | null;
  onsuccess: (() => void) | null;
  onerror: ((event: { preventDefault(): void; stopPropagation(): void }) => void) | null;
}

interface Index {
  openCursor(range: unknown): Request<{ delete(): unknown; continue(): void } | null>;
  getAll(range: unknown, count: number): Request<unknown[]>;
}

interface ObjectStore {
  add(value: unknown): Request<unknown>;
  delete(key: string): Request<unknown>;
  count(key?: string): Request<number>;
  index(name: string): Index;
  createIndex(name: string, keyPath: string): unknown;
}

interface Database {
  onclose: (() => void) | null;
  onversionchange: (() => void) | null;
  createObjectStore(name: string, options: { keyPath: string }): ObjectStore;
  transaction(
    names: readonly string[],
    mode: 'readonly' | 'readwrite',
    options: { durability: 'strict' },
  ): {
    readonly error: unknown;
    oncomplete: (() => void) | null;
    onabort: (() => void) | null;
    objectStore(name: string): ObjectStore;
  };
  close(): void;
}

interface Factory {
  open(name: string, version: number): Request<Database> & { onupgradeneeded: (() => void) | null };
}

function keyRange(): { upperBound(value: number): unknown } {
  return (globalThis as unknown as { IDBKeyRange: { upperBound(value: number): unknown } }).IDBKeyRange;
}
