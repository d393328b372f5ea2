import { concat, equalBytes, hex, utf8 } from '../crypto/bytes.ts';
import {
  ANSWER_BYTES,
  CHALLENGE_NONCE_BYTES,
  INBOX_BYTES,
  inboxOf,
  makeChallenge,
  type PullRoute,
} from '../crypto/pull.ts';
import { wipe } from '../crypto/wipe.ts';
import { limits } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { xchacha } from '../spool/xchacha.ts';

/**
 * Challenges and sessions, without memory of them: what the server must know of each is sealed under a key of this process
 * (XChaCha20-Poly1305, random nonces) and given to the client to bring along. A million challenges that nobody answers cost nothing;
 * after a restart all sessions are over, and devices ask for new ones.
 *
 *     state of a challenge   nonce(24) | sealed: inbox(16) ‖ expires(8) ‖ answer expected(32) ‖ tag(16)
 *     session                nonce(24) ‖ sealed: inbox(16) ‖ expires(8) ‖ tag(16)
 *
 * Only answered challenges are remembered, by their nonces, until they would have expired.
 */
export class Tokens {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #key: Uint8Array;
  readonly #answered: Answered;

  /** @param answers that are remembered at a time */
  constructor(
    name: string,
    { clock, random }: { clock: Clock; random: Random },
    answers: number = limits.mailboxAnswers,
  ) {
    this.#name = name;
    this.#clock = clock;
    this.#random = random;
    this.#key = random.bytes(32);
    this.#answered = new Answered(answers);
  }

  /** @param route checked: its key is not of low order */
  challenge(route: PullRoute): Challenge | null {
    const nonce = this.#random.bytes(CHALLENGE_NONCE_BYTES);
    const ephemeral = this.#random.bytes(32);
    try {
      const made = makeChallenge(route, this.#name, nonce, ephemeral);
      if (made === null) return null;
      const text = concat(inboxOf(route), time(this.#clock.now() + limits.mailboxChallengeMs), made.expected);
      const state = this.#seal(CHALLENGE, nonce, text);
      wipe(text, made.expected);
      return { enc: made.enc, nonce, state };
    } finally {
      wipe(ephemeral);
    }
  }

  /**
   * The session that an answer opens. Each challenge is answered once, rightly or wrongly.
   * @returns `wrong` without a word why, `full` when more answers came in a minute than are remembered
   */
  session({ nonce, state, answer }: Answer): Session | 'wrong' | 'full' {
    const text = this.#open(CHALLENGE, nonce, state, INBOX_BYTES + TIME + ANSWER_BYTES);
    if (text === null) return 'wrong';
    try {
      const now = this.#clock.now();
      const expires = timeOf(text.subarray(INBOX_BYTES));
      if (!(now < expires)) return 'wrong';
      const first = this.#answered.add(hex(nonce), expires, now);
      if (first !== true) return first === 'full' ? 'full' : 'wrong';
      if (!equalBytes(text.subarray(INBOX_BYTES + TIME), answer)) return 'wrong';
      const inbox = text.slice(0, INBOX_BYTES);
      const ends = now + limits.mailboxSessionMs;
      const own = this.#random.bytes(CHALLENGE_NONCE_BYTES);
      return {
        token: concat(own, this.#seal(SESSION, own, concat(inbox, time(ends)))),
        inbox: hex(inbox),
        expires: ends,
      };
    } finally {
      wipe(text);
    }
  }

  /** Whose session a token is of, hex, and until when; null when it is none, or over. */
  inboxOf(token: Uint8Array): { inbox: string; expires: number } | null {
    const nonce = token.subarray(0, CHALLENGE_NONCE_BYTES);
    const text = this.#open(SESSION, nonce, token.subarray(CHALLENGE_NONCE_BYTES), INBOX_BYTES + TIME);
    if (text === null) return null;
    const expires = timeOf(text.subarray(INBOX_BYTES));
    return this.#clock.now() < expires ? { inbox: hex(text.subarray(0, INBOX_BYTES)), expires } : null;
  }

  close(): void {
    wipe(this.#key);
  }

  #seal(purpose: Uint8Array, nonce: Uint8Array, text: Uint8Array): Uint8Array {
    const out = new Uint8Array(text.length + TAG);
    xchacha.seal(this.#key, nonce, purpose, text, out);
    return out;
  }

  #open(purpose: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, length: number): Uint8Array | null {
    if (nonce.length !== CHALLENGE_NONCE_BYTES || sealed.length !== length + TAG) return null;
    try {
      return xchacha.open(this.#key, nonce, purpose, sealed);
    } catch {
      return null;
    }
  }
}

export interface Challenge {
  readonly enc: Uint8Array;
  readonly nonce: Uint8Array;
  readonly state: Uint8Array;
}

export interface Answer {
  readonly nonce: Uint8Array;
  readonly state: Uint8Array;
  readonly answer: Uint8Array;
}

export interface Session {
  readonly token: Uint8Array;
  /** Hex. */
  readonly inbox: string;
  /** Unix milliseconds. */
  readonly expires: number;
}

const TAG = 16;
const TIME = 8;
/** Associated data: what is sealed for one purpose opens for no other. */
const CHALLENGE = utf8('challenge');
const SESSION = utf8('session');

/** Nonces that have been answered, and until when they must be known: in the order of their answers. */
class Answered {
  readonly #expires = new Map<string, number>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(nonce: string, expires: number, now: number): boolean | 'full' {
    if (this.#expires.has(nonce)) return false;
    // All live equally long from when they were made, so those that go are mostly in front.
    for (const [old, until] of this.#expires) {
      if (now < until) break;
      this.#expires.delete(old);
    }
    if (this.#expires.size >= this.#most) return 'full';
    this.#expires.set(nonce, expires);
    return true;
  }
}

function time(milliseconds: number): Uint8Array {
  const out = new Uint8Array(TIME);
  new DataView(out.buffer).setFloat64(0, milliseconds);
  return out;
}

function timeOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
}
