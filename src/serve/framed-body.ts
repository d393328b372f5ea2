import type { IncomingMessage } from 'node:http';
import { SealcastError } from '../errors.ts';
import type { Shape } from './shape.ts';
import { discard } from './socket-server.ts';

export interface FramedBodyOptions {
  /** Bytes that a head may have: so much is in memory. */
  readonly headBytes: number;
  /** Milliseconds that may pass without a byte while one is waited for; then the connection is cut. */
  readonly idleMs: number;
  /** Ends a wait for more, which throws then. */
  readonly signal?: AbortSignal;
}

/**
 * What is handed in with a request, a head and a list of any length:
 *
 *     u32 LE length of the head ‖ head, JSON ‖ the list, as it is in its file
 *
 * A connection that breaks throws wherever it is read: half a list does not look like a short one.
 */
export class FramedBody {
  readonly #request: IncomingMessage;
  readonly #pieces: AsyncIterableIterator<Uint8Array>;
  readonly #options: FramedBodyOptions;
  #held = Buffer.alloc(0);

  constructor(request: IncomingMessage, options: FramedBodyOptions) {
    this.#request = request;
    this.#options = options;
    this.#pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>;
  }

  /** To be read before the list is. @throws SealcastError USAGE */
  async head<T>(shape: Shape<T>): Promise<T> {
    const { headBytes } = this.#options;
    await this.#fill(4);
    const length = this.#held.readUInt32LE(0);
    if (length > headBytes) throw malformed(`has a head of more than ${headBytes} bytes`);
    await this.#fill(4 + length);
    let json: unknown;
    try {
      json = JSON.parse(this.#held.toString('utf8', 4, 4 + length));
    } catch {
      throw malformed('has a head that is no JSON');
    }
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      throw malformed('has a head that is no object');
    this.#held = this.#held.subarray(4 + length);
    return shape(json, '');
  }

  async *list(): AsyncGenerator<Uint8Array> {
    const first = this.#held;
    this.#held = Buffer.alloc(0);
    if (first.length > 0) yield first;
    for (;;) {
      const { done, value } = await this.#read();
      if (done === true) return;
      yield value;
    }
  }

  /** What nobody read goes to nobody. */
  leave(): void {
    const rest = (): void => discard(this.#request, this.#options.idleMs);
    Promise.resolve(this.#pieces.return?.()).then(rest, rest);
  }

  async #fill(length: number): Promise<void> {
    const parts: Uint8Array[] = [this.#held];
    let have = this.#held.length;
    while (have < length) {
      const { done, value } = await this.#read();
      if (done === true) throw malformed('ends before its head does');
      parts.push(value);
      have += value.length;
    }
    this.#held = Buffer.concat(parts);
  }

  /** Timed while it is waited for only: who hands in a list is not to blame for how fast it is taken. */
  #read(): Promise<IteratorResult<Uint8Array>> {
    const { idleMs, signal } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#request.destroy(), idleMs);
      const stop = (): void => reject(signal!.reason);
      const over = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
      };
      if (signal?.aborted === true) stop();
      signal?.addEventListener('abort', stop, { once: true });
      this.#pieces.next().then(
        (piece) => {
          over();
          resolve(piece);
        },
        (error: unknown) => {
          over();
          reject(error);
        },
      );
    });
  }
}

function malformed(what: string): SealcastError {
  return new SealcastError('USAGE', `the request ${what}`);
}
