import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Transport } from '../ports/transport.ts';
import type { Ladder } from './ladder.ts';
import type { EnginePace } from './pacer.ts';
import type { RetryOptions } from './retry.ts';

/** How an engine delivers. */
export interface DeliveryOptions {
  /** How fast; see `Engine.pace`. @defaultValue as fast as the transports take them */
  readonly pace?: EnginePace;
  /** What is tried again, how often and when. */
  readonly retry?: RetryOptions;
  /** The classes in their order, with their floors. @defaultValue emergency, payment, chat, broadcast */
  readonly ladder?: Ladder;
  /** An envelope that a transport has not taken for so long goes to the next one, also before a wait that the transport asked for is
   * over. @defaultValue 30 000 */
  readonly failOver?: { readonly afterMs: number };
  /**
   * An emergency that was sent with `receipts: true` and delivered goes to the next transport, too, the same envelope, when its device
   * has not said so long after that it opened it; and so on to the last. A device that gets it twice shows it once. @defaultValue it does not
   */
  readonly escalate?: { readonly afterMs: number };
  /** So long a transport may take for one group; then nobody knows what it took. @defaultValue 60 000 */
  readonly handOverMs?: number;
}

/** @throws SealcastError USAGE */
export function checkNames(transports: readonly { readonly name: string }[]): void {
  const names = transports.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw new SealcastError('USAGE', 'two transports have the same name', { hint: 'give each a name of its own' });
  if (names.length > limits.transports)
    throw new SealcastError('USAGE', `an engine has at most ${limits.transports} transports`);
}

/** @throws SealcastError USAGE */
export function within(name: string, value: number | undefined, otherwise: number, most: number): number {
  if (value === undefined) return otherwise;
  if (!(value > 0 && value <= most))
    throw new SealcastError('USAGE', `${name} must be more than 0 and at most ${most} milliseconds`, {
      hint: 'leave it out for what suits most',
    });
  return value;
}

interface GivenTransports {
  readonly transport?: Transport;
  readonly transports?: readonly Transport[];
}

/** @throws SealcastError USAGE */
export function transportsOf({ transport, transports }: GivenTransports): readonly Transport[] {
  if (transports === undefined) return transport === undefined ? [] : [transport];
  if (transport !== undefined || !Array.isArray(transports) || transports.length === 0)
    throw new SealcastError('USAGE', 'an engine has one transport, or a list of transports', {
      hint: 'transports: [first, second]',
    });
  const missing = transports.find((one) => typeof one?.deliver !== 'function' || typeof one.name !== 'string');
  if (missing !== undefined)
    throw new SealcastError('USAGE', 'a transport has no method deliver, or no name', { hint: 'give it both' });
  return transports;
}
