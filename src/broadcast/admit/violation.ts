/** What a violated rule does to a broadcast: it is not sent, or it waits, sealed, until somebody approves it. */
export type Effect = 'refuse' | 'hold';

/** One rule that a broadcast does not keep, with its figures: never an identity, never a word of the message. */
export interface Violation {
  /** Stable name of the rule: `recipients-per-broadcast`. */
  readonly rule: string;
  readonly effect: Effect;
  /** What was found against what is allowed: `201 recipients > 200`. */
  readonly says: string;
  /** What would have to change, one sentence without a stop. */
  readonly remedy: string;
}

/**
 * `refused: 201 recipients > 200 (profile wechat, rule recipients-per-broadcast)`; several are joined with `; `. What trust says is
 * no rule of the profile: `(profile trust, rule trust-suspend)`.
 */
export function sayViolations(violations: readonly Violation[], profile: string): string {
  return violations
    .map((one) => `${one.says} (profile ${isOfTrust(one) ? 'trust' : profile}, rule ${one.rule})`)
    .join('; ');
}

/** Is it about how far the sender is trusted, and not about this broadcast? */
export function isOfTrust({ rule }: Pick<Violation, 'rule'>): boolean {
  return rule.startsWith('trust-');
}

export function refusing(found: readonly Violation[]): readonly Violation[] {
  return found.filter(({ effect }) => effect === 'refuse');
}
