import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Broadcast } from '../broadcast/broadcast.ts';
import type { SendRequest } from '../broadcast/request.ts';
import { fromBase64url } from '../crypto/base64.ts';
import type { Engine } from '../engine.ts';
import { SealcastError } from '../errors.ts';
import { type Audience, fromCsv, fromNdjson } from '../fanout/read/audience.ts';
import { limits } from '../limits.ts';
import { FramedBody } from './framed-body.ts';
import { list, named, object, oneOf, optional, type Shape, text, wrong, yesOrNo } from './shape.ts';
import { openSocketServer, plainError, refuse, type SocketOptions, type SocketServer } from './socket-server.ts';

export interface SubmissionOptions extends SocketOptions {
  readonly engine: Pick<Engine, 'send' | 'refusals'>;
  /** In whose names it may be sent. @defaultValue any that the engine has */
  readonly senders?: readonly string[];
  /** Milliseconds for which whoever hands in a list may say nothing. @defaultValue two minutes */
  readonly idleMs?: number;
}

/**
 * Where another process of this machine hands a send to the one that serves, and can do nothing else (ADR 027):
 *
 *     POST /send   a head and the audience, as framed-body.ts has them
 *     200, lines of JSON:
 *       { broadcast }                          it is durable under this id
 *       { progress }                           every second
 *       { refusals: [{ row, line, column, reason }, …] }   where the head asks for them, after the last progress
 *       { report } | { error: { code, message, hint?, violations? } }   the last one
 *
 * The audience is a stream and never a path: who may hand in a list may not have this process read files.
 *
 * @throws SealcastError USAGE where the path cannot be listened at
 */
export function openSubmission(options: SubmissionOptions): Promise<SocketServer> {
  const { socket, token } = options;
  const submissions = new Submissions(options);
  return openSocketServer({
    socket,
    token,
    setting: 'submission',
    connections: 2 * limits.submissions,
    answer: (request, response) => submissions.answer(request, response),
  });
}

class Submissions {
  readonly #engine: SubmissionOptions['engine'];
  readonly #senders: ReadonlySet<string> | null;
  readonly #idleMs: number;
  #underWay = 0;

  constructor({ engine, senders, idleMs = limits.socketIdleMs }: SubmissionOptions) {
    this.#engine = engine;
    this.#idleMs = idleMs;
    this.#senders = senders === undefined ? null : new Set(senders.map((name) => name.normalize('NFC')));
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/send')
      return refuse(request, response, 404, { message: 'there is POST /send only' });
    if (this.#underWay >= limits.submissions)
      return refuse(request, response, 503, {
        code: 'DIRECTORY_BUSY',
        message: `${limits.submissions} sends are under way`,
        hint: 'try it again later',
      });
    this.#underWay++;
    try {
      await this.#send(request, response);
    } finally {
      this.#underWay--;
    }
  }

  async #send(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const body = new FramedBody(request, { headBytes: limits.submissionHeadBytes, idleMs: this.#idleMs });
    const say = (line: object): boolean => response.write(`${JSON.stringify(line)}\n`);
    try {
      const { refusals, audience, permits, request: wanted } = await body.head(HEAD);
      if (this.#senders !== null && !this.#senders.has(wanted.from.normalize('NFC')))
        throw new SealcastError('PERMIT_REFUSED', 'nothing is handed in for this sender', {
          hint: 'submission.senders lists those that may be',
        });
      const broadcast = await this.#engine.send({
        ...(wanted as unknown as Omit<SendRequest, 'to'>),
        to: audienceOf(audience, body.list()),
        ...(permits.length === 0 ? {} : { permit: permits }),
      });
      // Whoever handed it in does not wait for its delivery.
      broadcast.settled.catch(() => {});
      say({ broadcast: broadcast.id });
      const report = await withProgress(broadcast, say);
      if (refusals === true) await this.#refusals(broadcast, response);
      say({ report });
    } catch (error) {
      say({ error: plainError(error) });
    }
    response.end();
    body.leave();
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

function audienceOf({ type, columns: names, delimiter }: Described, bytes: AsyncIterable<Uint8Array>): Audience {
  const options = names === undefined ? {} : { columns: names };
  return type === 'csv'
    ? fromCsv(bytes, { ...options, ...(delimiter === undefined ? {} : { delimiter }) })
    : fromNdjson(bytes, options);
}
