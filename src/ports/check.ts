import { SealcastError } from '../errors.ts';
import type { Transport } from './transport.ts';

const PORTS = {
  transport: ['deliver'],
  keyStore: ['read', 'write', 'destroy', 'list'],
  logger: ['debug', 'info', 'warn', 'error'],
  clock: ['now'],
  timer: ['after'],
  random: ['bytes', 'hedge'],
} as const;

type Ports = { readonly [Port in keyof typeof PORTS]?: object };

/** A transport without `deliver` would be found out when all is sealed, and would make everybody `unknown`. */
export function checkPorts(options: Ports): void {
  for (const [port, methods] of Object.entries(PORTS)) {
    const given = options[port as keyof Ports] as Record<string, unknown> | null | undefined;
    const missing = given === undefined ? undefined : methods.find((method) => typeof given?.[method] !== 'function');
    if (missing !== undefined)
      throw new SealcastError('USAGE', `${port} has no method ${missing}`, {
        hint: `${port} needs ${methods.join(', ')}; leave it out for the default`,
      });
  }
}

interface Transports {
  readonly transport?: Transport;
  readonly transports?: readonly Transport[];
}

/** @throws SealcastError USAGE */
export function transportsOf({ transport, transports }: Transports): readonly Transport[] {
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
