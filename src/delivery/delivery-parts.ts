import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { DeliverySpool } from './delivery-spool.ts';
import type { RetryPolicy } from './retry.ts';

/** What all deliveries of an engine share. */
export interface DeliveryParts {
  readonly spool: DeliverySpool;
  readonly clock: Clock;
  readonly random: Random;
  readonly retry: RetryPolicy;
  /** An envelope that one transport did not take for so long goes to the next one. */
  readonly failOverMs: number;
  /** A delivered emergency without a receipt goes to the next one after so long; 0: it does not. */
  readonly escalateMs: number;
  /** By lane: does the other side drop repeats? */
  readonly dropsRepeats: readonly boolean[];
  /** How many batches all of them together have open. */
  readonly open: { batches: number };
}
