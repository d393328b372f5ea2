import type { Outcome } from '../../ports/transport.ts';
import type { Carried } from './carry.ts';
import type { Origins } from './origins.ts';

export function failed(reason: string): Outcome {
  return { state: 'failed', reason };
}

export function deferred(reason: string): Outcome {
  return { state: 'deferred', reason };
}

/** Of a parcel for an origin that has no place among those that are remembered. */
export function tooMany({ freeInMs }: Origins): Outcome {
  return { state: 'deferred', reason: 'unavailable', retryAfterMs: freeInMs };
}

/** What became of a parcel whose request has ended so. */
export function outcomeOf(carried: Carried): Outcome {
  switch (carried.end) {
    case 'taken':
      return { state: 'delivered' };
    case 'no-answer':
      return { state: 'unknown', reason: 'no-answer' };
    case 'forbidden':
      return failed('url-refused');
    case 'body-missing':
    case 'refused':
      return failed(`refused-${carried.status}`);
    case 'unavailable':
      return { state: 'deferred', reason: carried.end, retryAfterMs: carried.retryAfterMs ?? 0 };
    case 'stopped':
      return deferred(carried.end);
    default:
      return failed(carried.end);
  }
}
