import { limits } from '../limits.ts';
import type { MailboxStore } from './store.ts';

/** Bodies that are being sent: each is in memory once, however many read it. */
export class OutgoingBodies {
  readonly #store: MailboxStore;
  readonly #held = new Map<string, { readonly bytes: Uint8Array; readers: number }>();
  #bytes = 0;

  constructor(store: MailboxStore) {
    this.#store = store;
  }

  /** @param broadcast hex. @returns null when there is none, `busy` when too much is being sent; give the others back by `release` */
  take(broadcast: string): Uint8Array | null | 'busy' {
    const held = this.#held.get(broadcast);
    if (held !== undefined) {
      held.readers++;
      return held.bytes;
    }
    if (this.#bytes >= limits.mailboxBodyBytes) return 'busy';
    const bytes = this.#store.body(broadcast);
    if (bytes === null) return null;
    this.#held.set(broadcast, { bytes, readers: 1 });
    this.#bytes += bytes.length;
    return bytes;
  }

  release(broadcast: string): void {
    const held = this.#held.get(broadcast)!;
    if (--held.readers > 0) return;
    this.#held.delete(broadcast);
    this.#bytes -= held.bytes.length;
  }
}
