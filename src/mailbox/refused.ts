import type { RefusalWord } from './counters.ts';

const STATUS: Readonly<Record<RefusalWord, number>> = {
  malformed: 400,
  unauthorized: 401,
  'not-found': 404,
  'too-large': 413,
  'too-many': 429,
  busy: 503,
  failed: 503,
};

/** A request that is not answered: a status, and a word that says no more than it. */
export class Refused extends Error {
  readonly word: RefusalWord;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(word: RefusalWord, retryAfter?: number) {
    super(word);
    this.word = word;
    this.retryAfter = retryAfter;
  }

  get status(): number {
    return STATUS[this.word];
  }
}

/** What went wrong before a handler was reached, in our words; anything unforeseen is `failed`. */
export function refusalOfError(error: unknown): Refused {
  if (error instanceof Refused) return error;
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (status === 413) return new Refused('too-large');
  if (status === 404) return new Refused('not-found');
  return typeof status === 'number' && status >= 400 && status < 500
    ? new Refused('malformed')
    : new Refused('failed', 1);
}
