/**
 * `sealcast/pull`: a device collects its envelopes from a mailbox. Nothing from Node but `fetch`, which browsers have, too; what is
 * said over HTTP is in docs/mailbox.md. Opening is `sealcast/open`'s.
 */
import { x25519 } from '@noble/curves/ed25519.js';
import { ADDRESS_BYTES } from './crypto/pull.ts';
import { KEY_BYTES } from './crypto/x25519.ts';
import { SealcastError } from './errors.ts';
import { encodePullRoute } from './mailbox/route.ts';
import type { Timer } from './ports/timer.ts';
import { Acknowledgements } from './pull/acknowledgements.ts';
import { Connection } from './pull/connection.ts';
import { follow } from './pull/follow.ts';

export { SealcastError, type SealcastErrorCode } from './errors.ts';
export type { Timer, TimerOptions } from './ports/timer.ts';

/** What a device that pulls has of its own, beside its device key. */
export interface PullKey {
  /** 16 random bytes. */
  readonly address: Uint8Array;
  /** X25519, 32 bytes. Stays on the device: with it anybody collects, though not opens, its envelopes. */
  readonly privateKey: Uint8Array;
  /** For the sender's audience: address and public key as text, "pull:…", 69 characters. */
  readonly route: string;
}

export function generatePullKey(): PullKey {
  const { secretKey, publicKey } = x25519.keygen();
  const address = crypto.getRandomValues(new Uint8Array(ADDRESS_BYTES));
  return { address, privateKey: secretKey, route: encodePullRoute({ address, key: publicKey }) };
}

export interface PullOptions {
  /** Where the mailbox is, up to what its paths begin with: `https://mail.city.example/mailbox`. */
  readonly url: string | URL;
  readonly address: Uint8Array;
  /** Stays the caller's to wipe, when the iteration has ended. */
  readonly privateKey: Uint8Array;
  /** The name that the mailbox goes by, where it is not the host of the URL. Never one that the server has told. */
  readonly name?: string;
  /** Only what came behind this cursor. @defaultValue everything that was not acknowledged */
  readonly after?: string;
  /** Wait for what is still to come, and ask again when the mailbox does not answer. False: end when nothing is left. @defaultValue true */
  readonly follow?: boolean;
  /**
   * How to wait: by requests that take up to a minute, or on one that does not end (server-sent events). One that falls silent, because what
   * is between has lost it, is left and asked for again: a stream after 40 seconds, a request after 70. @defaultValue 'poll'
   */
  readonly wait?: 'poll' | 'stream';
  /** Ends the iteration, without an error, and what bodies are asked for. */
  readonly signal?: AbortSignal;
  /** @defaultValue the global one */
  readonly fetch?: typeof globalThis.fetch;
  /** Hears what did not work and is tried again. For the device's own log. */
  readonly log?: (error: SealcastError) => void;
  /** Measures silence, and pauses between attempts. @defaultValue setTimeout */
  readonly timer?: Timer;
}

/** One envelope that waited. */
export interface Pulled {
  /** 16 characters; of one mailbox, later ones are greater. */
  readonly cursor: string;
  /** The bytes of "SCE1". */
  readonly envelope: Uint8Array;
  /**
   * The bytes of "SCB1", asked for once a broadcast.
   * @throws SealcastError MAILBOX_UNAVAILABLE, also when the envelope was acknowledged or has expired
   */
  body(): Promise<Uint8Array>;
  /**
   * Tells the mailbox that the device has it: it is removed there. Those that are told together go in one request. Need not be waited
   * for; the end of the iteration does.
   *
   * @param receipt `receiptToken` of the opened message, 16 bytes: the sender then learns that this envelope was opened. Left out,
   *   it learns nothing. For programs that call again when it failed: when the envelope comes again, `openEnvelope` with a `seen`
   *   store shows its token to nobody. What may be closed at any time keeps receipts in a `receiptQueue` (`sealcast/receiver`).
   * @throws SealcastError MAILBOX_UNAVAILABLE: it waits there still, and comes again
   */
  ack(receipt?: Uint8Array): Promise<void>;
}

/**
 * Collects the envelopes of one device, oldest first, each once in an iteration. One that is not acknowledged comes again in the
 * next. What was sent twice, or is no longer to be shown, `openEnvelope` tells.
 *
 * @throws SealcastError USAGE; MAILBOX_UNAVAILABLE where it does not follow, and when the mailbox does not take the answer to its challenge
 */
export async function* pullMailbox(options: PullOptions): AsyncGenerator<Pulled, void, undefined> {
  checkOptions(options);
  const connection = new Connection(options);
  const acknowledgements = new Acknowledgements(connection);
  try {
    for await (const one of follow(connection, options)) {
      const { cursor, envelope } = one;
      yield {
        cursor,
        envelope,
        body: () => connection.body(cursor, envelope),
        ack: (receipt) => acknowledgements.add(one, receipt),
      };
    }
  } finally {
    await acknowledgements.settled();
  }
}

function checkOptions({ url, address, privateKey }: PullOptions): void {
  if (!URL.canParse(String(url))) throw new SealcastError('USAGE', 'url must be where the mailbox is');
  if (!(address instanceof Uint8Array) || address.length !== ADDRESS_BYTES)
    throw new SealcastError('USAGE', `address must be the ${ADDRESS_BYTES} bytes that generatePullKey() made`);
  if (!(privateKey instanceof Uint8Array) || privateKey.length !== KEY_BYTES)
    throw new SealcastError('USAGE', `privateKey must be the ${KEY_BYTES} bytes that generatePullKey() made`);
}
