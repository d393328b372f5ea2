import { limits } from '../../limits.ts';
import { Origin, type OriginOptions } from './origin.ts';

/** Origins with open connections; where there are too many, the one that was used longest ago and is not in use is let go. */
export class Origins {
  readonly #options: OriginOptions;
  /** The one used longest ago first. */
  readonly #origins = new Map<string, Origin>();
  /** The one used last: mostly the one that is asked for again. */
  #last: { readonly name: string; readonly origin: Origin } | undefined;

  constructor(options: OriginOptions) {
    this.#options = options;
  }

  of(name: string): Origin {
    if (this.#last?.name === name) return this.#last.origin;
    const origin = this.#origins.get(name) ?? new Origin(name, this.#options);
    this.#origins.delete(name);
    this.#origins.set(name, origin);
    for (const [other, unused] of this.#origins) {
      if (this.#origins.size <= limits.httpOrigins) break;
      if (unused.users > 0 || other === name) continue;
      unused.close().catch(() => {});
      this.#origins.delete(other);
    }
    this.#last = { name, origin };
    return origin;
  }

  /** More than `limits.httpOrigins` only while they are in use. */
  get size(): number {
    return this.#origins.size;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#origins.values()].map((origin) => origin.close()));
  }
}
