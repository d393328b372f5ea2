import { fromBase64url, toBase64url } from '../crypto/base64.ts';
import { concat, hex } from '../crypto/bytes.ts';
import { ANSWER_BYTES, answerChallenge, CHALLENGE_NONCE_BYTES } from '../crypto/pull.ts';
import { wipe } from '../crypto/wipe.ts';
import { KEY_BYTES, publicKeyOf } from '../crypto/x25519.ts';
import { limits } from '../device-limits.ts';
import { SealcastError } from '../errors.ts';
import { systemTimer, type Timer } from '../ports/timer.ts';
import type { PullOptions } from '../pull.ts';
import { read } from './read.ts';
import { within } from './within.ts';

export interface Arrived {
  readonly cursor: string;
  readonly envelope: Uint8Array;
}

/** A status that is no success. */
class Status extends Error {
  readonly status: number;
  /** Milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(response: Response) {
    super(`the mailbox answered with ${response.status}`);
    this.status = response.status;
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    this.retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? 1_000 * seconds : undefined;
  }
}

/** Requests to one mailbox, for one inbox, under a session that is opened where there is none. */
export class Connection {
  readonly #base: string;
  readonly #name: string;
  readonly #options: PullOptions;
  readonly #fetch: typeof globalThis.fetch;
  /** Ends what is asked for; what is told, and opening a session, ends by itself. */
  readonly signal: AbortSignal;
  readonly timer: Timer;
  #session: Promise<string> | undefined;
  /** The body of the last broadcast: envelopes of one come together. */
  #body: { readonly broadcast: string; readonly bytes: Promise<Uint8Array> } | undefined;

  constructor(options: PullOptions) {
    const url = new URL(options.url);
    this.#base = `${url.origin}${url.pathname.replace(/\/$/, '')}`;
    this.#name = options.name ?? url.host;
    this.#options = options;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.signal = options.signal ?? new AbortController().signal;
    this.timer = options.timer ?? systemTimer;
  }

  async page(after: string | undefined, waitSeconds: number): Promise<Arrived[]> {
    const query = `wait=${waitSeconds}${after === undefined ? '' : `&after=${after}`}`;
    const response = await this.#ask(`/envelopes?${query}`, 1_000 * waitSeconds);
    const found = (await this.#json(response, this.signal)) as { envelopes?: unknown } | null;
    if (!Array.isArray(found?.envelopes)) throw new Error('no list of envelopes');
    return found.envelopes.map((one: { cursor?: unknown; envelope?: unknown } | null) =>
      arrived(one?.cursor, one?.envelope),
    );
  }

  /** The stream of server-sent events, as bytes. */
  async stream(after: string | undefined): Promise<ReadableStream<Uint8Array>> {
    const accept = { accept: 'text/event-stream' };
    const response = await this.#ask(`/events${after === undefined ? '' : `?after=${after}`}`, 0, accept);
    if (response.body === null) throw new Error('no stream');
    return response.body as ReadableStream<Uint8Array>;
  }

  async body(cursor: string, envelope: Uint8Array): Promise<Uint8Array> {
    const broadcast = hex(envelope.subarray(8, 24));
    if (this.#body?.broadcast !== broadcast) {
      const bytes = this.#fetchBody(cursor);
      this.#body = { broadcast, bytes };
      // One that failed is asked for again.
      bytes.catch(() => {
        if (this.#body?.bytes === bytes) this.#body = undefined;
      });
    }
    try {
      return await this.#body.bytes;
    } catch (error) {
      throw unavailable(error);
    }
  }

  async #fetchBody(cursor: string): Promise<Uint8Array> {
    return await bytesIn(await this.#ask(`/envelopes/${cursor}/body`), limits.bodyBytes, this.signal, this.timer);
  }

  async ack(acks: readonly { readonly cursor: string; readonly receipt: Uint8Array | undefined }[]): Promise<void> {
    const told = acks.map(({ cursor, receipt }) =>
      receipt === undefined ? { cursor } : { cursor, receipt: toBase64url(receipt) },
    );
    await this.#authorized((headers) =>
      this.#tell('/ack', { acks: told }, async ({ body }) => body?.cancel(), headers),
    );
  }

  /** The answer to a question, which the mailbox begins at once, or when what it waits for is over. */
  #ask(path: string, waitMs = 0, accept: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#authorized((session) =>
      within(waitMs + limits.pullTellMs, this.timer, this.signal, (signal) =>
        this.#request(path, { headers: { ...session, ...accept }, signal }),
      ),
    );
  }

  /** Of a size that every mailbox takes at once. It goes out also when the caller has ended the iteration. */
  #tell<T>(
    path: string,
    content: unknown,
    answer: (response: Response, signal: AbortSignal) => Promise<T>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    return within(limits.pullTellMs, this.timer, undefined, async (signal) => {
      const init = {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(content),
        signal,
      };
      return await answer(await this.#request(path, init), signal);
    });
  }

  /** Under the session there is; once more under a new one, when that was over. */
  async #authorized<T>(ask: (headers: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
    for (let fresh = this.#session === undefined; ; fresh = true) {
      this.#session ??= this.#open();
      const session = this.#session;
      const forget = (): void => {
        if (this.#session === session) this.#session = undefined;
      };
      session.catch(forget);
      const token = await session;
      try {
        return await ask({ authorization: `Bearer ${token}` });
      } catch (error) {
        const over = error instanceof Status && error.status === 401;
        if (over) forget();
        if (!over || fresh) throw error;
      }
    }
  }

  async #open(): Promise<string> {
    const { address, privateKey } = this.#options;
    const read = (response: Response, signal: AbortSignal): Promise<unknown> => this.#json(response, signal);
    const asked = { address: toBase64url(address), key: toBase64url(publicKeyOf(privateKey)) };
    const challenge = (await this.#tell('/challenge', asked, read)) as Record<string, unknown> | null;
    const enc = bytesOf(challenge?.enc, KEY_BYTES);
    const nonce = bytesOf(challenge?.nonce, CHALLENGE_NONCE_BYTES);
    const answer = answerChallenge(address, privateKey, this.#name, { enc, nonce });
    if (answer?.length !== ANSWER_BYTES) throw new Error('a challenge that cannot be answered');
    const answered = { nonce: challenge?.nonce, state: challenge?.state, answer: toBase64url(answer) };
    wipe(answer);
    let opened: unknown;
    try {
      opened = await this.#tell('/session', answered, read);
    } catch (error) {
      if (!(error instanceof Status && error.status === 401)) throw error;
      throw new SealcastError('MAILBOX_UNAVAILABLE', 'the mailbox does not take the answer to its challenge', {
        hint: `it may go by another name than ${this.#name}: what openMailbox was given as \`name\``,
        cause: error,
      });
    }
    const { token } = (opened ?? {}) as { token?: unknown };
    if (typeof token !== 'string' || !/^[\w-]+$/.test(token)) throw new Error('no token');
    return token;
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const response = await this.#fetch(`${this.#base}${path}`, {
      ...init,
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
    if (response.ok) return response;
    await response.body?.cancel();
    throw new Status(response);
  }

  async #json(response: Response, signal: AbortSignal): Promise<unknown> {
    return JSON.parse(new TextDecoder().decode(await bytesIn(response, limits.pullAnswerBytes, signal, this.timer)));
  }
}

/** What a caller hears of anything that went wrong. */
export function unavailable(error: unknown): SealcastError {
  if (error instanceof SealcastError) return error;
  const said = error instanceof Status ? error.message : 'the mailbox does not answer, or not as a mailbox does';
  return new SealcastError('MAILBOX_UNAVAILABLE', said, { hint: 'see the cause; ask again later', cause: error });
}

/** Milliseconds that the mailbox asks for before the next request. */
export function retryAfterMs(error: unknown): number | undefined {
  return error instanceof Status ? error.retryAfterMs : undefined;
}

export function arrived(cursor: unknown, envelope: unknown): Arrived {
  if (typeof cursor !== 'string' || !/^[0-9a-f]{16}$/.test(cursor)) throw new Error('no cursor');
  return { cursor, envelope: bytesOf(envelope) };
}

function bytesOf(text: unknown, length?: number): Uint8Array {
  const bytes = typeof text === 'string' ? fromBase64url(text) : null;
  if (bytes === null || (length !== undefined && bytes.length !== length)) throw new Error('no base64url');
  return bytes;
}

/** An answer with an end: a mailbox is trusted with no more of a phone's memory than it has a use for. */
async function bytesIn(response: Response, most: number, signal: AbortSignal, timer: Timer): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  if (response.body !== null)
    for await (const piece of read(response.body as ReadableStream<Uint8Array>, signal, timer)) {
      parts.push(piece);
      length += piece.length;
      if (length > most) throw new Error('an answer that is longer than any');
    }
  signal.throwIfAborted();
  return concat(...parts);
}
