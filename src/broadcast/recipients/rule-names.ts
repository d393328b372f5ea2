/** Rules about single people, as reports count them, and what each means for people. */
export const SUPPRESSED = {
  'opt-out': 'they said that they want no more of it',
  consent: 'they have not agreed to this purpose, or no longer do',
  'minors-hours': 'they are minors, and it is late where they are',
  'quiet-hours': 'it is quiet where they are',
  'person-cap': 'they have had as many messages as one may have',
} as const satisfies Readonly<Record<string, string>>;

export type SuppressionName = keyof typeof SUPPRESSED;
export const SUPPRESSION_NAMES = Object.keys(SUPPRESSED) as readonly SuppressionName[];
