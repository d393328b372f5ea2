import { concat } from '../crypto/bytes.ts';
import { limits } from '../device-limits.ts';
import { SealcastError } from '../errors.ts';
import { type Arrived, type Connection, unavailable } from './connection.ts';

interface Pending {
  readonly cursor: string;
  /** 48 bytes. */
  readonly receipt: Uint8Array | undefined;
  readonly settle: (error?: SealcastError) => void;
}

/** Acknowledgements of one iteration: what comes while a request is under way goes with the next one. */
export class Acknowledgements {
  readonly #connection: Connection;
  #pending: Pending[] = [];
  #sending: Promise<void> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  add({ cursor, envelope }: Arrived, token: Uint8Array | undefined): Promise<void> {
    if (token !== undefined && !(token instanceof Uint8Array && token.length === 16))
      return Promise.reject(new SealcastError('USAGE', 'a receipt is the 16 bytes of receiptToken'));
    // With broadcast and mailbox as the envelope has them: the mailbox may not have it any more.
    const receipt = token === undefined ? undefined : concat(envelope.subarray(8, 40), token);
    const told = new Promise<void>((resolve, reject) => {
      const settle = (error?: SealcastError): void => (error === undefined ? resolve() : reject(error));
      this.#pending.push({ cursor, receipt, settle });
    });
    // Whoever does not wait for it need not hear of it either: the envelope comes again.
    told.catch(() => {});
    this.#sending ??= this.#send();
    return told;
  }

  /** Resolves when none is under way; those that failed have told whoever asked. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  async #send(): Promise<void> {
    // What is acknowledged in this turn goes together.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const some = this.#pending.splice(0, limits.pullAcks);
      let failure: SealcastError | undefined;
      try {
        await this.#connection.ack(some);
      } catch (error) {
        failure = unavailable(error);
      }
      for (const { settle } of some) settle(failure);
    }
    this.#sending = undefined;
  }
}
