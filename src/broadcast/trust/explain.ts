import type { Violation } from '../admit/violation.ts';
import { type TrustModel, warmUpCap, warmUpNext } from './model.ts';
import { type Penalty, penaltyAt, scoreOf, type TrustReason, type TrustState } from './standing.ts';

const DAY = 86_400_000;

/** How a sender stands, and why: everything that was used to say so. */
export interface Explanation {
  readonly sender: string;
  /** 0 to 100: 100 less the points of all reasons. */
  readonly score: number;
  /** The heaviest first. */
  readonly reasons: readonly TrustReason[];
  readonly account: {
    /** Whole days; null: the host has not said when the account was made, and nothing is guessed. */
    readonly ageDays: number | null;
    /** The most people of one broadcast, by the warm-up; Infinity: no such rule. */
    readonly recipients: number;
    /** The age from which on it is another number, days; null: it stays so. */
    readonly nextDays: number | null;
  };
  /** In force now. */
  readonly penalty: Penalty | null;
  /** All that are remembered, the latest last. */
  readonly penalties: readonly Penalty[];
  /** Rules that keep this sender from sending anything now. */
  readonly violations: readonly Violation[];
  /** The same in plain words, one sentence each. */
  readonly says: readonly string[];
}

export function explained(model: TrustModel, sender: string, state: TrustState, now: number): Explanation {
  const { score, reasons } = scoreOf(model, state, now);
  const account = accountOf(model, state, now);
  const penalty = penaltyAt(state, now);
  const violations = [...penaltyViolations(penalty), ...warmUpViolations(account)];
  const says = [
    `The score is ${figure(score)} of 100.`,
    ...reasons.map(sayReason),
    sayAccount(model, account),
    ...(penalty === null ? ['No penalty is in force.'] : [sayPenalty(penalty)]),
  ];
  return {
    sender: sender.normalize('NFC'),
    score,
    reasons,
    account,
    penalty,
    penalties: state.penalties,
    violations,
    says,
  };
}

function accountOf(model: TrustModel, { created }: TrustState, now: number): Explanation['account'] {
  if (created === null) {
    const recipients = model.warmUp.length > 0 && model.unknownAge === 'refuse' ? 0 : Number.POSITIVE_INFINITY;
    return { ageDays: null, recipients, nextDays: null };
  }
  const ageDays = Math.max(0, Math.floor((now - created) / DAY));
  return { ageDays, recipients: warmUpCap(model, ageDays), nextDays: warmUpNext(model, ageDays) };
}

function penaltyViolations(penalty: Penalty | null): Violation[] {
  if (penalty?.penalty !== 'suspend' && penalty?.penalty !== 'ban') return [];
  const remedy = penalty.until === null ? 'an appeal must lift it' : `wait until ${moment(penalty.until)}, or appeal`;
  const says = `${penalty.penalty === 'ban' ? 'banned' : 'suspended'}: score ${figure(penalty.score)} < ${penalty.below}`;
  return [{ rule: `trust-${penalty.penalty}`, effect: 'refuse', says, remedy }];
}

function warmUpViolations({ ageDays, recipients, nextDays }: Explanation['account']): Violation[] {
  if (recipients > 0) return [];
  const says = ageDays === null ? 'the age of the account is not known' : `account of ${ageDays} days: nothing yet`;
  const remedy =
    ageDays === null
      ? 'the host must say when the account was made'
      : nextDays === null
        ? 'no account may send under this model'
        : `wait until it is ${nextDays} days old`;
  return [{ rule: 'trust-warm-up', effect: 'refuse', says, remedy }];
}

/** What one person too many is told. @param found people; or more, where it goes on */
export function warmUpViolation(recipients: number, found: number, goesOn = false): Violation {
  const says = `${found} recipients${goesOn ? ' or more' : ''} > ${recipients} for an account of this age`;
  return {
    rule: 'trust-warm-up',
    effect: 'refuse',
    says,
    remedy: `send to ${recipients} or fewer, or when it is older`,
  };
}

function sayReason({ reason, rule, at, weight, halfLifeDays, points }: TrustReason): string {
  const what = {
    'new-device': 'A new device',
    'impossible-travel': 'Impossible travel',
    violation: `Violation of ${rule}`,
  }[reason];
  return `${what} on ${moment(at)} takes ${figure(points)} (${weight} at first, half in ${halfLifeDays} days).`;
}

function sayAccount({ warmUp }: TrustModel, { ageDays, recipients, nextDays }: Explanation['account']): string {
  if (ageDays === null) {
    if (warmUp.length === 0) return 'The age of the account is not known, and no rule asks for it.';
    const then = recipients === 0 ? 'nothing is sent until it is' : 'the warm-up is left out';
    return `The age of the account is not known: ${then}.`;
  }
  const most = recipients === Number.POSITIVE_INFINITY ? 'as many people as there are' : `at most ${recipients} people`;
  const next = nextDays === null ? '' : `, and more from ${nextDays} days on`;
  return `The account is ${ageDays} days old: ${most} a broadcast${next}.`;
}

function sayPenalty({ penalty, score, below, since, until, perHour, appeal }: Penalty): string {
  const does = {
    warn: 'a warning',
    throttle: `throttled to ${perHour} envelopes an hour`,
    sandbox: 'in the sandbox, where nothing is handed over',
    suspend: 'suspended',
    ban: 'banned',
  }[penalty];
  const end = until === null ? 'until it is lifted' : `until ${moment(until)}`;
  const appealed = appeal === null ? 'It can be appealed.' : `Appeal ${appeal.number} is ${appeal.state}.`;
  return `Since ${moment(since)}, ${end}: ${does}, for a score of ${figure(score)} below ${below}. ${appealed}`;
}

function figure(points: number): string {
  return String(Math.round(10 * points) / 10);
}

function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
