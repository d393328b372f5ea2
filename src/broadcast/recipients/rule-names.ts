/** Rules about single people, as reports count them, and what each means for people. */
export const SUPPRESSED = {
  'opt-out': 'they said that they want no more of it',
  consent: 'they have not agreed to this purpose, or no longer do',
} as const satisfies Readonly<Record<string, string>>;

export type SuppressionName = keyof typeof SUPPRESSED;
export const SUPPRESSION_NAMES = Object.keys(SUPPRESSED) as readonly SuppressionName[];
