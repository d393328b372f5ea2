import type { ConnectionOptions } from 'node:tls';
import { type Dispatcher, Pool } from 'undici';
import { availableIn, nextIn, type Pace, PacedWindows, takeIn } from '../../delivery/pace.ts';
import { limits } from '../../limits.ts';
import { type Clock, monotonic } from '../../ports/clock.ts';
import type { Timer } from '../../ports/timer.ts';
import { type Addresses, PRIVATE_ADDRESS } from './address.ts';
import { retryAfterMs } from './answer.ts';
import { Stop, sleep, whenTold } from './stop.ts';

export interface HttpRequest {
  readonly method: 'POST' | 'PUT' | 'HEAD';
  readonly path: string;
  /** Made when it is about to go: a token may have changed, and content that waits would be held in memory. */
  readonly headers: () => Record<string, string>;
  readonly content: () => Uint8Array | null;
}

/**
 * What became of one request.
 *
 * - `answer`: it was answered.
 * - `unsent`: the other side certainly did not act on it: no connection, or the stream was refused (RFC 9113 section 8.7).
 * - `cut`: it was sent, and the connection ended before an answer (GOAWAY, a reset).
 * - `lost`: it was sent, and no answer came in time.
 * - `forbidden`: its name leads where we do not go.
 */
export type Exchange =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter?: string | readonly string[];
      readonly length?: string;
    }
  | { readonly kind: 'unsent' | 'cut' | 'lost' | 'forbidden' };

export interface OriginOptions {
  readonly concurrency: number;
  /**
   * Requests that share an HTTP/2 connection. undici lets go of all of them at a GOAWAY, also of those that the server would
   * still answer: where a lost answer is final, they had better not share.
   */
  readonly streams: number;
  readonly timeoutMs: number;
  readonly pace: Pace;
  readonly tls: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>;
  readonly addresses: Addresses;
  readonly clock: Clock;
  readonly timer: Timer;
}

/** When a parcel gives up, by the monotonic clock: counted from the first time it had to wait for its origin or tried it. */
export interface Deadline {
  at: number | undefined;
}

/**
 * One origin: its connections, how many requests may be under way, and whether it may be asked at all. All times are of the monotonic
 * clock: no pause lasts longer because somebody has set the other one back.
 *
 *                 N failures in a row                 pause over: one request, a probe
 *      ┌────────┐ ──────────────────▶ ┌────────────┐ ──────────────────▶ ┌───────────┐
 *      │ closed │                     │ open until │ ◀────────────────── │ half open │
 *      └────────┘ ◀──┐                └────────────┘   it fails: ×2      └─────┬─────┘
 *                    └───────────────── any answer below 500 ──────────────────┘
 */
export class Origin {
  readonly #name: string;
  readonly #options: OriginOptions;
  readonly #pace: PacedWindows;
  /** Requests that have a permit and are not written yet, perhaps for want of a connection: their windows begin when they are. */
  #permitted = 0;
  /** Who waits for that. */
  readonly #forWritten = new Set<Stop>();
  #pool: Pool | undefined;
  #closed = false;
  /** Who waits for a slot, in order. Whoever is woken and does not take it wakes the next. */
  readonly #forSlot: Stop[] = [];
  /** Who waits until the origin may be asked. */
  readonly #forGate = new Set<Stop>();
  #slots = 0;
  #failures = 0;
  /** Attempts begun so far, and how many of them when a connection was last cut. */
  #begun = 0;
  #begunAtCut = 0;
  #openUntil: number | undefined;
  #pauseMs = 0;
  #probing = false;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(origin: string, options: OriginOptions) {
    this.#name = origin;
    this.#options = options;
    this.#pace = new PacedWindows(options.pace);
  }

  /** Parcels on their way through here, those that wait included; at 0 it can be let go. */
  users = 0;

  /**
   * One attempt, when it is its turn. Answers `late` when the deadline comes before the origin can be asked, `stopped` when
   * `stop` did: then nothing was sent.
   */
  async attempt(request: HttpRequest, deadline: Deadline, stop: Stop): Promise<Exchange | 'late' | 'stopped'> {
    const turn = await this.#enter(deadline, stop);
    if (typeof turn === 'string') return turn;
    const number = ++this.#begun;
    let exchange: Exchange = { kind: 'unsent' };
    let counted = false;
    const count = (): void => {
      if (counted) return;
      counted = true;
      this.#permitted--;
      takeIn(this.#pace.all, this.#now(), 1);
      for (const waiter of this.#forWritten) waiter.tell();
    };
    try {
      exchange = await this.#exchange(request, stop, count);
      return exchange;
    } finally {
      // It has cost a connection at least.
      count();
      // What we cut off ourselves says nothing of the origin.
      const ours = stop.told && (exchange.kind === 'lost' || exchange.kind === 'unsent');
      // All streams of a connection end with it, and that is one failure: not one for each of those that were under way.
      const counted = exchange.kind === 'cut' && number <= this.#begunAtCut && !turn.probe;
      if (exchange.kind === 'cut') this.#begunAtCut = this.#begun;
      this.#leave(turn.probe, ours || counted ? { kind: 'forbidden' } : exchange);
    }
  }

  /** For how many milliseconds it is not to be asked; 0 while a probe decides that. */
  closedFor(): number {
    const opens = this.#opens();
    return opens === Number.POSITIVE_INFINITY ? 0 : Math.max(0, opens - this.#now());
  }

  /** Its connections are closed until it is asked again; what it has had and asked for stays, small. Only without users. */
  async rest(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    this.#pace.compact(this.#now(), limits.paceStoredRuns);
    await pool?.destroy();
  }

  /** When nothing is left of it that has to be remembered: its permits are back, its pauses are over. Monotonic. */
  remembersUntil(): number {
    const now = this.#now();
    let until = Math.max(now, this.#pausedUntil);
    // One more pause: with its first failure after that it would be in the next one, twice as long.
    if (this.#openUntil !== undefined) until = Math.max(until, this.#openUntil + limits.httpBreakerPauseMaxMs);
    for (const window of this.#pace.all) until = Math.max(until, window.next(now, window.limit.permits));
    return until;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool?.destroy();
  }

  #now(): number {
    return monotonic(this.#options.clock);
  }

  // ---- whose turn it is ----

  async #enter(deadline: Deadline, stop: Stop): Promise<{ probe: boolean } | 'late' | 'stopped'> {
    const { timer, timeoutMs, concurrency } = this.#options;
    for (;;) {
      if (stop.told) return 'stopped';
      const now = this.#now();
      const opens = this.#opens();
      if (opens > now) {
        deadline.at ??= now + limits.httpRetryMs;
        // Infinity: a probe is under way, and what comes of it decides.
        if (now >= deadline.at || (opens > deadline.at && opens !== Number.POSITIVE_INFINITY)) return 'late';
        await whenTold(this.#forGate, Math.min(opens, deadline.at) - now, timer, stop);
        continue;
      }
      if (this.#slots >= concurrency) {
        await this.#slot(stop);
        continue;
      }
      this.#slots++;
      const windows = this.#pace.all;
      // Who waits for a permit keeps the slot: a thousand that woke for the same permit would be one too many.
      for (let at = now; !stop.told && this.#opens() <= at; at = this.#now()) {
        const available = availableIn(windows, at);
        if (available - this.#permitted >= 1) {
          // Nothing was awaited since gate and pace were looked at: there is one probe, and one for each permit.
          this.#permitted++;
          const probe = this.#openUntil !== undefined;
          this.#probing ||= probe;
          deadline.at ??= at + limits.httpRetryMs;
          return { probe };
        }
        // All that are left are with requests that are not written yet; each is written or ends within the time of an attempt.
        if (available >= 1) await whenTold(this.#forWritten, timeoutMs, timer, stop);
        else await sleep(nextIn(windows, at) - at, timer, stop);
      }
      this.#free();
    }
  }

  /** When the origin may be asked. */
  #opens(): number {
    if (this.#probing) return Number.POSITIVE_INFINITY;
    return Math.max(this.#pausedUntil, this.#openUntil ?? 0);
  }

  async #slot(stop: Stop): Promise<void> {
    const waiter = new Stop();
    this.#forSlot.push(waiter);
    await waiter.orTold(stop);
    const at = this.#forSlot.indexOf(waiter);
    if (at >= 0) this.#forSlot.splice(at, 1);
    // Woken, but it will not take the slot: the next in line may be able to, or has to hear the same.
    else if (stop.told || this.#opens() > this.#now()) this.#forSlot.shift()?.tell();
  }

  #free(): void {
    this.#slots--;
    this.#forSlot.shift()?.tell();
  }

  #leave(probe: boolean, exchange: Exchange): void {
    const now = this.#now();
    if (exchange.kind === 'answer' && exchange.status < 500) {
      this.#failures = 0;
      this.#openUntil = undefined;
      this.#pauseMs = 0;
      this.#probing = false;
    } else if (exchange.kind !== 'forbidden' && (probe || this.#openUntil === undefined)) {
      // Two rounds of cut connections with no answer between them are enough: each costs as many unknown parcels as were under way.
      this.#failures += exchange.kind === 'cut' ? limits.httpBreakerFailures / 2 : 1;
      if (probe) this.#probing = false;
      if (probe || this.#failures >= limits.httpBreakerFailures) {
        this.#pauseMs = Math.min(limits.httpBreakerPauseMaxMs, 2 * this.#pauseMs || limits.httpBreakerPauseMs);
        this.#openUntil = now + this.#pauseMs;
      }
    } else if (probe) this.#probing = false;
    if (exchange.kind === 'answer' && (exchange.status === 429 || exchange.status === 503)) {
      // It speaks for the origin, not for one parcel: the others would hear the same.
      const wait = retryAfterMs(exchange.retryAfter, this.#options.clock.now());
      if (wait !== undefined) this.#pausedUntil = Math.max(this.#pausedUntil, now + wait);
    }
    for (const waiter of this.#forGate) waiter.tell();
    this.#free();
  }

  // ---- one request ----

  #connections(): Pool {
    const { concurrency, streams, timeoutMs, tls, addresses } = this.#options;
    const { lookup } = addresses;
    this.#pool ??= new Pool(this.#name, {
      connections: concurrency,
      allowH2: true,
      // Over HTTP/1.1 `blocking` keeps a connection to one request at a time all the same.
      pipelining: streams,
      // An attempt's time is counted by the timer port.
      headersTimeout: 0,
      bodyTimeout: 0,
      connectTimeout: timeoutMs,
      connect: { ...tls, timeout: timeoutMs, ...(lookup === undefined ? {} : { lookup }) },
    });
    return this.#pool;
  }

  /** @param written called right before the first byte goes out; not where none does */
  #exchange(request: HttpRequest, stop: Stop, written: () => void): Promise<Exchange> {
    const { timer, timeoutMs } = this.#options;
    if (stop.told || this.#closed) return Promise.resolve({ kind: 'unsent' });
    return new Promise((resolve) => {
      const running = new Running((exchange) => {
        callOff();
        stop.forget(hurry);
        resolve(exchange);
      }, written);
      const end = (): void => running.giveUp();
      let callOff = timer.after(timeoutMs, end);
      // It has been sent: its answer may be on its way, and without it nobody knows.
      const hurry = (): void => {
        callOff();
        callOff = timer.after(limits.httpLastAnswerMs, end);
      };
      stop.onTold(hurry);
      try {
        const content = request.content();
        this.#connections().dispatch(
          {
            method: request.method,
            path: request.path,
            headers: request.headers(),
            body: content,
            // POST too: it has an idempotency key. Without this no two would share an HTTP/2 connection.
            idempotent: true,
            blocking: true,
          },
          running,
        );
      } catch {
        // Refused by undici before it was queued. Its message may quote the path.
        running.giveUp();
      }
    });
  }
}

/** A field that came more than once. */
function isTexts(field: unknown): field is readonly string[] {
  return Array.isArray(field) && field.every((one) => typeof one === 'string');
}

class RequestGivenUp extends Error {}

/** Follows one request through undici, and settles once. */
export class Running implements Dispatcher.DispatchHandler {
  readonly #settle: (exchange: Exchange) => void;
  readonly #written: () => void;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #answer: Exchange | undefined;
  #answerBytes = 0;

  constructor(settle: (exchange: Exchange) => void, written: () => void) {
    this.#settle = settle;
    this.#written = written;
  }

  giveUp(): void {
    const controller = this.#controller;
    this.#end(this.#answer ?? { kind: controller === undefined ? 'unsent' : 'lost' });
    controller?.abort(new RequestGivenUp());
  }

  /** Called right before the request is written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    const again = this.#controller !== undefined;
    this.#controller = controller;
    // Given up while it waited for a connection; or the connection went away under it (GOAWAY) and undici would silently
    // send it once more, which is ours to decide.
    if (this.#settled || again) {
      this.#end({ kind: 'cut' });
      controller.abort(new RequestGivenUp());
    } else this.#written();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Record<string, unknown>): void {
    if (status < 200) return;
    const retryAfter = headers['retry-after'];
    const length = headers['content-length'];
    this.#answer = {
      kind: 'answer',
      status,
      ...(typeof retryAfter === 'string' || isTexts(retryAfter) ? { retryAfter } : {}),
      ...(typeof length === 'string' ? { length } : {}),
    };
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#answerBytes += chunk.length;
    if (this.#answerBytes <= limits.httpAnswerBytes) return;
    this.#end(this.#answer ?? { kind: 'lost' });
    controller.abort(new RequestGivenUp());
  }

  onResponseEnd(): void {
    this.#end(this.#answer ?? { kind: 'lost' });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error & { code?: string }): void {
    // Cut off after its status: the status is the answer.
    if (this.#answer !== undefined) this.#end(this.#answer);
    else if (error?.code === PRIVATE_ADDRESS) this.#end({ kind: 'forbidden' });
    else if (this.#controller === undefined || /REFUSED_STREAM/.test(String(error?.message)))
      this.#end({ kind: 'unsent' });
    else this.#end({ kind: 'cut' });
  }

  #end(exchange: Exchange): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#settle(exchange);
  }
}
