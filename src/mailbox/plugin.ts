import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fromBase64url, toBase64url } from '../crypto/base64.ts';
import { concat, hex } from '../crypto/bytes.ts';
import { refusalOf } from '../crypto/device-key.ts';
import { ADDRESS_BYTES } from '../crypto/pull.ts';
import { limits } from '../limits.ts';
import { type Clock, monotonic } from '../ports/clock.ts';
import { Stop } from '../transports/http/stop.ts';
import type { Arrivals } from './arrivals.ts';
import { OutgoingBodies } from './bodies.ts';
import { Buckets, clientOf, Places, Shares } from './clients.ts';
import type { Counters } from './counters.ts';
import type { MailboxLimits } from './mailbox-limits.ts';
import { RECEIPT_BYTES, type Receipts, workOf } from './receipts.ts';
import { Refused, refusalOfError } from './refused.ts';
import { CURSOR_START, type MailboxStore, readCursor, type Waiting } from './store.ts';
import type { Tokens } from './tokens.ts';

/**
 * The HTTP of a mailbox as a fastify plug-in: `app.register(mailbox.plugin, { prefix: '/mailbox' })`. Hooks, parsers and error
 * handler are its own, the host's routes see nothing of them; nothing is logged. docs/mailbox.md has the requests.
 */
export type MailboxPlugin = (app: FastifyInstance, options: object) => Promise<void>;

export interface PluginParts {
  readonly store: MailboxStore;
  readonly tokens: Tokens;
  readonly arrivals: Arrivals;
  readonly receipts: Receipts | null;
  readonly counters: Counters;
  readonly clients: Clients;
  /** Origins of pages that may ask (CORS). */
  readonly origins: ReadonlySet<string>;
  readonly limits: MailboxLimits;
  readonly clock: Clock;
  /** Ends all that waits. */
  readonly closing: AbortSignal;
}

/** Who may take how much: shared by all servers of a mailbox. */
export class Clients {
  readonly ips: Buckets;
  readonly inboxes: Buckets;
  readonly challenges: Shares;
  readonly receipts: Shares;
  readonly inboxWaits: Places;
  readonly ipWaits: Places;

  constructor(of: MailboxLimits, clock: Clock) {
    const burst = limits.mailboxBurst;
    this.ips = new Buckets(of.ipRequests, of.ipRequests * burst, clock);
    this.inboxes = new Buckets(of.inboxRequests, of.inboxRequests * burst, clock);
    this.challenges = new Shares(of.challenges, clock);
    this.receipts = new Shares(of.receipts, clock);
    this.inboxWaits = new Places(of.inboxWaits);
    this.ipWaits = new Places(of.ipWaits, of.waits);
  }

  /** A place to wait in, or why not: too many of this client are `too-many`, too many of all `busy`. */
  wait(inbox: string, ip: string, most: number): () => void {
    const own = this.inboxWaits.take(inbox);
    if (own === null) throw new Refused('too-many', 1);
    const shared = this.ipWaits.take(clientOf(ip));
    if (shared === null) {
      own();
      throw new Refused(this.ipWaits.total >= most ? 'busy' : 'too-many', 1);
    }
    return () => {
      own();
      shared();
    };
  }
}

interface Session {
  readonly inbox: string;
  readonly expires: number;
}

const ENVELOPE_BROADCAST = 8;
const ENVELOPE_MAILBOX = 24;
const SLICE = 65_536;

export function mailboxPlugin(parts: PluginParts): MailboxPlugin {
  const { store, tokens, arrivals, receipts, counters, clients, clock } = parts;
  const bodies = new OutgoingBodies(store);
  const sessions = new WeakMap<FastifyRequest, Session>();

  return async (app) => {
    /** Ends with the server that this registration belongs to. */
    const ends = new Stop();
    const end = (): void => ends.tell();
    parts.closing.addEventListener('abort', end, { once: true });
    app.addHook('preClose', async () => {
      parts.closing.removeEventListener('abort', end);
      end();
    });

    app.setErrorHandler((error, request, reply) => refuse(refusalOfError(error), request, reply));
    app.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
      allowOrigin(request, reply);
      if (parts.closing.aborted) throw new Refused('busy', 1);
      charge(clients.ips, clientOf(request.ip));
      if (reply.raw.socket === null) await turn(request, reply);
    });

    app.options('/*', quiet, async (_request, reply) =>
      reply
        .header('access-control-allow-methods', 'GET, POST')
        .header('access-control-allow-headers', 'authorization, content-type, last-event-id')
        .header('access-control-max-age', '600')
        .code(204)
        .send(),
    );

    app.post('/challenge', quiet, async (request) => {
      charge(clients.ips, clientOf(request.ip), limits.mailboxChallengeCost - 1);
      const { address, key } = object(request.body);
      const route = { address: base64(address, ADDRESS_BYTES), key: base64(key) };
      if (refusalOf(route.key) !== null) throw new Refused('malformed');
      const share = clients.challenges.take(request.ip);
      if (share !== 'taken') throw new Refused(share, 1);
      const challenge = tokens.challenge(route);
      if (challenge === null) throw new Refused('malformed');
      counters.challenges++;
      const { enc, nonce, state } = challenge;
      return { enc: toBase64url(enc), nonce: toBase64url(nonce), state: toBase64url(state) };
    });

    app.post('/session', quiet, async (request) => {
      const { nonce, state, answer } = object(request.body);
      const session = tokens.session({ nonce: base64(nonce), state: base64(state), answer: base64(answer) });
      if (session === 'full') throw new Refused('busy', 1);
      if (session === 'wrong') throw new Refused('unauthorized');
      counters.sessions++;
      return { token: toBase64url(session.token), expiresIn: Math.floor((session.expires - clock.now()) / 1_000) };
    });

    const owned = { ...quiet, onRequest: async (request: FastifyRequest) => authorize(request) };

    app.get('/envelopes', owned, async (request, reply) => {
      const { inbox } = sessions.get(request)!;
      const query = object(request.query);
      const after = cursor(query.after ?? CURSOR_START);
      const wait = seconds(query.wait ?? '0');
      let page = store.page(inbox, after, clock.now());
      if (page.length === 0 && wait > 0) {
        const leave = clients.wait(inbox, request.ip, parts.limits.waits);
        try {
          const gone = goneSignal(reply, ends);
          const until = monotonic(clock) + 1_000 * wait;
          for (
            let left = 1_000 * wait;
            page.length === 0 && left > 0 && !gone.aborted;
            left = until - monotonic(clock)
          ) {
            await arrivals.wait(inbox, left, gone);
            if (!store.closed) page = store.page(inbox, after, clock.now());
          }
        } finally {
          leave();
        }
      }
      return { envelopes: page.map((one) => ({ cursor: one.cursor, envelope: toBase64(one.envelope) })) };
    });

    app.get('/events', owned, async (request, reply) => {
      const { inbox, expires } = sessions.get(request)!;
      const after = cursor(request.headers['last-event-id'] ?? object(request.query).after ?? CURSOR_START);
      const leave = clients.wait(inbox, request.ip, parts.limits.waits);
      onGone(reply, leave);
      reply.raw.socket?.setTimeout(parts.limits.stallMs);
      reply.header('content-type', 'text/event-stream').header('x-accel-buffering', 'no');
      return reply.send(Readable.from(events(inbox, after, expires, goneSignal(reply, ends))));
    });

    app.get('/envelopes/:cursor/body', owned, async (request, reply) => {
      const { inbox } = sessions.get(request)!;
      const envelope = store.envelope(inbox, cursor(object(request.params).cursor), clock.now());
      if (envelope === null) throw new Refused('not-found');
      const broadcast = hex(envelope.subarray(ENVELOPE_BROADCAST, ENVELOPE_MAILBOX));
      const body = bodies.take(broadcast);
      if (body === null) throw new Refused('not-found');
      if (body === 'busy') throw new Refused('busy', 1);
      onGone(reply, () => bodies.release(broadcast));
      reply.raw.socket?.setTimeout(parts.limits.stallMs);
      reply.header('content-type', 'application/vnd.sealcast.body').header('content-length', body.length);
      return reply.send(Readable.from(slices(body), { objectMode: false }));
    });

    app.post('/ack', owned, async (request, reply) => {
      const { inbox } = sessions.get(request)!;
      const { acks } = object(request.body);
      if (!Array.isArray(acks)) throw new Refused('malformed');
      if (acks.length > limits.mailboxAcks) throw new Refused('too-large');
      const cursors: string[] = [];
      const shown: Uint8Array[] = [];
      for (const ack of acks) {
        const { cursor: at, receipt } = object(ack);
        cursors.push(cursor(at));
        // Whole, as it is told: another tab of the device may have had its envelope removed.
        if (receipt !== undefined && receipt !== null) shown.push(base64(receipt, RECEIPT_BYTES));
      }
      // The host first: a device that is told no asks again, with all of it.
      await hand(concat(...shown));
      if (store.closed) throw new Refused('busy', 1);
      counters.acknowledged += store.remove(inbox, cursors);
      return reply.code(204).send();
    });

    // Receipts that a device kept back for a while: they prove themselves, so nobody is asked who they are.
    app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, content, done) =>
      done(null, content),
    );
    app.post('/receipts', { ...quiet, bodyLimit: RECEIPT_BYTES * limits.mailboxReceipts }, async (request, reply) => {
      const { body } = request;
      if (!(body instanceof Uint8Array) || body.length % RECEIPT_BYTES !== 0) throw new Refused('malformed');
      const { broadcasts, work } = workOf(body);
      if (broadcasts > limits.receiptBroadcasts) throw new Refused('too-large');
      // One was charged for the request; a bucket that is full has for all, however small it is.
      const most = parts.limits.ipRequests * limits.mailboxBurst;
      charge(clients.ips, clientOf(request.ip), Math.min(work, most) - 1);
      const share = clients.receipts.take(request.ip, work);
      if (share !== 'taken') throw new Refused(share, 1);
      await hand(body);
      return reply.code(204).send();
    });
  };

  /** Resolves when the host has them. What one that wants none is shown is dropped. */
  async function hand(shown: Uint8Array): Promise<void> {
    if (receipts === null || shown.length === 0) return;
    if (!(await receipts.add(shown))) throw new Refused('busy', 1);
    counters.receipts += shown.length / RECEIPT_BYTES;
  }

  function authorize(request: FastifyRequest): void {
    const token = /^Bearer ([\w-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const bytes = token === undefined ? null : fromBase64url(token);
    const session = bytes === null ? null : tokens.inboxOf(bytes);
    if (session === null) throw new Refused('unauthorized');
    charge(clients.inboxes, session.inbox);
    sessions.set(request, session);
  }

  function allowOrigin(request: FastifyRequest, reply: FastifyReply): void {
    const { origin } = request.headers;
    if (parts.origins.size === 0) return;
    reply.header('vary', 'origin');
    if (origin !== undefined && parts.origins.has(origin))
      reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', 'retry-after');
  }

  function refuse(refused: Refused, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    counters.refused[refused.word]++;
    if (refused.retryAfter !== undefined) reply.header('retry-after', String(refused.retryAfter));
    if (refused.word === 'unauthorized') reply.header('www-authenticate', 'Bearer');
    // What is still to come of the request is not waited for.
    if (!request.raw.complete) reply.header('connection', 'close');
    return reply.code(refused.status).send({ error: refused.word });
  }

  async function* events(inbox: string, start: string, expires: number, gone: AbortSignal): AsyncGenerator<string> {
    let after = start;
    const news = (): string => {
      const page = store.closed ? [] : store.page(inbox, after, clock.now());
      after = page.at(-1)?.cursor ?? after;
      return page.map(event).join('');
    };
    // Something at once, so that the other side sees that it is connected.
    yield ':\n\n';
    while (!gone.aborted) {
      let text = news();
      if (text === '') {
        const left = expires - clock.now();
        if (left <= 0) return;
        await arrivals.wait(inbox, Math.min(limits.mailboxHeartbeatMs, left), gone);
        text = news() || ':\n\n';
      }
      yield text;
    }
  }
}

/** Of a route: no lines in the host's log, and no HEAD, which would wait for what it does not show. */
const quiet = { logLevel: 'silent', exposeHeadRoute: false, bodyLimit: limits.mailboxRequestBytes } as const;

function event({ cursor: id, envelope }: Waiting): string {
  return `id: ${id}\nevent: envelope\ndata: ${toBase64(envelope)}\n\n`;
}

/** Aborted when the client has gone, or what it waits for ends. */
function goneSignal(reply: FastifyReply, ends: Stop): AbortSignal {
  const gone = new AbortController();
  const end = (): void => gone.abort();
  ends.onTold(end);
  onGone(reply, () => {
    ends.forget(end);
    end();
  });
  if (ends.told) end();
  return gone.signal;
}

/** Once, when the answer has ended or its client has gone; at once where it is gone already, of which nothing tells any more. */
function onGone(reply: FastifyReply, call: () => void): void {
  if (reply.raw.destroyed) call();
  else reply.raw.once('close', call);
}

/** Connections on which a request waits for its turn. */
const queued = new WeakSet<Socket>();

/**
 * Resolves when the answers before this one have been sent (pipelining, RFC 9112, section 9.3.2). Until then a request takes nothing: on
 * Node 20 an answer in the queue is not told that its client has gone, and would keep what it holds for good. Where the connection closes
 * first, this never resolves, and is forgotten with it.
 *
 * One a connection, because over TLS a next request may come before this side knows that its last answer has been sent. More are refused.
 */
async function turn({ raw: { socket } }: FastifyRequest, { raw: answer }: FastifyReply): Promise<void> {
  if (queued.has(socket)) throw new Refused('too-many', 1);
  queued.add(socket);
  await new Promise<void>((resolve) => answer.once('socket', () => resolve()));
  queued.delete(socket);
}

function* slices(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += SLICE) yield body.subarray(at, at + SLICE);
}

function charge(buckets: Buckets, client: string, cost = 1): void {
  const retryAfter = buckets.take(client, cost);
  if (retryAfter > 0) throw new Refused('too-many', retryAfter);
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Refused('malformed');
  return value as Readonly<Record<string, unknown>>;
}

function base64(value: unknown, length?: number): Uint8Array {
  const bytes = typeof value === 'string' ? fromBase64url(value) : null;
  if (bytes === null || (length !== undefined && bytes.length !== length)) throw new Refused('malformed');
  return bytes;
}

function cursor(value: unknown): string {
  const read = readCursor(value);
  if (read === null) throw new Refused('malformed');
  return read;
}

function seconds(value: unknown): number {
  if (typeof value !== 'string' || !/^\d{1,4}$/.test(value)) throw new Refused('malformed');
  return Math.min(Number(value), limits.mailboxWaitSeconds);
}

/** Node's own, which is quick with what is long. */
function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
