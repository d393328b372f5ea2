import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressKind, RecipientAddress } from '../broadcast/recipients/address.ts';
import { addressesFromCsv } from '../broadcast/recipients/address-file.ts';
import { consentsFromLines } from '../broadcast/recipients/consent-file.ts';
import type { OptOutOptions, Recipients } from '../broadcast/recipients/recipients.ts';
import type { Engine } from '../engine.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { FramedBody } from './framed-body.ts';
import { object, optional, type Shape, text } from './shape.ts';
import { openSocketServer, plainError, refuse, type SocketOptions, type SocketServer } from './socket-server.ts';

export interface RecipientsSocketOptions extends SocketOptions {
  readonly engine: Pick<Engine, 'recipients'>;
  /** Milliseconds for which whoever hands something in may say nothing. @defaultValue two minutes */
  readonly idleMs?: number;
}

export interface RecipientsSocket extends SocketServer {
  /** Takes nothing new, and ends the lists under way: what was read of them is noted. To be awaited before the engine is closed. */
  drain(): Promise<void>;
}

/**
 * Where another process of this machine has the one that serves note what recipients want, and can do nothing else (ADR 029). Each is
 * a POST of a head and perhaps a list, as framed-body.ts has them, and is answered with 200 and one line of JSON,
 * `{ result }` or `{ error: { code, message, hint? } }`:
 *
 *     path               head                                        list                        result
 *     /opt-out           who, purpose?, defaultCountry?                                          changed, optOuts, consents
 *     /opt-in            the same                                                                the same
 *     /revoke-consent    the same                                                                the same
 *     /import-opt-outs   purpose?, defaultCountry?, by?, column?     CSV                         as importOptOuts
 *     /record-consent                                                records, base64url lines    as recordConsent
 *     /counts                                                                                    optOuts, consents
 *
 * Whose records of consent count is the engine's to say. Of a list that breaks off, what was read is noted.
 *
 * @throws SealcastError USAGE where the path cannot be listened at
 */
export async function openRecipientsSocket(options: RecipientsSocketOptions): Promise<RecipientsSocket> {
  const { socket, token } = options;
  const notes = new RecipientNotes(options);
  const server = await openSocketServer({
    socket,
    token,
    setting: 'recipients',
    connections: limits.recipientConnections,
    answer: (request, response) => notes.answer(request, response),
  });
  return {
    drain() {
      server.drain();
      return notes.end();
    },
    close: () => server.close(),
  };
}

/** What is done with a head and the list behind it. */
interface Act {
  readonly takesList: boolean;
  run(body: FramedBody): Promise<object>;
}

class RecipientNotes {
  readonly #engine: RecipientsSocketOptions['engine'];
  readonly #idleMs: number;
  readonly #acts: ReadonlyMap<string, Act>;
  readonly #underWay = new Set<Promise<void>>();
  readonly #ending = new AbortController();
  #lists = 0;

  constructor({ engine, idleMs = limits.socketIdleMs }: RecipientsSocketOptions) {
    this.#engine = engine;
    this.#idleMs = idleMs;
    this.#acts = new Map([
      ['/opt-out', this.#change((recipients, who, options) => recipients.optOut(who, options))],
      ['/opt-in', this.#change((recipients, who, options) => recipients.optIn(who, options))],
      ['/revoke-consent', this.#change((recipients, who, options) => recipients.revokeConsent(who, options))],
      ['/import-opt-outs', { takesList: true, run: (body) => this.#importOptOuts(body) }],
      ['/record-consent', { takesList: true, run: (body) => this.#recordConsent(body) }],
      ['/counts', { takesList: false, run: (body) => this.#counts(body) }],
    ]);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const act = request.method === 'POST' ? this.#acts.get(request.url ?? '') : undefined;
    if (act === undefined)
      return refuse(request, response, 404, { message: `there is POST ${[...this.#acts.keys()].join(', ')} only` });
    if (act.takesList && this.#lists >= limits.recipientLists)
      return refuse(request, response, 503, {
        code: 'DIRECTORY_BUSY',
        message: `${limits.recipientLists} lists are being taken in`,
        hint: 'try it again later',
      });
    const noted = this.#note(act, request, response);
    this.#underWay.add(noted);
    try {
      await noted;
    } finally {
      this.#underWay.delete(noted);
    }
  }

  async end(): Promise<void> {
    this.#ending.abort(interrupted());
    await Promise.allSettled(this.#underWay);
  }

  async #note(act: Act, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { signal } = this.#ending;
    const body = new FramedBody(request, { headBytes: limits.recipientHeadBytes, idleMs: this.#idleMs, signal });
    let said: object;
    if (act.takesList) this.#lists++;
    try {
      said = { result: await act.run(body) };
    } catch (error) {
      // Whoever read the list has words of their own for a source that fails.
      said = { error: plainError(signal.aborted ? signal.reason : error) };
    } finally {
      if (act.takesList) this.#lists--;
    }
    // Whoever hung up hears nothing, and is not waited for.
    if (response.destroyed) return;
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    await new Promise<void>((resolve) => {
      response.once('close', resolve);
      response.end(`${JSON.stringify(said)}\n`, resolve);
    });
    body.leave();
  }

  #change(change: (recipients: Recipients, who: RecipientAddress, options: OptOutOptions) => boolean): Act {
    return {
      takesList: false,
      run: async (body) => {
        const { who, ...options } = await body.head(PERSON);
        const { recipients } = this.#engine;
        return { changed: change(recipients, who, given(options)), ...recipients.counts() };
      },
    };
  }

  async #importOptOuts(body: FramedBody): Promise<object> {
    const { by, column, ...options } = await body.head(COLUMN);
    const people = addressesFromCsv(body.list(), given({ by, column }));
    return this.#engine.recipients.importOptOuts(people, given(options));
  }

  async #recordConsent(body: FramedBody): Promise<object> {
    await body.head(NOTHING);
    return this.#engine.recipients.recordConsent(consentsFromLines(body.list()));
  }

  async #counts(body: FramedBody): Promise<object> {
    await body.head(NOTHING);
    return this.#engine.recipients.counts();
  }
}

function interrupted(): SealcastError {
  return new SealcastError('INTERRUPTED', 'the service ends', {
    hint: 'hand it in again: what was noted already changes nothing',
  });
}

// ---- heads ----

/** Looked at by the engine, in whose words it is refused. */
const person: Shape<RecipientAddress> = (value) => value as RecipientAddress;
const purpose = optional(text({ most: limits.recipientHeadBytes }));
const defaultCountry = optional(text({ most: 8 }));
const NOTHING = object({});
const PERSON = object({ who: person, purpose, defaultCountry });
const COLUMN = object({
  purpose,
  defaultCountry,
  by: optional(text({ most: 8 }) as Shape<AddressKind>),
  column: optional(text({ most: limits.recipientHeadBytes })),
});

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what was left out. */
function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}
