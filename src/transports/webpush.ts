import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { MessageClass } from '../broadcast/request.ts';
import { hex } from '../crypto/bytes.ts';
import type { Pace } from '../delivery/pace.ts';
import { chooseBuild, type KernelChoice, type Kernels } from '../kernels/load.ts';
import { p256BesideOpenSsl } from '../kernels/p256.ts';
import { limits } from '../limits.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { type Random, systemRandom } from '../ports/random.ts';
import { systemTimer, type Timer } from '../ports/timer.ts';
import type { Outcome, Parcel, Transport } from '../ports/transport.ts';
import { Workers } from '../threads/workers.ts';
import { Addresses } from './http/address.ts';
import { carry } from './http/carry.ts';
import { HandOvers } from './http/hand-overs.ts';
import { checkOriginOptions, usage, within } from './http/options.ts';
import { Origins } from './http/origins.ts';
import { deferred, failed, outcomeOf, tooMany } from './http/outcome.ts';
import type { Stop } from './http/stop.ts';
import { encodePushContent, pushContentBytes } from './webpush/content.ts';
import { PUSH_AUTH_BYTES, PUSH_KEY_BYTES, PUSH_PLAINTEXT_BYTES, type PushBatch, pushBytes } from './webpush/encrypt.ts';
import { type PushSubscription, readSubscription } from './webpush/subscription.ts';
import { Vapid, type VapidOptions } from './webpush/vapid.ts';
import type { PushWorkerData } from './webpush/worker.ts';

export interface WebPushTransportOptions {
  /** Who push services may ask about you, and the key that your subscriptions were made for (RFC 8292). */
  vapid: VapidOptions;
  /** Push services that may be asked, such as `https://fcm.googleapis.com`. @defaultValue any https origin at a public address */
  origins?: readonly string[];
  /**
   * Where a page fetches a body that is too large for a push: a URL for the broadcast's id (hex). Without it such a broadcast fails
   * as `too-large`.
   */
  bodyUrl?: (broadcast: string) => string;
  /** Content is padded to a multiple of so many bytes, 1 to 3993; all of a broadcast have one length in any case. @defaultValue 256 */
  padTo?: number;
  /** RFC 8030, section 5.3, by class. @defaultValue high, high, normal, low */
  urgency?: Partial<Record<MessageClass, 'very-low' | 'low' | 'normal' | 'high'>>;
  /** Threads that encrypt. @defaultValue 1 */
  threads?: number;
  /** As `kernels` of `openEngine`; `reference` is OpenSSL here. @defaultValue SEALCAST_KERNELS, else the best that runs */
  kernels?: KernelChoice;
  /** Requests under way to one push service, 1 to 1024. @defaultValue 32 */
  concurrencyPerOrigin?: number;
  /** How fast to each push service. @defaultValue as fast as it goes */
  pacePerOrigin?: Pace;
  /** Milliseconds of one attempt. @defaultValue 10 000 */
  timeoutMs?: number;
  /** Attempts of one parcel in one hand-over, 1 to 100. @defaultValue 5 */
  attempts?: number;
  /** Certificates of your own authority, for a push service of your own. */
  tls?: { readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] };
  /** @defaultValue 'webpush' */
  name?: string;
  clock?: Clock;
  timer?: Timer;
  random?: Random;
}

/**
 * Pushes envelopes to browsers: each route is a subscription as `PushSubscription.toJSON()` writes it. RFC 8291 under a key of its own
 * for every message, RFC 8292 once an origin; docs/webpush.md. Reasons of a failure: `no-route`, `subscription-invalid`,
 * `url-refused`, `gone`, `too-large`, `refused-<status>`; of a `deferred`: `unavailable`, `stopped`; of an `unknown`: `no-answer`.
 *
 * @throws SealcastError USAGE, KERNEL_UNAVAILABLE
 */
export function webPushTransport(options: WebPushTransportOptions): WebPushTransport {
  return new PushTransport(options);
}

export interface WebPushTransport extends Transport {
  /** `applicationServerKey` for `pushManager.subscribe`: base64url. */
  readonly applicationServerKey: string;
}

const URGENCY = { emergency: 'high', payment: 'high', chat: 'normal', broadcast: 'low' } as const;

/** Always built JavaScript: Node 20 strips no types, and tests import the sources. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/transports/webpush/worker.js' : './webpush/worker.js',
  import.meta.url,
);

/** A parcel with where it goes. */
interface Push {
  /** Its place in the hand-over. */
  readonly n: number;
  readonly parcel: Parcel;
  readonly subscription: PushSubscription;
  readonly url: URL;
}

class PushTransport implements WebPushTransport {
  readonly name: string;
  readonly #options: WebPushTransportOptions;
  readonly #vapid: Vapid;
  readonly #addresses: Addresses;
  readonly #origins: Origins;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #random: Random;
  readonly #kernels: Kernels | undefined;
  readonly #handOvers = new HandOvers();
  #workers: Workers<PushBatch, Uint8Array> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: WebPushTransportOptions) {
    checkOptions(options);
    this.#options = options;
    this.name = options.name ?? 'webpush';
    this.#clock = options.clock ?? systemClock;
    this.#timer = options.timer ?? systemTimer;
    this.#random = options.random ?? systemRandom;
    this.#kernels = chooseBuild({ kernels: options.kernels });
    this.#vapid = new Vapid(options.vapid, this.#clock);
    this.#addresses = new Addresses(options.origins ?? null);
    const concurrency = options.concurrencyPerOrigin ?? limits.httpConcurrency;
    this.#origins = new Origins({
      concurrency,
      // A lost answer is final: a connection that goes away is not to take others' answers along.
      streams: 1,
      timeoutMs: options.timeoutMs ?? limits.httpTimeoutMs,
      pace: options.pacePerOrigin ?? {},
      tls: (options.tls ?? {}) as never,
      addresses: this.#addresses,
      clock: this.#clock,
      timer: this.#timer,
    });
  }

  get applicationServerKey(): string {
    return this.#vapid.publicKey;
  }

  deliver(parcels: readonly Parcel[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return this.#handOvers.run(signal, (stop) => this.#deliverAll(parcels, stop));
  }

  async #deliverAll(parcels: readonly Parcel[], stop: Stop): Promise<readonly Outcome[]> {
    if (stop.told) return parcels.map(() => deferred('stopped'));
    const outcomes = new Array<Outcome>(parcels.length);
    const pushes: Push[] = [];
    parcels.forEach((parcel, n) => {
      const push = this.#pushOf(parcel, n);
      if (typeof push === 'string') outcomes[n] = failed(push);
      else pushes.push(push);
    });
    for (const alike of byLength(pushes)) await this.#deliverAlike(alike, outcomes, stop);
    return outcomes;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#handOvers.close();
    await Promise.all([this.#origins.close(), this.#workers?.close()]);
  }

  #pushOf(parcel: Parcel, n: number): Push | 'no-route' | 'subscription-invalid' | 'url-refused' {
    if (parcel.route === null) return 'no-route';
    const subscription = readSubscription(parcel.route.reveal());
    if (subscription === null) return 'subscription-invalid';
    const url = this.#addresses.check(subscription.endpoint);
    return url === null ? 'url-refused' : { n, parcel, subscription, url };
  }

  /** Those of one length: of one broadcast, all are. */
  async #deliverAlike(pushes: readonly Push[], outcomes: Outcome[], stop: Stop): Promise<void> {
    const batch = this.#batchOf(pushes);
    if (batch === null) {
      for (const { n } of pushes) outcomes[n] = failed('too-large');
      return;
    }
    const each = pushBytes(batch.paddedBytes);
    this.#workers ??= this.#start();
    const columns = [batch.p256dh, batch.auth, batch.plaintexts].map(({ buffer }) => buffer as ArrayBuffer);
    let encrypted: Uint8Array;
    try {
      encrypted = await this.#workers.run(batch, columns);
    } catch {
      // The thread died, or got no memory. Nothing was posted: that is no end of these.
      for (const { n } of pushes) outcomes[n] = deferred('unavailable');
      return;
    }
    await Promise.all(
      pushes.map(async ({ n, parcel, url }, i) => {
        const content = encrypted.subarray(each * i, each * (i + 1));
        // A key that is no point of the curve left zeros.
        if (content.every((byte) => byte === 0)) outcomes[n] = failed('subscription-invalid');
        else outcomes[n] = await this.#post(parcel, url, content, stop);
      }),
    );
  }

  #start(): Workers<PushBatch, Uint8Array> {
    const data: PushWorkerData = { kernels: this.#kernels, p256: p256BesideOpenSsl(this.#kernels) };
    return new Workers(fileURLToPath(WORKER), this.#options.threads ?? 1, data);
  }

  async #post(parcel: Parcel, url: URL, content: Uint8Array, stop: Stop): Promise<Outcome> {
    if (stop.told) return deferred('stopped');
    const origin = this.#origins.of(url.origin);
    if (origin === null) return tooMany(this.#origins);
    origin.users++;
    try {
      const { urgency = {}, attempts = limits.httpAttempts } = this.#options;
      const request = {
        method: 'POST' as const,
        path: url.pathname + url.search,
        headers: () => ({
          authorization: this.#vapid.authorization(url.origin),
          'content-type': 'application/octet-stream',
          'content-encoding': 'aes128gcm',
          ttl: String(
            Math.max(0, Math.min(limits.pushTtlSeconds, Math.floor((parcel.expires - this.#clock.now()) / 1000))),
          ),
          urgency: urgency[parcel.class] ?? URGENCY[parcel.class],
          topic: topicOf(parcel.mailbox),
        }),
        content: () => content,
      };
      const carried = await carry(origin, request, false, {
        clock: this.#clock,
        timer: this.#timer,
        random: this.#random,
        attempts,
        deadline: { at: undefined },
        stop,
      });
      return outcomeOf(carried);
    } finally {
      origin.users--;
    }
  }

  /** Null where not even a reference fits. */
  #batchOf(pushes: readonly Push[]): PushBatch | null {
    const contents = pushes.map(({ parcel }) => {
      const { envelope, body } = parcel;
      if (pushContentBytes(envelope.length, body.length) <= PUSH_PLAINTEXT_BYTES)
        return encodePushContent({ envelope, body });
      const { bodyUrl } = this.#options;
      return bodyUrl === undefined ? null : encodePushContent({ envelope, bodyUrl: bodyUrl(hex(parcel.broadcast)) });
    });
    const plaintextBytes = contents[0]?.length ?? 0;
    if (contents.some((content) => content === null || content.length !== plaintextBytes)) return null;
    if (plaintextBytes > PUSH_PLAINTEXT_BYTES) return null;
    const padTo = this.#options.padTo ?? limits.pushPadBytes;
    const batch = {
      p256dh: new Uint8Array(PUSH_KEY_BYTES * pushes.length),
      auth: new Uint8Array(PUSH_AUTH_BYTES * pushes.length),
      plaintexts: new Uint8Array(plaintextBytes * pushes.length),
      plaintextBytes,
      paddedBytes: Math.min(PUSH_PLAINTEXT_BYTES, padTo * Math.ceil(plaintextBytes / padTo)),
      count: pushes.length,
    };
    pushes.forEach(({ subscription }, i) => {
      batch.p256dh.set(subscription.p256dh, PUSH_KEY_BYTES * i);
      batch.auth.set(subscription.auth, PUSH_AUTH_BYTES * i);
      batch.plaintexts.set(contents[i]!, plaintextBytes * i);
    });
    return batch;
  }
}

/**
 * RFC 8030, section 5.4: a push under the topic of one that waits replaces it, so that a repeat is shown once. Not the mailbox itself:
 * it is for those who hold the envelope.
 */
function topicOf(mailbox: Uint8Array): string {
  return createHash('sha256').update('sealcast v1 topic\0').update(mailbox).digest('base64url').slice(0, 32);
}

/** A hand-over is of one broadcast; where a host mixes several, each length goes by itself. */
function byLength(pushes: readonly Push[]): Push[][] {
  const groups = new Map<string, Push[]>();
  for (const push of pushes) {
    const { envelope, body, broadcast } = push.parcel;
    const key = `${envelope.length} ${body.length} ${hex(broadcast)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [push]);
    else group.push(push);
  }
  return [...groups.values()];
}

function checkOptions(options: WebPushTransportOptions): void {
  if (typeof options?.vapid !== 'object' || options.vapid === null)
    throw usage('webPushTransport needs vapid', "vapid: { subject: 'mailto:…', privateKey: '…' }");
  checkOriginOptions(options);
  within('padTo', options.padTo, PUSH_PLAINTEXT_BYTES);
  within('threads', options.threads, limits.threads);
}
