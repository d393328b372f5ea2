import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { limits } from '../limits.ts';
import { type Clock, monotonic } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';

/** An operator who is logged in. */
export interface Session {
  /** In every form, and in no URL. */
  readonly formToken: string;
  /** On the clock that is never set back. */
  readonly ends: number;
}

/**
 * Who may look and act: one token, known to operators; a session for each login, in a cookie. Session and token have nothing in
 * common, so that a cookie that leaks ends with its session. Both are kept as hashes, and compared in constant time.
 */
export class Guard {
  readonly #token: Buffer;
  readonly #random: Random;
  readonly #clock: Clock;
  /** By hash, the oldest first. */
  readonly #sessions = new Map<string, Session>();
  /** By address: when its window began, and failures in it. The oldest first. */
  readonly #failures = new Map<string, { readonly since: number; count: number }>();
  failed = 0;

  constructor(token: Uint8Array, random: Random, clock: Clock) {
    this.#token = hash(token);
    this.#random = random;
    this.#clock = clock;
  }

  /**
   * What to say to a token that is shown: whether it is the one, and, where it is not, for how many seconds this address is told nothing else. The
   * right one never waits: operators share addresses, with each other and with whoever guesses, and nobody who guesses may keep them out.
   * The token is too long to be guessed (`limits.operatorTokenChars`).
   */
  attempt(given: string, address: string): { readonly right: boolean; readonly waitSeconds: number } {
    if (timingSafeEqual(hash(given), this.#token)) return { right: true, waitSeconds: 0 };
    const waitSeconds = this.waitSeconds(address);
    if (waitSeconds === 0) this.#fail(address);
    return { right: false, waitSeconds };
  }

  /** Seconds for which this address has failed too often; 0: it has not. */
  waitSeconds(address: string): number {
    const failures = this.#failures.get(address);
    if (failures === undefined) return 0;
    const left = failures.since + limits.operatorLoginWindowMs - monotonic(this.#clock);
    if (left <= 0) this.#failures.delete(address);
    return left > 0 && failures.count >= limits.operatorLoginFailures ? Math.ceil(left / 1000) : 0;
  }

  #fail(address: string): void {
    this.failed++;
    const failures = this.#failures.get(address);
    if (failures !== undefined) {
      failures.count++;
      return;
    }
    if (this.#failures.size >= limits.operatorLoginAddresses)
      this.#failures.delete(this.#failures.keys().next().value!);
    this.#failures.set(address, { since: monotonic(this.#clock), count: 1 });
  }

  /** Answers what goes into the cookie. */
  login(): string {
    const secret = base64url(this.#random.bytes(32));
    if (this.#sessions.size >= limits.operatorSessions) this.#sessions.delete(this.#sessions.keys().next().value!);
    this.#sessions.set(hash(secret).toString('hex'), {
      formToken: base64url(this.#random.bytes(32)),
      ends: monotonic(this.#clock) + limits.operatorSessionMs,
    });
    return secret;
  }

  session(cookie: string | undefined): Session | undefined {
    if (cookie === undefined) return undefined;
    // Found by its hash: how long that takes says nothing about a secret that is not known.
    const name = hash(cookie).toString('hex');
    const session = this.#sessions.get(name);
    if (session === undefined || session.ends > monotonic(this.#clock)) return session;
    this.#sessions.delete(name);
    return undefined;
  }

  logout(cookie: string): void {
    this.#sessions.delete(hash(cookie).toString('hex'));
  }

  /** Of a form that was served to this session. */
  isForm(session: Session, given: string): boolean {
    return timingSafeEqual(hash(given), hash(session.formToken));
  }
}

/**
 * A page elsewhere that resolves a name of its own to this address (DNS rebinding) reaches the port, and its `Host` is that name: so
 * only our own names are answered.
 */
export function hostsOf(host: string, port: number, more: readonly string[]): ReadonlySet<string> {
  const loopback = ['127.0.0.1', 'localhost', '[::1]'];
  const own = new Set([host.includes(':') ? `[${host}]` : host, ...loopback].map((name) => `${name}:${port}`));
  for (const name of more) {
    own.add(name);
    if (!/:[0-9]+$/.test(name)) own.add(`${name}:${port}`);
  }
  return own;
}

/**
 * Whether a request that changes something was made by a page of ours. Browsers say so themselves, and scripts cannot: `Origin` of
 * every POST, `Sec-Fetch-Site` where they know it. `same-site` is not enough: another port of this machine is the same site.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, scheme: 'http' | 'https'): boolean {
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin !== undefined) return origin === `${scheme}://${host}`;
  return site !== undefined;
}

/** Whether a page elsewhere embeds what it may only link to: as a picture, a script, a frame, or to read it. */
export function isEmbedded(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document';
}

/** @param header `a=b; c=d` */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return undefined;
}

function hash(text: string | Uint8Array): Buffer {
  return createHash('sha256').update(text).digest();
}

export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}
