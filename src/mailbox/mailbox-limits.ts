import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';

/** What one client may take, and all together. Whole numbers, from 1 on. */
export interface MailboxLimits {
  /** Envelopes that wait in one inbox. @defaultValue 10 000 */
  readonly inboxEnvelopes: number;
  /** Requests a second of one IP address (of IPv6: one /64), and of one inbox; a burst is ten times as many. @defaultValue 50, 10 */
  readonly ipRequests: number;
  readonly inboxRequests: number;
  /** Challenges a second, of all clients together. @defaultValue 200 */
  readonly challenges: number;
  /** What `POST /receipts` may cost in a second, of all clients together: each broadcast that is named one, and 32 receipts one. @defaultValue 1000 */
  readonly receipts: number;
  /** Long polls and streams that wait: of one inbox, of one IP address, of all. @defaultValue 4, 256, 10 000 */
  readonly inboxWaits: number;
  readonly ipWaits: number;
  readonly waits: number;
  /** Connections to `listen`: of one IP address, of all. @defaultValue 512, 12 000 */
  readonly ipConnections: number;
  readonly connections: number;
  /** Milliseconds for TLS and the head of a request, for all of a request, and for silence. @defaultValue 10 000, 15 000, 75 000 */
  readonly headMs: number;
  readonly requestMs: number;
  readonly idleMs: number;
  /** Milliseconds in which a client has to take something of what it asked for. @defaultValue 30 000 */
  readonly stallMs: number;
}

const DEFAULTS: MailboxLimits = {
  inboxEnvelopes: limits.mailboxInboxEnvelopes,
  ipRequests: limits.mailboxIpRequests,
  inboxRequests: limits.mailboxInboxRequests,
  challenges: limits.mailboxChallenges,
  receipts: limits.mailboxReceiptWork,
  inboxWaits: limits.mailboxInboxWaits,
  ipWaits: limits.mailboxIpWaits,
  waits: limits.mailboxWaits,
  ipConnections: limits.mailboxIpConnections,
  connections: limits.mailboxConnections,
  headMs: limits.mailboxHeadMs,
  requestMs: limits.mailboxRequestMs,
  idleMs: limits.mailboxIdleMs,
  stallMs: limits.mailboxStallMs,
};

/** @throws SealcastError USAGE */
export function mailboxLimits(given: Partial<MailboxLimits> = {}): MailboxLimits {
  const all = { ...DEFAULTS, ...given };
  for (const [name, value] of Object.entries(all)) {
    if (!Object.hasOwn(DEFAULTS, name))
      throw new SealcastError('USAGE', 'there is no such limit of a mailbox', {
        hint: Object.keys(DEFAULTS).join(', '),
      });
    if (!Number.isSafeInteger(value) || value < 1)
      throw new SealcastError('USAGE', `limits.${name} must be a whole number, 1 or more`, {
        hint: 'leave it out for what suits most',
      });
  }
  return all;
}
