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

/** `refused: 201 recipients > 200 (profile wechat, rule recipients-per-broadcast)`; several are joined with `; `. */
export function sayViolations(violations: readonly Violation[], profile: string): string {
  return violations.map(({ says, rule }) => `${says} (profile ${profile}, rule ${rule})`).join('; ');
}
