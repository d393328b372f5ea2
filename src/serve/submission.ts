import { createHash, timingSafeEqual } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Broadcast } from '../broadcast/broadcast.ts';
import type { SendRequest } from '../broadcast/request.ts';
import { fromBase64url } from '../crypto/base64.ts';
import type { Engine } from '../engine.ts';
import { SealcastError } from '../errors.ts';
import { type Audience, fromCsv, fromNdjson } from '../fanout/read/audience.ts';
import { limits } from '../limits.ts';
import { list, named, object, oneOf, optional, type Shape, text, wrong, yesOrNo } from './shape.ts';
import { socketFileFree } from './socket-file.ts';

/**
 * Where another process of this machine hands a send to the one that serves, and can do nothing else (ADR 027). HTTP/1.1 over a Unix
 * socket of mode 0600, with a token of its own:
 *
 *     POST /send   Authorization: Bearer TOKEN
 *       u32 LE length of the head ‖ head, JSON ‖ the audience, as it is in its file
 *     200, lines of JSON:
 *       { broadcast }                          it is durable under this id
 *       { progress }                           every second
 *       { refusals: [{ row, line, column, reason }, …] }   where the head asks for them, after the last progress
 *       { report } | { error: { code, message, hint?, violations? } }   the last one
 *
 * The audience is a stream and never a path: who may hand in a list may not have this process read files.
 */
export interface Submission {
  /** Takes nothing new; what is under way goes on until the engine ends it. */
  drain(): void;
  close(): Promise<void>;
}

export interface SubmissionOptions {
  readonly engine: Pick<Engine, 'send' | 'refusals'>;
  /** Path of the socket. One that an earlier process left is replaced. */
  readonly socket: string;
  /** 32 to 512 characters. */
  readonly token: string;
  /** In whose names it may be sent. @defaultValue any that the engine has */
  readonly senders?: readonly string[];
  /** Milliseconds for which whoever hands in a list may say nothing. @defaultValue two minutes */
  readonly idleMs?: number;
}

/** @throws SealcastError USAGE where the path cannot be listened at */
export async function openSubmission(options: SubmissionOptions): Promise<Submission> {
  const { socket, idleMs = limits.submissionIdleMs } = options;
  // The system cuts what is longer, and listens at another name.
  if (Buffer.byteLength(socket) > limits.socketPathBytes)
    throw unusable(`has a path of more than ${limits.socketPathBytes} bytes`, 'choose a shorter one');
  if (!(await socketFileFree(socket))) throw unusable('is in use, or is no socket', 'choose another path');
  const submissions = new Submissions(options, idleMs);
  const server = createServer(
    {
      headersTimeout: limits.operatorHeaderMs,
      // A list of a million is sent as fast as it is sealed; who says nothing for long is let go below.
      requestTimeout: 0,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: limits.mailboxHeadBytes,
    },
    (request, response) => {
      submissions.answer(request, response).catch(() => response.destroy());
    },
  );
  server.maxConnections = 2 * limits.submissions;
  await listening(server, socket);
  // Until here whoever could connect had no token.
  chmodSync(socket, 0o600);
  let closed: Promise<void> | undefined;
  const drain = (): Promise<void> => {
    closed ??= new Promise((resolve) => {
      server.close(() => resolve());
    });
    return closed;
  };
  return {
    drain: () => void drain(),
    close() {
      const all = drain();
      server.closeAllConnections();
      return all;
    },
  };
}

function listening(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) =>
      reject(unusable(`cannot be listened at (${code})`, 'check its directory')),
    );
    server.listen(socket, resolve);
  });
}

function unusable(message: string, hint: string): SealcastError {
  return new SealcastError('USAGE', `the socket of submission ${message}`, {
    hint,
    position: { path: 'submission.socket' },
  });
}

class Submissions {
  readonly #engine: SubmissionOptions['engine'];
  readonly #token: Buffer;
  readonly #senders: ReadonlySet<string> | null;
  readonly #idleMs: number;
  #underWay = 0;

  constructor({ engine, token, senders }: SubmissionOptions, idleMs: number) {
    this.#engine = engine;
    this.#idleMs = idleMs;
    this.#token = hash(token);
    this.#senders = senders === undefined ? null : new Set(senders.map((name) => name.normalize('NFC')));
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {});
    request.on('error', () => {});
    const given = /^Bearer ([\x21-\x7e]{1,512})$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!timingSafeEqual(hash(given), this.#token))
      return refuse(response, 401, 'the service does not take this token');
    if (request.method !== 'POST' || request.url !== '/send') return refuse(response, 404, 'there is POST /send only');
    if (this.#underWay >= limits.submissions)
      return refuse(response, 503, `${limits.submissions} sends are under way`, 'DIRECTORY_BUSY', 'try it again later');
    this.#underWay++;
    try {
      await this.#send(request, response);
    } finally {
      this.#underWay--;
    }
  }

  async #send(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'application/x-ndjson', connection: 'close' });
    const say = (line: object): boolean => response.write(`${JSON.stringify(line)}\n`);
    try {
      const { head, rest } = await readHead(request, this.#idleMs);
      const { refusals, audience, permits, request: wanted } = head;
      if (this.#senders !== null && !this.#senders.has(wanted.from.normalize('NFC')))
        throw new SealcastError('PERMIT_REFUSED', 'nothing is handed in for this sender', {
          hint: 'submission.senders lists those that may be',
        });
      const broadcast = await this.#engine.send({
        ...(wanted as unknown as Omit<SendRequest, 'to'>),
        to: audienceOf(audience, rest),
        ...(permits.length === 0 ? {} : { permit: permits }),
      });
      // Whoever handed it in does not wait for its delivery.
      broadcast.settled.catch(() => {});
      say({ broadcast: broadcast.id });
      const report = await withProgress(broadcast, say);
      if (refusals === true) await this.#refusals(broadcast, response);
      say({ report });
    } catch (error) {
      say({ error: plain(error) });
    }
    response.end();
    // What is still to come of the list is of no use to anybody.
    request.unpipe();
    request.resume();
  }

  async #refusals(broadcast: Broadcast, response: ServerResponse): Promise<void> {
    if (broadcast.id === '') return;
    let some: object[] = [];
    const flush = async (): Promise<void> => {
      const took = response.write(`${JSON.stringify({ refusals: some })}\n`);
      some = [];
      if (!took && !response.destroyed)
        await new Promise<void>((resolve) => {
          response.once('drain', resolve);
          response.once('close', resolve);
        });
    };
    for await (const { row, line, column, reason } of broadcast.refusals()) {
      if (response.destroyed) return;
      some.push({ row, line, column, reason });
      if (some.length === limits.submissionRefusals) await flush();
    }
    if (some.length > 0) await flush();
  }
}

async function withProgress(broadcast: Broadcast, say: (line: object) => boolean): Promise<unknown> {
  let over = false;
  let heard = true;
  const show = async (): Promise<void> => {
    let last = performance.now();
    for await (const progress of broadcast.progress()) {
      if (over) return;
      if (performance.now() - last < 1_000 || !heard) continue;
      last = performance.now();
      heard = say({ progress });
    }
  };
  const shown = show().catch(() => {});
  try {
    return await broadcast.done;
  } finally {
    over = true;
    await shown;
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  code: 'USAGE' | 'DIRECTORY_BUSY' = 'USAGE',
  hint?: string,
): void {
  response.writeHead(status, { 'content-type': 'application/x-ndjson', connection: 'close' });
  response.end(`${JSON.stringify({ error: { code, message, ...(hint === undefined ? {} : { hint }) } })}\n`);
}

/** As errors are: positions and counts, and nothing of what nobody looked through. */
function plain(error: unknown): object {
  if (!(error instanceof SealcastError))
    return {
      code: 'INTERNAL',
      message: `unexpected ${error instanceof Error ? error.constructor.name : typeof error}`,
    };
  const { code, message, hint, violations } = error;
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(violations === undefined ? {} : { violations }),
  };
}

// ---- what is handed in ----

interface Head {
  readonly request: { readonly from: string };
  readonly audience: Described;
  readonly permits: readonly Uint8Array[];
  readonly refusals?: boolean | undefined;
}

interface Described {
  readonly type: 'csv' | 'ndjson';
  readonly columns?: Readonly<Record<string, string>> | undefined;
  readonly delimiter?: string | undefined;
}

/** Looked at by the engine: here it matters only that there is nothing else. */
const anything: Shape<unknown> = (value) => value;
const permit: Shape<Uint8Array> = (value, path) => {
  const bytes = fromBase64url(text({ most: 4_096 })(value, path));
  if (bytes === null) throw wrong(path, 'must be base64url');
  return bytes;
};
const columns = optional(named(text(), 64));

/** Not `profile`, `newSender` and what is about the machine: those are the service's to say. */
const HEAD: Shape<Head> = object({
  request: object({
    from: text({ most: limits.senderNameBytes }),
    message: anything,
    class: anything,
    purpose: anything,
    expires: anything,
    holdMs: anything,
    notAfter: anything,
    receipts: anything,
    recallWithin: anything,
    retain: anything,
    idempotencyKey: anything,
    personal: anything,
    personalBytes: anything,
    addressed: anything,
    ephemeral: anything,
    dedupBy: anything,
    defaultCountry: anything,
    maxRefused: anything,
    dryRun: anything,
  }),
  audience: oneOf<Described>({
    csv: object({ type: () => 'csv' as const, columns, delimiter: optional(text({ most: 1 })) }),
    ndjson: object({ type: () => 'ndjson' as const, columns }),
  }),
  permits: list(permit, { most: limits.permitsAtOnce }),
  refusals: optional(yesOrNo),
});

/** @throws SealcastError USAGE */
async function readHead(
  request: IncomingMessage,
  idleMs: number,
): Promise<{ head: Head; rest: AsyncIterable<Uint8Array> }> {
  const pieces: AsyncIterator<Uint8Array> = request[Symbol.asyncIterator]();
  // While it is waited for only: who hands in a list is not to blame for how fast it is sealed.
  const read = async (): Promise<IteratorResult<Uint8Array>> => {
    const timer = setTimeout(() => request.destroy(), idleMs);
    try {
      return await pieces.next();
    } finally {
      clearTimeout(timer);
    }
  };
  let held = Buffer.alloc(0);
  const fill = async (length: number): Promise<void> => {
    const parts: Uint8Array[] = [held];
    let have = held.length;
    while (have < length) {
      const { done, value } = await read();
      if (done === true) throw wrong('', 'ends before its head does');
      parts.push(value);
      have += value.length;
    }
    held = Buffer.concat(parts);
  };
  await fill(4);
  const length = held.readUInt32LE(0);
  if (length > limits.submissionHeadBytes)
    throw wrong('', `has a head of more than ${limits.submissionHeadBytes} bytes`);
  await fill(4 + length);
  let json: unknown;
  try {
    json = JSON.parse(held.toString('utf8', 4, 4 + length));
  } catch {
    throw wrong('', 'has a head that is no JSON');
  }
  const first = held.subarray(4 + length);
  async function* rest(): AsyncGenerator<Uint8Array> {
    if (first.length > 0) yield first;
    for (;;) {
      const { done, value } = await read();
      if (done === true) return;
      yield value;
    }
  }
  return { head: HEAD(json, ''), rest: rest() };
}

function audienceOf({ type, columns: names, delimiter }: Described, bytes: AsyncIterable<Uint8Array>): Audience {
  const options = names === undefined ? {} : { columns: names };
  return type === 'csv'
    ? fromCsv(bytes, { ...options, ...(delimiter === undefined ? {} : { delimiter }) })
    : fromNdjson(bytes, options);
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
