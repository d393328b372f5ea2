import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pass } from '../broadcast/permit/permissions.ts';
import type { Engine } from '../engine.ts';
import { SealcastError, type SealcastErrorCode } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { type Clock, monotonic, systemClock } from '../ports/clock.ts';
import { type Random, systemRandom } from '../ports/random.ts';
import { systemTimer, type Timer } from '../ports/timer.ts';
import { act, approve, retry } from './acts.ts';
import { checkListen, DEFAULT_LISTEN, isLoopback, type OperatorListen } from './config.ts';
import { Events } from './events.ts';
import { base64url, cookieOf, Guard, hostsOf, isEmbedded, isSameOrigin, type Session } from './guard.ts';
import { METRICS_TYPE, metricsText } from './metrics.ts';
import { approveMain, canApprove } from './page/approve.ts';
import { ACTS, type Act, confirmationOf, confirmMain, pauseAll, pauseTransport } from './page/confirm.ts';
import { detailMain, detailPieces } from './page/detail.ts';
import { loginPage, messagePage, pageOf } from './page/layout.ts';
import { overviewMain, overviewPieces } from './page/overview.ts';
import { canRetry, retryFilterOf, retryMain } from './page/retry.ts';
import { stopMain } from './page/stop.ts';
import { readPublicFile, readSecretFile } from './secret-file.ts';
import { type Approving, type Seen, textOf, type View, Watch } from './watch.ts';

export interface OperatorOptions {
  readonly engine: Engine;
  readonly listen?: Partial<OperatorListen>;
  /** What operators log in with, 32 to 512 characters. @defaultValue a random one of 256 bits */
  readonly token?: string;
  /** Needed by whoever asks for `/metrics`, as a bearer token. @defaultValue none where only the loopback gets there; else there are no metrics */
  readonly metricsToken?: string;
  /**
   * Whoever is logged in may release what is held. Only for an engine without `permissions`: with them an approval takes a permit, on
   * this page as elsewhere. @defaultValue false
   */
  readonly approve?: boolean;
  /**
   * What the page reads reports with, where the engine shows them for a permit only: asked for at each look. Whoever is logged in sees what
   * that permit is for.
   */
  readonly pass?: () => Pass;
  /** Whose counts are shown and measured, too. */
  readonly mailbox?: Pick<Mailbox, 'metrics'>;
  readonly clock?: Clock;
  readonly timer?: Timer;
  readonly random?: Random;
}

/** The operator page of an engine, with health and metrics, on a server of its own. */
export interface Operator {
  /** `http://127.0.0.1:8470` */
  readonly url: string;
  /** Where it listens. */
  readonly port: number;
  readonly token: string;
  /** From here on not ready: the engine is about to close. The page stays, and shows the last it saw. */
  drain(): void;
  close(): Promise<void>;
}

interface Assets {
  readonly type: string;
  readonly bytes: Buffer;
}

const ASSETS: ReadonlyMap<string, Assets> = new Map(
  (
    [
      ['operator.css', 'text/css; charset=utf-8'],
      ['operator.js', 'text/javascript; charset=utf-8'],
      ['icon.svg', 'image/svg+xml'],
    ] as const
  ).map(([name, type]) => [name, { type, bytes: readFileSync(new URL(`./assets/${name}`, import.meta.url)) }]),
);

/**
 * Serves the operator page of an engine. Who may reach it, and what others can do: SECURITY.md, "The operator page".
 *
 * @throws SealcastError USAGE for a token that could be guessed, or a place that is not protected; the error of `listen` when the port
 *   is taken
 */
export async function openOperator(options: OperatorOptions): Promise<Operator> {
  const listen: OperatorListen = { ...DEFAULT_LISTEN, ...options.listen };
  checkListen(listen);
  if (options.engine.permits.guards('read-report') && options.pass === undefined)
    throw new SealcastError('USAGE', 'the engine shows reports for a permit only, and the page has none', {
      hint: 'pass: () => engine.permits.pass(…)',
    });
  if (options.approve === true && options.engine.permits.required)
    throw new SealcastError('USAGE', 'approve stands beside permissions', {
      hint: 'leave it out: who approves then presents a permit',
    });
  const random = options.random ?? systemRandom;
  const token = options.token ?? base64url(random.bytes(32));
  checkToken(token, 'the token of operators');
  if (options.metricsToken !== undefined) checkToken(options.metricsToken, 'the token of metrics');
  // Loaded by whoever serves, and by nobody who only sends.
  const { default: fastify } = await import('fastify');
  const app = fastify({
    logger: false,
    bodyLimit: limits.operatorFormBytes,
    requestTimeout: 2 * limits.operatorHeaderMs,
    // One proxy: what that one adds is believed, what came before it is not.
    trustProxy: listen.behindProxy ? (_address: string, hop: number) => hop === 0 : false,
    http: { headersTimeout: limits.operatorHeaderMs, connectionsCheckingInterval: 1_000 },
    ...(listen.tls === undefined
      ? {}
      : {
          https: {
            cert: readPublicFile(listen.tls.certFile, 'listen.tls.certFile'),
            key: readSecretFile(listen.tls.keyFile, 'listen.tls.keyFile'),
          },
        }),
  }) as unknown as FastifyInstance;
  app.server.maxConnections = limits.operatorConnections;
  const server = new OperatorServer(app, listen, token, random, options);
  await app.listen({ host: listen.host, port: listen.port });
  return server.listening();
}

/** @throws SealcastError USAGE for one that could be guessed */
export function checkToken(token: string, what: string): void {
  const least = limits.operatorTokenChars;
  const most = limits.operatorTokenCharsMax;
  if (typeof token !== 'string' || token.length < least || token.length > most || !/^[\x21-\x7e]+$/.test(token))
    throw new SealcastError('USAGE', `${what} must be ${least} to ${most} characters without spaces`, {
      hint: 'openssl rand -base64 32 makes one',
    });
}

class OperatorServer {
  readonly #app: FastifyInstance;
  readonly #engine: Engine;
  readonly #listen: OperatorListen;
  readonly #token: string;
  readonly #metricsGuard: Guard | null;
  readonly #guard: Guard;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #approving: Approving;
  readonly #mailbox: Pick<Mailbox, 'metrics'> | undefined;
  readonly #watch: Watch;
  readonly #pass: () => Pass | undefined;
  readonly #events: Events;
  readonly #scheme: 'http' | 'https';
  #cookie = '';
  readonly #version: string;
  #hosts: ReadonlySet<string> = new Set();
  #draining = false;
  #ready: { readonly until: number; readonly says: Promise<string> } | undefined;

  constructor(app: FastifyInstance, listen: OperatorListen, token: string, random: Random, options: OperatorOptions) {
    const clock = options.clock ?? systemClock;
    const timer = options.timer ?? systemTimer;
    this.#app = app;
    this.#engine = options.engine;
    this.#listen = listen;
    this.#token = token;
    this.#clock = clock;
    this.#guard = new Guard(Buffer.from(token), random, clock);
    const { metricsToken } = options;
    this.#metricsGuard = metricsToken === undefined ? null : new Guard(Buffer.from(metricsToken), random, clock);
    this.#mailbox = options.mailbox;
    this.#timer = timer;
    this.#approving = options.engine.permits.required ? 'permit' : options.approve === true ? 'login' : 'nothing';
    this.#pass = options.pass ?? (() => undefined);
    this.#watch = new Watch(options.engine, clock, timer, {
      approving: this.#approving,
      mailbox: options.mailbox,
      pass: this.#pass,
    });
    this.#events = new Events(this.#watch, timer);
    this.#scheme = listen.tls !== undefined || listen.behindProxy ? 'https' : 'http';
    const about = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    this.#version = (JSON.parse(about) as { version: string }).version;
    this.#hooks();
    this.#health();
    this.#pages();
    this.#forms();
  }

  listening(): Operator {
    const { port } = this.#app.server.address() as AddressInfo;
    const { host, hosts } = this.#listen;
    this.#hosts = hostsOf(host, port, hosts);
    // With the prefix a browser takes it from this host only, and over TLS only. Cookies know no ports: two pages of one host would
    // log each other's operators out.
    this.#cookie = `${this.#scheme === 'https' ? '__Host-' : ''}sealcast-${port}`;
    const name = hosts[0] ?? `${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.#watch.start();
    return {
      url: `${this.#scheme}://${name}`,
      port,
      token: this.#token,
      drain: () => {
        this.#draining = true;
        this.#watch.stop();
      },
      close: async () => {
        this.#watch.stop();
        this.#events.close();
        // Kept-alive connections would hold it open.
        this.#app.server.closeAllConnections();
        await this.#app.close();
      },
    };
  }

  // ---- for all requests ----

  #hooks(): void {
    const app = this.#app;
    app.addHook('onRequest', async (request, reply) => {
      reply.headers(HEADERS);
      if (this.#scheme === 'https') reply.header('strict-transport-security', 'max-age=31536000');
      const { url, method } = request;
      // Who asks for these asks by address, and learns one word.
      if (url === '/healthz' || url === '/readyz') return;
      if (!this.#hosts.has((request.headers.host ?? '').toLowerCase())) {
        await reply.code(421).type('text/plain').send('this page is not called by that name: see listen.hosts\n');
        return;
      }
      if (isEmbedded(request.headers)) await reply.code(403).type('text/plain').send('not from another page\n');
      else if (!['GET', 'HEAD', 'POST'].includes(method)) await reply.code(405).header('allow', 'GET, POST').send();
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
      done(null, new URLSearchParams(body as string));
    });
    app.setNotFoundHandler((request, reply) => {
      const session = this.#session(request);
      if (session === undefined) return toLogin(reply);
      return page(reply.code(404), messagePage('Not here', 'There is no such page.', session.formToken));
    });
    app.setErrorHandler((error, request, reply) => {
      // Of the engine: positions and counts only. Of anything else no word, because nobody looked through it.
      const ours = error instanceof SealcastError ? error : undefined;
      const { statusCode = 500 } = error as { statusCode?: number };
      const code = ours === undefined ? statusCode : (STATUS[ours.code] ?? 409);
      const other = code < 500 ? 'The request was not understood.' : 'Something went wrong; the engine goes on.';
      const says = ours === undefined ? other : textOf(ours);
      const { formToken = null } = this.#session(request) ?? {};
      return page(reply.code(code), messagePage('That did not work', says, formToken));
    });
  }

  // ---- health and metrics ----

  #health(): void {
    const app = this.#app;
    app.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'));
    app.get('/readyz', async (_request, reply) => {
      const says = await this.#readiness();
      return reply
        .code(says === 'ready' ? 200 : 503)
        .type('text/plain')
        .send(`${says}\n`);
    });
    app.get('/metrics', async (request, reply) => {
      if (!this.#mayMeasure(request)) return reply.code(404).type('text/plain').send('not here\n');
      const reports = await this.#engine.list(this.#pass());
      const text = metricsText({
        reports,
        status: this.#engine.status(),
        latency: this.#engine.latency(),
        mailbox: this.#mailbox?.metrics() ?? null,
        version: this.#version,
        failedLogins: this.#guard.failed,
        streams: this.#events.count,
      });
      return reply.type(METRICS_TYPE).send(text);
    });
  }

  /** One word: a code says what is wrong without a path or a name. */
  #readiness(): Promise<string> {
    if (this.#draining) return Promise.resolve('draining');
    const now = monotonic(this.#clock);
    if (this.#ready === undefined || this.#ready.until <= now) {
      const says = this.#engine.check().then(
        () => 'ready',
        (error: unknown) => (error instanceof SealcastError ? error.code : 'INTERNAL'),
      );
      this.#ready = { until: now + limits.serveReadyMs, says };
    }
    return this.#ready.says;
  }

  /** Without a token of their own, metrics are for the loopback. */
  #mayMeasure(request: FastifyRequest): boolean {
    if (this.#metricsGuard === null) return isLoopback(this.#listen.host) && !this.#listen.behindProxy;
    const given = bearer(request);
    return given !== undefined && this.#metricsGuard.attempt(given, request.ip).right;
  }

  // ---- pages ----

  #pages(): void {
    const app = this.#app;
    app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
      const asset = ASSETS.get(request.params.name);
      if (asset === undefined) return notHere(reply);
      return reply.type(asset.type).header('cache-control', 'no-cache').send(asset.bytes);
    });
    app.get('/login', async (request, reply) => {
      if (this.#session(request) !== undefined) return reply.redirect('/', 303);
      return page(reply, loginPage({ wrong: false, waitSeconds: 0 }));
    });
    this.#get('/', async (reply, { formToken }) => {
      const view = await this.#view();
      return page(reply, pageOf({ title: 'Broadcasts', main: overviewMain(view), formToken, events: '/events' }));
    });
    this.#get<{ id: string }>('/broadcasts/:id', async (reply, { formToken }, { id }) => {
      const [seen, view] = await this.#seen(id);
      const { from, broadcast } = seen.report;
      const events = `/events?of=${broadcast}`;
      return page(reply, pageOf({ title: from, main: detailMain(seen, view), formToken, events }));
    });
    this.#get<{ id: string; act: string }>('/broadcasts/:id/:act', async (reply, { formToken }, { id, act }) => {
      if (!isAct(act) && act !== 'stop') return notHere(reply);
      const [seen] = await this.#seen(id);
      if (act === 'stop') return page(reply, pageOf({ title: 'Stop', main: stopMain(seen), formToken, events: null }));
      const confirmation = confirmationOf(act, seen);
      const main = confirmMain(confirmation, formToken, seen);
      return page(reply, pageOf({ title: confirmation.title, main, formToken, events: null }));
    });
    this.#get<{ id: string }>('/broadcasts/:id/approve', async (reply, { formToken }, { id }) => {
      const [seen] = await this.#seen(id);
      if (!canApprove(seen, this.#approving)) return reply.redirect(`/broadcasts/${id}`, 303);
      const main = approveMain(seen, this.#approving, formToken);
      return page(reply, pageOf({ title: 'Approve', main, formToken, events: null }));
    });
    this.#get<{ id: string }>('/broadcasts/:id/retry', async (reply, { formToken }, { id }) => {
      const [seen, view] = await this.#seen(id);
      if (!canRetry(seen, view)) return reply.redirect(`/broadcasts/${id}`, 303);
      const { reason } = reply.request.query as { reason?: unknown };
      const main = retryMain(seen, typeof reason === 'string' ? reason : undefined, formToken);
      return page(reply, pageOf({ title: 'Try again', main, formToken, events: null }));
    });
    for (const paused of [true, false])
      this.#get(paused ? '/pause' : '/unpause', async (reply, { formToken }) => {
        const confirmation = pauseAll(paused, await this.#view());
        const main = confirmMain(confirmation, formToken);
        return page(reply, pageOf({ title: confirmation.title, main, formToken, events: null }));
      });
    this.#get<{ name: string; act: string }>('/transports/:name/:act', async (reply, { formToken }, { name, act }) => {
      const known = this.#engine.status().transports.some((one) => one.name === name);
      if (!known || (act !== 'pause' && act !== 'unpause')) return notHere(reply);
      const confirmation = pauseTransport(act === 'pause', name);
      const main = confirmMain(confirmation, formToken);
      return page(reply, pageOf({ title: confirmation.title, main, formToken, events: null }));
    });
    app.get<{ Querystring: { of?: string } }>('/events', async (request, reply) => {
      const session = this.#session(request);
      if (session === undefined) return reply.code(401).type('text/plain').send('log in first\n');
      if (this.#events.full) return reply.code(503).header('retry-after', '10').send();
      const { of } = request.query;
      reply.hijack();
      const cookie = cookieOf(request.headers.cookie, this.#cookie);
      this.#events.open(reply.raw, HEADERS, {
        allowed: () => this.#guard.session(cookie) !== undefined,
        pieces: (view) => {
          if (of === undefined) return overviewPieces(view);
          const seen = view.broadcasts.find(({ report }) => report.broadcast === of);
          return seen === undefined ? null : detailPieces(seen, view);
        },
      });
      return reply;
    });
  }

  #get<P extends object = object>(
    path: string,
    answer: (reply: FastifyReply, session: Session, params: P) => Promise<FastifyReply>,
  ): void {
    this.#app.get<{ Params: P }>(path, async (request, reply) => {
      const session = this.#session(request);
      if (session === undefined) return toLogin(reply);
      return answer(reply, session, request.params as P);
    });
  }

  // ---- what changes something ----

  #forms(): void {
    const app = this.#app;
    app.post('/login', async (request, reply) => {
      if (!isSameOrigin(request.headers, this.#scheme)) return refused(reply);
      const { ip } = request;
      const { right, waitSeconds } = this.#guard.attempt(field(request, 'token').trim(), ip);
      if (waitSeconds > 0)
        return page(
          reply.code(429).header('retry-after', String(waitSeconds)),
          loginPage({ wrong: true, waitSeconds }),
        );
      if (!right) {
        if (this.#guard.waitSeconds(ip) > 0)
          this.#watch.note({ kind: 'warning', text: 'Too many logins failed; one address has to wait a minute.' });
        return page(reply.code(401), loginPage({ wrong: true, waitSeconds: 0 }));
      }
      const old = cookieOf(request.headers.cookie, this.#cookie);
      if (old !== undefined) this.#guard.logout(old);
      return reply.header('set-cookie', this.#cookieText(this.#guard.login())).redirect('/', 303);
    });
    this.#post('/logout', async (request, reply) => {
      const cookie = cookieOf(request.headers.cookie, this.#cookie);
      if (cookie !== undefined) this.#guard.logout(cookie);
      return reply.header('set-cookie', this.#cookieText('', 0)).redirect('/login', 303);
    });
    this.#post<{ id: string; act: string }>('/broadcasts/:id/:act', async (request, reply) => {
      const { id, act: what } = request.params;
      if (!isAct(what)) return notHere(reply);
      const { broadcast } = await this.#engine.report(id, this.#pass());
      await act(this.#engine, this.#watch, what, broadcast);
      await this.#watch.look();
      return reply.redirect(`/broadcasts/${broadcast}`, 303);
    });
    this.#post<{ id: string }>('/broadcasts/:id/approve', async (request, reply) => {
      // The token of this page opens nothing more than it did: who may approve is the engine's to know, or was said by its host.
      if (this.#approving === 'nothing')
        throw new SealcastError('PERMIT_REFUSED', 'nothing is approved on this page', {
          hint: 'operator.approve allows it to who is logged in, permissions to who has a permit',
        });
      const { broadcast } = await this.#engine.report(request.params.id, this.#pass());
      const token = this.#approving === 'permit' ? { token: presented(field(request, 'permit')) } : {};
      await approve(this.#engine, this.#watch, broadcast, { by: field(request, 'by').trim(), ...token });
      await this.#watch.look();
      return reply.redirect(`/broadcasts/${broadcast}`, 303);
    });
    this.#post<{ id: string }>('/broadcasts/:id/retry', async (request, reply) => {
      const filter = retryFilterOf(field(request, 'which'));
      if (filter === null)
        throw new SealcastError('USAGE', 'which are to be tried again?', {
          hint: 'which is failed, unknown, or reason/ and a reason',
        });
      const { broadcast } = await this.#engine.report(request.params.id, this.#pass());
      const enough = new Promise<void>((resolve) => {
        this.#timer.after(limits.operatorActMs, resolve, { background: true });
      });
      await retry(this.#engine, this.#watch, broadcast, filter, enough);
      await this.#watch.look();
      return reply.redirect(`/broadcasts/${broadcast}`, 303);
    });
    for (const paused of [true, false])
      this.#post(paused ? '/pause' : '/unpause', async (_request, reply) => {
        if (paused) this.#engine.pause();
        else this.#engine.unpause();
        const text = paused ? 'Everything was paused by an operator.' : 'An operator let everything go on.';
        this.#watch.note({ kind: 'warning', text });
        await this.#watch.look();
        return reply.redirect('/', 303);
      });
    this.#post<{ name: string; act: string }>('/transports/:name/:act', async (request, reply) => {
      const { name: transport, act: what } = request.params;
      if (what !== 'pause' && what !== 'unpause') return notHere(reply);
      if (what === 'pause') this.#engine.pause({ transport });
      else this.#engine.unpause({ transport });
      const text = what === 'pause' ? 'was paused by an operator' : 'goes on, by an operator';
      this.#watch.note({ kind: 'info', text: `Transport ${transport} ${text}.` });
      await this.#watch.look();
      return reply.redirect('/', 303);
    });
  }

  /**
   * For a session, from a page of ours, with what that page was served; or for a script that has the token itself, which no browser
   * sends by itself.
   */
  #post<P extends object = object>(
    path: string,
    answer: (request: FastifyRequest<{ Params: P }>, reply: FastifyReply) => Promise<FastifyReply>,
  ): void {
    this.#app.post<{ Params: P }>(path, async (request, reply) => {
      const given = bearer(request);
      if (given !== undefined) {
        if (request.headers.origin !== undefined && !isSameOrigin(request.headers, this.#scheme)) return refused(reply);
        const { right, waitSeconds } = this.#guard.attempt(given, request.ip);
        if (waitSeconds > 0) return reply.code(429).header('retry-after', String(waitSeconds)).send();
        if (!right) return reply.code(401).type('text/plain').send('not the token\n');
        return answer(request as FastifyRequest<{ Params: P }>, reply);
      }
      if (!isSameOrigin(request.headers, this.#scheme)) return refused(reply);
      const session = this.#session(request);
      if (session === undefined) return toLogin(reply);
      if (!this.#guard.isForm(session, field(request, 'form'))) return refused(reply);
      return answer(request as FastifyRequest<{ Params: P }>, reply);
    });
  }

  #session(request: FastifyRequest): Session | undefined {
    return this.#guard.session(cookieOf(request.headers.cookie, this.#cookie));
  }

  #cookieText(value: string, seconds = limits.operatorSessionMs / 1000): string {
    const secure = this.#scheme === 'https' ? '; Secure' : '';
    return `${this.#cookie}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`;
  }

  #view(): Promise<View> {
    return this.#watch.view();
  }

  /** @throws SealcastError BROADCAST_UNKNOWN, USAGE */
  async #seen(id: string): Promise<[Seen, View]> {
    const view = await this.#view();
    const seen = view.broadcasts.find(({ report }) => report.broadcast === id);
    if (seen === undefined)
      throw new SealcastError('BROADCAST_UNKNOWN', 'the spool holds no such broadcast', { hint: 'look at the list' });
    return [seen, view];
  }
}

/**
 * `same-origin` and not `no-referrer`: with that one browsers send `Origin: null` with our own forms. Nothing secret is in any URL.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
    "base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const STATUS: Partial<Record<SealcastErrorCode, number>> = {
  BROADCAST_UNKNOWN: 404,
  ENGINE_CLOSED: 503,
  PERMIT_REFUSED: 403,
};

function page(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(text);
}

/** The same answer whatever was asked for: it does not say what there is. */
function toLogin(reply: FastifyReply): FastifyReply {
  return reply.redirect('/login', 303);
}

function refused(reply: FastifyReply): FastifyReply {
  return reply.code(403).type('text/plain').send('not from a page of this server\n');
}

function notHere(reply: FastifyReply): FastifyReply {
  reply.callNotFound();
  return reply;
}

function isAct(text: string): text is Act {
  return (ACTS as readonly string[]).includes(text);
}

function field(request: FastifyRequest, name: string): string {
  return request.body instanceof URLSearchParams ? (request.body.get(name) ?? '') : '';
}

/** What `sealcast permit present` printed, line breaks of a mail or a terminal included. Anything else is no permit, and refused as one. */
function presented(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replace(/\s+/g, ''), 'base64url'));
}

function bearer(request: FastifyRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,512})$/.exec(request.headers.authorization ?? '')?.[1];
}
