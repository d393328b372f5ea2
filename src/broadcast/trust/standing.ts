import {
  PENALTIES,
  type PenaltyName,
  type PenaltyStep,
  type ReasonWeight,
  type TrustModel,
  violationWeight,
} from './model.ts';
import type { Place } from './travel.ts';

const DAY = 86_400_000;

export type ReasonKind = 'new-device' | 'impossible-travel' | 'violation';

/** Something that counted against a sender. */
export interface TrustEvent {
  readonly kind: ReasonKind;
  /** Name of the rule that was violated; '' otherwise. */
  readonly rule: string;
  /** Unix milliseconds. */
  readonly at: number;
}

export interface Appeal {
  /** From 1, of this sender. */
  readonly number: number;
  readonly at: number;
  readonly state: 'open' | 'lifted' | 'upheld';
  /** 0 while it is open. */
  readonly decidedAt: number;
  /** Public key of who decided, and the permit as it was presented for the decision: so that it can be checked later, by anybody. */
  readonly decidedBy: Uint8Array | null;
  readonly permit: Uint8Array | null;
}

export interface Penalty {
  readonly penalty: PenaltyName;
  /** The score that brought it, and the border that it was below. */
  readonly score: number;
  readonly below: number;
  readonly since: number;
  /** Unix milliseconds; null: until somebody lifts it. */
  readonly until: number | null;
  readonly perHour: number | null;
  readonly appeal: Appeal | null;
}

/** All that is remembered of a sender. */
export interface TrustState {
  readonly version: 1;
  /** When the account was made, unix milliseconds, a whole day; null: the host has not said. */
  readonly created: number | null;
  /** Keyed hashes, the latest last. */
  readonly devices: readonly Uint8Array[];
  readonly place: Place | null;
  readonly events: readonly TrustEvent[];
  /** The latest last. */
  readonly penalties: readonly Penalty[];
}

export const UNKNOWN: TrustState = { version: 1, created: null, devices: [], place: null, events: [], penalties: [] };

/** One reason, and what it takes off the score now. */
export interface TrustReason {
  readonly reason: ReasonKind;
  /** Name of the rule that was violated; '' otherwise. */
  readonly rule: string;
  readonly at: number;
  readonly weight: number;
  readonly halfLifeDays: number;
  /** `weight` × 2^(−days since / half-life). */
  readonly points: number;
}

/** The score is 100 less the points of all reasons, and not below 0. The heaviest first. */
export function scoreOf(model: TrustModel, state: TrustState, now: number): { score: number; reasons: TrustReason[] } {
  const reasons = state.events.map((event) => reasonOf(model, event, now)).sort((a, b) => b.points - a.points);
  const points = reasons.reduce((sum, reason) => sum + reason.points, 0);
  return { score: Math.max(0, 100 - points), reasons };
}

/** What happened ahead of a clock that was set back counts in full. */
function reasonOf(model: TrustModel, { kind, rule, at }: TrustEvent, now: number): TrustReason {
  const { weight, halfLifeDays } = weightOf(model, kind, rule);
  const points = weight * 2 ** (-Math.max(0, now - at) / DAY / halfLifeDays);
  return { reason: kind, rule, at, weight, halfLifeDays, points };
}

function weightOf(model: TrustModel, kind: ReasonKind, rule: string): ReasonWeight {
  if (kind === 'new-device') return model.newDevice;
  return kind === 'impossible-travel' ? model.impossibleTravel : violationWeight(model, rule);
}

/** Its time is not over, and no appeal has lifted it. */
function inForce({ until, appeal }: Penalty, now: number): boolean {
  return appeal?.state !== 'lifted' && (until === null || now < until);
}

/** All in force: a harder one does not end a milder one that lasts longer. */
export function penaltiesAt({ penalties }: TrustState, now: number): readonly Penalty[] {
  return penalties.filter((one) => inForce(one, now));
}

/** The hardest in force; what a sender is told, and what an appeal is about. */
export function penaltyAt(state: TrustState, now: number): Penalty | null {
  return penaltiesAt(state, now).reduce<Penalty | null>(
    (hardest, one) => (hardest !== null && rank(hardest.penalty) > rank(one.penalty) ? hardest : one),
    null,
  );
}

/** The hardest step whose border the score is below. */
export function stepFor(model: TrustModel, score: number): PenaltyStep | null {
  return model.ladder.findLast(({ below }) => score < below) ?? null;
}

/** The state with the penalty that is due: a harder one than that in force begins, a milder one waits until that is over. */
export function judged(model: TrustModel, state: TrustState, now: number, keep: number): TrustState {
  const { score } = scoreOf(model, state, now);
  const due = stepFor(model, score);
  const current = penaltyAt(state, now);
  if (due === null || (current !== null && rank(current.penalty) >= rank(due.penalty))) return state;
  const penalty: Penalty = {
    penalty: due.penalty,
    score,
    below: due.below,
    since: now,
    until: due.days === null ? null : now + due.days * DAY,
    perHour: due.perHour ?? null,
    appeal: null,
  };
  const penalties = [...state.penalties, penalty];
  // What is in force is never forgotten: there is one of each step at most.
  if (penalties.length > keep)
    penalties.splice(
      Math.max(
        0,
        penalties.findIndex((one) => !inForce(one, now)),
      ),
      1,
    );
  return { ...state, penalties };
}

/** With an appeal, or what was decided on it. @param penalty one of its own */
export function appealed(state: TrustState, penalty: Penalty, appeal: Appeal): TrustState {
  return { ...state, penalties: state.penalties.map((one) => (one === penalty ? { ...penalty, appeal } : one)) };
}

function rank(penalty: PenaltyName): number {
  return PENALTIES.indexOf(penalty);
}

/** With one event more; where there is no room, the one that counts least goes. */
export function withEvent(
  model: TrustModel,
  state: TrustState,
  event: TrustEvent,
  now: number,
  most: number,
): TrustState {
  const events = [...state.events, event];
  if (events.length > most) {
    const points = events.map((one) => reasonOf(model, one, now).points);
    events.splice(points.indexOf(Math.min(...points)), 1);
  }
  return { ...state, events };
}
