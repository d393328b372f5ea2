import { checkPace, type Pace } from '../../delivery/pace.ts';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';

/** What transports over HTTP have in common. */
interface OriginOptions {
  readonly origins?: readonly string[] | undefined;
  readonly pacePerOrigin?: Pace | undefined;
  readonly concurrencyPerOrigin?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly attempts?: number | undefined;
}

/** @throws SealcastError USAGE */
export function checkOriginOptions(options: OriginOptions): void {
  for (const origin of options.origins ?? [])
    if (!URL.canParse(origin) || new URL(origin).origin === 'null' || !/^https?:\/\/[^/]+\/?$/.test(origin))
      throw usage('an origin is a scheme, a host and a port', 'origins: ["https://push.example"]');
  if (options.pacePerOrigin !== undefined) checkPace(options.pacePerOrigin);
  within('concurrencyPerOrigin', options.concurrencyPerOrigin, limits.httpConcurrencyMax);
  within('timeoutMs', options.timeoutMs, limits.httpTimeoutMsMax);
  within('attempts', options.attempts, limits.httpAttemptsMax);
}

export function within(name: string, value: number | undefined, most: number): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1 && value <= most))
    throw usage(`${name} must be a whole number, 1 to ${most}`, 'leave it out for what suits most');
}

export function usage(message: string, hint: string): SealcastError {
  return new SealcastError('USAGE', message, { hint });
}
