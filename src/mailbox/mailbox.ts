import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { harmlessLogger, type Logger } from '../ports/logger.ts';
import { type Random, systemRandom } from '../ports/random.ts';
import { systemTimer, type Timer } from '../ports/timer.ts';
import type { Transport } from '../ports/transport.ts';
import { type DirectoryLock, lockDirectory, prepareDirectory } from '../spool/lock.ts';
import { Arrivals } from './arrivals.ts';
import { Places } from './clients.ts';
import { Counters, type MailboxMetrics } from './counters.ts';
import { type MailboxLimits, mailboxLimits } from './mailbox-limits.ts';
import { Clients, type MailboxPlugin, mailboxPlugin } from './plugin.ts';
import { type OnReceipts, Receipts } from './receipts.ts';
import { type ListenOptions, listen, type MailboxServer } from './server.ts';
import { MailboxStore } from './store.ts';
import { Tokens } from './tokens.ts';
import { MailboxTransport } from './transport.ts';

export interface MailboxOptions {
  /** Directory of its own, made with mode 0700; not the engine's. One process writes to it. */
  dir: string;
  /**
   * The host by which devices call it, with its port where that is not the scheme's: `mail.city.example`. Devices prove who they are to
   * this name and no other, so it must be what stands in their URL.
   */
  name: string;
  /**
   * Takes receipts, 48 bytes each, many at a time. The device is answered, and the envelope removed, when it has resolved; when it
   * rejects, the device is told so. It can send them again if it has kept them, as a `receiptQueue` does: a message that was opened
   * is opened no second time for its token. @defaultValue receipts are dropped
   */
  onReceipts?: OnReceipts;
  /** Origins of pages that may pull, such as `https://app.city.example` (CORS). @defaultValue the mailbox's own */
  origins?: readonly string[];
  /** What one client may take, and all together. */
  limits?: Partial<MailboxLimits>;
  /** Of the transport. @defaultValue 'mailbox' */
  transportName?: string;
  /** pino's shape; counts only. @defaultValue silent */
  logger?: Logger;
  clock?: Clock;
  timer?: Timer;
  random?: Random;
}

/** Inboxes of devices that pull. Close it after the engine that delivers into it. */
export interface Mailbox extends AsyncDisposable {
  /** For `openEngine`: `delivered` is what lies durably in its inbox. Drops repeats. */
  readonly transport: Transport;
  /** For a fastify server that is there already: `app.register(mailbox.plugin, { prefix: '/mailbox' })`. */
  readonly plugin: MailboxPlugin;
  /** A server of its own; closed with the mailbox. @throws SealcastError MAILBOX_UNAVAILABLE */
  listen(options?: ListenOptions): Promise<MailboxServer>;
  metrics(): MailboxMetrics;
  /** Ends what waits, closes its servers and the store. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens the mailbox of a directory, making it on first use.
 *
 * @throws SealcastError USAGE, DIRECTORY_BUSY, DIRECTORY_UNUSABLE, SPOOL_DAMAGED, SPOOL_SCHEMA
 */
export async function openMailbox(options: MailboxOptions): Promise<Mailbox> {
  checkOptions(options);
  const of = mailboxLimits(options.limits);
  const dir = await prepareDirectory(options.dir);
  const lock = await lockDirectory(dir);
  try {
    return new OpenMailbox(options, of, new MailboxStore(dir), lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

class OpenMailbox implements Mailbox {
  readonly transport: Transport;
  readonly plugin: MailboxPlugin;
  readonly #store: MailboxStore;
  readonly #tokens: Tokens;
  readonly #clients: Clients;
  readonly #connections: Places;
  readonly #counters = new Counters();
  readonly #limits: MailboxLimits;
  readonly #lock: DirectoryLock;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #servers = new Set<MailboxServer>();
  readonly #closing = new AbortController();
  #nextSweep: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: MailboxOptions, of: MailboxLimits, store: MailboxStore, lock: DirectoryLock) {
    const { clock = systemClock, timer = systemTimer, random = systemRandom, name, onReceipts } = options;
    this.#store = store;
    this.#lock = lock;
    this.#limits = of;
    this.#clock = clock;
    this.#timer = timer;
    this.#logger = harmlessLogger(options.logger);
    this.#tokens = new Tokens(name, { clock, random });
    this.#clients = new Clients(of, clock);
    this.#connections = new Places(of.ipConnections);
    const arrivals = new Arrivals(timer);
    const counters = this.#counters;
    this.transport = new MailboxTransport({
      name: options.transportName ?? 'mailbox',
      store,
      arrivals,
      counters,
      clock,
      inboxEnvelopes: of.inboxEnvelopes,
    });
    this.plugin = mailboxPlugin({
      store,
      tokens: this.#tokens,
      arrivals,
      receipts: onReceipts === undefined ? null : new Receipts(onReceipts, timer),
      counters,
      clients: this.#clients,
      origins: new Set(options.origins),
      limits: of,
      clock,
      closing: this.#closing.signal,
    });
    this.#sweep();
  }

  async listen(options: ListenOptions = {}): Promise<MailboxServer> {
    if (this.#closing.signal.aborted) throw new SealcastError('USAGE', 'the mailbox is closed');
    // Places are counted by address, and a proxy's are those of all it serves.
    const connections = options.trustProxy === undefined ? this.#connections : new Places(this.#limits.connections);
    const server = await listen(this.plugin, connections, this.#counters, this.#limits, options);
    this.#servers.add(server);
    return server;
  }

  metrics(): MailboxMetrics {
    const { refused, ...counters } = this.#counters;
    const kept = this.#store.closed ? { envelopes: 0, parcels: 0, bodies: 0 } : this.#store.counts();
    return {
      ...kept,
      waits: this.#clients.ipWaits.total,
      connections: this.#connections.total,
      ...counters,
      refused: { ...refused },
    };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#nextSweep?.();
    this.#closing.abort();
    await Promise.all([...this.#servers].map((server) => server.close()));
    await this.#store.close();
    this.#tokens.close();
    await this.#lock.release();
  }

  /** Removes what has expired, one commit at a time, and comes again. */
  #sweep(): void {
    let pauseMs: number = limits.mailboxSweepMs;
    try {
      const { envelopes, more } = this.#store.sweep(this.#clock.now());
      this.#counters.expired += envelopes;
      // Requests are answered in between.
      if (more) pauseMs = 0;
    } catch (error) {
      this.#logger.error({ err: error }, 'the mailbox could not remove what has expired');
    }
    this.#nextSweep = this.#timer.after(pauseMs, () => this.#sweep(), { background: true });
  }
}

function checkOptions(options: MailboxOptions): void {
  if (typeof options?.dir !== 'string' || options.dir === '')
    throw new SealcastError('USAGE', 'openMailbox needs a directory', {
      hint: "openMailbox({ dir: './mailbox-data', name: 'mail.city.example' })",
    });
  const { name } = options;
  if (typeof name !== 'string' || name === '' || name.length > limits.mailboxNameBytes || !/^[!-~]+$/.test(name))
    throw new SealcastError('USAGE', 'a mailbox needs the name by which devices call it', {
      hint: "name: 'mail.city.example', as it stands in their URL",
    });
  for (const origin of options.origins ?? [])
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new SealcastError('USAGE', 'an origin is a scheme and a host, and a port where it is another', {
        hint: "origins: ['https://app.city.example']",
      });
}
