import { Buffer } from 'node:buffer';
import { hex } from '../crypto/bytes.ts';
import type { Pace } from '../delivery/pace.ts';
import { limits } from '../limits.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { type Random, systemRandom } from '../ports/random.ts';
import { systemTimer, type Timer } from '../ports/timer.ts';
import type { Outcome, Parcel, Transport } from '../ports/transport.ts';
import { Addresses } from './http/address.ts';
import { Bodies } from './http/bodies.ts';
import { type Carried, type Carrying, carry } from './http/carry.ts';
import { contentBytes, ENVELOPE_TYPE, encodeContent, type GatewayContent } from './http/content.ts';
import { HandOvers } from './http/hand-overs.ts';
import { checkOriginOptions, usage, within } from './http/options.ts';
import type { Deadline, HttpRequest, Origin } from './http/origin.ts';
import { Origins } from './http/origins.ts';
import { deferred, failed, outcomeOf, tooMany } from './http/outcome.ts';
import type { Stop } from './http/stop.ts';

export interface HttpTransportOptions {
  /**
   * The gateway: envelopes are posted to `<url>/envelopes`, bodies put to `<url>/bodies/<broadcast>`. Or a function that says for
   * each parcel to which URL it is posted (`({ route }) => route?.reveal()`), `null` where there is none: such URLs come from
   * people, so they are https and at public addresses only, or at one of `origins`.
   */
  url: string | URL | ((parcel: Parcel) => string | URL | null | undefined);
  /** Its name in logs, paces and pauses; two transports of one engine need two. @defaultValue 'http' */
  name?: string;
  /** Origins that a function's URLs may have, such as `https://push.example`; private addresses and http are then up to you. */
  origins?: readonly string[];
  /** Sent with each request, such as `authorization`; a function is asked each time. */
  headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /**
   * `by-reference`: the body of a broadcast is put once, envelopes go without it. `with-envelope`: each carries it along.
   * @defaultValue `by-reference` for a gateway, `with-envelope` for a function
   */
  body?: 'with-envelope' | 'by-reference';
  /** Send the route in the content, for a gateway that carries on. @defaultValue true for a gateway, false for a function */
  sendRoute?: boolean;
  /** Requests under way to one origin at a time, 1 to 1024. @defaultValue 32 */
  concurrencyPerOrigin?: number;
  /** How fast to each origin, all requests and attempts counted. @defaultValue as fast as it goes */
  pacePerOrigin?: Pace;
  /** Milliseconds of one attempt. @defaultValue 10 000 */
  timeoutMs?: number;
  /** Attempts of one parcel in one hand-over, 1 to 100; within 30 seconds in any case. @defaultValue 5 */
  attempts?: number;
  /** Bytes of content the other side takes; what is larger fails as `too-large` and is not sent. @defaultValue 24 MiB */
  maxBytes?: number;
  /**
   * Send again, under the same key, when an answer was lost, or was a 502 or 504 of somebody in between: for a gateway that is known to
   * drop repeats. Else such a parcel is `unknown` at once. @defaultValue false
   */
  repeatLost?: boolean;
  /** Certificates of your own authority, and of this client. Certificates are always verified. */
  tls?: {
    readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[];
    readonly cert?: string | Uint8Array;
    readonly key?: string | Uint8Array;
  };
  clock?: Clock;
  timer?: Timer;
  random?: Random;
}

/**
 * Posts envelopes over HTTP/1.1 or HTTP/2, whatever the server offers; docs/http-gateway.md says what it is sent and what its answers
 * mean. Reasons of a failure, all there are: `gone`, `refused-<status>`, `too-large`, `no-route`, `url-refused`; of a `deferred`
 * (certainly not taken): `unavailable`, `stopped`; of an `unknown`: `no-answer`.
 *
 * @throws SealcastError USAGE
 */
export function httpTransport(options: HttpTransportOptions): Transport {
  return new HttpTransport(options);
}

const OURS = new Set([
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** What one hand-over has learned of its gateway. The next one asks again: somebody may have raised a limit in between. */
interface Learned {
  /** Content of this length is too large. */
  tooLarge: number;
  /** By broadcast: the end of a body that is not there. */
  readonly bodies: Map<string, Carried>;
}

/** Where one parcel goes. */
interface Target {
  readonly origin: string;
  readonly path: string;
}

class HttpTransport implements Transport {
  readonly name: string;
  readonly dropsRepeats: boolean;
  readonly #options: HttpTransportOptions;
  readonly #addresses: Addresses;
  /** Where all parcels go; null where each has a URL of its own. */
  readonly #gateway: Target | null;
  readonly #bodies: Bodies | null;
  readonly #sendRoute: boolean;
  readonly #concurrency: number;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #random: Random;
  readonly #origins: Origins;
  readonly #handOvers = new HandOvers();
  #closing: Promise<void> | undefined;

  constructor(options: HttpTransportOptions) {
    checkOptions(options);
    const { url, origins, body } = options;
    this.name = options.name ?? 'http';
    this.dropsRepeats = options.repeatLost === true;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#timer = options.timer ?? systemTimer;
    this.#random = options.random ?? systemRandom;
    const gateway = typeof url === 'function' ? null : new URL(url);
    this.#gateway = gateway === null ? null : { origin: gateway.origin, path: `${basePath(gateway)}/envelopes` };
    this.#addresses = new Addresses(this.#gateway === null ? (origins ?? null) : [this.#gateway.origin]);
    this.#concurrency = options.concurrencyPerOrigin ?? limits.httpConcurrency;
    this.#origins = new Origins({
      concurrency: this.#concurrency,
      streams: this.dropsRepeats ? this.#concurrency : 1,
      timeoutMs: options.timeoutMs ?? limits.httpTimeoutMs,
      pace: options.pacePerOrigin ?? {},
      tls: (options.tls ?? {}) as never,
      addresses: this.#addresses,
      clock: this.#clock,
      timer: this.#timer,
    });
    this.#sendRoute = options.sendRoute ?? this.#gateway !== null;
    this.#bodies =
      gateway === null || body === 'with-envelope'
        ? null
        : new Bodies(`${basePath(gateway)}/bodies`, this.#headers, (request) =>
            carry(
              // Never one too many: it is the only one.
              this.#origins.of(gateway.origin)!,
              request,
              true,
              this.#carrying(this.#handOvers.closed, { at: undefined }),
            ),
          );
  }

  deliver(parcels: readonly Parcel[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return this.#handOvers.run(signal, (stop) => this.#deliverAll(parcels, stop));
  }

  async #deliverAll(parcels: readonly Parcel[], stop: Stop): Promise<readonly Outcome[]> {
    // One budget of time for all that go to the gateway: who comes late in a group is not to wait as long once more.
    const shared = this.#gateway === null ? null : this.#carrying(stop, { at: undefined });
    const learned: Learned = { tooLarge: Number.POSITIVE_INFINITY, bodies: new Map() };
    const outcomes = new Array<Outcome>(parcels.length);
    let next = 0;
    const deliverNext = async (): Promise<void> => {
      while (next < parcels.length) {
        const n = next++;
        outcomes[n] = await this.#deliverOne(parcels[n]!, shared ?? this.#carrying(stop, { at: undefined }), learned);
      }
    };
    // Where all go to one origin, no more than it takes at a time: a thousand that wait for a place would be a thousand promises.
    const atOnce = this.#gateway === null ? parcels.length : Math.min(parcels.length, this.#concurrency);
    await Promise.all(Array.from({ length: atOnce }, deliverNext));
    return outcomes;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#handOvers.close();
    await this.#origins.close();
  }

  // ---- one parcel ----

  /** Never rejects: what goes wrong with one is the outcome of one. */
  async #deliverOne(parcel: Parcel, carrying: Carrying, learned: Learned): Promise<Outcome> {
    if (carrying.stop.told) return deferred('stopped');
    const target = this.#target(parcel);
    if (typeof target === 'string') return failed(target);
    const body = this.#bodies === null ? parcel.body : NO_BODY;
    const route = this.#sendRoute ? (parcel.route?.reveal() ?? '') : '';
    const bytes = contentBytes(Buffer.byteLength(route), parcel.envelope, body);
    const most = this.#options.maxBytes ?? limits.httpRequestBytes;
    if (bytes > most || bytes >= learned.tooLarge || parcel.body.length > most) return failed('too-large');
    const origin = this.#origins.of(target.origin);
    if (origin === null) return tooMany(this.#origins);
    origin.users++;
    try {
      const content = { route, envelope: parcel.envelope, body };
      const carried = await this.#post(parcel, origin, target.path, content, carrying, learned);
      // Of one path: URLs of an origin may have limits of their own.
      if (carried.end === 'too-large' && this.#gateway !== null && this.#bodies === null)
        learned.tooLarge = Math.min(learned.tooLarge, bytes);
      return outcomeOf(carried);
    } finally {
      origin.users--;
    }
  }

  /** The envelope, after its body where that goes by itself. */
  async #post(
    parcel: Parcel,
    origin: Origin,
    path: string,
    content: GatewayContent,
    carrying: Carrying,
    learned: Learned,
  ): Promise<Carried> {
    const broadcast = hex(parcel.broadcast);
    const request: HttpRequest = {
      method: 'POST',
      path,
      headers: () => ({
        ...this.#headers(),
        'content-type': ENVELOPE_TYPE,
        'idempotency-key': parcel.id,
        'sealcast-broadcast': broadcast,
      }),
      content: () => encodeContent(content),
    };
    for (let round = 1; ; round++) {
      const missing = learned.bodies.get(broadcast);
      if (missing !== undefined) return missing;
      const put = this.#bodies?.has(broadcast, parcel.body);
      if (put !== undefined) {
        const ended = put.ended ?? (await orStopped(put.ending, carrying.stop));
        if (ended === 'stopped') return { end: 'stopped' };
        if (ended.end !== 'taken') {
          const end = withoutBody(ended);
          learned.bodies.set(broadcast, end);
          return end;
        }
      }
      const repeatLost = this.#options.repeatLost === true;
      const carried = await carry(origin, request, repeatLost, carrying);
      if (carried.end !== 'body-missing' || put === undefined || round === BODY_ROUNDS) return carried;
      // The gateway has lost the body since it was put.
      this.#bodies?.forget(broadcast, put);
    }
  }

  #target(parcel: Parcel): Target | 'no-route' | 'url-refused' {
    const { url } = this.#options;
    if (typeof url !== 'function') return this.#gateway!;
    let given: string | URL | null | undefined;
    try {
      given = url(parcel);
    } catch {
      // Its message may quote the route.
      return 'url-refused';
    }
    if (given === null || given === undefined || given === '') return 'no-route';
    const checked = this.#addresses.check(given);
    return checked === null ? 'url-refused' : { origin: checked.origin, path: checked.pathname + checked.search };
  }

  readonly #headers = (): Record<string, string> => {
    const { headers } = this.#options;
    const given = typeof headers === 'function' ? headers() : headers;
    return { ...given };
  };

  #carrying(stop: Stop, deadline: Deadline): Carrying {
    return {
      deadline,
      clock: this.#clock,
      timer: this.#timer,
      random: this.#random,
      attempts: this.#options.attempts ?? limits.httpAttempts,
      stop,
    };
  }
}

/** Times the body is put for one parcel whose gateway keeps saying that it is not there. */
const BODY_ROUNDS = 2;
const NO_BODY = new Uint8Array(0);

/** The end of an envelope whose body has ended so. It was not sent: whatever became of the body, this one was certainly not taken. */
function withoutBody(ended: Carried): Carried {
  if (ended.end === 'no-answer') return { end: 'unavailable' };
  // `gone` is said of a mailbox: a wrong path of bodies must not report every route of a list as dead.
  return ended.end === 'gone' ? { end: 'refused', status: ended.status } : ended;
}

/** `promise`, which goes on for others, or the end that somebody wants for this one. */
function orStopped<T>(promise: Promise<T>, stop: Stop): Promise<T | 'stopped'> {
  if (stop.told) return Promise.resolve('stopped');
  return new Promise((resolve, reject) => {
    const end = (): void => resolve('stopped');
    stop.onTold(end);
    promise.then(resolve, reject).finally(() => stop.forget(end));
  });
}

function basePath(url: URL): string {
  return url.pathname.replace(/\/$/, '');
}

// ---- options ----

function checkOptions(options: HttpTransportOptions): void {
  const { url, headers, body } = options;
  if (typeof url !== 'function') {
    const gateway = URL.canParse(String(url)) ? new URL(url) : null;
    if (gateway === null || !/^https?:$/.test(gateway.protocol))
      throw usage('the URL of the gateway is not one of http or https', 'url: "https://gateway.example/v1"');
    if (gateway.username + gateway.password + gateway.search + gateway.hash !== '')
      throw usage('the URL of the gateway holds credentials, a query or a fragment', 'put secrets into headers');
    if (options.origins !== undefined) throw usage('origins are for a url that is a function', 'leave them out');
  } else if (body === 'by-reference')
    throw usage('a function of URLs has no place for bodies', 'give the URL of a gateway, or leave body out');
  checkOriginOptions(options);
  if (body !== undefined && body !== 'with-envelope' && body !== 'by-reference')
    throw usage('body is neither with-envelope nor by-reference', 'leave it out');
  if (typeof headers === 'object')
    for (const [name, value] of Object.entries(headers))
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value) || OURS.has(name.toLowerCase()))
        throw usage('a header cannot be sent', 'headers are ASCII, and not those that the transport sets itself');
  within('maxBytes', options.maxBytes, limits.httpRequestBytes);
}
