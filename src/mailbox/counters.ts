/** What a mailbox counts: of whom, it does not know. */
export interface MailboxMetrics {
  /** Now: envelopes that wait to be acknowledged, parcels remembered against repeats, bodies. */
  readonly envelopes: number;
  readonly parcels: number;
  readonly bodies: number;
  /** Now: long polls and streams that wait, connections of `listen`. */
  readonly waits: number;
  readonly connections: number;
  /** Since it was opened: */
  readonly delivered: number;
  readonly repeated: number;
  readonly acknowledged: number;
  readonly expired: number;
  readonly receipts: number;
  readonly challenges: number;
  readonly sessions: number;
  /** Requests that were refused, by the word they were answered with. */
  readonly refused: Readonly<Record<RefusalWord, number>>;
}

/** What a client is told, and all it is told. */
export type RefusalWord = 'malformed' | 'unauthorized' | 'not-found' | 'too-large' | 'too-many' | 'busy' | 'failed';

export class Counters {
  delivered = 0;
  repeated = 0;
  acknowledged = 0;
  expired = 0;
  receipts = 0;
  challenges = 0;
  sessions = 0;
  readonly refused: Record<RefusalWord, number> = {
    malformed: 0,
    unauthorized: 0,
    'not-found': 0,
    'too-large': 0,
    'too-many': 0,
    busy: 0,
    failed: 0,
  };
}
