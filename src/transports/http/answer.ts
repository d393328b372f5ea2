import { limits } from '../../limits.ts';
import type { Random } from '../../ports/random.ts';

/**
 * What a status says of a request, for the transport. `again`: it was not taken, and may be sent once more. `lost`: somebody
 * between us and the gateway gave up waiting for it (502, 504), so it may have been taken; sent once more only where the other side drops repeats.
 */
export type Verdict = 'taken' | 'gone' | 'too-large' | 'body-missing' | 'again' | 'lost' | 'refused';

export function verdictOf(status: number): Verdict {
  if (status >= 200 && status < 300) return 'taken';
  switch (status) {
    case 404:
    case 410:
      return 'gone';
    case 413:
      return 'too-large';
    case 424:
      return 'body-missing';
    case 408:
    case 425:
    case 429:
      return 'again';
    case 502:
    case 504:
      return 'lost';
    default:
      return status >= 500 ? 'again' : 'refused';
  }
}

/**
 * Milliseconds from `now` that a Retry-After field asks for (RFC 9110 section 10.2.3: seconds, or one of three forms of a date), a day
 * at most; `undefined` where it says nothing intelligible. A date that has passed is 0. Where a proxy has added one of its own to the
 * server's: the longest.
 *
 * @param now unix milliseconds
 */
export function retryAfterMs(field: string | readonly string[] | undefined, now: number): number | undefined {
  if (field === undefined) return undefined;
  const asked = [field].flat().flatMap((one) => askedMs(one.trim(), now) ?? []);
  return asked.length === 0 ? undefined : Math.min(limits.retryAfterMsMax, Math.max(...asked));
}

function askedMs(text: string, now: number): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // IMF-fixdate, RFC 850 and asctime begin with the day's name; the last one leaves out that it means GMT.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d( \d{4}| GMT)$/.test(text)) return undefined;
  const date = Date.parse(/GMT$/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Full jitter: anything from 0 to a ceiling that doubles with each attempt, so that those who failed together do not return together. */
export function backoffMs(attempt: number, random: Random): number {
  const ceiling = Math.min(limits.httpBackoffMaxMs, limits.httpBackoffMs * 2 ** (attempt - 1));
  const four = random.bytes(4);
  return (new DataView(four.buffer, four.byteOffset).getUint32(0, true) / 2 ** 32) * ceiling;
}
